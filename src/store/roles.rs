//! Powers: those of the settings, and those that admins have given.

use std::sync::PoisonError;

use super::{
    Store, StoreError,
    pool::{Row, Transaction, values},
    timestamp,
};
use crate::{
    config::Roles,
    facts::{Given, Grant, Office, Power},
};

impl Store {
    /// Says who has power by the settings. Without it only powers that were given count.
    pub fn set_roles(&self, roles: Roles) {
        *self.roles.write().unwrap_or_else(PoisonError::into_inner) = roles;
    }

    /// Who has power by the settings.
    pub(super) fn roles(&self) -> Roles {
        self.roles.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What a person may do now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn power(&self, user: &str) -> Result<Power, StoreError> {
        let mut transaction = self.pool.begin_read().await?;
        power(&mut transaction, &self.roles(), user).await
    }

    /// Who has which power: from the settings, then what was given, each by user id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn grants(&self) -> Result<Vec<Grant>, StoreError> {
        let mut transaction = self.pool.begin_read().await?;
        grants(&mut transaction, &self.roles()).await
    }

    /// The user ids of all admins: those of the settings, then those who were made one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn admins(&self) -> Result<Vec<String>, StoreError> {
        let mut admins = Vec::new();
        for grant in self.grants().await? {
            if grant.office == Office::Admin && !admins.contains(&grant.user) {
                admins.push(grant.user);
            }
        }
        Ok(admins)
    }
}

/// What a person may do: the settings and what was given, together.
pub(super) async fn power(transaction: &mut Transaction, configured: &Roles, user: &str) -> Result<Power, StoreError> {
    let mut power = configured_power(configured, user);
    for row in transaction.rows("SELECT office, region FROM granted_role WHERE person = $1 ORDER BY region", values![user]).await? {
        match office(&row)? {
            Office::Admin => power.admin = true,
            Office::Studierektor(region) if !power.studierektor.contains(&region) => power.studierektor.push(region),
            Office::Studierektor(_) => {}
        }
    }
    Ok(power)
}

/// What a person may do by the settings alone.
pub(super) fn configured_power(configured: &Roles, user: &str) -> Power {
    Power {
        admin: configured.admin.iter().any(|admin| admin == user),
        studierektor: configured.studierektor.get(user).cloned().unwrap_or_default(),
    }
}

/// Who has which power.
pub(super) async fn grants(transaction: &mut Transaction, configured: &Roles) -> Result<Vec<Grant>, StoreError> {
    let admins = configured.admin.iter().map(|user| (user, Office::Admin));
    let directors = configured
        .studierektor
        .iter()
        .flat_map(|(user, regions)| regions.iter().map(move |region| (user, Office::Studierektor(region.clone()))));
    let mut grants: Vec<Grant> = admins.chain(directors).map(|(user, office)| Grant { user: user.clone(), office, given: None }).collect();
    let rows = transaction
        .rows("SELECT person, office, region, granted_by, granted_at FROM granted_role ORDER BY person, office, region", values![])
        .await?;
    for row in &rows {
        grants.push(Grant {
            user: row.get("person")?,
            office: office(row)?,
            given: Some(Given { by: row.get("granted_by")?, at: timestamp(row.get("granted_at")?)? }),
        });
    }
    Ok(grants)
}

/// Gives a power; one that the person has already is left as it is.
pub(super) async fn grant(transaction: &mut Transaction, user: &str, office: &Office, by: &str, now: i64) -> Result<(), StoreError> {
    let (name, region) = columns(office);
    transaction
        .execute(
            "INSERT INTO granted_role (person, office, region, granted_by, granted_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (person, office, region) DO NOTHING",
            values![user, name, region, by, now],
        )
        .await?;
    Ok(())
}

/// Takes a power back.
pub(super) async fn revoke(transaction: &mut Transaction, user: &str, office: &Office) -> Result<(), StoreError> {
    let (name, region) = columns(office);
    transaction.execute("DELETE FROM granted_role WHERE person = $1 AND office = $2 AND region = $3", values![user, name, region]).await?;
    Ok(())
}

/// The powers of a person who is being forgotten, which go with them.
pub(super) async fn take_all(transaction: &mut Transaction, user: &str) -> Result<Vec<Office>, StoreError> {
    let rows = transaction.rows("DELETE FROM granted_role WHERE person = $1 RETURNING office, region", values![user]).await?;
    rows.iter().map(office).collect()
}

fn columns(office: &Office) -> (&'static str, &str) {
    match office {
        Office::Admin => ("admin", ""),
        Office::Studierektor(region) => ("studierektor", region),
    }
}

fn office(row: &Row) -> Result<Office, StoreError> {
    match row.get::<String>("office")?.as_str() {
        "admin" => Ok(Office::Admin),
        "studierektor" => Ok(Office::Studierektor(row.get("region")?)),
        other => Err(StoreError::corrupt(format!("{other} is no power"))),
    }
}
