//! From what was understood to a reminder: whose it is, whether it is a deadline, when it speaks.

use jiff::Timestamp;

use super::{schedule, wording};
use crate::{
    assistant::turn::Turn,
    facts::Reminder,
    language::{
        date::{self, Due, Lead},
        normalize,
    },
};

/// Stems of words that make a reminder a deadline, folded: what costs money or time if missed.
const DEADLINES: [&str; 22] = [
    "avbok",
    "sista dag",
    "sista anmal",
    "senast",
    "deadline",
    "ansok",
    "arsrapport",
    "handledarutlatande",
    "intyg",
    "inlamn",
    "lamna in",
    "ska in",
    "anmalan",
    "anmala",
    "last day",
    "apply",
    "application",
    "submit",
    "cancel",
    "annual report",
    "specialistbevis",
    "utlatande",
];

/// A request for reminders, wherever it was completed.
pub struct Wanted<'a> {
    /// The words it was said in.
    pub text: &'a str,
    /// The event that asked first.
    pub event: &'a str,
    /// Whether the whole room shall be reminded.
    pub shared: bool,
    /// Colleagues who shall be reminded in the writer's place, by user id.
    pub others: &'a [String],
}

/// The reminder of one day. `number` counts those of one request from zero, `whom` is who shall be reminded.
pub fn build(turn: &Turn<'_>, wanted: &Wanted<'_>, parsed: &date::Reminder, due: Due, number: usize, whom: &str) -> Reminder {
    let folded = normalize::fold(&normalize::normalize(wanted.text));
    let subject = normalize::fold(&normalize::normalize(&parsed.subject));
    let deadline = DEADLINES
        .iter()
        .any(|stem| subject.contains(stem) || (folded.contains(stem) && matches!(*stem, "sista dag" | "senast" | "deadline" | "ska in")));
    let own = whom == turn.event.sender;
    let id = format!("{}-{number}", wanted.event.trim_start_matches('$'));
    let sequence = turn.facts.reminders_from_event.iter().find(|known| known.id == id).map_or(0, |known| known.sequence + 1);
    let here = wanted.shared || turn.event.room.direct || !own;
    let room = if here { turn.event.room.id.clone() } else { turn.person.direct_room.clone().unwrap_or_default() };
    let replied = turn.message().filter(|message| !message.replies_to_me).and_then(|message| message.reply_to.clone());
    Reminder {
        id,
        person: whom.to_owned(),
        set_by: (!own).then(|| turn.event.sender.clone()),
        room,
        shared: wanted.shared,
        event: wanted.event.to_owned(),
        link: Some((turn.event.room.id.clone(), replied.unwrap_or_else(|| wanted.event.to_owned()))),
        subject: if parsed.subject.is_empty() { wording::unnamed(turn.language()) } else { parsed.subject.clone() },
        due: due.to_string(),
        readings: if number == 0 { worth_offering(due, &parsed.also) } else { Vec::new() },
        recurrence: parsed.recurrence.as_ref().map(ToString::to_string),
        leads: leads(turn, parsed.leads.as_deref(), deadline, own),
        deadline,
        zone: turn.person.zone.clone().filter(|_| own).unwrap_or_else(|| turn.world.zone.clone()),
        english: turn.person.english,
        created_at: turn.now,
        sequence,
        ..Reminder::default()
    }
}

/// The other readings that somebody may have meant. The same hour in the other half of the day is one only where
/// the hour understood lies outside a working day and the other one in waking hours: nobody means 22:00 by "kl 10".
pub fn worth_offering(due: Due, also: &[Due]) -> Vec<String> {
    let half_a_day_apart = |other: &Due| match (due.time, other.time) {
        (Some(time), Some(other_time)) => {
            (time.hour() - other_time.hour()).abs() == 12 && time.minute() == other_time.minute() && due.date == other.date
        }
        _ => false,
    };
    let plausible = |other: &Due| {
        let at_work = due.time.is_some_and(|time| (8..18).contains(&time.hour()));
        let awake = other.time.is_some_and(|time| (6..22).contains(&time.hour()));
        !half_a_day_apart(other) || (!at_work && awake)
    };
    also.iter().filter(|other| plausible(other)).map(ToString::to_string).collect()
}

/// The leads asked for, else the person's own default, else the day itself. A deadline has its chain, or what the person
/// always wants of deadlines in its place, and their default for everything beside it: a habit takes no warning away.
fn leads(turn: &Turn<'_>, said: Option<&[Lead]>, deadline: bool, own: bool) -> Vec<String> {
    if let Some(said) = said.filter(|said| !said.is_empty()) {
        return said.iter().map(lead_text).collect();
    }
    let default = turn.person.leads.as_ref().filter(|_| own);
    if !deadline {
        return default.cloned().unwrap_or_else(|| vec!["P0D".to_owned()]);
    }
    let chain = turn.person.deadline_leads.clone().filter(|_| own);
    let mut leads = chain.unwrap_or_else(|| schedule::CHAIN.map(str::to_owned).to_vec());
    for lead in default.into_iter().flatten() {
        let same = |other: &String| other == lead || (!lead.contains('@') && other.split('@').next() == Some(lead));
        if !leads.iter().any(same) {
            leads.push(lead.clone());
        }
    }
    leads
}

/// A lead as it is kept: `P1D`, with its own time of day as `P1D@18:00:00`.
pub fn lead_text(lead: &Lead) -> String {
    match lead.at {
        Some(at) => format!("{lead}@{at}"),
        None => lead.to_string(),
    }
}

/// The reminder with its next turn; `None`: it would never speak.
pub fn scheduled(reminder: Reminder, now: Timestamp) -> Option<Reminder> {
    let next = schedule::next_turn(&reminder, now)?;
    Some(Reminder { next_at: Some(next.at), next_lead: next.lead, next_turn: Some(next.due), active: true, ..reminder })
}

/// The reminder with its next turn. Where every lead before the coming deadline has passed, the day itself
/// is added, so that no deadline ahead stays silent.
pub fn scheduled_with_day(reminder: Reminder, now: Timestamp) -> Option<Reminder> {
    let silent = |next: &Option<schedule::Turn>| next.as_ref().is_none_or(|next| next.lead.is_none());
    if reminder.recurrence.is_none() && silent(&schedule::next_turn(&reminder, now)) && !reminder.leads.iter().any(|lead| lead == "P0D") {
        let mut leads = reminder.leads.clone();
        leads.push("P0D".to_owned());
        return scheduled(Reminder { leads, ..reminder }, now).filter(|reminder| reminder.next_lead.is_some());
    }
    scheduled(reminder, now)
}

/// The leads of a text that says nothing but how long before: "två veckor innan", "3 dagar före".
pub fn leads_alone(text: &str) -> Option<Vec<Lead>> {
    let folded = normalize::fold(&normalize::normalize(text));
    let words: Vec<&str> = folded.split_whitespace().collect();
    let counted = words.first().is_some_and(|word| {
        word.bytes().all(|byte| byte.is_ascii_digit())
            || matches!(
                *word,
                "en" | "ett" | "tva" | "tre" | "fyra" | "fem" | "sex" | "sju" | "tio" | "a" | "one" | "two" | "three" | "four"
            )
    });
    let before = words.last().is_some_and(|word| matches!(*word, "innan" | "fore" | "before"));
    date::kept(text).leads.filter(|leads| counted && before && !leads.is_empty())
}
