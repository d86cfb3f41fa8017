//! Reminders: setting them from free text, changing them, and delivering them.
//!
//! - `set` takes a message that asks for one, `build` makes it, `answers` takes what completes it, `follow` what corrects
//!   it, `refer` knows what "det" means;
//! - `beside` parts a request from a question that stands next to it;
//! - `point` finds those that are meant, `manage` takes everyday ways of naming what shall become of them;
//! - `did` hears that one is done, `told` that a thing was moved or called off, `jotted` what is said as to a calendar;
//! - `leads` changes how long before she speaks, `quiet` takes the wish for none during some days;
//! - `alike` sets another one like the last;
//! - `turns` tells one turn of a series from every one;
//! - `back` counts back to a last day, `except` leaves days out of a series, `another` tells a new deadline from an answer;
//! - `change` changes and removes, `lacking` asks for what a command lacks, `later` ticks off, skips and puts off, `undo` takes back;
//! - `list` shows all, `agenda` what is on some days, `missed` what came and is not done; `others` reminds a colleague;
//! - `habits` says what she reminds of;
//! - `zone` knows where somebody is;
//! - `offers` is what a rule in an answer can be reminded of;
//! - `fire` says what falls due; [`schedule`] knows when that is;
//! - `ical` writes them as a calendar file; `wording`, `spoken`, `listed`, `loose` and `replies` have the sentences.

mod agenda;
mod alike;
mod another;
mod answers;
mod back;
mod beside;
mod build;
mod change;
mod did;
mod except;
mod fire;
mod follow;
mod habits;
mod ical;
mod jotted;
mod lacking;
mod later;
mod leads;
mod list;
mod listed;
mod loose;
mod manage;
mod missed;
mod offers;
mod others;
mod point;
mod quiet;
mod refer;
mod replies;
pub mod schedule;
mod set;
mod spoken;
mod told;
mod turns;
mod undo;
mod wording;
mod zone;

use jiff::SignedDuration;

use super::turn::Turn;
use crate::{
    command::{self, Request},
    effect::{About, Effect},
    event::Event,
    facts::{Facts, Pending, PendingKind, Reminder, ReminderWish},
    language::date::QuestionKind,
};
use build::Wanted;

pub use fire::fire;
pub use ical::{calendar, calendar_with};
pub use later::snooze_until as put_off;
pub use offers::offer;
pub use set::without_number;
pub use undo::note_tap;
pub use wording::{leads as leads_in_words, one_line};

/// The most active reminders that one person may have.
pub const MOST_ACTIVE: usize = 500;
/// The longest subject, in characters.
pub const LONGEST_SUBJECT: usize = 500;
/// How long a correction ("nej, halv elva") still means the reminder last spoken of.
const CORRECTION: SignedDuration = SignedDuration::from_mins(30);
/// How long a bare date still means the one that she has just confirmed.
const JUST_NOW: SignedDuration = SignedDuration::from_mins(10);
/// The most of what somebody wrote that is kept for "påminn mig om det", in characters.
const SAID: usize = 120;
/// How long "torsdag kl 12", said to nobody in a group, still answers her question there.
const ANSWERED_SOON: SignedDuration = SignedDuration::from_mins(5);

/// Takes what concerns reminders. False: not its business.
pub fn takes(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    match request {
        Request::ListReminders if missed::takes(turn, text) || agenda::lists_days(turn, text) => {}
        Request::ListReminders => list::list(turn, 1, agenda::only_deadlines(text)),
        Request::NextReminder => list::next(turn),
        Request::RemoveReminders(_) if manage::removes_once(turn, text) => {}
        Request::RemoveReminders(which) => change::wish(turn, which, ReminderWish::Remove),
        Request::RemoveAllReminders => change::ask_remove_all(turn, text),
        Request::ChangeReminder { which, to } => change::wish(turn, which, ReminderWish::Change { to: to.clone() }),
        Request::Snooze { .. } if later::is_answer(turn) => return set::takes(turn, text),
        Request::Snooze { which, until } => return later::wish_later(turn, which, until.as_deref()) || set::takes(turn, text),
        Request::Done(which) => later::done(turn, which),
        Request::SkipNext(which) => change::wish(turn, which, ReminderWish::Skip),
        Request::Undo => undo::undo(turn),
        Request::Calendar => ical::send(turn),
        Request::DefaultLead { text: said } => return list::default_leads(turn, said) || set::takes(turn, &text.replace("alltid ", "")),
        Request::TimeZone { zone } => zone::asked(turn, zone),
        // Folded, "ändra" is "andra", the second one.
        Request::Number(_) if text.trim().to_lowercase().starts_with("ändra") && turn.dialogue.pending.is_none() => {
            let context = set::context(turn);
            return lacking::takes(turn, text, &context);
        }
        Request::Yes | Request::No | Request::Number(_) => return answered(turn, request, text),
        Request::Other if list::goes_on(turn, text) => {}
        Request::Other => return set::takes(turn, text),
        _ => return false,
    }
    true
}

/// "Vad har jag missat?" where something came that is not done. False: nothing did, or something else is asked.
pub fn tells_missed(turn: &mut Turn<'_>, text: &str) -> bool {
    let open = turn.facts.reminders.iter().any(|one| point::is_open(one) || one.undelivered.is_some());
    let asks = matches!(
        command::fold(text).as_str(),
        "vad har jag missat" | "har jag missat nagot" | "vad missade jag" | "what have i missed" | "what did i miss"
    );
    open && asks && missed::takes(turn, "vilka påminnelser har jag missat")
}

/// A yes, no or number to something that was asked about reminders, or to one that was set or has come.
fn answered(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    // The other readings under a confirmation can be typed as well as tapped.
    if let (None, Request::Number(number)) = (&turn.dialogue.pending, request)
        && let Some(recent) = point::at_hand(turn, CORRECTION).filter(|recent| recent.readings.len() >= *number)
    {
        follow::other_reading(turn, &recent, *number);
        return true;
    }
    if *request == Request::No && others::declines(turn) {
        return true;
    }
    let Some(pending) = turn.dialogue.pending.clone() else { return unasked(turn, request, text) };
    match (&pending.kind, request) {
        (PendingKind::RemoveAll, Request::Yes) => change::remove_all(turn),
        (PendingKind::Zone { zone }, Request::Yes) => zone::set(turn, zone),
        (PendingKind::Reminder { question, event, shared, others }, Request::Yes) => {
            let wanted = Wanted { text: &question.subject, event, shared: *shared, others };
            answers::choose(turn, question, &wanted, 1);
        }
        (PendingKind::Reminder { question, event, shared, others }, Request::Number(number)) => {
            let wanted = Wanted { text: &question.subject, event, shared: *shared, others };
            // "10" to "vilken tid menar du?" is an hour.
            if matches!(question.kind, QuestionKind::Time(_)) && *number < 24 {
                return set::takes(turn, &format!("kl {number}"));
            }
            // "15" to "vilken dag?" is a day of the month where nothing is numbered so high.
            if !answers::choose_if_offered(turn, question, &wanted, answers::place_of(question, *number)) {
                return set::takes(turn, text);
            }
        }
        (PendingKind::ChangeReminder { reminder, question, .. }, Request::Yes) => return change::choose(turn, reminder, question, 1),
        (PendingKind::ChangeReminder { reminder, question, .. }, Request::Number(number)) => {
            return change::choose(turn, reminder, question, answers::place_of(question, *number)) || set::takes(turn, text);
        }
        (PendingKind::OneTurn { .. }, Request::Number(number)) => return turns::chosen(turn, *number),
        (PendingKind::OneTurn { reminder, turn: coming, to }, Request::Yes) => {
            let Some(known) = turn.facts.reminders.iter().find(|known| known.id == *reminder).cloned() else { return false };
            turns::ask(turn, &known, *coming, *to);
        }
        (PendingKind::WhichReminders { reminders, wish }, Request::Number(number)) => {
            let chosen = number.checked_sub(1).and_then(|at| reminders.get(at));
            let chosen = chosen.and_then(|id| turn.facts.reminders.iter().find(|known| known.id == *id)).cloned();
            if let Some(chosen) = chosen {
                change::carry_out(turn, vec![chosen], wish.clone());
            } else {
                let markdown = super::wording::no_such_number(reminders.len(), turn.language());
                turn.say(markdown, None);
            }
        }
        (PendingKind::OfferReminder { kind, .. }, Request::Yes) => offers::ask(turn, kind),
        (PendingKind::Page { next, deadlines }, Request::Yes) => list::list(turn, *next, *deadlines),
        _ => return false,
    }
    true
}

/// A yes or no that answers no question: to a reminder that has come, or to one that was just set.
fn unasked(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    let sign = !text.chars().any(char::is_alphanumeric);
    let about_another =
        matches!(&turn.facts.referred, Some(own) if !matches!(own.about, Some(About::ReminderDue { .. } | About::ReminderSet { .. })));
    // A tap on something else comes without a text.
    if about_another || text.is_empty() || !matches!(request, Request::Yes | Request::No) {
        return false;
    }
    // ❌ can be typed as well as tapped.
    if sign && *request == Request::No && later::dropped(turn) {
        return true;
    }
    if *request == Request::Yes && later::affirmed(turn, sign) {
        return true;
    }
    let never_mind =
        *request == Request::No && !matches!(command::fold(text).as_str(), "" | "nej" | "na" | "nae" | "nope" | "no" | "nej tack");
    let Some(set) = point::at_hand(turn, CORRECTION) else {
        // A thumb or an "ok" by itself is no question, and "glöm det" wants no answer.
        let fine = sign || matches!(command::fold(text).as_str(), "ok" | "okej" | "okay");
        if fine && *request == Request::Yes {
            turn.react("👍");
            return true;
        }
        if never_mind {
            let markdown = super::wording::never_mind(turn.language());
            turn.say(markdown, None);
        }
        return never_mind;
    };
    turn.dialogue.reminder_at = turn.facts.dialogue.reminder_at;
    let markdown = match request {
        Request::Yes => {
            turn.react("👍");
            return true;
        }
        _ if never_mind => wording::stays(turn, &set),
        _ => wording::what_is_wrong(turn, &set),
    };
    turn.say(markdown, None);
    true
}

/// Notes what somebody wrote, so that "påminn mig om det" can mean it: what she knew no answer to, or what somebody
/// tells of themselves, whatever she said to it.
pub fn note_said(turn: &mut Turn<'_>, text: &str, answered: bool) {
    const TELLS: [&str; 16] =
        ["jag", "vi", "ska", "skall", "måste", "behöver", "borde", "min", "mitt", "glöm", "i", "we", "my", "must", "need", "have"];
    let line = text.lines().next().unwrap_or_default().trim().trim_end_matches(['.', '!']);
    let first = line.split_whitespace().next().unwrap_or_default().to_lowercase();
    if !line.is_empty() && !line.ends_with('?') && (!answered || TELLS.contains(&first.as_str())) {
        turn.dialogue.said = Some(Box::new((turn.now, line.chars().take(SAID).collect())));
    }
}

/// Whether somebody has a reminder about this.
#[must_use]
pub fn has_one_about(turn: &Turn<'_>, subject: &str) -> bool {
    !point::about_closely(turn, subject).is_empty()
}

/// One of the days that she offered was tapped: its place among them.
pub fn tapped(turn: &mut Turn<'_>, number: usize) {
    if let Some(PendingKind::Reminder { question, event, shared, others }) = turn.dialogue.pending.clone().map(|pending| pending.kind) {
        let wanted = Wanted { text: &question.subject, event: &event, shared, others: &others };
        answers::choose_if_offered(turn, &question, &wanted, number);
    } else if let Some(PendingKind::WhichReminders { .. } | PendingKind::ChangeReminder { .. } | PendingKind::OneTurn { .. }) =
        turn.dialogue.pending.as_ref().map(|pending| &pending.kind)
    {
        answered(turn, &Request::Number(number), "");
    }
}

/// A reaction to a reminder of the person's own.
pub fn reacted(turn: &mut Turn<'_>, reminder: &str, key: &str) {
    let delivered = matches!(&turn.facts.referred, Some(own) if matches!(own.about, Some(About::ReminderDue { .. })));
    let Some(found) = turn.facts.reminders.iter().find(|known| known.id == reminder && known.person == turn.event.sender).cloned() else {
        return;
    };
    match (key, delivered) {
        ("✅" | "👍" | "☑" | "✔", true) => {
            undo::note_tap(turn, &found);
            later::tick(turn, vec![found]);
        }
        ("⏰" | "💤", true) => {
            undo::note_tap(turn, &found);
            let until = schedule::usual_snooze(turn.now, &turn.zone());
            later::snooze_until(turn, found, until);
        }
        ("❌" | "👎", true) if found.day.as_ref().is_some_and(|day| super::days::declined(turn, day)) => {}
        ("❌" | "👎", _) => {
            undo::note_tap(turn, &found);
            change::end(turn, vec![found]);
        }
        _ => {
            if let Some(number) = super::wording::from_keycap(key).filter(|_| !delivered) {
                follow::other_reading(turn, &found, number);
            }
        }
    }
}

/// A reaction was taken back: what it did to a reminder is undone.
pub fn untapped(turn: &mut Turn<'_>, reaction: &str) {
    undo::untap(turn, reaction);
}

/// Whether a message in a group, said to nobody by name, is the answer to when she shall remind.
#[must_use]
pub fn awaits(facts: &Facts, event: &Event, zone: &str, text: &str) -> bool {
    let Some(pending) = &facts.dialogue.pending else { return false };
    let lately = event.sent_at.duration_since(pending.since) < ANSWERED_SOON;
    let zone = facts.person.as_ref().and_then(|person| person.zone.as_deref()).unwrap_or(zone);
    let Ok(now) = event.sent_at.in_tz(zone) else { return false };
    let context = crate::language::date::Context { now };
    let is_moment = || crate::language::date::read_moment(text, &context, None) != crate::language::date::Moment::Nothing;
    matches!(pending.kind, PendingKind::Reminder { .. }) && lately && is_moment() && follow::is_only_a_moment(text, &context)
}

/// The event that set a reminder was edited or removed: what came of it goes. An edit that sets a
/// reminder again keeps its id, so that this is a change and not a removal.
#[must_use]
pub fn replaced(facts: &Facts, event: &Event) -> Vec<Effect> {
    facts
        .reminders_from_event
        .iter()
        .filter(|reminder| reminder.active && reminder.set_by.as_ref().unwrap_or(&reminder.person) == &event.sender)
        .map(|reminder| {
            Effect::SaveReminder(Reminder { active: false, next_at: None, sequence: reminder.sequence + 1, ..reminder.clone() })
        })
        .collect()
}

/// What becomes of the reminders that a message had set once it is edited, given what follows from it as it reads now;
/// and what there is to say of that. Where she has to ask, they stay until it is known what shall be instead.
#[must_use]
pub fn replaced_by(facts: &Facts, event: &Event, of: &str, follows: &[Effect]) -> (Vec<Effect>, Option<String>) {
    let gone = replaced(facts, event);
    let english = facts.person.as_ref().is_some_and(|person| person.english);
    let language = if english { super::wording::Language::English } else { super::wording::Language::Swedish };
    let old: Vec<&Reminder> = facts.reminders_from_event.iter().filter(|one| one.active).collect();
    let asks = follows.iter().any(|effect| {
        matches!(effect, Effect::SaveDialogue { dialogue, .. } if matches!(&dialogue.pending,
            Some(Pending { kind: PendingKind::Reminder { event, .. }, .. }) if event == of))
    });
    if gone.is_empty() {
        return (gone, None);
    }
    if asks {
        return (Vec::new(), Some(wording::stays_till_answered(&old, language)));
    }
    let sets = follows.iter().any(|effect| matches!(effect, Effect::SaveReminder(one) if one.active));
    (gone, (!sets).then(|| wording::gone_with_edit(&old, language)))
}
