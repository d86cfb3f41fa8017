//! People: what they say of themselves, who has power, and lists that bring them in.
//!
//! - `profile` takes region, role, area and clinic, and whether announcements are wanted;
//! - `roles` gives and takes power, for admins;
//! - `import` reads lists of people, `file` takes one that was sent in the chat;
//! - `wording` has the sentences, `import_wording` those about lists.

pub mod file;
pub mod import;
pub mod import_wording;
mod profile;
mod roles;
pub mod wording;

pub use roles::entry as office_entry;

pub use profile::{ask_region, assume_region, choose_tag, keep_waiting, question_that_waits, role_name, set_region};

use super::turn::Turn;
use crate::{
    command::Request,
    effect::{Act, AuditEntry, Effect},
    facts::PendingKind,
};

/// Takes what concerns people. False: not its business.
pub fn takes(turn: &mut Turn<'_>, request: &Request) -> bool {
    let pending = turn.dialogue.pending.as_ref().map(|pending| pending.kind.clone());
    match (request, pending) {
        (Request::Other, Some(PendingKind::Role)) if profile::role_said(turn) => {}
        (Request::Other, Some(PendingKind::Region { question: Some(_), .. })) if profile::region_meant(turn) => {}
        (Request::Other, _) => return profile::with_start(turn),
        // "nej, i Växjö" right after a reminder is about that one.
        (Request::Profile(_), _) if profile::corrects(turn) && turn.facts.dialogue.reminder_at.is_some() => return false,
        (Request::Claim(office), _) => profile::claimed(turn, office),
        (Request::Profile(said), _) => profile::say(turn, said),
        (Request::ChangeRegion, _) => {
            turn.greet_if_new();
            ask_region(turn, None);
        }
        (Request::MyRegion, _) => profile::tell_region(turn),
        (Request::ChangeRole, _) => profile::ask_role(turn),
        (Request::ChangeTags, _) => profile::ask_tags(turn),
        (Request::TakeAnnouncements(wanted), _) => profile::take_announcements(turn, *wanted),
        (Request::Number(number), Some(PendingKind::Region { .. })) => profile::choose_region(turn, *number),
        (Request::Number(number), Some(PendingKind::Tags { region, tags })) => choose_tag(turn, &region, &tags, *number),
        (Request::ListRoles, _) => roles::list(turn),
        (Request::ChangeOffice { grant, user, office }, _) => roles::ask(turn, *grant, user.as_deref(), office),
        (Request::Yes, Some(PendingKind::Office { change, .. })) => roles::change(turn, &change),
        (Request::Yes, Some(PendingKind::Import { file, rows, .. })) => file::take(turn, &file, &rows),
        (Request::Undo, _) if turn.dialogue.undo_office.is_some() && turn.dialogue.undo.is_empty() => roles::undo(turn),
        _ => return false,
    }
    true
}

/// Refuses what the sender has no power for, in one sentence, and notes it in the audit log.
/// `what` says what was tried, without the sender's words.
pub fn refuse(turn: &mut Turn<'_>, what: &str, regions: Vec<String>) {
    let markdown = match (turn.event.trusted, what) {
        (false, _) => wording::untrusted(turn.language()),
        (true, "roles" | "grant" | "revoke") => wording::only_admin(turn.language()),
        (true, _) => wording::no_power(turn.language()),
    };
    turn.say(markdown, None);
    note_refusal(turn, what, regions);
}

/// Notes in the audit log that somebody tried what they have no power for.
fn note_refusal(turn: &mut Turn<'_>, what: &str, regions: Vec<String>) {
    let entry = AuditEntry {
        who: turn.event.sender.clone(),
        what: Act::Refused,
        person: None,
        subject: Some(what.to_owned()),
        regions,
        count: None,
    };
    turn.push(Effect::Audit(entry));
}
