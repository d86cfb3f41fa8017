//! The inverted index: from what words have in common to the ways to ask that have it, and their rules.

use std::collections::BTreeMap;

use super::medical::MedicalWords;
use super::rule::{Region, Rule};
use super::small_talk::Phrases;
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

/// An entry of a list: the way or the alternative, and how much the feature weighs in it.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The way, or the alternative.
    pub number: u32,
    /// The weight.
    pub weight: f32,
}

/// Lists of entries, one for each feature, in one piece of memory.
#[derive(Debug, Default)]
pub struct Lists {
    starts: Vec<u32>,
    entries: Vec<Entry>,
}

impl Lists {
    /// Sorts entries that come in the order of their numbers by feature, keeping that order.
    fn build(features: usize, all: &[(u32, Entry)]) -> Self {
        let mut starts = vec![0_u32; features + 1];
        for (feature, _) in all {
            starts[*feature as usize + 1] += 1;
        }
        for at in 0..features {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut entries = vec![Entry { number: 0, weight: 0.0 }; all.len()];
        for (feature, entry) in all {
            let place = &mut next[*feature as usize];
            entries[*place as usize] = *entry;
            *place += 1;
        }
        Self { starts, entries }
    }

    /// Makes one entry of those that a feature has with the same number, adding their weights up.
    fn merged(self) -> Self {
        let mut starts = Vec::with_capacity(self.starts.len());
        let mut entries: Vec<Entry> = Vec::with_capacity(self.entries.len());
        for list in self.starts.windows(2) {
            let from = entries.len();
            starts.push(from as u32);
            for entry in &self.entries[list[0] as usize..list[1] as usize] {
                match entries[from..].last_mut() {
                    Some(known) if known.number == entry.number => known.weight += entry.weight,
                    _ => entries.push(*entry),
                }
            }
        }
        starts.push(entries.len() as u32);
        Self { starts, entries }
    }

    /// The entries of a feature.
    #[must_use]
    pub fn of(&self, feature: u32) -> &[Entry] {
        let at = feature as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(to)) => &self.entries[*from as usize..*to as usize],
            _ => &[],
        }
    }
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

/// A text of a rule, before it is read.
struct Text {
    owner: u32,
    field: Field,
    place: u16,
    prepared: Prepared,
}

/// Does the same to each of many things, on two threads where there are enough of them; keeps their order.
fn each<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
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

fn texts_of(rules: &[Rule], vocabulary: &Vocabulary) -> (Vec<Text>, Vec<Owner>) {
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

/// The features of all words, each once with its greatest weight.
pub(super) fn gather<'a>(to: &mut Vec<(u32, f32)>, words: impl Iterator<Item = &'a Word>) {
    to.clear();
    for word in words {
        to.extend(word.features.iter().map(|feature| (feature.id, feature.level * word.weight)));
    }
    to.sort_unstable_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1)));
    to.dedup_by_key(|(id, _)| *id);
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

        let mut ways = Vec::new();
        let mut words: Vec<WayWord> = Vec::new();
        let mut features: Vec<Feature> = Vec::new();
        let mut runs: Vec<u32> = Vec::new();
        let mut way_entries: Vec<(u32, Entry)> = Vec::new();
        let mut rule_entries: Vec<(u32, Entry)> = Vec::new();
        let mut body_entries: Vec<(u32, Entry)> = Vec::new();
        let owner_region: Vec<u16> = owners
            .iter()
            .map(|owner| match owner {
                Owner::Rule(number) => region_of(&rules[*number as usize].region),
                Owner::Outside(_) => u16::MAX,
            })
            .collect();
        let mut last_seen = vec![u32::MAX; count];
        let mut frequency = vec![vec![0_u32; count]; regions.len() + 1];
        let mut gathered = Vec::new();
        let readings = each(&texts, |text| lexicon.read_prepared(&text.prepared, false));
        for (text, reading) in texts.iter().zip(readings) {
            gather(&mut gathered, reading.words.iter());
            for (id, _) in &gathered {
                if last_seen[*id as usize] != text.owner {
                    last_seen[*id as usize] = text.owner;
                    let region = owner_region[text.owner as usize] as usize;
                    for (at, seen) in frequency.iter_mut().enumerate() {
                        // What lies outside the rules competes with those of every region.
                        if at == region || at == regions.len() || region == usize::from(u16::MAX) {
                            seen[*id as usize] += 1;
                        }
                    }
                }
            }
            let weight = field_weight(text.field);
            if text.field == Field::Body {
                let mut counted: Vec<(u32, f32)> = Vec::with_capacity(gathered.len());
                for word in reading.words.iter().filter(|word| word.weight >= 0.3) {
                    for feature in &word.features {
                        counted.push((feature.id, feature.level * word.weight));
                    }
                }
                body_entries.extend(counted.into_iter().map(|(id, value)| (id, Entry { number: text.owner, weight: value })));
                continue;
            }
            let way = ways.len() as u32;
            way_entries.extend(gathered.iter().map(|(id, value)| (*id, Entry { number: way, weight: *value })));
            rule_entries.extend(gathered.iter().map(|(id, value)| (*id, Entry { number: text.owner, weight: *value * weight })));
            let words_from = words.len() as u32;
            for word in reading.words.iter().filter(|word| word.weight >= 0.2 && !word.features.is_empty()) {
                let features_from = features.len() as u32;
                features.extend_from_slice(&word.features);
                words.push(WayWord { mass: word.weight, features_from, features_to: features.len() as u32 });
            }
            let english = text.prepared.language == Language::English;
            let runs_from = runs.len() as u32;
            runs.extend(letter_runs(&text.prepared.keys));
            ways.push(Way {
                runs_from,
                runs_to: runs.len() as u32, owner: text.owner, field: text.field, place: text.place, english, words_from, words_to: words.len() as u32 });
        }

        let outside = owner_region.iter().filter(|region| **region == u16::MAX).count();
        let totals: Vec<f32> = (0..=regions.len())
            .map(|at| {
                let own = owner_region.iter().filter(|region| usize::from(**region) == at).count();
                if at == regions.len() { owners.len() as f32 } else { (own + outside) as f32 }
            })
            .collect();
        let rarities: Vec<Vec<f32>> = frequency
            .iter()
            .zip(&totals)
            .map(|(seen, total)| seen.iter().map(|seen| rarity(*seen as f32, *total)).collect())
            .collect();
        let rarest: Vec<f32> = totals.iter().map(|total| rarity_of_unseen(*total)).collect();
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
        let mut places = Vec::new();
        for region in &regions {
            let named = region_names.get(region);
            let own = named.into_iter().flat_map(|named| [&named.name, &named.short].into_iter().chain(&named.aliases));
            for name in std::iter::once(region).chain(own) {
                let words = prepare(name).keys;
                if !words.is_empty() {
                    places.push((words, region_of(region)));
                }
            }
        }
        let owner_years = owners
            .iter()
            .map(|owner| match owner {
                Owner::Rule(number) => rules[*number as usize].years.clone(),
                Owner::Outside(_) => Vec::new(),
            })
            .collect();
        Self { lexicon, owners, owner_region, owner_years, regions, ways, words, features, runs, rarities, rarest, way_lists, ask_lists, body_lists, small_talk: Phrases::new(vocabulary), medical: MedicalWords::new(&vocabulary.medical), places }
    }

    /// The words of a way to ask.
    pub(super) fn words_of(&self, way: &Way) -> &[WayWord] {
        &self.words[way.words_from as usize..way.words_to as usize]
    }

    /// The features of a word of a way to ask.
    pub(super) fn features_of(&self, word: &WayWord) -> &[Feature] {
        &self.features[word.features_from as usize..word.features_to as usize]
    }

    /// The runs of letters of a way to ask, as [`letter_runs`] gives them.
    pub(super) fn runs_of(&self, way: &Way) -> &[u32] {
        &self.runs[way.runs_from as usize..way.runs_to as usize]
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
                    && name.iter().zip(&keys[at..]).all(|(word, key)| {
                        *key == word || key.strip_suffix('s').is_some_and(|bare| bare == word) && word.len() > 3
                    });
                if fits && !found.contains(region) {
                    found.push(*region);
                }
            }
        }
        found
    }
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

/// Ways as vectors of length one.
fn normalized_ways(features: usize, mut entries: Vec<(u32, Entry)>, ways: usize) -> Lists {
    let mut lengths = vec![0.0_f32; ways];
    for (_, entry) in &entries {
        lengths[entry.number as usize] += entry.weight * entry.weight;
    }
    for (_, entry) in &mut entries {
        entry.weight /= lengths[entry.number as usize].sqrt().max(f32::MIN_POSITIVE);
    }
    Lists::build(features, &entries)
}

/// Counts of features in alternatives, growing ever more slowly and less in long ones, as in BM25.
fn saturated(features: usize, entries: &[(u32, Entry)], owners: usize, half: f32) -> Lists {
    let mut lengths = vec![0.0_f32; owners];
    for (_, entry) in entries {
        lengths[entry.number as usize] += entry.weight;
    }
    let filled = lengths.iter().filter(|length| **length > 0.0).count().max(1);
    let mean = lengths.iter().sum::<f32>() / filled as f32;
    let mut lists = Lists::build(features, entries).merged();
    for entry in &mut lists.entries {
        let length = 0.4 + 0.6 * lengths[entry.number as usize] / mean.max(f32::MIN_POSITIVE);
        entry.weight /= entry.weight + half * length;
    }
    lists
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
