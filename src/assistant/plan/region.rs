//! The person follows the plan of another region: what goes over to it, what is put aside, and its reminders.

use super::{
    own, rows,
    words::{self, say},
};
use crate::{
    assistant::{markup::escape, turn::Turn},
    effect::Effect,
    facts::PlanBefore,
    plan::{Plan, Tick, Training, carried, schedule},
};

/// Follows the plan of the person's region from now on; the new plan's reminders take the place of the old ones. What
/// is to be said of it, as Markdown. `followed` is the region until now.
pub fn changed(turn: &mut Turn<'_>, followed: Option<&str>) -> Option<String> {
    let known = own(turn)?;
    let world = turn.world;
    let plan_in = |region: Option<&str>| region.and_then(|region| world.knowledge.plans.get(region));
    let old = plan_in(followed);
    let new = plan_in(turn.region());
    let carried = carried(old, new, &known.training, turn.today());
    match new {
        Some(plan) => turn.extend(rows::fitted(world, plan, known, &carried.training, turn.now)),
        None => turn.extend(known.reminders.iter().map(rows::ended).map(Effect::SaveReminder)),
    }
    if carried.training == known.training {
        return None;
    }
    // What was ticked before has other ids now.
    let user = turn.event.sender.clone();
    turn.dialogue.plan_changes.retain(|change| change.owner != user || !matches!(change.before, PlanBefore::Ticks(_)));
    turn.push(Effect::SavePlan { user, training: Box::new(carried.training.clone()) });
    let language = turn.language();
    if !turn.event.room.direct {
        return Some(say(
            language,
            "Din plan följer med. *min plan* i vår egen chatt visar den.",
            "Your plan comes with you. *my plan* in our own chat shows it.",
        ));
    }
    let mut said: Vec<String> = Vec::new();
    if let (Some(plan), false) = (old, carried.aside.is_empty()) {
        let names = named(turn, plan, &known.training, &carried.aside);
        let booked = carried.aside.iter().any(|id| matches!(known.training.ticks.get(id), Some(Tick::Booked { .. })));
        let reminds = if booked { say(language, " och påminner inte om det", " and won't remind you of it") } else { String::new() };
        said.push(say(
            language,
            format!(
                "Det här finns inte i planen där, så jag lägger det åt sidan{reminds}: {names}. Byter du tillbaka kommer det tillbaka."
            ),
            format!("The plan there does not have this, so I put it aside{reminds}: {names}. It comes back if you change back."),
        ));
    }
    if let (Some(plan), false) = (new, carried.back.is_empty()) {
        let names = named(turn, plan, &carried.training, &carried.back);
        said.push(say(language, format!("Tillbaka i planen: {names}."), format!("Back in the plan: {names}.")));
    }
    let stay = new.is_some() && !carried.training.ticks.is_empty() && carried.back.len() < carried.training.ticks.len();
    if stay {
        said.push(say(
            language,
            "Annat som är avbockat eller bokat står kvar på samma moment.",
            "Whatever else is ticked off or booked stays with the same moments.",
        ));
    }
    Some(said.join(" "))
}

/// Occurrences by name, with what was agreed for them: "**IUP**, bokat fredag 14 mars 2026". Markdown.
fn named(turn: &Turn<'_>, plan: &Plan, training: &Training, ids: &[String]) -> String {
    let language = turn.language();
    let all = schedule(plan, training, turn.today());
    let titles = ids.iter().filter_map(|id| all.find(id)).map(|placed| {
        let title = escape(&words::title(placed, training, language));
        match placed.tick {
            Some(Tick::Booked { at }) => {
                let at = words::appointment(at, language);
                say(language, format!("**{title}** (bokat {at})"), format!("**{title}** (booked {at})"))
            }
            _ => format!("**{title}**"),
        }
    });
    titles.collect::<Vec<_>>().join(", ")
}
