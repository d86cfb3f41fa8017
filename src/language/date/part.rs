//! Days by their place in something longer or beside another day: "sista vardagen i april",
//! "mitten av maj", "dagen före midsommarafton", "efter påsk", "klämdagen i maj".

use super::day::{self, ends_phrase, month_offset, week_offset, year_after};
use super::lexicon::{DayForm, month, weekday};
use super::numbers;
use super::phrase::{Counted, Day, Direction, Match, Month, Season, Step, Stretch, Third, Within, Year, longer};
use super::stretch;
use super::token::Text;

/// Reads such a day.
pub(super) fn read(text: &Text, at: usize) -> Match<Day> {
    let mut best = third(text, at);
    for reader in [nth, around, out, turn, season, quarter, year_alone, weekend, bridge, ordinal_month, vague] {
        best = longer(best, reader(text, at));
    }
    best
}

/// A month by name or from now, with its year.
fn month_said(text: &Text, at: usize) -> Match<Month> {
    let at = text.skip(at, &["den", "the"]);
    if let Some((end, months)) = month_offset(text, at) {
        return Some((end, Month::FromNow(months)));
    }
    let start = text.skip(at, &["nasta", "kommande"]);
    if let Some(month) = month(text.word(start)).filter(|_| !matches!(text.word(start), "jul" | "mar") && !text.runs_on(start + 1)) {
        let (end, year) = year_after(text, text.skip(text.skip(start + 1, &["manad"]), &["."]));
        return Some((end, Month::Named { month, year }));
    }
    if text.is(at, &["manaden", "manad", "month"]) {
        return Some((at + 1, Month::FromNow(0)));
    }
    None
}

fn preposition(text: &Text, at: usize) -> usize {
    let next = text.skip(at, &["i", "av", "pa", "of", "in", "under", "-", "for"]);
    text.skip(next, &["the"])
}

/// "i slutet av maj", "mitten av nästa vecka", "mid-May", "early June".
fn third(text: &Text, at: usize) -> Match<Day> {
    let start = text.skip(at, &["i", "vid", "mot", "the", "towards", "at"]);
    let (next, third) = match text.word(start) {
        "borjan" | "inledningen" | "borjen" | "beginning" | "early" | "start" | "primo" => (start + 1, Third::Beginning),
        "mitten" | "middle" | "mid" | "medio" | "mitt" => (start + 1, Third::Middle),
        "slutet" | "slut" | "end" | "late" | "ultimo" | "sluttampen" => (start + 1, Third::End),
        "sent" if text.is(start + 1, &["i"]) => (start + 1, Third::End),
        "tidigt" if text.is(start + 1, &["i"]) => (start + 1, Third::Beginning),
        _ => return possessive_end(text, start),
    };
    if matches!(text.word(start), "start" | "slut" | "mitt") && !text.is(start + 1, &["of", "pa", "av", "i"]) {
        return None;
    }
    let target = preposition(text, next);
    if text.word(start) == "mitt" && target == next {
        return None;
    }
    if let Some((end, month)) = month_said(text, target) {
        return Some((end, Day::MonthPart { month, third: Some(third) }));
    }
    if let Some((end, weeks)) = week_offset(text, target) {
        return Some((end, Day::WeekFromNow { weeks, weekday: None, third: Some(third) }));
    }
    if text.is(target, &["veckan", "week"]) && text.width(target + 1) == 0 {
        return Some((target + 1, Day::WeekFromNow { weeks: 0, weekday: None, third: Some(third) }));
    }
    if let Some((end, Day::Week { week, year, .. })) = day::week(text, target) {
        return Some((end, Day::Week { week, year, weekday: None, third: Some(third) }));
    }
    if let Some((end, Day::QuarterPart { quarter, from_now, .. })) = quarter(text, target) {
        return Some((end, Day::QuarterPart { quarter, from_now, third: Some(third) }));
    }
    if let Some((end, Day::Season { season, year, .. })) = season(text, target) {
        return Some((end, Day::Season { season, year, third: Some(third), out: None }));
    }
    if let Some((end, year)) = year_said(text, target) {
        return Some((end, Day::YearPart { year, third: Some(third) }));
    }
    None
}

/// "månadens slut", "veckans slut", "årets slut".
fn possessive_end(text: &Text, at: usize) -> Match<Day> {
    if !text.is(at + 1, &["slut", "borjan", "mitt", "end"]) {
        return None;
    }
    let third = Some(match text.word(at + 1) {
        "borjan" => Third::Beginning,
        "mitt" => Third::Middle,
        _ => Third::End,
    });
    let day = match text.word(at) {
        "manadens" => Day::MonthPart { month: Month::FromNow(0), third },
        "veckans" => Day::WeekFromNow { weeks: 0, weekday: None, third },
        "arets" => Day::YearPart { year: Year::FromNow(0), third },
        "terminens" => Day::Season { season: Season::Term, year: Year::Unsaid, third, out: None },
        _ => return None,
    };
    Some((at + 2, day))
}

fn year_said(text: &Text, at: usize) -> Match<Year> {
    for (phrase, years) in [
        (&["aret"][..], 0),
        (&["detta", "ar"], 0),
        (&["i", "ar"], 0),
        (&["the", "year"], 0),
        (&["year"], 0),
        (&["nasta", "ar"], 1),
        (&["next", "year"], 1),
    ] {
        if text.starts(at, phrase) && text.low(at + 1) != "är" {
            return Some((at + phrase.len(), Year::FromNow(years)));
        }
    }
    let start = text.skip(at, &["ar"]);
    let year = text.digits(start).filter(|value| text.width(start) == 4 && day::is_year(*value))?;
    Some((start + 1, Year::Exactly(i16::try_from(year).ok()?)))
}

/// "nästa år", "år 2027", "2027".
fn year_alone(text: &Text, at: usize) -> Match<Day> {
    if text.is(at, &["aret", "year", "the"]) || text.starts(at, &["i", "ar"]) || text.glued(at) && at > 0 {
        return None;
    }
    let (end, year) = year_said(text, at)?;
    if text.runs_on(end) || text.is(end, &[":", "."]) && text.glued(end) && text.glued(end + 1) {
        return None;
    }
    Some((end, Day::YearPart { year, third: None }))
}

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

/// What is counted: "vardagen", "måndagen", "dagen".
pub(super) fn counted(text: &Text, at: usize) -> Match<Counted> {
    let counted = match text.word(at) {
        "dagen" | "dag" | "day" | "dan" => Counted::Day,
        "vardagen" | "vardag" | "arbetsdagen" | "arbetsdag" | "workday" | "weekday" => Counted::WorkingDay,
        "helgfria" | "business" | "working" if text.is(at + 1, &["vardagen", "dagen", "dag", "day", "vardag"]) => {
            return Some((at + 2, Counted::WorkingDay));
        }
        "klamdagen" | "klamdag" => Counted::BridgeDay,
        _ => match weekday(text, at)? {
            (weekday, DayForm::Plain | DayForm::Definite, None) => Counted::Weekday(weekday),
            _ => return None,
        },
    };
    (!text.runs_on(at + 1)).then_some((at + 1, counted))
}

/// "första måndagen i maj", "sista vardagen före jul", "andra torsdagen".
fn nth(text: &Text, at: usize) -> Match<Day> {
    let (next, nth) = rank(text, at)?;
    // "den sista varje månad"
    let every = text.skip(next, &["i", "of"]);
    if nth == -1 && text.is(every, &["varje", "every", "varannan"]) && !text.is(every + 1, &["dag"]) {
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
    if let Some((end, weeks)) = week_offset(text, at) {
        return Some((end, Day::WeekFromNow { weeks, weekday: None, third: None }));
    }
    if text.is(at, &["veckan"]) && text.width(at + 1) == 0 {
        return Some((at + 1, Day::WeekFromNow { weeks: 0, weekday: None, third: None }));
    }
    day::week(text, at).filter(|(_, week)| matches!(week, Day::Week { .. }))
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
        Day::Open | Day::Ago => None,
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
    ) || matches!(day, Day::Date { year: Year::Unsaid, month, day } if matches!((month, day), (5, 1) | (6, 6) | (12, 24..=26) | (12, 31) | (1, 1)))
}

/// "dagen före midsommarafton", "två dagar efter 15 april", "måndagen efter påsk", "veckan före jul".
fn around(text: &Text, at: usize) -> Match<Day> {
    let start = text.skip(at, &["the", "den"]);
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
    let (base_at, direction) = beside(text, next)?;
    let (end, day) = base(text, base_at)?;
    let step = step_of(direction);
    // A weekday beside a date is a day too ("fredagen före den 15 april"); a stretch before a plain
    // date is a lead to that deadline.
    let computed = direction == Direction::After || is_named_day(&day) || matches!(step, Step::Weekday(..) | Step::Bridge | Step::Week(_));
    computed.then(|| (end, Day::Around { base: Box::new(day), step }))
}

/// "efter påsk", "före jul", "efter sommaren", "efter helgen".
fn out(text: &Text, at: usize) -> Match<Day> {
    let start = text.skip(at, &["strax", "direkt", "precis", "right", "snart", "lagom"]);
    let (next, direction) = beside(text, start).filter(|_| !text.is(start, &["fran", "following"]))?;
    let next = text.skip(next, &["the", "hela"]);
    if let Some((end, Day::Season { season, year, third, .. })) = season(text, next) {
        return Some((end, Day::Season { season, year, third, out: Some(direction) }));
    }
    let (end, day) = base(text, next)?;
    let fits = matches!(day, Day::Holiday { .. } | Day::Weekend { .. })
        || direction == Direction::After && matches!(day, Day::Date { .. } | Day::Week { .. } | Day::MonthPart { third: None, .. });
    fits.then(|| (end, Day::Around { base: Box::new(day), step: Step::Out(direction) }))
}

/// "månadsskiftet april/maj", "årsskiftet", "halvårsskiftet".
fn turn(text: &Text, at: usize) -> Match<Day> {
    match text.word(at) {
        "manadsskiftet" => {
            if let Some(month) = month(text.word(at + 1)) {
                let end = if text.is(at + 2, &["/", "-"]) && super::lexicon::month(text.word(at + 3)).is_some() { at + 4 } else { at + 2 };
                return Some((
                    end,
                    Day::Nth { nth: -1, counted: Counted::Day, within: Within::Month(Month::Named { month, year: Year::Unsaid }) },
                ));
            }
            Some((at + 1, Day::MonthPart { month: Month::FromNow(0), third: Some(Third::End) }))
        }
        "arsskiftet" => Some((at + 1, Day::Date { year: Year::Unsaid, month: 12, day: 31 })),
        "halvarsskiftet" => Some((at + 1, Day::Date { year: Year::Unsaid, month: 6, day: 30 })),
        "kvartalsskiftet" => Some((at + 1, Day::QuarterPart { quarter: None, from_now: 0, third: Some(Third::End) })),
        "terminsstart" | "terminsstarten" => {
            Some((at + 1, Day::Season { season: Season::Term, year: Year::Unsaid, third: Some(Third::Beginning), out: None }))
        }
        "terminsslut" | "terminsslutet" => {
            Some((at + 1, Day::Season { season: Season::Term, year: Year::Unsaid, third: Some(Third::End), out: None }))
        }
        _ => None,
    }
}

/// "i höst", "till våren", "vårterminen 2027", "vt27", "ht 26".
pub(super) fn season(text: &Text, at: usize) -> Match<Day> {
    let led = text.is(at, &["i", "till", "under", "hela", "in", "nasta"]);
    let start = if led { text.skip(at + 1, &["hela", "the", "nasta"]) } else { at };
    let before = text.word(at.wrapping_sub(1));
    let inside = led
        || matches!(
            before,
            "i" | "till" | "under" | "hela" | "efter" | "fore" | "innan" | "av" | "the" | "after" | "before" | "pa" | "infor"
        );
    let season = match text.word(start) {
        "varen" | "spring" if inside => Season::Spring,
        "var" if led && text.low(start) == "vår" && text.word(at) != "under" => Season::Spring,
        "sommaren" | "semestern" | "sommarsemestern" | "sommarledigheten" | "sommarlovet" => Season::Summer,
        "sommar" | "summer" if inside => Season::Summer,
        "hosten" => Season::Autumn,
        "host" | "autumn" if inside => Season::Autumn,
        "vintern" => Season::Winter,
        "vinter" | "winter" if inside => Season::Winter,
        "varterminen" | "vt" | "vartermin" => Season::SpringTerm,
        "hostterminen" | "ht" | "hosttermin" => Season::AutumnTerm,
        "terminen" => Season::Term,
        _ => return None,
    };
    if text.runs_on(start + 1) && text.width(start + 1) == 0 && text.width(start + 2) == 0 {
        return None;
    }
    let next = text.skip(start + 1, &["-", "'"]);
    if matches!(season, Season::SpringTerm | Season::AutumnTerm) && matches!(text.width(next), 2 | 4) {
        let year = super::numeric::year_of(text.digits(next)?, text.width(next))?;
        return Some((next + 1, Day::Season { season, year: Year::Exactly(year), third: None, out: None }));
    }
    if matches!(text.word(start), "vt" | "ht") && !ends_phrase(text, start + 1) {
        return None;
    }
    let (end, year) = year_after(text, start + 1);
    Some((end, Day::Season { season, year, third: None, out: None }))
}

/// "Q2", "kvartal 2", "andra kvartalet", "nästa kvartal", "kvartalet".
pub(super) fn quarter(text: &Text, at: usize) -> Match<Day> {
    let start = text.skip(at, &["i", "the", "under"]);
    let part = |quarter, from_now| Day::QuarterPart { quarter, from_now, third: None };
    if text.is(start, &["nasta", "next", "kommande"]) && text.is(start + 1, &["kvartal", "quarter"]) {
        return Some((start + 2, part(None, 1)));
    }
    if text.is(start, &["detta", "this"]) && text.is(start + 1, &["kvartal", "kvartalet", "quarter"]) {
        return Some((start + 2, part(None, 0)));
    }
    if text.is(start, &["kvartalet", "quarter"]) && text.width(start + 1) == 0 && !text.is(start + 1, &["past", "to"]) && at == start {
        return Some((start + 1, part(None, 0)));
    }
    let (end, number) = if text.is(start, &["q", "kvartal", "kv"]) && text.width(start + 1) == 1 {
        (start + 2, i8::try_from(text.digits(start + 1)?).ok()?)
    } else {
        let (next, number) = rank(text, start)?;
        if !text.is(next, &["kvartalet", "quarter"]) {
            return None;
        }
        (next + 1, if number == -1 { 4 } else { number })
    };
    if !(1..=4).contains(&number) {
        return None;
    }
    let (end, year) = year_after(text, end);
    Some((end, part(Some((number, year)), 0)))
}

/// "till helgen", "nästa helg", "helgen", "the weekend".
fn weekend(text: &Text, at: usize) -> Match<Day> {
    for (phrase, weeks) in [
        (&["nasta", "helg"][..], 1),
        (&["next", "weekend"], 1),
        (&["kommande", "helg"], 0),
        (&["den", "har", "helgen"], 0),
        (&["denna", "helg"], 0),
        (&["helgen"], 0),
        (&["this", "weekend"], 0),
        (&["the", "weekend"], 0),
        (&["weekend"], 0),
    ] {
        if text.starts(at, phrase) && !text.runs_on(at + phrase.len()) {
            return Some((at + phrase.len(), Day::Weekend { weeks }));
        }
    }
    None
}

/// "klämdagen i maj", "nästa klämdag", "klämdagen".
fn bridge(text: &Text, at: usize) -> Match<Day> {
    let start = text.skip(at, &["nasta", "kommande", "en"]);
    if !text.is(start, &["klamdagen", "klamdag", "klamdan"]) {
        return None;
    }
    let target = text.skip(start + 1, &["i", "under"]);
    if let Some((end, month)) = month_said(text, target) {
        return Some((end, Day::Bridge { month: Some(month) }));
    }
    Some((start + 1, Day::Bridge { month: None }))
}

/// "sista maj", "siste februari", "sista i månaden", "första juni" (also read as a date).
fn ordinal_month(text: &Text, at: usize) -> Match<Day> {
    let start = text.skip(at, &["den", "the"]);
    if !text.is(start, &["sista", "siste", "last"]) {
        return None;
    }
    let target = text.skip(text.skip(start + 1, &["i", "of", "av"]), &["the"]);
    let (end, month) = month_said(text, target)?;
    Some((end, Day::Nth { nth: -1, counted: Counted::Day, within: Within::Month(month) }))
}

/// "snart", "senare", "nån gång", "nån dag": a time that cannot be reckoned.
fn vague(text: &Text, at: usize) -> Match<Day> {
    for phrase in [
        &["nan", "gang", "snart"][..],
        &["nan", "gang"],
        &["nagon", "gang"],
        &["nan", "dag"],
        &["nagon", "dag"],
        &["langre", "fram"],
        &["lite", "senare"],
        &["senare"],
        &["snart"],
        &["sen"],
        &["sedan"],
        &["framover"],
        &["vid", "tillfalle"],
        &["nar", "jag", "hinner"],
        &["nar", "det", "passar"],
        &["i", "god", "tid"],
        &["strax"],
        &["later"],
        &["soon"],
        &["some", "day"],
        &["someday"],
        &["sometime"],
        &["some", "time"],
        &["in", "a", "while"],
        &["om", "ett", "tag"],
        &["om", "en", "stund"],
        &["endera", "dagen"],
    ] {
        if text.starts(at, phrase) && !text.runs_on(at + phrase.len()) {
            return Some((at + phrase.len(), Day::Open));
        }
    }
    None
}
