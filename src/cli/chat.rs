//! `stina chat`: the same assistant in the terminal, with no set-up.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use etcetera::BaseStrategy;

use super::{WRONG_USAGE, exit, known_region, unknown_region, world};
use crate::{chat::terminal, store::Store};

/// Talk to her in this terminal; what she remembers lies in your own data folder.
#[derive(Debug, clap::Args)]
pub struct ChatArgs {
    /// Your region in this conversation, such as vgr or kronoberg; leave it out and she remembers or asks
    #[arg(long)]
    pub region: Option<String>,
    /// A folder of rules in place of those compiled in
    #[arg(long, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,
    /// Where to keep what she remembers, in place of your data folder
    #[arg(long, value_name = "FILE")]
    pub database: Option<PathBuf>,
}

/// Runs the command until the input ends or the person writes `/quit`.
///
/// # Errors
/// When the rules or the database cannot be used.
pub async fn run(args: &ChatArgs) -> anyhow::Result<ExitCode> {
    super::run::init_log(false, "error");
    let world = world(args.knowledge.as_deref(), None)?;
    let region = match args.region.as_deref().map(|wanted| known_region(wanted, &world).ok_or(wanted)) {
        Some(Err(unknown)) => {
            super::complain(&unknown_region(unknown, &world));
            return Ok(exit(WRONG_USAGE));
        }
        known => known.and_then(Result::ok),
    };
    let path = match &args.database {
        Some(path) => path.clone(),
        None => etcetera::choose_base_strategy().context("no data folder")?.data_dir().join("stina").join("chat.db"),
    };
    let store = Store::open(&format!("sqlite:{}", path.display())).await?;
    terminal::converse(&store, &world, region).await?;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}
