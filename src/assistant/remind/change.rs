//! Changing, renaming and removing reminders.

use super::{build, except, lacking, leads, point, schedule, set, turns, wording};
use crate::{
    assistant::turn::Turn,
    command::{self, Which},
    effect::{About, Effect},
    facts::{Pending, PendingKind, Reminder, ReminderWish},
    language::{
        date::{self, Adjustment, Due, End, Frequency, Moment, Recurrence},
        normalize,
    },
};

/// Does what somebody wishes of the reminders they named; asks which where that is open.
pub fn wish(turn: &mut Turn<'_>, which: &Which, wish: ReminderWish) {
    let language = turn.language();
    // "ta bort den" to a question about a reminder that is not set yet means that one, and none that is.
    let unset = matches!(&turn.dialogue.pending, Some(Pending { kind: PendingKind::Reminder { .. }, .. }));
    if unset && turn.facts.referred.is_none() && (which, &wish) == (&Which::Last, &ReminderWish::Remove) {
        turn.dialogue.pending = None;
        let markdown = crate::assistant::wording::never_mind(language);
        return turn.say(markdown, None);
    }
    match point::find(turn, which) {
        Ok(found) => carry_out(turn, found, wish),
        Err(point::Unclear::OneOf(found)) => ask_which(turn, &found, wish),
        Err(point::Unclear::NoNumber(_)) if turn.facts.reminders.is_empty() => {
            let markdown = wording::list(turn, &[], 0, 0, false);
            turn.say_in_private(markdown, None, Vec::new());
        }
        Err(point::Unclear::NoNumber(number)) => {
            turn.say_in_private(wording::not_found(number, language), None, Vec::new());
        }
        Err(point::Unclear::NoneAbout(text)) => {
            let text = point::as_written(turn, &text);
            turn.say_in_private(wording::none_about(&text, language), None, Vec::new());
        }
    }
}

/// Asks which of these is meant.
pub fn ask_which(turn: &mut Turn<'_>, found: &[Reminder], wish: ReminderWish) {
    let markdown = wording::which_of(found, turn);
    let buttons = if found.len() <= 3 { (1..=found.len()).map(crate::assistant::wording::keycap).collect() } else { Vec::new() };
    let reminders: Vec<String> = found.iter().map(|reminder| reminder.id.clone()).collect();
    turn.person.listed.clone_from(&reminders);
    turn.dialogue.pending = Some(Pending { since: turn.now, kind: PendingKind::WhichReminders { reminders, wish } });
    turn.say_in_private(markdown, Some(About::Question), buttons);
}

/// Does what is wished with reminders that are known.
pub fn carry_out(turn: &mut Turn<'_>, found: Vec<Reminder>, wish: ReminderWish) {
    turn.dialogue.pending = None;
    match (wish, found.as_slice()) {
        (ReminderWish::Remove, _) => end(turn, found),
        (ReminderWish::Done, _) => super::later::tick(turn, found),
        (ReminderWish::Change { to }, [one]) => change(turn, one, &to),
        (ReminderWish::Change { to }, several) => change_all(turn, several, &to),
        (ReminderWish::Snooze { until }, several) => super::later::snooze(turn, several, until.as_deref()),
        (ReminderWish::Skip, [first, ..]) => super::later::skip(turn, first, &[]),
        (ReminderWish::Rename { to }, [first, ..]) => rename(turn, first, &to),
        (ReminderWish::AddLeads { leads }, [one]) => add_leads(turn, one, &leads),
        (wish @ (ReminderWish::DropLeads { .. } | ReminderWish::SetLeads { .. }), [one]) => leads::change(turn, one, &wish),
        (wish @ (ReminderWish::AddLeads { .. } | ReminderWish::DropLeads { .. } | ReminderWish::SetLeads { .. }), [_, _, ..]) => {
            leads::change_several(turn, &found, &wish);
        }
        (_, []) => {}
    }
}

/// A reminder that has ended.
pub fn ended(reminder: &Reminder) -> Reminder {
    Reminder { active: false, next_at: None, next_lead: None, next_turn: None, sequence: reminder.sequence + 1, ..reminder.clone() }
}

/// Writes changes down, and how to take them back.
pub fn save(turn: &mut Turn<'_>, before: Vec<Reminder>, after: Vec<Reminder>) {
    turn.dialogue.last_reminder = after.first().map(|reminder| reminder.id.clone());
    turn.dialogue.last_at = Some(turn.now);
    turn.dialogue.last_rule = None;
    turn.dialogue.undo = before;
    for reminder in after {
        turn.push(Effect::SaveReminder(reminder));
    }
}

/// Ends reminders and says how to undo it.
pub fn end(turn: &mut Turn<'_>, reminders: Vec<Reminder>) {
    let markdown = wording::removed(turn, &reminders);
    let after = reminders.iter().map(ended).collect();
    save(turn, reminders, after);
    say_about(turn, markdown, None, Vec::new());
}

/// Ends those that there are.
pub fn end_all(turn: &mut Turn<'_>, reminders: impl IntoIterator<Item = Reminder>) {
    let reminders: Vec<Reminder> = reminders.into_iter().collect();
    if !reminders.is_empty() {
        end(turn, reminders);
    }
}

/// Says something about one's own reminders: where the reminder or its confirmation stands if that is what was
/// answered, else in the direct chat.
pub fn say_about(turn: &mut Turn<'_>, markdown: String, about: Option<About>, buttons: Vec<String>) {
    if turn.facts.referred.is_some() || point::recent(turn).is_some_and(|recent| recent.shared) {
        turn.say_with(markdown, about, buttons);
    } else {
        turn.say_in_private(markdown, about, buttons);
    }
}

/// Asks whether really to remove all.
pub fn ask_remove_all(turn: &mut Turn<'_>, text: &str) {
    let running = point::running(turn).len();
    // "alla" of what she just asked about are those.
    if let Some(PendingKind::WhichReminders { .. }) = turn.dialogue.pending.as_ref().map(|pending| &pending.kind) {
        return wish(turn, &Which::All, ReminderWish::Remove);
    }
    // "stoppa allihop" right after a series was spoken of means that series.
    let bare = ["allihop", "alla", "allt", "all"].iter().any(|all| command::fold(text).ends_with(all));
    let series = point::at_hand(turn, super::CORRECTION).filter(|reminder| bare && reminder.recurrence.is_some() && running > 0);
    if let Some(series) = series {
        return end(turn, vec![series]);
    }
    if running == 0 {
        let markdown = wording::list(turn, &[], 0, 0, false);
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

/// Moves or retimes a reminder: "flytta tvåan till fredag".
fn change(turn: &mut Turn<'_>, reminder: &Reminder, to: &str) {
    let (scope, to) = turns::split_text(to);
    if to.is_empty() {
        return lacking::ask_until_when(turn, std::slice::from_ref(reminder));
    }
    let moment = new_time(turn, reminder, &to);
    if turns::moves(turn, reminder, &moment, scope, &to) {
        return;
    }
    if !moved(turn, reminder, moment) {
        let markdown = wording::no_time_in(turn.language());
        turn.say(markdown, None);
    }
}

/// Moves several at once: "flytta alla en dag". Those that would lie behind stay where they are, and that is said.
pub fn change_all(turn: &mut Turn<'_>, reminders: &[Reminder], to: &str) {
    if to.is_empty() {
        return lacking::ask_until_when(turn, reminders);
    }
    let (mut before, mut after, mut left) = (Vec::new(), Vec::new(), Vec::new());
    for reminder in reminders {
        let changed = match new_time(turn, reminder, to) {
            Moment::Set(adjustment) if !follows_day(reminder) || adjustment.leads.is_some() => {
                build::scheduled_with_day(adjusted(turn, reminder, &adjustment), build::written(turn))
            }
            _ => None,
        };
        match changed {
            Some(changed) => {
                before.push(reminder.clone());
                after.push(changed);
            }
            None => left.push(reminder.clone()),
        }
    }
    if after.is_empty() {
        let markdown = wording::no_time_in(turn.language());
        turn.say(markdown, None);
        return;
    }
    let markdown = wording::changed_several(turn, &after, &left);
    save(turn, before, after);
    turn.say_in_private(markdown, None, Vec::new());
}

/// What a text says of when a reminder shall be: a day, a time, so much later or earlier, how often, or how long before.
pub fn new_time(turn: &Turn<'_>, reminder: &Reminder, to: &str) -> Moment {
    let Some(due) = set::anchor(turn, reminder) else { return Moment::Nothing };
    let kept = Adjustment { due, date_said: false, time_said: false, recurrence: None, leads: None, also: Vec::new(), notes: Vec::new() };
    // "ändra ettan till två veckor innan": the deadline stays.
    if let Some(leads) = leads::in_change(to, &set::context(turn)) {
        return Moment::Set(Adjustment { leads: Some(leads), ..kept });
    }
    let to = &as_one(to);
    if let Some(moved) = shifted(turn, due, to) {
        return Moment::Set(Adjustment { due: moved, date_said: moved.date != due.date, time_said: moved.time != due.time, ..kept });
    }
    // "inte på fredagar": the other days stay.
    if let Some(rule) = except::without(reminder, to) {
        return Moment::Set(Adjustment { recurrence: Some(rule), ..kept });
    }
    // "ändra ettan till varannan vecka": the weekday stays.
    if let Some(rule) = only_how_often(to) {
        return Moment::Set(Adjustment { recurrence: Some(on_its_day(reminder, rule, due)), ..kept });
    }
    match date::read_moment(to, &set::context(turn), Some(&due)) {
        // "flytta den till 14", where it has a time of day.
        Moment::Nothing if due.time.is_some() && is_hour(to) => {
            date::read_moment(&format!("kl {}", to.trim().trim_start_matches("till ")), &set::context(turn), Some(&due))
        }
        moment => moment,
    }
}

/// A number that can be an hour, and nothing else.
fn is_hour(text: &str) -> bool {
    let text = text.trim();
    text.strip_prefix("till ").unwrap_or(text).parse::<u8>().is_ok_and(|hour| (1..24).contains(&hour))
}

/// "på torsdag och kl 9" is one moment.
fn as_one(to: &str) -> String {
    [" och kl", " och vid ", " and at "]
        .iter()
        .fold(to.to_owned(), |text, joint| text.replace(joint, &joint.replacen(" och", "", 1).replacen(" and", "", 1)))
}

fn folded(text: &str) -> Vec<String> {
    let folded = normalize::fold(&normalize::normalize(text));
    folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// "en dag", "två timmar framåt", "en vecka tidigare": so much later or earlier.
pub fn shifted(turn: &Turn<'_>, due: Due, text: &str) -> Option<Due> {
    let words = folded(text);
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut earlier = false;
    while let [rest @ .., last] = words.as_slice() {
        match *last {
            "senare" | "framat" | "fram" | "till" | "later" | "forward" | "istallet" => {}
            "tidigare" | "bakat" | "tillbaka" | "earlier" | "back" => earlier = true,
            _ => break,
        }
        words = rest.to_vec();
    }
    if words.is_empty()
        || words.len() > 3
        || !command::counts_time(&words)
        || words.iter().any(|word| matches!(*word, "innan" | "fore" | "before"))
    {
        return None;
    }
    let length = words.join(" ");
    let said = if earlier { format!("{length} innan") } else { format!("{length} senare") };
    match date::read_moment(&said, &set::context(turn), Some(&due)) {
        Moment::Set(read) if read.date_said => Some(read.due),
        _ => None,
    }
}

/// "varannan vecka", "varje månad i stället": how often, and no day.
fn only_how_often(text: &str) -> Option<Recurrence> {
    const WORDS: &str = " varje varannan vartannat var vart annan annat tredje tredja fjarde femte sjatte vecka veckor manad manader ar dag dagar \
        en ett gang ganger i per om manaden veckan aret kvartal every other second third week weeks month months year day days weekly monthly \
        yearly daily dagligen manadsvis veckovis arligen istallet stallet nej hellre till bli ska det vara den a once och and also ocksa please \
        tack garna gor upprepa repeat it ";
    let words = folded(text);
    if words.is_empty() || !words.iter().all(|word| WORDS.contains(&format!(" {word} "))) {
        return None;
    }
    date::kept(text).recurrence.filter(|rule| rule.weekdays.is_empty())
}

/// A rule that goes on from the days that a reminder had: its weekday, its day of the month or of the year.
fn on_its_day(reminder: &Reminder, rule: Recurrence, due: Due) -> Recurrence {
    let before = reminder.recurrence.as_ref().and_then(|rule| rule.parse::<Recurrence>().ok());
    let same = before.filter(|before| before.frequency == rule.frequency);
    if let Some(before) = same {
        return Recurrence { interval: rule.interval, end: if rule.end == End::Never { before.end } else { rule.end }, ..before };
    }
    match rule.frequency {
        Frequency::Weekly => Recurrence { weekdays: vec![(None, due.date.weekday())], ..rule },
        Frequency::Monthly => Recurrence { month_days: vec![due.date.day()], ..rule },
        Frequency::Yearly => Recurrence { months: vec![due.date.month()], month_days: vec![due.date.day()], ..rule },
        Frequency::Hourly | Frequency::Daily => rule,
    }
}

/// Gives a reminder what was read; asks where that is open. False: nothing was read.
pub fn moved(turn: &mut Turn<'_>, reminder: &Reminder, moment: Moment) -> bool {
    let language = turn.language();
    match moment {
        Moment::Set(adjustment) => {
            turn.dialogue.pending = None;
            let changed = adjusted(turn, reminder, &adjustment);
            if adjustment.leads.is_some() && leads::too_late(turn, reminder, &changed) {
                return true;
            }
            store_changed(turn, reminder, changed, None);
        }
        Moment::Ask(question) => {
            let question = date::Question { language, ..question };
            let said = wording::skipped_hour(&question).unwrap_or_else(|| wording::plain(&date::wording::say_question(&question)));
            return ask(turn, reminder, question, &said);
        }
        Moment::Reject(rejection) => {
            let rejection = set::with_suggestion(turn, date::Rejection { language, ..rejection });
            let said = wording::plain(&date::wording::say_rejection(&rejection));
            if !rejection.suggestions.is_empty() {
                let question = set::waiting_for_day(rejection);
                return ask(turn, reminder, question, &said);
            }
            // Another day, said right after, is still one for this reminder.
            turn.dialogue.last_reminder = Some(reminder.id.clone());
            turn.dialogue.last_at = Some(turn.now);
            turn.dialogue.reminder_at = Some(turn.now);
            turn.say(said, None);
        }
        Moment::Nothing => return false,
    }
    true
}

/// Asks for the day of a reminder that is changed; what can be chosen has a button.
fn ask(turn: &mut Turn<'_>, reminder: &Reminder, question: date::Question, said: &str) -> bool {
    let buttons = match question.options.len() {
        1 => vec!["✅".to_owned()],
        several @ 2..=3 => (1..=several).map(crate::assistant::wording::keycap).collect(),
        _ => Vec::new(),
    };
    let kind = PendingKind::ChangeReminder { reminder: reminder.id.clone(), question: Box::new(question), others: Vec::new() };
    turn.dialogue.pending = Some(Pending { since: turn.now, kind });
    turn.say_with(said, Some(About::Question), buttons);
    true
}

/// Takes the day at this place among those offered for a reminder that is changed. False: there is none there.
pub fn choose(turn: &mut Turn<'_>, reminder: &str, question: &date::Question, number: usize) -> bool {
    let known = turn.facts.reminders.iter().find(|known| known.id == *reminder).cloned();
    let due = number.checked_sub(1).and_then(|at| question.options.get(at)).copied();
    let (Some(known), Some(due)) = (known, due) else { return false };
    turn.dialogue.pending = None;
    let time = due.time.or_else(|| set::anchor(turn, &known).and_then(|anchor| anchor.time));
    move_to(turn, &known, Due { time, ..due });
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
    let due = said.map_or_else(|| reminder.due.clone(), |due| due.to_string());
    let changed = Reminder {
        due,
        recurrence: rule.map(|rule| rule.to_string()),
        leads: leads
            .map_or_else(|| reminder.leads.clone(), |leads| with_day_itself(reminder, leads.iter().map(build::lead_text).collect())),
        readings: Vec::new(),
        done_through: reminder.done_through.clone().filter(|_| said.is_none()),
        skipped: if said.is_none() && adjustment.recurrence.is_none() { reminder.skipped.clone() } else { Vec::new() },
        undelivered: None,
        sequence: reminder.sequence + 1,
        ..reminder.clone()
    };
    let changed = if said.is_none() && adjustment.recurrence.is_some() { except::begun_anew(changed) } else { changed };
    let readings = build::worth_offering(turn, &changed, adjustment.due, &adjustment.also);
    Reminder { readings, ..changed }
}

/// Where a series ends that goes on from now: of so many turns those that are left.
fn left(turn: &Turn<'_>, reminder: &Reminder, end: End) -> End {
    let End::Count(count) = end else { return end };
    let now = turn.now.to_zoned(turn.zone()).datetime();
    let gone = schedule::turns(reminder).take_while(|turn| turn.datetime(schedule::MORNING) <= now).take(1_000).count();
    End::Count(count.saturating_sub(u32::try_from(gone).unwrap_or(0)).max(1))
}

/// A series that goes on from another day. `moved`: a day was said, and not just a time.
fn on_another_day(turn: &Turn<'_>, reminder: &Reminder, rule: Recurrence, due: Due, moved: bool) -> Recurrence {
    let rule = Recurrence { end: left(turn, reminder, rule.end), ..rule };
    if moved { rule.turning_on(due.date) } else { rule }
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
    let moved = Adjustment {
        due,
        date_said: true,
        time_said: due.time.is_some(),
        recurrence: None,
        leads: None,
        also: Vec::new(),
        notes: Vec::new(),
    };
    let changed = adjusted(turn, reminder, &moved);
    store_changed(turn, reminder, changed, None);
}

/// Whether a reminder was made from an ST day: when that is, only its study director decides.
pub const fn follows_day(reminder: &Reminder) -> bool {
    reminder.day.is_some()
}

/// Writes a changed reminder down and reads it back, with a word on what was assumed.
pub fn store_changed(turn: &mut Turn<'_>, before: &Reminder, changed: Reminder, note: Option<&str>) {
    if follows_day(before) && (changed.due != before.due || changed.recurrence != before.recurrence) {
        let markdown = wording::follows_day(turn.language());
        turn.dialogue.last_reminder = Some(before.id.clone());
        (turn.dialogue.last_at, turn.dialogue.reminder_at) = (Some(turn.now), Some(turn.now));
        return turn.say_in_private(markdown, None, Vec::new());
    }
    let Some(after) = build::scheduled_with_day(changed, build::written(turn)) else {
        let markdown = wording::stays_as_it_is(turn, before);
        turn.say(markdown, None);
        return;
    };
    let markdown = wording::changed(turn, &after, note);
    let about = About::ReminderSet { reminder: after.id.clone() };
    let buttons = (1..=after.readings.len().min(3)).map(crate::assistant::wording::keycap).collect();
    let here = after.shared || turn.facts.referred.is_some() || point::recent(turn).is_some_and(|recent| recent.id == after.id);
    save(turn, vec![before.clone()], vec![after]);
    turn.dialogue.reminder_at = Some(turn.now);
    if here {
        turn.say_with(markdown, Some(about), buttons);
    } else {
        turn.say_in_private(markdown, Some(about), buttons);
    }
}

/// "döp om tvåan till lönemötet": the same reminder under another name.
fn rename(turn: &mut Turn<'_>, reminder: &Reminder, to: &str) {
    if to.chars().count() > super::LONGEST_SUBJECT {
        let markdown = wording::subject_too_long(super::LONGEST_SUBJECT, turn.language());
        turn.say(markdown, None);
        return;
    }
    let after = Reminder { subject: to.to_owned(), sequence: reminder.sequence + 1, ..reminder.clone() };
    let markdown = wording::changed(turn, &after, None);
    let about = About::ReminderSet { reminder: after.id.clone() };
    save(turn, vec![reminder.clone()], vec![after]);
    turn.say_in_private(markdown, Some(about), Vec::new());
}

/// "påminn mig även en dag före hudkursen": one more word from her about what is known already.
pub fn add_leads(turn: &mut Turn<'_>, reminder: &Reminder, leads: &[String]) {
    let mut changed = Reminder { sequence: reminder.sequence + 1, ..reminder.clone() };
    let due = set::anchor(turn, reminder);
    let at = |lead: &String| due.and_then(|due| schedule::lead_time(due, lead, &turn.zone()));
    for lead in leads {
        if !changed.leads.iter().any(|known| known == lead || (at(known).is_some() && at(known) == at(lead))) {
            changed.leads.push(lead.clone());
        }
    }
    if changed.leads == reminder.leads {
        let markdown = wording::already_so(turn, reminder);
        turn.say(markdown, Some(About::ReminderSet { reminder: reminder.id.clone() }));
        return;
    }
    store_changed(turn, reminder, changed, None);
}
