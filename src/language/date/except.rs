//! What a recurrence leaves out: "varje vardag utom fredag", "varje dag men inte på söndagar", "utom i juli".

use jiff::civil::{Date, Weekday};

use super::calendar::{add_months, swedish_holiday};
use super::cycle;
use super::lexicon::{DayForm, full_month, weekday};
use super::phrase::{Day, Joint, Match};
use super::reckon::{Origin, reckon};
use super::rrule::{Frequency, Recurrence};
use super::series::span;
use super::token::{Kind, Text};

/// Turns of a series that are looked through for days that it leaves out.
const MOST_TURNS: usize = 800;

/// Days or times that one exception may list.
const MOST_STRETCHES: usize = 12;

/// Words after "utom" that are taken for its own.
const MOST_UNREAD: usize = 6;

/// Days of the week and months that are left out.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Except {
    pub weekdays: Vec<Weekday>,
    pub months: Vec<i8>,
    /// "utom röda dagar": the turns on public holidays, too.
    pub holidays: bool,
    /// "utom på lov": words that nothing is known of; they are said to be left out.
    pub unread: bool,
}

impl Except {
    /// Nothing that a rule alone could leave out.
    pub fn is_beside_rule(&self) -> bool {
        self.holidays || self.weekdays.is_empty() && self.months.is_empty()
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
            &["med", "uppehall"],
            &["uppehall"],
            &["med", "paus"],
            &["with", "a", "break"],
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
        return Some((end, Except { weekdays: vec![Weekday::Sunday], holidays: true, ..Except::default() }));
    }
    // Single days and weeks cannot be left out of a rule; the turns on them are.
    if (sure || start > at)
        && let Some(end) = stretch(text, next)
    {
        let more = |end: usize| {
            let next = text.after(end, &[&[",", "och"], &["och"], &[","], &["samt"], &["and"]])?;
            stretch(text, text.skip(next, &["pa", "i", "on", "in"]))
        };
        let end = std::iter::successors(Some(end), |end| more(*end)).take(MOST_STRETCHES).last().unwrap_or(end);
        return Some((end, Except::default()));
    }
    let plural = weekday(text, next).is_some_and(|(_, form, _)| form == DayForm::Plural);
    if !sure && !plural {
        return None;
    }
    if let Some((end, weekdays, _)) = cycle::weekdays(text, next, true) {
        return Some((end, Except { weekdays, ..Except::default() }));
    }
    // "utom på lov": whatever follows is no border of the series and no part of the subject.
    let only_leaves_out = text.is(start, &["utom", "forutom", "undantaget", "bortsett", "except", "excluding", "med"]);
    let stops = |at: usize| text.tokens[at].kind == Kind::Mark || text.is(at, &["om", "att", "to", "about", "kl", "klockan"]);
    let end = (next..text.len().min(next + MOST_UNREAD)).find(|at| stops(*at)).unwrap_or(text.len().min(next + MOST_UNREAD));
    (only_leaves_out && end > next).then(|| (end, Except { unread: true, ..Except::default() }))
}

/// "3 april", "v 28–31", "jul", "sommaren": a day or a time with a first and a last day.
fn stretch(text: &Text, at: usize) -> Option<usize> {
    let (end, found) = super::day::read(text, at)?;
    let single = |day: &Day| {
        matches!(
            day,
            Day::Date { .. }
                | Day::OfMonth { .. }
                | Day::Holiday { .. }
                | Day::Week { .. }
                | Day::WeekFromNow { weekday: None, .. }
                | Day::MonthPart { third: None, .. }
                | Day::Season { .. }
        )
    };
    match &found.day {
        Day::List { days, .. } => days.iter().all(single).then_some(end),
        day => single(day).then_some(end),
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

/// The turns of a series that fall on the days of "utom 6 april", "utom v 28–31", "utom röda dagar".
pub(super) fn turns_on(words: &str, rule: &Recurrence, first: Date, origin: Origin) -> Vec<Date> {
    let text = Text::new(words);
    let mut times: Vec<(Date, Date)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let Some((end, found)) = super::day::read(&text, at) else {
            at += 1;
            continue;
        };
        match &found.day {
            Day::List { days, joint: Joint::Range } => {
                let borders = (days.first().and_then(|day| borders(day, origin)), days.last().and_then(|day| borders(day, origin)));
                if let (Some((from, _)), Some((_, to))) = borders {
                    times.push((from, to));
                }
            }
            Day::List { days, .. } => times.extend(days.iter().filter_map(|day| borders(day, origin))),
            day => times.extend(borders(day, origin)),
        }
        at = end.max(at + 1);
    }
    let on_holidays = text.tokens.iter().any(|token| matches!(token.word.as_str(), "roda" | "helgdagar" | "helgdag"));
    let last = times.iter().map(|(_, last)| *last).chain(on_holidays.then(|| add_months(first, 12))).max();
    let Some(last) = last else { return Vec::new() };
    let falls_away =
        |day: &Date| times.iter().any(|(from, to)| (*from..=*to).contains(day)) || on_holidays && swedish_holiday(*day).is_some();
    rule.days(first).take(MOST_TURNS).take_while(|day| *day <= last).filter(falls_away).collect()
}

/// First and last day of what is left out.
fn borders(day: &Day, origin: Origin) -> Option<(Date, Date)> {
    let ahead = |day: &Day| reckon(day, Origin { lenient: true, ..origin }).ok().map(|reckoned| (reckoned.date, reckoned.date));
    span(day, origin).or_else(|| ahead(day))
}
