//! What is known of plans, for whoever asks for their own data.

use super::{own, words::say};
use crate::assistant::{markup::escape, turn::Turn};

/// What is known of the sender's plan and of what they share, for `mina uppgifter`.
#[must_use]
pub fn data(turn: &Turn<'_>) -> (Vec<String>, serde_json::Value) {
    let language = turn.language();
    let mut lines = Vec::new();
    if let Some(known) = own(turn) {
        let training = &known.training;
        lines.push(say(language, format!("- din plan: ST från {}", training.start), format!("- your plan: ST from {}", training.start)));
        for leave in &training.leave {
            lines.push(say(
                language,
                format!("  - ledig {} till {}", leave.from, leave.to),
                format!("  - on leave {} to {}", leave.from, leave.to),
            ));
        }
        for placement in &training.placements {
            lines.push(format!("  - {}: {} – {}", escape(&placement.name), placement.period.from, placement.period.to));
        }
        if !training.ticks.is_empty() {
            let count = training.ticks.len();
            lines.push(say(
                language,
                format!("  - avbockade, bokade eller överhoppade moment: {count}"),
                format!("  - moments ticked, booked or skipped: {count}"),
            ));
        }
        if training.quiet {
            lines.push(say(language, "  - påminnelser från planen är avstängda", "  - reminders from the plan are off"));
        }
        let aside: usize = training.aside.values().map(std::collections::BTreeMap::len).sum();
        if aside > 0 {
            let put = if aside == 1 { "lagt" } else { "lagda" };
            lines.push(say(
                language,
                format!("  - {aside} moment {put} åt sidan, från en annan regions plan"),
                format!("  - put aside from another region's plan: {aside}"),
            ));
        }
        for (share, _) in &known.shares {
            let other = escape(&share.other);
            lines.push(say(language, format!("  - delas med {other}"), format!("  - shared with {other}")));
        }
    }
    for known in turn.facts.plans.iter().filter(|known| known.owner.user != turn.event.sender) {
        let owner = escape(&known.owner.user);
        lines.push(say(language, format!("- du ser planen för {owner}"), format!("- you see the plan of {owner}")));
    }
    for (request, _) in &turn.facts.requests {
        let (owner, other) = (escape(&request.owner), escape(&request.other));
        lines.push(if request.owner == turn.event.sender {
            say(language, format!("- {other} har bett att få dela din plan"), format!("- {other} has asked to share your plan"))
        } else {
            say(language, format!("- du har bett {owner} att få dela planen"), format!("- you have asked {owner} to share the plan"))
        });
    }
    for list in &turn.facts.duties {
        let (doctor, count) = (escape(&list.doctor), list.done.len());
        lines.push(say(
            language,
            format!("- avbockade uppgifter för {doctor}: {count}"),
            format!("- duties ticked off for {doctor}: {count}"),
        ));
    }
    let json = serde_json::json!({
        "plan": own(turn).map(|known| &known.training),
        "shares": own(turn).map(|known| known.shares.iter().map(|(share, _)| share).collect::<Vec<_>>()),
        "sees": turn.facts.plans.iter().filter(|known| known.owner.user != turn.event.sender).map(|known| &known.owner.user).collect::<Vec<_>>(),
        "requests": turn.facts.requests.iter().map(|(request, _)| request).collect::<Vec<_>>(),
        "duties": turn.facts.duties,
    });
    (lines, json)
}
