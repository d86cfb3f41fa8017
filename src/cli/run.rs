//! `stina run`: serves on Matrix until she is told to leave.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use tokio::{signal, sync::watch};
use tracing::{info, warn};

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
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(usual));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    let outcome = if json { log.json().try_init() } else { log.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).try_init() };
    // A second start in the same process (the demo) keeps the first log.
    let _ = outcome;
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
