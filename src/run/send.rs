//! Emptying the outbox: one message at a time, in order of urgency, each marked when it was accepted.

use std::{
    borrow::Cow,
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tracing::{info, warn};

use super::{LONGEST_PAUSE, Serving, apply::or_pass};
use crate::{
    assistant::{Health, World},
    chat::{Delivery, SendError, Sent},
    clock,
    effect::Content,
    failpoint,
    store::Queued,
};

/// How many messages are fetched at once. More urgent ones that arrive meanwhile wait for no more.
const AT_ONCE: usize = 8;
/// A pause after the first failure; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// How often the outbox is looked at when nobody says that something lies in it.
const LOOK: Duration = Duration::from_secs(5);

/// Sends what lies in the outbox until asked to leave.
pub(super) async fn sending(serving: &Serving) -> anyhow::Result<()> {
    let mut present = serving.present.subscribe();
    let _ = present.wait_for(|present| *present).await;
    while !serving.stopping() {
        let queued = or_pass(serving.store.outgoing(clock::now(), AT_ONCE).await, "the outbox was not read")?.unwrap_or_default();
        if queued.is_empty() {
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = serving.outbox.notified() => {}
                () = serving.asked_to_stop() => {}
            }
            continue;
        }
        for row in queued {
            if serving.stopping() {
                break;
            }
            failpoint::pass(failpoint::APPLY_SEND).await;
            // A process that was paused between two messages may have been replaced meanwhile.
            if or_pass(serving.store.confirm_lease().await, "the lease was not confirmed")?.is_none() {
                serving.pause(FIRST_PAUSE).await;
                break;
            }
            let Some(wait) = one(serving, &row).await? else { continue };
            // The whole account is limited or the server is away: nothing else would pass either.
            serving.pause(wait).await;
            break;
        }
    }
    Ok(())
}

/// Sends one message. `Some`: how long everything should wait.
async fn one(serving: &Serving, row: &Queued) -> anyhow::Result<Option<Duration>> {
    let id = row.delivery.outbox.as_str();
    let outcome = match placed(serving, &row.delivery).await? {
        Ok(delivery) => serving.matrix.send(&delivery).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(sent) => {
            failpoint::pass(failpoint::SEND_MARK).await;
            mark_sent(serving, &row.delivery, &sent).await?;
            Ok(None)
        }
        Err(SendError::Retry { after, reason, everything }) => {
            if let Some(after) = after {
                serving.note_limit(after, everything).await?;
                let until = clock::now() + jiff::SignedDuration::try_from(after).unwrap_or_default();
                or_pass(serving.store.meta_set("rate_limited", &until.to_string()).await, "a rate limit was not noted")?;
            }
            let pause = after.unwrap_or_else(|| (FIRST_PAUSE * 2u32.saturating_pow(row.attempts.min(6))).min(LONGEST_PAUSE));
            info!(outbox = id, reason, ?pause, everything, "not sent yet");
            let not_before = clock::now() + jiff::SignedDuration::try_from(pause).unwrap_or_default();
            or_pass(serving.store.mark_retry(id, not_before, &reason, clock::now()).await, "a failed try was not noted")?;
            Ok(everything.then_some(pause))
        }
        Err(SendError::GiveUp { reason }) => {
            warn!(outbox = id, reason, "set aside: it cannot be sent");
            or_pass(serving.store.park_outgoing(id, &reason, clock::now()).await, "a message was not set aside")?;
            Ok(None)
        }
    }
}

/// A delivery with the place of the shared file that it refers to, which is uploaded at most once for
/// rooms of either kind.
async fn placed<'a>(serving: &Serving, delivery: &'a Delivery) -> anyhow::Result<Result<Cow<'a, Delivery>, SendError>> {
    let Content::Shared { file } = &delivery.content else { return Ok(Ok(Cow::Borrowed(delivery))) };
    let retry = || SendError::Retry { after: None, reason: "the database is not answering".to_owned(), everything: true };
    let Some(known) = or_pass(serving.store.shared_file(file).await, "a shared file was not read")? else { return Ok(Err(retry())) };
    let Some(known) = known else {
        return Ok(Err(SendError::GiveUp { reason: format!("the file {file} is gone") }));
    };
    let placed = match serving.matrix.place_file(delivery, &known).await {
        Ok(placed) => placed,
        Err(error) => return Ok(Err(error)),
    };
    if (if placed.encrypted { &known.encrypted } else { &known.plain }).as_ref() != Some(&placed.source) {
        let noted = serving.store.note_upload(file, placed.encrypted, &placed.source).await;
        if or_pass(noted, "an upload was not noted")?.is_none() {
            return Ok(Err(retry()));
        }
    }
    Ok(Ok(Cow::Owned(Delivery { file: Some(placed), ..delivery.clone() })))
}

/// Notes that a message was accepted, however long the database takes: the row would be sent again.
/// It would do no harm (same transaction id), but cost the account's rate.
async fn mark_sent(serving: &Serving, delivery: &Delivery, sent: &Sent) -> anyhow::Result<()> {
    for _ in 0..5 {
        if or_pass(serving.store.mark_sent(&delivery.outbox, sent, clock::now()).await, "a sent message was not marked")?.is_some() {
            return Ok(());
        }
        serving.pause(FIRST_PAUSE).await;
    }
    Ok(())
}

/// How she is right now, for `status`.
pub(super) fn health(serving: &Serving, world: &World) -> Health {
    let last_sync = Timestamp::from_millisecond(serving.last_sync.load(Ordering::Relaxed)).ok().filter(|last| last.as_millisecond() > 0);
    let pause =
        |milliseconds: &AtomicI64| Some(milliseconds.load(Ordering::Relaxed)).filter(|pause| *pause > 0).map(SignedDuration::from_millis);
    Health { last_sync, message_pause: pause(&serving.message_pause), room_pause: pause(&serving.room_pause), ..world.health.clone() }
}
