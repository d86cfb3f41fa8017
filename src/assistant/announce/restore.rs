//! Taking a correction back when the message that asked for it was removed.

use super::{audit, replies, report, send};
use crate::{
    assistant::turn::Turn,
    effect::{About, Act, Effect},
    facts::announcement::{Announcement, Wants},
};

/// Whether a message asked for a correction that stands.
pub(super) fn asked_in(announcement: &Announcement, event: &str) -> bool {
    announcement.state.is_out() && announcement.asked.iter().any(|asked| asked.event == event)
}

/// An announcement as it stood without the correction that a message asked for. `None`: it asked for none, or
/// the text was changed once more after it.
pub(super) fn without(announcement: &Announcement, event: &str) -> Option<Announcement> {
    let asked = announcement.asked.iter().rfind(|asked| asked.event == event)?;
    let text = if announcement.text == asked.after {
        asked.before.clone()
    } else if asked.before == asked.after {
        announcement.text.clone()
    } else {
        return None;
    };
    let mut restored = Announcement { text, ..announcement.clone() };
    restored.corrections.retain(|(at, _)| *at != asked.at);
    restored.asked.retain(|known| known.at != asked.at);
    Some(restored)
}

/// Shows how it would read without the correction, and asks whether everybody shall see it so: what they have got
/// changes only after a yes.
pub(super) fn ask(turn: &mut Turn<'_>, found: &Announcement, event: &str) {
    let language = turn.language();
    let count = found.tally.delivered + found.tally.waiting;
    let Some(restored) = without(found, event) else {
        turn.dialogue.announcement = Some(found.id.clone());
        let markdown = replies::corrected_since(count, language);
        return turn.say_in_private(markdown, Some(About::Broadcast { announcement: found.id.clone() }), Vec::new());
    };
    report::wait(turn, found, Wants::Restore { event: event.to_owned() });
    // What was removed needs saying; what was asked for does not.
    let removed = turn.message().is_none();
    let markdown = replies::ask_restore(&send::markdown(turn.world, &turn.facts.power, &restored), count, removed, language);
    report::ask(turn, found, &markdown);
}

/// "ångra rättelsen": asks of the last one. False: nothing was corrected.
pub(super) fn last(turn: &mut Turn<'_>) -> bool {
    let corrected = |known: &Announcement| known.state.is_out() && !known.asked.is_empty();
    let Some(found) = report::meant(turn, None, corrected) else { return false };
    let Some(event) = found.asked.last().map(|asked| asked.event.clone()) else { return false };
    ask(turn, &found, &event);
    true
}

/// Takes the correction back at every recipient.
pub(super) fn take_back(turn: &mut Turn<'_>, found: &Announcement, event: &str) {
    turn.dialogue.pending = None;
    let Some(restored) = without(found, event) else { return ask(turn, found, event) };
    let count = restored.tally.delivered + restored.tally.waiting;
    let text = send::compose(turn.world, &turn.facts.power, &restored);
    turn.push(Effect::CorrectDeliveries { announcement: restored.id.clone(), text });
    turn.push(Effect::SaveAnnouncement(Box::new(restored.clone())));
    audit(turn, Act::Corrected, &restored, count);
    let markdown = replies::restored(count, turn.language());
    turn.say_in_private(markdown, Some(About::Broadcast { announcement: restored.id }), Vec::new());
}
