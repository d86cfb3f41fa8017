//! Power in what people write: claiming it, giving it, taking it back.

use super::{RegionName, Request, named_regions};

/// A power as a text names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfficeNamed {
    /// Running her.
    Admin,
    /// Directing studies, in the region that the text names; `None` where it names none.
    Studierektor(Option<String>),
}

/// The words for each power, folded.
const ADMIN: &[&str] = &["admin", "administrator", "administratoren", "adminroll", "adminrollen"];
const STUDIEREKTOR: &[&str] = &["studierektor", "studierektorn", "studierektorsroll", "studierektorsrollen", "director"];

/// Words that a claim may hold beside the power itself.
const BESIDE: &[&str] =
    &["mig", "gor", "ge", "lagg", "in", "tilldela", "satt", "ocksa", "er", "makes", "make", "me", "give", "study", "studies", "of", "era"];

/// Whether what is left of a message claims a power and says nothing else.
pub(super) fn claimed(rest: &[(usize, &str)]) -> bool {
    rest.iter().any(|(_, word)| is_office(word)) && rest.iter().all(|(_, word)| is_office(word) || BESIDE.contains(word))
}

/// The power that the words name.
pub(super) fn named(words: &[&str], region: Option<String>) -> OfficeNamed {
    if words.iter().any(|word| STUDIEREKTOR.contains(word)) { OfficeNamed::Studierektor(region) } else { OfficeNamed::Admin }
}

/// Whether a word names a power.
pub(super) fn is_office(word: &str) -> bool {
    ADMIN.contains(&word) || STUDIEREKTOR.contains(&word)
}

/// "gör @anna:example.org till studierektor för Kronoberg", "ta bort @anna:example.org som admin",
/// "role grant @anna:example.org studierektor vgr".
pub(super) fn read(text: &str, words: &[&str], regions: &[RegionName]) -> Option<Request> {
    let grant = match words {
        ["gor" | "gora" | "ge" | "utse" | "tilldela" | "make" | "give" | "grant", ..]
        | ["lagg", "till" | "in", ..]
        | ["roll" | "role", "grant" | "ge" | "lagg", ..] => true,
        ["ta" | "tag", "bort" | "ifran" | "tillbaka", ..]
        | ["aterkalla" | "avsatt" | "revoke" | "remove", ..]
        | ["dra", "in" | "tillbaka", ..]
        | ["roll" | "role", "revoke" | "ta" | "aterkalla", ..] => false,
        _ => return None,
    };
    let to_oneself = words.iter().any(|word| matches!(*word, "mig" | "me"));
    if to_oneself || text.trim_end().ends_with('?') || !words.iter().any(|word| is_office(word)) {
        return None;
    }
    let region = match named_regions(text, regions).as_slice() {
        [only] => Some(only.id.clone()),
        _ => None,
    };
    Some(Request::ChangeOffice { grant, user: user_id(text), office: named(words, region) })
}

/// The first user id in a text, as it was written.
fn user_id(text: &str) -> Option<String> {
    text.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '(' | ')' | '"' | '”' | '<' | '>'))
        .map(|word| word.trim_end_matches(['.', ':', ';', '!']))
        .find(|word| is_user_id(word))
        .map(str::to_owned)
}

/// Whether a text is a user id: `@name:server`.
#[must_use]
pub fn is_user_id(text: &str) -> bool {
    let Some((name, server)) = text.strip_prefix('@').and_then(|rest| rest.split_once(':')) else { return false };
    // Source: the Matrix specification, appendix "User Identifiers"; 255 bytes are the most.
    text.len() <= 255
        && !name.is_empty()
        && name.chars().all(|letter| letter.is_ascii_graphic() && !matches!(letter, '"' | '<' | '>' | ';' | ','))
        && !server.is_empty()
        && server.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | ':' | '[' | ']'))
        && server.starts_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '[')
}
