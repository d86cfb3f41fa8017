//! Where an ST day is, and what it is about, from the words beside its date.

use super::cells;

/// Words that a place is made of, as whole words or endings, folded to lower case.
const PLACE_ENDINGS: [&str; 30] = [
    "aulan",
    "aula",
    "salen",
    "sal",
    "lokalen",
    "lokal",
    "rummet",
    "rum",
    "hus",
    "huset",
    "gård",
    "gården",
    "hotell",
    "hotellet",
    "sjukhus",
    "sjukhuset",
    "lasarett",
    "lasarettet",
    "vårdcentral",
    "vårdcentralen",
    "kursgård",
    "herrgård",
    "slott",
    "centrum",
    "området",
    "campus",
    "museet",
    "biblioteket",
    "konferens",
    "skolan",
];
/// Places that are no place.
const ONLINE: [&str; 8] = ["teams", "zoom", "digitalt", "online", "distans", "webben", "länk", "video"];
/// Towns that stand alone after a date often enough.
const TOWNS: [&str; 68] = [
    "växjö",
    "ljungby",
    "älmhult",
    "alvesta",
    "tingsryd",
    "markaryd",
    "lessebo",
    "uppvidinge",
    "åseda",
    "göteborg",
    "borås",
    "skövde",
    "trollhättan",
    "uddevalla",
    "vänersborg",
    "lidköping",
    "mariestad",
    "alingsås",
    "mölndal",
    "kungälv",
    "kungsbacka",
    "falköping",
    "skara",
    "mark",
    "kinna",
    "strömstad",
    "lysekil",
    "åmål",
    "partille",
    "lerum",
    "stenungsund",
    "ulricehamn",
    "vara",
    "hjo",
    "tidaholm",
    "stockholm",
    "malmö",
    "lund",
    "uppsala",
    "linköping",
    "norrköping",
    "jönköping",
    "kalmar",
    "karlskrona",
    "halmstad",
    "varberg",
    "helsingborg",
    "kristianstad",
    "örebro",
    "västerås",
    "eskilstuna",
    "karlstad",
    "gävle",
    "falun",
    "sundsvall",
    "östersund",
    "umeå",
    "luleå",
    "skellefteå",
    "visby",
    "nyköping",
    "borgholm",
    "ystad",
    "oskarshamn",
    "västervik",
    "vetlanda",
    "värnamo",
    "gislaved",
];
/// Labels before a place.
const LABELS: [&str; 6] = ["plats:", "lokal:", "var:", "adress:", "place:", "where:"];
/// Labels before what it is about.
const ABOUT: [&str; 5] = ["tema:", "ämne:", "titel:", "tema", "topic:"];
/// What ends a place within its piece.
const ENDS: [&str; 12] = [" om ", " med ", " för ", " kl ", " kl. ", " från ", " som ", " där ", " about ", " with ", " anmäl", " (max"];
/// What a piece holds that is neither place nor title.
const OTHER: [&str; 20] = [
    "anmäl",
    "senast",
    "osa",
    "sista ",
    "svara",
    "platser",
    "deltagare",
    "max ",
    "högst",
    "begränsat",
    "fika",
    "lunch",
    "kaffe",
    "kl ",
    "kl. ",
    "sign up",
    "register",
    "och då",
    "mejl",
    "mail",
];

/// The title and the place that the words after a date hold.
pub fn pieces(after: &str) -> (Option<String>, Option<String>) {
    let mut title = None;
    let mut place = None;
    let mut bare: Vec<String> = Vec::new();
    let separate = |letter: char| matches!(letter, ',' | ';' | '(' | ')' | '|' | '·' | '–' | '—' | '\n');
    let parted = apart(after);
    let dashed = parted.replace(" - ", ",");
    for (index, piece) in dashed.split(separate).flat_map(around_colon).enumerate() {
        let begins_with_colon = piece.trim_start().starts_with(':');
        let piece = piece.trim().trim_matches(|letter: char| matches!(letter, ':' | '.' | '!' | '*' | '_' | '-' | ' ')).trim();
        let lowered = piece.to_lowercase();
        if piece.is_empty() || lowered == "och" || lowered == "samt" {
            continue;
        }
        if let Some(named) = labelled(piece, &lowered, &LABELS) {
            place = place.or(Some(named));
        } else if let Some(named) = labelled(piece, &lowered, &ABOUT) {
            title = title.or(Some(named));
        } else if OTHER.iter().any(|other| lowered.contains(other)) {
            // Neither.
        } else if begins_with_colon && index == 0 && preposition(piece, &lowered).is_none() {
            title = title.or(Some(piece.to_owned()));
        } else if let Some((found, about)) = preposition(piece, &lowered) {
            place = place.or(Some(found));
            title = title.or(about);
        } else if let Some(about) = lowered.strip_prefix("om ").and_then(|about| piece.get(piece.len() - about.len()..)) {
            title = title.or(Some(format!("om {about}")));
        } else if piece.chars().next().is_some_and(|first| first.is_uppercase() || first.is_ascii_digit()) || looks_like_place(&lowered) {
            bare.push(piece.to_owned());
        }
    }
    // What looks like a place is one; of the rest the first is the title.
    for piece in bare {
        let is_town = TOWNS.contains(&piece.to_lowercase().as_str());
        if let Some(known) = place.as_mut().filter(|_| is_town) {
            // "i Konferenscentrum, Växjö": the town of the place.
            if !known.to_lowercase().contains(&piece.to_lowercase()) {
                known.push_str(", ");
                known.push_str(&piece);
            }
        } else if place.is_none() && looks_like_place(&piece.to_lowercase()) {
            place = Some(piece);
        } else if title.is_none() && piece.split_whitespace().count() <= 10 && piece.chars().any(char::is_alphabetic) {
            title = Some(piece);
        } else if place.is_none() && is_name(&piece) {
            place = Some(piece);
        }
    }
    (title, place)
}

/// The words with hours, and what limits the seats, parted from what stands beside: "Ljungby max 2 pers", "Växjö 9-16 Sömn".
fn apart(words: &str) -> String {
    let mut parted = String::with_capacity(words.len() + 8);
    for word in words.split_inclusive(char::is_whitespace) {
        let plain = word.trim().to_lowercase();
        if cells::hours(&plain).is_some_and(|(_, to)| to.is_some()) {
            parted.push_str(", ");
        } else if matches!(plain.as_str(), "max" | "högst" | "maximalt") {
            parted.push_str(", ");
            parted.push_str(word);
        } else {
            parted.push_str(word);
        }
    }
    parted
}

/// "Växjö: Hjärtsvikt" is two pieces, "Plats: Växjö" is one.
fn around_colon(piece: &str) -> impl Iterator<Item = &str> {
    let lowered = piece.trim().to_lowercase();
    let is_labelled = LABELS.iter().chain(&ABOUT).any(|label| lowered.starts_with(label));
    let (first, second) = match piece.split_once(": ").filter(|(first, _)| !is_labelled && !first.trim().is_empty()) {
        Some((first, second)) => (first, Some(second)),
        None => (piece, None),
    };
    std::iter::once(first).chain(second)
}

/// What a line below a date says of its title and place: "Plats: Folkets hus", "Tema: …".
pub fn below(line: &str) -> (Option<String>, Option<String>) {
    let line = line.trim().trim_start_matches(['-', '*', '•', ' ']).trim_end_matches(['.', ' ']);
    let lowered = line.to_lowercase();
    (labelled(line, &lowered, &ABOUT), labelled(line, &lowered, &LABELS))
}

/// What is left of the words before a date when the place among them is taken out, and the place:
/// "ST-dag i Växjö den".
pub fn leading(before: &str) -> (String, Option<String>) {
    let lowered = before.to_lowercase();
    if lowered.len() != before.len() {
        return (before.to_owned(), None);
    }
    for word in [" i ", " på ", " in ", " at "] {
        for (at, _) in lowered.match_indices(word) {
            let rest = &before[at + word.len()..];
            let end = rest.find([',', '.', ':', '(']).unwrap_or(rest.len());
            let named: Vec<&str> = rest[..end]
                .split_whitespace()
                .take_while(|name| name.chars().next().is_some_and(char::is_uppercase) || looks_like_place(&name.to_lowercase()))
                .collect();
            if let [first, ..] = named.as_slice()
                && looks_like_place(&named.join(" ").to_lowercase())
                && let Some(begins) = rest.find(first)
                && let Some(last) = named.last()
                && let Some(ends) = rest.find(last)
            {
                let left = format!("{} {}", &before[..at], &rest[(ends + last.len()).max(begins)..]);
                return (left, Some(named.join(" ")));
            }
        }
    }
    (before.to_owned(), None)
}

/// "lokalen är sal 5 i Ljungby", "ny plats: Folkets hus": the place that a correction names, if it says nothing else.
pub fn said(words: &str) -> Option<String> {
    const NOUNS: [&str; 12] =
        ["lokalen", "lokal", "salen", "sal", "platsen", "plats", "stället", "adressen", "place", "room", "venue", "location"];
    const JOINTS: [&str; 10] = ["är", "blir", "ändras", "flyttas", "till", "nu", "i", "ny", "is", "now"];
    let plain = |word: &str| word.trim_matches([':', ',']).to_lowercase();
    let mut words: Vec<&str> = words.trim().trim_end_matches(['.', '!']).split_whitespace().collect();
    if words.first().is_some_and(|first| ["ny", "nya", "new"].contains(&plain(first).as_str())) {
        words.remove(0);
    }
    let (noun, rest) = words.split_first()?;
    let joints = rest.iter().take_while(|word| JOINTS.contains(&plain(word).as_str())).count();
    let place = rest.get(joints..)?;
    let labelled = joints > 0 || noun.ends_with(':');
    let short = (1..=8).contains(&place.len()) && !place.iter().any(|word| word.ends_with([',', ';', '.']));
    (NOUNS.contains(&plain(noun).as_str()) && labelled && short).then(|| place.join(" "))
}

/// What follows a label.
fn labelled(piece: &str, lowered: &str, labels: &[&str]) -> Option<String> {
    labels.iter().find_map(|label| {
        let rest = lowered.strip_prefix(label)?;
        let named = piece.get(piece.len() - rest.len()..)?.trim().trim_start_matches(':').trim();
        let apart = label.ends_with(':') || rest.starts_with([' ', ':']);
        (!named.is_empty() && apart).then(|| named.to_owned())
    })
}

/// "i Växjö om palliativ vård": the place, and what it is about.
fn preposition(piece: &str, lowered: &str) -> Option<(String, Option<String>)> {
    if piece.len() != lowered.len() {
        return None;
    }
    let at = ["i ", "på ", "vid ", "hos ", "in ", "at ", "via "].iter().find_map(|word| {
        let at = if lowered.starts_with(word) { Some(0) } else { lowered.find(&format!(" {word}")).map(|at| at + 1) };
        at.map(|at| at + word.len())
    })?;
    let rest = piece.get(at..)?;
    let end = ENDS.iter().filter_map(|word| lowered.get(at..)?.find(word)).min().unwrap_or(rest.len());
    let mut named = rest.get(..end)?.trim();
    // "i Ljungby och" leads on to another day.
    while let Some(shorter) = [" och", " samt", " and", " resp"].iter().find_map(|joint| named.strip_suffix(joint)) {
        named = shorter.trim_end();
    }
    let first = named.split_whitespace().next()?;
    let place =
        first.chars().next().is_some_and(|first| first.is_uppercase() || first.is_ascii_digit()) || looks_like_place(&named.to_lowercase());
    let after = rest.get(end..)?.trim();
    let about = after.strip_prefix("om ").or_else(|| after.strip_prefix("about ")).map(|about| format!("om {about}"));
    (place && named.split_whitespace().count() <= 8).then(|| (named.to_owned(), about))
}

pub(super) fn looks_like_place(lowered: &str) -> bool {
    lowered.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).any(|word| {
        TOWNS.contains(&word)
            || ONLINE.contains(&word)
            || PLACE_ENDINGS
                .iter()
                .any(|ending| word == *ending || (ending.len() > 3 && word.len() > ending.len() + 2 && word.ends_with(ending)))
    })
}

/// Whether two places can be one: all words of either stand in the other.
pub(super) fn agree(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase().split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    one.iter().all(|word| other.contains(word)) || other.iter().all(|word| one.contains(word))
}

/// Every word begins with a capital letter or digit: a name.
fn is_name(text: &str) -> bool {
    let mut words = text.split_whitespace().peekable();
    words.peek().is_some() && words.all(|word| word.chars().next().is_some_and(|first| first.is_uppercase() || first.is_ascii_digit()))
}
