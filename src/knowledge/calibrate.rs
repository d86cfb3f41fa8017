//! The numbers that weigh evidence against each other, and how they are learned.
//!
//! The rules compared for a question, the matters outside the rules and "none of these" are the alternatives
//! of one choice. Each alternative has the evidence of [`Evidence`]; the weighted sum is its strength, and
//! the strengths, exponentiated and scaled to sum 1, are the probabilities that are shown as scores. The
//! weights are those under which the tuning questions (`tests/questions/tune.toml`) and ways to ask that were
//! held out of the rules come out most probable (maximum likelihood with a small penalty on large weights), so
//! that a score of 0.9 is right nine times in ten. `stina eval --calibrate FILE…` does it again and prints the
//! numbers to put here; `stina eval` prints how well scores and outcomes agree.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    reason = "rounds of learning stay far below 2^24"
)]

/// How many kinds of evidence there are for an alternative.
pub const EVIDENCE: usize = 10;

/// The names of the kinds of evidence, as `stina explain` prints them.
pub const NAMES: [&str; EVIDENCE] = [
    "ord i alla frågesätt",
    "ord i svaret",
    "nästa två frågesätt",
    "ord för ord, båda vägar",
    "frågesättet täckt av frågan",
    "frågan täckt av regeln",
    "år av ST",
    "bokstavsföljder",
    "den förra regeln",
    "vem som frågar",
];

/// The evidence for one alternative.
pub type Evidence = [f32; EVIDENCE];

/// What the evidence weighs.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// For each kind of evidence.
    pub evidence: Evidence,
    /// Added for a matter outside the rules.
    pub outside: f32,
    /// The strength of "none of these": in itself, and for each part of the question that no rule knows.
    pub none: [f32; 2],
}

/// The weights in use. See the module's documentation for how they were learned.
///
/// Some are set by hand, because no tuning question can teach them: the year of ST (most questions name it in
/// words that count already, but an asker's known year stands in none), the rule before, and who asks. The
/// words in the answer are held at 6, at no cost on the tuning questions, for folders whose rules have few
/// ways to ask or none; the tuning rules have sixty each, and alone teach 4.
pub const LEARNED: Weights =
    Weights { evidence: [10.56, 6.0, 2.04, 3.98, 1.9, 4.0, 1.6, 2.96, 1.5, 0.2], outside: 1.8, none: [7.2, 10.16] };

/// How well a rule speaks of what is asked about its matter, apart from how surely it is the best one: "var ligger
/// barnmottagningen?" has the words of the rule on how long one is there, and no way to ask it says where anything is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spoken {
    /// How much rarer such a question is among the rule's ways to ask than is common: a logarithm, at most 0.
    pub kind: f32,
    /// The part of what the question says that stands nowhere in the rule, 0..=1, however rare it is.
    pub missing: f32,
    /// The part of it that does not stand in the nearest way to ask, 0..=1.
    pub beside: f32,
    /// How many words that tell something the question has, in full words.
    pub said: f32,
}

impl Spoken {
    /// How doubtful it is that the rule answers what is asked, as the logarithm of the odds.
    ///
    /// Chosen on the questions of `tests/questions/tune.toml` that would be answered as certain: those that the rule
    /// answers, and those that no rule does (its near misses, and as many made of the rules' nouns with "vad kostar",
    /// "vem betalar", "får jag ta semester under"). A long message says much beside what it asks.
    #[must_use]
    pub fn doubt(&self) -> f32 {
        let short = (6.0 / self.said.max(1.0)).min(1.0);
        short * (DOUBT[1] - DOUBT[2] * self.kind + DOUBT[3] * self.missing + DOUBT[4] * self.beside) + DOUBT[0]
    }
}

/// The weights of [`Spoken::doubt`]: always, of a short question, its kind, what is missing, what the nearest way lacks.
const DOUBT: [f32; 5] = [-5.56, 5.0, 0.7, 3.5, 0.7];

/// One question to learn from.
#[derive(Debug, Clone)]
pub struct Example {
    /// The alternatives: the evidence, whether it lies outside, whether it is right.
    pub alternatives: Vec<(Evidence, bool, bool)>,
    /// The part of the question that no rule knows, 0..=1.
    pub unknown: f32,
    /// How much the example counts.
    pub weight: f32,
}

impl Weights {
    /// The strength of an alternative.
    #[must_use]
    pub fn strength(&self, evidence: &Evidence, outside: bool) -> f32 {
        let sum: f32 = self.evidence.iter().zip(evidence).map(|(weight, value)| weight * value).sum();
        sum + if outside { self.outside } else { 0.0 }
    }

    /// The strength of "none of these".
    #[must_use]
    pub fn none(&self, unknown: f32) -> f32 {
        self.none[0] + self.none[1] * unknown
    }

    /// The weights under which the examples are most probable, starting from these.
    #[must_use]
    pub fn learn(&self, examples: &[Example], rounds: usize, penalty: f32) -> Self {
        let mut weights = self.to_vector();
        let prior = weights.clone();
        let (mut momentum, mut square) = (vec![0.0_f32; weights.len()], vec![0.0_f32; weights.len()]);
        let total: f32 = examples.iter().map(|example| example.weight).sum::<f32>().max(1.0);
        for round in 1..=rounds {
            let current = Self::from_vector(&weights);
            let mut gradient = vec![0.0_f32; weights.len()];
            for example in examples {
                current.add_gradient(example, &mut gradient);
            }
            // Adam: steps of a size of their own for each weight.
            let rate = 0.1 / (1.0 + round as f32 / 300.0);
            for at in 0..weights.len() {
                let slope = gradient[at] / total - if at < EVIDENCE { penalty * (weights[at] - prior[at]) } else { 0.0 };
                momentum[at] = 0.9 * momentum[at] + 0.1 * slope;
                square[at] = 0.999 * square[at] + 0.001 * slope * slope;
                let first = momentum[at] / (1.0 - 0.9_f32.powi(round as i32));
                let second = square[at] / (1.0 - 0.999_f32.powi(round as i32));
                weights[at] += rate * first / (second.sqrt() + 1e-6);
            }
            // Evidence never counts against an alternative.
            for weight in weights.iter_mut().take(EVIDENCE) {
                *weight = weight.max(0.0);
            }
        }
        Self::from_vector(&weights)
    }

    fn add_gradient(&self, example: &Example, gradient: &mut [f32]) {
        let any_right = example.alternatives.iter().any(|(_, _, right)| *right);
        let mut strengths: Vec<f32> = example.alternatives.iter().map(|(evidence, outside, _)| self.strength(evidence, *outside)).collect();
        strengths.push(self.none(example.unknown));
        let most = strengths.iter().copied().fold(f32::MIN, f32::max);
        let powers: Vec<f32> = strengths.iter().map(|strength| (strength - most).exp()).collect();
        let sum: f32 = powers.iter().sum();
        // Without a right rule, "none" and every matter outside are right.
        let is_right = |at: usize| match example.alternatives.get(at) {
            Some((_, outside, right)) => *right || (!any_right && *outside),
            None => !any_right,
        };
        let right_sum: f32 = powers.iter().enumerate().filter(|(at, _)| is_right(*at)).map(|(_, power)| power).sum();
        if right_sum <= 0.0 {
            return;
        }
        for (at, power) in powers.iter().enumerate() {
            let target = if is_right(at) { power / right_sum } else { 0.0 };
            let slope = (target - power / sum) * example.weight;
            if let Some((evidence, outside, _)) = example.alternatives.get(at) {
                for (kind, value) in evidence.iter().enumerate() {
                    gradient[kind] += slope * value;
                }
                if *outside {
                    gradient[EVIDENCE] += slope;
                }
            } else {
                gradient[EVIDENCE + 1] += slope;
                gradient[EVIDENCE + 2] += slope * example.unknown;
            }
        }
    }

    fn to_vector(&self) -> Vec<f32> {
        let mut vector = self.evidence.to_vec();
        vector.push(self.outside);
        vector.extend(self.none);
        vector
    }

    fn from_vector(vector: &[f32]) -> Self {
        let mut evidence = [0.0; EVIDENCE];
        evidence.copy_from_slice(&vector[..EVIDENCE]);
        Self { evidence, outside: vector[EVIDENCE], none: [vector[EVIDENCE + 1], vector[EVIDENCE + 2]] }
    }
}

#[cfg(test)]
mod tests {
    use super::{EVIDENCE, Example, LEARNED};

    #[test]
    fn learning_makes_right_alternatives_more_probable() {
        let mut good = [0.0; EVIDENCE];
        good[2] = 0.9;
        let mut bad = [0.0; EVIDENCE];
        bad[2] = 0.2;
        bad[0] = 0.9;
        let example = Example { alternatives: vec![(good, false, true), (bad, false, false)], unknown: 0.0, weight: 1.0 };
        let learned = LEARNED.learn(&[example], 300, 1e-4);
        assert!(learned.strength(&good, false) > learned.strength(&bad, false) + 1.0);
        assert!(learned.strength(&good, false) > learned.none(0.0));
    }
}
