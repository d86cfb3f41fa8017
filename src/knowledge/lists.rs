//! Lists of entries, one for each feature, in one piece of memory, and how their weights are scaled.

#![expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "lists stay far below 2^32 entries")]

/// An entry of a list: the way or the alternative, and how much the feature weighs in it.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Entry {
    /// The way, or the alternative.
    pub number: u32,
    /// The weight.
    pub weight: f32,
}

/// Lists of entries, one for each feature, in one piece of memory. Each falls into parts: the entries of each
/// region, and last those of what lies outside the rules.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Lists {
    /// For each feature and in it for each part where its entries begin; one more at the end.
    starts: Vec<u32>,
    entries: Vec<Entry>,
    /// How many parts each list has.
    parts: usize,
}

impl Lists {
    /// Turns what each way or alternative has into what has each feature, with weights that are made of the
    /// number, the feature and the value. `part_ends` are the numbers at which the parts end, in order.
    fn turned(features: usize, part_ends: &[u32], had: &Had, weight: impl Fn(u32, u32, f32) -> f32) -> Self {
        let parts = part_ends.len();
        let mut starts = vec![0_u32; features * parts + 2];
        for (part, numbers) in part_ends.iter().scan(0, |from, to| Some(std::mem::replace(from, *to)..*to)).enumerate() {
            let (from, _) = had.range(numbers.start);
            let (to, _) = had.range(numbers.end);
            for feature in &had.features[from..to] {
                starts[*feature as usize * parts + part + 2] += 1;
            }
        }
        for at in 2..starts.len() {
            starts[at] += starts[at - 1];
        }
        // Each part's place after the next is where its next entry goes; in the end they stand as they should.
        let mut entries = vec![Entry { number: 0, weight: 0.0 }; had.features.len()];
        let mut part = 0;
        for number in 0..had.ends.len() as u32 {
            while part_ends.get(part).is_some_and(|end| *end <= number) {
                part += 1;
            }
            for (feature, value) in had.of(number) {
                let place = &mut starts[feature as usize * parts + part + 1];
                entries[*place as usize] = Entry { number, weight: weight(number, feature, value) };
                *place += 1;
            }
        }
        starts.pop();
        Self { starts, entries, parts }
    }

    /// The entries of a feature.
    #[must_use]
    pub fn of(&self, feature: u32) -> &[Entry] {
        let at = feature as usize * self.parts;
        self.between(at, at + self.parts)
    }

    /// The entries of a feature in a region and outside the rules, or all of them.
    pub(super) fn within(&self, feature: u32, region: Option<u16>) -> [&[Entry]; 2] {
        let at = feature as usize * self.parts;
        match region {
            Some(region) => {
                let (own, last) = (at + usize::from(region), at + self.parts - 1);
                [self.between(own, own + 1), self.between(last, last + 1)]
            }
            None => [self.between(at, at + self.parts), &[]],
        }
    }

    fn between(&self, from: usize, to: usize) -> &[Entry] {
        match (self.starts.get(from), self.starts.get(to)) {
            (Some(from), Some(to)) => &self.entries[*from as usize..*to as usize],
            _ => &[],
        }
    }
}

/// What each way or alternative has: features with values, one after the other.
#[derive(Debug, Default)]
pub(super) struct Had {
    features: Vec<u32>,
    values: Vec<f32>,
    /// For each way or alternative where its features end.
    ends: Vec<u32>,
}

impl Had {
    pub(super) fn push(&mut self, feature: u32, value: f32) {
        self.features.push(feature);
        self.values.push(value);
    }

    /// Ends a way or an alternative, and begins the next.
    pub(super) fn end(&mut self) {
        self.ends.push(self.features.len() as u32);
    }

    /// Where the features of a way or alternative begin and end; those of the number after the last are none.
    fn range(&self, number: u32) -> (usize, usize) {
        let end = |number: usize| self.ends.get(number).map_or(self.features.len(), |end| *end as usize);
        let at = number as usize;
        (if at == 0 { 0 } else { end(at - 1) }, end(at))
    }

    fn of(&self, number: u32) -> impl Iterator<Item = (u32, f32)> {
        let (from, to) = self.range(number);
        self.features[from..to].iter().copied().zip(self.values[from..to].iter().copied())
    }
}

/// Ways as vectors of length one, each feature weighed by its rarity in the way's region.
pub(super) fn normalized_ways<'r>(features: usize, part_ends: &[u32], had: &Had, rarity_of: impl Fn(u32) -> &'r [f32]) -> Lists {
    let lengths: Vec<f32> = (0..had.ends.len() as u32)
        .map(|way| {
            let rarity = rarity_of(way);
            let square = had.of(way).fold(0.0_f32, |sum, (feature, value)| {
                let weight = value * rarity[feature as usize];
                sum + weight * weight
            });
            square.sqrt().max(f32::MIN_POSITIVE)
        })
        .collect();
    Lists::turned(features, part_ends, had, |way, feature, value| value * rarity_of(way)[feature as usize] / lengths[way as usize])
}

/// Counts of features in alternatives, growing ever more slowly and less in long ones, as in BM25.
pub(super) fn saturated(features: usize, part_ends: &[u32], had: &Had, lengths: &[f32], half: f32) -> Lists {
    let filled = lengths.iter().filter(|length| **length > 0.0).count().max(1);
    let mean = lengths.iter().sum::<f32>() / filled as f32;
    Lists::turned(features, part_ends, had, |owner, _, value| {
        let length = 0.4 + 0.6 * lengths[owner as usize] / mean.max(f32::MIN_POSITIVE);
        value / (value + half * length)
    })
}
