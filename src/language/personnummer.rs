//! Finding Swedish personal identity numbers, so that they are neither stored nor logged nor matched.
//!
//! The rule: six or eight digits of birth date, an optional separator (`-`, `+`, or one space), four
//! digits of which the last is a Luhn check digit over the ten without century (Skatteverket,
//! SKV 704). A samordningsnummer has 60 added to the day (SKV 707).

use std::ops::Range;

/// Where personal identity numbers stand in a text, as byte ranges, in order.
#[must_use]
pub fn find(text: &str) -> Vec<Range<usize>> {
    let characters: Vec<(usize, char)> = text.char_indices().map(|(at, character)| (at, fold(character))).collect();
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

/// Full-width digits and the many dashes are read as the plain ones.
fn fold(character: char) -> char {
    match character {
        '\u{ff10}'..='\u{ff19}' => char::from(b'0' + u8::try_from(u32::from(character) - 0xff10).unwrap_or(0)),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{ff0b}' => '+',
        '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
        other => other,
    }
}

/// The end (as a position in `characters`) of a number that starts at `start`, if one does.
fn match_at(characters: &[(usize, char)], start: usize) -> Option<usize> {
    let run = |from: usize| characters[from..].iter().take_while(|(_, c)| c.is_ascii_digit()).count();
    let first = run(start);
    let (digits, end) = match first {
        10 | 12 => ((start..start + first).collect::<Vec<_>>(), start + first),
        6 | 8 => {
            // One separator, with or without a space around it.
            let mut at = start + first;
            let mut separators = 0;
            while separators < 3 && characters.get(at).is_some_and(|(_, c)| matches!(c, '-' | '+' | ' ')) {
                at += 1;
                separators += 1;
            }
            if separators == 0 || at >= characters.len() || run(at) != 4 {
                return None;
            }
            ((start..start + first).chain(at..at + 4).collect(), at + 4)
        }
        _ => return None,
    };
    let numbers: Vec<u32> = digits.iter().filter_map(|&at| characters[at].1.to_digit(10)).collect();
    is_valid(&numbers).then_some(end)
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
