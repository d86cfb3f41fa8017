//! Two questions in one message: where the second may begin, and whether each finds a rule of its own.

use super::rank::{Candidate, Query};
use super::understand::{Decision, Message, Scored, Understanding};
use crate::language::question::begins_question;
use crate::language::reading::Break;

/// Each of two questions in one message has to be this probable for both to be answered.
const BOTH: f32 = 0.5;

/// Each has to be this probable for both to be offered.
const EITHER: f32 = 0.25;

/// What the message as a whole has to make of a second question's rule where only a comma stands before it.
const AFTER_COMMA: f32 = 0.01;

/// A message taken as two questions.
struct Division {
    /// The probability that both are meant.
    both: f32,
    one: Candidate,
    other: Candidate,
}

impl Message<'_> {
    /// Decides on a message that asks two questions: one before and one after a comma, an "och" or the end of
    /// a sentence, each of which finds a rule of its own. Both are answered, or offered where one is unsure.
    pub(super) fn decide_two(&self, found: &mut Understanding) -> bool {
        let mut best: Option<Division> = None;
        for at in self.places_to_divide() {
            let division = self.divide(at, found);
            if let Some(division) = division.filter(|division| best.as_ref().is_none_or(|known| division.both > known.both)) {
                best = Some(division);
            }
        }
        let Some(Division { one, other, .. }) = best else { return false };
        let sure = one.score >= BOTH && other.score >= BOTH;
        found.decision = if sure { Decision::Answer } else { Decision::Choose };
        found.shown = self.ids(&[one.clone(), other.clone()]);
        // The rule that the message as a whole speaks for comes first.
        let whole = |id: &str| found.ranking.iter().find(|scored| scored.id == id).map_or(0.0, |scored| scored.score);
        let mut ranking: Vec<Scored> =
            [&one, &other].iter().map(|candidate| Scored { id: self.id(candidate), score: candidate.score }).collect();
        if whole(&ranking[1].id) > whole(&ranking[0].id) {
            ranking.reverse();
        }
        ranking.extend(found.ranking.drain(..).filter(|scored| !found.shown.contains(&scored.id)));
        ranking.truncate(5);
        found.ranking = ranking;
        true
    }

    /// The two rules that are found when a message is divided before a word, if they are two.
    fn divide(&self, at: usize, found: &Understanding) -> Option<Division> {
        let index = &self.knowledge.index;
        let first = self.part(0, at);
        let second = self.part(at, self.prepared.tokens.len());
        let best_of = |query: &Query, least: f32| {
            let ranking = index.rank(query, self.context(self.region, false));
            ranking.rules.into_iter().next().filter(|best| best.score >= least)
        };
        let one = best_of(&first, EITHER)?;
        // What only repeats or continues the first question is no second one.
        let continued = best_of(&second.clone().with_background(&first, 0.3), EITHER).filter(|other| other.owner != one.owner)?;
        let alone = best_of(&second, EITHER).filter(|other| other.owner != one.owner);
        let other = alone.or_else(|| Some(continued).filter(|other| other.score >= BOTH))?;
        if self.reading.words[at].break_before == Break::Comma {
            let id = self.id(&other);
            found.ranking.iter().find(|scored| scored.id == id && scored.score >= AFTER_COMMA)?;
        }
        Some(Division { both: one.score * other.score, one, other })
    }

    /// The words from one to before another as a question of their own.
    pub(super) fn part(&self, from: usize, to: usize) -> Query {
        let reading = self.knowledge.index.read_part(self.prepared, self.reading, from, to);
        let years = if reading.years.is_empty() { &self.years } else { &reading.years };
        Query::new(&self.knowledge.index, reading.words.iter(), years, self.region)
    }

    /// The words before which a second question may begin, the likeliest first, at most three.
    fn places_to_divide(&self) -> Vec<usize> {
        let words = &self.reading.words;
        let keys = &self.prepared.keys;
        let telling = |range: std::ops::Range<usize>| words[range].iter().filter(|word| word.weight >= 0.3).count();
        let mut places: Vec<(Break, usize)> = Vec::new();
        for at in 2..keys.len() {
            let kind = words[at].break_before;
            if kind == Break::None || telling(0..at) < 2 || telling(at..keys.len()) < 1 {
                continue;
            }
            let clause_of =
                |index: usize| (0..=index).rev().find(|place| *place == 0 || words[*place].break_before >= Break::Comma).unwrap_or(0);
            let before = &self.prepared.text[..self.prepared.tokens[at].start];
            let asked_before = before.trim_end().trim_end_matches(',').ends_with('?')
                || (0..at).any(|place| clause_of(place) == place && begins_question(&keys[place..at]));
            if asked_before && begins_question(&keys[at..]) {
                places.push((kind, at));
            }
        }
        places.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        places.truncate(3);
        places.into_iter().map(|(_, at)| at).collect()
    }
}
