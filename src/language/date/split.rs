//! Parts words that were written together by mistake ("påminnmig", "påfredag", "mig15 april").

use std::ops::Range;

use super::lexicon::is_name;
use super::token::{Kind, Token, fold, token};

/// Words that end where another word was glued on, folded.
const FIRST: &[&str] =
    &["lucia", "paminnmig", "paminn", "paminna", "remind", "nasta", "varje", "senast", "pa", "till", "om", "imorgon", "ikvall", "mig"];

/// What is glued on to them.
const SECOND: &[&str] = &[
    "mig", "mej", "me", "oss", "om", "imorgon", "ikvall", "bitti", "vecka", "manad", "kl", "den", "pa", "tva", "tre", "morgon", "morgonen",
    "kvall",
];

/// Pairs that are words of their own, or names.
const WHOLE: &[&str] = &["paom", "tillom", "omden", "omme", "mige", "ompa", "pakl", "omkl", "tillmig", "tillpa", "omom", "migom"];

/// Words that a number is glued on to without being a name ("mig15 april", "kl9", "den3").
const BEFORE_NUMBER: &[&str] =
    &["mig", "mej", "oss", "me", "paminn", "den", "om", "pa", "till", "senast", "innan", "fredag", "mandag", "torsdag"];

/// Adds a run of characters as one token, or as two where two words were written together.
pub(super) fn push(tokens: &mut Vec<Token>, composed: &str, span: Range<usize>, kind: Kind, glued: bool) {
    let raw = &composed[span.clone()];
    match border(raw, kind) {
        Some(border) => {
            let middle = span.start + border;
            push(tokens, composed, span.start..middle, kind, glued);
            tokens.push(token(&composed[middle..span.end], middle, span.end, kind, false));
        }
        None => tokens.push(token(raw, span.start, span.end, kind, glued)),
    }
}

/// The byte at which the second of two words begins.
fn border(raw: &str, kind: Kind) -> Option<usize> {
    if kind != Kind::Word || !(4..=40).contains(&raw.len()) {
        return None;
    }
    let folded = fold(raw);
    if WHOLE.contains(&folded.as_str()) {
        return None;
    }
    // Folding keeps the number of characters, so the border is found by counting them.
    FIRST
        .iter()
        .find(|first| folded.strip_prefix(**first).is_some_and(|rest| SECOND.contains(&rest) || is_name(rest)))
        .and_then(|first| raw.char_indices().nth(first.len()))
        .map(|(at, _)| at)
}

/// Words that people write apart, and the one that each pair makes, by their letters with and without marks.
const APART: &[(&[&str], &[&str])] = &[
    (&["mån", "tis", "ons", "tors", "fre", "lör", "sön", "lor"], &["dag", "dagen", "dagar"]),
    (&["mid"], &["sommar", "sommarafton"]),
    (&["midsommar", "jul", "nyårs", "nyars", "påsk", "pask"], &["afton"]),
    (&["skär", "skar"], &["torsdag", "torsdagen"]),
    (&["lång", "lang"], &["fredag", "fredagen"]),
    (&["inn"], &["an"]),
    (&["in"], &["nan"]),
];

/// Joins words that were written apart by mistake ("tors dag", "mid sommar afton").
pub(super) fn join(tokens: &mut Vec<Token>) {
    let mut at = 1;
    while at < tokens.len() {
        let (before, after) = (&tokens[at - 1], &tokens[at]);
        let apart = before.kind == Kind::Word
            && after.kind == Kind::Word
            && !after.glued
            && !tokens.get(at + 1).is_some_and(|next| next.glued && next.kind != Kind::Mark);
        let pair =
            apart && APART.iter().any(|(first, second)| first.contains(&before.low.as_str()) && second.contains(&after.low.as_str()));
        if pair {
            let after = tokens.remove(at);
            let before = &mut tokens[at - 1];
            before.end = after.end;
            before.low.push_str(&after.low);
            before.word = fold(&before.low);
        } else {
            at += 1;
        }
    }
}

/// Mends what is seen only between tokens: a number glued to a word of asking, "o" for "och",
/// "13;30".
pub(super) fn mend(tokens: &mut [Token]) {
    for at in 0..tokens.len() {
        let number = |index: usize| tokens.get(index).is_some_and(|token| token.kind == Kind::Number);
        let glued = |index: usize| tokens.get(index).is_some_and(|token| token.glued);
        let before = at.checked_sub(1);
        let before_is_number = before.is_some_and(number);
        if number(at)
            && glued(at)
            && before.is_some_and(|before| tokens[before].kind == Kind::Word && BEFORE_NUMBER.contains(&tokens[before].word.as_str()))
        {
            tokens[at].glued = false;
        } else if tokens[at].low == "el"
            && before.is_some()
            && !glued(at)
            && !glued(at + 1)
            && (number(at + 1) || tokens.get(at + 1).is_some_and(|next| is_name(&next.word)))
        {
            // "lördag el söndag"
            "eller".clone_into(&mut tokens[at].word);
        } else if tokens[at].low == "å" && before.is_some() && !glued(at) && !glued(at + 1) {
            // "två timmar å en kvart"
            "och".clone_into(&mut tokens[at].word);
        } else if tokens[at].word == "o"
            && before.is_some_and(|before| !matches!(tokens[before].word.as_str(), "t" | "f" | "r"))
            && !glued(at)
            && !glued(at + 1)
        {
            "och".clone_into(&mut tokens[at].word);
        } else if tokens[at].word == ";" && before_is_number && glued(at) && glued(at + 1) && number(at + 1) {
            ":".clone_into(&mut tokens[at].word);
        }
    }
}
