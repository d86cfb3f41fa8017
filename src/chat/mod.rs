//! The only place that knows a network: what a chat gives to the loop and takes from it.

pub mod matrix;
pub mod terminal;

use std::{collections::HashSet, future::Future, time::Duration};

use crate::{
    effect::{Content, Target},
    event::Event,
};

/// What one turn of syncing brought.
#[derive(Debug, Default)]
pub struct Batch {
    /// Where the next sync starts. It is stored once everything here has been applied.
    pub next_token: String,
    /// What happened, oldest first within each room, without Stina's own events and notices.
    pub events: Vec<Event>,
    /// Her own messages as they came back, so that their outbox rows count as sent.
    pub echoes: Vec<Echo>,
    /// Messages that cannot be decrypted yet.
    pub undecrypted: Vec<Undecrypted>,
    /// Direct chats that were seen to exist, as (person, room).
    pub direct_rooms: Vec<(String, String)>,
    /// Rooms she is no longer in.
    pub left_rooms: Vec<String>,
    /// Who has read a room, and up to when.
    pub receipts: Vec<Receipt>,
    /// Rooms that were upgraded, as (old, new).
    pub upgraded_rooms: Vec<(String, String)>,
}

/// An own message that came back from the homeserver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Echo {
    /// The outbox id, from the transaction id or from inside the content.
    pub outbox: String,
    /// The event id.
    pub event: String,
}

/// Somebody's sign of having read a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The user id.
    pub person: String,
    /// The room id.
    pub room: String,
    /// When, in milliseconds since 1970 UTC: what she had sent there by then was read.
    pub read_at: i64,
}

/// A message whose keys are missing so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecrypted {
    /// The event id.
    pub event: String,
    /// The room id.
    pub room: String,
    /// Who sent it.
    pub sender: String,
    /// When, in milliseconds since 1970 UTC.
    pub sent_at: i64,
}

/// What is to be sent, with every reference to an earlier own message resolved to its event id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The outbox id: the transaction id, and kept inside the content.
    pub outbox: String,
    /// Where to.
    pub to: Target,
    /// What.
    pub content: Content,
    /// The event id of the earlier own message that the content refers to (edit, redaction, button).
    pub refers_to: Option<String>,
    /// Where the shared file lies that the content refers to.
    pub file: Option<PlacedFile>,
}

/// A file on the homeserver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedFile {
    /// Its name.
    pub name: String,
    /// Its MIME type.
    pub mime: String,
    /// Its size in bytes.
    pub size: u64,
    /// Where it lies, in the chat's own words.
    pub source: String,
    /// Whether it lies there encrypted.
    pub encrypted: bool,
}

/// A message that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its event id.
    pub event: String,
    /// The room it went to.
    pub room: String,
}

/// Why a message was not accepted, and whether trying again makes sense.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Try again, not before the time given by the server where it gave one.
    #[error("not sent, will be tried again: {reason}")]
    Retry {
        /// How long the server asked to wait.
        after: Option<Duration>,
        /// Why, without any message text.
        reason: String,
        /// Whether the whole account is limited or away, and not only this message or room.
        everything: bool,
    },
    /// The person that it is for is not in that room any more.
    #[error("the person that it is for has left {room}")]
    Absent {
        /// The room.
        room: String,
    },
    /// It will never be accepted.
    #[error("cannot be sent: {reason}")]
    GiveUp {
        /// Why, without any message text.
        reason: String,
    },
}

/// What the chat asks of the store while it reads a timeline.
pub trait Ledger: Sync {
    /// Which of these events were handled already.
    fn handled(&self, events: &[String]) -> impl Future<Output = anyhow::Result<HashSet<String>>> + Send;

    /// The message that an event edited, where it was an edit that was handled.
    fn edited(&self, edit: &str) -> impl Future<Output = anyhow::Result<Option<String>>> + Send;
}
