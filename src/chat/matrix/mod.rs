//! Matrix: how Stina lives on a homeserver.
//!
//! The map, in the order of the flow:
//! - `begin`: from the session to a signed device; `session`: logging in once, keeping the session, coming back as
//!   the same device; `introduce`: name and picture; `private`: files that only she can read;
//! - `encryption`: cross-signing, secret storage, key backup and the recovery key; `prospect`: what a first
//!   start will meet;
//! - `sync`: one response of the homeserver at a time, kept in hand until it was applied;
//!   `turns`: when that is, and that nothing is encrypted meanwhile;
//! - `gap`: what a limited timeline left out; `read`: a timeline event as an
//!   [`Event`](crate::event::Event); `resolve`: the message that a reply or an edit refers to;
//!   `edits`: who may edit what, and what stands once an edit is removed;
//! - `file`: fetching the lists and calendars that somebody sends;
//! - `rooms`: invitations, direct chats, upgrades; `directs`: whose direct chats are where;
//! - `content`: what a message looks like on the wire; `send`: handing it to the homeserver, once;
//! - `failure`: what went wrong, sorted by what can be done about it.
//!
//! The SDK's event cache is never subscribed to and its send queue is off: the database is the only
//! memory of what was said, and the only queue.

mod begin;
mod content;
mod directs;
mod edits;
mod encryption;
mod failure;
mod file;
mod gap;
mod introduce;
mod private;
mod prospect;
mod read;
mod receipts;
mod resolve;
mod rooms;
mod send;
mod session;
mod sync;
mod turns;

use std::{
    collections::{HashMap, HashSet},
    future::IntoFuture,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use globset::{Glob, GlobSet, GlobSetBuilder};
use jiff::Timestamp;
use matrix_sdk::{
    Client, Room,
    ruma::{
        EventId, OwnedRoomId, OwnedUserId, RoomId,
        api::client::receipt::create_receipt::v3::ReceiptType,
        events::{receipt::ReceiptThread, room::MediaSource},
    },
};
use tracing::{debug, info};
use url::Url;

pub use encryption::{RecoveryKeyError, recovery_key_file};
pub use failure::{ConnectError, SyncError};
pub use introduce::unreadable;
pub use prospect::{Prospect, prospect};
pub use session::{Saved, read_saved};

use crate::secret::Secret;

/// How long ending may wait for the key backup.
const BACKUP_TIMEOUT: Duration = Duration::from_secs(3);

/// How long the homeserver may take to tell its time.
const CLOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// What the log usually holds: her own doings, and of the SDK nothing.
///
/// Its lines hold whole answers (the page of a proxy that spoke for the homeserver) and pieces of events that did
/// not parse, which are people's words. What of its failures matters is told by whoever asked, without either. The
/// target is a prefix: it silences `matrix_sdk_base`, `_crypto` and `_sqlite` as well.
pub const LOG_FILTER: &str = "info,matrix_sdk=off,sqlx=warn";

/// The field inside everything she sends that carries the outbox id, so that a new device, which
/// the homeserver tells no transaction ids, still recognises her own messages.
pub(crate) const OUTBOX_FIELD: &str = "se.stina.outbox";

/// Everything needed to live on a homeserver.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The homeserver's base address.
    pub homeserver: Url,
    /// Her own user id.
    pub user_id: OwnedUserId,
    /// The name others see.
    pub display_name: String,
    /// A picture file.
    pub avatar: Option<PathBuf>,
    /// The folder of the SDK's state and keys, and of the saved session.
    pub store: PathBuf,
    /// What her device is called in other people's clients.
    pub device_name: String,
    /// Globs over user ids: who may invite and talk to her.
    pub allow: Vec<String>,
    /// The account's password.
    pub password: Option<Secret>,
    /// An access token, for homeservers without passwords.
    pub access_token: Option<Secret>,
    /// What the stores on disk are encrypted with; `None`: they are not.
    pub store_passphrase: Option<Secret>,
    /// The recovery key, for a disk that has lost the keys.
    pub recovery_key: Option<Secret>,
}

/// Stina's presence on a homeserver. Cloning it gives another handle to the same.
#[derive(Clone)]
pub struct Matrix {
    inner: Arc<Inner>,
}

/// What all handles share.
struct Inner {
    settings: Settings,
    allowed: GlobSet,
    /// Exchanged for a new one when the homeserver has forgotten the session.
    client: RwLock<Client>,
    /// The one response that is being worked on.
    turn: tokio::sync::Mutex<sync::Turn>,
    /// Keeps syncing and encrypting apart.
    turns: turns::Turns,
    /// Messages seen lately, for replies and edits that refer to them.
    recent: Mutex<resolve::Recent>,
    /// Encrypted events that could not be read, so that trying again needs no network.
    unread: Mutex<read::Unread>,
    /// Room keys that were looked for in the backup, each once.
    sought_keys: Mutex<HashSet<(OwnedRoomId, String)>>,
    /// Files already uploaded, by outbox id and whether for an encrypted room.
    uploads: Mutex<HashMap<(String, bool), MediaSource>>,
    /// Invitations that were not answered yet.
    invitations: Mutex<HashMap<OwnedRoomId, rooms::Invitation>>,
    /// Says that there are new ones.
    invited: tokio::sync::Notify,
    /// Whose direct chats are where.
    directs: Mutex<directs::Directs>,
    /// Says that a sync has brought rooms.
    brought: tokio::sync::Notify,
    /// The rooms that she has made, held while one is made.
    made: tokio::sync::Mutex<directs::Made>,
    /// How long to wait before name or picture is tried again, where one was refused for now.
    introduce_after: Option<Duration>,
}

/// How she is doing on the homeserver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Her device id.
    pub device_id: String,
    /// Whether the device is signed by her own cross-signing identity. Others may not share keys
    /// with a device that is not.
    pub device_signed: bool,
    /// Whether all private cross-signing keys are on this disk.
    pub cross_signing: bool,
    /// Whether room keys are backed up.
    pub backup: bool,
    /// The number of rooms she is in.
    pub rooms: usize,
    /// How many of them are encrypted.
    pub encrypted_rooms: usize,
}

impl Matrix {
    /// Logs in or comes back as the device she was, sees to it that the device is signed and the
    /// room keys are backed up, and sets name and picture.
    ///
    /// # Errors
    /// [`ConnectError::Retry`] when the homeserver is away, [`ConnectError::GiveUp`] with what to
    /// do when the password is wrong, the store cannot be opened, or the recovery key is needed.
    pub async fn connect(settings: &Settings) -> Result<Self, ConnectError> {
        let allowed = allow_list(&settings.allow)?;
        let client = begin::begin(settings).await?;
        let introduce_after = introduce::introduce(&client, settings, 0).await;
        // Invitations that came before a crash do not come again.
        let invited = client.invited_rooms().iter().map(|room| (room.room_id().to_owned(), rooms::Invitation::new())).collect();
        info!(user = %settings.user_id, device = ?client.device_id(), "connected to the homeserver");
        Ok(Self {
            inner: Arc::new(Inner {
                settings: settings.clone(),
                allowed,
                client: RwLock::new(client),
                turn: tokio::sync::Mutex::default(),
                turns: turns::Turns::default(),
                recent: Mutex::default(),
                unread: Mutex::default(),
                sought_keys: Mutex::default(),
                uploads: Mutex::default(),
                invitations: Mutex::new(invited),
                invited: tokio::sync::Notify::new(),
                directs: Mutex::default(),
                brought: tokio::sync::Notify::new(),
                made: tokio::sync::Mutex::default(),
                introduce_after,
            }),
        })
    }

    /// Sets name and picture where the homeserver refused one only for now, with growing pauses. Ends when nothing is
    /// left to try.
    pub async fn introduce_again(&self) {
        let mut after = self.inner.introduce_after;
        let mut tries = 0;
        while let Some(pause) = after {
            tokio::time::sleep(pause).await;
            tries += 1;
            after = introduce::introduce(&self.client(), &self.inner.settings, tries).await;
        }
    }

    /// Her own user id.
    #[must_use]
    pub fn user_id(&self) -> &str {
        self.inner.settings.user_id.as_str()
    }

    /// Tells the writer that the message was read. A failure is only logged.
    pub async fn acknowledge(&self, room: &str, event: &str) {
        let Some(room) = self.joined_room(room) else { return };
        let Ok(event) = EventId::parse(event) else { return };
        if let Err(error) = room.send_single_receipt(ReceiptType::Read, ReceiptThread::Unthreaded, event).await {
            debug!(room = %room.room_id(), reason = %failure::Failure::from(error), "no read receipt was sent");
        }
    }

    /// Shows or hides that she is writing. A failure is only logged.
    pub async fn typing(&self, room: &str, writing: bool) {
        let Some(room) = self.joined_room(room) else { return };
        if let Err(error) = room.typing_notice(writing).await {
            debug!(room = %room.room_id(), reason = %failure::Failure::from(error), "no typing notice was sent");
        }
    }

    /// Whether a room is a direct chat with one person; a room that is not known is none.
    pub async fn is_direct(&self, room: &str) -> bool {
        match self.joined_room(room) {
            Some(room) => rooms::is_direct(&room).await.unwrap_or(false),
            None => false,
        }
    }

    /// What time it is for the homeserver, in whole seconds; `None` where it does not say.
    pub async fn server_time(&self) -> Option<Timestamp> {
        let client = matrix_sdk::reqwest::Client::builder().timeout(CLOCK_TIMEOUT).build().ok()?;
        let base = self.inner.settings.homeserver.as_str().trim_end_matches('/');
        let answer = client.get(format!("{base}/_matrix/client/versions")).send().await.ok()?;
        let told = answer.headers().get("date")?.to_str().ok()?;
        Some(jiff::fmt::rfc2822::parse(told).ok()?.timestamp())
    }

    /// How she is doing, from what is known here, without asking the homeserver.
    pub async fn health(&self) -> Health {
        let client = self.client();
        let encryption = client.encryption();
        let rooms = client.joined_rooms();
        Health {
            device_id: client.device_id().map(ToString::to_string).unwrap_or_default(),
            device_signed: encryption::device_is_signed(&client).await,
            cross_signing: encryption.cross_signing_status().await.is_some_and(|status| status.is_complete()),
            backup: encryption.backups().are_enabled().await,
            rooms: rooms.len(),
            encrypted_rooms: rooms.iter().filter(|room| room.encryption_state().is_encrypted()).count(),
        }
    }

    /// Makes a new recovery key, which replaces the old one, and writes it beside the store.
    ///
    /// # Errors
    /// When the homeserver or the disk does not let her; the old key is good until then.
    pub async fn rotate_recovery_key(&self) -> Result<String, RecoveryKeyError> {
        encryption::rotate_recovery_key(&self.client(), &self.inner.settings).await
    }

    /// Ends cleanly: room keys go to the backup, and what is in the stores' write-ahead logs is
    /// written down. Nothing may be asked of this handle afterwards.
    pub async fn close(&self) {
        // A sync that was left half done may hold a connection, for which closing would wait for ever.
        self.inner.turn.lock().await.forget_in_flight();
        let client = self.client();
        let backups = client.encryption().backups();
        if backups.are_enabled().await {
            // At the next start it goes on; here it is only a try.
            let uploaded = tokio::time::timeout(BACKUP_TIMEOUT, backups.wait_for_steady_state().into_future()).await;
            debug!(complete = matches!(uploaded, Ok(Ok(()))), "room keys were backed up");
        }
        if let Err(error) = client.pause().await {
            debug!(reason = %failure::Failure::from(error), "the stores were not closed cleanly");
        }
    }

    /// The client of the present session.
    fn client(&self) -> Client {
        self.inner.client.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A room she is in.
    fn joined_room(&self, id: &str) -> Option<Room> {
        let id = RoomId::parse(id).ok()?;
        self.client().get_room(&id).filter(|room| room.state() == matrix_sdk::RoomState::Joined)
    }

    /// Whether a user may invite and talk to her.
    fn allows(&self, user: &str) -> bool {
        self.inner.allowed.is_match(user)
    }
}

/// The folder beside which things about the store are kept: its path with something added.
fn beside(store: &Path, suffix: &str) -> PathBuf {
    let mut name = store.file_name().map(std::ffi::OsStr::to_os_string).unwrap_or_default();
    name.push(suffix);
    store.with_file_name(name)
}

/// Compiles the list of who may talk to her.
fn allow_list(globs: &[String]) -> Result<GlobSet, ConnectError> {
    let give_up = |error: &globset::Error| ConnectError::GiveUp { reason: format!("[access] allow: {error}") };
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(Glob::new(glob).map_err(|error| give_up(&error))?);
    }
    set.build().map_err(|error| give_up(&error))
}

/// Takes a lock whose holder may have panicked: what it guards stays usable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
