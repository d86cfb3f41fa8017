//! The words that a set of rules knows, each with the features it can be recognised by.

use std::borrow::Cow;
use std::hash::Hasher;

use super::compound::split;
use super::english::Language;
use super::normalize::fold;
use super::quick::{QuickHasher, QuickMap, QuickSet};
use super::reading::Word;
use super::spelling::Spelling;
use super::stem::{Stemming, without_prefix};
use super::words::{SmallWords, weight};

/// Something two words can have in common, and how much that says, 0..=1.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Feature {
    /// The feature's number in its lexicon.
    pub id: u32,
    /// How much it says that the word has it, 0..=1.
    pub level: f32,
}

/// A phrase of several words that belongs to a concept.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Phrase {
    pub(super) rest: Vec<String>,
    pub(super) concept: u32,
    pub(super) strength: f32,
}

/// What is asked about a known word again and again, found out once.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own")]
pub(super) struct Marks {
    /// How much it tells by itself, 0..=1.
    pub(super) weight: f32,
    /// Whether it is an abbreviation.
    pub(super) short: bool,
    /// Whether a longer known word begins with it.
    pub(super) continues: bool,
    /// Whether it makes a kind of question, alone or with the words after it.
    pub(super) asks: bool,
    /// Whether it stands only in English texts.
    pub(super) foreign: bool,
    /// Whether a phrase may begin with it, in Swedish and in English.
    pub(super) begins_phrase: (bool, bool),
}

/// How much each way of being alike says. The word as it stands, its stem, its root, its root without a
/// verb's prefix, a part of a compound, a synonym, a synonym of a part.
const FORM: f32 = 0.25;
const STEM: f32 = 0.7;
const ROOT: f32 = 0.35;
const BARE: f32 = 0.2;
const PART: f32 = 0.4;
const CONCEPT: f32 = 0.6;
const PART_CONCEPT: f32 = 0.3;

/// The words that a set of rules knows.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Lexicon {
    #[serde(skip)]
    pub(super) stemming: Stemming,
    #[serde(skip)]
    pub(super) small: SmallWords,
    pub(super) abbreviations: QuickMap<String, Vec<Vec<String>>>,
    pub(super) phrases: QuickMap<String, Vec<Phrase>>,
    pub(super) english_phrases: QuickMap<String, Vec<Phrase>>,
    pub(super) concepts: QuickMap<String, Vec<(u32, f32)>>,
    pub(super) english_concepts: QuickMap<String, Vec<(u32, f32)>>,
    pub(super) concept_names: Vec<String>,
    pub(super) numbers: QuickMap<Box<str>, u32>,
    pub(super) words: Vec<String>,
    /// The stem and the root of each word, read as Swedish.
    pub(super) stems: Vec<(String, String)>,
    /// The stem of each word that stands in an English text, read as English; empty for the others.
    pub(super) english_stems: Vec<String>,
    /// Numbers of the words in alphabetical order, for looking up by beginning.
    pub(super) sorted: Vec<u32>,
    pub(super) marks: Vec<Marks>,
    /// The features of all words, one after the other.
    pub(super) described: Vec<Feature>,
    /// Where in `described` the features of each word lie, read as Swedish and read as English.
    pub(super) swedish: Vec<(u32, u32)>,
    pub(super) english: Vec<(u32, u32)>,
    pub(super) features: QuickMap<u64, u32>,
    /// Ordinary words that no rule needs have, as they stand and by their stems.
    pub(super) ordinary: QuickSet<Box<str>>,
    pub(super) ordinary_stems: QuickSet<Box<str>>,
    pub(super) parts: QuickSet<Box<str>>,
    pub(super) spelling: Spelling,
}

impl Lexicon {
    pub(super) fn features_of(&self, key: &str, pieces: &[String], english: bool, found: &mut Vec<(u64, f32)>) {
        if key.bytes().all(|byte| byte.is_ascii_digit()) {
            found.push((hash('=', key), STEM));
            return;
        }
        found.push((hash('=', key), FORM));
        if let Some(number) = ordinal(key) {
            found.push((hash('=', number), PART));
        }
        if english {
            let stem = self.phrase_stem(key, self.number(key), true);
            for (concept, strength) in self.english_concepts.get(stem.as_ref()).into_iter().flatten() {
                found.push((hash_number('*', *concept), CONCEPT * strength));
            }
            found.push((hash('e', &stem), STEM));
            if super::english::is_english(key) {
                return;
            }
        }
        let stems = self.stem_and_root(key);
        let (stem, root) = stems.as_ref();
        for (concept, strength) in self.concepts.get(stem).into_iter().flatten() {
            found.push((hash_number('*', *concept), CONCEPT * strength));
        }
        if let Some(bare) = without_prefix(root) {
            found.push((hash('r', bare), BARE));
        }
        found.push((hash('s', stem), STEM));
        found.push((hash('r', root), ROOT));
        if let Some(parts) = self.parts_of(key, pieces) {
            let denied = super::reading::is_denial(&parts[0]);
            for (place, part) in parts.iter().enumerate() {
                // "Icke-obligatorisk" has little in common with "obligatorisk".
                let part_of = if denied && place > 0 { 0.4 } else { 1.0 };
                let bare = part.strip_suffix('s').filter(|bare| bare.len() > 3 && self.numbers.contains_key(*bare)).unwrap_or(part);
                let stems = self.stem_and_root(bare);
                let (stem, root) = stems.as_ref();
                for (concept, strength) in self.concepts.get(stem).into_iter().flatten() {
                    found.push((hash_number('*', *concept), PART_CONCEPT * part_of * strength));
                }
                if let Some(expansions) = self.abbreviations.get(part) {
                    for word in expansions.iter().flatten() {
                        found.push((hash('s', &self.stem_and_root(word).0), PART));
                    }
                }
                found.push((hash('r', root), PART * part_of * 0.5));
                found.push((hash('s', stem), PART * part_of));
            }
        }
    }

    /// Adds the features of a word, known or not, each counted by `quality`.
    pub(super) fn add_term(&self, to: &mut Vec<Feature>, key: &str, pieces: &[String], quality: f32, english: bool) {
        if let Some(described) = self.number(key).map(|number| self.description(number, english)).filter(|all| !all.is_empty()) {
            if to.is_empty() {
                to.extend(described.iter().map(|feature| Feature { id: feature.id, level: feature.level * quality }));
                return;
            }
            for feature in described {
                merge(to, feature.id, feature.level * quality);
            }
            return;
        }
        let mut found = Vec::with_capacity(12);
        self.features_of(key, pieces, english, &mut found);
        for (hash, level) in found {
            if let Some(id) = self.features.get(&hash) {
                merge(to, *id, level * quality);
            }
        }
    }

    /// The features of a word that was read in a text of this language.
    #[must_use]
    pub fn features<'w>(&'w self, word: &'w Word, language: Language) -> &'w [Feature] {
        word.plain.map_or(&word.features, |number| self.description(number, language == Language::English))
    }

    /// Whether a known word is taken in a rule's text just as it is described.
    pub(super) fn is_plain(&self, number: u32, english: bool) -> bool {
        !self.marks(number).short && !self.description(number, english).is_empty()
    }

    /// The features of a known word; none where it is not described in the language.
    fn description(&self, number: u32, english: bool) -> &[Feature] {
        let (from, end) = if english { self.english[number as usize] } else { self.swedish[number as usize] };
        &self.described[from as usize..end as usize]
    }

    pub(super) fn add_named(&self, to: &mut Vec<Feature>, kind: char, name: &str, level: f32) {
        if let Some(id) = self.features.get(&hash(kind, name)) {
            merge(to, *id, level);
        }
    }

    pub(super) fn add_concept(&self, to: &mut Vec<Feature>, concept: u32, strength: f32) {
        if let Some(id) = self.features.get(&hash_number('*', concept)) {
            merge(to, *id, CONCEPT * strength);
        }
    }

    /// The feature of a kind of question.
    #[must_use]
    pub fn kind(&self, name: &str) -> Option<u32> {
        self.features.get(&hash('?', name)).copied()
    }

    /// The number of features there are.
    #[must_use]
    pub fn feature_count(&self) -> usize {
        self.features.len()
    }

    /// The number of a folded word that stands in a rule or in the vocabulary.
    pub(super) fn number(&self, key: &str) -> Option<u32> {
        self.numbers.get(key).copied()
    }

    /// What is known about the word with a number.
    pub(super) fn marks(&self, number: u32) -> &Marks {
        &self.marks[number as usize]
    }

    /// Whether the folded word stands in a rule or in the vocabulary.
    #[must_use]
    pub fn knows(&self, key: &str) -> bool {
        self.numbers.contains_key(key)
    }

    /// All known words, by their numbers.
    #[must_use]
    pub fn known_words(&self) -> &[String] {
        &self.words
    }

    /// Whether the folded word is an ordinary one of the language, which is never taken for another.
    #[must_use]
    pub fn is_ordinary(&self, key: &str) -> bool {
        self.ordinary.contains(key) || self.small.contains(key) || self.ordinary_stems.contains(self.stem_and_root(key).0.as_str())
    }

    pub(super) fn small_weight(&self, key: &str) -> f32 {
        weight(&self.small, key)
    }

    pub(super) fn abbreviation(&self, key: &str) -> Option<&Vec<Vec<String>>> {
        self.abbreviations.get(key)
    }

    pub(super) fn word(&self, number: u32) -> &str {
        &self.words[number as usize]
    }

    /// Known words of the language that begin with the given letters, the shortest first, at most `most`.
    pub(super) fn beginning_with(&self, beginning: &str, english: bool, most: usize) -> Vec<&str> {
        let from = self.sorted.partition_point(|number| self.words[*number as usize].as_str() < beginning);
        let mut found: Vec<&str> = self.sorted[from..]
            .iter()
            .take(50)
            .filter(|number| english || !self.marks(**number).foreign)
            .map(|number| self.words[*number as usize].as_str())
            .take_while(|word| word.starts_with(beginning))
            .collect();
        found.sort_by_key(|word| word.len());
        found.truncate(most);
        found
    }

    pub(super) fn parts_of(&self, key: &str, pieces: &[String]) -> Option<Vec<String>> {
        if pieces.len() > 1 {
            return Some(pieces.iter().map(|piece| fold(piece)).collect());
        }
        if key.len() < 7 { None } else { split(key, &self.parts) }
    }

    pub(super) fn concept_of_word(&self, key: &str) -> Option<u32> {
        self.concepts.get(&self.stem_and_root(key).0).and_then(|list| list.first()).map(|(concept, _)| *concept)
    }

    /// The stem and the root of a word, read as Swedish: kept ones, or made now.
    fn stem_and_root(&self, key: &str) -> Cow<'_, (String, String)> {
        match self.numbers.get(key).and_then(|number| self.stems.get(*number as usize)) {
            Some(known) => Cow::Borrowed(known),
            None => Cow::Owned(self.stemming.stem_and_root(key)),
        }
    }

    pub(super) fn concept_name(&self, concept: u32) -> &str {
        self.concept_names.get(concept as usize).map_or("", String::as_str)
    }

    /// The stem of a word by which phrases are found; `number` is its number, where it is known.
    pub(super) fn phrase_stem(&self, key: &str, number: Option<u32>, english: bool) -> Cow<'_, str> {
        let known = number.map(|number| number as usize);
        if english {
            match known.and_then(|number| self.english_stems.get(number)).filter(|stem| !stem.is_empty()) {
                Some(stem) => Cow::Borrowed(stem),
                None => Cow::Owned(self.stemming.stem_english(key)),
            }
        } else {
            match known.and_then(|number| self.stems.get(number)) {
                Some((stem, _)) => Cow::Borrowed(stem),
                None => Cow::Owned(self.stemming.stem(key)),
            }
        }
    }

    /// The phrases that begin with a word; `number` is its number, where it is known.
    pub(super) fn phrases_from(&self, key: &str, number: Option<u32>, english: bool) -> Option<&Vec<Phrase>> {
        let table = if english { &self.english_phrases } else { &self.phrases };
        if let Some(number) = number {
            let (swedish, in_english) = self.marks(number).begins_phrase;
            if !(if english { in_english } else { swedish }) {
                return None;
            }
        }
        if table.is_empty() { None } else { table.get(self.phrase_stem(key, number, english).as_ref()) }
    }
}

/// The number of an ordinal word.
fn ordinal(key: &str) -> Option<&'static str> {
    Some(match key {
        "forsta" | "first" | "etta" | "ettan" => "1",
        "andra" | "second" | "tvaan" => "2",
        "tredje" | "third" | "trean" => "3",
        "fjarde" | "fourth" | "fyran" => "4",
        "femte" | "fifth" | "femman" => "5",
        _ => return None,
    })
}

pub(super) fn hash(kind: char, name: &str) -> u64 {
    let mut hasher = QuickHasher::beginning_with(kind as u64);
    hasher.write(name.as_bytes());
    hasher.finish()
}

/// The same for a number, written in digits.
pub(super) fn hash_number(kind: char, number: u32) -> u64 {
    let mut digits = [0_u8; 10];
    let mut from = digits.len();
    let mut rest = number;
    loop {
        from -= 1;
        digits[from] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    let mut hasher = QuickHasher::beginning_with(kind as u64);
    hasher.write(&digits[from..]);
    hasher.finish()
}

fn merge(to: &mut Vec<Feature>, id: u32, level: f32) {
    match to.iter_mut().find(|feature| feature.id == id) {
        Some(feature) => feature.level = feature.level.max(level),
        None => to.push(Feature { id, level }),
    }
}
