//! Groups that are named side by side, each with its own place: "ST-läkare i Växjö och handledare i Ljungby"; and
//! those who are left out: "alla utom handledare".

use super::audience::{Known, ROLES, folded, take};
use crate::facts::Role;

/// The groups of a phrase, folded, each with what stands with it. One, unless a place is followed by another
/// role with a place of its own: then what comes before and what comes after are meant apart.
pub(super) fn apart(phrase: &str, known: &Known<'_>) -> Vec<String> {
    let plain = folded(&phrase.replace([',', ';'], " och "));
    let mut groups: Vec<String> = Vec::new();
    for piece in plain.split(" och ").flat_map(|piece| piece.split(" samt ")).flat_map(|piece| piece.split(" and ")) {
        let piece = piece.trim();
        if piece.is_empty() {
            continue;
        }
        match groups.last_mut() {
            Some(group) if !(names_place(group, known) && names_role(piece)) => {
                group.push_str(" och ");
                group.push_str(piece);
            }
            _ => groups.push(piece.to_owned()),
        }
    }
    // A group without a place of its own shares the other's, as in "ST-läkare i Växjö och handledare".
    if groups.iter().all(|group| names_place(group, known)) { groups } else { vec![plain] }
}

/// Folded words as they stand in the phrase that they were read from.
pub(super) fn as_written(words: &str, phrase: &str) -> String {
    let written = |word: &str| {
        let own = phrase.split_whitespace().find(|written| folded(written) == word);
        own.map_or(word, |own| own.trim_matches(|letter: char| !letter.is_alphanumeric())).to_owned()
    };
    words.split(' ').map(written).collect::<Vec<_>>().join(" ")
}

fn names_role(words: &str) -> bool {
    let mut padded = format!(" {words} ");
    ROLES.iter().any(|(forms, _)| forms.iter().any(|form| take(&mut padded, form)))
}

fn names_place(words: &str, known: &Known<'_>) -> bool {
    let mut padded = format!(" {words} ");
    let regions = known.regions.iter().flat_map(|region| [&region.id, &region.name, &region.short].into_iter().chain(&region.aliases));
    regions.chain(known.tags).any(|name| take(&mut padded, &folded(name)))
}

/// Takes "utom handledare" out of a padded, folded phrase: the roles that are left then. `None`: nobody is left
/// out, or others than a role.
pub(super) fn but(rest: &mut String) -> Option<Vec<Role>> {
    let (at, word) = [" utom ", " forutom ", " except ", " but not "].iter().find_map(|word| Some((rest.find(word)?, *word)))?;
    let mut left_out = format!(" {} ", &rest[at + word.len()..]);
    let roles: Vec<Role> = ROLES
        .iter()
        .filter(|(forms, _)| forms.iter().filter(|form| take(&mut left_out, form)).count() > 0)
        .map(|(_, role)| *role)
        .collect();
    let others = ROLES.iter().map(|(_, role)| *role).filter(|role| !roles.contains(role)).collect();
    let only_roles = !roles.is_empty() && left_out.split_whitespace().all(|word| ["och", "samt", "and", "alla"].contains(&word));
    only_roles.then(|| {
        rest.truncate(at + 1);
        others
    })
}
