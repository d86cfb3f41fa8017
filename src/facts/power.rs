//! Powers: who may do more than ask for themselves.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Role;

/// What a person may do beyond asking for themselves: from the settings or from an admin, never from
/// a message that claims it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Power {
    /// Runs her: gives and takes powers, and reaches every region.
    pub admin: bool,
    /// The regions whose studies they direct, as named in the knowledge base.
    pub studierektor: Vec<String>,
}

impl Power {
    /// Whether there is any.
    #[must_use]
    pub fn any(&self) -> bool {
        self.admin || !self.studierektor.is_empty()
    }

    /// Whether it reaches people of a region.
    #[must_use]
    pub fn reaches(&self, region: &str) -> bool {
        self.admin || self.studierektor.iter().any(|own| own == region)
    }
}

/// A power that can be given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Office {
    /// Running her.
    Admin,
    /// Directing the studies of a region, as named in the knowledge base.
    Studierektor(String),
}

/// A power that somebody has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The user id.
    pub user: String,
    /// Which.
    pub office: Office,
    /// Who gave it and when; `None` where it stands in the settings.
    pub given: Option<Given>,
}

/// Who gave a power, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// A user id or a pseudonym, or [`crate::effect::OPERATOR`].
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A change of somebody's power.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeChange {
    /// True: they get it; false: they lose it.
    pub grant: bool,
    /// The user id.
    pub user: String,
    /// Which.
    pub office: Office,
}

/// A person as a row of a list describes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The line in the file.
    pub line: usize,
    /// The user id.
    pub user: String,
    /// The region, as named in the knowledge base.
    pub region: String,
    /// What they are, where the row says it.
    pub role: Option<Role>,
    /// Areas and clinics, as spelt in the settings.
    pub tags: Vec<String>,
}
