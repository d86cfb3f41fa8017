//! Two questions in one message: where the second may begin, and whether each finds a rule of its own.

use super::rank::{Candidate, Query, Ranking};
use super::understand::{Decision, Message, Scored, Understanding};
use crate::language::reading::{Break, prepare};

/// Each of two questions in one message has to be this probable for both to be answered.
const BOTH: f32 = 0.5;

impl Message<'_> {
    /// Decides on a message that asks two questions: one before and one after a comma, an "och" or the end of
    /// a sentence, each of which finds a rule of its own.
    pub(super) fn decide_two(&self, found: &mut Understanding) -> bool {
        let index = &self.knowledge.index;
        let mut best: Option<(f32, Candidate, Candidate)> = None;
        for at in self.places_to_divide() {
            let text = &self.prepared.text;
            let middle = self.prepared.tokens[at].start;
            let first = self.part(&text[..middle]);
            let second = self.part(&text[middle..]);
            let first_ranking = index.rank(&first, self.context(self.region, false));
            let Some(one) = first_ranking.rules.first().filter(|one| one.score >= BOTH) else { continue };
            let fits = |ranking: &Ranking| ranking.rules.first().filter(|other| other.score >= BOTH && other.owner != one.owner).cloned();
            let alone = index.rank(&second, self.context(self.region, false));
            let other = fits(&alone).or_else(|| fits(&index.rank(&second.with_background(&first, 0.3), self.context(self.region, false))));
            if let Some(other) = other {
                let both = one.score * other.score;
                if best.as_ref().is_none_or(|(known, _, _)| both > *known) {
                    best = Some((both, one.clone(), other));
                }
            }
        }
        let Some((_, one, other)) = best else { return false };
        found.decision = Decision::Answer;
        found.shown = self.ids(&[one.clone(), other.clone()]);
        let mut ranking: Vec<Scored> =
            [&one, &other].iter().map(|candidate| Scored { id: self.id(candidate), score: candidate.score }).collect();
        ranking.extend(found.ranking.drain(..).filter(|scored| !found.shown.contains(&scored.id)));
        ranking.truncate(5);
        ranking.sort_by(|one, other| other.score.total_cmp(&one.score));
        found.ranking = ranking;
        true
    }

    fn part(&self, text: &str) -> Query {
        let reading = self.knowledge.index.read_question(&prepare(text));
        let years = if reading.years.is_empty() { self.asker.st_year.into_iter().collect() } else { reading.years.clone() };
        Query::new(&self.knowledge.index, reading.words.iter(), &years, self.region)
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

/// Whether words begin as a question does, perhaps after an "och" or "hej".
pub(super) fn begins_question(keys: &[String]) -> bool {
    let is_filler = |key: &str| {
        matches!(
            key,
            "och"
                | "o"
                | "a"
                | "men"
                | "sen"
                | "sedan"
                | "samt"
                | "da"
                | "sa"
                | "hej"
                | "ocksa"
                | "oxa"
                | "dessutom"
                | "and"
                | "also"
                | "but"
                | "then"
                | "i"
                | "vid"
                | "pa"
                | "till"
                | "hi"
                | "hello"
                | "ja"
                | "ok"
        )
    };
    keys.iter().take(4).find(|key| !is_filler(key)).is_some_and(|key| asks(key))
}

/// Whether a question can begin with the word.
fn asks(key: &str) -> bool {
    matches!(
        key,
        "hur"
            | "nar"
            | "vad"
            | "va"
            | "var"
            | "vart"
            | "vem"
            | "vilka"
            | "vilken"
            | "vilket"
            | "varfor"
            | "far"
            | "kan"
            | "maste"
            | "ska"
            | "skall"
            | "bor"
            | "ar"
            | "e"
            | "finns"
            | "racker"
            | "galler"
            | "blir"
            | "gar"
            | "har"
            | "behover"
            | "ingar"
            | "hinner"
            | "how"
            | "when"
            | "what"
            | "where"
            | "who"
            | "which"
            | "why"
            | "can"
            | "do"
            | "does"
            | "is"
            | "are"
            | "should"
            | "must"
            | "may"
            | "om"
            | "tar"
            | "raknas"
            | "sker"
            | "kravs"
    )
}
