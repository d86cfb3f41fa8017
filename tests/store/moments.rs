//! Reminders as they are decided and stored together: what a change means at the moment one falls due, what is kept
//! of one that reaches nobody, whose it is when somebody is forgotten, and how many there may be.

use jiff::{SignedDuration, Timestamp};
use stina::{
    assistant::{World, remind},
    cli,
    effect::{Effect, Target},
    event::{Event, EventKind, Message, Room},
    facts::Reminder,
    run::handle_event,
    store::{Parked, Store},
};

use crate::bench::{Bench, DOCTOR, at, on_both, reminder, send_all, shown};

on_both!(
    an_edit_while_it_is_being_sent_holds_from_then_on,
    an_edit_before_it_falls_due_is_all_that_comes,
    a_tick_while_its_message_waits_ends_the_chain,
    what_was_removed_while_she_was_down_does_not_come,
    what_fell_due_before_she_read_of_it_comes_late,
    what_reaches_nobody_is_kept_and_counted,
    who_has_left_the_direct_chat_gets_it_in_a_new_one,
    reminders_for_others_lose_the_name_of_who_is_forgotten,
    five_hundred_are_enough,
    a_subject_has_its_length,
    what_is_over_for_long_is_let_go,
);

const CHAT: &str = "!direct:localhost";

fn world() -> World {
    cli::world(None, Some("vgr".to_owned())).expect("the rules load")
}

/// Something happens in the doctor's direct chat.
fn in_chat(id: &str, kind: EventKind, now: Timestamp) -> Event {
    Event {
        id: id.to_owned(),
        room: Room { id: CHAT.to_owned(), direct: true, encrypted: true },
        sender: DOCTOR.to_owned(),
        sender_name: None,
        sent_at: now,
        trusted: true,
        kind,
    }
}

/// The doctor writes something, and everything that is said to it is sent.
async fn writes(store: &Store, id: &str, text: &str, now: Timestamp) -> String {
    let event = in_chat(id, EventKind::Message(Message::text(text)), now);
    handle_event(store, &world(), &event, now).await.expect("handled");
    send_all(store, now).await.join("\n")
}

async fn fires(store: &Store, now: Timestamp) -> usize {
    store.due(now, 10, |reminder| remind::fire(&world(), reminder, now)).await.expect("fired")
}

/// What lies in the outbox, of reminders only.
async fn due_messages(store: &Store, now: Timestamp) -> Vec<String> {
    send_all(store, now).await.into_iter().filter(|text| text.starts_with('⏰') && !text.contains("noterat")).collect()
}

/// An hour after the tests' time.
fn in_an_hour() -> Timestamp {
    at(3600)
}

async fn an_edit_while_it_is_being_sent_holds_from_then_on(bench: &Bench) {
    let store = bench.open().await;
    writes(&store, "$set", "påminn mig om en timme att ringa labbet", at(0)).await;
    assert_eq!(fires(&store, in_an_hour()).await, 1);
    // Its message lies in the outbox, perhaps half sent: it goes out once. The edit counts for what is to come.
    let edit = EventKind::Edit { of: "$set".to_owned(), message: Message::text("påminn mig om två timmar att ringa labbet") };
    handle_event(&store, &world(), &in_chat("$edit", edit, in_an_hour()), in_an_hour()).await.expect("handled");
    assert_eq!(due_messages(&store, in_an_hour()).await.len(), 1);
    let later = in_an_hour() + SignedDuration::from_hours(2);
    assert_eq!(store.next_due().await.expect("read"), Some(later));
    assert_eq!(fires(&store, later).await, 1);
    assert_eq!(due_messages(&store, later).await.len(), 1);
    assert_eq!(store.next_due().await.expect("read"), None);
}

async fn an_edit_before_it_falls_due_is_all_that_comes(bench: &Bench) {
    let store = bench.open().await;
    writes(&store, "$set", "påminn mig om en timme att ringa labbet", at(0)).await;
    let edit = EventKind::Edit { of: "$set".to_owned(), message: Message::text("påminn mig om tre timmar att ringa labbet") };
    handle_event(&store, &world(), &in_chat("$edit", edit, at(3540)), at(3540)).await.expect("handled");
    assert_eq!(fires(&store, in_an_hour()).await, 0);
    assert_eq!(store.next_due().await.expect("read"), Some(at(3540) + SignedDuration::from_hours(3)));
}

async fn a_tick_while_its_message_waits_ends_the_chain(bench: &Bench) {
    let store = bench.open().await;
    writes(&store, "$set", "påminn mig om sista avbokningsdag för kursen 25 mars", at(0)).await;
    let first = store.next_due().await.expect("read").expect("the chain has begun");
    assert_eq!(fires(&store, first).await, 1);
    let queued = store.outgoing(first, 10).await.expect("read");
    let row = queued.iter().find(|row| shown(row).starts_with('⏰')).expect("its message waits");
    // It was sent, and the person ticked it before she noted that it was.
    store
        .mark_sent(&row.delivery.outbox, &stina::chat::Sent { event: "$due".to_owned(), room: CHAT.to_owned() }, first)
        .await
        .expect("marked");
    let tick = EventKind::Reaction { to: "$due".to_owned(), key: "✅".to_owned() };
    handle_event(&store, &world(), &in_chat("$tick", tick, first), first).await.expect("handled");
    assert_eq!(store.next_due().await.expect("read"), None, "the rest of the chain does not come");
    assert!(send_all(&store, first).await.iter().any(|text| text.contains("Avbockat")));
    // Taken back, it stands again.
    let back = EventKind::Redaction { of: "$tick".to_owned() };
    handle_event(&store, &world(), &in_chat("$back", back, first), first).await.expect("handled");
    assert!(store.next_due().await.expect("read").is_some());
}

async fn what_was_removed_while_she_was_down_does_not_come(bench: &Bench) {
    let store = bench.open().await;
    writes(&store, "$set", "påminn mig om en timme att ringa labbet", at(0)).await;
    // Back up, she first takes in what happened and then looks at the time, which has passed meanwhile.
    let removal = EventKind::Redaction { of: "$set".to_owned() };
    let later = in_an_hour() + SignedDuration::from_hours(1);
    let event = Event { sent_at: at(1800), ..in_chat("$gone", removal, later) };
    handle_event(&store, &world(), &event, later).await.expect("handled");
    assert_eq!(fires(&store, later).await, 0);
    assert_eq!(store.status().await.expect("status").active_reminders, 0);
}

async fn what_fell_due_before_she_read_of_it_comes_late(bench: &Bench) {
    let store = bench.open().await;
    writes(&store, "$set", "påminn mig om en timme att ringa labbet", at(0)).await;
    // While she was down, one was asked for and one was brought forward, each to a time that has passed since then.
    let back = at(400);
    let asked = EventKind::Message(Message::text("påminn mig om en minut att hämta svaren"));
    let edited = EventKind::Edit { of: "$set".to_owned(), message: Message::text("påminn mig om två minuter att ringa labbet") };
    for (id, kind) in [("$late", asked), ("$edit", edited)] {
        let event = Event { sent_at: at(60), ..in_chat(id, kind, back) };
        handle_event(&store, &world(), &event, back).await.expect("handled");
    }
    assert_eq!(fires(&store, back).await, 2);
    let said = due_messages(&store, back).await;
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said.iter().all(|text| text.contains("skulle ha kommit")), "{said:?}");
    assert!(said.iter().any(|text| text.contains("hämta svaren")) && said.iter().any(|text| text.contains("ringa labbet")));
    assert_eq!(store.next_due().await.expect("read"), None);
}

async fn who_has_left_the_direct_chat_gets_it_in_a_new_one(bench: &Bench) {
    let store = bench.open().await;
    writes(&store, "$set", "påminn mig om en timme att ringa labbet", at(0)).await;
    assert_eq!(fires(&store, in_an_hour()).await, 1);
    let row = store.outgoing(in_an_hour(), 1).await.expect("read").remove(0);
    assert_eq!(row.delivery.to, Target::Room(CHAT.to_owned()));
    let outcome = store.redirect_outgoing(&row.delivery.outbox, in_an_hour()).await;
    assert_eq!(outcome.expect("redirected"), Parked::Redirected);
    assert_eq!(store.person(DOCTOR).await.expect("read").expect("known").direct_room, None);
    let again = store.outgoing(in_an_hour(), 1).await.expect("read").remove(0);
    assert_eq!((&again.delivery.to, again.lane.as_str()), (&Target::Person(DOCTOR.to_owned()), DOCTOR));
    assert_eq!(again.delivery.outbox, row.delivery.outbox);
    // Where that fails too, it is kept and shown.
    store.park_outgoing(&again.delivery.outbox, "declined", in_an_hour()).await.expect("set aside");
    assert_eq!(store.status().await.expect("status").undelivered_reminders, 1);
}

async fn what_reaches_nobody_is_kept_and_counted(bench: &Bench) {
    let store = bench.open().await;
    writes(&store, "$set", "påminn mig om en timme att ringa labbet", at(0)).await;
    assert_eq!(fires(&store, in_an_hour()).await, 1);
    for _ in 0..10 {
        let queued = store.outgoing(in_an_hour(), 1).await.expect("read");
        let Some(row) = queued.first() else { break };
        let outcome = store.park_outgoing(&row.delivery.outbox, "M_FORBIDDEN", in_an_hour()).await.expect("set aside");
        assert_ne!(outcome, Parked::Redirected, "it was for the direct chat already");
    }
    let status = store.status().await.expect("status");
    assert_eq!((status.undelivered_reminders, status.faulty_reminders), (1, 0));
    let said = writes(&store, "$list", "påminnelser", in_an_hour()).await;
    assert!(said.contains("ringa labbet") && said.contains("kunde jag inte skicka"), "{said}");
    let said = writes(&store, "$done", "ettan är klar", in_an_hour()).await;
    assert!(said.contains("Avbockat"), "{said}");
    assert_eq!(store.status().await.expect("status").undelivered_reminders, 0);
}

async fn reminders_for_others_lose_the_name_of_who_is_forgotten(bench: &Bench) {
    let store = bench.open().await;
    let theirs = Reminder { person: "@bo:localhost".to_owned(), set_by: Some(DOCTOR.to_owned()), ..reminder("deras", 100) };
    let forget = Effect::ForgetPerson { user: DOCTOR.to_owned() };
    store.carry_out("set", &[Effect::SaveReminder(theirs), Effect::SaveReminder(reminder("egen", 100))], at(0)).await.expect("saved");
    store.carry_out("forget", &[forget], at(1)).await.expect("forgotten");
    let mut left = Vec::new();
    let seen = std::sync::Mutex::new(&mut left);
    store
        .due(at(100), 10, |reminder| {
            seen.lock().expect("one at a time").push((reminder.id.clone(), reminder.set_by.clone()));
            remind::fire(&world(), reminder, at(100))
        })
        .await
        .expect("fired");
    assert_eq!(left, [("deras".to_owned(), None)]);
}

async fn five_hundred_are_enough(bench: &Bench) {
    let store = bench.open().await;
    let all: Vec<Effect> =
        (0..remind::MOST_ACTIVE).map(|number| Effect::SaveReminder(reminder(&format!("r{number}"), 1_000_000))).collect();
    store.carry_out("fill", &all, at(0)).await.expect("saved");
    let said = writes(&store, "$more", "påminn mig i morgon om ronden", at(1)).await;
    assert!(said.contains("500 påminnelser"), "{said}");
    let said = writes(&store, "$less", "ta bort 7", at(2)).await;
    assert!(said.contains("Borttaget"), "{said}");
    let said = writes(&store, "$again", "påminn mig i morgon om ronden", at(3)).await;
    assert!(said.contains("noterat"), "{said}");
    let said = writes(&store, "$two", "påminn mig på torsdag och fredag om passet", at(4)).await;
    assert!(said.contains("500 påminnelser"), "{said}");
}

async fn a_subject_has_its_length(bench: &Bench) {
    let store = bench.open().await;
    let long = "läsa på om hjärtat ".repeat(30);
    let said = writes(&store, "$long", &format!("påminn mig i morgon att {long}"), at(0)).await;
    assert!(said.contains("500 tecken"), "{said}");
    assert_eq!(store.status().await.expect("status").active_reminders, 0);
    let said = writes(&store, "$short", "läsa på om hjärtat", at(1)).await;
    assert!(said.contains("noterat") && said.contains("onsdag 11 mars"), "{said}");
}

async fn what_is_over_for_long_is_let_go(bench: &Bench) {
    let store = bench.open().await;
    let over = Reminder { next_at: None, ..reminder("sagd", 0) };
    let unheard = Reminder { next_at: None, undelivered: Some("2026-04-15".to_owned()), ..reminder("ohörd", 0) };
    let ended = Reminder { active: false, next_at: None, ..reminder("slut", 0) };
    let all = [over, unheard, ended, reminder("kommer", 100 * 86_400)].map(Effect::SaveReminder);
    store.carry_out("set", &all, at(0)).await.expect("saved");
    let purged = store.purge(at(31 * 86_400), &stina::config::Retention::default()).await.expect("purged");
    assert_eq!(purged.reminders, 2);
    assert_eq!(store.status().await.expect("status").active_reminders, 2);
}
