//! What can happen to Stina: a message, an edit, a reaction, a redaction, a new room.
//!
//! Events come from a chat (Matrix, the terminal) and carry everything that deciding needs to know
//! about the room, so that [`crate::assistant::decide`] never has to ask a network.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::language::personnummer;

/// One thing that happened in a room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The chat's own id of the event (on Matrix `$…`); an event is handled at most once by this id.
    pub id: String,
    /// The room it happened in (on Matrix `!…`).
    pub room: Room,
    /// Who did it (on Matrix `@…:…`).
    pub sender: String,
    /// The sender's display name in the room, where the chat knows one.
    pub sender_name: Option<String>,
    /// When it was sent, by the homeserver's clock, but never later than the time of receiving.
    /// Relative times ("om en halvtimme") count from here.
    pub sent_at: Timestamp,
    /// Whether the event may carry power: false for an unencrypted event in an encrypted room.
    pub trusted: bool,
    /// What happened.
    pub kind: EventKind,
}

/// The room of an event, as far as deciding needs to know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// The chat's own id of the room.
    pub id: String,
    /// Whether only one person and Stina are in it.
    pub direct: bool,
    /// Whether messages in it are end-to-end encrypted.
    pub encrypted: bool,
}

/// The kinds of things that happen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum EventKind {
    /// Somebody wrote something.
    Message(Message),
    /// Somebody changed an earlier message of theirs.
    Edit {
        /// The id of the event that was changed.
        of: String,
        /// The message as it reads now.
        message: Message,
    },
    /// Somebody reacted to a message.
    Reaction {
        /// The id of the event reacted to.
        to: String,
        /// The reaction itself, mostly one emoji.
        key: String,
    },
    /// An event was removed, by its author or a moderator.
    Redaction {
        /// The id of the removed event.
        of: String,
    },
    /// A message that could not be decrypted, after the keys have been waited for in vain.
    Undecryptable,
    /// Stina came into a room by somebody's invitation; `sender` is who invited her.
    Joined,
}

/// A message as a person wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Message {
    /// The plain text, without the quote that old clients put before a reply. For media the caption.
    pub body: String,
    /// What it is when it is not text.
    pub media: Option<Media>,
    /// Whether it mentions Stina by her user id (a pill or `m.mentions`).
    pub mentions_me: bool,
    /// The event that it replies to.
    pub reply_to: Option<String>,
    /// Whether the event replied to is one of Stina's own.
    pub replies_to_me: bool,
    /// The text of the event replied to, where the chat could get it.
    pub replied_text: Option<String>,
    /// The first event of the thread it stands in.
    pub thread: Option<String>,
    /// The user ids of others that it mentions.
    pub mentions: Vec<String>,
    /// Whether a personal identity number stands somewhere in it, also where [`Message::body`] does not
    /// have it: in its formatting, in the quote before a reply, in a file's name, in a poll.
    pub personal_number: bool,
}

/// A reaction's key without what only colours it (skin tones) or asks for a picture of it: 👍🏽 is 👍, and 1️⃣ stays a keycap.
#[must_use]
pub fn plain_key(key: &str) -> String {
    key.chars().filter(|letter| !matches!(letter, '\u{1f3fb}'..='\u{1f3ff}' | '\u{fe0e}' | '\u{fe0f}')).collect()
}

impl Message {
    /// A plain text message.
    #[must_use]
    pub fn text(body: impl Into<String>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }

    /// Whether a personal identity number stands in it, wherever.
    #[must_use]
    pub fn holds_personal_number(&self) -> bool {
        let file = self.media.as_ref().and_then(|media| media.file_name.as_deref()).unwrap_or_default();
        self.personal_number || personnummer::contains(&self.body) || personnummer::contains(file)
    }
}

/// What a message is when it is not text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Which kind.
    pub kind: MediaKind,
    /// The file's name, where the message gives one.
    pub file_name: Option<String>,
    /// The file's size in bytes, where the message gives one.
    pub size: Option<u64>,
    /// Its MIME type, where the message gives one.
    pub mime: Option<String>,
    /// What the chat needs to fetch it again (on Matrix the `m.room.message` content's source as JSON).
    pub source: Option<String>,
    /// What the file holds, where it is one that she reads ([`Media::is_read`]).
    pub content: FileContent,
}

/// The largest file that she reads, in bytes: some thousand people, or all courses of a year.
pub const FILE_LIMIT: u64 = 1024 * 1024;

/// The largest file that goes along with an announcement, in bytes: what opens on a phone in reasonable time.
pub const ATTACHMENT_LIMIT: u64 = 10 * 1024 * 1024;

impl Media {
    /// Whether it is a file that she reads: a list (`.csv`, `.tsv`) or a calendar (`.ics`). A chat
    /// fetches those that come in a direct chat, at most [`FILE_LIMIT`] bytes, before the event is
    /// handed on; all others stay where they are.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.kind == MediaKind::File && matches!(self.ending().as_str(), "csv" | "tsv" | "ics")
    }

    /// The ending of the file's name in lower case, without the dot; empty where it has none.
    #[must_use]
    pub fn ending(&self) -> String {
        let name = self.file_name.as_deref().unwrap_or_default();
        name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
    }
}

/// What is known of the inside of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum FileContent {
    /// It was not fetched, because it is not one that she reads.
    #[default]
    Left,
    /// It was fetched, and decrypted where it was encrypted.
    Bytes(Vec<u8>),
    /// It is larger than [`FILE_LIMIT`].
    TooLarge,
    /// It could not be fetched, or not be decrypted.
    Unavailable,
}

/// The kinds of media.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A sound or voice message.
    Audio,
    /// A film.
    Video,
    /// Any other file.
    File,
    /// A sticker.
    Sticker,
    /// A place on a map.
    Location,
    /// A poll or another kind that she does not know.
    Other,
}
