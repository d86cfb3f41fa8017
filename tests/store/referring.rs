//! Edits, removals and buttons of messages that were sent, are about to be, or never will be.

use stina::{
    chat::{Batch, Echo, Sent},
    effect::{About, Content, Effect, Outgoing, Text},
    event::EventKind,
    facts::OwnMessage,
    store::{Queued, Store},
};

use crate::bench::{Bench, ROOM, answer, at, batch, event, mark, message, offered, on_both, say, saying, send_all};

on_both!(
    an_edit_waits_for_its_message,
    only_the_newest_edit_is_sent,
    a_removal_before_sending_sends_nothing,
    a_removal_after_sending_is_sent,
    a_message_that_was_on_its_way_is_removed_after_all,
    an_unsaid_message_that_was_on_its_way_is_removed,
    an_edit_of_what_could_not_be_sent_is_said_anew,
    what_refers_to_nothing_is_not_sent,
    references_within_a_decision_are_resolved,
    an_edit_changes_what_a_message_is_about,
);

fn edit(of: &str, text: &str) -> Effect {
    let text = Text { plain: text.to_owned(), ..Text::default() };
    Effect::Say(Outgoing { content: Content::Edit { of: of.to_owned(), text }, ..saying("") })
}

fn redact(of: &str) -> Effect {
    Effect::Say(Outgoing { content: Content::Redact { of: of.to_owned() }, ..saying("") })
}

fn button(of: &str) -> Effect {
    Effect::Say(Outgoing { content: Content::Button { of: of.to_owned(), key: "✅".to_owned() }, ..saying("") })
}

/// Asks a question, is answered, and gives the answer as it lies in the outbox.
async fn ask(store: &Store) -> Queued {
    store.handle(&message("$1", "fråga"), at(1), |_| vec![answer("$1", "svar")]).await.expect("handled");
    store.outgoing(at(2), 1).await.expect("read").remove(0)
}

/// Her messages that answer the question, as deciding about its removal sees them.
async fn answers(store: &Store, id: &str) -> Vec<OwnMessage> {
    let mut answers = Vec::new();
    let redaction = event(id, EventKind::Redaction { of: "$1".to_owned() });
    store
        .handle(&redaction, at(3), |facts| {
            answers.clone_from(&facts.answers);
            vec![]
        })
        .await
        .expect("handled");
    answers
}

async fn does(store: &Store, id: &str, effect: Effect) {
    store.handle(&message(id, "ändrad"), at(4), |_| vec![effect]).await.expect("handled");
}

async fn an_edit_waits_for_its_message(bench: &Bench) {
    let store = bench.open().await;
    let first = ask(&store).await;
    does(&store, "$2", edit(&first.delivery.outbox, "nytt svar")).await;
    assert_eq!(offered(&store, at(5)).await, ["svar"]);
    let sent = mark(&store, &first, at(5)).await;
    let next = store.outgoing(at(6), 9).await.expect("read");
    assert_eq!(next.len(), 1);
    assert_eq!(next[0].delivery.refers_to, Some(sent));
    assert_eq!(send_all(&store, at(6)).await, ["edit: nytt svar"]);
}

async fn only_the_newest_edit_is_sent(bench: &Bench) {
    let store = bench.open().await;
    let first = ask(&store).await;
    for number in 0..3 {
        does(&store, &format!("$e{number}"), edit(&first.delivery.outbox, &number.to_string())).await;
    }
    assert_eq!(send_all(&store, at(5)).await, ["svar", "edit: 2"]);
}

async fn a_removal_before_sending_sends_nothing(bench: &Bench) {
    let store = bench.open().await;
    let first = ask(&store).await;
    does(&store, "$2", edit(&first.delivery.outbox, "nytt")).await;
    does(&store, "$3", button(&first.delivery.outbox)).await;
    does(&store, "$4", redact(&first.delivery.outbox)).await;
    assert!(offered(&store, at(5)).await.is_empty());
    assert!(!answers(&store, "$5").await[0].standing);
    // An edit of what is gone is not sent either.
    does(&store, "$6", edit(&first.delivery.outbox, "nyare")).await;
    assert!(offered(&store, at(6)).await.is_empty());
    assert_eq!(store.status().await.expect("status").pending, 0);
}

async fn a_removal_after_sending_is_sent(bench: &Bench) {
    let store = bench.open().await;
    let first = ask(&store).await;
    let sent = mark(&store, &first, at(3)).await;
    let before = answers(&store, "$2").await;
    assert_eq!(before.len(), 1);
    assert_eq!((before[0].standing, before[0].text, before[0].event.as_deref()), (true, true, Some(sent.as_str())));
    assert_eq!((before[0].room.as_str(), before[0].person.as_deref()), (ROOM, Some("@doktor:localhost")));
    does(&store, "$3", redact(&first.delivery.outbox)).await;
    let removal = store.outgoing(at(5), 1).await.expect("read").remove(0);
    assert_eq!(removal.delivery.refers_to, Some(sent));
    assert_eq!(send_all(&store, at(5)).await, ["redact"]);
    assert!(!answers(&store, "$4").await[0].standing);
}

/// The message was handed to the homeserver when its removal was decided. What became of it is
/// learnt from the homeserver's answer, or after a crash from the echo.
async fn a_message_that_was_on_its_way_is_removed_after_all(bench: &Bench) {
    for crashed in [false, true] {
        let bench = bench.another();
        let store = bench.open().await;
        let first = ask(&store).await;
        does(&store, "$2", redact(&first.delivery.outbox)).await;
        assert!(offered(&store, at(5)).await.is_empty());
        if crashed {
            let echo = Echo { outbox: first.delivery.outbox.clone(), event: "$late".to_owned() };
            store.finish_batch(&Batch { echoes: vec![echo], ..batch("t1") }, at(6)).await.expect("finished");
        } else {
            let sent = Sent { event: "$late".to_owned(), room: ROOM.to_owned() };
            store.mark_sent(&first.delivery.outbox, &sent, at(6)).await.expect("marked");
        }
        let removal = store.outgoing(at(7), 9).await.expect("read");
        assert_eq!(removal.len(), 1);
        assert_eq!(removal[0].delivery.refers_to.as_deref(), Some("$late"));
        assert_eq!(send_all(&store, at(7)).await, ["redact"]);
    }
}

async fn an_unsaid_message_that_was_on_its_way_is_removed(bench: &Bench) {
    let store = bench.open().await;
    let first = ask(&store).await;
    does(&store, "$2", Effect::Unsay { outbox: first.delivery.outbox.clone() }).await;
    assert!(offered(&store, at(5)).await.is_empty());
    assert!(!answers(&store, "$3").await[0].standing);
    mark(&store, &first, at(6)).await;
    assert_eq!(send_all(&store, at(7)).await, ["redact"]);
    // What was sent long ago stays.
    does(&store, "$4", say("två")).await;
    let second = store.outgoing(at(8), 1).await.expect("read").remove(0);
    mark(&store, &second, at(8)).await;
    does(&store, "$5", Effect::Unsay { outbox: second.delivery.outbox.clone() }).await;
    mark(&store, &second, at(9)).await;
    assert!(offered(&store, at(9)).await.is_empty());
}

async fn an_edit_of_what_could_not_be_sent_is_said_anew(bench: &Bench) {
    for edited_before in [true, false] {
        let bench = bench.another();
        let store = bench.open().await;
        let first = ask(&store).await;
        if edited_before {
            does(&store, "$2", edit(&first.delivery.outbox, "kortare")).await;
        }
        does(&store, "$3", button(&first.delivery.outbox)).await;
        store.park_outgoing(&first.delivery.outbox, "M_TOO_LARGE", at(5)).await.expect("parked");
        if !edited_before {
            assert!(offered(&store, at(5)).await.is_empty());
            does(&store, "$2", edit(&first.delivery.outbox, "kortare")).await;
        }
        assert_eq!(send_all(&store, at(6)).await, ["kortare"]);
        // It answers the question like the one that could not be sent.
        let answers = answers(&store, "$4").await;
        let standing: Vec<_> = answers.iter().filter(|own| own.standing && own.text).collect();
        assert_eq!(standing.len(), 1);
        does(&store, "$5", redact(&standing[0].outbox)).await;
        assert_eq!(send_all(&store, at(7)).await, ["redact"]);
    }
}

async fn what_refers_to_nothing_is_not_sent(bench: &Bench) {
    let store = bench.open().await;
    for (number, effect) in [edit("none", "text"), redact("none"), button("none")].into_iter().enumerate() {
        does(&store, &format!("${number}"), effect).await;
    }
    does(&store, "$9", Effect::Unsay { outbox: "none".to_owned() }).await;
    assert!(offered(&store, at(5)).await.is_empty());
}

async fn references_within_a_decision_are_resolved(bench: &Bench) {
    let store = bench.open().await;
    let effects = vec![Effect::ForgetQuestion { event: "$0".to_owned() }, say("ett"), button("#1"), edit("#1", "två")];
    store.handle(&message("$1", "hej"), at(1), |_| effects).await.expect("handled");
    assert_eq!(send_all(&store, at(2)).await, ["ett", "button: ✅", "edit: två"]);
}

async fn an_edit_changes_what_a_message_is_about(bench: &Bench) {
    let store = bench.open().await;
    let first = ask(&store).await;
    mark(&store, &first, at(2)).await;
    let about = About::Answer { rules: vec!["vgr.kurser".to_owned()] };
    let text = Text { plain: "nytt".to_owned(), ..Text::default() };
    let outgoing =
        Outgoing { content: Content::Edit { of: first.delivery.outbox.clone(), text }, about: Some(about.clone()), ..saying("") };
    does(&store, "$2", Effect::Say(outgoing)).await;
    assert_eq!(answers(&store, "$3").await[0].about, Some(about));
}
