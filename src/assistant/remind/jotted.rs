//! "Skriv upp tandläkaren 3 december kl 14": what is jotted down with its day is a request, said to a calendar.

use crate::command;
use crate::language::date::{self, Context, Outcome, Strength};

use super::refer;

/// What such a message begins with, folded; the longest first.
const BEGINS: &[&[&str]] = &[
    &["lagg", "in"],
    &["lagga", "in"],
    &["lagg", "till"],
    &["lagga", "till"],
    &["skriv", "upp"],
    &["skriva", "upp"],
    &["skriv", "in"],
    &["skriva", "in"],
    &["skriv", "ner"],
    &["satt", "upp"],
    &["hall", "koll", "pa"],
    &["halla", "koll", "pa"],
    &["ha", "koll", "pa"],
    &["hall", "reda", "pa"],
    &["boka", "in"],
    &["notera"],
    &["anteckna"],
    &["note", "down"],
    &["write", "down"],
    &["put", "down"],
    &["jot", "down"],
    &["keep", "track", "of"],
    &["keep", "an", "eye", "on"],
    &["note"],
];

/// The request that a text is which jots something down with its day. `None`: it does not, or says no day, or not what.
pub fn request(text: &str, context: &Context) -> Option<String> {
    if date::is_reminder_request(text) == Strength::Strong || text.contains('\n') {
        return None;
    }
    let raw: Vec<&str> = text.split_whitespace().collect();
    let folded: Vec<String> = raw.iter().map(|word| command::fold(word)).collect();
    let words: Vec<&str> = folded.iter().map(String::as_str).collect();
    let skipped = words.len() - command::without_politeness(&words).len();
    let start = words.iter().take(skipped + 3).position(|word| BEGINS.iter().any(|begins| begins[0] == *word))?;
    // "kan du notera …", "du får gärna lägga in …": asked of her, and nothing else before it.
    let polite = |word: &&str| {
        matches!(
            *word,
            "kan" | "du" | "skulle" | "kunna" | "far" | "garna" | "snalla" | "hej" | "stina" | "could" | "can" | "you" | "please" | ""
        )
    };
    let begins = BEGINS.iter().find(|begins| words[start..].starts_with(begins))?;
    if !words[..start].iter().all(polite) || (text.contains('?') && start == 0) {
        return None;
    }
    let mut from = start + begins.len();
    // "boka in mig på hudkursen" asks for what she cannot do.
    if words.get(from).is_some_and(|word| matches!(*word, "mig" | "oss" | "me" | "us"))
        && words.get(from + 1).is_some_and(|word| matches!(*word, "pa" | "till" | "for" | "on"))
    {
        return None;
    }
    while words
        .get(from)
        .is_some_and(|word| matches!(*word, "att" | "that" | "for" | "mig" | "at" | "i" | "min" | "kalendern" | "kalender"))
    {
        from += 1;
    }
    let rest = raw.get(from..)?.join(" ");
    let rest = rest.trim_end_matches('?');
    let lead = if words.get(from - 1).is_some_and(|word| matches!(*word, "att" | "that")) { "att" } else { "om" };
    let request = format!("påminn mig {lead} {rest}");
    // "lägg in gynplaceringen 1 mars till 30 april" belongs to a plan.
    let one_day = matches!(date::find_dates(rest, context).as_slice(), [only] if only.last.is_none());
    let planned = ["placering", "randning", "sidotjanst", "semester", "ledig"].iter().any(|word| command::fold(rest).contains(word));
    match date::read_reminder(&request, context) {
        Outcome::Set(read) if one_day && !planned && !refer::points(&read.subject) => Some(request),
        _ => None,
    }
}
