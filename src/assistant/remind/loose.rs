//! What she says to words that answer no question of hers: a yes, a no, a day by itself.

use super::{
    agenda::Window,
    listed,
    quiet::Spoken,
    schedule,
    wording::{at_for, in_full, listing, one_line, say, when},
};
use crate::{
    assistant::{markup::escape, turn::Turn, wording::Language},
    facts::Reminder,
    language::date::{
        Due as Moment, Frequency, Recurrence,
        wording::{long_date, short_date},
    },
};

/// A series shall move to another day, or go: one turn of it, or every one?
pub fn once_or_always(turn: &Turn<'_>, series: &Reminder, coming: &Moment, to: Option<&Moment>) -> String {
    let language = turn.language();
    let subject = escape(&series.subject);
    let repeats = super::wording::series(series, language).unwrap_or_default();
    let (day, next) = (short_date(coming.date, language), to.map(|to| when(&to.to_string(), language)));
    let asked = match &next {
        Some(next) => say(
            language,
            format!("**{subject}** kommer {repeats}. Ska den till {next} bara den här gången, eller varje gång?"),
            format!("**{subject}** comes {repeats}. Shall it be on {next} only this time, or every time?"),
        ),
        None => say(
            language,
            format!("**{subject}** kommer {repeats}. Ska den bort bara den här gången, eller varje gång?"),
            format!("**{subject}** comes {repeats}. Shall it go only this time, or every time?"),
        ),
    };
    let choices =
        say(language, format!("1. bara den här gången ({day})\n2. varje gång"), format!("1. only this time ({day})\n2. every time"));
    format!("{asked}\n\n{choices}")
}

/// One turn of a series was moved by itself. `series`: how it goes on.
pub fn moved_once(turn: &Turn<'_>, alone: &Reminder, series: &Reminder) -> String {
    let language = turn.language();
    let lead = say(language, "Ändrat, bara den här gången:", "Changed, only this time:");
    let further = schedule::coming(series, turn.now).filter(|_| series.active).map(|due| when(&due.to_string(), language));
    let further = further
        .map(|due| say(language, format!("Sedan går den vidare som vanligt: {due}."), format!("After that it goes on as usual: {due}.")));
    let undo = say(language, "Skriv *ångra* om det blev fel.", "*undo* takes the change back.");
    let mut parts = vec![lead, in_full(turn, alone, false)];
    parts.extend(further);
    parts.push(undo);
    parts.join("\n\n")
}

/// "den 31:a varje månad": the months that have no such day pass in silence, and that is said.
pub fn skips_months(reminder: &Reminder, language: Language) -> Option<String> {
    let rule: Recurrence = reminder.recurrence.as_ref()?.parse().ok()?;
    let day = rule.month_days.iter().copied().max().filter(|day| *day > 28 && rule.frequency == Frequency::Monthly)?;
    let lacking = |month: &i8| jiff::civil::Date::new(2027, *month, day).is_err();
    let any = if rule.months.is_empty() { (1..=12).any(|month| lacking(&month)) } else { rule.months.iter().any(lacking) };
    any.then(|| {
        say(
            language,
            format!("Månader som saknar den {day}:e hoppas över. *Sista dagen varje månad* kommer alltid.").replace("31:e", "31:a"),
            format!("Months without a day {day} are left out. *The last day of every month* always comes."),
        )
    })
}

/// The day of a course was said, and not until when it can be cancelled.
pub fn last_day_of_course(day: &Moment, language: Language) -> String {
    let day = long_date(day.date, language);
    say(
        language,
        format!("Kursen är {day}, och då är det för sent att avboka. Vilken är sista avbokningsdagen?"),
        format!("The course is on {day}, and that is too late to cancel. What is the last day for cancelling?"),
    )
}

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

/// She would not have spoken then.
pub fn not_then_anyway(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let lead = say(turn.language(), "Då påminner jag inte ändå:", "I don't remind you then anyway:");
    format!("{lead}\n\n{}", in_full(turn, reminder, false))
}

/// It is the only time at which she speaks of it.
pub fn only_time(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let subject = escape(&reminder.subject);
    say(
        turn.language(),
        format!("Det är enda gången jag påminner om **{subject}**. Vill du inte ha den alls, skriv *ta bort {subject}*."),
        format!("That is the only time I remind you of **{subject}**. If you don't want it at all, write *remove {subject}*."),
    )
}

/// No reminders for a while was wished: what would come then, and what can be done with it. `window`: the days, where the
/// calendar knows them.
pub fn quiet(turn: &Turn<'_>, window: Option<&Window>, weekends: bool, found: &[Spoken]) -> String {
    let language = turn.language();
    let days = window.map(|window| listed::days(window, language));
    if found.is_empty() {
        return match (days, weekends) {
            (Some(days), _) => say(
                language,
                format!("Du har inga påminnelser {days}, så då är jag tyst ändå."),
                format!("You have no reminders on {days}, so I'll be quiet anyway."),
            ),
            (None, true) => say(
                language,
                "Ingen av dina påminnelser kommer på en helg de närmaste fyra veckorna.",
                "None of your reminders comes on a weekend during the next four weeks.",
            ),
            (None, false) => say(
                language,
                "Tysta perioder har jag inte: jag påminner när du har bett om det. *påminnelser* visar alla, och dem kan du flytta, hoppa över eller ta bort.",
                "I have no quiet times: I remind you when you have asked me to. *reminders* shows all, and you can move, skip or remove them.",
            ),
        };
    }
    let lead = match days {
        Some(days) => say(language, format!("Det här kommer {days}:"), format!("This comes on {days}:")),
        None => say(language, "Det här kommer på helger de närmaste fyra veckorna:", "This comes on weekends during the next four weeks:"),
    };
    let line = |(position, (reminder, times)): (usize, &Spoken)| {
        let first = times.first().map(|at| at_for(turn, *at)).unwrap_or_default();
        let more = match times.len() {
            0 | 1 => String::new(),
            2 => say(language, " och en gång till", " and once more"),
            several => say(language, format!(" och {} gånger till", several - 1), format!(" and {} times more", several - 1)),
        };
        format!("{}. **{}**: {first}{more}", position + 1, escape(&reminder.subject))
    };
    let lines: Vec<String> = found.iter().take(20).enumerate().map(line).collect();
    let hint = say(
        language,
        "Jag kan inte stänga av en period, men du kan välja: *flytta 1 till …*, *hoppa över 1* eller *ta bort 1*.",
        "I can't switch off for a while, but you can choose: *move 1 to …*, *skip 1* or *remove 1*.",
    );
    format!("{lead}\n\n{}\n\n{hint}", lines.join("\n"))
}

/// What has come and is not ticked off.
pub fn missed(turn: &Turn<'_>, open: &[Reminder]) -> String {
    let language = turn.language();
    if open.is_empty() {
        return say(
            language,
            "Inget väntar: alla påminnelser som har kommit är avbockade.",
            "Nothing is waiting: all reminders that have come are ticked off.",
        );
    }
    let line = |(position, reminder): (usize, &Reminder)| {
        let came = reminder.told_at.map(|at| at_for(turn, at));
        let came = came.map(|at| say(language, format!(" (kom {at})"), format!(" (came {at})"))).unwrap_or_default();
        let told = reminder.told_turn.clone().unwrap_or_else(|| reminder.due.clone());
        format!("{}. {}{came}", position + 1, one_line(&Reminder { due: told, ..reminder.clone() }, language))
    };
    let lines: Vec<String> = open.iter().take(20).enumerate().map(line).collect();
    let lead = say(language, "Det här har kommit och är inte avbockat:", "This has come and is not ticked off:");
    let hint = say(
        language,
        "Skriv till exempel *1 är klar* eller *snooza 1 till i morgon*.",
        "Write for example *1 is done* or *snooze 1 until tomorrow*.",
    );
    format!("{lead}\n\n{}\n\n{hint}", lines.join("\n"))
}

/// Nothing has come that could be put off; this one comes next.
pub fn nothing_to_put_off_but(turn: &Turn<'_>, next: &Reminder) -> String {
    let language = turn.language();
    let subject = escape(&next.subject);
    let at = next.next_at.map(|at| at_for(turn, at)).unwrap_or_default();
    say(
        language,
        format!(
            "Det har inte kommit någon påminnelse att skjuta upp. Nästa är **{subject}**, {at}. Skriv till exempel *flytta den till fredag*."
        ),
        format!("No reminder has come that could be put off. The next one is **{subject}**, {at}. Write for example *move it to Friday*."),
    )
}

/// The message that set these was edited into one that she has to ask about.
pub fn stays_till_answered(old: &[&Reminder], language: Language) -> String {
    let lines: Vec<String> = old.iter().map(|one| format!("- {}", one_line(one, language))).collect();
    let lead = say(language, "Tills du svarar gäller det som var:", "Until you answer, what was set stands:");
    format!("{lead}\n\n{}", lines.join("\n"))
}

/// The message that set these was edited into something else.
pub fn gone_with_edit(old: &[&Reminder], language: Language) -> String {
    let names: Vec<String> = old.iter().map(|one| format!("**{}**", escape(&one.subject))).collect();
    let names = listing(&names, language);
    say(language, format!("Då är påminnelsen om {names} borttagen."), format!("The reminder about {names} is removed, then."))
}
