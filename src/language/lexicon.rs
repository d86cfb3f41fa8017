//! The words that a set of rules knows, each with the features it can be recognised by.

#![expect(clippy::cast_possible_truncation, reason = "the number of words stays far below 2^32")]

use std::borrow::Cow;
use std::hash::Hasher;

use super::compound::split;
use super::english::Language;
use super::normalize::{fold, normalize};
use super::quick::{QuickHasher, QuickMap, QuickSet};
use super::reading::Prepared;
use super::spelling::Spelling;
use super::stem::{Stemming, without_prefix};
use super::token::tokenize;
use super::vocabulary::Vocabulary;
use super::words::{SmallWords, question_kinds, weight};

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

/// What is asked about a known word again and again, found out once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    /// How much it tells by itself, 0..=1.
    pub(super) weight: f32,
    /// Whether it is an abbreviation.
    pub(super) short: bool,
    /// Whether a longer known word begins with it.
    pub(super) continues: bool,
    /// Whether it makes a kind of question, alone or with the words after it.
    pub(super) asks: bool,
    /// Whether a phrase may begin with it, in Swedish and in English.
    begins_phrase: (bool, bool),
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
    /// The stem and the root of each word, read as Swedish.
    stems: Vec<(String, String)>,
    /// The stem of each word that stands in an English text, read as English; empty for the others.
    english_stems: Vec<String>,
    /// Numbers of the words in alphabetical order, for looking up by beginning.
    sorted: Vec<u32>,
    marks: Vec<Marks>,
    /// The features of all words, one after the other.
    described: Vec<Feature>,
    /// Where in `described` the features of each word lie, read as Swedish and read as English.
    swedish: Vec<(u32, u32)>,
    english: Vec<(u32, u32)>,
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
        in_english.resize(lexicon.words.len(), false);
        lexicon.stems = lexicon.words.iter().map(|word| lexicon.stemming.stem_and_root(word)).collect();
        lexicon.english_stems = (lexicon.words.iter().zip(&in_english))
            .map(|(word, english)| if *english { lexicon.stemming.stem_english(word) } else { String::new() })
            .collect();
        lexicon.features.reserve(lexicon.words.len() * 4);
        let mut found = Vec::new();
        for (number, stands_in_english) in in_english.iter().enumerate() {
            let own = pieces.remove(&(number as u32)).unwrap_or_default();
            let range = lexicon.describe(number, &own, false, &mut found);
            lexicon.swedish.push(range);
            // What stands in no English text is described as English only when somebody asks with it.
            let range = if *stands_in_english { lexicon.describe(number, &own, true, &mut found) } else { (0, 0) };
            lexicon.english.push(range);
        }
        lexicon.learn_named();
        lexicon.sorted = (0..lexicon.words.len() as u32).collect();
        let words = &lexicon.words;
        lexicon.sorted.sort_unstable_by(|one, other| words[*one as usize].cmp(&words[*other as usize]));
        lexicon.spelling = Spelling::build(&lexicon.words);
        lexicon.mark();
        lexicon
    }

    /// Finds out what is asked about known words again and again.
    fn mark(&mut self) {
        self.marks = (self.words.iter().zip(&self.stems).zip(&self.english_stems))
            .map(|((word, (stem, _)), english)| Marks {
                weight: self.small_weight(word),
                short: self.abbreviations.contains_key(word),
                continues: false,
                asks: !question_kinds(&[word]).is_empty(),
                begins_phrase: (self.phrases.contains_key(stem), english.is_empty() || self.english_phrases.contains_key(english)),
            })
            .collect();
        for pair in self.sorted.windows(2) {
            let (word, next) = (&self.words[pair[0] as usize], &self.words[pair[1] as usize]);
            self.marks[pair[0] as usize].continues = next.starts_with(word.as_str());
        }
    }

    /// Gives numbers to the features that no word has: kinds of question, years, concepts, small numbers.
    fn learn_named(&mut self) {
        let mut hashes: Vec<u64> = Vec::new();
        for kind in ["duration", "quantity", "frequency", "time", "person", "place", "reason", "permission", "duty", "meaning", "manner"] {
            hashes.push(hash('?', kind));
        }
        hashes.extend((1..=5).map(|year: u8| hash('#', &year.to_string())));
        hashes.extend((0..1_000).map(|number| hash_number('=', number)));
        hashes.extend((0..self.concept_names.len()).map(|concept| hash_number('*', concept as u32)));
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
                let mut stems = words.iter().map(|word| self.phrase_stem(word, None, english).into_owned());
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

    /// Describes a word by its features, each once at its strongest, and tells where they lie.
    fn describe(&mut self, number: usize, pieces: &[String], english: bool, found: &mut Vec<(u64, f32)>) -> (u32, u32) {
        found.clear();
        self.features_of(&self.words[number], pieces, english, found);
        let from = self.described.len();
        for (hash, level) in found.drain(..) {
            let next = self.features.len() as u32;
            let id = *self.features.entry(hash).or_insert(next);
            match self.described[from..].iter_mut().find(|feature| feature.id == id) {
                Some(feature) => feature.level = feature.level.max(level),
                None => self.described.push(Feature { id, level }),
            }
        }
        (from as u32, self.described.len() as u32)
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

fn hash(kind: char, name: &str) -> u64 {
    let mut hasher = QuickHasher::beginning_with(kind as u64);
    hasher.write(name.as_bytes());
    hasher.finish()
}

/// The same for a number, written in digits.
fn hash_number(kind: char, number: u32) -> u64 {
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
