//! A message of one word, or of a year of ST alone: it says what it is about, seldom what is asked.
//!
//! Whatever words a rule shares with a whole question, a bare word is only taken for the rule's where the rule is what
//! people ask about with it: "hemvändarveckor", but not "handledare", which a dozen rules are about.

use super::index::{Field, Owner};
use super::query::Query;
use super::rank::{Candidate, Ranking};
use super::story::is_of_year;
use super::understand::{Decision, Message, OFFERED, Reason, Understanding};
use crate::language::reading::Word;

/// The least part of all ways to ask with the word that are one rule's for it to be the one that is meant.
const ALONE: f32 = 0.5;

/// The least part of a rule's ways to ask that have the word for it to be the one that is meant.
const OFTEN: f32 = 0.15;

/// The least part of them for it to be offered.
const AT_ALL: f32 = 0.03;

/// How strongly a way to ask has to have the word: more than a part of a compound does.
const CLEARLY: f32 = 0.5;

/// How a word stands in the ways to ask of a rule.
#[derive(Default, Clone, Copy)]
struct Standing {
    /// The part of the rule's ways in one language that have the word, 0..=1.
    own: f32,
    /// The part of all rules' ways with the word that are the rule's, 0..=1.
    alone: f32,
    /// Whether its title has the word.
    title: bool,
}

impl Message<'_> {
    /// Decides on a bare word that does not say which rule is meant: offers those that have it, or does not know.
    pub(super) fn decide_bare(&self, query: &Query, ranking: &Ranking, found: &mut Understanding) -> bool {
        if self.is_bare_year() {
            if ranking.rules.len() < 2 {
                return false;
            }
            self.offer(ranking.rules.iter(), found);
            return true;
        }
        // Of a word that no rule has as it stands its parts and likenesses tell.
        let stands = |word: &&Word| self.ways_with(word, None).next().is_some();
        let Some(word) = self.bare_word().filter(stands) else { return false };
        let means = |candidate: &Candidate, region| self.is_meant_by(word, candidate.owner, region);
        if ranking.rules.first().is_some_and(|best| means(best, self.region)) {
            return false;
        }
        let has = |candidate: &&Candidate| self.standing(word, candidate.owner, self.region).own >= AT_ALL;
        if ranking.rules.iter().filter(has).count() > 1 {
            self.offer(ranking.rules.iter().filter(has), found);
            return true;
        }
        found.decision = Decision::Unknown(match self.elsewhere(query).filter(|there| means(&there.best, None)) {
            Some(there) => Reason::OtherRegion(there.ids),
            None => Reason::NoMatch,
        });
        true
    }

    /// Whether a rule is what people ask about with a word, beside those of a region or of all.
    pub(super) fn is_meant_by(&self, word: &Word, owner: u32, region: Option<u16>) -> bool {
        let Standing { own, alone, title } = self.standing(word, owner, region);
        alone >= ALONE && (own >= OFTEN || title)
    }

    fn offer<'c>(&self, candidates: impl Iterator<Item = &'c Candidate>, found: &mut Understanding) {
        found.decision = Decision::Choose;
        found.shown = candidates.take(OFFERED).map(|candidate| self.id(candidate)).collect();
    }

    /// The only word that tells anything in a message of one or two.
    fn bare_word(&self) -> Option<&Word> {
        let words = || self.reading.words.iter().filter(|word| !word.derived);
        let mut telling = words().filter(|word| word.weight >= 0.1);
        let only = telling.next().filter(|word| word.weight >= 0.3)?;
        (telling.next().is_none() && words().count() <= 2).then_some(only)
    }

    /// Whether the message says nothing but a year of ST.
    fn is_bare_year(&self) -> bool {
        let is_of_year = |word: &Word| word.weight < 0.1 || is_of_year(&word.key) || matches!(word.key.as_str(), "till" | "to");
        let words = || self.reading.words.iter().filter(|word| !word.derived);
        !self.reading.years.is_empty() && words().count() <= 5 && words().all(is_of_year)
    }

    /// The rules' ways to ask in a region, or in all, that clearly have a word; one may come several times.
    fn ways_with<'w>(&'w self, word: &'w Word, region: Option<u16>) -> impl Iterator<Item = u32> + 'w {
        let index = &self.knowledge.index;
        let strong = word.features.iter().filter(|feature| feature.level >= CLEARLY);
        strong
            .flat_map(move |feature| index.way_lists.within(feature.id, region))
            .flat_map(|entries| entries.iter().map(|entry| entry.number))
            .filter(|way| matches!(index.owners[index.ways[*way as usize].owner as usize], Owner::Rule(_)))
    }

    /// How a word stands in a rule's ways to ask, beside those of a region, or of all.
    fn standing(&self, word: &Word, owner: u32, region: Option<u16>) -> Standing {
        let index = &self.knowledge.index;
        let mut ways: Vec<u32> = self.ways_with(word, region).collect();
        ways.sort_unstable();
        ways.dedup();
        let (from, to) = index.ways_of(owner);
        let own: Vec<u32> = ways.iter().copied().filter(|way| (from..to).contains(way)).collect();
        let is_english = |way: u32| index.ways[way as usize].english;
        let part = |english: bool| {
            let have = own.iter().filter(|way| is_english(**way) == english).count();
            share(have, (from..to).filter(|way| is_english(*way) == english).count())
        };
        Standing {
            own: part(false).max(part(true)),
            alone: share(own.len(), ways.len()),
            title: own.iter().any(|way| index.ways[*way as usize].field == Field::Title),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "rules have far fewer than 2^24 ways to ask")]
fn share(part: usize, whole: usize) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}
