//! Words that say nothing of the matter, folded: greetings, and the small words that only lead in to an asking
//! or to a subject. The readers of both take them from here.

use std::collections::HashSet;
use std::sync::LazyLock;

/// How people greet, call and fill.
pub(super) const GREETING: &[&str] = &[
    "du", "hej", "hejsan", "halla", "stina", "snalla", "please", "hi", "ok", "okej", "pls", "yo", "aa", "bre", "ba", "eh", "ehm", "asso",
    "tja", "tjena", "tjenare", "tack", "bruh", "ey", "typ", "ursakta",
];

/// Small words that lead in to an asking ("kan du …") as well as to what it is about ("att jag har …").
pub(super) const LINKING: &[&str] = &[
    "kan", "jag", "i", "mig", "behover", "och", "sa", "vi", "blir", "to", "det", "om", "att", "ar", "for", "that", "ocksa", "me", "nytt",
    "har",
];

/// The words of several lists, to be looked up: every word of a message is asked about.
pub(super) type Words = LazyLock<HashSet<&'static str>>;

/// Gathers lists of words.
pub(super) fn gather(lists: &[&[&'static str]]) -> HashSet<&'static str> {
    lists.iter().flat_map(|list| list.iter().copied()).collect()
}
