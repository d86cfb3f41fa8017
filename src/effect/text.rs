//! The text of a message: how it is shown, whom it mentions, whom it is for.

use serde::{Deserialize, Serialize};

/// A text as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Text {
    /// For clients that show no formatting, and for notifications.
    pub plain: String,
    /// Safe HTML; `None` where the plain text says it all.
    pub html: Option<String>,
    /// True for what must ping (`m.text`); else it is an `m.notice`.
    pub ping: bool,
    /// Who is mentioned by user id.
    pub mentions: Vec<String>,
    /// The user on whose behalf everybody in the room is mentioned, where they and she may do that
    /// there. `None`: never the whole room.
    #[serde(default)]
    pub ping_room_for: Option<String>,
    /// The event that it replies to.
    pub reply_to: Option<String>,
    /// The first event of the thread it stands in.
    pub thread: Option<String>,
    /// The person that it is for and nobody else in its room. Once they have left it, it is not said
    /// there. `None`: it is for whoever is there.
    #[serde(default)]
    pub only_for: Option<String>,
}
