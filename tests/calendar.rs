//! The calendar file as an independent program reads it: the `icalendar` package of `PyPI`.

#![recursion_limit = "256"]

#[path = "support/python.rs"]
mod python;

use stina::{assistant::remind::calendar, facts::Reminder};

const PACKAGE: &str = "icalendar==7.3.0";

/// Prints what each entry says, one JSON line an entry, and its next three turns.
const READER: &str = r#"
import sys, json, icalendar
from dateutil.rrule import rrulestr
text = open(sys.argv[1], "rb").read()
calendar = icalendar.Calendar.from_ical(text)
zones = [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")]
for event in calendar.walk("VEVENT"):
    start = event.decoded("DTSTART")
    rule = event["RRULE"].to_ical().decode() if "RRULE" in event else None
    turns = [turn.isoformat() for turn, _ in zip(rrulestr("RRULE:" + rule, dtstart=start), range(3))] if rule else []
    alarms = [str(alarm.decoded("TRIGGER")) for alarm in event.walk("VALARM")]
    print(json.dumps({"uid": str(event["UID"]), "summary": str(event["SUMMARY"]), "start": start.isoformat(), "rule": rule,
                      "turns": turns, "alarms": alarms, "sequence": int(event["SEQUENCE"]), "zones": zones, "errors": [str(e) for e in event.errors]}))
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

#[test]
fn an_independent_parser_reads_the_same() {
    let long = "avbokning; av kursen, \\ med å ä ö och mycket text som behöver vikas över flera rader i filen 🎉 eftersom den är lång";
    let reminders = [
        reminder("a-0", long, "2026-04-15", None, &["P14D", "P1D", "P0D"]),
        reminder("b-0", "planera veckan", "2026-03-23T09:00", Some("FREQ=WEEKLY;BYDAY=MO;UNTIL=20260601"), &["PT30M"]),
    ];
    let now = "2026-03-10T13:20:00Z".parse().expect("a time");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("stina.ics");
    std::fs::write(&path, calendar(&reminders, now)).expect("written");
    let tool = python::Tool::fetch(PACKAGE).expect("the parser");
    let said = tool.script(READER, &[&path.display().to_string()]).expect("it reads the file");
    let entries: Vec<serde_json::Value> = said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(entries.len(), 2, "{said}");
    assert_eq!(entries[0]["summary"], long);
    assert_eq!(entries[0]["uid"], "a-0@stina");
    assert_eq!(entries[0]["start"], "2026-04-15");
    assert_eq!(entries[0]["sequence"], 2);
    // 08:00 fourteen days, a day and no day before, counted from the midnight at which the day begins.
    assert_eq!(entries[0]["alarms"], serde_json::json!(["-14 days, 8:00:00", "-1 day, 8:00:00", "8:00:00"]));
    assert_eq!(entries[1]["start"], "2026-03-23T09:00:00+01:00");
    assert_eq!(
        entries[1]["turns"],
        serde_json::json!(["2026-03-23T09:00:00+01:00", "2026-03-30T09:00:00+02:00", "2026-04-06T09:00:00+02:00"])
    );
    assert_eq!(entries[1]["alarms"], serde_json::json!(["-1 day, 23:30:00"]));
    assert_eq!(entries[1]["zones"], serde_json::json!(["Europe/Stockholm"]));
    for entry in &entries {
        assert_eq!(entry["errors"], serde_json::json!([]), "{entry}");
    }
}
