//! How a recurrence is said: "varje måndag", "var tredje månad den 1:a", "varje dag kl. 08:00 och 20:00".

use jiff::civil::Time;

use super::Language;
use super::calendar::{MONTHS, MONTHS_ENGLISH, weekday_name, weekday_name_english};
use super::rrule::{End, Frequency, Recurrence};
use super::wording::{append, list, long_date};

/// "varje måndag", "var tredje månad den 1:a", "every second week on Friday".
#[must_use]
pub fn repeat(rule: &Recurrence, language: Language) -> String {
    repeat_at(rule, None, language)
}

/// The same; where it comes several times a day, their minutes are those of `time`.
#[must_use]
pub fn repeat_at(rule: &Recurrence, time: Option<Time>, language: Language) -> String {
    let swedish = language == Language::Swedish;
    let mut said = if swedish { repeat_swedish(rule) } else { repeat_english(rule) };
    append(&mut said, in_months(rule, language));
    if !rule.hours.is_empty() {
        let minute = time.map_or(0, Time::minute);
        let hours: Vec<String> = rule.hours.iter().map(|hour| format!("{hour:02}:{minute:02}")).collect();
        let hours = list(&hours, language);
        append(&mut said, if swedish { format!(" kl. {hours}") } else { format!(" at {hours}") });
    }
    match rule.end {
        End::Never => {}
        End::Count(count) => append(&mut said, if swedish { format!(", {count} gånger") } else { format!(", {count} times") }),
        End::Until(last) => {
            let last = long_date(last, language);
            append(&mut said, if swedish { format!(" till och med {last}") } else { format!(" until {last}") });
        }
    }
    said
}

/// The months of a series by days or weeks; those that are left out where they are fewer ("utom i juli").
fn in_months(rule: &Recurrence, language: Language) -> String {
    if rule.months.is_empty() || !matches!(rule.frequency, Frequency::Hourly | Frequency::Daily | Frequency::Weekly) {
        return String::new();
    }
    let swedish = language == Language::Swedish;
    let all = if swedish { MONTHS } else { MONTHS_ENGLISH };
    let named = |kept: bool| -> Vec<String> {
        let months = (1_i8..).zip(all).filter(|(number, _)| rule.months.contains(number) == kept);
        months.map(|(_, name)| name.to_owned()).collect()
    };
    let left_out = named(false);
    match (left_out.len() < rule.months.len(), swedish) {
        (true, true) => format!(" utom i {}", list(&left_out, language)),
        (true, false) => format!(" except in {}", list(&left_out, language)),
        (false, true) => format!(" i {}", list(&named(true), language)),
        (false, false) => format!(" in {}", list(&named(true), language)),
    }
}

fn ordinal_swedish(number: i8) -> String {
    match number {
        -2 => "näst sista".to_owned(),
        -1 => "sista".to_owned(),
        1 => "första".to_owned(),
        2 => "andra".to_owned(),
        3 => "tredje".to_owned(),
        4 => "fjärde".to_owned(),
        5 => "femte".to_owned(),
        other => format!("{other}:e"),
    }
}

fn days_of_month_swedish(days: &[i8]) -> String {
    let days: Vec<String> = days
        .iter()
        .map(|day| match day {
            -1 => "sista dagen".to_owned(),
            1 | 2 | 21 | 22 | 31 => format!("den {day}:a"),
            day => format!("den {day}:e"),
        })
        .collect();
    list(&days, Language::Swedish)
}

/// "den 31:a varje månad": months without such a day have no turn.
fn skips_months(rule: &Recurrence) -> bool {
    rule.frequency == Frequency::Monthly && rule.interval == 1 && rule.months.is_empty() && rule.month_days.iter().any(|day| *day > 28)
}

fn repeat_swedish(rule: &Recurrence) -> String {
    let neuter = rule.frequency == Frequency::Yearly;
    let every = match rule.interval {
        1 => "varje".to_owned(),
        2 if neuter => "vartannat".to_owned(),
        2 => "varannan".to_owned(),
        other => format!("{} {}", if neuter { "vart" } else { "var" }, ordinal_swedish(i8::try_from(other).unwrap_or(99))),
    };
    let months: Vec<String> =
        rule.months.iter().filter_map(|month| MONTHS.get(usize::try_from(month - 1).ok()?)).map(|name| (*name).to_owned()).collect();
    let names = months.clone();
    let months = list(&months, Language::Swedish);
    let weekdays: Vec<String> = rule.weekdays.iter().map(|(_, day)| weekday_name(*day).to_owned()).collect();
    let workdays = rule.weekdays.len() == 5 && weekdays[0] == "måndag" && weekdays[4] == "fredag";
    let weekdays = if workdays { "vardag".to_owned() } else { list(&weekdays, Language::Swedish) };
    let unit = match rule.frequency {
        Frequency::Hourly => "timme",
        Frequency::Daily => "dag",
        Frequency::Weekly => "vecka",
        Frequency::Monthly => "månad",
        Frequency::Yearly => "år",
    };
    let in_period = if months.is_empty() { format!("{every} {unit}") } else { format!("i {months} {every} år") };
    if let (Frequency::Monthly, [first, .., last], false) = (rule.frequency, rule.month_days.as_slice(), weekdays.is_empty()) {
        return match rule.positions.first() {
            Some(-1) => format!("sista {weekdays}en före {} {in_period}", days_of_month_swedish(&[last + 1])),
            Some(_) => format!("första {weekdays}en efter {} {in_period}", days_of_month_swedish(&[first - 1])),
            None => format!("den {weekdays} som infaller den {first}–{last} {in_period}"),
        };
    }
    if let Some(position) = rule.positions.first() {
        return format!("{} {weekdays}en {in_period}", ordinal_swedish(i8::try_from(*position).unwrap_or(1)));
    }
    if let Some((Some(nth), first)) = rule.weekdays.first() {
        // "första och tredje tisdagen", "första tisdagen och andra torsdagen"
        let nths: Vec<(i8, jiff::civil::Weekday)> = rule.weekdays.iter().map(|(own, day)| (own.unwrap_or(*nth), *day)).collect();
        let said = if nths.iter().all(|(_, day)| day == first) {
            let nths: Vec<String> = nths.iter().map(|(nth, _)| ordinal_swedish(*nth)).collect();
            format!("{} {}en", list(&nths, Language::Swedish), weekday_name(*first))
        } else {
            let days: Vec<String> = nths.iter().map(|(nth, day)| format!("{} {}en", ordinal_swedish(*nth), weekday_name(*day))).collect();
            list(&days, Language::Swedish)
        };
        return format!("{said} {in_period}");
    }
    match rule.frequency {
        Frequency::Weekly if !weekdays.is_empty() => format!("{every} {weekdays}"),
        Frequency::Monthly | Frequency::Yearly if !rule.month_days.is_empty() && rule.weekdays.is_empty() => {
            if rule.frequency == Frequency::Yearly && !months.is_empty() && rule.month_days.len() == 1 && rule.month_days[0] > 0 {
                let days: Vec<String> = names.iter().map(|month| format!("den {} {month}", rule.month_days[0])).collect();
                return format!("{every} år {}", list(&days, Language::Swedish));
            }
            let said = format!("{} {in_period}", days_of_month_swedish(&rule.month_days));
            if skips_months(rule) { format!("{said} som har den dagen") } else { said }
        }
        Frequency::Yearly if !weekdays.is_empty() => format!("{weekdays}en {in_period}"),
        _ => in_period,
    }
}

fn repeat_english(rule: &Recurrence) -> String {
    let unit = match rule.frequency {
        Frequency::Hourly => "hour",
        Frequency::Daily => "day",
        Frequency::Weekly => "week",
        Frequency::Monthly => "month",
        Frequency::Yearly => "year",
    };
    let every = match rule.interval {
        1 => "every".to_owned(),
        2 => "every other".to_owned(),
        other => format!("every {other}"),
    };
    let plural = if rule.interval > 2 { "s" } else { "" };
    let months: Vec<String> = rule
        .months
        .iter()
        .filter_map(|month| MONTHS_ENGLISH.get(usize::try_from(month - 1).ok()?))
        .map(|name| (*name).to_owned())
        .collect();
    let months = list(&months, Language::English);
    let weekdays: Vec<String> = rule.weekdays.iter().map(|(_, day)| weekday_name_english(*day).to_owned()).collect();
    let weekdays = if weekdays.len() == 5 { "weekday".to_owned() } else { list(&weekdays, Language::English) };
    let rank = |nth: i16| match nth {
        -1 => "last".to_owned(),
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        other => format!("{other}th"),
    };
    let of = if months.is_empty() { format!("of {every} {unit}{plural}") } else { format!("of {months}, {every} year") };
    if let (Frequency::Monthly, [first, .., last], false) = (rule.frequency, rule.month_days.as_slice(), weekdays.is_empty()) {
        return match rule.positions.first() {
            Some(-1) => format!("the last {weekdays} before day {} {of}", last + 1),
            Some(_) => format!("the first {weekdays} after day {} {of}", first - 1),
            None => format!("the {weekdays} that falls on day {first}–{last} {of}"),
        };
    }
    let nth = rule.positions.first().copied().or_else(|| rule.weekdays.first().and_then(|(nth, _)| *nth).map(i16::from));
    if let Some(nth) = nth {
        return format!("the {} {weekdays} {of}", rank(nth));
    }
    if !rule.month_days.is_empty() && rule.weekdays.is_empty() {
        let days: Vec<String> =
            rule.month_days.iter().map(|day| if *day == -1 { "the last day".to_owned() } else { format!("day {day}") }).collect();
        let said = format!("on {} {of}", list(&days, Language::English));
        return if skips_months(rule) { format!("{said} that has that day") } else { said };
    }
    if rule.frequency == Frequency::Weekly && rule.interval < 3 && !weekdays.is_empty() {
        return format!("{every} {weekdays}");
    }
    format!("{every} {unit}{plural}")
}
