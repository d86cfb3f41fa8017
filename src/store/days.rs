//! ST days: writing them and the answers to them down, reading what deciding needs of them, and asking
//! those who have not answered before the last day to sign up.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::{Timestamp, tz::TimeZone};

use super::{
    Store, StoreError,
    apply::apply,
    from_json, patiently,
    pool::{Row, Transaction, values},
    reminders::readable,
    timestamp, to_json,
};
use crate::{
    effect::{About, Effect},
    facts::{
        Facts, Person,
        days::{Answer, Attendance, Invited, KnownDay, StDay},
    },
};

/// More days than this are not looked at.
const MOST: i64 = 1_000;
/// How long, in milliseconds, a day that is over can still be asked about: a quarter of a year.
const LATELY: i64 = 92 * 24 * 60 * 60 * 1000;
/// The columns of an answer.
const ANSWER: &str = "day, person, name, answer, waiting, since, english, event";

/// Picks the days whose unanswered are to be asked, longest overdue first.
pub(super) const DUE: &str =
    "SELECT id, author, document, ask_at FROM st_day WHERE ask_at IS NOT NULL AND ask_at <= $1 ORDER BY ask_at, id LIMIT $2";
/// When the next one is.
pub(super) const NEXT_DUE: &str = "SELECT ask_at FROM st_day WHERE ask_at IS NOT NULL ORDER BY ask_at LIMIT 1";

impl Store {
    /// Asks, for up to `limit` ST days whose time for it has come, those who have not answered: `ask`
    /// says what that means, and all of it is written in one transaction. Tells how many days there
    /// were; as long as these are `limit`, there may be more.
    ///
    /// # Errors
    /// When the database fails, or another process serves the account now. Nobody was asked then.
    pub async fn days_due(&self, now: Timestamp, limit: usize, ask: impl Fn(&KnownDay) -> Vec<Effect> + Send) -> Result<usize, StoreError> {
        if self.next_day_due().await?.is_none_or(|next| next > now) {
            return Ok(0);
        }
        patiently(async {
            let mut writing = self.write().await?;
            let transaction = &mut writing.transaction;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = transaction.rows(DUE, values![now.as_millisecond(), limit]).await?;
            for row in &rows {
                let id: String = row.get("id")?;
                // Whatever comes of it, it does not fall due again.
                transaction.execute("UPDATE st_day SET ask_at = NULL WHERE id = $1", values![&id]).await?;
                let Some(day) = readable_day(row)? else { continue };
                let answers = answers(
                    transaction,
                    "SELECT day, person, name, answer, waiting, since, english, event FROM attendance WHERE day = $1",
                    &id,
                )
                .await?;
                let invited = invited(transaction, &day).await?;
                let day = KnownDay { day: StDay { ask_at: None, ..day }, answers, invited };
                let source = format!("day-{id}@{}", row.get::<i64>("ask_at")?);
                apply(transaction, &source, &ask(&day), None, now.as_millisecond()).await?;
            }
            writing.commit().await?;
            Ok(rows.len())
        })
        .await
    }

    /// When somebody will next be asked for an answer to an ST day, or should have been.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_day_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let row = self.pool.row(NEXT_DUE, values![]).await?;
        row.map(|row| timestamp(row.get("ask_at")?)).transpose()
    }
}

/// Reads the days that are not over and what the sender may need of their answers into the facts.
pub(super) async fn read(transaction: &mut Transaction, facts: &mut Facts, sender: &str, now: i64) -> Result<(), StoreError> {
    // Whoever directs studies also sees who came lately; everybody sees what they answered themselves.
    let since = if facts.power.any() { now - LATELY } else { now };
    let rows = transaction
        .rows(
            "SELECT id, author, document FROM st_day WHERE ends_at >= $1 OR id IN (SELECT day FROM attendance WHERE person = $2) \
             ORDER BY ends_at DESC, id LIMIT $3",
            values![since, sender, MOST],
        )
        .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let mut known = Vec::with_capacity(rows.len());
    for row in &rows {
        known.extend(readable_day(row)?.map(|day| KnownDay { day, answers: Vec::new(), invited: Vec::new() }));
    }
    known.sort_by(|left, right| {
        (left.day.plan.first, left.day.plan.from, &left.day.id).cmp(&(right.day.plan.first, right.day.plan.from, &right.day.id))
    });
    // Whether there is a seat depends on everybody's answers; where there is no limit on one's own.
    let sql = format!(
        "SELECT {ANSWER} FROM attendance WHERE person = $3 \
         OR day IN (SELECT id FROM st_day WHERE ends_at >= $1 AND (limited OR $2)) ORDER BY since, person"
    );
    let mut by_day: HashMap<String, Vec<Attendance>> = HashMap::new();
    for row in transaction.rows_built(sql, values![since, facts.power.any(), sender]).await? {
        let answer = attendance(&row)?;
        by_day.entry(answer.day.clone()).or_default().push(answer);
    }
    for day in &mut known {
        day.answers = by_day.remove(&day.day.id).unwrap_or_default();
    }
    facts.day_told = told(transaction, sender).await?;
    if facts.power.any() {
        facts.day_reminders = readable(
            transaction
                .rows(
                    "SELECT id, document FROM reminder WHERE day IN (SELECT id FROM st_day WHERE ends_at >= $1) AND active \
                     AND fault IS NULL ORDER BY id",
                    values![now],
                )
                .await?,
        )?;
    }
    if facts.power.any() {
        for day in &mut known {
            day.invited = invited(transaction, &day.day).await?;
        }
        let posts: BTreeSet<&str> = known.iter().flat_map(|known| known.day.posts()).collect();
        for post in posts {
            let Some(row) = transaction.row("SELECT document FROM announcement WHERE id = $1", values![post]).await? else { continue };
            // One that cannot be read is told of where it is written about.
            facts.day_announcements.extend(serde_json::from_str(&row.get::<String>("document")?).ok());
        }
    }
    facts.days = known;
    Ok(())
}

/// The days that somebody was last asked about or told news of in a message of its own, and when.
async fn told(transaction: &mut Transaction, sender: &str) -> Result<Option<(Vec<String>, Timestamp)>, StoreError> {
    let row = transaction
        .row(
            "SELECT about, changed_at FROM outbox WHERE target_person = $1 AND kind = 'text' AND state = 'sent' AND about IS NOT NULL \
             ORDER BY sequence DESC LIMIT 1",
            values![sender],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    match serde_json::from_str(&row.get::<String>("about")?) {
        Ok(About::Days { days }) => Ok(Some((days, timestamp(row.get("changed_at")?)?))),
        _ => Ok(None),
    }
}

/// Who got the announcement that carries a day, one by one. What was posted in a room invites nobody by name.
async fn invited(transaction: &mut Transaction, day: &StDay) -> Result<Vec<Invited>, StoreError> {
    let mut all: BTreeMap<String, Invited> = BTreeMap::new();
    for announcement in day.posts() {
        let rows = transaction
            .rows(
                "SELECT d.recipient, p.document FROM delivery d JOIN outbox o ON o.id = d.outbox \
                 LEFT JOIN person p ON p.person = d.recipient \
                 WHERE d.announcement = $1 AND o.state = 'sent' AND o.standing AND o.target_person = d.recipient ORDER BY d.recipient",
                values![announcement],
            )
            .await?;
        for row in &rows {
            let known: Option<Person> = row.get::<Option<String>>("document")?.and_then(|document| serde_json::from_str(&document).ok());
            let person: String = row.get("recipient")?;
            all.insert(person.clone(), Invited { person, english: known.is_some_and(|known| known.english) });
        }
    }
    Ok(all.into_values().collect())
}

async fn answers(transaction: &mut Transaction, sql: &'static str, key: &str) -> Result<Vec<Attendance>, StoreError> {
    transaction.rows(sql, values![key]).await?.iter().map(attendance).collect()
}

/// A day as it stands in its row. One that cannot be read must not hide the others.
fn readable_day(row: &Row) -> Result<Option<StDay>, StoreError> {
    let author: String = row.get("author")?;
    match from_json::<StDay>(&row.get::<String>("document")?) {
        Ok(day) => Ok(Some(StDay { author, ..day })),
        Err(error) => {
            tracing::error!(day = row.get::<String>("id")?, %error, "an ST day cannot be read");
            Ok(None)
        }
    }
}

fn attendance(row: &Row) -> Result<Attendance, StoreError> {
    let answer = match row.get::<String>("answer")?.as_str() {
        "yes" => Answer::Yes,
        "no" => Answer::No,
        _ => Answer::Maybe,
    };
    Ok(Attendance {
        day: row.get("day")?,
        person: row.get("person")?,
        name: row.get("name")?,
        answer,
        waiting: row.get("waiting")?,
        since: timestamp(row.get("since")?)?,
        english: row.get("english")?,
        event: row.get("event")?,
    })
}

/// Writes down an ST day, in place of an earlier state of it.
pub(super) async fn save_day(transaction: &mut Transaction, day: &StDay, now: i64) -> Result<(), StoreError> {
    let zone = TimeZone::get(&day.zone).unwrap_or(TimeZone::UTC);
    let ends = zone.to_ambiguous_zoned(day.plan.ends()).compatible().map_err(StoreError::corrupt)?;
    transaction
        .execute(
            "INSERT INTO st_day (id, author, announcement, ends_at, ask_at, limited, changed_at, document) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET author = excluded.author, \
             announcement = excluded.announcement, ends_at = excluded.ends_at, ask_at = excluded.ask_at, \
             limited = excluded.limited, changed_at = excluded.changed_at, document = excluded.document",
            values![
                &day.id,
                &day.author,
                day.announcement.as_deref(),
                ends.timestamp().as_millisecond(),
                day.ask_at.map(Timestamp::as_millisecond),
                day.plan.seats.is_some(),
                now,
                to_json(day)?
            ],
        )
        .await?;
    Ok(())
}

/// Writes down an answer, in place of an earlier one of the same person.
pub(super) async fn save_answer(transaction: &mut Transaction, answer: &Attendance) -> Result<(), StoreError> {
    let said = match answer.answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Maybe => "maybe",
    };
    transaction
        .execute(
            "INSERT INTO attendance (day, person, name, answer, waiting, since, english, event) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (day, person) DO UPDATE SET name = excluded.name, answer = excluded.answer, waiting = excluded.waiting, \
             since = excluded.since, english = excluded.english, event = excluded.event",
            values![
                &answer.day,
                &answer.person,
                answer.name.as_deref(),
                said,
                answer.waiting,
                answer.since.as_millisecond(),
                answer.english,
                &answer.event
            ],
        )
        .await?;
    Ok(())
}

/// Forgets an answer.
pub(super) async fn forget_answer(transaction: &mut Transaction, day: &str, person: &str) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM attendance WHERE day = $1 AND person = $2", values![day, person]).await?;
    Ok(())
}

/// Forgets a person: their answers, and that days were put in by them.
pub(super) async fn forget(transaction: &mut Transaction, user: &str) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM attendance WHERE person = $1", values![user]).await?;
    transaction.execute("UPDATE st_day SET author = '' WHERE author = $1", values![user]).await?;
    Ok(())
}
