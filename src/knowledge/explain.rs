//! Why rules scored as they did, for `stina explain`.

use super::KnowledgeBase;
use super::calibrate::{LEARNED, NAMES, Spoken};
use super::index::{Field, Owner};
use super::medical::Signal;
use super::query::Query;
use super::rank::{Candidate, Context};
use super::understand::{Asker, Message, Understanding, understand};
use crate::language::reading::{Reading, prepare};

/// Everything that led to an understanding.
#[derive(Debug)]
pub struct Explanation {
    /// How the message was read.
    pub reading: Reading,
    /// The sentences of a message of several, and whether each asks or only tells; a part that asks stands in front
    /// where others tell.
    pub told: Vec<(String, bool)>,
    /// What was decided.
    pub understanding: Understanding,
    /// The best rules with what spoke for them, for the message as a whole.
    pub rules: Vec<Explained>,
    /// The best matters outside the rules.
    pub outside: Vec<Explained>,
    /// The probability that no rule is meant, 0..=1.
    pub none: f32,
    /// How medical the message is (from 1 on it is not answered), and the words that tell.
    pub medical: Signal,
}

/// A rule and what spoke for it.
#[derive(Debug)]
pub struct Explained {
    /// The rule's id, or the name of the matter.
    pub id: String,
    /// The probability, 0..=1.
    pub score: f32,
    /// The nearest way to ask, and where it stands.
    pub nearest: Option<String>,
    /// Each kind of evidence: its name, its value, and what it added.
    pub evidence: Vec<(&'static str, f32, f32)>,
    /// How well it speaks of what is asked.
    pub spoken: Spoken,
}

/// Explains how a message is understood, with up to `most` rules.
#[must_use]
pub fn explain(knowledge: &KnowledgeBase, text: &str, asker: &Asker<'_>, most: usize) -> Explanation {
    let index = &knowledge.index;
    let prepared = prepare(text);
    let mut reading = index.read_question(&prepared);
    index.lexicon.note_known(&prepared, &mut reading);
    let region = asker.region.and_then(|region| index.region(region));
    let query = Query::new(index, reading.words.iter(), &reading.years, region);
    let ranking = index.rank(&query, Context { region, ..Context::default() });
    let describe = |candidates: &[Candidate]| candidates.iter().take(most).map(|candidate| explained(knowledge, candidate)).collect();
    let message = Message::new(knowledge, asker, &prepared, &reading);
    let told = message.told().iter().map(|part| (prepared.text_of(part.from, part.to).trim().to_owned(), part.asks)).collect::<Vec<_>>();
    Explanation {
        told: if told.len() > 1 { told } else { Vec::new() },
        medical: index.medical.signal(reading.words.iter(), &index.lexicon),
        rules: describe(&ranking.rules),
        outside: describe(&ranking.outside),
        none: ranking.none,
        understanding: understand(knowledge, text, asker),
        reading,
    }
}

fn explained(knowledge: &KnowledgeBase, candidate: &Candidate) -> Explained {
    let index = &knowledge.index;
    let nearest = candidate.way.map(|way| &index.ways[way as usize]);
    let (id, nearest) = match index.owners[candidate.owner as usize] {
        Owner::Rule(number) => {
            let rule = &knowledge.rules[number as usize];
            let english = rule.english.as_ref();
            let text = nearest.map(|way| match way.field {
                Field::Title if way.english => english.map_or(&rule.title, |english| &english.title).clone(),
                Field::Ask => {
                    let place = usize::from(way.place);
                    let asks = rule.ask.iter().chain(english.into_iter().flat_map(|english| &english.ask));
                    asks.clone().nth(place).cloned().unwrap_or_default()
                }
                Field::Keywords => rule.keywords.join(", "),
                Field::Title | Field::Body => rule.title.clone(),
            });
            (rule.id.clone(), text)
        }
        Owner::Outside(number) => {
            let topic = &knowledge.vocabulary.out_of_scope[number as usize];
            (topic.name.clone(), nearest.and_then(|way| topic.ask.get(usize::from(way.place)).cloned()))
        }
    };
    let evidence =
        NAMES.iter().zip(candidate.evidence).zip(LEARNED.evidence).map(|((name, value), weight)| (*name, value, value * weight)).collect();
    Explained { id, score: candidate.score, nearest, evidence, spoken: candidate.spoken }
}
