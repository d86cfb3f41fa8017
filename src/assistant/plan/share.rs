//! Others who see a plan: asked by its owner, only after a yes, until either ends it.

use super::{
    back, own, plan_of,
    read::{self, Asked, View},
    role_in, rows, told, whom,
    words::{self, say},
};
use crate::{
    assistant::{
        markup::{self, escape},
        turn::Turn,
        wording::Language,
    },
    effect::{About, Content, Effect, Outgoing, Priority, Target},
    facts::{KnownPlan, Person, PlanBefore, Share},
    plan::{Period, Role, State, schedule},
};

/// The most people who share one plan.
const MOST: usize = 6;

/// Says something to somebody else, in the direct chat with them.
pub(super) fn tell(turn: &mut Turn<'_>, whom: &Person, markdown: &str, about: Option<About>, buttons: &[&str]) {
    let mut text = markup::render(markdown);
    text.ping = true;
    text.mentions = vec![whom.user.clone()];
    let to = whom.direct_room.clone().map_or_else(|| Target::Person(whom.user.clone()), Target::Room);
    turn.push(Effect::Say(Outgoing {
        to,
        content: Content::Text(text),
        priority: Priority::Answer,
        answers: None,
        about,
        person: Some(whom.user.clone()),
        buttons: buttons.iter().map(|&button| button.to_owned()).collect(),
        not_before: None,
    }));
}

pub(super) fn language_of(person: &Person) -> Language {
    if person.english { Language::English } else { Language::Swedish }
}

/// Somebody shall share the plan, and it is not said who in a way that she could ask them.
pub fn ask_whom(turn: &mut Turn<'_>) {
    let markdown = say(
        turn.language(),
        "Vem ska jag fråga? Nämn hen i meddelandet, eller skriv hela användarnamnet: *@namn:server är min handledare* (eller chef, studierektor, HR).",
        "Whom shall I ask? Mention them in the message, or write the whole user id: *@name:server is my supervisor* (or head, director, HR).",
    );
    turn.say(markdown, None);
}

/// "vem ser min plan?"
pub fn sharers(turn: &mut Turn<'_>) {
    let language = turn.language();
    let Some(known) = own(turn) else { return super::ask_start(turn) };
    let mut lines: Vec<String> = Vec::new();
    for (share, _) in &known.shares {
        let (other, role) = (escape(&share.other), words::role(share.role, language));
        let asked = if share.accepted { String::new() } else { say(language, ", har inte svarat än", ", has not answered yet") };
        lines.push(format!("- {other} ({role}{asked})"));
    }
    let markdown = if lines.is_empty() {
        say(
            language,
            "Bara du ser din plan. *@namn:server är min handledare* delar den, efter hens ja.",
            "Only you see your plan. *@name:server is my supervisor* shares it, after their yes.",
        )
    } else {
        let lines = lines.join("\n");
        say(
            language,
            format!("**De här delar din plan:**\n\n{lines}\n\n*sluta dela med* och ett namn avslutar."),
            format!("**These share your plan:**\n\n{lines}\n\n*stop sharing with* and a name ends it."),
        )
    };
    turn.say_in_private(markdown, None, Vec::new());
}

/// "@anna:x är min handledare": asks them.
pub fn invite(turn: &mut Turn<'_>, whom: &str, role: Option<Role>) {
    let language = turn.language();
    let Some(known) = own(turn) else { return super::ask_start(turn) };
    let shown = escape(whom);
    let facts = turn.facts;
    let Some(role) = role else {
        let markdown = say(
            language,
            format!("Som vad? Skriv till exempel *{shown} är min handledare* (eller chef, studierektor, HR)."),
            format!("As what? Write for example *{shown} is my supervisor* (or head, director, HR)."),
        );
        turn.say(markdown, None);
        return;
    };
    // She writes to nobody who has not written to her first.
    let Some(person) = facts.named.iter().find(|person| person.user == whom && !person.imported) else {
        let markdown = say(
            language,
            format!("Jag känner inte {shown} än. Be hen skriva *hej* till mig först, så kan ni dela planen."),
            format!("I don't know {shown} yet. Ask them to write *hello* to me first, then you can share the plan."),
        );
        turn.say(markdown, None);
        return;
    };
    if let Some((share, _)) = known.shares.iter().find(|(share, _)| share.other == whom && share.role == role) {
        let markdown = if share.accepted {
            say(language, format!("{shown} ser redan din plan."), format!("{shown} sees your plan already."))
        } else {
            say(language, format!("Jag har redan frågat {shown}."), format!("I have asked {shown} already."))
        };
        turn.say(markdown, None);
        return;
    }
    if known.shares.len() >= MOST {
        let markdown = say(language, "Så många kan inte dela en plan.", "So many cannot share one plan.");
        turn.say(markdown, None);
        return;
    }
    let owner = turn.event.sender.clone();
    let theirs = language_of(person);
    let what = words::role(role, theirs);
    let from = match turn.event.sender_name.as_deref().filter(|name| *name != owner) {
        Some(name) => format!("{} ({})", escape(name), escape(&owner)),
        None => escape(&owner),
    };
    let sees = match (role, theirs) {
        (Role::Studierektor, Language::Swedish) => "vad som är sent eller nära",
        (Role::Studierektor, Language::English) => "what is late or near",
        (_, Language::Swedish) => "planen och bockarna, och får egna påminnelser",
        (_, Language::English) => "the plan and the ticks, and get reminders of your own",
    };
    let markdown = say(
        theirs,
        format!(
            "{from} vill dela planen för sin ST med dig, som {what}. Du ser då {sees}. Vill du det? Svara **ja** (✅) eller **nej** (❌). Ni kan båda avsluta när som helst."
        ),
        format!(
            "{from} wants to share the plan of their ST with you, as {what}. You'd see {sees}. Do you want to? Answer **yes** (✅) or **no** (❌). Either of you can end it at any time."
        ),
    );
    tell(turn, person, &markdown, Some(About::PlanInvitation { owner: owner.clone() }), &["✅", "❌"]);
    turn.push(Effect::SaveShare(Share { owner: owner.clone(), other: whom.to_owned(), role, accepted: false }));
    let not_asked = PlanBefore::NotAsked { other: whom.to_owned() };
    back::note(turn, &owner, not_asked.clone(), not_asked);
    let what = words::role(role, language);
    let markdown = say(
        language,
        format!("Jag frågar {shown} som {what}. Inget delas förrän hen har sagt ja. *sluta dela med {shown}* avslutar."),
        format!("I'm asking {shown} as {what}. Nothing is shared before they say yes. *stop sharing with {shown}* ends it."),
    );
    turn.say_in_private(markdown, None, Vec::new());
}

/// A yes or no to sharing somebody's plan.
pub fn answer(turn: &mut Turn<'_>, owner: &str, yes: bool) {
    let language = turn.language();
    let facts = turn.facts;
    let Some(invitation) = facts.invitations.iter().find(|share| share.owner == owner).cloned() else {
        let markdown = say(language, "Den inbjudan gäller inte längre.", "That invitation no longer holds.");
        turn.say(markdown, None);
        return;
    };
    let other = turn.event.sender.clone();
    let shown = escape(owner);
    let whom = back::person_of(facts, owner);
    let theirs = language_of(&whom);
    let me = escape(&other);
    if !yes {
        turn.push(Effect::EndShare { owner: owner.to_owned(), other });
        turn.say(say(language, "Okej, då delar ni inte planen.", "All right, the plan is not shared."), None);
        tell(
            turn,
            &whom,
            &say(theirs, format!("{me} tackade nej till att dela din plan."), format!("{me} declined to share your plan.")),
            None,
            &[],
        );
        return;
    }
    turn.push(Effect::SaveShare(Share { accepted: true, ..invitation.clone() }));
    if turn.person.role.is_none() {
        turn.person.role = match invitation.role {
            Role::Handledare => Some(crate::facts::Role::Handledare),
            Role::Verksamhetschef => Some(crate::facts::Role::Verksamhetschef),
            Role::Hr => Some(crate::facts::Role::Hr),
            Role::St | Role::Studierektor => None,
        };
    }
    // Their reminders begin with the yes.
    if let Some(known) = facts.asked.iter().find(|known| known.owner.user == owner) {
        let mut known = known.clone();
        for (share, person) in &mut known.shares {
            if share.other == turn.event.sender {
                share.accepted = true;
                *person = turn.person.clone();
            }
        }
        if let Some(plan) = plan_of(turn, &known) {
            for row in rows::fitted(turn.world, plan, &known, &known.training, turn.now) {
                turn.push(row);
            }
        }
    }
    let all = match (sees_all(invitation.role), language) {
        (false, _) => String::new(),
        (true, Language::Swedish) => format!(" *planen för {shown}* visar allt."),
        (true, Language::English) => format!(" *plan of {shown}* shows all of it."),
    };
    let markdown = say(
        language,
        format!(
            "Nu delar ni planen för {shown}. *mina ST-läkare* visar vad som är sent eller nära, och du får egna påminnelser.{all} *sluta dela med {shown}* avslutar."
        ),
        format!(
            "You now share the plan of {shown}. *my doctors* shows what is late or near, and you get reminders of your own.{all} *stop sharing with {shown}* ends it."
        ),
    );
    turn.say(markdown, None);
    tell(
        turn,
        &whom,
        &say(theirs, format!("{me} har tackat ja: nu delar ni din plan."), format!("{me} said yes: you share your plan now.")),
        None,
        &[],
    );
}

/// Ends sharing: of one's own plan with somebody (or all), or of somebody else's.
pub fn end(turn: &mut Turn<'_>, whom: Option<&str>) {
    let language = turn.language();
    let facts = turn.facts;
    let me = turn.event.sender.clone();
    // Who has no plan of their own to share means the one that they see.
    let seen = shared(turn);
    let meant = match whom.map(|said| whom::meant(turn, said)) {
        Some(Err(users)) if !users.is_empty() => return whom::ask_with_whom(turn, &users),
        meant => meant.and_then(Result::ok),
    };
    let whom = match (meant.as_deref().or(whom), seen.as_slice()) {
        (None, [only]) if own(turn).is_none_or(|known| known.shares.is_empty()) => Some(only.owner.user.as_str()),
        (None, [_, _, ..]) if own(turn).is_none_or(|known| known.shares.is_empty()) => {
            let users: Vec<String> = seen.iter().map(|known| known.owner.user.clone()).collect();
            return whom::ask_with_whom(turn, &users);
        }
        (whom, _) => whom,
    };
    let mut ended: Vec<(String, Person)> = Vec::new();
    for known in &facts.plans {
        if known.owner.user == me {
            let shares = known.shares.iter().filter(|(share, _)| whom.is_none_or(|whom| share.other == whom));
            for (share, person) in shares {
                turn.push(Effect::EndShare { owner: me.clone(), other: share.other.clone() });
                ended.push((share.other.clone(), person.clone()));
            }
        } else if whom == Some(known.owner.user.as_str()) {
            turn.push(Effect::EndShare { owner: known.owner.user.clone(), other: me.clone() });
            ended.push((known.owner.user.clone(), known.owner.clone()));
        }
    }
    if ended.is_empty() {
        let markdown = say(language, "Ni delar ingen plan.", "You share no plan.");
        turn.say(markdown, None);
        return;
    }
    // What is undone next is no longer an invitation that has been ended by itself.
    if matches!(turn.dialogue.plan_undo.as_ref().map(|undo| &undo.before), Some(PlanBefore::NotAsked { .. })) {
        turn.dialogue.plan_undo = None;
    }
    let names: Vec<String> = ended.iter().map(|(user, _)| escape(user)).collect();
    let names = names.join(", ");
    for (_, person) in &ended {
        tell_ended(turn, person);
    }
    let markdown = say(language, format!("Ni delar inte längre planen: {names}."), format!("The plan is no longer shared: {names}."));
    turn.say_in_private(markdown, None, Vec::new());
}

/// Tells somebody that a plan is no longer shared with them.
fn tell_ended(turn: &mut Turn<'_>, person: &Person) {
    let theirs = language_of(person);
    let me = escape(&turn.event.sender);
    let markdown = say(theirs, format!("{me} delar inte längre planen med dig."), format!("{me} no longer shares the plan with you."));
    tell(turn, person, &markdown, None, &[]);
}

/// The sender's plan goes: tells everybody who shared it.
pub fn tell_all(turn: &mut Turn<'_>) {
    let shares: Vec<Person> = own(turn)
        .map(|known| known.shares.iter().filter(|(share, _)| share.accepted).map(|(_, person)| person.clone()).collect())
        .unwrap_or_default();
    for person in &shares {
        tell_ended(turn, person);
    }
}

/// Whether somebody who shares a plan as this sees all of it. The others see what is late or near.
fn sees_all(role: Role) -> bool {
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
        let named = |known: &&&KnownPlan| {
            known.owner.user.to_lowercase() == user || Some(user.as_str()) == whom::short(&known.owner.user).as_deref()
        };
        let found = seen.iter().find(named).map(|known| known.owner.user.clone());
        return Some(if user == turn.event.sender.to_lowercase() { view.of_oneself() } else { Asked::Other(found, view) });
    }
    let names = |known: &&&KnownPlan| whom::is_name(&known.owner.user, whom);
    let found: Vec<&&KnownPlan> = seen.iter().filter(names).collect();
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
