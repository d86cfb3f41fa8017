//! Takes the days said beside a recurrence into its rule.

use jiff::civil::{Date, Weekday};

use super::beside_turn;
use super::calendar::add_days;
use super::cycle::WORKDAYS;
use super::holiday::Holiday;
use super::phrase::{Counted, Day, Direction, Joint, Month, Step, Third, Which, Within, Year};
use super::reading::Note;
use super::reckon::{Origin, Trouble, reckon};
use super::rrule::{End, Frequency, Recurrence};
use super::series::{last_day, span};

/// The days said beside the recurrence that are part of its rule, and those that it begins with.
pub(super) struct Parts {
    pub rule: Recurrence,
    pub start: Option<Date>,
    pub once: Option<Date>,
    pub notes: Vec<Note>,
    pub quarter: bool,
}

/// Takes a day said beside the recurrence into the rule.
pub(super) fn take(parts: &mut Parts, day: &Day, origin: Origin) -> Result<(), Trouble> {
    let frequency = parts.rule.frequency;
    match (frequency, day) {
        (Frequency::Weekly, Day::Weekday { weekday, .. }) => {
            if parts.rule.weekdays.is_empty() {
                parts.rule.weekdays.push((None, *weekday));
            } else if parts.rule.weekdays.len() == 1 && parts.rule.weekdays[0].1 == *weekday {
                parts.start = Some(reckon(day, origin)?.date);
            } else {
                parts.rule.weekdays.push((None, *weekday));
            }
        }
        (Frequency::Weekly, Day::List { days, .. }) if days.iter().all(|day| matches!(day, Day::Weekday { .. })) => {
            for day in days {
                if let Day::Weekday { weekday, .. } = day
                    && !parts.rule.weekdays.contains(&(None, *weekday))
                {
                    parts.rule.weekdays.push((None, *weekday));
                }
            }
            parts.rule.weekdays.sort_by_key(|(_, day)| day.to_monday_zero_offset());
        }
        (Frequency::Monthly, Day::OfMonth { day, .. }) => parts.rule.month_days.push(*day),
        (Frequency::Monthly, Day::Weekday { weekday, .. }) if parts.rule.weekdays.is_empty() && parts.rule.month_days.is_empty() => {
            parts.start = Some(reckon(&Day::Weekday { weekday: *weekday, which: Which::Coming }, origin)?.date);
        }
        (Frequency::Monthly, Day::List { days, .. }) if days.iter().all(|day| matches!(day, Day::OfMonth { .. })) => {
            for day in days {
                take(parts, day, origin)?;
            }
        }
        (_, Day::List { days, .. }) if days.iter().all(|day| matches!(day, Day::Nth { .. })) => {
            for day in days {
                take(parts, day, origin)?;
            }
        }
        (_, Day::Nth { nth, counted, within }) => take_nth(parts, *nth, *counted, within),
        (Frequency::Monthly, Day::MonthPart { third: Some(third), month: Month::FromNow(0) }) => take_third(parts, *third),
        (Frequency::Yearly | Frequency::Monthly, Day::Date { year, month, day }) => take_date(parts, *year, *month, *day, origin)?,
        (Frequency::Yearly | Frequency::Monthly, Day::Dotted { day, month }) => {
            take_date(parts, Year::Unsaid, *month, *day, origin)?;
        }
        (Frequency::Yearly | Frequency::Monthly, Day::List { days, .. }) if days.iter().all(|day| matches!(day, Day::Date { .. })) => {
            take_dates(parts, days, origin)?;
        }
        (Frequency::Yearly, Day::MonthPart { month: Month::Named { month, .. }, third }) => {
            parts.rule.months.push(*month);
            let day = match third {
                Some(Third::Middle) => 15,
                Some(Third::End) => -1,
                _ => 1,
            };
            parts.rule.month_days = vec![day];
            parts.notes.push(Note::Vague);
        }
        (Frequency::Yearly, Day::Holiday { holiday, .. }) => take_holiday(parts, *holiday, origin)?,
        (Frequency::Monthly, Day::Around { base, step }) if matches!(**base, Day::OfMonth { .. } | Day::Nth { .. }) => {
            beside_turn::take(parts, base, *step)?;
        }
        (Frequency::Weekly, Day::WeekFromNow { weekday: None, third: Some(third), weeks: 0 }) => {
            let weekday = match third {
                Third::Beginning => Weekday::Monday,
                Third::Middle => Weekday::Wednesday,
                Third::End => Weekday::Friday,
            };
            parts.rule.weekdays.push((None, weekday));
            parts.notes.push(Note::Vague);
        }
        (Frequency::Weekly | Frequency::Daily, Day::List { days, joint: Joint::Range }) => {
            take_range(parts, days, origin)?;
        }
        (Frequency::Yearly, Day::Week { .. }) => {
            // A week of the year falls on other dates each year.
            parts.once = Some(reckon(day, Origin { lenient: true, ..origin })?.date);
            parts.notes.push(Note::OnlyOnce);
        }
        (_, Day::NoSuchDate { .. } | Day::NoSuchWeek(_)) => {
            reckon(day, origin)?;
        }
        (_, Day::Open) => {}
        (Frequency::Weekly | Frequency::Daily, day) if take_border(parts, day, origin)? => {}
        _ => parts.start = Some(reckon(day, Origin { lenient: true, ..origin })?.date),
    }
    Ok(())
}

/// Takes days that border a daily or weekly series: "varje måndag i april", "varje dag nästa vecka". False: it is none.
fn take_border(parts: &mut Parts, day: &Day, origin: Origin) -> Result<bool, Trouble> {
    let by_days = parts.rule.frequency == Frequency::Daily || parts.rule.weekdays.len() > 1;
    match day {
        // The month is a border; finish() finds the same one.
        Day::MonthPart { third: None, .. } | Day::Season { .. } => {
            if let Some((first, last)) = span(day, origin) {
                if first > origin.now.date() {
                    parts.start = Some(first);
                }
                parts.rule.end = End::Until(last);
            }
        }
        // The week is both borders.
        Day::WeekFromNow { weekday: None, third: None, .. } | Day::Week { weekday: None, third: None, .. } if by_days => {
            if let Some((first, last)) = span(day, origin) {
                parts.start = Some(first).filter(|start| *start > origin.now.date());
                parts.rule.end = End::Until(last);
            }
        }
        // "varje dag veckan innan 1 april": the seven days that lead up to it, "veckan före jul" that calendar week.
        Day::Around { base, step: Step::Week(direction) } if by_days => {
            let lenient = Origin { lenient: true, ..origin };
            let (week, base_day) = (reckon(day, lenient)?.date, reckon(base, lenient)?.date);
            let first = match direction {
                Direction::Before if matches!(**base, Day::Date { .. } | Day::Weekday { .. }) => add_days(base_day, -7),
                _ => week,
            };
            parts.start = Some(first).filter(|start| *start > origin.now.date());
            parts.rule.end = End::Until(add_days(first, 6));
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// "i slutet av varje månad": its last working day.
fn take_third(parts: &mut Parts, third: Third) {
    let position = match third {
        Third::Beginning => 1,
        Third::Middle => {
            parts.rule.month_days = vec![15];
            return;
        }
        Third::End => -1,
    };
    parts.rule.weekdays = WORKDAYS.iter().map(|day| (None, *day)).collect();
    parts.rule.positions = vec![position];
    parts.notes.push(Note::Vague);
}

/// "v 14–20", "15–20 april": the borders of the series.
pub(super) fn take_range(parts: &mut Parts, days: &[Day], origin: Origin) -> Result<(), Trouble> {
    if let (Some(first), Some(last)) = (days.first(), days.last()) {
        parts.start = Some(reckon(first, Origin { lenient: true, ..origin })?.date);
        parts.rule.end = End::Until(last_day(last, true, origin)?);
    }
    Ok(())
}

fn take_nth(parts: &mut Parts, nth: i8, counted: Counted, within: &Within) {
    let rule = &mut parts.rule;
    if let Within::Month(Month::Named { month, .. }) = within {
        rule.frequency = Frequency::Yearly;
        if !rule.months.contains(month) {
            rule.months.push(*month);
        }
    }
    if matches!(within, Within::QuarterFromNow(_)) {
        parts.quarter = true;
        rule.frequency = Frequency::Monthly;
        rule.interval = 3;
    }
    if matches!(within, Within::Year(_)) && rule.frequency == Frequency::Yearly {
        rule.months = vec![if nth < 0 { 12 } else { 1 }];
    }
    if rule.frequency == Frequency::Weekly && rule.weekdays.is_empty() {
        rule.frequency = Frequency::Monthly;
    }
    if parts.quarter {
        rule.interval = 1;
        rule.months = if nth < 0 { vec![3, 6, 9, 12] } else { vec![1, 4, 7, 10] };
    }
    match counted {
        Counted::Day | Counted::BridgeDay | Counted::Week => rule.month_days = vec![nth],
        Counted::Weekday(weekday) => rule.weekdays.push((Some(nth), weekday)),
        Counted::WorkingDay => {
            rule.weekdays = WORKDAYS.iter().map(|day| (None, *day)).collect();
            rule.positions = vec![i16::from(nth)];
            parts.notes.push(Note::HolidaysNotLeftOut);
            if rule.frequency == Frequency::Yearly {
                // BYSETPOS counts within the period; a month's own count needs FREQ=MONTHLY.
                rule.frequency = Frequency::Monthly;
                rule.interval = 1;
            }
        }
    }
}

fn take_date(parts: &mut Parts, year: Year, month: i8, day: i8, origin: Origin) -> Result<(), Trouble> {
    let rule = &mut parts.rule;
    if rule.frequency == Frequency::Monthly {
        if rule.month_days.is_empty() && parts.start.is_none() {
            // "31 mars varje kvartal": the last day of each quarter, which not all have a 31st of.
            let closes_quarter = parts.quarter && matches!((month, day), (3 | 12, 31) | (6 | 9, 30));
            rule.month_days = vec![if closes_quarter { -1 } else { day }];
            parts.start = Some(reckon(&Day::Date { year, month, day }, Origin { lenient: true, ..origin })?.date);
            parts.quarter = false;
        } else if let Some(start) = parts.start.take() {
            // A second date turns "two times a year" into two days of the year.
            rule.frequency = Frequency::Yearly;
            rule.interval = 1;
            rule.months = vec![start.month()];
            return take_date(parts, year, month, day, origin);
        }
        return Ok(());
    }
    if !rule.month_days.is_empty() && rule.month_days != [day] {
        return Ok(());
    }
    if !rule.months.contains(&month) {
        rule.months.push(month);
        rule.months.sort_unstable();
    }
    rule.month_days = vec![day];
    if let Year::Exactly(_) | Year::FromNow(_) = year {
        parts.start = Some(reckon(&Day::Date { year, month, day }, origin)?.date);
    }
    Ok(())
}

fn take_dates(parts: &mut Parts, days: &[Day], origin: Origin) -> Result<(), Trouble> {
    parts.rule.frequency = Frequency::Yearly;
    parts.rule.interval = 1;
    parts.quarter = false;
    for day in days {
        if let Day::Date { year, month, day } = day {
            if parts.rule.months == [*month] && !parts.rule.month_days.is_empty() {
                parts.rule.month_days.push(*day);
            } else {
                take_date(parts, *year, *month, *day, origin)?;
            }
        }
    }
    Ok(())
}

fn take_holiday(parts: &mut Parts, holiday: Holiday, origin: Origin) -> Result<(), Trouble> {
    let rule = &mut parts.rule;
    // The feasts that fall on a weekday within seven days of a month can be written as a rule.
    let (month, days, weekday) = match holiday {
        Holiday::Fixed(month, day) => (month, vec![day], None),
        Holiday::Christmas => (12, vec![24], None),
        Holiday::NewYear => (12, vec![31], None),
        Holiday::Epiphany => (1, vec![6], None),
        Holiday::MidsummerEve | Holiday::Midsummer => (6, (19..=25).collect(), Some(Weekday::Friday)),
        Holiday::MidsummerDay => (6, (20..=26).collect(), Some(Weekday::Saturday)),
        Holiday::MothersDay => (5, (25..=31).collect(), Some(Weekday::Sunday)),
        Holiday::FathersDay => (11, (8..=14).collect(), Some(Weekday::Sunday)),
        Holiday::SummerTime => (3, (25..=31).collect(), Some(Weekday::Sunday)),
        Holiday::WinterTime => (10, (25..=31).collect(), Some(Weekday::Sunday)),
        _ => {
            parts.once = Some(reckon(&Day::Holiday { holiday, year: Year::Unsaid }, Origin { lenient: true, ..origin })?.date);
            parts.notes.push(Note::OnlyOnce);
            return Ok(());
        }
    };
    rule.months = vec![month];
    rule.month_days = days;
    rule.weekdays = weekday.into_iter().map(|weekday| (None, weekday)).collect();
    Ok(())
}
