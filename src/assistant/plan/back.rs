//! Taking changes of a plan back: "ångra", a message that is removed or edited, a reaction that is taken
//! back. What has been changed again since then stays as it is.

use jiff::{SignedDuration, Timestamp};

use super::{
    ask, calendar, difference, duties, plan_of, rows, share, whom,
    words::{self, say},
};
use crate::{
    assistant::{
        World,
        markup::escape,
        turn::Turn,
        wording::{self, Language},
    },
    effect::{About, Effect},
    event::Event,
    facts::{DutyList, Facts, KnownPlan, Pending, PendingKind, Person, PlanAsk, PlanBefore, PlanChange},
    plan::{Plan, Role, State, Tick, Training, schedule},
};

/// How many changes are remembered.
const CHANGES: usize = 12;
/// How long "ångra" takes a change back.
const UNDO: SignedDuration = SignedDuration::from_hours(24);

/// Remembers what the message or tap at hand changes, for "ångra" and for when it is removed or edited.
pub fn note(turn: &mut Turn<'_>, owner: &str, before: PlanBefore, after: PlanBefore) {
    let event = turn.question().to_owned();
    // One message may change a plan in several ways; as a whole it led from the first state to the last.
    let earlier = turn.dialogue.plan_changes.iter().position(|change| change.event == event);
    let first = earlier.map(|at| turn.dialogue.plan_changes.remove(at)).filter(|change| change.owner == owner);
    let since = first.map(|change| change.before).filter(|first| matches!(first, PlanBefore::Nothing | PlanBefore::Plan(_)));
    let (tapped, before) = (turn.message().is_none(), since.unwrap_or(before));
    remember(turn, PlanChange { event, tapped, owner: owner.to_owned(), before, after, at: Some(turn.now), undo: false });
    turn.dialogue.undo_office = None;
}

fn remember(turn: &mut Turn<'_>, change: PlanChange) {
    turn.dialogue.plan_changes.push(change);
    let over = turn.dialogue.plan_changes.len().saturating_sub(CHANGES);
    turn.dialogue.plan_changes.drain(..over);
}

/// How soon after it has begun a plan "ångra" takes it away without a question.
const AT_ONCE: SignedDuration = SignedDuration::from_mins(10);

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
            State::Booked => say(language, "Bokat igen", "Booked again"),
            _ => say(language, "Öppet igen", "Open again"),
        };
        let booked =
            if let Some(Tick::Booked { at }) = placed.tick { format!(" {}", words::appointment(at, language)) } else { String::new() };
        let title = format!("**{}**{booked}", escape(&words::title(placed, training, language)));
        match groups.iter_mut().find(|(known, _)| *known == how) {
            Some((_, titles)) => titles.push(title),
            None => groups.push((how, vec![title])),
        }
    }
    let said: Vec<String> = groups.into_iter().map(|(how, titles)| format!("{how}: {}.", titles.join(", "))).collect();
    said.join(" ")
}

/// Takes the last change of a plan back; said again, the one before it. False: something else was changed later, or
/// nothing is left that could be taken back.
pub fn undo(turn: &mut Turn<'_>) -> bool {
    let fresh = |change: &PlanChange| !change.undo && change.at.is_some_and(|at| turn.now.duration_since(at) < UNDO);
    let last = turn.dialogue.plan_changes.iter().rposition(fresh);
    let at = last.and_then(|last| turn.dialogue.plan_changes[last].at);
    // A question of hers that came after it is let be instead.
    if let Some(Pending { kind, .. }) = turn.dialogue.pending.as_ref().filter(|pending| at.is_none_or(|at| pending.since >= at)) {
        match kind {
            PendingKind::Plan { ask: PlanAsk::AllDone | PlanAsk::Duties { .. } | PlanAsk::Undo }
            | PendingKind::Choice { .. }
            | PendingKind::Topics { .. } => {}
            PendingKind::Plan { .. } => {
                turn.dialogue.pending = None;
                let markdown = wording::never_mind(turn.language());
                turn.say(markdown, None);
                return true;
            }
            _ => return false,
        }
    }
    let reminders_later = !turn.dialogue.undo.is_empty() && turn.dialogue.last_at > at;
    // The change of a power, or of a reminder, was the last thing done.
    let Some(last) = last.filter(|_| turn.dialogue.undo_office.is_none() && !reminders_later) else { return false };
    // A whole plan does not go by a word that comes after something else was said.
    let begun = turn.dialogue.plan_changes[last].before == PlanBefore::Nothing;
    let offered = matches!(
        turn.dialogue.pending.as_ref().map(|pending| &pending.kind),
        Some(PendingKind::Choice { .. } | PendingKind::Topics { .. })
    );
    let later =
        turn.dialogue.last_at > at || !turn.facts.dialogue.answered.is_empty() || at.is_none_or(|at| turn.now.duration_since(at) > AT_ONCE);
    let puzzled = turn.facts.dialogue.puzzled;
    if begun && (offered || later || puzzled) {
        super::ask_to_drop(turn);
        return true;
    }
    if puzzled && ask_first(turn, last) {
        return true;
    }
    undone(turn, last);
    true
}

/// The change at this place is taken back.
fn undone(turn: &mut Turn<'_>, last: usize) {
    let change = turn.dialogue.plan_changes.remove(last);
    turn.dialogue.pending = None;
    let language = turn.language();
    // What others see and have said yes to does not go by a word that may have meant something else.
    let shared = |known: &KnownPlan| known.owner.user == change.owner && known.shares.iter().any(|(share, _)| share.accepted);
    if change.before == PlanBefore::Nothing && turn.facts.plans.iter().any(shared) {
        return turn.say_in_private(kept_plan(language), None, Vec::new());
    }
    let markdown = match take_back(turn, &change) {
        Back::Invitation { other, ended: true } => {
            say(language, format!("Ångrat: {other} är inte tillfrågad."), format!("Undone: {other} is not asked."))
        }
        Back::Invitation { other, ended: false } => say(
            language,
            format!("{other} har redan svarat. *sluta dela med {other}* avslutar."),
            format!("{other} has answered already. *stop sharing with {other}* ends it."),
        ),
        Back::Duties { which, open: true } => {
            say(language, format!("Ångrat, inte avbockat längre: {which}."), format!("Undone, no longer ticked: {which}."))
        }
        Back::Duties { which, open: false } => {
            say(language, format!("Ångrat, som det var förut: {which}."), format!("Undone, as it was before: {which}."))
        }
        Back::Gone { calendar } => {
            let mut markdown = say(language, "Ångrat: du har ingen plan.", "Undone: you have no plan.");
            markdown.extend(calendar.map(|told| format!(" {told}")));
            markdown
        }
        Back::Kept => kept_plan(language),
        Back::Plan { what, was, is } => {
            let (event, owner) = (turn.question().to_owned(), change.owner.clone());
            // Removing this very message brings the change back; the same word once more goes on to the one before it.
            let tapped = turn.message().is_none();
            remember(turn, PlanChange { event, tapped, owner, before: was, after: is, at: Some(turn.now), undo: true });
            let what = if what.is_empty() {
                say(language, "Det har ändrats igen sedan dess och står kvar.", "It has been changed again since and stays.")
            } else {
                what.join(" ")
            };
            say(language, format!("Ångrat. {what}"), format!("Undone. {what}"))
        }
        Back::Nothing => say(language, "Det finns inget att ångra.", "There is nothing to undo."),
    };
    turn.say_in_private(markdown, None, Vec::new());
}

/// What came right before was not understood, so it is not sure what shall be undone: says what taking the last change
/// back would do, and asks. False: it would do nothing.
fn ask_first(turn: &mut Turn<'_>, last: usize) -> bool {
    let change = turn.dialogue.plan_changes[last].clone();
    let language = turn.language();
    let Some(what) = would_be(turn, &change).filter(|what| !what.is_empty()) else { return false };
    ask(turn, PlanAsk::Undo);
    let markdown = say(
        language,
        format!("Ska jag ta tillbaka din senaste ändring? Då gäller: {what} Svara **ja** (✅) eller **nej** (❌)."),
        format!("Shall I take your last change back? Then this holds: {what} Answer **yes** (✅) or **no** (❌)."),
    );
    turn.say_in_private(markdown, Some(About::Question), vec!["✅".to_owned(), "❌".to_owned()]);
    true
}

/// What would hold if this change were taken back. Markdown. `None`: nothing is left of what it changed.
fn would_be(turn: &Turn<'_>, change: &PlanChange) -> Option<String> {
    let language = turn.language();
    match &change.before {
        PlanBefore::NotAsked { other } => {
            let other = escape(other);
            return Some(say(language, format!("{other} är inte tillfrågad."), format!("{other} is not asked.")));
        }
        before @ (PlanBefore::Duty { .. } | PlanBefore::Duties { .. }) => {
            let (role, _, were) = before.duties()?;
            let which = duties::titles(turn, role, &were);
            let open = !were.iter().any(|(_, done)| *done);
            return Some(if open {
                say(language, format!("inte avbockat längre: {which}."), format!("no longer ticked: {which}."))
            } else {
                say(language, format!("som det var förut: {which}."), format!("as it was before: {which}."))
            });
        }
        PlanBefore::Nothing | PlanBefore::Plan(_) | PlanBefore::Ticks(_) => {}
    }
    let facts = turn.facts;
    let known = facts.plans.iter().find(|known| known.owner.user == change.owner)?;
    let plan = plan_of(turn, known)?;
    let training = without(&known.training, change)?;
    Some(match &change.before {
        PlanBefore::Ticks(before) => {
            let differs = |id: &&String| known.training.ticks.get(*id) != training.ticks.get(*id);
            let ids: Vec<String> = before.iter().map(|(id, _)| id).filter(differs).cloned().collect();
            stand(turn, plan, &training, &ids)
        }
        _ => difference::told(turn, plan, &known.training, &training).join(" "),
    })
}

/// The last change is taken back after a yes.
pub fn undo_now(turn: &mut Turn<'_>) {
    let fresh = |change: &PlanChange| !change.undo && change.at.is_some_and(|at| turn.now.duration_since(at) < UNDO);
    if let Some(last) = turn.dialogue.plan_changes.iter().rposition(fresh) {
        undone(turn, last);
    } else {
        turn.dialogue.pending = None;
        let markdown = say(turn.language(), "Det finns inget att ångra.", "There is nothing to undo.");
        turn.say(markdown, None);
    }
}

/// What taking a change back has led to.
enum Back {
    /// Somebody is no longer asked to share the plan; or they had answered before. Escaped.
    Invitation { other: String, ended: bool },
    /// These duties stand as they did; all of them open.
    Duties { which: String, open: bool },
    /// The plan is as it was: what that means, and how what was changed stood and stands. Nothing is said where it
    /// was changed again since.
    Plan { what: Vec<String>, was: PlanBefore, is: PlanBefore },
    /// There is no plan; what is said of the calendar.
    Gone { calendar: Option<String> },
    /// The change had begun the plan, and more was said of it since.
    Kept,
    /// The plan has gone meanwhile.
    Nothing,
}

/// Takes one change back, as far as it still stands. Whose plan it is hears of it.
fn take_back(turn: &mut Turn<'_>, change: &PlanChange) -> Back {
    match &change.before {
        PlanBefore::NotAsked { other } => {
            let ended = not_asked(turn, &change.owner, other);
            return Back::Invitation { other: escape(other), ended };
        }
        before @ (PlanBefore::Duty { .. } | PlanBefore::Duties { .. }) => {
            let Some((role, doctor, were)) = before.duties() else { return Back::Nothing };
            let which = duties::titles(turn, role, &were);
            set_duties(turn, role, doctor, &were);
            return Back::Duties { which, open: !were.iter().any(|(_, done)| *done) };
        }
        PlanBefore::Nothing | PlanBefore::Plan(_) | PlanBefore::Ticks(_) => {}
    }
    let facts = turn.facts;
    let Some(known) = facts.plans.iter().find(|known| known.owner.user == change.owner) else { return Back::Nothing };
    let Some(plan) = plan_of(turn, known) else { return Back::Nothing };
    let Some(training) = without(&known.training, change) else {
        turn.person.st_start = None;
        turn.dialogue.plan_changes.retain(|other| other.owner != change.owner);
        share::tell_all(turn);
        let calendar = calendar::own_is_gone(turn);
        turn.push(Effect::DropPlan { user: change.owner.clone() });
        return Back::Gone { calendar };
    };
    if change.owner == turn.event.sender {
        turn.person.st_start = Some(training.start);
    }
    let (was, is, what) = match &change.before {
        PlanBefore::Ticks(before) => {
            let ids: Vec<String> = before.iter().map(|(id, _)| id.clone()).collect();
            let of = |training: &Training| PlanBefore::Ticks(ids.iter().map(|id| (id.clone(), training.ticks.get(id).cloned())).collect());
            let given_back = |id: &&String| known.training.ticks.get(*id) != training.ticks.get(*id);
            let ids: Vec<String> = ids.iter().filter(given_back).cloned().collect();
            let what = vec![stand(turn, plan, &training, &ids)];
            (of(&known.training), of(&training), what)
        }
        _ => (kept(&known.training), kept(&training), difference::told(turn, plan, &known.training, &training)),
    };
    write(turn, known, plan, &training);
    owner_hears(turn, known);
    if change.before == PlanBefore::Nothing {
        return Back::Kept;
    }
    Back::Plan { what: what.into_iter().filter(|said| !said.is_empty()).collect(), was, is }
}

/// The message that began the plan is gone, and the plan is not.
fn kept_plan(language: Language) -> String {
    say(
        language,
        "Din plan finns kvar, för det har hänt annat i den sedan dess. *ta bort min plan* tar bort den helt.",
        "Your plan is still there, since more has happened in it. *delete my plan* removes it altogether.",
    )
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
    // It was the other's plan that was asked for.
    let asks = turn.facts.requests.iter().find(|(request, _)| request.other == owner && request.owner == other);
    if let Some((request, _)) = asks {
        turn.push(Effect::SaveRequest(request.clone(), false));
        return true;
    }
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
    turn.dialogue.pending = None;
    let language = turn.language();
    let markdown = match take_back(&mut turn, &change) {
        Back::Gone { calendar } => calendar,
        Back::Kept => Some(kept_plan(language)),
        Back::Plan { what, is: PlanBefore::Ticks(_), .. } if change.tapped => {
            let what = what.join(" ");
            Some(say(language, format!("Okej. {what}"), format!("All right. {what}")))
        }
        _ => None,
    };
    if let Some(markdown) = markdown {
        turn.say_in_private(markdown, None, Vec::new());
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
    before.dialogue.pending = None;
    match &change.before {
        PlanBefore::NotAsked { other } => {
            for known in before.plans.iter_mut().filter(|known| known.owner.user == change.owner) {
                known.shares.retain(|(share, _)| share.other != *other || share.accepted);
            }
            before.requests.retain(|(request, _)| request.other != change.owner || request.owner != *other);
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
            Effect::SaveRequest(request, true) => matches!(&self.change.before, PlanBefore::NotAsked { other } if request.owner == *other),
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

/// What is known of the owner of a plan, for telling them something.
#[must_use]
pub fn person_of(facts: &Facts, user: &str) -> Person {
    let asked = facts.asked.iter().chain(&facts.plans).find(|known| known.owner.user == user).map(|known| known.owner.clone());
    asked.unwrap_or_else(|| Person { user: user.to_owned(), ..Person::default() })
}
