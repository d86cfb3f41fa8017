//! Inflections and derivations of a word brought together, in two steps: a careful stem and a bolder root.

use rust_stemmers::{Algorithm, Stemmer};

/// The two stemmers, made once.
pub struct Stemming {
    swedish: Stemmer,
    english: Stemmer,
}

impl Default for Stemming {
    fn default() -> Self {
        Self { swedish: Stemmer::create(Algorithm::Swedish), english: Stemmer::create(Algorithm::English) }
    }
}

impl std::fmt::Debug for Stemming {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Stemming")
    }
}

/// Forms that no suffix rule finds, folded, with the form they are counted as; sorted.
const IRREGULAR: &[(&str, &str)] = &[
    ("aldre", "gammal"),
    ("betalar", "betal"),
    ("betalt", "betal"),
    ("blev", "bli"),
    ("blir", "bli"),
    ("blivit", "bli"),
    ("bocker", "bok"),
    ("byta", "byt"),
    ("bytt", "byt"),
    ("bytte", "byt"),
    ("far", "fa"),
    ("fatt", "fa"),
    ("fick", "fa"),
    ("fler", "mang"),
    ("flest", "mang"),
    ("gar", "ga"),
    ("gas", "ga"),
    ("gatt", "ga"),
    ("gick", "ga"),
    ("gjord", "gora"),
    ("gjorde", "gora"),
    ("gjort", "gora"),
    ("gor", "gora"),
    ("gors", "gora"),
    ("kom", "komm"),
    ("kommit", "komm"),
    ("lade", "lagg"),
    ("lades", "lagg"),
    ("lag", "ligg"),
    ("lagt", "lagg"),
    ("lander", "land"),
    ("landet", "land"),
    ("langre", "lang"),
    ("langst", "lang"),
    ("last", "las"),
    ("laste", "las"),
    ("legat", "ligg"),
    ("manaden", "manad"),
    ("manader", "manad"),
    ("manaders", "manad"),
    ("mer", "mycket"),
    ("mest", "mycket"),
    ("sag", "se"),
    ("satt", "sitt"),
    ("satter", "satt"),
    ("ser", "se"),
    ("sett", "se"),
    ("skrev", "skriv"),
    ("skrevs", "skriv"),
    ("skrivit", "skriv"),
    ("slutat", "slut"),
    ("sokt", "sok"),
    ("sokte", "sok"),
    ("stader", "stad"),
    ("star", "sta"),
    ("statt", "sta"),
    ("stod", "sta"),
    ("storre", "stor"),
    ("storst", "stor"),
    ("suttit", "sitt"),
    ("tagit", "ta"),
    ("tar", "ta"),
    ("tas", "ta"),
    ("tiden", "tid"),
    ("tider", "tid"),
    ("tog", "ta"),
    ("veckor", "veck"),
    ("veckors", "veck"),
];

/// Endings that make one word of another, tried from the longest.
const DERIVATIONS: &[&str] = &[
    "ningarna", "ningar", "ningen", "ningens", "ationen", "ationer", "arna", "ning", "ation", "else", "ande", "ende", "aren", "arna",
    "erare", "eras", "era", "het", "are", "ing", "lig", "isk", "ion", "ad", "at", "an", "ar", "er", "en", "et", "or", "as", "na", "s", "t",
    "a", "e",
];

/// Prefixes that verbs and their nouns carry.
const PREFIXES: &[&str] = &[
    "under", "genom", "efter", "over", "till", "fore", "igen", "sam", "med", "vid", "for", "upp", "inn", "ute", "an", "av", "be", "in",
    "ut", "om", "pa",
];

impl Stemming {
    /// The stem of a folded Swedish word by Snowball's rules, after irregular forms.
    #[must_use]
    pub fn stem(&self, folded: &str) -> String {
        if let Ok(at) = IRREGULAR.binary_search_by_key(&folded, |(form, _)| form) {
            return IRREGULAR[at].1.to_owned();
        }
        self.swedish.stem(folded).into_owned()
    }

    /// The stem and the root of a folded Swedish word.
    #[must_use]
    pub fn stem_and_root(&self, folded: &str) -> (String, String) {
        let stem = self.stem(folded);
        let root = root(&stem);
        (stem, root)
    }

    /// The stem of an English word by Porter's second rules.
    #[must_use]
    pub fn stem_english(&self, folded: &str) -> String {
        self.english.stem(folded).into_owned()
    }
}

/// The root of a stem: derivations stripped, so that ansökan, ansöka and ansökning meet.
///
/// At least three characters are left.
#[must_use]
pub fn root(stem: &str) -> String {
    let mut root = stem;
    for _ in 0..2 {
        let Some(shorter) = DERIVATIONS
            .iter()
            .filter_map(|ending| root.strip_suffix(ending))
            .find(|rest| rest.len() >= 3 && rest.bytes().any(|letter| b"aeiouy".contains(&letter)))
        else {
            break;
        };
        root = shorter;
    }
    let mut root = root.to_owned();
    let bytes = root.as_bytes();
    let length = bytes.len();
    if length > 3 && bytes[length - 1] == bytes[length - 2] {
        root.pop();
    }
    root
}

/// What is left of a root when a verb's prefix is taken away ("ansok" gives "sok"), if it can stand alone.
#[must_use]
pub fn without_prefix(root: &str) -> Option<&str> {
    PREFIXES
        .iter()
        .filter_map(|prefix| root.strip_prefix(prefix))
        .find(|rest| rest.len() >= 3 && rest.bytes().any(|letter| b"aeiouy".contains(&letter)))
}

#[cfg(test)]
mod tests {
    use super::{Stemming, without_prefix};

    #[test]
    fn irregular_forms_are_sorted_for_searching() {
        assert!(super::IRREGULAR.is_sorted_by_key(|(form, _)| form));
    }

    #[test]
    fn related_words_meet() {
        let stemming = Stemming::default();
        let root = |word: &str| super::root(&stemming.stem(word));
        assert_eq!(root("ansokan"), root("ansoka"));
        assert_eq!(root("ansokan"), root("ansokningar"));
        assert_eq!(root("anmalan"), root("anmaler"));
        assert_eq!(root("bokning"), root("bokar"));
        assert_eq!(root("handledare"), root("handledning"));
        assert_ne!(stemming.stem("handledare"), stemming.stem("handledning"));
        assert_eq!(without_prefix(&root("ansokan")), Some(root("soka").as_str()));
    }
}
