//! Finds the phrases of a message, from left to right, the longest at each place, and gathers those
//! that belong together into moments.

use jiff::civil::Weekday;

use super::aside;
use super::bare;
use super::clock::{self, Clock};
use super::cycle::{self, Piece};
use super::day;
use super::lead::{self, Leads};
use super::lexicon::DayPart;
use super::phrase::{Counted, Day, DayFound, Direction, Joint, Month, Step, Stretch, Third, Within};
use super::place::with_weekday;
use super::request;
use super::token::{Kind, Text};

/// What a phrase is.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Part {
    Asking,
    Day(DayFound),
    Clock(Clock),
    Piece(Piece),
    Leads(Leads),
    /// A condition that no rule can hold.
    Aside,
}

/// A phrase with its place, in tokens.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Item {
    pub first: usize,
    pub end: usize,
    pub part: Part,
}

/// Reads all phrases of a message.
pub(super) fn items(text: &Text) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut asked = false;
    let mut at = 0;
    while at < text.len() {
        let touching = items.last().is_some_and(|item| {
            item.end == at && matches!(item.part, Part::Day(_) | Part::Piece(Piece::Every(_) | Piece::Until(..) | Piece::Start(_)))
        });
        let asked_here = items.last().is_some_and(|item| item.end == at && item.part == Part::Asking);
        let dated = items.iter().any(|item| matches!(item.part, Part::Day(_)));
        let found = phrase_at(text, at, touching || asked_here && bare::stands_alone(text, at))
            .or_else(|| bare::span(text, at).filter(|_| dated).map(|(end, clock)| (end, Part::Clock(clock))))
            .or_else(|| bare::of_each_day(text, at).map(|(end, clock)| (end, Part::Clock(clock))))
            .or_else(|| asked_here.then(|| soon(text, at)).flatten());
        match found {
            // "påminn mig att larma på avdelningen": the second one is what is to be done.
            Some((end, Part::Asking)) if asked && is_to_be_done(text, at, end) => at = end,
            Some((end, part)) if end > at => {
                asked = asked || part == Part::Asking;
                items.push(Item { first: at, end, part });
                at = end;
            }
            _ => at += 1,
        }
    }
    same_day_clock(&mut items);
    clock_of_lead(text, &mut items);
    items
}

/// "pling 45 min: ta bort dropp": right after the asking a stretch counts from now.
fn soon(text: &Text, at: usize) -> Option<(usize, Part)> {
    let (end, length) = super::stretch::sum(text, at)?;
    (length.clock && (end >= text.len() || text.is(end, &[":", ",", "-", "att", "om"])))
        .then(|| (end, Part::Day(DayFound::from(Day::After(length)))))
}

/// Whether a text names a day, a time of day or a series; "9" alone is an hour.
pub(super) fn says_when(message: &str) -> bool {
    let text = Text::new(message);
    let when = |item: &Item| {
        matches!(item.part, Part::Day(_) | Part::Clock(_) | Part::Piece(Piece::Every(_) | Piece::Until(..) | Piece::Start(_)))
    };
    bare::hour(&text, 0).is_some_and(|(end, _)| end == text.len()) || items(&text).iter().any(when)
}

/// Whether words of asking after "att" name what is to be done for others.
fn is_to_be_done(text: &Text, at: usize, end: usize) -> bool {
    let led = (at.saturating_sub(1)..end).any(|at| text.is(at, &["att", "to"]));
    let others = text.is(at, &["paminna"]) && !text.is(at + 1, &["mig", "mej", "oss", "me", "us", "om"]);
    led && (others || !text.is(end - 1, &["mig", "mej", "oss", "me", "us"]))
}

/// "kl 18 dagen innan tandläkaren 26/3 kl 9": a time right before a lead by days is the lead's own,
/// unless a day stands right before the time.
fn clock_of_lead(text: &Text, items: &mut Vec<Item>) {
    for at in (1..items.len()).rev() {
        let Part::Clock(clock @ (Clock::At { .. } | Clock::Part(_))) = items[at - 1].part.clone() else { continue };
        let adjacent = items[at - 1].end == items[at].first && text.is(items[at].first, &["dagen", "dan", "vardagen", "den", "the", "day"]);
        let after_day =
            at > 1 && matches!(items[at - 2].part, Part::Day(_) | Part::Piece(_)) && is_light(text, items[at - 2].end, items[at - 1].first);
        let day_follows = items[at..].iter().any(|item| matches!(item.part, Part::Day(_)));
        if let Part::Leads(Leads::Before(leads)) = &mut items[at].part
            && adjacent
            && !after_day
            && day_follows
            && let [only] = leads.as_mut_slice()
            && only.at.is_none()
            && matches!(only.how, lead::How::By(length) if !length.clock)
        {
            only.at = Some(clock);
            items[at].first = items[at - 1].first;
            items.remove(at - 1);
        }
    }
}

/// "kl 8 samma dag": the time belongs to the lead.
fn same_day_clock(items: &mut Vec<Item>) {
    for at in (1..items.len()).rev() {
        let Part::Clock(clock) = items[at - 1].part.clone() else { continue };
        let adjacent = items[at - 1].end == items[at].first;
        if let Part::Leads(Leads::Before(leads)) = &mut items[at].part
            && adjacent
            && let [only] = leads.as_mut_slice()
            && matches!(only.how, lead::How::By(length) if length.days == 0 && length.months == 0 && !length.clock)
        {
            only.at = Some(clock);
            items[at].first = items[at - 1].first;
            items.remove(at - 1);
        }
    }
}

fn phrase_at(text: &Text, at: usize, touching: bool) -> Option<(usize, Part)> {
    // A word glued to letters before it is the tail of something else.
    if text.glued(at) && at > 0 && text.tokens[at - 1].kind == Kind::Word && text.tokens[at].kind == Kind::Word {
        return None;
    }
    if text.glued(at)
        && at > 1
        && text.is(at - 1, &["-"])
        && text.glued(at - 1)
        && text.tokens[at - 2].kind == Kind::Word
        && text.tokens[at].kind == Kind::Word
    {
        return None;
    }
    let mut best: Option<(usize, Part)> = None;
    let mut offer = |found: Option<(usize, Part)>| {
        if let Some(found) = found
            && best.as_ref().is_none_or(|best| found.0 > best.0)
        {
            best = Some(found);
        }
    };
    offer(request::read(text, at).map(|(end, ())| (end, Part::Asking)));
    offer(aside::read(text, at).map(|end| (end, Part::Aside)));
    offer(lead::read(text, at).map(|(end, leads)| (end, Part::Leads(leads))));
    offer(cycle::read(text, at).map(|(end, piece)| (end, Part::Piece(piece))));
    offer(day::read(text, at).map(|(end, day)| (end, Part::Day(day))));
    offer(clock::read(text, at).map(|(end, clock)| (end, Part::Clock(clock))));
    // "påminn mig 8 imorgon"
    let before_day =
        text.is(at + 1, &["imorgon", "ikvall", "idag"]) || text.is(at + 1, &["i"]) && text.is(at + 2, &["morgon", "kvall", "dag"]);
    if touching || before_day && request::read(text, at.saturating_sub(2)).is_some_and(|(end, ())| end == at) {
        offer(bare::hour(text, at).map(|(end, clock)| (end, Part::Clock(clock))));
    }
    best
}

/// What a moment is for in a series.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    Day,
    /// `true` where the end itself is included for sure.
    Until(bool),
    Start,
}

/// Phrases that belong together: a day, with its weekday, and a time of day.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Group {
    pub first: usize,
    pub end: usize,
    /// The tokens of each phrase in it.
    pub ranges: Vec<(usize, usize)>,
    pub role: Role,
    pub day: Option<Day>,
    pub part: Option<DayPart>,
    pub clock: Option<Clock>,
    /// Weekday said beside a date, to be checked.
    pub weekday: Option<Weekday>,
    /// Another day said beside it, to be checked.
    pub check: Option<Day>,
    /// The date was written as a time of day may be, too ("17.12").
    pub dotted: Option<(i8, i8)>,
    /// How it is joined to the group before it.
    pub joint: Option<Joint>,
}

impl Group {
    fn new(item: &Item, role: Role) -> Self {
        Self {
            first: item.first,
            end: item.end,
            ranges: vec![(item.first, item.end)],
            role,
            day: None,
            part: None,
            clock: None,
            weekday: None,
            check: None,
            dotted: None,
            joint: None,
        }
    }
}

const LIGHT: [&str; 36] = [
    "&",
    "resp",
    "respektive",
    "mojligtvis",
    "mojligen",
    "kanske",
    "possibly",
    "of",
    "en",
    "klockslag",
    ",",
    "pa",
    "den",
    "i",
    "kl",
    "vid",
    "da",
    "ar",
    "det",
    "dvs",
    "(",
    ")",
    "alltsa",
    "redan",
    ":",
    ".",
    "-",
    "at",
    "on",
    "the",
    "och",
    "eller",
    "and",
    "or",
    "fran",
    "ca",
];

fn is_light(text: &Text, from: usize, to: usize) -> bool {
    to <= from + 4 && (from..to).all(|at| LIGHT.contains(&text.word(at)))
}

fn joint_between(text: &Text, from: usize, to: usize) -> Option<Joint> {
    (from..to).find_map(|at| match text.word(at) {
        "eller" | "or" => Some(Joint::Or),
        "och" | "and" | "resp" | "respektive" | "&" => Some(Joint::And),
        "-" | "till" => Some(Joint::Range),
        _ => None,
    })
}

/// Gathers days and times into moments.
pub(super) fn groups(text: &Text, items: &[Item], series: bool) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut previous_end = usize::MAX;
    for item in items {
        let (role, found, clock) = match &item.part {
            Part::Day(found) => (Role::Day, Some(found.clone()), None),
            Part::Clock(clock) => (Role::Day, None, Some(clock.clone())),
            Part::Piece(Piece::Until(found, inclusive)) => {
                (if series { Role::Until(*inclusive) } else { Role::Day }, Some(found.clone()), None)
            }
            Part::Piece(Piece::Start(found)) => (if series { Role::Start } else { Role::Day }, Some(found.clone()), None),
            Part::Piece(Piece::Whole(day)) if !series => (Role::Day, Some(DayFound::from(day.clone())), None),
            Part::Piece(Piece::For(length)) if !series && text.is(item.first, &["kommande", "narmaste"]) => {
                (Role::Day, Some(DayFound::from(Day::After(*length))), None)
            }
            _ => {
                previous_end = usize::MAX;
                continue;
            }
        };
        let near = previous_end != usize::MAX && previous_end <= item.first && is_light(text, previous_end, item.first);
        let joint = if near { joint_between(text, previous_end, item.first) } else { None };
        let between = groups.last().is_some_and(|group| {
            text.is(group.first, &["mellan", "between"]) || text.is(group.first.wrapping_sub(1), &["mellan", "between"])
        });
        let joint = if joint == Some(Joint::And) && between { Some(Joint::Range) } else { joint };
        let joint = joint.or_else(|| listed(text, groups.last(), item, previous_end).then_some(Joint::And));
        let until_without_series = matches!(&item.part, Part::Piece(Piece::Until(..))) && !series && near;
        if near
            && joint.is_none()
            && role == Role::Day
            && let Some(group) = groups.last_mut()
            && absorb(group, found.as_ref(), clock.as_ref(), until_without_series)
        {
            group.end = item.end;
            group.ranges.push((item.first, item.end));
        } else {
            let mut group = Group::new(item, role);
            group.joint = if until_without_series { Some(Joint::Range) } else { joint };
            if let Some(found) = found {
                group.part = found.part;
                group.day = Some(found.day);
            }
            group.clock = clock;
            if let Some(Clock::Part(part)) = group.clock {
                group.part = Some(part);
                group.clock = None;
            }
            groups.push(group);
        }
        previous_end = item.end;
    }
    groups
}

/// "1/4, 1/5 och 1/6": dates with nothing but a comma between them.
fn listed(text: &Text, before: Option<&Group>, item: &Item, previous_end: usize) -> bool {
    let comma = previous_end.checked_add(1) == Some(item.first) && text.is(previous_end, &[","]);
    let dates = matches!(before, Some(Group { day: Some(Day::Date { .. }), clock: None, weekday: None, .. }))
        && matches!(&item.part, Part::Day(DayFound { day: Day::Date { .. }, part: None }));
    // "tisdag 17/3 kl 9, onsdag 18/3 kl 10": each with its weekday or its time.
    let full = before.is_some_and(|group| match (&group.day, &item.part) {
        (Some(Day::Date { .. }), Part::Day(DayFound { day: Day::Date { .. }, .. })) => group.clock.is_some(),
        (Some(Day::Date { .. }), Part::Day(DayFound { day: Day::Weekday { weekday, .. }, .. })) => {
            group.weekday.is_some_and(|said| said != *weekday)
        }
        _ => false,
    });
    comma && (dates || full)
}

/// Puts a phrase into the group beside it if it completes it.
fn absorb(group: &mut Group, found: Option<&DayFound>, clock: Option<&Clock>, range: bool) -> bool {
    if range {
        return false;
    }
    if let Some(clock) = clock {
        return match clock {
            Clock::Part(part) if group.part.is_none() => {
                group.part = Some(*part);
                true
            }
            Clock::Part(_) => false,
            _ if group.clock.is_none() => {
                group.clock = Some(clock.clone());
                true
            }
            _ => false,
        };
    }
    let Some(found) = found else { return false };
    let Some(day) = &group.day else {
        group.day = Some(found.day.clone());
        group.part = group.part.or(found.part);
        return true;
    };
    let Some((merged, weekday, check)) = merge(day, &found.day) else {
        // "15.10" beside a date was a time of day.
        if let (Day::Dotted { day, month }, None) = (&found.day, &group.clock) {
            group.clock = Some(as_clock(*day, *month));
            return true;
        }
        if let (Day::Dotted { day, month }, None) = (day, &group.clock) {
            group.clock = Some(as_clock(*day, *month));
            group.day = Some(found.day.clone());
            return true;
        }
        return false;
    };
    group.day = Some(merged);
    group.weekday = group.weekday.or(weekday);
    group.check = group.check.take().or(check);
    group.part = group.part.or(found.part);
    true
}

/// "15.10" as a time of day.
pub(super) fn as_clock(day: i8, month: i8) -> Clock {
    Clock::At { hour: day, minute: month, second: None, half: clock::Half::Sure }
}

type Merged = (Day, Option<Weekday>, Option<Day>);

/// Two day phrases side by side that mean one day.
fn merge(first: &Day, second: &Day) -> Option<Merged> {
    use Day::{After, Around, Date, Dotted, FromToday, Holiday, List, MonthPart, Nth, OfMonth, Season, Week, WeekFromNow, Weekend};
    let plain = |day: Day| Some((day, None, None));
    match (first, second) {
        (Day::Weekday { weekday, .. }, Week { weekday: None, third: None, .. } | WeekFromNow { weekday: None, third: None, .. }) => {
            plain(with_weekday(second, *weekday))
        }
        (Week { weekday: None, third: None, .. } | WeekFromNow { weekday: None, third: None, .. }, Day::Weekday { weekday, .. }) => {
            plain(with_weekday(first, *weekday))
        }
        (List { days, joint }, Week { weekday: None, .. } | WeekFromNow { weekday: None, .. })
        | (Week { weekday: None, .. } | WeekFromNow { weekday: None, .. }, List { days, joint }) => {
            let week = if matches!(first, List { .. }) { second } else { first };
            let days: Option<Vec<Day>> = days
                .iter()
                .map(|day| if let Day::Weekday { weekday, .. } = day { Some(with_weekday(week, *weekday)) } else { None })
                .collect();
            plain(List { days: days?, joint: *joint })
        }
        (Day::Weekday { .. }, After(length)) if !length.clock && length.months == 0 && length.days % 7 == 0 && length.days > 0 => {
            plain(Around { base: Box::new(first.clone()), step: Step::By(*length, Direction::After) })
        }
        // "torsdag om åtta dagar" is an old way of saying a week from Thursday.
        (Day::Weekday { .. }, After(length)) if !length.clock && length.months == 0 && length.days == 8 => {
            let week = Stretch { days: 7, weeks_only: true, ..Stretch::default() };
            plain(Around { base: Box::new(first.clone()), step: Step::By(week, Direction::After) })
        }
        // "idag om tre timmar"
        (FromToday(0), After(length)) | (After(length), FromToday(0)) if length.clock => plain(After(*length)),
        (Day::Weekday { weekday, .. }, Holiday { holiday, .. }) | (Holiday { holiday, .. }, Day::Weekday { weekday, .. })
            if holiday.is_week() =>
        {
            let week = if matches!(first, Holiday { .. }) { first } else { second };
            plain(Nth { nth: 1, counted: Counted::Weekday(*weekday), within: Within::Week(Box::new(week.clone())) })
        }
        (After(length), Day::Weekday { weekday, .. }) if !length.clock && length.months == 0 && length.days % 7 == 0 && length.days > 0 => {
            plain(WeekFromNow { weeks: length.days / 7, weekday: Some(*weekday), third: None })
        }
        (Day::Weekday { weekday, .. }, MonthPart { month, third: Some(third) })
        | (MonthPart { month, third: Some(third) }, Day::Weekday { weekday, .. }) => {
            plain(Nth { nth: in_third(*third), counted: Counted::Weekday(*weekday), within: Within::Month(*month) })
        }
        (
            Day::Weekday { weekday, .. },
            Date { .. }
            | Dotted { .. }
            | OfMonth { .. }
            | FromToday(_)
            | Holiday { .. }
            | Nth { .. }
            | Around { .. }
            | Day::NoSuchDate { .. },
        )
        | (Week { weekday: Some(weekday), .. }, Date { .. }) => Some((second.clone(), Some(*weekday), None)),
        (
            Date { .. }
            | Dotted { .. }
            | OfMonth { .. }
            | FromToday(_)
            | Holiday { .. }
            | Nth { .. }
            | Around { .. }
            | Day::NoSuchDate { .. },
            Day::Weekday { weekday, .. },
        ) => Some((first.clone(), Some(*weekday), None)),
        (Week { .. } | WeekFromNow { .. } | MonthPart { third: None, .. }, Date { .. })
        | (WeekFromNow { .. }, Week { .. })
        | (Day::Weekday { .. }, Day::NoSuchWeek(_)) => plain(second.clone()),
        (Date { .. }, Week { weekday: None, .. }) | (Day::NoSuchWeek(_), Day::Weekday { .. }) => plain(first.clone()),
        (Weekend { .. }, Week { .. }) | (Week { .. }, Weekend { .. }) => {
            plain(with_weekday(if matches!(first, Week { .. }) { first } else { second }, Weekday::Saturday))
        }
        (FromToday(_) | Holiday { .. }, Date { .. }) => Some((second.clone(), None, Some(first.clone()))),
        (Date { .. }, FromToday(_) | Holiday { .. }) => Some((first.clone(), None, Some(second.clone()))),
        (OfMonth { day, month: None }, MonthPart { month: Month::Named { month, year }, third: None })
        | (MonthPart { month: Month::Named { month, year }, third: None }, OfMonth { day, month: None }) => {
            plain(Date { year: *year, month: *month, day: *day })
        }
        (OfMonth { day, month: None }, MonthPart { month: Month::FromNow(ahead), third: None })
        | (MonthPart { month: Month::FromNow(ahead), third: None }, OfMonth { day, month: None }) => {
            plain(OfMonth { day: *day, month: Some(*ahead) })
        }
        (
            Day::Open,
            MonthPart { third: None, .. } | WeekFromNow { .. } | Week { weekday: None, .. } | Season { .. } | Day::YearPart { .. },
        )
        | (MonthPart { third: None, .. } | WeekFromNow { .. } | Week { weekday: None, .. } | Season { .. }, Day::Open) => plain(Day::Open),
        (Day::Open, other) | (other, Day::Open) => plain(other.clone()),
        _ => None,
    }
}

fn in_third(third: Third) -> i8 {
    match third {
        Third::Beginning => 1,
        Third::Middle => 2,
        Third::End => -1,
    }
}
