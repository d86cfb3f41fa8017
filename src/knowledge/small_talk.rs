//! Greetings, thanks and the like: whole messages that are made of nothing else.

use super::distress::{self, Distress};
use crate::language::quick::QuickMap;
use crate::language::reading::{Prepared, prepare};
use crate::language::spelling::{edits, tolerance};
use crate::language::vocabulary::Vocabulary;

/// What people say that is no question about a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum SmallTalk {
    /// "Hej", "god morgon".
    Greeting,
    /// "Tack", "tusen tack".
    Thanks,
    /// "Bra jobbat", "du är bäst".
    Praise,
    /// "Hej då", "vi hörs".
    Farewell,
    /// "Vem är du?", "är du en robot?"
    Who,
    /// "Vad kan du?", "hjälp".
    Help,
    /// "Förlåt", "oj, fel av mig".
    Apology,
    /// "Haha", "precis", "jag är trött".
    Chat,
    /// "Okej, synd", "trist".
    Pity,
    /// "Hur mår du?", "läget?"
    Mood,
    /// "God natt".
    Night,
    /// "Sluta", "var tyst".
    Stop,
    /// "Det var fel svar", "du är värdelös".
    Complaint,
    /// "Jag orkar inte mer", as [`super::distress`] hears it.
    Strain,
    /// "Jag vill inte leva", as that hears it.
    Despair,
    /// "Lagras mina frågor?", "kan chefen se det här?"
    Privacy,
}

impl SmallTalk {
    /// The kind with this name in a vocabulary.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "greeting" => Self::Greeting,
            "thanks" => Self::Thanks,
            "praise" => Self::Praise,
            "farewell" => Self::Farewell,
            "who" => Self::Who,
            "help" => Self::Help,
            "apology" => Self::Apology,
            "chat" => Self::Chat,
            "pity" => Self::Pity,
            "mood" => Self::Mood,
            "night" => Self::Night,
            "stop" => Self::Stop,
            "complaint" => Self::Complaint,
            "privacy" => Self::Privacy,
            _ => return None,
        })
    }

    /// Which of two kinds a message is of that has both: the one that wants more of an answer.
    fn weightier(self, other: Self) -> Self {
        let rank = |kind: Self| match kind {
            Self::Greeting => 0,
            Self::Chat => 1,
            Self::Pity => 2,
            Self::Apology => 3,
            Self::Praise => 4,
            Self::Thanks => 5,
            Self::Farewell => 6,
            Self::Night => 7,
            Self::Mood => 8,
            Self::Stop => 9,
            Self::Help => 10,
            Self::Who => 11,
            Self::Complaint => 12,
            Self::Privacy => 13,
            Self::Strain => 14,
            Self::Despair => 15,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}

/// What a message tells of how its writer is, where they are not well.
fn of_distress(message: &Prepared) -> Option<SmallTalk> {
    distress::heard(message).map(|distress| match distress {
        Distress::Despair => SmallTalk::Despair,
        Distress::Strain => SmallTalk::Strain,
    })
}

/// The phrases of small talk, ready to be compared.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Phrases {
    /// By their first word, the longest first: the words that follow.
    by_first: QuickMap<String, Vec<(Vec<String>, SmallTalk)>>,
    /// Those of one word.
    single: Vec<(String, SmallTalk)>,
    /// Words that tell what a short message is when they stand in it together, wherever; each a beginning where it
    /// ends in a hyphen.
    together: Vec<(Vec<String>, SmallTalk)>,
}

/// The longest message that words tell which stand in it together, in words.
const LONGEST_TOLD: usize = 14;

/// The longest message that can be small talk, in words.
const LONGEST: usize = 16;

/// Words that may stand between.
const FILLERS: &[&str] = &[
    "stina",
    "du",
    "sa",
    "da",
    "nu",
    "o",
    "och",
    "alla",
    "hej",
    "pa",
    "dig",
    "mycket",
    "mkt",
    "jattemycket",
    "jattemkt",
    "supermycket",
    "verkligen",
    "valdigt",
    "hemskt",
    "snalla",
    "fina",
    "igen",
    "ju",
    "for",
    "jag",
    "ja",
    "ok",
    "okej",
    "aha",
    "bra",
    "det",
    "var",
    "e",
    "ar",
    "haha",
    "hehe",
    "lol",
    "svaret",
    "hjalpen",
    "then",
    "so",
    "much",
    "and",
    "very",
    "you",
    "the",
    "for",
    "help",
    "ha",
    "en",
    "fin",
    "dag",
    "dar",
    "vannen",
    "bot",
    "botten",
    "oj",
    "jaha",
    "jaja",
    "mm",
    "well",
    "oh",
    "allihop",
    "svar",
    "snabbt",
    "snabba",
    "supersnabbt",
    "egentligen",
    "faktiskt",
    "liksom",
    "typ",
    "idag",
    "kvall",
    "dej",
    "mannen",
    "kompis",
    "gumman",
    "super",
    "sjalv",
    "a",
    "today",
    "there",
    // "@room hej"
    "room",
];

/// A word or a beginning in the form in which it is compared.
fn entry_of(word: &str) -> String {
    let key = prepare(word.trim_end_matches('-')).keys.concat();
    if word.ends_with('-') { format!("{key}-") } else { key }
}

impl Phrases {
    /// Prepares the phrases of a vocabulary.
    #[must_use]
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let mut all: Vec<(Vec<String>, SmallTalk)> = vocabulary
            .small_talk
            .iter()
            .filter_map(|entry| SmallTalk::named(&entry.kind).map(|kind| (kind, &entry.say)))
            .flat_map(|(kind, say)| say.iter().map(move |phrase| (prepare(phrase).keys, kind)))
            .filter(|(keys, _)| !keys.is_empty())
            .collect();
        all.sort_by_key(|(keys, _)| std::cmp::Reverse(keys.len()));
        let mut by_first: QuickMap<String, Vec<(Vec<String>, SmallTalk)>> = QuickMap::default();
        let mut single = Vec::new();
        for (keys, kind) in all {
            let mut words = keys.into_iter();
            let Some(first) = words.next() else { continue };
            let rest: Vec<String> = words.collect();
            if rest.is_empty() {
                single.push((first.clone(), kind));
            }
            by_first.entry(first).or_default().push((rest, kind));
        }
        let together = vocabulary
            .small_talk
            .iter()
            .filter_map(|entry| SmallTalk::named(&entry.kind).map(|kind| (kind, &entry.together)))
            .flat_map(|(kind, sets)| sets.iter().map(move |set| (set.split_whitespace().map(entry_of).collect(), kind)))
            .collect();
        Self { by_first, single, together }
    }

    /// The kind of small talk that words of a short message tell, whatever else stands in it.
    #[must_use]
    pub fn told(&self, message: &Prepared) -> Option<SmallTalk> {
        let keys = &message.keys;
        if keys.len() > LONGEST_TOLD {
            return None;
        }
        let is_in = |entry: &String| match entry.strip_suffix('-') {
            Some(beginning) => keys.iter().any(|key| key.starts_with(beginning)),
            None => keys.contains(entry),
        };
        self.together.iter().find(|(entries, _)| entries.iter().all(is_in)).map(|(_, kind)| *kind)
    }

    /// The kind of small talk that the message is, if it is nothing else. `known` tells whether the word at a place is
    /// a known one; others may be off by one letter ("hjelp").
    #[must_use]
    pub fn recognize(&self, message: &Prepared, known: impl Fn(usize) -> bool) -> Option<SmallTalk> {
        if let Some(kind) = of_distress(message) {
            return Some(kind);
        }
        let keys = &message.keys;
        if keys.is_empty() || keys.len() > LONGEST {
            return None;
        }
        let mut kind: Option<SmallTalk> = None;
        let mut at = 0;
        'words: while at < keys.len() {
            for (rest, said) in self.by_first.get(&keys[at]).into_iter().flatten() {
                if keys[at + 1..].starts_with(rest) {
                    kind = Some(kind.map_or(*said, |known| known.weightier(*said)));
                    at += 1 + rest.len();
                    continue 'words;
                }
            }
            if !FILLERS.contains(&keys[at].as_str()) {
                let meant = (!known(at)).then(|| self.nearly(&keys[at])).flatten()?;
                kind = Some(kind.map_or(meant, |known| known.weightier(meant)));
            }
            at += 1;
        }
        kind
    }

    /// The kind of the one-word phrase that a word is one edit away from, and begins like.
    fn nearly(&self, key: &str) -> Option<SmallTalk> {
        if tolerance(key) == 0 {
            return None;
        }
        let is_near = |phrase: &str| phrase.as_bytes().first() == key.as_bytes().first() && edits(phrase, key, 1).is_some();
        self.single.iter().find(|(phrase, _)| tolerance(phrase) > 0 && is_near(phrase)).map(|(_, kind)| *kind)
    }
}
