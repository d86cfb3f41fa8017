//! Reminders: writing them down, and firing those that fall due.

use jiff::Timestamp;

use super::{
    Store, StoreError,
    apply::apply,
    from_json, patiently,
    pool::{Row, Transaction, values},
    timestamp, to_json,
};
use crate::{effect::Effect, facts::Reminder};

/// Picks what has fallen due, longest overdue first.
pub(super) const DUE: &str =
    "SELECT id, document, next_at FROM reminder WHERE next_at IS NOT NULL AND next_at <= $1 ORDER BY next_at, id LIMIT $2";

/// When the next one falls due.
pub(super) const NEXT_DUE: &str = "SELECT next_at FROM reminder WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1";

impl Store {
    /// Fires up to `limit` reminders that have fallen due: `fire` says what that means (a message,
    /// and the reminder with its next turn), and all of it is written in one transaction. Tells how
    /// many there were; as long as these are `limit`, there may be more.
    ///
    /// A reminder that cannot be read, or that `fire` leaves as due as it was, is left alone from
    /// then on with its fault noted (see [`super::Status::faulty_reminders`]).
    ///
    /// # Errors
    /// When the database fails, or another process serves the account now. Nothing was fired then.
    pub async fn due(&self, now: Timestamp, limit: usize, fire: impl Fn(&Reminder) -> Vec<Effect> + Send) -> Result<usize, StoreError> {
        if self.next_due().await?.is_none_or(|next| next > now) {
            return Ok(0);
        }
        match self.fire_some(now, limit, &fire).await {
            Err(StoreError::Unstorable(_)) => {}
            outcome => return outcome,
        }
        // One of them cannot be stored. It is found by going one at a time, and the rest go on.
        match self.fire_some(now, 1, &fire).await {
            Err(StoreError::Unstorable(reason)) => self.leave_first_alone(now, &reason).await,
            // More may be left than this one, whatever the limit.
            outcome => outcome.map(|count| if count == 0 { 0 } else { limit }),
        }
    }

    async fn fire_some(
        &self,
        now: Timestamp,
        limit: usize,
        fire: &(impl Fn(&Reminder) -> Vec<Effect> + Send),
    ) -> Result<usize, StoreError> {
        patiently(async {
            let mut writing = self.write().await?;
            let transaction = &mut writing.transaction;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = transaction.rows(DUE, values![now.as_millisecond(), limit]).await?;
            for row in &rows {
                let id: String = row.get("id")?;
                let turn: i64 = row.get("next_at")?;
                let fault = match from_json::<Reminder>(&row.get::<String>("document")?) {
                    Ok(reminder) => fire_one(transaction, &reminder, turn, fire, now.as_millisecond()).await?,
                    Err(error) => Some(format!("it cannot be read: {error}")),
                };
                if let Some(fault) = fault {
                    leave_alone(transaction, &id, &fault).await?;
                }
            }
            writing.commit().await?;
            Ok(rows.len())
        })
        .await
    }

    async fn leave_first_alone(&self, now: Timestamp, reason: &str) -> Result<usize, StoreError> {
        patiently(async {
            let mut writing = self.write().await?;
            if let Some(row) = writing.transaction.row(DUE, values![now.as_millisecond(), 1]).await? {
                leave_alone(&mut writing.transaction, &row.get::<String>("id")?, reason).await?;
            }
            writing.commit().await?;
            Ok(1)
        })
        .await
    }

    /// When the next reminder falls due, or has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let row = self.pool.row(NEXT_DUE, values![]).await?;
        row.map(|row| timestamp(row.get("next_at")?)).transpose()
    }
}

/// Notes a fault, so that the reminder does not fall due again until it is saved anew.
async fn leave_alone(transaction: &mut Transaction, id: &str, fault: &str) -> Result<(), StoreError> {
    tracing::error!(reminder = id, fault, "a reminder is left alone");
    transaction.execute("UPDATE reminder SET next_at = NULL, fault = $1 WHERE id = $2", values![fault, id]).await?;
    Ok(())
}

/// Fires one reminder. Returns a fault if it would fall due again at once, for ever.
async fn fire_one(
    transaction: &mut Transaction,
    reminder: &Reminder,
    turn: i64,
    fire: &impl Fn(&Reminder) -> Vec<Effect>,
    now: i64,
) -> Result<Option<String>, StoreError> {
    let effects = fire(reminder);
    let source = format!("{}@{turn}", reminder.id);
    apply(transaction, &source, &effects, Some(&reminder.person), now).await?;
    let row = transaction.row("SELECT next_at FROM reminder WHERE id = $1", values![&reminder.id]).await?;
    let next = row.map(|row| row.get::<Option<i64>>("next_at")).transpose()?.flatten();
    Ok(next.filter(|next| *next <= turn).map(|_| "it did not move on when it was fired".to_owned()))
}

/// Writes down a reminder, in place of an earlier state of it.
pub(super) async fn save_reminder(transaction: &mut Transaction, reminder: &Reminder, now: i64) -> Result<(), StoreError> {
    let next_at = reminder.next_at.filter(|_| reminder.active).map(Timestamp::as_millisecond);
    transaction
        .execute(
            "INSERT INTO reminder (id, person, room, event, active, next_at, changed_at, fault, document, set_by, undelivered, day) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8, $9, $10, $11) \
             ON CONFLICT (id) DO UPDATE SET person = excluded.person, room = excluded.room, event = excluded.event, \
             active = excluded.active, next_at = excluded.next_at, changed_at = excluded.changed_at, fault = NULL, \
             document = excluded.document, set_by = excluded.set_by, undelivered = excluded.undelivered, day = excluded.day",
            values![
                &reminder.id,
                &reminder.person,
                &reminder.room,
                &reminder.event,
                reminder.active,
                next_at,
                now,
                to_json(reminder)?,
                reminder.set_by.as_deref(),
                reminder.active && reminder.undelivered.is_some(),
                reminder.day.as_deref()
            ],
        )
        .await?;
    Ok(())
}

/// Notes that the message of a reminder reached nobody, so that the list of reminders shows it. It says so in the log;
/// what it was about it does not.
pub(super) async fn note_undelivered(transaction: &mut Transaction, id: &str, reason: &str, now: i64) -> Result<(), StoreError> {
    let row = transaction.row("SELECT document FROM reminder WHERE id = $1 AND active", values![id]).await?;
    let Some(row) = row else { return Ok(()) };
    let Ok(reminder) = serde_json::from_str::<Reminder>(&row.get::<String>("document")?) else { return Ok(()) };
    tracing::error!(reminder = id, reason, "a reminder reached nobody; it is shown in the person's list");
    let turn = reminder.told_turn.clone().unwrap_or_else(|| reminder.due.clone());
    save_reminder(transaction, &Reminder { undelivered: Some(turn), ..reminder }, now).await
}

/// Takes the name of somebody who is forgotten off the reminders that they set for others, who keep them.
pub(super) async fn forget_setter(transaction: &mut Transaction, user: &str, now: i64) -> Result<(), StoreError> {
    let rows = transaction.rows("SELECT id, document FROM reminder WHERE set_by = $1", values![user]).await?;
    for row in rows {
        match serde_json::from_str::<Reminder>(&row.get::<String>("document")?) {
            Ok(reminder) => save_reminder(transaction, &Reminder { set_by: None, ..reminder }, now).await?,
            // One that cannot be read cannot be kept without the name.
            Err(_) => {
                transaction.execute("DELETE FROM reminder WHERE id = $1", values![row.get::<String>("id")?]).await?;
            }
        }
    }
    Ok(())
}

/// The reminders that can be read. One that cannot must not take the person's other ones with it.
pub(super) fn readable(rows: Vec<Row>) -> Result<Vec<Reminder>, StoreError> {
    let mut reminders = Vec::with_capacity(rows.len());
    for row in rows {
        match from_json(&row.get::<String>("document")?) {
            Ok(reminder) => reminders.push(reminder),
            Err(error) => tracing::error!(reminder = row.get::<String>("id")?, %error, "a reminder cannot be read"),
        }
    }
    Ok(reminders)
}
