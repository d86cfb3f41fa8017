//! A quick hash for tables of words.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A quick hash for short keys; the keys come from rules and questions, and a flood of equal hashes would
/// only slow one bounded lookup.
#[derive(Debug, Default, Clone, Copy)]
pub struct QuickHasher(u64);

impl QuickHasher {
    /// A hasher that begins with a value of its own.
    #[must_use]
    pub fn beginning_with(value: u64) -> Self {
        Self(value)
    }
}

impl Hasher for QuickHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let mut eight = [0_u8; 8];
            eight.copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(eight));
        }
        let mut rest = 0_u64;
        for byte in chunks.remainder() {
            rest = (rest << 8) | u64::from(*byte);
        }
        self.write_u64(rest | ((bytes.len() as u64) << 56));
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(u64::from(value));
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(23) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// A map with the quick hash.
pub type QuickMap<K, V> = HashMap<K, V, BuildHasherDefault<QuickHasher>>;
/// A set with the quick hash.
pub type QuickSet<K> = HashSet<K, BuildHasherDefault<QuickHasher>>;

/// The first three letters of some words, by which most other words are passed over without looking them up.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct Beginnings {
    /// A bit for each hash of three letters.
    bits: Vec<u64>,
}

impl Beginnings {
    /// How many bits there are, as a power of two.
    const SIZE: u32 = 10;

    /// The beginnings of these words.
    #[must_use]
    pub fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut bits = vec![0; 1 << (Self::SIZE - 6)];
        for word in words {
            let (place, bit) = Self::place_of(word);
            bits[place] |= bit;
        }
        Self { bits }
    }

    /// Whether a word may begin like one of them: `false` is certain.
    #[must_use]
    pub fn may_begin(&self, word: &str) -> bool {
        let (place, bit) = Self::place_of(word);
        self.bits.get(place).is_some_and(|bits| bits & bit != 0)
    }

    fn place_of(word: &str) -> (usize, u64) {
        let letters = word.bytes().take(3).fold(0_u32, |letters, letter| (letters << 8) | u32::from(letter));
        let hash = letters.wrapping_mul(0x9e37_79b1) >> (32 - Self::SIZE);
        ((hash >> 6) as usize, 1 << (hash & 63))
    }
}
