//! The one look at everything that bears on an event, taken in a single statement: whether it was handled before,
//! what every message needs, and which of the further facts there are at all.
//!
//! Most people have no plan, no power and no announcement that waits for them. What is not there is not looked for,
//! since on a server each statement is a way there and back.

use super::{
    StoreError, from_json,
    handle::HORIZON,
    people,
    pool::{Row, Transaction, values},
};
use crate::{
    event::{Event, EventKind},
    facts::{Dialogue, Pace, Person},
};

/// `$1` is the sender, `$2` the room, `$3` the account, `$4` the event, `$5` the id under which it counts as handled,
/// `$6` the one under which it would be noted that it was removed, and `$7` the name of the inbox's horizon.
pub(super) const GLANCE: &str = "SELECT l.epoch, p.document AS person, p.direct_room, d.document AS dialogue, \
     s.since AS sender_since, s.count AS sender_count, s.quiet_until AS sender_quiet, \
     r.since AS room_since, r.count AS room_count, r.quiet_until AS room_quiet, \
     EXISTS (SELECT 1 FROM inbox WHERE event = $5) AS handled, \
     EXISTS (SELECT 1 FROM inbox WHERE event = $6) AS removed, \
     (SELECT value FROM meta WHERE key = $7) AS horizon, \
     EXISTS (SELECT 1 FROM left_room WHERE room = $2) AS room_left, \
     EXISTS (SELECT 1 FROM undecrypted WHERE event = $4) AS undecrypted, \
     EXISTS (SELECT 1 FROM announcements_off) AS refusals, \
     EXISTS (SELECT 1 FROM granted_role WHERE person = $1) AS grants, \
     EXISTS (SELECT 1 FROM reminder WHERE person = $1) AS reminders, \
     EXISTS (SELECT 1 FROM delivery WHERE recipient = $1) AS received, \
     EXISTS (SELECT 1 FROM st_day) AS days, \
     EXISTS (SELECT 1 FROM plan WHERE person = $1) AS plan, \
     EXISTS (SELECT 1 FROM plan_share WHERE other = $1) AS shares, \
     EXISTS (SELECT 1 FROM plan_request WHERE owner = $1 OR other = $1) AS requests, \
     EXISTS (SELECT 1 FROM duty WHERE person = $1) AS duties \
     FROM (SELECT 1 AS one) AS one \
     LEFT JOIN lease l ON l.account = $3 \
     LEFT JOIN person p ON p.person = $1 \
     LEFT JOIN dialogue d ON d.person = $1 AND d.room = $2 \
     LEFT JOIN pace s ON s.key = $1 \
     LEFT JOIN pace r ON r.key = $2";

/// What the look has shown.
pub(super) struct Glance(Row);

/// Takes the look. `account` is the one that this process serves; empty: none.
pub(super) async fn look(transaction: &mut Transaction, event: &Event, account: &str) -> Result<Glance, StoreError> {
    let heard = match &event.kind {
        EventKind::Message(_) | EventKind::Undecryptable => Some(&event.id),
        EventKind::Edit { of, .. } => Some(of),
        EventKind::Reaction { .. } | EventKind::Redaction { .. } | EventKind::Joined => None,
    };
    let removed = heard.map(|event| removed_key(event));
    let known = values![&event.sender, &event.room.id, account, &event.id, inbox_key(event), removed, HORIZON];
    let row = transaction.row(GLANCE, known).await?;
    row.map(Glance).ok_or_else(|| StoreError::corrupt("a look that shows nothing"))
}

impl Glance {
    /// Whether there is what a column asks for: an `EXISTS` of [`GLANCE`].
    pub(super) fn shows(&self, column: &str) -> Result<bool, StoreError> {
        self.0.get(column)
    }

    /// The epoch of the account's lease.
    pub(super) fn epoch(&self) -> Result<Option<i64>, StoreError> {
        self.0.get("epoch")
    }

    /// Whether the event was handled, as far as that is still known.
    pub(super) fn was_handled(&self, event: &Event) -> Result<bool, StoreError> {
        let horizon = self.0.get::<Option<String>>("horizon")?.and_then(|text| text.parse::<i64>().ok());
        Ok(self.shows("handled")? || horizon.is_some_and(|horizon| event.sent_at.as_millisecond() <= horizon))
    }

    /// What is known of the sender, save for whether they take announcements.
    pub(super) fn person(&self) -> Result<Option<Person>, StoreError> {
        let Some(document) = self.0.get::<Option<String>>("person")? else { return Ok(None) };
        Ok(Some(Person { direct_room: self.0.get("direct_room")?, ..people::parse(&document)? }))
    }

    /// Where the conversation with the sender in the room stands. A record that cannot be understood any
    /// more counts as none: that costs at most one question asked again.
    pub(super) fn dialogue(&self) -> Result<Dialogue, StoreError> {
        let Some(document) = self.0.get::<Option<String>>("dialogue")? else { return Ok(Dialogue::default()) };
        Ok(from_json(&document).unwrap_or_else(|error| {
            tracing::warn!(%error, "a conversation's record cannot be read and is begun anew");
            Dialogue::default()
        }))
    }

    /// How much the sender has been writing.
    pub(super) fn sender_pace(&self) -> Result<Pace, StoreError> {
        self.pace(["sender_since", "sender_count", "sender_quiet"])
    }

    /// How much has been written to her in the room.
    pub(super) fn room_pace(&self) -> Result<Pace, StoreError> {
        self.pace(["room_since", "room_count", "room_quiet"])
    }

    fn pace(&self, [since, count, quiet_until]: [&str; 3]) -> Result<Pace, StoreError> {
        let Some(since) = self.0.get::<Option<i64>>(since)? else { return Ok(Pace::default()) };
        let count = u32::try_from(self.0.get::<i64>(count)?).unwrap_or(u32::MAX);
        Ok(Pace { since, count, quiet_until: self.0.get(quiet_until)? })
    }
}

/// The id under which an event counts as handled. That a message could not be read is an event of
/// its own, so that the message can still be handled should its keys arrive.
pub(super) fn inbox_key(event: &Event) -> String {
    match event.kind {
        EventKind::Undecryptable => format!("{}#undecryptable", event.id),
        _ => event.id.clone(),
    }
}

/// The id under which it is noted that an event was removed.
pub(super) fn removed_key(event: &str) -> String {
    format!("{event}#removed")
}
