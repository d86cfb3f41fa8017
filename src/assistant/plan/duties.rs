//! What a handledare, verksamhetschef, studierektor or HR does for a new ST doctor, to be ticked off for each.

use super::{
    PlanAsk, ask, back, no_plan,
    words::{self, say},
};
use crate::{
    assistant::{
        markup::escape,
        turn::Turn,
        wording::{Language, keycap},
    },
    effect::About,
    facts::{PlanBefore, Role as PersonRole},
    plan::{Duty, Role, Stage},
};

/// How many of the duties can be ticked by a tap.
const BUTTONS: usize = 9;

/// Shows the duties of a role for a doctor; asks for the role where none is known.
pub fn show(turn: &mut Turn<'_>, role: Option<Role>, doctor: &str) {
    let role = role.or(match turn.person.role {
        Some(PersonRole::Handledare) => Some(Role::Handledare),
        Some(PersonRole::Verksamhetschef) => Some(Role::Verksamhetschef),
        Some(PersonRole::Hr) => Some(Role::Hr),
        Some(PersonRole::St) | None => (!turn.facts.power.studierektor.is_empty()).then_some(Role::Studierektor),
    });
    let language = turn.language();
    let world = turn.world;
    let Some(region) = turn.region() else { return no_plan(turn) };
    let Some(plan) = world.knowledge.plans.get(region) else { return no_plan(turn) };
    let Some(role) = role else {
        ask(turn, PlanAsk::DutyRole { doctor: doctor.to_owned() });
        let markdown = say(
            language,
            "Vad är du för ST-läkaren? Svara med en siffra.\n\n1. handledare\n2. verksamhetschef\n3. HR",
            "What are you to the ST doctor? Reply with a number.\n\n1. supervisor\n2. head of the clinic\n3. HR",
        );
        turn.say_with(markdown, Some(About::Question), (1..=3).map(keycap).collect());
        return;
    };
    let duties = plan.duties_of(role);
    if duties.is_empty() {
        let (who, name) = (words::role(role, language), escape(&world.region(region).name));
        let markdown = say(
            language,
            format!("Underlaget för {name} säger inget om vad {who} gör för en ny ST-läkare."),
            format!("The source for {name} says nothing about what {who} does for a new ST doctor."),
        );
        turn.say(markdown, None);
        return;
    }
    let done = done(turn, role, doctor);
    // A list that has been begun keeps the name it was begun with.
    let begun = turn.facts.duties.iter().find(|list| list.role == role && list.doctor.eq_ignore_ascii_case(doctor));
    let doctor = begun.map_or(doctor, |list| list.doctor.as_str());
    let markdown = list(turn, role, doctor, &duties, &done);
    let listed: Vec<String> = duties.iter().map(|duty| duty.id.clone()).collect();
    let buttons = (1..=listed.len().min(BUTTONS)).map(keycap).collect();
    ask(turn, PlanAsk::Duties { role, doctor: doctor.to_owned(), listed });
    turn.say_in_private(markdown, Some(About::Question), buttons);
}

/// The duties that are ticked off for a doctor.
pub fn done(turn: &Turn<'_>, role: Role, doctor: &str) -> Vec<String> {
    let list = turn.facts.duties.iter().find(|list| list.role == role && list.doctor.eq_ignore_ascii_case(doctor));
    list.map(|list| list.done.clone()).unwrap_or_default()
}

/// What these duties are called. Markdown.
#[must_use]
pub fn titles(turn: &Turn<'_>, role: Role, duties: &[(String, bool)]) -> String {
    let world = turn.world;
    let english = turn.language() == Language::English;
    let plan = turn.region().and_then(|region| world.knowledge.plans.get(region));
    let all = plan.map(|plan| plan.duties_of(role)).unwrap_or_default();
    let named = all.iter().filter(|duty| duties.iter().any(|(id, _)| *id == duty.id));
    named.map(|duty| escape(duty.title.text(english))).collect::<Vec<_>>().join("; ")
}

/// The list, in the order of time, each with the rule it rests on. Markdown.
fn list(turn: &Turn<'_>, role: Role, doctor: &str, duties: &[&Duty], done: &[String]) -> String {
    let language = turn.language();
    let english = language == Language::English;
    let who = words::role(role, language);
    let title = if doctor.is_empty() {
        say(language, format!("**Att göra för en ny ST-läkare ({who}):**"), format!("**For a new ST doctor, {who}:**"))
    } else {
        let doctor = escape(doctor);
        say(language, format!("**Uppgifter för {doctor} ({who}):**"), format!("**Duties for {doctor} ({who}):**"))
    };
    let mut rules: Vec<&str> = Vec::new();
    let mut parts = vec![title];
    let mut number = 0;
    for stage in [Stage::ForstaDagen, Stage::ForstaManaden, Stage::ForstaHalvaret, Stage::Sedan] {
        let mut lines = Vec::new();
        for duty in duties.iter().filter(|duty| duty.stage == stage) {
            number += 1;
            let at = rules.iter().position(|rule| *rule == duty.rule).unwrap_or_else(|| {
                rules.push(&duty.rule);
                rules.len() - 1
            });
            let tick = if done.contains(&duty.id) { "✅ " } else { "" };
            let proposed = if duty.said { "" } else { "\\*" };
            lines.push(format!("{number}\\. {tick}{}{proposed} {}", escape(duty.title.text(english)), letter(at)));
        }
        if !lines.is_empty() {
            parts.push(format!("**{}**\\\n{}", stage_name(stage, language), lines.join("\\\n")));
        }
    }
    let world = turn.world;
    let listed: Vec<String> = rules
        .iter()
        .enumerate()
        .filter_map(|(at, id)| {
            let found = world.knowledge.rule(id)?;
            let title = found.english.as_ref().filter(|_| english).map_or(found.title.as_str(), |text| text.title.as_str());
            Some(format!("{} {}", letter(at), escape(title)))
        })
        .collect();
    parts.push(say(language, format!("*Regler:*\\\n{}", listed.join("\\\n")), format!("*Rules:*\\\n{}", listed.join("\\\n"))));
    if duties.iter().any(|duty| !duty.said) {
        parts.push(say(
            language,
            "\\* Underlaget säger inte när; ordningen är ett förslag.",
            "\\* The source does not say when; the order is a proposal.",
        ));
    }
    parts.push(if doctor.is_empty() {
        say(
            language,
            "Bocka av med siffran. *uppgifter för* och ett namn ger en egen lista för den ST-läkaren.",
            "Tick off by number. *duties for* and a name gives a list of its own for that doctor.",
        )
    } else {
        say(language, "Bocka av med siffran. *1 inte klar* tar bort en bock.", "Tick off by number. *1 not done* takes a tick away.")
    });
    parts.join("\n\n")
}

/// The mark by which a duty points to its rule.
fn letter(at: usize) -> String {
    const MARKS: [&str; 9] = ["¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"];
    MARKS.get(at).map_or_else(|| format!("({})", at + 1), |mark| (*mark).to_owned())
}

fn stage_name(stage: Stage, language: Language) -> String {
    match stage {
        Stage::ForstaDagen => say(language, "Första dagen", "The first day"),
        Stage::ForstaManaden => say(language, "Första månaden", "The first month"),
        Stage::ForstaHalvaret => say(language, "Första halvåret", "The first half year"),
        Stage::Sedan => say(language, "Sedan", "After that"),
    }
}

/// A number of the list: ticks the duty off. False: there is no such number.
pub fn tick(turn: &mut Turn<'_>, role: Role, doctor: &str, listed: &[String], number: usize) -> bool {
    let Some((id, title)) = numbered(turn, listed, number) else { return false };
    let language = turn.language();
    let done = done(turn, role, doctor);
    let was = done.contains(&id);
    if was {
        let markdown = say(
            language,
            format!("Redan avbockat: {title}. *{number} inte klar* tar bort bocken."),
            format!("Ticked off already: {title}. *{number} not done* takes the tick away."),
        );
        turn.say_in_private(markdown, None, Vec::new());
        return true;
    }
    let left = listed.iter().filter(|other| **other != id && !done.contains(other)).count();
    back::set_duties(turn, role, doctor, &[(id.clone(), true)]);
    note(turn, role, doctor, vec![(id, was)], true);
    let markdown = say(language, format!("✅ {title}. {left} kvar."), format!("✅ {title}. {left} left."));
    turn.say_in_private(markdown, None, Vec::new());
    true
}

/// The duty with this number, and what it is called. Markdown.
fn numbered(turn: &Turn<'_>, listed: &[String], number: usize) -> Option<(String, String)> {
    let id = number.checked_sub(1).and_then(|at| listed.get(at))?;
    let world = turn.world;
    let plan = turn.region().and_then(|region| world.knowledge.plans.get(region))?;
    let duty = plan.duties.iter().find(|duty| duty.id == *id)?;
    Some((id.clone(), escape(duty.title.text(turn.language() == Language::English))))
}

/// "1 inte klar", "ta bort bocken på 2 och 3": those of the list are open again. False: the text says nothing of it.
pub fn untick(turn: &mut Turn<'_>, role: Role, doctor: &str, listed: &[String], text: &str) -> bool {
    const TICKS: [&str; 9] = ["gjort", "gjorda", "gjord", "klar", "klara", "klart", "fixat", "avbocka", "done"];
    const SMALL: [&str; 11] = ["jag", "vi", "har", "nu", "och", "o", "med", "ar", "nr", "i", "have"];
    let folded = super::period::fold(text);
    let words: Vec<&str> =
        folded.split(|letter: char| letter.is_whitespace() || ",.!".contains(letter)).filter(|word| !word.is_empty()).collect();
    let not_done = words.iter().any(|word| matches!(*word, "inte" | "ej" | "not"))
        && words.iter().any(|word| {
            matches!(*word, "klar" | "klara" | "klart" | "gjord" | "gjort" | "gjorda" | "avbockad" | "avbockat" | "done" | "ticked")
        });
    let numbers: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    // "jag har gjort 2 och 3", "avbocka 2" of what is open.
    let ticks = words.iter().any(|word| TICKS.contains(word))
        && words.iter().all(|word| TICKS.contains(word) || SMALL.contains(word) || word.parse::<usize>().is_ok());
    let known = done(turn, role, doctor);
    let ticked = |number: &usize| number.checked_sub(1).and_then(|at| listed.get(at)).is_some_and(|id| known.contains(id));
    let unticks = folded.starts_with("avbocka ") && numbers.iter().any(ticked);
    if ticks && !unticks && !numbers.is_empty() && !text.contains('?') {
        return tick_all(turn, role, doctor, listed, &numbers);
    }
    let opens = unticks
        || ["ta bort bocken", "ta bort bock", "oppna ", "avmarkera ", "bocka ur ", "angra ", "untick ", "open "]
            .iter()
            .any(|start| folded.starts_with(start));
    if !(not_done || opens) || numbers.is_empty() || words.len() > 10 || text.contains('?') {
        return false;
    }
    let named: Option<Vec<(String, String)>> = numbers.iter().map(|number| numbered(turn, listed, *number)).collect();
    let Some(named) = named else { return false };
    let done = done(turn, role, doctor);
    let (were, still): (Vec<_>, Vec<_>) = named.into_iter().partition(|(id, _)| done.contains(id));
    let language = turn.language();
    if were.is_empty() {
        let titles: Vec<String> = still.into_iter().map(|(_, title)| title).collect();
        let titles = titles.join("; ");
        let markdown = say(language, format!("Inte avbockat: {titles}."), format!("Not ticked off: {titles}."));
        turn.say_in_private(markdown, None, Vec::new());
        return true;
    }
    let opened: Vec<(String, bool)> = were.iter().map(|(id, _)| (id.clone(), false)).collect();
    back::set_duties(turn, role, doctor, &opened);
    note(turn, role, doctor, were.iter().map(|(id, _)| (id.clone(), true)).collect(), false);
    let left = listed.iter().filter(|id| !done.contains(id) || opened.iter().any(|(open, _)| open == *id)).count();
    let titles: Vec<String> = were.into_iter().map(|(_, title)| title).collect();
    let titles = titles.join("; ");
    let markdown =
        say(language, format!("Inte avbockat längre: {titles}. {left} kvar."), format!("No longer ticked: {titles}. {left} left."));
    turn.say_in_private(markdown, None, Vec::new());
    true
}

/// Several numbers of the list are done: "1 och 3 klara". False: one of them is no number of it.
pub fn tick_all(turn: &mut Turn<'_>, role: Role, doctor: &str, listed: &[String], numbers: &[usize]) -> bool {
    if let [only] = numbers {
        return tick(turn, role, doctor, listed, *only);
    }
    let ids: Option<Vec<&String>> = numbers.iter().map(|number| number.checked_sub(1).and_then(|at| listed.get(at))).collect();
    let Some(ids) = ids.filter(|ids| !ids.is_empty()) else { return false };
    let done = done(turn, role, doctor);
    let were: Vec<(String, bool)> = ids.iter().map(|id| ((*id).clone(), done.contains(id))).collect();
    let left = listed.iter().filter(|id| !done.contains(id) && !ids.contains(id)).count();
    let ticked: Vec<(String, bool)> = ids.into_iter().map(|id| (id.clone(), true)).collect();
    back::set_duties(turn, role, doctor, &ticked);
    note(turn, role, doctor, were, true);
    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
    let numbers = numbers.join(", ");
    let markdown = if left == 0 {
        say(turn.language(), "✅ Allt är avbockat. Fel? Skriv *ångra*.", "✅ All are ticked off. Wrong? Write *undo*.")
    } else {
        say(
            turn.language(),
            format!("✅ {numbers} är avbockade. {left} kvar. Fel? Skriv *ångra*."),
            format!("✅ {numbers} are ticked off. {left} left. Wrong? Write *undo*."),
        )
    };
    turn.say_in_private(markdown, None, Vec::new());
    true
}

/// Remembers how duties stood that are all ticked off now, or all not.
fn note(turn: &mut Turn<'_>, role: Role, doctor: &str, were: Vec<(String, bool)>, ticked: bool) {
    let now = were.iter().map(|(id, _)| (id.clone(), ticked)).collect();
    let state = |were: Vec<(String, bool)>| PlanBefore::Duties { role, doctor: doctor.to_owned(), were };
    let owner = turn.event.sender.clone();
    back::note(turn, &owner, state(were), state(now));
}
