//! The named days of the Swedish year: how people call them and when they are.

use jiff::civil::{Date, Weekday, date};

use super::calendar::{add_days, all_saints_day, easter_sunday, midsummer_eve, nth_weekday, weekday_after};
use super::phrase::{Day, Match};
use super::token::Text;

/// A named day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Holiday {
    /// The same day every year: month and day.
    Fixed(i8, i8),
    /// Days from Easter Sunday.
    Easter(i8),
    /// Easter as a whole: Maundy Thursday to Easter Monday.
    EasterTime,
    MidsummerEve,
    MidsummerDay,
    /// Midsummer as a whole.
    Midsummer,
    AllSaints,
    AllSaintsEve,
    /// First to fourth Sunday of Advent.
    Advent(i8),
    MothersDay,
    FathersDay,
    /// Christmas as a whole.
    Christmas,
    /// New Year as a whole.
    NewYear,
    /// Epiphany with its eve.
    Epiphany,
    /// The days between Christmas and New Year.
    BetweenHolidays,
    SummerTime,
    WinterTime,
    AutumnBreak,
    /// The Monday of the week before Easter, of midsummer's, of Christmas.
    EasterWeek,
    MidsummerWeek,
    ChristmasWeek,
}

impl Holiday {
    /// Whether a weekday beside it names a day within it ("onsdagen i påskveckan").
    pub fn is_week(self) -> bool {
        matches!(self, Self::EasterWeek | Self::MidsummerWeek | Self::ChristmasWeek | Self::AutumnBreak)
    }
}

/// Names as folded words, longest first where one begins another.
const NAMES: &[(&[&str], Holiday)] = &[
    (&["nyarsafton"], Holiday::Fixed(12, 31)),
    (&["new", "year", "'", "s", "eve"], Holiday::Fixed(12, 31)),
    (&["new", "years", "eve"], Holiday::Fixed(12, 31)),
    (&["new", "year", "'", "s", "day"], Holiday::Fixed(1, 1)),
    (&["new", "years", "day"], Holiday::Fixed(1, 1)),
    (&["new", "year", "'", "s"], Holiday::NewYear),
    (&["nyarsdagen"], Holiday::Fixed(1, 1)),
    (&["nyarsdag"], Holiday::Fixed(1, 1)),
    (&["nyarshelgen"], Holiday::NewYear),
    (&["nyar"], Holiday::NewYear),
    (&["trettondagsafton"], Holiday::Fixed(1, 5)),
    (&["trettondagsaftonen"], Holiday::Fixed(1, 5)),
    (&["trettondedagsafton"], Holiday::Fixed(1, 5)),
    (&["trettondagen"], Holiday::Fixed(1, 6)),
    (&["trettondag", "jul"], Holiday::Fixed(1, 6)),
    (&["trettondedag", "jul"], Holiday::Fixed(1, 6)),
    (&["trettondedagen"], Holiday::Fixed(1, 6)),
    (&["epiphany"], Holiday::Fixed(1, 6)),
    (&["trettonhelgen"], Holiday::Epiphany),
    (&["trettondagshelgen"], Holiday::Epiphany),
    (&["trettonhelg"], Holiday::Epiphany),
    (&["tjugondag", "knut"], Holiday::Fixed(1, 13)),
    (&["tjugondedag", "knut"], Holiday::Fixed(1, 13)),
    (&["tjugondag", "jul"], Holiday::Fixed(1, 13)),
    (&["alla", "hjartans", "dag"], Holiday::Fixed(2, 14)),
    (&["valentine", "'", "s", "day"], Holiday::Fixed(2, 14)),
    (&["valentines", "day"], Holiday::Fixed(2, 14)),
    (&["fettisdagen"], Holiday::Easter(-47)),
    (&["fettisdag"], Holiday::Easter(-47)),
    (&["askonsdagen"], Holiday::Easter(-46)),
    (&["askonsdag"], Holiday::Easter(-46)),
    (&["internationella", "kvinnodagen"], Holiday::Fixed(3, 8)),
    (&["kvinnodagen"], Holiday::Fixed(3, 8)),
    (&["vaffeldagen"], Holiday::Fixed(3, 25)),
    (&["marie", "bebadelsedag"], Holiday::Fixed(3, 25)),
    (&["palmsondagen"], Holiday::Easter(-7)),
    (&["palmsondag"], Holiday::Easter(-7)),
    (&["dymmelonsdagen"], Holiday::Easter(-4)),
    (&["dymmelonsdag"], Holiday::Easter(-4)),
    (&["skartorsdagen"], Holiday::Easter(-3)),
    (&["skartorsdag"], Holiday::Easter(-3)),
    (&["maundy", "thursday"], Holiday::Easter(-3)),
    (&["langfredagen"], Holiday::Easter(-2)),
    (&["lang", "fredag"], Holiday::Easter(-2)),
    (&["lang", "fredagen"], Holiday::Easter(-2)),
    (&["skar", "torsdag"], Holiday::Easter(-3)),
    (&["skar", "torsdagen"], Holiday::Easter(-3)),
    (&["langfredag"], Holiday::Easter(-2)),
    (&["good", "friday"], Holiday::Easter(-2)),
    (&["paskaftonen"], Holiday::Easter(-1)),
    (&["paskafton"], Holiday::Easter(-1)),
    (&["easter", "eve"], Holiday::Easter(-1)),
    (&["easter", "saturday"], Holiday::Easter(-1)),
    (&["paskdagen"], Holiday::Easter(0)),
    (&["paskdag"], Holiday::Easter(0)),
    (&["easter", "day"], Holiday::Easter(0)),
    (&["easter", "sunday"], Holiday::Easter(0)),
    (&["annandag", "pask"], Holiday::Easter(1)),
    (&["annandagpask"], Holiday::Easter(1)),
    (&["annan", "dag", "pask"], Holiday::Easter(1)),
    (&["annandagen", "i", "pask"], Holiday::Easter(1)),
    (&["easter", "monday"], Holiday::Easter(1)),
    (&["paskhelgen"], Holiday::EasterTime),
    (&["pasken"], Holiday::EasterTime),
    (&["pask"], Holiday::EasterTime),
    (&["easter"], Holiday::EasterTime),
    (&["valborgsmassoafton"], Holiday::Fixed(4, 30)),
    (&["valborgs", "massoafton"], Holiday::Fixed(4, 30)),
    (&["valborgsafton"], Holiday::Fixed(4, 30)),
    (&["valborg"], Holiday::Fixed(4, 30)),
    (&["walpurgis", "night"], Holiday::Fixed(4, 30)),
    (&["walpurgis"], Holiday::Fixed(4, 30)),
    (&["sista", "april"], Holiday::Fixed(4, 30)),
    (&["siste", "april"], Holiday::Fixed(4, 30)),
    (&["forsta", "maj"], Holiday::Fixed(5, 1)),
    (&["may", "day"], Holiday::Fixed(5, 1)),
    (&["labour", "day"], Holiday::Fixed(5, 1)),
    (&["kristi", "himmelsfardsdag"], Holiday::Easter(39)),
    (&["kristihimmelsfardsdag"], Holiday::Easter(39)),
    (&["kristihimmelsfard"], Holiday::Easter(39)),
    (&["kristi", "himmelsfardsdagen"], Holiday::Easter(39)),
    (&["kristi", "himmelsfards", "dag"], Holiday::Easter(39)),
    (&["kristi", "himmelsfards", "dagen"], Holiday::Easter(39)),
    (&["kristi", "himmelsfard"], Holiday::Easter(39)),
    (&["kristi", "himmelfardsdag"], Holiday::Easter(39)),
    (&["kristi", "himmelfard"], Holiday::Easter(39)),
    (&["kristi", "flygare"], Holiday::Easter(39)),
    (&["himmelsfardsdagen"], Holiday::Easter(39)),
    (&["himmelsfardsdag"], Holiday::Easter(39)),
    (&["ascension", "day"], Holiday::Easter(39)),
    (&["pingstafton"], Holiday::Easter(48)),
    (&["pingstdagen"], Holiday::Easter(49)),
    (&["annandag", "pingst"], Holiday::Easter(50)),
    (&["pingsthelgen"], Holiday::Easter(49)),
    (&["pingsten"], Holiday::Easter(49)),
    (&["pingst"], Holiday::Easter(49)),
    (&["pentecost"], Holiday::Easter(49)),
    (&["whit", "sunday"], Holiday::Easter(49)),
    (&["whitsun"], Holiday::Easter(49)),
    (&["mors", "dag"], Holiday::MothersDay),
    (&["morsdagen"], Holiday::MothersDay),
    (&["sveriges", "nationaldag"], Holiday::Fixed(6, 6)),
    (&["svenska", "flaggans", "dag"], Holiday::Fixed(6, 6)),
    (&["nationaldagen"], Holiday::Fixed(6, 6)),
    (&["national", "day"], Holiday::Fixed(6, 6)),
    (&["midsommaraftonen"], Holiday::MidsummerEve),
    (&["midsommarafton"], Holiday::MidsummerEve),
    (&["midsummer", "'", "s", "eve"], Holiday::MidsummerEve),
    (&["midsummers", "eve"], Holiday::MidsummerEve),
    (&["midsummer", "eve"], Holiday::MidsummerEve),
    (&["midsommardagen"], Holiday::MidsummerDay),
    (&["midsommardag"], Holiday::MidsummerDay),
    (&["midsummer", "'", "s", "day"], Holiday::MidsummerDay),
    (&["midsummer", "day"], Holiday::MidsummerDay),
    (&["midsommarhelgen"], Holiday::Midsummer),
    (&["midsommaren"], Holiday::Midsummer),
    (&["midsommar"], Holiday::Midsummer),
    (&["midsummer"], Holiday::Midsummer),
    (&["kanelbullens", "dag"], Holiday::Fixed(10, 4)),
    (&["fn", "-", "dagen"], Holiday::Fixed(10, 24)),
    (&["halloween"], Holiday::Fixed(10, 31)),
    (&["alla", "helgons", "dag"], Holiday::AllSaints),
    (&["alla", "helgon"], Holiday::AllSaints),
    (&["allahelgonsdag"], Holiday::AllSaints),
    (&["allhelgonadagen"], Holiday::AllSaints),
    (&["allhelgonaafton"], Holiday::AllSaintsEve),
    (&["alla", "helgons", "afton"], Holiday::AllSaintsEve),
    (&["allhelgonahelgen"], Holiday::AllSaints),
    (&["alla", "helgonshelgen"], Holiday::AllSaints),
    (&["allhelgona"], Holiday::AllSaints),
    (&["all", "saints", "'", "day"], Holiday::AllSaints),
    (&["all", "saints", "day"], Holiday::AllSaints),
    (&["all", "saints"], Holiday::AllSaints),
    (&["martensafton"], Holiday::Fixed(11, 10)),
    (&["marten", "gas"], Holiday::Fixed(11, 10)),
    (&["fars", "dag"], Holiday::FathersDay),
    (&["forsta", "advent"], Holiday::Advent(1)),
    (&["forsta", "sondagen", "i", "advent"], Holiday::Advent(1)),
    (&["andra", "advent"], Holiday::Advent(2)),
    (&["andra", "sondagen", "i", "advent"], Holiday::Advent(2)),
    (&["tredje", "advent"], Holiday::Advent(3)),
    (&["tredje", "sondagen", "i", "advent"], Holiday::Advent(3)),
    (&["fjarde", "advent"], Holiday::Advent(4)),
    (&["fjarde", "sondagen", "i", "advent"], Holiday::Advent(4)),
    (&["luciadagen"], Holiday::Fixed(12, 13)),
    (&["lucia"], Holiday::Fixed(12, 13)),
    (&["dopparedagen"], Holiday::Fixed(12, 24)),
    (&["dopparedan"], Holiday::Fixed(12, 24)),
    (&["dopparda"], Holiday::Fixed(12, 24)),
    (&["uppesittarkvallen"], Holiday::Fixed(12, 23)),
    (&["julaftonen"], Holiday::Fixed(12, 24)),
    (&["julafton"], Holiday::Fixed(12, 24)),
    (&["christmas", "eve"], Holiday::Fixed(12, 24)),
    (&["xmas", "eve"], Holiday::Fixed(12, 24)),
    (&["juldagen"], Holiday::Fixed(12, 25)),
    (&["juldan"], Holiday::Fixed(12, 25)),
    (&["christmas", "day"], Holiday::Fixed(12, 25)),
    (&["annandag", "jul"], Holiday::Fixed(12, 26)),
    (&["annandagjul"], Holiday::Fixed(12, 26)),
    (&["annan", "dag", "jul"], Holiday::Fixed(12, 26)),
    (&["annandagen"], Holiday::Fixed(12, 26)),
    (&["boxing", "day"], Holiday::Fixed(12, 26)),
    (&["mellandagarna"], Holiday::BetweenHolidays),
    (&["mellan", "jul", "och", "nyar"], Holiday::BetweenHolidays),
    (&["between", "christmas", "and", "new", "year"], Holiday::BetweenHolidays),
    (&["julhelgen"], Holiday::Christmas),
    (&["julhelgerna"], Holiday::Christmas),
    (&["julen"], Holiday::Christmas),
    (&["jul"], Holiday::Christmas),
    (&["christmas"], Holiday::Christmas),
    (&["xmas"], Holiday::Christmas),
    (&["skottdagen"], Holiday::Fixed(2, 29)),
    (&["hostlovet"], Holiday::AutumnBreak),
    (&["paskveckan"], Holiday::EasterWeek),
    (&["stilla", "veckan"], Holiday::EasterWeek),
    (&["pasklovsveckan"], Holiday::EasterWeek),
    (&["midsommarveckan"], Holiday::MidsummerWeek),
    (&["julveckan"], Holiday::ChristmasWeek),
    (&["vi", "staller", "om", "till", "sommartid"], Holiday::SummerTime),
    (&["sommartid"], Holiday::SummerTime),
    (&["vintertid"], Holiday::WinterTime),
];

/// Whether a word begins the name of a named day.
pub(super) fn begins_name(word: &str) -> bool {
    NAMES.iter().any(|(name, _)| name[0] == word)
}

/// Reads a named day; the spelling with a separate "afton" or "dagen" is accepted too.
pub(super) fn read(text: &Text, at: usize) -> Match<Day> {
    let first = text.word(at);
    if first.len() < 3 {
        return None;
    }
    // Särskrivning: "julafton" as "jul afton", "midsommarafton" as "midsommar afton".
    let apart = matches!(text.word(at + 1), "afton" | "aftonen" | "dagen" | "helgen")
        .then(|| {
            let joined = format!("{first}{}", text.word(at + 1));
            NAMES.iter().find(|(name, _)| name.len() == 1 && name[0] == joined)
        })
        .flatten()
        .map(|(_, holiday)| (at + 2, *holiday));
    let found = apart.or_else(|| {
        NAMES.iter().find(|(name, _)| name[0] == first && text.starts(at, name)).map(|(name, holiday)| (at + name.len(), *holiday))
    });
    let (end, holiday) = found?;
    if text.runs_on(end) {
        return None;
    }
    // "sommartid" and "vintertid" are days only where the clocks are changed.
    if matches!(holiday, Holiday::SummerTime | Holiday::WinterTime)
        && !text.is(at.wrapping_sub(1), &["till", "innan", "fore", "efter", "vid"])
    {
        return None;
    }
    let (end, year) = super::day::year_after(text, end);
    Some((end, Day::Holiday { holiday, year }))
}

/// The day in a given year. The feasts as a whole are taken at their main day in Sweden.
pub(super) fn day_in(holiday: Holiday, year: i16) -> Option<Date> {
    Some(match holiday {
        Holiday::Fixed(month, day) => Date::new(year, month, day).ok()?,
        Holiday::Easter(days) => add_days(easter_sunday(year), i64::from(days)),
        Holiday::EasterTime => easter_sunday(year),
        Holiday::MidsummerEve | Holiday::Midsummer => midsummer_eve(year),
        Holiday::MidsummerDay => add_days(midsummer_eve(year), 1),
        Holiday::AllSaints => all_saints_day(year),
        Holiday::AllSaintsEve => add_days(all_saints_day(year), -1),
        Holiday::Advent(nth) => {
            // The first Sunday of Advent lies between 27 November and 3 December.
            add_days(weekday_after(date(year, 11, 26), Weekday::Sunday), 7 * i64::from(nth - 1))
        }
        Holiday::MothersDay => nth_weekday(year, 5, -1, Weekday::Sunday)?,
        Holiday::FathersDay => nth_weekday(year, 11, 2, Weekday::Sunday)?,
        Holiday::Christmas => date(year, 12, 24),
        Holiday::NewYear => date(year, 12, 31),
        Holiday::Epiphany => date(year, 1, 6),
        Holiday::BetweenHolidays => date(year, 12, 27),
        Holiday::SummerTime => nth_weekday(year, 3, -1, Weekday::Sunday)?,
        Holiday::WinterTime => nth_weekday(year, 10, -1, Weekday::Sunday)?,
        Holiday::AutumnBreak => super::calendar::day_of_week(year, 44, Weekday::Monday)?,
        Holiday::EasterWeek => add_days(easter_sunday(year), -6),
        Holiday::MidsummerWeek => super::calendar::monday_of(midsummer_eve(year)),
        Holiday::ChristmasWeek => super::calendar::monday_of(date(year, 12, 24)),
    })
}

/// First and last day of the time that a name covers, for "före" and "efter".
pub(super) fn span_in(holiday: Holiday, year: i16) -> Option<(Date, Date)> {
    let day = day_in(holiday, year)?;
    Some(match holiday {
        Holiday::EasterTime => (add_days(day, -2), add_days(day, 1)),
        Holiday::Midsummer | Holiday::NewYear => (day, add_days(day, 1)),
        Holiday::Christmas => (day, add_days(day, 2)),
        Holiday::Epiphany => (add_days(day, -1), day),
        holiday if holiday.is_week() => (day, add_days(day, 6)),
        Holiday::BetweenHolidays => (day, date(year, 12, 30)),
        _ => (day, day),
    })
}
