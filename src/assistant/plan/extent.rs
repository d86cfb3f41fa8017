//! When leave or part-time holds, as people say it: from a day to a day, from or until one, for so long, or only
//! roughly. What is rough is asked for and never guessed.

use jiff::civil::Date;

use super::{
    away::{self, Length},
    period::{self, Found, Lean},
    spoken,
};
use crate::plan::{Period, time::days_between};

/// Words that a last day stands after, folded.
const UNTIL: [&str; 6] = ["till", "tills", "until", "to", "through", "fram"];
/// Words that a first day stands after, folded.
const FROM: [&str; 6] = ["fran", "from", "sedan", "sen", "since", "starting"];
/// Words that make a stretch a rough one, folded.
const ROUGH: [&str; 15] =
    ["nagra", "par", "halva", "halvan", "borjan", "mitten", "slutet", "delar", "del", "delen", "nagon", "nan", "some", "part", "half"];
/// Times without days, folded.
const VAGUE: [&str; 24] = [
    "sommar",
    "sommaren",
    "hosten",
    "varen",
    "vinter",
    "vintern",
    "jul",
    "julen",
    "pask",
    "pasken",
    "nyar",
    "arsskiftet",
    "midsommar",
    "semestern",
    "tag",
    "period",
    "perioden",
    "efter",
    "innan",
    "fore",
    "medan",
    "nasta",
    "summer",
    "winter",
];
/// The whole of an ST, folded.
const ALWAYS: [&str; 11] = [
    "fran borjan",
    "fran start",
    "sedan start",
    "sedan borjan",
    "sen start",
    "sen borjan",
    "hela tiden",
    "hela st",
    "under st",
    "from the start",
    "from the beginning",
];

/// When something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// From a day to a day.
    During(Period),
    /// One day alone.
    Day(Date),
    /// From a day on.
    From(Date),
    /// Up to and with a day.
    Until(Date),
    /// It ends before it begins, save over a new year that nobody wrote.
    Turned(Period),
    /// A time without its days; how long, where that was said.
    Rough(Option<Length>),
    /// No time at all.
    Unsaid,
}

/// Whether a text has one of these words or phrases. All folded.
pub(super) fn has(text: &str, any: &[&str]) -> bool {
    let padded = format!(" {} ", text.replace([',', '.', ';', '!'], " "));
    any.iter().any(|words| padded.contains(&format!(" {words} ")))
}

/// Whether it means the whole of an ST.
pub(super) fn is_always(said: &str) -> bool {
    has(said, &ALWAYS)
}

/// Whether a text tells of what has been, so that a day without a year lies behind.
pub(super) fn lean(segment: &str) -> Lean {
    if since(segment) || has(segment, &["var", "varit", "was", "been", "hade"]) { Lean::Past } else { Lean::Future }
}

/// "sedan januari", "sen i augusti", "sen v 10", and not "sedan är jag ledig" or "v 10 och sedan v 12".
fn since(segment: &str) -> bool {
    let words: Vec<&str> = segment.split_whitespace().collect();
    let is_day = |word: &str| word.starts_with(|letter: char| letter.is_ascii_digit()) || period::is_month(word) || word == "den";
    let is_since = |word: &str| matches!(word, "sedan" | "sen" | "since");
    let first = words.first().is_some_and(|word| is_since(word));
    let is_week = |word: &str| matches!(word, "v" | "vecka" | "week");
    words.windows(2).any(|pair| is_since(pair[0]) && is_day(pair[1]))
        || first && words.get(1).is_some_and(|word| is_week(word))
        || words.windows(3).any(|three| !matches!(three[0], "och" | "and" | "&") && is_since(three[1]) && is_week(three[2]))
        || words.windows(3).any(|three| is_since(three[0]) && three[1] == "i" && is_day(three[2]))
}

/// Whether only the first day was said: "från 1 mars", "from januari 2027".
fn is_open(segment: &str, found: &Found) -> bool {
    let padded = format!(" {segment} ");
    let ends = [" till ", " to ", " until ", " through ", "-"];
    (since(segment) || has(segment, &["fran", "from", "starting", "med start"]))
        && (found.one_day || !ends.iter().any(|word| padded.contains(word)))
}

/// Whether a text names a spring or an autumn, which begins and ends on no certain day: "hösten 2027", "i vår".
fn names_season(segment: &str) -> bool {
    let words: Vec<&str> = segment.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.iter().enumerate().any(|(at, word)| match *word {
        "varen" | "hosten" | "spring" | "autumn" => true,
        // "jag var ledig" tells of no spring.
        "var" | "host" => {
            let before = at.checked_sub(1).map(|before| words[before]);
            let year = |next: &&str| next.len() == 4 && next.bytes().all(|byte| byte.is_ascii_digit());
            matches!(before, Some("i" | "nasta" | "hela" | "under" | "this" | "next")) || words.get(at + 1).is_some_and(year)
        }
        _ => false,
    })
}

/// A whole year or term: "ledig 2027", "ledig vt 2027", "ledig höstterminen 2026".
fn long(segment: &str, today: Date) -> Option<Period> {
    let words: Vec<&str> = segment.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let year = |word: &&str| word.parse::<i16>().ok().filter(|year| word.len() == 4 && (1990..2100).contains(year));
    // "ht27".
    let with_year = |word: &str| {
        let (term, year) = (word.get(..2)?, word.get(2..)?.parse::<i16>().ok().filter(|_| word.len() == 4)?);
        matches!(term, "vt" | "ht").then(|| (term == "ht", today.year() / 100 * 100 + year))
    };
    let years: Vec<i16> = words.iter().filter_map(|word| year(word).or_else(|| with_year(word).map(|(_, year)| year))).collect();
    let term = words.iter().find_map(|word| match *word {
        "vt" | "varterminen" => Some(false),
        "ht" | "hostterminen" => Some(true),
        word => with_year(word).map(|(autumn, _)| autumn),
    });
    // "sommaren 2027", "jul 2027" are no whole years, and no more are days that do not exist: "32 maj 2027", "v 60 2027".
    let other = words.iter().any(|word| {
        let number = word.bytes().all(|byte| byte.is_ascii_digit()) && year(word).is_none();
        number || period::is_month(word) || matches!(*word, "v" | "vecka" | "veckorna" | "week" | "weeks")
    });
    if term.is_none() && (other || has(segment, &VAGUE)) {
        return None;
    }
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

/// Words that leave the end open, folded.
pub(super) const ON: [&str; 5] = ["tills vidare", "tillsvidare", "framover", "och framat", "until further notice"];

/// A folded text without what leaves the end open, and with Christmas for what the calendar takes for July: a "jul"
/// that has no day before it.
fn plain(said: &str) -> String {
    let said = ON.iter().fold(said.to_owned(), |said, words| said.replace(words, " "));
    let words: Vec<&str> = said.split_whitespace().collect();
    let is_day = |at: usize| at.checked_sub(1).is_some_and(|before| words[before].starts_with(|letter: char| letter.is_ascii_digit()));
    let told = words.iter().enumerate().map(|(at, word)| match *word {
        "jul" | "jul," if !is_day(at) => "julen",
        word => word,
    });
    told.collect::<Vec<_>>().join(" ")
}

/// Reads when something holds. A folded text with one word for each border ([`spoken::borders`]).
pub(super) fn read(said: &str, today: Date, lean: Lean) -> Extent {
    if is_always(said) {
        return Extent::Unsaid;
    }
    let said = plain(said);
    let said = said.as_str();
    let lasts = away::length(said);
    let Some(found) = period::find(said, today, lean) else { return undated(said, today, lasts) };
    let period = Period::from(found.period);
    let is = |words: &[&str], word: Option<&String>| word.is_some_and(|word| words.contains(&word.as_str()));
    if found.turned {
        Extent::Turned(period)
    } else if is(&UNTIL, found.before.last()) {
        Extent::Until(period.to)
    } else if is(&UNTIL, found.after.first()) || has(said, &ROUGH) {
        // "från 1 mars till sommaren", "några veckor i juli".
        Extent::Rough(lasts)
    } else {
        let open = is_open(said, &found);
        match lasts.map(|length| length.since(period.from)) {
            // "ett år från 1 maj" tells the last day too.
            Some(whole) if open || found.one_day => Extent::During(whole),
            // "2 veckor i juli" are not all of July.
            Some(whole) if days_between(whole.to, period.to).abs() > 3 => Extent::Rough(lasts),
            _ if open => Extent::From(period.from),
            _ if found.one_day => Extent::Day(period.from),
            _ => Extent::During(period),
        }
    }
}

/// Whether a text has a month or a week in it, of which the day does not exist: "31 juni 2027", "v 60".
fn names_no_day(said: &str) -> bool {
    let words: Vec<&str> = said.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let number = |at: usize| words.get(at).is_some_and(|word| word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit()));
    (1..words.len())
        .any(|at| period::is_month(words[at]) && number(at - 1) || matches!(words[at - 1], "v" | "vecka" | "week") && number(at))
}

/// A time without a day: a whole year or term, or a rough one.
fn undated(said: &str, today: Date, lasts: Option<Length>) -> Extent {
    let (from, until) = (has(said, &FROM), has(said, &UNTIL));
    if names_season(said) {
        return Extent::Rough(lasts);
    }
    match (long(said, today), lasts) {
        (Some(period), None) if !from && !until && !has(said, &ROUGH) => Extent::During(period),
        // A year begins on a certain day, a term does not.
        (Some(period), lasts) if from && !until && days_between(period.from, period.to) > 300 => {
            lasts.map_or(Extent::From(period.from), |length| Extent::During(length.since(period.from)))
        }
        (None, None) if !from && !until && !has(said, &VAGUE) && !names_no_day(said) => Extent::Unsaid,
        (_, lasts) => Extent::Rough(lasts),
    }
}

/// What a text says of full leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Leave {
    /// These stretches.
    Days(Vec<Period>),
    /// It has no end yet, or no beginning, or turned borders, or is rough.
    Other(Extent),
}

/// Reads when somebody is on leave; several stretches where there are several: "mars–maj 2027 och oktober 2027".
pub(super) fn leave(segment: &str, today: Date) -> Leave {
    const SMALL: [&str; 19] = [
        "i", "den", "sedan", "sen", "aven", "ocksa", "dessutom", "under", "hela", "igen", "ledig", "pa", "ar", "jag", "again", "also",
        "in", "then", "dagarna",
    ];
    let segment = plain(&segment.replace("ett och ett halvt ar", "18 manader"));
    let edges = has(&segment, &FROM) || has(&segment, &UNTIL);
    let segment = if edges { spoken::relative(&segment, today) } else { segment };
    let lean = lean(&segment);
    let one = match read(&segment, today, lean) {
        Extent::During(period) => Leave::Days(vec![period]),
        Extent::Day(day) => Leave::Days(vec![Period { from: day, to: day }]),
        other => Leave::Other(other),
    };
    let cut = [" och ", " samt ", " and ", " & ", " plus ", ", ", "; "].iter().fold(segment, |text, between| text.replace(between, " | "));
    let clauses: Vec<&str> = cut.split(" | ").collect();
    let year = |text: &str| text.split(|letter: char| !letter.is_ascii_digit()).find(|word| word.len() == 4).map(str::to_owned);
    let dated = |text: &str, today: Date| match read(text, today, lean) {
        Extent::During(period) => Some(period),
        Extent::Day(day) => Some(Period { from: day, to: day }),
        _ => None,
    };
    let mut all: Vec<Period> = Vec::new();
    let mut weeks = false;
    for (at, clause) in clauses.iter().enumerate() {
        // "v 10 och 11": the word for it stands once.
        let number = weeks && clause.split_whitespace().next().is_some_and(|word| word.starts_with(|letter: char| letter.is_ascii_digit()));
        let clause = if number && period::find(clause, today, lean).is_none() { format!("v {clause}") } else { (*clause).to_owned() };
        let Some(found) = period::find(&clause, today, lean) else { continue };
        let around = found.before.iter().chain(&found.after).all(|word| SMALL.contains(&word.as_str()));
        if !all.is_empty() && !around {
            break;
        }
        weeks |= has(&clause, &["v", "vecka", "veckorna", "week", "weeks"]);
        // A year that is written once holds for what stands before it too, where that lies before.
        let lent = || {
            let (next, year) = clauses[at + 1..].iter().find_map(|next| Some((*next, year(next)?)))?;
            let (lent, next) = (dated(&format!("{clause} {year}"), today)?, dated(next, today)?);
            (lent.to < next.from).then_some(lent)
        };
        let read = match (year(&clause), all.last()) {
            (Some(_), _) => dated(&clause, today),
            (None, Some(last)) if lean == Lean::Future => dated(&clause, last.to),
            (None, _) => lent().or_else(|| dated(&clause, today)),
        };
        let Some(period) = read else { return one };
        match all.last_mut() {
            Some(last) if days_between(last.to, period.from) == 1 => last.to = period.to,
            _ => all.push(period),
        }
    }
    let whole = all.len() > 1 || matches!((all.as_slice(), &one), ([all], Leave::Days(one)) if one[0] != *all);
    if whole { Leave::Days(all) } else { one }
}

/// Whether the words after "ledig" are weekdays and nothing else: "ledig mån–ons", "ledig på fredag".
pub(super) fn weekdays_alone(segment: &str) -> bool {
    const DAYS: [&str; 14] =
        ["man", "tis", "ons", "tors", "tor", "fre", "mandag", "tisdag", "onsdag", "torsdag", "fredag", "imorgon", "idag", "tomorrow"];
    const SMALL: [&str; 12] = ["pa", "och", "till", "i", "den", "har", "veckan", "nasta", "vecka", "on", "and", "dag"];
    let words = segment.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let after: Vec<&str> = words.skip_while(|word| !super::keywords::LEAVE.contains(word)).skip(1).collect();
    after.iter().any(|word| DAYS.contains(word)) && after.iter().all(|word| DAYS.contains(word) || SMALL.contains(word))
}

/// How much somebody works who is away for a part of each week, in percent of five days: "varannan fredag", "2 dagar i
/// veckan". `None`: it is no part of a week. `Some(None)`: it is one, and does not say how much.
#[expect(clippy::option_option, reason = "a part that is not said how large is a part")]
pub(super) fn part_week(segment: &str) -> Option<Option<u32>> {
    const PARTS: [&str; 10] = [
        "formiddagar",
        "eftermiddagar",
        "formiddagarna",
        "eftermiddagarna",
        "halvdagar",
        "timmar",
        "timme",
        "mornings",
        "afternoons",
        "hours",
    ];
    const DAYS: [&str; 10] = ["mandag", "tisdag", "onsdag", "torsdag", "fredag", "monday", "tuesday", "wednesday", "thursday", "friday"];
    let text = segment.replace("/v", " i v").replace("every other", "varannan");
    let words: Vec<&str> = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let several = |word: &str| DAYS.iter().any(|day| word.strip_prefix(day).is_some_and(|rest| matches!(rest, "ar" | "arna" | "s")));
    let is_day = |word: &str| DAYS.contains(&word) || several(word);
    let each = |at: usize| at.checked_sub(1).is_some_and(|before| matches!(words[before], "varje" | "alla" | "every" | "var"));
    let count = |word: &str| match word {
        "en" | "1" | "ett" | "one" | "a" => Some(1),
        "tva" | "2" | "two" => Some(2),
        "tre" | "3" | "three" => Some(3),
        "fyra" | "4" | "four" => Some(4),
        _ => None,
    };
    if let Some(at) = words.iter().position(|word| matches!(*word, "varannan" | "vartannat")) {
        return Some(match words.get(at + 1) {
            Some(&("vecka" | "week")) => Some(50),
            Some(day) if is_day(day) => Some(90),
            _ => None,
        });
    }
    let weekly =
        |at: usize| matches!(words.get(at..at + 2), Some(["i" | "per" | "om" | "varje" | "a" | "each", "veckan" | "vecka" | "week" | "v"]));
    if let Some(at) = words.iter().position(|word| matches!(*word, "dag" | "dagar" | "day" | "days")).filter(|at| weekly(at + 1)) {
        let halved = at.checked_sub(1).is_some_and(|before| words[before].starts_with("halv"));
        let days = at.checked_sub(1).and_then(|before| count(words[before]));
        return Some(if halved { None } else { days.map(|days| 100 - 20 * days) });
    }
    // "sen i måndags" is a day that has been.
    let been = |at: usize| at > 0 && words[at - 1] == "i" && words[at].ends_with('s');
    let listed = words.iter().enumerate().filter(|(at, word)| several(word) && !been(*at) || DAYS.contains(word) && each(*at)).count();
    if (1..=4).contains(&listed) {
        return Some(u32::try_from(listed).ok().map(|days| 100 - 20 * days));
    }
    (words.iter().any(|word| PARTS.contains(word)) || has(&text, &["var tredje vecka", "var fjarde vecka", "vissa dagar", "enstaka dagar"]))
        .then_some(None)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 3, 10);

    fn of(from: Date, to: Date) -> Period {
        Period { from, to }
    }

    #[test]
    fn extents_are_read() {
        for (text, expected) in [
            ("fran 1 mars 2027", Extent::From(date(2027, 3, 1))),
            ("till 31 maj 2027", Extent::Until(date(2027, 5, 31))),
            ("till juni 2027", Extent::Until(date(2027, 6, 30))),
            ("fran 1 mars 2027 till 31 maj 2027", Extent::During(of(date(2027, 3, 1), date(2027, 5, 31)))),
            ("ht 2027", Extent::During(of(date(2027, 7, 1), date(2027, 12, 31)))),
            ("hela varterminen 2027", Extent::During(of(date(2027, 1, 1), date(2027, 6, 30)))),
            ("ht27", Extent::During(of(date(2027, 7, 1), date(2027, 12, 31)))),
            ("hela 2027", Extent::During(of(date(2027, 1, 1), date(2027, 12, 31)))),
            ("fran 2027", Extent::From(date(2027, 1, 1))),
            ("fran 1 mars 2027 i sex manader", Extent::During(of(date(2027, 3, 1), date(2027, 8, 31)))),
            ("hela st", Extent::Unsaid),
            ("fran borjan", Extent::Unsaid),
            ("1 jul 2027 till 3 aug 2027", Extent::During(of(date(2027, 7, 1), date(2027, 8, 3)))),
            ("fran 1 maj 2027 tills vidare", Extent::From(date(2027, 5, 1))),
            ("pa vardcentralen", Extent::Unsaid),
        ] {
            assert_eq!(read(text, TODAY, Lean::Future), expected, "{text}");
        }
        for rough in [
            "till sommaren",
            "fran nasta host",
            "fran hosten 2027",
            "hosten 2027",
            "hela varen 2028",
            "i host",
            "32 maj 2026",
            "1 maj - 31 juni 2027",
            "v 60 2027",
            "jul och nyar",
            "over jul",
            "i 6 manader",
            "2 veckor i juli",
            "fran 1 mars till jul",
            "halva juli",
            "sommaren 2027",
            "julen 2027",
        ] {
            assert!(matches!(read(rough, TODAY, Lean::Future), Extent::Rough(_)), "{rough}");
        }
        assert!(matches!(read("v 20-10 2027", TODAY, Lean::Future), Extent::Turned(_)));
        assert!(matches!(read("15-10 maj 2027", TODAY, Lean::Future), Extent::Turned(_)));
        assert!(matches!(read("v 50-3 2027", TODAY, Lean::Future), Extent::During(_)));
    }

    #[test]
    fn several_leaves_are_read() {
        let march_to_may = of(date(2027, 3, 1), date(2027, 5, 31));
        let october = of(date(2027, 10, 1), date(2027, 10, 31));
        for (text, expected) in [
            ("ledig mars-maj 2027 och oktober 2027", vec![march_to_may, october]),
            ("ledig mars-maj 2027 och oktober", vec![march_to_may, october]),
            ("ledig mars-maj och oktober 2027", vec![march_to_may, october]),
            ("ledig mars, april och maj 2027", vec![march_to_may]),
            ("ledig mars och april 2029", vec![of(date(2029, 3, 1), date(2029, 4, 30))]),
            ("ledig v 10 och 11 2027", vec![of(date(2027, 3, 8), date(2027, 3, 21))]),
            ("ledig mars-maj 2027 och tillbaka i juni 2027", vec![march_to_may]),
            ("ledig i ett och ett halvt ar fran 1 maj 2027", vec![of(date(2027, 5, 1), date(2028, 10, 31))]),
        ] {
            assert_eq!(leave(text, TODAY), Leave::Days(expected), "{text}");
        }
        for (text, expected) in [
            ("jag var ledig", Extent::Unsaid),
            ("ledig till 31 maj 2027", Extent::Until(date(2027, 5, 31))),
            ("ledig fran 1 mars 2027", Extent::From(date(2027, 3, 1))),
            ("sjukskriven sen forra veckan", Extent::From(date(2026, 3, 2))),
            ("sjukskriven sen i mandags", Extent::From(date(2026, 3, 9))),
        ] {
            assert_eq!(leave(text, TODAY), Leave::Other(expected), "{text}");
        }
    }

    #[test]
    fn a_part_of_each_week_is_no_leave() {
        for (text, expected) in [
            ("ledig varannan fredag", Some(Some(90))),
            ("ledig 2 dagar i veckan", Some(Some(60))),
            ("ledig en dag/vecka", Some(Some(80))),
            ("ledig fredagar", Some(Some(80))),
            ("ledig mandagar och fredagar", Some(Some(60))),
            ("ledig varje fredag i host", Some(Some(80))),
            ("ledig varannan vecka", Some(Some(50))),
            ("on leave every other friday", Some(Some(90))),
            ("ledig eftermiddagar", Some(None)),
            ("ledig fredag 5 juni", None),
            ("sjukskriven sen i tisdags", None),
            ("ledig mars 2027", None),
        ] {
            assert_eq!(part_week(text), expected, "{text}");
        }
    }
}
