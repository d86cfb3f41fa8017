//! Recurrence rules of RFC 5545 (section 3.3.10), as far as reminders need them: print, parse, expand.
//!
//! Weeks begin on Monday. `UNTIL` is a local date and counts that whole day.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};

use super::calendar::{add_days, add_months, days_between, monday_of, nth_weekday};

/// How often a rule turns.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub enum Frequency {
    /// Every hour; nothing is more frequent.
    Hourly,
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
    /// Every year.
    Yearly,
}

/// Where a rule ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub enum End {
    /// It does not.
    #[default]
    Never,
    /// After so many occurrences, the first included.
    Count(u32),
    /// With this local day, itself included.
    Until(Date),
}

/// A recurrence rule. Empty lists do not restrict. Stored and sent in the text form of the RFC.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Recurrence {
    /// FREQ
    pub frequency: Frequency,
    /// INTERVAL, at least 1
    pub interval: u32,
    /// BYMONTH, 1–12
    pub months: Vec<i8>,
    /// BYMONTHDAY, 1–31 or −31–−1
    pub month_days: Vec<i8>,
    /// BYDAY: weekdays, with their number in the month where it matters (−1 is the last)
    pub weekdays: Vec<(Option<i8>, Weekday)>,
    /// BYSETPOS
    pub positions: Vec<i16>,
    /// BYHOUR, 0–23
    pub hours: Vec<i8>,
    /// COUNT or UNTIL
    pub end: End,
}

/// A rule that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleError(String);

impl fmt::Display for RuleError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "no recurrence rule that is understood here: {}", self.0)
    }
}

impl std::error::Error for RuleError {}

const CODES: [(&str, Weekday); 7] = [
    ("MO", Weekday::Monday),
    ("TU", Weekday::Tuesday),
    ("WE", Weekday::Wednesday),
    ("TH", Weekday::Thursday),
    ("FR", Weekday::Friday),
    ("SA", Weekday::Saturday),
    ("SU", Weekday::Sunday),
];

/// No rule of ours leaves more periods than this empty before it is taken to have no more turns.
const EMPTY_PERIODS: u32 = 5_000;

impl Recurrence {
    /// A rule with nothing but its frequency and interval.
    #[must_use]
    pub fn every(frequency: Frequency, interval: u32) -> Self {
        Self {
            frequency,
            interval: interval.max(1),
            months: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
            positions: Vec::new(),
            hours: Vec::new(),
            end: End::Never,
        }
    }

    /// The days on which the rule has a turn, from `start` on, in order and without end where the rule
    /// has none. `COUNT` is counted in days here.
    #[must_use]
    pub fn days(&self, start: Date) -> Days {
        Days { rule: self.clone(), start, period: 0, ready: Vec::new().into_iter(), given: 0, over: false }
    }

    /// The rule where it goes on from another day: its weekday, its day of the month or of the year are that day's. A day that
    /// it turns on already changes nothing, nor does one of a rule that turns hourly or daily.
    #[must_use]
    pub fn turning_on(self, date: Date) -> Self {
        let endless = Self { end: End::Never, ..self.clone() };
        if matches!(self.frequency, Frequency::Hourly | Frequency::Daily) || endless.days(date).next() == Some(date) {
            return self;
        }
        let in_month = matches!(self.frequency, Frequency::Monthly | Frequency::Yearly);
        let mut rule = self;
        if !rule.positions.is_empty() {
            // "sista vardagen i månaden", moved to the 20th, is the 20th from then on.
            (rule.positions, rule.weekdays, rule.month_days) = (Vec::new(), Vec::new(), vec![date.day()]);
        } else if !rule.weekdays.is_empty() {
            let last = rule.weekdays.iter().any(|(nth, _)| nth.is_some_and(|nth| nth < 0)) && date.days_in_month() - date.day() < 7;
            let nth = in_month.then_some(if last { -1 } else { (date.day() - 1) / 7 + 1 });
            rule.weekdays = vec![(nth, date.weekday())];
        } else if !rule.month_days.is_empty() {
            rule.month_days = vec![date.day()];
        }
        if rule.frequency == Frequency::Yearly && !rule.months.is_empty() {
            rule.months = vec![date.month()];
        }
        rule
    }

    /// The days of the period with the given number, sorted.
    fn period_days(&self, start: Date, period: u32) -> Option<Vec<Date>> {
        let ahead = i64::from(period) * i64::from(self.interval);
        let mut days = match self.frequency {
            Frequency::Hourly | Frequency::Daily => {
                let day = start.checked_add(ahead.min(4_000_000).days()).ok()?;
                vec![day].into_iter().filter(|day| self.in_month(*day) && self.on_month_day(*day) && self.on_weekday(*day)).collect()
            }
            Frequency::Weekly => {
                let monday = monday_of(start).checked_add((ahead * 7).min(4_000_000).days()).ok()?;
                let wanted = |day: Date| if self.weekdays.is_empty() { day.weekday() == start.weekday() } else { self.on_weekday(day) };
                (0..7).map(|offset| add_days(monday, offset)).filter(|day| wanted(*day) && self.in_month(*day)).collect::<Vec<_>>()
            }
            Frequency::Monthly => {
                let first = start.first_of_month().checked_add(ahead.min(120_000).months()).ok()?;
                if self.in_month(first) { self.month_days_of(first, start) } else { Vec::new() }
            }
            Frequency::Yearly => {
                let year = i16::try_from(i64::from(start.year()) + ahead).ok().filter(|year| *year <= 9000)?;
                let months: Vec<i8> = if !self.months.is_empty() {
                    self.months.clone()
                } else if self.month_days.is_empty() && self.weekdays.is_empty() {
                    vec![start.month()]
                } else {
                    (1..=12).collect()
                };
                months
                    .into_iter()
                    .filter_map(|month| Date::new(year, month, 1).ok())
                    .flat_map(|first| self.month_days_of(first, start))
                    .collect()
            }
        };
        days.sort_unstable();
        days.dedup();
        if !self.positions.is_empty() {
            let count = i64::try_from(days.len()).unwrap_or(0);
            let mut kept: Vec<Date> = self
                .positions
                .iter()
                .filter_map(|position| {
                    let position = i64::from(*position);
                    let index = if position > 0 { position - 1 } else { count + position };
                    usize::try_from(index).ok().and_then(|index| days.get(index).copied())
                })
                .collect();
            kept.sort_unstable();
            kept.dedup();
            days = kept;
        }
        days.retain(|day| *day >= start);
        Some(days)
    }

    fn in_month(&self, day: Date) -> bool {
        self.months.is_empty() || self.months.contains(&day.month())
    }

    fn on_month_day(&self, day: Date) -> bool {
        self.month_days.is_empty()
            || self.month_days.contains(&day.day())
            || self.month_days.contains(&(day.day() - day.days_in_month() - 1))
    }

    fn on_weekday(&self, day: Date) -> bool {
        self.weekdays.is_empty() || self.weekdays.iter().any(|(_, weekday)| *weekday == day.weekday())
    }

    /// The days of one month that the rule asks for.
    fn month_days_of(&self, first: Date, start: Date) -> Vec<Date> {
        let month = || (0..i64::from(first.days_in_month())).map(|offset| add_days(first, offset));
        if self.weekdays.is_empty() {
            if self.month_days.is_empty() {
                return Date::new(first.year(), first.month(), start.day()).into_iter().collect();
            }
            return month().filter(|day| self.on_month_day(*day)).collect();
        }
        month()
            .filter(|day| {
                self.on_month_day(*day)
                    && self.weekdays.iter().any(|(nth, weekday)| {
                        *weekday == day.weekday() && nth.is_none_or(|nth| nth_weekday(day.year(), day.month(), nth, *weekday) == Some(*day))
                    })
            })
            .collect()
    }
}

/// The days of a rule; see [`Recurrence::days`].
#[derive(Clone, Debug)]
pub struct Days {
    rule: Recurrence,
    start: Date,
    period: u32,
    ready: std::vec::IntoIter<Date>,
    given: u32,
    over: bool,
}

impl Iterator for Days {
    type Item = Date;

    fn next(&mut self) -> Option<Date> {
        let mut empty = 0;
        loop {
            if self.over {
                return None;
            }
            if let Some(day) = self.ready.next() {
                let ended = match self.rule.end {
                    End::Never => false,
                    End::Count(count) => self.given >= count,
                    End::Until(last) => day > last,
                };
                if ended {
                    self.over = true;
                    return None;
                }
                self.given += 1;
                return Some(day);
            }
            match self.rule.period_days(self.start, self.period) {
                Some(days) if empty < EMPTY_PERIODS => self.ready = days.into_iter(),
                _ => self.over = true,
            }
            empty += 1;
            self.period = self.period.saturating_add(1);
        }
    }
}

/// The local times at which a rule has a turn, from `start` on. With `hours` each day has several.
#[must_use]
pub fn local_occurrences(rule: &Recurrence, start: DateTime) -> Box<dyn Iterator<Item = DateTime>> {
    let end = rule.end;
    if rule.frequency == Frequency::Hourly {
        let step = i64::from(rule.interval);
        let turns = (0..).map_while(move |turn: i64| start.checked_add((turn * step).min(70_000_000).hours()).ok());
        return match end {
            End::Never => Box::new(turns),
            End::Count(count) => Box::new(turns.take(count as usize)),
            End::Until(last) => Box::new(turns.take_while(move |turn| turn.date() <= last)),
        };
    }
    let time = start.time();
    let mut hours: Vec<i8> = if rule.hours.is_empty() { vec![time.hour()] } else { rule.hours.clone() };
    hours.sort_unstable();
    hours.dedup();
    let mut unbounded = rule.clone();
    if matches!(end, End::Count(_)) {
        unbounded.end = End::Never;
    }
    let turns = unbounded
        .days(start.date())
        .flat_map(move |day| {
            let hours = hours.clone();
            hours
                .into_iter()
                .filter_map(move |hour| Time::new(hour, time.minute(), time.second(), 0).ok().map(|time| day.to_datetime(time)))
        })
        .filter(move |turn| *turn >= start);
    match end {
        End::Count(count) => Box::new(turns.take(count as usize)),
        _ => Box::new(turns),
    }
}

/// The instants at which a rule has a turn. The wall clock is kept over the change to and from summer
/// time: 09:00 stays 09:00. A time that the spring night skips comes an hour later (02:30 → 03:30);
/// one that the autumn night has twice comes the first time.
pub fn occurrences(rule: &Recurrence, start: DateTime, zone: &TimeZone) -> impl Iterator<Item = Zoned> + use<> {
    let zone = zone.clone();
    local_occurrences(rule, start).filter_map(move |turn| zone.to_ambiguous_zoned(turn).compatible().ok())
}

impl fmt::Display for Recurrence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn list<T: ToString>(items: &[T]) -> String {
            items.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
        }
        let frequency = match self.frequency {
            Frequency::Hourly => "HOURLY",
            Frequency::Daily => "DAILY",
            Frequency::Weekly => "WEEKLY",
            Frequency::Monthly => "MONTHLY",
            Frequency::Yearly => "YEARLY",
        };
        write!(formatter, "FREQ={frequency}")?;
        if self.interval > 1 {
            write!(formatter, ";INTERVAL={}", self.interval)?;
        }
        if !self.months.is_empty() {
            write!(formatter, ";BYMONTH={}", list(&self.months))?;
        }
        if !self.month_days.is_empty() {
            write!(formatter, ";BYMONTHDAY={}", list(&self.month_days))?;
        }
        if !self.weekdays.is_empty() {
            let days: Vec<String> = self
                .weekdays
                .iter()
                .map(|(nth, weekday)| {
                    let code = CODES.iter().find(|(_, day)| day == weekday).map_or("MO", |(code, _)| code);
                    nth.map_or_else(|| code.to_owned(), |nth| format!("{nth}{code}"))
                })
                .collect();
            write!(formatter, ";BYDAY={}", days.join(","))?;
        }
        if !self.hours.is_empty() {
            write!(formatter, ";BYHOUR={}", list(&self.hours))?;
        }
        if !self.positions.is_empty() {
            write!(formatter, ";BYSETPOS={}", list(&self.positions))?;
        }
        match self.end {
            End::Never => Ok(()),
            End::Count(count) => write!(formatter, ";COUNT={count}"),
            End::Until(day) => write!(formatter, ";UNTIL={}", day.strftime("%Y%m%d")),
        }
    }
}

impl From<Recurrence> for String {
    fn from(rule: Recurrence) -> Self {
        rule.to_string()
    }
}

impl TryFrom<String> for Recurrence {
    type Error = RuleError;

    fn try_from(rule: String) -> Result<Self, RuleError> {
        rule.parse()
    }
}

impl FromStr for Recurrence {
    type Err = RuleError;

    fn from_str(rule: &str) -> Result<Self, RuleError> {
        fn numbers<T: FromStr>(list: &str) -> Option<Vec<T>> {
            list.split(',').map(|item| item.parse().ok()).collect()
        }
        let wrong = || RuleError(rule.to_owned());
        let mut frequency = None;
        let mut read = Self::every(Frequency::Daily, 1);
        for part in rule.trim().trim_start_matches("RRULE:").split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or_else(wrong)?;
            let understood = match name {
                "FREQ" => {
                    frequency = match value {
                        "HOURLY" => Some(Frequency::Hourly),
                        "DAILY" => Some(Frequency::Daily),
                        "WEEKLY" => Some(Frequency::Weekly),
                        "MONTHLY" => Some(Frequency::Monthly),
                        "YEARLY" => Some(Frequency::Yearly),
                        _ => None,
                    };
                    frequency.is_some()
                }
                "INTERVAL" => value.parse().ok().filter(|interval| *interval > 0).map(|interval| read.interval = interval).is_some(),
                "BYMONTH" => numbers(value).map(|months| read.months = months).is_some(),
                "BYMONTHDAY" => numbers(value).map(|days| read.month_days = days).is_some(),
                "BYSETPOS" => numbers(value).map(|positions| read.positions = positions).is_some(),
                "BYHOUR" => numbers(value).map(|hours| read.hours = hours).is_some(),
                "BYDAY" => value.split(',').map(parse_weekday).collect::<Option<Vec<_>>>().map(|days| read.weekdays = days).is_some(),
                "COUNT" => value.parse().ok().map(|count| read.end = End::Count(count)).is_some(),
                "UNTIL" => {
                    value.get(..8).and_then(|day| Date::strptime("%Y%m%d", day).ok()).map(|day| read.end = End::Until(day)).is_some()
                }
                "WKST" => value == "MO",
                _ => false,
            };
            if !understood {
                return Err(wrong());
            }
        }
        read.frequency = frequency.ok_or_else(wrong)?;
        Ok(read)
    }
}

fn parse_weekday(item: &str) -> Option<(Option<i8>, Weekday)> {
    let split = item.len().checked_sub(2)?;
    let (nth, code) = (item.get(..split)?, item.get(split..)?);
    let weekday = CODES.iter().find(|(known, _)| *known == code)?.1;
    if nth.is_empty() { Some((None, weekday)) } else { nth.parse().ok().map(|nth| (Some(nth), weekday)) }
}

/// The first day on or after `from` on which the rule could have a turn, whatever its interval: the day
/// that a series without a said start begins on.
#[must_use]
pub(super) fn first_turn(rule: &Recurrence, from: Date) -> Option<Date> {
    let mut each = rule.clone();
    each.interval = 1;
    each.end = End::Never;
    if each.frequency == Frequency::Yearly && each.months.is_empty() && each.month_days.is_empty() {
        return each.days(from).next();
    }
    each.days(from).next()
}

/// Whole months between two first days of months, for rules that jump by months.
#[must_use]
pub(super) fn end_after(start: Date, months: i64, days: i64) -> Date {
    let end = add_days(add_months(start, months), days);
    if days_between(start, end) > 0 { add_days(end, -1) } else { end }
}
