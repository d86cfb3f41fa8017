//! Taking the dates of an ST: start, length, part-time, leave, and placements told beside them; reading back what moved.

use jiff::civil::Date;

use super::{
    PlanAsk, ask, back, leave, open, own, period, placements, plan_of,
    read::Dates,
    save, trouble,
    words::{self, say},
};
use crate::{
    assistant::{markup::escape, turn::Turn, wording::Language},
    effect::About,
    facts::{KnownPlan, PlanBefore, Role},
    plan::{
        Period, Plan, Repeat, State, Training, Trouble, schedule,
        schedule::{Turn as Nth, by_id},
    },
};

/// How many moved moments are read back.
const SHOWN: usize = 6;
/// How far ahead somebody may say that their ST begins, in days.
const AHEAD: i64 = 366;

/// Takes what was said of one's dates, all of it or nothing, and asks for what is missing in it.
pub fn dates(turn: &mut Turn<'_>, dates: &Dates) {
    if let Some(unsaid) = dates.only_unsaid() {
        return if own(turn).is_some() { open::ask_for(turn, unsaid) } else { super::ask_start(turn) };
    }
    let today = turn.today();
    let start = dates.start;
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
    if let (true, Some(unsaid)) = (take(turn, known, start, dates), dates.unsaid) {
        open::ask_for(turn, unsaid);
    }
}

/// "jag börjar 1 mars", from somebody whose ST lies ahead.
pub fn begins_anew(turn: &Turn<'_>, text: &str) -> Option<super::read::Asked> {
    let ahead = own(turn).is_some_and(|known| known.training.start > turn.today());
    let start = super::said::begins(&period::fold(text), turn.today()).filter(|_| ahead)?;
    Some(super::read::Asked::Dates(Dates { start: Some(start), ..Dates::default() }))
}

/// "ta bort deltiden": what was said of part-time goes, as far as it lies ahead; of what is worked now she asks.
pub fn no_part_time(turn: &mut Turn<'_>) {
    let Some(known) = own(turn).cloned() else { return super::ask_start(turn) };
    let Some(plan) = plan_of(turn, &known) else { return super::no_plan(turn) };
    let (language, today) = (turn.language(), turn.today());
    let markdown = if known.training.part_time.is_empty() {
        say(
            language,
            "Du arbetar heltid i planen, så det finns ingen deltid att ta bort.",
            "You work full time in the plan, so there is no part-time to remove.",
        )
    } else if known.training.part_time[0].from < today {
        let pace = words::shares(&known.training, language);
        say(
            language,
            format!(
                "I planen står {pace}. Skriv *heltid från i dag* om deltiden slutar nu, eller *heltid från början* om du aldrig har jobbat deltid."
            ),
            format!(
                "The plan says {pace}. Write *full-time from today* if part-time ends now, or *full-time from the start* if you never worked part-time."
            ),
        )
    } else {
        let training = Training { part_time: Vec::new(), ..known.training.clone() };
        return finish(turn, &known, plan, Some(&known.training), training);
    };
    turn.say(markdown, None);
}

/// A start that lies ahead, after a yes, with what else was told of the dates.
pub fn start_ahead(turn: &mut Turn<'_>, start: Date, dates: &Dates) {
    let known = own(turn).cloned();
    if let (true, Some(unsaid)) = (take(turn, known, start, dates), dates.unsaid) {
        open::ask_for(turn, unsaid);
    }
}

/// False: it was not taken, and she has said why.
fn take(turn: &mut Turn<'_>, known: Option<KnownPlan>, start: Date, dates: &Dates) -> bool {
    let before = known.as_ref().map(|known| known.training.clone());
    let mut training = before.clone().unwrap_or_else(|| Training::new(start));
    if training.start != start {
        training.begin(start);
    }
    let begun = KnownPlan { owner: turn.person.clone(), training: training.clone(), shares: Vec::new(), reminders: Vec::new() };
    let known = known.unwrap_or(begun);
    let Some(plan) = plan_of(turn, &known) else {
        super::no_plan(turn);
        return false;
    };
    if let Err(trouble) = apply(&mut training, dates, plan.months) {
        // Leave that was said alone can take the place of the one that it meets.
        let alone = *dates == (Dates { leave: dates.leave.clone(), ..Dates::default() }) && dates.leave.len() == 1;
        if let (Trouble::Overlap(leave, _), true) = (trouble, alone) {
            leave::ask_instead(turn, &training, leave);
        } else {
            if let (Trouble::Percent(_), Some(pace)) = (trouble, dates.paces.last()) {
                ask(turn, PlanAsk::Percent { from: pace.from, to: pace.to });
            }
            refuse(turn, trouble);
        }
        return false;
    }
    turn.person.st_start = Some(start);
    turn.person.role = turn.person.role.or(Some(Role::St));
    finish(turn, &known, plan, before.as_ref(), training);
    true
}

/// `planned` is the length in months where the person has said no other.
pub(super) fn apply(training: &mut Training, dates: &Dates, planned: u16) -> Result<(), Trouble> {
    if let Some(months) = dates.months {
        training.set_months(months)?;
    }
    if let Some(longer) = dates.longer {
        let months = i64::from(training.months.unwrap_or(planned)) + i64::from(longer);
        training.set_months(u32::try_from(months).unwrap_or(0))?;
    }
    for pace in &dates.paces {
        if let Some(from) = pace.from {
            training.check_within(Period { from, to: pace.to.unwrap_or(from) }, planned)?;
        }
        match (pace.from, pace.to) {
            (Some(from), Some(to)) => training.set_percent_during(pace.percent, Period { from, to })?,
            // Whoever tells the start beside it speaks of the time since then, else of what is worked now.
            (None, Some(to)) if dates.start.is_some() => training.set_percent_during(pace.percent, Period { from: training.start, to })?,
            (None, Some(to)) => training.end_percent(to)?,
            (from, _) => training.set_percent(pace.percent, from)?,
        }
    }
    for leave in dates.leave.iter().filter(|leave| !training.leave.contains(leave)).copied().collect::<Vec<_>>() {
        training.check_within(leave, planned)?;
        training.add_leave(leave)?;
    }
    for (name, period) in &dates.placements {
        training.check_within(*period, planned)?;
        training.add_placement(name, *period)?;
    }
    Ok(())
}

pub(super) fn refuse(turn: &mut Turn<'_>, trouble: Trouble) {
    let markdown = trouble::say(trouble, turn.language());
    turn.say(markdown, Some(About::Question));
}

/// Writes the plan down and reads back what it means.
pub(super) fn finish(turn: &mut Turn<'_>, known: &KnownPlan, plan: &Plan, before: Option<&Training>, training: Training) {
    let language = turn.language();
    let markdown = if let Some(before) = before {
        moved(turn, plan, before, &training, language)
    } else {
        super::with_board(turn, plan, known, &training, |board| {
            let brief = board.brief();
            say(language, format!("Då gör jag din plan.\n\n{brief}"), format!("Here is your plan.\n\n{brief}"))
        })
    };
    let undo = before.map_or(PlanBefore::Nothing, back::kept);
    let late: Vec<String> = (schedule(plan, &training, turn.today()).moments.iter())
        .filter(|placed| placed.state == State::Late && super::board::concerns(placed, crate::plan::Role::St))
        .map(|placed| escape(&words::title(placed, &training, language)))
        .collect();
    let start = training.start;
    let noted = placements::noted(before, &training, language);
    save(turn, known, plan, training, undo);
    let mut parts = vec![markdown];
    parts.extend(noted);
    let mut buttons = Vec::new();
    let mut about = None;
    let another_start = before.is_some_and(|before| before.start != start);
    if (before.is_none() || another_start) && !late.is_empty() {
        // Nobody has told her yet what was done before she came, or before the day that is the first one now.
        ask(turn, PlanAsk::AllDone);
        if another_start {
            let late = late.join(", ");
            parts.push(say(language, format!("**Sent:** {late}"), format!("**Late:** {late}")));
        }
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
    super::told::note_shown(turn, &known.owner.user);
    turn.say_in_private(parts.join("\n\n"), about, buttons);
}

/// What a change moved, and the new end. Markdown.
pub(super) fn moved(turn: &Turn<'_>, plan: &Plan, before: &Training, after: &Training, language: Language) -> String {
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
            // The year in the name of a yearly one would be that of the old window or of the new.
            Nth::Of(..) | Nth::Year(..) => placed.moment.title.text(language == Language::English).to_owned(),
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
    let end = if old.end == new.end {
        String::new()
    } else {
        let (was, is) = (words::day(old.end, language), words::day(new.end, language));
        say(language, format!("ST slutar {is} i stället för {was}. "), format!("ST ends on {is} instead of {was}. "))
    };
    if lines.is_empty() {
        let nothing = if end.is_empty() {
            say(language, "Inget flyttas.", "Nothing moves.")
        } else {
            say(language, format!("{end}Inget moment byter månad."), format!("{end}No moment moves to another month."))
        };
        return super::below_head(turn, plan, after, &nothing);
    }
    let rest = lines.len().saturating_sub(SHOWN);
    lines.truncate(SHOWN);
    if rest > 0 {
        lines.push(say(language, format!("- och {rest} till"), format!("- and {rest} more")));
    }
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
