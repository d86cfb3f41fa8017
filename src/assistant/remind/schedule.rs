//! When a reminder speaks: its turns, the leads before each, and the word on the day after.

use jiff::{
    Span, Timestamp, ToSpan,
    civil::{DateTime, Time},
    tz::TimeZone,
};

use crate::{
    facts::Reminder,
    language::date::{DEFAULT_TIME, Due, Lead, Recurrence, calendar, local_occurrences},
};

/// The time of day at which a day without a time speaks.
pub const MORNING: Time = DEFAULT_TIME;
/// The leads of a deadline for which none were asked: 14, 3 and 1 days before, and the day itself.
pub const CHAIN: [&str; 4] = ["P14D@08:00:00", "P3D@08:00:00", "P1D@08:00:00", "P0D@08:00:00"];
/// A turn of a series at most so many days after another one follows close upon it.
const CLOSE: i64 = 3;
/// More turns than this are not looked through for the next one. An hourly series reaches it after
/// eleven years.
const MOST_TURNS: usize = 100_000;

/// One time at which a reminder speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// When.
    pub at: Timestamp,
    /// The lead that it belongs to; `None`: the day after a deadline that nobody ticked off.
    pub lead: Option<String>,
    /// The deadline or moment itself, local, as [`Reminder::due`].
    pub due: String,
}

/// Reads a due date as it is written down: `2026-04-15` or `2026-04-15T09:00`.
#[must_use]
pub fn parse_due(text: &str) -> Option<Due> {
    if text.contains('T') {
        let moment: DateTime = text.parse().ok()?;
        return Some(Due { seconds_said: moment.second() != 0, ..Due::at(moment.date(), moment.time()) });
    }
    text.parse().ok().map(Due::day)
}

/// The next time at which a reminder speaks, strictly after `after`; `None`: never again.
#[must_use]
pub fn next_turn(reminder: &Reminder, after: Timestamp) -> Option<Turn> {
    let zone = TimeZone::get(&reminder.zone).ok()?;
    let done = reminder.done_through.as_deref().and_then(parse_due).map(|due| due.datetime(MORNING));
    let mut best: Option<Turn> = None;
    let mut turns = turns(reminder).take(MOST_TURNS).enumerate().peekable();
    while let Some((turn, when)) = turns.next() {
        if done.is_some_and(|done| when.datetime(MORNING) <= done) || is_skipped(reminder, when) {
            continue;
        }
        let mut earliest: Option<Timestamp> = None;
        let following = turns.peek().map(|(_, following)| *following);
        for candidate in spoken(reminder, when, following, &zone) {
            earliest = Some(earliest.map_or(candidate.at, |earliest| earliest.min(candidate.at)));
            if candidate.at > after && best.as_ref().is_none_or(|best| candidate.at < best.at) {
                best = Some(candidate);
            }
        }
        // Later turns speak later: once one of them begins after the best found, the search is over.
        if let (Some(best), Some(earliest)) = (&best, earliest)
            && earliest > best.at
        {
            break;
        }
        if best.is_some() && turn > 0 && reminder.recurrence.is_none() {
            break;
        }
    }
    best
}

/// The deadlines or moments of a reminder, first to last.
#[must_use]
pub fn turns(reminder: &Reminder) -> Box<dyn Iterator<Item = Due>> {
    let Some(first) = parse_due(&reminder.due) else { return Box::new(std::iter::empty()) };
    let Some(rule) = reminder.recurrence.as_deref().and_then(|rule| rule.parse::<Recurrence>().ok()) else {
        return Box::new(std::iter::once(first));
    };
    let timed = first.time.is_some();
    Box::new(
        local_occurrences(&rule, first.datetime(MORNING))
            .map(move |moment| if timed { Due::at(moment.date(), moment.time()) } else { Due::day(moment.date()) }),
    )
}

/// The first turn that was neither ticked off nor skipped and whose moment has not passed.
#[must_use]
pub fn coming(reminder: &Reminder, now: Timestamp) -> Option<Due> {
    let zone = TimeZone::get(&reminder.zone).ok()?;
    let done = reminder.done_through.as_deref().and_then(parse_due).map(|due| due.datetime(MORNING));
    let today = now.to_zoned(zone).datetime();
    turns(reminder)
        .take(MOST_TURNS)
        .filter(|when| done.is_none_or(|done| when.datetime(MORNING) > done) && !is_skipped(reminder, *when))
        .find(|when| when.time.map_or(when.date >= today.date(), |_| when.datetime(MORNING) >= today))
}

/// Whether a turn is one of those that are left out.
fn is_skipped(reminder: &Reminder, when: Due) -> bool {
    !reminder.skipped.is_empty() && reminder.skipped.contains(&when.to_string())
}

/// Every time at which one turn speaks. The word after a deadline gives way to a turn of its series that follows close
/// upon it: that one says the same thing anew.
fn spoken(reminder: &Reminder, when: Due, following: Option<Due>, zone: &TimeZone) -> Vec<Turn> {
    let mut found: Vec<Turn> = reminder
        .leads
        .iter()
        .filter_map(|lead| Some(Turn { at: lead_time(when, lead, zone)?, lead: Some(lead.clone()), due: when.to_string() }))
        .collect();
    if reminder.deadline
        && following.is_none_or(|following| calendar::days_between(when.date, following.date) > CLOSE)
        && let Some(at) = when.date.tomorrow().ok().and_then(|day| instant(day.to_datetime(MORNING), zone))
    {
        found.push(Turn { at, lead: None, due: when.to_string() });
    }
    found
}

/// When a lead speaks: at its own time of day (`P1D@18:00`), else at that of the deadline, else in the
/// morning. Hours and minutes are exact.
#[must_use]
pub fn lead_time(when: Due, lead: &str, zone: &TimeZone) -> Option<Timestamp> {
    let (length, at) = match lead.split_once('@') {
        Some((length, at)) => (length, Some(at.parse::<Time>().ok()?)),
        None => (lead, None),
    };
    let span: Span = length.parse().ok()?;
    let clocked = span.get_hours() != 0 || span.get_minutes() != 0 || span.get_seconds() != 0;
    if clocked && at.is_none() {
        // Hours and minutes are counted on the clock that runs, not on the wall, so that "30 min
        // innan" is that also on the night when the wall clock jumps.
        let moment = instant(when.datetime(MORNING), zone)?.to_zoned(zone.clone());
        return moment.checked_sub(span).ok().map(|moment| moment.timestamp());
    }
    let day = when.date.checked_sub(span).ok()?;
    let time = at.or(when.time).unwrap_or(MORNING);
    instant(day.to_datetime(time), zone)
}

/// Reads a lead as it is kept: `P14D`, `PT30M`, `P1D@18:00:00`.
#[must_use]
pub fn read_lead(text: &str) -> Option<Lead> {
    let (length, at) = match text.split_once('@') {
        Some((length, at)) => (length, Some(at.parse::<Time>().ok()?)),
        None => (text, None),
    };
    let span: Span = length.parse().ok()?;
    let seconds = i64::from(span.get_hours()) * 3600 + span.get_minutes() * 60 + span.get_seconds();
    Some(Lead {
        months: i64::from(span.get_years()) * 12 + i64::from(span.get_months()),
        days: i64::from(span.get_weeks()) * 7 + i64::from(span.get_days()),
        seconds,
        by_clock: seconds != 0,
        at,
    })
}

/// A wall-clock time as an instant. One that the spring night skips is the hour after it; of one that
/// comes twice in autumn it is the first.
#[must_use]
pub fn instant(moment: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_zoned(moment).compatible().ok().map(|zoned| zoned.timestamp())
}

/// Until when "senare" puts off: an hour, or the next morning when that would fall into the night.
#[must_use]
pub fn usual_snooze(now: Timestamp, zone: &TimeZone) -> Timestamp {
    let local = now.to_zoned(zone.clone());
    let later = local.checked_add(1.hour()).unwrap_or(local.clone());
    if (7..21).contains(&later.hour()) {
        return later.timestamp();
    }
    let day = if later.hour() < 7 { later.date() } else { later.date().tomorrow().unwrap_or(later.date()) };
    instant(day.to_datetime(MORNING), zone).unwrap_or(later.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reminder(due: &str, recurrence: Option<&str>, leads: &[&str], deadline: bool) -> Reminder {
        Reminder {
            id: "r".into(),
            due: due.into(),
            recurrence: recurrence.map(str::to_owned),
            leads: leads.iter().map(|&lead| lead.to_owned()).collect(),
            deadline,
            ..Reminder::default()
        }
    }

    /// Every time at which a reminder speaks after a time, local.
    fn check(reminder: &Reminder, from: &str, expected: &[&str]) {
        let zone = TimeZone::get("Europe/Stockholm").expect("known");
        let mut after = instant(from.parse().expect("a time"), &zone).expect("an instant");
        let mut spoken = Vec::new();
        while let Some(turn) = next_turn(reminder, after) {
            after = turn.at;
            spoken.push(after.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string());
            if spoken.len() == expected.len().max(1) {
                break;
            }
        }
        assert_eq!(spoken, expected);
    }

    #[test]
    fn a_deadline_speaks_four_times_and_once_after() {
        let chain = reminder("2026-04-15", None, &CHAIN, true);
        check(
            &chain,
            "2026-03-10T14:20",
            &["2026-04-01T08:00", "2026-04-12T08:00", "2026-04-14T08:00", "2026-04-15T08:00", "2026-04-16T08:00"],
        );
        check(&chain, "2026-04-12T08:00", &["2026-04-14T08:00", "2026-04-15T08:00", "2026-04-16T08:00"]);
        check(&chain, "2026-04-16T08:00", &[]);
    }

    #[test]
    fn nine_oclock_stays_nine_oclock() {
        let weekly = reminder("2026-03-23T09:00", Some("FREQ=WEEKLY;BYDAY=MO"), &["P0D"], false);
        check(&weekly, "2026-03-20T12:00", &["2026-03-23T09:00", "2026-03-30T09:00", "2026-04-06T09:00"]);
    }

    #[test]
    fn the_skipped_hour_is_the_one_after() {
        let nightly = reminder("2026-03-28T02:30", Some("FREQ=DAILY"), &["P0D"], false);
        check(&nightly, "2026-03-27T12:00", &["2026-03-28T02:30", "2026-03-29T03:30", "2026-03-30T02:30"]);
    }

    #[test]
    fn the_doubled_hour_speaks_once() {
        let nightly = reminder("2026-10-24T02:30", Some("FREQ=DAILY"), &["P0D"], false);
        check(&nightly, "2026-10-23T12:00", &["2026-10-24T02:30", "2026-10-25T02:30", "2026-10-26T02:30"]);
    }

    #[test]
    fn leads_longer_than_the_interval_interleave() {
        let weekly = reminder("2026-03-16", Some("FREQ=WEEKLY;BYDAY=MO;COUNT=3"), &["P10D", "P0D"], false);
        check(
            &weekly,
            "2026-03-10T14:20",
            &["2026-03-13T08:00", "2026-03-16T08:00", "2026-03-20T08:00", "2026-03-23T08:00", "2026-03-30T08:00"],
        );
    }

    #[test]
    fn a_ticked_turn_is_over_and_the_series_goes_on() {
        let mut yearly = reminder("2026-12-01", Some("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1"), &["P14D"], false);
        check(&yearly, "2026-03-10T14:20", &["2026-11-17T08:00", "2027-11-17T08:00"]);
        yearly.done_through = Some("2026-12-01".into());
        check(&yearly, "2026-03-10T14:20", &["2027-11-17T08:00"]);
    }

    #[test]
    fn the_next_day_of_a_series_says_what_the_word_after_would() {
        let daily = reminder("2026-03-11T08:00", Some("FREQ=DAILY"), &["P0D"], true);
        let turns: Vec<String> =
            std::iter::successors(next_turn(&daily, "2026-03-10T12:00Z".parse().expect("a time")), |turn| next_turn(&daily, turn.at))
                .take(3)
                .map(|turn| format!("{} {:?}", turn.due, turn.lead))
                .collect();
        assert_eq!(turns, ["2026-03-11T08:00 Some(\"P0D\")", "2026-03-12T08:00 Some(\"P0D\")", "2026-03-13T08:00 Some(\"P0D\")"]);
        let weekly = reminder("2026-03-16", Some("FREQ=WEEKLY;BYDAY=MO"), &["P0D"], true);
        check(&weekly, "2026-03-10T14:20", &["2026-03-16T08:00", "2026-03-17T08:00", "2026-03-23T08:00"]);
    }

    #[test]
    fn minutes_before_a_moment_are_exact() {
        let meeting = reminder("2026-03-12T14:00", None, &["PT30M"], false);
        check(&meeting, "2026-03-10T14:20", &["2026-03-12T13:30"]);
    }
}
