//! Reminders as a calendar file (RFC 5545) that Outlook, Google and Apple calendars take.
//!
//! Written by hand: the libraries at hand write events, but no time zones, without which "kl 9 varje
//! måndag" would not stay nine o'clock.

use jiff::{Timestamp, Zoned, tz::TimeZone};

use super::{schedule, wording};
use crate::{assistant::turn::Turn, facts::Reminder, language::date::Due};

/// How many years of changes between summer and winter time the file describes.
const YEARS: i16 = 10;

/// Sends one's own reminders as a file, in the direct chat.
pub fn send(turn: &mut Turn<'_>) {
    let running: Vec<Reminder> = turn.facts.reminders.iter().filter(|reminder| reminder.next_at.is_some()).cloned().collect();
    if running.is_empty() {
        let markdown = wording::list(turn, &[], 0, 0);
        turn.say(markdown, None);
        return;
    }
    let file = calendar(&running, turn.now);
    let markdown = wording::calendar(running.len(), turn.language());
    turn.say_in_private(markdown, None, Vec::new());
    turn.send_file("stina.ics", "text/calendar", file.as_bytes());
}

/// The text of a calendar file. A reminder keeps its UID through every change.
#[must_use]
pub fn calendar(reminders: &[Reminder], now: Timestamp) -> String {
    let mut file = File::default();
    file.line("BEGIN:VCALENDAR");
    file.line("VERSION:2.0");
    file.line("PRODID:-//Stina//stina//SV");
    file.line("CALSCALE:GREGORIAN");
    file.line("METHOD:PUBLISH");
    let mut zones: Vec<&str> = reminders.iter().map(|reminder| reminder.zone.as_str()).collect();
    zones.sort_unstable();
    zones.dedup();
    for name in zones {
        if let Ok(zone) = TimeZone::get(name) {
            time_zone(&mut file, name, &zone, now);
        }
    }
    for reminder in reminders {
        // A series begins with the turn that was neither ticked off nor skipped.
        if let Some(due) = schedule::coming(reminder, now).or_else(|| schedule::parse_due(&reminder.due)) {
            entry(&mut file, reminder, due, now);
        }
    }
    file.line("END:VCALENDAR");
    file.text
}

/// The lines of a file, each folded at 75 bytes as RFC 5545 wants it (section 3.1).
#[derive(Default)]
struct File {
    text: String,
}

impl File {
    fn line(&mut self, line: &str) {
        let mut length = 0;
        for letter in line.chars() {
            if length + letter.len_utf8() > 75 {
                self.text.push_str("\r\n ");
                length = 1;
            }
            self.text.push(letter);
            length += letter.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

/// One reminder.
fn entry(file: &mut File, reminder: &Reminder, due: Due, now: Timestamp) {
    file.line("BEGIN:VEVENT");
    file.line(&format!("UID:{}@stina", escape(&reminder.id)));
    file.line(&format!("DTSTAMP:{}", utc(now)));
    file.line(&format!("SEQUENCE:{}", reminder.sequence));
    file.line(&format!("SUMMARY:{}", escape(&reminder.subject)));
    if let Some(time) = due.time {
        let start = due.date.to_datetime(time);
        let end = start.checked_add(jiff::Span::new().minutes(30)).unwrap_or(start);
        file.line(&local("DTSTART", start, &reminder.zone));
        file.line(&local("DTEND", end, &reminder.zone));
    } else {
        let next = due.date.tomorrow().unwrap_or(due.date);
        file.line(&format!("DTSTART;VALUE=DATE:{}", due.date.strftime("%Y%m%d")));
        file.line(&format!("DTEND;VALUE=DATE:{}", next.strftime("%Y%m%d")));
        file.line("TRANSP:TRANSPARENT");
    }
    if let Some(rule) = &reminder.recurrence {
        file.line(&format!("RRULE:{}", until_in_utc(rule, due.time.is_some(), &reminder.zone)));
    }
    for lead in &reminder.leads {
        alarm(file, &reminder.subject, lead, due, &reminder.zone);
    }
    file.line("END:VEVENT");
}

/// An alarm so long before the start.
fn alarm(file: &mut File, subject: &str, lead: &str, due: Due, zone: &str) {
    // The offset from the start, which of an all-day entry is midnight.
    let seconds = TimeZone::get(zone).ok().and_then(|zone| {
        let at = schedule::lead_time(due, lead, &zone)?;
        let start = schedule::instant(due.datetime(jiff::civil::Time::midnight()), &zone)?;
        Some(at.duration_since(start).as_secs())
    });
    let seconds = seconds.unwrap_or(0);
    file.line("BEGIN:VALARM");
    file.line("ACTION:DISPLAY");
    file.line(&format!("DESCRIPTION:{}", escape(subject)));
    file.line(&format!("TRIGGER:{}PT{}M", if seconds < 0 { "-" } else { "" }, seconds.abs() / 60));
    file.line("END:VALARM");
}

/// UNTIL of an entry with a time zone has to be in UTC (RFC 5545, section 3.3.10), while a rule here
/// names the last local day.
fn until_in_utc(rule: &str, timed: bool, zone: &str) -> String {
    let Some(at) = rule.find("UNTIL=").filter(|_| timed) else { return rule.to_owned() };
    let day = rule[at + 6..].split(';').next().unwrap_or_default();
    let end = jiff::civil::Date::strptime("%Y%m%d", day).ok().and_then(|date| {
        let zone = TimeZone::get(zone).ok()?;
        schedule::instant(date.at(23, 59, 59, 0), &zone)
    });
    match end {
        Some(end) => rule.replace(&format!("UNTIL={day}"), &format!("UNTIL={}", utc(end))),
        None => rule.to_owned(),
    }
}

/// The time zone with its changes over the years that matter.
fn time_zone(file: &mut File, name: &str, zone: &TimeZone, now: Timestamp) {
    let year = now.to_zoned(zone.clone()).year();
    let new_year = |year: i16| jiff::civil::date(year, 1, 1).to_zoned(zone.clone()).map_or(now, |zoned| zoned.timestamp());
    let (first, last) = (new_year(year - 1), new_year(year + YEARS));
    file.line("BEGIN:VTIMEZONE");
    file.line(&format!("TZID:{name}"));
    let start = first.to_zoned(zone.clone());
    observance(file, "STANDARD", &start, start.offset());
    for transition in zone.following(first).take_while(|transition| transition.timestamp() < last) {
        let before = zone.to_offset(transition.timestamp() - jiff::SignedDuration::from_secs(1));
        let kind = if transition.dst().is_dst() { "DAYLIGHT" } else { "STANDARD" };
        observance(file, kind, &transition.timestamp().to_zoned(zone.clone()), before);
    }
    file.line("END:VTIMEZONE");
}

fn observance(file: &mut File, kind: &str, start: &Zoned, before: jiff::tz::Offset) {
    // The onset is written in the local time that held just before it.
    let onset = before.to_datetime(start.timestamp());
    file.line(&format!("BEGIN:{kind}"));
    file.line(&format!("DTSTART:{}", onset.strftime("%Y%m%dT%H%M%S")));
    file.line(&format!("TZOFFSETFROM:{}", offset(before)));
    file.line(&format!("TZOFFSETTO:{}", offset(start.offset())));
    file.line(&format!("END:{kind}"));
}

fn offset(offset: jiff::tz::Offset) -> String {
    let seconds = offset.seconds();
    format!("{}{:02}{:02}", if seconds < 0 { '-' } else { '+' }, seconds.abs() / 3600, seconds.abs() / 60 % 60)
}

fn utc(time: Timestamp) -> String {
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn local(name: &str, moment: jiff::civil::DateTime, zone: &str) -> String {
    format!("{name};TZID={zone}:{}", moment.strftime("%Y%m%dT%H%M%S"))
}

/// Text as RFC 5545 wants it (section 3.3.11).
fn escape(text: &str) -> String {
    let visible: String = text.chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect();
    visible.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}
