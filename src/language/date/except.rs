//! What a recurrence leaves out: "varje vardag utom fredag", "varje dag men inte på söndagar", "utom i juli".

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::cycle;
use super::lexicon::{DayForm, full_month, weekday};
use super::phrase::{Day, Match};
use super::reading::Context;
use super::reckon::Origin;
use super::rrule::{Frequency, Recurrence};
use super::token::Text;

/// Turns of a series that are looked through for days that it leaves out.
const MOST_TURNS: usize = 800;

/// Days of the week and months that are left out.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Except {
    pub weekdays: Vec<Weekday>,
    pub months: Vec<i8>,
}

impl Except {
    /// Nothing that a rule could leave out.
    pub fn is_empty(&self) -> bool {
        self.weekdays.is_empty() && self.months.is_empty()
    }
}

/// Reads an exception. A bare "inte" is one only before weekdays in the plural.
pub(super) fn read(text: &Text, at: usize) -> Match<Except> {
    let start = text.skip(at, &[","]);
    let (next, sure) = if let Some(next) = text.after(
        start,
        &[
            &["utom"],
            &["forutom"],
            &["undantaget"],
            &["med", "undantag", "for"],
            &["bortsett", "fran"],
            &["med", "uppehall"],
            &["uppehall"],
            &["except", "for"],
            &["except", "on"],
            &["except"],
            &["excluding"],
            &["but", "not"],
            &["men", "hoppa", "over"],
            &["hoppa", "over"],
            &["men", "skippa"],
            &["skippa"],
            &["skip"],
            &["men", "inte"],
            &["men", "ej"],
            &["dock", "inte"],
            &["dock", "ej"],
        ],
    ) {
        (next, true)
    } else {
        (text.after(start, &[&["inte"], &["ej"], &["not"], &["aldrig"]])?, false)
    };
    let next = text.skip(text.skip(next, &["pa", "on", "i", "in", "under", "for"]), &["alla"]);
    if let Some((end, months)) = months(text, next).filter(|_| sure) {
        return Some((end, Except { months, ..Except::default() }));
    }
    if let Some(end) = text.after(
        next,
        &[
            &["helger"],
            &["helgen"],
            &["helgerna"],
            &["helg"],
            &["weekends"],
            &["lordag", "sondag"],
            &["lor", "-", "son"],
            &["lor", "/", "son"],
        ],
    ) {
        return Some((end, Except { weekdays: vec![Weekday::Saturday, Weekday::Sunday], ..Except::default() }));
    }
    if let Some(end) = text.after(next, &[&["roda", "dagar"], &["helgdagar"], &["helgdag"]]) {
        return Some((end, Except { weekdays: vec![Weekday::Sunday], ..Except::default() }));
    }
    // One date cannot be left out of a rule; it stays among the words of the subject.
    if (sure || start > at)
        && let Some((end, found)) = super::day::read(text, next)
        && is_left_out_alone(&found.day)
    {
        return Some((end, Except::default()));
    }
    let plural = weekday(text, next).is_some_and(|(_, form, _)| form == DayForm::Plural);
    if !sure && !plural {
        return None;
    }
    let (end, weekdays, _) = cycle::weekdays(text, next, true)?;
    Some((end, Except { weekdays, ..Except::default() }))
}

/// Whether a day, or some of them, can only be left out turn by turn.
fn is_left_out_alone(day: &Day) -> bool {
    match day {
        Day::Date { .. } | Day::OfMonth { .. } | Day::Holiday { .. } | Day::Week { weekday: None, .. } => true,
        Day::List { days, .. } => days.iter().all(is_left_out_alone),
        _ => false,
    }
}

/// "juli", "juni, juli och augusti".
fn months(text: &Text, at: usize) -> Match<Vec<i8>> {
    let mut months = vec![full_month(text, at)?];
    let mut end = at + 1;
    while months.len() < 11 && text.is(end, &[",", "och", "and", "samt", "eller"]) {
        let next = text.skip(end + 1, &["och", "and"]);
        let Some(month) = full_month(text, next) else { break };
        months.push(month);
        end = next + 1;
    }
    Some((end, months))
}

/// Leaves the days out of a rule, as far as that leaves any.
pub(super) fn leave_out(rule: &mut Recurrence, except: &Except) {
    if !except.months.is_empty() && rule.months.is_empty() {
        rule.months = (1..=12).filter(|month| !except.months.contains(month)).collect();
    }
    if except.weekdays.is_empty() || except.weekdays.len() > 6 {
        return;
    }
    match rule.frequency {
        Frequency::Daily if rule.interval == 1 => {
            rule.frequency = Frequency::Weekly;
            let all = Weekday::Monday.cycle_forward().take(7);
            rule.weekdays = all.filter(|day| !except.weekdays.contains(day)).map(|day| (None, day)).collect();
        }
        Frequency::Weekly => {
            let kept: Vec<_> = rule.weekdays.iter().filter(|(_, day)| !except.weekdays.contains(day)).copied().collect();
            if !kept.is_empty() {
                rule.weekdays = kept;
            }
        }
        _ => {}
    }
}

/// The turns of a series that fall on the days of "utom 6 april".
pub(super) fn turns_on(words: &str, rule: &Recurrence, first: Date, origin: Origin, zone: &TimeZone) -> Vec<Date> {
    let Ok(now) = origin.now.to_zoned(zone.clone()) else { return Vec::new() };
    let context = Context { now };
    // The words that leave the days out come first.
    let mut rest = words;
    let mut found = super::find_dates(rest, &context);
    while let (true, Some((_, after))) = (found.is_empty(), rest.split_once(char::is_whitespace)) {
        rest = after.trim_start();
        found = super::find_dates(rest, &context);
    }
    let Some(last) = found.iter().map(|found| found.last.unwrap_or(found.date)).max() else { return Vec::new() };
    let on = |day: &Date| found.iter().any(|found| (found.date..=found.last.unwrap_or(found.date)).contains(day));
    rule.days(first).take(MOST_TURNS).take_while(|day| *day <= last).filter(on).collect()
}
