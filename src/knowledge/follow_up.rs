//! What only makes sense after what was said before: "och på deltid?", "varför?", "i Ljungby då?".

use super::query::Query;
use super::rank::Candidate;
use super::understand::Message;
use crate::language::reading::Note;

/// From this probability on a short question about something outside is none about the rule before.
const OUTSIDE_BEFORE: f32 = 0.3;

impl Message<'_> {
    /// Whether the message only makes sense after what was said before: short, or with little of its own.
    pub(super) fn is_follow_up(&self, whole: &Query) -> bool {
        let begins = self.prepared.keys.first().is_some_and(|word| {
            matches!(
                word.as_str(),
                "och" | "men" | "o" | "a" | "da" | "sa" | "varfor" | "and" | "but" | "why" | "om" | "what" | "ok" | "okej" | "aha" | "jaha"
            )
        });
        let ends = self.prepared.keys.last().is_some_and(|word| matches!(word.as_str(), "da" | "then"));
        let short = self.prepared.keys.len() <= 6;
        let like_one = (short && (begins || ends)) || (begins && self.prepared.keys.len() <= 10);
        (like_one || (self.prepared.keys.len() > 1 && whole.mass() < 3.0)) && self.touches_previous(whole, begins && ends)
    }

    /// Whether something that the message says has to do with the rule before or its neighbours, or nothing of it
    /// could: "varför?", "och i Ljungby då?". What is surely one ("men på halvtid då?") may look like a matter outside.
    fn touches_previous(&self, whole: &Query, sure: bool) -> bool {
        let words = || self.reading.words.iter().filter(|word| !word.derived);
        if words().any(|word| word.notes.contains(&Note::Unknown)) {
            return false;
        }
        if !words().any(|word| word.weight >= 0.5) {
            return true;
        }
        let alone = self.knowledge.index.rank(whole, self.context(self.region, false));
        // Words in the ways to ask, and in the answer.
        let touching = |rule: &&Candidate| self.previous.contains(&rule.owner) && rule.evidence[..2].iter().any(|words| *words > 0.0);
        let outside = alone.outside.first().map_or(0.0, |best| best.score);
        alone.rules.iter().find(touching).is_some_and(|rule| sure || outside < OUTSIDE_BEFORE || rule.score > outside)
    }

    /// The rule that was answered before, as a query.
    pub(super) fn background(&self) -> Query {
        let Some(rule) = self.asker.previous.and_then(|id| self.knowledge.rule(id)) else { return Query::default() };
        let reading = self.knowledge.index.lexicon.read(&rule.title);
        Query::new(&self.knowledge.index, reading.words.iter(), &[], self.region)
    }
}
