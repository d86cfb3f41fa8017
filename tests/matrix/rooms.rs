//! Invitations, direct chats, upgrades.

use std::time::{Duration, Instant};

use serde_json::json;
use stina::{
    chat::SendError,
    effect::{Content, Target},
    event::EventKind,
};

use super::{
    harness::{PASSWORD, PATIENCE, Stina, fresh_name, person, synapse, text},
    slow::SlowWay,
    support::nio::NioClient,
};

#[tokio::test(flavor = "multi_thread")]
async fn only_those_on_the_list_are_let_in_and_listened_to() {
    let mut doctor = person(synapse());
    let stranger = synapse().register(&fresh_name("okand"), PASSWORD).expect("an account");
    let mut stranger = NioClient::login(&synapse().url(), &stranger, PASSWORD).expect("a client");
    let mut stina = Stina::start(synapse()).await;
    let refused = stranger.create_direct(&stina.user()).expect("a room");
    stina.until("declining", |stina| stina.left.contains(&refused)).await;
    let state = stranger.raw("GET", &format!("/_matrix/client/v3/rooms/{refused}/state/m.room.member/{}", stina.user()), &json!({}));
    assert_eq!(state.expect("a state")["membership"], "leave");

    let room = doctor.create_room(&[&stina.user(), stranger.user_id()], true, false).expect("a room");
    stranger.join(&room).expect("joined");
    stina.until_joined(&room).await;
    stranger.say(&room, "hör du mig?").expect("sent");
    doctor.send(&room, &json!({ "msgtype": "m.notice", "body": "jag är en bot" })).expect("sent");
    doctor.say(&room, "hej").expect("sent");
    stina.hear("hej").await;
    assert!(stina.heard("hör du mig?").is_none());
    assert!(stina.heard("jag är en bot").is_none());
    assert!(stina.undecrypted.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_message_of_a_direct_chat_is_heard_but_not_what_a_group_said_before() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let direct = doctor.create_direct(&stina.user()).expect("a room");
    let first = doctor.say(&direct, "redan här").expect("sent");
    let group = doctor.create_room(&[&stina.user(), "@annanstans:localhost"], false, false).expect("a room");
    doctor.say(&group, "före").expect("sent");
    stina.until_joined(&direct).await;
    stina.until_joined(&group).await;
    doctor.say(&group, "efter").expect("sent");
    stina.hear("efter").await;
    assert!(stina.heard("före").is_none());
    let read = stina.heard("redan här").map(|(event, _)| event.id);
    // A message encrypted before she came in may lack keys; then it waits for them.
    let waiting = stina.undecrypted.iter().any(|row| row.event == first);
    assert!(read == Some(first) || waiting);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_that_is_slow_to_enter_keeps_nobody_waiting() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let old = doctor.create_room(&[&stina.user()], false, false).expect("a room");
    stina.until_joined(&old).await;
    let way = SlowWay::open(&synapse().url(), "/join", Duration::from_secs(20)).await.expect("a way");
    stina.settings.homeserver = way.url().parse().expect("an address");
    stina.restart().await;
    stina.turn().await;
    let new = doctor.create_room(&[&stina.user()], false, false).expect("a room");
    stina.turn().await;
    doctor.say(&old, "är du kvar?").expect("sent");
    stina.hear("är du kvar?").await;
    let entered = |stina: &Stina| stina.events.iter().any(|event| event.room.id == new);
    assert!(!entered(&stina));
    stina.until_joined(&new).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_space_she_is_silent() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let user = stina.user();
    let made = json!({ "creation_content": { "type": "m.space" }, "preset": "private_chat", "invite": [user] });
    let space =
        doctor.raw("POST", "/_matrix/client/v3/createRoom", &made).expect("a space")["room_id"].as_str().expect("its id").to_owned();
    let path = format!("/_matrix/client/v3/rooms/{space}/state/m.room.member/{user}");
    let deadline = Instant::now() + PATIENCE;
    while doctor.raw("GET", &path, &json!({})).expect("a state")["membership"] != "join" {
        assert!(Instant::now() < deadline, "she did not come");
        stina.turn().await;
    }
    let room = doctor.create_room(&[&user], false, false).expect("a room");
    stina.until_joined(&room).await;
    assert!(stina.events.iter().all(|event| event.room.id != space), "{:?}", stina.events);
    assert!(stina.direct.iter().all(|(_, direct)| *direct != space), "a space is nobody's direct chat");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_upgrade_is_followed() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let old = doctor.create_room(&[&stina.user()], false, false).expect("a room");
    stina.until_joined(&old).await;
    let new = doctor.upgrade(&old).expect("upgraded");
    // Into a private room she comes by an invitation, which clients send along with the upgrade.
    doctor.invite(&new, &stina.user()).expect("invited");
    stina.until("following", |stina| stina.upgraded.contains(&(old.clone(), new.clone()))).await;
    doctor.say(&new, "är du med?").expect("sent");
    stina.hear("är du med?").await;
    let introduced = stina.events.iter().filter(|event| event.kind == EventKind::Joined).count();
    assert_eq!(introduced, 1, "she introduces herself in the old room only");
    // What was meant for the old room goes to the new one.
    let sent = stina.say("o-1", &old, text("jag är med")).await.expect("sent");
    assert_eq!(sent.room, new);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_direct_chat_is_made_once() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let to = || Target::Person(doctor.user_id().to_owned());
    let person = doctor.user_id().to_owned();
    let first = stina.send("o-1", to(), Content::Text(text("hej")), None).await.expect("sent");
    // The answer to the request is lost, and nothing was written down here: a new process on the
    // same disk, and one more that has synced nothing yet, find the same room by what it carries.
    stina.restart().await;
    let again = stina.send("o-1", to(), Content::Text(text("hej")), None).await.expect("sent");
    assert_eq!(again, first);
    doctor.join(&first.room).expect("joined");
    let hello = doctor.wait_for("the greeting", PATIENCE, |event| event.body() == "hej");
    let hello = hello.expect("received");
    assert!(hello.decrypted);
    stina.until("the direct chat", |stina| stina.direct.contains(&(person.clone(), first.room.clone()))).await;
    let other = stina.send("o-2", Target::Person(person), Content::Text(text("igen")), None).await.expect("sent");
    assert_eq!(other.room, first.room);
}

/// A homeserver that is stopped while it makes a room may leave one without its encryption and its guest.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_unencrypted_into_a_room_that_was_left_half_made() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let mut herself = NioClient::login(&synapse().url(), &stina.user(), PASSWORD).expect("a client");
    let half = |outbox: &str| json!({ "creation_content": { "se.stina.outbox": outbox }, "preset": "private_chat" });
    let path = "/_matrix/client/v3/createRoom";
    let made = herself.raw("POST", path, &half("o-1")).expect("a room")["room_id"].as_str().expect("its id").to_owned();
    // The sync has brought it as one in the clear.
    for _ in 0..3 {
        stina.turn().await;
    }
    let to = Target::Person(doctor.user_id().to_owned());
    let deadline = Instant::now() + PATIENCE;
    let sent = loop {
        match stina.send("o-1", to.clone(), Content::Text(text("hej")), None).await {
            Ok(sent) => break sent,
            Err(SendError::Retry { .. }) => stina.turn().await,
            Err(error) => panic!("{error}"),
        }
        assert!(Instant::now() < deadline, "nothing was sent");
    };
    assert_eq!(sent.room, made, "the room that was begun is finished");
    doctor.join(&sent.room).expect("joined");
    let hello = doctor.wait_for("the message", PATIENCE, |event| event.body() == "hej").expect("received");
    assert!(hello.decrypted);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_declined_is_not_invited_again() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let to = Target::Person(doctor.user_id().to_owned());
    let first = stina.send("o-1", to.clone(), Content::Text(text("hej")), None).await.expect("sent");
    doctor.raw("POST", &format!("/_matrix/client/v3/rooms/{}/leave", first.room), &json!({})).expect("declined");
    let deadline = Instant::now() + PATIENCE;
    loop {
        stina.turn().await;
        match stina.send("o-2", to.clone(), Content::Text(text("hej igen")), None).await {
            Err(SendError::GiveUp { reason }) => break assert!(reason.contains("declined"), "{reason}"),
            Ok(sent) => assert_eq!(sent.room, first.room, "no second room is made"),
            Err(error) => panic!("{error}"),
        }
        assert!(Instant::now() < deadline, "the declining was not noticed");
    }
}
