//! What was read at each place of a message, so that no place is read twice.

use std::cell::RefCell;

use super::phrase::Match;

/// The readings of one kind, by the position of their first token.
#[derive(Clone, Debug)]
pub(super) struct Memo<T>(RefCell<Vec<Option<Match<T>>>>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T: Clone> Memo<T> {
    /// What stands at a position: known, or read now.
    pub fn at(&self, at: usize, read: impl FnOnce() -> Match<T>) -> Match<T> {
        if let Some(Some(known)) = self.0.borrow().get(at) {
            return known.clone();
        }
        let found = read();
        let mut known = self.0.borrow_mut();
        if known.len() <= at {
            known.resize(at + 1, None);
        }
        known[at] = Some(found.clone());
        found
    }
}
