//! What is known of plans of ST: whose, shared with whom, what is asked about them.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Person, Reminder, announcement::Wants};
use crate::plan::{Entry, Period, Tick, Training};

/// A plan of ST with those who share it.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownPlan {
    /// Whose it is.
    pub owner: Person,
    /// Their dates, ticks and placements.
    pub training: Training,
    /// With whom it is shared, or who was asked to.
    pub shares: Vec<(Share, Person)>,
    /// The running reminders of its moments, for everybody who gets any.
    pub reminders: Vec<Reminder>,
}

/// One person sharing the plan of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Whose plan it is.
    pub owner: String,
    /// Who shares it.
    pub other: String,
    /// As what.
    pub role: crate::plan::Role,
    /// Whether they have said yes.
    pub accepted: bool,
    /// What the calendar file that they got last held of it, by the id of the entry.
    #[serde(skip)]
    pub calendar: BTreeMap<String, Entry>,
}

/// Somebody has asked to share the plan of another, who has not answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRequest {
    /// Whose plan it would be.
    pub owner: String,
    /// Who asks.
    pub other: String,
    /// As what they would share it.
    pub role: crate::plan::Role,
}

/// Duties for one ST doctor that were ticked off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyList {
    /// Whose duties.
    pub person: String,
    /// For which doctor, in the person's words; empty where none was named.
    pub doctor: String,
    /// As what.
    pub role: crate::plan::Role,
    /// The ids of the duties that are done.
    pub done: Vec<String>,
}

/// How a plan was before it was changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PlanBefore {
    /// There was none.
    Nothing,
    /// The person's own dates and ticks were these.
    Plan(Box<Training>),
    /// Moments were ticked as this, by id.
    Ticks(Vec<(String, Option<Tick>)>),
    /// This person had not been asked to share the plan.
    NotAsked {
        /// Who was asked.
        other: String,
    },
    /// A duty stood so in the list for this doctor.
    Duty {
        /// As what.
        role: crate::plan::Role,
        /// For which doctor.
        doctor: String,
        /// The duty's id.
        duty: String,
        /// Whether it was ticked off.
        done: bool,
    },
    /// Several duties stood so in the list for this doctor.
    Duties {
        /// As what.
        role: crate::plan::Role,
        /// For which doctor.
        doctor: String,
        /// The ids of the duties, and whether each was ticked off.
        were: Vec<(String, bool)>,
    },
}

/// The role and the doctor of some duties, and each duty's id with whether it was ticked off before.
pub type DutiesBefore<'a> = (crate::plan::Role, &'a str, Vec<(String, bool)>);

impl PlanBefore {
    /// The duties that were changed, each with whether it was ticked off before; with the role and the doctor.
    #[must_use]
    pub fn duties(&self) -> Option<DutiesBefore<'_>> {
        match self {
            Self::Duty { role, doctor, duty, done } => Some((*role, doctor, vec![(duty.clone(), *done)])),
            Self::Duties { role, doctor, were } => Some((*role, doctor, were.clone())),
            Self::Nothing | Self::Plan(_) | Self::Ticks(_) | Self::NotAsked { .. } => None,
        }
    }
}

/// What one message or tap changed in a plan, so that "ångra", or removing or editing it, takes that back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanChange {
    /// The message's event id, or the reaction's.
    pub event: String,
    /// Whether it was a reaction.
    pub tapped: bool,
    /// Whose plan.
    pub owner: String,
    /// How it was.
    pub before: PlanBefore,
    /// How it became.
    pub after: PlanBefore,
    /// When; `None` where an earlier version of her noted it.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// Whether it was itself a taking back, so that "ångra" said twice does not do it again.
    #[serde(default)]
    pub undo: bool,
}

/// A plan that the person was shown: "klar" right after means what is next in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanShown {
    /// When.
    pub at: Timestamp,
    /// Whose it is.
    pub owner: String,
}

/// What she asks about a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PlanAsk {
    /// When did your ST begin?
    Start,
    /// You begin on this day ahead?
    StartAhead {
        /// The day.
        start: Date,
    },
    /// When did your ST begin, or does it begin on this day ahead, where more of its dates was told already?
    Told {
        /// What was told, message by message.
        said: Vec<String>,
        /// The day ahead.
        start: Option<Date>,
    },
    /// On which day is this moment?
    Day {
        /// Whose plan.
        owner: String,
        /// The id of the occurrence.
        moment: String,
    },
    /// Is everything done that should be by now?
    AllDone,
    /// Why is this moment left out?
    Why {
        /// Whose plan.
        owner: String,
        /// The id of the occurrence.
        moment: String,
    },
    /// Which of these moments is done?
    Which {
        /// Whose plan.
        owner: String,
        /// The ids of the occurrences, numbered from one.
        moments: Vec<String>,
    },
    /// Until when does the leave last that begins on this day?
    LeaveEnd {
        /// The day.
        from: Date,
    },
    /// Shall this leave stand in place of the one that it meets?
    Instead {
        /// The new leave.
        leave: Period,
    },
    /// From which day on is so much worked?
    Pace {
        /// The share of full time, in percent.
        percent: u32,
        /// The last day, where that was said.
        to: Option<Date>,
    },
    /// How much is worked on these days?
    Percent {
        /// The first day.
        from: Option<Date>,
        /// The last day.
        to: Option<Date>,
    },
    /// On which days is the leave?
    LeaveDays {
        /// How many months and days it lasts, where that was said.
        length: Option<(i32, i64)>,
        /// The last day, where that was said.
        to: Option<Date>,
    },
    /// On which days is this placement?
    PlacementDays {
        /// Its name.
        name: String,
        /// How many days it lasts, where one alone is told.
        days: i64,
    },
    /// Shall this placement stand in place of the one that is in its way?
    InsteadPlacement {
        /// The number of the one that is known.
        number: u32,
        /// The name of the new one.
        name: String,
        /// Its days.
        period: Period,
    },
    /// Is this a placement?
    IsPlacement {
        /// Its name.
        name: String,
        /// Its days.
        period: Period,
    },
    /// Whose invitation is answered?
    Invitations {
        /// Who have asked to share theirs, numbered from one.
        owners: Vec<String>,
        /// Whether the answer is a yes.
        yes: bool,
    },
    /// Really take the plan away?
    Drop,
    /// Really take the last change back?
    Undo,
    /// As what do you ask for your duties?
    DutyRole {
        /// For which doctor.
        doctor: String,
    },
    /// Which of the listed duties is done?
    Duties {
        /// As what.
        role: crate::plan::Role,
        /// For which doctor.
        doctor: String,
        /// The ids, numbered from one.
        listed: Vec<String>,
    },
}

impl super::PendingKind {
    /// The question about a plan that waits for days, also where rules were offered since.
    #[must_use]
    pub fn for_days(&self) -> Option<&PlanAsk> {
        match self {
            Self::Plan { ask } | Self::Choice { beneath: Some(ask), .. } => Some(ask).filter(|ask| ask.asks_for_days()),
            _ => None,
        }
    }
}

impl super::Pending {
    /// Rules that are offered to choose from, for a question where there was one. What she had asked about the days of
    /// a plan, and a list of duties, still stand beneath that.
    #[must_use]
    pub fn choice(dialogue: &super::Dialogue, since: Timestamp, rules: &[String], question: &str, event: Option<String>) -> Self {
        let duties = |kind: &super::PendingKind| match kind {
            super::PendingKind::Plan { ask: ask @ PlanAsk::Duties { .. } }
            | super::PendingKind::Choice { beneath: Some(ask @ PlanAsk::Duties { .. }), .. } => Some(ask.clone()),
            _ => None,
        };
        let before = dialogue.pending.as_ref().map(|pending| &pending.kind);
        let beneath = before.and_then(|kind| kind.for_days().cloned().or_else(|| duties(kind)));
        let (rules, question) = (rules.to_vec(), question.to_owned());
        Self { since, kind: super::PendingKind::Choice { rules, question, event, beneath } }
    }

    /// What is left of it after a rule question in between: what was asked about a reminder, for whom an
    /// announcement is and what it says, for the days in a plan, and a list of duties that is ticked off.
    #[must_use]
    pub fn after_an_answer(self) -> Option<Self> {
        let stands = matches!(
            self.kind,
            super::PendingKind::Reminder { .. }
                | super::PendingKind::Announcement { wants: Wants::Audience | Wants::Text, .. }
                | super::PendingKind::Plan { ask: PlanAsk::Duties { .. } }
        );
        if stands {
            return Some(self);
        }
        let ask = self.kind.for_days()?.clone();
        Some(Self { since: self.since, kind: super::PendingKind::Plan { ask } })
    }
}

impl PlanAsk {
    /// Whether days or months are the answer, which nothing else that is said meanwhile can be taken for.
    #[must_use]
    pub fn asks_for_days(&self) -> bool {
        matches!(
            self,
            Self::Start
                | Self::StartAhead { .. }
                | Self::Told { .. }
                | Self::Day { .. }
                | Self::LeaveEnd { .. }
                | Self::Pace { .. }
                | Self::LeaveDays { .. }
                | Self::PlacementDays { .. }
        )
    }
}
