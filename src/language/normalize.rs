//! One form for every text: Unicode compatibility form, lower case, no control characters, bounded length.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The number of characters of a message that are read. What follows is left unread, so that a pasted
/// document costs no more than a long question.
pub const LONGEST_TEXT: usize = 2_000;

/// Brings a text into the one form that everything else here expects.
///
/// Compatibility characters are replaced (full-width letters, ligatures), letters are lowered, dashes and
/// quotation marks are made plain, control and zero-width characters and stray combining marks are dropped,
/// runs of blanks become one blank and runs of line ends one line end. The result has at most
/// [`LONGEST_TEXT`] characters. Normalising twice gives the same as once.
#[must_use]
pub fn normalize(text: &str) -> String {
    // A character of the compatibility form never needs more than a few source characters before it, so
    // reading a bounded part of the input is enough to fill the bounded output.
    let read = text.chars().take(LONGEST_TEXT * 4);
    // Ordinary Swedish has no other form; most texts need nothing but lower case.
    if let Some(plain) = normalize_ordinary(text) {
        return plain;
    }
    let lowered: String =
        read.nfkc().flat_map(char::to_lowercase).filter_map(plain_character).nfkc().filter(|letter| !is_combining_mark(*letter)).collect();
    collapse(lowered.nfkc())
}

/// The same for a text that is short and of ordinary letters and signs alone, in one pass; `None` for others.
fn normalize_ordinary(text: &str) -> Option<String> {
    if text.len() > LONGEST_TEXT {
        return None;
    }
    let mut result = String::with_capacity(text.len());
    let mut gap = None;
    for letter in text.chars() {
        let plain = match letter {
            'a'..='z' | '0'..='9' | 'å' | 'ä' | 'ö' | 'é' | 'ü' | '→' => letter,
            'A'..='Z' => letter.to_ascii_lowercase(),
            ' ' | '\t' | '\u{0b}' | '\u{0c}' => {
                gap = gap.or(Some(' '));
                continue;
            }
            '\n' | '\r' => {
                gap = Some('\n');
                continue;
            }
            'Å' => 'å',
            'Ä' => 'ä',
            'Ö' => 'ö',
            'É' => 'é',
            'Ü' => 'ü',
            _ if letter.is_ascii() || matches!(letter, '–' | '—' | '”' | '“' | '’') => match plain_character(letter) {
                Some(plain) => plain,
                None => continue,
            },
            _ => return None,
        };
        if let Some(space) = gap.take().filter(|_| !result.is_empty()) {
            result.push(space);
        }
        result.push(plain);
    }
    Some(result)
}

/// Makes one of each run of blanks and line ends, and bounds the length.
fn collapse(letters: impl Iterator<Item = char>) -> String {
    let mut result = String::with_capacity(letters.size_hint().0.min(LONGEST_TEXT));
    let mut gap: Option<char> = None;
    let mut count = 0;
    for letter in letters {
        if letter == '\n' {
            gap = Some('\n');
        } else if letter.is_whitespace() {
            gap = gap.or(Some(' '));
        } else {
            let space = gap.take().filter(|_| count > 0);
            if count + usize::from(space.is_some()) + 1 > LONGEST_TEXT {
                break;
            }
            if let Some(space) = space {
                result.push(space);
                count += 1;
            }
            result.push(letter);
            count += 1;
        }
    }
    result
}

/// The plain form of one character, or nothing where it carries no meaning for reading.
fn plain_character(letter: char) -> Option<char> {
    Some(match letter {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => '\n',
        '\t' | '\u{0b}' | '\u{0c}' => ' ',
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {
            return None;
        }
        '‐'..='―' | '−' => '-',
        '’' | '‘' | '´' | '`' => '\'',
        '”' | '“' | '„' | '«' | '»' => '"',
        control if control.is_control() => return None,
        other => other,
    })
}

/// The form in which words are compared: å and ä as a, ö as o, accents gone. Expects normalised text.
///
/// Rules and questions are folded alike, so that "ansokan" meets "ansökan" without either being corrected.
#[must_use]
pub fn fold(word: &str) -> String {
    if word.is_ascii() { word.to_owned() } else { word.chars().map(bare_letter).collect() }
}

/// A letter without its mark.
fn bare_letter(letter: char) -> char {
    match letter {
        'å' | 'ä' | 'á' | 'à' | 'â' | 'ã' | 'æ' => 'a',
        'ö' | 'ó' | 'ò' | 'ô' | 'õ' | 'ø' => 'o',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

/// The folded form of a word written on a keyboard without å, ä and ö ("ansoekan", "aar", "laekare").
///
/// `None` where the word holds none of the pairs that stand for such a letter.
#[must_use]
pub fn fold_digraphs(folded: &str) -> Option<String> {
    if !folded.as_bytes().windows(2).any(|pair| matches!(pair, b"oe" | b"ae" | b"aa")) {
        return None;
    }
    let replaced = folded.replace("oe", "o").replace("ae", "a").replace("aa", "a");
    Some(replaced)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_TEXT, fold, fold_digraphs, normalize};

    #[test]
    fn brings_forms_of_one_word_together() {
        assert_eq!(normalize("  ANSO\u{308}KAN\t\u{200b}nu  "), "ansökan nu");
        assert_eq!(normalize("ST–dag ”nu”"), "st-dag \"nu\"");
        assert_eq!(fold(&normalize("Ansökan på ÅR")), "ansokan pa ar");
        assert_eq!(fold_digraphs("ansoekan").as_deref(), Some("ansokan"));
        assert_eq!(fold_digraphs("kurs"), None);
    }

    #[test]
    fn keeps_line_ends_and_bounds_the_length() {
        assert_eq!(normalize("ett\r\n\r\n två"), "ett\ntvå");
        assert_eq!(normalize(&"å ".repeat(60_000)).chars().count(), LONGEST_TEXT - 1);
        assert_eq!(normalize("\u{0}\u{7}"), "");
    }
}
