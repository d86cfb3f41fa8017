//! Who may do what, who takes announcements, and what the audit log remembers of it.

use stina::{
    config::{Retention, Roles},
    effect::{Act, AuditEntry, Effect, OPERATOR},
    facts::{Facts, Given, Grant, Office, Person, Power},
    store::Store,
};

use crate::bench::{Bench, DOCTOR, at, message, on_both, person};

on_both!(
    power_comes_from_settings_and_grants,
    an_untrusted_event_carries_no_power,
    only_power_sees_the_directory,
    no_announcements_outlasts_being_forgotten,
    the_log_keeps_a_pseudonym,
    the_log_says_the_same_thing_once,
);

const ADMIN: &str = "@it:localhost";

/// The facts of the next message, whose effects are given.
async fn facts(store: &Store, id: &str, sender: &str, effects: Vec<Effect>) -> Facts {
    let mut event = message(id, "hej");
    sender.clone_into(&mut event.sender);
    let mut seen = Facts::default();
    store
        .handle(&event, at(1), |facts| {
            seen = facts.clone();
            effects
        })
        .await
        .expect("handled");
    seen
}

fn roles() -> Roles {
    Roles { admin: vec![ADMIN.to_owned()], studierektor: [(DOCTOR.to_owned(), vec!["vgr".to_owned()])].into() }
}

fn entry(what: Act, person: Option<&str>) -> AuditEntry {
    AuditEntry {
        who: ADMIN.to_owned(),
        what,
        person: person.map(str::to_owned),
        subject: Some("studierektor".to_owned()),
        regions: vec!["vgr".to_owned(), "kronoberg".to_owned()],
        count: Some(3),
    }
}

async fn power_comes_from_settings_and_grants(bench: &Bench) {
    let store = bench.open().await;
    assert_eq!(facts(&store, "$0", DOCTOR, vec![]).await.power, Power::default());
    store.set_roles(roles());
    let grant =
        |region: &str| Effect::GrantRole { user: DOCTOR.to_owned(), office: Office::Studierektor(region.to_owned()), by: ADMIN.to_owned() };
    let effects = vec![grant("kronoberg"), grant("vgr"), grant("vgr")];
    assert_eq!(facts(&store, "$1", DOCTOR, effects).await.power, Power { admin: false, studierektor: vec!["vgr".to_owned()] });
    let seen = facts(&store, "$2", DOCTOR, vec![]).await;
    assert_eq!(seen.power.studierektor, ["vgr", "kronoberg"]);
    assert!(seen.grants.is_empty(), "only an admin sees who has power");
    let revoke = Effect::RevokeRole { user: DOCTOR.to_owned(), office: Office::Studierektor("kronoberg".to_owned()) };
    let by_admin = facts(&store, "$3", ADMIN, vec![revoke]).await;
    assert!(by_admin.power.admin && by_admin.power.reaches("kronoberg"));
    let expected = |region: &str| Grant {
        user: DOCTOR.to_owned(),
        office: Office::Studierektor(region.to_owned()),
        given: Some(Given { by: ADMIN.to_owned(), at: at(1) }),
    };
    let configured = |user: &str, office| Grant { user: user.to_owned(), office, given: None };
    let of_settings = [configured(ADMIN, Office::Admin), configured(DOCTOR, Office::Studierektor("vgr".to_owned()))];
    assert_eq!(by_admin.grants[..2], of_settings);
    assert_eq!(by_admin.grants[2..], [expected("kronoberg"), expected("vgr")]);
    let power = store.power(DOCTOR).await.expect("read");
    assert!(power.reaches("vgr") && !power.reaches("kronoberg") && !power.admin);
    let made = Effect::GrantRole { user: "@ny:localhost".to_owned(), office: Office::Admin, by: OPERATOR.to_owned() };
    facts(&store, "$4", ADMIN, vec![made]).await;
    assert_eq!(store.admins().await.expect("read"), [ADMIN, "@ny:localhost"]);
}

async fn an_untrusted_event_carries_no_power(bench: &Bench) {
    let store = bench.open().await;
    store.set_roles(roles());
    let mut event = message("$1", "skicka till alla");
    ADMIN.clone_into(&mut event.sender);
    event.trusted = false;
    store
        .handle(&event, at(1), |facts| {
            assert_eq!((&facts.power, facts.directory.len(), facts.grants.len()), (&Power::default(), 0, 0));
            vec![]
        })
        .await
        .expect("handled");
}

async fn only_power_sees_the_directory(bench: &Bench) {
    let store = bench.open().await;
    store.set_roles(roles());
    let other = Person {
        user: "@a:localhost".to_owned(),
        region: Some("kronoberg".to_owned()),
        tags: vec!["Växjö".to_owned()],
        imported: true,
        ..Person::default()
    };
    let effects = vec![Effect::SavePerson(person()), Effect::SavePerson(other.clone())];
    facts(&store, "$1", ADMIN, effects).await;
    assert!(facts(&store, "$2", "@a:localhost", vec![]).await.directory.is_empty());
    assert_eq!(facts(&store, "$3", DOCTOR, vec![]).await.directory, [other.clone(), person()]);
    let off = Effect::TakeAnnouncements { user: other.user.clone(), wanted: false };
    facts(&store, "$4", &other.user, vec![off]).await;
    let expected = Person { announcements_off: true, ..other };
    assert_eq!(facts(&store, "$5", ADMIN, vec![]).await.directory, [expected.clone(), person()]);
    assert_eq!(store.directory().await.expect("read"), [expected, person()]);
    bench.sql("UPDATE person SET document = 'trasigt' WHERE person = '@a:localhost'").await;
    assert_eq!(facts(&store, "$6", ADMIN, vec![]).await.directory, [person()], "one broken record hides nobody else");
}

async fn no_announcements_outlasts_being_forgotten(bench: &Bench) {
    let store = bench.open().await;
    let take = |wanted| Effect::TakeAnnouncements { user: DOCTOR.to_owned(), wanted };
    facts(&store, "$1", DOCTOR, vec![Effect::SavePerson(person()), take(false), take(false)]).await;
    assert!(store.person(DOCTOR).await.expect("read").expect("known").announcements_off);
    facts(&store, "$2", DOCTOR, vec![Effect::ForgetPerson { user: DOCTOR.to_owned() }]).await;
    assert_eq!(store.person(DOCTOR).await.expect("read"), None);
    let copy = bench.file("copy.db");
    store.backup(&copy).await.expect("copied");
    let bytes = String::from_utf8_lossy(&std::fs::read(copy).expect("read")).into_owned();
    assert!(!bytes.contains(DOCTOR), "the name of a forgotten person is still in the database");
    // A list brings them in again.
    facts(&store, "$3", ADMIN, vec![Effect::SavePerson(Person { imported: true, ..person() })]).await;
    assert!(store.person(DOCTOR).await.expect("read").expect("known").announcements_off);
    assert!(facts(&store, "$4", DOCTOR, vec![take(true)]).await.announcements_off);
    assert!(!store.person(DOCTOR).await.expect("read").expect("known").announcements_off);
}

async fn the_log_keeps_a_pseudonym(bench: &Bench) {
    let store = bench.open().await;
    let office = Office::Studierektor("vgr".to_owned());
    let grant = Effect::GrantRole { user: DOCTOR.to_owned(), office, by: ADMIN.to_owned() };
    let other = AuditEntry { person: Some("@b:localhost".to_owned()), count: None, regions: Vec::new(), ..entry(Act::Refused, None) };
    facts(&store, "$1", ADMIN, vec![grant, Effect::Audit(entry(Act::Granted, Some(DOCTOR))), Effect::Audit(other.clone())]).await;
    let own = AuditEntry { who: DOCTOR.to_owned(), ..entry(Act::Sent, None) };
    facts(&store, "$2", DOCTOR, vec![Effect::Audit(own)]).await;
    let before = store.audit().await.expect("read");
    assert_eq!(before.len(), 3);
    assert!(before.iter().any(|line| (line.at, &line.entry) == (at(1), &entry(Act::Granted, Some(DOCTOR)))), "{before:?}");
    facts(&store, "$3", DOCTOR, vec![Effect::ForgetPerson { user: DOCTOR.to_owned() }]).await;
    let after = store.audit().await.expect("read");
    assert_eq!(after.len(), 4, "that the power went is told as well: {after:?}");
    assert!(!format!("{after:?}").contains(DOCTOR), "{after:?}");
    let pseudonym = after.iter().find(|line| line.entry.what == Act::Sent).map(|line| line.entry.who.clone()).expect("the line is there");
    let named: Vec<_> = after.iter().filter(|line| line.entry.person.as_ref() == Some(&pseudonym)).map(|line| line.entry.what).collect();
    assert_eq!((named.len(), named.contains(&Act::Granted), named.contains(&Act::Revoked)), (2, true, true));
    assert!(after.iter().any(|line| line.entry == other), "others are still named");
    assert_eq!(store.power(DOCTOR).await.expect("read"), Power::default());
    let retention = Retention { audit_days: 1, ..Retention::default() };
    let later = at(0) + jiff::SignedDuration::from_hours(25);
    assert_eq!(store.purge(later, &retention).await.expect("purged").audited, 4);
}

async fn the_log_says_the_same_thing_once(bench: &Bench) {
    let store = bench.open().await;
    let effects = [Effect::Audit(entry(Act::Imported, None)), Effect::Audit(entry(Act::Imported, None))];
    for _ in 0..2 {
        store.carry_out("import:1", &effects, at(2)).await.expect("carried out");
    }
    assert_eq!(store.audit().await.expect("read").len(), 2);
}
