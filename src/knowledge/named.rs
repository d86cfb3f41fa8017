//! Questions that name a region other than the asker's, or a place in one: what that region has on the matter, beside
//! what the asker's own has; and rules that hold within a region only, where a move to or from another is asked about.

use super::query::Query;
use super::rank::Ranking;
use super::understand::{ANSWER, CHOOSE, Decision, Message, OFFERED, Reason, Understanding, probable};

/// From this probability on a rule of the region that is named fits, whatever the message asks of it.
const NAMED: f32 = 0.5;

/// From this probability on a rule of the region that is named is worth naming.
pub(super) const WORTH: f32 = 0.1;

/// Words before a place from or to which somebody moves.
const FROM_OR_TO: &[&str] = &["fran", "till", "mot", "from", "to"];

/// Words that say that somebody goes on in the place that is named after "i".
const GOING_ON: &[&str] = &["fortsatta", "fortsatter", "jobb", "jobba", "borja", "borjar", "job", "work", "continue", "start"];

impl Message<'_> {
    /// Decides on a question about another region that has rules here: names those that it has, and the asker's own
    /// where one of them is certain as well.
    pub(super) fn decide_named(&self, query: &Query, ranking: &Ranking, found: &mut Understanding) -> bool {
        let Some(named) = self.named.filter(|named| self.region != Some(*named) && !self.only_happens_in(*named)) else { return false };
        let other = self.knowledge.index.rank(query, self.context(Some(named), false));
        let best = other.rules.first().map_or(0.0, |best| best.score);
        let together: f32 = other.rules.iter().take(OFFERED).map(|candidate| candidate.score).sum();
        let asked = self.region.is_some() && self.asks_of(named);
        // Of what several rules are about, none has to be probable by itself.
        if best >= NAMED || asked && together >= CHOOSE {
            let mut fitting = probable(&other.rules);
            fitting.retain(|candidate| candidate.score >= WORTH);
            found.own = ranking.rules.first().filter(|own| own.score >= ANSWER).map(|own| self.id(own));
            found.decision = Decision::Unknown(Reason::OtherRegion(self.ids(&fitting)));
            return true;
        }
        if asked {
            found.decision = Decision::Unknown(Reason::OtherRegion(Vec::new()));
        }
        asked
    }

    /// Takes an answer back that speaks of what happens within a region, where a place outside it is named as the one
    /// from or to which somebody moves: "flytta min st från Kalmar".
    pub(super) fn only_within(&self, found: &mut Understanding) {
        let within = |id: &String| self.knowledge.rule(id).is_some_and(|rule| rule.within);
        let fits = matches!(found.decision, Decision::Answer | Decision::Choose) && found.shown.first().is_some_and(within);
        if fits
            && let Some(region) = self.region
            && self.moves_beyond(region)
        {
            found.decision = Decision::Unknown(Reason::Within);
            found.shown.clear();
        }
    }

    /// Whether a place that does not lie in a region is one from or to which somebody moves.
    fn moves_beyond(&self, region: u16) -> bool {
        let keys = &self.prepared.keys;
        let goes_on = keys.iter().any(|key| GOING_ON.contains(&key.as_str()));
        let outside = |at: usize| self.is_outside(at, region);
        (1..keys.len()).any(|at| {
            let before = keys[at - 1].as_str();
            outside(at) && (FROM_OR_TO.contains(&before) || goes_on && matches!(before, "i" | "in"))
        })
    }
}
