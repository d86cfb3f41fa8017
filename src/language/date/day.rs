//! Days in words: months, weekdays, weeks, "imorgon", "om tre veckor".

use super::calendar::YEARS;
use super::lexicon::{DayPart, full_month, month, unit};
use super::numbers;
use super::phrase::{Day, DayFound, Joint, Match, Month, Year, longer};
use super::token::{Kind, Text};
use super::{holiday, numeric, part, relative, week, weekday};

/// Words that may lead in a day and belong to it.
const LEADING: &[&str] = &[
    "pa", "till", "nu", "redan", "senast", "i", "den", "kring", "runt", "omkring", "on", "by", "this", "vid", "ca", "framat", "in",
    "infor", "during", "under", "typ", "nagon", "mellan", "between",
];

/// How many days may be reckoned from one another: "dagen efter dagen före påsk" are three.
const DEEPEST: usize = 12;

/// Reads a day with the words that lead in to it, the longest reading of all.
pub(super) fn read(text: &Text, at: usize) -> Match<DayFound> {
    let mut best: Match<DayFound> = None;
    for start in at..at + 5 {
        best = longer(best, core(text, start));
        let leading = LEADING.contains(&text.word(start))
            || text.starts(start, &["nan", "gang"])
            || text.is(start, &["d"]) && !text.glued(start) && !text.glued(start + 1) && matches!(text.width(start + 1), 1 | 2);
        if !leading || start >= text.len() {
            break;
        }
    }
    best
}

/// Reads a day from its first own word.
pub(super) fn core(text: &Text, at: usize) -> Match<DayFound> {
    if at >= text.len() {
        return None;
    }
    text.days.at_depth(at, DEEPEST, || core_at(text, at))
}

fn core_at(text: &Text, at: usize) -> Match<DayFound> {
    if let Some(night) = night_before(text, at) {
        return Some(night);
    }
    let mut best: Match<Day> = None;
    for reader in [
        numeric::read,
        named,
        month_first,
        numbered_month,
        day_of_month,
        weekday::weekday_alone,
        week::week,
        week::week_from_now,
        month_from_now,
        bare_month,
        relative::from_now,
        holiday::read,
        part::read,
    ] {
        best = longer(best, reader(text, at));
    }
    longer(best.map(|(end, day)| (end, day.into())), relative::today(text, at))
        .map(|found| longer(Some(found.clone()), weekday::compound_weekday(text, at)).unwrap_or(found))
        .or_else(|| weekday::compound_weekday(text, at))
}

/// "natten till söndag", "natten mot den 3 maj": the small hours of that day.
fn night_before(text: &Text, at: usize) -> Match<DayFound> {
    if !text.is(at, &["natten", "natt"]) || !text.is(at + 1, &["till", "mot"]) {
        return None;
    }
    let (end, found) = core(text, text.skip(at + 2, &["den", "pa"]))?;
    found.part.is_none().then_some((end, DayFound { part: Some(DayPart::SmallHours), ..found }))
}

/// A year after a date: "2027", "'27", "nästa år", "i år".
pub(super) fn year_after(text: &Text, at: usize) -> (usize, Year) {
    let start = text.skip(at, &[",", "ar"]);
    if text.width(start) == 4
        && let Some(year) = text.digits(start).and_then(|value| numeric::year_of(value, 4))
        && !text.runs_on(start + 1)
        && (1950..=2150).contains(&year)
        && !(text.is(start + 1, &[":"]) && text.glued(start + 1))
    {
        return (start + 1, Year::Exactly(year));
    }
    if text.is(start, &["'", "-"])
        && text.glued(start + 1)
        && text.width(start + 1) == 2
        && (text.glued(start) || text.word(start) == "'" || matches!(text.digits(start + 1), Some(24..=49)))
        && let Some(year) = text.digits(start + 1).and_then(|value| numeric::year_of(value, 2))
    {
        return (start + 2, Year::Exactly(year));
    }
    if let Some((end, year)) = year_in_words(text, start) {
        return (end, Year::Exactly(year));
    }
    for (phrase, years) in [
        (&["nasta", "ar"][..], 1),
        (&["i", "ar"], 0),
        (&["detta", "ar"], 0),
        (&["next", "year"], 1),
        (&["this", "year"], 0),
        (&["aret", "darpa"], 1),
    ] {
        if text.starts(at, phrase) && text.low(at + 1) != "är" {
            return (at + phrase.len(), Year::FromNow(years));
        }
    }
    (at, Year::Unsaid)
}

/// "tvåtusentjugosex", "tjugo hundra tjugosex": a year in one word or as many as four.
fn year_in_words(text: &Text, at: usize) -> Option<(usize, i16)> {
    if !["tju", "tva"].iter().any(|beginning| text.word(at).starts_with(beginning)) {
        return None;
    }
    let words = |count: usize| (at..at + count).map(|at| text.word(at)).collect::<String>();
    (1..=4).rev().find_map(|count| numbers::year(&words(count)).map(|year| (at + count, year)))
}

/// The suffix of an ordinal in digits: ":e", "e", ":a", "th".
fn ordinal_suffix(text: &Text, at: usize) -> Option<usize> {
    let start = if text.is(at, &[":", "."]) && text.glued(at) { at + 1 } else { at };
    let word = text.word(start);
    let known = text.glued(start)
        && matches!(word, "e" | "a" | "de" | "te" | "je" | "ste" | "sta" | "st" | "nd" | "rd" | "th" | "dje" | "nde" | "ende" | "onde");
    // "3 e april"
    let apart = start == at && word == "e" && month(text.word(start + 1)).is_some();
    (known || apart).then_some(start + 1)
}

/// A day number before a month: "15", "15:e", "femtonde", "femton". The flag says it is an ordinal.
fn day_number(text: &Text, at: usize) -> Match<(u32, bool)> {
    if let Some(value) = text.digits(at) {
        if text.width(at) > 2 || (text.glued(at) && at > 0 && text.tokens[at - 1].kind == Kind::Number) {
            return None;
        }
        return match ordinal_suffix(text, at + 1) {
            Some(end) => Some((end, (value, true))),
            None => Some((at + 1, (value, false))),
        };
    }
    // "tjugo första", "twenty-first"
    if text.is(at, &["tjugo", "trettio", "twenty", "thirty"]) {
        let next = text.skip(at + 1, &["-"]);
        if let (Some(tens), Some(unit)) = (numbers::cardinal(text.word(at)), numbers::ordinal(text.word(next)).filter(|unit| *unit < 10)) {
            return Some((next + 1, (tens + unit, true)));
        }
    }
    if let Some(value) = numbers::ordinal(text.word(at)) {
        return Some((at + 1, (value, true)));
    }
    numbers::cardinal(text.word(at)).map(|value| (at + 1, (value, false)))
}

fn date_of(value: u32, month: i8, year: Year) -> Day {
    let longest = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    match i8::try_from(value) {
        Ok(day) if (1..=longest).contains(&value) => Day::Date { year, month, day },
        _ => Day::NoSuchDate {
            year: if let Year::Exactly(year) = year { Some(year) } else { None },
            month: u32::try_from(month).unwrap_or(0),
            day: value,
        },
    }
}

pub(super) fn connector(text: &Text, at: usize) -> Option<(usize, Joint)> {
    Some(match text.word(at) {
        "-" | "till" | "to" | "through" => (at + 1, Joint::Range),
        "och" | "&" | "and" | "samt" | "," | "+" | "resp" => {
            let next = if text.word(at) == "," { text.skip(at + 1, &["och", "and", "samt"]) } else { at + 1 };
            if text.word(at) == "," && text.is(next, &["eller", "or"]) { (next + 1, Joint::Or) } else { (next, Joint::And) }
        }
        "eller" | "or" | "alt" | "alternativt" | "el" => (text.skip(at + 1, &["."]), Joint::Or),
        _ => return None,
    })
}

pub(super) fn gather(mut days: Vec<Day>, joint: Joint) -> Day {
    if days.len() == 1 { days.remove(0) } else { Day::List { days, joint } }
}

/// "15 april", "den 15:e april 2026", "15-16 augusti", "den 5:e eller 6:e maj".
fn named(text: &Text, at: usize) -> Match<Day> {
    let start = text.skip(at, &["den", "the", "d"]);
    let start = if start > at { text.skip(start, &["."]) } else { start };
    if text.glued(start) && start == at && at > 0 && !matches!(text.word(at - 1), "(" | "," | ":" | "-" | ".") {
        return None;
    }
    let (mut end, (first, _)) = day_number(text, start)?;
    let mut values = vec![first];
    let mut joint = Joint::Range;
    while let Some((next, kind)) = connector(text, end) {
        let next = text.skip(next, &["den", "the"]);
        let Some((after, (value, _))) = day_number(text, next) else { break };
        if values.len() >= 12 {
            return None;
        }
        values.push(value);
        if joint != Joint::Or {
            joint = kind;
        }
        end = after;
    }
    if joint == Joint::And && values.len() == 2 && text.is(at.wrapping_sub(1), &["mellan", "between"]) {
        joint = Joint::Range;
    }
    let month_at = text.skip(end, &["i", "of", "av", "."]);
    let month = month(text.word(month_at))?;
    if text.word(month_at) == "mars" && text.low(month_at) != "mars" {
        return None;
    }
    // "2 marsvin" is one word; "1 mar-kurs" is not a date.
    if text.runs_on(month_at + 1) && !text.is(month_at + 1, &["-", "/"]) && text.width(month_at + 1) == 0 {
        return None;
    }
    let after = if text.is(month_at + 1, &["."]) && text.glued(month_at + 1) && month_at + 2 < text.len() && text.word(month_at).len() <= 4
    {
        month_at + 2
    } else {
        month_at + 1
    };
    let (end, year) = year_after(text, after);
    let end = if end == after { month_at + 1 } else { end };
    Some((end, gather(values.into_iter().map(|value| date_of(value, month, year)).collect(), joint)))
}

/// "den femtonde i fjärde", "15:e 4:e": the month by its number.
fn numbered_month(text: &Text, at: usize) -> Match<Day> {
    let start = text.skip(at, &["den", "the"]);
    if text.glued(start) && start == at {
        return None;
    }
    let (next, (value, ordinal)) = day_number(text, start)?;
    let month_at = text.skip(next, &["i", "den"]);
    // "den nio i nionde": the day may be a plain number where "i" and the month's ordinal follow.
    if !(ordinal || text.is(next, &["i"]) && numbers::ordinal(text.word(next + 1)).is_some()) {
        return None;
    }
    let (end, (month, true)) = day_number(text, month_at)? else { return None };
    let month = i8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
    let (after, year) = year_after(text, end);
    (ends_phrase(text, after) && !text.runs_on(after)).then(|| (after, date_of(value, month, year)))
}

/// "april 15", "May 3rd, 2026", "maj den 3:e".
fn month_first(text: &Text, at: usize) -> Match<Day> {
    let month = month(text.word(at)).filter(|_| text.tokens[at].kind == Kind::Word)?;
    let start = text.skip(at + 1, &["."]);
    let start = text.skip(start, &["den", "the"]);
    if text.glued(start) && text.width(start) > 0 && start == at + 1 {
        return None;
    }
    let (end, (value, _)) = if text.width(start) > 0 || (start > at + 1 && text.word(start - 1) != ".") {
        day_number(text, start)?
    } else {
        numbers::ordinal(text.word(start)).map(|value| (start + 1, (value, true))).filter(|_| text.english)?
    };
    let is_count =
        unit(text, end).is_some() && !text.is(end, &["v", "d", "h", "ar"]) || text.is(end, &["ganger", "ggr", "st", "gang", "times"]);
    let is_clock = text.is(end, &[".", ":"]) && text.glued(end) && text.width(end + 1) > 0 && text.glued(end + 1);
    // "efter jul 10 januari": the number belongs to the month behind it.
    let other_month = full_month(text, end).is_some();
    if is_count || is_clock || other_month || text.runs_on(end) || (value > 31 && text.width(start) != 2) {
        return None;
    }
    // "augusti den första vardagen": what is counted in the month.
    if start > at + 1 && super::beside::counted(text, end).is_some() {
        return None;
    }
    let (end, year) = year_after(text, end);
    Some((end, date_of(value, month, year)))
}

/// Whether a phrase may end here, so that "den tredje" is a day and "den tredje kursen" is not.
pub(super) fn ends_phrase(text: &Text, at: usize) -> bool {
    const FOLLOWING: &[&str] = &[
        "imorgon",
        "idag",
        "ikvall",
        "i",
        "varje",
        "kl",
        "klockan",
        "och",
        "eller",
        "nasta",
        "denna",
        "ar",
        "ska",
        "har",
        "vill",
        "maste",
        "borjar",
        "paminn",
        "paminna",
        "remind",
        "vid",
        "pa",
        "innan",
        "fore",
        "av",
        "senast",
        "om",
        "att",
        "sa",
        "den",
        "fran",
        "till",
        "tack",
        "pls",
        "every",
        "of",
        "at",
        "to",
        "about",
        "in",
        "is",
        "snalla",
        "please",
        "each",
        "next",
        "behover",
        "bor",
        "kan",
        "far",
        "ping",
        "pinga",
        "pling",
        "sag",
        "glom",
        "skall",
        "var",
        "varannan",
        "tom",
        "from",
        "halv",
        "kvart",
        "da",
        "that",
        "paminnelse",
        "for",
    ];
    at >= text.len()
        || (text.tokens[at].kind == Kind::Mark && !(text.word(at) == "-" && text.glued(at + 1)))
        || FOLLOWING.contains(&text.word(at))
}

/// "den 15:e", "den 5:e eller 6:e", "the 15th", "15:e nästa månad".
fn day_of_month(text: &Text, at: usize) -> Match<Day> {
    let start = text.skip(at, &["den", "the", "dan"]);
    // "dag 5 i nästa månad", "nästa månad dag 5"
    if text.is(start + 1, &["o"]) && text.is(start + 2, &["'"]) {
        return None;
    }
    let numbered = text.is(at, &["dag"])
        && matches!(text.width(at + 1), 1 | 2)
        && (month_tail(text, at + 2).0 > at + 2 || text.is(at.wrapping_sub(1), &["manad", "manaden"]));
    let start = if numbered { at + 1 } else { start };
    let led = start > at;
    let (mut end, (value, ordinal)) = day_number(text, start)?;
    let in_digits = text.width(start) > 0;
    let each = text.skip(end, &["i", "in", "of"]);
    let monthly = in_digits && text.is(each, &["varje", "every"]) && text.is(each + 1, &["manad", "month"]);
    // "fre 13 kl 15"
    let between = start == at
        && (1..=31).contains(&value)
        && at.checked_sub(1).is_some_and(|before| super::lexicon::weekday(text, before).is_some())
        && super::clock::labels(text, end);
    let led = led || ordinal && in_digits || in_digits && between;
    let monthly = monthly || in_digits && text.width(start) <= 2 && month_tail(text, end).0 > end;
    if !(led || monthly) || (!in_digits && !ordinal) {
        return None;
    }
    if in_digits && text.glued(start) && !led && at > 0 && !matches!(text.word(at - 1), "(" | "," | ":") {
        return None;
    }
    let mut values = vec![value];
    let mut joint = Joint::Range;
    while let Some((next, kind)) = connector(text, end) {
        let explicit = text.skip(next, &["den", "the"]);
        let Some((after, (value, is_ordinal))) = day_number(text, explicit) else { break };
        let counted = unit(text, after).is_some() && !text.is(after, &["ar", "d"]);
        if counted
            || text.width(explicit) == 0 && !is_ordinal
            || text.is(after, &["/", ".", ":"]) && text.glued(after) && text.glued(after + 1)
            || values.len() >= 12
        {
            break;
        }
        values.push(value);
        joint = if joint == Joint::Or { Joint::Or } else { kind };
        end = after;
    }
    let (tail, month) = month_tail(text, end);
    if tail == end && values.len() == 1 {
        let unit_follows = unit(text, end).is_some() && !text.is(end, &["ar"]);
        let wordy = !in_digits || !led;
        if unit_follows
            || text.runs_on(end)
            || text.is(end, &["st", "%", "gangen", "gang", "aret", "halvlek"])
            || (wordy && !monthly && !ends_phrase(text, end))
        {
            return None;
        }
        // "den 15 juni" and "den 15/4" are longer and win; "den 15.30" is no day.
        if text.is(end, &[".", ":", "/"]) && text.glued(end) && text.glued(end + 1) && text.width(end + 1) > 0 {
            return None;
        }
    }
    if values.iter().any(|value| *value > 99) {
        return None;
    }
    let days = values
        .into_iter()
        .map(|value| match i8::try_from(value) {
            Ok(day) if (1..=31).contains(&value) => Day::OfMonth { day, month },
            _ => Day::NoSuchDate { year: None, month: 0, day: value },
        })
        .collect();
    Some((tail, gather(days, joint)))
}

/// "i nästa månad", "denna månad": which month, counted from the present one.
fn month_tail(text: &Text, at: usize) -> (usize, Option<i64>) {
    let start = text.skip(at, &["i", "in", "of"]);
    match month_offset(text, start) {
        Some((end, months)) => (end, Some(months)),
        None => (at, None),
    }
}

/// "nästa månad" → 1, "den här månaden" → 0.
pub(super) fn month_offset(text: &Text, at: usize) -> Match<i64> {
    for (phrase, months) in [
        (&["nasta", "manad"][..], 1),
        (&["kommande", "manad"], 1),
        (&["nastkommande", "manad"], 1),
        (&["nastfoljande", "manad"], 1),
        (&["manaden", "efter", "nasta"], 2),
        (&["nastnasta", "manad"], 2),
        (&["den", "har", "manaden"], 0),
        (&["denna", "manad"], 0),
        (&["denna", "manaden"], 0),
        (&["innevarande", "manad"], 0),
        (&["next", "month"], 1),
        (&["this", "month"], 0),
        (&["the", "month", "after", "next"], 2),
        (&["forra", "manaden"], -1),
        (&["last", "month"], -1),
    ] {
        if text.starts(at, phrase) {
            return Some((at + phrase.len(), months));
        }
    }
    None
}

/// "nästa månad" alone.
fn month_from_now(text: &Text, at: usize) -> Match<Day> {
    let (end, months) = month_offset(text, at)?;
    Some((end, Day::MonthPart { month: Month::FromNow(months), third: None }))
}

/// "april", "maj 2027", "nästa april".
fn bare_month(text: &Text, at: usize) -> Match<Day> {
    let start = text.skip(at, &["nasta", "next", "kommande"]);
    let month = full_month(text, start)?;
    let after = text.skip(start + 1, &["manad"]);
    let (end, year) = year_after(text, after);
    Some((end, Day::MonthPart { month: Month::Named { month, year }, third: None }))
}

/// Whether a number is a year that a person may name alone.
pub(super) fn is_year(value: u32) -> bool {
    i16::try_from(value).is_ok_and(|year| YEARS.contains(&year) && (2000..=2100).contains(&year))
}
