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

/// Forms that no suffix rule finds, folded, with the form they are counted as.
const IRREGULAR: &[(&str, &str)] = &[
    ("gick", "ga"),
    ("gar", "ga"),
    ("gatt", "ga"),
    ("gas", "ga"),
    ("gor", "gora"),
    ("gors", "gora"),
    ("gjorde", "gora"),
    ("gjort", "gora"),
    ("gjord", "gora"),
    ("fick", "fa"),
    ("far", "fa"),
    ("fatt", "fa"),
    ("tar", "ta"),
    ("tog", "ta"),
    ("tagit", "ta"),
    ("tas", "ta"),
    ("skrev", "skriv"),
    ("skrevs", "skriv"),
    ("skrivit", "skriv"),
    ("bytt", "byt"),
    ("bytte", "byt"),
    ("byta", "byt"),
    ("sokt", "sok"),
    ("sokte", "sok"),
    ("sag", "se"),
    ("sett", "se"),
    ("ser", "se"),
    ("stod", "sta"),
    ("star", "sta"),
    ("statt", "sta"),
    ("lag", "ligg"),
    ("legat", "ligg"),
    ("lades", "lagg"),
    ("lagt", "lagg"),
    ("lade", "lagg"),
    ("satt", "sitt"),
    ("suttit", "sitt"),
    ("satter", "satt"),
    ("blev", "bli"),
    ("blir", "bli"),
    ("blivit", "bli"),
    ("kom", "komm"),
    ("kommit", "komm"),
    ("last", "las"),
    ("laste", "las"),
    ("slutat", "slut"),
    ("manader", "manad"),
    ("manaders", "manad"),
    ("manaden", "manad"),
    ("veckor", "veck"),
    ("veckors", "veck"),
    ("tider", "tid"),
    ("tiden", "tid"),
    ("bocker", "bok"),
    ("stader", "stad"),
    ("landet", "land"),
    ("lander", "land"),
    ("aldre", "gammal"),
    ("storre", "stor"),
    ("storst", "stor"),
    ("fler", "mang"),
    ("flest", "mang"),
    ("mer", "mycket"),
    ("mest", "mycket"),
    ("langre", "lang"),
    ("langst", "lang"),
    ("betalar", "betal"),
    ("betalt", "betal"),
];

/// Endings that make one word of another, tried from the longest.
const DERIVATIONS: &[&str] = &[
    "ningarna", "ningar", "ningen", "ningens", "ationen", "ationer", "arna", "ning", "ation", "else", "ande", "ende", "aren", "arna", "erare",
    "eras", "era", "het", "are", "ing", "lig", "isk", "ion", "ad", "at", "an", "ar", "er", "en", "et", "or", "as", "na", "s", "t", "a", "e",
];

/// Prefixes that verbs and their nouns carry.
const PREFIXES: &[&str] =
    &["under", "genom", "efter", "over", "till", "fore", "igen", "sam", "med", "vid", "for", "upp", "inn", "ute", "an", "av", "be", "in", "ut", "om", "pa"];

impl Stemming {
    /// The stem of a folded Swedish word by Snowball's rules, after irregular forms.
    #[must_use]
    pub fn stem(&self, folded: &str) -> String {
        if let Some((_, lemma)) = IRREGULAR.iter().find(|(form, _)| *form == folded) {
            return (*lemma).to_owned();
        }
        self.swedish.stem(folded).into_owned()
    }

    /// The stem of an English word by Porter's second rules.
    #[must_use]
    pub fn stem_english(&self, folded: &str) -> String {
        self.english.stem(folded).into_owned()
    }

    /// The root of a stem: derivations stripped, so that ansökan, ansöka and ansökning meet.
    ///
    /// At least three characters are left.
    #[must_use]
    pub fn root(&self, stem: &str) -> String {
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
    fn related_words_meet() {
        let stemming = Stemming::default();
        let root = |word: &str| stemming.root(&stemming.stem(word));
        assert_eq!(root("ansokan"), root("ansoka"));
        assert_eq!(root("ansokan"), root("ansokningar"));
        assert_eq!(root("anmalan"), root("anmaler"));
        assert_eq!(root("bokning"), root("bokar"));
        assert_eq!(root("handledare"), root("handledning"));
        assert_ne!(stemming.stem("handledare"), stemming.stem("handledning"));
        assert_eq!(without_prefix(&root("ansokan")), Some(root("soka").as_str()));
    }
}
