//! Reckons a day as it was said into a date, by the conventions of [`super`].

use jiff::civil::{Date, DateTime, Weekday, date};

use super::calendar::{
    YEARS, add_days, add_months, add_working_days, day_of_week, days_between, is_working_day, last_of_month, monday_of, weekday_after,
    weekday_before, weeks_in_year, working_day_after, working_day_before,
};
use super::holiday::{self, Holiday};
use super::phrase::{Day, Month, Third, Which, Year};
use super::place;
use super::reading::{Due, QuestionKind, Reason};

/// Within so many days after such a day a date without a year is asked about.
const RECENTLY: i64 = 30;

/// Why a day could not be settled.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Trouble {
    /// To be asked, with the days to choose from.
    Ask(QuestionKind, Vec<Due>),
    /// To be refused, with what may have been meant.
    Reject(Reason, Vec<Due>),
}

/// A date with what is known about it.
#[derive(Clone, PartialEq, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "what is known about a date, each independent of the others")]
pub(super) struct Reckoned {
    pub date: Date,
    /// Set for stretches with hours: the moment itself.
    pub moment: Option<DateTime>,
    pub seconds_said: bool,
    /// Other readings of the same words.
    pub also: Vec<Date>,
    /// No exact day was said.
    pub vague: bool,
    /// The year was ours to choose.
    pub yearless: bool,
    /// "idag" or another word for the present day itself.
    pub explicit_today: bool,
}

impl Reckoned {
    pub fn new(date: Date) -> Self {
        Self { date, moment: None, seconds_said: false, also: Vec::new(), vague: false, yearless: false, explicit_today: false }
    }

    pub fn vague(date: Date) -> Self {
        Self { vague: true, ..Self::new(date) }
    }
}

/// From where days are reckoned.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    /// When the person wrote, on their clock.
    pub now: DateTime,
    /// Take the next such day without asking, even if one has just passed.
    pub lenient: bool,
}

impl Origin {
    pub fn today(self) -> Date {
        self.now.date()
    }
}

pub(super) type Answer = Result<Reckoned, Trouble>;

pub(super) fn past(date: Date, suggestion: Option<Date>) -> Trouble {
    Trouble::Reject(Reason::Past(Due::day(date)), suggestion.into_iter().map(Due::day).collect())
}

/// The next of a yearly day, by the rule for dates without a year.
pub(super) fn yearly(origin: Origin, day_in: impl Fn(i16) -> Option<Date>) -> Answer {
    let today = origin.today();
    let year = today.year();
    if let Some(day) = day_in(year) {
        if day >= today {
            return Ok(Reckoned { yearless: true, ..Reckoned::new(day) });
        }
        if days_between(day, today) <= RECENTLY && !origin.lenient {
            let next = (1..=8).find_map(|ahead| day_in(year + ahead));
            return Err(Trouble::Ask(QuestionKind::PassedRecently(Due::day(day)), next.into_iter().map(Due::day).collect()));
        }
    }
    match (1..=8).find_map(|ahead| day_in(year + ahead)) {
        Some(day) => Ok(Reckoned { yearless: true, ..Reckoned::new(day) }),
        None => Err(Trouble::Ask(QuestionKind::Day, Vec::new())),
    }
}

/// A day in a said year: what lies behind is refused.
pub(super) fn in_year(origin: Origin, year: Year, day_in: impl Fn(i16) -> Option<Date>, missing: impl Fn(i16) -> Trouble) -> Answer {
    let year = match year {
        Year::Unsaid => return yearly(origin, day_in),
        Year::Exactly(year) => year,
        Year::FromNow(ahead) => origin.today().year() + ahead,
    };
    if !YEARS.contains(&year) {
        return Err(missing(year));
    }
    let day = day_in(year).ok_or_else(|| missing(year))?;
    if day < origin.today() {
        let next = yearly(Origin { lenient: true, ..origin }, day_in).ok().map(|next| next.date);
        return Err(past(day, next));
    }
    Ok(Reckoned::new(day))
}

fn no_such_date(origin: Origin, year: Option<i16>, month: u32, day: u32) -> Trouble {
    let today = origin.today();
    let near = |month: u32, day: u32| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        if !(1..=12).contains(&month) {
            return None;
        }
        let pick = |year: i16| {
            let last = last_of_month(year, month)?;
            Date::new(year, month, day.clamp(1, last.day())).ok()
        };
        match year {
            Some(year) => pick(year),
            None => pick(today.year()).filter(|date| *date >= today).or_else(|| pick(today.year() + 1)),
        }
    };
    // "2026-13-05" and "13/13": the numbers may have changed places.
    let suggestion = if month > 12 && (1..=12).contains(&day) {
        near(day, month).or_else(|| near(day, 28))
    } else if month == 0 {
        last_of_month(today.year(), today.month())
    } else {
        near(month, day.min(31))
    };
    Trouble::Reject(Reason::NoSuchDate { year, month, day }, suggestion.into_iter().map(Due::day).collect())
}

/// Reckons a day.
pub(super) fn reckon(day: &Day, origin: Origin) -> Answer {
    let today = origin.today();
    match day {
        Day::Date { year, month, day } => date_said(origin, *year, *month, *day),
        Day::Dotted { day, month } => date_said(origin, Year::Unsaid, *month, *day),
        Day::OfMonth { day, month } => day_of_month(origin, *day, *month),
        Day::Weekday { weekday, which } => weekday_said(origin, *weekday, *which),
        Day::Week { week, year, weekday, third } => week_said(origin, *week, *year, *weekday, *third),
        Day::WeekFromNow { weeks, weekday, third } => week_from_now(origin, *weeks, *weekday, *third),
        Day::MonthPart { month, third } => month_part(origin, *month, *third),
        Day::QuarterPart { quarter, from_now, third } => {
            let (first, last) = quarter_span(origin, *quarter, *from_now)?;
            part_of(origin, first, last, *third, third.is_some())
        }
        Day::YearPart { year, third } => {
            let year = match year {
                Year::Exactly(year) => *year,
                Year::FromNow(ahead) => today.year() + ahead,
                Year::Unsaid => today.year(),
            };
            let (first, last) = (date(year, 1, 1), date(year, 12, 31));
            match third {
                None if last < today => Err(past(first, None)),
                None => Err(Trouble::Ask(QuestionKind::Vague, vec![Due::day(working_day_after(add_days(first.max(today), -1)))])),
                Some(_) => part_of(origin, first, last, *third, true),
            }
        }
        Day::FromToday(days) => {
            let day = add_days(today, *days);
            if *days < 0 {
                return Err(past(day, None));
            }
            Ok(Reckoned { explicit_today: *days == 0, ..Reckoned::new(day) })
        }
        Day::After(length) => after(origin, *length),
        Day::Ago(length) => {
            let day = add_working_days(add_days(add_months(today, -length.months), -length.days), -length.working_days);
            let moment = day.to_datetime(origin.now.time());
            let moment = jiff::Span::new().try_seconds(-length.seconds).ok().and_then(|span| moment.checked_add(span).ok());
            match moment.filter(|_| length.clock) {
                Some(moment) => Err(Trouble::Reject(
                    Reason::Past(Due { date: moment.date(), time: Some(moment.time()), seconds_said: length.seconds_said }),
                    Vec::new(),
                )),
                None => Err(past(day, None)),
            }
        }
        Day::Nth { nth, counted, within } => place::nth_said(origin, *nth, *counted, within),
        Day::Holiday { holiday, year } => in_year(
            origin,
            *year,
            |year| holiday::day_in(*holiday, year),
            |year| match holiday {
                Holiday::Fixed(2, 29) => Trouble::Ask(QuestionKind::NoLeapDay(year), leap_options(today)),
                _ => Trouble::Ask(QuestionKind::Day, Vec::new()),
            },
        ),
        Day::Around { base, step } => place::around(origin, base, *step),
        Day::Bridge { month } => place::bridge(origin, *month),
        Day::Weekend { weeks } => {
            let this = add_days(monday_of(today), 5);
            let day = add_days(this, 7 * weeks);
            let mut reckoned = Reckoned::new(if *weeks == 0 { day.max(today) } else { day });
            if *weeks == 1 {
                reckoned.also = vec![this];
            }
            Ok(reckoned)
        }
        Day::Season { season, year, third, out } => place::season_said(origin, *season, *year, *third, *out),
        Day::List { days, .. } => days.first().map_or_else(|| Err(Trouble::Ask(QuestionKind::Day, Vec::new())), |day| reckon(day, origin)),
        Day::NoSuchDate { year, month, day } => Err(no_such_date(origin, *year, *month, *day)),
        Day::NoSuchWeek(week) => {
            Err(Trouble::Reject(Reason::NoSuchWeek { week: *week, year: today.year(), weeks: weeks_in_year(today.year()) }, Vec::new()))
        }
        Day::Open => Err(Trouble::Ask(QuestionKind::Vague, Vec::new())),
    }
}

fn leap_options(today: Date) -> Vec<Due> {
    let year = (0..2).map(|ahead| today.year() + ahead).find(|year| date(*year, 2, 28) >= today).unwrap_or(today.year());
    [Date::new(year, 2, 28), Date::new(year, 3, 1)].into_iter().flatten().map(Due::day).collect()
}

fn date_said(origin: Origin, year: Year, month: i8, day: i8) -> Answer {
    let today = origin.today();
    if (month, day) == (2, 29) {
        // The 29th of February: of the said year, or of the year whose end of February comes next.
        let chosen = match year {
            Year::Exactly(year) => year,
            Year::FromNow(ahead) => today.year() + ahead,
            Year::Unsaid if date(today.year(), 3, 1) > today => today.year(),
            Year::Unsaid => today.year() + 1,
        };
        return match Date::new(chosen, 2, 29) {
            Ok(day) if day >= today => Ok(Reckoned::new(day)),
            Ok(day) => Err(past(day, None)),
            Err(_) => Err(Trouble::Ask(QuestionKind::NoLeapDay(chosen), leap_options(today))),
        };
    }
    in_year(
        origin,
        year,
        |year| Date::new(year, month, day).ok(),
        |year| no_such_date(origin, Some(year), u32::try_from(month).unwrap_or(0), u32::try_from(day).unwrap_or(0)),
    )
}

fn day_of_month(origin: Origin, day: i8, month: Option<i64>) -> Answer {
    let today = origin.today();
    let number = u32::try_from(day).unwrap_or(0);
    if let Some(ahead) = month {
        let first = add_months(today.first_of_month(), ahead);
        let found = Date::new(first.year(), first.month(), day)
            .map_err(|_| no_such_date(origin, Some(first.year()), u32::try_from(first.month()).unwrap_or(0), number))?;
        return if found < today { Err(past(found, None)) } else { Ok(Reckoned::new(found)) };
    }
    if today.day() == day {
        let next = add_months(today, 1);
        return Ok(Reckoned { also: if next.day() == day { vec![next] } else { Vec::new() }, ..Reckoned::new(today) });
    }
    (0..14)
        .map(|ahead| add_months(today.first_of_month(), ahead))
        .find_map(|first| Date::new(first.year(), first.month(), day).ok().filter(|date| *date > today))
        .map(Reckoned::new)
        .ok_or_else(|| no_such_date(origin, None, 0, number))
}

fn weekday_said(origin: Origin, weekday: Weekday, which: Which) -> Answer {
    let today = origin.today();
    let coming = weekday_after(today, weekday);
    let in_week = |weeks: i64| add_days(monday_of(today), 7 * weeks + i64::from(weekday.to_monday_zero_offset()));
    match which {
        Which::Coming => Ok(Reckoned::new(coming)),
        Which::Past => Err(past(weekday_before(today, weekday), Some(coming))),
        Which::AfterNext => Ok(Reckoned { also: vec![in_week(1)], ..Reckoned::new(in_week(2)) }),
        // "Nästa fredag" is the Friday of next week; the coming one is the other reading.
        Which::Next => {
            let next = in_week(1);
            Ok(Reckoned { also: if coming == next { Vec::new() } else { vec![coming] }, ..Reckoned::new(next) })
        }
    }
}

fn week_said(origin: Origin, week: i8, year: Year, weekday: Option<Weekday>, third: Option<Third>) -> Answer {
    let weekday = weekday.or(third_weekday(third));
    let chosen = weekday.unwrap_or(Weekday::Monday);
    let today = origin.today();
    let refuse = |year: i16| {
        Trouble::Reject(
            Reason::NoSuchWeek { week: u32::try_from(week).unwrap_or(0), year, weeks: weeks_in_year(year) },
            day_of_week(year, weeks_in_year(year), chosen).into_iter().map(Due::day).collect(),
        )
    };
    let iso_year = today.iso_week_date().year();
    let mut found = match year {
        Year::Unsaid
            if day_of_week(iso_year, week, chosen)
                .is_some_and(|day| day >= today || days_between(day, today) <= RECENTLY && !origin.lenient) =>
        {
            let day = day_of_week(iso_year, week, chosen).ok_or_else(|| refuse(iso_year))?;
            if day < today {
                let next = day_of_week(iso_year + 1, week, chosen);
                return Err(Trouble::Ask(QuestionKind::PassedRecently(Due::day(day)), next.into_iter().map(Due::day).collect()));
            }
            Reckoned { yearless: true, ..Reckoned::new(day) }
        }
        Year::Unsaid => {
            let passed = day_of_week(iso_year, week, chosen).is_some();
            let next = if passed { iso_year + 1 } else { iso_year };
            Reckoned { yearless: true, ..Reckoned::new(day_of_week(next, week, chosen).ok_or_else(|| refuse(next))?) }
        }
        Year::Exactly(_) | Year::FromNow(_) => {
            let year = if let Year::Exactly(year) = year {
                year
            } else if let Year::FromNow(ahead) = year {
                iso_year + ahead
            } else {
                iso_year
            };
            let day = day_of_week(year, week, chosen).ok_or_else(|| refuse(year))?;
            if day < today {
                return Err(past(day, day_of_week(iso_year + 1, week, chosen)));
            }
            Reckoned::new(day)
        }
    };
    found.vague = third.is_some();
    Ok(found)
}

fn third_weekday(third: Option<Third>) -> Option<Weekday> {
    Some(match third? {
        Third::Beginning => Weekday::Monday,
        Third::Middle => Weekday::Wednesday,
        Third::End => Weekday::Friday,
    })
}

fn week_from_now(origin: Origin, weeks: i64, weekday: Option<Weekday>, third: Option<Third>) -> Answer {
    let today = origin.today();
    let monday = add_days(monday_of(today), 7 * weeks);
    let wanted = weekday.or(third_weekday(third));
    let day = add_days(monday, i64::from(wanted.unwrap_or(Weekday::Monday).to_monday_zero_offset()));
    if weeks < 0 {
        return Err(past(day, None));
    }
    if weeks == 0 && wanted.is_none() {
        return Err(Trouble::Ask(QuestionKind::Vague, vec![Due::day(add_days(monday, 4).max(add_days(today, 1)))]));
    }
    if day < today {
        return Err(if third.is_some() { Trouble::Ask(QuestionKind::Vague, Vec::new()) } else { past(day, Some(add_days(day, 7))) });
    }
    Ok(Reckoned { vague: third.is_some(), ..Reckoned::new(day) })
}

/// First and last day of a month.
pub(super) fn month_span(origin: Origin, month: Month) -> Result<(Date, Date), Trouble> {
    let first = match month {
        Month::FromNow(ahead) => add_months(origin.today().first_of_month(), ahead),
        Month::Named { month, year } => {
            let last = in_year(
                Origin { lenient: true, ..origin },
                year,
                |year| last_of_month(year, month),
                |_| Trouble::Ask(QuestionKind::Day, Vec::new()),
            )?;
            last.date.first_of_month()
        }
    };
    Ok((first, first.last_of_month()))
}

fn month_part(origin: Origin, month: Month, third: Option<Third>) -> Answer {
    // A month that ended lately is asked about, as a day that passed lately is.
    if let (Month::Named { month: number, year: Year::Unsaid }, false) = (month, origin.lenient) {
        let last = last_of_month(origin.today().year(), number).unwrap_or(origin.today());
        let behind = days_between(last, origin.today());
        if (1..=RECENTLY).contains(&behind) {
            let next = date(origin.today().year() + 1, number, 1);
            return Err(Trouble::Ask(QuestionKind::PassedRecently(Due::day(last.first_of_month())), vec![Due::day(next)]));
        }
    }
    if let Month::Named { month, year: Year::Exactly(year) } = month
        && let Some(last) = last_of_month(year, month)
        && last < origin.today()
    {
        return Err(past(last.first_of_month(), None));
    }
    let (first, last) = month_span(origin, month)?;
    part_of(origin, first, last, third, third.is_some())
}

/// Beginning, middle or end of a longer time, on a working day.
pub(super) fn part_of(origin: Origin, first: Date, last: Date, third: Option<Third>, vague: bool) -> Answer {
    let today = origin.today();
    let length = days_between(first, last);
    let day = match third {
        None => first,
        Some(Third::Beginning) => working_day_after(add_days(first, -1)),
        Some(Third::Middle) => nearest_working_day(add_days(first, length / 2 - i64::from(length < 31))),
        Some(Third::End) => working_day_before(add_days(last, 1)),
    };
    if last < today {
        return Err(past(day, None));
    }
    if day < today {
        let ahead = working_day_after(today);
        return Err(Trouble::Ask(QuestionKind::Vague, if ahead <= last { vec![Due::day(ahead)] } else { Vec::new() }));
    }
    Ok(Reckoned { vague, ..Reckoned::new(day) })
}

fn nearest_working_day(day: Date) -> Date {
    [0, -1, 1, -2, 2, 3].into_iter().map(|offset| add_days(day, offset)).find(|day| is_working_day(*day)).unwrap_or(day)
}

pub(super) fn quarter_months(year: i16, quarter: i8) -> Option<(Date, Date)> {
    let first = Date::new(year, quarter * 3 - 2, 1).ok()?;
    Some((first, add_months(first, 2).last_of_month()))
}

pub(super) fn quarter_span(origin: Origin, quarter: Option<(i8, Year)>, from_now: i64) -> Result<(Date, Date), Trouble> {
    let today = origin.today();
    let open = || Trouble::Ask(QuestionKind::Day, Vec::new());
    match quarter {
        None => {
            let present = (today.month() - 1) / 3 + 1;
            let (first, _) = quarter_months(today.year(), present).ok_or_else(open)?;
            let first = add_months(first, from_now * 3);
            Ok((first, add_months(first, 2).last_of_month()))
        }
        Some((number, year)) => {
            let last =
                in_year(Origin { lenient: true, ..origin }, year, |year| quarter_months(year, number).map(|span| span.1), |_| open())?;
            Ok((add_months(last.date.first_of_month(), -2), last.date))
        }
    }
}

fn after(origin: Origin, length: super::phrase::Stretch) -> Answer {
    let now = origin.now;
    let day = add_days(add_months(now.date(), length.months), length.days);
    let day = add_working_days(day, length.working_days);
    if length.vague {
        return Err(Trouble::Ask(QuestionKind::Vague, vec![Due::day(day)]));
    }
    if !YEARS.contains(&day.year()) {
        return Err(Trouble::Reject(Reason::TooFar, Vec::new()));
    }
    let mut reckoned = Reckoned::new(day);
    if length.clock {
        let moment = day.to_datetime(now.time());
        let moment = jiff::Span::new().try_seconds(length.seconds).ok().and_then(|span| moment.checked_add(span).ok()).unwrap_or(moment);
        reckoned.date = moment.date();
        reckoned.moment = Some(moment);
        reckoned.seconds_said = length.seconds_said;
    } else if day == now.date() {
        reckoned.explicit_today = true;
    }
    Ok(reckoned)
}
