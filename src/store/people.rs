//! Persons: what is known of each, the direct chat with them, and forgetting them.

use std::collections::HashSet;

use jiff::Timestamp;

use super::{
    Store, StoreError, announcements,
    apply::apply,
    audit::{self, SALT, hashed, pseudonym},
    days, from_json, patiently,
    pool::{Transaction, values},
    read_meta,
    reminders::forget_setter,
    roles, to_json,
};
use crate::{effect::Effect, facts::Person};

/// The purpose of the hashes of those who take no announcements.
const ANNOUNCEMENTS: &str = "announcements";
/// The purpose of the pseudonyms of those who received announcements.
const DELIVERIES: &str = "deliveries";

impl Store {
    /// What is known of a person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person(&self, user: &str) -> Result<Option<Person>, StoreError> {
        let mut transaction = self.pool.begin_read().await?;
        read_person(&mut transaction, user).await
    }

    /// Carries out what `decide` makes of everybody who is known, for programs beside the one that
    /// serves: nothing changes between reading and writing. The ids of messages and lines of the
    /// audit log follow from `source`.
    ///
    /// # Errors
    /// When the database fails. Nothing was written then.
    pub async fn with_directory(
        &self,
        source: &str,
        now: Timestamp,
        decide: impl FnOnce(&[Person]) -> Vec<Effect> + Send,
    ) -> Result<(), StoreError> {
        patiently(async {
            let mut writing = self.write().await?;
            let directory = directory(&mut writing.transaction).await?;
            apply(&mut writing.transaction, source, &decide(&directory), None, now.as_millisecond()).await?;
            writing.commit().await
        })
        .await
    }

    /// Everybody who is known, by user id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn directory(&self) -> Result<Vec<Person>, StoreError> {
        let mut transaction = self.pool.begin_read().await?;
        directory(&mut transaction).await
    }
}

/// What is known of a person. The direct chat is kept in a column of its own, since rooms change
/// without the person.
pub(super) async fn read_person(transaction: &mut Transaction, user: &str) -> Result<Option<Person>, StoreError> {
    let row = transaction.row("SELECT document, direct_room FROM person WHERE person = $1", values![user]).await?;
    let Some(row) = row else { return Ok(None) };
    let person = parse(&row.get::<String>("document")?)?;
    let announcements_off = announcements_off(transaction, user).await?;
    Ok(Some(Person { direct_room: row.get("direct_room")?, announcements_off, ..person }))
}

/// Reads a person's record. One that cannot be understood must not keep her from serving everybody else.
pub(super) fn parse(document: &str) -> Result<Person, StoreError> {
    from_json(document).map_err(|error| StoreError::Unstorable(format!("what is known of the person cannot be read: {error}")))
}

/// Everybody who is known, by user id. One whose record cannot be read must not hide the others.
pub(super) async fn directory(transaction: &mut Transaction) -> Result<Vec<Person>, StoreError> {
    let rows = transaction.rows("SELECT person, document, direct_room FROM person ORDER BY person", values![]).await?;
    let salt = read_meta(transaction, SALT).await?.unwrap_or_default();
    let mut off = HashSet::new();
    for row in transaction.rows("SELECT person_hash FROM announcements_off", values![]).await? {
        off.insert(row.get::<String>("person_hash")?);
    }
    let mut directory = Vec::with_capacity(rows.len());
    for row in rows {
        let user: String = row.get("person")?;
        match from_json::<Person>(&row.get::<String>("document")?) {
            Ok(person) => directory.push(Person {
                direct_room: row.get("direct_room")?,
                announcements_off: off.contains(&hashed(&salt, ANNOUNCEMENTS, &user)),
                user,
                ..person
            }),
            Err(error) => tracing::error!(%error, "what is known of a person cannot be read"),
        }
    }
    Ok(directory)
}

/// Whether a person takes no announcements, also where nothing else is known of them.
pub(super) async fn announcements_off(transaction: &mut Transaction, user: &str) -> Result<bool, StoreError> {
    let hash = pseudonym(transaction, ANNOUNCEMENTS, user).await?;
    Ok(transaction.row("SELECT since FROM announcements_off WHERE person_hash = $1", values![hash]).await?.is_some())
}

/// Notes whether a person takes announcements.
pub(super) async fn take_announcements(transaction: &mut Transaction, user: &str, wanted: bool, now: i64) -> Result<(), StoreError> {
    let hash = pseudonym(transaction, ANNOUNCEMENTS, user).await?;
    if wanted {
        transaction.execute("DELETE FROM announcements_off WHERE person_hash = $1", values![hash]).await?;
    } else {
        transaction
            .execute(
                "INSERT INTO announcements_off (person_hash, since) VALUES ($1, $2) ON CONFLICT (person_hash) DO NOTHING",
                values![hash, now],
            )
            .await?;
    }
    Ok(())
}

/// Writes down what is known of a person, in place of what was.
pub(super) async fn save_person(transaction: &mut Transaction, person: &Person, now: i64) -> Result<(), StoreError> {
    transaction
        .execute(
            "INSERT INTO person (person, direct_room, changed_at, document) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (person) DO UPDATE SET direct_room = excluded.direct_room, changed_at = excluded.changed_at, \
             document = excluded.document",
            values![&person.user, person.direct_room.as_deref(), now, to_json(person)?],
        )
        .await?;
    Ok(())
}

/// The direct chat with a person, where one is known.
pub(super) async fn direct_room(transaction: &mut Transaction, user: &str) -> Result<Option<String>, StoreError> {
    let row = transaction.row("SELECT direct_room FROM person WHERE person = $1", values![user]).await?;
    Ok(row.map(|row| row.get("direct_room")).transpose()?.flatten())
}

/// Notes where the direct chat with a person is, and queues what waits for them there. Nothing new
/// is remembered of somebody who is unknown or was forgotten.
pub(super) async fn note_direct_room(transaction: &mut Transaction, user: &str, room: &str) -> Result<(), StoreError> {
    transaction.execute("UPDATE person SET direct_room = $1 WHERE person = $2", values![room, user]).await?;
    transaction
        .execute("UPDATE outbox SET lane = $1 WHERE target_person = $2 AND state IN ('pending', 'waiting')", values![room, user])
        .await?;
    Ok(())
}

/// Forgets that the room of a message is the direct chat with the person it is for, who has left it.
/// What else waits for them gets a new one.
pub(super) async fn leave_direct_room(transaction: &mut Transaction, outbox: &str) -> Result<(), StoreError> {
    let row = transaction.row("SELECT person, target_room FROM outbox WHERE id = $1", values![outbox]).await?;
    let Some(row) = row else { return Ok(()) };
    let (Some(user), Some(room)) = (row.get::<Option<String>>("person")?, row.get::<Option<String>>("target_room")?) else {
        return Ok(());
    };
    transaction.execute("UPDATE person SET direct_room = NULL WHERE person = $1 AND direct_room = $2", values![&user, &room]).await?;
    transaction
        .execute(
            "UPDATE outbox SET lane = target_person WHERE lane = $1 AND target_person = $2 AND state IN ('pending', 'waiting')",
            values![&room, &user],
        )
        .await?;
    Ok(())
}

/// Moves the direct chats that are in `old` to `new`, or forgets them where there is no new one.
pub(super) async fn move_direct_room(transaction: &mut Transaction, old: &str, new: Option<&str>) -> Result<(), StoreError> {
    transaction.execute("UPDATE person SET direct_room = $1 WHERE direct_room = $2", values![new, old]).await?;
    Ok(())
}

/// What is said to a person who was just forgotten goes out without saying whom it is for, as far as the room tells.
pub(super) async fn unname_farewell(transaction: &mut Transaction, user: &str, floor: i64) -> Result<(), StoreError> {
    transaction
        .execute("UPDATE outbox SET person = NULL WHERE person = $1 AND sequence >= $2 AND target_room IS NOT NULL", values![user, floor])
        .await?;
    Ok(())
}

/// Removes everything known about a person: what is unsent to them too, the texts of what was sent,
/// and that it was sent to them. Rows of the outbox from `floor` on belong to the decision that
/// forgets, and stay. Reactions are kept without their author, so there is nothing to remove there.
/// Powers that were given go, and the audit log keeps a pseudonym; that the person takes no
/// announcements is kept as a hash. What they received keeps its place in the count.
pub(super) async fn forget(transaction: &mut Transaction, user: &str, floor: i64, now: i64) -> Result<(), StoreError> {
    forget_setter(transaction, user, now).await?;
    for statement in [
        "DELETE FROM person WHERE person = $1",
        "DELETE FROM dialogue WHERE person = $1",
        "DELETE FROM plan WHERE person = $1",
        "DELETE FROM plan_share WHERE owner = $1 OR other = $1",
        "DELETE FROM plan_request WHERE owner = $1 OR other = $1",
        "DELETE FROM duty WHERE person = $1 OR doctor = $1",
        "DELETE FROM reminder WHERE person = $1 OR event = 'plan:' || $1",
        "DELETE FROM pace WHERE key = $1",
        "DELETE FROM undecrypted WHERE sender = $1",
    ] {
        transaction.execute(statement, values![user]).await?;
    }
    days::forget(transaction, user).await?;
    let unnamed = pseudonym(transaction, DELIVERIES, user).await?;
    announcements::forget(transaction, user, &unnamed, now).await?;
    let powers = roles::take_all(transaction, user).await?;
    audit::forget(transaction, user, &powers, now).await?;
    // What might be on its way at this moment is stopped, not deleted: its id stays known.
    transaction
        .execute(
            "UPDATE outbox SET state = 'stopped', changed_at = $1 \
             WHERE (person = $2 OR target_person = $2) AND sequence < $3 \
             AND state IN ('pending', 'waiting', 'parked') AND kind <> 'redact'",
            values![now, user, floor],
        )
        .await?;
    transaction
        .execute(
            "UPDATE outbox SET content = NULL, about = NULL, person = NULL, target_person = NULL, lane = '' \
             WHERE (person = $1 OR target_person = $1) AND sequence < $2 AND state NOT IN ('pending', 'waiting')",
            values![user, floor],
        )
        .await?;
    // Removals of her own messages still go out, without saying whom they concern.
    transaction.execute("UPDATE outbox SET person = NULL WHERE person = $1 AND sequence < $2", values![user, floor]).await?;
    Ok(())
}
