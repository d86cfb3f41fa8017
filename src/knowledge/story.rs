//! A message of several sentences: each is read by itself too, and the one that asks weighs most.

use super::rank::{Candidate, Context, Query, Ranking};
use super::understand::Message;
use crate::language::question::begins_question;
use crate::language::reading::Break;

/// How much the sentences count beside the message as a whole, 0..=1.
///
/// This and the other numbers here were chosen on the stories of `tests/questions/tune.toml`.
const SENTENCES: f32 = 0.5;

/// How much a sentence that only tells counts beside one that asks.
const TELLING: f32 = 0.5;

/// At what part of their weight the words of the whole message stand behind a sentence.
const BEHIND: f32 = 0.5;

/// Of more sentences than this the message is read only as a whole.
const MOST_SENTENCES: usize = 8;

impl Message<'_> {
    /// The rules in order for a message as a whole, mixed with those for each of its sentences.
    ///
    /// What is told on the way to the question names much that other rules are about; what is asked alone
    /// often says too little. So the probabilities are means of both.
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
        let mut mixed = Ranking::default();
        mixed.add(ranking, 1.0 - SENTENCES);
        for (from, to, weight) in read {
            let query = self.part(from, to).with_background(whole, BEHIND);
            mixed.add(self.knowledge.index.rank(&query, context), SENTENCES * weight / total);
        }
        mixed.sort();
        mixed
    }
}

impl Ranking {
    /// Adds another ranking's probabilities at a part of their weight.
    fn add(&mut self, other: Self, part: f32) {
        add_each(&mut self.rules, other.rules, part);
        add_each(&mut self.outside, other.outside, part);
        self.none += part * other.none;
    }

    /// Puts the most probable first.
    fn sort(&mut self) {
        for candidates in [&mut self.rules, &mut self.outside] {
            candidates.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.owner.cmp(&other.owner)));
        }
    }
}

fn add_each(known: &mut Vec<Candidate>, others: Vec<Candidate>, part: f32) {
    for mut other in others {
        other.score *= part;
        match known.iter_mut().find(|candidate| candidate.owner == other.owner) {
            Some(candidate) => candidate.score += other.score,
            None => known.push(other),
        }
    }
}
