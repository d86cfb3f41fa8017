//! What was read at each place of a message, so that no place is read twice.

use std::cell::{Cell, RefCell};

use super::phrase::Match;

/// The readings of one kind, by the position of their first token.
#[derive(Clone, Debug)]
pub(super) struct Memo<T> {
    known: RefCell<Vec<Option<Match<T>>>>,
    /// How many readings are under way within one another.
    depth: Cell<usize>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { known: RefCell::default(), depth: Cell::default() }
    }
}

impl<T: Clone> Memo<T> {
    /// What stands at a position: known, or read now.
    pub fn at(&self, at: usize, read: impl FnOnce() -> Match<T>) -> Match<T> {
        if let Some(Some(known)) = self.known.borrow().get(at) {
            return known.clone();
        }
        let found = read();
        let mut known = self.known.borrow_mut();
        if known.len() <= at {
            known.resize(at + 1, None);
        }
        known[at] = Some(found.clone());
        found
    }

    /// The same for what may stand within its like, to a depth: deeper in, nothing is read.
    pub fn at_depth(&self, at: usize, deepest: usize, read: impl FnOnce() -> Match<T>) -> Match<T> {
        if self.depth.get() >= deepest {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let found = self.at(at, read);
        self.depth.set(self.depth.get() - 1);
        found
    }
}
