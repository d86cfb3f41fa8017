//! Days in words: months, weekdays, weeks, "imorgon", "om tre veckor".

use super::calendar::YEARS;
use super::lexicon::{DayForm, DayPart, day_part, full_month, month, unit, weekday};
use super::numbers;
use super::phrase::{Day, DayFound, Joint, Match, Month, Which, Year, longer};
use super::stretch;
use super::token::{Kind, Text};
use super::{holiday, numeric, part};

/// Words that may lead in a day and belong to it.
const LEADING: [&str; 22] = [
    "pa", "till", "nu", "redan", "senast", "i", "den", "kring", "runt", "omkring", "on", "by", "this", "vid", "ca", "framat", "in",
    "infor", "during", "under", "typ", "nagon",
];

/// Reads a day with the words that lead in to it.
pub(super) fn read(text: &Text, at: usize) -> Match<DayFound> {
    let mut start = at;
    for _ in 0..4 {
        if let Some(found) = core(text, start) {
            return Some(found);
        }
        let leading = LEADING.contains(&text.word(start)) || text.starts(start, &["nan", "gang"]);
        if !leading || start >= text.len() {
            return None;
        }
        start += 1;
    }
    None
}

/// Reads a day from its first own word.
pub(super) fn core(text: &Text, at: usize) -> Match<DayFound> {
    if at >= text.len() {
        return None;
    }
    let mut best: Match<Day> = None;
    for reader in [
        numeric::read,
        named,
        month_first,
        day_of_month,
        weekday_alone,
        week,
        week_from_now,
        month_from_now,
        bare_month,
        from_now,
        holiday::read,
        part::read,
    ] {
        best = longer(best, reader(text, at));
    }
    longer(best.map(|(end, day)| (end, day.into())), today(text, at))
        .map(|found| longer(Some(found.clone()), compound_weekday(text, at)).unwrap_or(found))
        .or_else(|| compound_weekday(text, at))
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
    if text.is(start, &["'", "-"]) && text.glued(start + 1) && text.width(start + 1) == 2 && (text.glued(start) || text.word(start) == "'")
    {
        if let Some(year) = text.digits(start + 1).and_then(|value| numeric::year_of(value, 2)) {
            return (start + 2, Year::Exactly(year));
        }
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

/// The suffix of an ordinal in digits: ":e", "e", ":a", "th".
fn ordinal_suffix(text: &Text, at: usize) -> Option<usize> {
    let start = if text.is(at, &[":", "."]) && text.glued(at) { at + 1 } else { at };
    let word = text.word(start);
    let known = text.glued(start) && matches!(word, "e" | "a" | "de" | "te" | "je" | "ste" | "sta" | "st" | "nd" | "rd" | "th" | "dje");
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

fn connector(text: &Text, at: usize) -> Option<(usize, Joint)> {
    Some(match text.word(at) {
        "-" | "till" | "to" => (at + 1, Joint::Range),
        "och" | "&" | "and" | "samt" | "," | "+" | "resp" => {
            let next = if text.word(at) == "," { text.skip(at + 1, &["och", "and", "samt"]) } else { at + 1 };
            if text.word(at) == "," && text.is(next, &["eller", "or"]) { (next + 1, Joint::Or) } else { (next, Joint::And) }
        }
        "eller" | "or" | "alt" | "alternativt" | "el" => (text.skip(at + 1, &["."]), Joint::Or),
        _ => return None,
    })
}

fn gather(mut days: Vec<Day>, joint: Joint) -> Day {
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
    if is_count || is_clock || text.runs_on(end) || (value > 31 && text.width(start) != 2) {
        return None;
    }
    let (end, year) = year_after(text, end);
    Some((end, date_of(value, month, year)))
}

/// Whether a phrase may end here, so that "den tredje" is a day and "den tredje kursen" is not.
pub(super) fn ends_phrase(text: &Text, at: usize) -> bool {
    const FOLLOWING: [&str; 62] = [
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
    let led = start > at;
    let (mut end, (value, ordinal)) = day_number(text, start)?;
    let in_digits = text.width(start) > 0;
    if !(led || (ordinal && in_digits)) || (!in_digits && !ordinal) {
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
            || (wordy && !ends_phrase(text, end))
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
            Ok(day) if (1..=31).contains(&value) => Day::DayOfMonth { day, month },
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

fn weekday_modifier(text: &Text, at: usize) -> Option<(usize, Which)> {
    let (end, which) = match text.word(at) {
        "nasta" | "next" => (at + 1, Which::Next),
        "nastnasta" => (at + 1, Which::AfterNext),
        "kommande" | "nastkommande" | "narmaste" | "denna" | "coming" | "this" => (at + 1, Which::Coming),
        "den" if text.is(at + 1, &["har", "narmaste", "kommande"]) => (at + 2, Which::Coming),
        "the" if text.is(at + 1, &["coming", "following"]) => (at + 2, Which::Coming),
        "forra" | "last" => (at + 1, Which::Past),
        _ => return None,
    };
    Some((end, which))
}

/// "fredag", "nästa fredag", "i fredags", "måndag till onsdag", "tis och tors".
fn weekday_alone(text: &Text, at: usize) -> Match<Day> {
    let (start, mut which) = weekday_modifier(text, at).unwrap_or((at, Which::Coming));
    let (first, form, part) = weekday(text, start)?;
    if form == DayForm::Plural || part.is_some() || text.runs_on(start + 1) && !weekday_runs_on(text, start) {
        return None;
    }
    if form == DayForm::Past {
        // "i torsdags" lies behind; "torsdags" alone is an adjective.
        if !text.is(at.wrapping_sub(1), &["i"]) {
            return None;
        }
        which = Which::Past;
    }
    let mut end = text.skip(start + 1, &["."]);
    if end > start + 1 && (end >= text.len() || text.word(start).len() > 4) {
        end = start + 1;
    }
    if text.starts(end, &["after", "next"]) {
        return Some((end + 2, Day::Weekday { weekday: first, which: Which::AfterNext }));
    }
    let mut days = vec![Day::Weekday { weekday: first, which }];
    let mut joint = Joint::Range;
    while let Some((next, kind)) = connector(text, end) {
        let next = text.skip(next, &["pa", "on", "den"]);
        let (next, which) = weekday_modifier(text, next).unwrap_or((next, which));
        let Some((other, DayForm::Plain | DayForm::Definite, None)) = weekday(text, next) else { break };
        if days.len() >= 7 {
            break;
        }
        // "fredag och lördag v 14" keeps its week; "fredag, måndag v 14" too: the last one takes it.
        days.push(Day::Weekday { weekday: other, which });
        joint = if joint == Joint::Or { Joint::Or } else { kind };
        end = next + 1;
    }
    Some((end, gather(days, joint)))
}

/// "mån-fre", "mån/ons", "fredag-lördag": the hyphen joins weekdays.
fn weekday_runs_on(text: &Text, at: usize) -> bool {
    text.is(at + 1, &["-", "/", "+"]) && (weekday(text, at + 2).is_some() || text.width(at + 2) > 0)
}

/// "fredagskväll", "måndagmorgon".
fn compound_weekday(text: &Text, at: usize) -> Match<DayFound> {
    let (start, which) = weekday_modifier(text, at).unwrap_or((at, Which::Coming));
    let (weekday, form, part) = weekday(text, start)?;
    (part.is_some() && form == DayForm::Plain && !text.runs_on(start + 1))
        .then_some((start + 1, DayFound { day: Day::Weekday { weekday, which }, part }))
}

/// "v 14", "v.14", "vecka fjorton 2027", "w14", "v 14-15", "v 14 eller 15".
pub(super) fn week(text: &Text, at: usize) -> Match<Day> {
    let word = text.word(at);
    if !matches!(word, "v" | "vecka" | "w" | "week" | "wk" | "veckan" | "vk")
        || text.glued(at) && at > 0 && text.tokens[at - 1].kind != Kind::Mark
    {
        return None;
    }
    let start = text.skip(at + 1, &["."]);
    let start = text.skip(start, &["nr", "nummer"]);
    let value = if text.width(start) > 0 {
        text.digits(start).filter(|_| text.width(start) <= 2)?
    } else if matches!(word, "v" | "w") {
        return None;
    } else {
        numbers::cardinal(text.word(start)).filter(|value| *value > 2)?
    };
    let counted =
        matches!(word, "vecka" | "veckan" | "week") && unit(text, start + 1).is_some() && !text.is(start + 1, &["v", "d", "ar", "h"]);
    if counted || text.is(start + 1, &["/", ":"]) && text.glued(start + 1) && text.width(start + 2) > 0 || text.is(start + 1, &["%"]) {
        return None;
    }
    let mut values = vec![value];
    let mut joint = Joint::Range;
    let mut end = start + 1;
    while let Some((next, kind)) = connector(text, end) {
        let next = text.skip(next, &["v", "vecka", "week"]);
        let next = text.skip(next, &["."]);
        let in_range = text.width(next) > 0 && text.width(next) <= 2 && text.digits(next).is_some_and(|value| (1..=53).contains(&value));
        if !in_range
            || unit(text, next + 1).is_some()
            || month(text.word(next + 1)).is_some()
            || text.is(next + 1, &["/", ":", "."]) && text.glued(next + 1) && text.glued(next + 2)
        {
            break;
        }
        values.extend(text.digits(next));
        joint = if joint == Joint::Or { Joint::Or } else { kind };
        end = next + 1;
    }
    let (end, year) = year_after(text, end);
    let days = values
        .into_iter()
        .map(|value| match i8::try_from(value) {
            Ok(week) if (1..=53).contains(&value) => Day::Week { week, year, weekday: None, third: None },
            _ => Day::NoSuchWeek(value),
        })
        .collect();
    Some((end, gather(days, joint)))
}

/// "nästa vecka" → 1, "den här veckan" → 0.
pub(super) fn week_offset(text: &Text, at: usize) -> Match<i64> {
    for (phrase, weeks) in [
        (&["nasta", "vecka"][..], 1),
        (&["nasta", "v"], 1),
        (&["nastkommande", "vecka"], 1),
        (&["nastfoljande", "vecka"], 1),
        (&["kommande", "vecka"], 1),
        (&["veckan", "efter", "nasta", "vecka"], 2),
        (&["veckan", "efter", "nasta"], 2),
        (&["vecka", "efter", "nasta"], 2),
        (&["nastnasta", "vecka"], 2),
        (&["nasta", "nasta", "vecka"], 2),
        (&["nastanasta", "vecka"], 2),
        (&["den", "har", "veckan"], 0),
        (&["denna", "vecka"], 0),
        (&["denna", "veckan"], 0),
        (&["innevarande", "vecka"], 0),
        (&["i", "veckan"], 0),
        (&["forra", "veckan"], -1),
        (&["next", "week"], 1),
        (&["the", "week", "after", "next"], 2),
        (&["week", "after", "next"], 2),
        (&["the", "following", "week"], 1),
        (&["this", "week"], 0),
        (&["last", "week"], -1),
    ] {
        if text.starts(at, phrase) {
            return Some((at + phrase.len(), weeks));
        }
    }
    None
}

fn week_from_now(text: &Text, at: usize) -> Match<Day> {
    let (end, weeks) = week_offset(text, at)?;
    Some((end, Day::WeekFromNow { weeks, weekday: None, third: None }))
}

/// "idag", "i morgon bitti", "ikväll", "igår", "tomorrow".
fn today(text: &Text, at: usize) -> Match<DayFound> {
    const DAYS: &[(&[&str], i64, Option<DayPart>)] = &[
        (&["idag"], 0, None),
        (&["i", "dag"], 0, None),
        (&["today"], 0, None),
        (&["imorgon"], 1, None),
        (&["i", "morgon"], 1, None),
        (&["tomorrow"], 1, None),
        (&["i", "mo"], 1, None),
        (&["the", "day", "after", "tomorrow"], 2, None),
        (&["day", "after", "tomorrow"], 2, None),
        (&["dagen", "efter", "imorgon"], 2, None),
        (&["dagen", "efter", "i", "morgon"], 2, None),
        (&["overmorgon"], 2, None),
        (&["i", "overmorgon"], 2, None),
        (&["iovermorgon"], 2, None),
        (&["i", "over", "morgon"], 2, None),
        (&["over", "morgon"], 2, None),
        (&["over", "imorgon"], 2, None),
        (&["igar"], -1, None),
        (&["i", "gar"], -1, None),
        (&["yesterday"], -1, None),
        (&["forrgar"], -2, None),
        (&["i", "forrgar"], -2, None),
        (&["iforrgar"], -2, None),
        (&["ikvall"], 0, Some(DayPart::Evening)),
        (&["i", "kvall"], 0, Some(DayPart::Evening)),
        (&["tonight"], 0, Some(DayPart::Evening)),
        (&["this", "evening"], 0, Some(DayPart::Evening)),
        (&["i", "eftermiddag"], 0, Some(DayPart::Afternoon)),
        (&["ieftermiddag"], 0, Some(DayPart::Afternoon)),
        (&["i", "em"], 0, Some(DayPart::Afternoon)),
        (&["this", "afternoon"], 0, Some(DayPart::Afternoon)),
        (&["i", "formiddag"], 0, Some(DayPart::Forenoon)),
        (&["i", "fm"], 0, Some(DayPart::Forenoon)),
        (&["this", "morning"], 0, Some(DayPart::Morning)),
        (&["imorse"], 0, Some(DayPart::Morning)),
        (&["i", "morse"], 0, Some(DayPart::Morning)),
        (&["inatt"], 0, Some(DayPart::Night)),
        (&["i", "natt"], 0, Some(DayPart::Night)),
        (&["last", "night"], -1, Some(DayPart::Evening)),
    ];
    let (phrase, days, part) = DAYS.iter().filter(|(phrase, ..)| text.starts(at, phrase)).max_by_key(|(phrase, ..)| phrase.len())?;
    let end = at + phrase.len();
    if text.runs_on(end) {
        return None;
    }
    let mut part = *part;
    let mut end = end;
    // "imorgon bitti", "imorgon em"
    if part.is_none() {
        let next = text.skip(end, &["pa", "i"]);
        if let Some(said) = day_part(text.word(next)).filter(|_| !text.runs_on(next + 1)) {
            part = Some(said);
            end = next + 1;
        } else if text.is(end, &["tidigt"]) {
            part = Some(DayPart::Morning);
            end += 1;
        }
    }
    Some((end, DayFound { day: Day::FromToday(*days), part }))
}

/// "om tre veckor", "inom en månad", "in two weeks", "tre dagar från nu", "för en vecka sedan".
fn from_now(text: &Text, at: usize) -> Match<Day> {
    let word = text.word(at);
    if text.is(at, &["-"]) && text.glued(at + 1) && !text.glued(at) && text.width(at + 1) > 0 {
        return stretch::sum(text, at + 1).map(|(end, _)| (end, Day::Ago));
    }
    let leads_in = matches!(word, "om" | "inom" | "efter" | "+" | "nasta" | "within")
        || (word == "in" && (text.english || text.number(at + 1).is_some()))
        || text.starts(at, &["the", "next"]);
    let start = if leads_in { at + 1 } else { at };
    let start = if leads_in { text.skip(start, &["ca", "cirka", "typ", "ungefar", "about", "precis", "exakt"]) } else { start };
    if leads_in && word == "om" && text.is(start, &["en", "ett"]) && text.is(start + 1, &["stund", "tag", "liten", "litet"]) {
        let end = text.skip(start + 2, &["stund", "tag"]);
        return Some((end, Day::Open));
    }
    if word == "for" || !leads_in {
        let start = if word == "for" { at + 1 } else { at };
        let (end, length) = stretch::sum(text, start)?;
        if text.is(end, &["sedan", "sen", "ago"]) {
            return Some((end + 1, Day::Ago));
        }
        let end = text.after(
            end,
            &[&["fran", "nu"], &["fran", "idag"], &["fran", "i", "dag"], &["from", "now"], &["from", "today"], &["framat", "i", "tiden"]],
        )?;
        return Some((end, Day::After(length)));
    }
    let (end, length) = stretch::sum(text, start)?;
    // "om en vecka innan" never counts from now.
    if text.is(end, &["innan", "fore", "before", "sedan", "sen", "ago", "i"]) && (text.word(end) != "i" || text.is(end + 1, &["forvag"])) {
        return None;
    }
    if word == "efter" && !ends_phrase(text, end) {
        return None;
    }
    if word == "nasta" && text.width(start) == 0 && text.number(start).is_none() {
        return None;
    }
    Some((text.after(end, &[&["fran", "nu"], &["framat"], &["from", "now"]]).unwrap_or(end), Day::After(length)))
}

/// Whether a number is a year that a person may name alone.
pub(super) fn is_year(value: u32) -> bool {
    i16::try_from(value).is_ok_and(|year| YEARS.contains(&year) && (2000..=2100).contains(&year))
}
