//! Cuts a message into words, numbers and marks, folded so that å, ä, ö and capitals do not matter.

use unicode_normalization::UnicodeNormalization;

use super::clock::Clock;
use super::lead::Leads;
use super::memo::Memo;
use super::phrase::DayFound;
use super::{numbers, split, typo};

/// Characters of a message that are read for one request.
const LONGEST: usize = 4_000;

/// What a token is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Letters.
    Word,
    /// Decimal digits.
    Number,
    /// One character of anything else that is not white space.
    Mark,
}

/// A piece of the message.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// First byte in the composed (NFC) text.
    pub start: usize,
    /// Byte after the last one.
    pub end: usize,
    /// What it is made of.
    pub kind: Kind,
    /// Lower case, with its diacritics: "är" and "år" must stay apart.
    pub low: String,
    /// Folded and, where that was sure enough, with its spelling corrected.
    pub word: String,
    /// The value of a run of at most nine digits.
    pub value: Option<u32>,
    /// No white space stands before it.
    pub glued: bool,
}

/// A message with its tokens.
#[derive(Clone, Debug)]
pub(super) struct Text {
    /// The message in composed form (NFC), which all spans refer to.
    pub composed: String,
    /// Its tokens in order.
    pub tokens: Vec<Token>,
    /// It is written in English rather than Swedish.
    pub english: bool,
    /// The days, times of day and leads that were read already.
    pub days: Memo<DayFound>,
    pub clocks: Memo<Clock>,
    pub leads: Memo<Leads>,
}

/// Lower-cases and strips the diacritics that people leave out on a foreign keyboard.
pub(super) fn fold(word: &str) -> String {
    word.chars()
        .flat_map(char::to_lowercase)
        .map(|character| match character {
            'å' | 'ä' | 'à' | 'á' | 'æ' => 'a',
            'ö' | 'ø' | 'ó' => 'o',
            'é' | 'è' | 'ê' => 'e',
            'ü' => 'u',
            other => other,
        })
        .collect()
}

impl Text {
    /// Cuts up a message that is read for one request: of a very long one its beginning and its end, where
    /// people ask.
    pub fn of_request(message: &str) -> Self {
        let Some((middle, _)) = message.char_indices().nth(LONGEST / 2) else { return Self::new(message) };
        let Some((last, _)) = message.char_indices().rev().nth(LONGEST / 2) else { return Self::new(message) };
        if last <= middle {
            return Self::new(message);
        }
        Self::new(&format!("{}\n{}", &message[..middle], &message[last..]))
    }

    /// Cuts a message up.
    pub fn new(message: &str) -> Self {
        let composed: String = message.nfc().collect();
        let mut tokens: Vec<Token> = Vec::new();
        let mut characters = composed.char_indices().peekable();
        let mut glued = false;
        while let Some((start, first)) = characters.next() {
            if first.is_whitespace() {
                glued = false;
                continue;
            }
            let kind = kind_of(first);
            let mut end = start + first.len_utf8();
            if kind != Kind::Mark {
                while let Some((at, next)) = characters.peek().copied() {
                    if kind_of(next) != kind || next.is_whitespace() {
                        break;
                    }
                    end = at + next.len_utf8();
                    characters.next();
                }
            }
            split::push(&mut tokens, &composed, start..end, kind, glued);
            glued = true;
        }
        split::join(&mut tokens);
        split::mend(&mut tokens);
        let english = is_english(&tokens);
        Self { composed, tokens, english, days: Memo::default(), clocks: Memo::default(), leads: Memo::default() }
    }

    /// The folded word at a position, or "" outside the message.
    pub fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.word.as_str())
    }

    /// The lower-case word with its diacritics, or "".
    pub fn low(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.low.as_str())
    }

    /// The token as it was written, or "".
    pub fn raw(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &self.composed[token.start..token.end])
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether one of the words stands at a position.
    pub fn is(&self, at: usize, words: &[&str]) -> bool {
        words.contains(&self.word(at)) && at < self.len()
    }

    /// The value of the digits at a position.
    pub fn digits(&self, at: usize) -> Option<u32> {
        self.tokens.get(at).and_then(|token| token.value)
    }

    /// How many digits stand at a position, 0 if none.
    pub fn width(&self, at: usize) -> usize {
        self.tokens.get(at).filter(|token| token.kind == Kind::Number).map_or(0, |token| token.end - token.start)
    }

    /// The value of the digits or of the cardinal in words at a position.
    pub fn number(&self, at: usize) -> Option<u32> {
        self.digits(at).or_else(|| numbers::cardinal(self.word(at)))
    }

    /// No white space before the token at this position.
    pub fn glued(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.glued)
    }

    /// The words stand here one after the other.
    pub fn starts(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(offset, word)| self.word(at + offset) == *word)
    }

    /// The position after one of the phrases, the first that fits.
    pub fn after(&self, at: usize, phrases: &[&[&str]]) -> Option<usize> {
        let first = self.word(at);
        let fits = |phrase: &&&[&str]| phrase.first().is_some_and(|word| *word == first) && self.starts(at + 1, &phrase[1..]);
        phrases.iter().find(fits).map(|phrase| at + phrase.len())
    }

    /// The position after one optional word.
    pub fn skip(&self, at: usize, words: &[&str]) -> usize {
        if self.is(at, words) { at + 1 } else { at }
    }

    /// A letter, digit or hyphen follows the token at this position without white space, so that it
    /// is part of something longer ("mini-CEX", "15-årig").
    pub fn runs_on(&self, end: usize) -> bool {
        self.glued(end)
            && self.tokens.get(end).is_some_and(|next| match next.kind {
                Kind::Word | Kind::Number => true,
                Kind::Mark => {
                    matches!(next.word.as_str(), "-" | "%" | "/" | "+")
                        && self.glued(end + 1)
                        && self.tokens.get(end + 1).is_some_and(|after| after.kind != Kind::Mark)
                }
            })
    }
}

fn kind_of(character: char) -> Kind {
    if character.is_ascii_digit() {
        Kind::Number
    } else if character.is_alphabetic() {
        Kind::Word
    } else {
        Kind::Mark
    }
}

/// "glöööm" without what was drawn out.
fn drawn_in(word: String) -> String {
    let bytes = word.as_bytes();
    if !bytes.windows(3).any(|run| run[0] == run[1] && run[1] == run[2]) {
        return word;
    }
    let mut short = String::new();
    for letter in word.chars() {
        if !short.ends_with(letter) {
            short.push(letter);
        }
    }
    short
}

/// One token of the raw text between two bytes.
pub(super) fn token(raw: &str, start: usize, end: usize, kind: Kind, glued: bool) -> Token {
    let low = raw.to_lowercase();
    let (word, value) = match kind {
        Kind::Word => {
            // "förstå" folds to "första"; it is kept apart by its last letter.
            let folded = if low == "förstå" { "forstaa".to_owned() } else { drawn_in(fold(raw)) };
            (typo::correct(&folded).map_or(folded, str::to_owned), None)
        }
        Kind::Number => (raw.to_owned(), (raw.len() <= 9).then(|| raw.parse().ok()).flatten()),
        Kind::Mark => (
            match raw {
                "–" | "—" | "‑" | "−" => "-".to_owned(),
                "’" => "'".to_owned(),
                other => other.to_owned(),
            },
            None,
        ),
    };
    Token { start, end, kind, low, word, value, glued }
}

/// Counts words that only one of the languages has; Swedish wins a draw.
fn is_english(tokens: &[Token]) -> bool {
    const ENGLISH: [&str; 42] = [
        "remind",
        "reminder",
        "me",
        "the",
        "to",
        "about",
        "tomorrow",
        "next",
        "every",
        "please",
        "week",
        "weeks",
        "day",
        "days",
        "before",
        "month",
        "months",
        "and",
        "of",
        "my",
        "today",
        "tonight",
        "that",
        "ping",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "afternoon",
        "morning",
        "hour",
        "hours",
        "minutes",
        "until",
        "forget",
        "is",
        "when",
        "from",
        "year",
    ];
    const SWEDISH: [&str; 36] = [
        "paminn",
        "mig",
        "mej",
        "om",
        "att",
        "pa",
        "och",
        "den",
        "det",
        "ar",
        "imorgon",
        "vecka",
        "innan",
        "fore",
        "klockan",
        "kl",
        "varje",
        "dagar",
        "veckor",
        "sista",
        "forsta",
        "nasta",
        "mandag",
        "tisdag",
        "onsdag",
        "torsdag",
        "fredag",
        "lordag",
        "sondag",
        "jag",
        "min",
        "idag",
        "ska",
        "som",
        "paminnelse",
        "efter",
    ];
    let count = |list: &[&str]| tokens.iter().filter(|token| list.contains(&token.word.as_str())).count();
    count(&ENGLISH) > count(&SWEDISH)
}
