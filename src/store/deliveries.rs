//! The copies of an announcement: one durable row for each recipient, and what becomes of it.
//!
//! The id of a copy follows from the announcement and the recipient alone, so that starting, stopping
//! and starting again gives nobody a second one. What became of a copy stands in its row of the outbox;
//! counting joins the two, so that a report can say nothing else than what happened.

use super::{
    StoreError, outbox,
    pool::{Row, Transaction, values},
    timestamp, to_json,
};
use crate::{
    effect::{About, Content, Outgoing, Priority, Recipient, Target, Text},
    facts::announcement::{Delivery, Outcome, Received, Tally},
};

/// After so many tries in vain it is told why a copy waits.
const IN_VAIN: i64 = 5;
/// What stands in the reason of a row that waits only because the homeserver limits her.
const LIMITED: &str = "M_LIMIT_EXCEEDED";

/// What the id of a copy follows from.
fn copy_source(announcement: &str, recipient: &str) -> String {
    format!("announcement {announcement} to {recipient}")
}

/// Gives each recipient a row in the outbox and one that counts it. Whoever has one already gets what is new of the files,
/// and is asked anew: what they answered before was to something else.
pub(super) async fn deliver(
    transaction: &mut Transaction,
    announcement: &str,
    text: &Text,
    files: &[String],
    recipients: &[Recipient],
    now: i64,
) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM acknowledgement WHERE announcement = $1", values![announcement]).await?;
    for recipient in recipients {
        let source = copy_source(announcement, recipient.id());
        let (to, person) = match recipient {
            Recipient::Person(user) => (Target::Person(user.clone()), Some(user.clone())),
            Recipient::Room(room) => (Target::Room(room.clone()), None),
        };
        let text = addressed(text, person.as_deref());
        let outgoing = |content| Outgoing {
            to: to.clone(),
            content,
            priority: Priority::Announcement,
            answers: None,
            about: Some(About::Copy { announcement: announcement.to_owned() }),
            person: person.clone(),
            buttons: Vec::new(),
            not_before: None,
        };
        outbox::say(transaction, &source, 0, &outgoing(Content::Text(text)), None, now).await?;
        for (position, file) in files.iter().enumerate() {
            outbox::say(transaction, &source, position + 1, &outgoing(Content::Shared { file: file.clone() }), None, now).await?;
        }
        transaction
            .execute(
                "INSERT INTO delivery (announcement, recipient, outbox, read_at) VALUES ($1, $2, $3, NULL) \
                 ON CONFLICT (announcement, recipient) DO NOTHING",
                values![announcement, recipient.id(), outbox::outbox_id(&source, 0)],
            )
            .await?;
    }
    Ok(())
}

/// The text as one person gets it.
fn addressed(text: &Text, person: Option<&str>) -> Text {
    Text { mentions: person.map(str::to_owned).into_iter().collect(), ..text.clone() }
}

/// The copies of an announcement with the state of their rows, in order.
async fn copies(transaction: &mut Transaction, announcement: &str) -> Result<Vec<Row>, StoreError> {
    transaction
        .rows(
            "SELECT d.recipient, d.outbox, o.state, o.standing, o.person, o.target_room, o.target_person, o.event, o.content \
             FROM delivery d JOIN outbox o ON o.id = d.outbox WHERE d.announcement = $1 ORDER BY o.sequence",
            values![announcement],
        )
        .await
}

/// Every row of the outbox that belongs to a copy: the text, and the files that follow it.
async fn parts(transaction: &mut Transaction, text: &str) -> Result<Vec<String>, StoreError> {
    let stem = text.strip_suffix(".0").unwrap_or(text);
    let mut parts = vec![text.to_owned()];
    for position in 1.. {
        let id = format!("{stem}.{position}");
        if transaction.row("SELECT id FROM outbox WHERE id = $1", values![&id]).await?.is_none() {
            break;
        }
        parts.push(id);
    }
    Ok(parts)
}

/// Stops what has not been sent.
pub(super) async fn stop(transaction: &mut Transaction, announcement: &str, now: i64) -> Result<(), StoreError> {
    for row in copies(transaction, announcement).await? {
        if is_unsent(&row)? {
            let text: String = row.get("outbox")?;
            for part in parts(transaction, &text).await? {
                outbox::unsay(transaction, &part, now).await?;
            }
            no_reason(transaction, &text).await?;
        }
    }
    Ok(())
}

fn is_unsent(row: &Row) -> Result<bool, StoreError> {
    Ok(matches!(row.get::<String>("state")?.as_str(), "pending" | "waiting"))
}

/// Why a copy had to wait says nothing any more once it is stopped: a reason there tells that it has failed.
async fn no_reason(transaction: &mut Transaction, text: &str) -> Result<(), StoreError> {
    transaction.execute("UPDATE outbox SET reason = NULL WHERE id = $1 AND state = 'stopped'", values![text]).await?;
    Ok(())
}

/// Puts what could not be sent back in line, under the same id: should it have arrived after all, the
/// homeserver knows it.
pub(super) async fn retry(transaction: &mut Transaction, announcement: &str, now: i64) -> Result<(), StoreError> {
    for row in copies(transaction, announcement).await? {
        if row.get::<String>("state")? != "parked" {
            continue;
        }
        for part in parts(transaction, &row.get::<String>("outbox")?).await? {
            transaction
                .execute(
                    "UPDATE outbox SET state = 'pending', attempts = 0, not_before = 0, reason = NULL, changed_at = $1 \
                     WHERE id = $2 AND state IN ('parked', 'stopped') AND standing AND content IS NOT NULL",
                    values![now, part],
                )
                .await?;
        }
    }
    Ok(())
}

/// Changes every copy. One that waits is followed by its correction, since it may be on its way at this
/// moment; one that could not be sent holds the new text when it is tried again.
pub(super) async fn correct(
    transaction: &mut Transaction,
    source: &str,
    announcement: &str,
    text: &Text,
    now: i64,
) -> Result<(), StoreError> {
    for row in copies(transaction, announcement).await? {
        let id: String = row.get("outbox")?;
        let person: Option<String> = row.get("person")?;
        let text = addressed(text, person.as_deref());
        match row.get::<String>("state")?.as_str() {
            "parked" => {
                transaction
                    .execute(
                        "UPDATE outbox SET content = $1, changed_at = $2 WHERE id = $3",
                        values![to_json(&Content::Text(text))?, now, id],
                    )
                    .await?;
            }
            "sent" | "pending" | "waiting" if row.get("standing")? => {
                let Some(outgoing) = follow_up(&row, Content::Edit { of: id.clone(), text }, announcement)? else { continue };
                outbox::say(transaction, &format!("{source} corrects {id}"), 0, &outgoing, None, now).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Takes every copy back.
pub(super) async fn withdraw(transaction: &mut Transaction, announcement: &str, now: i64) -> Result<(), StoreError> {
    for row in copies(transaction, announcement).await? {
        for part in parts(transaction, &row.get::<String>("outbox")?).await? {
            let Some(outgoing) = follow_up(&row, Content::Redact { of: part.clone() }, announcement)? else { continue };
            let outgoing = Outgoing { about: None, ..outgoing };
            outbox::say(transaction, &format!("{part} withdrawn"), 0, &outgoing, None, now).await?;
        }
        if is_unsent(&row)? {
            no_reason(transaction, &row.get::<String>("outbox")?).await?;
        }
    }
    transaction.execute("UPDATE announcement SET changed_at = $1 WHERE id = $2", values![now, announcement]).await?;
    Ok(())
}

/// Reminds those who got it and have not acknowledged it.
pub(super) async fn nudge(transaction: &mut Transaction, announcement: &str, number: u32, text: &Text, now: i64) -> Result<(), StoreError> {
    for row in copies(transaction, announcement).await? {
        let person: Option<String> = row.get("person")?;
        let Some(person) = person.filter(|_| row.get::<String>("state").is_ok_and(|state| state == "sent")) else { continue };
        let known = transaction
            .row("SELECT reaction FROM acknowledgement WHERE announcement = $1 AND person = $2", values![announcement, &person])
            .await?;
        if known.is_some() {
            continue;
        }
        let text = Text { reply_to: row.get("event")?, ..addressed(text, Some(&person)) };
        let Some(outgoing) = follow_up(&row, Content::Text(text), announcement)? else { continue };
        outbox::say(transaction, &format!("{} reminder {number}", copy_source(announcement, &person)), 0, &outgoing, None, now).await?;
    }
    Ok(())
}

/// A message that goes where a copy went; `None` where the recipient was forgotten.
fn follow_up(row: &Row, content: Content, announcement: &str) -> Result<Option<Outgoing>, StoreError> {
    let to = match (row.get::<Option<String>>("target_room")?, row.get::<Option<String>>("target_person")?) {
        (Some(room), _) => Target::Room(room),
        (None, Some(person)) => Target::Person(person),
        (None, None) => return Ok(None),
    };
    Ok(Some(Outgoing {
        to,
        content,
        priority: Priority::Announcement,
        answers: None,
        about: Some(About::Copy { announcement: announcement.to_owned() }),
        person: row.get("person")?,
        buttons: Vec::new(),
        not_before: None,
    }))
}

/// Notes that somebody acknowledged an announcement.
pub(super) async fn acknowledge(
    transaction: &mut Transaction,
    announcement: &str,
    person: &str,
    reaction: &str,
    now: i64,
) -> Result<(), StoreError> {
    transaction
        .execute(
            "INSERT INTO acknowledgement (reaction, announcement, person, at) VALUES ($1, $2, $3, $4) ON CONFLICT (reaction) DO NOTHING",
            values![reaction, announcement, person, now],
        )
        .await?;
    // Whoever reacts has read it.
    transaction
        .execute(
            "UPDATE delivery SET read_at = $1 WHERE announcement = $2 AND recipient = $3 AND read_at IS NULL",
            values![now, announcement, person],
        )
        .await?;
    Ok(())
}

/// Takes an acknowledgement back.
pub(super) async fn withdraw_acknowledgement(transaction: &mut Transaction, reaction: &str) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM acknowledgement WHERE reaction = $1", values![reaction]).await?;
    Ok(())
}

/// Whether a reaction acknowledged an announcement.
pub(super) async fn is_acknowledgement(transaction: &mut Transaction, reaction: &str) -> Result<bool, StoreError> {
    Ok(transaction.row("SELECT reaction FROM acknowledgement WHERE reaction = $1", values![reaction]).await?.is_some())
}

/// Notes that somebody has read a room up to a moment.
pub(super) async fn note_read(transaction: &mut Transaction, person: &str, room: &str, read_at: i64) -> Result<(), StoreError> {
    transaction
        .execute(
            "UPDATE delivery SET read_at = $1 WHERE recipient = $2 AND read_at IS NULL AND outbox IN \
             (SELECT o.id FROM outbox o JOIN delivery d ON d.outbox = o.id \
             WHERE d.recipient = $2 AND o.sent_room = $3 AND o.state = 'sent' AND o.changed_at <= $1)",
            values![read_at, person, room],
        )
        .await?;
    Ok(())
}

/// The announcements that somebody got, newest first.
pub(super) async fn received(transaction: &mut Transaction, person: &str) -> Result<Vec<Received>, StoreError> {
    let rows = transaction
        .rows(
            "SELECT d.announcement, d.read_at, o.changed_at, \
             (SELECT MIN(a.at) FROM acknowledgement a WHERE a.announcement = d.announcement AND a.person = d.recipient) AS acknowledged_at \
             FROM delivery d JOIN outbox o ON o.id = d.outbox WHERE d.recipient = $1 AND o.state = 'sent' AND o.standing \
             ORDER BY o.changed_at DESC, d.announcement",
            values![person],
        )
        .await?;
    let moment = |milliseconds: Option<i64>| milliseconds.map(timestamp).transpose();
    rows.iter()
        .map(|row| {
            Ok(Received {
                announcement: row.get("announcement")?,
                delivered_at: timestamp(row.get("changed_at")?)?,
                read_at: moment(row.get("read_at")?)?,
                acknowledged_at: moment(row.get("acknowledged_at")?)?,
            })
        })
        .collect()
}

/// What became of each copy.
pub(super) async fn deliveries(transaction: &mut Transaction, announcement: &str) -> Result<Vec<Delivery>, StoreError> {
    let rows = transaction
        .rows(
            "SELECT d.recipient, d.read_at, o.state, o.standing, o.reason, o.attempts, o.changed_at, \
             (SELECT MIN(a.at) FROM acknowledgement a WHERE a.announcement = d.announcement AND a.person = d.recipient) AS acknowledged_at \
             FROM delivery d JOIN outbox o ON o.id = d.outbox WHERE d.announcement = $1 ORDER BY d.recipient",
            values![announcement],
        )
        .await?;
    let moment = |milliseconds: Option<i64>| milliseconds.map(timestamp).transpose();
    rows.iter()
        .map(|row| {
            Ok(Delivery {
                recipient: row.get("recipient")?,
                outcome: outcome(row)?,
                changed_at: timestamp(row.get("changed_at")?)?,
                read_at: moment(row.get("read_at")?)?,
                acknowledged_at: moment(row.get("acknowledged_at")?)?,
            })
        })
        .collect()
}

/// What became of one copy.
fn outcome(row: &Row) -> Result<Outcome, StoreError> {
    let (state, standing): (String, bool) = (row.get("state")?, row.get("standing")?);
    let reason: Option<String> = row.get("reason")?;
    Ok(match (state.as_str(), standing, reason) {
        ("pending" | "waiting", _, reason) => {
            let in_vain = row.get::<i64>("attempts")? >= IN_VAIN;
            Outcome::Waiting(reason.filter(|reason| in_vain && !reason.contains(LIMITED)))
        }
        ("sent", true, _) => Outcome::Delivered,
        ("sent", false, _) => Outcome::Withdrawn,
        // What had failed before the rest was taken back has failed nevertheless.
        ("parked", _, reason) => Outcome::Failed(reason.unwrap_or_default()),
        (_, _, Some(reason)) => Outcome::Failed(reason),
        _ => Outcome::Stopped,
    })
}

/// What became of the copies, counted.
pub(super) async fn tally(transaction: &mut Transaction, announcement: &str) -> Result<Tally, StoreError> {
    let rows = transaction
        .rows(
            "SELECT o.state, o.standing, o.reason IS NULL AS no_reason, COUNT(*) AS count, COUNT(d.read_at) AS read_count, \
             COALESCE(SUM(CASE WHEN o.lane = o.target_person THEN 1 ELSE 0 END), 0) AS roomless, \
             COALESCE(SUM(CASE WHEN o.attempts >= $2 AND o.reason NOT LIKE '%' || $3 || '%' THEN 1 ELSE 0 END), 0) AS stuck \
             FROM delivery d JOIN outbox o ON o.id = d.outbox WHERE d.announcement = $1 \
             GROUP BY o.state, o.standing, o.reason IS NULL",
            values![announcement, IN_VAIN, LIMITED],
        )
        .await?;
    let mut tally = Tally::default();
    for row in rows {
        let number = |column: &str| row.get::<i64>(column).map(|count| u64::try_from(count).unwrap_or(0));
        let count = number("count")?;
        tally.recipients += count;
        tally.read += number("read_count")?;
        match (row.get::<String>("state")?.as_str(), row.get::<bool>("standing")?, row.get::<bool>("no_reason")?) {
            ("pending" | "waiting", ..) => {
                tally.waiting += count;
                tally.roomless += number("roomless")?;
                tally.stuck += number("stuck")?;
            }
            ("sent", true, _) => tally.delivered += count,
            ("sent", false, _) => tally.withdrawn += count,
            ("parked", ..) | (_, _, false) => tally.failed += count,
            _ => tally.stopped += count,
        }
    }
    let row = transaction
        .row("SELECT COUNT(DISTINCT person) AS count FROM acknowledgement WHERE announcement = $1", values![announcement])
        .await?;
    tally.acknowledged = row.map_or(Ok(0), |row| row.get::<i64>("count")).map(|count| u64::try_from(count).unwrap_or(0))?;
    Ok(tally)
}
