//! Refuses what is about a patient, a disease or a treatment, however well a rule seems to fit.

use super::medical::{MEDICAL, Signal};
use super::query::Query;
use super::rank::Ranking;
use super::understand::{Decision, Message, Reason, Understanding};
use crate::language::reading::{Break, Word};

/// From this probability on a question about training is answered that stands in a sentence of its own beside what
/// is told of a patient.
const ASKED_BESIDE: f32 = 0.6;

/// The same where only a comma stands between.
const ASKED_IN_CLAUSE: f32 = 0.85;

/// The part of what a message tells that makes it strange to the rules when it stands in none.
const STRANGE: f32 = 0.5;

/// With what a doctor asks what to do.
const ACTING: &[&str] =
    &["ska", "skall", "kan", "bor", "maste", "far", "behover", "gor", "should", "can", "do", "must", "skickar", "ger", "skriver", "satter"];

/// Who does it.
const ACTORS: &[&str] = &["jag", "ja", "man", "vi", "we"];

impl Message<'_> {
    /// How medical the message is. Who speaks of one patient and of nothing that belongs to training asks about the
    /// patient: what to do ("ska jag", "kan man"), or with a telling word that the best rule does not have. So does
    /// whoever says one medical word, and else mostly what no rule has.
    pub(super) fn medical_signal(&self, whole: &Query, ranking: &Ranking) -> Signal {
        let index = &self.knowledge.index;
        let mut signal = index.medical.signal(self.reading.words.iter(), &index.lexicon);
        if !signal.ours && signal.degree > 0.0 && whole.unknown >= STRANGE {
            signal.degree = signal.degree.max(MEDICAL);
        }
        if signal.patient && !signal.ours && signal.degree < MEDICAL {
            let best = ranking.rules.first().map(|best| best.owner);
            let is_the_rules = |word: &Word| {
                word.features.iter().any(|feature| {
                    let owners = index.ask_lists.of(feature.id);
                    feature.level >= 0.6 && best.is_some_and(|best| owners.binary_search_by_key(&best, |entry| entry.number).is_ok())
                })
            };
            let keys = &self.prepared.keys;
            let acts = keys.windows(2).any(|pair| ACTING.contains(&pair[0].as_str()) && ACTORS.contains(&pair[1].as_str()));
            if acts || self.reading.words.iter().any(|word| !word.derived && word.weight >= 0.9 && !is_the_rules(word)) {
                signal.degree = MEDICAL;
            }
        }
        signal
    }

    /// Decides on a message that is medical: it is not answered.
    ///
    /// Only a question about training in a sentence or clause of its own, with nothing medical in it, is answered
    /// beside what is told of a patient.
    pub(super) fn decide_medical(&self, whole: &Query, ranking: &Ranking, found: &mut Understanding) -> bool {
        let index = &self.knowledge.index;
        if self.medical_signal(whole, ranking).degree < MEDICAL {
            return false;
        }
        found.decision = Decision::Unknown(Reason::Medical);
        let sentences = self.parts(Break::Sentence).into_iter().map(|part| (part, ASKED_BESIDE));
        let clauses = self.parts(Break::Comma).into_iter().map(|part| (part, ASKED_IN_CLAUSE));
        for ((from, to), least) in sentences.chain(clauses) {
            let words = &self.reading.words[from..to];
            let telling = words.iter().filter(|word| word.weight >= 0.9).count();
            let signal = index.medical.signal(words.iter(), &index.lexicon);
            let about_training = signal.ours && !signal.patient && signal.degree == 0.0;
            if !about_training || telling == 0 || !self.asks_from(from, to) {
                continue;
            }
            let ranking = index.rank(&self.query_of(words.iter()), self.context(self.region, false));
            if let Some(best) = ranking.rules.first().filter(|best| best.score >= least) {
                found.decision = Decision::Answer;
                found.shown = vec![self.id(best)];
                found.mentions_patient = true;
                break;
            }
        }
        true
    }
}
