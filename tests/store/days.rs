//! ST days in the store: what deciding gets to know of them, and asking those who have not answered.

use jiff::civil::{date, time};
use stina::{
    effect::{Effect, Outgoing, Priority, Target},
    facts::{
        Reminder,
        days::{Answer, Attendance, Plan, StDay},
    },
    store::Store,
};

use crate::bench::{Bench, DOCTOR, at, message, on_both, reminder, saying, send_all};

on_both!(
    a_day_is_read_back_as_it_was_written,
    whoever_asks_sees_their_own_answer_and_who_directs_all,
    a_change_of_a_day_reads_all_its_reminders,
    the_undecided_are_asked_once,
    forgetting_takes_answers_and_authors,
    old_days_go_with_their_answers,
);

/// A study director by the settings of these tests.
const DIRECTOR: &str = "@studierektor:localhost";

fn day(id: &str) -> StDay {
    StDay {
        id: id.to_owned(),
        plan: Plan {
            from: Some(time(8, 30, 0, 0)),
            to: Some(time(16, 0, 0, 0)),
            place: Some("Växjö".to_owned()),
            sign_up_by: Some(date(2026, 4, 22)),
            ..Plan::on("Hud", date(2026, 5, 6))
        },
        regions: vec!["kronoberg".to_owned()],
        zone: "Europe/Stockholm".to_owned(),
        author: DIRECTOR.to_owned(),
        announcement: None,
        also: Vec::new(),
        changed: None,
        imported: None,
        sequence: 0,
        cancelled: false,
        ask_at: None,
        created_at: at(0),
    }
}

fn answer(day: &str, person: &str, answer: Answer, seconds: i64) -> Attendance {
    Attendance {
        day: day.to_owned(),
        person: person.to_owned(),
        name: None,
        answer,
        waiting: false,
        since: at(seconds),
        english: false,
        event: format!("$answer-{person}"),
    }
}

async fn open(bench: &Bench) -> Store {
    let store = bench.open().await;
    store.set_roles(stina::config::Roles { admin: Vec::new(), studierektor: [(DIRECTOR.to_owned(), vec!["kronoberg".to_owned()])].into() });
    store
}

async fn write(store: &Store, effects: Vec<Effect>) {
    static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let number = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    store.carry_out(&format!("skriv-{number}"), &effects, at(0)).await.expect("written");
}

/// The days as somebody's event sees them, with the names of those whose answers it sees.
async fn seen(store: &Store, event: &str, sender: &str) -> Vec<(String, Vec<String>)> {
    let mut event = message(event, "hej");
    sender.clone_into(&mut event.sender);
    let mut seen = Vec::new();
    let look = |facts: &stina::facts::Facts| {
        seen = facts
            .days
            .iter()
            .map(|known| (known.day.id.clone(), known.answers.iter().map(|answer| answer.person.clone()).collect()))
            .collect();
        Vec::new()
    };
    store.handle(&event, at(1), look).await.expect("handled");
    seen
}

async fn a_day_is_read_back_as_it_was_written(bench: &Bench) {
    let store = open(bench).await;
    let later = StDay { sequence: 3, imported: Some("uid".to_owned()), announcement: Some("utskick".to_owned()), ..day("b") };
    let earlier = StDay { plan: Plan { first: date(2026, 4, 9), last: date(2026, 4, 9), ..day("a").plan }, ..day("a") };
    write(&store, vec![Effect::SaveDay(day("b")), Effect::SaveDay(later.clone()), Effect::SaveDay(earlier.clone())]).await;
    store
        .handle(&message("$1", "hej"), at(1), |facts| {
            let days: Vec<StDay> = facts.days.iter().map(|known| known.day.clone()).collect();
            assert_eq!(days, [earlier.clone(), later.clone()]);
            Vec::new()
        })
        .await
        .expect("handled");
    // The day after the last of them none is left.
    let mut event = message("$2", "hej");
    event.sent_at = "2026-05-07T00:00:00Z".parse().expect("a time");
    store
        .handle(&event, event.sent_at, |facts| {
            assert!(facts.days.is_empty());
            Vec::new()
        })
        .await
        .expect("handled");
}

async fn whoever_asks_sees_their_own_answer_and_who_directs_all(bench: &Bench) {
    let store = open(bench).await;
    let limited = StDay { plan: Plan { seats: Some(1), ..day("b").plan }, ..day("b") };
    let mut effects = vec![Effect::SaveDay(day("a")), Effect::SaveDay(limited)];
    for (day, person) in [("a", DOCTOR), ("a", "@annan:localhost"), ("b", DOCTOR), ("b", "@annan:localhost")] {
        effects.push(Effect::SaveAnswer(answer(day, person, Answer::Yes, 10)));
    }
    write(&store, effects).await;
    let all = vec!["@annan:localhost".to_owned(), DOCTOR.to_owned()];
    // Where seats are few, whether there is one depends on everybody.
    assert_eq!(seen(&store, "$1", DOCTOR).await, [("a".to_owned(), vec![DOCTOR.to_owned()]), ("b".to_owned(), all.clone())]);
    assert_eq!(seen(&store, "$2", DIRECTOR).await, [("a".to_owned(), all.clone()), ("b".to_owned(), all)]);
    write(
        &store,
        vec![
            Effect::SaveAnswer(answer("a", DOCTOR, Answer::No, 20)),
            Effect::ForgetAnswer { day: "b".to_owned(), person: DOCTOR.to_owned() },
        ],
    )
    .await;
    store
        .handle(&message("$3", "hej"), at(1), |facts| {
            assert_eq!(facts.days[0].answer_of(DOCTOR).map(|answer| (answer.answer, answer.since)), Some((Answer::No, at(20))));
            assert_eq!(facts.days[1].answer_of(DOCTOR), None);
            Vec::new()
        })
        .await
        .expect("handled");
}

async fn a_change_of_a_day_reads_all_its_reminders(bench: &Bench) {
    let store = open(bench).await;
    let made = |id: &str, day: Option<&str>| Effect::SaveReminder(Reminder { day: day.map(str::to_owned), ..reminder(id, 100) });
    write(&store, vec![Effect::SaveDay(day("a")), made("ett", Some("a")), made("två", None), made("tre", Some("a"))]).await;
    let mut event = message("$1", "flytta");
    DIRECTOR.clone_into(&mut event.sender);
    store
        .handle(&event, at(1), |facts| {
            let ids: Vec<&str> = facts.day_reminders.iter().map(|reminder| reminder.id.as_str()).collect();
            assert_eq!(ids, ["ett", "tre"]);
            Vec::new()
        })
        .await
        .expect("handled");
}

async fn the_undecided_are_asked_once(bench: &Bench) {
    let store = open(bench).await;
    assert_eq!(store.next_day_due().await.expect("read"), None);
    let effects = vec![
        Effect::SaveDay(StDay { ask_at: Some(at(100)), ..day("a") }),
        Effect::SaveAnswer(answer("a", DOCTOR, Answer::Maybe, 10)),
        Effect::SaveAnswer(answer("a", "@ja:localhost", Answer::Yes, 11)),
        Effect::SaveAnswer(answer("a", "@nej:localhost", Answer::No, 12)),
    ];
    write(&store, effects).await;
    assert_eq!(store.next_day_due().await.expect("read"), Some(at(100)));
    assert_eq!(store.days_due(at(99), 10, |_| panic!("too early")).await.expect("looked"), 0);
    let ask = |known: &stina::facts::days::KnownDay| {
        let say = |person: &str| {
            Effect::Say(Outgoing {
                to: Target::Person(person.to_owned()),
                priority: Priority::Reminder,
                ..saying(&format!("{} {person}", known.day.id))
            })
        };
        let undecided = known.answers.iter().filter(|answer| answer.answer == Answer::Maybe);
        undecided.map(|answer| say(&answer.person)).collect::<Vec<Effect>>()
    };
    assert_eq!(store.days_due(at(100), 10, ask).await.expect("asked"), 1);
    assert_eq!(store.days_due(at(101), 10, |_| panic!("again")).await.expect("looked"), 0);
    assert_eq!(send_all(&store, at(102)).await, [format!("a {DOCTOR}")]);
    // A day that was moved is asked about anew, also where the time is the same as before.
    write(&store, vec![Effect::SaveDay(StDay { ask_at: Some(at(200)), sequence: 1, ..day("a") })]).await;
    assert_eq!(store.days_due(at(200), 10, ask).await.expect("asked"), 1);
    assert_eq!(send_all(&store, at(201)).await, [format!("a {DOCTOR}")]);
}

async fn forgetting_takes_answers_and_authors(bench: &Bench) {
    let store = open(bench).await;
    let effects = vec![
        Effect::SaveDay(day("a")),
        Effect::SaveAnswer(answer("a", DOCTOR, Answer::Yes, 10)),
        Effect::SaveAnswer(answer("a", "@annan:localhost", Answer::Yes, 11)),
    ];
    write(&store, effects).await;
    let forget = |user: &str| vec![Effect::ForgetPerson { user: user.to_owned() }];
    write(&store, forget(DOCTOR)).await;
    assert_eq!(seen(&store, "$1", DIRECTOR).await, [("a".to_owned(), vec!["@annan:localhost".to_owned()])]);
    write(&store, forget(DIRECTOR)).await;
    store
        .handle(&message("$2", "hej"), at(1), |facts| {
            assert_eq!((facts.days.len(), facts.days[0].day.author.as_str()), (1, ""));
            Vec::new()
        })
        .await
        .expect("handled");
    store.close().await;
    for text in [DOCTOR, DIRECTOR] {
        let count = bench.count(&format!("SELECT COUNT(*) FROM st_day WHERE document LIKE '%{text}%' OR author = '{text}'")).await;
        assert_eq!(count, 0, "{text}");
    }
}

async fn old_days_go_with_their_answers(bench: &Bench) {
    let store = open(bench).await;
    write(&store, vec![Effect::SaveDay(day("a")), Effect::SaveAnswer(answer("a", DOCTOR, Answer::Yes, 10))]).await;
    let retention = stina::config::Retention { attendance_days: 30, ..stina::config::Retention::default() };
    let late = |text: &str| text.parse().expect("a time");
    assert_eq!(store.purge(late("2026-06-04T12:00:00Z"), &retention).await.expect("purged").days, 0);
    assert_eq!(seen(&store, "$1", DOCTOR).await.len(), 1);
    assert_eq!(store.purge(late("2026-06-06T12:00:00Z"), &retention).await.expect("purged").days, 1);
    assert!(seen(&store, "$2", DOCTOR).await.is_empty());
    store.close().await;
    assert_eq!(bench.count("SELECT COUNT(*) FROM attendance").await, 0);
}
