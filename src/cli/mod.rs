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
    knowledge::{self, KnowledgeBase},
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

/// Says which regions there are.
#[must_use]
pub fn unknown_region(wanted: &str, world: &World) -> String {
    let known: Vec<&str> = world.regions.iter().map(|region| region.id.as_str()).collect();
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

/// The lines of an input, bytes that are no UTF-8 replaced, so that one bad line does not end the rest.
pub fn lines(mut input: impl std::io::BufRead) -> impl Iterator<Item = std::io::Result<String>> {
    std::iter::from_fn(move || {
        let mut bytes = Vec::new();
        match input.read_until(b'\n', &mut bytes) {
            Ok(0) => None,
            Ok(_) => Some(Ok(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned())),
            Err(error) => Some(Err(error)),
        }
    })
}

/// Says on standard error what is wrong.
#[expect(clippy::print_stderr, reason = "the command line talks to its user here")]
pub fn complain(message: &str) {
    eprintln!("stina: {message}");
}
