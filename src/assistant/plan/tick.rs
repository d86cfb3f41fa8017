//! What became of moments: done, not done after all, left out. Times for them are agreed in `book`.

use jiff::civil::Date;

use super::{
    PlanAsk, ask,
    done::Ticked,
    period, plan_of,
    read::Named,
    role_in, rows, save,
    seen::sees_all,
    told, whom,
    words::{self, say},
};
use crate::{
    assistant::{
        markup::escape,
        remind::{self, schedule as due},
        turn::Turn,
    },
    effect::About,
    facts::{KnownPlan, PlanBefore},
    plan::{
        Placed, Plan, Repeat, Role, State, Tick, schedule,
        schedule::Turn as Nth,
        time::{add_months, days_between},
    },
};

/// For so many days what was ticked off is what the same words mean again.
const JUST_DONE: i64 = 180;

/// The plan that a tick is for: the named person's, else one's own, else the only one that is shared. Here alone it is
/// decided who may tick: the owner, and whoever sees all of the plan.
pub(super) fn chosen<'a>(turn: &mut Turn<'a>, whose: Option<&str>) -> Option<(&'a KnownPlan, &'a Plan)> {
    let facts = turn.facts;
    let may = |role: Role| role == Role::St || sees_all(role);
    let seen: Vec<&KnownPlan> = facts.plans.iter().filter(|known| may(role_in(turn, known))).collect();
    let own = seen.iter().find(|known| known.owner.user == turn.event.sender);
    let known = match whose {
        Some(whose) => seen.iter().find(|known| known.owner.user.to_lowercase() == whose.to_lowercase()).copied(),
        None => own.copied().or(if let [only] = seen.as_slice() { Some(*only) } else { None }),
    };
    let Some(known) = known else {
        // Of one that is seen only as a list there is nothing to tick.
        let list_only = |known: &&KnownPlan| whose.is_none_or(|whose| known.owner.user.to_lowercase() == whose.to_lowercase());
        if (seen.is_empty() || whose.is_some()) && facts.plans.iter().any(|known| list_only(&known)) {
            whom::may_not_tick(turn);
            return None;
        }
        let language = turn.language();
        let names: Vec<String> = seen.iter().map(|known| format!("- {}", escape(&known.owner.user))).collect();
        let markdown = if names.is_empty() {
            say(language, "Den planen delas inte med dig.", "That plan is not shared with you.")
        } else {
            let names = names.join("\n");
            say(
                language,
                format!("För vem? Skriv till exempel *IUP klar för @namn:server*. De här delar sin plan med dig:\n\n{names}"),
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
pub(super) fn occurrence<'p>(
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
            Nth::Year(nth, since) => {
                u32::from(nth) == number || (i64::from(since)..=i64::from(placed.to.year())).contains(&i64::from(number))
            }
            Nth::Placement(nth) => nth == number,
            Nth::Only => false,
        });
    }
    // Of what is never late the past turns come last.
    let fitting = turns.iter().position(|placed| placed.state != State::Past && fits(placed)).or_else(|| turns.iter().position(&fits));
    fitting.or(turns.len().checked_sub(1)).map(|at| turns.swap_remove(at))
}

pub(super) fn not_found(turn: &mut Turn<'_>) {
    let language = turn.language();
    let markdown = say(
        language,
        "Det momentet finns inte i planen. *hela planen* visar alla.",
        "There is no such moment in the plan. *whole plan* shows all.",
    );
    turn.say(markdown, None);
}

/// Sets or takes away what became of one occurrence.
pub(super) fn set(turn: &mut Turn<'_>, known: &KnownPlan, plan: &Plan, changes: Vec<(String, Option<Tick>)>) {
    let mut training = known.training.clone();
    let mut before = Vec::new();
    for (id, tick) in changes {
        let old = match tick {
            Some(tick) => training.ticks.insert(id.clone(), tick),
            None => training.ticks.remove(&id),
        };
        before.push((id, old));
    }
    turn.dialogue.pending = None;
    save(turn, known, plan, training, PlanBefore::Ticks(before));
}

/// Whose plan it was, where it is not one's own.
pub(super) fn of(turn: &Turn<'_>, known: &KnownPlan) -> String {
    if known.owner.user == turn.event.sender {
        return String::new();
    }
    let owner = escape(&known.owner.user);
    say(turn.language(), format!(" för {owner}"), format!(" for {owner}"))
}

/// What comes next after these were ticked off.
fn next(turn: &Turn<'_>, plan: &Plan, known: &KnownPlan, ticked: &[String]) -> String {
    let language = turn.language();
    let mut training = known.training.clone();
    training.ticks.extend(ticked.iter().map(|id| (id.clone(), Tick::Done { on: turn.today() })));
    let all = schedule(plan, &training, turn.today());
    let role = role_in(turn, known);
    let coming = all.moments.iter().filter(|placed| super::board::concerns(placed, role));
    let coming = coming
        .filter(|placed| matches!(placed.state, State::Late | State::Now | State::Booked | State::Later))
        .min_by_key(|placed| placed.to);
    coming.map_or_else(String::new, |placed| {
        let (title, when) = (escape(&words::title(placed, &training, language)), words::placed(placed, language));
        match placed.state {
            State::Late => say(language, format!(" Sent: {title}, {when}."), format!(" Late: {title}, {when}.")),
            State::Now => say(language, format!(" Kvar nu: {title}, {when}."), format!(" Left now: {title}, {when}.")),
            _ => say(language, format!(" Härnäst: {title}, {when}."), format!(" Next: {title}, {when}.")),
        }
    })
}

/// The number of the placement that a folded name begins to write: "psyk", "psykiatrin".
pub(super) fn placement(known: &KnownPlan, said: &str) -> Option<u32> {
    let same = |name: &str| {
        let name = period::fold(name);
        [said, said.trim_end_matches('n'), said.trim_end_matches("en")].iter().any(|said| said.len() > 2 && name.starts_with(said))
    };
    known.training.placements.iter().find(|placement| same(&placement.name)).map(|placement| placement.number)
}

fn no_such_placement(turn: &mut Turn<'_>) {
    let markdown = say(
        turn.language(),
        "Den sidotjänstgöringen finns inte i planen. *hela planen* visar dem som finns.",
        "There is no such placement in the plan. *whole plan* shows those there are.",
    );
    turn.say(markdown, None);
}

/// "IUP klar", "säbo klart igår", "st-forum och introdagen klara".
pub fn done(turn: &mut Turn<'_>, ticked: &[Ticked], on: Option<Date>) {
    let whose = ticked.iter().find_map(|one| one.named.whose.clone());
    let Some((known, plan)) = chosen(turn, whose.as_deref()) else { return };
    let (language, today) = (turn.language(), turn.today());
    let impossible = on.filter(|on| *on > today || *on < known.training.start).map(|on| {
        let (day, start) = (words::day(on, language), words::day(known.training.start, language));
        if on > today {
            say(
                language,
                format!("{day} har inte varit än. Skriv att det är klart när det är gjort."),
                format!("{day} lies ahead. When it is done, write that it is."),
            )
        } else {
            say(
                language,
                format!("{day} är före ST, som började {start}. Vilken dag var det?"),
                format!("{day} lies before the ST, which began on {start}. Which day was it?"),
            )
        }
    });
    if let Some(markdown) = impossible {
        turn.say(markdown, None);
        return;
    }
    let mut found: Vec<Placed<'_>> = Vec::new();
    for one in ticked {
        let number = one.placement.as_deref().map(|said| placement(known, said));
        if number == Some(None) {
            return no_such_placement(turn);
        }
        let named = Named { number: number.flatten().or(one.named.number), ..one.named.clone() };
        let open = |placed: &Placed<'_>| placed.state.open() && !found.iter().any(|other| other.id == placed.id);
        let Some(placed) = occurrence(plan, known, &named, today, open) else { return not_found(turn) };
        if named.number.is_none()
            && let Some(markdown) = not_this_years(turn, plan, known, &named, &placed)
        {
            turn.say_in_private(markdown, None, Vec::new());
            return;
        }
        if !found.iter().any(|other| other.id == placed.id) {
            found.push(placed);
        }
    }
    mark_done(turn, known, plan, &found, on.unwrap_or(today));
}

/// "årsrapport klar" a second time, or long before its window: the next year's is not ticked off by the way. What she
/// says instead; `None`: it can be ticked off.
fn not_this_years(turn: &Turn<'_>, plan: &Plan, known: &KnownPlan, named: &Named, placed: &Placed<'_>) -> Option<String> {
    let (today, language) = (turn.today(), turn.language());
    if !matches!(placed.turn, Nth::Year(..)) || !matches!(placed.state, State::Later | State::Past) {
        return None;
    }
    let all = schedule(plan, &known.training, today);
    let done = all.moments.iter().filter(|other| named.moments.contains(&other.moment.id)).filter_map(|other| match other.tick {
        Some(Tick::Done { on }) => Some((on, words::title(other, &known.training, language))),
        _ => None,
    });
    let last = done.max_by_key(|(on, _)| *on).filter(|(on, _)| days_between(*on, today) <= JUST_DONE);
    let far = placed.state == State::Later && placed.from > add_months(today, super::board::NEAR);
    if last.is_none() && !far {
        return None;
    }
    let (title, when) = (escape(&words::title(placed, &known.training, language)), words::months(placed.from, placed.to, language));
    let name = format!("{} {}", escape(words::short(placed, language)), placed.to.year());
    Some(match last {
        Some((on, last)) => {
            let (last, on) = (escape(&last), words::day(on, language));
            say(
                language,
                format!("Redan avbockat: **{last}**, {on}. Gäller det **{title}** ({when}) skriver du *{name} klar*."),
                format!("Ticked off already: **{last}**, {on}. If you mean **{title}** ({when}), write *{name} done*."),
            )
        }
        None => say(
            language,
            format!("**{title}** ligger långt fram: {when}. Är det redan gjort skriver du *{name} klar*."),
            format!("**{title}** is far ahead: {when}. If it is done already, write *{name} done*."),
        ),
    })
}

/// An occurrence in the plan that it stands in.
pub(super) type AtHand<'a> = (&'a KnownPlan, &'a Plan, Placed<'a>);

/// The occurrence in somebody's plan that the sender wants to do something with, where they may. `Err`: they may not, or
/// it is nothing to tick off, and she has said so (true); or there is no such (false).
pub(super) fn at_hand<'a>(turn: &mut Turn<'a>, owner: &str, moment: &str) -> Result<AtHand<'a>, bool> {
    let (known, plan) = chosen(turn, Some(owner)).ok_or(true)?;
    let all = schedule(plan, &known.training, turn.today());
    let placed = all.moments.into_iter().find(|placed| placed.id == moment).ok_or(false)?;
    if goes_on(turn, known, &placed) { Err(true) } else { Ok((known, plan, placed)) }
}

/// This occurrence is done. False: there is no such.
pub fn done_turn(turn: &mut Turn<'_>, owner: &str, moment: &str) -> bool {
    let today = turn.today();
    match at_hand(turn, owner, moment) {
        Ok((known, plan, placed)) => mark_done(turn, known, plan, &[placed], today),
        Err(said) => return said,
    }
    true
}

/// What goes on all the time is neither ticked off nor booked nor left out. False: this is something else.
fn goes_on(turn: &mut Turn<'_>, known: &KnownPlan, placed: &Placed<'_>) -> bool {
    let goes_on = placed.moment.repeat == Repeat::Standing;
    if goes_on {
        let language = turn.language();
        let title = escape(&words::title(placed, &known.training, language));
        let markdown = say(
            language,
            format!(
                "**{title}** pågår hela ST, så det finns inget att bocka av eller boka. En viss gång kan du få en påminnelse om: *påminn mig*."
            ),
            format!("**{title}** goes on for the whole of ST; there is nothing to tick off or book here. *remind me* suits a single time."),
        );
        turn.say_in_private(markdown, None, Vec::new());
    }
    goes_on
}

fn mark_done(turn: &mut Turn<'_>, known: &KnownPlan, plan: &Plan, all: &[Placed<'_>], on: Date) {
    for placed in all {
        if goes_on(turn, known, placed) {
            return;
        }
    }
    let language = turn.language();
    let whose = of(turn, known);
    let titles = |all: &[&Placed<'_>]| -> String {
        let titles: Vec<String> =
            all.iter().map(|placed| format!("**{}**", escape(&words::title(placed, &known.training, language)))).collect();
        titles.join(", ")
    };
    let (already, new): (Vec<&Placed<'_>>, Vec<&Placed<'_>>) =
        all.iter().partition(|placed| matches!(placed.tick, Some(Tick::Done { .. })));
    // Another day than today was said of what is done: that was the day.
    let another_day = |placed: &&Placed<'_>| placed.tick.as_ref().is_some_and(|tick| *tick != Tick::Done { on });
    if new.is_empty() && on != turn.today() && already.iter().any(another_day) {
        let (titles, day) = (titles(&already), words::day(on, language));
        set(turn, known, plan, already.iter().map(|placed| (placed.id.clone(), Some(Tick::Done { on }))).collect());
        let markdown = say(
            language,
            format!("Ändrat: {titles}{whose}, klart {day}. Fel? Skriv *ångra*."),
            format!("Changed: {titles}{whose}, done on {day}. Wrong? Write *undo*."),
        );
        turn.say_in_private(markdown, None, Vec::new());
        return;
    }
    if new.is_empty() {
        let titles = titles(&already);
        let short = already.first().map(|placed| escape(words::short(placed, language))).unwrap_or_default();
        let markdown = say(
            language,
            format!("Redan avbockat: {titles}{whose}. *{short} inte klar* öppnar igen."),
            format!("Ticked off already: {titles}{whose}. *{short} not done* opens it again."),
        );
        turn.say_in_private(markdown, None, Vec::new());
        return;
    }
    let ids: Vec<String> = new.iter().map(|placed| placed.id.clone()).collect();
    let (next, titles) = (next(turn, plan, known, &ids), titles(&new));
    set(turn, known, plan, ids.into_iter().map(|id| (id, Some(Tick::Done { on }))).collect());
    let when = if on == turn.today() { String::new() } else { format!(", {}", words::day(on, language)) };
    let markdown = say(
        language,
        format!("✅ Klart: {titles}{whose}{when}.{next} Fel? Skriv *ångra*."),
        format!("✅ Done: {titles}{whose}{when}.{next} Wrong? Write *undo*."),
    );
    turn.say_in_private(markdown, None, Vec::new());
    whom::owner_hears_of_ticks(turn, known, &new);
}

/// "allt tidigare är klart", "allt utom IUP är klart": everything that is late, save what is named.
pub fn all_done(turn: &mut Turn<'_>, but: &[Named]) {
    let Some((known, plan)) = chosen(turn, None) else { return };
    let today = turn.today();
    let role = role_in(turn, known);
    let all = schedule(plan, &known.training, today);
    let late: Vec<String> = all
        .moments
        .iter()
        .filter(|placed| matches!(placed.state, State::Late | State::Past) && super::board::concerns(placed, role))
        .filter(|placed| !but.iter().any(|named| named.moments.contains(&placed.moment.id)))
        .map(|placed| placed.id.clone())
        .collect();
    turn.dialogue.pending = None;
    let (language, count) = (turn.language(), late.len());
    if count == 0 {
        turn.say_in_private(say(language, "Inget är sent just nu.", "Nothing is late right now."), None, Vec::new());
        return;
    }
    set(turn, known, plan, late.into_iter().map(|id| (id, Some(Tick::Done { on: today }))).collect());
    let moments = if count == 1 {
        say(language, "1 moment är avbockat", "1 moment is ticked off")
    } else {
        say(language, format!("{count} moment är avbockade"), format!("{count} moments are ticked off"))
    };
    let markdown = say(
        language,
        format!("✅ {moments}. *min plan* visar vad som är kvar, *ångra* tar tillbaka."),
        format!("✅ {moments}. *my plan* shows what is left, *undo* takes it back."),
    );
    turn.say_in_private(markdown, None, Vec::new());
    whom::owner_hears(turn, known, |theirs| {
        let moments = if count == 1 { "1 moment".to_owned() } else { format!("{count} moments") };
        say(theirs, format!("har bockat av {count} moment i din plan."), format!("has ticked off {moments} in your plan."))
    });
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
    let markdown = say(language, format!("Öppet igen: **{title}**, {when}."), format!("Open again: **{title}**, {when}."));
    turn.say_in_private(markdown, None, Vec::new());
    whom::owner_hears(turn, known, |theirs| {
        let title = escape(&words::title(placed, &known.training, theirs));
        say(theirs, format!("har öppnat **{title}** igen i din plan."), format!("has opened **{title}** again in your plan."))
    });
}

/// "hoppa över BVC för att …"; without a reason she asks for it.
pub fn skip(turn: &mut Turn<'_>, skipped: &Ticked, reason: &str) {
    let Some((known, plan)) = chosen(turn, skipped.named.whose.as_deref()) else { return };
    let today = turn.today();
    let number = skipped.placement.as_deref().map(|said| placement(known, said));
    if number == Some(None) {
        return no_such_placement(turn);
    }
    let named = Named { number: number.flatten().or(skipped.named.number), ..skipped.named.clone() };
    let Some(placed) = occurrence(plan, known, &named, today, |placed| placed.state.open()) else { return not_found(turn) };
    skip_turn(turn, &known.owner.user, &placed.id, reason);
}

/// Leaves this occurrence out; without a reason she asks for it.
pub fn skip_turn(turn: &mut Turn<'_>, owner: &str, moment: &str, reason: &str) {
    let (known, plan, placed) = match at_hand(turn, owner, moment) {
        Ok(found) => found,
        Err(true) => return,
        Err(false) => return not_found(turn),
    };
    let language = turn.language();
    let title = escape(&words::title(&placed, &known.training, language));
    if reason.is_empty() {
        ask(turn, PlanAsk::Why { owner: known.owner.user.clone(), moment: placed.id.clone() });
        let markdown = say(
            language,
            format!("Varför hoppar du över **{title}**? Skriv några ord, eller *avbryt*."),
            format!("Why do you skip **{title}**? A few words will do, or *cancel*."),
        );
        turn.say_in_private(markdown, Some(About::Question), Vec::new());
        return;
    }
    set(turn, known, plan, vec![(moment.to_owned(), Some(Tick::Skipped { reason: reason.to_owned() }))]);
    let reason = escape(reason);
    let whose = of(turn, known);
    let markdown = say(
        language,
        format!("➖ **{title}**{whose} hoppas över: {reason}. Fel? Skriv *ångra*."),
        format!("➖ **{title}**{whose} is skipped: {reason}. Wrong? Write *undo*."),
    );
    turn.say_in_private(markdown, None, Vec::new());
    whom::owner_hears(turn, known, |theirs| {
        let title = escape(&words::title(&placed, &known.training, theirs));
        say(theirs, format!("hoppar över **{title}** i din plan: {reason}."), format!("skips **{title}** in your plan: {reason}."))
    });
}

/// ✅, ⏰ or ❌ under a reminder of a moment.
pub fn reacted(turn: &mut Turn<'_>, reminder: &str, key: &str) {
    let (facts, sender) = (turn.facts, turn.event.sender.clone());
    let Some(named) = rows::key(reminder) else { return };
    let theirs = |known: &&KnownPlan| named.people == format!("{}/{sender}", known.owner.user);
    let Some(known) = facts.plans.iter().find(theirs) else {
        // Whose it was has ended the sharing, or the plan is gone.
        if named.people.ends_with(&format!("/{sender}")) && matches!(key, "✅" | "👍" | "☑" | "✔" | "⏰" | "💤" | "❌" | "👎")
        {
            let markdown = say(turn.language(), "Den planen delas inte längre med dig.", "That plan is no longer shared with you.");
            turn.say_in_private(markdown, None, Vec::new());
        }
        return;
    };
    match key {
        "✅" | "👍" | "☑" | "✔" => {
            done_turn(turn, &known.owner.user, named.moment);
        }
        "⏰" | "💤" => {
            let running = known.reminders.iter().find(|row| row.id == reminder).cloned();
            let Some(row) = running.or_else(|| told::again(turn, known, named.moment)) else { return not_found(turn) };
            let until = due::usual_snooze(turn.now, &turn.zone());
            remind::note_tap(turn, &row);
            remind::put_off(turn, row, until);
        }
        "❌" | "👎" => skip_turn(turn, &known.owner.user, named.moment, ""),
        _ => {}
    }
}
