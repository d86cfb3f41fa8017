//! What a message answers to an ST day: "jag kommer", "är sjuk och kommer inte på ST-dagen", "nej till 23 april".

use jiff::civil::Date;

use super::request::{Ask, folded, is_day_word};
use crate::{
    facts::days::Answer,
    language::date::{self as language, Context},
};

/// Whole answers, folded; only fillers, the day and its name may stand beside.
const NO: [&str; 36] = [
    "jag kan tyvarr inte komma",
    "jag kommer inte",
    "kommer inte",
    "jag kan inte komma",
    "kan inte komma",
    "kommer ej",
    "kan ej komma",
    "jag kan inte vara med",
    "kan inte vara med",
    "jag kan inte",
    "kan inte",
    "jag kan ej",
    "avanmal mig",
    "jag vill avanmala mig",
    "jag maste avanmala mig",
    "jag far avanmala mig",
    "avboka mig",
    "avboka min plats",
    "jag maste avboka",
    "jag vill avboka",
    "jag behover avboka",
    "jag uteblir",
    "jag har forhinder",
    "jag har fatt forhinder",
    "jag far forhinder",
    "har forhinder",
    "jag maste tacka nej",
    "jag tackar nej",
    "tackar nej",
    "nej till",
    "i can't come",
    "i cannot come",
    "i can't make it",
    "i'm not coming",
    "sign me off",
    "kan ej",
];
const MAYBE: [&str; 13] = [
    "jag kommer kanske",
    "kommer kanske",
    "kanske kommer",
    "jag kanske kommer",
    "jag vet inte an",
    "vet inte an",
    "jag ar osaker",
    "kanske till",
    "kanske",
    "osaker",
    "maybe",
    "i don't know yet",
    "i may come",
];
const YES: [&str; 32] = [
    "jag e med",
    "jag ar pa",
    "i will be there",
    "i'll be there",
    "jag kommer garna",
    "jag kommer",
    "kommer garna",
    "kommer",
    "jag ar med",
    "jag deltar",
    "jag vill vara med",
    "jag vill ga",
    "jag anmaler mig",
    "jag vill anmala mig",
    "anmal mig",
    "skriv upp mig",
    "boka in mig",
    "boka mig",
    "rakna med mig",
    "ni kan rakna med mig",
    "du kan rakna med mig",
    "jag vill komma",
    "jag tackar ja",
    "tackar ja",
    "jag kan komma",
    "ja till",
    "i'm coming",
    "i am coming",
    "i will come",
    "i'll come",
    "count me in",
    "sign me up",
];
/// Words that may stand before an answer.
const BEFORE: [&str; 17] =
    ["tack", "hej", "hejsan", "stina", "ja", "japp", "jo", "nej", "tyvarr", "tyvar", "absolut", "sorry", "oj", "ok", "okej", "yes", "no"];
/// Words that may stand beside.
const FILLERS: [&str; 43] = [
    "till", "pa", "den", "det", "da", "tyvarr", "tack", "tyvar", "i", "nasta", "for", "hej", "stina", "kl", "garna", "absolut", "dock",
    "anda", "on", "to", "the", "ocksa", "a", "dagen", "min", "plats", "ja", "nej", "och", "sorry", "denna", "gang", "gangen", "fran", "om",
    "bada", "alla", "dagarna", "dagar", "inte", "st", "both", "all",
];
/// What says no in the middle of a sentence that names the day.
const NO_WITHIN: [&str; 14] = [
    "kommer inte",
    "kommer darfor inte",
    "kommer tyvarr inte",
    "kan inte komma",
    "kan darfor inte komma",
    "kan tyvarr inte komma",
    "kan inte vara med",
    "kan tyvarr inte",
    "maste avboka",
    "maste tyvarr avboka",
    "maste avanmala",
    "far forhinder",
    "har fatt forhinder",
    "can't come",
];
/// What makes "kommer inte" say something else.
const NO_OTHERWISE: [&str; 9] = ["ihag", "in", "at", "fram", "overens", "undan", "ifran", "vidare", "upp"];
/// What says yes at the beginning of a sentence that goes on.
const YES_WITHIN: [&str; 8] = [
    "jag kommer pa st-dag",
    "jag kommer till st-dag",
    "jag kommer garna pa st-dag",
    "jag kommer garna till st-dag",
    "jag anmaler mig till st-dag",
    "jag vill anmala mig till st-dag",
    "anmal mig till st-dag",
    "skriv upp mig pa st-dag",
];

/// Answers that say nothing of what they are to, without the words that may stand beside: they count right under what
/// asks for one.
const LOOSE: [(Answer, &[&str]); 3] = [
    (
        Answer::No,
        &[
            "nej",
            "na",
            "nae",
            "nix",
            "nope",
            "no",
            "jag kan inte",
            "kan inte",
            "jag kan inte komma",
            "kan inte komma",
            "det funkar inte",
            "funkar inte",
            "det gar inte",
            "gar inte",
            "det passar inte",
            "passar inte",
            "avboka",
            "jag maste avboka",
            "jag lamnar aterbud",
            "jag maste lamna aterbud",
            "i can't make it",
            "can't make it",
            "cant make it",
            "i can't",
        ],
    ),
    (Answer::Maybe, &["vet inte", "jag vet inte", "vet inte an", "vet ej", "vi far se", "don't know"]),
    (
        Answer::Yes,
        &[
            "ja",
            "japp",
            "jo",
            "jajamen",
            "absolut",
            "sjalvklart",
            "yes",
            "yes please",
            "det funkar",
            "funkar",
            "det passar",
            "passar",
            "jag kan",
            "jag dyker upp",
            "jag hanger med",
            "jag ar pa",
            "jag e med",
            "jag ar med",
            "i can",
        ],
    ),
];
/// Words that change nothing of these.
const BESIDE_LOOSE: [&str; 23] = [
    "tyvarr",
    "tyvar",
    "dessvarre",
    "bra",
    "fint",
    "utmarkt",
    "tack",
    "for",
    "mig",
    "garna",
    "da",
    "langre",
    "sorry",
    "bada",
    "alla",
    "dagarna",
    "dagar",
    "pa",
    "dock",
    "thanks",
    "both",
    "days",
    "hej",
];

/// The answer that folded words give which say nothing of what they are to, and whether they are of several days.
pub fn loose(plain: &str) -> Option<(Answer, bool)> {
    let words: Vec<&str> = plain.split(' ').collect();
    let several = words.iter().any(|word| matches!(*word, "bada" | "alla" | "dagarna" | "both"));
    let kept = words.iter().copied().filter(|word| !BESIDE_LOOSE.contains(word)).collect::<Vec<_>>().join(" ");
    LOOSE.iter().find(|(_, forms)| forms.contains(&kept.as_str())).map(|(answer, _)| (*answer, several))
}

/// Whether somebody says that they are ill: a no to a day that is upon them, and nothing about a later one.
pub fn is_ill(plain: &str) -> bool {
    let words: Vec<&str> = plain.split(' ').filter(|word| !BESIDE_LOOSE.contains(word)).collect();
    ["jag blev sjuk", "jag ar sjuk", "jag har blivit sjuk", "blev sjuk", "ar sjuk"].contains(&words.join(" ").as_str())
}

/// Whether a no says that somebody will not come, and not only that something cannot be.
pub fn calls_off(text: &str) -> bool {
    let plain = folded(text);
    ["komma", "kommer", "avboka", "avanmal", "aterbud", "forhinder", "uteblir", "coming", "come"].iter().any(|word| plain.contains(word))
}

/// Reads an answer to an ST day. `named`: the message names one.
pub fn answer(text: &str, plain: &str, named: bool, context: &Context) -> Option<Ask> {
    if text.trim_end().ends_with('?') || plain.split(' ').count() > 24 {
        return None;
    }
    let found = language::find_dates(text, context);
    if let Some(split) = split(text, context) {
        return Some(split);
    }
    let dates: Vec<Date> = found.iter().map(|found| found.date).collect();
    let clear = named || !dates.is_empty();
    let ask = |answer| Some(Ask::Answer { answer, dates: dates.clone(), clear });
    // Words of a date say nothing else.
    let said: Vec<String> = found
        .iter()
        .flat_map(|found| folded(text.get(found.span.clone()).unwrap_or_default()).split(' ').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    if let Some(answer) = whole(plain, &said).or_else(|| with_reason(text, &said)) {
        return ask(answer);
    }
    // "ja 23/4"
    if let Some((sign, rest)) = plain.split_once(' ').filter(|_| !dates.is_empty())
        && let Some(answer) = match sign {
            "ja" | "japp" | "yes" => Some(Answer::Yes),
            "nej" | "no" => Some(Answer::No),
            _ => None,
        }
        && rest.split(' ').all(|word| FILLERS.contains(&word) || said.iter().any(|part| part == word))
    {
        return ask(answer);
    }
    if !clear {
        return None;
    }
    let padded = format!(" {plain} ");
    let no = NO_WITHIN.iter().find_map(|form| padded.split_once(&format!(" {form} ")));
    if let Some((before, after)) = no
        && !after.split(' ').next().is_some_and(|next| NO_OTHERWISE.contains(&next))
        && (before.is_empty() || before.split(' ').any(|word| ["jag", "i"].contains(&word)))
    {
        return ask(Answer::No);
    }
    let start = without_before(plain);
    (YES_WITHIN.iter().any(|form| start.starts_with(form)) && !padded.contains(" inte ")).then_some(()).and_then(|()| ask(Answer::Yes))
}

/// The answer before a reason: "jag kommer inte, är sjuk", "kan inte komma för jag har jour", "jag kommer men blir sen".
fn with_reason(text: &str, dates: &[String]) -> Option<Answer> {
    const REASONS: [&str; 7] = [",", " eftersom ", " pga ", " på grund av ", " för jag ", " because ", " då jag "];
    let lowered = text.to_lowercase();
    let cut = |ends: &[&str]| ends.iter().filter_map(|end| lowered.find(end)).min().filter(|_| lowered.len() == text.len());
    let head = |at: usize| whole(&folded(text.get(..at).unwrap_or_default()), dates);
    if let Some(at) = cut(&REASONS)
        && head(at) == Some(Answer::No)
    {
        let rest = folded(text.get(at..).unwrap_or_default());
        return (!rest.split(' ').any(|word| matches!(word, "men" | "but" | "ja" | "kommer"))).then_some(Answer::No);
    }
    let at = cut(&[",", " men ", " but "]).filter(|at| head(*at) == Some(Answer::Yes))?;
    let rest = folded(text.get(at..).unwrap_or_default());
    let words: Vec<&str> = rest.split(' ').collect();
    let late = words.iter().any(|word| matches!(*word, "sen" | "sent" | "senare" | "forsenad" | "tidigare" | "late" | "early"));
    (late && !words.iter().any(|word| matches!(*word, "inte" | "ej" | "kanske" | "not"))).then_some(Answer::Yes)
}

/// "jag kommer 23 april men inte 20 maj".
fn split(text: &str, context: &Context) -> Option<Ask> {
    let lowered = text.to_lowercase();
    let (at, but) = [" men inte ", " men kommer inte ", " men jag kommer inte ", " men kan inte ", " but not "]
        .iter()
        .find_map(|but| lowered.find(but).map(|at| (at, but.len())))
        .filter(|_| lowered.len() == text.len())?;
    let (before, after) = (text.get(..at)?, text.get(at + but..)?);
    let no: Vec<Date> = language::find_dates(after, context).iter().map(|found| found.date).collect();
    match answer(before, &folded(before), false, context)? {
        Ask::Answer { answer: Answer::Yes, dates: yes, .. } if !yes.is_empty() && !no.is_empty() => Some(Ask::Split { yes, no }),
        _ => None,
    }
}

fn without_before(plain: &str) -> &str {
    let mut rest = plain;
    while let Some((first, later)) = rest.split_once(' ') {
        if !BEFORE.contains(&first) || ["ja till", "nej till"].iter().any(|form| rest.starts_with(form)) {
            break;
        }
        rest = later;
    }
    rest
}

/// The answer of a message that says nothing else: "jag kommer från Växjö" answers nothing.
fn whole(plain: &str, dates: &[String]) -> Option<Answer> {
    let start = without_before(plain);
    let lists: [(Answer, &[&str]); 3] = [(Answer::No, &NO), (Answer::Maybe, &MAYBE), (Answer::Yes, &YES)];
    let (answer, rest) = lists.iter().find_map(|(answer, forms)| {
        forms.iter().find_map(|form| {
            let rest = start.strip_prefix(form)?;
            (rest.is_empty() || rest.starts_with(' ')).then_some((*answer, rest))
        })
    })?;
    let spare = |word: &str| word.is_empty() || FILLERS.contains(&word) || is_day_word(word) || dates.iter().any(|part| part == word);
    (rest.split(' ').all(spare) && !(answer == Answer::Yes && rest.split(' ').any(|word| word == "inte"))).then_some(answer)
}
