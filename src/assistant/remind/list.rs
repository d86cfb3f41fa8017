//! Showing reminders, and what is always to hold for them: the person's own leads and time zone.

use jiff::tz::TimeZone;

use super::{build, change, set, wording};
use crate::{
    assistant::turn::Turn,
    effect::About,
    facts::{Pending, PendingKind},
    language::date::{self, Outcome},
};

/// How many reminders a page of the list holds.
const PAGE: usize = 20;

/// Lists one's own reminders, next first, in the direct chat.
pub fn list(turn: &mut Turn<'_>, page: usize) {
    turn.greet_if_new();
    let mut running = change::running(turn);
    // What reached nobody comes first: it is the most urgent.
    running.sort_by_key(|reminder| reminder.undelivered.is_none());
    let start = page.saturating_sub(1) * PAGE;
    let shown = running.get(start..).unwrap_or_default();
    let shown = &shown[..shown.len().min(PAGE)];
    turn.person.listed = running.iter().map(|reminder| reminder.id.clone()).collect();
    let more = running.len() > start + shown.len();
    turn.dialogue.pending = more.then(|| Pending { since: turn.now, kind: PendingKind::Page { next: page + 1 } });
    let mut markdown = wording::list(turn, shown, start, running.len());
    if let Some(beside) = crate::assistant::plan::beside_the_list(turn).filter(|_| !more) {
        markdown.push_str("\n\n");
        markdown.push_str(&beside);
    }
    turn.say_in_private(markdown, None, Vec::new());
}

/// "när är nästa påminnelse?"
pub fn next(turn: &mut Turn<'_>) {
    turn.greet_if_new();
    let next = turn.facts.reminders.iter().find(|reminder| reminder.next_at.is_some()).cloned();
    let Some(reminder) = next else {
        let markdown = wording::list(turn, &[], 0, 0);
        turn.say(markdown, None);
        return;
    };
    let markdown = wording::next_of_all(turn, &reminder);
    turn.dialogue.last_reminder = Some(reminder.id.clone());
    turn.dialogue.last_at = Some(turn.now);
    turn.say_in_private(markdown, Some(About::ReminderSet { reminder: reminder.id }), Vec::new());
}

/// "påminn mig alltid två dagar före": the person's own default.
pub fn default_leads(turn: &mut Turn<'_>, text: &str) {
    let rest = text.trim_start_matches("paminn mig alltid").trim_start_matches("always remind me").trim();
    if ["som vanligt", "som forut", "as usual"].contains(&rest) {
        turn.person.leads = None;
    } else {
        // The leads are read as they would be of any reminder.
        let carrier = format!("påminn mig om x den 1 juni {}, {rest}", i32::from(turn.today().year()) + 2);
        let leads = match date::read_reminder(&carrier, &set::context(turn)) {
            Outcome::Set(reminder) => reminder.leads.unwrap_or_default(),
            _ => Vec::new(),
        };
        if leads.is_empty() {
            let markdown = wording::no_time_in(turn.language());
            turn.say(markdown, None);
            return;
        }
        turn.person.leads = Some(leads.iter().map(build::lead_text).collect());
    }
    let markdown = wording::default_leads(turn.person.leads.as_deref(), turn.language());
    turn.say(markdown, None);
}

/// "tidszon Europe/London": for what is set from now on.
pub fn time_zone(turn: &mut Turn<'_>, name: &str) {
    let zone = TimeZone::get(name).ok().and_then(|zone| zone.iana_name().map(str::to_owned));
    let markdown = match zone {
        Some(zone) => {
            turn.person.zone = Some(zone.clone());
            wording::zone_set(&zone, turn.language())
        }
        None => wording::no_such_zone(turn.language()),
    };
    turn.say(markdown, None);
}
