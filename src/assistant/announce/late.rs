//! ST days made of what was sent already: shown first, then everybody who got it gets the calendar file and is asked.

use super::{
    audience::folded,
    audit, current_draft, draft, late_wording, replies, report,
    send::{self, compose},
    when_wording,
};
use crate::{
    assistant::{
        days::{self, tied::Seen},
        turn::Turn,
    },
    command::numeral,
    effect::{About, Act, Effect, Recipient},
    facts::{
        announcement::{Announcement, Delivery, Outcome, State, Wants},
        days::Plan,
    },
};

/// What "gör ST-dagar av utskick 1" asks for: the number that it names, if it names one.
struct Asked {
    number: Option<usize>,
}

fn read(text: &str) -> Option<Asked> {
    const MAKES: [&str; 10] = ["gor", "gora", "lagg", "lagga", "spara", "skapa", "ta", "make", "turn", "som"];
    const OF: [&str; 12] =
        ["utskick", "utskicket", "det", "den", "dem", "datumen", "datumet", "texten", "announcement", "it", "them", "som"];
    let plain = folded(text).replace("st dag", "st-dag").replace("st day", "st-dag");
    let words: Vec<&str> =
        plain.split(' ').filter(|word| !matches!(*word, "kan" | "du" | "stina" | "snalla" | "please" | "can" | "you")).collect();
    let makes = words.first().is_some_and(|first| MAKES.contains(first));
    let days = words.iter().any(|word| matches!(*word, "st-dag" | "st-dagar" | "st-dagen" | "st-dags"));
    let of = words.iter().any(|word| OF.contains(word));
    let not = words.iter().any(|word| matches!(*word, "bort" | "inte" | "ej" | "inga" | "utan" | "not" | "no"));
    // "lägg in ST-dagar: 4 maj …" brings its own.
    if !(makes && days && of) || not || words.len() > 12 || text.contains(':') {
        return None;
    }
    let named = words.iter().position(|word| word.starts_with("utskick") || *word == "announcement");
    let after = named.and_then(|at| words[at + 1..].iter().find(|word| !matches!(**word, "nr" | "nummer" | "number")));
    Some(Asked { number: after.and_then(|word| numeral(word)) })
}

/// Takes the wish that the dates of something that was sent become ST days. False: it is none.
pub(super) fn takes(turn: &mut Turn<'_>, text: &str) -> bool {
    // "ST-dagar" in reply to its report says the same.
    let replied = super::referred(turn).filter(|found| found.state.is_out());
    let bare = replied.is_some() && days::carried::wanted(text) == Some(true);
    let Some(asked) = read(text).or(bare.then_some(Asked { number: None })) else { return false };
    let draft = current_draft(turn).filter(|found| asked.number.is_none() && replied.is_none() && draft::is_at_hand(turn, found));
    if let Some(found) = draft {
        draft::carry(turn, found, true);
        return true;
    }
    if asked.number.is_some() {
        report::numbers(turn);
    }
    let live = |known: &Announcement| known.state.is_out() || (asked.number.is_some() && known.started_at.is_none());
    let Some(found) = report::meant(turn, asked.number, live) else { return report::none_out(turn) };
    match found.state {
        State::Draft => draft::carry(turn, found, true),
        State::Scheduled => {
            let markdown = when_wording::reopened(turn.language());
            turn.lead_in(markdown);
            draft::carry(turn, Announcement { state: State::Draft, ..found }, true);
        }
        _ => ask(turn, &found),
    }
    true
}

/// Shows the days, and asks.
fn ask(turn: &mut Turn<'_>, found: &Announcement) {
    let language = turn.language();
    if !found.state.is_out() {
        report::none_out(turn);
        return;
    }
    let about = About::Broadcast { announcement: found.id.clone() };
    turn.dialogue.announcement = Some(found.id.clone());
    if !found.days.is_empty() {
        let markdown = late_wording::has_days(language);
        return turn.say_in_private(markdown, Some(about), Vec::new());
    }
    let plans = ahead(turn, found);
    if plans.is_empty() {
        let markdown = late_wording::no_days(language);
        return turn.say_in_private(markdown, Some(about), Vec::new());
    }
    let regions = regions(turn, found);
    let lines = days::carried::lines(&plans, &Seen { facts: turn.facts, regions: &regions, now: turn.now }, language);
    let count = found.tally.delivered + found.tally.waiting;
    report::wait(turn, found, Wants::Days);
    let markdown = late_wording::ask(&lines, count, found.tally.acknowledged > 0, language);
    report::ask(turn, found, &markdown);
}

/// The days of its text that are not over.
fn ahead(turn: &Turn<'_>, found: &Announcement) -> Vec<Plan> {
    let now = turn.now.to_zoned(turn.zone()).datetime();
    days::carried::plans(found).into_iter().filter(|plan| plan.ends() > now).collect()
}

fn regions(turn: &Turn<'_>, found: &Announcement) -> Vec<String> {
    send::regions(turn.world, &turn.facts.power, &found.audience.clone().unwrap_or_default())
}

/// Makes them, after a yes.
pub(super) fn make(turn: &mut Turn<'_>, found: Announcement) {
    turn.dialogue.pending = None;
    let language = turn.language();
    let audience = found.audience.clone().unwrap_or_default();
    if !send::may_send(&turn.facts.power, &audience) {
        let markdown = replies::revoked(language);
        return turn.say_in_private(markdown, None, Vec::new());
    }
    // What became of the single copies is known of the announcement that is spoken of.
    let plans = ahead(turn, &found);
    if !found.state.is_out() || turn.facts.focus.as_deref() != Some(found.id.as_str()) || !found.days.is_empty() || plans.is_empty() {
        return ask(turn, &found);
    }
    let count = plans.len();
    let regions = regions(turn, &found);
    let mut changed = Announcement { days: plans, ..found };
    changed.corrections.push((turn.now, late_wording::note(count > 1)));
    let Some((effects, calendar)) = days::carried::begun(&changed, &Seen { facts: turn.facts, regions: &regions, now: turn.now }) else {
        return;
    };
    turn.extend(effects);
    let rooms = !audience.rooms.is_empty();
    let has_it = |copy: &&Delivery| matches!(copy.outcome, Outcome::Delivered | Outcome::Waiting(_));
    let recipients: Vec<Recipient> = turn
        .facts
        .deliveries
        .iter()
        .filter(has_it)
        .map(|copy| if rooms { Recipient::Room(copy.recipient.clone()) } else { Recipient::Person(copy.recipient.clone()) })
        .collect();
    let reached = recipients.len() as u64;
    let text = compose(turn.world, &turn.facts.power, &changed);
    // The rows that they have stay; the file is new.
    turn.push(Effect::Deliver {
        announcement: changed.id.clone(),
        text: text.clone(),
        files: changed.files.iter().map(|file| file.id.clone()).chain([calendar]).collect(),
        recipients,
    });
    turn.push(Effect::CorrectDeliveries { announcement: changed.id.clone(), text });
    turn.push(Effect::SaveAnnouncement(Box::new(changed.clone())));
    audit(turn, Act::DaysEntered, &changed, count as u64);
    let markdown = late_wording::made(count, reached, language);
    turn.say_in_private(markdown, Some(About::Broadcast { announcement: changed.id }), Vec::new());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn making_days_of_what_was_sent_is_recognised() {
        for (text, number) in [
            ("gör ST-dagar av utskick 1", Some(Some(1))),
            ("Kan du göra ST-dagar av utskicket?", Some(None)),
            ("gör utskick 2 till ST-dagar", Some(Some(2))),
            ("gör det till ST-dagar", Some(None)),
            ("lägg in datumen i utskicket som ST-dagar", Some(None)),
            ("make ST days of announcement 3", Some(Some(3))),
            ("lägg in ST-dagar: 4 maj kl 9 i Växjö", None),
            ("gör ett utskick", None),
            ("ställ in ST-dagen", None),
        ] {
            assert_eq!(read(text).map(|asked| asked.number), number, "{text}");
        }
    }
}
