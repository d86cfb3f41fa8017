//! Whether a message asks for a reminder at all, and the words with which it does so.

use super::asking::{ASKED, OBJECTS, leads_in};
use super::phrase::Match;
use super::token::Text;
use super::{clock, day, lead};

/// How clearly a message asks to be reminded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize)]
pub enum Strength {
    /// It does not: a question, thanks, or something to do with reminders that exist.
    None,
    /// It names a day or a time and something to do, but does not ask.
    Weak,
    /// It asks: "påminn mig", "glöm inte", "remind me".
    Strong,
}

/// The words of asking at a position, with everything polite around them.
pub(super) fn read(text: &Text, at: usize) -> Match<()> {
    // "… ska såret läggas om, påminn mig": the "om" there belongs to its verb.
    if text.is(at, &["om", "for", "till"]) && text.is(at + 1, &[",", "!", "-"]) {
        return None;
    }
    let mut start = at;
    while start < at + 14 && start < text.len() && (leads_in(text.word(start)) || text.is(start, &[",", "!", "-", "^"]) && start > at) {
        if core(text, start).is_some() {
            break;
        }
        start += 1;
    }
    // "i" and "en" begin days as well: a prefix counts only when the asking follows at once.
    let mut end = core(text, start)?;
    loop {
        if OBJECTS.contains(&text.word(end)) && end < text.len() {
            // "om en vecka" after "påminn mig en gång om året" is not swallowed here.
            end += 1;
        } else if text.starts(end, &["en", "gang", "till"])
            || text.starts(end, &["ar", "du", "snall"])
            || text.starts(end, &["om", "du", "vill"])
            || text.starts(end, &["om", "du", "kan"])
        {
            end += 3;
        } else if text.is(end, &["till", "at", "hos"]) && text.is(end + 1, &["mig", "mej", "oss"]) {
            end += 2;
        } else {
            break;
        }
    }
    Some((end, ()))
}

/// The verb or noun of asking.
fn core(text: &Text, at: usize) -> Option<usize> {
    text.after(at, ASKED).or_else(|| said(text, at))
}

/// Asking that is one only before what is to be remembered or a day: "säg till", "lägg in att".
fn said(text: &Text, at: usize) -> Option<usize> {
    if text.starts(at, &["lagga", "in", "att"]) || text.starts(at, &["lagg", "in", "att"]) {
        return Some(at + 2);
    }
    let told = text.starts(at, &["saga", "mig"]) || text.starts(at, &["sag", "mig"]);
    if told && (day::read(text, at + 2).is_some() || clock::read(text, at + 2).is_some() || at + 3 >= text.len()) {
        return Some(at + 2);
    }
    if text.starts(at, &["sag", "till"])
        || text.starts(at, &["saga", "till"])
        || text.starts(at, &["saj", "till"])
        || text.starts(at, &["sag", "at"])
        || text.starts(at, &["saga", "at"])
    {
        let next = at + 2;
        let free = text.is(next, &["mig", "mej", "oss", "nar"])
            || day::ends_phrase(text, next)
            || lead::read(text, next).is_some()
            || day::read(text, next).is_some()
            || clock::read(text, next).is_some();
        return free.then_some(next);
    }
    None
}

fn any(text: &Text, words: &[&str]) -> bool {
    text.tokens.iter().any(|token| words.contains(&token.word.as_str()))
}

/// Words that make a question with or without its mark.
const ASKING: &[&str] =
    &["nar", "hur", "vad", "va", "vem", "vilken", "vilket", "vilka", "varfor", "finns", "fins", "what", "how", "which", "why"];

/// Words that open a question which ends in its mark.
const OPENING: &[&str] = &[
    "far", "maste", "behover", "ska", "har", "ar", "brukar", "gar", "who", "does", "is", "are", "do", "where", "should", "kommer",
    "galler", "skickas", "skickar", "did", "har", "fick",
];

fn is_question(text: &Text) -> bool {
    let first = text
        .tokens
        .iter()
        .position(|token| {
            !matches!(
                token.word.as_str(),
                "hej" | "hejsan" | "hi" | "stina" | "ok" | "okej" | "," | "!" | "du" | "tja" | "hello" | "men" | "och" | "halla"
            )
        })
        .unwrap_or(0);
    let word = text.word(first);
    let asks_for_itself = ASKING.contains(&word) || word == "when" && !any(text, &["remind"]);
    let interrogative = asks_for_itself
        || OPENING.contains(&word)
        || word == "var"
            && text.low(first) == "var"
            && text.number(first + 1).is_none()
            && super::numbers::ordinal(text.word(first + 1)).is_none();
    let mark = text.tokens.iter().rev().find(|token| token.word != "🙂").is_some_and(|token| token.word == "?");
    let about_people = mark && !interrogative && any(text, &["man"]) && !any(text, &["paminn"]);
    interrogative && (mark || asks_for_itself) || about_people
}

/// "ring HR imorgon kl 9", "avboka kursen senast 27/3": what people jot down, as if to themselves.
fn is_note_to_oneself(text: &Text) -> bool {
    if text.len() > 0 && text.is(text.len() - 1, &["?"]) {
        return false;
    }
    // "jag missade sista ansökningsdagen 1 mars" tells what has been.
    if any(text, &["missade", "missat", "skulle", "missed"]) || (0..text.len()).any(|at| text.low(at) == "var") {
        return false;
    }
    let first = text.skip(0, &["hej", "stina", ",", "!", "-", "att"]);
    text.is(first, &["ring", "mejla", "mejl", "maila", "betala", "kop", "bestall", "hamta", "lamna"])
        || text.is(first, &["sista"]) && ["dag", "dagen", "datum"].iter().any(|ending| text.word(first + 1).ends_with(ending))
        || text.is(first, &["deadline", "deadlinen"])
        || text.starts(first, &["jag", "har"]) && text.is(text.skip(first + 2, &["en"]), &["deadline"])
        || text.starts(first, &["skriv", "upp", "att"])
        || tells_deadline(text)
        || text.is(first, &["avboka", "avanmal"]) && any(text, &["senast", "sista"]) && !any(text, &["st-dagen", "mig", "paminnelsen"])
}

/// "ansökan till kursen stänger 1 dec", "intyget ska in 9 dec": what must be done, and its last day.
fn tells_deadline(text: &Text) -> bool {
    const MATTERS: &[&str] = &["ansok", "anmal", "avbok", "avanmal", "intyg", "utlatand", "arsrapport", "deadline"];
    let matter = text.tokens.iter().any(|token| MATTERS.iter().any(|stem| token.word.contains(stem)));
    let must = |at: usize| text.is(at, &["ska", "skall", "maste", "bor"]);
    let last = (0..text.len()).any(|at| {
        text.is(at, &["senast", "sista", "stanger", "deadline"])
            || text.is(at, &["gar"]) && text.is(at + 1, &["ut"])
            || must(at)
                && (text.is(at + 1, &["in"])
                    || text.is(at + 1, &["vara"]) && text.is(at + 2, &["inne", "klar", "klart", "klara", "inlamnad", "inlamnat"]))
    });
    // "måste intyget lämnas senast 1 maj" asks, whether or not it has its mark.
    matter && last && text.len() <= 20 && !OPENING.contains(&text.word(0))
}

/// How clearly a message asks for a reminder. `timed` says that it names a day or a time.
/// `plain` is false where a day was taken back, so that an "inte" belongs to that.
pub(super) fn strength(text: &Text, timed: bool, plain: bool) -> Strength {
    let question = is_question(text);
    let imperative = text.tokens.iter().enumerate().any(|(at, token)| match token.word.as_str() {
        "paminn" | "remind" | "pinga" | "ping" | "pling" | "plinga" | "hojta" | "nudge" => true,
        "glom" | "sag" | "saj" | "kom" | "lat" | "don" | "dont" | "let" | "hor" | "tjata" | "se" | "make" | "heads" => {
            core(text, at).is_some()
        }
        // Said of oneself, it asks only where a day or a time stands beside it.
        "vack" => timed && text.is(at + 1, &["mig", "mej", "oss"]),
        "peta" | "hjalp" | "hjalpa" | "hjalper" | "pa" | "help" | "saga" | "lagg" => timed && core(text, at).is_some(),
        "jag" | "maste" | "du" => timed && !question && core(text, at).is_some(),
        _ => false,
    });
    let about_existing = any(text, &["sluta", "visa", "lista", "radera", "avbryt", "hoppa", "angra"])
        || text.tokens.iter().enumerate().any(|(at, token)| match token.word.as_str() {
            "ta" => text.is(at + 1, &["bort"]) && any(text, &["paminnelsen", "paminnelser", "paminnelserna", "paminnelse"]) && at < 4,
            "stang" | "avboka" | "andra" | "flytta" => at < 2 && any(text, &["paminnelsen", "paminnelser", "paminnelserna"]),
            _ => false,
        });
    let negated = text.tokens.windows(3).any(|run| {
        let words: Vec<&str> = run.iter().map(|token| token.word.as_str()).collect();
        matches!(
            words[..],
            ["paminn", "mig" | "oss", "inte" | "ej"] | ["behover" | "ska" | "maste", "inte", "paminna"] | ["paminn", "inte", _]
        ) || matches!(words[..], ["not" | "t", "remind", _])
    });
    // "jag vill inte ha några påminnelser"
    let declined = text.tokens.iter().enumerate().any(|(at, token)| {
        token.word.starts_with("paminnelse")
            && (at.saturating_sub(4)..at).any(|at| {
                text.is(at, &["inga", "ingen", "slippa"]) || text.is(at, &["inte", "ej"]) && text.is(at + 1, &["ha", "fa", "langre"])
            })
    });
    if (negated || declined && !imperative) && plain || about_existing && !(imperative && timed) {
        return Strength::None;
    }
    if imperative || timed && !question && is_note_to_oneself(text) {
        return Strength::Strong;
    }
    let second_person = any(text, &["du", "ni", "stina", "you"]);
    let wish = any(text, &["vore", "snall", "tacksam", "glad", "kunde", "bra", "om"]);
    if timed && wish && any(text, &["paminde"]) && any(text, &["du", "ni"]) {
        return Strength::Strong;
    }
    if any(text, &["pamind", "paminnd", "paminda", "reminded"]) && !question {
        return Strength::Strong;
    }
    if any(text, &["paminna", "paminner"]) {
        let asked = any(text, &["kan", "kunde", "skulle", "vill", "snalla", "bor", "paminner", "behover", "far", "lust", "mojlighet"])
            && second_person;
        // "påminner du om årsrapporten?" asks how she works, "kan du påminna oss?" asks her to.
        let object = any(text, &["mig", "mej", "oss", "me", "us"]);
        // "påminner du mig om årsrapporten automatiskt?" asks how she works; without that it may ask for one that is set.
        let how = !timed && text.is(0, &["paminner"]) && any(text, &["automatiskt", "alltid", "sjalv", "normalt", "vanligtvis"]);
        if how {
            return Strength::None;
        }
        // "snälla påminna mig på fredag", by someone who is new to Swedish.
        let ordered = timed
            && !question
            && any(text, &["mig", "mej", "oss", "snall", "snalla"])
            && any(text, &["paminna"])
            && !any(text, &["han", "hon", "dom", "de"]);
        return if ordered
            || asked
                && (object || timed && any(text, &["kan", "kunde", "skulle", "vill"]))
                && !(question && any(text, &["nar", "hur", "varfor", "alltid"]))
        {
            Strength::Strong
        } else {
            Strength::None
        };
    }
    if any(text, &["paminnelse", "reminder"]) {
        let wanted = any(
            text,
            &[
                "vill", "ha", "fa", "satt", "satta", "skapa", "lagg", "lagga", "ge", "fixa", "skicka", "onskar", "set", "want", "need",
                "create", "behover", "boka",
            ],
        );
        let first_person = any(text, &["jag", "mig", "mej", "du", "oss", "i", "me", "you"]);
        let possible = timed && (text.starts(0, &["gar", "det"]) || text.starts(0, &["ar", "det", "mojligt"]));
        if question && !possible && !(wanted && first_person && any(text, &["kan", "skulle", "kunde", "could", "can", "far"])) {
            return Strength::None;
        }
        return Strength::Strong;
    }
    if any(text, &["paminnelser", "paminnelsen", "paminnelserna", "reminders", "paminns", "paminnas"]) {
        let wanted = any(text, &["vill", "lagg", "satt", "skapa", "want"]) && any(text, &["jag", "i", "mig", "lagg", "satt", "skapa"]);
        let wanted = wanted
            || any(text, &["paminnas", "paminns"]) && any(text, &["ska", "vill", "skall", "behover", "maste", "onskar"]) && !question;
        return if wanted && timed { Strength::Strong } else { Strength::None };
    }
    if question || !timed {
        return Strength::None;
    }
    Strength::Weak
}
