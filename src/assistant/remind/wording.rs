//! What she says about reminders, in Swedish and English. Dates always carry weekday and week.

pub use super::replies::*;

use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};

use super::schedule;
use crate::{
    assistant::{
        markup::escape,
        turn::Turn,
        wording::{Language, keycap},
    },
    facts::Reminder,
    language::date::{
        self, Due as Moment, Note, Recurrence, calendar,
        wording::{long_date, long_due, repeat, short_date},
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

/// A time at which she speaks: "onsdag 8 april kl. 08:00".
fn at(time: &Zoned, language: Language) -> String {
    let clock = time.strftime("%H:%M");
    let day = short_date(time.date(), language);
    say(language, format!("{day} kl. {clock}"), format!("{day} at {clock}"))
}

fn series(reminder: &Reminder, language: Language) -> Option<String> {
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
    match words.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {} {last}", first.join(", "), say(language, "och", "and")),
    }
}

/// One reminder in a line, without its next time: "**ansökan**: fredag 20 mars 2026 (v. 12)".
#[must_use]
pub fn one_line(reminder: &Reminder, language: Language) -> String {
    let repeats = series(reminder, language).map(|series| format!(", {series}")).unwrap_or_default();
    format!("**{}**: {}{repeats}", escape(&reminder.subject), when(&reminder.due, language))
}

/// All times at which a reminder without recurrence still speaks, at most six.
fn times(turn: &Turn<'_>, reminder: &Reminder) -> Vec<String> {
    let mut found = Vec::new();
    let mut after = turn.now;
    while let Some(next) = schedule::next_turn(reminder, after).filter(|_| found.len() < 6) {
        after = next.at;
        if next.lead.is_some() {
            found.push(at(&next.at.to_zoned(turn.zone()), turn.language()));
        }
        if reminder.recurrence.is_some() {
            break;
        }
    }
    found
}

/// The leads that already lie behind.
fn passed(turn: &Turn<'_>, reminder: &Reminder) -> usize {
    let Some(due) = schedule::parse_due(&reminder.due).filter(|_| reminder.recurrence.is_none()) else { return 0 };
    reminder.leads.iter().filter(|lead| schedule::lead_time(due, lead, &turn.zone()).is_some_and(|at| at <= turn.now)).count()
}

/// One reminder, in full: what, when, how it repeats, when she speaks.
fn in_full(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let language = turn.language();
    let mut lines = vec![format!("**{}**", escape(&reminder.subject)), String::new()];
    let due = when(&reminder.due, language);
    match series(reminder, language) {
        Some(series) => {
            lines.push(say(language, format!("- {series}, första gången {due}"), format!("- {series}, the first time on {due}")));
        }
        None if reminder.deadline => lines.push(say(language, format!("- sista dag: {due}"), format!("- deadline: {due}"))),
        None => lines.push(format!("- {due}")),
    }
    let times = times(turn, reminder);
    if reminder.recurrence.is_some() {
        if let Some(first) = times.first() {
            lines.push(say(language, format!("- första påminnelsen kommer {first}"), format!("- the first reminder comes on {first}")));
        }
    } else if times.len() > 1 || reminder.leads != ["P0D"] || !reminder.due.contains('T') {
        let times = times.join(", ");
        lines.push(say(language, format!("- jag påminner dig {times}"), format!("- I'll remind you on {times}")));
    }
    let passed = passed(turn, reminder);
    if passed > 0 {
        lines.push(match (passed, language) {
            (1, Language::Swedish) => "- en påminnelse har redan passerat och kommer inte".to_owned(),
            (1, Language::English) => "- one reminder would have come already and is left out".to_owned(),
            (count, Language::Swedish) => format!("- {count} påminnelser har redan passerat och kommer inte"),
            (count, Language::English) => format!("- {count} reminders would have come already and are left out"),
        });
    }
    lines.join("\n")
}

/// A reminder was set.
pub fn set(turn: &Turn<'_>, made: &[Reminder], notes: &[Note]) -> String {
    let language = turn.language();
    let mut parts = vec![say(language, "⏰ Det är noterat:", "⏰ Noted:")];
    parts.extend(made.iter().map(|reminder| in_full(turn, reminder)));
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

/// A reminder was changed.
pub fn changed(turn: &Turn<'_>, reminder: &Reminder, note: Option<&str>) -> String {
    let language = turn.language();
    let mut parts = vec![say(language, "Ändrat:", "Changed:"), in_full(turn, reminder)];
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
    match reminder.next_at {
        Some(next) => {
            let local = next.to_zoned(turn.zone());
            let day = long_date(local.date(), language);
            let clock = local.strftime("%H:%M");
            let subject = escape(&reminder.subject);
            say(
                language,
                format!("Nästa påminnelse om **{subject}** kommer {day} kl. {clock}."),
                format!("The next reminder about **{subject}** comes on {day} at {clock}."),
            )
        }
        None => say(language, "Den har inga fler påminnelser.", "It has no more reminders."),
    }
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

/// One's own reminders, numbered.
pub fn list(turn: &Turn<'_>, shown: &[Reminder], start: usize, all: usize) -> String {
    let language = turn.language();
    if all == 0 {
        return say(
            language,
            "Du har inga påminnelser. Skriv till exempel *påminn mig på fredag om kursansökan*.",
            "You have no reminders. Write for example *remind me on Friday about the course application*.",
        );
    }
    let mut lines = vec![say(language, format!("**Dina påminnelser ({all}):**"), format!("**Your reminders ({all}):**")), String::new()];
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
                    let next = at(&local, language);
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
    lines.push(say(
        language,
        "Ändra: *ändra 1 till kl 10*, *flytta 2 till fredag*, *ta bort 2 och 3*, *ångra*.",
        "Change: *change 1 to 10:00*, *move 2 to Friday*, *remove 2 and 3*, *undo*.",
    ));
    lines.join("\n")
}

fn named(reminder: &Reminder, language: Language) -> String {
    format!("**{}** ({})", escape(&reminder.subject), when(&reminder.due, language))
}

/// Reminders were removed.
pub fn removed(turn: &Turn<'_>, reminders: &[Reminder]) -> String {
    let language = turn.language();
    let names: Vec<String> = reminders.iter().take(10).map(|reminder| format!("- {}", named(reminder, language))).collect();
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

/// Something was brought back.
pub fn undone(turn: &Turn<'_>, reminders: &[Reminder]) -> String {
    let language = turn.language();
    let lines: Vec<String> = reminders
        .iter()
        .map(|reminder| {
            let name = named(reminder, language);
            if reminder.active {
                say(language, format!("- {name} gäller igen"), format!("- {name} is back"))
            } else {
                say(language, format!("- {name} är borttagen"), format!("- {name} is removed"))
            }
        })
        .collect();
    format!("{}\n\n{}", say(language, "Ångrat:", "Undone:"), lines.join("\n"))
}

/// Ticked off.
pub fn ticked(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let language = turn.language();
    let subject = escape(&reminder.subject);
    match reminder.next_at.filter(|_| reminder.active) {
        Some(next) => {
            let next = at(&next.to_zoned(turn.zone()), language);
            say(
                language,
                format!("✅ Bra! **{subject}** är klart för den här gången. Jag hör av mig igen {next}."),
                format!("✅ Well done! **{subject}** is done for this time. You'll hear from me again on {next}."),
            )
        }
        None => say(language, format!("✅ Bra! **{subject}** är klart."), format!("✅ Well done! **{subject}** is done.")),
    }
}

/// A reaction was taken back.
pub fn untapped(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let language = turn.language();
    let subject = escape(&reminder.subject);
    let lead = say(language, format!("Då gäller **{subject}** igen."), format!("Then **{subject}** stands again."));
    match reminder.next_at {
        Some(next) => {
            let next = at(&next.to_zoned(turn.zone()), language);
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
    format!("{lead}\n\n{}\n\n{decline}", in_full(turn, reminder))
}

/// The next turn of a series was left out.
pub fn skipped(turn: &Turn<'_>, left_out: Moment, reminder: &Reminder) -> String {
    let language = turn.language();
    let day = when(&left_out.to_string(), language);
    let lead = say(language, format!("Jag hoppar över {day}."), format!("I'll skip {day}."));
    format!("{lead} {}", next(turn, reminder))
}

/// Put off.
pub fn put_off(turn: &Turn<'_>, reminder: &Reminder, until: Timestamp) -> String {
    let language = turn.language();
    let until = at(&until.to_zoned(turn.zone()), language);
    let subject = escape(&reminder.subject);
    say(
        language,
        format!("💤 Jag påminner dig om **{subject}** igen {until}."),
        format!("💤 I'll remind you about **{subject}** again on {until}."),
    )
}

/// What there is to say about a reminder that fell due.
pub struct Due<'a> {
    /// The reminder.
    pub reminder: &'a Reminder,
    /// The deadline or moment that it speaks of.
    pub when: Option<Moment>,
    /// When it should have come, if it comes late.
    pub late: Option<Zoned>,
    /// How many further turns were missed meanwhile.
    pub missed: u32,
    /// Whether the deadline has passed without being ticked off.
    pub overdue: bool,
    /// Now, where the person is.
    pub now: Zoned,
    /// The language to say it in.
    pub language: Language,
}

/// A reminder, as it is delivered.
pub fn due(due: &Due<'_>) -> String {
    let language = due.language;
    let mut parts = vec![format!("⏰ **{}**", escape(&due.reminder.subject))];
    if let Some(moment) = due.when {
        let words = when(&moment.to_string(), language);
        let left = left(due.now.date(), moment.date, language);
        parts.push(if due.overdue {
            say(
                language,
                format!("Sista dagen var {words}. Är det gjort? Då trycker du ✅; jag påminner inte fler gånger."),
                format!("The deadline was {words}. If it's done, tap ✅; I won't remind you again."),
            )
        } else if due.reminder.deadline {
            say(language, format!("Sista dag: {words}, {left}."), format!("Deadline: {words}, {left}."))
        } else {
            format!("{words}, {left}.")
        });
    }
    if let Some(late) = &due.late {
        let days = due.now.date().since(late.date()).map_or(0, |span| span.get_days());
        let clock = late.strftime("%H:%M");
        let should = if days == 0 { say(language, format!("kl. {clock}"), format!("at {clock}")) } else { at(late, language) };
        let more = match (due.missed, language) {
            (0, _) => String::new(),
            (1, Language::Swedish) => " En till hann passera under tiden.".to_owned(),
            (1, Language::English) => " One more passed meanwhile.".to_owned(),
            (count, Language::Swedish) => format!(" {count} till hann passera under tiden."),
            (count, Language::English) => format!(" {count} more passed meanwhile."),
        };
        parts.push(say(
            language,
            format!("Det här skulle ha kommit {should}, men jag var nere.{more}"),
            format!("This should have come {should}, but I was down.{more}"),
        ));
    }
    if let Some(by) = &due.reminder.set_by {
        let by = name(by);
        parts.push(say(language, format!("{by} bad mig påminna dig."), format!("{by} asked me to remind you.")));
    }
    if let Some(link) = link(due.reminder) {
        parts.push(say(language, format!("[Meddelandet som satte den]({link})"), format!("[The message that set it]({link})")));
    }
    parts.push(say(language, "✅ klar · ⏰ senare", "✅ done · ⏰ later"));
    parts.join("\n\n")
}

/// How long is left: "i dag", "i morgon", "om 14 dagar".
fn left(today: Date, day: Date, language: Language) -> String {
    let days = calendar::days_between(today, day);
    match days {
        0 => say(language, "i dag", "today"),
        1 => say(language, "i morgon", "tomorrow"),
        -1 => say(language, "i går", "yesterday"),
        days if days > 1 => say(language, format!("om {days} dagar"), format!("in {days} days")),
        days => say(language, format!("för {} dagar sedan", -days), format!("{} days ago", -days)),
    }
}

/// A link to the message that set a reminder, or that it was a reply to, where that was on Matrix.
fn link(reminder: &Reminder) -> Option<String> {
    let (room, event) = reminder.link.as_ref().map_or((&reminder.room, &reminder.event), |(room, event)| (room, event));
    let event = event.strip_prefix('$')?;
    (room.starts_with('!') && event.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')))
        .then(|| format!("https://matrix.to/#/{room}/${event}"))
}
