//! What answers "what shall it say?": the text, unless it is exactly a command.

use super::{
    audience::{self, folded},
    draft,
    request::{self, Ask, First},
    when,
};
use crate::{
    assistant::turn::Turn,
    command::{Request, Which},
    facts::announcement::Announcement,
};

/// Takes the text of a draft. False: the message is exactly a command, and heard as one.
pub(super) fn said(turn: &mut Turn<'_>, request: &Request, text: &str, found: Announcement) -> bool {
    if is_command(turn, request, text) {
        return false;
    }
    let text = without_label(text).to_owned();
    draft::change(turn, found, Ask::Text(text));
    true
}

/// Whether a message means one thing whatever she has just asked. What merely begins like a command ("Skicka inte in
/// blanketten", "Byt lösenord till …", "Ändra er anmälan: …") is said to those who will read it.
fn is_command(turn: &Turn<'_>, request: &Request, text: &str) -> bool {
    match request {
        Request::Other
        | Request::Rules { topic: Some(_) }
        | Request::ChangeReminder { .. }
        | Request::Snooze { .. }
        | Request::DefaultLead { .. }
        | Request::TimeZone { .. }
        | Request::Profile(_)
        | Request::Claim(_)
        | Request::RemoveReminders(Which::About(_))
        | Request::Done(Which::About(_))
        | Request::SkipNext(Which::About(_)) => {}
        _ => return true,
    }
    let few = text.split_whitespace().count() <= 4;
    match request::read(text) {
        None | Some(Ask::Text(_) | Ask::Append(_) | Ask::Swap { .. } | Ask::Field { .. } | Ask::When(_) | Ask::Cut(_)) => false,
        Some(Ask::Announce(First { to: None, text: None, .. })) => true,
        // A whole announcement is another one.
        Some(Ask::Announce(First { to, .. })) => begins_anew(text) && to.as_deref().is_some_and(audience::names_a_group),
        Some(Ask::Send { when: Some(when) }) => {
            let (beside, moment) = when::apart(&when, &draft::context(turn));
            moment.is_some() && beside.is_empty()
        }
        // "Ta med handledarna på mötet" is what it shall say, "handledarna också" is not.
        Some(Ask::Also(_) | Ask::Not(_)) => few,
        Some(Ask::Recipients(words)) => draft::read_audience(turn, &words).is_ok(),
        Some(_) => true,
    }
}

/// Whether a text tells her to send something, and not its readers to send something in.
fn begins_anew(text: &str) -> bool {
    const THEIRS: [&str; 14] = ["in", "inte", "ej", "aldrig", "er", "era", "ert", "din", "dina", "ditt", "med", "your", "not", "never"];
    let plain = folded(text);
    let mut words = plain.split(' ');
    let sends = words.next().is_some_and(|verb| ["skicka", "send", "skika", "skcika"].contains(&verb));
    sends && !words.next().is_some_and(|next| THEIRS.contains(&next))
}

/// The text behind "text:".
fn without_label(text: &str) -> &str {
    let labelled = text.split_once(':').filter(|(head, body)| {
        ["text", "texten", "ny text", "det ska sta", "new text"].contains(&folded(head).as_str()) && !body.trim().is_empty()
    });
    labelled.map_or(text, |(_, body)| body.trim())
}
