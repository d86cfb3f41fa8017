//! The sums of one search, kept between searches so that none has to allocate.

#![expect(clippy::cast_possible_truncation, reason = "a question has far fewer than 2^32 words and features")]

use std::cell::RefCell;

use super::index::{Index, Span};
use super::letters::RunTable;
use super::query::{Query, WordList};

/// What an alternative has of the question.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OwnerSums {
    pub(super) ask: f32,
    pub(super) body: f32,
    /// The sum of its nearest way to ask, where only the ways that are met are noted.
    pub(super) best: f32,
    /// Which of the question's features its ways to ask and its answer have, each a bit.
    pub(super) in_ask: u64,
    pub(super) in_body: u64,
}

/// Sums for one question, kept between questions so that none has to allocate.
#[derive(Default)]
pub(super) struct Scratch {
    /// What is looked through: ranges of ways and of alternatives.
    pub(super) spans: Vec<Span>,
    /// Whether there are few ways in them.
    pub(super) few: bool,
    pub(super) ways: Vec<f32>,
    pub(super) owners: Vec<OwnerSums>,
    /// The ways and the alternatives with sums, where there are many.
    pub(super) met_ways: Vec<u32>,
    pub(super) met: Vec<u32>,
    /// The features of the question in order.
    pub(super) order: Vec<u64>,
    /// For each feature of the question, by its place among them, the number of its bit, from 1; 0 for none.
    bits: Vec<u8>,
    /// For the words of the question one after the other the bits to look for, the most telling first, with how
    /// much each says; and where those of each word end.
    wanted: Vec<(f32, u64)>,
    wanted_ends: Vec<u32>,
    /// For each feature of the question where its first entry in `shared` stands, from 1; 0 for none.
    slots: Vec<u32>,
    shared: Vec<Shared>,
    /// For each term of the index that was compared with this question where it stands in `compared`, from 1;
    /// 0 for those that were not.
    term_slots: Vec<u32>,
    compared: Vec<Compared>,
    /// What the compared terms have in common with words of the question.
    common: Vec<(u32, f32)>,
    /// The runs of letters of the question.
    pub(super) runs: RunTable,
    /// The features of the question, to clear their slots by.
    used: Vec<u32>,
    /// Whose words these are.
    list: WordList,
}

/// A word of the question that has a feature.
#[derive(Debug, Clone, Copy)]
struct Shared {
    word: u32,
    level: f32,
    /// Where the next word with the feature stands, from 1; 0 for none.
    next: u32,
}

/// A term of the index compared with the question: where in `common` its likenesses to each of its words lie.
#[derive(Debug, Clone, Copy)]
struct Compared {
    term: u32,
    from: u32,
    to: u32,
}

thread_local! {
    pub(super) static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::default());
}

impl Scratch {
    pub(super) fn fit(&mut self, index: &Index) {
        if self.ways.len() < index.ways.len() {
            self.ways.resize(index.ways.len(), 0.0);
        }
        if self.owners.len() < index.owners.len() {
            self.owners.resize(index.owners.len(), OwnerSums::default());
        }
        let terms = index.term_count();
        if self.term_slots.len() < terms {
            self.term_slots.resize(terms, 0);
        }
        let features = index.lexicon.feature_count();
        if self.slots.len() < features {
            self.slots.resize(features, 0);
        }
    }

    /// Takes the bits from all features of a question, of which it has so many.
    pub(super) fn clear_bits(&mut self, features: usize) {
        self.bits.clear();
        self.bits.resize(features, 0);
    }

    /// Gives the feature at a place the bit of a number; those far down get none.
    pub(super) fn give_bit(&mut self, place: usize, number: usize) -> u64 {
        let Some(bit) = u8::try_from(number + 1).ok().filter(|bit| *bit <= 64) else { return 0 };
        self.bits[place] = bit;
        1 << number
    }

    /// Notes for each word of the question which bits to look for.
    pub(super) fn look_for(&mut self, query: &Query, alike: impl Fn(f32) -> f32) {
        self.wanted.clear();
        self.wanted_ends.clear();
        for word in &query.words {
            if word.counts() {
                for (feature, place) in query.features_of(word).iter().zip(query.places_of(word)) {
                    let number = self.bits[*place as usize];
                    if number > 0 {
                        self.wanted.push((alike(feature.level), 1 << (number - 1)));
                    }
                }
            }
            self.wanted_ends.push(self.wanted.len() as u32);
        }
    }

    /// For each word of the question the bits to look for.
    pub(super) fn wanted(&self) -> impl Iterator<Item = &[(f32, u64)]> {
        let ends = self.wanted_ends.iter();
        ends.scan(0, |from, to| Some(&self.wanted[std::mem::replace(from, *to as usize)..*to as usize]))
    }

    /// Notes for each feature which words of the question have it, unless the last question had the same words.
    pub(super) fn share(&mut self, query: &Query) {
        if self.list == query.list() {
            return;
        }
        self.clear_words();
        self.list = query.list();
        for (word, asked) in (0_u32..).zip(&query.words) {
            for feature in query.features_of(asked) {
                let slot = &mut self.slots[feature.id as usize];
                if *slot == 0 {
                    self.used.push(feature.id);
                }
                let next = std::mem::replace(slot, self.shared.len() as u32 + 1);
                self.shared.push(Shared { word, level: feature.level, next });
            }
        }
    }

    /// How alike a term is to each word of the question that has anything of it, 0..=1; compared once
    /// for each question, since the ways to ask of a rule have most words in common. `alike` makes a likeness of the
    /// greatest product of levels.
    pub(super) fn compare(&mut self, index: &Index, term: u32, alike: impl Fn(f32) -> f32) -> &[(u32, f32)] {
        let slot = self.term_slots[term as usize];
        let at = if slot == 0 {
            let Self { slots, shared, common, .. } = self;
            let from = common.len();
            for feature in index.term(term) {
                let mut slot = slots[feature.id as usize];
                while slot > 0 {
                    let Shared { word, level, next } = shared[slot as usize - 1];
                    let product = level * feature.level;
                    // What a word has in common with another it mostly has in several features one after the other.
                    match common[from..].last_mut() {
                        Some((asked, known)) if *asked == word => {
                            if product > *known {
                                *known = product;
                            }
                        }
                        _ => common.push((word, product)),
                    }
                    slot = next;
                }
            }
            for (_, likeness) in &mut common[from..] {
                *likeness = alike(*likeness);
            }
            let from = from as u32;
            self.compared.push(Compared { term, from, to: self.common.len() as u32 });
            self.term_slots[term as usize] = self.compared.len() as u32;
            self.compared.len() - 1
        } else {
            slot as usize - 1
        };
        let compared = &self.compared[at];
        &self.common[compared.from as usize..compared.to as usize]
    }

    /// Forgets the words of the question.
    fn clear_words(&mut self) {
        for compared in self.compared.drain(..) {
            self.term_slots[compared.term as usize] = 0;
        }
        self.common.clear();
        self.shared.clear();
        for id in self.used.drain(..) {
            self.slots[id as usize] = 0;
        }
    }
}
