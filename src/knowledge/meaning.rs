//! "Vad är JLC?", "vad betyder HL?": what a short form stands for, with the rules that mention it.

use super::understand::{Decision, Message, OFFERED, Reason, ShortForm, Understanding};
use crate::language::reading::{Word, prepare};

/// Words that may stand around a short form whose meaning is asked.
const AROUND: &[&str] = &[
    "vad",
    "va",
    "ar",
    "e",
    "ens",
    "betyder",
    "betyda",
    "star",
    "sta",
    "for",
    "innebar",
    "menas",
    "menar",
    "man",
    "med",
    "en",
    "ett",
    "den",
    "det",
    "nagot",
    "nat",
    "nan",
    "som",
    "forkortning",
    "forkortningen",
    "forkortat",
    "bokstaverna",
    "ordet",
    "uttrycket",
    "hej",
    "stina",
    "vet",
    "du",
    "kan",
    "forklara",
    "beratta",
    "saga",
    "jag",
    "undrar",
    "fattar",
    "forstar",
    "inte",
    "snalla",
    "egentligen",
    "nu",
    "da",
    "och",
    "men",
    "sa",
    "ni",
    "skriver",
    "sorry",
    "forlat",
    "what",
    "is",
    "s",
    "does",
    "do",
    "mean",
    "means",
    "stand",
    "stands",
    "a",
    "an",
    "the",
    "hi",
    "hello",
    "please",
    "you",
    "explain",
    "i",
    "wonder",
    "know",
    "tell",
    "me",
    "can",
];

/// With what its meaning is asked.
const MEANING: &[&str] = &["betyder", "betyda", "innebar", "menas", "forkortning", "forkortningen", "forklara", "mean", "means", "explain"];

/// How long such a question is at most, in words.
const LONGEST: usize = 12;

impl Message<'_> {
    /// Decides on a question what a short form means, where no rule is what people ask about with it: says what it
    /// stands for, and offers the rules that mention it.
    pub(super) fn decide_meaning(&self, found: &mut Understanding) -> bool {
        let Some((word, form)) = self.asked_form() else { return false };
        let ranking = self.knowledge.index.rank(&self.query_of(std::iter::once(word)), self.context(self.region, false));
        if ranking.rules.first().is_some_and(|best| self.is_meant_by(word, best.owner, self.region)) {
            return false;
        }
        let forms: Vec<Vec<String>> =
            [Some(&form.short), form.long.as_ref()].into_iter().flatten().map(|form| prepare(form).keys).collect();
        let is_form = |part: &[String], form: &[String]| part.iter().zip(form).all(|(key, word)| is_form_of(key, word));
        let mentions = |text: &str| {
            let keys = prepare(text).keys;
            forms.iter().any(|form| keys.windows(form.len()).any(|part| is_form(part, form)))
        };
        let rules = ranking.rules.iter().filter_map(|candidate| self.knowledge.rules.get(candidate.owner as usize));
        let mentioning = rules.filter(|rule| mentions(&rule.title) || mentions(&rule.body));
        found.shown = mentioning.take(OFFERED).map(|rule| rule.id.clone()).collect();
        if found.shown.is_empty() && form.long.is_none() {
            return false;
        }
        found.decision = if found.shown.is_empty() { Decision::Unknown(Reason::OnlyMeaning) } else { Decision::Choose };
        found.stands_for = Some(form);
        true
    }

    /// The only short form of the vocabulary in a message that asks for its meaning and says nothing else.
    fn asked_form(&self) -> Option<(&Word, ShortForm)> {
        let keys = &self.prepared.keys;
        let has = |words: &[&str]| keys.iter().any(|key| words.contains(&key.as_str()));
        let asks = has(MEANING) || has(&["vad", "va", "what"]) && has(&["ar", "e", "star", "is", "s", "stand", "stands"]);
        if !asks || keys.len() > LONGEST {
            return None;
        }
        let mut others = (0..keys.len()).filter(|at| !AROUND.contains(&keys[*at].as_str()));
        let at = others.next().filter(|_| others.next().is_none())?;
        let mut forms = self.knowledge.vocabulary.stands_for.iter();
        let (short, long) = forms.find(|(short, _)| prepare(short).keys.concat() == keys[at])?;
        let form = ShortForm { short: short.clone(), long: Some(long.clone()).filter(|long| !long.is_empty()) };
        Some((&self.reading.words[at], form))
    }
}

/// Whether a word is another, perhaps with an ending: "handledaren".
fn is_form_of(key: &str, word: &str) -> bool {
    key == word || word.len() >= INFLECTED && key.strip_prefix(word).is_some_and(|ending| ending.len() <= LONGEST_ENDING)
}

/// The shortest word that is known with an ending, in letters.
const INFLECTED: usize = 5;

/// The longest ending, in letters.
const LONGEST_ENDING: usize = 3;
