//! The inverted index: from what words have in common to the ways to ask that have it, and their rules.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "numbers of words and ways stay far below 2^32, and counts are only compared roughly"
)]

use std::collections::BTreeMap;

use super::lists::{Entry, Lists, normalized_ways, saturated};
use super::medical::MedicalWords;
use super::rule::{Region, Rule};
use super::small_talk::Phrases;
use super::texts::{Text, each, texts_of};
use crate::language::english::Language;
use crate::language::lexicon::{Feature, Lexicon};
use crate::language::reading::{Prepared, Reading, Word, prepare};
use crate::language::vocabulary::Vocabulary;

/// Where in a rule a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The rule at this place.
    Rule(u32),
    /// A matter outside the rules, by its place in the vocabulary.
    Outside(u32),
}

/// A way to ask.
#[derive(Debug)]
pub struct Way {
    /// The alternative it belongs to, by its place in [`Index::owners`].
    pub owner: u32,
    /// Where it stands.
    pub field: Field,
    /// Its place in the rule's `ask`, for [`Field::Ask`].
    pub place: u16,
    /// Whether it is written in English.
    pub english: bool,
    words_from: u32,
    words_to: u32,
    runs_from: u32,
    runs_to: u32,
}

/// A word of a way to ask.
#[derive(Debug)]
pub struct WayWord {
    /// How much of the way it is.
    pub mass: f32,
    features_from: u32,
    features_to: u32,
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
#[derive(Debug)]
pub struct Index {
    /// The words.
    pub lexicon: Lexicon,
    /// The alternatives: rules first, then matters outside.
    pub owners: Vec<Owner>,
    /// The region of each alternative, by its place in `regions`; `u16::MAX` for matters outside.
    pub owner_region: Vec<u16>,
    /// The years of each alternative.
    pub owner_years: Vec<Vec<u8>>,
    /// For each alternative the first of its ways, which lie side by side; one more at the end.
    first_ways: Vec<u32>,
    /// For each region, and last for what lies outside, its range of ways and of alternatives.
    spans: Vec<Span>,
    /// The regions' names.
    pub regions: Vec<String>,
    /// The ways to ask.
    pub ways: Vec<Way>,
    pub(super) words: Vec<WayWord>,
    pub(super) features: Vec<Feature>,
    runs: Vec<u32>,
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
}

/// How much a way counts in its rule's own list of words, by where it stands.
fn field_weight(field: Field) -> f32 {
    match field {
        Field::Title => 2.0,
        Field::Ask => 1.0,
        Field::Keywords => 1.5,
        Field::Body => 0.0,
    }
}

/// The features of all words, each once with its greatest weight.
pub(super) fn gather<'a>(to: &mut Vec<(u32, f32)>, words: impl Iterator<Item = &'a Word>) {
    to.clear();
    for word in words {
        to.extend(word.features.iter().map(|feature| (feature.id, feature.level * word.weight)));
    }
    to.sort_unstable_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1)));
    to.dedup_by_key(|(id, _)| *id);
}

/// Over how many alternatives a feature is spread.
#[derive(Debug, Clone, Copy, Default)]
struct Spread {
    /// The texts that have it.
    sum: f32,
    /// The sum of the squares of each alternative's number of texts that have it.
    squares: f32,
}

impl Spread {
    fn add(&mut self, texts: u32) {
        let texts = texts as f32;
        self.sum += texts;
        self.squares += texts * texts;
    }

    /// The number of alternatives it would stand in if it stood equally often in each (the inverse of
    /// Simpson's index): a word that one rule has in all its ways to ask and twenty have once tells more
    /// than one that they all have alike.
    fn alternatives(self) -> f32 {
        if self.squares > 0.0 { self.sum * self.sum / self.squares } else { 0.0 }
    }
}

/// The parts of an index while the texts are read.
struct Gathered {
    ways: Vec<Way>,
    words: Vec<WayWord>,
    features: Vec<Feature>,
    runs: Vec<u32>,
    way_entries: Vec<(u32, Entry)>,
    rule_entries: Vec<(u32, Entry)>,
    body_entries: Vec<(u32, Entry)>,
    /// For each region, and last for all, over how many alternatives each feature is spread.
    spread: Vec<Vec<Spread>>,
    /// The last alternative that each feature was met in, with its region, and in how many of its texts.
    last_seen: Vec<(u32, u16, u32)>,
    own: Vec<(u32, f32)>,
}

impl Gathered {
    fn new(features: usize, regions: usize) -> Self {
        Self {
            ways: Vec::new(),
            words: Vec::new(),
            features: Vec::new(),
            runs: Vec::new(),
            way_entries: Vec::new(),
            rule_entries: Vec::new(),
            body_entries: Vec::new(),
            spread: vec![vec![Spread::default(); features]; regions + 1],
            last_seen: vec![(u32::MAX, 0, 0); features],
            own: Vec::new(),
        }
    }

    fn add(&mut self, text: &Text, reading: &Reading, region: u16) {
        let mut own = std::mem::take(&mut self.own);
        gather(&mut own, reading.words.iter());
        for (id, _) in &own {
            let id = *id as usize;
            if self.last_seen[id].0 != text.owner {
                self.count(id);
                self.last_seen[id] = (text.owner, region, 0);
            }
            self.last_seen[id].2 += 1;
        }
        let entry = |number: u32, weight: f32| Entry { number, weight };
        if text.field == Field::Body {
            for word in reading.words.iter().filter(|word| word.weight >= 0.3) {
                self.body_entries.extend(word.features.iter().map(|feature| (feature.id, entry(text.owner, feature.level * word.weight))));
            }
        } else {
            let way = self.ways.len() as u32;
            let weight = field_weight(text.field);
            self.way_entries.extend(own.iter().map(|(id, value)| (*id, entry(way, *value))));
            self.rule_entries.extend(own.iter().map(|(id, value)| (*id, entry(text.owner, value * weight))));
            self.add_way(text, reading);
        }
        self.own = own;
    }

    /// Counts in how many texts of the last alternative a feature was; what lies outside the rules competes
    /// with those of every region.
    fn count(&mut self, feature: usize) {
        let (_, region, texts) = self.last_seen[feature];
        if texts == 0 {
            return;
        }
        let all = self.spread.len() - 1;
        if region == u16::MAX {
            for spread in &mut self.spread {
                spread[feature].add(texts);
            }
        } else {
            self.spread[usize::from(region)][feature].add(texts);
            self.spread[all][feature].add(texts);
        }
    }

    fn add_way(&mut self, text: &Text, reading: &Reading) {
        let words_from = self.words.len() as u32;
        for word in reading.words.iter().filter(|word| word.weight >= 0.2 && !word.features.is_empty()) {
            let features_from = self.features.len() as u32;
            self.features.extend_from_slice(&word.features);
            self.words.push(WayWord { mass: word.weight, features_from, features_to: self.features.len() as u32 });
        }
        let runs_from = self.runs.len() as u32;
        self.runs.extend(letter_runs(&text.prepared.keys));
        self.ways.push(Way {
            owner: text.owner,
            field: text.field,
            place: text.place,
            english: text.prepared.language == Language::English,
            words_from,
            words_to: self.words.len() as u32,
            runs_from,
            runs_to: self.runs.len() as u32,
        });
    }
}

impl Index {
    /// Builds the index over the rules and the matters outside them.
    #[must_use]
    pub fn build(rules: &[Rule], region_names: &BTreeMap<String, Region>, vocabulary: &Vocabulary) -> Self {
        let (texts, owners) = texts_of(rules, vocabulary);
        let lexicon = Lexicon::build(texts.iter().map(|text| &text.prepared), vocabulary);
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
        let mut gathered = Gathered::new(count, regions.len());
        let readings = each(&texts, |text| lexicon.read_prepared(&text.prepared, false));
        for (text, reading) in texts.iter().zip(readings) {
            gathered.add(text, &reading, owner_region[text.owner as usize]);
        }
        for feature in 0..count {
            gathered.count(feature);
        }
        let Gathered { ways, mut words, features, runs, mut way_entries, rule_entries, body_entries, spread, .. } = gathered;
        let (rarities, rarest) = rarities_of(&spread, &owner_region, regions.len());
        let of_way = |way: &Way| {
            let region = usize::from(owner_region[way.owner as usize]);
            if region < regions.len() { region } else { regions.len() }
        };
        for way in &ways {
            let rarity = &rarities[of_way(way)];
            for word in &mut words[way.words_from as usize..way.words_to as usize] {
                let own = &features[word.features_from as usize..word.features_to as usize];
                word.mass *= word_rarity(own, rarity).unwrap_or(rarest[of_way(way)]);
            }
        }
        for (feature, entry) in &mut way_entries {
            entry.weight *= rarities[of_way(&ways[entry.number as usize])][*feature as usize];
        }
        let way_lists = normalized_ways(count, way_entries, ways.len());
        let ask_lists = saturated(count, &rule_entries, owners.len(), 1.2);
        let body_lists = saturated(count, &body_entries, owners.len(), 0.5);
        let places = places_of(&regions, region_names);
        let first_ways: Vec<u32> = (0..=owners.len() as u32).map(|owner| ways.partition_point(|way| way.owner < owner) as u32).collect();
        let spans = spans_of(regions.len(), &owner_region, &first_ways);
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
            first_ways,
            spans,
            regions,
            ways,
            words,
            features,
            runs,
            rarities,
            rarest,
            way_lists,
            ask_lists,
            body_lists,
            small_talk: Phrases::new(vocabulary),
            medical: MedicalWords::new(&vocabulary.medical),
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

    /// The features of a word of a way to ask.
    pub(super) fn features_of(&self, word: &WayWord) -> &[Feature] {
        &self.features[word.features_from as usize..word.features_to as usize]
    }

    /// The runs of letters of a way to ask, as [`letter_runs`] gives them.
    pub(super) fn runs_of(&self, way: &Way) -> &[u32] {
        &self.runs[way.runs_from as usize..way.runs_to as usize]
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

    /// The region with this name.
    #[must_use]
    pub fn region(&self, name: &str) -> Option<u16> {
        self.regions.iter().position(|region| region == name).and_then(|at| u16::try_from(at).ok())
    }

    /// Reads a question. Names of regions and places count less than other words: they tell whose rule is
    /// meant, seldom which.
    #[must_use]
    pub fn read_question(&self, prepared: &Prepared) -> Reading {
        let mut reading = self.lexicon.read_prepared(prepared, true);
        for word in &mut reading.words {
            if self.places.iter().any(|(name, _)| name.contains(&word.key)) {
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
        for at in 0..keys.len() {
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

/// The runs of four letters in a text's words, across their borders, each once, as sorted numbers.
pub(super) fn letter_runs(keys: &[String]) -> Vec<u32> {
    let mut runs = Vec::with_capacity(keys.iter().map(|key| key.len() + 1).sum());
    let mut window = 0_u32;
    for (at, letter) in keys.iter().flat_map(|key| key.bytes().chain(std::iter::once(b' '))).enumerate() {
        window = (window << 8) | u32::from(letter);
        if at >= 3 {
            runs.push(window);
        }
    }
    runs.sort_unstable();
    runs.dedup();
    runs
}
