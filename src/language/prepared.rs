//! A text taken into words, before any knowledge of words is used.

use super::english::{Language, language_of};
use super::normalize::{fold, normalize};
use super::token::{MOST_TOKENS, Token, tokenize};

/// A text taken into words, before any knowledge of words is used.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The normalised text.
    pub text: String,
    /// Its tokens.
    pub tokens: Vec<Token>,
    /// The comparable form of each token.
    pub keys: Vec<String>,
    /// The language it is written in.
    pub language: Language,
}

impl Prepared {
    /// The text of the tokens from one to before another, with the signs after them.
    #[must_use]
    pub fn text_of(&self, from: usize, to: usize) -> &str {
        let end = self.tokens.get(to).map_or(self.text.len(), |token| token.start);
        self.tokens.get(from).map_or("", |token| &self.text[token.start..end])
    }

    /// The tokens from one to before another, if they would be the same had they been taken into words alone.
    pub(super) fn part(&self, from: usize, to: usize) -> Option<Self> {
        let keys = self.keys.get(from..to)?.to_vec();
        let tokens = self.tokens[from..to].to_vec();
        let same_language = language_of(keys.iter().map(String::as_str)) == self.language;
        // What is left unread of a long text, and what an "ar" at the edge means, depends on what stands around.
        let open =
            self.tokens.len() >= MOST_TOKENS || [tokens.first(), tokens.last()].into_iter().flatten().any(|token| token.text == "ar");
        (same_language && !open).then(|| Self { text: self.text.clone(), tokens, keys, language: self.language })
    }
}

/// Normalises a text and takes it into words.
#[must_use]
pub fn prepare(text: &str) -> Prepared {
    let text = normalize(text);
    let tokens = tokenize(&text);
    let mut keys: Vec<String> = tokens.iter().map(key_of).collect();
    for at in 0..keys.len() {
        if tokens[at].text == "ar" && means_year(&keys, &tokens, at) {
            "aret".clone_into(&mut keys[at]);
        }
    }
    let language = language_of(keys.iter().map(String::as_str));
    Prepared { text, tokens, keys, language }
}

/// The form in which a token is compared: folded, number words as digits, and "år" kept apart from "är".
fn key_of(token: &Token) -> String {
    match token.text.as_str() {
        "år" | "året" | "åren" | "års" | "årets" => "aret".to_owned(),
        "två" => "2".to_owned(),
        "tre" => "3".to_owned(),
        "fyra" => "4".to_owned(),
        "fem" => "5".to_owned(),
        "sex" => "6".to_owned(),
        "åtta" => "8".to_owned(),
        "tio" => "10".to_owned(),
        "tolv" => "12".to_owned(),
        "mån" => "manad".to_owned(),
        other => fold(other),
    }
}

/// Whether an "ar" typed without marks is "år": after an ordinal or beside a number.
fn means_year(keys: &[String], tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| keys[before].as_str());
    let after = tokens.get(at + 1).is_some_and(|next| next.number);
    after
        || before.is_some_and(|word| {
            matches!(
                word,
                "forsta"
                    | "andra"
                    | "tredje"
                    | "fjarde"
                    | "femte"
                    | "sista"
                    | "per"
                    | "forra"
                    | "nasta"
                    | "varje"
                    | "ett"
                    | "om"
                    | "i"
                    | "manga"
            ) || word.bytes().all(|byte| byte.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::prepare;

    #[test]
    fn a_year_typed_without_marks_is_a_year() {
        assert_eq!(prepare("per ar").keys, ["per", "aret"]);
        assert_eq!(prepare("det ar bra").keys, ["det", "ar", "bra"]);
    }
}
