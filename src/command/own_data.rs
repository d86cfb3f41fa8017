//! Wishes about one's own data: to see it, to have it removed.

use super::Request;

/// The longest of these wishes, in words.
const LONGEST: usize = 12;

/// Words that ask for removal, with their forms.
const REMOVE: &[&str] = &[
    "glom",
    "glomma",
    "glommer",
    "radera",
    "raderar",
    "ta",
    "tar",
    "rensa",
    "rensar",
    "delete",
    "forget",
    "remove",
    "erase",
    "stryk",
    "stryka",
    "avregistrera",
];

/// What is to be removed: the writer, or all that is known.
const OF_ONESELF: &[&str] = &["mig", "me", "konto", "kontot", "account", "uppgifter", "data", "information"];

/// Words that stand beside.
const BESIDE: &[&str] = &[
    "kan",
    "du",
    "ni",
    "jag",
    "vill",
    "att",
    "skulle",
    "snalla",
    "please",
    "tack",
    "hej",
    "bort",
    "om",
    "about",
    "allt",
    "alla",
    "all",
    "everything",
    "det",
    "som",
    "vet",
    "har",
    "sparat",
    "sparar",
    "minns",
    "lagrat",
    "you",
    "i",
    "want",
    "to",
    "would",
    "like",
    "can",
    "could",
    "know",
    "have",
    "saved",
    "stored",
    "mina",
    "min",
    "mitt",
    "my",
    "helt",
    "nu",
    "now",
    "personal",
    "och",
    "and",
    "the",
    "what",
    "vad",
    "kunna",
    "need",
    "of",
    "on",
    "that",
];

/// Words that tell of keeping.
const KEEP: &[&str] = &[
    "sparar",
    "sparat",
    "sparas",
    "lagrar",
    "lagrat",
    "lagras",
    "vet",
    "minns",
    "har",
    "samlar",
    "samlat",
    "registrerar",
    "registrerat",
    "know",
    "store",
    "stored",
    "save",
    "saved",
    "keep",
    "kept",
    "have",
    "remember",
    "collect",
];

/// Reads a message in folded words.
pub(super) fn read(words: &[&str]) -> Option<Request> {
    if words.len() > LONGEST {
        return None;
    }
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let known = |word: &&str| REMOVE.contains(word) || OF_ONESELF.contains(word) || BESIDE.contains(word);
    if has(REMOVE) && has(OF_ONESELF) && words.iter().all(known) && removes(words) {
        return Some(Request::Forget);
    }
    let asks = words.iter().take(2).any(|word| matches!(*word, "vad" | "vilka" | "vilken" | "what" | "which" | "visa" | "show"));
    let of_self = words.windows(2).any(|pair| matches!(pair, ["om" | "about" | "on", "mig" | "me"]));
    (asks && of_self && has(KEEP) && words.iter().all(|word| is_of_data(word))).then_some(Request::MyData)
}

/// "ta" removes only with "bort", and "vad" asks.
fn removes(words: &[&str]) -> bool {
    let takes = words.iter().any(|word| matches!(*word, "ta" | "tar"));
    let others = words.iter().any(|word| REMOVE.contains(word) && !matches!(*word, "ta" | "tar"));
    (others || takes && words.contains(&"bort")) && !matches!(words.first(), Some(&("vad" | "what")))
}

/// Words of a question about what is kept.
fn is_of_data(word: &str) -> bool {
    KEEP.contains(&word)
        || OF_ONESELF.contains(&word)
        || BESIDE.contains(&word)
        || matches!(
            word,
            "vilka"
                | "vilken"
                | "which"
                | "visa"
                | "show"
                | "for"
                | "slags"
                | "sorts"
                | "egentligen"
                | "stina"
                | "finns"
                | "do"
                | "kind"
                | "saker"
        )
}
