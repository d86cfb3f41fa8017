//! ST days: read out of an announcement or a file, offered, answered, moved, called off, and asked for.
//!
//! - `read` (with `title`, `place` and `shared`) finds them in a text; [`file`] reads a calendar (`ics`) or a table (`rows`, `cells`);
//! - `request` (with `period`, `reply` and `words`) reads what a message asks for, `named` which day by its title; `tell` answers it, and takes answers, `asked` knows to what, `each` tells several answers of one message apart;
//! - [`answer`] knows seats, the waiting list and the reminder of those who come;
//! - `manage` is what a study director does, `entered` knows which days are new, `undone` what follows when they remove the message that did, `who` what they are told of the answers; `calendar` writes the calendar file;
//! - [`carried`] is what an announcement carries, [`tied`] which of it is known already, `correct` what putting its text right means for it;
//! - `wording` and `readback` have the sentences.
//!
//! Who may do what follows from `facts.power`; anyone may ask and answer for themselves.

mod answer;
mod asked;
mod calendar;
pub mod carried;
mod cells;
mod correct;
mod each;
mod entered;
pub mod file;
mod ics;
mod manage;
mod named;
mod period;
mod place;
mod read;
mod readback;
mod reply;
mod request;
mod rows;
mod shared;
mod tell;
pub mod tied;
mod title;
mod undone;
mod who;
mod wording;
mod words;

use jiff::Timestamp;

use super::{World, remind, turn::Turn, wording::Language};
use crate::{
    command::Request,
    effect::Effect,
    event::Event,
    facts::{
        Facts, Pending, PendingKind,
        announcement::Wants,
        days::{Answer, Attendance, KnownDay, Wish},
    },
    language::date::Context,
};
use request::Ask;

pub use calendar::calendar;
pub use cells::{hours, only_when};
pub use correct::{carries, change_field, corrected, put_right};
pub use manage::file_sent;
pub use read::days_in;
pub use who::{answered, carried_by, remind_spoken_of, spread};

/// Takes what a study director does with days, before "byt lokal … till …" is taken for a change of an
/// announcement's text. False: not its business.
pub fn manages(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    let writes = matches!(&turn.dialogue.pending, Some(Pending { kind: PendingKind::Announcement { wants: Wants::Text, .. }, .. }));
    let context = Context { now: turn.event.sent_at.to_zoned(turn.zone()) };
    // "påminn dem …" reads like a reminder of one's own.
    if let (false, Some(date)) = (writes, request::reminds(text, &context)) {
        return who::remind(turn, date, text);
    }
    // "skjut upp ST-dagen" puts off a reminder of it where there is one, and else the day.
    let puts_off = matches!(request, Request::Snooze { .. }) && turn.facts.power.any() && !remind::has_one_about(turn, "ST-dagen");
    // "flytta den till 28 maj" means the day that was just spoken of.
    let spoken_of = turn.dialogue.day.as_ref().filter(|_| turn.facts.power.any() && turn.facts.dialogue.reminder_at.is_none());
    let spoken_of = spoken_of.and_then(|id| turn.facts.days.iter().find(|known| known.day.id == *id)).map(|known| known.day.plan.first);
    let named = if spoken_of.is_some() { request::naming_it(text) } else { None };
    let other = matches!(request, Request::Other) || (named.is_some() && matches!(request, Request::ChangeReminder { .. }));
    if writes || !(puts_off || other) {
        return false;
    }
    let it = spoken_of.filter(|_| named.is_some());
    match request::read(named.as_deref().unwrap_or(text), &context) {
        Some(Ask::Enter { text }) => manage::enter(turn, &text),
        // Who has no power over the days means their own reminder of one.
        Some(Ask::Change { .. } | Ask::Cancel { .. }) if !turn.facts.power.any() && remind::has_one_about(turn, "ST-dagen") => false,
        Some(Ask::Change { date, to }) => manage::change(turn, date.or(it), to),
        Some(Ask::Cancel { date }) => manage::cancel(turn, date.or(it)),
        Some(Ask::Hold { date }) if turn.facts.power.any() => undone::ask_to_hold(turn, date),
        _ => false,
    }
}

/// Takes what concerns ST days. False: not its business.
pub fn takes(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    if answers_question(turn, request) {
        return true;
    }
    if let Some((answer, several)) = asked::bare(turn, text) {
        let asked = asked::just_told(turn, answer);
        if (asked.len() == 1 || (several && asked.len() > 1)) && turn.event.trusted {
            tell::take(turn, &asked, answer);
            return true;
        }
    }
    // "ingen av dem" is a no to everything that was asked.
    if *request == Request::No && each::takes(turn, text) {
        return true;
    }
    if let Request::Yes | Request::No = request {
        // "ja" in reply to an announcement of days; bare, it answers whatever was asked last.
        let days = tell::referred(turn);
        if days.is_empty() || turn.dialogue.pending.is_some() || !turn.event.trusted {
            return false;
        }
        tell::take(turn, &days, if *request == Request::Yes { Answer::Yes } else { Answer::No });
        return true;
    }
    if !matches!(request, Request::Other) {
        return false;
    }
    if let Some(wanted) = carried::wanted(text)
        && super::announce::carry_days(turn, wanted)
    {
        return true;
    }
    if turn.facts.power.any()
        && names_place(text)
        && let Some(place) = place::said(text)
    {
        return manage::change(turn, None, Some(request::Change::Place(read::shortened(place))));
    }
    let context = Context { now: turn.event.sent_at.to_zoned(turn.zone()) };
    let named = tell::naming_day(turn, text);
    let text = named.as_deref().unwrap_or(text);
    match request::read(text, &context) {
        Some(Ask::Tell { period, next, whole, place }) => tell::tell(turn, &tell::Asked { period, next, whole, place }, text),
        Some(Ask::Answer { answer, dates, clear }) => tell::typed(turn, answer, &dates, clear, text),
        Some(Ask::Split { yes, no }) => {
            let came = tell::typed(turn, Answer::Yes, &yes, true, text);
            tell::typed(turn, Answer::No, &no, true, text) || came
        }
        Some(Ask::Who { date, file }) => who::who(turn, date, file) || who::seats(turn, date, text),
        None => each::takes(turn, text) || asked::about(turn, text),
        Some(Ask::Enter { .. } | Ask::Change { .. } | Ask::Cancel { .. } | Ask::Hold { .. }) => false,
    }
}

/// A yes, no or number to something that was asked about ST days.
fn answers_question(turn: &mut Turn<'_>, request: &Request) -> bool {
    let Some(Pending { kind: PendingKind::Days { wish, .. }, .. }) = &turn.dialogue.pending else { return false };
    match (wish.as_ref().clone(), request) {
        (Wish::Which { answer, days }, Request::Number(number)) => {
            let chosen = number.checked_sub(1).and_then(|position| days.get(position));
            let known = chosen.and_then(|id| turn.facts.days.iter().find(|known| known.day.id == *id));
            match known {
                Some(known) => {
                    turn.dialogue.pending = None;
                    tell::take(turn, &[known], answer);
                }
                None => turn.say(super::wording::no_such_number(days.len(), turn.language()), None),
            }
            true
        }
        (Wish::Which { .. }, _) => false,
        (wish, Request::Yes) if turn.event.trusted => {
            manage::confirmed(turn, wish);
            true
        }
        _ => false,
    }
}

/// A reaction to one of her messages that tells of days, or of an announcement that carries some.
/// False: not its business.
pub fn reacted(turn: &mut Turn<'_>, key: &str) -> bool {
    let days = tell::referred(turn);
    let Some(answer) = Answer::from_reaction(key).filter(|_| !days.is_empty() && turn.event.trusted) else { return false };
    tell::take(turn, &days, answer);
    true
}

/// Whether a text says where something is held, and nothing else: "salen är B12".
#[must_use]
pub fn names_place(text: &str) -> bool {
    place::said(text).is_some() && !text.trim_end().ends_with('?')
}

/// A no to the reminder of a day says that they do not come. False: the day is over, or was called off.
pub fn declined(turn: &mut Turn<'_>, day: &str) -> bool {
    let Some(known) = turn.facts.days.iter().find(|known| known.day.id == day && answer::is_open(known, turn.now)) else { return false };
    tell::take(turn, &[known], Answer::No);
    true
}

/// The event that answered was removed: the answer is taken back.
#[must_use]
pub fn taken_back(world: &World, facts: &Facts, event: &Event, of: &str, now: Timestamp) -> Vec<Effect> {
    let given: Vec<&KnownDay> =
        facts.days.iter().filter(|known| known.answer_of(&event.sender).is_some_and(|answer| answer.event == of)).collect();
    if given.is_empty() {
        return undone::taken_back(world, facts, event, of, now);
    }
    let mut turn = Turn::new(world, facts, event, &event.id, None, now);
    for known in given {
        answer::take_back(&mut turn, known);
    }
    turn.finish()
}

/// What a day is called among other days: its title and date, not escaped.
#[must_use]
pub fn called(day: &crate::facts::days::StDay) -> String {
    use crate::language::date::{Language, wording::short_date};
    format!("{} {}", day.plan.title, short_date(day.plan.first, Language::Swedish))
}

/// The sender is forgotten: seats of theirs go to those who wait.
pub fn left(turn: &mut Turn<'_>) {
    for known in &turn.facts.days {
        answer::leave(turn, known);
    }
}

/// The sender's answers, each also in words.
#[must_use]
pub fn own_answers<'a>(turn: &Turn<'a>) -> Vec<(String, &'a Attendance)> {
    let sender = turn.event.sender.as_str();
    let own = |known: &'a KnownDay| {
        let answer = known.answer_of(sender)?;
        Some((wording::own_answer(&known.day, answer, turn.language()), answer))
    };
    turn.facts.days.iter().filter_map(own).collect()
}

/// Asks those who have not answered once more, before the last day to sign up.
#[must_use]
pub fn ask_again(known: &KnownDay) -> Vec<Effect> {
    let day = &known.day;
    // "I don't know yet" is no answer either, whoever gave it.
    let undecided =
        known.answers.iter().filter(|answer| answer.answer == Answer::Maybe).map(|answer| (&answer.person, answer.english, true));
    let silent = known.invited.iter().filter(|invited| known.answer_of(&invited.person).is_none());
    silent
        .map(|invited| (&invited.person, invited.english, false))
        .chain(undecided)
        .map(|(person, english, maybe)| {
            let language = if english { Language::English } else { Language::Swedish };
            answer::ask(person, &wording::ask_again(day, maybe, language), &day.id)
        })
        .collect()
}
