//! Placements taken, moved, removed and told of.

use jiff::{SignedDuration, civil::Date};

use super::{
    PlanAsk, ask, back, own, period, plan_of, save,
    set::refuse,
    words::{self, say},
};
use crate::{
    assistant::{markup::escape, turn::Turn, wording::Language},
    effect::About,
    facts::PlanBefore,
    plan::{Period, Placement, Repeat, Training, Trouble},
};

/// How long after it was told a placement is what "fel, v 12–23" sets right.
const JUST_TOLD: SignedDuration = SignedDuration::from_mins(30);

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

/// These days tell of something that need be no placement: asks whether it is one.
pub fn ask_whether(turn: &mut Turn<'_>, name: &str, period: Period) {
    let language = turn.language();
    ask(turn, PlanAsk::IsPlacement { name: name.to_owned(), period });
    let (name, days) = (escape(name), words::days(period, language));
    let markdown = say(
        language,
        format!("Är **{name}** {days} en sidotjänstgöring? Svara **ja** (✅) eller **nej** (❌)."),
        format!("Is **{name}** {days} a placement? Answer **yes** (✅) or **no** (❌)."),
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

/// That these placements are noted. Markdown.
fn noted_as<'a>(new: impl Iterator<Item = (&'a str, Period)>, language: Language) -> String {
    let named: Vec<String> = new.map(|(name, period)| format!("**{}** {}", escape(name), words::days(period, language))).collect();
    let named = named.join(", ");
    say(language, format!("Noterat: sidotjänstgöring {named}."), format!("Noted: placement {named}."))
}

/// Which placements are new beside the dates that were told with them. Markdown. `None`: none is.
#[must_use]
pub fn noted(before: Option<&Training>, after: &Training, language: Language) -> Option<String> {
    let is_new = |placement: &&Placement| before.is_none_or(|before| !before.placements.contains(placement));
    let mut new = after.placements.iter().filter(is_new).map(|placement| (placement.name.as_str(), placement.period)).peekable();
    new.peek().is_some().then(|| noted_as(new, language))
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
    let mut parts = vec![noted_as(new.iter().map(|(name, period)| (name.as_str(), *period)), language)];
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

/// "fel, v 12–23" right after a placement was told: its new days.
pub fn set_right(turn: &Turn<'_>, text: &str) -> Option<super::read::Asked> {
    const SMALL: [&str; 16] =
        ["fel", "nej", "oj", "forlat", "sorry", "det", "ar", "ska", "vara", "blir", "menar", "menade", "jag", "istallet", "no", "wrong"];
    let folded = period::fold(text);
    let first = folded.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    if !matches!(first, "fel" | "nej" | "oj" | "no" | "wrong") {
        return None;
    }
    let known = own(turn)?;
    let change = turn.dialogue.plan_changes.last().filter(|change| !change.undo && change.owner == known.owner.user)?;
    let (PlanBefore::Plan(before), PlanBefore::Plan(after)) = (&change.before, &change.after) else { return None };
    change.at.filter(|at| turn.now.duration_since(*at) < JUST_TOLD)?;
    let mut new = after.placements.iter().filter(|placement| !before.placements.contains(placement));
    let placement = new.next().filter(|_| new.next().is_none())?;
    // Without a year it is that of the days that were told.
    let year = Date::new(placement.period.from.year(), 1, 1).ok()?;
    let found = period::find(&folded, year, period::Lean::Future).filter(|found| !found.one_day && !found.turned)?;
    let alone = found.before.iter().chain(&found.after).all(|word| SMALL.contains(&word.as_str()));
    alone.then(|| super::read::Asked::MovePlacement(placement.name.clone(), found.period.into(), true))
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
