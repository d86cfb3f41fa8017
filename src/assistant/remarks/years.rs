//! Years of ST and numbers that are said after an answer or a choice: "och år 1?", "och 2:an?", "jag går år 3".

use super::again::FILLERS;
use crate::{
    assistant::{answer, plan, turn::Turn, wording::Language},
    facts::PendingKind,
    knowledge::{
        rule::Rule,
        understand::{Decision, Understanding},
    },
    language::{
        reading::{Prepared, prepare},
        years::years_of,
    },
};

/// Takes a year that chooses among the rules just offered, or that somebody says is theirs.
pub fn takes(turn: &mut Turn<'_>, text: &str) -> bool {
    let prepared = prepare(text);
    of_the_offered(turn, &prepared) || own_year(turn, text, &prepared)
}

/// "Och år 1?" after a choice: the rule among the offered, or beside them, that holds for that year.
fn of_the_offered(turn: &mut Turn<'_>, prepared: &Prepared) -> bool {
    let Some(PendingKind::Choice { rules, question, event, .. }) = turn.dialogue.pending.as_ref().map(|pending| pending.kind.clone())
    else {
        return false;
    };
    let years = years_of(prepared);
    if question.is_empty() || years.is_empty() || !prepared.keys.iter().all(|key| says_only_years(key)) {
        return false;
    }
    let offered = |id: &String| turn.world.knowledge.rule(id).is_some_and(|rule| holds_for(rule, &years));
    let (rules, at) = if let Some(at) = rules.iter().position(offered) {
        (rules, at)
    } else {
        let beside = rules.iter().filter_map(|id| turn.world.knowledge.rule(id)).find_map(|rule| for_years(turn, rule, &years));
        let Some(beside) = beside else { return false };
        (vec![beside.id.clone()], 0)
    };
    if let ([year], true) = (years.as_slice(), prepared.keys.iter().any(|key| matches!(key.as_str(), "jag" | "i"))) {
        turn.dialogue.st_year = Some((*year, turn.today()));
    }
    answer::choose_number(turn, &rules, at + 1, event);
    true
}

/// Whether a rule holds for some years only, and these are among them.
fn holds_for(rule: &Rule, years: &[u8]) -> bool {
    !rule.years.is_empty() && years.iter().all(|year| rule.years.contains(year))
}

/// The rule beside one for other years of ST that holds for these, where that one does not.
fn for_years<'a>(turn: &Turn<'a>, rule: &Rule, years: &[u8]) -> Option<&'a Rule> {
    let rules = &turn.world.knowledge;
    if rule.years.is_empty() || years.is_empty() || holds_for(rule, years) {
        return None;
    }
    rule.easily_confused.iter().filter_map(|id| rules.rule(id)).find(|other| holds_for(other, years))
}

/// Whether a word says nothing but a year, or stands around one.
fn says_only_years(word: &str) -> bool {
    FILLERS.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit()) || OF_YEARS.contains(&word)
}

/// Words around a year of ST.
const OF_YEARS: &[&str] = &[
    "jag", "gar", "ar", "e", "inne", "pa", "i", "nu", "mitt", "aret", "st", "min", "av", "forsta", "andra", "tredje", "fjarde", "femte",
    "am", "in", "my", "year", "of", "the", "first", "second", "third", "fourth", "fifth", "hej", "precis", "now", "m", "till", "to",
    "under", "during", "vid", "for",
];

/// "Jag går år 3": the year is kept for the questions that follow; of what was just said the rule for it is given.
fn own_year(turn: &mut Turn<'_>, text: &str, prepared: &Prepared) -> bool {
    let keys = &prepared.keys;
    let tells =
        keys.iter().any(|key| matches!(key.as_str(), "jag" | "i")) && keys.len() <= 9 && keys.iter().all(|key| says_only_years(key));
    let years = years_of(prepared);
    let [year] = years.as_slice() else { return false };
    if !tells || text.contains('?') {
        return false;
    }
    turn.greet_if_new();
    turn.dialogue.st_year = Some((*year, turn.today()));
    let known = plan::year(turn).filter(|known| known != year);
    let markdown = match (turn.language(), known) {
        (Language::Swedish, Some(known)) => {
            format!("Jag utgår från år {year} när du frågar. Enligt din plan går du år {known}. Skriv *min plan* om den behöver rättas.")
        }
        (Language::Swedish, None) => format!("Då vet jag att du går år {year}. Jag utgår från det när du frågar."),
        (Language::English, Some(known)) => {
            format!("I'll keep year {year} in mind when you ask. Your plan says year {known}; write *my plan* if it needs correcting.")
        }
        (Language::English, None) => format!("Then I know that you are in year {year}. I'll keep it in mind when you ask."),
    };
    let rule = answer::last_rule(turn).and_then(|id| turn.world.knowledge.rule(&id));
    if let Some(other) = rule.and_then(|rule| for_years(turn, rule, &years)).map(|other| other.id.clone()) {
        answer::below(turn, &markdown, &other);
    } else {
        turn.say(markdown, None);
    }
    true
}

/// For which years an answer holds, where the reader's is not known.
#[must_use]
pub fn only_of(years: &[u8], language: Language) -> String {
    let (first, last) = (years.first().copied().unwrap_or(1), years.last().copied().unwrap_or(1));
    let held = if first == last { first.to_string() } else { format!("{first}–{last}") };
    let example = (1..=5).rev().find(|year| !years.contains(year)).unwrap_or(1);
    match language {
        Language::Swedish => format!("Det gäller år {held} av ST. Går du ett annat år, skriv till exempel *jag går år {example}*."),
        Language::English => {
            let name = if first == last { "year" } else { "years" };
            format!("This is for {name} {held} of ST. If you are in another, write for example *I am in year {example}*.")
        }
    }
}

/// "Och år 1?", "och 2:an?": a follow-up that names another year or number than the rule just given holds for is about
/// the rule beside it.
#[must_use]
pub fn turned(turn: &Turn<'_>, text: &str, mut understood: Understanding) -> Understanding {
    let rules = &turn.world.knowledge;
    let Some(rule) = answer::last_rule(turn).and_then(|last| rules.rule(&last)) else { return understood };
    let prepared = prepare(text);
    let follows = understood.follows && understood.shown == [rule.id.clone()];
    if !follows && !prepared.keys.iter().all(|key| says_only_years(key) || ORDINALS.iter().any(|(word, _)| word == key) || key == "an") {
        return understood;
    }
    let numbered = stem_and_number(rule).and_then(|(stem, _)| number_in(text).map(|number| format!("{stem}-{number}")));
    let numbered = numbered.and_then(|slug| rules.rules.iter().find(|other| other.region == rule.region && other.slug == slug));
    let beside = numbered.filter(|other| other.id != rule.id).or_else(|| for_years(turn, rule, &years_in(&prepared, text)));
    if let Some(other) = beside {
        understood.decision = Decision::Answer;
        understood.follows = true;
        understood.also_years.clear();
        understood.shown = vec![other.id.clone()];
    }
    understood
}

/// Whether a follow-up names a year or number that a rule for some does not have.
pub(super) fn asks_of_another(rule: &Rule, text: &str) -> bool {
    let years = years_in(&prepare(text), text);
    let number = number_in(text).filter(|_| rule.years.is_empty() || years.is_empty());
    (!rule.years.is_empty() && !years.iter().all(|year| rule.years.contains(year)))
        || stem_and_number(rule).is_some_and(|(_, own)| number.is_some_and(|number| number != own))
}

/// The years that a follow-up names, also as "4-5", "i slutet".
fn years_in(prepared: &Prepared, text: &str) -> Vec<u8> {
    let years = years_of(prepared);
    if !years.is_empty() {
        return years;
    }
    let telling: Vec<&str> = prepared.keys.iter().map(String::as_str).filter(|key| !FILLERS.contains(key)).collect();
    match telling.as_slice() {
        ["i" | "in" | "at", "borjan"] | ["in" | "at", "the", "beginning" | "start"] => return vec![1],
        ["i", "slutet"] | ["in" | "at", "the", "end"] => return vec![5],
        _ => {}
    }
    let is_year = |year: &u8| (1..=5).contains(year);
    let of_word = |word: &str| {
        let (from, to) = word.split_once(['-', '–'])?;
        let (from, to) = (from.parse().ok().filter(is_year)?, to.parse().ok().filter(is_year)?);
        (from < to).then(|| (from..=to).collect::<Vec<u8>>())
    };
    let ranged = words(text).find_map(of_word);
    ranged.unwrap_or_else(|| number_in(text).filter(is_year).into_iter().collect())
}

/// What a rule that is one of a numbered row is called without its number, and the number.
fn stem_and_number(rule: &Rule) -> Option<(&str, u8)> {
    let (stem, number) = rule.slug.rsplit_once('-')?;
    // "jour-ar4-5" ends with a year.
    number.parse().ok().filter(|_| !stem.ends_with(|last: char| last.is_ascii_digit())).map(|number| (stem, number))
}

/// Words for a number in a row.
const ORDINALS: &[(&str, u8)] =
    &[("ettan", 1), ("forsta", 1), ("first", 1), ("tvaan", 2), ("andra", 2), ("second", 2), ("trean", 3), ("tredje", 3), ("third", 3)];

/// The number that a follow-up names: "2", "2:an", "tvåan", "den andra".
fn number_in(text: &str) -> Option<u8> {
    words(text).find_map(|word| {
        let bare = word.strip_suffix(":an").or_else(|| word.strip_suffix(":a")).unwrap_or(word);
        bare.parse().ok().or_else(|| {
            let folded = prepare(bare).keys;
            ORDINALS.iter().find(|(ordinal, _)| folded.iter().any(|key| key == ordinal)).map(|(_, number)| *number)
        })
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()))
}
