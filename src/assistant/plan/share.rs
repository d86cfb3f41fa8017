//! Others who see a plan: asked by its owner, only after a yes, until either ends it.

use super::{
    own, plan_of, read, rows,
    words::{self, say},
};
use crate::{
    assistant::{
        markup::{self, escape},
        turn::Turn,
        wording::Language,
    },
    effect::{About, Content, Effect, Outgoing, Priority, Target},
    facts::{KnownPlan, Person, Share},
    plan::{Period, Role, State, schedule},
};

/// The most people who share one plan.
const MOST: usize = 6;

/// Says something to somebody else, in the direct chat with them.
fn tell(turn: &mut Turn<'_>, whom: &Person, markdown: &str, about: Option<About>, buttons: &[&str]) {
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

fn language_of(person: &Person) -> Language {
    if person.english { Language::English } else { Language::Swedish }
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
    let name = escape(turn.event.sender_name.as_deref().unwrap_or(&owner));
    let (from, what) = (escape(&owner), words::role(role, theirs));
    let sees = match (role, theirs) {
        (Role::Studierektor, Language::Swedish) => "vad som är sent eller nära",
        (Role::Studierektor, Language::English) => "what is late or near",
        (_, Language::Swedish) => "planen och bockarna, och får egna påminnelser",
        (_, Language::English) => "the plan and the ticks, and get reminders of your own",
    };
    let markdown = say(
        theirs,
        format!(
            "{name} ({from}) vill dela planen för sin ST med dig, som {what}. Du ser då {sees}. Vill du det? Svara **ja** (✅) eller **nej** (❌). Ni kan båda avsluta när som helst."
        ),
        format!(
            "{name} ({from}) wants to share the plan of their ST with you, as {what}. You'd see {sees}. Do you want to? Answer **yes** (✅) or **no** (❌). Either of you can end it at any time."
        ),
    );
    tell(turn, person, &markdown, Some(About::PlanInvitation { owner: owner.clone() }), &["✅", "❌"]);
    turn.push(Effect::SaveShare(Share { owner, other: whom.to_owned(), role, accepted: false }));
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
    let whom = Person { user: owner.to_owned(), ..Person::default() };
    let me = escape(&other);
    if !yes {
        turn.push(Effect::EndShare { owner: owner.to_owned(), other });
        turn.say(say(language, "Okej, då delar ni inte planen.", "All right, the plan is not shared."), None);
        tell(
            turn,
            &whom,
            &say(language, format!("{me} tackade nej till att dela din plan."), format!("{me} declined to share your plan.")),
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
    let markdown = say(
        language,
        format!(
            "Nu delar ni planen för {shown}. *mina ST-läkare* visar vad som är sent eller nära, och du får egna påminnelser. *sluta dela med {shown}* avslutar."
        ),
        format!(
            "You now share the plan of {shown}. *my doctors* shows what is late or near, and you get reminders of your own. *stop sharing with {shown}* ends it."
        ),
    );
    turn.say(markdown, None);
    tell(
        turn,
        &whom,
        &say(language, format!("{me} har tackat ja: nu delar ni din plan."), format!("{me} said yes: you share your plan now.")),
        None,
        &[],
    );
}

/// Ends sharing: of one's own plan with somebody (or all), or of somebody else's.
pub fn end(turn: &mut Turn<'_>, whom: Option<&str>) {
    let language = turn.language();
    let facts = turn.facts;
    let me = turn.event.sender.clone();
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
    let names: Vec<String> = ended.iter().map(|(user, _)| escape(user)).collect();
    let names = names.join(", ");
    for (_, person) in &ended {
        let theirs = language_of(person);
        let me = escape(&me);
        let markdown = say(theirs, format!("{me} delar inte längre planen med dig."), format!("{me} no longer shares the plan with you."));
        tell(turn, person, &markdown, None, &[]);
    }
    let markdown = say(language, format!("Ni delar inte längre planen: {names}."), format!("The plan is no longer shared: {names}."));
    turn.say_in_private(markdown, None, Vec::new());
}

/// The plans of others that the sender sees.
fn shared<'a>(turn: &Turn<'a>) -> Vec<&'a KnownPlan> {
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

/// "mina ST-läkare": what is late or near for each.
pub fn doctors(turn: &mut Turn<'_>) {
    let language = turn.language();
    let mut parts = Vec::new();
    for known in shared(turn) {
        let Some(plan) = plan_of(turn, known) else { continue };
        let near = super::with_board(turn, plan, known, &known.training, |board| {
            board.near().unwrap_or_else(|| say(language, "Inget är sent eller nära.", "Nothing is late or near."))
        });
        parts.push(format!("**{}**\n\n{near}", escape(&known.owner.user)));
    }
    if parts.is_empty() {
        return nobody(turn);
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
        let words: Vec<&str> = phrase.split_whitespace().collect();
        let Some(named) = (1..=words.len()).rev().find_map(|count| read::named(&words[..count].join(" "), plan)) else { continue };
        let all = schedule(plan, &known.training, today);
        let window = stretch.unwrap_or(Period { from: today, to: crate::plan::time::add_months(today, 6) });
        for placed in all.moments.iter().filter(|placed| named.moments.contains(&placed.moment.id)) {
            asked.get_or_insert_with(|| placed.moment.title.text(language == Language::English).to_owned());
            let meets = Period { from: placed.from, to: placed.to }.meets(&window) && placed.state.open();
            if meets || placed.state == State::Late {
                let (who, when, state) =
                    (escape(&known.owner.user), words::months(placed.from, placed.to, language), words::state(placed.state, language));
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
