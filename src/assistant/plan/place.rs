//! What somebody says of a sidotjänstgöring: "psykiatri v 10–21 2027", "jag ska randa mig på medicin januari–april",
//! "ta bort psykiatri".

use jiff::civil::Date;

use super::{
    away, keywords,
    period::{self, Lean, fold},
    read::Asked,
};
use crate::plan::{Period, time::days_between};

/// A stretch without a word that says what it is, and in a place that is no clinic's, has to last so many days for her to
/// ask whether it is a placement.
const LONG: i64 = 14;

/// What the names of clinics begin with, folded.
const CLINICS: [&str; 52] = [
    "hospice",
    "asih",
    "arbetsmed",
    "foretagsh",
    "elevh",
    "allergi",
    "gastro",
    "endokrin",
    "hemato",
    "diabet",
    "plastik",
    "thorax",
    "intensiv",
    "mava",
    "kava",
    "forlossning",
    "psyk",
    "bup",
    "beroende",
    "medicin",
    "internmed",
    "invartes",
    "barn",
    "pediatr",
    "gyn",
    "kvinno",
    "mvc",
    "kirurg",
    "ortoped",
    "oron",
    "onh",
    "ogon",
    "hud",
    "derma",
    "infektion",
    "neuro",
    "geriatr",
    "akut",
    "rontgen",
    "palliativ",
    "onkolog",
    "urolog",
    "rehab",
    "smart",
    "reuma",
    "kardiolog",
    "hjart",
    "lung",
    "njur",
    "anestesi",
    "iva",
    "habiliter",
];

/// What the names of clinics end with, folded.
const CLINIC_ENDS: [&str; 20] = [
    "iatri",
    "iatrin",
    "ologi",
    "ologin",
    "kirurgi",
    "kirurgin",
    "medicin",
    "medicinen",
    "klinik",
    "kliniken",
    "mottagning",
    "mottagningen",
    "avdelning",
    "avdelningen",
    "sjukhus",
    "sjukhuset",
    "lasarett",
    "lasarettet",
    "sjukvard",
    "sjukvarden",
];

/// What the names of what is done in one's free time end with, folded.
const FREE_TIME: [&str; 9] = ["lov", "lovet", "kalas", "kalaset", "resa", "resan", "semester", "semestern", "vakt"];

/// Words that say that it is a placement.
const TOLD: [&str; 12] = [
    "sidotjanstgoring",
    "sidotjanstgoringen",
    "sido",
    "randning",
    "randa",
    "randar",
    "randas",
    "placering",
    "placerad",
    "placement",
    "rotation",
    "sidotjanst",
];

/// What a message begins with before the name of the clinic.
const LEAD: [&str; 35] = [
    "va",
    "jag",
    "ska",
    "skall",
    "har",
    "gor",
    "gora",
    "ar",
    "kommer",
    "att",
    "vara",
    "mig",
    "pa",
    "i",
    "inom",
    "vid",
    "min",
    "mitt",
    "en",
    "pa",
    "tjanstgora",
    "tjanstgor",
    "nasta",
    "forst",
    "sedan",
    "sen",
    "i",
    "have",
    "am",
    "doing",
    "at",
    "in",
    "on",
    "my",
    "a",
];

/// Words that say that a placement is moved.
const MOVES: [&str; 10] = ["flytta", "flyttar", "flyttat", "flyttad", "flyttas", "flyttats", "flyttades", "move", "moved", "ombokad"];

/// What is no placement, wherever it stands in the name.
const NOT: [&str; 51] = [
    "fel",
    "nej",
    "na",
    "ja",
    "det",
    "blir",
    "inte",
    "oj",
    "sorry",
    "no",
    "wrong",
    "not",
    "istallet",
    "till",
    "tom",
    "to",
    "paminn",
    "remind",
    "semester",
    "kurs",
    "kursen",
    "jour",
    "jourer",
    "ledig",
    "vacation",
    "holiday",
    "vi",
    "mote",
    "konferens",
    "st-dag",
    "st",
    "flytta",
    "andra",
    "ta",
    "bort",
    "om",
    "resa",
    "iup",
    "utskick",
    "seminarium",
    "procent",
    "percent",
    "%",
    "heltid",
    "halvtid",
    "deltid",
    "jobbar",
    "arbetar",
    "ar",
    "ska",
    "som",
];

/// What says of the placement before it that it is not to be.
const CALLED_OFF: [&str; 8] =
    [" blir inte av", " blev inte av", " ar installd", " blir installd", " blev installd", " installd", " ar avbokad", " is cancelled"];

/// Reads a placement, or that one is not to be.
pub(super) fn read(plain: &str, text: &str, today: Date) -> Option<Asked> {
    if let Some(name) = ["ta bort ", "remove ", "avboka "].iter().find_map(|start| plain.strip_prefix(start)) {
        let name = name.trim_start_matches("sidotjanstgoringen ").trim_start_matches("sidotjanstgoring ");
        let begins_with_digit = name.chars().next().is_some_and(|first| first.is_ascii_digit());
        return (!name.is_empty() && name.split_whitespace().count() <= 4 && !begins_with_digit)
            .then(|| Asked::NoPlacement(name.to_owned()));
    }
    if let Some(name) = CALLED_OFF.iter().find_map(|end| plain.strip_suffix(end)).map(str::trim) {
        return (1..=3).contains(&name.split_whitespace().count()).then(|| Asked::NoPlacement(name.to_owned()));
    }
    if let Some(name) = to_move(plain, today) {
        return Some(Asked::PlacementToMove(name.to_owned()));
    }
    let found = period::find(plain, today, Lean::Future)?;
    // "psykiatri 12 veckor från 3 maj" tells the last day too.
    let lasts = away::length(plain);
    if found.one_day && lasts.is_none() {
        return None;
    }
    let moves = found.before.iter().any(|word| MOVES.contains(&word.as_str()));
    let is_told = |word: &String| TOLD.contains(&word.as_str());
    let told = found.before.iter().chain(&found.after).any(is_told);
    let mut name: Vec<String> = found.before.clone();
    let before = |word: &String| is_told(word) || [LEAD.as_slice(), &MOVES].concat().contains(&word.as_str());
    while name.first().is_some_and(before) {
        name.remove(0);
    }
    let around = |word: &str| matches!(word, "i" | "in" | "fran" | "from" | "under" | "ar" | "is" | "blir" | "ligger" | "mellan");
    // "psykiatri är flyttad till …".
    let on_the_way = |word: &str| moves && (MOVES.contains(&word) || matches!(word, "till" | "to" | "har" | "has" | "blivit" | "been"));
    let ends = |name: &[String]| {
        let word = name.last().is_some_and(|word| around(word) || on_the_way(word) || is_told(word));
        let length = name.len() > 2 && away::length(&name[name.len() - 2..].join(" ")).is_some();
        usize::from(word).max(if length { 2 } else { 0 })
    };
    while ends(&name) > 0 {
        name.truncate(name.len() - ends(&name));
    }
    // "v 10–21 2027 psykiatri": the name comes after.
    if name.is_empty() {
        name.clone_from(&found.after);
        while name.first().is_some_and(|word| is_told(word) || LEAD.contains(&word.as_str())) {
            name.remove(0);
        }
    } else if !(found.after.is_empty() || moves && matches!(found.after.concat().as_str(), "istallet" | "instead")) {
        return None;
    }
    let clinic = is_clinic(&name);
    let bare = found.before.first() == name.first();
    let whole = lasts.map(|length| length.since(found.period.from));
    let stretch = whole.filter(|_| found.one_day).unwrap_or(found.period.into());
    let sure = told || clinic;
    let maybe = bare && !moves && !found.one_day && stretch.days() >= LONG;
    let leave = |word: &String| keywords::LEAVE.contains(&word.as_str());
    if !(sure || maybe || moves)
        || name.is_empty()
        || name.len() > 4
        || name.iter().any(|word| NOT.contains(&word.as_str()) || leave(word) || word.parse::<u32>().is_ok())
    {
        return None;
    }
    if found.turned {
        return Some(Asked::Turned(stretch));
    }
    // "Lisa gör psykiatri" is no name of a clinic, and not about oneself.
    if name.iter().any(|word| matches!(word.as_str(), "gor" | "ska" | "har" | "ar" | "randar" | "kommer" | "var" | "does" | "is" | "has")) {
        return None;
    }
    let written = as_written(text, &name);
    // "ortopedi två veckor i maj" are not all of May.
    if let Some(whole) = whole.filter(|whole| days_between(whole.to, stretch.to).abs() > 3) {
        return Some(Asked::PlacementDays(written, whole));
    }
    Some(match (moves, sure) {
        (true, _) => Asked::MovePlacement(written, stretch, sure),
        (false, true) => Asked::Placement(written, stretch),
        (false, false) => Asked::MaybePlacement(written, stretch),
    })
}

/// Whether folded words name a clinic: "psyk", "kvinnokliniken", and not "barnens lov".
fn is_clinic(name: &[String]) -> bool {
    let whose = |word: &str| word.ends_with("ens") || word.ends_with("ets") || word.ends_with("nas");
    let free = name.iter().any(|word| FREE_TIME.iter().any(|end| word.ends_with(end)));
    let begins = name.first().is_some_and(|first| CLINICS.iter().any(|clinic| first.starts_with(clinic)) && !whose(first));
    !free && (begins || name.iter().any(|word| CLINIC_ENDS.iter().any(|end| word.ends_with(end))))
}

/// The placements that a text tells of, and nothing else; one or several. `plain` is the text folded.
pub(super) fn told(plain: &str, text: &str, today: Date) -> Option<Vec<(String, Period)>> {
    match several(plain, text, today).or_else(|| read(plain, text, today)) {
        Some(Asked::SeveralPlacements(all)) => Some(all),
        Some(Asked::Placement(name, period)) => Some(vec![(name, period)]),
        _ => None,
    }
}

/// The placements that stand beside something else, and the folded text without them: "jag började ST 1 september 2025,
/// psykiatri v 10–21 2027".
pub(super) fn beside(plain: &str, text: &str, today: Date) -> Option<(String, Vec<(String, Period)>)> {
    const BETWEEN: [&str; 9] = [", ", "; ", ". ", " och ", " samt ", " and ", " sen ", " sedan ", " med "];
    const ENDS: [char; 4] = [',', ';', '.', ' '];
    let cut = BETWEEN.iter().fold(plain.to_owned(), |said, between| said.replace(between, &format!("{between}|")));
    let bare = |clause: &str| -> String {
        let mut rest = clause.trim_end_matches(ENDS);
        while let Some(less) = [" och", " samt", " and", " sen", " sedan", " med"].iter().find_map(|word| rest.strip_suffix(word)) {
            rest = less.trim_end_matches(ENDS);
        }
        rest.trim().to_owned()
    };
    let is_placement = |clause: &&str| {
        let clause = bare(clause);
        let words: Vec<&str> = clause.split_whitespace().collect();
        keywords::parts(&clause, &words, today).is_empty() && matches!(read(&clause, text, today), Some(Asked::Placement(..)))
    };
    let (those, rest): (Vec<&str>, Vec<&str>) = cut.split('|').partition(is_placement);
    let rest = bare(&rest.concat());
    if those.is_empty() || rest.is_empty() {
        return None;
    }
    let those: Vec<String> = those.into_iter().map(bare).collect();
    Some((rest, told(&those.join(", "), text, today)?))
}

/// "flytta gyn till hösten", "flytta gyn": the name of what shall be at a time of which no day is said.
fn to_move(plain: &str, today: Date) -> Option<&str> {
    let rest = ["flytta ", "jag flyttar ", "skjut upp ", "move "].iter().find_map(|start| plain.strip_prefix(start))?;
    let name = [" till ", " to ", " i ", " framat", " senare"].iter().find_map(|cut| rest.split_once(cut)).map_or(rest, |(name, _)| name);
    let name = ["min ", "mitt ", "my "].iter().find_map(|word| name.strip_prefix(word)).unwrap_or(name).trim();
    let sound = (1..=3).contains(&name.split_whitespace().count()) && !name.contains(|letter: char| letter.is_ascii_digit());
    let told = name.split_whitespace().any(|word| NOT.contains(&word) || matches!(word, "den" | "det" | "it"));
    (sound && !told && period::find(plain, today, Lean::Future).is_none()).then_some(name)
}

/// "psykiatri v 1–8 och ortopedi v 30–36 2027": a year that is written once, at the end, holds for all where that is in
/// the order of time.
pub(super) fn several(plain: &str, text: &str, today: Date) -> Option<Asked> {
    let cut = [" och ", " samt ", " and ", ", ", "; "].iter().fold(plain.to_owned(), |said, between| said.replace(between, " | "));
    let clauses: Vec<&str> = cut.split(" | ").map(str::trim).filter(|clause| !clause.is_empty()).collect();
    if clauses.len() < 2 {
        return None;
    }
    let year = |clause: &str| clause.split(|letter: char| !letter.is_ascii_digit()).find(|word| word.len() == 4).map(str::to_owned);
    // What is no clinic by itself is one beside others.
    let mut sure = false;
    let mut one = |clause: &str| match read(clause, text, today) {
        Some(Asked::Placement(name, period)) => {
            sure = true;
            Some((name, period))
        }
        Some(Asked::MaybePlacement(name, period)) => Some((name, period)),
        _ => None,
    };
    let mut all: Vec<(String, Period)> = Vec::new();
    let mut lent: Option<String> = None;
    for clause in clauses.iter().rev() {
        let with_year = lent.as_ref().filter(|_| year(clause).is_none()).and_then(|year| one(&format!("{clause} {year}")));
        let before = with_year.filter(|(_, period)| all.last().is_none_or(|(_, next)| period.from < next.from));
        all.push(before.or_else(|| one(clause))?);
        lent = year(clause).or(lent);
    }
    all.reverse();
    sure.then_some(Asked::SeveralPlacements(all))
}

/// The words as they stand in the text, with their own letters.
fn as_written(text: &str, folded: &[String]) -> String {
    let words: Vec<&str> = text.split(|letter: char| letter.is_whitespace() || letter == ',').filter(|word| !word.is_empty()).collect();
    let at = words
        .windows(folded.len())
        .position(|window| window.iter().zip(folded).all(|(word, folded)| fold(word).trim_end_matches([':', '.']) == folded));
    let written = at.map_or_else(|| folded.join(" "), |at| words[at..at + folded.len()].join(" "));
    written.trim_end_matches([':', '.']).chars().take(60).collect()
}
