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
    /// The runs of letters of the question.
    pub(super) runs: RunTable,
    /// The features of the question, to clear their slots by.
    pub(super) used: Vec<u32>,
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

    pub(super) fn clear(&mut self) {
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
