//! Several requests in one message: "påminn mig på fredag om X och på måndag om Y".
//!
//! A message is parted only where each part says when and about what by itself: at a second asking, at
//! the lines of a list, or at an "och" between two pairs of a day and a subject. In doubt it is one.

use super::apart;
use super::compose::{self, Draft};
use super::cycle::Piece;
use super::reading::{Context, Outcome};
use super::request::{self, Strength};
use super::scan::{Item, Part};
use super::token::{Text, fold};

/// Requests that one message may hold.
const MOST: usize = 20;

/// Words that join two requests.
const JOINING: &[&str] = &["och", "samt", "resp", "respektive", "and", "plus", "sen", "sedan", "dessutom", "aven", "ocksa", "then", "also"];

/// Words that a last day begins with.
const DEADLINES: &[&str] = &["sista", "senast", "deadline", "avbokning", "anmalan", "avbokningsdag", "anmalningsdag", "last"];

/// Reads every request of a message, at least one.
pub(super) fn read_all(message: &str, context: &Context) -> Vec<Outcome> {
    let draft = Draft::new(message, Some(context.now.date()));
    let strong = draft.strength == Strength::Strong;
    if let Some(outcomes) =
        Some(&draft).filter(|_| strong).and_then(|draft| apart::series(draft, context).or_else(|| apart::later(draft, context)))
    {
        return outcomes;
    }
    let parts = if strong { parts(&draft.text, &draft.items) } else { Vec::new() };
    if parts.len() > 1 {
        let mut outcomes: Vec<Outcome> = parts.iter().map(|part| compose::read(part, context)).collect();
        if outcomes.iter().all(|outcome| matches!(outcome, Outcome::Set(_)) && !is_only_a_deadline(outcome.subject())) {
            share(&mut outcomes, &parts);
            return outcomes;
        }
    }
    vec![compose::read(message, context)]
}

/// "sista anmälningsdag": of what was named before it.
fn is_only_a_deadline(subject: &str) -> bool {
    let named = |word: &str| !DEADLINES.contains(&word) && !word.ends_with("dag") && !word.ends_with("dagen") && word != "datum";
    !subject.is_empty() && !fold(subject).split(' ').any(named)
}

/// "avbokning av hudkursen 10 december och EKG-kursen 15 januari": the second is a last day as the first is.
fn share(outcomes: &mut [Outcome], parts: &[String]) {
    let Some(Outcome::Set(first)) = outcomes.first() else { return };
    let (subject, action) = (first.subject.clone(), first.subject_is_action);
    let Some((led, object)) = deadline_of(&subject) else { return };
    let head = &subject[..subject.len() - object.len()];
    for (outcome, part) in outcomes.iter_mut().zip(parts).skip(1) {
        let Outcome::Set(reminder) = outcome else { continue };
        let led = led.is_some_and(|led| part.split(' ').nth(2) == Some(led));
        if deadline_of(&reminder.subject).is_none() && !reminder.subject.is_empty() && (led || alike(object, &reminder.subject)) {
            reminder.subject.insert_str(0, head);
            reminder.subject_is_action = action;
        }
    }
}

/// What a last day is of, with the word that leads in to it: "avbokning av hudkursen", "avboka hudkursen".
fn deadline_of(subject: &str) -> Option<(Option<&str>, &str)> {
    let is_deadline = |word: &str| {
        let word = fold(word);
        DEADLINES.contains(&word.as_str()) || ["avbok", "ansok", "anmal", "cancel"].iter().any(|stem| word.starts_with(stem))
    };
    let (first, _) = subject.split_once(' ').filter(|(first, _)| is_deadline(first))?;
    let led = [" av ", " för ", " till ", " om ", " of ", " for "].iter().filter_map(|led| Some((subject.find(led)?, *led))).min();
    let (word, from) = match led {
        Some((at, led)) => (Some(led.trim()), at + led.len()),
        None => (None, first.len() + 1),
    };
    subject.get(from..).filter(|object| !object.is_empty()).map(|object| (word, object))
}

/// Whether two things end alike: "hudkursen" and "EKG-kurs".
fn alike(one: &str, other: &str) -> bool {
    const SHARED: usize = 4;
    let stem = |word: &str| {
        let word = fold(word);
        let stem = ["en", "et"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(&word).to_owned();
        stem.chars().rev().take(SHARED).collect::<String>()
    };
    let long = |word: &&str| word.chars().count() >= SHARED;
    one.split([' ', '-']).filter(long).any(|one| other.split([' ', '-']).filter(long).any(|other| stem(one) == stem(other)))
}

/// The message in parts, each with its own asking.
fn parts(text: &Text, items: &[Item]) -> Vec<String> {
    let says_when = |item: &&Item| matches!(item.part, Part::Day(_) | Part::Clock(_) | Part::Piece(_));
    let whens: Vec<&Item> = items.iter().filter(says_when).collect();
    if whens.len() < 2 {
        return Vec::new();
    }
    // "sista dag för A 3 maj, sista dag för B 5 maj" asks by itself.
    let asking = items.iter().find(|item| item.part == Part::Asking).map_or((0, 0), |item| (item.first, item.end));
    let mut borders: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    for at in 1..text.len() {
        let Some(next) = border(text, at) else { continue };
        if next <= from || next >= text.len() {
            continue;
        }
        let has_when = |first: usize, end: usize| whens.iter().any(|item| first <= item.first && item.end <= end);
        if !has_when(from, at) || !has_when(next, text.len()) || at < asking.1 {
            continue;
        }
        let own_asking = request::read(text, next).is_some();
        // "EKG i Lund, 3 mars, sista avbokningsdag 1/2": the deadline of the same matter.
        let deadline = (text.is(next, DEADLINES) || is_of_named(text, next)) && !(from..at).any(|said| text.word(said) == text.word(next));
        if !own_asking && deadline {
            continue;
        }
        let own_line = breaks_line(text, next) && ends_list(text, asking, from, borders.is_empty());
        if own_asking || own_line || day_first(text, items, next) || day_last(text, items, at, next) {
            borders.push((at, next));
            from = next;
        }
        if borders.len() + 1 >= MOST {
            break;
        }
    }
    let mut parts = Vec::new();
    let mut first = 0;
    for (end, next) in borders.into_iter().chain([(text.len(), text.len())]) {
        let words = text.composed[text.tokens[first].start..text.tokens[end - 1].end].trim();
        let within = |item: &&Item| first <= item.first && item.end <= end;
        let asked = items.iter().any(|item| item.part == Part::Asking && within(&item));
        // "imorgon kl 9 om A och kl 10 om B": the second is on the day of the first.
        let own_day = items.iter().any(|item| !matches!(item.part, Part::Asking | Part::Clock(_)) && within(&item));
        let day = items.iter().find(|item| matches!(item.part, Part::Day(_))).filter(|item| !own_day && item.end <= first);
        let day = day.or_else(|| apart::closing_day(text, items).filter(|item| !own_day && first == 0 && item.first >= end));
        let words = match day {
            Some(day) => {
                let day = &text.composed[text.tokens[day.first].start..text.tokens[day.end - 1].end];
                format!("{day} {words}")
            }
            None => words.to_owned(),
        };
        parts.push(match (asked, text.english) {
            (true, _) => words,
            (false, true) => format!("remind me {words}"),
            (false, false) => format!("påminn mig {words}"),
        });
        first = next.min(text.len() - 1);
    }
    parts
}

/// "avbokas senast 1 april", "stänger 15 april": the last day of what was named before.
fn is_of_named(text: &Text, at: usize) -> bool {
    let by = |at: usize| text.is(at, &["senast", "sista", "fore", "innan"]) || text.is(at, &["by"]);
    text.is(at, &["stanger"])
        || text.is(at, &["avbokas", "avboka", "avanmal", "cancel", "ansok", "anmal"]) && by(at + 1)
        || text.is(at, &["ska", "maste"]) && text.is(at + 1, &["avbokas", "avanmalas"])
}

/// The first token after a border at this position, if there may be one.
fn border(text: &Text, at: usize) -> Option<usize> {
    let mut next = at;
    while text.is(next, &[",", ".", ";", "!", "-", "*", "•", "&", "+"]) && (next > at || !text.glued(next + 1)) {
        next += 1;
    }
    while text.is(next, JOINING) {
        next += 1;
    }
    (next > at || breaks_line(text, at)).then_some(next)
}

/// A line ends before this token.
fn breaks_line(text: &Text, at: usize) -> bool {
    let (Some(token), Some(before)) = (text.tokens.get(at), at.checked_sub(1).and_then(|before| text.tokens.get(before))) else {
        return false;
    };
    text.composed[before.end..token.start].contains('\n') || text.is(at - 1, &["-", "*", "•"]) && breaks_line(text, at - 1)
}

/// The line before belongs to the list as well: it has the asking, or is not the first.
fn ends_list(text: &Text, asking: (usize, usize), from: usize, first: bool) -> bool {
    !first || (asking.0 >= from && (1..text.len()).contains(&asking.1))
}

/// "… och på måndag om Y": a day, what leads in to a subject, and words.
fn day_first(text: &Text, items: &[Item], next: usize) -> bool {
    let Some(item) = items.iter().find(|item| item.first >= next && item.first <= next + 2) else { return false };
    if !matches!(item.part, Part::Day(_) | Part::Clock(_) | Part::Piece(Piece::Every(_))) {
        return false;
    }
    let mut end = item.end;
    while let Some(following) = items.iter().find(|item| item.first == end && matches!(item.part, Part::Clock(_) | Part::Day(_))) {
        end = following.end;
    }
    text.is(end, &["om", "att", "to", "about"]) && end + 1 < text.len() || apart::bare_words(text, items, item, end)
}

/// "… X på fredag och om Y på måndag": the part before ends with its day, and so does this one.
fn day_last(text: &Text, items: &[Item], at: usize, next: usize) -> bool {
    let ends_here = |end: usize| items.iter().any(|item| item.end == end && matches!(item.part, Part::Day(_) | Part::Clock(_)));
    let end = (next..=text.len()).find(|end| *end == text.len() || border(text, *end).is_some()).unwrap_or(text.len());
    let last = if end == text.len() && text.is(end - 1, &[".", "!"]) { end - 1 } else { end };
    let led = text.is(next, &["om", "about"]);
    let words = items.iter().find(|item| item.first >= next).is_some_and(|item| item.first > next + usize::from(led));
    ends_here(at) && ends_here(last) && words && !text.is(next, &["att", "to"])
}
