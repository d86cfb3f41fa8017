//! Plans of others, as those see them with whom they are shared.

use super::{
    own, plan_of,
    read::{self, Asked, View},
    role_in, told, whom,
    words::{self, say},
};
use crate::{
    assistant::{markup::escape, turn::Turn, wording::Language},
    effect::About,
    facts::{KnownPlan, Role as PersonRole},
    plan::{Period, Role, State, schedule},
};

/// Whether somebody who shares a plan as this sees all of it. The others see what is late or near.
pub(super) fn sees_all(role: Role) -> bool {
    matches!(role, Role::Handledare | Role::Verksamhetschef)
}

/// "planen för @anna:x", "annas plan", "tidslinje för Anna": whose plan is asked for, where it is another's.
#[must_use]
pub fn of_another(turn: &Turn<'_>, text: &str) -> Option<Asked> {
    let folded = super::period::fold(text);
    let phrase = folded.trim().trim_end_matches(['?', '.', '!', ' ']).trim_start_matches("visa ").trim_start_matches("show ");
    let words: Vec<&str> = phrase.split_whitespace().collect();
    let view = |word: &str| match word {
        "plan" | "planen" => Some(View::Brief),
        "tidslinje" | "tidslinjen" | "timeline" => Some(View::Picture),
        _ => None,
    };
    let (view, whom) = match words.as_slice() {
        ["hela" | "whole", "min" | "my" | "the", what, "for" | "av" | "of", whom] | ["hela" | "whole", what, "for" | "av" | "of", whom] => {
            (view(what).map(|view| if view == View::Brief { View::Whole } else { view })?, *whom)
        }
        ["min" | "my" | "the", what, "for" | "av" | "of", whom] | [what, "for" | "av" | "of", whom] | [whom, what] => (view(what)?, *whom),
        ["hela", whom, what] => (view(what).map(|_| View::Whole)?, *whom),
        ["hur", "gar", "det", "for", whom]
        | ["hur", "ligger", whom, "till"]
        | ["vad", "ar", "sent" | "nasta" | "kvar" | "klart", "for", whom]
        | ["vilka", "moment", "ar", "sena", "for", whom]
        | ["vad", "har", whom, "kvar"]
        | ["vad", "ar", whom, "sen", "med"]
        | ["vad", "ska", whom, "gora", "nu" | "harnast"]
        | ["ligger", whom, "efter"]
        | ["what", "is", "late" | "next" | "left", "for", whom] => (View::Brief, *whom),
        _ => return None,
    };
    let seen = shared(turn);
    // A pill in the message is whom it means, whatever is written there.
    let mention = turn.message().and_then(|message| message.mentions.iter().find(|user| **user != turn.world.user_id));
    if let Some(user) = mention.map(String::as_str).or_else(|| whom.starts_with('@').then_some(whom)) {
        let user = user.trim_end_matches(":s").to_lowercase();
        let is_theirs = |known: &&&KnownPlan| {
            known.owner.user.to_lowercase() == user || Some(user.as_str()) == whom::short(&known.owner.user).as_deref()
        };
        let found = seen.iter().find(is_theirs).map(|known| known.owner.user.clone());
        return Some(if user == turn.event.sender.to_lowercase() { view.of_oneself() } else { Asked::Other(found, view) });
    }
    let names = |known: &&&KnownPlan| whom::is_name(&known.owner.user, whom);
    let found: Vec<&&KnownPlan> = seen.iter().filter(names).collect();
    let names_somebody = matches!(words.as_slice(), [_, "plan" | "tidslinje" | "timeline"]) && whom.len() > 3 && whom.ends_with('s');
    // Who is no ST doctor asks for somebody's plan that is not shared with them.
    if found.is_empty() && names_somebody && !matches!(turn.person.role, None | Some(PersonRole::St)) {
        return Some(Asked::Other(None, view));
    }
    let [only] = found.as_slice() else { return None };
    Some(Asked::Other(Some(only.owner.user.clone()), view))
}

/// Shows somebody else's plan, as much of it as is shared.
pub fn show(turn: &mut Turn<'_>, owner: Option<&str>, view: View) {
    let language = turn.language();
    let known = shared(turn).into_iter().find(|known| Some(known.owner.user.as_str()) == owner);
    let Some(known) = known else {
        let markdown = say(
            language,
            "Den planen delas inte med dig. *mina ST-läkare* visar dem som delar sin.",
            "That plan is not shared with you. *my doctors* shows those who share theirs.",
        );
        turn.say_in_private(markdown, None, Vec::new());
        return;
    };
    let Some(plan) = plan_of(turn, known) else { return super::no_plan(turn) };
    if !sees_all(role_in(turn, known)) {
        let owner = escape(&known.owner.user);
        let markdown = near(turn, known)
            .unwrap_or_else(|| say(language, format!("Inget sent eller nära: {owner}"), format!("Nothing late or near: {owner}")));
        turn.say_in_private(markdown, None, Vec::new());
        return;
    }
    let dark = own(turn).is_some_and(|own| own.training.dark);
    let training = crate::plan::Training { dark, ..known.training.clone() };
    let (png, markdown) = super::with_board(turn, plan, known, &training, |board| match view {
        View::Brief => (None, board.brief()),
        View::Whole => (None, board.whole()),
        View::Picture => (board.png(), board.whole()),
    });
    if let Some(png) = png {
        turn.send_file(&say(language, "tidslinje.png", "timeline.png"), "image/png", &png);
    }
    let owner = known.owner.user.clone();
    told::note_shown(turn, &owner);
    turn.say_in_private(markdown, Some(About::Plan { owner }), Vec::new());
}

/// The plans of others that the sender sees.
pub(super) fn shared<'a>(turn: &Turn<'a>) -> Vec<&'a KnownPlan> {
    let facts = turn.facts;
    facts.plans.iter().filter(|known| known.owner.user != turn.event.sender).collect()
}

fn nobody(turn: &mut Turn<'_>) {
    let language = turn.language();
    let me = escape(&turn.event.sender);
    let markdown = say(
        language,
        format!("Ingen delar sin plan med dig. En ST-läkare bjuder in dig genom att skriva till mig: *{me} är min handledare*."),
        format!("Nobody shares their plan with you. An ST doctor invites you by writing to me: *{me} is my supervisor*."),
    );
    turn.say_in_private(markdown, None, Vec::new());
}

/// What is late or near for one doctor, under their name. `None`: nothing is.
fn near(turn: &Turn<'_>, known: &KnownPlan) -> Option<String> {
    let plan = plan_of(turn, known)?;
    let owner = escape(&known.owner.user);
    super::with_board(turn, plan, known, &known.training, |board| board.near().map(|near| format!("**{owner}**\n\n{near}")))
}

/// Whether something is late.
fn is_late(turn: &Turn<'_>, known: &KnownPlan) -> bool {
    let late = |plan| schedule(plan, &known.training, turn.today()).moments.iter().any(|placed| placed.state == State::Late);
    plan_of(turn, known).is_some_and(late)
}

/// "mina ST-läkare": what is late or near for each.
pub fn doctors(turn: &mut Turn<'_>) {
    let language = turn.language();
    let seen = shared(turn);
    if seen.is_empty() {
        return nobody(turn);
    }
    let (mut busy, calm): (Vec<&KnownPlan>, Vec<&KnownPlan>) = seen.into_iter().partition(|known| near(turn, known).is_some());
    busy.sort_by_key(|known| !is_late(turn, known));
    let mut parts: Vec<String> = busy.iter().filter_map(|known| near(turn, known)).collect();
    if !calm.is_empty() {
        let names: Vec<String> = calm.iter().map(|known| escape(&known.owner.user)).collect();
        let names = names.join(", ");
        parts.push(say(language, format!("Inget sent eller nära: {names}"), format!("Nothing late or near: {names}")));
    }
    turn.say_in_private(parts.join("\n\n"), None, Vec::new());
}

/// "vilka har SR-avstämning 1 i vår?": those whose window meets the stretch, late ones first.
pub fn who(turn: &mut Turn<'_>, phrase: &str, stretch: Option<Period>) {
    let language = turn.language();
    let known = shared(turn);
    if known.is_empty() {
        return nobody(turn);
    }
    let today = turn.today();
    let mut lines: Vec<(State, String)> = Vec::new();
    let mut asked = None;
    for known in known {
        let Some(plan) = plan_of(turn, known) else { continue };
        // The words before the time are the moment.
        let Some(named) = read::first_named(phrase, plan) else { continue };
        let all = schedule(plan, &known.training, today);
        let window = stretch.unwrap_or(Period { from: today, to: crate::plan::time::add_months(today, 6) });
        for placed in all.moments.iter().filter(|placed| named.moments.contains(&placed.moment.id)) {
            asked.get_or_insert_with(|| placed.moment.title.text(language == Language::English).to_owned());
            // An agreed day takes the place of the window.
            let on = match &placed.tick {
                Some(crate::plan::Tick::Booked { at }) => Period { from: at.date(), to: at.date() },
                _ => Period { from: placed.from, to: placed.to },
            };
            let meets = on.meets(&window) && placed.state.open();
            if meets || placed.state == State::Late {
                let (who, when, state) = (escape(&known.owner.user), words::placed(placed, language), words::state(placed.state, language));
                lines.push((placed.state, format!("- {who}: {when} ({state})")));
            }
        }
    }
    let Some(asked) = asked else {
        let markdown = say(
            language,
            "Vilket moment menar du? Skriv till exempel *vilka har SR-avstämning 1 i vår?*",
            "Which moment do you mean? Write for example *who has SR-avstämning 1 this spring?*",
        );
        turn.say_in_private(markdown, None, Vec::new());
        return;
    };
    lines.sort();
    let asked = escape(&asked);
    let markdown = if lines.is_empty() {
        say(
            language,
            format!("Ingen av dem som delar sin plan med dig har **{asked}** då."),
            format!("None of those who share their plan with you has **{asked}** then."),
        )
    } else {
        let lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
        let lines = lines.join("\n");
        say(
            language,
            format!("**{asked}**, bland dem som delar sin plan med dig:\n\n{lines}"),
            format!("**{asked}**, among those who share their plan with you:\n\n{lines}"),
        )
    };
    turn.say_in_private(markdown, None, Vec::new());
}
