//! What can go wrong with the database, sorted by what the caller shall do about it.

use std::path::Path;

use sqlx::{migrate::MigrateError, postgres::PgDatabaseError, sqlite::SqliteError};

/// Why the store could not do something. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached now. Try again.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// There is no room left. Stop, so that nothing is left half done.
    #[error("the disk of the database is full: {0}. Make room and start again")]
    Full(String),
    /// Somebody else holds the database's write lock and does not let go. Stop.
    #[error("the database is locked by another program: {0}. End that program and start again")]
    Locked(String),
    /// The database cannot be written. Stop.
    #[error("the database cannot be written: {0}. Look at the permissions of the file, its folder and its disk")]
    ReadOnly(String),
    /// The database cannot be opened as the settings say. Stop.
    #[error("the database cannot be opened: {0}")]
    Refused(String),
    /// What was asked for is not done, so that nothing is overwritten or mixed up. The reason says what to do.
    #[error("{0}")]
    Declined(String),
    /// The file of the database was moved, removed or replaced while it was open. Stop.
    #[error(
        "the database {0} was moved, removed or replaced while she ran, and what she writes would be lost. Bring the file back, or put a copy there with `stina restore`, and start again"
    )]
    Gone(String),
    /// The database serves another account. Stop.
    #[error(
        "this database belongs to {stored}, not to {asked}. One database serves one account: give {asked} a database (or a PostgreSQL schema) of its own"
    )]
    OtherAccount {
        /// The account it belongs to.
        stored: String,
        /// The account that was asked for.
        asked: String,
    },
    /// Another process serves the account now. Stop, and send nothing more.
    #[error("another process has taken over this account")]
    LeaseLost,
    /// A newer Stina has written the database. Stop.
    #[error("the database was written by a newer version (its migration {0} is not known here). Start that version")]
    Newer(i64),
    /// This one event's data cannot be stored. Set the event aside.
    #[error("the database does not take this data: {0}")]
    Unstorable(String),
    /// The database is damaged, or not as this version expects it. Stop.
    #[error("the database is damaged: {0}. Restore the last backup")]
    Corrupt(String),
}

impl StoreError {
    /// Whether trying again later can help by itself.
    #[must_use]
    pub fn passes(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }

    /// Whether only this event's data is to blame, so that setting it aside helps.
    #[must_use]
    pub fn concerns_the_event(&self) -> bool {
        matches!(self, Self::Unstorable(_))
    }

    /// Names the file that it is about.
    pub(super) fn about_file(self, path: &Path) -> Self {
        let named = |text: String| format!("{}: {text}", path.display());
        match self {
            Self::Full(text) => Self::Full(named(text)),
            Self::Locked(text) => Self::Locked(named(text)),
            Self::ReadOnly(text) => Self::ReadOnly(named(text)),
            Self::Refused(text) => Self::Refused(named(text)),
            Self::Corrupt(text) => Self::Corrupt(named(text)),
            other => other,
        }
    }

    pub(super) fn corrupt(what: impl std::fmt::Display) -> Self {
        Self::Corrupt(what.to_string())
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(database) => {
                if let Some(sqlite) = database.try_downcast_ref::<SqliteError>() {
                    from_sqlite(sqlite)
                } else if let Some(postgres) = database.try_downcast_ref::<PgDatabaseError>() {
                    from_postgres(postgres)
                } else {
                    Self::corrupt(database)
                }
            }
            sqlx::Error::Configuration(cause) => Self::Refused(cause.to_string()),
            sqlx::Error::RowNotFound
            | sqlx::Error::ColumnDecode { .. }
            | sqlx::Error::ColumnIndexOutOfBounds { .. }
            | sqlx::Error::ColumnNotFound(_)
            | sqlx::Error::Decode(_)
            | sqlx::Error::TypeNotFound { .. } => Self::corrupt(error),
            sqlx::Error::Encode(_) => Self::Unstorable(error.to_string()),
            sqlx::Error::Migrate(error) => Self::from(*error),
            sqlx::Error::PoolTimedOut => {
                Self::Unavailable("no connection came about in time. `stina doctor` says whether it answers at all".to_owned())
            }
            other => Self::Unavailable(other.to_string()),
        }
    }
}

impl From<MigrateError> for StoreError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => Self::from(error),
            MigrateError::VersionMissing(version) => Self::Newer(version),
            other => Self::corrupt(other),
        }
    }
}

/// Sorts SQLite's result codes (<https://www.sqlite.org/rescode.html>) by their low byte.
fn from_sqlite(error: &SqliteError) -> StoreError {
    use sqlx::error::DatabaseError;
    let code = error.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or(1);
    let text = error.to_string();
    match code & 0xff {
        5 | 6 => StoreError::Locked(text),
        13 => StoreError::Full(text),
        // An error in the operating system's writing or reading is, more often than not, a full or
        // failing disk: going on would only lose more.
        8 | 10 => StoreError::ReadOnly(text),
        3 | 14 | 23 => StoreError::Refused(text),
        18..=20 => StoreError::Unstorable(format!("SQLite code {code}")),
        7 | 9 | 15 => StoreError::Unavailable(text),
        _ => StoreError::Corrupt(text),
    }
}

/// Sorts PostgreSQL's error codes
/// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>). The text of a data error can
/// carry the data, so there only the code is kept.
fn from_postgres(error: &PgDatabaseError) -> StoreError {
    let code = error.code();
    let text = format!("{} (PostgreSQL {code})", error.message());
    match code {
        "53100" => StoreError::Full(text),
        "55P03" => StoreError::Locked(text),
        "25006" => StoreError::ReadOnly(text),
        "42501" | "3D000" | "3F000" => StoreError::Refused(text),
        _ => match code.get(..2) {
            Some("22" | "23" | "54") => StoreError::Unstorable(format!("PostgreSQL code {code}")),
            Some("28") => StoreError::Refused(text),
            Some("08" | "25" | "40" | "53" | "57" | "58") => StoreError::Unavailable(text),
            _ => StoreError::Corrupt(text),
        },
    }
}
