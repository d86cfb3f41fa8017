//! What somebody says of themselves: region, role, area or clinic, and whether they want announcements.

use super::{refuse, wording};
use crate::{
    assistant::{answer, days, plan, turn::Turn, wording as common},
    command::{self, OfficeNamed, Profile, Request},
    effect::{About, Effect},
    facts::{Pending, PendingKind, Role},
};

/// So many questions wait at most for the region: those asked last.
const MOST_WAITING: usize = 3;

/// Asks for the region; the question, where there is one, is answered when it is known.
pub fn ask_region(turn: &mut Turn<'_>, question: Option<&str>) {
    let regions: Vec<String> = turn.world.regions.iter().map(|region| region.id.clone()).collect();
    if regions.is_empty() {
        let markdown = wording::no_regions(turn.language());
        turn.say(markdown, None);
        return;
    }
    // A question that waits already goes on waiting, beside a new one.
    let mut all = match turn.dialogue.pending.take().map(|pending| pending.kind) {
        Some(PendingKind::Region { question: Some(before), event, mut earlier }) => {
            earlier.push((before, event));
            earlier
        }
        _ => Vec::new(),
    };
    if let Some(new) = question.filter(|new| all.iter().all(|(known, _)| known != new)) {
        all.push((new.to_owned(), Some(turn.question().to_owned())));
    }
    all.drain(..all.len().saturating_sub(MOST_WAITING));
    let markdown = common::ask_region(&turn.world.regions, !all.is_empty(), turn.language());
    let (question, event) = all.pop().map_or((None, None), |(question, event)| (Some(question), event));
    let kind = PendingKind::Region { question, event, earlier: all };
    turn.dialogue.pending = Some(Pending { since: turn.now, kind });
    let buttons = (1..=regions.len().min(9)).map(common::keycap).collect();
    turn.say_with(markdown, Some(About::Region { regions }), buttons);
}

/// Takes the region that a message names, where none is known yet and exactly one is named; and says so.
pub fn assume_region(turn: &mut Turn<'_>, text: &str) {
    if turn.region().is_some() {
        return;
    }
    let named = command::named_regions(text, &turn.world.regions);
    if let [only] = named.as_slice() {
        let region = (*only).clone();
        turn.person.region = Some(region.id.clone());
        let note = common::region_assumed(&region, turn.language());
        turn.lead_in(note);
    }
}

/// Her question for the region, where a question waits behind it.
#[must_use]
pub fn question_that_waits(turn: &Turn<'_>) -> Option<Pending> {
    let waits = |pending: &&Pending| matches!(pending.kind, PendingKind::Region { question: Some(_), .. });
    turn.dialogue.pending.as_ref().filter(waits).cloned()
}

/// Puts her question for the region back where something else was spoken of and the region is still not known.
pub fn keep_waiting(turn: &mut Turn<'_>, waiting: Pending) {
    if turn.dialogue.pending.is_none() && turn.region().is_none() {
        turn.dialogue.pending = Some(waiting);
    }
}

/// "Kronoborg", "västra", "Kronoberg tror jag" to her question for the region. False: it names none.
pub fn region_meant(turn: &mut Turn<'_>) -> bool {
    let meant = turn.message().and_then(|message| command::nearly(&message.body, &turn.world.regions)).map(|region| region.id.clone());
    let Some(id) = meant else { return false };
    set_region(turn, &id);
    true
}

/// Says which region she goes by.
pub fn tell_region(turn: &mut Turn<'_>) {
    turn.greet_if_new();
    let Some(region) = turn.region().map(|id| turn.world.region(id)) else { return ask_region(turn, None) };
    let markdown = wording::own_region(&region, turn.language());
    turn.say(markdown, None);
}

/// Whether the message takes back what was just said: "nej, jag menade Kronoberg".
#[must_use]
pub fn corrects(turn: &Turn<'_>) -> bool {
    turn.message().is_some_and(|message| command::corrects(&message.body))
}

/// The region with a number was chosen.
pub fn choose_region(turn: &mut Turn<'_>, number: usize) {
    if let Some(region) = number.checked_sub(1).and_then(|position| turn.world.regions.get(position)) {
        let id = region.id.clone();
        set_region(turn, &id);
    } else {
        let markdown = common::no_such_number(turn.world.regions.len(), turn.language());
        turn.say(markdown, None);
    }
}

/// Notes the region, and answers the question that waited for it.
pub fn set_region(turn: &mut Turn<'_>, region: &str) {
    say(turn, &Profile { region: Some(region.to_owned()), ..Profile::default() });
}

/// Notes what somebody says of themselves, and answers the question that waited for their region.
pub fn say(turn: &mut Turn<'_>, said: &Profile) {
    turn.greet_if_new();
    let first = turn.person.region.is_none();
    let before = answer::last_rule(turn);
    let followed = turn.region().map(str::to_owned);
    let moved = said.region.is_some() && said.region != turn.person.region;
    if let Some(region) = &said.region {
        if moved {
            turn.person.tags.clear();
        }
        turn.person.region = Some(region.clone());
        turn.dialogue.last_rule = None;
    }
    let in_the_plan = if moved { plan::region::changed(turn, followed.as_deref()) } else { None };
    turn.person.role = said.role.or(turn.person.role);
    if !said.tags.is_empty() {
        turn.person.tags.clone_from(&said.tags);
    }
    turn.person.imported = false;
    if let Some(place) = &said.unknown_place {
        offer_tags(turn, Some(place));
        return;
    }
    let questions = match turn.dialogue.pending.take().map(|pending| pending.kind) {
        Some(PendingKind::Region { question, event, mut earlier }) => {
            earlier.extend(question.map(|question| (question, event)));
            earlier
        }
        _ => Vec::new(),
    };
    let mut markdown = wording::noted(turn, said);
    markdown.extend(in_the_plan.map(|told| format!("\n\n{told}")));
    if questions.is_empty() || turn.person.region.is_none() {
        let region = said.region.as_deref().filter(|_| first && turn.person.role.is_none()).map(|id| turn.world.region(id));
        let hint = region.map(|region| wording::tell_more(region.tags.first(), turn.language())).unwrap_or_default();
        turn.say(format!("{markdown}{hint}"), None);
        if turn.region().is_none() {
            ask_region(turn, None);
        }
        // "nej, jag menade Kronoberg" after an answer wants it for that region.
        let again = before.filter(|_| moved && corrects(turn)).and_then(|id| turn.world.knowledge.rule(&id));
        if let Some(rule) = again {
            answer::question(turn, &rule.title);
        }
        return;
    }
    turn.lead_in(markdown);
    for (question, event) in questions {
        turn.follow(event);
        let request = command::parse(&question, &turn.world.regions);
        if !plan::takes(turn, &request, &question) && !days::takes(turn, &request, &question) {
            answer::takes(turn, &request, &question);
        }
    }
}

/// "jag är ST-läkare i Kronoberg sedan 1 mars 2025": what somebody is, and the start of their ST, which goes on to the plan.
/// False: the text says something else.
pub fn with_start(turn: &mut Turn<'_>) -> bool {
    let text = turn.message().map(|message| message.body.clone()).unwrap_or_default();
    let lowered = text.to_lowercase();
    let joints = [" sedan ", " sen ", " från och med ", " fr.o.m. ", " since "];
    let Some((at, length)) = joints.iter().find_map(|joint| Some((lowered.find(joint)?, joint.len()))) else { return false };
    let (Some(head), Some(since)) = (text.get(..at), text.get(at + length..)) else { return false };
    let said = match command::parse(head, &turn.world.regions) {
        Request::Profile(said) if said.role == Some(Role::St) && said.unknown_place.is_none() => said,
        _ => return false,
    };
    let begun = format!("jag började ST {}", since.trim());
    if text.contains('?') || since.split_whitespace().count() > 5 || !plan::tells_dates(turn, &begun) {
        return false;
    }
    // A change of region brings more with it, and a question that waits for the region is answered with it.
    let changes_region = turn.person.region.is_some() && said.region.is_some() && said.region != turn.person.region;
    let is_waited_for = matches!(&turn.dialogue.pending, Some(Pending { kind: PendingKind::Region { question: Some(_), .. }, .. }));
    if changes_region || is_waited_for {
        return false;
    }
    turn.greet_if_new();
    if let Some(region) = said.region.clone() {
        turn.person.region = Some(region);
    }
    turn.person.role = said.role;
    if !said.tags.is_empty() {
        turn.person.tags.clone_from(&said.tags);
    }
    turn.person.imported = false;
    turn.dialogue.pending = None;
    let markdown = wording::noted(turn, &said);
    turn.lead_in(markdown);
    plan::takes(turn, &Request::Other, &begun)
}

/// The answer to what somebody is, where that was asked. False: it is none.
pub fn role_said(turn: &mut Turn<'_>) -> bool {
    let folded = command::fold(turn.message().map_or("", |message| &message.body));
    let words: Vec<&str> = folded.split(' ').collect();
    let role = words.iter().find_map(|word| command::role_word(word)).or_else(|| words.contains(&"st").then_some(Role::St));
    let Some(role) = role.filter(|_| words.len() <= 3) else { return false };
    turn.dialogue.pending = None;
    say(turn, &Profile { role: Some(role), ..Profile::default() });
    true
}

/// Says what there is to be.
pub fn ask_role(turn: &mut Turn<'_>) {
    turn.greet_if_new();
    turn.dialogue.pending = Some(Pending { since: turn.now, kind: PendingKind::Role });
    let markdown = wording::ask_role(turn.person.role, turn.language());
    turn.say(markdown, None);
}

/// Asks for the area or clinic.
pub fn ask_tags(turn: &mut Turn<'_>) {
    turn.greet_if_new();
    if turn.region().is_none() {
        ask_region(turn, None);
        return;
    }
    offer_tags(turn, None);
}

/// Offers the areas and clinics of the sender's region, because of one that is not among them or
/// because they asked.
fn offer_tags(turn: &mut Turn<'_>, unknown: Option<&str>) {
    let Some(region) = turn.region().map(|id| turn.world.region(id)) else {
        ask_region(turn, None);
        return;
    };
    let markdown = wording::offer_tags(&region, &turn.person.tags, unknown, turn.language());
    if region.tags.is_empty() {
        turn.say(markdown, None);
        return;
    }
    let kind = PendingKind::Tags { region: region.id.clone(), tags: region.tags.clone() };
    turn.dialogue.pending = Some(Pending { since: turn.now, kind });
    let buttons = (1..=region.tags.len().min(9)).map(common::keycap).collect();
    turn.say_with(markdown, Some(About::Tags { region: region.id, tags: region.tags }), buttons);
}

/// An area or clinic that was offered was chosen.
pub fn choose_tag(turn: &mut Turn<'_>, region: &str, tags: &[String], number: usize) {
    if let Some(tag) = number.checked_sub(1).and_then(|position| tags.get(position)) {
        let said = Profile { region: Some(region.to_owned()), tags: vec![tag.clone()], ..Profile::default() };
        say(turn, &said);
    } else {
        let markdown = common::no_such_number(tags.len(), turn.language());
        turn.say(markdown, None);
    }
}

/// Somebody says that they have a power. It is only noted as what they are to each other: those who
/// have it are told so, the others that it is not given this way.
pub fn claimed(turn: &mut Turn<'_>, office: &OfficeNamed) {
    turn.greet_if_new();
    let power = &turn.facts.power;
    let has = match office {
        OfficeNamed::Admin => power.admin,
        OfficeNamed::Studierektor(Some(region)) => power.studierektor.contains(region),
        OfficeNamed::Studierektor(None) => !power.studierektor.is_empty(),
    };
    if has {
        let markdown = wording::power_known(&power.clone(), turn.world, turn.language());
        turn.say(markdown, None);
        return;
    }
    if turn.event.trusted && power.admin {
        let markdown = wording::name_whom(&turn.event.sender, turn.language());
        turn.say(markdown, None);
        return;
    }
    let (what, regions) = match office {
        OfficeNamed::Admin => ("admin", Vec::new()),
        OfficeNamed::Studierektor(region) => ("studierektor", region.iter().cloned().collect()),
    };
    if turn.event.trusted {
        let markdown = wording::claim_refused(turn.language());
        turn.say(markdown, None);
        super::note_refusal(turn, what, regions);
    } else {
        refuse(turn, what, regions);
    }
}

/// Notes whether announcements are wanted.
pub fn take_announcements(turn: &mut Turn<'_>, wanted: bool) {
    turn.greet_if_new();
    turn.person.announcements_off = !wanted;
    turn.push(Effect::TakeAnnouncements { user: turn.event.sender.clone(), wanted });
    let markdown = wording::announcements_taken(wanted, turn.language());
    turn.say(markdown, None);
}

/// What a role is called.
#[must_use]
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::St => "ST-läkare",
        Role::Handledare => "handledare",
        Role::Verksamhetschef => "verksamhetschef",
        Role::Hr => "HR",
    }
}
