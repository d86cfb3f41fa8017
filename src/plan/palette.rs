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

/// On white.
pub(super) const LIGHT: Palette = Palette {
    ground: "#ffffff",
    text: "#16202c",
    muted: "#55606e",
    line: "#dfe4ea",
    band: "#ebeff5",
    later: "#8fa3ba",
    now: "#1f6feb",
    late: "#c2410c",
    done: "#15803d",
    booked: "#7c3aed",
    away: "#f0dfb4",
    placement: "#0f8a8a",
    today: "#d1242f",
};

/// On a dark ground.
pub(super) const DARK: Palette = Palette {
    ground: "#14181e",
    text: "#eef1f5",
    muted: "#a9b4c2",
    line: "#2d3540",
    band: "#1a2028",
    later: "#71849b",
    now: "#5b9dff",
    late: "#ff9b5e",
    done: "#4cc77c",
    booked: "#b794ff",
    away: "#5e5028",
    placement: "#3fbdbd",
    today: "#ff6b74",
};

impl Palette {
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
