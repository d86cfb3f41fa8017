//! Knows a question about a patient, a disease or a treatment, which she never answers.

use crate::language::normalize::{fold, normalize};
use crate::language::quick::QuickSet;
use crate::language::reading::Word;
use crate::language::vocabulary::Medical;

/// Whom an age makes a patient.
const PERSONS: &[&str] = &[
    "man",
    "mannen",
    "kvinna",
    "kvinnan",
    "pojke",
    "pojken",
    "flicka",
    "flickan",
    "barn",
    "barnet",
    "dam",
    "damen",
    "herre",
    "gubbe",
    "tant",
    "patient",
    "patienten",
    "pat",
    "spadbarn",
    "bebis",
    "woman",
    "boy",
    "girl",
    "child",
];

/// The medical words of a vocabulary, ready to be compared.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct MedicalWords {
    exact: QuickSet<String>,
    beginnings: Vec<String>,
    hints: QuickSet<String>,
    hint_beginnings: Vec<String>,
    endings: Vec<String>,
    except: QuickSet<String>,
}

fn folded(word: &str) -> String {
    fold(&normalize(word))
}

/// Words, and beginnings of words in alphabetical order.
fn sort_out(words: &[String]) -> (QuickSet<String>, Vec<String>) {
    let mut exact = QuickSet::default();
    let mut beginnings = Vec::new();
    for word in words.iter().flat_map(|line| line.split_whitespace()) {
        match word.strip_suffix('-') {
            Some(beginning) => beginnings.push(folded(beginning)),
            None => {
                exact.insert(folded(word));
            }
        }
    }
    beginnings.sort_unstable();
    (exact, beginnings)
}

/// Whether a word begins with one of the beginnings, which stand in alphabetical order.
fn begins(word: &str, beginnings: &[String]) -> bool {
    let Some(first) = word.as_bytes().first() else { return false };
    let from = beginnings.partition_point(|beginning| beginning.as_bytes().first() < Some(first));
    beginnings[from..]
        .iter()
        .take_while(|beginning| beginning.as_bytes().first() == Some(first))
        .any(|beginning| word.starts_with(beginning.as_str()))
}

impl MedicalWords {
    /// Prepares the medical words of a vocabulary.
    #[must_use]
    pub fn new(medical: &Medical) -> Self {
        let (exact, beginnings) = sort_out(&medical.terms);
        let (hints, hint_beginnings) = sort_out(&medical.hints);
        let (except, _) = sort_out(&medical.except);
        let (endings, _) = sort_out(&medical.endings);
        Self { exact, beginnings, hints, hint_beginnings, endings: endings.into_iter().collect(), except }
    }

    /// How medical a word is: 1 for one that makes a question medical, 0.5 for a hint, 0 for any other.
    #[must_use]
    pub fn degree(&self, key: &str) -> f32 {
        if self.except.contains(key) {
            return 0.0;
        }
        let ends = || key.len() > 6 && self.endings.iter().any(|ending| key.ends_with(ending.as_str()));
        if self.exact.contains(key) || begins(key, &self.beginnings) || ends() {
            1.0
        } else if self.hints.contains(key) || begins(key, &self.hint_beginnings) {
            0.5
        } else {
            0.0
        }
    }

    /// How medical the words are together, leaving out those that `is_ours` says belong to the rules.
    pub fn degree_of<'a>(&self, words: impl Iterator<Item = &'a Word>, mut is_ours: impl FnMut(&Word) -> bool) -> f32 {
        let mut seen: Vec<&str> = Vec::new();
        let mut sum = 0.0;
        // "En man på 60 år", "barn 3 år": somebody of an age is a patient.
        let mut since_person = usize::MAX;
        let mut since_number = usize::MAX;
        let mut aged = false;
        for word in words.filter(|word| !word.derived) {
            since_person = if PERSONS.contains(&word.key.as_str()) { 0 } else { since_person.saturating_add(1) };
            let is_age =
                matches!(word.key.as_str(), "aret" | "arig" | "arige" | "ariga" | "aring" | "year" | "years" | "yo") && since_number == 0;
            since_number = if word.key.bytes().all(|byte| byte.is_ascii_digit()) { 0 } else { since_number.saturating_add(1) };
            if is_age && (since_person <= 4 || word.key.starts_with("ari")) && !aged {
                aged = true;
                sum += 0.5;
            }
            let degree = self.degree(&word.key);
            if degree > 0.0 && !seen.contains(&word.key.as_str()) && !is_ours(word) {
                seen.push(&word.key);
                sum += degree;
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::MedicalWords;
    use crate::language::vocabulary::Medical;

    #[test]
    fn terms_hints_and_endings() {
        let words = MedicalWords::new(&Medical {
            terms: vec!["mg".into(), "antibiotika-".into()],
            hints: vec!["patient-".into()],
            endings: vec!["cillin".into()],
            except: vec!["patientlista".into()],
        });
        assert!((words.degree("antibiotikaval") - 1.0).abs() < f32::EPSILON);
        assert!((words.degree("amoxicillin") - 1.0).abs() < f32::EPSILON);
        assert!((words.degree("patienten") - 0.5).abs() < f32::EPSILON);
        assert!(words.degree("patientlista").abs() < f32::EPSILON);
        assert!(words.degree("kurs").abs() < f32::EPSILON);
    }
}
