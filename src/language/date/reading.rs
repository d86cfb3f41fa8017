//! What a message was understood to say: the types that leave this module.

use std::fmt;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{Zoned, civil};
use serde::{Deserialize, Serialize};

use super::Language;
use super::calendar::{add_days, add_months};
use super::rrule::Recurrence;

/// What reading a message needs to know.
#[derive(Clone, Debug)]
pub struct Context {
    /// When the person wrote, in their time zone.
    pub now: Zoned,
}

/// A local day, with a time of day where one was given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Due {
    /// The day.
    pub date: Date,
    /// The time of day, in whole seconds.
    pub time: Option<Time>,
    /// Seconds were said and are to be shown.
    pub seconds_said: bool,
}

impl Due {
    /// A day without a time.
    #[must_use]
    pub const fn day(date: Date) -> Self {
        Self { date, time: None, seconds_said: false }
    }

    /// A day with a time.
    #[must_use]
    pub const fn at(date: Date, time: Time) -> Self {
        Self { date, time: Some(time), seconds_said: false }
    }

    /// The local time, with `otherwise` where no time of day was given.
    #[must_use]
    pub fn datetime(&self, otherwise: Time) -> DateTime {
        self.date.to_datetime(self.time.unwrap_or(otherwise))
    }
}

impl fmt::Display for Due {
    /// `2026-04-15`, `2026-04-15T09:00`, or with `:SS` if seconds were said.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.date)?;
        match self.time {
            Some(time) if self.seconds_said => write!(formatter, "T{}", time.strftime("%H:%M:%S")),
            Some(time) => write!(formatter, "T{}", time.strftime("%H:%M")),
            None => Ok(()),
        }
    }
}

/// How long before the deadline the person wants to hear.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Lead {
    /// Whole months.
    pub months: i64,
    /// Whole days.
    pub days: i64,
    /// Seconds, for leads that count hours or minutes.
    pub seconds: i64,
    /// Hours or minutes were said, so that the lead counts from the time of day.
    pub by_clock: bool,
    /// The time of day at which the person wants to hear ("kvällen innan", "dagen före kl 18").
    pub at: Option<Time>,
}

impl Lead {
    /// The moment of the lead. `otherwise` is the time of day where neither lead nor deadline has one.
    #[must_use]
    pub fn moment(&self, due: &Due, otherwise: Time) -> DateTime {
        let day = add_days(add_months(due.date, -self.months), -self.days);
        let time = self.at.or(due.time).unwrap_or(otherwise);
        let moment = day.to_datetime(time);
        civil_seconds(moment, -self.seconds)
    }
}

fn civil_seconds(moment: DateTime, seconds: i64) -> DateTime {
    jiff::Span::new().try_seconds(seconds).ok().and_then(|span| moment.checked_add(span).ok()).unwrap_or(moment)
}

impl fmt::Display for Lead {
    /// ISO 8601: `P7D`, never `P1W`; `P1M`; `PT30M`; `P0D` for the day itself.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.by_clock && self.months == 0 {
            return write!(formatter, "P{}D", self.days);
        }
        formatter.write_str("P")?;
        match self.months {
            0 => {}
            months if months % 12 == 0 => write!(formatter, "{}Y", months / 12)?,
            months => write!(formatter, "{months}M")?,
        }
        if self.days != 0 {
            write!(formatter, "{}D", self.days)?;
        }
        if self.by_clock {
            formatter.write_str("T")?;
            let (hours, minutes, seconds) = (self.seconds / 3600, self.seconds / 60 % 60, self.seconds % 60);
            if hours > 0 {
                write!(formatter, "{hours}H")?;
            }
            if minutes > 0 {
                write!(formatter, "{minutes}M")?;
            }
            if seconds > 0 || self.seconds == 0 {
                write!(formatter, "{seconds}S")?;
            }
        }
        Ok(())
    }
}

/// Something worth saying with a reading.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Note {
    /// The day is a public holiday or one of the great eves; its Swedish name.
    Holiday(String),
    /// No exact day was said; this one was chosen.
    Vague,
    /// There is another reading; see `also`.
    Ambiguous,
    /// Only that it shall come before was said, not how long: this lead was taken.
    LeadTaken(Lead),
    /// This lead lies in the past and is left out.
    LeadPassed(Lead),
    /// The rule turns on working days as weekdays; public holidays are not left out.
    HolidaysNotLeftOut,
    /// The day follows a feast that moves; only its next time is set.
    OnlyOnce,
    /// A condition in the person's words that is not kept ("men inte när det är lov").
    LeftOut(String),
    /// Single days in the person's words that the series leaves out ("men inte 23 mars"): the turns on them.
    Skipped {
        /// The words.
        words: String,
        /// The days of the series that fall away.
        days: Vec<Date>,
    },
    /// From this turn on "udda veckor" are even ones, or the other way round: the year before it has 53 weeks.
    WeeksTurn(Date),
}

/// A reminder as it was understood.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reminder {
    /// What it is about, in the person's words, turned towards them ("din handledare").
    pub subject: String,
    /// The subject is something to do ("ringa labbet"), so that "att" leads in to it.
    pub subject_is_action: bool,
    /// The deadline itself; of a series its first turn.
    pub due: Due,
    /// How it repeats.
    pub recurrence: Option<Recurrence>,
    /// When before it they want to hear, if they said so.
    pub leads: Option<Vec<Lead>>,
    /// Other readings of when.
    pub also: Vec<Due>,
    /// Further days named with "och": reminders of their own.
    pub further: Vec<Due>,
    /// What is worth saying about it.
    pub notes: Vec<Note>,
    /// The language to answer in.
    pub language: Language,
}

/// What is asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum QuestionKind {
    /// Neither what nor when.
    Everything,
    /// What is it about?
    Subject,
    /// When?
    Day,
    /// The lead counts hours or minutes, so the time of day on that day is needed.
    Time(Due),
    /// A time was meant but cannot be reckoned ("senare", "i höst").
    Vague,
    /// That day passed lately; next year?
    PassedRecently(Due),
    /// The year has no 29 February.
    NoLeapDay(i16),
    /// The weekday said does not belong to the day said.
    WeekdayDisagrees {
        /// The weekday said; stored as its ISO number.
        #[serde(with = "iso_weekday")]
        said: Weekday,
        /// The day said.
        date: Date,
    },
    /// Two days said in one contradict each other.
    DaysDisagree,
    /// Two days or times were offered.
    TwoOffered,
    /// Every lead asked for lies in the past though the deadline does not.
    LeadsPassed(Due),
    /// The hour that the spring night skips.
    SkippedHour(Due),
    /// "varje termin", "två gånger i veckan": when in it?
    WhenInPeriod,
    /// More than a reminder can hold.
    SubjectTooLong,
}

/// A question back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Question {
    /// What is missing or open.
    pub kind: QuestionKind,
    /// What it is about, as far as known; may be empty.
    pub subject: String,
    /// See [`Reminder::subject_is_action`].
    pub subject_is_action: bool,
    /// Days to choose from, the likeliest first.
    pub options: Vec<Due>,
    /// How it repeats, if that was said.
    pub recurrence: Option<Recurrence>,
    /// The leads asked for.
    pub leads: Option<Vec<Lead>>,
    /// A time of day already said, for the day that is asked for.
    pub time: Option<Time>,
    /// The language to ask in.
    pub language: Language,
}

impl Question {
    /// A question about something of which no more is known than this.
    #[must_use]
    pub const fn new(kind: QuestionKind, subject: String, options: Vec<Due>, language: Language) -> Self {
        Self { kind, subject, subject_is_action: false, options, recurrence: None, leads: None, time: None, language }
    }
}

/// Why nothing is set.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Reason {
    /// The message does not ask for a reminder.
    NotAReminder,
    /// No such date; `month` 0 where none was said.
    NoSuchDate {
        /// The year, if said.
        year: Option<i16>,
        /// The month said.
        month: u32,
        /// The day said.
        day: u32,
    },
    /// No such day in that time ("femte fredagen i april").
    NoSuchDay,
    /// No bridge day there.
    NoBridgeDay,
    /// No such time of day.
    NoSuchTime,
    /// No such ISO week.
    NoSuchWeek {
        /// The week said.
        week: u32,
        /// The year it was looked for in.
        year: i16,
        /// How many weeks that year has.
        weeks: i8,
    },
    /// It lies in the past.
    Past(Due),
    /// More often than hourly.
    TooOften,
    /// Beyond the years that are reckoned with.
    TooFar,
    /// The series ends before it begins.
    EndsBeforeStart,
}

/// A refusal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rejection {
    /// Why.
    pub reason: Reason,
    /// What it was about; may be empty.
    pub subject: String,
    /// The nearest sensible suggestions.
    pub suggestions: Vec<Due>,
    /// The language to answer in.
    pub language: Language,
}

/// The outcome of reading a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Outcome {
    /// Understood.
    Set(Reminder),
    /// Something is missing or open.
    Ask(Question),
    /// Refused.
    Reject(Rejection),
}

impl Outcome {
    /// What it is about, as far as understood.
    #[must_use]
    pub fn subject(&self) -> &str {
        match self {
            Self::Set(reminder) => &reminder.subject,
            Self::Ask(question) => &question.subject,
            Self::Reject(rejection) => &rejection.subject,
        }
    }
}

/// A day or time read on its own: an answer, a snooze, a change.
#[derive(Clone, PartialEq, Debug)]
pub enum Moment {
    /// Nothing of the kind was said.
    Nothing,
    /// Understood.
    Set(Adjustment),
    /// Open.
    Ask(Question),
    /// Impossible or past.
    Reject(Rejection),
}

/// A day or time with what of it was said.
#[derive(Clone, PartialEq, Debug)]
pub struct Adjustment {
    /// The result: what was said, completed from the previous due.
    pub due: Due,
    /// A day was said, not only a time of day.
    pub date_said: bool,
    /// A time of day was said.
    pub time_said: bool,
    /// How it repeats, if that was said.
    pub recurrence: Option<Recurrence>,
    /// Leads, if some were said.
    pub leads: Option<Vec<Lead>>,
    /// Other readings.
    pub also: Vec<Due>,
    /// What is worth saying.
    pub notes: Vec<Note>,
}

/// A date found in a longer text.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// Bytes in the composed (NFC) form of the text.
    pub span: std::ops::Range<usize>,
    /// First day.
    pub date: Date,
    /// Last day of a range.
    pub last: Option<Date>,
    /// Time of day, the beginning of a span.
    pub time: Option<Time>,
    /// End of a span of time.
    pub until: Option<Time>,
    /// The weekday that was written with it, and whether it is the right one.
    pub weekday: Option<(Weekday, bool)>,
    /// The date cannot be taken as it stands: it lies behind, or the year is open.
    pub passed: bool,
}

/// The time of day at which reminders without one come.
pub const DEFAULT_TIME: Time = civil::time(8, 0, 0, 0);

/// Weekdays as ISO numbers, Monday 1 to Sunday 7.
mod iso_weekday {
    use jiff::civil::Weekday;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    pub fn serialize<S: Serializer>(weekday: &Weekday, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i8(weekday.to_monday_one_offset())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Weekday, D::Error> {
        Weekday::from_monday_one_offset(i8::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
