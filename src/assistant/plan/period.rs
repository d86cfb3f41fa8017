//! Days, weeks and months as people write them of an ST, as [`crate::language::date::period`] reads them.

use jiff::civil::Date;

use super::spoken;
use crate::{
    language::{
        date::period::{self, Period as Stretch},
        normalize,
    },
    plan::Period,
};

pub use period::{Found, Lean};

impl From<Stretch> for Period {
    fn from(Stretch { from, to }: Stretch) -> Self {
        Self { from, to }
    }
}

/// Lower case, åäö folded, dashes apart: what all readers of plans work on.
#[must_use]
pub fn fold(text: &str) -> String {
    normalize::fold(&normalize::normalize(text)).replace(['–', '—'], "-")
}

/// Whether a folded word names a month.
pub(super) fn is_month(word: &str) -> bool {
    period::is_month(word)
}

/// The first stretch of days in a text. `today` decides the year where none is written.
#[must_use]
pub fn find(text: &str, today: Date, lean: Lean) -> Option<Found> {
    period::find(&spoken::figures(&spoken::borders(&fold(text)), today), today, lean)
}

/// The stretch that "i vår", "i höst", "i år", "nästa år" name; a year has two terms, from January and July.
#[must_use]
pub fn season(folded: &str, today: Date) -> Option<Period> {
    period::season(folded, today).map(Period::from)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_weeks_and_months_are_read() {
        let today = date(2026, 3, 10);
        let check = |text: &str, lean: Lean, from: &str, to: &str| {
            let found = find(text, today, lean).map(|found| format!("{}..{}", found.period.from, found.period.to));
            assert_eq!(found.as_deref(), Some(format!("{from}..{to}").as_str()), "{text}");
        };
        check("Jag började ST 1 september 2025", Lean::Past, "2025-09-01", "2025-09-01");
        check("st-start 2025-09-01", Lean::Past, "2025-09-01", "2025-09-01");
        check("jag började den 1/9", Lean::Past, "2025-09-01", "2025-09-01");
        check("började i september", Lean::Past, "2025-09-01", "2025-09-30");
        check("I started ST on September 1 2025", Lean::Past, "2025-09-01", "2025-09-01");
        check("ledig mars–december 2026", Lean::Future, "2026-03-01", "2026-12-31");
        check("ledig november 2026 till februari 2027", Lean::Future, "2026-11-01", "2027-02-28");
        check("ledig november-februari 2027", Lean::Future, "2026-11-01", "2027-02-28");
        check("ledig 1 mars till och med 31 december 2026", Lean::Future, "2026-03-01", "2026-12-31");
        check("ledig 2026-03-01 - 2026-12-31", Lean::Future, "2026-03-01", "2026-12-31");
        check("ledig 1–15 juni", Lean::Future, "2026-06-01", "2026-06-15");
        check("psykiatri v 10–21 2027", Lean::Future, "2027-03-08", "2027-05-30");
        check("psykiatri v.10-21 2027", Lean::Future, "2027-03-08", "2027-05-30");
        check("medicin vecka 36 till vecka 51 2027", Lean::Future, "2027-09-06", "2027-12-26");
        check("barn aug-sep", Lean::Future, "2026-08-01", "2026-09-30");
        assert_eq!(find("psykiatri v 10–21 2027", today, Lean::Future).expect("found").before, ["psykiatri"]);
        for nothing in ["hur lång är ST?", "30 februari", "80 %", "kl 13"] {
            assert_eq!(find(nothing, today, Lean::Future), None, "{nothing}");
        }
    }
}
