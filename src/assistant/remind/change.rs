//! Changing, removing, ticking off and putting off reminders.

use jiff::Timestamp;

use super::{CORRECTION, build, follow, schedule, set, wording};
use crate::{
    assistant::turn::Turn,
    command::Which,
    effect::{About, Effect},
    facts::{Pending, PendingKind, Reminder, Tap},
    language::date::{self, Adjustment, Due, End, Frequency, Moment, Recurrence},
};

/// How many taps are remembered, so that taking one back undoes it.
const TAPS: usize = 20;

/// The reminders that will still come, next first; those that reached nobody among them.
pub fn running(turn: &Turn<'_>) -> Vec<Reminder> {
    turn.facts.reminders.iter().filter(|reminder| reminder.next_at.is_some() || reminder.undelivered.is_some()).cloned().collect()
}

/// The reminder that a message replies to, or the one last set, changed or delivered.
fn last(turn: &Turn<'_>) -> Option<Reminder> {
    let referred =
        turn.facts.referred.as_ref().filter(|own| matches!(own.about, Some(About::ReminderDue { .. } | About::ReminderSet { .. })));
    if referred.is_some() {
        return follow::recent(turn);
    }
    let spoken = turn.dialogue.last_reminder.as_ref().and_then(|id| turn.facts.reminders.iter().find(|reminder| reminder.id == *id));
    let told = last_told(turn).filter(|told| told.told_at > turn.dialogue.last_at || spoken.is_none());
    told.or_else(|| spoken.cloned()).or_else(|| match turn.facts.reminders.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    })
}

/// The reminder that was delivered last and is not ticked off yet, or the one that the message replies to.
pub fn last_told(turn: &Turn<'_>) -> Option<Reminder> {
    if let Some(own) = &turn.facts.referred
        && let Some(About::ReminderDue { reminder }) = &own.about
    {
        return turn.facts.reminders.iter().find(|known| known.id == *reminder).cloned();
    }
    let open = |reminder: &&Reminder| reminder.told_turn.is_some() && reminder.done_through < reminder.told_turn;
    turn.facts.reminders.iter().filter(open).max_by_key(|reminder| reminder.told_at).cloned()
}

/// The reminders whose subjects hold every word of a text that tells something.
pub fn about(turn: &Turn<'_>, text: &str) -> Vec<Reminder> {
    const SMALL: &str = " om att den det de min mitt mina ditt din dina pa i till for av the my to about of med en ett och paminnelsen paminnelse reminder ";
    let words = |text: &str| -> Vec<String> {
        let folded = crate::language::normalize::fold(&crate::language::normalize::normalize(text));
        let words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        words.filter(|word| !SMALL.contains(&format!(" {word} "))).map(str::to_owned).collect()
    };
    let wanted = words(text);
    if wanted.is_empty() {
        return Vec::new();
    }
    // "mötet" finds "möte", "kursen" finds "kurser": the same beginning, but for an ending.
    let alike = |one: &str, other: &str| {
        let shared = one.bytes().zip(other.bytes()).take_while(|(left, right)| left == right).count();
        one == other || (shared >= 3 && shared + 3 >= one.len().max(other.len()) && shared + 2 >= one.len().min(other.len()))
    };
    let found = |reminder: &&Reminder| {
        let subject = words(&reminder.subject);
        wanted.iter().all(|word| subject.iter().any(|other| alike(word, other)))
    };
    running(turn).iter().filter(found).cloned().collect()
}

/// The reminders that were meant. `Err`: there are none, or more than one answers the description; what to say.
fn find(turn: &mut Turn<'_>, which: &Which) -> Result<Vec<Reminder>, String> {
    let language = turn.language();
    match which {
        Which::Last => last(turn).map(|reminder| vec![reminder]).ok_or_else(|| wording::not_found(None, language)),
        Which::Numbers(numbers) => {
            let listed = if turn.person.listed.is_empty() {
                running(turn).into_iter().map(|reminder| reminder.id).collect()
            } else {
                turn.person.listed.clone()
            };
            let by_number = |number: &usize| {
                let id = listed.get(number.checked_sub(1)?)?;
                turn.facts.reminders.iter().find(|reminder| reminder.id == *id).cloned()
            };
            numbers.iter().map(|number| by_number(number).ok_or_else(|| wording::not_found(Some(*number), language))).collect()
        }
        Which::About(text) => {
            let found = about(turn, text);
            match found.as_slice() {
                [] => Err(wording::none_about(text, language)),
                [_] => Ok(found),
                several => {
                    turn.person.listed = several.iter().map(|reminder| reminder.id.clone()).collect();
                    Err(wording::which_of(several, language))
                }
            }
        }
    }
}

/// The one reminder that was meant, or says why there is none.
fn find_one(turn: &mut Turn<'_>, which: &Which) -> Option<Reminder> {
    match find(turn, which) {
        Ok(found) => found.into_iter().next(),
        Err(markdown) => {
            turn.say_in_private(markdown, None, Vec::new());
            None
        }
    }
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

/// Removes reminders. A correction right after ("oj, det var trean") first brings back what was removed.
pub fn remove(turn: &mut Turn<'_>, which: &Which) {
    match find(turn, which) {
        Ok(found) => end(turn, found),
        Err(markdown) => turn.say_in_private(markdown, None, Vec::new()),
    }
}

/// Brings back what was removed last, and removes another number instead. False: there is no such.
pub fn remove_instead(turn: &mut Turn<'_>, number: usize) -> bool {
    let Ok(found) = find(turn, &Which::Numbers(vec![number])) else { return false };
    let [right] = found.as_slice() else { return false };
    let right = right.clone();
    let now = turn.now;
    let back: Vec<Reminder> = std::mem::take(&mut turn.dialogue.undo)
        .into_iter()
        .map(|gone| Reminder { sequence: gone.sequence + 2, ..build::scheduled(gone.clone(), now).unwrap_or(gone) })
        .collect();
    let markdown = format!("{}\n\n{}", wording::undone(turn, &back), wording::removed(turn, std::slice::from_ref(&right)));
    let gone = ended(&right);
    save(turn, vec![right], std::iter::once(gone).chain(back).collect());
    turn.say_in_private(markdown, None, Vec::new());
    true
}

/// Ends reminders and says how to undo it.
pub fn end(turn: &mut Turn<'_>, reminders: Vec<Reminder>) {
    let markdown = wording::removed(turn, &reminders);
    let after = reminders.iter().map(ended).collect();
    save(turn, reminders, after);
    say_about(turn, markdown, None, Vec::new());
}

/// Says something about one's own reminders: where the reminder or its confirmation stands if that is what was
/// answered, else in the direct chat.
fn say_about(turn: &mut Turn<'_>, markdown: String, about: Option<About>, buttons: Vec<String>) {
    if turn.facts.referred.is_some() || follow::recent(turn).is_some_and(|recent| recent.shared) {
        turn.say_with(markdown, about, buttons);
    } else {
        turn.say_in_private(markdown, about, buttons);
    }
}

/// Asks whether really to remove all.
pub fn ask_remove_all(turn: &mut Turn<'_>) {
    let running = running(turn).len();
    // "stoppa allihop" right after a series was spoken of means that series.
    if let Some(recent) = follow::recent(turn).filter(|reminder| reminder.recurrence.is_some() && running > 0) {
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
pub fn change(turn: &mut Turn<'_>, which: &Which, to: &str) {
    let Some(reminder) = find_one(turn, which) else { return };
    let due = set::anchor(turn, &reminder);
    let moment = match (due, build::leads_alone(to)) {
        // "ändra ettan till två veckor innan": the deadline stays.
        (Some(due), Some(leads)) => Moment::Set(Adjustment {
            due,
            date_said: false,
            time_said: false,
            recurrence: None,
            leads: Some(leads),
            also: Vec::new(),
            notes: Vec::new(),
        }),
        _ => date::read_moment(to, &set::context(turn), due.as_ref()),
    };
    if !moved(turn, &reminder, moment) {
        let markdown = wording::no_time_in(turn.language());
        turn.say(markdown, None);
    }
}

/// Gives a reminder what was read; asks where that is open. False: nothing was read.
pub fn moved(turn: &mut Turn<'_>, reminder: &Reminder, moment: Moment) -> bool {
    let language = turn.language();
    match moment {
        Moment::Set(adjustment) => {
            turn.dialogue.pending = None;
            let changed = adjusted(turn, reminder, &adjustment);
            store_changed(turn, reminder, changed, None);
        }
        Moment::Ask(question) => {
            let question = date::Question { language, ..question };
            let said = wording::plain(&date::wording::say_question(&question));
            let buttons = if question.options.len() == 1 { vec!["✅".to_owned()] } else { Vec::new() };
            let kind = PendingKind::ChangeReminder { reminder: reminder.id.clone(), question: Box::new(question) };
            turn.dialogue.pending = Some(Pending { since: turn.now, kind });
            turn.say_with(said, Some(About::Question), buttons);
        }
        Moment::Reject(rejection) => {
            let rejection = date::Rejection { language, ..rejection };
            let said = wording::plain(&date::wording::say_rejection(&rejection));
            // Another day, said right after, is still one for this reminder.
            turn.dialogue.last_reminder = Some(reminder.id.clone());
            turn.dialogue.last_at = Some(turn.now);
            turn.say(said, None);
        }
        Moment::Nothing => return false,
    }
    true
}

/// A reminder with what a new reading says; the rest is kept.
pub fn adjusted(turn: &Turn<'_>, reminder: &Reminder, adjustment: &Adjustment) -> Reminder {
    let said = (adjustment.date_said || adjustment.time_said).then_some(adjustment.due);
    let leads = adjustment.leads.as_ref().filter(|leads| !leads.is_empty());
    let before = reminder.recurrence.as_ref().and_then(|rule| rule.parse::<Recurrence>().ok());
    let rule = match (&adjustment.recurrence, before, said) {
        // "flytta till tisdagar": it ends when it would have ended.
        (Some(rule), Some(before), _) if rule.end == End::Never => {
            Some(Recurrence { end: left(turn, reminder, before.end), ..rule.clone() })
        }
        (Some(rule), ..) => Some(rule.clone()),
        (None, Some(rule), Some(due)) => Some(on_another_day(turn, reminder, rule, due, adjustment.date_said)),
        (None, rule, _) => rule,
    };
    Reminder {
        due: said.map_or_else(|| reminder.due.clone(), |due| due.to_string()),
        recurrence: rule.map(|rule| rule.to_string()),
        leads: leads
            .map_or_else(|| reminder.leads.clone(), |leads| with_day_itself(reminder, leads.iter().map(build::lead_text).collect())),
        readings: build::worth_offering(adjustment.due, &adjustment.also),
        done_through: reminder.done_through.clone().filter(|_| said.is_none()),
        undelivered: None,
        sequence: reminder.sequence + 1,
        ..reminder.clone()
    }
}

/// Where a series ends that goes on from now: of so many turns those that are left.
fn left(turn: &Turn<'_>, reminder: &Reminder, end: End) -> End {
    let End::Count(count) = end else { return end };
    let now = turn.now.to_zoned(turn.zone()).datetime();
    let gone = schedule::turns(reminder).take_while(|turn| turn.datetime(schedule::MORNING) <= now).take(1_000).count();
    End::Count(count.saturating_sub(u32::try_from(gone).unwrap_or(0)).max(1))
}

/// A series that goes on from another day: its weekday, its day of the month or of the year are that day's.
fn on_another_day(turn: &Turn<'_>, reminder: &Reminder, rule: Recurrence, due: Due, moved: bool) -> Recurrence {
    let (day, month, weekday) = (due.date.day(), due.date.month(), due.date.weekday());
    let mut rule = rule;
    rule.end = left(turn, reminder, rule.end);
    if !moved || matches!(rule.frequency, Frequency::Hourly | Frequency::Daily) {
        return rule;
    }
    let in_month = matches!(rule.frequency, Frequency::Monthly | Frequency::Yearly);
    if !rule.positions.is_empty() {
        // "sista vardagen i månaden", moved to the 20th, is the 20th from then on.
        (rule.positions, rule.weekdays, rule.month_days) = (Vec::new(), Vec::new(), vec![day]);
    } else if !rule.weekdays.is_empty() {
        let last = rule.weekdays.iter().any(|(nth, _)| nth.is_some_and(|nth| nth < 0)) && due.date.days_in_month() - day < 7;
        let nth = in_month.then_some(if last { -1 } else { (day - 1) / 7 + 1 });
        rule.weekdays = vec![(nth, weekday)];
    } else if !rule.month_days.is_empty() {
        rule.month_days = vec![day];
    }
    if rule.frequency == Frequency::Yearly && !rule.months.is_empty() {
        rule.months = vec![month];
    }
    rule
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
    store_changed(turn, reminder, changed, None);
}

/// Writes a changed reminder down and reads it back, with a word on what was assumed.
pub fn store_changed(turn: &mut Turn<'_>, before: &Reminder, changed: Reminder, note: Option<&str>) {
    let Some(after) = build::scheduled_with_day(changed, turn.now) else {
        let markdown = wording::nothing_ahead(turn.language());
        turn.say(markdown, None);
        return;
    };
    let markdown = wording::changed(turn, &after, note);
    let about = About::ReminderSet { reminder: after.id.clone() };
    let buttons = (1..=after.readings.len().min(3)).map(crate::assistant::wording::keycap).collect();
    let here = after.shared || turn.facts.referred.is_some() || follow::recent(turn).is_some_and(|recent| recent.id == after.id);
    save(turn, vec![before.clone()], vec![after]);
    if here {
        turn.say_with(markdown, Some(about), buttons);
    } else {
        turn.say_in_private(markdown, Some(about), buttons);
    }
}

/// ✅: the chain ends; a series goes on with its next turn.
pub fn tick(turn: &mut Turn<'_>, reminder: Reminder) {
    let told = reminder.told_turn.clone().or_else(|| reminder.next_turn.clone()).unwrap_or_else(|| reminder.due.clone());
    let ticked = Reminder { done_through: Some(told), undelivered: None, ..reminder.clone() };
    let next = reminder.recurrence.as_ref().and_then(|_| build::scheduled(ticked.clone(), turn.now));
    let after = next.map_or_else(|| ended(&ticked), |next| Reminder { sequence: reminder.sequence + 1, ..next });
    let markdown = wording::ticked(turn, &after);
    save(turn, vec![reminder], vec![after]);
    say_about(turn, markdown, None, Vec::new());
}

/// "klar": the one last delivered, or by number or name.
pub fn done(turn: &mut Turn<'_>, which: &Which) {
    if *which == Which::Last {
        // "klart!" right after setting one means "fine", not that it is done.
        let Some(told) = last_told(turn) else {
            let markdown = crate::assistant::wording::nothing_pending(turn.language());
            turn.say(markdown, None);
            return;
        };
        tick(turn, told);
        return;
    }
    if let Some(reminder) = find_one(turn, which) {
        tick(turn, reminder);
    }
}

/// "hoppa över": the next turn of a series that is still to be spoken of is left out.
pub fn skip(turn: &mut Turn<'_>, which: &Which) {
    let Some(reminder) = find_one(turn, which) else { return };
    let next = reminder.next_turn.as_deref().and_then(schedule::parse_due).or_else(|| schedule::coming(&reminder, turn.now));
    let Some(next) = next.filter(|_| reminder.recurrence.is_some()) else {
        let markdown = wording::no_series(turn.language());
        turn.say(markdown, None);
        return;
    };
    let skipped = Reminder { done_through: Some(next.to_string()), sequence: reminder.sequence + 1, ..reminder.clone() };
    let after = build::scheduled(skipped.clone(), turn.now).unwrap_or_else(|| ended(&skipped));
    let markdown = wording::skipped(turn, next, &after);
    save(turn, vec![reminder], vec![after]);
    turn.say(markdown, None);
}

/// "senare", "snooza till imorgon": the one last delivered speaks again then.
pub fn snooze(turn: &mut Turn<'_>, until: Option<&str>) {
    let Some(reminder) = last_told(turn).or_else(|| last(turn)) else {
        let markdown = wording::not_found(None, turn.language());
        turn.say(markdown, None);
        return;
    };
    let until = match until {
        None => schedule::usual_snooze(turn.now, &turn.zone()),
        Some(text) => {
            // "snooza 10 min" is "om 10 min".
            let context = set::context(turn);
            let read = |text: &str| match date::read_moment(text, &context, None) {
                Moment::Set(adjustment) => Some(adjustment.due),
                _ => None,
            };
            let Some(due) = read(&format!("om {text}")).or_else(|| read(text)) else {
                let markdown = wording::no_time_in(turn.language());
                turn.say(markdown, None);
                return;
            };
            let at = schedule::instant(due.datetime(schedule::MORNING), &turn.zone());
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
    let after = Reminder { next_at: Some(until), next_lead, next_turn, active: true, undelivered: None, ..reminder.clone() };
    let markdown = wording::put_off(turn, &after, until);
    save(turn, vec![reminder], vec![after]);
    say_about(turn, markdown, None, Vec::new());
}

/// Remembers a tap that changes a reminder, so that taking the reaction back undoes it.
pub fn note_tap(turn: &mut Turn<'_>, before: &Reminder) {
    let tap = Tap { reaction: turn.event.id.clone(), before: before.clone() };
    turn.dialogue.taps.push(tap);
    let over = turn.dialogue.taps.len().saturating_sub(TAPS);
    turn.dialogue.taps.drain(..over);
}

/// A reaction was taken back: what it did is undone. What has happened to the reminder since then stays.
pub fn untap(turn: &mut Turn<'_>, reaction: &str) {
    let Some(at) = turn.dialogue.taps.iter().position(|tap| tap.reaction == reaction) else { return };
    let before = turn.dialogue.taps.remove(at).before;
    let now = turn.facts.reminders.iter().find(|known| known.id == before.id).cloned();
    let open = Reminder { done_through: before.done_through.clone(), active: true, ..now.clone().unwrap_or_else(|| before.clone()) };
    let restored =
        Reminder { sequence: open.sequence + 2, ..build::scheduled(open.clone(), turn.now).unwrap_or(Reminder { next_at: None, ..open }) };
    let markdown = wording::untapped(turn, &restored);
    save(turn, now.into_iter().collect(), vec![restored]);
    turn.say(markdown, None);
}

/// Takes the last removal or change back.
pub fn undo(turn: &mut Turn<'_>) {
    let fresh = turn.dialogue.last_at.is_some_and(|at| turn.now.duration_since(at) < CORRECTION * 48);
    let before = std::mem::take(&mut turn.dialogue.undo);
    if before.is_empty() || !fresh {
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
                build::scheduled(again.clone(), now).unwrap_or(again)
            } else {
                again
            }
        })
        .collect();
    let markdown = wording::undone(turn, &restored);
    let redo: Vec<Reminder> =
        restored.iter().filter_map(|reminder| turn.facts.reminders.iter().find(|known| known.id == reminder.id)).cloned().collect();
    save(turn, redo, restored);
    say_about(turn, markdown, None, Vec::new());
}
