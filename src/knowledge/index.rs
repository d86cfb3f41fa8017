//! The inverted index: from what words have in common to the ways to ask that have it, and their rules.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "numbers of words and ways stay far below 2^32, and counts are only compared roughly"
)]

use std::collections::BTreeMap;

use super::build::{Gathered, Spread, Terms, gather_texts, learn};
use super::lists::{Lists, normalized_ways, saturated};
use super::medical::MedicalWords;
use super::rule::{Region, Rule};
use super::small_talk::Phrases;
use super::texts::texts_of;
use crate::language::lexicon::{Feature, Lexicon};
use crate::language::quick::{Beginnings, QuickSet};
use crate::language::reading::{Prepared, Reading, prepare};
use crate::language::vocabulary::Vocabulary;
use crate::language::words::KINDS;

/// Where in a rule a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Field {
    /// The question it answers, Swedish or English.
    Title,
    /// Another way to ask it.
    Ask,
    /// Its keywords.
    Keywords,
    /// The answer.
    Body,
}

/// What an alternative of the ranking is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Owner {
    /// The rule at this place.
    Rule(u32),
    /// A matter outside the rules, by its place in the vocabulary.
    Outside(u32),
}

/// A way to ask.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct Way {
    /// The alternative it belongs to, by its place in [`Index::owners`].
    pub owner: u32,
    /// Where it stands.
    pub field: Field,
    /// Its place in the rule's `ask`, for [`Field::Ask`].
    pub place: u16,
    /// Whether it is written in English.
    pub english: bool,
    pub(super) words_from: u32,
    pub(super) words_to: u32,
    pub(super) letters_from: u32,
    pub(super) letters_to: u32,
    /// How many different runs of four letters it has.
    pub(super) runs: u16,
}

/// A word of a way to ask.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct WayWord {
    /// How much of the way it is.
    pub mass: f32,
    /// What it can be recognised by, by its place among the terms.
    pub(super) term: u32,
}

/// A range of ways and a range of alternatives, each from the first to before the last.
pub(super) type Span = (u32, u32, u32, u32);

/// The ranges of each region, and last of what lies outside: rules come in the order of regions.
fn spans_of(regions: usize, owner_region: &[u16], first_ways: &[u32]) -> Vec<Span> {
    (0..=regions)
        .map(|at| {
            let region = if at == regions { u16::MAX } else { at as u16 };
            let from = owner_region.partition_point(|own| *own < region) as u32;
            let to = owner_region.partition_point(|own| *own <= region) as u32;
            (first_ways[from as usize], first_ways[to as usize], from, to)
        })
        .collect()
}

/// Everything needed to find rules.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct Index {
    /// The words.
    pub lexicon: Lexicon,
    /// The alternatives: rules first, then matters outside.
    pub owners: Vec<Owner>,
    /// The region of each alternative, by its place in `regions`; `u16::MAX` for matters outside.
    pub owner_region: Vec<u16>,
    /// The years of each alternative.
    pub owner_years: Vec<Vec<u8>>,
    /// The features of the kinds of question, in the order of [`KINDS`].
    pub(super) kind_features: Vec<u32>,
    /// For each alternative how much it speaks for it that a question is of each kind; see [`kinds_of_owners`].
    pub(super) owner_kinds: Vec<[f32; KINDS.len()]>,
    /// For each alternative the first of its ways, which lie side by side; one more at the end.
    first_ways: Vec<u32>,
    /// For each region, and last for what lies outside, its range of ways and of alternatives.
    spans: Vec<Span>,
    /// The regions' names.
    pub regions: Vec<String>,
    /// The ways to ask.
    pub ways: Vec<Way>,
    words: Vec<WayWord>,
    /// What the words of the ways can be recognised by.
    terms: Terms,
    /// The letters of the ways, a blank after each word.
    letters: Vec<u8>,
    /// How rare each feature is: among the rules of each region, and last among all.
    rarities: Vec<Vec<f32>>,
    /// The rarity of a word that stands in no rule, for each region and last for all.
    rarest: Vec<f32>,
    /// From features to ways, by the cosine's weights.
    pub way_lists: Lists,
    /// From features to alternatives, over all ways to ask.
    pub ask_lists: Lists,
    /// From features to alternatives, over the answers.
    pub body_lists: Lists,
    /// The phrases of small talk.
    pub small_talk: Phrases,
    /// The words of medical questions.
    pub medical: MedicalWords,
    /// Folded names of regions and places (as words one after the other), and the region each means.
    pub places: Vec<(Vec<String>, u16)>,
    /// All words of these names.
    place_words: QuickSet<String>,
    /// How they begin.
    place_beginnings: Beginnings,
}

impl Index {
    /// Builds the index over the rules and the matters outside them.
    #[must_use]
    pub fn build(rules: &[Rule], region_names: &BTreeMap<String, Region>, vocabulary: &Vocabulary) -> Self {
        let (texts, owners) = texts_of(rules, vocabulary);
        let (lexicon, prepared) = learn(&texts, vocabulary);
        let count = lexicon.feature_count();
        let mut regions: Vec<String> = rules.iter().map(|rule| rule.region.clone()).collect();
        regions.sort_unstable();
        regions.dedup();
        let region_of = |name: &str| regions.binary_search_by(|region| region.as_str().cmp(name)).map_or(u16::MAX, |at| at as u16);

        let owner_region: Vec<u16> = owners
            .iter()
            .map(|owner| match owner {
                Owner::Rule(number) => region_of(&rules[*number as usize].region),
                Owner::Outside(_) => u16::MAX,
            })
            .collect();
        let gathered = gather_texts(&lexicon, &texts, prepared, &owner_region, regions.len());
        let Gathered { ways, mut words, terms, letters, way_features, ask, body, spread, .. } = gathered;
        let (rarities, rarest) = rarities_of(&spread, &owner_region, regions.len());
        let of_way = |way: &Way| usize::from(owner_region[way.owner as usize]).min(regions.len());
        for way in &ways {
            let rarity = &rarities[of_way(way)];
            for word in &mut words[way.words_from as usize..way.words_to as usize] {
                word.mass *= word_rarity(terms.of(word.term), rarity).unwrap_or(rarest[of_way(way)]);
            }
        }
        let first_ways: Vec<u32> = (0..=owners.len() as u32).map(|owner| ways.partition_point(|way| way.owner < owner) as u32).collect();
        let spans = spans_of(regions.len(), &owner_region, &first_ways);
        let way_ends: Vec<u32> = spans.iter().map(|(_, ways_to, _, _)| *ways_to).collect();
        let owner_ends: Vec<u32> = spans.iter().map(|(_, _, _, owners_to)| *owners_to).collect();
        let way_lists = normalized_ways(count, &way_ends, &way_features, |way| &rarities[of_way(&ways[way as usize])]);
        drop(way_features);
        let kind_features: Vec<u32> = KINDS.iter().filter_map(|kind| lexicon.kind(kind)).collect();
        let owner_kinds = kinds_of_owners(&kind_features, &way_lists, &ways, &first_ways);
        let ask_lists = saturated(count, &owner_ends, &ask.had, &ask.lengths, 1.2);
        drop(ask);
        let body_lists = saturated(count, &owner_ends, &body.had, &body.lengths, 0.5);
        drop(body);
        let places = places_of(&regions, region_names);
        let medical = MedicalWords::new(&vocabulary.medical, &lexicon);
        let owner_years = owners
            .iter()
            .map(|owner| match owner {
                Owner::Rule(number) => rules[*number as usize].years.clone(),
                Owner::Outside(_) => Vec::new(),
            })
            .collect();
        Self {
            lexicon,
            owners,
            owner_region,
            owner_years,
            kind_features,
            owner_kinds,
            first_ways,
            spans,
            regions,
            ways,
            words,
            terms,
            letters,
            rarities,
            rarest,
            way_lists,
            ask_lists,
            body_lists,
            small_talk: Phrases::new(vocabulary),
            medical,
            place_beginnings: Beginnings::of(places.iter().flat_map(|(name, _)| name).map(String::as_str)),
            place_words: places.iter().flat_map(|(name, _)| name).cloned().collect(),
            places,
        }
    }

    /// The words of a way to ask.
    pub(super) fn words_of(&self, way: &Way) -> &[WayWord] {
        &self.words[way.words_from as usize..way.words_to as usize]
    }

    /// The ways of an alternative: the first, and the one after the last.
    pub(super) fn ways_of(&self, owner: u32) -> (u32, u32) {
        (self.first_ways[owner as usize], self.first_ways[owner as usize + 1])
    }

    /// How many different words the ways to ask have, by what they can be recognised by.
    pub(super) fn term_count(&self) -> usize {
        self.terms.len()
    }

    /// The features of a word of a way to ask.
    pub(super) fn term(&self, term: u32) -> &[Feature] {
        self.terms.of(term)
    }

    /// The letters of a way to ask, a blank after each word.
    pub(super) fn letters_of(&self, way: &Way) -> &[u8] {
        &self.letters[way.letters_from as usize..way.letters_to as usize]
    }

    /// The ranges to look through for a region: its own and what lies outside, or everything.
    pub(super) fn spans_of(&self, region: Option<u16>) -> impl Iterator<Item = Span> + '_ {
        let own = region.and_then(|region| self.spans.get(usize::from(region)).copied());
        let all = (0, self.ways.len() as u32, 0, self.owners.len() as u32);
        std::iter::once(own.unwrap_or(all)).chain(own.and_then(|_| self.spans.last().copied()))
    }

    /// How rare each feature is among the rules of a region, or among all.
    pub(super) fn rarity_in(&self, region: Option<u16>) -> &[f32] {
        let at = region.map_or(self.regions.len(), usize::from);
        &self.rarities[at.min(self.regions.len())]
    }

    /// The rarity of a word that stands in no rule.
    pub(super) fn rarest_in(&self, region: Option<u16>) -> f32 {
        let at = region.map_or(self.regions.len(), usize::from);
        self.rarest[at.min(self.regions.len())]
    }

    /// Whether a word, as it is compared, names a region or a place in one, or is a part of such a name.
    #[must_use]
    pub fn names_place(&self, key: &str) -> bool {
        self.place_words.contains(key) || key.strip_suffix('s').is_some_and(|bare| self.place_words.contains(bare))
    }

    /// The region with this name.
    #[must_use]
    pub fn region(&self, name: &str) -> Option<u16> {
        self.regions.iter().position(|region| region == name).and_then(|at| u16::try_from(at).ok())
    }

    /// Reads a question. Names of regions and places count less than other words: they tell whose rule is
    /// meant, seldom which.
    #[must_use]
    pub fn read_question(&self, prepared: &Prepared) -> Reading {
        self.weigh_places(self.lexicon.read_prepared(prepared, true))
    }

    /// Reads a part of a question that was read as a whole, from one of its words to before another, as if it stood
    /// alone.
    pub(super) fn read_part(&self, whole: &Prepared, reading: &Reading, from: usize, to: usize) -> Reading {
        self.weigh_places(self.lexicon.read_part(whole, reading, from, to))
    }

    fn weigh_places(&self, mut reading: Reading) -> Reading {
        for word in &mut reading.words {
            if self.place_beginnings.may_begin(&word.key) && self.place_words.contains(&word.key) {
                word.weight *= 0.4;
            }
        }
        reading
    }

    /// The regions that a question names, by themselves or by a place in them, in the order in which they
    /// are named.
    #[must_use]
    pub fn regions_named(&self, reading: &Reading) -> Vec<u16> {
        let keys: Vec<&str> = reading.words.iter().filter(|word| !word.derived).map(|word| word.key.as_str()).collect();
        let mut found = Vec::new();
        for (at, key) in keys.iter().enumerate() {
            // Most words begin no place's name.
            if !self.place_beginnings.may_begin(key) {
                continue;
            }
            for (name, region) in &self.places {
                let fits = name.len() <= keys.len() - at
                    && name
                        .iter()
                        .zip(&keys[at..])
                        .all(|(word, key)| *key == word || key.strip_suffix('s').is_some_and(|bare| bare == word) && word.len() > 3);
                if fits && !found.contains(region) {
                    found.push(*region);
                }
            }
        }
        found
    }
}

/// How rare features and unseen words are in each region, and last in all, from how many alternatives have
/// each feature.
fn rarities_of(spread: &[Vec<Spread>], owner_region: &[u16], regions: usize) -> (Vec<Vec<f32>>, Vec<f32>) {
    let outside = owner_region.iter().filter(|region| **region == u16::MAX).count();
    let totals: Vec<f32> = (0..=regions)
        .map(|at| {
            let own = owner_region.iter().filter(|region| usize::from(**region) == at).count();
            if at == regions { owner_region.len() as f32 } else { (own + outside) as f32 }
        })
        .collect();
    let rarities =
        spread.iter().zip(&totals).map(|(seen, total)| seen.iter().map(|seen| rarity(seen.alternatives(), *total)).collect()).collect();
    (rarities, totals.into_iter().map(rarity_of_unseen).collect())
}

/// How large a part of the ways to ask of a rule is of a kind of question where nothing is said against it.
const COMMON_KIND: f32 = 0.25;

/// For each alternative and each kind of question the logarithm of how much rarer the kind is among its ways to ask than
/// [`COMMON_KIND`], at most 0: a rule that nobody asks "who" of hardly says who. Of few ways little can be told.
fn kinds_of_owners(kind_features: &[u32], way_lists: &Lists, ways: &[Way], first_ways: &[u32]) -> Vec<[f32; KINDS.len()]> {
    let counts = first_ways.windows(2).map(|pair| (pair[1] - pair[0]) as f32);
    let mut kinds: Vec<[f32; KINDS.len()]> = vec![[0.5; KINDS.len()]; first_ways.len().saturating_sub(1)];
    for (kind, feature) in kind_features.iter().enumerate() {
        for entry in way_lists.of(*feature) {
            kinds[ways[entry.number as usize].owner as usize][kind] += 1.0;
        }
    }
    for (kinds, count) in kinds.iter_mut().zip(counts) {
        for seen in kinds {
            *seen = (*seen / (count + 2.0) / COMMON_KIND).ln().min(0.0);
        }
    }
    kinds
}

/// The names of regions and of places in them, in words, with the region each means.
fn places_of(regions: &[String], region_names: &BTreeMap<String, Region>) -> Vec<(Vec<String>, u16)> {
    let mut places = Vec::new();
    for (number, region) in regions.iter().enumerate() {
        let named = region_names.get(region);
        let own = named.into_iter().flat_map(|named| [&named.name, &named.short].into_iter().chain(&named.aliases));
        for name in std::iter::once(region).chain(own) {
            let words = prepare(name).keys;
            if !words.is_empty() {
                places.push((words, number as u16));
            }
        }
    }
    places
}

/// How much a feature says that stands in `seen` of `total` alternatives.
fn rarity(seen: f32, total: f32) -> f32 {
    (1.0 + (total - seen + 0.5) / (seen + 0.5)).ln()
}

/// How much a word says that no alternative has: as much as one that stands in two of them.
fn rarity_of_unseen(total: f32) -> f32 {
    rarity(2.0_f32.min(total), total)
}

/// How rare a word is: the mean over its features, the strongest counting most.
pub(super) fn word_rarity(features: &[Feature], rarity: &[f32]) -> Option<f32> {
    let (mut sum, mut of) = (0.0, 0.0);
    for feature in features {
        let weight = feature.level * feature.level;
        sum += weight * rarity[feature.id as usize];
        of += weight;
    }
    (of > 0.0).then(|| sum / of)
}
