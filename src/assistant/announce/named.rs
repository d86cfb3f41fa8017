//! Changes that name the announcement they are of: "ändra utskick 1: …", "flytta utskicket till tisdag".

use jiff::SignedDuration;

use super::{
    audience::folded,
    change, dated, draft, midway, replies, report,
    request::{self, Ask},
    when, when_wording, wording,
};
use crate::{
    assistant::turn::Turn,
    command::numeral,
    facts::announcement::{Announcement, State},
};

/// A reminder that she told of this lately is what "ändra tiden" means where nothing is named.
const TOLD_LATELY: SignedDuration = SignedDuration::from_mins(30);

/// The announcement that a change names, and the change without its name.
#[derive(Debug, PartialEq, Eq)]
struct Named {
    number: Option<usize>,
    rest: String,
    /// It shall go at another time.
    moves: bool,
}

/// Reads the name out of a change. `None`: it names none, or changes nothing.
fn read(text: &str) -> Option<Named> {
    const CHANGES: [&str; 11] = ["andra", "byt", "ratta", "korrigera", "lagg", "flytta", "skjut", "tidigarelagg", "change", "move", "add"];
    const BEFORE: [&str; 10] = ["i", "pa", "for", "till", "av", "det", "the", "in", "to", "of"];
    let (head, body) = match text.split_once(':').filter(|(_, body)| body.starts_with(char::is_whitespace)) {
        Some((head, body)) => (head, Some(body)),
        None => (text, None),
    };
    let words: Vec<&str> = head.split_whitespace().collect();
    let plain: Vec<String> = words.iter().map(|word| folded(word)).collect();
    let verb = plain.first().filter(|first| CHANGES.contains(&first.as_str()))?;
    let at = plain.iter().position(|word| matches!(word.as_str(), "utskick" | "utskicket" | "utskickets" | "announcement"))?;
    if at > 5 || text.trim_end().ends_with('?') {
        return None;
    }
    let mut after = at + 1;
    if plain.get(after).is_some_and(|word| matches!(word.as_str(), "nr" | "nummer" | "number")) {
        after += 1;
    }
    let number = plain.get(after).filter(|word| word.chars().all(|digit| digit.is_ascii_digit())).and_then(|word| numeral(word));
    // "flytta utskicket 12 maj" names a day, and no number.
    let dated = plain.get(after + 1).is_some_and(|next| !matches!(next.as_str(), "till" | "to" | "en" | "ett" | "med"));
    let number = number.filter(|_| !dated);
    let after = if number.is_some() { after + 1 } else { at + 1 };
    let before = plain[..at].iter().rposition(|word| !BEFORE.contains(&word.as_str())).map_or(0, |last| last + 1);
    // "lägg till i utskicket" keeps its "till".
    let before = if verb == "lagg" && plain.get(1).is_some_and(|word| word == "till") { before.max(2) } else { before };
    let moves = matches!(verb.as_str(), "flytta" | "skjut" | "tidigarelagg" | "move") && body.is_none();
    let kept: Vec<&str> = if moves { words[after..].to_vec() } else { words[..before].iter().chain(&words[after..]).copied().collect() };
    let rest = kept.join(" ");
    let rest = match body {
        Some(body) => format!("{rest}:{body}"),
        None => rest,
    };
    (!rest.is_empty()).then_some(Named { number, rest, moves })
}

/// Takes a change of an announcement that is named in it. False: none is, or it is no such change.
pub(super) fn takes(turn: &mut Turn<'_>, text: &str) -> bool {
    let Some(named) = read(text) else { return false };
    let time = named.rest.strip_prefix("till ").unwrap_or(&named.rest);
    let ask = if named.moves { Some(Ask::When(time.to_owned())) } else { request::read(&named.rest) };
    let Some(ask) = ask.filter(changes) else { return false };
    if named.number.is_some() {
        report::numbers(turn);
    }
    let live = |known: &Announcement| matches!(known.state, State::Draft | State::Scheduled) || known.state.is_out();
    let Some(found) = report::meant(turn, named.number, live) else {
        let language = turn.language();
        let count = turn.dialogue.announcements.len();
        let markdown = if named.number.is_some() && count > 0 {
            crate::assistant::wording::no_such_number(count, language)
        } else {
            wording::no_draft(language)
        };
        turn.say_in_private(markdown, None, Vec::new());
        return true;
    };
    turn.dialogue.announcement = Some(found.id.clone());
    match (found.state, ask) {
        (State::Scheduled, Ask::When(when)) => when::move_to(turn, found, &when),
        (State::Scheduled, ask) => reopen(turn, found, ask),
        // Only a "skicka" is a yes.
        (State::Draft, Ask::When(when)) if named.moves => when::show_for(turn, found, &when),
        (State::Draft, Ask::When(when)) => return dated::put_right(turn, found, &when),
        (State::Draft, ask) => change(turn, found, ask),
        (_, Ask::When(_)) if named.moves => {
            let markdown = replies::is_out_already(turn.language());
            turn.say_in_private(markdown, None, Vec::new());
        }
        (_, Ask::When(when)) => return crate::assistant::days::put_right(turn, &found.id, &when),
        // What is out is added to by a note under it.
        (_, Ask::Append(note)) => return report::ask_correct_of(turn, found, Ask::Text(note)),
        (_, ask) => return report::ask_correct_of(turn, found, ask),
    }
    true
}

fn changes(ask: &Ask) -> bool {
    matches!(
        ask,
        Ask::Text(_) | Ask::Append(_) | Ask::Swap { .. } | Ask::Cut(_) | Ask::When(_) | Ask::Recipients(_) | Ask::Also(_) | Ask::Not(_)
    )
}

/// Changes what waits for its time: it is a draft again, and shown.
pub(super) fn reopen(turn: &mut Turn<'_>, found: Announcement, ask: Ask) {
    let can_be = match &ask {
        Ask::Swap { from, to } => draft::swap(&found.text, from, to).is_some(),
        Ask::Cut(cut) => midway::cut_out(&found.text, cut).is_some(),
        Ask::Recipients(words) | Ask::Also(words) | Ask::Not(words) => draft::read_audience(turn, words).is_ok(),
        _ => true,
    };
    // What cannot be changed is told, and goes at its time.
    if can_be {
        let markdown = when_wording::reopened(turn.language());
        turn.lead_in(markdown);
    }
    let draft = Announcement { state: State::Draft, ..found };
    match ask {
        Ask::Also(_) | Ask::Not(_) | Ask::Cut(_) => midway::change(turn, draft, &ask),
        ask => draft::change(turn, draft, ask),
    }
}

/// Whether what waits for its time is what a change means that names nothing: it was spoken of last, and no reminder
/// since.
pub(super) fn is_spoken_of(turn: &Turn<'_>, found: &Announcement) -> bool {
    let told_lately = |at: jiff::Timestamp| turn.now.duration_since(at) < TOLD_LATELY;
    turn.dialogue.announcement.as_deref() == Some(found.id.as_str())
        && turn.facts.dialogue.reminder_at.is_none()
        && !turn.facts.reminders.iter().filter_map(|reminder| reminder.told_at).any(told_lately)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_told_apart_from_the_change() {
        for (text, expected) in [
            ("ändra utskick 1: Mötet är inställt", Some((Some(1), "ändra: Mötet är inställt", false))),
            ("ändra texten i utskicket: Nytt", Some((None, "ändra texten: Nytt", false))),
            ("ändra tiden på utskick 2 till kl 8", Some((Some(2), "ändra tiden till kl 8", false))),
            ("lägg till i utskicket: ta med fika", Some((None, "lägg till: ta med fika", false))),
            ("byt B10 mot B12 i utskick 3", Some((Some(3), "byt B10 mot B12", false))),
            ("skjut upp utskicket till tisdag", Some((None, "till tisdag", true))),
            ("flytta utskick 2 till fredag kl 9", Some((Some(2), "till fredag kl 9", true))),
            ("flytta utskicket 12 maj", Some((None, "12 maj", true))),
            ("utskick 2", None),
            ("ändra tiden till kl 8", None),
        ] {
            let expected = expected.map(|(number, rest, moves)| Named { number, rest: rest.to_owned(), moves });
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
