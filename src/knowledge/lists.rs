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

/// Lists of entries, one for each feature, in one piece of memory.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Lists {
    starts: Vec<u32>,
    entries: Vec<Entry>,
}

impl Lists {
    /// Turns what each way or alternative has into what has each feature, with weights that are made of the
    /// number, the feature and the value.
    fn turned(features: usize, had: &Had, weight: impl Fn(u32, u32, f32) -> f32) -> Self {
        let mut starts = vec![0_u32; features + 2];
        for feature in &had.features {
            starts[*feature as usize + 2] += 1;
        }
        for at in 2..starts.len() {
            starts[at] += starts[at - 1];
        }
        // Each feature's place after the next is where its next entry goes; in the end they stand as they should.
        let mut entries = vec![Entry { number: 0, weight: 0.0 }; had.features.len()];
        for (number, range) in had.ends.iter().scan(0, |from, to| Some(std::mem::replace(from, *to)..*to)).enumerate() {
            let range = range.start as usize..range.end as usize;
            for (feature, value) in had.features[range.clone()].iter().zip(&had.values[range]) {
                let place = &mut starts[*feature as usize + 1];
                entries[*place as usize] = Entry { number: number as u32, weight: weight(number as u32, *feature, *value) };
                *place += 1;
            }
        }
        starts.pop();
        Self { starts, entries }
    }

    /// The entries of a feature.
    #[must_use]
    pub fn of(&self, feature: u32) -> &[Entry] {
        let at = feature as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
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

    fn of(&self, number: usize) -> impl Iterator<Item = (u32, f32)> {
        let from = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        let range = from..self.ends[number] as usize;
        self.features[range.clone()].iter().copied().zip(self.values[range].iter().copied())
    }
}

/// Ways as vectors of length one, each feature weighed by its rarity in the way's region.
pub(super) fn normalized_ways<'r>(features: usize, had: &Had, rarity_of: impl Fn(usize) -> &'r [f32]) -> Lists {
    let lengths: Vec<f32> = (0..had.ends.len())
        .map(|way| {
            let rarity = rarity_of(way);
            let square = had.of(way).fold(0.0_f32, |sum, (feature, value)| {
                let weight = value * rarity[feature as usize];
                sum + weight * weight
            });
            square.sqrt().max(f32::MIN_POSITIVE)
        })
        .collect();
    Lists::turned(features, had, |way, feature, value| value * rarity_of(way as usize)[feature as usize] / lengths[way as usize])
}

/// Counts of features in alternatives, growing ever more slowly and less in long ones, as in BM25.
pub(super) fn saturated(features: usize, had: &Had, lengths: &[f32], half: f32) -> Lists {
    let filled = lengths.iter().filter(|length| **length > 0.0).count().max(1);
    let mean = lengths.iter().sum::<f32>() / filled as f32;
    Lists::turned(features, had, |owner, _, value| {
        let length = 0.4 + 0.6 * lengths[owner as usize] / mean.max(f32::MIN_POSITIVE);
        value / (value + half * length)
    })
}
