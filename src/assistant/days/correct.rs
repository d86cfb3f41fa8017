//! What a correction of a post means for the ST days that it carries.

use super::{
    answer::is_open,
    cells,
    manage::{self, change, context, reaches},
    place, read,
    request::Change,
};
use crate::{assistant::turn::Turn, facts::days::KnownDay, language::date as language};

/// The date, hours or place of a day in the post that carries it is put right: the day moves, with
/// everything made from it. False: what is put right is none of these.
pub fn corrected(turn: &mut Turn<'_>, announcement: &str, from: &str, to: &str) -> bool {
    let context = context(turn);
    let carried = carried(turn, announcement);
    let stood = language::find_dates(from, &context);
    if let ([stood], false) = (stood.as_slice(), language::find_dates(to, &context).is_empty()) {
        let moves = carried.iter().any(|known| known.day.plan.first == stood.date);
        return moves && change(turn, Some(stood.date), Some(Change::When(to.to_owned())));
    }
    let [only] = carried.as_slice() else { return false };
    let (plan, first) = (&only.day.plan, Some(only.day.plan.first));
    let hours = cells::hours(from).filter(|(begins, _)| plan.from == Some(*begins));
    if hours.is_some_and(|(_, ends)| ends.is_none() || ends == plan.to) && cells::hours(to).is_some() {
        return change(turn, first, Some(Change::When(to.to_owned())));
    }
    let Some(place) = &plan.place else { return false };
    let from = from.trim();
    // "ändra Växjö till Ljungby" of "Kursgården, Växjö" puts the town right.
    let put_right = if place.to_lowercase() == from.to_lowercase() { Some(to.to_owned()) } else { swapped(place, from, to) };
    put_right.is_some_and(|place| change(turn, first, Some(Change::Place(read::shortened(place)))))
}

/// "9–15 i stället" or "20 maj i stället" of the post that carries a single day: the day moves. False: it says
/// something else as well, which is put under the post.
pub fn put_right(turn: &mut Turn<'_>, announcement: &str, words: &str) -> bool {
    let carried = carried(turn, announcement);
    let [only] = carried.as_slice() else { return false };
    let first = Some(only.day.plan.first);
    if let Some(when) = cells::only_when(words, &context(turn)) {
        return change(turn, first, Some(Change::When(when)));
    }
    place::said(words).is_some_and(|place| change(turn, first, Some(Change::Place(read::shortened(place)))))
}

/// Another place or title of the only open day that a post carries, or without a post of the only one there is. False:
/// there is no such day.
pub fn change_field(turn: &mut Turn<'_>, announcement: Option<&str>, title: bool, to: &str) -> bool {
    let carried = announcement.map(|id| carried(turn, id)).unwrap_or_default();
    let first = match (announcement, carried.as_slice()) {
        (_, [only]) => Some(only.day.plan.first),
        (None, _) => manage::pick(turn, None).map(|known| known.day.plan.first),
        _ => None,
    };
    let to = read::shortened(to.to_owned());
    first.is_some() && change(turn, first, Some(if title { Change::Title(to) } else { Change::Place(to) }))
}

/// A place with one whole piece of it put in place of another.
fn swapped(place: &str, from: &str, to: &str) -> Option<String> {
    let mut found = false;
    let pieces: Vec<&str> = place
        .split(", ")
        .map(|piece| {
            let same = piece.to_lowercase() == from.to_lowercase();
            found |= same;
            if same { to } else { piece }
        })
        .collect();
    found.then(|| pieces.join(", "))
}

/// Whether a post carries days that its correction would not change.
#[must_use]
pub fn carries(turn: &Turn<'_>, announcement: &str) -> bool {
    !carried(turn, announcement).is_empty()
}

/// The open days that a post carries, as far as the sender may change them.
fn carried<'a>(turn: &Turn<'a>, announcement: &str) -> Vec<&'a KnownDay> {
    let carries = |known: &&KnownDay| known.day.is_in(announcement);
    turn.facts.days.iter().filter(carries).filter(|known| is_open(known, turn.now) && reaches(turn, &known.day)).collect()
}
