//! What is sent when: urgency, order within a room, and who waits for whom.

use stina::{
    chat::Sent,
    effect::{Content, Effect, Outgoing, Priority, Target, Text},
    store::Parked,
};

use crate::bench::{Bench, DOCTOR, ROOM, at, mark, message, offered, on_both, say, saying, send_all, shown};

on_both!(
    urgent_messages_go_first,
    one_message_a_room_is_on_offer,
    a_retry_holds_back_only_its_own_kind_and_room,
    a_message_with_a_later_time_holds_back_nobody,
    a_message_that_cannot_be_sent_blocks_nobody,
    a_person_and_their_direct_chat_are_one_lane,
    marking_twice_changes_nothing,
    a_file_is_not_kept_after_it_was_sent,
    buttons_follow_their_message,
);

fn to(room: &str, text: &str, priority: Priority) -> Effect {
    Effect::Say(Outgoing { to: Target::Room(room.to_owned()), priority, ..saying(text) })
}

async fn urgent_messages_go_first(bench: &Bench) {
    let store = bench.open().await;
    let effects = vec![
        to("!a", "utskick", Priority::Announcement),
        to("!b", "knapp", Priority::Button),
        to("!c", "påminnelse", Priority::Reminder),
        to("!d", "svar", Priority::Answer),
        to("!e", "svar 2", Priority::Answer),
    ];
    store.handle(&message("$1", "hej"), at(1), |_| effects).await.expect("handled");
    assert_eq!(offered(&store, at(2)).await, ["svar", "svar 2", "påminnelse", "knapp", "utskick"]);
    let two = store.outgoing(at(2), 2).await.expect("read");
    assert_eq!(two.iter().map(shown).collect::<Vec<_>>(), ["svar", "svar 2"]);
    assert_eq!(two[0].priority, Priority::Answer);
    assert_eq!((two[0].attempts, two[0].lane.as_str(), two[0].created_at), (0, "!d", at(1)));
}

async fn one_message_a_room_is_on_offer(bench: &Bench) {
    let store = bench.open().await;
    for number in 0..5 {
        let text = format!("svar {number}");
        let effects = vec![to("!a", &text, Priority::Answer), to("!a", "senare", Priority::Reminder)];
        store.handle(&message(&format!("${number}"), "hej"), at(number), |_| effects).await.expect("handled");
    }
    assert_eq!(offered(&store, at(9)).await, ["svar 0"]);
    let order = send_all(&store, at(9)).await;
    assert_eq!(order[..5], ["svar 0", "svar 1", "svar 2", "svar 3", "svar 4"]);
    assert_eq!(order[5..], ["senare"; 5]);
}

async fn a_retry_holds_back_only_its_own_kind_and_room(bench: &Bench) {
    let store = bench.open().await;
    let effects = vec![
        to("!a", "a1", Priority::Answer),
        to("!a", "a2", Priority::Answer),
        to("!a", "a påminnelse", Priority::Reminder),
        to("!b", "b1", Priority::Answer),
    ];
    store.handle(&message("$1", "hej"), at(1), |_| effects).await.expect("handled");
    let first = store.outgoing(at(2), 1).await.expect("read").remove(0);
    store.mark_retry(&first.delivery.outbox, at(60), "HTTP 502", at(2)).await.expect("marked");
    assert_eq!(offered(&store, at(3)).await, ["b1", "a påminnelse"]);
    assert_eq!(store.next_outgoing(at(3)).await.expect("read"), Some(at(60)));
    let status = store.status().await.expect("status");
    assert_eq!((status.pending, status.waiting_retry, status.oldest_pending), (4, 1, Some(at(1))));
    assert_eq!(offered(&store, at(60)).await, ["a1", "b1"]);
    assert_eq!(store.outgoing(at(60), 1).await.expect("read")[0].attempts, 1);
    assert_eq!(send_all(&store, at(60)).await, ["a1", "a2", "b1", "a påminnelse"]);
    assert_eq!(store.next_outgoing(at(60)).await.expect("read"), None);
}

async fn a_message_with_a_later_time_holds_back_nobody(bench: &Bench) {
    let store = bench.open().await;
    let later = Effect::Say(Outgoing { not_before: Some(at(100)), ..saying("sedan") });
    store.handle(&message("$1", "hej"), at(1), |_| vec![later, say("nu")]).await.expect("handled");
    assert_eq!(send_all(&store, at(2)).await, ["nu"]);
    assert_eq!(store.next_outgoing(at(2)).await.expect("read"), Some(at(100)));
    assert_eq!(send_all(&store, at(100)).await, ["sedan"]);
}

async fn a_message_that_cannot_be_sent_blocks_nobody(bench: &Bench) {
    let store = bench.open().await;
    store.handle(&message("$1", "hej"), at(1), |_| vec![say("för stort"), say("lagom")]).await.expect("handled");
    let first = store.outgoing(at(2), 1).await.expect("read").remove(0);
    let parked = store.park_outgoing(&first.delivery.outbox, "M_TOO_LARGE", at(2)).await.expect("parked");
    assert_eq!(parked, Parked::Aside);
    assert_eq!(send_all(&store, at(3)).await, ["lagom"]);
    let status = store.status().await.expect("status");
    assert_eq!((status.pending, status.parked_count), (0, 1));
    assert_eq!((status.parked[0].reason.as_str(), status.parked[0].lane.as_str(), status.parked[0].since), ("M_TOO_LARGE", ROOM, at(2)));
    // A row whose content cannot be read is set aside as well.
    store.handle(&message("$2", "hej"), at(4), |_| vec![say("oläsligt"), say("läsligt")]).await.expect("handled");
    bench.sql("UPDATE outbox SET content = '{' WHERE content LIKE '%oläsligt%'").await;
    assert!(offered(&store, at(5)).await.is_empty());
    assert_eq!(send_all(&store, at(6)).await, ["läsligt"]);
    assert_eq!(store.status().await.expect("status").parked_count, 2);
}

async fn a_person_and_their_direct_chat_are_one_lane(bench: &Bench) {
    let store = bench.open().await;
    let to_person = |text| Effect::Say(Outgoing { to: Target::Person(DOCTOR.to_owned()), ..saying(text) });
    let effects = vec![Effect::SavePerson(crate::bench::person()), to_person("ett"), to_person("två")];
    store.handle(&message("$1", "hej"), at(1), |_| effects).await.expect("handled");
    let first = store.outgoing(at(2), 9).await.expect("read");
    assert_eq!((first.len(), first[0].lane.as_str()), (1, DOCTOR));
    // The first one made the direct chat; the second follows there, and so does what names the room.
    let sent = Sent { event: "$sent".to_owned(), room: "!direkt".to_owned() };
    store.mark_sent(&first[0].delivery.outbox, &sent, at(3)).await.expect("marked");
    assert_eq!(store.person(DOCTOR).await.expect("read").expect("known").direct_room.as_deref(), Some("!direkt"));
    let effects = vec![to("!direkt", "tre", Priority::Answer), to_person("fyra")];
    store.handle(&message("$2", "hej"), at(4), |_| effects).await.expect("handled");
    let next = store.outgoing(at(5), 9).await.expect("read");
    assert_eq!((next.len(), next[0].lane.as_str()), (1, "!direkt"));
    assert_eq!(send_all(&store, at(6)).await, ["två", "tre", "fyra"]);
}

async fn marking_twice_changes_nothing(bench: &Bench) {
    let store = bench.open().await;
    store.handle(&message("$1", "hej"), at(1), |_| vec![say("svar")]).await.expect("handled");
    let first = store.outgoing(at(2), 1).await.expect("read").remove(0);
    let event = mark(&store, &first, at(3)).await;
    let again = Sent { event: "$other".to_owned(), room: ROOM.to_owned() };
    store.mark_sent(&first.delivery.outbox, &again, at(4)).await.expect("marked");
    store.mark_retry(&first.delivery.outbox, at(9), "late", at(4)).await.expect("marked");
    store.park_outgoing(&first.delivery.outbox, "late", at(4)).await.expect("marked");
    assert!(offered(&store, at(10)).await.is_empty());
    let reply = stina::event::Message { reply_to: Some(event.clone()), ..stina::event::Message::text("va?") };
    store
        .handle(&crate::bench::event("$2", stina::event::EventKind::Message(reply)), at(5), |facts| {
            assert_eq!(facts.referred.as_ref().and_then(|own| own.event.clone()), Some(event));
            vec![]
        })
        .await
        .expect("handled");
}

async fn a_file_is_not_kept_after_it_was_sent(bench: &Bench) {
    let store = bench.open().await;
    let content = Content::File {
        name: "kalender.ics".to_owned(),
        mime: "text/calendar".to_owned(),
        base64: "QkVHSU46VkNBTEVOREFS".to_owned(),
        reply_to: None,
        thread: None,
    };
    let file = Effect::Say(Outgoing { content, ..saying("") });
    store.handle(&message("$1", "kalender"), at(1), |_| vec![file]).await.expect("handled");
    assert_eq!(send_all(&store, at(2)).await, ["file: kalender.ics"]);
    let copy = bench.file("copy.db");
    store.backup(&copy).await.expect("copied");
    let bytes = std::fs::read(copy).expect("read");
    assert!(!bytes.windows(20).any(|window| window == b"QkVHSU46VkNBTEVOREFS"));
}

async fn buttons_follow_their_message(bench: &Bench) {
    let store = bench.open().await;
    let with_buttons =
        |text, buttons: &[&str]| Effect::Say(Outgoing { buttons: buttons.iter().map(ToString::to_string).collect(), ..saying(text) });
    store.handle(&message("$1", "hej"), at(1), |_| vec![with_buttons("välj", &["1️⃣", "2️⃣"]), say("och")]).await.expect("handled");
    assert_eq!(offered(&store, at(2)).await, ["välj"]);
    let first = store.outgoing(at(2), 1).await.expect("read").remove(0);
    store.mark_retry(&first.delivery.outbox, at(60), "HTTP 502", at(2)).await.expect("marked");
    assert!(offered(&store, at(3)).await.is_empty());
    let event = mark(&store, &first, at(60)).await;
    assert_eq!(send_all(&store, at(61)).await, ["och", "button: 1️⃣", "button: 2️⃣"]);
    // An edit's buttons stand under the message that is edited.
    let edit = Outgoing {
        content: Content::Edit { of: first.delivery.outbox.clone(), text: Text::default() },
        buttons: vec!["3️⃣".to_owned()],
        ..saying("")
    };
    store.handle(&message("$2", "hej"), at(62), |_| vec![Effect::Say(edit)]).await.expect("handled");
    let edit = store.outgoing(at(63), 1).await.expect("read").remove(0);
    assert_eq!(edit.delivery.refers_to.as_deref(), Some(event.as_str()));
    mark(&store, &edit, at(63)).await;
    let button = store.outgoing(at(64), 1).await.expect("read").remove(0);
    assert_eq!(button.delivery.refers_to.as_deref(), Some(event.as_str()));
    assert_eq!(button.priority, Priority::Button);
}
