//! Stretches of time: "3 dagar", "en och en halv timme", "ett par veckor", "two weeks".

use super::lexicon::{Unit, unit};
use super::numbers;
use super::phrase::{Match, Stretch};
use super::token::Text;

/// A quantity in tenths (1.5 is 15); the flag says that it is no exact number ("några").
fn quantity(text: &Text, at: usize) -> Match<(i64, bool)> {
    if let Some(next) = text.after(
        at,
        &[&["en", "och", "en", "halv"], &["ett", "och", "ett", "halvt"], &["one", "and", "a", "half"], &["a", "and", "a", "half"]],
    ) {
        return Some((next, (15, false)));
    }
    if text.is(at, &["halvannan", "halvannat"]) {
        return Some((at + 1, (15, false)));
    }
    if let Some(next) = text.after(at, &[&["ett", "par"], &["ett", "par", "tre"], &["par"], &["a", "couple", "of"], &["a", "couple"]]) {
        let next = if text.starts(at, &["ett", "par", "tre"]) { at + 3 } else { next };
        return Some((next, (20, false)));
    }
    if let Some(next) = text.after(at, &[&["nagra"], &["nagon"], &["nan"], &["nagot"], &["nat"], &["a", "few"], &["several"]]) {
        return Some((next, (30, true)));
    }
    if let Some(next) = text.after(at, &[&["en", "halv"], &["ett", "halvt"], &["halv"], &["half", "an"], &["half", "a"]]) {
        return Some((next, (5, false)));
    }
    let value = text.number(at).or_else(|| text.is(at, &["a", "an"]).then_some(1)).filter(|value| *value <= 100_000)?;
    let tenths = i64::from(value) * 10;
    let decimal = text.is(at + 1, &[",", "."]) && text.glued(at + 1) && text.glued(at + 2) && text.width(at + 2) == 1;
    if decimal && text.digits(at).is_some() {
        return Some((at + 3, (tenths + i64::from(text.digits(at + 2)?), false)));
    }
    if text.is(at + 1, &["½"]) {
        return Some((at + 2, (tenths + 5, false)));
    }
    // "en och halv timme"
    if text.starts(at + 1, &["och", "halv"]) && unit(text, at + 3).is_some() {
        return Some((at + 3, (tenths + 5, false)));
    }
    if text.starts(at + 1, &["and", "a", "half"]) {
        return Some((at + 4, (tenths + 5, false)));
    }
    if text.starts(at + 1, &["och", "en", "halv"]) || text.starts(at + 1, &["och", "ett", "halvt"]) {
        return Some((at + 4, (tenths + 5, false)));
    }
    Some((at + 1, (tenths, false)))
}

/// One quantity with its unit. `genitive` also takes "veckors", "dagars".
pub(super) fn one(text: &Text, at: usize, genitive: bool) -> Match<Stretch> {
    if let Some(next) = text.after(at, &[&["halvtimme"], &["halvtimma"], &["en", "timme", "och", "en", "kvart"]]) {
        return Some((next, scaled(Unit::HalfHour, if next == at + 1 { 10 } else { 25 }, false)));
    }
    if let Some(next) = text.after(at, &[&["trekvart"], &["tre", "fjardedels", "timme"]]) {
        return Some((next, scaled(Unit::Quarter, 30, false)));
    }
    if text.is(at, &["½"]) {
        let unit = unit(text, at + 1)?;
        return Some((at + 2, scaled(unit, 5, false)));
    }
    let (next, (tenths, vague)) = quantity(text, at)?;
    let next = text.skip(next, &["hel", "stycken", "hela", "hele", "helt", "st", "full", "whole"]);
    if let Some(unit) = unit(text, next) {
        // "2 helgfria vardagar", "two working days": two words for one unit.
        let end = match unit {
            Unit::WorkingDay if text.is(next, &["helgfria"]) => text.skip(next + 1, &["vardagar", "dagar"]),
            Unit::WorkingDay if text.is(next, &["business", "working"]) => next + 2,
            _ => next + 1,
        };
        // "an hour and a half", "en timme och en halv"
        let half = text.after(end, &[&["and", "a", "half"], &["och", "en", "halv"], &["och", "ett", "halvt"]]);
        let (end, tenths) = match half.filter(|half| super::lexicon::unit(text, *half).is_none()) {
            Some(half) => (half, tenths + 5),
            None => (end, tenths),
        };
        if text.runs_on(end) && !text.tokens[end].word.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        // "1 år 2-samtal", "v 14": a bare "v" or "d" is a unit only right after its number.
        let counted = text.digits(at).is_some() || numbers::cardinal(text.word(at)).is_some() && text.is(end, &["innan", "fore", "i"]);
        if matches!(text.word(next), "v" | "d") && !counted {
            return None;
        }
        // "in three weeks' time"
        let end = text.after(end, &[&["'", "time"]]).unwrap_or(end);
        return Some((end, scaled(unit, tenths, vague)));
    }
    if genitive || text.is(next + 1, &["tid"]) {
        let unit = match text.word(next) {
            "minuters" | "minuts" => Unit::Minute,
            "timmars" | "timmes" => Unit::Hour,
            "dagars" | "dags" | "dygns" | "days" => Unit::Day,
            "veckors" | "veckas" => Unit::Week,
            "manaders" | "manads" => Unit::Month,
            "ars" => Unit::Year,
            _ => return None,
        };
        return Some((text.skip(next + 1, &["tid"]), scaled(unit, tenths, vague)));
    }
    None
}

pub(super) fn scaled(unit: Unit, tenths: i64, vague: bool) -> Stretch {
    let mut stretch = Stretch { vague, ..Stretch::default() };
    let mut clock = |seconds: i64| {
        stretch.seconds = tenths * seconds / 10;
        stretch.clock = true;
    };
    match unit {
        Unit::Second => {
            clock(1);
            stretch.seconds_said = true;
        }
        Unit::Minute => clock(60),
        Unit::Quarter => clock(900),
        Unit::HalfHour => clock(1800),
        Unit::Hour => clock(3600),
        // Half a day is no whole day; half a week is counted as the days that are over half.
        Unit::Day if tenths % 10 != 0 => clock(86_400),
        Unit::Day => stretch.days = tenths / 10,
        Unit::WorkingDay => stretch.working_days = tenths / 10,
        Unit::Week | Unit::Fortnight => {
            let days = if unit == Unit::Week { 7 } else { 14 };
            stretch.days = (tenths * days + 9) / 10;
            stretch.weeks_only = tenths % 10 == 0;
        }
        Unit::Month => {
            stretch.months = tenths / 10;
            stretch.days = if tenths % 10 == 5 { 15 } else { 0 };
        }
        Unit::QuarterYear => stretch.months = tenths * 3 / 10,
        Unit::HalfYear => stretch.months = tenths * 6 / 10,
        Unit::Year => stretch.months = tenths * 12 / 10,
    }
    stretch
}

/// Several quantities added up: "en vecka och två dagar", "1 h 30 min".
pub(super) fn sum(text: &Text, at: usize) -> Match<Stretch> {
    let (mut end, mut total) = one(text, at, false)?;
    // Nobody adds up more than years, months, weeks, days, hours, minutes and seconds.
    for _ in 0..6 {
        let next = text.skip(end, &["och", ",", "and", "plus", "+", "&"]);
        let Some((after, more)) = one(text, next, false) else { break };
        // "om en vecka en påminnelse": the next quantity must be one with a unit, and smaller.
        total = add(total, more);
        end = after;
    }
    Some((end, total))
}

/// Adds two stretches.
pub(super) fn add(one: Stretch, other: Stretch) -> Stretch {
    Stretch {
        months: one.months + other.months,
        days: one.days + other.days,
        working_days: one.working_days + other.working_days,
        seconds: one.seconds + other.seconds,
        clock: one.clock || other.clock,
        seconds_said: one.seconds_said || other.seconds_said,
        weeks_only: one.weeks_only && other.weeks_only,
        vague: one.vague || other.vague,
    }
}
