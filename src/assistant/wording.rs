//! Every sentence she says that is no rule, in Swedish and English. Texts from people are escaped here.
//!
//! Each function returns Markdown for [`super::markup::render`].

use super::markup::escape;
use crate::command::RegionName;
pub use crate::language::english::Language;

/// Picks by language.
fn say(language: Language, swedish: impl Into<String>, english: impl Into<String>) -> String {
    match language {
        Language::Swedish => swedish.into(),
        Language::English => english.into(),
    }
}

/// The emoji that stands for a number from one to nine.
#[must_use]
pub fn keycap(number: usize) -> String {
    format!("{number}\u{fe0f}\u{20e3}")
}

/// The number that a keycap emoji stands for.
#[must_use]
pub fn from_keycap(key: &str) -> Option<usize> {
    key.ends_with('\u{20e3}').then(|| key.chars().next()?.to_digit(10).map(|digit| digit as usize)).flatten().filter(|number| *number > 0)
}

/// Who she is, in three lines.
#[must_use]
pub fn introduction(name: &str, language: Language) -> String {
    let name = escape(name);
    say(
        language,
        format!(
            "Hej! Jag heter {name} och svarar på frågor om ST i allmänmedicin.\\\nJag påminner dig också om datum som inte får missas, till exempel sista avbokningsdag.\\\nSkriv som du vill, eller skriv *hjälp*. Skriv aldrig något om patienter här."
        ),
        format!(
            "Hi! I'm {name}. I answer questions about ST in general practice.\\\nI also remind you of dates that mustn't be missed, such as the last day to cancel a course.\\\nWrite as you like, or write *help*. Never write anything about patients here."
        ),
    )
}

/// Which region do you belong to?
#[must_use]
pub fn ask_region(regions: &[RegionName], with_question: bool, language: Language) -> String {
    let lead = match (with_question, language) {
        (true, Language::Swedish) => "Reglerna skiljer sig mellan regionerna, så innan jag svarar: var gör du din ST?",
        (true, Language::English) => "The rules differ between the regions, so before I answer: where do you do your ST?",
        (false, Language::Swedish) => "Reglerna skiljer sig mellan regionerna. Var gör du din ST?",
        (false, Language::English) => "The rules differ between the regions. Where do you do your ST?",
    };
    format!("{lead}\n\n{}", numbered(regions.iter().map(|region| region.name.clone())))
}

/// The region was noted.
#[must_use]
pub fn region_set(region: &RegionName, language: Language) -> String {
    let name = escape(&region.name);
    say(
        language,
        format!("Då svarar jag utifrån reglerna för **{name}**. Skriv *byt region* om det ändras."),
        format!("Then I'll follow the rules for **{name}**. Write *change region* if that changes."),
    )
}

/// The region was concluded from what the person wrote.
#[must_use]
pub fn region_assumed(region: &RegionName, language: Language) -> String {
    let name = escape(&region.name);
    say(
        language,
        format!("*Jag utgår från att du hör till {name}. Skriv* byt region *om det är fel.*"),
        format!("*I assume you belong to {name}. Write* change region *if that is wrong.*"),
    )
}

/// A numbered list.
#[must_use]
pub fn numbered(items: impl Iterator<Item = String>) -> String {
    items.enumerate().map(|(position, item)| format!("{}. {}", position + 1, escape(&item))).collect::<Vec<_>>().join("\n")
}

/// What this person can do.
#[must_use]
pub fn help(name: &str, group: bool, studierektor: bool, admin: bool, language: Language) -> String {
    let name = escape(name);
    let mut lines = match language {
        Language::Swedish => vec![
            "**Det här kan jag:**".to_owned(),
            String::new(),
            "- **Svara på frågor.** Fråga som du skulle fråga en kollega: ”får jag gå kurs under PLUS?”".to_owned(),
            "- **Påminna.** ”påminn mig om avbokning av kursen 15 april, en vecka innan”".to_owned(),
            "- `påminnelser` visar dina påminnelser; `ändra 1 till kl 10`, `ta bort 2`, `ångra`".to_owned(),
            "- `kalender` skickar dem som kalenderfil".to_owned(),
            "- **Hålla ordning på din plan.** ”jag började ST 1 september 2025”, sedan `min plan`, `tidslinje`, ”IUP klar”, ”@namn är min handledare”"
                .to_owned(),
            "- **ST-dagar.** ”när är nästa ST-dag?”, ”jag kommer inte 6 maj”".to_owned(),
            "- `regler` visar vad jag kan svara på, ämne för ämne".to_owned(),
            "- `byt region`, `byt roll` eller `byt område` ändrar var du hör hemma".to_owned(),
            "- `inga utskick` om du inte vill ha några, `skicka utskick igen` om du vill".to_owned(),
            "- `mina uppgifter` visar vad jag vet om dig, `glöm mig` tar bort allt".to_owned(),
            "- `status` visar hur jag mår".to_owned(),
        ],
        Language::English => vec![
            "**What I can do:**".to_owned(),
            String::new(),
            "- **Answer questions.** Ask as you would ask a colleague: “may I take a course during PLUS?”".to_owned(),
            "- **Remind you.** “remind me to cancel the course on 15 April, one week before”".to_owned(),
            "- `reminders` lists yours; `change 1 to 10:00`, `remove 2`, `undo`".to_owned(),
            "- `calendar` sends them as a calendar file".to_owned(),
            "- **Keep your plan.** “I started ST on 1 September 2025”, then `my plan`, `timeline`, “IUP done”, “@name is my supervisor”"
                .to_owned(),
            "- **ST days.** “when is the next ST day?”, “I can't come 6 May”".to_owned(),
            "- `rules` shows what I can answer, topic by topic".to_owned(),
            "- `change region`, `change role` or `change area` if you belong elsewhere".to_owned(),
            "- `no announcements` if you want none, `send announcements again` if you do".to_owned(),
            "- `my data` shows what I know about you, `forget me` deletes it all".to_owned(),
            "- `status` shows how I am".to_owned(),
        ],
    };
    if group {
        lines.push(String::new());
        lines.push(say(
            language,
            format!("I grupprum svarar jag när någon nämner mig eller skriver ”{name}, …”. Det som bara rör dig får du i vår egen chatt."),
            format!("In group rooms I answer when I am mentioned or when a message starts with “{name}, …”. Anything that concerns only you I send in our own chat."),
        ));
    }
    if studierektor || admin {
        lines.push(String::new());
        lines.extend(super::help::for_power(admin, language));
        lines.push(String::new());
        lines.push(say(
            language,
            "Den som driver mig kan se de frågor jag inte har kunnat svara på med `stina questions`.",
            "Whoever runs me can list the questions I couldn't answer with `stina questions`.",
        ));
    }
    lines.push(String::new());
    lines.push(say(
        language,
        "👍 eller 👎 under ett svar hjälper mig att bli bättre. Allt du kan trycka på går också att skriva.",
        "👍 or 👎 under an answer helps me improve. Anything you can tap you can also type.",
    ));
    lines.join("\n")
}

/// The topics of a region's rules.
#[must_use]
pub fn topics(region: &RegionName, topics: &[(String, usize)], language: Language) -> String {
    let name = escape(&region.name);
    let (inside, within) = if name.is_empty() { (String::new(), String::new()) } else { (format!(" i {name}"), format!(" in {name}")) };
    let lead = say(language, format!("**Ämnen{inside}.** Svara med en siffra:"), format!("**Topics{within}.** Reply with a number:"));
    format!("{lead}\n\n{}", numbered(topics.iter().map(|(topic, count)| format!("{topic} ({count})"))))
}

/// The rules of one topic.
#[must_use]
pub fn rules_of(topic: &str, titles: &[String], language: Language) -> String {
    let topic = escape(topic);
    let lead = say(language, format!("**{topic}.** Svara med en siffra:"), format!("**{topic}.** Reply with a number:"));
    format!("{lead}\n\n{}", numbered(titles.iter().cloned()))
}

/// Which of these do you mean?
#[must_use]
pub fn choose(titles: &[String], language: Language) -> String {
    let lead = say(language, "Menar du någon av de här? Svara med siffran.", "Do you mean one of these? Reply with the number.");
    format!("{lead}\n\n{}", numbered(titles.iter().cloned()))
}

/// A number that was not on offer.
#[must_use]
pub fn no_such_number(highest: usize, language: Language) -> String {
    say(
        language,
        format!("Svara med en siffra från 1 till {highest}, eller skriv frågan med andra ord."),
        format!("Reply with a number from 1 to {highest}, or put the question in other words."),
    )
}

/// How much of a heading is quoted, in characters; the longest headings of the sources are whole paragraphs.
const LONGEST_HEADING: usize = 90;

/// A text cut between two words so that it has at most so many characters, with an ellipsis where it was cut.
fn shorten(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let kept = text[..end].rsplit_once(' ').map_or(&text[..end], |(words, _)| words);
    format!("{} …", kept.trim_end_matches([',', '.', ';', ':']))
}

/// The line under an answer that says whose rule it is and where it stands.
#[must_use]
pub fn footer(region: &str, source: Option<&str>, heading: Option<&str>, language: Language) -> String {
    if region.is_empty() {
        // Rules without regions: only where they stand, if that is known.
        let stands: Vec<String> = [source, heading].into_iter().flatten().map(escape).collect();
        return if stands.is_empty() { String::new() } else { format!("*{}*", stands.join(", ")) };
    }
    let region = escape(region);
    let heading = heading.map(|heading| shorten(heading, LONGEST_HEADING));
    let heading = heading.as_deref();
    let place = match (source, heading) {
        (Some(source), Some(heading)) => format!(": {}, ”{}”", escape(source), escape(heading)),
        (Some(source), None) => format!(": {}", escape(source)),
        (None, Some(heading)) => format!(": ”{}”", escape(heading)),
        (None, None) => String::new(),
    };
    say(language, format!("*Gäller {region}{place}*"), format!("*Applies to {region}{}*", place.replace('”', "\"")))
}

/// A rule does not fit into a message; after as much of it as does.
#[must_use]
pub fn cut(language: Language) -> String {
    say(language, "… *Resten får inte plats i ett meddelande.*", "… *The rest does not fit into a message.*")
}

/// The rule's review date has passed.
#[must_use]
pub fn stale(date: &str, language: Language) -> String {
    say(
        language,
        format!("⚠️ Den här regeln skulle ha granskats senast {date}. Stäm av med din studierektor om den fortfarande gäller."),
        format!("⚠️ This rule was due for review by {date}. Check with your *studierektor* (study director) whether it still applies."),
    )
}

/// The lead-in when a rule has no English text.
#[must_use]
pub fn only_in_swedish() -> String {
    "This rule is only available in Swedish:".to_owned()
}

/// Only another region has a rule on the matter, or on what is asked beside what has just been answered.
#[must_use]
pub fn other_region(own: &RegionName, others: &[(String, String)], beside: bool, language: Language) -> String {
    let (matter, thing) = if beside { ("det andra du frågar", "the other thing you ask") } else { ("det", "that") };
    let own = escape(&own.name);
    let listed = others.iter().map(|(region, title)| format!("- {}: ”{}”", escape(region), escape(title))).collect::<Vec<_>>().join("\n");
    let (one, none) = if others.len() == 1 { ("en regel", "den") } else { ("regler", "de") };
    let (has, does) = if others.len() == 1 { ("one", "it does") } else { ("some", "they do") };
    say(
        language,
        format!(
            "I materialet för **{own}** finns ingen regel om {matter}. Det finns {one} i en annan region, men **{none} gäller inte i {own}**:\n\n{listed}\n\nFråga din studierektor vad som gäller hos dig."
        ),
        format!(
            "The material for **{own}** has no rule on {thing}. Another region has {has}, but **{does} not apply in {own}**:\n\n{listed}\n\nAsk your *studierektor* (study director) what applies to you."
        ),
    )
}

/// No medical advice.
#[must_use]
pub fn medical(language: Language) -> String {
    say(
        language,
        "Jag ger inga medicinska råd; jag kan bara reglerna för ST. Ta det med din handledare eller jourhavande kollega. Och skriv inget om patienter här.",
        "I don't give medical advice; I only know the rules of ST. Ask your supervisor or the colleague on call. And please write nothing about patients here.",
    )
}

/// She does not know.
#[must_use]
pub fn unknown(contact: Option<&str>, remembered: bool, language: Language) -> String {
    let whom = match contact {
        Some(contact) => say(language, format!("Fråga {contact}."), format!("Ask {contact}.")),
        None => say(language, "Fråga din studierektor.", "Ask your *studierektor* (study director)."),
    };
    let kept = if remembered {
        say(
            language,
            " Jag sparar frågan utan ditt namn, så att den kan få ett svar här längre fram.",
            " I'll save the question, without your name, so that it can be answered here later.",
        )
    } else {
        String::new()
    };
    say(
        language,
        format!(
            "Det vet jag inte, och jag vill inte gissa. {whom}{kept}\n\nSkriv gärna om frågan med andra ord, eller skriv *regler* så ser du vad jag kan."
        ),
        format!("I don't know that, and I'd rather not guess. {whom}{kept}\n\nTry other words, or write *rules* to see what I know."),
    )
}

/// Whom to ask in a region whose unit answers other questions.
#[must_use]
pub fn contact_unit(language: Language) -> String {
    say(
        language,
        "din studierektor eller utbildningsenheten",
        "your *studierektor* (study director) or the *utbildningsenhet* (education unit)",
    )
}

/// The matter lies outside what she is for.
#[must_use]
pub fn out_of_scope(language: Language) -> String {
    say(
        language,
        "Det ligger utanför det jag kan: jag svarar bara på frågor om reglerna för ST. Fråga HR eller din chef om det gäller anställning, lön eller ledighet, annars din studierektor.",
        "That is outside what I know: I only answer questions about the rules of ST. For employment, pay or leave ask HR or your manager, otherwise your *studierektor* (study director).",
    )
}

/// Nothing readable was written.
#[must_use]
pub fn empty(language: Language) -> String {
    say(
        language,
        "Jag ser ingen fråga. Skriv den gärna med några ord, eller skriv *hjälp*.",
        "I can't see a question. Write it in a few words, or write *help*.",
    )
}

/// Nothing is waiting for a yes, a no or a number.
#[must_use]
pub fn nothing_pending(language: Language) -> String {
    say(
        language,
        "Jag väntar inte på något svar just nu. Skriv en fråga, eller *hjälp*.",
        "I'm not waiting for an answer right now. Ask something, or write *help*.",
    )
}

/// Left as it is.
#[must_use]
pub fn never_mind(language: Language) -> String {
    say(language, "Okej, då låter vi det vara.", "All right, let's leave it.")
}

/// A personal identity number was written.
#[must_use]
pub fn personal_number(language: Language) -> String {
    say(
        language,
        "Det där ser ut som ett personnummer. **Jag har inte sparat det** och har inte läst resten av meddelandet. Personnummer och uppgifter om patienter får inte skrivas här: **ta bort meddelandet**, för det ligger kvar i rummet tills du gör det. Skriv sedan gärna igen utan numret.",
        "That looks like a personal identity number. **I have not stored it** and did not read the rest of the message. Personal identity numbers and anything about patients must not be written here: **please delete the message**, it stays in the room until you do. Then write again without the number.",
    )
}

/// Is the number gone?
#[must_use]
pub fn number_gone(language: Language) -> String {
    say(
        language,
        "Jag har inte sparat numret. Men meddelandet ligger kvar här i rummet tills du själv tar bort det.",
        "I have not saved the number. But the message stays here in the room until you delete it yourself.",
    )
}

/// An image, a voice message and the like.
#[must_use]
pub fn cannot_read(language: Language) -> String {
    say(
        language,
        "Jag kan bara läsa text. Skriv din fråga med ord, så svarar jag.",
        "I can only read text. Put your question in words and I'll answer.",
    )
}

/// A message that needs power came unencrypted in an encrypted room.
#[must_use]
pub fn in_the_clear(language: Language) -> String {
    say(
        language,
        "Ditt meddelande kom okrypterat i ett krypterat rum, så jag kan inte lita på att det är du. Skriv det igen från en app som krypterar.",
        "Your message came unencrypted in an encrypted room, so I can't be sure that it is you. Write it again from an app that encrypts.",
    )
}

/// A message could not be decrypted.
#[must_use]
pub fn undecryptable(language: Language) -> String {
    say(
        language,
        "Jag kan inte läsa ditt meddelande, för nyckeln till det har inte kommit fram. Skriv det gärna igen. Händer det flera gånger: starta om din app och kontrollera att den är verifierad.",
        "I can't read your message: the key for it has not reached me. Please write it again. If it happens repeatedly, restart your app and check that it is verified.",
    )
}

/// Somebody or a room writes too much.
#[must_use]
pub fn flood(language: Language) -> String {
    say(
        language,
        "Nu kommer det väldigt många meddelanden. Jag tar en liten paus och svarar sedan igen.",
        "That's a lot of messages. I'll take a short break and then answer again.",
    )
}

/// Small talk, by kind.
#[must_use]
pub fn greeting(name: &str, language: Language) -> String {
    let name = escape(name);
    say(language, format!("Hej! Jag heter {name}. Vad undrar du om ST?"), format!("Hi! I'm {name}. What would you like to know about ST?"))
}

/// What is it about? Said when she has just introduced herself.
#[must_use]
pub fn go_ahead(language: Language) -> String {
    say(language, "Vad undrar du om ST?", "What would you like to know about ST?")
}

/// You're welcome.
#[must_use]
pub fn thanks(language: Language) -> String {
    say(language, "Varsågod! 🙂", "You're welcome! 🙂")
}

/// Somebody is kind.
#[must_use]
pub fn praise(language: Language) -> String {
    say(language, "Tack, vad snällt! 😊", "Thank you, that's kind! 😊")
}

/// Somebody leaves.
#[must_use]
pub fn farewell(language: Language) -> String {
    say(language, "Hej då, och lycka till!", "Bye, and good luck!")
}

/// Who are you?
#[must_use]
pub fn who(name: &str, language: Language) -> String {
    let name = escape(name);
    say(
        language,
        format!(
            "Jag heter {name} och är ett program. Jag kan reglerna för ST i allmänmedicin och påminner om datum. Skriv *hjälp* så visar jag vad jag kan."
        ),
        format!(
            "I'm {name}, a program. I know the rules of ST in general practice and send reminders about dates. Write *help* to see what I can do."
        ),
    )
}

/// What forgetting means, and whether to do it.
#[must_use]
pub fn ask_forget(language: Language) -> String {
    say(
        language,
        "Då tar jag bort allt jag vet om dig: region, påminnelser, inställningar och det jag ännu inte hunnit skicka. Det går inte att ångra. Meddelandena i det här rummet blir kvar, dem tar du bort själv.\n\nSvara **ja** (✅) för att radera, eller **nej** (❌).",
        "Then I'll delete everything I know about you: region, reminders, settings and anything I haven't sent yet. It cannot be undone. The messages in this room stay; you remove them yourself.\n\nAnswer **yes** (✅) to delete, or **no** (❌).",
    )
}

/// Everything was removed.
#[must_use]
pub fn forgotten(announcements_off: bool, language: Language) -> String {
    let kept = match (announcements_off, language) {
        (false, _) => "",
        (true, Language::Swedish) => " Att du inte vill ha utskick gäller fortfarande; det sparar jag utan ditt namn.",
        (true, Language::English) => " That you want no announcements still holds; I keep it without your name.",
    };
    say(
        language,
        format!(
            "Klart! Nu vet jag ingenting om dig längre, och du får inga fler påminnelser. Meddelandena i rummet finns kvar tills du tar bort dem.{kept}"
        ),
        format!(
            "Done: I no longer know anything about you, and you won't get any more reminders. The messages in the room stay until you remove them.{kept}"
        ),
    )
}

/// What she answers in the direct chat is on its way there.
#[must_use]
pub fn in_direct_chat(language: Language) -> String {
    say(language, "Det tar vi i vår egen chatt.", "Let's take that in our own chat.")
}

/// A command that needs a conversation was given where there is none.
#[must_use]
pub fn only_in_chat(language: Language) -> String {
    say(
        language,
        "Det där gör jag i chatten: kör `stina chat`, eller skriv till mig på Matrix.",
        "I do that in the chat: run `stina chat`, or write to me on Matrix.",
    )
}

/// A message could not be handled at all.
#[must_use]
pub fn set_aside() -> String {
    "Det meddelandet kunde jag inte ta hand om. Skriv det gärna på ett annat sätt. / I could not handle that message. Please put it another way.".to_owned()
}
