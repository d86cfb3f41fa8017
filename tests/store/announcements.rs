//! What is sent to many: one row for each recipient, whatever is done to it meanwhile.

use stina::{
    chat::{Batch, Receipt, Sent},
    config::{Retention, Roles},
    effect::{About, Effect, Recipient, SharedFile, Text},
    event::EventKind,
    facts::{
        Facts, Office,
        announcement::{Announcement, Outcome, State, Tally},
    },
    store::{Leave, Store},
};

use crate::bench::{Bench, DOCTOR, at, event, message, on_both, person, send_all, shown};

on_both!(
    everybody_has_one_row_however_often_it_is_begun,
    what_could_not_be_sent_is_tried_again_under_the_same_id,
    stopping_leaves_what_was_sent,
    nothing_leaves_once_the_power_is_gone,
    a_correction_and_a_withdrawal_reach_every_copy,
    signs_of_reading_are_counted,
    the_forgotten_keep_their_place_in_the_count,
    a_file_is_kept_once,
    time_is_looked_after_once,
    old_announcements_go,
);

const ID: &str = "utskicket";

fn text(plain: &str) -> Text {
    Text { plain: plain.to_owned(), ping: true, ..Text::default() }
}

fn people(count: usize) -> Vec<Recipient> {
    (0..count).map(|number| Recipient::Person(format!("@nr{number}:localhost"))).collect()
}

fn deliver(count: usize) -> Effect {
    Effect::Deliver { announcement: ID.to_owned(), text: text("hej"), files: vec!["fil".to_owned()], recipients: people(count) }
}

fn announcement(state: State) -> Announcement {
    Announcement {
        id: ID.to_owned(),
        author: DOCTOR.to_owned(),
        state,
        started_at: Some(at(0)),
        created_at: at(0),
        ..Announcement::default()
    }
}

fn save(state: State) -> Effect {
    Effect::SaveAnnouncement(Box::new(announcement(state)))
}

/// A store whose doctor may announce.
async fn open(bench: &Bench) -> Store {
    let store = bench.open().await;
    store.set_roles(Roles { admin: vec![], studierektor: [(DOCTOR.to_owned(), vec!["vgr".to_owned()])].into() });
    store
}

/// Carries out effects as following from the doctor's message, and tells the facts before them.
async fn handle(store: &Store, id: &str, effects: Vec<Effect>) -> Facts {
    let mut seen = Facts::default();
    store
        .handle(&message(id, "hej"), at(1), |facts| {
            seen = facts.clone();
            effects
        })
        .await
        .expect("handled");
    seen
}

async fn tally(store: &Store) -> Tally {
    store.announcement_tally(ID).await.expect("counted")
}

/// Takes the next message that is to be sent, and says which it was.
async fn send_one(store: &Store) -> (String, String) {
    let next = store.outgoing(at(2), 1).await.expect("read").remove(0);
    let sent = Sent { event: format!("${}", next.delivery.outbox), room: format!("!{}", next.lane) };
    store.mark_sent(&next.delivery.outbox, &sent, at(2)).await.expect("marked");
    (next.delivery.outbox.clone(), shown(&next))
}

async fn everybody_has_one_row_however_often_it_is_begun(bench: &Bench) {
    let store = open(bench).await;
    handle(&store, "$1", vec![save(State::Sending), deliver(3)]).await;
    handle(&store, "$2", vec![deliver(3)]).await;
    assert_eq!(tally(&store).await, Tally { recipients: 3, waiting: 3, roomless: 3, ..Tally::default() });
    let sent = send_all(&store, at(2)).await;
    assert_eq!(sent.iter().filter(|text| *text == "hej").count(), 3, "{sent:?}");
    assert_eq!(sent.iter().filter(|text| *text == "shared: fil").count(), 3, "{sent:?}");
    handle(&store, "$3", vec![deliver(4)]).await;
    assert_eq!(send_all(&store, at(3)).await, ["hej", "shared: fil"]);
    assert_eq!(tally(&store).await, Tally { recipients: 4, delivered: 4, ..Tally::default() });
    let facts = handle(&store, "$4", vec![]).await;
    assert_eq!(facts.focus.as_deref(), Some(ID));
    assert_eq!(facts.announcements.len(), 1);
    assert_eq!(facts.announcements[0].tally.delivered, 4);
    assert!(facts.deliveries.iter().all(|delivery| delivery.outcome == Outcome::Delivered));
}

async fn what_could_not_be_sent_is_tried_again_under_the_same_id(bench: &Bench) {
    let store = open(bench).await;
    handle(&store, "$1", vec![save(State::Sending), deliver(2)]).await;
    let first = store.outgoing(at(2), 1).await.expect("read").remove(0);
    store.park_outgoing(&first.delivery.outbox, "M_FORBIDDEN", at(2)).await.expect("set aside");
    send_all(&store, at(2)).await;
    assert_eq!(tally(&store).await, Tally { recipients: 2, delivered: 1, failed: 1, ..Tally::default() });
    let facts = handle(&store, "$2", vec![]).await;
    assert_eq!(facts.deliveries.iter().filter(|delivery| delivery.outcome == Outcome::Failed("M_FORBIDDEN".to_owned())).count(), 1);
    // What is corrected meanwhile is tried again as corrected, once.
    let correct = Effect::CorrectDeliveries { announcement: ID.to_owned(), text: text("rättat") };
    handle(&store, "$3", vec![correct, Effect::RetryDeliveries { announcement: ID.to_owned() }]).await;
    let again = store.outgoing(at(3), 10).await.expect("read");
    assert!(again.iter().any(|row| row.delivery.outbox == first.delivery.outbox && shown(row) == "rättat"));
    assert_eq!(send_all(&store, at(3)).await, ["rättat", "edit: rättat"]);
    assert_eq!(tally(&store).await.delivered, 2);
}

async fn stopping_leaves_what_was_sent(bench: &Bench) {
    let store = open(bench).await;
    handle(&store, "$1", vec![save(State::Sending), deliver(3)]).await;
    let (_, said) = send_one(&store).await;
    assert_eq!(said, "hej");
    let on_its_way = store.outgoing(at(2), 10).await.expect("read").into_iter().find(|row| shown(row) == "hej").expect("another copy");
    handle(&store, "$2", vec![Effect::StopDeliveries { announcement: ID.to_owned() }]).await;
    let stopped = tally(&store).await;
    assert_eq!((stopped.delivered, stopped.stopped, stopped.waiting), (1, 2, 0));
    // One that was on its way at that moment is taken back.
    let sent = Sent { event: "$sen".to_owned(), room: "!sen".to_owned() };
    store.mark_sent(&on_its_way.delivery.outbox, &sent, at(3)).await.expect("marked");
    let left = send_all(&store, at(4)).await;
    assert_eq!(left.iter().filter(|text| *text == "redact").count(), 1, "{left:?}");
    assert!(!left.contains(&"hej".to_owned()), "{left:?}");
    let taken_back = tally(&store).await;
    assert_eq!((taken_back.stopped, taken_back.withdrawn), (1, 1));
}

async fn nothing_leaves_once_the_power_is_gone(bench: &Bench) {
    let store = open(bench).await;
    handle(&store, "$1", vec![save(State::Sending), deliver(2)]).await;
    let in_hand = store.outgoing(at(2), 10).await.expect("read");
    let copy = in_hand.iter().find(|row| shown(row) == "hej").expect("a copy").delivery.outbox.clone();
    assert_eq!(store.may_leave(&copy).await.expect("read"), Leave::Yes);
    // As `stina role revoke` does, in another process.
    let revoke = Effect::RevokeRole { user: DOCTOR.to_owned(), office: Office::Studierektor("kronoberg".to_owned()) };
    handle(&store, "$2", vec![revoke]).await;
    assert_eq!(store.may_leave(&copy).await.expect("read"), Leave::Doubted);
    let stop = |_: &Facts, announcement: &Announcement| {
        let stopped = Announcement { state: State::Sent, next_at: None, ..announcement.clone() };
        vec![Effect::StopDeliveries { announcement: ID.to_owned() }, Effect::SaveAnnouncement(Box::new(stopped))]
    };
    assert_eq!(store.due_announcements(at(3), stop).await.expect("looked after"), 1);
    assert_eq!(store.may_leave(&copy).await.expect("read"), Leave::No);
}

async fn a_correction_and_a_withdrawal_reach_every_copy(bench: &Bench) {
    let store = open(bench).await;
    handle(&store, "$1", vec![save(State::Sending), deliver(2)]).await;
    send_one(&store).await;
    let correct = |plain: &str| Effect::CorrectDeliveries { announcement: ID.to_owned(), text: text(plain) };
    handle(&store, "$2", vec![correct("rättat")]).await;
    let sent = send_all(&store, at(3)).await;
    assert_eq!(sent.iter().filter(|text| *text == "edit: rättat").count(), 2, "{sent:?}");
    assert_eq!(sent.iter().filter(|text| *text == "hej").count(), 1, "{sent:?}");
    handle(&store, "$3", vec![Effect::WithdrawDeliveries { announcement: ID.to_owned() }, save(State::Withdrawn)]).await;
    let sent = send_all(&store, at(4)).await;
    assert_eq!(sent, ["redact"; 4], "the texts and the files");
    assert_eq!(tally(&store).await, Tally { recipients: 2, withdrawn: 2, ..Tally::default() });
    handle(&store, "$4", vec![correct("för sent")]).await;
    assert!(send_all(&store, at(5)).await.is_empty());
}

async fn signs_of_reading_are_counted(bench: &Bench) {
    let store = open(bench).await;
    handle(&store, "$1", vec![save(State::Sending), deliver(3)]).await;
    let (outbox, _) = send_one(&store).await;
    send_all(&store, at(2)).await;
    let reaction = EventKind::Reaction { to: format!("${outbox}"), key: "👍".to_owned() };
    store
        .handle(&event("$tumme", reaction), at(3), |facts| {
            assert_eq!(facts.referred.as_ref().and_then(|own| own.about.clone()), Some(About::Copy { announcement: ID.to_owned() }));
            let acknowledge = |reaction: &str| Effect::Acknowledge {
                announcement: ID.to_owned(),
                person: "@nr0:localhost".to_owned(),
                reaction: reaction.to_owned(),
            };
            vec![acknowledge("$tumme"), acknowledge("$hjarta")]
        })
        .await
        .expect("handled");
    let counted = tally(&store).await;
    assert_eq!((counted.acknowledged, counted.read), (1, 1));
    // Only what was there when the room was read counts as read.
    let direct = |person: &str, read_at: i64| Batch {
        next_token: format!("s{read_at}"),
        receipts: vec![Receipt { person: person.to_owned(), room: format!("!{person}"), read_at }],
        ..Batch::default()
    };
    store.finish_batch(&direct("@nr1:localhost", at(1).as_millisecond()), at(4)).await.expect("noted");
    assert_eq!(tally(&store).await.read, 1);
    let facts =
        handle(&store, "$2", vec![Effect::NudgeDeliveries { announcement: ID.to_owned(), number: 1, text: text("påminnelse") }]).await;
    assert_eq!(facts.deliveries.iter().filter(|delivery| delivery.acknowledged_at.is_some()).count(), 1);
    assert_eq!(send_all(&store, at(5)).await, ["påminnelse", "påminnelse"]);
    handle(&store, "$3", vec![Effect::WithdrawAcknowledgement { reaction: "$tumme".to_owned() }]).await;
    assert_eq!(tally(&store).await.acknowledged, 1, "the other reaction still says so");
    handle(&store, "$4", vec![Effect::WithdrawAcknowledgement { reaction: "$hjarta".to_owned() }]).await;
    assert_eq!(tally(&store).await.acknowledged, 0);
}

async fn the_forgotten_keep_their_place_in_the_count(bench: &Bench) {
    let store = open(bench).await;
    handle(&store, "$1", vec![save(State::Sending), deliver(2)]).await;
    send_all(&store, at(2)).await;
    handle(&store, "$2", vec![Effect::ForgetPerson { user: "@nr0:localhost".to_owned() }]).await;
    let facts = handle(&store, "$3", vec![]).await;
    assert_eq!(facts.deliveries.len(), 2);
    assert!(!facts.deliveries.iter().any(|delivery| delivery.recipient == "@nr0:localhost"));
    assert_eq!(tally(&store).await.delivered, 2);
    // Whatever is done to the announcement passes them by.
    let correct = Effect::CorrectDeliveries { announcement: ID.to_owned(), text: text("rättat") };
    handle(&store, "$4", vec![correct]).await;
    assert_eq!(send_all(&store, at(4)).await, ["edit: rättat"]);
    // An author who is forgotten takes what they announced with them.
    handle(&store, "$5", vec![Effect::SavePerson(person()), Effect::ForgetPerson { user: DOCTOR.to_owned() }]).await;
    assert_eq!(tally(&store).await, Tally::default());
}

async fn a_file_is_kept_once(bench: &Bench) {
    let store = open(bench).await;
    let file = |name: &str| SharedFile {
        id: "fil".to_owned(),
        name: name.to_owned(),
        mime: "text/calendar".to_owned(),
        size: 3,
        content: Some("YWJj".to_owned()),
        plain: None,
        encrypted: None,
    };
    handle(&store, "$1", vec![Effect::KeepFile(file("a.ics")), Effect::KeepFile(file("b.ics"))]).await;
    store.note_upload("fil", true, "{\"file\":1}").await.expect("noted");
    let kept = store.shared_file("fil").await.expect("read").expect("it is kept");
    assert_eq!(kept, SharedFile { encrypted: Some("{\"file\":1}".to_owned()), ..file("a.ics") });
    assert_eq!(store.shared_file("annan").await.expect("read"), None);
}

async fn time_is_looked_after_once(bench: &Bench) {
    let store = open(bench).await;
    let scheduled = Announcement { next_at: Some(at(10)), ..announcement(State::Scheduled) };
    handle(&store, "$1", vec![Effect::SaveAnnouncement(Box::new(scheduled))]).await;
    let fire = |facts: &Facts, known: &Announcement| {
        assert!(facts.power.reaches("vgr"));
        let next = Announcement { state: State::Sending, next_at: None, turns: known.turns + 1, ..known.clone() };
        vec![deliver(2), Effect::SaveAnnouncement(Box::new(next))]
    };
    assert_eq!(store.due_announcements(at(9), fire).await.expect("looked after"), 0);
    assert_eq!(store.due_announcements(at(10), fire).await.expect("looked after"), 1);
    assert_eq!(store.due_announcements(at(11), fire).await.expect("looked after"), 0);
    assert_eq!(tally(&store).await.waiting, 2);
    // One that does not move on is left alone, and does not come again and again.
    let stuck = Announcement { next_at: Some(at(12)), ..announcement(State::Sending) };
    handle(&store, "$2", vec![Effect::SaveAnnouncement(Box::new(stuck))]).await;
    assert_eq!(store.due_announcements(at(12), |_, _| Vec::new()).await.expect("looked after"), 1);
    assert_eq!(store.due_announcements(at(13), |_, _| Vec::new()).await.expect("looked after"), 0);
}

async fn old_announcements_go(bench: &Bench) {
    let store = open(bench).await;
    handle(&store, "$1", vec![save(State::Sent), deliver(2)]).await;
    send_all(&store, at(2)).await;
    let retention = Retention { announcements_days: 90, ..Retention::default() };
    let days = |days: i64| at(days * 24 * 60 * 60);
    // The rows stay as long as the report can be asked for, though their texts are gone.
    store.purge(days(80), &retention).await.expect("purged");
    assert_eq!(tally(&store).await.delivered, 2);
    assert_eq!(store.purge(days(91), &retention).await.expect("purged").announcements, 1);
    assert_eq!(tally(&store).await, Tally::default());
}
