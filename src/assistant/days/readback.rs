//! What she says to a study director about ST days: what was read, what a change means, who comes.

use super::{
    file::{Bad, Fault, LARGEST, Refusal},
    read::Doubt,
    wording::{MOST_LISTED, line, named, say, short},
};
use crate::{
    assistant::{markup::escape, wording::Language},
    facts::days::{Answer, Attendance, KnownDay, Plan, StDay},
    language::date::calendar,
    table::Unreadable,
};

/// The most bad rows that one message names.
const MOST_NAMED: usize = 15;

/// What was read of a day: its plan, the regions it is for, and the day that it changes with how many are told of that.
pub type Shown<'a> = (&'a Plan, String, Option<(&'a StDay, usize)>);

/// What was read, before it is put in.
pub fn readback(plans: &[Shown<'_>], bad: &[Bad], more_bad: usize, known: usize, language: Language) -> String {
    let mut parts = Vec::new();
    if plans.is_empty() {
        parts.push(super::wording::none_to_enter(known == 0 && bad.is_empty(), language));
    } else {
        let count = plans.len();
        parts.push(say(
            language,
            format!("📅 Jag hittade {count} {}:", if count == 1 { "ST-dag" } else { "ST-dagar" }),
            format!("📅 I read {count} ST {}:", if count == 1 { "day" } else { "days" }),
        ));
        let mut lines: Vec<String> =
            plans.iter().take(MOST_LISTED).map(|(plan, region, changed)| entry(plan, region, *changed, language)).collect();
        if count > MOST_LISTED {
            let rest = count - MOST_LISTED;
            lines.push(say(language, format!("- och {rest} till"), format!("- and {rest} more")));
        }
        parts.push(lines.join("\n"));
    }
    if known > 0 {
        parts.push(say(
            language,
            format!("{known} finns redan och läggs inte in igen."),
            format!("{known} are known already and left out."),
        ));
    }
    parts.extend(bad_rows(bad, more_bad, language));
    if !plans.is_empty() {
        parts.push(say(
            language,
            format!("Ska jag lägga in {}? Svara **ja** (✅) eller **nej** (❌).", if plans.len() == 1 { "den" } else { "dem" }),
            format!("Shall I put {} in? Answer **yes** (✅) or **no** (❌).", if plans.len() == 1 { "it" } else { "them" }),
        ));
    }
    parts.join("\n\n")
}

/// One of the days to be put in, with what it was before where it is known already, and how many will be told.
fn entry(plan: &Plan, region: &str, changed: Option<(&StDay, usize)>, language: Language) -> String {
    let new = format!("- {} ({})", line(plan, language), escape(region));
    let Some((before, told)) = changed else { return new };
    let was = line(&before.plan, language);
    let told = reach(told, 0, false, language);
    say(
        language,
        format!("{new}\n  ⚠️ Ändrar en som redan finns. Förut: {was}. {told}"),
        format!("{new}\n  ⚠️ Changes one that is there already. Before: {was}. {told}"),
    )
}

/// Days that a list has changed.
pub fn changed_by_file(count: usize, language: Language) -> String {
    say(
        language,
        if count == 1 { "✅ En dag är ändrad.".to_owned() } else { format!("✅ {count} dagar är ändrade.") },
        if count == 1 { "✅ One day is changed.".to_owned() } else { format!("✅ {count} days are changed.") },
    )
}

/// The message that changed a day was removed.
pub fn change_stands(language: Language) -> String {
    say(
        language,
        "Du tog bort meddelandet, men ST-dagen är redan ändrad och de som berörs har fått veta det. Ska jag ändra tillbaka den?",
        "You removed the message, but the ST day has already been changed and those concerned have been told. Shall I change it back?",
    )
}

/// The message that called a day off was removed.
pub fn cancelling_stands(language: Language) -> String {
    say(
        language,
        "Du tog bort meddelandet, men ST-dagen är redan inställd och de som berörs har fått veta det.",
        "You removed the message, but the ST day has already been cancelled and those concerned have been told.",
    )
}

/// Shall a day be held after all?
pub fn ask_hold(day: &StDay, concerned: usize, reminders: usize, language: Language) -> String {
    let (line, reach) = (line(&day.plan, language), reach(concerned, 0, false, language));
    let back = match reminders {
        0 => String::new(),
        _ => say(language, " De som kommer får sin påminnelse tillbaka.", " Those who come get their reminder back."),
    };
    say(
        language,
        format!("Ska {line} hållas ändå?\n\n{reach}{back} Svara **ja** (✅) eller **nej** (❌)."),
        format!("Shall {line} be held after all?\n\n{reach}{back} Answer **yes** (✅) or **no** (❌)."),
    )
}

/// What of a text does not hold together, a line for each.
pub fn doubts(doubts: &[Doubt], language: Language) -> String {
    doubts.iter().map(|doubt| format!("⚠️ {}", self::doubt(doubt, language))).collect::<Vec<_>>().join("\n\n")
}

fn doubt(doubt: &Doubt, language: Language) -> String {
    match doubt {
        Doubt::Weekday(said, day) => {
            let right = short(*day, language);
            let (swedish, english) = (calendar::weekday_name(*said), calendar::weekday_name_english(*said));
            say(language, format!("Du skrev *{swedish}*, men det är {right}."), format!("You wrote *{english}*, but it is {right}."))
        }
        Doubt::NoSuchDate(said) => {
            let said = escape(said);
            say(language, format!("*{said}* finns inte i kalendern."), format!("There is no *{said}*."))
        }
        Doubt::SignUpAfter(day, by) => {
            let (day, by) = (short(*day, language), short(*by, language));
            say(
                language,
                format!("Sista anmälningsdag {by} ligger efter {day}, så den togs inte med."),
                format!("The last day to sign up, {by}, is after {day}, so it was left out."),
            )
        }
        Doubt::EndsBefore(day) => {
            let day = short(*day, language);
            say(
                language,
                format!("Sluttiden {day} ligger före starten, så den togs inte med."),
                format!("The end on {day} is before the beginning, so it was left out."),
            )
        }
        Doubt::Passed(day) => {
            let day = short(*day, language);
            say(language, format!("{day} har redan varit och togs inte med."), format!("{day} is over and was left out."))
        }
    }
}

fn bad_rows(bad: &[Bad], more: usize, language: Language) -> Option<String> {
    if bad.is_empty() {
        return None;
    }
    let count = bad.len() + more;
    let mut lines = vec![say(language, format!("⚠️ {count} tas inte med:"), format!("⚠️ {count} left out:")), String::new()];
    lines.extend(bad.iter().take(MOST_NAMED).map(|bad| {
        let (line, why) = (bad.line, fault(&bad.fault, language));
        say(language, format!("- rad {line}: {why}"), format!("- line {line}: {why}"))
    }));
    let rest = count.saturating_sub(MOST_NAMED.min(bad.len()));
    if rest > 0 {
        lines.push(say(language, format!("- och {rest} till"), format!("- and {rest} more")));
    }
    Some(lines.join("\n"))
}

fn fault(fault: &Fault, language: Language) -> String {
    match fault {
        Fault::PersonalNumber => say(language, "ser ut att innehålla ett personnummer", "seems to hold a personal identity number"),
        Fault::NoDate => say(language, "inget datum", "no date"),
        Fault::NotADate(text) => {
            let text = escape(text);
            say(language, format!("datumet {text} finns inte"), format!("there is no such date as {text}"))
        }
        Fault::WrongWeekday(text) => {
            let text = escape(text);
            say(language, format!("{text}: veckodagen stämmer inte med datumet"), format!("{text}: the weekday does not fit the date"))
        }
        Fault::NotATime(text) => {
            let text = escape(text);
            say(language, format!("{text} är ingen tid"), format!("{text} is no time"))
        }
        Fault::EndsBefore => say(language, "slutar innan den börjar", "ends before it begins"),
        Fault::Passed => say(language, "har redan varit", "is already over"),
        Fault::SignUpAfter => say(language, "sista anmälningsdag ligger efter dagen", "the last day to sign up is after the day"),
        Fault::NotANumber(text) => {
            let text = escape(text);
            say(language, format!("{text} är inget antal platser"), format!("{text} is no number of seats"))
        }
        Fault::UnknownRegion(text) => {
            let text = escape(text);
            say(language, format!("regionen {text} känner jag inte till"), format!("I don't know the region {text}"))
        }
        Fault::NotYours(region) => {
            let region = escape(region);
            say(language, format!("{region} är inte din region"), format!("{region} is not your region"))
        }
        Fault::UnknownZone(text) => {
            let text = escape(text);
            say(language, format!("tidszonen {text} känner jag inte till"), format!("I don't know the time zone {text}"))
        }
        Fault::Repeated(line) => say(language, format!("samma som rad {line}"), format!("the same as line {line}")),
        Fault::CalledOff => say(language, "är inställd enligt filen", "is cancelled according to the file"),
        Fault::Repeats => say(language, "upprepas på ett sätt jag inte kan följa", "repeats in a way I can't follow"),
        Fault::Unreadable => say(language, "går inte att läsa", "can't be read"),
        Fault::TooMany => say(language, "fler dagar än en fil får ha", "more days than a file may hold"),
    }
}

/// A file cannot be read at all.
pub fn refused(refusal: Refusal, language: Language) -> String {
    let most = LARGEST / 1024;
    match refusal {
        Refusal::TooLarge => say(
            language,
            format!("Filen är för stor. Jag läser ST-dagar ur filer på högst {most} kB."),
            format!("The file is too large. I read ST days from files of at most {most} kB."),
        ),
        Refusal::Unreadable(Unreadable::Workbook) => say(
            language,
            "Det är en Excelfil. Spara den som .csv först, så läser jag den.",
            "That is a workbook. Save it as .csv first, and I'll read it.",
        ),
        Refusal::Unreadable(Unreadable::Empty) => say(language, "Filen är tom.", "The file is empty."),
        Refusal::Unreadable(Unreadable::Binary) | Refusal::Foreign => say(
            language,
            "Jag hittar inga ST-dagar i filen. Skicka en kalenderfil (.ics) eller en lista (.csv) med datum, tid, titel och plats.",
            "I find no ST days in the file. Send a calendar file (.ics) or a list (.csv) with date, time, title and place.",
        ),
    }
}

/// The days were put in.
pub fn entered(count: usize, language: Language) -> String {
    say(
        language,
        format!(
            "✅ {0} Alla i regionen ser {1} när de frågar efter ST-dagar. Vill du skicka ut {1} också, så skriv *skicka till alla ST-läkare:* och en text med {2}.",
            if count == 1 { "Dagen är inlagd.".to_owned() } else { format!("{count} dagar är inlagda.") },
            if count == 1 { "den" } else { "dem" },
            if count == 1 { "datumet" } else { "datumen" },
        ),
        format!(
            "✅ {} Everybody in the region sees them when they ask for ST days. To send them out as well, write *send to all residents:* and a text with the dates.",
            if count == 1 { "The day is in.".to_owned() } else { format!("{count} days are in.") }
        ),
    )
}

/// For which region?
pub fn no_region(language: Language) -> String {
    say(
        language,
        "Vilken region gäller det? Skriv den i texten eller i en kolumn *Region*.",
        "Which region is it for? Name it in the text, or in a column *Region*.",
    )
}

/// Shall the day be changed like this? `seated`: how many have a seat.
pub fn ask_change(before: &StDay, plan: &Plan, seated: usize, concerned: usize, reminders: usize, language: Language) -> String {
    let was = line(&before.plan, language);
    let will = line(plan, language);
    let moved = if plan.begins() == before.plan.begins() && plan.place == before.plan.place && plan.title == before.plan.title {
        reach(concerned, 0, false, language)
    } else {
        reach(concerned, reminders, false, language)
    };
    let mut notes = String::new();
    if before.plan.sign_up_by.is_some() && plan.sign_up_by.is_none() {
        notes.push_str(&say(
            language,
            "⚠️ Sista anmälningsdag hade hamnat efter dagen, så den tas bort.\n\n",
            "⚠️ The last day to sign up would come after the day, so it goes.\n\n",
        ));
    }
    if plan.seats.is_some_and(|seats| usize::try_from(seats).is_ok_and(|seats| seats < seated)) {
        notes.push_str(&say(
            language,
            format!("⚠️ {seated} har redan plats. De behåller den, men ingen ny får plats förrän de är färre.\n\n"),
            format!("⚠️ {seated} have a seat already. They keep it, but nobody new gets one until they are fewer.\n\n"),
        ));
    }
    say(
        language,
        format!("Så här blir det:\n\n- förut: {was}\n- nu: {will}\n\n{notes}{moved} Stämmer det? Svara **ja** (✅) eller **nej** (❌)."),
        format!(
            "This is how it will be:\n\n- before: {was}\n- now: {will}\n\n{notes}{moved} Is that right? Answer **yes** (✅) or **no** (❌)."
        ),
    )
}

/// Shall the day be called off?
pub fn ask_cancel(day: &StDay, concerned: usize, reminders: usize, language: Language) -> String {
    let line = line(&day.plan, language);
    let reach = reach(concerned, reminders, true, language);
    say(
        language,
        format!("Ska jag ställa in {line}?\n\n{reach} Svara **ja** (✅) eller **nej** (❌)."),
        format!("Shall I cancel {line}?\n\n{reach} Answer **yes** (✅) or **no** (❌)."),
    )
}

/// Who hears of it, and what becomes of the reminders: they move with the day, or go with it where it is `off`.
fn reach(concerned: usize, reminders: usize, off: bool, language: Language) -> String {
    let people = match (concerned, language) {
        (0, Language::Swedish) => "Ingen behöver få besked.".to_owned(),
        (0, Language::English) => "Nobody has to be told.".to_owned(),
        (1, Language::Swedish) => "En person får besked och ny kalenderfil.".to_owned(),
        (1, Language::English) => "One person is told and gets a new calendar file.".to_owned(),
        (count, Language::Swedish) => format!("{count} personer får besked och ny kalenderfil."),
        (count, Language::English) => format!("{count} people are told and get a new calendar file."),
    };
    let moved = match (reminders, off, language) {
        (0, ..) => String::new(),
        (1, false, Language::Swedish) => " En påminnelse följer med.".to_owned(),
        (1, false, Language::English) => " One reminder moves with it.".to_owned(),
        (count, false, Language::Swedish) => format!(" {count} påminnelser följer med."),
        (count, false, Language::English) => format!(" {count} reminders move with it."),
        (1, true, Language::Swedish) => " En påminnelse tas bort.".to_owned(),
        (1, true, Language::English) => " One reminder goes.".to_owned(),
        (count, true, Language::Swedish) => format!(" {count} påminnelser tas bort."),
        (count, true, Language::English) => format!(" {count} reminders go."),
    };
    format!("{people}{moved}")
}

/// The day was changed or called off, or is held after all.
pub fn change_done(before: &StDay, day: &StDay, told: usize, language: Language) -> String {
    let name = named(day, language);
    let what = if day.cancelled {
        say(language, format!("✅ {name} är inställd."), format!("✅ {name} is cancelled."))
    } else if before.cancelled {
        say(language, format!("✅ {name} blir av ändå."), format!("✅ {name} will be held after all."))
    } else {
        say(language, format!("✅ {name} är ändrad."), format!("✅ {name} is changed."))
    };
    match told {
        0 => what,
        1 => format!("{what} {}", say(language, "1 person får besked.", "1 person is told.")),
        _ => format!("{what} {}", say(language, format!("{told} personer får besked."), format!("{told} people are told."))),
    }
}

/// No such day.
pub fn no_such_day(language: Language) -> String {
    say(
        language,
        "Jag hittar ingen sådan ST-dag. Skriv *vilka ST-dagar är det?* för att se dem, och nämn datumet.",
        "I find no such ST day. Write *which ST days are there?* to see them, and name the date.",
    )
}

/// What shall be changed?
pub fn what_change(language: Language) -> String {
    say(
        language,
        "Vad ska ändras? Skriv till exempel *flytta ST-dagen 23 april till 30 april kl 9–15* eller *byt lokal för ST-dagen 23 april till B12*.",
        "What shall change? Write for example *move the ST day 23 April to 30 April at 9–15* or *change the place of the ST day 23 April to B12*.",
    )
}

/// The new time lies behind, or does not hold together.
pub fn cannot_be(language: Language) -> String {
    say(
        language,
        "Det går inte: antingen har tiden redan varit, eller så slutar dagen innan den börjar.",
        "That can't be: the time has passed, or the end lies before the beginning.",
    )
}

/// Who comes to a day.
pub fn who_comes(known: &KnownDay, language: Language) -> String {
    let name = |answer: &Attendance| match &answer.name {
        Some(name) => format!("{} ({})", escape(name), escape(&answer.person)),
        None => escape(&answer.person),
    };
    let names = |title: String, people: Vec<String>| {
        if people.is_empty() {
            return None;
        }
        let shown: Vec<String> = people.iter().take(100).map(|person| format!("- {person}")).collect();
        let rest = people.len().saturating_sub(100);
        let rest = if rest > 0 {
            say(language, format!("\n- och {rest} till (alla står i filen)"), format!("\n- and {rest} more (all are in the file)"))
        } else {
            String::new()
        };
        Some(format!("**{title} ({}):**\n\n{}{rest}", people.len(), shown.join("\n")))
    };
    let with =
        |wanted: Answer| known.answers.iter().filter(|answer| answer.answer == wanted && !answer.waiting).map(name).collect::<Vec<_>>();
    let silent: Vec<String> = super::who::silent(known).map(|invited| escape(&invited.person)).collect();
    let asked = !silent.is_empty();
    let mut parts = vec![format!("📅 {}", line(&known.day.plan, language))];
    let lists = [
        names(say(language, "Kommer", "Coming"), with(Answer::Yes)),
        names(say(language, "Väntelista", "Waiting list"), known.queue().into_iter().map(name).collect()),
        names(say(language, "Vet inte än", "Don't know yet"), with(Answer::Maybe)),
        names(say(language, "Kommer inte", "Not coming"), with(Answer::No)),
        names(say(language, "Har inte svarat", "Haven't answered"), silent),
    ];
    parts.extend(lists.into_iter().flatten());
    if let Some(free) = known.free() {
        parts[0].push_str(&say(language, format!(". Lediga platser: {free}"), format!(". Free seats: {free}")));
    }
    if known.answers.is_empty() {
        parts.insert(1, say(language, "Ingen har svarat än.", "Nobody has answered yet."));
    }
    if asked {
        parts.push(say(
            language,
            "*påminn dem som inte svarat på ST-dagen* påminner bara dem.",
            "*remind those who have not answered about the ST day* reminds them alone.",
        ));
    }
    parts.join("\n\n")
}

/// The head of the list of those who answered, and the words in it.
pub fn csv_head(language: Language) -> [String; 5] {
    match language {
        Language::Swedish => ["Namn", "Användare", "Svar", "Väntelista", "Svarade"].map(str::to_owned),
        Language::English => ["Name", "User", "Answer", "Waiting list", "Answered"].map(str::to_owned),
    }
}

/// Ask those once more who have not answered? `hears`: what they get.
pub fn ask_remind(day: &StDay, people: &[String], hears: &str, language: Language) -> String {
    let name = named(day, language);
    let mut who: Vec<String> = people.iter().take(MOST_NAMED).map(|person| escape(person)).collect();
    if people.len() > MOST_NAMED {
        let more = people.len() - MOST_NAMED;
        who.push(say(language, format!("{more} till"), format!("{more} more")));
    }
    let who = who.join(", ");
    let count = match people.len() {
        1 => say(language, "1 person", "1 person"),
        count => say(language, format!("{count} personer"), format!("{count} people")),
    };
    let hears = hears.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n");
    say(
        language,
        format!(
            "Ska jag påminna **{count}** som inte har svarat om {name}: {who}?\n\nDet här får de:\n\n{hears}\n\nSvara **ja** (✅) eller **nej** (❌)."
        ),
        format!(
            "Shall I remind **{count}** who have not answered about {name}: {who}?\n\nThis is what they get:\n\n{hears}\n\nAnswer **yes** (✅) or **no** (❌)."
        ),
    )
}

/// Those who have not answered were asked once more.
pub fn reminded(day: &StDay, count: usize, nobody_asked: bool, language: Language) -> String {
    let name = named(day, language);
    if nobody_asked {
        return say(
            language,
            format!("{name} har inte gått ut i något utskick, så ingen har fått frågan. *skicka till alla ST-läkare: …* når dem."),
            format!("{name} has not been announced, so nobody has been asked. *send to all residents: …* reaches them."),
        );
    }
    match count {
        0 => say(language, format!("Alla som fått frågan om {name} har svarat."), format!("Everybody asked about {name} has answered.")),
        _ => say(
            language,
            format!("Jag påminner {count} om {name}. De som har svarat hör inget."),
            format!("I'm reminding {count} about {name}. Those who have answered hear nothing."),
        ),
    }
}

/// How the answers to a day are spread: so many come, wait for a seat, do not come, do not know, are silent.
pub fn spread(day: &StDay, [yes, waiting, no, maybe, silent]: [usize; 5], language: Language) -> String {
    let queue =
        if waiting > 0 { say(language, format!(", {waiting} på väntelistan"), format!(", {waiting} waiting")) } else { String::new() };
    let mut name = named(day, language);
    if day.cancelled {
        name.push_str(&say(language, " (inställd)", " (cancelled)"));
    }
    say(
        language,
        format!("{name}: 👍 {yes}{queue} · 👎 {no} · ❓ {maybe} · inte svarat: {silent}"),
        format!("{name}: 👍 {yes}{queue} · 👎 {no} · ❓ {maybe} · no answer: {silent}"),
    )
}

/// Somebody who was asked and has not answered, in a list.
pub fn not_answered(language: Language) -> String {
    say(language, "har inte svarat", "no answer")
}

/// Somebody who waits for a seat, in a list.
pub fn waits(language: Language) -> String {
    say(language, "väntelista", "waiting list")
}
