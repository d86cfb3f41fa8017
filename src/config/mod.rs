//! The settings file: read and checked once, with every problem told at once.
//!
//! Paths in it are relative to the folder it lies in. Secrets never stand in it; they come from the
//! environment (see [`Secrets`]).

mod broken;
mod file;
mod secrets;

use std::{collections::BTreeMap, fmt, path::PathBuf};

use url::Url;

pub use file::{TEMPLATE, load, parse, picture_type};
pub use secrets::{Secrets, read_secret};

/// Everything the operator decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// How she reaches her homeserver.
    pub matrix: Matrix,
    /// `sqlite:<path>` or `postgres://…`.
    pub database: String,
    /// Globs over user ids: who may invite and talk to her.
    pub allow: Vec<String>,
    /// Whether "påminn @kollega" in a group reminds that colleague, who can decline.
    pub remind_others: bool,
    /// Who has which power.
    pub roles: Roles,
    /// By region, the areas and clinics that people can say they belong to, as they are shown.
    pub tags: BTreeMap<String, Vec<String>>,
    /// Rooms that announcements can go to, by the names that people call them.
    pub rooms: BTreeMap<String, Place>,
    /// The region of everybody who has not said theirs; `None`: she asks.
    pub region: Option<String>,
    /// The IANA time zone of everybody who has not said theirs.
    pub zone: String,
    /// A folder of rules; `None`: those compiled into the program.
    pub knowledge: Option<PathBuf>,
    /// How long what she keeps is kept.
    pub retention: Retention,
}

/// The account and where its keys lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// The homeserver's base address.
    pub homeserver: Url,
    /// Her own user id.
    pub user_id: String,
    /// The name others see.
    pub display_name: String,
    /// A picture file.
    pub avatar: Option<PathBuf>,
    /// The folder of the SDK's state and keys.
    pub store: PathBuf,
}

/// Powers, given here or by an admin, never by a message that claims them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roles {
    /// User ids of those who run her.
    pub admin: Vec<String>,
    /// User ids of study directors, each with the regions they may write to.
    pub studierektor: BTreeMap<String, Vec<String>>,
}

/// A room that announcements can go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The region whose study directors may announce there.
    pub region: String,
    /// The room's id.
    pub room: String,
}

/// Ages in days after which things are removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Texts that she sent.
    pub sent_days: u32,
    /// Ids of handled events and of reactions.
    pub receipts_days: u32,
    /// Questions that found no answer.
    pub questions_days: u32,
    /// Lines of the audit log.
    pub audit_days: u32,
    /// ST days that are over, and who came to them.
    pub attendance_days: u32,
    /// Announcements, and who received and acknowledged them.
    pub announcements_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { sent_days: 30, receipts_days: 30, questions_days: 180, audit_days: 1095, attendance_days: 365, announcements_days: 180 }
    }
}

/// One thing that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line in the file, counted from one; `None` where it concerns no line.
    pub line: Option<usize>,
    /// What is wrong and what to do.
    pub message: String,
}

/// All that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Problems {
    /// The file's name as it was given.
    pub file: String,
    /// At least one.
    pub problems: Vec<Problem>,
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, problem) in self.problems.iter().enumerate() {
            if position > 0 {
                writeln!(f)?;
            }
            match problem.line {
                Some(line) => write!(f, "{}:{line}: {}", self.file, problem.message)?,
                None => write!(f, "{}: {}", self.file, problem.message)?,
            }
        }
        Ok(())
    }
}
