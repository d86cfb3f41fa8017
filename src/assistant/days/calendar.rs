//! ST days as a calendar file: the same entry through every change, by its UID and SEQUENCE.

use jiff::{Timestamp, ToSpan};

use crate::{
    assistant::calendar::{File, escape, local, utc},
    facts::days::StDay,
};

/// The text of a calendar file with these days. One that was called off says so, and rings no more.
#[must_use]
pub fn calendar<'a>(days: impl IntoIterator<Item = &'a StDay>, now: Timestamp) -> String {
    let days: Vec<&StDay> = days.into_iter().collect();
    let mut zones: Vec<&str> = days.iter().map(|day| day.zone.as_str()).collect();
    let mut file = File::begin(&mut zones, now);
    for day in days {
        entry(&mut file, day, now);
    }
    file.end()
}

fn entry(file: &mut File, day: &StDay, now: Timestamp) {
    let plan = &day.plan;
    file.line("BEGIN:VEVENT");
    file.line(&format!("UID:{}@stina", escape(&day.id)));
    file.line(&format!("DTSTAMP:{}", utc(now)));
    file.line(&format!("CREATED:{}", utc(day.created_at)));
    file.line(&format!("SEQUENCE:{}", day.sequence));
    file.line(&format!("SUMMARY:{}", escape(&plan.title)));
    if let Some(place) = &plan.place {
        file.line(&format!("LOCATION:{}", escape(place)));
    }
    if let Some(from) = plan.from {
        let start = plan.first.to_datetime(from);
        file.line(&local("DTSTART", start, &day.zone));
        let end = plan.to.map_or_else(|| start.checked_add(1.hour()).unwrap_or(start), |to| plan.last.to_datetime(to));
        file.line(&local("DTEND", end.max(start), &day.zone));
    } else {
        let after = plan.last.tomorrow().unwrap_or(plan.last);
        file.line(&format!("DTSTART;VALUE=DATE:{}", plan.first.strftime("%Y%m%d")));
        file.line(&format!("DTEND;VALUE=DATE:{}", after.strftime("%Y%m%d")));
    }
    if let Some(by) = plan.sign_up_by.filter(|_| !day.cancelled) {
        file.line(&format!("DESCRIPTION:{}", escape(&format!("Sista anmälningsdag: {by}"))));
    }
    if day.cancelled {
        file.line("STATUS:CANCELLED");
        file.line("TRANSP:TRANSPARENT");
    } else {
        file.line("STATUS:CONFIRMED");
        file.line("BEGIN:VALARM");
        file.line("ACTION:DISPLAY");
        file.line(&format!("DESCRIPTION:{}", escape(&plan.title)));
        file.line("TRIGGER:-P1D");
        file.line("END:VALARM");
    }
    file.line("END:VEVENT");
}
