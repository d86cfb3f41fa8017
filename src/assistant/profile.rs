//! First contact, the person's region, and what is known about them.

use jiff::Timestamp;

use super::{World, markup::escape, status, turn::Turn, wording, wording::Language};
use crate::{
    command::Request,
    effect::{About, Effect},
    event::Event,
    facts::{Facts, Pending, PendingKind, Role},
};

/// She came into a room: she says who she is.
pub fn joined(world: &World, facts: &Facts, event: &Event, now: Timestamp) -> Vec<Effect> {
    let mut turn = Turn::new(world, facts, event, &event.id, None, now);
    if event.room.direct {
        if !turn.person.introduced {
            turn.greet_if_new();
            if turn.region().is_none() {
                ask_region(&mut turn, None);
            } else {
                let markdown = wording::go_ahead(turn.language());
                turn.say(markdown, None);
            }
        }
    } else {
        let markdown = wording::who(&world.name, turn.language());
        turn.say(markdown, None);
    }
    turn.finish()
}

/// Takes what concerns the person: help, status, region, data. False: not its business.
pub fn takes(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    let pending = turn.dialogue.pending.as_ref().map(|pending| pending.kind.clone());
    match (request, pending) {
        (Request::Yes, Some(PendingKind::Forget)) => {
            let markdown = wording::forgotten(turn.language());
            turn.say(markdown, None);
            turn.forget();
        }
        (Request::Number(number), Some(PendingKind::Region { question, .. })) => {
            let Some(region) = number.checked_sub(1).and_then(|position| turn.world.regions.get(position)) else {
                let markdown = wording::no_such_number(turn.world.regions.len(), turn.language());
                turn.say(markdown, None);
                return true;
            };
            let id = region.id.clone();
            set_region_and_answer(turn, &id, None, question);
        }
        (Request::Region { region, role }, pending) => {
            let question = match pending {
                Some(PendingKind::Region { question, .. }) => question,
                _ => None,
            };
            set_region_and_answer(turn, region, *role, question);
        }
        (Request::Help, _) => {
            turn.greet_if_new();
            let power = &turn.facts.power;
            let studierektor = !power.studierektor.is_empty();
            let markdown = wording::help(&turn.world.name, !turn.event.room.direct, studierektor, power.admin, turn.language());
            turn.say(markdown, None);
        }
        (Request::Status, _) => {
            let markdown = status::describe(turn);
            turn.say(markdown, None);
        }
        (Request::ChangeRegion, _) => {
            turn.greet_if_new();
            ask_region(turn, None);
        }
        (Request::Forget, _) => {
            turn.dialogue.pending = Some(Pending { since: turn.now, kind: PendingKind::Forget });
            let markdown = wording::ask_forget(turn.language());
            turn.say_with(markdown, Some(About::Question), vec!["✅".to_owned(), "❌".to_owned()]);
        }
        (Request::MyData, _) => {
            let markdown = data(turn);
            turn.say_in_private(markdown, None, Vec::new());
            let all = serde_json::json!({ "person": turn.person, "reminders": turn.facts.reminders });
            turn.send_file("stina-mina-uppgifter.json", "application/json", format!("{all:#}").as_bytes());
        }
        // "ja radera allt" to the question whether to forget everything.
        (Request::Other, Some(PendingKind::Forget)) if affirms(text) => {
            return takes(turn, &Request::Yes, text);
        }
        (Request::Other, _) if asks_about_number(text) => {
            let markdown = wording::number_gone(turn.language());
            turn.say(markdown, None);
        }
        _ => return false,
    }
    true
}

/// "är numret borta nu?" after a personal identity number was written.
fn asks_about_number(text: &str) -> bool {
    let lowered = text.to_lowercase();
    let number = ["numret", "personnumret", "the number"].iter().any(|word| lowered.contains(word));
    number
        && ["borta", "sparat", "sparade", "kvar", "raderat", "raderade", "gone", "deleted", "saved"]
            .iter()
            .any(|word| lowered.contains(word))
}

fn affirms(text: &str) -> bool {
    let lowered = text.to_lowercase();
    let mut words = lowered.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    matches!(words.next(), Some("ja" | "yes" | "japp" | "jo")) && lowered.split_whitespace().count() <= 5 && !lowered.contains("inte")
}

/// Asks for the region; the question, where there is one, is answered when it is known.
pub fn ask_region(turn: &mut Turn<'_>, question: Option<&str>) {
    let regions: Vec<String> = turn.world.regions.iter().map(|region| region.id.clone()).collect();
    let markdown = wording::ask_region(&turn.world.regions, question.is_some(), turn.language());
    let event = question.map(|_| turn.question().to_owned());
    let kind = PendingKind::Region { question: question.map(str::to_owned), event };
    turn.dialogue.pending = Some(Pending { since: turn.now, kind });
    let buttons = (1..=regions.len().min(9)).map(wording::keycap).collect();
    turn.say_with(markdown, Some(About::Region { regions }), buttons);
}

/// Notes the region, and answers the question that waited for it.
pub fn set_region(turn: &mut Turn<'_>, region: &str, role: Option<Role>) {
    let question = match turn.dialogue.pending.as_ref().map(|pending| &pending.kind) {
        Some(PendingKind::Region { question, .. }) => question.clone(),
        _ => None,
    };
    set_region_and_answer(turn, region, role, question);
}

fn set_region_and_answer(turn: &mut Turn<'_>, region: &str, role: Option<Role>, question: Option<String>) {
    turn.greet_if_new();
    turn.person.region = Some(region.to_owned());
    turn.person.role = role.or(turn.person.role);
    turn.dialogue.pending = None;
    turn.dialogue.last_rule = None;
    let markdown = wording::region_set(&turn.world.region(region), turn.language());
    match question {
        Some(question) => {
            turn.lead_in(markdown);
            super::answer::takes(turn, &crate::command::parse(&question, &turn.world.regions), &question);
        }
        None => turn.say(markdown, None),
    }
}

/// Everything known about the person, in words.
fn data(turn: &Turn<'_>) -> String {
    let person = &turn.person;
    let swedish = turn.language() == Language::Swedish;
    let line = |sv: &str, en: &str, value: String| format!("- {}: {}", if swedish { sv } else { en }, escape(&value));
    let none = if swedish { "inte angivet" } else { "not given" };
    let mut lines = vec![
        if swedish { "**Det här vet jag om dig:**".to_owned() } else { "**This is what I know about you:**".to_owned() },
        String::new(),
    ];
    lines.push(line("användarnamn", "user id", person.user.clone()));
    lines.push(line("region", "region", person.region.as_deref().map_or_else(|| none.to_owned(), |id| turn.world.region(id).name)));
    if let Some(role) = person.role {
        let name = match role {
            Role::St => "ST-läkare",
            Role::Handledare => "handledare",
            Role::Verksamhetschef => "verksamhetschef",
            Role::Hr => "HR",
        };
        lines.push(line("roll", "role", name.to_owned()));
    }
    if let Some(start) = person.st_start {
        lines.push(line("ST började", "start of ST", start.to_string()));
    }
    lines.push(line("tidszon", "time zone", person.zone.clone().unwrap_or_else(|| turn.world.zone.clone())));
    if let Some(leads) = &person.leads {
        lines.push(line("påminns alltid", "always reminded", leads.join(", ")));
    }
    lines.push(line("påminnelser", "reminders", turn.facts.reminders.len().to_string()));
    for reminder in &turn.facts.reminders {
        let repeats = reminder.recurrence.as_ref().map(|rule| format!(" ({rule})")).unwrap_or_default();
        lines.push(format!("  - {}: {}{}", escape(&reminder.due), escape(&reminder.subject), escape(&repeats)));
    }
    lines.push(String::new());
    lines.push(
        if swedish {
            "Dessutom minns jag var vårt samtal stod, och de texter jag skickat sparas en tid. Dina frågor sparas inte, utom de jag inte kunnat svara på, och de utan ditt namn. *glöm mig* tar bort allt."
        } else {
            "Beside that I remember where our conversation stood, and texts that I sent are kept for a while. Your questions are not kept, except those I could not answer, and those without your name. *forget me* removes everything."
        }
        .to_owned(),
    );
    lines.join("\n")
}
