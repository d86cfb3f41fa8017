//! What she says to remarks on an answer or on herself.

use crate::assistant::wording::Language;

fn say(language: Language, swedish: &str, english: &str) -> String {
    match language {
        Language::Swedish => swedish.to_owned(),
        Language::English => english.to_owned(),
    }
}

/// The answer helped.
pub(super) fn glad(language: Language) -> String {
    say(language, "Tack, det är bra att veta! 🙂", "Thanks, good to know! 🙂")
}

/// The answer was wrong, and nothing else is near; without an answer before: something went wrong.
pub(super) fn wrong(answered: bool, language: Language) -> String {
    if answered {
        say(
            language,
            "Tack för att du säger till. Skriv gärna frågan med andra ord, så letar jag igen. Är det regeln i sig som är fel, säg till din studierektor.",
            "Thanks for telling me. Put the question in other words and I'll look again. If the rule itself is wrong, tell your *studierektor* (study director).",
        )
    } else {
        say(
            language,
            "Vad blev fel? Skriv frågan igen med andra ord, eller *ångra* om det gäller något jag just ändrade.",
            "What went wrong? Put your question in other words, or write *undo* if it is about something I just changed.",
        )
    }
}

/// The answer was wrong; before a list of rules that are easily taken for it.
pub(super) fn wrong_offering(language: Language) -> String {
    say(
        language,
        "Tack för att du säger till. Var det någon av de här du menade? Svara med siffran, eller skriv frågan med andra ord.",
        "Thanks for telling me. Did you mean one of these? Reply with the number, or put the question in other words.",
    )
}

/// The person does not understand.
pub(super) fn unclear(answered: bool, language: Language) -> String {
    if answered {
        say(
            language,
            "Jag kan bara återge regeln så som den står. Fråga gärna om en sak i taget, till exempel ”vem bestämmer det?”, eller ta det med din studierektor eller handledare.",
            "I can only give the rule as it stands. Ask about one thing at a time, for example “who decides that?”, or ask your *studierektor* (study director) or supervisor.",
        )
    } else {
        say(
            language,
            "Förlåt om jag var otydlig. Skriv vad du undrar över med egna ord, eller skriv *hjälp* så ser du vad jag kan.",
            "Sorry if I was unclear. Write what you would like to know in your own words, or write *help* to see what I can do.",
        )
    }
}

/// She is to wait.
pub(super) fn waits(language: Language) -> String {
    say(
        language,
        "Jag väntar. Skriv *ångra* om det jag just gjorde blev fel, eller skriv vad du vill i stället.",
        "I'll wait. Write *undo* if what I just did was wrong, or write what you want instead.",
    )
}

/// The person wrote something that they did not mean.
pub(super) fn slip(language: Language) -> String {
    say(
        language,
        "Ingen fara! Skriv *ångra*, så tar jag tillbaka det jag just gjorde, eller skriv det igen som det ska vara.",
        "No worries! Write *undo* and I'll take back what I just did, or write it again as it should be.",
    )
}

/// She is to be quiet.
pub(super) fn quiet(language: Language) -> String {
    say(
        language,
        "Okej! Jag skriver bara när du skriver till mig, och när en påminnelse eller ett utskick kommer. *påminnelser* visar dina påminnelser, *inga utskick* stänger av utskicken.",
        "All right! I only write when you write to me, and when a reminder or an announcement is due. *reminders* lists yours, *no announcements* turns announcements off.",
    )
}

/// She is asked to answer something that she has not been given.
pub(super) fn answer_what(direct: bool, language: Language) -> String {
    if direct {
        say(language, "Vilken fråga gäller det? Skriv den här, så svarar jag.", "Which question? Write it here and I'll answer.")
    } else {
        say(
            language,
            "Jag läser bara det som skrivs till mig. Skriv frågan till mig, eller svara på meddelandet med frågan och nämn mig.",
            "I only read what is written to me. Write the question to me, or reply to the message that asks it and mention me.",
        )
    }
}
