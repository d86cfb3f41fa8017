//! Where the moments of a plan fall in a person's ST, and how each stands on a day.
//!
//! What is reckoned in months of ST follows the time that has been served: leave stops it, part-time
//! slows it. What comes every calendar year goes on at part-time, and pauses during full leave.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    data::{Anchor, Moment, Plan, Point, Repeat},
    time::{Clock, add_days, add_months, days_between},
    training::{Period, Tick, Training},
};

/// How a moment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Its window has passed and nobody ticked it off.
    Late,
    /// Its window is open.
    Now,
    /// A time was agreed that lies ahead.
    Booked,
    /// It goes on all the time.
    Ongoing,
    /// Its window is open, but the person is on leave.
    Paused,
    /// Its window lies ahead.
    Later,
    /// Its window has passed, and there is no time by which it was to be done.
    Past,
    /// It is done.
    Done,
    /// It was left out, with a reason.
    Skipped,
}

impl State {
    /// The name in data.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Now => "now",
            Self::Booked => "booked",
            Self::Ongoing => "ongoing",
            Self::Paused => "paused",
            Self::Later => "later",
            Self::Past => "past",
            Self::Done => "done",
            Self::Skipped => "skipped",
        }
    }

    /// Whether something is left to do.
    #[must_use]
    pub fn open(self) -> bool {
        !matches!(self, Self::Done | Self::Skipped | Self::Ongoing)
    }
}

/// Which turn of a moment that comes more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It comes once.
    Only,
    /// The first number of so many.
    Of(u8, u8),
    /// The turn of this year of the plan, from 1, and the first of the calendar years that it stands for: the one
    /// after the last turn's. They are several where leave has kept a window open for more than a year, and it is
    /// later than the window where a short last turn ends in the same year as the one before it.
    Year(u8, i16),
    /// On the placement with this number.
    Placement(u32),
}

/// One moment with its place in a person's ST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<'a> {
    /// The id of the occurrence: `iup`, `specialistkollegium.2`.
    pub id: String,
    /// The moment.
    pub moment: &'a Moment,
    /// Which turn of it.
    pub turn: Turn,
    /// The first day of its window.
    pub from: Date,
    /// The last day of its window.
    pub to: Date,
    /// How it stands.
    pub state: State,
    /// What the person said of it.
    pub tick: Option<Tick>,
    /// Leave that it waits for, where it hangs on the calendar.
    pub waits: Option<Period>,
    /// The window would end before it begins: the plan has no place for it.
    pub turned: bool,
    /// Whether the ST has the length that the plan is made for, so that what the source says in years is true.
    pub usual: bool,
}

/// A person's ST with every moment in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule<'a> {
    /// The first day of ST.
    pub start: Date,
    /// The last day of ST.
    pub end: Date,
    /// Which year of ST the day lies in, from 1, counted in time served.
    pub year: u8,
    /// The leave that the day lies in.
    pub leave: Option<Period>,
    /// The moments, in the order of time.
    pub moments: Vec<Placed<'a>>,
}

impl<'a> Schedule<'a> {
    /// An occurrence by its id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Placed<'a>> {
        self.moments.iter().find(|placed| placed.id == id)
    }
}

/// Places every moment of a plan, as of a day.
#[must_use]
pub fn schedule<'a>(plan: &'a Plan, training: &Training, today: Date) -> Schedule<'a> {
    let placer = Placer::new(plan, training);
    let mut moments = Vec::new();
    for moment in &plan.moments {
        placer.place(moment, &mut moments);
    }
    let leave = training.leave_on(today);
    for placed in &mut moments {
        placed.tick = training.ticks.get(&placed.id).cloned();
        placed.state = state(placed, today, leave.is_some());
    }
    moments.sort_by_key(|placed| (placed.from, placed.to));
    Schedule { start: training.start, end: placer.end, year: placer.year(today), leave, moments }
}

fn state(placed: &Placed<'_>, today: Date, on_leave: bool) -> State {
    match &placed.tick {
        Some(Tick::Done { .. }) => return State::Done,
        Some(Tick::Skipped { .. }) => return State::Skipped,
        Some(Tick::Booked { at }) => return if at.last() < today { State::Late } else { State::Booked },
        None => {}
    }
    if placed.moment.repeat == Repeat::Standing {
        return if today < placed.from { State::Later } else { State::Ongoing };
    }
    if today > placed.to {
        if placed.moment.late { State::Late } else { State::Past }
    } else if today < placed.from {
        State::Later
    } else if on_leave {
        State::Paused
    } else {
        State::Now
    }
}

/// The last day of an ST. `planned` is its length at full time in months, where the person has said no other.
#[must_use]
pub fn last_day(training: &Training, planned: u16) -> Date {
    let months = i32::from(training.months.unwrap_or(planned));
    let length = days_between(training.start, add_months(training.start, months));
    add_days(Clock::service(training).after(training.start, length), -1)
}

/// What placing needs at hand.
struct Placer<'a, 't> {
    plan: &'a Plan,
    training: &'t Training,
    service: Clock,
    calendar: Clock,
    months: i32,
    end: Date,
}

impl<'a, 't> Placer<'a, 't> {
    fn new(plan: &'a Plan, training: &'t Training) -> Self {
        let service = Clock::service(training);
        let months = i32::from(training.months.unwrap_or(plan.months));
        let end = last_day(training, plan.months);
        Self { plan, training, calendar: Clock::calendar(training), service, months, end }
    }

    /// Which year of ST a day lies in, from 1.
    fn year(&self, today: Date) -> u8 {
        let nominal = add_days(self.training.start, self.service.served(today).max(0));
        let start = self.training.start;
        let years = i32::from(nominal.year()) - i32::from(start.year());
        let whole = if (nominal.month(), nominal.day()) < (start.month(), start.day()) { years - 1 } else { years };
        u8::try_from(whole + 1).unwrap_or(1)
    }

    /// How many days of full time from the start a point lies, on a clock that knows no other moments.
    fn nominal(&self, anchor: &Anchor, months: i32) -> Option<i64> {
        let start = self.training.start;
        let at = |months: i32| days_between(start, add_months(start, months.max(0)));
        match anchor {
            Anchor::Start => Some(at(months)),
            Anchor::End => Some(at(self.months + months)),
            // Half of an odd number of months ends about the middle of one.
            Anchor::Half => Some(at(self.months / 2 + months) + i64::from(self.months % 2) * 15),
            Anchor::Moment(_) => None,
        }
    }

    /// The day of a point. A window's last day is the one before the point it ends at.
    fn day(&self, point: &Point, is_end: bool, clock: &Clock, depth: usize) -> Date {
        let day = match &point.anchor {
            Anchor::Moment(id) => {
                let Some(other) = self.plan.moment(id).filter(|_| depth < self.plan.moments.len()) else { return self.training.start };
                let (from, to) = self.window(other, depth + 1);
                let base = if is_end { to } else { from };
                match point.months {
                    0 => base,
                    months if months > 0 => clock.after(base, days_between(base, add_months(base, months))),
                    months => {
                        let served = clock.served(base) - days_between(add_months(base, months), base);
                        clock.after(self.training.start, served)
                    }
                }
            }
            anchor => {
                let days = self.nominal(anchor, point.months).unwrap_or(0);
                let day = clock.after(self.training.start, days);
                if is_end { add_days(day, -1) } else { day }
            }
        };
        day.min(self.end.max(self.training.start))
    }

    /// The window of a moment's first turn.
    fn window(&self, moment: &Moment, depth: usize) -> (Date, Date) {
        let clock = if moment.repeat == Repeat::Yearly { &self.calendar } else { &self.service };
        (self.day(&moment.from, false, clock, depth), self.day(&moment.to, true, clock, depth))
    }

    fn place(&self, moment: &'a Moment, placed: &mut Vec<Placed<'a>>) {
        let (from, to) = self.window(moment, 0);
        let one = |suffix: Option<String>, turn: Turn, from: Date, to: Date| Placed {
            id: suffix.map_or_else(|| moment.id.clone(), |suffix| format!("{}.{suffix}", moment.id)),
            moment,
            turn,
            from,
            to: to.max(from),
            turned: to < from,
            usual: self.months == i32::from(self.plan.months),
            state: State::Later,
            tick: None,
            waits: None,
        };
        match moment.repeat {
            Repeat::Once | Repeat::Standing => placed.push(one(None, Turn::Only, from, to)),
            Repeat::Times(times) => {
                placed.extend((1..=times).map(|number| one(Some(number.to_string()), Turn::Of(number, times), from, to)));
            }
            Repeat::Yearly => {
                let (mut number, mut named, mut since) = (1, None, self.counted_from(moment, from));
                while number < u8::MAX {
                    let (from, to) = self.in_year(from, to, i32::from(number) - 1);
                    // The last turn ends with the ST; one of which less than half would be left has no place.
                    if number > 1 && days_between(from, self.end) * 2 < days_between(from, to) {
                        break;
                    }
                    let to = to.min(self.end);
                    let first = named.map_or(to.year(), |year: i16| year + 1);
                    named = Some(to.year());
                    let turn = one(Some(number.to_string()), Turn::Year(number, first), from, to);
                    // Leave before the last turn ended has moved that one and not this.
                    placed.push(Placed { waits: self.waits(since, turn.to), ..turn });
                    since = add_days(to, 1);
                    number += 1;
                }
            }
            Repeat::Placement if self.training.placements.is_empty() => placed.push(one(None, Turn::Only, from, to)),
            Repeat::Placement => {
                placed.extend(self.training.placements.iter().map(|placement| {
                    let Period { from, to } = placement.period;
                    one(Some(placement.number.to_string()), Turn::Placement(placement.number), from, to)
                }));
            }
        }
        if moment.each_term {
            for placed in placed.iter_mut().filter(|placed| placed.moment.id == moment.id) {
                placed.waits = self.waits(placed.from, placed.to);
            }
        }
    }

    /// A window so many calendar years later; full leave between adds its days.
    fn in_year(&self, from: Date, to: Date, years: i32) -> (Date, Date) {
        let later = |day: Date| match years {
            0 => day,
            years => self.calendar.after(day, days_between(day, add_months(day, years * 12))),
        };
        // The day after the last one is what a year is counted to.
        let end = add_days(to, 1);
        (later(from), add_days(later(end), -1))
    }

    /// From which day the first turn of a yearly moment is counted.
    fn counted_from(&self, moment: &Moment, from: Date) -> Date {
        match &moment.to.anchor {
            Anchor::Start => self.training.start,
            Anchor::Moment(id) if moment.to.months > 0 => self.plan.moment(id).map_or(from, |other| add_days(self.window(other, 1).1, 1)),
            _ => from,
        }
    }

    /// The longest leave in a stretch, which what hangs on the calendar waits for.
    fn waits(&self, from: Date, to: Date) -> Option<Period> {
        let stretch = Period { from, to };
        self.training.leave.iter().filter(|leave| leave.meets(&stretch)).max_by_key(|leave| leave.days()).copied()
    }
}

/// The occurrences by id, for comparing two schedules.
#[must_use]
pub fn by_id<'s, 'a>(schedule: &'s Schedule<'a>) -> BTreeMap<&'s str, &'s Placed<'a>> {
    schedule.moments.iter().map(|placed| (placed.id.as_str(), placed)).collect()
}
