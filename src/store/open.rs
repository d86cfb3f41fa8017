//! Opening a database by its URL: the file or the server, the settings of its connections, and the
//! migrations.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use sqlx::{
    Connection as _,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    StoreError,
    pool::{Pool, values},
};

/// Every migration, in order; the same for both databases.
pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("src/store/migrations");

/// How long a connection is waited for, and how long a lock that somebody else holds.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// How long a connection to a server may have lain idle and is still taken for a good one.
const UNASKED: Duration = Duration::from_secs(5);
/// So many pages of 4 KiB SQLite's log may have before whoever writes next has to empty it into the file. Long before, that
/// is done beside ([`super::Store::empty_log`]), so that nobody who waits for an answer waits for the disk.
const LONGEST_LOG: &str = "4000";
/// After this time the PostgreSQL server ends a transaction of a process that does nothing, because
/// it was paused or cut off, so that another process can take over.
const IDLE_IN_TRANSACTION: &str = "30s";

/// Where a database lies.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Location {
    /// In memory, for as long as the store is open.
    Memory,
    /// In a file, with a ceiling for its size in pages of 4 KiB and the patience with locks.
    File { path: PathBuf, max_page_count: Option<u32>, busy_timeout: Duration },
    /// On a server.
    Server(String),
}

/// Reads a URL: `sqlite::memory:`, `sqlite:<path>` with `?max_page_count=<pages>` and
/// `&busy_timeout=<milliseconds>` where wanted, or `postgres://…`.
fn locate(url: &str) -> Result<Location, StoreError> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Location::Server(url.to_owned()));
    }
    let Some(rest) = url.strip_prefix("sqlite:") else {
        return Err(StoreError::Refused(
            "the database's URL begins neither with sqlite: nor with postgres://. Write for example sqlite:data/stina.db".to_owned(),
        ));
    };
    if rest == ":memory:" {
        return Ok(Location::Memory);
    }
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let (path, settings) = rest.split_once('?').unwrap_or((rest, ""));
    if path.is_empty() {
        return Err(StoreError::Refused("sqlite: names no file. Write for example sqlite:data/stina.db".to_owned()));
    }
    let mut max_page_count = None;
    let mut busy_timeout = PATIENCE;
    for setting in settings.split('&').filter(|setting| !setting.is_empty()) {
        let (key, value) = setting.split_once('=').unwrap_or((setting, ""));
        match (key, value.parse::<u32>()) {
            ("max_page_count", Ok(pages)) => max_page_count = Some(pages),
            ("busy_timeout", Ok(milliseconds)) => busy_timeout = Duration::from_millis(milliseconds.into()),
            _ => {
                return Err(StoreError::Refused(format!(
                    "the database's URL has a setting {setting:?} that is not known. Known are max_page_count=<pages> and busy_timeout=<milliseconds>"
                )));
            }
        }
    }
    Ok(Location::File { path: PathBuf::from(path), max_page_count, busy_timeout })
}

/// The file that a URL names, where there is none yet.
#[must_use]
pub fn missing_file(url: &str) -> Option<PathBuf> {
    match locate(url) {
        Ok(Location::File { path, .. }) if !path.exists() => Some(path),
        _ => None,
    }
}

/// The file that a URL names, and which one it is for the system; `None` where it names none.
pub(super) fn file_of(url: &str) -> Option<OpenFile> {
    let Ok(Location::File { path, .. }) = locate(url) else { return None };
    let identity = identity(&path).ok()?;
    Some(OpenFile { path, identity })
}

/// A file that is open as a database.
#[derive(Debug)]
pub(super) struct OpenFile {
    pub(super) path: PathBuf,
    /// Its device and its number on it.
    identity: (u64, u64),
}

impl OpenFile {
    /// Whether the path still leads to it. Where that cannot be seen, it is taken to.
    pub(super) fn is_in_place(&self) -> bool {
        match identity(&self.path) {
            Ok(identity) => identity == self.identity,
            Err(error) => error.kind() != io::ErrorKind::NotFound,
        }
    }
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    fs::metadata(path).map(|file| (file.dev(), file.ino()))
}

/// Connects to a file that cannot be written, to read it. `None` where it is no file.
pub(super) async fn connect_to_read(url: &str) -> Result<Option<Pool>, StoreError> {
    let Location::File { path, .. } = locate(url)? else { return Ok(None) };
    // What was written last stands in the log beside it. Without one nothing changes, and no files need to be laid there.
    let mut log = path.clone().into_os_string();
    log.push("-wal");
    let settled = fs::metadata(log).map_or(0, |log| log.len()) == 0;
    let options = SqliteConnectOptions::new().filename(&path).read_only(true).immutable(settled);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.map_err(StoreError::from);
    Ok(Some(Pool::Sqlite(pool.map_err(|error| error.about_file(&path))?)))
}

/// What a database holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contents {
    Nothing,
    /// Of this version or an older one.
    Hers,
    /// Tables of something else.
    Foreign,
}

/// Looks what a database holds.
pub(super) async fn contents(pool: &Pool) -> Result<Contents, StoreError> {
    let tables = match pool {
        Pool::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
        Pool::Postgres(_) => "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = current_schema()",
    };
    let tables = pool.rows(tables, values![]).await?;
    let names: Vec<String> = tables.iter().map(|row| row.get("name")).collect::<Result<_, _>>()?;
    if !names.iter().any(|name| name == "_sqlx_migrations") {
        return Ok(if names.is_empty() { Contents::Nothing } else { Contents::Foreign });
    }
    let newest = pool.row("SELECT MAX(version) AS version FROM _sqlx_migrations WHERE success", values![]).await?;
    let newest = newest.map(|row| row.get::<Option<i64>>("version")).transpose()?.flatten();
    match newest {
        None => Ok(Contents::Nothing),
        Some(newest) if MIGRATIONS.version_exists(newest) => Ok(Contents::Hers),
        Some(newest) => Err(StoreError::Newer(newest)),
    }
}

/// A database that is somebody else's.
pub(super) fn foreign() -> StoreError {
    StoreError::Refused("it holds the tables of something else. Name another one in [database] url".to_owned())
}

/// Says of a file that SQLite does not open what stands in the way, which it does not tell itself.
fn explain(path: &Path, error: StoreError) -> StoreError {
    if !matches!(error, StoreError::Refused(_) | StoreError::ReadOnly(_)) {
        return error.about_file(path);
    }
    if path.is_dir() {
        return StoreError::Refused(format!("{} is a folder. Name a file, for example sqlite:data/stina.db", path.display()));
    }
    if let Err(cause) = OpenOptions::new().read(true).write(true).open(path) {
        return from_io(path, &cause);
    }
    // SQLite lays its log beside the file.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = folder.join(format!(".stina-{}", std::process::id()));
    match OpenOptions::new().write(true).create_new(true).open(&beside) {
        Ok(_) => {
            let _ = fs::remove_file(&beside);
            error.about_file(path)
        }
        Err(cause) => from_io(folder, &cause),
    }
}

/// Connects, and makes the file (for its owner alone) where there is none yet.
pub(super) async fn connect(url: &str) -> Result<Pool, StoreError> {
    match locate(url)? {
        Location::Memory => {
            // A second connection would be a second, empty database, and so would be a new one
            // after the first was closed for idleness.
            let pool = SqlitePoolOptions::new()
                .max_connections(1)
                .min_connections(1)
                .idle_timeout(None)
                .max_lifetime(None)
                .connect_with(SqliteConnectOptions::new().in_memory(true).foreign_keys(true))
                .await?;
            Ok(Pool::Sqlite(pool))
        }
        Location::File { path, max_page_count, busy_timeout } => {
            create_private_file(&path).map_err(|error| from_io(&path, &error))?;
            let mut options = SqliteConnectOptions::new()
                .filename(&path)
                .create_if_missing(false)
                .journal_mode(SqliteJournalMode::Wal)
                // In WAL mode NORMAL can lose the last transactions when the power fails, never
                // halves. That is the state of a restored backup: the sync token goes back with the
                // rest, the homeserver tells again what is missing, and what was sent is recognised.
                .synchronous(SqliteSynchronous::Normal)
                .foreign_keys(true)
                .busy_timeout(busy_timeout)
                // What was removed is overwritten, not only unlinked.
                .pragma("secure_delete", "ON")
                .pragma("wal_autocheckpoint", LONGEST_LOG)
                .statement_cache_capacity(100);
            if let Some(pages) = max_page_count {
                options = options.pragma("max_page_count", pages.to_string());
            }
            let pool = SqlitePoolOptions::new()
                .max_connections(4)
                .acquire_timeout(PATIENCE)
                // A connection to a file does not break while it lies idle.
                .test_before_acquire(false)
                .connect_with(options)
                .await
                .map_err(|error| explain(&path, StoreError::from(error)))?;
            Ok(Pool::Sqlite(pool))
        }
        Location::Server(url) => {
            let options = PgConnectOptions::from_str(&url).map_err(|error| {
                StoreError::Refused(format!(
                    "the URL of the PostgreSQL server cannot be read ({error}). In a user or a password / is written %2F, ? %3F, # %23, : %3A and % %25"
                ))
            })?;
            let options = options.application_name("stina");
            let given = options.get_options().unwrap_or_default().to_owned();
            let defaults =
                [("lock_timeout", "10s"), ("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION), ("client_min_messages", "warning")];
            let options = options.options(defaults.into_iter().filter(|(key, _)| !given.contains(key)));
            // A pool tries until its patience ends and then only says that it has. One connection says why.
            super::reach::try_once(&options).await?;
            let pool = PgPoolOptions::new()
                .max_connections(8)
                .acquire_timeout(PATIENCE)
                // Whether the server is still there is asked before the first statement after a pause, not before each.
                .test_before_acquire(false)
                .before_acquire(|connection, meta| {
                    Box::pin(async move {
                        if meta.idle_for > UNASKED {
                            connection.ping().await?;
                        }
                        Ok(true)
                    })
                })
                .connect_with(options)
                .await?;
            Ok(Pool::Postgres(pool))
        }
    }
}

/// Brings the schema up to date.
pub(super) async fn migrate(pool: &Pool) -> Result<(), StoreError> {
    match pool {
        Pool::Sqlite(pool) => MIGRATIONS.run(pool).await?,
        Pool::Postgres(pool) => MIGRATIONS.run(pool).await?,
    }
    Ok(())
}

/// Whether an error in opening a file may come from another program that is making it just now.
pub(super) fn is_being_made(url: &str, error: &StoreError) -> bool {
    let passes = match error {
        StoreError::Locked(_) => true,
        StoreError::Corrupt(text) => text.contains("already exists") || text.contains("duplicate column"),
        _ => false,
    };
    passes && url.starts_with("sqlite:")
}

/// Makes an empty file that only its owner can read, in a folder that only they can enter, where
/// there is none yet. SQLite gives the files it lays beside it the same rights.
pub(super) fn create_private_file(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        outcome => outcome.map(drop),
    }
}

/// Sorts an error of the file system like one of the database.
pub(super) fn from_io(path: &Path, error: &io::Error) -> StoreError {
    let text = format!("{}: {error}", path.display());
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full(text),
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => StoreError::ReadOnly(text),
        _ => StoreError::Refused(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read() {
        let file = |path: &str, pages, milliseconds| Location::File {
            path: PathBuf::from(path),
            max_page_count: pages,
            busy_timeout: Duration::from_millis(milliseconds),
        };
        for (url, expected) in [
            ("sqlite::memory:", Location::Memory),
            ("sqlite:data/stina.db", file("data/stina.db", None, 10_000)),
            ("sqlite:///var/lib/stina/100%.db", file("/var/lib/stina/100%.db", None, 10_000)),
            ("sqlite:/x.db?max_page_count=20&busy_timeout=5", file("/x.db", Some(20), 5)),
            ("postgres://localhost/stina", Location::Server("postgres://localhost/stina".to_owned())),
        ] {
            assert_eq!(locate(url).ok(), Some(expected), "{url}");
        }
    }

    #[test]
    fn wrong_urls_say_what_to_write() {
        for (url, remedy) in
            [("mysql://x", "sqlite:data/stina.db"), ("sqlite:", "names no file"), ("sqlite:x.db?mode=ro", "max_page_count")]
        {
            let error = locate(url).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(remedy), "{url}: {error}");
        }
    }
}
