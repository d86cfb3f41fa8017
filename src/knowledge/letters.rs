//! How much two texts share letter for letter: runs of four letters, across the borders of words.

/// A table of runs of four letters, emptied by counting on rather than by wiping.
#[derive(Debug, Default)]
pub(super) struct RunTable {
    slots: Vec<Slot>,
    mask: usize,
    round: u32,
    /// How many different runs were entered in this round.
    len: usize,
    /// Bits for the runs of this round, by which most others are passed over quickly.
    bits: [u64; 16],
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    run: u32,
    /// The round in which the run was entered.
    round: u32,
    /// The comparison in which it was last met.
    met: u32,
}

/// The runs of four letters of a text whose words each have a blank after them.
fn runs_of(letters: &[u8]) -> impl Iterator<Item = u32> {
    let (first, rest) = letters.split_at(letters.len().min(3));
    let begun = first.iter().fold(0, |run, letter| (run << 8) | u32::from(*letter));
    rest.iter().scan(begun, |run, letter| {
        *run = (*run << 8) | u32::from(*letter);
        Some(*run)
    })
}

/// The bit of a run among the bits of all runs of a text: which word, and where in it.
fn bit_of(run: u32) -> (usize, u64) {
    let hash = run.wrapping_mul(0x9e37_79b1) >> 22;
    ((hash >> 6) as usize, 1 << (hash & 63))
}

impl RunTable {
    /// Enters the runs of a text in place of those of the one before, and tells how many different ones there
    /// are.
    pub(super) fn count(&mut self, letters: &[u8]) -> usize {
        let room = (letters.len() * 2).next_power_of_two().max(64);
        if self.slots.len() < room {
            self.slots = vec![Slot::default(); room];
            self.round = 0;
        }
        self.mask = room - 1;
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.slots.fill(Slot::default());
            self.round = 1;
        }
        self.len = 0;
        self.bits = [0; 16];
        for run in runs_of(letters) {
            let (word, bit) = bit_of(run);
            self.bits[word] |= bit;
            let at = self.place_of(run);
            if self.slots[at].round != self.round {
                self.slots[at] = Slot { run, round: self.round, met: 0 };
                self.len += 1;
            }
        }
        self.len
    }

    /// Where a run stands, or the free place where it would.
    fn place_of(&self, run: u32) -> usize {
        let mut at = (run.wrapping_mul(0x9e37_79b1) >> 8) as usize & self.mask;
        while self.slots[at].round == self.round && self.slots[at].run != run {
            at = (at + 1) & self.mask;
        }
        at
    }

    /// How much the text that was entered shares with another one, which has `other_runs` different runs: the
    /// Dice coefficient, 0..=1. `comparison` is another number, not 0, for each text that is compared.
    pub(super) fn shared_part(&mut self, letters: &[u8], other_runs: u16, comparison: u32) -> f32 {
        let mut shared = 0_u16;
        for run in runs_of(letters) {
            let (word, bit) = bit_of(run);
            if self.bits[word] & bit == 0 {
                continue;
            }
            let at = self.place_of(run);
            let slot = &mut self.slots[at];
            if slot.round == self.round && slot.met != comparison {
                slot.met = comparison;
                shared += 1;
            }
        }
        let all = self.len + usize::from(other_runs);
        if all == 0 { 0.0 } else { 2.0 * f32::from(shared) / u16::try_from(all).map_or(f32::from(u16::MAX), f32::from) }
    }
}

#[cfg(test)]
mod tests {
    use super::RunTable;

    #[test]
    fn texts_share_runs_of_letters() {
        let mut table = RunTable::default();
        assert_eq!(table.count(b"kurs "), 2);
        // "kurs", "urs " of "kurs", "urs ", "rs i", "s in", " int", "inty", "ntyg", "tyg ".
        assert!((table.shared_part(b"kurs intyg ", 8, 1) - 0.4).abs() < 1e-6);
        assert!((table.shared_part(b"kurs kurs ", 6, 2) - 0.5).abs() < 1e-6);
        assert!(table.shared_part(b"", 0, 3).abs() < f32::EPSILON);
        assert_eq!(table.count(b""), 0);
        assert!(table.shared_part(b"kurs ", 2, 1).abs() < f32::EPSILON);
    }
}
