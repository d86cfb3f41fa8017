//! Logging in, keys, and the secrets on disk and in the log.

use std::{io::Write, time::Instant};

use serde_json::{Value, json};
use stina::{
    chat::{
        Echo,
        matrix::{ConnectError, Matrix, Prospect, prospect, read_saved, recovery_key_file},
    },
    effect::Text,
    secret::Secret,
};

use super::{
    harness::{Handled, PASSWORD, PATIENCE, Stina, fresh_name, person, settings, synapse, text},
    slow::SlowWay,
    support::synapse::{Options, Synapse},
};

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn secrets_on_disk_are_hers_only() {
    use std::os::unix::fs::PermissionsExt;
    let stina = Stina::start(synapse()).await;
    let mode = |path: &std::path::Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&stina.settings.store), 0o700);
    assert_eq!(mode(&stina.settings.store.join("session.json")), 0o600);
    assert_eq!(mode(&recovery_key_file(&stina.settings.store)), 0o600);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_recovery_key_brings_an_empty_disk_back() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = doctor.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    doctor.say(&room, "minns du?").expect("sent");
    stina.hear("minns du?").await;
    let sent = stina.say("o-1", &room, text("ja")).await.expect("sent");
    let key = stina.matrix.rotate_recovery_key().await.expect("a new key");
    assert_eq!(std::fs::read_to_string(recovery_key_file(&stina.settings.store)).expect("a file").trim(), key);
    let before = stina.matrix.health().await.device_id;
    let identity = doctor.devices(&stina.user()).expect("devices")["master_key"].clone();
    stina.matrix.close().await;

    // Everything on the disk is gone. Without the key she says what to do.
    stina.settings.store = stina.folder.path().join("elsewhere");
    let error = Matrix::connect(&stina.settings).await.err().expect("refused");
    assert!(matches!(&error, ConnectError::GiveUp { reason } if reason.contains("STINA_RECOVERY_KEY")), "{error}");
    assert!(!error.to_string().contains(&key));
    let found = prospect(&stina.settings).await.expect("an answer");
    assert_eq!(found, Prospect::KeyMissing);
    assert!(found.told(&stina.settings).is_err_and(|told| told.contains("STINA_RECOVERY_KEY")));
    // A wrong one is no help, and told as such.
    let wrong = "EsTj 3yST y93F SLpB jJsz eAXc 2XzA ygD3 w69H fGaN TKBj jXEd";
    stina.settings.recovery_key = Some(Secret::new(wrong));
    let error = Matrix::connect(&stina.settings).await.err().expect("refused");
    assert!(error.to_string().contains("STINA_RECOVERY_KEY is set but is not the present recovery key"), "{error}");
    assert!(!error.to_string().contains("EsTj"));
    assert_eq!(prospect(&stina.settings).await.expect("an answer"), Prospect::KeyWrong);

    // Neither try has left a device behind.
    let seen = doctor.devices(&stina.user()).expect("devices");
    assert_eq!(seen["devices"].as_object().expect("a list").keys().collect::<Vec<_>>(), [&before]);

    stina.settings.recovery_key = Some(Secret::new(key));
    let device = |health: &serde_json::Value| health["devices"].as_object().map(serde_json::Map::len);
    let devices = device(&doctor.devices(&stina.user()).expect("devices"));
    assert_eq!(prospect(&stina.settings).await.expect("an answer"), Prospect::Recoverable);
    assert_eq!(device(&doctor.devices(&stina.user()).expect("devices")), devices, "looking leaves no device behind");
    stina.come_back().await;
    let health = stina.matrix.health().await;
    assert_ne!(health.device_id, before);
    assert!(health.device_signed && health.cross_signing && health.backup, "{health:?}");
    let seen = doctor.devices(&stina.user()).expect("devices");
    assert_eq!(seen["master_key"], identity);
    assert_eq!(seen["devices"][&health.device_id]["cross_signed"], true);

    // She reads what she could read before, from the key backup, and knows her own words.
    stina.token = None;
    stina.events.clear();
    stina.echoes.clear();
    stina.ledger = Handled::default();
    let deadline = Instant::now() + PATIENCE;
    while stina.heard("minns du?").is_none() {
        assert!(Instant::now() < deadline, "the old message stayed unreadable");
        stina.turn().await;
        let waiting = stina.undecrypted.clone();
        let read = stina.matrix.retry_undecrypted(&waiting).await;
        stina.events.extend(read.into_iter().filter_map(|(_, event)| event));
    }
    assert!(stina.echoes.contains(&Echo { outbox: "o-1".to_owned(), event: sent.event }), "{:?}", stina.echoes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_session_is_renewed_as_the_same_device() {
    let mut synapse = Synapse::start(&Options::default()).expect("a homeserver");
    let mut doctor = person(&synapse);
    let mut stina = Stina::start(&synapse).await;
    let room = doctor.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    let device = stina.matrix.health().await.device_id;

    // The tokens are gone, the device stays.
    synapse.stop().expect("stopped");
    synapse.erase_access_tokens(&stina.user()).expect("erased");
    synapse.resume().expect("started");
    doctor.say(&room, "efter utloggning").expect("sent");
    stina.hear("efter utloggning").await;

    // The device is gone with all its keys.
    let saved = read_saved(&stina.settings.store).expect("read").expect("a session");
    let logout = format!("{}/_matrix/client/v3/logout", synapse.url());
    let token = saved.access_token.expect("a token");
    let answer =
        reqwest::Client::builder().no_proxy().build().expect("a client").post(logout).bearer_auth(&token).send().await.expect("an answer");
    assert!(answer.status().is_success());
    stina
        .until("a new login", |stina| {
            let saved = read_saved(&stina.settings.store).expect("read").expect("a session");
            saved.access_token.is_some_and(|new| new != token)
        })
        .await;
    // Whoever did not see the device vanish converses with it as before. (matrix-nio never takes
    // back a device that it saw vanish; what doctor reads does not depend on that.)
    let sent = stina.say("o-1", &room, text("jag är kvar")).await.expect("sent");
    let received = doctor.wait_for("the answer", PATIENCE, |event| event.event == sent.event).expect("received");
    assert!(received.decrypted);
    let mut other = person(&synapse);
    let room = other.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    other.say(&room, "efter borttagen enhet").expect("sent");
    stina.hear("efter borttagen enhet").await;
    let health = stina.matrix.health().await;
    assert_eq!(health.device_id, device);
    let seen = other.devices(&stina.user()).expect("devices");
    assert_eq!(seen["devices"][&device]["cross_signed"], true, "{seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_does_in_place_of_a_password() {
    let user = synapse().register(&fresh_name("stina"), PASSWORD).expect("an account");
    let login = json!({ "type": "m.login.password", "identifier": { "type": "m.id.user", "user": user }, "password": PASSWORD, "device_id": "HANDMADE" });
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let answer = http.post(format!("{}/_matrix/client/v3/login", synapse().url())).json(&login).send().await.expect("an answer");
    let answer: Value = answer.json().await.expect("JSON");
    let folder = tempfile::tempdir().expect("a folder");
    let mut settings = settings(synapse(), &user, folder.path());
    settings.password = None;
    let error = Matrix::connect(&settings).await.err().expect("refused");
    assert!(error.to_string().contains("STINA_MATRIX_TOKEN"), "{error}");
    settings.access_token = Some(Secret::new(answer["access_token"].as_str().expect("a token")));
    let matrix = Matrix::connect(&settings).await.expect("connected");
    let health = matrix.health().await;
    assert_eq!(health.device_id, "HANDMADE");
    assert!(health.device_signed && health.backup, "{health:?}");
    matrix.close().await;
    // The token is kept with the session.
    settings.access_token = None;
    assert_eq!(Matrix::connect(&settings).await.expect("connected").health().await.device_id, "HANDMADE");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_secrets_are_told_apart() {
    let stina = Stina::start(synapse()).await;
    stina.matrix.close().await;
    let mut settings = stina.settings.clone();
    settings.store_passphrase = Some(Secret::new("another passphrase"));
    let error = Matrix::connect(&settings).await.err().expect("refused");
    assert!(matches!(&error, ConnectError::GiveUp { reason } if reason.contains("STINA_STORE_PASSPHRASE")), "{error}");

    let mut settings = stina.settings.clone();
    settings.store = stina.folder.path().join("new");
    settings.password = Some(Secret::new("not the password"));
    let error = Matrix::connect(&settings).await.err().expect("refused");
    assert!(matches!(&error, ConnectError::GiveUp { reason } if reason.contains("STINA_MATRIX_PASSWORD")), "{error}");
    assert!(!format!("{error} {error:?}").contains("not the password"));

    std::fs::remove_file(stina.settings.store.join("session.json")).expect("removed");
    let error = Matrix::connect(&stina.settings).await.err().expect("refused");
    assert!(error.to_string().contains("session.json"), "{error}");

    let mut settings = stina.settings.clone();
    settings.store = stina.folder.path().join("unreachable");
    settings.homeserver = "http://127.0.0.1:9".parse().expect("an address");
    let error = Matrix::connect(&settings).await.err().expect("refused");
    assert!(matches!(&error, ConnectError::Retry { .. }), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn name_and_picture_are_set_once() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let picture = stina.folder.path().join("stina.png");
    std::fs::write(&picture, b"\x89PNG, as far as anybody looks").expect("written");
    stina.settings.avatar = Some(picture);
    stina.restart().await;
    let path = format!("/_matrix/client/v3/profile/{}", stina.user());
    let first = doctor.raw("GET", &path, &json!({})).expect("a profile");
    assert_eq!(first["displayname"], "Stina");
    assert!(first["avatar_url"].as_str().is_some_and(|url| url.starts_with("mxc://")), "{first}");
    stina.restart().await;
    assert_eq!(doctor.raw("GET", &path, &json!({})).expect("a profile"), first);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_refused_for_now_is_set_later() {
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let way = SlowWay::limited(&synapse().url(), "displayname", 2).await.expect("a way");
    stina.settings.homeserver = way.url().parse().expect("an address");
    stina.settings.display_name = "Stina på ST".to_owned();
    stina.restart().await;
    let path = format!("/_matrix/client/v3/profile/{}", stina.user());
    let deadline = Instant::now() + PATIENCE;
    while doctor.raw("GET", &path, &json!({})).expect("a profile")["displayname"] != "Stina på ST" {
        assert!(Instant::now() < deadline, "the name was never set");
        stina.turn().await;
    }
    assert_eq!(way.left_to_refuse(), 0, "nothing was refused");
}

/// Set for the process of its own in which a life is lived with everything logged.
const LOGGED: &str = "STINA_TEST_LOGGED";

#[tokio::test(flavor = "multi_thread")]
async fn a_life_with_everything_logged() {
    if std::env::var_os(LOGGED).is_some() {
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(std::io::stderr).init();
    }
    let mut doctor = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = doctor.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    let open = doctor.create_room(&[&stina.user()], false, false).expect("a room");
    stina.until_joined(&open).await;
    for place in [&room, &open] {
        let question = doctor.say(place, &format!("konfidentiellt {place}")).expect("sent");
        stina.hear(&format!("konfidentiellt {place}")).await;
        let answer = Text { reply_to: Some(question), ..text("konfidentiellt svar") };
        stina.say(&format!("o-{place}"), place, answer).await.expect("sent");
    }
    let key = stina.matrix.rotate_recovery_key().await.expect("a key");
    stina.restart().await;
    stina.turn().await;
    let token = read_saved(&stina.settings.store).expect("read").expect("a session").access_token.expect("a token");
    let told = format!("\nSECRET {key}\nSECRET {token}\nSECRET {PASSWORD}\nSECRET a passphrase\nSECRET konfidentiellt\nLIVED\n");
    std::io::stdout().write_all(told.as_bytes()).expect("told");
}

#[test]
fn the_log_tells_no_text_and_no_secret() {
    let program = std::env::current_exe().expect("this program");
    let arguments = ["--exact", "account::a_life_with_everything_logged", "--nocapture"];
    let output = std::process::Command::new(program).args(arguments).env(LOGGED, "yes").output().expect("started");
    let said = String::from_utf8_lossy(&output.stdout);
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("LIVED"), "{said}");
    assert!(log.lines().count() > 100, "there was a log");
    for secret in said.lines().filter_map(|line| line.strip_prefix("SECRET ")) {
        if let Some(line) = log.lines().find(|line| line.contains(secret)) {
            panic!("the log tells \"{secret}\": {line}");
        }
    }
}
