//! How much is worked from when on: stretches of part-time, each with a beginning and an end.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    time::add_days,
    training::{MOST, Period, Training, Trouble},
};

/// The share of full time that a part-time may be, in percent.
pub const PERCENT: std::ops::RangeInclusive<u8> = 20..=100;

/// From this day on somebody works so much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartTime {
    /// The first day.
    pub from: Date,
    /// The share of full time, in percent.
    pub percent: u8,
}

impl Training {
    /// The share of full time on a day, in percent, leave apart.
    #[must_use]
    pub fn percent(&self, day: Date) -> u8 {
        self.part_time.iter().rev().find(|change| change.from <= day).map_or(100, |change| change.percent)
    }

    /// Sets how much is worked from a day on; what was said of later days goes. From the start on where
    /// no day is given.
    ///
    /// # Errors
    /// When it is no share of full time, or there are too many changes.
    pub fn set_percent(&mut self, percent: u32, from: Option<Date>) -> Result<(), Trouble> {
        let taken = u8::try_from(percent).ok().filter(|percent| PERCENT.contains(percent)).ok_or(Trouble::Percent(percent))?;
        let from = from.unwrap_or(self.start).max(self.start);
        self.part_time.retain(|change| change.from < from);
        if self.part_time.len() >= MOST {
            return Err(Trouble::TooMany);
        }
        self.part_time.push(PartTime { from, percent: taken });
        self.tidy_part_time();
        Ok(())
    }

    /// Sets how much is worked from the first to the last day of a period; after it the share is what it
    /// would have been without.
    ///
    /// # Errors
    /// When it is no share of full time, the period ends before it begins or before the ST began, or there
    /// are too many changes.
    pub fn set_percent_during(&mut self, percent: u32, period: Period) -> Result<(), Trouble> {
        let taken = u8::try_from(percent).ok().filter(|percent| PERCENT.contains(percent)).ok_or(Trouble::Percent(percent))?;
        if period.to < period.from {
            return Err(Trouble::Backwards(period));
        }
        if period.to < self.start {
            return Err(Trouble::BeforeStart(period));
        }
        let (from, after) = (period.from.max(self.start), add_days(period.to, 1));
        let then = self.percent(after);
        self.part_time.retain(|change| change.from < from || change.from > after);
        if self.part_time.len() + 2 > MOST {
            return Err(Trouble::TooMany);
        }
        self.part_time.extend([PartTime { from, percent: taken }, PartTime { from: after, percent: then }]);
        self.part_time.sort_by_key(|change| change.from);
        self.tidy_part_time();
        Ok(())
    }

    /// What is worked on a day ends with that day: it is full time from the next one on, up to what was said of
    /// later days.
    ///
    /// # Errors
    /// When the day lies before the ST, or there are too many changes.
    pub fn end_percent(&mut self, to: Date) -> Result<(), Trouble> {
        if to < self.start {
            return Err(Trouble::BeforeStart(Period { from: to, to }));
        }
        let after = add_days(to, 1);
        if self.part_time.iter().any(|change| change.from == after) {
            return Ok(());
        }
        if self.part_time.len() >= MOST {
            return Err(Trouble::TooMany);
        }
        self.part_time.push(PartTime { from: after, percent: 100 });
        self.part_time.sort_by_key(|change| change.from);
        self.tidy_part_time();
        Ok(())
    }

    /// Changes that change nothing go.
    pub(super) fn tidy_part_time(&mut self) {
        self.part_time.dedup_by_key(|change| change.percent);
        if self.part_time.first().is_some_and(|first| first.percent == 100) {
            self.part_time.remove(0);
        }
    }
}
