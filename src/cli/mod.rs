//! The commands of the program that are not `run`: each reads its arguments, does one thing and says how it went.

pub mod ask;
pub mod calibrate;
pub mod chat;
pub mod check;
pub mod doctor;
pub mod eval;
pub mod explain;
pub mod init;
pub mod maintain;
pub mod people;
pub mod plan;
pub mod questions;
pub mod run;
pub mod when;

use std::{path::Path, process::ExitCode, sync::Arc};

use crate::{
    assistant::{Health, World},
    command::RegionName,
    knowledge::{self, KnowledgeBase, load::region_id},
};

/// Wrong usage: an unknown region, a missing argument.
pub const WRONG_USAGE: u8 = 2;
/// She does not know.
pub const UNKNOWN: u8 = 3;

/// Loads the rules: those of a folder, or those compiled into the program.
///
/// # Errors
/// All problems of the folder, one a line.
pub fn load_rules(folder: Option<&Path>) -> anyhow::Result<KnowledgeBase> {
    let loaded = match folder {
        Some(folder) => knowledge::load::load_dir(folder),
        None => knowledge::load::load_embedded(),
    };
    loaded.map_err(|problems| {
        let listed: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("the rules cannot be used:\n{}", listed.join("\n"))
    })
}

/// A world without a chat, for answering in a terminal.
///
/// # Errors
/// As [`load_rules`].
pub fn world(folder: Option<&Path>, default_region: Option<String>) -> anyhow::Result<World> {
    let knowledge = load_rules(folder)?;
    Ok(World {
        regions: RegionName::all(&knowledge),
        knowledge: Arc::new(knowledge),
        user_id: "@stina:localhost".to_owned(),
        name: "Stina".to_owned(),
        default_region,
        zone: "Europe/Stockholm".to_owned(),
        remind_others: false,
        rooms: std::collections::BTreeMap::new(),
        health: Health::default(),
    })
}

/// The id of a region by the name of its folder, however it is spelt.
#[must_use]
pub fn known_region(wanted: &str, world: &World) -> Option<String> {
    let id = region_id(wanted);
    world.regions.iter().any(|known| known.id == id).then_some(id)
}

/// Says which regions there are, by the names of their folders.
#[must_use]
pub fn unknown_region(wanted: &str, world: &World) -> String {
    if world.regions.is_empty() {
        return format!("unknown region \"{wanted}\"; these rules have no regions, so leave it out");
    }
    let folder = |region: &RegionName| if region_id(&region.name) == region.id { region.name.clone() } else { region.id.clone() };
    // Of a folder whose name is its id only the first letter was made a capital.
    let known: Vec<String> = world
        .regions
        .iter()
        .map(|region| if folder(region).to_lowercase() == region.id { region.id.clone() } else { folder(region) })
        .collect();
    format!("unknown region \"{wanted}\"; known: {}", known.join(", "))
}

/// Today in Sweden, for whether a rule's review date has passed.
#[must_use]
pub fn today() -> jiff::civil::Date {
    let zone = jiff::tz::TimeZone::get("Europe/Stockholm").unwrap_or(jiff::tz::TimeZone::UTC);
    crate::clock::now().to_zoned(zone).date()
}

/// An exit code from a number.
#[must_use]
pub fn exit(code: u8) -> ExitCode {
    ExitCode::from(code)
}

/// A line of an input is read up to this length, in bytes; what follows is passed over.
pub const LONGEST_LINE: usize = 1024 * 1024;

/// The lines of an input without their ends, bytes that are no UTF-8 replaced, so that one bad line does not
/// end the rest. A byte order mark at the very start is no part of the first. Of a line longer than
/// [`LONGEST_LINE`] one byte more than that is given.
pub fn lines(mut input: impl std::io::BufRead) -> impl Iterator<Item = std::io::Result<String>> {
    let mut first = true;
    std::iter::from_fn(move || {
        let bytes = match one_line(&mut input) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return None,
            Err(error) => return Some(Err(error)),
        };
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_end_matches(['\n', '\r']);
        let text = if std::mem::take(&mut first) { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text };
        Some(Ok(text.to_owned()))
    })
}

fn one_line(input: &mut impl std::io::BufRead) -> std::io::Result<Option<Vec<u8>>> {
    use std::io::{BufRead, Read};
    let mut bytes = Vec::new();
    input.by_ref().take(LONGEST_LINE as u64 + 1).read_until(b'\n', &mut bytes)?;
    if bytes.len() > LONGEST_LINE && !bytes.ends_with(b"\n") {
        input.skip_until(b'\n')?;
    }
    Ok((!bytes.is_empty()).then_some(bytes))
}

/// Says on standard error what is wrong.
#[expect(clippy::print_stderr, reason = "the command line talks to its user here")]
pub fn complain(message: &str) {
    eprintln!("stina: {message}");
}
