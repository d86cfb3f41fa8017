//! What follows a reminder: answers to her questions, corrections, changes that name it by its subject.

use jiff::Timestamp;

use super::{
    CORRECTION,
    build::{self, Wanted},
    change, offers, schedule, set, wording,
};
use crate::{
    assistant::turn::Turn,
    command::{self, Which},
    effect::About,
    facts::{PendingKind, Reminder},
    language::{
        date::{self, Adjustment, Context, Due, Kept, Lead, Moment, Outcome, Question, QuestionKind},
        normalize,
    },
};

/// Takes what belongs to a reminder that was spoken of.
pub fn takes(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    answers(turn, text, context)
        || asks_when(turn, text)
        || corrects_removal(turn, text)
        || adds(turn, text, context)
        || corrects(turn, text, context)
        || names(turn, text)
}

/// Folded words.
fn words(text: &str) -> Vec<String> {
    let folded = normalize::fold(&normalize::normalize(text));
    folded.split(|letter: char| !letter.is_alphanumeric() && letter != ':').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Takes a text as the answer to what she asked about a reminder.
fn answers(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    match turn.dialogue.pending.clone().map(|pending| pending.kind) {
        Some(PendingKind::Reminder { question, event, shared, others }) => {
            let open = matches!(question.kind, QuestionKind::Subject | QuestionKind::Everything | QuestionKind::SubjectTooLong);
            let is_moment = date::read_moment(text, context, question.options.first()) != Moment::Nothing;
            // A question in between is answered as one, and hers stays open.
            if text.trim_end().ends_with('?') || !(open || is_moment) {
                return false;
            }
            let said = if matches!(question.kind, QuestionKind::Subject | QuestionKind::SubjectTooLong) { subject_in(text) } else { text };
            let outcome = date::answer_question(&question, said, context);
            let wanted = Wanted { text: &question.subject, event: &event, shared, others: &others };
            set::carry_on(turn, outcome, &wanted, kept(&question));
            true
        }
        Some(PendingKind::ChangeReminder { reminder, question }) => {
            let Some(reminder) = turn.facts.reminders.iter().find(|known| known.id == reminder).cloned() else { return false };
            let anchor = set::anchor(turn, &reminder);
            let offered = question.options.first().copied();
            let previous = offered.map(|due| Due { time: due.time.or_else(|| anchor?.time), ..due }).or(anchor);
            if text.trim_end().ends_with('?') || !is_only_a_moment(text, context) {
                return false;
            }
            let moment = date::read_moment(text, context, previous.as_ref());
            change::moved(turn, &reminder, moment)
        }
        Some(PendingKind::OfferReminder { kind }) => {
            if date::read_moment(text, context, None) == Moment::Nothing || text.trim_end().ends_with('?') {
                return offers::needs_day(turn, &kind, text);
            }
            let request = offers::request(&kind, text);
            let outcome = date::read_reminder(&request, context);
            let event = turn.question().to_owned();
            let wanted = Wanted { text: offers::subject(&kind), event: &event, shared: false, others: &[] };
            set::carry_on(turn, outcome, &wanted, date::kept(&request));
            true
        }
        _ => false,
    }
}

/// What a question kept of the request.
fn kept(question: &Question) -> Kept {
    let leads = question.leads.clone().filter(|_| !matches!(question.kind, QuestionKind::LeadsPassed(_)));
    Kept { recurrence: question.recurrence.clone(), leads, time: question.time }
}

/// The subject in an answer: what stands in quotation marks, or the text without its apologies.
fn subject_in(text: &str) -> &str {
    const MARKS: [char; 7] = ['"', '”', '“', '„', '»', '«', '\''];
    let inside = text.find(MARKS).and_then(|open| {
        let rest = &text[open..];
        let from = open + rest.chars().next().map_or(1, char::len_utf8);
        let end = from + text[from..].rfind(MARKS)?;
        text.get(from..end).map(str::trim).filter(|inside| inside.chars().count() > 2)
    });
    if let Some(inside) = inside {
        return inside;
    }
    let small = |word: &str| {
        let word = normalize::fold(&word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase());
        matches!(word.as_str(), "oj" | "forlat" | "sorry" | "bara" | "just" | "ursakta" | "ok" | "okej" | "hoppsan" | "da" | "ja" | "")
    };
    let mut rest = text.trim();
    while let Some((first, after)) = rest.split_once(' ').filter(|(first, _)| small(first)) {
        let _ = first;
        rest = after.trim_start();
    }
    rest.strip_suffix(" då").unwrap_or(rest)
}

/// Takes the day with this number, or says again what is asked.
pub fn choose(turn: &mut Turn<'_>, question: &Question, wanted: &Wanted<'_>, number: usize) {
    if !choose_if_offered(turn, question, wanted, number) {
        let said = wording::plain(&date::wording::say_question(question));
        turn.say(said, Some(About::Question));
    }
}

/// Takes the day at this place among those offered.
pub fn choose_if_offered(turn: &mut Turn<'_>, question: &Question, wanted: &Wanted<'_>, number: usize) -> bool {
    // Every lead has passed; what was offered is a word on the day itself.
    if let (QuestionKind::LeadsPassed(due), 1) = (&question.kind, number) {
        let question = Question { leads: Some(vec![Lead::default()]), ..question.clone() };
        set::set(turn, &[set::completed(&question, *due)], wanted);
        return true;
    }
    let Some(due) = number.checked_sub(1).and_then(|position| question.options.get(position)).copied() else { return false };
    set::set(turn, &[set::completed(question, due)], wanted);
    true
}

/// A typed number is the offered day or hour of that number ("6" of "den 5:e eller 6:e"), else its place.
pub fn place_of(question: &Question, number: usize) -> usize {
    let matches = |due: &Due| {
        usize::try_from(due.date.day()).is_ok_and(|day| day == number)
            || due.time.is_some_and(|time| usize::try_from(time.hour()).is_ok_and(|hour| hour == number))
    };
    let found: Vec<usize> = (0..question.options.len()).filter(|at| matches(&question.options[*at])).collect();
    match found.as_slice() {
        [only] => only + 1,
        _ => number,
    }
}

/// The reminder last spoken of, if that was lately.
pub fn recent(turn: &Turn<'_>) -> Option<Reminder> {
    let referred = turn.facts.referred.as_ref().and_then(|own| match &own.about {
        Some(About::ReminderSet { reminder } | About::ReminderDue { reminder }) => Some(reminder),
        _ => None,
    });
    let fresh = turn.dialogue.last_at.is_some_and(|at| turn.now.duration_since(at) < CORRECTION);
    let id = referred.or_else(|| turn.dialogue.last_reminder.as_ref().filter(|_| fresh))?;
    turn.facts.reminders.iter().find(|reminder| reminder.id == *id).cloned()
}

/// "när kommer första?" about the reminder last spoken of.
fn asks_when(turn: &mut Turn<'_>, text: &str) -> bool {
    let words = words(text);
    let folded = words.join(" ");
    let asks = [
        "nar kommer",
        "nar paminner",
        "nar blir det",
        "nar ar det",
        "nar ar den",
        "ar den satt",
        "ar det satt",
        "ar det noterat",
        "when will",
        "when does",
        "when is",
    ]
    .iter()
    .any(|start| folded.starts_with(start));
    let about =
        words.iter().any(|word| matches!(word.as_str(), "forsta" | "nasta" | "den" | "du" | "det" | "it" | "first" | "next" | "you"));
    if !(asks && about && words.len() <= 6) {
        return false;
    }
    let Some(reminder) = recent(turn) else { return false };
    let markdown = wording::next(turn, &reminder);
    turn.say(markdown, Some(About::ReminderSet { reminder: reminder.id }));
    true
}

/// Whether a text asks something, so that it corrects nothing.
fn is_question(words: &[String], text: &str) -> bool {
    const QUESTIONS: [&str; 14] =
        ["hur", "vad", "nar", "var", "vem", "vilka", "vilken", "vilket", "far", "maste", "how", "what", "who", "where"];
    text.contains('?') || words.first().is_some_and(|first| QUESTIONS.contains(&first.as_str()))
}

/// "nej, halv elva", "ta torsdagen innan": a correction of the reminder last spoken of.
fn corrects(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    let words = words(text);
    if words.len() > 9 || is_question(&words, text) || !is_only_a_moment(text, context) {
        return false;
    }
    let Some(reminder) = recent(turn) else { return false };
    let Some(due) = set::anchor(turn, &reminder) else { return false };
    let moment = date::read_moment(text, context, Some(&due));
    change::moved(turn, &reminder, moment)
}

/// "kl 9, och en timme innan lunch också": a time for the reminder last spoken of, and one more word from her.
fn adds(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    let all = words(text);
    let also = |word: &str| matches!(word, "ocksa" | "oxa" | "okso" | "oxo" | "aven" | "also" | "too" | "dessutom");
    if all.len() > 14 || is_question(&all, text) || !all.iter().any(|word| also(word)) {
        return false;
    }
    let Some(reminder) = recent(turn) else { return false };
    let Some(due) = set::anchor(turn, &reminder) else { return false };
    let (head, tail) = halves(text);
    let mut adjusted = reminder.clone();
    if let Some(head) = head {
        if !is_only_a_moment(head, context) {
            return false;
        }
        let Moment::Set(adjustment) = date::read_moment(head, context, Some(&due)) else { return false };
        adjusted = change::adjusted(turn, &reminder, &adjustment);
    }
    let Some((leads, note)) = further_leads(turn, &adjusted, tail, context) else { return false };
    for lead in leads {
        if !adjusted.leads.contains(&lead) {
            adjusted.leads.push(lead);
        }
    }
    change::store_changed(turn, &reminder, adjusted, note.as_deref());
    true
}

/// The two parts of "kl 9, å en timme innan lunch oxå"; without a joint all of it is the second.
fn halves(text: &str) -> (Option<&str>, &str) {
    for joint in [", och ", ", å ", ", o ", " och ", " å ", " o ", " & ", " and ", ", "] {
        if let Some((head, tail)) = text.split_once(joint)
            && head.chars().any(char::is_alphanumeric)
        {
            return (Some(head), tail);
        }
    }
    (None, text)
}

/// The leads that a text adds, with what has to be said about them: so long before the moment, so long before lunch,
/// or a time of the same day.
fn further_leads(turn: &Turn<'_>, reminder: &Reminder, text: &str, context: &Context) -> Option<(Vec<String>, Option<String>)> {
    let due = set::anchor(turn, reminder)?;
    let folded = normalize::fold(&normalize::normalize(text));
    let lunch = ["innan lunch", "fore lunch", "before lunch"].iter().find_map(|words| folded.find(words).map(|at| &folded[..at]));
    if let Some(length) = lunch {
        let carrier = format!("påminn mig om x i övermorgon kl 12, {length} innan");
        let Outcome::Set(read) = date::read_reminder(&carrier, context) else { return None };
        let lead = read.leads?.into_iter().next()?;
        let noon = jiff::civil::time(12, 0, 0, 0);
        let at = noon.checked_sub(jiff::Span::new().try_seconds(lead.seconds).ok()?).ok().filter(|_| lead.seconds > 0)?;
        let lead = build::lead_text(&Lead { at: Some(at), ..Lead::default() });
        return Some((vec![lead], Some(wording::lunch_assumed(turn.language()))));
    }
    let Moment::Set(Adjustment { due: said, date_said, time_said, leads, .. }) = date::read_moment(text, context, Some(&due)) else {
        return None;
    };
    if let Some(leads) = leads.filter(|leads| !leads.is_empty()) {
        return Some((leads.iter().map(build::lead_text).collect(), None));
    }
    // A lead was read as a shift of the day ("dagen innan"): so long before, then.
    let days = date::calendar::days_between(said.date, due.date);
    if days < 0 || !(date_said || time_said) {
        return None;
    }
    let at = said.time.filter(|time| Some(*time) != due.time);
    Some((vec![build::lead_text(&Lead { days, at, ..Lead::default() })], None))
}

/// "oj fel, det var trean": the wrong one was removed. It comes back, and the right one goes; the
/// numbers are those of the list that the person saw.
fn corrects_removal(turn: &mut Turn<'_>, text: &str) -> bool {
    let words = words(text);
    let regrets = words
        .iter()
        .any(|word| word.starts_with("fel") || word.starts_with("men") || matches!(word.as_str(), "wrong" | "oops" | "meant" | "nej"));
    let removed = !turn.dialogue.undo.is_empty()
        && turn.dialogue.undo.iter().all(|gone| gone.active && !turn.facts.reminders.iter().any(|known| known.id == gone.id));
    if !(regrets && removed && words.len() <= 10) {
        return false;
    }
    let numbers: Vec<usize> = words.iter().filter_map(|word| command::numeral(word)).collect();
    match numbers.as_slice() {
        [number] => change::remove_instead(turn, *number),
        _ => false,
    }
}

/// "flytta träffen till torsdag", "ta bort journummer", "träffen är klar": a reminder that exists, by its subject.
fn names(turn: &mut Turn<'_>, text: &str) -> bool {
    let all = words(text);
    let words: Vec<&str> = all.iter().map(String::as_str).collect();
    let words = command::without_politeness(&words);
    if words.len() > 12 || turn.facts.reminders.is_empty() {
        return false;
    }
    let named = |turn: &Turn<'_>, subject: &[&str]| change::about(turn, &subject.join(" ")).len() == 1;
    match words {
        ["ta" | "tag", "bort", subject @ ..] | ["radera" | "stryk" | "stoppa" | "remove" | "delete" | "avbryt", subject @ ..]
            if !subject.is_empty() && named(turn, subject) =>
        {
            change::remove(turn, &Which::About(subject.join(" ")));
            true
        }
        ["flytta" | "andra" | "byt" | "move" | "change" | "reschedule", rest @ ..] => {
            let at = (1..rest.len()).rev().find(|at| matches!(rest[*at], "till" | "to") && named(turn, &rest[..*at]));
            let Some(at) = at.filter(|at| at + 1 < rest.len()) else { return false };
            change::change(turn, &Which::About(rest[..at].join(" ")), &rest[at + 1..].join(" "));
            true
        }
        ["hoppa", "over", subject @ ..] | ["skip", subject @ ..] if !subject.is_empty() => {
            let subject: Vec<&str> =
                subject.iter().copied().filter(|word| !matches!(*word, "nasta" | "next" | "veckans" | "gang")).collect();
            let is_one = !subject.is_empty() && named(turn, &subject);
            if is_one {
                change::skip(turn, &Which::About(subject.join(" ")));
            }
            is_one
        }
        [subject @ .., "ar", "klar" | "klart" | "gjord" | "gjort" | "fixat" | "fixad"]
        | ["klar" | "klart", "med", subject @ ..]
        | ["jag" | "har", "har" | "redan", "gjort", subject @ ..]
            if !subject.is_empty() && named(turn, subject) =>
        {
            change::done(turn, &Which::About(subject.join(" ")));
            true
        }
        _ => false,
    }
}

/// "påminn mig om det igen om en timme" about one that was delivered: it is put off, not set anew.
pub fn says_again(turn: &mut Turn<'_>, text: &str, outcomes: &[Outcome]) -> bool {
    let again = words(text).iter().any(|word| matches!(word.as_str(), "igen" | "again"));
    let replies = matches!(&turn.facts.referred, Some(own) if matches!(own.about, Some(About::ReminderDue { .. })));
    if !(again || replies) {
        return false;
    }
    let due = match outcomes {
        [Outcome::Set(parsed)] if set::points(&parsed.subject) && parsed.recurrence.is_none() => parsed.due,
        [Outcome::Ask(question)] if question.kind == QuestionKind::Subject && !question.options.is_empty() => {
            Due { time: question.options[0].time.or(question.time), ..question.options[0] }
        }
        _ => return false,
    };
    let Some(reminder) = change::last_told(turn) else { return false };
    let until: Option<Timestamp> = schedule::instant(due.datetime(schedule::MORNING), &turn.zone()).filter(|at| *at > turn.now);
    let Some(until) = until else { return false };
    change::put_off(turn, reminder, until);
    true
}

/// Whether a text says nothing but a time and the small words of a correction. "min handledare slutar på
/// fredag" is no correction of anything.
pub fn is_only_a_moment(text: &str, context: &Context) -> bool {
    const SMALL: &str = " nej na nae fel menade mena menar jag ta tar hellre istallet i stallet vanta det ska vara va den aha forresten a och \
        ocksa oxa blir bli sa no meant instead make it sorry oj hoppsan bara till asch ju da e ar kan vi for nu men to actually the on at byt \
        andra flytta skulle om ok okej du snalla tack please forlat vi sager ";
    let rest = date::read_reminder(&format!("påminn mig {text}"), context);
    words(rest.subject()).iter().all(|word| SMALL.contains(&format!(" {word} ")))
}

/// The other reading that was offered under a confirmation was tapped.
pub fn other_reading(turn: &mut Turn<'_>, reminder: &Reminder, number: usize) {
    let Some(due) = number.checked_sub(1).and_then(|position| reminder.readings.get(position)) else { return };
    let Some(due) = schedule::parse_due(due) else { return };
    change::move_to(turn, reminder, due);
}
