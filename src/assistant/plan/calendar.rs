//! Plans in the calendar file: one's own and those that one shares; and the file that takes a plan away again.

use std::collections::BTreeMap;

use jiff::{civil::Date, tz::TimeZone};

use super::{
    board::NEAR,
    own, plan_of, seen, spans,
    words::{self, say},
};
use crate::{
    assistant::{remind::calendar_with, turn::Turn, wording::Language},
    effect::{Effect, Target},
    facts::{KnownPlan, Person, Share},
    plan::{Entry, schedule, time::add_months},
};

/// What plans add to a calendar file.
#[derive(Debug, Default)]
pub struct Added {
    /// The entries with their zone, as unfolded lines.
    pub lines: Vec<String>,
    /// How many entries of one's own plan stand in it.
    pub own: usize,
    /// How many of plans that others share.
    pub shared: usize,
}

/// The zone that somebody's calendar file is written for.
fn zone_of(turn: &Turn<'_>, person: &Person) -> String {
    let zone = person.zone.clone().unwrap_or_else(|| turn.world.zone.clone());
    if TimeZone::get(&zone).is_ok() { zone } else { "Europe/Stockholm".to_owned() }
}

/// The entries that plans add to the sender's calendar file. What the file holds is remembered.
#[must_use]
pub fn added(turn: &mut Turn<'_>) -> Added {
    let zone = zone_of(turn, &turn.person);
    let (today, language) = (turn.today(), turn.language());
    let mut added = Added::default();
    let standing = |entries: &BTreeMap<String, Entry>| entries.values().filter(|entry| !entry.cancelled).count();
    if let Some(known) = own(turn)
        && let Some(plan) = plan_of(turn, known)
    {
        let entries = spans::entries(&schedule(plan, &known.training, today), &known.training, today, language);
        added.lines.extend(spans::lines(&known.owner.user, &entries, &zone, turn.now));
        added.own = standing(&entries);
        if entries != known.training.calendar {
            let training = crate::plan::Training { calendar: entries, ..known.training.clone() };
            turn.push(Effect::SavePlan { user: known.owner.user.clone(), training: Box::new(training) });
        }
    }
    for known in seen::shared(turn) {
        let Some((share, _)) = known.shares.iter().find(|(share, _)| share.other == turn.event.sender) else { continue };
        let Some(plan) = plan_of(turn, known) else { continue };
        // Who sees what is late or near has no more of it in the calendar.
        let until = if seen::sees_all(share.role) { Date::MAX } else { add_months(today, NEAR) };
        let entries = spans::shared(&schedule(plan, &known.training, today), known, share, until, today, language);
        added.lines.extend(spans::lines(&known.owner.user, &entries, &zone, turn.now));
        added.shared += standing(&entries);
        if entries != share.calendar {
            turn.push(Effect::SaveShare(Share { calendar: entries, ..share.clone() }));
        }
    }
    added
}

/// A file that cancels what somebody's calendar holds of a plan. `None`: nothing of it lies ahead.
fn cancelling(turn: &Turn<'_>, known: &BTreeMap<String, Entry>, owner: &str, person: &Person) -> Option<String> {
    let entries = spans::cancelled(known, turn.today());
    let zone = zone_of(turn, person);
    let lines = spans::lines(owner, &entries, &zone, turn.now);
    (!lines.is_empty()).then(|| calendar_with(&[], &[], &lines, &zone, turn.now))
}

/// What the file of [`cancelling`] is called.
fn name(language: Language) -> String {
    say(language, "stina-borttaget.ics", "stina-removed.ics")
}

/// What is said of that file.
fn told(language: Language) -> String {
    say(
        language,
        "Öppna kalenderfilen, så försvinner planen också ur din kalender.",
        "Open the calendar file, and the plan goes from your calendar too.",
    )
}

/// The sender's own plan goes: the file that takes it out of their calendar, where an earlier file brought it there.
/// What is said of it is given back.
pub fn own_is_gone(turn: &mut Turn<'_>) -> Option<String> {
    let known = own(turn)?;
    let person = turn.person.clone();
    let file = cancelling(turn, &known.training.calendar, &known.owner.user, &person)?;
    turn.send_file(&name(turn.language()), "text/calendar", file.as_bytes());
    Some(told(turn.language()))
}

/// A plan is shared no longer: the file that takes it out of the calendar of whoever shared it. What is said of it is
/// given back, in their language.
pub fn share_is_gone(turn: &mut Turn<'_>, share: &Share, person: &Person) -> Option<String> {
    let file = cancelling(turn, &share.calendar, &share.owner, person)?;
    let language = words::language_of(person);
    if person.user == turn.event.sender {
        turn.send_file(&name(language), "text/calendar", file.as_bytes());
    } else {
        let to = person.direct_room.clone().map_or_else(|| Target::Person(person.user.clone()), Target::Room);
        turn.send_file_to(to, &person.user, &name(language), "text/calendar", file.as_bytes());
    }
    Some(told(language))
}

/// The sender goes, with their plan and all shares: whoever shared it hears so, and calendars are told.
pub fn sender_leaves(turn: &mut Turn<'_>) -> Option<String> {
    super::share::tell_all(turn);
    let own = own_is_gone(turn);
    let me = turn.event.sender.clone();
    let mut seen_gone = None;
    let seen: Vec<KnownPlan> = seen::shared(turn).into_iter().cloned().collect();
    for known in seen {
        let mine = known.shares.iter().find(|(share, _)| share.other == me);
        seen_gone = mine.and_then(|(share, person)| share_is_gone(turn, share, person)).or(seen_gone);
    }
    own.or(seen_gone)
}
