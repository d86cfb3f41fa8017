//! A file of ST days that was sent in the chat: which kind it is, what it holds, and what is wrong with it.
//!
//! Every row that cannot be taken is named with its line and the reason. Reading takes nothing: what was
//! read is shown, and put in only when it is confirmed.

use jiff::{civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{ics, rows};
use crate::{
    command::RegionName,
    facts::days::Plan,
    language::personnummer,
    table::{self, Unreadable},
};

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 256 * 1024;
/// The most days that one file may hold.
pub const MOST_DAYS: usize = 200;
/// The most bad rows that are kept; further ones are counted.
pub const MOST_BAD: usize = 500;

/// What reading a file needs to know.
#[derive(Debug, Clone)]
pub struct Setting<'a> {
    /// Today, where the sender is.
    pub today: Date,
    /// The sender's time zone, in which the days are kept.
    pub zone: TimeZone,
    /// The regions that a row may name.
    pub regions: &'a [RegionName],
}

/// A row that can be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its line in the file, counted from one.
    pub line: usize,
    /// The day.
    pub plan: Plan,
    /// The entry's UID, where the file has one.
    pub uid: Option<String>,
    /// The region, where the row names one.
    pub region: Option<String>,
}

/// A row that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bad {
    /// Its line in the file, counted from one.
    pub line: usize,
    /// Why.
    pub fault: Fault,
}

/// Why a row cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// It holds a personal identity number.
    PersonalNumber,
    /// It has no date.
    NoDate,
    /// What stands for the date is none, or the calendar has no such day.
    NotADate(String),
    /// Another weekday stands beside the date than the one it falls on.
    WrongWeekday(String),
    /// What stands for a time of day is none.
    NotATime(String),
    /// It ends before it begins.
    EndsBefore,
    /// It lies behind.
    Passed,
    /// The last day to sign up comes after the day itself.
    SignUpAfter,
    /// What stands for the number of seats is none.
    NotANumber(String),
    /// No such region.
    UnknownRegion(String),
    /// A region that the sender does not direct.
    NotYours(String),
    /// A time zone that nobody knows.
    UnknownZone(String),
    /// The same day stands on an earlier line.
    Repeated(usize),
    /// The file says that it was called off.
    CalledOff,
    /// It repeats in a way that cannot be followed.
    Repeats,
    /// It cannot be read as an entry of a calendar.
    Unreadable,
    /// More days than a file may hold.
    TooMany,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contents {
    /// The days, in the order of the file.
    pub rows: Vec<Row>,
    /// The rows that cannot be taken, in the order of the file.
    pub bad: Vec<Bad>,
    /// How many bad rows there are beyond those kept.
    pub more_bad: usize,
}

/// Why a whole file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Over [`LARGEST`].
    TooLarge,
    /// It is empty, or no text.
    Unreadable(Unreadable),
    /// It is a list, but not of dates.
    Foreign,
}

/// Reads a file, whatever its name says.
///
/// # Errors
/// Why it cannot be read at all.
pub fn read(bytes: &[u8], setting: &Setting<'_>) -> Result<Contents, Refusal> {
    if bytes.len() > LARGEST {
        return Err(Refusal::TooLarge);
    }
    let text = table::decode(bytes).map_err(Refusal::Unreadable)?;
    let is_calendar = text.lines().take(20).any(|line| line.trim().eq_ignore_ascii_case("BEGIN:VCALENDAR"));
    let mut contents = if is_calendar {
        ics::read(&text, setting)
    } else {
        rows::read(&table::read(bytes).map_err(Refusal::Unreadable)?, setting).ok_or(Refusal::Foreign)?
    };
    contents.settle(setting);
    Ok(contents)
}

impl Contents {
    /// Notes a row that cannot be taken.
    pub fn reject(&mut self, line: usize, fault: Fault) {
        if self.bad.len() < MOST_BAD {
            self.bad.push(Bad { line, fault });
        } else {
            self.more_bad += 1;
        }
    }

    /// Checks what holds for every row, whatever the file was.
    fn settle(&mut self, setting: &Setting<'_>) {
        let mut kept: Vec<Row> = Vec::new();
        for row in std::mem::take(&mut self.rows) {
            let same = kept.iter().find(|other| other.plan == row.plan && other.region == row.region);
            match fault(&row, setting) {
                Some(fault) => self.reject(row.line, fault),
                None if same.is_some() => self.reject(row.line, Fault::Repeated(same.map_or(row.line, |same| same.line))),
                None if kept.len() >= MOST_DAYS => self.reject(row.line, Fault::TooMany),
                None => kept.push(row),
            }
        }
        self.rows = kept;
        self.bad.sort_by_key(|bad| bad.line);
    }
}

fn fault(row: &Row, setting: &Setting<'_>) -> Option<Fault> {
    let plan = &row.plan;
    let number = |text: &str| personnummer::contains(text);
    if number(&plan.title) || plan.place.as_deref().is_some_and(number) {
        return Some(Fault::PersonalNumber);
    }
    let ends = plan.last.to_datetime(plan.to.or(plan.from).unwrap_or_default());
    if plan.last < plan.first || ends < plan.first.to_datetime(plan.from.unwrap_or_default()) {
        return Some(Fault::EndsBefore);
    }
    if plan.last < setting.today {
        return Some(Fault::Passed);
    }
    plan.sign_up_by.filter(|by| *by > plan.first).map(|_| Fault::SignUpAfter)
}
