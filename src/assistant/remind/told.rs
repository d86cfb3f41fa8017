//! What is told of something that she reminds of: it was moved, or called off.

use super::{change, follow, point, replies, wording};
use crate::{
    assistant::turn::Turn,
    command::{self, Which},
    facts::{Pending, PendingKind, Reminder, ReminderWish},
    language::date::{self, Context, Moment, Outcome, Question, QuestionKind},
};

/// What stands between a thing and its new day, folded.
const MOVED: &[&[&str]] = &[
    &["ska", "vara"],
    &["ska", "va"],
    &["ar", "flyttad", "till"],
    &["ar", "flyttat", "till"],
    &["ar", "framflyttad", "till"],
    &["ar", "framflyttat", "till"],
    &["ar", "uppskjuten", "till"],
    &["ar", "uppskjutet", "till"],
    &["ar", "ombokad", "till"],
    &["ar", "ombokat", "till"],
    &["ar", "andrad", "till"],
    &["ar", "andrat", "till"],
    &["har", "flyttats", "till"],
    &["har", "skjutits", "upp", "till"],
    &["har", "bytt", "datum", "till"],
    &["har", "fatt", "nytt", "datum"],
    &["flyttad", "till"],
    &["flyttat", "till"],
    &["flyttas", "till"],
    &["skjuts", "upp", "till"],
    &["blir", "av"],
    &["blir"],
    &["is", "moved", "to"],
    &["is", "postponed", "to"],
    &["moved", "to"],
];

/// Stems of what makes a last day of a matter, folded.
const LAST_DAYS: [&str; 7] = ["avbok", "avanmal", "anmal", "ansok", "sista", "deadline", "cancel"];

/// Takes what is told of something that she reminds of. False: it is nothing of the kind.
pub fn takes(turn: &mut Turn<'_>, words: &[&str], context: &Context) -> bool {
    moved(turn, words, context) || called_off(turn, words) || asks_of_last_day(turn, words)
}

/// "när ska jag avboka EKG-kursen?", "är EKG avbokad?": the last day that she reminds of is the answer.
fn asks_of_last_day(turn: &mut Turn<'_>, words: &[&str]) -> bool {
    let (["nar", "ska" | "skall" | "maste" | "behover", "jag", rest @ ..]
    | ["nar", "ar", rest @ ..]
    | ["ar", rest @ ..]
    | ["har", "jag", rest @ ..]
    | ["when", "do" | "should" | "must", "i", rest @ ..]
    | ["have", "i", rest @ ..]) = words
    else {
        return false;
    };
    let asked = rest.join(" ");
    let matter = matter(&asked);
    if words.len() > 9 || !is_last_day(&asked) || matter.is_empty() {
        return false;
    }
    let same = |one: &Reminder| one.deadline && last_day_stem(&command::fold(&one.subject)) == last_day_stem(&asked);
    let found: Vec<Reminder> = point::about_closely(turn, &matter).into_iter().filter(same).collect();
    if !found.is_empty() {
        turn.say_in_private(wording::known(turn, &found), None, Vec::new());
    }
    !found.is_empty()
}

/// Which of the words for a last day a text has: one for cancelling is none for applying.
fn last_day_stem(folded: &str) -> Option<&'static str> {
    LAST_DAYS.into_iter().find(|stem| *stem != "sista" && folded.contains(*stem))
}

/// "skatten ska vara 22 april", "mötet är flyttat till måndag": one that is known has another time.
fn moved(turn: &mut Turn<'_>, words: &[&str], context: &Context) -> bool {
    let found = (1..words.len()).find_map(|at| MOVED.iter().find_map(|moved| words[at..].strip_prefix(*moved)).map(|to| (at, to)));
    let Some((at, to)) = found.filter(|(_, to)| !to.is_empty()) else { return false };
    let (subject, to) = (words[..at].join(" "), to.join(" "));
    if !follow::is_only_a_moment(&to, context) || date::read_moment(&to, context, None) == Moment::Nothing {
        return false;
    }
    let known = point::about_closely(turn, &subject);
    // "hudkursen är flyttad till 28 januari": the course is, and its last day for cancelling is another one.
    if let [one] = known.as_slice()
        && one.deadline
        && is_last_day(&command::fold(&one.subject))
        && !is_last_day(&subject)
    {
        let one = one.clone();
        ask_last_day(turn, &one);
        return true;
    }
    if !known.is_empty() {
        change::wish(turn, &Which::About(subject), ReminderWish::Change { to });
    }
    !known.is_empty()
}

fn is_last_day(folded: &str) -> bool {
    LAST_DAYS.iter().any(|stem| folded.contains(stem))
}

/// What a last day is of: its subject without the words that only say that it is one, folded.
fn matter(folded: &str) -> String {
    const SMALL: &str = " dag dagen datum datumet for av till om pa att the of day ";
    let telling = |word: &&str| !is_last_day(word) && !SMALL.contains(&format!(" {word} "));
    folded.split(' ').filter(telling).collect::<Vec<_>>().join(" ")
}

/// A matter that moved has a last day that nobody has said yet.
fn ask_last_day(turn: &mut Turn<'_>, reminder: &Reminder) {
    let language = turn.language();
    let question = Question::new(QuestionKind::Day, reminder.subject.clone(), Vec::new(), language);
    let kind = PendingKind::ChangeReminder { reminder: reminder.id.clone(), question: Box::new(question), others: Vec::new() };
    turn.dialogue.pending = Some(Pending { since: turn.now, kind });
    let markdown = replies::new_last_day(turn, reminder);
    change::say_about(turn, markdown, Some(crate::effect::About::Question), Vec::new());
}

/// "sista avbokningsdag för EKG-kursen är ändrad till 18 december": the one that stands is moved, and no second chain
/// begins beside it. False: none stands, or several do.
pub fn last_day_again(turn: &mut Turn<'_>, outcomes: &[Outcome], text: &str) -> bool {
    let [Outcome::Set(read)] = outcomes else { return false };
    let folded = command::fold(text);
    let asks = ["pamin", "remind", "glom", "kom ihag"].iter().any(|word| folded.contains(word));
    let subject = command::fold(&read.subject);
    if asks || read.recurrence.is_some() || !read.further.is_empty() || !is_last_day(&subject) {
        return false;
    }
    // What it was changed to says how it was told; a bare note may be of another one.
    let told = |moved: &&[&str]| {
        let moved = moved.strip_suffix(&["till"]).unwrap_or(moved);
        format!(" {}", moved.join(" "))
    };
    let said = MOVED.iter().fold(subject, |subject, moved| subject.replace(&told(moved), ""));
    if !folded.contains(" ar ") && !folded.contains(" is ") && !MOVED.iter().any(|moved| folded.contains(&told(moved))) {
        return false;
    }
    let same = |one: &Reminder| {
        let known = command::fold(&one.subject);
        one.deadline
            && one.next_at.is_some()
            && one.recurrence.is_none()
            && is_last_day(&known)
            && last_day_stem(&known) == last_day_stem(&said)
    };
    let matter = matter(&said);
    let found: Vec<Reminder> = point::about_closely(turn, &matter).into_iter().filter(same).collect();
    let [known] = found.as_slice() else { return false };
    if matter.is_empty() || known.due == read.due.to_string() {
        return false;
    }
    let known = known.clone();
    change::move_to(turn, &known, read.due);
    true
}

/// "lunchen är inställd": the next turn of a series is left out, anything else ends.
fn called_off(turn: &mut Turn<'_>, words: &[&str]) -> bool {
    let [subject @ .., "ar" | "blev" | "is", "installd" | "installt" | "avbokad" | "avbokat" | "cancelled" | "canceled"] = words else {
        return false;
    };
    let subject = subject.join(" ");
    let avbok = words.last().is_some_and(|last| last.starts_with("avbok"));
    let wish = match point::about_closely(turn, &subject).as_slice() {
        [] => return false,
        // What was to be cancelled is done by that.
        [one] if avbok && command::fold(&one.subject).contains("avbok") => ReminderWish::Done,
        [one] if one.recurrence.is_some() => ReminderWish::Skip,
        _ => ReminderWish::Remove,
    };
    change::wish(turn, &Which::About(subject), wish);
    true
}
