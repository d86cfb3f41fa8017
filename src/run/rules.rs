//! The rules while she serves: loaded at the start, and again when their files change, all or nothing.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use anyhow::anyhow;
use tracing::{error, info};

use super::Serving;
use crate::{
    assistant::{Health, World, help},
    cli,
    command::RegionName,
    config::Config,
};

/// Loads the rules and everything else that holds for everybody.
///
/// # Errors
/// All problems of the rules, or every region in the settings that has none.
pub fn load_world(config: &Config) -> anyhow::Result<World> {
    let folder = config.knowledge.as_deref();
    let rules = cli::load_rules(folder)?;
    let mut regions = RegionName::all(&rules);
    for region in &mut regions {
        region.tags = config.tags.get(&region.id).cloned().unwrap_or_default();
    }
    let world = World {
        regions,
        knowledge: Arc::new(rules),
        user_id: config.matrix.user_id.clone(),
        name: config.matrix.display_name.clone(),
        default_region: config.region.clone(),
        zone: config.zone.clone(),
        remind_others: config.remind_others,
        rooms: config.rooms.clone(),
        health: Health::default(),
    };
    let named = config
        .region
        .iter()
        .chain(config.roles.studierektor.values().flatten())
        .chain(config.tags.keys())
        .chain(config.rooms.values().map(|place| &place.region));
    let unknown: BTreeSet<&String> = named.filter(|region| !world.regions.iter().any(|known| known.id == **region)).collect();
    if !unknown.is_empty() {
        let told: Vec<String> = unknown.into_iter().map(|region| format!("stina.toml: {}", cli::unknown_region(region, &world))).collect();
        return Err(anyhow!("{}", told.join("\n")));
    }
    Ok(world)
}

/// What the folder of rules looked like when it was last read.
pub struct Watch {
    folder: Option<PathBuf>,
    seen: Option<Vec<(PathBuf, SystemTime, u64)>>,
    /// Whether what was last seen cannot be used.
    broken: bool,
}

impl Watch {
    /// Watches a folder; `None` watches nothing, since the rules are compiled in.
    pub fn new(folder: Option<&Path>) -> Self {
        Self { folder: folder.map(Path::to_owned), seen: folder.map(look), broken: false }
    }

    /// Loads the rules again if a file has changed. With a problem in any file the old rules stay,
    /// and the log and the admins hear of it once per change.
    pub async fn reload(&mut self, serving: &Serving) -> anyhow::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let present = look(folder);
        if self.seen.as_ref() == Some(&present) {
            return Ok(());
        }
        self.seen = Some(present);
        match load_world(&serving.config) {
            Ok(world) => {
                let health = serving.world().health.clone();
                info!(rules = world.knowledge.rules.len(), "the rules were loaded again");
                serving.set_world(World { health, ..world });
                if std::mem::take(&mut self.broken) {
                    super::apply::tell_admins(serving, help::RULES_MENDED).await?;
                }
            }
            Err(problems) => {
                let problems = format!("{problems:#}");
                error!(problems, "the changed rules cannot be used; the old ones stay");
                self.broken = true;
                super::apply::tell_admins(serving, &help::rules_broken(&problems)).await?;
            }
        }
        Ok(())
    }
}

/// Every file below the folder with its time and size, in order.
fn look(folder: &Path) -> Vec<(PathBuf, SystemTime, u64)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Ok(metadata) = entry.metadata() else { continue };
            if metadata.is_dir() {
                folders.push(entry.path());
            } else {
                found.push((entry.path(), metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH), metadata.len()));
            }
        }
    }
    found.sort();
    found
}
