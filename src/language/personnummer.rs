//! Finding Swedish personal identity numbers, so that they are neither stored nor logged nor matched.
//!
//! The rule: six or eight digits of birth date, an optional separator (`-`, `+`, or one space), four
//! digits of which the last is a Luhn check digit over the ten without century (Skatteverket,
//! SKV 704). A samordningsnummer has 60 added to the day (SKV 707).

use std::ops::Range;

/// The most separators that may stand between two digits of a number.
const MOST_SEPARATORS: usize = 3;

/// Where personal identity numbers stand in a text, as byte ranges, in order.
#[must_use]
pub fn find(text: &str) -> Vec<Range<usize>> {
    let characters: Vec<(usize, char)> =
        text.char_indices().map(|(at, character)| (at, fold(character))).filter(|(_, character)| !is_invisible(*character)).collect();
    let mut found = Vec::new();
    let mut start = 0;
    while start < characters.len() {
        let starts_run = characters[start].1.is_ascii_digit() && (start == 0 || !characters[start - 1].1.is_ascii_digit());
        match starts_run.then(|| match_at(&characters, start)).flatten() {
            Some(end) => {
                let last = characters.get(end).map_or(text.len(), |(at, _)| *at);
                found.push(characters[start].0..last);
                start = end;
            }
            None => start += 1,
        }
    }
    found
}

/// Whether a text holds at least one.
#[must_use]
pub fn contains(text: &str) -> bool {
    !find(text).is_empty()
}

/// Digits of other scripts, the many dashes and blanks are read as the plain ones.
fn fold(character: char) -> char {
    // The decimal digits of Unicode stand in rows of ten; these are their zeros as people may type them.
    const ZEROS: [u32; 10] = [0x660, 0x6f0, 0x966, 0xff10, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1fbf0];
    let code = u32::from(character);
    if let Some(digit) = ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|digit| *digit < 10)) {
        return char::from_digit(digit, 10).unwrap_or(character);
    }
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{ff0b}' => '+',
        '\n' | '\t' => '\u{1}',
        blank if blank.is_whitespace() => ' ',
        other => other,
    }
}

/// Characters that show nothing, and the marks of emphasis.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '*' | '~' | '`')
}

/// The end (as a position in `characters`) of a number that starts at `start`, if one does.
fn match_at(characters: &[(usize, char)], start: usize) -> Option<usize> {
    let mut digits = Vec::with_capacity(12);
    let mut separators = 0;
    let mut at = start;
    let mut found = None;
    while let Some((_, character)) = characters.get(at) {
        if let Some(digit) = character.to_digit(10) {
            digits.push(digit);
            separators = 0;
            at += 1;
            let ends = !characters.get(at).is_some_and(|(_, next)| next.is_ascii_digit());
            if ends && matches!(digits.len(), 10 | 12) && is_valid(&digits) {
                found = Some(at);
            }
            if digits.len() == 12 {
                break;
            }
        } else if matches!(character, '-' | '+' | ' ' | '.' | '/' | '_') && separators < MOST_SEPARATORS {
            separators += 1;
            at += 1;
        } else {
            break;
        }
    }
    found
}

/// Whether ten or twelve digits are a possible birth date and a right check digit.
fn is_valid(digits: &[u32]) -> bool {
    if digits.len() == 12 && !matches!(digits[0] * 10 + digits[1], 18..=20) {
        return false;
    }
    let ten = &digits[digits.len() - 10..];
    let month = ten[2] * 10 + ten[3];
    let day = ten[4] * 10 + ten[5];
    if !(1..=12).contains(&month) || !matches!(day, 1..=31 | 61..=91) {
        return false;
    }
    let sum: u32 =
        ten.iter().enumerate().map(|(position, &digit)| if position % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit }).sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_written_form_is_found() {
        // 811228-9874 is the worked example in the tax agency's brochure; 701063-2391 its samordningsnummer.
        for text in [
            "811228-9874",
            "8112289874",
            "19811228-9874",
            "198112289874",
            "811228+9874",
            "811228 9874",
            "811228 - 9874",
            "811228–9874",
            "ring 811228-9874.",
            "(701063-2391)",
            "８１１２２８-９８７４",
            "811228.9874",
            "81-12-28-9874",
            "1981-12-28-9874",
            "1981 12 28 9874",
            "8 1 1 2 2 8 9 8 7 4",
            "**811228**-9874",
            "811228\u{200b}9874",
            "٨١١٢٢٨-٩٨٧٤",
        ] {
            assert!(contains(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "811228-9875",
            "811328-9874",
            "1811228-98741",
            "2026-04-15",
            "640 tjänster, 16 veckor",
            "v 14",
            "08-123 456 78",
            "https://example.org/1234567890123",
            "",
        ] {
            assert!(!contains(text), "{text}");
        }
    }

    #[test]
    fn the_range_covers_just_the_number() {
        let text = "åka 811228-9874 nu";
        let found = find(text);
        assert_eq!(found.len(), 1);
        assert_eq!(&text[found[0].clone()], "811228-9874");
    }
}
