//! Two questions in one message: where the second may begin, and whether each finds a rule of its own.

use super::rank::{Candidate, Query};
use super::understand::{CHOOSE, Decision, Message, OFFERED, Scored, Understanding};
use crate::language::question::{begins_question, is_question_word};
use crate::language::reading::Break;

/// Each of two questions in one message has to be this probable for both to be answered.
const BOTH: f32 = 0.5;

/// Each has to be this probable for both to be offered.
const EITHER: f32 = 0.25;

/// From this probability on a second question is understood without the first, and whatever the message as a
/// whole seems to be about.
const BY_ITSELF: f32 = 0.8;

/// Below this probability a question's best rule is offered with the next one, where that has [`RIVAL`].
const CLEAR: f32 = 0.75;

/// From this probability on the next rule is offered too.
const RIVAL: f32 = 0.15;

/// What the message as a whole has to make of a second question's rule where only a comma stands before it.
const AFTER_COMMA: f32 = 0.01;

/// A message taken as two questions.
struct Division {
    /// The probability that both are meant.
    both: f32,
    one: Candidate,
    other: Candidate,
    /// A rule that one of the questions may mean as well.
    rival: Option<Candidate>,
}

/// The best rules for a part of a message.
struct Found {
    best: Candidate,
    /// The next one, where it is not clear which is meant.
    rival: Option<Candidate>,
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
        let Some(Division { one, other, rival, .. }) = best else { return false };
        // Two questions that nothing in the message as a whole speaks for are chance, unless each is clear.
        let together: f32 = found.ranking.iter().take(OFFERED).map(|scored| scored.score).sum();
        if together < CHOOSE && one.score.min(other.score) < BY_ITSELF {
            return false;
        }
        let sure = one.score >= BOTH && other.score >= BOTH && rival.is_none();
        found.decision = if sure { Decision::Answer } else { Decision::Choose };
        found.shown = self.ids(&[one.clone(), other.clone()]);
        found.shown.extend(rival.iter().map(|rival| self.id(rival)));
        // The rule that the message as a whole speaks for comes first.
        let whole = |id: &str| found.ranking.iter().find(|scored| scored.id == id).map_or(0.0, |scored| scored.score);
        let mut ranking: Vec<Scored> =
            [&one, &other].iter().map(|candidate| Scored { id: self.id(candidate), score: candidate.score }).collect();
        if whole(&ranking[1].id) > whole(&ranking[0].id) {
            ranking.reverse();
        }
        ranking.extend(found.ranking.drain(..).filter(|scored| !found.shown[..2].contains(&scored.id)));
        ranking.truncate(5);
        found.ranking = ranking;
        true
    }

    /// The two rules that are found when a message is divided before a word, if they are two.
    fn divide(&self, at: usize, found: &Understanding) -> Option<Division> {
        let index = &self.knowledge.index;
        let first = self.part(0, at);
        let second = self.part(at, self.prepared.tokens.len());
        let best_of = |query: &Query| {
            let mut rules = index.rank(query, self.context(self.region, false)).rules.into_iter();
            let best = rules.next().filter(|best| best.score >= EITHER)?;
            let rival = rules.next().filter(|next| best.score < CLEAR && next.score >= RIVAL);
            Some(Found { best, rival })
        };
        let one = best_of(&first)?;
        let is_other = |found: &Found| found.best.owner != one.best.owner;
        let alone = best_of(&second).filter(is_other);
        let clear = alone.as_ref().is_some_and(|alone| alone.best.score >= BY_ITSELF);
        // What only repeats or continues the first question is no second one.
        let continued = best_of(&second.with_background(&first, 0.3)).filter(is_other);
        if continued.is_none() && !clear {
            return None;
        }
        let other = alone.or_else(|| continued.filter(|other| other.best.score >= BOTH))?;
        let rival = one.rival.or(other.rival).filter(|rival| rival.owner != one.best.owner && rival.owner != other.best.owner);
        let (one, other) = (one.best, other.best);
        if self.reading.words[at].break_before == Break::Comma {
            let id = self.id(&other);
            found.ranking.iter().find(|scored| scored.id == id && scored.score >= AFTER_COMMA)?;
        }
        Some(Division { both: one.score * other.score, one, other, rival })
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
                || (0..at).any(|place| clause_of(place) == place && self.asks_from(place, at))
                || kind == Break::And && self.may_ask(clause_of(at - 1));
            if asked_before && begins_question(&keys[at..]) {
                places.push((kind, at));
            }
        }
        places.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        places.truncate(3);
        places.into_iter().map(|(_, at)| at).collect()
    }

    /// Whether the words from one place to before another begin as a question does. After an "och" a verb alone
    /// begins none: "och har varit borta" goes on telling, "och får jag gå" asks.
    pub(super) fn asks_from(&self, from: usize, to: usize) -> bool {
        let keys = &self.prepared.keys;
        let after_and = from > 0 && self.reading.words[from].break_before == Break::And;
        begins_question(&keys[from..to])
            && (!after_and
                || keys.get(from + 1).is_some_and(|word| is_question_word(word))
                || keys.get(from + 2).is_some_and(|word| SUBJECTS.contains(&word.as_str())))
    }

    /// Whether a clause may ask by its verb alone ("skrivs rapporten varje år"): it begins a sentence, and not
    /// with the one who acts.
    fn may_ask(&self, from: usize) -> bool {
        let begins = from == 0 || self.reading.words[from].break_before == Break::Sentence;
        begins && self.prepared.text.trim_end().ends_with('?') && self.prepared.keys.get(from + 1).is_some() && {
            let first = self.prepared.keys[from].as_str();
            !SUBJECTS.contains(&first) && !matches!(first, "mina" | "nu" | "sen" | "efter" | "i" | "pa" | "hej")
        }
    }
}

/// Who can act in a sentence.
const SUBJECTS: &[&str] =
    &["jag", "man", "vi", "du", "det", "den", "de", "dom", "han", "hon", "hen", "min", "mitt", "mina", "var", "en", "ett"];
