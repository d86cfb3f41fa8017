//! The colours of the picture, on a light and on a dark ground.

use super::schedule::State;

/// The colours of a theme.
pub(super) struct Palette {
    pub(super) ground: &'static str,
    pub(super) text: &'static str,
    pub(super) muted: &'static str,
    pub(super) line: &'static str,
    pub(super) band: &'static str,
    pub(super) later: &'static str,
    pub(super) now: &'static str,
    pub(super) late: &'static str,
    pub(super) done: &'static str,
    pub(super) booked: &'static str,
    pub(super) away: &'static str,
    pub(super) placement: &'static str,
    pub(super) today: &'static str,
}

impl Palette {
    /// The colours on white, or on a dark ground.
    pub(super) fn new(dark: bool) -> Self {
        let on = |light: &'static str, black: &'static str| if dark { black } else { light };
        Self {
            ground: on("#ffffff", "#14181e"),
            text: on("#16202c", "#eef1f5"),
            muted: on("#55606e", "#a9b4c2"),
            line: on("#dfe4ea", "#2d3540"),
            band: on("#ebeff5", "#1a2028"),
            later: on("#8fa3ba", "#71849b"),
            now: on("#1f6feb", "#5b9dff"),
            late: on("#c2410c", "#ff9b5e"),
            done: on("#15803d", "#4cc77c"),
            booked: on("#7c3aed", "#b794ff"),
            away: on("#f0dfb4", "#5e5028"),
            placement: on("#0f8a8a", "#3fbdbd"),
            today: on("#d1242f", "#ff6b74"),
        }
    }

    /// The colour of a state.
    pub(super) fn of(&self, state: State) -> &'static str {
        match state {
            State::Late => self.late,
            State::Now => self.now,
            State::Booked => self.booked,
            State::Done => self.done,
            State::Later | State::Past | State::Paused | State::Ongoing | State::Skipped => self.later,
        }
    }
}
