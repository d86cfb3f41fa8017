//! The words with which a question begins, also after "och" or "sen undrar jag".

use std::sync::LazyLock;

use super::quick::QuickMap;

/// Words that may stand before the one with which a question begins.
const FILLERS: &[&str] = &[
    "och", "o", "a", "men", "sen", "sedan", "samt", "da", "sa", "hej", "ocksa", "oxa", "dessutom", "and", "also", "but", "then", "i",
    "vid", "pa", "till", "hi", "hello", "ja", "ok", "2", "saker", "dels", "aven", "for", "ovrigt",
];

/// Words with which somebody leads up to a question: "jag undrar också om", "vill jag veta hur".
const LEADING: &[&str] = &[
    "jag", "vi", "undrar", "undra", "undrade", "vill", "skulle", "vilja", "veta", "funderar", "fundera", "ocksa", "bara", "fragan",
    "fraga", "kan", "du", "saga", "beratta", "mig", "vet", "nan", "nagon", "lite", "mest", "aven", "over", "pa", "wonder", "want", "to",
    "know", "would", "like", "could", "you", "tell", "me", "ja", "inte", "riktigt",
];

/// Words with which a question can begin.
const BEGINNINGS: &[&str] = &[
    "hur", "nar", "vad", "va", "var", "vart", "vem", "vilka", "vilken", "vilket", "varfor", "far", "kan", "maste", "ska", "skall", "bor",
    "ar", "e", "finns", "racker", "galler", "blir", "gar", "har", "behover", "ingar", "hinner", "how", "when", "what", "where", "who",
    "which", "why", "can", "do", "does", "is", "are", "should", "must", "may", "om", "tar", "raknas", "sker", "kravs", "borde", "skulle",
    "brukar", "stammer", "kommer", "slipper", "faller", "spelar", "duger", "hinns", "vems", "hurdan", "hurdana",
];

/// The question words, which ask wherever they stand.
const QUESTION_WORDS: &[&str] = &[
    "hur", "nar", "vad", "va", "var", "vart", "vem", "vilka", "vilken", "vilket", "varfor", "om", "how", "when", "what", "where", "who",
    "which", "why", "if", "whether",
];

/// Which of the lists above a word stands in, each a bit.
const FILLER: u8 = 1;
const LEADS: u8 = 2;
const BEGINS: u8 = 4;
const ASKS: u8 = 8;

/// The lists above in one table.
static LISTED: LazyLock<QuickMap<&str, u8>> = LazyLock::new(|| {
    let mut listed: QuickMap<&str, u8> = QuickMap::default();
    for (list, mark) in [(FILLERS, FILLER), (LEADING, LEADS), (BEGINNINGS, BEGINS), (QUESTION_WORDS, ASKS)] {
        for word in list {
            *listed.entry(word).or_default() |= mark;
        }
    }
    listed
});

/// Whether a word stands in a list.
fn is_listed(key: &str, list: u8) -> bool {
    LISTED.get(key).is_some_and(|marks| marks & list != 0)
}

/// Whether a word asks wherever it stands.
#[must_use]
pub fn is_question_word(key: &str) -> bool {
    is_listed(key, ASKS)
}

/// Whether words begin as a question does, perhaps after "och", "hej" or "sen undrar jag".
#[must_use]
pub fn begins_question(keys: &[String]) -> bool {
    begins_with(keys).is_some()
}

/// The word with which a question begins, perhaps after "och", "hej" or "sen undrar jag".
fn begins_with(keys: &[String]) -> Option<&str> {
    let word = |at: usize| keys.get(at).map_or("", String::as_str);
    let mut at = keys.iter().take(4).take_while(|key| is_listed(key, FILLER)).count();
    if is_listed(word(at), BEGINS) && !(word(at) == "kan" && word(at + 1) == "du") {
        return Some(word(at));
    }
    let led = keys.iter().skip(at).take(8).take_while(|key| is_listed(key, LEADS)).count();
    let wonders = keys.iter().skip(at).take(led).any(|key| {
        matches!(key.as_str(), "undrar" | "undra" | "veta" | "funderar" | "fragan" | "saga" | "beratta" | "wonder" | "know" | "tell")
    });
    at += led;
    Some(word(at)).filter(|word| wonders && is_question_word(word))
}

/// Whether clauses ask when, who, how much and the like, and none of them asks for a yes or no.
#[must_use]
pub fn asks_openly<'k>(clauses: impl Iterator<Item = &'k [String]>) -> bool {
    let mut open = false;
    for first in clauses.filter_map(begins_with) {
        if !is_question_word(first) || matches!(first, "om" | "if" | "whether") {
            return false;
        }
        open = true;
    }
    open
}

/// Whether a sentence asks though no question mark says so: it begins as a question does, or says that somebody does
/// not know or needs to know something.
#[must_use]
pub fn asks(keys: &[String]) -> bool {
    let word = |at: usize| keys.get(at).map_or("", String::as_str);
    let unsure = |at: usize| {
        let next = word(at + 1);
        match word(at) {
            "undrar" | "undra" | "funderar" | "wonder" | "wondering" => true,
            "vet" => matches!(next, "inte" | "ej" | "inget") || word(at + 2) == "inte",
            "behover" | "vill" => next == "veta",
            "need" | "want" => next == "to" && word(at + 2) == "know",
            "hittar" | "begriper" | "fattar" | "forstar" => matches!(next, "inte" | "ingen" | "inget"),
            "letar" => next == "efter",
            _ => false,
        }
    };
    begins_question(keys) || (0..keys.len()).any(unsure)
}

#[cfg(test)]
mod tests {
    use super::{asks, asks_openly, begins_question};
    use crate::language::reading::prepare;

    #[test]
    fn questions_begin_with_question_words_also_after_a_lead() {
        let begins = |text: &str| begins_question(&prepare(text).keys);
        assert!(begins("och hur länge är man där"));
        assert!(begins("sen undrar jag också om man får gå hem"));
        assert!(begins("dessutom vill jag veta vem som bokar"));
        assert!(!begins("jag vill gå en kurs"));
        assert!(!begins("kursen är full"));
    }

    #[test]
    fn who_asks_how_much_wants_no_yes() {
        let open =
            |text: &str| asks_openly(text.split(", ").map(|clause| prepare(clause).keys).collect::<Vec<_>>().iter().map(Vec::as_slice));
        assert!(open("hej, hur många kurser får jag gå"));
        assert!(open("jag undrar vem som betalar"));
        assert!(!open("får jag gå en kurs"));
        assert!(!open("när jag är på gyn, får jag gå en kurs då"));
        assert!(!open("jag undrar om jag måste ansöka"));
        assert!(!open("kurser under PLUS"));
    }

    #[test]
    fn who_does_not_know_asks() {
        let asks = |text: &str| asks(&prepare(text).keys);
        assert!(asks("jag vet inte riktigt vart jag ska vända mig"));
        assert!(asks("vi behöver veta hur länge det är"));
        assert!(asks("jag letar efter en mall"));
        assert!(!asks("jag vet att kursen är full"));
        assert!(!asks("vi vill ha lugn och ro"));
    }
}
