//! What an ST day is about, from the words before its date.

use super::place;

/// What an ST day is called; longer ones first.
pub(super) const NOUNS: [&str; 26] = [
    "st-dagarna",
    "st-dagar",
    "st-dagen",
    "st-dag",
    "st dagar",
    "st dag",
    "startseminariet",
    "startseminarium",
    "handledardagen",
    "handledardagar",
    "handledardag",
    "utbildningsdagar",
    "utbildningsdagen",
    "utbildningsdag",
    "temadagar",
    "temadagen",
    "temadag",
    "introduktionsdag",
    "seminariet",
    "seminarium",
    "workshop",
    "internatet",
    "internat",
    "studiebesök",
    "st-forum",
    "st day",
];
/// Words that may stand between a title and its date.
const JOINTS: [&str; 41] = [
    "den",
    "på",
    "är",
    "blir",
    "hålls",
    "sker",
    "äger",
    "rum",
    "datum",
    "kl",
    "kl.",
    "klockan",
    "dag",
    "tid",
    "när",
    "och",
    "samt",
    "on",
    "the",
    "is",
    "and",
    "at",
    "måndag",
    "tisdag",
    "onsdag",
    "torsdag",
    "fredag",
    "lördag",
    "söndag",
    "infaller",
    "planeras",
    "nästa",
    "följande",
    "datumen",
    "heldag",
    "heldagar",
    "halvdag",
    "fm",
    "em",
    "förmiddag",
    "eftermiddag",
];
/// Words that make a line a sentence and no title.
const SENTENCE: [&str; 22] = [
    "hej",
    "vi",
    "ni",
    "jag",
    "du",
    "er",
    "ska",
    "välkomna",
    "välkommen",
    "kommer",
    "har",
    "som",
    "att",
    "detta",
    "hello",
    "we",
    "you",
    "will",
    "please",
    "inte",
    "kom",
    "glöm",
];

pub(super) fn is_joint(word: &str) -> bool {
    let lowered = word.to_lowercase();
    JOINTS.contains(&lowered.as_str())
}

/// The title that a piece of a sentence holds: from the word for such a day on, or the whole piece where
/// it is short and no sentence.
pub(super) fn title_of(text: &str) -> Option<String> {
    let text = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let text = trim_joints(text);
    let lowered = text.to_lowercase();
    let starts_word = |at: usize| !lowered[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '-');
    // Lower case may be longer than the text was; such a text is not cut.
    let noun = NOUNS
        .iter()
        .filter_map(|noun| lowered.match_indices(noun).map(|(at, _)| at).find(|at| starts_word(*at)))
        .min()
        .filter(|at| lowered.len() == text.len() && text.is_char_boundary(*at));
    if let Some(at) = noun {
        return Some(singular(text[at..].trim()));
    }
    let words: Vec<&str> = lowered.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let title = (1..=7).contains(&words.len())
        && !words.iter().any(|word| SENTENCE.contains(word))
        && !words.iter().all(|word| is_joint(word))
        && words.iter().any(|word| word.chars().count() > 2 && word.chars().all(char::is_alphabetic));
    // "på Kursgården" is left of a day named before, and what no day is called.
    let place = ["på ", "i ", "vid "].iter().filter_map(|at| lowered.strip_prefix(at)).any(place::looks_like_place);
    (title && !place).then(|| text.trim().to_owned())
}

/// Takes "den", "på torsdag", colons and dashes off the end.
fn trim_joints(text: &str) -> &str {
    let mut text = text;
    loop {
        text = text.trim_end_matches(|letter: char| !letter.is_alphanumeric() && !matches!(letter, ')' | '"' | '”'));
        let last = text.rsplit(char::is_whitespace).next().unwrap_or_default();
        if last.is_empty() || !is_joint(last) {
            return text;
        }
        text = &text[..text.len() - last.len()];
    }
}

/// "ST-dagar våren 2026" is the heading of several; each of them is an "ST-dag".
fn singular(title: &str) -> String {
    const ONE: [(&str, &str); 9] = [
        ("st-dagarna", "ST-dag"),
        ("st-dagar", "ST-dag"),
        ("st-dagen", "ST-dag"),
        ("st dagar", "ST-dag"),
        ("st-dag", "ST-dag"),
        ("st dag", "ST-dag"),
        ("handledardagar", "Handledardag"),
        ("utbildningsdagar", "Utbildningsdag"),
        ("temadagar", "Temadag"),
    ];
    const SEASONS: [&str; 8] = ["våren", "hösten", "vår", "höst", "vt", "ht", "vårterminen", "höstterminen"];
    let lowered = title.to_lowercase();
    let (one, rest) = ONE
        .iter()
        .find(|(many, _)| lowered.starts_with(many))
        .map_or(("", title), |(many, one)| (*one, title.get(many.len()..).unwrap_or("")));
    let kept: Vec<&str> = rest
        .split_whitespace()
        .filter(|word| {
            let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
            let year = bare.len() == 4 && bare.starts_with("20") && bare.chars().all(|digit| digit.is_ascii_digit());
            let term = bare.trim_end_matches(|digit: char| digit.is_ascii_digit());
            !(year || SEASONS.contains(&bare.as_str()) || (term != bare && matches!(term, "vt" | "ht")) || bare.is_empty())
        })
        .collect();
    // "under", "för", "i" with nothing after them were before the season.
    let mut kept = kept.as_slice();
    while let [before @ .., "under" | "för" | "i" | "till"] = kept {
        kept = before;
    }
    let rest = kept.join(" ");
    match (one.is_empty(), rest.is_empty()) {
        (true, _) => capital(&rest),
        (false, true) => one.to_owned(),
        (false, false) if rest.starts_with([':', '–', '-']) => capital(rest.trim_start_matches(|letter: char| !letter.is_alphanumeric())),
        (false, false) => format!("{one} {rest}"),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The title that a line before the first date gives to all days.
pub(super) fn heading(text: &str, first: usize) -> Option<String> {
    let line = text[..first].lines().rev().find(|line| !line.trim().is_empty())?;
    let line = line.trim().trim_matches(|letter: char| matches!(letter, '#' | '*' | '_' | ':' | ' '));
    title_of(line)
}
