//! Taking the dates of an ST: start, length, part-time, leave, placements; and reading back what moved.

use jiff::civil::Date;

use super::{
    PlanAsk, ask, own, plan_of,
    read::Dates,
    save, trouble,
    words::{self, say},
};
use crate::{
    assistant::{markup::escape, turn::Turn, wording::Language},
    effect::About,
    facts::{KnownPlan, PlanBefore, PlanUndo, Role},
    plan::{
        Period, Plan, Repeat, State, Training, Trouble, schedule,
        schedule::{Turn as Nth, by_id},
    },
};

/// How many moved moments are read back.
const SHOWN: usize = 6;
/// How far ahead somebody may say that their ST begins, in days.
const AHEAD: i64 = 366;

/// Takes what was said of one's dates. All of it or nothing.
pub fn dates(turn: &mut Turn<'_>, dates: &Dates) {
    let today = turn.today();
    let start = dates.start.as_ref().map(|found| found.period.from);
    if let Some(start) = start
        && let Err(trouble) = Training::check_start(start, today)
    {
        let near = crate::plan::time::days_between(today, start) <= AHEAD;
        if let (Trouble::StartAhead(_), true) = (trouble, near) {
            ask(turn, PlanAsk::StartAhead { start });
            let day = words::day(start, turn.language());
            let markdown = say(
                turn.language(),
                format!("{day} ligger framåt. Börjar du din ST då? Svara **ja** (✅), eller skriv vilken dag du började."),
                format!("{day} lies ahead. Do you start your ST then? Answer **yes** (✅), or write the day on which you started."),
            );
            turn.say_with(markdown, Some(About::Question), vec!["✅".to_owned(), "❌".to_owned()]);
            return;
        }
        ask(turn, PlanAsk::Start);
        return refuse(turn, trouble);
    }
    let known = own(turn).cloned();
    let Some(start) = start.or(known.as_ref().map(|known| known.training.start)) else { return super::ask_start(turn) };
    take(turn, known, start, dates);
}

/// A start that lies ahead, after a yes.
pub fn start_ahead(turn: &mut Turn<'_>, start: Date) {
    let known = own(turn).cloned();
    take(turn, known, start, &Dates::default());
}

fn take(turn: &mut Turn<'_>, known: Option<KnownPlan>, start: Date, dates: &Dates) {
    let before = known.as_ref().map(|known| known.training.clone());
    let mut training = match &before {
        Some(training) => Training { start, ..training.clone() },
        None => Training::new(start),
    };
    if let Err(trouble) = apply(&mut training, dates) {
        return refuse(turn, trouble);
    }
    turn.person.st_start = Some(start);
    turn.person.role = turn.person.role.or(Some(Role::St));
    let known = known.unwrap_or_else(|| KnownPlan {
        owner: turn.person.clone(),
        training: training.clone(),
        shares: Vec::new(),
        reminders: Vec::new(),
    });
    let Some(plan) = plan_of(turn, &known) else { return super::no_plan(turn) };
    finish(turn, &known, plan, before.as_ref(), training);
}

fn apply(training: &mut Training, dates: &Dates) -> Result<(), Trouble> {
    if let Some(months) = dates.months {
        training.set_months(months)?;
    }
    if let Some((percent, from)) = dates.percent {
        training.set_percent(percent, from)?;
    }
    for leave in &dates.leave {
        training.add_leave(leave.period)?;
    }
    Ok(())
}

fn refuse(turn: &mut Turn<'_>, trouble: Trouble) {
    let markdown = trouble::say(trouble, turn.language());
    turn.say(markdown, Some(About::Question));
}

/// Writes the plan down and reads back what it means.
fn finish(turn: &mut Turn<'_>, known: &KnownPlan, plan: &Plan, before: Option<&Training>, training: Training) {
    let language = turn.language();
    let markdown = if let Some(before) = before {
        moved(turn, plan, before, &training, language)
    } else {
        super::with_board(turn, plan, known, &training, |board| {
            let brief = board.brief();
            say(language, format!("Då gör jag din plan.\n\n{brief}"), format!("Here is your plan.\n\n{brief}"))
        })
    };
    let undo = PlanUndo {
        at: turn.now,
        owner: known.owner.user.clone(),
        before: before.map_or(PlanBefore::Nothing, |before| PlanBefore::Plan(Box::new(before.clone()))),
    };
    let late = schedule(plan, &training, turn.today())
        .moments
        .iter()
        .any(|placed| placed.state == State::Late && super::board::concerns(placed, crate::plan::Role::St));
    save(turn, known, plan, training, undo);
    let mut parts = vec![markdown];
    let mut buttons = Vec::new();
    let mut about = None;
    if before.is_none() && late {
        // Nobody has told her yet what was done before she came.
        ask(turn, PlanAsk::AllDone);
        parts.push(say(
            language,
            "Jag vet inte vad som redan är gjort. Är allt under ”Sent” klart? Svara **ja** (✅), annars bockar du av ett i taget.",
            "I don't know what is done already. Is everything under “Late” done? Answer **yes** (✅), or tick off one at a time.",
        ));
        buttons.push("✅".to_owned());
        about = Some(About::Question);
    } else {
        turn.dialogue.pending = None;
    }
    parts.push(say(
        language,
        "Fel? Skriv *ångra*. *tidslinje* visar planen som bild.",
        "Wrong? Write *undo*. *timeline* shows the plan as a picture.",
    ));
    turn.say_in_private(parts.join("\n\n"), about, buttons);
}

/// What a change moved, and the new end. Markdown.
fn moved(turn: &Turn<'_>, plan: &Plan, before: &Training, after: &Training, language: Language) -> String {
    let today = turn.today();
    let (old, new) = (schedule(plan, before, today), schedule(plan, after, today));
    let old_by_id = by_id(&old);
    let open = new.moments.iter().filter(|placed| placed.state.open() && placed.moment.repeat != Repeat::Standing);
    let mut shifted: Vec<(bool, Date, String)> = Vec::new();
    for placed in open.filter(|placed| super::board::concerns(placed, crate::plan::Role::St)) {
        let Some(was) = old_by_id.get(placed.id.as_str()) else { continue };
        let (before, is) = (words::months(was.from, was.to, language), words::months(placed.from, placed.to, language));
        // Turns that share a window have one line.
        let title = match placed.turn {
            Nth::Of(..) => placed.moment.title.text(language == Language::English).to_owned(),
            _ => words::title(was, after, language),
        };
        let line = format!("- **{}**: {before} → {is}", escape(&title));
        if before != is && !shifted.iter().any(|(_, _, known)| *known == line) {
            shifted.push((was.from == placed.from, placed.to, line));
        }
    }
    // First what moves as a whole, then what only lasts longer.
    shifted.sort();
    let mut lines: Vec<String> = shifted.into_iter().map(|(_, _, line)| line).collect();
    if lines.is_empty() {
        let nothing = say(language, "Inget flyttas.", "Nothing moves.");
        return super::below_head(turn, plan, after, &nothing);
    }
    let rest = lines.len().saturating_sub(SHOWN);
    lines.truncate(SHOWN);
    if rest > 0 {
        lines.push(say(language, format!("- och {rest} till"), format!("- and {rest} more")));
    }
    let end = if old.end == new.end {
        String::new()
    } else {
        let (was, is) = (words::day(old.end, language), words::day(new.end, language));
        say(language, format!("ST slutar {is} i stället för {was}. "), format!("ST ends on {is} instead of {was}. "))
    };
    let paused = new.moments.iter().any(|placed| placed.waits.is_some_and(|leave| !before.leave.contains(&leave)));
    let pause = if paused {
        say(
            language,
            "\n\nDet som kommer varje år eller termin pausar under ledigheten.",
            "\n\nWhat comes every year or term pauses during the leave.",
        )
    } else {
        String::new()
    };
    let moves = say(language, "Det här flyttas:", "This moves:");
    super::below_head(turn, plan, after, &format!("{end}{moves}\n\n{}{pause}", lines.join("\n")))
}

/// Takes leave away that meets a stretch.
pub fn not_on_leave(turn: &mut Turn<'_>, period: Period) {
    let Some(known) = own(turn).cloned() else { return super::ask_start(turn) };
    let Some(plan) = plan_of(turn, &known) else { return super::no_plan(turn) };
    let mut training = known.training.clone();
    training.leave.retain(|leave| !leave.meets(&period));
    if training == known.training {
        let language = turn.language();
        let days = words::days(period, language);
        let markdown = say(language, format!("Jag har ingen ledighet {days}."), format!("I have no leave on {days}."));
        turn.say(markdown, None);
        return;
    }
    finish(turn, &known, plan, Some(&known.training), training);
}

/// A placement was told: medsittning on it, and what else the region suggests.
pub fn placement(turn: &mut Turn<'_>, name: &str, period: Period) {
    let Some(known) = own(turn).cloned() else { return super::ask_start(turn) };
    let Some(plan) = plan_of(turn, &known) else { return super::no_plan(turn) };
    let language = turn.language();
    let mut training = known.training.clone();
    if let Err(trouble) = training.add_placement(name, period) {
        return refuse(turn, trouble);
    }
    let days = words::days(period, language);
    let name = escape(name);
    let mut parts =
        vec![say(language, format!("Noterat: sidotjänstgöring **{name}** {days}."), format!("Noted: placement **{name}** {days}."))];
    if let Some(moment) = plan.moments.iter().find(|moment| moment.repeat == Repeat::Placement) {
        let when = escape(moment.when.text(language == Language::English));
        let title = escape(moment.title.text(language == Language::English));
        parts.push(format!("- **{title}**: {when}"));
    }
    for suggestion in &plan.suggestions {
        parts.push(format!("- {}", escape(suggestion.text.text(language == Language::English))));
    }
    if let Some(leave) = training.leave.iter().find(|leave| leave.meets(&period)) {
        let leave = words::days(*leave, language);
        parts.push(say(language, format!("Obs: du är ledig {leave}."), format!("Note: you are on leave {leave}.")));
    }
    parts.push(say(language, "Fel? Skriv *ångra*.", "Wrong? Write *undo*."));
    let undo = PlanUndo { at: turn.now, owner: known.owner.user.clone(), before: PlanBefore::Plan(Box::new(known.training.clone())) };
    save(turn, &known, plan, training, undo);
    let markdown = parts.join("\n\n").replace("\n\n- ", "\n- ").replacen("\n- ", "\n\n- ", 1);
    turn.say_in_private(markdown, None, Vec::new());
}

/// Whether the person has told of a placement of this name.
pub fn has_placement(turn: &Turn<'_>, name: &str) -> bool {
    own(turn).is_some_and(|known| known.training.placements.iter().any(|placement| super::period::fold(&placement.name) == name))
}

/// A placement is not to be.
pub fn no_placement(turn: &mut Turn<'_>, name: &str) {
    let Some(known) = own(turn).cloned() else { return };
    let Some(plan) = plan_of(turn, &known) else { return super::no_plan(turn) };
    let mut training = known.training.clone();
    training.placements.retain(|placement| super::period::fold(&placement.name) != name);
    let undo = PlanUndo { at: turn.now, owner: known.owner.user.clone(), before: PlanBefore::Plan(Box::new(known.training.clone())) };
    save(turn, &known, plan, training, undo);
    let language = turn.language();
    let name = escape(name);
    let markdown = say(
        language,
        format!("Sidotjänstgöringen **{name}** är borttagen. Skriv *ångra* om det blev fel."),
        format!("The placement **{name}** is removed. *undo* brings it back."),
    );
    turn.say_in_private(markdown, None, Vec::new());
}
