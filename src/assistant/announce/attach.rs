//! Files that go with an announcement: sent in the chat while its draft is open, or with the words that
//! begin it. Each lies on the homeserver since its author sent it; the copies refer to that.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{
    current_draft, draft, file_wording,
    request::{self, Ask},
};
use crate::{
    assistant::{World, turn::Turn},
    effect::{Effect, SharedFile},
    event::{ATTACHMENT_LIMIT, Event, FileContent, Media, MediaKind},
    facts::{
        Facts,
        announcement::{Announcement, Attachment, State},
    },
};

/// The most files that go with one announcement: each is a message of its own to each recipient.
pub(super) const MOST: usize = 5;
/// A longer name is cut, in characters.
const LONGEST_NAME: usize = 100;

/// Takes a file along with an announcement. `read` tells that it is no list of people or days, where it
/// could have been one. False: there is nothing that it could go with.
pub fn file_sent(turn: &mut Turn<'_>, media: &Media, text: &str, read: bool) -> bool {
    let sendable = matches!(media.kind, MediaKind::Image | MediaKind::Audio | MediaKind::Video | MediaKind::File);
    if !sendable || !turn.event.room.direct || !turn.facts.power.any() {
        return false;
    }
    let caption = if Some(text) == media.file_name.as_deref() { "" } else { text };
    let begins = match request::read(caption) {
        Some(Ask::Announce(first)) => Some(first),
        _ => None,
    };
    let along = says_along(caption);
    if media.is_read() && !read && begins.is_none() && !along {
        return false;
    }
    let Some(first) = begins else {
        let Some(found) = current_draft(turn) else {
            let list = media.is_read();
            // A calendar has its own words for what is wrong with it.
            if !caption.is_empty() && !along || (list && !matches!(media.content, FileContent::Bytes(_))) {
                return false;
            }
            turn.greet_if_new();
            let language = turn.language();
            let markdown = if list { file_wording::which_list(language) } else { file_wording::no_draft_for_file(language) };
            turn.say_in_private(markdown, None, Vec::new());
            return true;
        };
        attach(turn, found, media, if along { "" } else { caption });
        return true;
    };
    let Some((file, kept)) = kept(turn, media, &draft::fresh(turn)) else { return true };
    turn.push(kept);
    draft::begin(turn, first, vec![file])
}

/// "som bilaga", "bifoga den här": words about the file, not of the announcement.
fn says_along(caption: &str) -> bool {
    let folded = super::audience::folded(caption);
    folded.split(' ').count() <= 6
        && folded.split(' ').any(|word| ["bilaga", "bilagan", "bifoga", "bifogas", "bifogad", "attach", "attachment"].contains(&word))
}

fn attach(turn: &mut Turn<'_>, mut announcement: Announcement, media: &Media, caption: &str) {
    if announcement.files.len() >= MOST {
        let markdown = file_wording::too_many_files(MOST, turn.language());
        return turn.say_in_private(markdown, None, Vec::new());
    }
    let Some((file, kept)) = kept(turn, media, &announcement) else { return };
    turn.push(kept);
    if announcement.files.iter().all(|known| known.id != file.id) {
        announcement.files.push(file);
    }
    if caption.is_empty() {
        draft::reshow(turn, announcement);
    } else {
        draft::change(turn, announcement, Ask::Append(caption.to_owned()));
    }
}

/// A list that is read while a draft is open may be meant to go along: it is kept, and the readback of the list says
/// how to say so.
pub fn keep_beside(turn: &mut Turn<'_>, media: &Media) {
    if !turn.event.room.direct || !turn.facts.power.any() {
        return;
    }
    let Some(found) = current_draft(turn) else { return };
    let sendable = media.size.is_some_and(|size| size <= ATTACHMENT_LIMIT) && media.source.is_some();
    if !sendable || found.files.len() >= MOST {
        return;
    }
    let Some((file, kept)) = kept(turn, media, &found) else { return };
    turn.push(kept);
    turn.push(Effect::SaveAnnouncement(Box::new(Announcement { beside: Some(file), ..found })));
    let markdown = file_wording::list_or_attachment(turn.language());
    turn.lead_in(markdown);
}

/// The file that came beside the draft goes along after all, and is read as no list. False: there is none.
pub(super) fn beside(turn: &mut Turn<'_>) -> bool {
    let Some(mut found) = current_draft(turn) else { return false };
    let Some(file) = found.beside.take() else { return false };
    turn.dialogue.pending = None;
    if found.files.iter().all(|known| known.id != file.id) {
        found.files.push(file);
    }
    draft::reshow(turn, found);
    true
}

/// The file as the announcement and the store will know it. `None`: it cannot be taken, which was said.
fn kept(turn: &mut Turn<'_>, media: &Media, announcement: &Announcement) -> Option<(Attachment, Effect)> {
    let language = turn.language();
    let refusal = match (media.size, media.source.as_deref()) {
        (Some(size), _) if size > ATTACHMENT_LIMIT => Err(file_wording::file_too_large(ATTACHMENT_LIMIT, language)),
        (Some(size), Some(source)) => Ok((size, source)),
        (None, _) | (_, None) => Err(file_wording::file_unknown(language)),
    };
    let (size, source) = match refusal {
        Ok(known) => known,
        Err(markdown) => {
            turn.say_in_private(markdown, None, Vec::new());
            return None;
        }
    };
    let digest = Sha256::digest(turn.question().as_bytes());
    let id = format!("file-{}-{}", announcement.id, data_encoding::HEXLOWER.encode(&digest[..8]));
    let name = name(media);
    let encrypted = serde_json::from_str::<serde_json::Value>(source).is_ok_and(|source| source["file"].is_object());
    let place = |wanted: bool| (wanted == encrypted).then(|| source.to_owned());
    let mime = media.mime.clone().filter(|mime| is_mime(mime)).unwrap_or_else(|| "application/octet-stream".to_owned());
    let shared = SharedFile { id: id.clone(), name: name.clone(), mime, size, content: None, plain: place(false), encrypted: place(true) };
    Some((Attachment { id, name, size, event: turn.question().to_owned() }, Effect::KeepFile(shared)))
}

/// The file's name without what could turn the writing around or point into a folder.
fn name(media: &Media) -> String {
    let given = media.file_name.as_deref().unwrap_or_default();
    let kept = given
        .chars()
        .filter(|letter| !letter.is_control() && !matches!(letter, '/' | '\\' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    let name: String = kept.take(LONGEST_NAME).collect();
    if name.trim().is_empty() {
        return if media.kind == MediaKind::Image { "bild" } else { "fil" }.to_owned();
    }
    name
}

fn is_mime(mime: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.len() < 80 && part.chars().all(|letter| letter.is_ascii_alphanumeric() || "-+.".contains(letter))
    };
    mime.split_once('/').is_some_and(|(kind, rest)| part(kind) && part(rest))
}

/// Leaves out one file by its place, or all.
pub(super) fn detach(turn: &mut Turn<'_>, mut announcement: Announcement, number: Option<usize>) {
    let position = number.and_then(|number| number.checked_sub(1));
    match (number, position.filter(|at| *at < announcement.files.len())) {
        _ if announcement.files.is_empty() => {
            let markdown = file_wording::no_file(turn.language());
            return turn.say_in_private(markdown, None, Vec::new());
        }
        (Some(_), Some(at)) => drop(announcement.files.remove(at)),
        (Some(_), None) => {
            let markdown = crate::assistant::wording::no_such_number(announcement.files.len(), turn.language());
            return turn.say_in_private(markdown, None, Vec::new());
        }
        (None, _) => announcement.files.clear(),
    }
    draft::reshow(turn, announcement);
}

/// The message that brought a file was removed: what has not been sent goes without it.
#[must_use]
pub fn taken_back(world: &World, facts: &Facts, event: &Event, of: &str, now: Timestamp) -> Vec<Effect> {
    let beside = |known: &&Announcement| known.author == event.sender && known.beside.as_ref().is_some_and(|file| file.event == of);
    if let Some(found) = facts.announcements.iter().find(beside) {
        return vec![Effect::SaveAnnouncement(Box::new(Announcement { beside: None, ..found.clone() }))];
    }
    let holds = |known: &&Announcement| {
        known.author == event.sender
            && matches!(known.state, State::Draft | State::Scheduled)
            && known.files.iter().any(|file| file.event == of)
    };
    let Some(found) = facts.announcements.iter().find(holds) else { return Vec::new() };
    let mut turn = Turn::new(world, facts, event, &event.id, None, now);
    let mut announcement = found.clone();
    announcement.files.retain(|file| file.event != of);
    if announcement.state == State::Draft {
        draft::reshow(&mut turn, announcement);
    } else {
        turn.push(Effect::SaveAnnouncement(Box::new(announcement)));
        let markdown = file_wording::sent_without_file(turn.language());
        turn.say_in_private(markdown, None, Vec::new());
    }
    turn.finish()
}
