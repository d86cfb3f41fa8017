//! How a plan differs from what it was, in words: what "ångra" took back or did again.

use super::words::{self, say};
use crate::{
    assistant::{markup::escape, turn::Turn},
    plan::{Plan, Training, schedule::last_day},
};

/// One sentence for each thing that is otherwise in `now`. Markdown.
#[must_use]
pub fn told(turn: &Turn<'_>, plan: &Plan, was: &Training, now: &Training) -> Vec<String> {
    let language = turn.language();
    let mut said: Vec<String> = Vec::new();
    if was.start != now.start {
        let start = words::day(now.start, language);
        said.push(say(language, format!("ST började {start}."), format!("The ST began on {start}.")));
    }
    let (old, new) = (was.months.unwrap_or(plan.months), now.months.unwrap_or(plan.months));
    if old != new {
        said.push(say(language, format!("ST är {new} månader på heltid."), format!("The ST is {new} months at full time.")));
    }
    if was.part_time != now.part_time {
        let pace = words::shares(now, language);
        said.push(say(language, format!("Du arbetar {pace}."), format!("You work {pace}.")));
    }
    let gone: Vec<_> = was.leave.iter().filter(|leave| !now.leave.contains(leave)).collect();
    let back: Vec<_> = now.leave.iter().filter(|leave| !was.leave.contains(leave)).collect();
    if !gone.is_empty() {
        let days = words::all_days(gone.into_iter(), language);
        said.push(say(language, format!("Ledigheten {days} är borta."), format!("The leave {days} is gone.")));
    }
    if !back.is_empty() {
        let days = words::all_days(back.into_iter(), language);
        said.push(say(language, format!("Ledigheten {days} gäller."), format!("The leave {days} holds.")));
    }
    for placement in &now.placements {
        let (name, days) = (escape(&placement.name), words::days(placement.period, language));
        match was.placements.iter().find(|old| old.number == placement.number) {
            Some(old) if old == placement => {}
            _ => said.push(say(language, format!("Sidotjänstgöringen {name} är {days}."), format!("The placement {name} is {days}."))),
        }
    }
    for gone in was.placements.iter().filter(|old| !now.placements.iter().any(|placement| placement.number == old.number)) {
        let name = escape(&gone.name);
        said.push(say(language, format!("Sidotjänstgöringen {name} är borta."), format!("The placement {name} is gone.")));
    }
    let (old, new) = (last_day(was, plan.months), last_day(now, plan.months));
    if old != new {
        let end = words::day(new, language);
        said.push(say(language, format!("ST slutar {end}."), format!("The ST ends on {end}.")));
    }
    said
}
