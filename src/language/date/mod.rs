//! Understanding time in Swedish (and English): what a message says about when, and about what.
//!
//! Pure: text, the present and a time zone go in, a reading comes out. No clock is read here.
//!
//! Conventions, where the language leaves a choice:
//! - `due` is the deadline itself; a date alone where no time of day was given; the first turn of a series.
//! - "3/4" is always 3 April. A bare week is its Monday, "nästa vecka" and "nästa månad" begin with their
//!   first day. "Nästa fredag" is the Friday of next week; the coming one is the other reading.
//! - "på tisdag" said on a Tuesday is the coming one, and so is "den 10:e" said on the 10th.
//! - No year: the next such day; passed within 30 days: she asks; longer ago: next year.
//! - "kl 1"–"kl 5" are in the afternoon, "kl 6"–"kl 12" as said; the other half of the day is the other
//!   reading. A bare time that has passed is tomorrow's.
//! - Parts of the day begin at: morning 8, forenoon 9, lunch 12, afternoon 15, evening 18, night 23.
//! - Beginning and end of a month or a week are its first and last working day, the middle of a month is
//!   the working day nearest to the 15th.
//! - "dagen före midsommarafton" is that day; "en vecka före den 15 april" is a lead to that deadline.
//! - "efter påsk" is the first working day after it, "före jul" the last one before it.
//! - A working day (vardag) is Monday to Friday and no public holiday; in a rule it is Monday to Friday.

pub mod calendar;
pub mod period;
pub mod rrule;
pub mod wording;

mod ahead;
mod answer;
mod apart;
mod aside;
mod asking;
mod bare;
mod beside;
mod beside_turn;
mod border;
mod choose;
mod clause;
mod clock;
mod compose;
mod correction;
mod cycle;
mod day;
mod except;
mod holiday;
mod idle;
mod kept;
mod lead;
mod lexicon;
mod meal;
mod memo;
mod moment;
mod numbers;
mod numeric;
mod part;
mod phrase;
mod place;
mod reading;
mod reckon;
mod relative;
mod repeat;
mod request;
mod rule;
mod scan;
mod series;
mod several;
mod spaced;
mod split;
mod stretch;
mod subject;
mod token;
mod typo;
mod week;
mod weekday;

pub use super::english::Language;
pub use kept::Kept;
pub use numbers::cardinal;
pub use reading::{
    Adjustment, Context, DEFAULT_TIME, Due, Found, Lead, Moment, Note, Outcome, Question, QuestionKind, Reason, Rejection, Reminder,
};
pub use request::Strength;
pub use rrule::{End, Frequency, Recurrence, RuleError, local_occurrences, occurrences};
pub use wording::say;

/// Reads a whole message.
#[must_use]
pub fn read_reminder(text: &str, context: &Context) -> Outcome {
    compose::read(text, context)
}

/// Reads every request of a message, at least one: "påminn mig på fredag om X och på måndag om Y" holds
/// two. Where the borders are not clear the message is read as one.
#[must_use]
pub fn read_all(text: &str, context: &Context) -> Vec<Outcome> {
    several::read_all(text, context)
}

/// Reads only a day, a time of day or a change of one: "den 13:e", "kl 10", "torsdagen innan". What is
/// not said is kept from `previous`. A day that passed lately is taken as next year's here.
#[must_use]
pub fn read_moment(text: &str, context: &Context, previous: Option<&Due>) -> Moment {
    answer::read_moment(text, context, previous)
}

/// What of a message holds whatever day it is for, for when its day could not be taken.
#[must_use]
pub fn kept(text: &str) -> Kept {
    kept::read(text)
}

/// Takes the answer to a question and completes what was said before.
#[must_use]
pub fn answer_question(question: &Question, text: &str, context: &Context) -> Outcome {
    answer::complete(question, text, context)
}

/// How clearly a message asks for a reminder, rather than a question about the rules.
#[must_use]
pub fn is_reminder_request(text: &str) -> Strength {
    compose::Draft::new(text, None).strength
}

/// Whether a text names a day, a time of day or a series at all.
#[must_use]
pub fn says_when(text: &str) -> bool {
    scan::says_when(text)
}

/// Where dates stand in a text that the calendar does not have ("31 april"), as byte ranges.
#[must_use]
pub fn impossible_dates(text: &str) -> Vec<std::ops::Range<usize>> {
    answer::impossible_dates(text)
}

/// All dates of a longer text, with the time of day beside them.
#[must_use]
pub fn find_dates(text: &str, context: &Context) -> Vec<Found> {
    answer::find_dates(text, context)
}
