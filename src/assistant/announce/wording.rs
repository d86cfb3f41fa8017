//! What she says about announcements, in Swedish and English. Texts from people are escaped here.

use jiff::{Timestamp, tz::TimeZone};

use super::{file_wording, send::Takes};
use crate::{
    assistant::{
        markup::escape,
        wording::{Language, in_the_clear},
    },
    facts::{
        Role,
        announcement::{Answering, Attachment, Audience, Occasion, Reply},
    },
    language::date::{
        self,
        wording::{long_date, short_date},
    },
};

/// Picks by language.
pub(super) fn pick(language: Language, swedish: impl Into<String>, english: impl Into<String>) -> String {
    match language {
        Language::Swedish => swedish.into(),
        Language::English => english.into(),
    }
}

pub(super) fn date_language(language: Language) -> date::Language {
    match language {
        Language::Swedish => date::Language::Swedish,
        Language::English => date::Language::English,
    }
}

/// Only some may announce.
pub(super) fn refused(trusted: bool, language: Language) -> String {
    if !trusted {
        return in_the_clear(language);
    }
    pick(
        language,
        "Bara studierektorer och administratörer kan göra utskick, så jag har inte skickat något. Be gärna din studierektor om det.",
        "Only a *studierektor* (study director) or an administrator can send announcements, so I haven't sent anything. You could ask your *studierektor* to send it.",
    )
}

/// Whom is it for?
pub(super) fn ask_audience(places: &str, language: Language) -> String {
    let places = escape(places);
    pick(
        language,
        format!("Vilka ska få det? Till exempel *alla ST-läkare i {places}* eller *ST-läkare och handledare*."),
        format!("Who should get it? For example *all residents in {places}* or *residents and supervisors*."),
    )
}

/// What shall it say?
pub(super) fn ask_text(audience: &str, language: Language) -> String {
    pick(
        language,
        format!("Till {audience}. Vad ska det stå? Skriv texten som den ska se ut; inget skickas förrän du har sett den och sagt ja."),
        format!(
            "To {audience}. What should it say? Write the text as it should look; nothing is sent until you have seen it and said yes."
        ),
    )
}

/// The audience was not understood.
pub(super) fn unknown_audience(words: &str, places: &str, language: Language) -> String {
    let words = escape(words);
    let ask = ask_audience(places, language);
    pick(language, format!("Jag vet inte vilka ”{words}” är. {ask}"), format!("I don't know who “{words}” are. {ask}"))
}

/// Another's region.
pub(super) fn not_yours(region: &str, language: Language) -> String {
    let region = escape(region);
    pick(
        language,
        format!("Du är inte studierektor för {region}, så dit kan du inte skicka. Vilka ska få det i stället?"),
        format!("You are not the *studierektor* (study director) for {region}, so you can't send there. Who should get it instead?"),
    )
}

/// Rooms or people, not both.
pub(super) fn rooms_and_people(language: Language) -> String {
    pick(
        language,
        "Välj antingen rum eller personer; de som är i rummet får det annars två gånger. Vilka ska få det?",
        "Choose either rooms or people; those in the room would get it twice. Who should get it?",
    )
}

/// A group that cannot be taken out of the audience.
pub(super) fn cannot_leave_out(words: &str, language: Language) -> String {
    let words = escape(words);
    pick(
        language,
        format!("Jag kan inte undanta just {words}. Skriv *till: …* och vilka som ska få det i stället."),
        format!("I can't leave out {words}. Write *to: …* and who should get it instead."),
    )
}

/// Whom an announcement is for, in words, already safe Markdown.
pub(super) fn audience(audience: &Audience, region_name: &dyn Fn(&str) -> String, language: Language) -> String {
    if !audience.rooms.is_empty() {
        let rooms: Vec<String> = audience.rooms.iter().map(|(_, name)| escape(name)).collect();
        return pick(language, format!("rummet {}", listing(&rooms, language)), format!("the room {}", listing(&rooms, language)));
    }
    let who = if audience.roles.is_empty() {
        pick(language, "alla", "everyone")
    } else {
        let roles: Vec<String> = audience.roles.iter().map(|role| role_name(*role, language)).collect();
        pick(language, format!("alla {}", listing(&roles, language)), format!("all {}", listing(&roles, language)))
    };
    let mut places: Vec<String> = audience.regions.iter().map(|region| escape(&region_name(region))).collect();
    places.extend(audience.tags.iter().map(|tag| escape(tag)));
    let mut said = who;
    if !places.is_empty() {
        said.push_str(&pick(language, format!(" i {}", listing(&places, language)), format!(" in {}", listing(&places, language))));
    }
    if let Some(answering) = &audience.answering {
        said.push(' ');
        said.push_str(&replied(answering, language));
    }
    for other in &audience.also {
        said.push_str(&pick(language, " och ", " and "));
        said.push_str(&self::audience(other, region_name, language));
    }
    said
}

/// "som tackat ja till eller inte svarat på ST-dag om hud onsdag 6 maj".
fn replied(answering: &Answering, language: Language) -> String {
    let name = escape(&answering.name);
    let said: Vec<String> = answering
        .answers
        .iter()
        .map(|reply| match reply {
            Reply::Yes => pick(language, "tackat ja", "said yes"),
            Reply::Waiting => pick(language, "står på väntelistan", "are on the waiting list"),
            Reply::No => pick(language, "tackat nej", "said no"),
            Reply::Maybe => pick(language, "svarat ❓", "answered ❓"),
            Reply::Silent => pick(language, "inte svarat", "have not answered"),
        })
        .collect();
    let said = match said.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{}{}{last}", first.join(", "), pick(language, " eller ", " or ")),
        _ => said.concat(),
    };
    match answering.to {
        Occasion::Day(_) => pick(language, format!("som {said} ({name})"), format!("who {said} ({name})")),
        Occasion::Announcement(_) => {
            pick(language, format!("som {said} på utskicket ”{name} …”"), format!("who {said} to the announcement “{name} …”"))
        }
    }
}

/// A change of the draft was not understood.
pub(super) fn nothing_changed(language: Language) -> String {
    pick(
        language,
        "Jag förstår inte hur utkastet ska ändras, så **inget är ändrat**. Skriv *ändra: hela nya texten* eller *byt B10 mot B12*. Jag visar det igen innan något skickas.",
        "I don't understand how to change the draft, so **nothing has changed**. Write *change: the whole new text* or *replace B10 with B12*. I show it again before anything is sent.",
    )
}

/// There is no ST day like that.
pub(super) fn no_such_day(language: Language) -> String {
    pick(
        language,
        "Jag hittar ingen sådan ST-dag. *ST-dagar* visar dem som finns. Vilka ska få utskicket?",
        "I find no such ST day. *ST days* lists them. Who should get the announcement?",
    )
}

/// It may be one of several ST days.
pub(super) fn which_day(days: &[String], language: Language) -> String {
    let days = days.iter().map(|day| format!("- {}", escape(day))).collect::<Vec<_>>().join("\n");
    pick(
        language,
        format!(
            "Vilken ST-dag menar du? Skriv vilka som ska få det, med datum, till exempel *de som tackat ja till ST-dagen 23 april*.\n\n{days}"
        ),
        format!(
            "Which ST day do you mean? Say who should get it, with the date, for example *those who said yes to the ST day 23 April*.\n\n{days}"
        ),
    )
}

fn role_name(role: Role, language: Language) -> String {
    let (swedish, english) = match role {
        Role::St => ("ST-läkare", "resident doctors"),
        Role::Handledare => ("handledare", "supervisors"),
        Role::Verksamhetschef => ("verksamhetschefer", "clinic heads"),
        Role::Hr => ("HR", "HR"),
    };
    pick(language, swedish, english)
}

pub(super) fn listing(items: &[String], language: Language) -> String {
    let and = pick(language, " och ", " and ");
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{}{and}{last}", first.join(", ")),
    }
}

/// How many people, or rooms.
pub(super) fn head_count(count: usize, rooms: bool, language: Language) -> String {
    match (rooms, count) {
        (true, 1) => pick(language, "1 rum", "1 room"),
        (true, count) => pick(language, format!("{count} rum"), format!("{count} rooms")),
        (false, 1) => pick(language, "1 person", "1 person"),
        (false, count) => pick(language, format!("{count} personer"), format!("{count} people")),
    }
}

/// A readback, before anything is sent.
pub(super) struct Readback<'a> {
    /// The text as the recipients will see it, in Markdown.
    pub(super) shown: &'a str,
    /// To whom, in words.
    pub(super) audience: &'a str,
    /// How many, in words.
    pub(super) count: &'a str,
    /// Dates in the text, and whether a weekday beside one is wrong.
    pub(super) dates: &'a [(jiff::civil::Date, Option<jiff::civil::Weekday>)],
    /// Dates in the text that the calendar does not have, as they are written.
    pub(super) impossible: &'a [String],
    /// Who takes no announcements.
    pub(super) off: &'a [String],
    /// How many have not said their region.
    pub(super) no_region: usize,
    /// How many have not said what they are.
    pub(super) no_role: usize,
    /// How long it will take.
    pub(super) takes: Option<Takes>,
    /// Whether it also reaches those who take no announcements.
    pub(super) duty: bool,
    /// Whether the rooms are pinged.
    pub(super) ping_room: bool,
    /// The files that go with it.
    pub(super) files: &'a [Attachment],
    /// When it shall go, in words; `None`: at once.
    pub(super) scheduled: Option<String>,
}

/// Markdown as a quotation.
pub(super) fn quoted(markdown: &str) -> String {
    let mut quoted = markdown.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n");
    quoted.push('\n');
    quoted
}

/// Shows what will be sent to whom, and asks for a yes.
pub(super) fn readback(readback: &Readback<'_>, language: Language) -> String {
    let quoted = quoted(readback.shown);
    let mut lines = vec![
        pick(language, "**Så här blir utskicket.** Inget är skickat än.", "**This is how it will look.** Nothing has been sent yet."),
        String::new(),
        quoted,
    ];
    let mut point = |swedish: String, english: String| lines.push(format!("- {}", pick(language, swedish, english)));
    point(format!("**Till:** {} ({})", readback.audience, readback.count), format!("**To:** {} ({})", readback.audience, readback.count));
    if let Some(when) = &readback.scheduled {
        point(format!("**Skickas:** {when}"), format!("**Goes out:** {when}"));
    }
    if !readback.files.is_empty() {
        let files = readback.files.iter().map(|file| format!("{} ({})", escape(&file.name), file_wording::size(file.size, language)));
        let files = files.collect::<Vec<_>>().join(", ");
        point(format!("**Bifogat:** {files}. *utan bilagan* tar bort"), format!("**Attached:** {files}. *without the attachment* removes"));
    }
    if !readback.dates.is_empty() {
        let dates = readback.dates.iter().map(|(day, _)| long_date(*day, date_language(language))).collect::<Vec<_>>().join(" · ");
        point(format!("**Datum:** {dates}"), format!("**Dates:** {dates}"));
    }
    for (day, wrong) in readback.dates.iter().filter_map(|(day, wrong)| wrong.map(|wrong| (day, wrong))) {
        let right = short_date(*day, date_language(language));
        let wrong = pick(language, date::calendar::weekday_name(wrong), date::calendar::weekday_name_english(wrong));
        point(format!("⚠️ Du skrev *{wrong}*, men det är {right}."), format!("⚠️ You wrote *{wrong}*, but it is {right}."));
    }
    for said in readback.impossible {
        let said = escape(said);
        point(format!("⚠️ *{said}* finns inte i kalendern."), format!("⚠️ There is no *{said}*."));
    }
    if !readback.off.is_empty() {
        let shown = names(readback.off, language);
        point(format!("**Nås inte:** {shown} (vill inte ha utskick)"), format!("**Not reached:** {shown} (take no announcements)"));
    }
    if readback.no_region > 0 {
        let count = head_count(readback.no_region, false, language);
        point(
            format!("**Nås inte:** {count} som inte har sagt vilken region de hör till"),
            format!("**Not reached:** {count} who have not said their region"),
        );
    }
    if readback.no_role > 0 {
        let count = head_count(readback.no_role, false, language);
        point(
            format!("**Nås inte:** {count} som inte har sagt vad de är (ST-läkare, handledare …)"),
            format!("**Not reached:** {count} who have not said what they are (resident, supervisor …)"),
        );
    }
    if readback.duty {
        point("Går även till dem som inte vill ha utskick".to_owned(), "Also reaches those who take no announcements".to_owned());
    }
    if readback.ping_room {
        point("Pingar alla i rummet, om rummet tillåter det".to_owned(), "Pings everyone in the room, if the room allows it".to_owned());
    }
    if let Some(takes) = readback.takes {
        let takes = duration(takes, language);
        point(format!("**Tid:** {takes} att skicka"), format!("**Time:** {takes} to send"));
    }
    lines.push(String::new());
    if readback.scheduled.is_some() {
        lines.push(pick(
            language,
            "Ska det skickas då? ✅ eller *ja*, ❌ eller *avbryt*. *skicka nu* skickar det direkt, *ändra: ny text* ändrar det.",
            "Shall it go out then? ✅ or *yes*, ❌ or *cancel*. *send now* sends it at once, *change: new text* changes it.",
        ));
        return lines.join("\n");
    }
    lines.push(pick(
        language,
        "Skicka? ✅ eller *skicka*, ❌ eller *avbryt*. Du kan också skriva *ändra: ny text*, *skicka måndag 07:30* eller *skicka till mig först*.",
        "Send it? ✅ or *send*, ❌ or *cancel*. You can also write *change: new text*, *send Monday 07:30* or *send it to me first*.",
    ));
    lines.join("\n")
}

/// A few user ids, and how many more.
pub(super) fn names(users: &[String], language: Language) -> String {
    const SHOWN: usize = 10;
    let mut shown: Vec<String> = users.iter().take(SHOWN).map(|user| escape(user)).collect();
    if users.len() > SHOWN {
        let more = users.len() - SHOWN;
        shown.push(pick(language, format!("{more} till"), format!("{more} more")));
    }
    listing(&shown, language)
}

/// About how long.
pub(super) fn duration(takes: Takes, language: Language) -> String {
    let about = if takes.at_most { pick(language, "högst", "at most") } else { pick(language, "ungefär", "about") };
    let minutes = (takes.length.as_secs() + 59) / 60;
    match minutes {
        ..=1 => pick(language, "mindre än en minut", "less than a minute"),
        2..=90 => pick(language, format!("{about} {minutes} minuter"), format!("{about} {minutes} minutes")),
        _ => {
            let hours = (minutes + 30) / 60;
            pick(language, format!("{about} {hours} timmar"), format!("{about} {hours} hours"))
        }
    }
}

/// The line above an announcement that says whose it is.
pub(super) fn header(name: Option<&str>, user: &str, office: &str, language: Language) -> String {
    let user = escape(user);
    let office = escape(office);
    let who = match name.map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => format!("**{}** ({user})", escape(name)),
        None => format!("**{user}**"),
    };
    pick(language, format!("📣 Från {who}, {office}"), format!("📣 From {who}, {office}"))
}

/// What the author is.
pub(super) fn office(regions: &[String], admin: bool, language: Language) -> String {
    if regions.is_empty() {
        return pick(language, if admin { "admin" } else { "studierektor" }, if admin { "admin" } else { "study director" });
    }
    let places = listing(regions, Language::Swedish);
    pick(language, format!("studierektor i {places}"), format!("study director in {places}"))
}

/// The line under an announcement that asks for a sign of having read it.
pub(super) fn footer(duty: bool) -> String {
    let no_more = if duty { "" } else { " Skriv ”inga utskick” om du inte vill ha fler." };
    format!("*Reagera med 👍 när du har läst.{no_more}*")
}

/// A correction under the text.
pub(super) fn correction(at: Timestamp, zone: &TimeZone, what: &str) -> String {
    let local = at.to_zoned(zone.clone());
    format!("✏️ **Rättat {} kl. {}:** {what}", short_date(local.date(), date::Language::Swedish), local.strftime("%H:%M"))
}

/// The lead-in of a proof.
pub(super) fn proof(language: Language) -> String {
    pick(language, "Här kommer det, bara till dig:", "Here it is, to you alone:")
}

/// There is no draft to do that with.
pub(super) fn no_draft(language: Language) -> String {
    pick(
        language,
        "Det finns inget utkast. Skriv till exempel *skicka till alla ST-läkare: texten*.",
        "There is no draft. Write for example *send to all residents: the text*.",
    )
}

/// A yes to an older readback.
pub(super) fn void(language: Language) -> String {
    pick(
        language,
        "Den förhandsvisningen gäller inte längre, så jag har inte skickat något. Svara på den senaste i stället.",
        "That readback is no longer valid, so I haven't sent anything. Please answer the latest one instead.",
    )
}

/// The older readback is void.
pub(super) fn old_is_void(language: Language) -> String {
    pick(language, "Den tidigare förhandsvisningen gäller inte längre.", "The earlier readback is void.")
}

/// Nobody would get it.
pub(super) fn nobody(language: Language) -> String {
    pick(
        language,
        "Det finns ingen jag kan nå med det, så inget skickas. Ändra vilka det gäller med *till: …*, eller läs in en lista över personer först.",
        "There is nobody I can reach with it, so nothing is sent. Change the recipients with *to: …*, or bring in a list of people first.",
    )
}

/// The text is too long.
pub(super) fn too_long(most: usize, language: Language) -> String {
    pick(
        language,
        format!("Texten är för lång för ett utskick: högst {most} tecken får plats. Korta den, så tar vi det igen."),
        format!("The text is too long for an announcement: {most} characters at most. Shorten it and we'll try again."),
    )
}

/// A piece to be changed does not stand there.
pub(super) fn not_in_text(piece: &str, language: Language) -> String {
    let piece = escape(piece);
    pick(
        language,
        format!("”{piece}” står inte i texten. Skriv *ändra: …* med hela den nya texten."),
        format!("“{piece}” is not in the text. Write *change: …* with the whole new text."),
    )
}

/// Several dates: which one?
pub(super) fn which_date(language: Language) -> String {
    pick(
        language,
        "Det står flera datum i texten. Skriv vilket, till exempel *ändra 12 maj till 13 maj*.",
        "There are several dates in the text. Say which, for example *change 12 May to 13 May*.",
    )
}
