//! Logging in once, keeping the session, and coming back as the same device.
//!
//! The device id is chosen and written down before the first login, so that a crash in between
//! leaves no second device behind.

use std::{fs, io, path::Path, time::Duration};

use matrix_sdk::{
    Client, SessionMeta, SessionTokens, SqliteCryptoStore, SqliteStateStore, SqliteStoreConfig,
    authentication::matrix::MatrixSession,
    config::RequestConfig,
    cross_process_lock::CrossProcessLockConfig,
    encryption::{BackupDownloadStrategy, EncryptionSettings},
    ruma::{OwnedDeviceId, OwnedUserId, api::client::account::whoami},
    store::{RoomLoadSettings, StateStoreDataKey, StoreConfig},
};
use rand::Rng;
use serde::{Deserialize, Serialize};
use tracing::{info, warn};

use super::{
    ConnectError, Settings,
    failure::Failure,
    private::{make_private_folder, write_private},
};
use crate::secret::Secret;

/// The file in the store's folder that holds the session.
const SESSION_FILE: &str = "session.json";
/// What the names of the SDK's databases in the store's folder begin with.
const DATABASES: &str = "matrix-sdk-";
/// That of the keys.
const KEYS_FILE: &str = "matrix-sdk-crypto.sqlite3";
/// How long an ordinary request may take.
pub(super) const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// Connections to each of the SDK's databases: one writes, one reads.
const CONNECTIONS: usize = 2;
/// Bytes of cache for each connection.
const CACHE_BYTES: u32 = 500_000;
/// Bytes that a write-ahead log may keep.
const LOG_BYTES: u32 = 2_000_000;

/// The session as it is kept on disk, readable by her only.
#[derive(Clone, Serialize, Deserialize)]
pub struct Saved {
    /// Whose session it is.
    pub user_id: OwnedUserId,
    /// The device, which stays the same for as long as its keys are there.
    pub device_id: OwnedDeviceId,
    /// The access token; absent before the first login, and when the homeserver has taken it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token: Option<String>,
    /// Whether nobody has logged in as this device yet.
    #[serde(default)]
    pub unused: bool,
    /// Which picture was uploaded last, so that it is uploaded once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) avatar: Option<u64>,
}

impl std::fmt::Debug for Saved {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Saved").field("user_id", &self.user_id).field("device_id", &self.device_id).finish_non_exhaustive()
    }
}

/// The session kept in a store, if there is one.
///
/// # Errors
/// When the file is there and cannot be read or understood.
pub fn read_saved(store: &Path) -> io::Result<Option<Saved>> {
    match fs::read(store.join(SESSION_FILE)) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(io::Error::from),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Opens the stores and the session, logging in where there is none or the homeserver has
/// forgotten it. Tells whether the device is one that this has made.
pub(super) async fn open(settings: &Settings) -> Result<(Client, bool), ConnectError> {
    let mut saved = prepare(settings)?;
    if let Some(token) = saved.access_token.clone() {
        match restore(settings, &saved, token).await {
            Ok(client) => return Ok((client, false)),
            Err(Failure::LoggedOut { reason }) => {
                info!(%reason, "the homeserver has forgotten the session");
                saved.access_token = None;
                write_saved(settings, &saved)?;
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    if settings.password.is_some() {
        let new = saved.unused;
        return Ok((log_in(settings, saved).await?, new));
    }
    if let Some(token) = &settings.access_token {
        return Ok((adopt(settings, saved, token.expose().to_owned()).await?, false));
    }
    Err(no_way_in(settings))
}

/// There is nothing to log in with.
pub(super) fn no_way_in(settings: &Settings) -> ConnectError {
    ConnectError::GiveUp {
        reason: format!(
            "there is no session for {}: set STINA_MATRIX_PASSWORD, or STINA_MATRIX_TOKEN with an access token of hers, and start again",
            settings.user_id
        ),
    }
}

/// Makes the folder and reads or begins the session file.
fn prepare(settings: &Settings) -> Result<Saved, ConnectError> {
    let store = &settings.store;
    make_private_folder(store).map_err(|error| ConnectError::GiveUp { reason: format!("{} cannot be made: {error}", store.display()) })?;
    let saved = read_saved(store).map_err(|error| ConnectError::GiveUp {
        reason: format!(
            "{} cannot be read: {error}. Bring it back from a copy, or move {} away and start with STINA_RECOVERY_KEY",
            store.join(SESSION_FILE).display(),
            store.display()
        ),
    })?;
    match saved {
        Some(saved) if saved.user_id == settings.user_id => Ok(saved),
        // A user id that could not log in leaves nothing that the right one would have to respect.
        Some(saved) if saved.unused => Ok(fresh(settings)),
        Some(saved) => Err(ConnectError::GiveUp {
            reason: format!(
                "{} belongs to {}, not to {}: give each account a [matrix] store of its own",
                store.display(),
                saved.user_id,
                settings.user_id
            ),
        }),
        None if store.join(KEYS_FILE).exists() => Err(ConnectError::GiveUp {
            reason: format!(
                "{} is missing, while the keys of its device are there: bring it back from a copy, or move {} away and start with STINA_RECOVERY_KEY",
                store.join(SESSION_FILE).display(),
                store.display()
            ),
        }),
        None => Ok(fresh(settings)),
    }
}

/// A device that nobody has logged in as.
fn fresh(settings: &Settings) -> Saved {
    Saved { user_id: settings.user_id.clone(), device_id: fresh_device_id(), access_token: None, unused: true, avatar: None }
}

/// Comes back with the saved token, and asks whether the homeserver still knows it.
async fn restore(settings: &Settings, saved: &Saved, token: String) -> Result<Client, Failure> {
    let client = build(settings).await?;
    activate(&client, saved, token, settings.store_passphrase.is_some()).await?;
    match client.whoami().await {
        Ok(answer) => match unlike(&answer, saved) {
            None => Ok(client),
            Some(reason) => Err(Failure::Local { reason }),
        },
        Err(error) => {
            close(&client).await;
            Err(error.into())
        }
    }
}

/// Logs in with the password, as the device that was chosen or used before.
async fn log_in(settings: &Settings, mut saved: Saved) -> Result<Client, ConnectError> {
    let Some(password) = &settings.password else { return Err(ConnectError::GiveUp { reason: "there is no password".to_owned() }) };
    write_saved(settings, &saved)?;
    let client = build(settings).await?;
    match log_in_as(&client, settings, password, Some(&saved.device_id)).await {
        Ok(token) => {
            saved.access_token = Some(token);
            saved.unused = false;
        }
        Err(error) => {
            close(&client).await;
            return Err(error);
        }
    }
    write_saved(settings, &saved)?;
    info!(device = %saved.device_id, "logged in");
    Ok(client)
}

/// Logs a client in with the password, as a device or as a new one, and gives the access token.
pub(super) async fn log_in_as(
    client: &Client,
    settings: &Settings,
    password: &Secret,
    device: Option<&OwnedDeviceId>,
) -> Result<String, ConnectError> {
    let auth = client.matrix_auth();
    let mut login = auth.login_username(settings.user_id.as_str(), password.expose()).initial_device_display_name(&settings.device_name);
    if let Some(device) = device {
        login = login.device_id(device.as_str());
    }
    let answer = login.send().await.map_err(|error| match Failure::from(&error) {
        Failure::Refused { reason, .. } => ConnectError::GiveUp {
            reason: format!(
                "{} may not log in ({reason}): check [matrix] user_id and STINA_MATRIX_PASSWORD; where the homeserver takes no passwords, set STINA_MATRIX_TOKEN",
                settings.user_id
            ),
        },
        failure => failure.into(),
    })?;
    if answer.user_id != settings.user_id {
        return Err(ConnectError::GiveUp {
            reason: format!("the homeserver logged in {} in place of {}: correct [matrix] user_id", answer.user_id, settings.user_id),
        });
    }
    Ok(answer.access_token)
}

/// Gives a client that keeps nothing the session of an access token, as the device that it belongs to.
pub(super) async fn restore_alone(client: &Client, settings: &Settings, token: &str) -> Result<(), ConnectError> {
    let answer = ask_whoami(settings, token).await?;
    if answer.user_id != settings.user_id {
        return Err(ConnectError::GiveUp {
            reason: format!("STINA_MATRIX_TOKEN belongs to {}, not to {}", answer.user_id, settings.user_id),
        });
    }
    let device_id = answer.device_id.unwrap_or_else(|| "PLACEHOLDER".into());
    let session = MatrixSession {
        meta: SessionMeta { user_id: settings.user_id.clone(), device_id },
        tokens: SessionTokens { access_token: token.to_owned(), refresh_token: None },
    };
    Ok(client.restore_session_with(session, RoomLoadSettings::default()).await.map_err(Failure::from)?)
}

/// Takes over the device that an access token belongs to.
async fn adopt(settings: &Settings, mut saved: Saved, token: String) -> Result<Client, ConnectError> {
    let answer = ask_whoami(settings, &token).await?;
    if answer.user_id != settings.user_id {
        return Err(ConnectError::GiveUp {
            reason: format!("STINA_MATRIX_TOKEN belongs to {}, not to {}", answer.user_id, settings.user_id),
        });
    }
    let Some(device_id) = answer.device_id else {
        return Err(ConnectError::GiveUp {
            reason: "STINA_MATRIX_TOKEN belongs to no device, so that nothing can be encrypted: make one by logging in".to_owned(),
        });
    };
    let known = !saved.unused;
    if known && device_id != saved.device_id {
        return Err(ConnectError::GiveUp {
            reason: format!(
                "STINA_MATRIX_TOKEN is for the device {device_id}, the keys in {} are for {}: give a token of that device, or move the folder away and start with STINA_RECOVERY_KEY",
                settings.store.display(),
                saved.device_id
            ),
        });
    }
    saved.device_id = device_id;
    saved.access_token = Some(token.clone());
    saved.unused = false;
    write_saved(settings, &saved)?;
    let client = build(settings).await?;
    activate(&client, &saved, token, settings.store_passphrase.is_some()).await?;
    info!(device = %saved.device_id, "took over the session of the access token");
    Ok(client)
}

/// Asks whose token it is, on a client that has no store.
async fn ask_whoami(settings: &Settings, token: &str) -> Result<whoami::v3::Response, ConnectError> {
    let client = Client::builder()
        .homeserver_url(&settings.homeserver)
        .request_config(RequestConfig::new().disable_retry().timeout(REQUEST_TIMEOUT))
        .build()
        .await
        .map_err(|error| unreachable_homeserver(settings, &error))?;
    // The device named here is only a placeholder, since the question is which one it is.
    let session = MatrixSession {
        meta: SessionMeta { user_id: settings.user_id.clone(), device_id: "PLACEHOLDER".into() },
        tokens: SessionTokens { access_token: token.to_owned(), refresh_token: None },
    };
    client.restore_session_with(session, RoomLoadSettings::default()).await.map_err(Failure::from)?;
    client.whoami().await.map_err(|error| match Failure::from(error) {
        Failure::LoggedOut { reason } => {
            ConnectError::GiveUp { reason: format!("the homeserver does not accept STINA_MATRIX_TOKEN ({reason}): make a new one") }
        }
        failure => failure.into(),
    })
}

/// A client on her stores, not logged in yet.
async fn build(settings: &Settings) -> Result<Client, Failure> {
    let config = SqliteStoreConfig::new(&settings.store)
        .passphrase(settings.store_passphrase.as_ref().map(Secret::expose))
        .pool_max_size(CONNECTIONS)
        .cache_size(CACHE_BYTES)
        .journal_size_limit(LOG_BYTES);
    let passphrase = if settings.store_passphrase.is_some() {
        "Is STINA_STORE_PASSPHRASE the one they were made with (or were they made without one)?"
    } else {
        "Were they made with a passphrase? Then set STINA_STORE_PASSPHRASE."
    };
    let closed = |error: String| Failure::Local {
        reason: format!("the keys in {} cannot be opened: {error}. {passphrase} Is the disk full?", settings.store.display()),
    };
    let state = SqliteStateStore::open_with_config(&config).await.map_err(|error| closed(error.to_string()))?;
    let keys = SqliteCryptoStore::open_with_config(&config).await.map_err(|error| closed(error.to_string()))?;
    let stores = StoreConfig::new(CrossProcessLockConfig::SingleProcess).state_store(state).crypto_store(keys);
    let client = Client::builder()
        .homeserver_url(&settings.homeserver)
        .store_config(stores)
        .cross_process_store_config(CrossProcessLockConfig::SingleProcess)
        .respect_login_well_known(false)
        .user_agent(concat!("stina/", env!("CARGO_PKG_VERSION")))
        // Trying again is the business of the outbox and of the loop, which know what is urgent.
        .request_config(RequestConfig::new().disable_retry().timeout(REQUEST_TIMEOUT))
        .with_encryption_settings(EncryptionSettings {
            auto_enable_cross_signing: false,
            auto_enable_backups: false,
            backup_download_strategy: BackupDownloadStrategy::AfterDecryptionFailure,
        })
        .build()
        .await
        .map_err(|error| Failure::Local { reason: format!("[matrix] homeserver = \"{}\" cannot be used: {error}", settings.homeserver) })?;
    client.send_queue().set_enabled(false).await;
    // The SDK swallows a response that ends where its own stored token stands. The token that
    // counts is ours, and after a crash it is older: the response has to be seen again.
    client
        .state_store()
        .remove_kv_data(StateStoreDataKey::SyncToken)
        .await
        .map_err(|error| Failure::Local { reason: format!("the state store fails: {error}") })?;
    Ok(client)
}

pub(super) fn unreachable_homeserver(settings: &Settings, error: &matrix_sdk::ClientBuildError) -> ConnectError {
    ConnectError::GiveUp { reason: format!("[matrix] homeserver = \"{}\" cannot be used: {error}", settings.homeserver) }
}

/// Gives a client the session, and loads the keys that belong to it.
async fn activate(client: &Client, saved: &Saved, token: String, has_passphrase: bool) -> Result<(), Failure> {
    let session = MatrixSession {
        meta: SessionMeta { user_id: saved.user_id.clone(), device_id: saved.device_id.clone() },
        tokens: SessionTokens { access_token: token, refresh_token: None },
    };
    client.restore_session_with(session, RoomLoadSettings::default()).await.map_err(|error| match Failure::from(error) {
        // Without the passphrase what was written with it opens, and makes no sense.
        Failure::Local { reason } if !has_passphrase => {
            Failure::Local { reason: format!("{reason}. Were her keys made with a passphrase? Then set STINA_STORE_PASSPHRASE") }
        }
        failure => failure,
    })
}

/// What is wrong if a saved session is answered for by somebody else.
fn unlike(answer: &whoami::v3::Response, saved: &Saved) -> Option<String> {
    let same = answer.user_id == saved.user_id && answer.device_id.as_ref().is_none_or(|device| *device == saved.device_id);
    (!same).then(|| {
        format!(
            "the saved session of {} ({}) is {} for the homeserver: has [matrix] homeserver changed?",
            saved.user_id, saved.device_id, answer.user_id
        )
    })
}

/// Leaves the stores, so that another client can open them.
pub(super) async fn close(client: &Client) {
    if let Err(error) = client.pause().await {
        warn!(reason = %Failure::from(error), "the stores were not closed cleanly");
    }
}

/// Removes the session and the SDK's databases of a device that is no more.
pub(super) fn forget(store: &Path) -> io::Result<()> {
    for entry in fs::read_dir(store)? {
        let entry = entry?;
        let name = entry.file_name();
        if name == SESSION_FILE || name.to_string_lossy().starts_with(DATABASES) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

pub(super) fn write_saved(settings: &Settings, saved: &Saved) -> Result<(), ConnectError> {
    let path = settings.store.join(SESSION_FILE);
    serde_json::to_vec_pretty(saved)
        .map_err(io::Error::from)
        .and_then(|bytes| write_private(&path, &bytes))
        .map_err(|error| ConnectError::GiveUp { reason: format!("{} cannot be written: {error}", path.display()) })
}

/// Ten capital letters, like the device ids that homeservers make.
fn fresh_device_id() -> OwnedDeviceId {
    let mut random = rand::rng();
    let letters: String = (0..10).map(|_| char::from(random.random_range(b'A'..=b'Z'))).collect();
    letters.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_shows_no_token() {
        let saved = Saved {
            user_id: "@stina:example.org".try_into().expect("a user id"),
            device_id: "ABC".into(),
            access_token: Some("syt_hemligt".to_owned()),
            unused: false,
            avatar: None,
        };
        assert!(!format!("{saved:?}").contains("hemligt"));
    }
}
