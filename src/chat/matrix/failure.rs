//! What went wrong between Stina and her homeserver, sorted by what can be done about it.
//!
//! The reasons name error codes and addresses, never a message's text: they go to the log.

use std::{error::Error as _, time::Duration};

use matrix_sdk::{
    HttpError,
    encryption::{MegolmError, OlmError},
    ruma::api::error::{ErrorBody, ErrorKind, FromHttpResponseError, RetryAfter},
};

use crate::chat::SendError;

/// Why a connection could not be set up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// The homeserver is away or overloaded.
    #[error("the homeserver could not be reached, will be tried again: {reason}")]
    Retry {
        /// How long the server asked to wait.
        after: Option<Duration>,
        /// Why.
        reason: String,
    },
    /// Trying again changes nothing; the reason says what the operator can do.
    #[error("{reason}")]
    GiveUp {
        /// What is wrong and what to do.
        reason: String,
    },
}

/// Why a turn of syncing failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SyncError {
    /// Try again with the same token, not before the time given by the server where it gave one.
    #[error("nothing received, will be tried again: {reason}")]
    Retry {
        /// How long the server asked to wait.
        after: Option<Duration>,
        /// Why.
        reason: String,
    },
    /// Going on would lose something; the process has to stop and be started again.
    #[error("{reason}")]
    Stop {
        /// What is wrong and what to do.
        reason: String,
    },
}

/// A failed request or a failed look into the stores.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failure {
    /// The homeserver is away, overloaded, or limits the account.
    #[error("{reason}")]
    Away { after: Option<Duration>, reason: String },
    /// The homeserver does not know the session any longer.
    #[error("{reason}")]
    LoggedOut { reason: String },
    /// The homeserver says no, and will say no again.
    #[error("{reason}")]
    Refused { status: u16, code: String, reason: String },
    /// Keys are missing so far.
    #[error("{reason}")]
    KeysMissing { reason: String },
    /// The stores on the local disk fail.
    #[error("{reason}")]
    Local { reason: String },
    /// The database could not be asked.
    #[error("{reason}")]
    Database { reason: String },
}

impl Failure {
    /// Whether the homeserver gave this error code.
    pub(super) fn has_code(&self, wanted: &str) -> bool {
        matches!(self, Self::Refused { code, .. } if code == wanted)
    }

    /// Whether the homeserver, or a proxy before it, takes nothing so large.
    pub(super) fn is_too_large(&self) -> bool {
        self.has_code("M_TOO_LARGE") || matches!(self, Self::Refused { status: 413, .. })
    }

    /// Whether the homeserver says that there is no such thing, or none that she may see.
    pub(super) fn is_gone(&self) -> bool {
        self.has_code("M_NOT_FOUND") || self.has_code("M_FORBIDDEN")
    }
}

impl From<&HttpError> for Failure {
    fn from(error: &HttpError) -> Self {
        match error {
            HttpError::Reqwest(error) => Self::Away { after: None, reason: network_reason(error) },
            HttpError::Cached(error) => Self::from(error.as_ref()),
            HttpError::Api(error) => match error.as_ref() {
                FromHttpResponseError::Server(_) => match answer_of(error) {
                    Some(answer) => from_answer(answer),
                    None => Self::Refused {
                        status: 401,
                        code: "M_FORBIDDEN".to_owned(),
                        reason: "the homeserver asks for the password once more".to_owned(),
                    },
                },
                _ => Self::Away { after: None, reason: "the homeserver's answer could not be understood".to_owned() },
            },
            HttpError::RefreshToken(_) => Self::LoggedOut { reason: "the access token could not be renewed".to_owned() },
            HttpError::IntoHttp(error) => {
                Self::Refused { status: 0, code: "M_BAD_REQUEST".to_owned(), reason: format!("the request could not be written: {error}") }
            }
        }
    }
}

impl From<HttpError> for Failure {
    fn from(error: HttpError) -> Self {
        Self::from(&error)
    }
}

impl From<&matrix_sdk::Error> for Failure {
    fn from(error: &matrix_sdk::Error) -> Self {
        use matrix_sdk::Error;
        match error {
            Error::Http(error) => Self::from(error.as_ref()),
            Error::WrongRoomState(_) => {
                Self::Refused { status: 0, code: "M_FORBIDDEN".to_owned(), reason: "she is not in the room".to_owned() }
            }
            Error::OlmError(error) => match error.as_ref() {
                OlmError::Store(error) => Self::Local { reason: format!("the key store fails: {error}") },
                // Such an error quotes what did not fit, which may be somebody's words.
                OlmError::JsonError(_) => Self::KeysMissing { reason: "encryption failed: something is no proper JSON".to_owned() },
                OlmError::MissingSession => Self::KeysMissing { reason: "an encrypted session is missing".to_owned() },
                error => Self::KeysMissing { reason: format!("encryption failed: {error}") },
            },
            Error::MegolmError(error) if matches!(error.as_ref(), MegolmError::JsonError(_)) => {
                Self::KeysMissing { reason: "what was decrypted is no proper JSON".to_owned() }
            }
            Error::SerdeJson(_) => Self::Away { after: None, reason: "the homeserver's answer could not be understood".to_owned() },
            Error::MegolmError(error) => Self::KeysMissing { reason: format!("encryption failed: {error}") },
            Error::CryptoStoreError(error) => Self::Local { reason: format!("the key store fails: {error}") },
            Error::StateStore(error) => Self::Local { reason: format!("the state store fails: {error}") },
            Error::Io(error) => Self::Local { reason: format!("the disk fails: {error}") },
            error => Self::Away { after: None, reason: short(error) },
        }
    }
}

impl From<matrix_sdk::Error> for Failure {
    fn from(error: matrix_sdk::Error) -> Self {
        Self::from(&error)
    }
}

impl From<Failure> for ConnectError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Away { after, reason } => Self::Retry { after, reason },
            other => Self::GiveUp { reason: other.to_string() },
        }
    }
}

impl From<Failure> for SyncError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Away { after, reason } => Self::Retry { after, reason },
            Failure::Local { reason } => Self::Stop { reason },
            other => Self::Retry { after: None, reason: other.to_string() },
        }
    }
}

impl From<Failure> for SendError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Away { after, reason } => Self::Retry { after, reason, everything: true },
            Failure::LoggedOut { reason } | Failure::Local { reason } | Failure::Database { reason } => {
                Self::Retry { after: None, reason, everything: true }
            }
            Failure::KeysMissing { reason } => Self::Retry { after: None, reason, everything: false },
            // A request that went astray between proxies and workers: what is sent is known to every homeserver.
            Failure::Refused { code, reason, .. } if code == "M_UNRECOGNIZED" => Self::Retry { after: None, reason, everything: false },
            Failure::Refused { reason, .. } => Self::GiveUp { reason },
        }
    }
}

type Answer = matrix_sdk::ruma::api::error::Error;

fn answer_of(error: &FromHttpResponseError<matrix_sdk::RumaApiError>) -> Option<&Answer> {
    match error {
        FromHttpResponseError::Server(matrix_sdk::RumaApiError::MatrixError(answer)) => Some(answer),
        _ => None,
    }
}

/// What the homeserver says while the whole account is held off: an admin lifts it, so nothing is given up for it.
const HELD_OFF: &[&str] = &["M_USER_SUSPENDED", "ORG.MATRIX.MSC3823.USER_ACCOUNT_SUSPENDED", "M_USER_LOCKED", "M_CONSENT_NOT_GIVEN"];

/// Sorts an answer by its status and error code.
fn from_answer(answer: &Answer) -> Failure {
    let status = answer.status_code.as_u16();
    let code = match &answer.body {
        ErrorBody::Standard(body) => body.kind.errcode().to_string(),
        _ => String::new(),
    };
    let reason = if code.is_empty() {
        format!("the homeserver answered {status} and no word of Matrix. A proxy before it, or another address than its own?")
    } else {
        format!("the homeserver answered {status} {code}")
    };
    match answer.error_kind() {
        Some(ErrorKind::LimitExceeded(limit)) => {
            let after = match limit.retry_after {
                Some(RetryAfter::Delay(delay)) => Some(delay),
                _ => None,
            };
            Failure::Away { after, reason }
        }
        Some(ErrorKind::UnknownToken(_) | ErrorKind::MissingToken) => Failure::LoggedOut { reason },
        Some(ErrorKind::ResourceLimitExceeded(_)) => Failure::Away { after: None, reason },
        _ if HELD_OFF.contains(&code.as_str()) => Failure::Away { after: None, reason },
        _ if status >= 500 || status == 429 || status == 408 => Failure::Away { after: None, reason },
        // A homeserver gives a code. Without one it was a proxy that spoke, while the homeserver is being started for
        // example; only what is too large or malformed for the proxy stays so.
        _ if code.is_empty() && !matches!(status, 400 | 413 | 414 | 431) => Failure::Away { after: None, reason },
        _ => Failure::Refused { status, code, reason },
    }
}

/// Says what is wrong with the network, with the innermost cause, which is what helps.
fn network_reason(error: &matrix_sdk::reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    if error.is_timeout() {
        "the homeserver did not answer in time".to_owned()
    } else if error.is_connect() {
        format!("no connection to the homeserver ({cause})")
    } else {
        format!("the connection to the homeserver broke ({cause})")
    }
}

/// An error in words, cut to what a log line holds.
fn short(error: &matrix_sdk::Error) -> String {
    let mut text = error.to_string();
    if let Some(source) = error.source() {
        text = format!("{text} ({source})");
    }
    text.chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use matrix_sdk::ruma::{
        api::{EndpointError as _, error::FromHttpResponseError},
        exports::http::Response,
    };

    use super::*;

    fn sorted(status: u16, body: &str) -> Failure {
        let response = Response::builder().status(status).body(body.as_bytes().to_vec()).expect("a response");
        let answer = Answer::from_http_response(response);
        let error = FromHttpResponseError::Server(matrix_sdk::RumaApiError::MatrixError(answer));
        Failure::from(&HttpError::Api(Box::new(error)))
    }

    #[test]
    fn a_proxy_that_answers_for_the_homeserver_is_no_refusal() {
        for status in [401, 403, 404, 405, 502] {
            let failure = sorted(status, "<html>404 page not found</html>");
            assert!(matches!(&failure, Failure::Away { reason, .. } if reason.contains(&status.to_string())), "{status}: {failure:?}");
        }
        assert!(!sorted(404, "<html>404 page not found</html>").is_gone());
        assert!(!sorted(404, r#"{"errcode":"M_UNRECOGNIZED","error":"?"}"#).is_gone());
        assert!(sorted(404, r#"{"errcode":"M_NOT_FOUND","error":"?"}"#).is_gone());
        let forbidden = sorted(403, r#"{"errcode":"M_FORBIDDEN","error":"no"}"#);
        assert!(forbidden.has_code("M_FORBIDDEN"), "{forbidden:?}");
        for code in super::HELD_OFF {
            let body = format!(r#"{{"errcode":"{code}","error":"no"}}"#);
            assert!([401, 403].iter().all(|status| matches!(sorted(*status, &body), Failure::Away { .. })), "{code}");
        }
        let astray = sorted(404, r#"{"errcode":"M_UNRECOGNIZED","error":"?"}"#);
        assert!(matches!(SendError::from(astray), SendError::Retry { everything: false, .. }));
        assert!(matches!(SendError::from(forbidden), SendError::GiveUp { .. }));
        assert!(matches!(sorted(413, "<html>too large</html>"), Failure::Refused { status: 413, .. }));
        assert!(matches!(sorted(401, r#"{"errcode":"M_UNKNOWN_TOKEN","error":"who?"}"#), Failure::LoggedOut { .. }));
    }
}
