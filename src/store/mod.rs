//! What lasts: everything she knows, what was handled, and what is still to be said.
//!
//! One SQL serves SQLite and PostgreSQL. Every change goes through one kind of transaction: it waits
//! its turn (one at a time, on either database), checks that this process still serves the account,
//! reads the facts, and writes everything or nothing. The files, in the order of the flow:
//!
//! - `open` finds the database and brings its schema up to date, `reach` says why a server is out of reach, `pool` runs SQL on either driver;
//! - `lease` keeps two processes from serving one account;
//! - `handle` takes an event through facts and decision to its effects, in one transaction;
//! - `glance` looks in one statement at what bears on an event, `facts` reads what else deciding needs, `apply` carries
//!   out effects, `people` knows persons, `plans` the plans of their ST;
//! - `roles` knows who has which power, `audit` who did what;
//! - `outbox` holds what is to be said, `deliver` hands it out for sending and takes the outcome;
//! - `batch` finishes a turn of syncing, `rooms` follows rooms that were left or upgraded;
//! - `reminders` fires what falls due, `days` keeps ST days and who comes;
//! - `announcements` looks after what is sent to many, `deliveries` keeps one row for each recipient;
//! - `purge` lets go of what is old, `backup` copies and restores, `status` counts.
//!
//! # Why a restored old copy sends nothing again
//!
//! A copy knows the sync token of its time. The next sync starts there and brings back everything
//! that happened since, her own messages among it. [`Store::finish_batch`] takes each of these
//! echoes: a row that the copy holds as unsent becomes sent, and an id that the copy has never heard
//! of is written down as sent. The events of that time are decided again, but an outbox id follows
//! from the event (or the reminder and its turn) and the position in the decision alone, so the same
//! ids come out, find themselves there as sent, and are not said again. The one condition is the
//! order that [`crate::run`] keeps: after a start, sync to the present first, then send. The same
//! holds after a power failure, and after the homeserver has forgotten its transaction ids.

mod announcements;
mod apply;
mod audit;
mod backup;
mod batch;
mod days;
mod deliver;
mod deliveries;
mod error;
mod facts;
mod glance;
mod handle;
mod lease;
mod open;
mod outbox;
mod people;
mod plans;
mod pool;
mod purge;
mod reach;
mod reminders;
mod roles;
mod rooms;
mod status;

use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use tokio::sync::OwnedMutexGuard;

pub use audit::Audited;
pub use backup::restore;
pub use batch::WaitingForKeys;
pub use deliver::{Leave, LeftOut, Parked, Queued};
pub use error::StoreError;
pub use handle::Handled;
pub use lease::{Acquired, Lease};
pub use open::missing_file;
pub use purge::Purged;
pub use status::{FeedbackCount, ParkedRow, Status, UnansweredQuestion};

use crate::config::Roles;
use open::{Contents, OpenFile};
use pool::{Pool, Transaction, values};

/// Longer than any transaction takes on a healthy database, whatever waits before it.
const PATIENCE: Duration = Duration::from_mins(1);

/// The single value that is kept under a name.
const META: &str = "SELECT value FROM meta WHERE key = $1";

/// The database, open. Clones share it.
#[derive(Debug, Clone)]
pub struct Store {
    pool: Pool,
    /// Held by the one transaction that writes, so that those of this process queue up fairly
    /// instead of polling for the database's lock.
    turn: Arc<tokio::sync::Mutex<()>>,
    /// What this process was given, if it serves an account.
    lease: Arc<Mutex<Option<Lease>>>,
    /// Who has power by the settings.
    roles: Arc<RwLock<Roles>>,
    /// The file that the database is, where it is one.
    file: Option<Arc<OpenFile>>,
}

/// A transaction that writes, with this process's turn.
struct Writing {
    transaction: Transaction,
    _turn: OwnedMutexGuard<()>,
}

impl Store {
    /// Opens a database, makes it where there is none, and brings its schema up to date.
    ///
    /// `sqlite:<path>` is a file (made with its folder, for the owner's eyes only), which may be
    /// followed by `?max_page_count=<pages>` (a ceiling for its size, in pages of 4 KiB) and
    /// `busy_timeout=<milliseconds>`; `sqlite::memory:` lasts as long as the store is open;
    /// `postgres://…` is a server, where `options[search_path]=<schema>` chooses a schema.
    ///
    /// # Errors
    /// When the URL or the database is not usable, or was written by a newer version.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let began = Instant::now();
        loop {
            match Self::open_once(url).await {
                // Of two programs that open a new file at the same moment the slower one finds its
                // log being set up or its tables made. When it looks again all is there.
                Err(error) if began.elapsed() < open::PATIENCE && open::is_being_made(url, &error) => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn open_once(url: &str) -> Result<Self, StoreError> {
        let pool = open::connect(url).await?;
        let store = Self::on(pool, url);
        match store.prepare().await {
            Ok(()) => Ok(store),
            Err(error) => {
                // A failed migration may have left a lock on its connection.
                store.pool.close().await;
                Err(store.named(error))
            }
        }
    }

    fn on(pool: Pool, url: &str) -> Self {
        let file = open::file_of(url).map(Arc::new);
        Self { pool, turn: Arc::default(), lease: Arc::default(), roles: Arc::default(), file }
    }

    /// Opens a database to look at it or to copy it, without bringing its schema up to date: beside a running older
    /// version, and before an upgrade. One on a disk that cannot be written is read as it is.
    ///
    /// # Errors
    /// As [`Self::open`]; and when there is nothing of hers in it.
    pub async fn open_to_look(url: &str) -> Result<Self, StoreError> {
        let pool = match open::connect(url).await {
            Err(error @ StoreError::ReadOnly(_)) => open::connect_to_read(url).await?.ok_or(error)?,
            outcome => outcome?,
        };
        let store = Self::on(pool, url);
        let looked = match open::contents(&store.pool).await {
            Ok(Contents::Hers) => return Ok(store),
            Ok(Contents::Nothing) => StoreError::Declined("there is nothing in the database yet; her first start makes it".to_owned()),
            Ok(Contents::Foreign) => open::foreign(),
            Err(error) => error,
        };
        store.close().await;
        Err(store.named(looked))
    }

    /// Finds out whether the database takes changes, and makes none.
    ///
    /// # Errors
    /// Why it does not, with the file where it is one.
    pub async fn try_writing(&self) -> Result<(), StoreError> {
        let outcome = async {
            let mut writing = self.write_unleased().await?;
            writing.transaction.execute("UPDATE meta SET value = value", values![]).await
        }
        .await;
        outcome.map(drop).map_err(|error| self.named(error))
    }

    /// Finds out whether the file of the database is still where it was opened.
    ///
    /// # Errors
    /// [`StoreError::Gone`] where it is not.
    pub fn confirm_place(&self) -> Result<(), StoreError> {
        match &self.file {
            Some(file) if !file.is_in_place() => Err(StoreError::Gone(file.path.display().to_string())),
            _ => Ok(()),
        }
    }

    /// Names the file in an error.
    fn named(&self, error: StoreError) -> StoreError {
        match &self.file {
            Some(file) => error.about_file(&file.path),
            None => error,
        }
    }

    async fn prepare(&self) -> Result<(), StoreError> {
        if matches!(self.pool, Pool::Sqlite(_)) && open::contents(&self.pool).await? == Contents::Foreign {
            return Err(open::foreign());
        }
        open::migrate(&self.pool).await?;
        if self.meta_get("first_start").await?.is_some() && self.meta_get(audit::SALT).await?.is_some() {
            return Ok(());
        }
        let mut writing = self.write_unleased().await?;
        let now = writing.transaction.clock().await?;
        let salt = data_encoding::HEXLOWER.encode(&rand::random::<[u8; 32]>());
        for (key, value) in [("first_start", now.to_string()), (audit::SALT, salt)] {
            writing
                .transaction
                .execute("INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING", values![key, value])
                .await?;
        }
        writing.commit().await
    }

    /// Closes the database after what is going on; on SQLite this also empties the log beside the
    /// file into it.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// On SQLite, brings what its log holds into the file and onto the disk, as far as that is possible without anybody
    /// having to wait: they read and write on meanwhile. Nothing else depends on it, since the log is part of the database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn empty_log(&self) -> Result<(), StoreError> {
        if let Some(mut connection) = self.pool.sqlite_connection().await? {
            sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&mut *connection).await?;
        }
        Ok(())
    }

    /// Which database it is, for people to read.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.pool {
            Pool::Sqlite(_) => "SQLite",
            Pool::Postgres(_) => "PostgreSQL",
        }
    }

    /// A single value kept under a name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn meta_get(&self, key: &str) -> Result<Option<String>, StoreError> {
        let row = self.pool.row(META, values![key]).await?;
        row.map(|row| row.get("value")).transpose()
    }

    /// Keeps a single value under a name, in place of what was there.
    ///
    /// # Errors
    /// When the database fails, or another process serves the account now.
    pub async fn meta_set(&self, key: &str, value: &str) -> Result<(), StoreError> {
        patiently(async {
            let mut writing = self.write().await?;
            write_meta(&mut writing.transaction, key, value).await?;
            writing.commit().await
        })
        .await
    }

    /// When the database was made, by its own clock: she answers nothing that is older.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_start(&self) -> Result<Timestamp, StoreError> {
        let text = self.meta_get("first_start").await?.ok_or_else(|| StoreError::corrupt("no first_start"))?;
        let milliseconds = text.parse().map_err(|_| StoreError::corrupt("first_start is no number"))?;
        timestamp(milliseconds)
    }

    /// Puts right when the database was made, where its clock was wrong then.
    ///
    /// # Errors
    /// When the database fails, or another process serves the account now.
    pub async fn set_first_start(&self, at: Timestamp) -> Result<(), StoreError> {
        self.meta_set("first_start", &at.as_millisecond().to_string()).await
    }

    /// Begins a transaction that writes on behalf of the account this process serves.
    async fn write(&self) -> Result<Writing, StoreError> {
        let mut writing = self.write_unleased().await?;
        lease::check(&mut writing.transaction, self.held().as_ref()).await?;
        Ok(writing)
    }

    /// Begins a transaction that writes, whoever serves the account.
    async fn write_unleased(&self) -> Result<Writing, StoreError> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        let transaction = self.pool.begin_write().await?;
        Ok(Writing { transaction, _turn: turn })
    }

    /// The lease this process was given, if any.
    fn held(&self) -> Option<Lease> {
        self.lease.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Writing {
    async fn commit(self) -> Result<(), StoreError> {
        self.transaction.commit().await
    }
}

/// Gives up on a database that does not answer at all. What was begun is undone, or was done as a
/// whole; every write of the store can be repeated.
async fn patiently<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    tokio::time::timeout(PATIENCE, work).await.unwrap_or_else(|_| Err(StoreError::Unavailable(format!("no answer within {PATIENCE:?}"))))
}

async fn read_meta(transaction: &mut Transaction, key: &str) -> Result<Option<String>, StoreError> {
    let row = transaction.row(META, values![key]).await?;
    row.map(|row| row.get("value")).transpose()
}

async fn write_meta(transaction: &mut Transaction, key: &str, value: &str) -> Result<(), StoreError> {
    transaction
        .execute(
            "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            values![key, value],
        )
        .await?;
    Ok(())
}

/// A moment from its milliseconds since 1970 UTC.
fn timestamp(milliseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(milliseconds).map_err(StoreError::corrupt)
}

/// Reads a document. What is wrong with it is told without what stands in it, which is somebody's text and would go to
/// the log.
fn from_json<T: serde::de::DeserializeOwned>(document: &str) -> Result<T, String> {
    serde_json::from_str(document).map_err(|error| {
        let kind = match error.classify() {
            serde_json::error::Category::Data => "it says something else than expected",
            _ => "it is no whole JSON",
        };
        format!("{kind}, at line {} column {}", error.line(), error.column())
    })
}

/// A document as text.
fn to_json(document: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(document).map_err(|error| StoreError::Unstorable(error.to_string()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_cannot_be_read_is_told_without_its_text() {
        for document in [r#"{"active":"konfidentiellt"}"#, "konfidentiellt", r#"{"konfidentiellt":1}"#] {
            let told = super::from_json::<std::collections::BTreeMap<u8, bool>>(document).expect_err("unreadable");
            assert!(told.contains("column") && !told.contains("konfidentiellt"), "{told}");
        }
    }
}
