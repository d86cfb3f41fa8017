//! Plans of ST: who sees which, what goes with a share that ends, and the duties that are ticked off.

use jiff::civil::date;
use stina::{
    effect::Effect,
    event::{Event, EventKind, Message},
    facts::{DutyList, Facts, Person, PlanRequest, Reminder, Share},
    plan::{Entry, Period, Role, Tick, Training, When},
    store::Store,
};

use crate::bench::{Bench, DOCTOR, at, event, on_both, reminder};

on_both!(
    a_plan_is_written_and_read_whole,
    a_plan_is_seen_by_those_who_said_yes,
    a_share_that_ends_takes_its_reminders,
    a_plan_that_goes_takes_its_shares_and_reminders,
    who_is_forgotten_leaves_no_plan,
    a_request_is_known_to_both_until_it_is_answered,
    duties_are_kept_for_each_doctor,
    a_plan_that_cannot_be_read_keeps_nobody_out,
);

const SUPERVISOR: &str = "@handledare:localhost";
const STRANGER: &str = "@annan:localhost";

fn from(sender: &str, id: &str) -> Event {
    Event { sender: sender.to_owned(), ..event(id, EventKind::Message(Message::text("min plan"))) }
}

/// What is known when somebody writes, and what follows.
async fn facts(store: &Store, sender: &str, id: &str, effects: Vec<Effect>) -> Facts {
    let mut seen = Facts::default();
    store
        .handle(&from(sender, id), at(1), |facts| {
            seen = facts.clone();
            effects
        })
        .await
        .expect("handled");
    seen
}

fn training() -> Training {
    let period = Period { from: date(2026, 3, 1), to: date(2026, 12, 31) };
    let mut training = Training::new(date(2025, 9, 1));
    training.add_leave(period).expect("fine");
    training.add_placement("psykiatri & <beroende>", Period { from: date(2027, 3, 8), to: date(2027, 5, 30) }).expect("fine");
    training.set_percent(80, None).expect("fine");
    training.ticks.insert("iup".into(), Tick::Done { on: date(2026, 3, 10) });
    training.ticks.insert("bvc".into(), Tick::Skipped { reason: "gjort förut".into() });
    let elsewhere = ("mittvardering".to_owned(), Tick::Done { on: date(2026, 3, 9) });
    training.aside.insert("vgr".into(), [elsewhere].into());
    let entry = |when| Entry { sequence: 2, summary: "IUP".into(), when, cancelled: false };
    training.calendar.insert("iup".into(), entry(When::Days(period)));
    training.calendar.insert("st-forum".into(), entry(When::Time { at: date(2026, 4, 14).at(13, 0, 0, 0) }));
    training
}

fn plan() -> Effect {
    Effect::SavePlan { user: DOCTOR.to_owned(), training: Box::new(training()) }
}

fn share(accepted: bool) -> Effect {
    // Their calendar has moments of it.
    let days = Period { from: date(2026, 6, 1), to: date(2026, 8, 31) };
    let entry = Entry { sequence: 0, summary: "SR-avstämning 1".into(), when: When::Days(days), cancelled: false };
    let calendar = accepted.then(|| ("sr-avstamning-1".to_owned(), entry)).into_iter().collect();
    Effect::SaveShare(Share { owner: DOCTOR.to_owned(), other: SUPERVISOR.to_owned(), role: Role::Handledare, accepted, calendar })
}

/// A reminder of the doctor's plan.
fn of_plan(id: &str, person: &str) -> Effect {
    Effect::SaveReminder(Reminder { person: person.to_owned(), event: format!("plan:{DOCTOR}"), ..reminder(id, 100) })
}

async fn a_plan_is_written_and_read_whole(bench: &Bench) {
    let store = bench.open().await;
    facts(&store, DOCTOR, "$1", vec![plan(), Effect::SavePerson(crate::bench::person()), of_plan("plan/a", DOCTOR)]).await;
    assert_eq!(store.plan(DOCTOR).await.expect("read"), Some(training()));
    let seen = facts(&store, DOCTOR, "$2", vec![]).await;
    assert_eq!((seen.plans.len(), &seen.plans[0].training, &seen.plans[0].owner), (1, &training(), &crate::bench::person()));
    assert_eq!(seen.plans[0].reminders.len(), 1);
    assert!(seen.reminders.is_empty(), "what a plan brings is in no list of one's own");
    assert!(facts(&store, STRANGER, "$3", vec![]).await.plans.is_empty());
}

async fn a_plan_is_seen_by_those_who_said_yes(bench: &Bench) {
    let store = bench.open().await;
    facts(&store, DOCTOR, "$1", vec![plan(), share(false)]).await;
    let asked = facts(&store, SUPERVISOR, "$2", vec![]).await;
    assert!(asked.plans.is_empty(), "nothing is seen before the yes");
    assert_eq!((asked.invitations.len(), asked.asked.len()), (1, 1));
    let supervisor = Person { user: SUPERVISOR.to_owned(), introduced: true, ..Person::default() };
    facts(&store, SUPERVISOR, "$3", vec![share(true), Effect::SavePerson(supervisor.clone()), of_plan("plan/b", SUPERVISOR)]).await;
    let seen = facts(&store, SUPERVISOR, "$4", vec![]).await;
    assert!(seen.invitations.is_empty() && seen.asked.is_empty());
    assert_eq!((seen.plans.len(), seen.plans[0].owner.user.as_str(), &seen.plans[0].training), (1, DOCTOR, &training()));
    let owner = facts(&store, DOCTOR, "$5", vec![]).await;
    let (known, person) = &owner.plans[0].shares[0];
    assert_eq!((known.accepted, known.role, person), (true, Role::Handledare, &supervisor));
    assert_eq!(known.calendar["sr-avstamning-1"].summary, "SR-avstämning 1");
    assert_eq!(owner.plans[0].reminders[0].person, SUPERVISOR);
    assert!(facts(&store, STRANGER, "$6", vec![]).await.plans.is_empty(), "nobody else sees it");
}

async fn a_share_that_ends_takes_its_reminders(bench: &Bench) {
    let store = bench.open().await;
    facts(&store, DOCTOR, "$1", vec![plan(), share(true), of_plan("plan/a", DOCTOR), of_plan("plan/b", SUPERVISOR)]).await;
    assert_eq!(store.status().await.expect("status").active_reminders, 2);
    facts(&store, SUPERVISOR, "$2", vec![Effect::EndShare { owner: DOCTOR.to_owned(), other: SUPERVISOR.to_owned() }]).await;
    assert!(facts(&store, SUPERVISOR, "$3", vec![]).await.plans.is_empty());
    let owner = facts(&store, DOCTOR, "$4", vec![]).await;
    assert!(owner.plans[0].shares.is_empty());
    let left: Vec<&str> = owner.plans[0].reminders.iter().map(|reminder| reminder.person.as_str()).collect();
    assert_eq!(left, [DOCTOR]);
}

async fn a_plan_that_goes_takes_its_shares_and_reminders(bench: &Bench) {
    let store = bench.open().await;
    facts(&store, DOCTOR, "$1", vec![plan(), share(true), of_plan("plan/a", DOCTOR), of_plan("plan/b", SUPERVISOR)]).await;
    facts(&store, DOCTOR, "$2", vec![Effect::DropPlan { user: DOCTOR.to_owned() }]).await;
    assert_eq!(store.plan(DOCTOR).await.expect("read"), None);
    assert!(facts(&store, SUPERVISOR, "$3", vec![]).await.plans.is_empty());
    assert_eq!(store.next_due().await.expect("read"), None);
    // A new one begins with nobody who sees it.
    facts(&store, DOCTOR, "$4", vec![plan()]).await;
    assert!(facts(&store, DOCTOR, "$5", vec![]).await.plans[0].shares.is_empty());
}

async fn who_is_forgotten_leaves_no_plan(bench: &Bench) {
    let store = bench.open().await;
    let duties = DutyList { person: DOCTOR.to_owned(), doctor: "Kim".into(), role: Role::Handledare, done: vec!["hl-jour".into()] };
    let set = vec![plan(), share(true), of_plan("plan/a", DOCTOR), of_plan("plan/b", SUPERVISOR), Effect::SaveDuties(duties)];
    facts(&store, DOCTOR, "$1", set).await;
    facts(&store, DOCTOR, "$2", vec![Effect::ForgetPerson { user: DOCTOR.to_owned() }]).await;
    assert_eq!(store.plan(DOCTOR).await.expect("read"), None);
    assert!(facts(&store, SUPERVISOR, "$3", vec![]).await.plans.is_empty());
    assert!(facts(&store, DOCTOR, "$4", vec![]).await.duties.is_empty());
    assert_eq!(store.next_due().await.expect("read"), None);
}

async fn a_request_is_known_to_both_until_it_is_answered(bench: &Bench) {
    let store = bench.open().await;
    let request = PlanRequest { owner: DOCTOR.to_owned(), other: SUPERVISOR.to_owned(), role: Role::Handledare };
    let supervisor = Person { user: SUPERVISOR.to_owned(), introduced: true, ..Person::default() };
    facts(&store, SUPERVISOR, "$1", vec![Effect::SaveRequest(request.clone(), true), Effect::SavePerson(supervisor.clone())]).await;
    assert_eq!(facts(&store, DOCTOR, "$2", vec![plan()]).await.requests, [(request.clone(), supervisor)]);
    let asked = facts(&store, SUPERVISOR, "$3", vec![]).await;
    assert_eq!((asked.requests.len(), asked.plans.len()), (1, 0), "nothing is seen before the yes");
    assert!(facts(&store, STRANGER, "$4", vec![Effect::SaveRequest(request.clone(), false)]).await.requests.is_empty());
    assert!(facts(&store, DOCTOR, "$5", vec![Effect::SaveRequest(request, true)]).await.requests.is_empty());
    facts(&store, DOCTOR, "$6", vec![Effect::ForgetPerson { user: SUPERVISOR.to_owned() }]).await;
    assert!(facts(&store, DOCTOR, "$7", vec![]).await.requests.is_empty());
}

async fn duties_are_kept_for_each_doctor(bench: &Bench) {
    let store = bench.open().await;
    let list = |doctor: &str, role: Role, done: &[&str]| DutyList {
        person: SUPERVISOR.to_owned(),
        doctor: doctor.to_owned(),
        role,
        done: done.iter().map(|&id| id.to_owned()).collect(),
    };
    let (kim, robin) = (list("Kim", Role::Handledare, &["hl-jour"]), list("Robin", Role::Verksamhetschef, &["vc-cosmic", "vc-rutiner"]));
    facts(&store, SUPERVISOR, "$1", vec![Effect::SaveDuties(kim), Effect::SaveDuties(robin.clone())]).await;
    let changed = list("Kim", Role::Handledare, &[]);
    facts(&store, SUPERVISOR, "$2", vec![Effect::SaveDuties(changed.clone())]).await;
    assert_eq!(facts(&store, SUPERVISOR, "$3", vec![]).await.duties, [changed, robin]);
    assert!(facts(&store, DOCTOR, "$4", vec![]).await.duties.is_empty(), "they are the supervisor's own");
}

async fn a_plan_that_cannot_be_read_keeps_nobody_out(bench: &Bench) {
    let store = bench.open().await;
    facts(&store, DOCTOR, "$1", vec![plan(), share(true)]).await;
    bench.sql("UPDATE plan SET document = '{\"start\": \"snart\"}'").await;
    assert!(facts(&store, DOCTOR, "$2", vec![]).await.plans.is_empty());
    assert!(facts(&store, SUPERVISOR, "$3", vec![]).await.plans.is_empty());
}
