//! What the paths of rules say: which files are rules, whether there are regions, and the ids.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::language::normalize;

/// The files of a folder, by path relative to it, with `/` between the parts.
pub(super) type Files = BTreeMap<String, String>;

pub(super) fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending))
}

/// Whether a file is a rule or its English text: a note to whoever looks into the folder is neither.
pub(super) fn is_rule(path: &str, text: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let note = name.eq_ignore_ascii_case("readme.md") && !text.trim_start_matches('\u{feff}').starts_with("+++");
    has_ending(path, "md") && !note
}

/// Whether the rules of a folder lie in no subfolders, and so in no regions.
pub(super) fn is_flat(files: &Files) -> bool {
    let mut rules = files.iter().filter(|(path, text)| is_rule(path, text)).peekable();
    rules.peek().is_some() && rules.all(|(path, _)| !path.contains('/'))
}

/// The regions that the subfolders with rules stand for, each with the folder's name as it is written.
pub(super) fn regions_of(files: &Files) -> BTreeMap<String, String> {
    let folders: BTreeSet<&str> = files
        .iter()
        .filter(|(path, text)| is_rule(path, text))
        .filter_map(|(path, _)| path.split_once('/'))
        .map(|(folder, _)| folder)
        .collect();
    folders.into_iter().map(|folder| (normalised(folder), folder.to_owned())).collect()
}

/// What a rule's path says: the region (empty where there are none), the rest as the rule's own name, and
/// whether it is the English text of a rule.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) region: String,
    pub(super) slug: String,
    pub(super) english: bool,
}

impl Place {
    /// Reads a path; in a flat folder no part of it is a region.
    pub(super) fn of(path: &str, flat: bool) -> Self {
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let (stem, english) = match stem.strip_suffix(".en") {
            Some(swedish) => (swedish, true),
            None => (stem, false),
        };
        let mut parts: Vec<String> = stem.split('/').map(normalised).collect();
        let region = if flat || parts.len() < 2 { String::new() } else { parts.remove(0) };
        Self { region, slug: parts.join("."), english }
    }

    /// The rule's id.
    pub(super) fn id(&self) -> String {
        if self.region.is_empty() { self.slug.clone() } else { format!("{}.{}", self.region, self.slug) }
    }
}

/// A folder's or file's name as it stands in an id: small letters without their marks, digits,
/// underscores, and one hyphen for anything else in between.
pub(super) fn normalised(name: &str) -> String {
    let folded = normalize::fold(&normalize::normalize(name));
    let mut id = String::with_capacity(folded.len());
    for letter in folded.chars() {
        if letter.is_alphanumeric() || letter == '_' {
            id.push(letter);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    id.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_ids() {
        let id = |path: &str| Place::of(path, false).id();
        assert_eq!(id("vgr/kursarrangor.md"), "vgr.kursarrangor");
        assert_eq!(id("Östergötland/Ledighet & lön.md"), "ostergotland.ledighet-lon");
        assert_eq!(id("Skåne/Kurser/Anmälan.MD"), "skane.kurser.anmalan");
        assert_eq!(id("vgr/1.2 När.md"), "vgr.1-2-nar");
        assert_eq!(Place::of("Öppettider.md", true).id(), "oppettider");
        let english = Place::of("Öppettider.en.md", true);
        assert!(english.english && english.slug == "oppettider");
    }
}
