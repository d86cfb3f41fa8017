//! How fast messages may leave: what the homeserver's limits and its absences leave of it.
//!
//! The account's rate limit is one budget. Whoever is refused learns how long everything has to wait, and
//! all wait as long. Afterwards the most urgent goes first and alone, since most of those beside it would
//! be refused; only when several were accepted in a row may more leave at once again.

use std::time::{Duration, Instant};

/// How many messages may be on their way at once. A homeserver works on one account's messages hardly
/// faster for more of them.
pub const AT_ONCE: usize = 12;
/// How many of them may be for people whose direct chat is still to be made: these are made one by one, and
/// each then waits for a sync.
const ROOMLESS_AT_ONCE: usize = 4;
/// How many are accepted in a row, after a refusal, before one more may leave at once.
const STEADY: usize = 4;
/// A pause after a failure that says nothing of how long; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// So many must be accepted in a row before it is believed that there is no limit, within so many of the
/// limit's pauses: with its burst of 10 it would let 18 pass.
const BELIEVED: usize = 30;
const WITHIN: u32 = 8;

/// What is known of how fast messages may leave.
#[derive(Debug)]
pub(super) struct Pace {
    /// Accepted in a row since something was refused; `None`: nothing ever was.
    steady: Option<usize>,
    /// Counts refusals: a message that left before the last one says nothing new by being refused too.
    turn: u64,
    /// Failures in a row that said nothing of how long to wait.
    failures: u32,
    /// Nothing leaves before.
    until: Option<Instant>,
    /// No direct chat is asked for before.
    rooms_until: Option<Instant>,
    messages: Streak,
    rooms: Streak,
}

/// How many were accepted in a row, and since when.
#[derive(Debug)]
struct Streak {
    count: usize,
    since: Option<Instant>,
}

impl Streak {
    const NONE: Self = Self { count: 0, since: None };

    /// Counts one. True where so many passed so quickly that a limit of one in `pause` cannot hold.
    fn disproves(&mut self, pause: Duration, now: Instant) -> bool {
        if self.since.is_none_or(|since| now.duration_since(since) > pause * WITHIN) {
            *self = Self { count: 0, since: Some(now) };
        }
        self.count += 1;
        self.count >= BELIEVED
    }
}

impl Pace {
    /// Nothing is known yet.
    pub(super) const fn new() -> Self {
        Self { steady: None, turn: 0, failures: 0, until: None, rooms_until: None, messages: Streak::NONE, rooms: Streak::NONE }
    }

    /// How many may be on their way at once.
    pub(super) fn width(&self) -> usize {
        self.steady.map_or(AT_ONCE, |steady| (1 + steady / STEADY).min(AT_ONCE))
    }

    /// How many of them may be for people without a direct chat.
    pub(super) fn roomless_width(&self, now: Instant) -> usize {
        if self.rooms_until.is_some_and(|until| until > now) { 0 } else { ROOMLESS_AT_ONCE }
    }

    /// Which refusals a message that leaves now knows of.
    pub(super) fn turn(&self) -> u64 {
        self.turn
    }

    /// How long everything still has to wait; zero where nothing has to.
    pub(super) fn closed_for(&self, now: Instant) -> Duration {
        self.until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }

    /// How long new direct chats still have to wait.
    pub(super) fn rooms_closed_for(&self, now: Instant) -> Duration {
        self.rooms_until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }

    /// A message was accepted. True where this shows that a limit of one in `pause` does not hold.
    pub(super) fn accepted(&mut self, pause: Duration, now: Instant) -> bool {
        self.failures = 0;
        if let Some(steady) = &mut self.steady {
            *steady += 1;
        }
        self.messages.disproves(pause, now)
    }

    /// A direct chat was made. True where this shows that a limit of one in `pause` does not hold.
    pub(super) fn room_made(&mut self, pause: Duration, now: Instant) -> bool {
        self.rooms.disproves(pause, now)
    }

    /// A message that left at `turn` was refused because the account is limited or the server away.
    pub(super) fn refused(&mut self, turn: u64, after: Option<Duration>, now: Instant) {
        self.steady = Some(0);
        self.messages = Streak::NONE;
        let pause = match after {
            Some(after) => after,
            None if turn == self.turn => {
                self.failures += 1;
                (FIRST_PAUSE * 2u32.saturating_pow(self.failures - 1)).min(LONGEST_PAUSE)
            }
            None => return,
        };
        self.turn += 1;
        self.until = self.until.max(Some(now + pause));
    }

    /// A new direct chat was refused, for so long.
    pub(super) fn room_refused(&mut self, after: Duration, now: Instant) {
        self.rooms = Streak::NONE;
        self.rooms_until = self.rooms_until.max(Some(now + after));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_refusal_holds_back_everything_and_then_lets_one_go_first() {
        let begin = Instant::now();
        let mut pace = Pace::new();
        assert_eq!((pace.width(), pace.closed_for(begin)), (AT_ONCE, Duration::ZERO));
        // Two that left together are refused together: the longer pause counts.
        pace.refused(0, Some(4 * SECOND), begin);
        pace.refused(0, Some(5 * SECOND), begin);
        assert_eq!((pace.width(), pace.closed_for(begin + SECOND)), (1, 4 * SECOND));
        assert_eq!(pace.closed_for(begin + 6 * SECOND), Duration::ZERO);
        for _ in 0..STEADY {
            pace.accepted(5 * SECOND, begin + 6 * SECOND);
        }
        assert_eq!(pace.width(), 2);
        pace.refused(pace.turn(), Some(SECOND), begin + 7 * SECOND);
        assert_eq!(pace.width(), 1);
    }

    #[test]
    fn a_server_that_is_away_is_asked_ever_more_seldom() {
        let begin = Instant::now();
        let mut pace = Pace::new();
        // Twelve that left together and failed together are one failure.
        for _ in 0..AT_ONCE {
            pace.refused(0, None, begin);
        }
        assert_eq!(pace.closed_for(begin), SECOND);
        pace.refused(pace.turn(), None, begin + 2 * SECOND);
        assert_eq!(pace.closed_for(begin + 2 * SECOND), 2 * SECOND);
        for _ in 0..20 {
            pace.refused(pace.turn(), None, begin + 4 * SECOND);
        }
        assert_eq!(pace.closed_for(begin + 4 * SECOND), LONGEST_PAUSE);
        pace.accepted(SECOND, begin + 100 * SECOND);
        pace.refused(pace.turn(), None, begin + 100 * SECOND);
        assert_eq!(pace.closed_for(begin + 100 * SECOND), SECOND);
    }

    #[test]
    fn a_limit_of_new_rooms_holds_back_new_rooms_alone() {
        let begin = Instant::now();
        let mut pace = Pace::new();
        pace.room_refused(60 * SECOND, begin);
        assert_eq!((pace.width(), pace.closed_for(begin)), (AT_ONCE, Duration::ZERO));
        assert_eq!((pace.roomless_width(begin), pace.rooms_closed_for(begin)), (0, 60 * SECOND));
        assert_eq!(pace.roomless_width(begin + 61 * SECOND), ROOMLESS_AT_ONCE);
    }

    #[test]
    fn many_in_a_row_show_that_there_is_no_limit() {
        let begin = Instant::now();
        let mut pace = Pace::new();
        let quick = (0..BELIEVED).map(|_| pace.accepted(5 * SECOND, begin + SECOND)).collect::<Vec<_>>();
        assert_eq!(quick.iter().position(|shown| *shown), Some(BELIEVED - 1));
        // As fast as a limit allows them, however many, they show nothing.
        let mut pace = Pace::new();
        for second in 0..100 {
            assert!(!pace.accepted(5 * SECOND, begin + 5 * second * SECOND));
        }
    }
}
