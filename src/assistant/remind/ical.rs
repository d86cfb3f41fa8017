//! Reminders as a calendar file (RFC 5545) that Outlook, Google and Apple calendars take.
//!
//! Written by hand: the libraries at hand write events, but no time zones, without which "kl 9 varje
//! måndag" would not stay nine o'clock.

use jiff::{Timestamp, Zoned, tz::TimeZone};

use super::{schedule, wording};
use crate::{
    assistant::turn::Turn,
    facts::Reminder,
    language::date::{Due, End, Frequency, Recurrence},
};

/// How many years of changes between summer and winter time the file describes.
const YEARS: i16 = 10;

/// More turns than this are not taken out one by one; the series then begins after them.
const MOST_EXCEPTIONS: usize = 50;

/// Sends one's own reminders as a file, in the direct chat. What ended since the last file is in it as cancelled.
pub fn send(turn: &mut Turn<'_>) {
    let running: Vec<Reminder> = turn.facts.reminders.iter().filter(|reminder| reminder.next_at.is_some()).cloned().collect();
    let cancelled: Vec<Reminder> =
        turn.facts.ended.iter().filter(|ended| turn.person.calendar_sent >= Some(ended.created_at)).cloned().collect();
    if running.is_empty() && cancelled.is_empty() {
        let markdown = wording::list(turn, &[], 0, 0);
        turn.say(markdown, None);
        return;
    }
    let file = calendar(&running, &cancelled, turn.now);
    let markdown = wording::calendar(running.len(), turn.language());
    turn.person.calendar_sent = turn.person.calendar_sent.or(Some(turn.now));
    turn.say_in_private(markdown, None, Vec::new());
    turn.send_file("stina.ics", "text/calendar", file.as_bytes());
}

/// The text of a calendar file. A reminder keeps its UID through every change. `cancelled` are those that an earlier
/// file held and that have ended; of them only what lies ahead is of interest.
#[must_use]
pub fn calendar(reminders: &[Reminder], cancelled: &[Reminder], now: Timestamp) -> String {
    let mut file = File::default();
    file.line("BEGIN:VCALENDAR");
    file.line("VERSION:2.0");
    file.line("PRODID:-//Stina//stina//SV");
    file.line("CALSCALE:GREGORIAN");
    file.line("METHOD:PUBLISH");
    let mut zones: Vec<&str> = reminders.iter().chain(cancelled).map(|reminder| reminder.zone.as_str()).collect();
    zones.sort_unstable();
    zones.dedup();
    for name in zones {
        if let Ok(zone) = TimeZone::get(name) {
            time_zone(&mut file, name, &zone, now);
        }
    }
    for reminder in reminders {
        entry(&mut file, reminder, "CONFIRMED", now);
    }
    for reminder in cancelled {
        if schedule::coming(&Reminder { done_through: None, ..reminder.clone() }, now).is_some() {
            entry(&mut file, reminder, "CANCELLED", now);
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
fn entry(file: &mut File, reminder: &Reminder, status: &str, now: Timestamp) {
    let Some((due, rule, exceptions)) = series(reminder) else { return };
    file.line("BEGIN:VEVENT");
    file.line(&format!("UID:{}@stina", escape(&reminder.id)));
    file.line(&format!("DTSTAMP:{}", utc(now)));
    file.line(&format!("SEQUENCE:{}", reminder.sequence));
    file.line(&format!("STATUS:{status}"));
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
    if let Some(rule) = &rule {
        file.line(&format!("RRULE:{}", until_in_utc(&rule.to_string(), due.time.is_some(), &reminder.zone)));
    }
    for turn in exceptions {
        match turn.time {
            Some(time) => file.line(&local("EXDATE", turn.date.to_datetime(time), &reminder.zone)),
            None => file.line(&format!("EXDATE;VALUE=DATE:{}", turn.date.strftime("%Y%m%d"))),
        }
    }
    if status == "CONFIRMED" {
        for lead in &reminder.leads {
            alarm(file, &reminder.subject, lead, due, &reminder.zone);
        }
    }
    file.line("END:VEVENT");
}

/// The first turn, the rule and the turns that are ticked off or skipped. A long past is left out: the series begins
/// with the first turn that still counts, and has so many turns less. A rule that names hours has a time of day, and
/// its first turn is one of its turns: calendars disagree on a start that the rule does not meet.
fn series(reminder: &Reminder) -> Option<(Due, Option<Recurrence>, Vec<Due>)> {
    let first = schedule::parse_due(&reminder.due)?;
    let Some(mut rule) = reminder.recurrence.as_deref().and_then(|rule| rule.parse::<Recurrence>().ok()) else {
        return Some((first, None, Vec::new()));
    };
    let clocked = rule.frequency == Frequency::Hourly || !rule.hours.is_empty();
    let timed = |turn: Due| if clocked { Due { time: turn.time.or(Some(schedule::MORNING)), ..turn } } else { turn };
    let done = reminder.done_through.as_deref().and_then(schedule::parse_due).map(|done| done.datetime(schedule::MORNING));
    let gone: Vec<Due> = schedule::turns(&Reminder { due: timed(first).to_string(), ..reminder.clone() })
        .take_while(|turn| done.is_some_and(|done| turn.datetime(schedule::MORNING) <= done))
        .collect();
    let mut turns = schedule::turns(&Reminder { due: timed(first).to_string(), ..reminder.clone() })
        .skip(if gone.len() > MOST_EXCEPTIONS { gone.len() } else { 0 });
    let start = turns.next().unwrap_or(timed(first));
    if gone.len() <= MOST_EXCEPTIONS {
        return Some((start, Some(rule), gone));
    }
    if let End::Count(count) = rule.end {
        rule.end = End::Count(count.saturating_sub(u32::try_from(gone.len()).unwrap_or(u32::MAX)).max(1));
    }
    Some((start, Some(rule), Vec::new()))
}

/// An alarm so long before the start. Days are days on the calendar and hours on the clock, so that eight o'clock the
/// day before is that for every turn of a series, also across the nights on which the clocks change (RFC 5545, section
/// 3.3.6: days are nominal, hours exact).
fn alarm(file: &mut File, subject: &str, lead: &str, due: Due, zone: &str) {
    let Some(said) = schedule::read_lead(lead) else { return };
    let start = due.datetime(jiff::civil::Time::midnight());
    let seconds = if said.by_clock && said.at.is_none() && due.time.is_some() {
        // Minutes and hours before a moment are exact whatever the wall clock does.
        -said.seconds
    } else {
        let Some(at) = TimeZone::get(zone).ok().and_then(|zone| Some(schedule::lead_time(due, lead, &zone)?.to_zoned(zone).datetime()))
        else {
            return;
        };
        at.duration_since(start).as_secs()
    };
    file.line("BEGIN:VALARM");
    file.line("ACTION:DISPLAY");
    file.line(&format!("DESCRIPTION:{}", escape(subject)));
    file.line(&format!("TRIGGER:{}", duration(seconds)));
    file.line("END:VALARM");
}

/// A duration as RFC 5545 writes it: `-P1DT1H`, `PT8H`, `-PT30M`.
fn duration(seconds: i64) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let seconds = seconds.abs();
    let (days, hours, minutes, rest) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    let mut text = format!("{sign}P");
    if days > 0 {
        text.push_str(&days.to_string());
        text.push('D');
    }
    if hours + minutes + rest > 0 || days == 0 {
        text.push('T');
        for (count, unit) in [(hours, 'H'), (minutes, 'M'), (rest, 'S')] {
            if count > 0 {
                text.push_str(&count.to_string());
                text.push(unit);
            }
        }
        if text.ends_with('T') {
            text.push_str("0S");
        }
    }
    text
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
