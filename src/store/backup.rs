//! Copying the database into a file while she runs, and bringing such a copy back.
//!
//! A copy is always an SQLite file, whichever database it comes from, so that it can be brought back
//! to either.

use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use super::{
    Store, StoreError,
    open::{self, MIGRATIONS, create_private_file, from_io},
    pool::{Pool, Row, Transaction, Value, values},
    write_meta,
};

/// How many rows are in memory at a time.
const CHUNK: i64 = 200;

/// A table as its SQLite side describes it.
struct Table {
    name: String,
    /// Each with its type: TEXT, BIGINT or BOOLEAN.
    columns: Vec<(String, String)>,
    /// The primary key's columns.
    key: Vec<String>,
}

impl Store {
    /// Copies the database as it is at this moment into a new file, which only its owner can read.
    /// She goes on meanwhile.
    ///
    /// # Errors
    /// When there is such a file already, it cannot be written, or the database fails. Nothing is
    /// left of an attempt that failed.
    pub async fn backup(&self, path: &Path) -> Result<(), StoreError> {
        if path.exists() {
            return Err(StoreError::Declined(format!(
                "no copy was made: {} is there already and is not overwritten. Choose another name",
                path.display()
            )));
        }
        let partial = partial_path(path);
        // What an attempt left behind that was killed.
        remove_if_there(&partial)?;
        create_private_file(&partial).map_err(|error| StoreError::Declined(format!("no copy was made: {}: {error}", partial.display())))?;
        let outcome = match self.pool.sqlite_connection().await? {
            Some(mut connection) => {
                let name = partial.to_str().ok_or_else(|| not_unicode(&partial))?;
                sqlx::query("VACUUM INTO $1").bind(name.to_owned()).execute(&mut *connection).await.map(drop).map_err(StoreError::from)
            }
            None => self.copy_into(&partial).await,
        };
        let outcome = outcome.and_then(|()| keep(&partial, path).map_err(|error| from_io(path, &error)));
        if outcome.is_err() {
            remove_if_there(&partial)?;
        }
        // A full disk is the copy's, as a rule.
        outcome.map_err(|error| match error {
            StoreError::Full(_) => error.about_file(path),
            other => other,
        })
    }

    /// Copies row by row from one state of the database.
    async fn copy_into(&self, path: &Path) -> Result<(), StoreError> {
        let target = open_file(path, false).await?;
        let outcome = async {
            open::migrate(&target).await?;
            let mut writing = target.begin_write().await?;
            let tables = read_tables(&mut writing).await?;
            let mut reading = self.pool.begin_read().await?;
            for table in &tables {
                copy_table(table, &mut reading, &mut writing).await?;
            }
            writing.commit().await
        }
        .await;
        target.close().await;
        outcome
    }
}

/// Brings a copy that [`Store::backup`] made back into an empty database, of either kind.
///
/// All of it or nothing. The next start begins where the copy's time ended: see [`super`] for why
/// nothing is sent again.
///
/// # Errors
/// When the file cannot be read, is no such copy, or was written by a newer version; when the
/// database is not empty; or when it fails.
pub async fn restore(path: &Path, url: &str) -> Result<(), StoreError> {
    if !path.is_file() {
        return Err(StoreError::Declined(format!("nothing was brought back: there is no file {}", path.display())));
    }
    let source = open_file(path, true).await?;
    let outcome = restore_from(&source, path, url).await;
    source.close().await;
    outcome
}

async fn restore_from(source: &Pool, path: &Path, url: &str) -> Result<(), StoreError> {
    let mut reading = source.begin_read().await?;
    let tables = read_tables(&mut reading).await?;
    if !tables.iter().any(|table| table.name == "meta") {
        return Err(StoreError::Declined(format!(
            "nothing was brought back: {} is not a copy that was made with stina backup",
            path.display()
        )));
    }
    let applied = reading
        .row("SELECT MAX(version) AS version FROM _sqlx_migrations WHERE success", values![])
        .await?
        .map(|row| row.get::<Option<i64>>("version"))
        .transpose()?
        .flatten()
        .unwrap_or(0);
    if !MIGRATIONS.version_exists(applied) {
        return Err(StoreError::Newer(applied));
    }
    let target = open::connect(url).await?;
    let outcome = async {
        let mut writing = target.begin_write().await?;
        refuse_unless_empty(&mut writing).await?;
        // First the schema of the copy's time, then its rows, then what has changed since.
        run_migrations(&mut writing, Some(applied)).await?;
        for table in &tables {
            copy_table(table, &mut reading, &mut writing).await?;
        }
        run_migrations(&mut writing, None).await?;
        // Whoever served the account then is not to be waited for; the epoch goes on counting.
        writing.execute("UPDATE lease SET holder = '', until = 0", values![]).await?;
        let now = writing.clock().await?;
        write_meta(&mut writing, "restored_at", &now.to_string()).await?;
        writing.commit().await
    }
    .await;
    target.close().await;
    outcome
}

/// Opens an SQLite file on a single connection, without settings that would outlast it.
async fn open_file(path: &Path, read_only: bool) -> Result<Pool, StoreError> {
    let options = SqliteConnectOptions::new().filename(path).read_only(read_only);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
    Ok(Pool::Sqlite(pool))
}

/// Fails if any of the tables is there.
async fn refuse_unless_empty(target: &mut Transaction) -> Result<(), StoreError> {
    let sql = match target {
        Transaction::Sqlite(_) => "SELECT name FROM sqlite_master WHERE name = 'meta'",
        Transaction::Postgres(_) => "SELECT tablename AS name FROM pg_tables WHERE tablename = 'meta' AND schemaname = current_schema()",
    };
    match target.row(sql, values![]).await? {
        None => Ok(()),
        Some(_) => Err(StoreError::Declined(
            "nothing was brought back: the database is not empty, and a copy only goes into an empty one. Move the file away, or make a new database"
                .to_owned(),
        )),
    }
}

async fn run_migrations(target: &mut Transaction, up_to: Option<i64>) -> Result<(), StoreError> {
    let target_version = up_to.unwrap_or(i64::MAX);
    match target {
        Transaction::Sqlite(inner) => MIGRATIONS.run_to(target_version, &mut **inner).await?,
        Transaction::Postgres(inner) => MIGRATIONS.run_to(target_version, &mut **inner).await?,
    }
    Ok(())
}

/// The tables of an SQLite file, without those of SQLite and of the migrations.
async fn read_tables(file: &mut Transaction) -> Result<Vec<Table>, StoreError> {
    let rows = file
        .rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' \
             AND name NOT LIKE '%sqlx%' ORDER BY name",
            values![],
        )
        .await?;
    let mut tables = Vec::new();
    for row in rows {
        let name: String = row.get("name")?;
        let mut table = Table { name: name.clone(), columns: Vec::new(), key: Vec::new() };
        for column in file.rows("SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid", values![name]).await? {
            let name: String = column.get("name")?;
            if column.get::<i64>("pk")? > 0 {
                table.key.push(name.clone());
            }
            table.columns.push((name, column.get("type")?));
        }
        tables.push(table);
    }
    Ok(tables)
}

/// Copies the rows of a table, a chunk at a time in the order of its primary key.
async fn copy_table(table: &Table, source: &mut Transaction, target: &mut Transaction) -> Result<(), StoreError> {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
    let columns = names.join(", ");
    let key = table.key.join(", ");
    let key_places = places(1, table.key.len());
    let first = format!("SELECT {columns} FROM {} ORDER BY {key} LIMIT {CHUNK}", table.name);
    let next = format!("SELECT {columns} FROM {} WHERE ({key}) > ({key_places}) ORDER BY {key} LIMIT {CHUNK}", table.name);
    let insert = format!("INSERT INTO {} ({columns}) VALUES ({})", table.name, places(1, names.len()));
    let mut last: Option<Vec<Value>> = None;
    loop {
        let rows = match last.take() {
            None => source.rows_built(first.clone(), Vec::new()).await?,
            Some(key) => source.rows_built(next.clone(), key).await?,
        };
        let Some(end) = rows.last() else { return Ok(()) };
        last = Some(table.key.iter().map(|column| end.get::<String>(column).map(Value::from)).collect::<Result<_, _>>()?);
        for row in &rows {
            target.execute_built(insert.clone(), read_values(table, row)?).await?;
        }
    }
}

fn read_values(table: &Table, row: &Row) -> Result<Vec<Value>, StoreError> {
    table
        .columns
        .iter()
        .map(|(name, kind)| {
            Ok(match kind.as_str() {
                "BIGINT" => Value::Integer(row.get(name)?),
                "BOOLEAN" => Value::Boolean(row.get(name)?),
                _ => Value::Text(row.get(name)?),
            })
        })
        .collect()
}

/// `$1, $2, …`
fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|place| format!("${place}")).collect();
    places.join(", ")
}

/// Gives a finished file its name, once the disk has it.
fn keep(partial: &Path, path: &Path) -> std::io::Result<()> {
    std::fs::File::open(partial)?.sync_all()?;
    std::fs::rename(partial, path)
}

fn partial_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".partial");
    PathBuf::from(name)
}

fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(from_io(path, &error)),
        _ => Ok(()),
    }
}

fn not_unicode(path: &Path) -> StoreError {
    StoreError::Declined(format!("no copy was made: the name {} is not Unicode. Choose another", path.display()))
}
