//! Sharing a plan, begun by the other side: a handledare asks ("@kim:x är min ST-läkare"), and the ST doctor says yes or no.

use std::collections::BTreeMap;

use super::{
    back, own, plan_of, rows,
    seen::{sees_all, shared},
    share::{self, MOST, tell},
    whom,
    words::{self, say},
};
use crate::{
    assistant::{markup::escape, turn::Turn},
    effect::{About, Effect},
    facts::{KnownPlan, Person, PlanBefore, PlanRequest, Role as PersonRole, Share},
    plan::Role,
};

/// The most unanswered questions of one person.
const WAITING: usize = 20;

/// As what the sender would share the plan of an ST doctor.
fn as_what(turn: &Turn<'_>) -> Role {
    match turn.person.role {
        Some(PersonRole::Verksamhetschef) => Role::Verksamhetschef,
        Some(PersonRole::Hr) => Role::Hr,
        None if !turn.facts.power.studierektor.is_empty() => Role::Studierektor,
        _ => Role::Handledare,
    }
}

/// The requests to share the sender's plan that wait for an answer, each with who asks.
pub fn incoming<'a>(turn: &Turn<'a>) -> impl Iterator<Item = &'a (PlanRequest, Person)> + use<'a> {
    let (facts, me) = (turn.facts, turn.event.sender.clone());
    facts.requests.iter().filter(move |(request, _)| request.owner == me)
}

/// "@kim:x är min ST-läkare": asks them to share their plan.
pub fn doctor(turn: &mut Turn<'_>, whom: Option<&str>) {
    let language = turn.language();
    let (facts, me) = (turn.facts, turn.event.sender.clone());
    let role = as_what(turn);
    let what = words::as_role(role, language);
    let Some(whom) = whom else {
        let markdown = say(
            language,
            "Vem? Nämn hen i meddelandet, eller skriv hela användarnamnet: *@namn:server är min ST-läkare*. Då frågar jag om ni ska dela planen.",
            "Who? Mention them in the message, or write the whole user id: *@name:server is my resident*. Then I'll ask whether to share the plan.",
        );
        return turn.say(markdown, None);
    };
    let shown = escape(whom);
    if shared(turn).iter().any(|known| known.owner.user == whom) {
        let markdown = say(
            language,
            format!("{shown} delar redan sin plan med dig. *planen för {shown}* visar den."),
            format!("{shown} already shares the plan with you. *plan of {shown}* shows it."),
        );
        return turn.say_in_private(markdown, None, Vec::new());
    }
    // They have asked first: that is a yes.
    if facts.invitations.iter().any(|invitation| invitation.owner == whom) {
        return share::answer(turn, whom, true);
    }
    let asked = facts.requests.iter().filter(|(request, _)| request.other == me);
    if asked.clone().any(|(request, _)| request.owner == whom) {
        let markdown = say(language, format!("Jag har redan frågat {shown}."), format!("I have asked {shown} already."));
        return turn.say_in_private(markdown, None, Vec::new());
    }
    // She writes to nobody who has not written to her first.
    let Some(person) = facts.named.iter().find(|person| person.user == whom && !person.imported) else {
        let markdown = say(
            language,
            format!("Jag känner inte {shown} än. Be hen skriva *hej* till mig först, så frågar jag om ni ska dela planen."),
            format!("I don't know {shown} yet. Ask them to write *hello* to me first, and I'll ask whether to share the plan."),
        );
        return turn.say(markdown, None);
    };
    if asked.count() >= WAITING {
        let markdown = say(
            language,
            format!("{WAITING} som du har frågat har inte svarat än. *sluta dela med* och ett namn drar tillbaka en fråga."),
            format!("{WAITING} whom you have asked have not answered yet. *stop sharing with* and a name takes a question back."),
        );
        return turn.say_in_private(markdown, None, Vec::new());
    }
    let theirs = words::language_of(person);
    let from = share::from(turn);
    let as_what = words::as_role(role, theirs);
    let sees = share::would_see(role, theirs, false);
    let markdown = say(
        theirs,
        format!(
            "{from} skriver att du är hens ST-läkare, och vill som {as_what} dela planen för din ST. Hen ser då {sees}. Vill du det? Svara **ja** (✅) eller **nej** (❌). Ni kan båda avsluta när som helst."
        ),
        format!(
            "{from} writes that you are their resident, and as {as_what} wants to share the plan of your ST. They'd see {sees}. Do you want to? Answer **yes** (✅) or **no** (❌). Either of you can end it at any time."
        ),
    );
    tell(turn, person, &markdown, Some(About::PlanInvitation { owner: me.clone() }), &["✅", "❌"]);
    turn.push(Effect::SaveRequest(PlanRequest { owner: whom.to_owned(), other: me.clone(), role }, true));
    let not_asked = PlanBefore::NotAsked { other: whom.to_owned() };
    back::note(turn, &me, not_asked.clone(), not_asked);
    let markdown = say(
        language,
        format!(
            "Jag frågar {shown} om du får dela planen som {what}. Du ser inget förrän hen har sagt ja. *sluta dela med {shown}* drar tillbaka frågan."
        ),
        format!(
            "I'm asking {shown} whether you may share the plan as {what}. You see nothing before they say yes. *stop sharing with {shown}* takes the question back."
        ),
    );
    turn.say_in_private(markdown, None, Vec::new());
}

/// The ST doctor's yes or no to somebody who asked to share their plan.
pub fn answer(turn: &mut Turn<'_>, other: &str, yes: bool) {
    let language = turn.language();
    let shown = escape(other);
    let Some((request, person)) = incoming(turn).find(|(request, _)| request.other == other).cloned() else {
        let markdown = say(language, "Den frågan gäller inte längre.", "That question no longer holds.");
        return turn.say(markdown, None);
    };
    let (me, theirs) = (turn.event.sender.clone(), words::language_of(&person));
    let my = escape(&me);
    if !yes {
        turn.push(Effect::SaveRequest(request, false));
        turn.say(say(language, "Okej, då delar ni inte planen.", "All right, the plan is not shared."), None);
        let markdown = say(theirs, format!("{my} tackade nej till att dela sin plan."), format!("{my} declined to share their plan."));
        return tell(turn, &person, &markdown, None, &[]);
    }
    let Some(known) = own(turn) else {
        turn.lead_in(say(
            language,
            format!("Du har ingen plan att dela än. Svara *ja till {shown}* när den är gjord."),
            format!("You have no plan to share yet. Answer *yes to {shown}* once it is made."),
        ));
        return super::ask_start(turn);
    };
    if known.shares.len() >= MOST && !known.shares.iter().any(|(share, _)| share.other == other) {
        return share::too_many(turn);
    }
    let share = Share { owner: me, other: other.to_owned(), role: request.role, accepted: true, calendar: BTreeMap::new() };
    turn.push(Effect::SaveRequest(request.clone(), false));
    turn.push(Effect::SaveShare(share.clone()));
    // Their reminders begin with the yes.
    let mut shared: KnownPlan = known.clone();
    shared.shares.retain(|(share, _)| share.other != other);
    shared.shares.push((share, person.clone()));
    if let Some(plan) = plan_of(turn, known) {
        let rows = rows::fitted(turn.world, plan, &shared, &known.training, turn.now);
        turn.extend(rows);
    }
    let sees = share::would_see(request.role, language, false);
    let markdown = say(
        language,
        format!("Nu delar ni din plan: {shown} ser {sees}. *sluta dela med {shown}* avslutar."),
        format!("You share your plan now: {shown} can see {sees}. *stop sharing with {shown}* ends it."),
    );
    turn.say_in_private(markdown, None, Vec::new());
    let all = if sees_all(request.role) {
        say(theirs, format!(" *planen för {my}* visar allt."), format!(" *plan of {my}* shows all of it."))
    } else {
        String::new()
    };
    let markdown = say(
        theirs,
        format!("{my} har tackat ja: nu delar ni planen. *mina ST-läkare* visar vad som är sent eller nära.{all}"),
        format!("{my} said yes: you share the plan now. *my doctors* shows what is late or near.{all}"),
    );
    tell(turn, &person, &markdown, None, &[]);
}

/// Takes the sender's own question to somebody back, or declines theirs. False: there is none.
pub fn end(turn: &mut Turn<'_>, said: &str) -> bool {
    let me = turn.event.sender.clone();
    let named = |user: &str| user.eq_ignore_ascii_case(said) || whom::is_name(user, &super::period::fold(said));
    let facts = turn.facts;
    let mut mine = facts.requests.iter().filter(|(request, _)| request.other == me && named(&request.owner));
    if let Some((request, _)) = mine.next() {
        turn.push(Effect::SaveRequest(request.clone(), false));
        let shown = escape(&request.owner);
        let markdown = say(
            turn.language(),
            format!("Okej, frågan till {shown} är tillbakadragen."),
            format!("All right, the question to {shown} is taken back."),
        );
        turn.say_in_private(markdown, None, Vec::new());
        return true;
    }
    let theirs = incoming(turn).find(|(request, _)| named(&request.other)).map(|(request, _)| request.other.clone());
    theirs.inspect(|other| answer(turn, other, false)).is_some()
}
