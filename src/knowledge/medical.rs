//! Knows a question about a patient, a disease or a treatment, which she never answers.

use crate::language::lexicon::Lexicon;
use crate::language::quick::{QuickMap, QuickSet};
use crate::language::reading::{Word, prepare};
use crate::language::vocabulary::Medical;

/// Words, phrases and beginnings of words.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
struct WordList {
    /// Words and phrases by their first word, with the words that follow.
    exact: QuickMap<String, Vec<Vec<String>>>,
    /// Beginnings of words, in alphabetical order.
    beginnings: Vec<String>,
    /// Whether a word of the list counts with an ending too: "krampen", "dropparna".
    inflects: bool,
}

impl WordList {
    fn new(entries: &[String]) -> Self {
        let mut list = Self::default();
        for entry in entries {
            let keys = prepare(entry.trim_end_matches('-')).keys;
            match keys.split_first() {
                Some((only, [])) if entry.ends_with('-') => list.beginnings.push(only.clone()),
                Some((first, rest)) => list.exact.entry(first.clone()).or_default().push(rest.to_vec()),
                None => {}
            }
        }
        list.beginnings.sort_unstable();
        list
    }

    /// The same list, whose words count with endings too.
    fn inflected(self) -> Self {
        Self { inflects: true, ..self }
    }

    /// Whether a word stands in the list, alone or before an ending.
    fn has_word(&self, word: &str) -> bool {
        let stands = |word: &str| self.exact.get(word).is_some_and(|phrases| phrases.iter().any(Vec::is_empty));
        let bare = || INFLECTIONS.iter().filter_map(|ending| word.strip_suffix(ending)).filter(|bare| bare.len() >= SHORTEST_BARE);
        stands(word) || (self.inflects && bare().any(stands))
    }

    /// Whether a compound ends with a word of the list: "fotsvettningar".
    fn ends(&self, word: &str) -> bool {
        (SHORTEST_FIRST..word.len().saturating_sub(SHORTEST_LAST - 1)).any(|at| word.get(at..).is_some_and(|last| self.has_word(last)))
    }

    /// How many of the first words are in the list, as a word or a phrase of it; 0 where they are not.
    fn taken(&self, keys: &[&str]) -> usize {
        let Some(word) = keys.first() else { return 0 };
        let phrases = self.exact.get(*word).into_iter().flatten();
        let longest = phrases.filter(|rest| keys[1..].len() >= rest.len() && rest.iter().zip(&keys[1..]).all(|(one, other)| one == other));
        longest.map(|rest| 1 + rest.len()).max().unwrap_or_else(|| usize::from(self.begins(word) || self.inflects && self.has_word(word)))
    }

    /// Whether a word is in the list, or an entry of it may begin with the word.
    fn may_take(&self, word: &str) -> bool {
        self.exact.contains_key(word) || self.begins(word) || self.inflects && self.has_word(word)
    }

    /// Whether a word begins with one of the beginnings.
    fn begins(&self, word: &str) -> bool {
        let Some(first) = word.as_bytes().first() else { return false };
        let from = self.beginnings.partition_point(|beginning| beginning.as_bytes().first() < Some(first));
        self.beginnings[from..]
            .iter()
            .take_while(|beginning| beginning.as_bytes().first() == Some(first))
            .any(|beginning| word.starts_with(beginning.as_str()))
    }

    /// Whether any of some words is in the list; only those with the mark can be.
    fn has_any(&self, keys: &[&str], marks: &[u8], mark: u8) -> bool {
        (0..keys.len()).any(|at| marks[at] & mark != 0 && self.taken(&keys[at..]) > 0)
    }

    /// Whether a word is a compound with one of the longer beginnings in it: "gynplaceringen".
    fn is_within(&self, word: &str) -> bool {
        self.beginnings.iter().any(|beginning| beginning.len() >= LONG_BEGINNING && word.contains(beginning.as_str()))
    }
}

/// From this many letters on a beginning of a word is known within another.
const LONG_BEGINNING: usize = 6;

/// The medical words of a vocabulary, ready to be compared.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct MedicalWords {
    terms: WordList,
    acts: WordList,
    hints: WordList,
    patients: WordList,
    ours: WordList,
    courses: WordList,
    /// By their last two letters.
    endings: QuickMap<[u8; 2], Vec<String>>,
    except: QuickSet<String>,
    /// For each word that the rules know, by its number, what it may be.
    marks: Vec<u8>,
}

/// What a word may be, each a bit: an entry of a list or the beginning of one.
const TELLS: u8 = 1;
const PATIENT: u8 = 2;
/// It ends as diseases and drugs do.
const ENDS: u8 = 4;
const OURS: u8 = 8;
const WITHIN_OURS: u8 = 16;
const COURSE: u8 = 32;
const PRONOUN: u8 = 64;
const EXCEPTED: u8 = 128;

/// What of a message is medical.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Signal {
    /// How medical it is; from [`MEDICAL`] on it is not answered.
    pub degree: f32,
    /// Whether it names one patient.
    pub patient: bool,
    /// Whether it has a word that belongs to training.
    pub ours: bool,
    /// The words that tell.
    pub said: Vec<String>,
}

/// From this degree on a message is medical.
pub const MEDICAL: f32 = 1.0;

/// How medical a word is that says little by itself: two of them make a question medical.
const HINT: f32 = 0.5;

/// The same beside a word that belongs to training.
const HINT_BESIDE_OURS: f32 = 0.3;

/// The shortest word whose ending tells, in letters.
const SHORTEST_WITH_ENDING: usize = 6;

/// The shortest word that may have an ending, in letters.
const SHORTEST_BARE: usize = 5;

/// The shortest first part of such a compound, in letters.
const SHORTEST_FIRST: usize = 3;

/// The shortest last part by which a compound is known, in letters.
const SHORTEST_LAST: usize = 6;

/// What may follow the ending of a name: "artriten", "tonsilliter".
const INFLECTIONS: &[&str] = &["erna", "arna", "orna", "ens", "en", "er", "et", "ar", "or", "na", "n", "t", "s"];

impl MedicalWords {
    /// Prepares the medical words of a vocabulary, and finds out which of the words of the rules may be some.
    #[must_use]
    pub fn new(medical: &Medical, lexicon: &Lexicon) -> Self {
        let keys = |words: &[String]| words.iter().map(|word| prepare(word).keys.concat()).collect::<Vec<String>>();
        let mut endings: QuickMap<[u8; 2], Vec<String>> = QuickMap::default();
        for ending in keys(&medical.endings) {
            if let Some(tail) = tail_of(&ending) {
                endings.entry(tail).or_default().push(ending);
            }
        }
        let mut words = Self {
            terms: WordList::new(&medical.terms).inflected(),
            acts: WordList::new(&medical.acts),
            hints: WordList::new(&medical.hints).inflected(),
            patients: WordList::new(&medical.patients),
            ours: WordList::new(&medical.ours),
            courses: WordList::new(&medical.courses),
            endings,
            except: keys(&medical.except).into_iter().collect(),
            marks: Vec::new(),
        };
        words.marks = lexicon.known_words().iter().map(|word| words.marks_of(word, lexicon)).collect();
        words
    }

    /// What a word may be.
    fn marks_of(&self, key: &str, lexicon: &Lexicon) -> u8 {
        let ends = || !lexicon.is_ordinary(key) && (self.ends(key) || !lexicon.knows(key) && self.terms.ends(key));
        let mark = |is: bool, mark: u8| if is { mark } else { 0 };
        mark([&self.acts, &self.terms, &self.hints].into_iter().any(|list| list.may_take(key)), TELLS)
            | mark(self.patients.may_take(key) || is_aged(key), PATIENT)
            | mark(ends(), ENDS)
            | mark(self.ours.may_take(key), OURS)
            | mark(self.ours.is_within(key), WITHIN_OURS)
            | mark(self.courses.may_take(key), COURSE)
            | mark(PRONOUNS.contains(&key), PRONOUN)
            | mark(self.except.contains(key), EXCEPTED)
    }

    /// Whether a word has an ending of diseases and drugs.
    fn ends(&self, key: &str) -> bool {
        let has = |word: &str| {
            let (true, Some(tail)) = (word.len() >= SHORTEST_WITH_ENDING, tail_of(word)) else { return false };
            self.endings.get(&tail).is_some_and(|endings| endings.iter().any(|ending| word.ends_with(ending.as_str())))
        };
        has(key) || INFLECTIONS.iter().filter_map(|inflection| key.strip_suffix(inflection)).any(has)
    }

    /// What of some words of a message is medical. `lexicon` tells the ordinary words, whose endings mean nothing.
    #[must_use]
    pub fn signal<'a>(&self, words: impl Iterator<Item = &'a Word>, lexicon: &Lexicon) -> Signal {
        let mut keys: Vec<&str> = Vec::with_capacity(words.size_hint().1.unwrap_or_default());
        let mut marks: Vec<u8> = Vec::with_capacity(keys.capacity());
        for word in words.filter(|word| !word.derived) {
            let known = word.number.and_then(|number| self.marks.get(number as usize)).copied();
            marks.push(known.unwrap_or_else(|| self.marks_of(&word.key, lexicon)));
            keys.push(&word.key);
        }
        let is_number = |key: &&str| key.bytes().all(|byte| byte.is_ascii_digit());
        let (mut terms, mut acts, mut hints) = (0.0_f32, 0.0_f32, 0.0_f32);
        let (mut patient, mut somebody) = (false, false);
        let mut said: Vec<String> = Vec::new();
        let mut at = 0;
        while at < keys.len() {
            let rest = &keys[at..];
            let key = rest[0];
            let aged = at > 0
                && is_number(&keys[at - 1])
                && matches!(key, "aret" | "year" | "years" | "yo" | "manader")
                && (rest.get(1).is_some_and(|next| matches!(*next, "gammal" | "gamla" | "gamle" | "old"))
                    || (at.saturating_sub(6)..at).any(|before| PERSONS.contains(&keys[before]) && !is_anybody(&keys, before)));
            let is = |mark: u8| marks[at] & mark != 0;
            let named = is(PATIENT) && (self.patients.taken(rest) > 0 || is_aged(key)) && !is_each(&keys[..at]);
            somebody |= is(PRONOUN);
            patient |= aged || named;
            let taken = |list: &WordList| if is(TELLS) { list.taken(rest) } else { 0 };
            let [act, term, hint] = [&self.acts, &self.terms, &self.hints].map(taken);
            let length = act.max(term).max(hint);
            let is_new = !is(EXCEPTED) && !said.iter().any(|known| known == key);
            if is_new && length > 0 {
                let count = if act == length {
                    &mut acts
                } else if term == length {
                    &mut terms
                } else {
                    &mut hints
                };
                *count += 1.0;
                said.push(rest[..length].join(" "));
            } else if is_new && named || aged {
                said.push(key.to_owned());
            } else if is_new && is(ENDS) {
                terms += 1.0;
                said.push(key.to_owned());
            }
            at += length.max(1);
        }
        if said.is_empty() && !somebody {
            return Signal { ours: self.ours.has_any(&keys, &marks, OURS), ..Signal::default() };
        }
        let ours = self.ours.has_any(&keys, &marks, OURS) || marks.iter().any(|marks| marks & WITHIN_OURS != 0);
        // Of colleagues one says "henne" too.
        patient |= somebody && !ours;
        let mut signal = Signal { degree: 0.0, patient, ours, said };
        // A course may be about any disease.
        if patient || acts > 0.0 || !self.courses.has_any(&keys, &marks, COURSE) {
            let hint = if ours && !patient { HINT_BESIDE_OURS } else { HINT };
            // Of a dose of something that belongs to training nobody is treated.
            let act = if ours && !patient && terms + hints == 0.0 { HINT } else { 1.0 };
            signal.degree = terms + act * acts + hint * hints + if patient { HINT } else { 0.0 };
        }
        signal
    }
}

/// The last two letters of a word, by which endings are looked up.
fn tail_of(word: &str) -> Option<[u8; 2]> {
    word.as_bytes().last_chunk().copied()
}

/// Whom an age makes a patient.
const PERSONS: &[&str] = &["man", "mannen", "kvinna", "pojke", "flicka", "barn", "barnet", "dam", "herre", "patient", "patienten", "pat"];

/// Whom a doctor speaks of without a name.
const PRONOUNS: &[&str] = &["henne", "honom", "her", "him"];

/// Whether a word names somebody by age: "sjuttioåring".
fn is_aged(key: &str) -> bool {
    ["aring", "aringen", "aringar", "aringens"].iter().any(|ending| key.ends_with(ending)) && key.len() > "enaring".len()
}

/// Whether "man" stands for anybody ("kan man få 6 månader") and for no man.
fn is_anybody(keys: &[&str], at: usize) -> bool {
    keys[at] == "man" && at > 0 && !matches!(keys[at - 1], "en" | "ung" | "gammal" | "aldre" | "yngre" | "old" | "a" | "the")
}

/// Whether the words before one that names a patient speak of each patient: "minuter per patient".
fn is_each(before: &[&str]) -> bool {
    before.last().is_some_and(|word| matches!(*word, "per" | "varje" | "var" | "each" | "every"))
}

#[cfg(test)]
mod tests {
    use super::{MEDICAL, MedicalWords};
    use crate::language::learning::Learning;
    use crate::language::vocabulary::{Medical, Vocabulary};

    #[test]
    fn terms_hints_endings_and_courses() {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
        let lexicon = Learning::new(&Vocabulary::default()).finish();
        let medical = Medical {
            terms: list(&["antibiotika-", "hba1c", "svettning", "sätta in"]),
            acts: list(&["mg"]),
            hints: list(&["remiss", "knä"]),
            patients: list(&["patienten"]),
            ours: list(&["handledare"]),
            courses: list(&["kurs-"]),
            endings: list(&["cillin", "algi"]),
            except: list(&["nostalgi"]),
        };
        let words = MedicalWords::new(&medical, &lexicon);
        let degree = |text: &str| words.signal(lexicon.read(text).words.iter(), &lexicon).degree;
        for medical in ["antibiotikaval", "amoxicillinet", "HbA1c 52", "sätta in nåt", "remiss knä", "patienten knä", "kurs mg antibiotika"]
        {
            assert!(degree(medical) >= MEDICAL, "{medical}");
        }
        for inflected in ["knä remisserna", "fotsvettningar"] {
            assert!(degree(inflected) >= MEDICAL, "{inflected}");
        }
        for other in ["nostalgi", "remiss", "patienten", "kurs antibiotika", "handledare remiss knä"] {
            assert!(degree(other) < MEDICAL, "{other}");
        }
    }
}
