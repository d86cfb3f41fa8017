//! What is said of another region's rule: shown beside one's own, asked for, or taken for one's own.
//!
//! A rule of another region is only ever shown with the words that it does not apply where the reader is.

use super::again;
use crate::{
    assistant::{
        World,
        answer::{self, Reply},
        markup::escape,
        people::wording as regional,
        talk,
        turn::Turn,
        wording::{self, Language},
    },
    command::Request,
    effect::About,
    facts::{Pending, PendingKind},
    knowledge::{
        rule::Rule,
        understand::{ANSWER, Asker, Decision, Reason, Understanding, understand},
    },
    language::reading::{Prepared, prepare},
};
use jiff::civil::Date;

/// How long a message is at most that draws a conclusion from what was just said, in words.
const LONGEST_CONCLUSION: usize = 14;

/// How long a message is at most that tells of somebody in another region, in words.
const LONGEST_COMPARISON: usize = 10;

/// Words that add nothing to a wish to see the other region's rule.
const SHOWING: &[&str] = &[
    "visa", "las", "lasa", "se", "star", "sager", "galler", "vad", "hur", "var", "den", "det", "dar", "da", "regel", "regeln", "reglerna",
    "svaret", "anda", "jag", "vill", "kan", "far", "du", "mig", "i", "for", "hos", "och", "men", "ok", "okej", "nyfiken", "andra",
    "regionen", "region", "show", "me", "it", "what", "does", "say", "there", "the", "rule", "anyway", "tell", "is", "and", "in", "ar",
    "e", "snalla", "tack", "please", "ja", "yes", "titta", "pa", "beratta",
];

/// Of them those that make it one.
const WISHES: &[&str] = &["visa", "lasa", "las", "star", "sager", "galler", "se", "show", "say", "titta", "beratta", "what", "tell"];

/// How a message begins that draws a conclusion.
const SO: &[&str] = &["sa", "da", "alltsa", "men", "ok", "okej", "aha", "jaha", "so", "then", "but", "kan", "far", "galler", "betyder"];

/// Words by which it is one, wherever they stand.
const CONCLUDING: &[&str] = &["saga", "galler", "betyder", "raknas", "kräva", "krava", "ratt", "tell", "say", "apply", "applies", "means"];

/// Words that somebody in another region is spoken of with.
const TELLING: &[&str] = &[
    "kompis",
    "kompisen",
    "kollega",
    "kollegan",
    "kollegor",
    "kollegorna",
    "van",
    "vannen",
    "bekant",
    "syster",
    "bror",
    "sambo",
    "friend",
    "colleague",
    "min",
    "mina",
    "en",
    "de",
    "dom",
    "dem",
    "alla",
    "ju",
    "far",
    "fick",
    "har",
    "hade",
    "gor",
    "ger",
    "finns",
    "dar",
    "det",
    "den",
    "sager",
    "att",
    "i",
    "pa",
    "hos",
    "men",
    "och",
    "ar",
    "e",
    "ocksa",
    "faktiskt",
    "tydligen",
    "val",
    "the",
    "my",
    "in",
    "gets",
    "get",
    "has",
    "have",
    "do",
    "does",
    "it",
    "but",
    "they",
    "jobbar",
    "works",
    "som",
    "da",
    "hur",
    "then",
    "how",
    "about",
    "what",
];

/// Words that ask whether it is the same there.
const SAME: &[&str] = &[
    "samma",
    "sak",
    "lika",
    "likadant",
    "likadan",
    "liknande",
    "galler",
    "fraga",
    "fragan",
    "regel",
    "regeln",
    "regler",
    "reglerna",
    "same",
    "apply",
    "applies",
    "is",
    "are",
    "for",
    "also",
    "too",
    "oxa",
    "aven",
    "annorlunda",
    "skillnad",
    "different",
    "rule",
    "rules",
    "vad",
    "om",
    "dar",
    "this",
    "that",
    "there",
    "sen",
    "question",
    "ser",
    "ut",
    "o",
    "skiljer",
    "sig",
    "mot",
    "so",
    "likt",
];

/// What is said where only another region has rules on a matter, or where it was asked about by name. That one's own
/// has none is only said where none was named.
#[must_use]
pub fn there(world: &World, understood: &Understanding, others: &[String], region: Option<&str>, today: Date, remembers: bool) -> Reply {
    let language = understood.language;
    let own = world.region(region.unwrap_or_default());
    let plain = |markdown: String| Reply { markdown, about: None, remember: false };
    if let (true, Some(named)) = (others.is_empty(), &understood.named_region) {
        return plain(regional::nothing_there(&world.region(named), &own, language));
    }
    let rules: Vec<&Rule> = others.iter().filter_map(|id| world.knowledge.rule(id)).collect();
    let listed: Vec<(String, String)> =
        rules.iter().map(|rule| (world.region(&rule.region).name, answer::title(rule, language).to_owned())).collect();
    if !understood.names_other {
        // What a region lacks shall be seen by who can add it.
        let kept = if remembers { format!(" {}", talk::kept(language)) } else { String::new() };
        let markdown = format!("{}{kept}", wording::other_region(&own, &listed, false, language));
        return Reply { markdown, about: None, remember: remembers };
    }
    let markdown = regional::there(&own, &listed, language);
    match understood.own.as_deref().and_then(|id| world.knowledge.rule(id)) {
        Some(rule) => {
            let here = if language == Language::English { "**Where you are:**" } else { "**Hos dig:**" };
            let shown = answer::one_answer(world, rule, false, language, today);
            let about = Some(About::Answer { rules: vec![rule.id.clone()] });
            Reply { markdown: format!("{markdown}\n\n---\n\n{here}\n\n{shown}"), about, remember: false }
        }
        None => plain(markdown),
    }
}

/// Takes what is said after only another region had a rule: the wish to see it, or a conclusion for oneself.
pub fn takes(turn: &mut Turn<'_>, text: &str) -> bool {
    let prepared = prepare(text);
    if compares(turn, &prepared, text) {
        return true;
    }
    let world = turn.world;
    let Some(rule) = turn.elsewhere().and_then(|id| world.knowledge.rule(&id)) else { return false };
    let keys: Vec<&str> = prepared.keys.iter().map(String::as_str).collect();
    let is_place = |key: &str| world.knowledge.index.names_place(key);
    let asks = keys.len() <= LONGEST_CONCLUSION
        && keys.iter().all(|key| SHOWING.contains(key) || is_place(key))
        && keys.iter().any(|key| WISHES.contains(key));
    let markdown = if asks {
        beside_ones_own(turn, rule)
    } else if concludes(turn, rule, &keys, text) {
        not_yours(turn, rule)
    } else {
        return false;
    };
    let id = rule.id.clone();
    turn.say(markdown, None);
    turn.keep_elsewhere(Some(id));
    true
}

/// "Och i VGR?" right after an answer: what that region says on the same matter, without a change of region. Of one's
/// own region it asks of the matter itself: "och i Ljungby?".
pub fn asked(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    let Request::Profile(said) = request else { return false };
    let (Some(region), None) = (&said.region, &said.role) else { return false };
    let keys = prepare(text).keys;
    let first = keys.first().map_or("", String::as_str);
    // "jag jobbar i Göteborg" tells where somebody belongs, "och i Göteborg?" does not.
    if !(said.tags.is_empty() || matches!(first, "och" | "o" | "men" | "and") && text.trim_end().ends_with('?')) {
        return false;
    }
    let begins = matches!(first, "och" | "o" | "men" | "i" | "hur" | "and" | "in" | "what" | "om" | "for");
    let asks = text.trim_end().ends_with('?');
    let chosen = matches!(turn.dialogue.pending, Some(Pending { kind: PendingKind::Region { .. }, .. }));
    let offered = matches!(turn.dialogue.pending, Some(Pending { kind: PendingKind::Choice { .. }, .. }));
    let spoken_of = offered || answer::last_rule(turn).is_some() || turn.elsewhere().is_some();
    if !begins || chosen || turn.region().is_none() || !(asks || spoken_of) {
        return false;
    }
    if turn.region() == Some(region.as_str()) {
        let of_it = answer::last_rule(turn).is_some();
        if of_it {
            answer::question(turn, text);
        }
        return of_it;
    }
    let goes_on = asks || matches!(first, "och" | "o" | "and");
    if goes_on && !on_the_same(turn, region) {
        answer::question(turn, text);
    }
    goes_on
}

/// "Min kompis i Växjö får det ju": what is told of another region about the rule just given.
fn compares(turn: &mut Turn<'_>, prepared: &Prepared, text: &str) -> bool {
    let keys = &prepared.keys;
    let offered = matches!(turn.dialogue.pending, Some(Pending { kind: PendingKind::Choice { .. }, .. }));
    if keys.len() > LONGEST_COMPARISON || answer::last_rule(turn).is_none() && !offered {
        return false;
    }
    let index = &turn.world.knowledge.index;
    let named = index.regions_named(&index.read_question(prepared));
    let [region] = named.as_slice() else { return false };
    let region = index.regions[usize::from(*region)].clone();
    let own = turn.region().is_none_or(|own| own.is_empty() || own == region);
    let compares = |key: &str| SAME.contains(&key) || TELLING.contains(&key);
    let more = keys.iter().any(|key| !compares(key) && !index.names_place(key));
    // "Jag jobbar i Växjö" tells one's own place.
    let oneself = keys.iter().any(|key| matches!(key.as_str(), "jag" | "i'm" | "im" | "vi"));
    if own || more || oneself || text.trim().is_empty() {
        return false;
    }
    if !on_the_same(turn, &region) {
        let markdown = nothing(&short_name(turn.world, &region), turn.language());
        turn.say(markdown, None);
    }
    true
}

/// Says what a region has on the matter of the rule just given; false where none was.
fn on_the_same(turn: &mut Turn<'_>, region: &str) -> bool {
    let world = turn.world;
    // Where one's own region had no rule it was another's that was spoken of.
    let beside = turn.elsewhere();
    let Some(last) = answer::last_rule(turn).or_else(|| beside.clone()).and_then(|id| world.knowledge.rule(&id)) else {
        return offered_there(turn, region);
    };
    let asker = Asker { region: Some(region), ..Asker::default() };
    let found = understand(&world.knowledge, &last.title, &asker);
    let best = found.ranking.first().filter(|best| best.score >= ANSWER).and_then(|best| world.knowledge.rule(&best.id));
    let markdown = match best {
        Some(rule) => beside_ones_own(turn, rule),
        None => nothing(&short_name(turn.world, region), turn.language()),
    };
    turn.say(markdown, None);
    if beside.is_some() {
        turn.keep_elsewhere(beside);
    }
    true
}

/// Right after a choice: what a region has on the question that was asked.
fn offered_there(turn: &mut Turn<'_>, region: &str) -> bool {
    let Some(Pending { kind: PendingKind::Choice { question, .. }, .. }) = &turn.dialogue.pending else { return false };
    if question.is_empty() || turn.region() == Some(region) {
        return false;
    }
    let asker = Asker { region: Some(region), ..Asker::default() };
    let mut found = understand(&turn.world.knowledge, question, &asker);
    if !matches!(found.decision, Decision::Answer | Decision::Choose) {
        return false;
    }
    found.decision = Decision::Unknown(Reason::OtherRegion(found.shown.clone()));
    found.language = turn.language();
    found.names_other = true;
    let own = turn.region().map(str::to_owned);
    let reply = answer::compose(turn.world, &found, own.as_deref(), turn.today(), false);
    turn.say(reply.markdown, None);
    turn.keep_elsewhere(found.shown.first().cloned());
    true
}

/// A region's short name, or its name where it has none.
fn short_name(world: &World, region: &str) -> String {
    let named = world.region(region);
    escape(if named.short.is_empty() { &named.name } else { &named.short })
}

/// Another region's rule, with whose it is said before it.
fn beside_ones_own(turn: &Turn<'_>, rule: &Rule) -> String {
    format!("{}\n\n{}", lead(turn.world, rule, turn.region(), turn.language()), answer::shown(turn, rule))
}

/// Says before another region's rule whose it is.
fn lead(world: &World, rule: &Rule, own: Option<&str>, language: Language) -> String {
    let place = short_name(world, &rule.region);
    match (own.map(|id| escape(&world.region(id).name)), language) {
        (Some(own), Language::Swedish) => format!("**I {place}** står det så här; det gäller inte i {own}:"),
        (Some(own), Language::English) => format!("**In {place}** it says this; it does not apply in {own}:"),
        (None, Language::Swedish) => format!("**I {place}** står det så här:"),
        (None, Language::English) => format!("**In {place}** it says this:"),
    }
}

fn nothing(place: &str, language: Language) -> String {
    match language {
        Language::Swedish => format!("Jag hittar ingen regel om just det i materialet för **{place}**."),
        Language::English => format!("I find no rule on just that in the material for **{place}**."),
    }
}

/// Whether somebody draws a conclusion for themselves from the other region's rule: "så jag kan säga att det är så?"
fn concludes(turn: &Turn<'_>, rule: &Rule, keys: &[&str], text: &str) -> bool {
    let begins = keys.first().is_some_and(|word| SO.contains(word));
    let concluding = keys.iter().any(|word| CONCLUDING.contains(word));
    if keys.len() > LONGEST_CONCLUSION || !(begins || concluding) {
        return false;
    }
    let of_rule = prepare(&format!("{} {}", rule.title, rule.body)).keys;
    let figures: Vec<&&str> = keys.iter().filter(|key| key.bytes().all(|byte| byte.is_ascii_digit())).collect();
    if !figures.is_empty() {
        return figures.iter().all(|figure| of_rule.iter().any(|word| word == **figure));
    }
    let lexicon = &turn.world.knowledge.index.lexicon;
    let read = lexicon.read(text);
    let mut telling = read.words.iter().filter(|word| !word.derived && word.weight >= 0.9).peekable();
    // "gäller det mig då?"
    if telling.peek().is_none() {
        return concluding;
    }
    concluding && telling.all(|word| CONCLUDING.contains(&word.key.as_str()) || of_rule.contains(&word.key))
}

/// No: it is another region's rule.
fn not_yours(turn: &Turn<'_>, rule: &Rule) -> String {
    let place = escape(&turn.world.region(&rule.region).name);
    let own = turn.region().map(|id| escape(&turn.world.region(id).name)).unwrap_or_default();
    match turn.language() {
        Language::Swedish => format!(
            "Nej, den regeln gäller bara i {place}. I materialet för **{own}** står inget om det, så fråga din studierektor eller verksamhetschef vad som gäller hos dig."
        ),
        Language::English => format!(
            "No, that rule only applies in {place}. The material for **{own}** says nothing about it, so ask your *studierektor* (study director) or *verksamhetschef* (clinic manager) what applies to you."
        ),
    }
}

/// What is added to an answer where the message tells of a patient.
#[must_use]
pub fn about_patients(language: Language) -> &'static str {
    match language {
        Language::Swedish => {
            "Skriv inget om patienter här. Vad du ska göra med patienten tar du med din handledare eller jourhavande kollega."
        }
        Language::English => {
            "Please write nothing about patients here. What to do with the patient is for your supervisor or the colleague on call."
        }
    }
}

/// What is offered where the answer just given is the likeliest again: it once more, and the others.
pub fn no_more(turn: &mut Turn<'_>, understood: &Understanding, text: &str) -> bool {
    let Some(last) = answer::last_rule(turn) else { return false };
    if understood.shown.first() != Some(&last) || turn.facts.dialogue.answered != [last.clone()] {
        return false;
    }
    let others = understood.shown[1..].to_vec();
    let said = turn.world.knowledge.rule(&last).filter(|_| !again::asks_more(text)).map(|rule| answer::shown(turn, rule));
    let (alone, or_else) = match turn.language() {
        Language::Swedish => ("Mer än så står det inte om det. Fråga din studierektor.", "Eller menar du något annat? Svara med siffran."),
        Language::English => (
            "That is all it says on this. Ask your *studierektor* (study director).",
            "Or do you mean something else? Answer with the number.",
        ),
    };
    let lead = said.unwrap_or_else(|| alone.to_owned());
    if others.is_empty() {
        turn.say(lead, None);
    } else {
        answer::offer_rules(turn, &format!("{lead}\n\n{or_else}"), &others);
    }
    true
}
