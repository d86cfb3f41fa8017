//! An announcement while it is sent: several at once, and a power that ends.

use std::collections::BTreeSet;

use jiff::civil::date;
use stina::{
    assistant::announce,
    chat::Batch,
    cli,
    config::Roles,
    effect::{Effect, Recipient, SharedFile, Text},
    facts::{
        Person,
        announcement::{Announcement, Audience, Outcome, State, Tally},
        days::{Answer, Attendance, Plan, StDay},
    },
    store::{LeftOut, Store},
};

use crate::bench::{Bench, DOCTOR, at, mark, message, offered, on_both, send_all, shown};

on_both!(
    what_is_on_its_way_is_not_offered_again,
    those_who_need_a_new_room_can_wait,
    a_power_that_the_settings_no_longer_give_stops_what_is_unsent,
    what_is_scheduled_keeps_its_time,
    an_announcement_and_its_days_are_one_thing,
);

const ID: &str = "utskicket";

fn text(plain: &str) -> Text {
    Text { plain: plain.to_owned(), ping: true, ..Text::default() }
}

fn user(number: usize) -> String {
    format!("@nr{number}:localhost")
}

fn deliver(count: usize, files: &[&str]) -> Effect {
    Effect::Deliver {
        announcement: ID.to_owned(),
        text: text("hej"),
        files: files.iter().map(ToString::to_string).collect(),
        recipients: (0..count).map(|number| Recipient::Person(user(number))).collect(),
    }
}

fn announcement(state: State) -> Announcement {
    Announcement {
        id: ID.to_owned(),
        author: DOCTOR.to_owned(),
        zone: "Europe/Stockholm".to_owned(),
        text: "hej".to_owned(),
        audience: Some(Audience { regions: vec!["vgr".to_owned()], ..Audience::default() }),
        state,
        started_at: (state == State::Sending).then(|| at(0)),
        created_at: at(0),
        ..Announcement::default()
    }
}

fn save(announcement: Announcement) -> Effect {
    Effect::SaveAnnouncement(Box::new(announcement))
}

/// A store whose doctor may announce.
async fn open(bench: &Bench) -> Store {
    let store = bench.open().await;
    store.set_roles(Roles { admin: vec![], studierektor: [(DOCTOR.to_owned(), vec!["vgr".to_owned()])].into() });
    store
}

async fn handle(store: &Store, id: &str, effects: Vec<Effect>) {
    store.handle(&message(id, "hej"), at(1), |_| effects).await.expect("handled");
}

/// Looks after announcements as the program does, again and again until none is left.
async fn look_after(store: &Store, seconds: i64) {
    let world = cli::world(None, None).expect("the rules load");
    while store
        .due_announcements(at(seconds), |facts, known| announce::fire(&world, facts, known, at(seconds)))
        .await
        .expect("looked after")
        > 0
    {}
}

async fn known(store: &Store, asked: &str) -> Announcement {
    let mut seen = None;
    store
        .handle(&message(asked, "utskick"), at(9), |facts| {
            seen = facts.announcements.iter().find(|known| known.id == ID).cloned();
            Vec::new()
        })
        .await
        .expect("handled");
    seen.expect("the announcement is known")
}

async fn what_is_on_its_way_is_not_offered_again(bench: &Bench) {
    let store = open(bench).await;
    handle(&store, "$1", vec![deliver(4, &["fil"])]).await;
    let first = store.outgoing(at(2), 2).await.expect("read");
    let busy: Vec<(&str, &str)> = first.iter().map(|row| (row.delivery.outbox.as_str(), row.lane.as_str())).collect();
    let left_out = LeftOut { busy: &busy, roomless: false };
    // Neither the messages themselves nor the files that follow them.
    let next = store.outgoing_but(at(2), 9, &left_out).await.expect("read");
    assert_eq!(next.iter().map(shown).collect::<Vec<_>>(), ["hej", "hej"]);
    assert!(next.iter().all(|row| !busy.iter().any(|(_, lane)| *lane == row.lane)));
    for row in &first {
        mark(&store, row, at(3)).await;
    }
    let mut left = offered(&store, at(3)).await;
    left.sort();
    assert_eq!(left, ["hej", "hej", "shared: fil", "shared: fil"]);
    // However it is taken, everything leaves once.
    let mut sent = BTreeSet::new();
    loop {
        let some = store.outgoing(at(4), 3).await.expect("read");
        if some.is_empty() {
            break;
        }
        for row in &some {
            mark(&store, row, at(4)).await;
            assert!(sent.insert(row.delivery.outbox.clone()), "{} was offered twice", row.delivery.outbox);
        }
    }
    assert_eq!(sent.len(), 6);
}

async fn those_who_need_a_new_room_can_wait(bench: &Bench) {
    let store = open(bench).await;
    let met = Person { user: user(1), region: Some("vgr".to_owned()), ..Person::default() };
    handle(&store, "$1", vec![Effect::SavePerson(met)]).await;
    let batch = Batch { next_token: "s1".to_owned(), direct_rooms: vec![(user(1), "!direkt".to_owned())], ..Batch::default() };
    store.finish_batch(&batch, at(1)).await.expect("finished");
    handle(&store, "$2", vec![deliver(3, &[])]).await;
    let all = store.outgoing(at(2), 9).await.expect("read");
    assert_eq!(all.iter().filter(|row| row.is_roomless()).count(), 2);
    let left_out = LeftOut { roomless: true, ..LeftOut::default() };
    let reachable = store.outgoing_but(at(2), 9, &left_out).await.expect("read");
    assert_eq!(reachable.iter().map(|row| row.lane.as_str()).collect::<Vec<_>>(), ["!direkt"]);
    assert_eq!(send_all(&store, at(3)).await.len(), 3);
}

async fn a_power_that_the_settings_no_longer_give_stops_what_is_unsent(bench: &Bench) {
    let store = open(bench).await;
    let told = Tally { recipients: 3, waiting: 3, ..Tally::default() };
    let sending = Announcement { next_at: Some(at(60)), told: Some((at(2), told)), ..announcement(State::Sending) };
    handle(&store, "$1", vec![save(sending), deliver(3, &["fil"])]).await;
    let first = store.outgoing(at(2), 1).await.expect("read").remove(0);
    mark(&store, &first, at(2)).await;
    // While the power is there, looking after it once more changes nothing.
    store.reconsider_announcements().await.expect("reconsidered");
    look_after(&store, 3).await;
    assert_eq!(store.announcement_tally(ID).await.expect("counted").waiting, 2);
    // She is started again with settings that give it no more.
    store.set_roles(Roles::default());
    store.reconsider_announcements().await.expect("reconsidered");
    look_after(&store, 4).await;
    let left = offered(&store, at(5)).await;
    assert_eq!(left.len(), 2, "the word to the author, and the file that follows what was sent: {left:?}");
    assert!(left.iter().any(|text| text.contains("inte längre")), "{left:?}");
    let tally = store.announcement_tally(ID).await.expect("counted");
    assert_eq!((tally.delivered, tally.stopped, tally.waiting), (1, 2, 0));
}

async fn what_is_scheduled_keeps_its_time(bench: &Bench) {
    let store = open(bench).await;
    handle(&store, "$0", vec![Effect::SavePerson(Person { user: user(0), region: Some("vgr".to_owned()), ..Person::default() })]).await;
    let scheduled = Announcement { scheduled: Some(at(60)), next_at: Some(at(60)), ..announcement(State::Scheduled) };
    handle(&store, "$1", vec![save(scheduled)]).await;
    store.reconsider_announcements().await.expect("reconsidered");
    look_after(&store, 2).await;
    let waiting = known(&store, "$innan").await;
    assert_eq!((waiting.state, waiting.next_at), (State::Scheduled, Some(at(60))));
    assert!(offered(&store, at(2)).await.is_empty());
    look_after(&store, 60).await;
    assert_eq!(known(&store, "$efter").await.state, State::Sending);
    assert_eq!(store.announcement_tally(ID).await.expect("counted").waiting, 1);
}

async fn an_announcement_and_its_days_are_one_thing(bench: &Bench) {
    let store = open(bench).await;
    let day = StDay {
        id: "dagen".to_owned(),
        plan: Plan::on("Hud", date(2026, 5, 6)),
        regions: vec!["vgr".to_owned()],
        zone: "Europe/Stockholm".to_owned(),
        author: DOCTOR.to_owned(),
        announcement: Some(ID.to_owned()),
        also: Vec::new(),
        changed: None,
        imported: None,
        sequence: 0,
        cancelled: false,
        ask_at: None,
        created_at: at(0),
    };
    let calendar = SharedFile {
        id: "kalender".to_owned(),
        name: "hud.ics".to_owned(),
        mime: "text/calendar".to_owned(),
        size: 3,
        content: Some("YWJj".to_owned()),
        plain: None,
        encrypted: None,
    };
    let people =
        (0..3).map(|number| Effect::SavePerson(Person { user: user(number), region: Some("vgr".to_owned()), ..Person::default() }));
    handle(&store, "$0", people.collect()).await;
    let effects =
        vec![Effect::SaveDay(day.clone()), Effect::KeepFile(calendar), deliver(3, &["kalender"]), save(announcement(State::Sending))];
    handle(&store, "$1", effects).await;
    for row in store.outgoing(at(2), 3).await.expect("read").iter().take(2) {
        mark(&store, row, at(2)).await;
    }
    // The day moves while it is being sent: who has it and who still waits for it hear of the same.
    let moved = StDay { plan: Plan::on("Hud", date(2026, 5, 7)), sequence: 1, ..day.clone() };
    let answer = |number: usize| {
        Effect::SaveAnswer(Attendance {
            day: day.id.clone(),
            person: user(number),
            name: None,
            answer: Answer::Yes,
            waiting: false,
            since: at(3),
            english: false,
            event: format!("$svar{number}"),
        })
    };
    let correct = Effect::CorrectDeliveries { announcement: ID.to_owned(), text: text("flyttad") };
    handle(&store, "$2", vec![answer(0), Effect::SaveDay(moved), correct]).await;
    let sent = send_all(&store, at(4)).await;
    let count = |wanted: &str| sent.iter().filter(|text| *text == wanted).count();
    assert_eq!((count("hej"), count("edit: flyttad"), count("shared: kalender")), (1, 3, 3), "{sent:?}");
    // One who is forgotten keeps a place in the count of copies, and none among those who come.
    handle(&store, "$3", vec![Effect::ForgetPerson { user: user(0) }]).await;
    let mut seen = None;
    store
        .handle(&message("$4", "vilka kommer?"), at(5), |facts| {
            seen = Some((facts.deliveries.clone(), facts.days.clone()));
            Vec::new()
        })
        .await
        .expect("handled");
    let (deliveries, days) = seen.expect("the facts");
    assert_eq!(deliveries.iter().filter(|delivery| delivery.outcome == Outcome::Delivered).count(), 3);
    assert!(!deliveries.iter().any(|delivery| delivery.recipient == user(0)));
    assert!(days.iter().any(|known| known.day.id == day.id && known.day.plan.first == date(2026, 5, 7)), "{days:?}");
}
