//! The quick look at all rules: sums over the index's lists, and the best alternatives for a close look.
//!
//! Where there are few ways to ask, their sums are kept as plain rows from end to end, which costs least a way; where
//! there are many, only those that are met are noted, so that the time does not grow with the number of rules.

#![expect(clippy::cast_possible_truncation, reason = "a number is taken apart into the two it was put together of")]

use super::index::Index;
use super::lists::Entry;
use super::query::Query;
use super::scratch::{OwnerSums, Scratch};

/// Features that weigh less than this part of the weightiest are left unread: small words.
const LIGHTEST: f32 = 0.04;

/// Of a long message the features that weigh less than so many others are left unread.
const MOST_FEATURES: usize = 48;

/// How many entries of the index one question may read.
const MOST_ENTRIES: usize = 30_000;

/// Up to this many ways to ask are summed up row by row.
const FEW_WAYS: u32 = 131_072;

impl Index {
    /// Adds up what the ways to ask and the alternatives have of the question, the telling features first. Gives the
    /// length of the question as a vector, and the most that an alternative could have of it.
    pub(super) fn add_up(&self, query: &Query, region: Option<u16>, scratch: &mut Scratch) -> (f32, f32) {
        scratch.spans.extend(self.spans_of(region));
        scratch.few = scratch.spans.iter().map(|(from, to, _, _)| to - from).sum::<u32>() <= FEW_WAYS;
        let rarity = self.rarity_in(region);
        // Of positive numbers the greater has the greater bits; so one number sorts by value, then by feature.
        let mut order = std::mem::take(&mut scratch.order);
        let (mut length, mut most, mut read) = (0.0, 0.0, 0);
        for (place, id, value) in query.vector().filter(|(_, _, value)| *value > 0.0) {
            let value = value * rarity[id as usize];
            length += value * value;
            most += value;
            if value > 0.0 {
                order.push((u64::from(!value.to_bits()) << 32) | place as u64);
            }
        }
        // Only the telling ones need an order.
        if order.len() > MOST_FEATURES {
            order.select_nth_unstable(MOST_FEATURES - 1);
            order.truncate(MOST_FEATURES);
        }
        order.sort_unstable();
        let of = |key: u64| (key as u32 as usize, f32::from_bits(!((key >> 32) as u32)));
        let lightest = order.first().map_or(0.0, |key| of(*key).1 * LIGHTEST);
        scratch.clear_bits(query.vector().len());
        for (number, key) in order.drain(..).enumerate() {
            let (place, value) = of(key);
            if value < lightest {
                break;
            }
            // The telling features each get a bit, by which it is later known which rules have them.
            let (id, bit) = (query.feature_at(place), scratch.give_bit(place, number));
            let ways = self.way_lists.of(id).len();
            read += ways;
            if read > MOST_ENTRIES && ways > MOST_ENTRIES / 20 {
                continue;
            }
            // Another region's rules are not even looked at.
            for entries in self.way_lists.within(id, region) {
                scratch.add_ways(entries, value);
            }
            for entries in self.ask_lists.within(id, region) {
                scratch.add_owners(entries, |sums, weight| {
                    sums.ask += value * weight;
                    sums.in_ask |= bit;
                });
            }
            for entries in self.body_lists.within(id, region) {
                scratch.add_owners(entries, |sums, weight| {
                    sums.body += value * weight;
                    sums.in_body |= bit;
                });
            }
        }
        scratch.order = order;
        // Words that no rule has make every way less alike.
        let unseen: f32 =
            query.words.iter().filter(|word| query.features_of(word).is_empty()).map(|word| word.mass * word.mass * 0.25).sum();
        (((length + unseen).sqrt()).max(f32::MIN_POSITIVE), most.max(f32::MIN_POSITIVE))
    }

    /// At most `close` alternatives for a close look, the best first.
    pub(super) fn choose_for_close_look(&self, scratch: &mut Scratch, length: f32, most: f32, close: usize) -> Vec<u32> {
        let score = |best: f32, sums: &OwnerSums| best / length + sums.ask / most + 0.3 * sums.body / most;
        let mut scored: Vec<(f32, u32)> = Vec::with_capacity(if scratch.few { 128 } else { scratch.met.len() });
        if scratch.few {
            for (_, _, from, to) in &scratch.spans {
                for owner in *from..*to {
                    let (ways_from, ways_to) = self.ways_of(owner);
                    let sums = &scratch.owners[owner as usize];
                    if sums.ask > 0.0 || sums.body > 0.0 {
                        scored.push((score(greatest(&scratch.ways[ways_from as usize..ways_to as usize]), sums), owner));
                    }
                }
            }
        } else {
            for way in &scratch.met_ways {
                let sums = &mut scratch.owners[self.ways[*way as usize].owner as usize];
                sums.best = sums.best.max(scratch.ways[*way as usize]);
            }
            scored.extend(scratch.met.iter().map(|owner| {
                let sums = &scratch.owners[*owner as usize];
                (score(sums.best, sums), *owner)
            }));
        }
        let by_score = |one: &(f32, u32), other: &(f32, u32)| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1));
        if scored.len() > close {
            scored.select_nth_unstable_by(close - 1, by_score);
            scored.truncate(close);
        }
        scored.sort_unstable_by(by_score);
        scored.into_iter().map(|(_, owner)| owner).collect()
    }
}

impl Scratch {
    #[inline]
    fn add_ways(&mut self, entries: &[Entry], value: f32) {
        let ways = self.ways.as_mut_slice();
        if self.few {
            for entry in entries {
                ways[entry.number as usize] += value * entry.weight;
            }
            return;
        }
        for entry in entries {
            let sum = &mut ways[entry.number as usize];
            if *sum == 0.0 {
                self.met_ways.push(entry.number);
            }
            *sum += value * entry.weight;
        }
    }

    #[inline]
    fn add_owners(&mut self, entries: &[Entry], add: impl Fn(&mut OwnerSums, f32)) {
        let owners = self.owners.as_mut_slice();
        if !self.few {
            let unmet = |entry: &&Entry| owners[entry.number as usize].ask == 0.0 && owners[entry.number as usize].body == 0.0;
            self.met.extend(entries.iter().filter(unmet).map(|entry| entry.number));
        }
        for entry in entries {
            add(&mut owners[entry.number as usize], entry.weight);
        }
    }

    /// Makes all sums zero again, for another query.
    pub(super) fn clear_sums(&mut self) {
        if self.few {
            for (ways_from, ways_to, from, to) in &self.spans {
                self.ways[*ways_from as usize..*ways_to as usize].fill(0.0);
                self.owners[*from as usize..*to as usize].fill(OwnerSums::default());
            }
        }
        for way in self.met_ways.drain(..) {
            self.ways[way as usize] = 0.0;
        }
        for owner in self.met.drain(..) {
            self.owners[owner as usize] = OwnerSums::default();
        }
        self.spans.clear();
    }
}

/// The greatest of some sums, none of which is negative; several are compared at a time.
pub(super) fn greatest(sums: &[f32]) -> f32 {
    let larger = |one: f32, other: f32| if one > other { one } else { other };
    let mut row = [0.0_f32; 8];
    let mut chunks = sums.chunks_exact(8);
    for chunk in &mut chunks {
        for (most, sum) in row.iter_mut().zip(chunk) {
            *most = larger(*most, *sum);
        }
    }
    row.iter().chain(chunks.remainder()).copied().fold(0.0, larger)
}

#[cfg(test)]
mod tests {
    use super::greatest;

    #[test]
    fn the_greatest_sum_is_found_wherever_it_stands() {
        let mut sums: Vec<f32> = (0_u8..19).map(f32::from).collect();
        for _ in 0..sums.len() {
            assert!((greatest(&sums) - 18.0).abs() < f32::EPSILON);
            sums.rotate_left(1);
        }
        assert!(greatest(&[]).abs() < f32::EPSILON);
    }
}
