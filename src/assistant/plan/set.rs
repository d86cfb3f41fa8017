//! Taking the dates of an ST: start, length, part-time, leave, placements; and reading back what moved.

use jiff::civil::Date;

use super::{
    PlanAsk, ask, back, leave, open, own, period, plan_of,
    read::Dates,
    save, trouble,
    words::{self, say},
};
use crate::{
    assistant::{markup::escape, turn::Turn, wording::Language},
    effect::About,
    facts::{KnownPlan, PlanBefore, Role},
    plan::{
        Period, Placement, Plan, Repeat, State, Training, Trouble, schedule,
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
    save(turn, known, plan, training, undo);
    let mut parts = vec![markdown];
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

/// A placement was told. One that may be meant in place of another is asked about, so that none is lost.
pub fn placement(turn: &mut Turn<'_>, name: &str, period: Period) {
    let Some(known) = own(turn) else { return super::ask_start(turn) };
    let language = turn.language();
    let Some(other) = known.training.in_the_way(name, period) else { return placement_beside(turn, name, period) };
    ask(turn, PlanAsk::InsteadPlacement { number: other.number, name: name.to_owned(), period });
    let (old, was) = (escape(&other.name), words::days(other.period, language));
    let (new, days) = (escape(name), words::days(period, language));
    let markdown = say(
        language,
        format!(
            "Du har redan **{old}** {was}. Ska **{new}** {days} gälla i stället? Svara **ja** (✅) eller **nej** (❌), eller **båda** om du har båda."
        ),
        format!(
            "You already have **{old}** {was}. Shall **{new}** {days} stand instead? Answer **yes** (✅) or **no** (❌), or **both** if you have both."
        ),
    );
    turn.say_with(markdown, Some(About::Question), vec!["✅".to_owned(), "❌".to_owned()]);
}

/// A placement stands in place of the one with this number, whose ticks stay.
pub fn placement_instead(turn: &mut Turn<'_>, number: u32, name: &str, period: Period) {
    take_placements(turn, &[(name.to_owned(), period)], |training| {
        training.move_placement(number, period)?;
        training.placements.iter_mut().filter(|known| known.number == number).for_each(|known| name.clone_into(&mut known.name));
        Ok(())
    });
}

/// A placement stands beside all others.
pub fn placement_beside(turn: &mut Turn<'_>, name: &str, period: Period) {
    several_placements(turn, &[(name.to_owned(), period)]);
}

/// Placements stand beside all others.
pub fn several_placements(turn: &mut Turn<'_>, new: &[(String, Period)]) {
    take_placements(turn, new, |training| new.iter().try_for_each(|(name, period)| training.add_placement(name, *period).map(|_| ())));
}

/// Notes placements, all of them or none: medsittning on each, and what else the region suggests.
fn take_placements(turn: &mut Turn<'_>, new: &[(String, Period)], change: impl FnOnce(&mut Training) -> Result<(), Trouble>) {
    let Some(known) = own(turn).cloned() else { return super::ask_start(turn) };
    let Some(plan) = plan_of(turn, &known) else { return super::no_plan(turn) };
    let language = turn.language();
    let mut training = known.training.clone();
    let within = new.iter().try_for_each(|(_, period)| training.check_within(*period, plan.months));
    if let Err(trouble) = within.and_then(|()| change(&mut training)) {
        return refuse(turn, trouble);
    }
    let named: Vec<String> = new.iter().map(|(name, period)| format!("**{}** {}", escape(name), words::days(*period, language))).collect();
    let named = named.join(", ");
    let mut parts = vec![say(language, format!("Noterat: sidotjänstgöring {named}."), format!("Noted: placement {named}."))];
    if let Some(moment) = plan.moments.iter().find(|moment| moment.repeat == Repeat::Placement) {
        let when = escape(moment.when.text(language == Language::English));
        let title = escape(moment.title.text(language == Language::English));
        parts.push(format!("- **{title}**: {when}"));
    }
    for suggestion in &plan.suggestions {
        parts.push(format!("- {}", escape(suggestion.text.text(language == Language::English))));
    }
    for (name, period) in new {
        if let Some(leave) = training.leave.iter().find(|leave| leave.meets(period)) {
            let leave = words::days(*leave, language);
            parts.push(say(language, format!("Obs: du är ledig {leave}."), format!("Note: you are on leave {leave}.")));
        }
        for other in
            training.placements.iter().filter(|other| other.period.meets(period) && (other.period != *period || other.name != *name))
        {
            let (name, other, days) = (escape(name), escape(&other.name), words::days(other.period, language));
            parts.push(say(language, format!("Obs: {name} går in i {other} {days}."), format!("Note: {name} overlaps {other} {days}.")));
        }
    }
    parts.push(say(language, "Fel? Skriv *ångra*.", "Wrong? Write *undo*."));
    save(turn, &known, plan, training, back::kept(&known.training));
    let markdown = parts.join("\n\n").replace("\n\n- ", "\n- ").replacen("\n- ", "\n\n- ", 1);
    turn.say_in_private(markdown, None, Vec::new());
}

/// "vilka sidotjänstgöringar har jag?"
pub fn all_placements(turn: &mut Turn<'_>) {
    let language = turn.language();
    let Some(known) = own(turn) else { return super::ask_start(turn) };
    let lines: Vec<String> = (known.training.placements.iter())
        .map(|placement| format!("- {}: {}", escape(&placement.name), words::days(placement.period, language)))
        .collect();
    let markdown = if lines.is_empty() {
        say(
            language,
            "Du har inte berättat om någon sidotjänstgöring. Skriv till exempel *psykiatri v 10–21 2027*.",
            "You have told of no placement. Write for example *psykiatri weeks 10–21 2027*.",
        )
    } else {
        let lines = lines.join("\n");
        let one = known.training.placements.first().map(|placement| escape(&placement.name)).unwrap_or_default();
        say(
            language,
            format!("**Dina sidotjänstgöringar:**\n\n{lines}\n\n*flytta {one} till v 14–25 2027* ändrar, *ta bort {one}* tar bort."),
            format!("**Your placements:**\n\n{lines}\n\n*move {one} to weeks 14–25 2027* changes one, *remove {one}* removes it."),
        )
    };
    turn.say_in_private(markdown, None, Vec::new());
}

/// The placements that go by a name; one that begins as it does where none has it whole: "psyk" for psykiatri.
fn placements<'a>(training: &'a Training, name: &str) -> Vec<&'a Placement> {
    let name = period::fold(name);
    let those = |fits: &dyn Fn(&str) -> bool| -> Vec<&'a Placement> {
        training.placements.iter().filter(|placement| fits(&period::fold(&placement.name))).collect()
    };
    let whole = those(&|known| known == name);
    // "psykiatrin" and "gynkliniken" are psykiatri and gyn.
    let is_the = |known: &str| name.strip_prefix(known).is_some_and(|rest| matches!(rest, "n" | "en" | "t" | "et" | "kliniken"));
    if whole.is_empty() { those(&|known| name.chars().count() >= 4 && known.starts_with(&name) || is_the(known)) } else { whole }
}

/// Whether the person has told of a placement of this name.
pub fn has_placement(turn: &Turn<'_>, name: &str) -> bool {
    placement_named(turn, name).is_some()
}

/// The placement that goes by a name: the next one, or the last.
pub fn placement_named<'a>(turn: &Turn<'a>, name: &str) -> Option<&'a Placement> {
    let those = placements(&own(turn)?.training, name);
    those.iter().find(|placement| placement.period.to >= turn.today()).or(those.last()).copied()
}

/// "när är psykiatri?", "hur länge är jag på gyn?", of a placement that was told.
pub fn asked_when(turn: &Turn<'_>, text: &str) -> Option<super::read::Asked> {
    const ASKS: [&str; 10] = [
        "nar ar jag pa ",
        "nar ska jag pa ",
        "nar ska jag till ",
        "nar ar ",
        "nar borjar jag pa ",
        "nar borjar ",
        "nar slutar ",
        "hur lange ar jag pa ",
        "hur lang ar ",
        "when is ",
    ];
    let plain = period::fold(text);
    let plain = plain.trim().trim_end_matches(['?', '.', '!', ' ']);
    let name = ASKS.iter().find_map(|start| plain.strip_prefix(start))?;
    let name = ["min ", "mitt ", "my "].iter().find_map(|word| name.strip_prefix(word)).unwrap_or(name);
    has_placement(turn, name).then(|| super::read::Asked::PlacementWhen(name.to_owned()))
}

/// When a placement is.
pub fn when_placement(turn: &mut Turn<'_>, name: &str) {
    let Some(known) = own(turn) else { return super::ask_start(turn) };
    let language = turn.language();
    let lines: Vec<String> = placements(&known.training, name)
        .into_iter()
        .map(|placement| format!("**{}**: {}.", escape(&placement.name), words::days(placement.period, language)))
        .collect();
    turn.say_in_private(lines.join(" "), None, Vec::new());
}

/// A placement has new dates: the next of that name, or the last. It is a new one where none goes by the name.
pub fn move_placement(turn: &mut Turn<'_>, name: &str, period: Period) {
    let Some(known) = own(turn).cloned() else { return super::ask_start(turn) };
    let Some(plan) = plan_of(turn, &known) else { return super::no_plan(turn) };
    let Some(old) = placement_named(turn, name).cloned() else { return placement(turn, name, period) };
    let mut training = known.training.clone();
    if let Err(trouble) = training.check_within(period, plan.months).and_then(|()| training.move_placement(old.number, period)) {
        return refuse(turn, trouble);
    }
    save(turn, &known, plan, training, back::kept(&known.training));
    let language = turn.language();
    let (name, was, is) = (escape(&old.name), words::days(old.period, language), words::days(period, language));
    let markdown = say(
        language,
        format!("Flyttat: **{name}** {was} → {is}. Fel? Skriv *ångra*."),
        format!("Moved: **{name}** {was} → {is}. Wrong? Write *undo*."),
    );
    turn.say_in_private(markdown, None, Vec::new());
}

/// A placement is not to be.
pub fn no_placement(turn: &mut Turn<'_>, name: &str) {
    let Some(known) = own(turn).cloned() else { return };
    let Some(plan) = plan_of(turn, &known) else { return super::no_plan(turn) };
    let mut training = known.training.clone();
    for gone in placements(&known.training, name) {
        training.placements.retain(|placement| placement.number != gone.number);
        // What was ticked off on it goes with it, since its number may come back.
        let on_it = format!(".{}", gone.number);
        let each =
            |id: &str| plan.moments.iter().any(|moment| moment.repeat == Repeat::Placement && id.strip_suffix(&on_it) == Some(&moment.id));
        training.ticks.retain(|id, _| !each(id));
    }
    save(turn, &known, plan, training, back::kept(&known.training));
    let language = turn.language();
    let name = escape(name);
    let markdown = say(
        language,
        format!("Sidotjänstgöringen **{name}** är borttagen. Skriv *ångra* om det blev fel."),
        format!("The placement **{name}** is removed. *undo* brings it back."),
    );
    turn.say_in_private(markdown, None, Vec::new());
}
