//! Stina's Matrix side with a loop around it, and people with an independent client.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use super::support::{
    nio::NioClient,
    synapse::{Options, Synapse},
};
use anyhow::Result;
use jiff::Timestamp;
use stina::{
    chat::{
        Batch, Delivery, Echo, Ledger, SendError, Sent, Undecrypted,
        matrix::{Matrix, Settings, SyncError},
    },
    effect::{Content, Target, Text},
    event::{Event, EventKind, Message},
    secret::Secret,
};
use tokio::task::JoinSet;

pub const PASSWORD: &str = "losenord-7261";
pub const PATIENCE: Duration = Duration::from_secs(40);

/// One homeserver for all tests that do not stop it.
pub fn synapse() -> &'static Synapse {
    static SYNAPSE: OnceLock<Synapse> = OnceLock::new();
    SYNAPSE.get_or_init(|| Synapse::start(&Options::default()).expect("a homeserver"))
}

pub fn fresh_name(kind: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{kind}{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Somebody with an independent client.
pub fn person(synapse: &Synapse) -> NioClient {
    let user = synapse.register(&fresh_name("doctor"), PASSWORD).expect("an account");
    NioClient::login(&synapse.url(), &user, PASSWORD).expect("a client")
}

/// The ids that were handled, and which of them edited what, as the store would know them.
#[derive(Default)]
pub struct Handled(pub Mutex<HashSet<String>>, pub Mutex<HashMap<String, String>>);

impl Ledger for Handled {
    async fn handled(&self, events: &[String]) -> Result<HashSet<String>> {
        let known = self.0.lock().expect("not poisoned");
        Ok(events.iter().filter(|event| known.contains(*event)).cloned().collect())
    }

    async fn edited(&self, edit: &str) -> Result<Option<String>> {
        Ok(self.1.lock().expect("not poisoned").get(edit).cloned())
    }
}

pub fn settings(synapse: &Synapse, user: &str, folder: &Path) -> Settings {
    Settings {
        homeserver: synapse.url().parse().expect("an address"),
        user_id: user.try_into().expect("a user id"),
        display_name: "Stina".to_owned(),
        avatar: None,
        store: folder.join("matrix"),
        device_name: "Stina".to_owned(),
        allow: vec!["@doctor*:localhost".to_owned()],
        password: Some(Secret::new(PASSWORD)),
        access_token: None,
        store_passphrase: Some(Secret::new("a passphrase")),
        recovery_key: None,
    }
}

/// Stina's Matrix side with a loop around it, as the program has one.
pub struct Stina {
    pub settings: Settings,
    pub folder: tempfile::TempDir,
    pub matrix: Matrix,
    answering: JoinSet<()>,
    pub token: Option<String>,
    pub started: Timestamp,
    pub ledger: Handled,
    pub events: Vec<Event>,
    pub echoes: Vec<Echo>,
    pub undecrypted: Vec<Undecrypted>,
    pub upgraded: Vec<(String, String)>,
    pub left: Vec<String>,
    pub direct: Vec<(String, String)>,
}

/// Answers invitations beside everything else, and introduces herself where that was put off.
fn answering(matrix: &Matrix) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    let matrix = matrix.clone();
    tasks.spawn(async move {
        tokio::join!(matrix.answer_invitations(), matrix.introduce_again());
    });
    tasks
}

impl Stina {
    pub async fn start(synapse: &Synapse) -> Self {
        let user = synapse.register(&fresh_name("stina"), PASSWORD).expect("an account");
        let folder = tempfile::tempdir().expect("a folder");
        let settings = settings(synapse, &user, folder.path());
        let matrix = Matrix::connect(&settings).await.expect("connected");
        let mut stina = Self {
            settings,
            folder,
            answering: answering(&matrix),
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

    pub fn user(&self) -> String {
        self.matrix.user_id().to_owned()
    }

    /// Comes back as after a restart of the program.
    pub async fn restart(&mut self) {
        self.matrix.close().await;
        self.come_back().await;
    }

    /// Comes back as after the program was killed.
    pub async fn come_back(&mut self) {
        self.answering.shutdown().await;
        self.matrix = Matrix::connect(&self.settings).await.expect("connected again");
        self.answering = answering(&self.matrix);
    }

    pub async fn batch(&self) -> Result<Batch, SyncError> {
        self.matrix.sync(self.token.as_deref(), Duration::from_millis(300), &self.ledger, self.started).await
    }

    /// One turn of the loop: sync, apply.
    pub async fn turn(&mut self) {
        let batch = match self.batch().await {
            Ok(batch) => batch,
            Err(SyncError::Retry { .. }) => return tokio::time::sleep(Duration::from_millis(200)).await,
            Err(error) => panic!("{error}"),
        };
        self.apply(batch);
    }

    pub fn apply(&mut self, batch: Batch) {
        self.ledger.0.lock().expect("not poisoned").extend(batch.events.iter().map(|event| event.id.clone()));
        for event in &batch.events {
            if let EventKind::Edit { of, .. } = &event.kind {
                self.ledger.1.lock().expect("not poisoned").insert(event.id.clone(), of.clone());
            }
        }
        self.token = Some(batch.next_token);
        self.events.extend(batch.events);
        self.echoes.extend(batch.echoes);
        self.undecrypted.extend(batch.undecrypted);
        self.upgraded.extend(batch.upgraded_rooms);
        self.left.extend(batch.left_rooms);
        self.direct.extend(batch.direct_rooms);
    }

    pub async fn until(&mut self, what: &str, reached: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !reached(self) {
            assert!(Instant::now() < deadline, "{what} did not happen; there were {:#?}", self.events);
            self.turn().await;
        }
    }

    pub async fn until_joined(&mut self, room: &str) {
        self.until("joining", |stina| stina.events.iter().any(|event| event.room.id == room && event.kind == EventKind::Joined)).await;
    }

    /// Waits for a message and gives it.
    pub async fn hear(&mut self, body: &str) -> (Event, Message) {
        self.until(body, |stina| stina.heard(body).is_some()).await;
        self.heard(body).expect("it was heard")
    }

    pub fn heard(&self, body: &str) -> Option<(Event, Message)> {
        self.events.iter().find_map(|event| match &event.kind {
            EventKind::Message(message) if message.body == body => Some((event.clone(), message.clone())),
            _ => None,
        })
    }

    pub async fn say(&self, outbox: &str, room: &str, text: Text) -> Result<Sent, SendError> {
        self.send(outbox, Target::Room(room.to_owned()), Content::Text(text), None).await
    }

    pub async fn send(&self, outbox: &str, to: Target, content: Content, refers_to: Option<&str>) -> Result<Sent, SendError> {
        let delivery = Delivery { outbox: outbox.to_owned(), to, content, refers_to: refers_to.map(str::to_owned), file: None };
        self.matrix.send(&delivery).await
    }
}

pub fn text(plain: &str) -> Text {
    Text { plain: plain.to_owned(), html: Some(format!("<p>{plain}</p>")), ..Text::default() }
}
