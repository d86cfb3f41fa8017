//! Copies while she runs, and what an old copy does when it is brought back.

use std::{fs, os::unix::fs::PermissionsExt};

use stina::{
    chat::{Batch, Echo},
    effect::{Effect, Outgoing, Priority},
    facts::Reminder,
    store::{Acquired, Store, StoreError, restore},
};

use crate::bench::{Bench, DOCTOR, answer, at, batch, mark, message, offered, on_both, person, reminder, saying, send_all};

on_both!(
    a_copy_comes_back_as_it_was,
    a_copy_of_either_database_comes_back_to_the_other,
    a_copy_is_made_while_she_writes,
    an_old_copy_sends_nothing_again,
    a_copy_overwrites_nothing_and_is_private,
    a_restore_needs_a_copy_and_an_empty_database,
);

/// A database with something in every table.
async fn filled(bench: &Bench) -> Store {
    let store = bench.open().await;
    let folder = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/migrations")).expect("the samples");
    let mut samples: Vec<_> = folder.flatten().map(|entry| entry.path()).collect();
    samples.sort();
    let rows: Vec<String> = samples.iter().map(|sample| fs::read_to_string(sample).expect("read")).collect();
    bench.sql(&format!("DELETE FROM meta; {}", rows.join("\n"))).await;
    let effects = vec![
        Effect::SavePerson(person()),
        Effect::SaveReminder(reminder("r", 100)),
        Effect::RememberQuestion { event: "$q".to_owned(), text: "får jag? åäö 🙂 'citat'".to_owned(), region: None },
        answer("$1", "ett svar"),
    ];
    store.handle(&message("$1", "hej"), at(1), |_| effects).await.expect("handled");
    store.finish_batch(&batch("token"), at(2)).await.expect("finished");
    store
}

async fn comes_back(store: &Store, bench: &Bench, target: &Bench) {
    let copy = bench.file("copy.db");
    store.backup(&copy).await.expect("copied");
    restore(&copy, &target.url).await.expect("restored");
    let back = target.open().await;
    assert_eq!(back.status().await.expect("status"), store.status().await.expect("status"));
    assert_eq!(back.questions().await.expect("read"), store.questions().await.expect("read"));
    assert_eq!(back.feedback().await.expect("read"), store.feedback().await.expect("read"));
    assert_eq!(back.audit().await.expect("read"), store.audit().await.expect("read"));
    assert_eq!(back.grants().await.expect("read"), store.grants().await.expect("read"));
    assert_eq!(back.person(DOCTOR).await.expect("read"), Some(person()));
    assert_eq!(back.sync_token().await.expect("read").as_deref(), Some("token"));
    assert_eq!(back.first_start().await.expect("read"), store.first_start().await.expect("read"));
    assert_eq!(back.undecrypted().await.expect("read"), store.undecrypted().await.expect("read"));
    assert_eq!(offered(&back, at(9)).await, offered(store, at(9)).await);
    assert!(back.meta_get("restored_at").await.expect("read").is_some());
}

async fn a_copy_comes_back_as_it_was(bench: &Bench) {
    let store = filled(bench).await;
    comes_back(&store, bench, &bench.another()).await;
}

async fn a_copy_of_either_database_comes_back_to_the_other(bench: &Bench) {
    let other = if bench.is_sqlite() { Bench::postgres() } else { Bench::sqlite() };
    let store = filled(bench).await;
    comes_back(&store, bench, &other).await;
}

async fn a_copy_is_made_while_she_writes(bench: &Bench) {
    let store = bench.open().await;
    let writing = {
        let store = store.clone();
        tokio::spawn(async move {
            for number in 0..600 {
                let id = format!("${number}");
                // Two things that belong together: a copy has both or neither.
                let effects = vec![answer(&id, "svar"), Effect::SaveReminder(reminder(&id, 100))];
                store.handle(&message(&id, "hej"), at(1), |_| effects).await.expect("handled");
            }
        })
    };
    let mut sizes = Vec::new();
    for number in 0..4 {
        let copy = bench.file(&format!("{number}.db"));
        store.backup(&copy).await.expect("copied");
        let back = Store::open(&format!("sqlite:{}", copy.display())).await.expect("opens");
        let status = back.status().await.expect("status");
        assert_eq!(status.pending, status.active_reminders);
        sizes.push(status.pending);
        back.close().await;
    }
    writing.await.expect("written");
    assert!(sizes.is_sorted(), "{sizes:?}");
    let all = bench.file("all.db");
    store.backup(&all).await.expect("copied");
    let back = Store::open(&format!("sqlite:{}", all.display())).await.expect("opens");
    assert_eq!(back.status().await.expect("status").pending, 600);
}

/// The copy is made; after that one waiting message is sent, another event is answered, and a
/// reminder comes. Then the copy is brought back and syncs from its old token: everything happens
/// again, and nothing is said.
async fn an_old_copy_sends_nothing_again(bench: &Bench) {
    let store = bench.open().await;
    store.handle(&message("$1", "hej"), at(1), |_| vec![answer("$1", "väntade vid kopian")]).await.expect("handled");
    store.carry_out("set", &[Effect::SaveReminder(reminder("r", 50))], at(2)).await.expect("set");
    store.finish_batch(&batch("old"), at(3)).await.expect("finished");
    let copy = bench.file("copy.db");
    store.backup(&copy).await.expect("copied");

    let later = message("$2", "en fråga till");
    let answers = || vec![answer("$2", "svar efter kopian")];
    let fire = |reminder: &Reminder| {
        let say = Effect::Say(Outgoing { priority: Priority::Reminder, ..saying("påminnelse efter kopian") });
        vec![say, Effect::SaveReminder(Reminder { next_at: None, ..reminder.clone() })]
    };
    store.handle(&later, at(10), |_| answers()).await.expect("handled");
    store.due(at(60), 10, fire).await.expect("fired");
    let mut echoes = Vec::new();
    while let Some(next) = store.outgoing(at(61), 1).await.expect("read").first() {
        let event = mark(&store, next, at(61)).await;
        echoes.push(Echo { outbox: next.delivery.outbox.clone(), event });
    }
    assert_eq!(echoes.len(), 3);
    store.close().await;

    let target = bench.another();
    restore(&copy, &target.url).await.expect("restored");
    let back = target.open().await;
    let taken = back.acquire_lease("@stina:localhost", "elsewhere", std::time::Duration::from_mins(1), at(100)).await;
    assert!(matches!(taken, Ok(Acquired::Held(_))), "{taken:?}");
    assert_eq!(back.sync_token().await.expect("read").as_deref(), Some("old"));
    // The sync from the old token, before anything is sent; and the reminder that was overdue.
    back.handle(&later, at(101), |_| answers()).await.expect("handled");
    let batch = Batch { echoes, ..batch("new") };
    back.finish_batch(&batch, at(102)).await.expect("finished");
    assert_eq!(back.due(at(103), 10, fire).await.expect("fired"), 1);
    assert!(offered(&back, at(104)).await.is_empty());
    // And what is new is said.
    back.handle(&message("$3", "hej"), at(105), |_| vec![answer("$3", "nytt")]).await.expect("handled");
    assert_eq!(send_all(&back, at(106)).await, ["nytt"]);
    // A message that the copy had not known is hers now, with what it answers.
    let redaction = crate::bench::event("$4", stina::event::EventKind::Redaction { of: "$2".to_owned() });
    back.handle(&redaction, at(107), |facts| {
        assert_eq!(facts.answers.len(), 1);
        assert!(facts.answers[0].event.is_some() && facts.answers[0].standing);
        vec![]
    })
    .await
    .expect("handled");
}

async fn a_copy_overwrites_nothing_and_is_private(bench: &Bench) {
    let store = bench.open().await;
    let copy = bench.file("copy.db");
    store.backup(&copy).await.expect("copied");
    assert_eq!(fs::metadata(&copy).expect("there").permissions().mode() & 0o777, 0o600);
    let before = fs::read(&copy).expect("read");
    let again = store.backup(&copy).await;
    assert!(matches!(&again, Err(StoreError::Declined(reason)) if reason.contains("copy.db")), "{again:?}");
    assert_eq!(fs::read(&copy).expect("read"), before);
    // An attempt that was killed does not stand in the way of the next.
    fs::write(bench.file("next.db.partial"), "half").expect("written");
    store.backup(&bench.file("next.db")).await.expect("copied");
    let lost = store.backup(&bench.file("copy.db").join("below-a-file.db")).await;
    assert!(lost.is_err());
    let names: Vec<_> = fs::read_dir(bench.folder()).expect("read").flatten().map(|entry| entry.file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().contains("partial")), "{names:?}");
}

async fn a_restore_needs_a_copy_and_an_empty_database(bench: &Bench) {
    let store = filled(bench).await;
    let copy = bench.file("copy.db");
    store.backup(&copy).await.expect("copied");
    let full = restore(&copy, &bench.url).await;
    assert!(matches!(&full, Err(StoreError::Declined(reason)) if reason.contains("not empty")), "{full:?}");
    let target = bench.another();
    let missing = restore(&bench.file("missing.db"), &target.url).await;
    assert!(matches!(&missing, Err(StoreError::Declined(reason)) if reason.contains("missing.db")), "{missing:?}");
    fs::write(bench.file("text.db"), "no database at all, but long enough to be looked at as one".repeat(20)).expect("written");
    let wrong = restore(&bench.file("text.db"), &target.url).await;
    assert!(matches!(&wrong, Err(StoreError::Corrupt(_))), "{wrong:?}");
    let newer = bench.file("newer.db");
    fs::copy(&copy, &newer).expect("copied");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", newer.display())).await.expect("opens");
    sqlx::query("UPDATE _sqlx_migrations SET version = 9999 WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)")
        .execute(&pool)
        .await
        .expect("changed");
    pool.close().await;
    let newer = restore(&newer, &target.url).await;
    assert!(matches!(newer, Err(StoreError::Newer(9999))), "{newer:?}");
    // None of these left anything behind.
    restore(&copy, &target.url).await.expect("restored");
}
