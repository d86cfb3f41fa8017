//! One cell of a table: a date, a time of day, hours, a number, a region, as spreadsheets and people write them.

use jiff::{
    civil::{Date, Time, date as civil_date},
    tz::TimeZone,
};

use crate::{
    command::{self, RegionName},
    language::date::{self as language, Context},
};

/// Which comes first in "3/4/2026".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// 3 April, as in Sweden.
    DayFirst,
    /// 4 March, as in English exports.
    MonthFirst,
}

/// A date, with the time of day where the cell holds one: "2026-04-23 08:30", "23/4", "tors 23 april".
pub fn date(text: &str, today: Date, order: Order) -> Option<(Date, Option<Time>)> {
    let text = text.trim();
    let (day, rest) = split(text);
    if let Some(date) = numeric(day, today, order) {
        let time = if rest.is_empty() { None } else { Some(clock(rest).or_else(|| hours(rest).map(|(from, _)| from))?) };
        return Some((date, time));
    }
    // Excel's own count of days since 1900, where a cell lost its format.
    if let Ok(serial) = text.parse::<i64>()
        && (40_000..80_000).contains(&serial)
    {
        return Some((language::calendar::add_days(civil_date(1899, 12, 30), serial), None));
    }
    let found = in_words(text, today);
    match found.as_slice() {
        [only] if only.weekday.is_none_or(|(_, right)| right) => Some((only.date, only.time)),
        _ => None,
    }
}

/// Whether a cell holds one date with another weekday than it falls on.
pub fn has_wrong_weekday(text: &str, today: Date) -> bool {
    matches!(in_words(text.trim(), today).as_slice(), [only] if only.weekday.is_some_and(|(_, right)| !right))
}

/// Whether a cell is meant as a date, even if the calendar has no such day.
pub fn looks_like_date(text: &str, today: Date, order: Order) -> bool {
    let (day, _) = split(text.trim());
    let digits = day.chars().filter(char::is_ascii_digit).count();
    let marks = day.chars().filter(|letter| matches!(letter, '-' | '/' | '.')).count();
    (digits >= 2 && marks >= 1 && day.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '-' | '/' | '.')))
        || date(text, today, order).is_some()
}

/// The hours that stand in the same cell as a date in words: "23 april 08.30–16".
pub fn hours_beside_date(text: &str, today: Date) -> Option<(Time, Option<Time>)> {
    let (day, rest) = split(text.trim());
    if day.chars().next().is_some_and(|first| first.is_ascii_digit()) && !rest.is_empty() && hours(rest).is_some() {
        return hours(rest);
    }
    match in_words(text, today).as_slice() {
        [only] => only.time.map(|from| (from, only.until)),
        _ => None,
    }
}

fn in_words(text: &str, today: Date) -> Vec<language::Found> {
    if !text.chars().any(char::is_alphabetic) {
        return Vec::new();
    }
    let Ok(now) = today.to_zoned(TimeZone::UTC) else { return Vec::new() };
    // "23-apr-26" is how Excel shows a date.
    let apart = text.replace(['-', '.'], " ");
    let excel: Vec<&str> = apart.split_whitespace().collect();
    let text = match excel.as_slice() {
        [day, month, year] if year.len() == 2 && day.parse::<u8>().is_ok() && year.parse::<u8>().is_ok() => {
            format!("{day} {month} 20{year}")
        }
        [day, month] if text.contains('-') && day.parse::<u8>().is_ok() => format!("{day} {month}"),
        _ => text.to_owned(),
    };
    language::find_dates(&text, &Context { now })
}

/// The date's own part of a cell, and what follows it.
fn split(text: &str) -> (&str, &str) {
    match text.split_once([' ', 'T']) {
        Some((day, rest)) if day.chars().next().is_some_and(|first| first.is_ascii_digit()) => {
            (day, rest.trim().trim_start_matches("kl").trim_start_matches('.').trim())
        }
        _ => (text, ""),
    }
}

/// "2026-04-23", "20260423", "23/4 2026", "23.4.2026", "23/4-26", "4/23/2026", "23/4".
fn numeric(text: &str, today: Date, order: Order) -> Option<Date> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).filter(|part| !part.is_empty()).collect();
    if !parts.iter().all(|part| part.chars().all(|letter| letter.is_ascii_digit())) {
        return None;
    }
    let number = |part: &str| part.parse::<i16>().ok();
    let small = |part: &str| part.parse::<i8>().ok();
    match parts.as_slice() {
        [whole] if whole.len() == 8 && (whole.starts_with("20") || whole.starts_with("19")) => Date::strptime("%Y%m%d", whole).ok(),
        [year, month, day] if year.len() == 4 => Date::new(number(year)?, small(month)?, small(day)?).ok(),
        [first, second, year] if year.len() == 4 || year.len() == 2 => {
            let year = if year.len() == 2 { 2000 + number(year)? } else { number(year)? };
            let (day, month) = if order == Order::MonthFirst { (second, first) } else { (first, second) };
            Date::new(year, small(month)?, small(day)?).ok()
        }
        [first, second] if text.contains('/') => {
            let (day, month) = if order == Order::MonthFirst { (second, first) } else { (first, second) };
            let this = Date::new(today.year(), small(month)?, small(day)?).ok();
            // A day that lies behind is next year's.
            match this {
                Some(date) if date >= today => Some(date),
                _ => Date::new(today.year() + 1, small(month)?, small(day)?).ok(),
            }
        }
        _ => None,
    }
}

/// "08.30–16", "8:30-16:00", "kl 9", "08:30:00", "8:30 AM": from, and to where it is said.
#[must_use]
pub fn hours(text: &str) -> Option<(Time, Option<Time>)> {
    let lowered = text.trim().to_lowercase();
    let lowered = ["klockan", "kl.", "kl"].iter().find_map(|word| lowered.strip_prefix(word)).unwrap_or(&lowered).trim().to_owned();
    let dashed = lowered.replace(['–', '—', '−'], "-").replace(" till ", "-").replace(" to ", "-").replace(" tom ", "-");
    match dashed.split_once('-') {
        Some((from, to)) => Some((clock(from)?, Some(clock(to)?))),
        None => Some((clock(&dashed)?, None)),
    }
}

/// One time of day: "08.30", "8:30:00", "0830", "9", "8:30 pm".
fn clock(text: &str) -> Option<Time> {
    let lowered = text.trim().trim_start_matches("kl.").trim_start_matches("kl").trim().to_lowercase();
    let (digits, half) = match (lowered.strip_suffix("am"), lowered.strip_suffix("pm")) {
        (Some(rest), _) => (rest.trim().to_owned(), Some(false)),
        (_, Some(rest)) => (rest.trim().to_owned(), Some(true)),
        _ => (lowered, None),
    };
    let parts: Vec<&str> = digits.split([':', '.']).collect();
    if parts.is_empty()
        || !parts.iter().all(|part| !part.is_empty() && part.len() <= 4 && part.chars().all(|letter| letter.is_ascii_digit()))
    {
        return None;
    }
    let number = |part: &str| part.parse::<i8>().ok();
    let (hour, minute) = match parts.as_slice() {
        [whole] if whole.len() == 4 => (number(&whole[..2])?, number(&whole[2..])?),
        [whole] if whole.len() <= 2 => (number(whole)?, 0),
        [hour, minute] | [hour, minute, _] if hour.len() <= 2 && minute.len() == 2 => (number(hour)?, number(minute)?),
        _ => return None,
    };
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(true) => hour % 12 + 12,
        Some(false) => hour % 12,
        None => hour,
    };
    // "24:00" is the end of the day.
    if (hour, minute) == (24, 0) {
        return Some(Time::constant(23, 59, 0, 0));
    }
    Time::new(hour, minute, 0, 0).ok()
}

/// How many can come: a whole number, perhaps with "st" after it.
pub fn number(text: &str) -> Option<u32> {
    let digits = text.trim().trim_end_matches("st").trim_end_matches("platser").trim();
    // "08" and "0830" are times, "30" and "120" numbers.
    if digits.starts_with('0') {
        return None;
    }
    digits.parse().ok().filter(|number| (1..=5_000).contains(number))
}

/// The region that a cell names.
pub fn region(text: &str, regions: &[RegionName]) -> Option<String> {
    match command::named_regions(text, regions).as_slice() {
        [only] => Some(only.id.clone()),
        _ => None,
    }
}

/// The date or hours of words that say nothing else; `None`: they do.
#[must_use]
pub fn only_when(words: &str, context: &Context) -> Option<String> {
    const BESIDE: &[&str] = &[
        "i",
        "stället",
        "istället",
        "stallet",
        "istallet",
        "börjar",
        "startar",
        "starts",
        "det",
        "blir",
        "är",
        "ska",
        "vara",
        "vi",
        "ses",
        "ny",
        "nya",
        "tid",
        "tiden",
        "tider",
        "datum",
        "datumet",
        "dagen",
        "instead",
        "it",
        "is",
        "new",
        "time",
        "at",
    ];
    let is_beside = |word: &str| BESIDE.contains(&word.to_lowercase().trim_matches([',', '.', '!', ':']));
    let mut kept: Vec<&str> = words.split_whitespace().collect();
    while kept.first().is_some_and(|word| is_beside(word)) {
        kept.remove(0);
    }
    while kept.last().is_some_and(|word| is_beside(word)) {
        kept.pop();
    }
    let when = kept.join(" ").trim_end_matches(['.', '!']).to_owned();
    if hours(&when).is_some() {
        return Some(when);
    }
    match language::find_dates(&when, context).as_slice() {
        [only] => {
            let rest = format!("{} {}", when.get(..only.span.start)?, when.get(only.span.end..)?);
            rest.split_whitespace().all(|word| is_beside(word) || matches!(word, "kl" | "kl." | ",")).then_some(when)
        }
        _ => None,
    }
}
