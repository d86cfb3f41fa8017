//! A person's own part of the plan: start, planned length, part-time, leave, placements, ticks.
//!
//! Of leave only the dates are kept, never the cause.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::{
    appointment::Appointment,
    part_time::PartTime,
    schedule::last_day,
    time::{add_months, days_between},
};

/// The planned length at full time that an ST may have, in months.
pub const MONTHS: std::ops::RangeInclusive<u16> = 30..=120;
/// Nobody's ST began longer ago, in years.
pub const OLDEST: i32 = 15;
/// No single leave is longer, in years.
pub const LONGEST_LEAVE: i32 = 5;
/// The most periods of leave, placements or changes of part-time that are kept.
pub const MOST: usize = 60;

/// A stretch of whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Period {
    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// Whether the two have a day in common.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// How many days it holds.
    #[must_use]
    pub fn days(&self) -> i64 {
        days_between(self.from, self.to) + 1
    }
}

/// A sidotjänstgöring that the person has told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// A number that stays, for its moments.
    pub number: u32,
    /// Where, in the person's words.
    pub name: String,
    /// When.
    #[serde(flatten)]
    pub period: Period,
}

/// When an entry of a calendar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum When {
    /// Whole days, the last one included.
    Days(Period),
    /// At a time of day.
    Time {
        /// When it begins.
        at: DateTime,
    },
}

impl When {
    /// The last day.
    #[must_use]
    pub fn last(&self) -> Date {
        match self {
            Self::Days(period) => period.to,
            Self::Time { at } => at.date(),
        }
    }
}

/// An entry of the calendar file that the person got last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// How often it has changed since the first file that held it (iCalendar's SEQUENCE).
    pub sequence: u32,
    /// What it is.
    pub summary: String,
    /// When.
    #[serde(flatten)]
    pub when: When,
    /// Whether it was told there as cancelled.
    #[serde(default)]
    pub cancelled: bool,
}

/// What became of a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tick {
    /// It is done.
    Done {
        /// Since when it counts as done.
        on: Date,
    },
    /// It is left out.
    Skipped {
        /// Why, in the person's words.
        reason: String,
    },
    /// A time was agreed.
    Booked {
        /// When.
        at: Appointment,
    },
}

/// What a person has said of their own ST.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Training {
    /// The first day of ST.
    pub start: Date,
    /// The planned length at full time in months, where it is another than the plan's.
    pub months: Option<u16>,
    /// How much is worked from when on, in order; full time before the first.
    pub part_time: Vec<PartTime>,
    /// Full leave, in order, without overlap.
    pub leave: Vec<Period>,
    /// Placements, in order.
    pub placements: Vec<Placement>,
    /// What became of moments, by the id of the occurrence.
    pub ticks: BTreeMap<String, Tick>,
    /// What became of moments of other regions' plans that have no counterpart in the one followed now, by region.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub aside: BTreeMap<String, BTreeMap<String, Tick>>,
    /// Whether the picture is drawn for a dark theme.
    pub dark: bool,
    /// Whether the person takes no reminders of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub quiet: bool,
    /// What the last calendar file held, by the id of the entry, so that the next one tells what has moved
    /// and what is gone.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub calendar: BTreeMap<String, Entry>,
}

impl Default for Training {
    fn default() -> Self {
        Self::new(Date::ZERO)
    }
}

/// What is wrong with what somebody said of their ST.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The start lies ahead.
    StartAhead(Date),
    /// The start lies too far back.
    StartLongAgo(Date),
    /// No share of full time that one works.
    Percent(u32),
    /// No length that an ST has.
    Months(u32),
    /// It ends before it begins.
    Backwards(Period),
    /// It meets leave that is known already.
    Overlap(Period, Period),
    /// It ends before the ST began.
    BeforeStart(Period),
    /// It begins after the ST has ended, on this day.
    AfterEnd(Period, Date),
    /// No leave lasts that long.
    LongLeave(Period),
    /// There are too many.
    TooMany,
}

impl Training {
    /// An ST at full time that begins on a day.
    #[must_use]
    pub fn new(start: Date) -> Self {
        Self {
            start,
            months: None,
            part_time: Vec::new(),
            leave: Vec::new(),
            placements: Vec::new(),
            ticks: BTreeMap::new(),
            aside: BTreeMap::new(),
            dark: false,
            quiet: false,
            calendar: BTreeMap::new(),
        }
    }

    /// The leave that a day lies in.
    #[must_use]
    pub fn leave_on(&self, day: Date) -> Option<Period> {
        self.leave.iter().find(|leave| leave.holds(day)).copied()
    }

    /// Takes a first day.
    ///
    /// # Errors
    /// When it lies ahead, or so far back that no ST lasts that long.
    pub fn check_start(start: Date, today: Date) -> Result<(), Trouble> {
        if start > today {
            Err(Trouble::StartAhead(start))
        } else if add_months(start, OLDEST * 12) < today {
            Err(Trouble::StartLongAgo(start))
        } else {
            Ok(())
        }
    }

    /// The ST began on another day. How much is worked holds from that day on; leave before it has no meaning.
    pub fn begin(&mut self, start: Date) {
        self.start = start;
        let percent = self.percent(start);
        self.part_time.retain(|change| change.from > start);
        self.part_time.insert(0, PartTime { from: start, percent });
        self.tidy_part_time();
        self.leave.retain(|leave| leave.to >= start);
    }

    /// Sets the planned length at full time.
    ///
    /// # Errors
    /// When no ST is so long or short.
    pub fn set_months(&mut self, months: u32) -> Result<(), Trouble> {
        let taken = u16::try_from(months).ok().filter(|months| MONTHS.contains(months)).ok_or(Trouble::Months(months))?;
        self.months = Some(taken);
        Ok(())
    }

    /// Whether something that begins on a day belongs to this ST at all. `planned` is the length at full time in
    /// months, where the person has said no other.
    ///
    /// # Errors
    /// When the ST is over by then.
    pub fn check_within(&self, period: Period, planned: u16) -> Result<(), Trouble> {
        let end = last_day(self, planned);
        if period.from > end { Err(Trouble::AfterEnd(period, end)) } else { Ok(()) }
    }

    /// Adds leave.
    ///
    /// # Errors
    /// When it ends before it begins or before the ST began, lasts too long, or meets other leave.
    pub fn add_leave(&mut self, leave: Period) -> Result<(), Trouble> {
        if leave.to < leave.from {
            return Err(Trouble::Backwards(leave));
        }
        if leave.to < self.start {
            return Err(Trouble::BeforeStart(leave));
        }
        if leave.to >= add_months(leave.from, LONGEST_LEAVE * 12) {
            return Err(Trouble::LongLeave(leave));
        }
        if let Some(other) = self.leave.iter().find(|other| other.meets(&leave)) {
            return Err(Trouble::Overlap(leave, *other));
        }
        if self.leave.len() >= MOST {
            return Err(Trouble::TooMany);
        }
        self.leave.push(leave);
        self.leave.sort_by_key(|leave| leave.from);
        Ok(())
    }

    /// The placement in whose place a new one may be meant: at the same time, or of the same name where the two meet.
    #[must_use]
    pub fn in_the_way(&self, name: &str, period: Period) -> Option<&Placement> {
        let same_name = |known: &Placement| known.name.to_lowercase() == name.to_lowercase();
        self.placements.iter().find(|known| (known.period == period) != same_name(known) && known.period.meets(&period))
    }

    /// Adds a placement; one that is known already, with name and dates, stays.
    ///
    /// # Errors
    /// When it ends before it begins or before the ST began, or there are too many.
    pub fn add_placement(&mut self, name: &str, period: Period) -> Result<u32, Trouble> {
        self.check_placement(period)?;
        if let Some(known) = self.placements.iter().find(|known| known.period == period && known.name == name) {
            return Ok(known.number);
        }
        if self.placements.len() >= MOST {
            return Err(Trouble::TooMany);
        }
        let number = self.placements.iter().map(|known| known.number).max().unwrap_or(0) + 1;
        self.placements.push(Placement { number, name: name.to_owned(), period });
        self.placements.sort_by_key(|known| (known.period.from, known.number));
        Ok(number)
    }

    fn check_placement(&self, period: Period) -> Result<(), Trouble> {
        if period.to < period.from {
            Err(Trouble::Backwards(period))
        } else if period.to < self.start {
            Err(Trouble::BeforeStart(period))
        } else {
            Ok(())
        }
    }

    /// Gives the placement with a number new dates; what was ticked off on it stays.
    ///
    /// # Errors
    /// When it ends before it begins or before the ST began.
    pub fn move_placement(&mut self, number: u32, period: Period) -> Result<(), Trouble> {
        self.check_placement(period)?;
        for known in self.placements.iter_mut().filter(|known| known.number == number) {
            known.period = period;
        }
        self.placements.sort_by_key(|known| (known.period.from, known.number));
        Ok(())
    }

    /// This without one change of it, whatever else has changed since: what still stands as the change
    /// left it goes back to how it was before, and what was changed again stays.
    #[must_use]
    pub fn without(&self, before: &Self, after: &Self) -> Self {
        fn back<T: Clone + PartialEq>(now: &T, before: &T, after: &T) -> T {
            if now == after { before.clone() } else { now.clone() }
        }
        let mut leave: Vec<Period> =
            self.leave.iter().filter(|known| before.leave.contains(known) || !after.leave.contains(known)).copied().collect();
        for gone in before.leave.iter().filter(|gone| !after.leave.contains(gone)) {
            if !leave.iter().any(|known| known.meets(gone)) {
                leave.push(*gone);
            }
        }
        leave.sort_by_key(|leave| leave.from);
        let mut placements: Vec<Placement> = self
            .placements
            .iter()
            .filter(|known| before.placements.contains(known) || !after.placements.contains(known))
            .cloned()
            .collect();
        for gone in before.placements.iter().filter(|gone| !after.placements.contains(gone)) {
            if !placements.iter().any(|known| known.number == gone.number) {
                placements.push(gone.clone());
            }
        }
        placements.sort_by_key(|known| (known.period.from, known.number));
        let mut ticks = self.ticks.clone();
        for id in before.ticks.keys().chain(after.ticks.keys()) {
            if ticks.get(id) == after.ticks.get(id) {
                match before.ticks.get(id) {
                    Some(tick) => ticks.insert(id.clone(), tick.clone()),
                    None => ticks.remove(id),
                };
            }
        }
        Self {
            start: back(&self.start, &before.start, &after.start),
            months: back(&self.months, &before.months, &after.months),
            part_time: back(&self.part_time, &before.part_time, &after.part_time),
            leave,
            placements,
            ticks,
            aside: self.aside.clone(),
            dark: self.dark,
            quiet: self.quiet,
            calendar: self.calendar.clone(),
        }
    }

    /// The person's own words and dates alone: without what is only remembered for the next file or picture.
    #[must_use]
    pub fn told(&self) -> Self {
        Self { aside: BTreeMap::new(), dark: false, quiet: false, calendar: BTreeMap::new(), ..self.clone() }
    }
}
