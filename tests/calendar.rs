//! The calendar file as an independent program reads it: the `icalendar` package of `PyPI`.

#![recursion_limit = "256"]

#[path = "support/python.rs"]
mod python;

use std::collections::BTreeMap;

use jiff::{
    Timestamp,
    civil::{Date, date, time},
};
use serde_json::json;
use stina::{
    assistant::{
        days,
        plan::spans,
        remind::{calendar, calendar_with},
        wording::Language,
    },
    cli,
    facts::{
        KnownPlan, Person, Reminder, Share,
        days::{Plan, StDay},
    },
    plan::{Entry, Period, Role, Tick, Training, When, schedule},
};

const PACKAGE: &str = "icalendar==7.3.0";

/// Prints what each entry says, one JSON line an entry, with its first turns as dateutil expands them (without those
/// taken out) and the local time of each alarm of each turn. Adding to a time in a zone goes by the wall clock, as
/// days of a trigger do.
const READER: &str = r#"
import sys, json, datetime, icalendar
from dateutil.rrule import rrulestr, rruleset
calendar = icalendar.Calendar.from_ical(open(sys.argv[1], "rb").read())
zones = [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")]
for event in calendar.walk("VEVENT"):
    start = event.decoded("DTSTART")
    first = start if isinstance(start, datetime.datetime) else datetime.datetime.combine(start, datetime.time())
    rule = event["RRULE"].to_ical().decode() if "RRULE" in event else None
    found = event.get("EXDATE", [])
    without = [moment.dt for item in (found if isinstance(found, list) else [found]) for moment in item.dts]
    turns = [first]
    if rule:
        series = rruleset()
        series.rrule(rrulestr("RRULE:" + rule, dtstart=first))
        for moment in without:
            series.exdate(moment if isinstance(moment, datetime.datetime) else datetime.datetime.combine(moment, datetime.time()))
        turns = [turn for turn, _ in zip(series, range(5))]
    triggers = [alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")]
    print(json.dumps({
        "uid": str(event["UID"]), "summary": str(event["SUMMARY"]), "status": str(event["STATUS"]), "start": start.isoformat(),
        "turns": [turn.isoformat() for turn in turns],
        "alarms": [[(turn + trigger).strftime("%Y-%m-%dT%H:%M") for trigger in triggers] for turn in turns],
        "end": event.decoded("DTEND").isoformat(), "place": str(event.get("LOCATION", "")), "method": str(calendar["METHOD"]),
        "sequence": int(event["SEQUENCE"]), "zones": zones, "errors": [str(error) for error in event.errors]}))
"#;

fn reminder(id: &str, subject: &str, due: &str, recurrence: Option<&str>, leads: &[&str]) -> Reminder {
    Reminder {
        id: id.into(),
        subject: subject.into(),
        due: due.into(),
        recurrence: recurrence.map(str::to_owned),
        leads: leads.iter().map(|&lead| lead.to_owned()).collect(),
        sequence: 2,
        ..Reminder::default()
    }
}

/// What the other parser reads of a file with these reminders, in their order.
fn read_by_another(reminders: &[Reminder], cancelled: &[Reminder]) -> Vec<serde_json::Value> {
    let now = "2026-03-10T13:20:00Z".parse().expect("a time");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("stina.ics");
    std::fs::write(&path, calendar(reminders, cancelled, now)).expect("written");
    let tool = python::Tool::fetch(PACKAGE).expect("the parser");
    let said = tool.script(READER, &[&path.display().to_string()]).expect("it reads the file");
    let entries: Vec<serde_json::Value> = said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    for entry in &entries {
        assert_eq!(entry["errors"], json!([]), "{entry}");
    }
    entries
}

#[test]
fn an_independent_parser_reads_the_same() {
    let long = "avbokning; av kursen, \\ med å ä ö och mycket text som behöver vikas över flera rader i filen 🎉 eftersom den är lång";
    let entries = read_by_another(
        &[
            reminder("a-0", long, "2026-04-15", None, &["P14D", "P1D@18:00:00", "P0D"]),
            reminder("b-0", "planera veckan", "2026-03-23T09:00", Some("FREQ=WEEKLY;BYDAY=MO;UNTIL=20260413"), &["PT30M"]),
        ],
        &[],
    );
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0]["summary"], long);
    assert_eq!(entries[0]["uid"], "a-0@stina");
    assert_eq!(entries[0]["status"], "CONFIRMED");
    assert_eq!(entries[0]["start"], "2026-04-15");
    assert_eq!(entries[0]["sequence"], 2);
    assert_eq!(entries[0]["alarms"], json!([["2026-04-01T08:00", "2026-04-14T18:00", "2026-04-15T08:00"]]));
    assert_eq!(entries[1]["start"], "2026-03-23T09:00:00+01:00");
    assert_eq!(
        entries[1]["turns"],
        json!(["2026-03-23T09:00:00+01:00", "2026-03-30T09:00:00+02:00", "2026-04-06T09:00:00+02:00", "2026-04-13T09:00:00+02:00"])
    );
    assert_eq!(entries[1]["alarms"][0], json!(["2026-03-23T08:30"]));
    assert_eq!(entries[1]["zones"], json!(["Europe/Stockholm"]));
}

#[test]
fn days_before_stay_at_their_hour_when_the_clocks_change() {
    // The first lead reaches back over the night of 29 March, and the later ones do not.
    let entries = read_by_another(
        &[
            reminder("a-0", "planera", "2026-03-30T09:00", Some("FREQ=WEEKLY;BYDAY=MO"), &["P2D", "P1D@18:00:00"]),
            reminder("b-0", "rapporten", "2026-03-30", Some("FREQ=WEEKLY;BYDAY=MO"), &["P3D", "P0D"]),
        ],
        &[],
    );
    assert_eq!(entries[0]["alarms"][0], json!(["2026-03-28T09:00", "2026-03-29T18:00"]));
    assert_eq!(entries[0]["alarms"][1], json!(["2026-04-04T09:00", "2026-04-05T18:00"]));
    assert_eq!(entries[1]["alarms"][0], json!(["2026-03-27T08:00", "2026-03-30T08:00"]));
    assert_eq!(entries[1]["alarms"][1], json!(["2026-04-03T08:00", "2026-04-06T08:00"]));
}

#[test]
fn ticked_and_skipped_turns_are_taken_out() {
    let weekly = reminder("a-0", "planera", "2026-03-16T09:00", Some("FREQ=WEEKLY;BYDAY=MO;COUNT=4"), &["P0D"]);
    let yearly = reminder("b-0", "rapporten", "2026-12-01", Some("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1"), &["P14D"]);
    let daily = reminder("c-0", "läsa svar", "2025-12-01T08:00", Some("FREQ=DAILY;COUNT=110"), &["P0D"]);
    let entries = read_by_another(
        &[
            Reminder { done_through: Some("2026-03-23T09:00".into()), ..weekly },
            Reminder { done_through: Some("2026-12-01".into()), ..yearly },
            // A hundred turns that are done are left out at the beginning, and the rest are as many as they were.
            Reminder { done_through: Some("2026-03-10T08:00".into()), ..daily },
        ],
        &[],
    );
    assert_eq!(entries[0]["start"], "2026-03-16T09:00:00+01:00", "the series stays where it began");
    assert_eq!(entries[0]["turns"], json!(["2026-03-30T09:00:00+02:00", "2026-04-06T09:00:00+02:00"]));
    assert_eq!(entries[1]["turns"][0], "2027-12-01T00:00:00");
    assert_eq!(entries[2]["start"], "2026-03-11T08:00:00+01:00");
    assert_eq!(entries[2]["turns"].as_array().map(Vec::len), Some(5));
}

#[test]
fn hours_are_hours() {
    let entries = read_by_another(
        &[
            reminder("a-0", "dricka vatten", "2026-03-10", Some("FREQ=HOURLY;INTERVAL=2"), &["P0D"]),
            reminder("b-0", "blodtryck", "2026-03-11T08:00", Some("FREQ=DAILY;BYHOUR=8,20"), &["P0D"]),
            // A start that its rule does not meet gives way to the first turn that does.
            reminder("c-0", "blodsocker", "2026-03-11T07:30", Some("FREQ=DAILY;BYHOUR=9,21"), &["P0D"]),
        ],
        &[],
    );
    assert_eq!(entries[0]["turns"][1], "2026-03-10T10:00:00+01:00");
    assert_eq!(entries[1]["turns"][1], "2026-03-11T20:00:00+01:00");
    assert_eq!(entries[2]["start"], "2026-03-11T09:30:00+01:00");
    assert_eq!(entries[2]["turns"][1], "2026-03-11T21:30:00+01:00");
}

#[test]
fn what_ended_is_cancelled_while_it_lies_ahead() {
    let ended = |id: &str, due: &str| Reminder { active: false, sequence: 3, ..reminder(id, "borttagen", due, None, &["P0D"]) };
    let entries = read_by_another(
        &[reminder("a-0", "kvar", "2026-04-15", None, &["P0D"])],
        &[ended("b-0", "2026-04-20"), ended("c-0", "2026-03-01")],
    );
    let told: Vec<_> = entries.iter().map(|entry| (entry["uid"].as_str(), entry["status"].as_str(), entry["sequence"].as_i64())).collect();
    assert_eq!(told, [(Some("a-0@stina"), Some("CONFIRMED"), Some(2)), (Some("b-0@stina"), Some("CANCELLED"), Some(3))]);
}

#[test]
fn an_independent_parser_reads_st_days_and_their_changes() {
    let planned = StDay {
        id: "st-1".into(),
        plan: Plan {
            from: Some(time(8, 30, 0, 0)),
            to: Some(time(16, 0, 0, 0)),
            place: Some("Växjö; sal Åsnen, plan 2".into()),
            sign_up_by: Some(date(2026, 4, 10)),
            seats: Some(30),
            ..Plan::on("ST-dag om palliativ vård, del 1", date(2026, 4, 23))
        },
        regions: vec!["kronoberg".into()],
        zone: "Europe/Stockholm".into(),
        author: "@sr:x".into(),
        announcement: None,
        also: Vec::new(),
        changed: None,
        imported: None,
        sequence: 0,
        cancelled: false,
        ask_at: None,
        created_at: Timestamp::UNIX_EPOCH,
    };
    let moved =
        StDay { plan: Plan { first: date(2026, 11, 5), last: date(2026, 11, 5), ..planned.plan.clone() }, sequence: 1, ..planned.clone() };
    let cancelled = StDay { sequence: 2, cancelled: true, ..moved.clone() };
    let whole =
        StDay { id: "st-2".into(), plan: Plan { last: date(2026, 5, 22), ..Plan::on("Internat", date(2026, 5, 21)) }, ..planned.clone() };
    let now = "2026-03-10T13:20:00Z".parse().expect("a time");
    let tool = python::Tool::fetch(PACKAGE).expect("the parser");
    let folder = tempfile::tempdir().expect("a folder");
    let read = |days: &[&StDay]| {
        let path = folder.path().join("st.ics");
        std::fs::write(&path, days::calendar(days.iter().copied(), now)).expect("written");
        let said = tool.script(READER, &[&path.display().to_string()]).expect("it reads the file");
        said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect::<Vec<serde_json::Value>>()
    };
    let first = read(&[&planned, &whole]);
    assert_eq!(first[0]["uid"], "st-1@stina");
    assert_eq!(first[0]["method"], "PUBLISH");
    assert_eq!((&first[0]["start"], &first[0]["end"]), (&"2026-04-23T08:30:00+02:00".into(), &"2026-04-23T16:00:00+02:00".into()));
    assert_eq!(first[0]["place"], "Växjö; sal Åsnen, plan 2");
    assert_eq!(first[0]["summary"], "ST-dag om palliativ vård, del 1");
    assert_eq!((&first[0]["sequence"], &first[0]["status"]), (&0.into(), &"CONFIRMED".into()));
    assert_eq!(first[0]["alarms"], json!([["2026-04-22T08:30"]]));
    assert_eq!((&first[1]["start"], &first[1]["end"]), (&"2026-05-21".into(), &"2026-05-23".into()));
    let second = read(&[&moved]);
    assert_eq!((&second[0]["uid"], &second[0]["sequence"]), (&"st-1@stina".into(), &1.into()));
    // In winter time.
    assert_eq!(second[0]["start"], "2026-11-05T08:30:00+01:00");
    let third = read(&[&cancelled]);
    assert_eq!((&third[0]["uid"], &third[0]["sequence"], &third[0]["status"]), (&"st-1@stina".into(), &2.into(), &"CANCELLED".into()));
    assert_eq!(third[0]["alarms"], json!([[]]));
    for entry in first.iter().chain(&second).chain(&third) {
        assert_eq!(entry["errors"], json!([]), "{entry}");
    }
}

#[test]
fn an_independent_parser_reads_the_plan_and_what_becomes_of_it() {
    let knowledge = cli::load_rules(None).expect("the rules inside the program load");
    let plan = &knowledge.plans["kronoberg"];
    let now: Timestamp = "2026-03-10T13:20:00Z".parse().expect("a time");
    let today = date(2026, 3, 10);
    let tool = python::Tool::fetch(PACKAGE).expect("the parser");
    let folder = tempfile::tempdir().expect("a folder");
    // What a file holds is remembered in the plan, as the chat does when it sends one.
    let read = |training: &mut Training| {
        let entries = spans::entries(&schedule(plan, training, today), training, today, Language::Swedish);
        let path = folder.path().join("stina.ics");
        let lines = spans::lines("@du:x", &entries, "Europe/Stockholm", now);
        std::fs::write(&path, calendar_with(&[], &[], &lines, "Europe/Stockholm", now)).expect("written");
        training.calendar = entries;
        let said = tool.script(READER, &[&path.display().to_string()]).expect("it reads the file");
        let entries: Vec<serde_json::Value> = said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert!(entries.iter().all(|entry| entry["errors"] == json!([])));
        move |id: &str| {
            let entry = entries.iter().find(|entry| entry["uid"] == format!("plan-{id}-@du:x@stina"));
            entry.map(|entry| {
                let text = |name: &str| entry[name].as_str().expect("a text").to_owned();
                (text("summary"), text("start"), text("end"), text("status"), entry["sequence"].as_i64().expect("a number"))
            })
        }
    };
    let told = |summary: &str, start: &str, end: &str, status: &str, sequence: i64| {
        Some((summary.to_owned(), start.to_owned(), end.to_owned(), status.to_owned(), sequence))
    };
    let mut training = Training::new(date(2025, 9, 1));
    training.add_placement("psykiatri", Period { from: date(2027, 3, 8), to: date(2027, 5, 30) }).expect("fine");
    let iup = "IUP (individuell utbildningsplan)";
    let first = read(&mut training);
    // A window is a span of whole days, whose end is the day after its last one.
    assert_eq!(first("iup"), told(iup, "2026-02-01", "2026-04-01", "CONFIRMED", 0));
    assert_eq!(first("placement-1"), told("psykiatri", "2027-03-08", "2027-05-31", "CONFIRMED", 0));
    let again = read(&mut training);
    assert_eq!(again("iup"), first("iup"), "what has not moved is the same entry, unchanged");

    training.ticks.insert("iup".into(), Tick::Booked { at: serde_json::from_str("\"2026-04-14T13:00:00\"").expect("a time") });
    training.add_leave(Period { from: date(2026, 5, 1), to: date(2026, 5, 31) }).expect("fine");
    let moved = read(&mut training);
    assert_eq!(moved("iup"), told(iup, "2026-04-14T13:00:00+02:00", "2026-04-14T14:00:00+02:00", "CONFIRMED", 1));
    assert_eq!(moved("sr-avstamning-1"), told("SR-avstämning 1", "2026-07-02", "2026-10-02", "CONFIRMED", 1));
    assert_eq!(moved("placement-1"), told("psykiatri", "2027-03-08", "2027-05-31", "CONFIRMED", 0));

    training.ticks.insert("iup".into(), Tick::Done { on: today });
    training.placements.clear();
    let gone = read(&mut training);
    assert_eq!(gone("iup"), told(iup, "2026-04-14T13:00:00+02:00", "2026-04-14T14:00:00+02:00", "CANCELLED", 2));
    assert_eq!(gone("placement-1"), told("psykiatri", "2027-03-08", "2027-05-31", "CANCELLED", 1));
    assert_eq!(read(&mut training)("iup"), gone("iup"), "it stays cancelled, and is told so until it is past");
    // A plan that is deleted is cancelled in a last file, and what was cancelled before is not told again.
    let last = spans::cancelled(&training.calendar, today);
    assert!(last.values().all(|entry| entry.cancelled) && last.contains_key("sr-avstamning-1") && !last.contains_key("iup"));
    assert_eq!(last["sr-avstamning-1"].sequence, 2);
    training.ticks.remove("iup");
    let (_, start, _, status, sequence) = read(&mut training)("iup").expect("it is back");
    assert_eq!((start.as_str(), status.as_str(), sequence), ("2026-02-01", "CONFIRMED", 3));
}

/// Whoever shares a plan has the moments that are theirs, under the name of whose they are; a study director no more
/// than what is near.
#[test]
fn those_who_share_a_plan_have_their_moments_of_it() {
    let knowledge = cli::load_rules(None).expect("the rules inside the program load");
    let plan = &knowledge.plans["kronoberg"];
    let today = date(2026, 3, 10);
    let training = Training::new(date(2025, 9, 1));
    let owner = Person { user: "@anna:x".into(), ..Person::default() };
    let known = KnownPlan { owner, training: training.clone(), shares: Vec::new(), reminders: Vec::new() };
    let placed = schedule(plan, &training, today);
    let told = |role: Role, until: Date, calendar: &BTreeMap<String, Entry>| {
        let share = Share { owner: "@anna:x".into(), other: "@hl:x".into(), role, accepted: true, calendar: calendar.clone() };
        spans::shared(&placed, &known, &share, until, today, Language::Swedish)
    };
    let supervisor = told(Role::Handledare, Date::MAX, &BTreeMap::new());
    let ids: Vec<&str> = supervisor.keys().map(String::as_str).filter(|id| !id.contains('.')).collect();
    assert_eq!(ids, ["handledarutlatande-forsta", "introduktionsdag", "sr-avstamning-1", "sr-avstamning-2"]);
    assert_eq!(supervisor["sr-avstamning-1"].summary, "SR-avstämning 1 (@anna:x)");
    assert_eq!(supervisor["sr-avstamning-1"].when, When::Days(Period { from: date(2026, 6, 1), to: date(2026, 8, 31) }));
    let director = told(Role::Studierektor, date(2026, 7, 10), &BTreeMap::new());
    assert_eq!(director.keys().collect::<Vec<_>>(), ["iup", "sr-avstamning-1"], "and nothing of the years ahead");
    let again = told(Role::Handledare, Date::MAX, &supervisor);
    assert_eq!(again, supervisor, "what has not moved is the same");
}
