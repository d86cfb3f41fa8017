//! What holds for every possible ST: any start and length, leave, and part-time from a day on or for a while.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use stina::plan::{
    Period, Repeat, Schedule, Tick, Training, schedule,
    time::{add_days, add_months, days_between},
};

use super::{knowledge, kronoberg};

/// Any training that a person can tell of: 5 to 10 years, part-time, leave without overlap.
fn any_training() -> impl Strategy<Value = Training> {
    let start = (2015i16..2030, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| date(year, month, day));
    let leave = prop::collection::vec((1i64..700, 1i64..500), 0..5);
    // From a day on, or for so many days.
    let part_time = prop::collection::vec((0i64..2000, 20u32..=100, prop::option::of(1i64..600)), 0..4);
    (start, 60u32..=120, leave, part_time).prop_map(|(start, months, leave, part_time)| {
        let mut training = Training::new(start);
        training.set_months(months).expect("a length");
        let mut from = start;
        for (gap, length) in leave {
            from = add_days(from, gap);
            let to = add_days(from, length - 1);
            training.add_leave(Period { from, to }).expect("no overlap");
            from = add_days(to, 1);
        }
        let mut at = 0;
        for (gap, percent, length) in part_time {
            at += gap;
            let from = add_days(start, at);
            match length {
                Some(length) => training.set_percent_during(percent, Period { from, to: add_days(from, length - 1) }),
                None => training.set_percent(percent, Some(from)),
            }
            .expect("a share");
        }
        training
    })
}

fn at(schedule: &Schedule<'_>) -> BTreeMap<String, (Date, Date)> {
    schedule.moments.iter().map(|placed| (placed.id.clone(), (placed.from, placed.to))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn leave_never_moves_a_moment_earlier(training in any_training(), from in 0i64..3000, length in 1i64..600) {
        let knowledge = knowledge();
        let from = add_days(training.start, from);
        let mut longer = training.clone();
        prop_assume!(longer.add_leave(Period { from, to: add_days(from, length - 1) }).is_ok());
        for plan in knowledge.plans.values() {
            let before = schedule(plan, &training, training.start);
            let after = schedule(plan, &longer, training.start);
            prop_assert!(after.end >= before.end);
            let after = at(&after);
            for (id, (from, to)) in at(&before) {
                let moved = after.get(&id).copied();
                // The calendar may go on into what is after the end now: that year has no turn any more.
                let yearly = id.rsplit_once('.').and_then(|(id, _)| plan.moment(id)).is_some_and(|moment| moment.repeat == Repeat::Yearly);
                prop_assert!(yearly && moved.is_none() || moved.is_some_and(|(later_from, later_to)| later_from >= from && later_to >= to), "{id}: {from}..{to} became {moved:?}");
            }
        }
    }

    #[test]
    fn without_leave_at_full_time_nothing_moves(start in (2015i16..2030, 1i8..=12, 1i8..=28), months in 60u32..=120) {
        let plan = kronoberg();
        let start = date(start.0, start.1, start.2);
        let mut training = Training::new(start);
        training.set_months(months).expect("a length");
        let months = i32::try_from(months).expect("small");
        let placed = schedule(plan, &training, start);
        let window = |from: i32, to: i32| Some((add_months(start, from), add_months(start, to).yesterday().expect("a day before")));
        let at = at(&placed);
        prop_assert_eq!(placed.end, add_months(start, months).yesterday().expect("a day before"));
        prop_assert_eq!(at.get("iup").copied(), window(5, 7));
        prop_assert_eq!(at.get("sr-avstamning-1").copied(), window(9, 12));
        prop_assert_eq!(at.get("sr-avstamning-2").copied(), window(months - 14, months - 10));
        prop_assert_eq!(at.get("mitt-i-st").copied(), window(12, months - 12));
    }

    #[test]
    fn part_time_lengthens_in_proportion(start in (2015i16..2030, 1i8..=12, 1i8..=28), percent in 20u32..=100, months in 60u32..=120) {
        let plan = kronoberg();
        let mut training = Training::new(date(start.0, start.1, start.2));
        training.set_months(months).expect("a length");
        let full = at(&schedule(plan, &training, training.start));
        training.set_percent(percent, None).expect("a share");
        let slow = schedule(plan, &training, training.start);
        let served = |day: Date, edge: i64| days_between(training.start, day) + edge;
        for moment in plan.moments.iter().filter(|moment| moment.repeat == Repeat::Once) {
            let (from, to) = full[&moment.id];
            let placed = slow.find(&moment.id).expect("placed");
            for (before, after, edge) in [(from, placed.from, 0), (to, placed.to, 1)] {
                let expected = served(before, edge) * 100 / i64::from(percent);
                prop_assert!((served(after, edge) - expected).abs() <= 1, "{}: {before} became {after}", moment.id);
            }
        }
    }

    #[test]
    fn a_stretch_of_part_time_lengthens_by_what_is_not_worked(training in any_training(), from in 0i64..3000, length in 1i64..600, percent in 20u32..=100) {
        let plan = kronoberg();
        let from = add_days(training.start, from);
        let stretch = Period { from, to: add_days(from, length - 1) };
        let days = |training: &Training| (0..length).map(|at| add_days(from, at)).filter(|day| training.leave_on(*day).is_none()).map(|day| i64::from(training.percent(day))).sum::<i64>();
        let before = schedule(plan, &training, training.start);
        let mut slower = training.clone();
        slower.set_percent_during(percent, stretch).expect("a share");
        prop_assert_eq!(slower.percent(add_days(stretch.to, 1)), training.percent(add_days(stretch.to, 1)), "after it all is as it was");
        let after = schedule(plan, &slower, training.start);
        let lost = days(&training) - days(&slower);
        let less = (0..length).map(|at| add_days(from, at)).all(|day| slower.percent(day) <= training.percent(day));
        if less {
            let after = at(&after);
            for moment in plan.moments.iter().filter(|moment| moment.repeat != Repeat::Yearly && moment.repeat != Repeat::Placement) {
                for (id, (from, to)) in at(&before).iter().filter(|(id, _)| *id == &moment.id || id.starts_with(&format!("{}.", moment.id))) {
                    prop_assert!(after[id].0 >= *from && after[id].1 >= *to, "{id} moved earlier");
                    prop_assert!(*to >= stretch.from || after[id] == (*from, *to), "{id} is over when it begins, and moved");
                }
            }
        }
        // What was not worked within it is worked at the end, at the pace of that time.
        if stretch.to < before.end.min(after.end) {
            let (first, last) = if lost >= 0 { (before.end, after.end) } else { (after.end, before.end) };
            let made_up: i64 = (1..=days_between(first, last)).map(|at| add_days(first, at)).filter(|day| training.leave_on(*day).is_none()).map(|day| i64::from(training.percent(day))).sum();
            prop_assert!((made_up - lost.abs()).abs() <= 100, "{lost} hundredths of a day became {made_up}");
        }
    }

    #[test]
    fn a_change_is_taken_back_and_what_came_after_stays(training in any_training(), from in 0i64..3000, length in 1i64..600, percent in 20u32..100) {
        let from = add_days(training.start, from);
        let leave = Period { from, to: add_days(from, length - 1) };
        let mut changed = training.clone();
        prop_assume!(changed.add_leave(leave).is_ok());
        changed.ticks.insert("iup".into(), Tick::Done { on: from });
        prop_assert_eq!(changed.without(&training, &changed), training.clone(), "alone, nothing is left of it");
        let mut later = changed.clone();
        later.set_percent(percent, None).expect("a share");
        later.add_placement("psykiatri", leave).expect("a placement");
        later.ticks.insert("iup".into(), Tick::Skipped { reason: "annat".into() });
        let mut expected = later.clone();
        expected.leave.retain(|known| *known != leave);
        prop_assert_eq!(later.without(&training, &changed), expected, "the leave goes; what was said later stays");
    }

    #[test]
    fn the_calendar_waits_out_leave_and_says_so(training in any_training()) {
        let plan = kronoberg();
        let placed = schedule(plan, &training, training.start);
        let meetings: Vec<_> = placed.moments.iter().filter(|placed| placed.moment.id == "handledartraff").collect();
        for pair in meetings.windows(2) {
            let away: i64 = training.leave.iter().map(|leave| {
                let (from, to) = (leave.from.max(pair[1].from), leave.to.min(pair[1].to));
                (days_between(from, to) + 1).max(0)
            }).sum();
            let whole = pair[1].to < placed.end;
            let days = days_between(pair[1].from, pair[1].to) + 1 - away;
            prop_assert!(!whole || (364..=367).contains(&days), "a year of {days} days without leave");
            prop_assert_eq!(pair[1].waits.is_some(), training.leave.iter().any(|leave| leave.meets(&Period { from: add_days(pair[0].to, 1), to: pair[1].to })));
        }
    }

    #[test]
    fn every_moment_has_a_place_in_every_st(training in any_training(), today in 0i64..5000) {
        for plan in knowledge().plans.values() {
            let placed = schedule(plan, &training, add_days(training.start, today));
            for moment in &plan.moments {
                prop_assert!(placed.moments.iter().any(|placed| placed.moment.id == moment.id), "{} has no place", moment.id);
            }
            for moment in &placed.moments {
                prop_assert!(moment.from <= moment.to && moment.from >= placed.start && moment.to <= placed.end, "{}: {}..{}", moment.id, moment.from, moment.to);
            }
        }
    }
}
