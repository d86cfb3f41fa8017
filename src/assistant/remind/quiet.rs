//! "Inga påminnelser i juli": she shows what would come then, so that it can be moved or left out. She removes nothing.

use jiff::{Timestamp, ToSpan, civil::Date, civil::Weekday};

use super::{
    agenda::{self, Window},
    point, schedule, wording,
};
use crate::{
    assistant::turn::Turn,
    facts::Reminder,
    language::date::{self, Context, Moment, calendar},
};

/// The most times of one reminder that are counted.
const MOST_TIMES: usize = 200;
/// So many days ahead "på helger" looks.
const AHEAD: i64 = 28;

/// A reminder and the times at which it would speak.
pub type Spoken = (Reminder, Vec<Timestamp>);

/// Takes the wish for no reminders during some days. False: it is none, or one for no reminders at all.
pub fn takes(turn: &mut Turn<'_>, words: &[&str], context: &Context) -> bool {
    let Some((sure, when)) = wished(words) else { return false };
    if when.is_empty() || words.len() > 12 || when.iter().any(|word| matches!(*word, "om" | "about" | "att" | "forran")) {
        return false;
    }
    let weekends = when.iter().any(|word| matches!(*word, "helger" | "helgerna" | "helgdagar" | "weekends"));
    let window = window(when, context);
    if window.is_none() && !weekends && !(sure || is_while(when)) {
        return false;
    }
    let today = turn.today();
    let days = match &window {
        Some(window) => Window { from: window.from, to: window.to },
        None => Window { from: today, to: calendar::add_days(today, AHEAD) },
    };
    let mut found = during(turn, &days);
    if weekends && window.is_none() {
        for (_, times) in &mut found {
            times.retain(|at| matches!(at.to_zoned(turn.zone()).weekday(), Weekday::Saturday | Weekday::Sunday));
        }
        found.retain(|(_, times)| !times.is_empty());
    }
    let named = window.is_some() || weekends;
    let shown: &[Spoken] = if named { &found } else { &[] };
    if !shown.is_empty() {
        turn.person.listed = shown.iter().map(|(reminder, _)| reminder.id.clone()).collect();
    }
    let markdown = wording::quiet(turn, window.as_ref(), weekends, shown);
    turn.say_in_private(markdown, None, Vec::new());
    true
}

/// When there shall be none, and whether the words can mean nothing else.
fn wished<'a, 'b>(words: &'a [&'b str]) -> Option<(bool, &'a [&'b str])> {
    const SURE: &[&[&str]] = &[
        &["inga", "paminnelser"],
        &["inga", "fler", "paminnelser"],
        &["inte", "ha", "paminnelser"],
        &["inte", "ha", "nagra", "paminnelser"],
        &["vill", "inte", "ha", "paminnelser"],
        &["vill", "inte", "ha", "nagra", "paminnelser"],
        &["slippa", "paminnelser"],
        &["slipp", "paminnelser"],
        &["slipper", "paminnelser"],
        &["skicka", "inga", "paminnelser"],
        &["pausa", "paminnelser"],
        &["pausa", "paminnelserna"],
        &["pausa", "mina", "paminnelser"],
        &["pausa", "alla", "paminnelser"],
        &["stang", "av", "paminnelser"],
        &["stang", "av", "paminnelserna"],
        &["no", "reminders"],
        &["pause", "reminders"],
        &["pause", "my", "reminders"],
    ];
    const LIKELY: &[&[&str]] = &[
        &["paminn", "mig", "inte"],
        &["paminn", "inte", "mig"],
        &["stor", "mig", "inte"],
        &["stor", "inte"],
        &["sluta", "paminna", "mig"],
        &["sluta", "paminna"],
        &["tyst"],
        &["var", "tyst"],
        &["don't", "remind", "me"],
        &["stop", "reminding", "me"],
    ];
    let words = words.strip_prefix(&["jag"]).unwrap_or(words);
    after_longest(words, SURE).map(|rest| (true, rest)).or_else(|| after_longest(words, LIKELY).map(|rest| (false, rest)))
}

/// What follows the longest of these beginnings.
fn after_longest<'a, 'b>(words: &'a [&'b str], starts: &[&'static [&'static str]]) -> Option<&'a [&'b str]> {
    starts.iter().filter_map(|start| words.strip_prefix(*start)).min_by_key(|rest| rest.len())
}

/// Words that speak of a time, though of none that the calendar knows.
fn is_while(words: &[&str]) -> bool {
    const STEMS: [&str; 12] =
        ["natt", "kvall", "helg", "semester", "ledig", "lov", "jour", "morgon", "sommar", "jobb", "arbetstid", "night"];
    words.iter().any(|word| STEMS.iter().any(|stem| word.starts_with(stem)))
        || matches!(words, ["nar" | "medan" | "mellan" | "efter" | "fore", ..])
}

/// The days that folded words name.
fn window(words: &[&str], context: &Context) -> Option<Window> {
    let bare = match words {
        ["pa" | "i" | "under" | "over" | "on" | "in" | "hela" | "during" | "for", rest @ ..] if !rest.is_empty() => rest,
        words => words,
    };
    let bare = bare.strip_prefix(&["hela"]).unwrap_or(bare);
    if let ["mellan" | "between", "jul" | "christmas", "och" | "and", "nyar" | "new", ..] = words {
        let Moment::Set(read) = date::read_moment("juldagen", context, None) else { return None };
        return Some(Window { from: calendar::add_days(read.due.date, 1), to: Date::new(read.due.date.year(), 12, 31).ok()? });
    }
    agenda::window(bare, context).or_else(|| agenda::window(words, context))
}

/// The times at which each running reminder would speak on these days.
fn during(turn: &Turn<'_>, window: &Window) -> Vec<Spoken> {
    let zone = turn.zone();
    let start = window.from.to_zoned(zone.clone()).map_or(turn.now, |start| start.timestamp());
    let from = start.checked_sub(1.second()).unwrap_or(start).max(turn.now);
    let times = |reminder: &Reminder| {
        let mut times = Vec::new();
        let mut after = from;
        // What was put off, or is next, speaks at its own time.
        let first = reminder.next_at.filter(|at| *at > from);
        let turns = std::iter::from_fn(|| {
            let next = schedule::next_turn(reminder, after)?;
            after = next.at;
            Some(next.at)
        });
        let inside = |at: &Timestamp| (window.from..=window.to).contains(&at.to_zoned(zone.clone()).date());
        times.extend(first.into_iter().filter(inside));
        times.extend(turns.take(MOST_TIMES).take_while(|at| at.to_zoned(zone.clone()).date() <= window.to).filter(inside));
        times.sort_unstable();
        times.dedup();
        times
    };
    let mut found: Vec<Spoken> = point::running(turn).into_iter().map(|one| (one.clone(), times(&one))).collect();
    found.retain(|(_, times)| !times.is_empty());
    found.sort_by_key(|(_, times)| times.first().copied());
    found
}
