//! Whether a message in a group calls her by her name, wherever in it the name stands.
//!
//! "Stina, …", "hej Stina! …", "… Stina?" and any @ before the name call her. Who only talks about her ("Stina hade
//! fel igår", "fråga Stina") does not, and is not heard.

use std::borrow::Cow;

use super::{World, wording::Language};

/// Words after which her name calls her: "hej Stina".
const GREETINGS: &[&str] = &[
    "hej",
    "hejsan",
    "hallå",
    "halloj",
    "tjena",
    "tja",
    "du",
    "snälla",
    "kära",
    "tack",
    "ok",
    "okej",
    "men",
    "hello",
    "hi",
    "hey",
    "thanks",
    "dear",
    "please",
    "morgon",
    "godmorgon",
];

/// Words after which her name at the end of a question to "du" calls her: "kan du svara på det Stina?"
const BEFORE_THE_END: &[&str] = &[
    "det", "detta", "här", "mig", "oss", "nu", "då", "igen", "också", "tack", "snälla", "idag", "this", "that", "it", "me", "us", "please",
    "now",
];

/// What calls and separates around her name.
const AROUND: &[char] = &[',', ':', '!', '?', '.', ';', ' ', '–', '-', '\n', '\t'];

/// The text without her name, where it calls her.
pub(super) fn out_of<'a>(world: &World, body: &'a str) -> Option<Cow<'a, str>> {
    let (named, rest) = without_name(world, body);
    if named {
        return Some(Cow::Borrowed(rest));
    }
    occurrences(world, body).into_iter().find(|at| calls(body, at)).map(|at| without(body, &at))
}

/// Her name in a text: from which byte to before which, and whether an @ stands before it.
struct Occurrence {
    from: usize,
    to: usize,
    at: bool,
}

fn occurrences(world: &World, body: &str) -> Vec<Occurrence> {
    let localpart = world.user_id.trim_start_matches('@').split(':').next().unwrap_or_default();
    let lowered = body.to_lowercase();
    // Where lower case has other lengths the places would not fit; such letters stand in no name or greeting.
    if lowered.len() != body.len() {
        return Vec::new();
    }
    let mut found: Vec<Occurrence> = Vec::new();
    for name in [world.user_id.as_str(), world.name.as_str(), localpart] {
        let name = name.to_lowercase();
        if name.is_empty() {
            continue;
        }
        for (from, _) in lowered.match_indices(&name) {
            let to = from + name.len();
            let before = lowered[..from].chars().next_back();
            let after = lowered[to..].chars().next();
            let inside = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '/'));
            // "@stina:x.org" of another homeserver is somebody else, and "stina@x.org" an address.
            let longer = matches!(after, Some(':' | '.' | '-' | '@')) && lowered[to..].chars().nth(1).is_some_and(char::is_alphanumeric);
            if inside(before) || inside(after) || longer || found.iter().any(|other| other.from <= from && to <= other.to) {
                continue;
            }
            let at = name.starts_with('@') || before == Some('@');
            let from = if before == Some('@') { from - 1 } else { from };
            found.push(Occurrence { from, to, at });
        }
    }
    found
}

/// Whether her name calls her where it stands.
fn calls(body: &str, name: &Occurrence) -> bool {
    if name.at {
        return true;
    }
    let before = body[..name.from].trim_end();
    let after = body[name.to..].trim_start();
    let ends = after.is_empty() || body[name.to..].starts_with(['?', '!', '.', '\n']);
    let comma_before = before.ends_with([',', ':', '–', '-']);
    if comma_before && ends {
        return true;
    }
    let sentence = before.rsplit(['.', '!', '?', '\n']).next().unwrap_or(before);
    let words: Vec<String> =
        sentence.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let last = words.last().map_or("", String::as_str);
    // At the beginning of a later sentence or line it calls as it does at the beginning of the first.
    if words.is_empty() && !before.is_empty() {
        return after.is_empty() || body[name.to..].starts_with([',', ':', '!', '?']);
    }
    if GREETINGS.contains(&last) && words.len() <= 3 {
        return true;
    }
    let to_her = words.iter().any(|word| matches!(word.as_str(), "du" | "dig" | "you"));
    ends && to_her && after.starts_with('?') && BEFORE_THE_END.contains(&last)
}

/// A text without a name and the signs that part it off.
fn without<'a>(body: &'a str, name: &Occurrence) -> Cow<'a, str> {
    let before = body[..name.from].trim_end_matches([',', ':', ' ', '–', '-']);
    let after = &body[name.to..];
    if before.trim().is_empty() {
        return Cow::Borrowed(after.trim_start_matches(AROUND));
    }
    if after.trim_matches(AROUND).is_empty() {
        return Cow::Owned(format!("{before}{}", after.trim()));
    }
    let after = after.trim_start_matches([',', ':', '–']).trim_start();
    Cow::Owned(if after.starts_with(['?', '!', '.']) { format!("{before}{after}") } else { format!("{before} {after}") })
}

/// Takes "Stina, …", "@stina: …" or her user id off the start of a text, and tells whether it stood there.
pub(super) fn without_name<'a>(world: &World, body: &'a str) -> (bool, &'a str) {
    let localpart = world.user_id.trim_start_matches('@').split(':').next().unwrap_or_default();
    for name in [world.user_id.as_str(), world.name.as_str(), localpart] {
        if name.is_empty() {
            continue;
        }
        let at = body.strip_prefix('@').filter(|_| !name.starts_with('@')).unwrap_or(body);
        let Some((head, rest)) = at
            .char_indices()
            .nth(name.chars().count())
            .map(|(end, _)| at.split_at(end))
            .or_else(|| (at.chars().count() == name.chars().count()).then_some((at, "")))
        else {
            continue;
        };
        if head.to_lowercase() != name.to_lowercase() {
            continue;
        }
        let after = rest.trim_start_matches([',', ':', '!', ' ', '–', '-']);
        if rest.is_empty() || rest.starts_with([',', ':', '!', ' ', '–', '?']) {
            // "stina?" and "hej" alone are small talk, so her bare name is left for it.
            return (true, after.trim_start());
        }
    }
    (false, body)
}

/// A message in a group could not be decrypted.
pub(super) fn undecryptable(language: Language) -> String {
    match language {
        Language::Swedish => "Jag kunde inte läsa ett meddelande som du skrev i en grupp, för nyckeln till det har inte kommit fram. Var det till mig, så skriv det igen. Händer det flera gånger: starta om din app och kontrollera att den är verifierad.".to_owned(),
        Language::English => "I couldn't read a message that you wrote in a group: the key for it has not reached me. If it was meant for me, please write it again. If it happens repeatedly, restart your app and check that it is verified.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli;

    #[test]
    fn she_is_called_wherever_her_name_stands_and_not_when_talked_about() {
        let world = World { user_id: "@stina:x.org".to_owned(), ..cli::world(None, None).expect("the rules load") };
        for (text, rest) in [
            ("Stina, vem får vara handledare?", "vem får vara handledare?"),
            ("stina vem får vara handledare?", "vem får vara handledare?"),
            ("kan du svara på det, Stina?", "kan du svara på det?"),
            ("kan du svara på det Stina?", "kan du svara på det?"),
            ("vad säger @stina:x.org om hemvändarveckor?", "vad säger om hemvändarveckor?"),
            ("vad säger @Stina om det", "vad säger om det"),
            ("hej Stina, vem får vara handledare?", "hej vem får vara handledare?"),
            ("Hej Stina! Vem får vara handledare?", "Hej! Vem får vara handledare?"),
            ("vem får vara handledare, stina", "vem får vara handledare"),
            ("Bra fråga. Stina, vem får vara handledare?", "Bra fråga. vem får vara handledare?"),
            ("vem får vara handledare?\nStina?", "vem får vara handledare?\n?"),
            ("tack Stina!", "tack!"),
            ("@stina", ""),
        ] {
            assert_eq!(out_of(&world, text).as_deref(), Some(rest), "{text}");
        }
        for text in [
            "jag frågade Stina igår",
            "fråga Stina",
            "har du frågat Stina?",
            "det där sa Stina också",
            "Anna och Stina kommer på fredag",
            "Stinas svar var bra",
            "mejla stina@x.org",
            "skriv till @stina:annan.org",
            "Kristina, kommer du?",
            "Bra fråga. Stina hade fel igår.",
            "en länk: https://x.org/stina",
        ] {
            assert_eq!(out_of(&world, text), None, "{text}");
        }
    }
}
