//! Reminders falling due: once, in order, and whatever is wrong with one of them.

use jiff::ToSpan;
use stina::{
    effect::{About, Effect, Outgoing, Priority, Target},
    event::EventKind,
    facts::Reminder,
};

use crate::bench::{Bench, DOCTOR, at, event, message, offered, on_both, reminder, saying, send_all};

on_both!(
    a_reminder_fires_once,
    many_fire_in_chunks,
    a_series_goes_on,
    a_turn_said_in_an_earlier_life_is_not_said_again,
    a_reminder_that_does_not_move_on_is_left_alone,
    a_reminder_that_cannot_be_read_blocks_nobody,
    a_reminder_that_cannot_be_stored_blocks_nobody,
    a_tick_at_the_moment_it_falls_due_has_one_outcome,
    reminders_are_read_next_first,
);

/// Says the reminder in its room, and ends it or sets its next turn.
fn fire(reminder: &Reminder, next: Option<i64>) -> Vec<Effect> {
    let outgoing = Outgoing {
        to: Target::Room(reminder.room.clone()),
        priority: Priority::Reminder,
        about: Some(About::ReminderDue { reminder: reminder.id.clone() }),
        ..saying(&reminder.id)
    };
    let next_at = next.map(|seconds| reminder.next_at.expect("it fell due") + seconds.seconds());
    vec![Effect::Say(outgoing), Effect::SaveReminder(Reminder { next_at, ..reminder.clone() })]
}

async fn set(store: &stina::store::Store, reminders: Vec<Reminder>) {
    let effects: Vec<Effect> = reminders.into_iter().map(Effect::SaveReminder).collect();
    store.handle(&message("$set", "påminn mig"), at(0), |_| effects).await.expect("handled");
}

async fn a_reminder_fires_once(bench: &Bench) {
    let store = bench.open().await;
    assert_eq!(store.next_due().await.expect("read"), None);
    set(&store, vec![reminder("ett", 100)]).await;
    assert_eq!(store.next_due().await.expect("read"), Some(at(100)));
    assert_eq!(store.due(at(99), 10, |_| panic!("too early")).await.expect("looked"), 0);
    assert_eq!(store.due(at(100), 10, |reminder| fire(reminder, None)).await.expect("fired"), 1);
    assert_eq!(store.due(at(101), 10, |_| panic!("again")).await.expect("looked"), 0);
    assert_eq!(send_all(&store, at(101)).await, ["ett"]);
    assert_eq!(store.next_due().await.expect("read"), None);
    assert_eq!(store.status().await.expect("status").active_reminders, 1);
}

async fn many_fire_in_chunks(bench: &Bench) {
    let store = bench.open().await;
    set(&store, (0..25).map(|number| reminder(&format!("r{number:02}"), 100 - number)).collect()).await;
    let mut counts = Vec::new();
    loop {
        let count = store.due(at(200), 10, |reminder| fire(reminder, None)).await.expect("fired");
        counts.push(count);
        if count == 0 {
            break;
        }
    }
    assert_eq!(counts, [10, 10, 5, 0]);
    let order = send_all(&store, at(201)).await;
    // Longest overdue first.
    assert_eq!((order.len(), order[0].as_str(), order[24].as_str()), (25, "r24", "r00"));
}

async fn a_series_goes_on(bench: &Bench) {
    let store = bench.open().await;
    set(&store, vec![reminder("serie", 100)]).await;
    for turn in 0..3 {
        let now = at(100 + turn * 3600);
        assert_eq!(store.due(now, 10, |reminder| fire(reminder, Some(3600))).await.expect("fired"), 1);
        assert_eq!(send_all(&store, now).await, ["serie"]);
    }
    assert_eq!(store.status().await.expect("status").next_reminder, Some(at(100 + 3 * 3600)));
}

async fn a_turn_said_in_an_earlier_life_is_not_said_again(bench: &Bench) {
    let store = bench.open().await;
    set(&store, vec![reminder("ett", 100)]).await;
    store.due(at(100), 10, |reminder| fire(reminder, None)).await.expect("fired");
    assert_eq!(send_all(&store, at(101)).await, ["ett"]);
    // As if the change of the reminder had been lost.
    store.carry_out("test", &[Effect::SaveReminder(reminder("ett", 100))], at(102)).await.expect("saved");
    assert_eq!(store.due(at(103), 10, |reminder| fire(reminder, None)).await.expect("fired"), 1);
    assert!(offered(&store, at(104)).await.is_empty());
}

async fn a_reminder_that_does_not_move_on_is_left_alone(bench: &Bench) {
    let store = bench.open().await;
    set(&store, vec![reminder("fast", 100), reminder("bra", 110)]).await;
    let stuck = |reminder: &Reminder| if reminder.id == "fast" { vec![] } else { fire(reminder, None) };
    assert_eq!(store.due(at(120), 10, stuck).await.expect("fired"), 2);
    assert_eq!(store.due(at(121), 10, |_| panic!("again")).await.expect("looked"), 0);
    let status = store.status().await.expect("status");
    assert_eq!((status.faulty_reminders, status.next_reminder), (1, None));
    // Setting it anew mends it.
    store.carry_out("test", &[Effect::SaveReminder(reminder("fast", 200))], at(130)).await.expect("saved");
    assert_eq!(store.status().await.expect("status").faulty_reminders, 0);
    assert_eq!(store.next_due().await.expect("read"), Some(at(200)));
}

async fn a_reminder_that_cannot_be_read_blocks_nobody(bench: &Bench) {
    let store = bench.open().await;
    set(&store, vec![reminder("trasig", 100), reminder("hel", 110)]).await;
    bench.sql("UPDATE reminder SET document = '{\"id\": 3}' WHERE id = 'trasig'").await;
    store.due(at(120), 10, |reminder| fire(reminder, None)).await.expect("fired");
    assert_eq!(send_all(&store, at(121)).await, ["hel"]);
    assert_eq!(store.status().await.expect("status").faulty_reminders, 1);
    store
        .handle(&message("$list", "påminnelser"), at(122), |facts| {
            assert_eq!(facts.reminders.iter().map(|reminder| reminder.id.as_str()).collect::<Vec<_>>(), ["hel"]);
            vec![]
        })
        .await
        .expect("handled");
}

async fn a_reminder_that_cannot_be_stored_blocks_nobody(bench: &Bench) {
    let store = bench.open().await;
    set(&store, vec![reminder("a", 100), reminder("b", 101), reminder("c", 102)]).await;
    bench.sql(if bench.is_sqlite() {
        "CREATE TRIGGER refuse BEFORE UPDATE OF document ON reminder WHEN new.id = 'b' BEGIN SELECT RAISE(ABORT, 'refused'); END"
    } else {
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '23514'; END $$; \
         CREATE TRIGGER refuse BEFORE UPDATE OF document ON reminder FOR EACH ROW WHEN (new.id = 'b') EXECUTE FUNCTION refuse()"
    })
    .await;
    for _ in 0..10 {
        if store.due(at(120), 10, |reminder| fire(reminder, None)).await.expect("fired") == 0 {
            break;
        }
    }
    assert_eq!(store.next_due().await.expect("read"), None);
    assert_eq!(send_all(&store, at(121)).await, ["a", "c"]);
    assert_eq!(store.status().await.expect("status").faulty_reminders, 1);
}

/// Either it was ticked off first and says nothing, or it was said first and is ticked off then.
async fn a_tick_at_the_moment_it_falls_due_has_one_outcome(bench: &Bench) {
    for round in 0..5 {
        let bench = bench.another();
        let store = bench.open().await;
        set(&store, vec![reminder("ett", 100)]).await;
        let ticking = {
            let store = store.clone();
            tokio::spawn(async move {
                if round % 2 == 0 {
                    tokio::task::yield_now().await;
                }
                let tick = event("$tick", EventKind::Reaction { to: "$any".to_owned(), key: "✅".to_owned() });
                let mut found = false;
                store
                    .handle(&tick, at(100), |facts| {
                        let mut reminder = facts.reminders[0].clone();
                        found = reminder.next_at.is_some();
                        (reminder.active, reminder.next_at) = (false, None);
                        vec![Effect::SaveReminder(reminder)]
                    })
                    .await
                    .expect("handled");
                found
            })
        };
        let fired = store.due(at(100), 10, |reminder| fire(reminder, None)).await.expect("fired");
        let ticked_first = ticking.await.expect("no panic");
        assert_eq!(fired, usize::from(!ticked_first));
        assert_eq!(send_all(&store, at(101)).await.len(), fired);
        if ticked_first {
            assert_eq!(store.status().await.expect("status").active_reminders, 0);
        }
    }
}

async fn reminders_are_read_next_first(bench: &Bench) {
    let store = bench.open().await;
    let done = Reminder { next_at: None, ..reminder("vilar", 0) };
    let ended = Reminder { active: false, ..reminder("slut", 50) };
    let others = Reminder { person: "@annan:localhost".to_owned(), ..reminder("annans", 10) };
    set(&store, vec![done, reminder("sen", 300), ended, reminder("snar", 200), others]).await;
    let edit = EventKind::Edit { of: "$set".to_owned(), message: stina::event::Message::text("ändrat") };
    store
        .handle(&event("$edit", edit), at(1), |facts| {
            let ids = |reminders: &[Reminder]| reminders.iter().map(|reminder| reminder.id.clone()).collect::<Vec<_>>();
            assert_eq!(ids(&facts.reminders), ["snar", "sen", "vilar"]);
            assert_eq!(facts.reminders_from_event.len(), 5);
            assert!(facts.reminders.iter().all(|reminder| reminder.person == DOCTOR));
            vec![]
        })
        .await
        .expect("handled");
    assert_eq!(store.next_due().await.expect("read"), Some(at(10)));
}
