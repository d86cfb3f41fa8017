//! What deciding needs to know from the store: the person, the conversation, the message referred to.
//!
//! Facts are read in the same transaction that writes the effects, so nothing changes in between.

pub mod announcement;
pub mod days;
mod plans;
mod power;
mod reminder;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    effect::About,
    language::date::{Due, Question},
};
use announcement::{Announcement, Delivery, Received, Wants};

pub use plans::{DutyList, KnownPlan, PlanAsk, PlanBefore, PlanChange, PlanRequest, PlanShown, Share};
pub use power::{Given, Grant, Listed, Office, OfficeChange, Power};
pub use reminder::{Reminder, ReminderWish, Tap};

/// Everything the store knows that bears on one event.
#[derive(Debug, Clone, PartialEq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Facts {
    /// The sender, as last written down.
    pub person: Option<Person>,
    /// Where the conversation with the sender in this room stands.
    pub dialogue: Dialogue,
    /// Her own message that the event refers to (reacts or replies to), if it is one of hers.
    pub referred: Option<OwnMessage>,
    /// Her own messages that answer the event which is edited or redacted now, also by way of a choice, and the
    /// edits of them.
    pub answers: Vec<OwnMessage>,
    /// The events that chose among what the edited or redacted one was answered with, oldest first.
    pub choices: Vec<String>,
    /// Whether the message that is heard, or was edited, had been removed before.
    pub removed: bool,
    /// How much the sender has been writing.
    pub sender_pace: Pace,
    /// How much has been written to her in the room.
    pub room_pace: Pace,
    /// The sender's active reminders, next first.
    pub reminders: Vec<Reminder>,
    /// Reminders that were set by the event which is edited or redacted now.
    pub reminders_from_event: Vec<Reminder>,
    /// Whether the redacted event is a reaction that was counted.
    pub counted_reaction: bool,
    /// Others whom the message mentions, each with how many active reminders they have.
    pub mentioned: Vec<(String, u32)>,
    /// Reminders of the sender that ended after they first got a calendar file, newest first.
    pub ended: Vec<Reminder>,
    /// Whether a remembered question came from the event which is edited or redacted now, or from a choice after it.
    pub remembered_question: bool,
    /// What the sender may do beyond asking for themselves; nothing where the event is not trusted.
    pub power: Power,
    /// Whether the sender takes no announcements. Known even of somebody who was forgotten.
    pub announcements_off: bool,
    /// Everybody who is known, also those who were brought in by a list and never wrote, by user id.
    /// Read only where the sender has power.
    pub directory: Vec<Person>,
    /// The plans of ST that the sender may see: their own first, then those that were shared with them.
    pub plans: Vec<KnownPlan>,
    /// Plans that the sender was asked to share and has not answered, each with whose it is.
    pub invitations: Vec<Share>,
    /// The plans that these invitations are about, for what follows from a yes; never shown before it.
    pub asked: Vec<KnownPlan>,
    /// Requests to share a plan that wait for an answer: for the sender's plan, each with who asks, and the sender's own
    /// for others', each with whose plan it is.
    pub requests: Vec<(PlanRequest, Person)>,
    /// What the sender has ticked off as a handledare, verksamhetschef, HR or studierektor.
    pub duties: Vec<DutyList>,
    /// Those of the people that the message names who are known.
    pub named: Vec<Person>,
    /// Who has which power, from the settings and from admins. Read only where the sender is an admin.
    pub grants: Vec<Grant>,
    /// The ST days that are not over, first to last, with their answers as far as they matter here.
    pub days: Vec<days::KnownDay>,
    /// The days that the sender was last asked about or told news of, and when; not by an announcement.
    pub day_told: Option<(Vec<String>, Timestamp)>,
    /// Everybody's reminders that were made from these days. Read only where the sender has power.
    pub day_reminders: Vec<Reminder>,
    /// The announcements that carry these days. Read only where the sender has power.
    pub day_announcements: Vec<announcement::Announcement>,
    /// The sender's announcements, changed last first, and what others began to send within the last
    /// minutes. Read only where the sender has power.
    pub announcements: Vec<Announcement>,
    /// The announcement whose single copies are in `deliveries`: the one referred to or last spoken
    /// of, else the newest that was sent.
    pub focus: Option<String>,
    /// What became of each copy of that announcement, by recipient.
    pub deliveries: Vec<Delivery>,
    /// Announcements that the sender got, newest first.
    pub received: Vec<Received>,
    /// Whether the redacted event is a reaction that acknowledged an announcement.
    pub acknowledgement: bool,
    /// Who got an announcement and has not acknowledged it: of that one, and of those that a draft or
    /// scheduled announcement of the sender is for those who have not answered.
    pub silent: Vec<(String, Vec<String>)>,
}

/// A message of hers, sent or about to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnMessage {
    /// Its outbox id.
    pub outbox: String,
    /// Its event id, once it was sent.
    pub event: Option<String>,
    /// The room it is for; empty while a direct chat has yet to be made.
    pub room: String,
    /// The person it was said to: who wrote what it answers, or whom a reminder is for.
    pub person: Option<String>,
    /// What it is about.
    pub about: Option<About>,
    /// Whether it is still shown, that is: not redacted and not stopped before sending.
    pub standing: bool,
    /// Whether it is a text of hers and not an edit, reaction, button or redaction.
    pub text: bool,
    /// Whether it is a file of hers.
    pub file: bool,
    /// The outbox id of the message that it changed, where it is an edit.
    pub edit_of: Option<String>,
    /// Where it is a button: the outbox id of the message that it is under, and its key.
    pub button: Option<(String, String)>,
    /// The event that it replied to, as long as its text is kept.
    pub reply_to: Option<String>,
    /// The thread that it stands in, likewise.
    pub thread: Option<String>,
}

/// What is known of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own that is written down")]
pub struct Person {
    /// The user id.
    pub user: String,
    /// The region whose rules hold for them, as named in the knowledge base.
    pub region: Option<String>,
    /// Whether she has introduced herself.
    pub introduced: bool,
    /// Whether they write English.
    pub english: bool,
    /// What they say they are; carries no power.
    pub role: Option<Role>,
    /// The first day of their ST.
    pub st_start: Option<Date>,
    /// Their time zone where it is not the default.
    pub zone: Option<String>,
    /// Leads (RFC 5545 durations) that they always want, such as `P2D`. A deadline has them beside its chain.
    pub leads: Option<Vec<String>>,
    /// Leads that they want of deadlines, in place of the chain.
    pub deadline_leads: Option<Vec<String>>,
    /// The reminders as last listed, so that "tvåan" means what the person saw, whatever room it was in.
    pub listed: Vec<String>,
    /// When they first got their reminders as a calendar file.
    pub calendar_sent: Option<Timestamp>,
    /// The direct chat with them.
    pub direct_room: Option<String>,
    /// The areas and clinics they belong to, as spelt in the settings.
    pub tags: Vec<String>,
    /// Whether they take no announcements, save those marked as duty. Read with the person, but
    /// changed by [`crate::effect::Effect::TakeAnnouncements`] alone.
    pub announcements_off: bool,
    /// Whether all that is known of them comes from a list that was brought in.
    pub imported: bool,
}

/// What somebody says they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A resident doctor.
    St,
    /// A supervisor.
    Handledare,
    /// The head of a clinic.
    Verksamhetschef,
    /// An HR specialist.
    Hr,
}

/// Where a conversation stands.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Dialogue {
    /// The rule last given, for follow-ups ("och på deltid?").
    pub last_rule: Option<String>,
    /// When that was, or when a reminder was last spoken of.
    pub last_at: Option<Timestamp>,
    /// The rules that her last reply gave; empty where it was about something else.
    pub answered: Vec<String>,
    /// The other region's rule that was named where the asker's own has none.
    pub elsewhere: Option<String>,
    /// The message that said whether these were any good: one verdict counts for each reply of hers.
    pub judged: Option<String>,
    /// What she asked and waits for.
    pub pending: Option<Pending>,
    /// The year of ST that they said they are in, from 1, and when.
    pub st_year: Option<(u8, Date)>,
    /// The reminder last set or changed.
    pub last_reminder: Option<String>,
    /// Since when she has confirmed that one or asked about it, and nothing else was spoken of.
    pub reminder_at: Option<Timestamp>,
    /// What the person wrote last, and when, where she knew no answer to it or it tells of what they have to do, so
    /// that "påminn mig om det" can mean it. The next message takes its place.
    pub said: Option<Box<(Timestamp, String)>>,
    /// What "ångra" would bring back: the reminders as they were before the last change. Never more than one
    /// person may have.
    pub undo: Vec<Reminder>,
    /// The change of somebody's power that "ångra" would take back, where that was the last thing done.
    pub undo_office: Option<Box<OfficeChange>>,
    /// The taps that changed a reminder, newest last, so that taking one back undoes it.
    pub taps: Vec<Tap>,
    /// When messages that could not be read were last mentioned.
    pub unreadable_told: Option<Timestamp>,
    /// The announcements as last listed.
    pub announcements: Vec<String>,
    /// When that was.
    pub announcements_at: Option<Timestamp>,
    /// The announcement last spoken of.
    pub announcement: Option<String>,
    /// The ST day that its study director spoke of after that.
    pub day: Option<String>,
    /// The ST day that her last reply told of and asked whether they come.
    pub day_asked: Option<String>,
    /// The messages and taps that changed a plan, newest last, so that taking one back undoes it.
    pub plan_changes: Vec<PlanChange>,
    /// The plan last shown.
    pub plan_shown: Option<PlanShown>,
    /// Whether her last reply was that she knew no answer, or rules to choose from: what follows may be meant for that.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub puzzled: bool,
}

/// A question of hers that waits for an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    /// Since when.
    pub since: Timestamp,
    /// What.
    pub kind: PendingKind,
}

/// What a tap on the question whether to forget everything answers ([`PendingKind::id`]).
pub const FORGETTING: &str = "forget";

/// The kinds of questions she asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PendingKind {
    /// Which region? The question that will be answered then, if there was one, with its event id.
    Region {
        /// The text of the question.
        question: Option<String>,
        /// The event it came in.
        event: Option<String>,
        /// The questions before it that wait as well, the oldest first, each with its event id.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        earlier: Vec<(String, Option<String>)>,
    },
    /// Which of these rules?
    Choice {
        /// Rule ids, numbered from one.
        rules: Vec<String>,
        /// The question; empty where none was asked.
        question: String,
        /// The event that asked it.
        #[serde(default)]
        event: Option<String>,
        /// The question about a plan that still stands beneath it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        beneath: Option<PlanAsk>,
    },
    /// Which topic?
    Topics {
        /// The region's name in the knowledge base.
        region: String,
        /// The topics, numbered from one.
        topics: Vec<String>,
    },
    /// When, or about what, shall she remind?
    Reminder {
        /// What is open, and what was said so far.
        question: Box<Question>,
        /// The event it came in.
        event: String,
        /// Whether the whole room shall be reminded.
        #[serde(default)]
        shared: bool,
        /// Colleagues who shall be reminded in the writer's place, by user id.
        #[serde(default)]
        others: Vec<String>,
    },
    /// When shall this reminder be instead?
    ChangeReminder {
        /// The reminder's id.
        reminder: String,
        /// What is open.
        question: Box<Question>,
        /// Further reminders that shall be changed alike, by id.
        #[serde(default)]
        others: Vec<String>,
    },
    /// Only this turn of a series, or every one?
    OneTurn {
        /// The series' id.
        reminder: String,
        /// The turn.
        turn: Due,
        /// Where it shall move; `None`: it shall go.
        to: Option<Due>,
    },
    /// Which of these reminders is meant?
    WhichReminders {
        /// Their ids, numbered from one.
        reminders: Vec<String>,
        /// What shall become of those that are chosen.
        wish: ReminderWish,
    },
    /// Show the next page of the list of reminders?
    Page {
        /// The page, counted from one.
        next: usize,
        /// Whether the list is of deadlines alone.
        #[serde(default)]
        deadlines: bool,
    },
    /// Really forget everything?
    Forget,
    /// Really remove all reminders?
    RemoveAll,
    /// Shall reminders be reckoned in this time zone from now on?
    Zone {
        /// The IANA name.
        zone: String,
    },
    /// What are you?
    Role,
    /// Which area or clinic?
    Tags {
        /// The region's name in the knowledge base.
        region: String,
        /// The tags, numbered from one.
        tags: Vec<String>,
    },
    /// Shall somebody's power be changed?
    Office {
        /// How.
        change: OfficeChange,
        /// The question that asks, as in [`About::Confirm`].
        id: String,
    },
    /// Shall these people be brought in?
    Import {
        /// The file's name.
        file: String,
        /// The rows that can be taken.
        rows: Vec<Listed>,
        /// The question that asks, as in [`About::Confirm`].
        id: String,
    },
    /// Something about ST days.
    Days {
        /// What, and what a yes does.
        wish: Box<days::Wish>,
        /// The question that asks, as in [`About::Confirm`].
        id: String,
    },
    /// Something about an announcement.
    Announcement {
        /// Its id.
        announcement: String,
        /// What.
        wants: Wants,
    },
    /// Something about the plan of an ST.
    Plan {
        /// What.
        ask: PlanAsk,
    },
    /// Shall she set the reminder that a rule offers? The kind as named in the rule.
    OfferReminder {
        /// `kurs`, `arsrapport`, `handledarutlatande`.
        kind: String,
        /// Whether it was taken up with a yes, so that what comes now names the course or the day.
        #[serde(default)]
        asked: bool,
    },
}

impl PendingKind {
    /// The id by which a tap tells which question it answers ([`About::Confirm`]).
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Forget => Some(FORGETTING),
            Self::Office { id, .. } | Self::Import { id, .. } | Self::Days { id, .. } => Some(id),
            _ => None,
        }
    }
}

/// How much somebody has been writing lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Pace {
    /// The start of the counted window, in milliseconds since 1970 UTC; 0 when nothing was counted.
    pub since: i64,
    /// Events in the window.
    pub count: u32,
    /// Until when they are let be, in milliseconds since 1970 UTC; 0 when they are not.
    pub quiet_until: i64,
}
