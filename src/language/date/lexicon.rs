//! Words that dates are made of, folded, and what they stand for.

use std::sync::LazyLock;

use jiff::civil::Weekday;

use super::token::{Kind, Text};

/// A unit of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unit {
    Second,
    Minute,
    Quarter,
    HalfHour,
    Hour,
    Day,
    WorkingDay,
    Week,
    Fortnight,
    Month,
    QuarterYear,
    HalfYear,
    Year,
}

/// A part of the day and the hour it is taken to begin at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum DayPart {
    Morning,
    Forenoon,
    Lunch,
    Afternoon,
    Evening,
    Night,
    /// "natten till söndag": the small hours of the day that is named.
    SmallHours,
}

impl DayPart {
    /// The hour taken when only the part of the day was said.
    pub fn hour(self) -> i8 {
        match self {
            Self::Morning => 8,
            Self::Forenoon => 9,
            Self::Lunch => 12,
            Self::Afternoon => 15,
            Self::Evening => 18,
            Self::Night => 23,
            Self::SmallHours => 0,
        }
    }

    /// Its last full hour, so that "ikväll" said at 20:30 still lies ahead.
    pub fn last_hour(self) -> i8 {
        match self {
            Self::Morning => 9,
            Self::Forenoon => 11,
            Self::Lunch => 13,
            Self::Afternoon => 17,
            Self::Evening | Self::Night => 23,
            Self::SmallHours => 5,
        }
    }
}

/// The month that a full name or an abbreviation stands for.
pub(super) fn month(word: &str) -> Option<i8> {
    Some(match word {
        "januari" | "jan" | "january" => 1,
        "februari" | "feb" | "febr" | "february" => 2,
        "mars" | "mar" | "march" => 3,
        "april" | "apr" => 4,
        "maj" | "may" => 5,
        "juni" | "jun" | "june" => 6,
        "juli" | "jul" | "july" => 7,
        "augusti" | "aug" | "august" => 8,
        "september" | "sep" | "sept" => 9,
        "oktober" | "okt" | "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// A month name that is sure to be one even without a day beside it.
pub(super) fn full_month(text: &Text, at: usize) -> Option<i8> {
    let word = text.word(at);
    let sure = match word {
        "may" | "march" => {
            text.english
                && text.is(at.wrapping_sub(1), &["in", "of", "next", "late", "early", "mid", "by", "until", "every", "this", "end"])
        }
        "jan" | "feb" | "febr" | "apr" | "jun" | "aug" | "sep" | "sept" | "okt" | "oct" | "nov" | "dec" => text.is(
            at.wrapping_sub(1),
            &[
                "i", "av", "in", "of", "till", "tom", "slutet", "borjan", "mitten", "under", "late", "early", "mid", "sista", "nasta",
                "varje",
            ],
        ),
        "mar" | "jul" => false,
        _ => true,
    };
    if sure && !text.runs_on(at + 1) { month(word) } else { None }
}

/// The weekdays: in full, short, in English.
const WEEKDAYS: [(&str, &str, &str, Weekday); 7] = [
    ("mandag", "man", "monday", Weekday::Monday),
    ("tisdag", "tis", "tuesday", Weekday::Tuesday),
    ("onsdag", "ons", "wednesday", Weekday::Wednesday),
    ("torsdag", "tors", "thursday", Weekday::Thursday),
    ("fredag", "fre", "friday", Weekday::Friday),
    ("lordag", "lor", "saturday", Weekday::Saturday),
    ("sondag", "son", "sunday", Weekday::Sunday),
];

/// The months in full, folded.
const MONTHS: [&str; 12] =
    ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"];

/// The months in English where they are spelled in another way.
const MONTHS_ENGLISH: [&str; 4] = ["january", "february", "august", "october"];

/// Whether a folded word is the name of a weekday, in the singular or the plural, or of a month.
pub(super) fn is_name(word: &str) -> bool {
    WEEKDAYS.iter().any(|(full, ..)| word.strip_prefix(full).is_some_and(|ending| matches!(ending, "" | "ar"))) || MONTHS.contains(&word)
}

/// The names that misspelled words are compared with: weekdays in all their forms and months of five
/// letters and more (the short ones are too like other words).
pub(super) static SPELLED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let weekdays = WEEKDAYS
        .iter()
        .flat_map(|(full, _, english, _)| [(*full).to_owned(), format!("{full}en"), format!("{full}ar"), (*english).to_owned()]);
    let months = MONTHS.iter().chain(&MONTHS_ENGLISH).filter(|name| name.len() > 4).map(|name| (*name).to_owned());
    weekdays.chain(months).collect()
});

/// How a weekday was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum DayForm {
    /// "fredag", "fre"
    Plain,
    /// "fredagen"
    Definite,
    /// "fredagar", "fredagarna"
    Plural,
    /// "i fredags"
    Past,
}

/// A weekday with its form and the part of day it is compounded with ("fredagskväll").
pub(super) fn weekday(text: &Text, at: usize) -> Option<(Weekday, DayForm, Option<DayPart>)> {
    let token = text.tokens.get(at)?;
    if token.kind != Kind::Word {
        return None;
    }
    let word = token.word.as_str();
    for (full, short, english, weekday) in WEEKDAYS {
        if word == short && is_sure_abbreviation(text, at) {
            return Some((weekday, DayForm::Plain, None));
        }
        if let Some(rest) = word.strip_prefix(english) {
            match rest {
                "" => return Some((weekday, DayForm::Plain, None)),
                "s" => return Some((weekday, DayForm::Plural, None)),
                _ => {}
            }
        }
        if let Some(rest) = word.strip_prefix(full) {
            let form = match rest {
                "" => Some(DayForm::Plain),
                "en" | "ens" => Some(DayForm::Definite),
                "ar" | "arna" => Some(DayForm::Plural),
                "s" if !text.glued(at + 1) => Some(DayForm::Past),
                _ => None,
            };
            if let Some(form) = form {
                return Some((weekday, form, None));
            }
            let part = rest.strip_prefix('s').unwrap_or(rest);
            if let Some((part, plural)) = compounded_part(part) {
                return Some((weekday, if plural { DayForm::Plural } else { DayForm::Plain }, Some(part)));
            }
        }
    }
    if let Some(weekday) = short_weekday(text, at) {
        return Some((weekday, DayForm::Plain, None));
    }
    let weekday = match word {
        "tor" | "thu" | "thur" | "thurs" => Weekday::Thursday,
        "tue" | "tues" => Weekday::Tuesday,
        "mon" if text.english => Weekday::Monday,
        "wed" if text.english => Weekday::Wednesday,
        "fri" if text.english => Weekday::Friday,
        "sat" if text.english && !text.is(at + 1, &["with", "down"]) => Weekday::Saturday,
        "sun" if text.english => Weekday::Sunday,
        _ => return None,
    };
    (!text.runs_on(at + 1)).then_some((weekday, DayForm::Plain, None))
}

/// The weekday of "måndagsmöte", "fredagsfika".
pub(super) fn weekday_within(word: &str) -> Option<Weekday> {
    let within = |full: &str| word.strip_prefix(full).and_then(|rest| rest.strip_prefix('s')).is_some_and(|rest| rest.len() > 2);
    WEEKDAYS.iter().find(|(full, ..)| within(full)).map(|(.., weekday)| *weekday)
}

/// "må", "ti", "onsd": the shortest forms count only where a date or a time of day follows.
fn short_weekday(text: &Text, at: usize) -> Option<Weekday> {
    let sure = match text.low(at) {
        "månd" => Some(Weekday::Monday),
        "tisd" => Some(Weekday::Tuesday),
        "onsd" => Some(Weekday::Wednesday),
        "torsd" => Some(Weekday::Thursday),
        "fred" if text.is(at + 1, &["kl", "."]) || text.width(at + 1) > 0 => Some(Weekday::Friday),
        "lörd" => Some(Weekday::Saturday),
        "sönd" => Some(Weekday::Sunday),
        _ => None,
    };
    if sure.is_some() {
        return sure.filter(|_| !text.runs_on(at + 1));
    }
    if text.english || text.runs_on(at + 1) || text.glued(at) {
        return None;
    }
    let weekday = match text.low(at) {
        "må" => Weekday::Monday,
        "ti" => Weekday::Tuesday,
        "on" => Weekday::Wednesday,
        "to" => Weekday::Thursday,
        "fr" => Weekday::Friday,
        "lö" => Weekday::Saturday,
        "sö" => Weekday::Sunday,
        _ => return None,
    };
    let next = text.skip(at + 1, &["."]);
    let dated = text.is(next, &["kl", "v", "vecka", "em", "fm"])
        || text.width(next) > 0 && (1..=31).contains(&text.digits(next).unwrap_or(0)) && unit(text, next + 1).is_none()
        || text.is(next, &["den"]) && text.width(next + 1) > 0;
    dated.then_some(weekday)
}

/// "man" and "son" are words of their own when å and ö are left out; they count only in company.
fn is_sure_abbreviation(text: &Text, at: usize) -> bool {
    if text.glued(at + 1) && text.is(at + 1, &["'"]) {
        return false;
    }
    match text.low(at) {
        "mån" | "tis" | "ons" | "tors" | "fre" | "lör" | "sön" | "lor" => true,
        "man" | "son" => {
            let before = at.checked_sub(1).map_or("", |previous| text.word(previous));
            matches!(before, "varje" | "pa" | "nasta" | "varannan")
                || matches!(text.word(at + 1), "kl" | "v" | "vecka" | "och" | "-" | "," | "/")
                    && (text.digits(at + 2).is_some() || month_or_day(text.word(at + 2)))
                || text.digits(at + 1).is_some() && text.is(at + 2, &["/"])
        }
        _ => false,
    }
}

fn month_or_day(word: &str) -> bool {
    matches!(word, "tis" | "ons" | "tor" | "tors" | "fre" | "lor")
}

/// The second half of "fredagskväll", with whether it is plural.
fn compounded_part(word: &str) -> Option<(DayPart, bool)> {
    Some(match word {
        "morgon" | "morgonen" => (DayPart::Morning, false),
        "morgnar" => (DayPart::Morning, true),
        "formiddag" | "formiddagen" | "fm" => (DayPart::Forenoon, false),
        "formiddagar" => (DayPart::Forenoon, true),
        "eftermiddag" | "eftermiddagen" | "eftermiddan" | "em" => (DayPart::Afternoon, false),
        "eftermiddagar" => (DayPart::Afternoon, true),
        "kvall" | "kvallen" => (DayPart::Evening, false),
        "kvallar" => (DayPart::Evening, true),
        "natt" | "natten" => (DayPart::Night, false),
        "lunch" => (DayPart::Lunch, false),
        _ => return None,
    })
}

/// A part of the day as a word of its own, in any form.
pub(super) fn day_part(word: &str) -> Option<DayPart> {
    Some(match word {
        "morgon" | "morgonen" | "bitti" | "bittida" | "morning" | "morgontid" | "morgonkvisten" => DayPart::Morning,
        "formiddag" | "formiddagen" | "fm" | "forenoon" => DayPart::Forenoon,
        "middagen" | "lunchen" => DayPart::Lunch,
        "eftermiddag" | "eftermiddagen" | "eftermiddan" | "em" | "afternoon" | "efm" => DayPart::Afternoon,
        "kvall" | "kvallen" | "evening" | "kvallningen" | "kvallskvisten" | "afton" => DayPart::Evening,
        "natt" | "natten" | "night" => DayPart::Night,
        _ => return None,
    })
}

/// A unit of time. "ar" is also "är", so the caller must have seen a number before it.
pub(super) fn unit(text: &Text, at: usize) -> Option<Unit> {
    let word = text.word(at);
    Some(match word {
        "sekund" | "sekunder" | "sekunden" | "sek" | "second" | "seconds" | "sec" | "secs" => Unit::Second,
        "minut" | "minuter" | "minuten" | "min" | "mins" | "minute" | "minutes" | "minutrar" => Unit::Minute,
        "kvart" | "kvarten" | "kvartar" | "kvarter" => Unit::Quarter,
        "halvtimme" | "halvtimma" | "halvtimmen" => Unit::HalfHour,
        "timme" | "timmar" | "timmen" | "tim" | "h" | "hour" | "hours" | "hr" | "hrs" => Unit::Hour,
        "dag" | "dagar" | "dar" | "dagarna" | "dygn" | "dgr" | "d" | "day" | "days" | "dygnet" => Unit::Day,
        "vardag" | "vardagar" | "arbetsdag" | "arbetsdagar" | "workday" | "workdays" | "helgfria" => Unit::WorkingDay,
        "vecka" | "veckor" | "v" | "week" | "weeks" | "veckorna" | "veckan" | "wk" | "wks" => Unit::Week,
        "fortnight" | "fortnights" => Unit::Fortnight,
        "manad" | "manader" | "manaden" | "manaderna" | "month" | "months" | "mnd" | "mths" => Unit::Month,
        "man" if matches!(text.low(at), "mån" | "man") => Unit::Month,
        "kvartal" | "quarter" | "quarters" => Unit::QuarterYear,
        "halvar" | "termin" | "terminer" => Unit::HalfYear,
        "ar" if text.low(at) != "är" => Unit::Year,
        "aret" | "year" | "years" | "yr" | "yrs" => Unit::Year,
        "business" | "working" if text.is(at + 1, &["day", "days"]) => Unit::WorkingDay,
        _ => return None,
    })
}
