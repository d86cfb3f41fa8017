//! Cross-signing, secret storage, key backup, and the recovery key.
//!
//! A device that its owner has not signed is left out by other clients, so she does not run as one:
//! either the keys are on this disk, or the recovery key brings them back, or she says what to do.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use matrix_sdk::{
    Client,
    encryption::{recovery::RecoveryError, secret_storage::SecretStorageError},
    ruma::{
        api::client::{
            keys::{get_keys, upload_keys},
            uiaa::{AuthData, MatrixUserIdentifier, Password, UserIdentifier},
        },
        assign,
    },
};
use tracing::{info, warn};

use super::{ConnectError, Settings, beside, failure::Failure, private, prospect};

/// Exists from before a recovery key is made until it is on the disk. Found at a start, it says
/// that the key was lost in a crash and another one has to be made.
const PENDING_FILE: &str = "recovery-key-pending";

/// Why no new recovery key could be made.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryKeyError {
    /// The homeserver is away or overloaded.
    #[error("no new recovery key was made: {reason}")]
    Away {
        /// How long the server asked to wait.
        after: Option<Duration>,
        /// Why.
        reason: String,
    },
    /// The homeserver or the key store did not let her.
    #[error("no new recovery key was made, the old one stays good: {0}")]
    Refused(String),
    /// The new key is in force and could not be written down.
    #[error("the new recovery key could not be written to {path}: {source}; free the disk and run this again")]
    Unwritten {
        /// Where it should stand.
        path: PathBuf,
        /// What the disk says.
        source: io::Error,
    },
}

/// Where the recovery key is written: beside the store, not in it, so that losing the one is not
/// losing the other.
#[must_use]
pub fn recovery_key_file(store: &Path) -> PathBuf {
    beside(store, ".recovery-key")
}

/// Sees to it that her device is known, signed and backed up.
pub(super) async fn ensure(client: &Client, settings: &Settings) -> Result<(), ConnectError> {
    client.encryption().wait_for_e2ee_initialization_tasks().await;
    publish_device(client).await?;
    let identity = client.encryption().request_user_identity(&settings.user_id).await.map_err(Failure::from)?;
    if identity.is_none() {
        create_identity(client, settings).await?;
    } else if !has_identity_keys(client).await {
        recover(client, settings).await?;
    }
    sign_device(client, settings).await?;
    ensure_recovery(client, settings).await
}

/// Whether her device is signed by her own identity, as far as is known here.
pub(super) async fn device_is_signed(client: &Client) -> bool {
    matches!(client.encryption().get_own_device().await, Ok(Some(device)) if device.is_cross_signed_by_owner())
}

/// Makes a new recovery key and writes it down.
pub(super) async fn rotate_recovery_key(client: &Client, settings: &Settings) -> Result<String, RecoveryKeyError> {
    if !has_identity_keys(client).await {
        return Err(RecoveryKeyError::Refused("her cross-signing keys are not on this disk".to_owned()));
    }
    let unwritten = |path: PathBuf| move |source: io::Error| RecoveryKeyError::Unwritten { path, source };
    let pending = settings.store.join(PENDING_FILE);
    private::write_private(&pending, b"").map_err(unwritten(pending.clone()))?;
    let recovery = client.encryption().recovery();
    let made = if client.encryption().backups().are_enabled().await { recovery.reset_key().await } else { recovery.enable().await };
    let key = made.map_err(|error| match recovery_failure(&error) {
        Failure::Away { after, reason } => RecoveryKeyError::Away { after, reason },
        failure => RecoveryKeyError::Refused(failure.to_string()),
    })?;
    let file = recovery_key_file(&settings.store);
    private::write_private(&file, format!("{key}\n").as_bytes()).map_err(unwritten(file.clone()))?;
    fs::remove_file(&pending).map_err(unwritten(pending))?;
    info!(file = %file.display(), "a new recovery key was written");
    Ok(key)
}

/// Whether all private cross-signing keys are on this disk.
pub(super) async fn has_identity_keys(client: &Client) -> bool {
    client.encryption().cross_signing_status().await.is_some_and(|status| status.is_complete())
}

/// Uploads the device's own keys where the homeserver has none: on a fresh device, and after the
/// homeserver has dropped the device together with its session.
async fn publish_device(client: &Client) -> Result<(), Failure> {
    let (Some(user), Some(device)) = (client.user_id(), client.device_id()) else { return Ok(()) };
    let mut request = get_keys::v3::Request::new();
    request.device_keys.insert(user.to_owned(), vec![device.to_owned()]);
    let known = client.send(request).await?;
    if known.device_keys.get(user).is_some_and(|devices| devices.contains_key(device)) {
        return Ok(());
    }
    let own =
        client.encryption().get_own_device().await.map_err(|error| Failure::Local { reason: format!("the key store fails: {error}") })?;
    if let Some(own) = own {
        let request = assign!(upload_keys::v3::Request::new(), { device_keys: Some(own.as_device_keys().to_raw()) });
        client.send(request).await?;
    }
    Ok(())
}

/// Makes the account's cross-signing keys, which signs the device too.
async fn create_identity(client: &Client, settings: &Settings) -> Result<(), ConnectError> {
    let encryption = client.encryption();
    let Err(error) = encryption.bootstrap_cross_signing_if_needed(None).await else { return Ok(()) };
    let (Some(stage), Some(password)) = (error.as_uiaa_response(), &settings.password) else {
        let asked = error.as_uiaa_response().is_some();
        return Err(if asked {
            ConnectError::GiveUp {
                reason: "the homeserver wants the password before it takes her signing keys: set STINA_MATRIX_PASSWORD for the first start, or set up encryption as her in another client once and give its recovery key as STINA_RECOVERY_KEY".to_owned(),
            }
        } else {
            Failure::from(&error).into()
        });
    };
    let user = UserIdentifier::Matrix(MatrixUserIdentifier::new(settings.user_id.to_string()));
    let mut answer = Password::new(user, password.expose().to_owned());
    answer.session.clone_from(&stage.session);
    encryption.bootstrap_cross_signing(Some(AuthData::Password(answer))).await.map_err(Failure::from)?;
    Ok(())
}

/// Brings the keys back with the recovery key.
async fn recover(client: &Client, settings: &Settings) -> Result<(), ConnectError> {
    let keys = recovery_keys(settings);
    for key in &keys {
        match client.encryption().recovery().recover_and_fix_backup(key).await {
            Ok(()) => {
                info!("her keys were brought back with the recovery key");
                return Ok(());
            }
            Err(error) => match recovery_failure(&error) {
                failure @ (Failure::Away { .. } | Failure::LoggedOut { .. }) => return Err(failure.into()),
                failure => warn!(reason = %failure, "a recovery key was not the right one"),
            },
        }
    }
    let user = settings.user_id.as_str();
    let reason = if keys.is_empty() {
        prospect::missing_key(user, settings)
    } else if client.encryption().secret_storage().is_enabled().await.map_err(Failure::from)? {
        prospect::wrong_key(user, settings)
    } else {
        prospect::not_stored(user)
    };
    Err(ConnectError::GiveUp { reason })
}

/// Signs the device with the identity's keys, where that is not done yet.
async fn sign_device(client: &Client, settings: &Settings) -> Result<(), ConnectError> {
    if device_is_signed(client).await {
        return Ok(());
    }
    let encryption = client.encryption();
    // The stored copy of the device may be older than the signature.
    encryption.request_user_identity(&settings.user_id).await.map_err(Failure::from)?;
    if !device_is_signed(client).await
        && let Ok(Some(device)) = encryption.get_own_device().await
    {
        if let Err(error) = device.verify().await {
            warn!(%error, "the device could not be signed");
        }
        encryption.request_user_identity(&settings.user_id).await.map_err(Failure::from)?;
    }
    if device_is_signed(client).await {
        return Ok(());
    }
    Err(ConnectError::GiveUp {
        reason: format!(
            "her device could not be signed, so that others would not read her: set STINA_RECOVERY_KEY to her present recovery key and move {} away",
            settings.store.display()
        ),
    })
}

/// Sets up secret storage and key backup once, and keeps the recovery key's file right.
async fn ensure_recovery(client: &Client, settings: &Settings) -> Result<(), ConnectError> {
    let encryption = client.encryption();
    let lost = settings.store.join(PENDING_FILE).exists();
    let stored = encryption.secret_storage().is_enabled().await.map_err(Failure::from)?;
    if lost || !stored {
        let backups = encryption.backups();
        if !backups.are_enabled().await && backups.fetch_exists_on_server().await.map_err(Failure::from)? {
            // It was begun by a start that did not get as far as storing its key.
            backups.disable_and_delete().await.map_err(Failure::from)?;
        }
        rotate_recovery_key(client, settings).await.map_err(|error| match error {
            RecoveryKeyError::Away { after, reason } => ConnectError::Retry { after, reason },
            error => ConnectError::GiveUp { reason: error.to_string() },
        })?;
        return Ok(());
    }
    let Some(key) = working_key(client, settings).await? else {
        if !encryption.backups().are_enabled().await {
            warn!("room keys are not backed up, since the recovery key is not known: run `stina recovery-key` to make a new one");
        }
        return Ok(());
    };
    if !encryption.backups().are_enabled().await {
        encryption.recovery().recover_and_fix_backup(&key).await.map_err(|error| recovery_failure(&error))?;
    }
    let file = recovery_key_file(&settings.store);
    if read_key(&file).as_deref() != Some(key.as_str()) {
        private::write_private(&file, format!("{key}\n").as_bytes())
            .map_err(|error| ConnectError::GiveUp { reason: format!("{} cannot be written: {error}", file.display()) })?;
    }
    Ok(())
}

/// The first of the recovery keys at hand that opens the secret storage.
async fn working_key(client: &Client, settings: &Settings) -> Result<Option<String>, Failure> {
    for key in recovery_keys(settings) {
        match client.encryption().secret_storage().open_secret_store(&key).await {
            Ok(_) => return Ok(Some(key)),
            Err(SecretStorageError::Sdk(error)) => return Err(error.into()),
            Err(_) => warn!("a recovery key at hand is not the present one: run `stina recovery-key` to make a new one"),
        }
    }
    Ok(None)
}

/// The recovery keys at hand: the one given, then the one on disk.
pub(super) fn recovery_keys(settings: &Settings) -> Vec<String> {
    let given = settings.recovery_key.as_ref().map(|key| key.expose().trim().to_owned());
    let mut keys: Vec<String> = given.into_iter().chain(read_key(&recovery_key_file(&settings.store))).collect();
    keys.dedup();
    keys
}

fn read_key(file: &Path) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let key = text.trim();
    (!key.is_empty()).then(|| key.to_owned())
}

/// Sorts an error of the recovery, naming no secret.
fn recovery_failure(error: &RecoveryError) -> Failure {
    match error {
        RecoveryError::Sdk(error) | RecoveryError::SecretStorage(SecretStorageError::Sdk(error)) => Failure::from(error),
        error => Failure::Refused { status: 0, code: String::new(), reason: error.to_string() },
    }
}
