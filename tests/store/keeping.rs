//! What is kept how long, and what is left of somebody who asked to be forgotten.

use jiff::{Timestamp, ToSpan};
use stina::{
    config::Retention,
    effect::{About, Effect, Outgoing, Target},
    event::EventKind,
    facts::{Dialogue, Pace, Person, Reminder},
    store::{Handled, Purged, Store},
};

use crate::bench::{
    Bench, DOCTOR, ROOM, answer, at, batch, event, mark, message, offered, on_both, person, reminder, say, saying, send_all,
};

on_both!(
    old_things_go_young_things_stay,
    events_whose_ids_are_gone_are_not_handled_again,
    unsent_messages_are_never_purged,
    a_forgotten_person_leaves_nothing,
    forgetting_spares_others_and_the_farewell,
    the_first_start_is_kept,
);

const RETENTION: Retention =
    Retention { sent_days: 30, receipts_days: 30, questions_days: 180, audit_days: 400, attendance_days: 400, announcements_days: 180 };

fn after(days: i64) -> Timestamp {
    at(0) + (days * 24).hours()
}

async fn purge(store: &Store, days: i64) -> Purged {
    store.purge(after(days), &RETENTION).await.expect("purged")
}

/// Every text in the database, to look for what must not be there.
async fn everything(bench: &Bench, store: &Store, name: &str) -> String {
    let copy = bench.file(name);
    store.backup(&copy).await.expect("copied");
    String::from_utf8_lossy(&std::fs::read(copy).expect("read")).into_owned()
}

async fn old_things_go_young_things_stay(bench: &Bench) {
    let store = bench.open().await;
    let effects = vec![
        answer("$1", "hemligheten"),
        Effect::RememberQuestion { event: "$1".to_owned(), text: "gåtan".to_owned(), region: None },
        Effect::CountFeedback { reaction: "$up".to_owned(), under: None, rules: vec![("r".to_owned(), "vgr".to_owned())], helpful: true },
        Effect::SaveReminder(Reminder { active: false, ..reminder("slut", 0) }),
        Effect::SaveReminder(reminder("pågår", 0)),
        Effect::SaveDialogue { user: DOCTOR.to_owned(), room: ROOM.to_owned(), dialogue: Dialogue::default() },
        Effect::SavePace { key: DOCTOR.to_owned(), pace: Pace { since: at(0).as_millisecond(), count: 1, quiet_until: 0 } },
        Effect::SavePerson(person()),
    ];
    store.handle(&message("$1", "fråga"), at(0), |_| effects).await.expect("handled");
    assert_eq!(send_all(&store, at(0)).await, ["hemligheten"]);
    store.finish_batch(&batch("t"), at(0)).await.expect("finished");
    assert_eq!(purge(&store, 29).await, Purged::default());
    assert!(everything(bench, &store, "1.db").await.contains("hemligheten"));
    // The event's id stays: it is the newest of its room.
    let purged = purge(&store, 31).await;
    assert_eq!(purged, Purged { texts: 1, reactions: 1, reminders: 1, dialogues: 1, ..Purged::default() });
    let left = everything(bench, &store, "2.db").await;
    assert!(!left.contains("hemligheten") && left.contains("gåtan"));
    // The message itself is still known, to be changed or removed with the question.
    let redaction = event("$2", EventKind::Redaction { of: "$1".to_owned() });
    store
        .handle(&redaction, after(31), |facts| {
            assert_eq!(facts.answers.len(), 1);
            assert!(!facts.counted_reaction);
            vec![]
        })
        .await
        .expect("handled");
    assert_eq!(purge(&store, 61).await, Purged { messages: 1, ..Purged::default() });
    assert_eq!(purge(&store, 181).await, Purged { questions: 1, ..Purged::default() });
    assert_eq!(store.feedback().await.expect("read")[0].helpful, 1);
    assert_eq!(store.person(DOCTOR).await.expect("read"), Some(person()));
    assert_eq!(store.status().await.expect("status").active_reminders, 1);
}

async fn events_whose_ids_are_gone_are_not_handled_again(bench: &Bench) {
    let store = bench.open().await;
    let written = |number: i64, room: &str| {
        let mut event = message(&format!("${room}{number}"), "hej");
        event.sent_at = at(number);
        room.clone_into(&mut event.room.id);
        event
    };
    for number in 1..=3 {
        for room in ["!a", "!b"] {
            store.handle(&written(number, room), at(number), |_| vec![]).await.expect("handled");
        }
    }
    store.finish_batch(&batch("t"), at(9)).await.expect("finished");
    assert_eq!(purge(&store, 31).await.events, 4);
    let asked: Vec<String> = (1..=3).map(|number| format!("$!a{number}")).collect();
    let known = stina::chat::Ledger::handled(&store, &asked).await.expect("asked");
    assert_eq!(known.into_iter().collect::<Vec<_>>(), ["$!a3"]);
    for number in 1..=3 {
        let again = store.handle(&written(number, "!a"), after(31), |_| panic!("decided again")).await;
        assert_eq!(again.expect("handled"), Handled::Before);
    }
    assert_eq!(store.handle(&written(4, "!a"), after(31), |_| vec![]).await.expect("handled"), Handled::Now);
    // What came in since is not younger than what is forgotten next, and a second time counts on.
    let newest = {
        let mut event = written(5, "!a");
        event.sent_at = after(40);
        event
    };
    store.handle(&newest, after(40), |_| vec![]).await.expect("handled");
    store.finish_batch(&batch("t2"), after(40)).await.expect("finished");
    assert_eq!(purge(&store, 62).await.events, 2);
    assert_eq!(store.handle(&written(4, "!a"), after(62), |_| panic!("decided again")).await.expect("handled"), Handled::Before);
}

async fn unsent_messages_are_never_purged(bench: &Bench) {
    let store = bench.open().await;
    let with_button = Effect::Say(Outgoing { buttons: vec!["✅".to_owned()], ..saying("väntar") });
    store.handle(&message("$1", "hej"), at(0), |_| vec![with_button]).await.expect("handled");
    assert_eq!(purge(&store, 400).await, Purged::default());
    let first = store.outgoing(after(400), 1).await.expect("read").remove(0);
    mark(&store, &first, at(0)).await;
    // The message is old, but its button needs it.
    assert_eq!(purge(&store, 401).await, Purged { texts: 1, ..Purged::default() });
    let button = store.outgoing(after(401), 1).await.expect("read").remove(0);
    assert!(button.delivery.refers_to.is_some());
}

async fn a_forgotten_person_leaves_nothing(bench: &Bench) {
    let store = bench.open().await;
    let to_person = Outgoing { to: Target::Person(DOCTOR.to_owned()), ..saying("osagt till dig") };
    let about = Outgoing { about: Some(About::ReminderSet { reminder: "minne".to_owned() }), ..saying("sagt om minne") };
    let effects = vec![
        Effect::SavePerson(Person { region: Some("avslöjande".to_owned()), ..person() }),
        Effect::SaveDialogue { user: DOCTOR.to_owned(), room: ROOM.to_owned(), dialogue: Dialogue::default() },
        Effect::SaveReminder(reminder("minne", 100)),
        Effect::SavePace { key: DOCTOR.to_owned(), pace: Pace::default() },
        Effect::Say(about),
        say("osagt i rummet"),
        Effect::Say(to_person),
    ];
    store.handle(&message("$1", "hej"), at(0), |_| effects).await.expect("handled");
    let first = store.outgoing(at(1), 1).await.expect("read").remove(0);
    let sent = mark(&store, &first, at(1)).await;
    let forget = vec![Effect::ForgetPerson { user: DOCTOR.to_owned() }];
    store.handle(&message("$2", "glöm mig"), at(2), |_| forget).await.expect("handled");
    assert!(offered(&store, at(3)).await.is_empty());
    assert_eq!(store.next_due().await.expect("read"), None);
    let left = everything(bench, &store, "left.db").await;
    for trace in [DOCTOR, "avslöjande", "minne", "osagt", "sagt", "avboka"] {
        assert!(!left.contains(trace), "{trace} is still there");
    }
    // The answer can still be taken away with the question.
    let reaction = event("$3", EventKind::Reaction { to: sent, key: "👍".to_owned() });
    store
        .handle(&reaction, at(4), |facts| {
            assert_eq!(facts.person, None);
            assert!(facts.reminders.is_empty());
            assert!(facts.referred.as_ref().is_some_and(|own| own.person.is_none() && own.about.is_none()));
            vec![]
        })
        .await
        .expect("handled");
}

async fn forgetting_spares_others_and_the_farewell(bench: &Bench) {
    let store = bench.open().await;
    let other = "@annan:localhost";
    let mut theirs = message("$1", "hej");
    theirs.sender = other.to_owned();
    let effects = vec![
        Effect::SavePerson(Person { user: other.to_owned(), ..person() }),
        Effect::SaveReminder(Reminder { person: other.to_owned(), ..reminder("annans", 100) }),
        say("till den andra"),
    ];
    store.handle(&theirs, at(0), |_| effects).await.expect("handled");
    let farewell = vec![say("Nu är allt borta."), Effect::ForgetPerson { user: DOCTOR.to_owned() }, say("Hej då!")];
    store.handle(&message("$2", "glöm mig"), at(1), |_| farewell).await.expect("handled");
    assert_eq!(send_all(&store, at(2)).await, ["till den andra", "Nu är allt borta.", "Hej då!"]);
    assert!(!everything(bench, &store, "after.db").await.contains(DOCTOR), "the farewell says whom it was for");
    assert!(store.person(other).await.expect("read").is_some());
    assert_eq!(store.next_due().await.expect("read"), Some(at(100)));
}

async fn the_first_start_is_kept(bench: &Bench) {
    let store = bench.open().await;
    let first = store.first_start().await.expect("known");
    store.close().await;
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    let store = bench.open().await;
    assert_eq!(store.first_start().await.expect("known"), first);
    assert_eq!(store.sync_token().await.expect("read"), None);
    store.finish_batch(&batch("s1"), at(1)).await.expect("finished");
    store.finish_batch(&batch("s2"), at(1)).await.expect("finished");
    assert_eq!(store.sync_token().await.expect("read").as_deref(), Some("s2"));
    store.drop_sync_token().await.expect("dropped");
    assert_eq!(store.sync_token().await.expect("read"), None);
}
