//! What a study director does with ST days: puts them in, changes them, calls them off.

use jiff::civil::Date;

use super::{
    answer::{self, is_open, moved, seats_given, tell},
    calendar::calendar,
    cells,
    entered::{self, known_as},
    file::{self, Bad, Fault, Setting},
    named, read, readback,
    request::Change,
    tied::Seen,
    undone, wording,
};
use crate::{
    assistant::{turn::Turn, wording::Language},
    command,
    effect::{About, Act, AuditEntry, Content, Effect, Outgoing, Priority, Target},
    event::{FileContent, Media},
    facts::{
        Pending, PendingKind,
        days::{Answer, KnownDay, Plan, StDay, Wish},
    },
    language::{
        date::{self as language, Context},
        personnummer,
    },
};

/// The name of the calendar file.
pub const FILE_NAME: &str = "st-dagar.ics";
/// The type of a calendar file.
pub const MIME: &str = "text/calendar";

/// Takes a calendar or table of days that a study director sent. False: it is not one.
pub fn file_sent(turn: &mut Turn<'_>, media: &Media) -> bool {
    if !turn.facts.power.any() || !matches!(media.ending().as_str(), "ics" | "csv" | "tsv") {
        return false;
    }
    let setting = Setting { today: turn.today(), zone: turn.zone(), regions: &turn.world.regions };
    let read = match &media.content {
        FileContent::Bytes(bytes) => file::read(bytes, &setting),
        FileContent::TooLarge => Err(file::Refusal::TooLarge),
        FileContent::Left | FileContent::Unavailable => return false,
    };
    let contents = match read {
        Ok(contents) => contents,
        // What is no list of days may be a list of people.
        Err(_) if media.ending() != "ics" => return false,
        Err(refusal) => {
            let markdown = readback::refused(refusal, turn.language());
            turn.say(markdown, None);
            return true;
        }
    };
    let caption = turn.message().map(|message| message.body.clone()).unwrap_or_default();
    let mut bad = contents.bad;
    let mut days = Vec::new();
    for row in contents.rows {
        match regions(turn, row.region.as_deref(), &caption) {
            Ok(regions) => days.push((row.plan, row.uid, regions)),
            Err(Some(region)) => bad.push(Bad { line: row.line, fault: Fault::NotYours(region) }),
            Err(None) => {
                let markdown = readback::no_region(turn.language());
                turn.say(markdown, None);
                return true;
            }
        }
    }
    bad.sort_by_key(|bad| bad.line);
    crate::assistant::announce::keep_beside(turn, media);
    ask_enter(turn, days, &bad, contents.more_bad);
    true
}

/// Puts in the days of a text.
pub fn enter(turn: &mut Turn<'_>, text: &str) -> bool {
    if !may(turn) {
        return true;
    }
    let mut days = Vec::new();
    let read = read::read(text, &context(turn));
    for plan in read.days {
        let Ok(regions) = regions(turn, None, text) else {
            let markdown = readback::no_region(turn.language());
            turn.say(markdown, None);
            return true;
        };
        days.push((plan, None, regions));
    }
    tell_doubts(turn, &read.doubts);
    ask_enter(turn, days, &[], 0);
    true
}

/// Says what of a text does not hold together before what was read of it.
fn tell_doubts(turn: &mut Turn<'_>, doubts: &[read::Doubt]) {
    if !doubts.is_empty() {
        let markdown = readback::doubts(doubts, turn.language());
        turn.lead_in(markdown);
    }
}

/// Whether the sender may manage days; else they are told, and it is noted.
pub fn may(turn: &mut Turn<'_>) -> bool {
    if turn.facts.power.any() {
        return true;
    }
    let markdown = wording::no_power(turn.event.trusted, turn.language());
    turn.greet_if_new();
    turn.say(markdown, None);
    audit(turn, Act::Refused, None, Vec::new(), None);
    false
}

pub fn audit(turn: &mut Turn<'_>, what: Act, subject: Option<String>, regions: Vec<String>, count: Option<usize>) {
    let who = turn.event.sender.clone();
    let count = count.and_then(|count| u64::try_from(count).ok());
    turn.push(Effect::Audit(AuditEntry { who, what, person: None, subject, regions, count }));
}

pub(super) fn context(turn: &Turn<'_>) -> Context {
    Context { now: turn.event.sent_at.to_zoned(turn.zone()) }
}

/// The regions of a day: the one its row names, those the text names, else the sender's only one.
/// `Err`: the region that is not theirs, or that none can be told.
fn regions(turn: &Turn<'_>, row: Option<&str>, text: &str) -> Result<Vec<String>, Option<String>> {
    let power = &turn.facts.power;
    let named: Vec<String> = match row {
        Some(region) => vec![region.to_owned()],
        None => command::named_regions(text, &turn.world.regions).into_iter().map(|region| region.id.clone()).collect(),
    };
    if let Some(foreign) = named.iter().find(|region| !power.reaches(region)) {
        return Err(Some(turn.world.region(foreign).short));
    }
    if !named.is_empty() {
        return Ok(named);
    }
    match (power.studierektor.as_slice(), turn.region()) {
        ([only], _) => Ok(vec![only.clone()]),
        (_, Some(own)) if power.reaches(own) => Ok(vec![own.to_owned()]),
        _ => Err(None),
    }
}

/// Whether the sender's power reaches a day.
pub fn reaches(turn: &Turn<'_>, day: &StDay) -> bool {
    day.regions.iter().all(|region| turn.facts.power.reaches(region))
}

/// Shows what will be put in, and asks.
fn ask_enter(turn: &mut Turn<'_>, days: Vec<(Plan, Option<String>, Vec<String>)>, bad: &[Bad], more_bad: usize) {
    let all = days.len();
    let fresh: Vec<_> = days
        .into_iter()
        .map(|(plan, uid, regions)| (entered::kept(turn, plan, uid.as_deref()), uid, regions))
        .filter(|(plan, uid, _)| known_as(turn, plan, uid.as_deref()).is_none_or(|known| known.day.plan != *plan))
        .collect();
    let places = |regions: &[String]| regions.iter().map(|region| turn.world.region(region).short).collect::<Vec<_>>().join(", ");
    let shown: Vec<readback::Shown<'_>> = fresh
        .iter()
        .map(|(plan, uid, regions)| {
            let changed = known_as(turn, plan, uid.as_deref()).map(|known| (&known.day, told(known).len()));
            (plan, places(regions), changed)
        })
        .collect();
    let markdown = readback::readback(&shown, bad, more_bad, all - fresh.len(), turn.language());
    if fresh.is_empty() {
        turn.say_in_private(markdown, None, Vec::new());
        return;
    }
    let like = |(plan, uid, regions): &(Plan, Option<String>, Vec<String>)| {
        let seen = Seen { facts: turn.facts, regions, now: turn.now };
        let known = seen.same(std::slice::from_ref(plan)).into_iter().flatten().next().or_else(|| seen.alike(plan))?;
        known_as(turn, plan, uid.as_deref()).is_none().then(|| known.day.plan.clone())
    };
    let like: Vec<Plan> = fresh.iter().filter_map(like).collect();
    if !like.is_empty() {
        turn.lead_in(wording::there_already(&like, turn.language()));
    }
    ask(turn, Wish::Enter { days: fresh }, &markdown);
}

pub(super) fn ask(turn: &mut Turn<'_>, wish: Wish, markdown: &str) {
    turn.greet_if_new();
    let id = turn.question().to_owned();
    turn.dialogue.pending = Some(Pending { since: turn.now, kind: PendingKind::Days { wish: Box::new(wish), id: id.clone() } });
    turn.say_with(markdown, Some(About::Confirm { id }), vec!["✅".to_owned(), "❌".to_owned()]);
}

/// A yes to one of the questions here. What was shown may have changed meanwhile, and power may be gone.
pub fn confirmed(turn: &mut Turn<'_>, wish: Wish) {
    if !turn.facts.power.any() {
        may(turn);
        return;
    }
    turn.dialogue.pending = None;
    match wish {
        Wish::Enter { days } => enter_now(turn, days),
        Wish::Change { day, plan, sequence } => {
            let Some(known) = own_day(turn, &day) else { return no_such_day(turn) };
            if known.day.sequence != sequence {
                ask_change(turn, known, plan);
                return;
            }
            let noted = Some(Box::new(undone::noted(turn, &known.day)));
            change_now(turn, known, StDay { plan, changed: noted, ..known.day.clone() }, Act::DayChanged);
        }
        Wish::Cancel { day } => {
            let Some(known) = own_day(turn, &day) else { return no_such_day(turn) };
            let noted = Some(Box::new(undone::noted(turn, &known.day)));
            let changed = StDay { cancelled: true, changed: noted, ..known.day.clone() };
            change_now(turn, known, changed, Act::DayCancelled);
        }
        Wish::Hold { day } => undone::hold(turn, &day),
        Wish::Remind { day } => {
            let Some(known) = own_day(turn, &day) else { return no_such_day(turn) };
            super::who::remind_now(turn, known);
        }
        Wish::Which { .. } => {}
    }
}

fn own_day<'a>(turn: &Turn<'a>, id: &str) -> Option<&'a KnownDay> {
    turn.facts.days.iter().find(|known| known.day.id == id && is_open(known, turn.now) && reaches(turn, &known.day))
}

pub fn no_such_day(turn: &mut Turn<'_>) {
    let markdown = readback::no_such_day(turn.language());
    turn.say(markdown, None);
}

fn enter_now(turn: &mut Turn<'_>, days: Vec<(Plan, Option<String>, Vec<String>)>) {
    let mine: Vec<_> = days.into_iter().filter(|(.., regions)| regions.iter().all(|region| turn.facts.power.reaches(region))).collect();
    let (mut fresh, mut changed) = (Vec::new(), 0);
    for (plan, uid, regions) in mine {
        match known_as(turn, &plan, uid.as_deref()) {
            // The file was sent again, with another time: the day moves.
            Some(known) if known.day.plan != plan => {
                let (day, told) = apply_change(turn, known, StDay { plan, ..known.day.clone() });
                audit(turn, Act::DayChanged, Some(day.id), day.regions, Some(told));
                changed += 1;
            }
            Some(_) => {}
            None => fresh.push((plan, uid, regions)),
        }
    }
    let fresh = entered::made(turn, fresh, None);
    let count = fresh.len();
    let mut regions: Vec<String> = fresh.iter().flat_map(|day| day.regions.clone()).collect();
    regions.sort_unstable();
    regions.dedup();
    turn.extend(fresh.into_iter().map(Effect::SaveDay));
    let mut said = Vec::new();
    if changed > 0 {
        said.push(readback::changed_by_file(changed, turn.language()));
    }
    if count > 0 || changed == 0 {
        audit(turn, Act::DaysEntered, None, regions, Some(count));
        said.push(readback::entered(count, turn.language()));
    }
    turn.say(said.join("\n\n"), None);
}

/// The day that is meant: the one on the date, else the one replied to, else the only one ahead.
pub fn pick<'a>(turn: &Turn<'a>, date: Option<Date>) -> Option<&'a KnownDay> {
    let replied = super::tell::referred(turn);
    // What stands behind "till" is what shall be.
    let said = turn.message().map_or("", |message| message.body.as_str());
    let said = said.rfind(" till ").and_then(|end| said.get(..end)).unwrap_or(said);
    let mine: Vec<&KnownDay> = turn.facts.days.iter().filter(|known| is_open(known, turn.now) && reaches(turn, &known.day)).collect();
    match date {
        Some(date) => {
            let then: Vec<&KnownDay> =
                mine.into_iter().filter(|known| known.day.plan.first <= date && date <= known.day.plan.last).collect();
            named::by_title(&then, said).first().or(then.first()).copied()
        }
        None => match (replied.as_slice(), mine.as_slice()) {
            ([only], _) if reaches(turn, &only.day) => Some(only),
            (_, [only]) => Some(only),
            (_, several) => match named::by_title(several, said).as_slice() {
                [only] => Some(only),
                _ => None,
            },
        },
    }
}

/// Shows how a day would be after a change, and asks.
pub fn change(turn: &mut Turn<'_>, date: Option<Date>, to: Option<Change>) -> bool {
    if !may(turn) {
        return true;
    }
    let Some(known) = pick(turn, date) else {
        no_such_day(turn);
        return true;
    };
    let doubts = match &to {
        Some(Change::When(words)) => read::doubted(words, &context(turn)),
        _ => Vec::new(),
    };
    tell_doubts(turn, &doubts);
    let Some(plan) = to.and_then(|to| changed(turn, &known.day.plan, to)) else {
        let markdown = readback::what_change(turn.language());
        turn.say(markdown, None);
        return true;
    };
    let holds =
        plan.last >= plan.first && plan.ends() > plan.first.to_datetime(plan.from.unwrap_or_default()) && !is_past(turn, &known.day, &plan);
    if !holds || personnummer::contains(&plan.title) || plan.place.as_deref().is_some_and(personnummer::contains) {
        let markdown = readback::cannot_be(turn.language());
        turn.say(markdown, None);
        return true;
    }
    ask_change(turn, known, plan);
    true
}

/// Whether a day would be over if this were its plan.
pub(super) fn is_past(turn: &Turn<'_>, day: &StDay, plan: &Plan) -> bool {
    answer::is_over(&StDay { plan: plan.clone(), ..day.clone() }, turn.now)
}

/// A plan with a change; `None`: the words hold none.
fn changed(turn: &Turn<'_>, plan: &Plan, to: Change) -> Option<Plan> {
    let plan = plan.clone();
    Some(match to {
        Change::Place(place) => Plan { place: Some(place), ..plan },
        Change::Title(title) => Plan { title, ..plan },
        Change::Seats(seats) => Plan { seats: Some(seats), ..plan },
        Change::SignUp(by) => Plan { sign_up_by: Some(by), ..plan },
        Change::Shift(days) => {
            let later = |date: Date| language::calendar::add_days(date, days);
            let first = later(plan.first);
            Plan { first, last: later(plan.last), sign_up_by: plan.sign_up_by.filter(|by| *by <= first), ..plan }
        }
        Change::When(words) => {
            let found = language::find_dates(&words, &context(turn)).into_iter().next();
            let hours = found.as_ref().and_then(|found| Some((found.time?, found.until))).or_else(|| cells::hours(&words));
            let first = match (&found, hours) {
                (Some(found), _) => found.date,
                (None, Some(_)) => plan.first,
                (None, None) => return None,
            };
            let length = language::calendar::days_between(plan.first, plan.last);
            let last = found.and_then(|found| found.last).unwrap_or_else(|| language::calendar::add_days(first, length));
            let (from, to) = match hours {
                // Where only the beginning is said, the end stays where it can.
                Some((from, to)) => (Some(from), to.or(plan.to.filter(|to| *to > from))),
                None => (plan.from, plan.to),
            };
            // A last day to sign up that would come after the day itself holds no more.
            Plan { first, last, from, to, sign_up_by: plan.sign_up_by.filter(|by| *by <= first), ..plan }
        }
    })
}

pub(super) fn ask_change(turn: &mut Turn<'_>, known: &KnownDay, plan: Plan) {
    turn.dialogue.day = Some(known.day.id.clone());
    let (mut concerned, reminders) = concerned(turn, known);
    if only_seats(&known.day.plan, &plan) {
        // Those who get one of the new seats hear of it.
        concerned = answer::freed(known, &plan).min(known.queue().len());
    }
    let markdown = readback::ask_change(&known.day, &plan, known.coming().count(), concerned, reminders, turn.language());
    ask(turn, Wish::Change { day: known.day.id.clone(), plan, sequence: known.day.sequence }, &markdown);
}

/// Asks whether a day shall be called off.
pub fn cancel(turn: &mut Turn<'_>, date: Option<Date>) -> bool {
    if !may(turn) {
        return true;
    }
    let Some(known) = pick(turn, date) else {
        no_such_day(turn);
        return true;
    };
    let (concerned, reminders) = concerned(turn, known);
    let markdown = readback::ask_cancel(&known.day, concerned, reminders, turn.language());
    ask(turn, Wish::Cancel { day: known.day.id.clone() }, &markdown);
    true
}

/// Whether a change is one of the number of seats alone, which concerns only who gets one.
fn only_seats(before: &Plan, plan: &Plan) -> bool {
    Plan { seats: before.seats, ..plan.clone() } == *before
}

/// How many will hear of a change, and how many reminders go with it.
fn concerned(turn: &Turn<'_>, known: &KnownDay) -> (usize, usize) {
    let people = told(known).len();
    let reminders = turn.facts.day_reminders.iter().filter(|reminder| reminder.day.as_ref() == Some(&known.day.id)).count();
    (people, reminders)
}

pub(super) fn change_now(turn: &mut Turn<'_>, known: &KnownDay, day: StDay, act: Act) {
    let (regions, id) = (known.day.regions.clone(), known.day.id.clone());
    let (day, told) = apply_change(turn, known, day);
    audit(turn, act, Some(id), regions, Some(told));
    let markdown = readback::change_done(&known.day, &day, told, turn.language());
    turn.say(markdown, None);
}

/// Changes or calls off a day with everything that was made from it: the reminders, the calendar entry of
/// those who come or may come, the seats. Tells how many were told.
fn apply_change(turn: &mut Turn<'_>, known: &KnownDay, day: StDay) -> (StDay, usize) {
    let before = &known.day;
    let day = StDay { sequence: before.sequence + 1, ..day };
    // Whoever was asked once is not asked again for the same last day.
    let same_last_day = day.plan.sign_up_by == before.plan.sign_up_by && !day.cancelled && !before.cancelled;
    let ask_at = if same_last_day { before.ask_at } else { answer::ask_at(&day, turn.now) };
    let day = StDay { ask_at, ..day };
    turn.push(Effect::SaveDay(day.clone()));
    let moved: Vec<Effect> = turn
        .facts
        .day_reminders
        .iter()
        .filter(|reminder| reminder.day.as_ref() == Some(&day.id))
        .map(|reminder| Effect::SaveReminder(moved(reminder, before, &day, turn.now)))
        .collect();
    turn.extend(moved);
    if before.cancelled {
        turn.extend(answer::reminders(known, &day, turn.now));
    }
    super::carried::note(turn, before, &day);
    let file = super::carried::file(&format!("ics-{}-{}", day.id, day.sequence), &calendar([&day], turn.now));
    let unheard = only_seats(&before.plan, &day.plan) && !day.cancelled && !before.cancelled;
    let told = if unheard { Vec::new() } else { told(known) };
    if !told.is_empty() {
        turn.push(Effect::KeepFile(file.clone()));
    }
    for (person, english, answer, waiting) in &told {
        let language = if *english { Language::English } else { Language::Swedish };
        let markdown = if day.cancelled {
            wording::called_off(&day, *answer, language)
        } else if before.cancelled {
            wording::held_after_all(&day, *answer, *waiting, language)
        } else {
            wording::changed(before, &day, *answer, [*waiting, answer::reminds(&day, turn.now)], language)
        };
        let priority = if answer.is_some() { Priority::Reminder } else { Priority::Announcement };
        turn.push(tell(person, &markdown, &day.id, priority));
        turn.push(calendar_to(person, &file.id, priority));
    }
    let told = told.len();
    // More seats, or no limit any more: those who wait come.
    if !day.cancelled {
        turn.extend(seats_given(known, &day, answer::freed(known, &day.plan), turn.now, ""));
    }
    (day, told)
}

/// Who hears of a change, each with their language, their answer and whether they wait for a seat: whoever was
/// told of the day and has not said no. Somebody who waits has no answer that a reminder follows from.
pub(super) fn told(known: &KnownDay) -> Vec<(&str, bool, Option<Answer>, bool)> {
    let answered = known.answers.iter().filter(|answer| answer.answer != Answer::No);
    let silent = known.invited.iter().filter(|invited| known.answer_of(&invited.person).is_none());
    answered
        .map(|known| (known.person.as_str(), known.english, Some(if known.waiting { Answer::Maybe } else { known.answer }), known.waiting))
        .chain(silent.map(|invited| (invited.person.as_str(), invited.english, None, false)))
        .collect()
}

/// A calendar file to somebody, in the direct chat.
fn calendar_to(person: &str, file: &str, priority: Priority) -> Effect {
    Effect::Say(Outgoing {
        to: Target::Person(person.to_owned()),
        content: Content::Shared { file: file.to_owned() },
        priority,
        answers: None,
        about: None,
        person: Some(person.to_owned()),
        buttons: Vec::new(),
        not_before: None,
    })
}
