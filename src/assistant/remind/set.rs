//! Setting a reminder from free text, completing one that was half said, correcting one just set.

use jiff::Timestamp;

use super::{CORRECTION, LONGEST_SUBJECT, MOST_ACTIVE, change, schedule, wording};
use crate::{
    assistant::turn::Turn,
    effect::{About, Effect},
    facts::{Pending, PendingKind, Reminder},
    language::{
        date::{self, Context, Due, Language, Lead, Moment, Outcome, Question, QuestionKind, Strength},
        normalize,
    },
};

/// Stems of words that make a reminder a deadline, folded: what costs money or time if missed.
const DEADLINES: [&str; 22] = [
    "avbok",
    "sista dag",
    "sista anmal",
    "senast",
    "deadline",
    "ansok",
    "arsrapport",
    "handledarutlatande",
    "intyg",
    "inlamn",
    "lamna in",
    "ska in",
    "anmalan",
    "anmala",
    "last day",
    "apply",
    "application",
    "submit",
    "cancel",
    "annual report",
    "specialistbevis",
    "utlatande",
];

/// Takes a message that asks for a reminder, answers a question about one, or corrects the last one.
pub fn takes(turn: &mut Turn<'_>, text: &str) -> bool {
    let context = context(turn);
    let strength = date::is_reminder_request(text);
    let follows_up = |turn: &mut Turn<'_>| {
        answers(turn, text, &context) || asks_when(turn, text) || corrects_removal(turn, text) || corrects(turn, text, &context)
    };
    if strength != Strength::Strong && follows_up(turn) {
        return true;
    }
    if strength != Strength::Strong {
        return false;
    }
    if is_about_reminders_only(text) {
        return false;
    }
    let outcome = date::read_reminder(text, &context);
    if matches!(&outcome, Outcome::Reject(rejection) if rejection.reason == date::Reason::NotAReminder) {
        return false;
    }
    turn.greet_if_new();
    if addresses_others(turn) || names_another(text) {
        let markdown = wording::only_oneself(turn.language());
        turn.say(markdown, None);
        return true;
    }
    let event = turn.question().to_owned();
    carry_on(turn, with_replied_subject(turn, outcome), text, &event);
    true
}

/// When the person wrote, in their zone.
pub fn context(turn: &Turn<'_>) -> Context {
    Context { now: turn.event.sent_at.min(turn.now).to_zoned(turn.zone()) }
}

/// "påminn @kollega": somebody else is mentioned where "mig" or "oss" should stand.
fn addresses_others(turn: &Turn<'_>) -> bool {
    turn.message().is_some_and(|message| message.mentions.iter().any(|user| *user != turn.world.user_id && *user != turn.event.sender))
}

/// "påminn Anna", "påminn chefen": somebody else than the writer stands where "mig" or "oss" should.
fn names_another(text: &str) -> bool {
    const OTHERS: [&str; 10] = ["chefen", "alla", "gruppen", "handledaren", "honom", "henne", "dem", "dom", "hen", "everyone"];
    let mut words = text.split_whitespace().map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '@'));
    let asks = |word: &str| matches!(normalize::fold(&word.to_lowercase()).as_str(), "paminn" | "paminna" | "remind");
    while let Some(word) = words.next() {
        if asks(word) {
            let Some(next) = words.next() else { return false };
            let is_name = next.chars().next().is_some_and(char::is_uppercase) && next.chars().skip(1).any(char::is_lowercase);
            let is_day = ["mån", "tis", "ons", "tors", "fre", "lör", "sön", "mon", "tue", "wed", "thu", "fri", "sat", "sun"]
                .iter()
                .any(|day| next.to_lowercase().starts_with(day));
            return next.starts_with('@')
                || OTHERS.contains(&normalize::fold(&next.to_lowercase()).as_str())
                || (is_name && !is_day && !matches!(next, "Mig" | "Oss" | "Me" | "Us" | "Om" | "Att"));
        }
    }
    false
}

/// Thanks for a reminder, or the wish for none: it is about reminders, and asks for nothing.
fn is_about_reminders_only(text: &str) -> bool {
    let folded = normalize::fold(&normalize::normalize(text));
    let thanks = folded.starts_with("tack for pamin") || folded.starts_with("thanks for the remind");
    let none = ["ingen paminnelse", "inte ha nagon pamin", "inga paminnelser", "inte nagon pamin", "no reminder"]
        .iter()
        .any(|wish| folded.contains(wish));
    thanks || none
}

/// A reminder set as a reply to a message takes that message's text where no subject was said.
fn with_replied_subject(turn: &Turn<'_>, outcome: Outcome) -> Outcome {
    let replied = turn.message().and_then(|message| message.replied_text.clone()).filter(|text| !text.trim().is_empty());
    let Some(replied) = replied else { return outcome };
    let subject: String = replied.lines().next().unwrap_or_default().chars().take(120).collect();
    match outcome {
        Outcome::Set(reminder) if reminder.subject.trim().is_empty() => {
            Outcome::Set(date::Reminder { subject, subject_is_action: false, ..reminder })
        }
        Outcome::Ask(Question { kind: QuestionKind::Subject, options, recurrence, leads, time, language, .. }) if !options.is_empty() => {
            let due = Due { time: options[0].time.or(time), ..options[0] };
            Outcome::Set(date::Reminder {
                subject,
                subject_is_action: false,
                due,
                recurrence,
                leads,
                also: Vec::new(),
                further: Vec::new(),
                notes: Vec::new(),
                language,
            })
        }
        other => other,
    }
}

/// What was understood becomes a reminder, a question, or a refusal.
fn carry_on(turn: &mut Turn<'_>, outcome: Outcome, text: &str, event: &str) {
    match outcome {
        Outcome::Set(parsed) => set(turn, &parsed, text, event),
        Outcome::Ask(question) => ask(turn, question, event),
        Outcome::Reject(rejection) => {
            turn.person.english = rejection.language == Language::English;
            turn.dialogue.pending = None;
            let said = wording::plain(&date::wording::say_rejection(&rejection));
            if !rejection.suggestions.is_empty() && !rejection.subject.is_empty() {
                // "ja" or another day takes it from here.
                let question = Question {
                    kind: QuestionKind::Day,
                    subject: rejection.subject,
                    subject_is_action: false,
                    options: rejection.suggestions,
                    recurrence: None,
                    leads: None,
                    time: None,
                    language: rejection.language,
                };
                turn.dialogue.pending = Some(Pending {
                    since: turn.now,
                    kind: PendingKind::Reminder { question: Box::new(question), event: event.to_owned() },
                });
            }
            turn.say(said, Some(About::Question));
        }
    }
}

fn ask(turn: &mut Turn<'_>, question: Question, event: &str) {
    turn.person.english = question.language == Language::English;
    let said = wording::plain(&date::wording::say_question(&question));
    turn.dialogue.pending =
        Some(Pending { since: turn.now, kind: PendingKind::Reminder { question: Box::new(question), event: event.to_owned() } });
    turn.say(said, Some(About::Question));
}

/// Sets what was understood, and every further day named with it.
fn set(turn: &mut Turn<'_>, parsed: &date::Reminder, text: &str, event: &str) {
    turn.person.english = parsed.language == Language::English;
    turn.dialogue.pending = None;
    let running = turn.facts.reminders.iter().filter(|reminder| reminder.next_at.is_some()).count();
    if running + parsed.further.len() >= MOST_ACTIVE {
        let markdown = wording::too_many(MOST_ACTIVE, turn.language());
        turn.say(markdown, None);
        return;
    }
    if parsed.subject.chars().count() > LONGEST_SUBJECT {
        let markdown = wording::subject_too_long(LONGEST_SUBJECT, turn.language());
        turn.say(markdown, None);
        return;
    }
    let mut made = Vec::new();
    for (number, due) in std::iter::once(&parsed.due).chain(&parsed.further).enumerate() {
        let reminder = build(turn, parsed, *due, text, event, number);
        let Some(reminder) = scheduled_with_day(reminder, turn.now) else {
            let markdown = wording::nothing_ahead(turn.language());
            turn.say(markdown, None);
            return;
        };
        made.push(reminder);
    }
    turn.dialogue.undo = made.iter().map(change::ended).collect();
    turn.dialogue.last_reminder = made.first().map(|reminder| reminder.id.clone());
    turn.dialogue.last_at = Some(turn.now);
    turn.dialogue.last_rule = None;
    let said = wording::set(turn, &made, parsed);
    let buttons = (1..=parsed.also.len().min(3)).map(crate::assistant::wording::keycap).collect();
    let about = made.first().map(|reminder| About::ReminderSet { reminder: reminder.id.clone() });
    for reminder in made {
        turn.push(Effect::SaveReminder(reminder));
    }
    turn.say_with(said, about, buttons);
}

fn build(turn: &Turn<'_>, parsed: &date::Reminder, due: Due, text: &str, event: &str, number: usize) -> Reminder {
    let folded = normalize::fold(&normalize::normalize(text));
    let subject = normalize::fold(&normalize::normalize(&parsed.subject));
    let deadline = DEADLINES
        .iter()
        .any(|stem| subject.contains(stem) || (folded.contains(stem) && matches!(*stem, "sista dag" | "senast" | "deadline" | "ska in")));
    let shared = !turn.event.room.direct && [" oss", " us "].iter().any(|word| format!(" {folded} ").contains(word));
    let id = format!("{}-{number}", event.trim_start_matches('$'));
    let sequence = turn.facts.reminders_from_event.iter().find(|known| known.id == id).map_or(0, |known| known.sequence + 1);
    let room =
        if shared || turn.event.room.direct { turn.event.room.id.clone() } else { turn.person.direct_room.clone().unwrap_or_default() };
    Reminder {
        id,
        person: turn.event.sender.clone(),
        room,
        shared,
        event: event.to_owned(),
        subject: if parsed.subject.is_empty() { wording::unnamed(turn.language()) } else { parsed.subject.clone() },
        due: due.to_string(),
        readings: if number == 0 { parsed.also.iter().map(ToString::to_string).collect() } else { Vec::new() },
        recurrence: parsed.recurrence.as_ref().map(ToString::to_string),
        leads: leads(turn, parsed.leads.as_deref(), deadline),
        deadline,
        zone: turn.person.zone.clone().unwrap_or_else(|| turn.world.zone.clone()),
        english: parsed.language == Language::English,
        next_at: None,
        next_lead: None,
        next_turn: None,
        done_through: None,
        told_turn: None,
        active: true,
        created_at: turn.now,
        sequence,
    }
}

/// The leads asked for, else the person's own default, else the chain of a deadline, else the day itself.
fn leads(turn: &Turn<'_>, said: Option<&[Lead]>, deadline: bool) -> Vec<String> {
    match (said, &turn.person.leads) {
        (Some(said), _) if !said.is_empty() => said.iter().map(lead_text).collect(),
        (_, Some(own)) => own.clone(),
        _ if deadline => schedule::CHAIN.map(str::to_owned).to_vec(),
        _ => vec!["P0D".to_owned()],
    }
}

/// A lead as it is kept: `P1D`, with its own time of day as `P1D@18:00:00`.
pub fn lead_text(lead: &Lead) -> String {
    match lead.at {
        Some(at) => format!("{lead}@{at}"),
        None => lead.to_string(),
    }
}

/// The reminder with its next turn; `None`: it would never speak.
pub fn scheduled(reminder: Reminder, now: Timestamp) -> Option<Reminder> {
    let next = schedule::next_turn(&reminder, now)?;
    Some(Reminder { next_at: Some(next.at), next_lead: next.lead, next_turn: Some(next.due), active: true, ..reminder })
}

/// The reminder with its next turn. Where every lead before the coming deadline has passed, the day itself
/// is added, so that no deadline ahead stays silent.
pub fn scheduled_with_day(reminder: Reminder, now: Timestamp) -> Option<Reminder> {
    let silent = |next: &Option<schedule::Turn>| next.as_ref().is_none_or(|next| next.lead.is_none());
    if reminder.recurrence.is_none() && silent(&schedule::next_turn(&reminder, now)) && !reminder.leads.iter().any(|lead| lead == "P0D") {
        let mut leads = reminder.leads.clone();
        leads.push("P0D".to_owned());
        return scheduled(Reminder { leads, ..reminder }, now).filter(|reminder| reminder.next_lead.is_some());
    }
    scheduled(reminder, now)
}

/// Takes a text as the answer to what she asked about a reminder.
fn answers(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    match turn.dialogue.pending.clone().map(|pending| pending.kind) {
        Some(PendingKind::Reminder { question, event }) => {
            let open = matches!(question.kind, QuestionKind::Subject | QuestionKind::Everything);
            let is_moment = date::read_moment(text, context, question.options.first()) != Moment::Nothing;
            // A question in between is answered as one, and hers stays open.
            if text.trim_end().ends_with('?') || !(open || is_moment) {
                return false;
            }
            let outcome = date::answer_question(&question, text, context);
            carry_on(turn, outcome, &question.subject, &event);
            true
        }
        Some(PendingKind::OfferReminder { kind }) => {
            if date::read_moment(text, context, None) == Moment::Nothing || text.trim_end().ends_with('?') {
                return false;
            }
            let outcome = date::read_reminder(&wording::offered_request(&kind, text), context);
            let event = turn.question().to_owned();
            carry_on(turn, outcome, wording::offered_subject(&kind), &event);
            true
        }
        _ => false,
    }
}

/// "ja" to the offer of a reminder: asks for course and date.
pub fn ask_for_offer(turn: &mut Turn<'_>, kind: &str) {
    let markdown = wording::offer_when(kind, turn.language());
    turn.say(markdown, Some(About::Question));
}

/// Takes one of the days she offered to choose from.
pub fn choose(turn: &mut Turn<'_>, question: &Question, event: &str, number: usize) {
    if !choose_if_offered(turn, question, event, number) {
        let said = wording::plain(&date::wording::say_question(question));
        turn.say(said, Some(About::Question));
    }
}

/// Takes the day with this number, if one was offered.
pub fn choose_if_offered(turn: &mut Turn<'_>, question: &Question, event: &str, number: usize) -> bool {
    let Some(due) = number.checked_sub(1).and_then(|position| question.options.get(position)).copied() else { return false };
    let parsed = date::Reminder {
        subject: question.subject.clone(),
        subject_is_action: question.subject_is_action,
        due: Due { time: due.time.or(question.time), ..due },
        recurrence: question.recurrence.clone(),
        leads: question.leads.clone(),
        also: Vec::new(),
        further: Vec::new(),
        notes: Vec::new(),
        language: question.language,
    };
    let subject = parsed.subject.clone();
    set(turn, &parsed, &subject, event);
    true
}

/// The reminder last spoken of, if that was lately.
pub fn recent(turn: &Turn<'_>) -> Option<Reminder> {
    let fresh = turn.dialogue.last_at.is_some_and(|at| turn.now.duration_since(at) < CORRECTION);
    let id = turn.dialogue.last_reminder.as_ref().filter(|_| fresh)?;
    turn.facts.reminders.iter().find(|reminder| reminder.id == *id).cloned()
}

/// "när kommer första?" about the reminder last spoken of.
fn asks_when(turn: &mut Turn<'_>, text: &str) -> bool {
    let folded = normalize::fold(&normalize::normalize(text));
    let asks = ["nar kommer", "nar paminner", "nar blir det", "nar ar det", "when will", "when does", "when is"]
        .iter()
        .any(|start| folded.starts_with(start));
    let about = ["forsta", "nasta", "den", "du", "det", "it", "first", "next", "you"]
        .iter()
        .any(|word| folded.split(|letter: char| !letter.is_alphanumeric()).any(|part| part == *word));
    if !(asks && about && folded.split_whitespace().count() <= 6) {
        return false;
    }
    let Some(reminder) = recent(turn) else { return false };
    let markdown = wording::next(turn, &reminder);
    turn.say(markdown, Some(About::ReminderSet { reminder: reminder.id }));
    true
}

/// "nej, halv elva", "ta torsdagen innan": a correction of the reminder last spoken of.
fn corrects(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    const QUESTIONS: [&str; 14] =
        ["hur", "vad", "nar", "var", "vem", "vilka", "vilken", "vilket", "far", "maste", "how", "what", "who", "where"];
    let folded = normalize::fold(&normalize::normalize(text));
    let first = folded.split_whitespace().next().unwrap_or_default();
    if folded.split_whitespace().count() > 9 || text.contains('?') || QUESTIONS.contains(&first) {
        return false;
    }
    if !is_only_a_moment(text, context) {
        return false;
    }
    let Some(reminder) = recent(turn) else { return false };
    let Some(due) = change::anchor(turn, &reminder) else { return false };
    match date::read_moment(text, context, Some(&due)) {
        Moment::Set(adjustment) => {
            change::adjust(turn, &reminder, &adjustment);
            true
        }
        Moment::Reject(rejection) => {
            let said = wording::plain(&date::wording::say_rejection(&rejection));
            turn.say(said, None);
            true
        }
        Moment::Ask(_) | Moment::Nothing => false,
    }
}

/// "oj fel, det var trean": the wrong one was removed. It comes back, and the right one goes; the
/// numbers are those of the list that the person saw.
fn corrects_removal(turn: &mut Turn<'_>, text: &str) -> bool {
    let folded = normalize::fold(&normalize::normalize(text));
    let words: Vec<&str> =
        folded.split(|letter: char| !letter.is_alphanumeric() && letter != ':').filter(|word| !word.is_empty()).collect();
    let regrets =
        words.iter().any(|word| word.starts_with("fel") || word.starts_with("men") || matches!(*word, "wrong" | "oops" | "meant" | "nej"));
    let removed = !turn.dialogue.undo.is_empty()
        && turn.dialogue.undo.iter().all(|gone| gone.active && !turn.facts.reminders.iter().any(|known| known.id == gone.id));
    if !(regrets && removed && words.len() <= 10) {
        return false;
    }
    let numbers: Vec<usize> = words.iter().filter_map(|word| crate::command::numeral(word)).collect();
    match numbers.as_slice() {
        [number] => change::remove_instead(turn, *number),
        _ => false,
    }
}

/// Whether a text says nothing but a time and the small words of a correction. "min handledare slutar på
/// fredag" is no correction of anything.
fn is_only_a_moment(text: &str, context: &Context) -> bool {
    const SMALL: [&str; 62] = [
        "nej",
        "na",
        "nae",
        "fel",
        "menade",
        "mena",
        "menar",
        "jag",
        "ta",
        "tar",
        "hellre",
        "istallet",
        "i",
        "stallet",
        "vanta",
        "det",
        "ska",
        "vara",
        "va",
        "den",
        "aha",
        "forresten",
        "a",
        "och",
        "ocksa",
        "oxa",
        "blir",
        "bli",
        "sa",
        "no",
        "meant",
        "instead",
        "make",
        "it",
        "sorry",
        "oj",
        "hoppsan",
        "bara",
        "till",
        "asch",
        "ju",
        "da",
        "e",
        "ar",
        "kan",
        "vi",
        "for",
        "nu",
        "men",
        "sorry",
        "to",
        "actually",
        "the",
        "on",
        "at",
        "byt",
        "andra",
        "flytta",
        "skulle",
        "om",
        "ok",
        "okej",
    ];
    let rest = date::read_reminder(&format!("påminn mig {text}"), context);
    let rest = normalize::fold(&normalize::normalize(rest.subject()));
    rest.split(|letter: char| !letter.is_alphanumeric()).all(|word| word.is_empty() || SMALL.contains(&word))
}

/// The other reading that was offered under a confirmation was tapped.
pub fn other_reading(turn: &mut Turn<'_>, reminder: &Reminder, number: usize) {
    let Some(due) = number.checked_sub(1).and_then(|position| reminder.readings.get(position)) else { return };
    let Some(due) = schedule::parse_due(due) else { return };
    change::move_to(turn, reminder, due);
}
