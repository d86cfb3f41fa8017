//! What is said of others who share a plan, from the text of a message: "vem är sen med IUP?", "vilka har inte gjort
//! IUP?", "jag vill inte vara handledare åt anna längre". All texts are folded.

use jiff::civil::Date;

use super::{
    period::{self, Lean},
    read::{Asked, first_named, role},
};
use crate::plan::Plan;

/// What somebody wants to know of those whose plans they see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Who has this moment, and when?
    Has,
    /// Who is late?
    Late,
    /// Who has it left?
    NotDone,
    /// Who has done it?
    Done,
    /// Who has agreed a time for it?
    Booked,
}

/// What begins a question about others, and what is asked. The longer ones stand before those that they begin with.
const WHO: [(&[&str], Sort); 5] = [
    (
        &[
            "ar sena med ",
            "ar sen med ",
            "ar forsenade med ",
            "ar forsenad med ",
            "ligger efter med ",
            "har inte gjort klart i tid ",
            "is late with ",
            "are late with ",
        ],
        Sort::Late,
    ),
    (
        &[
            "har inte gjort klart ",
            "har inte gjort ",
            "har inte haft ",
            "har inte gatt ",
            "har inte bockat av ",
            "har inte lamnat in ",
            "har inte skickat in ",
            "har inte ",
            "har annu inte gjort ",
            "har ej gjort ",
            "har kvar ",
            "ar inte klara med ",
            "ar inte klar med ",
            "ar ej klara med ",
            "ar ej klar med ",
            "saknar ",
            "has not done ",
            "have not done ",
            "hasn't done ",
            "haven't done ",
            "is not done with ",
        ],
        Sort::NotDone,
    ),
    (
        &[
            "har gjort klart ",
            "har gjort ",
            "har haft ",
            "har gatt ",
            "har bockat av ",
            "har lamnat in ",
            "har skickat in ",
            "ar klara med ",
            "ar klar med ",
            "has done ",
            "have done ",
            "is done with ",
            "are done with ",
        ],
        Sort::Done,
    ),
    (&["har bokat in ", "har bokat ", "har booked ", "has booked ", "have booked "], Sort::Booked),
    (&["har snart ", "ska snart ha ", "ska ha ", "ska gora ", "skall ha ", "har ", "has ", "have "], Sort::Has),
];

/// "vilka har SR-avstämning 1 i vår?", "vem är sen med årsrapporten?", "vilka har inte gjort IUP?"
pub(super) fn who(phrase: &str, plan: Option<&Plan>, today: Date) -> Option<Asked> {
    const WHOM: [&str; 13] = [
        "vilka av mina st-lakare ",
        "vilka av mina st ",
        "vilka av dem ",
        "vilka st-lakare ",
        "vilka st ",
        "vilken st-lakare ",
        "hur manga st-lakare ",
        "hur manga ",
        "vilka ",
        "vem ",
        "nagon som ",
        "who ",
        "which doctors ",
    ];
    let rest = WHOM.iter().find_map(|whom| phrase.strip_prefix(whom))?;
    let sorts = || WHO.iter().flat_map(|(starts, sort)| starts.iter().map(move |start| (start, *sort)));
    let (rest, sort) = sorts().find_map(|(start, sort)| Some((rest.strip_prefix(start)?, sort)))?;
    // "vilka har IUP kvar", "vilka har inte gjort IUP än".
    let rest = [" an", " annu", " yet", " in"].iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest);
    let left = [" kvar", " kvar att gora", " left"].iter().find_map(|end| rest.strip_suffix(end)).filter(|_| sort == Sort::Has);
    let (rest, sort) = left.map_or((rest, sort), |rest| (rest, Sort::NotDone));
    let rest = ["sin ", "sitt ", "sina ", "klart ", "their "].iter().find_map(|start| rest.strip_prefix(start)).unwrap_or(rest);
    // "vilka har rätt till …" is a question about the rules.
    first_named(rest, plan?)?;
    let stretch = period::season(rest, today).or_else(|| period::find(rest, today, Lean::Future).map(|found| found.period.into()));
    Some(Asked::Who(sort, rest.to_owned(), stretch))
}

/// "@anna:x är min handledare", "dela min plan med @anna:x".
pub(super) fn sharing(plain: &str, text: &str, mentions: &[String]) -> Option<Asked> {
    const DOCTORS: [&str; 6] =
        [" ar min st-lakare", " ar min st", " ar st-lakare hos mig", " is my resident", " is my st doctor", " ar min adept"];
    const GUIDES: [&str; 5] =
        ["jag ar handledare for @", "jag ar handledare at @", "jag handleder @", "jag ar chef for @", "i supervise @"];
    let written = || {
        let mut words = text.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '(' | ')'));
        words.find(|word| word.starts_with('@') && word.contains(':')).map(|word| word.trim_end_matches(['.', '!', ',']).to_owned())
    };
    let whom = mentions.first().cloned().or_else(written);
    let ends = ["sluta dela", "dela inte", "inte langre", "sluta folja", "stop sharing", "no longer", " ar inte min ", " is not my "]
        .iter()
        .any(|words| plain.contains(words));
    if ends {
        // "sluta dela med anna": a name or a role, which whoever shares decides about.
        let after = ["sluta dela med ", "sluta dela planen med ", "sluta dela min plan med ", "sluta folja ", "stop sharing with "];
        let rest = after.iter().find_map(|start| plain.strip_prefix(start)).filter(|rest| rest.split_whitespace().count() <= 3);
        return whom.or_else(|| rest.map(str::to_owned)).map(|whom| Asked::Unshare(Some(whom)));
    }
    let ends_so = DOCTORS.iter().any(|end| plain.ends_with(end)) && plain.split_whitespace().count() <= 7;
    if ends_so || GUIDES.iter().any(|start| plain.starts_with(start)) {
        return Some(Asked::Doctor(whom));
    }
    let Some(whom) = whom else {
        // "@anna är min handledare", "Anna är min chef": nobody whom she could ask.
        let roles = ["handledare", "chef", "verksamhetschef", "studierektor", "supervisor"];
        let tells = [" ar min ", " is my "].iter().filter_map(|is| plain.split_once(is)).any(|(_, what)| roles.contains(&what));
        return (tells && plain.split_whitespace().count() <= 6).then_some(Asked::ShareWhom);
    };
    let shares = ["dela min plan med", "dela planen med", "share my plan with"].iter().any(|words| plain.contains(words));
    let is_mine =
        [" ar min ", "min handledare", "min chef", "min verksamhetschef", "min studierektor", "ny handledare", "ny chef", " is my "]
            .iter()
            .any(|words| format!(" {plain} ").contains(words));
    (shares || is_mine).then(|| Asked::Share(whom, role(plain)))
}

/// "jag vill inte vara handledare åt anna längre", "anna är inte min handledare längre".
pub(super) fn no_longer(phrase: &str) -> Option<Asked> {
    let has = |word: &str| phrase.split(|letter: char| !letter.is_alphanumeric() && letter != '-').any(|part| part == word);
    let ends = has("inte") && (has("langre") || has("mer"))
        || phrase.contains("vill inte") && has("vara")
        || (has("slutar") || has("slutat") || has("sluta")) && (has("som") || has("vara"))
        || ["no longer", "not any more", "ta bort mig som "].iter().any(|words| phrase.contains(words));
    let as_what = role(&phrase.replace("handledarskap", "handledare")).is_some() || has("plan") || has("planen");
    (ends && as_what && phrase.split_whitespace().count() <= 12).then(|| Asked::NoLonger(phrase.to_owned()))
}
