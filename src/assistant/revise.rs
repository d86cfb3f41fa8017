//! What she said before, changed or taken away: after an edit, after a removal.

use crate::{
    effect::{Content, Effect, Outgoing, Priority, Target},
    event::Event,
    facts::OwnMessage,
};

/// Turns what would be said anew into changes of what was said before; what is left over goes.
#[must_use]
pub fn as_edit(effects: Vec<Effect>, before: &[OwnMessage], event: &Event) -> Vec<Effect> {
    let mut standing = before.iter().filter(|own| own.standing && own.text);
    let mut unfit = Vec::new();
    let mut changed: Vec<Effect> = effects
        .into_iter()
        .map(|effect| match effect {
            Effect::Say(Outgoing { content: Content::Text(text), to, priority, answers, about, person, buttons, not_before }) => {
                let outgoing = match standing.next() {
                    Some(own) => Outgoing {
                        to,
                        content: Content::Edit { of: own.outbox.clone(), text },
                        priority,
                        answers: None,
                        about,
                        person,
                        buttons: refit(own, buttons, before, &mut unfit),
                        not_before,
                    },
                    None => Outgoing { to, content: Content::Text(text), priority, answers, about, person, buttons, not_before },
                };
                Effect::Say(outgoing)
            }
            other => other,
        })
        .collect();
    let mut left: Vec<OwnMessage> = standing.chain(before.iter().filter(|own| own.file)).cloned().collect();
    let of_left = |own: &&OwnMessage| own.edit_of.as_ref().is_some_and(|of| left.iter().any(|message| message.outbox == *of));
    left.extend(before.iter().filter(of_left).cloned().collect::<Vec<_>>());
    left.append(&mut unfit);
    changed.extend(redact_all(&left, event));
    changed
}

/// The buttons that a message lacks once it says something else. Those under it that do not fit that are `unfit`.
fn refit(own: &OwnMessage, wanted: Vec<String>, before: &[OwnMessage], unfit: &mut Vec<OwnMessage>) -> Vec<String> {
    let mut there = Vec::new();
    for button in before.iter().filter(|button| button.standing) {
        match &button.button {
            Some((of, key)) if *of == own.outbox && wanted.contains(key) => there.push(key),
            Some((of, _)) if *of == own.outbox => unfit.push(button.clone()),
            _ => {}
        }
    }
    wanted.into_iter().filter(|key| !there.contains(&key)).collect()
}

/// Takes away messages of hers with their edits: those that wait are stopped, those that were sent are
/// removed.
#[must_use]
pub fn redact_all(messages: &[OwnMessage], event: &Event) -> Vec<Effect> {
    let (edits, others): (Vec<_>, Vec<_>) = messages.iter().partition(|own| own.edit_of.is_some());
    // Edits go first: what is left of a message once it is gone is no longer stopped on its way.
    edits
        .into_iter()
        .chain(others)
        .filter(|own| own.standing && (own.text || own.file || own.edit_of.is_some() || own.button.is_some()))
        .map(|own| {
            if own.event.is_none() {
                return Effect::Unsay { outbox: own.outbox.clone() };
            }
            Effect::Say(Outgoing {
                to: Target::Room(if own.room.is_empty() { event.room.id.clone() } else { own.room.clone() }),
                content: Content::Redact { of: own.outbox.clone() },
                priority: Priority::Answer,
                answers: None,
                about: None,
                person: None,
                buttons: Vec::new(),
                not_before: None,
            })
        })
        .collect()
}
