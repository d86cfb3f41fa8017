//! What the tests of the store stand on: an empty database of either kind, and things to put in it.

use std::path::{Path, PathBuf};

use jiff::{Timestamp, ToSpan};
use stina::{
    chat::{Batch, Sent},
    effect::{Content, Effect, Outgoing, Priority, Target, Text},
    event::{Event, EventKind, Message, Room},
    facts::{Person, Reminder},
    store::{Queued, Store},
};
use tempfile::TempDir;

/// The person that most tests are about.
pub const DOCTOR: &str = "@doktor:localhost";
/// The room that most tests happen in.
pub const ROOM: &str = "!rum:localhost";

/// An empty database, and a folder for files beside it.
pub struct Bench {
    pub url: String,
    folder: TempDir,
}

/// Runs each of these tests on both databases.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            use super::Bench;
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(&Bench::sqlite()).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name(&Bench::postgres()).await;
            }
        }
    )*};
}
pub(crate) use on_both;

impl Bench {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { url: format!("sqlite:{}", folder.path().join("data/stina.db").display()), folder }
    }

    pub fn postgres() -> Self {
        Self { url: crate::postgres::empty_database(), folder: tempfile::tempdir().expect("a folder") }
    }

    /// An empty database of the same kind.
    pub fn another(&self) -> Self {
        if self.is_sqlite() { Self::sqlite() } else { Self::postgres() }
    }

    pub fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite")
    }

    pub async fn open(&self) -> Store {
        Store::open(&self.url).await.expect("the database opens")
    }

    /// The URL with a setting, as either database writes it.
    pub fn with(&self, sqlite: &str, postgres: &str) -> String {
        format!("{}?{}", self.url, if self.is_sqlite() { sqlite } else { postgres })
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What a query counts, read behind the store's back.
    pub async fn count(&self, query: &str) -> i64 {
        let query = sqlx::AssertSqlSafe(query.to_owned());
        if self.is_sqlite() {
            let pool = sqlx::SqlitePool::connect(&self.url).await.expect("connects");
            let count = sqlx::query_scalar(query).fetch_one(&pool).await.expect("counts");
            pool.close().await;
            count
        } else {
            let pool = sqlx::PgPool::connect(&self.url).await.expect("connects");
            let count = sqlx::query_scalar(query).fetch_one(&pool).await.expect("counts");
            pool.close().await;
            count
        }
    }

    /// Runs SQL behind the store's back.
    pub async fn sql(&self, statements: &str) {
        let statements = sqlx::AssertSqlSafe(statements.to_owned());
        if self.is_sqlite() {
            let pool = sqlx::SqlitePool::connect(&self.url).await.expect("connects");
            sqlx::raw_sql(statements).execute(&pool).await.expect("the SQL runs");
            pool.close().await;
        } else {
            let pool = sqlx::PgPool::connect(&self.url).await.expect("connects");
            sqlx::raw_sql(statements).execute(&pool).await.expect("the SQL runs");
            pool.close().await;
        }
    }
}

/// The time it is in the tests, moved by some seconds.
pub fn at(seconds: i64) -> Timestamp {
    let start: Timestamp = "2026-03-10T13:20:00Z".parse().expect("a time");
    start + seconds.seconds()
}

/// Somebody writes something.
pub fn message(id: &str, text: &str) -> Event {
    event(id, EventKind::Message(Message::text(text)))
}

/// Something happens.
pub fn event(id: &str, kind: EventKind) -> Event {
    Event {
        id: id.to_owned(),
        room: Room { id: ROOM.to_owned(), direct: false, encrypted: true },
        sender: DOCTOR.to_owned(),
        sender_name: None,
        sent_at: at(0),
        trusted: true,
        kind,
    }
}

/// Something to say in the room.
pub fn saying(text: &str) -> Outgoing {
    Outgoing {
        to: Target::Room(ROOM.to_owned()),
        content: Content::Text(Text { plain: text.to_owned(), ..Text::default() }),
        priority: Priority::Answer,
        answers: None,
        about: None,
        person: None,
        buttons: Vec::new(),
        not_before: None,
    }
}

/// An effect that says something in the room.
pub fn say(text: &str) -> Effect {
    Effect::Say(saying(text))
}

/// An effect that answers an event.
pub fn answer(event: &str, text: &str) -> Effect {
    Effect::Say(Outgoing { answers: Some(event.to_owned()), ..saying(text) })
}

/// What a queued row would show.
pub fn shown(queued: &Queued) -> String {
    match &queued.delivery.content {
        Content::Text(text) => text.plain.clone(),
        Content::Edit { text, .. } => format!("edit: {}", text.plain),
        Content::Redact { .. } => "redact".to_owned(),
        Content::React { key, .. } => format!("react: {key}"),
        Content::Button { key, .. } => format!("button: {key}"),
        Content::File { name, .. } => format!("file: {name}"),
        Content::Shared { file } => format!("shared: {file}"),
    }
}

/// What is on offer.
pub async fn offered(store: &Store, now: Timestamp) -> Vec<String> {
    store.outgoing(now, 100).await.expect("the outbox is read").iter().map(shown).collect()
}

/// Sends everything there is, one at a time, and tells what it was in order.
pub async fn send_all(store: &Store, now: Timestamp) -> Vec<String> {
    let mut sent = Vec::new();
    loop {
        let queued = store.outgoing(now, 1).await.expect("the outbox is read");
        let Some(first) = queued.first() else { return sent };
        sent.push(shown(first));
        mark(store, first, now).await;
        assert!(sent.len() < 10_000, "the outbox never empties");
    }
}

/// Marks a row as sent, as a homeserver's answer would.
pub async fn mark(store: &Store, queued: &Queued, now: Timestamp) -> String {
    let event = format!("$sent-{}", queued.delivery.outbox);
    let room = match &queued.delivery.to {
        Target::Room(room) => room.clone(),
        Target::Person(person) => format!("!direct-{person}"),
    };
    store.mark_sent(&queued.delivery.outbox, &Sent { event: event.clone(), room }, now).await.expect("marked");
    event
}

/// A batch with nothing in it but the next token.
pub fn batch(token: &str) -> Batch {
    Batch { next_token: token.to_owned(), ..Batch::default() }
}

/// What is known of the doctor.
pub fn person() -> Person {
    Person { user: DOCTOR.to_owned(), region: Some("vgr".to_owned()), introduced: true, ..Person::default() }
}

/// A reminder that is next due so many seconds from the tests' time.
pub fn reminder(id: &str, seconds: i64) -> Reminder {
    // By way of JSON, as an older version would have written it.
    serde_json::from_value(serde_json::json!({
        "id": id, "person": DOCTOR, "room": ROOM, "shared": false, "event": "$set", "subject": "avboka kursen",
        "due": "2026-04-15", "recurrence": null, "leads": ["P0D"], "deadline": false, "zone": "Europe/Stockholm",
        "english": false, "next_at": at(seconds), "next_lead": "P0D", "active": true, "created_at": at(0), "sequence": 0
    }))
    .expect("a reminder as the first version wrote it is read")
}
