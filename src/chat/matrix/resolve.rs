//! The message that a reply or an edit refers to: seen lately, or fetched.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use matrix_sdk::{Room, config::RequestConfig, ruma::EventId};
use serde_json::Value;

use super::{Inner, failure::Failure, lock, read};
use crate::event::Message;

/// How many messages are remembered.
const REMEMBERED: usize = 512;
/// How much of a remembered message's text is kept, in characters.
const TEXT_KEPT: usize = 2_000;
/// How long a referred message may take to fetch.
const FETCH_TIMEOUT: Duration = Duration::from_secs(10);

/// What is remembered of a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Known {
    pub(super) sender: String,
    pub(super) text: Option<String>,
    pub(super) reply_to: Option<String>,
    pub(super) thread: Option<String>,
}

/// The messages seen lately, by event id.
#[derive(Debug, Default)]
pub(super) struct Recent {
    known: HashMap<String, Known>,
    order: VecDeque<String>,
}

impl Recent {
    /// Remembers a message, and forgets the oldest.
    pub(super) fn remember(&mut self, event: &str, known: Known) {
        if self.known.insert(event.to_owned(), known).is_some() {
            return;
        }
        self.order.push_back(event.to_owned());
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }

    fn find(&self, event: &str) -> Option<Known> {
        self.known.get(event).cloned()
    }
}

impl Known {
    /// What is remembered of somebody's message.
    pub(super) fn of(sender: &str, message: &Message) -> Self {
        Self {
            sender: sender.to_owned(),
            text: (!message.body.is_empty() && !message.holds_personal_number()).then(|| message.body.chars().take(TEXT_KEPT).collect()),
            reply_to: message.reply_to.clone(),
            thread: message.thread.clone(),
        }
    }
}

impl Inner {
    /// Finds the message that an event id stands for; `None` where there is none to be seen.
    pub(super) async fn known(&self, room: &Room, event: &str) -> Result<Option<Known>, Failure> {
        if let Some(known) = lock(&self.recent).find(event) {
            return Ok(Some(known));
        }
        let Ok(id) = EventId::parse(event) else { return Ok(None) };
        let patience = RequestConfig::new().timeout(FETCH_TIMEOUT).disable_retry();
        let fetched = match room.event(&id, Some(patience)).await.map_err(Failure::from) {
            Ok(fetched) => fetched,
            Err(Failure::Refused { .. } | Failure::KeysMissing { .. }) => return Ok(None),
            Err(failure) => return Err(failure),
        };
        let Ok(raw) = serde_json::from_str::<Value>(fetched.raw().json().get()) else { return Ok(None) };
        let Some(sender) = raw["sender"].as_str() else { return Ok(None) };
        let kind = raw["type"].as_str().unwrap_or_default();
        let known = if sender == self.settings.user_id.as_str() {
            Known { sender: sender.to_owned(), text: read::own_text(&raw["content"]), ..Known::default() }
        } else {
            read::message(kind, &raw["content"], self.settings.user_id.as_str())
                .map_or_else(|| Known { sender: sender.to_owned(), ..Known::default() }, |message| Known::of(sender, &message))
        };
        lock(&self.recent).remember(event, known.clone());
        Ok(Some(known))
    }

    /// Fills in what a message says of the one it replies to.
    pub(super) async fn fill_reply(&self, room: &Room, message: &mut Message) -> Result<(), Failure> {
        let Some(replied) = message.reply_to.clone() else { return Ok(()) };
        if let Some(known) = self.known(room, &replied).await? {
            message.replies_to_me = known.sender == self.settings.user_id.as_str();
            message.replied_text = known.text;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_forgotten() {
        let mut recent = Recent::default();
        for number in 0..=REMEMBERED {
            recent.remember(&format!("${number}"), Known::default());
        }
        assert_eq!(recent.find("$0"), None);
        assert!(recent.find("$1").is_some());
        assert_eq!(recent.known.len(), REMEMBERED);
    }
}
