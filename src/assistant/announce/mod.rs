//! Announcements: written once, read back, sent to everybody concerned, and told how it went.
//!
//! - `request` (with `phrases`) reads what a message asks for, [`audience`] whom it is for (`groups`: several
//!   side by side), `answering` whom by what they answered;
//! - `attach` takes the files that go with it;
//! - `draft` takes an announcement from its first words to the yes, `text` hears what it shall say, `dated` looks after
//!   the dates in it, `midway` changes it in passing;
//! - `hold` hears what shall not go out, `named` takes changes that name the announcement they are of;
//! - `when` knows when it goes: what stands beside whom, what waits for its time and is moved;
//! - `back` follows when its author removes what they wrote;
//! - `send` begins it, looks after it as time passes, and says what its copies look like;
//! - `report` tells who got it, corrects, withdraws, tries again; `restore` takes a correction back, `nudge` reminds;
//! - `seen` hears from those who got it that they have read it, `late` makes ST days of what was sent already;
//! - `wording` has the sentences up to the yes, `file_wording` those about files, `when_wording` those
//!   about its time, `replies` those after it, `late_wording` those about late ST days.
//!
//! A yes holds for one version of a draft; whoever changes it sees it anew. Sending is one effect,
//! which the store carries out as one durable row for each recipient.

mod answering;
mod attach;
pub mod audience;
mod back;
mod dated;
mod draft;
mod file_wording;
mod groups;
mod hold;
mod late;
mod late_wording;
mod midway;
mod named;
mod nudge;
mod phrases;
mod replies;
mod report;
mod request;
mod restore;
mod seen;
mod send;
mod text;
mod when;
mod when_wording;
mod wording;

use jiff::SignedDuration;

use super::turn::Turn;
use crate::{
    command::Request,
    effect::{About, Act, AuditEntry, Effect},
    facts::{
        OwnMessage, Pending, PendingKind,
        announcement::{Announcement, State, Wants},
    },
};
use request::{Ask, First};

pub use answering::names_day;
pub use attach::{file_sent, keep_beside, taken_back as file_taken_back};
pub use back::{keeps, taken_back};
pub use seen::acknowledged;
pub use send::{compose, fire};

/// The longest text of an announcement, in characters: what is read of a message.
pub const LONGEST: usize = super::READ;
/// How long a draft waits for a yes.
pub const DRAFT_WAITS: SignedDuration = SignedDuration::from_hours(24);
/// The same text to the same audience within this time is questioned.
const REPEATED_WITHIN: SignedDuration = SignedDuration::from_mins(10);
/// How long the numbers of a list are remembered.
const LISTED_FOR: SignedDuration = SignedDuration::from_mins(10);

/// Takes what concerns announcements. False: not its business.
pub fn takes(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    // Those who have not answered are the ones of what was spoken of last.
    if turn.facts.power.any()
        && referred(turn).is_none()
        && request::read(text) == Some(Ask::Nudge)
        && super::days::remind_spoken_of(turn, text)
    {
        return true;
    }
    let taken = concerns(turn, request, text);
    if taken {
        turn.dialogue.day = None;
    }
    taken
}

fn concerns(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    // "skicka utskick igen" is said of what one gets oneself.
    if matches!(request, Request::TakeAnnouncements(_)) {
        return false;
    }
    if !turn.facts.power.any() {
        return refuse(turn, text);
    }
    let pending = match &turn.dialogue.pending {
        Some(Pending { kind: PendingKind::Announcement { announcement, wants }, .. }) => Some((announcement.clone(), wants.clone())),
        _ => None,
    };
    if hold::takes(turn, text) {
        return true;
    }
    if let Some((id, wants)) = pending
        && let Some(found) = own(turn, &id)
        && answered(turn, request, text, found, wants)
    {
        return true;
    }
    if late::takes(turn, text) || named::takes(turn, text) {
        return true;
    }
    let Some(ask) = request::read(text) else { return whom_said_late(turn, text) || place_said(turn, text) || greets_many(turn, text) };
    match ask {
        Ask::Announce(first) => {
            let first = same_again(turn, first, text);
            return draft::begin(turn, first, Vec::new());
        }
        Ask::List => report::list(turn),
        Ask::Show(number) => return report::show(turn, number),
        Ask::Cancel(number) => return report::cancel(turn, number),
        Ask::Withdraw(number) => return report::ask_withdraw(turn, number),
        Ask::Send { .. } | Ask::SendNow | Ask::Proof | Ask::Append(_) | Ask::Recipients(_) | Ask::Duty(_) | Ask::Detach(_) => {
            let Some(found) = current_draft(turn) else {
                if report::moved(turn, &ask) {
                    return true;
                }
                if let Ask::Append(note) = ask {
                    return changed_text(turn, Ask::Text(note));
                }
                // "skicka" alone means nothing else here; the others may.
                let only_send = matches!(ask, Ask::Send { .. } | Ask::SendNow | Ask::Proof);
                if only_send {
                    let markdown = wording::no_draft(turn.language());
                    turn.say(markdown, None);
                }
                return only_send;
            };
            draft::change(turn, found, ask);
        }
        Ask::Text(_) | Ask::Swap { .. } | Ask::Cut(_) => return changed_text(turn, ask),
        Ask::Field { which, to } => return dated::put_field_right(turn, &which, &to),
        Ask::Also(_) | Ask::Not(_) => {
            if let Some(found) = current_draft(turn) {
                midway::change(turn, found, &ask);
            } else if let Some(found) = scheduled(turn) {
                named::reopen(turn, found, ask);
            } else {
                let Some(first) = request::begun(text).map(|first| same_again(turn, first, text)) else { return false };
                return draft::begin(turn, first, Vec::new());
            }
        }
        Ask::Attach => return attach::beside(turn),
        Ask::Reach => match current_draft(turn).or_else(|| scheduled(turn)) {
            Some(found) if found.state == State::Draft => draft::show(turn, found),
            _ => return report::tell(turn),
        },
        Ask::Restore => return restore::last(turn),
        Ask::When(when) => return put_right(turn, &when),
        Ask::Missing => return report::missing(turn),
        Ask::Silent => return report::silent(turn),
        Ask::Got => return report::got(turn),
        Ask::Readers => return report::readers(turn),
        Ask::Report => return report::tell(turn),
        Ask::Csv => return report::csv(turn),
        Ask::Retry => return report::retry(turn),
        Ask::Nudge => return nudge::ask(turn),
    }
    true
}

/// A new text: of the draft where there is one, else as a correction of what was sent last.
fn changed_text(turn: &mut Turn<'_>, ask: Ask) -> bool {
    // A reply to a report means that announcement, also while another one is being written.
    let replied = referred(turn).filter(|found| found.state.is_out());
    if replied.is_none()
        && current_draft(turn).is_none()
        && let Some(found) = scheduled(turn)
        && !matches!(&ask, Ask::Swap { from, .. } if !holds(&found.text, from))
    {
        named::reopen(turn, found, ask);
        return true;
    }
    match (replied, current_draft(turn)) {
        (None, Some(found)) => {
            if let Ask::Swap { from, .. } = &ask
                && !holds(&found.text, from)
                && turn.facts.reminders.iter().any(|reminder| holds(&reminder.subject, from))
            {
                return false;
            }
            change(turn, found, ask);
            true
        }
        _ => report::ask_correct(turn, ask),
    }
}

fn change(turn: &mut Turn<'_>, found: Announcement, ask: Ask) {
    if matches!(ask, Ask::Cut(_)) { midway::change(turn, found, &ask) } else { draft::change(turn, found, ask) }
}

/// Another day or other hours: of the draft at hand, of what waits for its time, or of the ST day that the announcement
/// last spoken of carries. False: neither is spoken of, so it may be about a reminder.
fn put_right(turn: &mut Turn<'_>, when: &str) -> bool {
    if let Some(Pending { kind: PendingKind::Announcement { announcement, .. }, .. }) = &turn.dialogue.pending {
        let draft = own(turn, announcement).filter(|found| found.state == State::Draft);
        return draft.is_some_and(|found| dated::put_right(turn, found, when));
    }
    if let Some(found) = scheduled(turn).filter(|found| referred(turn).is_some() || named::is_spoken_of(turn, found)) {
        when::move_to(turn, found, when);
        return true;
    }
    let spoken_of = turn.dialogue.announcement.clone().filter(|_| turn.facts.dialogue.reminder_at.is_none());
    spoken_of.is_some_and(|id| super::days::put_right(turn, &id, when))
}

/// The scheduled announcement that is replied to or was last spoken of.
fn scheduled(turn: &Turn<'_>) -> Option<Announcement> {
    let spoken_of = || turn.dialogue.announcement.as_deref().and_then(|id| own(turn, id));
    referred(turn).or_else(spoken_of).filter(|found| found.state == State::Scheduled)
}

/// "skicka samma till HR också": the text of the announcement last spoken of.
fn same_again(turn: &Turn<'_>, first: First, text: &str) -> First {
    let says_same = audience::folded(text).split(' ').any(|word| matches!(word, "samma" | "same"));
    let spoken_of = turn.dialogue.announcement.as_deref().and_then(|id| own(turn, id));
    match spoken_of.filter(|found| says_same && first.text.is_none() && !found.text.is_empty()) {
        Some(found) => First { text: Some(found.text), ..first },
        None => first,
    }
}

/// "till alla handledare" after something else was spoken of: whom the draft is for that was begun. False: there is none,
/// or it says nothing of the kind.
fn whom_said_late(turn: &mut Turn<'_>, text: &str) -> bool {
    let Some(found) = current_draft(turn).filter(|found| found.audience.is_none()) else { return false };
    let short = text.split_whitespace().count() <= 10 && !text.contains('?');
    short && audience::names_a_group(text) && draft::read_audience(turn, text).is_ok() && draft::audience_said(turn, found, text)
}

/// "salen är B12" right after something was sent: a correction of it. False: it is none, or nothing was sent that was
/// spoken of.
fn place_said(turn: &mut Turn<'_>, text: &str) -> bool {
    let spoken_of = turn.dialogue.announcement.as_deref().and_then(|id| own(turn, id)).filter(|found| found.state.is_out());
    let Some(found) = spoken_of.filter(|_| super::days::names_place(text)) else { return false };
    report::ask_correct_of(turn, found, Ask::Text(text.to_owned()))
}

/// A letter to many, written to her by somebody who may announce: it is kept, and she asks whom it is for. False: it
/// is none.
fn greets_many(turn: &mut Turn<'_>, text: &str) -> bool {
    const GREETINGS: [&str; 8] =
        ["hej alla", "hejsan alla", "kara alla", "kara st-lakare", "hej st-lakare", "basta st-lakare", "kara kollegor", "dear all"];
    let plain = audience::folded(text);
    let letter = turn.event.room.direct
        && turn.message().is_some()
        && plain.split(' ').count() >= 10
        && GREETINGS.iter().any(|greeting| plain.starts_with(greeting));
    letter && draft::begin(turn, First { text: Some(text.to_owned()), ..First::default() }, Vec::new())
}

fn holds(text: &str, piece: &str) -> bool {
    text.to_lowercase().contains(&piece.to_lowercase())
}

/// What answers a question of hers about an announcement.
fn answered(turn: &mut Turn<'_>, request: &Request, text: &str, found: Announcement, wants: Wants) -> bool {
    if *request == Request::No {
        turn.dialogue.pending = None;
        match wants {
            Wants::Audience | Wants::Text | Wants::Send { .. } => report::cancel_one(turn, found),
            Wants::Correct { .. } | Wants::Restore { .. } | Wants::Days | Wants::Nudge | Wants::Withdraw => {
                let markdown = super::wording::never_mind(turn.language());
                turn.say(markdown, None);
            }
        }
        return true;
    }
    let yes = *request == Request::Yes;
    match wants {
        Wants::Audience | Wants::Text if found.state != State::Draft => false,
        Wants::Audience | Wants::Text if yes => {
            draft::show(turn, found);
            true
        }
        Wants::Audience => match request::read(text) {
            _ if *request == Request::Help => false,
            None => draft::audience_said(turn, found, text),
            Some(Ask::Announce(First { to: Some(to), text: None, when: None, .. })) => draft::audience_said(turn, found, &to),
            // A whole announcement is another one.
            Some(_) => false,
        },
        Wants::Text => text::said(turn, request, text, found),
        Wants::Send { version } if yes => {
            draft::confirmed(turn, found, version);
            true
        }
        Wants::Send { .. } => {
            found.state == State::Draft
                && (dated::amended(turn, found, text) || named::takes(turn, text) || not_understood(turn, request, text))
        }
        Wants::Correct { text, note, event } if yes => {
            report::correct(turn, found, text, &note, event);
            true
        }
        Wants::Restore { event } if yes => {
            restore::take_back(turn, &found, &event);
            true
        }
        Wants::Days if yes => {
            late::make(turn, found);
            true
        }
        Wants::Nudge if yes => {
            nudge::send(turn, &found);
            true
        }
        Wants::Withdraw if yes => {
            report::withdraw(turn, found);
            true
        }
        Wants::Correct { .. } | Wants::Restore { .. } | Wants::Days | Wants::Nudge | Wants::Withdraw => false,
    }
}

/// A change of the draft that was read back, in words that she does not know: it is said that nothing has changed, and a
/// yes to what was shown counts no more. False: it is no change.
fn not_understood(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    const CHANGES: [&str; 9] = ["fel", "andra", "byt", "ratta", "lagg", "stryk", "wrong", "change", "replace"];
    let plain = audience::folded(text);
    let begins = plain.split(' ').find(|word| !matches!(*word, "nej" | "men" | "och" | "no" | "but"));
    let changes = begins.is_some_and(|first| CHANGES.contains(&first)) && plain.split(' ').count() <= 20 && !text.trim_end().ends_with('?');
    let theirs = plain.contains("paminn") || plain.contains("st-dag") || plain.contains("remind") || !turn.facts.reminders.is_empty();
    let known = request::read(text).is_some() || *request != Request::Other;
    if !changes || theirs || known || turn.facts.referred.as_ref().is_some_and(|own| !matches!(own.about, Some(About::Draft { .. }))) {
        return false;
    }
    turn.dialogue.pending = None;
    turn.dialogue.announcement = Some(String::new());
    let markdown = wording::nothing_changed(turn.language());
    turn.say_in_private(markdown, None, Vec::new());
    true
}

/// Takes the days in the text of the draft at hand along as ST days, or leaves them out. False: there is
/// no draft, or it holds none.
pub fn carry_days(turn: &mut Turn<'_>, wanted: bool) -> bool {
    if !turn.facts.power.any() {
        return false;
    }
    let Some(found) = current_draft(turn).filter(|found| !found.days.is_empty() || !super::days::carried::plans(found).is_empty()) else {
        return false;
    };
    draft::carry(turn, found, wanted);
    true
}

/// Adds a word to an announcement that was sent: every copy shows it.
pub fn amend(turn: &mut Turn<'_>, mut announcement: Announcement, what: String) {
    if !announcement.state.is_out() {
        return;
    }
    announcement.corrections.push((turn.now, what));
    let text = compose(turn.world, &turn.facts.power, &announcement);
    turn.push(Effect::CorrectDeliveries { announcement: announcement.id.clone(), text });
    turn.push(Effect::SaveAnnouncement(Box::new(announcement)));
}

/// A reaction to one of her messages about an announcement. False: not its business.
pub fn reacted(turn: &mut Turn<'_>, about: &About, key: &str) -> bool {
    let yes = matches!(key, "✅" | "👍" | "☑" | "✔");
    let no = matches!(key, "❌" | "👎" | "✖");
    let pending = turn.dialogue.pending.clone();
    match about {
        About::Draft { announcement, .. } if key == "📅" => {
            if own(turn, announcement).is_some_and(|found| found.state == State::Draft) {
                carry_days(turn, true);
            }
            true
        }
        About::Draft { announcement, version } if yes || no => {
            let Some(found) = own(turn, announcement) else { return true };
            // A readback of a correction or withdrawal is answered through what she asked last.
            match pending.map(|pending| pending.kind) {
                Some(PendingKind::Announcement { announcement: asked, wants })
                    if asked == *announcement && found.state.is_out() && wants.concerns_what_is_out() =>
                {
                    let request = if yes { Request::Yes } else { Request::No };
                    answered(turn, &request, "", found, wants);
                }
                _ if found.state != State::Draft => {}
                _ if no && found.version == *version => {
                    turn.dialogue.pending = None;
                    report::cancel_one(turn, found);
                }
                _ if no => {}
                _ => draft::confirmed(turn, found, *version),
            }
            true
        }
        _ => false,
    }
}

/// Whoever has no power hears it in one sentence, and it is noted.
fn refuse(turn: &mut Turn<'_>, text: &str) -> bool {
    let tried = if let Some(Ask::Announce(First { to, text, .. })) = request::read(text) {
        to.as_deref().is_some_and(audience::names_a_group) || text.is_some()
    } else {
        let plain = audience::folded(text);
        let has = |word: &str| plain.split(' ').any(|said| said == word);
        has("skicka") && (has("anda") || has("utskick"))
    };
    if !tried {
        return false;
    }
    turn.greet_if_new();
    let markdown = wording::refused(turn.event.trusted, turn.language());
    turn.say(markdown, None);
    turn.push(Effect::Audit(AuditEntry {
        who: turn.event.sender.clone(),
        what: Act::Refused,
        person: None,
        subject: None,
        regions: Vec::new(),
        count: None,
    }));
    true
}

/// One of the author's own announcements.
fn own(turn: &Turn<'_>, id: &str) -> Option<Announcement> {
    turn.facts.announcements.iter().find(|known| known.id == id && known.author == turn.event.sender).cloned()
}

/// The announcement that a message of hers is about, to which the person replies.
fn referred(turn: &Turn<'_>) -> Option<Announcement> {
    let OwnMessage { about: Some(About::Draft { announcement, .. } | About::Broadcast { announcement }), .. } =
        turn.facts.referred.as_ref()?
    else {
        return None;
    };
    own(turn, announcement)
}

/// The draft that is being worked on: the one replied to, or the one changed last.
fn current_draft(turn: &Turn<'_>) -> Option<Announcement> {
    let is_draft = |known: &Announcement| known.state == State::Draft && known.author == turn.event.sender;
    referred(turn).filter(is_draft).or_else(|| turn.facts.announcements.iter().find(|known| is_draft(known)).cloned())
}

/// The line of the audit log for what the author did.
fn audit(turn: &mut Turn<'_>, what: Act, announcement: &Announcement, count: u64) {
    let entry = send::audit_entry(what, announcement, &turn.facts.power, count);
    turn.push(Effect::Audit(entry));
}
