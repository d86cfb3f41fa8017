//! One response of the homeserver at a time, kept in hand until it was applied.
//!
//! The SDK writes down its own sync token before anybody has seen the response, and never gives a
//! response twice. So a response stays here until the caller comes back with the token that it
//! ended in, and whatever failed in between is done again from the same response.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError},
    time::Duration,
};

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use matrix_sdk::{
    Client, Room,
    deserialized_responses::{TimelineEvent, TimelineEventKind},
    ruma::{EventId, OwnedRoomId, RoomId},
    sync::{JoinedRoomUpdate, SyncResponse},
};
use tracing::{debug, error, info, warn};

use super::{
    Matrix, SyncError, begin,
    failure::Failure,
    gap::{self, Gap},
    lock,
    read::{Read, Reading, read},
    receipts::receipts,
    resolve::Known,
    rooms, turns,
};
use crate::{
    chat::{Batch, Ledger, Undecrypted},
    clock,
    event::{self, Event, EventKind},
};

/// After so many failing turns over the same response, what a reply refers to is left open.
const REPLY_PATIENCE: u32 = 4;
/// After so many failing turns over the same response, a gap that cannot be filled is left open, so
/// that one broken room does not silence the others for ever.
const GAP_PATIENCE: u32 = 25;

type InFlight = BoxFuture<'static, matrix_sdk::Result<SyncResponse>>;

/// What is kept between two calls.
#[derive(Default)]
pub(super) struct Turn {
    in_flight: Option<(Option<String>, InFlight)>,
    in_hand: Option<InHand>,
    /// Whether the homeserver has forgotten the session and no new one was made yet.
    logged_out: bool,
}

impl Turn {
    /// Drops a request that nobody will wait for any more.
    pub(super) fn forget_in_flight(&mut self) {
        self.in_flight = None;
    }
}

/// A response that was not applied yet.
#[derive(Clone)]
struct InHand {
    since: Option<String>,
    response: Arc<SyncResponse>,
    failures: u32,
}

impl Matrix {
    /// Waits for what is new, at most as long as `timeout`, and reads it.
    ///
    /// `token` is where the last applied batch ended; `None` at the very first start. With a token
    /// that was given before, the same batch comes again: nothing is lost by failing to apply it, or by
    /// dropping the future. Nothing sent before `first_start` becomes an event.
    ///
    /// # Errors
    /// [`SyncError::Retry`] when the homeserver is away or limits her, [`SyncError::Stop`] when the
    /// stores fail or the session is gone for good.
    pub async fn sync(
        &self,
        token: Option<&str>,
        timeout: Duration,
        ledger: &impl Ledger,
        first_start: Timestamp,
    ) -> Result<Batch, SyncError> {
        let mut turn = self.inner.turn.lock().await;
        if turn.logged_out {
            self.renew().await?;
            turn.logged_out = false;
        }
        let read = match self.response(&mut turn, token, timeout).await {
            Ok(response) => {
                let failures = turn.in_hand.as_ref().map_or(0, |held| held.failures);
                let now = clock::now();
                Reader { matrix: self, client: self.client(), ledger, since: token, first_start, now, failures }.batch(&response).await
            }
            Err(failure) => Err(failure),
        };
        let failure = match read {
            Ok(batch) => return Ok(batch),
            Err(failure) => failure,
        };
        match &failure {
            Failure::LoggedOut { reason } => {
                info!(%reason, "the homeserver has forgotten the session; logging in again");
                turn.logged_out = true;
                return Err(SyncError::Retry { after: Some(Duration::ZERO), reason: reason.clone() });
            }
            // The database being away says nothing about the homeserver.
            Failure::Database { .. } => {}
            _ => {
                if let Some(held) = &mut turn.in_hand {
                    held.failures += 1;
                }
            }
        }
        Err(failure.into())
    }

    /// The response that follows `token`: the one in hand, or the next one.
    async fn response(&self, turn: &mut Turn, token: Option<&str>, timeout: Duration) -> Result<Arc<SyncResponse>, Failure> {
        if let Some(held) = &turn.in_hand {
            if held.since.as_deref() == token {
                return Ok(held.response.clone());
            }
            turn.in_hand = None;
        }
        if !matches!(&turn.in_flight, Some((since, _)) if since.as_deref() == token) {
            let client = self.client();
            self.inner.turns.news(&client, token, timeout).await?;
            let settings = turns::settings(token);
            turn.in_flight = Some((token.map(str::to_owned), Box::pin(async move { client.sync_once(settings).await })));
        }
        let Some((_, in_flight)) = &mut turn.in_flight else {
            return Err(Failure::Away { after: None, reason: "no request is under way".to_owned() });
        };
        let alone = self.inner.turns.alone().await;
        let result = in_flight.await;
        drop(alone);
        self.inner.turns.ended();
        turn.in_flight = None;
        let response = Arc::new(result.map_err(|error| stop_on_local(&error))?);
        // Once, however often the response is read.
        self.note_invitations(&response.rooms.invited);
        // An empty response may end where it began, and is no reason to stand still.
        if Some(response.next_batch.as_str()) != token {
            turn.in_hand = Some(InHand { since: token.map(str::to_owned), response: response.clone(), failures: 0 });
        }
        Ok(response)
    }

    /// Logs in again as the same device.
    async fn renew(&self) -> Result<(), SyncError> {
        let old = self.client();
        match begin::renew(&old, &self.inner.settings).await {
            Ok(client) => {
                *self.inner.client.write().unwrap_or_else(PoisonError::into_inner) = client;
                Ok(())
            }
            Err(super::ConnectError::Retry { after, reason }) => Err(SyncError::Retry { after, reason }),
            Err(super::ConnectError::GiveUp { reason }) => Err(SyncError::Stop { reason }),
        }
    }

    /// Tries once more to read messages whose keys were missing, and returns the ids of those that can
    /// be read now, each with what it says where that concerns her, and without of those that are gone from the
    /// homeserver. Where keys come from the backup, that may take two tries.
    pub async fn retry_undecrypted(&self, rows: &[Undecrypted]) -> Vec<(String, Option<Event>)> {
        let mut late = Vec::new();
        let client = self.client();
        for row in rows {
            let (Ok(room_id), Ok(event_id)) = (RoomId::parse(&row.room), EventId::parse(&row.event)) else { continue };
            let Some(room) = client.get_room(&room_id) else { continue };
            let kept = lock(&self.inner.unread).find(&row.event);
            let decrypted = match kept {
                Some(raw) => room.decrypt_event(raw.cast_ref_unchecked(), None).await,
                None => room.event(&event_id, None).await,
            };
            let event = match decrypted {
                Ok(event) => event,
                Err(error) => {
                    let failure = Failure::from(error);
                    if failure.is_gone() {
                        info!(event = %row.event, reason = %failure, "the homeserver no longer has a message whose key was waited for");
                        late.push((row.event.clone(), None));
                    } else {
                        debug!(event = %row.event, reason = %failure, "still not decrypted");
                    }
                    continue;
                }
            };
            let Some(read) = read(&event, self.user_id()) else { continue };
            if matches!(read.reading, Reading::Undecrypted) {
                lock(&self.inner.unread).keep(event_id, event.raw().clone());
                continue;
            }
            match self.said(&room, &read, clock::now(), false).await {
                Ok(event) => {
                    lock(&self.inner.unread).forget(&row.event);
                    late.push((row.event.clone(), event));
                }
                Err(failure) => debug!(event = %row.event, reason = %failure, "decrypted, but not read"),
            }
        }
        late
    }

    /// Reads an undecrypted event with a key from the backup, where there is one: on a new device
    /// her own messages tell that they were sent only once they can be read.
    async fn decrypt_from_backup(&self, room: &Room, event: &mut TimelineEvent, patient: bool) -> Result<(), Failure> {
        let TimelineEventKind::UnableToDecrypt { event: raw, utd_info } = &event.kind else { return Ok(()) };
        let Some(session) = utd_info.session_id.clone() else { return Ok(()) };
        let key = (room.room_id().to_owned(), session);
        let sought = !lock(&self.inner.sought_keys).insert(key.clone());
        if !sought {
            let backups = self.client().encryption().backups();
            match backups.download_room_key(&key.0, &key.1).await.map_err(Failure::from) {
                Ok(_) | Err(Failure::Refused { .. }) => {}
                Err(failure) => {
                    lock(&self.inner.sought_keys).remove(&key);
                    return if patient { Err(failure) } else { Ok(()) };
                }
            }
        }
        let raw = raw.clone();
        if let Ok(decrypted) = room.decrypt_event(raw.cast_ref_unchecked(), None).await {
            *event = decrypted;
        }
        Ok(())
    }

    /// What somebody's event says, with what it refers to; `None` where it is nothing to her.
    ///
    /// Without patience, what cannot be looked up is left open.
    async fn said(&self, room: &Room, read: &Read, now: Timestamp, patient: bool) -> Result<Option<Event>, Failure> {
        // Who may remove a message is the room's business: what she said to it goes in any case.
        if !self.allows(&read.sender) && !matches!(read.reading, Reading::Redaction { .. }) {
            return Ok(None);
        }
        let open = |result: Result<(), Failure>| match result {
            Err(Failure::Away { reason, .. }) if !patient => {
                warn!(event = %read.id, %reason, "what the message refers to could not be looked up");
                Ok(())
            }
            other => other,
        };
        let kind = match &read.reading {
            Reading::Message(message) => {
                let mut message = message.clone();
                open(self.inner.fill_reply(room, &mut message).await)?;
                if let Some(media) = &mut message.media {
                    self.fetch_file(room, media).await?;
                }
                lock(&self.inner.recent).remember(&read.id, Known::of(&read.sender, &message));
                EventKind::Message(message)
            }
            Reading::Edit { of, message } => match self.edit(room, read, of, message, patient).await? {
                Some(kind) => kind,
                None => return Ok(None),
            },
            Reading::Reaction { to, key } => EventKind::Reaction { to: to.clone(), key: key.clone() },
            Reading::Redaction { of } => EventKind::Redaction { of: of.clone() },
            _ => return Ok(None),
        };
        // Reactions and redactions are never encrypted, by any client; they carry what power they
        // have by the user id that the homeserver vouches for.
        let encrypted = is_encrypted(room).await;
        let in_clear = matches!(kind, EventKind::Reaction { .. } | EventKind::Redaction { .. });
        Ok(Some(Event {
            id: read.id.clone(),
            room: self.place(room, encrypted).await?,
            sender: read.sender.clone(),
            sender_name: rooms::member_name(room, &read.sender).await,
            sent_at: read.sent_at(now),
            trusted: !encrypted || read.encrypted || in_clear,
            kind,
        }))
    }

    /// The room as deciding needs to know it.
    pub(super) async fn place(&self, room: &Room, encrypted: bool) -> Result<event::Room, Failure> {
        Ok(event::Room { id: room.room_id().to_string(), direct: rooms::is_direct(room).await?, encrypted })
    }
}

/// Whether a room is encrypted; where it is not known, it is taken to be.
pub(super) async fn is_encrypted(room: &Room) -> bool {
    match room.latest_encryption_state().await {
        Ok(state) => state.is_encrypted(),
        Err(_) => true,
    }
}

struct Reader<'a, L> {
    matrix: &'a Matrix,
    client: Client,
    ledger: &'a L,
    since: Option<&'a str>,
    first_start: Timestamp,
    now: Timestamp,
    /// How often reading this response has failed so far.
    failures: u32,
}

impl<L: Ledger> Reader<'_, L> {
    async fn batch(&self, response: &SyncResponse) -> Result<Batch, Failure> {
        let mut batch = Batch { next_token: response.next_batch.clone(), ..Batch::default() };
        for (room_id, update) in &response.rooms.joined {
            let Some(room) = self.client.get_room(room_id) else { continue };
            batch.receipts.extend(receipts(room_id, update, self.matrix.user_id()));
            match self.room(&room, update, &mut batch).await {
                // She may have been removed from it since.
                Err(Failure::Refused { reason, .. }) => warn!(room = %room_id, %reason, "a room could not be read"),
                other => other?,
            }
        }
        batch.left_rooms = response.rooms.left.keys().map(OwnedRoomId::to_string).collect();
        let direct_rooms: BTreeMap<OwnedRoomId, _> = self.matrix.direct_rooms(response.rooms.joined.keys()).await?;
        batch.direct_rooms = direct_rooms.into_iter().map(|(room, person)| (person.to_string(), room.to_string())).collect();
        Ok(batch)
    }

    async fn room(&self, room: &Room, update: &JoinedRoomUpdate, batch: &mut Batch) -> Result<(), Failure> {
        let mut events = self.timeline(room, update).await?;
        for event in &mut events {
            self.matrix.decrypt_from_backup(room, event, self.failures < REPLY_PATIENCE).await?;
        }
        let reads: Vec<(&TimelineEvent, Read)> =
            events.iter().filter_map(|event| Some((event, read(event, self.matrix.user_id())?))).collect();
        let first = self.horizon(room, &reads).await?;
        let mut inviter = None;
        for (position, (event, read)) in reads.iter().enumerate() {
            match &read.reading {
                Reading::Echo(echo, text) => {
                    lock(&self.matrix.inner.recent)
                        .remember(&echo.event, Known { sender: read.sender.clone(), text: text.clone(), ..Known::default() });
                    batch.echoes.push(echo.clone());
                }
                Reading::OwnMembership { membership, inviter: by, .. } => {
                    if membership == "invite" {
                        inviter.clone_from(by);
                    } else if gap::is_own_joining(read) {
                        let by = by.clone().or_else(|| inviter.take());
                        self.joined(room, read, by, batch).await?;
                    }
                }
                Reading::Tombstone { replacement } => {
                    if let Some(new) = self.matrix.follow_upgrade(room, replacement, &read.sender).await {
                        batch.upgraded_rooms.push((room.room_id().to_string(), new));
                    }
                }
                Reading::Nothing => {}
                _ if position < first || self.is_too_old(read) => {}
                Reading::Undecrypted => self.undecrypted(room, event, read, batch),
                Reading::Message(_) | Reading::Edit { .. } | Reading::Reaction { .. } | Reading::Redaction { .. } => {
                    let patient = self.failures < REPLY_PATIENCE;
                    if let Reading::Redaction { of } = &read.reading
                        && let Some(event) = self.matrix.without_edit(room, read, of, self.ledger, patient).await?
                    {
                        batch.events.push(event);
                        continue;
                    }
                    batch.events.extend(self.matrix.said(room, read, self.now, patient).await?);
                }
            }
        }
        Ok(())
    }

    /// The room's events since the last sync, oldest first, with what a limited timeline left out.
    async fn timeline(&self, room: &Room, update: &JoinedRoomUpdate) -> Result<Vec<TimelineEvent>, Failure> {
        let events = update.timeline.events.clone();
        let Some(from) = update.timeline.prev_batch.as_deref().filter(|_| update.timeline.limited) else { return Ok(events) };
        let gap = Gap { room, from, since: self.since, not_before: self.first_start.as_millisecond(), me: self.matrix.user_id() };
        if !gap::is_open(&events, &gap, self.ledger).await? {
            return Ok(events);
        }
        match gap::fill(&gap, self.ledger).await {
            Ok(mut all) => {
                all.extend(events);
                Ok(all)
            }
            Err(Failure::Refused { reason, .. }) => {
                warn!(room = %room.room_id(), %reason, "what was said meanwhile may not be read");
                Ok(events)
            }
            Err(Failure::Away { reason, .. }) if self.failures >= GAP_PATIENCE => {
                error!(room = %room.room_id(), %reason, tries = self.failures, "what was said meanwhile cannot be fetched and is left out");
                Ok(events)
            }
            Err(failure) => Err(failure),
        }
    }

    /// The position of the first event that she may answer: in a direct chat from her invitation
    /// on, in a group from her joining on.
    async fn horizon(&self, room: &Room, reads: &[(&TimelineEvent, Read)]) -> Result<usize, Failure> {
        let Some(joined) = reads.iter().rposition(|(_, read)| gap::is_own_joining(read)) else { return Ok(0) };
        if rooms::is_direct(room).await? {
            let invited = reads[..joined].iter().rposition(|(_, read)| gap::is_own_invitation(read));
            return Ok(invited.unwrap_or(joined));
        }
        Ok(joined)
    }

    fn is_too_old(&self, read: &Read) -> bool {
        read.sent_at < self.first_start.as_millisecond()
    }

    fn undecrypted(&self, room: &Room, event: &TimelineEvent, read: &Read, batch: &mut Batch) {
        if !self.matrix.allows(&read.sender) {
            return;
        }
        if let Ok(id) = EventId::parse(&read.id) {
            lock(&self.matrix.inner.unread).keep(id, event.raw().clone());
        }
        info!(room = %room.room_id(), event = %read.id, "a message cannot be decrypted yet");
        batch.undecrypted.push(Undecrypted {
            event: read.id.clone(),
            room: room.room_id().to_string(),
            sender: read.sender.clone(),
            sent_at: read.sent_at(self.now).as_millisecond(),
        });
    }

    /// She has come into a room. Into the successor of an old one she comes unannounced.
    async fn joined(&self, room: &Room, read: &Read, inviter: Option<String>, batch: &mut Batch) -> Result<(), Failure> {
        if let Some(old) = rooms::upgraded_from(&self.client, room) {
            batch.upgraded_rooms.push((old.to_string(), room.room_id().to_string()));
            return Ok(());
        }
        // Of a space she becomes a member, so that she may enter its rooms, but nobody reads there what she says.
        if room.is_space() {
            return Ok(());
        }
        let Some(inviter) = inviter.filter(|inviter| self.matrix.allows(inviter)) else { return Ok(()) };
        if self.is_too_old(read) {
            return Ok(());
        }
        let encrypted = is_encrypted(room).await;
        batch.events.push(Event {
            id: read.id.clone(),
            room: self.matrix.place(room, encrypted).await?,
            sender_name: rooms::member_name(room, &inviter).await,
            sender: inviter,
            sent_at: read.sent_at(self.now),
            trusted: true,
            kind: EventKind::Joined,
        });
        Ok(())
    }
}

/// An error after the homeserver has answered leaves the SDK with the response half written down.
/// It would not be given again to this process, so the process has to be started anew.
fn stop_on_local(error: &matrix_sdk::Error) -> Failure {
    match Failure::from(error) {
        Failure::Away { reason, .. } if !matches!(error, matrix_sdk::Error::Http(_)) => {
            Failure::Local { reason: format!("a response of the homeserver could not be worked on: {reason}") }
        }
        Failure::KeysMissing { reason } => {
            Failure::Local { reason: format!("a response of the homeserver could not be worked on: {reason}") }
        }
        failure => failure,
    }
}
