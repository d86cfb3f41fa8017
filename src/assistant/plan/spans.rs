//! The plan in the calendar file: windows as all-day spans, appointments at their time.

use jiff::{Timestamp, civil::Date};

use super::words;
use crate::{
    assistant::wording::Language,
    plan::{Appointment, Period, Schedule, State, Tick, Training, time::add_days},
};

/// One entry of a calendar file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Stays the same through every change.
    pub uid: String,
    /// What it is.
    pub summary: String,
    /// When.
    pub when: When,
}

/// When an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Whole days, the last one included.
    Days(Period),
    /// At a time of day, for an hour.
    Time(jiff::civil::DateTime),
}

/// The entries of a plan: what is still to come, placements and leave.
#[must_use]
pub fn spans(owner: &str, schedule: &Schedule<'_>, training: &Training, language: Language) -> Vec<Span> {
    let uid = |what: &str| format!("plan-{what}-{owner}");
    let open = schedule.moments.iter().filter(|placed| placed.state.open() && placed.state != State::Late);
    let moments = open.map(|placed| Span {
        uid: uid(&placed.id),
        summary: words::title(placed, training, language),
        when: match &placed.tick {
            Some(Tick::Booked { at: Appointment::Time(time) }) => When::Time(*time),
            Some(Tick::Booked { at: Appointment::Day(day) }) => When::Days(Period { from: *day, to: *day }),
            _ => When::Days(Period { from: placed.from, to: placed.to }),
        },
    });
    let placements = training.placements.iter().map(|placement| Span {
        uid: uid(&format!("placement-{}", placement.number)),
        summary: placement.name.clone(),
        when: When::Days(placement.period),
    });
    moments.chain(placements).collect()
}

/// The entries as lines of a calendar file (RFC 5545), unfolded. Times are local to `zone`.
#[must_use]
pub fn lines(spans: &[Span], zone: &str, now: Timestamp) -> Vec<String> {
    let day = |date: Date| date.strftime("%Y%m%d").to_string();
    let mut lines = Vec::new();
    for span in spans {
        lines.push("BEGIN:VEVENT".to_owned());
        lines.push(format!("UID:{}@stina", escape(&span.uid)));
        lines.push(format!("DTSTAMP:{}", now.strftime("%Y%m%dT%H%M%SZ")));
        lines.push(format!("SUMMARY:{}", escape(&span.summary)));
        match span.when {
            When::Days(period) => {
                lines.push(format!("DTSTART;VALUE=DATE:{}", day(period.from)));
                // The end of an all-day entry is the day after its last one.
                lines.push(format!("DTEND;VALUE=DATE:{}", day(add_days(period.to, 1))));
                lines.push("TRANSP:TRANSPARENT".to_owned());
            }
            When::Time(time) => {
                let end = time.checked_add(jiff::Span::new().hours(1)).unwrap_or(time);
                lines.push(format!("DTSTART;TZID={zone}:{}", time.strftime("%Y%m%dT%H%M%S")));
                lines.push(format!("DTEND;TZID={zone}:{}", end.strftime("%Y%m%dT%H%M%S")));
            }
        }
        lines.push("END:VEVENT".to_owned());
    }
    lines
}

/// Text as RFC 5545 wants it (section 3.3.11).
fn escape(text: &str) -> String {
    let visible: String = text.chars().filter(|letter| !letter.is_control()).collect();
    visible.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}
