//! Whole messages about a plan that have one meaning, and what tells a question and a language.

use super::{others::Sort, period::fold, read::Asked};
use crate::language::spelling;

/// What whole messages mean, folded.
static MEANINGS: [(&[&str], Asked); 17] = [
    (
        &[
            "byt startdatum",
            "andra startdatum",
            "byt mitt startdatum",
            "andra mitt startdatum",
            "andra startdatumet",
            "byt startdag",
            "andra startdag",
            "fel startdatum",
            "fel startdag",
            "fel startar",
            "startdatumet ar fel",
            "change my start date",
            "change the start date",
            "wrong start date",
        ],
        Asked::NoStart,
    ),
    (
        &[
            "min plan",
            "plan",
            "planen",
            "min st-plan",
            "st-plan",
            "min st",
            "my plan",
            "vad ar nasta",
            "vad kommer harnast",
            "vad ar nasta i planen",
            "vad ar nasta i min plan",
            "vad kommer harnast i min plan",
            "vad hander nu",
            "va hander nu",
            "vad ska jag gora forst",
            "vad ska jag borja med",
            "vad borjar jag med",
            "vad har jag kvar",
            "vad har jag kvar att gora",
            "vad har jag kvar i min st",
            "vad ar kvar",
            "vad ar kvar att gora",
            "vad ar kvar for mig",
            "vad ar kvar for mig att gora",
            "vad ar kvar for mig att gora i min st",
            "vad aterstar",
            "vad aterstar for mig",
            "vad ska jag gora harnast",
            "vad ska jag gora nu",
            "vad ska jag gora nu i min st",
            "vad borde jag gora nu",
            "vad behover jag gora nu",
            "vilka moment ar kvar",
            "vilka moment har jag kvar",
            "vad ar nasta steg",
            "hur ligger jag till",
            "hur gar det for mig",
            "hur ser min plan ut",
            "what is next",
            "what's next",
            "vad ar klart",
            "vad har jag gjort",
            "vad ar klart i min plan",
            "how am i doing",
        ],
        Asked::Brief,
    ),
    (
        &[
            "vad ar sent",
            "vad ar sent i min plan",
            "vad ar sent for mig",
            "vad ar forsenat",
            "vad ar forsenat i min plan",
            "ar nagot sent",
            "ar nagot forsenat",
            "ar det nagot som ar sent",
            "vad ar jag sen med",
            "vad ar jag forsenad med",
            "ar jag sen",
            "ar jag sen med nagot",
            "ar jag sen med nat",
            "ar jag forsenad",
            "ar jag forsenad med nagot",
            "vilka moment ar sena",
            "vilka moment ar forsenade",
            "vilka moment ar jag sen med",
            "ligger jag efter",
            "ligger jag efter med nagot",
            "ligger jag efter i planen",
            "ligger jag i fas",
            "ar jag i fas",
            "hanger jag med",
            "vad ligger jag efter med",
            "har jag halkat efter",
            "vad har jag missat",
            "har jag missat nagot",
            "har jag glomt nagot",
            "vad har jag glomt",
            "ar det nagot jag missat",
            "ar det nat jag missat",
            "ar det nagot jag har missat",
            "vad borde jag ha gjort",
            "vad skulle jag ha gjort",
            "what is late",
            "what's late",
            "is anything late",
            "what am i late with",
            "am i late",
            "am i late with anything",
            "am i behind",
        ],
        Asked::Late,
    ),
    (
        &[
            "hela planen",
            "hela min plan",
            "whole plan",
            "my whole plan",
            "the whole plan",
            "vad har jag gjort hittills",
            "vilka moment ar klara",
            "vilka moment har jag gjort",
            "vad har jag bockat av",
            "vad ar avbockat",
            "vad har jag klarat av",
        ],
        Asked::Whole,
    ),
    (
        &[
            "tidslinje",
            "min tidslinje",
            "tidslinjen",
            "en tidslinje",
            "planen som bild",
            "min plan som bild",
            "hela planen som bild",
            "planen som en bild",
            "en bild av planen",
            "en bild pa planen",
            "bild av planen",
            "bild pa planen",
            "timeline",
            "my timeline",
            "the timeline",
            "my plan as a picture",
        ],
        Asked::Picture(None),
    ),
    (&["tidslinje mork", "mork tidslinje", "dark timeline", "timeline dark"], Asked::Picture(Some(true))),
    (&["tidslinje ljus", "ljus tidslinje", "light timeline", "timeline light"], Asked::Picture(Some(false))),
    (
        &[
            "nar slutar min st",
            "hur lang ar min st",
            "hur lang blir min st",
            "nar ar min st slut",
            "nar ar jag fardig",
            "nar ar jag klar",
            "nar blir jag fardig",
            "nar blir jag klar",
            "nar blir jag specialist",
            "nar ar jag fardig med st",
            "nar ar jag fardig med min st",
            "nar ar jag klar med st",
            "nar ar jag klar med min st",
            "nar ar jag klar med st:n",
            "nar slutar st",
            "hur lang tid har jag kvar",
            "hur lang tid ar det kvar",
            "hur lange har jag kvar",
            "hur lange ar det kvar",
            "hur lange har jag kvar pa st",
            "hur lange har jag kvar pa min st",
            "hur lange har jag kvar i st",
            "hur lange ar det kvar av st",
            "hur lange ar det kvar av min st",
            "hur mycket har jag kvar",
            "hur mycket har jag kvar av st",
            "hur mycket har jag kvar av min st",
            "hur mycket st har jag kvar",
            "hur manga ar har jag kvar",
            "hur manga ar ar det kvar",
            "hur manga ar har jag kvar av st",
            "hur manga manader har jag kvar",
            "hur langt har jag kvar",
            "hur langt har jag kommit",
            "nar tar min st slut",
            "nar tar st slut",
            "how long do i have left",
            "how much is left",
            "hur lang tid har jag kvar av min st",
            "hur lange har jag kvar av min st",
            "hur mycket ar kvar av min st",
            "vilket st-ar ar jag pa",
            "vilket ar av st ar jag pa",
            "vilket ar ar jag pa",
            "vilket st-ar ar jag i",
            "when does my st end",
            "which year of st am i in",
        ],
        Asked::Head,
    ),
    (
        &[
            "ar jag ledig",
            "ar jag ledig nan gang",
            "ar jag ledig nagon gang",
            "ar jag ledig nagot",
            "nar ar jag ledig",
            "hur lange ar jag ledig",
            "nar slutar min ledighet",
            "nar borjar min ledighet",
            "nar ar min ledighet",
            "nar ar jag tillbaka",
            "vilken ledighet har jag",
            "vad har jag for ledighet",
            "vilken ledighet ar inlagd",
            "min ledighet",
            "mina ledigheter",
            "am i on leave",
            "when am i on leave",
            "when does my leave end",
            "when does my leave start",
            "when is my leave",
            "my leave",
        ],
        Asked::Leave,
    ),
    (
        &[
            "vem ser min plan",
            "vilka ser min plan",
            "vem delar jag min plan med",
            "vilka delar jag min plan med",
            "vilka delar min plan",
            "vem kan se min plan",
            "vilka kan se min plan",
            "who sees my plan",
            "who can see my plan",
        ],
        Asked::Sharers,
    ),
    (&["dela min plan", "dela planen", "share my plan"], Asked::ShareWhom),
    (
        &[
            "ta bort min plan",
            "radera min plan",
            "glom min plan",
            "ta bort planen",
            "radera planen",
            "ta bort hela planen",
            "delete my plan",
        ],
        Asked::Drop,
    ),
    (
        &[
            "allt sent ar klart",
            "allt sent ar gjort",
            "allt under sent ar klart",
            "allt under sent ar gjort",
            "det som ar sent ar klart",
            "allt ar klart",
            "allt ar gjort",
            "allt ar redan klart",
            "allt ar redan gjort",
            "allt har jag gjort",
            "jag har gjort allt",
            "allt klart",
            "allt hittills ar klart",
            "everything is done",
            "everything late is done",
            "all done",
            "allt fore ar klart",
            "allt tidigare ar klart",
            "allt ar klart hittills",
            "everything before is done",
        ],
        Asked::AllDone,
    ),
    (
        &["mina st-lakare", "mina st", "my doctors", "my residents", "hur ligger mina st-lakare till", "hur gar det for mina st-lakare"],
        Asked::Doctors,
    ),
    (
        &[
            "vilka ar sena",
            "vilka ar forsenade",
            "vilka ligger efter",
            "vilka st-lakare ar sena",
            "vilka st-lakare ligger efter",
            "vilka av mina st-lakare ar sena",
            "vilka av mina st-lakare ligger efter",
            "vem ar sen",
            "vem ar forsenad",
            "vem ligger efter",
            "ar nagon sen",
            "ar nagra sena",
            "ar nagon forsenad",
            "ligger nagon efter",
            "hur manga ar sena",
            "hur manga ligger efter",
            "who is late",
            "who are late",
            "is anyone late",
            "who is behind",
        ],
        Asked::Who(Sort::Late, String::new(), None),
    ),
    (&["sluta dela min plan", "sluta dela", "stop sharing", "stop sharing my plan"], Asked::Unshare(None)),
    (
        &[
            "mina sidotjanstgoringar",
            "vilka sidotjanstgoringar har jag",
            "nar ar mina sidotjanstgoringar",
            "nar ar min sidotjanstgoring",
            "mina randningar",
            "vilka randningar har jag",
            "nar ar mina randningar",
            "nar ska jag randa mig",
            "nar ar min randning",
            "vilka placeringar har jag",
            "my placements",
            "which placements do i have",
        ],
        Asked::Placements,
    ),
];

/// The language of a message that is too short for telling it otherwise, by the words that plans are spoken
/// of with.
#[must_use]
pub fn is_english(text: &str) -> Option<bool> {
    const ENGLISH: [&str; 14] = [
        " started ",
        " my ",
        " whole plan",
        " done",
        " timeline",
        " leave ",
        " residents",
        " doctors",
        " skip ",
        " because ",
        " work ",
        " is my ",
        " stop sharing",
        " duties ",
    ];
    const SWEDISH: [&str; 12] = [
        " jag ",
        " min ",
        " mina ",
        " klar",
        " tidslinje",
        " ledig",
        " hela planen",
        " hoppa ",
        " sluta ",
        " uppgifter ",
        " vilka ",
        " vecka ",
    ];
    let padded = format!(" {} ", fold(text).replace(['.', ',', '?', '!'], " "));
    let (english, swedish) = (ENGLISH.iter().any(|word| padded.contains(word)), SWEDISH.iter().any(|word| padded.contains(word)));
    (english != swedish).then_some(english)
}

/// A wish without what only makes it polite: "kan jag få se tidslinjen", "tidslinje tack". Folded.
fn bare(plain: &str) -> &str {
    const BEFORE: [&str; 16] = [
        "hej ",
        "kan jag fa se ",
        "kan jag fa ",
        "far jag se ",
        "jag vill se ",
        "jag vill ha ",
        "jag skulle vilja se ",
        "kan du visa ",
        "kan du skicka ",
        "visa mig ",
        "visa ",
        "ge mig ",
        "skicka ",
        "can i see ",
        "show me ",
        "please show ",
    ];
    const AFTER: [&str; 8] = [" tack", " tack pa forhand", " snalla", " igen", " nu", " please", " thanks", ","];
    let mut rest = plain.trim();
    loop {
        let before = BEFORE.iter().find_map(|words| rest.strip_prefix(words));
        let Some(less) = before.or_else(|| AFTER.iter().find_map(|words| rest.strip_suffix(words))) else { return rest };
        rest = less.trim();
    }
}

/// A whole message with one meaning, folded; polite or not.
pub(super) fn fixed(plain: &str) -> Option<Asked> {
    exactly(plain).or_else(|| exactly(bare(plain)))
}

fn exactly(plain: &str) -> Option<Asked> {
    let found = MEANINGS.iter().find(|(phrases, _)| phrases.contains(&plain));
    found.or_else(|| slipped(plain)).map(|(_, asked)| asked.clone())
}

/// What a message means that a thumb slipped in: "nä är jag klar med st". The only meaning that is near enough.
fn slipped(plain: &str) -> Option<&'static (&'static [&'static str], Asked)> {
    let words: Vec<&str> = plain.split_whitespace().collect();
    if plain.len() < 8 || words.len() > 10 {
        return None;
    }
    let most = if words.len() >= 6 { 2 } else { 1 };
    let near = |phrase: &str| {
        let told: Vec<&str> = phrase.split_whitespace().collect();
        let slips: Vec<(&&str, &&str)> = words.iter().zip(&told).filter(|(word, told)| word != told).collect();
        // A short word is told by the many around it.
        let like = |(word, told): &(&&str, &&str)| {
            let long = word.len() >= 4 && told.len() >= 4 || words.len() >= 4 && told.len() >= 2;
            long && word.bytes().next() == told.bytes().next() && spelling::edits(word, told, 1).is_some()
        };
        words.len() == told.len() && slips.len() <= most && slips.iter().all(like)
    };
    // What cannot be asked back has to be written as it is.
    let told = MEANINGS.iter().filter(|(_, asked)| !matches!(asked, Asked::Unshare(_) | Asked::AllDone));
    let mut found = told.filter(|(phrases, _)| phrases.iter().any(|phrase| near(phrase)));
    let only = found.next()?;
    found.next().is_none().then_some(only)
}

/// Whether a message, in words, begins as a question does.
pub(super) fn is_question(words: &[&str]) -> bool {
    const FIRST: [&str; 22] = [
        "hur", "vad", "va", "nar", "var", "vem", "vems", "vilka", "vilken", "vilket", "varfor", "far", "maste", "kan", "finns", "how",
        "what", "when", "where", "who", "which", "why",
    ];
    // "Var föräldraledig hela 2025" tells.
    let tells = words[0] == "var" && words.get(1).is_some_and(|next| super::keywords::LEAVE.contains(next));
    FIRST.contains(&words[0]) && !tells
        || matches!(words, ["ska" | "bor" | "borde" | "behover" | "har" | "ar", "jag" | "man" | "vi" | "du" | "det", ..])
        || matches!(words, ["do" | "does" | "is" | "are" | "can" | "should", _, ..])
}

/// Whether something is asked, or only supposed, after what a message begins with: "jag jobbar halvtid, hur lång blir
/// min ST". In words, folded.
pub(super) fn asks_later(words: &[&str]) -> bool {
    const SUPPOSES: [&[&str]; 7] =
        [&["om", "jag"], &["om", "man"], &["tank", "om"], &["ifall", "jag"], &["if", "i"], &["nat", "jag"], &["nagot", "jag"]];
    const ASKS: [&str; 11] = ["hur", "vad", "vem", "vems", "vilka", "vilken", "varfor", "finns", "how", "what", "why"];
    const VERBS: [&str; 10] = ["blir", "ar", "ska", "slutar", "far", "kan", "maste", "bor", "hittar", "star"];
    SUPPOSES.iter().any(|start| words.starts_with(start))
        || words.windows(2).any(|pair| matches!(pair, ["tank", "om"] | ["om", "jag"]))
        || (1..words.len()).any(|at| {
            let (before, next) = (words[at - 1], words.get(at + 1).copied().unwrap_or_default());
            match words[at] {
                // "det räcker", "som räknas" tell.
                "racker" | "raknas" => !matches!(before, "det" | "den" | "som" | "inte"),
                "nar" | "var" => VERBS.contains(&next),
                // "nu kan jag", "då får jag" tell.
                "far" | "maste" | "kan" | "hinner" => {
                    matches!(next, "jag" | "man" | "vi") && !matches!(before, "nu" | "da" | "sa" | "dar" | "darfor")
                }
                "gar" | "funkar" => next == "det",
                "can" | "may" | "must" | "do" => matches!(next, "i" | "we"),
                "nat" | "nagot" => next == "jag",
                word => ASKS.contains(&word),
            }
        })
}
