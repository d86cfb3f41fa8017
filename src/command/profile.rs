//! What people say of themselves: region, role, area or clinic.
//!
//! Only a message that says nothing else is read as this, so that "jag är handledare, hur mycket tid
//! får jag?" stays a question.

use super::{RegionName, Request, fold, offices};
use crate::facts::Role;

/// What somebody says of themselves; what they do not speak of is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// The region's name in the knowledge base.
    pub region: Option<String>,
    /// What they say they are.
    pub role: Option<Role>,
    /// Areas and clinics as spelt in the settings, all of one region.
    pub tags: Vec<String>,
    /// A clinic or area that is none of those in the settings, in the person's words.
    pub unknown_place: Option<String>,
}

/// Words that say nothing beside what they stand with.
const FILLERS: &[&str] = &[
    "jag",
    "ja",
    "ar",
    "e",
    "jobbar",
    "arbetar",
    "i",
    "pa",
    "tillhor",
    "hor",
    "till",
    "hej",
    "hejsan",
    "gor",
    "st",
    "min",
    "mitt",
    "region",
    "byt",
    "byta",
    "andra",
    "det",
    "som",
    "och",
    "en",
    "region:",
    "vill",
    "ha",
    "valj",
    "regionen",
    "omradet",
    "omrade",
    "am",
    "im",
    "i'm",
    "in",
    "work",
    "at",
    "a",
    "an",
    "the",
    "my",
    "is",
    "switch",
    "to",
    "change",
    "hi",
    "hello",
    "nu",
    "ju",
    "bor",
    "numera",
    "fran",
    "from",
    "ny",
    "nya",
    "nybliven",
    "nyblivna",
    "nyanstalld",
    "nyborjad",
    "blivande",
    "new",
    "vi",
    "tack",
    "please",
    "inom",
    "vc",
    "vardcentral",
    "vardcentralen",
    "primarvarden",
    "lakare",
    "doctor",
    "physician",
    "gp",
    "doktor",
    "roll",
    "rollen",
    "role",
    "blivit",
    "har",
    "faktiskt",
    "men",
    "istallet",
    "and",
    "as",
    "clinic",
    "area",
    "for",
    "lan",
    "studierektorsomrade",
    "studierektorsomradet",
];

/// Reads a message of whole words; `None` where it says something else as well, or nothing of this.
pub(super) fn read(text: &str, words: &[&str], regions: &[RegionName]) -> Option<Request> {
    if let Some(rest) = introduced(words) {
        return read(text, &rest, regions);
    }
    let kept = without_whom(words);
    let words = kept.as_slice();
    let mut used = vec![false; words.len()];
    let tags = take_tags(words, &mut used, regions);
    let named = take_regions(words, &mut used, regions)?;
    let mut role = None;
    let mut rest = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(at, _)| !used[*at]) {
        let bare = (at == 0 || (at == 1 && matches!(words[0], "ar" | "e" | "am"))) && named.is_some() && !text.trim_end().ends_with('?');
        match role_word(word).filter(|_| stated(words, at) || bare) {
            Some(found) => role = Some(found),
            None if FILLERS.contains(word) => {}
            None => rest.push((at, *word)),
        }
    }
    // "st läkare" in two words, "jobbar som ST", "gör min ST".
    let st = words.iter().position(|word| *word == "st");
    if role.is_none() && st.is_some_and(|at| stated(words, at) || words[..at].contains(&"gor")) {
        role = Some(Role::St);
    }
    // "hej, ST i Kronoberg här"
    let greets = |word: &str| matches!(word, "hej" | "hejsan" | "tjena" | "hi" | "hello");
    if role.is_none() && named.is_some() && st.is_some_and(|at| at > 0 && words[..at].iter().all(|word| greets(word))) {
        role = Some(Role::St);
    }
    let says_so = |(at, _): &(usize, &str)| stated(words, *at) || words.iter().any(|word| matches!(*word, "mig" | "me"));
    let of_self = words.iter().any(|word| matches!(*word, "jag" | "ja" | "i" | "i'm" | "im" | "roll" | "rollen" | "role"));
    let asks = text.trim_end().ends_with('?');
    if offices::claimed(&rest) && rest.iter().any(says_so) && !asks {
        return Some(Request::Claim(offices::named(words, named.map(|region| region.id.clone()))));
    }
    // "byt region till Skåne": she knows no such region, and shows those she knows.
    let elsewhere = matches!(words, ["byt" | "byta" | "andra" | "change", "region", "till" | "to", _] | ["region", _]);
    if elsewhere && named.is_none() && !rest.is_empty() {
        return Some(Request::ChangeRegion);
    }
    if !rest.is_empty() {
        return unknown_place(words, &rest, asks).map(|place| {
            let region = named.map(|region| region.id.clone());
            Request::Profile(Profile { region, role, unknown_place: Some(place), ..Profile::default() })
        });
    }
    let region = named.map(|region| region.id.clone());
    // A place may lie in one region by name and be a tag of another; the region that was named decides.
    let tag_region = match &region {
        Some(region) => Some(region.clone()),
        None => tags.first().map(|(region, _)| region.clone()).filter(|first| tags.iter().all(|(region, _)| region == first)),
    };
    let tags: Vec<String> = tags.into_iter().filter(|(region, _)| Some(region) == tag_region.as_ref()).map(|(_, tag)| tag).collect();
    let profile = Profile { region: tag_region.or(region), role, tags, unknown_place: None };
    let says = profile.region.is_some() || (role.is_some() && of_self && !asks);
    if says {
        return Some(Request::Profile(profile));
    }
    (words.len() <= 5 && matches!(words, ["byt" | "andra" | "change", "region", ..])).then_some(Request::ChangeRegion)
}

/// The words behind how somebody introduces themselves: "jag heter Anna och är …", "mitt namn är Anna, jag är …".
fn introduced<'a>(words: &[&'a str]) -> Option<Vec<&'a str>> {
    let begins: [(&[&str], &str); 3] = [(&["jag", "heter"], "jag"), (&["mitt", "namn", "ar"], "jag"), (&["my", "name", "is"], "i")];
    let (at, length, me) = begins.iter().find_map(|(begin, me)| {
        let at = (0..words.len().min(3)).find(|at| words[*at..].starts_with(begin))?;
        Some((at, begin.len(), *me))
    })?;
    let behind = &words[at + length..];
    let ends = behind.iter().take(4).position(|word| matches!(*word, "och" | "jag" | "and" | "i")).filter(|ends| *ends > 0)?;
    let rest = &behind[ends..];
    let rest = if matches!(rest[0], "och" | "and") { &rest[1..] } else { rest };
    let own = rest.first().is_some_and(|first| *first == me);
    Some(if own { rest.to_vec() } else { std::iter::once(me).chain(rest.iter().copied()).collect() })
}

/// The words without those that say how many somebody supervises: "handledare åt två ST-läkare". Who they are by name is
/// something else.
fn without_whom<'a>(words: &[&'a str]) -> Vec<&'a str> {
    const COUNTS: [&str; 18] = [
        "en", "ett", "tva", "tre", "fyra", "fem", "flera", "nagra", "min", "mina", "vara", "a", "an", "one", "two", "three", "several",
        "my",
    ];
    let kept = || words.to_vec();
    let Some(at) = words.iter().position(|word| role_word(word) == Some(Role::Handledare)) else { return kept() };
    let counted = |word: &str| COUNTS.contains(&word) || word.chars().all(|digit| digit.is_ascii_digit());
    let whom = |word: &str| matches!(word, "st-lakare" | "stlakare" | "st-doktorer" | "st-lakarna" | "lakare" | "residents" | "trainees");
    let behind = match &words[at + 1..] {
        ["at" | "for" | "till" | "of" | "to", count, "st", "lakare" | "doctors", ..] if counted(count) => 4,
        ["at" | "for" | "till" | "of" | "to", "st", "lakare" | "doctors", ..] => 3,
        ["at" | "for" | "till" | "of" | "to", count, doctors, ..] if counted(count) && whom(doctors) => 3,
        ["at" | "for" | "till" | "of" | "to", doctors, ..] if whom(doctors) => 2,
        _ => return kept(),
    };
    words[..=at].iter().chain(&words[at + 1 + behind..]).copied().collect()
}

/// Whether the words before a role say that the writer has it: "jag är", "jag jobbar som", "min roll
/// är", "ändra min roll till". Of "min handledare" or "jag vill byta handledare" nothing follows.
fn stated(words: &[&str], at: usize) -> bool {
    const BETWEEN: &[&str] = &[
        "en",
        "nu",
        "numera",
        "ju",
        "faktiskt",
        "ocksa",
        "som",
        "pa",
        "st",
        "a",
        "an",
        "the",
        "at",
        "as",
        "ny",
        "nya",
        "nybliven",
        "nyblivna",
        "nyanstalld",
        "nyborjad",
        "blivande",
        "new",
        "precis",
        "just",
        "bara",
        "helt",
        "alldeles",
    ];
    let mut before = &words[..at];
    while let Some((last, rest)) = before.split_last() {
        if !BETWEEN.contains(last) {
            break;
        }
        before = rest;
    }
    matches!(
        before,
        [.., "jag" | "ja", "ar" | "e" | "blivit" | "jobbar" | "arbetar"]
            | [.., "har", "blivit"]
            | [.., "i", "am" | "work"]
            | [.., "i'm" | "im"]
            | [.., "roll" | "rollen" | "role", "ar" | "is" | "till" | "to"]
    ) || matches!(before, [.., role, "och" | "and"] if role_word(role).is_some() && stated(words, before.len() - 2))
}

/// The tags that the words name, with their regions.
fn take_tags(words: &[&str], used: &mut [bool], regions: &[RegionName]) -> Vec<(String, String)> {
    let mut all: Vec<(Vec<String>, &RegionName, &String)> =
        regions.iter().flat_map(|region| region.tags.iter().map(move |tag| (tag_words(tag), region, tag))).collect();
    all.sort_by_key(|(words, _, _)| std::cmp::Reverse(words.len()));
    let mut found: Vec<(String, String)> = Vec::new();
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (pattern, region, tag) in all {
        let Some(at) = find(words, &pattern, |word, part| word == part || word.strip_suffix('s') == Some(part)) else { continue };
        // A longer tag that holds this one was meant.
        let inside = places.iter().any(|(from, to)| *from <= at && at + pattern.len() <= *to && (to - from) > pattern.len());
        if !inside {
            places.push((at, at + pattern.len()));
            found.push((region.id.clone(), tag.clone()));
        }
    }
    for (from, to) in places {
        used[from..to].fill(true);
    }
    found
}

/// The words by which a tag is recognised: without those for a clinic, and without a genitive.
fn tag_words(tag: &str) -> Vec<String> {
    let folded = fold(tag);
    let all: Vec<&str> = folded.split_whitespace().collect();
    let own: Vec<&str> = all.iter().copied().filter(|word| !matches!(*word, "vardcentral" | "vardcentralen" | "vc")).collect();
    let genitive = own.len() < all.len();
    own.iter()
        .enumerate()
        .map(|(at, word)| {
            let last = at + 1 == own.len();
            if genitive && last && word.len() > 4 { word.trim_end_matches('s').to_owned() } else { (*word).to_owned() }
        })
        .collect()
}

/// The tag of a region that a text names and nothing else, as spelt in the settings.
#[must_use]
pub fn tag_named<'a>(text: &str, region: &'a RegionName) -> Option<&'a String> {
    let folded = fold(text);
    let same = |tag: &&String| fold(tag) == folded;
    let alike = |tag: &&String| !tag_words(tag).is_empty() && tag_words(tag) == tag_words(text);
    region.tags.iter().find(same).or_else(|| region.tags.iter().find(alike))
}

/// The one region that the words name; `Some(None)` for none, `None` where they name several.
#[expect(clippy::option_option, reason = "several regions end the reading, none does not")]
fn take_regions<'a>(words: &[&str], used: &mut [bool], regions: &'a [RegionName]) -> Option<Option<&'a RegionName>> {
    let mut named: Option<&RegionName> = None;
    for candidate in regions {
        let mut longest_first: Vec<String> = candidate.words().collect();
        longest_first.sort_by_key(|word| std::cmp::Reverse(word.len()));
        for phrase in longest_first {
            let pattern: Vec<String> = phrase.split_whitespace().map(str::to_owned).collect();
            if let Some(at) = find(words, &pattern, |word, part| word == part) {
                if named.is_some_and(|already| already.id != candidate.id) {
                    return None;
                }
                named = Some(candidate);
                used[at..at + pattern.len()].fill(true);
            }
        }
    }
    Some(named)
}

/// Where a row of words stands among others.
fn find(words: &[&str], pattern: &[String], alike: impl Fn(&str, &str) -> bool) -> Option<usize> {
    if pattern.is_empty() || pattern.len() > words.len() {
        return None;
    }
    (0..=words.len() - pattern.len()).find(|at| pattern.iter().zip(&words[*at..]).all(|(part, word)| alike(word, part)))
}

/// "jag jobbar på vårdcentralen Hovslund", "min vårdcentral är Hovslund": a clinic or area that the
/// settings do not know. Its name stands right beside the word for a clinic.
fn unknown_place(words: &[&str], rest: &[(usize, &str)], asks: bool) -> Option<String> {
    const KINDS: &[&str] = &["vardcentral", "vardcentralen", "vc", "omrade", "omradet", "clinic", "area"];
    const NO_NAMES: &[&str] = &["idag", "imorgon", "igar", "ikvall", "igen", "helt", "ensam", "ofta", "mycket", "deltid", "heltid", "natt"];
    let (first, last) = (rest.first()?.0, rest.last()?.0);
    let kind = words.iter().position(|word| KINDS.contains(word))?;
    let named = match words {
        ["jag", "jobbar" | "arbetar" | "hor" | "tillhor", ..] | ["i", "work", ..] => {
            // "på Hovslunds vårdcentral", but not "på en liten vårdcentral".
            kind + 1 == first || (last + 1 == kind && first > 0 && matches!(words[first - 1], "pa" | "till" | "at" | "tillhor"))
        }
        ["min" | "mitt" | "my", _, "ar" | "heter" | "is", ..] => kind == 1 && first >= 3,
        _ => false,
    };
    let together = last - first + 1 == rest.len();
    let name = rest.iter().all(|(_, word)| role_word(word).is_none() && !offices::is_office(word) && !NO_NAMES.contains(word));
    (named && together && name && !asks && rest.len() <= 3 && words.len() <= 8)
        .then(|| rest.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(" "))
}

/// What a word says somebody is.
#[must_use]
pub fn role_word(word: &str) -> Option<Role> {
    Some(match word {
        "st-lakare" | "stlakare" | "st-doktor" | "st-doctor" | "st-lakaren" | "resident" | "trainee" => Role::St,
        "handledare" | "hl" | "supervisor" | "huvudhandledare" => Role::Handledare,
        "chef" | "verksamhetschef" | "vc-chef" | "avdelningschef" | "enhetschef" => Role::Verksamhetschef,
        "hr" | "hr-specialist" | "hr-partner" => Role::Hr,
        _ => return None,
    })
}
