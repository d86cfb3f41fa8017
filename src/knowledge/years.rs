//! Rules that hold for some years of ST only: what the asker's own year says, and what to offer where it is not known.

use super::Rule;
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

    /// Where no year of ST is known and the best rule holds only for some: the rules for other years that are easily
    /// taken for it, those first that are likely, and how many are.
    pub(super) fn other_years(&self, ranking: &Ranking) -> (Vec<String>, usize) {
        let none = (Vec::new(), 0);
        let Some(best) = ranking.rules.first().filter(|best| self.years.is_empty() && !self.years_of(best).is_empty()) else {
            return none;
        };
        let Some(rule) = self.knowledge.rules.get(best.owner as usize).filter(|rule| !self.names_its_number(rule)) else { return none };
        let is_other = |years: &[u8]| !years.is_empty() && years != self.years_of(best);
        let likely = ranking.rules.iter().skip(1).filter(|other| other.score >= OTHER_YEAR && is_other(self.years_of(other)));
        let mut others: Vec<String> = likely.map(|other| self.id(other)).filter(|id| rule.easily_confused.contains(id)).collect();
        let count = others.len();
        // Of one matter that is told year by year the other years' rules stand beside it, however unlikely.
        for id in rule.easily_confused.iter().filter(|id| same_matter(&rule.slug, id)) {
            let other = self.knowledge.rule(id).filter(|other| is_other(&other.years) && !others.contains(id));
            others.extend(other.map(|other| other.id.clone()));
        }
        (others, count)
    }

    /// Whether the message has the number that is in a rule's title: "när är avstämning 1".
    fn names_its_number(&self, rule: &Rule) -> bool {
        let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        let mut numbers = rule.title.split(|letter: char| !letter.is_alphanumeric()).filter(|word| is_number(word));
        numbers.any(|number| self.prepared.keys.iter().any(|key| key == number))
    }

    fn years_of(&self, candidate: &Candidate) -> &[u8] {
        &self.knowledge.index.owner_years[candidate.owner as usize]
    }
}

/// Whether two rules are one matter told for different years, by what their names begin with: `jour-ar1` and `jour-ar2-4`.
fn same_matter(slug: &str, id: &str) -> bool {
    let other = id.rsplit('.').next().unwrap_or(id);
    let stem = |name: &str| name.split_once("-ar").map(|(stem, _)| stem.to_owned());
    stem(slug).is_some_and(|own| stem(other).as_ref() == Some(&own))
}
