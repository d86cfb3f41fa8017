//! Reckons days by their place in something longer or beside another day, and seasons.

use jiff::civil::{Date, Weekday, date};

use super::calendar::{
    add_days, add_months, add_working_days, bridge_days, day_of_week, days_between, is_bridge_day, is_working_day, monday_of,
    weekday_after, weekday_before, working_day_after, working_day_before,
};
use super::holiday;
use super::phrase::{Counted, Day, Direction, Month, Season, Step, Third, Which, Within, Year};
use super::reading::{Due, QuestionKind, Reason};
use super::reckon::{Answer, Origin, Reckoned, Trouble, in_year, month_span, part_of, past, quarter_months, quarter_span, reckon, yearly};

/// The nth day of a kind within a span.
pub(super) fn nth_in(first: Date, last: Date, nth: i8, counted: Counted) -> Option<Date> {
    if counted == Counted::BridgeDay {
        let days: Vec<Date> = bridge_days(first, last).collect();
        return pick(&days, nth);
    }
    let fits = |day: &Date| match counted {
        Counted::Day | Counted::BridgeDay => true,
        Counted::Week => day.weekday() == Weekday::Thursday,
        Counted::WorkingDay => is_working_day(*day),
        Counted::Weekday(weekday) => day.weekday() == weekday,
    };
    let days: Vec<Date> = (0..=days_between(first, last)).map(|offset| add_days(first, offset)).filter(fits).collect();
    let found = pick(&days, nth)?;
    Some(if counted == Counted::Week { monday_of(found).max(first) } else { found })
}

fn pick(days: &[Date], nth: i8) -> Option<Date> {
    let index = if nth > 0 { usize::try_from(nth - 1).ok()? } else { days.len().checked_sub(usize::from(nth.unsigned_abs()))? };
    days.get(index).copied()
}

pub(super) fn nth_said(origin: Origin, nth: i8, counted: Counted, within: &Within) -> Answer {
    let today = origin.today();
    let missing = || Trouble::Reject(Reason::NoSuchDay, Vec::new());
    let month_in =
        |year: i16, month: i8| Date::new(year, month, 1).ok().and_then(|first| nth_in(first, first.last_of_month(), nth, counted));
    match within {
        Within::Month(Month::Named { month, year }) => {
            // "femte fredagen i april" must not slip to a year that has one.
            if let (Year::Unsaid, Ok((first, last))) = (*year, month_span(origin, Month::Named { month: *month, year: *year }))
                && nth_in(first, last, nth, counted).is_none()
            {
                return Err(missing());
            }
            in_year(origin, *year, |year| month_in(year, *month), |_| missing())
        }
        Within::Month(Month::FromNow(0)) | Within::Unsaid => (0..6)
            .map(|ahead| add_months(today.first_of_month(), ahead))
            .find_map(|first| month_in(first.year(), first.month()).filter(|day| *day >= today))
            .map(Reckoned::new)
            .ok_or_else(missing),
        Within::Month(Month::FromNow(ahead)) => {
            let first = add_months(today.first_of_month(), *ahead);
            let day = month_in(first.year(), first.month()).ok_or_else(missing)?;
            if day < today { Err(past(day, None)) } else { Ok(Reckoned::new(day)) }
        }
        Within::QuarterFromNow(ahead) => {
            let (first, last) = quarter_span(origin, None, *ahead)?;
            let day = nth_in(first, last, nth, counted).ok_or_else(missing)?;
            if day >= today {
                return Ok(Reckoned::new(day));
            }
            let (first, last) = quarter_span(origin, None, ahead + 1)?;
            nth_in(first, last, nth, counted).map(Reckoned::new).ok_or_else(missing)
        }
        Within::Quarter(number, year) => in_year(
            origin,
            *year,
            |year| quarter_months(year, *number).and_then(|(first, last)| nth_in(first, last, nth, counted)),
            |_| missing(),
        ),
        Within::Year(year) => in_year(
            origin,
            if *year == Year::FromNow(0) { Year::Unsaid } else { *year },
            |year| nth_in(date(year, 1, 1), date(year, 12, 31), nth, counted),
            |_| missing(),
        ),
        Within::Week(week) => {
            let any = reckon(&with_weekday(week, Weekday::Sunday), origin)?;
            let monday = monday_of(any.date);
            let day = nth_in(monday, add_days(monday, 6), nth, counted).ok_or_else(missing)?;
            if day < today { Err(past(day, None)) } else { Ok(Reckoned::new(day)) }
        }
    }
}

/// A week with the weekday put in.
pub(super) fn with_weekday(week: &Day, weekday: Weekday) -> Day {
    match week {
        Day::Week { week, year, .. } => Day::Week { week: *week, year: *year, weekday: Some(weekday), third: None },
        Day::WeekFromNow { weeks, .. } => Day::WeekFromNow { weeks: *weeks, weekday: Some(weekday), third: None },
        other => other.clone(),
    }
}

/// First day, main day and last day of what a step is taken from.
type Base = (Date, Date, Date);

/// "tisdag om en vecka" said on a Tuesday counts from today.
fn counts_from_today(origin: Origin, base: &Day, step: Step) -> bool {
    matches!(base, Day::Weekday { weekday, which: Which::Coming } if *weekday == origin.now.date().weekday())
        && matches!(step, Step::By(length, Direction::After) if length.weeks_only)
}

fn step_from((first, main, last): Base, step: Step) -> Option<Date> {
    Some(match step {
        Step::By(length, Direction::After) => add_days(add_months(last, length.months), length.days),
        Step::By(length, Direction::Before) => add_days(add_months(main, -length.months), -length.days),
        Step::Weekday(weekday, count, Direction::After) => add_days(weekday_after(last, weekday), 7 * (count - 1)),
        Step::Weekday(weekday, count, Direction::Before) => add_days(weekday_before(main, weekday), -7 * (count - 1)),
        Step::WorkingDay(count, Direction::After) => add_working_days(last, count),
        Step::WorkingDay(count, Direction::Before) => add_working_days(first, -count),
        Step::Week(Direction::After) => add_days(monday_of(main), 7),
        Step::Week(Direction::Before) => add_days(monday_of(main), -7),
        Step::Out(Direction::After) => working_day_after(last),
        Step::Out(Direction::Before) => working_day_before(first),
        Step::Bridge => [1, -1, 2, -2, 3, -3].into_iter().map(|offset| add_days(main, offset)).find(|day| is_bridge_day(*day))?,
    })
}

pub(super) fn around(origin: Origin, base: &Day, step: Step) -> Answer {
    let today = origin.today();
    let missing = || Trouble::Reject(Reason::NoSuchDay, Vec::new());
    let found = match base {
        Day::Holiday { holiday, year: Year::Unsaid } => yearly(origin, |year| {
            let (first, last) = holiday::span_in(*holiday, year)?;
            step_from((first, holiday::day_in(*holiday, year)?, last), step)
        })?,
        Day::Date { year: Year::Unsaid, month, day } => yearly(origin, |year| {
            let day = Date::new(year, *month, *day).ok()?;
            step_from((day, day, day), step)
        })?,
        Day::Around { base: inner, step: inner_step } if matches!(**inner, Day::Holiday { year: Year::Unsaid, .. }) => {
            let Day::Holiday { holiday, .. } = **inner else { return Err(missing()) };
            yearly(origin, |year| {
                let (first, last) = holiday::span_in(holiday, year)?;
                let day = step_from((first, holiday::day_in(holiday, year)?, last), *inner_step)?;
                step_from((day, day, day), step)
            })?
        }
        _ => {
            let inner = reckon(base, Origin { lenient: true, ..origin })?;
            let day = if counts_from_today(origin, base, step) { today } else { inner.date };
            let last = match base {
                Day::Week { weekday: None, .. } | Day::WeekFromNow { weekday: None, .. } => add_days(day, 6),
                Day::MonthPart { third: None, .. } => day.last_of_month(),
                Day::Weekend { .. } => add_days(monday_of(day), 6),
                Day::Holiday { holiday, .. } => holiday::span_in(*holiday, day.year()).map_or(day, |span| span.1),
                _ => day,
            };
            Reckoned {
                vague: inner.vague,
                also: inner.also.iter().filter_map(|day| step_from((*day, *day, *day), step)).collect(),
                ..Reckoned::new(step_from((day, day, last), step).ok_or_else(missing)?)
            }
        }
    };
    if found.date < today {
        return Err(past(found.date, None));
    }
    let mut found = found;
    if let Step::Out(Direction::After) = step {
        // "efter trettonhelgen" may also be the Monday after it.
        let monday = weekday_after(add_days(found.date, -1), Weekday::Monday);
        if monday != found.date {
            found.also.push(monday);
        }
        found.vague = true;
    }
    Ok(found)
}

pub(super) fn bridge(origin: Origin, month: Option<Month>) -> Answer {
    let today = origin.today();
    let (first, last) = match month {
        Some(month) => month_span(origin, month)?,
        None => (today, add_days(today, 800)),
    };
    bridge_days(first, last)
        .find(|day| *day > today)
        .map(Reckoned::new)
        .ok_or_else(|| Trouble::Reject(Reason::NoBridgeDay, bridge_days(today, add_days(today, 800)).take(1).map(Due::day).collect()))
}

/// First and last day of a season or a term of the year it begins in. Terms: week 3 to 15 June, and
/// week 35 to week 50, as the clinics' courses are planned.
pub(super) fn season_span(season: Season, year: i16) -> (Date, Date) {
    match season {
        Season::Spring => (date(year, 3, 1), date(year, 5, 31)),
        Season::Summer => (date(year, 6, 1), date(year, 8, 31)),
        Season::Autumn => (date(year, 9, 1), date(year, 11, 30)),
        Season::Winter => (date(year, 12, 1), date(year + 1, 3, 1).yesterday().unwrap_or(date(year + 1, 2, 28))),
        Season::SpringTerm | Season::Term => (day_of_week(year, 3, Weekday::Monday).unwrap_or(date(year, 1, 15)), date(year, 6, 15)),
        Season::AutumnTerm => (day_of_week(year, 35, Weekday::Monday).unwrap_or(date(year, 8, 25)), date(year, 12, 18)),
    }
}

/// The season that is meant: the present one or the next.
pub(super) fn season_chosen(origin: Origin, season: Season, year: Year) -> (Date, Date) {
    let today = origin.today();
    let season = match season {
        Season::Term if today < date(today.year(), 6, 16) => Season::SpringTerm,
        Season::Term => Season::AutumnTerm,
        other => other,
    };
    match year {
        Year::Exactly(year) => season_span(season, year),
        Year::FromNow(ahead) => season_span(season, today.year() + ahead),
        Year::Unsaid => (today.year() - 1..=today.year() + 2)
            .map(|year| season_span(season, year))
            .find(|span| span.1 >= today)
            .unwrap_or((today, today)),
    }
}

pub(super) fn season_said(origin: Origin, season: Season, year: Year, third: Option<Third>, out: Option<Direction>) -> Answer {
    let today = origin.today();
    let (first, last) = season_chosen(origin, season, year);
    let option = |day: Date| if day > today { vec![Due::day(day)] } else { Vec::new() };
    match (out, third) {
        (Some(Direction::After), _) => {
            let day = working_day_after(last);
            if day < today { Err(past(day, None)) } else { Ok(Reckoned::vague(day)) }
        }
        (Some(Direction::Before), _) => {
            let day = working_day_before(first);
            let day = if day < today {
                working_day_before(
                    season_chosen(Origin { now: add_days(last, 1).to_datetime(origin.now.time()), ..origin }, season, year).0,
                )
            } else {
                day
            };
            if day < today { Err(past(day, None)) } else { Err(Trouble::Ask(QuestionKind::Vague, option(day))) }
        }
        (None, Some(third)) if matches!(season, Season::Spring | Season::Summer | Season::Autumn | Season::Winter) => {
            part_of(origin, first, last, Some(third), true)
        }
        _ if last < today => Err(past(last, None)),
        (None, Some(Third::End)) => Err(Trouble::Ask(QuestionKind::Vague, option(working_day_before(last)))),
        _ => Err(Trouble::Ask(QuestionKind::Vague, option(working_day_after(add_days(first, -1))))),
    }
}
