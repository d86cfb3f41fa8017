//! One pass from a text to words with features that can be compared; rules and questions are read alike.

use super::english::Language;
use super::lexicon::{Feature, Lexicon};
use super::normalize::fold_digraphs;
pub use super::prepared::{Prepared, prepare};
use super::spelling::{edits, tolerance};
use super::token::Token;
use super::words::{NO_LONGER, is_no_longer, kind_weight, question_kinds};
use super::years::years_of;

/// What was done to read a word, for `stina explain`.
#[derive(Debug, Clone, PartialEq)]
pub enum Note {
    /// An abbreviation or slang, and what it stands for.
    ShortFor(String),
    /// A typo, and the known word it was taken for.
    Corrected(String),
    /// The beginning of a known word.
    BeginningOf(String),
    /// A known word that it merely resembles.
    Resembles(String),
    /// The parts of a compound.
    Split(Vec<String>),
    /// Words written apart that were joined into this known word.
    Joined(Vec<String>),
    /// The synonyms it belongs to, by their first word.
    SynonymOf(String),
    /// No rule and no list knows the word.
    Unknown,
}

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Break {
    /// Nothing but a blank.
    None,
    /// A comma or a bracket.
    Comma,
    /// A word such as "och".
    And,
    /// The end of a sentence.
    Sentence,
}

/// A word as it was read.
#[derive(Debug, Clone)]
pub struct Word {
    /// As written, normalised; only where it is to be shown, see [`Lexicon::note_known`].
    pub text: String,
    /// The form in which it is compared; empty where `plain` tells.
    pub key: String,
    /// How much it tells, 0..=1, before its rarity counts.
    pub weight: f32,
    /// How much it tells by itself, before the words beside it count.
    pub alone: f32,
    /// What it can be recognised by; empty where `plain` tells.
    pub features: Vec<Feature>,
    /// Its number, for a word of a rule's text that is taken just as it is described in the lexicon; see
    /// [`Lexicon::features`].
    pub plain: Option<u32>,
    /// Its number among the words that the rules know.
    pub number: Option<u32>,
    /// What was done to read it.
    pub notes: Vec<Note>,
    /// Its place among the words of the text; for one that was derived from several that of the first of them,
    /// for one that was derived from the text as a whole [`EVERYWHERE`].
    pub at: usize,
    /// What stands before it.
    pub break_before: Break,
    /// Whether the word itself is known (not corrected, not guessed).
    pub known: bool,
    /// Whether it was added by the reading: joined words, phrases, the kind of question, years.
    pub derived: bool,
}

/// The place of what a text tells as a whole: the kind of question, the years it names.
pub const EVERYWHERE: usize = usize::MAX;

/// A text as it was read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Its words in order; those that were derived from several come last.
    pub words: Vec<Word>,
    /// The language it is written in.
    pub language: Language,
    /// The years of ST that it names, 1 to 5.
    pub years: Vec<u8>,
    /// Words joined for trial, with the known word that each is near; not looked up again for a part of the text.
    tried: Vec<(String, Option<String>)>,
}

/// How well a misspelt word's features count, by the number of edits.
const CORRECTED: [f32; 3] = [0.95, 0.9, 0.75];

/// How well the features of words that begin with the one written count.
const BEGINNING: f32 = 0.75;

impl Lexicon {
    /// Reads a question.
    #[must_use]
    pub fn read(&self, text: &str) -> Reading {
        self.read_prepared(&prepare(text), true)
    }

    /// Reads a prepared text; `guess` says whether unknown words may be corrected and likened, as in
    /// questions, while the rules are taken as they are written.
    #[must_use]
    pub fn read_prepared(&self, prepared: &Prepared, guess: bool) -> Reading {
        let english = prepared.language == Language::English;
        let numbers: Vec<Option<u32>> = prepared.keys.iter().map(|key| self.number(key)).collect();
        let mut words: Vec<Word> = Vec::with_capacity(prepared.tokens.len() + 4);
        let mut end_before = 0;
        for (at, token) in prepared.tokens.iter().enumerate() {
            let key = &prepared.keys[at];
            let between = prepared.text.get(end_before..token.start).unwrap_or("");
            let new_sentence = at > 0 && prepared.tokens[at - 1].sentence != token.sentence;
            let break_before = if new_sentence {
                Break::Sentence
            } else if matches!(key.as_str(), "och" | "o" | "a" | "samt" | "dels" | "dessutom" | "and" | "also" | "sen" | "sedan" | "men")
                && !english
                || english && matches!(key.as_str(), "and" | "also" | "och")
            {
                Break::And
            } else if between.contains([',', ':', '(', ')', '-', '/', '+', '&']) {
                Break::Comma
            } else {
                Break::None
            };
            end_before = token.end;
            let plain = numbers[at].filter(|number| !guess && self.is_plain(*number, english));
            let mut word = Word {
                text: String::new(),
                key: if plain.is_none() { key.clone() } else { String::new() },
                weight: match numbers[at] {
                    _ if token.number => 0.5,
                    _ if is_no_longer(&prepared.keys, at) => NO_LONGER,
                    Some(number) => self.marks(number).weight,
                    None => self.small_weight(key),
                },
                features: Vec::new(),
                alone: 0.0,
                plain,
                number: numbers[at],
                notes: Vec::new(),
                at,
                break_before,
                known: true,
                derived: false,
            };
            if plain.is_none() && !is_no_longer(&prepared.keys, at) {
                let counted = at > 0 && prepared.tokens[at - 1].number;
                self.recognize(&mut word, token, numbers[at], counted, english, guess);
            }
            word.alone = word.weight;
            words.push(word);
        }
        self.read_together(prepared, &numbers, words, guess, &[])
    }

    /// Reads a part of a question that was read as a whole, from one of its tokens to before another, as if it stood
    /// alone.
    #[must_use]
    pub fn read_part(&self, whole: &Prepared, reading: &Reading, from: usize, to: usize) -> Reading {
        let Some(part) = whole.part(from, to) else { return self.read(whole.text_of(from, to)) };
        let alone = |word: &Word| Word { weight: word.alone, notes: Vec::new(), at: word.at - from, ..word.clone() };
        let words = reading.words[from..to].iter().map(alone).collect();
        let numbers: Vec<Option<u32>> = part.keys.iter().map(|key| self.number(key)).collect();
        self.read_together(&part, &numbers, words, true, &reading.tried)
    }

    /// Reads what words tell together that were read one by one.
    fn read_together(
        &self,
        prepared: &Prepared,
        numbers: &[Option<u32>],
        mut words: Vec<Word>,
        guess: bool,
        known: &[(String, Option<String>)],
    ) -> Reading {
        let english = prepared.language == Language::English;
        let mut tried = Vec::new();
        let near = |whole: &str| {
            if let Some((_, near)) = known.iter().find(|(tried, _)| tried == whole) {
                return near.clone();
            }
            let near = self.nearly(whole);
            tried.push((whole.to_owned(), near.clone()));
            near
        };
        self.join(prepared, numbers, &mut words, english, guess.then_some(near));
        self.find_phrases(prepared, numbers, &mut words, english);
        let years = years_of(prepared);
        self.add_derived(&mut words, prepared, numbers, &years);
        Reading { words, language: prepared.language, years, tried }
    }

    /// Finds a word's features: known as it is, as an abbreviation, or by guessing. An abbreviation that is a small
    /// word as well ("min") stands for something only where it is `counted`, after a number.
    fn recognize(&self, word: &mut Word, token: &Token, number: Option<u32>, counted: bool, english: bool, guess: bool) {
        let short = number.map(|number| self.marks(number)).filter(|marks| marks.short && (counted || marks.weight >= 0.1));
        if let Some(expansions) = short.and_then(|_| self.abbreviation(&word.key)) {
            let share = if expansions.len() == 1 { 1.0 } else { 0.75 };
            word.weight = word.weight.max(1.0);
            self.add_term(&mut word.features, &word.key, &[], 1.0, english);
            for expansion in expansions {
                word.notes.push(Note::ShortFor(expansion.join(" ")));
                for part in expansion {
                    self.add_term(&mut word.features, part, &[], share, english);
                }
            }
            return;
        }
        let is_small = word.weight < 0.1;
        if is_small || token.number || number.is_some() {
            self.add_term(&mut word.features, &word.key, &token.pieces, 1.0, english);
            return;
        }
        if let Some(plain) = fold_digraphs(&word.key).filter(|plain| self.knows(plain)) {
            self.add_term(&mut word.features, &plain, &[], 1.0, english);
            word.notes.push(Note::Corrected(plain));
            return;
        }
        self.add_term(&mut word.features, &word.key, &token.pieces, 1.0, english);
        self.note_parts(word, &token.pieces);
        let split = word.notes.iter().any(|note| matches!(note, Note::Split(_)));
        let ordinary = self.is_ordinary(&word.key) || (english && super::english::is_english(&word.key));
        if !guess || ordinary {
            word.known = ordinary;
            return;
        }
        word.known = split;
        self.guess(word, english, split);
    }

    /// Takes an unknown word for the known ones it is likely to be.
    fn guess(&self, word: &mut Word, english: bool, split: bool) {
        let candidates = self.spelling.similar(&word.key, 0.3, 12);
        let bound = tolerance(&word.key);
        let mut nearest = usize::MAX;
        let mut corrections: Vec<(usize, &str)> = Vec::new();
        for candidate in &candidates {
            if !english && self.marks(candidate.word).foreign {
                continue;
            }
            let known = self.word(candidate.word);
            let Some(distance) = edits(&word.key, known, bound) else { continue };
            let penalty = usize::from(known.as_bytes().first() != word.key.as_bytes().first());
            if distance + penalty > bound.max(1) {
                continue;
            }
            nearest = nearest.min(distance + penalty);
            corrections.push((distance + penalty, known));
        }
        // A compound that can be split is only taken for another word when it is one edit away.
        if split && nearest > 1 {
            corrections.clear();
        }
        corrections.retain(|(distance, _)| *distance == nearest);
        corrections.truncate(3);
        if !corrections.is_empty() {
            let quality = CORRECTED[nearest.min(2)];
            for (_, known) in &corrections {
                word.notes.push(Note::Corrected((*known).to_owned()));
                self.add_term(&mut word.features, known, &[], quality, english);
                word.weight = word.weight.min(self.small_weight(known).max(0.3));
            }
            return;
        }
        if split {
            return;
        }
        let mut begun = false;
        if word.key.len() >= 4 {
            for known in self.beginning_with(&word.key, english, 4) {
                word.notes.push(Note::BeginningOf(known.to_owned()));
                self.add_term(&mut word.features, known, &[], BEGINNING, english);
                begun = true;
            }
        }
        if begun {
            return;
        }
        for candidate in candidates.iter().filter(|candidate| candidate.dice >= 0.45).take(3) {
            let known = self.word(candidate.word);
            if known.len() < 4 || !english && self.marks(candidate.word).foreign {
                continue;
            }
            word.notes.push(Note::Resembles(known.to_owned()));
            self.add_term(&mut word.features, known, &[], 0.8 * candidate.dice, english);
        }
        if word.notes.is_empty() {
            word.notes.push(Note::Unknown);
        }
    }

    /// Joins words written apart that together are a known word, or near one.
    fn join(
        &self,
        prepared: &Prepared,
        numbers: &[Option<u32>],
        words: &mut Vec<Word>,
        english: bool,
        mut near: Option<impl FnMut(&str) -> Option<String>>,
    ) {
        let count = prepared.keys.len();
        let mut whole = String::new();
        let mut joined = Vec::new();
        let mut at = 0;
        while at + 1 < count {
            let mut taken = 0;
            for span in [3, 2] {
                if at + span > count || prepared.tokens[at].sentence != prepared.tokens[at + span - 1].sentence {
                    continue;
                }
                let pieces = &prepared.keys[at..at + span];
                if pieces[0].len() < 2 || pieces[1..].iter().any(|piece| piece.len() < 3) || prepared.tokens[at].number {
                    continue;
                }
                let may_be_known = numbers[at].is_none_or(|number| self.marks(number).continues);
                let parts = &words[at..at + span];
                let may_be_near = near.is_some() && parts.iter().any(|word| !word.known) && parts.iter().all(|word| word.weight >= 0.3);
                if !may_be_known && !may_be_near {
                    continue;
                }
                whole.clear();
                whole.extend(pieces.iter().map(String::as_str));
                if whole.len() < 5 || parts.iter().all(|word| word.weight < 0.5) {
                    continue;
                }
                let known = if self.knows(&whole) {
                    Some(whole.clone())
                } else if may_be_near && whole.len() >= 8 {
                    near.as_mut().and_then(|near| near(&whole))
                } else {
                    None
                };
                if let Some(known) = known {
                    let mut word = derived(&known, 1.0, at);
                    self.add_term(&mut word.features, &known, &[], 0.9, english);
                    word.notes.push(Note::Joined(pieces.to_vec()));
                    joined.push(word);
                    taken = span;
                    break;
                }
            }
            at += taken.max(1);
        }
        words.append(&mut joined);
    }

    /// The known word that is one edit away, if it is one alone.
    fn nearly(&self, whole: &str) -> Option<String> {
        let candidates = self.spelling.similar(whole, 0.6, 4);
        let mut near = candidates.iter().map(|candidate| self.word(candidate.word)).filter(|known| edits(whole, known, 1).is_some());
        near.next().map(str::to_owned)
    }

    /// Finds phrases that mean the same as a word.
    ///
    /// One that denies ("icke obligatorisk", "inte godkänd") takes the word it denies along.
    fn find_phrases(&self, prepared: &Prepared, numbers: &[Option<u32>], words: &mut Vec<Word>, english: bool) {
        let mut found = Vec::new();
        // A concept may have several phrases of the same stems ("hur lång", "hur långt"): it is meant once.
        let mut meant: Vec<u32> = Vec::new();
        for (at, key) in prepared.keys.iter().enumerate() {
            let Some(phrases) = self.phrases_from(key, numbers[at], english) else { continue };
            for phrase in phrases {
                if meant.contains(&phrase.concept) {
                    continue;
                }
                let rest = &phrase.rest;
                let stem_at = |at: usize| self.phrase_stem(&prepared.keys[at], numbers[at], english);
                let fits = prepared.keys.len() > at + rest.len() && rest.iter().zip(at + 1..).all(|(stem, at)| stem_at(at) == *stem);
                if fits {
                    let text = prepared.keys[at..=at + rest.len()].join(" ");
                    let mut word = derived(&text, 1.0, at);
                    if is_denial(key) && rest.len() == 1 {
                        words[at + 1].weight *= DENIED;
                    }
                    self.add_concept(&mut word.features, phrase.concept, phrase.strength);
                    meant.push(phrase.concept);
                    word.notes.push(Note::SynonymOf(self.concept_name(phrase.concept).to_owned()));
                    found.push(word);
                }
            }
        }
        words.append(&mut found);
    }

    /// Adds what the text as a whole tells: the kind of question and the years it names.
    fn add_derived(&self, words: &mut Vec<Word>, prepared: &Prepared, numbers: &[Option<u32>], years: &[u8]) {
        let asks = numbers.iter().any(|number| number.is_none_or(|number| self.marks(number).asks));
        let keys: Vec<&str> = if asks { prepared.keys.iter().map(String::as_str).collect() } else { Vec::new() };
        for kind in question_kinds(&keys) {
            let mut word = derived(kind, kind_weight(kind), EVERYWHERE);
            self.add_named(&mut word.features, '?', kind, 1.0);
            words.push(word);
        }
        for year in years {
            let name = year.to_string();
            let mut word = derived(&name, 0.7, EVERYWHERE);
            self.add_named(&mut word.features, '#', &name, 1.0);
            words.push(word);
        }
    }

    /// Notes how words are written, and what known words are made of and stand for: what reading needs not know, for
    /// showing it.
    pub fn note_known(&self, prepared: &Prepared, reading: &mut Reading) {
        for (word, token) in reading.words.iter_mut().zip(&prepared.tokens) {
            word.text.clone_from(&token.text);
            let is_known = token.number || self.knows(&word.key) && self.small_weight(&word.key) >= 0.1;
            if is_known && self.abbreviation(&word.key).is_none() {
                self.note_parts(word, &token.pieces);
            }
        }
    }

    fn note_parts(&self, word: &mut Word, pieces: &[String]) {
        if let Some(parts) = self.parts_of(&word.key, pieces) {
            word.notes.push(Note::Split(parts));
        }
        if let Some(concept) = self.concept_of_word(&word.key) {
            word.notes.push(Note::SynonymOf(self.concept_name(concept).to_owned()));
        }
    }
}

/// How much a word counts that is denied.
const DENIED: f32 = 0.3;

/// Whether a word denies the one after it.
pub(super) fn is_denial(key: &str) -> bool {
    matches!(key, "icke" | "inte" | "ej" | "not" | "non")
}

fn derived(text: &str, weight: f32, at: usize) -> Word {
    Word {
        text: String::new(),
        key: text.to_owned(),
        weight,
        alone: weight,
        features: Vec::new(),
        plain: None,
        number: None,
        notes: Vec::new(),
        at,
        break_before: Break::None,
        known: true,
        derived: true,
    }
}

#[cfg(test)]
mod tests {
    use super::{Lexicon, Prepared, Word, prepare};
    use crate::language::learning::Learning;
    use crate::language::vocabulary::{Concept, Vocabulary};

    #[test]
    fn a_part_is_read_as_if_it_stood_alone() {
        let concept = Concept { sv: vec!["inte godkänd".to_owned(), "underkänd".to_owned()], ..Concept::default() };
        let mut learning = Learning::new(&Vocabulary { concept: vec![concept], ..Vocabulary::default() });
        for text in ["hur bokar jag en kurs", "studierektorn är godkänd", "the course is full", "kursbokning år 2"] {
            learning.take(&prepare(text));
        }
        let lexicon: Lexicon = learning.finish();
        let told = |words: &[Word]| -> Vec<String> {
            words.iter().map(|word| format!("{} {} {:?} {} {}", word.key, word.weight, word.features, word.known, word.derived)).collect()
        };
        for text in [
            "Är kursen inte godkänd? Hur bokkar man då en kurs bokning, per år",
            "first ar 2, sen ar det ar slut. kursen kostar inte, studierektron",
            "how full is the course and hur bokar jag den",
        ] {
            let whole: Prepared = prepare(text);
            let reading = lexicon.read_prepared(&whole, true);
            for at in 1..whole.tokens.len() {
                for (from, to) in [(0, at), (at, whole.tokens.len())] {
                    let alone = lexicon.read(whole.text_of(from, to));
                    let part = lexicon.read_part(&whole, &reading, from, to);
                    assert_eq!(told(&part.words), told(&alone.words), "{text}: {from}..{to}");
                    assert_eq!((part.language, part.years), (alone.language, alone.years), "{text}: {from}..{to}");
                }
            }
        }
    }
}
