//! The calendar itself: ISO weeks, Easter, Swedish public holidays, working days and bridge days.
//!
//! Everything here is a function of a date; nothing knows about language or about the present.

use jiff::civil::{Date, ISOWeekDate, Weekday, date};
use jiff::{Span, ToSpan};

/// First and last year that a reminder may lie in; also keeps all date arithmetic inside jiff's range.
pub const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// Adds whole days; stays on the same day where the calendar ends.
#[must_use]
pub fn add_days(day: Date, days: i64) -> Date {
    let beyond = if days < 0 { Date::MIN } else { Date::MAX };
    Span::new().try_days(days).ok().and_then(|span| day.checked_add(span).ok()).unwrap_or(beyond)
}

/// Adds whole months; the 31st becomes the last day of a shorter month.
#[must_use]
pub fn add_months(day: Date, months: i64) -> Date {
    let beyond = if months < 0 { Date::MIN } else { Date::MAX };
    Span::new().try_months(months).ok().and_then(|span| day.checked_add(span).ok()).unwrap_or(beyond)
}

/// Whole days from `from` to `to`, negative when `to` lies before.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// The ISO 8601 week number of a day, 1–53.
#[must_use]
pub fn week_number(day: Date) -> i8 {
    day.iso_week_date().week()
}

/// How many ISO weeks the ISO year has: 52 or 53.
#[must_use]
pub fn weeks_in_year(year: i16) -> i8 {
    // 28 December always lies in the last ISO week of its year (ISO 8601).
    week_number(date(year, 12, 28))
}

/// A day of an ISO week, or `None` where the year has no such week.
#[must_use]
pub fn day_of_week(year: i16, week: i8, weekday: Weekday) -> Option<Date> {
    ISOWeekDate::new(year, week, weekday).ok().map(ISOWeekDate::date)
}

/// The Monday of the ISO week that a day lies in.
#[must_use]
pub fn monday_of(day: Date) -> Date {
    add_days(day, -i64::from(day.weekday().to_monday_zero_offset()))
}

/// The next such weekday strictly after a day.
#[must_use]
pub fn weekday_after(day: Date, weekday: Weekday) -> Date {
    let ahead = i64::from(day.weekday().until(weekday));
    add_days(day, if ahead == 0 { 7 } else { ahead })
}

/// The last such weekday strictly before a day.
#[must_use]
pub fn weekday_before(day: Date, weekday: Weekday) -> Date {
    let back = i64::from(day.weekday().since(weekday));
    add_days(day, if back == 0 { -7 } else { -back })
}

/// A weekday in the week, from Monday to Sunday, before that of a day.
#[must_use]
pub fn weekday_of_week_before(day: Date, weekday: Weekday) -> Date {
    add_days(day, i64::from(weekday.to_monday_zero_offset()) - i64::from(day.weekday().to_monday_zero_offset()) - 7)
}

/// The nth weekday of a month (1–5, or −1 for the last, −2 for the last but one).
#[must_use]
pub fn nth_weekday(year: i16, month: i8, nth: i8, weekday: Weekday) -> Option<Date> {
    Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
}

/// Easter Sunday by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8).
#[must_use]
#[expect(clippy::many_single_char_names, reason = "the names of the published algorithm")]
pub fn easter_sunday(year: i16) -> Date {
    let y = i32::from(year);
    let a = y % 19;
    let b = y / 100;
    let c = y % 100;
    let d = b / 4;
    let e = b % 4;
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let i = c / 4;
    let k = c % 4;
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month = (h + l - 7 * m + 114) / 31;
    let day = (h + l - 7 * m + 114) % 31 + 1;
    Date::new(year, i8::try_from(month).unwrap_or(4), i8::try_from(day).unwrap_or(1)).unwrap_or_else(|_| date(year, 4, 1))
}

/// Midsummer's Eve: the Friday between 19 and 25 June.
#[must_use]
pub fn midsummer_eve(year: i16) -> Date {
    weekday_after(date(year, 6, 18), Weekday::Friday)
}

/// All Saints' Day: the Saturday between 31 October and 6 November.
#[must_use]
pub fn all_saints_day(year: i16) -> Date {
    weekday_after(date(year, 10, 30), Weekday::Saturday)
}

/// The name of the public holiday a day is by law (lagen 1989:253 om allmänna helgdagar),
/// Sundays without a name of their own left out.
#[must_use]
pub fn swedish_holiday(day: Date) -> Option<&'static str> {
    match (day.month(), day.day()) {
        (1, 1) => return Some("nyårsdagen"),
        (1, 6) => return Some("trettondedag jul"),
        (5, 1) => return Some("första maj"),
        (6, 6) => return Some("Sveriges nationaldag"),
        (12, 25) => return Some("juldagen"),
        (12, 26) => return Some("annandag jul"),
        _ => {}
    }
    match days_between(easter_sunday(day.year()), day) {
        -2 => return Some("långfredagen"),
        0 => return Some("påskdagen"),
        1 => return Some("annandag påsk"),
        39 => return Some("Kristi himmelsfärdsdag"),
        49 => return Some("pingstdagen"),
        _ => {}
    }
    if day == add_days(midsummer_eve(day.year()), 1) {
        return Some("midsommardagen");
    }
    (day == all_saints_day(day.year())).then_some("alla helgons dag")
}

/// The name of a day that offices treat as a holiday though the law does not (semesterlagen 3 a §):
/// the eves of Midsummer, Christmas and the New Year.
#[must_use]
pub fn swedish_eve(day: Date) -> Option<&'static str> {
    match (day.month(), day.day()) {
        (12, 24) => Some("julafton"),
        (12, 31) => Some("nyårsafton"),
        _ => (day == midsummer_eve(day.year())).then_some("midsommarafton"),
    }
}

/// The English name for a Swedish holiday or eve named by [`swedish_holiday`] or [`swedish_eve`].
#[must_use]
pub fn english_holiday(swedish: &str) -> &str {
    match swedish {
        "nyårsdagen" => "New Year's Day",
        "trettondedag jul" => "Epiphany",
        "första maj" => "May Day",
        "Sveriges nationaldag" => "the National Day of Sweden",
        "juldagen" => "Christmas Day",
        "annandag jul" => "Boxing Day",
        "långfredagen" => "Good Friday",
        "påskdagen" => "Easter Sunday",
        "annandag påsk" => "Easter Monday",
        "Kristi himmelsfärdsdag" => "Ascension Day",
        "pingstdagen" => "Whit Sunday",
        "midsommardagen" => "Midsummer's Day",
        "alla helgons dag" => "All Saints' Day",
        "julafton" => "Christmas Eve",
        "nyårsafton" => "New Year's Eve",
        "midsommarafton" => "Midsummer's Eve",
        other => other,
    }
}

/// Monday to Friday and no public holiday.
#[must_use]
pub fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && swedish_holiday(day).is_none()
}

/// Working day on which offices are open too: no eve of Midsummer, Christmas or New Year.
#[must_use]
fn is_open_day(day: Date) -> bool {
    is_working_day(day) && swedish_eve(day).is_none()
}

/// The first working day strictly after a day.
#[must_use]
pub fn working_day_after(day: Date) -> Date {
    let mut next = add_days(day, 1);
    while !is_working_day(next) {
        next = add_days(next, 1);
    }
    next
}

/// The last working day strictly before a day.
#[must_use]
pub fn working_day_before(day: Date) -> Date {
    let mut before = add_days(day, -1);
    while !is_working_day(before) {
        before = add_days(before, -1);
    }
    before
}

/// Counts working days forwards (or backwards when negative).
#[must_use]
pub fn add_working_days(day: Date, count: i64) -> Date {
    let mut at = day;
    for _ in 0..count.unsigned_abs().min(2_000) {
        at = if count > 0 { working_day_after(at) } else { working_day_before(at) };
    }
    at
}

/// A klämdag: a working day alone between a holiday and a weekend or between two holidays.
#[must_use]
pub fn is_bridge_day(day: Date) -> bool {
    is_open_day(day) && {
        let (before, after) = (add_days(day, -1), add_days(day, 1));
        let free = |side: Date| !is_open_day(side);
        let named = |side: Date| swedish_holiday(side).is_some() || swedish_eve(side).is_some();
        free(before) && free(after) && (named(before) || named(after))
    }
}

/// The bridge days within `first..=last`, in order.
pub fn bridge_days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    first.series(1.day()).take_while(move |day| *day <= last).filter(|day| is_bridge_day(*day))
}

/// The last day of a month.
#[must_use]
pub fn last_of_month(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1).ok().map(Date::last_of_month)
}

/// The Swedish name of a weekday, in lower case.
#[must_use]
pub const fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "måndag",
        Weekday::Tuesday => "tisdag",
        Weekday::Wednesday => "onsdag",
        Weekday::Thursday => "torsdag",
        Weekday::Friday => "fredag",
        Weekday::Saturday => "lördag",
        Weekday::Sunday => "söndag",
    }
}

/// The English name of a weekday.
#[must_use]
pub const fn weekday_name_english(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// The Swedish names of the months, January first.
pub const MONTHS: [&str; 12] =
    ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"];

/// The English names of the months, January first.
pub const MONTHS_ENGLISH: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
