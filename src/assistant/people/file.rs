//! A list of people that was sent in the chat: read and read back first, taken after a yes.

use super::{import, import_wording as wording, refuse};
use crate::{
    assistant::turn::Turn,
    effect::{About, Act, AuditEntry, Effect},
    event::{FileContent, Media},
    facts::{Listed, Pending, PendingKind},
    table,
};

/// Takes a list of people. False: it is something else.
pub fn takes(turn: &mut Turn<'_>, media: &Media) -> bool {
    if !matches!(media.ending().as_str(), "csv" | "tsv") {
        return false;
    }
    let bytes = match &media.content {
        FileContent::Bytes(bytes) => bytes,
        // Whoever has no power hears what is said of any other file.
        _ if !turn.facts.power.any() => return false,
        FileContent::Left => {
            say(turn, wording::in_direct_chat);
            return true;
        }
        FileContent::TooLarge => {
            say(turn, wording::too_large);
            return true;
        }
        FileContent::Unavailable => {
            say(turn, wording::unavailable);
            return true;
        }
    };
    let rows = match table::read(bytes) {
        Ok(rows) => rows,
        Err(unreadable) => {
            say(turn, |language| wording::refusal(import::Refusal::Unreadable(unreadable), language));
            return true;
        }
    };
    if !import::names_people(&rows) {
        return false;
    }
    if !turn.facts.power.any() {
        refuse(turn, "import", Vec::new());
        return true;
    }
    let place = import::Place { regions: &turn.world.regions, me: &turn.world.user_id, power: &turn.facts.power };
    match import::read_rows(&rows, place) {
        Ok(list) => {
            crate::assistant::announce::keep_beside(turn, media);
            read_back(turn, media.file_name.as_deref().unwrap_or_default(), &list);
        }
        Err(refusal) => say(turn, |language| wording::refusal(refusal, language)),
    }
    true
}

fn say(turn: &mut Turn<'_>, wording: impl Fn(crate::assistant::wording::Language) -> String) {
    let markdown = wording(turn.language());
    turn.say(markdown, None);
}

/// Says what the list would change, and asks for a yes.
fn read_back(turn: &mut Turn<'_>, file: &str, list: &import::List) {
    let change = import::compare(&list.rows, &turn.facts.directory, &turn.facts.power);
    let markdown = wording::dry_run(file, list, &change, turn.world, turn.language());
    if change.count() == 0 {
        turn.dialogue.pending = None;
        turn.say(markdown, None);
    } else {
        let id = turn.question().to_owned();
        let kind = PendingKind::Import { file: file.to_owned(), rows: list.rows.clone(), id: id.clone() };
        turn.dialogue.pending = Some(Pending { since: turn.now, kind });
        turn.say_with(markdown, Some(About::Confirm { id }), vec!["✅".to_owned(), "❌".to_owned()]);
    }
    let problems = wording::all_problems(list, &change);
    if problems.len() > wording::SHOWN {
        let rows = wording::problem_rows(&problems, turn.world, turn.language());
        turn.send_file(wording::problems_file(turn.language()), "text/csv", &table::write(rows));
    }
}

/// Takes the list after a yes: compared again, since people and power may have changed meanwhile.
pub fn take(turn: &mut Turn<'_>, file: &str, rows: &[Listed]) {
    if !turn.facts.power.any() {
        refuse(turn, "import", Vec::new());
        return;
    }
    turn.dialogue.pending = None;
    let change = import::compare(rows, &turn.facts.directory, &turn.facts.power);
    for effect in effects(&turn.event.sender, file, &change) {
        turn.push(effect);
    }
    // The sender may stand in their own list.
    if let Some(own) = change.people().find(|person| person.user == turn.event.sender) {
        turn.person = own.clone();
    }
    let markdown = wording::taken(&change, change.problems.len(), turn.language());
    turn.say(markdown, None);
}

/// Writing a list's people down, with its line in the audit log.
#[must_use]
pub fn effects(who: &str, file: &str, change: &import::Change) -> Vec<Effect> {
    let mut effects: Vec<Effect> = change.people().cloned().map(Effect::SavePerson).collect();
    if change.count() > 0 {
        effects.push(Effect::Audit(AuditEntry {
            who: who.to_owned(),
            what: Act::Imported,
            person: None,
            subject: Some(file.to_owned()),
            regions: change.regions(),
            count: u64::try_from(change.count()).ok(),
        }));
    }
    effects
}
