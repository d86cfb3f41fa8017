//! Taking an event through facts and decision to its effects, in one transaction.

use std::collections::HashSet;

use jiff::Timestamp;

use super::{
    Store, StoreError, Writing,
    apply::apply,
    facts,
    glance::{Glance, inbox_key, look, removed_key},
    lease, patiently,
    pool::{Value, values},
};
use crate::{
    chat::Ledger,
    effect::Effect,
    event::{Event, EventKind},
    facts::Facts,
};

/// The newest sending time among the inbox ids that were let go of. What is not newer was handled.
pub(super) const HORIZON: &str = "inbox_horizon";

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handled {
    /// Its effects are written.
    Now,
    /// It had been handled before; nothing was decided or written.
    Before,
}

impl Store {
    /// Handles an event once: reads the facts, lets `decide` say what shall be done, and writes
    /// that together with the event's id, all in one transaction. An event that was handled before
    /// is not decided again.
    ///
    /// # Errors
    /// When the database fails ([`StoreError::Unstorable`] if it is this event's data), or another
    /// process serves the account now. Nothing was written then.
    pub async fn handle(
        &self,
        event: &Event,
        now: Timestamp,
        decide: impl FnOnce(&Facts) -> Vec<Effect> + Send,
    ) -> Result<Handled, StoreError> {
        patiently(async {
            let Some((mut writing, glance)) = self.begin_event(event).await? else { return Ok(Handled::Before) };
            // The facts are large and are not kept in hand while the effects are written.
            let effects = {
                let facts = Box::pin(facts::read(&mut writing.transaction, &self.roles(), event, &glance)).await?;
                decide(&facts)
            };
            self.finish_event(writing, &glance, event, &effects, None, now).await
        })
        .await
    }

    /// Sets aside an event that fails to be handled again and again: it counts as handled, with the
    /// reason, so that the sync token can move on; `effects` tell its sender. Where even these
    /// cannot be stored, the event is set aside without them.
    ///
    /// # Errors
    /// When the database fails, or another process serves the account now.
    pub async fn set_aside(&self, event: &Event, now: Timestamp, reason: &str, effects: Vec<Effect>) -> Result<Handled, StoreError> {
        patiently(async {
            let Some((writing, glance)) = self.begin_event(event).await? else { return Ok(Handled::Before) };
            match self.finish_event(writing, &glance, event, &effects, Some(reason), now).await {
                Err(StoreError::Unstorable(_)) => {}
                outcome => return outcome,
            }
            let Some((writing, glance)) = self.begin_event(event).await? else { return Ok(Handled::Before) };
            self.finish_event(writing, &glance, event, &[], Some(reason), now).await
        })
        .await
    }

    /// Carries out effects that no event and no reminder caused. The ids of their messages follow from
    /// `source`, so that the same source carried out again says nothing twice.
    ///
    /// # Errors
    /// When the database fails, or another process serves the account now. Nothing was written then.
    pub async fn carry_out(&self, source: &str, effects: &[Effect], now: Timestamp) -> Result<(), StoreError> {
        patiently(async {
            let mut writing = self.write().await?;
            apply(&mut writing.transaction, source, effects, None, now.as_millisecond()).await?;
            writing.commit().await
        })
        .await
    }

    /// Begins the transaction of an event, unless it was handled before.
    async fn begin_event(&self, event: &Event) -> Result<Option<(Writing, Glance)>, StoreError> {
        let lease = self.held();
        let mut writing = self.write_unleased().await?;
        let account = lease.as_ref().map_or("", |lease| &lease.account);
        let glance = look(&mut writing.transaction, event, account).await?;
        lease::compare(lease.as_ref(), glance.epoch()?)?;
        if !glance.was_handled(event)? {
            return Ok(Some((writing, glance)));
        }
        if event.kind != EventKind::Undecryptable && glance.shows("undecrypted")? {
            writing.transaction.execute("DELETE FROM undecrypted WHERE event = $1", values![&event.id]).await?;
            writing.commit().await?;
        }
        Ok(None)
    }

    async fn finish_event(
        &self,
        mut writing: Writing,
        glance: &Glance,
        event: &Event,
        effects: &[Effect],
        reason: Option<&str>,
        now: Timestamp,
    ) -> Result<Handled, StoreError> {
        let transaction = &mut writing.transaction;
        let now = now.as_millisecond();
        let key = inbox_key(event);
        // She hears something from there, so she is in it.
        if glance.shows("room_left")? {
            transaction.execute("DELETE FROM left_room WHERE room = $1", values![&event.room.id]).await?;
        }
        apply(transaction, &key, effects, Some(&event.sender), now).await?;
        // Of each room the newest event is kept, for gaps to be filled back to it. This one has an
        // id that no timeline knows.
        let room = if event.kind == EventKind::Undecryptable { "" } else { &event.room.id };
        transaction
            .execute(
                "INSERT INTO inbox (event, room, sent_at, handled_at, settled, reason) VALUES ($1, $2, $3, $4, $5, $6)",
                values![key, room, event.sent_at.as_millisecond(), now, false, reason],
            )
            .await?;
        if let EventKind::Redaction { of } = &event.kind {
            // What is heard of the removed message later (its key, an edit) shall not be answered.
            transaction
                .execute(
                    "INSERT INTO inbox (event, room, sent_at, handled_at, settled, reason) VALUES ($1, '', $2, $3, $4, NULL) \
                     ON CONFLICT (event) DO NOTHING",
                    values![removed_key(of), event.sent_at.as_millisecond(), now, false],
                )
                .await?;
            transaction.execute("DELETE FROM undecrypted WHERE event = $1", values![of]).await?;
        }
        if let EventKind::Edit { of, .. } = &event.kind {
            transaction
                .execute(
                    "INSERT INTO edit (event, original, handled_at) VALUES ($1, $2, $3) ON CONFLICT (event) DO NOTHING",
                    values![&event.id, of, now],
                )
                .await?;
        }
        if !glance.shows("undecrypted")? {
            // No key was waited for.
        } else if event.kind == EventKind::Undecryptable {
            transaction.execute("UPDATE undecrypted SET told = $1 WHERE event = $2", values![true, &event.id]).await?;
        } else {
            transaction.execute("DELETE FROM undecrypted WHERE event = $1", values![&event.id]).await?;
        }
        writing.commit().await?;
        Ok(Handled::Now)
    }
}

impl Ledger for Store {
    /// Only events of finished batches count: one that was handled in a batch that was cut short
    /// may lie after others that were not handled, so paging back must not stop there.
    async fn handled(&self, events: &[String]) -> anyhow::Result<HashSet<String>> {
        let mut handled = HashSet::new();
        let mut transaction = self.pool.begin_read().await?;
        for some in events.chunks(100) {
            let places: Vec<String> = (2..some.len() + 2).map(|place| format!("${place}")).collect();
            let sql = format!("SELECT event FROM inbox WHERE settled = $1 AND event IN ({})", places.join(", "));
            let mut wanted = values![true];
            wanted.extend(some.iter().map(Value::from));
            for row in transaction.rows_built(sql, wanted).await? {
                handled.insert(row.get::<String>("event")?);
            }
        }
        Ok(handled)
    }

    async fn edited(&self, edit: &str) -> anyhow::Result<Option<String>> {
        let mut transaction = self.pool.begin_read().await?;
        let row = transaction.row("SELECT original FROM edit WHERE event = $1", values![edit]).await?;
        Ok(row.map(|row| row.get("original")).transpose()?)
    }
}
