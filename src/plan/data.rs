//! A region's plan as its file says it: moments, who does what, how early whom to remind.
//!
//! A point in time is written as `start + 6 mån`, `halva`, `slut - 12 mån`, or the id of another moment.
//! Months are months of ST at full time. "halva" is the middle of ST, "slut" its end.

use serde::Deserialize;

use super::faults::{self, Fault};

/// Somebody who has to do with an ST.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The resident doctor.
    St,
    /// The supervisor.
    Handledare,
    /// The study director.
    Studierektor,
    /// The head of the clinic.
    Verksamhetschef,
    /// The HR specialist.
    Hr,
}

impl Role {
    /// A role by its word in the file.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        Some(match word {
            "st" => Self::St,
            "handledare" => Self::Handledare,
            "studierektor" => Self::Studierektor,
            "verksamhetschef" => Self::Verksamhetschef,
            "hr" => Self::Hr,
            _ => return None,
        })
    }
}

/// What a point in time is reckoned from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchor {
    /// The first day of ST.
    Start,
    /// The middle of ST.
    Half,
    /// The end of ST.
    End,
    /// Another moment: its beginning where a window begins, its end where one ends.
    Moment(String),
}

/// A point in time, in months of ST from an anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// What it is reckoned from.
    pub anchor: Anchor,
    /// Months of ST after it; negative before it.
    pub months: i32,
}

impl Point {
    /// Reads `start + 6 mån`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let (name, months) = match words.as_slice() {
            [name] => (*name, 0),
            [name, sign @ ("+" | "-"), count, "mån" | "månad" | "månader"] => {
                let count: i32 = count.parse().ok().filter(|count| (0..=600).contains(count))?;
                (*name, if *sign == "-" { -count } else { count })
            }
            _ => return None,
        };
        let anchor = match name {
            "start" => Anchor::Start,
            "halva" => Anchor::Half,
            "slut" => Anchor::End,
            id if is_id(id) => Anchor::Moment(id.to_owned()),
            _ => return None,
        };
        Some(Self { anchor, months })
    }
}

/// Whether a word can be an id.
pub(super) fn is_id(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// How often a moment comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Once.
    Once,
    /// At least so many times, all within its window.
    Times(u8),
    /// Every calendar year, beginning with its window. It pauses during full leave.
    Yearly,
    /// On each placement that the person has told of; its window until one was told.
    Placement,
    /// All the time; there is nothing to tick off.
    Standing,
}

/// Which edge of a window a reminder is reckoned from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Its first day.
    From,
    /// Its last day.
    To,
}

/// When whom to remind: `st: 14 dagar före början`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// Whom.
    pub whom: Role,
    /// How many days before.
    pub days: u16,
    /// Before what.
    pub edge: Edge,
}

impl Notice {
    /// Reads `st: 14 dagar före början`, `handledare: vid slutet`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (role, when) = text.split_once(':')?;
        let whom = Role::read(role.trim())?;
        let words: Vec<&str> = when.split_whitespace().collect();
        let (days, edge) = match words.as_slice() {
            ["vid", edge] => (0, *edge),
            [count, unit, "före", edge] => {
                let count: u16 = count.parse().ok().filter(|count| *count <= 400)?;
                let unit = match *unit {
                    "dag" | "dagar" => 1,
                    "vecka" | "veckor" => 7,
                    _ => return None,
                };
                (count.checked_mul(unit)?, *edge)
            }
            _ => return None,
        };
        let edge = match edge {
            "början" => Edge::From,
            "slutet" => Edge::To,
            _ => return None,
        };
        Some(Self { whom, days, edge })
    }
}

/// A text in both languages; English where it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Swedish.
    pub swedish: String,
    /// English.
    pub english: Option<String>,
}

impl Words {
    /// The text in a language, Swedish where there is no English.
    #[must_use]
    pub fn text(&self, english: bool) -> &str {
        self.english.as_deref().filter(|_| english).unwrap_or(&self.swedish)
    }
}

/// One moment of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Its id within the plan.
    pub id: String,
    /// What it is.
    pub title: Words,
    /// When, in the words of the source: "efter ca 6 månader".
    pub when: Words,
    /// What the source adds in years, "år 2–4", which is true only of an ST of the plan's own length. May be empty.
    pub years: Words,
    /// The beginning of its window.
    pub from: Point,
    /// The end of its window.
    pub to: Point,
    /// How often.
    pub repeat: Repeat,
    /// Whether it is on offer once a term (January to June, July to December).
    pub each_term: bool,
    /// Whether it is late once its window has passed. Not where the source says no time by which it is to be done.
    pub late: bool,
    /// Whether the rule it rests on says when it is; else it is no answer to that.
    pub rule_says_when: bool,
    /// Who sees to it, as far as the source says.
    pub responsible: Vec<Role>,
    /// Who takes part.
    pub with: Vec<Role>,
    /// The rule it rests on.
    pub rule: String,
    /// How early to remind whom.
    pub remind: Vec<Notice>,
    /// Other names that people write it by.
    pub names: Vec<String>,
}

/// Something to plan in on each placement, which is no moment to tick off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What to plan in.
    pub text: Words,
    /// The rule it rests on.
    pub rule: String,
}

/// When in the first time of an ST a duty is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Before the first day, or on it.
    ForstaDagen,
    /// In the first month.
    ForstaManaden,
    /// In the first half year.
    ForstaHalvaret,
    /// Later on, and again and again.
    Sedan,
}

/// Something that a role does for a new ST doctor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Its id within the plan.
    pub id: String,
    /// Whose it is.
    pub role: Role,
    /// What to do.
    pub title: Words,
    /// When.
    pub stage: Stage,
    /// Whether the source says when; else the place in the order is a proposal.
    pub said: bool,
    /// The rule it rests on.
    pub rule: String,
}

/// The plan of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The region's name in the knowledge base.
    pub region: String,
    /// The id of the document it comes from.
    pub source: String,
    /// The planned length at full time, in months, where the person has not said another.
    pub months: u16,
    /// The moments, in the order of the file.
    pub moments: Vec<Moment>,
    /// What to plan in on each placement.
    pub suggestions: Vec<Suggestion>,
    /// What the others do for a new ST doctor.
    pub duties: Vec<Duty>,
}

impl Plan {
    /// Reads a plan from the text of its file.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once.
    pub fn read(region: &str, text: &str) -> Result<Self, Vec<Fault>> {
        let file: File = toml::from_str(text).map_err(|cause| {
            let line = cause.span().map_or(0, |span| faults::line_at(text, span.start));
            vec![Fault {
                line,
                message: cause.message().to_owned(),
                remedy: "Rätta raden så att den blir giltig TOML med de nycklar som finns.".to_owned(),
            }]
        })?;
        faults::plan(region, text, file)
    }

    /// A moment by its id.
    #[must_use]
    pub fn moment(&self, id: &str) -> Option<&Moment> {
        self.moments.iter().find(|moment| moment.id == id)
    }

    /// The duties of a role, in the order of time.
    #[must_use]
    pub fn duties_of(&self, role: Role) -> Vec<&Duty> {
        let mut duties: Vec<&Duty> = self.duties.iter().filter(|duty| duty.role == role).collect();
        duties.sort_by_key(|duty| duty.stage);
        duties
    }
}

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub(super) source: String,
    pub(super) months: Option<u16>,
    pub(super) moment: Vec<MomentTable>,
    pub(super) suggestion: Vec<SuggestionTable>,
    pub(super) duty: Vec<DutyTable>,
}

/// A `[[moment]]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct MomentTable {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) english: Option<String>,
    pub(super) when: String,
    pub(super) english_when: Option<String>,
    pub(super) years: String,
    pub(super) english_years: Option<String>,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) times: Option<u8>,
    pub(super) every: Option<String>,
    pub(super) offered: Option<String>,
    pub(super) late: Option<bool>,
    pub(super) rule_says_when: Option<bool>,
    pub(super) responsible: Vec<String>,
    pub(super) with: Vec<String>,
    pub(super) rule: String,
    pub(super) remind: Vec<String>,
    pub(super) names: Vec<String>,
}

/// A `[[suggestion]]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SuggestionTable {
    pub(super) text: String,
    pub(super) english: Option<String>,
    pub(super) rule: String,
}

/// A `[[duty]]` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DutyTable {
    pub(super) id: String,
    pub(super) role: String,
    pub(super) title: String,
    pub(super) english: Option<String>,
    pub(super) when: String,
    pub(super) said: bool,
    pub(super) rule: String,
}
