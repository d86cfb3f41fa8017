//! What stands beside the days of a message: a year said apart from its day, another sentence's numbers,
//! and conditions that no rule can hold.

use super::clause;
use super::clock::Clock;
use super::cycle::Piece;
use super::lead::Leads;
use super::phrase::{Counted, Day, DayFound, Direction, Month, Step, Which, Within, Year};
use super::rrule::Frequency;
use super::scan::{Item, Part};
use super::token::Text;
use super::{clock, cycle, day, lead};

/// "om det är helg så fredagen innan": a condition with what would hold then.
pub(super) fn read(text: &Text, at: usize) -> Option<usize> {
    if let Some(end) = zone(text, at) {
        return Some(end);
    }
    let start = text.skip(at, &[","]);
    let start = text.skip(start, &["men", "fast", "dock", "but"]);
    let start = text.skip(start, &["och", "and"]);
    // "eller fredagen innan om det är helg"
    if text.is(start, &["eller", "or"])
        && let Some((end, _)) = lead::read(text, start + 1)
        && condition(text, end).is_some()
    {
        return condition(text, end);
    }
    let gone = &[&["om", "det", "har", "gatt"][..], &["om", "det", "har", "passerat"], &["om", "den", "har", "passerat"]];
    let end = condition(text, start).or_else(|| text.after(text.skip(start, &["eller"]), gone))?;
    let then = text.skip(text.skip(end, &[","]), &["sa", "da", "ta", "then"]);
    let then = text.skip(then, &["hellre", "istallet", "garna"]);
    let held = lead::read(text, then)
        .map(|(end, _)| end)
        .or_else(|| day::read(text, then).map(|(end, _)| end))
        .or_else(|| clock::read(text, then).map(|(end, _)| end));
    Some(text.skip(held.unwrap_or(end), &["istallet", "instead"]))
}

/// "kl 9 London-tid", "15.00 UTC": a time of day on another clock than the person's own.
fn zone(text: &Text, at: usize) -> Option<usize> {
    const CLOCKS: &[&str] =
        &["london", "dublin", "helsingfors", "tokyo", "berlin", "paris", "oslo", "brittisk", "engelsk", "finsk", "amerikansk", "london's"];
    if at == 0 || text.glued(at) || text.number(at - 1).is_none() {
        return None;
    }
    if text.is(at, &["utc", "gmt", "londontid"]) {
        return Some(at + 1);
    }
    let next = if text.is(at + 1, &["-"]) { at + 2 } else { at + 1 };
    (text.is(at, CLOCKS) && text.is(next, &["tid", "time"])).then_some(next + 1)
}

/// "om det är helg"
fn condition(text: &Text, at: usize) -> Option<usize> {
    let next = text.after(
        at,
        &[
            &["om", "det"],
            &["om", "den"],
            &["om", "dagen"],
            &["nar", "det"],
            &["nar", "den"],
            &["ifall", "det"],
            &["ifall", "den"],
            &["if", "it"],
            &["if", "that"],
            &["when", "it"],
        ],
    )?;
    if !text.is(next, &["ar", "blir", "infaller", "faller", "rakar", "is", "falls", "s"]) {
        return None;
    }
    let next = text.skip(text.skip(next + 1, &["vara", "bli", "in"]), &["pa", "on"]);
    let next = text.skip(next, &["en", "a"]);
    text.after(
        next,
        &[
            &["helg"],
            &["helgen"],
            &["helgdag"],
            &["helgdagar"],
            &["rod", "dag"],
            &["roda", "dagar"],
            &["lordag", "eller", "sondag"],
            &["lordag"],
            &["sondag"],
            &["lov"],
            &["weekend"],
            &["public", "holiday"],
            &["holiday"],
        ],
    )
}

/// The words of a phrase without the marks at its ends.
pub(super) fn words(text: &Text, (first, end): (usize, usize)) -> String {
    let words = &text.composed[text.tokens[first].start..text.tokens[end - 1].end];
    words.trim_matches(|character: char| !character.is_alphanumeric()).to_owned()
}

/// Puts a year that stands apart into the date beside it: "år 2031 den 5 maj". What it covered is returned.
pub(super) fn join_years(text: &Text, items: &mut Vec<Item>) -> Vec<(usize, usize)> {
    let mut joined = Vec::new();
    let mut at = 1;
    while at < items.len() {
        let (before, after) = (&items[at - 1], &items[at]);
        let near = after.first <= before.end + 2 && (before.end..after.first).all(|at| text.is(at, &[",", "den", "the", "i", "in"]));
        let year_of = |item: &Item| match &item.part {
            Part::Day(DayFound { day: Day::YearPart { year: year @ (Year::Exactly(_) | Year::FromNow(_)), third: None }, .. }) => {
                Some(*year)
            }
            _ => None,
        };
        let (year_at, date_at) = if year_of(before).is_some() { (at - 1, at) } else { (at, at - 1) };
        let year = year_of(&items[year_at]);
        if let (true, Some(said)) = (near, year)
            && let Part::Day(DayFound {
                day:
                    Day::Date { year: year @ Year::Unsaid, .. }
                    | Day::MonthPart { month: Month::Named { year: year @ Year::Unsaid, .. }, .. }
                    | Day::Holiday { year: year @ Year::Unsaid, .. },
                ..
            }) = &mut items[date_at].part
        {
            *year = said;
            joined.push((items[year_at].first, items[year_at].end));
            items.remove(year_at);
        } else {
            at += 1;
        }
    }
    joined
}

/// "… ska in två månader före. Påminn mig den 25 mars.": what another sentence tells before the asking is
/// no lead where the asking has a day of its own.
pub(super) fn part_leads(text: &Text, items: &mut Vec<Item>) {
    let Some(asking) = items.iter().find(|item| item.part == Part::Asking).map(|item| item.first) else { return };
    if !items.iter().any(|item| item.first < asking && matches!(item.part, Part::Leads(_))) {
        return;
    }
    let sentences = clause::sentences(text);
    let Some(first) = sentences.iter().find(|(first, end)| (*first..*end).contains(&asking)).map(|(first, _)| *first) else { return };
    let own = |item: &Item| item.first > asking && matches!(item.part, Part::Day(_) | Part::Piece(Piece::Every(_)));
    if items.iter().any(own) {
        items.retain(|item| item.first >= first || !matches!(item.part, Part::Leads(_)));
    }
}

/// "… 11 december, påminn mig på onsdagen den veckan": the weekday in the week of the other day. Without those
/// words "på onsdagen" after the asking is the one before a day that was named ahead of it.
pub(super) fn same_week(text: &Text, items: &mut [Item]) {
    let asking = items.iter().find(|item| item.part == Part::Asking).map(|item| item.first);
    for at in 0..items.len() {
        let Part::Day(DayFound { day: Day::Weekday { weekday, which: Which::Coming }, .. }) = items[at].part else { continue };
        let names_a_day = |item: &&Item| {
            matches!(
                &item.part,
                Part::Day(DayFound {
                    day: Day::Date { .. } | Day::Week { .. } | Day::WeekFromNow { weeks: 1.., .. } | Day::Holiday { .. } | Day::Nth { .. },
                    ..
                })
            )
        };
        let Some(Part::Day(other)) = items[..at].iter().rev().find(names_a_day).map(|item| item.part.clone()) else { continue };
        let (first, end) = (items[at].first, items[at].end);
        let end_of_week = text
            .after(end, &[&["samma", "vecka"], &["i", "samma", "vecka"], &["den", "veckan"], &["i", "den", "veckan"], &["that", "week"]]);
        let definite = text.word(end - 1).ends_with("dagen") && text.is(first, &["pa"]) && asking.is_some_and(|asking| asking < first);
        let alone = definite
            && day::ends_phrase(text, end)
            && items.get(at + 1).is_none_or(|next| next.first > end + 1 || !matches!(next.part, Part::Day(_) | Part::Leads(_)));
        let told_before = items[..at].iter().rev().find(names_a_day).is_some_and(|item| Some(item.end) <= asking);
        let day = if let Some(end) = end_of_week {
            items[at].end = end;
            Day::Nth { nth: 1, counted: Counted::Weekday(weekday), within: Within::Week(Box::new(other.day)) }
        } else if alone && told_before && matches!(other.day, Day::WeekFromNow { weekday: None, .. } | Day::Week { weekday: None, .. }) {
            // "senast fredag nästa vecka"
            Day::Nth { nth: 1, counted: Counted::Weekday(weekday), within: Within::Week(Box::new(other.day)) }
        } else if alone && told_before {
            Day::Around { base: Box::new(other.day), step: Step::Weekday(weekday, 1, Direction::Before) }
        } else {
            continue;
        };
        if let Part::Day(found) = &mut items[at].part {
            found.day = day;
        }
    }
}

/// "kl 7, 15 och 23 i tio dagar" is a series though no word says so.
pub(super) fn imply_daily(items: &mut Vec<Item>) {
    let several = items.iter().any(|item| matches!(item.part, Part::Clock(Clock::Several(_, true))));
    let days = |item: &Item| matches!(item.part, Part::Piece(Piece::For(length)) if length.months == 0 && length.days > 0);
    let series = items.iter().any(|item| matches!(item.part, Part::Piece(Piece::Every(_))));
    if let (true, false, Some(at)) = (several, series, items.iter().position(days)) {
        let first = items[at].first;
        items.insert(at, Item { first, end: first, part: Part::Piece(Piece::Every(cycle::each(Frequency::Daily))) });
    }
}

/// "…, påminn mig varje gång": the day counted in "månaden" comes back each month.
pub(super) fn each_time(text: &Text, items: &mut Vec<Item>) {
    let monthly = items.iter().any(|item| {
        matches!(&item.part, Part::Day(DayFound { day: Day::Nth { within: Within::Month(Month::FromNow(0)) | Within::Unsaid, .. }, .. }))
    });
    let said = (0..text.len()).find(|at| text.starts(*at, &["varje", "gang"]) || text.starts(*at, &["every", "time"]));
    if let (true, Some(first)) = (monthly, said)
        && super::day::ends_phrase(text, first + 2)
    {
        let at = items.iter().position(|item| item.first > first).unwrap_or(items.len());
        items.insert(at, Item { first, end: first + 2, part: Part::Piece(Piece::Every(cycle::each(Frequency::Monthly))) });
    }
}

/// "underrättelse ska ske två veckor innan, påminn mig tre veckor innan": the lead that is asked for stands
/// right after the asking, and the other one tells of the matter.
pub(super) fn told_leads(text: &Text, items: &mut Vec<Item>) {
    let asked = items.windows(2).position(|pair| {
        pair[0].part == Part::Asking && pair[1].first <= pair[0].end + 1 && matches!(pair[1].part, Part::Leads(Leads::Before(_)))
    });
    let Some(asking) = asked.map(|at| items[at].first) else { return };
    items.retain(|item| !(item.end < asking && matches!(item.part, Part::Leads(_)) && text.is(asking - 1, &[",", ".", ";", "-", "!"])));
}

/// "… och igen två veckor senare": a second reminder that this one cannot hold.
pub(super) fn once_more(text: &Text, items: &mut [Item]) {
    for item in items {
        let again = item.first.checked_sub(1).filter(|at| text.is(*at, &["igen", "again"]));
        if let (Some(again), Part::Leads(Leads::After(_))) = (again, &item.part) {
            item.first = if text.is(again.wrapping_sub(1), &["och", "and"]) { again - 1 } else { again };
            item.part = Part::Aside;
        }
    }
}

/// "Jag glömmer det varje år. Påminn mig den 4 maj.": what another sentence says of how often is told, where
/// the asking has a day of its own.
pub(super) fn told_cycles(text: &Text, items: &mut Vec<Item>) {
    let is_cycle = |item: &Item| matches!(item.part, Part::Piece(Piece::Every(_)));
    let Some(asking) = items.iter().find(|item| item.part == Part::Asking).map(|item| item.end - 1) else { return };
    if !items.iter().any(is_cycle) {
        return;
    }
    let sentences = clause::sentences(text);
    let Some((first, end)) = sentences.into_iter().find(|(first, end)| (*first..*end).contains(&asking)) else { return };
    let own = |item: &Item| (first..end).contains(&item.first);
    let dated = items.iter().any(|item| {
        own(item)
            && matches!(
                &item.part,
                Part::Day(DayFound { day: Day::Date { .. } | Day::FromToday(_) | Day::After(_) | Day::Weekday { .. }, .. })
            )
    });
    if dated && !items.iter().any(|item| own(item) && is_cycle(item)) {
        items.retain(|item| own(item) || !matches!(item.part, Part::Piece(_)));
    }
}

/// How often a series comes is not said in another sentence: "… två månader i rad nu. Påminn mig varje …".
pub(super) fn part_sentences(text: &Text, items: &mut Vec<Item>) {
    let counts = |item: &Item| matches!(item.part, Part::Piece(Piece::Count(_) | Piece::For(_)));
    if !items.iter().any(counts) {
        return;
    }
    let sentences = clause::sentences(text);
    let own = |at: usize| sentences.iter().position(|(first, end)| (*first..*end).contains(&at));
    let every: Vec<_> = items.iter().filter(|item| matches!(item.part, Part::Piece(Piece::Every(_)))).map(|item| own(item.first)).collect();
    items.retain(|item| every.is_empty() || !counts(item) || every.contains(&own(item.first)));
}
