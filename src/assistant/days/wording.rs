//! What she says about ST days, in Swedish and English. What people wrote is escaped here.

use jiff::civil::{Date, Time};

use super::answer::Outcome;
use crate::{
    assistant::{markup::escape, wording::Language},
    facts::days::{Answer, Attendance, KnownDay, Plan, StDay},
    language::date::{
        self,
        calendar::week_number,
        wording::{long_date, short_date},
    },
};

/// The most days that one message lists.
pub const MOST_LISTED: usize = 20;

/// Picks by language.
pub fn say(language: Language, swedish: impl Into<String>, english: impl Into<String>) -> String {
    match language {
        Language::Swedish => swedish.into(),
        Language::English => english.into(),
    }
}

fn dates(language: Language) -> date::Language {
    match language {
        Language::Swedish => date::Language::Swedish,
        Language::English => date::Language::English,
    }
}

fn clock(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// "torsdag 23 april 2026 (v. 17) kl. 08:30–16:00".
pub fn when(plan: &Plan, language: Language) -> String {
    let hours = match (plan.from, plan.to) {
        (Some(from), Some(to)) => format!("{}–{}", clock(from), clock(to)),
        (Some(from), None) => clock(from),
        _ => String::new(),
    };
    let hours = if hours.is_empty() { hours } else { say(language, format!(" kl. {hours}"), format!(" at {hours}")) };
    if plan.last == plan.first {
        return format!("{}{hours}", long_date(plan.first, dates(language)));
    }
    let (first, last) = (short_date(plan.first, dates(language)), short_date(plan.last, dates(language)));
    let week = week_number(plan.first);
    let week = say(language, format!("(v. {week})"), format!("(week {week})"));
    format!("{first} – {last} {} {week}{hours}", plan.last.year())
}

/// A date without its year.
pub fn short(day: Date, language: Language) -> String {
    short_date(day, dates(language))
}

/// A day in one line: what, when, where, until when to sign up, how many seats.
pub fn line(plan: &Plan, language: Language) -> String {
    let mut line = format!("**{}**: {}", escape(&plan.title), when(plan, language));
    if let Some(place) = &plan.place {
        line.push_str(", ");
        line.push_str(&escape(place));
    }
    if let Some(by) = plan.sign_up_by {
        let by = short(by, language);
        line.push_str(&say(language, format!(", anmälan senast {by}"), format!(", sign up by {by}")));
    }
    if let Some(seats) = plan.seats {
        let (swedish, english) = if seats == 1 { ("plats", "seat") } else { ("platser", "seats") };
        line.push_str(&say(language, format!(", {seats} {swedish}"), format!(", {seats} {english}")));
    }
    line
}

/// A day's title and date.
pub fn named(day: &StDay, language: Language) -> String {
    format!("**{}** {}", escape(&day.plan.title), short(day.plan.first, language))
}

/// The answer that somebody has given, after a day in a list.
fn own(known: &KnownDay, person: &str, language: Language) -> String {
    match known.answer_of(person).map(|answer| (answer.answer, answer.waiting)) {
        Some((Answer::Yes, false)) => say(language, " (👍 du kommer)", " (👍 you're coming)"),
        Some((Answer::Yes, true)) => say(language, " (⏳ du står på väntelistan)", " (⏳ you're on the waiting list)"),
        Some((Answer::No, _)) => say(language, " (👎 du kommer inte)", " (👎 you're not coming)"),
        Some((Answer::Maybe, _)) => say(language, " (❓ du vet inte än)", " (❓ you don't know yet)"),
        None => String::new(),
    }
}

/// The next ST day.
pub fn next(known: &KnownDay, person: &str, language: Language) -> String {
    let line = line(&known.day.plan, language);
    // "Nästa ST-dag är ST-dag" says it twice.
    let line = line.strip_prefix(&format!("**{}**: ", escape("ST-dag"))).unwrap_or(&line);
    let day = format!("{line}{}", own(known, person, language));
    say(
        language,
        format!("📅 Nästa ST-dag är {day}.\n\nKommer du? Svara 👍, 👎 eller ❓."),
        format!("📅 The next ST day is {day}.\n\nAre you coming? Answer 👍, 👎 or ❓."),
    )
}

/// The only ST day of a time.
pub fn then(known: &KnownDay, person: &str, language: Language) -> String {
    let day = format!("{}{}", line(&known.day.plan, language), own(known, person, language));
    say(language, format!("📅 {day}.\n\nKommer du? Svara 👍, 👎 eller ❓."), format!("📅 {day}.\n\nAre you coming? Answer 👍, 👎 or ❓."))
}

/// The ST days of a time, first to last.
pub fn list(days: &[&KnownDay], more: usize, person: &str, language: Language) -> String {
    let mut lines = vec![say(language, "📅 **ST-dagar:**", "📅 **ST days:**"), String::new()];
    lines.extend(days.iter().map(|known| format!("- {}{}", line(&known.day.plan, language), own(known, person, language))));
    lines.push(String::new());
    if more > 0 {
        lines.push(say(language, format!("Och {more} till.\n"), format!("And {more} more.\n")));
    }
    if let Some(first) = days.first() {
        let day = short(first.day.plan.first, language);
        lines.push(say(
            language,
            format!("Skriv till exempel *jag kommer {day}* eller *jag kommer inte {day}*."),
            format!("Write for example *I'm coming {day}* or *I can't come {day}*."),
        ));
    }
    lines.join("\n")
}

/// There are days, but none in the time that was asked for.
pub fn none_then(language: Language) -> String {
    say(language, "Då är det ingen ST-dag som jag känner till.", "I know of no ST day then.")
}

/// There are days, but none where it was asked for.
pub fn none_there(language: Language) -> String {
    say(
        language,
        "Där är det ingen ST-dag som jag känner till. *ST-dagar* visar alla.",
        "I know of no ST day there. *ST days* shows them all.",
    )
}

/// Which other days there are, below the answers to the next one.
pub fn others_too(days: &[&KnownDay], language: Language) -> String {
    let Some(first) = days.first() else { return String::new() };
    let example = short(first.day.plan.first, language);
    let names: Vec<String> = days.iter().take(MOST_LISTED).map(|known| named(&known.day, language)).collect();
    let names = names.join(", ");
    say(
        language,
        format!("\n\nDet här är nästa dag. Fler: {names}. Skriv till exempel *vilka kommer {example}?*"),
        format!("\n\nThis is the next day. There are more: {names}. Write for example *who is coming {example}?*"),
    )
}

/// No day to be put in was found. `how`: what was said lacks something.
pub fn none_to_enter(how: bool, language: Language) -> String {
    let none = say(language, "Jag hittar ingen ny ST-dag att lägga in.", "I find no new ST day to put in.");
    if !how {
        return none;
    }
    let example = say(
        language,
        "En dag behöver datum, och tid eller plats: *lägg in ST-dag om hud 23 april 9–16, Växjö*.",
        "A day needs a date, and a time or place: *add ST day 23 April 9–16, Växjö*.",
    );
    format!("{none} {example}")
}

/// One of the dates that somebody answered for has no ST day.
pub fn none_on(day: Date, language: Language) -> String {
    let day = short(day, language);
    say(language, format!("⚠️ Jag känner inte till någon ST-dag {day}."), format!("⚠️ I know of no ST day on {day}."))
}

/// What became of an answer to some days. `reminds`: those who come will be reminded.
pub fn answered(outcomes: &[(StDay, Outcome)], reminds: bool, language: Language) -> String {
    let mut lines: Vec<String> = outcomes
        .iter()
        .map(|(day, outcome)| {
            let name = named(day, language);
            let when = when(&day.plan, language);
            match outcome {
                Outcome::Coming => {
                    let name = format!("**{}** {when}", escape(&day.plan.title));
                    say(language, format!("👍 Du kommer på {name}."), format!("👍 You're coming to {name}."))
                }
                Outcome::Waiting(before) => {
                    let place = before + 1;
                    say(
                        language,
                        format!("⏳ {name} är fullt. Du står på plats {place} på väntelistan, och jag hör av mig om en plats blir ledig."),
                        format!("⏳ {name} is full. You're number {place} on the waiting list, and I'll tell you if a seat gets free."),
                    )
                }
                Outcome::NotComing => say(language, format!("👎 Du kommer inte på {name}."), format!("👎 You're not coming to {name}.")),
                Outcome::Undecided => say(
                    language,
                    format!("❓ Du vet inte än om du kommer på {name}. Svara 👍 eller 👎 när du vet."),
                    format!("❓ You don't know yet whether you're coming to {name}. Answer 👍 or 👎 when you do."),
                ),
                Outcome::TooLate if day.cancelled => say(language, format!("{name} är inställd."), format!("{name} has been cancelled.")),
                Outcome::TooLate => say(language, format!("{name} har redan varit."), format!("{name} is already over.")),
            }
        })
        .collect();
    if reminds && outcomes.iter().any(|(_, outcome)| *outcome == Outcome::Coming) {
        lines.push(say(language, "Jag påminner dig dagen före.", "I'll remind you the day before."));
    }
    lines.join("\n\n")
}

/// The last day to sign up has passed.
pub fn signed_up_late(by: Date, language: Language) -> String {
    let by = short(by, language);
    say(
        language,
        format!("Sista anmälningsdag var {by}, så kolla med din studierektor att det går bra."),
        format!("The last day to sign up was {by}, so check with your study director."),
    )
}

/// Which of several days?
pub fn which(days: &[&KnownDay], language: Language) -> String {
    let listed: Vec<String> =
        days.iter().enumerate().map(|(position, known)| format!("{}. {}", position + 1, line(&known.day.plan, language))).collect();
    let listed = listed.join("\n");
    say(language, format!("Vilken dag menar du?\n\n{listed}"), format!("Which day do you mean?\n\n{listed}"))
}

/// A seat got free. `reminds`: they will be reminded.
pub fn got_seat(day: &StDay, reminds: bool, language: Language) -> String {
    let line = line(&day.plan, language);
    let (swedish, english) = if reminds { ("Jag påminner dig dagen före. ", "I'll remind you the day before. ") } else { ("", "") };
    say(
        language,
        format!("🎉 Du har fått plats på {line}.\n\n{swedish}Svara 👎 om du inte kan."),
        format!("🎉 You've got a seat at {line}.\n\n{english}Answer 👎 if you can't come."),
    )
}

/// Those who have not answered are asked once more.
pub fn ask_again(day: &StDay, answered_maybe: bool, language: Language) -> String {
    let line = line(&day.plan, language);
    let lead = if answered_maybe {
        say(language, "Vet du nu om du kommer?", "Do you know by now whether you're coming?")
    } else {
        say(language, "Du har inte svarat än. Kommer du?", "You haven't answered yet. Are you coming?")
    };
    format!("📅 {line}\n\n{lead} {}", say(language, "Svara 👍, 👎 eller ❓.", "Answer 👍, 👎 or ❓."))
}

/// A day was moved or changed, to those concerned. `waiting`: they wait for a seat; `reminds`: those who come will be
/// reminded.
pub fn changed(before: &StDay, day: &StDay, answer: Option<Answer>, [waiting, reminds]: [bool; 2], language: Language) -> String {
    let was = when(&before.plan, language);
    let line = line(&day.plan, language);
    let same_time = before.plan.begins() == day.plan.begins() && before.plan.ends() == day.plan.ends();
    let lead = if same_time {
        say(language, "📅 **Ändrat:**", "📅 **Changed:**")
    } else {
        say(language, format!("📅 **Flyttat** från {was}:"), format!("📅 **Moved** from {was}:"))
    };
    let file = say(language, "Kalenderfilen här under ersätter den förra", "The calendar file below replaces the earlier one");
    let ask = match answer {
        _ if waiting => say(
            language,
            "Du står kvar på väntelistan. Svara 👎 om du inte kan.",
            "You're still on the waiting list. Answer 👎 if you can't come.",
        ),
        Some(Answer::Yes) if same_time || !reminds => say(language, "Svara 👎 om du inte kan.", "Answer 👎 if you can't come."),
        Some(Answer::Yes) => {
            say(language, "Din påminnelse är flyttad. Svara 👎 om du inte kan.", "Your reminder has moved. Answer 👎 if you can't come.")
        }
        _ => say(language, "Svara 👍, 👎 eller ❓.", "Answer 👍, 👎 or ❓."),
    };
    format!("{lead} {line}\n\n{file}. {ask}")
}

/// A day was called off, to those concerned.
pub fn called_off(day: &StDay, answer: Option<Answer>, language: Language) -> String {
    let line = line(&day.plan, language);
    let reminder =
        if answer == Some(Answer::Yes) { say(language, " Din påminnelse är borta.", " Your reminder is gone.") } else { String::new() };
    say(
        language,
        format!("❌ **Inställt:** {line}\n\nKalenderfilen här under tar bort den ur din kalender.{reminder}"),
        format!("❌ **Cancelled:** {line}\n\nThe calendar file below removes it from your calendar.{reminder}"),
    )
}

/// A day that was called off is held after all, to those concerned. `waiting`: they wait for a seat.
pub fn held_after_all(day: &StDay, answer: Option<Answer>, waiting: bool, language: Language) -> String {
    let line = line(&day.plan, language);
    let ask = match answer {
        _ if waiting => say(
            language,
            "Du står kvar på väntelistan. Svara 👎 om du inte kan.",
            "You're still on the waiting list. Answer 👎 if you can't come.",
        ),
        Some(Answer::Yes) => {
            say(language, "Du är fortfarande anmäld. Svara 👎 om du inte kan.", "You are still signed up. Answer 👎 if you can't come.")
        }
        _ => say(language, "Svara 👍, 👎 eller ❓.", "Answer 👍, 👎 or ❓."),
    };
    say(
        language,
        format!("📅 **Blir av ändå:** {line}\n\nKalenderfilen här under lägger in den igen. {ask}"),
        format!("📅 **Held after all:** {line}\n\nThe calendar file below puts it back. {ask}"),
    )
}

/// Only a study director can do that.
pub fn no_power(trusted: bool, language: Language) -> String {
    if !trusted {
        return crate::assistant::wording::in_the_clear(language);
    }
    say(
        language,
        "Bara studierektorn kan lägga in, flytta och ställa in ST-dagar. Ska något ändras, hör med din studierektor.",
        "Only the study director can add, move and cancel ST days. If something needs changing, ask yours.",
    )
}

/// Somebody's own answer, for the list of what is known of them.
pub fn own_answer(day: &StDay, answer: &Attendance, language: Language) -> String {
    let waiting = if answer.waiting { say(language, " (väntelista)", " (waiting list)") } else { String::new() };
    format!("{} {}: {}{waiting}", escape(&day.plan.title), day.plan.first, csv_answer(answer.answer, language))
}

/// An answer in a list.
pub fn csv_answer(answer: Answer, language: Language) -> String {
    match answer {
        Answer::Yes => say(language, "kommer", "coming"),
        Answer::No => say(language, "kommer inte", "not coming"),
        Answer::Maybe => say(language, "vet inte än", "doesn't know yet"),
    }
}

/// How the post reads after a day was moved, changed or called off.
pub fn note(before: &StDay, day: &StDay, language: Language) -> String {
    let name = named(before, language);
    if day.cancelled {
        return say(language, format!("{name} är inställd."), format!("{name} has been cancelled."));
    }
    let line = line(&day.plan, language);
    if before.cancelled {
        return say(language, format!("Blir av ändå: {line}"), format!("Held after all: {line}"));
    }
    say(language, format!("{name} har ändrats. Nu gäller {line}"), format!("{name} has changed. It is now {line}"))
}

/// The days that were found in an announcement's text, offered at its readback.
pub fn offer(lines: &[String], language: Language) -> String {
    let listed = bulleted(lines);
    say(
        language,
        format!(
            "📅 Det här ser ut som ST-dagar:\n\n{listed}\n\nSkriv *ST-dagar* (eller tryck 📅), så följer en kalenderfil med, alla kan svara 👍 👎 ❓ och jag påminner."
        ),
        format!(
            "📅 These look like ST days:\n\n{listed}\n\nWrite *ST days* (or tap 📅), and a calendar file goes with it, everybody can answer 👍 👎 ❓, and I remind them."
        ),
    )
}

fn bulleted(lines: &[String]) -> String {
    lines.iter().take(MOST_LISTED).map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n")
}

/// How many seats a day has left, to somebody who may have one.
pub fn seats_left(known: &KnownDay, person: &str, language: Language) -> String {
    let day = named(&known.day, language);
    match known.free() {
        None => say(language, format!("{day} har ingen gräns för hur många som kan komma."), format!("{day} has no limit on seats.")),
        Some(0) if known.answer_of(person).is_some_and(|answer| answer.answer == Answer::Yes) => {
            let own = own(known, person, language);
            say(language, format!("{day}: fullt.{own}"), format!("{day}: full.{own}"))
        }
        Some(0) => match known.queue().len() {
            0 => say(
                language,
                format!("{day}: fullt. Svarar du 👍 hamnar du på väntelistan."),
                format!("{day}: full. Answer 👍 and you're put on the waiting list."),
            ),
            waiting => say(
                language,
                format!("{day}: fullt, {waiting} på väntelistan. Svarar du 👍 hamnar du sist på den."),
                format!("{day}: full, {waiting} on the waiting list. Answer 👍 and you're put last on it."),
            ),
        },
        Some(free) => {
            let (swedish, english) = if free == 1 { ("plats", "seat") } else { ("platser", "seats") };
            say(language, format!("{day}: {free} {swedish} kvar."), format!("{day}: {free} {english} left."))
        }
    }
}

/// Days that are much like those that shall be put in.
pub fn there_already(plans: &[Plan], language: Language) -> String {
    let listed = bulleted(&plans.iter().map(|plan| line(plan, language)).collect::<Vec<_>>());
    say(
        language,
        format!(
            "⚠️ Det här finns redan:\n\n{listed}\n\nSäger du ja blir det en ST-dag till. Är det samma ST-dag, svara *nej* och skriv *flytta ST-dagen* och vad som ska ändras."
        ),
        format!(
            "⚠️ This is there already:\n\n{listed}\n\nA yes adds one more ST day. If it is the same one, answer *no* and write *move the ST day* and what changes."
        ),
    )
}

/// A day of an announcement that is put in already: it will be this one.
pub fn line_of_known(plan: &Plan, language: Language) -> String {
    let line = line(plan, language);
    say(language, format!("{line} *(finns redan, så ingen ny läggs in)*"), format!("{line} *(known already, so no new one is added)*"))
}

/// A new day of an announcement, with a warning where another one is much like it.
pub fn line_of_new(plan: &Plan, alike: Option<&Plan>, language: Language) -> String {
    let new = line(plan, language);
    let Some(alike) = alike.map(|alike| line(alike, language)) else { return new };
    say(
        language,
        format!(
            "{new}\n  ⚠️ På den dagen finns redan {alike}. Det här blir en ST-dag till. Är det samma ST-dag, ändra texten så att rubrik, tid och plats är lika."
        ),
        format!(
            "{new}\n  ⚠️ On that day there is already {alike}. This will be one more. If it is the same ST day, change the text so that title, time and place are alike."
        ),
    )
}

/// The days that go with an announcement, at its readback.
pub fn attached(lines: &[String], language: Language) -> String {
    let listed = bulleted(lines);
    say(
        language,
        format!("📅 **ST-dagar** som följer med, med kalenderfil:\n\n{listed}\n\nSkriv *inte ST-dagar* om det inte stämmer."),
        format!("📅 **ST days** that go with it, with a calendar file:\n\n{listed}\n\nWrite *not ST days* if that is wrong."),
    )
}

/// What stands under an announcement that carries days.
pub fn footer(several: bool, language: Language) -> String {
    if several {
        return say(
            language,
            "Kommer du? Svara 👍, 👎 eller ❓ (det gäller alla dagarna), eller skriv till exempel *jag kommer inte* och datumet.",
            "Are you coming? Answer 👍, 👎 or ❓ (for all the days), or write for example *I can't come* and the date.",
        );
    }
    say(language, "Kommer du? Svara 👍, 👎 eller ❓.", "Are you coming? Answer 👍, 👎 or ❓.")
}
