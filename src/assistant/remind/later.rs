//! What becomes of a reminder that has come: ticked off, skipped, put off.

use jiff::Timestamp;

use super::{build, change, follow, point, schedule, set, wording};
use crate::{
    assistant::turn::Turn,
    command::Which,
    effect::About,
    facts::{PendingKind, Reminder, ReminderWish},
    language::date::{self, Due, Moment},
};

/// How long a bare time still means the reminder that has just come.
const AT_HAND: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

/// ✅: the chain ends; a series goes on with its next turn.
pub fn tick(turn: &mut Turn<'_>, reminders: Vec<Reminder>) {
    let after: Vec<Reminder> = reminders.iter().map(|reminder| ticked(turn, reminder)).collect();
    let markdown = wording::ticked(turn, &after);
    change::save(turn, reminders, after);
    change::say_about(turn, markdown, None, Vec::new());
}

fn ticked(turn: &Turn<'_>, reminder: &Reminder) -> Reminder {
    let told = reminder.told_turn.clone().or_else(|| reminder.next_turn.clone()).unwrap_or_else(|| reminder.due.clone());
    let ticked = Reminder { done_through: Some(told), undelivered: None, ..reminder.clone() };
    let next = reminder.recurrence.as_ref().and_then(|_| build::scheduled(ticked.clone(), turn.now));
    next.map_or_else(|| change::ended(&ticked), |next| Reminder { sequence: reminder.sequence + 1, ..next })
}

/// "klar": the one last delivered, or by number or name.
pub fn done(turn: &mut Turn<'_>, which: &Which) {
    match which {
        // "klart!" right after setting one means "fine", not that it is done.
        Which::Last => match point::all_last_told(turn).as_slice() {
            [] => nothing_came(turn),
            [told] => tick(turn, vec![told.clone()]),
            several => change::ask_which(turn, several, ReminderWish::Done),
        },
        // All are those that have come: what lies ahead is not done by a word.
        Which::All => {
            let open: Vec<Reminder> = turn.facts.reminders.iter().filter(|reminder| point::is_open(reminder)).cloned().collect();
            if open.is_empty() { nothing_came(turn) } else { tick(turn, open) }
        }
        which => change::wish(turn, which, ReminderWish::Done),
    }
}

/// Nothing has come that could be ticked off.
fn nothing_came(turn: &mut Turn<'_>) {
    if turn.facts.dialogue.reminder_at.is_some() {
        turn.react("👍");
        turn.dialogue.reminder_at = turn.facts.dialogue.reminder_at;
        return;
    }
    let markdown = if turn.facts.reminders.is_empty() {
        crate::assistant::wording::nothing_pending(turn.language())
    } else {
        wording::nothing_came(turn.language())
    };
    turn.say(markdown, None);
}

/// "hoppa över": the next turn of a series that is still to be spoken of is left out, or these turns of it.
pub fn skip(turn: &mut Turn<'_>, reminder: &Reminder, turns: &[Due]) {
    let coming = reminder.next_turn.as_deref().and_then(schedule::parse_due).or_else(|| schedule::coming(reminder, turn.now));
    let Some(next) = coming.filter(|_| reminder.recurrence.is_some()) else {
        let markdown = wording::no_series(turn.language());
        turn.say(markdown, None);
        return;
    };
    let left_out = if turns.is_empty() { vec![next] } else { turns.to_vec() };
    let after = without(turn, reminder, next, &left_out);
    let markdown = wording::skipped(turn, &left_out, &after);
    change::save(turn, vec![reminder.clone()], vec![after]);
    turn.dialogue.reminder_at = Some(turn.now);
    change::say_about(turn, markdown, None, Vec::new());
}

/// A series without these turns of it. `next`: the one that comes first.
pub fn without(turn: &Turn<'_>, reminder: &Reminder, next: Due, left_out: &[Due]) -> Reminder {
    let sequence = reminder.sequence + 1;
    let skipped = if left_out == [next] {
        Reminder { done_through: Some(next.to_string()), sequence, ..reminder.clone() }
    } else {
        let skipped = reminder.skipped.iter().cloned().chain(left_out.iter().map(ToString::to_string)).collect();
        Reminder { skipped, sequence, ..reminder.clone() }
    };
    build::scheduled(skipped.clone(), turn.now).unwrap_or_else(|| change::ended(&skipped))
}

/// "senare", "snooza till imorgon": the one last delivered, unless another is named.
/// False: it asks for a new one ("påminn mig igen på fredag om tandläkaren").
pub fn wish_later(turn: &mut Turn<'_>, which: &Which, until: Option<&str>) -> bool {
    const A_WHILE: [&str; 6] = ["lite", "ett tag", "en stund", "lite till", "en liten stund", "a bit"];
    let language = turn.language();
    let until = until.filter(|text| !A_WHILE.contains(text));
    if *which != Which::Last {
        change::wish(turn, which, ReminderWish::Snooze { until: until.map(str::to_owned) });
        return true;
    }
    // "skjut upp hudkursen till fredag" names one by its subject.
    if let Some(text) = until.filter(|text| !is_time(turn, text)) {
        return named_later(turn, text);
    }
    if let several @ [_, _, ..] = point::all_last_told(turn).as_slice() {
        change::ask_which(turn, several, ReminderWish::Snooze { until: until.map(str::to_owned) });
        return true;
    }
    // One that is still to come can be put off only until a time that is said.
    // "igen" is said of one that has come.
    let again =
        turn.message().is_some_and(|message| crate::command::fold(&message.body).split(' ').any(|word| matches!(word, "igen" | "again")));
    let coming = || point::last(turn).filter(|last| until.is_some() && last.next_at.is_some() && !again);
    let named = point::last_told(turn).or_else(coming);
    match named {
        Some(reminder) => snooze(turn, &[reminder], until),
        None => match point::running(turn).into_iter().find(|one| one.next_at.is_some()) {
            Some(next) => {
                turn.dialogue.last_reminder = Some(next.id.clone());
                turn.dialogue.last_at = Some(turn.now);
                turn.say_in_private(wording::nothing_to_put_off_but(turn, &next), None, Vec::new());
            }
            None => turn.say(wording::nothing_to_put_off(language), None),
        },
    }
    true
}

/// Puts off the one that a text names, "hudkursen till fredag", "på fredag om ronden". False: it is a new request.
fn named_later(turn: &mut Turn<'_>, text: &str) -> bool {
    let again = turn.message().is_some_and(|message| date::is_reminder_request(&message.body) == date::Strength::Strong);
    let read = date::read_reminder(&format!("påminn mig {text}"), &set::context(turn));
    if let (true, date::Outcome::Set(read)) = (again, read) {
        let known = point::about_closely(turn, &read.subject).into_iter().find(point::is_open);
        let at = schedule::instant(read.due.datetime(schedule::MORNING), &turn.zone()).filter(|at| *at > turn.now);
        let (Some(known), Some(at)) = (known, at) else { return false };
        snooze_until(turn, known, at);
        return true;
    }
    let (which, until) = by_subject(turn, text);
    change::wish(turn, &which, ReminderWish::Snooze { until });
    true
}

/// Whether a text is a time, or so long, and nothing else.
fn is_time(turn: &Turn<'_>, text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    crate::command::counts_time(&words) || follow::is_only_a_moment(text, &set::context(turn))
}

/// "hudkursen till fredag": what is named, and until when.
fn by_subject(turn: &Turn<'_>, text: &str) -> (Which, Option<String>) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let rest = |at: usize| words[at..].strip_prefix(&["till"]).unwrap_or(&words[at..]).join(" ");
    let at = (1..words.len()).find(|at| is_time(turn, &rest(*at))).unwrap_or(words.len());
    let until = rest(at);
    (Which::About(words[..at].join(" ")), (!until.is_empty()).then_some(until))
}

/// Puts one off until a time.
pub fn snooze_until(turn: &mut Turn<'_>, reminder: Reminder, until: Timestamp) {
    let after = until_then(turn, &reminder, until);
    let markdown = wording::put_off(turn, &[(after.clone(), after.next_at != Some(until))]);
    change::save(turn, vec![reminder], vec![after]);
    change::say_about(turn, markdown, None, Vec::new());
}

/// Puts reminders off: those that have come speak again then; those that have not come at another time than they would.
pub fn snooze(turn: &mut Turn<'_>, reminders: &[Reminder], until: Option<&str>) {
    let mut after = Vec::new();
    for reminder in reminders {
        match put_off(turn, reminder, until) {
            Ok(later) => after.push(later),
            Err(markdown) => return turn.say(markdown, None),
        }
    }
    let markdown = wording::put_off(turn, &after);
    let before = reminders.to_vec();
    change::save(turn, before, after.into_iter().map(|(later, _)| later).collect());
    change::say_about(turn, markdown, None, Vec::new());
}

/// The reminder at its later time, and whether that is sooner than was asked for. `Err`: why not; what to say.
fn put_off(turn: &Turn<'_>, reminder: &Reminder, until: Option<&str>) -> Result<(Reminder, bool), String> {
    let language = turn.language();
    let came = point::is_open(reminder);
    let at = match until {
        None if came => schedule::usual_snooze(turn.now, &turn.zone()),
        None => return Err(wording::not_come_yet(turn, reminder)),
        Some(text) => moment(turn, reminder, text, came).ok_or_else(|| wording::no_time_in(language))?,
    };
    if at <= turn.now {
        return Err(wording::nothing_ahead(language));
    }
    if !came && !change::follows_day(reminder) && !reminder.deadline && reminder.recurrence.is_none() && reminder.leads == ["P0D"] {
        let local = at.to_zoned(turn.zone());
        let time = local.time().round(jiff::Unit::Second).unwrap_or(local.time());
        // A day without a time stays one.
        let whole_day = !reminder.due.contains('T') && time == schedule::MORNING;
        let due = if whole_day { Due::day(local.date()) } else { Due::at(local.date(), time) };
        let moved = Reminder {
            due: due.to_string(),
            leads: vec!["P0D".to_owned()],
            readings: Vec::new(),
            sequence: reminder.sequence + 1,
            ..reminder.clone()
        };
        return build::scheduled(moved, turn.now).map(|moved| (moved, false)).ok_or_else(|| wording::nothing_ahead(language));
    }
    let later = until_then(turn, reminder, at);
    let sooner = later.next_at != Some(at);
    Ok((later, sooner))
}

/// The time that a text names: "10 min" and "en timme" count from now, or from when it would come.
fn moment(turn: &Turn<'_>, reminder: &Reminder, text: &str, came: bool) -> Option<Timestamp> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let zone = turn.zone();
    if crate::command::counts_time(&words) && words.len() <= 4 {
        let from = if came { turn.now } else { reminder.next_at? };
        let local = from.to_zoned(zone.clone());
        let due = change::shifted(turn, Due::at(local.date(), local.time()), text)?;
        let at = schedule::instant(due.datetime(schedule::MORNING), &zone)?;
        // Days later is the morning, as "imorgon" is.
        let whole_days = due.time == Some(local.time()) && came;
        return if whole_days { schedule::instant(due.date.to_datetime(schedule::MORNING), &zone) } else { Some(at) };
    }
    match date::read_moment(text, &set::context(turn), None) {
        Moment::Set(read) => schedule::instant(read.due.datetime(schedule::MORNING), &zone),
        _ => None,
    }
}

/// A reminder that speaks again at a time. What comes anyway before then is left out, save for what must not be
/// missed: the last day itself, the word after it, and the next turn of a series.
fn until_then(turn: &Turn<'_>, reminder: &Reminder, until: Timestamp) -> Reminder {
    let told = reminder.told_turn.clone().filter(|_| point::is_open(reminder)).or_else(|| reminder.next_turn.clone());
    let mut after = turn.now;
    let fixed = loop {
        let Some(next) = schedule::next_turn(reminder, after).filter(|next| next.at < until) else { break None };
        let day_itself = next.lead.as_deref().is_none_or(|lead| lead.starts_with("P0D"));
        if (reminder.deadline && day_itself) || Some(&next.due) != told.as_ref() {
            break Some(next);
        }
        after = next.at;
    };
    let (next_at, next_lead, next_turn) = match fixed {
        Some(next) => (next.at, next.lead, Some(next.due)),
        None => (until, Some("P0D".to_owned()), told),
    };
    Reminder { next_at: Some(next_at), next_lead, next_turn, active: true, undelivered: None, ..reminder.clone() }
}

/// "senare" to a question of hers about when is an answer to it and puts nothing off.
pub fn is_answer(turn: &Turn<'_>) -> bool {
    matches!(
        turn.dialogue.pending.as_ref().map(|pending| &pending.kind),
        Some(PendingKind::Reminder { .. } | PendingKind::ChangeReminder { .. })
    )
}

/// ❌, typed: the reminder that has come, or the one just set, ends as it would by a tap. False: there is none.
pub fn dropped(turn: &mut Turn<'_>) -> bool {
    let come = point::told_within(turn, jiff::SignedDuration::from_hours(36));
    let several = if come.is_some() { point::all_last_told(turn) } else { Vec::new() };
    if several.len() > 1 {
        change::ask_which(turn, &several, ReminderWish::Remove);
        return true;
    }
    let meant = come.or_else(|| point::at_hand(turn, super::CORRECTION));
    let ends = meant.is_some();
    change::end_all(turn, meant);
    ends
}

/// A yes, typed to a reminder that came: done where she asked whether it is, else it stays open. False: none came lately.
pub fn affirmed(turn: &mut Turn<'_>, sign: bool) -> bool {
    let replies = matches!(&turn.facts.referred, Some(own) if matches!(own.about, Some(About::ReminderDue { .. })));
    let lately = point::told_within(turn, jiff::SignedDuration::from_hours(36));
    let Some(told) = lately.or_else(|| point::last_told(turn).filter(|_| replies)) else { return false };
    // The word after a deadline asks whether it is done.
    let asked = told.deadline && told.next_at.is_none() && told.recurrence.is_none();
    let several = point::all_last_told(turn);
    if sign && several.len() > 1 {
        change::ask_which(turn, &several, ReminderWish::Done);
    } else if sign || asked {
        tick(turn, vec![told]);
    } else {
        let markdown = wording::stays_open(turn, &told);
        turn.say(markdown, None);
    }
    true
}

/// "imorgon", "om en kvart", "vänta till fredag" right after a reminder has come: it is put off until then. False: none has,
/// or something else was said.
pub fn put_off_by_time(turn: &mut Turn<'_>, text: &str) -> bool {
    let folded = crate::command::fold(text);
    let all: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let words = crate::command::without_politeness(&all);
    let words = match words {
        ["vanta" | "avvakta", "till", rest @ ..]
        | ["vanta" | "avvakta" | "wait" | "hellre" | "till" | "until", rest @ ..]
        | ["ta" | "vi", "det" | "den" | "tar", rest @ ..]
        | ["not", "now", rest @ ..]
        | rest => rest,
    };
    let until = words.join(" ");
    let Some(told) = point::told_within(turn, AT_HAND).filter(|_| turn.dialogue.pending.is_none()) else { return false };
    if until.is_empty() || words.len() > 5 || text.contains('?') || point::all_last_told(turn).len() != 1 || !is_time(turn, &until) {
        return false;
    }
    if moment(turn, &told, &until, true).is_none_or(|at| at <= turn.now) {
        return false;
    }
    snooze(turn, &[told], Some(&until));
    true
}
