//! Known words that resemble an unknown one, found by shared trigrams instead of a scan over all words.

#![expect(clippy::cast_possible_truncation, reason = "the number of words stays far below 2^32")]

use std::cell::RefCell;

/// A known word that resembles the one looked up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similar {
    /// The known word's number.
    pub word: u32,
    /// Shared trigrams, as the Dice coefficient, 0..=1.
    pub dice: f32,
}

/// Trigrams of all known words, sorted, so that a lookup reads a few short runs.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Spelling {
    /// For each trigram number the place in `words` where its words begin; one more at the end.
    trigrams: Vec<u32>,
    starts: Vec<u32>,
    words: Vec<u32>,
    /// The number of trigrams of each word.
    lengths: Vec<u16>,
}

/// Trigrams that stand in more words than this are passed over: they tell least and cost most.
const LONGEST_RUN: usize = 4_000;

thread_local! {
    /// Counters of shared trigrams for all words, and the words with enough of them, kept between lookups so that
    /// none has to allocate.
    static SEEN: RefCell<(Vec<u8>, Vec<u32>)> = const { RefCell::new((Vec::new(), Vec::new())) };
}

impl Spelling {
    /// Builds the index over folded words; a word's number is its place.
    #[must_use]
    pub fn build(words: &[String]) -> Self {
        let mut pairs: Vec<u64> = Vec::with_capacity(words.len() * 9);
        let mut lengths = Vec::with_capacity(words.len());
        for (number, word) in words.iter().enumerate() {
            let before = pairs.len();
            for_each_trigram(word, |trigram| pairs.push((u64::from(trigram) << 32) | number as u64));
            lengths.push(u16::try_from(pairs.len() - before).unwrap_or(u16::MAX));
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut index = Self { lengths, ..Self::default() };
        for pair in pairs {
            let trigram = (pair >> 32) as u32;
            if index.trigrams.last() != Some(&trigram) {
                index.trigrams.push(trigram);
                index.starts.push(index.words.len() as u32);
            }
            index.words.push((pair & 0xffff_ffff) as u32);
        }
        index.starts.push(index.words.len() as u32);
        index
    }

    /// The known words whose trigrams resemble the word's by at least `least` (Dice, 0..=1), best first,
    /// at most `most` of them.
    #[must_use]
    pub fn similar(&self, folded: &str, least: f32, most: usize) -> Vec<Similar> {
        SEEN.with_borrow_mut(|(counts, met)| {
            counts.clear();
            counts.resize(self.lengths.len(), 0);
            met.clear();
            // A word has as many trigrams as letters. Fewer shared ones than this are too few even for a short word.
            let own = u8::try_from(folded.chars().count()).unwrap_or(u8::MAX);
            let enough = (1..own).find(|count| 2.0 * f32::from(*count) >= least * (f32::from(own) + 1.0)).unwrap_or(own).max(1);
            for_each_trigram(folded, |trigram| {
                let Ok(at) = self.trigrams.binary_search(&trigram) else { return };
                let run = &self.words[self.starts[at] as usize..self.starts[at + 1] as usize];
                if run.len() > LONGEST_RUN {
                    return;
                }
                for &word in run {
                    let count = &mut counts[word as usize];
                    *count = count.saturating_add(1);
                    if *count == enough {
                        met.push(word);
                    }
                }
            });
            let mut found: Vec<Similar> = Vec::new();
            for word in met.drain(..) {
                let count = counts[word as usize];
                let dice = 2.0 * f32::from(count) / (f32::from(own) + f32::from(self.lengths[word as usize]));
                if dice >= least {
                    found.push(Similar { word, dice });
                }
            }
            found.sort_unstable_by(|one, other| other.dice.total_cmp(&one.dice).then(one.word.cmp(&other.word)));
            found.truncate(most);
            found
        })
    }
}

/// Calls with each trigram of the word, with a mark before its beginning and after its end.
fn for_each_trigram(word: &str, mut each: impl FnMut(u32)) {
    let (mut before, mut last) = (u32::from(b'^'), None);
    for letter in word.chars().map(|letter| u32::from(letter) & 0x3ff).chain(std::iter::once(u32::from(b'$'))) {
        if let Some(middle) = last {
            each((before << 20) | (middle << 10) | letter);
            before = middle;
        }
        last = Some(letter);
    }
}

/// The number of edits (insert, leave out, change, swap neighbours) between two words, if it is at most
/// `most`.
#[must_use]
pub fn edits(one: &str, other: &str, most: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    if one.is_ascii() && other.is_ascii() && one.len() < ROOM && other.len() < ROOM {
        return edits_of_bytes(one.as_bytes(), other.as_bytes(), most);
    }
    let distance = strsim::osa_distance(one, other);
    (distance <= most).then_some(distance)
}

/// Words shorter than this are compared without allocating.
const ROOM: usize = 48;

/// The same for two words of ordinary letters, row by row, given up as soon as no way is short enough.
fn edits_of_bytes(one: &[u8], other: &[u8], most: usize) -> Option<usize> {
    let (mut before, mut above, mut row) = ([0_usize; ROOM], [0_usize; ROOM], [0_usize; ROOM]);
    for (at, cell) in above.iter_mut().enumerate() {
        *cell = at;
    }
    for (place, letter) in one.iter().enumerate() {
        row[0] = place + 1;
        let mut least = row[0];
        for (at, known) in other.iter().enumerate() {
            let mut cost = (above[at] + usize::from(letter != known)).min(above[at + 1] + 1).min(row[at] + 1);
            if place > 0 && at > 0 && *letter == other[at - 1] && one[place - 1] == *known {
                cost = cost.min(before[at - 1] + 1);
            }
            row[at + 1] = cost;
            least = least.min(cost);
        }
        // A swap of neighbours reaches back one row more.
        if least > most + 1 {
            return None;
        }
        (before, above, row) = (above, row, before);
    }
    Some(above[other.len()]).filter(|distance| *distance <= most)
}

/// How many edits a word of this length may be off: none for short words, where every edit makes another
/// word, one from five letters, two from eight.
#[must_use]
pub fn tolerance(folded: &str) -> usize {
    match folded.len() {
        0..=4 => 0,
        5..=7 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::{Spelling, edits};

    #[test]
    fn finds_the_nearest_words() {
        let words: Vec<String> = ["handledare", "handledning", "kurs", "studierektor"].map(str::to_owned).to_vec();
        let spelling = Spelling::build(&words);
        assert_eq!(spelling.similar("handldare", 0.3, 2)[0].word, 0);
        assert_eq!(spelling.similar("studierktor", 0.3, 2)[0].word, 3);
        assert!(spelling.similar("fotboll", 0.3, 2).is_empty());
        // Looking up again gives the same: nothing is left over from the time before.
        assert_eq!(spelling.similar("handldare", 0.3, 2), spelling.similar("handldare", 0.3, 2));
    }

    #[test]
    fn counts_edits_within_a_bound() {
        assert_eq!(edits("kusr", "kurs", 1), Some(1));
        assert_eq!(edits("kurs", "kursen", 1), None);
        for one in ["", "kurs", "kusr", "handledare", "hanldedrae", "studierektor", "jour", "rujo", "sidotjanstgoring"] {
            for other in ["", "k", "kurs", "kurser", "handledare", "handledning", "studierektron", "ruoj", "sidtojanstgoringar"] {
                let distance = strsim::osa_distance(one, other);
                for most in 0..4 {
                    assert_eq!(edits(one, other, most), (distance <= most).then_some(distance), "{one} {other} {most}");
                }
            }
        }
    }
}
