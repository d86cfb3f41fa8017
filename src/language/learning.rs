//! Learning the words of rules and of a vocabulary, text by text.

#![expect(clippy::cast_possible_truncation, reason = "the number of words stays far below 2^32")]

use super::english::Language;
use super::lexicon::{Feature, Lexicon, Marks, Phrase, hash, hash_number};
use super::normalize::{fold, normalize};
use super::quick::QuickMap;
use super::reading::{Prepared, prepare};
use super::spelling::Spelling;
use super::token::tokenize;
use super::vocabulary::Vocabulary;
use super::words::{KINDS, question_kinds};

/// Common Swedish words in their plain form, written for this program: none is ever taken for a misspelt term.
const COMMON: &str = include_str!("common.txt");

/// The longest word that is known as a part of a compound, in letters.
const LONGEST_PART: usize = 12;

/// The shortest of the common words that is, in letters.
const SHORTEST_COMMON_PART: usize = 5;

/// A lexicon in the making.
#[derive(Debug)]
pub struct Learning {
    lexicon: Lexicon,
    /// The pieces of words that are written with hyphens.
    pieces: QuickMap<u32, Vec<String>>,
    /// Whether each word stands in an English text.
    in_english: Vec<bool>,
    /// Whether each word stands in a Swedish text or stands for something in Swedish.
    in_swedish: Vec<bool>,
}

impl Learning {
    /// Begins with the words of a vocabulary.
    #[must_use]
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let mut lexicon = Lexicon::default();
        let in_swedish = lexicon.learn_vocabulary(vocabulary);
        Self { lexicon, pieces: QuickMap::default(), in_english: Vec::new(), in_swedish }
    }

    /// Learns the words of a text.
    pub fn take(&mut self, text: &Prepared) {
        let lexicon = &mut self.lexicon;
        for (token, key) in text.tokens.iter().zip(&text.keys) {
            if token.number && key.bytes().all(|byte| byte.is_ascii_digit()) {
                continue;
            }
            let number = lexicon.learn(key);
            for (stands, language) in [(&mut self.in_english, Language::English), (&mut self.in_swedish, Language::Swedish)] {
                stands.resize(lexicon.words.len(), false);
                stands[number as usize] |= text.language == language;
            }
            if !token.pieces.is_empty() {
                for piece in &token.pieces {
                    lexicon.parts.insert(fold(piece).into());
                }
                self.pieces.entry(number).or_insert_with(|| token.pieces.clone());
            }
        }
    }

    /// Describes all words that were learned.
    #[must_use]
    pub fn finish(self) -> Lexicon {
        let Self { mut lexicon, mut pieces, mut in_english, mut in_swedish } = self;
        for word in &lexicon.words {
            if (3..=LONGEST_PART).contains(&word.len()) && !lexicon.small.contains(word) {
                lexicon.parts.insert(word.as_str().into());
            }
        }
        in_english.resize(lexicon.words.len(), false);
        in_swedish.resize(lexicon.words.len(), false);
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
        lexicon.mark(&in_swedish);
        lexicon
    }
}

impl Lexicon {
    /// Finds out what is asked about known words again and again.
    fn mark(&mut self, in_swedish: &[bool]) {
        self.marks = (self.words.iter().zip(&self.stems).zip(&self.english_stems).zip(in_swedish))
            .map(|(((word, (stem, _)), english), in_swedish)| Marks {
                foreign: !in_swedish,
                weight: self.small_weight(word),
                short: self.abbreviations.contains_key(word),
                continues: false,
                asks: !question_kinds(&[word]).is_empty() || matches!(word.as_str(), "vad" | "va" | "what"),
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
        hashes.extend(KINDS.iter().map(|kind| hash('?', kind)));
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

    /// Learns the words of a vocabulary; gives for each word whether it is a Swedish one.
    fn learn_vocabulary(&mut self, vocabulary: &Vocabulary) -> Vec<bool> {
        let keys = |text: &str| -> Vec<String> { prepare(text).keys };
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
        for word in vocabulary.common.iter().map(String::as_str).chain([COMMON]).flat_map(str::split_whitespace) {
            let word = fold(&normalize(word));
            self.ordinary_stems.insert(self.stemming.stem_and_root(&word).0.into());
            // In a compound a short word is found too often where it does not stand.
            if (SHORTEST_COMMON_PART..=LONGEST_PART).contains(&word.len()) && !self.small.contains(&word) {
                self.parts.insert(word.as_str().into());
            }
            self.ordinary.insert(word.into());
        }
        let mut swedish = vec![true; self.words.len()];
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
                    let number = self.learn(word) as usize;
                    swedish.resize(self.words.len(), false);
                    swedish[number] |= !english;
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
        swedish
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
}
