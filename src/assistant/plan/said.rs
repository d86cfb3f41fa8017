//! What somebody says of the dates of their ST: start, length, part-time, leave, several of them in one message.

use jiff::civil::Date;

use super::{
    away,
    period::{self, Found, Lean},
    read::{Asked, Dates, Pace},
    spoken,
};
use crate::{language::date::cardinal, plan::Period};

/// "inte ledig mars 2026".
pub(super) fn not_on_leave(plain: &str, today: Date) -> Option<Asked> {
    let negated = ["inte ledig", "inte langre ledig", "ta bort ledighet", "ta bort min ledighet", "not on leave", "remove my leave"];
    if !negated.iter().any(|words| plain.contains(words)) {
        return None;
    }
    match period::find(plain, today, Lean::Future) {
        Some(found) => Some(Asked::NotOnLeave(found.period.into())),
        None => (plain.contains("ta bort") || plain.contains("remove")).then_some(Asked::NoLeave),
    }
}

/// Whether a text tells of what has been, so that a day without a year lies behind.
fn lean(segment: &str) -> Lean {
    let past = [" var ", " varit ", " was ", " been ", " hade "];
    let padded = format!(" {segment} ");
    if since(segment) || past.iter().any(|word| padded.contains(word)) { Lean::Past } else { Lean::Future }
}

/// "sedan januari", "sen i augusti", and not "sedan är jag ledig".
fn since(segment: &str) -> bool {
    let words: Vec<&str> = segment.split_whitespace().collect();
    let is_day = |word: &str| word.starts_with(|letter: char| letter.is_ascii_digit()) || period::is_month(word) || word == "den";
    let is_since = |word: &str| matches!(word, "sedan" | "sen" | "since");
    words.windows(2).any(|pair| is_since(pair[0]) && is_day(pair[1]))
        || words.windows(3).any(|three| is_since(three[0]) && three[1] == "i" && is_day(three[2]))
}

/// Whether only the first day was said: "från 1 mars", "from januari 2027".
fn is_open(segment: &str, found: &Found) -> bool {
    let padded = format!(" {segment} ");
    let begins = [" fran ", " from ", " starting ", " med start "];
    let ends = [" till ", " to ", " until ", " through ", "-"];
    let has = |words: &[&str]| words.iter().any(|word| padded.contains(word));
    (since(segment) || has(&begins)) && (found.one_day || !has(&ends))
}

/// A whole year or term: "ledig 2027", "ledig hela våren 2027", "ledig ht 2026".
fn long(segment: &str, today: Date) -> Option<Period> {
    let words: Vec<&str> = segment.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let years: Vec<i16> = words
        .iter()
        .filter(|word| word.len() == 4)
        .filter_map(|word| word.parse().ok())
        .filter(|year| (1990..2100).contains(year))
        .collect();
    let term = words.iter().find_map(|word| match *word {
        "var" | "varen" | "vt" | "varterminen" | "spring" => Some(false),
        "host" | "hosten" | "ht" | "hostterminen" | "autumn" => Some(true),
        _ => None,
    });
    let (year, term) = match (years.as_slice(), term) {
        ([year], term) => (*year, term),
        // "nästa höst" is not the one of this year.
        ([], Some(term)) if words.contains(&"nasta") || words.contains(&"next") => (today.year() + 1, Some(term)),
        ([], Some(term)) => (if !term && today.month() > 6 { today.year() + 1 } else { today.year() }, Some(term)),
        _ => return None,
    };
    let (from, to) = match term {
        None => ((1, 1), (12, 31)),
        Some(false) => ((1, 1), (6, 30)),
        Some(true) => ((7, 1), (12, 31)),
    };
    let day = |(month, day): (i8, i8)| Date::new(year, month, day).ok();
    Some(Period { from: day(from)?, to: day(to)? })
}

/// So much is worked in the time that `rest` tells, or else what stands `before` it: "från januari jobbar jag
/// 50 %". Who says that it is so now, or that it changes, speaks of today and not of the start.
fn pace(percent: u32, before: &str, rest: &str, today: Date) -> Pace {
    const NOW: [&str; 12] = [
        " nu ",
        " numera ",
        " idag ",
        " i dag ",
        " now ",
        " today ",
        " gar ner ",
        " gatt ner ",
        " gar upp ",
        " gatt upp ",
        " ner till ",
        " down to ",
    ];
    let whole = format!(" {before} {rest} ").replace([',', '.'], " ");
    let dated = |said: &str| period::find(said, today, lean(&whole)).map(|found| (found.period, !found.one_day && !is_open(said, &found)));
    match dated(rest).or_else(|| dated(before)) {
        Some((period, ends)) => Pace { percent, from: Some(period.from), to: ends.then_some(period.to) },
        None => Pace { percent, from: NOW.iter().any(|words| whole.contains(words)).then_some(today), to: None },
    }
}

/// What of the words before a keyword belongs to it: all of them before the first one, else those after the
/// last comma or "och".
fn clause(words: &[&str], first: bool) -> String {
    let ends = |word: &&str| word.ends_with([',', '.', ';']) || matches!(*word, "och" | "men" | "and" | "but");
    match words.iter().rposition(ends) {
        _ if first => words.join(" "),
        Some(at) => words[at + 1..].join(" "),
        None => String::new(),
    }
}

/// What a keyword begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Start,
    Leave,
    Percent(u32),
    /// So much is worked beside a part-time leave.
    Away(u32),
    Months(u32),
    /// So much longer than it was.
    Longer(u32),
}

/// Words for full leave, folded. Which one it was is not kept.
pub(super) const LEAVE: [&str; 15] = [
    "ledig",
    "foraldraledig",
    "mammaledig",
    "pappaledig",
    "tjanstledig",
    "sjukskriven",
    "ledighet",
    "foraldraledighet",
    "leave",
    "studieledig",
    "tjanstledighet",
    "barnledig",
    "forskningsledig",
    "borta",
    "away",
];

/// "Jag började 1 september 2024": who began, and a day, and nothing else.
fn only_a_day_follows(bare: &[&str], at: usize, today: Date) -> bool {
    let past = matches!(bare[at], "borjade" | "started" | "startade");
    // "fel startdatum, jag började …".
    let oneself = match at.checked_sub(1) {
        None => true,
        Some(before) => {
            matches!(bare[before], "jag" | "i")
                && bare[..before]
                    .iter()
                    .all(|word| ["fel", "nej", "oj", "startdatum", "datum", "det", "blev", "men", "sorry", "no", "wrong"].contains(word))
        }
    };
    let day = || period::find(&bare[at + 1..].join(" "), today, Lean::Past);
    past && oneself && day().is_some_and(|found| found.before.is_empty() && found.after.is_empty())
}

/// Whether a percentage beside these words is that of one's work.
fn speaks_of_work(plain: &str, bare: &[&str]) -> bool {
    ["jobbar", "arbetar", "deltid", "work", "tjanstgoringsgrad", "heltid", "halvtid", "part-time", "full-time"]
        .iter()
        .any(|word| bare.contains(word))
        || ["ner till", "upp till", "gar ner", "gatt ner", "gar upp", "gatt upp", "down to"].iter().any(|words| plain.contains(words))
}

/// Whether a number of months is added: "förlängd (med) 6 månader" adds, "förlängd till 66 månader" does not.
fn adds(plain: &str, bare: &[&str], at: usize) -> bool {
    (plain.contains("forlang") || plain.contains("longer"))
        && (at == 0 || !matches!(bare[at - 1], "till" | "to" | "ar" | "is" | "nu" | "now" | "blir" | "pa"))
}

/// Whether the ST is named.
fn speaks_of_st(bare: &[&str]) -> bool {
    let names =
        |word: &&str| matches!(*word, "st" | "st-start" | "st:n" | "specialiseringstjanstgoring" | "residency") || word.starts_with("st-");
    bare.iter().any(names)
}

/// "Jag började ST 1 september 2025, jobbar 80 % och är ledig mars–december 2026". Of leave nothing but
/// the dates is taken.
pub(super) fn dates(plain: &str, today: Date) -> Option<Asked> {
    let spaced = spoken::borders(plain).replace('%', " % ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let bare: Vec<&str> = words.iter().map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '%')).collect();
    let speaks_of_st = speaks_of_st(&bare);
    let mut parts: Vec<(usize, Part)> = Vec::new();
    let mut taken = 0;
    for (at, word) in bare.iter().enumerate() {
        if at < taken {
            continue;
        }
        let number = word.parse::<u32>().ok();
        let next = bare.get(at + 1).copied().unwrap_or_default();
        let decimal = word.replace(',', ".").parse::<f64>().ok().filter(|years| (1.0..=12.0).contains(years));
        let away = next.parse::<u32>().ok().filter(|_| bare.get(at + 2).is_some_and(|sign| matches!(*sign, "%" | "procent" | "percent")));
        if LEAVE.contains(word) {
            // Who is away for a part works the rest.
            parts.push((at, away.filter(|away| *away < 100).map_or(Part::Leave, |away| Part::Away(100 - away))));
            taken = away.map_or(at, |_| at + 3);
        } else if (matches!(*word, "borjade" | "borjar" | "started" | "startade" | "borjat" | "start")
            && (speaks_of_st || only_a_day_follows(&bare, at, today)))
            || *word == "st-start"
        {
            if !parts.iter().any(|(_, part)| *part == Part::Start) {
                parts.push((at, Part::Start));
            }
        } else if *word == "halvtid" && bare.len() <= 12 {
            parts.push((at, Part::Percent(50)));
        } else if let Some(percent) = number.or_else(|| cardinal(word)).filter(|_| matches!(next, "%" | "procent" | "percent")) {
            parts.push((at, Part::Percent(percent)));
        } else if matches!(*word, "heltid" | "full-time") && bare.len() <= 8 {
            parts.push((at, Part::Percent(100)));
        } else if let Some(months) =
            number.filter(|_| matches!(next, "manader" | "man" | "months") && (speaks_of_st || plain.contains("langd")))
        {
            parts.push((at, if adds(plain, &bare, at) { Part::Longer(months) } else { Part::Months(months) }));
        } else if let Some(years) = decimal.filter(|_| {
            matches!(next, "ar" | "years") && (plain.contains("langd") || plain.contains("lang") || plain.starts_with("min st "))
        }) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most twelve years")]
            parts.push((at, Part::Months((years * 12.0).round() as u32)));
        }
    }
    let speaks_of_work = speaks_of_work(plain, &bare);
    let mut dates = Dates::default();
    let (mut no_start, mut open_leave, mut unplaced) = (false, None, false);
    for (place, (at, part)) in parts.iter().enumerate() {
        let end = parts.get(place + 1).map_or(words.len(), |(next, _)| *next);
        // "… och var ledig": what stands right before the word belongs to it.
        let begin = if place == 0 { 0 } else { at - usize::from(*part == Part::Leave) };
        let segment = words[begin..end].join(" ");
        let before = || clause(&words[place.checked_sub(1).map_or(0, |before| parts[before].0 + 1)..*at], place == 0);
        match part {
            Part::Start => {
                dates.start = period::find(&spoken::years(&segment, today), today, Lean::Past).map(|found| found.period.from);
                no_start = dates.start.is_none();
            }
            Part::Leave => {
                let found = period::find(&segment, today, lean(&segment));
                let open = found.as_ref().filter(|found| is_open(&segment, found)).map(|found| found.period.from);
                // "ett år från 1 maj" tells the last day too.
                let begins = open.or(found.as_ref().filter(|found| found.one_day).map(|found| found.period.from));
                let lasts = away::length(&segment);
                unplaced |= found.is_none() && lasts.is_some();
                if let Some(leave) = begins.zip(lasts).map(|(from, length)| length.since(from)) {
                    dates.leave.push(leave);
                } else if open.is_some() {
                    open_leave = open;
                } else {
                    // A day off is no leave that a plan waits for.
                    let day_off = |leave: &Period| {
                        matches!(bare[*at], "ledig" | "ledighet" | "leave" | "borta" | "away") && (0..7).contains(&leave.days())
                    };
                    let leave = found.map(|found| found.period.into()).or_else(|| long(&segment, today));
                    dates.leave.extend(leave.filter(|leave| !day_off(leave)));
                }
            }
            Part::Away(percent) => {
                let rest = words[(*at + 3).min(end)..end].join(" ");
                dates.paces.push(pace(*percent, &before(), &rest, today));
            }
            Part::Percent(percent)
                if speaks_of_work
                    || dates.start.is_some()
                    || bare.len() <= 4
                    || (*at == 0 && period::find(&segment, today, Lean::Future).is_some()) =>
            {
                // "80 % från 1 mars": the number before the sign is no date. "halvtid" and "heltid" are their own sign.
                let sign = if words.get(at + 1).is_some_and(|next| matches!(*next, "%" | "procent" | "percent")) { 2 } else { 1 };
                let rest = words[(*at + sign).min(end)..end].join(" ");
                dates.paces.push(pace(*percent, &before(), &rest, today));
            }
            Part::Percent(_) => {}
            Part::Months(months) => dates.months = Some(*months),
            Part::Longer(months) => dates.longer = Some(*months),
        }
    }
    if let Some(from) = open_leave.filter(|_| dates.start.is_none()) {
        return Some(Asked::OpenLeave(from));
    }
    match dates == Dates::default() {
        true if unplaced && bare.len() <= 8 => Some(Asked::LeaveWhen),
        true => (no_start && bare.len() <= 8 && bare.first() == Some(&"jag")).then_some(Asked::NoStart),
        false => Some(Asked::Dates(dates)),
    }
}
