//! What shall be done: the only way in which deciding changes anything.
//!
//! [`crate::assistant::decide`] returns effects, [`crate::store::Store::handle`] carries them out in one transaction.
//! Messages become rows of the outbox and are sent afterwards, each exactly once.

mod text;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    facts::{
        Dialogue, DutyList, Office, Pace, Person, PlanRequest, Reminder, Share,
        announcement::Announcement,
        days::{Attendance, StDay},
    },
    plan::Training,
};

pub use text::Text;

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Say something: a new row in the outbox.
    Say(Outgoing),
    /// Stop a message that has not been sent yet; one that was sent stays.
    Unsay {
        /// The outbox id of the message.
        outbox: String,
    },
    /// Write down what is known of a person, in place of what was.
    SavePerson(Person),
    /// Remove everything known about a person, what is unsent to them too.
    ForgetPerson {
        /// The user id.
        user: String,
    },
    /// Write down where the conversation with a person in a room stands.
    SaveDialogue {
        /// The user id.
        user: String,
        /// The room id.
        room: String,
        /// The new state.
        dialogue: Dialogue,
    },
    /// Count a 👍 or 👎 under an answer, once.
    CountFeedback {
        /// The reaction's event id.
        reaction: String,
        /// The answer's outbox id, where it is known which: the same thumb of a person under it counts once.
        under: Option<String>,
        /// The rules the answer gave, each with its region.
        rules: Vec<(String, String)>,
        /// True for 👍.
        helpful: bool,
    },
    /// Take a counted reaction back.
    WithdrawFeedback {
        /// The reaction's event id.
        reaction: String,
    },
    /// Remember a question that found no answer, without its author.
    RememberQuestion {
        /// The question's event id, so that it goes when the question is redacted.
        event: String,
        /// The text.
        text: String,
        /// The asker's region, where known.
        region: Option<String>,
    },
    /// Forget a remembered question.
    ForgetQuestion {
        /// The question's event id.
        event: String,
    },
    /// What an event brings (a tap on a choice, a number typed) belongs to an earlier question as well, and goes with it.
    Follow {
        /// The event that chose.
        event: String,
        /// The question's event id.
        question: String,
    },
    /// Write down how much a person or room has been writing.
    SavePace {
        /// A user id or room id.
        key: String,
        /// The counted window.
        pace: Pace,
    },
    /// Write down a reminder, in place of an earlier state of the same id.
    SaveReminder(Reminder),
    /// Note whether a person takes announcements. It outlasts [`Effect::ForgetPerson`], without
    /// their name, so that a list that brings them in again does not undo it;
    /// [`Effect::SavePerson`] leaves it as it is.
    TakeAnnouncements {
        /// The user id.
        user: String,
        /// False: no announcements, save those that are marked as duty.
        wanted: bool,
    },
    /// Give a person power.
    GrantRole {
        /// The user id.
        user: String,
        /// Which.
        office: Office,
        /// Who gives it.
        by: String,
    },
    /// Take a power back that was given. One that stands in the settings stays.
    RevokeRole {
        /// The user id.
        user: String,
        /// Which.
        office: Office,
    },
    /// Write down a person's part of the plan of their ST, in place of what was.
    SavePlan {
        /// Whose.
        user: String,
        /// The whole of it.
        training: Box<Training>,
    },
    /// Take a person's plan away, with everything that was shared of it.
    DropPlan {
        /// Whose.
        user: String,
    },
    /// Write down that somebody shares a plan, or was asked to.
    SaveShare(Share),
    /// Let somebody share a plan no longer; their reminders of it end.
    EndShare {
        /// Whose plan.
        owner: String,
        /// Who shared it.
        other: String,
    },
    /// Write down that somebody asks to share a plan; false: no more, since it is answered or taken back.
    SaveRequest(PlanRequest, bool),
    /// Write down which duties are done.
    SaveDuties(DutyList),
    /// Write a line into the audit log.
    Audit(AuditEntry),
    /// Write down an ST day, in place of an earlier state of the same id.
    SaveDay(StDay),
    /// Write down whether somebody comes to an ST day, in place of an earlier answer.
    SaveAnswer(Attendance),
    /// Forget somebody's answer to an ST day.
    ForgetAnswer {
        /// The ST day's id.
        day: String,
        /// The user id.
        person: String,
    },
    /// Write down an announcement, in place of an earlier state of the same id. A progress message
    /// that begins with `#` stands for one of the same decision.
    SaveAnnouncement(Box<Announcement>),
    /// Keep a file that many messages will refer to. One that is there already stays as it is.
    KeepFile(SharedFile),
    /// Give each recipient of an announcement a row of their own. What has a row keeps it, so nobody
    /// gets two, however often this is carried out.
    Deliver {
        /// The announcement's id.
        announcement: String,
        /// The text. Whom it mentions is filled in for each person.
        text: Text,
        /// Ids of the shared files that follow it.
        files: Vec<String>,
        /// Who gets it.
        recipients: Vec<Recipient>,
    },
    /// Stop what has not been sent of an announcement.
    StopDeliveries {
        /// The announcement's id.
        announcement: String,
    },
    /// Try again to send those copies of an announcement that could not be sent.
    RetryDeliveries {
        /// The announcement's id.
        announcement: String,
    },
    /// Change every copy of an announcement, also those still to be sent.
    CorrectDeliveries {
        /// The announcement's id.
        announcement: String,
        /// The text as it shall read.
        text: Text,
    },
    /// Take every copy of an announcement back, with its files.
    WithdrawDeliveries {
        /// The announcement's id.
        announcement: String,
    },
    /// Remind those recipients of an announcement who got it and have not acknowledged it.
    NudgeDeliveries {
        /// The announcement's id.
        announcement: String,
        /// The how manieth reminder it is: each is said once.
        number: u32,
        /// What they hear, as a reply to their copy.
        text: Text,
    },
    /// Note that a person acknowledged an announcement. One reaction event counts once.
    Acknowledge {
        /// The announcement's id.
        announcement: String,
        /// The user id.
        person: String,
        /// The reaction's event id.
        reaction: String,
    },
    /// Take an acknowledgement back.
    WithdrawAcknowledgement {
        /// The reaction's event id.
        reaction: String,
    },
}

/// A file that many messages refer to: uploaded once for rooms of either kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedFile {
    /// Made by us.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its MIME type.
    pub mime: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its bytes in Base64, where it is her own and not a person's.
    pub content: Option<String>,
    /// Where it lies for rooms that are not encrypted, in the chat's own words.
    pub plain: Option<String>,
    /// Where it lies, encrypted, for encrypted rooms, in the chat's own words.
    pub encrypted: Option<String>,
}

/// Who gets a copy of an announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// A person, in the direct chat with them.
    Person(String),
    /// Everybody in a room, once.
    Room(String),
}

impl Recipient {
    /// The user id or room id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Person(id) | Self::Room(id) => id,
        }
    }
}

/// A line of the audit log: who did what to whom, and how many it concerned. When is noted by the
/// store. Once a person named in it is forgotten, a pseudonym stands in their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Who did it: a user id, or [`OPERATOR`].
    pub who: String,
    /// What.
    pub what: Act,
    /// The user id of the one person it was done to, where it was one.
    pub person: Option<String>,
    /// What it was done to: the id of an announcement or an ST day, the power, the name of a file.
    /// Never a message's text and never a user id.
    pub subject: Option<String>,
    /// The regions it concerned.
    pub regions: Vec<String>,
    /// How many people it concerned.
    pub count: Option<u64>,
}

/// Who did what was done on the command line.
pub const OPERATOR: &str = "operator";

/// What the audit log tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// A power was given.
    Granted,
    /// A power was taken back.
    Revoked,
    /// A list of people was brought in.
    Imported,
    /// An announcement was confirmed for a later time.
    Scheduled,
    /// An announcement began to be sent.
    Sent,
    /// An announcement that was sent was corrected.
    Corrected,
    /// An announcement that was sent was withdrawn.
    Withdrawn,
    /// A draft, scheduled or half-sent announcement was cancelled.
    Cancelled,
    /// What was unsent of an announcement was stopped, since its author has the power no longer.
    Stopped,
    /// Those who had not answered were reminded.
    Nudged,
    /// Those who could not be reached were tried again.
    Retried,
    /// ST days were entered.
    DaysEntered,
    /// An ST day was changed.
    DayChanged,
    /// An ST day was cancelled.
    DayCancelled,
    /// Somebody tried what they have no power for.
    Refused,
}

/// Something to say, before it has a place in the outbox.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Where to.
    pub to: Target,
    /// What.
    pub content: Content,
    /// Which of several waiting messages goes first.
    pub priority: Priority,
    /// The event that it answers: an edit of that event changes this message, a redaction removes it.
    pub answers: Option<String>,
    /// What the message is about, so that a reaction or reply to it can be understood. On an edit it
    /// replaces what the edited message is about.
    pub about: Option<About>,
    /// Who it is said to: the person whose reaction or reply to it counts.
    pub person: Option<String>,
    /// Reactions of hers under it, as buttons to tap. Each becomes a row of its own (a
    /// [`Content::Button`] of [`Priority::Button`]) that waits for this one.
    pub buttons: Vec<String>,
    /// Not before this time; `None` is at once.
    pub not_before: Option<Timestamp>,
}

/// Where a message goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// To a room.
    Room(String),
    /// To a person, in the direct chat with them, which is made if there is none.
    Person(String),
}

/// Answers go before reminders, reminders before buttons, and everything before announcements:
/// the account's rate limit is one budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Priority {
    /// The answer to something that a person wrote.
    Answer = 0,
    /// A reminder that fell due.
    Reminder = 1,
    /// A reaction that serves as a button.
    Button = 2,
    /// One recipient's copy of an announcement.
    Announcement = 3,
}

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// A message.
    Text(Text),
    /// A new text for an earlier message of hers. It waits until that one is sent.
    Edit {
        /// The outbox id of the earlier message.
        of: String,
        /// The text as it shall read.
        text: Text,
    },
    /// Removal of an earlier message of hers. It waits until that one is sent.
    Redact {
        /// The outbox id of the earlier message.
        of: String,
    },
    /// A reaction to somebody's event.
    React {
        /// The event id.
        to: String,
        /// The emoji.
        key: String,
    },
    /// A reaction of hers to an earlier message of hers, as a button to tap. It waits until that one is sent.
    Button {
        /// The outbox id of the earlier message.
        of: String,
        /// The emoji.
        key: String,
    },
    /// A file that many messages refer to (see [`Effect::KeepFile`]).
    Shared {
        /// The file's id.
        file: String,
    },
    /// A file.
    File {
        /// The file's name.
        name: String,
        /// The MIME type.
        mime: String,
        /// The bytes, Base64-encoded so that the row stays text.
        base64: String,
        /// The event that it replies to.
        reply_to: Option<String>,
        /// The first event of the thread it stands in.
        thread: Option<String>,
    },
}

/// What a message of hers is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// It gave these rules.
    Answer {
        /// Rule ids.
        rules: Vec<String>,
    },
    /// It offers these rules, numbered from one.
    Choice {
        /// Rule ids.
        rules: Vec<String>,
    },
    /// It lists the topics of a region, numbered from one.
    Topics {
        /// The region's name in the knowledge base.
        region: String,
        /// The topics.
        topics: Vec<String>,
    },
    /// It asks for the person's region; the regions as offered, numbered from one.
    Region {
        /// Region names, as in the knowledge base.
        regions: Vec<String>,
    },
    /// It confirms a reminder that was set or changed.
    ReminderSet {
        /// The reminder's id.
        reminder: String,
    },
    /// It is a reminder that fell due.
    ReminderDue {
        /// The reminder's id.
        reminder: String,
    },
    /// It tells of these ST days: 👍 👎 ❓ under it, or a reply, is the answer to them.
    Days {
        /// Ids.
        days: Vec<String>,
    },
    /// It shows a plan of ST, and what is next in it.
    Plan {
        /// Whose plan.
        owner: String,
    },
    /// It asks somebody to share a plan of ST, theirs or another's.
    PlanInvitation {
        /// Who asks.
        owner: String,
    },
    /// It asks something; what the answer means stands in the dialogue.
    Question,
    /// It asks for a region's area or clinic; the tags as offered, numbered from one.
    Tags {
        /// The region's name in the knowledge base.
        region: String,
        /// Tags.
        tags: Vec<String>,
    },
    /// It asks whether to do something that concerns others. A tap counts only while it is waited for.
    Confirm {
        /// The id in the dialogue's pending question.
        id: String,
    },
    /// It tells a study director who comes to an ST day, and who has not answered.
    Attendance {
        /// The day's id.
        day: String,
    },
    /// It reads an announcement back to its author, or asks the author something about it.
    Draft {
        /// The announcement's id.
        announcement: String,
        /// The version that was read back.
        version: u32,
    },
    /// It tells the author what became of an announcement.
    Broadcast {
        /// The announcement's id.
        announcement: String,
    },
    /// It is a recipient's copy of an announcement.
    Copy {
        /// The announcement's id.
        announcement: String,
    },
}
