//! A turn of a monthly series that lies beside another day: "dagen före den 1:a varje månad".

use super::clock::Clock;
use super::cycle::Piece;
use super::cycle::WORKDAYS;
use super::lead::{How, LeadSaid, Leads};
use super::lexicon::DayPart;
use super::phrase::{Counted, Day, DayFound, Direction, Step, Stretch};
use super::reading::QuestionKind;
use super::reckon::Trouble;
use super::rrule::Frequency;
use super::rule::Parts;
use super::scan::{Item, Part};
use super::token::Text;

/// The last day that every month has.
const EVERY_MONTH: i64 = 28;

/// "kvällen före den första varje månad": days before a day of each month are a lead to it, since months are
/// not equally long.
pub(super) fn as_leads(text: &Text, items: &mut Vec<Item>) {
    let monthly = |item: &Item| matches!(&item.part, Part::Piece(Piece::Every(cycle)) if cycle.frequency == Frequency::Monthly);
    if !items.iter().any(monthly) {
        return;
    }
    let Some(at) = items.iter().position(|item| lead_of(item).is_some()) else { return };
    let Some((how, base)) = lead_of(&items[at]) else { return };
    let first = items[at].first;
    let from = text.skip(first, &["the", "den"]);
    let clock = match text.word(from) {
        "kvallen" | "evening" => Some(Clock::Part(DayPart::Evening)),
        "morgonen" => Some(Clock::Part(DayPart::Morning)),
        "eftermiddagen" => Some(Clock::Part(DayPart::Afternoon)),
        _ => None,
    };
    items[at].part = Part::Day(DayFound::from(base));
    items[at].first = first + 1;
    items.insert(at, Item { first, end: first + 1, part: Part::Leads(Leads::Before(vec![LeadSaid { how, at: clock }])) });
}

/// The lead and the day of each month that it is counted from.
fn lead_of(item: &Item) -> Option<(How, Day)> {
    let Part::Day(DayFound { day: Day::Around { base, step }, .. }) = &item.part else { return None };
    let of_month = matches!(**base, Day::OfMonth { .. } | Day::Nth { .. });
    let how = match step {
        Step::By(length, Direction::Before) => How::By(*length),
        // "fredagen före första måndagen": as many days each month.
        Step::Weekday(weekday, 1, Direction::Before) if matches!(**base, Day::Nth { counted: Counted::Weekday(_), .. }) => {
            How::Weekday(*weekday)
        }
        _ => return None,
    };
    of_month.then(|| (how, (**base).clone()))
}

/// Takes a day beside another one into a monthly rule; asks where no rule can hold it.
pub(super) fn take(parts: &mut Parts, base: &Day, step: Step) -> Result<(), Trouble> {
    let rule = &mut parts.rule;
    let days = |from: i64, to: i64| -> Option<Vec<i8>> {
        (1 <= from && to <= EVERY_MONTH).then(|| (from..=to).filter_map(|day| i8::try_from(day).ok()).collect())
    };
    let taken = match (base, step) {
        (Day::OfMonth { day, .. }, Step::By(Stretch { days: by, months: 0, working_days: 0, .. }, Direction::After)) => {
            let day = i64::from(*day) + by;
            days(day, day).map(|days| (days, Vec::new(), Vec::new()))
        }
        (Day::OfMonth { day, .. }, Step::WorkingDay(1, direction)) => {
            let day = i64::from(*day);
            let (from, to, position) = if direction == Direction::Before { (day - 7, day - 1, -1) } else { (day + 1, day + 7, 1) };
            days(from, to).map(|days| (days, WORKDAYS.to_vec(), vec![position]))
        }
        (Day::OfMonth { day, .. }, Step::Weekday(weekday, 1, direction)) => {
            let day = i64::from(*day);
            let (from, to) = if direction == Direction::Before { (day - 7, day - 1) } else { (day + 1, day + 7) };
            days(from, to).map(|days| (days, vec![weekday], Vec::new()))
        }
        (
            Day::Nth { nth: nth @ 1.., counted: Counted::Weekday(weekday), .. },
            Step::By(Stretch { days: by, months: 0, working_days: 0, .. }, Direction::After),
        ) => {
            let from = i64::from(*nth - 1) * 7 + 1 + by;
            let shifted = usize::try_from(by.rem_euclid(7)).ok().and_then(|by| weekday.cycle_forward().nth(by));
            days(from, from + 6).zip(shifted).map(|(days, weekday)| (days, vec![weekday], Vec::new()))
        }
        (Day::Nth { nth: nth @ 1.., counted: Counted::Weekday(base), .. }, Step::Weekday(weekday, 1, Direction::After)) => {
            let by = base.cycle_forward().skip(1).position(|day| day == weekday).and_then(|by| i64::try_from(by + 1).ok());
            let from = by.map_or(0, |by| i64::from(*nth - 1) * 7 + 1 + by);
            days(from, from + 6).map(|days| (days, vec![weekday], Vec::new()))
        }
        _ => None,
    };
    let Some((month_days, weekdays, positions)) = taken else {
        return Err(Trouble::Ask(QuestionKind::WhenInPeriod, Vec::new()));
    };
    rule.month_days = month_days;
    rule.weekdays = weekdays.into_iter().map(|weekday| (None, weekday)).collect();
    rule.positions = positions;
    Ok(())
}
