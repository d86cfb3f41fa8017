//! What she says about reminders, in Swedish and English. Dates always carry weekday and week.

pub use super::{listed::*, loose::*, replies::*};

use jiff::Zoned;

use super::{build, except, schedule};
use crate::{
    assistant::{
        markup::escape,
        turn::Turn,
        wording::{Language, keycap},
    },
    facts::Reminder,
    language::date::{
        self, Due as Moment, Note, Recurrence, calendar,
        wording::{long_due, repeat, short_date},
    },
};

pub(super) fn say(language: Language, swedish: impl Into<String>, english: impl Into<String>) -> String {
    match language {
        Language::Swedish => swedish.into(),
        Language::English => english.into(),
    }
}

/// What somebody is called where only their user id is known: its first part, which mentions nobody.
pub fn name(user: &str) -> String {
    escape(user.trim_start_matches('@').split(':').next().unwrap_or_default())
}

/// A sentence of the date module, as Markdown that shows it as it is.
pub fn plain(text: &str) -> String {
    escape(text)
}

/// "onsdag 15 april 2026 (v. 16) kl. 09:00", with the holiday it falls on.
pub fn when(text: &str, language: Language) -> String {
    let Some(due) = schedule::parse_due(text) else { return escape(text) };
    let holiday = calendar::swedish_holiday(due.date).or_else(|| calendar::swedish_eve(due.date));
    let words = long_due(&due, language);
    match holiday {
        Some(name) => format!("{words}, {}", say(language, name, calendar::english_holiday(name))),
        None => words,
    }
}

/// A time at which she speaks: "onsdag 8 april kl. 08:00", with the year where it is another than this one.
pub(super) fn at(time: &Zoned, this_year: i16, language: Language) -> String {
    let clock = time.strftime("%H:%M");
    let mut day = short_date(time.date(), language);
    if time.year() != this_year {
        day = format!("{day} {}", time.year());
    }
    say(language, format!("{day} kl. {clock}"), format!("{day} at {clock}"))
}

/// The same for whom it is said to now.
pub(super) fn at_for(turn: &Turn<'_>, at_time: jiff::Timestamp) -> String {
    at(&at_time.to_zoned(turn.zone()), turn.today().year(), turn.language())
}

pub(super) fn series(reminder: &Reminder, language: Language) -> Option<String> {
    let rule: Recurrence = reminder.recurrence.as_ref()?.parse().ok()?;
    Some(repeat(&rule, language))
}

/// "två dagar före och på själva dagen": leads as they are kept, in words.
#[must_use]
pub fn leads(leads: &[String], language: Language) -> String {
    let words: Vec<String> = leads
        .iter()
        .filter_map(|text| {
            let lead = schedule::read_lead(text)?;
            let length = date::wording::lead_length(&lead, language);
            Some(match lead.at {
                Some(at) => {
                    format!("{length} {}", say(language, format!("kl. {}", at.strftime("%H:%M")), format!("at {}", at.strftime("%H:%M"))))
                }
                None => length,
            })
        })
        .collect();
    listing(&words, language)
}

/// One reminder in a line, without its next time: "**ansökan**: fredag 20 mars 2026 (v. 12)".
#[must_use]
pub fn one_line(reminder: &Reminder, language: Language) -> String {
    let repeats = series(reminder, language).map(|series| format!(", {series}")).unwrap_or_default();
    format!("**{}**: {}{repeats}", escape(&reminder.subject), when(&reminder.due, language))
}

/// The most times of one reminder that are named; of more it is said how many there are.
const MOST_TIMES: usize = 6;

/// The times at which a reminder without recurrence still speaks: the first of them, and how many more.
fn times(turn: &Turn<'_>, reminder: &Reminder) -> Vec<String> {
    let (mut found, mut more) = (Vec::new(), 0_usize);
    let mut after = build::written(turn);
    while let Some(next) = schedule::next_turn(reminder, after) {
        after = next.at;
        match next.lead {
            Some(_) if found.len() < MOST_TIMES => found.push(at_for(turn, next.at)),
            Some(_) => more += 1,
            None => {}
        }
        if reminder.recurrence.is_some() {
            break;
        }
    }
    if more > 0 {
        found.push(say(turn.language(), format!("och {more} till"), format!("and {more} more")));
    }
    found
}

/// The leads of the coming deadline, or of the coming turn of a series, that already lie behind: "14 dagar före".
fn passed(turn: &Turn<'_>, reminder: &Reminder) -> Vec<String> {
    let now = build::written(turn);
    let Some(due) = schedule::coming(reminder, now) else { return Vec::new() };
    let behind = |lead: &&String| schedule::lead_time(due, lead, &turn.zone()).is_some_and(|at| at <= now);
    let length = |lead: &String| schedule::read_lead(lead).map(|lead| date::wording::lead_length(&lead, turn.language()));
    reminder.leads.iter().filter(behind).filter_map(length).collect()
}

/// "en, två och tre".
pub(super) fn listing(words: &[String], language: Language) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {} {last}", first.join(", "), say(language, "och", "and")),
    }
}

/// One reminder, in full: what, when, how it repeats, when she speaks, what is left out. `new`: it was just set.
pub(super) fn in_full(turn: &Turn<'_>, reminder: &Reminder, new: bool) -> String {
    let language = turn.language();
    let mut lines = vec![format!("**{}**", escape(&reminder.subject)), String::new()];
    let coming = schedule::coming(reminder, turn.now).filter(|_| !new);
    let due = when(&coming.map_or_else(|| reminder.due.clone(), |due| due.to_string()), language);
    let repeats = series(reminder, language);
    match &repeats {
        Some(series) if new => {
            lines.push(say(language, format!("- {series}, första gången {due}"), format!("- {series}, the first time on {due}")));
        }
        Some(series) => lines.push(say(language, format!("- {series}, nästa gång {due}"), format!("- {series}, the next time on {due}"))),
        None if reminder.deadline => lines.push(say(language, format!("- sista dag: {due}"), format!("- deadline: {due}"))),
        None => lines.push(format!("- {due}")),
    }
    let times = times(turn, reminder);
    // What comes at its own time needs no second line.
    let plain = reminder.leads == ["P0D"] && reminder.due.contains('T');
    if repeats.is_some() {
        let own_times = times.first().filter(|_| !plain);
        if let Some(first) = own_times {
            let which = match (new, language) {
                (true, Language::Swedish) => "första påminnelsen kommer",
                (false, Language::Swedish) => "nästa påminnelse kommer",
                (true, Language::English) => "the first reminder comes on",
                (false, Language::English) => "the next reminder comes on",
            };
            lines.push(format!("- {which} {first}"));
        }
    } else if times.len() > 1 || !plain {
        let times = times.join(", ");
        let whom = if reminder.shared { "er" } else { "dig" };
        lines.push(say(language, format!("- jag påminner {whom} {times}"), format!("- I'll remind you on {times}")));
    }
    let passed = passed(turn, reminder);
    if !passed.is_empty() {
        let leads = listing(&passed, language);
        lines.push(match repeats {
            None => say(
                language,
                format!("- redan passerat, så det hoppar jag över: {leads}"),
                format!("- already past, so I leave it out: {leads}"),
            ),
            Some(_) => say(
                language,
                format!("- redan passerat den här gången, så det hoppar jag över: {leads}"),
                format!("- already past for this time, so I leave it out: {leads}"),
            ),
        });
    }
    if !reminder.skipped.is_empty() {
        let today = turn.today();
        let left_out = reminder.skipped.iter().filter_map(|turn| schedule::parse_due(turn)).filter(|due| due.date >= today);
        let left_out: Vec<String> = left_out.map(|due| when(&due.to_string(), language)).collect();
        if !left_out.is_empty() {
            let days = listing(&left_out, language);
            lines.push(say(language, format!("- utom {days}"), format!("- except {days}")));
        }
    }
    lines.join("\n")
}

/// Reminders were set; these others were there already.
pub fn set(turn: &Turn<'_>, made: &[Reminder], known: &[Reminder], notes: &[Note]) -> String {
    let language = turn.language();
    let mut parts = vec![say(language, "⏰ Det är noterat:", "⏰ Noted:")];
    parts.extend(made.iter().map(|reminder| in_full(turn, reminder, true)));
    if !known.is_empty() {
        let names: Vec<String> = known.iter().map(|reminder| named(turn, reminder)).collect();
        let names = listing(&names, language);
        parts.push(say(language, format!("Fanns redan: {names}."), format!("Already there: {names}.")));
    }
    if notes.contains(&Note::Vague) {
        parts.push(say(
            language,
            "Du sa ingen exakt dag, så jag valde en. Skriv en annan om den inte passar.",
            "You gave no exact day, so I picked one. Write another if it doesn't suit you.",
        ));
    }
    if notes.contains(&Note::HolidaysNotLeftOut) {
        parts.push(say(language, "Den kommer även på röda dagar.", "It comes on public holidays as well."));
    }
    if notes.contains(&Note::OnlyOnce) {
        parts.push(say(
            language,
            "Dagen flyttar sig från år till år, så det här gäller bara nästa gång.",
            "That day moves from year to year, so this is for the next time only.",
        ));
    }
    for note in notes {
        match note {
            Note::LeadTaken(lead) => parts.push(date::wording::length_unsaid(lead, language)),
            Note::WeeksTurn(day) => parts.push(date::wording::weeks_turn(*day, language)),
            _ => {}
        }
    }
    parts.extend(made.iter().filter_map(|reminder| skips_months(reminder, language)));
    for words in except::not_kept(turn, notes, made) {
        let words = escape(words);
        parts.push(say(
            language,
            format!("Det här kan jag inte ta hänsyn till: ”{words}”."),
            format!("This I cannot take into account: “{words}”."),
        ));
    }
    if let Some(first) = made.first().filter(|first| !first.readings.is_empty()) {
        parts.push(other_readings(first, language));
    }
    parts.push(say(language, "Skriv *ångra* om det blev fel, *påminnelser* visar alla.", "*undo* removes it, *reminders* shows all."));
    parts.join("\n\n")
}

fn other_readings(reminder: &Reminder, language: Language) -> String {
    let offered: Vec<String> = reminder
        .readings
        .iter()
        .take(3)
        .enumerate()
        .map(|(position, reading)| format!("{} {}", keycap(position + 1), when(reading, language)))
        .collect();
    let offered = offered.join(", ");
    say(language, format!("Menade du i stället {offered}?"), format!("Or did you mean {offered}?"))
}

/// It was asked for before.
pub fn already_there(turn: &Turn<'_>, known: &Reminder) -> String {
    let language = turn.language();
    let lead = say(language, "Den finns redan, så jag lägger inte in den igen:", "It is there already, so I don't add it again:");
    format!("{lead}\n\n{}", in_full(turn, known, false))
}

/// She speaks then already.
pub fn already_so(turn: &Turn<'_>, known: &Reminder) -> String {
    let lead = say(turn.language(), "Det gör jag redan:", "I do so already:");
    format!("{lead}\n\n{}", in_full(turn, known, false))
}

/// A reminder was changed.
pub fn changed(turn: &Turn<'_>, reminder: &Reminder, note: Option<&str>) -> String {
    let language = turn.language();
    let mut parts = vec![say(language, "Ändrat:", "Changed:"), in_full(turn, reminder, false)];
    parts.extend(note.map(str::to_owned));
    if !reminder.readings.is_empty() {
        parts.push(other_readings(reminder, language));
    }
    parts.push(say(language, "Skriv *ångra* om det blev fel.", "*undo* takes the change back."));
    parts.join("\n\n")
}

/// When the reminder last spoken of comes next.
pub fn next(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let language = turn.language();
    let subject = escape(&reminder.subject);
    match reminder.next_at {
        Some(next) => {
            let at = with_week(turn, next);
            say(
                language,
                format!("Nästa påminnelse om **{subject}** kommer {at}."),
                format!("The next reminder about **{subject}** comes on {at}."),
            )
        }
        None => say(
            language,
            format!("Det kommer inga fler påminnelser om **{subject}**."),
            format!("No more reminders are coming about **{subject}**."),
        ),
    }
}

/// A time at which she speaks, with year and week: "fredag 13 mars 2026 (v. 11) kl. 08:00".
fn with_week(turn: &Turn<'_>, at: jiff::Timestamp) -> String {
    let local = at.to_zoned(turn.zone());
    long_due(&Moment::at(local.date(), jiff::civil::time(local.hour(), local.minute(), 0, 0)), turn.language())
}

/// The reminder that comes next of all.
pub fn next_of_all(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let language = turn.language();
    let said = next(turn, reminder);
    let turn_due = reminder.next_turn.as_deref().unwrap_or(&reminder.due);
    match reminder.next_lead {
        // Only where the deadline is another day than the reminder is it worth saying.
        Some(_)
            if reminder
                .next_at
                .is_some_and(|at| schedule::parse_due(turn_due).is_some_and(|due| due.date != at.to_zoned(turn.zone()).date())) =>
        {
            let due = when(turn_due, language);
            format!("{said} {}", say(language, format!("Det gäller {due}."), format!("It is about {due}.")))
        }
        _ => said,
    }
}

/// "**ronden** (fredag 13 mars 2026 (v. 11) kl. 09:00, varje fredag)": what, and its coming time.
fn named(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let language = turn.language();
    let due = schedule::coming(reminder, turn.now).map_or_else(|| reminder.due.clone(), |due| due.to_string());
    let repeats = series(reminder, language).map(|series| format!(", {series}")).unwrap_or_default();
    format!("**{}**, {}{repeats}", escape(&reminder.subject), when(&due, language))
}

/// Reminders were removed.
pub fn removed(turn: &Turn<'_>, reminders: &[Reminder]) -> String {
    let language = turn.language();
    let names: Vec<String> = reminders.iter().take(10).map(|reminder| format!("- {}", named(turn, reminder))).collect();
    let rest = reminders.len().saturating_sub(10);
    let mut lines = vec![say(language, "Borttaget:", "Removed:"), String::new()];
    lines.extend(names);
    if rest > 0 {
        lines.push(say(language, format!("- och {rest} till"), format!("- and {rest} more")));
    }
    lines.push(String::new());
    lines.push(say(language, "Skriv *ångra* om det blev fel.", "*undo* brings it back."));
    lines.join("\n")
}

/// Several were moved; these others could not be.
pub fn changed_several(turn: &Turn<'_>, changed: &[Reminder], left: &[Reminder]) -> String {
    let language = turn.language();
    let lines = |reminders: &[Reminder]| {
        let mut lines: Vec<String> = reminders.iter().take(10).map(|reminder| format!("- {}", named(turn, reminder))).collect();
        if reminders.len() > 10 {
            let rest = reminders.len() - 10;
            lines.push(say(language, format!("- och {rest} till"), format!("- and {rest} more")));
        }
        lines.join("\n")
    };
    let mut parts = vec![say(language, "Ändrat:", "Changed:"), lines(changed)];
    if !left.is_empty() {
        parts.push(say(language, "De här får stå kvar, för den tiden har passerat:", "These stay as they are, for that time has passed:"));
        parts.push(lines(left));
    }
    parts.push(say(language, "Skriv *ångra* om det blev fel.", "*undo* takes the change back."));
    parts.join("\n\n")
}

/// Something was brought back.
pub fn undone(turn: &Turn<'_>, reminders: &[Reminder]) -> String {
    let language = turn.language();
    let was_there = |reminder: &Reminder| turn.facts.reminders.iter().any(|known| known.id == reminder.id && known.active);
    let lines: Vec<String> = reminders
        .iter()
        .map(|reminder| {
            let name = named(turn, reminder);
            match (reminder.active, was_there(reminder)) {
                (true, true) => say(language, format!("- {name}, är som förut"), format!("- {name}, is as it was")),
                (true, false) => say(language, format!("- {name}, gäller igen"), format!("- {name}, is back")),
                (false, _) => say(language, format!("- {name}, är borta"), format!("- {name}, is gone")),
            }
        })
        .collect();
    format!("{}\n\n{}", say(language, "Ångrat:", "Undone:"), lines.join("\n"))
}

/// Ticked off.
pub fn ticked(turn: &Turn<'_>, reminders: &[Reminder]) -> String {
    let language = turn.language();
    if let [reminder] = reminders {
        let subject = escape(&reminder.subject);
        return match reminder.next_at.filter(|_| reminder.active) {
            Some(next) => {
                let next = at_for(turn, next);
                say(
                    language,
                    format!("✅ Avbockat för den här gången: **{subject}**. Jag hör av mig igen {next}."),
                    format!("✅ Ticked off for this time: **{subject}**. You'll hear from me again on {next}."),
                )
            }
            None => say(language, format!("✅ Avbockat: **{subject}**."), format!("✅ Ticked off: **{subject}**.")),
        };
    }
    let names: Vec<String> = reminders.iter().map(|reminder| format!("**{}**", escape(&reminder.subject))).collect();
    let names = listing(&names, language);
    say(language, format!("✅ Avbockat: {names}."), format!("✅ Ticked off: {names}."))
}

/// A reaction was taken back.
pub fn untapped(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let language = turn.language();
    let subject = escape(&reminder.subject);
    let lead = say(language, format!("Då gäller **{subject}** igen."), format!("Then **{subject}** stands again."));
    match reminder.next_at {
        Some(next) => {
            let next = at_for(turn, next);
            say(language, format!("{lead} Jag påminner dig {next}."), format!("{lead} I'll remind you on {next}."))
        }
        None => lead,
    }
}

/// A colleague is to be reminded, and is told so.
pub fn set_for_another(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let language = turn.language();
    let asker = turn.event.sender_name.as_deref().map_or_else(|| name(&turn.event.sender), escape);
    let whom = name(&reminder.person);
    let lead =
        say(language, format!("⏰ {whom}, {asker} vill att jag påminner dig:"), format!("⏰ {whom}, {asker} wants me to remind you:"));
    let decline = say(
        language,
        "Vill du inte? Tryck ❌ eller svara *nej* på det här meddelandet.",
        "Would you rather not? Tap ❌ or reply *no* to this message.",
    );
    format!("{lead}\n\n{}\n\n{decline}", in_full(turn, reminder, true))
}

/// Some turns of a series were left out.
pub fn skipped(turn: &Turn<'_>, left_out: &[Moment], reminder: &Reminder) -> String {
    let language = turn.language();
    let days: Vec<String> = match left_out {
        [one] => vec![when(&one.to_string(), language)],
        several => several.iter().map(|due| short_date(due.date, language)).collect(),
    };
    let days = match days.as_slice() {
        [first, .., last] if days.len() > 7 => {
            let count = days.len();
            say(language, format!("{count} gånger, {first} – {last}"), format!("{count} times, {first} – {last}"))
        }
        days => listing(days, language),
    };
    let lead = say(language, format!("Jag hoppar över {days}."), format!("I'll skip {days}."));
    format!("{lead} {}", next(turn, reminder))
}

/// The reminder of an ST day stays on the day that its study director set.
pub fn follows_day(language: Language) -> String {
    say(
        language,
        "När ST-dagen är bestämmer studierektorn, så den flyttar jag inte. *Ändra den till två dagar innan* ändrar när jag påminner.",
        "The study director decides when the ST day is, so I won't move it. *Change it to two days before* changes when I remind you.",
    )
}

/// Put off: each with whether it comes sooner than was asked for.
pub fn put_off(turn: &Turn<'_>, reminders: &[(Reminder, bool)]) -> String {
    let language = turn.language();
    let lines: Vec<String> = reminders
        .iter()
        .map(|(reminder, sooner)| {
            let subject = escape(&reminder.subject);
            let until = reminder.next_at.map(|next| at_for(turn, next)).unwrap_or_default();
            let why = match (sooner, reminder.deadline) {
                (false, _) => String::new(),
                (true, true) => say(
                    language,
                    " Längre än så väntar jag inte när det finns en sista dag.",
                    " I won't wait longer than that, for the deadline.",
                ),
                (true, false) => say(language, " Då är det ändå dags för nästa gång.", " By then its next time has come anyway."),
            };
            say(
                language,
                format!("💤 Jag påminner dig om **{subject}** {until}.{why}"),
                format!("💤 I'll remind you about **{subject}** on {until}.{why}"),
            )
        })
        .collect();
    lines.join("\n\n")
}
