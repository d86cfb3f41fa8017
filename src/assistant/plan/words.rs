//! What moments, windows and states are called.

use std::cmp::Ordering;

use jiff::civil::Date;

use crate::{
    assistant::{markup::escape, wording::Language},
    facts::Person,
    language::date::wording::short_date,
    plan::{Appointment, PartTime, Period, Placed, Repeat, Role, State, Tick, Training, schedule::Turn},
};

/// The language that somebody writes.
#[must_use]
pub fn language_of(person: &Person) -> Language {
    if person.english { Language::English } else { Language::Swedish }
}

/// Picks by language.
pub fn say(language: Language, swedish: impl Into<String>, english: impl Into<String>) -> String {
    match language {
        Language::Swedish => swedish.into(),
        Language::English => english.into(),
    }
}

const MONTHS: [(&str, &str); 12] = [
    ("januari", "January"),
    ("februari", "February"),
    ("mars", "March"),
    ("april", "April"),
    ("maj", "May"),
    ("juni", "June"),
    ("juli", "July"),
    ("augusti", "August"),
    ("september", "September"),
    ("oktober", "October"),
    ("november", "November"),
    ("december", "December"),
];

/// The name of a month, from 1.
#[must_use]
pub fn month(number: i8, language: Language) -> &'static str {
    let (swedish, english) = usize::try_from(number - 1).ok().and_then(|at| MONTHS.get(at)).unwrap_or(&MONTHS[0]);
    match language {
        Language::Swedish => swedish,
        Language::English => english,
    }
}

/// A day: "1 september 2025".
#[must_use]
pub fn day(date: Date, language: Language) -> String {
    format!("{} {} {}", date.day(), month(date.month(), language), date.year())
}

/// A window in months, since the source knows no days: "februari–mars 2026".
#[must_use]
pub fn months(from: Date, to: Date, language: Language) -> String {
    let (first, last) = (month(from.month(), language), month(to.month(), language));
    match (from.year() == to.year(), from.month() == to.month()) {
        (true, true) => format!("{last} {}", to.year()),
        (true, false) => format!("{first}–{last} {}", to.year()),
        _ => format!("{first} {} – {last} {}", from.year(), to.year()),
    }
}

/// A window in the fewest letters, for the picture: "feb–mar 2026".
#[must_use]
pub fn short_months(from: Date, to: Date, language: Language) -> String {
    let short = |date: Date| month(date.month(), language).chars().take(3).collect::<String>();
    match (from.year() == to.year(), from.month() == to.month()) {
        (true, true) => format!("{} {}", short(to), to.year()),
        (true, false) => format!("{}–{} {}", short(from), short(to), to.year()),
        _ => format!("{} ’{:02} – {} ’{:02}", short(from), from.year() % 100, short(to), to.year() % 100),
    }
}

/// A stretch of days: "1 mars – 31 december 2026".
#[must_use]
pub fn days(period: Period, language: Language) -> String {
    let Period { from, to } = period;
    if from == to {
        day(from, language)
    } else if (from.year(), from.month()) == (to.year(), to.month()) {
        format!("{}–{}", from.day(), day(to, language))
    } else if from.year() == to.year() {
        format!("{} {} – {}", from.day(), month(from.month(), language), day(to, language))
    } else {
        format!("{} – {}", day(from, language), day(to, language))
    }
}

/// Several stretches: "1 mars – 31 december 2026 och 1 mars – 30 juni 2027".
#[must_use]
pub fn all_days<'a>(periods: impl Iterator<Item = &'a Period>, language: Language) -> String {
    let said: Vec<String> = periods.map(|period| days(*period, language)).collect();
    let and = say(language, " och ", " and ");
    match said.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{}{and}{last}", first.join(", ")),
        _ => said.concat(),
    }
}

/// How much is worked on a day and what comes next, for the picture: "80 %, heltid från 1 juli 2027".
#[must_use]
pub fn shares_from(training: &Training, today: Date, language: Language) -> String {
    let now = PartTime { from: training.start, percent: training.percent(today) };
    let next = training.part_time.iter().find(|change| change.from > today).copied();
    let part_time = if next.is_none() && now.percent == 100 { Vec::new() } else { [now].into_iter().chain(next).collect() };
    shares(&Training { part_time, ..Training::new(training.start) }, language)
}

/// How much is worked: "80 % från 1 januari 2027, heltid från 1 juli 2027".
#[must_use]
pub fn shares(training: &Training, language: Language) -> String {
    let of = |percent: u8| if percent == 100 { say(language, "heltid", "full time") } else { format!("{percent} %") };
    let shares: Vec<String> = (training.part_time.iter())
        .map(|change| {
            let share = of(change.percent);
            if change.from <= training.start {
                return share;
            }
            let from = day(change.from, language);
            say(language, format!("{share} från {from}"), format!("{share} from {from}"))
        })
        .collect();
    if shares.is_empty() { of(100) } else { shares.join(", ") }
}

/// When an appointment is: "lördag 14 mars 2026 kl. 13:00", "10–12 juni 2026".
#[must_use]
pub fn appointment(at: Appointment, language: Language) -> String {
    match at {
        Appointment::Day(date) => on_weekday(date, language),
        Appointment::Days(period) => days(period, language),
        Appointment::Time(time) => {
            let clock = time.strftime("%H:%M");
            let date = on_weekday(time.date(), language);
            say(language, format!("{date} kl. {clock}"), format!("{date} at {clock}"))
        }
    }
}

/// A day with its weekday: "lördag 14 mars 2026".
#[must_use]
pub fn on_weekday(date: Date, language: Language) -> String {
    format!("{} {}", short_date(date, language), date.year())
}

/// What an occurrence is called: "Specialistkollegium (2 av 2)", "Årsrapport 2027". Plain text.
#[must_use]
pub fn title(placed: &Placed<'_>, training: &Training, language: Language) -> String {
    let title = placed.moment.title.text(language == Language::English);
    match placed.turn {
        Turn::Only => title.to_owned(),
        Turn::Of(number, of) => say(language, format!("{title} ({number} av {of})"), format!("{title} ({number} of {of})")),
        Turn::Year(_, since) => {
            let year = placed.to.year();
            match since.cmp(&year) {
                // Leave has kept it open past a year, which no other turn has in its name.
                Ordering::Less => format!("{title} {since}–{year}"),
                Ordering::Equal => format!("{title} {year}"),
                Ordering::Greater => say(language, format!("{title} {year}, slutet av ST"), format!("{title} {year}, end of ST")),
            }
        }
        Turn::Placement(number) => match training.placements.iter().find(|placement| placement.number == number) {
            Some(placement) => format!("{title}: {}", placement.name),
            None => title.to_owned(),
        },
    }
}

/// What people write for an occurrence: its name without what stands in brackets. Plain text.
#[must_use]
pub fn short<'a>(placed: &Placed<'a>, language: Language) -> &'a str {
    let title = placed.moment.title.text(language == Language::English);
    title.split(" (").next().unwrap_or(title)
}

/// When an occurrence is: the words of the source, and what they mean for this person. Escaped Markdown.
#[must_use]
pub fn when(placed: &Placed<'_>, language: Language) -> String {
    let english = language == Language::English;
    let mut said = escape(placed.moment.when.text(english));
    let years = placed.moment.years.text(english);
    if placed.usual && !years.is_empty() {
        said = format!("{said}, {}", escape(years));
    }
    // The source says no time by which it is to be done: the window is none that could be told.
    if placed.moment.repeat == Repeat::Standing || !placed.moment.late {
        return said;
    }
    let window = months(placed.from, placed.to, language);
    match placed.turn {
        Turn::Year(..) | Turn::Placement(_) => window,
        Turn::Only | Turn::Of(..) => format!("{said}: {window}"),
    }
}

/// When an occurrence is, in the fewest words: the agreed time, else its window.
#[must_use]
pub fn placed(placed: &Placed<'_>, language: Language) -> String {
    match &placed.tick {
        Some(Tick::Booked { at }) => appointment(*at, language),
        _ if !placed.moment.late => when(placed, language),
        _ => months(placed.from, placed.to, language),
    }
}

/// A role, as in "handledaren gör det".
#[must_use]
pub fn role(role: Role, language: Language) -> &'static str {
    let (swedish, english) = match role {
        Role::St => ("ST-läkaren", "the ST doctor"),
        Role::Handledare => ("handledaren", "the supervisor"),
        Role::Studierektor => ("studierektorn", "the study director"),
        Role::Verksamhetschef => ("verksamhetschefen", "the head of the clinic"),
        Role::Hr => ("HR", "HR"),
    };
    match language {
        Language::Swedish => swedish,
        Language::English => english,
    }
}

/// A role, as in "delar planen som handledare".
#[must_use]
pub fn as_role(role: Role, language: Language) -> &'static str {
    let (swedish, english) = match role {
        Role::St => ("ST-läkare", "ST doctor"),
        Role::Handledare => ("handledare", "supervisor"),
        Role::Studierektor => ("studierektor", "study director"),
        Role::Verksamhetschef => ("verksamhetschef", "head of the clinic"),
        Role::Hr => ("HR", "HR"),
    };
    match language {
        Language::Swedish => swedish,
        Language::English => english,
    }
}

/// What is added about leave, where a moment hangs on the calendar and waits for it.
#[must_use]
pub fn waits(placed: &Placed<'_>, today: Date, language: Language) -> Option<String> {
    let leave = placed.waits.filter(|leave| leave.to >= today && placed.state.open())?;
    let leave = months(leave.from, leave.to, language);
    Some(if placed.moment.each_term {
        say(
            language,
            format!("tillfällena under ledigheten {leave} räknas inte"),
            format!("the terms during your leave {leave} do not count"),
        )
    } else {
        say(language, format!("pausar under ledigheten {leave}"), format!("pauses during the leave {leave}"))
    })
}

/// A state in a word or two.
#[must_use]
pub fn state(state: State, language: Language) -> &'static str {
    let (swedish, english) = match state {
        State::Late => ("sent", "late"),
        State::Now => ("nu", "now"),
        State::Booked => ("bokat", "booked"),
        State::Ongoing => ("löpande", "ongoing"),
        State::Paused => ("pausar", "paused"),
        State::Later => ("längre fram", "later"),
        State::Past => ("inte avbockat", "not ticked off"),
        State::Done => ("klart", "done"),
        State::Skipped => ("hoppas över", "skipped"),
    };
    match language {
        Language::Swedish => swedish,
        Language::English => english,
    }
}
