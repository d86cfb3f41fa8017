//! Digits that are written as words, "åttioett tolv tjugoåtta …", read as figures.

use super::seen::{Character, as_typed};

/// Fewer number words than this one after the other are left as they are: they count something.
const FEWEST: usize = 3;

/// A number word: where it stands, and its digits.
struct Word {
    start: usize,
    end: usize,
    value: u32,
    /// With how many digits its number is written: one, two or four.
    length: usize,
}

/// The characters of a text with its number words as digits; `None` where there are not several in a row.
pub(super) fn as_figures(text: &str) -> Option<Vec<Character>> {
    let runs = runs(text);
    if runs.is_empty() {
        return None;
    }
    let mut shown = Vec::new();
    let mut at = 0;
    for run in &runs {
        let [first, .., last] = run.as_slice() else { continue };
        shown.extend(as_typed(&text[at..first.start]).into_iter().map(|(place, character)| (at + place, character)));
        for word in run {
            let figures = format!("{:0length$}", word.value, length = word.length);
            shown.extend(figures.chars().map(|figure| (word.start, figure)));
        }
        at = last.end;
    }
    shown.extend(as_typed(&text[at..]).into_iter().map(|(place, character)| (at + place, character)));
    Some(shown)
}

/// Several number words one after the other, with nothing but blanks and signs between them.
fn runs(text: &str) -> Vec<Vec<Word>> {
    let mut runs: Vec<Vec<Word>> = Vec::new();
    let mut run: Vec<Word> = Vec::new();
    let mut words = words(text).peekable();
    while let Some((start, letters)) = words.next() {
        let Some((mut value, length)) = read(letters) else {
            runs.push(std::mem::take(&mut run));
            continue;
        };
        let mut end = start + letters.len();
        // "eighty-one", "tjugo åtta".
        if length == 2
            && value >= 20
            && value % 10 == 0
            && let Some((unit, letters)) = words.peek().filter(|(next, _)| next - end == 1)
            && let Some((ones @ 1..=9, 1)) = read(letters)
        {
            value += ones;
            end = unit + letters.len();
            words.next();
        }
        run.push(Word { start, end, value, length });
    }
    runs.push(run);
    // "tio, elva, tolv, tretton" are the hours of a day, and nobody's number.
    let counts = |run: &[Word]| run.windows(2).all(|two| two[1].value == two[0].value + 1);
    runs.retain(|run| run.len() >= FEWEST && !counts(run));
    runs
}

/// The words of a text, each with where it begins. Figures are words as well.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(char::is_alphanumeric)?;
        from = text[start..].find(|letter: char| !letter.is_alphanumeric()).map_or(text.len(), |length| start + length);
        Some((start, &text[start..from]))
    })
}

/// The number that a word stands for, and with how many digits it is written.
fn read(word: &str) -> Option<(u32, usize)> {
    // The longest of them is "nittonhundrasjuttiosju".
    if !(2..=30).contains(&word.len()) || word.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let plain: String = word
        .to_lowercase()
        .chars()
        .map(|letter| match letter {
            'å' | 'ä' => 'a',
            'ö' => 'o',
            other => other,
        })
        .collect();
    if let Some(ones) = ones(&plain) {
        return Some((ones, 1));
    }
    for (century, hundreds) in [("nittonhundra", 1900), ("tjugohundra", 2000)] {
        if let Some(rest) = plain.strip_prefix(century) {
            let rest = if rest.is_empty() { 0 } else { two_digits(rest).or_else(|| ones_of(rest))? };
            return Some((hundreds + rest, 4));
        }
    }
    two_digits(&plain).map(|value| (value, 2))
}

fn ones_of(word: &str) -> Option<u32> {
    ones(word).filter(|value| *value > 0)
}

fn ones(word: &str) -> Option<u32> {
    Some(match word {
        "noll" | "nolla" | "zero" => 0,
        "ett" | "etta" | "one" => 1,
        "tva" | "two" => 2,
        "tre" | "trea" | "three" => 3,
        "fyra" | "four" => 4,
        "fem" | "femma" | "five" => 5,
        "sex" | "sexa" | "six" => 6,
        "sju" | "sjua" | "seven" => 7,
        "atta" | "eight" => 8,
        "nio" | "nia" | "nine" => 9,
        _ => return None,
    })
}

/// From ten to ninety-nine, in one word.
fn two_digits(word: &str) -> Option<u32> {
    const TEENS: [&[&str]; 10] = [
        &["tio", "ten"],
        &["elva", "eleven"],
        &["tolv", "twelve"],
        &["tretton", "thirteen"],
        &["fjorton", "fourteen"],
        &["femton", "fifteen"],
        &["sexton", "sixteen"],
        &["sjutton", "seventeen"],
        &["arton", "aderton", "eighteen"],
        &["nitton", "nineteen"],
    ];
    // The longer form first, so that nothing is left of it.
    const TENS: [&[&str]; 8] = [
        &["tjugo", "tjugu", "tjuge", "twenty"],
        &["trettio", "tretti", "thirty"],
        &["fyrtio", "fyrti", "fortio", "forty"],
        &["femtio", "femti", "fifty"],
        &["sextio", "sexti", "sixty"],
        &["sjuttio", "sjutti", "seventy"],
        &["attio", "atti", "eighty"],
        &["nittio", "nitti", "ninety"],
    ];
    if let Some((value, _)) = (10..).zip(TEENS).find(|(_, names)| names.contains(&word)) {
        return Some(value);
    }
    (2..).zip(TENS).find_map(|(tens, names)| {
        names.iter().find_map(|name| match word.strip_prefix(name)? {
            "" => Some(tens * 10),
            rest => ones_of(rest).map(|ones| tens * 10 + ones),
        })
    })
}
