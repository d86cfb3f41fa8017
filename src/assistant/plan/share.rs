//! Others who see a plan: asked by its owner, only after a yes, until either ends it.

use std::collections::BTreeMap;

use super::{
    back, calendar, own, plan_of, requests, rows,
    seen::{sees_all, shared},
    whom,
    words::{self, say},
};
use crate::{
    assistant::{
        markup::{self, escape},
        turn::Turn,
        wording::Language,
    },
    effect::{About, Content, Effect, Outgoing, Priority, Target},
    facts::{Person, PlanBefore, PlanChange, Role as PersonRole, Share},
    plan::Role,
};

/// The most people who share one plan.
pub(super) const MOST: usize = 6;

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
        let (other, role) = (escape(&share.other), words::as_role(share.role, language));
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
    // They have asked first: that is a yes.
    if requests::incoming(turn).any(|(request, _)| request.other == whom && request.role == role) {
        return requests::answer(turn, whom, true);
    }
    if known.shares.len() >= MOST {
        return too_many(turn);
    }
    let owner = turn.event.sender.clone();
    let theirs = words::language_of(person);
    let what = words::as_role(role, theirs);
    let (from, sees) = (from(turn), would_see(role, theirs, true));
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
    turn.push(Effect::SaveShare(Share { owner: owner.clone(), other: whom.to_owned(), role, accepted: false, calendar: BTreeMap::new() }));
    let not_asked = PlanBefore::NotAsked { other: whom.to_owned() };
    back::note(turn, &owner, not_asked.clone(), not_asked);
    let what = words::as_role(role, language);
    let markdown = say(
        language,
        format!("Jag frågar {shown} som {what}. Inget delas förrän hen har sagt ja. *sluta dela med {shown}* avslutar."),
        format!("I'm asking {shown} as {what}. Nothing is shared before they say yes. *stop sharing with {shown}* ends it."),
    );
    turn.say_in_private(markdown, None, Vec::new());
}

/// No more can share the plan.
pub(super) fn too_many(turn: &mut Turn<'_>) {
    let markdown = say(
        turn.language(),
        format!("Du delar redan planen med {MOST}, och fler får inte plats. *vem ser min plan?* visar vilka."),
        format!("You share the plan with {MOST} already, and there is no room for more. *who sees my plan?* shows whom."),
    );
    turn.say(markdown, None);
}

/// Who asks, by name and user id. Markdown.
pub(super) fn from(turn: &Turn<'_>) -> String {
    let user = &turn.event.sender;
    match turn.event.sender_name.as_deref().filter(|name| name != user) {
        Some(name) => format!("{} ({})", escape(name), escape(user)),
        None => escape(user),
    }
}

/// What somebody who shares a plan as this sees and gets; `oneself`: it is told to them.
pub(super) fn would_see(role: Role, language: Language, oneself: bool) -> String {
    let own = match (oneself, language) {
        (_, Language::Swedish) => "egna påminnelser",
        (true, Language::English) => "reminders of your own",
        (false, Language::English) => "reminders of their own",
    };
    match (sees_all(role), language) {
        (false, Language::Swedish) => format!("vad som är sent eller nära, och får {own}"),
        (false, Language::English) => format!("what is late or near, and get {own}"),
        (true, Language::Swedish) => format!("planen och bockarna, och får {own}"),
        (true, Language::English) => format!("the plan and the ticks, and get {own}"),
    }
}

/// Whether somebody says of themselves that they are no longer what they were for ST doctors.
pub fn is_ones_role(turn: &Turn<'_>, said: &str) -> bool {
    let oneself = ["jag ar inte ", "jag ar ej ", "jag slutar ", "jag har slutat ", "i am no longer ", "i'm no longer "];
    let named = match super::read::role(said) {
        Some(Role::Handledare) => Some(PersonRole::Handledare),
        Some(Role::Verksamhetschef) => Some(PersonRole::Verksamhetschef),
        Some(Role::Hr) => Some(PersonRole::Hr),
        _ => None,
    };
    oneself.iter().any(|start| said.starts_with(start)) && named.is_some_and(|named| turn.person.role.is_none_or(|role| role == named))
}

/// The sender is no longer a handledare, verksamhetschef or HR: what they are is not known, and the plan that they see is
/// no longer shared.
pub fn no_role(turn: &mut Turn<'_>) {
    turn.person.role = None;
    if own(turn).is_none() && !shared(turn).is_empty() {
        return end(turn, None);
    }
    let markdown = say(
        turn.language(),
        "Noterat, det är du inte längre. Har du en annan roll nu? Skriv till exempel *jag är ST-läkare*.",
        "Noted, you no longer are. Do you have another role now? Write for example *I am a resident*.",
    );
    turn.say(markdown, None);
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
    let theirs = words::language_of(&whom);
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
            Role::Handledare => Some(PersonRole::Handledare),
            Role::Verksamhetschef => Some(PersonRole::Verksamhetschef),
            Role::Hr => Some(PersonRole::Hr),
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
    if whom.is_some_and(|said| requests::end(turn, said)) {
        return;
    }
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
    // Whose company ends, and the share that does.
    let mut ended: Vec<(String, Person, Share)> = Vec::new();
    for known in &facts.plans {
        if known.owner.user == me {
            let shares = known.shares.iter().filter(|(share, _)| whom.is_none_or(|whom| share.other == whom));
            for (share, person) in shares {
                turn.push(Effect::EndShare { owner: me.clone(), other: share.other.clone() });
                ended.push((share.other.clone(), person.clone(), share.clone()));
            }
        } else if whom == Some(known.owner.user.as_str()) {
            turn.push(Effect::EndShare { owner: known.owner.user.clone(), other: me.clone() });
            let mine = known.shares.iter().find(|(share, _)| share.other == me).map(|(share, _)| share.clone());
            ended.extend(mine.map(|share| (known.owner.user.clone(), known.owner.clone(), share)));
        }
    }
    if ended.is_empty() {
        let markdown = say(language, "Ni delar ingen plan.", "You share no plan.");
        turn.say(markdown, None);
        return;
    }
    // What is undone next is no longer an invitation that has been ended by itself.
    let of_these =
        |change: &PlanChange| matches!(&change.before, PlanBefore::NotAsked { other } if ended.iter().any(|(user, ..)| user == other));
    turn.dialogue.plan_changes.retain(|change| !of_these(change));
    let names: Vec<String> = ended.iter().map(|(user, ..)| escape(user)).collect();
    let names = names.join(", ");
    let mut markdown = say(language, format!("Ni delar inte längre planen: {names}."), format!("The plan is no longer shared: {names}."));
    for (_, person, share) in &ended {
        tell_ended(turn, person, share);
        if share.other == me {
            let viewer = turn.person.clone();
            markdown.extend(calendar::share_is_gone(turn, share, &viewer).map(|told| format!(" {told}")));
        }
    }
    turn.say_in_private(markdown, None, Vec::new());
}

/// Tells somebody that a plan is no longer shared with them, or by them.
fn tell_ended(turn: &mut Turn<'_>, person: &Person, share: &Share) {
    let theirs = words::language_of(person);
    let me = escape(&turn.event.sender);
    let mut markdown = say(theirs, format!("{me} delar inte längre planen med dig."), format!("{me} no longer shares the plan with you."));
    if share.other == person.user {
        markdown.extend(calendar::share_is_gone(turn, share, person).map(|told| format!(" {told}")));
    }
    tell(turn, person, &markdown, None, &[]);
}

/// The sender's plan goes: tells everybody who shared it.
pub fn tell_all(turn: &mut Turn<'_>) {
    let shares: Vec<(Share, Person)> =
        own(turn).map(|known| known.shares.iter().filter(|(share, _)| share.accepted).cloned().collect()).unwrap_or_default();
    for (share, person) in &shares {
        tell_ended(turn, person, share);
    }
}
