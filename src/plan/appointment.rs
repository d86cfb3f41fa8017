//! When a moment was agreed to be held.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::training::Period;

/// When a moment was agreed to be held; in data "2026-03-14T13:00:00", "2026-03-14" or "2026-06-10/2026-06-12".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Appointment {
    /// At a time of day.
    Time(DateTime),
    /// On a day.
    Day(Date),
    /// On several days in a row.
    Days(Period),
}

impl TryFrom<String> for Appointment {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if let Some((from, to)) = text.split_once('/') {
            return Ok(Self::Days(Period { from: from.parse()?, to: to.parse()? }));
        }
        // A day alone could be read as midnight too.
        if text.contains('T') { text.parse().map(Self::Time) } else { text.parse().map(Self::Day) }
    }
}

impl From<Appointment> for String {
    fn from(appointment: Appointment) -> Self {
        match appointment {
            Appointment::Time(time) => time.to_string(),
            Appointment::Day(day) => day.to_string(),
            Appointment::Days(Period { from, to }) => format!("{from}/{to}"),
        }
    }
}

impl Appointment {
    /// The day, the first of several.
    #[must_use]
    pub fn date(&self) -> Date {
        match self {
            Self::Time(time) => time.date(),
            Self::Day(day) => *day,
            Self::Days(period) => period.from,
        }
    }

    /// The day, the last of several.
    #[must_use]
    pub fn last(&self) -> Date {
        if let Self::Days(period) = self { period.to } else { self.date() }
    }

    /// All of its days.
    #[must_use]
    pub fn days(&self) -> Period {
        Period { from: self.date(), to: self.last() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["2026-03-14T13:00:00", "2026-03-14", "2026-06-10/2026-06-12"] {
            let read = Appointment::try_from(text.to_owned()).expect("an appointment");
            assert_eq!(String::from(read), text);
        }
        assert!(Appointment::try_from("2026-06-10/snart".to_owned()).is_err());
    }
}
