//! What became of moments: done, not done after all, agreed for a time, left out; and taking it back.

use super::{
    PlanAsk, ask, plan_of,
    read::Named,
    role_in, rows, save,
    words::{self, say},
};
use crate::{
    assistant::{markup::escape, remind::schedule as due, turn::Turn},
    effect::{About, Effect},
    facts::{KnownPlan, PlanBefore, PlanUndo, Reminder},
    language::date::{self, Context, Moment as When},
    plan::{Appointment, Placed, Plan, Role, State, Tick, schedule, schedule::Turn as Nth},
};

/// The plan that a tick is for: the named person's, else one's own, else the only one that is shared.
fn chosen<'a>(turn: &mut Turn<'a>, whose: Option<&str>) -> Option<(&'a KnownPlan, &'a Plan)> {
    let facts = turn.facts;
    let may = |known: &&KnownPlan| matches!(role_in(turn, known), Role::St | Role::Handledare | Role::Verksamhetschef);
    let seen: Vec<&KnownPlan> = facts.plans.iter().filter(may).collect();
    let own = seen.iter().find(|known| known.owner.user == turn.event.sender);
    let known = match whose {
        Some(whose) => seen.iter().find(|known| known.owner.user.to_lowercase() == whose.to_lowercase()).copied(),
        None => own.copied().or(if let [only] = seen.as_slice() { Some(*only) } else { None }),
    };
    let Some(known) = known else {
        let language = turn.language();
        let names: Vec<String> = seen.iter().map(|known| format!("- {}", escape(&known.owner.user))).collect();
        let markdown = if names.is_empty() {
            say(language, "Den planen ser jag inte att du delar.", "I can't see that you share that plan.")
        } else {
            let names = names.join("\n");
            say(
                language,
                format!("För vem? Skriv till exempel *IUP klar för @namn:server*. Du delar planen med:\n\n{names}"),
                format!("For whom? Write for example *IUP done for @name:server*. You share the plan of:\n\n{names}"),
            )
        };
        turn.say(markdown, None);
        return None;
    };
    let Some(plan) = plan_of(turn, known) else {
        super::no_plan(turn);
        return None;
    };
    Some((known, plan))
}

/// The occurrence that is meant: by its number or year, else the first that `fits`, else the last.
fn occurrence<'p>(
    plan: &'p Plan,
    known: &KnownPlan,
    named: &Named,
    today: jiff::civil::Date,
    fits: impl Fn(&Placed<'_>) -> bool,
) -> Option<Placed<'p>> {
    let all = schedule(plan, &known.training, today);
    let mut turns: Vec<Placed<'p>> = all.moments.into_iter().filter(|placed| named.moments.contains(&placed.moment.id)).collect();
    turns.sort_by_key(|placed| (placed.from, placed.to));
    if let Some(number) = named.number {
        return turns.into_iter().find(|placed| match placed.turn {
            Nth::Of(nth, _) => u32::from(nth) == number,
            Nth::Year(nth) => u32::from(nth) == number || i64::from(placed.to.year()) == i64::from(number),
            Nth::Placement(nth) => nth == number,
            Nth::Only => false,
        });
    }
    let fitting = turns.iter().position(fits);
    fitting.or(turns.len().checked_sub(1)).map(|at| turns.swap_remove(at))
}

fn not_found(turn: &mut Turn<'_>) {
    let language = turn.language();
    let markdown = say(
        language,
        "Det momentet finns inte i planen. *hela planen* visar alla.",
        "There is no such moment in the plan. *whole plan* shows all.",
    );
    turn.say(markdown, None);
}

/// Sets or takes away what became of one occurrence.
fn set(turn: &mut Turn<'_>, known: &KnownPlan, plan: &Plan, changes: Vec<(String, Option<Tick>)>) {
    let mut training = known.training.clone();
    let mut before = Vec::new();
    for (id, tick) in changes {
        let old = match tick {
            Some(tick) => training.ticks.insert(id.clone(), tick),
            None => training.ticks.remove(&id),
        };
        before.push((id, old));
    }
    let undo = PlanUndo { at: turn.now, owner: known.owner.user.clone(), before: PlanBefore::Ticks(before) };
    save(turn, known, plan, training, undo);
    turn.dialogue.pending = None;
}

/// Whose plan it was, where it is not one's own.
fn of(turn: &Turn<'_>, known: &KnownPlan) -> String {
    if known.owner.user == turn.event.sender {
        return String::new();
    }
    let owner = escape(&known.owner.user);
    say(turn.language(), format!(" för {owner}"), format!(" for {owner}"))
}

/// What comes next after something was ticked off.
fn next(turn: &Turn<'_>, plan: &Plan, known: &KnownPlan, ticked: &str) -> String {
    let language = turn.language();
    let mut training = known.training.clone();
    training.ticks.insert(ticked.to_owned(), Tick::Done { on: turn.today() });
    let all = schedule(plan, &training, turn.today());
    let role = role_in(turn, known);
    let coming = all.moments.iter().filter(|placed| super::board::concerns(placed, role));
    let coming = coming
        .filter(|placed| matches!(placed.state, State::Late | State::Now | State::Booked | State::Later))
        .min_by_key(|placed| placed.to);
    coming.map_or_else(String::new, |placed| {
        let (title, when) = (escape(&words::title(placed, &training, language)), words::months(placed.from, placed.to, language));
        say(language, format!(" Härnäst: {title}, {when}."), format!(" Next: {title}, {when}."))
    })
}

/// "IUP klar".
pub fn done(turn: &mut Turn<'_>, named: &Named) {
    let Some((known, plan)) = chosen(turn, named.whose.as_deref()) else { return };
    let today = turn.today();
    let Some(placed) = occurrence(plan, known, named, today, |placed| placed.state.open()) else { return not_found(turn) };
    mark_done(turn, known, plan, &placed);
}

fn mark_done(turn: &mut Turn<'_>, known: &KnownPlan, plan: &Plan, placed: &Placed<'_>) {
    let language = turn.language();
    let title = escape(&words::title(placed, &known.training, language));
    let whose = of(turn, known);
    if matches!(placed.tick, Some(Tick::Done { .. })) {
        let markdown =
            say(language, format!("**{title}**{whose} var redan avbockat."), format!("**{title}**{whose} was ticked off already."));
        turn.say_in_private(markdown, None, Vec::new());
        return;
    }
    let next = next(turn, plan, known, &placed.id);
    let tick = Tick::Done { on: turn.today() };
    set(turn, known, plan, vec![(placed.id.clone(), Some(tick))]);
    let markdown = say(
        language,
        format!("✅ **{title}**{whose} är klart.{next} Fel? Skriv *ångra*."),
        format!("✅ **{title}**{whose} is done.{next} Wrong? Write *undo*."),
    );
    turn.say_in_private(markdown, None, Vec::new());
}

/// "allt tidigare är klart": everything that is late.
pub fn all_done(turn: &mut Turn<'_>) {
    let Some((known, plan)) = chosen(turn, None) else { return };
    let today = turn.today();
    let role = role_in(turn, known);
    let all = schedule(plan, &known.training, today);
    let late: Vec<String> = all
        .moments
        .iter()
        .filter(|placed| placed.state == State::Late && super::board::concerns(placed, role))
        .map(|placed| placed.id.clone())
        .collect();
    let (language, count) = (turn.language(), late.len());
    set(turn, known, plan, late.into_iter().map(|id| (id, Some(Tick::Done { on: today }))).collect());
    let markdown = say(
        language,
        format!("✅ {count} moment är avbockade. *min plan* visar vad som är kvar, *ångra* tar tillbaka."),
        format!("✅ {count} moments are ticked off. *my plan* shows what is left, *undo* takes it back."),
    );
    turn.say_in_private(markdown, None, Vec::new());
}

/// "IUP inte klar": the last that was ticked, skipped or booked.
pub fn not_done(turn: &mut Turn<'_>, named: &Named) {
    let Some((known, plan)) = chosen(turn, named.whose.as_deref()) else { return };
    let today = turn.today();
    let all = schedule(plan, &known.training, today);
    let last = all.moments.iter().rev().find(|placed| {
        let number = named.number.is_none_or(|number| placed.id.ends_with(&format!(".{number}")));
        named.moments.contains(&placed.moment.id) && placed.tick.is_some() && number
    });
    let language = turn.language();
    let Some(placed) = last else {
        let markdown = say(language, "Det var inte avbockat.", "That was not ticked off.");
        turn.say_in_private(markdown, None, Vec::new());
        return;
    };
    let title = escape(&words::title(placed, &known.training, language));
    let when = words::when(&Placed { tick: None, ..placed.clone() }, language);
    set(turn, known, plan, vec![(placed.id.clone(), None)]);
    let markdown = say(language, format!("**{title}** är öppet igen, {when}."), format!("**{title}** is open again, {when}."));
    turn.say_in_private(markdown, None, Vec::new());
}

/// "hoppa över BVC för att …"; without a reason she asks for it.
pub fn skip(turn: &mut Turn<'_>, named: &Named, reason: &str) {
    let Some((known, plan)) = chosen(turn, named.whose.as_deref()) else { return };
    let today = turn.today();
    let Some(placed) = occurrence(plan, known, named, today, |placed| placed.state.open()) else { return not_found(turn) };
    if reason.is_empty() {
        let language = turn.language();
        let title = escape(&words::title(&placed, &known.training, language));
        ask(turn, PlanAsk::Why { owner: known.owner.user.clone(), moment: placed.id.clone() });
        let markdown = say(
            language,
            format!("Varför hoppar du över **{title}**? Skriv några ord."),
            format!("Why do you skip **{title}**? A few words will do."),
        );
        turn.say(markdown, Some(About::Question));
        return;
    }
    skipped(turn, &known.owner.user, &placed.id, reason);
}

/// Leaves an occurrence out, with the reason.
pub fn skipped(turn: &mut Turn<'_>, owner: &str, moment: &str, reason: &str) {
    let Some((known, plan)) = chosen(turn, Some(owner)) else { return };
    let all = schedule(plan, &known.training, turn.today());
    let Some(placed) = all.find(moment) else { return not_found(turn) };
    let language = turn.language();
    let title = escape(&words::title(placed, &known.training, language));
    set(turn, known, plan, vec![(moment.to_owned(), Some(Tick::Skipped { reason: reason.to_owned() }))]);
    let reason = escape(reason);
    let markdown = say(
        language,
        format!("➖ **{title}** hoppas över: {reason}. Fel? Skriv *ångra*."),
        format!("➖ **{title}** is skipped: {reason}. Wrong? Write *undo*."),
    );
    turn.say_in_private(markdown, None, Vec::new());
}

/// "IUP 14 mars kl 13".
pub fn book(turn: &mut Turn<'_>, named: &Named, when: &str) {
    let Some((known, plan)) = chosen(turn, named.whose.as_deref()) else { return };
    let today = turn.today();
    let Some(placed) = occurrence(plan, known, named, today, |placed| placed.state.open()) else { return not_found(turn) };
    let context = Context { now: turn.event.sent_at.min(turn.now).to_zoned(turn.zone()) };
    let language = turn.language();
    let at = match date::read_moment(when, &context, None) {
        When::Set(adjustment) if adjustment.due.date >= today => match adjustment.due.time {
            Some(time) => Appointment::Time(adjustment.due.date.to_datetime(time)),
            None => Appointment::Day(adjustment.due.date),
        },
        When::Set(_) => {
            let markdown = say(
                language,
                "Den dagen har redan varit. Är momentet gjort skriver du till exempel *IUP klar*.",
                "That day has passed. If it is done, write for example *IUP done*.",
            );
            turn.say(markdown, None);
            return;
        }
        When::Ask(_) | When::Reject(_) | When::Nothing => {
            let markdown = say(
                language,
                "Jag hittar ingen dag i det. Skriv till exempel *IUP 14 mars kl 13*.",
                "I can't find a day in that. Write for example *IUP 14 March 13:00*.",
            );
            turn.say(markdown, None);
            return;
        }
    };
    let title = escape(&words::title(&placed, &known.training, language));
    let outside = at.date() < placed.from || at.date() > placed.to;
    let whose = of(turn, known);
    set(turn, known, plan, vec![(placed.id.clone(), Some(Tick::Booked { at }))]);
    let time = words::appointment(at, language);
    let mut markdown = say(
        language,
        format!("📅 **{title}**{whose}: {time}. Jag påminner en vecka före, dagen före och samma dag."),
        format!("📅 **{title}**{whose}: {time}. I'll remind a week before, the day before and on the day."),
    );
    if outside {
        let window = words::when(&placed, language);
        markdown.push_str(&say(language, format!(" Enligt planen görs det {window}."), format!(" The plan has it {window}.")));
    }
    markdown.push_str(&say(language, " Fel? Skriv *ångra*.", " Wrong? Write *undo*."));
    turn.say_in_private(markdown, None, Vec::new());
}

/// ✅ or ⏰ under a reminder of a moment.
pub fn reacted(turn: &mut Turn<'_>, reminder: &str, key: &str) {
    let facts = turn.facts;
    let found = facts.plans.iter().find_map(|known| known.reminders.iter().find(|row| row.id == reminder).map(|row| (known, row)));
    let Some((known, row)) = found.filter(|(_, row)| row.person == turn.event.sender) else { return };
    match key {
        "✅" | "👍" | "☑" | "✔" => {
            let (Some(key), Some(plan)) = (rows::key(&row.id), plan_of(turn, known)) else { return };
            let all = schedule(plan, &known.training, turn.today());
            if let Some(placed) = all.find(key.moment) {
                mark_done(turn, known, plan, placed);
            }
        }
        "⏰" | "💤" => {
            let until = due::usual_snooze(turn.now, &turn.zone());
            let put_off = Reminder {
                next_at: Some(until),
                next_lead: Some("P0D".to_owned()),
                next_turn: row.told_turn.clone().or_else(|| row.next_turn.clone()),
                ..row.clone()
            };
            turn.push(Effect::SaveReminder(put_off));
            let local = until.to_zoned(turn.zone());
            let language = turn.language();
            let (subject, day, clock) = (escape(&row.subject), words::day(local.date(), language), local.strftime("%H:%M").to_string());
            let markdown = say(
                language,
                format!("💤 Jag påminner dig om **{subject}** igen {day} kl. {clock}."),
                format!("💤 I'll remind you about **{subject}** again on {day} at {clock}."),
            );
            turn.say_in_private(markdown, None, Vec::new());
        }
        _ => {}
    }
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
    let language = turn.language();
    let facts = turn.facts;
    let known = facts.plans.iter().find(|known| known.owner.user == undo.owner);
    let Some(known) = known else {
        turn.say(say(language, "Det finns inget att ångra.", "There is nothing to undo."), None);
        return true;
    };
    let mut training = known.training.clone();
    let mut changed: Vec<String> = Vec::new();
    let redo = match undo.before {
        PlanBefore::Nothing => {
            turn.person.st_start = None;
            turn.push(Effect::DropPlan { user: undo.owner });
            turn.say_in_private(say(language, "Ångrat: du har ingen plan.", "Undone: you have no plan."), None, Vec::new());
            return true;
        }
        PlanBefore::Plan(before) => {
            training = *before;
            turn.person.st_start = Some(training.start);
            PlanBefore::Plan(Box::new(known.training.clone()))
        }
        PlanBefore::Ticks(before) => {
            let mut ticks = Vec::new();
            for (id, tick) in before {
                changed.push(id.clone());
                let old = match tick {
                    Some(tick) => training.ticks.insert(id.clone(), tick),
                    None => training.ticks.remove(&id),
                };
                ticks.push((id, old));
            }
            PlanBefore::Ticks(ticks)
        }
    };
    let redo = PlanUndo { at: turn.now, owner: undo.owner, before: redo };
    let Some(plan) = plan_of(turn, known) else {
        super::no_plan(turn);
        return true;
    };
    let titles: Vec<String> = {
        let all = schedule(plan, &training, turn.today());
        let changed = changed.iter().filter_map(|id| all.find(id));
        changed
            .map(|placed| format!("**{}** ({})", escape(&words::title(placed, &training, language)), words::state(placed.state, language)))
            .collect()
    };
    save(turn, known, plan, training, redo);
    turn.dialogue.pending = None;
    let what = if titles.is_empty() { say(language, "planen är som förut", "the plan is as it was") } else { titles.join(", ") };
    turn.say_in_private(say(language, format!("Ångrat: {what}."), format!("Undone: {what}.")), None, Vec::new());
    true
}
