//! Compounds taken apart along known words: "kursbokningsguiden" is kurs, boknings, guiden.

use std::collections::HashSet;

/// The shortest piece of a compound.
const SHORTEST_PART: usize = 3;

/// Splits a folded word into known parts, or gives nothing where it is no compound of known words.
///
/// A linking s between parts is taken as the end of the part before it. Of several ways to split, the one
/// with the fewest parts is taken, then the one whose shortest part is longest. The parts rejoin to the word.
#[must_use]
pub fn split<S: std::hash::BuildHasher>(folded: &str, known: &HashSet<Box<str>, S>) -> Option<Vec<String>> {
    if !folded.is_ascii() || folded.len() < 2 * SHORTEST_PART {
        return None;
    }
    let length = folded.len();
    // The best way to split the first `end` letters: parts, length of the shortest, where the last begins.
    let mut best: Vec<Option<(usize, usize, usize)>> = vec![None; length + 1];
    best[0] = Some((0, usize::MAX, 0));
    for end in SHORTEST_PART..=length {
        for start in 0..=end - SHORTEST_PART {
            let Some((parts, shortest, _)) = best[start] else { continue };
            if start == 0 && end == length {
                continue;
            }
            let part = &folded[start..end];
            let is_known = known.contains(part)
                || (end < length && part.len() > SHORTEST_PART && part.strip_suffix('s').is_some_and(|bare| known.contains(bare)));
            if !is_known {
                continue;
            }
            let candidate = (parts + 1, shortest.min(part.len()), start);
            let better =
                best[end].is_none_or(|(parts, shortest, _)| candidate.0 < parts || (candidate.0 == parts && candidate.1 > shortest));
            if better {
                best[end] = Some(candidate);
            }
        }
    }
    let mut parts = Vec::new();
    let mut end = length;
    while end > 0 {
        let (_, _, start) = best[end]?;
        parts.push(folded[start..end].to_owned());
        end = start;
    }
    parts.reverse();
    (parts.len() > 1).then_some(parts)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::split;

    #[test]
    fn splits_along_known_words() {
        let known: HashSet<Box<str>> = ["kurs", "bokning", "guiden", "tjanst", "goring", "sido"].map(Box::from).into();
        assert_eq!(split("kursbokningsguiden", &known), Some(vec!["kurs".into(), "boknings".into(), "guiden".into()]));
        assert_eq!(split("sidotjanstgoring", &known), Some(vec!["sido".into(), "tjanst".into(), "goring".into()]));
        assert_eq!(split("kurs", &known), None);
        assert_eq!(split("kursxyz", &known), None);
    }
}
