//! Nothing is lost and nothing comes twice, whatever is stopped when.

use std::time::{Duration, Instant};

use stina::{
    chat::{Batch, Echo, SendError, matrix::SyncError},
    clock,
    effect::Text,
    event::EventKind,
};

use super::{
    harness::{Handled, PATIENCE, Stina, person, synapse, text},
    support::synapse::{Options, Synapse},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_keeps_the_device_and_loses_no_event() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = doctor.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    let before = stina.matrix.health().await;
    assert!(before.device_signed && before.cross_signing && before.backup, "{before:?}");
    assert_eq!((before.rooms, before.encrypted_rooms), (1, 1));

    // A batch that was seen but not applied comes again: in the same process, and after a restart,
    // though the SDK has written down its own token.
    let question = doctor.say(&room, "kom fram?").expect("sent");
    let seen = |batch: &Batch| batch.events.iter().any(|event| event.id == question);
    let deadline = Instant::now() + PATIENCE;
    let batch = loop {
        let batch = stina.batch().await.expect("a batch");
        if seen(&batch) {
            break batch;
        }
        assert!(Instant::now() < deadline, "the question did not come");
        stina.apply(batch);
    };
    let again = stina.batch().await.expect("the same batch");
    assert!(seen(&again));
    assert_eq!(again.next_token, batch.next_token);
    stina.restart().await;
    stina.hear("kom fram?").await;

    let after = stina.matrix.health().await;
    assert_eq!(after.device_id, before.device_id);
    assert!(after.device_signed);
    let devices = doctor.devices(&stina.user()).expect("devices");
    let devices = devices["devices"].as_object().expect("a list");
    assert_eq!(devices.len(), 1, "{devices:?}");
    assert_eq!(devices[&after.device_id]["cross_signed"], true, "as an independent client sees it");
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_messages_during_an_absence_all_arrive_in_order() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = doctor.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    doctor.say(&room, "innan").expect("sent");
    stina.hear("innan").await;
    stina.say("o-0", &room, text("hej")).await.expect("sent");
    stina.matrix.close().await;
    let sent: Vec<String> = (0..50).map(|number| doctor.say(&room, &format!("fråga {number}")).expect("sent")).collect();
    let before = stina.events.len();
    stina.come_back().await;
    stina.until("all of them", |stina| stina.events.len() >= before + 50).await;
    let heard: Vec<String> = stina.events[before..].iter().map(|event| event.id.clone()).collect();
    assert_eq!(heard, sent);
    assert!(stina.undecrypted.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn her_own_messages_are_recognised_without_transaction_ids() {
    let mut synapse = Synapse::start(&Options::default()).expect("a homeserver");
    let mut doctor = person(&synapse);
    let mut stina = Stina::start(&synapse).await;
    let room = doctor.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    // Sent, and the process ends before it could write that down.
    let first = stina.say("o-1", &room, text("ett")).await.expect("sent");
    for number in 0..30 {
        doctor.say(&room, &format!("fråga {number}")).expect("sent");
    }
    stina.matrix.close().await;
    synapse.stop().expect("stopped");
    synapse.erase_transactions().expect("erased");
    synapse.resume().expect("started");
    stina.come_back().await;
    // The answer lies in the gap that the limited timeline leaves.
    stina.until("the echo", |stina| stina.echoes.contains(&Echo { outbox: "o-1".to_owned(), event: first.event.clone() })).await;
    stina.hear("fråga 29").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_older_than_her_start_is_not_answered() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = doctor.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    doctor.say(&room, "gammalt").expect("sent");
    stina.hear("gammalt").await;
    stina.say("o-1", &room, text("svar")).await.expect("sent");
    // The database is lost: no token, nothing handled, a new start.
    stina.token = None;
    stina.ledger = Handled::default();
    stina.events.clear();
    stina.echoes.clear();
    stina.started = clock::now();
    tokio::time::sleep(Duration::from_millis(20)).await;
    stina.restart().await;
    doctor.say(&room, "nytt").expect("sent");
    stina.hear("nytt").await;
    assert!(stina.heard("gammalt").is_none());
    assert!(stina.events.iter().all(|event| event.kind != EventKind::Joined));
    assert!(stina.echoes.iter().any(|echo| echo.outbox == "o-1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_and_an_absence_of_the_homeserver_are_told_apart_from_a_refusal() {
    let mut synapse = Synapse::start(&Options { default_limits: true, ..Options::default() }).expect("a homeserver");
    let mut doctor = person(&synapse);
    let mut stina = Stina::start(&synapse).await;
    let room = doctor.create_room(&[&stina.user()], false, false).expect("a room");
    stina.until_joined(&room).await;
    let mut limited = None;
    for number in 0..20 {
        if let Err(error) = stina.say(&format!("o-{number}"), &room, text("hej")).await {
            limited = Some(error);
            break;
        }
    }
    let after = match limited {
        Some(SendError::Retry { after: Some(after), everything: true, .. }) => after,
        other => panic!("no limit but {other:?}"),
    };
    assert!(after > Duration::ZERO && after < Duration::from_mins(1));

    let elsewhere = stina.say("o-x", "!nowhere:localhost", text("hej")).await;
    assert!(matches!(elsewhere, Err(SendError::GiveUp { .. })), "{elsewhere:?}");
    let large = Text { plain: "x".repeat(70_000), ..Text::default() };
    tokio::time::sleep(after).await;
    let large = stina.say("o-y", &room, large).await;
    assert!(matches!(large, Err(SendError::GiveUp { .. })), "{large:?}");

    synapse.stop().expect("stopped");
    let away = stina.say("o-z", &room, text("hej")).await;
    assert!(matches!(away, Err(SendError::Retry { everything: true, .. })), "{away:?}");
    assert!(matches!(stina.batch().await, Err(SyncError::Retry { .. })));
    synapse.resume().expect("started");
    doctor.say(&room, "är du där?").expect("sent");
    stina.hear("är du där?").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_is_given_up_loses_nothing() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = doctor.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    for number in 0..10 {
        doctor.say(&room, &format!("fråga {number}")).expect("sent");
        for patience in 0..6 {
            // As a loop does that also waits for something else.
            let waited = tokio::time::timeout(Duration::from_millis(patience * 3), stina.batch()).await;
            if let Ok(Ok(batch)) = waited {
                stina.apply(batch);
            }
        }
    }
    stina.hear("fråga 9").await;
    for number in 0..10 {
        let body = format!("fråga {number}");
        let times = stina.events.iter().filter(|event| matches!(&event.kind, EventKind::Message(message) if message.body == body)).count();
        assert_eq!(times, 1, "{body}");
    }
}
