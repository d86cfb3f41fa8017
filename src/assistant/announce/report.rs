//! After sending: who got it, correcting, withdrawing, trying again, reminding the silent.

use super::{
    LISTED_FOR, audit, draft, late_wording, midway, named, own, referred, replies,
    request::Ask,
    restore,
    send::{self, audience_words},
    when, when_wording, wording,
};
use crate::{
    assistant::{days, markup::escape, turn::Turn, wording::Language},
    effect::{About, Act, Effect},
    facts::{
        Pending, PendingKind,
        announcement::{Announcement, AskedCorrection, Delivery, Outcome, State, Wants},
    },
    table,
};

/// How many of the author's announcements are listed.
const LISTED: usize = 15;
/// How many who did not get it are named at once; the file has all.
const NAMED: usize = 20;

/// The author's announcements as they are listed: those that can be stopped before those that are out, newest
/// first; not those that came to nothing.
fn listed(turn: &Turn<'_>) -> Vec<Announcement> {
    let mine = turn.facts.announcements.iter().filter(|known| known.author == turn.event.sender);
    let mut mine: Vec<Announcement> =
        mine.filter(|known| known.started_at.is_some() || !matches!(known.state, State::Lapsed | State::Cancelled)).cloned().collect();
    mine.sort_by_key(|known| match known.state {
        State::Scheduled | State::Sending => 0,
        State::Draft => 1,
        _ => 2,
    });
    mine.truncate(LISTED);
    mine
}

/// Shows the author's announcements.
pub(super) fn list(turn: &mut Turn<'_>) {
    let language = turn.language();
    let mine = listed(turn);
    if mine.is_empty() {
        let markdown = replies::none_yet(language);
        return turn.say_in_private(markdown, None, Vec::new());
    }
    let zone = turn.zone();
    let lines: Vec<String> = mine
        .iter()
        .map(|known| {
            let audience = known
                .audience
                .as_ref()
                .map_or_else(|| "?".to_owned(), |audience| audience_words(turn.world, turn.facts, audience, language));
            replies::line(known, &audience, &zone, language)
        })
        .collect();
    turn.dialogue.announcements = mine.into_iter().map(|known| known.id).collect();
    turn.dialogue.announcements_at = Some(turn.now);
    let markdown = replies::list(&lines, language);
    turn.say_in_private(markdown, None, Vec::new());
}

/// The announcement that a command means: by its number in the list, the one replied to, the one last
/// spoken of, or the newest that fits.
pub(super) fn meant(turn: &Turn<'_>, number: Option<usize>, fits: impl Fn(&Announcement) -> bool) -> Option<Announcement> {
    if let Some(number) = number {
        let id = turn.dialogue.announcements.get(number.checked_sub(1)?)?;
        return own(turn, id).filter(fits);
    }
    let spoken_of = turn.dialogue.announcement.as_deref().and_then(|id| own(turn, id));
    referred(turn)
        .filter(&fits)
        .or_else(|| spoken_of.filter(&fits))
        .or_else(|| turn.facts.announcements.iter().find(|known| known.author == turn.event.sender && fits(known)).cloned())
}

/// What is asked of the scheduled one where no draft is at hand: another time, at once. False: there is none.
pub(super) fn moved(turn: &mut Turn<'_>, ask: &Ask) -> bool {
    let Some(found) = meant(turn, None, |known| known.state == State::Scheduled) else { return false };
    let draft = Announcement { state: State::Draft, ..found.clone() };
    match ask {
        Ask::Send { when: Some(when) } => {
            let said = crate::assistant::announce::audience::folded(turn.message().map_or("", |message| &message.body));
            // "skjut upp till tisdag" may be said of a reminder.
            let puts_off = ["flytta", "skjut", "andra", "move"].iter().any(|verb| said.starts_with(verb)) && !said.contains("utskick");
            if puts_off && referred(turn).is_none() && !named::is_spoken_of(turn, &found) {
                return false;
            }
            when::move_to(turn, found, when);
        }
        Ask::SendNow if draft::is_at_hand(turn, &draft) => draft::change(turn, draft, Ask::SendNow),
        Ask::SendNow => named::reopen(turn, Announcement { scheduled: None, ..found }, Ask::SendNow),
        Ask::Send { when: None } => {
            let language = turn.language();
            let to = audience_words(turn.world, turn.facts, &found.audience.clone().unwrap_or_default(), language);
            let when = found.scheduled.map(|at| when::words(at, &turn.zone(), language)).unwrap_or_default();
            let markdown = when_wording::waits_for_time(&when, &to, language);
            turn.say_in_private(markdown, Some(About::Broadcast { announcement: found.id }), Vec::new());
        }
        _ => return false,
    }
    true
}

/// Says that there is nothing out that this could be done with.
pub(super) fn none_out(turn: &mut Turn<'_>) -> bool {
    let markdown = replies::none_out(turn.language());
    turn.say_in_private(markdown, None, Vec::new());
    true
}

/// Gives the announcements their numbers where none were shown: those that the list would have.
pub(super) fn numbers(turn: &mut Turn<'_>) {
    if turn.dialogue.announcements.is_empty() {
        turn.dialogue.announcements = listed(turn).into_iter().map(|known| known.id).collect();
        turn.dialogue.announcements_at = Some(turn.now);
    }
}

/// Shows one announcement of the list, which follow-ups mean from then on.
pub(super) fn show(turn: &mut Turn<'_>, number: usize) -> bool {
    if turn.dialogue.announcements.is_empty() && turn.facts.announcements.is_empty() {
        return false;
    }
    numbers(turn);
    let Some(found) = meant(turn, Some(number), |_| true) else {
        let markdown = crate::assistant::wording::no_such_number(turn.dialogue.announcements.len(), turn.language());
        turn.say_in_private(markdown, None, Vec::new());
        return true;
    };
    turn.dialogue.announcement = Some(found.id.clone());
    if matches!(found.state, State::Draft) {
        draft::show(turn, found);
    } else {
        tell_one(turn, &found);
    }
    true
}

/// How it went.
pub(super) fn tell(turn: &mut Turn<'_>) -> bool {
    let Some(found) = meant(turn, None, |known| known.started_at.is_some()) else {
        // "hur går det?" is asked of other things as well.
        let said = crate::assistant::announce::audience::folded(turn.message().map_or("", |message| &message.body));
        return !said.starts_with("hur gar det") && none_out(turn);
    };
    tell_one(turn, &found);
    true
}

fn tell_one(turn: &mut Turn<'_>, found: &Announcement) {
    let language = turn.language();
    let audience = found.audience.clone().unwrap_or_default();
    let to = audience_words(turn.world, turn.facts, &audience, language);
    let markdown = if found.started_at.is_some() {
        let answers = answers(turn, found, language);
        replies::report(&to, found, answers.as_deref(), language)
    } else {
        replies::line(found, &to, &turn.zone(), language)
    };
    turn.dialogue.announcement = Some(found.id.clone());
    turn.say_in_private(markdown, Some(About::Broadcast { announcement: found.id.clone() }), Vec::new());
}

/// How the answers to the ST days that it carries are spread, a line for each; `None`: it carries none.
fn answers(turn: &Turn<'_>, found: &Announcement, language: Language) -> Option<Vec<String>> {
    let spread = || days::carried_by(turn, &found.id).into_iter().map(|known| days::spread(known, language)).collect();
    (!found.days.is_empty()).then(spread)
}

/// Who did not get it, and why.
pub(super) fn missing(turn: &mut Turn<'_>) -> bool {
    let Some(found) = focus(turn) else { return none_out(turn) };
    let language = turn.language();
    let missed: Vec<String> = turn
        .facts
        .deliveries
        .iter()
        .filter_map(|delivery| {
            let why = match &delivery.outcome {
                Outcome::Failed(reason) => replies::reason(reason, language),
                Outcome::Waiting(Some(reason)) => replies::waits_for(reason, language),
                Outcome::Stopped => replies::was_stopped(language),
                Outcome::Waiting(None) | Outcome::Delivered | Outcome::Withdrawn => return None,
            };
            Some(format!("- {}: {why}", escape(&delivery.recipient)))
        })
        .collect();
    let markdown = if missed.is_empty() {
        replies::nobody_missed(&found.tally, language)
    } else {
        replies::missed(&missed[..missed.len().min(NAMED)], missed.len().saturating_sub(NAMED), &found.tally, language)
    };
    turn.say_in_private(markdown, Some(About::Broadcast { announcement: found.id }), Vec::new());
    true
}

/// Says so where it went to rooms: nobody in them can be told from the others. False: it went to people.
pub(super) fn in_rooms(turn: &mut Turn<'_>, found: &Announcement) -> bool {
    let rooms = found.audience.as_ref().is_some_and(|audience| !audience.rooms.is_empty());
    if rooms {
        let markdown = replies::went_to_rooms(found.tally.acknowledged, turn.language());
        turn.say_in_private(markdown, Some(About::Broadcast { announcement: found.id.clone() }), Vec::new());
    }
    rooms
}

/// Who got it and gave no sign.
pub(super) fn silent(turn: &mut Turn<'_>) -> bool {
    let Some(found) = focus(turn) else { return false };
    if in_rooms(turn, &found) {
        return true;
    }
    let language = turn.language();
    let silent: Vec<String> = turn
        .facts
        .deliveries
        .iter()
        .filter(|delivery| delivery.outcome == Outcome::Delivered && delivery.acknowledged_at.is_none())
        .map(|delivery| delivery.recipient.clone())
        .collect();
    let markdown = replies::silent(&wording::names(&silent, language), silent.len(), !found.days.is_empty(), language);
    turn.say_in_private(markdown, Some(About::Broadcast { announcement: found.id }), Vec::new());
    true
}

/// Who has read it, as far as their apps tell.
pub(super) fn readers(turn: &mut Turn<'_>) -> bool {
    let Some(found) = focus(turn) else { return none_out(turn) };
    if in_rooms(turn, &found) {
        return true;
    }
    let language = turn.language();
    let delivered = turn.facts.deliveries.iter().filter(|delivery| delivery.outcome == Outcome::Delivered);
    let (read, unread): (Vec<_>, Vec<_>) = delivered.partition(|delivery| delivery.read_at.is_some());
    let names = |copies: &[&Delivery]| {
        let users: Vec<String> = copies.iter().map(|delivery| delivery.recipient.clone()).collect();
        wording::names(&users, language)
    };
    let markdown = late_wording::readers(&names(&read), read.len(), &names(&unread), unread.len(), language);
    turn.say_in_private(markdown, Some(About::Broadcast { announcement: found.id }), Vec::new());
    true
}

/// Who got it.
pub(super) fn got(turn: &mut Turn<'_>) -> bool {
    let Some(found) = focus(turn) else { return none_out(turn) };
    let language = turn.language();
    let delivered = turn.facts.deliveries.iter().filter(|delivery| delivery.outcome == Outcome::Delivered);
    let names: Vec<String> = delivered.map(|delivery| delivery.recipient.clone()).collect();
    let rest = found.tally.recipients.saturating_sub(names.len() as u64);
    if !in_rooms(turn, &found) {
        let markdown = late_wording::got(&wording::names(&names, language), names.len(), rest, language);
        turn.say_in_private(markdown, Some(About::Broadcast { announcement: found.id }), Vec::new());
    }
    true
}

/// The announcement whose single copies are known here.
fn focus(turn: &Turn<'_>) -> Option<Announcement> {
    own(turn, turn.facts.focus.as_deref()?).filter(|known| known.started_at.is_some())
}

/// The report as a file for a spreadsheet.
pub(super) fn csv(turn: &mut Turn<'_>) -> bool {
    let Some(found) = focus(turn) else { return none_out(turn) };
    let zone = turn.zone();
    let time =
        |at: Option<jiff::Timestamp>| at.map_or_else(String::new, |at| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string());
    let days = days::carried_by(turn, &found.id);
    let mut head = ["mottagare", "status", "orsak", "levererat", "läst", "kvitterat"].map(str::to_owned).to_vec();
    head.extend(days.iter().map(|known| days::called(&known.day)));
    let mut rows = vec![head];
    for delivery in &turn.facts.deliveries {
        let (status, reason) = match &delivery.outcome {
            Outcome::Waiting(reason) => ("väntar", reason.clone().unwrap_or_default()),
            Outcome::Delivered => ("levererat", String::new()),
            Outcome::Failed(reason) => ("gick inte", reason.clone()),
            Outcome::Stopped => ("stoppat", String::new()),
            Outcome::Withdrawn => ("tillbakadraget", String::new()),
        };
        let delivered = (delivery.outcome == Outcome::Delivered).then_some(delivery.changed_at);
        let answers = days.iter().map(|known| days::answered(known, &delivery.recipient, Language::Swedish));
        let row = [
            delivery.recipient.clone(),
            status.to_owned(),
            reason,
            time(delivered),
            time(delivery.read_at),
            time(delivery.acknowledged_at),
        ];
        rows.push(row.into_iter().chain(answers).collect());
    }
    let name = format!("utskick-{}.csv", found.id);
    turn.send_file(&name, "text/csv", &table::write(rows));
    true
}

/// Cancels or stops: a draft, a scheduled one, one on its way.
pub(super) fn cancel(turn: &mut Turn<'_>, number: Option<usize>) -> bool {
    let said = crate::assistant::announce::audience::folded(turn.message().map_or("", |message| &message.body));
    let named = said.contains("utskick") || said.contains("utkast") || said.contains("announcement");
    // "avbryt 2" after a list of announcements means that list.
    let listed = turn.dialogue.announcements_at.is_some_and(|at| turn.now.duration_since(at) < LISTED_FOR);
    if number.is_some() && !named && !listed {
        return false;
    }
    // A bare "avbryt" stops nothing that was put down a while ago and is not spoken of.
    let spoken_of = turn.dialogue.announcement.clone();
    let live = |known: &Announcement| match known.state {
        State::Draft | State::Sending => true,
        State::Scheduled => named || number.is_some() || spoken_of.as_ref() == Some(&known.id),
        _ => false,
    };
    let Some(found) = meant(turn, number, live) else {
        if named {
            let markdown = replies::nothing_to_stop(turn.language());
            turn.say_in_private(markdown, None, Vec::new());
        }
        return named;
    };
    cancel_one(turn, found);
    true
}

/// Cancels this one.
pub(super) fn cancel_one(turn: &mut Turn<'_>, found: Announcement) {
    let language = turn.language();
    let sending = found.state == State::Sending;
    if !sending && !matches!(found.state, State::Draft | State::Scheduled) {
        return;
    }
    let to = found.audience.as_ref().map(|audience| audience_words(turn.world, turn.facts, audience, language));
    let markdown = if sending { replies::stopped(&found.tally, language) } else { replies::cancelled(to.as_deref(), language) };
    let changed = Announcement { state: if sending { State::Sent } else { State::Cancelled }, next_at: None, ..found.clone() };
    if sending {
        turn.push(Effect::StopDeliveries { announcement: found.id.clone() });
    }
    turn.push(Effect::SaveAnnouncement(Box::new(changed)));
    if found.state != State::Draft {
        audit(turn, Act::Cancelled, &found, found.tally.waiting);
    }
    turn.dialogue.announcement = Some(found.id.clone());
    turn.say_in_private(markdown, Some(About::Broadcast { announcement: found.id }), Vec::new());
}

/// Asks before anything is taken back.
pub(super) fn ask_withdraw(turn: &mut Turn<'_>, number: Option<usize>) -> bool {
    // Of what is not out yet nothing has to be taken back.
    let unsent = |known: &Announcement| matches!(known.state, State::Draft | State::Scheduled);
    let spoken_of = turn.dialogue.announcement.as_deref().and_then(|id| own(turn, id)).filter(|known| known.state == State::Scheduled);
    let waits = if number.is_some() { meant(turn, number, unsent) } else { spoken_of.filter(|_| referred(turn).is_none()) };
    if let Some(found) = waits {
        cancel_one(turn, found);
        return true;
    }
    let Some(found) = meant(turn, number, |known| known.state.is_out()) else {
        let said = crate::assistant::announce::audience::folded(turn.message().map_or("", |message| &message.body));
        return said.contains("utskick") && none_out(turn);
    };
    ask_withdraw_of(turn, &found);
    true
}

/// The same of this one.
pub(super) fn ask_withdraw_of(turn: &mut Turn<'_>, found: &Announcement) {
    wait(turn, found, Wants::Withdraw);
    let mut markdown = replies::ask_withdraw(&found.text, found.tally.delivered + found.tally.waiting, turn.language());
    for day in days::carried_by(turn, &found.id).into_iter().filter(|known| !known.day.cancelled) {
        markdown.push_str(&replies::day_stays(day.day.plan.first, turn.language()));
    }
    ask(turn, found, &markdown);
}

/// Takes it back everywhere.
pub(super) fn withdraw(turn: &mut Turn<'_>, found: Announcement) {
    turn.dialogue.pending = None;
    let count = found.tally.delivered + found.tally.waiting;
    turn.push(Effect::WithdrawDeliveries { announcement: found.id.clone() });
    turn.push(Effect::SaveAnnouncement(Box::new(Announcement { state: State::Withdrawn, next_at: None, ..found.clone() })));
    audit(turn, Act::Withdrawn, &found, count);
    let markdown = replies::withdrawn(count, turn.language());
    turn.say_in_private(markdown, Some(About::Broadcast { announcement: found.id }), Vec::new());
}

/// Asks before what was sent is corrected. False: nothing was sent that this could mean.
pub(super) fn ask_correct(turn: &mut Turn<'_>, ask_for: Ask) -> bool {
    let Some(found) = meant(turn, None, |known| known.state.is_out()) else { return false };
    ask_correct_of(turn, found, ask_for)
}

/// The same of this one.
pub(super) fn ask_correct_of(turn: &mut Turn<'_>, found: Announcement, ask_for: Ask) -> bool {
    let moved = match &ask_for {
        Ask::Swap { from, to } => days::corrected(turn, &found.id, from, to),
        Ask::Text(note) => days::put_right(turn, &found.id, note),
        _ => false,
    };
    if moved {
        return true;
    }
    // An edited correction takes the place of what it said before.
    let event = turn.question().to_owned();
    let found = restore::without(&found, &event).unwrap_or(found);
    let (text, note) = match ask_for {
        Ask::Swap { from, to } => match draft::swap(&found.text, &from, &to) {
            Some(text) => (text, to),
            None => return false,
        },
        Ask::Cut(cut) => match midway::cut_out(&found.text, &cut) {
            Some((text, piece)) if !text.is_empty() => (text, replies::dropped(&piece, turn.language())),
            _ => return false,
        },
        Ask::Text(note) => (found.text.clone(), note),
        _ => return false,
    };
    let shown = Announcement { text: text.clone(), corrections: with(&found, turn, &note), ..found.clone() };
    if shown.text.chars().count() + note.chars().count() >= super::LONGEST {
        let markdown = wording::too_long(super::LONGEST, turn.language());
        turn.say_in_private(markdown, None, Vec::new());
        return true;
    }
    wait(turn, &found, Wants::Correct { text, note, event });
    let markdown = replies::ask_correct(
        &send::markdown(turn.world, &turn.facts.power, &shown),
        found.tally.delivered + found.tally.waiting,
        days::carries(turn, &found.id),
        turn.language(),
    );
    ask(turn, &found, &markdown);
    true
}

fn with(found: &Announcement, turn: &Turn<'_>, note: &str) -> Vec<(jiff::Timestamp, String)> {
    let mut corrections = found.corrections.clone();
    corrections.push((turn.now, note.to_owned()));
    corrections
}

/// Corrects what was sent, at every recipient. `event`: the message that asked for it.
pub(super) fn correct(turn: &mut Turn<'_>, found: Announcement, text: String, note: &str, event: String) {
    turn.dialogue.pending = None;
    let found = restore::without(&found, &event).unwrap_or(found);
    let corrections = with(&found, turn, note);
    let mut changed = Announcement { corrections, ..found };
    if !event.is_empty() {
        changed.asked.push(AskedCorrection { event, at: turn.now, before: changed.text, after: text.clone() });
    }
    changed.text = text;
    let count = changed.tally.delivered + changed.tally.waiting;
    turn.push(Effect::CorrectDeliveries { announcement: changed.id.clone(), text: send::compose(turn.world, &turn.facts.power, &changed) });
    turn.push(Effect::SaveAnnouncement(Box::new(changed.clone())));
    audit(turn, Act::Corrected, &changed, count);
    let markdown = replies::corrected(count, turn.language());
    turn.say_in_private(markdown, Some(About::Broadcast { announcement: changed.id }), Vec::new());
}

/// Tries again with those who could not be reached.
pub(super) fn retry(turn: &mut Turn<'_>) -> bool {
    let Some(found) = meant(turn, None, |known| known.state.is_out()) else { return none_out(turn) };
    let failed = found.tally.failed;
    if failed > 0 {
        turn.push(Effect::RetryDeliveries { announcement: found.id.clone() });
        turn.push(Effect::SaveAnnouncement(Box::new(Announcement { state: State::Sending, next_at: Some(turn.now), ..found.clone() })));
        audit(turn, Act::Retried, &found, failed);
    }
    let markdown = replies::retried(failed, turn.language());
    turn.say_in_private(markdown, Some(About::Broadcast { announcement: found.id }), Vec::new());
    true
}

pub(super) fn wait(turn: &mut Turn<'_>, found: &Announcement, wants: Wants) {
    let kind = PendingKind::Announcement { announcement: found.id.clone(), wants };
    turn.dialogue.pending = Some(Pending { since: turn.now, kind });
    turn.dialogue.announcement = Some(found.id.clone());
}

pub(super) fn ask(turn: &mut Turn<'_>, found: &Announcement, markdown: &str) {
    let about = About::Draft { announcement: found.id.clone(), version: found.version };
    turn.say_in_private(markdown, Some(about), vec!["✅".to_owned(), "❌".to_owned()]);
}
