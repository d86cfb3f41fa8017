//! Reminders as a calendar file (RFC 5545).

use jiff::{Timestamp, tz::TimeZone};

use super::{schedule, wording};
use crate::{
    assistant::{
        calendar::{File, escape, local, utc},
        turn::Turn,
    },
    facts::Reminder,
    language::date::{Due, End, Frequency, Recurrence},
};

/// More turns than this are not taken out one by one; the series then begins after them.
const MOST_EXCEPTIONS: usize = 50;

/// Sends one's own reminders as a file, in the direct chat. What ended since the last file is in it as cancelled.
pub fn send(turn: &mut Turn<'_>) {
    let running: Vec<Reminder> = turn.facts.reminders.iter().filter(|reminder| reminder.next_at.is_some()).cloned().collect();
    let cancelled: Vec<Reminder> =
        turn.facts.ended.iter().filter(|ended| turn.person.calendar_sent >= Some(ended.created_at)).cloned().collect();
    let plans = crate::assistant::plan::calendar::added(turn);
    if running.is_empty() && cancelled.is_empty() && plans.lines.is_empty() {
        let markdown = wording::list(turn, &[], 0, 0, false);
        turn.say(markdown, None);
        return;
    }
    let zone = turn.person.zone.clone().unwrap_or_else(|| turn.world.zone.clone());
    let file = calendar_with(&running, &cancelled, &plans.lines, &zone, turn.now);
    let markdown = wording::calendar(running.len(), plans.own, plans.shared, turn.language());
    turn.person.calendar_sent = turn.person.calendar_sent.or(Some(turn.now));
    turn.say_in_private(markdown, None, Vec::new());
    turn.send_file("stina.ics", "text/calendar", file.as_bytes());
}

/// The text of a calendar file. A reminder keeps its UID through every change. `cancelled` are those that an earlier
/// file held and that have ended; of them only what lies ahead is of interest.
#[must_use]
pub fn calendar(reminders: &[Reminder], cancelled: &[Reminder], now: Timestamp) -> String {
    calendar_with(reminders, cancelled, &[], "UTC", now)
}

/// A calendar file that holds further entries, as unfolded lines whose times are local to `zone`.
#[must_use]
pub fn calendar_with(reminders: &[Reminder], cancelled: &[Reminder], further: &[String], zone: &str, now: Timestamp) -> String {
    let mut zones: Vec<&str> = reminders.iter().chain(cancelled).map(|reminder| reminder.zone.as_str()).collect();
    if !further.is_empty() {
        zones.push(zone);
    }
    let mut file = File::begin(&mut zones, now);
    for reminder in reminders {
        entry(&mut file, reminder, "CONFIRMED", now);
    }
    for reminder in cancelled {
        if schedule::coming(&Reminder { done_through: None, ..reminder.clone() }, now).is_some() {
            entry(&mut file, reminder, "CANCELLED", now);
        }
    }
    for line in further {
        file.line(line);
    }
    file.end()
}

/// One reminder.
fn entry(file: &mut File, reminder: &Reminder, status: &str, now: Timestamp) {
    let Some((due, rule, exceptions)) = series(reminder) else { return };
    file.line("BEGIN:VEVENT");
    // One that was made from an ST day is the same entry as in the announcement's file.
    file.line(&format!("UID:{}@stina", escape(reminder.day.as_ref().unwrap_or(&reminder.id))));
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
    let skipped = reminder.skipped.iter().filter_map(|turn| schedule::parse_due(turn)).map(timed);
    let gone: Vec<Due> = schedule::turns(&Reminder { due: timed(first).to_string(), ..reminder.clone() })
        .take_while(|turn| done.is_some_and(|done| turn.datetime(schedule::MORNING) <= done))
        .collect();
    let mut turns = schedule::turns(&Reminder { due: timed(first).to_string(), ..reminder.clone() })
        .skip(if gone.len() > MOST_EXCEPTIONS { gone.len() } else { 0 });
    let start = turns.next().unwrap_or(timed(first));
    if gone.len() <= MOST_EXCEPTIONS {
        return Some((start, Some(rule), gone.into_iter().chain(skipped).collect()));
    }
    if let End::Count(count) = rule.end {
        rule.end = End::Count(count.saturating_sub(u32::try_from(gone.len()).unwrap_or(u32::MAX)).max(1));
    }
    Some((start, Some(rule), skipped.collect()))
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
