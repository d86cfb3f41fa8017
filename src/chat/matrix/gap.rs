//! What a limited timeline left out.
//!
//! After an absence the homeserver gives only the newest events of a room. The rest is fetched
//! backwards, until an event that was handled, her own invitation, or the time before which she
//! answers nothing.

use matrix_sdk::{Room, deserialized_responses::TimelineEvent, room::MessagesOptions, ruma::uint};
use tracing::{info, warn};

use super::{
    failure::Failure,
    read::{Read, Reading, UNTOLD, read},
};
use crate::chat::Ledger;

/// How many pages are fetched at most, each of a hundred events: more than anybody writes to her
/// while she is away, and a bound on what a busy room can cost.
const PAGES: usize = 50;
/// How many pages are fetched in search of the invitation before her own joining.
const PAGES_BEFORE_JOINING: usize = 2;

/// Where to look.
pub(super) struct Gap<'a> {
    pub(super) room: &'a Room,
    /// Where the timeline that was given begins.
    pub(super) from: &'a str,
    /// Where the last sync ended; nothing older can be new.
    pub(super) since: Option<&'a str>,
    /// In milliseconds since 1970 UTC: nothing older is answered.
    pub(super) not_before: i64,
    pub(super) me: &'a str,
}

/// Whether anything before these events, oldest first, may still be new.
pub(super) async fn is_open(events: &[TimelineEvent], gap: &Gap<'_>, ledger: &impl Ledger) -> Result<bool, Failure> {
    let reads: Vec<Read> = events.iter().filter_map(|event| read(event, gap.me)).collect();
    if reads.iter().any(|read| is_boundary(read, gap)) {
        // A joining without the invitation before it: one more look, for who invited her.
        return Ok(reads.iter().any(is_own_joining) && !reads.iter().any(is_own_invitation));
    }
    Ok(handled(&reads, ledger).await?.is_none())
}

/// Fetches what lies before, oldest first.
pub(super) async fn fill(gap: &Gap<'_>, ledger: &impl Ledger) -> Result<Vec<TimelineEvent>, Failure> {
    let mut newest_first: Vec<TimelineEvent> = Vec::new();
    let mut from = gap.from.to_owned();
    let mut since_joining = None;
    for page in 0..PAGES {
        let mut options = MessagesOptions::backward().from(from.as_str());
        options.to = gap.since.map(str::to_owned);
        options.limit = uint!(100);
        let messages = gap.room.messages(options).await?;
        let reads: Vec<Option<Read>> = messages.chunk.iter().map(|event| read(event, gap.me)).collect();
        let present: Vec<Read> = reads.iter().flatten().cloned().collect();
        let end = handled(&present, ledger).await?;
        for (event, read) in messages.chunk.into_iter().zip(reads) {
            let Some(read) = read else { continue };
            if end.as_ref() == Some(&read.id) || read.sent_at < gap.not_before {
                return Ok(finish(newest_first, gap, page));
            }
            let invitation = is_own_invitation(&read);
            if is_own_joining(&read) {
                since_joining.get_or_insert(page);
            }
            newest_first.push(event);
            if invitation {
                return Ok(finish(newest_first, gap, page));
            }
        }
        let Some(next) = messages.end else { return Ok(finish(newest_first, gap, page)) };
        if since_joining.is_some_and(|joined| page >= joined + PAGES_BEFORE_JOINING) {
            return Ok(finish(newest_first, gap, page));
        }
        from = next;
    }
    warn!(room = %gap.room.room_id(), events = newest_first.len(), "the gap in the timeline is too long; what is older stays unanswered");
    Ok(finish(newest_first, gap, PAGES))
}

fn finish(mut newest_first: Vec<TimelineEvent>, gap: &Gap<'_>, pages: usize) -> Vec<TimelineEvent> {
    info!(room = %gap.room.room_id(), events = newest_first.len(), pages = pages + 1, "filled a gap in the timeline");
    newest_first.reverse();
    newest_first
}

/// The newest of these events that was handled already.
async fn handled(reads: &[Read], ledger: &impl Ledger) -> Result<Option<String>, Failure> {
    let ids: Vec<String> = reads.iter().map(|read| read.id.clone()).collect();
    if ids.is_empty() {
        return Ok(None);
    }
    let known = ledger
        .handled(&ids)
        .await
        .map_err(|error| Failure::Database { reason: format!("the database could not tell what was handled: {error:#}") })?;
    Ok(ids.into_iter().find(|id| known.contains(id)))
}

fn is_boundary(read: &Read, gap: &Gap<'_>) -> bool {
    read.sent_at < gap.not_before || is_own_joining(read) || is_own_invitation(read)
}

/// Whether she came into the room with this event, and did not only change her name.
pub(super) fn is_own_joining(read: &Read) -> bool {
    match &read.reading {
        Reading::OwnMembership { membership, before, .. } => membership == "join" && !matches!(before.as_deref(), Some("join" | UNTOLD)),
        _ => false,
    }
}

/// Whether she was invited with this event.
pub(super) fn is_own_invitation(read: &Read) -> bool {
    matches!(&read.reading, Reading::OwnMembership { membership, .. } if membership == "invite")
}
