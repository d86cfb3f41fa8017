//! `stina chat`: the same assistant in the terminal, with no set-up.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use etcetera::BaseStrategy;

use super::{WRONG_USAGE, exit, unknown_region, world};
use crate::{chat::terminal, store::Store};

/// Talk to her in this terminal; what she remembers lies in your own data folder.
#[derive(Debug, clap::Args)]
pub struct ChatArgs {
    /// Your region, such as vgr or kronoberg; leave it out and she asks
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
    let world = world(args.knowledge.as_deref(), args.region.clone())?;
    if let Some(region) = args.region.as_deref().filter(|region| !world.regions.iter().any(|known| known.id == *region)) {
        super::complain(&unknown_region(region, &world));
        return Ok(exit(WRONG_USAGE));
    }
    let path = match &args.database {
        Some(path) => path.clone(),
        None => etcetera::choose_base_strategy().context("no data folder")?.data_dir().join("stina").join("chat.db"),
    };
    let store = Store::open(&format!("sqlite:{}", path.display())).await?;
    terminal::converse(&store, &world).await?;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}
