//! What somebody says they have done, in words that are no command: "jag har avbokat hudkursen", "intyget klart".

use super::{change, later, point};
use crate::{
    assistant::turn::Turn,
    command,
    facts::{Reminder, ReminderWish},
};

/// "jag har betalat räkningen", "avbokade hudkursen", "hudkursen klar": one that this says to be done. Of what she has
/// just reminded of any word will do, of what lies ahead one that fits it.
pub fn takes(turn: &mut Turn<'_>, words: &[&str], text: &str) -> bool {
    const WHEN: [&str; 6] = ["idag", "igar", "nyss", "nu", "precis", "redan"];
    if text.contains('?') || words.iter().any(|word| matches!(*word, "inte" | "ej" | "aldrig" | "inga" | "not" | "om")) {
        return false;
    }
    let kept: Vec<&str> = words.iter().copied().filter(|word| !WHEN.contains(word)).collect();
    let (verb, subject, has) = match kept.as_slice() {
        ["jag", "har", verb, subject @ ..] | ["har", verb, subject @ ..] => (*verb, subject, true),
        ["ar", subject @ .., verb] | [subject @ .., verb] if is_done_word(verb) => (*verb, subject, false),
        // "avbokade jag hudkursen" asks.
        [_, "jag" | "vi" | "du", ..] => return false,
        ["jag", verb, subject @ ..] | [verb, subject @ ..] if is_past(verb) => (*verb, subject, false),
        _ => return false,
    };
    let subject = subject.strip_prefix(&["in"]).or_else(|| subject.strip_prefix(&["klart"])).unwrap_or(subject);
    if subject.is_empty() || subject.len() > 6 {
        return false;
    }
    let found = point::about_closely(turn, &subject.join(" "));
    let open: Vec<Reminder> = found.iter().filter(|one| point::is_open(one)).cloned().collect();
    if let ([one], true) = (open.as_slice(), has && is_deed(verb))
        && (fits(verb, &one.subject) || !verb.starts_with("boka"))
    {
        later::tick(turn, open);
        return true;
    }
    let fitting: Vec<Reminder> = found.into_iter().filter(|one| fits(verb, &one.subject)).collect();
    match fitting.as_slice() {
        [] => return false,
        [_] => later::tick(turn, fitting),
        several => change::ask_which(turn, several, ReminderWish::Done),
    }
    true
}

/// "betalat", "ringt", "skickat": something that was done, and not what went wrong with it.
fn is_deed(verb: &str) -> bool {
    const FAILED: [&str; 12] =
        ["missat", "glomt", "forsokt", "tankt", "fatt", "borjat", "svart", "planerat", "funderat", "flyttat", "andrat", "bytt"];
    // "jag har ett möte", "jag har snart möte" tell of no deed.
    const NONE: [&str; 8] = ["ett", "snart", "inget", "nagot", "annat", "mycket", "mitt", "ert"];
    verb.ends_with('t') && !FAILED.contains(&verb) && !NONE.contains(&verb)
}

/// "klar", "avbokad", "inskickat": how something is that is done.
fn is_done_word(word: &str) -> bool {
    matches!(word, "klar" | "klart" | "klara" | "fardig" | "fardigt" | "done")
        || word.len() >= 5 && (word.ends_with("ad") || word.ends_with("at"))
}

/// "avbokade", "ringde", "köpte".
fn is_past(word: &str) -> bool {
    word.len() >= 5 && (word.ends_with("de") || word.ends_with("te") || word.ends_with("at"))
}

/// Whether a word says that this is done: it says no more than that, or is the subject's own.
fn fits(verb: &str, subject: &str) -> bool {
    const PLAIN: [&str; 10] = ["klar", "fardig", "done", "gjor", "fixa", "ordna", "avklara", "skicka", "inskicka", "inlamna"];
    let need = if verb.len() >= 7 { 4 } else { 3 };
    let shared = |word: &str| word.bytes().zip(verb.bytes()).take_while(|(one, other)| one == other).count();
    let subject = command::fold(subject);
    PLAIN.iter().any(|plain| verb.starts_with(plain)) || verb.starts_with("lamna") || subject.split(' ').any(|word| shared(word) >= need)
}
