//! A reminder as it is written down, what somebody may wish of one, and what a tap did to one.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A reminder, with everything needed to deliver it and its next turns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that is written down")]
pub struct Reminder {
    /// Made by us; stable over changes, also the UID of the calendar entry.
    pub id: String,
    /// Whom it reminds, and who alone may see, change and end it.
    pub person: String,
    /// Who set it, where that was somebody else.
    #[serde(default)]
    pub set_by: Option<String>,
    /// Where it is delivered.
    pub room: String,
    /// Whether it is for the whole room ("påminn oss").
    pub shared: bool,
    /// The event that set it.
    pub event: String,
    /// What the reminder links to: a room and an event in it.
    #[serde(default)]
    pub link: Option<(String, String)>,
    /// The subject in the person's words.
    pub subject: String,
    /// The deadline or moment itself, local: `2026-04-15` or `2026-04-15T09:00`.
    pub due: String,
    /// Other readings of when, as offered under the confirmation, numbered from one.
    #[serde(default)]
    pub readings: Vec<String>,
    /// The recurrence as RFC 5545, without prefix.
    pub recurrence: Option<String>,
    /// How long before the deadline each message comes, as `P7D`, `PT30M`, `P0D`.
    pub leads: Vec<String>,
    /// Whether it is a deadline, said again on the day after if not ticked off.
    pub deadline: bool,
    /// The IANA time zone.
    pub zone: String,
    /// Whether the person writes English.
    pub english: bool,
    /// When the next message is due; `None` when nothing more will come.
    pub next_at: Option<Timestamp>,
    /// Which lead the next message belongs to; `None` for the word after the deadline or a snooze.
    pub next_lead: Option<String>,
    /// Which turn (local, as `due`) the next message speaks of; `None` after a snooze.
    #[serde(default)]
    pub next_turn: Option<String>,
    /// The last turn (local, as `due`) that was ticked off or skipped; later ones are still to come.
    #[serde(default)]
    pub done_through: Option<String>,
    /// Later turns (local, as `due`) that are left out.
    #[serde(default)]
    pub skipped: Vec<String>,
    /// The turn (local, as `due`) that a message was last sent for, which a tick refers to.
    #[serde(default)]
    pub told_turn: Option<String>,
    /// When that message was made.
    #[serde(default)]
    pub told_at: Option<Timestamp>,
    /// The turn (local, as `due`) whose message reached nobody, neither in its room nor in the direct chat.
    #[serde(default)]
    pub undelivered: Option<String>,
    /// Whether it is still running; ended ones are kept for undoing.
    pub active: bool,
    /// When it was set.
    pub created_at: Timestamp,
    /// How often it was changed (iCalendar's SEQUENCE).
    pub sequence: u32,
    /// The ST day that it was made from, and moves with.
    #[serde(default)]
    pub day: Option<String>,
}

impl Default for Reminder {
    /// Of nobody and nothing, running, with a word on the day itself, in Swedish time. What is not of interest is
    /// taken from here.
    fn default() -> Self {
        Self {
            id: String::new(),
            person: String::new(),
            set_by: None,
            room: String::new(),
            shared: false,
            event: String::new(),
            link: None,
            subject: String::new(),
            due: String::new(),
            readings: Vec::new(),
            recurrence: None,
            leads: vec!["P0D".to_owned()],
            deadline: false,
            zone: "Europe/Stockholm".to_owned(),
            english: false,
            next_at: None,
            next_lead: None,
            next_turn: None,
            done_through: None,
            skipped: Vec::new(),
            told_turn: None,
            told_at: None,
            undelivered: None,
            active: true,
            created_at: Timestamp::UNIX_EPOCH,
            sequence: 0,
            day: None,
        }
    }
}

/// What shall become of a reminder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReminderWish {
    /// It ends.
    Remove,
    /// It comes at another time.
    Change {
        /// The new time in the person's words.
        to: String,
    },
    /// It is done.
    Done,
    /// Its next turn is left out.
    Skip,
    /// It speaks again later.
    Snooze {
        /// Until when in the person's words; `None` is the usual time.
        until: Option<String>,
    },
    /// It is called something else.
    Rename {
        /// The new subject.
        to: String,
    },
    /// It speaks at these times as well.
    AddLeads {
        /// How long before, as `P7D`.
        leads: Vec<String>,
    },
    /// It does not speak at these times.
    DropLeads {
        /// How long before, as `P7D`.
        leads: Vec<String>,
    },
    /// It speaks at these times and at no others.
    SetLeads {
        /// How long before, as `P7D`.
        leads: Vec<String>,
    },
}

/// A reaction that changed a reminder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tap {
    /// The reaction's event id.
    pub reaction: String,
    /// The reminder as it was before.
    pub before: Reminder,
}
