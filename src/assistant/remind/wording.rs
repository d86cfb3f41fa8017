//! What she says about reminders, in Swedish and English. Dates always carry weekday and week.

use jiff::{Timestamp, Zoned, civil::Date};

use super::{change::date_language, schedule};
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

fn say(language: Language, swedish: impl Into<String>, english: impl Into<String>) -> String {
    match language {
        Language::Swedish => swedish.into(),
        Language::English => english.into(),
    }
}

/// A sentence of the date module, as Markdown that shows it as it is.
pub fn plain(text: &str) -> String {
    escape(text)
}

/// "onsdag 15 april 2026 (v. 16) kl. 09:00", with the holiday it falls on.
fn when(text: &str, language: Language) -> String {
    let Some(due) = schedule::parse_due(text) else { return escape(text) };
    let holiday = calendar::swedish_holiday(due.date).or_else(|| calendar::swedish_eve(due.date));
    let words = long_due(&due, date_language(language));
    match holiday {
        Some(name) => format!("{words}, {}", say(language, name, calendar::english_holiday(name))),
        None => words,
    }
}

/// A time at which she speaks: "onsdag 8 april kl. 08:00".
fn at(time: &Zoned, language: Language) -> String {
    let clock = time.strftime("%H:%M");
    let day = short_date(time.date(), date_language(language));
    say(language, format!("{day} kl. {clock}"), format!("{day} at {clock}"))
}

fn series(reminder: &Reminder, language: Language) -> Option<String> {
    let rule: Recurrence = reminder.recurrence.as_ref()?.parse().ok()?;
    Some(repeat(&rule, date_language(language)))
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
            (1, Language::Swedish) => "- en påminnelse skulle redan ha kommit och är utelämnad".to_owned(),
            (1, Language::English) => "- one reminder would have come already and is left out".to_owned(),
            (count, Language::Swedish) => format!("- {count} påminnelser skulle redan ha kommit och är utelämnade"),
            (count, Language::English) => format!("- {count} reminders would have come already and are left out"),
        });
    }
    lines.join("\n")
}

/// A reminder was set.
pub fn set(turn: &Turn<'_>, made: &[Reminder], parsed: &date::Reminder) -> String {
    let language = turn.language();
    let mut parts = vec![say(language, "⏰ Det är noterat:", "⏰ Noted:")];
    parts.extend(made.iter().map(|reminder| in_full(turn, reminder)));
    let vague = parsed.notes.contains(&Note::Vague);
    if vague {
        parts.push(say(
            language,
            "Du sa ingen exakt dag, så jag valde en. Skriv en annan om den inte passar.",
            "You gave no exact day, so I picked one. Write another if it doesn't suit you.",
        ));
    }
    if parsed.notes.contains(&Note::HolidaysNotLeftOut) {
        parts.push(say(language, "Den kommer även på röda dagar.", "It comes on public holidays as well."));
    }
    if parsed.notes.contains(&Note::OnlyOnce) {
        parts.push(say(
            language,
            "Dagen flyttar sig från år till år, så det här gäller bara nästa gång.",
            "That day moves from year to year, so this is for the next time only.",
        ));
    }
    if let Some(first) = made.first().filter(|first| !first.readings.is_empty()) {
        parts.push(other_readings(first, language));
    }
    parts.push(say(language, "*ångra* tar bort den, *påminnelser* visar alla.", "*undo* removes it, *reminders* shows all."));
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
pub fn changed(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let language = turn.language();
    let mut parts = vec![say(language, "Ändrat:", "Changed:"), in_full(turn, reminder)];
    if !reminder.readings.is_empty() {
        parts.push(other_readings(reminder, language));
    }
    parts.push(say(language, "*ångra* tar tillbaka ändringen.", "*undo* takes the change back."));
    parts.join("\n\n")
}

/// When the reminder last spoken of comes next.
pub fn next(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let language = turn.language();
    match reminder.next_at {
        Some(next) => {
            let local = next.to_zoned(turn.zone());
            let day = long_date(local.date(), date_language(language));
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
        if let Some(next) = reminder.next_at {
            let next = at(&next.to_zoned(turn.zone()), language);
            line.push_str(&say(language, format!(" (påminner {next})"), format!(" (reminds {next})")));
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
    lines.push(say(language, "*ångra* tar tillbaka det.", "*undo* brings it back."));
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

/// A link to the message that set a reminder, where it was set on Matrix.
fn link(reminder: &Reminder) -> Option<String> {
    let event = reminder.event.strip_prefix('$')?;
    (reminder.room.starts_with('!') && event.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')))
        .then(|| format!("https://matrix.to/#/{}/${event}", reminder.room))
}

/// The offer under an answer.
pub fn offer(kind: &str, language: Language) -> String {
    match kind {
        "kurs" => say(
            language,
            "Ska jag påminna dig om sista avbokningsdag? Svara med kurs och datum, till exempel *dermatoskopi 15 april*.",
            "Shall I remind you of the last day to cancel? Answer with course and date, for example *dermatoscopy 15 April*.",
        ),
        "arsrapport" => say(
            language,
            "Ska jag påminna dig varje år om årsrapporten? Svara med ett datum, till exempel *1 december*.",
            "Shall I remind you of the annual report every year? Answer with a date, for example *1 December*.",
        ),
        _ => say(
            language,
            "Ska jag påminna dig varje år om handledarutlåtandet? Svara med ett datum, till exempel *1 december*.",
            "Shall I remind you of the supervisor's statement every year? Answer with a date, for example *1 December*.",
        ),
    }
}

/// "ja" to the offer.
pub fn offer_when(kind: &str, language: Language) -> String {
    match kind {
        "kurs" => say(
            language,
            "Gärna! Vilken kurs, och vilken dag är sista avbokningsdag?",
            "Gladly! Which course, and which is the last day to cancel?",
        ),
        _ => say(language, "Gärna! Vilket datum ska den vara inne?", "Gladly! By which date is it due?"),
    }
}

/// What an answer to the offer asks for, as a whole request.
pub fn offered_request(kind: &str, text: &str) -> String {
    match kind {
        "kurs" => format!("påminn mig om sista avbokningsdag {text}"),
        "arsrapport" => format!("påminn mig varje år {text} om årsrapporten"),
        _ => format!("påminn mig varje år {text} om handledarutlåtandet"),
    }
}

/// The subject that an offered reminder has at least.
pub fn offered_subject(kind: &str) -> &'static str {
    match kind {
        "kurs" => "sista avbokningsdag",
        "arsrapport" => "årsrapporten",
        _ => "handledarutlåtandet",
    }
}

/// A reminder without a subject.
pub fn unnamed(language: Language) -> String {
    say(language, "det du bad om", "what you asked for")
}

/// Too many.
pub fn too_many(most: usize, language: Language) -> String {
    say(
        language,
        format!("Du har redan {most} påminnelser, och fler kan jag inte hålla reda på. Ta bort några först."),
        format!("You already have {most} reminders, which is the most I can keep. Remove some first."),
    )
}

/// Too long.
pub fn subject_too_long(most: usize, language: Language) -> String {
    say(
        language,
        format!("Det var för långt för en påminnelse. Skriv det på högst {most} tecken."),
        format!("That is too long for a reminder. Use at most {most} characters."),
    )
}

/// Nothing lies ahead.
pub fn nothing_ahead(language: Language) -> String {
    say(
        language,
        "Den tiden har redan passerat, så det blir ingen påminnelse. Skriv en tid som ligger framåt.",
        "That time has already passed, so there would be no reminder. Write a time that lies ahead.",
    )
}

/// No time could be read.
pub fn no_time_in(language: Language) -> String {
    say(
        language,
        "Jag hittar ingen tid i det. Skriv till exempel *fredag kl 10* eller *två dagar innan*.",
        "I can't find a time in that. Write for example *Friday at 10* or *two days before*.",
    )
}

/// Not found.
pub fn not_found(number: Option<usize>, language: Language) -> String {
    match number {
        Some(number) => say(
            language,
            format!("Jag hittar ingen påminnelse nummer {number}. Skriv *påminnelser* för att se listan."),
            format!("I can't find a reminder number {number}. Write *reminders* to see the list."),
        ),
        None => say(
            language,
            "Vilken påminnelse menar du? Skriv *påminnelser* för att se listan, och sedan numret.",
            "Which reminder do you mean? Write *reminders* to see the list, and then its number.",
        ),
    }
}

/// Only oneself, or the room.
pub fn only_oneself(language: Language) -> String {
    say(
        language,
        "Jag kan bara påminna dig själv, eller hela rummet om du skriver *påminn oss*.",
        "I can only remind yourself, or the whole room if you write *remind us*.",
    )
}

/// Not a series.
pub fn no_series(language: Language) -> String {
    say(
        language,
        "Den upprepas inte, så det finns inget tillfälle att hoppa över. *ta bort* tar bort den.",
        "It doesn't repeat, so there is no turn to skip. *remove* removes it.",
    )
}

/// Nothing to undo.
pub fn nothing_to_undo(language: Language) -> String {
    say(language, "Det finns inget att ångra.", "There is nothing to undo.")
}

/// Really all?
pub fn ask_remove_all(count: usize, language: Language) -> String {
    say(
        language,
        format!("Ska jag ta bort alla dina påminnelser ({count} stycken)? Svara **ja** (✅) eller **nej** (❌)."),
        format!("Shall I remove all your reminders ({count})? Answer **yes** (✅) or **no** (❌)."),
    )
}

/// One's own default.
pub fn default_leads(leads: Option<&[String]>, language: Language) -> String {
    match leads {
        Some(leads) => {
            let leads = leads.join(", ");
            say(
                language,
                format!(
                    "Då påminner jag dig så i fortsättningen, om du inte säger något annat: {leads}. *påminn mig alltid som vanligt* ändrar tillbaka."
                ),
                format!(
                    "From now on I'll remind you like that unless you say otherwise: {leads}. *always remind me as usual* changes it back."
                ),
            )
        }
        None => say(language, "Då påminner jag dig som vanligt igen.", "Then I'll remind you as usual again."),
    }
}

/// The time zone was set.
pub fn zone_set(zone: &str, language: Language) -> String {
    let zone = escape(zone);
    say(
        language,
        format!("Då räknar jag i tidszonen {zone} för det du sätter från och med nu."),
        format!("From now on I'll reckon in the time zone {zone} for what you set."),
    )
}

/// No such time zone.
pub fn no_such_zone(language: Language) -> String {
    say(
        language,
        "Den tidszonen känner jag inte till. Skriv den som *tidszon Europe/Stockholm*.",
        "I don't know that time zone. Write it like *timezone Europe/Stockholm*.",
    )
}

/// The calendar file follows.
pub fn calendar(count: usize, language: Language) -> String {
    say(
        language,
        format!(
            "Här är dina påminnelser som kalenderfil ({count} stycken). Öppna den i din kalender; hämtar du en ny senare byts posterna ut."
        ),
        format!("Here are your reminders as a calendar file ({count}). Open it in your calendar; a newer one later replaces the entries."),
    )
}
