//! What of a message holds whatever day it is for: how often, how long before, at what time.

use jiff::civil::Time;

use super::compose::{self, Draft};
use super::cycle::Piece;
use super::reading::Lead;
use super::rrule::{End, Recurrence};

/// What is kept of a request whose day could not be taken, until another day is named.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Kept {
    /// How it repeats, without what hangs on the day itself.
    pub recurrence: Option<Recurrence>,
    /// How long before.
    pub leads: Option<Vec<Lead>>,
    /// The time of day.
    pub time: Option<Time>,
}

/// Reads it out of a message.
pub(super) fn read(message: &str) -> Kept {
    let draft = Draft::new(message, None);
    Kept { recurrence: recurrence(&draft), leads: compose::plain_leads(&draft.leads), time: compose::time_said(&draft) }
}

/// How it repeats, without what hangs on the day itself.
pub(super) fn recurrence(draft: &Draft) -> Option<Recurrence> {
    let count = draft.pieces.iter().find_map(|piece| match piece {
        Piece::Count(count) => Some(End::Count(*count)),
        _ => None,
    });
    draft.pieces.iter().find_map(|piece| match piece {
        Piece::Every(cycle) if !cycle.too_often => Some(Recurrence {
            weekdays: cycle.weekdays.iter().map(|weekday| (None, *weekday)).collect(),
            end: count.unwrap_or_default(),
            ..Recurrence::every(cycle.frequency, cycle.interval)
        }),
        _ => None,
    })
}
