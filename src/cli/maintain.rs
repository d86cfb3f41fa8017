//! Commands for whoever runs her: unanswered questions, backup and restore, a new recovery key.

use std::{io::Write, path::PathBuf, process::ExitCode};

use super::{exit, run::secrets};
use crate::{
    chat::matrix::Matrix,
    clock,
    config::{self, Config},
    run,
    store::{self, Store},
};

/// Show questions that found no answer, and how answers were received.
#[derive(Debug, clap::Args)]
pub struct QuestionsArgs {
    /// The settings file
    #[arg(long, default_value = "stina.toml")]
    pub config: PathBuf,
    /// Print JSON lines in place of text
    #[arg(long)]
    pub json: bool,
}

/// Copy the database, also while she runs.
#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    /// Where to; an existing file is never overwritten
    pub file: PathBuf,
    /// The settings file
    #[arg(long, default_value = "stina.toml")]
    pub config: PathBuf,
}

/// Put a copy back into an empty database. She must not be running.
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// The copy
    pub file: PathBuf,
    /// The settings file
    #[arg(long, default_value = "stina.toml")]
    pub config: PathBuf,
}

/// Make a new recovery key; the old one is void then. She must not be running.
#[derive(Debug, clap::Args)]
pub struct RecoveryKeyArgs {
    /// The settings file
    #[arg(long, default_value = "stina.toml")]
    pub config: PathBuf,
}

/// The database of the settings, or of the secret that stands in for it.
///
/// # Errors
/// What is wrong with settings or secrets.
pub fn database_url(config: &Config) -> anyhow::Result<String> {
    let secrets = secrets()?;
    Ok(secrets.database_url.map_or_else(|| config.database.clone(), |url| url.expose().to_owned()))
}

/// The database of the settings for a command that only looks at it: where there is none, it makes none.
///
/// # Errors
/// What is wrong with settings or secrets, and that there is no database.
pub fn existing_database_url(config: &Config) -> anyhow::Result<String> {
    let url = database_url(config)?;
    if let Some(file) = store::missing_file(&url) {
        anyhow::bail!("there is no database at {}. Her first start makes it; or name her settings file with --config", file.display());
    }
    Ok(url)
}

/// Runs `stina questions`.
///
/// # Errors
/// When the settings or the database cannot be used.
pub async fn questions(args: &QuestionsArgs, output: &mut impl Write) -> anyhow::Result<ExitCode> {
    let config = config::load(&args.config)?;
    let store = Store::open_to_look(&existing_database_url(&config)?).await?;
    let unanswered = store.questions().await?;
    let feedback = store.feedback().await?;
    if args.json {
        for question in &unanswered {
            writeln!(
                output,
                "{}",
                serde_json::json!({"question": question.text, "region": question.region, "count": question.count, "last": question.last_asked.to_string()})
            )?;
        }
        for count in &feedback {
            writeln!(
                output,
                "{}",
                serde_json::json!({"rule": count.rule, "region": count.region, "helpful": count.helpful, "unhelpful": count.unhelpful})
            )?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(output, "Obesvarade frågor ({}):", unanswered.len())?;
    for question in &unanswered {
        writeln!(output, "{:>5} ×  [{}] {}", question.count, question.region.as_deref().unwrap_or("-"), question.text)?;
    }
    writeln!(output, "\nOmdömen per regel (👎 först):")?;
    for count in &feedback {
        writeln!(output, "  👎 {:>3}  👍 {:>3}  {}", count.unhelpful, count.helpful, count.rule)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs `stina backup`.
///
/// # Errors
/// When the file is there already, or something cannot be read or written.
pub async fn backup(args: &BackupArgs, output: &mut impl Write) -> anyhow::Result<ExitCode> {
    let config = config::load(&args.config)?;
    let store = Store::open_to_look(&existing_database_url(&config)?).await?;
    store.backup(&args.file).await?;
    writeln!(
        output,
        "{} holds a copy of the database as it was at {}. The keys in {} and the recovery key are not in it: back them up too.",
        args.file.display(),
        clock::now().strftime("%Y-%m-%d %H:%M:%S UTC"),
        config.matrix.store.display()
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Runs `stina restore`.
///
/// # Errors
/// When the copy is none, or the database is not empty.
pub async fn restore(args: &RestoreArgs, output: &mut impl Write) -> anyhow::Result<ExitCode> {
    let config = config::load(&args.config)?;
    let Some(_lock) = run::try_lock_store(&config.matrix.store)? else {
        super::complain("she is running; stop her first, since she would go on writing into the database that she has open");
        return Ok(exit(1));
    };
    store::restore(&args.file, &database_url(&config)?).await?;
    writeln!(output, "Restored. At her next start she first catches up with the homeserver, so that nothing is said twice.")?;
    Ok(ExitCode::SUCCESS)
}

/// Runs `stina recovery-key`.
///
/// # Errors
/// When she is running, or the homeserver does not answer.
pub async fn recovery_key(args: &RecoveryKeyArgs, output: &mut impl Write) -> anyhow::Result<ExitCode> {
    let (config, secrets) = super::run::settings(&args.config)?;
    let Some(_lock) = run::try_lock_store(&config.matrix.store)? else {
        super::complain("she is running; stop her first (the keys allow one program at a time)");
        return Ok(exit(1));
    };
    let matrix = Matrix::connect(&run::settings(&config, &secrets)?).await?;
    let key = matrix.rotate_recovery_key().await?;
    matrix.close().await;
    if std::io::IsTerminal::is_terminal(&std::io::stdout()) {
        writeln!(output, "The new recovery key: {key}")?;
    }
    writeln!(
        output,
        "It stands in {} as well, readable by you alone. Keep a copy elsewhere; the old key no longer works.",
        crate::chat::matrix::recovery_key_file(&config.matrix.store).display()
    )?;
    Ok(ExitCode::SUCCESS)
}
