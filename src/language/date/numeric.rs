//! Dates in digits: 15/4, 15.4.2026, 2026-04-15, 20260415, 260415.

use jiff::civil::Date;

use super::calendar::YEARS;
use super::phrase::{Day, Match, Year};
use super::token::{Kind, Text};

/// Whether a number begins here that is not the tail of something longer ("mini-CEX2", "0470-12").
fn starts_clean(text: &Text, at: usize) -> bool {
    !text.glued(at)
        || at.checked_sub(1).is_none_or(|before| {
            text.tokens[before].kind == Kind::Mark
                && (matches!(text.word(before), "(" | "," | ";" | ":" | "[" | "\"" | "”" | "=" | ">" | "!" | "?")
                    || (matches!(text.word(before), "-" | "." | "/") && !text.glued(before) && text.width(before.wrapping_sub(1)) == 0)
                    || (text.word(before) == "." && before > 0 && text.tokens[before - 1].kind == Kind::Word)
                    || (text.word(before) == "-"
                        && before > 0
                        && text.tokens[before - 1].kind == Kind::Word
                        && super::lexicon::weekday(text, before - 1).is_some()))
        })
}

fn checked(year: Option<i16>, month: u32, day: u32) -> Day {
    let (Ok(small_month), Ok(small_day)) = (i8::try_from(month), i8::try_from(day)) else {
        return Day::NoSuchDate { year, month, day };
    };
    // Without a year any leap year does: the 29th of February is judged when the year is known.
    let valid =
        (1..=12).contains(&month) && Date::new(year.filter(|_| (month, day) != (2, 29)).unwrap_or(2024), small_month, small_day).is_ok();
    if valid {
        Day::Date { year: year.map_or(Year::Unsaid, Year::Exactly), month: small_month, day: small_day }
    } else {
        Day::NoSuchDate { year, month, day }
    }
}

/// A written year: four digits, or two for the present century.
pub(super) fn year_of(value: u32, width: usize) -> Option<i16> {
    let year = match width {
        4 => i16::try_from(value).ok()?,
        2 => i16::try_from(value).ok()? + 2000,
        _ => return None,
    };
    YEARS.contains(&year).then_some(year)
}

/// The mark at a position if it joins the digits on both sides of it.
fn joint(text: &Text, at: usize, marks: &[&str]) -> bool {
    text.is(at, marks) && text.glued(at) && text.glued(at + 1) && text.width(at + 1) > 0
}

/// Reads a date in digits.
pub(super) fn read(text: &Text, at: usize) -> Match<Day> {
    let first = text.digits(at)?;
    let width = text.width(at);
    if !starts_clean(text, at) {
        return None;
    }
    let (end, day) = match width {
        4 => year_first(text, at, first)?,
        8 => (at + 1, packed(first, 10_000, 0)?),
        6 => (at + 1, packed(first, 10_000, 2000)?),
        1 | 2 => day_first(text, at, first)?,
        _ => return None,
    };
    // A personal number or a telephone number goes on.
    let goes_on = text.glued(end)
        && (text.width(end) > 0
            || text.tokens.get(end).is_some_and(|token| token.kind == Kind::Word && !matches!(token.word.as_str(), "t" | "kl"))
            || (text.is(end, &["-", "+"]) && text.glued(end + 1) && text.width(end + 1) == 4 && width >= 6));
    (!goes_on).then_some((end, day))
}

/// "2026-04-15", "2026/4/15", "2026.04.15", "2026-W16-3".
fn year_first(text: &Text, at: usize, first: u32) -> Match<Day> {
    let year = year_of(first, 4)?;
    if text.is(at + 1, &["-"]) && text.is(at + 2, &["w", "v"]) && text.width(at + 3) == 2 && text.glued(at + 3) {
        let week = text.digits(at + 3)?;
        let Some(week) = i8::try_from(week).ok().filter(|week| (1..=53).contains(week)) else {
            return Some((at + 4, Day::NoSuchWeek(week)));
        };
        let weekday = joint(text, at + 4, &["-"])
            .then(|| text.digits(at + 5))
            .flatten()
            .and_then(|day| i8::try_from(day).ok())
            .and_then(|day| jiff::civil::Weekday::from_monday_one_offset(day).ok());
        let end = if weekday.is_some() { at + 6 } else { at + 4 };
        return Some((end, Day::Week { week, year: Year::Exactly(year), weekday, third: None }));
    }
    if !joint(text, at + 1, &["-", "/", "."]) || text.word(at + 1) != text.word(at + 3) || !joint(text, at + 3, &["-", "/", "."]) {
        return None;
    }
    if text.width(at + 2) > 2 || text.width(at + 4) > 2 {
        return None;
    }
    Some((at + 5, checked(Some(year), text.digits(at + 2)?, text.digits(at + 4)?)))
}

/// "20260415" and "260415"; anything that is no date in this century is a number.
fn packed(value: u32, split: u32, century: i16) -> Option<Day> {
    let year = i16::try_from(value / split).ok()? + century;
    let day = checked(Some(year), value / 100 % 100, value % 100);
    let near = (2020..=2060).contains(&year);
    (near && matches!(day, Day::Date { .. })).then_some(day)
}

/// "15/4", "15/4-26", "15.4.2026", "15-4-2026", "26-04-15", "15.10".
fn day_first(text: &Text, at: usize, first: u32) -> Match<Day> {
    // "20 03 2026"
    if text.width(at + 1) == 2
        && !text.glued(at + 1)
        && text.width(at + 2) == 4
        && !text.glued(at + 2)
        && !text.runs_on(at + 3)
        && let Some(year @ 2000..=2099) = text.digits(at + 2).and_then(|value| year_of(value, 4))
        && (1..=12).contains(&text.digits(at + 1)?)
        && (1..=31).contains(&first)
    {
        return Some((at + 3, checked(Some(year), text.digits(at + 1)?, first)));
    }
    let second_at = at + 2;
    if !joint(text, at + 1, &["/", ".", "-"]) || text.width(second_at) > 2 {
        // "15 / 4"
        if text.is(at + 1, &["/"]) && (1..=2).contains(&text.width(second_at)) && !text.glued(at + 1) {
            return with_year(text, at + 3, first, text.digits(second_at)?);
        }
        return None;
    }
    let second = text.digits(second_at)?;
    match text.word(at + 1) {
        "/" => with_year(text, at + 3, first, second),
        "." => {
            if joint(text, at + 3, &["."]) && matches!(text.width(at + 4), 2 | 4) {
                let year = year_of(text.digits(at + 4)?, text.width(at + 4))?;
                return Some((at + 5, checked(Some(year), second, first)));
            }
            dotted(text, at, first, second)
        }
        _ => {
            // "15-16/4": two days of a month, of which the first counts.
            if joint(text, at + 3, &["/"]) && (1..=2).contains(&text.width(at + 4)) && first < second && second <= 31 {
                return with_year(text, at + 5, first, text.digits(at + 4)?);
            }
            if !joint(text, at + 3, &["-"]) {
                return None;
            }
            let third = text.digits(at + 4)?;
            match (text.width(at), text.width(at + 4)) {
                (_, 4) => Some((at + 5, checked(Some(year_of(third, 4)?), second, first))),
                (2, 2) if text.width(second_at) == 2 => Some((at + 5, checked(Some(year_of(first, 2)?), second, third))),
                _ => None,
            }
        }
    }
}

/// The year after "15/4": "-26", "/2026", " 2026".
fn with_year(text: &Text, end: usize, day: u32, month: u32) -> Match<Day> {
    // "15/4-17/4" is two dates, of which the first counts.
    if joint(text, end, &["-"]) && joint(text, end + 2, &["/", "."]) && text.width(end + 1) <= 2 && text.width(end + 3) <= 2 {
        return Some((end + 4, dated(text, None, month, day)));
    }
    if joint(text, end, &["-", "/", "."])
        && matches!(text.width(end + 1), 2 | 4)
        && !joint(text, end + 2, &["/", "."])
        && let Some(year) = year_of(text.digits(end + 1)?, text.width(end + 1))
    {
        return Some((end + 2, dated(text, Some(year), month, day)));
    }
    let (after, year) = super::day::year_after(text, end);
    match year {
        Year::Unsaid => Some((end, dated(text, None, month, day))),
        Year::Exactly(year) => Some((after, dated(text, Some(year), month, day))),
        Year::FromNow(_) => match dated(text, None, month, day) {
            Day::Date { month, day, .. } => Some((after, Day::Date { year, month, day })),
            other => Some((after, other)),
        },
    }
}

/// Day before month, as in Sweden; in English text a second number above 12 can only be the day.
fn dated(text: &Text, year: Option<i16>, month: u32, day: u32) -> Day {
    if text.english && month > 12 && (1..=12).contains(&day) {
        return checked(year, day, month);
    }
    checked(year, month, day)
}

/// "15.4" is a date, "15.30" a time; "15.10" may be either, which the rest of the message decides.
fn dotted(text: &Text, at: usize, first: u32, second: u32) -> Match<Day> {
    let end = at + 3;
    let end = if text.is(end, &["."]) && text.glued(end) && !text.glued(end + 1) && end + 1 < text.len() && text.width(at + 2) == 1 {
        end + 1
    } else {
        end
    };
    let after_clock = text.is(at.wrapping_sub(1), &["kl", "klockan", "klo", "."]) && !text.is(at.wrapping_sub(1), &["den"]);
    let after_den = text.is(at.wrapping_sub(1), &["den", "d", "datum", "the"]);
    if after_clock || !(1..=31).contains(&first) || !(1..=12).contains(&second) {
        return None;
    }
    let single = text.width(at + 2) == 1;
    if single || after_den || first > 23 {
        return Some((end, checked(None, second, first)));
    }
    let (Ok(day), Ok(month)) = (i8::try_from(first), i8::try_from(second)) else { return None };
    Some((end, Day::Dotted { day, month }))
}
