//! What a message says about ST days: asks for them, answers one, or (a study director) manages them.

use jiff::civil::Date;

use super::{
    period::{is_period_word, period, shift},
    reply::answer,
    words::{BESIDE, CHANGES, WHEN, WHICH},
};
use crate::{
    facts::days::Answer,
    language::{
        date::{self as language, Context},
        normalize,
    },
};

/// What says that a cancelled day is held after all, folded.
const HOLDS: [&str; 6] = ["blir av anda", "blir visst av", "blir av trots allt", "ska hallas anda", "halls anda", "is on after all"];

/// What a message asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// The next day, or those of a time.
    Tell {
        /// From when to when; `None`: all that lie ahead.
        period: Option<(Date, Date)>,
        /// Only the next one.
        next: bool,
        /// Whether the message asks for nothing else.
        whole: bool,
        /// Where, folded, in words that may also name something else.
        place: Option<String>,
    },
    /// Whether the sender comes.
    Answer {
        /// The answer.
        answer: Answer,
        /// The days it names.
        dates: Vec<Date>,
        /// Whether it says by itself that it is about an ST day; else it must reply to one.
        clear: bool,
    },
    /// The sender comes to some days, and not to others.
    Split {
        /// Those that they come to.
        yes: Vec<Date>,
        /// Those that they don't.
        no: Vec<Date>,
    },
    /// Who comes to the day.
    Who {
        /// The day it names.
        date: Option<Date>,
        /// As a file.
        file: bool,
    },
    /// Put days in.
    Enter {
        /// The text that holds them.
        text: String,
    },
    /// Change a day.
    Change {
        /// The day it names.
        date: Option<Date>,
        /// What shall change.
        to: Option<Change>,
    },
    /// Call a day off.
    Cancel {
        /// The day it names.
        date: Option<Date>,
    },
    /// Hold a day after all.
    Hold {
        /// The day it names.
        date: Option<Date>,
    },
}

/// What shall change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The day or the hours, in the person's words.
    When(String),
    /// So many days later, or earlier.
    Shift(i64),
    /// The place.
    Place(String),
    /// The title.
    Title(String),
    /// The number of seats.
    Seats(u32),
    /// The last day to sign up.
    SignUp(Date),
}

/// Reads a message. `context` says when it was written.
#[must_use]
pub fn read(text: &str, context: &Context) -> Option<Ask> {
    let folded = folded(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    if words.is_empty() || words.len() > 60 {
        return None;
    }
    let named = words.iter().any(|word| is_day_word(word));
    manage(text, &words, named, context)
        .or_else(|| who(text, &words, named, context))
        .or_else(|| {
            asks_own(&folded, named).then(|| Ask::Tell {
                period: day_in(text, context).map(|day| (day, day)),
                next: false,
                whole: true,
                place: None,
            })
        })
        .or_else(|| answer(text, &folded, named, context))
        .or_else(|| named.then(|| tell(&words, context)).flatten())
}

/// "skjut den en vecka", "ställ in den": the same with the day named, which was spoken of. `None`: it says nothing of
/// the kind.
#[must_use]
pub fn naming_it(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let plain: Vec<String> = words.iter().map(|word| folded(word)).collect();
    let plain: Vec<&str> = plain.iter().map(String::as_str).collect();
    let acts = plain.first().is_some_and(|first| CHANGES.contains(first) || matches!(*first, "stall" | "avlys" | "cancel"));
    let it = plain.iter().take(4).position(|word| matches!(*word, "den" | "dagen" | "it")).filter(|_| acts)?;
    let mut named: Vec<&str> = words;
    named[it] = "ST-dagen";
    Some(named.join(" "))
}

/// Lower case without marks; "ST dag", "ST day" as one word, other signs as blanks.
pub fn folded(text: &str) -> String {
    let folded = normalize::fold(&normalize::normalize(text));
    let kept: String =
        folded.chars().map(|letter| if letter.is_alphanumeric() || matches!(letter, '-' | '\'') { letter } else { ' ' }).collect();
    let joined = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    format!(" {joined}")
        .replace(" st dag", " st-dag")
        .replace(" st day", " st-dag")
        .replace(" stdag", " st-dag")
        .replace(" st-day", " st-dag")
        .trim()
        .to_owned()
}

/// Whether a word names an ST day.
pub fn is_day_word(word: &str) -> bool {
    word.starts_with("st-dag")
        || word.starts_with("startseminari")
        || word.starts_with("handledardag")
        || word.starts_with("utbildningsdag")
}

/// "kommer jag på ST-dagen?", "är jag anmäld till ST-dagen 6 maj?": what she has noted of the sender.
fn asks_own(folded: &str, named: bool) -> bool {
    const OWN: [&str; 14] = [
        "star jag pa vantelistan",
        "star jag i ko",
        "fick jag plats",
        "kom jag med",
        "har jag plats",
        "kommer jag pa",
        "kommer jag till",
        "ar jag anmald",
        "ar jag uppskriven",
        "har jag anmalt mig",
        "har jag tackat ja",
        "har jag svarat",
        "am i coming",
        "am i signed up",
    ];
    const BESIDE: [&str; 9] = ["nu", "an", "da", "redan", "till", "den", "pa", "dagen", "fortfarande"];
    let rest = OWN.iter().find_map(|own| folded.strip_prefix(own)).filter(|_| folded.split(' ').count() <= 12);
    // "kommer jag till …" may lead on to anything.
    let bare = |rest: &str| !folded.starts_with("kommer") && rest.split(' ').all(|word| word.is_empty() || BESIDE.contains(&word));
    rest.is_some_and(|rest| named || bare(rest))
}

/// The first day that a text names, even one that has passed.
fn day_in(text: &str, context: &Context) -> Option<Date> {
    language::find_dates(text, context).first().map(|found| found.date)
}

fn tell(words: &[&str], context: &Context) -> Option<Ask> {
    let period = period(words, context.now.date());
    let about_days =
        |word: &&str| is_day_word(word) || BESIDE.contains(word) || WHEN.contains(word) || WHICH.contains(word) || is_period_word(word);
    let whole = words.iter().all(about_days);
    // "… i Växjö", "… i Region Kronoberg": one or two words of somewhere, and nothing else that is strange.
    let strange: Vec<&str> = words.iter().copied().filter(|word| !about_days(word)).collect();
    let place = words
        .windows(2)
        .any(|pair| matches!(pair[0], "i" | "pa" | "vid" | "for" | "region" | "in" | "at") && strange.first() == Some(&pair[1]))
        .then(|| strange.join(" "))
        .filter(|_| strange.len() <= 2);
    let only = whole && words.len() <= 3 || place.is_some() && words.len() <= 5 && is_day_word(words[0]);
    let when = words.iter().any(|word| WHEN.contains(word));
    if !(only || when || words.iter().any(|word| WHICH.contains(word)) || period.is_some()) {
        return None;
    }
    if !(whole || when || place.is_some()) {
        return None;
    }
    let next = period.is_none() && (words.contains(&"nasta") || words.contains(&"next") || words.contains(&"st-dagen"));
    Some(Ask::Tell { period, next, whole, place })
}

/// "vilka kommer på ST-dagen?", "deltagarlista", "hur många är anmälda till 23 april?"
fn who(text: &str, words: &[&str], named: bool, context: &Context) -> Option<Ask> {
    const LISTS: [&str; 7] =
        ["deltagarlista", "deltagarlistan", "anmalningslista", "anmalningslistan", "narvarolista", "deltagare", "svarslista"];
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    let list = has(&LISTS);
    let asks = has(&["vilka", "vem", "manga", "who", "many", "hur"])
        && has(&["kommer", "anmalda", "anmalt", "anmalts", "svarat", "tackat", "coming", "deltar", "kommit", "signed"]);
    let asks = asks || (has(&["platser", "plats", "seats"]) && has(&["kvar", "lediga", "left", "free"]));
    let dated = day_in(text, context);
    if !(list || (asks && (named || dated.is_some() || words.len() <= 3))) || words.len() > 14 {
        return None;
    }
    Some(Ask::Who { date: dated, file: has(&["csv", "fil", "excel", "file"]) || words.contains(&"lista") || list })
}

/// "påminn dem som inte svarat på ST-dagen 6 maj": the day that it names, if it names one. `None`: it asks for
/// something else.
#[must_use]
#[expect(clippy::option_option, reason = "whether it asks for it and whether it names a day are two things")]
pub fn reminds(text: &str, context: &Context) -> Option<Option<Date>> {
    let folded = folded(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let asks = |word: &&str| matches!(*word, "paminn" | "paminna" | "pamin" | "remind" | "nudge");
    // "påminn mig om dem som inte svarat" is a reminder of one's own.
    let begins = words.iter().take(4).any(asks) && !words.iter().any(|word| matches!(*word, "mig" | "me"));
    let silent = ["inte svarat", "inte har svarat", "ej svarat", "inte hort av sig", "not answered", "haven't answered", "not replied"];
    let says = silent.iter().any(|words| folded.contains(words)) || words.iter().any(|word| matches!(*word, "ovriga" | "others"));
    let names_day = words.iter().any(|word| is_day_word(word));
    (begins && says && names_day && words.len() <= 24).then(|| day_in(text, context))
}

/// What a study director does with days.
fn manage(text: &str, words: &[&str], named: bool, context: &Context) -> Option<Ask> {
    const ENTER: [&[&str]; 10] = [
        &["lagg", "in"],
        &["lagg", "till"],
        &["lagg", "upp"],
        &["ny"],
        &["nya"],
        &["skapa"],
        &["skapa", "en"],
        &["add"],
        &["new"],
        &["fler"],
    ];
    if !named {
        return None;
    }
    let enters = ENTER.iter().any(|start| words.strip_prefix(*start).is_some_and(|rest| rest.iter().take(2).any(|word| is_day_word(word))));
    // Asking for "nya ST-dagar i höst" enters none.
    let dated = || !(language::find_dates(text, context).is_empty() && language::impossible_dates(text).is_empty());
    if enters && !text.trim_end().ends_with('?') && dated() {
        return Some(Ask::Enter { text: text.to_owned() });
    }
    let cancels =
        matches!(words, ["stall" | "stalla", "in", ..] | ["cancel" | "avlys" | "avlysa", ..] | ["ta", "bort", ..] | ["call", "off", ..]);
    if cancels {
        return Some(Ask::Cancel { date: day_in(text, context) });
    }
    let plain = words.join(" ");
    if HOLDS.iter().any(|holds| plain.contains(holds)) && words.len() <= 12 && !text.trim_end().ends_with('?') {
        return Some(Ask::Hold { date: day_in(text, context) });
    }
    if !CHANGES.contains(words.first()?) || text.trim_end().ends_with('?') {
        return None;
    }
    let lowered = text.to_lowercase();
    let apart = [" till ", " to ", ": "]
        .iter()
        .filter_map(|word| lowered.rfind(word).map(|at| (at, at + word.len())))
        .filter(|_| lowered.len() == text.len())
        .max();
    let (which, to) = match apart.and_then(|(end, start)| Some((text.get(..end)?, text.get(start..)?))) {
        Some((which, to)) => (which, to.trim().trim_end_matches(['.', '!'])),
        None => return Some(Ask::Change { date: day_in(text, context), to: shift(words).map(Change::Shift) }),
    };
    // "… till Aulan på ST-dagen 7 maj" names the day behind what it is changed to.
    let behind =
        [" på st", " för st", " för dagen", " på dagen", " of the st"].iter().filter_map(|word| to.to_lowercase().find(word)).min();
    let (to, behind) = behind.and_then(|at| Some((to.get(..at)?, to.get(at..)?))).unwrap_or((to, ""));
    let date = day_in(which, context).or_else(|| day_in(behind, context));
    Some(Ask::Change { date, to: change(&folded(which), to, context) })
}

/// What shall change, from the words that name it and those that say what to.
fn change(which: &str, to: &str, context: &Context) -> Option<Change> {
    let has = |wanted: &[&str]| which.split(' ').any(|word| wanted.contains(&word));
    if has(&["lokal", "lokalen", "plats", "platsen", "sal", "salen", "ort", "place", "room", "venue", "location"]) {
        return Some(Change::Place(super::read::shortened(to.to_owned())));
    }
    if has(&["titel", "titeln", "rubrik", "rubriken", "tema", "temat", "amne", "amnet", "title", "topic", "namn", "namnet", "name"]) {
        return Some(Change::Title(super::read::shortened(to.to_owned())));
    }
    if has(&["platser", "antal", "antalet", "seats"]) {
        return super::cells::number(to.split_whitespace().next()?).map(Change::Seats);
    }
    if has(&["anmalan", "anmalningsdag", "anmalningsdagen", "deadline", "senast"]) {
        return day_in(to, context).map(Change::SignUp);
    }
    Some(Change::When(to.to_owned()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let now = date(2026, 3, 10).at(14, 20, 0, 0).in_tz("Europe/Stockholm").expect("a time");
        let said = read(text, &Context { now }).map(|ask| match ask {
            Ask::Tell { period, next, whole, place } => {
                let period = period.map_or_else(|| "alla".to_owned(), |(from, to)| format!("{from}..{to}"));
                let place = place.map(|place| format!(" in {place}")).unwrap_or_default();
                format!("tell {period}{}{}{place}", if next { " next" } else { "" }, if whole { "" } else { " beside" })
            }
            Ask::Answer { answer, dates, clear } => {
                let dates = dates.iter().map(Date::to_string).collect::<Vec<_>>().join(",");
                format!("{answer:?} {}{}", if dates.is_empty() { "-" } else { &dates }, if clear { "" } else { " vague" })
            }
            Ask::Split { yes, no } => format!("split {yes:?} {no:?}"),
            Ask::Who { date, file } => {
                format!("who {}{}", date.map_or_else(|| "-".to_owned(), |date| date.to_string()), if file { " file" } else { "" })
            }
            Ask::Enter { .. } => "enter".to_owned(),
            Ask::Change { date, to } => format!("change {} {to:?}", date.map_or_else(|| "-".to_owned(), |date| date.to_string())),
            Ask::Hold { date } => format!("hold {}", date.map_or_else(|| "-".to_owned(), |date| date.to_string())),
            Ask::Cancel { date } => format!("cancel {}", date.map_or_else(|| "-".to_owned(), |date| date.to_string())),
        });
        assert_eq!(said.as_deref(), expected, "{text}");
    }

    #[test]
    fn messages_are_read() {
        for (text, expected) in [
            ("när är nästa ST-dag?", "tell alla next"),
            ("vilka ST-dagar är det i vår?", "tell 2026-01-01..2026-06-30"),
            ("vilka st dagar är det i höst", "tell 2026-07-01..2026-12-31"),
            ("ST-dagar ht26", "tell 2026-07-01..2026-12-31"),
            ("finns det några ST-dagar i maj?", "tell 2026-05-01..2026-05-31"),
            ("ST-dagar nästa termin", "tell 2026-07-01..2026-12-31"),
            ("ST-dagar?", "tell alla"),
            ("ST-dagar i höst?", "tell 2026-07-01..2026-12-31"),
            ("när är nästa st dag", "tell alla next"),
            ("vilka ST-dagar finns i Växjö?", "tell alla beside in vaxjo"),
            ("ST-dagar i Region Kronoberg", "tell alla beside in kronoberg"),
            ("när är det ST-dag i Ljungby i vår?", "tell 2026-01-01..2026-06-30 beside in ljungby"),
            ("skjut ST-dagen en vecka", "change - Some(Shift(7))"),
            ("skjut upp ST-dagen 23 april två veckor", "change 2026-04-23 Some(Shift(14))"),
            ("flytta ST-dagen en dag tidigare", "change - Some(Shift(-1))"),
            ("when is the next ST day?", "tell alla next"),
            ("Hej! När är nästa ST-dag och får jag gå dit som vikarie?", "tell alla next beside"),
            ("jag kommer på ST-dagen 23 april", "Yes 2026-04-23"),
            ("jag kommer 23 april och 20 maj", "Yes 2026-04-23,2026-05-20"),
            ("jag kommer 23 april men inte 20 maj", "split [2026-04-23] [2026-05-20]"),
            ("jag kommer inte på ST-dagen", "No -"),
            ("kan tyvärr inte", ""),
            ("kan inte komma 23 april tyvärr", "No 2026-04-23"),
            ("kanske", "Maybe - vague"),
            ("jag kommer", "Yes - vague"),
            ("I can't come 23 April", "No 2026-04-23"),
            ("vilka kommer på ST-dagen 23 april?", "who 2026-04-23"),
            ("hur många är anmälda till ST-dagen?", "who -"),
            ("deltagarlista", "who - file"),
            ("ställ in ST-dagen 23 april", "cancel 2026-04-23"),
            ("ST-dagen 23 april blir av ändå", "hold 2026-04-23"),
            ("flytta ST-dagen 23 april till 30 april kl 9-15", "change 2026-04-23 Some(When(\"30 april kl 9-15\"))"),
            ("byt lokal för ST-dagen 23 april till B12", "change 2026-04-23 Some(Place(\"B12\"))"),
            ("ändra antal platser på ST-dagen till 40", "change - Some(Seats(40))"),
            ("flytta ST-dagen", "change - None"),
            ("lägg in ST-dag 23 april 08.30–16, Växjö", "enter"),
            ("jag är sjuk och kommer inte på ST-dagen", "No -"),
            ("jag är sjuk och kommer inte 23 april", "No 2026-04-23"),
            ("jag måste avboka ST-dagen", "No -"),
            ("Ja jag kommer gärna!", "Yes - vague"),
            ("Tyvärr, kan inte komma", "No - vague"),
            ("ja till 21 maj", "Yes 2026-05-21"),
            ("nej till 23 april", "No 2026-04-23"),
            ("jag kommer på båda", "Yes - vague"),
            ("räkna med mig 6 maj", "Yes 2026-05-06"),
            ("jag kommer på ST-dagen men blir lite sen", "Yes -"),
            ("kommer jag på ST-dagen?", "tell alla"),
            ("är jag anmäld till ST-dagen 23 april?", "tell 2026-04-23..2026-04-23"),
            ("jag kommer inte ihåg vad som gäller för ST-dagar", ""),
            ("jag kommer inte in på sidan om ST-dagen", ""),
            ("jag kommer från Växjö", ""),
            ("Jag var på en ST-dag och undrar vem som skriver intyg", ""),
            ("Kan ST-dagar ersätta en kurs?", ""),
            ("måste jag gå på ST-dagarna?", ""),
            ("påminn mig om ST-dagen", ""),
            ("flytta 2 till fredag", ""),
        ] {
            check(text, Some(expected).filter(|expected| !expected.is_empty()));
        }
    }
}
