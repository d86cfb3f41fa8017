//! The only place that reads the clock. Everything else is told what time it is.

use jiff::Timestamp;

/// The time now.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the place that may")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
