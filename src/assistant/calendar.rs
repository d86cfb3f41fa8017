//! Writing calendar files (RFC 5545) that Outlook, Google and Apple calendars take.
//!
//! Written by hand: the libraries at hand write events, but no time zones, without which "kl 9 varje
//! måndag" would not stay nine o'clock.

use jiff::{Timestamp, Zoned, tz::TimeZone};

/// How many years of changes between summer and winter time a file describes.
const YEARS: i16 = 10;

/// The lines of a file, each folded at 75 bytes as RFC 5545 wants it (section 3.1).
#[derive(Default)]
pub struct File {
    text: String,
}

impl File {
    /// Begins a calendar in which these time zones are used.
    pub fn begin(zones: &mut Vec<&str>, now: Timestamp) -> Self {
        let mut file = Self::default();
        file.line("BEGIN:VCALENDAR");
        file.line("VERSION:2.0");
        file.line("PRODID:-//Stina//stina//SV");
        file.line("CALSCALE:GREGORIAN");
        file.line("METHOD:PUBLISH");
        zones.sort_unstable();
        zones.dedup();
        for name in zones {
            if let Ok(zone) = TimeZone::get(name) {
                time_zone(&mut file, name, &zone, now);
            }
        }
        file
    }

    /// Ends the calendar.
    pub fn end(mut self) -> String {
        self.line("END:VCALENDAR");
        self.text
    }

    /// Adds a line.
    pub fn line(&mut self, line: &str) {
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

/// A moment in UTC.
pub fn utc(time: Timestamp) -> String {
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A property with a local time and its zone.
pub fn local(name: &str, moment: jiff::civil::DateTime, zone: &str) -> String {
    format!("{name};TZID={zone}:{}", moment.strftime("%Y%m%dT%H%M%S"))
}

/// Text as RFC 5545 wants it (section 3.3.11).
pub fn escape(text: &str) -> String {
    let visible: String = text.chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect();
    visible.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}
