//! What follows when the message that changed an ST day is removed: the change stands, since people were told of it,
//! and she offers to take it back.

use jiff::Timestamp;

use super::{answer::is_open, manage, readback};
use crate::{
    assistant::{World, turn::Turn},
    effect::Effect,
    event::Event,
    facts::{
        Facts, Pending, PendingKind,
        days::{Changed, StDay},
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

/// A message or tap was removed: where it changed a day, she asks whether the day shall be changed back.
#[must_use]
pub fn taken_back(world: &World, facts: &Facts, event: &Event, of: &str, now: Timestamp) -> Vec<Effect> {
    let by_it = |day: &StDay| {
        day.changed.as_ref().filter(|changed| changed.events.iter().any(|known| known == of)).map(|changed| changed.before.clone())
    };
    let mut turn = Turn::new(world, facts, event, &event.id, None, now);
    let mut open = facts.days.iter().filter(|known| is_open(known, now) && manage::reaches(&turn, &known.day));
    let Some((known, before)) = open.find_map(|known| Some((known, by_it(&known.day)?))) else { return Vec::new() };
    if before == known.day.plan || manage::is_past(&turn, &known.day, &before) {
        return Vec::new();
    }
    let markdown = readback::change_stands(turn.language());
    turn.lead_in(markdown);
    manage::ask_change(&mut turn, known, before);
    turn.finish()
}
