//! Reads the texts of rules and gathers what the index is made of.

#![expect(clippy::cast_possible_truncation, reason = "numbers of words and ways stay far below 2^32")]

use super::index::{Field, Way, WayWord};
use super::letters::RunTable;
use super::lists::Had;
use super::texts::{Text, each};
use crate::language::english::Language;
use crate::language::learning::Learning;
use crate::language::lexicon::{Feature, Lexicon};
use crate::language::quick::QuickMap;
use crate::language::reading::{Prepared, Reading, prepare};
use crate::language::vocabulary::Vocabulary;

/// How many texts are worked on at a time.
const BLOCK: usize = 4_096;

/// How many texts are kept in words between learning and gathering; of a larger number, the others are taken
/// into words twice, because keeping them costs far more memory than the finished index.
const KEPT: usize = 2 * BLOCK;

/// Learns the words of the texts. Gives the first texts in words beside, so that they need not be taken into
/// words again.
pub(super) fn learn(texts: &[Text<'_>], vocabulary: &Vocabulary) -> (Lexicon, Vec<Prepared>) {
    let mut learning = Learning::new(vocabulary);
    let mut kept = Vec::with_capacity(texts.len().min(KEPT));
    for block in texts.chunks(BLOCK) {
        let prepared = each(block, |text| prepare(text.content));
        for text in &prepared {
            learning.take(text);
        }
        if kept.len() < KEPT {
            kept.extend(prepared);
        }
    }
    (learning.finish(), kept)
}

/// Gathers what the index is made of from texts whose words are learned; `prepared` are the first of them.
pub(super) fn gather_texts(
    lexicon: &Lexicon,
    texts: &[Text<'_>],
    prepared: Vec<Prepared>,
    owner_region: &[u16],
    regions: usize,
) -> Gathered {
    let mut gathered = Gathered::new(lexicon.feature_count(), regions);
    let mut prepared = prepared.into_iter();
    for block in texts.chunks(BLOCK) {
        let kept: Vec<Prepared> = prepared.by_ref().take(block.len()).collect();
        let kept = if kept.len() == block.len() { kept } else { each(block, |text| prepare(text.content)) };
        let readings = each(&kept, |prepared| lexicon.read_prepared(prepared, false));
        for ((text, prepared), reading) in block.iter().zip(&kept).zip(&readings) {
            gathered.add(lexicon, text, prepared, reading, owner_region[text.owner as usize]);
        }
    }
    gathered.end_owners(owner_region.len() as u32);
    for feature in 0..lexicon.feature_count() {
        gathered.count(feature);
    }
    gathered.terms.close();
    gathered
}

/// Lists of features, each kept once; words share them.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub(super) struct Terms {
    features: Vec<Feature>,
    ends: Vec<u32>,
    #[serde(skip)]
    known: QuickMap<u64, u32>,
}

impl Terms {
    /// The features of a term.
    pub(super) fn of(&self, term: u32) -> &[Feature] {
        let from = if term == 0 { 0 } else { self.ends[term as usize - 1] };
        &self.features[from as usize..self.ends[term as usize] as usize]
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Forgets how terms are found by their features, when all are there.
    pub(super) fn close(&mut self) {
        self.known = QuickMap::default();
    }

    /// The number of the term that has just these features.
    fn number(&mut self, features: &[Feature]) -> u32 {
        let mut hash = features.iter().fold(0x517c_c1b7_2722_0a95_u64, |hash, feature| {
            (hash.rotate_left(23) ^ (u64::from(feature.id) << 32 | u64::from(feature.level.to_bits()))).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        loop {
            match self.known.get(&hash) {
                Some(term) if self.of(*term) == features => return *term,
                Some(_) => hash = hash.wrapping_add(1),
                None => break,
            }
        }
        let term = self.ends.len() as u32;
        self.features.extend_from_slice(features);
        self.ends.push(self.features.len() as u32);
        self.known.insert(hash, term);
        term
    }
}

/// Sums of features over the texts of one alternative after the other.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// What each alternative that is done has.
    pub(super) had: Had,
    /// The sum over all features of each.
    pub(super) lengths: Vec<f32>,
    /// The sums of the alternative in hand, by feature, and the features that have one.
    now: Vec<f32>,
    met: Vec<u32>,
    length: f32,
}

impl Sums {
    fn add(&mut self, feature: u32, value: f32) {
        let sum = &mut self.now[feature as usize];
        if *sum == 0.0 {
            self.met.push(feature);
        }
        *sum += value;
        self.length += value;
    }

    fn end(&mut self) {
        for feature in self.met.drain(..) {
            self.had.push(feature, std::mem::take(&mut self.now[feature as usize]));
        }
        self.had.end();
        self.lengths.push(std::mem::take(&mut self.length));
    }
}

/// Over how many alternatives a feature is spread.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spread {
    /// The texts that have it.
    sum: f32,
    /// The sum of the squares of each alternative's number of texts that have it.
    squares: f32,
}

impl Spread {
    #[expect(clippy::cast_precision_loss, reason = "an alternative has far fewer than 2^24 texts")]
    fn add(&mut self, texts: u32) {
        let texts = texts as f32;
        self.sum += texts;
        self.squares += texts * texts;
    }

    /// The number of alternatives it would stand in if it stood equally often in each (the inverse of
    /// Simpson's index): a word that one rule has in all its ways to ask and twenty have once tells more
    /// than one that they all have alike.
    pub(super) fn alternatives(self) -> f32 {
        if self.squares > 0.0 { self.sum * self.sum / self.squares } else { 0.0 }
    }
}

/// The parts of an index while the texts are read.
pub(super) struct Gathered {
    pub(super) ways: Vec<Way>,
    pub(super) words: Vec<WayWord>,
    pub(super) terms: Terms,
    pub(super) letters: Vec<u8>,
    pub(super) way_features: Had,
    pub(super) ask: Sums,
    pub(super) body: Sums,
    /// For each region, and last for all, over how many alternatives each feature is spread.
    pub(super) spread: Vec<Vec<Spread>>,
    /// The last alternative that each feature was met in, with its region, and in how many of its texts.
    last_seen: Vec<(u32, u16, u32)>,
    /// The greatest value of each feature in the text in hand, and the features that have one.
    greatest: Vec<f32>,
    met: Vec<u32>,
    runs: RunTable,
    owner: u32,
}

/// How much a way counts in its rule's own list of words, by where it stands.
fn field_weight(field: Field) -> f32 {
    match field {
        Field::Title => 2.0,
        Field::Ask => 1.0,
        Field::Keywords => 1.5,
        Field::Body => 0.0,
    }
}

impl Gathered {
    fn new(features: usize, regions: usize) -> Self {
        let sums = || Sums { now: vec![0.0; features], ..Sums::default() };
        Self {
            ways: Vec::new(),
            words: Vec::new(),
            terms: Terms::default(),
            letters: Vec::new(),
            way_features: Had::default(),
            ask: sums(),
            body: sums(),
            spread: vec![vec![Spread::default(); features]; regions + 1],
            last_seen: vec![(u32::MAX, 0, 0); features],
            greatest: vec![0.0; features],
            met: Vec::new(),
            runs: RunTable::default(),
            owner: 0,
        }
    }

    /// Ends the alternatives before this one.
    fn end_owners(&mut self, next: u32) {
        while self.owner < next {
            self.ask.end();
            self.body.end();
            self.owner += 1;
        }
    }

    fn add(&mut self, lexicon: &Lexicon, text: &Text<'_>, prepared: &Prepared, reading: &Reading, region: u16) {
        self.end_owners(text.owner);
        for word in &reading.words {
            for feature in lexicon.features(word, reading.language) {
                let value = feature.level * word.weight;
                let greatest = &mut self.greatest[feature.id as usize];
                if *greatest == 0.0 {
                    self.met.push(feature.id);
                }
                *greatest = greatest.max(value);
                if text.field == Field::Body && word.weight >= 0.3 {
                    self.body.add(feature.id, value);
                }
            }
        }
        let mut met = std::mem::take(&mut self.met);
        for id in &met {
            let id = *id as usize;
            if self.last_seen[id].0 != text.owner {
                self.count(id);
                self.last_seen[id] = (text.owner, region, 0);
            }
            self.last_seen[id].2 += 1;
        }
        if text.field == Field::Body {
            met.drain(..).for_each(|id| self.greatest[id as usize] = 0.0);
        } else {
            met.sort_unstable();
            for id in met.drain(..) {
                let value = std::mem::take(&mut self.greatest[id as usize]);
                self.way_features.push(id, value);
                self.ask.add(id, value * field_weight(text.field));
            }
            self.way_features.end();
            self.add_way(lexicon, text, prepared, reading);
        }
        self.met = met;
    }

    /// Counts in how many texts of the last alternative a feature was; what lies outside the rules competes
    /// with those of every region.
    fn count(&mut self, feature: usize) {
        let (_, region, texts) = self.last_seen[feature];
        if texts == 0 {
            return;
        }
        let all = self.spread.len() - 1;
        if region == u16::MAX {
            for spread in &mut self.spread {
                spread[feature].add(texts);
            }
        } else {
            self.spread[usize::from(region)][feature].add(texts);
            self.spread[all][feature].add(texts);
        }
    }

    fn add_way(&mut self, lexicon: &Lexicon, text: &Text<'_>, prepared: &Prepared, reading: &Reading) {
        let words_from = self.words.len() as u32;
        for word in reading.words.iter().filter(|word| word.weight >= 0.2) {
            let features = lexicon.features(word, reading.language);
            if !features.is_empty() {
                let term = self.terms.number(features);
                self.words.push(WayWord { mass: word.weight, term });
            }
        }
        let letters_from = self.letters.len();
        for key in &prepared.keys {
            self.letters.extend_from_slice(key.as_bytes());
            self.letters.push(b' ');
        }
        let runs = self.runs.count(&self.letters[letters_from..]);
        self.ways.push(Way {
            owner: text.owner,
            field: text.field,
            place: text.place,
            english: prepared.language == Language::English,
            words_from,
            words_to: self.words.len() as u32,
            letters_from: letters_from as u32,
            letters_to: self.letters.len() as u32,
            runs: u16::try_from(runs).unwrap_or(u16::MAX),
        });
    }
}
