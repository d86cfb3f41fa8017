//! Three questions in one message: each that finds a rule of its own is answered; of one that is unsure the rules that
//! it may mean are offered, and one that finds none is named.

use super::query::{Part, Query};
use super::rank::Candidate;
use super::two::{BEFORE, BOTH, BY_ITSELF, Found, SUBJECTS};
use super::understand::{ANSWER, Decision, ELSEWHERE, Message, Scored, Understanding};

/// What is found for the questions of a message.
#[derive(Default)]
struct Answers {
    /// The rules of those that are clear.
    sure: Vec<Candidate>,
    /// The rules that one may mean that is not.
    unsure: Vec<Candidate>,
    /// One that finds none: the words it consists of.
    left_out: Option<(usize, usize)>,
}

impl Message<'_> {
    /// Decides on a message that asks three questions, given the two places where the later ones may begin. False where
    /// fewer than two of them are clear, or one is only a part of another.
    pub(super) fn decide_three(&self, places: &[usize], found: &mut Understanding) -> bool {
        let &[one, other] = places else { return false };
        let bounds = [0, one.min(other), one.max(other), self.prepared.tokens.len()];
        // "… om man söker i Borås", "… när man är klar" belong to what is asked before them.
        if bounds[1..3].iter().any(|from| self.says_in_what_case(*from)) {
            return false;
        }
        let mut answers = Answers::default();
        for pair in bounds.windows(2) {
            if !self.take_part(pair[0], pair[1], &mut answers) {
                return false;
            }
        }
        let Answers { sure, unsure, left_out } = answers;
        let clear = sure.iter().filter(|rule| rule.score >= BY_ITSELF).count();
        // Of two that are clear beside one that is not each has to be found without the others.
        let enough = clear >= 2 && (sure.len() == 3 || unsure.is_empty() != left_out.is_none());
        if !enough {
            return false;
        }
        found.decision = Decision::Answer;
        found.shown = self.ids(&sure);
        found.offered = self.ids(&unsure);
        if let Some((from, to)) = left_out {
            let there = self.elsewhere(&self.part(from, to)).filter(|there| there.best.score >= ELSEWHERE);
            match there {
                Some(there) => found.elsewhere = Some(self.id(&there.best)),
                None => found.left_out = Some(self.words_from(from, to)),
            }
        }
        let mut ranking: Vec<Scored> = sure.iter().chain(&unsure).map(|rule| Scored { id: self.id(rule), score: rule.score }).collect();
        let others: Vec<Scored> = found.ranking.drain(..).filter(|scored| ranking.iter().all(|first| first.id != scored.id)).collect();
        ranking.extend(others);
        ranking.truncate(5);
        found.ranking = ranking;
        true
    }

    /// Takes the question from one word to before another; false where it makes three questions of the message unlikely.
    fn take_part(&self, from: usize, to: usize, answers: &mut Answers) -> bool {
        let is_new = |part: &Found| answers.sure.iter().all(|known| known.owner != part.best.owner);
        let alone = self.best_of(&self.part(from, to));
        // A second question about what has been answered is none of its own.
        if alone.as_ref().is_some_and(|alone| !is_new(alone) && alone.best.score >= ANSWER) {
            return false;
        }
        let alone = alone.filter(is_new);
        let clear = |part: &Found| part.best.score >= BOTH && part.rival.is_none();
        let continued = if from == 0 || alone.as_ref().is_some_and(clear) { None } else { self.best_of(&self.continuing(from, to)) };
        let continued = continued.filter(|part| is_new(part) && clear(part));
        match continued.or(alone) {
            Some(part) if clear(&part) => answers.sure.push(part.best),
            _ if !answers.unsure.is_empty() || answers.left_out.is_some() => return false,
            Some(part) => answers.unsure.extend(std::iter::once(part.best).chain(part.rival)),
            None => answers.left_out = Some((from, to)).filter(|_| self.tells(from, to) > 0),
        }
        !answers.sure.is_empty() || from == 0
    }

    /// Whether the words from a place on only say in what case something is asked.
    fn says_in_what_case(&self, from: usize) -> bool {
        let joins = |key: &&String| matches!(key.as_str(), "och" | "o" | "a" | "men" | "sa" | "sen" | "sedan" | "and" | "but" | "so");
        let keys = &self.prepared.keys[from..];
        let at = keys.iter().take_while(joins).count();
        let word = |at: usize| keys.get(at).map_or("", String::as_str);
        let acts = |word: &str| SUBJECTS.contains(&word) || matches!(word, "i" | "we" | "you" | "he" | "she" | "they" | "my");
        matches!(word(at), "nar" | "om" | "medan" | "when" | "if" | "while") && acts(word(at + 1))
    }

    /// A question that may go on with what was asked before it.
    fn continuing(&self, from: usize, to: usize) -> Query {
        self.with_in_front(&[(from, to)], |at| if at < from { BEFORE } else { Part::NONE })
    }
}
