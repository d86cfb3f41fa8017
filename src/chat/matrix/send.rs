//! Handing a message to the homeserver, once.
//!
//! The outbox id is the transaction id: sending again after a lost answer gives the first event.

use std::{collections::BTreeSet, io::Cursor};

use matrix_sdk::{
    Room, RoomState,
    deserialized_responses::TimelineEvent,
    room::{IncludeRelations, RelationsOptions},
    ruma::{
        EventId, OwnedEventId, RoomId, TransactionId, UserId,
        events::{
            TimelineEventType,
            relation::RelationType,
            room::{MediaSource, member::MembershipState},
        },
        serde::base64::Standard,
        uint,
    },
};
use mime::Mime;
use serde_json::Value;
use tracing::debug;

use super::{
    Matrix, content,
    failure::Failure,
    lock,
    read::{Reading, own_text, read},
    resolve::Known,
    rooms::others,
};
use crate::{
    chat::{Delivery, SendError, Sent},
    effect::{Content, Target, Text},
};

/// How many uploaded files are remembered while their messages wait.
const UPLOADS_KEPT: usize = 64;

impl Matrix {
    /// Sends a message. What was sent before under the same outbox id is not sent again, for as
    /// long as the homeserver remembers transaction ids; later the echoes of a sync tell it.
    ///
    /// # Errors
    /// [`SendError::Retry`] for what may pass, [`SendError::GiveUp`] for what never will.
    pub async fn send(&self, delivery: &Delivery) -> Result<Sent, SendError> {
        let room = self.target(delivery).await?;
        let (room, moved) = match &delivery.content {
            Content::Text(_) | Content::File { .. } | Content::Shared { .. } => self.present_room(room),
            _ => (room, false),
        };
        let outbox = delivery.outbox.as_str();
        let event = match &delivery.content {
            Content::Text(text) => {
                if matches!(delivery.to, Target::Room(_)) && reaches_nobody(&room, text).await? {
                    return Err(SendError::Absent { room: room.room_id().to_string() });
                }
                // What is replied to lies in another room now.
                let text = if moved { &Text { reply_to: None, thread: None, ..text.clone() } } else { text };
                let ping_room_for = self.may_ping(&room, text).await;
                let text = &Text { ping_room_for, ..text.clone() };
                self.put(&room, "m.room.message", content::message(text, outbox), outbox).await?
            }
            Content::Edit { text, .. } => {
                let original = referred(delivery)?;
                self.put(&room, "m.room.message", content::edit(text, original, outbox), outbox).await?
            }
            Content::Redact { .. } => redact(&room, referred(delivery)?, outbox).await?,
            Content::React { to, key } => self.react(&room, to, key, outbox).await?,
            Content::Button { key, .. } => self.react(&room, referred(delivery)?, key, outbox).await?,
            Content::Shared { file } => {
                let file = delivery.file.as_ref().ok_or_else(|| SendError::GiveUp { reason: format!("the file {file} is gone") })?;
                self.put_shared(&room, file, outbox).await?
            }
            Content::File { name, mime, base64, reply_to, thread } => {
                let bytes = decode(base64)?;
                let source = self.upload(&room, outbox, mime, &bytes).await?;
                let file = content::File {
                    name,
                    mime,
                    size: bytes.len(),
                    source: &source,
                    reply_to: reply_to.as_deref().filter(|_| !moved),
                    thread: thread.as_deref().filter(|_| !moved),
                };
                let event = self.put(&room, "m.room.message", content::file(&file, outbox), outbox).await?;
                lock(&self.inner.uploads).retain(|(kept, _), _| kept != outbox);
                event
            }
        };
        Ok(Sent { event: event.to_string(), room: room.room_id().to_string() })
    }

    /// On whose behalf a message pings everybody in the room: only where both they and she may do so there.
    async fn may_ping(&self, room: &Room, text: &Text) -> Option<String> {
        let user = UserId::parse(text.ping_room_for.as_deref()?).ok()?;
        let levels = room.power_levels().await.ok()?;
        let both = levels.user_can_trigger_room_notification(&user) && levels.user_can_trigger_room_notification(room.own_user_id());
        both.then(|| user.to_string())
    }

    /// The room that a message goes to.
    pub(super) async fn target(&self, delivery: &Delivery) -> Result<Room, SendError> {
        match &delivery.to {
            Target::Person(person) => self.direct_room(person, &delivery.outbox).await,
            Target::Room(id) => {
                let id = RoomId::parse(id).map_err(|error| SendError::GiveUp { reason: format!("{id} is no room id: {error}") })?;
                let room = self.client().get_room(&id);
                match room {
                    Some(room) if room.state() == RoomState::Joined => Ok(room),
                    Some(room) if room.state() == RoomState::Invited => {
                        Err(SendError::Retry { after: None, reason: format!("she has not entered {id} yet"), everything: false })
                    }
                    _ => Err(SendError::GiveUp { reason: format!("she is not in {id}") }),
                }
            }
        }
    }

    /// The room itself, or the one that has replaced it, as far as she is in it; and whether that
    /// is another.
    pub(super) fn present_room(&self, room: Room) -> (Room, bool) {
        let client = self.client();
        let mut present = room;
        let mut moved = false;
        // Each step leads to a younger room; the bound is against rooms that point in a circle.
        for _ in 0..8 {
            let next = present.successor_room().and_then(|successor| client.get_room(&successor.room_id));
            match next {
                Some(next) if next.state() == RoomState::Joined => {
                    present = next;
                    moved = true;
                }
                _ => break,
            }
        }
        (present, moved)
    }

    pub(super) async fn put(&self, room: &Room, kind: &str, content: Value, outbox: &str) -> Result<OwnedEventId, SendError> {
        let text = own_text(&content);
        let _encrypting = self.inner.turns.encrypt_for(room).await.map_err(SendError::from)?;
        let sent = room
            .send_raw(kind, content)
            .with_transaction_id(<&TransactionId>::from(outbox))
            .await
            .map_err(|error| SendError::from(Failure::from(error)))?;
        let event = sent.response.event_id;
        let known = Known { sender: self.user_id().to_owned(), text, ..Known::default() };
        lock(&self.inner.recent).remember(event.as_str(), known);
        debug!(room = %room.room_id(), %event, %outbox, "sent");
        Ok(event)
    }

    async fn react(&self, room: &Room, to: &str, key: &str, outbox: &str) -> Result<OwnedEventId, SendError> {
        let content = content::reaction(to, key, outbox);
        let result = room.send_raw("m.reaction", content).with_transaction_id(<&TransactionId>::from(outbox)).await;
        match result.map_err(Failure::from) {
            Ok(sent) => Ok(sent.response.event_id),
            Err(failure) if failure.has_code("M_DUPLICATE_ANNOTATION") => match own_reaction(room, to, key).await? {
                Some(event) => Ok(event),
                None => Err(failure.into()),
            },
            Err(failure) => Err(failure.into()),
        }
    }

    /// Uploads a file once, encrypted for an encrypted room.
    async fn upload(&self, room: &Room, outbox: &str, mime: &str, bytes: &[u8]) -> Result<MediaSource, SendError> {
        let encrypted = room.latest_encryption_state().await.map_err(Failure::from)?.is_encrypted();
        let slot = (outbox.to_owned(), encrypted);
        if let Some(source) = lock(&self.inner.uploads).get(&slot) {
            return Ok(source.clone());
        }
        let client = self.client();
        let source = if encrypted {
            let mut reader = Cursor::new(bytes);
            let file = client.upload_encrypted_file(&mut reader).await.map_err(Failure::from)?;
            MediaSource::Encrypted(Box::new(file))
        } else {
            let mime: Mime = mime.parse().unwrap_or(mime::APPLICATION_OCTET_STREAM);
            let answer = client.media().upload(&mime, bytes.to_vec(), None).await.map_err(Failure::from)?;
            MediaSource::Plain(answer.content_uri)
        };
        let mut uploads = lock(&self.inner.uploads);
        if uploads.len() >= UPLOADS_KEPT {
            uploads.clear();
        }
        uploads.insert(slot, source.clone());
        Ok(source)
    }
}

/// Whether a message would be said to nobody: the person that it is for has left the room, or, where it mentions
/// somebody, all have.
async fn reaches_nobody(room: &Room, text: &Text) -> Result<bool, SendError> {
    if let Some(person) = text.only_for.as_deref().and_then(|person| UserId::parse(person).ok()) {
        let member = room.get_member(&person).await.map_err(Failure::from)?;
        return Ok(!member.is_some_and(|member| matches!(member.membership(), MembershipState::Join | MembershipState::Invite)));
    }
    if text.mentions.is_empty() {
        return Ok(false);
    }
    Ok(others(room, &BTreeSet::new()).await?.is_empty())
}

/// The event id of the earlier message that the delivery is about.
fn referred(delivery: &Delivery) -> Result<&str, SendError> {
    delivery
        .refers_to
        .as_deref()
        .ok_or_else(|| SendError::GiveUp { reason: "the earlier message that it is about was never sent".to_owned() })
}

pub(super) fn decode(base64: &str) -> Result<Vec<u8>, SendError> {
    matrix_sdk::ruma::serde::Base64::<Standard>::parse(base64)
        .map(matrix_sdk::ruma::serde::Base64::into_inner)
        .map_err(|error| SendError::GiveUp { reason: format!("the file's bytes are not Base64: {error}") })
}

/// Removes an event, unless that was done before.
async fn redact(room: &Room, event: &str, outbox: &str) -> Result<OwnedEventId, SendError> {
    let event = EventId::parse(event).map_err(|error| SendError::GiveUp { reason: format!("{event} is no event id: {error}") })?;
    // A transaction id is forgotten after a while, and a redaction carries no outbox id.
    match room.event(&event, None).await.map_err(Failure::from) {
        Ok(present) => {
            if let Some(redaction) = redaction_of(&present) {
                return Ok(redaction);
            }
        }
        Err(failure @ (Failure::Away { .. } | Failure::LoggedOut { .. } | Failure::Local { .. })) => return Err(failure.into()),
        Err(_) => {}
    }
    let answer = room.redact(&event, None, Some(outbox.into())).await.map_err(Failure::from)?;
    Ok(answer.event_id)
}

/// The event that has removed this one.
fn redaction_of(event: &TimelineEvent) -> Option<OwnedEventId> {
    let raw: Value = serde_json::from_str(event.raw().json().get()).ok()?;
    EventId::parse(raw["unsigned"]["redacted_because"]["event_id"].as_str()?).ok()
}

/// Her own reaction to an event, where the homeserver says that there is one.
async fn own_reaction(room: &Room, to: &str, key: &str) -> Result<Option<OwnedEventId>, SendError> {
    let Ok(to) = EventId::parse(to) else { return Ok(None) };
    let me = room.own_user_id();
    let mut options = RelationsOptions {
        include_relations: IncludeRelations::RelationsOfTypeAndEventType(RelationType::Annotation, TimelineEventType::Reaction),
        limit: Some(uint!(100)),
        ..RelationsOptions::default()
    };
    loop {
        let relations = room.relations(to.clone(), options.clone()).await.map_err(Failure::from)?;
        for event in &relations.chunk {
            // Read as by a stranger, since her own events are read as echoes.
            let Some(found) = read(event, "") else { continue };
            if found.sender == me.as_str() && matches!(&found.reading, Reading::Reaction { key: found_key, .. } if found_key == key) {
                return Ok(EventId::parse(&found.id).ok());
            }
        }
        match relations.next_batch_token {
            Some(next) => options.from = Some(next),
            None => return Ok(None),
        }
    }
}
