//! The audit log: who did what, when, to how many; and the pseudonyms that stand for the forgotten.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{
    Store, StoreError,
    outbox::outbox_id,
    pool::{Transaction, values},
    read_meta, timestamp,
};
use crate::{
    effect::{Act, AuditEntry},
    facts::Office,
};

/// Where the salt of pseudonyms is kept.
pub(super) const SALT: &str = "pseudonym_salt";

/// A line of the audit log as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audited {
    /// When.
    pub at: Timestamp,
    /// Who did what to whom.
    pub entry: AuditEntry,
}

impl Store {
    /// The audit log, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(&self) -> Result<Vec<Audited>, StoreError> {
        let mut transaction = self.pool.begin_read().await?;
        let rows = transaction
            .rows("SELECT done_at, done_by, act, person, subject, regions, affected FROM audit ORDER BY done_at, id", values![])
            .await?;
        rows.iter()
            .map(|row| {
                let regions: String = row.get("regions")?;
                Ok(Audited {
                    at: timestamp(row.get("done_at")?)?,
                    entry: AuditEntry {
                        who: row.get("done_by")?,
                        what: read_act(&row.get::<String>("act")?)?,
                        person: row.get("person")?,
                        subject: row.get("subject")?,
                        regions: regions.split(',').filter(|region| !region.is_empty()).map(str::to_owned).collect(),
                        count: row.get::<Option<i64>>("affected")?.and_then(|count| u64::try_from(count).ok()),
                    },
                })
            })
            .collect()
    }
}

/// Writes a line. Its id follows from what caused it, so that the same decision writes one line.
pub(super) async fn write(
    transaction: &mut Transaction,
    source: &str,
    index: usize,
    entry: &AuditEntry,
    now: i64,
) -> Result<(), StoreError> {
    transaction
        .execute(
            "INSERT INTO audit (id, done_at, done_by, act, person, subject, regions, affected) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
            values![
                outbox_id(source, index),
                now,
                &entry.who,
                act_name(entry.what)?,
                entry.person.as_deref(),
                entry.subject.as_deref(),
                entry.regions.join(","),
                entry.count.map(|count| i64::try_from(count).unwrap_or(i64::MAX))
            ],
        )
        .await?;
    Ok(())
}

/// Puts a pseudonym where the log names a person, and notes that the powers they had went with them.
pub(super) async fn forget(transaction: &mut Transaction, user: &str, powers: &[Office], now: i64) -> Result<(), StoreError> {
    let pseudonym = pseudonym(transaction, "audit", user).await?;
    transaction.execute("UPDATE audit SET done_by = $1 WHERE done_by = $2", values![&pseudonym, user]).await?;
    transaction.execute("UPDATE audit SET person = $1 WHERE person = $2", values![&pseudonym, user]).await?;
    transaction.execute("UPDATE granted_role SET granted_by = $1 WHERE granted_by = $2", values![&pseudonym, user]).await?;
    for (index, office) in powers.iter().enumerate() {
        let (subject, regions) = match office {
            Office::Admin => ("admin", Vec::new()),
            Office::Studierektor(region) => ("studierektor", vec![region.clone()]),
        };
        let entry = AuditEntry {
            who: pseudonym.clone(),
            what: Act::Revoked,
            person: Some(pseudonym.clone()),
            subject: Some(subject.to_owned()),
            regions,
            count: None,
        };
        write(transaction, &format!("forget:{pseudonym}:{now}"), index, &entry, now).await?;
    }
    Ok(())
}

/// What stands for a user id where the id itself must not be kept. The same id gives the same
/// pseudonym, for each purpose another one, and without the database's salt nobody can tell whose.
pub(super) async fn pseudonym(transaction: &mut Transaction, purpose: &str, user: &str) -> Result<String, StoreError> {
    let salt = read_meta(transaction, SALT).await?.ok_or_else(|| StoreError::corrupt("no salt of pseudonyms"))?;
    Ok(hashed(&salt, purpose, user))
}

/// As [`pseudonym`], with the salt at hand.
pub(super) fn hashed(salt: &str, purpose: &str, user: &str) -> String {
    let digest = Sha256::new().chain_update(salt).chain_update("\0").chain_update(purpose).chain_update("\0").chain_update(user).finalize();
    format!("p-{}", data_encoding::HEXLOWER.encode(&digest[..12]))
}

fn act_name(act: Act) -> Result<String, StoreError> {
    match serde_json::to_value(act) {
        Ok(serde_json::Value::String(name)) => Ok(name),
        _ => Err(StoreError::Unstorable("an act without a name".to_owned())),
    }
}

fn read_act(name: &str) -> Result<Act, StoreError> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).map_err(StoreError::corrupt)
}
