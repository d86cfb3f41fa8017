//! Edits: of one's own messages alone, and what stands again once an edit is removed.

use std::time::Duration;

use matrix_sdk::{
    Room,
    config::RequestConfig,
    ruma::{EventId, serde::JsonObject},
};
use serde_json::Value;
use tracing::{debug, warn};

use super::{
    Matrix,
    failure::Failure,
    lock,
    read::{self, Read, Reading},
    resolve::Known,
    rooms,
};
use crate::{
    chat::Ledger,
    clock,
    event::{Event, EventKind, Message},
};

/// How long an edited message may take to fetch.
const FETCH_TIMEOUT: Duration = Duration::from_secs(10);

impl Matrix {
    /// An edit, if it is one of the sender's own message.
    pub(super) async fn edit(
        &self,
        room: &Room,
        read: &Read,
        of: &str,
        message: &Message,
        patient: bool,
    ) -> Result<Option<EventKind>, Failure> {
        let original = match self.inner.known(room, of).await {
            Err(Failure::Away { reason, .. }) if !patient => {
                warn!(event = %read.id, %reason, "the edited message could not be looked up");
                None
            }
            other => other?,
        };
        let Some(original) = original.filter(|original| original.sender == read.sender) else {
            debug!(event = %read.id, "an edit of another's or an unknown message was let be");
            return Ok(None);
        };
        let mut message = message.clone();
        message.thread.clone_from(&original.thread);
        message.reply_to.clone_from(&original.reply_to);
        match self.inner.fill_reply(room, &mut message).await {
            Err(failure) if patient => return Err(failure),
            _ => {}
        }
        lock(&self.inner.recent).remember(of, Known::of(&read.sender, &message));
        Ok(Some(EventKind::Edit { of: of.to_owned(), message }))
    }

    /// What a message reads again once its edit `of` was removed, as an edit of it; `None` where `of` was no edit, or
    /// the message is gone as well.
    pub(super) async fn without_edit(
        &self,
        room: &Room,
        removal: &Read,
        of: &str,
        ledger: &impl Ledger,
        patient: bool,
    ) -> Result<Option<Event>, Failure> {
        let original = ledger
            .edited(of)
            .await
            .map_err(|error| Failure::Database { reason: format!("the database could not tell what was edited: {error:#}") })?;
        let Some(id) = original.as_deref().and_then(|original| EventId::parse(original).ok()) else { return Ok(None) };
        let patience = RequestConfig::new().timeout(FETCH_TIMEOUT).disable_retry();
        let fetched = match room.event(&id, Some(patience)).await.map_err(Failure::from) {
            Ok(fetched) => fetched,
            Err(Failure::Refused { .. } | Failure::KeysMissing { .. }) => return Ok(None),
            Err(Failure::Away { reason, .. }) if !patient => {
                warn!(event = %removal.id, %reason, "the message whose edit was removed could not be looked up");
                return Ok(None);
            }
            Err(failure) => return Err(failure),
        };
        let Some(original) = read::read(&fetched, self.user_id()).filter(|original| self.allows(&original.sender)) else { return Ok(None) };
        let Reading::Message(first) = &original.reading else { return Ok(None) };
        // An edit before the one that was removed still stands; the homeserver tells it beside the message.
        let earlier = fetched.raw().get_field::<JsonObject>("unsigned").ok().flatten().and_then(|unsigned| earlier_edit(unsigned, of));
        let (mut message, written_at) = match &earlier {
            Some((content, at)) => match read::message("m.room.message", content, self.user_id()) {
                Some(message) => (message, *at),
                None => (first.clone(), original.sent_at),
            },
            None => (first.clone(), original.sent_at),
        };
        message.thread.clone_from(&first.thread);
        message.reply_to.clone_from(&first.reply_to);
        match self.inner.fill_reply(room, &mut message).await {
            Err(failure) if patient => return Err(failure),
            _ => {}
        }
        lock(&self.inner.recent).remember(id.as_str(), Known::of(&original.sender, &message));
        let encrypted = super::sync::is_encrypted(room).await;
        Ok(Some(Event {
            id: removal.id.clone(),
            room: self.place(room, encrypted).await?,
            sender: original.sender.clone(),
            sender_name: rooms::member_name(room, &original.sender).await,
            // "om en halvtimme" counts from when it was written.
            sent_at: Read { sent_at: written_at, ..original.clone() }.sent_at(clock::now()),
            trusted: !encrypted || original.encrypted,
            kind: EventKind::Edit { of: id.to_string(), message },
        }))
    }
}

/// The content of the edit that stands, with when it was sent, from what the homeserver tells beside a message.
fn earlier_edit(unsigned: JsonObject, removed: &str) -> Option<(Value, i64)> {
    let edit = &Value::from(unsigned)["m.relations"]["m.replace"];
    let content = &edit["content"]["m.new_content"];
    let stands = content.is_object() && edit["event_id"].as_str() != Some(removed);
    stands.then(|| Some((content.clone(), edit["origin_server_ts"].as_i64()?))).flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;

    #[test]
    fn the_edit_that_was_removed_is_not_the_one_that_stands() {
        let unsigned = |edit: Value| -> Map<String, Value> {
            let Value::Object(unsigned) = json!({ "m.relations": { "m.replace": edit } }) else { panic!("an object") };
            unsigned
        };
        let edit = json!({ "event_id": "$b", "origin_server_ts": 7, "content": { "m.new_content": { "msgtype": "m.text", "body": "x" } } });
        let found = earlier_edit(unsigned(edit.clone()), "$c").expect("it stands");
        assert_eq!((found.0["body"].as_str(), found.1), (Some("x"), 7));
        assert!(earlier_edit(unsigned(edit), "$b").is_none());
        assert!(earlier_edit(unsigned(json!({ "event_id": "$b", "origin_server_ts": 7 })), "$c").is_none());
    }
}
