//! What follows a reminder: answers to her questions, corrections, changes that name it by its subject.

use jiff::Timestamp;

use super::{
    CORRECTION, JUST_NOW, agenda, alike, answers,
    build::{self, Wanted},
    change, habits, later, leads, list, manage, missed, point, refer, schedule, set, turns, undo, wording, zone,
};
use crate::{
    assistant::{answer, turn::Turn},
    command,
    effect::About,
    facts::Reminder,
    language::{
        date::{self, Adjustment, Context, Due, Lead, Moment, Outcome, QuestionKind},
        normalize,
    },
};

/// Takes what belongs to a reminder that was spoken of.
pub fn takes(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    answers::takes(turn, text, context)
        || turns::spares(turn, text)
        || alike::takes(turn, text, context)
        || asks_when(turn, text)
        || corrects_removal(turn, text)
        || leads::takes(turn, text, context)
        || zone::takes(turn, text)
        || manage::takes(turn, text, context)
        || adds(turn, text, context)
        || later::put_off_by_time(turn, text)
        || corrects(turn, text, context)
        || continues(turn, text, context)
        || missed::takes(turn, text)
        || agenda::takes(turn, text, context)
        || habits::takes(turn, text)
        || hangs_loose(turn, text, context)
}

/// Folded words.
fn words(text: &str) -> Vec<String> {
    let folded = normalize::fold(&normalize::normalize(text));
    folded.split(|letter: char| !letter.is_alphanumeric() && letter != ':').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// "när kommer nästa?" about the reminder last spoken of.
fn asks_when(turn: &mut Turn<'_>, text: &str) -> bool {
    let words = words(text);
    let folded = words.join(" ");
    if matches!(folded.as_str(), "nar paminner du mig" | "nar paminner du" | "when will you remind me") && point::recent(turn).is_none() {
        list::next(turn);
        return true;
    }
    let asks = [
        "nar kommer",
        "nar paminner",
        "nar blir det",
        "nar ar det",
        "nar ar den",
        "ar den satt",
        "ar det satt",
        "ar det noterat",
        "ar det sparat",
        "ar den sparad",
        "ar allt sparat",
        "when will",
        "when does",
        "when is",
    ]
    .iter()
    .any(|start| folded.starts_with(start));
    // "när påminner du mig om resan?" asks for that one.
    let names_one = words.iter().position(|word| matches!(word.as_str(), "om" | "about" | "for")).is_some_and(|at| {
        words[at + 1..].iter().any(|word| !matches!(word.as_str(), "den" | "det" | "detta" | "it" | "this" | "that" | "har" | "igen"))
    });
    if names_one {
        return false;
    }
    let about = words
        .iter()
        .any(|word| matches!(word.as_str(), "forsta" | "nasta" | "den" | "du" | "det" | "allt" | "it" | "first" | "next" | "you"));
    if !(asks && about && words.len() <= 6) {
        return false;
    }
    let Some(reminder) = point::recent(turn) else { return false };
    let markdown = wording::next(turn, &reminder);
    turn.dialogue.reminder_at = Some(turn.now);
    turn.say(markdown, Some(About::ReminderSet { reminder: reminder.id }));
    true
}

/// Whether a text asks something, so that it corrects nothing.
fn is_question(words: &[String], text: &str) -> bool {
    const QUESTIONS: [&str; 14] =
        ["hur", "vad", "nar", "var", "vem", "vilka", "vilken", "vilket", "far", "maste", "how", "what", "who", "where"];
    text.contains('?') || words.first().is_some_and(|first| QUESTIONS.contains(&first.as_str()))
}

/// Words with which somebody corrects what was said.
const CORRECTS: &[&str] = &[
    "nej",
    "na",
    "nae",
    "fel",
    "menade",
    "mena",
    "menar",
    "hellre",
    "istallet",
    "stallet",
    "vanta",
    "aha",
    "forresten",
    "instead",
    "meant",
    "oj",
    "sorry",
    "hoppsan",
    "asch",
    "actually",
    "byt",
    "andra",
    "flytta",
    "no",
    "innan",
    "ju",
];

/// "nej, halv elva", "ta torsdagen innan", "varannan vecka i stället": a correction of the reminder that she has just
/// confirmed. A bare date is one only right after; once something else was spoken of, none is.
fn corrects(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    let plain = without_fault(text);
    let instead = [" i stället för ", " istället för ", " instead of "].iter().find_map(|instead| plain.split_once(instead));
    if instead.is_some_and(|(new, old)| leads::exchanged(turn, new, old, context)) {
        return true;
    }
    let text = instead.map_or(plain.as_str(), |(said, _)| said);
    let words = words(text);
    if moves_beside(turn, &words) {
        return true;
    }
    if words.len() > 9 || is_question(&words, text) || !is_only_a_moment(text, context) {
        return false;
    }
    let corrects = words.iter().any(|word| CORRECTS.contains(&word.as_str()));
    // "en vecka innan" is about a reminder whatever was asked in between.
    let spoken = || point::recent(turn).filter(|one| one.next_at.is_some() && leads::in_change(text, context).is_some());
    let at_hand = point::at_hand(turn, if corrects { CORRECTION } else { JUST_NOW });
    let Some(reminder) = at_hand.or_else(spoken) else { return false };
    let moment = in_its_week(turn, &reminder, &words, change::new_time(turn, &reminder, text));
    change::moved(turn, &reminder, moment)
}

/// "nej, onsdag" of what is on Tuesday next week is Wednesday of that week.
fn in_its_week(turn: &Turn<'_>, reminder: &Reminder, words: &[String], moment: Moment) -> Moment {
    let Moment::Set(read) = moment else { return moment };
    let weekdays = words.iter().filter(|word| word.ends_with("dag") || word.ends_with("day")).count();
    let placed = words.iter().any(|word| {
        word.contains(|letter: char| letter.is_ascii_digit())
            || ["nasta", "denna", "nu", "om", "next", "this", "i", "efter"].contains(&word.as_str())
    });
    let Some(anchor) = set::anchor(turn, reminder).filter(|_| weekdays == 1 && !placed && read.recurrence.is_none()) else {
        return Moment::Set(read);
    };
    let weekday = read.due.date.weekday();
    let monday = date::calendar::monday_of(anchor.date);
    let there = date::calendar::add_days(monday, i64::from(weekday.to_monday_zero_offset()));
    if !read.date_said || words.iter().any(|word| matches!(word.as_str(), "idag" | "today")) || there <= turn.today() {
        return Moment::Set(read);
    }
    Moment::Set(Adjustment { due: Due { date: there, ..read.due }, ..read })
}

/// "nej, veckan efter", "en vecka senare" right after a reminder was confirmed: counted from what it says.
fn moves_beside(turn: &mut Turn<'_>, words: &[String]) -> bool {
    const NO: [&str; 13] = ["nej", "na", "nae", "inte", "da", "jag", "menar", "menade", "no", "ta", "istallet", "hellre", "forresten"];
    let said: Vec<&str> = words.iter().map(String::as_str).filter(|word| !NO.contains(word)).collect();
    let shifts = said.len() > 1 && matches!(said.last(), Some(&("senare" | "tidigare" | "framat" | "later" | "earlier")));
    if words.len() > 7 || !(shifts || manage::is_beside(&said)) {
        return false;
    }
    let Some(reminder) = point::at_hand(turn, JUST_NOW).filter(|one| one.next_at.is_some()) else { return false };
    let moment = change::new_time(turn, &reminder, &said.join(" "));
    change::moved(turn, &reminder, moment)
}

/// "fel tid, ska vara 10" as "nej, kl 10": what is wrong, said before what is right.
fn without_fault(text: &str) -> String {
    const FAULTS: [&str; 8] =
        ["fel tid", "fel klockslag", "fel dag", "fel datum", "inte den dagen", "inte den tiden", "lite senare, typ", "lite tidigare, typ"];
    let lower = text.trim().to_lowercase();
    let bare = lower.strip_prefix("nej").map_or(lower.as_str(), |rest| rest.trim_start_matches([' ', ',']));
    let fault =
        FAULTS.iter().find_map(|fault| bare.strip_prefix(fault).map(|rest| (*fault, rest.trim_start_matches([' ', ',', '.', '!']))));
    let rest = fault.map_or(bare, |(_, rest)| rest);
    let should = ["det skulle vara ", "det ska vara ", "skulle vara ", "ska vara "].iter().find_map(|start| rest.strip_prefix(start));
    // A bare number is an hour, save where a day was wrong.
    let of_day = fault.is_some_and(|(fault, _)| fault.contains("da"));
    let number = should.unwrap_or(rest).trim_end_matches(['.', '!', ' ']);
    let hour = number.parse::<u8>().is_ok_and(|hour| hour < 24) && !of_day && (should.is_some() || fault.is_some());
    match (hour, fault) {
        (true, _) => format!("nej, kl {number}"),
        (false, Some(_)) if !rest.is_empty() => format!("nej, {rest}"),
        _ => text.to_owned(),
    }
}

/// A day or a time that belongs to nothing: she asks what it is about, and moves nothing.
fn hangs_loose(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    let words = words(text);
    if words.len() > 6 || is_question(&words, text) || turn.dialogue.pending.is_some() {
        return false;
    }
    // "och på natten?" goes on from the answer before it.
    let goes_on = words.first().is_some_and(|first| matches!(first.as_str(), "o" | "och" | "a" | "and"));
    if goes_on && !text.contains(|letter: char| letter.is_ascii_digit()) && answer::last_rule(turn).is_some() {
        return false;
    }
    let Moment::Set(read) = date::read_moment(text, context, None) else { return false };
    if !(read.date_said || read.time_said) || read.recurrence.is_some() || !is_only_a_moment(text, context) {
        return false;
    }
    turn.greet_if_new();
    let markdown = wording::what_of_moment(turn, &read.due, read.date_said);
    turn.say(markdown, None);
    true
}

/// "och mötet i morgon 8.15" right after one was set: another one.
fn continues(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    let Some((first, rest)) = text.trim().split_once(' ') else { return false };
    let joint = matches!(first.to_lowercase().as_str(), "och" | "å" | "o" | "samt" | "plus" | "and" | "also");
    if !joint || text.contains('?') || words(text).len() > 14 || point::at_hand(turn, JUST_NOW).is_none() {
        return false;
    }
    match date::read_reminder(&format!("påminn mig om {rest}"), context) {
        Outcome::Set(parsed) if !parsed.subject.is_empty() && !refer::points(&parsed.subject) => {
            let event = turn.question().to_owned();
            set::set(turn, &[parsed], &Wanted { text: rest, event: &event, shared: false, others: &[] });
            true
        }
        _ => false,
    }
}

/// "kl 9, och en timme innan lunch också": a time for the reminder last spoken of, and one more word from her.
fn adds(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    let wishes = ["du får gärna påminna mig ", "du får gärna påminna "];
    let lower = text.to_lowercase();
    let text = wishes.iter().find(|wish| lower.starts_with(**wish)).and_then(|wish| text.get(wish.len()..)).unwrap_or(text);
    let all = words(text);
    let also = |word: &str| matches!(word, "ocksa" | "oxa" | "okso" | "oxo" | "aven" | "also" | "too" | "dessutom");
    if all.len() > 14 || is_question(&all, text) || !all.iter().any(|word| also(word)) {
        return false;
    }
    let Some(reminder) = point::at_hand(turn, CORRECTION) else { return false };
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
        [number] => undo::remove_instead(turn, *number),
        _ => false,
    }
}

/// "påminn mig om det igen om en timme" about one that was delivered: it is put off, not set anew.
pub fn says_again(turn: &mut Turn<'_>, text: &str, outcomes: &[Outcome]) -> bool {
    let again = words(text).iter().any(|word| matches!(word.as_str(), "igen" | "again"));
    let replies = matches!(&turn.facts.referred, Some(own) if matches!(own.about, Some(About::ReminderDue { .. })));
    if !(again || replies || point::told_within(turn, CORRECTION * 2).is_some()) {
        return false;
    }
    let due = match outcomes {
        [Outcome::Set(parsed)] if refer::points(&parsed.subject) && parsed.recurrence.is_none() => parsed.due,
        [Outcome::Ask(question)] if question.kind == QuestionKind::Subject && !question.options.is_empty() => {
            Due { time: question.options[0].time.or(question.time), ..question.options[0] }
        }
        _ => return false,
    };
    let Some(reminder) = point::last_told(turn) else { return false };
    let until: Option<Timestamp> = schedule::instant(due.datetime(schedule::MORNING), &turn.zone()).filter(|at| *at > turn.now);
    let Some(until) = until else { return false };
    later::snooze_until(turn, reminder, until);
    true
}

/// Whether a text says nothing but a time and the small words of a correction. "min handledare slutar på
/// fredag" is no correction of anything.
pub fn is_only_a_moment(text: &str, context: &Context) -> bool {
    const SMALL: &str = " nej na nae fel menade mena menar jag ta tar hellre istallet i stallet vanta det ska vara va den aha forresten a och \
        ocksa oxa blir bli sa no meant instead make it sorry oj hoppsan bara till asch ju da e ar kan vi for nu men to actually the on at byt \
        andra flytta skulle om ok okej du snalla tack please forlat vi sager gor gora upprepa repeat ";
    let rest = date::read_reminder(&format!("påminn mig {text}"), context);
    words(rest.subject()).iter().all(|word| SMALL.contains(&format!(" {word} ")))
}

/// The other reading that was offered under a confirmation was tapped.
pub fn other_reading(turn: &mut Turn<'_>, reminder: &Reminder, number: usize) {
    let Some(due) = number.checked_sub(1).and_then(|position| reminder.readings.get(position)) else { return };
    let Some(due) = schedule::parse_due(due) else { return };
    change::move_to(turn, reminder, due);
}
