//! The texts of rules in order, normalised and taken into words on two threads.

#![expect(clippy::cast_possible_truncation, reason = "numbers of rules stay far below 2^32")]

use super::index::{Field, Owner};
use super::rule::Rule;
use crate::language::reading::{Prepared, prepare};
use crate::language::vocabulary::Vocabulary;

/// A text of a rule, before it is read.
pub(super) struct Text {
    pub(super) owner: u32,
    pub(super) field: Field,
    pub(super) place: u16,
    pub(super) prepared: Prepared,
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

/// A text of a rule with the place it stands in: its owner, field, number there.
type Placed<'a> = (u32, Field, u16, &'a str);

pub(super) fn texts_of(rules: &[Rule], vocabulary: &Vocabulary) -> (Vec<Text>, Vec<Owner>) {
    let mut texts: Vec<Placed<'_>> = Vec::new();
    let mut owners = Vec::new();
    for (number, rule) in rules.iter().enumerate() {
        let owner = owners.len() as u32;
        owners.push(Owner::Rule(number as u32));
        let mut add = |field: Field, place: usize, text| {
            texts.push((owner, field, u16::try_from(place).unwrap_or(u16::MAX), text));
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
            texts.push((owner, Field::Ask, u16::try_from(place).unwrap_or(u16::MAX), ask));
        }
    }
    let texts = each(&texts, |(owner, field, place, text)| Text { owner: *owner, field: *field, place: *place, prepared: prepare(text) });
    (texts, owners)
}
