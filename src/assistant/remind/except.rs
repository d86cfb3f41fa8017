//! What a series leaves out: single days ("varje måndag utom 6 april"), and weekdays said later ("inte på fredagar").

use jiff::civil::{Date, Weekday};

use super::{change, point, schedule, set};
use crate::{
    assistant::turn::Turn,
    command,
    facts::{Reminder, ReminderWish},
    language::date::{self, Context, Due, Found, Frequency, Note, Recurrence},
};

/// How many turns of a series are looked through for a day that is left out.
const LOOKED_THROUGH: usize = 800;

/// The turns of a series that fall on days which the request leaves out.
pub fn single_days(turn: &Turn<'_>, parsed: &date::Reminder, due: Due) -> Vec<String> {
    let Some(rule) = &parsed.recurrence else { return Vec::new() };
    let series = Reminder { due: due.to_string(), recurrence: Some(rule.to_string()), ..Reminder::default() };
    let context = set::context(turn);
    let mut skipped: Vec<String> = Vec::new();
    for note in &parsed.notes {
        let falls_away = |when: &Due| match note {
            Note::Skipped { days, .. } => days.contains(&when.date),
            _ => false,
        };
        let found = if let Note::LeftOut(words) = note { days_in(words, &context) } else { Vec::new() };
        let on =
            |when: &Due| falls_away(when) || found.iter().any(|found| (found.date..=found.last.unwrap_or(found.date)).contains(&when.date));
        let named = if let Note::Skipped { days, .. } = note { days.last().copied() } else { None };
        let Some(last) = found.iter().map(|found| found.last.unwrap_or(found.date)).chain(named).max() else { continue };
        let turns = schedule::turns(&series).take(LOOKED_THROUGH).take_while(|when| when.date <= last);
        skipped.extend(turns.filter(on).map(|when| when.to_string()));
    }
    skipped.sort_unstable();
    skipped.dedup();
    skipped
}

/// The days of "utom 6 april", without the words that leave them out.
fn days_in(words: &str, context: &Context) -> Vec<Found> {
    let mut rest = words.trim();
    loop {
        let found = date::find_dates(rest, context);
        match rest.split_once(char::is_whitespace) {
            Some((_, after)) if found.is_empty() => rest = after.trim_start(),
            _ => return found,
        }
    }
}

/// The words of a condition that the rule itself does not hold.
pub fn left_out(note: &Note) -> Option<&str> {
    match note {
        Note::LeftOut(words) | Note::Skipped { words, .. } => Some(words),
        _ => None,
    }
}

/// Conditions of a request that are not kept: they name no turn of what was made of it.
pub fn not_kept<'a>(turn: &Turn<'_>, notes: &'a [Note], made: &[Reminder]) -> Vec<&'a str> {
    let context = set::context(turn);
    let kept = |words: &str| {
        let found = days_in(words, &context);
        let on = |when: &str| {
            let when = schedule::parse_due(when);
            when.is_some_and(|when| found.iter().any(|found| (found.date..=found.last.unwrap_or(found.date)).contains(&when.date)))
        };
        made.iter().any(|reminder| reminder.skipped.iter().any(|when| on(when)))
    };
    let skipped = |days: &[Date]| {
        let on = |when: &str| schedule::parse_due(when).is_some_and(|when| days.contains(&when.date));
        made.iter().any(|reminder| reminder.skipped.iter().any(|when| on(when)))
    };
    let is_kept = |note: &&Note| matches!(note, Note::Skipped { days, .. } if skipped(days));
    notes.iter().filter(|note| !is_kept(note)).filter_map(left_out).filter(|words| !kept(words)).collect()
}

/// The weekdays that folded words name, all of them in the plural: "fredagar och lördagar", "helgerna".
fn weekdays(words: &[&str]) -> Option<Vec<Weekday>> {
    const NAMES: [(&str, &str, Weekday); 7] = [
        ("mandag", "monday", Weekday::Monday),
        ("tisdag", "tuesday", Weekday::Tuesday),
        ("onsdag", "wednesday", Weekday::Wednesday),
        ("torsdag", "thursday", Weekday::Thursday),
        ("fredag", "friday", Weekday::Friday),
        ("lordag", "saturday", Weekday::Saturday),
        ("sondag", "sunday", Weekday::Sunday),
    ];
    let mut found = Vec::new();
    for word in words {
        match *word {
            "och" | "eller" | "and" | "or" | "pa" | "on" | "alla" | "det" | "den" | "mer" | "langre" | "heller" | "either" => {}
            "helger" | "helgerna" | "helgen" | "weekends" => found.extend([Weekday::Saturday, Weekday::Sunday]),
            word => {
                let named = |name: &str, english: &str| {
                    word.strip_prefix(name).is_some_and(|end| matches!(end, "ar" | "arna")) || word.strip_prefix(english) == Some("s")
                };
                found.push(NAMES.iter().find(|(name, english, _)| named(name, english))?.2);
            }
        }
    }
    (!found.is_empty()).then_some(found)
}

/// The weekdays that a text takes out of a series: "inte på fredagar", "ta bort fredagarna", "hoppa över helgerna".
fn taken_out(text: &str) -> Option<Vec<Weekday>> {
    let folded = command::fold(text);
    let all: Vec<&str> = folded.split(' ').collect();
    let words = command::without_politeness(&all);
    let words = words.strip_prefix(&["men"]).or_else(|| words.strip_prefix(&["fast"])).unwrap_or(words);
    let (["ta" | "plocka", "bort", days @ ..]
    | ["hoppa", "over", days @ ..]
    | ["paminn", "mig", "inte", days @ ..]
    | ["inte" | "ej" | "utom" | "forutom" | "skippa" | "slopa" | "stryk" | "not" | "skip" | "except", days @ ..]) = words
    else {
        return None;
    };
    weekdays(days)
}

/// The rule without the days that a text takes out of it, where it turns on weekdays and some are left.
pub fn without(reminder: &Reminder, text: &str) -> Option<Recurrence> {
    let out = taken_out(text)?;
    let rule = reminder.recurrence.as_ref()?.parse::<Recurrence>().ok()?;
    let turns_on: Vec<Weekday> = match rule.frequency {
        Frequency::Daily if rule.interval == 1 && rule.weekdays.is_empty() => Weekday::Monday.cycle_forward().take(7).collect(),
        Frequency::Weekly | Frequency::Daily => rule.weekdays.iter().map(|(_, weekday)| *weekday).collect(),
        _ => return None,
    };
    let left: Vec<_> = turns_on.iter().filter(|day| !out.contains(day)).map(|day| (None, *day)).collect();
    let changes = !left.is_empty() && left.len() < turns_on.len();
    let frequency = if rule.interval == 1 { Frequency::Weekly } else { rule.frequency };
    changes.then_some(Recurrence { frequency, weekdays: left, ..rule })
}

/// "ta bort fredagarna": out of the series that she has just confirmed, else out of the one that has such days. False:
/// there is none, or the text says something else.
pub fn takes(turn: &mut Turn<'_>, text: &str) -> bool {
    let Some(out) = taken_out(text) else { return false };
    let has = |reminder: &Reminder| {
        let rule = reminder.recurrence.as_ref().and_then(|rule| rule.parse::<Recurrence>().ok());
        without(reminder, text).is_some()
            || rule.is_some_and(|rule| !rule.weekdays.is_empty() && rule.weekdays.iter().all(|(_, day)| out.contains(day)))
    };
    let at_hand = point::at_hand(turn, super::CORRECTION).filter(has);
    let found = match at_hand {
        Some(series) => vec![series],
        None => point::running(turn).into_iter().filter(has).collect(),
    };
    match found.as_slice() {
        [] => return false,
        // A series of nothing but these days ends.
        [one] if without(one, text).is_none() => change::end(turn, found),
        [_] => change::carry_out(turn, found, ReminderWish::Change { to: text.to_owned() }),
        several => change::ask_which(turn, several, ReminderWish::Change { to: text.to_owned() }),
    }
    true
}

/// The reminder with the next of its days, where the one it began with is none any longer.
pub fn begun_anew(reminder: Reminder) -> Reminder {
    let first = schedule::parse_due(&reminder.due);
    let rule = reminder.recurrence.as_ref().and_then(|rule| rule.parse::<Recurrence>().ok());
    let start = first.zip(rule).and_then(|(first, rule)| rule.days(first.date).next().map(|date| Due { date, ..first }));
    match start {
        Some(start) => Reminder { due: start.to_string(), ..reminder },
        None => reminder,
    }
}
