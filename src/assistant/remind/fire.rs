//! Delivering: what is said when a reminder falls due, and when it speaks next.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{schedule, spoken};
use crate::{
    assistant::{World, markup, plan, wording::Language},
    effect::{About, Content, Effect, Outgoing, Priority, Target},
    facts::Reminder,
};

/// A reminder that comes so late, or later, says so.
const LATE: SignedDuration = SignedDuration::from_mins(2);

/// What follows from a reminder falling due: its message, and its next turn. Turns that were missed
/// meanwhile come as this one message.
#[must_use]
pub fn fire(world: &World, reminder: &Reminder, now: Timestamp) -> Vec<Effect> {
    let due_at = reminder.next_at.unwrap_or(now);
    let zone = TimeZone::get(&reminder.zone).or_else(|_| TimeZone::get(&world.zone)).unwrap_or(TimeZone::UTC);
    let language = if reminder.english { Language::English } else { Language::Swedish };
    // The last turn that fell due, so that after a long absence the message speaks of the present.
    let mut turn = schedule::Turn {
        at: due_at,
        lead: reminder.next_lead.clone(),
        due: reminder.next_turn.clone().unwrap_or_else(|| reminder.due.clone()),
    };
    let mut missed = 0_u32;
    while let Some(later) = schedule::next_turn(reminder, turn.at).filter(|later| later.at <= now) {
        turn = later;
        missed += 1;
    }
    let next = schedule::next_turn(reminder, now.max(turn.at));
    let when = schedule::parse_due(&turn.due);
    let overdue = turn.lead.is_none() && reminder.next_turn.is_some() && reminder.deadline;
    let late = (now.duration_since(due_at) >= LATE).then(|| due_at.to_zoned(zone.clone()));
    let of_plan = plan::rows::due(world, reminder, when.map(|when| when.date), overdue, late.as_ref(), language);
    let markdown =
        of_plan.unwrap_or_else(|| spoken::due(&spoken::Due { reminder, when, late, missed, overdue, now: now.to_zoned(zone), language }));
    let mut text = markup::render(&markdown);
    text.ping = true;
    text.mentions = vec![reminder.person.clone()];
    // What is for one person must not be said to a room that they have left.
    text.only_for = (!reminder.shared).then(|| reminder.person.clone());
    let told = Reminder {
        told_turn: Some(turn.due.clone()),
        told_at: Some(now),
        undelivered: None,
        next_at: next.as_ref().map(|next| next.at),
        next_lead: next.as_ref().and_then(|next| next.lead.clone()),
        next_turn: next.map(|next| next.due),
        // A series or chain that has nothing more to say stays, so that it can still be ticked off
        // or put off; listing shows only what is to come.
        ..reminder.clone()
    };
    let to = if reminder.room.is_empty() { Target::Person(reminder.person.clone()) } else { Target::Room(reminder.room.clone()) };
    vec![
        Effect::Say(Outgoing {
            to,
            content: Content::Text(text),
            priority: Priority::Reminder,
            answers: None,
            about: Some(About::ReminderDue { reminder: reminder.id.clone() }),
            person: Some(reminder.person.clone()),
            buttons: ["✅", "⏰"].into_iter().filter(|key| *key != "✅" || plan::rows::may_tick(reminder)).map(str::to_owned).collect(),
            not_before: None,
        }),
        Effect::SaveReminder(told),
    ]
}
