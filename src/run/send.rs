//! Emptying the outbox: one message at a time, in order of urgency, each marked when it was accepted.

use std::{sync::atomic::Ordering, time::Duration};

use jiff::Timestamp;
use tracing::{info, warn};

use super::{LONGEST_PAUSE, Serving, apply::or_pass};
use crate::{
    assistant::{Health, World},
    chat::{Delivery, SendError, Sent},
    clock, failpoint,
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
    match serving.matrix.send(&row.delivery).await {
        Ok(sent) => {
            failpoint::pass(failpoint::SEND_MARK).await;
            mark_sent(serving, &row.delivery, &sent).await?;
            Ok(None)
        }
        Err(SendError::Retry { after, reason, everything }) => {
            if let Some(after) = after {
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
    Health { last_sync, ..world.health.clone() }
}
