//! The plan of one's ST: tables of what falls when, and what holds for every possible ST.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::{ToSpan, civil::Date};
use stina::{
    assistant::{plan::words, wording::Language},
    cli,
    knowledge::KnowledgeBase,
    plan::{
        Appointment, Period, Placed, Plan, Repeat, Role, Schedule, State, Tick, Training, Trouble,
        picture::{Drawing, Mark, Row, png},
        schedule,
        time::{add_days, add_months, days_between},
    },
};

#[path = "plan/files.rs"]
mod files;
#[path = "plan/properties.rs"]
mod properties;

fn knowledge() -> &'static KnowledgeBase {
    static KNOWLEDGE: LazyLock<KnowledgeBase> = LazyLock::new(|| cli::load_rules(None).expect("the rules inside the program load"));
    &KNOWLEDGE
}

fn kronoberg() -> &'static Plan {
    knowledge().plans.get("kronoberg").expect("Kronoberg has a plan")
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn period(from: &str, to: &str) -> Period {
    Period { from: day(from), to: day(to) }
}

/// The windows by id, as `from..to state`.
fn windows(schedule: &Schedule<'_>) -> BTreeMap<String, String> {
    schedule.moments.iter().map(|placed| (placed.id.clone(), format!("{}..{} {}", placed.from, placed.to, placed.state.name()))).collect()
}

#[track_caller]
fn check(schedule: &Schedule<'_>, expected: &[(&str, &str)]) {
    let windows = windows(schedule);
    for (id, window) in expected {
        assert_eq!(windows.get(*id).map(String::as_str), Some(*window), "{id}");
    }
}

/// Every moment that the source names, and no other.
#[test]
fn the_plans_hold_the_moments_of_their_sources() {
    let knowledge = knowledge();
    let ids = |region: &str| -> Vec<String> { knowledge.plans[region].moments.iter().map(|moment| moment.id.clone()).collect() };
    assert_eq!(
        ids("kronoberg"),
        [
            "introduktionsdag",
            "st-forum",
            "konsultationsintroduktion",
            "iup",
            "sr-avstamning-1",
            "arsrapport-forsta",
            "handledarutlatande-forsta",
            "arsrapport",
            "handledarutlatande",
            "handledartraff",
            "medsittning",
            "mitt-i-st",
            "beredskapsskola",
            "bvc",
            "sarskilt-boende",
            "sr-avstamning-2",
            "specialistansokan",
            "specialistkollegium",
        ]
    );
    assert_eq!(ids("vgr"), ["arsrapport", "mittvardering", "handledning"]);
}

#[test]
fn at_full_time_everything_stands_where_the_source_says() {
    let plan = kronoberg();
    let placed = schedule(plan, &Training::new(day("2025-09-01")), day("2026-03-10"));
    assert_eq!((placed.end, placed.year), (day("2030-08-31"), 1));
    check(
        &placed,
        &[
            ("introduktionsdag", "2025-09-01..2026-08-31 now"),
            ("konsultationsintroduktion.2", "2025-09-01..2026-08-31 now"),
            ("iup", "2026-02-01..2026-03-31 now"),
            ("sr-avstamning-1", "2026-06-01..2026-08-31 later"),
            ("arsrapport-forsta", "2026-06-01..2026-08-31 later"),
            ("arsrapport.1", "2027-06-01..2027-08-31 later"),
            ("arsrapport.4", "2030-06-01..2030-08-31 later"),
            ("handledartraff.1", "2025-09-01..2026-08-31 now"),
            ("handledartraff.5", "2029-09-01..2030-08-31 later"),
            ("mitt-i-st", "2026-09-01..2029-08-31 later"),
            ("beredskapsskola", "2026-09-01..2029-08-31 later"),
            ("bvc", "2028-03-01..2030-08-31 later"),
            ("sr-avstamning-2", "2029-07-01..2029-10-31 later"),
            ("specialistansokan", "2029-09-01..2030-08-31 later"),
            ("specialistkollegium.1", "2025-09-01..2030-08-31 now"),
        ],
    );
    assert!(placed.find("arsrapport.5").is_none());
}

#[test]
fn leave_and_part_time_move_what_they_should() {
    let plan = kronoberg();
    let mut training = Training::new(day("2025-09-01"));
    training.add_leave(period("2026-03-01", "2026-12-31")).expect("fine");
    let away = schedule(plan, &training, day("2026-05-01"));
    assert_eq!(away.end, day("2031-07-03"));
    check(
        &away,
        &[
            // Its window was open when the leave began; one more month is served after it.
            ("iup", "2026-02-01..2027-01-31 paused"),
            ("sr-avstamning-1", "2027-04-03..2027-07-03 later"),
            ("arsrapport.1", "2028-04-03..2028-07-03 later"),
            ("handledartraff.1", "2025-09-01..2027-07-03 paused"),
        ],
    );
    let report = away.find("handledartraff.1").expect("placed");
    assert_eq!(report.waits, Some(period("2026-03-01", "2026-12-31")), "what hangs on the calendar says what it waits for");

    let mut training = Training::new(day("2025-09-01"));
    training.set_percent(80, None).expect("fine");
    let slow = schedule(plan, &training, day("2026-03-10"));
    assert_eq!(days_between(slow.start, slow.end) + 1, 1826 * 100 / 80 + 1);
    // The calendar goes on: the meetings come every year, so there is one more of them.
    check(&slow, &[("handledartraff.1", "2025-09-01..2026-08-31 now"), ("handledartraff.6", "2030-09-01..2031-08-31 later")]);
}

#[test]
fn the_length_and_the_year_are_those_of_time_served() {
    let plan = kronoberg();
    let mut training = Training::new(day("2023-09-01"));
    assert_eq!(schedule(plan, &training, day("2026-03-10")).year, 3);
    training.add_leave(period("2024-09-01", "2025-08-31")).expect("fine");
    assert_eq!(schedule(plan, &training, day("2026-03-10")).year, 2);
    training.set_months(66).expect("fine");
    assert_eq!(schedule(plan, &training, day("2026-03-10")).end, day("2030-02-28"));
}

/// What the source gives no time for is never late, and is still there to be ticked off.
#[test]
fn what_has_no_time_is_never_late() {
    let plan = &knowledge().plans["vgr"];
    let training = Training::new(day("2022-09-01"));
    let placed = schedule(plan, &training, day("2026-03-10"));
    check(&placed, &[("arsrapport.1", "2022-09-01..2023-08-31 past"), ("arsrapport.4", "2025-09-01..2026-08-31 now")]);
    assert!(placed.moments.iter().all(|placed| placed.moment.late || placed.state != State::Late));
    assert!(placed.find("arsrapport.1").expect("placed").state.open());
}

/// The years that the turns of a yearly moment are named by follow on each other, whatever leave there is.
#[test]
fn no_year_is_left_out_of_the_names() {
    let mut training = Training::new(day("2025-09-01"));
    training.add_leave(period("2028-01-01", "2029-06-30")).expect("fine");
    let placed = schedule(kronoberg(), &training, day("2026-03-10"));
    let title = |placed: &Placed<'_>| words::title(placed, &training, Language::Swedish);
    let names: Vec<String> = placed.moments.iter().filter(|placed| placed.moment.id == "handledartraff").map(title).collect();
    assert_eq!(
        names,
        ["Handledarträff 2026", "Handledarträff 2027", "Handledarträff 2028–2030", "Handledarträff 2031", "Handledarträff 2032"]
    );
}

#[test]
fn ticks_and_appointments_decide_the_state() {
    let plan = kronoberg();
    let mut training = Training::new(day("2025-09-01"));
    let state = |training: &Training, today: &str| schedule(plan, training, day(today)).find("iup").expect("placed").state;
    assert_eq!(state(&training, "2025-12-01"), State::Later);
    assert_eq!(state(&training, "2026-04-01"), State::Late);
    training.ticks.insert("iup".into(), Tick::Booked { at: serde_json::from_str("\"2026-04-14T13:00:00\"").expect("a time") });
    assert_eq!(state(&training, "2026-04-01"), State::Booked);
    assert_eq!(state(&training, "2026-04-15"), State::Late);
    training.ticks.insert("iup".into(), Tick::Skipped { reason: "gjord på förra stället".into() });
    assert_eq!(state(&training, "2026-04-15"), State::Skipped);
    training.ticks.insert("iup".into(), Tick::Done { on: day("2026-04-14") });
    assert_eq!(state(&training, "2026-04-15"), State::Done);
    // A day without a time stays one.
    training.ticks.insert("bvc".into(), Tick::Booked { at: Appointment::Day(day("2029-03-01")) });
    let kept: Training = serde_json::from_str(&serde_json::to_string(&training).expect("written")).expect("read");
    assert_eq!(kept, training);
}

#[test]
fn placements_bring_medsittning_where_the_region_wants_it() {
    let knowledge = knowledge();
    let mut training = Training::new(day("2025-09-01"));
    training.add_placement("psykiatri", period("2027-03-08", "2027-05-30")).expect("fine");
    training.add_placement("medicin", period("2027-09-06", "2028-01-02")).expect("fine");
    let placed = schedule(&knowledge.plans["kronoberg"], &training, day("2027-04-01"));
    check(&placed, &[("medsittning.1", "2027-03-08..2027-05-30 now"), ("medsittning.2", "2027-09-06..2028-01-02 later")]);
    assert!(!knowledge.plans["kronoberg"].suggestions.is_empty());
    assert!(knowledge.plans["vgr"].suggestions.is_empty(), "VGR has no right to hemvändarveckor");
    let placed = schedule(&knowledge.plans["vgr"], &training, day("2027-04-01"));
    assert!(!placed.moments.iter().any(|placed| placed.moment.repeat == Repeat::Placement));
}

#[test]
fn what_cannot_be_is_refused() {
    let start = day("2025-09-01");
    let today = day("2026-03-10");
    let mut training = Training::new(start);
    assert_eq!(Training::check_start(day("2027-01-01"), today), Err(Trouble::StartAhead(day("2027-01-01"))));
    assert_eq!(Training::check_start(day("2006-03-01"), today), Err(Trouble::StartLongAgo(day("2006-03-01"))));
    assert_eq!(Training::check_start(start, today), Ok(()));
    assert_eq!(training.set_percent(0, None), Err(Trouble::Percent(0)));
    assert_eq!(training.set_percent(150, None), Err(Trouble::Percent(150)));
    assert_eq!(training.set_months(6), Err(Trouble::Months(6)));
    let backwards = Period { from: day("2026-12-31"), to: day("2026-03-01") };
    assert_eq!(training.add_leave(backwards), Err(Trouble::Backwards(backwards)));
    let first = period("2026-03-01", "2026-12-31");
    training.add_leave(first).expect("fine");
    let second = period("2026-12-31", "2027-02-01");
    assert_eq!(training.add_leave(second), Err(Trouble::Overlap(second, first)));
    assert_eq!(training.leave, [first], "nothing is lost and nothing is taken by half");
    // The leave known moves the end of the ST, and so what still lies within it.
    let end = day("2031-07-03");
    for (from, to, refused) in [("2031-07-03", "2031-12-31", false), ("2031-07-04", "2031-12-31", true), ("2050-01-01", "2050-12-31", true)]
    {
        let leave = period(from, to);
        assert_eq!(training.check_within(leave, 60), if refused { Err(Trouble::AfterEnd(leave, end)) } else { Ok(()) }, "{from}");
    }
    assert_eq!(training.add_leave(period("2028-01-01", "2032-12-31")), Ok(()));
    let decades = period("2040-03-01", "2066-12-31");
    assert_eq!(training.add_leave(decades), Err(Trouble::LongLeave(decades)));
}

#[test]
fn part_time_for_a_while_ends_where_it_is_said_to() {
    let mut training = Training::new(day("2025-09-01"));
    let shares = |training: &Training| -> Vec<(String, u8)> {
        training.part_time.iter().map(|change| (change.from.to_string(), change.percent)).collect()
    };
    training.set_percent_during(80, period("2027-01-01", "2027-06-30")).expect("fine");
    assert_eq!(shares(&training), [("2027-01-01".to_owned(), 80), ("2027-07-01".to_owned(), 100)]);
    // Within another it goes back to that one.
    training.set_percent_during(50, period("2027-03-01", "2027-03-31")).expect("fine");
    assert_eq!(training.percent(day("2027-03-15")), 50);
    assert_eq!((training.percent(day("2027-04-01")), training.percent(day("2027-07-01"))), (80, 100));
    // Over the whole of both nothing of them is left.
    training.set_percent_during(100, period("2027-01-01", "2027-12-31")).expect("fine");
    assert_eq!(shares(&training), []);
    let early = period("2024-01-01", "2024-12-31");
    assert_eq!(training.set_percent_during(80, early), Err(Trouble::BeforeStart(early)));
    assert_eq!(training.set_percent_during(150, period("2027-01-01", "2027-12-31")), Err(Trouble::Percent(150)));
}

/// Part-time that is open ends on the day that it is said to, and full time follows.
#[test]
fn open_part_time_ends_on_a_day() {
    let mut training = Training::new(day("2025-09-01"));
    training.set_percent(80, Some(day("2026-01-01"))).expect("fine");
    training.end_percent(day("2026-05-31")).expect("fine");
    assert_eq!((training.percent(day("2026-05-31")), training.percent(day("2026-06-01"))), (80, 100));
    training.end_percent(day("2026-05-31")).expect("fine");
    training.set_percent_during(50, period("2027-01-01", "2027-06-30")).expect("fine");
    // What was said of later days stays.
    training.end_percent(day("2026-03-31")).expect("fine");
    assert_eq!((training.percent(day("2026-04-01")), training.percent(day("2027-02-01"))), (100, 50));
    assert!(matches!(training.end_percent(day("2025-08-31")), Err(Trouble::BeforeStart(_))));
}

/// What hangs on the calendar waits for leave since its last turn, and not for leave that moved that one.
#[test]
fn only_the_year_that_leave_touches_waits() {
    let mut training = Training::new(day("2024-09-01"));
    training.add_leave(period("2027-03-01", "2027-12-31")).expect("fine");
    let placed = schedule(kronoberg(), &training, day("2026-11-22"));
    let waiting: Vec<String> = (placed.moments.iter())
        .filter(|placed| placed.moment.repeat == Repeat::Yearly && placed.waits.is_some())
        .map(|placed| words::title(placed, &training, Language::Swedish))
        .collect();
    assert_eq!(waiting, ["Handledarträff 2027–2028", "Årsrapport 2027–2028", "Handledarutlåtande 2027–2028"]);
}

/// A placement takes no other's place by itself.
#[test]
fn placements_stand_beside_each_other() {
    let mut training = Training::new(day("2025-09-01"));
    let (spring, later) = (period("2027-03-08", "2027-05-30"), period("2027-04-12", "2027-06-27"));
    assert_eq!(training.add_placement("psykiatri", spring), Ok(1));
    assert_eq!(training.add_placement("psykiatri", spring), Ok(1), "the same once more");
    assert_eq!(training.in_the_way("Psykiatri", later).map(|known| known.number), Some(1));
    assert_eq!(training.in_the_way("medicin", spring).map(|known| known.number), Some(1));
    assert_eq!(training.in_the_way("medicin", later), None, "two may overlap");
    assert_eq!(training.in_the_way("psykiatri", period("2028-03-06", "2028-05-28")), None, "one may come twice");
    assert_eq!(training.add_placement("medicin", spring), Ok(2));
    assert_eq!(training.placements.len(), 2);
}

#[test]
fn every_moment_says_whom_it_concerns_and_duties_are_in_order() {
    for plan in knowledge().plans.values() {
        assert!(plan.moments.iter().all(|moment| !moment.with.is_empty()));
        for role in [Role::Handledare, Role::Verksamhetschef, Role::Hr, Role::Studierektor] {
            let stages: Vec<_> = plan.duties_of(role).iter().map(|duty| duty.stage).collect();
            assert!(stages.is_sorted());
        }
    }
    let plan = kronoberg();
    assert_eq!([Role::Handledare, Role::Verksamhetschef, Role::Hr].map(|role| plan.duties_of(role).len()), [10, 15, 5]);
}

/// A drawing with everything in it.
fn full(dark: bool) -> Drawing {
    let span = period("2025-09-01", "2032-10-02");
    let states = [State::Late, State::Now, State::Booked, State::Ongoing, State::Paused, State::Later, State::Done, State::Skipped];
    let mark = |state, number: i64| Mark {
        window: Period { from: add_days(span.from, number * 200), to: add_days(span.from, number * 200 + 90) },
        state,
        day: None,
    };
    Drawing {
        title: "ST 1 september 2025 – 2 oktober 2032".into(),
        subtitle: "Kronoberg · år 3 · 80 %".into(),
        span,
        today: (day("2027-03-10"), "i dag".into()),
        leave: (vec![period("2026-03-01", "2026-12-31")], "Ledig".into()),
        placements: (
            (0..12).map(|number| (format!("klinik <&> {number}"), mark(State::Now, number).window)).collect(),
            "Sidotjänstgöringar".into(),
        ),
        rows: (0..20)
            .map(|row| Row {
                label: format!("Ett moment med ett ganska långt namn nummer {row}"),
                when: "sep ’25 – aug ’26".into(),
                state: states[row % 8],
                marks: (0..10).map(|number| mark(states[(row + usize::try_from(number).expect("small")) % 8], number)).collect(),
            })
            .collect(),
        legend: states.iter().take(5).map(|state| (*state, state.name().to_owned())).collect(),
        dark,
    }
}

#[test]
fn the_picture_is_a_small_png_in_both_themes() {
    for dark in [false, true] {
        let bytes = png(&full(dark)).expect("drawn");
        assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
        assert!(bytes.len() < 200_000, "{} bytes", bytes.len());
        let mut reader = png_reader(&bytes);
        let info = reader.next_frame_info().map(|info| info.width).unwrap_or_default();
        assert!(info == 0 || info == 1080);
        assert_eq!(reader.info().width, 1080);
        let palette = reader.info().palette.clone().expect("indexed");
        let ground: [u8; 3] = if dark { [0x14, 0x18, 0x1e] } else { [0xff, 0xff, 0xff] };
        assert_eq!(palette[..3], ground, "the commonest colour is the ground, exactly");
    }
}

fn png_reader(bytes: &[u8]) -> png::Reader<std::io::Cursor<&[u8]>> {
    png::Decoder::new(std::io::Cursor::new(bytes)).read_info().expect("a png")
}

#[test]
fn a_year_more_is_a_year_more() {
    // The days of one plan against those of jiff's own arithmetic, over a leap year.
    assert_eq!(add_months(day("2024-02-29"), 12), day("2025-02-28"));
    assert_eq!(day("2024-02-29").checked_add(1.year()).expect("a day"), day("2025-02-28"));
}
