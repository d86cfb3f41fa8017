//! The rules as people write them, and finding the one that answers a question.
//!
//! [`load`] reads a folder, all or nothing, or takes the copy inside the program, which the build has already read
//! and made [`searchable`]; [`check`] tells what is wrong or doubtful in it; [`index`] makes it searchable; [`rank`] orders the rules for a question; [`understand`]
//! decides between answering, offering a choice and not knowing, where `story` reads what tells before it asks, `two`
//! and `three` find several questions in one message, `follow_up` what only makes sense after an answer, `bare` takes
//! care of single words, `meaning` of short forms whose meaning is asked, `elsewhere` of a region that has no rules
//! here, `named` of one that has; [`calibrate`] learned the numbers that ranking and deciding use. Beside the rules lie the plans of ST, which
//! `plans` reads for [`crate::plan`].

mod bare;
mod build;
pub mod calibrate;
pub mod check;
pub mod distress;
mod elsewhere;
pub mod explain;
mod follow_up;
pub mod index;
mod letters;
pub mod lists;
pub mod load;
mod meaning;
pub mod medical;
mod named;
mod paths;
mod plans;
mod query;
mod quick_look;
pub mod rank;
mod read;
mod refuse;
pub mod rule;
mod scratch;
pub mod searchable;
pub mod small_talk;
pub mod statements;
mod story;
mod texts;
mod three;
mod two;
pub mod understand;
mod years;

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub use index::Index;
pub use rule::{EnglishRule, Problem, Region, Rule, Severity, Source};

use crate::{language::vocabulary::Vocabulary, plan::Plan};
use searchable::Searchable;

/// The plans of ST by region, read when the first of them is asked for.
pub type Plans = LazyLock<BTreeMap<String, Plan>, Box<dyn FnOnce() -> BTreeMap<String, Plan> + Send>>;

/// The rules of all regions with everything needed to find them. Made once and shared.
#[derive(Debug)]
pub struct KnowledgeBase {
    /// The rules, in order of regions and in each of slugs.
    pub rules: Vec<Rule>,
    /// The documents that the rules come from, by id.
    pub sources: BTreeMap<String, Source>,
    /// How people name the regions, by the name of the folder; regions without a name of their own are missing.
    pub region_names: BTreeMap<String, Region>,
    /// The plans of ST, by region; not every region has one.
    pub plans: Plans,
    /// What words stand for.
    pub vocabulary: Vocabulary,
    pub(crate) index: Index,
}

impl KnowledgeBase {
    /// Makes rules searchable.
    #[must_use]
    pub fn new(
        rules: Vec<Rule>,
        sources: BTreeMap<String, Source>,
        region_names: BTreeMap<String, Region>,
        vocabulary: Vocabulary,
    ) -> Self {
        Self::of(Searchable::new(rules, sources, region_names, vocabulary), Plans::new(Box::new(BTreeMap::new)))
    }

    fn of(searchable: Searchable, plans: Plans) -> Self {
        let Searchable { rules, sources, region_names, vocabulary, index } = searchable;
        Self { rules, sources, region_names, plans, vocabulary, index }
    }

    /// The regions that have rules, in alphabetical order; none where the rules lie in no subfolders.
    #[must_use]
    pub fn regions(&self) -> Vec<&str> {
        let mut regions: Vec<&str> = self.rules.iter().map(|rule| rule.region.as_str()).filter(|region| !region.is_empty()).collect();
        regions.dedup();
        regions
    }

    /// The rule with this id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        let find = |region: &str, slug: &str| {
            self.rules.binary_search_by(|rule| (rule.region.as_str(), rule.slug.as_str()).cmp(&(region, slug))).ok()
        };
        let at = id.split_once('.').and_then(|(region, slug)| find(region, slug)).or_else(|| find("", id))?;
        self.rules.get(at)
    }
}
