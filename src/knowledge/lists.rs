//! Lists of entries, one for each feature, in one piece of memory, and how their weights are scaled.

#![expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "lists stay far below 2^32 entries")]

/// An entry of a list: the way or the alternative, and how much the feature weighs in it.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The way, or the alternative.
    pub number: u32,
    /// The weight.
    pub weight: f32,
}

/// Lists of entries, one for each feature, in one piece of memory.
#[derive(Debug, Default)]
pub struct Lists {
    starts: Vec<u32>,
    entries: Vec<Entry>,
}

impl Lists {
    /// Sorts entries that come in the order of their numbers by feature, keeping that order.
    fn build(features: usize, all: &[(u32, Entry)]) -> Self {
        let mut starts = vec![0_u32; features + 1];
        for (feature, _) in all {
            starts[*feature as usize + 1] += 1;
        }
        for at in 0..features {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut entries = vec![Entry { number: 0, weight: 0.0 }; all.len()];
        for (feature, entry) in all {
            let place = &mut next[*feature as usize];
            entries[*place as usize] = *entry;
            *place += 1;
        }
        Self { starts, entries }
    }

    /// Makes one entry of those that a feature has with the same number, adding their weights up.
    fn merged(self) -> Self {
        let mut starts = Vec::with_capacity(self.starts.len());
        let mut entries: Vec<Entry> = Vec::with_capacity(self.entries.len());
        for list in self.starts.windows(2) {
            let from = entries.len();
            starts.push(from as u32);
            for entry in &self.entries[list[0] as usize..list[1] as usize] {
                match entries[from..].last_mut() {
                    Some(known) if known.number == entry.number => known.weight += entry.weight,
                    _ => entries.push(*entry),
                }
            }
        }
        starts.push(entries.len() as u32);
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

/// Ways as vectors of length one.
pub(super) fn normalized_ways(features: usize, mut entries: Vec<(u32, Entry)>, ways: usize) -> Lists {
    let mut lengths = vec![0.0_f32; ways];
    for (_, entry) in &entries {
        lengths[entry.number as usize] += entry.weight * entry.weight;
    }
    for (_, entry) in &mut entries {
        entry.weight /= lengths[entry.number as usize].sqrt().max(f32::MIN_POSITIVE);
    }
    Lists::build(features, &entries)
}

/// Counts of features in alternatives, growing ever more slowly and less in long ones, as in BM25.
pub(super) fn saturated(features: usize, entries: &[(u32, Entry)], owners: usize, half: f32) -> Lists {
    let mut lengths = vec![0.0_f32; owners];
    for (_, entry) in entries {
        lengths[entry.number as usize] += entry.weight;
    }
    let filled = lengths.iter().filter(|length| **length > 0.0).count().max(1);
    let mean = lengths.iter().sum::<f32>() / filled as f32;
    let mut lists = Lists::build(features, entries).merged();
    for entry in &mut lists.entries {
        let length = 0.4 + 0.6 * lengths[entry.number as usize] / mean.max(f32::MIN_POSITIVE);
        entry.weight /= entry.weight + half * length;
    }
    lists
}
