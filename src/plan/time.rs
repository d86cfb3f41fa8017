//! Counting time of ST: full leave stops it, part-time slows it.
//!
//! A point of the plan is a number of days from the start as they would be at full time; the clock
//! says on which day that much has been served. At full time without leave that is the same day.

use jiff::{ToSpan, civil::Date};

use super::training::Training;

/// Whole days from one day to another; negative backwards.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// A day so many days later; the last day there is where there are no more.
#[must_use]
pub fn add_days(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(if days < 0 { Date::MIN } else { Date::MAX })
}

/// A day so many calendar months later (the last of the month where there is no such day).
#[must_use]
pub fn add_months(day: Date, months: i32) -> Date {
    day.checked_add(months.months()).unwrap_or(Date::MAX)
}

/// From this day on so much is served each day, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Segment {
    first: i64,
    weight: i64,
}

/// A clock that runs from the start of an ST.
#[derive(Debug, Clone)]
pub struct Clock {
    start: Date,
    /// In order; the last one lasts for ever and is never nothing.
    segments: Vec<Segment>,
}

impl Clock {
    /// Counts ST: leave stops it, part-time slows it.
    #[must_use]
    pub fn service(training: &Training) -> Self {
        Self::of(training, true)
    }

    /// Counts the calendar, which only full leave stops.
    #[must_use]
    pub fn calendar(training: &Training) -> Self {
        Self::of(training, false)
    }

    fn of(training: &Training, part_time: bool) -> Self {
        let start = training.start;
        let mut edges: Vec<i64> = vec![0];
        for change in training.part_time.iter().filter(|_| part_time) {
            edges.push(days_between(start, change.from));
        }
        for leave in &training.leave {
            edges.push(days_between(start, leave.from));
            edges.push(days_between(start, leave.to) + 1);
        }
        edges.retain(|edge| *edge >= 0);
        edges.sort_unstable();
        edges.dedup();
        let segments = edges
            .into_iter()
            .map(|first| {
                let day = add_days(start, first);
                let on_leave = training.leave.iter().any(|leave| leave.holds(day));
                let percent = if part_time { training.percent(day) } else { 100 };
                Segment { first, weight: if on_leave { 0 } else { i64::from(percent) } }
            })
            .collect();
        Self { start, segments }
    }

    /// The first day on which so many days of full time have been served since `from`.
    #[must_use]
    pub fn after(&self, from: Date, days: i64) -> Date {
        let begin = days_between(self.start, from);
        let mut needed = days.max(0) * 100;
        for (at, segment) in self.segments.iter().enumerate() {
            let end = self.segments.get(at + 1).map_or(i64::MAX, |next| next.first);
            let first = if at == 0 { begin.min(segment.first).max(begin) } else { segment.first.max(begin) };
            if end <= begin {
                continue;
            }
            if needed == 0 {
                return add_days(self.start, first);
            }
            let length = if end == i64::MAX { i64::MAX } else { end - first };
            if segment.weight > 0 {
                let whole = (needed + segment.weight - 1) / segment.weight;
                if whole <= length {
                    return add_days(self.start, first + whole);
                }
                needed -= length * segment.weight;
            }
        }
        Date::MAX
    }

    /// How much has been served before a day, in whole days of full time.
    #[must_use]
    pub fn served(&self, day: Date) -> i64 {
        let until = days_between(self.start, day);
        let mut sum = 0;
        for (at, segment) in self.segments.iter().enumerate() {
            let end = self.segments.get(at + 1).map_or(until, |next| next.first.min(until));
            sum += (end - segment.first).max(0) * segment.weight;
        }
        sum / 100
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::plan::{PartTime, Period};

    #[test]
    fn leave_stops_and_part_time_slows() {
        let start = date(2025, 9, 1);
        let plain = Training::new(start);
        assert_eq!(Clock::service(&plain).after(start, 365), date(2026, 9, 1));
        let away = Training { leave: vec![Period { from: date(2026, 3, 1), to: date(2026, 3, 31) }], ..plain.clone() };
        let clock = Clock::service(&away);
        // What is served on the last day before the leave is served then; one day more comes after it.
        assert_eq!(clock.after(start, 181), date(2026, 3, 1));
        assert_eq!(clock.after(start, 182), date(2026, 4, 2));
        assert_eq!(clock.served(date(2026, 3, 20)), 181);
        let slow = Training { part_time: vec![PartTime { from: start, percent: 80 }], ..plain.clone() };
        assert_eq!(Clock::service(&slow).after(start, 400), add_days(start, 500));
        assert_eq!(Clock::calendar(&slow).after(start, 400), add_days(start, 400));
        let later = Training { part_time: vec![PartTime { from: date(2026, 9, 1), percent: 50 }], ..plain };
        assert_eq!(Clock::service(&later).after(start, 365 + 10), add_days(date(2026, 9, 1), 20));
    }
}
