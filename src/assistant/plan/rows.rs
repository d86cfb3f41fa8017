//! The reminders of a plan: one for each moment and each person it concerns, kept and fired by the same
//! machinery as every other reminder.

use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};

use super::words::{self, say};
use crate::{
    assistant::{World, markup::escape, remind::schedule, wording::Language},
    effect::Effect,
    facts::{Facts, KnownPlan, Person, Reminder},
    language::date::Due,
    plan::{
        Period, Placed, Plan, Role, Tick, Training,
        data::{Edge, Notice},
        schedule as place,
        time::{add_days, days_between},
    },
};

/// When on the day she speaks.
const MORNING: &str = "@08:00:00";

/// How many days before an appointment she speaks, and what that is called.
const APPOINTMENT: [(i64, &str, &str); 3] =
    [(7, "en vecka före", "a week before"), (1, "dagen före", "the day before"), (0, "samma dag", "on the day")];

/// "en vecka före och dagen före": when she still speaks of an appointment. `None`: no more.
#[must_use]
pub fn leads_ahead(day: Date, now: Timestamp, zone: &TimeZone, language: Language) -> Option<String> {
    let ahead = |days: &i64| schedule::instant(add_days(day, -days).to_datetime(schedule::MORNING), zone).is_some_and(|at| at > now);
    let names: Vec<&str> = (APPOINTMENT.iter())
        .filter(|(days, ..)| ahead(days))
        .map(|(_, swedish, english)| if language == Language::Swedish { *swedish } else { *english })
        .collect();
    let (last, first) = names.split_last()?;
    let and = if language == Language::Swedish { "och" } else { "and" };
    Some(if first.is_empty() { (*last).to_owned() } else { format!("{} {and} {last}", first.join(", ")) })
}

/// Whether she speaks so many days before an appointment.
#[must_use]
pub fn has_lead(before: u16) -> bool {
    APPOINTMENT.iter().any(|(days, ..)| *days == i64::from(before))
}

/// What the id of a plan's reminder says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key<'a> {
    /// The region of the plan.
    pub region: &'a str,
    /// The id of the occurrence.
    pub moment: &'a str,
    /// Whose plan it is, and whom it reminds: two user ids with a slash between them.
    pub people: &'a str,
}

/// Reads the id of a plan's reminder. `None`: it is another's.
#[must_use]
pub fn key(id: &str) -> Option<Key<'_>> {
    let mut parts = id.strip_prefix("plan/")?.splitn(3, '/');
    Some(Key { region: parts.next()?, moment: parts.next()?, people: parts.next().unwrap_or_default() })
}

/// Whose plan a reminder belongs to.
#[must_use]
pub fn owner(reminder: &Reminder) -> Option<&str> {
    reminder.event.strip_prefix("plan:")
}

/// What has to be written down so that the reminders fit the plan as it is now. What has not changed stays
/// as it is, put off or not.
#[must_use]
pub fn fitted(world: &World, plan: &Plan, known: &KnownPlan, training: &Training, now: Timestamp) -> Vec<Effect> {
    let zone = TimeZone::get(known.owner.zone.as_deref().unwrap_or(&world.zone)).unwrap_or(TimeZone::UTC);
    let schedule = place(plan, training, now.to_zoned(zone).date());
    let mut wanted: Vec<Reminder> = Vec::new();
    let shares = known.shares.iter().filter(|(share, _)| share.accepted).map(|(share, person)| (share.role, person));
    let everybody = std::iter::once((Role::St, &known.owner)).chain(shares);
    for (role, person) in everybody.filter(|(role, _)| *role != Role::St || !training.quiet) {
        for placed in schedule.moments.iter().filter(|placed| placed.state.open()) {
            wanted.extend(row(world, plan, known, training, placed, role, person, now).and_then(|row| scheduled(row, now)));
        }
    }
    let gone = known.reminders.iter().filter(|old| !wanted.iter().any(|new| new.id == old.id)).map(ended);
    let mut effects: Vec<Effect> = gone.map(Effect::SaveReminder).collect();
    for new in wanted {
        let old = known.reminders.iter().find(|old| old.id == new.id);
        let same =
            old.is_some_and(|old| (&old.due, &old.leads, &old.subject, &old.room) == (&new.due, &new.leads, &new.subject, &new.room));
        if !same {
            effects.push(Effect::SaveReminder(Reminder { sequence: old.map_or(0, |old| old.sequence + 1), ..new }));
        }
    }
    effects
}

/// Whether a reminder that a tap put off still runs. Of those that are no plan's their own machinery knows.
#[must_use]
pub fn runs(facts: &Facts, reminder: &Reminder) -> bool {
    key(&reminder.id).is_none() || facts.plans.iter().any(|known| known.reminders.iter().any(|row| row.id == reminder.id))
}

/// A reminder that has ended.
#[must_use]
pub fn ended(reminder: &Reminder) -> Reminder {
    Reminder { active: false, next_at: None, next_lead: None, next_turn: None, sequence: reminder.sequence + 1, ..reminder.clone() }
}

/// A reminder with when it speaks next. `None`: it has nothing more to say.
fn scheduled(reminder: Reminder, now: Timestamp) -> Option<Reminder> {
    let next = schedule::next_turn(&reminder, now)?;
    Some(Reminder { next_at: Some(next.at), next_lead: next.lead, next_turn: Some(next.due), ..reminder })
}

/// One person's reminder of one occurrence, without when it speaks next; `None` where there is none.
#[expect(clippy::too_many_arguments, reason = "everything that a reminder is made of")]
fn row(
    world: &World,
    plan: &Plan,
    known: &KnownPlan,
    training: &Training,
    placed: &Placed<'_>,
    role: Role,
    person: &Person,
    now: Timestamp,
) -> Option<Reminder> {
    let notices: Vec<Notice> = placed.moment.remind.iter().filter(|notice| notice.whom == role).copied().collect();
    let takes_part = placed.moment.with.contains(&role);
    let (due, leads) = match &placed.tick {
        Some(Tick::Booked { at }) if takes_part || !notices.is_empty() => {
            let due = if let crate::plan::Appointment::Time(time) = at { Due::at(time.date(), time.time()) } else { Due::day(at.last()) };
            // Of several days she speaks before the first, and asks how it went after the last.
            let length = at.days().days() - 1;
            (due, APPOINTMENT.iter().map(|(days, ..)| format!("P{}D{MORNING}", days + length)).collect())
        }
        _ => {
            let window = Period { from: placed.from, to: placed.to };
            let mut days: Vec<i64> = notices.iter().filter_map(|notice| lead(*notice, window, training)).collect();
            days.sort_unstable_by_key(|days| std::cmp::Reverse(*days));
            days.dedup();
            (Due::day(placed.to), days.into_iter().map(|days| format!("P{days}D{MORNING}")).collect::<Vec<_>>())
        }
    };
    if leads.is_empty() {
        return None;
    }
    let language = words::language_of(person);
    let owner = &known.owner.user;
    Some(Reminder {
        id: format!("plan/{}/{}/{owner}/{}", plan.region, placed.id, person.user),
        person: person.user.clone(),
        room: person.direct_room.clone().unwrap_or_default(),
        shared: false,
        event: format!("plan:{owner}"),
        subject: words::title(placed, training, language),
        due: due.to_string(),
        leads,
        deadline: takes_part && placed.moment.late,
        zone: person.zone.clone().unwrap_or_else(|| world.zone.clone()),
        english: person.english,
        active: true,
        created_at: now,
        ..Reminder::default()
    })
}

/// One person's reminder of one occurrence, also where it has spoken for the last time: for putting it off.
#[must_use]
pub fn of_person(world: &World, plan: &Plan, known: &KnownPlan, placed: &Placed<'_>, person: &Person, now: Timestamp) -> Option<Reminder> {
    let as_what = known.shares.iter().find(|(share, _)| share.other == person.user && share.accepted).map(|(share, _)| share.role);
    let role = if person.user == known.owner.user { Role::St } else { as_what? };
    row(world, plan, known, &known.training, placed, role, person, now)
}

/// How many days before the end of the window somebody is reminded. What would fall into full leave waits
/// until it is over.
fn lead(notice: Notice, window: Period, training: &Training) -> Option<i64> {
    let edge = match notice.edge {
        Edge::From => window.from,
        Edge::To => window.to,
    };
    let mut day = add_days(edge, -i64::from(notice.days)).max(training.start);
    while let Some(leave) = training.leave_on(day) {
        day = add_days(leave.to, 1);
    }
    let days = days_between(day, window.to);
    (days >= 0).then_some(days)
}

/// Whether ✅ under a reminder ticks: it is no plan's, or whoever it is for takes part in the moment.
#[must_use]
pub fn may_tick(reminder: &Reminder) -> bool {
    key(&reminder.id).is_none() || reminder.deadline || owner(reminder) == Some(reminder.person.as_str())
}

/// What is said when a plan's reminder falls due. `late` is when it should have come.
#[must_use]
pub fn due(
    world: &World,
    reminder: &Reminder,
    when: Option<Date>,
    overdue: bool,
    late: Option<&Zoned>,
    language: Language,
) -> Option<String> {
    let key = key(&reminder.id)?;
    let base = key.moment.split('.').next().unwrap_or(key.moment);
    let moment = world.knowledge.plans.get(key.region).and_then(|plan| plan.moment(base));
    let owner = owner(reminder).unwrap_or_default();
    let mut head = format!("⏰ **{}**", escape(&reminder.subject));
    if owner != reminder.person {
        head.push_str(&say(language, format!(" för {}", escape(owner)), format!(" for {}", escape(owner))));
    }
    let mut parts = vec![head];
    let booked = booked_days(reminder);
    if let Some(day) = when {
        let month = format!("{} {}", words::month(day.month(), language), day.year());
        let said = moment.map(|moment| escape(moment.when.text(language == Language::English))).unwrap_or_default();
        parts.push(match (booked.is_some(), overdue) {
            (true, true) => say(language, "Blev det av? Tryck ✅.", "Did it happen? Then tap ✅."),
            (true, false) => {
                let time = reminder.due.split_once('T').map(|(_, clock)| format!(" kl. {clock}")).unwrap_or_default();
                let first = add_days(day, -booked.unwrap_or_default());
                let day =
                    if first < day { words::days(Period { from: first, to: day }, language) } else { words::on_weekday(day, language) };
                say(language, format!("Bokat {day}{time}."), format!("Booked for {day}{}.", time.replace(" kl. ", " at ")))
            }
            (false, true) => say(
                language,
                format!("Skulle ha varit klart senast i {month} ({said}). Är det gjort? Tryck ✅."),
                format!("It was to be done by {month} ({said}). If it's done, tap ✅."),
            ),
            (false, false) if moment.is_some_and(|moment| !moment.late) => said.clone(),
            // Who ticks nothing books nothing either.
            (false, false) if !may_tick(reminder) => {
                say(language, format!("Ska vara klart senast i {month} ({said})."), format!("To be done by {month} ({said})."))
            }
            (false, false) => say(
                language,
                format!(
                    "Ska vara klart senast i {month} ({said}). Har ni en tid? Skriv den, till exempel *{} 14 mars kl 13*.",
                    short_name(moment, language)
                ),
                format!(
                    "To be done by {month} ({said}). If you have a time, write it, for example *{} 14 March 13:00*.",
                    short_name(moment, language)
                ),
            ),
        });
    }
    if let Some(late) = late {
        let at = words::day(late.date(), language);
        parts.push(say(
            language,
            format!("Det här skulle ha kommit {at}, men jag var nere."),
            format!("This should have come on {at}, but I was down."),
        ));
    }
    parts.push(match (owner == reminder.person, may_tick(reminder)) {
        (true, _) => say(language, "✅ klart · ⏰ senare · *min plan* visar allt", "✅ done · ⏰ later · *my plan* shows all"),
        (false, true) => say(language, "✅ klart · ⏰ senare · *mina ST-läkare* visar mer", "✅ done · ⏰ later · *my doctors* shows more"),
        (false, false) => say(language, "⏰ senare · *mina ST-läkare* visar mer", "⏰ later · *my doctors* shows more"),
    });
    Some(parts.join("\n\n"))
}

/// How many days after the first the last one of an appointment is, as its leads tell. `None`: it is a window and no
/// appointment.
fn booked_days(reminder: &Reminder) -> Option<i64> {
    let days = |lead: &String| lead.strip_prefix('P')?.split_once('D')?.0.parse::<i64>().ok();
    let leads: Vec<i64> = reminder.leads.iter().map(days).collect::<Option<_>>()?;
    let [week, day, same] = leads.as_slice() else { return None };
    (APPOINTMENT.map(|(days, ..)| days) == [week - same, day - same, 0]).then_some(*same)
}

/// What people write for a moment.
fn short_name(moment: Option<&crate::plan::Moment>, language: Language) -> String {
    let title = moment.map_or("", |moment| moment.title.text(language == Language::English));
    escape(title.split(" (").next().unwrap_or(title))
}
