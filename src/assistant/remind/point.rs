//! Which reminders are meant: by number, by what they are about, by their day, or the one just spoken of.

use jiff::{SignedDuration, Timestamp};

use super::{CORRECTION, agenda, schedule, set};
use crate::{
    assistant::turn::Turn,
    command::Which,
    effect::About,
    facts::{PendingKind, Reminder},
    language::normalize,
};

/// How long "klar" and "senare" still mean one that has come.
const LATELY: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Reminders that came within so short a time came together.
const AT_ONCE: SignedDuration = SignedDuration::from_mins(1);

/// Why it cannot be told which are meant.
pub enum Unclear {
    /// There is no reminder with this number, or none to speak of.
    NoNumber(Option<usize>),
    /// None is about this.
    NoneAbout(String),
    /// One of these.
    OneOf(Vec<Reminder>),
}

/// The reminders that will still come, next first; those that reached nobody among them.
pub fn running(turn: &Turn<'_>) -> Vec<Reminder> {
    turn.facts.reminders.iter().filter(|reminder| reminder.next_at.is_some() || reminder.undelivered.is_some()).cloned().collect()
}

fn known(turn: &Turn<'_>, id: &str) -> Option<Reminder> {
    turn.facts.reminders.iter().find(|reminder| reminder.id == id).cloned()
}

/// The reminder that a message replies to, or the one last set, changed or delivered.
pub fn last(turn: &Turn<'_>) -> Option<Reminder> {
    let referred =
        turn.facts.referred.as_ref().filter(|own| matches!(own.about, Some(About::ReminderDue { .. } | About::ReminderSet { .. })));
    if referred.is_some() {
        return recent(turn);
    }
    let spoken = turn.dialogue.last_reminder.as_deref().and_then(|id| known(turn, id));
    let told = last_told(turn).filter(|told| told.told_at > turn.dialogue.last_at || spoken.is_none());
    told.or(spoken).or_else(|| match turn.facts.reminders.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    })
}

/// Whether a reminder was delivered and its turn is not ticked off yet.
pub fn is_open(reminder: &Reminder) -> bool {
    reminder.told_turn.is_some() && reminder.done_through < reminder.told_turn
}

/// The reminder that was delivered last and is not ticked off yet, or the one that the message replies to.
pub fn last_told(turn: &Turn<'_>) -> Option<Reminder> {
    if let Some(own) = &turn.facts.referred
        && let Some(About::ReminderDue { reminder }) = &own.about
    {
        return known(turn, reminder);
    }
    let lately = |reminder: &&Reminder| reminder.told_at.is_some_and(|at| turn.now.duration_since(at) < LATELY);
    turn.facts.reminders.iter().filter(|reminder| is_open(reminder)).filter(lately).max_by_key(|reminder| reminder.told_at).cloned()
}

/// Those that were delivered last, at the same time, and are not ticked off yet; the one that the message replies to.
pub fn all_last_told(turn: &Turn<'_>) -> Vec<Reminder> {
    let Some(last) = last_told(turn) else { return Vec::new() };
    let replies = matches!(&turn.facts.referred, Some(own) if matches!(own.about, Some(About::ReminderDue { .. })));
    let together = |reminder: &&Reminder| {
        reminder.told_at.zip(last.told_at).is_some_and(|(one, other)| other.duration_since(one) < AT_ONCE) && is_open(reminder)
    };
    if replies { vec![last] } else { turn.facts.reminders.iter().filter(together).cloned().collect() }
}

/// The one delivered last, where that was no longer ago than this and nothing was said of reminders since.
pub fn told_within(turn: &Turn<'_>, length: SignedDuration) -> Option<Reminder> {
    let lately = |at: Timestamp| turn.now.duration_since(at) <= length;
    last_told(turn).filter(|told| told.told_at.is_some_and(lately) && told.told_at > turn.dialogue.last_at)
}

/// The reminder last spoken of, if that was lately, whatever was said since.
pub fn recent(turn: &Turn<'_>) -> Option<Reminder> {
    let referred = turn.facts.referred.as_ref().and_then(|own| match &own.about {
        Some(About::ReminderSet { reminder } | About::ReminderDue { reminder }) => Some(reminder),
        _ => None,
    });
    let fresh = turn.dialogue.last_at.is_some_and(|at| turn.now.duration_since(at) < CORRECTION);
    let id = referred.or_else(|| turn.dialogue.last_reminder.as_ref().filter(|_| fresh))?;
    known(turn, id)
}

/// The reminder that she confirmed or asked about in what she said last, where that was no longer ago than this.
pub fn at_hand(turn: &Turn<'_>, length: SignedDuration) -> Option<Reminder> {
    let referred =
        matches!(&turn.facts.referred, Some(own) if matches!(own.about, Some(About::ReminderSet { .. } | About::ReminderDue { .. })));
    let lately = turn.facts.dialogue.reminder_at.is_some_and(|at| turn.now.duration_since(at) <= length);
    (referred || lately).then(|| recent(turn)).flatten()
}

/// The words of a text that tell something, folded.
fn telling(text: &str) -> Vec<String> {
    const SMALL: &str = " om att den det de dem min mitt mina ditt din dina pa i till for av the my to about of med en ett och allt alla \
        paminnelsen paminnelserna paminnelse paminnelser reminder reminders serien jag mig ";
    let folded = normalize::fold(&normalize::normalize(text));
    let words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(|word| !SMALL.contains(&format!(" {word} "))).map(str::to_owned).collect()
}

/// How much alike two words must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Likeness {
    /// The same word, but for an ending or a slip of the hand: "mötet" finds "möte".
    Close,
    /// The last part of a compound as well: "kursen" finds "hjärtkursen".
    Part,
}

fn alike(one: &str, other: &str, likeness: Likeness) -> bool {
    let shared = one.bytes().zip(other.bytes()).take_while(|(left, right)| left == right).count();
    let ending = shared >= 3 && shared + 3 >= one.len().max(other.len()) && shared + 2 >= one.len().min(other.len());
    let slip = one.len() >= 6 && other.len() >= 6 && one.as_bytes()[0] == other.as_bytes()[0] && strsim::osa_distance(one, other) <= 1;
    let part = || {
        let stem = one.get(..if one.len() >= 6 { one.len() - 2 } else { one.len() }).filter(|stem| stem.len() >= 4);
        likeness == Likeness::Part
            && stem.is_some_and(|stem| other.rfind(stem).is_some_and(|at| at >= 2 && at + one.len() + 2 >= other.len()))
    };
    one == other || ending || slip || part()
}

/// Words that stand side by side as one: "ekgkursen" is "EKG-kursen". Numbers stay what they are.
fn joined(words: &[String]) -> Vec<String> {
    let plain = |word: &String| word.len() >= 2 && word.chars().all(char::is_alphabetic);
    words.windows(2).filter(|pair| pair.iter().all(plain)).map(<[String]>::concat).collect()
}

fn matching(turn: &Turn<'_>, text: &str, likeness: Likeness) -> Vec<Reminder> {
    let wanted = telling(text);
    if wanted.is_empty() {
        return Vec::new();
    }
    let found = |reminder: &Reminder| {
        let mut subject = telling(&reminder.subject);
        let joined = joined(&subject);
        subject.extend(joined);
        let has = |wanted: &[String]| wanted.iter().all(|word| subject.iter().any(|other| alike(word, other, likeness)));
        let written_apart = self::joined(&wanted);
        has(&wanted) || (wanted.len() == 2 && !written_apart.is_empty() && has(&written_apart))
    };
    let open = turn.facts.reminders.iter().filter(|reminder| is_open(reminder) && reminder.next_at.is_none()).cloned();
    running(turn).into_iter().chain(open).filter(found).collect()
}

/// The reminders whose subjects hold every word of a text that tells something. "kursen" alone is any course, be it
/// written apart or together.
pub fn about_closely(turn: &Turn<'_>, text: &str) -> Vec<Reminder> {
    const KINDS: [&str; 9] = ["kursen", "kurs", "motet", "mote", "rapporten", "intyget", "utbildningen", "course", "meeting"];
    match telling(text).as_slice() {
        [only] if KINDS.contains(&only.as_str()) => matching(turn, text, Likeness::Part),
        _ => matching(turn, text, Likeness::Close),
    }
}

/// The reminders that a few words name: by their subjects, by a part of them, or by their day ("den på fredag").
pub fn about(turn: &Turn<'_>, text: &str) -> Vec<Reminder> {
    let close = about_closely(turn, text);
    if !close.is_empty() {
        return close;
    }
    let part = matching(turn, text, Likeness::Part);
    if part.is_empty() { on_day(turn, text) } else { part }
}

/// The reminders whose coming turn is on the day that a text names and nothing else: "den på fredag".
pub fn on_day(turn: &Turn<'_>, text: &str) -> Vec<Reminder> {
    const SMALL: [&str; 10] = ["den", "de", "dem", "det", "allt", "alla", "paminnelsen", "paminnelserna", "the", "one"];
    let folded = normalize::fold(&normalize::normalize(text));
    let words: Vec<&str> = folded.split_whitespace().filter(|word| !SMALL.contains(word)).collect();
    // "fredagens" is the one on Friday.
    let bare: Vec<String> = words
        .iter()
        .map(|word| match *word {
            "dagens" => "idag".to_owned(),
            "morgondagens" => "imorgon".to_owned(),
            word => word.strip_suffix("dagens").map_or_else(|| word.to_owned(), |day| format!("{day}dag")),
        })
        .collect();
    let bare: Vec<&str> = bare.iter().map(String::as_str).collect();
    let context = set::context(turn);
    let Some(window) = agenda::window(&bare, &context).filter(|_| !words.is_empty()) else { return Vec::new() };
    let there = |reminder: &Reminder| schedule::coming(reminder, turn.now).is_some_and(|due| (window.from..=window.to).contains(&due.date));
    running(turn).into_iter().filter(there).collect()
}

/// The ids that the numbers of the person mean: those of what she asked last, else of the list last seen.
fn numbering(turn: &Turn<'_>) -> Vec<String> {
    match turn.dialogue.pending.as_ref().map(|pending| &pending.kind) {
        Some(PendingKind::WhichReminders { reminders, .. }) => reminders.clone(),
        _ if turn.person.listed.is_empty() => unlisted(turn),
        _ => turn.person.listed.clone(),
    }
}

/// What numbers mean to somebody who has seen no list: those that have come, and then those that will.
fn unlisted(turn: &Turn<'_>) -> Vec<String> {
    let mut come: Vec<&Reminder> = turn.facts.reminders.iter().filter(|reminder| is_open(reminder) && reminder.next_at.is_none()).collect();
    come.sort_by_key(|reminder| (reminder.told_at, reminder.created_at));
    come.into_iter().map(|reminder| reminder.id.clone()).chain(running(turn).into_iter().map(|reminder| reminder.id)).collect()
}

/// Folded words as the person wrote them, where they stand in the message.
pub fn as_written(turn: &Turn<'_>, folded: &str) -> String {
    let wanted: Vec<&str> = folded.split_whitespace().collect();
    let body = turn.message().map(|message| message.body.as_str()).unwrap_or_default();
    let words: Vec<&str> = body.split_whitespace().collect();
    let same = |window: &&[&str]| window.iter().zip(&wanted).all(|(word, wanted)| crate::command::fold(word) == **wanted);
    let found = (!wanted.is_empty()).then(|| words.windows(wanted.len()).find(same)).flatten();
    let text = found.map_or_else(|| folded.to_owned(), |words| words.join(" "));
    text.trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned()
}

fn by_numbers(turn: &Turn<'_>, numbers: &[usize]) -> Result<Vec<Reminder>, Unclear> {
    let ids = numbering(turn);
    let one = |number: &usize| {
        let found = number.checked_sub(1).and_then(|at| ids.get(at)).and_then(|id| known(turn, id));
        found.ok_or(Unclear::NoNumber(Some(*number).filter(|number| *number > 0)))
    };
    numbers.iter().map(one).collect()
}

/// "hudkursen och lönesamtalet", "1 och hudkursen": one for each name, where each of them names one.
fn each_named(turn: &Turn<'_>, folded: &str) -> Option<Vec<Reminder>> {
    let text = folded.replace(" samt ", " och ").replace(" and ", " och ").replace(", ", " och ");
    let names: Vec<&str> = text.split(" och ").map(str::trim).filter(|name| !name.is_empty()).collect();
    let one = |name: &&str| match crate::command::numbered(&[*name]) {
        Some(Which::Numbers(numbers)) => by_numbers(turn, &numbers).ok().and_then(|found| found.into_iter().next()),
        _ => match about(turn, name).as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        },
    };
    if !(2..=6).contains(&names.len()) {
        return None;
    }
    names.iter().map(one).collect()
}

/// The reminders that were meant.
pub fn find(turn: &Turn<'_>, which: &Which) -> Result<Vec<Reminder>, Unclear> {
    match which {
        Which::Last => last(turn).map(|reminder| vec![reminder]).ok_or(Unclear::NoNumber(None)),
        Which::Numbers(numbers) => by_numbers(turn, numbers),
        Which::All => match turn.dialogue.pending.as_ref().map(|pending| &pending.kind) {
            Some(PendingKind::WhichReminders { reminders, .. }) => Ok(reminders.iter().filter_map(|id| known(turn, id)).collect()),
            _ => Some(running(turn)).filter(|all| !all.is_empty()).ok_or(Unclear::NoNumber(None)),
        },
        Which::AllBut(numbers) => {
            let spared = by_numbers(turn, numbers)?;
            let rest: Vec<Reminder> = running(turn).into_iter().filter(|one| spared.iter().all(|other| other.id != one.id)).collect();
            Some(rest).filter(|rest| !rest.is_empty()).ok_or(Unclear::NoNumber(None))
        }
        Which::Both => {
            let shown: Vec<Reminder> = numbering(turn).iter().filter_map(|id| known(turn, id)).collect();
            let all = running(turn);
            match [shown, all.clone()].into_iter().find(|found| found.len() == 2) {
                Some(two) => Ok(two),
                None if all.len() > 2 => Err(Unclear::OneOf(all)),
                None => Err(Unclear::NoNumber(None)),
            }
        }
        // Whoever has seen no list has not said which.
        Which::LastListed => {
            let seen = turn.person.listed.iter().rev().find_map(|id| known(turn, id));
            match (seen, running(turn)) {
                (Some(last), _) => Ok(vec![last]),
                (None, all) if all.len() > 1 => Err(Unclear::OneOf(all)),
                (None, all) => all.into_iter().next().map(|only| vec![only]).ok_or(Unclear::NoNumber(None)),
            }
        }
        Which::About(text) => {
            let folded = normalize::fold(&normalize::normalize(text));
            let all = folded.split_whitespace().next().is_some_and(|first| matches!(first, "alla" | "allt" | "all"));
            let but = ["alla utom ", "allt utom ", "alla forutom ", "all but ", "everything but "]
                .iter()
                .find_map(|all| folded.strip_prefix(all));
            if let Some(spared) = but {
                let spared = about(turn, spared);
                let rest = running(turn).into_iter().filter(|one| spared.iter().all(|other| other.id != one.id)).collect();
                return if spared.is_empty() { Err(Unclear::NoneAbout(text.clone())) } else { Ok(rest) };
            }
            let found = about(turn, text);
            if found.is_empty()
                && let Some(each) = each_named(turn, &folded)
            {
                return Ok(each);
            }
            match found.len() {
                0 => Err(Unclear::NoneAbout(text.clone())),
                1 => Ok(found),
                _ if all => Ok(found),
                _ => Err(Unclear::OneOf(found)),
            }
        }
    }
}
