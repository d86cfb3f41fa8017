//! Emptying the outbox: several rooms at once, in order of urgency, each message marked when it was accepted.
//!
//! Within a room one message follows the other. What is most urgent leaves first, and is tried even while
//! the rest waits because the homeserver has refused something.

use std::{
    borrow::Cow,
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::anyhow;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use tracing::{info, warn};

use super::{
    LONGEST_PAUSE, MESSAGE_PAUSE, ROOM_PAUSE, Serving,
    apply::{or_pass, reconsider_announcements},
    pace::{AT_ONCE, Pace},
};
use crate::{
    assistant::{Health, World},
    chat::{Delivery, SendError, Sent},
    clock,
    effect::{Content, Priority},
    failpoint,
    store::{Leave, LeftOut, Queued},
};

/// How many messages are fetched at once.
const IN_HAND: usize = 4 * AT_ONCE;
/// How many answers may be on their way beside as many messages as there may be.
const ANSWERS_BESIDE: usize = 4;
/// A pause after the first failure of a message; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// How often the outbox is looked at when nobody says that something lies in it.
const LOOK: Duration = Duration::from_secs(5);
/// How long a message that may have arrived, though nobody said so, waits for a sync to tell.
const UNSURE_FOR: Duration = Duration::from_mins(2);
/// How often, and after which pauses, it is looked whether an announcement may still be sent whose author's power
/// has changed.
const LOOKS: usize = 40;
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
/// The pauses of a homeserver with Synapse's own limits: what is counted with until others were met.
const USUAL_MESSAGE_PAUSE: Duration = Duration::from_secs(5);
const USUAL_ROOM_PAUSE: Duration = Duration::from_secs(62);

/// What is on its way, what goes next, and how fast.
struct Desk {
    pace: Pace,
    /// What goes next, in order, at most one a room.
    hand: VecDeque<Queued>,
    /// Whether there may be something in the outbox that is not in the hand.
    stale: bool,
    /// What is on its way.
    away: Vec<Queued>,
    flights: JoinSet<anyhow::Result<Landed>>,
    /// Until when a message that was sent may have arrived without an answer.
    unsure_until: Option<Instant>,
}

/// A message that has come back from being sent.
struct Landed {
    row: Queued,
    /// What was known of refusals when it left.
    turn: u64,
    outcome: Outcome,
}

/// What became of a message.
enum Outcome {
    Sent,
    /// It stays in the outbox.
    Refused {
        after: Option<Duration>,
        everything: bool,
    },
    /// It was set aside.
    Aside,
}

/// Sends what lies in the outbox until asked to leave; what is on its way then is waited for.
pub(super) async fn sending(serving: &Arc<Serving>) -> anyhow::Result<()> {
    let mut present = serving.present.subscribe();
    let _ = present.wait_for(|present| *present).await;
    reconsider_announcements(serving).await?;
    let mut desk =
        Desk { pace: Pace::new(), hand: VecDeque::new(), stale: true, away: Vec::new(), flights: JoinSet::new(), unsure_until: None };
    loop {
        let stopping = serving.stopping();
        if stopping && desk.flights.is_empty() {
            return Ok(());
        }
        // After a homeserver was away, what it has accepted before is heard of first: it may have been
        // away for longer than it remembers transaction ids.
        let in_touch = *present.borrow_and_update();
        if !stopping && (in_touch || desk.unsure_until.is_none_or(|until| until < Instant::now())) {
            desk.send_off(serving).await?;
        }
        let wait = desk.wait();
        tokio::select! {
            Some(landed) = desk.flights.join_next() => desk.land(serving, landed).await?,
            () = serving.outbox.notified() => desk.stale = true,
            () = tokio::time::sleep(wait) => desk.stale = true,
            Ok(()) = present.changed() => desk.stale = true,
            () = serving.asked_to_stop(), if !stopping => {}
        }
    }
}

impl Desk {
    /// Sends off as much as may be on its way at once.
    async fn send_off(&mut self, serving: &Arc<Serving>) -> anyhow::Result<()> {
        while self.flights.len() < AT_ONCE + ANSWERS_BESIDE {
            let Some(row) = self.next(serving).await? else { return Ok(()) };
            self.away.push(row.clone());
            let (serving, turn) = (Arc::clone(serving), self.pace.turn());
            self.flights.spawn(async move {
                let outcome = one(&serving, &row).await?;
                Ok(Landed { row, turn, outcome })
            });
        }
        Ok(())
    }

    /// What goes next, if anything may go now.
    async fn next(&mut self, serving: &Serving) -> anyhow::Result<Option<Queued>> {
        let now = Instant::now();
        let roomless = self.away.iter().filter(|row| row.is_roomless()).count() < self.pace.roomless_width(now);
        if !roomless {
            self.hand.retain(|row| !row.is_roomless());
        }
        if self.stale || self.hand.is_empty() {
            let busy: Vec<(&str, &str)> = self.away.iter().map(|row| (row.delivery.outbox.as_str(), row.lane.as_str())).collect();
            let left_out = LeftOut { busy: &busy, roomless: !roomless };
            let queued = serving.store.outgoing_but(clock::now(), IN_HAND, &left_out).await;
            self.hand = or_pass(queued, "the outbox was not read")?.unwrap_or_default().into();
            self.stale = false;
        }
        let Some(first) = self.hand.front() else { return Ok(None) };
        let is_answer = first.priority == Priority::Answer;
        let may_go = if self.pace.closed_for(now).is_zero() {
            is_answer || self.flights.len() < self.pace.width()
        } else {
            // While everything waits, an answer is tried nevertheless, once: the limit may be another's.
            is_answer && first.attempts == 0 && !self.away.iter().any(|row| row.priority == Priority::Answer)
        };
        Ok(if may_go { self.hand.pop_front() } else { None })
    }

    /// How long until something may go that may not go now.
    fn wait(&self) -> Duration {
        let now = Instant::now();
        let pauses = [self.pace.closed_for(now), self.pace.rooms_closed_for(now)];
        pauses.into_iter().filter(|pause| !pause.is_zero()).fold(LOOK, Duration::min)
    }

    /// Takes in what became of a message.
    async fn land(&mut self, serving: &Serving, landed: Result<anyhow::Result<Landed>, tokio::task::JoinError>) -> anyhow::Result<()> {
        let Landed { row, turn, outcome } = landed.map_err(|error| anyhow!("sending a message failed: {error}"))??;
        self.away.retain(|away| away.delivery.outbox != row.delivery.outbox);
        let now = Instant::now();
        // What waited behind it may go now, the next new direct chat, and itself where it was refused.
        self.stale |= self.hand.len() < AT_ONCE || row.is_roomless() || matches!(outcome, Outcome::Refused { .. });
        match outcome {
            Outcome::Sent => {
                if self.pace.accepted(known_pause(&serving.message_pause, USUAL_MESSAGE_PAUSE), now) {
                    serving.note_no_limit(true).await?;
                }
                if row.is_roomless() && self.pace.room_made(known_pause(&serving.room_pause, USUAL_ROOM_PAUSE), now) {
                    serving.note_no_limit(false).await?;
                }
            }
            Outcome::Refused { after, everything: true } => {
                self.pace.refused(turn, after, now);
                if after.is_none() {
                    self.unsure_until = Some(now + UNSURE_FOR);
                }
            }
            Outcome::Refused { after: Some(after), everything: false } => self.pace.room_refused(after, now),
            Outcome::Refused { .. } | Outcome::Aside => {}
        }
        Ok(())
    }
}

impl Serving {
    /// Notes that so many passed so quickly that there can be no limit (any more).
    async fn note_no_limit(&self, messages: bool) -> anyhow::Result<()> {
        let (seen, key) = if messages { (&self.message_pause, MESSAGE_PAUSE) } else { (&self.room_pause, ROOM_PAUSE) };
        if seen.swap(0, Ordering::Relaxed) != 0 {
            or_pass(self.store.meta_set(key, "0").await, "that there is no rate limit was not noted")?;
        }
        Ok(())
    }
}

/// The pause that a limit asks for, as far as it was met; zero where there is none.
fn known_pause(seen: &AtomicI64, usual: Duration) -> Duration {
    u64::try_from(seen.load(Ordering::Relaxed)).map_or(usual, Duration::from_millis)
}

/// Sends one message.
async fn one(serving: &Serving, row: &Queued) -> anyhow::Result<Outcome> {
    failpoint::pass(failpoint::APPLY_SEND).await;
    // A process that was paused between two messages may have been replaced meanwhile.
    let id = row.delivery.outbox.as_str();
    if row.priority == Priority::Announcement {
        match may_leave(serving, id).await? {
            Some(true) => {}
            Some(false) => return Ok(Outcome::Aside),
            None => return Ok(Outcome::Refused { after: None, everything: true }),
        }
    } else if or_pass(serving.store.confirm_lease().await, "the lease was not confirmed")?.is_none() {
        return Ok(Outcome::Refused { after: None, everything: true });
    }
    let outcome = match placed(serving, &row.delivery).await? {
        Ok(delivery) => serving.matrix.send(&delivery).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(sent) => {
            failpoint::pass(failpoint::SEND_MARK).await;
            mark_sent(serving, &row.delivery, &sent).await?;
            Ok(Outcome::Sent)
        }
        Err(SendError::Retry { after, reason, everything }) => {
            // Where the server says how long, that holds for all alike, and the most urgent goes first then.
            let pause = match after {
                Some(after) => {
                    serving.note_limit(after, everything).await?;
                    let until = clock::now() + SignedDuration::try_from(after).unwrap_or_default();
                    or_pass(serving.store.meta_set("rate_limited", &until.to_string()).await, "a rate limit was not noted")?;
                    Duration::ZERO
                }
                None => (FIRST_PAUSE * 2u32.saturating_pow(row.attempts.min(6))).min(LONGEST_PAUSE),
            };
            info!(outbox = id, reason, ?after, ?pause, everything, "not sent yet");
            let not_before = clock::now() + SignedDuration::try_from(pause).unwrap_or_default();
            or_pass(serving.store.mark_retry(id, not_before, &reason, clock::now()).await, "a failed try was not noted")?;
            Ok(Outcome::Refused { after, everything })
        }
        Err(SendError::Absent { room }) => {
            warn!(outbox = id, room, "the person has left the room: it goes to their direct chat");
            or_pass(serving.store.redirect_outgoing(id, clock::now()).await, "a message was not redirected")?;
            Ok(Outcome::Aside)
        }
        Err(SendError::GiveUp { reason }) => {
            warn!(outbox = id, reason, "set aside: it cannot be sent");
            or_pass(serving.store.park_outgoing(id, &reason, clock::now()).await, "a message was not set aside")?;
            Ok(Outcome::Aside)
        }
    }
}

/// Whether a copy of an announcement may leave still: it was taken in hand a while ago, and may have been stopped,
/// or its author may have lost their power, since. `None`: that cannot be told now.
async fn may_leave(serving: &Serving, id: &str) -> anyhow::Result<Option<bool>> {
    for _ in 0..LOOKS {
        match or_pass(serving.store.may_leave(id).await, "a message was not looked at before sending")? {
            Some(Leave::Yes) => return Ok(Some(true)),
            Some(Leave::No) => return Ok(Some(false)),
            // Whoever looks after time decides that.
            Some(Leave::Doubted) => serving.time.notify_one(),
            None => return Ok(None),
        }
        serving.pause(BETWEEN_LOOKS).await;
    }
    Ok(None)
}

/// A delivery with the place of the shared file that it refers to, which is uploaded at most once for
/// rooms of either kind.
async fn placed<'a>(serving: &Serving, delivery: &'a Delivery) -> anyhow::Result<Result<Cow<'a, Delivery>, SendError>> {
    let Content::Shared { file } = &delivery.content else { return Ok(Ok(Cow::Borrowed(delivery))) };
    // The first of those that leave at once uploads it, the others find it.
    let _turn = serving.uploading.lock().await;
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
        |milliseconds: &AtomicI64| Some(milliseconds.load(Ordering::Relaxed)).filter(|pause| *pause >= 0).map(SignedDuration::from_millis);
    Health { last_sync, message_pause: pause(&serving.message_pause), room_pause: pause(&serving.room_pause), ..world.health.clone() }
}
