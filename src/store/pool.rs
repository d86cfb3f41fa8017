//! One way to run SQL on either database: the statements are the same, only the driver differs.
//!
//! A value is text, a whole number or a truth value; the schema has nothing else. Whoever calls
//! never names a driver, so each statement stands once.

use sqlx::{AssertSqlSafe, Decode, Postgres, Row as _, SqlSafeStr, Sqlite, Type, pool::PoolConnection, postgres::PgRow, sqlite::SqliteRow};

use super::StoreError;

/// The name of the lock that makes writing transactions on PostgreSQL run one after another, as
/// they do on SQLite by themselves. Any fixed number does, as long as nothing else uses it.
const WRITE_LOCK: &str = "SELECT pg_advisory_xact_lock(7365616)";

/// The connections to one of the two databases.
#[derive(Debug, Clone)]
pub(super) enum Pool {
    /// A file, or memory.
    Sqlite(sqlx::SqlitePool),
    /// A server.
    Postgres(sqlx::PgPool),
}

/// A transaction on one of the two. Dropped without a commit it leaves no trace.
pub(super) enum Transaction {
    /// On SQLite.
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// Runs the same code on whichever of the two it is.
macro_rules! on_either {
    ($either:expr, $kind:ident, $inner:ident => $body:expr) => {
        match $either {
            $kind::Sqlite($inner) => $body,
            $kind::Postgres($inner) => $body,
        }
    };
}

/// A statement of either driver with its values bound.
macro_rules! bound {
    ($sql:expr, $values:expr) => {{
        let mut query = sqlx::query($sql);
        for value in $values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Integer(integer) => query.bind(integer),
                Value::Boolean(boolean) => query.bind(boolean),
            };
        }
        query
    }};
}

impl Pool {
    /// Begins a transaction that will write. Only one runs at a time, on either database.
    pub(super) async fn begin_write(&self) -> Result<Transaction, StoreError> {
        match self {
            // With a plain BEGIN two transactions that read first would both hold the read lock and
            // neither could go on to write.
            Self::Sqlite(pool) => Ok(Transaction::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?)),
            Self::Postgres(pool) => {
                let mut transaction = Transaction::Postgres(pool.begin().await?);
                transaction.execute(WRITE_LOCK, Vec::new()).await?;
                Ok(transaction)
            }
        }
    }

    /// Begins a transaction that only reads, and sees one state throughout.
    pub(super) async fn begin_read(&self) -> Result<Transaction, StoreError> {
        match self {
            Self::Sqlite(pool) => Ok(Transaction::Sqlite(pool.begin().await?)),
            Self::Postgres(pool) => Ok(Transaction::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)),
        }
    }

    /// Reads all rows of a single query, outside of any transaction.
    pub(super) async fn rows(&self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        Ok(on_either!(self, Self, pool => bound!(sql, values).fetch_all(pool).await?.into_iter().map(Row::from).collect()))
    }

    /// Reads the first row of a single query, outside of any transaction, if there is one.
    pub(super) async fn row(&self, sql: &'static str, values: Vec<Value>) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, values).await?.into_iter().next())
    }

    /// Lets the connections go, after what they are doing.
    pub(super) async fn close(&self) {
        on_either!(self, Self, pool => pool.close().await);
    }

    /// A connection outside of any transaction, on SQLite alone.
    pub(super) async fn sqlite_connection(&self) -> Result<Option<PoolConnection<Sqlite>>, StoreError> {
        match self {
            Self::Sqlite(pool) => Ok(Some(pool.acquire().await?)),
            Self::Postgres(_) => Ok(None),
        }
    }
}

impl Transaction {
    /// Runs a statement and tells how many rows it changed.
    pub(super) async fn execute(&mut self, sql: &'static str, values: Vec<Value>) -> Result<u64, StoreError> {
        self.execute_any(sql, values).await
    }

    /// Reads all rows of a query.
    pub(super) async fn rows(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        self.rows_any(sql, values).await
    }

    /// Reads the first row of a query, if there is one.
    pub(super) async fn row(&mut self, sql: &'static str, values: Vec<Value>) -> Result<Option<Row>, StoreError> {
        Ok(self.rows_any(sql, values).await?.into_iter().next())
    }

    /// Like [`Self::execute`], for a statement put together from names that the program knows.
    pub(super) async fn execute_built(&mut self, sql: String, values: Vec<Value>) -> Result<u64, StoreError> {
        self.execute_any(AssertSqlSafe(sql), values).await
    }

    /// Like [`Self::rows`], for a query put together from names that the program knows.
    pub(super) async fn rows_built(&mut self, sql: String, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        self.rows_any(AssertSqlSafe(sql), values).await
    }

    async fn execute_any(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<u64, StoreError> {
        Ok(on_either!(self, Self, inner => bound!(sql, values).execute(&mut **inner).await?.rows_affected()))
    }

    async fn rows_any(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        Ok(on_either!(self, Self, inner => bound!(sql, values).fetch_all(&mut **inner).await?.into_iter().map(Row::from).collect()))
    }

    /// The database's own clock, in milliseconds since 1970 UTC. Where several machines use one
    /// database it is the only clock they share.
    pub(super) async fn clock(&mut self) -> Result<i64, StoreError> {
        let sql = match self {
            Self::Sqlite(_) => "SELECT CAST(unixepoch('subsec') * 1000 AS BIGINT) AS now",
            Self::Postgres(_) => "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS now",
        };
        self.row(sql, Vec::new()).await?.ok_or_else(|| StoreError::corrupt("no clock"))?.get("now")
    }

    /// Makes everything done in it last.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        on_either!(self, Self, inner => inner.commit().await?);
        Ok(())
    }
}

/// A value to bind to a placeholder. Even an absent one has a type, because PostgreSQL asks for it.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// TEXT.
    Text(Option<String>),
    /// BIGINT.
    Integer(Option<i64>),
    /// BOOLEAN.
    Boolean(Option<bool>),
}

/// Makes the list of values for a statement.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::pool::Value::from($value)),*] };
}
pub(super) use values;

/// U+0000 passes JSON and homeservers, but PostgreSQL's TEXT cannot hold it. It is replaced on both
/// databases, so that a message with it is answered like any other.
fn storable(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(storable(text.to_owned())))
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(storable(text)))
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(|text| storable(text.to_owned())))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.map(storable))
    }
}

impl From<i64> for Value {
    fn from(integer: i64) -> Self {
        Self::Integer(Some(integer))
    }
}

impl From<Option<i64>> for Value {
    fn from(integer: Option<i64>) -> Self {
        Self::Integer(integer)
    }
}

impl From<bool> for Value {
    fn from(boolean: bool) -> Self {
        Self::Boolean(Some(boolean))
    }
}

/// A row that was read.
pub(super) enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

impl From<SqliteRow> for Row {
    fn from(row: SqliteRow) -> Self {
        Self::Sqlite(row)
    }
}

impl From<PgRow> for Row {
    fn from(row: PgRow) -> Self {
        Self::Postgres(row)
    }
}

impl Row {
    /// The value of a column.
    pub(super) fn get<T>(&self, column: &str) -> Result<T, StoreError>
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>,
    {
        Ok(on_either!(self, Self, row => row.try_get::<T, _>(column)?))
    }
}
