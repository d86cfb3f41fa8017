//! Where somebody is: the time zone that their reminders are reckoned in, by its name or by that of a city or country.

use jiff::{SignedDuration, tz::TimeZone};

use super::wording;
use crate::{
    assistant::turn::Turn,
    command,
    effect::About,
    facts::{Pending, PendingKind},
};

/// Names that the time zone database does not have, folded, each with its zone.
const NAMES: &[(&str, &[&str])] = &[
    ("Europe/Stockholm", &["sverige", "svensk tid", "svensk", "hemma", "sweden", "goteborg", "malmo", "vaxjo", "home"]),
    ("Europe/Helsinki", &["finland", "helsingfors", "abo", "tammerfors"]),
    ("Europe/Oslo", &["norge", "bergen", "trondheim", "norway"]),
    ("Europe/Copenhagen", &["danmark", "kopenhamn", "aarhus", "denmark"]),
    ("Atlantic/Reykjavik", &["island", "iceland"]),
    ("Europe/London", &["england", "storbritannien", "skottland", "edinburgh", "manchester", "oxford", "cambridge", "wales", "uk"]),
    ("Europe/Dublin", &["irland", "ireland"]),
    ("Europe/Athens", &["grekland", "aten", "kreta", "rhodos", "greece"]),
    ("Europe/Madrid", &["spanien", "barcelona", "malaga", "mallorca", "spain"]),
    ("Atlantic/Canary", &["kanarieoarna", "teneriffa", "gran canaria", "lanzarote"]),
    ("Europe/Rome", &["italien", "rom", "milano", "florens", "venedig", "italy"]),
    ("Europe/Berlin", &["tyskland", "munchen", "hamburg", "frankfurt", "germany"]),
    ("Europe/Paris", &["frankrike", "france"]),
    ("Europe/Lisbon", &["portugal", "lissabon"]),
    ("Europe/Brussels", &["belgien", "bryssel"]),
    ("Europe/Amsterdam", &["nederlanderna", "holland"]),
    ("Europe/Zurich", &["schweiz", "geneve"]),
    ("Europe/Vienna", &["osterrike", "wien"]),
    ("Europe/Warsaw", &["polen", "warszawa"]),
    ("Europe/Prague", &["tjeckien", "prag"]),
    ("Europe/Zagreb", &["kroatien"]),
    ("Asia/Nicosia", &["cypern"]),
    ("Europe/Istanbul", &["turkiet"]),
    ("Europe/Kyiv", &["ukraina", "kiev"]),
    ("Europe/Tallinn", &["estland"]),
    ("Europe/Riga", &["lettland"]),
    ("Europe/Vilnius", &["litauen"]),
    ("Africa/Cairo", &["egypten"]),
    ("Africa/Nairobi", &["kenya"]),
    ("Africa/Dar_es_Salaam", &["tanzania", "zanzibar"]),
    ("Africa/Johannesburg", &["sydafrika", "kapstaden"]),
    ("Asia/Kolkata", &["indien", "mumbai", "delhi"]),
    ("Asia/Bangkok", &["thailand", "phuket"]),
    ("Asia/Tokyo", &["japan"]),
    ("Asia/Shanghai", &["kina", "peking"]),
    ("America/New_York", &["boston", "washington", "miami"]),
    ("America/Los_Angeles", &["kalifornien", "san francisco", "seattle"]),
    ("America/Mexico_City", &["mexiko"]),
    ("America/Sao_Paulo", &["brasilien"]),
    ("Australia/Sydney", &["australien"]),
];

/// What says where somebody is, folded; the place follows.
const HERE: &[&[&str]] = &[
    &["jag", "ar", "i"],
    &["jag", "ar", "nu", "i"],
    &["jag", "ar", "just", "nu", "i"],
    &["jag", "ar", "pa", "resa", "i"],
    &["jag", "ar", "pa", "semester", "i"],
    &["jag", "ar", "pa", "kurs", "i"],
    &["jag", "ar", "pa", "konferens", "i"],
    &["jag", "befinner", "mig", "i"],
    &["jag", "bor", "i"],
    &["jag", "bor", "nu", "i"],
    &["jag", "jobbar", "i"],
    &["jag", "har", "flyttat", "till"],
    &["jag", "har", "rest", "till"],
    &["i'm", "in"],
    &["i", "am", "in"],
    &["i", "live", "in"],
    &["i've", "moved", "to"],
    &["i", "have", "moved", "to"],
];

/// What says that somebody is where her own clock is, folded.
const BACK: &[&str] = &[
    "jag ar tillbaka i sverige",
    "tillbaka i sverige",
    "jag ar tillbaka hemma",
    "jag ar hemma igen",
    "jag ar hemma i sverige",
    "hemma igen",
    "jag ar i sverige igen",
    "jag ar hemma i sverige igen",
    "svensk tid",
    "byt till svensk tid",
    "rakna i svensk tid",
    "i am back in sweden",
    "i'm back in sweden",
    "i'm back home",
    "swedish time",
];

/// "tidszon Europe/London", "tidszon london": for what is set from now on. Without a zone: which it is now.
pub fn asked(turn: &mut Turn<'_>, name: &str) {
    if name.is_empty() {
        let zone = turn.person.zone.clone().unwrap_or_else(|| turn.world.zone.clone());
        let markdown = wording::zone_is(&zone, turn.language());
        turn.say(markdown, None);
        return;
    }
    if let Some(zone) = named(name) {
        set(turn, &zone);
    } else {
        let markdown = wording::no_such_zone(turn.language());
        turn.say(markdown, None);
    }
}

/// From now on this one.
pub fn set(turn: &mut Turn<'_>, zone: &str) {
    turn.dialogue.pending = None;
    turn.person.zone = Some(zone.to_owned());
    let others = turn.facts.reminders.iter().any(|one| one.next_at.is_some() && one.zone != zone);
    let markdown = wording::zone_set(zone, &turn.world.zone, others, turn.language());
    turn.say(markdown, None);
}

/// "jag är i London den här veckan": whether she shall reckon in that time zone is asked. "tillbaka i Sverige" needs no
/// question. False: it names no place where another time is, or something else is said of it.
pub fn takes(turn: &mut Turn<'_>, text: &str) -> bool {
    let folded = command::fold(text);
    let all: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    if all.len() > 10 || text.contains('?') {
        return false;
    }
    let own = turn.person.zone.clone().filter(|zone| *zone != turn.world.zone);
    let mut words = all.as_slice();
    while let [first, rest @ ..] = words
        && matches!(*first, "hej" | "nu" | "ok" | "okej" | "forresten" | "hi")
    {
        words = rest;
    }
    let plain = words.join(" ");
    if BACK.contains(&plain.as_str()) {
        let home = turn.world.zone.clone();
        match own {
            Some(_) => set(turn, &home),
            None if plain.ends_with(" tid") || plain.ends_with(" time") => asked(turn, ""),
            None => return false,
        }
        return true;
    }
    let Some(rest) = HERE.iter().filter_map(|here| words.strip_prefix(*here)).min_by_key(|rest| rest.len()) else { return false };
    let place = (1..=rest.len().min(3)).rev().find_map(|length| named_place(&rest[..length].join(" ")).map(|zone| (length, zone)));
    let Some((length, zone)) = place else { return false };
    let current = own.unwrap_or_else(|| turn.world.zone.clone());
    if rest[length..].len() > 5 || zone == current {
        return false;
    }
    let place = super::point::as_written(turn, &rest[..length].join(" "));
    if same_clock(turn, &zone, &current) {
        let markdown = wording::same_clock(&place, turn.language());
        turn.say(markdown, None);
        return true;
    }
    turn.dialogue.pending = Some(Pending { since: turn.now, kind: PendingKind::Zone { zone: zone.clone() } });
    let markdown = wording::ask_zone(&place, &zone, turn.language());
    turn.say_with(markdown, Some(About::Question), vec!["✅".to_owned(), "❌".to_owned()]);
    true
}

/// Whether the clock shows the same in two zones, in winter and in summer.
fn same_clock(turn: &Turn<'_>, one: &str, other: &str) -> bool {
    let (Ok(one), Ok(other)) = (TimeZone::get(one), TimeZone::get(other)) else { return false };
    let half_a_year = SignedDuration::from_hours(182 * 24);
    [turn.now, turn.now + half_a_year].iter().all(|at| one.to_offset(*at) == other.to_offset(*at))
}

/// The time zone with this name, or that of the city or country with this name.
fn named(name: &str) -> Option<String> {
    let exact = || TimeZone::get(name).ok().and_then(|zone| zone.iana_name().map(str::to_owned));
    named_in_swedish(name).or_else(exact).or_else(|| named_city(name))
}

/// The time zone of a place; "EST" and the like are none.
fn named_place(name: &str) -> Option<String> {
    named_in_swedish(name).or_else(|| named_city(name))
}

fn named_in_swedish(name: &str) -> Option<String> {
    NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(zone, _)| (*zone).to_owned())
}

fn named_city(name: &str) -> Option<String> {
    let wanted = name.replace(' ', "_");
    let last = |zone: &str| zone.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(&wanted)) && zone.contains('/');
    jiff::tz::db().available().map(|zone| zone.to_string()).find(|zone| last(zone) && !zone.starts_with("Etc/"))
}
