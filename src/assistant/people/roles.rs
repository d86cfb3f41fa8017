//! Giving and taking power, in an admin's direct chat: read back first, done after a yes, undone by "ångra".

use super::{refuse, wording};
use crate::{
    assistant::{markup, turn::Turn, wording::Language},
    command::OfficeNamed,
    effect::{About, Act, AuditEntry, Content, Effect, Outgoing, Priority, Target},
    facts::{Office, OfficeChange, Pending, PendingKind},
};

/// Lists who has which power.
pub fn list(turn: &mut Turn<'_>) {
    if !turn.facts.power.admin {
        refuse(turn, "roles", Vec::new());
        return;
    }
    let markdown = wording::grants(&turn.facts.grants, turn.world, turn.language());
    turn.say_in_private(markdown, None, Vec::new());
}

/// Reads back a change, and asks for a yes.
pub fn ask(turn: &mut Turn<'_>, grant: bool, user: Option<&str>, office: &OfficeNamed) {
    if !turn.facts.power.admin {
        let region = match office {
            OfficeNamed::Studierektor(Some(region)) => vec![region.clone()],
            _ => Vec::new(),
        };
        refuse(turn, if grant { "grant" } else { "revoke" }, region);
        return;
    }
    if !turn.event.room.direct {
        let markdown = wording::roles_in_direct_chat(turn.language());
        turn.say(markdown, None);
        return;
    }
    // A pill names the person beside the text.
    let mentioned = turn.message().and_then(|message| message.mentions.first()).map(String::as_str);
    let Some(user) = user.or(mentioned).map(str::to_owned) else {
        let markdown = wording::whose_role(turn.language());
        turn.say(markdown, None);
        return;
    };
    let office = match office {
        OfficeNamed::Admin => Office::Admin,
        OfficeNamed::Studierektor(Some(region)) => Office::Studierektor(region.clone()),
        OfficeNamed::Studierektor(None) => {
            let Some(region) = only_region(turn, grant, &user) else {
                let markdown = wording::which_region(&turn.world.regions, turn.language());
                turn.say(markdown, None);
                return;
            };
            Office::Studierektor(region)
        }
    };
    let change = OfficeChange { grant, user, office };
    if let Some(markdown) = pointless(turn, &change) {
        turn.say(markdown, None);
        return;
    }
    let known = turn.facts.directory.iter().any(|person| person.user == change.user);
    let markdown = wording::ask_office(&change, known, turn.world, turn.language());
    let id = turn.question().to_owned();
    turn.dialogue.pending = Some(Pending { since: turn.now, kind: PendingKind::Office { change, id: id.clone() } });
    turn.say_with(markdown, Some(About::Confirm { id }), vec!["✅".to_owned(), "❌".to_owned()]);
}

/// The region that is meant where none was named: the only one there is, or the only one to lose.
fn only_region(turn: &Turn<'_>, grant: bool, user: &str) -> Option<String> {
    let regions: Vec<&String> = if grant {
        turn.world.regions.iter().map(|region| &region.id).collect()
    } else {
        let own = turn.facts.grants.iter().filter(|known| known.user == user);
        own.filter_map(|known| match &known.office {
            Office::Studierektor(region) => Some(region),
            Office::Admin => None,
        })
        .collect()
    };
    match regions.as_slice() {
        [only] => Some((*only).clone()),
        _ => None,
    }
}

/// What to say where a change would change nothing.
fn pointless(turn: &Turn<'_>, change: &OfficeChange) -> Option<String> {
    let mut held = turn.facts.grants.iter().filter(|known| known.user == change.user && known.office == change.office);
    match (change.grant, held.clone().next()) {
        (true, Some(_)) => Some(wording::has_office(change, turn.world, turn.language())),
        (false, None) => Some(wording::has_not_office(change, turn.world, turn.language())),
        (false, Some(_)) if held.any(|known| known.given.is_none()) => Some(wording::office_in_settings(turn.language())),
        _ => None,
    }
}

/// Changes it, after a yes.
pub fn change(turn: &mut Turn<'_>, change: &OfficeChange) {
    if !turn.facts.power.admin {
        refuse(turn, if change.grant { "grant" } else { "revoke" }, Vec::new());
        return;
    }
    turn.dialogue.pending = None;
    carry_out(turn, change);
    turn.dialogue.undo.clear();
    turn.dialogue.undo_office = Some(Box::new(OfficeChange { grant: !change.grant, ..change.clone() }));
    let markdown = wording::office_changed(change, turn.world, turn.language());
    turn.say(markdown, None);
}

/// Takes the last change back.
pub fn undo(turn: &mut Turn<'_>) {
    let Some(back) = turn.dialogue.undo_office.clone() else { return };
    if !turn.facts.power.admin {
        refuse(turn, if back.grant { "grant" } else { "revoke" }, Vec::new());
        return;
    }
    turn.dialogue.undo_office = None;
    carry_out(turn, &back);
    let markdown = wording::office_undone(&back, turn.world, turn.language());
    turn.say(markdown, None);
}

/// The change itself, its line in the log, and a word to whom it concerns.
fn carry_out(turn: &mut Turn<'_>, change: &OfficeChange) {
    let OfficeChange { grant, user, office } = change.clone();
    let who = turn.event.sender.clone();
    turn.push(if grant {
        Effect::GrantRole { user: user.clone(), office: office.clone(), by: who.clone() }
    } else {
        Effect::RevokeRole { user: user.clone(), office: office.clone() }
    });
    turn.push(Effect::Audit(entry(&who, change)));
    let concerned = turn.facts.directory.iter().find(|person| person.user == user && user != who).cloned();
    if let Some(person) = concerned
        && let Some(room) = person.direct_room
    {
        let language = if person.english { Language::English } else { Language::Swedish };
        turn.push(Effect::Say(Outgoing {
            to: Target::Room(room),
            content: Content::Text(markup::render(&wording::told_of_office(change, turn.world, language))),
            priority: Priority::Answer,
            answers: None,
            about: None,
            person: Some(user),
            buttons: Vec::new(),
            not_before: None,
        }));
    }
}

/// The line of the audit log for a change of power.
#[must_use]
pub fn entry(who: &str, change: &OfficeChange) -> AuditEntry {
    let (subject, regions) = match &change.office {
        Office::Admin => ("admin", Vec::new()),
        Office::Studierektor(region) => ("studierektor", vec![region.clone()]),
    };
    AuditEntry {
        who: who.to_owned(),
        what: if change.grant { Act::Granted } else { Act::Revoked },
        person: Some(change.user.clone()),
        subject: Some(subject.to_owned()),
        regions,
        count: None,
    }
}
