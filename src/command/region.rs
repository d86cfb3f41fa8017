//! How people say that their region is another one: "kan du byta min region till Kronoberg?", "jag har flyttat till VGR",
//! "nej, jag menade Kronoberg". Only a message that says nothing else is read as this.

use super::{Profile, RegionName, Request, fold};

/// Polite words before a wish.
const POLITE: &[&[&str]] = &[
    &["kan", "du"],
    &["kan", "ni"],
    &["kunde", "du"],
    &["skulle", "du", "kunna"],
    &["vill", "du"],
    &["can", "you"],
    &["could", "you"],
    &["jag", "vill"],
    &["jag", "skulle", "vilja"],
    &["jag", "behover"],
    &["i", "want", "to"],
    &["i", "need", "to"],
    &["i", "would", "like", "to"],
    &["i'd", "like", "to"],
    &["please"],
    &["snalla"],
    &["hej"],
    &["hi"],
];

/// Words that a wish for another region begins with.
const WISHES: &[&str] =
    &["byt", "byta", "byter", "andra", "switch", "change", "set", "stall", "stalla", "satt", "satta", "uppdatera", "update"];

/// Words with which somebody tells where they are now.
const TELLS: &[&str] = &[
    "flyttat",
    "bytt",
    "borjat",
    "jobbar",
    "arbetar",
    "ar",
    "e",
    "tillhor",
    "hor",
    "gor",
    "bor",
    "moved",
    "switched",
    "changed",
    "transferred",
    "started",
    "work",
    "working",
    "belong",
    "am",
    "i'm",
    "im",
    "are",
    "live",
];

/// How such a message speaks of the writer.
const ONESELF: &[&str] = &["jag", "ja", "vi", "i", "i'm", "im", "i've", "ive", "we", "we've"];

/// How a message begins that takes something back.
const NO: &[&str] =
    &["nej", "na", "nae", "naej", "nope", "no", "oj", "ojda", "ops", "oops", "hoppsan", "fel", "wrong", "sorry", "forlat", "ursakta", "aj"];

/// Words that say what was meant.
const MEANT: &[&str] = &["menade", "menar", "mena", "meant", "mean"];

/// Words that add nothing beside those.
const BESIDE: &[&str] = &[
    "om",
    "in",
    "over",
    "tillbaka",
    "back",
    "min",
    "mitt",
    "my",
    "mig",
    "me",
    "region",
    "regionen",
    "till",
    "to",
    "as",
    "the",
    "i",
    "nu",
    "now",
    "igen",
    "again",
    "istallet",
    "instead",
    "tack",
    "please",
    "snalla",
    "for",
    "har",
    "have",
    "precis",
    "just",
    "nyss",
    "jobb",
    "job",
    "jobs",
    "arbete",
    "tjanst",
    "arbetsgivare",
    "employer",
    "st",
    "fran",
    "from",
    "sedan",
    "sen",
    "since",
    "forra",
    "veckan",
    "manaden",
    "aret",
    "last",
    "week",
    "month",
    "year",
    "numera",
    "nufortiden",
    "och",
    "and",
    "dar",
    "there",
    "det",
    "it",
    "ska",
    "skulle",
    "vara",
    "should",
    "be",
    "alltsa",
    "ju",
    "ocksa",
    "sa",
    "is",
    "att",
    "that",
    "at",
    "pa",
    "inom",
    "within",
    "sommaras",
    "hostas",
    "varas",
    "vintras",
    "a",
    "new",
    "nytt",
    "ny",
    "been",
    "varit",
    "living",
    "getting",
    "got",
    "fatt",
];

/// Months.
const MONTHS: &[&str] = &[
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
    "january",
    "february",
    "march",
    "may",
    "june",
    "july",
    "august",
    "october",
];

/// Words that deny it.
const DENIES: &[&str] = &["inte", "ej", "not", "don't", "dont", "longer", "langre", "anymore", "any", "more", "aldrig", "no", "do"];

/// Whole messages that ask which region she goes by.
const WHICH: &[&str] = &[
    "min region",
    "my region",
    "vilken region har jag",
    "vilken region ar jag",
    "vilken region ar jag i",
    "vilken region tillhor jag",
    "vilken region hor jag till",
    "vilken region gar du efter",
    "vilken region svarar du for",
    "vilken region utgar du fran",
    "vilken region har du for mig",
    "vad ar min region",
    "vad har jag for region",
    "vad har jag for region nu",
    "vilken ar min region",
    "which region am i in",
    "which region do i have",
    "what region am i in",
    "what region do i have",
    "what is my region",
    "what's my region",
    "whats my region",
    "which is my region",
];

/// Reads a message in folded words.
pub(super) fn read(words: &[&str], regions: &[RegionName]) -> Option<Request> {
    let words = without(words, POLITE);
    if WHICH.contains(&words.join(" ").as_str()) {
        return Some(Request::MyRegion);
    }
    let (named, rest) = named(words, regions);
    let rest: Vec<&str> = rest.split_whitespace().collect();
    let first = *words.first()?;
    let only = |lists: &[&[&str]]| {
        rest.iter().all(|word| BESIDE.contains(word) || MONTHS.contains(word) || lists.iter().any(|list| list.contains(word)))
    };
    let set = || named.map(|region| Request::Profile(Profile { region: Some(region.id.clone()), ..Profile::default() }));
    let says = |list: &[&str]| rest.iter().any(|word| list.contains(word));
    if WISHES.contains(&first) && only(&[WISHES]) {
        return set().or_else(|| says(&["region", "regionen"]).then_some(Request::ChangeRegion));
    }
    let of_self = ONESELF.contains(&first);
    if of_self && says(TELLS) && says(&["inte", "ej", "not", "don't", "dont", "longer"]) && only(&[ONESELF, TELLS, DENIES]) {
        return named.map(|_| Request::ChangeRegion);
    }
    // "jag är i Växjö i maj" is a time there, "sedan i maj" is for good.
    let for_a_time = says(MONTHS) && !says(&["sedan", "sen", "since", "flyttat", "bytt", "moved", "switched"]);
    if of_self && !for_a_time && says(TELLS) && only(&[ONESELF, TELLS]) {
        return set();
    }
    (takes_back(words) && only(&[ONESELF, TELLS, NO, MEANT])).then(set).flatten()
}

/// Whether a message takes back what was just said: "nej …", "jag menade …", "det ska vara …".
#[must_use]
pub fn corrects(text: &str) -> bool {
    takes_back(&fold(text).split(' ').collect::<Vec<_>>())
}

fn takes_back(words: &[&str]) -> bool {
    let meant = words.iter().take(3).any(|word| MEANT.contains(word));
    let should = [["det", "ska", "vara"], ["det", "skulle", "vara"], ["it", "should", "be"]];
    words.first().is_some_and(|first| NO.contains(first)) || meant || should.iter().any(|begin| words.starts_with(begin))
}

/// The words behind all that is polite at the beginning.
fn without<'a, 'b>(mut words: &'a [&'b str], begins: &[&[&str]]) -> &'a [&'b str] {
    while let Some(begin) = begins.iter().find(|begin| words.len() > begin.len() && words.starts_with(begin)) {
        words = &words[begin.len()..];
    }
    words
}

/// The one region that the words name as where somebody is, and the words without it. Where they come from is none.
fn named<'a>(words: &[&str], regions: &'a [RegionName]) -> (Option<&'a RegionName>, String) {
    let mut text = format!(" {} ", words.join(" "));
    let mut all: Vec<(&RegionName, String)> = regions.iter().flat_map(|region| region.words().map(move |word| (region, word))).collect();
    all.sort_by_key(|(_, word)| std::cmp::Reverse(word.len()));
    for (_, word) in &all {
        for from in ["fran", "from"] {
            text = text.replace(&format!(" {from} {word} "), " ");
        }
    }
    let mut found: Vec<&RegionName> = Vec::new();
    for (region, word) in all {
        let there = format!(" {word} ");
        if !word.is_empty() && text.contains(&there) {
            text = text.replace(&there, " ");
            if !found.iter().any(|known| known.id == region.id) {
                found.push(region);
            }
        }
    }
    (if let [only] = found.as_slice() { Some(*only) } else { None }, text)
}

/// The region that a short answer to "which region?" most likely means: misspelt ("kronoborg"), cut short ("västra"), or
/// beside other words ("kronoberg tror jag").
#[must_use]
pub fn nearly<'a>(text: &str, regions: &'a [RegionName]) -> Option<&'a RegionName> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    if words.len() > LONGEST_ANSWER || text.trim_end().ends_with('?') {
        return None;
    }
    if let (Some(region), _) = named(&words, regions) {
        return Some(region);
    }
    let is_filler = |word: &&&str| {
        BESIDE.contains(*word) || MONTHS.contains(*word) || ONESELF.contains(*word) || TELLS.contains(*word) || NO.contains(*word)
    };
    let said: String = words.iter().filter(|word| !is_filler(word)).copied().collect();
    let near = |region: &&RegionName| region.words().any(|word| alike(&said, &word.replace(' ', "")));
    let mut found = regions.iter().filter(near);
    found.next().filter(|_| found.next().is_none())
}

/// An answer to "which region?" is no longer than this, in words.
const LONGEST_ANSWER: usize = 6;

/// Whether what somebody wrote is a name with a slip or two, or how it begins.
fn alike(said: &str, name: &str) -> bool {
    let length = said.chars().count();
    if length < 5 {
        return false;
    }
    let slips = if length < 7 { 1 } else { 2 };
    name.starts_with(said) || strsim::osa_distance(said, name) <= slips
}
