//! Announcements: what one is, whom it is for, and what became of each recipient's copy.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Role;

/// Something that a study director or admin sends to many, from draft to report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Announcement {
    /// Made by us from the event that began it; stable over changes.
    pub id: String,
    /// Who sends it; empty when they were forgotten.
    pub author: String,
    /// The author's display name when it was written, where the chat knew one.
    pub author_name: Option<String>,
    /// The author's direct chat, where its readback and report are shown; `None`: it is made.
    pub room: Option<String>,
    /// Whether the author writes English.
    pub english: bool,
    /// The author's time zone.
    pub zone: String,
    /// Whom it is for; `None` as long as that is open.
    pub audience: Option<Audience>,
    /// The text as it was written, in Markdown; empty as long as that is open.
    pub text: String,
    /// What was added after it was sent, oldest first, as (when, what).
    pub corrections: Vec<(Timestamp, String)>,
    /// Those of these that its author asked for, each with the message that did.
    pub asked: Vec<AskedCorrection>,
    /// The files that go with it.
    pub files: Vec<Attachment>,
    /// A file that came while it was being written and was taken for a list: it may be meant to go along.
    pub beside: Option<Attachment>,
    /// The ST days that go with it, as its author confirmed them.
    pub days: Vec<super::days::Plan>,
    /// How many of these have been called off since: nobody is asked whether they come to them.
    pub called_off: usize,
    /// Whether it also reaches those who take no announcements. Only an admin can say so.
    pub duty: bool,
    /// Whether it shall ping everybody in the rooms it goes to.
    pub ping_room: bool,
    /// Where it stands.
    pub state: State,
    /// Counts the changes of text, audience and files; a yes holds for the version it was given to.
    pub version: u32,
    /// The version whose author was asked whether they mean it, since the same went out just now.
    pub repeat_asked: Option<u32>,
    /// When it shall be sent.
    pub scheduled: Option<Timestamp>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When sending began.
    pub started_at: Option<Timestamp>,
    /// When time will next have to be looked after: a draft lapses, a scheduled one is sent, progress
    /// is told.
    pub next_at: Option<Timestamp>,
    /// The outbox id of the message that tells how far it has come.
    pub progress: Option<String>,
    /// What that message said last, and when.
    pub told: Option<(Timestamp, Tally)>,
    /// How often time was looked after; what is said then is said once each time.
    pub turns: u32,
    /// How often those who had not answered were reminded.
    pub nudges: u32,
    /// When they were last.
    pub nudged_at: Option<Timestamp>,
    /// What has become of the copies; read with it, not written down.
    #[serde(skip)]
    pub tally: Tally,
}

/// A correction that the author asked for, so that it can be taken back with the message that did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedCorrection {
    /// The event of the message that asked for it.
    pub event: String,
    /// When it was noted, which tells it from the others.
    pub at: Timestamp,
    /// The text as it stood before.
    pub before: String,
    /// The text as it stood afterwards.
    pub after: String,
}

/// Where an announcement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It is being written, or waits for a yes.
    #[default]
    Draft,
    /// It waits for its time.
    Scheduled,
    /// It is on its way.
    Sending,
    /// Every copy was delivered, failed, or was stopped.
    Sent,
    /// It was cancelled before anything was sent.
    Cancelled,
    /// Nobody said yes to it within a day.
    Lapsed,
    /// It was taken back everywhere.
    Withdrawn,
}

impl State {
    /// The name under which the database knows it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Cancelled => "cancelled",
            Self::Lapsed => "lapsed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether copies of it exist that people can see.
    #[must_use]
    pub fn is_out(self) -> bool {
        matches!(self, Self::Sending | Self::Sent)
    }
}

/// Whom an announcement is for. Within a list one is enough; all lists that are not empty must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Audience {
    /// People who said to be one of these; empty: whatever they are.
    pub roles: Vec<Role>,
    /// People of these regions, as named in the knowledge base. Together with `tags`: of either.
    pub regions: Vec<String>,
    /// People with one of these areas or clinics, as spelt in the settings.
    pub tags: Vec<String>,
    /// Rooms, by id, with the name they were called by, where it goes to rooms. `regions` are theirs
    /// then, and nobody is written to alone.
    pub rooms: Vec<(String, String)>,
    /// People who have answered so, or not at all.
    pub answering: Option<Answering>,
    /// Others whom it is for as well, each by what holds for them alone.
    pub also: Vec<Audience>,
}

impl Tally {
    /// Whether all are done but those whose server does not answer.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.waiting == self.stuck
    }
}

impl Audience {
    /// It and everything that it is for as well.
    pub fn parts(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.also)
    }
}

/// People by what they answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answering {
    /// To what.
    pub to: Occasion,
    /// What that is called.
    pub name: String,
    /// Answers of which one is enough.
    pub answers: Vec<Reply>,
}

/// What people answer to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// An ST day, by its id.
    Day(String),
    /// An announcement, by its id.
    Announcement(String),
}

/// An answer, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// They come, and have a seat.
    Yes,
    /// They would come, and wait for a seat.
    Waiting,
    /// They do not come.
    No,
    /// They do not know yet.
    Maybe,
    /// They were asked and have not answered.
    Silent,
}

/// A file that goes with an announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The id of the shared file.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// The event in which its author sent it: taken back, it goes.
    pub event: String,
}

/// What has become of an announcement's copies, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    /// How many it is for.
    pub recipients: u64,
    /// Accepted by the homeserver.
    pub delivered: u64,
    /// Still to be sent.
    pub waiting: u64,
    /// Those of the waiting that have to wait for a new direct chat.
    pub roomless: u64,
    /// Those of the waiting that were tried several times in vain: their server does not answer.
    pub stuck: u64,
    /// Cannot be sent.
    pub failed: u64,
    /// Stopped before they were sent.
    pub stopped: u64,
    /// Taken back after they were sent.
    pub withdrawn: u64,
    /// Read, as far as people's apps tell.
    pub read: u64,
    /// Acknowledged by a reaction.
    pub acknowledged: u64,
}

/// One recipient's copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// A user id, or a room id.
    pub recipient: String,
    /// What became of it.
    pub outcome: Outcome,
    /// When its state changed last.
    pub changed_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
    /// When it was first acknowledged.
    pub acknowledged_at: Option<Timestamp>,
}

/// A copy of an announcement that somebody got, as it is known of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Received {
    /// The announcement's id.
    pub announcement: String,
    /// When the homeserver accepted it.
    pub delivered_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
    /// When it was first acknowledged.
    pub acknowledged_at: Option<Timestamp>,
}

/// What became of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Still to be sent; why it was not yet, where it was tried several times in vain.
    Waiting(Option<String>),
    /// Accepted by the homeserver.
    Delivered,
    /// Cannot be sent, and why.
    Failed(String),
    /// Stopped before it was sent.
    Stopped,
    /// Taken back after it was sent.
    Withdrawn,
}

/// What of an announcement waits for its author's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wants {
    /// Whom is it for?
    Audience,
    /// What shall it say?
    Text,
    /// Send it?
    Send {
        /// The version that was read back.
        version: u32,
    },
    /// Correct what was sent?
    Correct {
        /// The text as it reads then, without the note.
        text: String,
        /// What is noted under it.
        note: String,
        /// The event of the message that asks for it.
        #[serde(default)]
        event: String,
    },
    /// Take the correction back that was asked for in a message which is gone?
    Restore {
        /// The event of that message.
        event: String,
    },
    /// Make ST days of the dates in what was sent?
    Days,
    /// Remind those who have not answered?
    Nudge,
    /// Take it back everywhere?
    Withdraw,
}

impl Wants {
    /// Whether it is about an announcement that is out, and not about a draft.
    #[must_use]
    pub fn concerns_what_is_out(&self) -> bool {
        matches!(self, Self::Correct { .. } | Self::Restore { .. } | Self::Days | Self::Nudge | Self::Withdraw)
    }
}
