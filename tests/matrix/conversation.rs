//! What is said in a room arrives on both sides.

use serde_json::json;
use stina::{
    assistant::World,
    cli,
    effect::{Content, Target, Text},
    event::{EventKind, MediaKind},
    run::handle_event,
    store::Store,
};

use super::harness::{PATIENCE, Stina, person, synapse, text};

#[tokio::test(flavor = "multi_thread")]
async fn a_question_in_an_encrypted_room_is_answered_readably() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = doctor.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    let question = doctor.say(&room, "hur lång är ST?").expect("sent");
    let (event, message) = stina.hear("hur lång är ST?").await;
    assert_eq!(event.id, question);
    assert_eq!(event.sender, doctor.user_id());
    assert!(event.room.direct && event.room.encrypted && event.trusted);
    assert!(!message.mentions_me);
    assert!(stina.direct.contains(&(doctor.user_id().to_owned(), room.clone())));

    stina.matrix.typing(&room, true).await;
    stina.matrix.acknowledge(&room, &question).await;
    let answer = Text { reply_to: Some(question.clone()), ..text("Minst fem år.") };
    let sent = stina.say("o-1", &room, answer).await.expect("sent");
    let received = doctor.wait_for("the answer", PATIENCE, |event| event.body() == "Minst fem år.").expect("received");
    assert!(received.decrypted);
    assert_eq!(received.event, sent.event);
    assert_eq!(received.reply_to(), Some(question.as_str()));
    assert_eq!(received.content["msgtype"], "m.notice");
    assert_eq!(received.content["m.mentions"], json!({}));
    stina.until("the echo", |stina| stina.echoes.iter().any(|echo| echo.outbox == "o-1" && echo.event == sent.event)).await;

    // Sent once more, it is the same event.
    let again = stina.say("o-1", &room, text("Minst fem år.")).await.expect("sent");
    assert_eq!(again.event, sent.event);
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_reactions_replies_and_redactions_arrive() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = doctor.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    let question = doctor.say(&room, "frogan").expect("sent");
    stina.hear("frogan").await;
    let answer = stina.say("o-1", &room, Text { reply_to: Some(question.clone()), ..text("svaret") }).await.expect("sent");
    doctor.wait_for("the answer", PATIENCE, |event| event.event == answer.event).expect("received");

    let edit = doctor.edit(&room, &question, "frågan").expect("edited");
    stina.until("the edit", |stina| stina.events.iter().any(|event| event.id == edit)).await;
    let edited = stina.events.iter().find(|event| event.id == edit).expect("heard");
    let EventKind::Edit { of, message } = &edited.kind else { panic!("no edit but {edited:?}") };
    assert_eq!((of, message.body.as_str()), (&question, "frågan"));

    // Her answer is edited, as the client sees it.
    let new = Content::Edit { of: "o-1".to_owned(), text: text("nya svaret") };
    stina.send("o-2", Target::Room(room.clone()), new, Some(&answer.event)).await.expect("sent");
    let seen = doctor.wait_for("the new answer", PATIENCE, |event| event.replaces() == Some(&answer.event)).expect("received");
    assert_eq!(seen.content["m.new_content"]["body"], "nya svaret");
    assert!(seen.decrypted);

    let reaction = doctor.react(&room, &answer.event, "👍").expect("reacted");
    let reply = doctor.reply(&room, &answer.event, "tack").expect("replied");
    let (_, heard) = stina.hear("tack").await;
    assert!(heard.replies_to_me);
    assert_eq!(heard.replied_text.as_deref(), Some("svaret"));
    let event = stina.events.iter().find(|event| event.id == reaction).expect("the reaction came first");
    assert_eq!(event.kind, EventKind::Reaction { to: answer.event.clone(), key: "👍".to_owned() });
    assert!(event.trusted);

    let removal = doctor.redact(&room, &reply).expect("removed");
    stina.until("the redaction", |stina| stina.events.iter().any(|event| event.id == removal)).await;
    let event = stina.events.iter().find(|event| event.id == removal).expect("heard");
    assert_eq!(event.kind, EventKind::Redaction { of: reply });

    // A button is put once, also when the homeserver has forgotten the transaction.
    let button = || Content::Button { of: "o-1".to_owned(), key: "✅".to_owned() };
    let first = stina.send("o-3", Target::Room(room.clone()), button(), Some(&answer.event)).await.expect("sent");
    let second = stina.send("o-3b", Target::Room(room.clone()), button(), Some(&answer.event)).await.expect("sent");
    assert_eq!(second.event, first.event);

    // Her answer is removed, once.
    let redact = || Content::Redact { of: "o-1".to_owned() };
    let first = stina.send("o-4", Target::Room(room.clone()), redact(), Some(&answer.event)).await.expect("sent");
    let second = stina.send("o-4b", Target::Room(room.clone()), redact(), Some(&answer.event)).await.expect("sent");
    assert_eq!(second.event, first.event);
    doctor.wait_for("the removal", PATIENCE, |event| event.redacts.as_deref() == Some(&answer.event)).expect("received");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_edits_for_another() {
    let mut doctor = person(synapse());
    let mut other = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = doctor.create_room(&[&stina.user(), other.user_id()], false, false).expect("a room");
    other.join(&room).expect("joined");
    stina.until_joined(&room).await;
    let question = doctor.say(&room, "min fråga").expect("sent");
    stina.hear("min fråga").await;
    let forged = other.edit(&room, &question, "en annan fråga").expect("sent");
    other.say(&room, "klart").expect("sent");
    let (event, _) = stina.hear("klart").await;
    assert!(!event.room.direct && !event.room.encrypted && event.trusted);
    assert!(stina.events.iter().all(|event| event.id != forged));
    assert!(stina.direct.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_messages_arrive_as_they_are() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = doctor.create_room(&[&stina.user()], true, false).expect("a room");
    stina.until_joined(&room).await;
    doctor.say(&room, "noll\u{0}tecken").expect("sent");
    let (event, _) = stina.hear("noll\u{0}tecken").await;
    assert!(event.trusted);
    doctor
        .send(&room, &json!({ "msgtype": "m.image", "body": "utslag.png", "url": "mxc://localhost/x", "info": { "size": 12 } }))
        .expect("sent");
    doctor.send(&room, &json!({ "msgtype": "m.text", "body": "hej", "m.mentions": { "user_ids": [stina.user()] } })).expect("sent");
    let (_, message) = stina.hear("hej").await;
    assert!(message.mentions_me);
    let media = stina.events.iter().find_map(|event| match &event.kind {
        EventKind::Message(message) => message.media.clone(),
        _ => None,
    });
    assert_eq!(media.map(|media| (media.kind, media.size)), Some((MediaKind::Image, Some(12))));

    // What comes in the clear into an encrypted room carries no power.
    let path = format!("/_matrix/client/v3/rooms/{room}/send/m.room.message/clear");
    doctor.raw("PUT", &path, &json!({ "msgtype": "m.text", "body": "oskyddat" })).expect("sent");
    let (event, _) = stina.hear("oskyddat").await;
    assert!(event.room.encrypted && !event.trusted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_arrives_encrypted_and_is_sent_once() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = doctor.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    let file = || Content::File {
        name: "påminnelse.ics".to_owned(),
        mime: "text/calendar".to_owned(),
        base64: "QkVHSU46VkNBTEVOREFS".to_owned(),
        reply_to: None,
        thread: None,
    };
    let first = stina.send("o-1", Target::Room(room.clone()), file(), None).await.expect("sent");
    let again = stina.send("o-1", Target::Room(room.clone()), file(), None).await.expect("sent");
    assert_eq!(again, first);
    let received = doctor.wait_for("the file", PATIENCE, |event| event.event == first.event).expect("received");
    assert!(received.decrypted);
    assert_eq!(received.content["msgtype"], "m.file");
    assert_eq!(received.content["filename"], "påminnelse.ics");
    assert!(received.content["file"]["key"].is_object(), "the bytes are encrypted");
}

/// The plan's picture, from what is decided to the pixels in another client.
#[tokio::test(flavor = "multi_thread")]
async fn the_picture_of_a_plan_arrives_in_an_encrypted_room() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = doctor.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    let world = World { default_region: Some("kronoberg".to_owned()), ..cli::world(None, None).expect("the rules load") };
    let store = Store::open("sqlite::memory:").await.expect("a database");
    for wish in ["jag började ST 1 september 2025", "tidslinje"] {
        doctor.say(&room, wish).expect("sent");
        let (event, _) = stina.hear(wish).await;
        handle_event(&store, &world, &event, event.sent_at).await.expect("handled");
    }
    let mut pictures = 0;
    // A row that refers to another waits until that one is sent.
    while let Some(row) = store.outgoing(jiff::Timestamp::MAX, 1).await.expect("read").pop() {
        let delivery = row.delivery;
        let sent = stina.send(&delivery.outbox, delivery.to.clone(), delivery.content.clone(), delivery.refers_to.as_deref()).await;
        let sent = sent.expect("sent");
        store.mark_sent(&delivery.outbox, &sent, jiff::Timestamp::UNIX_EPOCH).await.expect("marked");
        let Content::File { base64, .. } = &delivery.content else { continue };
        let drawn = data_encoding::BASE64.decode(base64.as_bytes()).expect("Base64");
        let received = doctor.wait_for("the picture", PATIENCE, |event| event.event == sent.event).expect("received");
        assert!(received.decrypted);
        assert_eq!(received.content["msgtype"], "m.image");
        assert_eq!(received.content["info"]["mimetype"], "image/png");
        let bytes = doctor.fetch(&received.content["file"]).expect("fetched and decrypted");
        assert!(bytes == drawn && bytes.starts_with(b"\x89PNG"), "what was drawn is what arrives");
        pictures += 1;
    }
    assert_eq!(pictures, 1);
}
