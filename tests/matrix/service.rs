//! The whole way: what an independent client asks, and what it sees of the answer.

use std::time::Instant;

use stina::{
    assistant::{World, remind},
    chat::{SendError, Undecrypted},
    cli,
    effect::Content,
    event::EventKind,
    run::handle_event,
    store::{Parked, Store},
};

use super::{
    harness::{PATIENCE, Stina, person, synapse},
    support::nio::NioClient,
};

/// Stina with her rules and a database.
struct Service {
    stina: Stina,
    store: Store,
    world: World,
    handled: usize,
    /// Where each message was sent, in order.
    rooms: Vec<String>,
}

impl Service {
    async fn start() -> Self {
        let stina = Stina::start(synapse()).await;
        let world = World { default_region: Some("vgr".to_owned()), user_id: stina.user(), ..cli::world(None, None).expect("the rules") };
        Self { stina, store: Store::open("sqlite::memory:").await.expect("a database"), world, handled: 0, rooms: Vec::new() }
    }

    /// One turn: what has come is decided, what follows is sent.
    async fn turn(&mut self) {
        self.stina.turn().await;
        while let Some(event) = self.stina.events.get(self.handled).cloned() {
            self.handled += 1;
            handle_event(&self.store, &self.world, &event, event.sent_at).await.expect("handled");
        }
        while let Some(row) = self.store.outgoing(jiff::Timestamp::MAX, 1).await.expect("read").pop() {
            let delivery = row.delivery;
            let sent =
                self.stina.send(&delivery.outbox, delivery.to.clone(), delivery.content.clone(), delivery.refers_to.as_deref()).await;
            match sent {
                Err(SendError::Absent { .. }) => {
                    let outcome = self.store.redirect_outgoing(&delivery.outbox, jiff::Timestamp::UNIX_EPOCH).await;
                    assert_eq!(outcome.expect("redirected"), Parked::Redirected);
                }
                sent => {
                    let sent = sent.expect("sent");
                    self.store.mark_sent(&delivery.outbox, &sent, jiff::Timestamp::UNIX_EPOCH).await.expect("marked");
                    self.rooms.push(sent.room);
                }
            }
        }
    }

    /// What is due an hour from now falls due.
    async fn an_hour_later(&self) {
        let later = stina::clock::now() + jiff::SignedDuration::from_hours(1);
        let fired = self.store.due(later, 10, |reminder| remind::fire(&self.world, reminder, later)).await;
        assert_eq!(fired.expect("fired"), 1);
    }

    /// Serves until something has come.
    async fn until(&mut self, what: &str, come: impl Fn(&EventKind) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !self.stina.events[..self.handled].iter().any(|event| come(&event.kind)) {
            assert!(Instant::now() < deadline, "{what} did not come");
            self.turn().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_independent_client_sees_the_answer_change_and_go_with_its_question() {
    let mut doctor = person(synapse());
    let mut service = Service::start().await;
    let stina = service.stina.user();
    let room = doctor.create_direct(&stina).expect("a room");
    service.until("joining", |kind| *kind == EventKind::Joined).await;
    let device = service.stina.matrix.health().await.device_id;
    let devices = doctor.devices(&stina).expect("devices");
    assert_eq!(devices["devices"][&device]["cross_signed"], true, "{devices}");

    let question = doctor.say(&room, "hur mycket handledning ska jag ha i veckan?").expect("sent");
    service.until("the question", |kind| matches!(kind, EventKind::Message(_))).await;
    let answer = received(&mut doctor, "the answer", &stina, |event| event.reply_to() == Some(question.as_str()));
    assert!(answer.decrypted && answer.body().contains("en timme"), "{}", answer.body());
    assert!(answer.content["formatted_body"].is_string());

    let edit = doctor.edit(&room, &question, "vem får vara handledare?").expect("edited");
    service.until("the edit", |kind| matches!(kind, EventKind::Edit { .. })).await;
    let changed = received(&mut doctor, "the changed answer", &stina, |event| event.replaces() == Some(answer.event.as_str()));
    assert!(changed.decrypted);
    let text = changed.content["m.new_content"]["body"].as_str().unwrap_or_default().to_owned();
    assert!(text.contains("specialist") && !text.contains("en timme"), "{text}");

    // Once the edit alone is removed, the question stands as it was first written, and so does the answer.
    let removal = doctor.redact(&room, &edit).expect("removed");
    let deadline = Instant::now() + PATIENCE;
    while !service.stina.events[..service.handled].iter().any(|event| event.id == removal) {
        assert!(Instant::now() < deadline, "the removal of the edit did not come");
        service.turn().await;
    }
    let is_back = |event: &super::support::nio::Received| {
        event.replaces() == Some(answer.event.as_str())
            && event.content["m.new_content"]["body"].as_str().is_some_and(|body| body.contains("en timme"))
    };
    let back = received(&mut doctor, "the first answer again", &stina, is_back);

    doctor.redact(&room, &question).expect("removed");
    service.until("the removal", |kind| matches!(kind, EventKind::Redaction { .. })).await;
    for gone in [&answer.event, &changed.event, &back.event] {
        received(&mut doctor, "the removal of the answer", &stina, |event| event.redacts.as_deref() == Some(gone.as_str()));
    }
    // An edit that is late finds nobody.
    doctor.edit(&room, &question, "hur länge varar ST?").expect("edited");
    doctor.say(&room, "hej").expect("sent");
    let hello = |kind: &EventKind| matches!(kind, EventKind::Message(message) if message.body == "hej");
    service.until("what was said after it", hello).await;
    let said = received(&mut doctor, "a greeting", &stina, |event| event.body().contains("Hej"));
    assert!(said.decrypted);
    assert!(
        doctor.received().expect("events").iter().all(|event| event.reply_to() != Some(question.as_str()) || event.event == answer.event)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_finds_who_has_left_the_room_it_was_set_in() {
    let mut doctor = person(synapse());
    let mut service = Service::start().await;
    let stina = service.stina.user();
    let left = doctor.create_direct(&stina).expect("a room");
    service.until("joining", |kind| *kind == EventKind::Joined).await;
    doctor.say(&left, "påminn mig om en halvtimme om narkosboken").expect("sent");
    service.until("the request", |kind| matches!(kind, EventKind::Message(_))).await;
    doctor.raw("POST", &format!("/_matrix/client/v3/rooms/{left}/leave"), &serde_json::json!({})).expect("left");
    service.turn().await;
    service.an_hour_later().await;
    service.turn().await;
    // She is alone in that room now, and invites them to a new one.
    let new = service.rooms.last().expect("it was sent").clone();
    assert_ne!(new, left);
    doctor.join(&new).expect("invited");
    let reminder = received(&mut doctor, "the reminder", &stina, |event| event.body().contains("skulle ha kommit"));
    assert_eq!(reminder.room, new);
    assert!(reminder.decrypted && reminder.body().contains("narkosboken"), "{}", reminder.body());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_personal_number_that_only_the_formatting_shows_is_told_of() {
    let mut doctor = person(synapse());
    let mut service = Service::start().await;
    let stina = service.stina.user();
    let room = doctor.create_direct(&stina).expect("a room");
    service.until("joining", |kind| *kind == EventKind::Joined).await;
    let hidden = serde_json::json!({
        "msgtype": "m.text",
        "body": "vem får vara handledare?",
        "format": "org.matrix.custom.html",
        "formatted_body": "vem får vara handledare för <b>811228</b>-<i>9874</i>?",
    });
    let sent = doctor.send(&room, &hidden).expect("sent");
    service.until("the message", |kind| matches!(kind, EventKind::Message(_))).await;
    let told = received(&mut doctor, "the warning", &stina, |event| event.reply_to() == Some(sent.as_str()));
    assert!(told.body().contains("personnummer") && !told.body().contains("specialist"), "{}", told.body());
    let rows = service.store.outgoing(jiff::Timestamp::MAX, 8).await.expect("read");
    assert!(rows.iter().all(|row| !matches!(&row.delivery.content, Content::Text(text) if text.plain.contains("811228"))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_cannot_be_read_waits_and_holds_up_nothing() {
    let mut doctor = person(synapse());
    let mut service = Service::start().await;
    let stina = service.stina.user();
    let room = doctor.create_direct(&stina).expect("a room");
    service.until("joining", |kind| *kind == EventKind::Joined).await;
    let sealed = serde_json::json!({
        "algorithm": "m.megolm.v1.aes-sha2",
        "ciphertext": "AwgAEnACgAkLmt6qF84IK++J7UDH2Za1YVchHyprqTqsg2yyOwAtHaZTwyNg37afzg8f3r9IsN9rH4RNFg7MaZencUJe4qvELiDiopUjy5wYVDAtqdBzer5bWRD9ldxp1FLgbQvBcjkkywYjCsmsq6+hArILd9oAQZnGKn/qLsK+5uNX3PaWzDRC9wZPQvWYYPCTov3jCwXKTPsLKIiTrcCXDqMvnn8m+T3zF/",
        "device_id": "NIODEVICE",
        "sender_key": "SrmHEHCBsvK5jfqeCXUhhGTnoAkIKzBkYmkjNyCCXAo",
        "session_id": "bXnWaTjR3GCWGhwMNYpqGJ1rdCTXF0T4eRKzhEDLDmQ",
    });
    let path = format!("/_matrix/client/v3/rooms/{room}/send/m.room.encrypted/sealed");
    let sent = doctor.raw("PUT", &path, &sealed).expect("sent")["event_id"].as_str().expect("an id").to_owned();
    let question = doctor.say(&room, "vem får vara handledare?").expect("sent");
    service.until("the question", |kind| matches!(kind, EventKind::Message(_))).await;
    let answer = received(&mut doctor, "the answer", &stina, |event| event.reply_to() == Some(question.as_str()));
    assert!(answer.decrypted);
    assert!(service.stina.undecrypted.iter().any(|row| row.event == sent && row.sender == doctor.user_id()));
    let waiting = service.stina.undecrypted.clone();
    assert!(service.stina.matrix.retry_undecrypted(&waiting).await.is_empty());
    // What the homeserver does not have any more, or only the hull of, is let go of.
    service.stina.restart().await;
    assert!(service.stina.matrix.retry_undecrypted(&waiting).await.is_empty());
    service.stina.restart().await;
    let gone = |event: &str| Undecrypted { event: event.to_owned(), ..waiting[0].clone() };
    doctor.redact(&room, &sent).expect("removed");
    let let_go = service.stina.matrix.retry_undecrypted(&[gone("$there-was-never-such-an-event-in-this-room"), gone(&sent)]).await;
    assert_eq!(let_go.iter().filter(|(_, event)| event.is_none()).count(), 2, "{let_go:?}");
}

/// Waits for an event of hers.
fn received(
    doctor: &mut NioClient,
    what: &str,
    stina: &str,
    wanted: impl Fn(&super::support::nio::Received) -> bool,
) -> super::support::nio::Received {
    doctor.wait_for(what, PATIENCE, |event| event.sender == stina && wanted(event)).expect("received")
}
