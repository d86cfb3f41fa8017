//! Phrases of recurrence: "varje måndag", "varannan vecka", "två gånger om året", "t.o.m. juni",
//! "med start 1 juni", "fem gånger".

use jiff::civil::Weekday;

use super::except::Except;
use super::lexicon::{DayForm, DayPart, Unit, full_month, unit, weekday};
use super::phrase::{Day, DayFound, Match, Stretch, longer};
use super::rrule::Frequency;
use super::token::Text;
use super::{beside, border, day, numbers, spaced};

/// One piece of a recurrence.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Piece {
    /// "varje vecka": how often, with what it says about the day.
    Every(Cycle),
    /// "till och med juni". `inclusive` is false for a bare "till".
    Until(DayFound, bool),
    /// "med start 1 juni"
    Start(DayFound),
    /// "fem gånger"
    Count(u32),
    /// "i sex veckor framåt"
    For(Stretch),
    /// "utom fredagar"
    Except(Except),
    /// "hela april", "april ut": both borders or only the end.
    Whole(Day),
}

/// How often.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Cycle {
    pub frequency: Frequency,
    pub interval: u32,
    pub weekdays: Vec<Weekday>,
    pub months: Vec<i8>,
    pub part: Option<DayPart>,
    /// Months that a quarter begins with, or ends with for "sista".
    pub quarter: bool,
    pub term: bool,
    /// "jämna veckor" / "udda veckor"
    pub even_weeks: Option<bool>,
    /// More often than hourly.
    pub too_often: bool,
    /// How many times a period were said ("två gånger i veckan").
    pub times: u32,
    /// "tre tisdagar i rad"
    pub count: Option<u32>,
    /// "varje julafton"
    pub day: Option<Box<Day>>,
}

impl Cycle {
    fn new(frequency: Frequency, interval: u32) -> Self {
        Self {
            frequency,
            interval,
            weekdays: Vec::new(),
            months: Vec::new(),
            part: None,
            quarter: false,
            term: false,
            even_weeks: None,
            too_often: false,
            times: 1,
            count: None,
            day: None,
        }
    }
}

/// Monday to Friday.
pub(super) const WORKDAYS: [Weekday; 5] = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];

/// Reads a piece of a recurrence.
pub(super) fn read(text: &Text, at: usize) -> Match<Piece> {
    let every = longer(every(text, at), longer(several_weekdays(text, at), longer(plural(text, at), times(text, at))));
    let mut best = every.map(|(end, cycle)| (end, Piece::Every(cycle)));
    best = longer(best, super::except::read(text, at).map(|(end, except)| (end, Piece::Except(except))));
    for reader in [border::until, border::start, border::count, border::lasting, border::whole, spaced::read] {
        best = longer(best, reader(text, at));
    }
    best
}

/// "varje", "varannan", "var tredje": the position after it and the interval.
fn every_word(text: &Text, at: usize) -> Match<u32> {
    let start = text.skip(at, &["i", "pa", "on"]);
    let word = text.word(start);
    Some(match word {
        "varje" | "varenda" | "var" if text.low(start) == "vår" => return None,
        "varje" | "varenda" | "each" => beside::every_few(text, start + 1).map_or((start + 1, 1), |few| (start + 2, few)),
        "alla" | "samtliga" if weekday(text, start + 1).is_some() || unit(text, start + 1).is_some() || text.is(start + 1, &["helger"]) => {
            (start + 1, 1)
        }
        "varannan" | "vartannat" => (start + 1, 2),
        "every" if text.is(start + 1, &["other", "second"]) => (start + 2, 2),
        "every" => {
            let interval = text.number(start + 1).or_else(|| numbers::ordinal(text.word(start + 1)));
            match interval.filter(|value| (2..=99).contains(value)) {
                Some(interval) => (skip_suffix(text, start + 2), interval),
                None => (start + 1, 1),
            }
        }
        "var" | "vart" => {
            if text.is(start + 1, &["och"]) && text.is(start + 2, &["en", "varannan"]) {
                return Some((start + 3, 1));
            }
            let next = start + 1;
            // "var månad", "var dag"
            if text.is(next, &["manad", "vecka", "dag", "kvall", "morgon", "natt", "timme", "kvartal"]) && text.number(next + 1).is_none() {
                return Some((next, 1));
            }
            if text.is(next, &["annan", "annat"]) {
                return Some((next + 1, 2));
            }
            // "deadline var 1 april" tells of what was.
            if text.width(next) > 0 && (super::lexicon::month(text.word(next + 1)).is_some() || text.is(next + 1, &["/"])) {
                return None;
            }
            let interval = numbers::ordinal(text.word(next)).or_else(|| text.digits(next)).filter(|value| (1..=99).contains(value))?;
            // "var första måndag" counts inside the month instead.
            if interval == 1 && text.width(next) == 0 { (next, 1) } else { (skip_suffix(text, next + 1), interval) }
        }
        _ => return None,
    })
}

fn skip_suffix(text: &Text, at: usize) -> usize {
    let start = if text.is(at, &[":"]) && text.glued(at) { at + 1 } else { at };
    if text.glued(start) && text.is(start, &["e", "a", "de", "te", "je", "dje", "rd", "th", "nd"]) { start + 1 } else { at }
}

/// "varje måndag och torsdag", "var tredje månad", "varannan fredagskväll", "varje 1 december".
fn every(text: &Text, at: usize) -> Match<Cycle> {
    let adverb = adverb(text, at);
    if adverb.is_some() {
        return adverb;
    }
    let (next, interval) = every_word(text, at)?;
    if text.is(next, &["enskild", "hel", "ny"]) {
        return unit_cycle(text, next + 1, interval);
    }
    let next = text.skip(next, &["den"]);
    // "every 2nd Tuesday of the month" counts inside the month.
    if (2..=5).contains(&interval)
        && !text.is(at, &["varannan", "vartannat"])
        && !text.is(next.wrapping_sub(1), &["other"])
        && weekday(text, next).is_some()
        && text
            .after(next + 1, &[&["of", "the", "month"], &["of", "each", "month"], &["i", "manaden"], &["of", "every", "month"]])
            .is_some()
    {
        return Some((at + 1, Cycle::new(Frequency::Monthly, 1)));
    }
    if beside::short_month(text, at, next) {
        return Some((next + 1, Cycle::new(Frequency::Monthly, interval)));
    }
    // "varje mån-fre", "varje måndag, onsdag och fredag"
    if let Some((end, days, part)) = weekdays(text, next, true) {
        let mut cycle = Cycle::new(Frequency::Weekly, interval);
        cycle.weekdays = days;
        cycle.part = part;
        return Some((end, cycle));
    }
    if let Some(found) = unit_cycle(text, next, interval) {
        return Some(found);
    }
    // "varje sista fredag i månaden": the rank is read as a day of its own, this is only "every month".
    if let Some((after, _)) = beside::rank(text, next)
        && let Some((after, _)) = beside::counted(text, after)
    {
        let target = text.skip(after, &["i", "in", "of", "per", "pa"]);
        let target = text.skip(target, &["varje", "the", "every", "var"]);
        let mut cycle = Cycle::new(Frequency::Monthly, interval);
        cycle.quarter = text.is(target, &["kvartalet", "kvartal", "quarter"]);
        cycle.frequency = if text.is(target, &["aret", "year"]) { Frequency::Yearly } else { Frequency::Monthly };
        return Some((next, cycle));
    }
    // "varje måndagsmöte": the word goes on as the subject.
    if let Some(weekday) = super::lexicon::weekday_within(text.word(next)) {
        let mut cycle = Cycle::new(Frequency::Weekly, interval);
        cycle.weekdays = vec![weekday];
        return Some((next, cycle));
    }
    if let Some(month) = full_month_or_short(text, next) {
        let mut cycle = Cycle::new(Frequency::Yearly, interval);
        cycle.months = vec![month];
        return Some((next + 1, cycle));
    }
    let (end, found) = day::core(text, next)?;
    let mut cycle = match found.day {
        Day::Date { .. } | Day::Holiday { .. } => Cycle::new(Frequency::Yearly, interval),
        Day::OfMonth { .. } => Cycle::new(Frequency::Monthly, interval),
        Day::List { ref days, .. } if matches!(days[0], Day::OfMonth { .. }) => Cycle::new(Frequency::Monthly, interval),
        _ => return None,
    };
    cycle.day = Some(Box::new(found.day));
    Some((end, cycle))
}

fn full_month_or_short(text: &Text, at: usize) -> Option<i8> {
    full_month(text, at).filter(|_| text.width(at + 1) == 0)
}

/// The unit after "varje".
fn unit_cycle(text: &Text, at: usize, interval: u32) -> Match<Cycle> {
    let word = text.word(at);
    let cycle = match word {
        "morgon" | "kvall" | "natt" | "formiddag" | "eftermiddag" | "morning" | "evening" | "night" | "afternoon" => {
            let mut cycle = Cycle::new(Frequency::Daily, interval);
            cycle.part = super::lexicon::day_part(word);
            cycle
        }
        "morgnar" | "kvallar" => {
            let mut cycle = Cycle::new(Frequency::Daily, interval);
            cycle.part = Some(if word == "morgnar" { DayPart::Morning } else { DayPart::Evening });
            cycle
        }
        "helg" | "helger" | "weekend" | "weekends" => {
            let mut cycle = Cycle::new(Frequency::Weekly, interval);
            cycle.weekdays = vec![Weekday::Saturday];
            cycle
        }
        "vardagskvall" | "vardagsmorgon" | "vardageftermiddag" | "vardagseftermiddag" => {
            let mut cycle = workdays(interval);
            cycle.part = Some(match word {
                "vardagskvall" => DayPart::Evening,
                "vardagsmorgon" => DayPart::Morning,
                _ => DayPart::Afternoon,
            });
            cycle
        }
        "weekday" | "weekdays" | "workday" => workdays(interval),
        "jamn" | "udda" if text.is(at + 1, &["vecka", "veckor", "v"]) => {
            let mut cycle = Cycle::new(Frequency::Weekly, 2);
            cycle.even_weeks = Some(word == "jamn");
            return Some((at + 2, cycle));
        }
        // "varje höst" needs a day in it, as "varje termin" does.
        "host" | "sommar" | "vinter" | "autumn" | "summer" | "winter" | "spring" => {
            let mut cycle = Cycle::new(Frequency::Yearly, interval);
            cycle.term = true;
            cycle
        }
        "var" if text.low(at) == "vår" => {
            let mut cycle = Cycle::new(Frequency::Yearly, interval);
            cycle.term = true;
            cycle
        }
        // "varje löning": on its day, which may be said or is asked for.
        "loning" | "lonedag" => Cycle { term: true, ..Cycle::new(Frequency::Monthly, interval) },
        "dagen" => Cycle::new(Frequency::Daily, interval),
        // "varje udda månad"
        "jamn" | "udda" if text.is(at + 1, &["manad"]) => {
            let mut cycle = Cycle::new(Frequency::Monthly, 1);
            cycle.months = (1..=12).filter(|month| (month % 2 == 0) == (word == "jamn")).collect();
            return Some((at + 2, cycle));
        }
        "manads" | "ars" => Cycle::new(if word == "ars" { Frequency::Yearly } else { Frequency::Monthly }, interval),
        "kvartals" => {
            let mut cycle = Cycle::new(Frequency::Monthly, interval * 3);
            cycle.quarter = true;
            cycle
        }
        "skottar" => Cycle::new(Frequency::Yearly, 4),
        _ => match unit(text, at)? {
            Unit::Second | Unit::Minute | Unit::Quarter | Unit::HalfHour => {
                let mut cycle = Cycle::new(Frequency::Hourly, 1);
                cycle.too_often = true;
                cycle
            }
            Unit::Hour => Cycle::new(Frequency::Hourly, interval),
            Unit::Day if word == "v" || word == "d" => return None,
            Unit::Day => Cycle::new(Frequency::Daily, interval),
            Unit::WorkingDay => {
                let end = if text.is(at, &["helgfria", "business", "working"]) { at + 2 } else { at + 1 };
                return Some((end, workdays(interval)));
            }
            Unit::Week => Cycle::new(Frequency::Weekly, interval),
            Unit::Fortnight => Cycle::new(Frequency::Weekly, interval * 2),
            Unit::Month => Cycle::new(Frequency::Monthly, interval),
            Unit::QuarterYear => {
                let mut cycle = Cycle::new(Frequency::Monthly, interval * 3);
                cycle.quarter = true;
                cycle
            }
            Unit::HalfYear => {
                let mut cycle = Cycle::new(Frequency::Monthly, interval * 6);
                cycle.term = text.is(at, &["termin", "terminer"]);
                cycle
            }
            Unit::Year => Cycle::new(Frequency::Yearly, interval),
        },
    };
    // "varje dag (mån–fre)", "varje vecka på tisdagar" keep the weekdays as pieces of their own.
    // "alla dagar i veckan"
    let end = if text.is(at, &["dagar"]) { text.after(at + 1, &[&["i", "veckan"]]).unwrap_or(at + 1) } else { at + 1 };
    (!text.runs_on(at + 1)).then_some((end, cycle))
}

fn workdays(interval: u32) -> Cycle {
    let mut cycle = Cycle::new(Frequency::Weekly, interval);
    cycle.weekdays = WORKDAYS.to_vec();
    cycle
}

/// "dagligen", "varje vecka" as one word: "veckovis", "årligen", "monthly".
fn adverb(text: &Text, at: usize) -> Match<Cycle> {
    let of_reminder = text.is(at + 1, &["paminnelse"]) || text.starts(at + 1, &["aterkommande", "paminnelse"]);
    let mut cycle = match text.word(at) {
        "dagligen" | "daily" => Cycle::new(Frequency::Daily, 1),
        "veckovis" | "weekly" => Cycle::new(Frequency::Weekly, 1),
        "biweekly" | "fortnightly" => Cycle::new(Frequency::Weekly, 2),
        "manadsvis" | "manatligen" | "monthly" => Cycle::new(Frequency::Monthly, 1),
        "kvartalsvis" | "quarterly" => Cycle::new(Frequency::Monthly, 3),
        "halvarsvis" | "halvarligen" | "terminsvis" => Cycle::new(Frequency::Monthly, 6),
        "arligen" | "yearly" | "annually" => Cycle::new(Frequency::Yearly, 1),
        // "påminn mig alltid kl 7"
        "alltid" | "always" if super::clock::read(text, at + 1).is_some() => Cycle::new(Frequency::Daily, 1),
        // "en årlig påminnelse"
        "daglig" if of_reminder => Cycle::new(Frequency::Daily, 1),
        "manatlig" if of_reminder => Cycle::new(Frequency::Monthly, 1),
        "arlig" if of_reminder => Cycle::new(Frequency::Yearly, 1),
        _ => return None,
    };
    cycle.quarter = matches!(text.word(at), "kvartalsvis" | "quarterly");
    cycle.term = text.word(at) == "terminsvis";
    (!text.runs_on(at + 1)).then_some((at + 1, cycle))
}

/// A list or range of weekdays: "mån, ons och fre", "måndag till torsdag". With `lone` one is enough.
pub(super) fn weekdays(text: &Text, at: usize, lone: bool) -> Option<(usize, Vec<Weekday>, Option<DayPart>)> {
    let (first, form, part) = weekday(text, at).filter(|(_, form, _)| *form != DayForm::Past)?;
    let mut days = vec![first];
    let mut plural = form == DayForm::Plural;
    let mut end = text.skip(at + 1, &["."]);
    if end > at + 1 && (text.word(at).len() > 4 || end >= text.len()) {
        end = at + 1;
    }
    loop {
        let range = text.is(end, &["-", "till", "to", "tom", "through"]);
        let joined = range || text.is(end, &["och", ",", "&", "/", "+", "and", "samt"]);
        if !joined {
            break;
        }
        let mut next = end + 1;
        for _ in 0..2 {
            next = text.skip(next, &["och", "varje", "pa", "and", "samt", "on", "every"]);
        }
        let Some((other, form, None)) = weekday(text, next).filter(|(_, form, _)| *form != DayForm::Past) else { break };
        // "varje måndag, fredag 13 mars…": a weekday with a date of its own is no part of the list.
        if text.width(next + 1) > 0 && text.is(next + 2, &["/"]) {
            break;
        }
        plural = plural || form == DayForm::Plural;
        if range {
            let mut day = first.next();
            while day != other && days.len() < 7 {
                days.push(day);
                day = day.next();
            }
        }
        if !days.contains(&other) {
            days.push(other);
        }
        end = next + 1;
        if days.len() >= 7 {
            break;
        }
    }
    if text.runs_on(end) {
        return None;
    }
    days.sort_by_key(|day| day.to_monday_zero_offset());
    (lone || plural || days.len() >= 4).then_some((end, days, part))
}

/// "på onsdagar", "måndagar och torsdagar", "vardagar", "mån-fre", "helger".
fn plural(text: &Text, at: usize) -> Match<Cycle> {
    let mut start = at;
    for _ in 0..3 {
        start = text.skip(start, &["pa", "alla", "om", "on", "samtliga", "udda", "jamna", "jamn", "helgfria"]);
    }
    let word = text.word(start);
    if matches!(word, "vardagar" | "vardagarna" | "weekdays")
        || text.is(start.wrapping_sub(1), &["helgfria"]) && start > at && word == "dagar"
    {
        // "om 3 vardagar", "två vardagar innan" count days.
        let counted = start > 0 && text.number(start.wrapping_sub(1)).is_some();
        return (!counted && !text.runs_on(start + 1)).then(|| (start + 1, workdays(1)));
    }
    if matches!(word, "helger" | "helgerna" | "weekends") && start.checked_sub(1).is_none_or(|before| text.number(before).is_none()) {
        let mut cycle = Cycle::new(Frequency::Weekly, 1);
        cycle.weekdays = vec![Weekday::Saturday];
        return Some((start + 1, cycle));
    }
    if matches!(word, "kvallar" | "kvallarna" | "morgnar" | "morgnarna") && start > at {
        let mut cycle = Cycle::new(Frequency::Daily, 1);
        cycle.part = Some(if word.starts_with('k') { DayPart::Evening } else { DayPart::Morning });
        return Some((start + 1, cycle));
    }
    // "udda veckor", "i jämn vecka"
    if matches!(word, "veckor" | "vecka") && start > at && text.is(start - 1, &["udda", "jamna", "jamn"]) {
        let mut cycle = Cycle::new(Frequency::Weekly, 2);
        cycle.even_weeks = Some(!text.is(start - 1, &["udda"]));
        return Some((start + 1, cycle));
    }
    if text.glued(start) && start > 0 && text.is(start - 1, &["-"]) {
        return None;
    }
    let (end, days, part) = weekdays(text, start, false)?;
    let mut cycle = Cycle::new(Frequency::Weekly, 1);
    cycle.weekdays = days;
    cycle.part = part;
    // "udda fredagar"
    if start > at && text.is(start - 1, &["jamna", "udda"]) {
        cycle.interval = 2;
        cycle.even_weeks = Some(text.is(start - 1, &["jamna"]));
    }
    // "fredagar jämna veckor"
    let next = text.skip(end, &["i", "pa", ","]);
    if text.is(next, &["jamna", "udda"]) && text.is(next + 1, &["veckor"]) {
        cycle.interval = 2;
        cycle.even_weeks = Some(text.is(next, &["jamna"]));
        return Some((next + 2, cycle));
    }
    Some((end, cycle))
}

/// "de fyra närmaste fredagarna", "tre tisdagar i rad", "de kommande tre måndagarna".
fn several_weekdays(text: &Text, at: usize) -> Match<Cycle> {
    // "om två fredagar" counts from now.
    if text.is(at.wrapping_sub(1), &["om"]) {
        return None;
    }
    let start = text.skip(at, &["de", "the", "pa"]);
    let start = text.skip(start, &["narmaste", "kommande", "nasta", "next"]);
    let count = text.number(start).filter(|count| (2..=100).contains(count))?;
    let next = text.skip(start + 1, &["narmaste", "kommande", "nasta"]);
    let (weekday, DayForm::Plural, part) = weekday(text, next)? else { return None };
    let mut cycle = Cycle::new(Frequency::Weekly, 1);
    cycle.weekdays = vec![weekday];
    cycle.part = part;
    cycle.count = Some(count);
    let end = text.after(next + 1, &[&["i", "rad"], &["framover"], &["framat"], &["in", "a", "row"]]);
    Some((end.unwrap_or(next + 1), cycle))
}

/// "två gånger i veckan", "en gång om året", "1 ggr/månad", "once a week", "twice a year".
fn times(text: &Text, at: usize) -> Match<Cycle> {
    let start = text.skip(at, &["minst"]);
    let (next, count) = match text.word(start) {
        "once" => (start + 1, 1),
        "twice" => (start + 1, 2),
        _ => {
            let count = text.number(start).filter(|count| (1..=31).contains(count))?;
            if !text.is(start + 1, &["gang", "ganger", "ggr", "gg", "times", "time", "tillfallen", "g"]) {
                return None;
            }
            (start + 2, count)
        }
    };
    let target =
        text.after(next, &[&["i"], &["om"], &["per"], &["/"], &["a"], &["an"], &["varje"], &["var"], &["pa"], &["every"], &["each"]])?;
    let mut cycle = match text.word(target) {
        "veckan" | "vecka" | "week" => Cycle::new(Frequency::Weekly, 1),
        "manaden" | "manad" | "month" => Cycle::new(Frequency::Monthly, 1),
        "kvartalet" | "kvartal" | "quarter" => {
            let mut cycle = Cycle::new(Frequency::Monthly, 3);
            cycle.quarter = true;
            cycle
        }
        "halvaret" | "halvar" => Cycle::new(Frequency::Monthly, 6),
        "terminen" | "termin" => {
            let mut cycle = Cycle::new(Frequency::Monthly, 6);
            cycle.term = true;
            cycle
        }
        "aret" | "ar" | "year" => match count {
            2 => Cycle::new(Frequency::Monthly, 6),
            3 => Cycle::new(Frequency::Monthly, 4),
            4 => Cycle::new(Frequency::Monthly, 3),
            6 => Cycle::new(Frequency::Monthly, 2),
            12 => Cycle::new(Frequency::Monthly, 1),
            _ => Cycle::new(Frequency::Yearly, 1),
        },
        "dagen" | "dag" | "day" | "dygnet" | "dygn" => Cycle::new(Frequency::Daily, 1),
        _ => return None,
    };
    cycle.times = count;
    Some((target + 1, cycle))
}

/// Once in each such time, without more being said.
pub(super) fn each(frequency: Frequency) -> Cycle {
    Cycle::new(frequency, 1)
}
