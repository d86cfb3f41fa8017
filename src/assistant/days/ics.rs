//! ST days out of a calendar file (RFC 5545), as Outlook, Google and Apple write them.
//!
//! The library reads one entry at a time, so that a broken one is named with its line and the others are
//! still taken. Times become wall-clock times of the sender's zone, in which the days are kept.

use std::collections::HashMap;

use icalendar::parser::{Component, Property};
use jiff::{
    Span, Timestamp,
    civil::{Date, DateTime, Time},
    tz::{Offset, TimeZone},
};

use super::{
    file::{Contents, Fault, Row, Setting},
    read::shortened,
    shared::seats,
};
use crate::{
    facts::days::Plan,
    language::{
        date::{Recurrence, calendar::days_between, local_occurrences},
        personnummer,
    },
};

/// Entries nest no deeper than this in any file of a calendar program.
const DEEPEST: usize = 6;
/// The most turns of a repeating entry that are taken.
const MOST_TURNS: usize = 60;
/// Further ahead than this, in days, a repeating entry is not followed.
const FURTHEST: i64 = 2 * 366;

/// What programs call the time zone of Sweden, beside its name.
const SWEDISH: [&str; 10] = [
    "w. europe standard time",
    "w. europe",
    "central europe standard time",
    "central european standard time",
    "romance standard time",
    "(utc+01:00) amsterdam, berlin, bern, rom, stockholm, wien",
    "(utc+01:00) amsterdam, berlin, bern, rome, stockholm, vienna",
    "västeuropa, normaltid",
    "cet",
    "mez",
];

/// An entry of the file, unfolded.
struct Block {
    line: usize,
    name: String,
    text: String,
}

/// Reads the entries of a calendar.
pub fn read(text: &str, setting: &Setting<'_>) -> Contents {
    let mut contents = Contents::default();
    let (blocks, called_off) = blocks(text, &mut contents);
    let zones = zones(&blocks);
    let file_zone = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("X-WR-TIMEZONE:"))
        .and_then(|name| zone(name.trim(), &zones))
        .unwrap_or_else(|| setting.zone.clone());
    let context = Zones { named: zones, file: file_zone, own: setting.zone.clone() };
    let mut exceptions: Vec<(String, DateTime)> = Vec::new();
    let mut parsed = Vec::new();
    for block in blocks.iter().filter(|block| block.name.eq_ignore_ascii_case("VEVENT")) {
        let entry = Component::try_from(block.text.as_str()).map_err(|_| Fault::Unreadable).and_then(|component| {
            let personal = component.properties.iter().any(|property| {
                ["SUMMARY", "LOCATION", "DESCRIPTION"].iter().any(|name| property.name.as_ref().eq_ignore_ascii_case(name))
                    && personnummer::contains(&written(property))
            });
            if personal { Err(Fault::PersonalNumber) } else { Entry::of(&component, &context) }
        });
        match entry {
            Ok(entry) if entry.called_off || called_off => contents.reject(block.line, Fault::CalledOff),
            Ok(entry) => {
                exceptions.extend(entry.uid.clone().zip(entry.replaces));
                parsed.push((block.line, entry));
            }
            Err(fault) => contents.reject(block.line, fault),
        }
    }
    for (line, entry) in parsed {
        let gone: Vec<DateTime> = exceptions.iter().filter(|(uid, _)| Some(uid) == entry.uid.as_ref()).map(|(_, at)| *at).collect();
        match entry.turns(&gone, setting.today) {
            Ok(plans) => contents.rows.extend(plans.into_iter().map(|(uid, plan)| Row { line, plan, uid, region: None })),
            Err(fault) => contents.reject(line, fault),
        }
    }
    contents
}

/// The parts of a file that can be read by themselves, and whether the whole file calls its entries off.
/// Folded lines are made one, line ends of every kind are taken.
fn blocks(text: &str, contents: &mut Contents) -> (Vec<Block>, bool) {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (number, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, before))) => before.push_str(rest),
            _ => lines.push((number + 1, line.to_owned())),
        }
    }
    let mut called_off = false;
    let mut found: Vec<Block> = Vec::new();
    let mut open: Option<(Block, Vec<String>)> = None;
    for (number, line) in lines {
        let line = line.trim_end();
        let marker = |word: &str| {
            line.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word)).map(|_| line[word.len()..].trim().to_uppercase())
        };
        called_off |= open.is_none() && line.eq_ignore_ascii_case("METHOD:CANCEL");
        let begins = marker("BEGIN:");
        match (&mut open, begins, marker("END:")) {
            (None, Some(name), _) if name == "VEVENT" || name == "VTIMEZONE" => {
                open = Some((Block { line: number, text: format!("BEGIN:{name}\n"), name: name.clone() }, vec![name]));
            }
            (Some((block, _)), Some(name), _) if name == "VEVENT" => {
                // The one before was never closed.
                contents.reject(block.line, Fault::Unreadable);
                open = Some((Block { line: number, text: format!("BEGIN:{name}\n"), name: name.clone() }, vec![name]));
            }
            (Some((block, names)), Some(name), _) => {
                block.text.extend(["BEGIN:", &name, "\n"]);
                names.push(name);
            }
            (Some((block, names)), None, Some(name)) => {
                block.text.extend(["END:", &name, "\n"]);
                let closes = names.last() == Some(&name);
                names.pop();
                if !closes || names.len() > DEEPEST {
                    contents.reject(block.line, Fault::Unreadable);
                    open = None;
                } else if names.is_empty() {
                    found.extend(open.take().map(|(block, _)| block));
                }
            }
            // A line without a colon says nothing; programs that break lines badly leave such behind.
            (Some((block, _)), None, None) if line.contains(':') => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            _ => {}
        }
    }
    if let Some((block, _)) = open {
        contents.reject(block.line, Fault::Unreadable);
    }
    (found, called_off)
}

/// The time zones by which the file goes.
struct Zones {
    named: HashMap<String, TimeZone>,
    /// Of times without a zone.
    file: TimeZone,
    /// In which the days are kept.
    own: TimeZone,
}

/// The zones that the file describes itself, by its own names for them.
fn zones(blocks: &[Block]) -> HashMap<String, TimeZone> {
    let mut found = HashMap::new();
    for block in blocks.iter().filter(|block| block.name == "VTIMEZONE") {
        let Ok(component) = Component::try_from(block.text.as_str()) else { continue };
        let Some(name) = text_of(&component, "TZID") else { continue };
        let located = text_of(&component, "X-LIC-LOCATION").and_then(|name| known_zone(&name));
        if let Some(zone) = known_zone(&name).or(located).or_else(|| by_offsets(&component)) {
            found.insert(name, zone);
        }
    }
    found
}

/// A zone that is described by its offsets alone: the one with summer time in Sweden's way is Sweden's.
fn by_offsets(component: &Component<'_>) -> Option<TimeZone> {
    let offset = |name: &str| {
        let part = component.components.iter().find(|part| part.name.as_ref().eq_ignore_ascii_case(name))?;
        let text = text_of(part, "TZOFFSETTO")?;
        let sign = if text.starts_with('-') { -1 } else { 1 };
        let digits = text.trim_start_matches(['+', '-']);
        let hours: i32 = digits.get(..2)?.parse().ok()?;
        let minutes: i32 = digits.get(2..4)?.parse().ok()?;
        Some(sign * (hours * 3600 + minutes * 60))
    };
    match (offset("STANDARD")?, offset("DAYLIGHT")) {
        (3600, Some(7200)) => TimeZone::get("Europe/Stockholm").ok(),
        (standard, None) => Offset::from_seconds(standard).ok().map(TimeZone::fixed),
        _ => None,
    }
}

fn zone(name: &str, named: &HashMap<String, TimeZone>) -> Option<TimeZone> {
    named.get(name).cloned().or_else(|| known_zone(name))
}

/// A zone by its IANA name, or by what Windows calls Sweden's.
fn known_zone(name: &str) -> Option<TimeZone> {
    let name = name.trim().trim_matches('"');
    if SWEDISH.contains(&name.to_lowercase().as_str()) {
        return TimeZone::get("Europe/Stockholm").ok();
    }
    // "/freeassociation.sourceforge.net/Europe/Stockholm" is how some programs write theirs.
    let parts: Vec<&str> = name.rsplitn(3, '/').collect();
    let short = match parts.as_slice() {
        [city, area, _] => format!("{area}/{city}"),
        _ => name.to_owned(),
    };
    if matches!(name, "UTC" | "Etc/UTC" | "GMT" | "Z") {
        return Some(TimeZone::UTC);
    }
    name.contains('/').then(|| TimeZone::get(name).or_else(|_| TimeZone::get(&short)).ok()).flatten()
}

/// An entry, with its times in the sender's zone.
struct Entry {
    uid: Option<String>,
    title: String,
    place: Option<String>,
    seats: Option<u32>,
    begins: Moment,
    /// The last day, and when on it the entry ends.
    ends: (Date, Option<Time>),
    rule: Option<String>,
    /// Turns that are left out.
    left_out: Vec<DateTime>,
    /// The turn of a series that it replaces.
    replaces: Option<DateTime>,
    called_off: bool,
}

/// A day, or a moment of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    date: Date,
    time: Option<Time>,
}

impl Moment {
    fn datetime(self) -> DateTime {
        self.date.to_datetime(self.time.unwrap_or_default())
    }
}

impl Entry {
    fn of(component: &Component<'_>, zones: &Zones) -> Result<Self, Fault> {
        let start = property(component, "DTSTART").ok_or(Fault::NoDate)?;
        let mut begins = moment(start, zones)?;
        let ends = match (property(component, "DTEND"), text_of(component, "DURATION")) {
            (Some(end), _) => Some(moment(end, zones)?),
            (None, Some(duration)) => {
                let span: Span = duration.parse().map_err(|_| Fault::NotATime(shortened(duration.clone())))?;
                let end = begins.datetime().checked_add(span).map_err(|_| Fault::NotATime(shortened(duration)))?;
                Some(Moment { date: end.date(), time: begins.time.map(|_| end.time()) })
            }
            (None, None) => None,
        };
        let mut ends = ends.unwrap_or(begins);
        let midnight = |moment: &Moment| moment.time == Some(Time::midnight());
        let whole_days = text_of(component, "X-MICROSOFT-CDO-ALLDAYEVENT").is_some_and(|text| text.eq_ignore_ascii_case("TRUE"));
        // Programs that know no days without a time write them from midnight to midnight.
        if midnight(&begins) && midnight(&ends) && (whole_days || ends.date > begins.date) {
            begins.time = None;
            ends.time = None;
        }
        // The end of an entry of whole days is the day after its last.
        let ends = match (begins.time, ends) {
            (None, ends) if ends.date > begins.date => (ends.date.yesterday().unwrap_or(ends.date), None),
            (None, _) => (begins.date, None),
            (Some(_), ends) if ends == begins => (begins.date, None),
            (Some(_), ends) => (ends.date, ends.time),
        };
        let description = text_of(component, "DESCRIPTION").unwrap_or_default();
        let mut left_out = Vec::new();
        for property in component.properties.iter().filter(|property| property.name.as_ref().eq_ignore_ascii_case("EXDATE")) {
            for one in property.val.as_ref().split(',') {
                left_out.extend(moment_of(one, property, zones).ok().map(Moment::datetime));
            }
        }
        let title = text_of(component, "SUMMARY").map(|text| one_line(&text)).filter(|title| !title.is_empty());
        Ok(Self {
            uid: text_of(component, "UID").map(shortened),
            title: title.map_or_else(|| "ST-dag".to_owned(), shortened),
            place: text_of(component, "LOCATION").map(|text| one_line(&text)).filter(|place| !place.is_empty()).map(shortened),
            seats: seats(&description),
            begins,
            ends,
            rule: text_of(component, "RRULE"),
            left_out,
            replaces: property(component, "RECURRENCE-ID").and_then(|property| moment(property, zones).ok()).map(Moment::datetime),
            called_off: text_of(component, "STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")),
        })
    }

    /// The days of the entry: one, or those of its series that lie ahead.
    fn turns(&self, replaced: &[DateTime], today: Date) -> Result<Vec<(Option<String>, Plan)>, Fault> {
        let length = days_between(self.begins.date, self.ends.0);
        let plan = |date: Date| Plan {
            from: self.begins.time,
            last: crate::language::date::calendar::add_days(date, length),
            to: self.ends.1,
            place: self.place.clone(),
            seats: self.seats,
            ..Plan::on(self.title.clone(), date)
        };
        let uid = |at: DateTime| self.uid.as_ref().map(|uid| format!("{uid}#{}", at.strftime("%Y%m%dT%H%M")));
        let Some(rule) = self.rule.as_ref().filter(|_| self.replaces.is_none()) else {
            return Ok(vec![(self.replaces.map_or_else(|| self.uid.clone(), uid), plan(self.begins.date))]);
        };
        // The rule's UNTIL may carry a time and a zone; its day is what matters here.
        let rule: String = rule
            .split(';')
            .filter(|part| !part.starts_with("WKST"))
            .map(|part| match part.strip_prefix("UNTIL=") {
                Some(until) => format!("UNTIL={}", until.get(..8).unwrap_or(until)),
                None => part.to_owned(),
            })
            .collect::<Vec<_>>()
            .join(";");
        let rule: Recurrence = rule.parse().map_err(|_| Fault::Repeats)?;
        let turns: Vec<(Option<String>, Plan)> = local_occurrences(&rule, self.begins.datetime())
            .take(2_000)
            .take_while(|at| days_between(today, at.date()) <= FURTHEST)
            .filter(|at| at.date() >= today && !self.left_out.contains(at) && !replaced.contains(at))
            .take(MOST_TURNS + 1)
            .map(|at| (uid(at), plan(at.date())))
            .collect();
        match turns.len() {
            0 => Err(Fault::Passed),
            count if count > MOST_TURNS => Err(Fault::Repeats),
            _ => Ok(turns),
        }
    }
}

fn property<'a, 'b>(component: &'a Component<'b>, name: &str) -> Option<&'a Property<'b>> {
    component.properties.iter().find(|property| property.name.as_ref().eq_ignore_ascii_case(name))
}

/// The value of a property as it was meant, without its escapes.
fn written(property: &Property<'_>) -> String {
    property.val.to_owned().unescape_text().to_string()
}

fn text_of(component: &Component<'_>, name: &str) -> Option<String> {
    property(component, name).map(|property| written(property).trim().to_owned())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn moment(property: &Property<'_>, zones: &Zones) -> Result<Moment, Fault> {
    moment_of(property.val.as_ref(), property, zones)
}

/// A date, a local time, a time in a zone, or a time in UTC (RFC 5545, sections 3.3.4 and 3.3.5).
fn moment_of(value: &str, property: &Property<'_>, zones: &Zones) -> Result<Moment, Fault> {
    let value = value.trim();
    let wrong = || Fault::NotADate(shortened(value.to_owned()));
    if value.len() == 8 {
        return Date::strptime("%Y%m%d", value).map(|date| Moment { date, time: None }).map_err(|_| wrong());
    }
    let (local, is_utc) = value.strip_suffix(['Z', 'z']).map_or((value, false), |local| (local, true));
    let at = DateTime::strptime("%Y%m%dT%H%M%S", local).or_else(|_| DateTime::strptime("%Y%m%dT%H%M", local)).map_err(|_| wrong())?;
    let named = property
        .params
        .iter()
        .find(|parameter| parameter.key.as_ref().eq_ignore_ascii_case("TZID"))
        .and_then(|parameter| parameter.val.as_ref())
        .map(|name| name.as_ref().trim_matches('"').to_owned());
    let from = match (&named, is_utc) {
        (_, true) => TimeZone::UTC,
        (Some(name), false) => zone(name, &zones.named).ok_or_else(|| Fault::UnknownZone(shortened(name.clone())))?,
        (None, false) => zones.file.clone(),
    };
    let instant: Timestamp = from.to_ambiguous_zoned(at).compatible().map_err(|_| wrong())?.timestamp();
    let here = instant.to_zoned(zones.own.clone()).datetime();
    Ok(Moment { date: here.date(), time: Some(here.time()) })
}
