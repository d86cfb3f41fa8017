//! Answers to ST days: who comes, who has a seat and who waits for one, and the reminder that follows.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use sha2::{Digest, Sha256};

use super::wording;
use crate::{
    assistant::{markup, remind::schedule, turn::Turn, wording::Language},
    effect::{About, Content, Effect, Outgoing, Priority, Target},
    facts::{
        Reminder,
        days::{Answer, Attendance, KnownDay, Plan, StDay},
    },
};

/// When somebody who comes is reminded: in the morning of the day before.
const DAY_BEFORE: &str = "P1D@08:00:00";

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// They come.
    Coming,
    /// They come if a seat gets free; so many wait before them.
    Waiting(usize),
    /// They do not come.
    NotComing,
    /// They do not know yet.
    Undecided,
    /// The day is over, or was called off.
    TooLate,
}

/// Whether a day lies ahead and takes place.
pub fn is_open(known: &KnownDay, now: Timestamp) -> bool {
    !known.day.cancelled && !is_over(&known.day, now)
}

/// Whether a day is over.
pub fn is_over(day: &StDay, now: Timestamp) -> bool {
    zone(day).to_ambiguous_zoned(day.plan.ends()).compatible().is_ok_and(|ends| ends.timestamp() < now)
}

/// Whether a day has begun; of one without a time, whether it is that day.
fn has_begun(day: &StDay, now: Timestamp) -> bool {
    let begins = day.plan.first.to_datetime(day.plan.from.unwrap_or_default());
    schedule::instant(begins, &zone(day)).is_some_and(|begins| begins <= now)
}

pub fn zone(day: &StDay) -> TimeZone {
    TimeZone::get(&day.zone).unwrap_or(TimeZone::UTC)
}

/// Takes the sender's answer to a day: writes it down, sets or ends the reminder, and gives a seat that
/// gets free to whoever waits longest.
pub fn give(turn: &mut Turn<'_>, known: &KnownDay, answer: Answer) -> Outcome {
    if !is_open(known, turn.now) {
        return Outcome::TooLate;
    }
    let sender = turn.event.sender.clone();
    let before = known.answer_of(&sender).cloned();
    let held = before.as_ref().is_some_and(|before| before.answer == Answer::Yes && !before.waiting);
    let kept = before.as_ref().filter(|before| before.answer == Answer::Yes && answer == Answer::Yes);
    let waiting = answer == Answer::Yes
        && match kept {
            Some(kept) => kept.waiting,
            None => known.free().is_some_and(|free| free <= known.queue().iter().filter(|other| other.person != sender).count()),
        };
    turn.push(Effect::SaveAnswer(Attendance {
        day: known.day.id.clone(),
        person: sender.clone(),
        name: turn.event.sender_name.clone(),
        answer,
        waiting,
        since: kept.map_or(turn.event.sent_at, |kept| kept.since),
        english: turn.person.english,
        event: turn.question().to_owned(),
    }));
    let comes = answer == Answer::Yes && !waiting;
    set_reminder(turn, &known.day, comes);
    if held && !comes {
        let effects = seats_given(known, &known.day, 1, turn.now, &sender);
        turn.extend(effects);
    }
    match answer {
        Answer::Yes if waiting => {
            let queue = known.queue();
            let place = queue.iter().position(|other| other.person == sender);
            Outcome::Waiting(place.unwrap_or(queue.len()))
        }
        Answer::Yes => Outcome::Coming,
        Answer::No => Outcome::NotComing,
        Answer::Maybe => Outcome::Undecided,
    }
}

/// Takes the sender's answer back, as if it had never been given.
pub fn take_back(turn: &mut Turn<'_>, known: &KnownDay) {
    let sender = turn.event.sender.clone();
    turn.push(Effect::ForgetAnswer { day: known.day.id.clone(), person: sender.clone() });
    set_reminder(turn, &known.day, false);
    leave(turn, known);
}

/// The sender's seat, if they had one, goes to whoever waits longest.
pub fn leave(turn: &mut Turn<'_>, known: &KnownDay) {
    let sender = turn.event.sender.clone();
    if is_open(known, turn.now) && known.coming().any(|other| other.person == sender) {
        let effects = seats_given(known, &known.day, 1, turn.now, &sender);
        turn.extend(effects);
    }
}

/// Gives so many seats that got free to those who wait longest, and tells them. `but` is who leaves.
pub fn seats_given(known: &KnownDay, day: &StDay, freed: usize, now: Timestamp, but: &str) -> Vec<Effect> {
    if has_begun(day, now) {
        return Vec::new();
    }
    let mut effects = Vec::new();
    for next in known.queue().into_iter().filter(|next| next.person != but).take(freed) {
        effects.push(Effect::SaveAnswer(Attendance { waiting: false, ..next.clone() }));
        effects.extend(reminder(day, &next.person, next.english, now, None).map(Effect::SaveReminder));
        let language = if next.english { Language::English } else { Language::Swedish };
        effects.push(tell(&next.person, &wording::got_seat(day, reminds(day, now), language), &day.id, Priority::Reminder));
    }
    effects
}

/// How many of those who wait can come where this is the plan of a day from now on.
pub fn freed(known: &KnownDay, plan: &Plan) -> usize {
    let seats = |plan: &Plan| plan.seats.map_or(usize::MAX, |seats| usize::try_from(seats).unwrap_or(usize::MAX));
    if seats(plan) > seats(&known.day.plan) { seats(plan).saturating_sub(known.coming().count()) } else { 0 }
}

/// A word to somebody about a day, in the direct chat; it pings them, and a reaction to it is an answer.
pub fn tell(person: &str, markdown: &str, day: &str, priority: Priority) -> Effect {
    let mut text = markup::render(markdown);
    text.ping = true;
    text.mentions = vec![person.to_owned()];
    Effect::Say(Outgoing {
        to: Target::Person(person.to_owned()),
        content: Content::Text(text),
        priority,
        answers: None,
        about: Some(About::Days { days: vec![day.to_owned()] }),
        person: Some(person.to_owned()),
        buttons: Vec::new(),
        not_before: None,
    })
}

/// Asks somebody whether they come, with the answers as buttons.
pub fn ask(person: &str, markdown: &str, day: &str) -> Effect {
    match tell(person, markdown, day, Priority::Reminder) {
        Effect::Say(outgoing) => Effect::Say(Outgoing { buttons: super::tell::buttons(), ..outgoing }),
        other => other,
    }
}

/// Sets or ends the sender's reminder of a day.
fn set_reminder(turn: &mut Turn<'_>, day: &StDay, comes: bool) {
    let sender = turn.event.sender.clone();
    let id = reminder_id(&day.id, &sender);
    let before = turn.facts.reminders.iter().find(|known| known.id == id).cloned();
    match (before, comes) {
        // What they changed about it themselves stays.
        (Some(_), true) | (None, false) => {}
        (Some(before), false) => turn.push(Effect::SaveReminder(Reminder { active: false, next_at: None, ..before })),
        (None, true) => {
            let made = reminder(day, &sender, turn.person.english, turn.now, turn.person.direct_room.clone());
            turn.extend(made.map(Effect::SaveReminder));
        }
    }
}

fn reminder_id(day: &str, person: &str) -> String {
    let digest = Sha256::digest(person.as_bytes());
    format!("{day}-{}", data_encoding::HEXLOWER.encode(&digest[..6]))
}

/// The reminders of those who come to a day, where their time has not passed.
pub fn reminders(known: &KnownDay, day: &StDay, now: Timestamp) -> Vec<Effect> {
    let own = |answer: &Attendance| reminder(day, &answer.person, answer.english, now, None).map(Effect::SaveReminder);
    known.coming().filter_map(own).collect()
}

/// The reminder of somebody who comes; `None` where its time has passed.
fn reminder(day: &StDay, person: &str, english: bool, now: Timestamp, room: Option<String>) -> Option<Reminder> {
    let reminder = Reminder {
        id: reminder_id(&day.id, person),
        person: person.to_owned(),
        room: room.unwrap_or_default(),
        subject: subject(day),
        due: day.plan.begins().to_string(),
        leads: vec![DAY_BEFORE.to_owned()],
        zone: day.zone.clone(),
        english,
        active: true,
        created_at: now,
        sequence: day.sequence,
        day: Some(day.id.clone()),
        ..Reminder::default()
    };
    Some(next(reminder, now)).filter(|reminder| reminder.next_at.is_some())
}

/// What a reminder of a day is called: its title and place.
fn subject(day: &StDay) -> String {
    match &day.plan.place {
        Some(place) => format!("{} ({place})", day.plan.title),
        None => day.plan.title.clone(),
    }
}

/// The reminder with its next turn, where it has one.
fn next(reminder: Reminder, now: Timestamp) -> Reminder {
    let turn = schedule::next_turn(&reminder, now);
    Reminder {
        next_at: turn.as_ref().map(|turn| turn.at),
        next_lead: turn.as_ref().and_then(|turn| turn.lead.clone()),
        next_turn: turn.map(|turn| turn.due),
        ..reminder
    }
}

/// A reminder that was made from a day, as it is after the day has changed.
pub fn moved(reminder: &Reminder, before: &StDay, day: &StDay, now: Timestamp) -> Reminder {
    if day.cancelled {
        return Reminder { active: false, next_at: None, sequence: day.sequence, ..reminder.clone() };
    }
    // One that was set for its own time moves as far as the day does.
    let due = if reminder.due == before.plan.begins().to_string() {
        day.plan.begins().to_string()
    } else {
        let days = crate::language::date::calendar::days_between(before.plan.first, day.plan.first);
        schedule::parse_due(&reminder.due).map_or_else(
            || reminder.due.clone(),
            |due| crate::language::date::Due { date: crate::language::date::calendar::add_days(due.date, days), ..due }.to_string(),
        )
    };
    let renamed = if reminder.subject == subject(before) { subject(day) } else { reminder.subject.clone() };
    let changed = Reminder {
        due,
        subject: renamed,
        zone: day.zone.clone(),
        told_turn: None,
        sequence: reminder.sequence.max(day.sequence),
        ..reminder.clone()
    };
    next(changed, now)
}

/// Whether somebody who comes to a day will be reminded of it: the morning before has not passed.
pub fn reminds(day: &StDay, now: Timestamp) -> bool {
    schedule::lead_time(day.plan.begins(), DAY_BEFORE, &zone(day)).is_some_and(|at| at > now)
}

/// When those who have not answered are asked once more: in the morning of the day before the last day to
/// sign up, else of that day itself. `None`: there is no such day, or it has come.
pub fn ask_at(day: &StDay, now: Timestamp) -> Option<Timestamp> {
    let by = day.plan.sign_up_by.filter(|_| !day.cancelled)?;
    let morning = |date: jiff::civil::Date| {
        schedule::instant(date.to_datetime(schedule::MORNING), &zone(day)).filter(|at| *at > now + SignedDuration::from_hours(1))
    };
    by.yesterday().ok().and_then(morning).or_else(|| morning(by))
}
