//! A message that tells something and asks something: it is ranked as a whole, and once more with the parts that ask
//! in front.

use super::query::{Part, Query};
use super::rank::{Candidate, Context, Ranking};
use super::understand::Message;
use crate::language::question::asks;
use crate::language::reading::{Break, EVERYWHERE, Word};
use crate::language::words::question_kinds;

/// How much the second look counts beside the message as a whole, 0..=1.
///
/// This and the other numbers here were chosen on the stories of `tests/questions/tune.toml`, asked of the rules as
/// they are and of the same rules with eight and with twenty ways to ask each, so that what was learned is how stories
/// are told and not which words the rules already have.
const ASKING: f32 = 0.4;

/// How much a word counts in the second look that stands where somebody only tells.
const TELLING: Part = Part { vector: 0.4, mass: 0.29 };

/// The least probability that any look is believed to give: a rule that one says nothing of can still be the one
/// that is asked for.
const DOUBT: f32 = 0.001;

/// How much less "none of these" counts where somebody has told a story: its logarithm. What is told on the way
/// is full of words that no rule has, whatever is asked in the end.
const TOLD: f32 = 0.7;

/// A part of a message, from one word to before another, and whether it asks or only tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) asks: bool,
}

impl Message<'_> {
    /// The rules in order for a message as a whole, pooled with those for what it asks.
    ///
    /// What is told on the way to the question names much that other rules are about; what is asked alone often says
    /// too little. So the probabilities are multiplied, each to the power of its weight: the rule that is meant is
    /// likely in either light, another only in one.
    pub(super) fn rank_story(&self, whole: &Query, context: Context<'_>) -> Ranking {
        let told = self.told();
        let is_story = told.iter().any(|part| part.asks) && told.iter().any(|part| !part.asks);
        if !is_story {
            return self.knowledge.index.rank(whole, context);
        }
        let parts: Vec<(usize, usize)> = told.iter().filter(|part| part.asks).map(|part| (part.from, part.to)).collect();
        let asking = self.with_in_front(&parts, |_| TELLING);
        let (whole, asking) = (self.knowledge.index.rank(whole, context), self.knowledge.index.rank(&asking, context));
        let mut pool = Pool::default();
        pool.add(whole, 1.0 - ASKING);
        pool.add(asking, ASKING);
        pool.finish()
    }

    /// The sentences of a message, and which of them ask. Where none seems to, the last of several is taken to.
    pub(super) fn told(&self) -> Vec<Told> {
        let mut told: Vec<Told> = Vec::new();
        for (from, to) in self.parts(Break::Sentence) {
            let marked = self.prepared.text_of(from, to).trim_end().ends_with('?');
            let begins = asks(&self.prepared.keys[from..to]);
            told.push(Told { from, to, asks: marked || begins });
        }
        if !told.iter().any(|part| part.asks)
            && let Some(last) = told.last_mut().filter(|last| last.from > 0)
        {
            last.asks = true;
        }
        told
    }

    /// The message with some of its parts in front, from one word to before another; of the words of the others counts
    /// only as much as is given for their places.
    pub(super) fn with_in_front(&self, parts: &[(usize, usize)], others: impl Fn(usize) -> Part) -> Query {
        let keys = &self.prepared.keys;
        let mut kinds = Vec::new();
        let mut tells_year = false;
        for (from, to) in parts {
            let keys: Vec<&str> = keys[*from..*to].iter().map(String::as_str).collect();
            kinds.extend(question_kinds(&keys));
            tells_year |= keys.iter().any(|key| is_of_year(key));
        }
        let in_front = |word: &Word| {
            if word.at == EVERYWHERE {
                kinds.contains(&word.key.as_str()) || (tells_year && is_number(&word.key))
            } else {
                parts.iter().any(|(from, to)| (*from..*to).contains(&word.at))
            }
        };
        let words = self.reading.words.iter().map(|word| (word, if in_front(word) { Part::WHOLE } else { others(word.at) }));
        Query::of_parts(&self.words, words, &self.years)
    }
}

fn is_number(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a word can name a year of ST, alone or with others.
pub(super) fn is_of_year(key: &str) -> bool {
    is_number(key)
        || matches!(key, "aret" | "year" | "st" | "star" | "starsaret" | "forsta" | "andra" | "tredje" | "fjarde" | "femte" | "sista")
        || matches!(key, "first" | "second" | "third" | "fourth" | "fifth" | "last")
}

/// Rankings of one message in several lights; the scores are sums of logarithms.
#[derive(Default)]
struct Pool {
    ranking: Ranking,
}

impl Pool {
    /// Adds a ranking's probabilities with a weight. The weights of all that are added sum to 1.
    fn add(&mut self, other: Ranking, weight: f32) {
        // What one sentence says nothing of stands as in doubt, so only what is more than that is added.
        let above = |probability: f32| weight * ((probability + DOUBT) / DOUBT).ln();
        let outside: f32 = other.outside.iter().map(|candidate| candidate.score).sum();
        self.ranking.none += above((other.none - outside).max(0.0));
        add_each(&mut self.ranking.rules, other.rules, above);
        add_each(&mut self.ranking.outside, other.outside, above);
    }

    /// The probabilities, the best first.
    fn finish(self) -> Ranking {
        let Self { mut ranking } = self;
        let mut sum = (ranking.none - TOLD).exp();
        for candidate in &mut ranking.outside {
            candidate.score = (candidate.score - TOLD).exp();
            sum += candidate.score;
        }
        for candidate in &mut ranking.rules {
            candidate.score = candidate.score.exp();
            sum += candidate.score;
        }
        for candidates in [&mut ranking.rules, &mut ranking.outside] {
            for candidate in candidates.iter_mut() {
                candidate.score /= sum;
            }
            candidates.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.owner.cmp(&other.owner)));
        }
        ranking.none = 1.0 - ranking.rules.iter().map(|candidate| candidate.score).sum::<f32>();
        ranking
    }
}

fn add_each(known: &mut Vec<Candidate>, others: Vec<Candidate>, above: impl Fn(f32) -> f32) {
    for mut other in others {
        other.score = above(other.score);
        match known.iter_mut().find(|candidate| candidate.owner == other.owner) {
            Some(candidate) => candidate.score += other.score,
            None => known.push(other),
        }
    }
}
