//! Personal numbers whose date is written as people say it: the day first, the month as a word.

use std::ops::Range;

use super::{MOST_SEPARATORS, is_valid, seen::Character};

/// The names of the months and what they are cut to, folded to lower case.
const MONTHS: [&[&str]; 12] = [
    &["januari", "january", "jan"],
    &["februari", "february", "febr", "feb"],
    &["mars", "march", "mar"],
    &["april", "apr"],
    &["maj", "may"],
    &["juni", "june", "jun"],
    &["juli", "july", "jul"],
    &["augusti", "august", "aug"],
    &["september", "sept", "sep"],
    &["oktober", "october", "okt", "oct"],
    &["november", "nov"],
    &["december", "dec"],
];

/// Words that may stand between the year and the last four.
const BRIDGE: &[&str] = &[
    "och",
    "med",
    "de",
    "sista",
    "fyra",
    "siffror",
    "siffrorna",
    "siffra",
    "ar",
    "är",
    "nummer",
    "nr",
    "and",
    "with",
    "the",
    "last",
    "four",
    "digits",
    "is",
    "are",
    "kontrollsiffror",
    "kontrollsiffrorna",
];

/// A run of digits or letters, or one other character.
#[derive(Debug)]
enum Piece {
    Digits(Vec<u32>),
    Letters(String),
    Blank,
    Sign(char),
}

/// A piece with its first and its last but one place among the characters.
type Placed = (Piece, Range<usize>);

/// The ranges, in places among the characters, at which such a number stands.
pub(super) fn find(characters: &[Character], spoken_of: bool) -> Vec<Range<usize>> {
    let pieces = pieces(characters);
    let mut found = Vec::new();
    for start in 0..pieces.len() {
        let Some((date, next)) = date(&pieces, start) else { continue };
        if let Some(end) = last_four(&pieces, next, date, spoken_of) {
            found.push(pieces[start].1.start..end);
        }
    }
    found
}

fn pieces(characters: &[Character]) -> Vec<Placed> {
    let mut pieces: Vec<Placed> = Vec::new();
    for (at, (_, character)) in characters.iter().enumerate() {
        let digit = character.to_digit(10);
        match (pieces.last_mut(), digit) {
            (Some((Piece::Digits(digits), range)), Some(digit)) => {
                digits.push(digit);
                range.end = at + 1;
            }
            (_, Some(digit)) => pieces.push((Piece::Digits(vec![digit]), at..at + 1)),
            (Some((Piece::Letters(letters), range)), None) if character.is_alphabetic() => {
                letters.extend(character.to_lowercase());
                range.end = at + 1;
            }
            (_, None) => {
                let piece = if character.is_alphabetic() {
                    Piece::Letters(character.to_lowercase().collect())
                } else if character.is_whitespace() {
                    Piece::Blank
                } else {
                    Piece::Sign(*character)
                };
                pieces.push((piece, at..at + 1));
            }
        }
    }
    pieces
}

/// A date of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Date {
    year: u32,
    month: u32,
    day: u32,
}

fn number(piece: Option<&Placed>, longest: usize) -> Option<u32> {
    match piece {
        Some((Piece::Digits(digits), _)) if digits.len() <= longest => Some(digits.iter().fold(0, |number, digit| number * 10 + digit)),
        _ => None,
    }
}

fn month(piece: Option<&Placed>) -> Option<u32> {
    let Some((Piece::Letters(letters), _)) = piece else { return None };
    (1..).zip(MONTHS).find(|(_, names)| names.contains(&letters.as_str())).map(|(month, _)| month)
}

/// How many pieces from a place on are only separators, at most so many.
fn separators(pieces: &[Placed], from: usize) -> usize {
    pieces[from.min(pieces.len())..]
        .iter()
        .take(MOST_SEPARATORS)
        .take_while(|(piece, _)| matches!(piece, Piece::Blank | Piece::Sign(_)))
        .count()
}

/// The place after separators, and after the ending of an ordinal: "9:e juli", "9th of July".
fn past(pieces: &[Placed], from: usize) -> usize {
    let mut at = from + separators(pieces, from);
    if let Some((Piece::Letters(letters), _)) = pieces.get(at)
        && matches!(letters.as_str(), "e" | "a" | "de" | "th" | "st" | "nd" | "rd" | "of")
    {
        at += 1;
        at += separators(pieces, at);
        if matches!(pieces.get(at), Some((Piece::Letters(letters), _)) if letters == "of") {
            at += 1;
            at += separators(pieces, at);
        }
    }
    at
}

/// The date that begins with a piece, and the place after it: "9 juli 1985", "July 9, 1985", "9/7-85", "9.7.1985".
fn date(pieces: &[Placed], start: usize) -> Option<(Date, usize)> {
    let first = pieces.get(start);
    let second = past(pieces, start + 1);
    let third = past(pieces, second + 1);
    let (day, month, worded) = if let Some(month) = month(first) {
        (number(pieces.get(second), 2)?, month, true)
    } else if let Some(month) = month(pieces.get(second)) {
        (number(first, 2)?, month, true)
    } else {
        // In figures alone the day and month are parted by a sign, and the year has its century or stands by a dash.
        let parted = matches!(pieces.get(start + 1), Some((Piece::Sign('/' | '.' | '-'), _))) && second == start + 2;
        let before = start.checked_sub(1).map(|before| &pieces[before].0);
        let alone = !matches!(before, Some(Piece::Sign('-' | '/' | '.' | ':')));
        (number(first, 2).filter(|_| parted && alone)?, number(pieces.get(second), 2)?, false)
    };
    let year = number(pieces.get(third), 4)?;
    let Some((Piece::Digits(digits), _)) = pieces.get(third) else { return None };
    let whole = digits.len() == 4 && (1890..=2099).contains(&year);
    let short = digits.len() == 2 && (worded || matches!(pieces.get(third - 1), Some((Piece::Sign('-'), _))));
    (whole || short).then_some((Date { year, month, day }, third + 1))
}

/// The end of the last four digits behind a date, where they fit it.
fn last_four(pieces: &[Placed], from: usize, date: Date, spoken_of: bool) -> Option<usize> {
    let mut at = from + separators(pieces, from);
    let mut told = spoken_of;
    while let Some((Piece::Letters(letters), _)) = pieces.get(at)
        && BRIDGE.contains(&letters.as_str())
    {
        told = true;
        at += 1;
        at += separators(pieces, at);
    }
    let (Piece::Digits(four), range) = pieces.get(at)? else { return None };
    // A phone number or a time goes on.
    let goes_on = matches!(pieces.get(at + 2), Some((Piece::Digits(_), _)))
        && match pieces.get(at + 1) {
            Some((Piece::Sign('-' | ':' | '/' | '.'), _)) => true,
            Some((Piece::Blank, _)) => four[0] == 0,
            _ => false,
        };
    if four.len() != 4 || at == from || (goes_on && !told) {
        return None;
    }
    let said = four.iter().fold(0, |number, digit| number * 10 + digit);
    let years = date.year >= 1890 && (date.year..=2099).contains(&said);
    let blank = pieces[from..at].iter().any(|(piece, _)| matches!(piece, Piece::Blank));
    let of_these_years = matches!(date.year, 24..=40 | 2024..=2040);
    let time = of_these_years && blank && said / 100 < 24 && said % 100 < 60;
    if (years || time) && !told {
        return None;
    }
    let mut digits = Vec::with_capacity(10);
    for two in [date.year % 100, date.month, date.day] {
        digits.extend([two / 10, two % 10]);
    }
    digits.extend(four);
    is_valid(&digits).then_some(range.end)
}
