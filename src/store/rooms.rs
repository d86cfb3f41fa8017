//! Rooms that she left, was thrown out of, or that moved to another id.

use super::{
    StoreError,
    deliver::redirect,
    outbox, people,
    pool::{Transaction, values},
    to_json,
};
use crate::facts::Reminder;

/// Notes that she is out of a room. What waits to be sent there is set aside; reminders go to the
/// person's direct chat, and so will those that fall due later (see [`outbox::say`]).
pub(super) async fn leave(transaction: &mut Transaction, room: &str, now: i64) -> Result<(), StoreError> {
    transaction.execute("INSERT INTO left_room (room, left_at) VALUES ($1, $2) ON CONFLICT (room) DO NOTHING", values![room, now]).await?;
    // A direct chat that she is out of is none any more: what is for that person gets a new one.
    people::move_direct_room(transaction, room, None).await?;
    transaction
        .execute(
            "UPDATE outbox SET lane = target_person \
             WHERE lane = $1 AND target_person IS NOT NULL AND state IN ('pending', 'waiting')",
            values![room],
        )
        .await?;
    let unsent = transaction
        .rows("SELECT id FROM outbox WHERE target_room = $1 AND state IN ('pending', 'waiting') ORDER BY sequence", values![room])
        .await?;
    for row in unsent {
        let id: String = row.get("id")?;
        // What depends on a reminder is redirected with it.
        let still = transaction.row("SELECT id FROM outbox WHERE id = $1 AND target_room = $2", values![&id, room]).await?;
        if still.is_some() && !redirect(transaction, &id, now).await? {
            outbox::park(transaction, &id, "she is not in that room any more", now).await?;
        }
    }
    Ok(())
}

/// Follows a room that was upgraded: conversations, reminders, direct chats and what is unsent move
/// along. What is unsent does not reply to anything there, since that is in the old room.
pub(super) async fn follow_upgrade(transaction: &mut Transaction, old: &str, new: &str, now: i64) -> Result<(), StoreError> {
    let rows = transaction
        .rows(
            "SELECT id, content FROM outbox WHERE target_room = $1 AND state IN ('pending', 'waiting') AND content IS NOT NULL",
            values![old],
        )
        .await?;
    for row in rows {
        let content = outbox::detach(outbox::parse_content(&row.get::<String>("content")?)?);
        transaction
            .execute(
                "UPDATE outbox SET target_room = $1, content = $2 WHERE id = $3",
                values![new, to_json(&content)?, row.get::<String>("id")?],
            )
            .await?;
    }
    transaction.execute("UPDATE outbox SET lane = $1 WHERE lane = $2 AND state IN ('pending', 'waiting')", values![new, old]).await?;
    let rows = transaction.rows("SELECT person, document FROM dialogue WHERE room = $1", values![old]).await?;
    for row in rows {
        let user: String = row.get("person")?;
        transaction
            .execute(
                "INSERT INTO dialogue (person, room, changed_at, document) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (person, room) DO NOTHING",
                values![&user, new, now, row.get::<String>("document")?],
            )
            .await?;
    }
    people::move_direct_room(transaction, old, Some(new)).await?;
    transaction.execute("DELETE FROM dialogue WHERE room = $1", values![old]).await?;
    let rows = transaction.rows("SELECT id, document FROM reminder WHERE room = $1", values![old]).await?;
    for row in rows {
        let Ok(mut reminder) = serde_json::from_str::<Reminder>(&row.get::<String>("document")?) else { continue };
        new.clone_into(&mut reminder.room);
        transaction
            .execute(
                "UPDATE reminder SET room = $1, document = $2 WHERE id = $3",
                values![new, to_json(&reminder)?, row.get::<String>("id")?],
            )
            .await?;
    }
    transaction.execute("DELETE FROM left_room WHERE room = $1", values![new]).await?;
    Ok(())
}
