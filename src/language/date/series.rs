//! Puts the pieces of a recurrence together into a rule and finds its first turn.

use jiff::civil::{Date, Time};

use super::calendar::{add_days, add_months, days_between, monday_of, week_number};
use super::clock::Clock;
use super::cycle::{Cycle, Piece};
use super::except;
use super::phrase::{Day, Joint, Month, Stretch, Year};
use super::place::season_chosen;
use super::reading::{Due, Note, QuestionKind, Reason};
use super::reckon::{Origin, Trouble, reckon};
use super::rrule::{End, Frequency, Recurrence, end_after, first_turn};
use super::rule::{Parts, take, take_range};
use super::scan::{Group, Role};

/// A series: its first turn and its rule.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Series {
    pub first: Date,
    pub rule: Option<Recurrence>,
    pub notes: Vec<Note>,
}

/// What was said of the time of day, for the first turn.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeSaid {
    pub time: Option<Time>,
}

/// One cycle out of all that were said: "två gånger i veckan, tis och tors".
fn combine(pieces: &[Piece]) -> Option<Cycle> {
    let mut cycles = pieces.iter().filter_map(|piece| if let Piece::Every(cycle) = piece { Some(cycle.clone()) } else { None });
    let mut whole = cycles.next()?;
    for next in cycles {
        if whole.frequency == Frequency::Daily && next.frequency == Frequency::Weekly
            || whole.day.is_none() && next.day.is_some() && next.frequency == whole.frequency
        {
            // "var fjortonde dag på onsdagar"
            let weeks = if whole.frequency == Frequency::Daily && whole.interval % 7 == 0 { whole.interval / 7 } else { 1 };
            let part = whole.part;
            whole = Cycle { part: next.part.or(part), interval: next.interval.max(weeks), ..next };
            continue;
        }
        if next.frequency == whole.frequency || next.weekdays.len() + whole.weekdays.len() > 0 {
            whole.weekdays.extend(next.weekdays.iter().filter(|day| !whole.weekdays.contains(day)).copied().collect::<Vec<_>>());
            if next.frequency == whole.frequency {
                whole.interval = whole.interval.max(next.interval);
            }
        } else if next.frequency == Frequency::Yearly && whole.frequency == Frequency::Monthly && whole.interval == 1 {
            whole = next.clone();
        }
        whole.even_weeks = whole.even_weeks.or(next.even_weeks);
        whole.part = whole.part.or(next.part);
        whole.quarter = whole.quarter || next.quarter;
        whole.months.extend(next.months);
    }
    Some(whole)
}

/// Builds the series. `groups` are the moments said beside it.
pub(super) fn build(pieces: &[Piece], groups: &[Group], said: TimeSaid, clock: Option<&Clock>, origin: Origin) -> Result<Series, Trouble> {
    let cycle = combine(pieces).unwrap_or_else(|| super::cycle::each(Frequency::Daily));
    if cycle.too_often {
        return Err(Trouble::Reject(Reason::TooOften, Vec::new()));
    }
    let mut parts = Parts {
        rule: Recurrence::every(cycle.frequency, cycle.interval),
        start: None,
        once: None,
        notes: Vec::new(),
        quarter: cycle.quarter,
    };
    parts.rule.weekdays = cycle.weekdays.iter().map(|day| (None, *day)).collect();
    parts.rule.months.clone_from(&cycle.months);
    // "varje jul, den 23 december"
    let dated = groups.iter().any(|group| group.role == Role::Day && matches!(group.day, Some(Day::Date { .. })));
    if let Some(day) = cycle.day.as_ref().filter(|day| !(dated && matches!(***day, Day::Holiday { .. }))) {
        take(&mut parts, day, origin)?;
    }
    let months = within_months(&mut parts, groups, origin);
    for (index, group) in groups.iter().enumerate().filter(|(_, group)| group.role == Role::Day) {
        let Some(day) = &group.day else { continue };
        if months && matches!(day, Day::MonthPart { third: None, .. }) {
            continue;
        }
        let ends_range = |group: &Group| group.joint == Some(Joint::Range) && group.day.is_some();
        let weekly = matches!(parts.rule.frequency, Frequency::Weekly | Frequency::Daily);
        if let Some(next) = groups.get(index + 1).filter(|next| weekly && ends_range(next)) {
            // "mellan 1 april och 31 maj"
            let days = [day.clone(), next.day.clone().unwrap_or(Day::Open)];
            take_range(&mut parts, &days, origin)?;
        } else if !(weekly && ends_range(group)) {
            take(&mut parts, day, origin)?;
        }
    }
    for group in groups.iter().filter(|group| group.role == Role::Start) {
        match &group.day {
            Some(Day::List { days, joint: Joint::Range }) => take_range(&mut parts, days, origin)?,
            Some(day) => parts.start = Some(reckon(day, origin)?.date),
            None => {}
        }
    }
    for piece in pieces {
        if let Piece::Except(except) = piece {
            except::leave_out(&mut parts.rule, except);
        }
    }
    match clock {
        Some(Clock::Several(clocks, true)) => several_times(&mut parts, clocks),
        Some(Clock::Span(from, to)) if parts.rule.frequency == Frequency::Hourly => within_hours(&mut parts.rule, from, to),
        _ => {}
    }
    if let Some(once) = parts.once {
        return Ok(Series { first: once, rule: None, notes: parts.notes });
    }
    for piece in pieces {
        if let Piece::Whole(day) = piece
            && let Some((first, _)) = span(day, origin)
            && parts.start.is_none()
            && first > origin.now.date()
        {
            parts.start = Some(first);
        }
    }
    let first = settle(&mut parts, &cycle, said, origin)?;
    // Whatever was put together, the first turn is one of the rule's own.
    let first = Recurrence { end: End::Never, ..parts.rule.clone() }.days(first).next().unwrap_or(first);
    finish(&mut parts, pieces, groups, first, origin)?;
    parts.notes.extend(cycle.even_weeks.and_then(|even| weeks_turn(&parts.rule, first, even)).map(Note::WeeksTurn));
    Ok(Series { first, rule: Some(parts.rule), notes: parts.notes })
}

/// "varje fredag i maj och juni": the series runs through all the months that were named, and only them.
fn within_months(parts: &mut Parts, groups: &[Group], origin: Origin) -> bool {
    let months = groups.iter().filter(|group| group.role == Role::Day).filter_map(|group| match &group.day {
        Some(day @ Day::MonthPart { third: None, .. }) => span(day, origin),
        _ => None,
    });
    let mut months: Vec<(Date, Date)> = months.collect();
    if months.len() < 2 || !matches!(parts.rule.frequency, Frequency::Weekly | Frequency::Daily) {
        return false;
    }
    months.sort_unstable();
    let (first, last) = (months[0].0, months[months.len() - 1].1);
    if months.windows(2).any(|pair| add_days(pair[0].1, 1) < pair[1].0) {
        parts.rule.months = months.iter().map(|(first, _)| first.month()).collect();
        parts.rule.months.sort_unstable();
    }
    parts.start = Some(first).filter(|first| *first > origin.now.date());
    parts.rule.end = End::Until(last);
    true
}

/// The first turn within two years that falls in the wrong kind of week: after week 53 comes week 1, and both are odd.
fn weeks_turn(rule: &Recurrence, first: Date, even: bool) -> Option<Date> {
    rule.days(first).take_while(|day| days_between(first, *day) < 730).find(|day| (week_number(*day) % 2 == 0) != even)
}

/// "kl 8, 12 och 16": one rule holds hours that share their minute; others are said to be left out.
fn several_times(parts: &mut Parts, clocks: &[Clock]) {
    let mut first_minute = None;
    for clock in clocks {
        let Clock::At { hour, minute, .. } = clock else { continue };
        if *first_minute.get_or_insert(*minute) == *minute {
            parts.rule.hours.push(*hour % 24);
        } else {
            parts.notes.push(Note::LeftOut(format!("{hour:02}:{minute:02}")));
        }
    }
}

/// "varannan timme mellan 8 och 17": each of those hours, every day.
fn within_hours(rule: &mut Recurrence, from: &Clock, to: &Clock) {
    if let (Clock::At { hour: from, .. }, Clock::At { hour: to, .. }) = (from, to)
        && from < to
        && let Ok(step) = usize::try_from(rule.interval)
    {
        rule.hours = (*from..=*to).step_by(step.max(1)).filter(|hour| *hour < 24).collect();
        rule.frequency = if rule.weekdays.is_empty() { Frequency::Daily } else { Frequency::Weekly };
        rule.interval = 1;
    }
}

/// The turn after today's: a series without a said start counts from now.
fn turn_after(rule: &Recurrence, today: Date) -> Date {
    rule.days(today).find(|day| *day > today).unwrap_or(today)
}

/// Completes a rule that says too little, and finds the first turn.
fn settle(parts: &mut Parts, cycle: &Cycle, said: TimeSaid, origin: Origin) -> Result<Date, Trouble> {
    let today = origin.now.date();
    let rule = &mut parts.rule;
    let restricted = !rule.weekdays.is_empty() || !rule.month_days.is_empty();
    if parts.quarter && !rule.month_days.is_empty() && rule.months.is_empty() {
        rule.months = vec![1, 4, 7, 10];
        rule.interval = 1;
    }
    if rule.frequency == Frequency::Yearly && restricted && rule.months.is_empty() {
        return Err(Trouble::Ask(QuestionKind::WhenInPeriod, Vec::new()));
    }
    if rule.frequency == Frequency::Yearly && !rule.months.is_empty() && !restricted {
        rule.month_days = vec![1];
        parts.notes.push(Note::Vague);
    }
    let restricted = !rule.weekdays.is_empty() || !rule.month_days.is_empty();
    let begin = parts.start;
    if !restricted {
        match (rule.frequency, begin) {
            (Frequency::Weekly, Some(start)) => rule.weekdays = vec![(None, start.weekday())],
            (Frequency::Monthly, Some(start)) => rule.month_days = vec![start.day()],
            (Frequency::Yearly, Some(start)) => {
                rule.months = vec![start.month()];
                rule.month_days = vec![start.day()];
            }
            (Frequency::Daily, _) if cycle.times > 1 && rule.hours.is_empty() => {
                return Err(Trouble::Ask(QuestionKind::WhenInPeriod, Vec::new()));
            }
            (Frequency::Hourly | Frequency::Daily, _) => {}
            _ if cycle.times > 1 || cycle.term => return Err(Trouble::Ask(QuestionKind::WhenInPeriod, Vec::new())),
            (Frequency::Monthly, None) if parts.quarter => {
                rule.month_days = vec![1];
                let first = add_months(Date::new(today.year(), (today.month() - 1) / 3 * 3 + 1, 1).unwrap_or(today), 3);
                return Ok(first);
            }
            (Frequency::Weekly, None) => {
                rule.weekdays = vec![(None, today.weekday())];
                if cycle.even_weeks.is_none() {
                    return Ok(add_days(today, 7 * i64::from(rule.interval)));
                }
            }
            (Frequency::Monthly, None) => {
                rule.month_days = vec![today.day()];
                return Ok(turn_after(rule, today));
            }
            (Frequency::Yearly, None) => {
                rule.months = vec![today.month()];
                rule.month_days = vec![today.day()];
                return Ok(turn_after(rule, today));
            }
        }
    }
    if rule.frequency == Frequency::Hourly {
        return Ok(begin.unwrap_or(today));
    }
    let still_today = said.time.is_some_and(|time| time > origin.now.time())
        || !rule.hours.is_empty() && rule.hours.iter().any(|hour| *hour > origin.now.hour());
    let from = match begin {
        Some(start) if start > today => start,
        Some(start) if start == today && (still_today || said.time.is_none()) => start,
        _ if still_today => today,
        _ => add_days(today, 1),
    };
    let mut first = first_turn(rule, from).ok_or_else(|| Trouble::Reject(Reason::NoSuchDay, Vec::new()))?;
    if let Some(even) = cycle.even_weeks {
        for _ in 0..2 {
            if (week_number(first) % 2 == 0) != even {
                first = first_turn(rule, monday_of(add_days(first, 7))).unwrap_or(first);
            }
        }
    }
    Ok(first)
}

/// First and last day of a long time.
pub(super) fn span(day: &Day, origin: Origin) -> Option<(Date, Date)> {
    let lenient = Origin { lenient: true, ..origin };
    let today = origin.now.date();
    match day {
        Day::MonthPart { month, third: None } => {
            let first = match month {
                Month::FromNow(ahead) => add_months(today.first_of_month(), *ahead),
                Month::Named { month, year } => {
                    let year = match year {
                        Year::Exactly(year) => *year,
                        Year::FromNow(ahead) => today.year() + ahead,
                        Year::Unsaid if *month < today.month() => today.year() + 1,
                        Year::Unsaid => today.year(),
                    };
                    Date::new(year, *month, 1).ok()?
                }
            };
            Some((first, first.last_of_month()))
        }
        Day::Season { season, year, .. } => Some(season_chosen(lenient, *season, *year)),
        Day::YearPart { year, .. } => {
            let year = match year {
                Year::Exactly(year) => *year,
                Year::FromNow(ahead) => today.year() + ahead,
                Year::Unsaid => today.year(),
            };
            Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
        }
        Day::WeekFromNow { weeks, weekday: None, .. } => {
            let monday = add_days(monday_of(today), 7 * weeks);
            Some((monday, add_days(monday, 6)))
        }
        Day::Week { weekday: None, .. } => {
            let monday = reckon(day, lenient).ok()?.date;
            Some((monday, add_days(monday, 6)))
        }
        Day::QuarterPart { third: None, .. } => {
            let first = reckon(day, lenient).ok().map(|reckoned| reckoned.date)?;
            Some((first, add_months(first, 2).last_of_month()))
        }
        _ => None,
    }
}

/// The last day that "till" or "till och med" a day lets in.
pub(super) fn last_day(day: &Day, inclusive: bool, origin: Origin) -> Result<Date, Trouble> {
    let open_ended = !inclusive && matches!(day, Day::MonthPart { .. } | Day::Season { .. });
    if let Some((first, last)) = span(day, origin) {
        return Ok(if open_ended && first > origin.now.date() { add_days(first, -1) } else { last });
    }
    Ok(reckon(day, Origin { lenient: true, ..origin })?.date)
}

/// Ends the series where that was said.
fn finish(parts: &mut Parts, pieces: &[Piece], groups: &[Group], first: Date, origin: Origin) -> Result<(), Trouble> {
    for group in groups {
        if let (Role::Until(inclusive), Some(day)) = (group.role, &group.day) {
            parts.rule.end = End::Until(last_day(day, inclusive, origin)?);
        }
    }
    for piece in pieces {
        match piece {
            Piece::Count(count) => parts.rule.end = End::Count(*count),
            Piece::For(length) => parts.rule.end = for_length(&parts.rule, first, *length),
            Piece::Whole(day) => {
                if let Some((_, last)) = span(day, origin) {
                    parts.rule.end = End::Until(last);
                }
            }
            _ => {}
        }
    }
    for piece in pieces {
        if let Piece::Every(Cycle { count: Some(count), .. }) = piece {
            parts.rule.end = End::Count(*count);
        }
    }
    match parts.rule.end {
        End::Until(last) if last < first => Err(Trouble::Reject(Reason::EndsBeforeStart, vec![Due::day(first)])),
        _ => Ok(()),
    }
}

/// "i sex veckor" as a number of turns where that comes out even, as a last day otherwise.
fn for_length(rule: &Recurrence, first: Date, length: Stretch) -> End {
    let interval = i64::from(rule.interval);
    let a_day = i64::try_from(rule.hours.len().max(1)).unwrap_or(1);
    let turns = match rule.frequency {
        Frequency::Weekly if length.months == 0 && length.days > 0 && length.days % (7 * interval) == 0 => {
            Some(length.days / (7 * interval) * i64::try_from(rule.weekdays.len().max(1)).unwrap_or(1))
        }
        Frequency::Daily if length.months == 0 && length.days > 0 && length.days % interval == 0 && rule.weekdays.is_empty() => {
            Some(length.days / interval)
        }
        Frequency::Monthly if length.days == 0 && length.months > 0 && length.months % interval == 0 && rule.months.is_empty() => {
            Some(length.months / interval * i64::try_from(rule.month_days.len().max(1)).unwrap_or(1))
        }
        Frequency::Yearly if length.days == 0 && length.months > 0 && length.months % (12 * interval) == 0 => {
            Some(length.months / (12 * interval) * i64::try_from(rule.months.len().max(1)).unwrap_or(1))
        }
        _ => None,
    };
    match turns.and_then(|turns| u32::try_from(turns * a_day).ok()) {
        Some(turns) => End::Count(turns),
        None => End::Until(end_after(first, length.months, length.days)),
    }
}
