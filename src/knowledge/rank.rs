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

use super::calibrate::{EVIDENCE, Evidence, LEARNED, Spoken, Weights};
use super::index::{Field, Index, Owner, Way};
use super::query::Query;
use super::quick_look::greatest;
use super::scratch::{OwnerSums, SCRATCH, Scratch};

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

/// How strongly two words have to be alike to count as the same: the product of two stems.
const SAME: f32 = 0.7;

/// A question says at least as much as two full words: of a single one nothing is missing that was not said.
const LEAST_SAID: f32 = 2.0;

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

impl Index {
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
        let mut ranking = Ranking { rules: Vec::with_capacity(chosen.len()), ..Ranking::default() };
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
                let backward = self.align(query, scratch, &self.ways[*way as usize], &mut covered);
                let (mut forward, mut beside) = (0.0, 0.0);
                for (part, word) in covered.iter().zip(&query.words) {
                    forward += part * word.mass;
                    beside += (1.0 - part) * word.lacking;
                }
                let forward = forward / total;
                // A keyword is soon covered, and says nothing of what is asked about it.
                let is_keyword = self.ways[*way as usize].field == Field::Keywords;
                let backward = if is_keyword { backward.min(forward) } else { backward };
                let both = if forward + backward > 0.0 { 2.0 * forward * backward / (forward + backward) } else { 0.0 };
                if !is_keyword {
                    spoken.beside = spoken.beside.min(beside / flat);
                }
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
            let coverage = Self::coverage(query, scratch, owner, &mut spoken);
            evidence[5] = coverage / total;
            evidence[6] = years_agree(&query.years, &self.owner_years[at], !context.previous.is_empty());
            evidence[8] = f32::from(u8::from(context.previous.first() == Some(&owner)))
                + 0.5 * f32::from(u8::from(context.previous.iter().skip(1).any(|other| *other == owner)));
            evidence[9] = f32::from(u8::from(context.role.contains(&owner)));
            let outside = matches!(self.owners[at], Owner::Outside(_));
            let kinds = query.kinds.iter().map(|kind| self.owner_kinds[at][usize::from(*kind)]);
            let count = u8::try_from(query.kinds.len().max(1)).unwrap_or(u8::MAX);
            spoken.kind = kinds.sum::<f32>() / f32::from(count);
            spoken.missing /= flat;
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

    /// Notes how well a way covers each word of the question; gives how much of the way the question covers, 0..=1.
    fn align(&self, query: &Query, scratch: &mut Scratch, way: &Way, covered: &mut [f32]) -> f32 {
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
        if all > 0.0 { met / all } else { 0.0 }
    }

    /// How much of the question stands anywhere in a rule's ways to ask; what stands only in its answer counts less.
    /// Beside it how much it lacks, however rare it is.
    fn coverage(query: &Query, scratch: &Scratch, owner: u32, spoken: &mut Spoken) -> f32 {
        let OwnerSums { in_ask, in_body, .. } = scratch.owners[owner as usize];
        let mut sum = 0.0;
        for (word, wanted) in query.words.iter().zip(scratch.wanted()).filter(|(word, _)| word.counts()) {
            let first_in = |place: u64| wanted.iter().find(|(_, bit)| place & bit != 0).map_or(0.0, |(alike, _)| *alike);
            let has = first_in(in_ask).max(first_in(in_body) * IN_ANSWER);
            sum += has * word.mass;
            spoken.missing += (1.0 - has) * word.lacking;
        }
        sum
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
