//! Times of day without a word that leads in to them: "imorgon 9", "fredag 0830", "handledning 15-16".

use super::clock::{Clock, Half, checked, digits, is_label, labels, several, with_half};
use super::lexicon::{day_part, month, unit, weekday};
use super::phrase::Match;
use super::token::{Kind, Text};

/// "1645", "7 på kvällen": digits that are a time of day even where nothing leads in to them.
pub(super) fn stands_alone(text: &Text, at: usize) -> bool {
    let part = |at: usize| day_part(text.word(text.skip(at, &["pa"]))).is_some() && text.is(at, &["pa", "fm", "em"]);
    text.width(at) == 4 && !super::day::is_year(text.digits(at).unwrap_or(0)) || matches!(text.width(at), 1 | 2) && part(at + 1)
}

/// "ons 25 mars handledning 15-16": hours from and to, where a day was said before.
pub(super) fn span(text: &Text, at: usize) -> Match<Clock> {
    const NUMBERED: &[&str] =
        &["sid", "sida", "sidor", "sidorna", "s", "kap", "kapitel", "nr", "v", "vecka", "rum", "sal", "avd", "mellan", "upp"];
    let hour = |at: usize| text.digits(at).filter(|hour| text.width(at) == 2 && (7..=23).contains(hour));
    let (from, to) = (hour(at)?, hour(at + 2)?);
    let joined = text.is(at + 1, &["-"]) && text.glued(at + 1) && text.glued(at + 2) && !text.glued(at) && !text.runs_on(at + 3);
    // "14-15 30 min innan": a lead may follow at once.
    let ends = super::day::ends_phrase(text, at + 3) || super::lead::read(text, at + 3).is_some();
    let free = ends && !text.is(at.wrapping_sub(1), NUMBERED);
    let clock = |hour: u32| Box::new(checked(hour, 0, None, Half::Sure));
    (joined && free && from < to).then(|| (at + 3, Clock::Span(clock(from), clock(to))))
}

/// "medicin 8 och 20 varje dag": hours of what comes every day or week.
pub(super) fn of_each_day(text: &Text, at: usize) -> Match<Clock> {
    let plain = matches!(text.width(at), 1 | 2) && text.digits(at).is_some_and(|hour| hour <= 24) && !text.glued(at);
    let joined = plain && text.is(at + 1, &["och", "and", "&", ","]);
    let (end, clock) = if joined { several(text, digits(text, at, true)?) } else { return None };
    let days = ["dag", "day", "dygn", "vardag", "weekday", "morgon", "kvall", "vecka", "week"];
    let each = text.is(end, &["dagligen", "daily"])
        || text.is(end, &["varje", "varenda", "var", "every", "each"]) && (text.is(end + 1, &days) || weekday(text, end + 1).is_some())
        || text.is(end, &["alla"]) && text.is(end + 1, &["dagar", "vardagar"]);
    (each && matches!(clock, Clock::Several(_, true))).then_some((end, clock))
}

/// A bare hour or "0830" right after a day: "imorgon 9", "fredag 0830", "fredag 1530".
pub(super) fn hour(text: &Text, at: usize) -> Match<Clock> {
    let width = text.width(at);
    // "lördag tolv"
    if width == 0 {
        let value = super::numbers::cardinal(text.word(at)).filter(|hour| (6..=24).contains(hour))?;
        return super::day::ends_phrase(text, at + 1).then(|| with_half(text, (at + 1, checked(value, 0, None, Half::Open))));
    }
    let value = text.digits(at)?;
    let plausible = match width {
        3 | 4 => value / 100 < 24 && value % 100 < 60,
        1 | 2 => value <= 24 && value > 0,
        _ => false,
    };
    // "fre 13 kl 15": the number before the time of day is the day of the month.
    if !plausible
        || text.glued(at)
        || labels(text, at + 1)
        || text.is(at + 1, &[",", ".", "/", ":"]) && text.glued(at + 1) && text.glued(at + 2)
    {
        return None;
    }
    let found = digits(text, at, true)?;
    let (end, clock) = several(text, with_half(text, found));
    // "torsdag 10 klockan"
    let (end, clock) = if is_label(text, end) { with_half(text, (end + 1, clock)) } else { (end, clock) };
    // "fre 18 fika": a plural or a unit after it would be counted instead.
    let counted = text.tokens.get(end).is_some_and(|next| ["ar", "er", "or", "st"].iter().any(|ending| next.word.ends_with(ending)));
    let hour =
        width <= 2 && (7..=23).contains(&value) && text.tokens.get(end).is_some_and(|next| next.kind == Kind::Word && next.word.len() > 2);
    let free = super::day::ends_phrase(text, end)
        || width == 4
        || hour && !counted && unit(text, end).is_none() && month(text.word(end)).is_none();
    (free && !text.runs_on(end)).then_some((end, clock))
}
