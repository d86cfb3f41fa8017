//! From when to when a question about ST days goes ("i vår", "nästa termin", "i maj"), and how much later one is put.

use jiff::civil::{Date, date};

use crate::language::date::{self as language, period::month};

/// Whether a word may say from when to when.
pub fn is_period_word(word: &str) -> bool {
    const WORDS: [&str; 34] = [
        "var",
        "varen",
        "varens",
        "varterminen",
        "host",
        "hosten",
        "hostens",
        "hostterminen",
        "sommar",
        "sommaren",
        "vinter",
        "termin",
        "terminen",
        "vt",
        "ht",
        "ar",
        "aret",
        "arets",
        "manad",
        "manaden",
        "vecka",
        "veckan",
        "spring",
        "autumn",
        "fall",
        "year",
        "month",
        "week",
        "this",
        "nasta",
        "denna",
        "detta",
        "term",
        "next",
    ];
    WORDS.contains(&word)
        || month(word).is_some()
        || year(word).is_some()
        || word.strip_prefix(['v', 'h']).is_some_and(|rest| rest.starts_with('t') && rest[1..].chars().all(|digit| digit.is_ascii_digit()))
}

fn year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|year| (2020..2100).contains(year))
}

/// From when to when "i vår", "nästa termin", "i maj", "i år" last.
pub fn period(words: &[&str], today: Date) -> Option<(Date, Date)> {
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    let pair = |first: &str, second: &[&str]| words.windows(2).any(|pair| pair[0] == first && second.contains(&pair[1]));
    let named = words.iter().find_map(|word| year(word));
    let half =
        |year: i16, spring: bool| if spring { (date(year, 1, 1), date(year, 6, 30)) } else { (date(year, 7, 1), date(year, 12, 31)) };
    let spring_now = today.month() <= 6;
    let following = has(&["nasta", "next"]);
    let short_term = |letters: &str| {
        words.iter().find_map(|word| word.strip_prefix(letters)).filter(|rest| rest.chars().all(|digit| digit.is_ascii_digit()))
    };
    let term_year = |rest: &str| rest.parse::<i16>().ok().map(|year| if year < 100 { 2000 + year } else { year });
    if pair("i", &["var"]) || has(&["varen", "varens", "varterminen", "spring"]) || short_term("vt").is_some() {
        let year = named.or_else(|| short_term("vt").and_then(term_year));
        return Some(half(year.unwrap_or(if spring_now { today.year() } else { today.year() + 1 }), true));
    }
    if pair("i", &["host"]) || has(&["hosten", "hostens", "hostterminen", "autumn", "fall"]) || short_term("ht").is_some() {
        let year = named.or_else(|| short_term("ht").and_then(term_year));
        return Some(half(year.unwrap_or(today.year()), false));
    }
    if has(&["termin", "terminen", "term"]) {
        return Some(match (following, spring_now) {
            (false, spring) => half(today.year(), spring),
            (true, true) => half(today.year(), false),
            (true, false) => half(today.year() + 1, true),
        });
    }
    if pair("i", &["sommar"]) || has(&["sommaren", "summer"]) {
        return Some((date(today.year(), 6, 1), date(today.year(), 8, 31)));
    }
    if let Some(month) = words.iter().find_map(|word| month(word)) {
        let year = named.unwrap_or(if month < today.month() { today.year() + 1 } else { today.year() });
        return of_month(year, month);
    }
    if has(&["manad", "manaden", "month"]) {
        let first = if following { language::calendar::add_months(today, 1) } else { today };
        return of_month(first.year(), first.month());
    }
    if has(&["vecka", "veckan", "week"]) {
        let monday = language::calendar::monday_of(language::calendar::add_days(today, if following { 7 } else { 0 }));
        return Some((monday, language::calendar::add_days(monday, 6)));
    }
    let year = named
        .or_else(|| (pair("nasta", &["ar"]) || pair("next", &["year"])).then(|| today.year() + 1))
        .or_else(|| (pair("i", &["ar"]) || pair("this", &["year"]) || has(&["arets"])).then(|| today.year()))?;
    Some((date(year, 1, 1), date(year, 12, 31)))
}

fn of_month(year: i16, month: i8) -> Option<(Date, Date)> {
    Some((Date::new(year, month, 1).ok()?, language::calendar::last_of_month(year, month)?))
}

/// "en vecka", "två dagar framåt", "3 veckor tidigare": how many days later.
pub fn shift(words: &[&str]) -> Option<i64> {
    const NUMBERS: [&[&str]; 10] = [
        &["1", "en", "ett", "one", "a"],
        &["2", "tva", "two"],
        &["3", "tre", "three"],
        &["4", "fyra", "four"],
        &["5", "fem"],
        &["6", "sex"],
        &["7", "sju"],
        &["8", "atta"],
        &["9", "nio"],
        &["10", "tio"],
    ];
    let days = words.windows(2).find_map(|pair| {
        let count = NUMBERS.iter().position(|names| names.contains(&pair[0])).and_then(|at| i64::try_from(at + 1).ok())?;
        match pair[1] {
            "dag" | "dagar" | "day" | "days" => Some(count),
            "vecka" | "veckor" | "week" | "weeks" => Some(count * 7),
            _ => None,
        }
    })?;
    let earlier = words.iter().any(|word| matches!(*word, "tidigare" | "bak" | "bakat" | "tidigarelagg" | "earlier" | "forward"));
    Some(if earlier { -days } else { days })
}
