//! A full disk, a locked or damaged database, one from the future, one that is away: told apart, and
//! never half written.

use std::{fs, os::unix::fs::PermissionsExt, time::Duration};

use stina::{
    effect::Effect,
    store::{Handled, Store, StoreError},
};

use crate::bench::{Bench, at, batch, message, offered, on_both, person, say};

on_both!(
    a_full_disk_stops_without_half_a_state,
    a_locked_database_is_told,
    a_database_from_the_future_is_left_alone,
    a_database_that_cannot_be_written_is_told,
    two_programs_can_open_a_new_database_at_once,
);

async fn a_full_disk_stops_without_half_a_state(bench: &Bench) {
    let url = bench.with("max_page_count=160", "");
    let store = Store::open(url.trim_end_matches('?')).await.expect("opens");
    if !bench.is_sqlite() {
        // The server itself says this when it cannot extend a table.
        bench
            .sql(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF (SELECT COUNT(*) FROM inbox) >= 20 THEN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END IF; \
             RETURN NEW; END $$; \
             CREATE TRIGGER refuse BEFORE INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION refuse()",
            )
            .await;
    }
    let mut handled = 0_usize;
    let error = loop {
        let text = "x".repeat(3000);
        let outcome =
            store.handle(&message(&format!("${handled}"), "hej"), at(1), |_| vec![say(&text), Effect::SavePerson(person())]).await;
        match outcome {
            Ok(_) => handled += 1,
            Err(error) => break error,
        }
        assert!(handled < 2000, "the disk never fills");
    };
    assert!(matches!(error, StoreError::Full(_)), "{error:?}");
    assert!(!error.passes() && error.to_string().contains("Make room"), "{error}");
    // Whole messages are there, each with its event, and reading goes on.
    let status = store.status().await.expect("status");
    assert_eq!(usize::try_from(status.pending).ok(), Some(handled));
    store.close().await;
    // With more room the same event is handled.
    if !bench.is_sqlite() {
        bench.sql("DROP TRIGGER refuse ON inbox").await;
    }
    let store = bench.open().await;
    let again = store.handle(&message(&format!("${handled}"), "hej"), at(2), |_| vec![say("plats")]).await;
    assert_eq!(again.expect("handled"), Handled::Now);
}

async fn a_locked_database_is_told(bench: &Bench) {
    let patient = bench.open().await;
    let url = bench.with("busy_timeout=200", "options[lock_timeout]=200ms");
    let store = Store::open(&url).await.expect("opens");
    let (locked, release) = (std::sync::Arc::new(tokio::sync::Notify::new()), std::sync::Arc::new(tokio::sync::Notify::new()));
    let holder = {
        let (locked, release) = (locked.clone(), release.clone());
        let (sqlite, url) = (bench.is_sqlite(), bench.url.clone());
        tokio::spawn(async move {
            if sqlite {
                let pool = sqlx::SqlitePool::connect(&url).await.expect("connects");
                let transaction = pool.begin_with("BEGIN IMMEDIATE").await.expect("begins");
                locked.notify_one();
                release.notified().await;
                transaction.rollback().await.expect("ends");
            } else {
                let pool = sqlx::PgPool::connect(&url).await.expect("connects");
                let mut transaction = pool.begin().await.expect("begins");
                sqlx::query("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE").execute(&mut *transaction).await.expect("locks");
                locked.notify_one();
                release.notified().await;
                transaction.rollback().await.expect("ends");
            }
        })
    };
    locked.notified().await;
    let outcome = store.handle(&message("$1", "hej"), at(1), |_| vec![say("nej")]).await;
    assert!(matches!(outcome, Err(StoreError::Locked(_))), "{outcome:?}");
    // Who has more patience gets through when the lock is gone.
    let waiting = tokio::spawn(async move { patient.handle(&message("$1", "hej"), at(2), |_| vec![say("ja")]).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    release.notify_one();
    holder.await.expect("no panic");
    assert_eq!(waiting.await.expect("no panic").expect("handled"), Handled::Now);
    assert_eq!(offered(&store, at(3)).await, ["ja"]);
}

async fn a_database_from_the_future_is_left_alone(bench: &Bench) {
    bench.open().await.close().await;
    bench
        .sql(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             SELECT 9999, 'later', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1",
        )
        .await;
    let outcome = Store::open(&bench.url).await;
    assert!(matches!(outcome, Err(StoreError::Newer(9999))), "{outcome:?}");
}

/// Rights do not hold root back, so the file says itself that only newer programs may write it
/// (the byte at 18 of <https://www.sqlite.org/fileformat.html>), and the server says so for this session.
async fn a_database_that_cannot_be_written_is_told(bench: &Bench) {
    bench.open().await.close().await;
    let url = bench.with("busy_timeout=200", "options[default_transaction_read_only]=on");
    if bench.is_sqlite() {
        let path = bench.file("data/stina.db");
        let mut bytes = fs::read(&path).expect("read");
        bytes[18] = 3;
        fs::write(&path, bytes).expect("written");
    }
    let outcome = match Store::open(&url).await {
        Ok(store) => store.finish_batch(&batch("t"), at(2)).await,
        Err(error) => Err(error),
    };
    assert!(matches!(&outcome, Err(error @ StoreError::ReadOnly(_)) if error.to_string().contains("permissions")), "{outcome:?}");
}

async fn two_programs_can_open_a_new_database_at_once(bench: &Bench) {
    for _ in 0..5 {
        let bench = bench.another();
        let opening: Vec<_> = (0..4)
            .map(|_| {
                let url = bench.url.clone();
                tokio::spawn(async move { Store::open(&url).await })
            })
            .collect();
        for opened in opening {
            opened.await.expect("no panic").expect("opens").meta_set("key", "value").await.expect("written");
        }
    }
}

#[tokio::test]
async fn a_damaged_file_is_told() {
    let bench = Bench::sqlite();
    bench.open().await.close().await;
    fs::write(bench.file("data/stina.db"), "this is not a database, whatever its name may say".repeat(100)).expect("written");
    let outcome = Store::open(&bench.url).await;
    assert!(matches!(&outcome, Err(StoreError::Corrupt(text)) if text.contains("not a database")), "{outcome:?}");
}

#[tokio::test]
async fn a_file_is_for_its_owner_alone() {
    let bench = Bench::sqlite();
    let store = bench.open().await;
    store.meta_set("key", "value").await.expect("written");
    let mode = |name: &str| fs::metadata(bench.file(name)).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode("data"), 0o700);
    for name in ["data/stina.db", "data/stina.db-wal", "data/stina.db-shm"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    store.close().await;
    assert!(!bench.file("data/stina.db-wal").exists());
}

#[tokio::test]
async fn what_cannot_be_written_is_still_read_and_copied() {
    let bench = Bench::sqlite();
    let store = bench.open().await;
    store.try_writing().await.expect("it takes changes");
    store.handle(&message("$1", "hej"), at(1), |_| vec![say("kvar"), Effect::SavePerson(person())]).await.expect("handled");
    store.close().await;
    let path = bench.file("data/stina.db");
    let mut bytes = fs::read(&path).expect("read");
    bytes[18] = 3;
    fs::write(&path, bytes).expect("written");
    let store = Store::open_to_look(&bench.url).await.expect("opens");
    assert_eq!(offered(&store, at(2)).await, ["kvar"]);
    store.backup(&bench.file("copy.db")).await.expect("copied");
    let told = store.try_writing().await.expect_err("it takes none");
    assert!(matches!(&told, StoreError::ReadOnly(text) if text.contains("data/stina.db")), "{told}");
    let copy = Store::open_to_look(&format!("sqlite:{}", bench.file("copy.db").display())).await.expect("opens");
    assert_eq!(offered(&copy, at(2)).await, ["kvar"]);
}

#[tokio::test]
async fn a_file_that_is_moved_away_is_noticed() {
    for replaced in [false, true] {
        let bench = Bench::sqlite();
        let store = bench.open().await;
        store.confirm_place().expect("it is there");
        fs::rename(bench.file("data/stina.db"), bench.file("data/old.db")).expect("moved");
        if replaced {
            fs::write(bench.file("data/stina.db"), "").expect("written");
        }
        let told = store.confirm_place().expect_err("it is gone");
        assert!(matches!(&told, StoreError::Gone(path) if path.ends_with("data/stina.db")), "{told}");
        assert!(!told.passes());
    }
    Store::open("sqlite::memory:").await.expect("opens").confirm_place().expect("it is nowhere else");
}

#[tokio::test]
async fn looking_changes_nothing() {
    let bench = Bench::sqlite();
    fs::create_dir_all(bench.file("data")).expect("made");
    let pool = sqlx::SqlitePool::connect(&format!("{}?mode=rwc", bench.url)).await.expect("connects");
    let migrator = sqlx::migrate::Migrator::new(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/migrations")));
    migrator.await.expect("read").run_to(7, &pool).await.expect("migrated");
    pool.close().await;
    let store = Store::open_to_look(&bench.url).await.expect("opens");
    let (applied, all) = store.status().await.expect("status").migrations;
    assert!(applied < all, "{applied} of {all}");
    store.backup(&bench.file("before.db")).await.expect("copied");
    store.close().await;
    assert_eq!(Store::open_to_look(&bench.url).await.expect("opens").status().await.expect("status").migrations.0, applied);
    // The copy is of the old version too, and is brought up to date where it comes back.
    let target = bench.another();
    stina::store::restore(&bench.file("before.db"), &target.url).await.expect("restored");
    assert_eq!(target.open().await.status().await.expect("status").migrations, (all, all));
}

#[tokio::test]
async fn what_is_somebody_elses_is_left_alone() {
    let bench = Bench::sqlite();
    fs::create_dir_all(bench.file("data")).expect("made");
    let pool = sqlx::SqlitePool::connect(&format!("{}?mode=rwc", bench.url)).await.expect("connects");
    sqlx::query("CREATE TABLE theirs (id TEXT)").execute(&pool).await.expect("made");
    for outcome in [Store::open(&bench.url).await, Store::open_to_look(&bench.url).await] {
        assert!(matches!(&outcome, Err(StoreError::Refused(text)) if text.contains("tables of something else")), "{outcome:?}");
    }
    let tables = sqlx::query("SELECT name FROM sqlite_master").fetch_all(&pool).await.expect("read");
    assert_eq!(tables.len(), 1);
}

#[tokio::test]
async fn memory_holds_a_database_too() {
    let store = Store::open("sqlite::memory:").await.expect("opens");
    let other = Store::open("sqlite::memory:").await.expect("opens");
    store.handle(&message("$1", "hej"), at(1), |_| vec![say("hej")]).await.expect("handled");
    assert_eq!(offered(&store, at(2)).await, ["hej"]);
    assert!(offered(&other, at(2)).await.is_empty());
}

#[tokio::test]
async fn a_place_that_cannot_be_is_told() {
    let bench = Bench::sqlite();
    fs::write(bench.file("file"), "").expect("written");
    let below_a_file = Store::open(&format!("sqlite:{}/x.db", bench.file("file").display())).await;
    assert!(matches!(&below_a_file, Err(StoreError::Refused(_))), "{below_a_file:?}");
    let folder = Store::open(&format!("sqlite:{}", bench.folder().display())).await;
    assert!(matches!(&folder, Err(StoreError::Refused(text)) if text.contains("is a folder. Name a file")), "{folder:?}");
    // Nobody listens there.
    let away = Store::open("postgres://stina@127.0.0.1:1/stina").await;
    assert!(away.as_ref().is_err_and(StoreError::passes), "{away:?}");
    let told = |outcome: Result<Store, StoreError>| outcome.err().map(|error| error.to_string()).unwrap_or_default();
    let refused = told(Store::open("postgres://stina:hemligt@127.0.0.1:1/stina").await);
    assert!(refused.contains("127.0.0.1:1 (connection refused)") && !refused.contains("hemligt"), "{refused}");
    let unread = told(Store::open("postgres://stina:topp/hemligt@127.0.0.1:1/stina").await);
    assert!(unread.contains("%2F") && !unread.contains("topp") && !unread.contains("hemligt"), "{unread}");
    let nowhere = told(Store::open("postgres://stina@there-is-no-such-host.invalid/stina").await);
    assert!(nowhere.contains("there-is-no-such-host.invalid:5432"), "{nowhere}");
    let bench = Bench::postgres();
    let missing = Store::open(&format!("{}_missing", bench.url)).await;
    assert!(matches!(&missing, Err(StoreError::Refused(_))), "{missing:?}");
    assert!(told(missing).contains("has no database \"test_"));
    let stranger = told(Store::open(&bench.url.replace("postgres@", "okand:hemligt@")).await);
    assert!(stranger.contains("does not let okand in") && !stranger.contains("hemligt"), "{stranger}");
}
