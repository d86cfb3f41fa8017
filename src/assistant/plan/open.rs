//! What was said of leave or part-time without all its days: she asks for what is missing, and takes the answer.

use jiff::civil::Date;

use super::{
    PlanAsk, ask,
    away::Length,
    extent::{self, Extent},
    leave, own,
    period::{self, fold},
    placements,
    read::{self, Dates, Pace, Unsaid},
    set, spoken,
    words::{self, say},
};
use crate::{
    assistant::{markup::escape, turn::Turn},
    effect::About,
    language::date::cardinal,
    plan::{
        Period,
        time::{add_days, add_months},
    },
};

/// Asks for what was not said.
pub(super) fn ask_for(turn: &mut Turn<'_>, unsaid: Unsaid) {
    match unsaid {
        Unsaid::Pace { percent, to } => pace(turn, percent, to),
        Unsaid::Leave { length, to } => days_of_leave(turn, length, to),
        Unsaid::PartWeek { percent, during } => part_week(turn, percent, during),
        Unsaid::Turned(period) => turned(turn, period),
        Unsaid::Share => {
            let from = example_day(turn);
            question(
                turn,
                format!("Hur många procent arbetar du, och från vilken dag? Skriv till exempel *80 % från {from}*."),
                format!("How many percent do you work, and from which day? Write for example *80 % from {from}*."),
            );
        }
        Unsaid::Longer => question(
            turn,
            "Hur mycket längre blir den? Skriv till exempel *förläng min ST med 6 månader*.",
            "How much longer will it be? Write for example *extend my ST by 6 months*.",
        ),
        Unsaid::DaysOff => {
            let days = example_stretch(turn);
            let markdown = say(
                turn.language(),
                format!(
                    "Enstaka lediga dagar flyttar inget i planen, så dem skriver jag inte upp. Längre ledighet skriver du med första och sista dagen: *ledig {days}*."
                ),
                format!(
                    "Single days off move nothing in the plan, so I don't note them. For longer leave, write the first and last day: *on leave {days}*."
                ),
            );
            turn.say(markdown, None);
        }
    }
}

/// Asks, in the person's language.
fn question(turn: &mut Turn<'_>, swedish: impl Into<String>, english: impl Into<String>) {
    let markdown = say(turn.language(), swedish, english);
    turn.say(markdown, Some(About::Question));
}

/// The first day of next month, as an example.
fn example_day(turn: &Turn<'_>) -> String {
    words::day(add_months(turn.today().first_of_month(), 1), turn.language())
}

/// Half a year from the first day of next month, as an example.
fn example_stretch(turn: &Turn<'_>) -> String {
    let month = turn.today().first_of_month();
    words::days(Period { from: add_months(month, 1), to: add_days(add_months(month, 7), -1) }, turn.language())
}

/// A placement lasts for a part of the time that was said: on which days?
pub(super) fn placement_days(turn: &mut Turn<'_>, name: &str, example: Period) {
    ask(turn, PlanAsk::PlacementDays { name: name.to_owned(), days: example.days() });
    let (name, days) = (escape(name), words::days(example, turn.language()));
    question(
        turn,
        format!("Vilka dagar är det? Skriv till exempel *{name} {days}*."),
        format!("On which days is that? Write for example *{name} {days}*."),
    );
}

/// A placement shall be at another time: on which days?
pub(super) fn placement_to_move(turn: &mut Turn<'_>, name: &str) {
    let Some(old) = placements::placement_named(turn, name).cloned() else { return };
    let language = turn.language();
    ask(turn, PlanAsk::PlacementDays { name: old.name.clone(), days: old.period.days() });
    let (name, was, from) = (escape(&old.name), words::days(old.period, language), words::day(add_months(old.period.from, 6), language));
    question(
        turn,
        format!("**{name}** är nu {was}. Från vilken dag blir det i stället? Skriv till exempel *{from}*, eller första och sista dagen."),
        format!("**{name}** is {was} now. From which day will it be instead? Write for example *{from}*, or the first and the last day."),
    );
}

/// The days of a placement, as the answer to that. False: it is none.
pub(super) fn placement_told(turn: &mut Turn<'_>, name: &str, days: i64, text: &str) -> bool {
    let period = match told(turn, text) {
        Some(Extent::During(period)) => period,
        Some(Extent::Day(from) | Extent::From(from)) => Period { from, to: add_days(from, days - 1) },
        Some(Extent::Rough(_)) => {
            which_day(turn);
            return true;
        }
        Some(Extent::Until(_) | Extent::Turned(_) | Extent::Unsaid) | None => return false,
    };
    turn.dialogue.pending = None;
    if placements::has_placement(turn, name) {
        placements::move_placement(turn, name, period);
    } else {
        placements::placement(turn, name, period);
    }
    true
}

/// So much is worked: from which day?
fn pace(turn: &mut Turn<'_>, percent: u32, to: Option<Date>) {
    // What is worked now already only ends.
    if let (Some(to), Some(known)) = (to, own(turn))
        && u32::from(known.training.percent(turn.today())) == percent
        && percent < 100
    {
        let dates = Dates { paces: vec![Pace { percent, from: None, to: Some(to) }], ..Dates::default() };
        return set::dates(turn, &dates);
    }
    ask(turn, PlanAsk::Pace { percent, to });
    if let Some(to) = to {
        let to = words::day(to, turn.language());
        return question(
            turn,
            format!("{percent} % till och med {to}, men från vilken dag? Skriv datumet, *i dag* eller *från början*."),
            format!("{percent} % until {to}, but from which day? Write the date, *today* or *from the start*."),
        );
    }
    let example = example_day(turn);
    question(
        turn,
        format!("{percent} %, men från vilken dag? Skriv till exempel *{example}*, första och sista dagen, eller *från början*."),
        format!("{percent} %, but from which day? Write for example *{example}*, the first and the last day, or *from the start*."),
    );
}

/// Leave: on which days?
fn days_of_leave(turn: &mut Turn<'_>, length: Option<Length>, to: Option<Date>) {
    ask(turn, PlanAsk::LeaveDays { length: length.map(|length| (length.months, length.days)), to });
    let example = example_day(turn);
    if let Some(to) = to {
        let to = words::day(to, turn.language());
        question(
            turn,
            format!("Ledig till och med {to}, men från vilken dag? Skriv datumet, eller *i dag*."),
            format!("On leave until {to}, but from which day? Write the date, or *today*."),
        );
    } else if length.is_some() {
        question(
            turn,
            format!("Från vilken dag? Skriv till exempel *{example}*, eller första och sista dagen."),
            format!("From which day? Write for example *{example}*, or the first and the last day."),
        );
    } else {
        let end = words::day(add_days(add_months(turn.today().first_of_month(), 7), -1), turn.language());
        question(
            turn,
            format!("Från vilken dag till vilken? Skriv till exempel *{example} till {end}*. Ungefär räcker, det går att ändra."),
            format!("From which day to which? Write for example *{example} to {end}*. Roughly will do, it can be changed."),
        );
    }
}

/// Away for a part of each week is part-time.
fn part_week(turn: &mut Turn<'_>, percent: Option<u32>, during: Option<Period>) {
    let days = during.map_or_else(|| example_stretch(turn), |during| words::days(during, turn.language()));
    match percent {
        Some(percent) => question(
            turn,
            format!(
                "Ledig en del av veckan är deltid i planen. Har din vecka annars fem dagar blir det {percent} %. Skriv till exempel *{percent} % {days}*, så räknar jag med det."
            ),
            format!(
                "Off for a part of the week is part-time in the plan. If your week otherwise has five days, that makes {percent} %. Write for example *{percent} % {days}* and I'll count with it."
            ),
        ),
        None => question(
            turn,
            format!("Ledig en del av veckan är deltid i planen. Skriv hur mycket du arbetar och när, till exempel *80 % {days}*."),
            format!("Off for a part of the week is part-time in the plan. Write how much you work and when, for example *80 % {days}*."),
        ),
    }
}

/// It ends before it begins, save over a new year that nobody wrote.
pub(super) fn turned(turn: &mut Turn<'_>, period: Period) {
    let days = words::days(period, turn.language());
    question(
        turn,
        format!("Menar du {days}? Skriv det i så fall så. Annars skriver du om det, med det som kommer först i tiden först."),
        format!("Do you mean {days}? If so, write it like that. If not, write it again with what comes first in time first."),
    );
}

/// Words that may stand beside the days in an answer, folded.
const BESIDE: [&str; 42] = [
    "fran", "till", "from", "to", "until", "through", "den", "i", "och", "med", "pa", "v", "ja", "ok", "borjar", "slutar", "ungefar", "ca",
    "cirka", "kanske", "typ", "nog", "tror", "jag", "det", "ar", "blir", "framat", "nu", "direkt", "manader", "manad", "veckor", "vecka",
    "dagar", "dag", "months", "weeks", "the", "on", "for", "about",
];

/// The time that an answer tells; `None`: it is no answer.
pub(super) fn told(turn: &Turn<'_>, text: &str) -> Option<Extent> {
    let today = turn.today();
    let folded = fold(text);
    let short = folded.split_whitespace().count() <= 9 && !text.contains('?');
    let world = turn.world;
    let plan = turn.region().and_then(|region| world.knowledge.plans.get(region));
    // What says itself what it is about is no answer.
    if !short || folded.contains('%') || read::read(text, plan, &[], today).is_some() {
        return None;
    }
    let said = spoken::relative(&spoken::borders(&folded), today);
    let digits = said.contains(|letter: char| letter.is_ascii_digit());
    if extent::has(&said, &["nu", "now", "direkt"]) && !digits {
        return Some(Extent::From(today));
    }
    let lean = extent::lean(&said);
    let beside =
        |word: &String| BESIDE.contains(&word.as_str()) || word.bytes().all(|byte| byte.is_ascii_digit()) || cardinal(word).is_some();
    let about = period::find(&said, today, lean).is_none_or(|found| found.before.iter().chain(&found.after).all(beside));
    about.then(|| extent::read(&said, today, lean))
}

/// The answer has a time without its days.
pub(super) fn which_day(turn: &mut Turn<'_>) {
    let example = words::day(add_months(turn.today().first_of_month(), 3), turn.language());
    question(
        turn,
        format!("Jag behöver en dag, till exempel *{example}*. Ungefär räcker, det går att ändra."),
        format!("I need a day, for example *{example}*. Roughly will do, it can be changed."),
    );
}

/// The last first of September, as an example of a day on which an ST began.
pub(super) fn example_start(turn: &Turn<'_>) -> String {
    words::day(last_september(turn), turn.language())
}

fn last_september(turn: &Turn<'_>) -> Date {
    let today = turn.today();
    let months = (i32::from(today.month()) - 9).rem_euclid(12);
    add_months(today.first_of_month(), -months)
}

/// A placement was told before the ST began for her.
pub(super) fn start_first(turn: &mut Turn<'_>) {
    let example = example_start(turn);
    question(
        turn,
        format!("Det tar jag med. Först behöver jag veta vilken dag du började din ST, till exempel *{example}*."),
        format!("I'll take that in. First I need to know on which day you started your ST, for example *{example}*."),
    );
}

/// It was said that the ST began, and no day that could be read: asks for what is missing.
pub(super) fn start_unsaid(turn: &mut Turn<'_>) {
    let said = turn.message().map(|message| fold(&message.body)).unwrap_or_default();
    ask(turn, PlanAsk::Start);
    if turn.region().is_none() || !start_again(turn, &said) {
        super::ask_start(turn);
    }
}

/// The answer to when the ST began holds no day that could be read: asks again, and says why. False: it is no such answer.
pub(super) fn start_again(turn: &mut Turn<'_>, folded: &str) -> bool {
    const SEASONS: [&str; 15] = [
        "hosten",
        "varen",
        "sommaren",
        "vintern",
        "hostas",
        "varas",
        "somras",
        "vintras",
        "ht",
        "vt",
        "hostterminen",
        "varterminen",
        "autumn",
        "spring",
        "summer",
    ];
    let words: Vec<&str> = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let language = turn.language();
    let day = example_start(turn);
    let month = |date: Date| format!("{} {}", words::month(date.month(), language), date.year());
    // "ht24".
    let season = |word: &&str| SEASONS.contains(&word.trim_end_matches(|letter: char| letter.is_ascii_digit()));
    let (swedish, english) = if extent::has(folded, &["inte borjat", "inte startat", "inte borjat an", "not started"]) {
        let next = words::day(add_months(last_september(turn), 12), language);
        (format!("Vilken dag börjar du? Skriv till exempel *{next}*."), format!("On which day do you start? Write for example *{next}*."))
    } else if extent::has(folded, &["vet inte", "vet ej", "minns inte", "kommer inte ihag", "ingen aning", "don't know"]) {
        let month = month(last_september(turn));
        (
            format!("Månaden räcker, till exempel *{month}*. Det går att ändra sedan."),
            format!("The month is enough, for example *{month}*. It can be changed later."),
        )
    } else if words.iter().any(season) {
        let month = month(last_september(turn));
        (
            format!("Vilken månad var det? Skriv med året, till exempel *{month}*."),
            format!("Which month was it? Write it with the year, for example *{month}*."),
        )
    } else if words.iter().any(|word| period::is_month(word))
        || words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_digit())) && words.len() > 1
    {
        (
            format!("Den dagen finns inte i kalendern. Skriv till exempel *{day}*."),
            format!("There is no such day. Write for example *{day}*."),
        )
    } else {
        return false;
    };
    question(turn, swedish, english);
    true
}

/// When so much is worked, as the answer to that. False: it is none.
pub(super) fn pace_told(turn: &mut Turn<'_>, percent: u32, to: Option<Date>, text: &str) -> bool {
    let Some(extent) = told(turn, text) else { return false };
    let (from, to) = match extent {
        Extent::During(period) => (Some(period.from), Some(period.to)),
        Extent::Day(from) | Extent::From(from) => (Some(from), to),
        Extent::Until(to) => {
            pace(turn, percent, Some(to));
            return true;
        }
        Extent::Unsaid if extent::is_always(&fold(text)) => (own(turn).map(|known| known.training.start), to),
        Extent::Rough(_) => {
            which_day(turn);
            return true;
        }
        Extent::Turned(_) | Extent::Unsaid => return false,
    };
    turn.dialogue.pending = None;
    set::dates(turn, &Dates { paces: vec![Pace { percent, from, to }], ..Dates::default() });
    true
}

/// The days of leave, as the answer to that. False: it is none.
pub(super) fn leave_told(turn: &mut Turn<'_>, length: Option<Length>, to: Option<Date>, text: &str) -> bool {
    let Some(extent) = told(turn, text) else { return false };
    let period = match (extent, length, to) {
        // A month alone is the one in which it begins.
        (Extent::During(period), Some(length), _) if length.since(period.from).to > period.to => length.since(period.from),
        (Extent::During(period), ..) => period,
        (Extent::Day(from) | Extent::From(from), Some(length), _) => length.since(from),
        (Extent::Day(from) | Extent::From(from), None, Some(to)) => Period { from, to },
        (Extent::Day(from) | Extent::From(from), None, None) => {
            leave::ask_end(turn, from);
            return true;
        }
        (Extent::Until(to), ..) => {
            days_of_leave(turn, None, Some(to));
            return true;
        }
        (Extent::Rough(_), ..) => {
            which_day(turn);
            return true;
        }
        (Extent::Turned(_) | Extent::Unsaid, ..) => return false,
    };
    turn.dialogue.pending = None;
    set::dates(turn, &Dates { leave: vec![period], ..Dates::default() });
    true
}
