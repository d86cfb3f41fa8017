//! What a first start on an empty disk will meet: whether the password or token is right, and whether her
//! keys can be brought back. It is asked on a client that keeps nothing, so that nothing is begun.

use matrix_sdk::{
    Client,
    config::RequestConfig,
    encryption::{EncryptionSettings, secret_storage::SecretStorageError},
};
use tracing::debug;

use super::{ConnectError, Settings, encryption::recovery_keys, failure::Failure, session};

/// What a first start will meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prospect {
    /// The account has never used encryption: the first start sets it up.
    Fresh,
    /// The account has keys, and the recovery key at hand brings them back.
    Recoverable,
    /// The account has keys, and no recovery key is at hand.
    KeyMissing,
    /// The account has keys, and the recovery key at hand is not its present one.
    KeyWrong,
    /// The account has keys that no recovery key brings back, since none was ever stored.
    NotStored,
}

/// Asks the homeserver what a first start will meet. With a password it logs in and out again.
///
/// # Errors
/// As [`super::Matrix::connect`].
pub async fn prospect(settings: &Settings) -> Result<Prospect, ConnectError> {
    let client = Client::builder()
        .homeserver_url(&settings.homeserver)
        .request_config(RequestConfig::new().disable_retry().timeout(session::REQUEST_TIMEOUT))
        .with_encryption_settings(EncryptionSettings::default())
        .build()
        .await
        .map_err(|error| session::unreachable_homeserver(settings, &error))?;
    if let Some(token) = &settings.access_token {
        session::restore_alone(&client, settings, token.expose()).await?;
        return look(&client, settings).await;
    }
    let Some(password) = &settings.password else { return Err(session::no_way_in(settings)) };
    session::log_in_as(&client, settings, password, None).await?;
    let found = look(&client, settings).await;
    if let Err(error) = client.matrix_auth().logout().await {
        debug!(reason = %Failure::from(&error), "not logged out");
    }
    found
}

async fn look(client: &Client, settings: &Settings) -> Result<Prospect, ConnectError> {
    let encryption = client.encryption();
    if encryption.request_user_identity(&settings.user_id).await.map_err(Failure::from)?.is_none() {
        return Ok(Prospect::Fresh);
    }
    let storage = encryption.secret_storage();
    if !storage.is_enabled().await.map_err(Failure::from)? {
        return Ok(Prospect::NotStored);
    }
    let keys = recovery_keys(settings);
    for key in &keys {
        match storage.open_secret_store(key).await {
            Ok(_) => return Ok(Prospect::Recoverable),
            Err(SecretStorageError::Sdk(error)) => return Err(Failure::from(&error).into()),
            Err(_) => {}
        }
    }
    Ok(if keys.is_empty() { Prospect::KeyMissing } else { Prospect::KeyWrong })
}

impl Prospect {
    /// What it means and what to do; `Err` where she could not start.
    ///
    /// # Errors
    /// Where a start would fail.
    pub fn told(self, settings: &Settings) -> Result<String, String> {
        let user = &settings.user_id;
        match self {
            Self::Fresh => Ok("none yet; `stina run` logs in and sets up encryption".to_owned()),
            Self::Recoverable => Ok("none yet; `stina run` logs in and brings her keys back with the recovery key".to_owned()),
            Self::KeyMissing => Err(missing_key(user.as_str(), settings)),
            Self::KeyWrong => Err(wrong_key(user.as_str(), settings)),
            Self::NotStored => Err(not_stored(user.as_str())),
        }
    }
}

/// Her keys are not here, and no recovery key is at hand.
pub(super) fn missing_key(user: &str, settings: &Settings) -> String {
    format!(
        "{user} was set up before, and her keys are not on this disk: set STINA_RECOVERY_KEY to her recovery key, which the first start \
         wrote to {}. {RESET}",
        super::recovery_key_file(&settings.store).display()
    )
}

/// Her keys are not here, and the recovery key is another.
pub(super) fn wrong_key(user: &str, settings: &Settings) -> String {
    let which = if settings.recovery_key.is_some() {
        "STINA_RECOVERY_KEY is set but".to_owned()
    } else {
        format!("the recovery key in {} is there but", super::recovery_key_file(&settings.store).display())
    };
    format!(
        "{which} is not the present recovery key of {user}, whose keys are not on this disk: look for a typing mistake, and whether \
         `stina recovery-key` has made a newer one since. {RESET}"
    )
}

/// Her keys are nowhere that a recovery key could bring them back from.
pub(super) fn not_stored(user: &str) -> String {
    format!("{user} was set up before without a recovery key, and her keys are not on this disk. {RESET}")
}

const RESET: &str = "If it is lost, log in as her in another client, reset her encryption there, and give the recovery key that it shows";
