//! What she says when what was sent is looked at again: who got it and read it, and ST days made of it.

use super::wording::pick;
use crate::assistant::wording::Language;

/// The days are there already.
pub(super) fn has_days(language: Language) -> String {
    pick(
        language,
        "Det utskicket har redan ST-dagar som går att svara på. *vilka kommer?* visar svaren.",
        "That announcement has ST days already. *who is coming?* shows the answers.",
    )
}

/// There are none in the text.
pub(super) fn no_days(language: Language) -> String {
    pick(
        language,
        "Jag hittar inget datum framåt med tid eller plats i det utskicket. Lägg in dagen för sig: *lägg in ST-dag 23 april 9–16, Växjö*.",
        "I find no date ahead with a time or place in that announcement. Put the day in by itself: *add ST day 23 April 9–16, Växjö*.",
    )
}

/// Shall these be made? `acknowledged`: some have reacted to it already.
pub(super) fn ask(lines: &[String], count: u64, acknowledged: bool, language: Language) -> String {
    let listed = lines.iter().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n");
    let before = if acknowledged {
        pick(language, " De 👍 som redan kommit räknas inte som svar.", " Earlier 👍 don't count as answers.")
    } else {
        String::new()
    };
    pick(
        language,
        format!(
            "📅 De här ST-dagarna blir det:\n\n{listed}\n\n{count} mottagare får kalenderfilen, och utskicket frågar dem om de kommer (👍 👎 ❓).{before} Ska jag göra det? ✅ eller *ja*, ❌ eller *nej*."
        ),
        format!(
            "📅 These will be the ST days:\n\n{listed}\n\n{count} recipients get the calendar file, and the announcement asks them whether they come (👍 👎 ❓).{before} Shall I? ✅ or *yes*, ❌ or *no*."
        ),
    )
}

/// What is noted under the announcement.
pub(super) fn note(several: bool) -> String {
    let what = if several { "De här ST-dagarna" } else { "Den här ST-dagen" };
    format!("{what} går nu att svara på här under, och kalenderfilen följer. Ett tidigare 👍 räknas inte som svar.")
}

/// They were made.
pub(super) fn made(count: usize, reached: u64, language: Language) -> String {
    let (swedish, english) = if count == 1 {
        ("Dagen är inlagd".to_owned(), "The day is in".to_owned())
    } else {
        (format!("{count} dagar är inlagda"), format!("{count} days are in"))
    };
    pick(
        language,
        format!("✅ {swedish}. {reached} mottagare får kalenderfilen och kan svara i utskicket."),
        format!("✅ {english}. {reached} recipients get the calendar file and can answer in the announcement."),
    )
}

/// Who has read it, and who has not, each with their names.
pub(super) fn readers(read: &str, count: usize, unread: &str, rest: usize, language: Language) -> String {
    let lead = match count {
        0 => pick(language, "**Ingen har läst det än**, så vitt jag kan se.", "**Nobody has read it yet**, as far as I can tell."),
        _ => pick(language, format!("**{count} har läst det:** {read}."), format!("**{count} have read it:** {read}.")),
    };
    if rest == 0 {
        return lead;
    }
    let others = pick(language, format!("**Inte än ({rest}):** {unread}."), format!("**Not yet ({rest}):** {unread}."));
    format!(
        "{lead}\n\n{others} {}",
        pick(language, "Alla appar talar inte om att något är läst.", "Not every app tells that something was read.")
    )
}

/// Who got it; `rest` did not, or not yet.
pub(super) fn got(names: &str, count: usize, rest: u64, language: Language) -> String {
    let lead = match count {
        0 => pick(language, "**Ingen har fått det än.**", "**Nobody has got it yet.**"),
        _ => pick(language, format!("**{count} har fått det:** {names}."), format!("**{count} have got it:** {names}.")),
    };
    match rest {
        0 => lead,
        _ => pick(
            language,
            format!("{lead}\n\n{rest} har det inte. *vilka fick den inte?* säger vilka, *rapport som fil* har alla."),
            format!("{lead}\n\n{rest} don't have it. *who did not get it?* names them, *report as a file* has all."),
        ),
    }
}

/// The message that an announcement came of was removed after it went out.
pub(super) fn is_out(language: Language) -> String {
    pick(
        language,
        "Du tog bort meddelandet, men utskicket har redan gått ut och står kvar hos dem som fått det.",
        "You removed the message, but the announcement is out and stays with those who got it.",
    )
}
