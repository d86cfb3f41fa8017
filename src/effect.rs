//! What shall be done: the only way in which deciding changes anything.
//!
//! [`crate::assistant::decide`] returns effects; [`crate::store::Store::handle`] carries them out in
//! one transaction. Messages become rows of the outbox and are sent afterwards, each exactly once.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::facts::{Dialogue, Pace, Person, Reminder};

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
    /// Count a 👍 or 👎 under an answer. One reaction event counts once.
    CountFeedback {
        /// The reaction's event id.
        reaction: String,
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
    /// Write down how much a person or room has been writing.
    SavePace {
        /// A user id or room id.
        key: String,
        /// The counted window.
        pace: Pace,
    },
    /// Write down a reminder, in place of an earlier state of the same id.
    SaveReminder(Reminder),
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

/// A text as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Text {
    /// For clients that show no formatting, and for notifications.
    pub plain: String,
    /// Safe HTML; `None` where the plain text says it all.
    pub html: Option<String>,
    /// True for what must ping (`m.text`); else it is an `m.notice`.
    pub ping: bool,
    /// Who is mentioned by user id. Never the whole room.
    pub mentions: Vec<String>,
    /// The event that it replies to.
    pub reply_to: Option<String>,
    /// The first event of the thread it stands in.
    pub thread: Option<String>,
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
    /// It asks something; what the answer means stands in the dialogue.
    Question,
}
