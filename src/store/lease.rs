//! The lease: at most one process serves an account, and a process that lost it can write nothing.

use std::{sync::PoisonError, time::Duration};

use jiff::Timestamp;

use super::{
    Store, StoreError, patiently,
    pool::{Transaction, values},
    read_meta, timestamp, write_meta,
};

/// The epoch of an account's lease.
const EPOCH: &str = "SELECT epoch FROM lease WHERE account = $1";

/// The right to serve an account, until somebody else takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The account.
    pub account: String,
    /// Grows each time the lease changes hands; every writing transaction checks it.
    pub epoch: i64,
}

/// What came of asking for a lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acquired {
    /// This process serves the account now.
    Held(Lease),
    /// Another process does.
    Busy {
        /// Which.
        holder: String,
        /// Until when its lease runs; it may be renewed before.
        until: Timestamp,
    },
}

impl Store {
    /// Asks for the right to serve an account.
    ///
    /// It is given when nobody has it, when it has run out, and at once when the same `holder` had
    /// it before: the caller makes sure by a lock file that no other process of that name is alive.
    /// On PostgreSQL the server's clock counts, since several machines ask it; on SQLite `now`.
    ///
    /// # Errors
    /// [`StoreError::OtherAccount`] when the database serves another account, or when it fails.
    pub async fn acquire_lease(&self, account: &str, holder: &str, ttl: Duration, now: Timestamp) -> Result<Acquired, StoreError> {
        patiently(async {
            let mut writing = self.write_unleased().await?;
            let transaction = &mut writing.transaction;
            match read_meta(transaction, "account").await? {
                Some(stored) if stored != account => {
                    if !was_never_served(transaction, &stored, holder).await? {
                        return Err(StoreError::OtherAccount { stored, asked: account.to_owned() });
                    }
                    transaction.execute("DELETE FROM lease WHERE account = $1", values![&stored]).await?;
                    write_meta(transaction, "account", account).await?;
                }
                Some(_) => {}
                None => write_meta(transaction, "account", account).await?,
            }
            let now = shared_clock(transaction, now).await?;
            let mut epoch = 1;
            if let Some(row) = transaction.row("SELECT holder, epoch, until FROM lease WHERE account = $1", values![account]).await? {
                let present: String = row.get("holder")?;
                let until: i64 = row.get("until")?;
                if present != holder && until > now {
                    return Ok(Acquired::Busy { holder: present, until: timestamp(until)? });
                }
                epoch = row.get::<i64>("epoch")? + 1;
            }
            transaction
                .execute(
                    "INSERT INTO lease (account, holder, epoch, until) VALUES ($1, $2, $3, $4) \
                     ON CONFLICT (account) DO UPDATE \
                     SET holder = excluded.holder, epoch = excluded.epoch, until = excluded.until",
                    values![account, holder, epoch, now.saturating_add(milliseconds(ttl))],
                )
                .await?;
            writing.commit().await?;
            let lease = Lease { account: account.to_owned(), epoch };
            *self.lease.lock().unwrap_or_else(PoisonError::into_inner) = Some(lease.clone());
            Ok(Acquired::Held(lease))
        })
        .await
    }

    /// Keeps the lease for another `ttl` from now.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when another process has it or this one never had, or when the
    /// database fails.
    pub async fn renew_lease(&self, ttl: Duration, now: Timestamp) -> Result<(), StoreError> {
        let lease = self.held().ok_or(StoreError::LeaseLost)?;
        patiently(async {
            let mut writing = self.write().await?;
            let now = shared_clock(&mut writing.transaction, now).await?;
            writing
                .transaction
                .execute(
                    "UPDATE lease SET until = $1 WHERE account = $2 AND epoch = $3",
                    values![now.saturating_add(milliseconds(ttl)), &lease.account, lease.epoch],
                )
                .await?;
            writing.commit().await
        })
        .await
    }

    /// Gives the lease back, so that another process can have it at once. Without one, or after it
    /// was lost, nothing happens.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_lease(&self) -> Result<(), StoreError> {
        let Some(lease) = self.held() else { return Ok(()) };
        patiently(async {
            let mut writing = self.write_unleased().await?;
            writing
                .transaction
                .execute("UPDATE lease SET holder = '', until = 0 WHERE account = $1 AND epoch = $2", values![&lease.account, lease.epoch])
                .await?;
            writing.commit().await?;
            *self.lease.lock().unwrap_or_else(PoisonError::into_inner) = None;
            Ok(())
        })
        .await
    }

    /// Makes sure that this process still serves the account, for what is done outside of the
    /// database: a process that was paused asks before it sends.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when it does not, or when the database fails.
    pub async fn confirm_lease(&self) -> Result<(), StoreError> {
        let Some(lease) = self.held() else { return Ok(()) };
        let row = self.pool.row(EPOCH, values![&lease.account]).await?;
        compare(Some(&lease), row.map(|row| row.get("epoch")).transpose()?)
    }
}

/// Fails unless the lease is still this process's. Without a lease there is nothing to check.
pub(super) async fn check(transaction: &mut Transaction, lease: Option<&Lease>) -> Result<(), StoreError> {
    let Some(lease) = lease else { return Ok(()) };
    let row = transaction.row(EPOCH, values![&lease.account]).await?;
    compare(Some(lease), row.map(|row| row.get("epoch")).transpose()?)
}

/// Fails unless the epoch that was read is that of this process's lease. Without a lease there is nothing to compare.
pub(super) fn compare(lease: Option<&Lease>, epoch: Option<i64>) -> Result<(), StoreError> {
    match lease {
        Some(lease) if epoch != Some(lease.epoch) => Err(StoreError::LeaseLost),
        _ => Ok(()),
    }
}

/// Whether nothing was ever received for an account, and nobody else is about to: its user id may be a slip of the pen.
async fn was_never_served(transaction: &mut Transaction, account: &str, holder: &str) -> Result<bool, StoreError> {
    let row = transaction
        .row(
            "SELECT EXISTS (SELECT 1 FROM meta WHERE key = 'sync_token') AS synced, EXISTS (SELECT 1 FROM inbox) AS heard, \
             EXISTS (SELECT 1 FROM outbox) AS said, EXISTS (SELECT 1 FROM lease WHERE account = $1 AND holder NOT IN ('', $2)) AS held",
            values![account, holder],
        )
        .await?
        .ok_or_else(|| StoreError::corrupt("no look at the account"))?;
    for column in ["synced", "heard", "said", "held"] {
        if row.get(column)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The clock by which leases run out, in milliseconds since 1970 UTC.
async fn shared_clock(transaction: &mut Transaction, now: Timestamp) -> Result<i64, StoreError> {
    match transaction {
        Transaction::Sqlite(_) => Ok(now.as_millisecond()),
        Transaction::Postgres(_) => transaction.clock().await,
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
