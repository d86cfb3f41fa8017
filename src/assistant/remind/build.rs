//! From what was understood to a reminder: whose it is, whether it is a deadline, when it speaks.

use jiff::Timestamp;

use super::{except, refer, schedule, set, wording};
use crate::{
    assistant::turn::Turn,
    facts::Reminder,
    language::{
        date::{self, Due, Lead, Recurrence, calendar},
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

/// Whether a folded subject is a deadline by its words.
pub fn is_deadline(subject: &str) -> bool {
    DEADLINES.iter().any(|stem| subject.contains(stem))
}

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

/// What the message was written at: a time that was ahead then is not past because she was down.
pub fn written(turn: &Turn<'_>) -> Timestamp {
    turn.event.sent_at.min(turn.now)
}

/// The reminder of one day. `number` counts those of one request from zero, `whom` is who shall be reminded.
pub fn build(turn: &Turn<'_>, wanted: &Wanted<'_>, parsed: &date::Reminder, due: Due, number: usize, whom: &str) -> Reminder {
    let folded = normalize::fold(&normalize::normalize(wanted.text));
    let subject = normalize::fold(&normalize::normalize(&parsed.subject));
    // "sista dagen varje månad" is when it comes, and no last day of anything.
    let plain = ["sista dagen varje", "sista dagen i ", "sista dagen av ", "sista dag i ", "sista dag varje"];
    let told = plain.iter().fold(folded, |text, when| text.replace(when, ""));
    let said_so = ["sista dag", "senast", "deadline", "ska in"].iter().any(|stem| told.contains(stem));
    let deadline = is_deadline(&subject) || said_so;
    // "påminn mig imorgon" of what names its own day: tomorrow is not the last day.
    let other = names_another_day(turn, &parsed.subject, due) && !is_said_last(turn, wanted.text, due);
    let deadline = deadline && !other && !says_another_day(turn, &parsed.subject, due);
    let own = whom == turn.event.sender;
    let id = format!("{}-{number}", wanted.event.trim_start_matches('$'));
    let earlier = turn.facts.reminders_from_event.iter().chain(&turn.facts.reminders).find(|known| known.id == id);
    let sequence = earlier.map_or(0, |known| known.sequence + 1);
    let here = wanted.shared || turn.event.room.direct || !own;
    let room = if here { turn.event.room.id.clone() } else { turn.person.direct_room.clone().unwrap_or_default() };
    let replied = turn.message().filter(|message| !message.replies_to_me).and_then(|message| message.reply_to.clone());
    // An edit says no longer which message it was a reply to.
    let replied = replied.or_else(|| earlier.and_then(|known| known.link.as_ref()).map(|(_, event)| event.clone()));
    let reminder = Reminder {
        id,
        person: whom.to_owned(),
        set_by: (!own).then(|| turn.event.sender.clone()),
        room,
        shared: wanted.shared,
        event: wanted.event.to_owned(),
        link: Some((turn.event.room.id.clone(), replied.unwrap_or_else(|| wanted.event.to_owned()))),
        subject: if parsed.subject.is_empty() { wording::unnamed(turn.language()) } else { parsed.subject.clone() },
        due: due.to_string(),
        recurrence: parsed.recurrence.as_ref().map(ToString::to_string),
        leads: leads(turn, parsed, due, deadline, own),
        deadline,
        zone: turn.person.zone.clone().filter(|_| own).unwrap_or_else(|| turn.world.zone.clone()),
        english: turn.person.english,
        created_at: turn.now,
        sequence,
        ..Reminder::default()
    };
    let readings = if number == 0 { worth_offering(turn, &reminder, due, &parsed.also) } else { Vec::new() };
    Reminder { readings, skipped: except::single_days(turn, parsed, due), ..reminder }
}

/// "påminn mig om det den 5 januari" of a last day that is known: the 5th is when to speak of it.
fn says_another_day(turn: &Turn<'_>, subject: &str, due: Due) -> bool {
    let is_known = |known: &Reminder| known.deadline && known.subject == subject && known.due != due.to_string() && known.next_at.is_some();
    refer::says_det(turn) && turn.facts.reminders.iter().any(is_known)
}

/// Whether the words say that this day is the last: "avboka ekg-kursen 6 maj senast 20 april".
fn is_said_last(turn: &Turn<'_>, text: &str, due: Due) -> bool {
    const LAST: [&str; 12] =
        ["senast", "sista", "avbok", "avanmal", "ansok", "anmal", "deadline", "stang", "cancel", "last", "due", "fore"];
    let found = date::find_dates(text, &set::context(turn));
    let before = |from: usize| {
        let folded = normalize::fold(&normalize::normalize(text.get(..from).unwrap_or_default()));
        let words: Vec<&str> = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let near = &words[words.len().saturating_sub(5)..];
        near.iter().any(|word| LAST.iter().any(|last| word.starts_with(last)) || matches!(*word, "ar" | "is" | "by"))
    };
    found.iter().any(|found| found.date == due.date && before(found.span.end))
}

/// Whether a subject says a day of its own, and that is another one.
fn names_another_day(turn: &Turn<'_>, subject: &str, due: Due) -> bool {
    date::find_dates(subject, &set::context(turn)).iter().any(|found| found.date != due.date)
}

/// The other readings that somebody may have meant. The same hour in the other half of the day is one only where
/// the hour understood lies outside a working day and the other one in waking hours: nobody means 22:00 by "kl 10".
/// One of which nothing lies ahead is none.
pub fn worth_offering(turn: &Turn<'_>, reminder: &Reminder, due: Due, also: &[Due]) -> Vec<String> {
    let ahead = |other: &String| schedule::next_turn(&Reminder { due: other.clone(), ..reminder.clone() }, turn.now).is_some();
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
    also.iter().filter(|other| plausible(other)).map(ToString::to_string).filter(ahead).collect()
}

/// The leads asked for, else the person's own default, else the day itself. A deadline has its chain, or what the person
/// always wants of deadlines in its place, and their default for everything beside it: a habit takes no warning away.
/// What nobody asked for is never longer before a turn of a series than the turn before it.
fn leads(turn: &Turn<'_>, parsed: &date::Reminder, due: Due, deadline: bool, own: bool) -> Vec<String> {
    if let Some(said) = parsed.leads.as_deref().filter(|said| !said.is_empty()) {
        return said.iter().map(lead_text).collect();
    }
    let day_itself = || vec!["P0D".to_owned()];
    let gap = parsed.recurrence.as_ref().and_then(|rule| shortest_gap(rule, due));
    let usual = turn.person.leads.as_ref().filter(|_| own).map(|usual| fitting(usual, due, gap)).unwrap_or_default();
    if !deadline {
        return if usual.is_empty() { day_itself() } else { usual };
    }
    let mut leads = match turn.person.deadline_leads.as_ref().filter(|_| own) {
        Some(theirs) => fitting(theirs, due, gap),
        None if gap.is_none_or(|gap| gap > CHAIN_DAYS) => schedule::CHAIN.map(str::to_owned).to_vec(),
        None => day_itself(),
    };
    if leads.is_empty() {
        leads = day_itself();
    }
    // "påminn mig alltid kl 7" is when the chain speaks as well.
    let morning = usual.iter().find_map(|lead| lead.strip_prefix("P0D@"));
    if let Some(morning) = morning {
        let eight = format!("@{}", schedule::MORNING);
        leads = leads.into_iter().map(|lead| lead.replace(&eight, &format!("@{morning}"))).collect();
    }
    for lead in usual {
        let same = |other: &String| *other == lead || (!lead.contains('@') && other.split('@').next() == Some(&lead));
        if !leads.iter().any(same) {
            leads.push(lead);
        }
    }
    leads
}

/// How long before a deadline its chain begins, in days.
const CHAIN_DAYS: i64 = 14;

/// The fewest days between two turns of a series; `None` where it has but one.
fn shortest_gap(rule: &Recurrence, due: Due) -> Option<i64> {
    let turns: Vec<_> = date::local_occurrences(rule, due.datetime(schedule::MORNING)).take(15).collect();
    turns.windows(2).map(|pair| calendar::days_between(pair[0].date(), pair[1].date())).min()
}

/// What of somebody's own default there is to say of one due date. A time of day of theirs is for days without one, and
/// hours before a moment are for a moment.
fn fitting(usual: &[String], due: Due, gap: Option<i64>) -> Vec<String> {
    let fits = |lead: &&String| match schedule::read_lead(lead) {
        Some(read) if read.by_clock => due.time.is_some(),
        Some(read) if read.at.is_some() && read.months == 0 && read.days == 0 => due.time.is_none(),
        Some(read) => gap.is_none_or(|gap| read.months * 28 + read.days < gap),
        None => false,
    };
    usual.iter().filter(fits).cloned().collect()
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
