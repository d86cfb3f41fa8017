//! What she says when a reminder falls due.

use jiff::Zoned;

use super::wording::{at, name, say, when};
use crate::{
    assistant::{markup::escape, wording::Language},
    facts::Reminder,
    language::date::{Due as Moment, calendar},
};

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
        parts.push(sentence(due, moment));
    }
    if let Some(late) = &due.late {
        let days = due.now.date().since(late.date()).map_or(0, |span| span.get_days());
        let clock = late.strftime("%H:%M");
        let should =
            if days == 0 { say(language, format!("kl. {clock}"), format!("at {clock}")) } else { at(late, due.now.year(), language) };
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
        parts.push(say(language, format!("[Till meddelandet]({link})"), format!("[To the message]({link})")));
    }
    parts.push(say(language, "✅ klar · ⏰ senare", "✅ done · ⏰ later"));
    parts.join("\n\n")
}

/// When it is, and how long is left.
fn sentence(due: &Due<'_>, moment: Moment) -> String {
    let language = due.language;
    let words = when(&moment.to_string(), language);
    if due.overdue {
        // A series goes on; a single deadline is let be from now on.
        let last = match due.reminder.recurrence {
            Some(_) => String::new(),
            None => say(language, " Jag påminner inte fler gånger.", " I won't remind you again."),
        };
        return say(
            language,
            format!("Sista dagen var {words}. Är det gjort? Svara ✅.{last}"),
            format!("The deadline was {words}. Is it done? Answer ✅.{last}"),
        );
    }
    let days = calendar::days_between(due.now.date(), moment.date);
    let minutes = moment.time.filter(|_| days == 0).map(|time| time.duration_since(due.now.time()).as_secs() / 60);
    let soon = minutes.filter(|minutes| *minutes > 1).map(|minutes| match (minutes, language) {
        (minutes, Language::Swedish) if minutes < 90 => format!("om {minutes} minuter"),
        (minutes, Language::English) if minutes < 90 => format!("in {minutes} minutes"),
        (minutes, Language::Swedish) => format!("om {} timmar", (minutes + 30) / 60),
        (minutes, Language::English) => format!("in {} hours", (minutes + 30) / 60),
    });
    match (due.reminder.deadline, soon) {
        (true, _) if days == 0 => say(language, format!("Sista dagen är i dag, {words}."), format!("The deadline is today, {words}.")),
        (true, _) => {
            let left = left(days, language);
            say(language, format!("Sista dag: {words}, {left}."), format!("Deadline: {words}, {left}."))
        }
        (false, Some(soon)) => format!("{words}, {soon}."),
        (false, None) if days == 0 => say(language, format!("I dag, {words}."), format!("Today, {words}.")),
        (false, None) => format!("{words}, {}.", left(days, language)),
    }
}

/// How long is left, of so many days: "i morgon", "om 14 dagar".
pub fn left(days: i64, language: Language) -> String {
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
