//! Beginning to send, looking after it as time passes, and what a copy looks like.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{
    answering,
    audience::{self, Circle},
    replies, wording,
};
use crate::{
    assistant::{
        Health, World,
        days::{self, tied::Seen},
        markup,
        wording::Language,
    },
    effect::{About, Act, AuditEntry, Content, Effect, Outgoing, Priority, Recipient, Target, Text},
    facts::{
        Facts, Power,
        announcement::{Announcement, Audience, State, Tally},
    },
};

/// How often it is looked at how far an announcement has come.
const LOOKED_AFTER: SignedDuration = SignedDuration::from_secs(5);
/// How often where only those are left whose server does not answer.
const STUCK_LOOKED_AFTER: SignedDuration = SignedDuration::from_secs(60);
/// How often that is told: the account's rate limit is one budget.
const TOLD: SignedDuration = SignedDuration::from_secs(60);
/// What one message takes where there is no limit, and what a new direct chat takes.
const UNLIMITED: SignedDuration = SignedDuration::from_millis(50);
const UNLIMITED_ROOM: SignedDuration = SignedDuration::from_millis(500);
/// What a homeserver with Synapse's own limits asks to wait between messages (`rc_message`: 0.2 a second)
/// and between new rooms (`rc_room_creation`: 0.016 a second). It is counted with until another pause was met.
const USUAL_PAUSE: SignedDuration = SignedDuration::from_secs(5);
const USUAL_ROOM_PAUSE: SignedDuration = SignedDuration::from_secs(62);
/// Messages and rooms that a homeserver lets pass before its limit counts (Synapse's burst of either).
const BURST: u64 = 10;
/// What a limit lets through goes to announcements but for one in so many: answers go first.
const OTHERS: i32 = 10;

/// An announcement that begins to be sent.
pub(super) struct Started {
    /// It, as it shall be written down.
    pub(super) announcement: Announcement,
    /// The effect that makes a row for each recipient.
    pub(super) deliver: Effect,
    /// The effects that make the ST days it carries.
    pub(super) days: Vec<Effect>,
    /// What is told, in Markdown.
    pub(super) said: String,
}

/// Begins to send to these recipients.
pub(super) fn start(world: &World, facts: &Facts, mut announcement: Announcement, recipients: &[String], now: Timestamp) -> Started {
    let takes = duration(world, facts, &announcement, recipients);
    let count = recipients.len() as u64;
    let tally = Tally { recipients: count, waiting: count, ..Tally::default() };
    announcement.state = State::Sending;
    announcement.started_at = Some(now);
    announcement.next_at = Some(now);
    announcement.told = Some((now, tally));
    announcement.tally = tally;
    let audience = announcement.audience.clone().unwrap_or_default();
    let rooms = !audience.rooms.is_empty();
    let recipients = recipients
        .iter()
        .map(|recipient| if rooms { Recipient::Room(recipient.clone()) } else { Recipient::Person(recipient.clone()) })
        .collect();
    let regions = regions(world, &facts.power, &audience);
    let (days, calendar) = days::carried::begun(&announcement, &Seen { facts, regions: &regions, now }).unzip();
    let deliver = Effect::Deliver {
        announcement: announcement.id.clone(),
        text: compose(world, &facts.power, &announcement),
        files: announcement.files.iter().map(|file| file.id.clone()).chain(calendar).collect(),
        recipients,
    };
    let language = language(&announcement);
    let said = replies::progress(&audience_words(world, facts, &audience, language), &tally, takes, language);
    Started { announcement, deliver, days: days.unwrap_or_default(), said }
}

/// The regions that an announcement is for.
pub(super) fn regions(world: &World, power: &Power, audience: &Audience) -> Vec<String> {
    if audience.regions.is_empty() { places(world, power) } else { audience.regions.clone() }
}

/// The regions of somebody who sends to nobody's region in particular: those they direct, else all.
fn places(world: &World, power: &Power) -> Vec<String> {
    if power.studierektor.is_empty() { world.regions.iter().map(|region| region.id.clone()).collect() } else { power.studierektor.clone() }
}

/// Who is meant by an audience, with the author's power of now.
pub(super) fn circle<'a>(world: &'a World, facts: &'a Facts, announcement: &'a Announcement) -> Circle<'a> {
    let only = match world.regions.as_slice() {
        [only] => Some(only.id.as_str()),
        _ => None,
    };
    Circle {
        directory: &facts.directory,
        power: &facts.power,
        default_region: world.default_region.as_deref().or(only),
        but: [&announcement.author, &world.user_id],
        days: &facts.days,
        silent: &facts.silent,
        duty: announcement.duty && facts.power.admin,
    }
}

/// Whether somebody with this power may send to an audience.
pub(super) fn may_send(power: &Power, audience: &Audience) -> bool {
    power.any() && audience.parts().flat_map(|part| &part.regions).all(|region| power.reaches(region))
}

/// An audience in words, as safe Markdown.
pub(super) fn audience_words(world: &World, facts: &Facts, audience: &Audience, language: Language) -> String {
    wording::audience(&answering::renamed(audience, &facts.days), &|region| world.region(region).name, language)
}

fn language(announcement: &Announcement) -> Language {
    if announcement.english { Language::English } else { Language::Swedish }
}

fn zone(world: &World, announcement: &Announcement) -> TimeZone {
    TimeZone::get(&announcement.zone).or_else(|_| TimeZone::get(&world.zone)).unwrap_or(TimeZone::UTC)
}

/// A copy as Markdown: whose it is, the text, what was corrected, how to say that it was read.
pub(super) fn markdown(world: &World, power: &Power, announcement: &Announcement) -> String {
    let mut parts = vec![header(world, power, announcement), tamed(&announcement.text)];
    let zone = zone(world, announcement);
    parts.extend(announcement.corrections.iter().map(|(at, what)| wording::correction(*at, &zone, &tamed(what))));
    parts.push(days::carried::footer(announcement).unwrap_or_else(|| wording::footer(announcement.duty)));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

/// A copy as it is sent. Whom it mentions is filled in for each recipient.
#[must_use]
pub fn compose(world: &World, power: &Power, announcement: &Announcement) -> Text {
    let text = markup::render(&markdown(world, power, announcement));
    Text { ping: true, ping_room_for: announcement.ping_room.then(|| announcement.author.clone()), ..text }
}

/// The line that says whose it is. What a person is called can be chosen freely, so the user id
/// stands with it.
pub(super) fn header(world: &World, power: &Power, announcement: &Announcement) -> String {
    let own: Vec<String> = match &announcement.audience {
        // Of several regions those that it concerns.
        Some(audience) if power.studierektor.iter().any(|region| audience.regions.contains(region)) => {
            power.studierektor.iter().filter(|region| audience.regions.contains(region)).cloned().collect()
        }
        _ => power.studierektor.clone(),
    };
    let places: Vec<String> = own.iter().map(|region| world.region(region).short).collect();
    let office = wording::office(&places, power.admin, Language::Swedish);
    wording::header(announcement.author_name.as_deref(), &announcement.author, &office, Language::Swedish)
}

/// The author's Markdown without what could ping a room, turn the writing around or pass for the line
/// that names the sender.
fn tamed(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|letter| *letter == '\n' || *letter == '\t' || !letter.is_control())
        .filter(|letter| !matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '📣'))
        .collect();
    closed(&kept.replace("@room", "@\u{200b}room")).trim().to_owned()
}

/// The text with what Markdown would draw together taken apart: a line right below a list is no part of its last
/// item, and a block of code ends with the text at the latest.
fn closed(text: &str) -> String {
    let is_item = |line: &str| {
        let line = line.trim_start();
        let numbered = line.split_once(['.', ')']).is_some_and(|(number, rest)| {
            !number.is_empty() && number.len() < 4 && number.chars().all(|digit| digit.is_ascii_digit()) && rest.starts_with(' ')
        });
        numbered || ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark))
    };
    let fence = |line: &str| ["```", "~~~"].into_iter().find(|fence| line.trim_start().starts_with(fence));
    let (mut kept, mut open, mut in_list) = (Vec::new(), None, false);
    for line in text.lines() {
        match (open, fence(line)) {
            (None, Some(begun)) => open = Some(begun),
            (Some(begun), Some(ends)) if begun == ends => open = None,
            _ => {}
        }
        let goes_on = line.trim().is_empty() || line.starts_with([' ', '\t']) || is_item(line);
        if in_list && !goes_on && open.is_none() {
            kept.push("");
        }
        in_list = open.is_none() && (is_item(line) || (in_list && goes_on && !line.trim().is_empty()));
        kept.push(line);
    }
    kept.extend(open);
    kept.join("\n")
}

/// How long sending will take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Takes {
    /// How long.
    pub(super) length: SignedDuration,
    /// Whether it is not known how the homeserver limits her, so that it may be faster.
    pub(super) at_most: bool,
}

/// How long sending will take, by the limits that were met lately.
pub(super) fn duration(world: &World, facts: &Facts, announcement: &Announcement, recipients: &[String]) -> Option<Takes> {
    if recipients.is_empty() {
        return None;
    }
    let roomless = recipients
        .iter()
        .filter(|user| user.starts_with('@') && facts.directory.iter().any(|person| person.user == **user && person.direct_room.is_none()))
        .count();
    let messages = recipients.len() as u64 * messages(announcement);
    Some(time_for(&world.health, messages, roomless as u64, BURST))
}

/// How many messages each recipient gets: the text, the files, and the calendar file of its ST days.
fn messages(announcement: &Announcement) -> u64 {
    1 + announcement.files.len() as u64 + u64::from(!announcement.days.is_empty())
}

/// `burst`: how many pass before a limit counts; none where it has counted already.
fn time_for(health: &Health, messages: u64, roomless: u64, burst: u64) -> Takes {
    let times =
        |pause: SignedDuration, count: u64| pause.checked_mul(i32::try_from(count).unwrap_or(i32::MAX)).unwrap_or(SignedDuration::MAX);
    let limited = |seen: Option<SignedDuration>, usual: SignedDuration, free: SignedDuration, count: u64| {
        let pause = seen.unwrap_or(usual);
        let counted = if count > burst { times(pause, count) } else { SignedDuration::ZERO };
        (seen.is_none() && count > burst, counted.saturating_add(counted / OTHERS).max(times(free, count)))
    };
    let (messages_open, sending) = limited(health.message_pause, USUAL_PAUSE, UNLIMITED, messages);
    let (rooms_open, entering) = limited(health.room_pause, USUAL_ROOM_PAUSE, UNLIMITED_ROOM, roomless);
    Takes { length: sending.max(entering), at_most: messages_open || rooms_open }
}

/// A line of the audit log about an announcement.
pub(super) fn audit_entry(what: Act, announcement: &Announcement, power: &Power, count: u64) -> AuditEntry {
    let regions = match &announcement.audience {
        Some(audience) if !audience.regions.is_empty() => audience.regions.clone(),
        _ => power.studierektor.clone(),
    };
    AuditEntry { who: announcement.author.clone(), what, person: None, subject: Some(announcement.id.clone()), regions, count: Some(count) }
}

/// What follows from time passing: a draft lapses, a scheduled announcement begins, one on its way
/// tells how far it has come. `facts` are those of its author.
#[must_use]
pub fn fire(world: &World, facts: &Facts, announcement: &Announcement, now: Timestamp) -> Vec<Effect> {
    let mut next = announcement.clone();
    next.next_at = None;
    next.turns += 1;
    let language = language(announcement);
    let audience = announcement.audience.clone().unwrap_or_default();
    let to = audience_words(world, facts, &audience, language);
    let about = || About::Broadcast { announcement: announcement.id.clone() };
    match announcement.state {
        State::Draft => {
            next.state = State::Lapsed;
            vec![tell(announcement, &replies::lapsed(&to, language), None), save(next)]
        }
        State::Scheduled | State::Sending if !may_send(&facts.power, &audience) => {
            let waited = announcement.state == State::Scheduled;
            next.state = if waited { State::Cancelled } else { State::Sent };
            let count = if waited { 0 } else { announcement.tally.waiting };
            vec![
                Effect::StopDeliveries { announcement: announcement.id.clone() },
                tell(announcement, &replies::revoked(language), None),
                save(next),
                // Nobody asked for it: it follows from the role being gone.
                Effect::Audit(AuditEntry {
                    who: world.user_id.clone(),
                    person: Some(announcement.author.clone()),
                    ..audit_entry(Act::Stopped, announcement, &facts.power, count)
                }),
            ]
        }
        // It was looked after for another reason than its time.
        State::Scheduled if announcement.scheduled.is_some_and(|at| at > now) => {
            next.next_at = announcement.scheduled;
            vec![save(next)]
        }
        State::Scheduled => {
            let reach = audience::reach(&audience, &circle(world, facts, announcement));
            if reach.recipients.is_empty() {
                next.state = State::Cancelled;
                return vec![tell(announcement, &wording::nobody(language), None), save(next)];
            }
            let count = reach.recipients.len() as u64;
            let started = start(world, facts, next, &reach.recipients, now);
            let mut effects = vec![
                tell(announcement, &started.said, Some(about())),
                started.deliver,
                save(Announcement { progress: Some("#0".to_owned()), ..started.announcement }),
                Effect::Audit(audit_entry(Act::Sent, announcement, &facts.power, count)),
            ];
            effects.extend(started.days);
            effects
        }
        State::Sending => {
            let tally = announcement.tally;
            let done = tally.waiting == 0;
            if done {
                next.state = State::Sent;
            } else {
                next.next_at = now.checked_add(if tally.is_settled() { STUCK_LOOKED_AFTER } else { LOOKED_AFTER }).ok();
            }
            let (told_at, told) = announcement.told.unwrap_or((Timestamp::UNIX_EPOCH, Tally::default()));
            if !done && (now.duration_since(told_at) < TOLD || told == tally) {
                return vec![save(next)];
            }
            let markdown = if tally.is_settled() {
                replies::report(&to, &next, (!next.days.is_empty()).then_some(&[]), language)
            } else {
                let left = time_for(&world.health, (tally.waiting - tally.stuck) * messages(announcement), tally.roomless, 0);
                replies::progress(&to, &tally, Some(left), language)
            };
            next.told = Some((now, tally));
            let said = if let Some(message) = &announcement.progress {
                edit(announcement, message, &markdown, about())
            } else {
                next.progress = Some("#0".to_owned());
                tell(announcement, &markdown, Some(about()))
            };
            vec![said, save(next)]
        }
        State::Sent | State::Cancelled | State::Lapsed | State::Withdrawn => vec![save(next)],
    }
}

fn save(announcement: Announcement) -> Effect {
    Effect::SaveAnnouncement(Box::new(announcement))
}

/// Tells the author something in their direct chat.
fn tell(announcement: &Announcement, markdown: &str, about: Option<About>) -> Effect {
    let text = Text { ping: true, mentions: vec![announcement.author.clone()], ..markup::render(markdown) };
    Effect::Say(to_author(announcement, Content::Text(text), about))
}

/// Changes what was told.
fn edit(announcement: &Announcement, message: &str, markdown: &str, about: About) -> Effect {
    let text = markup::render(markdown);
    Effect::Say(to_author(announcement, Content::Edit { of: message.to_owned(), text }, Some(about)))
}

fn to_author(announcement: &Announcement, content: Content, about: Option<About>) -> Outgoing {
    Outgoing {
        to: announcement.room.clone().map_or_else(|| Target::Person(announcement.author.clone()), Target::Room),
        content,
        priority: Priority::Reminder,
        answers: None,
        about,
        person: Some(announcement.author.clone()),
        buttons: Vec::new(),
        not_before: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_it_takes_follows_from_the_limits_that_were_met() {
        let seconds = |health: &Health, messages, roomless| {
            let takes = time_for(health, messages, roomless, BURST);
            (takes.length.as_secs(), takes.at_most)
        };
        // Nothing is known: at most as long as Synapse's own limits ask for, where more is sent than they let pass at once.
        let unknown = Health::default();
        assert_eq!(seconds(&unknown, 10, 0), (0, false));
        assert_eq!(seconds(&unknown, 30, 0), (165, true));
        assert_eq!(seconds(&unknown, 30, 30), (33 * 62, true));
        let limited = Health { message_pause: Some(SignedDuration::from_secs(5)), ..Health::default() };
        assert_eq!(seconds(&limited, 300, 0), (330 * 5, false));
        let free = Health { message_pause: Some(SignedDuration::ZERO), room_pause: Some(SignedDuration::ZERO), ..Health::default() };
        assert_eq!(seconds(&free, 2000, 0), (100, false));
        assert_eq!(seconds(&free, 300, 300), (150, false));
    }

    #[test]
    fn a_text_can_neither_ping_a_room_nor_pass_for_another_sender() {
        let text = tamed("📣 Från @chefen:x\u{202e}\n@room kom\u{7}");
        assert_eq!(text, "Från @chefen:x\n@\u{200b}room kom");
        assert_eq!(tamed("- ett\n- två\nVälkomna!"), "- ett\n- två\n\nVälkomna!");
        assert_eq!(tamed("~~~\nkod"), "~~~\nkod\n~~~");
    }
}
