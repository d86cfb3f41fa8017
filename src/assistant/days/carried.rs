//! ST days that an announcement carries: offered at its readback, made when it is sent, and changed in its
//! post when one of them is moved or called off.

use jiff::Timestamp;

use super::{
    answer,
    calendar::calendar,
    manage,
    read::{self, Doubt, Reading},
    readback,
    tied::{self, Seen},
    wording,
};
use crate::{
    assistant::{turn::Turn, wording::Language},
    effect::{Effect, SharedFile},
    facts::{
        announcement::Announcement,
        days::{KnownDay, Plan, StDay},
    },
    language::date::Context,
};

/// The days that a draft's text holds, as its author means them.
#[must_use]
pub fn plans(announcement: &Announcement) -> Vec<Plan> {
    reading(announcement).days
}

fn reading(announcement: &Announcement) -> Reading {
    let zone = jiff::tz::TimeZone::get(&announcement.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    read::read(&announcement.text, &Context { now: announcement.created_at.to_zoned(zone) })
}

/// What a draft's readback says of ST days: those that go with it, or those that its text could carry.
/// True: they are offered, so a tap takes them.
#[must_use]
pub fn readback(announcement: &Announcement, seen: &Seen<'_>, language: Language) -> Option<(String, bool)> {
    let read = reading(announcement);
    // Wrong weekdays and dates are told of any text; days that lie behind may be told of without being meant.
    let doubts: Vec<Doubt> =
        read.doubts.into_iter().filter(|doubt| matches!(doubt, Doubt::SignUpAfter(..) | Doubt::EndsBefore(_))).collect();
    let doubts = if doubts.is_empty() { String::new() } else { format!("\n\n{}", readback::doubts(&doubts, language)) };
    if !announcement.days.is_empty() {
        let lines = lines(&announcement.days, seen, language);
        return Some((format!("{}{doubts}", wording::attached(&lines, language)), false));
    }
    (!read.days.is_empty()).then(|| (format!("{}{doubts}", wording::offer(&lines(&read.days, seen, language), language)), true))
}

/// Days as a readback shows them: one that is known already as it will be, one that is much like another with a warning.
#[must_use]
pub fn lines(plans: &[Plan], seen: &Seen<'_>, language: Language) -> Vec<String> {
    let same = seen.same(plans);
    let line = |(plan, known): (&Plan, Option<&KnownDay>)| match known {
        Some(known) => wording::line_of_known(&tied::filled(&known.day.plan, plan), language),
        None => wording::line_of_new(plan, seen.alike(plan).map(|known| &known.day.plan), language),
    };
    plans.iter().zip(same).map(line).collect()
}

/// What stands under an announcement that carries days, in place of how to say that it was read.
#[must_use]
pub fn footer(announcement: &Announcement) -> Option<String> {
    if announcement.days.is_empty() {
        return None;
    }
    let left = announcement.days.len().saturating_sub(announcement.called_off);
    let asks = (left > 0).then(|| wording::footer(left > 1, Language::Swedish));
    let no_more = (!announcement.duty).then(|| "*Skriv ”inga utskick” om du inte vill ha fler.*".to_owned());
    Some(asks.into_iter().chain(no_more).collect::<Vec<_>>().join("\n\n"))
}

/// What follows from an announcement with days beginning to be sent: the days, and the calendar file
/// that goes with each copy, by its id.
#[must_use]
pub fn begun(announcement: &Announcement, seen: &Seen<'_>) -> Option<(Vec<Effect>, String)> {
    if announcement.days.is_empty() {
        return None;
    }
    let (days, moved) = days(announcement, seen);
    let file = file(&format!("ics-{}", announcement.id), &calendar(&days, seen.now));
    let id = file.id.clone();
    let mut effects = vec![Effect::KeepFile(file)];
    effects.extend(days.into_iter().map(Effect::SaveDay));
    effects.extend(moved);
    Some((effects, id))
}

/// The days that an announcement carries, new ones and those that are known already, and what else follows for these.
fn days(announcement: &Announcement, seen: &Seen<'_>) -> (Vec<StDay>, Vec<Effect>) {
    let (mut days, mut effects) = (Vec::new(), Vec::new());
    let fresh = made(announcement, seen.regions, seen.now);
    for (fresh, known) in fresh.into_iter().zip(seen.same(&announcement.days)) {
        match known {
            Some(known) => {
                let (day, moved) = tied::carried(known, &fresh.plan, announcement, seen);
                days.push(day);
                effects.extend(moved);
            }
            None => days.push(fresh),
        }
    }
    (days, effects)
}

/// The calendar file as the draft at hand would have it, for its author to look at.
#[must_use]
pub fn proof(announcement: &Announcement, seen: &Seen<'_>) -> Option<SharedFile> {
    let (days, _) = days(announcement, seen);
    (!days.is_empty()).then(|| file(&format!("ics-{}-{}", announcement.id, announcement.version), &calendar(&days, seen.now)))
}

fn made(announcement: &Announcement, regions: &[String], now: Timestamp) -> Vec<StDay> {
    let make = |(number, plan): (usize, &Plan)| {
        let day = StDay {
            id: format!("st-{}-{number}", announcement.id),
            plan: plan.clone(),
            regions: regions.to_vec(),
            zone: announcement.zone.clone(),
            author: announcement.author.clone(),
            announcement: Some(announcement.id.clone()),
            also: Vec::new(),
            changed: None,
            imported: None,
            sequence: 0,
            cancelled: false,
            ask_at: None,
            created_at: now,
        };
        StDay { ask_at: answer::ask_at(&day, now), ..day }
    };
    announcement.days.iter().enumerate().map(make).collect()
}

/// A calendar file that many messages refer to.
#[must_use]
pub fn file(id: &str, text: &str) -> SharedFile {
    SharedFile {
        id: id.to_owned(),
        name: manage::FILE_NAME.to_owned(),
        mime: manage::MIME.to_owned(),
        size: text.len() as u64,
        content: Some(data_encoding::BASE64.encode(text.as_bytes())),
        plain: None,
        encrypted: None,
    }
}

/// "ST-dagar" or "inte ST-dagar" to a readback. `None`: it says neither.
#[must_use]
pub fn wanted(text: &str) -> Option<bool> {
    let words: Vec<String> = text
        .to_lowercase()
        .split(|letter: char| letter.is_whitespace() || ",.!".contains(letter))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["📅" | "st-dagar" | "st-dag"]
        | ["st", "dagar" | "dag" | "days" | "day"]
        | ["som" | "ja" | "as", "st-dagar" | "st-dag"]
        | ["as", "st", "days"] => Some(true),
        ["inte" | "inga" | "ej" | "utan" | "not" | "no", "st-dagar" | "st-dag"]
        | ["not" | "no", "st", "days" | "day"]
        | ["inte", "som", "st-dagar"] => Some(false),
        _ => None,
    }
}

/// The post of a day that was moved, changed or called off says so, and asks no more whether people come to what was
/// called off.
pub fn note(turn: &mut Turn<'_>, before: &StDay, day: &StDay) {
    let facts = turn.facts;
    for carrying in facts.day_announcements.iter().filter(|known| before.is_in(&known.id)) {
        let language = if carrying.english { Language::English } else { Language::Swedish };
        let what = wording::note(before, day, language);
        let carried = facts.days.iter().map(|known| if known.day.id == day.id { day } else { &known.day });
        let called_off = carried.filter(|known| known.cancelled && known.is_in(&carrying.id)).count();
        crate::assistant::announce::amend(turn, Announcement { called_off, ..carrying.clone() }, what);
    }
}
