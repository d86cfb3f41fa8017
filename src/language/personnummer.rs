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
//! | unbroken; `-`, `+`, blanks, line breaks, tabs, colons, commas, brackets, marks of HTML between the parts of the date or before the last four | a personal number |
//! | every digit by itself, or all in pairs | a personal number |
//! | one or two breaks elsewhere, where no phone number would begin so (no 0, no +) | a personal number |
//! | 07 and eight digits more, unbroken or in a phone number's groups: `070-123 45 67`, `070 123 4567`, `0701-23 45 67` | a phone number |
//! | `+46 …` | a phone number |
//! | a parted date and a time of day: `2026-03-12, 1430`; two dates: `2026-03-12 – 2026-04-11` | no number |
//!
//! Where the text itself speaks of a personal number, all but the last are taken for one.

use std::ops::Range;

/// The most separators that may stand between two digits of a number.
const MOST_SEPARATORS: usize = 4;
/// A mark of HTML is no longer than this, in characters.
const LONGEST_MARK: usize = 400;
/// Marks of HTML that change how letters look, and part nothing.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "big", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "s", "small", "span", "strike", "strong", "sub",
    "sup", "tt", "u", "wbr",
];

/// Where personal identity numbers stand in a text, as byte ranges, in order.
#[must_use]
pub fn find(text: &str) -> Vec<Range<usize>> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_digit() && byte != b'&') {
        return Vec::new();
    }
    let spoken_of = is_spoken_of(text);
    let mut found = find_among(text, &characters(text), spoken_of);
    if text.contains(['<', '&']) {
        found.extend(find_among(text, &without_marks(text), spoken_of));
        found.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        found.dedup_by(|next, before| {
            let overlaps = next.start < before.end;
            before.end = if overlaps { before.end.max(next.end) } else { before.end };
            overlaps
        });
    }
    found
}

/// Whether a text holds at least one.
#[must_use]
pub fn contains(text: &str) -> bool {
    !find(text).is_empty()
}

/// A character as it is read, with its place in the text.
type Character = (usize, char);

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
    found
}

/// Whether a text says that it is about a personal number.
fn is_spoken_of(text: &str) -> bool {
    let lowered = text.to_lowercase();
    let words =
        ["personnummer", "personnumret", "personnr", "persnr", "pers.nr", "samordningsn", "personal number", "personal identity number"];
    words.iter().any(|word| lowered.contains(word)) || lowered.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "pnr")
}

fn characters(text: &str) -> Vec<Character> {
    text.char_indices().map(|(at, character)| (at, fold(character))).filter(|(_, character)| !is_invisible(*character)).collect()
}

/// The characters that are shown of HTML: marks part what they part on the screen, and what is written
/// by its name or number is read.
fn without_marks(text: &str) -> Vec<Character> {
    let mut shown = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        let (read, length) = match character {
            '<' => mark(rest).unwrap_or((Some('<'), 1)),
            '&' => entity(rest).unwrap_or((Some('&'), 1)),
            other => (Some(other), other.len_utf8()),
        };
        if let Some(read) = read.map(fold).filter(|read| !is_invisible(*read)) {
            shown.push((at, read));
        }
        at += length;
    }
    shown
}

/// What a mark of HTML at the start of a text parts, and how long it is in bytes.
fn mark(text: &str) -> Option<(Option<char>, usize)> {
    let inside = text.get(1..)?;
    inside.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '/' | '!')).then_some(())?;
    let length = inside.char_indices().take(LONGEST_MARK).find(|(_, letter)| *letter == '>')?.0;
    let name: String = inside.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
    let inline = inside.starts_with('!') || INLINE.contains(&name.to_ascii_lowercase().as_str());
    Some(((!inline).then_some('\n'), length + 2))
}

/// The character that an entity at the start of a text stands for, and how long it is in bytes.
fn entity(text: &str) -> Option<(Option<char>, usize)> {
    let end = text.char_indices().take(12).find(|(_, letter)| *letter == ';')?.0;
    let name = &text[1..end];
    let character = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
        None => match name {
            "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
            "ndash" | "mdash" | "minus" | "dash" | "hyphen" => '-',
            "plus" => '+',
            "shy" | "zwj" | "zwnj" => '\u{ad}',
            "NewLine" => '\n',
            "Tab" => '\t',
            "colon" => ':',
            "comma" => ',',
            "period" => '.',
            "sol" => '/',
            _ => return None,
        },
    };
    Some((Some(character), end + 1))
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
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{2043}' => '-',
        '\u{ff0b}' => '+',
        '\u{ff1a}' => ':',
        '\u{ff0c}' => ',',
        '\u{b7}' | '\u{2022}' | '\u{2027}' | '\u{ff0e}' => '.',
        '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '\n' | '\t' => character,
        blank if blank.is_whitespace() => ' ',
        other => other,
    }
}

/// Characters that show nothing, and the marks of emphasis.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '*' | '~' | '`' | '\\'
    )
}

/// What may part the digits anywhere.
fn is_narrow(character: char) -> bool {
    matches!(character, '-' | '+' | ' ' | '.' | '/' | '_' | '\n' | '\t')
}

/// What may part only the date's parts from each other and from the last four.
fn is_wide(character: char) -> bool {
    matches!(character, ':' | ';' | ',' | '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '|' | '"' | '\'' | '=')
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
        } else if (is_narrow(*character) || is_wide(*character)) && at - break_from < MOST_SEPARATORS {
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

    /// Whether the last four digits are the year of another date.
    fn is_followed_by_a_date(&self) -> bool {
        let last = &self.digits[self.digits.len() - 4..];
        let year = matches!(last[0] * 10 + last[1], 19 | 20);
        let mut after = self.after.iter().map(|(_, character)| *character);
        year && after.next().is_some_and(|next| matches!(next, '-' | '/' | '.')) && after.next().is_some_and(|next| next.is_ascii_digit())
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
            // The last four could be a time of day, but nobody makes appointments in 1981.
            "1981-12-28 0816",
            "81-12-28 0816",
            "1981.12.28, 0816",
            "81.12.28.0816",
            "8 1 1 2 2 8 9 8 7 4",
            "8\n1\n1\n2\n2\n8\n9\n8\n7\n4",
            "81 12 28 98 74",
            "**811228**-9874",
            "811228\u{200b}9874",
            "٨١١٢٢٨-٩٨٧٤",
            "811228\n9874",
            "811228\r\n9874",
            "811228\t9874",
            "811228:9874",
            "811228, 9874",
            "811228 (9874)",
            "[811228][9874]",
            "81,12,28,9874",
            "81-12-\n28-9874",
            "811228-98\n74",
            "811 228 9874",
            "1981-12-28: 9874",
            "<b>811228</b>-9874",
            "<td>811228</td><td>9874</td>",
            "8112<i></i>28<br/>9874",
            "811228&#45;9874",
            "811228&nbsp;9874",
            "<a href=\"https://x.example/811228-9874\">här</a>",
            "hon heter Anna <811228-9874>",
        ] {
            assert!(contains(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "811228-9875",
            "811328-9874",
            "810229-9879",
            "1811228-98741",
            "2026-04-15",
            "640 tjänster, 16 veckor",
            "v 14",
            "08-123 456 78",
            "https://example.org/1234567890123",
            // Each of these has a right date and a right check digit.
            "2026-03-12 08:39",
            "2026-03-12, 0839",
            "2026-03-11 – 2026-04-24",
            "",
        ] {
            assert!(!contains(text), "{text}");
        }
    }

    #[test]
    fn a_phone_number_is_one_unless_it_is_said_to_be_a_personal_number() {
        // 070123-4569 has a right check digit.
        for text in ["0701234569", "070-123 45 69", "070 123 4569", "0701-23 45 69", "0701-234569", "070-1234569", "07 01 23 45 69"] {
            assert!(!contains(text), "{text}");
            assert!(contains(&format!("personnummer {text}")), "{text}");
        }
        for text in ["070123-4569", "070123 4569", "20070123-4569", "07-01-23-4569"] {
            assert!(contains(text), "{text}");
        }
    }

    #[test]
    fn the_range_covers_just_the_number() {
        for (text, number) in
            [("åka 811228-9874 nu", "811228-9874"), ("åka <b>811228</b>-9874 nu", "811228</b>-9874"), ("<p>811228-9874</p>", "811228-9874")]
        {
            let found = find(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(&text[found[0].clone()], number);
        }
    }
}
