//! What is to be said: a place in the outbox for each message, and what becomes of messages that
//! refer to others.
//!
//! A row that refers to another one waits until that one is sent. If that one never will be, an
//! edit of a message that could not be sent becomes a message of its own; buttons and edits of one
//! that was stopped are stopped as well; and a removal has nothing to remove. Should a stopped
//! message turn out to have been sent after all (it was on its way at that moment), its removal
//! wakes up.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{
    StoreError, from_json,
    pool::{Transaction, values},
    reminders::note_undelivered,
    to_json,
};
use crate::{
    effect::{About, Content, Outgoing, Priority, Target, Text},
    facts::OwnMessage,
};

/// The columns that [`own_message`] reads.
pub(super) const OWN_COLUMNS: &str =
    "id, event, sent_room, target_room, target_person, lane, person, about, standing, state, kind, refers, content";

/// The id of a message: follows from what caused it and its place among the effects alone, so that
/// the same decision made again gives the same id. 24 to 30 characters, safe in URLs.
pub(super) fn outbox_id(source: &str, index: usize) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digest = Sha256::digest(source.as_bytes());
    let mut id = String::with_capacity(30);
    // 18 bytes are 144 bits: nobody finds two events with the same id.
    for bytes in digest[..18].chunks(3) {
        let bits = bytes.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        for shift in [18, 12, 6, 0] {
            id.push(char::from(ALPHABET[bits >> shift & 63]));
        }
    }
    id.push('.');
    id.push_str(&index.to_string());
    id
}

/// Resolves a reference within the same decision (`#0` is the message of its first effect).
pub(super) fn resolve(reference: &str, source: &str) -> String {
    match reference.strip_prefix('#').and_then(|index| index.parse().ok()) {
        Some(index) => outbox_id(source, index),
        None => reference.to_owned(),
    }
}

/// What is said, as far as it is settled before it has a row.
struct Row {
    kind: &'static str,
    state: &'static str,
    refers: Option<String>,
    content: Content,
    answers: Option<String>,
    reason: Option<String>,
}

/// Where a row goes.
struct Way {
    room: Option<String>,
    person: Option<String>,
    lane: String,
}

/// What has to be known before a message gets its place: whether `$1` was said already, whether she is known to be out of
/// the room `$2`, and where the direct chat with `$3` is.
const SAYING: &str = "SELECT EXISTS (SELECT 1 FROM outbox WHERE id = $1 AND kind <> 'echo') AS said, \
     EXISTS (SELECT 1 FROM left_room WHERE room = $2) AS room_left, \
     (SELECT direct_room FROM person WHERE person = $3) AS direct_room";

/// Gives a message its place in the outbox, and its buttons theirs. `person` is whom it concerns
/// where it does not say so itself. An id that is there already is left as it is.
pub(super) async fn say(
    transaction: &mut Transaction,
    source: &str,
    index: usize,
    outgoing: &Outgoing,
    person: Option<&str>,
    now: i64,
) -> Result<(), StoreError> {
    let id = outbox_id(source, index);
    let (room, whose) = match &outgoing.to {
        Target::Person(user) => (None, Some(user.as_str())),
        Target::Room(room) => (Some(room.as_str()), outgoing.person.as_deref().or(person)),
    };
    let known = transaction.row(SAYING, values![&id, room, whose]).await?.ok_or_else(|| StoreError::corrupt("no look at the outbox"))?;
    if known.get("said")? {
        return Ok(());
    }
    let mut row = place(transaction, source, &outgoing.content, now).await?;
    row.answers = outgoing.answers.clone().or(row.answers);
    let person = match &outgoing.to {
        Target::Person(user) => outgoing.person.as_ref().or(Some(user)).map(String::as_str),
        Target::Room(_) => outgoing.person.as_deref().or(person),
    };
    let mut to = outgoing.to.clone();
    if known.get("room_left")? {
        match person {
            Some(person) if outgoing.priority == Priority::Reminder && matches!(row.kind, "text" | "file") => {
                to = Target::Person(person.to_owned());
                row.content = detach(row.content);
            }
            _ if row.state == "pending" || row.state == "waiting" => {
                row.state = "parked";
                row.reason = Some("she is not in that room any more".to_owned());
            }
            _ => {}
        }
    }
    let way = match to {
        Target::Room(room) => Way { lane: room.clone(), room: Some(room), person: None },
        Target::Person(user) => {
            let lane = known.get::<Option<String>>("direct_room")?.unwrap_or_else(|| user.clone());
            Way { room: None, person: Some(user), lane }
        }
    };
    let about = outgoing.about.as_ref().map(to_json).transpose()?;
    if let (Content::Edit { .. }, Some(of)) = (&row.content, &row.refers) {
        transaction.execute("UPDATE outbox SET about = $1 WHERE id = $2", values![about.as_deref(), of]).await?;
    }
    let buttons_under = match &row.content {
        Content::Edit { of, .. } => of.clone(),
        _ => id.clone(),
    };
    insert(transaction, &id, row, &way, outgoing, person, now).await?;
    for (number, key) in outgoing.buttons.iter().enumerate() {
        let content = Content::Button { of: buttons_under.clone(), key: key.clone() };
        let row = place(transaction, source, &content, now).await?;
        let button = Outgoing { content, priority: Priority::Button, answers: None, about: None, buttons: Vec::new(), ..outgoing.clone() };
        insert(transaction, &format!("{id}.{number}"), row, &way, &button, person, now).await?;
    }
    Ok(())
}

/// Writes a row. An echo was here before the message that it is of, in a restored copy: the message
/// takes its place and counts as sent.
async fn insert(
    transaction: &mut Transaction,
    id: &str,
    row: Row,
    way: &Way,
    outgoing: &Outgoing,
    person: Option<&str>,
    now: i64,
) -> Result<(), StoreError> {
    transaction
        .execute(
            "INSERT INTO outbox (id, sequence, state, kind, priority, lane, target_room, target_person, person, content, \
             refers, answers, about, not_before, attempts, reason, event, sent_room, standing, created_at, changed_at) \
             VALUES ($1, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM outbox), $2, $3, $4, $5, $6, $7, $8, $9, \
             $10, $11, $12, $13, 0, $14, NULL, NULL, $15, $16, $16) \
             ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, priority = excluded.priority, lane = excluded.lane, \
             target_room = excluded.target_room, target_person = excluded.target_person, person = excluded.person, \
             content = excluded.content, refers = excluded.refers, answers = excluded.answers, about = excluded.about \
             WHERE outbox.kind = 'echo'",
            values![
                id,
                row.state,
                row.kind,
                priority_number(outgoing.priority),
                &way.lane,
                way.room.as_deref(),
                way.person.as_deref(),
                person,
                to_json(&row.content)?,
                row.refers,
                row.answers,
                outgoing.about.as_ref().map(to_json).transpose()?,
                outgoing.not_before.map_or(0, Timestamp::as_millisecond),
                row.reason,
                true,
                now
            ],
        )
        .await?;
    Ok(())
}

/// Works out the state of a new row from the row that it refers to, and does to that one what the
/// new one means.
async fn place(transaction: &mut Transaction, source: &str, content: &Content, now: i64) -> Result<Row, StoreError> {
    let simple =
        |kind, content: &Content| Row { kind, state: "pending", refers: None, content: content.clone(), answers: None, reason: None };
    let (kind, of) = match content {
        Content::Text(_) => return Ok(simple("text", content)),
        Content::React { .. } => return Ok(simple("react", content)),
        Content::File { .. } | Content::Shared { .. } => return Ok(simple("file", content)),
        Content::Edit { of, .. } => ("edit", resolve(of, source)),
        Content::Redact { of } => ("redact", resolve(of, source)),
        Content::Button { of, .. } => ("button", resolve(of, source)),
    };
    let content = match content {
        Content::Edit { text, .. } => Content::Edit { of: of.clone(), text: text.clone() },
        Content::Button { key, .. } => Content::Button { of: of.clone(), key: key.clone() },
        _ => Content::Redact { of: of.clone() },
    };
    let found = transaction.row("SELECT state, standing, answers FROM outbox WHERE id = $1", values![&of]).await?;
    let (state, standing): (String, bool) = match &found {
        Some(row) => (row.get("state")?, row.get("standing")?),
        None => ("stopped".to_owned(), false),
    };
    let row = |state, content| Row { kind, state, refers: Some(of.clone()), content, answers: None, reason: None };
    match (kind, state.as_str()) {
        ("redact", "sent") => {
            take_down(transaction, &of, now).await?;
            Ok(row("pending", content))
        }
        ("redact", _) => {
            take_down(transaction, &of, now).await?;
            Ok(row("stopped", content))
        }
        (_, "sent") if standing => {
            stop_older_edits(transaction, kind, &of, now).await?;
            Ok(row("pending", content))
        }
        (_, "pending" | "waiting") if standing => {
            stop_older_edits(transaction, kind, &of, now).await?;
            Ok(row("waiting", content))
        }
        ("edit", "parked") if standing => {
            stop_older_edits(transaction, kind, &of, now).await?;
            Ok(match content {
                Content::Edit { text, .. } => Row {
                    kind: "text",
                    state: "pending",
                    refers: None,
                    content: Content::Text(text),
                    answers: found.map(|row| row.get("answers")).transpose()?.flatten(),
                    reason: None,
                },
                other => row("stopped", other),
            })
        }
        _ => Ok(row("stopped", content)),
    }
}

/// Notes that a message is to be gone: it, its edits and its buttons need not be sent any more.
async fn take_down(transaction: &mut Transaction, id: &str, now: i64) -> Result<(), StoreError> {
    transaction.execute("UPDATE outbox SET standing = $1, changed_at = $2 WHERE id = $3", values![false, now, id]).await?;
    transaction
        .execute(
            "UPDATE outbox SET state = 'stopped', changed_at = $1 WHERE (id = $2 OR (refers = $2 AND kind <> 'redact')) \
             AND state IN ('pending', 'waiting', 'parked')",
            values![now, id],
        )
        .await?;
    Ok(())
}

/// A newer edit makes those before it that are still unsent pointless.
async fn stop_older_edits(transaction: &mut Transaction, kind: &str, of: &str, now: i64) -> Result<(), StoreError> {
    if kind == "edit" {
        transaction
            .execute(
                "UPDATE outbox SET state = 'stopped', changed_at = $1 \
                 WHERE refers = $2 AND kind = 'edit' AND state IN ('pending', 'waiting')",
                values![now, of],
            )
            .await?;
    }
    Ok(())
}

/// Stops a message that has not been sent, with what depends on it. It may be on its way at this
/// moment: then its removal, which is written here and asleep, wakes up (see [`super::deliver`]).
pub(super) async fn unsay(transaction: &mut Transaction, id: &str, now: i64) -> Result<(), StoreError> {
    let stopped = transaction
        .execute(
            "UPDATE outbox SET state = 'stopped', standing = $1, changed_at = $2 \
             WHERE id = $3 AND state IN ('pending', 'waiting', 'parked')",
            values![false, now, id],
        )
        .await?;
    if stopped == 0 {
        return Ok(());
    }
    stop_dependents(transaction, id, now).await?;
    let removal = to_json(&Content::Redact { of: id.to_owned() })?;
    transaction
        .execute(
            "INSERT INTO outbox (id, sequence, state, kind, priority, lane, target_room, target_person, person, content, \
             refers, not_before, attempts, standing, created_at, changed_at) \
             SELECT $1, (SELECT MAX(sequence) + 1 FROM outbox), 'stopped', 'redact', 0, lane, target_room, target_person, \
             person, $2, id, 0, 0, $3, $4, $4 FROM outbox WHERE id = $5 AND kind <> 'redact' \
             ON CONFLICT (id) DO NOTHING",
            values![format!("{id}.unsaid"), removal, true, now, id],
        )
        .await?;
    Ok(())
}

/// Stops what waited for a message that will not be sent.
async fn stop_dependents(transaction: &mut Transaction, id: &str, now: i64) -> Result<(), StoreError> {
    transaction
        .execute(
            "UPDATE outbox SET state = 'stopped', changed_at = $1 WHERE refers = $2 AND state IN ('pending', 'waiting')",
            values![now, id],
        )
        .await?;
    Ok(())
}

/// Sets a message aside that cannot be sent. An edit that waited for it carries the newest text and
/// becomes a message of its own.
pub(super) async fn park(transaction: &mut Transaction, id: &str, reason: &str, now: i64) -> Result<(), StoreError> {
    let parked = transaction
        .execute(
            "UPDATE outbox SET state = 'parked', reason = $1, changed_at = $2 \
             WHERE id = $3 AND state IN ('pending', 'waiting')",
            values![reason, now, id],
        )
        .await?;
    if parked == 0 {
        return Ok(());
    }
    let about = transaction.row("SELECT about FROM outbox WHERE id = $1 AND kind = 'text'", values![id]).await?;
    let about = about.map(|row| row.get::<Option<String>>("about")).transpose()?.flatten();
    if let Some(About::ReminderDue { reminder }) = about.and_then(|about| serde_json::from_str(&about).ok()) {
        note_undelivered(transaction, &reminder, reason, now).await?;
    }
    let edit = transaction
        .row(
            "SELECT id, content FROM outbox WHERE refers = $1 AND kind = 'edit' AND state IN ('pending', 'waiting') \
             ORDER BY sequence DESC LIMIT 1",
            values![id],
        )
        .await?;
    if let Some(edit) = edit {
        let text = match parse_content(&edit.get::<String>("content")?)? {
            Content::Edit { text, .. } => Content::Text(text),
            other => other,
        };
        transaction
            .execute(
                "UPDATE outbox SET kind = 'text', state = 'pending', refers = NULL, content = $1, changed_at = $2, \
                 answers = COALESCE(answers, (SELECT p.answers FROM outbox p WHERE p.id = $3)) WHERE id = $4",
                values![to_json(&text)?, now, id, edit.get::<String>("id")?],
            )
            .await?;
    }
    stop_dependents(transaction, id, now).await
}

/// A message for another room than it was made for: what it replied to is not there.
pub(super) fn detach(content: Content) -> Content {
    let free = |text: Text| Text { reply_to: None, thread: None, ..text };
    match content {
        Content::Text(text) => Content::Text(free(text)),
        Content::Edit { of, text } => Content::Edit { of, text: free(text) },
        Content::File { name, mime, base64, .. } => Content::File { name, mime, base64, reply_to: None, thread: None },
        Content::Redact { .. } | Content::React { .. } | Content::Button { .. } | Content::Shared { .. } => content,
    }
}

/// Reads a message as it stands in its row.
pub(super) fn parse_content(document: &str) -> Result<Content, StoreError> {
    from_json(document).map_err(|error| StoreError::corrupt(format!("an outbox row: {error}")))
}

/// The number under which a priority is sorted.
fn priority_number(priority: Priority) -> i64 {
    match priority {
        Priority::Answer => 0,
        Priority::Reminder => 1,
        Priority::Button => 2,
        Priority::Announcement => 3,
    }
}

/// The priority of a number.
pub(super) fn priority_of(number: i64) -> Priority {
    match number {
        0 => Priority::Answer,
        1 => Priority::Reminder,
        2 => Priority::Button,
        _ => Priority::Announcement,
    }
}

/// A message of hers as deciding sees it.
pub(super) fn own_message(row: &super::pool::Row) -> Result<OwnMessage, StoreError> {
    let target_person: Option<String> = row.get("target_person")?;
    let lane: String = row.get("lane")?;
    let room = match row.get::<Option<String>>("sent_room")? {
        Some(room) => room,
        None => match row.get::<Option<String>>("target_room")? {
            Some(room) => room,
            // The lane is the direct chat, or the person where there is none yet.
            None if target_person.as_deref() == Some(lane.as_str()) => String::new(),
            None => lane,
        },
    };
    let about: Option<String> = row.get("about")?;
    let state: String = row.get("state")?;
    let (reply_to, thread, button) = match row.get::<Option<String>>("content")?.and_then(|content| parse_content(&content).ok()) {
        Some(Content::Text(text) | Content::Edit { text, .. }) => (text.reply_to, text.thread, None),
        Some(Content::Button { of, key }) => (None, None, Some((of, key))),
        _ => (None, None, None),
    };
    Ok(OwnMessage {
        outbox: row.get("id")?,
        event: row.get("event")?,
        room,
        person: row.get("person")?,
        // What a message of an older version was about may not be understood any more; the message
        // itself still is.
        about: about.and_then(|document| serde_json::from_str(&document).ok()),
        standing: row.get::<bool>("standing")? && state != "stopped" && state != "parked",
        text: row.get::<String>("kind")? == "text",
        file: row.get::<String>("kind")? == "file",
        edit_of: if row.get::<String>("kind")? == "edit" { row.get("refers")? } else { None },
        button,
        reply_to,
        thread,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_stable_short_and_distinct() {
        // Worked out with Python: base64.urlsafe_b64encode(hashlib.sha256(b"$event").digest()[:18]).
        assert_eq!(outbox_id("$event", 0), "lA_7j8nu3ZxganHfnPn0Z-XT.0");
        assert_eq!(resolve("#12", "$event"), outbox_id("$event", 12));
        assert_eq!(resolve("abc.1", "$event"), "abc.1");
        let ids: std::collections::HashSet<String> =
            (0..1000).flat_map(|event| (0..3).map(move |index| outbox_id(&format!("${event}"), index))).collect();
        assert_eq!(ids.len(), 3000);
        assert!(ids.iter().all(|id| id.len() <= 40 && id.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter))));
    }
}
