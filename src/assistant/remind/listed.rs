//! What she says of many reminders: the list, what is on some days, which one is meant.

use jiff::tz::TimeZone;

use super::{
    agenda::Window,
    point, schedule,
    spoken::left,
    wording::{at, at_for, listing, name, one_line, say, series, when},
};
use crate::{
    assistant::{markup::escape, turn::Turn, wording::Language},
    facts::Reminder,
    language::date::{
        Due, calendar,
        wording::{long_date, short_date},
    },
};

/// One's own reminders, numbered.
/// `deadlines`: nothing else was asked for.
pub fn list(turn: &Turn<'_>, shown: &[Reminder], start: usize, all: usize, deadlines: bool) -> String {
    let language = turn.language();
    if all == 0 && deadlines {
        return say(
            language,
            "Du har inga deadlines. *påminnelser* visar allt annat.",
            "You have no deadlines. *reminders* shows everything else.",
        );
    }
    if all == 0 {
        return say(
            language,
            "Du har inga påminnelser. Skriv till exempel *påminn mig på fredag om kursansökan*.",
            "You have no reminders. Write for example *remind me on Friday about the course application*.",
        );
    }
    let (swedish, english) = if deadlines { ("deadlines", "deadlines") } else { ("påminnelser", "reminders") };
    let mut lines = vec![say(language, format!("**Dina {swedish} ({all}):**"), format!("**Your {english} ({all}):**")), String::new()];
    for (position, reminder) in shown.iter().enumerate() {
        let mut line = format!("{}. **{}**: ", start + position + 1, escape(&reminder.subject));
        let coming = schedule::coming(reminder, turn.now).map_or_else(|| reminder.due.clone(), |due| due.to_string());
        line.push_str(&when(&coming, language));
        if let Some(series) = series(reminder, language) {
            line.push_str(", ");
            line.push_str(&series);
        }
        if reminder.undelivered.is_some() {
            line.push_str(&say(language, " ⚠️ (den här kunde jag inte skicka till dig)", " ⚠️ (this one could not be sent to you)"));
        } else if let Some(next) = reminder.next_at {
            let zone = TimeZone::get(&reminder.zone).unwrap_or_else(|_| turn.zone());
            let local = next.to_zoned(zone);
            // Of one that comes at its own time that time is said already, and of one on the same day the day.
            match schedule::parse_due(&coming) {
                Some(due) if due.datetime(schedule::MORNING) == local.datetime() => {}
                Some(due) if due.date == local.date() => {
                    let clock = local.strftime("%H:%M");
                    line.push_str(&say(language, format!(" (påminner kl. {clock})"), format!(" (reminds you at {clock})")));
                }
                _ => {
                    let next = at(&local, turn.today().year(), language);
                    line.push_str(&say(language, format!(" (påminner {next})"), format!(" (reminds you {next})")));
                }
            }
        }
        if reminder.zone != turn.person.zone.as_deref().unwrap_or(&turn.world.zone) {
            line.push_str(&say(language, format!(" (tid i {})", escape(&reminder.zone)), format!(" (time in {})", escape(&reminder.zone))));
        }
        if let Some(by) = &reminder.set_by {
            line.push_str(&say(language, format!(", från {}", name(by)), format!(", from {}", name(by))));
        }
        lines.push(line);
    }
    lines.push(String::new());
    if start + shown.len() < all {
        lines.push(say(language, "Skriv *ja* för att se fler.", "Write *yes* to see more."));
    }
    lines.push(match all {
        1 => say(
            language,
            "Ändra: *ändra 1 till kl 10*, *flytta 1 till fredag*, *ta bort 1*, *ångra*.",
            "Change: *change 1 to 10:00*, *move 1 to Friday*, *remove 1*, *undo*.",
        ),
        _ => say(
            language,
            "Ändra: *ändra 1 till kl 10*, *flytta 2 till fredag*, *ta bort 1 och 2*, *ångra*.",
            "Change: *change 1 to 10:00*, *move 2 to Friday*, *remove 1 and 2*, *undo*.",
        ),
    });
    lines.join("\n")
}

/// Some days in words: "fredag 13 mars 2026 (v. 11)", "tisdag 10 mars – tisdag 31 mars 2026".
pub(super) fn days(window: &Window, language: Language) -> String {
    match (window.from == window.to, calendar::week_number(window.from) == calendar::week_number(window.to)) {
        (true, _) => long_date(window.from, language),
        (false, true) => format!("{} – {}", short_date(window.from, language), long_date(window.to, language)),
        (false, false) => format!("{} – {} {}", short_date(window.from, language), short_date(window.to, language), window.to.year()),
    }
}

/// What is on some days: each reminder with its turns there; `more` did not fit, and only `deadlines` were looked at.
pub fn on_days(
    turn: &Turn<'_>,
    window: &Window,
    found: &[(Reminder, Vec<Due>)],
    (more, deadlines): (usize, bool),
    next: Option<&Reminder>,
) -> String {
    let language = turn.language();
    let one_day = window.from == window.to;
    let days = days(window, language);
    if found.is_empty() {
        let (swedish, english) = if deadlines { ("deadlines", "deadlines") } else { ("påminnelser", "reminders") };
        let none = say(language, format!("Du har inga {swedish} {days}."), format!("You have no {english} on {days}."));
        let Some((next, at)) = next.and_then(|next| Some((next, next.next_at?))) else { return none };
        let (subject, at) = (escape(&next.subject), at_for(turn, at));
        let further = say(language, format!("Nästa kommer {at}: **{subject}**."), format!("The next one comes on {at}: **{subject}**."));
        return format!("{none} {further}");
    }
    let heading = if deadlines { format!("Deadlines {days}") } else { capital(&days) };
    let mut lines = vec![format!("**{heading}:**"), String::new()];
    for (position, (reminder, turns)) in found.iter().enumerate() {
        let clock = turns.first().and_then(|due| due.time).map(|time| time.strftime("%H:%M").to_string());
        let mut at: Vec<String> = Vec::new();
        if !one_day {
            let dates: Vec<String> = turns.iter().map(|due| short_date(due.date, language)).collect();
            at.push(listing(&dates, language));
        }
        at.extend(clock.map(|clock| say(language, format!("kl. {clock}"), format!("at {clock}"))));
        let at = if at.is_empty() { String::new() } else { format!(": {}", at.join(" ")) };
        let deadline = if reminder.deadline && !deadlines { say(language, " (sista dag)", " (deadline)") } else { String::new() };
        lines.push(format!("{}. **{}**{at}{deadline}", position + 1, escape(&reminder.subject)));
    }
    if more > 0 {
        lines.push(String::new());
        lines.push(say(
            language,
            format!("Och {more} till. *påminnelser* visar alla."),
            format!("And {more} more. *reminders* shows all."),
        ));
    }
    lines.join("\n")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What is known of those that somebody asked about.
pub fn known(turn: &Turn<'_>, found: &[Reminder]) -> String {
    let language = turn.language();
    let one = |reminder: &Reminder| {
        let due = schedule::coming(reminder, turn.now).or_else(|| schedule::parse_due(&reminder.due));
        let due_words = due.map(|due| when(&due.to_string(), language)).unwrap_or_default();
        let repeats = series(reminder, language).map(|series| format!(", {series}")).unwrap_or_default();
        let left = due.map(|due| left(calendar::days_between(turn.today(), due.date), language)).unwrap_or_default();
        let mut said = format!("**{}**: {due_words}{repeats}, {left}.", escape(&reminder.subject));
        let own_time = due.and_then(|due| schedule::instant(due.datetime(schedule::MORNING), &turn.zone()));
        if let Some(next) = reminder.next_at.filter(|next| Some(*next) != own_time) {
            let next = at_for(turn, next);
            said.push_str(&say(language, format!(" Jag påminner dig {next}."), format!(" I'll remind you on {next}.")));
        }
        said
    };
    match found {
        [reminder] => one(reminder),
        several => {
            let lines = several.iter().take(10).enumerate().map(|(position, reminder)| format!("{}. {}", position + 1, one(reminder)));
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

fn numbered(turn: &Turn<'_>, found: &[Reminder]) -> String {
    // Of a series, the turn that has come, else the one that comes.
    let turn_of = |one: &Reminder| {
        one.told_turn.clone().filter(|_| point::is_open(one)).or_else(|| Some(schedule::coming(one, turn.now)?.to_string()))
    };
    let line = |(position, reminder): (usize, &Reminder)| {
        let due = turn_of(reminder).unwrap_or_else(|| reminder.due.clone());
        format!("{}. {}", position + 1, one_line(&Reminder { due, ..reminder.clone() }, turn.language()))
    };
    let mut lines: Vec<String> = found.iter().take(20).enumerate().map(line).collect();
    if found.len() > 20 {
        let rest = found.len() - 20;
        lines.push(String::new());
        lines.push(say(turn.language(), format!("och {rest} till"), format!("and {rest} more")));
    }
    lines.join("\n")
}

/// Several are about that: which one?
pub fn which_of(found: &[Reminder], turn: &Turn<'_>) -> String {
    let language = turn.language();
    let lead = say(language, "Vilken menar du?", "Which one do you mean?");
    let hint = match found.len() {
        2 => say(language, "Svara med siffran, eller *båda*.", "Answer with the number, or *both*."),
        _ => say(
            language,
            "Svara med siffran, till exempel *2* eller *1 och 3*, eller *alla*.",
            "Answer with the number, for example *2* or *1 and 3*, or *all*.",
        ),
    };
    format!("{lead}\n\n{}\n\n{hint}", numbered(turn, found))
}

/// Several series have a turn that day: which one shall be left out?
pub fn which_series(turn: &Turn<'_>, found: &[Reminder]) -> String {
    let language = turn.language();
    let lead = say(language, "Det finns flera den dagen:", "There are several that day:");
    let hint = say(language, "Säg vilken, till exempel *hoppa över 1*.", "Say which, for example *skip 1*.");
    format!("{lead}\n\n{}\n\n{hint}", numbered(turn, found))
}
