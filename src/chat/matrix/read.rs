//! A timeline event, as the homeserver gave it, read as something that happened.
//!
//! Reading is pure: what an event refers to is only named here, and looked up in
//! [`resolve`](super::resolve).

use std::collections::VecDeque;

use jiff::Timestamp;
use matrix_sdk::{
    deserialized_responses::{TimelineEvent, TimelineEventKind, VerificationLevel, VerificationState},
    ruma::{OwnedEventId, events::AnySyncTimelineEvent, serde::Raw},
};
use serde_json::Value;

use super::OUTBOX_FIELD;
use crate::{
    chat::Echo,
    event::{FileContent, Media, MediaKind, Message},
    language::personnummer,
};

/// How many undecrypted events are kept at hand.
const UNREAD_KEPT: usize = 256;

/// A membership that the homeserver did not tell.
pub(super) const UNTOLD: &str = "untold";

/// What a timeline event says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reading {
    /// Something of hers came back, with its text where it has one.
    Echo(Echo, Option<String>),
    /// Her own membership changed.
    OwnMembership { membership: String, before: Option<String>, inviter: Option<String> },
    /// The room was replaced by another.
    Tombstone { replacement: String },
    /// Somebody wrote something.
    Message(Message),
    /// Somebody changed an earlier message.
    Edit { of: String, message: Message },
    /// Somebody reacted.
    Reaction { to: String, key: String },
    /// Something was removed.
    Redaction { of: String },
    /// It cannot be decrypted yet.
    Undecrypted,
    /// Nothing that concerns her.
    Nothing,
}

/// A timeline event with what is needed of its envelope.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Read {
    pub(super) id: String,
    pub(super) sender: String,
    /// By the homeserver's clock, in milliseconds since 1970 UTC.
    pub(super) sent_at: i64,
    /// Whether it came encrypted, from a device of its sender.
    pub(super) encrypted: bool,
    pub(super) reading: Reading,
}

impl Read {
    /// When it was sent, but never later than `now`.
    pub(super) fn sent_at(&self, now: Timestamp) -> Timestamp {
        Timestamp::from_millisecond(self.sent_at).map_or(now, |sent| sent.min(now))
    }
}

/// Reads an event; `None` where it is malformed.
pub(super) fn read(event: &TimelineEvent, me: &str) -> Option<Read> {
    let raw: Value = serde_json::from_str(event.raw().json().get()).ok()?;
    let encrypted = match &event.kind {
        TimelineEventKind::Decrypted(decrypted) => {
            !matches!(decrypted.encryption_info.verification_state, VerificationState::Unverified(VerificationLevel::MismatchedSender))
        }
        _ => false,
    };
    let undecryptable = matches!(event.kind, TimelineEventKind::UnableToDecrypt { .. });
    read_value(&raw, me, encrypted, undecryptable)
}

/// Reads an event's JSON.
pub(super) fn read_value(raw: &Value, me: &str, encrypted: bool, undecryptable: bool) -> Option<Read> {
    let id = text(&raw["event_id"])?.to_owned();
    let sender = text(&raw["sender"])?.to_owned();
    let sent_at = raw["origin_server_ts"].as_i64()?;
    let kind = text(&raw["type"])?;
    let undecryptable = undecryptable || kind == "m.room.encrypted";
    let reading = if raw.get("state_key").is_some() {
        read_state(raw, kind, me)
    } else if sender == me {
        read_own(raw, kind, &id)
    } else if undecryptable {
        if is_redacted(raw) { Reading::Nothing } else { Reading::Undecrypted }
    } else {
        read_foreign(raw, kind, me)
    };
    Some(Read { id, sender, sent_at, encrypted, reading })
}

/// Her own events are never answered; those that came from the outbox tell that they arrived.
fn read_own(raw: &Value, kind: &str, id: &str) -> Reading {
    let said = matches!(kind, "m.room.message" | "m.reaction" | "m.room.redaction" | "m.room.encrypted");
    let outbox = text(&raw["unsigned"]["transaction_id"]).or_else(|| text(&raw["content"][OUTBOX_FIELD]));
    match outbox {
        Some(outbox) if said => Reading::Echo(Echo { outbox: outbox.to_owned(), event: id.to_owned() }, own_text(&raw["content"])),
        _ => Reading::Nothing,
    }
}

/// The text of something she said; of an edit, as it reads now.
pub(super) fn own_text(content: &Value) -> Option<String> {
    let content = if content["m.new_content"].is_object() { &content["m.new_content"] } else { content };
    text(&content["body"]).map(str::to_owned)
}

fn read_state(raw: &Value, kind: &str, me: &str) -> Reading {
    let content = &raw["content"];
    match kind {
        "m.room.member" if text(&raw["state_key"]) == Some(me) => {
            let before = [&raw["unsigned"]["prev_content"], &raw["prev_content"]]
                .into_iter()
                .find_map(|previous| text(&previous["membership"]))
                // Some homeservers tell only that there was a state before, not which.
                .or_else(|| raw["unsigned"].get("replaces_state").map(|_| UNTOLD))
                .map(str::to_owned);
            let membership = text(&content["membership"]).unwrap_or_default().to_owned();
            let inviter = match membership.as_str() {
                "invite" => text(&raw["sender"]),
                _ if before.as_deref() == Some("invite") => text(&raw["unsigned"]["prev_sender"]),
                _ => None,
            };
            Reading::OwnMembership { membership, before, inviter: inviter.map(str::to_owned) }
        }
        "m.room.tombstone" if text(&raw["state_key"]) == Some("") => match text(&content["replacement_room"]) {
            Some(replacement) => Reading::Tombstone { replacement: replacement.to_owned() },
            None => Reading::Nothing,
        },
        _ => Reading::Nothing,
    }
}

fn read_foreign(raw: &Value, kind: &str, me: &str) -> Reading {
    if is_redacted(raw) {
        return Reading::Nothing;
    }
    let content = &raw["content"];
    let relation = &content["m.relates_to"];
    match kind {
        "m.reaction" => match (text(&relation["event_id"]), text(&relation["key"])) {
            (Some(to), Some(key)) => Reading::Reaction { to: to.to_owned(), key: key.to_owned() },
            _ => Reading::Nothing,
        },
        // Room version 11 moved the field into the content.
        "m.room.redaction" => match text(&content["redacts"]).or_else(|| text(&raw["redacts"])) {
            Some(of) => Reading::Redaction { of: of.to_owned() },
            None => Reading::Nothing,
        },
        "m.room.message" | "m.sticker" | "m.poll.start" | "org.matrix.msc3381.poll.start" => {
            if text(&relation["rel_type"]) == Some("m.replace") {
                let (Some(of), Some(mut message)) = (text(&relation["event_id"]), message(kind, &content["m.new_content"], me)) else {
                    return Reading::Nothing;
                };
                message.personal_number |= holds_personal_number(content);
                return Reading::Edit { of: of.to_owned(), message };
            }
            message(kind, content, me).map_or(Reading::Nothing, Reading::Message)
        }
        _ => Reading::Nothing,
    }
}

/// Reads a message's content; `None` for notices and for what is no message to her.
pub(super) fn message(kind: &str, content: &Value, me: &str) -> Option<Message> {
    if !content.is_object() {
        return None;
    }
    let relation = &content["m.relates_to"];
    let thread = (text(&relation["rel_type"]) == Some("m.thread")).then(|| text(&relation["event_id"])).flatten();
    let falling_back = thread.is_some() && relation["is_falling_back"].as_bool() == Some(true);
    let replied = text(&relation["m.in_reply_to"]["event_id"]);
    let mentions: Vec<&str> = content["m.mentions"]["user_ids"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let formatted = text(&content["formatted_body"]).map(without_quote).unwrap_or_default();
    let mut message = Message {
        mentions_me: mentions.contains(&me) || links_to(formatted, me),
        mentions: mentions.into_iter().filter(|user| *user != me).map(str::to_owned).collect(),
        reply_to: replied.filter(|_| !falling_back).map(str::to_owned),
        thread: thread.map(str::to_owned),
        personal_number: holds_personal_number(content),
        ..Message::default()
    };
    let kind = if kind == "m.room.message" { text(&content["msgtype"])? } else { kind };
    let body = text(&content["body"]).unwrap_or_default();
    let media = match kind {
        "m.text" | "m.emote" => {
            message.body = if replied.is_some() { without_fallback(body) } else { body.to_owned() };
            return Some(message);
        }
        "m.notice" | "m.server_notice" | "m.key.verification.request" => return None,
        "m.image" => MediaKind::Image,
        "m.audio" => MediaKind::Audio,
        "m.video" => MediaKind::Video,
        "m.file" => MediaKind::File,
        "m.sticker" => MediaKind::Sticker,
        "m.location" => MediaKind::Location,
        _ => MediaKind::Other,
    };
    let stored = matches!(media, MediaKind::Image | MediaKind::Audio | MediaKind::Video | MediaKind::File);
    // With a file name of its own the body is a caption, else the body is the file name.
    let (file_name, caption) = match text(&content["filename"]) {
        Some(name) if name != body => (Some(name), body),
        Some(name) => (Some(name), ""),
        None if stored => (Some(body), ""),
        None => (None, ""),
    };
    caption.clone_into(&mut message.body);
    message.media = Some(Media {
        kind: media,
        file_name: file_name.filter(|name| !name.is_empty()).map(str::to_owned),
        size: content["info"]["size"].as_u64(),
        mime: content["info"]["mimetype"].as_str().map(str::to_owned),
        source: source(content),
        content: FileContent::Left,
    });
    Some(message)
}

/// Whether a personal identity number stands in any text of a message's content: in what is shown, in
/// its formatting, in the quote before a reply, in a caption, in a file's name, in a poll.
fn holds_personal_number(content: &Value) -> bool {
    // Ids, addresses and keys are no text.
    const NO_TEXT: &[&str] = &["m.relates_to", "m.mentions", "file", "url", "info", "geo_uri", "msgtype", "format"];
    match content {
        Value::String(text) => personnummer::contains(text),
        Value::Array(items) => items.iter().any(holds_personal_number),
        Value::Object(fields) => {
            fields.iter().filter(|(key, _)| !NO_TEXT.contains(&key.as_str())).any(|(_, value)| holds_personal_number(value))
        }
        _ => false,
    }
}

/// Where a file lies, as the SDK reads it back.
fn source(content: &Value) -> Option<String> {
    if content["file"].is_object() {
        Some(serde_json::json!({ "file": content["file"] }).to_string())
    } else {
        content["url"].as_str().map(|url| serde_json::json!({ "url": url }).to_string())
    }
}

/// The text of a message without the quote that old clients put before a reply.
pub(super) fn without_fallback(body: &str) -> String {
    if !body.starts_with("> <") && !body.starts_with("> * <") {
        return body.to_owned();
    }
    let mut lines = body.lines().skip_while(|line| line.starts_with('>')).peekable();
    if lines.peek().is_some_and(|line| line.is_empty()) {
        lines.next();
    }
    lines.collect::<Vec<_>>().join("\n")
}

/// The HTML of a message without the quote that old clients put before a reply, which links to
/// whoever is replied to.
fn without_quote(formatted: &str) -> &str {
    formatted.find("</mx-reply>").map_or(formatted, |end| &formatted[end + "</mx-reply>".len()..])
}

/// Whether HTML links to a user, as a pill does.
fn links_to(formatted: &str, user: &str) -> bool {
    let mut rest = formatted;
    while let Some(start) = rest.find("matrix.to/#/") {
        rest = &rest[start + "matrix.to/#/".len()..];
        let end = rest.find(['"', '\'', '?', '<', '>', ' ']).unwrap_or(rest.len());
        if unescaped(&rest[..end]) == user {
            return true;
        }
    }
    false
}

/// Undoes percent-encoding.
fn unescaped(link: &str) -> String {
    let bytes = link.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut position = 0;
    while position < bytes.len() {
        let code = (bytes[position] == b'%').then(|| link.get(position + 1..position + 3)).flatten();
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            plain.push(byte);
            position += 3;
        } else {
            plain.push(bytes[position]);
            position += 1;
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// Whether an event is only what a redaction left of it.
fn is_redacted(raw: &Value) -> bool {
    raw["unsigned"].get("redacted_because").is_some()
}

fn text(value: &Value) -> Option<&str> {
    value.as_str()
}

/// Encrypted events that could not be read, the latest few.
#[derive(Debug, Default)]
pub(super) struct Unread {
    events: VecDeque<(OwnedEventId, Raw<AnySyncTimelineEvent>)>,
}

impl Unread {
    /// Keeps an event at hand.
    pub(super) fn keep(&mut self, id: OwnedEventId, raw: Raw<AnySyncTimelineEvent>) {
        if self.find(id.as_str()).is_some() {
            return;
        }
        if self.events.len() == UNREAD_KEPT {
            self.events.pop_front();
        }
        self.events.push_back((id, raw));
    }

    /// An event that was kept.
    pub(super) fn find(&self, id: &str) -> Option<Raw<AnySyncTimelineEvent>> {
        self.events.iter().find(|(kept, _)| kept == id).map(|(_, raw)| raw.clone())
    }

    /// Forgets an event, which has been read now.
    pub(super) fn forget(&mut self, id: &str) {
        self.events.retain(|(kept, _)| kept != id);
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
