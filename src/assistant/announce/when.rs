//! When an announcement goes: told apart from the words beside it, put down, moved to another time.

use jiff::{Timestamp, tz::TimeZone};

use super::{
    REPEATED_WITHIN, audience, audit, draft, replies,
    send::{self, circle},
    when_wording, wording,
};
use crate::{
    assistant::{markup, turn::Turn, wording::Language},
    effect::{About, Act, Effect},
    facts::announcement::{Announcement, State},
    language::date::{self, Context, Due, Moment, wording::long_due},
};

/// Takes a time out of words: what they say beside it, and the time where they hold one.
pub(super) fn apart(words: &str, context: &Context) -> (String, Option<Moment>) {
    let whole = date::read_moment(words, context, None);
    if whole == Moment::Nothing || !date::says_when(words) {
        return (words.to_owned(), None);
    }
    let pieces: Vec<&str> = words.split_whitespace().collect();
    let same = |from: usize, to: usize| date::read_moment(&pieces[from..to].join(" "), context, None) == whole;
    let from = (0..pieces.len()).take_while(|from| same(*from, pieces.len())).last().unwrap_or(0);
    let to = (from + 1..=pieces.len()).find(|to| same(from, *to)).unwrap_or(pieces.len());
    let mut rest: Vec<&str> = pieces[..from].to_vec();
    while rest.last().is_some_and(|last| ["på", "den", "kl", "kl.", "klockan", "on", "at"].contains(&last.to_lowercase().as_str())) {
        rest.pop();
    }
    rest.extend(&pieces[to..]);
    (rest.join(" ").trim_end_matches([',', ' ']).to_owned(), Some(whole))
}

/// Why a moment is none at which something can be sent, in words; else the moment.
fn at(turn: &Turn<'_>, moment: &Moment) -> Result<Timestamp, String> {
    let due = match moment {
        Moment::Set(adjustment) => adjustment.due,
        Moment::Reject(rejection) => return Err(markup::escape(&date::wording::say_rejection(rejection))),
        Moment::Ask(_) | Moment::Nothing => return Err(when_wording::no_time(turn.language())),
    };
    let zone: TimeZone = turn.zone();
    let at = zone.to_timestamp(due.datetime(date::DEFAULT_TIME)).ok().filter(|at| *at > turn.now);
    at.ok_or_else(|| when_wording::no_time(turn.language()))
}

/// Notes on a draft when it shall go, as its author said along with something else. What could not be
/// understood is told before the readback.
pub(super) fn note(turn: &mut Turn<'_>, announcement: &mut Announcement, moment: Option<&Moment>) {
    let Some(moment) = moment else { return };
    match at(turn, moment) {
        Ok(at) => announcement.scheduled = Some(at),
        Err(why) => {
            let markdown = when_wording::goes_at_once(&why, turn.language());
            turn.lead_in(markdown);
        }
    }
}

/// A moment as a readback shows it.
pub(super) fn words(at: Timestamp, zone: &TimeZone, language: Language) -> String {
    let local = at.to_zoned(zone.clone());
    long_due(&Due::at(local.date(), local.time()), wording::date_language(language))
}

/// Notes on a draft that has no yes yet when it shall go, and shows it.
pub(super) fn show_for(turn: &mut Turn<'_>, announcement: Announcement, when: &str) {
    match at(turn, &date::read_moment(when, &draft::context(turn), None)) {
        Ok(at) => draft::reshow(turn, Announcement { scheduled: Some(at), ..announcement }),
        Err(why) => turn.say_in_private(why, None, Vec::new()),
    }
}

/// "skicka måndag 07:30".
pub(super) fn schedule(turn: &mut Turn<'_>, announcement: Announcement, when: &str) {
    if announcement.audience.is_none() || (announcement.text.is_empty() && announcement.files.is_empty()) {
        let mut announcement = announcement;
        match at(turn, &date::read_moment(when, &draft::context(turn), None)) {
            Ok(at) => announcement.scheduled = Some(at),
            // Nothing can go yet.
            Err(why) => turn.lead_in(why),
        }
        return draft::show(turn, announcement);
    }
    match at(turn, &date::read_moment(when, &draft::context(turn), None)) {
        Ok(at) => put_down(turn, announcement, at),
        Err(why) => turn.say_in_private(why, None, Vec::new()),
    }
}

/// Another time for what waits for its time; what is not said of it stays: "kl 8" is of the same day, "tisdag" at the same
/// hour.
pub(super) fn move_to(turn: &mut Turn<'_>, found: Announcement, when: &str) {
    let before = found.scheduled.map(|at| at.to_zoned(turn.zone())).map(|local| Due::at(local.date(), local.time()));
    match at(turn, &date::read_moment(when, &draft::context(turn), before.as_ref())) {
        Ok(at) => put_down(turn, Announcement { state: State::Draft, ..found }, at),
        Err(why) => turn.say_in_private(why, None, Vec::new()),
    }
}

/// Lets an announcement wait for its time.
pub(super) fn put_down(turn: &mut Turn<'_>, mut announcement: Announcement, at: Timestamp) {
    let language = turn.language();
    let Some(audience) = announcement.audience.clone() else { return draft::show(turn, announcement) };
    if !send::may_send(&turn.facts.power, &audience) {
        let markdown = replies::revoked(language);
        return turn.say_in_private(markdown, None, Vec::new());
    }
    if at <= turn.now {
        announcement.scheduled = None;
        let markdown = when_wording::time_passed(language);
        turn.lead_in(markdown);
        return draft::show(turn, announcement);
    }
    announcement.scheduled = Some(at);
    if draft::questioned(turn, &mut announcement, at) {
        return;
    }
    let reach = audience::reach(&audience, &circle(turn.world, turn.facts, &announcement));
    announcement.state = State::Scheduled;
    announcement.next_at = Some(at);
    turn.dialogue.pending = None;
    turn.dialogue.announcement = Some(announcement.id.clone());
    turn.push(Effect::SaveAnnouncement(Box::new(announcement.clone())));
    audit(turn, Act::Scheduled, &announcement, reach.recipients.len() as u64);
    let markdown = when_wording::scheduled(
        &words(at, &turn.zone(), language),
        &send::audience_words(turn.world, turn.facts, &audience, language),
        &wording::head_count(reach.recipients.len(), !audience.rooms.is_empty(), language),
        language,
    );
    turn.say_in_private(markdown, Some(About::Broadcast { announcement: announcement.id }), Vec::new());
}

/// What is near in time to `at`, and the same to the same: when that went or will go.
pub(super) fn repeats(turn: &Turn<'_>, announcement: &Announcement, at: Timestamp) -> Option<Timestamp> {
    let words = |text: &str| {
        let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect::<Vec<_>>()
    };
    turn.facts.announcements.iter().find_map(|known| {
        let goes = if known.state == State::Scheduled { known.scheduled } else { known.started_at.filter(|_| known.state.is_out()) }?;
        let same = known.id != announcement.id
            && known.audience == announcement.audience
            && known.files == announcement.files
            && words(&known.text) == words(&announcement.text);
        (same && at.duration_since(goes).abs() < REPEATED_WITHIN).then_some(goes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_apart_from_the_group_beside_it() {
        let now = jiff::civil::date(2026, 3, 10).at(14, 20, 0, 0).in_tz("Europe/Stockholm").expect("a time");
        let context = Context { now };
        for (words, rest, due) in [
            ("alla ST-läkare i morgon kl 8", "alla ST-läkare", Some("2026-03-11T08:00:00")),
            ("alla ST-läkare på måndag 07.30 i Kronoberg", "alla ST-läkare i Kronoberg", Some("2026-03-16T07:30:00")),
            ("handledarna den 16/3 kl 7.30", "handledarna", Some("2026-03-16T07:30:00")),
            ("handledare om en timme", "handledare", Some("2026-03-10T15:20:00")),
            ("alla ST-läkare i Växjö", "alla ST-läkare i Växjö", None),
        ] {
            let (left, moment) = apart(words, &context);
            let read = moment.map(|moment| match moment {
                Moment::Set(set) => set.due.datetime(date::DEFAULT_TIME).to_string(),
                other => format!("{other:?}"),
            });
            assert_eq!((left.as_str(), read.as_deref()), (rest, due), "{words}");
        }
    }
}
