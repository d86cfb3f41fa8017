//! "påminn mig innan kursen den 14 januari": before it, but not how long. On the day it would be too late, so she
//! takes a day, or an hour where a time of day was said, and says so.

use super::compose::Draft;
use super::lead::{How, LeadSaid};
use super::phrase::Stretch;
use super::scan::Part;
use super::token::fold;

/// Takes the word out of the subject and into a lead, if that is how the message asks. True where it is.
pub(super) fn take(draft: &mut Draft, subject: &mut String) -> bool {
    let Some(matter) = matter(draft, subject) else { return false };
    *subject = matter;
    draft.leads.push(lead(draft));
    true
}

/// What the reminder is to come before.
fn matter(draft: &Draft, subject: &str) -> Option<String> {
    let text = &draft.text;
    let dated = draft.primary.as_ref().is_some_and(|group| group.day.is_some());
    if !draft.leads.is_empty() || draft.repeats() || !dated || draft.shift.is_some() {
        return None;
    }
    let asking = draft.items.iter().find(|item| item.part == Part::Asking)?.end;
    let free = |at: usize| text.is(at, &["i"]) && text.is(at + 1, &["god"]) && text.is(at + 2, &["tid"]);
    let at = if free(asking) { asking + 3 } else { text.skip(asking, &["strax"]) };
    if !text.is(at, &["innan", "fore", "infor", "before"]) {
        return None;
    }
    let (first, rest) = subject.split_once(' ')?;
    let words: Vec<String> = rest.split(' ').map(fold).collect();
    // "innan jag går hem": an occasion, not something with a day of its own.
    let tells = words.iter().any(|word| matches!(word.as_str(), "jag" | "du" | "vi" | "ni" | "you" | "att" | "om" | "to" | "about"));
    (fold(first) == text.word(at) && !tells).then(|| rest.to_owned())
}

/// How long before: a day, or an hour before a time of day.
fn lead(draft: &Draft) -> LeadSaid {
    let timed = draft.primary.as_ref().is_some_and(|group| group.clock.is_some());
    let length =
        if timed { Stretch { seconds: 3600, clock: true, ..Stretch::default() } } else { Stretch { days: 1, ..Stretch::default() } };
    LeadSaid { how: How::By(length), at: None }
}
