//! What she says to words that answer no question of hers: a yes, a no, a day by itself.

use super::wording::{at_for, say, when};
use crate::{
    assistant::{markup::escape, turn::Turn},
    facts::Reminder,
    language::date::{Due as Moment, wording::short_date},
};

/// It has not come yet, so there is nothing to put off.
pub fn not_come_yet(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let language = turn.language();
    let subject = escape(&reminder.subject);
    let next = reminder.next_at.map(|next| at_for(turn, next)).unwrap_or_default();
    say(
        language,
        format!(
            "**{subject}** har inte kommit än, den kommer {next}. Skriv när du vill ha den i stället, till exempel *flytta den till fredag*."
        ),
        format!("**{subject}** has not come yet, it comes on {next}. Write when you want it instead, for example *move it to Friday*."),
    )
}

/// A yes to a reminder that has come and is not ticked off by it.
pub fn stays_open(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let subject = escape(&reminder.subject);
    say(
        turn.language(),
        format!("Bra. **{subject}** står kvar tills du skriver *klar* (✅) eller *senare* (⏰)."),
        format!("Good. **{subject}** stays open until you write *done* (✅) or *later* (⏰)."),
    )
}

/// "glöm det" right after a reminder was set.
pub fn stays(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let subject = escape(&reminder.subject);
    say(
        turn.language(),
        format!("Okej. **{subject}** ligger kvar, *ångra* tar tillbaka det."),
        format!("All right. **{subject}** stays, *undo* takes it back."),
    )
}

/// "nej" right after a reminder was set.
pub fn what_is_wrong(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let subject = escape(&reminder.subject);
    say(
        turn.language(),
        format!("Vad blev fel med **{subject}**? Skriv rätt dag eller tid, eller *ångra* så tar jag tillbaka det."),
        format!("What is wrong with **{subject}**? Write the right day or time, or *undo* to take it back."),
    )
}

/// A day or a time was written that belongs to nothing.
pub fn what_of_moment(turn: &Turn<'_>, due: &Moment, date_said: bool) -> String {
    let language = turn.language();
    let clock = due.time.map(|time| time.strftime("%H:%M").to_string());
    if !date_said {
        let clock = clock.unwrap_or_default();
        return say(
            language,
            format!("Vad ska hända kl. {clock}? Skriv till exempel *påminn mig kl {clock} om ronden* eller *ändra 1 till kl {clock}*."),
            format!("What about {clock}? Write for example *remind me at {clock} about the round* or *change 1 to {clock}*."),
        );
    }
    let day = when(&due.to_string(), language);
    let short = due.date.day().to_string() + " " + short_date(due.date, language).rsplit(' ').next().unwrap_or_default();
    say(
        language,
        format!("Vad ska hända {day}? Skriv till exempel *påminn mig {short} om ronden* eller *flytta 1 till {short}*."),
        format!("What about {day}? Write for example *remind me on {short} about the round* or *move 1 to {short}*."),
    )
}
