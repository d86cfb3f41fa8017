//! What is said right after an answer and belongs to it: "varför?", "var står det?", "den andra då?",
//! "in English, please". What stands in the answer is said again where it is asked for.

use super::years;
use crate::{
    assistant::{answer, turn::Turn, wording::Language},
    facts::PendingKind,
    knowledge::{
        rule::Rule,
        understand::{Decision, Reason, Understanding},
    },
    language::reading::{Note, prepare},
};

/// Words that may stand around what is said.
pub(super) const FILLERS: &[&str] = &[
    "och", "men", "o", "da", "a", "ok", "okej", "sa", "tack", "please", "nu", "istallet", "snalla", "kan", "du", "jag", "vill", "ha",
    "det", "svara", "skriv", "ta",
];

/// Takes what only makes sense after an answer or a choice; false where it is something else.
pub fn takes(turn: &mut Turn<'_>, text: &str) -> bool {
    let prepared = prepare(text);
    let keys: Vec<&str> = prepared.keys.iter().map(String::as_str).collect();
    wished_language(turn, &keys) || next_title(turn, &keys)
}

/// "In English, please", "på svenska tack": she goes on in that language, and says the last answer again in it.
fn wished_language(turn: &mut Turn<'_>, keys: &[&str]) -> bool {
    let telling: Vec<&str> = keys.iter().copied().filter(|key| !FILLERS.contains(key)).collect();
    let english = match telling.as_slice() {
        ["in" | "pa", "english" | "engelska"] | ["english" | "engelska"] => true,
        ["pa" | "in", "svenska" | "swedish"] | ["svenska" | "swedish"] => false,
        _ => return false,
    };
    turn.person.english = english;
    let markdown = match answer::last_rule(turn).and_then(|id| turn.world.knowledge.rule(&id)) {
        Some(rule) => answer::shown(turn, rule),
        None if english => "Sure, in English from now on. What would you like to know about ST?".to_owned(),
        None => "Visst, på svenska. Vad undrar du om ST?".to_owned(),
    };
    turn.say(markdown, None);
    true
}

/// "Den andra då?" after a choice: the title that has not been looked at yet.
fn next_title(turn: &mut Turn<'_>, keys: &[&str]) -> bool {
    let pending = turn.dialogue.pending.as_ref().map(|pending| pending.kind.clone());
    let Some(PendingKind::Choice { rules, event, .. }) = pending else { return false };
    let telling: Vec<&str> = keys.iter().copied().filter(|key| !FILLERS.contains(key)).collect();
    let wanted = match telling.as_slice() {
        ["den" | "nummer" | "nr" | "alternativ" | "the", which] | ["the", which, "one"] | [which @ ("tvaan" | "ettan" | "trean")] => *which,
        _ => return false,
    };
    let seen = answer::last_rule(turn).and_then(|id| rules.iter().position(|rule| *rule == id));
    let at = match (wanted, seen, rules.len()) {
        // Of two, "the other one" is the one not seen.
        ("andra" | "other", Some(seen), 2) => 1 - seen,
        ("forsta" | "ettan" | "1" | "first", _, _) => 0,
        ("andra" | "tvaan" | "2" | "second" | "other", _, _) => 1,
        ("tredje" | "trean" | "3" | "third" | "sista" | "last", _, 3) => 2,
        _ => return false,
    };
    answer::choose_number(turn, &rules, at + 1, event);
    true
}

/// What is said in place of an answer that was just given, to a follow-up that adds nothing to it or asks about a
/// part of it; `None` where the answer is a new one.
#[must_use]
pub fn instead(turn: &Turn<'_>, text: &str, understood: &Understanding) -> Option<(String, Vec<String>)> {
    let [id] = understood.shown.as_slice() else { return None };
    if !understood.follows || answer::last_rule(turn).as_ref() != Some(id) {
        return None;
    }
    let rule = turn.world.knowledge.rule(id)?;
    let keys = prepare(text).keys;
    let has = |words: &[&str]| keys.iter().any(|key| words.contains(&key.as_str()));
    let english = turn.language() == Language::English;
    let body = rule.english.as_ref().filter(|_| english).map_or(&rule.body, |english| &english.body);
    let footer = answer::footer(turn, rule);
    let with = |markdown: String| Some((markdown, understood.shown.clone()));
    let ends = |lead: &str| with(format!("{lead}\n\n{footer}"));
    if has(&["varfor", "why", "hurfor"]) {
        let because = ["eftersom", "därför att", "för att", "because", "so that", "syftet"];
        if let Some(reason) = blocks(body).iter().find(|block| because.iter().any(|word| block.to_lowercase().contains(word))) {
            return ends(reason);
        }
        return ends(if english {
            "The material doesn't say why. Your *studierektor* (study director) may know the background."
        } else {
            "Det står inte i materialet varför. Din studierektor kan säkert bakgrunden."
        });
    }
    if has(&["var", "vart", "where", "kalla", "source"]) && has(&["star", "kommer", "kalla", "source", "say", "written", "from", "skrivet"])
    {
        return ends(if english { "This is where it stands:" } else { "Det står här:" });
    }
    if keys.len() <= 6 && has(&["saker", "sakert", "stammer", "sant", "sure", "true", "riktigt"]) {
        return ends(if english {
            "Yes, that is what the material says. If you wonder what it means for you, ask your *studierektor* (study director)."
        } else {
            "Ja, det är vad som står i materialet. Undrar du hur det blir för just dig, fråga din studierektor."
        });
    }
    let about = blocks_about(turn, body, text);
    if !about.is_empty() && about.len() < blocks(body).len() {
        return ends(&about.join("\n\n"));
    }
    if years::asks_of_another(rule, text) {
        return None;
    }
    with(match (asks_more(text), english) {
        (false, true) => format!("This is what it says on that:\n\n{}", answer::shown(turn, rule)),
        (false, false) => format!("Så här står det om det:\n\n{}", answer::shown(turn, rule)),
        (true, true) => format!(
            "That is all that it says on this:\n\n{}\n\nAsk your *studierektor* (study director) about anything beyond it.",
            last_block(rule, body, &footer)
        ),
        (true, false) => {
            format!(
                "Mer än så står det inte om det:\n\n{}\n\nFråga din studierektor om det som inte står där.",
                last_block(rule, body, &footer)
            )
        }
    })
}

/// Whether a follow-up asks for more than was said: "finns det mer?", "står det inget annat?".
pub(super) fn asks_more(text: &str) -> bool {
    let keys = prepare(text).keys;
    let has = |words: &[&str]| keys.iter().any(|key| words.contains(&key.as_str()));
    keys.len() <= 6
        && has(&["mer", "mera", "annat", "more", "else"])
        && has(&["finns", "vet", "sager", "star", "beratta", "nagot", "nat", "inget", "vad", "va", "is", "know", "say", "tell", "anything"])
}

/// What the answer just given says of a short follow-up that no rule is found for: "och under semestern?", "på 90 %?".
#[must_use]
pub fn of_the_last(turn: &Turn<'_>, text: &str, understood: &Understanding) -> Option<(String, Vec<String>)> {
    let keys = prepare(text).keys;
    let unanswered = matches!(understood.decision, Decision::Unknown(Reason::OutOfScope | Reason::NoMatch));
    // "Och under kurs?": what the answer says itself is nearer than other rules of which none is sure.
    let unsure = understood.decision == Decision::Choose && understood.also_years.is_empty();
    let first = keys.first().map_or("", String::as_str);
    let goes_on = matches!(first, "och" | "o" | "men" | "pa" | "under" | "vid" | "and" | "at" | "during");
    // "Vem bestämmer det?", "hur mycket?" right after an answer ask of it, unless they name something that nobody knows.
    let asks_of_it = keys.len() <= LONGEST_QUESTION && ASKING.contains(&first) && {
        let words = turn.world.knowledge.index.lexicon.read(text).words;
        !words.iter().any(|word| word.notes.contains(&Note::Unknown))
    };
    let goes_on = goes_on && keys.len() <= LONGEST_FOLLOW_UP;
    let fits = unanswered && (asks_of_it || goes_on) || unsure && goes_on && JOINING.contains(&first);
    let id = answer::last_rule(turn).filter(|_| fits)?;
    let rule = turn.world.knowledge.rule(&id)?;
    let english = turn.language() == Language::English;
    let body = rule.english.as_ref().filter(|_| english).map_or(&rule.body, |english| &english.body);
    let mut about = blocks_about(turn, body, text);
    if unsure {
        about.retain(|block| tells_all(turn, block, text));
    }
    let footer = answer::footer(turn, rule);
    if !about.is_empty() {
        return Some((format!("{}\n\n{footer}", about.join("\n\n")), vec![id]));
    }
    (asks_of_it && unanswered).then(|| {
        let lead = if english { "This is all it says about that:" } else { "Mer än så här står det inte om det:" };
        (format!("{lead}\n\n{}", answer::shown(turn, rule)), vec![id])
    })
}

/// "Och till ett annat område?": of the rule just given and another one it is the other that is asked for.
#[must_use]
pub fn another(turn: &Turn<'_>, text: &str, mut understood: Understanding) -> Understanding {
    let Some(last) = answer::last_rule(turn).filter(|_| understood.follows && understood.decision == Decision::Choose) else {
        return understood;
    };
    let asks = prepare(text).keys.iter().any(|key| matches!(key.as_str(), "annat" | "annan" | "andra" | "another" | "other"));
    let others: Vec<String> = understood.shown.iter().filter(|id| **id != last).cloned().collect();
    let beside = |id: &String| turn.world.knowledge.rule(&last).is_some_and(|rule| rule.easily_confused.contains(id));
    if asks && others.len() == 1 && understood.shown.len() == 2 && others.iter().all(beside) {
        understood.decision = Decision::Answer;
        understood.shown = others;
    }
    understood
}

/// How long such a follow-up is at most, in words.
const LONGEST_FOLLOW_UP: usize = 5;

/// Words with which what was just said goes on.
const JOINING: &[&str] = &["och", "o", "men", "and"];

/// Words that begin a question about what was just said, where nothing is named.
const ASKING: &[&str] = &["vem", "vilka", "nar", "hur", "who", "when", "how"];

/// How long a question is at most that can only be about what was just said, in words.
const LONGEST_QUESTION: usize = 3;

/// What stands for an answer that is not said again: what comes last in it, and where it stands.
fn last_block(rule: &Rule, body: &str, footer: &str) -> String {
    format!("{}\n\n{footer}", blocks(body).last().unwrap_or(&rule.title))
}

/// The paragraphs of a text, each with the list that belongs to it.
fn blocks(body: &str) -> Vec<String> {
    let is_item =
        |line: &str| line.starts_with("- ") || line.starts_with("* ") || line.split_once(". ").is_some_and(|(number, _)| is_number(number));
    let mut found: Vec<String> = Vec::new();
    for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match found.last_mut() {
            Some(block) if is_item(line) || block.ends_with(':') => {
                let in_list = is_item(line) && block.lines().last().is_some_and(is_item);
                block.push_str(if in_list { "\n" } else { "\n\n" });
                block.push_str(line);
            }
            _ => found.push(line.to_owned()),
        }
    }
    found
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The paragraphs of an answer that have to do with what the follow-up says, by the words and what they stand for.
fn blocks_about(turn: &Turn<'_>, body: &str, text: &str) -> Vec<String> {
    let lexicon = &turn.world.knowledge.index.lexicon;
    let told = |text: &str| -> Vec<u32> {
        let words = lexicon.read(text).words;
        let telling = words.iter().filter(|word| word.weight >= 0.5).flat_map(|word| &word.features);
        telling.filter(|feature| feature.level >= ALIKE).map(|feature| feature.id).collect()
    };
    let mut asked = told(text);
    // A part of full time is part time.
    if text.contains('%') || text.contains("procent") || text.contains("percent") {
        asked.extend(told("deltid"));
    }
    let of_it = |block: &String| told(block).iter().any(|feature| asked.contains(feature));
    blocks(body).into_iter().filter(of_it).collect()
}

/// Whether a paragraph has all that a follow-up tells.
fn tells_all(turn: &Turn<'_>, block: &str, text: &str) -> bool {
    let lexicon = &turn.world.knowledge.index.lexicon;
    let said: Vec<u32> = lexicon.read(block).words.iter().flat_map(|word| &word.features).map(|feature| feature.id).collect();
    let asked = lexicon.read(text).words;
    let mut telling = asked.iter().filter(|word| word.weight >= 0.5);
    telling.all(|word| word.features.iter().any(|feature| feature.level >= ALIKE && said.contains(&feature.id)))
}

/// How much two words have to share for one to be about the other.
const ALIKE: f32 = 0.4;
