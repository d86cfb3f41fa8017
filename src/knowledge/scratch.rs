//! The sums of one search, kept between searches so that none has to allocate.

#![expect(clippy::cast_possible_truncation, reason = "a question has far fewer than 2^32 words and features")]

use std::cell::RefCell;

use super::index::Index;
use super::letters::RunTable;
use super::rank::Query;

/// Sums for one question, kept between questions so that none has to allocate.
#[derive(Default)]
pub(super) struct Scratch {
    pub(super) ways: Vec<f32>,
    pub(super) met_ways: Vec<u32>,
    pub(super) ask: Vec<f32>,
    pub(super) body: Vec<f32>,
    pub(super) best: Vec<f32>,
    /// For each alternative, which of the question's features its ways to ask and its answer have.
    pub(super) in_ask: Vec<u128>,
    pub(super) in_body: Vec<u128>,
    /// For each feature of the question its bit in the two.
    pub(super) bits: Vec<u128>,
    pub(super) met: Vec<u32>,
    pub(super) is_met: Vec<bool>,
    /// For each feature of the question where its entries in `shared` begin, from 1; 0 for none.
    pub(super) slots: Vec<u32>,
    pub(super) shared: Vec<(u32, f32)>,
    pub(super) shared_ends: Vec<u32>,
    /// For each term of the index that was compared with this question where it stands in `compared`, from 1;
    /// 0 for those that were not.
    term_slots: Vec<u32>,
    compared: Vec<Compared>,
    /// What the compared terms have in common with words of the question.
    common: Vec<(u32, f32)>,
    /// The runs of letters of the question.
    pub(super) runs: RunTable,
    /// The features of the question, to clear their slots by.
    pub(super) used: Vec<u32>,
}

/// A term of the index compared with the question: how alike it is to the nearest of its words, and where in
/// `common` its likenesses to each of them lie.
#[derive(Debug, Clone, Copy)]
struct Compared {
    term: u32,
    best: f32,
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
        let owners = index.owners.len();
        if self.ask.len() < owners {
            self.ask.resize(owners, 0.0);
            self.body.resize(owners, 0.0);
            self.best.resize(owners, 0.0);
            self.in_ask.resize(owners, 0);
            self.in_body.resize(owners, 0);
            self.is_met.resize(owners, false);
        }
        let terms = index.term_count();
        if self.term_slots.len() < terms {
            self.term_slots.resize(terms, 0);
        }
        let features = index.lexicon.feature_count();
        if self.slots.len() < features {
            self.slots.resize(features, 0);
            self.bits.resize(features, 0);
        }
    }

    pub(super) fn meet(&mut self, owner: u32) {
        if !self.is_met[owner as usize] {
            self.is_met[owner as usize] = true;
            self.met.push(owner);
        }
    }

    /// Notes for each feature which words of the question have it.
    pub(super) fn share(&mut self, query: &Query) {
        let mut all: Vec<(u32, u32, f32)> = query
            .words
            .iter()
            .enumerate()
            .flat_map(|(at, word)| word.features.iter().map(move |feature| (feature.id, at as u32, feature.level)))
            .collect();
        all.sort_unstable_by_key(|(id, word, _)| (*id, *word));
        self.shared.clear();
        self.shared_ends.clear();
        let mut from = 0;
        while from < all.len() {
            let id = all[from].0;
            let to = all[from..].iter().position(|(other, _, _)| *other != id).map_or(all.len(), |step| from + step);
            self.slots[id as usize] = from as u32 + 1;
            for (_, word, level) in &all[from..to] {
                self.shared.push((*word, *level));
                self.shared_ends.push(to as u32);
            }
            from = to;
        }
        self.used.clear();
        self.used.extend(all.iter().map(|(id, _, _)| *id));
    }

    /// How alike a term is to the nearest word of the question, 0..=1, and its likeness to each; compared once
    /// for each question, since the ways to ask of a rule have most words in common.
    pub(super) fn compare(&mut self, index: &Index, term: u32, alike: impl Fn(f32, f32) -> f32) -> (f32, &[(u32, f32)]) {
        let slot = self.term_slots[term as usize];
        let at = if slot == 0 {
            let from = self.common.len() as u32;
            let mut best = 0.0_f32;
            for feature in index.term(term) {
                let slot = self.slots[feature.id as usize];
                if slot == 0 {
                    continue;
                }
                for (asked, level) in &self.shared[slot as usize - 1..self.shared_ends[slot as usize - 1] as usize] {
                    let alike = alike(*level, feature.level);
                    best = best.max(alike);
                    self.common.push((*asked, alike));
                }
            }
            self.compared.push(Compared { term, best, from, to: self.common.len() as u32 });
            self.term_slots[term as usize] = self.compared.len() as u32;
            self.compared.len() - 1
        } else {
            slot as usize - 1
        };
        let compared = &self.compared[at];
        (compared.best, &self.common[compared.from as usize..compared.to as usize])
    }

    pub(super) fn clear(&mut self) {
        for compared in self.compared.drain(..) {
            self.term_slots[compared.term as usize] = 0;
        }
        self.common.clear();
        for way in self.met_ways.drain(..) {
            self.ways[way as usize] = 0.0;
        }
        for owner in self.met.drain(..) {
            let at = owner as usize;
            self.ask[at] = 0.0;
            self.body[at] = 0.0;
            self.best[at] = 0.0;
            self.in_ask[at] = 0;
            self.in_body[at] = 0;
            self.is_met[at] = false;
        }
        for id in self.used.drain(..) {
            self.slots[id as usize] = 0;
            self.bits[id as usize] = 0;
        }
    }
}
