//! Days by their place in something longer or beside another day: "sista vardagen i april",
//! "mitten av maj", "dagen före midsommarafton", "efter påsk", "klämdagen i maj".

use super::beside;
use super::day::{self, ends_phrase, month_offset, year_after};
use super::lexicon::month;
use super::phrase::{Counted, Day, Match, Month, Season, Third, Within, Year, longer};
use super::token::Text;
use super::week;

/// Reads such a day.
pub(super) fn read(text: &Text, at: usize) -> Match<Day> {
    let mut best = third(text, at);
    for reader in [beside::nth, beside::around, beside::out, turn, season, quarter, year_alone, weekend, bridge, ordinal_month, vague] {
        best = longer(best, reader(text, at));
    }
    best
}

/// A month by name or from now, with its year.
pub(super) fn month_said(text: &Text, at: usize) -> Match<Month> {
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
        "halvvags" | "halfway" => (text.skip(start + 1, &["in", "genom", "into", "through"]), Third::Middle),
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
    // "i början av varje månad": what follows says how often.
    if text.is(target, &["varje", "every", "each", "varannan"]) {
        let day = match text.word(target + 1) {
            "manad" | "month" => Day::MonthPart { month: Month::FromNow(0), third: Some(third) },
            "vecka" | "week" => Day::WeekFromNow { weeks: 0, weekday: None, third: Some(third) },
            "kvartal" | "quarter" if third != Third::Middle => {
                Day::Nth { nth: if third == Third::End { -1 } else { 1 }, counted: Counted::WorkingDay, within: Within::Unsaid }
            }
            _ => return None,
        };
        return Some((target, day));
    }
    if let Some((end, weeks)) = week::week_offset(text, target) {
        return Some((end, Day::WeekFromNow { weeks, weekday: None, third: Some(third) }));
    }
    if text.is(target, &["veckan", "week"]) && text.width(target + 1) == 0 {
        return Some((target + 1, Day::WeekFromNow { weeks: 0, weekday: None, third: Some(third) }));
    }
    if let Some((end, Day::Week { week, year, .. })) = week::week(text, target) {
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

pub(super) fn year_said(text: &Text, at: usize) -> Match<Year> {
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

/// "månadsskiftet april/maj", "årsskiftet", "halvårsskiftet".
fn turn(text: &Text, at: usize) -> Match<Day> {
    match text.word(at) {
        "nasta" if text.is(at + 1, &["manadsskifte"]) => {
            Some((at + 2, Day::MonthPart { month: Month::FromNow(0), third: Some(Third::End) }))
        }
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
        // "semestern börjar v 26": what the day is of.
        "semestern" | "sommarsemestern" | "sommarledigheten" | "sommarlovet"
            if !inside && text.is(start + 1, &["borjar", "startar", "slutar", "ligger", "ar"]) =>
        {
            return None;
        }
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
        let (next, number) = beside::rank(text, start)?;
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
        &["later", "today"],
        &["senare", "idag"],
        &["senare", "i", "dag"],
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
