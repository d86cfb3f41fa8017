//! From what happened to what is written down: each event in one transaction, whatever goes wrong.

use std::{panic::AssertUnwindSafe, time::Duration};

use jiff::Timestamp;
use tracing::{error, warn};

use super::{LONGEST_PAUSE, Serving, seen};
use crate::{
    assistant::{self, World, announce, days, markup, remind, wording},
    chat::Batch,
    clock,
    effect::{Content, Effect, Outgoing, Priority, Target},
    event::{Event, EventKind, Room},
    facts::Facts,
    failpoint,
    store::{Handled, Store, StoreError},
};

/// How long keys are waited for before the sender hears that a message cannot be read.
const KEYS_MAY_TAKE: jiff::SignedDuration = jiff::SignedDuration::from_mins(2);
/// How many reminders are fired in one transaction.
const FIRED_AT_ONCE: usize = 100;

/// Applies one turn of syncing, event by event, and then its token. False: she was asked to leave while the database did
/// not answer, and the turn comes again at the next start.
pub(super) async fn batch(serving: &Serving, batch: &Batch) -> anyhow::Result<bool> {
    for event in &batch.events {
        if !one_event(serving, event).await? {
            return Ok(false);
        }
    }
    let finish = async || serving.store.finish_batch(batch, clock::now()).await;
    if persistently(serving, "finishing a turn of syncing", finish).await?.is_none() {
        return Ok(false);
    }
    if !batch.events.is_empty() || !batch.echoes.is_empty() {
        serving.outbox.notify_one();
    }
    Ok(true)
}

/// Applies one event, and tells its writer that it was read. False: it was not applied, so that nothing after it may be
/// written down as done.
async fn one_event(serving: &Serving, event: &Event) -> anyhow::Result<bool> {
    let world = serving.world();
    let world = World { health: super::send::health(serving, &world), ..World::clone(&world) };
    seen::writing(serving, event);
    let handled =
        persistently(serving, "applying an event", async || handle_event(&serving.store, &world, event, clock::now()).await).await?;
    if matches!(handled, Some(Handled::Now)) {
        serving.outbox.notify_one();
        serving.time.notify_one();
        seen::read(serving, event);
    }
    Ok(handled.is_some())
}

/// Decides about an event and writes everything that follows in one transaction. An event that makes
/// deciding panic, or whose data the database does not take, is set aside and its sender told.
///
/// # Errors
/// When the database fails; nothing was written then.
pub async fn handle_event(store: &Store, world: &World, event: &Event, now: Timestamp) -> Result<Handled, StoreError> {
    handle_event_by(store, event, now, |facts| assistant::decide(world, facts, event, now)).await
}

/// As [`handle_event`], with a decision of the caller's.
///
/// # Errors
/// When the database fails; nothing was written then.
pub async fn handle_event_by(
    store: &Store,
    event: &Event,
    now: Timestamp,
    decide: impl FnOnce(&Facts) -> Vec<Effect> + Send,
) -> Result<Handled, StoreError> {
    let mut panicked = false;
    let outcome = store
        .handle(event, now, |facts| {
            std::panic::catch_unwind(AssertUnwindSafe(|| decide(facts))).unwrap_or_else(|_| {
                panicked = true;
                vec![apology(event)]
            })
        })
        .await;
    if panicked {
        error!(event = event.id, "deciding about an event failed; its sender was told. Please report this");
    }
    match outcome {
        Err(error) if error.concerns_the_event() => {
            warn!(event = event.id, %error, "an event was set aside; its sender was told");
            store.set_aside(event, now, &error.to_string(), vec![apology(event)]).await
        }
        other => other,
    }
}

/// A word to the sender of an event that could not be handled.
fn apology(event: &Event) -> Effect {
    let mut text = markup::render(&wording::set_aside());
    text.reply_to = matches!(event.kind, EventKind::Message(_)).then(|| event.id.clone());
    Effect::Say(Outgoing {
        to: Target::Room(event.room.id.clone()),
        content: Content::Text(text),
        priority: Priority::Answer,
        answers: None,
        about: None,
        person: Some(event.sender.clone()),
        buttons: Vec::new(),
        not_before: None,
    })
}

/// Fires what has fallen due.
pub(super) async fn fire_due(serving: &Serving, now: Timestamp) -> anyhow::Result<()> {
    loop {
        failpoint::pass(failpoint::DUE_FIRE).await;
        let world = serving.world();
        let fired = persistently(serving, "firing reminders", async || {
            serving.store.due(now, FIRED_AT_ONCE, |reminder| remind::fire(&world, reminder, now)).await
        })
        .await?;
        match fired {
            Some(0) | None => break,
            Some(_) => serving.outbox.notify_one(),
        }
    }
    loop {
        let asked = persistently(serving, "asking about ST days", async || serving.store.days_due(now, 1, days::ask_again).await).await?;
        match asked {
            Some(0) | None => return Ok(()),
            Some(_) => serving.outbox.notify_one(),
        }
    }
}

/// After a start: looks after everything that is under way before any of it is sent, since the settings
/// may give its author no power any more.
pub(super) async fn reconsider_announcements(serving: &Serving) -> anyhow::Result<()> {
    persistently(serving, "reconsidering announcements", async || serving.store.reconsider_announcements().await).await?;
    while look_after_announcements(serving, clock::now()).await? > 0 {}
    Ok(())
}

/// Looks after announcements: begins what was scheduled, tells how far others have come. Tells how many
/// there were, a few at a time.
pub(super) async fn look_after_announcements(serving: &Serving, now: Timestamp) -> anyhow::Result<usize> {
    let world = serving.world();
    let world = World { health: super::send::health(serving, &world), ..World::clone(&world) };
    let done = persistently(serving, "looking after announcements", async || {
        serving.store.due_announcements(now, |facts, announcement| announce::fire(&world, facts, announcement, now)).await
    })
    .await?;
    let done = done.unwrap_or(0);
    if done > 0 {
        serving.outbox.notify_one();
    }
    Ok(done)
}

/// Tries again what could not be decrypted; after a while its sender hears of it, once.
pub(super) async fn read_late(serving: &Serving, now: Timestamp) -> anyhow::Result<()> {
    let Some(rows) = or_pass(serving.store.undecrypted().await, "late messages were not looked for")? else { return Ok(()) };
    if rows.is_empty() {
        return Ok(());
    }
    let waiting: Vec<_> = rows.iter().map(|row| row.message.clone()).collect();
    let late = serving.matrix.retry_undecrypted(&waiting).await;
    for (id, event) in &late {
        if let Some(event) = event
            && !one_event(serving, event).await?
        {
            return Ok(());
        }
        persistently(serving, "noting a late message", async || serving.store.resolve_undecrypted(id).await).await?;
    }
    let is_read = |id: &String| late.iter().any(|(read, _)| read == id);
    for row in rows.iter().filter(|row| !row.told && !is_read(&row.message.event) && now.duration_since(row.since) > KEYS_MAY_TAKE) {
        let sent_at = Timestamp::from_millisecond(row.message.sent_at).unwrap_or(now);
        let event = Event {
            id: row.message.event.clone(),
            room: Room { id: row.message.room.clone(), direct: serving.matrix.is_direct(&row.message.room).await, encrypted: true },
            sender: row.message.sender.clone(),
            sender_name: None,
            sent_at: sent_at.min(now),
            trusted: true,
            kind: EventKind::Undecryptable,
        };
        one_event(serving, &event).await?;
    }
    Ok(())
}

/// Tells the admins something that only they can mend, in their direct chats.
pub(super) async fn tell_admins(serving: &Serving, markdown: &str) -> anyhow::Result<()> {
    let now = clock::now();
    let Some(admins) = or_pass(serving.store.admins().await, "the admins are not known")? else { return Ok(()) };
    for admin in &admins {
        let mut text = markup::render(markdown);
        text.ping = true;
        text.mentions = vec![admin.clone()];
        let effect = Effect::Say(Outgoing {
            to: Target::Person(admin.clone()),
            content: Content::Text(text),
            priority: Priority::Reminder,
            answers: None,
            about: None,
            person: Some(admin.clone()),
            buttons: Vec::new(),
            not_before: None,
        });
        let seed = format!("admins:{}:{admin}", now.as_millisecond());
        or_pass(serving.store.carry_out(&seed, &[effect], now).await, "an admin was not told")?;
    }
    serving.outbox.notify_one();
    Ok(())
}

/// Repeats a write until the database takes it. `None`: asked to leave meanwhile.
///
/// # Errors
/// What does not pass by itself: a full disk, a locked or damaged database, a lost lease.
async fn persistently<T>(serving: &Serving, what: &str, work: impl AsyncFn() -> Result<T, StoreError>) -> anyhow::Result<Option<T>> {
    let mut pause = Duration::from_millis(500);
    loop {
        match work().await {
            Ok(done) => return Ok(Some(done)),
            Err(error) if error.passes() => {
                warn!(%error, what, ?pause, "the database is not answering");
                if serving.stopping() {
                    return Ok(None);
                }
                serving.pause(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            Err(error) => {
                error!(%error, what, "stopping");
                return Err(error.into());
            }
        }
    }
}

/// Lets pass what passes by itself, and ends the program with the rest.
pub(super) fn or_pass<T>(outcome: Result<T, StoreError>, told: &str) -> anyhow::Result<Option<T>> {
    match outcome {
        Ok(done) => Ok(Some(done)),
        Err(error) if error.passes() => {
            warn!(%error, told);
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}
