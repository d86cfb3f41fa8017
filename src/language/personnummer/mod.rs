//! Finding Swedish personal identity numbers, so that they are neither stored nor logged nor matched.
//!
//! # The rule
//!
//! A number is a birth date of six or eight digits and four digits more, the last of which is a Luhn
//! check digit over the ten without century (Skatteverket, SKV 704). The date is one of the calendar;
//! a samordningsnummer has 60 added to its day (SKV 707). How the digits may be parted:
//!
//! | written | read as |
//! |---|---|
//! | unbroken; `-`, `+`, blanks, line breaks, any other sign or marks of HTML between the parts of the date or before the last four | a personal number |
//! | the date day first or with the month as a word, the year, then the four: `28/12 1981-9874`, `28 december 1981, sista fyra 9874` | a personal number |
//! | every digit by itself, or all in pairs | a personal number |
//! | one or two breaks elsewhere, where no phone number would begin so (no 0, no +) | a personal number |
//! | 07 and eight digits more, unbroken or in a phone number's groups: `070-123 45 67`, `070 123 4567`, `0701-23 45 67` | a phone number |
//! | `+46 …` | a phone number |
//! | a parted date and a time of day: `2026-03-12, 1430`; two dates: `2026-03-12 – 2026-04-11` | no number |
//!
//! Where the text itself speaks of a personal number, all but the last are taken for one. Digits count in
//! whatever script or dress they come: full width, circled, as keycaps, as superscripts, percent-encoded, and as
//! words where several of them stand in a row: `åttioett tolv tjugoåtta …`, `åtta ett ett två …`.

mod seen;
mod spelled;
mod worded;

use std::ops::Range;

use seen::{Character, as_typed, unescaped, without_marks};

/// The most separators that may stand between two digits of a number.
const MOST_SEPARATORS: usize = 6;

/// Where personal identity numbers stand in a text, as byte ranges, in order.
#[must_use]
pub fn find(text: &str) -> Vec<Range<usize>> {
    let figures = spelled::as_figures(text);
    if figures.is_none() && text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_digit() && byte != b'&') {
        return Vec::new();
    }
    let spoken_of = is_spoken_of(text);
    let mut found = find_among(text, &as_typed(text), spoken_of);
    if let Some(figures) = figures {
        found.extend(find_among(text, &figures, spoken_of));
    }
    if text.contains(['<', '&']) {
        found.extend(find_among(text, &without_marks(text), spoken_of));
    }
    if text.contains('%') {
        found.extend(find_among(text, &unescaped(text), spoken_of));
    }
    found.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    found.dedup_by(|next, before| {
        let overlaps = next.start < before.end;
        before.end = if overlaps { before.end.max(next.end) } else { before.end };
        overlaps
    });
    found
}

/// Whether a text holds at least one.
#[must_use]
pub fn contains(text: &str) -> bool {
    !find(text).is_empty()
}

fn find_among(text: &str, characters: &[Character], spoken_of: bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < characters.len() {
        let starts_run = characters[start].1.is_ascii_digit() && (start == 0 || !characters[start - 1].1.is_ascii_digit());
        match starts_run.then(|| match_at(characters, start, spoken_of)).flatten() {
            Some(end) => {
                let last = characters.get(end).map_or(text.len(), |(at, _)| *at);
                found.push(characters[start].0..last);
                start = end;
            }
            None => start += 1,
        }
    }
    let at = |place: usize| characters.get(place).map_or(text.len(), |(at, _)| *at);
    found.extend(worded::find(characters, spoken_of).into_iter().map(|range| at(range.start)..at(range.end)));
    found
}

/// Whether a text says that it is about a personal number.
fn is_spoken_of(text: &str) -> bool {
    let lowered = text.to_lowercase();
    let words =
        ["personnummer", "personnumret", "personnr", "persnr", "pers.nr", "samordningsn", "personal number", "personal identity number"];
    words.iter().any(|word| lowered.contains(word)) || lowered.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "pnr")
}

/// What may part the digits anywhere.
fn is_narrow(character: char) -> bool {
    matches!(character, '-' | '+' | ' ' | '.' | '/' | '_' | '\n' | '\t')
}

/// What may part only the date's parts from each other and from the last four: any other sign.
fn is_wide(character: char) -> bool {
    !character.is_alphanumeric()
}

/// Digits that may be a number, and how they are parted.
struct Candidate<'a> {
    digits: Vec<u32>,
    /// After how many digits there is a break, and what stands in it.
    breaks: Vec<(usize, &'a [Character])>,
    /// What stands right before and right after.
    before: Option<char>,
    after: &'a [Character],
}

/// The end (as a position in `characters`) of a number that starts at `start`, if one does.
fn match_at(characters: &[Character], start: usize, spoken_of: bool) -> Option<usize> {
    let before = start.checked_sub(1).map(|at| characters[at].1);
    let mut candidate = Candidate { digits: Vec::with_capacity(12), breaks: Vec::new(), before, after: &[] };
    let mut break_from = start;
    let mut at = start;
    let mut found = None;
    while let Some((_, character)) = characters.get(at) {
        if let Some(digit) = character.to_digit(10) {
            if break_from < at && !candidate.digits.is_empty() {
                candidate.breaks.push((candidate.digits.len(), &characters[break_from..at]));
            }
            candidate.digits.push(digit);
            at += 1;
            break_from = at;
            let ends = !characters.get(at).is_some_and(|(_, next)| next.is_ascii_digit());
            if ends && matches!(candidate.digits.len(), 10 | 12) {
                candidate.after = &characters[at..];
                if is_valid(&candidate.digits) && candidate.is_a_number(spoken_of) {
                    found = Some(at);
                }
            }
            if candidate.digits.len() == 12 {
                break;
            }
        } else if is_wide(*character) && at - break_from < MOST_SEPARATORS {
            at += 1;
        } else {
            break;
        }
    }
    found
}

impl Candidate<'_> {
    /// Whether the digits are parted as a personal number's are, and not as a phone number's or a time's.
    fn is_a_number(&self, spoken_of: bool) -> bool {
        let count = self.digits.len();
        let century = count - 10;
        let at = |place: usize| self.breaks.iter().find(|(position, _)| *position == century + place).map(|(_, between)| *between);
        if self.is_followed_by_a_date() {
            return false;
        }
        // Breaks between century, year, month and day, and before the last four.
        let parts = self.breaks.iter().all(|(position, _)| *position >= century && matches!(position - century, 0 | 2 | 4 | 6));
        let narrow = |(_, between): &(usize, &[Character])| between.iter().all(|(_, separator)| is_narrow(*separator));
        let singles = self.breaks.len() == count - 1;
        let date_is_parted = [2, 4].into_iter().filter_map(at).flatten().any(|(_, separator)| matches!(separator, '-' | '.' | '/'));
        let dashed = |between: &[Character]| between.iter().any(|(_, separator)| matches!(separator, '-' | '+'));
        if parts && date_is_parted && self.ends_in_a_time() && !at(6).is_some_and(dashed) {
            return false;
        }
        if spoken_of {
            return true;
        }
        let like_a_phone = count == 10 && (self.digits[0] == 0 || self.before == Some('+'));
        if self.breaks.is_empty() {
            return !(count == 10 && (self.digits.starts_with(&[0, 7]) || self.before == Some('+')));
        }
        if singles {
            return true;
        }
        if parts {
            return !like_a_phone || (at(6).is_some() && self.before != Some('+')) || at(6).is_some_and(dashed);
        }
        let pairs = self.breaks.len() == count / 2 - 1 && self.breaks.iter().all(|(position, _)| position % 2 == 0);
        if pairs {
            let same = self.breaks.windows(2).all(|two| two[0].1.iter().map(|one| one.1).eq(two[1].1.iter().map(|one| one.1)));
            let timely = date_is_parted && self.ends_in_a_time();
            return same && !like_a_phone && !timely && self.breaks.iter().all(narrow);
        }
        !like_a_phone && self.breaks.len() <= 2 && self.breaks.iter().all(narrow)
    }

    /// Whether the last four digits may be the time of day of an appointment: behind a blank, on a day of these
    /// years. Who was born on such a day is a child, or over eighty.
    fn ends_in_a_time(&self) -> bool {
        let count = self.digits.len();
        let last = &self.digits[count - 4..];
        let (century, year) = (count - 10, self.digits[count - 10] * 10 + self.digits[count - 9]);
        let of_these_years = (24..=40).contains(&year) && (century == 0 || self.digits.starts_with(&[2, 0]));
        let before = self.breaks.iter().find(|(position, _)| *position == count - 4);
        let blank = before.is_some_and(|(_, between)| between.iter().any(|(_, separator)| separator.is_whitespace()));
        of_these_years && blank && last[0] * 10 + last[1] < 24 && last[2] < 6
    }

    /// Whether the last four digits are the year of another date: a month and a day come after them.
    fn is_followed_by_a_date(&self) -> bool {
        let last = &self.digits[self.digits.len() - 4..];
        if !matches!(last[0] * 10 + last[1], 19 | 20) {
            return false;
        }
        let mut after = self.after.iter().map(|(_, character)| *character).peekable();
        let mut part = |most: u32| {
            let parted = after.next_if(|next| matches!(next, '-' | '/' | '.')).is_some();
            let mut digits = String::new();
            while let Some(digit) = after.next_if(char::is_ascii_digit) {
                digits.push(digit);
            }
            parted && digits.len() <= 2 && digits.parse::<u32>().is_ok_and(|number| (1..=most).contains(&number))
        };
        part(12) && part(31)
    }
}

/// Whether ten or twelve digits are a possible birth date and a right check digit.
fn is_valid(digits: &[u32]) -> bool {
    if digits.len() == 12 && !matches!(digits[0] * 10 + digits[1], 18..=20) {
        return false;
    }
    let ten = &digits[digits.len() - 10..];
    let (year, month, day) = (ten[0] * 10 + ten[1], ten[2] * 10 + ten[3], ten[4] * 10 + ten[5]);
    let longest = match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        1..=12 => 31,
        _ => return false,
    };
    let day = if day > 60 { day - 60 } else { day };
    if !(1..=longest).contains(&day) {
        return false;
    }
    let sum: u32 =
        ten.iter().enumerate().map(|(position, &digit)| if position % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit }).sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests;
