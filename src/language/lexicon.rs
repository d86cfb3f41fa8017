//! The words that a set of rules knows, each with the features it can be recognised by.

#![expect(clippy::cast_possible_truncation, reason = "the number of words stays far below 2^32")]

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use super::compound::split;
use super::english::Language;
use super::normalize::{fold, normalize};
use super::reading::Prepared;
use super::spelling::Spelling;
use super::stem::{Stemming, without_prefix};
use super::token::tokenize;
use super::vocabulary::Vocabulary;
use super::words::{SmallWords, weight};

/// Something two words can have in common, and how much that says, 0..=1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feature {
    /// The feature's number in its lexicon.
    pub id: u32,
    /// How much it says that the word has it, 0..=1.
    pub level: f32,
}

/// A phrase of several words that belongs to a concept.
#[derive(Debug)]
pub(super) struct Phrase {
    pub(super) rest: Vec<String>,
    pub(super) concept: u32,
    pub(super) strength: f32,
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

/// A quick hash for short keys; the keys come from rules and questions, and a flood of equal hashes would
/// only slow one bounded lookup.
#[derive(Debug, Default, Clone, Copy)]
pub struct QuickHasher(u64);

impl Hasher for QuickHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let mut eight = [0_u8; 8];
            eight.copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(eight));
        }
        let mut rest = 0_u64;
        for byte in chunks.remainder() {
            rest = (rest << 8) | u64::from(*byte);
        }
        self.write_u64(rest | ((bytes.len() as u64) << 56));
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(u64::from(value));
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(23) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// A map with the quick hash.
pub type QuickMap<K, V> = HashMap<K, V, BuildHasherDefault<QuickHasher>>;
type QuickSet<K> = HashSet<K, BuildHasherDefault<QuickHasher>>;

/// The words that a set of rules knows.
#[derive(Debug, Default)]
pub struct Lexicon {
    stemming: Stemming,
    small: SmallWords,
    abbreviations: QuickMap<String, Vec<Vec<String>>>,
    phrases: QuickMap<String, Vec<Phrase>>,
    english_phrases: QuickMap<String, Vec<Phrase>>,
    concepts: QuickMap<String, Vec<(u32, f32)>>,
    english_concepts: QuickMap<String, Vec<(u32, f32)>>,
    concept_names: Vec<String>,
    numbers: QuickMap<Box<str>, u32>,
    words: Vec<String>,
    /// Numbers of the words in alphabetical order, for looking up by beginning.
    sorted: Vec<u32>,
    /// Whether a phrase begins with the word, in Swedish and in English.
    begins_phrase: Vec<(bool, bool)>,
    /// The features of each word, read as Swedish and read as English.
    swedish: Vec<Box<[Feature]>>,
    english: Vec<Box<[Feature]>>,
    features: QuickMap<u64, u32>,
    ordinary: QuickSet<Box<str>>,
    parts: QuickSet<Box<str>>,
    pub(super) spelling: Spelling,
}

impl Lexicon {
    /// Learns the words of the prepared texts and of the vocabulary.
    #[must_use]
    pub fn build<'a>(texts: impl Iterator<Item = &'a Prepared>, vocabulary: &Vocabulary) -> Self {
        let mut lexicon = Self::default();
        lexicon.learn_vocabulary(vocabulary);
        let mut pieces: QuickMap<u32, Vec<String>> = QuickMap::default();
        let mut in_english: Vec<bool> = Vec::new();
        for text in texts {
            let english = text.language == Language::English;
            for (token, key) in text.tokens.iter().zip(&text.keys) {
                if token.number && key.bytes().all(|byte| byte.is_ascii_digit()) {
                    continue;
                }
                let number = lexicon.learn(key);
                in_english.resize(lexicon.words.len(), false);
                in_english[number as usize] |= english;
                if !token.pieces.is_empty() {
                    for piece in &token.pieces {
                        lexicon.parts.insert(fold(piece).into());
                    }
                    pieces.entry(number).or_insert_with(|| token.pieces.clone());
                }
            }
        }
        for word in &lexicon.words {
            if word.len() >= 3 && word.len() <= 12 && !lexicon.small.contains(word) {
                lexicon.parts.insert(word.as_str().into());
            }
        }
        for number in 0..lexicon.words.len() {
            let word = lexicon.words[number].clone();
            let own = pieces.remove(&(number as u32)).unwrap_or_default();
            for (english, to) in [(false, &mut Vec::new()), (true, &mut Vec::new())] {
                // What stands in no English text is described as English only when somebody asks with it.
                if english && !in_english.get(number).copied().unwrap_or(false) {
                    lexicon.english.push(Box::default());
                    continue;
                }
                lexicon.describe(&word, &own, english, &mut |this, hash, level| {
                    let next = this.features.len() as u32;
                    let id = *this.features.entry(hash).or_insert(next);
                    to.push(Feature { id, level });
                });
                let features = strongest(std::mem::take(to));
                if english { lexicon.english.push(features) } else { lexicon.swedish.push(features) }
            }
        }
        lexicon.begins_phrase = lexicon
            .words
            .iter()
            .map(|word| {
                let begins = |english: bool, table: &QuickMap<String, Vec<Phrase>>| table.contains_key(&lexicon.phrase_stem(word, english));
                (begins(false, &lexicon.phrases), begins(true, &lexicon.english_phrases))
            })
            .collect();
        lexicon.learn_named();
        lexicon.sorted = (0..lexicon.words.len() as u32).collect();
        let words = &lexicon.words;
        lexicon.sorted.sort_unstable_by(|one, other| words[*one as usize].cmp(&words[*other as usize]));
        lexicon.spelling = Spelling::build(&lexicon.words);
        lexicon
    }

    /// Gives numbers to the features that no word has: kinds of question, years, concepts, small numbers.
    fn learn_named(&mut self) {
        let mut hashes: Vec<u64> = Vec::new();
        for kind in ["duration", "quantity", "frequency", "time", "person", "place", "reason", "permission", "duty", "meaning", "manner"] {
            hashes.push(hash('?', kind));
        }
        hashes.extend((1..=5).map(|year: u8| hash('#', &year.to_string())));
        hashes.extend((0..1_000).map(|number: u32| hash('=', &number.to_string())));
        hashes.extend((0..self.concept_names.len()).map(|concept| hash('*', &concept.to_string())));
        for hash in hashes {
            let next = self.features.len() as u32;
            self.features.entry(hash).or_insert(next);
        }
    }

    fn learn(&mut self, key: &str) -> u32 {
        if let Some(number) = self.numbers.get(key) {
            return *number;
        }
        let number = self.words.len() as u32;
        self.numbers.insert(key.into(), number);
        self.words.push(key.to_owned());
        number
    }

    fn learn_vocabulary(&mut self, vocabulary: &Vocabulary) {
        let keys = |text: &str| -> Vec<String> { super::reading::prepare(text).keys };
        for (short, expansions) in &vocabulary.abbreviations {
            let short = keys(short).concat();
            let expansions: Vec<Vec<String>> = expansions.iter().map(|expansion| keys(expansion)).collect();
            for word in expansions.iter().flatten() {
                self.learn(word);
            }
            self.learn(&short);
            self.abbreviations.insert(short, expansions);
        }
        for part in &vocabulary.parts {
            self.parts.insert(fold(&normalize(part)).into());
        }
        for word in vocabulary.common.iter().flat_map(|line| line.split_whitespace()) {
            self.ordinary.insert(fold(&normalize(word)).into());
        }
        for (number, concept) in vocabulary.concept.iter().enumerate() {
            let number = number as u32;
            let strength = concept.strength.unwrap_or(1.0);
            self.concept_names.push(concept.sv.first().or(concept.en.first()).cloned().unwrap_or_default());
            for (english, phrase) in concept.sv.iter().map(|text| (false, text)).chain(concept.en.iter().map(|text| (true, text))) {
                for token in tokenize(&normalize(phrase)) {
                    for piece in &token.pieces {
                        self.parts.insert(fold(piece).into());
                    }
                }
                let words = keys(phrase);
                for word in &words {
                    self.learn(word);
                }
                let mut stems = words.iter().map(|word| self.phrase_stem(word, english));
                let Some(first) = stems.next() else { continue };
                let rest: Vec<String> = stems.collect();
                if rest.is_empty() {
                    let table = if english { &mut self.english_concepts } else { &mut self.concepts };
                    table.entry(first).or_default().push((number, strength));
                } else {
                    let table = if english { &mut self.english_phrases } else { &mut self.phrases };
                    table.entry(first).or_default().push(Phrase { rest, concept: number, strength });
                }
            }
        }
    }

    /// Calls with every feature of a word.
    fn describe(&mut self, key: &str, pieces: &[String], english: bool, add: &mut dyn FnMut(&mut Self, u64, f32)) {
        let mut found: Vec<(u64, f32)> = Vec::with_capacity(12);
        self.features_of(key, pieces, english, &mut found);
        for (hash, level) in found {
            add(self, hash, level);
        }
    }

    fn features_of(&self, key: &str, pieces: &[String], english: bool, found: &mut Vec<(u64, f32)>) {
        if key.bytes().all(|byte| byte.is_ascii_digit()) {
            found.push((hash('=', key), STEM));
            return;
        }
        found.push((hash('=', key), FORM));
        if let Some(number) = ordinal(key) {
            found.push((hash('=', number), PART));
        }
        if english {
            let stem = self.stemming.stem_english(key);
            for (concept, strength) in self.english_concepts.get(stem.as_str()).into_iter().flatten() {
                found.push((hash('*', &concept.to_string()), CONCEPT * strength));
            }
            found.push((hash('e', &stem), STEM));
            if super::english::is_english(key) {
                return;
            }
        }
        let stem = self.stemming.stem(key);
        let root = self.stemming.root(&stem);
        for (concept, strength) in self.concepts.get(stem.as_str()).into_iter().flatten() {
            found.push((hash('*', &concept.to_string()), CONCEPT * strength));
        }
        if let Some(bare) = without_prefix(&root) {
            found.push((hash('r', bare), BARE));
        }
        found.push((hash('s', &stem), STEM));
        found.push((hash('r', &root), ROOT));
        if let Some(parts) = self.parts_of(key, pieces) {
            for part in &parts {
                let bare = part.strip_suffix('s').filter(|bare| bare.len() > 3 && self.numbers.contains_key(*bare)).unwrap_or(part);
                let stem = self.stemming.stem(bare);
                for (concept, strength) in self.concepts.get(stem.as_str()).into_iter().flatten() {
                    found.push((hash('*', &concept.to_string()), PART_CONCEPT * strength));
                }
                if let Some(expansions) = self.abbreviations.get(part) {
                    for word in expansions.iter().flatten() {
                        found.push((hash('s', &self.stemming.stem(word)), PART));
                    }
                }
                found.push((hash('r', &self.stemming.root(&stem)), PART * 0.5));
                found.push((hash('s', &stem), PART));
            }
        }
    }

    /// Adds the features of a word, known or not, each counted by `quality`.
    pub(super) fn add_term(&self, to: &mut Vec<Feature>, key: &str, pieces: &[String], quality: f32, english: bool) {
        let known = if english { &self.english } else { &self.swedish };
        if let Some(described) = self.numbers.get(key).map(|number| &known[*number as usize]).filter(|described| !described.is_empty()) {
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

    pub(super) fn add_named(&self, to: &mut Vec<Feature>, kind: char, name: &str, level: f32) {
        if let Some(id) = self.features.get(&hash(kind, name)) {
            merge(to, *id, level);
        }
    }

    pub(super) fn add_concept(&self, to: &mut Vec<Feature>, concept: u32, strength: f32) {
        self.add_named(to, '*', &concept.to_string(), CONCEPT * strength);
    }

    /// The number of features there are.
    #[must_use]
    pub fn feature_count(&self) -> usize {
        self.features.len()
    }

    /// Whether the folded word stands in a rule or in the vocabulary.
    #[must_use]
    pub fn knows(&self, key: &str) -> bool {
        self.numbers.contains_key(key)
    }

    pub(super) fn is_ordinary(&self, key: &str) -> bool {
        self.ordinary.contains(key) || self.small.contains(key)
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

    /// Known words that begin with the given letters, the shortest first, at most `most`.
    pub(super) fn beginning_with(&self, beginning: &str, most: usize) -> Vec<&str> {
        let from = self.sorted.partition_point(|number| self.words[*number as usize].as_str() < beginning);
        let mut found: Vec<&str> = self.sorted[from..]
            .iter()
            .take(50)
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
        let stem = self.stemming.stem(key);
        self.concepts.get(stem.as_str()).and_then(|list| list.first()).map(|(concept, _)| *concept)
    }

    pub(super) fn concept_name(&self, concept: u32) -> &str {
        self.concept_names.get(concept as usize).map_or("", String::as_str)
    }

    pub(super) fn phrase_stem(&self, key: &str, english: bool) -> String {
        if english { self.stemming.stem_english(key) } else { self.stemming.stem(key) }
    }

    pub(super) fn phrases_from(&self, key: &str, english: bool) -> Option<&Vec<Phrase>> {
        let table = if english { &self.english_phrases } else { &self.phrases };
        if let Some(number) = self.numbers.get(key) {
            let (swedish, in_english) = self.begins_phrase[*number as usize];
            if !(if english { in_english } else { swedish }) {
                return None;
            }
        }
        if table.is_empty() { None } else { table.get(&self.phrase_stem(key, english)) }
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

fn hash(kind: char, name: &str) -> u64 {
    let mut hasher = QuickHasher(kind as u64);
    hasher.write(name.as_bytes());
    hasher.finish()
}

fn merge(to: &mut Vec<Feature>, id: u32, level: f32) {
    match to.iter_mut().find(|feature| feature.id == id) {
        Some(feature) => feature.level = feature.level.max(level),
        None => to.push(Feature { id, level }),
    }
}

fn strongest(features: Vec<Feature>) -> Box<[Feature]> {
    let mut kept: Vec<Feature> = Vec::with_capacity(features.len());
    for feature in features {
        merge(&mut kept, feature.id, feature.level);
    }
    kept.into_boxed_slice()
}
