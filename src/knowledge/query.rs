//! A question, or a part of one, ready to be compared with the rules.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::index::{Index, word_rarity};
use crate::language::lexicon::Feature;
use crate::language::reading::{Note, Word};

/// How much a word counts that no rule has.
const UNSEEN: f32 = 0.7;

/// How much a word that was taken for another counts in what a rule lacks.
const GUESSED: f32 = 0.4;

/// Words that weigh less are not compared word for word.
const LIGHTEST: f32 = 0.2;

/// How much a word of a message counts beside those that ask: in the comparison of the message as a vector with
/// ways to ask, and word for word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// As a part of the vector, 0..=1.
    pub vector: f32,
    /// Word for word, 0..=1.
    pub mass: f32,
}

impl Part {
    /// Of a word that counts fully.
    pub const WHOLE: Self = Self { vector: 1.0, mass: 1.0 };
    /// Of a word that does not count.
    pub const NONE: Self = Self { vector: 0.0, mass: 0.0 };
}

/// Gives each list of words that queries are made of a number of its own.
static LISTS: AtomicU64 = AtomicU64::new(1);

/// A list of words, by its number: queries that differ only in how much each word counts have the same, and what the
/// words have in common with those of the rules is found out once for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WordList(u64);

impl WordList {
    fn new() -> Self {
        Self(LISTS.fetch_add(1, Ordering::Relaxed))
    }
}

/// The words of a message, with all that the queries which are made of them have in common.
#[derive(Debug, Clone, Default)]
pub struct Words {
    list: WordList,
    known: Vec<Known>,
    /// What they can be recognised by, one after the other, those of each word with the most telling first.
    features: Vec<Feature>,
    /// For each of these its place in `distinct`.
    places: Vec<u32>,
    /// The features, each once.
    distinct: Vec<u32>,
}

/// What is known of a word whatever it counts in a query.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// How much it tells by itself, before its rarity counts.
    weight: f32,
    /// How much it tells by its rarity.
    mass: f32,
    /// Whether any rule has it.
    seen: bool,
    derived: bool,
    /// What was read of it is a guess.
    guessed: bool,
    /// The kind of question that it stands for, by its place among all.
    kind: Option<u8>,
    /// Where its features lie.
    from: usize,
    to: usize,
}

thread_local! {
    /// For each feature its place among those of the message in hand, from 1, kept so that none has to allocate.
    static PLACES: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
}

impl Words {
    /// Finds out what all queries of these words have in common; the rarity of a word is that in the region.
    #[must_use]
    pub fn new<'a>(index: &Index, words: impl Iterator<Item = &'a Word>, region: Option<u16>) -> Self {
        let (rarities, rarest) = (index.rarity_in(region), index.rarest_in(region));
        let count = words.size_hint().1.unwrap_or_default();
        // A word has some eight features.
        let mut all = Self {
            list: WordList::new(),
            known: Vec::with_capacity(count),
            features: Vec::with_capacity(8 * count),
            places: Vec::with_capacity(8 * count),
            distinct: Vec::with_capacity(8 * count),
        };
        for word in words {
            let seen = word.features.iter().any(|feature| feature.level >= 0.2 && index.is_seen(feature.id));
            let rarity = if seen { word_rarity(&word.features, rarities).unwrap_or(rarest) } else { rarest };
            let from = all.features.len();
            let kind = word.features.first().filter(|_| word.derived).and_then(|only| index.kind_of(only.id));
            all.features.extend_from_slice(&word.features);
            all.features[from..].sort_unstable_by(|one, other| other.level.total_cmp(&one.level).then(one.id.cmp(&other.id)));
            all.known.push(Known {
                weight: word.weight,
                mass: word.weight * rarity * if seen { 1.0 } else { UNSEEN },
                seen,
                derived: word.derived,
                guessed: word.notes.iter().any(|note| matches!(note, Note::Corrected(_))),
                kind,
                from,
                to: all.features.len(),
            });
        }
        all.place();
        all
    }

    /// Gives each feature its place.
    fn place(&mut self) {
        PLACES.with_borrow_mut(|places| {
            let most = self.features.iter().map(|feature| feature.id as usize + 1).max().unwrap_or_default();
            if places.len() < most {
                places.resize(most, 0);
            }
            for feature in &self.features {
                let place = &mut places[feature.id as usize];
                if *place == 0 {
                    self.distinct.push(feature.id);
                    *place = u32::try_from(self.distinct.len()).unwrap_or(u32::MAX);
                }
                self.places.push(*place - 1);
            }
            for id in &self.distinct {
                places[*id as usize] = 0;
            }
        });
    }

    /// Adds a feature at the end; gives its place.
    fn add(&mut self, feature: Feature) -> usize {
        let place = self.place_of(feature.id);
        self.features.push(feature);
        self.places.push(u32::try_from(place).unwrap_or(u32::MAX));
        place
    }

    fn place_of(&mut self, id: u32) -> usize {
        self.distinct.iter().position(|known| *known == id).unwrap_or_else(|| {
            self.distinct.push(id);
            self.distinct.len() - 1
        })
    }
}

/// A question, or a part of one, ready to be compared.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Its words, and what they can be recognised by.
    of: Rc<Words>,
    /// For each feature of these how much the question has of it; 0 for what it has not.
    vector: Vec<f32>,
    /// The words that tell something.
    pub(super) words: Vec<QueryWord>,
    /// The years of ST it names, or the asker's.
    pub(super) years: Vec<u8>,
    /// The kinds of question that it asks, by their places among all.
    pub(super) kinds: Vec<u8>,
    /// Its letters, a blank after each word.
    pub(super) letters: Vec<u8>,
    /// The part of it that no rule knows, 0..=1.
    pub unknown: f32,
}

/// A word of a query: how much it tells, and where its features lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct QueryWord {
    pub(super) mass: f32,
    /// The same whatever its rarity; 0 for what was derived from other words.
    pub(super) flat: f32,
    /// What of that is lacking where a rule does not have it.
    pub(super) lacking: f32,
    from: usize,
    to: usize,
}

impl QueryWord {
    /// Whether it makes any difference.
    pub(super) fn counts(&self) -> bool {
        self.mass > 0.0 || self.lacking > 0.0
    }
}

impl Query {
    /// Makes a query of words that were read.
    #[must_use]
    pub fn new<'a>(index: &Index, words: impl Iterator<Item = &'a Word> + Clone, years: &[u8], region: Option<u16>) -> Self {
        let of = Rc::new(Words::new(index, words.clone(), region));
        Self::of_parts(&of, words.map(|word| (word, Part::WHOLE)), years)
    }

    /// Makes a query of a list of words that were read, some of which count only in part: those are compared, but
    /// neither letter for letter nor in what no rule knows. The words are those that `of` was made of.
    #[must_use]
    pub fn of_parts<'a>(of: &Rc<Words>, words: impl Iterator<Item = (&'a Word, Part)>, years: &[u8]) -> Self {
        let mut query = Self {
            of: Rc::clone(of),
            vector: vec![0.0; of.distinct.len()],
            words: Vec::with_capacity(of.known.len()),
            years: years.to_vec(),
            letters: Vec::with_capacity(8 * of.known.len()),
            ..Self::default()
        };
        let (mut unseen, mut mass) = (0.0_f32, 0.0_f32);
        for (known, (word, part)) in of.known.iter().zip(words) {
            let Known { from, to, .. } = *known;
            if part.vector > 0.0 {
                let weight = known.weight * part.vector;
                for (feature, place) in of.features[from..to].iter().zip(&of.places[from..to]) {
                    let most = &mut query.vector[*place as usize];
                    *most = most.max(feature.level * weight);
                }
            }
            let fully = !known.derived && part == Part::WHOLE;
            if fully {
                query.letters.extend_from_slice(word.key.as_bytes());
                query.letters.push(b' ');
            }
            query.kinds.extend(known.kind.filter(|_| part == Part::WHOLE));
            if known.weight < LIGHTEST {
                continue;
            }
            if fully {
                mass += known.mass;
                if !known.seen {
                    unseen += known.mass;
                }
            }
            let flat = if known.derived { 0.0 } else { known.weight * part.mass };
            // What a misspelt word says is not sure, nor whether a rule lacks it.
            let lacking = if known.guessed { flat * GUESSED } else { flat };
            query.words.push(QueryWord { mass: known.mass * part.mass, flat, lacking, from, to });
        }
        query.unknown = if mass > 0.0 { unseen / mass } else { 1.0 };
        query
    }

    /// Which list of words it is made of.
    pub(super) fn list(&self) -> WordList {
        self.of.list
    }

    /// The features that it has, each with its place among those of its words and with how much of it it has.
    pub(super) fn vector(&self) -> impl ExactSizeIterator<Item = (usize, u32, f32)> {
        self.of.distinct.iter().zip(&self.vector).enumerate().map(|(place, (id, value))| (place, *id, *value))
    }

    /// The feature at a place.
    pub(super) fn feature_at(&self, place: usize) -> u32 {
        self.of.distinct[place]
    }

    /// What a word can be recognised by.
    pub(super) fn features_of(&self, word: &QueryWord) -> &[Feature] {
        &self.of.features[word.from..word.to]
    }

    /// The places of these features among those of all words.
    pub(super) fn places_of(&self, word: &QueryWord) -> &[u32] {
        &self.of.places[word.from..word.to]
    }

    /// This query with another's words added at a part of their weight, as for a follow-up.
    #[must_use]
    pub fn with_background(mut self, background: &Self, part: f32) -> Self {
        let mut of = Words::clone(&self.of);
        of.list = WordList::new();
        for (_, id, value) in background.vector().filter(|(_, _, value)| *value > 0.0) {
            let place = of.place_of(id);
            self.vector.resize(of.distinct.len(), 0.0);
            self.vector[place] = self.vector[place].max(value * part);
        }
        let own_words = self.words.len();
        for word in &background.words {
            let (mass, features) = (word.mass * part, background.features_of(word));
            // A word that stands in both is compared once.
            let same = |own: &QueryWord| own.to - own.from == features.len() && of.features[own.from..own.to] == *features;
            if let Some(own) = self.words[..own_words].iter().position(|own| !features.is_empty() && same(own)) {
                self.words[own].mass += mass;
                continue;
            }
            let from = of.features.len();
            for feature in features {
                of.add(*feature);
            }
            self.words.push(QueryWord { mass, flat: 0.0, lacking: 0.0, from, to: of.features.len() });
        }
        self.vector.resize(of.distinct.len(), 0.0);
        self.of = Rc::new(of);
        if self.years.is_empty() {
            self.years.clone_from(&background.years);
        }
        self
    }

    /// Whether it has nothing to search for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.mass() <= 0.0
    }

    /// The sum of what its words tell.
    #[must_use]
    pub fn mass(&self) -> f32 {
        self.words.iter().map(|word| word.mass).sum()
    }
}

impl Index {
    /// Whether any rule has the feature.
    fn is_seen(&self, feature: u32) -> bool {
        !self.ask_lists.of(feature).is_empty() || !self.body_lists.of(feature).is_empty()
    }

    /// The place of the kind of question that a feature stands for.
    fn kind_of(&self, feature: u32) -> Option<u8> {
        self.kind_features.iter().position(|kind| *kind == feature).and_then(|at| u8::try_from(at).ok())
    }
}
