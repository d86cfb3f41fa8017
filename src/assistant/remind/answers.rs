//! Answers to what she asked about a reminder: the day, the subject, which one is meant, the course of an offer.

use super::{another, build::Wanted, change, follow::is_only_a_moment, manage, offers, point, set, turns, wording};
use crate::{
    assistant::turn::Turn,
    command,
    effect::About,
    facts::{PendingKind, Reminder},
    language::{
        date::{self, Context, Due, Kept, Lead, Moment, Outcome, Question, QuestionKind},
        normalize,
    },
};

/// Takes a text as the answer to what she asked about a reminder.
pub fn takes(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    match turn.dialogue.pending.clone().map(|pending| pending.kind) {
        Some(PendingKind::Reminder { question, event, shared, others }) => {
            let open = matches!(question.kind, QuestionKind::Subject | QuestionKind::Everything | QuestionKind::SubjectTooLong);
            if is_of_its_own(turn, text, open) {
                return false;
            }
            if open && says_nothing(text) {
                turn.dialogue.pending = None;
                let markdown = crate::assistant::wording::never_mind(turn.language());
                turn.say(markdown, None);
                return true;
            }
            if open && let Some(own) = own_request(text, context) {
                set::carry_on(turn, own, &Wanted { text, event: &event, shared, others: &others }, Kept::default());
                return true;
            }
            if let Some(place) = day_offered(&question, text) {
                let wanted = Wanted { text: &question.subject, event: &event, shared, others: &others };
                return choose_if_offered(turn, &question, &wanted, place);
            }
            if !open && another::takes(turn, &question, &Wanted { text, event: &event, shared, others: &others }, context) {
                return true;
            }
            // Of an offer the subject is known but for the course, and not all that is said is the name of one.
            let course_open = question.kind == QuestionKind::Subject && !question.subject.is_empty();
            if (course_open && !offers::may_name_course(text)) || (!open && tells_of_oneself(text)) {
                return false;
            }
            let is_moment = date::read_moment(text, context, question.options.first()) != Moment::Nothing;
            // A question in between is answered as one, and hers stays open.
            if text.trim_end().ends_with('?') || !(open || is_moment) {
                return false;
            }
            let said = if matches!(question.kind, QuestionKind::Subject | QuestionKind::SubjectTooLong) { subject_in(text) } else { text };
            let offered = course_open.then(|| format!("{} {}", question.subject, offers::course_in(said)));
            let clock = by_night(&question.kind, said, context);
            let outcome = date::answer_question(&question, offered.as_deref().or(clock.as_deref()).unwrap_or(said), context);
            let wanted = Wanted { text: &question.subject, event: &event, shared, others: &others };
            match outcome {
                // The day is known, what it is about is not.
                Outcome::Set(read) if read.subject.is_empty() && question.kind == QuestionKind::Day => about_what(turn, read.due, &wanted),
                outcome => set::carry_on(turn, outcome, &wanted, kept(&question)),
            }
            true
        }
        Some(PendingKind::ChangeReminder { reminder, others, .. }) if !others.is_empty() => {
            moves_several(turn, &reminder, &others, text, context)
        }
        Some(PendingKind::ChangeReminder { reminder, question, .. }) => {
            let Some(reminder) = turn.facts.reminders.iter().find(|known| known.id == reminder).cloned() else { return false };
            let anchor = set::anchor(turn, &reminder);
            let offered = question.options.first().copied();
            let previous = offered.map(|due| Due { time: due.time.or_else(|| anchor?.time), ..due }).or(anchor);
            if text.trim_end().ends_with('?') || !is_only_a_moment(text, context) {
                return false;
            }
            let clock = by_night(&question.kind, text, context);
            let moment = match clock.as_deref().unwrap_or(text) {
                text if offered.is_none() && clock.is_none() => change::new_time(turn, &reminder, text),
                text => date::read_moment(text, context, previous.as_ref()),
            };
            turns::moves(turn, &reminder, &moment, None, text) || change::moved(turn, &reminder, moment)
        }
        Some(PendingKind::OneTurn { .. }) => turns::answered(turn, text),
        Some(PendingKind::WhichReminders { reminders, wish }) => {
            let Some(chosen) = chosen(turn, &reminders, text) else { return false };
            change::carry_out(turn, chosen, wish);
            true
        }
        Some(PendingKind::OfferReminder { kind, asked }) => {
            if date::read_moment(text, context, None) == Moment::Nothing || text.trim_end().ends_with('?') {
                return offers::needs_day(turn, &kind, asked, text);
            }
            if !offers::is_answer(&kind, asked, text, context) {
                return false;
            }
            if offers::needs_course(turn, &kind, text, context) {
                return true;
            }
            let several = offers::several(&kind, text, context);
            let event = turn.question().to_owned();
            if several.len() > 1 {
                set::set(turn, &several, &Wanted { text: offers::subject(&kind), event: &event, shared: false, others: &[] });
                return true;
            }
            if offers::is_day_of_course(&kind, text) {
                offers::ask_last_day(turn, &kind, text, context);
                return true;
            }
            let request = offers::request(&kind, text);
            let outcome = date::read_reminder(&request, context);
            let wanted = Wanted { text: offers::subject(&kind), event: &event, shared: false, others: &[] };
            set::carry_on(turn, outcome, &wanted, date::kept(&request));
            true
        }
        _ => false,
    }
}

/// A command or a question while she waits for a day, or (`open`) for what it is about.
fn is_of_its_own(turn: &Turn<'_>, text: &str, open: bool) -> bool {
    let command = if open { manage::is_command(text) } else { changes_another(turn, text) };
    command || asks_in_words(text)
}

/// "hur mycket jour måste jag gå", "får man gå hem kl 15": a question also without its mark.
fn asks_in_words(text: &str) -> bool {
    const ASKING: [&str; 11] = ["hur", "vad", "vem", "vilka", "vilken", "vilket", "varfor", "how", "what", "who", "why"];
    const WHEN: [&str; 4] = ["nar", "var", "when", "where"];
    const VERBS: [&str; 20] = [
        "far", "maste", "ar", "har", "ska", "kan", "kommer", "gar", "hander", "galler", "is", "are", "can", "may", "must", "do", "does",
        "should", "blir", "will",
    ];
    const PERSONS: [&str; 10] = ["jag", "man", "det", "vi", "du", "i", "you", "we", "it", "there"];
    const PROPOSE: [&str; 9] = ["ta", "tar", "saga", "sager", "saj", "kora", "make", "say", "take"];
    let folded = command::fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let [first, second, rest @ ..] = words.as_slice() else { return false };
    if rest.is_empty() || words.iter().any(|word| PROPOSE.contains(word)) {
        return false;
    }
    // "har jag något på fredag" asks, "nej vi tar fredag" answers.
    (ASKING.contains(first) && (VERBS.contains(second) || words[1..].iter().any(|word| PERSONS.contains(word))))
        || (WHEN.contains(first) && VERBS.contains(second))
        || (VERBS.contains(first) && PERSONS.contains(second))
}

/// "flytta tvätten till fredag": a change of another reminder that she knows.
fn changes_another(turn: &Turn<'_>, text: &str) -> bool {
    let folded = command::fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let (["flytta" | "andra" | "skjut" | "move" | "change", named @ ..] | ["ta", "bort", named @ ..]) = command::without_politeness(&words)
    else {
        return false;
    };
    let end = named.iter().position(|word| matches!(*word, "till" | "to")).unwrap_or(named.len());
    !point::about_closely(turn, &named[..end].join(" ")).is_empty()
}

/// "vet inte", "vänta lite": neither a thing to remind of nor another wish.
fn says_nothing(text: &str) -> bool {
    matches!(
        command::fold(text).as_str(),
        "vet inte"
            | "vet ej"
            | "jag vet inte"
            | "vet inte an"
            | "ingen aning"
            | "inget"
            | "inget sarskilt"
            | "vanta"
            | "vanta lite"
            | "snooza"
            | "i don't know"
            | "don't know"
            | "not sure"
            | "nothing"
            | "wait"
    )
}

/// "jag ska hämta barnen kl 15 i morgon": what somebody tells with its own day and time is a request of its own, and no
/// subject for another day.
fn own_request(text: &str, context: &Context) -> Option<Outcome> {
    let folded = command::fold(text);
    let tells = ["jag ska ", "jag har ", "jag maste ", "vi ska ", "vi har ", "i have ", "i must ", "i need to "];
    let Moment::Set(read) = date::read_moment(text, context, None) else { return None };
    if !read.date_said || !read.time_said || !tells.iter().any(|start| folded.starts_with(start)) {
        return None;
    }
    match date::read_reminder(&format!("påminn mig om att {text}"), context) {
        Outcome::Set(read) if !read.subject.is_empty() => Some(Outcome::Set(read)),
        _ => None,
    }
}

/// "måndag", "en dag" to the question when several reminders shall be instead.
fn moves_several(turn: &mut Turn<'_>, first: &str, others: &[String], text: &str, context: &Context) -> bool {
    let known = |id: &str| turn.facts.reminders.iter().find(|one| one.id == id).cloned();
    let several: Vec<Reminder> = std::iter::once(first).chain(others.iter().map(String::as_str)).filter_map(known).collect();
    let folded = command::fold(text);
    let counted = command::counts_time(&folded.split(' ').collect::<Vec<_>>());
    if text.trim_end().ends_with('?') || !(counted || is_only_a_moment(text, context)) {
        return false;
    }
    turn.dialogue.pending = None;
    change::change_all(turn, &several, text);
    true
}

/// "jag jobbar inte på fredag", "min handledare är ledig 3 maj": a day on which somebody is away is no answer to when.
fn tells_of_oneself(text: &str) -> bool {
    const WHO: &[&str] = &["jag", "vi", "min", "mitt", "han", "hon", "i", "we", "my", "he", "she"];
    const AWAY: &[&str] = &[
        "ledig",
        "lediga",
        "semester",
        "sjuk",
        "sjukskriven",
        "bortrest",
        "foraldraledig",
        "jobbar",
        "off",
        "sick",
        "holiday",
        "vacation",
    ];
    let folded = command::fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    words.first().is_some_and(|first| WHO.contains(first)) && words.iter().any(|word| AWAY.contains(word))
}

/// The reminders of those that she asked about which a text chooses: "båda", "1 och 3", "den på fredag", "den med facket".
fn chosen(turn: &Turn<'_>, reminders: &[String], text: &str) -> Option<Vec<Reminder>> {
    let folded = command::fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let words = command::without_politeness(&words);
    if words.is_empty() || words.len() > 8 || text.contains('?') {
        return None;
    }
    let among = |found: Vec<Reminder>| found.into_iter().filter(|one| reminders.contains(&one.id)).collect::<Vec<_>>();
    let words = words.strip_prefix(&["ta", "bort"]).unwrap_or(words);
    if let Some(which) = command::numbered(words).filter(|which| *which != command::Which::Last) {
        return point::find(turn, &which).ok().map(among).filter(|found| !found.is_empty());
    }
    Some(among(point::about(turn, &words.join(" ")))).filter(|found| found.len() == 1)
}

/// "den 6:e", where the 5th and the 6th of a month were offered: its place among them.
fn day_offered(question: &Question, text: &str) -> Option<usize> {
    let folded = command::fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !matches!(*word, "den" | "the" | "tar" | "jag" | "ta")).collect();
    let [word] = words.as_slice() else { return None };
    let day: i8 = word.trim_end_matches(|letter: char| letter.is_alphabetic() || letter == ':').parse().ok()?;
    let found: Vec<usize> = (0..question.options.len()).filter(|at| question.options[*at].date.day() == day).collect();
    match found.as_slice() {
        [only] => Some(only + 1),
        _ => None,
    }
}

/// "kl 3" to the question about the night on which the clocks change is three at night.
fn by_night(kind: &QuestionKind, text: &str, context: &Context) -> Option<String> {
    let QuestionKind::SkippedHour(asked) = kind else { return None };
    let said = |word: &str| text.to_lowercase().split(|letter: char| !letter.is_alphanumeric()).any(|other| other == word);
    let Moment::Set(read) = date::read_moment(text, context, Some(asked)) else { return None };
    let time = read.due.time.filter(|time| (12..18).contains(&time.hour()) && read.due.date == asked.date)?;
    let afternoon = said("em") || said("eftermiddag") || said("pm") || (12..18).any(|hour: i8| said(&hour.to_string()));
    (!afternoon).then(|| format!("kl {:02}.{:02}", time.hour() - 12, time.minute()))
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

/// Asks what there is to remind of on a day.
fn about_what(turn: &mut Turn<'_>, due: Due, wanted: &Wanted<'_>) {
    let question = Question::new(QuestionKind::Subject, String::new(), vec![due], turn.language());
    set::ask(turn, question, wanted);
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
    if question.subject.is_empty() && question.kind == QuestionKind::Day {
        about_what(turn, due, wanted);
        return true;
    }
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
