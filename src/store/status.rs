//! Counting, for `stina doctor`, the status answer and the study director's reports.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{
    Store, StoreError,
    deliver::{NEXT_OUTGOING, OUTGOING},
    open::MIGRATIONS,
    pool::{Row, Transaction, Value, values},
    reminders::{DUE, NEXT_DUE},
    timestamp,
};

/// How things stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Messages that are to be sent, those that wait for another one included.
    pub pending: u64,
    /// Those of them that were tried and wait to be tried again.
    pub waiting_retry: u64,
    /// Since when the oldest of them waits.
    pub oldest_pending: Option<Timestamp>,
    /// Messages that cannot be sent, newest first, at most twenty; see `parked_count` for all.
    pub parked: Vec<ParkedRow>,
    /// How many cannot be sent.
    pub parked_count: u64,
    /// Events that were set aside because they could not be handled.
    pub set_aside: u64,
    /// Messages whose keys are missing.
    pub undecrypted: u64,
    /// Reminders that will still come.
    pub active_reminders: u64,
    /// Reminders that were left alone because of a fault.
    pub faulty_reminders: u64,
    /// Reminders whose message reached nobody.
    pub undelivered_reminders: u64,
    /// When the next reminder comes.
    pub next_reminder: Option<Timestamp>,
    /// Persons she knows.
    pub persons: u64,
    /// How many migrations the database has, of how many that this version knows.
    pub migrations: (u64, u64),
}

/// A message that cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParkedRow {
    /// Its outbox id.
    pub outbox: String,
    /// The room, or the person where there is no direct chat.
    pub lane: String,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
}

/// A question that found no answer, with those that read the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnansweredQuestion {
    /// The text as it was asked last.
    pub text: String,
    /// The region of those who asked, where known.
    pub region: Option<String>,
    /// How often it was asked.
    pub count: u64,
    /// When it was asked last.
    pub last_asked: Timestamp,
}

/// What people thought of a rule's answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackCount {
    /// The rule's id.
    pub rule: String,
    /// The region it was given for.
    pub region: String,
    /// 👍.
    pub helpful: u64,
    /// 👎.
    pub unhelpful: u64,
}

impl Store {
    /// How things stand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn status(&self) -> Result<Status, StoreError> {
        let next_reminder = self.next_due().await?;
        let mut transaction = self.pool.begin_read().await?;
        let unsent = "state IN ('pending', 'waiting')";
        let oldest = transaction.rows_built(format!("SELECT MIN(created_at) AS oldest FROM outbox WHERE {unsent}"), values![]).await?;
        let oldest = oldest.first().map(|row| row.get::<Option<i64>>("oldest")).transpose()?.flatten();
        let parked = transaction
            .rows(
                "SELECT id, lane, reason, changed_at FROM outbox WHERE state = 'parked' \
                 ORDER BY changed_at DESC, sequence DESC LIMIT 20",
                values![],
            )
            .await?;
        Ok(Status {
            pending: count(&mut transaction, &format!("outbox WHERE {unsent}")).await?,
            waiting_retry: count(&mut transaction, "outbox WHERE state = 'pending' AND attempts > 0").await?,
            oldest_pending: oldest.map(timestamp).transpose()?,
            parked: parked.iter().map(parked_row).collect::<Result<_, _>>()?,
            parked_count: count(&mut transaction, "outbox WHERE state = 'parked'").await?,
            set_aside: count(&mut transaction, "inbox WHERE reason IS NOT NULL").await?,
            undecrypted: count(&mut transaction, "undecrypted").await?,
            active_reminders: count(&mut transaction, "reminder WHERE active").await?,
            faulty_reminders: count(&mut transaction, "reminder WHERE fault IS NOT NULL").await?,
            undelivered_reminders: count(&mut transaction, "reminder WHERE undelivered").await?,
            next_reminder,
            persons: count(&mut transaction, "person").await?,
            migrations: (
                count(&mut transaction, "_sqlx_migrations WHERE success").await?,
                MIGRATIONS.iter().count().try_into().unwrap_or(u64::MAX),
            ),
        })
    }

    /// Whether an answer for a room waits to be sent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_answering(&self, room: &str) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin_read().await?;
        let sql = "SELECT id FROM outbox WHERE lane = $1 AND priority = 0 AND state = 'pending' LIMIT 1";
        Ok(transaction.row(sql, values![room]).await?.is_some())
    }

    /// The questions that found no answer, those that read the same together, most frequent first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn questions(&self) -> Result<Vec<UnansweredQuestion>, StoreError> {
        let mut transaction = self.pool.begin_read().await?;
        let rows = transaction.rows("SELECT text, region, asked_at FROM question ORDER BY asked_at, event", values![]).await?;
        let mut groups: HashMap<(String, Option<String>), UnansweredQuestion> = HashMap::new();
        for row in rows {
            let text: String = row.get("text")?;
            let region: Option<String> = row.get("region")?;
            let last_asked = timestamp(row.get("asked_at")?)?;
            let group = groups.entry((same_words(&text), region.clone())).or_insert_with(|| UnansweredQuestion {
                text: String::new(),
                region,
                count: 0,
                last_asked,
            });
            group.text = text;
            group.count += 1;
            group.last_asked = last_asked;
        }
        let mut questions: Vec<_> = groups.into_values().collect();
        questions.sort_by(|a, b| b.count.cmp(&a.count).then(b.last_asked.cmp(&a.last_asked)).then_with(|| a.text.cmp(&b.text)));
        Ok(questions)
    }

    /// What people thought of the answers, rule by rule.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feedback(&self) -> Result<Vec<FeedbackCount>, StoreError> {
        let mut transaction = self.pool.begin_read().await?;
        let rows = transaction
            .rows(
                "SELECT rule, region, helpful, unhelpful FROM feedback WHERE helpful > 0 OR unhelpful > 0 \
                 ORDER BY rule, region",
                values![],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(FeedbackCount {
                    rule: row.get("rule")?,
                    region: row.get("region")?,
                    helpful: u64::try_from(row.get::<i64>("helpful")?).unwrap_or(0),
                    unhelpful: u64::try_from(row.get::<i64>("unhelpful")?).unwrap_or(0),
                })
            })
            .collect()
    }

    /// How the database means to carry out the statements that run all the time, each with its
    /// name: whether it goes by an index can be read there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plans(&self, now: Timestamp) -> Result<Vec<(&'static str, String)>, StoreError> {
        let time = now.as_millisecond();
        let statements: [(&'static str, &'static str, Vec<Value>); 4] = [
            ("outgoing", OUTGOING, values![time, 10, false, ""]),
            ("next outgoing", NEXT_OUTGOING, values![time]),
            ("due", DUE, values![time, 10]),
            ("next due", NEXT_DUE, values![]),
        ];
        let mut transaction = self.pool.begin_read().await?;
        let (explain, column) = match transaction {
            Transaction::Sqlite(_) => ("EXPLAIN QUERY PLAN", "detail"),
            Transaction::Postgres(_) => ("EXPLAIN", "QUERY PLAN"),
        };
        let mut plans = Vec::new();
        for (name, statement, wanted) in statements {
            let rows = transaction.rows_built(format!("{explain} {statement}"), wanted).await?;
            let lines = rows.iter().map(|row| row.get::<String>(column)).collect::<Result<Vec<_>, _>>()?;
            plans.push((name, lines.join("\n")));
        }
        Ok(plans)
    }
}

async fn count(transaction: &mut Transaction, what: &str) -> Result<u64, StoreError> {
    let rows = transaction.rows_built(format!("SELECT COUNT(*) AS count FROM {what}"), values![]).await?;
    let count = rows.first().map_or(Ok(0), |row| row.get::<i64>("count"))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

fn parked_row(row: &Row) -> Result<ParkedRow, StoreError> {
    Ok(ParkedRow {
        outbox: row.get("id")?,
        lane: row.get("lane")?,
        reason: row.get::<Option<String>>("reason")?.unwrap_or_default(),
        since: timestamp(row.get("changed_at")?)?,
    })
}

/// The words of a text alone, so that case, spaces and punctuation do not part what reads the same.
fn same_words(text: &str) -> String {
    let words: Vec<String> =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.join(" ")
}
