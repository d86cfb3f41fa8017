//! One process per account: taking over, being taken over, and waking up too late.

use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use stina::{
    chat::Batch,
    store::{Acquired, Handled, Store, StoreError},
};

use crate::bench::{Bench, at, batch, message, offered, on_both, say};

on_both!(
    one_holder_at_a_time,
    the_same_holder_takes_its_lease_back_at_once,
    a_lease_that_ran_out_can_be_taken,
    a_process_that_woke_up_too_late_writes_nothing,
    a_process_that_pauses_within_a_transaction_is_waited_for,
    a_database_serves_one_account,
);

const ME: &str = "@stina:localhost";
const MINUTE: Duration = Duration::from_mins(1);

/// Takes the lease, by the real clock: on PostgreSQL the server's counts anyway.
async fn take(store: &Store, holder: &str, ttl: Duration) -> Acquired {
    store.acquire_lease(ME, holder, ttl, stina_clock()).await.expect("asked")
}

#[expect(clippy::disallowed_methods, reason = "leases on PostgreSQL run by the server's clock, so these tests run by the real one")]
fn stina_clock() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

async fn one_holder_at_a_time(bench: &Bench) {
    let (first, second) = (bench.open().await, bench.open().await);
    let Acquired::Held(lease) = take(&first, "a", MINUTE).await else { panic!("not given") };
    assert_eq!((lease.account.as_str(), lease.epoch), (ME, 1));
    let Acquired::Busy { holder, until } = take(&second, "b", MINUTE).await else { panic!("given twice") };
    assert_eq!(holder, "a");
    assert!(until > stina_clock());
    first.renew_lease(MINUTE, stina_clock()).await.expect("renewed");
    assert!(matches!(second.renew_lease(MINUTE, stina_clock()).await, Err(StoreError::LeaseLost)));
    first.release_lease().await.expect("released");
    let Acquired::Held(lease) = take(&second, "b", MINUTE).await else { panic!("not given") };
    assert_eq!(lease.epoch, 2);
    // Giving back what one does not have takes nothing from anybody.
    first.release_lease().await.expect("nothing happens");
    second.confirm_lease().await.expect("still there");
}

async fn the_same_holder_takes_its_lease_back_at_once(bench: &Bench) {
    let first = bench.open().await;
    assert!(matches!(take(&first, "a", MINUTE).await, Acquired::Held(_)));
    // Killed, and started again.
    let second = bench.open().await;
    let Acquired::Held(lease) = take(&second, "a", MINUTE).await else { panic!("not given") };
    assert_eq!(lease.epoch, 2);
    assert!(matches!(first.confirm_lease().await, Err(StoreError::LeaseLost)));
}

async fn a_lease_that_ran_out_can_be_taken(bench: &Bench) {
    let (first, second) = (bench.open().await, bench.open().await);
    assert!(matches!(take(&first, "a", Duration::from_millis(300)).await, Acquired::Held(_)));
    assert!(matches!(take(&second, "b", MINUTE).await, Acquired::Busy { .. }));
    tokio::time::sleep(Duration::from_millis(400)).await;
    // That it ran out harms nobody as long as nobody else took it.
    first.meta_set("key", "value").await.expect("written");
    assert!(matches!(take(&second, "b", MINUTE).await, Acquired::Held(_)));
}

async fn a_process_that_woke_up_too_late_writes_nothing(bench: &Bench) {
    let (first, second) = (bench.open().await, bench.open().await);
    assert!(matches!(take(&first, "a", Duration::from_millis(50)).await, Acquired::Held(_)));
    first.handle(&message("$0", "hej"), at(1), |_| vec![say("hej")]).await.expect("handled");
    let queued = first.outgoing(at(2), 1).await.expect("read").remove(0);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(matches!(take(&second, "b", MINUTE).await, Acquired::Held(_)));
    let outcomes = [
        first.handle(&message("$1", "hej"), at(3), |_| vec![say("nej")]).await.map(drop),
        first.set_aside(&message("$1", "hej"), at(3), "no", vec![say("nej")]).await.map(drop),
        first.finish_batch(&batch("t9"), at(3)).await,
        first.mark_retry(&queued.delivery.outbox, at(9), "no", at(3)).await,
        first.park_outgoing(&queued.delivery.outbox, "no", at(3)).await.map(drop),
        first.outgoing(at(3), 1).await.map(drop),
        first.meta_set("key", "value").await,
        first.purge(at(3), &stina::config::Retention::default()).await.map(drop),
        first.carry_out("cause", &[say("nej")], at(3)).await,
        first.resolve_undecrypted("$1").await,
        first.renew_lease(MINUTE, stina_clock()).await,
        first.confirm_lease().await,
    ];
    for outcome in outcomes {
        assert!(matches!(outcome, Err(StoreError::LeaseLost)), "{outcome:?}");
    }
    assert_eq!(second.sync_token().await.expect("read"), None);
    assert_eq!(offered(&second, at(4)).await, ["hej"]);
    assert_eq!(second.meta_get("key").await.expect("read"), None);
}

/// A process, as far as a thread can be one, that takes the lease and then stops for a while
/// between reading the facts of an event and writing its effects. The first receiver says when it
/// has stopped, the second what came of it, and of trying once more.
fn pausing(url: &str, pause: Duration) -> (mpsc::Receiver<()>, thread::JoinHandle<[Result<Handled, StoreError>; 2]>) {
    let (stopped, has_stopped) = mpsc::channel();
    let url = url.to_owned();
    let process = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let store = Store::open(&url).await.expect("opens");
            assert!(matches!(take(&store, "a", Duration::from_millis(1)).await, Acquired::Held(_)));
            // So that the lease has run out when the other one asks, however fast everything is.
            tokio::time::sleep(Duration::from_millis(50)).await;
            let event = message("$1", "hej");
            let first = store.handle(&event, at(1), |_| {
                stopped.send(()).expect("the test listens");
                thread::sleep(pause);
                vec![say("hej")]
            });
            let first = first.await;
            // Long enough for whoever waited.
            tokio::time::sleep(Duration::from_millis(300)).await;
            [first, store.handle(&message("$2", "hej"), at(2), |_| vec![say("hej igen")]).await]
        })
    });
    (has_stopped, process)
}

/// Who wants to take over waits for the transaction to end, and both then agree on what happened.
async fn a_process_that_pauses_within_a_transaction_is_waited_for(bench: &Bench) {
    let second = bench.open().await;
    let pause = Duration::from_millis(600);
    let (has_stopped, process) = pausing(&bench.url, pause);
    has_stopped.recv_timeout(MINUTE).expect("it stops");
    let began = Instant::now();
    assert!(matches!(take(&second, "b", MINUTE).await, Acquired::Held(_)));
    assert!(began.elapsed() > pause / 2, "took over within a transaction, after {:?}", began.elapsed());
    let [first, again] = process.join().expect("no panic");
    assert_eq!(first.expect("handled"), Handled::Now);
    assert!(matches!(again, Err(StoreError::LeaseLost)), "{again:?}");
    assert_eq!(offered(&second, at(2)).await, ["hej"]);
}

/// On PostgreSQL the server ends the transaction of a process that sleeps for too long. (On SQLite
/// it is the same machine, and nobody takes over a file that a living process has locked.)
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_sleeps_too_long_within_a_transaction_is_cut_off() {
    let bench = Bench::postgres();
    let second = bench.open().await;
    let impatient = format!("{}?options[idle_in_transaction_session_timeout]=300ms", bench.url);
    let (has_stopped, process) = pausing(&impatient, Duration::from_millis(2500));
    has_stopped.recv_timeout(MINUTE).expect("it stops");
    let began = Instant::now();
    assert!(matches!(take(&second, "b", MINUTE).await, Acquired::Held(_)));
    assert!(began.elapsed() < Duration::from_secs(2), "waited for {:?}", began.elapsed());
    let [first, again] = process.join().expect("no panic");
    assert!(first.as_ref().is_err_and(StoreError::passes), "{first:?}");
    // And when it goes on it hears why.
    assert!(matches!(again, Err(StoreError::LeaseLost)), "{again:?}");
    assert!(offered(&second, at(2)).await.is_empty());
}

async fn a_database_serves_one_account(bench: &Bench) {
    let store = bench.open().await;
    // A user id under which nobody could log in is let go of, while nobody else tries it.
    let mistyped = store.acquire_lease("@stinna:localhost", "a", MINUTE, stina_clock()).await.expect("asked");
    assert!(matches!(mistyped, Acquired::Held(_)));
    let elsewhere = bench.open().await;
    let outcome = elsewhere.acquire_lease("@stina:localhost", "b", MINUTE, stina_clock()).await;
    assert!(matches!(outcome, Err(StoreError::OtherAccount { .. })), "{outcome:?}");
    assert!(matches!(take(&store, "a", MINUTE).await, Acquired::Held(_)));
    // One that was served is not.
    store.finish_batch(&Batch { next_token: "s1".to_owned(), ..Batch::default() }, at(1)).await.expect("finished");
    store.release_lease().await.expect("released");
    let outcome = store.acquire_lease("@other:localhost", "a", MINUTE, stina_clock()).await;
    let Err(error @ StoreError::OtherAccount { .. }) = outcome else { panic!("{outcome:?}") };
    assert!(error.to_string().contains("@stina:localhost") && error.to_string().contains("of its own"), "{error}");
}
