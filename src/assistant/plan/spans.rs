//! The plan in the calendar file: windows as all-day spans, appointments at their time. What the last file
//! held is remembered, so that the next one tells what has moved and what is gone.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use super::{board::concerns, words};
use crate::{
    assistant::{
        calendar::{escape, local, utc},
        wording::Language,
    },
    facts::{KnownPlan, Share},
    plan::{Appointment, Entry, Period, Placed, Schedule, State, Tick, Training, When, time::add_days},
};

/// The entries of one's own plan by their ids: what is still to come and the placements, and as cancelled what an
/// earlier file held and lies ahead no more. An entry keeps its id through every change, and its sequence is raised by
/// each.
#[must_use]
pub fn entries(schedule: &Schedule<'_>, training: &Training, today: Date, language: Language) -> BTreeMap<String, Entry> {
    let known = &training.calendar;
    let open = schedule.moments.iter().filter(|placed| is_told(placed, known));
    let moments = open.map(|placed| (placed.id.clone(), words::title(placed, training, language), when(placed)));
    let placements = training
        .placements
        .iter()
        .map(|placement| (format!("placement-{}", placement.number), placement.name.clone(), When::Days(placement.period)));
    merged(known, moments.chain(placements), today)
}

/// The same of a plan that somebody shares: the moments that are theirs as `role`, up to the day `until`.
#[must_use]
pub fn shared(
    schedule: &Schedule<'_>,
    known: &KnownPlan,
    share: &Share,
    until: Date,
    today: Date,
    language: Language,
) -> BTreeMap<String, Entry> {
    let theirs = |placed: &&Placed<'_>| {
        let reminded = placed.moment.remind.iter().any(|notice| notice.whom == share.role);
        let on = if let When::Time { at } = when(placed) { at.date() } else { placed.from };
        is_told(placed, &share.calendar) && (reminded || concerns(placed, share.role)) && on <= until
    };
    let owner = &known.owner.user;
    let moments = schedule.moments.iter().filter(theirs).map(|placed| {
        let title = words::title(placed, &known.training, language);
        (placed.id.clone(), format!("{title} ({owner})"), when(placed))
    });
    merged(&share.calendar, moments, today)
}

/// Whether a calendar has a moment in it. What is late belongs to the past: it stays where an earlier file has it, and
/// no new file brings it. What the source gives no time for is there once a time is agreed.
fn is_told(placed: &Placed<'_>, known: &BTreeMap<String, Entry>) -> bool {
    let past = matches!(placed.state, State::Late | State::Past);
    let dated = placed.moment.late || matches!(placed.tick, Some(Tick::Booked { .. }));
    placed.state.open() && dated && (!past || known.contains_key(&placed.id))
}

/// When a moment is: at the agreed time, else on all days of its window.
fn when(placed: &Placed<'_>) -> When {
    match &placed.tick {
        Some(Tick::Booked { at: Appointment::Time(time) }) => When::Time { at: *time },
        Some(Tick::Booked { at }) => When::Days(at.days()),
        _ => When::Days(Period { from: placed.from, to: placed.to }),
    }
}

/// New entries over those of an earlier file.
fn merged(known: &BTreeMap<String, Entry>, told: impl Iterator<Item = (String, String, When)>, today: Date) -> BTreeMap<String, Entry> {
    let mut entries: BTreeMap<String, Entry> = told
        .map(|(id, summary, when)| {
            let new = Entry { sequence: 0, summary, when, cancelled: false };
            let sequence = known.get(&id).map_or(0, |old| {
                let same = *old == Entry { sequence: old.sequence, ..new.clone() };
                old.sequence + u32::from(!same)
            });
            (id, Entry { sequence, ..new })
        })
        .collect();
    for (id, old) in known.iter().filter(|(_, old)| old.when.last() >= today) {
        entries.entry(id.clone()).or_insert_with(|| Entry {
            sequence: old.sequence + u32::from(!old.cancelled),
            cancelled: true,
            ..old.clone()
        });
    }
    entries
}

/// What a calendar has to hear when a plan is gone from it: everything that lies ahead is cancelled.
#[must_use]
pub fn cancelled(known: &BTreeMap<String, Entry>, today: Date) -> BTreeMap<String, Entry> {
    let mut entries = merged(known, std::iter::empty(), today);
    entries.retain(|id, _| known.get(id).is_some_and(|old| !old.cancelled));
    entries
}

/// The entries as lines of a calendar file (RFC 5545), unfolded. Times are local to `zone`.
#[must_use]
pub fn lines(owner: &str, entries: &BTreeMap<String, Entry>, zone: &str, now: Timestamp) -> Vec<String> {
    let day = |date: Date| date.strftime("%Y%m%d").to_string();
    let mut lines = Vec::new();
    for (id, entry) in entries {
        lines.push("BEGIN:VEVENT".to_owned());
        lines.push(format!("UID:{}", escape(&format!("plan-{id}-{owner}@stina"))));
        lines.push(format!("DTSTAMP:{}", utc(now)));
        lines.push(format!("SEQUENCE:{}", entry.sequence));
        lines.push(format!("STATUS:{}", if entry.cancelled { "CANCELLED" } else { "CONFIRMED" }));
        lines.push(format!("SUMMARY:{}", escape(&entry.summary)));
        match entry.when {
            When::Days(period) => {
                lines.push(format!("DTSTART;VALUE=DATE:{}", day(period.from)));
                // The end of an all-day entry is the day after its last one.
                lines.push(format!("DTEND;VALUE=DATE:{}", day(add_days(period.to, 1))));
                lines.push("TRANSP:TRANSPARENT".to_owned());
            }
            When::Time { at } => {
                let end = at.checked_add(jiff::Span::new().hours(1)).unwrap_or(at);
                lines.push(local("DTSTART", at, zone));
                lines.push(local("DTEND", end, zone));
            }
        }
        lines.push("END:VEVENT".to_owned());
    }
    lines
}
