//! "läst", "ok", 👍: somebody says that they have read the announcement that they got.

use jiff::{SignedDuration, Timestamp};

use super::audience::folded;
use crate::{
    assistant::turn::Turn,
    effect::{About, Effect},
    event::plain_key,
};

/// How long such a word is taken for one to what was got last.
const LATELY: SignedDuration = SignedDuration::from_hours(48);

/// Counts a typed acknowledgement as a tapped one. False: it is none, or something was spoken of since.
pub fn acknowledged(turn: &mut Turn<'_>, text: &str) -> bool {
    if !turn.event.room.direct || !says_read(text) {
        return false;
    }
    let replied = match turn.facts.referred.as_ref().map(|own| own.about.as_ref()) {
        Some(Some(About::Copy { announcement })) => Some(announcement.clone()),
        Some(_) => return false,
        // What she asked last is answered, not what she passed on before it.
        None if turn.dialogue.pending.is_some() => return false,
        None => None,
    };
    let newest = || turn.facts.received.first().filter(|copy| copy.acknowledged_at.is_none() && is_last(turn, copy.delivered_at));
    let Some(announcement) = replied.or_else(|| newest().map(|copy| copy.announcement.clone())) else { return false };
    // What asks whether people come is answered by a yes or no.
    if turn.facts.days.iter().any(|known| known.day.is_in(&announcement) && !known.day.cancelled) {
        return false;
    }
    let (person, reaction) = (turn.event.sender.clone(), turn.question().to_owned());
    turn.push(Effect::Acknowledge { announcement, person, reaction });
    turn.react("👍");
    true
}

/// Whether nothing was said or told since.
fn is_last(turn: &Turn<'_>, delivered: Timestamp) -> bool {
    let before = &turn.facts.dialogue;
    let later = |at: Option<Timestamp>| at.is_some_and(|at| at >= delivered);
    let spoken = later(before.last_at) || later(before.reminder_at) || before.said.as_ref().is_some_and(|said| later(Some(said.0)));
    let reminded = turn.facts.reminders.iter().any(|reminder| later(reminder.told_at));
    let told = turn.facts.day_told.as_ref().is_some_and(|(_, at)| *at >= delivered);
    turn.now.duration_since(delivered) <= LATELY && !spoken && !reminded && !told
}

/// Whether a text says only that something was read.
fn says_read(text: &str) -> bool {
    const SAYS: [&str; 16] = [
        "ok",
        "okej",
        "okay",
        "last",
        "mottaget",
        "noterat",
        "uppfattat",
        "forstatt",
        "tack",
        "kvitterar",
        "read",
        "noted",
        "received",
        "thanks",
        "sett",
        "understood",
    ];
    const BESIDE: [&str; 16] =
        ["jag", "har", "det", "ja", "nu", "da", "och", "for", "info", "infon", "informationen", "bra", "i", "have", "it", "yes"];
    if matches!(plain_key(text.trim()).as_str(), "👍" | "✅" | "☑" | "✔" | "👌" | "❤") {
        return true;
    }
    let plain = folded(&text.replace(['👍', '👌', '🙏'], " "));
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    let known = |word: &&str| SAYS.contains(word) || BESIDE.contains(word);
    !text.trim_end().ends_with('?') && words.iter().any(|word| SAYS.contains(word)) && words.iter().all(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_having_read_count() {
        for text in ["👍", "👍🏽", "läst", "Ok, läst", "tack, läst!", "ja jag har läst", "Tack för infon 👍", "noted, thanks"]
        {
            assert!(says_read(text), "{text}");
        }
        for text in ["ja", "nej tack, inte läst", "har du läst?", "ok vad gäller för jour", "bra", "jag har läst medicin"] {
            assert!(!says_read(text), "{text}");
        }
    }
}
