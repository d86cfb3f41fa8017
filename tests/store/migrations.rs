//! Old databases stay readable: every migration has sample rows as that version wrote them.

use std::{fs, path::Path};

use sqlx::{AssertSqlSafe, migrate::Migrator};
use stina::{
    event::{EventKind, Message},
    plan::Role,
    store::Store,
};

use crate::bench::{Bench, ROOM, at, event, on_both, send_all};

on_both!(rows_of_every_version_are_read);

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/migrations");
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/migrations");

/// For each version: a database of that version with its sample rows (and those of the versions
/// before) is opened by this one, and everything in it is read.
async fn rows_of_every_version_are_read(bench: &Bench) {
    let migrator = Migrator::new(Path::new(FOLDER)).await.expect("the migrations are read");
    let versions: Vec<(i64, String)> = migrator
        .iter()
        .map(|migration| (migration.version, format!("{:04}_{}.sql", migration.version, migration.description.replace(' ', "_"))))
        .collect();
    assert!(!versions.is_empty());
    for (last, name) in &versions {
        let bench = bench.another();
        if bench.is_sqlite() {
            fs::create_dir_all(bench.file("data")).expect("made");
            let pool = sqlx::SqlitePool::connect(&format!("{}?mode=rwc", bench.url)).await.expect("connects");
            for (version, name) in versions.iter().filter(|(version, _)| version <= last) {
                migrator.run_to(*version, &pool).await.expect("migrated");
                sqlx::raw_sql(AssertSqlSafe(sample(name))).execute(&pool).await.expect("the sample rows fit");
            }
            pool.close().await;
        } else {
            let pool = sqlx::PgPool::connect(&bench.url).await.expect("connects");
            for (version, name) in versions.iter().filter(|(version, _)| version <= last) {
                migrator.run_to(*version, &pool).await.expect("migrated");
                sqlx::raw_sql(AssertSqlSafe(sample(name))).execute(&pool).await.expect("the sample rows fit");
            }
            pool.close().await;
        }
        let store = Store::open(&bench.url).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        // A later version's rows hold a reminder that somebody else set.
        everything_is_read(&store, if *last >= 6 { 2 } else { 1_usize }).await;
        if *last >= 2 {
            people_are_read(&store).await;
        }
        if *last >= 4 {
            days_are_read(&store).await;
        }
        if *last >= 5 {
            plans_are_read(&store, *last >= 17).await;
        }
    }
}

fn sample(name: &str) -> String {
    let path = Path::new(SAMPLES).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("{}: {error}. Every migration needs sample rows of its time, so that later ones are tried on them", path.display())
    })
}

async fn people_are_read(store: &Store) {
    let imported = store.person("@prov-lista:localhost").await.expect("read").expect("the sample person is known");
    assert_eq!((imported.tags.as_slice(), imported.imported, imported.announcements_off), (&["Växjö".to_owned()][..], true, false));
    assert!(store.power("@prov-sr:localhost").await.expect("read").reaches("vgr"));
    assert_eq!(store.audit().await.expect("read").len(), 1);
}

async fn days_are_read(store: &Store) {
    let mut asks = event("$prov-när", EventKind::Message(Message::text("när är nästa ST-dag?")));
    "@prov-lista:localhost".clone_into(&mut asks.sender);
    store
        .handle(&asks, at(0), |facts| {
            let known = facts.days.first().expect("the sample day is known");
            assert_eq!((known.day.author.as_str(), known.day.plan.seats, known.day.sequence), ("@prov-sr:localhost", Some(1), 2));
            assert_eq!((known.coming().count(), known.queue().len(), known.free()), (1, 1, Some(0)));
            vec![]
        })
        .await
        .expect("handled");
}

async fn everything_is_read(store: &Store, reminders: usize) {
    let person = store.person("@prov:localhost").await.expect("read").expect("the sample person is known");
    assert_eq!((person.region.as_deref(), person.direct_room.as_deref()), (Some("vgr"), Some("!prov-direkt:localhost")));
    assert_eq!(store.questions().await.expect("read").len(), 1);
    let feedback = store.feedback().await.expect("read");
    assert_eq!((feedback.len(), feedback[0].helpful, feedback[0].unhelpful), (1, 3, 1));
    assert_eq!(store.undecrypted().await.expect("read").len(), 1);
    let status = store.status().await.expect("status");
    assert_eq!((status.pending, status.parked_count, status.set_aside, status.active_reminders), (2, 1, 1, reminders as u64));
    assert_eq!(status.migrations.0, status.migrations.1);
    let mut edit = event("$prov-edit", EventKind::Edit { of: "$prov-fråga".to_owned(), message: Message::text("hej") });
    "@prov:localhost".clone_into(&mut edit.sender);
    ROOM.clone_into(&mut edit.room.id);
    store
        .handle(&edit, at(0), |facts| {
            assert_eq!(facts.answers.len(), 1);
            assert!(facts.answers[0].standing && facts.answers[0].text && facts.answers[0].about.is_some());
            assert_eq!((facts.reminders.len(), facts.reminders_from_event.len()), (reminders, reminders));
            assert_eq!(facts.dialogue.last_rule.as_deref(), Some("vgr.kursarrangor"));
            assert_eq!((facts.sender_pace.count, facts.remembered_question), (3, true));
            vec![]
        })
        .await
        .expect("handled");
    assert_eq!(store.next_due().await.expect("read"), Some("2026-04-08T06:00:00Z".parse().expect("a time")));
    assert_eq!(send_all(store, at(0)).await, ["Det väntande svaret.", "button: ✅"]);
}

/// `calendars`: the rows hold the calendar of somebody who shares a plan.
async fn plans_are_read(store: &Store, calendars: bool) {
    let plan = store.plan("@prov:localhost").await.expect("read").expect("the sample plan is known");
    assert_eq!((plan.start.to_string().as_str(), plan.months, plan.dark), ("2025-09-01", Some(66), true));
    assert_eq!((plan.leave.len(), plan.part_time[0].percent, plan.placements[0].name.as_str()), (1, 80, "psykiatri"));
    assert_eq!(plan.ticks.len(), 3);
    assert!(plan.calendar.is_empty(), "no file was remembered then");
    let seen = |sender: &str, id: &str| {
        let mut asks = event(id, EventKind::Message(Message::text("min plan")));
        sender.clone_into(&mut asks.sender);
        asks
    };
    store
        .handle(&seen("@prov:localhost", "$prov-plan"), at(0), |facts| {
            let (share, other) = &facts.plans[0].shares[0];
            assert_eq!((share.accepted, share.role, other.user.as_str()), (true, Role::Handledare, "@prov-lista:localhost"));
            assert_eq!(share.calendar.get("sr-avstamning-1").map(|entry| entry.sequence), calendars.then_some(1));
            assert_eq!((facts.invitations.len(), facts.invitations[0].owner.as_str()), (1, "@prov-annan:localhost"));
            let duties = &facts.duties[0];
            assert_eq!(
                (duties.doctor.as_str(), duties.role, duties.done.as_slice()),
                ("Kim", Role::Handledare, &["hl-jour".to_owned()][..])
            );
            vec![]
        })
        .await
        .expect("handled");
    store
        .handle(&seen("@prov-lista:localhost", "$prov-delad"), at(0), |facts| {
            assert_eq!((facts.plans.len(), facts.plans[0].owner.user.as_str()), (1, "@prov:localhost"));
            vec![]
        })
        .await
        .expect("handled");
}
