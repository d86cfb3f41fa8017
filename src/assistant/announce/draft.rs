//! From the first words of an announcement to the yes that sends it.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{
    DRAFT_WAITS, LONGEST, attach, audience, audit, dated, groups, replies,
    request::{self, Ask, First},
    send::{self, circle},
    when, when_wording, wording,
};
use crate::{
    assistant::{
        days::{self, tied::Seen},
        turn::Turn,
    },
    effect::{About, Act, Content, Effect, Outgoing, Priority},
    facts::{
        Pending, PendingKind,
        announcement::{Announcement, Attachment, Audience, State, Wants},
    },
    language::date::{self, Context, Moment},
};

/// Begins an announcement. False: the words name nobody, so it is something else that is to be sent.
pub(super) fn begin(turn: &mut Turn<'_>, first: First, files: Vec<Attachment>) -> bool {
    let First { to, text, when, duty } = first;
    let (read, beside) = match &to {
        Some(to) => whom(turn, to),
        None => (Ok(None), None),
    };
    if matches!(read, Err(audience::Problem::Unknown(_)))
        && text.is_none()
        && files.is_empty()
        && !to.as_deref().is_some_and(audience::names_a_group)
    {
        return false;
    }
    turn.greet_if_new();
    let mut announcement = fresh(turn);
    let before = when.map(|when| date::read_moment(&when, &context(turn), None)).filter(|moment| *moment != Moment::Nothing);
    when::note(turn, &mut announcement, beside.or(before).as_ref());
    if turn.facts.announcements.iter().any(|known| known.id == id_from(turn.question()) && known.started_at.is_some()) {
        let markdown = when_wording::sent_before(turn.language());
        turn.lead_in(markdown);
    }
    announcement.duty = duty && turn.facts.power.admin;
    if duty && !announcement.duty {
        let markdown = replies::duty_refused(turn.language());
        turn.lead_in(markdown);
    }
    announcement.text = text.unwrap_or_default();
    announcement.files = files;
    match read {
        Ok(audience) => {
            announcement.audience = audience;
            show(turn, announcement);
        }
        Err(problem) => {
            let markdown = problem_words(turn, &problem);
            ask_audience(turn, announcement, &markdown);
        }
    }
    true
}

/// Whom words mean, and when it shall go where they say that too.
fn whom(turn: &Turn<'_>, words: &str) -> (Result<Option<Audience>, audience::Problem>, Option<Moment>) {
    let read = read_audience(turn, words).map(Some);
    if !matches!(read, Err(audience::Problem::Unknown(_))) {
        return (read, None);
    }
    match when::apart(words, &context(turn)) {
        (rest, moment @ Some(_)) if !rest.is_empty() => (read_audience(turn, &rest).map(Some), moment),
        _ => (read, None),
    }
}

/// Keeps what was said of an announcement, and asks whom it is for.
fn ask_audience(turn: &mut Turn<'_>, mut announcement: Announcement, markdown: &str) {
    save(turn, &mut announcement);
    wait_for(turn, &announcement, Wants::Audience);
    turn.say_in_private(markdown, Some(About::Draft { announcement: announcement.id, version: announcement.version }), Vec::new());
}

/// An announcement that begins with the event at hand. One that the same message began before, and
/// that was not sent, is begun anew.
pub(super) fn fresh(turn: &Turn<'_>) -> Announcement {
    let mut id = id_from(turn.question());
    let before = turn.facts.announcements.iter().find(|known| known.id == id);
    let mut version = before.map_or(0, |before| before.version);
    if before.is_some_and(|before| before.state != State::Draft) {
        // It was sent already; what the message says now is another announcement.
        id = id_from(&turn.event.id);
        version = 0;
    }
    Announcement {
        id,
        author: turn.event.sender.clone(),
        author_name: turn.event.sender_name.clone(),
        room: turn.person.direct_room.clone(),
        english: turn.person.english,
        zone: turn.person.zone.clone().unwrap_or_else(|| turn.world.zone.clone()),
        version,
        created_at: turn.now,
        ..Announcement::default()
    }
}

/// The id of an announcement that an event began.
pub(super) fn id_from(event: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(event.as_bytes())[..8])
}

/// Reads whom it is for.
pub(super) fn read_audience(turn: &Turn<'_>, words: &str) -> Result<Audience, audience::Problem> {
    let tags = turn.facts.directory.iter().flat_map(|person| person.tags.iter().cloned()).chain(turn.world.all_tags()).collect();
    let facts = turn.facts;
    let focus = facts.focus.as_deref().and_then(|id| facts.announcements.iter().find(|known| known.id == id));
    let known = audience::Known {
        regions: &turn.world.regions,
        tags: &tags,
        rooms: &turn.world.rooms,
        power: &facts.power,
        days: &facts.days,
        focus,
        context: &context(turn),
    };
    audience::read(words, &known).map_err(|problem| match problem {
        audience::Problem::Unknown(unknown) => audience::Problem::Unknown(groups::as_written(&unknown, words)),
        other => other,
    })
}

/// The author's regions in words, or any.
fn places(turn: &Turn<'_>) -> String {
    let own = turn.facts.power.studierektor.first().map(|region| turn.world.region(region).short);
    own.or_else(|| turn.world.regions.first().map(|region| region.short.clone())).unwrap_or_default()
}

pub(super) fn problem_words(turn: &Turn<'_>, problem: &audience::Problem) -> String {
    match problem {
        audience::Problem::Unknown(words) => wording::unknown_audience(words, &places(turn), turn.language()),
        audience::Problem::NotYours(region) => wording::not_yours(&turn.world.region(region).name, turn.language()),
        audience::Problem::RoomsAndPeople => wording::rooms_and_people(turn.language()),
        audience::Problem::NoSuchDay => wording::no_such_day(turn.language()),
        audience::Problem::WhichDay(days) => wording::which_day(days, turn.language()),
    }
}

/// The answer to "whom is it for?". False: it was no answer.
pub(super) fn audience_said(turn: &mut Turn<'_>, mut announcement: Announcement, text: &str) -> bool {
    let (read, moment) = whom(turn, text);
    match read {
        Ok(audience) => {
            announcement.audience = audience;
            when::note(turn, &mut announcement, moment.as_ref());
            show(turn, announcement);
            true
        }
        // What names nobody and is no short answer is something else.
        Err(audience::Problem::Unknown(_))
            if text.contains('?') || request::asks(text) || !(audience::names_a_group(text) || is_short(text)) =>
        {
            false
        }
        Err(problem) => {
            let markdown = problem_words(turn, &problem);
            turn.say_in_private(markdown, None, Vec::new());
            true
        }
    }
}

/// Whether a draft is the announcement that is spoken of: the one last shown, or the one replied to.
pub(super) fn is_at_hand(turn: &Turn<'_>, announcement: &Announcement) -> bool {
    let spoken_of = turn.dialogue.announcement.as_ref().is_none_or(|id| *id == announcement.id);
    spoken_of || super::referred(turn).is_some_and(|found| found.id == announcement.id)
}

fn is_short(text: &str) -> bool {
    text.split_whitespace().count() <= 4 && !date::says_when(text)
}

/// Does to a draft what was asked.
pub(super) fn change(turn: &mut Turn<'_>, mut announcement: Announcement, ask: Ask) {
    match ask {
        // Only what was spoken of last goes by its bare name; another one is shown first.
        Ask::Send { when: None } | Ask::SendNow if !is_at_hand(turn, &announcement) => return show(turn, announcement),
        Ask::Send { when: Some(when) } if !is_at_hand(turn, &announcement) => return when::show_for(turn, announcement, &when),
        Ask::Send { when: None } => {
            let version = announcement.version;
            return confirmed(turn, announcement, version);
        }
        Ask::SendNow => {
            let version = announcement.version;
            return confirmed(turn, Announcement { scheduled: None, ..announcement }, version);
        }
        Ask::Send { when: Some(when) } => return when::schedule(turn, announcement, &when),
        Ask::Proof => return proof(turn, &announcement),
        Ask::Text(text) if dated::is_only_when(turn, &announcement, &text) => {
            dated::put_right(turn, announcement, &text);
            return;
        }
        Ask::Text(text) => announcement.text = text,
        Ask::Append(text) => {
            announcement.text = if announcement.text.is_empty() { text } else { format!("{}\n\n{text}", announcement.text) };
        }
        Ask::Swap { from, to } => {
            let Some(swapped) = swap(&announcement.text, &from, &to) else {
                let markdown = wording::not_in_text(&from, turn.language());
                return turn.say_in_private(markdown, None, Vec::new());
            };
            announcement.text = swapped;
        }
        Ask::Recipients(words) => {
            let (read, moment) = whom(turn, &words);
            match read {
                Ok(audience) => announcement.audience = audience,
                Err(problem) => {
                    let markdown = problem_words(turn, &problem);
                    return turn.say_in_private(markdown, None, Vec::new());
                }
            }
            when::note(turn, &mut announcement, moment.as_ref());
        }
        Ask::Detach(number) => return attach::detach(turn, announcement, number),
        Ask::Duty(duty) => {
            if duty && !turn.facts.power.admin {
                let markdown = replies::duty_refused(turn.language());
                return turn.say_in_private(markdown, None, Vec::new());
            }
            announcement.duty = duty;
        }
        _ => return,
    }
    if !announcement.days.is_empty() {
        // What the text says of them may have changed.
        announcement.days = days::carried::plans(&announcement);
    }
    reshow(turn, announcement);
}

/// Reads a changed draft back: what was read back before is void.
pub(super) fn reshow(turn: &mut Turn<'_>, announcement: Announcement) {
    let before = turn.facts.announcements.iter().find(|known| known.id == announcement.id);
    if before.is_some_and(|before| before.audience.is_some() && !(before.text.is_empty() && before.files.is_empty())) {
        let markdown = wording::old_is_void(turn.language());
        turn.lead_in(markdown);
    }
    show(turn, announcement);
}

/// Puts one piece in place of another, whatever its case; `None` where it is not there.
pub(super) fn swap(text: &str, from: &str, to: &str) -> Option<String> {
    let at = whole(text, from).or_else(|| {
        let (lowered, wanted) = (text.to_lowercase(), from.to_lowercase());
        // Only where lowering moved no byte do the places agree.
        (lowered.len() == text.len()).then(|| whole(&lowered, &wanted).or_else(|| lowered.find(&wanted))).flatten()
    });
    let Some(at) = at else {
        // "kl 08:30" of a text that says "kl. 08:30".
        let bare = |words: &str| words.strip_prefix("kl. ").or_else(|| words.strip_prefix("kl ")).map(str::to_owned);
        let from = bare(from)?;
        return swap(text, &from, &bare(to).unwrap_or_else(|| to.to_owned()));
    };
    Some(format!("{}{to}{}", text.get(..at)?, text.get(at + from.len()..)?))
}

/// Where a piece stands that begins and ends with a word: "plats" is none in "platser".
fn whole(text: &str, piece: &str) -> Option<usize> {
    let within =
        |one: Option<char>, other: Option<char>| one.is_some_and(char::is_alphanumeric) && other.is_some_and(char::is_alphanumeric);
    let mut found = text.match_indices(piece).map(|(at, _)| at).filter(|_| !piece.is_empty());
    found.find(|at| {
        let (before, after) = (text.get(..*at).unwrap_or_default(), text.get(at + piece.len()..).unwrap_or_default());
        !within(before.chars().next_back(), piece.chars().next()) && !within(piece.chars().next_back(), after.chars().next())
    })
}

pub(super) fn context(turn: &Turn<'_>) -> Context {
    Context { now: turn.event.sent_at.min(turn.now).to_zoned(turn.zone()) }
}

/// Writes a changed draft down: it waits a day from now.
fn save(turn: &mut Turn<'_>, announcement: &mut Announcement) {
    announcement.version += 1;
    announcement.next_at = turn.now.checked_add(DRAFT_WAITS).ok();
    turn.push(Effect::SaveAnnouncement(Box::new(announcement.clone())));
}

fn wait_for(turn: &mut Turn<'_>, announcement: &Announcement, wants: Wants) {
    let kind = PendingKind::Announcement { announcement: announcement.id.clone(), wants };
    turn.dialogue.pending = Some(Pending { since: turn.now, kind });
    turn.dialogue.announcement = Some(announcement.id.clone());
}

/// Asks for what is missing, or reads the draft back and asks for a yes.
pub(super) fn show(turn: &mut Turn<'_>, mut announcement: Announcement) {
    let language = turn.language();
    if announcement.text.chars().count() >= LONGEST {
        let markdown = wording::too_long(LONGEST, language);
        turn.say_in_private(markdown, None, Vec::new());
        return;
    }
    announcement.ping_room =
        announcement.audience.as_ref().is_some_and(|audience| !audience.rooms.is_empty()) && asks_for_ping(&announcement.text);
    save(turn, &mut announcement);
    let about = About::Draft { announcement: announcement.id.clone(), version: announcement.version };
    let Some(audience) = announcement.audience.clone() else {
        wait_for(turn, &announcement, Wants::Audience);
        let markdown = wording::ask_audience(&places(turn), language);
        return turn.say_in_private(markdown, Some(about), Vec::new());
    };
    let to = send::audience_words(turn.world, turn.facts, &audience, language);
    if announcement.text.is_empty() && announcement.files.is_empty() {
        wait_for(turn, &announcement, Wants::Text);
        let markdown = wording::ask_text(&to, language);
        return turn.say_in_private(markdown, Some(about), Vec::new());
    }
    let reach = audience::reach(&audience, &circle(turn.world, turn.facts, &announcement));
    wait_for(turn, &announcement, Wants::Send { version: announcement.version });
    let mut markdown = wording::readback(
        &wording::Readback {
            shown: &send::markdown(turn.world, &turn.facts.power, &announcement),
            audience: &to,
            count: &wording::head_count(reach.recipients.len(), !audience.rooms.is_empty(), language),
            dates: &dated::dates(&announcement.text, &context(turn)),
            impossible: &dated::impossible(&announcement.text),
            off: &reach.off,
            no_region: reach.no_region,
            no_role: reach.no_role,
            takes: send::duration(turn.world, turn.facts, &announcement, &reach.recipients),
            duty: announcement.duty,
            ping_room: announcement.ping_room,
            files: &announcement.files,
            scheduled: announcement.scheduled.map(|at| when::words(at, &turn.zone(), language)),
        },
        language,
    );
    let mut buttons = vec!["✅".to_owned(), "❌".to_owned()];
    let regions = send::regions(turn.world, &turn.facts.power, &audience);
    let seen = Seen { facts: turn.facts, regions: &regions, now: turn.now };
    if let Some((said, offered)) = days::carried::readback(&announcement, &seen, language) {
        markdown = format!("{markdown}\n\n{said}");
        buttons.extend(offered.then(|| "📅".to_owned()));
    }
    turn.say_in_private(markdown, Some(about), buttons);
}

/// Takes the days that a draft's text holds along as ST days, or leaves them out.
pub(super) fn carry(turn: &mut Turn<'_>, announcement: Announcement, wanted: bool) {
    let days = if wanted { days::carried::plans(&announcement) } else { Vec::new() };
    if days != announcement.days {
        let markdown = wording::old_is_void(turn.language());
        turn.lead_in(markdown);
    }
    show(turn, Announcement { days, ..announcement });
}

/// Whether a text asks that everybody in the room be pinged.
fn asks_for_ping(text: &str) -> bool {
    text.split(|letter: char| letter.is_whitespace() || ",.!?()".contains(letter)).any(|word| word.trim_end_matches(':') == "@room")
}

/// Shows the draft to its author alone, exactly as the others will get it.
fn proof(turn: &mut Turn<'_>, announcement: &Announcement) {
    let markdown = wording::proof(turn.language());
    turn.say_in_private(markdown, None, Vec::new());
    let text = send::compose(turn.world, &turn.facts.power, announcement);
    turn.push_text(turn.private_room(), text, None, Vec::new(), Priority::Answer);
    let regions = send::regions(turn.world, &turn.facts.power, &announcement.audience.clone().unwrap_or_default());
    let calendar = days::carried::proof(announcement, &Seen { facts: turn.facts, regions: &regions, now: turn.now });
    let files: Vec<String> =
        announcement.files.iter().map(|file| file.id.clone()).chain(calendar.as_ref().map(|file| file.id.clone())).collect();
    turn.extend(calendar.map(Effect::KeepFile));
    for file in files {
        turn.push(Effect::Say(Outgoing {
            to: turn.private_room(),
            content: Content::Shared { file },
            priority: Priority::Answer,
            answers: Some(turn.question().to_owned()),
            about: None,
            person: Some(turn.event.sender.clone()),
            buttons: Vec::new(),
            not_before: None,
        }));
    }
}

/// A yes to one version of a draft.
pub(super) fn confirmed(turn: &mut Turn<'_>, mut announcement: Announcement, version: u32) {
    let language = turn.language();
    if announcement.state != State::Draft {
        return;
    }
    if announcement.version != version {
        let markdown = wording::void(language);
        return turn.say_in_private(markdown, None, Vec::new());
    }
    let Some(audience) = announcement.audience.clone().filter(|_| !announcement.text.is_empty() || !announcement.files.is_empty()) else {
        return show(turn, announcement);
    };
    if !send::may_send(&turn.facts.power, &audience) {
        let markdown = replies::revoked(language);
        return turn.say_in_private(markdown, None, Vec::new());
    }
    if let Some(at) = announcement.scheduled {
        return when::put_down(turn, announcement, at);
    }
    let now = turn.now;
    if questioned(turn, &mut announcement, now) {
        return;
    }
    let reach = audience::reach(&audience, &circle(turn.world, turn.facts, &announcement));
    if reach.recipients.is_empty() {
        let markdown = wording::nobody(language);
        return turn.say_in_private(markdown, None, Vec::new());
    }
    turn.dialogue.pending = None;
    turn.dialogue.announcement = Some(announcement.id.clone());
    let started = send::start(turn.world, turn.facts, announcement, &reach.recipients, turn.now);
    // The message that will tell how far it has come is this very answer.
    let about = About::Broadcast { announcement: started.announcement.id.clone() };
    turn.say_in_private(&started.said, Some(about), Vec::new());
    let progress = turn.last_said();
    turn.extend(started.days);
    turn.push(started.deliver);
    turn.push(Effect::SaveAnnouncement(Box::new(Announcement { progress, ..started.announcement.clone() })));
    audit(turn, Act::Sent, &started.announcement, started.announcement.tally.recipients);
}

/// Asks whether it is meant where the same goes to the same people within a few minutes. False: it does not,
/// or they said so.
pub(super) fn questioned(turn: &mut Turn<'_>, announcement: &mut Announcement, at: Timestamp) -> bool {
    let version = announcement.version;
    let Some(other) = when::repeats(turn, announcement, at).filter(|_| announcement.repeat_asked != Some(version)) else { return false };
    let language = turn.language();
    announcement.repeat_asked = Some(version);
    announcement.state = State::Draft;
    turn.push(Effect::SaveAnnouncement(Box::new(announcement.clone())));
    wait_for(turn, announcement, Wants::Send { version });
    let markdown = if other > turn.now {
        when_wording::planned_already(&when::words(other, &turn.zone(), language), language)
    } else {
        when_wording::repeated(turn.now.duration_since(other).as_mins().max(1), language)
    };
    let about = About::Draft { announcement: announcement.id.clone(), version };
    turn.say_in_private(markdown, Some(about), vec!["✅".to_owned(), "❌".to_owned()]);
    true
}
