//! What the phrases of a message mean before they are reckoned into days: a small syntax tree.

use jiff::civil::Weekday;

use super::holiday::Holiday;
use super::lexicon::DayPart;

/// A year as it was said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Year {
    Unsaid,
    Exactly(i16),
    /// Counted from the present one: "nästa år" is 1.
    FromNow(i16),
}

/// A month as it was said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Month {
    Named {
        month: i8,
        year: Year,
    },
    /// Counted from the present one: "nästa månad" is 1.
    FromNow(i64),
}

/// The part of a longer time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Third {
    Beginning,
    Middle,
    End,
}

/// Which of the weekdays of that name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Which {
    Coming,
    Next,
    AfterNext,
    Past,
}

/// What is counted in "första … i maj".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Counted {
    Day,
    WorkingDay,
    Weekday(Weekday),
    BridgeDay,
    /// A week by its Thursday; it begins on its Monday.
    Week,
}

/// The longer time in which something is counted.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Within {
    Month(Month),
    /// Quarters from the present one.
    QuarterFromNow(i64),
    Quarter(i8, Year),
    Year(Year),
    Week(Box<Day>),
    /// Nothing was said; only a recurrence beside it gives it sense.
    Unsaid,
}

/// A stretch of time. `clock` says that hours or smaller units were named.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "what was said beside the number, each independent of the others")]
pub(super) struct Stretch {
    pub months: i64,
    pub days: i64,
    pub working_days: i64,
    pub seconds: i64,
    pub clock: bool,
    pub seconds_said: bool,
    /// Whole weeks were named and nothing else.
    pub weeks_only: bool,
    /// "några dagar"
    pub vague: bool,
}

/// How a day is reached from another one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// A stretch after it (or before it).
    By(Stretch, Direction),
    /// The nth such weekday after or before it.
    Weekday(Weekday, i64, Direction),
    /// The nth working day after or before it.
    WorkingDay(i64, Direction),
    /// Monday of the week after or before.
    Week(Direction),
    /// "efter påsk": when it is over.
    Out(Direction),
    /// The bridge day next to it.
    Bridge,
}

/// Forwards or backwards in time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Direction {
    After,
    Before,
}

/// How several days hang together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Joint {
    And,
    Or,
    Range,
}

/// A long time without clear borders.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
    SpringTerm,
    AutumnTerm,
    /// "terminen": the present one.
    Term,
}

/// A day as it was said.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Day {
    Date {
        year: Year,
        month: i8,
        day: i8,
    },
    /// "15.10": a date or a time of day, whichever is missing.
    Dotted {
        day: i8,
        month: i8,
    },
    OfMonth {
        day: i8,
        month: Option<i64>,
    },
    Weekday {
        weekday: Weekday,
        which: Which,
    },
    Week {
        week: i8,
        year: Year,
        weekday: Option<Weekday>,
        third: Option<Third>,
    },
    WeekFromNow {
        weeks: i64,
        weekday: Option<Weekday>,
        third: Option<Third>,
    },
    MonthPart {
        month: Month,
        third: Option<Third>,
    },
    QuarterPart {
        quarter: Option<(i8, Year)>,
        from_now: i64,
        third: Option<Third>,
    },
    YearPart {
        year: Year,
        third: Option<Third>,
    },
    FromToday(i64),
    After(Stretch),
    /// "för en vecka sedan"
    Ago(Stretch),
    Nth {
        nth: i8,
        counted: Counted,
        within: Within,
    },
    Holiday {
        holiday: Holiday,
        year: Year,
    },
    Around {
        base: Box<Day>,
        step: Step,
    },
    Bridge {
        month: Option<Month>,
    },
    /// Saturday of a week, counted from the present one.
    Weekend {
        weeks: i64,
    },
    Season {
        season: Season,
        year: Year,
        third: Option<Third>,
        out: Option<Direction>,
    },
    List {
        days: Vec<Day>,
        joint: Joint,
    },
    NoSuchDate {
        year: Option<i16>,
        month: u32,
        day: u32,
    },
    NoSuchWeek(u32),
    /// "snart", "nån gång": a time was meant but none was said.
    Open,
}

/// A day with the part of the day that its word carries ("ikväll", "fredagskväll").
#[derive(Clone, PartialEq, Debug)]
pub(super) struct DayFound {
    pub day: Day,
    pub part: Option<DayPart>,
}

impl From<Day> for DayFound {
    fn from(day: Day) -> Self {
        Self { day, part: None }
    }
}

/// A matched phrase: the position after it and what it means.
pub(super) type Match<T> = Option<(usize, T)>;

/// Takes the longer of two matches, the first when they are equally long.
pub(super) fn longer<T>(one: Match<T>, other: Match<T>) -> Match<T> {
    match (one, other) {
        (Some(one), Some(other)) if other.0 > one.0 => Some(other),
        (Some(one), _) => Some(one),
        (None, other) => other,
    }
}
