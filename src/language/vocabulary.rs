//! What words stand for, as data: abbreviations, slang, synonyms, English terms, places, and what lies outside.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The words of a trade, read from a `vocabulary.toml`. Every part may be left out.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Vocabulary {
    /// Short forms and slang, with what each stands for; several where it is open.
    pub abbreviations: BTreeMap<String, Vec<String>>,
    /// Short forms as they are written, with what each stands for, for who asks; empty where the rules do not tell.
    pub stands_for: BTreeMap<String, String>,
    /// Words and phrases that mean the same thing.
    pub concept: Vec<Concept>,
    /// Pieces that compounds are made of, beside the words of the rules.
    pub parts: Vec<String>,
    /// Ordinary words that are never taken for a misspelt term.
    pub common: Vec<String>,
    /// What people say that is no question.
    pub small_talk: Vec<SmallTalkPhrases>,
    /// Matters that no rule answers, with ways in which people ask about them.
    pub out_of_scope: Vec<Topic>,
    /// How a question about a patient or a treatment is known; it has a file of its own.
    #[serde(default)]
    pub medical: Medical,
}

/// Words and phrases that mean the same thing.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Concept {
    /// Swedish words and phrases.
    pub sv: Vec<String>,
    /// English words and phrases.
    pub en: Vec<String>,
    /// How nearly they mean the same, 0..=1.
    pub strength: Option<f32>,
}

/// Things people say that are no question.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SmallTalkPhrases {
    /// What kind of talk it is: `greeting`, `thanks`, `praise`, `farewell`, `who`, `help`, `apology`, `chat`, `mood`,
    /// `night`, `stop`, `complaint`, `privacy`.
    pub kind: String,
    /// Whole messages of this kind.
    #[serde(default)]
    pub say: Vec<String>,
    /// Words that make a short message of this kind when they all stand in it, in any order; a hyphen at the end of
    /// one takes longer words as well.
    #[serde(default)]
    pub together: Vec<String>,
}

/// A matter that no rule answers.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// What it is called.
    #[serde(rename = "topic")]
    pub name: String,
    /// Whether it has nothing to do with work, so that there is nobody to send the asker to.
    #[serde(default)]
    pub unrelated: bool,
    /// Ways in which people ask about it.
    pub ask: Vec<String>,
}

/// How a question about a patient or a treatment is known, read from a `medical.toml`.
///
/// An entry is a word or a phrase; a hyphen at its end takes longer words that begin so as well.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Medical {
    /// What makes a question medical, wherever it stands; a course may be about it.
    pub terms: Vec<String>,
    /// What asks for a dose or a prescription; no course makes it a subject.
    pub acts: Vec<String>,
    /// What makes it medical only together with another medical word.
    pub hints: Vec<String>,
    /// What names one patient.
    pub patients: Vec<String>,
    /// Words of training, beside which a patient can be named.
    pub ours: Vec<String>,
    /// Words for courses and the like, which make a disease their subject.
    pub courses: Vec<String>,
    /// Endings of names of diseases and drugs.
    pub endings: Vec<String>,
    /// Ordinary words that begin or end like medical ones.
    pub except: Vec<String>,
}

impl Vocabulary {
    /// Reads a vocabulary from TOML.
    ///
    /// # Errors
    /// Where the text is no TOML or has keys that a vocabulary does not have.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// This vocabulary with the language of another added (abbreviations, synonyms, parts, ordinary words)
    /// where it has none of its own, so that a folder of rules without a vocabulary is still understood.
    ///
    /// What lies outside the rules, places and medical words are not taken over: they belong to the rules.
    #[must_use]
    pub fn or_language_of(mut self, other: &Self) -> Self {
        if self.concept.is_empty() {
            self.concept.clone_from(&other.concept);
        }
        if self.abbreviations.is_empty() {
            self.abbreviations.clone_from(&other.abbreviations);
        }
        if self.parts.is_empty() {
            self.parts.clone_from(&other.parts);
        }
        if self.common.is_empty() {
            self.common.clone_from(&other.common);
        }
        if self.small_talk.is_empty() {
            self.small_talk.clone_from(&other.small_talk);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Vocabulary;

    #[test]
    fn every_part_may_be_left_out_but_none_misspelt() {
        assert!(Vocabulary::parse("").is_ok());
        assert!(Vocabulary::parse("[[concept]]\nsv = [\"randning\", \"sidotjänstgöring\"]").is_ok());
        assert!(Vocabulary::parse("[[concepts]]\nsv = []").is_err());
    }
}
