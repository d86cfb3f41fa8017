//! Settles a day and a time of day into a moment, by the conventions for times that have passed.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::calendar::{add_days, add_months, weekday_after, weekday_before};
use super::clock::{Clock, Half, in_part, time_of};
use super::lexicon::DayPart;
use super::phrase::Day;
use super::reading::{Due, QuestionKind, Reason};
use super::reckon::{Origin, Reckoned, Trouble, reckon};
use super::scan::Group;

/// A settled moment.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Settled {
    pub due: Due,
    pub also: Vec<Due>,
    pub vague: bool,
    pub further: Vec<Due>,
}

/// A time of day in 24 hours, and the other half of the day where that is possible.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Hours {
    hour: i8,
    minute: i8,
    second: Option<i8>,
    other: Option<i8>,
    /// What the digits say, where they were read as in the afternoon.
    literal: Option<i8>,
}

fn hours(clock: &Clock, part: Option<DayPart>) -> Option<Hours> {
    let Clock::At { hour, minute, second, half } = *clock else { return None };
    let fixed = |hour: i8| Hours { hour, minute, second, other: None, literal: None };
    // "ikväll 9:30" is 21:30 even in digits.
    let evening = matches!(part, Some(DayPart::Afternoon | DayPart::Evening)) && (1..12).contains(&hour);
    if half == Half::Sure && !evening {
        return Some(fixed(hour));
    }
    if let Some(part) = part {
        return Some(fixed(in_part(hour, part, minute)));
    }
    if hour > 12 {
        return Some(fixed(hour));
    }
    let afternoon = if hour == 12 { 12 } else { hour + 12 };
    Some(match hour {
        // Nobody is called at three in the night without saying so.
        1..=5 => Hours { other: Some(hour), literal: (half == Half::Digits).then_some(hour), ..fixed(afternoon) },
        12 | 0 => fixed(hour),
        _ => Hours { other: Some(afternoon), ..fixed(hour) },
    })
}

/// The local time on a day; 24:00 is the next day's midnight.
fn on(date: Date, hour: i8, hours: Hours) -> Option<DateTime> {
    if hour == 24 {
        return Some(add_days(date, 1).to_datetime(Time::midnight()));
    }
    time_of(hour, hours.minute, hours.second).map(|time| date.to_datetime(time))
}

fn due_at(moment: DateTime, hours: Hours) -> Due {
    Due { date: moment.date(), time: Some(moment.time()), seconds_said: hours.second.is_some() }
}

/// Whether a local time is skipped when the clocks go forward.
pub(super) fn is_skipped(moment: DateTime, zone: &TimeZone) -> bool {
    matches!(zone.to_ambiguous_zoned(moment).offset(), AmbiguousOffset::Gap { .. })
}

/// The time of day alone, for a series: the first that was said.
pub(super) fn time_alone(clock: Option<&Clock>, part: Option<DayPart>) -> Result<Option<(Time, bool)>, Trouble> {
    match clock {
        None => Ok(part.and_then(|part| time_of(part.hour(), 0, None)).map(|time| (time, false))),
        Some(Clock::Span(from, _)) => time_alone(Some(from), part),
        Some(Clock::Impossible) => Err(Trouble::Reject(Reason::NoSuchTime, Vec::new())),
        Some(Clock::Several(clocks, all)) => {
            if *all {
                time_alone(clocks.first(), part)
            } else {
                Err(Trouble::Ask(QuestionKind::TwoOffered, Vec::new()))
            }
        }
        Some(clock) => {
            let Some(hours) = hours(clock, part) else { return Ok(None) };
            Ok(time_of(hours.hour % 24, hours.minute, hours.second).map(|time| (time, hours.second.is_some())))
        }
    }
}

/// Settles a group.
pub(super) fn settle(group: &Group, origin: Origin, zone: &TimeZone) -> Result<Settled, Trouble> {
    if let Some(Clock::Impossible) = group.clock {
        let date = group.day.as_ref().map(|day| reckon(day, origin)).transpose()?.map(|reckoned| reckoned.date);
        return Err(Trouble::Reject(Reason::NoSuchTime, date.map(Due::day).into_iter().collect()));
    }
    if let Some(Clock::Several(clocks, all)) = &group.clock {
        let each = |clock: &Clock| settle(&Group { clock: Some(clock.clone()), ..group.clone() }, origin, zone);
        let settled = clocks.iter().map(each).collect::<Result<Vec<_>, _>>()?;
        let mut dues: Vec<Due> = settled.iter().map(|settled| settled.due).collect();
        if !all {
            return Err(Trouble::Ask(QuestionKind::TwoOffered, dues));
        }
        dues.sort_unstable();
        let due = dues.remove(0);
        return Ok(Settled { due, also: Vec::new(), vague: false, further: dues });
    }
    if let Some(Clock::Span(from, _)) = &group.clock {
        return settle(&Group { clock: Some((**from).clone()), ..group.clone() }, origin, zone);
    }
    let Some(day) = &group.day else { return today_or_tomorrow(group, origin, zone) };
    let reckoned = match reckon(day, origin) {
        // The date is impossible or past, but the suggestion may keep the time that was said.
        Err(Trouble::Reject(reason, options)) => return Err(Trouble::Reject(reason, with_time(options, group))),
        Err(Trouble::Ask(kind, options)) => return Err(Trouble::Ask(kind, with_time(options, group))),
        Ok(reckoned) => reckoned,
    };
    check(group, &reckoned, origin)?;
    if let Some(moment) = reckoned.moment {
        let moment = elapsed(origin.now, moment, zone);
        let moment = if reckoned.seconds_said { moment } else { moment.with().second(0).subsec_nanosecond(0).build().unwrap_or(moment) };
        let moment = moment.with().subsec_nanosecond(0).build().unwrap_or(moment);
        return Ok(Settled {
            due: Due { date: moment.date(), time: Some(moment.time()), seconds_said: reckoned.seconds_said },
            also: Vec::new(),
            vague: false,
            further: Vec::new(),
        });
    }
    on_day(group, &reckoned, origin, zone)
}

/// "om en timme" counts the time that passes, also over the night when the clocks change; a day and more counts
/// on the clock.
fn elapsed(now: DateTime, moment: DateTime, zone: &TimeZone) -> DateTime {
    let length = now.duration_until(moment);
    let within_a_day = length.abs() < SignedDuration::from_hours(24);
    let counted = now.to_zoned(zone.clone()).ok().filter(|_| within_a_day).and_then(|now| now.checked_add(length).ok());
    counted.map_or(moment, |counted| counted.datetime())
}

fn with_time(options: Vec<Due>, group: &Group) -> Vec<Due> {
    let time = time_alone(group.clock.as_ref(), group.part).ok().flatten();
    options
        .into_iter()
        .map(|option| match time {
            Some((time, seconds_said)) if option.time.is_none() => Due { time: Some(time), seconds_said, ..option },
            _ => option,
        })
        .collect()
}

/// A weekday or a second day said beside the date must agree with it.
fn check(group: &Group, reckoned: &Reckoned, origin: Origin) -> Result<(), Trouble> {
    if let Some(said) = group.weekday
        && reckoned.date.weekday() != said
    {
        let mut options = vec![Due::day(reckoned.date)];
        let (before, after) = (weekday_before(reckoned.date, said), weekday_after(reckoned.date, said));
        options.extend([before, after].into_iter().filter(|day| *day > origin.now.date()).map(Due::day));
        return Err(Trouble::Ask(QuestionKind::WeekdayDisagrees { said, date: reckoned.date }, with_time(options, group)));
    }
    if let Some(other) = &group.check {
        let other = reckon(other, Origin { lenient: true, ..origin })?;
        if other.date != reckoned.date {
            let options = vec![Due::day(reckoned.date), Due::day(other.date)];
            return Err(Trouble::Ask(QuestionKind::DaysDisagree, with_time(options, group)));
        }
    }
    Ok(())
}

fn on_day(group: &Group, reckoned: &Reckoned, origin: Origin, zone: &TimeZone) -> Result<Settled, Trouble> {
    let now = origin.now;
    let mut settled = Settled { due: Due::day(reckoned.date), also: Vec::new(), vague: reckoned.vague, further: Vec::new() };
    let Some(clock) = &group.clock else {
        // "natten till fredag" alone is no hour.
        let Some(part) = group.part.filter(|part| *part != DayPart::SmallHours) else {
            if let Some(Day::OfMonth { month: None, .. }) = group.day
                && reckoned.date == now.date()
                && let Some(next) = reckoned.also.first()
            {
                settled.due = Due::day(*next);
                settled.also = vec![Due::day(now.date())];
                return Ok(settled);
            }
            settled.also = reckoned.also.iter().copied().map(Due::day).collect();
            return Ok(settled);
        };
        let mut hour = part.hour();
        if reckoned.date == now.date() && hour <= now.hour() {
            if now.hour() >= part.last_hour() {
                let moment = reckoned.date.at(hour, 0, 0, 0);
                return Err(Trouble::Reject(
                    Reason::Past(Due::at(moment.date(), moment.time())),
                    vec![Due::at(add_days(reckoned.date, 1), moment.time())],
                ));
            }
            hour = now.hour() + 1;
        }
        let time = time_of(hour, 0, None).unwrap_or(Time::midnight());
        settled.due = Due::at(reckoned.date, time);
        settled.also = reckoned.also.iter().map(|day| Due::at(*day, time)).collect();
        return Ok(settled);
    };
    let Some(mut hours) = hours(clock, group.part) else { return Ok(settled) };
    if let Some(literal) = hours.literal
        && on(reckoned.date, literal, hours).is_some_and(|moment| is_skipped(moment, zone))
    {
        hours = Hours { hour: literal, other: None, literal: None, ..hours };
    }
    let Some(mut moment) = on(reckoned.date, hours.hour, hours) else { return Ok(settled) };
    // "i natt kl 2" is after the midnight that comes.
    if moment <= now && group.part == Some(DayPart::Night) && hours.hour < 12 && reckoned.explicit_today {
        moment = on(add_days(reckoned.date, 1), hours.hour, hours).unwrap_or(moment);
    }
    // "idag kl 6" in the afternoon is this evening.
    if moment <= now && hours.hour == 6 && hours.other == Some(18) {
        moment = on(reckoned.date, 18, hours).unwrap_or(moment);
        hours.other = None;
    }
    if moment <= now {
        return passed(group, reckoned, moment, hours, origin);
    }
    if is_skipped(moment, zone) {
        let shifted = |by: i64| jiff::Span::new().try_hours(by).ok().and_then(|span| moment.checked_add(span).ok());
        let options = [shifted(-1), shifted(1)].into_iter().flatten().map(|moment| due_at(moment, hours)).collect();
        return Err(Trouble::Ask(QuestionKind::SkippedHour(due_at(moment, hours)), options));
    }
    settled.due = due_at(moment, hours);
    settled.also = reckoned.also.iter().filter_map(|day| on(*day, hours.hour, hours)).map(|moment| due_at(moment, hours)).collect();
    settled.also.extend(
        hours
            .other
            .and_then(|hour| on(reckoned.date, hour, hours))
            .filter(|other| *other > now && !is_skipped(*other, zone))
            .map(|other| due_at(other, hours)),
    );
    Ok(settled)
}

/// The time on the said day lies behind.
fn passed(group: &Group, reckoned: &Reckoned, moment: DateTime, hours: Hours, origin: Origin) -> Result<Settled, Trouble> {
    if let Some(Day::OfMonth { month: None, .. }) = group.day {
        let next = add_months(reckoned.date, 1);
        if let Some(moment) = on(next, hours.hour, hours) {
            return Ok(Settled { due: due_at(moment, hours), also: Vec::new(), vague: false, further: Vec::new() });
        }
    }
    if reckoned.yearless && !reckoned.explicit_today {
        let options = on(add_months(reckoned.date, 12), hours.hour, hours).map(|moment| due_at(moment, hours));
        return Err(Trouble::Ask(QuestionKind::PassedRecently(due_at(moment, hours)), options.into_iter().collect()));
    }
    let mut suggestions: Vec<Due> = Vec::new();
    if reckoned.date == origin.now.date() {
        suggestions.extend(on(add_days(reckoned.date, 1), hours.hour, hours).map(|moment| due_at(moment, hours)));
        suggestions.extend(
            hours
                .other
                .and_then(|hour| on(reckoned.date, hour, hours))
                .filter(|other| *other > origin.now)
                .map(|other| due_at(other, hours)),
        );
    }
    Err(Trouble::Reject(Reason::Past(due_at(moment, hours)), suggestions))
}

/// Only a time of day was said: today if it lies ahead, otherwise tomorrow.
fn today_or_tomorrow(group: &Group, origin: Origin, zone: &TimeZone) -> Result<Settled, Trouble> {
    let today = origin.now.date();
    let on_today =
        Reckoned { date: today, moment: None, seconds_said: false, also: Vec::new(), vague: false, yearless: false, explicit_today: false };
    match on_day(group, &on_today, origin, zone) {
        Err(Trouble::Reject(Reason::Past(_), suggestions)) => {
            let tomorrow = Reckoned { date: add_days(today, 1), ..on_today };
            let mut settled = on_day(group, &tomorrow, origin, zone)?;
            settled.also.clear();
            settled.also.extend(suggestions.into_iter().filter(|option| option.date == today));
            Ok(settled)
        }
        other => other,
    }
}
