//! Two questions in one message: where the second may begin, and whether each finds a rule of its own. `three` takes
//! three of them.

use super::query::{Part, Query};
use super::rank::{Candidate, Context};
use super::understand::{ANSWER, CHOOSE, CLEARLY_ELSEWHERE, Decision, ELSEWHERE, Message, OFFERED, Scored, Understanding, tells};
use crate::language::english::language_of;
use crate::language::question::{begins_question, is_question_word};
use crate::language::reading::Break;

/// Each of two questions in one message has to be this probable for both to be answered.
pub(super) const BOTH: f32 = 0.5;

/// Each has to be this probable for both to be offered.
const EITHER: f32 = 0.25;

/// From this probability on a second question is understood without the first, and whatever the message as a
/// whole seems to be about.
pub(super) const BY_ITSELF: f32 = 0.8;

/// Below this probability a question's best rule is offered with the next one, where that has [`RIVAL`].
const CLEAR: f32 = 0.75;

/// From this probability on the next rule is offered too.
const RIVAL: f32 = 0.15;

/// What the message as a whole has to make of the rule of a second question that is hardly more than one word, and not
/// [`PLAIN`].
const SHORT: f32 = 0.005;

/// From this probability on even a single word is a question of its own.
const PLAIN: f32 = 0.95;

/// What the message as a whole has to make of a second question's rule where only a comma stands before it.
const AFTER_COMMA: f32 = 0.01;

/// How much the first question counts behind a second one that may continue it.
pub(super) const BEFORE: Part = Part { vector: 0.3, mass: 0.3 };

/// How much a word of the message and one of a rule have to share for the rule to speak of it.
const ALIKE: f32 = 0.4;

/// At so many places a message is tried to be divided.
const MOST_PLACES: usize = 2;

/// A message taken as two questions.
struct Division {
    /// The probability that both are meant.
    both: f32,
    one: Found,
    other: Found,
}

/// A question that finds no rule beside one that does.
struct Lacking {
    query: Query,
    /// The words it consists of: the first, and the one after the last.
    from: usize,
    to: usize,
}

/// What comes of dividing a message at a place.
enum Divided {
    /// Two questions with a rule each.
    Two(Division),
    /// One question has a rule, the other none.
    One { found: Candidate, other: Lacking },
    /// No two questions.
    No,
}

/// The best rules for a part of a message.
pub(super) struct Found {
    pub(super) best: Candidate,
    /// The next one, where it is not clear which is meant.
    pub(super) rival: Option<Candidate>,
}

impl Message<'_> {
    /// Decides on a message that asks two questions: one before and one after a comma, an "och" or the end of
    /// a sentence, each of which finds a rule of its own. Both are answered, or offered where one is unsure.
    pub(super) fn decide_two(&self, found: &mut Understanding) -> bool {
        let places = self.places_to_divide();
        if self.decide_three(&places, found) {
            return true;
        }
        let mut best: Option<Division> = None;
        let mut halves = Vec::new();
        for at in places {
            match self.divide(at, found) {
                Divided::Two(division) if best.as_ref().is_none_or(|known| division.both > known.both) => best = Some(division),
                Divided::One { found, other } => halves.push((found, other)),
                Divided::Two(_) | Divided::No => {}
            }
        }
        let Some(Division { one, other, .. }) = best else {
            return halves.iter().any(|(one, other)| self.answer_half(one, &other.query, found))
                || halves.iter().any(|(one, other)| self.name_half(one, other, found));
        };
        // Two questions that nothing in the message as a whole speaks for are chance, unless each is clear.
        let together: f32 = found.ranking.iter().take(OFFERED).map(|scored| scored.score).sum();
        if together < CHOOSE && one.best.score.min(other.best.score) < BY_ITSELF {
            return false;
        }
        self.give_both(&one, &other, found);
        true
    }

    /// Answers both of two questions; of one that is sure and one that is not, answers the first and offers the second.
    fn give_both(&self, one: &Found, other: &Found, found: &mut Understanding) {
        // The rule that the message as a whole speaks for comes first.
        let whole = |id: &str| found.ranking.iter().find(|scored| scored.id == id).map_or(0.0, |scored| scored.score);
        let scored = |half: &Found| Scored { id: self.id(&half.best), score: half.best.score };
        let mut ranking: Vec<Scored> = vec![scored(one), scored(other)];
        if whole(&ranking[1].id) > whole(&ranking[0].id) {
            ranking.reverse();
        }
        let is_third = |rival: &&Candidate| rival.owner != one.best.owner && rival.owner != other.best.owner;
        let (one_rival, other_rival) = (one.rival.as_ref().filter(is_third), other.rival.as_ref().filter(is_third));
        let is_sure = |half: &Found, rival: Option<&Candidate>| half.best.score >= BOTH && rival.is_none();
        let (one_sure, other_sure) = (is_sure(one, one_rival), is_sure(other, other_rival));
        // Where the message as a whole speaks for a third rule, neither is sure enough to be given alone.
        let meant = found.ranking.first().is_some_and(|first| ranking.iter().any(|half| half.id == first.id));
        let likely = |half: &Found| meant && half.best.score >= ANSWER;
        let offer = |unsure: &Found, rival: Option<&Candidate>| {
            [Some(&unsure.best), rival].into_iter().flatten().map(|candidate| self.id(candidate)).collect::<Vec<_>>()
        };
        found.decision = Decision::Answer;
        if one_sure && !other_sure && likely(one) {
            found.shown = vec![self.id(&one.best)];
            found.offered = offer(other, other_rival);
        } else if other_sure && !one_sure && likely(other) {
            found.shown = vec![self.id(&other.best)];
            found.offered = offer(one, one_rival);
        } else {
            found.shown = vec![self.id(&one.best), self.id(&other.best)];
            if !(one_sure && other_sure) {
                found.decision = Decision::Choose;
                found.shown.extend(one_rival.or(other_rival).map(|rival| self.id(rival)));
            }
        }
        let others: Vec<Scored> = found.ranking.drain(..).filter(|scored| ranking.iter().all(|first| first.id != scored.id)).collect();
        ranking.extend(others);
        ranking.truncate(5);
        found.ranking = ranking;
    }

    /// Answers one of two questions and names the rule that another region has on the other.
    pub(super) fn answer_half(&self, one: &Candidate, other: &Query, found: &mut Understanding) -> bool {
        let Some(there) = self.elsewhere(other).filter(|there| there.best.score >= ELSEWHERE) else { return false };
        self.answer_only(one, found);
        found.elsewhere = Some(self.id(&there.best));
        true
    }

    /// Answers one of two questions and says of the other that it found no rule; false where the rule speaks of that
    /// as well, or the message as a whole does not speak for it.
    fn name_half(&self, one: &Candidate, other: &Lacking, found: &mut Understanding) -> bool {
        let id = self.id(one);
        let meant = found.ranking.first().is_some_and(|first| first.id == id && first.score >= ANSWER);
        if !meant || self.is_doubtful(one) || self.is_told_by(one.owner, other.from, other.to) {
            return false;
        }
        self.answer_only(one, found);
        found.left_out = Some(self.words_from(other.from, other.to));
        true
    }

    fn answer_only(&self, one: &Candidate, found: &mut Understanding) {
        let id = self.id(one);
        found.ranking.retain(|scored| scored.id != id);
        found.ranking.insert(0, Scored { id: id.clone(), score: one.score });
        found.ranking.truncate(5);
        found.decision = Decision::Answer;
        found.shown = vec![id];
    }

    /// Whether a rule has all that some words of the message tell.
    pub(super) fn is_told_by(&self, owner: u32, from: usize, to: usize) -> bool {
        let index = &self.knowledge.index;
        let has = |feature: u32| {
            [&index.ask_lists, &index.body_lists]
                .iter()
                .any(|lists| lists.of(feature).binary_search_by_key(&owner, |entry| entry.number).is_ok())
        };
        let mut telling = self.reading.words[from..to].iter().filter(|word| tells(word));
        telling.all(|word| word.features.iter().any(|feature| feature.level >= ALIKE && has(feature.id)))
    }

    /// Some words of the message as they were written, without what joins them to those before.
    pub(super) fn words_from(&self, from: usize, to: usize) -> String {
        let joins = |at: &usize| matches!(self.prepared.keys[*at].as_str(), "och" | "o" | "samt" | "sen" | "sedan" | "and" | "also");
        let from = (from..to).find(|at| !joins(at)).unwrap_or(from);
        self.prepared.text_of(from, to).trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned()
    }

    /// The best rule for a part of the message, where one is likely.
    pub(super) fn best_of(&self, query: &Query) -> Option<Found> {
        let context = Context { first_only: true, ..self.context(self.region, false) };
        let mut rules = self.knowledge.index.rank(query, context).rules.into_iter();
        let best = rules.next().filter(|best| best.score >= EITHER)?;
        let rival = rules.next().filter(|next| best.score < CLEAR && next.score >= RIVAL);
        Some(Found { best, rival })
    }

    /// The two rules that are found when a message is divided before a word, if they are two.
    fn divide(&self, at: usize, found: &Understanding) -> Divided {
        let end = self.prepared.tokens.len();
        let lacking = |from: usize, to: usize| Lacking { query: self.part(from, to), from, to };
        let (first, second) = (lacking(0, at), lacking(at, end));
        let half = |found: Option<Found>, other: Lacking| match found {
            Some(Found { best, rival: None }) if best.score >= ANSWER => Divided::One { found: best, other },
            _ => Divided::No,
        };
        let Some(one) = self.best_of(&first.query) else { return half(self.best_of(&second.query), first) };
        let alone = self.best_of(&second.query);
        if alone.is_none() && one.best.score >= ANSWER && self.tells(at, end) > 0 {
            return half(Some(one), second);
        }
        let is_other = |found: &Found| found.best.owner != one.best.owner;
        // Halves that are plainly about the same rule are one question.
        if alone.as_ref().is_some_and(|alone| !is_other(alone) && alone.best.score >= BOTH) {
            return Divided::No;
        }
        let alone = alone.filter(is_other);
        let clear = alone.as_ref().is_some_and(|alone| alone.best.score >= BY_ITSELF);
        // What only repeats or continues the first question is no second one.
        let supported = |other: &Found| other.best.score >= PLAIN || !self.lacks_support(at, &other.best, found);
        let by_itself = clear && alone.as_ref().is_some_and(supported);
        let continuing = || self.best_of(&self.with_in_front(&[(at, end)], |_| BEFORE));
        let continued = if by_itself { None } else { continuing().filter(is_other) };
        if continued.is_none() && !by_itself {
            return Divided::No;
        }
        let continued = continued.filter(|other| other.best.score >= BOTH);
        let Some(other) = alone.filter(supported).or_else(|| continued.filter(supported)) else { return Divided::No };
        // What the asker's own region hardly answers, another may.
        let is_elsewhere = |half: &Found, sure: &Found, query: &Query| {
            let unsure = half.best.score < ANSWER && sure.best.score >= ANSWER;
            unsure && self.elsewhere(query).is_some_and(|there| there.best.score >= CLEARLY_ELSEWHERE)
        };
        if is_elsewhere(&other, &one, &second.query) {
            return Divided::One { found: one.best, other: second };
        }
        if is_elsewhere(&one, &other, &first.query) {
            return Divided::One { found: other.best, other: first };
        }
        if self.reading.words[at].break_before == Break::Comma && self.lacks(&other.best, AFTER_COMMA, found) {
            return Divided::No;
        }
        Divided::Two(Division { both: one.best.score * other.best.score, one, other })
    }

    /// Whether a second question says little by itself, and the message as a whole nothing for the rule it finds.
    fn lacks_support(&self, at: usize, other: &Candidate, found: &Understanding) -> bool {
        self.tells(at, self.prepared.tokens.len()) < 2 && self.lacks(other, SHORT, found)
    }

    /// Whether the message as a whole makes less than this of a rule.
    fn lacks(&self, candidate: &Candidate, least: f32, found: &Understanding) -> bool {
        let id = self.id(candidate);
        !found.ranking.iter().any(|scored| scored.id == id && scored.score >= least)
    }

    /// How many words from one place to before another tell something.
    pub(super) fn tells(&self, from: usize, to: usize) -> usize {
        self.reading.words[from..to].iter().filter(|word| word.weight >= 0.5).count()
    }

    /// The words from one to before another as a question of their own.
    pub(super) fn part(&self, from: usize, to: usize) -> Query {
        let is_language = |keys: &[String]| language_of(keys.iter().map(String::as_str)) == self.prepared.language;
        // Where the halves are of two languages or years each is read anew.
        if self.reading.years.len() < 2 && is_language(&self.prepared.keys[from..to]) {
            return self.with_in_front(&[(from, to)], |_| Part::NONE);
        }
        let reading = self.knowledge.index.read_part(self.prepared, self.reading, from, to);
        let years = if reading.years.is_empty() { &self.years } else { &reading.years };
        Query::new(&self.knowledge.index, reading.words.iter(), years, self.region)
    }

    /// The words before which a second question may begin, the likeliest first, at most [`MOST_PLACES`].
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
                || (0..at).any(|place| clause_of(place) == place && self.asks_from(place, at) && !self.leads_up(place))
                || kind == Break::And && self.may_ask(clause_of(at - 1));
            if asked_before && begins_question(&keys[at..]) {
                places.push((kind, at));
            }
        }
        places.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        places.truncate(MOST_PLACES);
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

    /// Whether a clause leads up to the question after it: "när jag är på sjukhuset, får jag då …", "om man byter, …".
    fn leads_up(&self, from: usize) -> bool {
        let word = |at: usize| self.prepared.keys.get(at).map_or("", String::as_str);
        let from = from + usize::from(matches!(word(from), "och" | "men" | "hej" | "and" | "but"));
        matches!(word(from), "nar" | "om" | "medan" | "when" | "if" | "while")
            && (SUBJECTS.contains(&word(from + 1)) || matches!(word(from + 1), "i" | "we" | "you" | "he" | "she" | "they" | "my"))
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
pub(super) const SUBJECTS: &[&str] =
    &["jag", "man", "vi", "du", "det", "den", "de", "dom", "han", "hon", "hen", "min", "mitt", "mina", "var", "en", "ett"];
