//! Listing, changing, removing, ticking off and putting off reminders.

use jiff::{Timestamp, tz::TimeZone};

use super::{schedule, set, wording};
use crate::{
    assistant::{turn::Turn, wording::Language},
    effect::{About, Effect},
    facts::{Pending, PendingKind, Reminder},
    language::date::{self, Adjustment, Due, Moment, Outcome},
};

/// How many reminders a page of the list holds.
const PAGE: usize = 20;

/// Lists one's own reminders, next first, in the direct chat.
pub fn list(turn: &mut Turn<'_>, page: usize) {
    turn.greet_if_new();
    let running: Vec<Reminder> = turn.facts.reminders.iter().filter(|reminder| reminder.next_at.is_some()).cloned().collect();
    let start = page.saturating_sub(1) * PAGE;
    let shown = running.get(start..).unwrap_or_default();
    let shown = &shown[..shown.len().min(PAGE)];
    turn.dialogue.listed = running.iter().map(|reminder| reminder.id.clone()).collect();
    let more = running.len() > start + shown.len();
    turn.dialogue.pending = more.then(|| Pending { since: turn.now, kind: PendingKind::Page { next: page + 1 } });
    let markdown = wording::list(turn, shown, start, running.len());
    turn.say_in_private(markdown, None, Vec::new());
}

/// The reminder with a number in the list last seen; without a number the one last spoken of.
fn find(turn: &Turn<'_>, number: Option<usize>) -> Option<Reminder> {
    let by_id = |id: &String| turn.facts.reminders.iter().find(|reminder| reminder.id == *id).cloned();
    match number {
        Some(number) if !turn.dialogue.listed.is_empty() => turn.dialogue.listed.get(number.checked_sub(1)?).and_then(by_id),
        Some(number) => turn.facts.reminders.iter().filter(|reminder| reminder.next_at.is_some()).nth(number.checked_sub(1)?).cloned(),
        None => turn.dialogue.last_reminder.as_ref().and_then(by_id).or_else(|| match turn.facts.reminders.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }),
    }
}

fn not_found(turn: &mut Turn<'_>, number: Option<usize>) {
    let markdown = wording::not_found(number, turn.language());
    turn.say(markdown, None);
}

/// A reminder that has ended.
pub fn ended(reminder: &Reminder) -> Reminder {
    Reminder { active: false, next_at: None, next_lead: None, next_turn: None, sequence: reminder.sequence + 1, ..reminder.clone() }
}

/// Writes changes down, and how to take them back.
fn save(turn: &mut Turn<'_>, before: Vec<Reminder>, after: Vec<Reminder>) {
    turn.dialogue.last_reminder = after.first().map(|reminder| reminder.id.clone());
    turn.dialogue.last_at = Some(turn.now);
    turn.dialogue.last_rule = None;
    turn.dialogue.undo = before;
    for reminder in after {
        turn.push(Effect::SaveReminder(reminder));
    }
}

/// Removes reminders by number. A correction right after ("oj, det var trean") first brings back
/// what was removed.
pub fn remove(turn: &mut Turn<'_>, numbers: &[usize]) {
    let wanted: Vec<Option<usize>> = if numbers.is_empty() { vec![None] } else { numbers.iter().copied().map(Some).collect() };
    let mut found = Vec::new();
    for number in wanted {
        match find(turn, number) {
            Some(reminder) => found.push(reminder),
            None => return not_found(turn, number),
        }
    }
    end(turn, found);
}

/// Brings back what was removed last, and removes another number instead. False: there is no such.
pub fn remove_instead(turn: &mut Turn<'_>, number: usize) -> bool {
    let Some(right) = find(turn, Some(number)) else { return false };
    let now = turn.now;
    let back: Vec<Reminder> = std::mem::take(&mut turn.dialogue.undo)
        .into_iter()
        .map(|gone| Reminder { sequence: gone.sequence + 2, ..set::scheduled(gone.clone(), now).unwrap_or(gone) })
        .collect();
    let markdown = format!("{}\n\n{}", wording::undone(turn, &back), wording::removed(turn, std::slice::from_ref(&right)));
    let gone = ended(&right);
    save(turn, vec![right], std::iter::once(gone).chain(back).collect());
    turn.say(markdown, None);
    true
}

/// Ends reminders and says how to undo it.
pub fn end(turn: &mut Turn<'_>, reminders: Vec<Reminder>) {
    let markdown = wording::removed(turn, &reminders);
    let after = reminders.iter().map(ended).collect();
    save(turn, reminders, after);
    turn.say(markdown, None);
}

/// Asks whether really to remove all.
pub fn ask_remove_all(turn: &mut Turn<'_>) {
    let running = turn.facts.reminders.iter().filter(|reminder| reminder.next_at.is_some()).count();
    // "stoppa allihop" right after a series was spoken of means that series.
    if let Some(recent) = set::recent(turn).filter(|reminder| reminder.recurrence.is_some() && running > 0) {
        return end(turn, vec![recent]);
    }
    if running == 0 {
        let markdown = wording::list(turn, &[], 0, 0);
        turn.say(markdown, None);
        return;
    }
    turn.dialogue.pending = Some(Pending { since: turn.now, kind: PendingKind::RemoveAll });
    let markdown = wording::ask_remove_all(running, turn.language());
    turn.say_with(markdown, Some(About::Question), vec!["✅".to_owned(), "❌".to_owned()]);
}

/// Removes all of one's own reminders.
pub fn remove_all(turn: &mut Turn<'_>) {
    turn.dialogue.pending = None;
    let all = turn.facts.reminders.clone();
    end(turn, all);
}

/// Moves or retimes a reminder: "ändra ettan till kl 10".
pub fn change(turn: &mut Turn<'_>, number: Option<usize>, to: &str) {
    let Some(reminder) = find(turn, number) else { return not_found(turn, number) };
    let due = anchor(turn, &reminder);
    match date::read_moment(to, &set::context(turn), due.as_ref()) {
        Moment::Set(adjustment) => adjust(turn, &reminder, &adjustment),
        Moment::Ask(question) => {
            let said = wording::plain(&date::wording::say_question(&question));
            turn.say(said, None);
        }
        Moment::Reject(rejection) => {
            let said = wording::plain(&date::wording::say_rejection(&rejection));
            turn.say(said, None);
        }
        Moment::Nothing => {
            let markdown = wording::no_time_in(turn.language());
            turn.say(markdown, None);
        }
    }
}

/// What a change is reckoned from: the turn that comes next.
pub fn anchor(turn: &Turn<'_>, reminder: &Reminder) -> Option<Due> {
    schedule::coming(reminder, turn.now).or_else(|| schedule::parse_due(&reminder.due))
}

/// Gives a reminder what a new reading says, and keeps the rest.
pub fn adjust(turn: &mut Turn<'_>, reminder: &Reminder, adjustment: &Adjustment) {
    let said = (adjustment.date_said || adjustment.time_said).then_some(adjustment.due);
    let leads = adjustment.leads.as_ref().filter(|leads| !leads.is_empty());
    let changed = Reminder {
        due: said.map_or_else(|| reminder.due.clone(), |due| due.to_string()),
        recurrence: adjustment.recurrence.as_ref().map(ToString::to_string).or_else(|| reminder.recurrence.clone()),
        leads: leads.map_or_else(|| reminder.leads.clone(), |leads| with_day_itself(reminder, leads.iter().map(set::lead_text).collect())),
        readings: adjustment.also.iter().map(ToString::to_string).collect(),
        done_through: None,
        sequence: reminder.sequence + 1,
        ..reminder.clone()
    };
    store_changed(turn, reminder, changed);
}

/// A lead that is added to a reminder of the day itself keeps the day.
fn with_day_itself(reminder: &Reminder, leads: Vec<String>) -> Vec<String> {
    if reminder.leads == ["P0D"] && !leads.iter().any(|lead| lead == "P0D") {
        leads.into_iter().chain(["P0D".to_owned()]).collect()
    } else {
        leads
    }
}

/// Moves a reminder to another due date.
pub fn move_to(turn: &mut Turn<'_>, reminder: &Reminder, due: Due) {
    let changed = Reminder { due: due.to_string(), readings: Vec::new(), sequence: reminder.sequence + 1, ..reminder.clone() };
    store_changed(turn, reminder, changed);
}

fn store_changed(turn: &mut Turn<'_>, before: &Reminder, changed: Reminder) {
    let Some(after) = set::scheduled_with_day(changed, turn.now) else {
        let markdown = wording::nothing_ahead(turn.language());
        turn.say(markdown, None);
        return;
    };
    let markdown = wording::changed(turn, &after);
    let about = About::ReminderSet { reminder: after.id.clone() };
    let buttons = (1..=after.readings.len().min(3)).map(crate::assistant::wording::keycap).collect();
    save(turn, vec![before.clone()], vec![after]);
    turn.say_with(markdown, Some(about), buttons);
}

/// ✅: the chain ends; a series goes on with its next turn.
pub fn tick(turn: &mut Turn<'_>, reminder: Reminder) {
    let told = reminder.told_turn.clone().or_else(|| reminder.next_turn.clone()).unwrap_or_else(|| reminder.due.clone());
    let ticked = Reminder { done_through: Some(told), ..reminder.clone() };
    let next = reminder.recurrence.as_ref().and_then(|_| set::scheduled(ticked.clone(), turn.now));
    let after = next.unwrap_or_else(|| ended(&ticked));
    let markdown = wording::ticked(turn, &after);
    save(turn, vec![reminder], vec![after]);
    turn.say(markdown, None);
}

/// "klar": the one last delivered, or by number.
pub fn done(turn: &mut Turn<'_>, number: Option<usize>) {
    match find(turn, number) {
        // "klart!" right after setting one means "fine", not that it is done.
        Some(reminder) if number.is_none() && reminder.told_turn.is_none() => {
            let markdown = crate::assistant::wording::nothing_pending(turn.language());
            turn.say(markdown, None);
        }
        Some(reminder) => tick(turn, reminder),
        None => not_found(turn, number),
    }
}

/// "hoppa över": the next turn of a series is left out.
pub fn skip(turn: &mut Turn<'_>) {
    let Some(reminder) = find(turn, None) else { return not_found(turn, None) };
    let Some(coming) = schedule::coming(&reminder, turn.now).filter(|_| reminder.recurrence.is_some()) else {
        let markdown = wording::no_series(turn.language());
        turn.say(markdown, None);
        return;
    };
    let skipped = Reminder { done_through: Some(coming.to_string()), sequence: reminder.sequence + 1, ..reminder.clone() };
    let after = set::scheduled(skipped.clone(), turn.now).unwrap_or_else(|| ended(&skipped));
    let markdown = wording::skipped(turn, coming, &after);
    save(turn, vec![reminder], vec![after]);
    turn.say(markdown, None);
}

/// "senare", "snooza till imorgon": the one last delivered speaks again then.
pub fn snooze(turn: &mut Turn<'_>, until: Option<&str>) {
    let Some(reminder) = find(turn, None) else { return not_found(turn, None) };
    let until = match until {
        None => schedule::usual_snooze(turn.now, &turn.zone()),
        Some(text) => {
            let Moment::Set(adjustment) = date::read_moment(text, &set::context(turn), None) else {
                let markdown = wording::no_time_in(turn.language());
                turn.say(markdown, None);
                return;
            };
            let at = schedule::instant(adjustment.due.datetime(schedule::MORNING), &turn.zone());
            let Some(at) = at.filter(|at| *at > turn.now) else {
                let markdown = wording::nothing_ahead(turn.language());
                turn.say(markdown, None);
                return;
            };
            at
        }
    };
    put_off(turn, reminder, until);
}

/// Lets a reminder speak again at a time, whatever else is to come of it.
pub fn put_off(turn: &mut Turn<'_>, reminder: Reminder, until: Timestamp) {
    // What is to come anyway before then is not put off with it.
    let ordinary = schedule::next_turn(&reminder, turn.now).filter(|next| next.at < until);
    let until = ordinary.as_ref().map_or(until, |next| next.at);
    let (next_lead, next_turn) = match ordinary {
        Some(next) => (next.lead, Some(next.due)),
        None => (Some("P0D".to_owned()), reminder.told_turn.clone().or_else(|| reminder.next_turn.clone())),
    };
    let after = Reminder { next_at: Some(until), next_lead, next_turn, active: true, ..reminder.clone() };
    let markdown = wording::put_off(turn, &after, until);
    save(turn, vec![reminder], vec![after]);
    turn.say(markdown, None);
}

/// Takes the last removal or change back.
pub fn undo(turn: &mut Turn<'_>) {
    let before = std::mem::take(&mut turn.dialogue.undo);
    if before.is_empty() {
        let markdown = wording::nothing_to_undo(turn.language());
        turn.say(markdown, None);
        return;
    }
    let now = turn.now;
    let restored: Vec<Reminder> = before
        .iter()
        .map(|reminder| {
            let again = Reminder { sequence: reminder.sequence + 2, ..reminder.clone() };
            // What fell due while it was gone is past.
            if again.active && again.next_at.is_none_or(|at| at <= now) {
                set::scheduled(again.clone(), now).unwrap_or(again)
            } else {
                again
            }
        })
        .collect();
    let markdown = wording::undone(turn, &restored);
    let redo: Vec<Reminder> =
        restored.iter().filter_map(|reminder| turn.facts.reminders.iter().find(|known| known.id == reminder.id)).cloned().collect();
    save(turn, redo, restored);
    turn.say(markdown, None);
}

/// "påminn mig alltid två dagar före": the person's own default.
pub fn default_leads(turn: &mut Turn<'_>, text: &str) {
    let rest = text.trim_start_matches("paminn mig alltid").trim_start_matches("always remind me").trim();
    if ["som vanligt", "som forut", "as usual"].contains(&rest) {
        turn.person.leads = None;
    } else {
        // The leads are read as they would be of any reminder.
        let carrier = format!("påminn mig om x den 1 juni {}, {rest}", i32::from(turn.today().year()) + 2);
        let leads = match date::read_reminder(&carrier, &set::context(turn)) {
            Outcome::Set(reminder) => reminder.leads.unwrap_or_default(),
            _ => Vec::new(),
        };
        if leads.is_empty() {
            let markdown = wording::no_time_in(turn.language());
            turn.say(markdown, None);
            return;
        }
        turn.person.leads = Some(leads.iter().map(set::lead_text).collect());
    }
    let markdown = wording::default_leads(turn.person.leads.as_deref(), turn.language());
    turn.say(markdown, None);
}

/// "tidszon Europe/London": for what is set from now on.
pub fn time_zone(turn: &mut Turn<'_>, name: &str) {
    let zone = TimeZone::get(name).ok().and_then(|zone| zone.iana_name().map(str::to_owned));
    let markdown = match zone {
        Some(zone) => {
            turn.person.zone = Some(zone.clone());
            wording::zone_set(&zone, turn.language())
        }
        None => wording::no_such_zone(turn.language()),
    };
    turn.say(markdown, None);
}

/// The language of the chat as dates are worded in.
pub fn date_language(language: Language) -> date::Language {
    match language {
        Language::Swedish => date::Language::Swedish,
        Language::English => date::Language::English,
    }
}
