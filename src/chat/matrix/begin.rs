//! From the session to a signed device, at a start and after the homeserver has forgotten the session.

use matrix_sdk::Client;
use tracing::{info, warn};

use super::{ConnectError, Settings, encryption, failure::Failure, session};

/// Opens the session and sees to it that its device is signed. A device that was made for this and that
/// nothing at hand can sign goes from the account again, so that a wrong recovery key tried over and over leaves none.
pub(super) async fn begin(settings: &Settings) -> Result<Client, ConnectError> {
    let (client, new) = session::open(settings).await?;
    let Err(error) = encryption::ensure(&client, settings).await else { return Ok(client) };
    let for_good = matches!(error, ConnectError::GiveUp { .. });
    // Keys that were made just now are nowhere else.
    let keyless = !encryption::device_is_signed(&client).await && !encryption::has_identity_keys(&client).await;
    if new && for_good && keyless {
        take_back(&client, settings).await;
    } else {
        session::close(&client).await;
    }
    Err(error)
}

/// After the homeserver has forgotten the session: logs in again as the same device, and puts the
/// device's keys back where the homeserver has dropped them.
pub(super) async fn renew(old: &Client, settings: &Settings) -> Result<Client, ConnectError> {
    session::close(old).await;
    begin(settings).await
}

/// Logs a device out that never served, and forgets it: some clients do not take back a device that they
/// saw vanish, so that the next try is to be another one.
async fn take_back(client: &Client, settings: &Settings) {
    let logged_out = client.matrix_auth().logout().await;
    session::close(client).await;
    match logged_out {
        Ok(_) => match session::forget(&settings.store) {
            Ok(()) => info!("the device that could not be signed is logged out again"),
            Err(error) => warn!(%error, store = %settings.store.display(), "what is kept of the device was not removed"),
        },
        Err(error) => warn!(reason = %Failure::from(&error), "the device that could not be signed stays on the account"),
    }
}
