//! Rules that hold for some years of ST only: what the asker's own year says, and what to offer where it is not known.

use super::rank::{Candidate, Ranking};
use super::understand::Message;

/// From this probability on a rule for other years of ST is offered beside the best.
const OTHER_YEAR: f32 = 0.03;

impl Message<'_> {
    /// Where the asker's year of ST is known, the question names none, and the best rule holds only for other
    /// years: puts the likeliest of its neighbours that holds for that year first, and says that it did.
    ///
    /// The probabilities stay in their places: it is the same matter, told for another year.
    pub(super) fn own_year_first(&self, ranking: &mut Ranking) -> bool {
        let Some(year) = self.asker.st_year.filter(|_| self.reading.years.is_empty()) else { return false };
        let Some(best) = ranking.rules.first().cloned() else { return false };
        let years = self.years_of(&best);
        if years.is_empty() || years.contains(&year) {
            return false;
        }
        let Some(rule) = self.knowledge.rules.get(best.owner as usize) else { return false };
        let holds = |other: &Candidate| self.years_of(other).contains(&year) && rule.easily_confused.contains(&self.id(other));
        // Only the likeliest rules are ranked; the neighbour for this year may have been left out.
        let own = ranking.rules.iter().position(holds).or_else(|| {
            let owners = (0_u32..).zip(&self.knowledge.rules).filter(|(_, other)| rule.easily_confused.contains(&other.id));
            let left_out = owners.map(|(owner, _)| Candidate { owner, score: 0.0, ..best.clone() }).find(holds)?;
            ranking.rules.push(left_out);
            Some(ranking.rules.len() - 1)
        });
        let Some(own) = own else { return false };
        let scores: Vec<f32> = ranking.rules[..=own].iter().map(|candidate| candidate.score).collect();
        ranking.rules[..=own].rotate_right(1);
        for (candidate, score) in ranking.rules.iter_mut().zip(scores) {
            candidate.score = score;
        }
        true
    }

    /// Where no year of ST is known and the best rule holds only for some: the likely rules for other years.
    pub(super) fn other_years(&self, ranking: &Ranking) -> Vec<String> {
        let Some(best) = ranking.rules.first().filter(|best| self.years.is_empty() && !self.years_of(best).is_empty()) else {
            return Vec::new();
        };
        let Some(rule) = self.knowledge.rules.get(best.owner as usize) else { return Vec::new() };
        let others: Vec<Candidate> = ranking
            .rules
            .iter()
            .skip(1)
            .filter(|other| {
                let own = self.years_of(other);
                other.score >= OTHER_YEAR && !own.is_empty() && own != self.years_of(best) && rule.easily_confused.contains(&self.id(other))
            })
            .cloned()
            .collect();
        self.ids(&others)
    }

    fn years_of(&self, candidate: &Candidate) -> &[u8] {
        &self.knowledge.index.owner_years[candidate.owner as usize]
    }
}
