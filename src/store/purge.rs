//! Letting go of what is old.

use jiff::Timestamp;

use super::{
    Store, StoreError, announcements,
    handle::HORIZON,
    patiently,
    pool::{Pool, values},
    read_meta, write_meta,
};
use crate::config::Retention;

/// A day in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// How many things of each kind were let go of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purged {
    /// Texts of messages that were sent, or never will be.
    pub texts: u64,
    /// Rows of the outbox.
    pub messages: u64,
    /// Ids of handled events.
    pub events: u64,
    /// Event ids of counted reactions; what they counted for stays counted.
    pub reactions: u64,
    /// Questions that found no answer.
    pub questions: u64,
    /// Reminders that had ended, or had nothing more to say.
    pub reminders: u64,
    /// Where conversations stood.
    pub dialogues: u64,
    /// Messages whose keys never came.
    pub undecrypted: u64,
    /// Announcements with everything that is known of their copies.
    pub announcements: u64,
    /// Lines of the audit log.
    pub audited: u64,
    /// ST days that are long over, with the answers to them.
    pub days: u64,
}

impl Store {
    /// Lets go of what has reached its age.
    ///
    /// Texts go after `sent_days`, with ended reminders and conversations that rested as long; the
    /// rest of a message (what it was about, what it answered) after `receipts_days` more. Of the
    /// ids of handled events the newest of each room stays, so that a gap in a quiet room's timeline
    /// is not filled back to its beginning.
    ///
    /// # Errors
    /// When the database fails, or another process serves the account now. Nothing is gone then.
    pub async fn purge(&self, now: Timestamp, retention: &Retention) -> Result<Purged, StoreError> {
        let purged = patiently(self.purge_rows(now.as_millisecond(), retention)).await?;
        if let Pool::Sqlite(pool) = &self.pool {
            // The log beside the file still holds the pages as they were. That readers keep it busy
            // at this moment is no failure; the next purge gets it.
            if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(pool).await {
                tracing::debug!(%error, "the log beside the database was not emptied");
            }
        }
        Ok(purged)
    }

    async fn purge_rows(&self, now: i64, retention: &Retention) -> Result<Purged, StoreError> {
        let sent = now - i64::from(retention.sent_days) * DAY;
        let receipts = now - i64::from(retention.receipts_days) * DAY;
        let questions = now - i64::from(retention.questions_days) * DAY;
        let audit = now - i64::from(retention.audit_days) * DAY;
        let days = now - i64::from(retention.attendance_days) * DAY;
        let rows = sent - i64::from(retention.receipts_days) * DAY;
        let announced = now - i64::from(retention.announcements_days) * DAY;
        let mut writing = self.write().await?;
        let transaction = &mut writing.transaction;
        let horizon = transaction
            .row(
                "SELECT MAX(sent_at) AS horizon FROM inbox WHERE handled_at < $1 AND settled AND EXISTS \
                 (SELECT 1 FROM inbox newer WHERE newer.room = inbox.room AND newer.sent_at > inbox.sent_at)",
                values![receipts],
            )
            .await?;
        if let Some(horizon) = horizon.map(|row| row.get::<Option<i64>>("horizon")).transpose()?.flatten() {
            let before = read_meta(transaction, HORIZON).await?.and_then(|text| text.parse().ok()).unwrap_or(i64::MIN);
            write_meta(transaction, HORIZON, &horizon.max(before).to_string()).await?;
        }
        let purged = Purged {
            events: transaction
                .execute(
                    "DELETE FROM inbox WHERE handled_at < $1 AND settled AND EXISTS \
                     (SELECT 1 FROM inbox newer WHERE newer.room = inbox.room AND newer.sent_at > inbox.sent_at)",
                    values![receipts],
                )
                .await?,
            messages: transaction
                .execute(
                    "DELETE FROM outbox WHERE changed_at < $1 AND state IN ('sent', 'parked', 'stopped') AND NOT EXISTS \
                     (SELECT 1 FROM outbox later WHERE later.refers = outbox.id AND later.state IN ('pending', 'waiting')) \
                     AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.outbox = outbox.id)",
                    values![rows],
                )
                .await?,
            texts: transaction
                .execute(
                    "UPDATE outbox SET content = NULL \
                     WHERE changed_at < $1 AND state IN ('sent', 'parked', 'stopped') AND content IS NOT NULL",
                    values![sent],
                )
                .await?,
            reactions: transaction.execute("DELETE FROM feedback_event WHERE counted_at < $1", values![receipts]).await?,
            questions: transaction.execute("DELETE FROM question WHERE asked_at < $1", values![questions]).await?,
            // One that has nothing more to say and was not ticked off in all that time is over as well.
            reminders: transaction
                .execute(
                    "DELETE FROM reminder WHERE changed_at < $1 \
                     AND (NOT active OR (next_at IS NULL AND fault IS NULL AND NOT undelivered))",
                    values![sent],
                )
                .await?,
            dialogues: transaction.execute("DELETE FROM dialogue WHERE changed_at < $1", values![sent]).await?,
            undecrypted: transaction.execute("DELETE FROM undecrypted WHERE since < $1", values![receipts]).await?,
            announcements: announcements::purge(transaction, announced).await?,
            audited: transaction.execute("DELETE FROM audit WHERE done_at < $1", values![audit]).await?,
            days: transaction.execute("DELETE FROM st_day WHERE ends_at < $1", values![days]).await?,
        };
        transaction.execute("DELETE FROM edit WHERE handled_at < $1", values![receipts]).await?;
        // As long as what was chosen, or what was asked with it, can still go with the question.
        transaction.execute("DELETE FROM choice WHERE made_at < $1", values![rows.min(questions)]).await?;
        transaction.execute("DELETE FROM attendance WHERE day NOT IN (SELECT id FROM st_day)", values![]).await?;
        transaction.execute("DELETE FROM pace WHERE since < $1 AND quiet_until < $2", values![now - DAY, now]).await?;
        writing.commit().await?;
        Ok(purged)
    }
}
