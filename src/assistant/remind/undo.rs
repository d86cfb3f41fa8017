//! Taking back what was done to reminders.

use jiff::SignedDuration;

use super::{build, change, point, wording};
use crate::{
    assistant::turn::Turn,
    command::Which,
    facts::{PendingKind, Reminder, Tap},
};

/// How many taps are remembered, so that taking one back undoes it.
const TAPS: usize = 20;
/// How long the last change can be taken back.
const UNDO: SignedDuration = SignedDuration::from_hours(24);

/// Brings back what was removed last, and removes another number instead. False: there is no such.
pub fn remove_instead(turn: &mut Turn<'_>, number: usize) -> bool {
    let Ok(found) = point::find(turn, &Which::Numbers(vec![number])) else { return false };
    let [right] = found.as_slice() else { return false };
    let right = right.clone();
    let now = turn.now;
    let back: Vec<Reminder> = std::mem::take(&mut turn.dialogue.undo)
        .into_iter()
        .map(|gone| Reminder { sequence: gone.sequence + 2, ..build::scheduled(gone.clone(), now).unwrap_or(gone) })
        .collect();
    let markdown = format!("{}\n\n{}", wording::undone(turn, &back), wording::removed(turn, std::slice::from_ref(&right)));
    let gone = change::ended(&right);
    change::save(turn, vec![right], std::iter::once(gone).chain(back).collect());
    turn.say_in_private(markdown, None, Vec::new());
    true
}

/// Remembers a tap that changes a reminder, so that taking the reaction back undoes it.
pub fn note_tap(turn: &mut Turn<'_>, before: &Reminder) {
    let tap = Tap { reaction: turn.event.id.clone(), before: before.clone() };
    turn.dialogue.taps.push(tap);
    let over = turn.dialogue.taps.len().saturating_sub(TAPS);
    turn.dialogue.taps.drain(..over);
}

/// A reaction was taken back: what it did is undone. What has happened to the reminder since then stays.
pub fn untap(turn: &mut Turn<'_>, reaction: &str) {
    let Some(at) = turn.dialogue.taps.iter().position(|tap| tap.reaction == reaction) else { return };
    let before = turn.dialogue.taps.remove(at).before;
    let now = turn.facts.reminders.iter().find(|known| known.id == before.id).cloned();
    let open = Reminder { done_through: before.done_through.clone(), active: true, ..now.clone().unwrap_or_else(|| before.clone()) };
    let restored =
        Reminder { sequence: open.sequence + 2, ..build::scheduled(open.clone(), turn.now).unwrap_or(Reminder { next_at: None, ..open }) };
    let markdown = wording::untapped(turn, &restored);
    change::save(turn, now.into_iter().collect(), vec![restored]);
    turn.say(markdown, None);
}

/// Takes the last removal or change back. A question of hers that came after it is let be instead.
pub fn undo(turn: &mut Turn<'_>) {
    let asked = turn.dialogue.pending.as_ref().filter(|pending| {
        matches!(
            pending.kind,
            PendingKind::Reminder { .. }
                | PendingKind::ChangeReminder { .. }
                | PendingKind::OneTurn { .. }
                | PendingKind::WhichReminders { .. }
                | PendingKind::OfferReminder { asked: true, .. }
                | PendingKind::RemoveAll
        )
    });
    if asked.is_some_and(|asked| turn.dialogue.last_at.is_none_or(|last| asked.since >= last)) {
        turn.dialogue.pending = None;
        let markdown = crate::assistant::wording::never_mind(turn.language());
        turn.say(markdown, None);
        return;
    }
    let fresh = turn.dialogue.last_at.is_some_and(|at| turn.now.duration_since(at) < UNDO);
    let before = std::mem::take(&mut turn.dialogue.undo);
    if before.is_empty() || !fresh {
        let markdown = wording::nothing_to_undo(turn.language());
        turn.say(markdown, None);
        return;
    }
    let now = turn.now;
    let restored: Vec<Reminder> = before
        .iter()
        .map(|reminder| {
            let again = Reminder { sequence: reminder.sequence + 2, ..reminder.clone() };
            // What fell due while it was gone is past.
            if again.active && again.next_at.is_none_or(|at| at <= now) {
                build::scheduled(again.clone(), now).unwrap_or(again)
            } else {
                again
            }
        })
        .collect();
    let markdown = wording::undone(turn, &restored);
    let redo: Vec<Reminder> =
        restored.iter().filter_map(|reminder| turn.facts.reminders.iter().find(|known| known.id == reminder.id)).cloned().collect();
    change::save(turn, redo, restored);
    change::say_about(turn, markdown, None, Vec::new());
}
