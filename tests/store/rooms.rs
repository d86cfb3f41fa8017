//! Rooms that she left, came back to, or that moved; and direct chats.

use stina::{
    chat::{Batch, Echo, Sent},
    effect::{Content, Effect, Outgoing, Priority, Target, Text},
    facts::{Dialogue, Person},
    store::{Parked, Store},
};

use crate::bench::{Bench, DOCTOR, ROOM, at, batch, message, offered, on_both, person, reminder, saying, send_all};

on_both!(
    answers_to_a_left_room_are_set_aside_and_reminders_redirected,
    an_edit_is_not_redirected,
    what_falls_due_for_a_left_room_comes_to_the_person,
    a_room_she_came_back_to_is_used_again,
    a_reminder_that_a_room_refuses_comes_to_the_person,
    a_left_direct_chat_is_forgotten,
    an_echo_from_a_left_room_counts,
    an_upgraded_room_takes_everything_along,
    direct_chats_of_strangers_are_not_remembered,
);

fn reminding(text: &str) -> Effect {
    let content = Content::Text(Text { plain: text.to_owned(), reply_to: Some("$set".to_owned()), ..Text::default() });
    Effect::Say(Outgoing { content, priority: Priority::Reminder, buttons: vec!["✅".to_owned()], ..saying("") })
}

async fn says(store: &Store, id: &str, effects: Vec<Effect>) {
    store.handle(&message(id, "hej"), at(1), |_| effects).await.expect("handled");
}

async fn leaves(store: &Store, room: &str) {
    let left = Batch { left_rooms: vec![room.to_owned()], ..batch(&format!("left {room}")) };
    store.finish_batch(&left, at(5)).await.expect("finished");
}

async fn answers_to_a_left_room_are_set_aside_and_reminders_redirected(bench: &Bench) {
    let store = bench.open().await;
    says(&store, "$1", vec![saying("svar").into_effect(), reminding("kursen")]).await;
    leaves(&store, ROOM).await;
    let queue = store.outgoing(at(6), 9).await.expect("read");
    assert_eq!(queue.len(), 1);
    assert_eq!(queue[0].delivery.to, Target::Person(DOCTOR.to_owned()));
    // What it replied to is not there.
    let Content::Text(text) = &queue[0].delivery.content else { panic!("no text") };
    assert_eq!((text.plain.as_str(), &text.reply_to), ("kursen", &None));
    assert_eq!(send_all(&store, at(6)).await, ["kursen", "button: ✅"]);
    let status = store.status().await.expect("status");
    assert_eq!((status.parked_count, status.pending), (1, 0));
    assert!(status.parked[0].reason.contains("not in that room"));
}

/// An edit belongs into the room of its message and nowhere else.
async fn an_edit_is_not_redirected(bench: &Bench) {
    let store = bench.open().await;
    says(&store, "$1", vec![reminding("kursen")]).await;
    let first = store.outgoing(at(2), 1).await.expect("read").remove(0);
    crate::bench::mark(&store, &first, at(2)).await;
    let edit = || {
        let content = Content::Edit { of: first.delivery.outbox.clone(), text: Text::default() };
        Outgoing { content, priority: Priority::Reminder, ..saying("") }.into_effect()
    };
    says(&store, "$2", vec![edit()]).await;
    leaves(&store, ROOM).await;
    store.carry_out("later", &[edit()], at(6)).await.expect("carried out");
    assert!(offered(&store, at(7)).await.is_empty());
}

async fn what_falls_due_for_a_left_room_comes_to_the_person(bench: &Bench) {
    let store = bench.open().await;
    let known = Person { direct_room: Some("!direkt".to_owned()), ..person() };
    says(&store, "$1", vec![Effect::SavePerson(known), Effect::SaveReminder(reminder("r", 10))]).await;
    leaves(&store, ROOM).await;
    let fired = store
        .due(at(10), 9, |reminder| {
            let ended = stina::facts::Reminder { next_at: None, ..reminder.clone() };
            vec![reminding("kursen"), Effect::SaveReminder(ended)]
        })
        .await;
    assert_eq!(fired.expect("fired"), 1);
    let queue = store.outgoing(at(11), 9).await.expect("read");
    assert_eq!(queue[0].delivery.to, Target::Person(DOCTOR.to_owned()));
    assert_eq!(queue[0].lane, "!direkt");
}

async fn a_room_she_came_back_to_is_used_again(bench: &Bench) {
    let store = bench.open().await;
    leaves(&store, ROOM).await;
    says(&store, "$1", vec![saying("hej igen").into_effect()]).await;
    assert_eq!(send_all(&store, at(6)).await, ["hej igen"]);
}

async fn a_reminder_that_a_room_refuses_comes_to_the_person(bench: &Bench) {
    let store = bench.open().await;
    says(&store, "$1", vec![reminding("kursen")]).await;
    let first = store.outgoing(at(2), 1).await.expect("read").remove(0);
    let outcome = store.park_outgoing(&first.delivery.outbox, "M_FORBIDDEN", at(3)).await;
    assert_eq!(outcome.expect("redirected"), Parked::Redirected);
    let second = store.outgoing(at(4), 1).await.expect("read").remove(0);
    assert_eq!(second.delivery.to, Target::Person(DOCTOR.to_owned()));
    assert_eq!(second.delivery.outbox, first.delivery.outbox);
    // If the person cannot be reached either, it is kept and shown.
    let outcome = store.park_outgoing(&first.delivery.outbox, "M_FORBIDDEN", at(5)).await;
    assert_eq!(outcome.expect("parked"), Parked::Aside);
    assert!(offered(&store, at(6)).await.is_empty());
    assert_eq!(store.status().await.expect("status").parked_count, 1);
}

async fn a_left_direct_chat_is_forgotten(bench: &Bench) {
    let store = bench.open().await;
    let known = Person { direct_room: Some("!direkt".to_owned()), ..person() };
    let to_person = Outgoing { to: Target::Person(DOCTOR.to_owned()), ..saying("hej") };
    says(&store, "$1", vec![Effect::SavePerson(known), to_person.into_effect()]).await;
    leaves(&store, "!direkt").await;
    assert_eq!(store.person(DOCTOR).await.expect("read").expect("known").direct_room, None);
    let queue = store.outgoing(at(6), 1).await.expect("read");
    assert_eq!(queue[0].lane, DOCTOR);
    // A reminder that was for the direct chat waits for a new one.
    let to_direct = Outgoing { to: Target::Room("!direkt".to_owned()), priority: Priority::Reminder, ..saying("påminnelse") };
    says(&store, "$2", vec![to_direct.into_effect()]).await;
    let sent = Sent { event: "$s".to_owned(), room: "!ny".to_owned() };
    store.mark_sent(&queue[0].delivery.outbox, &sent, at(7)).await.expect("marked");
    let next = store.outgoing(at(8), 9).await.expect("read");
    assert_eq!((next.len(), next[0].lane.as_str()), (1, "!ny"));
}

async fn an_echo_from_a_left_room_counts(bench: &Bench) {
    let store = bench.open().await;
    says(&store, "$1", vec![reminding("kursen")]).await;
    let first = store.outgoing(at(2), 1).await.expect("read").remove(0);
    let echo = Echo { outbox: first.delivery.outbox.clone(), event: "$e".to_owned() };
    let both = Batch { echoes: vec![echo], left_rooms: vec![ROOM.to_owned()], ..batch("t") };
    store.finish_batch(&both, at(3)).await.expect("finished");
    assert!(!offered(&store, at(4)).await.contains(&"kursen".to_owned()));
}

async fn an_upgraded_room_takes_everything_along(bench: &Bench) {
    let store = bench.open().await;
    let dialogue = Dialogue { last_rule: Some("vgr.kurser".to_owned()), ..Dialogue::default() };
    let known = Person { direct_room: Some(ROOM.to_owned()), ..person() };
    let effects = vec![
        Effect::SavePerson(known),
        Effect::SaveDialogue { user: DOCTOR.to_owned(), room: ROOM.to_owned(), dialogue: dialogue.clone() },
        Effect::SaveReminder(reminder("r", 10)),
        reminding("på väg"),
    ];
    says(&store, "$1", effects).await;
    let upgraded = Batch { upgraded_rooms: vec![(ROOM.to_owned(), "!ny".to_owned())], left_rooms: vec![ROOM.to_owned()], ..batch("t") };
    store.finish_batch(&upgraded, at(2)).await.expect("finished");
    let queue = store.outgoing(at(3), 9).await.expect("read");
    assert_eq!(queue.len(), 1);
    assert_eq!((&queue[0].delivery.to, queue[0].lane.as_str()), (&Target::Room("!ny".to_owned()), "!ny"));
    let mut event = message("$2", "hej");
    "!ny".clone_into(&mut event.room.id);
    store
        .handle(&event, at(4), |facts| {
            assert_eq!(facts.dialogue, dialogue);
            assert_eq!(facts.reminders[0].room, "!ny");
            assert_eq!(facts.person.as_ref().and_then(|person| person.direct_room.as_deref()), Some("!ny"));
            vec![]
        })
        .await
        .expect("handled");
}

async fn direct_chats_of_strangers_are_not_remembered(bench: &Bench) {
    let store = bench.open().await;
    let seen = |room: &str| Batch { direct_rooms: vec![(DOCTOR.to_owned(), room.to_owned())], ..batch(room) };
    store.finish_batch(&seen("!d1"), at(1)).await.expect("finished");
    assert_eq!(store.person(DOCTOR).await.expect("read"), None);
    says(&store, "$1", vec![Effect::SavePerson(person())]).await;
    store.finish_batch(&seen("!d2"), at(2)).await.expect("finished");
    assert_eq!(store.person(DOCTOR).await.expect("read").expect("known").direct_room.as_deref(), Some("!d2"));
}

/// Saying as an effect.
trait IntoEffect {
    fn into_effect(self) -> Effect;
}

impl IntoEffect for Outgoing {
    fn into_effect(self) -> Effect {
        Effect::Say(self)
    }
}
