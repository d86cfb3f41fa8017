//! Words, numbers and sentence ends of a normalised text.

/// A word or a number, as it stands in the normalised text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The word without the hyphens inside it: "st-tid" is `sttid`, its pieces are in `pieces`.
    pub text: String,
    /// The pieces of a word with hyphens or slashes inside it; empty for an ordinary word.
    pub pieces: Vec<String>,
    /// The byte where it begins in the normalised text.
    pub start: usize,
    /// The byte after its end.
    pub end: usize,
    /// Whether it is a number.
    pub number: bool,
    /// The number of the sentence it stands in, from 0.
    pub sentence: usize,
}

/// The number of tokens of a text that are read; what follows is left unread.
pub const MOST_TOKENS: usize = 160;

/// The longest word that is read as a word, in characters. Longer ones (pasted keys, laughter) are cut.
pub const LONGEST_WORD: usize = 40;

/// Splits a normalised text into words and numbers.
///
/// Letters and digits that stand together are taken apart ("16v" is 16 and v), hyphens and slashes inside a
/// word hold its pieces together, and between numbers they separate ("2-4" is 2 and 4).
#[must_use]
pub fn tokenize(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 6 + 1);
    let mut sentence = 0;
    let mut start = 0;
    // Whether a hyphen or slash stood directly between the last token and here.
    let mut bound = false;
    while let Some((kind, letter)) = kind_at(text, start) {
        if kind == Kind::Sign {
            let next_is_word = kind_at(text, start + letter.len_utf8()).is_some_and(|(next, _)| next != Kind::Sign);
            let touches = tokens.last().is_some_and(|last| last.end == start);
            bound = touches && next_is_word && matches!(letter, '-' | '/' | ':' | '\'');
            let stops = matches!(letter, '?' | '!' | '\n' | ';') || (letter == '.' && !next_is_word);
            if stops && tokens.last().is_some_and(|last| last.sentence == sentence) {
                sentence += 1;
            }
            start += letter.len_utf8();
            continue;
        }
        let mut end = start;
        // Where the part of the word ends that is read.
        let mut cut = start;
        let mut length = 0;
        while let Some((_, next)) = kind_at(text, end).filter(|(next, _)| *next == kind) {
            end += next.len_utf8();
            if length < LONGEST_WORD {
                cut = end;
                length += 1;
            }
        }
        if tokens.len() == MOST_TOKENS {
            break;
        }
        let word = &text[start..cut];
        match tokens.last_mut() {
            Some(last) if bound && kind == Kind::Letter && !last.number && last.text.chars().count() + length <= LONGEST_WORD => {
                if last.pieces.is_empty() {
                    last.pieces.push(last.text.clone());
                }
                last.text.push_str(word);
                last.pieces.push(word.to_owned());
                last.end = end;
            }
            _ => tokens.push(Token { text: word.to_owned(), pieces: Vec::new(), start, end, number: kind == Kind::Digit, sentence }),
        }
        bound = false;
        start = end;
    }
    tokens
}

/// What a character is to a reader of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    Sign,
}

/// The character that begins at a byte, and what it is; `None` at the end.
fn kind_at(text: &str, at: usize) -> Option<(Kind, char)> {
    let byte = *text.as_bytes().get(at)?;
    let letter = if byte.is_ascii() { char::from(byte) } else { text.get(at..)?.chars().next()? };
    let kind = match letter {
        'a'..='z' | 'å' | 'ä' | 'ö' => Kind::Letter,
        '0'..='9' => Kind::Digit,
        _ if letter.is_numeric() => Kind::Digit,
        _ if letter.is_alphanumeric() => Kind::Letter,
        _ => Kind::Sign,
    };
    Some((kind, letter))
}

#[cfg(test)]
mod tests {
    use super::tokenize;

    fn texts(text: &str) -> Vec<String> {
        tokenize(text).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_numbers_and_pieces() {
        assert_eq!(texts("st-tid år 2-4, 16v?"), ["sttid", "år", "2", "4", "16", "v"]);
        assert_eq!(tokenize("sr-avstämning")[0].pieces, ["sr", "avstämning"]);
        assert_eq!(texts(" - / : "), Vec::<String>::new());
    }

    #[test]
    fn sentences_are_counted() {
        let tokens = tokenize("hej. kan jag? t.ex. nu");
        let sentences: Vec<usize> = tokens.iter().map(|token| token.sentence).collect();
        assert_eq!(sentences, [0, 1, 1, 2, 2, 3]);
    }
}
