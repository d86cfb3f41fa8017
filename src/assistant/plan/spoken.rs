//! Dates of an ST as people write them in passing, put into the words that the readers of plans know:
//! "fr o m 1 maj t o m 31 juli", "mellan mars och juni", "sep 24".

use jiff::civil::Date;

use super::period;
use crate::plan::{
    time::{add_days, add_months},
    training::OLDEST,
};

/// The words without the marks around them.
fn bare(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphanumeric())
}

/// Words that a day, a week or a month begins with.
fn begins_a_day(word: &str) -> bool {
    let word = bare(word);
    word.starts_with(|letter: char| letter.is_ascii_digit())
        || period::is_month(word)
        || matches!(word, "den" | "v" | "vecka")
        || word.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A folded text with one word for "from" and one for "until".
#[must_use]
pub fn borders(folded: &str) -> String {
    const FROM: [&[&str]; 9] = [
        &["fran", "och", "med", "borjan", "av"],
        &["fran", "borjan", "av"],
        &["fran", "och", "med"],
        &["fr", "o", "m"],
        &["f", "o", "m"],
        &["fr.o.m"],
        &["f.o.m"],
        &["from", "och", "med"],
        &["fom"],
    ];
    const UNTIL: [&[&str]; 9] = [
        &["till", "och", "med", "slutet", "av"],
        &["till", "slutet", "av"],
        &["till", "och", "med"],
        &["fram", "till", "och", "med"],
        &["fram", "till"],
        &["t", "o", "m"],
        &["t.o.m"],
        &["tom"],
        &["anda", "till"],
    ];
    let words: Vec<&str> = folded.split_whitespace().collect();
    let stands = |at: usize, phrase: &[&str]| {
        words.get(at..at + phrase.len()).is_some_and(|part| part.iter().zip(phrase).all(|(word, told)| bare(word) == *told))
    };
    let mut said: Vec<&str> = Vec::new();
    let (mut at, mut between) = (0, false);
    while at < words.len() {
        let from = FROM.iter().find(|phrase| stands(at, phrase)).map(|phrase| ("fran", phrase.len()));
        let until = || UNTIL.iter().find(|phrase| stands(at, phrase)).map(|phrase| ("till", phrase.len()));
        let next = words.get(at + 1).is_some_and(|next| begins_a_day(next));
        if let Some((word, length)) = from.or_else(until) {
            said.push(word);
            at += length;
            continue;
        }
        // "den 15 i oktober".
        let days = |word: &str| word.len() <= 2 && word.parse::<u32>().is_ok_and(|day| (1..=31).contains(&day));
        let week = at >= 2 && matches!(bare(words[at - 2]), "v" | "vecka" | "week");
        if words[at] == "i" && at > 0 && days(words[at - 1]) && !week && words.get(at + 1).is_some_and(|next| period::is_month(bare(next)))
        {
            at += 1;
            continue;
        }
        // "mellan mars och juni".
        between |= words[at] == "mellan" && next;
        if between && words[at] == "och" && next {
            said.push("till");
            between = false;
        } else {
            said.push(words[at]);
        }
        at += 1;
    }
    said.join(" ")
}

/// A folded text with the dates in figures alone written as a calendar has them: "25-09-01", "1.9.2024", "240901".
#[must_use]
pub fn figures(folded: &str, today: Date) -> String {
    let mut said: Vec<String> = Vec::new();
    for word in folded.split_whitespace() {
        let end = word.trim_end_matches([',', '.', ';', '!', ')']).len();
        let (date, marks) = word.split_at(end);
        // "1.3.2027-30.6.2027".
        let both = || {
            let (from, to) = date.split_once('-')?;
            Some(format!("{} till {}", in_figures(from, today)?, in_figures(to, today)?))
        };
        let read = in_figures(date, today).map(|day| day.to_string()).or_else(both);
        said.push(read.map_or_else(|| word.to_owned(), |read| format!("{read}{marks}")));
    }
    said.join(" ")
}

/// The day of "25-09-01", "20250901", "1.9.2025", "1/9-25": its year has to be one of an ST.
fn in_figures(word: &str, today: Date) -> Option<Date> {
    let all = word.bytes().all(|byte| byte.is_ascii_digit());
    let (year, month, day) = match (all, word.len()) {
        (true, 6) => (&word[..2], &word[2..4], &word[4..]),
        (true, 8) => (&word[..4], &word[4..6], &word[6..]),
        (true, _) => return None,
        (false, _) => {
            let parts: Vec<&str> = word.split(['-', '.', '/']).collect();
            let [first, month, last] = parts.as_slice() else { return None };
            // What begins with the year has it before the day: "25-09-01". "1-9-25" is written the other way.
            let year_first = first.len() == 4 || word.contains('-') && !word.contains('/') && first.len() == 2 && last.len() == 2;
            if year_first { (*first, *month, *last) } else { (*last, *month, *first) }
        }
    };
    let number = |digits: &str| {
        let sound = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<i16>().ok().filter(|_| sound && digits.len() <= 4)
    };
    let small = |digits: &str| number(digits).filter(|_| digits.len() <= 2).and_then(|number| i8::try_from(number).ok());
    let year = match year.len() {
        2 => number(year)? + today.year() / 100 * 100,
        4 => number(year)?,
        _ => return None,
    };
    let near = i32::from(year) - i32::from(today.year());
    let sound = (-OLDEST - 10..=15).contains(&near);
    Date::new(year, small(month)?, small(day)?).ok().filter(|_| sound)
}

/// The year of "fel, 2025", "nej, 2025 menade jag": a year and words that set something right, and nothing else. `None`:
/// the folded text says something else.
#[must_use]
pub fn only_a_year(folded: &str) -> Option<i16> {
    const SMALL: [&str; 38] = [
        "fel", "nej", "oj", "forlat", "sorry", "jag", "menade", "menar", "ar", "aret", "arets", "det", "var", "ska", "skulle", "vara",
        "ha", "statt", "sta", "i", "borjade", "borjar", "st", "min", "startade", "istallet", "inte", "rattelse", "stammer", "no", "wrong",
        "meant", "year", "the", "is", "it", "was", "hm",
    ];
    let words: Vec<&str> = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let year = |word: &&str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    // "2025, inte 2026": the one that is not denied.
    let denied = |at: usize| at.checked_sub(1).is_some_and(|before| matches!(words[before], "inte" | "not"));
    let years: Vec<&str> = (words.iter().enumerate()).filter(|(at, word)| year(word) && !denied(*at)).map(|(_, word)| *word).collect();
    let [only] = years.as_slice() else { return None };
    let small = words.iter().all(|word| year(word) || SMALL.contains(word) || *word == "not");
    only.parse().ok().filter(|_| small && words.len() <= 9)
}

/// A folded text with the days that are told from today written out: "igår", "i måndags", "nästa vecka", "årsskiftet".
#[must_use]
pub fn relative(folded: &str, today: Date) -> String {
    const DAYS: [&str; 7] = ["mandag", "tisdag", "onsdag", "torsdag", "fredag", "lordag", "sondag"];
    let weekday = |name: &str| DAYS.iter().position(|day| *day == name).and_then(|at| i64::try_from(at).ok());
    let now = i64::from(today.weekday().to_monday_zero_offset());
    // The one that comes, and the one that has been, never today.
    let coming = |at: i64| add_days(today, (at - now - 1).rem_euclid(7) + 1);
    let been = |at: i64| add_days(today, -((now - at - 1).rem_euclid(7) + 1));
    let week = |days: i64| {
        let week = add_days(today, days).iso_week_date();
        format!("v {} {}", week.week(), week.year())
    };
    let month = |months: i32| add_months(today.first_of_month(), months);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let mut said: Vec<String> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (word, next) = (bare(words[at]), words.get(at + 1).map(|next| bare(next)).unwrap_or_default());
        let until = matches!(said.last().map(String::as_str), Some("till" | "until" | "to"));
        let two = match (word, next) {
            ("i", "dag") => Some(today.to_string()),
            ("i", "gar") => Some(add_days(today, -1).to_string()),
            ("i", "forrgar") => Some(add_days(today, -2).to_string()),
            ("i", "morgon") => Some(add_days(today, 1).to_string()),
            ("i", day) => day.strip_suffix('s').and_then(weekday).map(|at| been(at).to_string()),
            ("pa", day) => weekday(day).map(|at| coming(at).to_string()),
            ("nasta" | "next", "vecka" | "week") => Some(week(7)),
            ("forra" | "last", "veckan" | "week") => Some(week(-7)),
            ("nasta" | "next", "manad" | "month") => Some(month(1).strftime("%B %Y").to_string().to_lowercase()),
            ("forra" | "last", "manaden" | "month") => Some(month(-1).strftime("%B %Y").to_string().to_lowercase()),
            ("aret", "ut") | ("ut", "aret") | ("arets", "slut") => {
                Some(format!("{}31 december {}", if until { "" } else { "till " }, today.year()))
            }
            _ => None,
        };
        let one = match word {
            "idag" | "today" => Some(today.to_string()),
            "igar" | "yesterday" => Some(add_days(today, -1).to_string()),
            "forrgar" => Some(add_days(today, -2).to_string()),
            "imorgon" | "imorn" | "tomorrow" => Some(add_days(today, 1).to_string()),
            "arsskiftet" | "nyar" if until => Some(format!("31 december {}", today.year())),
            "arsskiftet" | "nyar" if said.last().is_some_and(|word| word == "fran") => Some(format!("1 januari {}", today.year() + 1)),
            _ => None,
        };
        at += if two.is_some() { 2 } else { 1 };
        said.push(two.or(one).unwrap_or_else(|| words[at - 1].to_owned()));
    }
    said.join(" ")
}

/// The last day of the season or year that a folded text names as one that has been: "förra hösten", "i våras". `None`
/// where it names none, or it is not certain which it means.
#[must_use]
pub fn season_that_was(folded: &str, today: Date) -> Option<Date> {
    let words: Vec<&str> = folded.split_whitespace().map(bare).collect();
    let has = |pair: &[&str]| words.windows(2).any(|words| words == pair);
    let (year, month) = (today.year(), today.month());
    let last = |ended: bool| if ended { year } else { year - 1 };
    let (year, month, day) = if has(&["forra", "hosten"]) || has(&["last", "autumn"]) || has(&["last", "fall"]) {
        (year - 1, 12, 31)
    } else if has(&["i", "hostas"]) {
        (last(month == 12), 12, 31)
    } else if has(&["i", "varas"]) || has(&["forra", "varen"]) && month <= 6 {
        (last(month > 6), 6, 30)
    } else if has(&["i", "somras"]) || has(&["forra", "sommaren"]) && month <= 6 {
        (last(month > 8), 8, 31)
    } else if has(&["forra", "aret"]) || has(&["last", "year"]) || has(&["i", "fjol"]) || words.contains(&"ifjol") {
        (year - 1, 12, 31)
    } else {
        return None;
    };
    Date::new(year, month, day).ok()
}

/// A folded text of when an ST began, with the years written out: "sep 24" is September 2024, and "on
/// September 24" a day.
#[must_use]
pub fn years(folded: &str, today: Date) -> String {
    years_up_to(folded, today, 1)
}

/// The same of what may lie years ahead: "1/3 -28".
#[must_use]
pub fn years_ahead(folded: &str, today: Date) -> String {
    years_up_to(folded, today, 8)
}

/// A folded text with the years in two digits written out, at most so many years ahead.
fn years_up_to(folded: &str, today: Date, ahead: i32) -> String {
    let month_or_day = |word: &str| {
        let slashed = || word.split_once('/').is_some_and(|(day, month)| day.parse::<u8>().is_ok() && month.parse::<u8>().is_ok());
        period::is_month(word) || slashed()
    };
    let year = |digits: &str| -> Option<String> {
        let digits = digits.trim_matches(|letter: char| !letter.is_alphanumeric());
        let year = digits.parse::<i32>().ok().filter(|_| digits.len() == 2)? + i32::from(today.year()) / 100 * 100;
        (i32::from(today.year()) - OLDEST..=i32::from(today.year()) + ahead).contains(&year).then(|| year.to_string())
    };
    let is_year = |word: &&str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = folded.split_whitespace().collect();
    let mut said: Vec<String> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let day = at >= 2 && words[at - 2] == "on" || words.get(at + 1).map(|next| bare(next)).as_ref().is_some_and(is_year);
        let follows = at > 0 && month_or_day(bare(words[at - 1])) && !day;
        if let Some(year) = year(word).filter(|_| follows) {
            said.push(year);
        } else if let Some((month, Some(year))) = word.split_once('-').map(|(month, digits)| (month, year(digits)))
            && month_or_day(month)
            && !words.get(at + 1).is_some_and(|next| period::is_month(bare(next)))
        {
            said.extend([month.to_owned(), year]);
        } else {
            said.push((*word).to_owned());
        }
    }
    said.join(" ")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn borders_have_one_word_each() {
        for (written, said) in [
            ("ledig fr o m 1 maj 2027 t o m 31 jan 2028", "ledig fran 1 maj 2027 till 31 jan 2028"),
            ("ledig fr. o. m. maj t.o.m. juni", "ledig fran maj till juni"),
            ("mellan 1 maj och 3 juni och sedan", "mellan 1 maj till 3 juni och sedan"),
            ("mellan mig och dig i maj", "mellan mig och dig i maj"),
            ("fran mars till slutet av maj", "fran mars till maj"),
            ("den 15 i oktober 2024", "den 15 oktober 2024"),
            ("v 10 i mars", "v 10 i mars"),
        ] {
            assert_eq!(borders(written), said);
        }
    }

    #[test]
    fn days_told_from_today_are_written_out() {
        // A Tuesday.
        let today = date(2026, 3, 10);
        for (written, said) in [
            ("jag borjade st igar", "jag borjade st 2026-03-09"),
            ("jag borjade st i mandags", "jag borjade st 2026-03-09"),
            ("jag borjar st pa tisdag", "jag borjar st 2026-03-17"),
            ("fran i morgon", "fran 2026-03-11"),
            ("fran nasta manad", "fran april 2026"),
            ("nasta vecka", "v 12 2026"),
            ("80 % aret ut", "80 % till 31 december 2026"),
            ("fran arsskiftet", "fran 1 januari 2027"),
            ("i stort sett", "i stort sett"),
        ] {
            assert_eq!(relative(written, today), said);
        }
    }

    #[test]
    fn seasons_that_have_been_have_their_last_day() {
        let (march, november) = (date(2026, 3, 10), date(2026, 11, 22));
        for (written, today, last) in [
            ("jag borjade st forra hosten", march, Some(date(2025, 12, 31))),
            ("jag borjade st forra hosten", november, Some(date(2025, 12, 31))),
            ("jag borjade i varas", march, Some(date(2025, 6, 30))),
            ("jag borjade i varas", november, Some(date(2026, 6, 30))),
            ("borjade i somras", november, Some(date(2026, 8, 31))),
            ("borjade forra varen", november, None),
            ("jag borjade i fjol", march, Some(date(2025, 12, 31))),
            ("jag borjade i hosten av mitt liv", march, None),
        ] {
            assert_eq!(season_that_was(written, today), last, "{written}");
        }
    }

    #[test]
    fn dates_in_figures_are_read() {
        let today = date(2026, 3, 10);
        for (written, said) in [
            ("borjade st 25-09-01", "borjade st 2025-09-01"),
            ("borjade st 250901.", "borjade st 2025-09-01."),
            ("borjade st 20250901", "borjade st 2025-09-01"),
            ("borjade st 2025-09-01", "borjade st 2025-09-01"),
            ("borjade st 1.9.2024", "borjade st 2024-09-01"),
            ("borjade st 1.9.24, heltid", "borjade st 2024-09-01, heltid"),
            ("borjade st 1/9/2024", "borjade st 2024-09-01"),
            ("borjade st 1/9-24", "borjade st 2024-09-01"),
            ("borjade st 1-9-2024", "borjade st 2024-09-01"),
            ("ledig 1.3.2027-30.6.2027", "ledig 2027-03-01 till 2027-06-30"),
            ("v 10-21 2027", "v 10-21 2027"),
            ("ledig 1-15 juni", "ledig 1-15 juni"),
            ("31.2.2025", "31.2.2025"),
            ("kl 13.30 1/9", "kl 13.30 1/9"),
            ("2026-03-01/2026-12-31", "2026-03-01/2026-12-31"),
        ] {
            assert_eq!(figures(written, today), said);
        }
    }

    #[test]
    fn a_year_alone_sets_a_start_right() {
        for (written, year) in [
            ("fel, 2025", Some(2025)),
            ("nej, 2025 menade jag", Some(2025)),
            ("jag menade 2024", Some(2024)),
            ("det ska vara 2025, inte 2026", Some(2025)),
            ("fel ar, 2024", Some(2024)),
            ("ledig 2025", None),
            ("fel", None),
            ("2025 eller 2026", None),
        ] {
            assert_eq!(only_a_year(written), year, "{written}");
        }
    }

    #[test]
    fn a_start_has_its_year_in_two_digits() {
        let today = date(2026, 3, 10);
        for (written, said) in [
            ("borjade st sep 24", "borjade st sep 2024"),
            ("borjade st 1 september 24", "borjade st 1 september 2024"),
            ("borjade st sep-24", "borjade st sep 2024"),
            ("borjade st 1/9 24", "borjade st 1/9 2024"),
            ("i started st on september 24", "i started st on september 24"),
            ("st from september 24 2025", "st from september 24 2025"),
            ("borjade i september 31", "borjade i september 31"),
        ] {
            assert_eq!(years(written, today), said);
        }
    }
}
