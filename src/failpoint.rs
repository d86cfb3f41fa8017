//! Places where a crash test can stop the process to kill it there. Absent from release builds.
//!
//! `STINA_FAILPOINT=<name>:<n>` makes the n-th pass through that place say so on standard error and
//! then wait to be killed.

/// Between receiving a turn of syncing and applying it.
pub const SYNC_APPLY: &str = "sync-apply";
/// Between applying an event and sending what follows from it.
pub const APPLY_SEND: &str = "apply-send";
/// Between the homeserver's acceptance of a message and marking it as sent.
pub const SEND_MARK: &str = "send-mark";
/// Between a reminder falling due and writing that down.
pub const DUE_FIRE: &str = "due-fire";

/// Passes a place.
#[cfg(debug_assertions)]
pub async fn pass(name: &str) {
    use std::sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    };
    static WANTED: LazyLock<Option<(String, u64)>> = LazyLock::new(|| {
        let setting = std::env::var("STINA_FAILPOINT").ok()?;
        let (name, pass) = setting.split_once(':')?;
        Some((name.to_owned(), pass.parse().ok()?))
    });
    static PASSES: AtomicU64 = AtomicU64::new(0);
    let Some((wanted, pass)) = &*WANTED else { return };
    if wanted == name && PASSES.fetch_add(1, Ordering::Relaxed) + 1 == *pass {
        report(name);
        std::future::pending::<()>().await;
    }
}

#[cfg(debug_assertions)]
#[expect(clippy::print_stderr, reason = "the test that will kill the process reads this line")]
fn report(name: &str) {
    eprintln!("stina: failpoint {name}");
}

/// Passes a place.
#[cfg(not(debug_assertions))]
#[expect(clippy::unused_async, reason = "the same signature as in builds that can stop here")]
pub async fn pass(_name: &str) {}
