//! ST days: what one is, who has answered, and what deciding knows of them.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
};
use serde::{Deserialize, Serialize};

use crate::language::date::Due;

/// What an ST day is, as it was written, before it has an identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What it is about.
    pub title: String,
    /// The first day.
    pub first: Date,
    /// When it begins on that day; `None`: all day.
    pub from: Option<Time>,
    /// The last day; the same as the first unless it lasts longer.
    pub last: Date,
    /// When it ends on the last day.
    pub to: Option<Time>,
    /// Where.
    pub place: Option<String>,
    /// The last day to sign up.
    pub sign_up_by: Option<Date>,
    /// How many can come; `None`: everybody.
    pub seats: Option<u32>,
}

impl Plan {
    /// A day of which only the date is known.
    #[must_use]
    pub fn on(title: impl Into<String>, date: Date) -> Self {
        Self { title: title.into(), first: date, from: None, last: date, to: None, place: None, sign_up_by: None, seats: None }
    }

    /// The day and time at which it begins.
    #[must_use]
    pub const fn begins(&self) -> Due {
        Due { date: self.first, time: self.from, seconds_said: false }
    }

    /// The local moment at which it is over: the end that was given, else the end of its last day.
    #[must_use]
    pub fn ends(&self) -> DateTime {
        self.last.to_datetime(self.to.unwrap_or(Time::constant(23, 59, 0, 0)))
    }
}

/// An ST day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StDay {
    /// Made by us; stable over changes, and the UID of the calendar entry.
    pub id: String,
    /// What it is.
    pub plan: Plan,
    /// The regions it is for, as named in the knowledge base.
    pub regions: Vec<String>,
    /// The IANA time zone of its times.
    pub zone: String,
    /// Who put it in; empty when they were forgotten. Kept apart from the rest, so that it can be.
    #[serde(skip)]
    pub author: String,
    /// The announcement that carries it, where one does.
    #[serde(default)]
    pub announcement: Option<String>,
    /// Later announcements that carry it as well.
    #[serde(default)]
    pub also: Vec<String>,
    /// Its last change, or that it was called off, where a message of its study director asked for it.
    #[serde(default)]
    pub changed: Option<Box<Changed>>,
    /// The UID in the file that it came from, so that the file sent again changes it.
    #[serde(default)]
    pub imported: Option<String>,
    /// How often it was changed (iCalendar's SEQUENCE).
    pub sequence: u32,
    /// Whether it was called off.
    pub cancelled: bool,
    /// When those who have not answered will be asked once more; `None`: they will not.
    #[serde(default)]
    pub ask_at: Option<Timestamp>,
    /// When it was put in.
    pub created_at: Timestamp,
}

impl StDay {
    /// The announcements that carry it, first to last.
    pub fn posts(&self) -> impl Iterator<Item = &str> {
        self.announcement.iter().chain(&self.also).map(String::as_str)
    }

    /// Whether an announcement carries it.
    #[must_use]
    pub fn is_in(&self, announcement: &str) -> bool {
        self.posts().any(|post| post == announcement)
    }
}

/// A change of an ST day that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// The events that asked for it and said yes to it: without either it is taken back.
    pub events: Vec<String>,
    /// What the day was before.
    pub before: Plan,
}

/// Whether somebody comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// 👍
    Yes,
    /// 👎
    No,
    /// ❓
    Maybe,
}

impl Answer {
    /// The answer that a reaction gives.
    #[must_use]
    pub fn from_reaction(key: &str) -> Option<Self> {
        Some(match key {
            "👍" | "✅" => Self::Yes,
            "👎" | "❌" => Self::No,
            "❓" | "❔" | "🤔" => Self::Maybe,
            _ => return None,
        })
    }
}

/// Somebody's answer to an ST day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// The ST day.
    pub day: String,
    /// The user id.
    pub person: String,
    /// The name they go by in the chat, where one was known.
    pub name: Option<String>,
    /// The answer.
    pub answer: Answer,
    /// Whether they wait for a seat.
    pub waiting: bool,
    /// When they answered yes, which is their place in the queue; for other answers when they answered.
    pub since: Timestamp,
    /// Whether they write English.
    #[serde(default)]
    pub english: bool,
    /// The event that gave the answer: taken back, the answer is taken back.
    pub event: String,
}

/// An ST day with its answers, as far as the event at hand may need them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownDay {
    /// The day.
    pub day: StDay,
    /// The answers, oldest first: all of them where the sender has power over the day or answers it,
    /// else only the sender's own.
    pub answers: Vec<Attendance>,
    /// Who got the announcement that carries it. Read only where the sender has power over the day.
    pub invited: Vec<Invited>,
}

/// Somebody who was told of an ST day and may answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// The user id.
    pub person: String,
    /// Whether they write English.
    pub english: bool,
}

/// What somebody is asked about ST days, and what a yes does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    /// Put these in.
    Enter {
        /// The days, each with the UID it has in the file it came from and its regions.
        days: Vec<(Plan, Option<String>, Vec<String>)>,
    },
    /// Change a day to this.
    Change {
        /// The day's id.
        day: String,
        /// What it shall be.
        plan: Plan,
        /// The day's sequence when it was shown; a change in between is shown anew.
        sequence: u32,
    },
    /// Call a day off.
    Cancel {
        /// The day's id.
        day: String,
    },
    /// Hold a day after all that was called off.
    Hold {
        /// The day's id.
        day: String,
    },
    /// Ask those once more who have not answered.
    Remind {
        /// The day's id.
        day: String,
    },
    /// Which of these does the answer concern?
    Which {
        /// The answer.
        answer: Answer,
        /// The days' ids, numbered from one.
        days: Vec<String>,
    },
}

impl KnownDay {
    /// A person's answer.
    #[must_use]
    pub fn answer_of(&self, person: &str) -> Option<&Attendance> {
        self.answers.iter().find(|answer| answer.person == person)
    }

    /// Those who come and have a seat.
    pub fn coming(&self) -> impl Iterator<Item = &Attendance> {
        self.answers.iter().filter(|answer| answer.answer == Answer::Yes && !answer.waiting)
    }

    /// Those who wait for a seat, first come first.
    #[must_use]
    pub fn queue(&self) -> Vec<&Attendance> {
        let mut queue: Vec<&Attendance> = self.answers.iter().filter(|answer| answer.answer == Answer::Yes && answer.waiting).collect();
        queue.sort_by(|left, right| (left.since, &left.person).cmp(&(right.since, &right.person)));
        queue
    }

    /// How many seats are free; `None`: there is no limit.
    #[must_use]
    pub fn free(&self) -> Option<usize> {
        let seats = usize::try_from(self.day.plan.seats?).unwrap_or(usize::MAX);
        Some(seats.saturating_sub(self.coming().count()))
    }
}
