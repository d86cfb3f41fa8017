//! The plan of one's ST, alone and pure: what a region's plan says, and where its moments fall in a
//! person's training.
//!
//! (plan data, start, planned length, part-time, leave, placements, ticks, today) → moments with
//! windows and states. No clock, no database, no network; no sentence that Stina says.
//!
//! - [`data`] reads `knowledge/plans/<region>.toml`, [`faults`] finds what is wrong in it;
//! - [`training`] is a person's own part: dates, leave, placements, what was ticked off; [`part_time`] how much is
//!   worked when, `appointment` when something was agreed to be held;
//! - [`time`] counts the time that has been served;
//! - [`schedule`] places the moments and says how each stands, `carry` takes what became of them to another plan;
//! - [`picture`] draws them, `letters` measures text in it, `palette` has the colours, `encode` makes a small
//!   file of that.

mod appointment;
mod carry;
pub mod data;
mod encode;
pub mod faults;
mod letters;
mod palette;
pub mod part_time;
pub mod picture;
pub mod schedule;
pub mod time;
pub mod training;

pub use appointment::Appointment;
pub use carry::{Carried, carried};
pub use data::{Duty, Moment, Plan, Repeat, Role, Stage, Suggestion};
pub use faults::Fault;
pub use part_time::PartTime;
pub use schedule::{Placed, Schedule, State, schedule};
pub use training::{Entry, Period, Placement, Tick, Training, Trouble, When};
