//! Name and picture, as others see them: set where they differ, and again later where that was refused only for now.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash, Hasher},
    io,
    path::Path,
    time::Duration,
};

use matrix_sdk::Client;
use tracing::{info, warn};

use super::{
    Settings,
    failure::Failure,
    session::{Saved, read_saved, write_saved},
};
use crate::config::picture_type;

/// How long what was refused for now is let be; the pause doubles with each further try.
const AGAIN_AFTER: Duration = Duration::from_mins(1);
/// The longest such pause.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// The shortest pause, whatever the homeserver says.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

/// Why name or picture is not set.
#[derive(Debug, PartialEq, Eq)]
enum Unset {
    /// It may be later on.
    Later { after: Option<Duration>, reason: String },
    /// It will not be; the reason says what to do.
    Never { reason: String },
}

/// Sets name and picture where they differ. A homeserver may forbid both, so failing is no reason to stop.
///
/// Gives how long to wait before what was refused only for now is tried again, after so many tries before this one.
pub(super) async fn introduce(client: &Client, settings: &Settings, tries: u32) -> Option<Duration> {
    let picture = match &settings.avatar {
        Some(path) => set_picture(client, settings, path).await,
        None => Ok(()),
    };
    let mut again: Option<Duration> = None;
    for (what, outcome) in [("name", set_name(client, settings).await), ("picture", picture)] {
        match outcome {
            Ok(()) => {}
            Err(Unset::Later { after, reason }) => {
                let pause = (AGAIN_AFTER * 2_u32.saturating_pow(tries.min(10))).min(LONGEST_PAUSE);
                let wait = after.map_or(pause, |after| after.max(SHORTEST_PAUSE));
                info!(what, %reason, ?wait, "name or picture will be set later");
                again = again.max(Some(wait));
            }
            Err(Unset::Never { reason }) => warn!(what, %reason, "name or picture is not set"),
        }
    }
    again
}

async fn set_name(client: &Client, settings: &Settings) -> Result<(), Unset> {
    let unset = |failure: Failure| {
        sorted(failure, |refused| {
            if refused.has_code("M_FORBIDDEN") {
                "Accounts may not change their names there: let its admin do it, or write the name that she has as [matrix] display_name"
                    .to_owned()
            } else {
                "Write another [matrix] display_name".to_owned()
            }
        })
    };
    let known = match client.account().get_display_name().await.map_err(Failure::from) {
        // An account that never had a name has no profile on some homeservers.
        Err(failure) if failure.has_code("M_NOT_FOUND") => None,
        known => known.map_err(unset)?,
    };
    if known.as_deref() != Some(settings.display_name.as_str()) {
        client.account().set_display_name(Some(&settings.display_name)).await.map_err(Failure::from).map_err(unset)?;
        info!("her name is set");
    }
    Ok(())
}

async fn set_picture(client: &Client, settings: &Settings, path: &Path) -> Result<(), Unset> {
    let never = |reason: String| Unset::Never { reason };
    let bytes = fs::read(path).map_err(|error| never(unreadable(path, &error)))?;
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    let fingerprint = Some(hasher.finish());
    let saved = || read_saved(&settings.store).ok().flatten().ok_or_else(|| never("there is no session file".to_owned()));
    if saved()?.avatar == fingerprint {
        return Ok(());
    }
    let kind = picture_type(path).and_then(|kind| kind.parse::<mime::Mime>().ok());
    let kind = kind.ok_or_else(|| never(format!("{} is no picture by its ending; use png or jpg", path.display())))?;
    let size = bytes.len();
    let unset = |failure: Failure| {
        sorted(failure, |refused| {
            if refused.is_too_large() {
                format!("{} has {size} bytes: use a smaller picture", path.display())
            } else if refused.has_code("M_FORBIDDEN") {
                "Accounts may not change their pictures there: let its admin do it, and leave [matrix] avatar out".to_owned()
            } else {
                format!("Use another picture than {}, or leave [matrix] avatar out", path.display())
            }
        })
    };
    client.account().upload_avatar(&kind, bytes).await.map_err(Failure::from).map_err(unset)?;
    // Meanwhile the syncing may have logged in again.
    let saved = Saved { avatar: fingerprint, ..saved()? };
    write_saved(settings, &saved).map_err(|error| never(error.to_string()))?;
    info!("her picture is set");
    Ok(())
}

/// What is wrong with a picture file that cannot be read, and what to do.
#[must_use]
pub fn unreadable(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("there is no file {}: correct [matrix] avatar, or leave it out", path.display()),
        _ => format!("{} cannot be read: {error}. Correct [matrix] avatar, or leave it out", path.display()),
    }
}

/// Sorts a failure; `remedy` says what to do about one that stays.
fn sorted(failure: Failure, remedy: impl Fn(&Failure) -> String) -> Unset {
    match failure {
        Failure::Away { after, reason } => Unset::Later { after, reason },
        // The syncing logs in again.
        Failure::LoggedOut { reason } => Unset::Later { after: None, reason },
        refused @ Failure::Refused { .. } => Unset::Never { reason: format!("{refused}. {}", remedy(&refused)) },
        other => Unset::Never { reason: other.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stays_refused_is_given_up() {
        let refused = |status, code: &str| Failure::Refused { status, code: code.to_owned(), reason: code.to_owned() };
        let remedy = |failure: &Failure| if failure.is_too_large() { "smaller".to_owned() } else { "another".to_owned() };
        let after = Some(Duration::from_secs(2));
        let limited = Failure::Away { after, reason: "429".to_owned() };
        assert_eq!(sorted(limited, remedy), Unset::Later { after, reason: "429".to_owned() });
        let ended = Failure::LoggedOut { reason: "401".to_owned() };
        assert_eq!(sorted(ended, remedy), Unset::Later { after: None, reason: "401".to_owned() });
        for (failure, told) in
            [(refused(413, ""), "smaller"), (refused(400, "M_TOO_LARGE"), "smaller"), (refused(403, "M_FORBIDDEN"), "another")]
        {
            assert!(matches!(sorted(failure, remedy), Unset::Never { reason } if reason.ends_with(told)), "{told}");
        }
        let missing = unreadable(Path::new("/srv/stina.png"), &io::ErrorKind::NotFound.into());
        assert!(missing.contains("/srv/stina.png") && missing.contains("leave it out"));
    }
}
