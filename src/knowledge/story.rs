//! A message of several sentences: each is read by itself too, and the one that asks weighs most.

use super::rank::{Candidate, Context, Query, Ranking};
use super::understand::Message;
use crate::language::question::begins_question;
use crate::language::reading::Break;

/// How much the sentences count beside the message as a whole, 0..=1.
///
/// This and the other numbers here were chosen on the stories of `tests/questions/tune.toml`, asked both of the
/// rules as they are and of rules with eight ways to ask each, so that what was learned is how stories are told
/// and not which words the rules already have.
const SENTENCES: f32 = 0.6;

/// How much a sentence that only tells counts beside one that asks.
const TELLING: f32 = 0.2;

/// At what part of their weight the words of the whole message stand behind a sentence.
const BEHIND: f32 = 0.25;

/// The least probability that any reading is believed to give: a rule that one sentence says nothing of can
/// still be the one that is asked for.
const DOUBT: f32 = 0.001;

/// How much less "none of these" counts where somebody has told a story: its logarithm. What is told on the way
/// is full of words that no rule has, whatever is asked in the end.
const TOLD: f32 = 0.7;

/// Of more sentences than this the message is read only as a whole.
const MOST_SENTENCES: usize = 8;

impl Message<'_> {
    /// The rules in order for a message as a whole, pooled with those for each of its sentences.
    ///
    /// What is told on the way to the question names much that other rules are about; what is asked alone
    /// often says too little. So the probabilities are multiplied, each to the power of its weight: the rule
    /// that is meant is likely in every light, another only in some.
    pub(super) fn rank_sentences(&self, whole: &Query, context: Context<'_>) -> Ranking {
        let ranking = self.knowledge.index.rank(whole, context);
        let sentences = self.parts(Break::Sentence);
        if sentences.len() < 2 || sentences.len() > MOST_SENTENCES {
            return ranking;
        }
        let text = &self.prepared.text;
        let read: Vec<(usize, usize, f32)> = sentences
            .into_iter()
            .map(|(from, to)| {
                let end = self.prepared.tokens.get(to).map_or(text.len(), |token| token.start);
                let sentence = &text[self.prepared.tokens[from].start..end];
                let asks = sentence.trim_end().ends_with('?') || begins_question(&self.prepared.keys[from..to]);
                (from, to, if asks { 1.0 } else { TELLING })
            })
            .collect();
        let total: f32 = read.iter().map(|(_, _, weight)| weight).sum();
        let mut pool = Pool::default();
        pool.add(ranking, 1.0 - SENTENCES);
        for (from, to, weight) in read {
            let query = self.part(from, to).with_background(whole, BEHIND);
            pool.add(self.knowledge.index.rank(&query, context), SENTENCES * weight / total);
        }
        pool.finish()
    }
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
