//! What somebody says of leave beside its first and last day: how long it lasts, and that it has other dates now:
//! "ett år från 1 maj", "ledigheten slutar 31 maj", "ändra ledigheten till april–maj", "jag är tillbaka 1 juni".

use jiff::civil::Date;

use super::period::{self, Lean};
use crate::{
    language::date::cardinal,
    plan::{
        Period,
        time::{add_days, add_months},
    },
};

/// What a leave is called when its dates change, folded.
const NOUNS: [&str; 10] = [
    "ledigheten",
    "ledighet",
    "foraldraledigheten",
    "foraldraledighet",
    "tjanstledigheten",
    "tjanstledighet",
    "studieledigheten",
    "sjukskrivningen",
    "sjukskrivning",
    "leave",
];
/// Words by which somebody who is back speaks of something else, folded.
const NOT_BACK: [&str; 14] = [
    "semester",
    "semestern",
    "vacation",
    "kurs",
    "kursen",
    "st",
    "heltid",
    "halvtid",
    "deltid",
    "procent",
    "percent",
    "full-time",
    "part-time",
    "jour",
];
/// Words that say when it ends, folded.
const ENDS: [&str; 21] = [
    "slutar",
    "slutade",
    "slut",
    "tar",
    "forlang",
    "forlanga",
    "forlangd",
    "forlangs",
    "forlangt",
    "forkorta",
    "forkortad",
    "forkortas",
    "korta",
    "kortas",
    "kortad",
    "varar",
    "racker",
    "ends",
    "ended",
    "extend",
    "shorten",
];

/// How long something lasts: so many months, and so many days more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// Whole months.
    pub months: i32,
    /// Days beside them.
    pub days: i64,
}

impl Length {
    /// The stretch of that length that begins on a day.
    #[must_use]
    pub fn since(self, from: Date) -> Period {
        Period { from, to: add_days(add_months(from, self.months), self.days - 1) }
    }
}

/// "ett år", "18 månader", "ett halvår", "1,5 år", "tre veckor" in a folded text.
pub(super) fn length(text: &str) -> Option<Length> {
    let text = text.replace("ett och ett halvt ar", "18 manader").replace("ett halvt ar", "6 manader").replace("half a year", "6 months");
    let words: Vec<&str> = text.split(|letter: char| letter.is_whitespace() || matches!(letter, ';' | '!')).collect();
    words.windows(2).find_map(|pair| {
        let [count, unit] = pair else { return None };
        let unit = unit.trim_end_matches(['.', ',']);
        let whole =
            count.parse::<u32>().ok().or_else(|| cardinal(count)).or((*count == "en" || *count == "a" || *count == "one").then_some(1));
        let whole = whole.filter(|count| (1..=99).contains(count)).and_then(|count| i32::try_from(count).ok());
        let months = |each: i32| whole.map(|count| Length { months: count * each, days: 0 });
        match unit {
            "ar" | "year" | "years" => months(12).or_else(|| {
                let half = count.strip_suffix(",5").or(count.strip_suffix(".5"))?.parse::<i32>().ok()?;
                (0..10).contains(&half).then_some(Length { months: half * 12 + 6, days: 0 })
            }),
            "halvar" => months(6),
            "manad" | "manader" | "man" | "month" | "months" => months(1),
            "dagar" | "days" => whole.filter(|count| *count > 1).map(|count| Length { months: 0, days: i64::from(count) }),
            "vecka" | "veckor" | "week" | "weeks" => whole.map(|count| Length { months: 0, days: i64::from(count) * 7 }),
            _ => None,
        }
    })
}

/// Other dates of a leave that she knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It has these dates.
    Whole(Period),
    /// Its first day is what this text says.
    Begins(String),
    /// It begins on the day that this text says, and lasts as long as it did.
    Moved(String),
    /// Its last day is what this text says.
    Ends(String),
    /// The day that this text says is the first one back at work.
    Back(String),
    /// It lasts so much longer, or shorter.
    Longer(Length, bool),
}

/// Reads that a leave has other dates. A folded message.
pub(super) fn changed(plain: &str, today: Date) -> Option<Change> {
    let said = super::spoken::borders(plain);
    let words: Vec<&str> = said.split(|letter: char| !letter.is_alphanumeric() && letter != '-').filter(|word| !word.is_empty()).collect();
    let has = |any: &[&str]| words.iter().any(|word| any.contains(word));
    let begins = |any: &[&str]| any.iter().any(|start| said.starts_with(start));
    let dated = |text: &str| period::find(text, today, Lean::Future);
    let stretches = |stems: &[&str]| stems.iter().any(|stem| said.starts_with(stem));
    // "förläng ledigheten med två månader".
    if (stretches(&["forlang", "extend"]) || stretches(&["forkort", "korta", "shorten"]))
        && has(&NOUNS)
        && has(&["med", "by"])
        && dated(&said).is_none()
    {
        return length(&said).map(|length| Change::Longer(length, stretches(&["forlang", "extend"])));
    }
    dated(&said)?;
    let back = begins(&[
        "jag ar tillbaka ",
        "jag kommer tillbaka ",
        "jag ar ater ",
        "tillbaka i tjanst ",
        "tillbaka pa jobbet ",
        "i am back ",
        "i'm back ",
    ]) || (begins(&["jag borjar ", "i start "]) && has(&["igen", "again"]));
    if back && !has(&NOT_BACK) && !said.contains('%') {
        return Some(Change::Back(said));
    }
    let at = words.iter().position(|word| NOUNS.contains(word)).filter(|at| *at <= 4)?;
    // What comes after the first "till" is what it becomes; without one, what comes after the noun.
    let after = |cut: &str| said.split_once(cut).map(|(_, rest)| rest.to_owned()).filter(|rest| dated(rest).is_some());
    let becomes = after(" till ").or_else(|| after(" to ")).or_else(|| after(words[at])).unwrap_or_else(|| said.clone());
    let whole = dated(&becomes).filter(|found| !found.one_day);
    let moves = has(&["flytta", "flyttad", "flyttas", "flyttat", "move", "moved"]);
    let changes = moves
        || has(&["andra", "andrad", "andrat", "andras", "byt", "byta", "istallet", "stallet", "blir", "galler", "change", "changed"])
        || said.contains("ska vara");
    if has(&ENDS) {
        return Some(Change::Ends(becomes));
    }
    if has(&["borjar", "startar", "begins", "starts"]) {
        // "ledigheten börjar 1 maj till 31 augusti" has both.
        return Some(match dated(&said).filter(|found| !found.one_day && said.contains(" till ")) {
            Some(found) => Change::Whole(found.period.into()),
            None => Change::Begins(said),
        });
    }
    match whole {
        // A month alone is the one in which it begins or ends.
        Some(found) if changes => {
            let same = (found.period.from.year(), found.period.from.month()) == (found.period.to.year(), found.period.to.month());
            let month_alone = same && !becomes.contains('-') && !becomes.contains(" till ");
            let until = [" blir till ", " galler till ", " ska vara till "].iter().any(|words| said.contains(words));
            Some(match month_alone {
                true if moves => Change::Moved(becomes),
                // "blir till augusti" says how long it is.
                true if until => Change::Ends(becomes),
                _ => Change::Whole(found.period.into()),
            })
        }
        None if moves => Some(Change::Moved(becomes)),
        None if changes => Some(Change::Ends(becomes)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn lengths_are_read() {
        let from = date(2027, 5, 1);
        for (text, to) in [
            ("ledig ett ar fran 1 maj", Some(date(2028, 4, 30))),
            ("ledig i 18 manader", Some(date(2028, 10, 31))),
            ("i ett halvar framat", Some(date(2027, 10, 31))),
            ("1,5 ar", Some(date(2028, 10, 31))),
            ("i ett och ett halvt ar", Some(date(2028, 10, 31))),
            ("tre veckor", Some(date(2027, 5, 21))),
            ("ledig fran 1 maj i ar", None),
            ("v 10-14", None),
        ] {
            assert_eq!(length(text).map(|length| length.since(from).to), to, "{text}");
        }
    }

    #[test]
    fn changes_of_leave_are_read() {
        let today = date(2026, 3, 10);
        let whole = |from, to| Some(Change::Whole(Period { from, to }));
        let text = |text: &str| text.to_owned();
        for (said, expected) in [
            ("andra ledigheten till 1 april-31 maj 2026", whole(date(2026, 4, 1), date(2026, 5, 31))),
            ("flytta min ledighet till april till juni 2027", whole(date(2027, 4, 1), date(2027, 6, 30))),
            ("ledigheten blir mars-maj 2027 i stallet", whole(date(2027, 3, 1), date(2027, 5, 31))),
            ("ledigheten slutar 31 maj", Some(Change::Ends(text(" slutar 31 maj")))),
            ("forlang ledigheten till 31 augusti", Some(Change::Ends(text("31 augusti")))),
            ("andra ledigheten till 31 augusti", Some(Change::Ends(text("31 augusti")))),
            ("ledigheten blir till augusti", Some(Change::Ends(text("augusti")))),
            ("forlang ledigheten med tva manader", Some(Change::Longer(Length { months: 2, days: 0 }, true))),
            ("forkorta ledigheten med 2 veckor", Some(Change::Longer(Length { months: 0, days: 14 }, false))),
            ("ledigheten borjar 1 april", Some(Change::Begins(text("ledigheten borjar 1 april")))),
            ("flytta ledigheten till 1 april", Some(Change::Moved(text("1 april")))),
            ("jag ar tillbaka 1 juni", Some(Change::Back(text("jag ar tillbaka 1 juni")))),
            ("jag borjar jobba igen 1 juni", Some(Change::Back(text("jag borjar jobba igen 1 juni")))),
            ("jag ar tillbaka fran semestern 1 juni", None),
            ("jag jobbar heltid igen fran 1 augusti", None),
            ("jag borjar jobba heltid igen 1 augusti", None),
            ("ledigheten var skon", None),
            ("ledig mars-december 2026", None),
        ] {
            assert_eq!(changed(said, today), expected, "{said}");
        }
    }
}
