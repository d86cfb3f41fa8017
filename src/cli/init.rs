//! `stina init`: writes a commented settings file and says what to do next.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write},
    path::PathBuf,
    process::ExitCode,
};

use super::exit;
use crate::config::TEMPLATE;

/// Write a commented stina.toml and say what to do next.
#[derive(Debug, clap::Args)]
pub struct InitArgs {
    /// Where to write it
    #[arg(long, default_value = "stina.toml")]
    pub config: PathBuf,
}

/// Runs the command. An existing file is never overwritten.
///
/// # Errors
/// When the file cannot be written.
pub fn run(args: &InitArgs, output: &mut impl Write) -> anyhow::Result<ExitCode> {
    let path = args.config.display();
    let mut file = match OpenOptions::new().write(true).create_new(true).open(&args.config) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            super::complain(&format!("{path} is there already and was left as it is; name another with --config"));
            return Ok(exit(1));
        }
        Err(error) => return Err(anyhow::anyhow!("{path} cannot be written: {error}")),
    };
    file.write_all(TEMPLATE.as_bytes())?;
    writeln!(
        output,
        "Wrote {path}. Next:\n\
         1. Open it and set homeserver, user_id and who may talk to her.\n\
         2. Make the account on the homeserver, and give its password:\n\
         \x20     export STINA_MATRIX_PASSWORD=…      (or STINA_MATRIX_PASSWORD_FILE=/path/of/a/file)\n\
         \x20     export STINA_STORE_PASSPHRASE=…     (any long text; it encrypts her keys on disk)\n\
         3. stina doctor --config {path}      checks everything, one line each\n\
         4. stina run --config {path}         serves until Ctrl-C\n\
         The recovery key is written beside the store at the first start. Keep a copy elsewhere."
    )?;
    Ok(ExitCode::SUCCESS)
}
