//! The short sentences about reminders that say one thing: offers, refusals, what was not found.

use super::wording::say;
use crate::{
    assistant::{markup::escape, turn::Turn, wording::Language},
    facts::Reminder,
    language::date::{
        Due, Question, QuestionKind,
        wording::{long_date, long_due},
    },
};

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

/// A day was said, but not of which course.
pub fn which_course(due: &Due, language: Language) -> String {
    let day = long_due(due, language);
    say(language, format!("Vilken kurs har sista avbokningsdag {day}?"), format!("Which course has its last day to cancel on {day}?"))
}

/// "flytta 1", "flytta båda": until when?
pub fn until_when(turn: &Turn<'_>, reminders: &[Reminder]) -> String {
    let language = turn.language();
    let names: Vec<String> = reminders.iter().take(5).map(|one| format!("**{}**", escape(&one.subject))).collect();
    let subject = super::wording::listing(&names, language);
    say(
        language,
        format!("När ska {subject} vara i stället? Skriv en dag, en tid eller hur långt i förväg jag ska påminna."),
        format!("When shall {subject} be instead? Write a day, a time or how long before I shall remind you."),
    )
}

/// "flytta", and nothing more.
pub fn move_which(language: Language) -> String {
    say(
        language,
        "Vilken påminnelse, och till när? Skriv till exempel *flytta 1 till fredag* eller *ändra 1 till kl 10*.",
        "Which reminder, and to when? Write for example *move 1 to Friday* or *change 1 to 10:00*.",
    )
}

/// "ta bort", and nothing more.
pub fn remove_which(language: Language) -> String {
    say(
        language,
        "Vilken påminnelse? Skriv till exempel *ta bort 1*. *påminnelser* visar alla med nummer.",
        "Which reminder? Write for example *remove 1*. *reminders* shows them all with numbers.",
    )
}

/// "båda", where nothing was asked.
pub fn do_what_with_both(language: Language) -> String {
    say(
        language,
        "Vad ska jag göra med dem? Skriv till exempel *båda är klara* eller *ta bort båda*.",
        "What shall I do with them? Write for example *both are done* or *remove both*.",
    )
}

/// It cannot be moved to a time that has passed.
pub fn stays_as_it_is(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let language = turn.language();
    let line = super::wording::one_line(reminder, language);
    say(
        language,
        format!("Den tiden har redan passerat, så jag ändrar inget. Det står kvar som det var:\n\n- {line}"),
        format!("That time has already passed, so I change nothing. It stays as it was:\n\n- {line}"),
    )
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

/// A course was named, its day was not.
pub fn which_day_of(subject: &str, language: Language) -> String {
    let subject = escape(subject);
    say(language, format!("Vilket datum är {subject}?"), format!("What date is {subject}?"))
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

/// Nothing is about that.
pub fn none_about(subject: &str, language: Language) -> String {
    let subject = escape(subject);
    say(
        language,
        format!("Jag hittar ingen påminnelse om ”{subject}”. Skriv *påminnelser* för att se listan."),
        format!("I can't find a reminder about \"{subject}\". Write *reminders* to see the list."),
    )
}

/// A personal identity number stood in a request.
pub fn without_number(when: &str, language: Language) -> String {
    say(
        language,
        format!(
            "Det där ser ut som ett personnummer. **Jag har inte sparat det.** Personnummer och uppgifter om patienter får inte skrivas här: **ta bort meddelandet**, för det ligger kvar i rummet tills du gör det.\n\nJag kan påminna dig {when} ändå. Skriv bara vad det gäller, utan numret."
        ),
        format!(
            "That looks like a personal identity number. **I have not stored it.** Personal identity numbers and anything about patients must not be written here: **please delete the message**, it stays in the room until you do.\n\nI can still remind you on {when}. Just write what it is about, without the number."
        ),
    )
}

/// When lunch is.
pub fn lunch_assumed(language: Language) -> String {
    say(language, "Jag räknar med lunch kl. 12:00.", "I take lunch to be at 12:00.")
}

/// Only oneself, or the room.
pub fn only_oneself(others: bool, direct: bool, language: Language) -> String {
    match (others, direct) {
        (true, true) => say(
            language,
            "Här kan jag bara påminna dig. En kollega påminner jag i ett rum där vi alla är med, om du nämner kollegan med @.",
            "Here I can only remind you. A colleague I remind in a room that we are all in, if you mention them with @.",
        ),
        (true, false) => say(
            language,
            "Nämn kollegan med @, så påminner jag. Hela rummet påminner jag om du skriver *påminn oss*.",
            "Mention your colleague with @ and I'll remind them. For the whole room write *remind us*.",
        ),
        (false, true) => say(language, "Jag kan bara påminna dig själv.", "I can only remind you yourself."),
        (false, false) => say(
            language,
            "Jag kan bara påminna dig, eller hela rummet om du skriver *påminn oss*.",
            "I can only remind you, or the whole room if you write *remind us*.",
        ),
    }
}

/// What she reminds of, and when.
pub fn what_i_remind_of(language: Language) -> String {
    say(
        language,
        "Jag påminner om det som står i *påminnelser*, på de tider som visas där. Saknas något, skriv till exempel *påminn mig om avbokning av hudkursen 10 december*.",
        "I remind you of what *reminders* shows, at the times that it shows. If something is missing, write for example *remind me to cancel the course on 10 December*.",
    )
}

/// A question about when to remind, where it is colleagues who are to be reminded.
pub fn of_others(said: &str, others: &[String], language: Language) -> String {
    let names: Vec<String> = others.iter().map(|user| super::wording::name(user)).collect();
    let names = super::wording::listing(&names, language);
    said.replace("påminna dig", &format!("påminna {names}")).replace("remind you", &format!("remind {names}"))
}

/// A colleague has too many.
pub fn too_many_for(user: &str, language: Language) -> String {
    let user = super::wording::name(user);
    say(
        language,
        format!("{user} har redan så många påminnelser som jag kan hålla reda på."),
        format!("{user} already has as many reminders as I can keep."),
    )
}

/// The question about an hour that the spring night skips, with the times alone. `None`: another question.
pub fn skipped_hour(question: &Question) -> Option<String> {
    let QuestionKind::SkippedHour(due) = &question.kind else { return None };
    let language = question.language;
    let day = long_date(due.date, language);
    let clock = |due: &Due| due.time.map(|time| time.strftime("%H:%M").to_string());
    let times: Vec<String> = question.options.iter().filter_map(clock).collect();
    let (asked, first, last) = (clock(due)?, times.first()?, times.last()?);
    Some(say(
        language,
        format!("Klockan {asked} finns inte {day}: den natten ställs klockan fram. Ska jag ta {first} eller {last}?"),
        format!("There is no {asked} on {day}: the clocks go forward that night. Shall I take {first} or {last}?"),
    ))
}

/// There is no such time of day; the day stands.
pub fn no_such_time(day: &Due, language: Language) -> String {
    let day = long_date(day.date, language);
    say(
        language,
        format!("Det klockslaget finns inte. Vilken tid menar du {day}?"),
        format!("There is no such time of day. Which time do you mean on {day}?"),
    )
}

/// Nothing has come that could be ticked off.
pub fn nothing_came(language: Language) -> String {
    say(
        language,
        "Det finns inget att bocka av just nu. Vill du bocka av något i förväg, skriv till exempel *1 är klar*.",
        "There is nothing to tick off right now. To tick one off beforehand, write for example *1 is done*.",
    )
}

/// Nothing has come that could be put off.
pub fn nothing_to_put_off(language: Language) -> String {
    say(
        language,
        "Det har inte kommit någon påminnelse att skjuta upp. En som är på väg flyttar du så här: *flytta 1 till fredag*.",
        "No reminder has come that could be put off. To move one that is on its way, write *move 1 to Friday*.",
    )
}

/// No series has a turn on that day.
pub fn none_on(day: &crate::language::date::Due, language: Language) -> String {
    let day = super::wording::when(&day.to_string(), language);
    say(language, format!("Du har ingen återkommande påminnelse {day}."), format!("You have no recurring reminder on {day}."))
}

/// She cannot pause.
pub fn no_pause(language: Language) -> String {
    say(
        language,
        "Pausa kan jag inte. *hoppa över 1* hoppar över nästa gång, *ta bort 1* tar bort den, och *ångra* tar tillbaka.",
        "I can't pause. *skip 1* leaves the next time out, *remove 1* removes it, and *undo* takes it back.",
    )
}

/// How reminders are handled.
pub fn how_to(language: Language) -> String {
    say(
        language,
        "Så här gör du med påminnelser:\n\n- *påminn mig på fredag kl 9 om ronden* lägger in en\n- *påminnelser* visar dem med nummer\n- *flytta 1 till måndag*, *ändra 1 till kl 10*, *döp om 1 till rond*\n- *ta bort 1*, *hoppa över 1*, *ångra*\n- när en har kommit: *klar* (✅), *senare* (⏰) eller *snooza till i morgon*\n\nNamnet går lika bra som numret: *flytta ronden till måndag*.",
        "This is how reminders work:\n\n- *remind me on Friday at 9 about the round* sets one\n- *reminders* shows them with numbers\n- *move 1 to Monday*, *change 1 to 10:00*, *rename 1 to round*\n- *remove 1*, *skip 1*, *undo*\n- when one has come: *done* (✅), *later* (⏰) or *snooze until tomorrow*\n\nThe name does as well as the number: *move the round to Monday*.",
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

/// One's own default, of everything and of deadlines.
pub fn default_leads(leads: Option<&[String]>, deadlines: Option<&[String]>, language: Language) -> String {
    let words = |leads: &[String]| super::wording::leads(leads, language);
    let back = say(language, "*påminn mig alltid som vanligt* ändrar tillbaka.", "*always remind me as usual* changes it back.");
    let said = match (leads, deadlines) {
        (None, None) => return say(language, "Då påminner jag dig som vanligt igen.", "Then I'll remind you as usual again."),
        (Some([only]), None) if only.starts_with("P0D@") => {
            let clock = only.trim_start_matches("P0D@").get(..5).unwrap_or_default();
            say(
                language,
                format!("Då påminner jag dig kl. {clock} de dagar du inte säger någon tid."),
                format!("From now on I'll remind you at {clock} on days for which you give no time."),
            )
        }
        (Some(leads), None) => {
            let leads = words(leads);
            say(
                language,
                format!(
                    "Då påminner jag dig {leads} i fortsättningen, om du inte säger något annat. För sista dagar kommer det utöver det vanliga: 14, 3 och 1 dag före och samma dag."
                ),
                format!(
                    "From now on I'll remind you {leads} unless you say otherwise. Deadlines have it beside the usual: 14, 3 and 1 days before and on the day."
                ),
            )
        }
        (None, Some(deadlines)) => {
            let deadlines = words(deadlines);
            say(
                language,
                format!("Då påminner jag dig om sista dagar {deadlines} i fortsättningen. Allt annat är som vanligt."),
                format!("From now on I'll remind you of deadlines {deadlines}. Everything else is as usual."),
            )
        }
        (Some(leads), Some(deadlines)) if leads == deadlines => {
            let leads = words(leads);
            say(
                language,
                format!("Då påminner jag dig bara {leads} i fortsättningen, även om sista dagar, om du inte säger något annat."),
                format!("From now on I'll remind you only {leads}, of deadlines too, unless you say otherwise."),
            )
        }
        (Some(leads), Some(deadlines)) => {
            let (leads, deadlines) = (words(leads), words(deadlines));
            say(
                language,
                format!("Då påminner jag dig {leads} i fortsättningen, och om sista dagar dessutom {deadlines}."),
                format!("From now on I'll remind you {leads}, and of deadlines {deadlines} as well."),
            )
        }
    };
    format!("{said} {back}")
}

/// Which time zone it is.
pub fn zone_is(zone: &str, language: Language) -> String {
    let zone = escape(zone);
    say(
        language,
        format!("Jag räknar i tidszonen {zone}. Är du någon annanstans? Skriv till exempel *tidszon London*."),
        format!("I reckon in the time zone {zone}. Somewhere else? Write for example *timezone London*."),
    )
}

/// The time zone was set; `home` is that of everybody else, `others` whether there are reminders in another one.
pub fn zone_set(zone: &str, home: &str, others: bool, language: Language) -> String {
    let mut said = vec![say(
        language,
        format!("Då räknar jag i tidszonen {} för det du sätter från och med nu.", escape(zone)),
        format!("From now on I'll reckon in the time zone {} for what you set.", escape(zone)),
    )];
    if others {
        said.push(say(
            language,
            "Påminnelser du redan har kommer vid samma tid som förut.",
            "Reminders you already have come at the same time as before.",
        ));
    }
    if zone != home {
        let city = escape(&city(home));
        said.push(say(language, format!("*tidszon {city}* byter tillbaka."), format!("*timezone {city}* changes it back.")));
    }
    said.join(" ")
}

/// The city that a time zone is called after: "New York".
fn city(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}

/// Somebody is somewhere else: shall she reckon in the time there?
pub fn ask_zone(place: &str, zone: &str, language: Language) -> String {
    let (place, zone) = (escape(place), escape(zone));
    say(
        language,
        format!("Ska jag räkna i tiden i {place} ({zone}) för det du sätter från och med nu? Svara **ja** (✅) eller **nej** (❌)."),
        format!("Shall I reckon in the time of {place} ({zone}) for what you set from now on? Answer **yes** (✅) or **no** (❌)."),
    )
}

/// Somebody is where the clock shows the same.
pub fn same_clock(place: &str, language: Language) -> String {
    let place = escape(place);
    say(
        language,
        format!("Klockan är densamma i {place}, så påminnelserna kommer rätt ändå."),
        format!("The clock is the same in {place}, so your reminders come at the right time anyway."),
    )
}

/// No such time zone.
pub fn no_such_zone(language: Language) -> String {
    say(
        language,
        "Den tidszonen känner jag inte till. Skriv en större stad, till exempel *tidszon London*.",
        "I don't know that time zone. Write a larger city, for example *timezone London*.",
    )
}

/// "1 post", "12 poster".
fn entries(count: usize, language: Language) -> String {
    match count {
        1 => say(language, "1 post", "1 entry"),
        count => say(language, format!("{count} poster"), format!("{count} entries")),
    }
}

/// The calendar file follows.
pub fn calendar(count: usize, own: usize, shared: usize, language: Language) -> String {
    let mut parts: Vec<String> = Vec::new();
    if count > 0 || own + shared == 0 {
        parts.push(say(language, format!("dina påminnelser ({count})"), format!("your reminders ({count})")));
    }
    if own > 0 {
        let entries = entries(own, language);
        parts.push(say(language, format!("din plan ({entries})"), format!("your plan ({entries})")));
    }
    if shared > 0 {
        let entries = entries(shared, language);
        parts.push(say(language, format!("planer som du delar ({entries})"), format!("plans that you share ({entries})")));
    }
    let and = say(language, " och ", " and ");
    let parts = match parts.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{}{and}{last}", first.join(", ")),
        _ => parts.concat(),
    };
    let what = say(language, format!("Här är {parts} som kalenderfil."), format!("Here are {parts} as a calendar file."));
    let open = say(
        language,
        "Öppna den i din kalender. Hämtar du en ny längre fram ersätter den posterna.",
        "Open it in your calendar. A newer one later on replaces the entries.",
    );
    format!("{what} {open}")
}

/// What she reminds of the last day of was moved: its new last day is asked for.
pub fn new_last_day(turn: &Turn<'_>, reminder: &Reminder) -> String {
    let line = super::wording::one_line(reminder, turn.language());
    say(
        turn.language(),
        format!("Då gäller nog en ny sista dag. Vilken är den? Tills du svarar gäller det som var:\n\n- {line}"),
        format!("Then there is probably a new last day. Which one? Until you answer, what was set stands:\n\n- {line}"),
    )
}
