//! Days counted in something longer or reached from another day: "sista vardagen i april",
//! "dagen före midsommarafton", "efter påsk".

use super::day::{self, ends_phrase};
use super::lexicon::{DayForm, Unit, unit, weekday};
use super::numbers;
use super::part::{month_said, quarter, season, year_said};
use super::phrase::{Counted, Day, Direction, Match, Step, Stretch, Within, Year};
use super::stretch;
use super::token::Text;
use super::week;

/// The number of "första", "sista", "näst sista", "3:e".
pub(super) fn rank(text: &Text, at: usize) -> Match<i8> {
    let at = text.skip(at, &["den", "the"]);
    if text.starts(at, &["nast", "sista"])
        || text.starts(at, &["nasta", "sista"])
        || text.starts(at, &["second", "last"])
        || text.starts(at, &["second", "to", "last"])
    {
        let end = if text.word(at + 1) == "to" { at + 3 } else { at + 2 };
        return Some((end, -2));
    }
    if text.is(at, &["nastsista"]) {
        return Some((at + 1, -2));
    }
    if text.is(at, &["sista", "siste", "last", "final"]) {
        return Some((at + 1, -1));
    }
    if let Some(value) = numbers::ordinal(text.word(at)) {
        return i8::try_from(value).ok().map(|value| (at + 1, value));
    }
    let value = text.digits(at).filter(|value| (1..=31).contains(value))?;
    let start = if text.is(at + 1, &[":"]) { at + 2 } else { at + 1 };
    let suffix = text.glued(start) && text.is(start, &["a", "e", "st", "nd", "rd", "th"]);
    suffix.then_some((start + 1, i8::try_from(value).ok()?))
}

/// "den 25:e varje mån", "sista varje mån", "varje mån den 3:e": beside a day of the month it is no Monday.
pub(super) fn short_month(text: &Text, at: usize, next: usize) -> bool {
    let before = at.checked_sub(1).is_some_and(|before| {
        text.is(before, &["sista", "forsta", "slutet", "borjan", "mitten"])
            || numbers::ordinal(text.word(before)).is_some()
            || text.is(before, &["e", "a"]) && text.glued(before)
    });
    let after = text.is(next + 1, &["den"]) && (text.number(next + 2).is_some() || numbers::ordinal(text.word(next + 2)).is_some());
    unit(text, next) == Some(Unit::Month) && text.is(next, &["man"]) && (before || after)
}

/// The interval of "varje tredje dag", which is no third day of a month.
pub(super) fn every_few(text: &Text, at: usize) -> Option<u32> {
    let few = numbers::ordinal(text.word(at)).filter(|few| (2..=99).contains(few))?;
    (unit(text, at + 1).is_some() && !text.is(at + 2, &["i", "pa", "of"])).then_some(few)
}

/// What is counted: "vardagen", "måndagen", "dagen".
pub(super) fn counted(text: &Text, at: usize) -> Match<Counted> {
    let counted = match text.word(at) {
        "dagen" | "dag" | "day" | "dan" => Counted::Day,
        "vardagen" | "vardag" | "arbetsdagen" | "arbetsdag" | "workday" | "weekday" => Counted::WorkingDay,
        "helgfria" | "business" | "working" if text.is(at + 1, &["vardagen", "dagen", "dag", "day", "vardag"]) => {
            return Some((at + 2, Counted::WorkingDay));
        }
        "klamdagen" | "klamdag" => Counted::BridgeDay,
        "veckan" | "vecka" | "week" => Counted::Week,
        "helgen" | "helg" | "weekend" => Counted::Weekday(jiff::civil::Weekday::Saturday),
        _ => match weekday(text, at)? {
            (weekday, DayForm::Plain | DayForm::Definite, None) => Counted::Weekday(weekday),
            _ => return None,
        },
    };
    (!text.runs_on(at + 1)).then_some((at + 1, counted))
}

/// "första måndagen i maj", "sista vardagen före jul", "andra torsdagen".
pub(super) fn nth(text: &Text, at: usize) -> Match<Day> {
    // "första och tredje onsdagen i månaden"
    if let Some((next, first)) = rank(text, at)
        && text.is(next, &["och", "and", "&"])
        && let Some((end, Day::Nth { nth, counted, within })) = single_nth(text, next + 1)
        && matches!(counted, Counted::Weekday(_))
    {
        let days = vec![Day::Nth { nth: first, counted, within: within.clone() }, Day::Nth { nth, counted, within }];
        return Some((end, Day::List { days, joint: super::phrase::Joint::And }));
    }
    let (mut end, first) = single_nth(text, at)?;
    let Day::Nth { nth, counted, within: Within::Month(super::phrase::Month::Named { year, .. }) } = first else {
        return Some((end, first));
    };
    // "första vardagen i januari, april, juli och oktober"
    let mut days = vec![first];
    while let Some((next, super::phrase::Joint::And)) = day::connector(text, end)
        && let Some(month) = super::lexicon::full_month(text, next)
        && days.len() < 12
        && text.width(next + 1) == 0
    {
        days.push(Day::Nth { nth, counted, within: Within::Month(super::phrase::Month::Named { month, year }) });
        end = next + 1;
    }
    Some((end, day::gather(days, super::phrase::Joint::And)))
}

/// "månadens sista fredag", "kvartalets första vardag"
fn possessive(text: &Text, at: usize) -> Match<Day> {
    let within = match text.word(at) {
        "manadens" => Within::Month(super::phrase::Month::FromNow(0)),
        "kvartalets" => Within::QuarterFromNow(0),
        "arets" => Within::Year(Year::FromNow(0)),
        _ => return None,
    };
    let (next, nth) = rank(text, at + 1)?;
    let (end, counted) = counted(text, next)?;
    Some((end, Day::Nth { nth, counted, within }))
}

/// One such day.
fn single_nth(text: &Text, at: usize) -> Match<Day> {
    if let Some(found) = possessive(text, at) {
        return Some(found);
    }
    let (next, nth) = rank(text, at)?;
    // "varje kvartal den sista"
    let before = |back: usize, words: &[&str]| at.checked_sub(back).is_some_and(|at| text.is(at, words));
    let periods = ["manad", "kvartal", "month", "quarter"];
    if nth == -1 && (before(1, &periods) || before(1, &[","]) && before(2, &periods)) && ends_phrase(text, next) {
        return Some((next, Day::Nth { nth, counted: Counted::Day, within: Within::Unsaid }));
    }
    // "den sista varje månad"
    let every = text.skip(next, &["i", "of"]);
    if (nth == -1 || nth == 1) && text.is(every, &["varje", "every", "varannan"]) && !text.is(every + 1, &["dag"]) {
        return Some((next, Day::Nth { nth, counted: Counted::Day, within: Within::Unsaid }));
    }
    let (end, counted) = counted(text, next)?;
    if let Some((base_at, direction)) = beside(text, end) {
        let (after, base) = base(text, base_at)?;
        let count = i64::from(nth.max(1));
        let step = match counted {
            Counted::Weekday(weekday) => Step::Weekday(weekday, count, direction),
            Counted::BridgeDay => Step::Bridge,
            Counted::WorkingDay => Step::WorkingDay(count, direction),
            Counted::Week => Step::By(Stretch { days: 7 * count, ..Stretch::default() }, direction),
            Counted::Day => Step::By(Stretch { days: count, ..Stretch::default() }, direction),
        };
        return Some((after, Day::Around { base: Box::new(base), step }));
    }
    let target = text.skip(end, &["i", "av", "pa", "of", "in", "under", "for"]);
    let target = text.skip(target, &["the"]);
    let led = target > end;
    if let Some((after, month)) = month_said(text, target) {
        return Some((after, Day::Nth { nth, counted, within: Within::Month(month) }));
    }
    if let Some((after, Day::QuarterPart { quarter, from_now, .. })) = quarter(text, target) {
        let within = quarter.map_or(Within::QuarterFromNow(from_now), |(number, year)| Within::Quarter(number, year));
        return Some((after, Day::Nth { nth, counted, within }));
    }
    if let Some((after, week)) = week_said(text, target) {
        return Some((after, Day::Nth { nth, counted, within: Within::Week(Box::new(week)) }));
    }
    if let Some((after, year)) = year_said(text, target).filter(|_| led || text.is(target, &["nasta"])) {
        return Some((after, Day::Nth { nth, counted, within: Within::Year(year) }));
    }
    Some((end, Day::Nth { nth, counted, within: Within::Unsaid }))
}

fn week_said(text: &Text, at: usize) -> Match<Day> {
    if let Some((end, weeks)) = week::week_offset(text, at) {
        return Some((end, Day::WeekFromNow { weeks, weekday: None, third: None }));
    }
    if text.is(at, &["veckan"]) && text.width(at + 1) == 0 {
        return Some((at + 1, Day::WeekFromNow { weeks: 0, weekday: None, third: None }));
    }
    week::week(text, at).filter(|(_, week)| matches!(week, Day::Week { .. }))
}

/// "före", "efter": the position after it and the direction.
pub(super) fn beside(text: &Text, at: usize) -> Option<(usize, Direction)> {
    match text.word(at) {
        "fore" | "innan" | "before" => Some((at + 1, Direction::Before)),
        "efter" | "after" | "fran" | "following" => Some((at + 1, Direction::After)),
        _ => None,
    }
}

/// The day that something lies beside.
fn base(text: &Text, at: usize) -> Match<Day> {
    let at = text.skip(at, &["den", "the", "vi", "pa"]);
    let (end, found) = day::core(text, at)?;
    match found.day {
        Day::List { days, .. } => days.into_iter().next().map(|day| (end, day)),
        // "fredagen innan måndag 30 mars"
        Day::Weekday { .. } => match day::core(text, end) {
            Some((after, found)) if matches!(found.day, Day::Date { .. }) => Some((after, found.day)),
            _ => Some((end, found.day)),
        },
        Day::Open | Day::Ago(_) => None,
        day => Some((end, day)),
    }
}

/// A day that a calendar names, so that "dagen före" it is a day and no lead.
fn is_named_day(day: &Day) -> bool {
    matches!(
        day,
        Day::Holiday { .. }
            | Day::Around { .. }
            | Day::Bridge { .. }
            | Day::Nth { .. }
            | Day::Weekend { .. }
            | Day::Season { .. }
            | Day::FromToday(_)
    ) || matches!(day, Day::Date { year: Year::Unsaid, month, day } if matches!((month, day), (1 | 5, 1) | (6, 6) | (12, 24..=26 | 31)))
}

/// "dagen före midsommarafton", "två dagar efter 15 april", "måndagen efter påsk", "veckan före jul".
pub(super) fn around(text: &Text, at: usize) -> Match<Day> {
    let start = text.skip(at, &["the", "den"]);
    // "en vecka på fredag", "två veckor på måndag"
    if let Some((next, length)) = stretch::one(text, start, false)
        && length.weeks_only
        && text.is(next, &["pa"])
        && let Some((weekday, DayForm::Plain, None)) = weekday(text, next + 1)
    {
        let base = Day::Weekday { weekday, which: super::phrase::Which::Coming };
        return Some((next + 2, Day::Around { base: Box::new(base), step: Step::By(length, Direction::After) }));
    }
    // "a week from Friday"
    if text.is(start, &["a", "two", "three"]) && text.is(start + 1, &["week", "weeks"]) && text.is(start + 2, &["from", "on"]) {
        let (_, length) = stretch::one(text, start, false)?;
        let (end, day) = base(text, start + 3)?;
        return Some((end, Day::Around { base: Box::new(day), step: Step::By(length, Direction::After) }));
    }
    let (next, step_of): (usize, Box<dyn Fn(Direction) -> Step>) = match text.word(start) {
        "dagen" | "dan" | "kvallen" | "morgonen" | "day" | "dag" | "evening" | "dygnet" | "eftermiddagen" => {
            (start + 1, Box::new(|direction| Step::By(Stretch { days: 1, ..Stretch::default() }, direction)))
        }
        "vardagen" | "arbetsdagen" => (start + 1, Box::new(|direction| Step::WorkingDay(1, direction))),
        "veckan" | "week" => (start + 1, Box::new(Step::Week)),
        "manaden" => (start + 1, Box::new(|direction| Step::By(Stretch { months: 1, ..Stretch::default() }, direction))),
        "klamdagen" | "klamdag" => (start + 1, Box::new(|_| Step::Bridge)),
        "helgen" => (start + 1, Box::new(|direction| Step::Weekday(jiff::civil::Weekday::Saturday, 1, direction))),
        _ => {
            if let Some((weekday, DayForm::Plain | DayForm::Definite, _)) = weekday(text, start) {
                (start + 1, Box::new(move |direction| Step::Weekday(weekday, 1, direction)))
            } else {
                let (end, length) = stretch::one(text, start, false)?;
                if length.clock {
                    return None;
                }
                let working = length.working_days;
                (
                    end,
                    Box::new(move |direction| if working > 0 { Step::WorkingDay(working, direction) } else { Step::By(length, direction) }),
                )
            }
        }
    };
    // "klämdagen vid Kristi himmelsfärd"
    let bridge = text.is(start, &["klamdagen", "klamdag"]) && text.is(next, &["vid", "kring"]);
    let (base_at, direction) = if bridge { (next + 1, Direction::After) } else { beside(text, next)? };
    // "varje måndag i fyra veckor från v 16" says how long, and from when.
    if text.is(next, &["fran", "from"]) && text.is(at.wrapping_sub(1), &["i", "under", "for"]) {
        return None;
    }
    let (end, day) = base(text, base_at)?;
    // "3 veckor innan semestern 6 juli": the date that follows is the day.
    let dated = matches!(day, Day::Season { .. }) && day::core(text, end).is_some_and(|(_, found)| matches!(found.day, Day::Date { .. }));
    if dated {
        return None;
    }
    let step = step_of(direction);
    // A weekday beside a date is a day too ("fredagen före den 15 april"); a stretch before a plain
    // date is a lead to that deadline ("100 dagar före den 31 december").
    let counted_to_date = text.number(start).is_some() && matches!(day, Day::Date { .. });
    let counted_to_date =
        counted_to_date || text.number(start).is_some() && matches!(day, Day::Nth { counted: Counted::Day, within: Within::Month(_), .. });
    let named = is_named_day(&day) && !counted_to_date;
    let computed = direction == Direction::After || named || matches!(step, Step::Weekday(..) | Step::Bridge | Step::Week(_));
    computed.then(|| (end, Day::Around { base: Box::new(day), step }))
}

/// "efter påsk", "före jul", "efter sommaren", "efter helgen".
pub(super) fn out(text: &Text, at: usize) -> Match<Day> {
    let start = text.skip(at, &["strax", "direkt", "precis", "right", "snart", "lagom"]);
    let (next, direction) = beside(text, start).filter(|_| !text.is(start, &["fran", "following"]))?;
    let next = text.skip(next, &["the", "hela"]);
    // "efter semestern 10 april", "före midsommar 12 juni": the date that follows at once is the day.
    let dated = |end: usize| {
        let (end, found) = day::core(text, text.skip(text.skip(end, &[","]), &["den", "the"]))?;
        matches!(found.day, Day::Date { .. }).then_some((end, found.day))
    };
    if let Some((end, Day::Season { season, year, third, .. })) = season(text, next) {
        if let Some(found) = dated(end) {
            return Some(found);
        }
        return Some((end, Day::Season { season, year, third, out: Some(direction) }));
    }
    let (end, day) = base(text, next)?;
    if matches!(day, Day::Holiday { year: Year::Unsaid, .. })
        && let Some(found) = dated(end)
    {
        return Some(found);
    }
    let fits = matches!(day, Day::Holiday { .. } | Day::Weekend { .. })
        || direction == Direction::After && matches!(day, Day::Date { .. } | Day::Week { .. } | Day::MonthPart { third: None, .. });
    fits.then(|| (end, Day::Around { base: Box::new(day), step: Step::Out(direction) }))
}
