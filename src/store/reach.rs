//! Why a PostgreSQL server is out of reach, in words that say what to do. A password never stands in them.

use std::io::ErrorKind;

use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};

use super::{StoreError, open::PATIENCE};

/// Connects once and lets go again.
///
/// # Errors
/// Why it does not work: nothing listens there, the name is unknown, the password is wrong, there is no such database.
pub(super) async fn try_once(options: &PgConnectOptions) -> Result<(), StoreError> {
    let attempt = async {
        let connection = PgConnection::connect_with(options).await?;
        connection.close().await
    };
    let Ok(outcome) = tokio::time::timeout(PATIENCE, attempt).await else {
        let address = Address::of(options);
        return Err(StoreError::Unavailable(format!("{} does not answer. Is a firewall between?", address.place)));
    };
    outcome.map_err(|error| why(&Address::of(options), error))
}

/// What is told of where a database lies.
struct Address {
    place: String,
    user: String,
    database: String,
}

impl Address {
    fn of(options: &PgConnectOptions) -> Self {
        let place = match options.get_socket() {
            Some(socket) => format!("the PostgreSQL socket in {}", socket.display()),
            None => format!("PostgreSQL at {}:{}", options.get_host(), options.get_port()),
        };
        let user = options.get_username().to_owned();
        // Without a name the server takes the user's.
        let database = options.get_database().unwrap_or(&user).to_owned();
        Self { place, user, database }
    }
}

fn why(address: &Address, error: sqlx::Error) -> StoreError {
    let Address { place, user, database } = address;
    match &error {
        sqlx::Error::Io(cause) => StoreError::Unavailable(match cause.kind() {
            ErrorKind::ConnectionRefused => {
                format!("nothing listens as {place} (connection refused). Is it running, and are host and port right?")
            }
            ErrorKind::NotFound => format!("{place} is not there. Is it running, and is the address right?"),
            ErrorKind::TimedOut | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
                format!("{place} cannot be reached ({cause}). Is the network up, or a firewall between?")
            }
            // The resolver's errors have no kind of their own.
            _ if cause.to_string().contains("lookup") => format!("{place}: no such host ({cause}). Is its name right?"),
            _ => format!("{place} does not answer as it should ({cause})"),
        }),
        sqlx::Error::Tls(cause) => StoreError::Refused(format!("{place} and TLS: {cause}. Set sslmode in the database's URL")),
        sqlx::Error::Database(cause) => match cause.code().as_deref() {
            Some("28P01" | "28000") => StoreError::Refused(format!(
                "{place} does not let {user} in: {}. Check user and password in STINA_DATABASE_URL (or [database] url)",
                cause.message()
            )),
            Some("3D000") => StoreError::Refused(format!("{place} has no database \"{database}\". Make it: createdb {database}")),
            Some("53300") => StoreError::Unavailable(format!("{place} has no connection left: {}", cause.message())),
            _ => StoreError::from(error),
        },
        _ => StoreError::from(error),
    }
}
