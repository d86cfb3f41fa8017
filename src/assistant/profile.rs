//! First contact, help, and what is known about a person.

use jiff::Timestamp;

use super::{World, markup::escape, people, status, turn::Turn, wording, wording::Language};
use crate::{
    command::{self, Request},
    effect::{About, Effect},
    event::Event,
    facts::{FORGETTING, Facts, Pending, PendingKind, announcement::Announcement},
};

/// She came into a room: she says who she is.
pub fn joined(world: &World, facts: &Facts, event: &Event, now: Timestamp) -> Vec<Effect> {
    let mut turn = Turn::new(world, facts, event, &event.id, None, now);
    if event.room.direct {
        if !turn.person.introduced {
            turn.greet_if_new();
            if turn.region().is_none() {
                people::ask_region(&mut turn, None);
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

/// Takes help, status and one's data. False: not its business.
pub fn takes(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    let pending = turn.dialogue.pending.as_ref().map(|pending| pending.kind.clone());
    match (request, pending) {
        (Request::Yes, Some(PendingKind::Forget)) => {
            let calendar = super::plan::calendar::sender_leaves(turn);
            let mut markdown = wording::forgotten(turn.person.announcements_off, turn.language());
            markdown.extend(calendar.map(|told| format!(" {told}")));
            turn.say(markdown, None);
            super::days::left(turn);
            turn.forget();
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
        (Request::Forget, _) => {
            turn.dialogue.pending = Some(Pending { since: turn.now, kind: PendingKind::Forget });
            let markdown = wording::ask_forget(turn.language());
            turn.say_with(markdown, Some(About::Confirm { id: FORGETTING.to_owned() }), vec!["✅".to_owned(), "❌".to_owned()]);
        }
        (Request::MyData, _) => {
            let markdown = data(turn);
            turn.say_in_private(markdown, None, Vec::new());
            let answers: Vec<_> = super::days::own_answers(turn).into_iter().map(|(_, answer)| answer).collect();
            let all = serde_json::json!({ "person": turn.person, "reminders": turn.facts.reminders, "st_days": answers,
                "announcements_received": turn.facts.received, "announcements": own_announcements(turn), "st": super::plan::data(turn).1 });
            turn.send_file("stina-mina-uppgifter.json", "application/json", format!("{all:#}").as_bytes());
        }
        (Request::Other, _) if asks_about_number(text) => {
            let markdown = wording::number_gone(turn.language());
            turn.say(markdown, None);
        }
        _ => return false,
    }
    true
}

/// What is said to the question whether to forget everything: a clear yes does it, what is no clear answer is asked again,
/// and what is about something else drops the question. It cannot be undone, so nothing is guessed. False: goes on elsewhere.
pub fn guards_forgetting(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    if !matches!(turn.dialogue.pending.as_ref().map(|pending| &pending.kind), Some(PendingKind::Forget)) || *request == Request::No {
        return false;
    }
    if affirms(text) {
        return takes(turn, &Request::Yes, text);
    }
    if matches!(request, Request::Yes | Request::Forget) || is_unsure(text) {
        return takes(turn, &Request::Forget, text);
    }
    turn.dialogue.pending = None;
    false
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

/// The announcements that the sender wrote, newest first.
fn own_announcements<'a>(turn: &Turn<'a>) -> Vec<&'a Announcement> {
    turn.facts.announcements.iter().filter(|known| known.author == turn.event.sender).collect()
}

/// Whether a text says yes to removing everything, and nothing beside it.
fn affirms(text: &str) -> bool {
    const YES: &[&str] = &["ja", "japp", "jajamen", "jajamensan", "yes", "yep", "yeah", "radera", "delete"];
    const BESIDE: &[&str] = &[
        "ta",
        "bort",
        "glom",
        "allt",
        "alltihop",
        "mig",
        "det",
        "gor",
        "tack",
        "please",
        "everything",
        "all",
        "me",
        "do",
        "it",
        "forget",
        "remove",
        "vill",
        "jag",
        "om",
        "about",
        "ar",
        "saker",
        "i",
        "am",
        "sure",
        "snalla",
        "absolut",
        "verkligen",
        "mina",
        "uppgifter",
        "my",
        "data",
        "nu",
        "now",
    ];
    if text.trim().trim_end_matches('\u{fe0f}') == "✅" {
        return true;
    }
    let folded = command::fold(text);
    let mut words = folded.split(' ');
    words.next().is_some_and(|first| YES.contains(&first))
        && !text.contains('?')
        && words.all(|word| YES.contains(&word) || BESIDE.contains(&word))
}

/// Whether a text is on the question but no clear answer: "ja vänta lite", "vad händer då?".
fn is_unsure(text: &str) -> bool {
    const BEGINS: &[&str] = &[
        "ja", "japp", "jo", "yes", "yep", "yeah", "ok", "okej", "okay", "vanta", "wait", "kanske", "maybe", "hmm", "radera", "delete",
        "sure", "hold", "vet", "tveksam", "inte",
    ];
    const ABOUT: &[&str] =
        &["hander", "forsvinner", "raderas", "raderar", "tas", "angra", "happens", "lose", "removed", "deleted", "undo", "kvar"];
    let folded = command::fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    words.len() <= 10 && (BEGINS.contains(&words[0]) || words.iter().any(|word| ABOUT.contains(word)))
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
        lines.push(line("roll", "role", people::role_name(role).to_owned()));
    }
    if !person.tags.is_empty() {
        lines.push(line("område eller vårdcentral", "area or clinic", person.tags.join(", ")));
    }
    if person.imported {
        let from = if swedish { "en lista från din studierektor" } else { "a list from your study director" };
        lines.push(line("uppgifterna kommer från", "this comes from", from.to_owned()));
    }
    for region in &turn.facts.power.studierektor {
        lines.push(line("studierektor för", "study director for", turn.world.region(region).name));
    }
    if turn.facts.power.admin {
        lines.push(line("administratör", "administrator", if swedish { "ja" } else { "yes" }.to_owned()));
    }
    let wanted = match (person.announcements_off, swedish) {
        (false, true) => "ja",
        (true, true) => "nej, bara obligatoriska",
        (false, false) => "yes",
        (true, false) => "no, only mandatory ones",
    };
    lines.push(line("utskick", "announcements", wanted.to_owned()));
    if let Some(start) = person.st_start {
        lines.push(line("ST började", "start of ST", start.to_string()));
    }
    if let Some((year, since)) = turn.dialogue.st_year {
        lines.push(line("år av ST", "year of ST", format!("{year} ({since})")));
    }
    lines.push(line("tidszon", "time zone", person.zone.clone().unwrap_or_else(|| turn.world.zone.clone())));
    if let Some(leads) = &person.leads {
        lines.push(line("påminns alltid", "always reminded", super::remind::leads_in_words(leads, turn.language())));
    }
    if let Some(leads) = &person.deadline_leads {
        lines.push(line("påminns om sista dagar", "reminded of deadlines", super::remind::leads_in_words(leads, turn.language())));
    }
    lines.push(line("påminnelser", "reminders", turn.facts.reminders.len().to_string()));
    for reminder in &turn.facts.reminders {
        lines.push(format!("  - {}", super::remind::one_line(reminder, turn.language())));
    }
    let answers = super::days::own_answers(turn);
    if !answers.is_empty() {
        lines.push(line("svar på ST-dagar", "answers to ST days", answers.len().to_string()));
        lines.extend(answers.iter().map(|(said, _)| format!("  - {said}")));
    }
    let received = &turn.facts.received;
    if let Some(newest) = received.first() {
        let acknowledged = received.iter().filter(|copy| copy.acknowledged_at.is_some()).count();
        let day = newest.delivered_at.to_zoned(turn.zone()).date();
        let count = received.len();
        let value = if swedish {
            format!("{count}, senast {day}, {acknowledged} kvitterade")
        } else {
            format!("{count}, the last {day}, {acknowledged} acknowledged")
        };
        lines.push(line("utskick du fått", "announcements you got", value));
    }
    let own = own_announcements(turn).len();
    if own > 0 {
        lines.push(line("utskick du skrivit", "announcements you wrote", own.to_string()));
    }
    lines.extend(super::plan::data(turn).0);
    lines.push(String::new());
    lines.push(
        if swedish {
            "Dessutom minns jag var vårt samtal stod, ibland med det du skrev sist, och de texter jag skickat sparas en tid. Dina frågor sparas inte, utom de jag inte kunnat svara på, och de utan ditt namn. *glöm mig* tar bort allt."
        } else {
            "Beside that I remember where our conversation stood, sometimes with what you wrote last, and texts that I sent are kept for a while. Your questions are not kept, except those I could not answer, and those without your name. *forget me* removes everything."
        }
        .to_owned(),
    );
    lines.join("\n")
}
