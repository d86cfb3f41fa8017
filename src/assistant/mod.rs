//! What Stina decides: from an event and the facts to effects. Pure: no clock, no database, no network.
//!
//! [`decide`] is the way in. The rooms of this house:
//!
//! - [`turn`] is one event being answered, and what has been decided so far; `called` hears her name,
//!   `flood` lets be who writes too much, `revise` changes what was said before;
//! - [`answer`] takes questions about the rules (`beside`: what is said beside an answer; `topics`: browsing them), [`remarks`]
//!   what is said right after an answer, `talk` what is none of her business;
//! - [`people`] takes what people are, who has power, and lists of people;
//! - `profile` takes first contact, help (`help`: of those with power), one's own data;
//! - [`remind`] takes reminders, [`plan`] the plan of one's ST;
//! - [`announce`] takes what a study director sends to many;
//! - [`days`] takes ST days; `calendar` writes calendar files;
//! - [`wording`] has the sentences she says (`talk`: to small talk), [`markup`] shows it.

pub mod announce;
pub mod answer;
mod beside;
mod calendar;
mod called;
pub mod days;
mod flood;
pub mod help;
pub mod markup;
pub mod people;
pub mod plan;
mod profile;
pub mod remarks;
pub mod remind;
mod revise;
mod status;
mod talk;
mod topics;
pub mod turn;
pub mod wording;

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use jiff::{SignedDuration, Timestamp};

use crate::{
    command::{self, RegionName, Request},
    config::Place,
    effect::{About, Effect},
    event::{Event, EventKind, MediaKind, Message, plain_key},
    facts::{FORGETTING, Facts, OwnMessage, PendingKind},
    knowledge::KnowledgeBase,
    language::personnummer,
};
use turn::Turn;

/// What holds for everybody: the rules, the settings, how she is.
#[derive(Debug, Clone)]
pub struct World {
    /// The rules.
    pub knowledge: Arc<KnowledgeBase>,
    /// The regions as people name them.
    pub regions: Vec<RegionName>,
    /// Her own user id.
    pub user_id: String,
    /// Her name.
    pub name: String,
    /// The region of everybody who has not said theirs.
    pub default_region: Option<String>,
    /// The time zone of everybody who has not said theirs.
    pub zone: String,
    /// Whether "påminn @kollega" in a group reminds that colleague, who can decline.
    pub remind_others: bool,
    /// Rooms that announcements can go to, by the names that people call them.
    pub rooms: BTreeMap<String, Place>,
    /// How she is, for `status`.
    pub health: Health,
}

/// How she is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Health {
    /// When the homeserver was last heard from.
    pub last_sync: Option<Timestamp>,
    /// Whether her device is signed; `None` where there is no such thing.
    pub device_signed: Option<bool>,
    /// Messages that wait to be sent.
    pub waiting: u64,
    /// How long the homeserver asked to wait between messages, where it has limited her.
    pub message_pause: Option<SignedDuration>,
    /// How long it asked to wait between new rooms, where it has limited her.
    pub room_pause: Option<SignedDuration>,
}

impl World {
    /// The areas and clinics of all regions.
    pub fn all_tags(&self) -> impl Iterator<Item = String> {
        self.regions.iter().flat_map(|region| region.tags.iter().cloned())
    }

    /// A region by its name in the knowledge base.
    #[must_use]
    pub fn region(&self, id: &str) -> RegionName {
        self.regions.iter().find(|region| region.id == id).cloned().unwrap_or_else(|| RegionName::bare(id))
    }
}

/// After this long it is said again that messages cannot be read.
const UNREADABLE_AGAIN: SignedDuration = SignedDuration::from_hours(12);

/// The same of messages in a group, which may not have been for her at all.
const UNREADABLE_AGAIN_IN_A_GROUP: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How long a question of hers waits for its answer.
const PENDING_FOR: SignedDuration = SignedDuration::from_hours(24);

/// Decides what follows from an event. The same input gives the same effects.
#[must_use]
pub fn decide(world: &World, facts: &Facts, event: &Event, now: Timestamp) -> Vec<Effect> {
    // What was removed before it could be read, or is edited after its removal, is gone.
    if event.sender == world.user_id || facts.removed {
        return Vec::new();
    }
    match &event.kind {
        EventKind::Joined => profile::joined(world, facts, event, now),
        EventKind::Message(message) => heard(world, facts, event, message, now),
        EventKind::Edit { of, message } => edited(world, facts, event, of, message, now),
        EventKind::Reaction { key, .. } => reacted(world, facts, event, key, now),
        EventKind::Redaction { of } => redacted(world, facts, event, of, now),
        EventKind::Undecryptable => {
            let mut turn = Turn::new(world, facts, event, &event.id, None, now);
            let again = if event.room.direct { UNREADABLE_AGAIN } else { UNREADABLE_AGAIN_IN_A_GROUP };
            if facts.dialogue.unreadable_told.is_none_or(|told| now.duration_since(told) > again) {
                turn.dialogue.unreadable_told = Some(now);
                if event.room.direct {
                    turn.say(wording::undecryptable(turn.language()), None);
                } else {
                    let markdown = called::undecryptable(turn.language());
                    // A group is not troubled where there is a chat for it.
                    turn.say_aside(markdown);
                }
            }
            turn.finish()
        }
    }
}

/// Somebody wrote something.
fn heard(world: &World, facts: &Facts, event: &Event, message: &Message, now: Timestamp) -> Vec<Effect> {
    let Some(text) = addressed(world, facts, event, message) else {
        return overheard(world, facts, event, &event.id, message, now);
    };
    let turn = || Turn::new(world, facts, event, &event.id, Some(message), now);
    flood::calmly(world, facts, event, message, now, || respond(turn(), message, &text))
}

/// The text of a message that is for her, without her name before it; `None` for what is not hers.
fn addressed<'a>(world: &World, facts: &Facts, event: &Event, message: &'a Message) -> Option<Cow<'a, str>> {
    let body = message.body.trim();
    if event.room.direct {
        // Whoever is named here is somebody else, save at the start.
        return Some(Cow::Borrowed(called::without_name(world, body).1));
    }
    let called = called::out_of(world, body);
    let named = called.is_some();
    let rest = called.unwrap_or(Cow::Borrowed(body));
    // The bare answer to what she just asked this person is for her as well.
    let answers = || {
        facts.dialogue.pending.is_some()
            && matches!(command::parse(&rest, &world.regions), Request::Number(_) | Request::Yes | Request::No | Request::Profile(_))
    };
    let when = || remind::awaits(facts, event, &world.zone, &rest);
    let hers = message.mentions_me || message.replies_to_me || named || answers() || when();
    hers.then_some(rest)
}

/// What was not said to her is not read, save for what must not stand there at all.
fn overheard(world: &World, facts: &Facts, event: &Event, question: &str, message: &Message, now: Timestamp) -> Vec<Effect> {
    if !message.holds_personal_number() {
        return Vec::new();
    }
    flood::calmly(world, facts, event, message, now, || {
        let mut turn = Turn::new(world, facts, event, question, Some(message), now);
        turn.say(wording::personal_number(turn.language()), None);
        turn.finish()
    })
}

/// More of a message than this is not read: no question is longer.
const READ: usize = 4_000;

/// Answers a message that is for her.
fn respond(mut turn: Turn<'_>, message: &Message, text: &str) -> Vec<Effect> {
    if let Some(media) = &message.media {
        if message.holds_personal_number() {
            turn.say(wording::personal_number(turn.language()), None);
        } else if announce::file_sent(&mut turn, media, text, false)
            || people::file::takes(&mut turn, media)
            || days::file_sent(&mut turn, media)
            || announce::file_sent(&mut turn, media, text, true)
        {
            // It goes with an announcement, or is a list that she reads.
        } else if media.kind == MediaKind::Sticker || text.is_empty() || Some(text) == media.file_name.as_deref() {
            turn.greet_if_new();
            turn.say(wording::cannot_read(turn.language()), None);
        } else {
            route(&mut turn, text);
        }
        return turn.finish();
    }
    if message.personal_number && !personnummer::contains(text) {
        // It stands where only others see it: what is visible here is not read either.
        turn.say(wording::personal_number(turn.language()), None);
        return turn.finish();
    }
    route(&mut turn, text);
    turn.finish()
}

/// As much of a text as is read.
#[must_use]
pub fn shortened(text: &str) -> &str {
    text.char_indices().nth(READ).map_or(text, |(end, _)| &text[..end])
}

/// Sends a text to whoever answers it.
fn route(turn: &mut Turn<'_>, text: &str) {
    if personnummer::contains(text) {
        if !remind::without_number(turn, shortened(text)) {
            turn.say(wording::personal_number(turn.language()), None);
        }
        return;
    }
    let text = shortened(text);
    let request = command::parse(text, &turn.world.regions);
    turn.note_language(text);
    turn.drop_stale_pending(PENDING_FOR);
    // What was spoken of before this is read from the facts; from now on it is this.
    turn.dialogue.reminder_at = None;
    turn.dialogue.said = None;
    turn.dialogue.day_asked = None;
    turn.dialogue.answered.clear();
    turn.dialogue.puzzled = false;
    if talk::comforts(turn, text, true) || profile::guards_forgetting(turn, &request, text) {
        return;
    }
    let waiting = people::question_that_waits(turn);
    taken_by(turn, &request, text);
    if let Some(waiting) = waiting.filter(|_| request != Request::No) {
        people::keep_waiting(turn, waiting);
    }
}

/// Asks one after the other whose a text is.
fn taken_by(turn: &mut Turn<'_>, request: &Request, text: &str) {
    if days::manages(turn, request, text)
        || announce::takes(turn, request, text)
        || remind::tells_missed(turn, text)
        || plan::takes(turn, request, text)
        || remarks::elsewhere::asked(turn, request, text)
        || people::takes(turn, request)
        || profile::takes(turn, request, text)
    {
        return;
    }
    if days::takes(turn, request, text) {
        return;
    }
    if announce::acknowledged(turn, text) || remarks::takes(turn, request, text) || remind::takes(turn, request, text) {
        return;
    }
    answer::takes(turn, request, text);
}

/// An edited question changes its answer; an edited reminder changes the reminder.
fn edited(world: &World, facts: &Facts, event: &Event, of: &str, message: &Message, now: Timestamp) -> Vec<Effect> {
    let Some(text) = addressed(world, facts, event, message) else {
        // It no longer speaks to her: what she said to it goes, and what it had changed in a plan.
        let mut effects = revise::as_edit(overheard(world, facts, event, of, message, now), &facts.answers, event);
        effects.extend(plan::back::taken_back(world, facts, event, of, now));
        return effects;
    };
    flood::calmly(world, facts, event, message, now, || {
        let mut effects = Vec::new();
        if facts.remembered_question {
            effects.push(Effect::ForgetQuestion { event: of.to_owned() });
        }
        if facts.counted_reaction {
            effects.push(Effect::WithdrawFeedback { reaction: of.to_owned() });
        }
        let planned = plan::back::replaced(world, facts, event, of, now);
        let known = planned.as_ref().map_or(facts, |planned| &planned.facts);
        let turn = || Turn::new(world, known, event, of, Some(message), now);
        let mut follows = respond(turn(), message, &text);
        let (reminders, told) = remind::replaced_by(facts, event, of, &follows);
        if let Some(told) = told {
            let mut turn = turn();
            turn.lead_in(told);
            follows = respond(turn, message, &text);
        }
        effects.extend(reminders);
        effects.extend(revise::as_edit(follows, &facts.answers, event));
        match planned {
            Some(planned) => planned.followed_by(effects),
            None => effects,
        }
    })
}

/// A reaction to one of her messages is a button that was tapped.
fn reacted(world: &World, facts: &Facts, event: &Event, key: &str, now: Timestamp) -> Vec<Effect> {
    let Some(referred) = &facts.referred else { return Vec::new() };
    let key = plain_key(key);
    let key = key.as_str();
    if let (Some(About::Answer { rules }), "👍" | "👎") = (&referred.about, key) {
        let rules = rules.iter().filter_map(|id| world.knowledge.rule(id)).map(|rule| (rule.id.clone(), rule.region.clone())).collect();
        let under = Some(referred.outbox.clone());
        return vec![Effect::CountFeedback { reaction: event.id.clone(), under, rules, helpful: key == "👍" }];
    }
    if matches!(referred.about, Some(About::Days { .. } | About::Copy { .. })) {
        return answered_post(world, facts, event, key, now);
    }
    if referred.person.as_deref() != Some(event.sender.as_str()) || !event.trusted || !referred.standing {
        return Vec::new();
    }
    let mut turn = Turn::new(world, facts, event, &event.id, None, now);
    turn.drop_stale_pending(PENDING_FOR);
    if let Some(about) = &referred.about
        && announce::reacted(&mut turn, about, key)
    {
        return turn.finish();
    }
    let number = wording::from_keycap(key);
    let asked = referred.reply_to.clone();
    if referred.about.as_ref().is_some_and(|about| plan::reacted(&mut turn, about, key)) {
        return turn.finish();
    }
    match (&referred.about, number, key) {
        (Some(About::Choice { rules }), Some(number), _) => answer::choose_number(&mut turn, rules, number, asked),
        (Some(About::Answer { .. }), Some(number), _) => answer::number_tapped(&mut turn, number, asked),
        (Some(About::Topics { region, topics }), Some(number), _) => topics::choose_topic(&mut turn, region, topics, number),
        (Some(About::Region { regions }), Some(number), _) => {
            if let Some(region) = regions.get(number - 1).cloned() {
                people::set_region(&mut turn, &region);
            }
        }
        (Some(About::Tags { region, tags }), Some(number), _) => people::choose_tag(&mut turn, region, tags, number),
        // What cannot be undone wants the tap that was asked for.
        (Some(About::Confirm { id }), _, "👍") if id == FORGETTING => {}
        (Some(About::Confirm { id }), _, "✅" | "👍" | "❌" | "👎") => {
            if turn.dialogue.pending.as_ref().and_then(|pending| pending.kind.id()) == Some(id.as_str()) {
                confirm(&mut turn, matches!(key, "✅" | "👍"));
            } else {
                let markdown = people::wording::question_gone(turn.language());
                turn.say(markdown, None);
            }
        }
        (Some(About::Question), Some(number), _) if days::takes(&mut turn, &Request::Number(number), "") => {}
        (Some(About::Question), Some(number), _) => remind::tapped(&mut turn, number),
        (Some(About::Question | About::Answer { .. }), _, "✅" | "👍") => confirm(&mut turn, true),
        (Some(About::Question), _, "❌" | "👎") => confirm(&mut turn, false),
        (Some(About::ReminderDue { reminder } | About::ReminderSet { reminder }), _, _) => {
            remind::reacted(&mut turn, reminder, key);
        }
        _ => {}
    }
    turn.finish()
}

/// A reaction to what asks everybody who sees it: it says that an announcement was read, and whether
/// somebody comes to the ST days that it tells of.
fn answered_post(world: &World, facts: &Facts, event: &Event, key: &str, now: Timestamp) -> Vec<Effect> {
    let Some(referred) = &facts.referred else { return Vec::new() };
    let mut effects = Vec::new();
    let mut turn = Turn::new(world, facts, event, &event.id, None, now);
    let answers = referred.standing && days::reacted(&mut turn, key);
    if answers {
        effects = turn.finish();
    }
    if let Some(About::Copy { announcement }) = &referred.about
        && (answers || matches!(key, "👍" | "✅" | "☑" | "✔" | "❤" | "👌"))
    {
        let (announcement, person, reaction) = (announcement.clone(), event.sender.clone(), event.id.clone());
        effects.push(Effect::Acknowledge { announcement, person, reaction });
    }
    effects
}

/// A yes or no to what she asked.
fn confirm(turn: &mut Turn<'_>, yes: bool) {
    let request = if yes { Request::Yes } else { Request::No };
    let taken = announce::takes(turn, &request, "")
        || people::takes(turn, &request)
        || profile::takes(turn, &request, "")
        || days::takes(turn, &request, "")
        || remind::takes(turn, &request, "");
    if !taken && !yes && turn.dialogue.pending.take().is_some() {
        let markdown = wording::never_mind(turn.language());
        turn.say(markdown, None);
    }
}

/// A redacted question takes its answer away; a redacted reaction is no longer counted.
fn redacted(world: &World, facts: &Facts, event: &Event, of: &str, now: Timestamp) -> Vec<Effect> {
    // What is under a message goes with it.
    let goes = |own: &&OwnMessage| own.button.is_none() && !announce::keeps(facts, own);
    let gone: Vec<_> = facts.answers.iter().filter(goes).cloned().collect();
    let mut effects = revise::redact_all(&gone, event);
    effects.extend(announce::taken_back(world, facts, event, of, now));
    effects.extend(days::taken_back(world, facts, event, of, now));
    effects.extend(plan::back::taken_back(world, facts, event, of, now));
    effects.extend(announce::file_taken_back(world, facts, event, of, now));
    if facts.counted_reaction {
        effects.push(Effect::WithdrawFeedback { reaction: of.to_owned() });
    }
    if facts.acknowledgement {
        effects.push(Effect::WithdrawAcknowledgement { reaction: of.to_owned() });
    }
    if facts.remembered_question {
        effects.push(Effect::ForgetQuestion { event: of.to_owned() });
    }
    effects.extend(remind::replaced(facts, event));
    if facts.dialogue.taps.iter().any(|tap| tap.reaction == of && plan::rows::runs(facts, &tap.before)) {
        let mut turn = Turn::new(world, facts, event, &event.id, None, now);
        remind::untapped(&mut turn, of);
        effects.extend(turn.finish());
    }
    let of_it = |event: &str| event == of || facts.choices.iter().any(|choice| choice == event);
    let pending_from_it = facts.dialogue.pending.as_ref().is_some_and(|pending| match &pending.kind {
        PendingKind::Region { event, earlier, .. } => {
            event.as_deref().is_some_and(of_it) || earlier.iter().any(|(_, event)| event.as_deref().is_some_and(of_it))
        }
        PendingKind::Choice { event, .. } => event.as_deref().is_some_and(of_it),
        PendingKind::Reminder { event, .. } => event == of,
        PendingKind::Office { id, .. } | PendingKind::Import { id, .. } => id == of,
        _ => false,
    });
    if pending_from_it {
        let mut turn = Turn::new(world, facts, event, &event.id, None, now);
        turn.dialogue.pending = None;
        effects.extend(turn.finish());
    }
    effects
}
