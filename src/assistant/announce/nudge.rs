//! Reminding those who got an announcement and gave no sign: shown first, sent after a yes.

use super::{REPEATED_WITHIN, audit, replies, report, send, wording};
use crate::{
    assistant::{days, markup, turn::Turn},
    effect::{About, Act, Effect, Text},
    facts::announcement::{Announcement, Wants},
};

/// Asks whether those shall be reminded who have not answered.
pub(super) fn ask(turn: &mut Turn<'_>) -> bool {
    let Some(found) = report::meant(turn, None, |known| known.state.is_out()) else { return report::none_out(turn) };
    if report::in_rooms(turn, &found) || nobody_now(turn, &found) {
        return true;
    }
    let language = turn.language();
    let (who, count) = silent(turn, &found);
    let who = wording::names(&who, language);
    let markdown = replies::ask_nudge(&found.text, &who, count, &text(turn, &found), language);
    report::wait(turn, &found, Wants::Nudge);
    report::ask(turn, &found, &markdown);
    true
}

/// Reminds them.
pub(super) fn send(turn: &mut Turn<'_>, found: &Announcement) {
    turn.dialogue.pending = None;
    if nobody_now(turn, found) {
        return;
    }
    let (_, count) = silent(turn, found);
    let number = found.nudges + 1;
    let text = Text { ping: true, ..markup::render(&text(turn, found)) };
    turn.push(Effect::NudgeDeliveries { announcement: found.id.clone(), number, text });
    turn.push(Effect::SaveAnnouncement(Box::new(Announcement { nudges: number, nudged_at: Some(turn.now), ..found.clone() })));
    audit(turn, Act::Nudged, found, count);
    let markdown = replies::nudged(count, turn.language());
    turn.say_in_private(markdown, Some(About::Broadcast { announcement: found.id.clone() }), Vec::new());
}

/// Says so where there is nobody to remind, or they were reminded just now. False: there is.
fn nobody_now(turn: &mut Turn<'_>, found: &Announcement) -> bool {
    let language = turn.language();
    let markdown = match found.nudged_at.filter(|at| turn.now.duration_since(*at) < REPEATED_WITHIN) {
        Some(at) => replies::nudged_just_now(at, &turn.zone(), language),
        None if silent(turn, found).1 == 0 => replies::nudged(0, language),
        None => return false,
    };
    turn.say_in_private(markdown, Some(About::Broadcast { announcement: found.id.clone() }), Vec::new());
    true
}

/// Who got it and has not answered, as far as they are known here by name, and how many they are.
fn silent(turn: &Turn<'_>, found: &Announcement) -> (Vec<String>, u64) {
    match turn.facts.silent.iter().find(|(id, _)| *id == found.id) {
        Some((_, silent)) => (silent.clone(), silent.len() as u64),
        None => (Vec::new(), found.tally.delivered.saturating_sub(found.tally.acknowledged)),
    }
}

/// What they hear.
fn text(turn: &Turn<'_>, found: &Announcement) -> String {
    replies::nudge(&send::header(turn.world, &turn.facts.power, found), days::carried::footer(found))
}
