//! What is said right after an answer: of it or of her (good, wrong, unclear, be quiet, answer that), and what only makes
//! sense after it ([`again`]: why, where does it say that, the other one, in English; [`elsewhere`]: the other region; [`years`]: another year or number).
//!
//! A typed 👍 or 👎 (or "bra svar", "fel svar") right after an answer counts as the reaction under it does.
//! Plain thanks are no verdict.

pub mod again;
pub mod elsewhere;
mod wording;
pub mod years;

use super::{answer, turn::Turn};
use crate::{
    command::{self, Remark, Request, may_mean_wrong, thumb},
    effect::{About, Effect},
    facts::PendingKind,
    language::personnummer,
};
use wording as say;

/// How many other rules are offered in place of a wrong one.
const OFFERED: usize = 3;

/// Takes remarks. False: it is none, or about something else.
pub fn takes(turn: &mut Turn<'_>, request: &Request, text: &str) -> bool {
    let waits = !matches!(
        turn.dialogue.pending.as_ref().map(|pending| &pending.kind),
        None | Some(PendingKind::Choice { .. } | PendingKind::Topics { .. } | PendingKind::Region { .. })
    );
    let rules = spoken_of(turn);
    let answered = !rules.is_empty();
    let remark = match (request, thumb(text)) {
        // To something else that she asked, a yes or no is an answer.
        (Request::Yes | Request::No, Some(helpful)) if answered && !waits => {
            if helpful {
                Remark::Right
            } else {
                Remark::Wrong
            }
        }
        (Request::Undo, _) if answered && !waits && may_mean_wrong(&command::fold(text)) => Remark::Wrong,
        (Request::Remark(remark), _) => *remark,
        _ => return false,
    };
    let language = turn.language();
    match remark {
        Remark::Right => {
            count(turn, &rules, true);
            turn.say(if answered { say::glad(language) } else { super::wording::praise(language) }, None);
        }
        Remark::Wrong => wrong(turn, &rules),
        Remark::Unclear => {
            // What was spoken of stays so: "varför?" may come next.
            turn.dialogue.answered.clone_from(&turn.facts.dialogue.answered);
            turn.say(say::unclear(answered, language), None);
        }
        Remark::Wait | Remark::Slip => {
            // What was spoken of stays so, and what she asked goes on waiting.
            turn.dialogue.answered.clone_from(&turn.facts.dialogue.answered);
            turn.dialogue.reminder_at = turn.facts.dialogue.reminder_at;
            turn.say(if remark == Remark::Wait { say::waits(language) } else { say::slip(language) }, None);
        }
        Remark::Quiet => {
            turn.dialogue.pending = None;
            turn.say(say::quiet(language), None);
        }
        Remark::AnswerThat => answer_that(turn),
    }
    true
}

/// The rules that her last reply gave, or the reply that the message replies to.
fn spoken_of(turn: &Turn<'_>) -> Vec<String> {
    match &turn.facts.referred {
        Some(referred) => match &referred.about {
            Some(About::Answer { rules }) if referred.standing => rules.clone(),
            _ => Vec::new(),
        },
        None => turn.facts.dialogue.answered.clone(),
    }
}

/// Counts a verdict as a reaction would, once for each reply of hers; an edit of it counts in its place.
fn count(turn: &mut Turn<'_>, rules: &[String], helpful: bool) {
    turn.dialogue.answered.clone_from(&turn.facts.dialogue.answered);
    let before = turn.dialogue.judged.replace(turn.question().to_owned());
    let replied = turn.facts.referred.is_some();
    if !replied && before.is_some_and(|before| before != turn.question()) {
        return;
    }
    let rules: Vec<(String, String)> =
        rules.iter().filter_map(|id| turn.world.knowledge.rule(id)).map(|rule| (rule.id.clone(), rule.region.clone())).collect();
    if !rules.is_empty() {
        let reaction = turn.question().to_owned();
        let under = turn.facts.referred.as_ref().map(|referred| referred.outbox.clone());
        turn.push(Effect::CountFeedback { reaction, under, rules, helpful });
    }
}

/// The answer was wrong: rules that are easily taken for it are offered.
fn wrong(turn: &mut Turn<'_>, rules: &[String]) {
    count(turn, rules, false);
    // What comes next is no follow-up to a rule that was not meant.
    turn.dialogue.last_rule = None;
    let language = turn.language();
    let mut others: Vec<String> = Vec::new();
    for rule in rules.iter().filter_map(|id| turn.world.knowledge.rule(id)) {
        for id in &rule.easily_confused {
            let same_region = turn.world.knowledge.rule(id).is_some_and(|other| other.region == rule.region);
            if same_region && !rules.contains(id) && !others.contains(id) {
                others.push(id.clone());
            }
        }
    }
    others.truncate(OFFERED);
    if others.is_empty() {
        turn.say(say::wrong(!rules.is_empty(), language), None);
    } else {
        answer::offer_rules(turn, &say::wrong_offering(language), &others);
    }
}

/// Answers the message that this one replies to.
fn answer_that(turn: &mut Turn<'_>) {
    let replied = turn.message().filter(|message| !message.replies_to_me).and_then(|message| message.replied_text.clone());
    match replied.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()) {
        Some(text) if personnummer::contains(&text) => {
            let markdown = super::wording::personal_number(turn.language());
            turn.say(markdown, None);
        }
        Some(text) => {
            turn.note_language(&text);
            answer::question(turn, super::shortened(&text));
        }
        None => {
            let markdown = say::answer_what(turn.event.room.direct, turn.language());
            turn.say(markdown, None);
        }
    }
}

/// What is said to a remark where there is no conversation.
#[must_use]
pub fn alone(remark: Remark, language: super::wording::Language) -> String {
    match remark {
        Remark::Right => super::wording::praise(language),
        Remark::Wrong => say::wrong(false, language),
        Remark::Unclear => say::unclear(false, language),
        Remark::Wait => say::waits(language),
        Remark::Slip => say::slip(language),
        Remark::Quiet => say::quiet(language),
        Remark::AnswerThat => say::answer_what(true, language),
    }
}
