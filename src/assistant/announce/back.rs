//! What follows when its author removes a message that an announcement came of.

use jiff::Timestamp;

use super::{draft, late_wording, report, restore, when_wording};
use crate::{
    assistant::{World, turn::Turn},
    effect::{About, Act, Effect},
    event::Event,
    facts::{
        Facts, OwnMessage, Pending, PendingKind,
        announcement::{Announcement, State},
    },
};

/// Whether a message of hers stays though what it answers is removed: how far an announcement has come, and
/// what became of it, is told to the end.
#[must_use]
pub fn keeps(facts: &Facts, own: &OwnMessage) -> bool {
    let Some(About::Broadcast { announcement }) = &own.about else { return false };
    facts.announcements.iter().any(|known| known.id == *announcement && known.started_at.is_some())
}

/// A message was removed. What it began and was not sent is dropped; where it changed or scheduled something,
/// that waits for a yes anew, since the readback is gone.
#[must_use]
pub fn taken_back(world: &World, facts: &Facts, event: &Event, of: &str, now: Timestamp) -> Vec<Effect> {
    let open = |known: &&Announcement| known.author == event.sender && matches!(known.state, State::Draft | State::Scheduled);
    // Where it brought a file, the file goes.
    if facts.announcements.iter().filter(open).any(|known| known.files.iter().any(|file| file.event == of)) {
        return Vec::new();
    }
    let begun = draft::id_from(of);
    let Some(found) = facts.announcements.iter().filter(open).find(|known| known.id == begun || tells_of(facts, known)) else {
        if let Some(out) =
            facts.announcements.iter().find(|known| known.id == begun && known.author == event.sender && known.state.is_out())
        {
            let mut turn = Turn::new(world, facts, event, &event.id, None, now);
            let markdown = late_wording::is_out(turn.language());
            turn.lead_in(markdown);
            report::ask_withdraw_of(&mut turn, out);
            return turn.finish();
        }
        let corrected = |known: &&Announcement| known.author == event.sender && restore::asked_in(known, of);
        let Some(found) = facts.announcements.iter().find(corrected) else { return unasked(world, facts, event, now) };
        let mut turn = Turn::new(world, facts, event, &event.id, None, now);
        restore::ask(&mut turn, found, of);
        return turn.finish();
    };
    let mut turn = Turn::new(world, facts, event, &event.id, None, now);
    if found.id == begun {
        turn.push(Effect::SaveAnnouncement(Box::new(Announcement { state: State::Cancelled, next_at: None, ..found.clone() })));
        if found.state == State::Scheduled {
            super::audit(&mut turn, Act::Cancelled, found, 0);
            let markdown = when_wording::removed(turn.language());
            turn.say_in_private(markdown, None, Vec::new());
        }
        if asks_about(turn.dialogue.pending.as_ref(), &found.id) {
            turn.dialogue.pending = None;
        }
    } else if found.state == State::Scheduled {
        let markdown = when_wording::reopened(turn.language());
        turn.lead_in(markdown);
        draft::show(&mut turn, Announcement { state: State::Draft, scheduled: None, ..found.clone() });
    } else {
        draft::reshow(&mut turn, found.clone());
    }
    turn.finish()
}

/// Whether what stands of hers in answer to the removed message is the last word on an announcement.
fn tells_of(facts: &Facts, known: &Announcement) -> bool {
    facts.answers.iter().filter(|own| own.standing).any(|own| match &own.about {
        Some(About::Draft { announcement, version }) => *announcement == known.id && *version == known.version,
        Some(About::Broadcast { announcement }) => *announcement == known.id && known.state == State::Scheduled,
        _ => false,
    })
}

fn asks_about(pending: Option<&Pending>, id: &str) -> bool {
    matches!(pending, Some(Pending { kind: PendingKind::Announcement { announcement, .. }, .. }) if announcement == id)
}

/// The question that the removed message led to, such as whether to correct what was sent, is asked no more.
fn unasked(world: &World, facts: &Facts, event: &Event, now: Timestamp) -> Vec<Effect> {
    let asked = facts.answers.iter().any(|own| match &own.about {
        Some(About::Draft { announcement, .. }) => asks_about(facts.dialogue.pending.as_ref(), announcement),
        _ => false,
    });
    if !asked {
        return Vec::new();
    }
    let mut turn = Turn::new(world, facts, event, &event.id, None, now);
    turn.dialogue.pending = None;
    turn.finish()
}
