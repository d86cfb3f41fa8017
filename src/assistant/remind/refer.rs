//! What "det" means in "påminn mig om det": the message replied to, or what was just spoken of.

use jiff::SignedDuration;

use super::{offers, set};
use crate::{
    assistant::{turn::Turn, wording::Language},
    facts::Reminder,
    language::{
        date::{self, Outcome, Question, QuestionKind},
        normalize, personnummer,
    },
};

/// How long what was spoken of is still meant.
const LOOKS_BACK: SignedDuration = SignedDuration::from_mins(15);
/// The most of another text that becomes a subject, in characters.
const SUBJECT: usize = 120;

/// "det här": what is meant stands elsewhere.
pub fn points(subject: &str) -> bool {
    const POINTING: [&str; 18] = [
        "",
        "det",
        "det har",
        "detta",
        "den",
        "den har",
        "dom har",
        "saken",
        "this",
        "that",
        "it",
        "det dar",
        "this one",
        "mig",
        "den dar",
        "dessa",
        "ovanstaende",
        "samma sak",
    ];
    POINTING.contains(&normalize::fold(&normalize::normalize(subject)).trim())
}

/// A reminder that points elsewhere takes its subject from there.
pub fn with_what_is_meant(turn: &Turn<'_>, outcome: Outcome) -> Outcome {
    let message = turn.message();
    let replied = message.and_then(|message| message.replied_text.as_deref()).map(str::trim).filter(|text| !text.is_empty());
    // What she said herself is no subject: of that, what it was about is.
    let replied = replied.filter(|_| message.is_some_and(|message| !message.replies_to_me));
    let meant = match replied {
        Some(text) if personnummer::contains(text) => None,
        Some(text) => text.lines().next().map(|line| (line.chars().take(SUBJECT).collect::<String>(), false)),
        // An edit no longer carries the message that it was a reply to; what came of it does.
        None => match edited_reply(turn) {
            Some(subject) => Some((subject, false)),
            None if names_it(turn, &outcome) => spoken_of(turn),
            None => None,
        },
    };
    let Some((subject, said)) = meant else { return outcome };
    // What was written may say when as well: "ska lämna bilen på fredag", "påminn mig om det".
    let context = set::context(turn);
    // Of what is replied to, the day is meant only where the request says none itself.
    let says_no_day = matches!(
        &outcome,
        Outcome::Ask(question) if matches!(question.kind, QuestionKind::Everything | QuestionKind::Day) && points(&question.subject)
    );
    let one_day = || matches!(date::find_dates(&subject, &context).as_slice(), [only] if !only.passed && only.last.is_none());
    let read = (said || (replied.is_some() && says_no_day && one_day()))
        .then(|| date::read_reminder(&format!("påminn mig att {}", without_intent(&subject)), &context));
    let (subject, when) = match read {
        Some(Outcome::Set(read)) if !read.subject.is_empty() => (read.subject.clone(), Some(read)),
        Some(Outcome::Ask(read)) if !read.subject.is_empty() && read.kind == QuestionKind::Day => (read.subject, None),
        _ => (subject, None),
    };
    if let (Outcome::Ask(question), Some(read)) = (&outcome, when)
        && matches!(question.kind, QuestionKind::Everything | QuestionKind::Day)
        && points(&question.subject)
    {
        return Outcome::Set(date::Reminder { leads: question.leads.clone().or(read.leads), ..read });
    }
    match outcome {
        Outcome::Set(reminder) if points(&reminder.subject) => {
            Outcome::Set(date::Reminder { subject, subject_is_action: false, ..reminder })
        }
        Outcome::Ask(question) if question.kind == QuestionKind::Subject && !question.options.is_empty() => {
            Outcome::Set(set::completed(&Question { subject, ..question.clone() }, question.options[0]))
        }
        Outcome::Ask(question) if points(&question.subject) && question.kind == QuestionKind::Everything => {
            Outcome::Ask(Question { kind: QuestionKind::Day, subject, ..question })
        }
        Outcome::Ask(question) if points(&question.subject) => Outcome::Ask(Question { subject, ..question }),
        other => other,
    }
}

/// The subject that a reply gave a reminder before it was edited.
fn edited_reply(turn: &Turn<'_>) -> Option<String> {
    let replied = |known: &&Reminder| known.link.as_ref().is_some_and(|(_, event)| *event != known.event);
    turn.facts.reminders_from_event.iter().find(replied).map(|known| known.subject.clone())
}

/// "jag ska skicka in listan" is "skicka in listan" once she is to remind of it.
fn without_intent(text: &str) -> &str {
    const INTENT: [&str; 16] = [
        "jag",
        "vi",
        "ska",
        "skall",
        "måste",
        "behöver",
        "borde",
        "får inte glömma",
        "har",
        "att",
        "också",
        "i",
        "we",
        "have to",
        "need to",
        "must",
    ];
    let mut rest = text.trim();
    loop {
        let lowered = rest.to_lowercase();
        let Some(word) = INTENT.iter().find(|word| lowered.strip_prefix(**word).is_some_and(|after| after.starts_with(' '))) else {
            return rest;
        };
        rest = rest.get(word.len()..).map_or("", str::trim_start);
    }
}

/// Whether a request says "det" and no more: "påminn mig på fredag" names nothing at all, and is asked about.
fn names_it(turn: &Turn<'_>, outcome: &Outcome) -> bool {
    says_det(turn) && points(outcome.subject())
}

/// Whether a message says "om det", "det här": not the "den" of "den 5 januari", nor the "det" of "när det är dags".
pub fn says_det(turn: &Turn<'_>) -> bool {
    const POINTERS: [&str; 10] = ["det", "detta", "den", "dessa", "saken", "samma", "it", "this", "that", "dem"];
    const LEADS_IN: [&str; 16] =
        ["om", "av", "for", "pa", "med", "mig", "mej", "oss", "about", "of", "to", "me", "gora", "do", "on", "bara"];
    let text = turn.message().map(|message| message.body.as_str()).unwrap_or_default();
    let folded = normalize::fold(&normalize::normalize(text));
    let words: Vec<&str> = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let begins_day = |word: &str| {
        let ordinal = ["forsta", "andra", "sista", "siste"].contains(&word) || word.ends_with("de") || word.ends_with("te");
        ordinal || word.starts_with(|letter: char| letter.is_ascii_digit())
    };
    let runs_on = |at: usize, next: &str| ["ar", "gar", "blir", "finns", "is"].contains(&next) || (words[at] == "den" && begins_day(next));
    (0..words.len()).any(|at| {
        let led = at == 0 || LEADS_IN.contains(&words[at - 1]);
        POINTERS.contains(&words[at]) && led && !words.get(at + 1).is_some_and(|next| runs_on(at, next))
    })
}

/// What "det" means: what was just spoken of, and whether it is what the person wrote.
fn spoken_of(turn: &Turn<'_>) -> Option<(String, bool)> {
    let lately = |at: jiff::Timestamp| turn.now.duration_since(at) <= LOOKS_BACK;
    let before = &turn.facts.dialogue;
    if before.reminder_at.is_some_and(lately)
        && let Some(reminder) = before.last_reminder.as_ref().and_then(|id| turn.facts.reminders.iter().find(|known| known.id == *id))
    {
        return Some((reminder.subject.clone(), false));
    }
    if let Some(said) = before.said.as_ref().filter(|said| lately(said.0)) {
        return Some((said.1.clone(), true));
    }
    let rule = before.last_rule.as_deref().filter(|_| before.last_at.is_some_and(lately))?;
    let rule = turn.world.knowledge.rule(rule)?;
    if let Some(kind) = &rule.remind {
        return Some((offers::subject(kind).to_owned(), false));
    }
    let title = match (&rule.english, turn.language()) {
        (Some(english), Language::English) => &english.title,
        _ => &rule.title,
    };
    Some((format!("”{}”", title.trim_end_matches('?')), false))
}
