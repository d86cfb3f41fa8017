//! The Matrix side of Stina on a real homeserver, seen by an independent client.
#![recursion_limit = "256"]

mod support;

use std::{
    collections::HashSet,
    path::Path,
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Result;
use jiff::Timestamp;
use serde_json::json;
use stina::{
    chat::{
        Batch, Delivery, Echo, Ledger, SendError, Sent, Undecrypted,
        matrix::{ConnectError, Matrix, Settings, SyncError, read_saved, recovery_key_file},
    },
    effect::{Content, Target, Text},
    event::{Event, EventKind, MediaKind, Message},
    secret::Secret,
};
use support::{
    nio::NioClient,
    synapse::{Options, Synapse},
};

const PASSWORD: &str = "lösenord";
const PATIENCE: Duration = Duration::from_secs(40);

/// One homeserver for all tests that do not stop it.
fn synapse() -> &'static Synapse {
    static SYNAPSE: OnceLock<Synapse> = OnceLock::new();
    SYNAPSE.get_or_init(|| Synapse::start(&Options::default()).expect("a homeserver"))
}

fn fresh_name(kind: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{kind}{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Somebody with an independent client.
fn person(synapse: &Synapse) -> NioClient {
    let user = synapse.register(&fresh_name("anna"), PASSWORD).expect("an account");
    NioClient::login(&synapse.url(), &user, PASSWORD).expect("a client")
}

/// The ids that were handled, as the store would know them.
#[derive(Default)]
struct Handled(Mutex<HashSet<String>>);

impl Ledger for Handled {
    async fn handled(&self, events: &[String]) -> Result<HashSet<String>> {
        let known = self.0.lock().expect("not poisoned");
        Ok(events.iter().filter(|event| known.contains(*event)).cloned().collect())
    }
}

fn settings(synapse: &Synapse, user: &str, folder: &Path) -> Settings {
    Settings {
        homeserver: synapse.url().parse().expect("an address"),
        user_id: user.try_into().expect("a user id"),
        display_name: "Stina".to_owned(),
        avatar: None,
        store: folder.join("matrix"),
        device_name: "Stina".to_owned(),
        allow: vec!["@anna*:localhost".to_owned()],
        password: Some(Secret::new(PASSWORD)),
        access_token: None,
        store_passphrase: Some(Secret::new("a passphrase")),
        recovery_key: None,
    }
}

/// Stina's Matrix side with a loop around it, as the program has one.
struct Stina {
    settings: Settings,
    folder: tempfile::TempDir,
    matrix: Matrix,
    token: Option<String>,
    started: Timestamp,
    ledger: Handled,
    events: Vec<Event>,
    echoes: Vec<Echo>,
    undecrypted: Vec<Undecrypted>,
    upgraded: Vec<(String, String)>,
    left: Vec<String>,
    direct: Vec<(String, String)>,
}

impl Stina {
    async fn start(synapse: &Synapse) -> Self {
        let user = synapse.register(&fresh_name("stina"), PASSWORD).expect("an account");
        let folder = tempfile::tempdir().expect("a folder");
        let settings = settings(synapse, &user, folder.path());
        let matrix = Matrix::connect(&settings).await.expect("connected");
        let mut stina = Self {
            settings,
            folder,
            matrix,
            token: None,
            started: Timestamp::UNIX_EPOCH,
            ledger: Handled::default(),
            events: Vec::new(),
            echoes: Vec::new(),
            undecrypted: Vec::new(),
            upgraded: Vec::new(),
            left: Vec::new(),
            direct: Vec::new(),
        };
        stina.turn().await;
        stina
    }

    fn user(&self) -> String {
        self.matrix.user_id().to_owned()
    }

    /// Comes back as after a restart of the program.
    async fn restart(&mut self) {
        self.matrix.close().await;
        self.matrix = Matrix::connect(&self.settings).await.expect("connected again");
    }

    async fn batch(&self) -> Result<Batch, SyncError> {
        self.matrix.sync(self.token.as_deref(), Duration::from_millis(300), &self.ledger, self.started).await
    }

    /// One turn of the loop: sync, apply.
    async fn turn(&mut self) {
        let batch = match self.batch().await {
            Ok(batch) => batch,
            Err(SyncError::Retry { .. }) => return tokio::time::sleep(Duration::from_millis(200)).await,
            Err(error) => panic!("{error}"),
        };
        self.apply(batch);
    }

    fn apply(&mut self, batch: Batch) {
        self.ledger.0.lock().expect("not poisoned").extend(batch.events.iter().map(|event| event.id.clone()));
        self.token = Some(batch.next_token);
        self.events.extend(batch.events);
        self.echoes.extend(batch.echoes);
        self.undecrypted.extend(batch.undecrypted);
        self.upgraded.extend(batch.upgraded_rooms);
        self.left.extend(batch.left_rooms);
        self.direct.extend(batch.direct_rooms);
    }

    async fn until(&mut self, what: &str, reached: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !reached(self) {
            assert!(Instant::now() < deadline, "{what} did not happen; there were {:#?}", self.events);
            self.turn().await;
        }
    }

    async fn until_joined(&mut self, room: &str) {
        self.until("joining", |stina| {
            stina.events.iter().any(|event| event.room.id == room && event.kind == EventKind::Joined)
        })
        .await;
    }

    /// Waits for a message and gives it.
    async fn hear(&mut self, body: &str) -> (Event, Message) {
        self.until(body, |stina| stina.heard(body).is_some()).await;
        self.heard(body).expect("it was heard")
    }

    fn heard(&self, body: &str) -> Option<(Event, Message)> {
        self.events.iter().find_map(|event| match &event.kind {
            EventKind::Message(message) if message.body == body => Some((event.clone(), message.clone())),
            _ => None,
        })
    }

    async fn say(&self, outbox: &str, room: &str, text: Text) -> Result<Sent, SendError> {
        self.send(outbox, Target::Room(room.to_owned()), Content::Text(text), None).await
    }

    async fn send(&self, outbox: &str, to: Target, content: Content, refers_to: Option<&str>) -> Result<Sent, SendError> {
        let delivery = Delivery { outbox: outbox.to_owned(), to, content, refers_to: refers_to.map(str::to_owned) };
        self.matrix.send(&delivery).await
    }
}

fn text(plain: &str) -> Text {
    Text { plain: plain.to_owned(), html: Some(format!("<p>{plain}</p>")), ..Text::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_in_an_encrypted_room_is_answered_readably() {
    let mut anna = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = anna.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    let question = anna.say(&room, "hur lång är ST?").expect("sent");
    let (event, message) = stina.hear("hur lång är ST?").await;
    assert_eq!(event.id, question);
    assert_eq!(event.sender, anna.user_id());
    assert!(event.room.direct && event.room.encrypted && event.trusted);
    assert!(!message.mentions_me);
    assert!(stina.direct.contains(&(anna.user_id().to_owned(), room.clone())));

    stina.matrix.typing(&room, true).await;
    stina.matrix.acknowledge(&room, &question).await;
    let answer = Text { reply_to: Some(question.clone()), ..text("Minst fem år.") };
    let sent = stina.say("o-1", &room, answer).await.expect("sent");
    let received = anna.wait_for("the answer", PATIENCE, |event| event.body() == "Minst fem år.").expect("received");
    assert!(received.decrypted);
    assert_eq!(received.event, sent.event);
    assert_eq!(received.reply_to(), Some(question.as_str()));
    assert_eq!(received.content["msgtype"], "m.notice");
    assert_eq!(received.content["m.mentions"], json!({}));
    stina.until("the echo", |stina| stina.echoes.iter().any(|echo| echo.outbox == "o-1" && echo.event == sent.event)).await;

    // Sent once more, it is the same event.
    let again = stina.say("o-1", &room, text("Minst fem år.")).await.expect("sent");
    assert_eq!(again.event, sent.event);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_keeps_the_device_and_loses_no_event() {
    let mut anna = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = anna.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    let before = stina.matrix.health().await;
    assert!(before.device_signed && before.cross_signing && before.backup, "{before:?}");
    assert_eq!((before.rooms, before.encrypted_rooms), (1, 1));

    // A batch that was seen but not applied comes again: in the same process, and after a restart,
    // though the SDK has written down its own token.
    let question = anna.say(&room, "kom fram?").expect("sent");
    let seen = |batch: &Batch| batch.events.iter().any(|event| event.id == question);
    let deadline = Instant::now() + PATIENCE;
    let batch = loop {
        let batch = stina.batch().await.expect("a batch");
        if seen(&batch) {
            break batch;
        }
        assert!(Instant::now() < deadline, "the question did not come");
        stina.apply(batch);
    };
    let again = stina.batch().await.expect("the same batch");
    assert!(seen(&again));
    assert_eq!(again.next_token, batch.next_token);
    stina.restart().await;
    stina.hear("kom fram?").await;

    let after = stina.matrix.health().await;
    assert_eq!(after.device_id, before.device_id);
    assert!(after.device_signed);
    let devices = anna.devices(&stina.user()).expect("devices");
    let devices = devices["devices"].as_object().expect("a list");
    assert_eq!(devices.len(), 1, "{devices:?}");
    assert_eq!(devices[&after.device_id]["cross_signed"], true, "as an independent client sees it");
}

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
async fn edits_reactions_replies_and_redactions_arrive() {
    let mut anna = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = anna.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    let question = anna.say(&room, "frogan").expect("sent");
    stina.hear("frogan").await;
    let answer = stina.say("o-1", &room, Text { reply_to: Some(question.clone()), ..text("svaret") }).await.expect("sent");
    anna.wait_for("the answer", PATIENCE, |event| event.event == answer.event).expect("received");

    let edit = anna.edit(&room, &question, "frågan").expect("edited");
    stina.until("the edit", |stina| stina.events.iter().any(|event| event.id == edit)).await;
    let edited = stina.events.iter().find(|event| event.id == edit).expect("heard");
    let EventKind::Edit { of, message } = &edited.kind else { panic!("no edit but {edited:?}") };
    assert_eq!((of, message.body.as_str()), (&question, "frågan"));

    // Her answer is edited, as the client sees it.
    let new = Content::Edit { of: "o-1".to_owned(), text: text("nya svaret") };
    stina.send("o-2", Target::Room(room.clone()), new, Some(&answer.event)).await.expect("sent");
    let seen = anna.wait_for("the new answer", PATIENCE, |event| event.replaces() == Some(&answer.event)).expect("received");
    assert_eq!(seen.content["m.new_content"]["body"], "nya svaret");
    assert!(seen.decrypted);

    let reaction = anna.react(&room, &answer.event, "👍").expect("reacted");
    let reply = anna.reply(&room, &answer.event, "tack").expect("replied");
    let (_, heard) = stina.hear("tack").await;
    assert!(heard.replies_to_me);
    assert_eq!(heard.replied_text.as_deref(), Some("svaret"));
    let event = stina.events.iter().find(|event| event.id == reaction).expect("the reaction came first");
    assert_eq!(event.kind, EventKind::Reaction { to: answer.event.clone(), key: "👍".to_owned() });
    assert!(event.trusted);

    let redaction = anna.redact(&room, &reply).expect("removed");
    stina.until("the redaction", |stina| stina.events.iter().any(|event| event.id == redaction)).await;
    let event = stina.events.iter().find(|event| event.id == redaction).expect("heard");
    assert_eq!(event.kind, EventKind::Redaction { of: reply });

    // A button is put once, also when the homeserver has forgotten the transaction.
    let button = || Content::Button { of: "o-1".to_owned(), key: "✅".to_owned() };
    let first = stina.send("o-3", Target::Room(room.clone()), button(), Some(&answer.event)).await.expect("sent");
    let second = stina.send("o-3b", Target::Room(room.clone()), button(), Some(&answer.event)).await.expect("sent");
    assert_eq!(second.event, first.event);

    // Her answer is removed, once.
    let redact = || Content::Redact { of: "o-1".to_owned() };
    let first = stina.send("o-4", Target::Room(room.clone()), redact(), Some(&answer.event)).await.expect("sent");
    let second = stina.send("o-4b", Target::Room(room.clone()), redact(), Some(&answer.event)).await.expect("sent");
    assert_eq!(second.event, first.event);
    anna.wait_for("the removal", PATIENCE, |event| event.redacts.as_deref() == Some(&answer.event)).expect("received");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_edits_for_another() {
    let mut anna = person(synapse());
    let mut other = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = anna.create_room(&[&stina.user(), other.user_id()], false, false).expect("a room");
    other.join(&room).expect("joined");
    stina.until_joined(&room).await;
    let question = anna.say(&room, "min fråga").expect("sent");
    stina.hear("min fråga").await;
    let forged = other.edit(&room, &question, "en annan fråga").expect("sent");
    other.say(&room, "klart").expect("sent");
    let (event, _) = stina.hear("klart").await;
    assert!(!event.room.direct && !event.room.encrypted && event.trusted);
    assert!(stina.events.iter().all(|event| event.id != forged));
    assert!(stina.direct.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_messages_during_an_absence_all_arrive_in_order() {
    let mut anna = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = anna.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    anna.say(&room, "innan").expect("sent");
    stina.hear("innan").await;
    stina.say("o-0", &room, text("hej")).await.expect("sent");
    stina.matrix.close().await;
    let sent: Vec<String> = (0..50).map(|number| anna.say(&room, &format!("fråga {number}")).expect("sent")).collect();
    let before = stina.events.len();
    stina.matrix = Matrix::connect(&stina.settings).await.expect("connected again");
    stina.until("all of them", |stina| stina.events.len() >= before + 50).await;
    let heard: Vec<String> = stina.events[before..].iter().map(|event| event.id.clone()).collect();
    assert_eq!(heard, sent);
    assert!(stina.undecrypted.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn her_own_messages_are_recognised_without_transaction_ids() {
    let mut synapse = Synapse::start(&Options::default()).expect("a homeserver");
    let mut anna = person(&synapse);
    let mut stina = Stina::start(&synapse).await;
    let room = anna.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    // Sent, and the process ends before it could write that down.
    let first = stina.say("o-1", &room, text("ett")).await.expect("sent");
    for number in 0..30 {
        anna.say(&room, &format!("fråga {number}")).expect("sent");
    }
    stina.matrix.close().await;
    synapse.stop().expect("stopped");
    synapse.erase_transactions().expect("erased");
    synapse.resume().expect("started");
    stina.matrix = Matrix::connect(&stina.settings).await.expect("connected again");
    // The answer lies in the gap that the limited timeline leaves.
    stina.until("the echo", |stina| stina.echoes.contains(&Echo { outbox: "o-1".to_owned(), event: first.event.clone() })).await;
    stina.hear("fråga 29").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_on_the_list_are_let_in_and_listened_to() {
    let mut anna = person(synapse());
    let stranger = synapse().register(&fresh_name("okand"), PASSWORD).expect("an account");
    let mut stranger = NioClient::login(&synapse().url(), &stranger, PASSWORD).expect("a client");
    let mut stina = Stina::start(synapse()).await;
    let refused = stranger.create_direct(&stina.user()).expect("a room");
    stina.until("declining", |stina| stina.left.contains(&refused)).await;
    let state = stranger.raw("GET", &format!("/_matrix/client/v3/rooms/{refused}/state/m.room.member/{}", stina.user()), &json!({}));
    assert_eq!(state.expect("a state")["membership"], "leave");

    let room = anna.create_room(&[&stina.user(), stranger.user_id()], true, false).expect("a room");
    stranger.join(&room).expect("joined");
    stina.until_joined(&room).await;
    stranger.say(&room, "hör du mig?").expect("sent");
    anna.send(&room, &json!({ "msgtype": "m.notice", "body": "jag är en bot" })).expect("sent");
    anna.say(&room, "hej").expect("sent");
    stina.hear("hej").await;
    assert!(stina.heard("hör du mig?").is_none());
    assert!(stina.heard("jag är en bot").is_none());
    assert!(stina.undecrypted.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_message_of_a_direct_chat_is_heard_but_not_what_a_group_said_before() {
    let mut anna = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let direct = anna.create_direct(&stina.user()).expect("a room");
    let first = anna.say(&direct, "redan här").expect("sent");
    let group = anna.create_room(&[&stina.user(), "@annanstans:localhost"], false, false).expect("a room");
    anna.say(&group, "före").expect("sent");
    stina.until_joined(&direct).await;
    stina.until_joined(&group).await;
    anna.say(&group, "efter").expect("sent");
    stina.hear("efter").await;
    assert!(stina.heard("före").is_none());
    let read = stina.heard("redan här").map(|(event, _)| event.id);
    // A message encrypted before she came in may lack keys; then it waits for them.
    let waiting = stina.undecrypted.iter().any(|row| row.event == first);
    assert!(read == Some(first) || waiting);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_older_than_her_start_is_not_answered() {
    let mut anna = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = anna.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    anna.say(&room, "gammalt").expect("sent");
    stina.hear("gammalt").await;
    stina.say("o-1", &room, text("svar")).await.expect("sent");
    // The database is lost: no token, nothing handled, a new start.
    stina.token = None;
    stina.ledger = Handled::default();
    stina.events.clear();
    stina.echoes.clear();
    stina.started = Timestamp::now();
    tokio::time::sleep(Duration::from_millis(20)).await;
    stina.restart().await;
    anna.say(&room, "nytt").expect("sent");
    stina.hear("nytt").await;
    assert!(stina.heard("gammalt").is_none());
    assert!(stina.events.iter().all(|event| event.kind != EventKind::Joined));
    assert!(stina.echoes.iter().any(|echo| echo.outbox == "o-1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_messages_arrive_as_they_are() {
    let mut anna = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = anna.create_room(&[&stina.user()], true, false).expect("a room");
    stina.until_joined(&room).await;
    anna.say(&room, "noll\u{0}tecken").expect("sent");
    let (event, _) = stina.hear("noll\u{0}tecken").await;
    assert!(event.trusted);
    anna.send(&room, &json!({ "msgtype": "m.image", "body": "utslag.png", "url": "mxc://localhost/x", "info": { "size": 12 } })).expect("sent");
    anna.send(&room, &json!({ "msgtype": "m.text", "body": "hej", "m.mentions": { "user_ids": [stina.user()] } })).expect("sent");
    let (_, message) = stina.hear("hej").await;
    assert!(message.mentions_me);
    let media = stina.events.iter().find_map(|event| match &event.kind {
        EventKind::Message(message) => message.media.clone(),
        _ => None,
    });
    assert_eq!(media.map(|media| (media.kind, media.size)), Some((MediaKind::Image, Some(12))));

    // What comes in the clear into an encrypted room carries no power.
    let path = format!("/_matrix/client/v3/rooms/{room}/send/m.room.message/clear");
    anna.raw("PUT", &path, &json!({ "msgtype": "m.text", "body": "oskyddat" })).expect("sent");
    let (event, _) = stina.hear("oskyddat").await;
    assert!(event.room.encrypted && !event.trusted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_upgrade_is_followed() {
    let mut anna = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let old = anna.create_room(&[&stina.user()], false, false).expect("a room");
    stina.until_joined(&old).await;
    let new = anna.upgrade(&old).expect("upgraded");
    // Into a private room she comes by an invitation, which clients send along with the upgrade.
    anna.invite(&new, &stina.user()).expect("invited");
    stina.until("following", |stina| stina.upgraded.contains(&(old.clone(), new.clone()))).await;
    anna.say(&new, "är du med?").expect("sent");
    stina.hear("är du med?").await;
    let introduced = stina.events.iter().filter(|event| event.kind == EventKind::Joined).count();
    assert_eq!(introduced, 1, "she introduces herself in the old room only");
    // What was meant for the old room goes to the new one.
    let sent = stina.say("o-1", &old, text("jag är med")).await.expect("sent");
    assert_eq!(sent.room, new);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_recovery_key_brings_an_empty_disk_back() {
    let mut anna = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = anna.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    anna.say(&room, "minns du?").expect("sent");
    stina.hear("minns du?").await;
    let sent = stina.say("o-1", &room, text("ja")).await.expect("sent");
    let key = stina.matrix.rotate_recovery_key().await.expect("a new key");
    assert_eq!(std::fs::read_to_string(recovery_key_file(&stina.settings.store)).expect("a file").trim(), key);
    let before = stina.matrix.health().await.device_id;
    let identity = anna.devices(&stina.user()).expect("devices")["master_key"].clone();
    stina.matrix.close().await;

    // Everything on the disk is gone. Without the key she says what to do.
    stina.settings.store = stina.folder.path().join("elsewhere");
    let error = Matrix::connect(&stina.settings).await.err().expect("refused");
    assert!(matches!(&error, ConnectError::GiveUp { reason } if reason.contains("STINA_RECOVERY_KEY")), "{error}");
    assert!(!error.to_string().contains(&key));
    // A wrong one is no help.
    let wrong = "EsTj 3yST y93F SLpB jJsz eAXc 2XzA ygD3 w69H fGaN TKBj jXEd";
    stina.settings.recovery_key = Some(Secret::new(wrong));
    assert!(Matrix::connect(&stina.settings).await.is_err());

    stina.settings.recovery_key = Some(Secret::new(key));
    stina.matrix = Matrix::connect(&stina.settings).await.expect("connected");
    let health = stina.matrix.health().await;
    assert_ne!(health.device_id, before);
    assert!(health.device_signed && health.cross_signing && health.backup, "{health:?}");
    let seen = anna.devices(&stina.user()).expect("devices");
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
        stina.events.extend(read);
    }
    assert!(stina.echoes.contains(&Echo { outbox: "o-1".to_owned(), event: sent.event }), "{:?}", stina.echoes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_direct_chat_is_made_once() {
    let mut anna = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let to = || Target::Person(anna.user_id().to_owned());
    let person = anna.user_id().to_owned();
    let first = stina.send("o-1", to(), Content::Text(text("hej")), None).await.expect("sent");
    // The answer to the request is lost, and nothing was written down here: a new process on the
    // same disk, and one more that has synced nothing yet, find the same room by what it carries.
    stina.restart().await;
    let again = stina.send("o-1", to(), Content::Text(text("hej")), None).await.expect("sent");
    assert_eq!(again, first);
    anna.join(&first.room).expect("joined");
    let hello = anna.wait_for("the greeting", PATIENCE, |event| event.body() == "hej");
    let hello = hello.expect("received");
    assert!(hello.decrypted);
    stina.until("the direct chat", |stina| stina.direct.contains(&(person.clone(), first.room.clone()))).await;
    let other = stina.send("o-2", Target::Person(person), Content::Text(text("igen")), None).await.expect("sent");
    assert_eq!(other.room, first.room);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_declined_is_not_invited_again() {
    let mut anna = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let to = Target::Person(anna.user_id().to_owned());
    let first = stina.send("o-1", to.clone(), Content::Text(text("hej")), None).await.expect("sent");
    anna.raw("POST", &format!("/_matrix/client/v3/rooms/{}/leave", first.room), &json!({})).expect("declined");
    let deadline = Instant::now() + PATIENCE;
    loop {
        stina.turn().await;
        match stina.send("o-2", to.clone(), Content::Text(text("hej igen")), None).await {
            Err(SendError::GiveUp { reason }) => break assert!(reason.contains("declined"), "{reason}"),
            Ok(sent) => assert_eq!(sent.room, first.room, "no second room is made"),
            Err(error) => panic!("{error}"),
        }
        assert!(Instant::now() < deadline, "the declining was not noticed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_session_is_renewed_as_the_same_device() {
    let mut synapse = Synapse::start(&Options::default()).expect("a homeserver");
    let mut anna = person(&synapse);
    let mut stina = Stina::start(&synapse).await;
    let room = anna.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    let device = stina.matrix.health().await.device_id;

    // The tokens are gone, the device stays.
    synapse.stop().expect("stopped");
    synapse.erase_access_tokens(&stina.user()).expect("erased");
    synapse.resume().expect("started");
    anna.say(&room, "efter utloggning").expect("sent");
    stina.hear("efter utloggning").await;

    // The device is gone with all its keys.
    let saved = read_saved(&stina.settings.store).expect("read").expect("a session");
    let logout = format!("{}/_matrix/client/v3/logout", synapse.url());
    let token = saved.access_token.expect("a token");
    let answer = reqwest::Client::builder().no_proxy().build().expect("a client").post(logout).bearer_auth(&token).send().await.expect("an answer");
    assert!(answer.status().is_success());
    stina.until("a new login", |stina| {
        let saved = read_saved(&stina.settings.store).expect("read").expect("a session");
        saved.access_token.is_some_and(|new| new != token)
    })
    .await;
    anna.forget_session(&room).expect("forgotten");
    for _ in 0..5 { stina.turn().await; }
    eprintln!("DEVICES {}", anna.devices(&stina.user()).expect("devices"));
    eprintln!("KEYS {}", anna.raw("POST", "/_matrix/client/v3/keys/query", &json!({"device_keys": {stina.user(): []}})).unwrap());
    eprintln!("CLAIM {}", anna.raw("POST", "/_matrix/client/v3/keys/claim", &json!({"one_time_keys": {stina.user(): {device.clone(): "signed_curve25519"}}})).unwrap());
    anna.say(&room, "efter borttagen enhet").expect("sent");
    for _ in 0..5 { stina.turn().await; }
    eprintln!("UTD {:?}", stina.undecrypted);
    eprintln!("NIOLOG {}", std::fs::read_to_string(anna.folder.join("output.log")).unwrap());
    stina.hear("efter borttagen enhet").await;
    let sent = stina.say("o-1", &room, text("jag är kvar")).await.expect("sent");
    let received = anna.wait_for("the answer", PATIENCE, |event| event.event == sent.event).expect("received");
    assert!(received.decrypted);
    let health = stina.matrix.health().await;
    assert_eq!(health.device_id, device);
    let seen = anna.devices(&stina.user()).expect("devices");
    assert_eq!(seen["devices"][&device]["cross_signed"], true, "{seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_does_in_place_of_a_password() {
    let user = synapse().register(&fresh_name("stina"), PASSWORD).expect("an account");
    let login = json!({ "type": "m.login.password", "identifier": { "type": "m.id.user", "user": user }, "password": PASSWORD, "device_id": "HANDMADE" });
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let answer = http.post(format!("{}/_matrix/client/v3/login", synapse().url())).json(&login).send().await.expect("an answer");
    let answer: serde_json::Value = answer.json().await.expect("JSON");
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
async fn a_file_arrives_encrypted_and_is_sent_once() {
    let mut anna = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = anna.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    let file = || Content::File {
        name: "påminnelse.ics".to_owned(),
        mime: "text/calendar".to_owned(),
        base64: "QkVHSU46VkNBTEVOREFS".to_owned(),
        reply_to: None,
        thread: None,
    };
    let first = stina.send("o-1", Target::Room(room.clone()), file(), None).await.expect("sent");
    let again = stina.send("o-1", Target::Room(room.clone()), file(), None).await.expect("sent");
    assert_eq!(again, first);
    let received = anna.wait_for("the file", PATIENCE, |event| event.event == first.event).expect("received");
    assert!(received.decrypted);
    assert_eq!(received.content["msgtype"], "m.file");
    assert_eq!(received.content["filename"], "påminnelse.ics");
    assert!(received.content["file"]["key"].is_object(), "the bytes are encrypted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_and_an_absence_of_the_homeserver_are_told_apart_from_a_refusal() {
    let mut synapse = Synapse::start(&Options { default_limits: true, ..Options::default() }).expect("a homeserver");
    let mut anna = person(&synapse);
    let mut stina = Stina::start(&synapse).await;
    let room = anna.create_room(&[&stina.user()], false, false).expect("a room");
    stina.until_joined(&room).await;
    let mut limited = None;
    for number in 0..20 {
        if let Err(error) = stina.say(&format!("o-{number}"), &room, text("hej")).await {
            limited = Some(error);
            break;
        }
    }
    let after = match limited {
        Some(SendError::Retry { after: Some(after), everything: true, .. }) => after,
        other => panic!("no limit but {other:?}"),
    };
    assert!(after > Duration::ZERO && after < Duration::from_secs(60));

    let elsewhere = stina.say("o-x", "!nowhere:localhost", text("hej")).await;
    assert!(matches!(elsewhere, Err(SendError::GiveUp { .. })), "{elsewhere:?}");
    let large = Text { plain: "x".repeat(70_000), ..Text::default() };
    tokio::time::sleep(after).await;
    let large = stina.say("o-y", &room, large).await;
    assert!(matches!(large, Err(SendError::GiveUp { .. })), "{large:?}");

    synapse.stop().expect("stopped");
    let away = stina.say("o-z", &room, text("hej")).await;
    assert!(matches!(away, Err(SendError::Retry { everything: true, .. })), "{away:?}");
    assert!(matches!(stina.batch().await, Err(SyncError::Retry { .. })));
    synapse.resume().expect("started");
    anna.say(&room, "är du där?").expect("sent");
    stina.hear("är du där?").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_is_given_up_loses_nothing() {
    let mut anna = person(synapse());
    let mut stina = Stina::start(synapse()).await;
    let room = anna.create_direct(&stina.user()).expect("a room");
    stina.until_joined(&room).await;
    for number in 0..10 {
        anna.say(&room, &format!("fråga {number}")).expect("sent");
        for patience in 0..6 {
            // As a loop does that also waits for something else.
            let waited = tokio::time::timeout(Duration::from_millis(patience * 3), stina.batch()).await;
            if let Ok(Ok(batch)) = waited {
                stina.apply(batch);
            }
        }
    }
    stina.hear("fråga 9").await;
    for number in 0..10 {
        let body = format!("fråga {number}");
        let times = stina.events.iter().filter(|event| matches!(&event.kind, EventKind::Message(message) if message.body == body)).count();
        assert_eq!(times, 1, "{body}");
    }
}
