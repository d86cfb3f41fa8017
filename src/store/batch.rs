//! Finishing a turn of syncing: what it brought beside events, and where the next one starts.

use jiff::Timestamp;

use super::{Store, StoreError, deliver::note_sent, deliveries, patiently, people, pool::values, read_meta, rooms, write_meta};
use crate::chat::{Batch, Undecrypted};

/// Where the next sync starts.
const SYNC_TOKEN: &str = "sync_token";

/// A message whose keys are missing, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingForKeys {
    /// The message.
    pub message: Undecrypted,
    /// Since when it waits, by the time of receiving.
    pub since: Timestamp,
    /// Whether its sender was told.
    pub told: bool,
}

impl Store {
    /// Where the next sync starts; `None` before the first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sync_token(&self) -> Result<Option<String>, StoreError> {
        self.meta_get(SYNC_TOKEN).await
    }

    /// Finishes a batch whose events were all handled or set aside: takes its echoes (their rows
    /// count as sent), what could not be decrypted, and what happened to rooms, and stores the token
    /// of the next sync, all in one transaction. May be called without regard to how much is in it.
    ///
    /// # Errors
    /// When the database fails, or another process serves the account now. The batch is then to be
    /// finished again.
    pub async fn finish_batch(&self, batch: &Batch, now: Timestamp) -> Result<(), StoreError> {
        let quiet = batch.events.is_empty()
            && batch.echoes.is_empty()
            && batch.undecrypted.is_empty()
            && batch.direct_rooms.is_empty()
            && batch.left_rooms.is_empty()
            && batch.receipts.is_empty()
            && batch.upgraded_rooms.is_empty();
        if quiet && self.sync_token().await?.as_deref() == Some(batch.next_token.as_str()) {
            return Ok(());
        }
        patiently(async {
            let mut writing = self.write().await?;
            let transaction = &mut writing.transaction;
            let now = now.as_millisecond();
            for (old, new) in &batch.upgraded_rooms {
                rooms::follow_upgrade(transaction, old, new, now).await?;
            }
            for (person, room) in &batch.direct_rooms {
                people::note_direct_room(transaction, person, room).await?;
            }
            // Echoes come before rooms that were left: what arrived there need not be redirected.
            for echo in &batch.echoes {
                note_sent(transaction, &echo.outbox, &echo.event, None, now).await?;
            }
            for room in &batch.left_rooms {
                rooms::leave(transaction, room, now).await?;
            }
            for receipt in &batch.receipts {
                deliveries::note_read(transaction, &receipt.person, &receipt.room, receipt.read_at.min(now)).await?;
            }
            for message in &batch.undecrypted {
                transaction
                    .execute(
                        "INSERT INTO undecrypted (event, room, sender, sent_at, since, told) \
                         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (event) DO NOTHING",
                        values![&message.event, &message.room, &message.sender, message.sent_at, now, false],
                    )
                    .await?;
            }
            transaction.execute("UPDATE inbox SET settled = $1 WHERE NOT settled", values![true]).await?;
            write_meta(transaction, SYNC_TOKEN, &batch.next_token).await?;
            writing.commit().await
        })
        .await
    }

    /// The messages whose keys are missing, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn undecrypted(&self) -> Result<Vec<WaitingForKeys>, StoreError> {
        let mut transaction = self.pool.begin_read().await?;
        let rows =
            transaction.rows("SELECT event, room, sender, sent_at, since, told FROM undecrypted ORDER BY since, event", values![]).await?;
        rows.iter()
            .map(|row| {
                Ok(WaitingForKeys {
                    message: Undecrypted {
                        event: row.get("event")?,
                        room: row.get("room")?,
                        sender: row.get("sender")?,
                        sent_at: row.get("sent_at")?,
                    },
                    since: super::timestamp(row.get("since")?)?,
                    told: row.get("told")?,
                })
            })
            .collect()
    }

    /// Stops waiting for a message's keys. Handling the message itself does this too.
    ///
    /// # Errors
    /// When the database fails, or another process serves the account now.
    pub async fn resolve_undecrypted(&self, event: &str) -> Result<(), StoreError> {
        patiently(async {
            let mut writing = self.write().await?;
            writing.transaction.execute("DELETE FROM undecrypted WHERE event = $1", values![event]).await?;
            writing.commit().await
        })
        .await
    }

    /// Forgets the sync token, so that the next sync starts anew: for a homeserver that does not
    /// know it any more.
    ///
    /// # Errors
    /// When the database fails, or another process serves the account now.
    pub async fn drop_sync_token(&self) -> Result<(), StoreError> {
        patiently(async {
            let mut writing = self.write().await?;
            if read_meta(&mut writing.transaction, SYNC_TOKEN).await?.is_some() {
                writing.transaction.execute("DELETE FROM meta WHERE key = $1", values![SYNC_TOKEN]).await?;
            }
            writing.commit().await
        })
        .await
    }
}
