//! What she says of when an announcement goes, in Swedish and English. What is handed in is safe Markdown.

use super::wording::pick;
use crate::assistant::wording::Language;

/// The same went out just now.
pub(super) fn repeated(minutes: i64, language: Language) -> String {
    let (minutes, english) = if minutes == 1 {
        ("en minut".to_owned(), "a minute".to_owned())
    } else {
        (format!("{minutes} minuter"), format!("{minutes} minutes"))
    };
    pick(
        language,
        format!(
            "Samma text gick till samma personer för {minutes} sedan. Ska jag verkligen skicka den en gång till? Svara *ja* eller *nej*."
        ),
        format!("The same text went to the same people {english} ago. Shall I really send it again? Answer *yes* or *no*."),
    )
}

/// The same already waits for about the same time.
pub(super) fn planned_already(when: &str, language: Language) -> String {
    pick(
        language,
        format!("Samma text går redan till samma personer {when}. Ska jag verkligen skicka den en gång till? Svara *ja* eller *nej*."),
        format!("The same text already goes to the same people {when}. Shall I really send it again? Answer *yes* or *no*."),
    )
}

/// It waits for its time, and was asked for once more.
pub(super) fn waits_for_time(when: &str, audience: &str, language: Language) -> String {
    pick(
        language,
        format!("Utskicket till {audience} går {when}. *skicka nu* skickar det direkt, *skicka* och en ny tid flyttar det."),
        format!("The announcement to {audience} goes out {when}. *send now* sends it at once, *send* and a new time moves it."),
    )
}

/// A time stood beside whom it is for, and is none.
pub(super) fn goes_at_once(why: &str, language: Language) -> String {
    pick(language, format!("⚠️ {why} Säger du ja går det iväg direkt."), format!("⚠️ {why} A yes sends it at once."))
}

/// The time at which it should have gone has passed before the yes.
pub(super) fn time_passed(language: Language) -> String {
    pick(
        language,
        "Tiden du sa har redan varit, så det går iväg direkt om du säger ja.",
        "The time you said has passed, so a yes sends it at once.",
    )
}

/// A scheduled announcement that is changed is a draft again.
pub(super) fn reopened(language: Language) -> String {
    pick(
        language,
        "Utskicket är inte längre schemalagt. Det går inte iväg förrän du har sagt ja till förhandsvisningen här under.",
        "It is no longer scheduled. It won't go out until you have said yes to the text below.",
    )
}

/// It was said that it shall not go out.
pub(super) fn held(audience: Option<&str>, language: Language) -> String {
    let (swedish, english) = audience.map_or_else(Default::default, |to| (format!(" till {to}"), format!(" to {to}")));
    pick(
        language,
        format!("Då skickar jag det inte. Utkastet{swedish} ligger kvar i högst ett dygn: *skicka* skickar det, *avbryt* slänger det."),
        format!("Then I won't send it. The draft{english} stays for up to a day: *send* sends it, *cancel* throws it away."),
    )
}

/// The message that began a scheduled announcement was removed.
pub(super) fn removed(language: Language) -> String {
    pick(
        language,
        "Du tog bort meddelandet, så utskicket som väntade på sin tid är avbrutet.",
        "You removed the message, so the announcement that waited for its time is cancelled.",
    )
}

/// Scheduled.
pub(super) fn scheduled(when: &str, audience: &str, count: &str, language: Language) -> String {
    pick(
        language,
        format!("Det skickas **{when}** till {audience} ({count} i dag). *utskick* visar det, *avbryt utskick* stoppar det."),
        format!(
            "It will be sent **{when}** to {audience} ({count} as of today). *announcements* shows it, *cancel announcement* stops it."
        ),
    )
}

/// The time for sending was not understood, or has passed.
pub(super) fn no_time(language: Language) -> String {
    pick(
        language,
        "Jag förstår inte när. Skriv till exempel *skicka måndag 07:30*, eller bara *skicka*.",
        "I don't understand when. Write for example *send Monday 07:30*, or just *send*.",
    )
}

/// The message that was changed has been sent; what it says now is another announcement.
pub(super) fn sent_before(language: Language) -> String {
    pick(
        language,
        "Det du skrev förut är redan skickat. Det här är ett nytt utkast; vill du rätta det förra, skriv *ändra: …* i ett eget meddelande.",
        "What you wrote before has been sent. This is a new draft; to correct the former, write *change: …* in a message of its own.",
    )
}
