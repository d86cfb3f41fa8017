//! `stina run`: serves on Matrix until she is told to leave.

use std::{
    any::Any,
    backtrace::{Backtrace, BacktraceStatus},
    ffi::OsString,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use tokio::{signal, sync::watch};
use tracing::{error, info, warn};
use tracing_subscriber::EnvFilter;

use crate::{
    chat::matrix::LOG_FILTER,
    config::{self, Config, Secrets},
    run,
};

/// Serve on Matrix until Ctrl-C or SIGTERM, then finish what is in hand and leave.
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// The settings file
    #[arg(long, default_value = "stina.toml")]
    pub config: PathBuf,
    /// Write the log as JSON lines
    #[arg(long, env = "STINA_LOG_JSON", action = clap::ArgAction::SetTrue, value_parser = clap::builder::FalseyValueParser::new())]
    pub log_json: bool,
}

/// Runs the command.
///
/// # Errors
/// What is wrong with the settings or secrets, and what makes going on impossible.
pub async fn run(args: &RunArgs) -> anyhow::Result<ExitCode> {
    init_log(args.log_json, LOG_FILTER);
    log_panics();
    let (config, secrets) = settings(&args.config)?;
    if secrets.store_passphrase.is_none() {
        warn!("STINA_STORE_PASSPHRASE is not set: keys that are made without it lie unencrypted in {}", config.matrix.store.display());
    }
    if config.allow.is_empty() {
        warn!("{}", super::doctor::NOBODY);
    }
    let (stop, stopping) = watch::channel(false);
    tokio::spawn(async move {
        match wait_for_signal().await {
            Ok(name) => info!("{name}: finishing what is in hand"),
            Err(error) => warn!(%error, "signals cannot be received"),
        }
        stop.send_replace(true);
        // Asked twice: leave at once. Everything is durable, so nothing is lost.
        if wait_for_signal().await.is_ok() {
            std::process::exit(130);
        }
    });
    Box::pin(run::serve(config, &secrets, stopping)).await?;
    Ok(ExitCode::SUCCESS)
}

/// Reads the settings file and the secrets.
///
/// # Errors
/// All problems of both at once.
pub fn settings(path: &Path) -> anyhow::Result<(Config, Secrets)> {
    match (config::load(path), secrets()) {
        (Ok(config), Ok(secrets)) => Ok((config, secrets)),
        (Err(problems), Ok(_)) => Err(problems.into()),
        (Ok(_), Err(problems)) => Err(problems),
        (Err(settings), Err(secrets)) => Err(anyhow::anyhow!("{settings}\n{secrets}")),
    }
}

/// Reads the secrets; a doubtful one is warned of in the log.
///
/// # Errors
/// All problems at once.
pub fn secrets() -> anyhow::Result<Secrets> {
    match Secrets::from_environment() {
        Ok((secrets, warnings)) => {
            for warning in warnings {
                warn!("{warning}");
            }
            Ok(secrets)
        }
        Err(problems) => {
            let listed: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
            Err(anyhow::anyhow!("{}", listed.join("\n")))
        }
    }
}

/// The log goes to standard error; `RUST_LOG` chooses what is in it.
pub fn init_log(json: bool, usual: &str) {
    let (filter, trouble) = log_filter(std::env::var_os("RUST_LOG"), usual);
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    let outcome = if json { log.json().try_init() } else { log.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).try_init() };
    // A second start in the same process (the demo) keeps the first log.
    if let (Ok(()), Some(trouble)) = (outcome, trouble) {
        error!("{trouble}");
    }
}

/// What the log holds, and what is wrong with the wish for it: then it is what is usual.
fn log_filter(wanted: Option<OsString>, usual: &str) -> (EnvFilter, Option<String>) {
    let Some(wanted) = wanted.filter(|wanted| !wanted.is_empty()) else { return (EnvFilter::new(usual), None) };
    let understood = match wanted.to_str() {
        // The SDK's lines hold pieces of events; they are there for who names them.
        Some(text) if !text.contains("matrix_sdk") => {
            EnvFilter::try_new(text).and_then(|_| EnvFilter::try_new(format!("{text},matrix_sdk=off"))).map_err(|error| error.to_string())
        }
        Some(text) => EnvFilter::try_new(text).map_err(|error| error.to_string()),
        None => Err("no text".to_owned()),
    };
    match understood {
        Ok(filter) => (filter, None),
        Err(why) => {
            let trouble = format!(
                "RUST_LOG=\"{}\" is not understood ({why}) and not used. The log holds what it usually does: {usual}. Write for example RUST_LOG=info or RUST_LOG=warn,stina=debug",
                wanted.to_string_lossy()
            );
            (EnvFilter::new(usual), Some(trouble))
        }
    }
}

/// A mistake in the program goes to the log with its place, and without what the mistake was made on, which may be
/// somebody's text.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let trace = Backtrace::capture();
        let trace = (trace.status() == BacktraceStatus::Captured).then_some(trace);
        error!(%place, words = fixed_words(panic.payload()), trace = trace.map(tracing::field::display), "a mistake in the program. Please report this");
    }));
}

/// What a mistake says of itself as far as it stands in the program's own text.
fn fixed_words(payload: &dyn Any) -> &'static str {
    payload.downcast_ref::<&'static str>().copied().unwrap_or("not shown, since they may hold what somebody wrote")
}

/// Waits for SIGINT or SIGTERM.
async fn wait_for_signal() -> anyhow::Result<&'static str> {
    #[cfg(unix)]
    {
        let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate()).context("SIGTERM")?;
        tokio::select! {
            interrupted = signal::ctrl_c() => interrupted.context("SIGINT").map(|()| "SIGINT"),
            _ = terminate.recv() => Ok("SIGTERM"),
        }
    }
    #[cfg(not(unix))]
    {
        signal::ctrl_c().await.context("Ctrl-C").map(|()| "Ctrl-C")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use super::*;

    /// What is logged while `work` is done with a filter.
    fn logged(filter: EnvFilter, work: impl FnOnce()) -> String {
        #[derive(Clone, Default)]
        struct Kept(Arc<Mutex<Vec<u8>>>);
        impl std::io::Write for Kept {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let kept = Kept::default();
        let writer = kept.clone();
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(move || writer.clone()).finish();
        tracing::subscriber::with_default(log, work);
        String::from_utf8_lossy(&kept.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }

    #[test]
    fn the_sdk_says_nothing_of_its_own() {
        let log = logged(EnvFilter::new(LOG_FILTER), || {
            error!(target: "matrix_sdk::encryption", "<html>");
            error!(target: "matrix_sdk_base::response_processors", "<html>");
            error!(target: "matrix_sdk_sqlite::utils", "<html>");
            info!(target: "stina::run", "hers");
        });
        assert!(log.contains("hers") && !log.contains("html"), "{log}");
    }

    #[test]
    fn a_mistake_does_not_tell_what_it_was_made_on() {
        assert!(!fixed_words(&"inside a letter of `jag är sjuk`".to_owned()).contains("sjuk"));
        assert_eq!(fixed_words(&"fixed"), "fixed");
    }

    #[test]
    fn a_wish_for_the_log_that_is_not_understood_is_told() {
        let (filter, trouble) = log_filter(Some("info,stina=lots".into()), "warn");
        let trouble = trouble.expect("told");
        assert!(trouble.contains("info,stina=lots") && trouble.contains("usually does: warn"), "{trouble}");
        assert_eq!(filter.to_string(), "warn");
        assert_eq!(log_filter(Some(OsString::new()), "warn").1, None);
        assert_eq!(log_filter(None, "warn").0.to_string(), "warn");
        let (filter, trouble) = log_filter(Some("stina=debug".into()), "warn");
        assert!(trouble.is_none() && filter.to_string().contains("stina=debug"), "{filter}");
        assert!(filter.to_string().contains("matrix_sdk=off"), "{filter}");
        let named = log_filter(Some("warn,matrix_sdk=debug".into()), "warn").0.to_string();
        assert!(named.contains("matrix_sdk=debug"), "{named}");
    }
}
