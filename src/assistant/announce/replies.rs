//! What she says of an announcement once it is on its way, in Swedish and English. Texts from people
//! are escaped here.

use jiff::{Timestamp, tz::TimeZone};

use super::{
    send::Takes,
    wording::{date_language, duration, pick, quoted},
};
use crate::{
    assistant::{days, markup::escape, wording::Language},
    facts::announcement::{Announcement, State, Tally},
    language::date::wording::short_date,
};

/// How far it has come.
pub(super) fn progress(audience: &str, tally: &Tally, left: Option<Takes>, language: Language) -> String {
    let done = tally.recipients.saturating_sub(tally.waiting);
    let left = left.map_or_else(String::new, |left| {
        let left = duration(left, language);
        pick(language, format!(" Det tar {left} till."), format!(" It takes {left} more."))
    });
    pick(
        language,
        format!("📤 Skickar till {audience}: **{done} av {}** klara.{left} *avbryt utskick* stoppar resten.", tally.recipients),
        format!("📤 Sending to {audience}: **{done} of {}** done.{left} *cancel announcement* stops the rest.", tally.recipients),
    )
}

/// The report. `answers`: a line for each ST day that it carries, where it carries any.
pub(super) fn report(audience: &str, announcement: &Announcement, answers: Option<&[String]>, language: Language) -> String {
    let (state, tally) = (announcement.state, &announcement.tally);
    let title = match state {
        State::Withdrawn => pick(language, "↩️ **Utskicket är tillbakadraget.**", "↩️ **The announcement was withdrawn.**"),
        State::Sending if tally.is_settled() => {
            let stuck = tally.stuck;
            pick(
                language,
                format!("📤 **Utskicket är skickat, men {stuck} väntar:** deras server svarar inte. Jag fortsätter försöka."),
                format!("📤 **The announcement was sent, but {stuck} are waiting:** their server does not answer. I keep trying."),
            )
        }
        State::Sending => pick(language, "📤 **Utskicket är på väg.**", "📤 **The announcement is on its way.**"),
        _ if tally.stopped > 0 => pick(language, "⏹️ **Utskicket är stoppat.**", "⏹️ **The announcement was stopped.**"),
        _ => pick(language, "✅ **Utskicket är skickat.**", "✅ **The announcement was sent.**"),
    };
    let mut lines = vec![format!("{title} {}", pick(language, format!("Till {audience}."), format!("To {audience}."))), String::new()];
    let mut point = |count: u64, swedish: &str, english: &str| {
        lines.push(format!("- {}: {count}", pick(language, swedish, english)));
    };
    point(tally.delivered, "levererat", "delivered");
    let further = [
        (tally.waiting, "väntar", "waiting"),
        (tally.failed, "gick inte att leverera", "could not be delivered"),
        (tally.stopped, "stoppat innan det skickades", "stopped before it was sent"),
        (tally.withdrawn, "tillbakadraget", "withdrawn"),
    ];
    for (count, swedish, english) in further.into_iter().filter(|(count, ..)| *count > 0) {
        point(count, swedish, english);
    }
    point(tally.read, "läst (där appen talar om det)", "read (where the app tells)");
    match answers {
        Some(answers) if !answers.is_empty() => lines.extend(answers.iter().map(|line| format!("- {line}"))),
        Some(_) => point(tally.acknowledged, "svarat", "answered"),
        None => point(tally.acknowledged, "👍", "👍"),
    }
    lines.push(String::new());
    let mut hints = Vec::new();
    if announcement.state.is_out() && announcement.days.is_empty() && !days::carried::plans(announcement).is_empty() {
        hints.push(pick(language, "*gör ST-dagar av det* om datumen ska gå att svara på", "*make ST days of it* to ask who comes"));
    }
    if tally.failed + tally.stopped + tally.stuck > 0 {
        hints.push(pick(language, "*vilka fick den inte?*", "*who did not get it?*"));
    }
    let rooms = announcement.audience.as_ref().is_some_and(|audience| !audience.rooms.is_empty());
    if tally.delivered > tally.acknowledged && state == State::Sent && !rooms {
        hints.push(pick(language, "*påminn dem som inte svarat*", "*remind the others*"));
    }
    hints.push(pick(language, "*ändra: …* rättar det", "*change: …* corrects it"));
    hints.push(pick(language, "*dra tillbaka*", "*withdraw*"));
    hints.push(pick(language, "*rapport som fil*", "*report as a file*"));
    if state != State::Withdrawn {
        lines.push(hints.join(" · "));
    }
    lines.join("\n").trim_end().to_owned()
}

/// Nothing has been announced.
pub(super) fn none_yet(language: Language) -> String {
    pick(
        language,
        "Du har inga utskick. Skriv till exempel *skicka till alla ST-läkare: texten*, så visar jag hur det blir innan något skickas.",
        "You have no announcements. Write for example *send to all residents: the text*, and I'll show you how it looks before anything is sent.",
    )
}

/// One line of the list.
pub(super) fn line(announcement: &Announcement, audience: &str, zone: &TimeZone, language: Language) -> String {
    let state = match announcement.state {
        State::Draft => pick(language, "utkast", "draft"),
        State::Scheduled => pick(language, "schemalagt", "scheduled"),
        State::Sending => pick(language, "skickas nu", "being sent"),
        State::Sent => pick(language, "skickat", "sent"),
        State::Cancelled => pick(language, "avbrutet", "cancelled"),
        State::Lapsed => pick(language, "gick ut", "lapsed"),
        State::Withdrawn => pick(language, "tillbakadraget", "withdrawn"),
    };
    let when = match announcement.state {
        State::Scheduled => announcement.scheduled,
        _ => announcement.started_at.or(Some(announcement.created_at)),
    };
    let when = when.map_or_else(String::new, |when| {
        let local = when.to_zoned(zone.clone());
        format!(" {} {}", short_date(local.date(), date_language(language)), local.strftime("%H:%M"))
    });
    let counts = if announcement.state.is_out() {
        format!(", {}/{} 📬, {} 👍", announcement.tally.delivered, announcement.tally.recipients, announcement.tally.acknowledged)
    } else {
        String::new()
    };
    let text: String = announcement.text.chars().take(60).collect();
    let more = if announcement.text.chars().count() > 60 { "…" } else { "" };
    format!("**{state}**{when} → {audience}{counts}: {}{more}", escape(&text))
}

/// The head and foot of the list.
pub(super) fn list(lines: &[String], language: Language) -> String {
    let numbered = lines.iter().enumerate().map(|(position, line)| format!("{}. {line}", position + 1)).collect::<Vec<_>>().join("\n");
    pick(
        language,
        format!("**Dina utskick:**\n\n{numbered}\n\n*utskick 1* visar ett, *avbryt utskick 1* stoppar det."),
        format!("**Your announcements:**\n\n{numbered}\n\n*announcement 1* shows one, *cancel announcement 1* stops it."),
    )
}

/// Cancelled before anything was sent.
pub(super) fn cancelled(audience: Option<&str>, language: Language) -> String {
    let to = audience.map_or_else(String::new, |audience| pick(language, format!(" till {audience}"), format!(" to {audience}")));
    pick(
        language,
        format!("Utskicket{to} är avbrutet. Inget av det har skickats."),
        format!("The announcement{to} is cancelled. Nothing of it was sent."),
    )
}

/// Stopped on its way.
pub(super) fn stopped(tally: &Tally, language: Language) -> String {
    let (waiting, out) = (tally.waiting, tally.delivered);
    pick(
        language,
        format!("Stoppat: {waiting} får det inte. {out} hade redan fått det; *dra tillbaka* tar bort det hos dem också."),
        format!("Stopped: {waiting} will not get it. {out} already had it; *withdraw* removes it there too."),
    )
}

/// There is nothing to cancel or take back.
pub(super) fn nothing_to_stop(language: Language) -> String {
    pick(
        language,
        "Det finns inget sådant utskick. *utskick* visar dem som finns.",
        "There is no such announcement. *announcements* lists them.",
    )
}

/// A draft lapsed.
pub(super) fn lapsed(audience: &str, language: Language) -> String {
    pick(
        language,
        format!("Ditt utkast till {audience} har väntat ett dygn på ett ja, så jag har lagt bort det. Inget har skickats."),
        format!("Your draft to {audience} has waited a day for a yes, so I have put it away. Nothing was sent."),
    )
}

/// The author may no longer send it.
pub(super) fn revoked(language: Language) -> String {
    pick(
        language,
        "Du har inte längre rollen som studierektor där, så det som inte var skickat av utskicket är stoppat.",
        "You no longer have the role of *studierektor* (study director) there, so what was not yet sent has been stopped.",
    )
}

/// What a correction will look like.
pub(super) fn ask_correct(shown: &str, count: u64, carries_days: bool, language: Language) -> String {
    let mut quoted = quoted(shown);
    if carries_days {
        quoted.push_str(&pick(
            language,
            "\n⚠️ Bara texten ändras. ST-dagen själv, med kalenderfil och påminnelser, ändrar du med till exempel *flytta ST-dagen 23 april till 30 april* eller *byt lokal för ST-dagen 23 april till B12*.\n",
            "\n⚠️ Only the text changes. The ST day itself, with its calendar file and reminders, is changed by for example *move the ST day 23 April to 30 April* or *change the place of the ST day 23 April to B12*.\n",
        ));
    }
    pick(
        language,
        format!(
            "**Så här blir det rättade utskicket**, hos {count} mottagare:\n\n{quoted}\nSka jag rätta det hos alla? ✅ eller *ja*, ❌ eller *nej*."
        ),
        format!(
            "**This is the corrected announcement**, for {count} recipients:\n\n{quoted}\nShall I correct it everywhere? ✅ or *yes*, ❌ or *no*."
        ),
    )
}

/// Corrected.
pub(super) fn corrected(count: u64, language: Language) -> String {
    pick(language, format!("Rättat hos {count} mottagare."), format!("Corrected for {count} recipients."))
}

/// What is noted where a piece of the text was left out.
pub(super) fn dropped(piece: &str, language: Language) -> String {
    let shown: String = piece.chars().take(80).collect();
    let more = if piece.chars().count() > 80 { "…" } else { "" };
    pick(language, format!("”{shown}{more}” gäller inte."), format!("“{shown}{more}” no longer holds."))
}

/// What shall be left out of the text is not there, or stands there several times.
pub(super) fn nothing_to_cut(language: Language) -> String {
    pick(
        language,
        "Jag hittar inte vad som ska bort. Skriv till exempel *ta bort sista meningen*, *ta bort ”…”* eller *ändra: …* med hela texten.",
        "I can't find what should go. Write for example *remove the last sentence*, *remove “…”* or *change: …* with the whole text.",
    )
}

/// Take a correction back everywhere? `removed`: the message that asked for it is gone.
pub(super) fn ask_restore(shown: &str, count: u64, removed: bool, language: Language) -> String {
    let quoted = quoted(shown);
    let lead = if removed {
        pick(
            language,
            format!("Du tog bort din rättelse, men hos {count} mottagare står den kvar. Så här blir det utan den:"),
            format!("You removed your correction, but {count} recipients still see it. Without it, it reads:"),
        )
    } else {
        pick(
            language,
            format!("Så här blir det utan den senaste rättelsen, hos {count} mottagare:"),
            format!("Without the last correction it reads, for {count} recipients:"),
        )
    };
    let ask = pick(
        language,
        "Ska jag ta bort rättelsen hos alla? ✅ eller *ja*, ❌ eller *nej*.",
        "Shall I take the correction back everywhere? ✅ or *yes*, ❌ or *no*.",
    );
    format!("{lead}\n\n{quoted}\n{ask}")
}

/// The message that asked for a correction is gone, but the text was changed again after it.
pub(super) fn corrected_since(count: u64, language: Language) -> String {
    pick(
        language,
        format!(
            "Du tog bort din rättelse, men hos {count} mottagare står den kvar: texten har ändrats igen efter den. Skriv *ändra: …* om något ska stå på ett annat sätt."
        ),
        format!(
            "You removed your correction, but {count} recipients still see it: the text was changed again after it. Write *change: …* if something should read differently."
        ),
    )
}

/// The correction was taken back.
pub(super) fn restored(count: u64, language: Language) -> String {
    pick(language, format!("Rättelsen är borttagen hos {count} mottagare."), format!("The correction is gone for {count} recipients."))
}

/// Take it back everywhere?
pub(super) fn ask_withdraw(text: &str, count: u64, language: Language) -> String {
    let text: String = text.chars().take(80).collect();
    let text = escape(&text);
    pick(
        language,
        format!("Ska jag ta bort ”{text}” hos {count} mottagare? De som redan läst det har läst det. ✅ eller *ja*, ❌ eller *nej*."),
        format!("Shall I remove “{text}” for {count} recipients? Those who have read it have read it. ✅ or *yes*, ❌ or *no*."),
    )
}

/// What is taken back leaves the ST day that it carried, the first on this date, as it was.
pub(super) fn day_stays(first: jiff::civil::Date, language: Language) -> String {
    use crate::language::date::{Language as Dates, wording::short_date};
    let (swedish, english) = (short_date(first, Dates::Swedish), short_date(first, Dates::English));
    pick(
        language,
        format!("\n\nST-dagen {swedish} ligger kvar med sina svar: *ställ in ST-dagen {swedish}* tar bort den."),
        format!("\n\nThe ST day on {english} stays, with its answers: *cancel the ST day {english}* removes it."),
    )
}

/// Taken back.
pub(super) fn withdrawn(count: u64, language: Language) -> String {
    pick(language, format!("Borttaget hos {count} mottagare."), format!("Removed for {count} recipients."))
}

/// Nobody is known who did not get it: they all have it, had it, or wait for their turn.
pub(super) fn nobody_missed(tally: &Tally, language: Language) -> String {
    if tally.waiting > 0 {
        let waiting = tally.waiting;
        return pick(
            language,
            format!("Ingen har missat det, men {waiting} väntar fortfarande på sin tur."),
            format!("Nobody has missed it, but {waiting} are still waiting for their turn."),
        );
    }
    if tally.withdrawn > 0 {
        let had = tally.withdrawn;
        return pick(
            language,
            format!("Alla {had} hade fått det innan det drogs tillbaka."),
            format!("All {had} had got it before it was withdrawn."),
        );
    }
    pick(language, "Alla har fått det.", "Everybody got it.")
}

/// Who did not get it, and why.
pub(super) fn missed(lines: &[String], more: usize, tally: &Tally, language: Language) -> String {
    let mut listed = lines.join("\n");
    if more > 0 {
        listed.push_str(&pick(language, format!("\n- … och {more} till"), format!("\n- … and {more} more")));
    }
    let mut parts =
        vec![pick(language, format!("**De här fick det inte:**\n\n{listed}"), format!("**These did not get it:**\n\n{listed}"))];
    let turns = tally.waiting - tally.stuck.min(tally.waiting);
    if turns > 0 {
        parts.push(pick(language, format!("{turns} till väntar på sin tur."), format!("{turns} more are waiting for their turn.")));
    }
    if tally.failed > 0 && tally.withdrawn == 0 {
        parts.push(pick(
            language,
            "*försök igen med dem* gör ett nytt försök, bara med dem som inte gick att nå.",
            "*try them again* makes another attempt, with those alone that failed.",
        ));
    }
    parts.join("\n\n")
}

/// Why a copy waits though it was tried several times, in words.
pub(super) fn waits_for(technical: &str, language: Language) -> String {
    let why = reason(technical, language);
    pick(language, format!("väntar, {why}. Jag fortsätter försöka"), format!("waits, {why}. I keep trying"))
}

/// It was stopped before its turn came.
pub(super) fn was_stopped(language: Language) -> String {
    pick(language, "stoppat innan det skickades", "stopped before it was sent")
}

/// It went to rooms, where nobody is known by name.
pub(super) fn went_to_rooms(acknowledged: u64, language: Language) -> String {
    pick(
        language,
        format!(
            "Det gick till ett rum, så jag ser inte vilka som har läst det och kan inte påminna var och en. {acknowledged} har reagerat med 👍. Vill du ha svar av alla, så skicka till personerna i stället."
        ),
        format!(
            "It went to a room, so I don't know who has seen it and can't remind anybody alone. {acknowledged} reacted with 👍. Send to people instead when you want an answer from each."
        ),
    )
}

/// Why a copy could not be delivered, in words.
pub(super) fn reason(technical: &str, language: Language) -> String {
    let known: &[(&str, &str, &str)] = &[
        ("answered 5", "servern svarar inte", "the server does not answer"),
        ("did not answer", "servern svarar inte", "the server does not answer"),
        ("connection", "servern går inte att nå", "the server cannot be reached"),
        ("declined", "har tackat nej till att chatta med mig", "has declined to chat with me"),
        ("is no user id", "användarnamnet är fel skrivet", "the user id is misspelt"),
        ("not in", "jag är inte med i rummet", "I am not in the room"),
        ("M_FORBIDDEN", "servern släpper inte fram mig till hen", "the server does not let me reach them"),
        ("M_NOT_FOUND", "kontot finns inte", "the account does not exist"),
        ("M_USER_DEACTIVATED", "kontot är avstängt", "the account is closed"),
        ("M_UNKNOWN", "servern vet inte vem det är", "the server does not know them"),
    ];
    known
        .iter()
        .find(|(sign, _, _)| technical.contains(sign))
        .map_or_else(|| escape(technical), |(_, swedish, english)| pick(language, *swedish, *english))
}

/// Who has given no sign.
pub(super) fn silent(shown: &str, count: usize, days: bool, language: Language) -> String {
    // To ST days 👎 and ❓ are answers as well.
    let (with, with_english) = if days { ("", "") } else { (" med 👍", " with 👍") };
    if count == 0 {
        return pick(language, format!("Alla som fått det har svarat{with}."), format!("Everybody who got it has answered{with_english}."));
    }
    pick(
        language,
        format!("**{count} har inte svarat{with}:** {shown}.\n\n*påminn dem som inte svarat* påminner bara dem."),
        format!("**{count} have not answered{with_english}:** {shown}.\n\n*remind the others* reminds them alone."),
    )
}

/// What is out cannot be put off.
pub(super) fn is_out_already(language: Language) -> String {
    pick(
        language,
        "Utskicket har redan börjat gå ut, så det kan inte flyttas. *ändra: …* rättar det, *dra tillbaka* tar bort det.",
        "That announcement is out, so it can't be moved. *change: …* corrects it, *withdraw* takes it back.",
    )
}

/// Another attempt.
pub(super) fn retried(count: u64, language: Language) -> String {
    if count == 0 {
        return pick(language, "Det finns inga att försöka igen med.", "There is nobody to try again with.");
    }
    pick(language, format!("Jag försöker igen med {count}."), format!("I'm trying {count} again."))
}

/// Those who have not answered are reminded.
pub(super) fn nudged(count: u64, language: Language) -> String {
    if count == 0 {
        return pick(language, "Alla som fått det har redan svarat.", "Everybody who got it has answered already.");
    }
    pick(
        language,
        format!("Jag påminner {count}. De som har svarat hör inget."),
        format!("I'm reminding {count}. Those who have answered hear nothing."),
    )
}

/// Remind those who have not answered? `who`: their names, as far as they are known; `shown`: what they hear.
pub(super) fn ask_nudge(text: &str, who: &str, count: u64, shown: &str, language: Language) -> String {
    let start: String = text.chars().take(60).collect();
    let more = if text.chars().count() > 60 { "…" } else { "" };
    let start = format!("{}{more}", escape(&start.replace('\n', " ")));
    let quoted = quoted(shown);
    let people = pick(
        language,
        if count == 1 { "1 person".to_owned() } else { format!("{count} personer") },
        if count == 1 { "1 person".to_owned() } else { format!("{count} people") },
    );
    let who = if who.is_empty() { String::new() } else { format!(": {who}") };
    pick(
        language,
        format!(
            "Ska jag påminna **{people}** som inte har svarat på utskicket ”{start}”{who}?\n\nDet här får de:\n\n{quoted}\n✅ eller *ja*, ❌ eller *nej*."
        ),
        format!(
            "Shall I remind **{people}** who have not answered “{start}”{who}?\n\nThis is what they get:\n\n{quoted}\n✅ or *yes*, ❌ or *no*."
        ),
    )
}

/// They were reminded just now.
pub(super) fn nudged_just_now(at: Timestamp, zone: &TimeZone, language: Language) -> String {
    let at = at.to_zoned(zone.clone()).strftime("%H:%M").to_string();
    pick(
        language,
        format!("Jag påminde dem nyss, kl. {at}. Vänta lite innan du påminner igen."),
        format!("I reminded them just now, at {at}. Please wait a little before the next time."),
    )
}

/// Nothing is out.
pub(super) fn none_out(language: Language) -> String {
    pick(
        language,
        "Du har inget utskick ute just nu. *utskick* visar dina utskick.",
        "You have no announcement out at the moment. *announcements* lists yours.",
    )
}

/// What those hear who have not answered. `ask`: what it asks of the ST days that it carries.
pub(super) fn nudge(header: &str, ask: Option<String>) -> String {
    let ask = ask.unwrap_or_else(|| "*Reagera med 👍 när du har läst.*".to_owned());
    format!("{header}: påminnelse om utskicket här ovanför.\n\n{ask}")
}

/// Only an admin can mark it as duty.
pub(super) fn duty_refused(language: Language) -> String {
    pick(
        language,
        "Bara en administratör kan skicka även till dem som inte vill ha utskick.",
        "Only an admin can send to those who take no announcements as well.",
    )
}
