//! Where the parts of a message lean on one another: two series with one matter, a day counted from the day
//! before, a day that stands only at the end.

use super::calendar::{add_days, add_months};
use super::compose::{self, Draft};
use super::cycle::{Cycle, Piece};
use super::lead::Leads;
use super::phrase::Day;
use super::reading::{Context, Outcome};
use super::scan::{Item, Part};
use super::token::{Kind, Text};

/// Words that join two series or two days.
const JOINING: &[&str] = &["och", "samt", "and", "&", "+", "resp"];

/// "måndagar 8.00 och torsdagar 16.00", "tisdagar och varannan torsdag": one rule cannot hold both.
pub(super) fn series(draft: &Draft, context: &Context) -> Option<Vec<Outcome>> {
    let (text, items) = (&draft.text, &draft.items);
    let mut joints = (1..text.len()).filter(|at| text.is(*at, JOINING));
    let (before, after) = joints.find_map(|at| Some((turn_before(items, at)?, turn_after(text, items, at + 1)?)))?;
    let differ = match (before.time, after.time) {
        (Some(one), Some(other)) => items[one].part != items[other].part,
        (None, None) => before.interval != after.interval,
        _ => false,
    };
    if !differ {
        return None;
    }
    let said = |from: usize, to: usize| &text.composed[text.tokens[from].start..text.tokens[to - 1].end];
    let (head, tail) = (&text.composed[..text.tokens[before.first].start], &text.composed[text.tokens[after.end - 1].end..]);
    let one = format!("{head}{}{tail}", said(before.first, before.end));
    // "helger" beside "vardagar" are both days of them.
    let weekend = text.is(after.first, &["helger"]);
    let other =
        if weekend { format!("lördagar och söndagar {}", time_of(text, items, &after)) } else { said(after.first, after.end).to_owned() };
    let other = format!("{head}{other}{tail}");
    let outcomes = vec![compose::read(&one, context), compose::read(&other, context)];
    let repeats = |outcome: &Outcome| matches!(outcome, Outcome::Set(reminder) if reminder.recurrence.is_some());
    outcomes.iter().all(repeats).then_some(outcomes)
}

/// The words of the time of day.
fn time_of<'a>(text: &'a Text, items: &[Item], turn: &Turn) -> &'a str {
    let tokens = turn.time.map(|time| &items[time]).map(|item| text.tokens[item.first].start..text.tokens[item.end - 1].end);
    tokens.map_or("", |bytes| &text.composed[bytes])
}

/// How often a series comes, with the time of day beside it: tokens, and the place of the time among the phrases.
struct Turn {
    first: usize,
    end: usize,
    interval: u32,
    time: Option<usize>,
}

fn cycle(item: &Item) -> Option<&Cycle> {
    if let Part::Piece(Piece::Every(cycle)) = &item.part { Some(cycle) } else { None }
}

fn turn_before(items: &[Item], joint: usize) -> Option<Turn> {
    let last = items.iter().position(|item| item.end == joint)?;
    let timed = matches!(items[last].part, Part::Clock(_));
    let at = if timed { last.checked_sub(1).filter(|at| items[*at].end == items[last].first)? } else { last };
    let interval = cycle(&items[at])?.interval;
    Some(Turn { first: items[at].first, end: joint, interval, time: timed.then_some(last) })
}

fn turn_after(text: &Text, items: &[Item], from: usize) -> Option<Turn> {
    let at = items.iter().position(|item| item.first == from)?;
    let weekend = text.is(from, &["helger"]) && matches!(items[at].part, Part::Day(_));
    let interval = cycle(&items[at]).map(|cycle| cycle.interval).or(weekend.then_some(1))?;
    let time = items.get(at + 1).filter(|next| next.first == items[at].end && matches!(next.part, Part::Clock(_))).map(|_| at + 1);
    let end = time.map_or(items[at].end, |time| items[time].end);
    Some(Turn { first: from, end, interval, time })
}

/// "om mötet 2 april och dagen efter om protokollet": the second day is counted from the first.
pub(super) fn later(draft: &Draft, context: &Context) -> Option<Vec<Outcome>> {
    let (text, items) = (&draft.text, &draft.items);
    let (length, item) = items.iter().find_map(|item| match item.part {
        Part::Leads(Leads::After(length)) if !length.clock && item.first > 0 && length.working_days == 0 => Some((length, item)),
        _ => None,
    })?;
    // The joining word may have been taken for a part of the phrase.
    let joint = if text.is(item.first, JOINING) { item.first } else { item.first - 1 };
    let dated = items.iter().any(|before| before.end <= joint && matches!(before.part, Part::Day(_)));
    if !dated || !text.is(joint, JOINING) || !text.is(item.end, &["om", "att", "to", "about"]) || item.end + 1 >= text.len() {
        return None;
    }
    let first = compose::read(text.composed[..text.tokens[joint].start].trim(), context);
    let Outcome::Set(reminder) = &first else { return None };
    if reminder.recurrence.is_some() {
        return None;
    }
    let date = add_days(add_months(reminder.due.date, length.months), length.days);
    let time = reminder.due.time.map_or_else(String::new, |time| format!(" {}", time.strftime("%H:%M")));
    let asking = if text.english { "remind me" } else { "påminn mig" };
    let second = compose::read(&format!("{asking} {date}{time} {}", &text.composed[text.tokens[item.end].start..]), context);
    matches!(second, Outcome::Set(_)).then(|| vec![first, second])
}

/// "bröd kl 9 och ost kl 10 på fredag": the day with which the message ends, for all that is said before it.
pub(super) fn closing_day<'a>(text: &Text, items: &'a [Item]) -> Option<&'a Item> {
    let last = if text.is(text.len() - 1, &[".", "!"]) { text.len() - 1 } else { text.len() };
    let closing = items.last().filter(|item| item.end == last && matches!(item.part, Part::Day(_)))?;
    // A time stands right before it.
    let timed = items.iter().any(|item| item.end == closing.first && matches!(item.part, Part::Clock(_)));
    timed.then_some(closing)
}

/// "imorgon kl 17 mjölk och på fredag kl 9 bröd": a day and bare words, as it was after the asking.
pub(super) fn bare_words(text: &Text, items: &[Item], second: &Item, end: usize) -> bool {
    let free =
        |at: usize| at < text.len() && text.tokens[at].kind == Kind::Word && !items.iter().any(|item| (item.first..item.end).contains(&at));
    let Some(asking) = items.iter().find(|item| item.part == Part::Asking) else { return false };
    let Some(first) = items.iter().find(|item| item.first == asking.end && is_day(item)) else { return false };
    let mut words = first.end;
    while let Some(next) = items.iter().find(|item| item.first == words && matches!(item.part, Part::Clock(_))) {
        words = next.end;
    }
    let led = text.is(words, &["om", "att", "to", "about"]);
    is_day(second) && free(words) && !led && free(end) && words < second.first
}

fn is_day(item: &Item) -> bool {
    matches!(&item.part, Part::Day(found) if found.day != Day::Open)
}
