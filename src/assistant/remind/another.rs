//! A new deadline that comes where she waits for the day of another one: it is set by itself, and she asks again.

use super::{
    answers,
    build::{self, Wanted},
    set,
};
use crate::{
    assistant::turn::Turn,
    command,
    facts::PendingKind,
    language::date::{self, Context, Outcome, Question, QuestionKind},
};

/// Words that begin something to do, folded.
const DEEDS: &[&str] = &[
    "avboka", "boka", "ansok", "anmal", "anmala", "lamna", "lamnar", "skicka", "skriv", "skriva", "ring", "ringa", "mejla", "maila",
    "mailla", "betala", "hamta", "kontakta", "bestall", "fornya", "signera", "fyll", "cancel", "apply", "submit", "send", "call", "book",
    "pay", "email",
];

/// What names a thing of its own by how it ends, folded.
const THINGS: &[&str] = &["kurs", "kursen", "motet", "mote", "rapport", "rapporten", "intyg", "intyget", "utlatandet", "course"];

/// Takes a deadline that is jotted down while she waits for the day of another one; who asks for a reminder in so many
/// words has gone on to that. False: it is none, or she waits for nothing.
pub fn interrupts(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    let folded = command::fold(text);
    let asks = ["pamin", "remind", "glom", "kom ihag", "pling", "ping"].iter().any(|word| folded.contains(word));
    let pending = turn.dialogue.pending.clone().map(|pending| pending.kind);
    // What completes an offer may say "sista dag" as well.
    if !asks && matches!(pending, Some(PendingKind::OfferReminder { .. })) {
        return answers::takes(turn, text, context);
    }
    let Some(PendingKind::Reminder { question, event, shared, others }) = pending.filter(|_| !asks) else { return false };
    // "sista dagen är 2 maj" is the day that she asked about.
    if question.kind == QuestionKind::Day && is_bare(date::read_reminder(text, context).subject()) {
        return answers::takes(turn, text, context);
    }
    takes(turn, &question, &Wanted { text, event: &event, shared, others: &others }, context)
}

/// Whether a subject is nothing but a last day.
fn is_bare(subject: &str) -> bool {
    const LAST: &str = " sista dag dagen datum datumet deadline deadlinen avbokning avbokningsdag avbokningsdagen ansokningsdag \
        ansokningsdagen anmalningsdag anmalningsdagen for ar det den last day date the is ";
    command::fold(subject).split(' ').all(|word| LAST.contains(&format!(" {word} ")))
}

/// Sets what a message says of something else than what she asked about, and asks again. False: it is the answer.
pub fn takes(turn: &mut Turn<'_>, question: &Question, wanted: &Wanted<'_>, context: &Context) -> bool {
    let text = wanted.text;
    if question.subject.is_empty() || text.trim_end().ends_with('?') {
        return false;
    }
    let Outcome::Set(read) = date::read_reminder(&format!("påminn mig om {text}"), context) else { return false };
    if !is_another(&read.subject, &question.subject) {
        return false;
    }
    let event = turn.question().to_owned();
    set::set(turn, &[read], &Wanted { text, event: &event, shared: false, others: &[] });
    let asked = Wanted { text: &question.subject, ..*wanted };
    set::ask(turn, question.clone(), &asked);
    true
}

/// Whether a subject is not what was asked about: something else to do, or another course.
fn is_another(subject: &str, asked: &str) -> bool {
    let fold = |text: &str| command::fold(text).split(' ').map(str::to_owned).collect::<Vec<_>>();
    let (subject_words, asked) = (fold(subject), fold(asked));
    let same = |word: &str| asked.iter().any(|other| other == word || other.ends_with(word) || word.ends_with(other.as_str()));
    let known = |word: &&String| word.len() < 3 || same(word);
    let new: Vec<&String> = subject_words.iter().filter(|word| !known(word)).collect();
    let deed = subject_words.first().is_some_and(|first| DEEDS.contains(&first.as_str()));
    let thing = |word: &&&String| THINGS.iter().any(|thing| word.len() > thing.len() + 1 && word.ends_with(thing));
    let things = new.iter().filter(thing).count();
    // "boka det 3 december" is an answer, "ring labbet 3 december" is not.
    let object = new.iter().any(|word| !DEEDS.contains(&word.as_str()) && !matches!(word.as_str(), "det" | "den" | "honom" | "henne"));
    (deed && object) || (things > 0 && build::is_deadline(&fold(subject).join(" ")))
}
