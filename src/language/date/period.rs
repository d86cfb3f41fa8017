//! Stretches of days as people write them of an ST: "1 september 2025", "mars–december 2026", "v 10–21 2027".

use jiff::civil::{Date, Weekday, date};

use super::calendar::{day_of_week, last_of_month};
use super::lexicon;

/// From a day to a day, both within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// Which year is meant where none is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lean {
    /// The last such day.
    Past,
    /// The coming one, or one that still runs.
    Future,
}

/// A stretch of days in a text, and the words that stand around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The stretch; one day where only a day was written.
    pub period: Period,
    /// Whether it is a day alone.
    pub one_day: bool,
    /// Whether it ends before it begins as it is written, and is so long over the new year that a slip is likelier:
    /// "v 20–10 2027".
    pub turned: bool,
    /// The words before it, folded.
    pub before: Vec<String>,
    /// The words after it, folded.
    pub after: Vec<String>,
}

/// The number of the month that a folded word names.
#[must_use]
pub fn month(word: &str) -> Option<i8> {
    lexicon::month(word)
}

/// Whether a folded word names a month.
#[must_use]
pub fn is_month(word: &str) -> bool {
    month(word).is_some()
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Number(u32, usize),
    Word(String),
    Dash,
    Slash,
}

/// One end of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Point {
    year: Option<i16>,
    unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day(i8, i8),
    Month(i8),
    Week(i8),
    /// A number that takes its unit from the other end: "1–15 mars", "v 10–21".
    Bare(u32),
}

/// Cuts a folded text up. Words keep their inner hyphens and colons, so that a name ("st-lakare", "@anna:x")
/// comes back whole among the words around a stretch.
fn tokens(folded: &str) -> Vec<Token> {
    let letters: Vec<char> = folded.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let letter = letters[at];
        if letter.is_ascii_digit() {
            let end = letters[at..].iter().position(|next| !next.is_ascii_digit()).map_or(letters.len(), |step| at + step);
            let digits: String = letters[at..end].iter().collect();
            found.push(Token::Number(digits.parse().unwrap_or(u32::MAX), end - at));
            at = end;
        } else if letter.is_alphabetic() || letter == '@' || letter == '%' {
            let whole = |next: &char| next.is_alphanumeric() || matches!(next, '@' | '%' | '_');
            let mut end = at;
            while end < letters.len() {
                let inner = matches!(letters[end], '-' | ':' | '.' | '\'') && letters.get(end + 1).is_some_and(|next| next.is_alphabetic());
                // "mars-december" is two months.
                let month_ends = letters[end] == '-' && month(&letters[at..end].iter().collect::<String>()).is_some();
                if !whole(&letters[end]) && (!inner || month_ends) {
                    break;
                }
                end += 1;
            }
            let end = end.max(at + 1);
            let word: String = letters[at..end].iter().collect();
            // "v10" is a week.
            if let Some(digits) = word.strip_prefix('v').filter(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit())) {
                found.push(Token::Word("v".to_owned()));
                found.push(Token::Number(digits.parse().unwrap_or(u32::MAX), digits.len()));
            } else {
                found.push(Token::Word(word));
            }
            at = end;
        } else {
            match letter {
                '-' => found.push(Token::Dash),
                '/' => found.push(Token::Slash),
                _ => {}
            }
            at += 1;
        }
    }
    found
}

/// Reads one point at a token; gives the token after it.
fn point(tokens: &[Token], at: usize) -> Option<(usize, Point)> {
    let year_at = |at: usize| match tokens.get(at) {
        Some(Token::Number(year @ 1990..=2099, 4)) => Some(i16::try_from(*year).ok()?),
        _ => None,
    };
    let with_year = |next: usize, unit: Unit| match year_at(next) {
        Some(year) => Some((next + 1, Point { year: Some(year), unit })),
        None => Some((next, Point { year: None, unit })),
    };
    let small = |number: &u32| i8::try_from(*number).ok();
    match tokens.get(at)? {
        Token::Number(year @ 1990..=2099, 4) => {
            // 2025-09-01, or a bare year that belongs to nothing.
            let (Some(Token::Dash), Some(Token::Number(month, 1..=2)), Some(Token::Dash), Some(Token::Number(day, 1..=2))) =
                (tokens.get(at + 1), tokens.get(at + 2), tokens.get(at + 3), tokens.get(at + 4))
            else {
                return None;
            };
            let unit = Unit::Day(small(month)?, small(day)?);
            Some((at + 5, Point { year: Some(i16::try_from(*year).ok()?), unit }))
        }
        Token::Number(day, 1..=2) => {
            let mut next = at + 1;
            if matches!(tokens.get(next), Some(Token::Word(word)) if matches!(word.as_str(), "e" | "a" | "de" | "st" | "nd" | "rd" | "th" | "of"))
            {
                next += 1;
            }
            match (tokens.get(next), tokens.get(next + 1)) {
                (Some(Token::Word(word)), _) if month(word).is_some() => with_year(next + 1, Unit::Day(month(word)?, small(day)?)),
                (Some(Token::Slash), Some(Token::Number(month, 1..=2))) => with_year(next + 2, Unit::Day(small(month)?, small(day)?)),
                _ => Some((at + 1, Point { year: None, unit: Unit::Bare(*day) })),
            }
        }
        Token::Word(word) if matches!(word.as_str(), "v" | "vecka" | "veckorna" | "week" | "weeks" | "v." | "veckor") => {
            match tokens.get(at + 1) {
                Some(Token::Number(number, 1..=2)) => with_year(at + 2, Unit::Week(small(number)?)),
                _ => None,
            }
        }
        Token::Word(word) => {
            let number = month(word)?;
            // "September 1" as English writes it.
            if let Some(Token::Number(day, 1..=2)) = tokens.get(at + 1) {
                return with_year(at + 2, Unit::Day(number, small(day)?));
            }
            with_year(at + 1, Unit::Month(number))
        }
        Token::Number(..) | Token::Dash | Token::Slash => None,
    }
}

fn is_between(token: Option<&Token>) -> bool {
    match token {
        Some(Token::Dash) => true,
        Some(Token::Word(word)) => matches!(word.as_str(), "till" | "tom" | "to" | "until" | "t.o.m" | "and" | "through"),
        _ => false,
    }
}

fn bounds(year: i16, unit: Unit) -> Option<Period> {
    match unit {
        Unit::Day(month, day) => Date::new(year, month, day).ok().map(|day| Period { from: day, to: day }),
        Unit::Month(month) => Some(Period { from: Date::new(year, month, 1).ok()?, to: last_of_month(year, month)? }),
        Unit::Week(week) => Some(Period { from: day_of_week(year, week, Weekday::Monday)?, to: day_of_week(year, week, Weekday::Sunday)? }),
        Unit::Bare(_) => None,
    }
}

/// The first stretch of days in a text that is folded (lower case, without diacritics, dashes as "-"). `today` decides the year where none is written.
#[must_use]
pub fn find(text: &str, today: Date, lean: Lean) -> Option<Found> {
    let tokens = tokens(text);
    // What was read as a day that does not exist is not read again in part: "30 februari" is no February.
    let mut read = 0;
    for start in 0..tokens.len() {
        if start < read {
            continue;
        }
        let Some((mut next, mut first)) = point(&tokens, start) else { continue };
        let mut last = None;
        let mut step = next;
        while matches!(tokens.get(step), Some(Token::Word(word)) if matches!(word.as_str(), "och" | "med" | "fram")) {
            step += 1;
        }
        if is_between(tokens.get(step)) {
            let mut after = step + 1;
            while matches!(tokens.get(after), Some(Token::Word(word)) if matches!(word.as_str(), "och" | "med" | "den" | "till")) {
                after += 1;
            }
            if let Some((end, point)) = point(&tokens, after) {
                // Of "10–21" the second number takes the unit of the first, of "1–15 mars" the other way round.
                last = match (first.unit, point.unit) {
                    (Unit::Week(_), Unit::Bare(number)) => {
                        let year = match tokens.get(end) {
                            Some(Token::Number(year @ 1990..=2099, 4)) => i16::try_from(*year).ok(),
                            _ => None,
                        };
                        next = if year.is_some() { end + 1 } else { end };
                        i8::try_from(number).ok().map(|week| Point { year, unit: Unit::Week(week) })
                    }
                    (Unit::Bare(number), Unit::Day(month, _)) => {
                        first.unit = Unit::Day(month, i8::try_from(number).unwrap_or(0));
                        next = end;
                        Some(point)
                    }
                    (_, Unit::Bare(_)) => None,
                    _ => {
                        next = end;
                        Some(point)
                    }
                };
            }
        }
        if matches!(first.unit, Unit::Bare(_)) {
            continue;
        }
        let Some(period) = resolve(first, last, today, lean) else {
            read = next;
            continue;
        };
        let words = |part: &[Token]| -> Vec<String> {
            part.iter()
                .filter_map(|token| match token {
                    Token::Word(word) => Some(word.clone()),
                    Token::Number(number, _) => Some(number.to_string()),
                    Token::Dash | Token::Slash => None,
                })
                .collect()
        };
        let one_day = period.from == period.to;
        let turned = last.is_some_and(|last| is_turned(first, last, period));
        return Some(Found { period, one_day, turned, before: words(&tokens[..start]), after: words(&tokens[next..]) });
    }
    None
}

/// Weeks over the new year that last longer than half a year are turned, months and days that last about a whole one.
fn is_turned(first: Point, last: Point, period: Period) -> bool {
    let months = |unit: Unit| match unit {
        Unit::Day(month, day) => Some((month, day)),
        Unit::Month(month) => Some((month, 0)),
        Unit::Week(_) | Unit::Bare(_) => None,
    };
    let (backwards, most) = match (first.unit, last.unit) {
        (Unit::Week(from), Unit::Week(to)) => (from > to, 183),
        (from, to) => (months(from).zip(months(to)).is_some_and(|(from, to)| from > to && to.1 > 0 || from.0 > to.0), 330),
    };
    let both = first.year.is_some() && last.year.is_some();
    let days = period.from.until(period.to).map_or(0, |span| span.get_days()) + 1;
    backwards && !both && days > most
}

fn resolve(first: Point, last: Option<Point>, today: Date, lean: Lean) -> Option<Period> {
    let end = last.unwrap_or(first);
    let whole = |from_year: i16, to_year: i16| -> Option<Period> {
        Some(Period { from: bounds(from_year, first.unit)?.from, to: bounds(to_year, end.unit)?.to })
    };
    match (first.year, end.year) {
        (Some(from), Some(to)) => whole(from, to),
        // A year that is written once holds for both ends, and the first lies before the second.
        (None, Some(to)) => whole(to, to).filter(|period| period.from <= period.to).or_else(|| whole(to - 1, to)),
        (Some(from), None) => whole(from, from).filter(|period| period.from <= period.to).or_else(|| whole(from, from + 1)),
        (None, None) => {
            let candidate = |year: i16| whole(year, year).filter(|period| period.from <= period.to).or_else(|| whole(year, year + 1));
            let year = today.year();
            let mut candidates: Vec<Period> = (year - 2..=year + 2).filter_map(candidate).collect();
            candidates.sort_by_key(|period| period.from);
            match lean {
                Lean::Past => candidates.into_iter().rev().find(|period| period.from <= today),
                Lean::Future => candidates.into_iter().find(|period| period.to >= today),
            }
        }
    }
}

/// The stretch that "i vår", "i höst", "i år", "nästa år" name; a year has two terms, from January and July.
#[must_use]
pub fn season(folded: &str, today: Date) -> Option<Period> {
    let has = |word: &str| format!(" {folded} ").contains(&format!(" {word} "));
    let half = |year: i16, autumn: bool| {
        let (from, to) = if autumn { ((7, 1), (12, 31)) } else { ((1, 1), (6, 30)) };
        Period { from: date(year, from.0, from.1), to: date(year, to.0, to.1) }
    };
    let year = today.year();
    if has("i var") || has("varen") || has("varterminen") || has("this spring") {
        let this = half(year, false);
        return Some(if this.to < today { half(year + 1, false) } else { this });
    }
    if has("i host") || has("hosten") || has("hostterminen") || has("this autumn") {
        return Some(half(year, true));
    }
    if has("i ar") || has("this year") {
        return Some(Period { from: date(year, 1, 1), to: date(year, 12, 31) });
    }
    if has("nasta ar") || has("next year") {
        return Some(Period { from: date(year + 1, 1, 1), to: date(year + 1, 12, 31) });
    }
    None
}
