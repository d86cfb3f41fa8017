//! Every event once: handled twice, at the same moment, with data that no database takes.

use std::sync::atomic::{AtomicU32, Ordering};

use stina::{
    chat::Ledger,
    effect::Effect,
    event::EventKind,
    facts::Person,
    store::{Handled, StoreError},
};

use crate::bench::{Bench, answer, at, batch, event, message, offered, on_both, person, say, send_all};

on_both!(
    an_event_is_handled_once,
    a_failed_event_leaves_no_trace,
    concurrent_events_do_not_lose_each_others_changes,
    a_repeated_decision_says_nothing_twice,
    zero_characters_are_stored,
    data_that_cannot_be_stored_is_set_aside,
    only_finished_batches_are_known_to_the_ledger,
    an_unreadable_message_can_still_be_handled,
);

async fn an_event_is_handled_once(bench: &Bench) {
    let store = bench.open().await;
    let question = message("$1", "hur många kurser?");
    let decisions = AtomicU32::new(0);
    for expected in [Handled::Now, Handled::Before, Handled::Before] {
        let handled = store
            .handle(&question, at(1), |_| {
                decisions.fetch_add(1, Ordering::Relaxed);
                vec![answer("$1", "Minst tio.")]
            })
            .await
            .expect("handled");
        assert_eq!(handled, expected);
    }
    assert_eq!(decisions.load(Ordering::Relaxed), 1);
    assert_eq!(send_all(&store, at(2)).await, ["Minst tio."]);
    store.close().await;
    // Another process finds it handled as well.
    let store = bench.open().await;
    assert_eq!(store.handle(&question, at(3), |_| panic!("decided again")).await.expect("handled"), Handled::Before);
    assert!(offered(&store, at(4)).await.is_empty());
}

async fn a_failed_event_leaves_no_trace(bench: &Bench) {
    let store = bench.open().await;
    let question = message("$1", "hej");
    // The second effect fails in the database, after the first was carried out.
    bench.sql(if bench.is_sqlite() {
        "CREATE TRIGGER refuse BEFORE INSERT ON person BEGIN SELECT RAISE(ABORT, 'refused'); END"
    } else {
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '23514'; END $$; \
         CREATE TRIGGER refuse BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION refuse()"
    })
    .await;
    let outcome = store.handle(&question, at(1), |_| vec![say("Hej!"), Effect::SavePerson(person())]).await;
    assert!(matches!(outcome, Err(StoreError::Unstorable(_))), "{outcome:?}");
    assert!(offered(&store, at(2)).await.is_empty());
    bench.sql(if bench.is_sqlite() { "DROP TRIGGER refuse" } else { "DROP TRIGGER refuse ON person" }).await;
    let handled = store.handle(&question, at(3), |_| vec![say("Hej!"), Effect::SavePerson(person())]).await;
    assert_eq!(handled.expect("handled"), Handled::Now);
    assert_eq!(offered(&store, at(4)).await, ["Hej!"]);
}

/// Twenty at once, from two processes' connections, each adding to what the others have written.
async fn concurrent_events_do_not_lose_each_others_changes(bench: &Bench) {
    let stores = [bench.open().await, bench.open().await];
    let mut tasks = Vec::new();
    for number in 0..20 {
        let store = stores[number % 2].clone();
        tasks.push(tokio::spawn(async move {
            store
                .handle(&message(&format!("${number}"), "hej"), at(1), |facts| {
                    let mut person = facts.person.clone().unwrap_or_else(person);
                    person.leads.get_or_insert_default().push(format!("P{number}D"));
                    vec![Effect::SavePerson(person), say(&number.to_string())]
                })
                .await
        }));
    }
    for task in tasks {
        assert_eq!(task.await.expect("no panic").expect("handled"), Handled::Now);
    }
    let leads = stores[0].person("@doktor:localhost").await.expect("read").and_then(|person: Person| person.leads);
    let mut leads = leads.expect("there are leads");
    leads.sort();
    leads.dedup();
    assert_eq!(leads.len(), 20);
    assert_eq!(send_all(&stores[1], at(2)).await.len(), 20);
}

async fn a_repeated_decision_says_nothing_twice(bench: &Bench) {
    let store = bench.open().await;
    store.handle(&message("$1", "hej"), at(1), |_| vec![say("ett"), say("två")]).await.expect("handled");
    assert_eq!(send_all(&store, at(2)).await, ["ett", "två"]);
    // As after a power failure that took the inbox row with it.
    bench.sql("DELETE FROM inbox").await;
    store.handle(&message("$1", "hej"), at(3), |_| vec![say("ett"), say("två")]).await.expect("handled");
    assert!(offered(&store, at(4)).await.is_empty());
}

async fn zero_characters_are_stored(bench: &Bench) {
    let store = bench.open().await;
    let text = "får jag\0 byta kurs?";
    let effects = vec![
        answer("$\0", "Det \0 vet jag inte."),
        Effect::RememberQuestion { event: "$\0".to_owned(), text: text.to_owned(), region: None },
        Effect::SavePerson(Person { region: Some("v\0gr".to_owned()), ..person() }),
    ];
    let handled = store.handle(&message("$\0", text), at(1), |_| effects).await;
    assert_eq!(handled.expect("handled"), Handled::Now);
    assert_eq!(store.handle(&message("$\0", text), at(2), |_| vec![]).await.expect("handled"), Handled::Before);
    assert_eq!(offered(&store, at(2)).await, ["Det \0 vet jag inte."]);
    assert_eq!(store.questions().await.expect("read")[0].text, "får jag\u{fffd} byta kurs?");
    let redaction = event("$2", EventKind::Redaction { of: "$\0".to_owned() });
    store
        .handle(&redaction, at(3), |facts| {
            assert_eq!(facts.answers.len(), 1);
            assert!(facts.remembered_question);
            assert_eq!(facts.person.as_ref().and_then(|person| person.region.as_deref()), Some("v\0gr"));
            vec![]
        })
        .await
        .expect("handled");
}

async fn data_that_cannot_be_stored_is_set_aside(bench: &Bench) {
    let store = bench.open().await;
    // Longer than an index of PostgreSQL takes, and not to be compressed.
    let mut state = 1_u64;
    let long: String = (0..20_000)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(b'!' + u8::try_from(state >> 33 & 63).expect("below 64"))
        })
        .collect();
    let event = message("$1", "hej");
    let outcome = store.handle(&event, at(1), |_| vec![answer(&long, "Svar.")]).await;
    if bench.is_sqlite() {
        assert_eq!(outcome.expect("SQLite takes it"), Handled::Now);
        return;
    }
    assert!(outcome.expect_err("too long").concerns_the_event());
    let aside = store.set_aside(&event, at(2), "too long", vec![say("Det där kunde jag inte ta emot.")]).await;
    assert_eq!(aside.expect("set aside"), Handled::Now);
    assert_eq!(offered(&store, at(3)).await, ["Det där kunde jag inte ta emot."]);
    assert_eq!(store.handle(&event, at(4), |_| vec![say("Svar.")]).await.expect("handled"), Handled::Before);
    // Even if what shall be said about it cannot be stored.
    let event = message("$2", "hej");
    let aside = store.set_aside(&event, at(5), "too long", vec![answer(&long, "Svar.")]).await;
    assert_eq!(aside.expect("set aside"), Handled::Now);
    assert_eq!(store.status().await.expect("status").set_aside, 2);
}

async fn only_finished_batches_are_known_to_the_ledger(bench: &Bench) {
    let store = bench.open().await;
    store.handle(&message("$1", "hej"), at(1), |_| vec![]).await.expect("handled");
    let asked = ["$1".to_owned(), "$2".to_owned()];
    assert!(store.handled(&asked).await.expect("asked").is_empty());
    store.finish_batch(&batch("t1"), at(2)).await.expect("finished");
    assert_eq!(store.handled(&asked).await.expect("asked").into_iter().collect::<Vec<_>>(), ["$1"]);
    // More than fit into one question to the database.
    let many: Vec<String> = (0..1000).map(|number| format!("$x{number}")).chain(["$1".to_owned()]).collect();
    assert_eq!(store.handled(&many).await.expect("asked").len(), 1);
    assert!(store.handled(&[]).await.expect("asked").is_empty());
}

async fn an_unreadable_message_can_still_be_handled(bench: &Bench) {
    use stina::chat::{Batch, Undecrypted};
    let store = bench.open().await;
    let waiting = Undecrypted {
        event: "$1".to_owned(),
        room: "!rum:localhost".to_owned(),
        sender: "@doktor:localhost".to_owned(),
        sent_at: at(0).as_millisecond(),
    };
    let first = Batch { undecrypted: vec![waiting.clone()], ..batch("t1") };
    store.finish_batch(&first, at(1)).await.expect("finished");
    store.finish_batch(&Batch { undecrypted: vec![waiting.clone()], ..batch("t2") }, at(9)).await.expect("finished");
    let rows = store.undecrypted().await.expect("read");
    assert_eq!((rows.len(), &rows[0].message, rows[0].since, rows[0].told), (1, &waiting, at(1), false));
    let unreadable = event("$1", EventKind::Undecryptable);
    assert_eq!(store.handle(&unreadable, at(10), |_| vec![say("Den kan jag inte läsa.")]).await.expect("handled"), Handled::Now);
    assert_eq!(store.handle(&unreadable, at(11), |_| vec![say("Den kan jag inte läsa.")]).await.expect("handled"), Handled::Before);
    assert!(store.undecrypted().await.expect("read")[0].told);
    // The keys have come at last.
    assert_eq!(store.handle(&message("$1", "hej"), at(12), |_| vec![say("Hej!")]).await.expect("handled"), Handled::Now);
    assert!(store.undecrypted().await.expect("read").is_empty());
    assert_eq!(send_all(&store, at(13)).await, ["Den kan jag inte läsa.", "Hej!"]);
}
