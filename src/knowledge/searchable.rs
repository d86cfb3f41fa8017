//! Rules with all that is needed to find them, and the form in which the program has its own built in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::index::Index;
use super::rule::{Region, Rule, Source};
use crate::language::vocabulary::Vocabulary;

/// Rules with all that is needed to find them.
#[derive(Debug, Serialize, Deserialize)]
pub struct Searchable {
    /// The rules, in order of regions and in each of slugs.
    pub rules: Vec<Rule>,
    /// The documents that the rules come from, by id.
    pub sources: BTreeMap<String, Source>,
    /// How people name the regions, by the name of the folder.
    pub region_names: BTreeMap<String, Region>,
    /// What words stand for.
    pub vocabulary: Vocabulary,
    /// Where the words of the rules stand.
    pub index: Index,
}

impl Searchable {
    /// Makes rules searchable.
    #[must_use]
    pub fn new(
        mut rules: Vec<Rule>,
        sources: BTreeMap<String, Source>,
        region_names: BTreeMap<String, Region>,
        vocabulary: Vocabulary,
    ) -> Self {
        rules.sort_by(|one, other| (&one.region, &one.slug).cmp(&(&other.region, &other.slug)));
        let index = Index::build(&rules, &region_names, &vocabulary);
        Self { rules, sources, region_names, vocabulary, index }
    }

    /// Reads what the build of the program has written.
    ///
    /// # Errors
    /// Where the bytes were written by another version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, postcard::Error> {
        let mut searchable: Self = postcard::from_bytes(bytes)?;
        for (id, source) in &mut searchable.sources {
            id.clone_into(&mut source.id);
        }
        Ok(searchable)
    }
}
