//! Announcements: writing them down, telling deciding of them, and looking after them as time passes.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{
    Store, StoreError,
    apply::apply,
    deliveries::{deliveries, stop, tally},
    from_json, outbox, patiently,
    pool::{Transaction, values},
    roles, to_json,
};
use crate::{
    effect::{About, Effect, SharedFile},
    facts::{
        Facts,
        announcement::{Announcement, Audience, Delivery, Occasion, Outcome, State, Tally},
    },
};

/// What others began to send this lately is told to everybody who may announce, in milliseconds.
const LATELY: i64 = 10 * 60 * 1000;
/// The time at which an announcement is due that has to be looked at at once, in milliseconds: before any other.
pub(super) const RECONSIDERED: i64 = 1;
/// How many of an author's announcements are told beside those that are open.
const TOLD: i64 = 30;
/// How many of those that came to nothing.
const TOLD_OF_NOTHING: i64 = 5;

impl Store {
    /// Looks after announcements whose time has come: `fire` says what that means, given the facts of
    /// the author. Each is one transaction. Tells how many there were.
    ///
    /// # Errors
    /// When the database fails, or another process serves the account now.
    pub async fn due_announcements(
        &self,
        now: Timestamp,
        fire: impl Fn(&Facts, &Announcement) -> Vec<Effect> + Send,
    ) -> Result<usize, StoreError> {
        let mut transaction = self.pool.begin_read().await?;
        let rows = transaction
            .rows(
                "SELECT id FROM announcement WHERE next_at IS NOT NULL AND next_at <= $1 ORDER BY next_at, id LIMIT 20",
                values![now.as_millisecond()],
            )
            .await?;
        transaction.commit().await?;
        for row in &rows {
            let id: String = row.get("id")?;
            match self.fire_announcement(&id, now, &fire).await {
                Err(StoreError::Unstorable(reason)) => self.leave_announcement_alone(&id, &reason).await?,
                outcome => outcome?,
            }
        }
        Ok(rows.len())
    }

    /// Looks at once after everything that is under way: the settings may give a power no longer, and then
    /// nothing more of it may leave. Call [`Self::due_announcements`] afterwards, before anything is sent.
    ///
    /// # Errors
    /// When the database fails, or another process serves the account now.
    pub async fn reconsider_announcements(&self) -> Result<(), StoreError> {
        patiently(async {
            let mut writing = self.write().await?;
            writing
                .transaction
                .execute("UPDATE announcement SET next_at = $1 WHERE state IN ('scheduled', 'sending')", values![RECONSIDERED])
                .await?;
            writing.commit().await
        })
        .await
    }

    async fn fire_announcement(
        &self,
        id: &str,
        now: Timestamp,
        fire: &(impl Fn(&Facts, &Announcement) -> Vec<Effect> + Send),
    ) -> Result<(), StoreError> {
        patiently(async {
            let mut writing = self.write().await?;
            let transaction = &mut writing.transaction;
            let row = transaction
                .row("SELECT document, state, next_at FROM announcement WHERE id = $1 AND next_at <= $2", values![id, now.as_millisecond()])
                .await?;
            let Some(row) = row else { return Ok(()) };
            let (turn, before): (i64, String) = (row.get("next_at")?, row.get("state")?);
            let mut announcement = parse(&row.get::<String>("document")?)?;
            announcement.tally = tally(transaction, id).await?;
            let mut facts = Facts {
                power: roles::power(transaction, &self.roles(), &announcement.author).await?,
                // Only a scheduled one has its recipients found now.
                directory: if announcement.state == State::Scheduled { super::people::directory(transaction).await? } else { Vec::new() },
                ..Facts::default()
            };
            if announcement.state == State::Scheduled {
                super::days::read(transaction, &mut facts, &announcement.author, now.as_millisecond()).await?;
                facts.silent = silent(transaction, std::iter::once(&announcement)).await?;
            }
            let effects = fire(&facts, &announcement);
            apply(transaction, &format!("{id}@{}", announcement.turns), &effects, Some(&announcement.author), now.as_millisecond()).await?;
            let row = transaction.row("SELECT state, next_at FROM announcement WHERE id = $1", values![id]).await?;
            let after =
                row.map(|row| Ok::<_, StoreError>((row.get::<String>("state")?, row.get::<Option<i64>>("next_at")?))).transpose()?;
            if after.is_some_and(|(state, next)| state == before && next.is_some_and(|next| next <= turn)) {
                return Err(StoreError::Unstorable("it did not move on when its time came".to_owned()));
            }
            writing.commit().await
        })
        .await
    }

    async fn leave_announcement_alone(&self, id: &str, reason: &str) -> Result<(), StoreError> {
        tracing::error!(announcement = id, reason, "an announcement is left alone");
        patiently(async {
            let mut writing = self.write().await?;
            writing.transaction.execute("UPDATE announcement SET next_at = NULL WHERE id = $1", values![id]).await?;
            writing.commit().await
        })
        .await
    }

    /// A file that messages refer to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shared_file(&self, id: &str) -> Result<Option<SharedFile>, StoreError> {
        let mut transaction = self.pool.begin_read().await?;
        let row =
            transaction.row("SELECT id, name, mime, size, content, plain, encrypted FROM shared_file WHERE id = $1", values![id]).await?;
        row.map(|row| {
            Ok(SharedFile {
                id: row.get("id")?,
                name: row.get("name")?,
                mime: row.get("mime")?,
                size: u64::try_from(row.get::<i64>("size")?).unwrap_or(0),
                content: row.get("content")?,
                plain: row.get("plain")?,
                encrypted: row.get("encrypted")?,
            })
        })
        .transpose()
    }

    /// Notes where a file lies on the homeserver, for encrypted rooms or for others.
    ///
    /// # Errors
    /// When the database fails, or another process serves the account now.
    pub async fn note_upload(&self, id: &str, encrypted: bool, source: &str) -> Result<(), StoreError> {
        patiently(async {
            let mut writing = self.write().await?;
            let sql = if encrypted {
                "UPDATE shared_file SET encrypted = $1 WHERE id = $2"
            } else {
                "UPDATE shared_file SET plain = $1 WHERE id = $2"
            };
            writing.transaction.execute(sql, values![source, id]).await?;
            writing.commit().await
        })
        .await
    }

    /// What became of an announcement's copies, counted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn announcement_tally(&self, id: &str) -> Result<Tally, StoreError> {
        let mut transaction = self.pool.begin_read().await?;
        tally(&mut transaction, id).await
    }
}

fn parse(document: &str) -> Result<Announcement, StoreError> {
    from_json(document).map_err(|error| StoreError::Unstorable(format!("an announcement cannot be read: {error}")))
}

/// Writes down an announcement.
pub(super) async fn save(transaction: &mut Transaction, source: &str, announcement: &Announcement, now: i64) -> Result<(), StoreError> {
    let progress = match &announcement.progress {
        Some(reference) if reference.starts_with('#') => own_text(transaction, &outbox::resolve(reference, source)).await?,
        other => other.clone(),
    };
    let announcement = &Announcement { progress, ..announcement.clone() };
    transaction
        .execute(
            "INSERT INTO announcement (id, author, state, next_at, started_at, changed_at, document) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (id) DO UPDATE SET author = excluded.author, state = excluded.state, next_at = excluded.next_at, \
             started_at = excluded.started_at, changed_at = excluded.changed_at, document = excluded.document",
            values![
                &announcement.id,
                &announcement.author,
                announcement.state.name(),
                announcement.next_at.map(Timestamp::as_millisecond),
                announcement.started_at.map(Timestamp::as_millisecond),
                now,
                to_json(announcement)?
            ],
        )
        .await?;
    Ok(())
}

/// The message that a row of the outbox shows: itself, or the one that it changes.
async fn own_text(transaction: &mut Transaction, id: &str) -> Result<Option<String>, StoreError> {
    let row = transaction.row("SELECT kind, refers FROM outbox WHERE id = $1", values![id]).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(match row.get::<String>("kind")?.as_str() {
        "text" => Some(id.to_owned()),
        "edit" => row.get("refers")?,
        _ => None,
    })
}

/// Keeps a file that messages refer to.
pub(super) async fn keep_file(transaction: &mut Transaction, file: &SharedFile, now: i64) -> Result<(), StoreError> {
    transaction
        .execute(
            "INSERT INTO shared_file (id, name, mime, size, content, plain, encrypted, kept_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (id) DO NOTHING",
            values![
                &file.id,
                &file.name,
                &file.mime,
                i64::try_from(file.size).unwrap_or(i64::MAX),
                file.content.as_deref(),
                file.plain.as_deref(),
                file.encrypted.as_deref(),
                now
            ],
        )
        .await?;
    Ok(())
}

/// Looks at once after what somebody has under way: their power has changed.
pub(super) async fn reconsider(transaction: &mut Transaction, author: &str) -> Result<(), StoreError> {
    transaction
        .execute(
            "UPDATE announcement SET next_at = $1 WHERE author = $2 AND state IN ('scheduled', 'sending')",
            values![RECONSIDERED, author],
        )
        .await?;
    Ok(())
}

/// What deciding needs to know of announcements where the sender may announce.
pub(super) async fn read_facts(transaction: &mut Transaction, facts: &mut Facts, sender: &str, now: i64) -> Result<(), StoreError> {
    let rows = transaction
        .rows(
            "SELECT id, document FROM announcement \
             WHERE (author = $1 AND state IN ('draft', 'scheduled', 'sending')) OR started_at > $2 \
             OR id IN (SELECT id FROM announcement WHERE author = $1 AND state NOT IN ('cancelled', 'lapsed') \
                       ORDER BY changed_at DESC, id LIMIT $3) \
             OR id IN (SELECT id FROM announcement WHERE author = $1 AND state IN ('cancelled', 'lapsed') \
                       ORDER BY changed_at DESC, id LIMIT $4) \
             ORDER BY changed_at DESC, id",
            values![sender, now - LATELY, TOLD, TOLD_OF_NOTHING],
        )
        .await?;
    for row in rows {
        match parse(&row.get::<String>("document")?) {
            Ok(announcement) => facts.announcements.push(announcement),
            Err(error) => tracing::error!(announcement = row.get::<String>("id")?, %error, "an announcement cannot be read"),
        }
    }
    for announcement in &mut facts.announcements {
        if announcement.started_at.is_some() {
            announcement.tally = tally(transaction, &announcement.id).await?;
        }
    }
    let referred = match facts.referred.as_ref().and_then(|own| own.about.as_ref()) {
        Some(About::Broadcast { announcement } | About::Draft { announcement, .. }) => Some(announcement.clone()),
        _ => None,
    };
    let started =
        |id: &String| facts.announcements.iter().any(|known| known.id == *id && known.author == sender && known.started_at.is_some());
    let newest =
        || facts.announcements.iter().find(|known| known.author == sender && known.started_at.is_some()).map(|known| known.id.clone());
    facts.focus = referred.filter(started).or_else(|| facts.dialogue.announcement.clone().filter(started)).or_else(newest);
    if let Some(focus) = facts.focus.clone() {
        facts.deliveries = deliveries(transaction, &focus).await?;
        facts.silent.push((focus, unacknowledged(&facts.deliveries)));
    }
    let open = facts.announcements.iter().filter(|known| known.author == sender && known.state == State::Draft);
    facts.silent.extend(silent(transaction, open).await?);
    Ok(())
}

/// Who got an announcement and has not acknowledged it.
fn unacknowledged(deliveries: &[Delivery]) -> Vec<String> {
    let silent = deliveries.iter().filter(|copy| copy.outcome == Outcome::Delivered && copy.acknowledged_at.is_none());
    silent.map(|copy| copy.recipient.clone()).collect()
}

/// The same for each announcement that one of these is for the silent of.
async fn silent<'a>(
    transaction: &mut Transaction,
    announcements: impl Iterator<Item = &'a Announcement> + Send,
) -> Result<Vec<(String, Vec<String>)>, StoreError> {
    let parts = announcements.filter_map(|known| known.audience.as_ref()).flat_map(Audience::parts);
    let occasions: BTreeSet<&String> = parts
        .filter_map(|part| match &part.answering.as_ref()?.to {
            Occasion::Announcement(id) => Some(id),
            Occasion::Day(_) => None,
        })
        .collect();
    let mut silent = Vec::new();
    for id in occasions {
        silent.push((id.clone(), unacknowledged(&deliveries(transaction, id).await?)));
    }
    Ok(silent)
}

/// Removes what concerns a person who is forgotten: what they received keeps its place in the count
/// under a pseudonym; what they have announced goes, and what of it is unsent is stopped.
pub(super) async fn forget(transaction: &mut Transaction, user: &str, pseudonym: &str, now: i64) -> Result<(), StoreError> {
    let rows = transaction.rows("SELECT id FROM announcement WHERE author = $1", values![user]).await?;
    for row in rows {
        let id: String = row.get("id")?;
        stop(transaction, &id, now).await?;
        transaction.execute("DELETE FROM delivery WHERE announcement = $1", values![&id]).await?;
        transaction.execute("DELETE FROM acknowledgement WHERE announcement = $1", values![&id]).await?;
        transaction
            .execute("DELETE FROM shared_file WHERE id LIKE 'file-' || $1 || '-%' OR id LIKE 'ics-' || $1 || '%'", values![&id])
            .await?;
        transaction.execute("DELETE FROM announcement WHERE id = $1", values![id]).await?;
    }
    transaction.execute("UPDATE delivery SET recipient = $1 WHERE recipient = $2", values![pseudonym, user]).await?;
    transaction.execute("UPDATE acknowledgement SET person = $1 WHERE person = $2", values![pseudonym, user]).await?;
    Ok(())
}

/// Lets go of announcements that were not touched since `before`, with their copies and files. The
/// copies' rows in the outbox follow with the next purge.
pub(super) async fn purge(transaction: &mut Transaction, before: i64) -> Result<u64, StoreError> {
    let old = "(SELECT id FROM announcement WHERE changed_at < $1 AND state NOT IN ('draft', 'scheduled', 'sending'))";
    transaction.execute_built(format!("DELETE FROM delivery WHERE announcement IN {old}"), values![before]).await?;
    transaction.execute_built(format!("DELETE FROM acknowledgement WHERE announcement IN {old}"), values![before]).await?;
    transaction.execute("DELETE FROM shared_file WHERE kept_at < $1", values![before]).await?;
    transaction.execute_built(format!("DELETE FROM announcement WHERE id IN {old}"), values![before]).await
}
