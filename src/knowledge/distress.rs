//! Hears when somebody is not well: that they do not want to live, or that they cannot go on.
//!
//! It goes before everything else, so that nobody in need is told that it lies outside the rules. Words may stand between
//! those of a pattern ("jag vill bara dö"), but none that denies them.

use crate::language::reading::{Prepared, prepare};
use crate::language::spelling::edits;

/// How badly somebody is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distress {
    /// They, or somebody near them, speak of not wanting to live.
    Despair,
    /// They cannot go on, or are unwell.
    Strain,
}

/// Of not wanting to live, said of oneself.
const DESPAIR: &[&str] = &[
    "ta livet av mig",
    "tar livet av mig",
    "tagit livet av mig",
    "ta mitt liv",
    "tar mitt liv",
    "ta mitt eget liv",
    "avsluta mitt liv",
    "avsluta livet",
    "jag vill do",
    "jag vill avsluta allt",
    "vill inte leva",
    "orkar inte leva",
    "vill inte finnas",
    "vill slippa leva",
    "vill inte vakna mer",
    "vill aldrig vakna",
    "battre om jag inte fanns",
    "battre utan mig",
    "skada mig sjalv",
    "skadar mig sjalv",
    "doda mig",
    "hanga mig",
    "mina sjalvmordstankar",
    "jag dodslangtan",
    "inget att leva for",
    "ingen mening med att leva",
    "want to die",
    "wanna die",
    "wish i was dead",
    "wish i were dead",
    "kill myself",
    "killing myself",
    "hurt myself",
    "harm myself",
    "end my life",
    "take my life",
    "take my own life",
    "dont want to live",
    "do not want to live",
    "dont want to be alive",
    "want to be dead",
    "better off dead",
    "better off without me",
    "nothing to live for",
    "no reason to live",
    "end it all",
    "im suicidal",
];

/// The same, said of somebody else, who is named by one of [`NEAR`].
const DESPAIR_OF_OTHERS: &[&str] = &[
    "ta livet av sig",
    "ta sitt liv",
    "vill do",
    "vill inte leva",
    "orkar inte leva",
    "suicidal",
    "sjalvmordstankar",
    "skada sig sjalv",
    "want to die",
    "wants to die",
    "kill himself",
    "kill herself",
    "kill themselves",
];

/// How somebody near is named, by how the word begins.
const NEAR: &[&str] = &[
    "kolleg",
    "st-lakare",
    "stlakare",
    "kompis",
    "van",
    "vannen",
    "handledare",
    "chef",
    "sambo",
    "sambon",
    "colleague",
    "friend",
    "resident",
    "supervisor",
];

/// Of not being able to go on, said of oneself.
const STRAIN: &[&str] = &[
    "jag mar daligt",
    "mar jag daligt",
    "mar sa daligt",
    "mar jattedaligt",
    "mar skitdaligt",
    "mar piss",
    "mar skit",
    "mar kasst",
    "mar uselt",
    "mar hemskt",
    "jag mar inte bra",
    "mar psykiskt daligt",
    "jag orkar inte mer",
    "jag orkar inte langre",
    "jag orkar inte med det",
    "jag orkar inte ga",
    "jag orkar inte jobba",
    "jag orkar inte upp",
    "jag orkar ingenting",
    "jag orkar snart inte",
    "orkar inte mer",
    "orkar inte langre",
    "klarar inte mer",
    "klarar inte langre",
    "klarar inte av det",
    "pallar inte mer",
    "pallar inte langre",
    "jag ar deprimerad",
    "jag ar utbrand",
    "jag ar utmattad",
    "jag ar slutkord",
    "jag ar knackt",
    "jag ar fortvivlad",
    "jag ar desperat",
    "jag ar helt slut",
    "jag ar trasig",
    "kanner mig deprimerad",
    "kanner mig hopplos",
    "kanner mig vardelos",
    "kanner mig utbrand",
    "kanner mig utmattad",
    "kanner mig nere",
    "kanner mig ensam",
    "allt kanns hopplost",
    "kanns hopplost",
    "jag har angest",
    "jag har panikangest",
    "jag angest",
    "jag bryter ihop",
    "jag gar sonder",
    "jag gar under",
    "in i vaggen",
    "jag grater",
    "jag depression",
    "i cant take it",
    "i cannot take it",
    "i cant go on",
    "i cannot go on",
    "i cant cope",
    "i cannot cope",
    "cant do this anymore",
    "cannot do this anymore",
    "i feel terrible",
    "i feel awful",
    "i feel hopeless",
    "i feel worthless",
    "i feel depressed",
    "i am depressed",
    "im depressed",
    "i am burned out",
    "im burned out",
    "i am burnt out",
    "im burnt out",
    "im exhausted",
    "i am exhausted",
    "i am overwhelmed",
    "im overwhelmed",
    "im not ok",
    "im not okay",
    "i am not ok",
    "i am not okay",
    "i am struggling",
    "im struggling",
    "i feel so bad",
    "i am breaking down",
    "having a breakdown",
];

/// Words by which a message asks for what a rule says, or is a task for her, though it tells how somebody is.
const ASKS: &[&str] =
    &["far", "maste", "raknas", "forlangs", "galler", "kan", "lange", "manga", "mycket", "can", "must", "many", "much", "long"];

/// What such a question is about, by how the words begin.
const MATTERS: &[&str] = &[
    "kurs",
    "intyg",
    "forlang",
    "tjanstgor",
    "rand",
    "placering",
    "regl",
    "regel",
    "deltid",
    "jour",
    "schema",
    "semester",
    "ledig",
    "lon",
    "iup",
    "specialist",
    "delmal",
    "sjukskriv",
    "sjukdom",
    "paminn",
    "remind",
    "flytta",
    "boka",
    "avboka",
    "anmal",
    "patient",
    "course",
    "leave",
    "rotation",
    "part-time",
];

/// The same by name alone, which is also said of patients and courses.
const NAMED: &[&str] = &["jag sjalvmord", "jag sjalvmordstankar", "jag suicidtankar", "jag suicidal", "i suicidal"];

/// What makes it a colleague's question, by how the words begin.
const PROFESSIONAL: &[&str] = &["patient", "kurs", "utbildning", "frag", "bemot", "bedom", "hanter", "course", "assess", "train", "manag"];

/// How many words may stand between two of a pattern.
const BETWEEN: usize = 2;

/// The longest message that tells of strain and nothing else, in words.
const LONGEST: usize = 24;

/// What a message tells of how somebody is.
#[must_use]
pub fn heard(message: &Prepared) -> Option<Distress> {
    let words: Vec<String> = message.keys.iter().map(|key| key.replace(['\'', '’'], "")).collect();
    let has = |patterns: &[&str]| patterns.iter().any(|pattern| stands_in(pattern, &words));
    let begins = |list: &[&str]| words.iter().any(|word| list.iter().any(|begin| word.starts_with(begin)));
    let is_task = words.first().is_some_and(|first| first.starts_with("paminn") || first.starts_with("remind"));
    if is_task {
        return None;
    }
    let near = words.iter().any(|word| NEAR.iter().any(|name| word == name || name.len() > 4 && word.starts_with(name)));
    if has(DESPAIR) || has(NAMED) && !begins(PROFESSIONAL) || near && !begins(&["patient"]) && has(DESPAIR_OF_OTHERS) {
        return Some(Distress::Despair);
    }
    let asks = words.iter().any(|word| ASKS.contains(&word.as_str())) && begins(MATTERS);
    let of_work = begins(&["paminn", "remind", "flytta", "boka", "avboka", "patient"]);
    (words.len() <= LONGEST && !asks && !of_work && has(STRAIN)).then_some(Distress::Strain)
}

/// What a text tells of how its writer is.
#[must_use]
pub fn heard_in(text: &str) -> Option<Distress> {
    heard(&prepare(text))
}

/// Whether the words of a pattern stand in a message in their order, with little between them.
fn stands_in(pattern: &str, words: &[String]) -> bool {
    let pattern: Vec<&str> = pattern.split(' ').collect();
    (0..words.len()).any(|from| is(&words[from], pattern[0]) && goes_on(&pattern[1..], &words[from + 1..]))
}

fn goes_on(pattern: &[&str], words: &[String]) -> bool {
    let Some((next, rest)) = pattern.split_first() else { return true };
    for (at, word) in words.iter().enumerate().take(BETWEEN + 1) {
        if is(word, next) && goes_on(rest, &words[at + 1..]) {
            return true;
        }
        if matches!(word.as_str(), "inte" | "aldrig" | "not" | "never" | "dont" | "men" | "but" | "och" | "and") {
            return false;
        }
    }
    false
}

/// Whether a word is that of a pattern; a long one may have a slip.
fn is(word: &str, meant: &str) -> bool {
    word == meant || meant.len() > 6 && edits(word, meant, 1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_not_well_is_heard_and_who_asks_for_a_rule_is_not() {
        for text in [
            "jag tänker ta livet av mig",
            "jag vill bara dö",
            "I want to die",
            "jag orkar inte leva längre",
            "I don't want to live anymore",
            "min kollega säger att hon vill ta livet av sig",
            "det vore bättre om jag inte fanns",
            "jag har självmordstankar",
            "I feel suicidal",
        ] {
            assert_eq!(heard_in(text), Some(Distress::Despair), "{text}");
        }
        for text in [
            "jag orkar inte mer",
            "jag mår dåligt",
            "jag mår väldigt dåligt just nu",
            "jag är deprimerad och orkar inte gå till jobbet vem pratar jag med",
            "jag ar deprimmerad",
            "I can't take it anymore",
            "I'm burnt out",
            "jag har gått in i väggen",
        ] {
            assert_eq!(heard_in(text), Some(Distress::Strain), "{text}");
        }
        for text in [
            "hur mår du?",
            "jag orkar inte läsa allt, vad står det om kurser?",
            "jag vill inte dö av tristess",
            "får jag förlänga min ST om jag är utmattad och sjukskriven?",
            "en patient vill ta livet av sig, vad gör jag?",
            "påminn mig att skriva till den som mår dåligt",
            "jag mår bra",
            "hur frågar jag om självmordstankar?",
            "kurs i bemötande av suicidala patienter",
            "jag vill inte vakna tidigt på jouren",
            "hur många patienter ska jag ha?",
        ] {
            assert_eq!(heard_in(text), None, "{text}");
        }
    }
}
