//! What follows when the message that changed an ST day or called it off is removed: that stands, since people were
//! told of it, and she offers to take it back.

use jiff::{Timestamp, civil::Date};

use super::{
    answer::{self, is_over},
    manage, readback,
};
use crate::{
    assistant::{World, turn::Turn},
    effect::{Act, Effect},
    event::Event,
    facts::{
        Facts, Pending, PendingKind,
        days::{Changed, KnownDay, StDay, Wish},
    },
};

/// The change that the question at hand and its yes make to a day, to be written down with it.
pub fn noted(turn: &Turn<'_>, before: &StDay) -> Changed {
    let asked = match &turn.facts.dialogue.pending {
        Some(Pending { kind: PendingKind::Days { id, .. }, .. }) => Some(id.clone()),
        _ => None,
    };
    let events = asked.into_iter().chain([turn.event.id.clone()]).collect();
    Changed { events, before: before.plan.clone() }
}

/// A message or tap was removed: where it changed a day or called it off, she asks whether that shall be taken back.
#[must_use]
pub fn taken_back(world: &World, facts: &Facts, event: &Event, of: &str, now: Timestamp) -> Vec<Effect> {
    let by_it = |day: &StDay| {
        day.changed.as_ref().filter(|changed| changed.events.iter().any(|known| known == of)).map(|changed| changed.before.clone())
    };
    let mut turn = Turn::new(world, facts, event, &event.id, None, now);
    let mut ahead = facts.days.iter().filter(|known| !is_over(&known.day, now) && manage::reaches(&turn, &known.day));
    let Some((known, before)) = ahead.find_map(|known| Some((known, by_it(&known.day)?))) else { return Vec::new() };
    if known.day.cancelled {
        let markdown = readback::cancelling_stands(turn.language());
        turn.lead_in(markdown);
        ask_hold(&mut turn, known);
        return turn.finish();
    }
    if before == known.day.plan || manage::is_past(&turn, &known.day, &before) {
        return Vec::new();
    }
    let markdown = readback::change_stands(turn.language());
    turn.lead_in(markdown);
    manage::ask_change(&mut turn, known, before);
    turn.finish()
}

/// Asks whether a day that was called off shall be held after all.
pub fn ask_hold(turn: &mut Turn<'_>, known: &KnownDay) {
    turn.dialogue.day = Some(known.day.id.clone());
    let reminders = answer::reminders(known, &StDay { cancelled: false, ..known.day.clone() }, turn.now).len();
    let markdown = readback::ask_hold(&known.day, manage::told(known).len(), reminders, turn.language());
    manage::ask(turn, Wish::Hold { day: known.day.id.clone() }, &markdown);
}

/// The same of the day that is named, or of the only one.
pub fn ask_to_hold(turn: &mut Turn<'_>, date: Option<Date>) -> bool {
    let meant = |known: &&KnownDay| date.is_none_or(|date| (known.day.plan.first..=known.day.plan.last).contains(&date));
    let off: Vec<&KnownDay> = turn.facts.days.iter().filter(|known| known.day.cancelled && !is_over(&known.day, turn.now)).collect();
    let mine: Vec<&KnownDay> = off.into_iter().filter(meant).filter(|known| manage::reaches(turn, &known.day)).collect();
    match mine.as_slice() {
        [only] => ask_hold(turn, only),
        _ => manage::no_such_day(turn),
    }
    true
}

/// Holds it, with everything that was made from it.
pub fn hold(turn: &mut Turn<'_>, day: &str) {
    let mut called_off = turn.facts.days.iter().filter(|known| known.day.cancelled && !is_over(&known.day, turn.now));
    let found = called_off.find(|known| known.day.id == day && manage::reaches(turn, &known.day));
    let Some(known) = found else { return manage::no_such_day(turn) };
    let held = StDay { cancelled: false, changed: None, ..known.day.clone() };
    manage::change_now(turn, known, held, Act::DayChanged);
}
