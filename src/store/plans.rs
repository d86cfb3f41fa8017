//! Plans of ST: what people said of theirs, who shares them, and the duties that were ticked off.

use super::{
    Store, StoreError, from_json,
    glance::Glance,
    people::read_person,
    pool::{Transaction, values},
    reminders::readable,
    to_json,
};
use crate::{
    facts::{DutyList, Facts, KnownPlan, Person, PlanRequest, Share},
    plan::{Role, Training},
};

impl Store {
    /// A person's part of the plan of their ST.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan(&self, user: &str) -> Result<Option<Training>, StoreError> {
        let mut transaction = self.pool.begin_read().await?;
        read(&mut transaction, user).await
    }
}

/// Adds what bears on plans to the facts.
pub(super) async fn add_facts(
    transaction: &mut Transaction,
    user: &str,
    named: &[String],
    glance: &Glance,
    facts: &mut Facts,
) -> Result<(), StoreError> {
    if glance.shows("plan")? {
        facts.plans.extend(known(transaction, user).await?);
    }
    if glance.shows("shares")? {
        add_shared(transaction, user, facts).await?;
    }
    if glance.shows("requests")? {
        let sql = "SELECT owner, other, role FROM plan_request WHERE owner = $1 OR other = $1 ORDER BY owner, other";
        for row in transaction.rows(sql, values![user]).await? {
            let Some(role) = Role::read(&row.get::<String>("role")?) else { continue };
            let request = PlanRequest { owner: row.get("owner")?, other: row.get("other")?, role };
            let whom = if request.owner == user { &request.other } else { &request.owner };
            let person = read_person(transaction, whom).await?;
            let person = person.unwrap_or_else(|| Person { user: whom.clone(), ..Person::default() });
            facts.requests.push((request, person));
        }
    }
    if glance.shows("duties")? {
        let sql = "SELECT doctor, role, done FROM duty WHERE person = $1 ORDER BY doctor, role";
        for row in transaction.rows(sql, values![user]).await? {
            let Some(role) = Role::read(&row.get::<String>("role")?) else { continue };
            let done = serde_json::from_str(&row.get::<String>("done")?).unwrap_or_default();
            facts.duties.push(DutyList { person: user.to_owned(), doctor: row.get("doctor")?, role, done });
        }
    }
    for other in named {
        facts.named.extend(read_person(transaction, other).await?);
    }
    Ok(())
}

/// Adds the plans that others share with a person, and those that they were asked to share.
async fn add_shared(transaction: &mut Transaction, user: &str, facts: &mut Facts) -> Result<(), StoreError> {
    let shares = transaction
        .rows("SELECT owner, other, role, accepted, calendar FROM plan_share WHERE other = $1 ORDER BY owner", values![user])
        .await?;
    for row in shares {
        let Some(share) = share(&row)? else { continue };
        if !share.accepted {
            facts.asked.extend(known(transaction, &share.owner).await?);
            facts.invitations.push(share);
        } else if let Some(plan) = known(transaction, &share.owner).await? {
            facts.plans.push(plan);
        }
    }
    Ok(())
}

/// A plan with everything around it.
async fn known(transaction: &mut Transaction, owner: &str) -> Result<Option<KnownPlan>, StoreError> {
    let Some(training) = read(transaction, owner).await? else { return Ok(None) };
    let person = read_person(transaction, owner).await?;
    let mut shares = Vec::new();
    for row in transaction
        .rows("SELECT owner, other, role, accepted, calendar FROM plan_share WHERE owner = $1 ORDER BY other", values![owner])
        .await?
    {
        if let Some(share) = share(&row)? {
            let person = read_person(transaction, &share.other).await?;
            let person = person.unwrap_or_else(|| Person { user: share.other.clone(), ..Person::default() });
            shares.push((share, person));
        }
    }
    let rows = transaction
        .rows("SELECT id, document FROM reminder WHERE event = $1 AND active AND fault IS NULL ORDER BY id", values![event_of(owner)])
        .await?;
    let owner = person.unwrap_or_else(|| Person { user: owner.to_owned(), ..Person::default() });
    Ok(Some(KnownPlan { owner, training, shares, reminders: readable(rows)? }))
}

/// What the reminders of a plan's moments name as their event.
fn event_of(owner: &str) -> String {
    format!("plan:{owner}")
}

fn share(row: &super::pool::Row) -> Result<Option<Share>, StoreError> {
    let Some(role) = Role::read(&row.get::<String>("role")?) else { return Ok(None) };
    let calendar = row.get::<Option<String>>("calendar")?.and_then(|calendar| serde_json::from_str(&calendar).ok()).unwrap_or_default();
    Ok(Some(Share { owner: row.get("owner")?, other: row.get("other")?, role, accepted: row.get("accepted")?, calendar }))
}

async fn read(transaction: &mut Transaction, user: &str) -> Result<Option<Training>, StoreError> {
    let row = transaction.row("SELECT document FROM plan WHERE person = $1", values![user]).await?;
    let Some(row) = row else { return Ok(None) };
    // One record that cannot be understood must not keep her from serving its owner otherwise.
    Ok(from_json(&row.get::<String>("document")?).map_err(|error| tracing::error!(%error, "a plan's record cannot be read")).ok())
}

pub(super) async fn save(transaction: &mut Transaction, user: &str, training: &Training, now: i64) -> Result<(), StoreError> {
    transaction
        .execute(
            "INSERT INTO plan (person, changed_at, document) VALUES ($1, $2, $3) \
             ON CONFLICT (person) DO UPDATE SET changed_at = excluded.changed_at, document = excluded.document",
            values![user, now, to_json(training)?],
        )
        .await?;
    Ok(())
}

pub(super) async fn remove(transaction: &mut Transaction, user: &str, now: i64) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM plan WHERE person = $1", values![user]).await?;
    transaction.execute("DELETE FROM plan_share WHERE owner = $1", values![user]).await?;
    transaction
        .execute("UPDATE reminder SET active = FALSE, next_at = NULL, changed_at = $1 WHERE event = $2", values![now, event_of(user)])
        .await?;
    Ok(())
}

pub(super) async fn save_share(transaction: &mut Transaction, share: &Share, now: i64) -> Result<(), StoreError> {
    transaction
        .execute(
            "INSERT INTO plan_share (owner, other, role, accepted, changed_at, calendar) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (owner, other) DO UPDATE SET role = excluded.role, accepted = excluded.accepted, \
             changed_at = excluded.changed_at, calendar = excluded.calendar",
            values![&share.owner, &share.other, role_word(share.role), share.accepted, now, to_json(&share.calendar)?],
        )
        .await?;
    Ok(())
}

pub(super) async fn end_share(transaction: &mut Transaction, owner: &str, other: &str, now: i64) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM plan_share WHERE owner = $1 AND other = $2", values![owner, other]).await?;
    transaction
        .execute(
            "UPDATE reminder SET active = FALSE, next_at = NULL, changed_at = $1 WHERE event = $2 AND person = $3",
            values![now, event_of(owner), other],
        )
        .await?;
    Ok(())
}

pub(super) async fn save_request(transaction: &mut Transaction, request: &PlanRequest, now: i64) -> Result<(), StoreError> {
    transaction
        .execute(
            "INSERT INTO plan_request (owner, other, role, changed_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (owner, other) DO UPDATE SET role = excluded.role, changed_at = excluded.changed_at",
            values![&request.owner, &request.other, role_word(request.role), now],
        )
        .await?;
    Ok(())
}

pub(super) async fn end_request(transaction: &mut Transaction, request: &PlanRequest) -> Result<(), StoreError> {
    let pair = values![&request.owner, &request.other];
    transaction.execute("DELETE FROM plan_request WHERE owner = $1 AND other = $2", pair).await?;
    Ok(())
}

pub(super) async fn save_duties(transaction: &mut Transaction, list: &DutyList, now: i64) -> Result<(), StoreError> {
    transaction
        .execute(
            "INSERT INTO duty (person, doctor, role, done, changed_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (person, doctor, role) \
             DO UPDATE SET done = excluded.done, changed_at = excluded.changed_at",
            values![&list.person, &list.doctor, role_word(list.role), to_json(&list.done)?, now],
        )
        .await?;
    Ok(())
}

/// The word that [`Role::read`] reads.
fn role_word(role: Role) -> &'static str {
    match role {
        Role::St => "st",
        Role::Handledare => "handledare",
        Role::Studierektor => "studierektor",
        Role::Verksamhetschef => "verksamhetschef",
        Role::Hr => "hr",
    }
}
