//! A question beside a request: "påminn mig fredag kl 9 att ringa sr. Får jag gå kurs innan sr sagt ja?" is two
//! things. The reminder is set without the question, and the question is answered by itself.

use super::set;
use crate::{
    assistant::{answer, plan, turn::Turn},
    command,
    language::date::{self, Context, Outcome, Strength},
};

/// Words that begin a question whether or not it ends in its mark, folded.
const ASKING: &[&str] = &["hur", "vad", "va", "vem", "vems", "vilka", "vilken", "vilket", "varfor", "how", "what", "which", "why", "who"];

/// The verbs of questions about the rules, folded.
const VERBS: &[&str] = &[
    "far",
    "maste",
    "kan",
    "ska",
    "skall",
    "behover",
    "hittar",
    "ar",
    "har",
    "bor",
    "gor",
    "gors",
    "soker",
    "anmaler",
    "skickar",
    "skickas",
    "galler",
    "blir",
    "finns",
    "star",
    "raknas",
    "racker",
    "gar",
    "kravs",
    "bestammer",
    "ansvarar",
    "godkanner",
    "betalar",
    "utser",
    "fungerar",
    "funkar",
    "is",
    "are",
    "may",
    "must",
    "can",
    "should",
    "do",
    "does",
];

/// Who a question speaks of, folded.
const PRONOUNS: &[&str] = &["jag", "man", "vi", "det", "den", "de", "dom", "han", "hon", "hen", "i", "we", "it", "one", "they"];

/// What joins a question and a request, and so stands between them.
const JOINTS: &[&str] = &["och", "o", "å", "men", "sen", "sedan", "samt", "and", "but", "also"];

/// A question with fewer words than this is a manner of speaking: "går det bra?"
const FEWEST: usize = 4;

/// Takes a message that asks for a reminder and something else. False: it does not.
pub fn takes(turn: &mut Turn<'_>, text: &str, context: &Context) -> bool {
    let Some((request, question)) = parted(text, context) else { return false };
    let set_at_once = date::read_all(&request, context).iter().all(|outcome| matches!(outcome, Outcome::Set(_)));
    // What she has to ask comes last, so that it is what the person answers.
    if set_at_once {
        set::takes(turn, &request);
        answers(turn, &question);
    } else {
        answers(turn, &question);
        set::takes(turn, &request);
    }
    true
}

/// Answers the question, of the plan or of the rules.
fn answers(turn: &mut Turn<'_>, question: &str) {
    let request = command::parse(question, &turn.world.regions);
    let at = turn.dialogue.reminder_at;
    if !plan::takes(turn, &request, question) {
        answer::takes(turn, &request, question);
    }
    turn.dialogue.reminder_at = turn.dialogue.reminder_at.or(at);
}

/// A message as its request and its question, where it has both.
fn parted(text: &str, context: &Context) -> Option<(String, String)> {
    borders(text).into_iter().find_map(|(end, next, sentence)| {
        let (first, second) = (text[..end].trim(), without_joint(text[next..].trim()));
        let (request, question) = match (asks_to_remind(first), asks_to_remind(second)) {
            (true, false) if sentence || !is_to_be_asked(first) => (first, second),
            // "får jag gå kurs?" stands before.
            (false, true) => (second, first),
            _ => return None,
        };
        let ended = sentence || request == second;
        let whole = reads(request, context) && is_question(question, ended);
        whole.then(|| (request.to_owned(), question.to_owned()))
    })
}

/// Where a message may be parted: the end of what stands before, the start of what comes, and whether a sentence ends.
fn borders(text: &str) -> Vec<(usize, usize, bool)> {
    let mut found: Vec<(usize, usize, bool)> = Vec::new();
    for (mark, keeps, sentence) in [("? ", 1, true), (". ", 1, true), ("! ", 1, true), ("\n", 0, true), (", ", 0, false)] {
        found.extend(text.match_indices(mark).map(|(at, mark)| (at + keeps, at + mark.len(), sentence)));
    }
    for joint in [" och ", " o ", " å ", " and "] {
        found.extend(text.match_indices(joint).map(|(at, joint)| (at, at + joint.len(), false)));
    }
    found.sort_by_key(|(_, next, sentence)| (!sentence, *next));
    found
}

/// A clause without the "och" that leads in to it.
fn without_joint(clause: &str) -> &str {
    let mut rest = clause;
    while let Some((first, after)) = rest.split_once(' ') {
        if !JOINTS.contains(&first.trim_end_matches(',').to_lowercase().as_str()) {
            break;
        }
        rest = after.trim_start();
    }
    rest
}

fn words(text: &str) -> Vec<String> {
    command::fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether a clause asks for a reminder in so many words.
fn asks_to_remind(clause: &str) -> bool {
    let asks = words(clause).iter().any(|word| word.starts_with("pamin") || word.starts_with("remind") || word == "glom");
    asks && date::is_reminder_request(clause) == Strength::Strong
}

/// Whether a request stands by itself: it says what it is about.
fn reads(request: &str, context: &Context) -> bool {
    date::read_all(request, context).iter().all(|outcome| match outcome {
        Outcome::Set(_) | Outcome::Ask(_) => !outcome.subject().is_empty(),
        Outcome::Reject(_) => false,
    })
}

/// "påminn mig att fråga chefen, vem är min handledare": what comes is what shall be asked.
fn is_to_be_asked(request: &str) -> bool {
    const ASKED: [&str; 16] = [
        "fraga",
        "kolla",
        "undersoka",
        "hora",
        "veta",
        "reda",
        "stamma",
        "diskutera",
        "fundera",
        "tanka",
        "prata",
        "skriva",
        "mejla",
        "ask",
        "check",
        "find",
    ];
    words(request).iter().any(|word| ASKED.contains(&word.as_str()))
}

/// Whether a clause is a direct question: its verb comes before who it speaks of. `ended`: a sentence ends beside it.
fn is_question(clause: &str, ended: bool) -> bool {
    let all = words(clause);
    let has = |list: &[&str]| all.iter().any(|word| list.contains(&word.as_str()));
    // What is asked of her is part of the request: "kan du det?", "hur låter det?"
    if all.len() < FEWEST || has(&["du", "dig", "ni", "you", "stina", "bra", "ok", "okej", "lugnt"]) || !has(VERBS) {
        return false;
    }
    let first = all[0].as_str();
    let marked = clause.trim_end().ends_with('?');
    let asks = ASKING.contains(&first) || matches!(first, "nar" | "var" | "when" | "where");
    let verb = all.iter().position(|word| VERBS.contains(&word.as_str())).unwrap_or(all.len());
    let pronoun = all.iter().position(|word| PRONOUNS.contains(&word.as_str())).unwrap_or(all.len());
    let direct = verb < pronoun && verb <= if first == "hur" { 3 } else { 2 };
    // "kan jag få det kl 9?" is about the reminder.
    let by_verb = verb == 0 && !date::says_when(clause) && (pronoun == 1 || (marked && ended));
    (asks && direct && (marked || ASKING.contains(&first) || verb == 1)) || (by_verb && (marked || ended))
}
