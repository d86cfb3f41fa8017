//! Tells an English message from a Swedish one by its small words.

use std::sync::LazyLock;

use super::quick::QuickMap;

/// The languages she is asked in and answers in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Language {
    /// Swedish, also where nothing tells.
    #[default]
    Swedish,
    /// English, also with Swedish terms in between.
    English,
}

/// Small English words that are not Swedish ones as well.
const ENGLISH: &[&str] = &[
    "a",
    "about",
    "after",
    "again",
    "all",
    "allowed",
    "also",
    "am",
    "an",
    "and",
    "any",
    "anyone",
    "apply",
    "are",
    "as",
    "ask",
    "at",
    "be",
    "because",
    "been",
    "before",
    "between",
    "both",
    "but",
    "by",
    "can",
    "cannot",
    "centre",
    "change",
    "course",
    "courses",
    "do",
    "doctor",
    "does",
    "during",
    "each",
    "every",
    "find",
    "first",
    "for",
    "from",
    "get",
    "go",
    "good",
    "have",
    "he",
    "health",
    "hello",
    "her",
    "here",
    "his",
    "how",
    "i",
    "if",
    "in",
    "is",
    "it",
    "its",
    "just",
    "know",
    "last",
    "many",
    "may",
    "me",
    "month",
    "months",
    "more",
    "much",
    "must",
    "my",
    "need",
    "new",
    "no",
    "not",
    "of",
    "often",
    "on",
    "one",
    "only",
    "or",
    "other",
    "our",
    "out",
    "pay",
    "please",
    "right",
    "same",
    "she",
    "should",
    "some",
    "something",
    "still",
    "supervisor",
    "take",
    "thank",
    "thanks",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "they",
    "this",
    "time",
    "to",
    "too",
    "two",
    "up",
    "use",
    "want",
    "was",
    "way",
    "we",
    "week",
    "weeks",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "why",
    "will",
    "with",
    "without",
    "work",
    "would",
    "year",
    "years",
    "yes",
    "you",
    "your",
];

/// Words that are small in both languages and tell nothing alone.
const SHARED: &[&str] = &[
    "i", "in", "for", "at", "a", "an", "all", "me", "am", "be", "by", "no", "he", "her", "his", "on", "or", "up", "is", "not", "last",
    "must", "plan", "to",
];

/// Small Swedish words that are not English ones as well, folded.
const SWEDISH: &[&str] = &[
    "ar", "att", "av", "blir", "da", "dar", "de", "dem", "den", "det", "dom", "du", "efter", "ej", "eller", "en", "ett", "fa", "far",
    "finns", "fran", "ga", "gar", "gor", "ha", "han", "har", "hen", "hon", "hur", "inte", "ja", "jag", "kan", "maste", "med", "mig", "min",
    "mitt", "nan", "nar", "nat", "nu", "och", "om", "pa", "sig", "ska", "skall", "som", "till", "under", "ut", "va", "vad", "var", "vara",
    "vart", "vem", "vi", "vid", "vilka", "vilken", "vilket", "vill",
];

/// Whether a folded word is a small English word.
#[must_use]
pub fn is_english(folded: &str) -> bool {
    matches!(SMALL.get(folded), Some(Side::English | Side::Shared))
}

/// Whether a folded word is a small Swedish word.
#[must_use]
pub fn is_swedish(folded: &str) -> bool {
    SWEDISH.binary_search(&folded).is_ok()
}

/// The language of a text, given its folded words.
///
/// English needs two small English words more than Swedish ones, or one in a text of at most four words, so
/// that a Swedish sentence with an English term stays Swedish and the other way round.
#[must_use]
pub fn language_of<'a>(words: impl Iterator<Item = &'a str>) -> Language {
    let (mut english, mut swedish, mut all) = (0_i32, 0_i32, 0_i32);
    // "boka in i schemat": words that both have say nothing by themselves.
    let mut own = false;
    for word in words {
        all += 1;
        match SMALL.get(word) {
            Some(Side::Swedish) => swedish += 2,
            Some(Side::English) => {
                english += 2;
                own = true;
            }
            Some(Side::Shared) => english += 1,
            None => {}
        }
    }
    let enough = if all <= 4 { 2 } else { 4 };
    if own && english >= enough && english > swedish { Language::English } else { Language::Swedish }
}

/// Which language a small word speaks for.
#[derive(Debug, Clone, Copy)]
enum Side {
    Swedish,
    English,
    /// For English, but less: it is a Swedish word as well.
    Shared,
}

/// The small words of both languages, in one table.
static SMALL: LazyLock<QuickMap<&str, Side>> = LazyLock::new(|| {
    let side = |word: &&str| if SHARED.contains(word) { Side::Shared } else { Side::English };
    let english = ENGLISH.iter().map(|word| (*word, side(word)));
    english.chain(SWEDISH.iter().map(|word| (*word, Side::Swedish))).collect()
});

#[cfg(test)]
mod tests {
    use super::{ENGLISH, Language, SWEDISH, language_of};

    #[test]
    fn lists_are_sorted_for_searching() {
        assert!(ENGLISH.is_sorted() && SWEDISH.is_sorted());
    }

    #[test]
    fn tells_the_two_apart() {
        let of = |text: &str| language_of(text.split(' '));
        assert_eq!(of("how many courses can i take"), Language::English);
        assert_eq!(of("is my handledare allowed to do that on jlc"), Language::English);
        assert_eq!(of("hur manga kurser far jag ga"), Language::Swedish);
        assert_eq!(of("sit in"), Language::Swedish);
        assert_eq!(of("mini cex"), Language::Swedish);
    }
}
