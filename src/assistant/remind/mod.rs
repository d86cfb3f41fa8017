//! Reminders: setting them from free text, changing them, and delivering them.
//!
//! - `set` takes a message that asks for one, and what completes or corrects it;
//! - `change` lists, changes, removes, ticks off and puts off;
//! - `fire` says what falls due; [`schedule`] knows when that is;
//! - `ical` writes them as a calendar file; `wording` and `replies` have the sentences.

mod change;
mod fire;
mod ical;
mod replies;
pub mod schedule;
mod set;
mod wording;

use jiff::SignedDuration;

use super::turn::Turn;
use crate::{
    command::Request,
    effect::{About, Effect},
    event::Event,
    facts::{Facts, Pending, PendingKind, Reminder},
};

pub use fire::fire;
pub use ical::calendar;

/// The most active reminders that one person may have.
pub const MOST_ACTIVE: usize = 500;
/// The longest subject, in characters.
pub const LONGEST_SUBJECT: usize = 500;
/// How long a correction ("nej, halv elva") still means the reminder last spoken of.
const CORRECTION: SignedDuration = SignedDuration::from_mins(30);

/// Takes what concerns reminders. False: not its business.
pub fn takes(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    match request {
        Request::ListReminders => change::list(turn, 1),
        Request::RemoveReminders(numbers) => change::remove(turn, numbers),
        Request::RemoveAllReminders => change::ask_remove_all(turn),
        Request::ChangeReminder { number, to } => change::change(turn, *number, to),
        Request::Snooze { until } => change::snooze(turn, until.as_deref()),
        Request::Done(number) => change::done(turn, *number),
        Request::SkipNext => change::skip(turn),
        Request::Undo => change::undo(turn),
        Request::Calendar => ical::send(turn),
        Request::DefaultLead { text } => change::default_leads(turn, text),
        Request::TimeZone { zone } => change::time_zone(turn, zone),
        Request::Yes | Request::No | Request::Number(_) => return answered(turn, request, text),
        Request::Other => return set::takes(turn, text),
        _ => return false,
    }
    true
}

/// A yes, no or number to something that was asked about reminders.
fn answered(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    // The other readings under a confirmation can be typed as well as tapped.
    if let (None, Request::Number(number)) = (&turn.dialogue.pending, request)
        && let Some(recent) = set::recent(turn).filter(|recent| recent.readings.len() >= *number)
    {
        set::other_reading(turn, &recent, *number);
        return true;
    }
    let Some(pending) = turn.dialogue.pending.clone() else { return false };
    match (&pending.kind, request) {
        (PendingKind::RemoveAll, Request::Yes) => change::remove_all(turn),
        (PendingKind::Reminder { question, event }, Request::Yes) => set::choose(turn, question, event, 1),
        (PendingKind::Reminder { question, event }, Request::Number(number)) => {
            // "15" to "vilken dag?" is a day of the month where nothing is numbered so high.
            if !set::choose_if_offered(turn, question, event, *number) {
                return set::takes(turn, text);
            }
        }
        (PendingKind::OfferReminder { kind }, Request::Yes) => set::ask_for_offer(turn, kind),
        (PendingKind::Page { next }, Request::Yes) => change::list(turn, *next),
        _ => return false,
    }
    true
}

/// What an answer ends with when a rule in it can be reminded of; a yes, or a date, takes it up.
pub fn offer(turn: &mut Turn<'_>, rules: &[String]) -> Option<String> {
    let kind = rules.iter().filter_map(|id| turn.world.knowledge.rule(id)).find_map(|rule| rule.remind.clone());
    let asked = matches!(&turn.dialogue.pending, Some(Pending { kind: PendingKind::Reminder { .. }, .. }));
    let kind = kind.filter(|_| turn.event.room.direct && !asked)?;
    let markdown = wording::offer(&kind, turn.language());
    turn.dialogue.pending = Some(Pending { since: turn.now, kind: PendingKind::OfferReminder { kind } });
    Some(markdown)
}

/// A reaction to a reminder of the person's own.
pub fn reacted(turn: &mut Turn<'_>, reminder: &str, key: &str) {
    let delivered = matches!(&turn.facts.referred, Some(own) if matches!(own.about, Some(About::ReminderDue { .. })));
    let Some(found) = turn.facts.reminders.iter().find(|known| known.id == reminder && known.person == turn.event.sender).cloned() else {
        return;
    };
    match (key, delivered) {
        ("✅" | "👍" | "☑" | "✔", true) => change::tick(turn, found),
        ("⏰" | "💤", true) => {
            let until = schedule::usual_snooze(turn.now, &turn.zone());
            change::put_off(turn, found, until);
        }
        ("❌" | "👎", _) => change::end(turn, vec![found]),
        _ => {
            if let Some(number) = super::wording::from_keycap(key).filter(|_| !delivered) {
                set::other_reading(turn, &found, number);
            }
        }
    }
}

/// The event that set a reminder was edited or removed: what came of it goes. An edit that sets a
/// reminder again keeps its id, so that this is a change and not a removal.
#[must_use]
pub fn replaced(facts: &Facts, event: &Event) -> Vec<Effect> {
    facts
        .reminders_from_event
        .iter()
        .filter(|reminder| reminder.active && reminder.person == event.sender)
        .map(|reminder| {
            Effect::SaveReminder(Reminder { active: false, next_at: None, sequence: reminder.sequence + 1, ..reminder.clone() })
        })
        .collect()
}
