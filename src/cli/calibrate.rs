//! `stina eval --calibrate`: learns the ranking's weights from questions and prints them.
//!
//! Beside the questions given, every fifth way to ask is held out of the rules in turn and asked, so that
//! the weights do not lean on what a few questions happen to say. And each of these is asked once more as if its rule
//! and those easily confused with it did not exist: then no other answers it, however much it has in common.

use std::collections::BTreeMap;
use std::io::Write;

use super::questions::Question;
use crate::knowledge::KnowledgeBase;
use crate::knowledge::calibrate::{Example, LEARNED};

/// How many parts the ways to ask are held out in.
const FOLDS: usize = 5;

/// How much a held-out way to ask counts beside a question.
const HELD_OUT: f32 = 0.1;

/// The same of one whose rule is taken away.
const LEFT_OUT: f32 = 0.01;

/// Learns from the questions and prints the weights.
///
/// # Errors
/// Where the output cannot be written.
pub fn run(knowledge: &KnowledgeBase, questions: &[Question], output: &mut impl Write) -> std::io::Result<()> {
    let mut examples: Vec<Example> = questions.iter().filter_map(|question| example(knowledge, question, 1.0)).collect();
    let own = examples.len();
    for fold in 0..FOLDS {
        let (rest, held_out) = hold_out(knowledge, fold);
        examples.extend(held_out.iter().filter_map(|question| example(&rest, question, HELD_OUT)));
        examples.extend(held_out.iter().filter_map(|question| without_its_rule(&rest, question)));
    }
    let learned = LEARNED.learn(&examples, 1_500, 2e-4);
    writeln!(output, "{own} questions, {} held-out ways to ask", examples.len() - own)?;
    writeln!(output, "{learned:#?}")
}

/// The question as an example to learn from; none for a message with two questions.
#[must_use]
pub fn example(knowledge: &KnowledgeBase, question: &Question, weight: f32) -> Option<Example> {
    if question.expect.len() > 1 || question.kind.starts_with("medical") && question.expect.is_empty() {
        return None;
    }
    let right: Vec<&str> = question.expect.iter().flatten().map(String::as_str).collect();
    knowledge.example(&question.query, question.region.as_deref(), &right, &[], weight)
}

/// A question whose rule is taken away, with those it is easily confused with.
fn without_its_rule(knowledge: &KnowledgeBase, question: &Question) -> Option<Example> {
    let id = question.expect.first()?.first()?;
    let confused = knowledge.rule(id)?.easily_confused.iter();
    let back = knowledge.rules.iter().filter(|rule| rule.easily_confused.contains(id)).map(|rule| &rule.id);
    let left_out: Vec<&str> = std::iter::once(id).chain(confused).chain(back).map(String::as_str).collect();
    knowledge.example(&question.query, question.region.as_deref(), &[], &left_out, LEFT_OUT)
}

/// The rules without every fifth way to ask, and those as questions.
fn hold_out(knowledge: &KnowledgeBase, fold: usize) -> (KnowledgeBase, Vec<Question>) {
    let mut held_out = Vec::new();
    let mut rules = knowledge.rules.clone();
    for rule in &mut rules {
        let (id, region) = (rule.id.clone(), rule.region.clone());
        let mut take = |asks: &mut Vec<String>| {
            let mut at = 0;
            asks.retain(|ask| {
                let taken = at % FOLDS == fold;
                at += 1;
                if taken {
                    held_out.push(Question {
                        query: ask.clone(),
                        region: Some(region.clone()),
                        kind: "held out".to_owned(),
                        expect: vec![vec![id.clone()]],
                    });
                }
                !taken
            });
        };
        take(&mut rule.ask);
        if let Some(english) = &mut rule.english {
            take(&mut english.ask);
        }
    }
    let rest = KnowledgeBase::new(rules, BTreeMap::new(), knowledge.region_names.clone(), knowledge.vocabulary.clone());
    (rest, held_out)
}
