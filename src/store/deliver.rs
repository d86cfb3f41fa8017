//! Handing out what is to be sent, and taking in what became of it.

use jiff::Timestamp;

use super::{
    Store, StoreError, announcements, lease, outbox, patiently, people,
    pool::{Row, Transaction, values},
    timestamp,
};
use crate::{
    chat::{Delivery, Sent},
    effect::{Priority, Target},
};

/// Picks what is next: by priority, then by age, at most one row of each room and priority. A row
/// that waits for another try holds back those behind it in the same room and of the same priority;
/// one whose time has not come yet holds back nothing.
///
/// Those for people whose direct chat is still to be made are left out where `$3` is true. Each tells whether the account
/// `$4` is still served by this process, by the state that it was read from.
pub(super) const OUTGOING: &str = "SELECT o.id, o.priority, o.lane, o.target_room, o.target_person, o.content, o.attempts, o.created_at, \
     (SELECT r.event FROM outbox r WHERE r.id = o.refers) AS refers_event, (SELECT epoch FROM lease WHERE account = $4) AS epoch \
     FROM outbox o WHERE o.state = 'pending' AND o.not_before <= $1 \
     AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.state = 'pending' AND e.lane = o.lane AND e.priority = o.priority \
     AND e.sequence < o.sequence AND (e.attempts > 0 OR e.not_before <= $1)) \
     AND (NOT $3 OR o.target_room IS NOT NULL OR o.lane <> o.target_person) \
     ORDER BY o.priority, o.sequence LIMIT $2";

/// When something that is not due yet will be.
pub(super) const NEXT_OUTGOING: &str =
    "SELECT not_before FROM outbox WHERE state = 'pending' AND not_before > 0 AND not_before > $1 ORDER BY not_before LIMIT 1";

/// A message that is to be sent next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// What to hand to the chat.
    pub delivery: Delivery,
    /// How often it was tried before.
    pub attempts: u32,
    /// Its kind of urgency.
    pub priority: Priority,
    /// The room it goes to, or the person where there is no direct chat yet: messages of one lane
    /// are sent one after another.
    pub lane: String,
    /// Since when it waits.
    pub created_at: Timestamp,
}

impl Queued {
    /// Whether it is for a person whose direct chat is not known and may have to be made.
    #[must_use]
    pub fn is_roomless(&self) -> bool {
        matches!(&self.delivery.to, Target::Person(person) if *person == self.lane)
    }
}

/// What is not offered.
#[derive(Debug, Clone, Copy, Default)]
pub struct LeftOut<'a> {
    /// Messages that are on their way, as (outbox id, lane): neither they nor others of their lanes.
    pub busy: &'a [(&'a str, &'a str)],
    /// True: nor those for people whose direct chat may have to be made ([`Queued::is_roomless`]).
    pub roomless: bool,
}

/// Whether a message may leave at the moment of sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// It may.
    Yes,
    /// It was stopped since it was taken in hand, or sent already.
    No,
    /// The power of its announcement's author has changed, and that was not looked at yet
    /// ([`Store::due_announcements`]).
    Doubted,
}

/// What became of a message that could not be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parked {
    /// It is set aside with its reason.
    Aside,
    /// It was a reminder for a room, and goes to the person's direct chat instead.
    Redirected,
}

impl Store {
    /// The messages to send next, at most `limit`, at most one a room: answers before reminders,
    /// and so on; within a room and priority in the order they were said. They stay on offer until
    /// [`Self::mark_sent`], [`Self::mark_retry`] or [`Self::park_outgoing`].
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when another process serves the account, or when the database
    /// fails.
    pub async fn outgoing(&self, now: Timestamp, limit: usize) -> Result<Vec<Queued>, StoreError> {
        self.outgoing_but(now, limit, &LeftOut::default()).await
    }

    /// Like [`Self::outgoing`], without some.
    ///
    /// # Errors
    /// As [`Self::outgoing`].
    pub async fn outgoing_but(&self, now: Timestamp, limit: usize, left_out: &LeftOut<'_>) -> Result<Vec<Queued>, StoreError> {
        let mut unreadable = Vec::new();
        let mut queue: Vec<Queued> = Vec::new();
        let lease = self.held();
        // A room can have one row of each priority at the front; the most urgent of them goes.
        let rows = i64::try_from(limit + left_out.busy.len()).unwrap_or(i64::MAX).saturating_mul(4);
        let is_busy = |next: &Queued| left_out.busy.iter().any(|(id, lane)| *id == next.delivery.outbox || *lane == next.lane);
        let account = lease.as_ref().map_or("", |lease| &lease.account);
        let rows = self.pool.rows(OUTGOING, values![now.as_millisecond(), rows, left_out.roomless, account]).await?;
        if rows.is_empty() {
            self.confirm_lease().await?;
        }
        for row in rows {
            lease::compare(lease.as_ref(), row.get("epoch")?)?;
            match queued(&row) {
                Ok(next) if is_busy(&next) || queue.iter().any(|earlier| earlier.lane == next.lane) => {}
                Ok(next) => queue.push(next),
                Err(error) => unreadable.push((row.get::<String>("id")?, error)),
            }
            if queue.len() == limit {
                break;
            }
        }
        for (id, error) in unreadable {
            tracing::error!(outbox = id, %error, "a message cannot be read and is set aside");
            self.park_outgoing(&id, "its row cannot be read", now).await?;
        }
        Ok(queue)
    }

    /// Whether a message may leave: the last look before it is handed to the chat.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when another process serves the account, or when the database
    /// fails.
    pub async fn may_leave(&self, outbox: &str) -> Result<Leave, StoreError> {
        let mut transaction = self.pool.begin_read().await?;
        lease::check(&mut transaction, self.held().as_ref()).await?;
        let row = transaction
            .row(
                "SELECT o.state, a.next_at FROM outbox o LEFT JOIN delivery d ON d.outbox = o.id \
                 LEFT JOIN announcement a ON a.id = d.announcement WHERE o.id = $1",
                values![outbox],
            )
            .await?;
        let Some(row) = row else { return Ok(Leave::No) };
        if row.get::<String>("state")? != "pending" {
            return Ok(Leave::No);
        }
        let doubted = row.get::<Option<i64>>("next_at")? == Some(announcements::RECONSIDERED);
        Ok(if doubted { Leave::Doubted } else { Leave::Yes })
    }

    /// When something will be on offer that is not now: a message with a later time, or one that
    /// waits for another try.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_outgoing(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let row = self.pool.row(NEXT_OUTGOING, values![now.as_millisecond()]).await?;
        row.map(|row| timestamp(row.get("not_before")?)).transpose()
    }

    /// Notes that a message was accepted. What waited for it is on offer now.
    ///
    /// # Errors
    /// When the database fails, or another process serves the account now.
    pub async fn mark_sent(&self, outbox: &str, sent: &Sent, now: Timestamp) -> Result<(), StoreError> {
        patiently(async {
            let mut writing = self.write().await?;
            let now = now.as_millisecond();
            note_sent(&mut writing.transaction, outbox, &sent.event, Some(&sent.room), now).await?;
            writing.commit().await
        })
        .await
    }

    /// Notes that a message was not accepted and may be tried again from `not_before` on.
    ///
    /// # Errors
    /// When the database fails, or another process serves the account now.
    pub async fn mark_retry(&self, outbox: &str, not_before: Timestamp, reason: &str, now: Timestamp) -> Result<(), StoreError> {
        patiently(async {
            let mut writing = self.write().await?;
            writing
                .transaction
                .execute(
                    "UPDATE outbox SET attempts = attempts + 1, not_before = $1, reason = $2, changed_at = $3 \
                     WHERE id = $4 AND state = 'pending'",
                    values![not_before.as_millisecond(), reason, now.as_millisecond(), outbox],
                )
                .await?;
            writing.commit().await
        })
        .await
    }

    /// Sets a message aside that will never be accepted; it blocks nobody else. A reminder for a
    /// room goes to the person's direct chat instead.
    ///
    /// # Errors
    /// When the database fails, or another process serves the account now.
    pub async fn park_outgoing(&self, outbox: &str, reason: &str, now: Timestamp) -> Result<Parked, StoreError> {
        patiently(async {
            let mut writing = self.write().await?;
            let now = now.as_millisecond();
            let outcome = if redirect(&mut writing.transaction, outbox, now).await? {
                Parked::Redirected
            } else {
                outbox::park(&mut writing.transaction, outbox, reason, now).await?;
                Parked::Aside
            };
            writing.commit().await?;
            Ok(outcome)
        })
        .await
    }

    /// Takes a message back from a room that the person it is for has left: a reminder goes to the
    /// direct chat with them, which is made anew if it was this room. Anything else is set aside.
    ///
    /// # Errors
    /// When the database fails, or another process serves the account now.
    pub async fn redirect_outgoing(&self, outbox: &str, now: Timestamp) -> Result<Parked, StoreError> {
        patiently(async {
            let mut writing = self.write().await?;
            let now = now.as_millisecond();
            people::leave_direct_room(&mut writing.transaction, outbox).await?;
            let outcome = if redirect(&mut writing.transaction, outbox, now).await? {
                Parked::Redirected
            } else {
                outbox::park(&mut writing.transaction, outbox, "the person is not in that room any more", now).await?;
                Parked::Aside
            };
            writing.commit().await?;
            Ok(outcome)
        })
        .await
    }
}

/// A row that is on offer.
fn queued(row: &Row) -> Result<Queued, StoreError> {
    let target_room: Option<String> = row.get("target_room")?;
    let target_person: Option<String> = row.get("target_person")?;
    let to = match (target_room, target_person) {
        (Some(room), _) => Target::Room(room),
        (None, Some(person)) => Target::Person(person),
        (None, None) => return Err(StoreError::corrupt("an outbox row without a target")),
    };
    let content: Option<String> = row.get("content")?;
    Ok(Queued {
        delivery: Delivery {
            outbox: row.get("id")?,
            to,
            content: outbox::parse_content(&content.unwrap_or_default())?,
            refers_to: row.get("refers_event")?,
            file: None,
        },
        attempts: u32::try_from(row.get::<i64>("attempts")?).unwrap_or(u32::MAX),
        priority: outbox::priority_of(row.get("priority")?),
        lane: row.get("lane")?,
        created_at: timestamp(row.get("created_at")?)?,
    })
}

/// Marks a row as sent, whatever was thought of it before, and lets go what waited for it. An id
/// that is not known is written down, so that a repeated decision finds it. A file's bytes are not
/// kept after they were sent.
pub(super) async fn note_sent(
    transaction: &mut Transaction,
    id: &str,
    event: &str,
    room: Option<&str>,
    now: i64,
) -> Result<(), StoreError> {
    // An event id can be missing: that a reaction is there already is all the homeserver says.
    let event = Some(event).filter(|event| !event.is_empty());
    transaction
        .execute(
            "INSERT INTO outbox (id, sequence, state, kind, priority, lane, not_before, attempts, event, sent_room, \
             standing, created_at, changed_at) \
             VALUES ($1, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM outbox), 'sent', 'echo', 0, '', 0, 0, $2, $3, $4, $5, $5) \
             ON CONFLICT (id) DO UPDATE SET state = 'sent', reason = NULL, event = COALESCE(outbox.event, excluded.event), \
             sent_room = COALESCE(outbox.sent_room, excluded.sent_room), \
             content = CASE WHEN outbox.kind = 'file' THEN NULL ELSE outbox.content END, \
             changed_at = CASE WHEN outbox.state = 'sent' THEN outbox.changed_at ELSE excluded.changed_at END",
            values![id, event, room, true, now],
        )
        .await?;
    transaction
        .execute(
            "UPDATE outbox SET state = 'pending', changed_at = $1 \
             WHERE refers = $2 AND (state = 'waiting' OR (kind = 'redact' AND state = 'stopped'))",
            values![now, id],
        )
        .await?;
    if let Some(room) = room {
        let row = transaction.row("SELECT target_person FROM outbox WHERE id = $1 AND target_room IS NULL", values![id]).await?;
        if let Some(person) = row.map(|row| row.get::<Option<String>>("target_person")).transpose()?.flatten() {
            people::note_direct_room(transaction, &person, room).await?;
        }
    }
    Ok(())
}

/// Sends a reminder that a room does not take to the person instead. False where it is no reminder,
/// was meant for the person in the first place, or nobody is known to get it.
pub(super) async fn redirect(transaction: &mut Transaction, id: &str, now: i64) -> Result<bool, StoreError> {
    let row = transaction
        .row(
            "SELECT person, target_room, content FROM outbox WHERE id = $1 AND priority = 1 AND kind IN ('text', 'file') \
             AND target_room IS NOT NULL AND person IS NOT NULL AND content IS NOT NULL \
             AND state IN ('pending', 'waiting')",
            values![id],
        )
        .await?;
    let Some(row) = row else { return Ok(false) };
    let person: String = row.get("person")?;
    let room: String = row.get("target_room")?;
    let direct = people::direct_room(transaction, &person).await?;
    if direct.as_deref() == Some(room.as_str()) {
        return Ok(false);
    }
    let content = outbox::detach(outbox::parse_content(&row.get::<String>("content")?)?);
    let lane = direct.unwrap_or_else(|| person.clone());
    transaction
        .execute(
            "UPDATE outbox SET target_room = NULL, target_person = $1, lane = $2, content = $3, not_before = 0, \
             changed_at = $4 WHERE id = $5",
            values![&person, &lane, super::to_json(&content)?, now, id],
        )
        .await?;
    // Its buttons go where it goes.
    transaction
        .execute(
            "UPDATE outbox SET target_room = NULL, target_person = $1, lane = $2 \
             WHERE refers = $3 AND state IN ('pending', 'waiting')",
            values![person, lane, id],
        )
        .await?;
    Ok(true)
}
