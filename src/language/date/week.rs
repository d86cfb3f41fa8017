//! ISO weeks: "v 14", "vecka fjorton 2027", "nästa vecka".

use super::day::{connector, gather, year_after};
use super::lexicon::{month, unit};
use super::numbers;
use super::phrase::{Day, Joint, Match};
use super::token::{Kind, Text};

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
        (&["nasta", "veckas"], 1),
        (&["nasta", "veckan"], 1),
        (&["nastnasta", "veckas"], 2),
        (&["denna", "veckas"], 0),
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

pub(super) fn week_from_now(text: &Text, at: usize) -> Match<Day> {
    let (end, weeks) = week_offset(text, at)?;
    Some((end, Day::WeekFromNow { weeks, weekday: None, third: None }))
}
