//! Taking changes of a plan back: "ångra", a message that is removed or edited, a reaction that is taken
//! back. What has been changed again since then stays as it is.

use jiff::Timestamp;

use super::{
    calendar, difference, duties, plan_of, rows, save, share, whom,
    words::{self, say},
};
use crate::{
    assistant::{World, markup::escape, turn::Turn},
    effect::Effect,
    event::Event,
    facts::{DutyList, Facts, KnownPlan, Person, PlanBefore, PlanChange, PlanUndo},
    plan::{Plan, Role, State, Tick, Training, schedule},
};

/// How many changes are remembered.
const CHANGES: usize = 12;

/// Remembers what the message or tap at hand changes, and what "ångra" would bring back.
pub fn note(turn: &mut Turn<'_>, owner: &str, before: PlanBefore, after: PlanBefore) {
    let event = turn.question().to_owned();
    // One message may change a plan in several ways; as a whole it led from the first state to the last.
    let earlier = turn.dialogue.plan_changes.iter().position(|change| change.event == event);
    let first = earlier.map(|at| turn.dialogue.plan_changes.remove(at)).filter(|change| change.owner == owner);
    let since = first.map(|change| change.before).filter(|first| matches!(first, PlanBefore::Nothing | PlanBefore::Plan(_)));
    let change = PlanChange {
        event,
        tapped: turn.message().is_none(),
        owner: owner.to_owned(),
        before: since.unwrap_or_else(|| before.clone()),
        after,
    };
    turn.dialogue.plan_changes.push(change);
    let over = turn.dialogue.plan_changes.len().saturating_sub(CHANGES);
    turn.dialogue.plan_changes.drain(..over);
    turn.dialogue.plan_undo = Some(Box::new(PlanUndo { at: turn.now, owner: owner.to_owned(), before, again: false }));
    turn.dialogue.undo_office = None;
}

/// A plan as a change of it remembers it.
#[must_use]
pub fn kept(training: &Training) -> PlanBefore {
    PlanBefore::Plan(Box::new(training.told()))
}

/// Sets turns to what they were; gives what they were until now.
fn set_ticks(training: &mut Training, ticks: &[(String, Option<Tick>)]) -> Vec<(String, Option<Tick>)> {
    let set = |(id, tick): &(String, Option<Tick>)| {
        let old = match tick {
            Some(tick) => training.ticks.insert(id.clone(), tick.clone()),
            None => training.ticks.remove(id),
        };
        (id.clone(), old)
    };
    ticks.iter().map(set).collect()
}

/// A plan without one change, as far as that still stands. `None`: the change began it and nothing has
/// become of it since, so nothing is left.
fn without(training: &Training, change: &PlanChange) -> Option<Training> {
    match (&change.before, &change.after) {
        (PlanBefore::Nothing, PlanBefore::Plan(after)) => {
            (training.told() != **after).then(|| training.without(&Training::new(after.start), after))
        }
        (PlanBefore::Plan(before), PlanBefore::Plan(after)) => Some(training.without(before, after)),
        (PlanBefore::Ticks(before), PlanBefore::Ticks(after)) => {
            let mut training = training.clone();
            let stands = |id: &String| after.iter().any(|(other, tick)| other == id && training.ticks.get(id) == tick.as_ref());
            let back: Vec<_> = before.iter().filter(|(id, _)| stands(id)).cloned().collect();
            set_ticks(&mut training, &back);
            Some(training)
        }
        _ => Some(training.clone()),
    }
}

/// Moments with how they stand now: "Öppet igen: **IUP**". Markdown; empty where none is named.
fn stand(turn: &Turn<'_>, plan: &Plan, training: &Training, ids: &[String]) -> String {
    let language = turn.language();
    let all = schedule(plan, training, turn.today());
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for placed in ids.iter().filter_map(|id| all.find(id)) {
        let how = match placed.state {
            State::Done => say(language, "Klart", "Done"),
            State::Skipped => say(language, "Hoppas över", "Skipped"),
            State::Booked => say(language, "Bokat", "Booked"),
            _ => say(language, "Öppet igen", "Open again"),
        };
        let title = format!("**{}**", escape(&words::title(placed, training, language)));
        match groups.iter_mut().find(|(known, _)| *known == how) {
            Some((_, titles)) => titles.push(title),
            None => groups.push((how, vec![title])),
        }
    }
    let said: Vec<String> = groups.into_iter().map(|(how, titles)| format!("{how}: {}.", titles.join(", "))).collect();
    said.join(" ")
}

/// Takes the last change of a plan back. False: something else was changed later, or nothing.
pub fn undo(turn: &mut Turn<'_>) -> bool {
    let Some(undo) = turn.dialogue.plan_undo.clone() else { return false };
    // The change of a power was the last thing done.
    if turn.dialogue.undo_office.is_some() {
        return false;
    }
    let reminders_later = !turn.dialogue.undo.is_empty() && turn.dialogue.last_at.is_some_and(|at| at > undo.at);
    if reminders_later {
        return false;
    }
    turn.dialogue.plan_undo = None;
    turn.dialogue.pending = None;
    let language = turn.language();
    match &undo.before {
        PlanBefore::NotAsked { other } => {
            let ended = not_asked(turn, &undo.owner, other);
            let other = escape(other);
            let markdown = if ended {
                say(language, format!("Ångrat: {other} är inte tillfrågad."), format!("Undone: {other} is not asked."))
            } else {
                say(
                    language,
                    format!("{other} har redan svarat. *sluta dela med {other}* avslutar."),
                    format!("{other} has answered already. *stop sharing with {other}* ends it."),
                )
            };
            turn.say_in_private(markdown, None, Vec::new());
            return true;
        }
        before @ (PlanBefore::Duty { .. } | PlanBefore::Duties { .. }) => {
            let Some((role, doctor, were)) = before.duties() else { return false };
            let which = duties::titles(turn, role, &were);
            set_duties(turn, role, doctor, &were);
            let open = !were.iter().any(|(_, done)| *done);
            let markdown = if open {
                say(language, format!("Ångrat, inte avbockat längre: {which}."), format!("Undone, no longer ticked: {which}."))
            } else {
                say(language, format!("Ångrat, som det var förut: {which}."), format!("Undone, as it was before: {which}."))
            };
            turn.say_in_private(markdown, None, Vec::new());
            return true;
        }
        PlanBefore::Nothing | PlanBefore::Plan(_) | PlanBefore::Ticks(_) => {}
    }
    let facts = turn.facts;
    let Some(known) = facts.plans.iter().find(|known| known.owner.user == undo.owner) else {
        turn.say(say(language, "Det finns inget att ångra.", "There is nothing to undo."), None);
        return true;
    };
    let mut training = known.training.clone();
    let mut changed: Vec<String> = Vec::new();
    let redo = match undo.before {
        PlanBefore::Plan(before) => {
            training = Training { dark: training.dark, ..*before };
            turn.person.st_start = Some(training.start);
            kept(&known.training)
        }
        PlanBefore::Ticks(before) => {
            changed.extend(before.iter().map(|(id, _)| id.clone()));
            PlanBefore::Ticks(set_ticks(&mut training, &before))
        }
        _ => {
            turn.person.st_start = None;
            turn.dialogue.plan_changes.retain(|change| change.owner != undo.owner);
            let calendar = calendar::own_is_gone(turn);
            share::tell_all(turn);
            turn.push(Effect::DropPlan { user: undo.owner });
            let mut markdown = say(language, "Ångrat: du har ingen plan.", "Undone: you have no plan.");
            markdown.extend(calendar.map(|told| format!(" {told}")));
            turn.say_in_private(markdown, None, Vec::new());
            return true;
        }
    };
    let Some(plan) = plan_of(turn, known) else {
        super::no_plan(turn);
        return true;
    };
    let mut what = vec![stand(turn, plan, &training, &changed)];
    if changed.is_empty() {
        what = difference::told(turn, plan, &known.training, &training);
    }
    what.retain(|said| !said.is_empty());
    if what.is_empty() {
        what.push(say(language, "Planen är som förut.", "The plan is as it was."));
    }
    let what = what.join(" ");
    save(turn, known, plan, training, redo);
    if let Some(next) = &mut turn.dialogue.plan_undo {
        next.again = !undo.again;
    }
    // The same word twice does again what it took back.
    let markdown = if undo.again {
        say(language, format!("Gjort igen. {what}"), format!("Done again. {what}"))
    } else {
        say(language, format!("Ångrat. {what} *ångra* igen gör om det."), format!("Undone. {what} *undo* once more does it again."))
    };
    turn.say_in_private(markdown, None, Vec::new());
    owner_hears(turn, known);
    true
}

/// Somebody else takes back what they changed: the owner hears that it is so.
fn owner_hears(turn: &mut Turn<'_>, known: &KnownPlan) {
    whom::owner_hears(turn, known, |theirs| {
        say(
            theirs,
            "har ångrat sin ändring i din plan. *min plan* visar hur den är nu.",
            "has taken their change of your plan back. *my plan* shows how it is now.",
        )
    });
}

/// Ends an invitation that nobody has answered. False: it was answered, or there is none.
fn not_asked(turn: &mut Turn<'_>, owner: &str, other: &str) -> bool {
    let plans = &turn.facts.plans;
    let shares = plans.iter().filter(|known| known.owner.user == owner).flat_map(|known| &known.shares);
    let waits = shares.into_iter().any(|(share, _)| share.other == other && !share.accepted);
    if waits {
        turn.push(Effect::EndShare { owner: owner.to_owned(), other: other.to_owned() });
    }
    waits
}

/// Ticks duties off, or takes the ticks away.
pub fn set_duties(turn: &mut Turn<'_>, role: Role, doctor: &str, duties: &[(String, bool)]) {
    let mut now = duties::done(turn, role, doctor);
    for (duty, done) in duties {
        now.retain(|known| known != duty);
        now.extend(done.then(|| duty.clone()));
    }
    turn.push(Effect::SaveDuties(DutyList { person: turn.event.sender.clone(), doctor: doctor.to_owned(), role, done: now }));
}

/// A message was removed, or a reaction taken back: what it changed goes back to how it was.
#[must_use]
pub fn taken_back(world: &World, facts: &Facts, event: &Event, of: &str, now: Timestamp) -> Vec<Effect> {
    let Some(change) = facts.dialogue.plan_changes.iter().find(|change| change.event == of).cloned() else { return Vec::new() };
    let mut turn = Turn::new(world, facts, event, &event.id, None, now);
    forget(&mut turn.dialogue.plan_changes, of);
    turn.dialogue.plan_undo = None;
    turn.dialogue.pending = None;
    match &change.before {
        PlanBefore::NotAsked { other } => {
            not_asked(&mut turn, &change.owner, other);
            return turn.finish();
        }
        before @ (PlanBefore::Duty { .. } | PlanBefore::Duties { .. }) => {
            if let Some((role, doctor, were)) = before.duties() {
                set_duties(&mut turn, role, doctor, &were);
            }
            return turn.finish();
        }
        PlanBefore::Nothing | PlanBefore::Plan(_) | PlanBefore::Ticks(_) => {}
    }
    let Some(known) = facts.plans.iter().find(|known| known.owner.user == change.owner) else { return turn.finish() };
    let Some(plan) = plan_of(&turn, known) else { return turn.finish() };
    let Some(training) = without(&known.training, &change) else {
        turn.person.st_start = None;
        turn.dialogue.plan_changes.clear();
        share::tell_all(&mut turn);
        let calendar = calendar::own_is_gone(&mut turn);
        turn.push(Effect::DropPlan { user: change.owner });
        if let Some(told) = calendar {
            turn.say_in_private(told, None, Vec::new());
        }
        return turn.finish();
    };
    let language = turn.language();
    if change.owner == event.sender {
        turn.person.st_start = Some(training.start);
    }
    write(&mut turn, known, plan, &training);
    owner_hears(&mut turn, known);
    if change.before == PlanBefore::Nothing {
        let markdown = say(
            language,
            "Din plan finns kvar, eftersom du har lagt till annat i den. *ta bort min plan* tar bort den helt.",
            "Your plan is still there, since you have added to it. *delete my plan* removes it altogether.",
        );
        turn.say_in_private(markdown, None, Vec::new());
    } else if let (true, PlanBefore::Ticks(ticks)) = (change.tapped, &change.before) {
        let ids: Vec<String> = ticks.iter().map(|(id, _)| id.clone()).collect();
        let stand = stand(&turn, plan, &training, &ids);
        turn.say_in_private(say(language, format!("Okej. {stand}"), format!("All right. {stand}")), None, Vec::new());
    }
    turn.finish()
}

fn forget(changes: &mut Vec<PlanChange>, event: &str) {
    changes.retain(|change| change.event != event);
}

/// Writes a plan and its reminders down, as nothing that could be undone.
fn write(turn: &mut Turn<'_>, known: &KnownPlan, plan: &Plan, training: &Training) {
    let rows = rows::fitted(turn.world, plan, known, training, turn.now);
    turn.push(Effect::SavePlan { user: known.owner.user.clone(), training: Box::new(training.clone()) });
    turn.extend(rows);
}

/// A message that changed a plan and reads otherwise now.
pub struct Replaced {
    /// What is known, as if it had not changed anything.
    pub facts: Facts,
    change: PlanChange,
    /// What has to be written down where the new text does not change the plan.
    otherwise: Vec<Effect>,
}

/// What an edited message had changed is taken back before it is read anew. `None`: it had changed nothing.
#[must_use]
pub fn replaced(world: &World, facts: &Facts, event: &Event, of: &str, now: Timestamp) -> Option<Replaced> {
    let change = facts.dialogue.plan_changes.iter().find(|change| change.event == of)?.clone();
    let otherwise = taken_back(world, facts, event, of, now);
    let mut before = facts.clone();
    forget(&mut before.dialogue.plan_changes, of);
    before.dialogue.plan_undo = None;
    before.dialogue.pending = None;
    match &change.before {
        PlanBefore::NotAsked { other } => {
            for known in before.plans.iter_mut().filter(|known| known.owner.user == change.owner) {
                known.shares.retain(|(share, _)| share.other != *other || share.accepted);
            }
        }
        state @ (PlanBefore::Duty { .. } | PlanBefore::Duties { .. }) => {
            let (role, doctor, were) = state.duties()?;
            for list in before.duties.iter_mut().filter(|list| list.role == role && list.doctor == doctor) {
                list.done.retain(|known| !were.iter().any(|(duty, _)| duty == known));
                list.done.extend(were.iter().filter(|(_, done)| *done).map(|(duty, _)| duty.clone()));
            }
        }
        _ => {
            for known in before.plans.iter_mut().filter(|known| known.owner.user == change.owner) {
                // A plan that the message began goes on with what the new text says of it.
                known.training = without(&known.training, &change).unwrap_or_else(|| {
                    before.person.iter_mut().for_each(|person| person.st_start = None);
                    Training::new(known.training.start)
                });
            }
        }
    }
    Some(Replaced { facts: before, change, otherwise })
}

impl Replaced {
    /// What follows from the new text, with what is left of the old one's change.
    #[must_use]
    pub fn followed_by(self, mut effects: Vec<Effect>) -> Vec<Effect> {
        let same = |effect: &Effect| match effect {
            Effect::SavePlan { user, .. } | Effect::DropPlan { user } => *user == self.change.owner,
            Effect::SaveShare(share) => matches!(&self.change.before, PlanBefore::NotAsked { other } if share.other == *other),
            Effect::SaveDuties(_) => self.change.before.duties().is_some(),
            _ => false,
        };
        let again = effects.iter().any(same);
        if again && self.change.before == PlanBefore::Nothing {
            // The plan is still one that this message began.
            for effect in &mut effects {
                if let Effect::SaveDialogue { dialogue, .. } = effect {
                    let changes = dialogue.plan_changes.iter_mut();
                    changes.filter(|change| change.event == self.change.event).for_each(|change| change.before = PlanBefore::Nothing);
                }
            }
        }
        if again {
            return effects;
        }
        // What is known of the person and where the conversation stands is written once, as the new text leaves it.
        let has = |kind: fn(&Effect) -> bool| effects.iter().any(kind);
        let (person, dialogue) =
            (has(|effect| matches!(effect, Effect::SavePerson(_))), has(|effect| matches!(effect, Effect::SaveDialogue { .. })));
        let rest = self.otherwise.into_iter().filter(|effect| match effect {
            Effect::SavePerson(_) => !person,
            Effect::SaveDialogue { .. } => !dialogue,
            Effect::Say(_) => false,
            _ => true,
        });
        effects.extend(rest);
        effects
    }
}

/// The person follows the plan of another region from now on: its reminders take the place of the old ones.
pub fn region_changed(turn: &mut Turn<'_>) {
    let Some(known) = super::own(turn) else { return };
    let world = turn.world;
    if let Some(plan) = turn.region().and_then(|region| world.knowledge.plans.get(region)) {
        turn.extend(rows::fitted(world, plan, known, &known.training, turn.now));
    } else {
        turn.extend(known.reminders.iter().map(rows::ended).map(Effect::SaveReminder));
    }
}

/// What is known of the owner of a plan, for telling them something.
#[must_use]
pub fn person_of(facts: &Facts, user: &str) -> Person {
    let asked = facts.asked.iter().chain(&facts.plans).find(|known| known.owner.user == user).map(|known| known.owner.clone());
    asked.unwrap_or_else(|| Person { user: user.to_owned(), ..Person::default() })
}
