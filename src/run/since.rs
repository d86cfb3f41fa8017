//! Since when she answers: not from before her first start, by a clock that may have been wrong then.

use jiff::{SignedDuration, Timestamp};
use tracing::warn;

use super::Serving;
use crate::clock;

/// How far this machine's clock may be from the homeserver's before somebody should look.
const CLOCK_MAY_DIFFER: SignedDuration = SignedDuration::from_mins(1);
/// How far the first start may lie after the homeserver's present: it tells whole seconds only.
const SLACK: SignedDuration = SignedDuration::from_secs(5);

/// When she was first started, never later than the homeserver's present: events carry its time, so that a clock that
/// was ahead would make her deaf until then.
pub(super) async fn first_start(serving: &Serving) -> anyhow::Result<Timestamp> {
    let first = serving.store.first_start().await?;
    let Some(theirs) = serving.matrix.server_time().await else { return Ok(first) };
    let ahead = clock::now().duration_since(theirs);
    if ahead.abs() > CLOCK_MAY_DIFFER {
        warn!(
            seconds = ahead.as_secs(),
            "this machine's clock differs from the homeserver's; reminders come at the wrong time. Set it (NTP)"
        );
    }
    let Some(first) = corrected(first, theirs) else { return Ok(first) };
    warn!(%first, "her first start lay in the homeserver's future and counts as now");
    serving.store.set_first_start(first).await?;
    Ok(first)
}

/// What a first start is put to that lies after the homeserver's present; `None` where it does not.
fn corrected(first: Timestamp, theirs: Timestamp) -> Option<Timestamp> {
    (first.duration_since(theirs) > SLACK).then_some(theirs)
}

#[cfg(test)]
mod tests {
    use super::corrected;

    #[test]
    fn a_first_start_in_the_future_counts_as_now() {
        let at = |second| jiff::Timestamp::from_second(second).expect("a time");
        assert_eq!(corrected(at(4_600), at(1_000)), Some(at(1_000)));
        assert_eq!(corrected(at(1_001), at(1_000)), None);
        assert_eq!(corrected(at(400), at(1_000)), None);
    }
}
