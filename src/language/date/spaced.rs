//! "med en veckas mellanrum", "med tre dagars intervall": how often, said by what lies between.

use super::cycle::{Cycle, Piece, each};
use super::phrase::Match;
use super::rrule::Frequency;
use super::stretch;
use super::token::Text;

/// Reads how much lies between two turns.
pub(super) fn read(text: &Text, at: usize) -> Match<Piece> {
    if !text.is(at, &["med", "with"]) {
        return None;
    }
    let (end, length) = stretch::one(text, at + 1, true)?;
    if length.clock || length.working_days > 0 || !text.is(end, &["mellanrum", "intervall", "intervaller", "between", "apart"]) {
        return None;
    }
    let (frequency, interval) = match (length.months, length.days) {
        (0, days) if days % 7 == 0 => (Frequency::Weekly, days / 7),
        (0, days) => (Frequency::Daily, days),
        (months, 0) => (Frequency::Monthly, months),
        _ => return None,
    };
    let interval = u32::try_from(interval).ok().filter(|interval| *interval > 0)?;
    Some((end + 1, Piece::Every(Cycle { interval, ..each(frequency) })))
}
