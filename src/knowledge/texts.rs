//! The texts of rules in order, and work on them shared between two threads.

#![expect(clippy::cast_possible_truncation, reason = "numbers of rules stay far below 2^32")]

use super::index::{Field, Owner};
use super::rule::Rule;
use crate::language::vocabulary::Vocabulary;

/// A text of a rule, before it is read, and where it stands.
pub(super) struct Text<'a> {
    pub(super) owner: u32,
    pub(super) field: Field,
    pub(super) place: u16,
    pub(super) content: &'a str,
}

/// Does the same to each of many things, on two threads where there are enough of them; keeps their order.
pub(super) fn each<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    const FEW: usize = 200;
    if all.len() < FEW {
        return all.iter().map(work).collect();
    }
    let (first, second) = all.split_at(all.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| second.iter().map(&work).collect::<Vec<R>>());
        let mut results: Vec<R> = first.iter().map(&work).collect();
        match other.join() {
            Ok(rest) => results.extend(rest),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        results
    })
}

/// The texts of all rules and of the matters outside them, in order, and who owns them.
pub(super) fn texts_of<'a>(rules: &'a [Rule], vocabulary: &'a Vocabulary) -> (Vec<Text<'a>>, Vec<Owner>) {
    let mut texts: Vec<Text<'a>> = Vec::new();
    let mut owners = Vec::new();
    for (number, rule) in rules.iter().enumerate() {
        let owner = owners.len() as u32;
        owners.push(Owner::Rule(number as u32));
        let mut add = |field: Field, place: usize, content| {
            texts.push(Text { owner, field, place: u16::try_from(place).unwrap_or(u16::MAX), content });
        };
        add(Field::Title, 0, rule.title.as_str());
        for (place, ask) in rule.ask.iter().enumerate() {
            add(Field::Ask, place, ask);
        }
        for keyword in &rule.keywords {
            add(Field::Keywords, 0, keyword);
        }
        add(Field::Body, 0, &rule.body);
        if let Some(english) = &rule.english {
            add(Field::Title, 0, &english.title);
            for (place, ask) in english.ask.iter().enumerate() {
                add(Field::Ask, rule.ask.len() + place, ask);
            }
            add(Field::Body, 0, &english.body);
        }
    }
    for (number, topic) in vocabulary.out_of_scope.iter().enumerate() {
        let owner = owners.len() as u32;
        owners.push(Owner::Outside(number as u32));
        for (place, ask) in topic.ask.iter().enumerate() {
            texts.push(Text { owner, field: Field::Ask, place: u16::try_from(place).unwrap_or(u16::MAX), content: ask });
        }
    }
    (texts, owners)
}
