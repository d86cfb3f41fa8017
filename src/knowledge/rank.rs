//! Orders the rules for a question: a quick look at all of them, then a close look at the best.
//!
//! 1. From the features of the question's words the index adds up, for every way to ask that shares any,
//!    the cosine, and for every rule how much of the question its ways to ask and its answer have (as in BM25).
//! 2. The best few are compared word for word: how much of the question the nearest way to ask covers
//!    and the other way round, how much the rule as a whole covers, the years of ST, runs of letters.
//! 3. The evidence is weighed by the learned weights into probabilities (see [`super::calibrate`]).
//!
//! Lists of features that stand nearly everywhere are left unread once enough entries have been read, so that
//! the time grows much more slowly than the number of rules.

use std::sync::atomic::{AtomicU64, Ordering};

use super::calibrate::{EVIDENCE, Evidence, LEARNED, Spoken, Weights};
use super::index::{Index, Owner, Way, gather, word_rarity};
use super::quick_look::greatest;
use super::scratch::{OwnerSums, SCRATCH, Scratch};
use crate::language::lexicon::Feature;
use crate::language::reading::{Note, Word};

/// How many rules are looked at closely.
const CLOSE: usize = 8;

/// How many are where only the first ones matter.
const FEW: usize = 4;

/// How many ways to ask of each are looked at closely.
const CLOSE_WAYS: usize = 3;

/// How many ways to ask of each are compared letter for letter.
const LETTER_WAYS: usize = 1;

/// How much a word counts that stands in the answer but in no way to ask.
const IN_ANSWER: f32 = 0.7;

/// How much a word counts that no rule has.
const UNSEEN: f32 = 0.7;

/// How strongly two words have to be alike to count as the same: the product of two stems.
const SAME: f32 = 0.7;

/// How much a word that was taken for another counts in what a rule lacks.
const GUESSED: f32 = 0.4;

/// A question says at least as much as two full words: of a single one nothing is missing that was not said.
const LEAST_SAID: f32 = 2.0;

/// A question, or a part of one, ready to be compared.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The features of all words with their weights, in the order of the features.
    pub(super) vector: Vec<(u32, f32)>,
    /// The words that tell something.
    pub(super) words: Vec<QueryWord>,
    /// What they can be recognised by, one after the other.
    features: Vec<Feature>,
    /// Which list they are.
    pub(super) list: WordList,
    /// The years of ST it names, or the asker's.
    years: Vec<u8>,
    /// The kinds of question that it asks, by their places among all.
    kinds: Vec<u8>,
    /// Its letters, a blank after each word.
    letters: Vec<u8>,
    /// The part of it that no rule knows, 0..=1.
    pub unknown: f32,
}

/// A word of a query: how much it tells, and where its features lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct QueryWord {
    pub(super) mass: f32,
    /// The same whatever its rarity; 0 for what was derived from other words.
    flat: f32,
    /// What of that is lacking where a rule does not have it.
    lacking: f32,
    from: usize,
    to: usize,
}

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
    /// A list that no other query has.
    #[must_use]
    pub fn new() -> Self {
        Self(LISTS.fetch_add(1, Ordering::Relaxed))
    }
}

/// An alternative with its evidence.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Its place in [`Index::owners`].
    pub owner: u32,
    /// Whether it lies outside the rules.
    pub outside: bool,
    /// What speaks for it.
    pub evidence: Evidence,
    /// How well it speaks of what is asked.
    pub spoken: Spoken,
    /// The probability that it is meant, 0..=1.
    pub score: f32,
    /// The nearest way to ask, by its place in [`Index::ways`].
    pub way: Option<u32>,
}

/// Alternatives in order, and how probable it is that none of the rules is meant.
#[derive(Debug, Clone, Default)]
pub struct Ranking {
    /// Rules, best first.
    pub rules: Vec<Candidate>,
    /// Matters outside the rules, best first.
    pub outside: Vec<Candidate>,
    /// The probability that no rule is meant, 0..=1.
    pub none: f32,
}

/// What else is known beside the question.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// Only rules of this region.
    pub region: Option<u16>,
    /// The rule that was answered just before, by its place in [`Index::owners`], and its neighbours.
    pub previous: &'a [u32],
    /// Rules that concern the asker's role.
    pub role: &'a [u32],
    /// Whether only the first few rules matter.
    pub first_only: bool,
}

impl Query {
    /// Makes a query of words that were read.
    #[must_use]
    pub fn new<'a>(index: &Index, words: impl Iterator<Item = &'a Word> + Clone, years: &[u8], region: Option<u16>) -> Self {
        Self::of_parts(index, words.map(|word| (word, Part::WHOLE)), WordList::new(), years, region)
    }

    /// Makes a query of a list of words that were read, some of which count only in part: those are compared, but
    /// neither letter for letter nor in what no rule knows.
    #[must_use]
    pub fn of_parts<'a>(
        index: &Index,
        words: impl Iterator<Item = (&'a Word, Part)> + Clone,
        list: WordList,
        years: &[u8],
        region: Option<u16>,
    ) -> Self {
        let (rarities, rarest) = (index.rarity_in(region), index.rarest_in(region));
        let mut query = Self { years: years.to_vec(), list, ..Self::default() };
        let (mut unseen, mut mass) = (0.0_f32, 0.0_f32);
        // A word has some eight features and letters.
        let count = words.size_hint().1.unwrap_or_default();
        query.words.reserve(count);
        query.features.reserve(8 * count);
        query.letters.reserve(8 * count);
        query.vector.reserve(8 * count);
        let counted = words.clone().filter(|(_, part)| part.vector > 0.0);
        gather(&mut query.vector, counted.map(|(word, part)| (word, part.vector)));
        for (word, part) in words {
            let fully = !word.derived && part == Part::WHOLE;
            if fully {
                query.letters.extend_from_slice(word.key.as_bytes());
                query.letters.push(b' ');
            }
            if word.weight < 0.2 {
                continue;
            }
            let seen = word.features.iter().any(|feature| feature.level >= 0.2 && index.is_seen(feature.id));
            let rarity = if seen { word_rarity(&word.features, rarities).unwrap_or(rarest) } else { rarest };
            let weight = word.weight * rarity * if seen { 1.0 } else { UNSEEN };
            if fully {
                mass += weight;
                if !seen {
                    unseen += weight;
                }
            }
            let kind = word.features.first().filter(|_| word.derived).and_then(|only| index.kind_of(only.id));
            query.kinds.extend(kind.filter(|_| part == Part::WHOLE));
            // What a misspelt word says is not sure, nor whether a rule lacks it.
            let guessed = word.notes.iter().any(|note| matches!(note, Note::Corrected(_)));
            let flat = if word.derived { 0.0 } else { word.weight * part.mass };
            let lacking = if guessed { flat * GUESSED } else { flat };
            query.push(weight * part.mass, [flat, lacking], &word.features);
        }
        query.unknown = if mass > 0.0 { unseen / mass } else { 1.0 };
        query
    }

    fn push(&mut self, mass: f32, [flat, lacking]: [f32; 2], features: &[Feature]) {
        let from = self.features.len();
        self.features.extend_from_slice(features);
        self.words.push(QueryWord { mass, flat, lacking, from, to: self.features.len() });
    }

    /// What a word can be recognised by.
    pub(super) fn features_of(&self, word: &QueryWord) -> &[Feature] {
        &self.features[word.from..word.to]
    }

    /// This query with another's words added at a part of their weight, as for a follow-up.
    #[must_use]
    pub fn with_background(mut self, background: &Self, part: f32) -> Self {
        self.list = WordList::new();
        // Both are in the order of their features.
        let mut own = std::mem::take(&mut self.vector).into_iter().peekable();
        self.vector.reserve(own.len() + background.vector.len());
        for (id, value) in &background.vector {
            while let Some(before) = own.next_if(|(known, _)| known < id) {
                self.vector.push(before);
            }
            let known = own.next_if(|(known, _)| known == id).map_or(0.0, |(_, known)| known);
            self.vector.push((*id, known.max(value * part)));
        }
        self.vector.extend(own);
        let own_words = self.words.len();
        for word in &background.words {
            let (mass, features) = (word.mass * part, background.features_of(word));
            // A word that stands in both is compared once.
            let same = |own: &QueryWord| own.to - own.from == features.len() && self.features[own.from..own.to] == *features;
            match self.words[..own_words].iter().position(|own| !features.is_empty() && same(own)) {
                Some(own) => self.words[own].mass += mass,
                None => self.push(mass, [0.0; 2], features),
            }
        }
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

    /// Orders the rules for a query.
    #[must_use]
    pub fn rank(&self, query: &Query, context: Context<'_>) -> Ranking {
        self.rank_by(query, context, &LEARNED)
    }

    /// Orders the rules for a query by given weights.
    #[must_use]
    pub fn rank_by(&self, query: &Query, context: Context<'_>, weights: &Weights) -> Ranking {
        if query.is_empty() {
            return Ranking { none: 1.0, ..Ranking::default() };
        }
        SCRATCH.with_borrow_mut(|scratch| {
            scratch.fit(self);
            scratch.share(query);
            let (length, most) = self.add_up(query, context.region, scratch);
            let chosen = self.choose_for_close_look(scratch, length, most, if context.first_only { FEW } else { CLOSE });
            let mut ranking = self.look_closely(query, context, scratch, &chosen, length, most);
            scratch.clear_sums();
            weigh(&mut ranking, query.unknown, weights);
            ranking
        })
    }

    fn look_closely(&self, query: &Query, context: Context<'_>, scratch: &mut Scratch, chosen: &[u32], length: f32, most: f32) -> Ranking {
        scratch.runs.count(&query.letters);
        let mut comparison = 0;
        let mut ranking = Ranking::default();
        let total: f32 = query.words.iter().map(|word| word.mass).sum::<f32>().max(f32::MIN_POSITIVE);
        let mut covered = vec![0.0_f32; query.words.len()];
        let said: f32 = query.words.iter().map(|word| word.flat).sum();
        let flat = said.max(LEAST_SAID);
        scratch.look_for(query, |level| (level / SAME).min(1.0));
        for &owner in chosen {
            let at = owner as usize;
            let mut evidence = [0.0; EVIDENCE];
            evidence[0] = scratch.owners[at].ask / most;
            evidence[1] = scratch.owners[at].body / most;
            let best = self.nearest_ways(scratch, owner, length);
            evidence[2] = best.iter().skip(1).take(2).map(|(score, _)| score / 2.0).sum();
            let mut nearest = None;
            let mut spoken = Spoken { beside: 1.0, said, ..Spoken::default() };
            for (place, (_, way)) in best.iter().filter(|(score, _)| *score > 0.0).enumerate() {
                let (forward, backward) = self.align(query, scratch, &self.ways[*way as usize], &mut covered, total);
                let both = if forward + backward > 0.0 { 2.0 * forward * backward / (forward + backward) } else { 0.0 };
                let beside: f32 = covered.iter().zip(&query.words).map(|(part, word)| (1.0 - part) * word.lacking).sum();
                spoken.beside = spoken.beside.min(beside / flat);
                if nearest.is_none() || both > evidence[3] {
                    evidence[3] = both;
                    evidence[4] = backward;
                    nearest = Some(*way);
                }
                if place >= LETTER_WAYS {
                    continue;
                }
                let way = &self.ways[*way as usize];
                comparison += 1;
                evidence[7] = evidence[7].max(scratch.runs.shared_part(self.letters_of(way), way.runs, comparison));
            }
            let (coverage, missing) = Self::coverage(query, scratch, owner);
            evidence[5] = coverage / total;
            evidence[6] = years_agree(&query.years, &self.owner_years[at], !context.previous.is_empty());
            evidence[8] = f32::from(u8::from(context.previous.first() == Some(&owner)))
                + 0.5 * f32::from(u8::from(context.previous.iter().skip(1).any(|other| *other == owner)));
            evidence[9] = f32::from(u8::from(context.role.contains(&owner)));
            let outside = matches!(self.owners[at], Owner::Outside(_));
            let kinds = query.kinds.iter().map(|kind| self.owner_kinds[at][usize::from(*kind)]);
            let count = u8::try_from(query.kinds.len().max(1)).unwrap_or(u8::MAX);
            spoken.kind = kinds.sum::<f32>() / f32::from(count);
            spoken.missing = missing / flat;
            let candidate = Candidate { owner, outside, evidence, spoken, score: 0.0, way: nearest };
            if outside { ranking.outside.push(candidate) } else { ranking.rules.push(candidate) }
        }
        ranking
    }

    /// The ways of an alternative that are most alike to the question, the best first, with their cosines; 0
    /// stands for none.
    fn nearest_ways(&self, scratch: &Scratch, owner: u32, length: f32) -> [(f32, u32); CLOSE_WAYS] {
        let (from, to) = self.ways_of(owner);
        let mut best = [(0.0_f32, 0_u32); CLOSE_WAYS];
        for (number, row) in (0_u32..).zip(scratch.ways[from as usize..to as usize].chunks(8)) {
            if greatest(row) <= best[CLOSE_WAYS - 1].0 {
                continue;
            }
            for (way, sum) in (from + 8 * number..).zip(row) {
                // Of equal ones the first stays in front.
                if *sum > best[CLOSE_WAYS - 1].0 {
                    best[CLOSE_WAYS - 1] = (*sum, way);
                    for place in (1..CLOSE_WAYS).rev() {
                        if best[place].0 > best[place - 1].0 {
                            best.swap(place, place - 1);
                        }
                    }
                }
            }
        }
        best.map(|(sum, way)| (sum / length, way))
    }

    /// How much of the question a way covers, and how much of the way the question covers, 0..=1.
    fn align(&self, query: &Query, scratch: &mut Scratch, way: &Way, covered: &mut [f32], total: f32) -> (f32, f32) {
        covered.fill(0.0);
        let (mut met, mut all) = (0.0, 0.0);
        for word in self.words_of(way) {
            let mut best = 0.0_f32;
            for (asked, alike) in scratch.compare(self, word.term, |product| (product.sqrt() / SAME).min(1.0)) {
                if query.words[*asked as usize].mass <= 0.0 {
                    continue;
                }
                best = best.max(*alike);
                let known = &mut covered[*asked as usize];
                if *alike > *known {
                    *known = *alike;
                }
            }
            met += best * word.mass;
            all += word.mass;
        }
        let forward: f32 = covered.iter().zip(&query.words).map(|(part, word)| part * word.mass).sum();
        let backward = if all > 0.0 { met / all } else { 0.0 };
        (forward / total, backward)
    }

    /// How much of the question stands anywhere in a rule's ways to ask; what stands only in its answer counts less.
    /// Beside it how much it lacks, however rare it is.
    fn coverage(query: &Query, scratch: &Scratch, owner: u32) -> (f32, f32) {
        let OwnerSums { in_ask, in_body, .. } = scratch.owners[owner as usize];
        let (mut sum, mut missing) = (0.0, 0.0);
        for (word, wanted) in query.words.iter().zip(scratch.wanted()) {
            let first_in = |place: u128| wanted.iter().find(|(_, bit)| place & bit != 0).map_or(0.0, |(alike, _)| *alike);
            let has = first_in(in_ask).max(first_in(in_body) * IN_ANSWER);
            sum += has * word.mass;
            missing += (1.0 - has) * word.lacking;
        }
        (sum, missing)
    }
}

/// -2 where the question names years of ST and the rule holds only for others. That it holds for them is
/// evidence, 1, only in a follow-up ("och år 1?"): whoever else tells that he is in year 3 may well ask what
/// holds for every year.
fn years_agree(asked: &[u8], rule: &[u8], follows: bool) -> f32 {
    if asked.is_empty() || rule.is_empty() {
        0.0
    } else if asked.iter().any(|year| rule.contains(year)) {
        f32::from(u8::from(follows))
    } else {
        -2.0
    }
}

/// Turns evidence into probabilities, and orders by them.
pub(super) fn weigh(ranking: &mut Ranking, unknown: f32, weights: &Weights) {
    let none = weights.none(unknown);
    let mut most = none;
    for candidate in ranking.rules.iter_mut().chain(&mut ranking.outside) {
        candidate.score = weights.strength(&candidate.evidence, candidate.outside);
        most = most.max(candidate.score);
    }
    let mut sum = (none - most).exp();
    for candidate in ranking.rules.iter_mut().chain(&mut ranking.outside) {
        candidate.score = (candidate.score - most).exp();
        sum += candidate.score;
    }
    for candidate in ranking.rules.iter_mut().chain(&mut ranking.outside) {
        candidate.score /= sum;
    }
    let by_score = |one: &Candidate, other: &Candidate| other.score.total_cmp(&one.score).then(one.owner.cmp(&other.owner));
    ranking.rules.sort_by(by_score);
    ranking.outside.sort_by(by_score);
    ranking.none = 1.0 - ranking.rules.iter().map(|candidate| candidate.score).sum::<f32>();
}
