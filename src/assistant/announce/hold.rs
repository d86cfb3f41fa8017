//! "skicka inte", "vänta": what must not go out does not.

use super::{audience::folded, audit, current_draft, named, referred, report, send, when_wording};
use crate::{
    assistant::turn::Turn,
    effect::{About, Act, Effect},
    facts::{
        Pending, PendingKind,
        announcement::{Announcement, State, Wants},
    },
};

/// What a message says against sending.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Against {
    /// Nothing.
    Nothing,
    /// To wait: "vänta", which may be said of anything.
    Wait,
    /// To throw it away: "ta bort det", which may be said of anything as well.
    Throw,
    /// Not to send: "skicka inte än".
    Sending,
}

fn read(text: &str) -> Against {
    const THROWS: [&str; 8] = ["glom", "strunta i", "skippa", "ta bort", "radera", "kasta", "slang", "avbryt"];
    const IT: [&str; 4] = ["det", "den", "utskicket", "utkastet"];
    const WAITS: [&str; 24] = [
        "angra",
        "nej angra",
        "pausa",
        "pausa det",
        "pausa utskicket",
        "pausa den",
        "vanta",
        "nej vanta",
        "vanta lite",
        "nej vanta lite",
        "vanta med det",
        "vanta med den",
        "vanta med utskicket",
        "avvakta",
        "inte an",
        "nej inte an",
        "inte nu",
        "stoppa det",
        "stoppa den",
        "stopp det",
        "wait",
        "no wait",
        "hold on",
        "not yet",
    ];
    let plain = folded(text);
    let words: Vec<&str> = plain.split(' ').collect();
    if words.len() > 9 || text.trim_end().ends_with('?') {
        return Against::Nothing;
    }
    if WAITS.contains(&plain.as_str()) {
        return Against::Wait;
    }
    let bare = plain.strip_prefix("nej ").unwrap_or(&plain);
    let throws = bare.rsplit_once(' ').is_some_and(|(verb, it)| THROWS.contains(&verb) && IT.contains(&it));
    if throws || matches!(plain.as_str(), "nej avbryt" | "forget it" | "cancel it" | "delete it" | "drop it") {
        return Against::Throw;
    }
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    let not = has(&["inte", "ej", "aldrig", "not", "dont", "don't", "never"]) || plain.contains("don t");
    let sends = words.iter().take(5).any(|word| ["skicka", "skickas", "skicka.", "send", "ivag", "skcika", "skika"].contains(word));
    // "skicka inte till HR" says whom it is for, "glöm inte skicka" is something else.
    let other = has(&[
        "in", "kan", "kunde", "can", "could", "cannot", "till", "to", "utan", "forran", "glom", "forget", "paminn", "remind", "som", "who",
        "om", "fick", "gick",
    ]);
    if not && sends && !other { Against::Sending } else { Against::Nothing }
}

/// Holds back what a message says shall not go out. False: it says nothing of the kind, or nothing is about to.
pub(super) fn takes(turn: &mut Turn<'_>, text: &str) -> bool {
    let against = read(text);
    // What an announcement shall say may say it of anything, in more words.
    let says = matches!(&turn.dialogue.pending, Some(Pending { kind: PendingKind::Announcement { wants: Wants::Text, .. }, .. }));
    if against == Against::Nothing || (says && against == Against::Sending && text.split_whitespace().count() > 3) {
        return false;
    }
    let pending = match &turn.dialogue.pending {
        Some(Pending { kind: PendingKind::Announcement { wants, .. }, .. }) => Some(!wants.concerns_what_is_out()),
        Some(_) => Some(false),
        None => None,
    };
    // A question of hers about something else is what a bare "vänta" answers.
    if pending == Some(false) && against != Against::Sending {
        return false;
    }
    let asked = pending == Some(true);
    let mine = |state: State| {
        let spoken_of = |known: &&Announcement| match against {
            Against::Sending => turn.dialogue.announcement.as_deref() == Some(known.id.as_str()),
            _ => named::is_spoken_of(turn, known),
        };
        let own = turn.facts.announcements.iter().filter(|known| known.author == turn.event.sender && known.state == state);
        own.clone().find(spoken_of).or_else(|| own.clone().next().filter(|_| against == Against::Sending)).cloned()
    };
    if against == Against::Throw {
        let open = current_draft(turn).filter(|_| asked);
        let found = open.or_else(|| [State::Draft, State::Scheduled].into_iter().find_map(mine));
        let Some(found) = found else { return false };
        turn.dialogue.pending = None;
        report::cancel_one(turn, found);
        return true;
    }
    if (asked || (against == Against::Sending && referred(turn).is_none_or(|found| found.state == State::Draft)))
        && let Some(found) = current_draft(turn)
    {
        keep(turn, &found);
        return true;
    }
    if let Some(found) = mine(State::Sending) {
        report::cancel_one(turn, found);
    } else if let Some(found) = mine(State::Scheduled) {
        audit(turn, Act::Cancelled, &found, 0);
        let next_at = turn.now.checked_add(super::DRAFT_WAITS).ok();
        let held = Announcement { state: State::Draft, scheduled: None, version: found.version + 1, next_at, ..found };
        turn.push(Effect::SaveAnnouncement(Box::new(held.clone())));
        keep(turn, &held);
    } else {
        return false;
    }
    true
}

/// Says that the draft stays, and waits for nothing.
fn keep(turn: &mut Turn<'_>, found: &Announcement) {
    turn.dialogue.pending = None;
    turn.dialogue.announcement = Some(found.id.clone());
    let language = turn.language();
    let to = found.audience.as_ref().map(|audience| send::audience_words(turn.world, turn.facts, audience, language));
    let markdown = when_wording::held(to.as_deref(), language);
    let about = About::Draft { announcement: found.id.clone(), version: found.version };
    turn.say_in_private(markdown, Some(about), Vec::new());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_not_go_out_is_heard() {
        for text in [
            "skicka inte imorgon",
            "skicka den inte",
            "inte skicka!",
            "skicka inte än",
            "do not send",
            "don't send it",
            "det ska inte skickas",
        ] {
            assert!(read(text) == Against::Sending, "{text}");
        }
        for text in ["glöm det", "ta bort utskicket", "nej avbryt", "strunta i det", "cancel it"] {
            assert!(read(text) == Against::Throw, "{text}");
        }
        for text in ["nej vänta", "Vänta", "stoppa det", "inte än", "ångra"] {
            assert!(read(text) == Against::Wait, "{text}");
        }
        for text in [
            "skicka inte till handledarna",
            "glöm inte skicka intyget",
            "skicka",
            "vilka fick den inte?",
            "ska jag inte skicka?",
            "ta bort 2",
            "glöm inte bort det",
        ] {
            assert!(read(text) == Against::Nothing, "{text}");
        }
    }
}
