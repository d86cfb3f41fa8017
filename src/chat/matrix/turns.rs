//! When the homeserver is asked for what is new, so that nothing is encrypted while its response is taken in.
//!
//! A response can say that somebody's devices have changed. From that moment until their keys have been
//! asked for, at the end of the same sync, the SDK lets a message to somebody of whom it knows no other device
//! wait for them, up to five seconds, with a lock held for which the asking waits in turn. Synapse says it of her
//! own account with the echo of a message in each room, so that sending to many would all but stand still.
//! So waiting for news is a request of its own, which the SDK does not see, and a response is taken in
//! while nothing is being encrypted.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use matrix_sdk::{
    Client, Room,
    config::{RequestConfig, SyncSettings, SyncToken},
    ruma::{
        api::client::{
            filter::{Filter, FilterDefinition, LazyLoadOptions, RoomEventFilter},
            sync::sync_events::v3,
        },
        assign,
        presence::PresenceState,
    },
};
use tokio::sync::{Notify, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::{failure::Failure, session::REQUEST_TIMEOUT};

/// How many events of a room a response holds at most; the rest is fetched as a gap.
const TIMELINE_LIMIT: u32 = 20;
/// So many messages between two turns of syncing are many: the next turn does not wait for news of theirs.
const MANY: usize = 6;
/// How long a turn waits then.
const BETWEEN_TURNS: Duration = Duration::from_secs(2);
/// How long a turn waits for messages that are on their way, and a message for a turn.
const PATIENCE: Duration = Duration::from_secs(2);

/// Syncing and encrypting, one at a time.
#[derive(Debug, Default)]
pub(super) struct Turns {
    /// Shared by messages that are being encrypted and sent; a turn of syncing has it alone.
    gate: RwLock<()>,
    /// Messages sent since the last turn.
    sent: AtomicUsize,
    /// Says that somebody waits for a turn.
    wanted: Notify,
    /// Says that a turn has ended.
    turned: Notify,
}

impl Turns {
    /// Waits until there is something new after `token`, at most as long as `timeout`.
    pub(super) async fn news(&self, client: &Client, token: Option<&str>, timeout: Duration) -> Result<(), Failure> {
        let Some(token) = token.filter(|_| !timeout.is_zero()) else { return Ok(()) };
        if self.sent.swap(0, Ordering::Relaxed) > MANY {
            tokio::select! {
                () = tokio::time::sleep(BETWEEN_TURNS) => {}
                () = self.wanted.notified() => {}
            }
            return Ok(());
        }
        let request = assign!(v3::Request::new(), {
            filter: Some(v3::Filter::FilterDefinition(glance())),
            since: Some(token.to_owned()),
            set_presence: PresenceState::Offline,
            timeout: Some(timeout),
        });
        let config = RequestConfig::new().disable_retry().timeout(REQUEST_TIMEOUT + timeout);
        tokio::select! {
            answer = client.send(request).with_request_config(config) => answer.map(drop).map_err(Failure::from),
            () = self.wanted.notified() => Ok(()),
        }
    }

    /// Lets a turn take in a response while nothing is being encrypted. `None`: something takes too long to be
    /// waited for.
    pub(super) async fn alone(&self) -> Option<RwLockWriteGuard<'_, ()>> {
        tokio::time::timeout(PATIENCE, self.gate.write()).await.ok()
    }

    /// A turn has ended.
    pub(super) fn ended(&self) {
        self.turned.notify_waiters();
    }

    /// Lets a message be encrypted for a room and sent: not while a response is taken in, and not before the keys
    /// of those in the room have been asked for.
    pub(super) async fn encrypt_for(&self, room: &Room) -> Result<Option<RwLockReadGuard<'_, ()>>, Failure> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        if !room.encryption_state().is_encrypted() {
            return Ok(None);
        }
        if !room.are_members_synced() {
            // Whoever is new among them is asked about by the next turn, all that wait for it at once.
            room.sync_members().await?;
            let turned = {
                let _between = self.gate.read().await;
                self.turned.notified()
            };
            self.wanted.notify_one();
            // Without that the SDK waits itself.
            let _ = tokio::time::timeout(PATIENCE, turned).await;
        }
        Ok(Some(self.gate.read().await))
    }
}

/// What a turn asks for.
pub(super) fn settings(token: Option<&str>) -> SyncSettings {
    let mut filter = glance();
    filter.room.timeline.limit = Some(TIMELINE_LIMIT.into());
    filter.room.state = RoomEventFilter::default();
    filter.room.state.lazy_load_options = LazyLoadOptions::Enabled { include_redundant_members: false };
    let token = token.map_or(SyncToken::NoToken, |token| SyncToken::Specific(token.to_owned()));
    SyncSettings::new()
        .token(token)
        .timeout(Duration::ZERO)
        .filter(v3::Filter::FilterDefinition(filter))
        .set_presence(PresenceState::Offline)
}

/// What tells that there is something new, and as little of it as may be.
fn glance() -> FilterDefinition {
    let mut filter = FilterDefinition::default();
    filter.presence = Filter::ignore_all();
    filter.room.timeline.limit = Some(1_u32.into());
    filter.room.state = RoomEventFilter::ignore_all();
    filter.room.ephemeral.types = Some(vec!["m.receipt".to_owned()]);
    filter.room.account_data = RoomEventFilter::ignore_all();
    filter
}
