//! What is said when dates of an ST cannot be right: one clear question or refusal for each.

use super::words::{self, day, days};
use crate::{
    assistant::wording::Language,
    plan::{
        Trouble,
        part_time::PERCENT,
        training::{LONGEST_LEAVE, MONTHS, MOST, OLDEST},
    },
};

/// Says what is wrong, and what to write instead. Markdown.
#[must_use]
pub fn say(trouble: Trouble, language: Language) -> String {
    match trouble {
        Trouble::StartAhead(start) => {
            let start = day(start, language);
            words::say(
                language,
                format!("{start} ligger framåt i tiden. Vilken dag började du din ST?"),
                format!("{start} lies ahead. On which day did you start your ST?"),
            )
        }
        Trouble::StartLongAgo(start) => {
            let start = day(start, language);
            words::say(
                language,
                format!("{start} är mer än {OLDEST} år sedan, så länge varar ingen ST. Vilket år började du?"),
                format!("{start} is more than {OLDEST} years ago; no ST lasts that long. In which year did you start?"),
            )
        }
        Trouble::Percent(percent) => {
            let (least, most) = (PERCENT.start(), PERCENT.end());
            words::say(
                language,
                format!(
                    "{percent} % går inte. Skriv hur mycket du arbetar, från {least} till {most} %. Är du helt ledig skriver du *ledig* och datumen."
                ),
                format!(
                    "{percent} % is not possible. Write how much you work, from {least} to {most} %. If you are on full leave, write *on leave* and the dates."
                ),
            )
        }
        Trouble::Months(months) => {
            let (least, most) = (MONTHS.start(), MONTHS.end());
            words::say(
                language,
                format!("{months} månader är ingen längd på en ST. Skriv hur lång den är på heltid, från {least} till {most} månader."),
                format!("{months} months is no length of an ST. Write how long it is at full time, from {least} to {most} months."),
            )
        }
        Trouble::Backwards(period) => {
            let (from, to) = (day(period.from, language), day(period.to, language));
            words::say(
                language,
                format!("Det slutar ({to}) innan det börjar ({from}). Skriv första och sista dagen igen."),
                format!("It ends ({to}) before it begins ({from}). Write the first and the last day again."),
            )
        }
        Trouble::Overlap(period, other) => {
            let (period, other) = (days(period, language), days(other, language));
            words::say(
                language,
                format!(
                    "{period} går in i den ledighet jag redan har ({other}). Skriv *inte ledig* med månad eller datum för att ta bort den först."
                ),
                format!(
                    "{period} runs into the leave I already have ({other}). Write *not on leave* with month or date to remove that first."
                ),
            )
        }
        Trouble::BeforeStart(period) => {
            let period = days(period, language);
            words::say(
                language,
                format!("{period} är slut innan din ST började. Stämmer datumen?"),
                format!("{period} is over before your ST began. Are the dates right?"),
            )
        }
        Trouble::AfterEnd(period, end) => {
            let (period, end) = (days(period, language), day(end, language));
            words::say(
                language,
                format!("Din ST slutar {end}, och {period} ligger efter det. Stämmer datumen?"),
                format!("Your ST ends on {end}, and {period} is after that. Are the dates right?"),
            )
        }
        Trouble::LongLeave(period) => {
            let (from, to) = (day(period.from, language), day(period.to, language));
            words::say(
                language,
                format!("{from} till {to} är mer än {LONGEST_LEAVE} år. Skriv första och sista dagen av ledigheten igen."),
                format!("{from} to {to} is more than {LONGEST_LEAVE} years. Write the first and the last day of the leave again."),
            )
        }
        Trouble::TooMany => words::say(
            language,
            format!("Du har redan {MOST} sådana, fler kan jag inte hålla reda på. Ta bort någon först."),
            format!("You already have {MOST} of these, which is the most I can keep. Remove one first."),
        ),
    }
}
