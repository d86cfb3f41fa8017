//! ST days as they are read: out of announcements, and out of the files of several programs.

#![recursion_limit = "256"]

use std::{fs, path::Path};

use jiff::{civil::date, tz::TimeZone};
use proptest::prelude::*;
use stina::{
    assistant::days::{
        days_in,
        file::{self, Contents, Fault, LARGEST, Refusal, Setting},
    },
    command::RegionName,
    facts::days::Plan,
    language::date::Context,
    table::Unreadable,
};

fn context() -> Context {
    let now = date(2026, 3, 10).at(14, 20, 0, 0).in_tz("Europe/Stockholm").expect("a time");
    Context { now }
}

/// A day as one line: "2026-04-23 08:30–16:00 | title | place | by | seats".
fn line(plan: &Plan) -> String {
    let clock = |time: Option<jiff::civil::Time>| time.map(|time| time.strftime("%H:%M").to_string()).unwrap_or_default();
    let last = if plan.last == plan.first { String::new() } else { format!("..{}", plan.last) };
    let hours =
        if plan.from.is_none() && plan.to.is_none() { String::new() } else { format!(" {}–{}", clock(plan.from), clock(plan.to)) };
    format!(
        "{}{last}{hours} | {} | {} | {} | {}",
        plan.first,
        plan.title,
        plan.place.as_deref().unwrap_or("-"),
        plan.sign_up_by.map_or_else(|| "-".to_owned(), |by| by.to_string()),
        plan.seats.map_or_else(|| "-".to_owned(), |seats| seats.to_string()),
    )
}

#[test]
fn days_are_read_out_of_announcements() {
    let table: &[(&str, &[&str])] = &[
        ("23 april 08.30–16, Växjö, anmälan senast 10 april", &["2026-04-23 08:30–16:00 | ST-dag | Växjö | 2026-04-10 | -"]),
        (
            "Vårens ST-dagar: 22 april och 20 maj kl 08.30-16 i Ljungby. Anmäl dig senast 9 april.",
            &["2026-04-22 08:30–16:00 | ST-dag | Ljungby | 2026-04-09 | -", "2026-05-20 08:30–16:00 | ST-dag | Ljungby | 2026-04-09 | -"],
        ),
        (
            "Hej alla! Välkomna till vårens ST-dag om palliativ vård torsdag den 23 april kl 8.30–16 i Växjö. Max 40 platser. OSA 10 april till mig.",
            &["2026-04-23 08:30–16:00 | ST-dag om palliativ vård | Växjö | 2026-04-10 | 40"],
        ),
        (
            "Höstens ST-dagar\n- 17 september 9–15, Växjö: Hjärtsvikt. Anmälan senast 1 september\n- 8 oktober 9–15, Alvesta: Forskning. Anmälan senast 24 september",
            &[
                "2026-09-17 09:00–15:00 | Hjärtsvikt | Växjö | 2026-09-01 | -",
                "2026-10-08 09:00–15:00 | Forskning | Alvesta | 2026-09-24 | -",
            ],
        ),
        ("Internat 21–22 maj i Kosta", &["2026-05-21..2026-05-22 | Internat | Kosta | - | -"]),
        ("ST-dag i Växjö den 23 april", &["2026-04-23 | ST-dag | Växjö | - | -"]),
        ("Handledardag 23 april kl 13 på Teams", &["2026-04-23 13:00– | Handledardag | Teams | - | -"]),
        ("Anmäl er till ST-dagen 23 april kl 9-15 i aulan!", &["2026-04-23 09:00–15:00 | ST-dag | aulan | - | -"]),
        ("Sista anmälningsdag är 10 april. ST-dagen är 23 april 9–15.", &["2026-04-23 09:00–15:00 | ST-dag | - | 2026-04-10 | -"]),
        (
            "**Tema barn och unga**\n\nDatum: 23 april\nTid: 9–15\nPlats: Folkets hus\nAnmälan: senast 10 april",
            &["2026-04-23 09:00–15:00 | Tema barn och unga | Folkets hus | 2026-04-10 | -"],
        ),
        (
            "Seminarium om reumatologi, 23 april 13.00–16.00, sal B12",
            &["2026-04-23 13:00–16:00 | Seminarium om reumatologi | sal B12 | - | -"],
        ),
        ("23 april 9–15, Palliativ vård, Växjö", &["2026-04-23 09:00–15:00 | Palliativ vård | Växjö | - | -"]),
        ("Årsrapporten ska in senast 1 december kl 12.", &[]),
        ("Jag är på semester 3 till 14 augusti.", &[]),
        ("Nytt schema kommer 2 april, hör av er om ni undrar.", &[]),
        ("Det var trevligt på ST-dagen 5 mars kl 9 i Växjö!", &[]),
    ];
    let mut wrong = Vec::new();
    for (text, expected) in table {
        let found: Vec<String> = days_in(text, &context()).iter().map(line).collect();
        if found != *expected {
            wrong.push(format!("{text}\n  expected {expected:#?}\n  found {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

fn regions() -> Vec<RegionName> {
    let region = |id: &str, name: &str, short: &str| RegionName {
        id: id.into(),
        name: name.into(),
        short: short.into(),
        aliases: Vec::new(),
        tags: Vec::new(),
    };
    vec![region("kronoberg", "Region Kronoberg", "Kronoberg"), region("vgr", "Västra Götalandsregionen", "VGR")]
}

fn read(bytes: &[u8]) -> Result<Contents, Refusal> {
    let regions = regions();
    let zone = TimeZone::get("Europe/Stockholm").expect("a zone");
    file::read(bytes, &Setting { today: date(2026, 3, 10), zone, regions: &regions })
}

/// Reads a fixture; the rows and the bad rows each as a line.
fn fixture(name: &str) -> (Vec<String>, Vec<(usize, Fault)>) {
    let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/days").join(name)).expect("a fixture");
    let contents = read(&bytes).expect("it is read");
    let rows = contents
        .rows
        .iter()
        .map(|row| format!("{}: {}{}", row.line, line(&row.plan), row.region.as_deref().map(|r| format!(" | {r}")).unwrap_or_default()));
    (rows.collect(), contents.bad.into_iter().map(|bad| (bad.line, bad.fault)).collect())
}

#[test]
fn swedish_excel_is_read_and_every_bad_row_is_named() {
    let (rows, bad) = fixture("excel-svensk.csv");
    assert_eq!(
        rows,
        [
            "2: 2026-04-23 08:30–16:00 | Palliativ vård på särskilt boende | Växjö, sal Åsnen | 2026-04-10 | 40",
            "3: 2026-05-21 08:30–16:00 | Långvarig smärta | Ljungby | 2026-05-07 | -",
        ]
    );
    assert_eq!(
        bad,
        [
            (4, Fault::NotADate("2026-06-31".into())),
            (5, Fault::NotATime("09.00-25.00".into())),
            (6, Fault::Passed),
            (8, Fault::SignUpAfter),
            (9, Fault::PersonalNumber),
        ]
    );
}

#[test]
fn tables_of_several_programs_are_read() {
    type Expected<'a> = (&'a str, &'a [&'a str], &'a [(usize, Fault)]);
    let table: &[Expected<'_>] = &[
        (
            "excel-utf8.csv",
            &[
                "2: 2026-04-23 08:30–16:00 | Palliativ vård | Sigfridsområdet | - | - | kronoberg",
                "3: 2026-09-23 09:00–15:00 | Hjärtsvikt | Aulan | - | - | vgr",
            ],
            &[(4, Fault::UnknownRegion("Dalarna".into()))],
        ),
        ("excel-unicode.txt", &["2: 2026-04-23 08:30–16:00 | Öron, näsa och hals | Växjö | - | -"], &[]),
        (
            "libreoffice.csv",
            &[
                "2: 2026-04-23 08:30–16:00 | Palliativ vård, del 1 | Växjö | 2026-04-10 | -",
                "3: 2026-05-21 08:30–16:00 | Palliativ vård, del 2 | Växjö | 2026-05-07 | -",
            ],
            &[],
        ),
        (
            "utan-rubrik.csv",
            &[
                "1: 2026-04-23 08:30–16:00 | Palliativ vård | Växjö | 2026-04-10 | 40",
                "2: 2026-05-21 08:30–16:00 | Långvarig smärta | Ljungby | - | -",
            ],
            &[(3, Fault::NoDate)],
        ),
        (
            "google.csv",
            &[
                "2: 2026-04-23 08:30–12:00 | Palliativ vård, halvdag | Växjö, sal Åsnen | - | -",
                "3: 2026-05-21..2026-05-22 | Internat | Kosta | - | -",
            ],
            &[],
        ),
        ("outlook-export.csv", &["2: 2026-04-23 08:30–16:00 | ST-dag: Palliativ vård | Växjö | - | -"], &[]),
    ];
    for (name, rows, bad) in table {
        let (found, faults) = fixture(name);
        assert_eq!(found, *rows, "{name}");
        assert_eq!(faults, *bad, "{name}");
    }
}

#[test]
fn calendars_of_several_programs_are_read() {
    let (rows, bad) = fixture("outlook.ics");
    assert_eq!(
        rows,
        [
            "21: 2026-04-23 08:30–16:00 | ST-dag: Palliativ vård på särskilt boende och i hemmet för ST-läkare i hela regionen | Växjö, sal Åsnen | - | 40",
            "45: 2026-05-21..2026-05-22 | Internat | Kosta | - | -",
        ]
    );
    assert_eq!(bad, [(53, Fault::UnknownZone("Tonga Standard Time".into()))]);
    let (rows, bad) = fixture("google.ics");
    assert_eq!(
        rows,
        [
            "8: 2026-04-23 08:30–16:00 | Palliativ vård | Storgatan 1, Växjö | - | -",
            "22: 2026-05-21..2026-05-22 | Internat | - | - | -",
            "30: 2026-09-03 13:00–16:00 | Torsdagsseminarium | - | - | -",
            "40: 2026-11-12 13:00–16:00 | Torsdagsseminarium | - | - | -",
        ]
    );
    assert_eq!(bad, [(49, Fault::CalledOff)]);
    let (rows, bad) = fixture("apple.ics");
    assert_eq!(rows, ["23: 2026-04-23 08:30–16:00 | Hud; allt om utslag | Aulan Strandvägen 8, Växjö | - | -"]);
    assert_eq!(
        bad,
        [
            (40, Fault::NoDate),
            (44, Fault::NotADate("20260231T083000".into())),
            (49, Fault::PersonalNumber),
            (54, Fault::EndsBefore),
            (60, Fault::Unreadable),
        ]
    );
}

#[test]
fn what_is_no_list_of_days_is_refused() {
    assert_eq!(read(b""), Err(Refusal::Unreadable(Unreadable::Empty)));
    assert_eq!(read(b" \r\n\r\n"), Err(Refusal::Unreadable(Unreadable::Empty)));
    assert_eq!(read(b"PK\x03\x04\x14"), Err(Refusal::Unreadable(Unreadable::Workbook)));
    assert_eq!(read(&vec![b'a'; LARGEST + 1]), Err(Refusal::TooLarge));
    assert_eq!(read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Err(Refusal::Unreadable(Unreadable::Binary)));
    assert_eq!(read("Hej, här kommer inget alls.\nBara en text.".as_bytes()), Err(Refusal::Foreign));
    // Entries nested without end overflow nothing.
    let deep = ["BEGIN:VCALENDAR\n", &"BEGIN:VEVENT\nBEGIN:X\n".repeat(4_000)].concat();
    assert!(read(deep.as_bytes()).expect("a calendar").rows.is_empty());
    let deep = ["BEGIN:VCALENDAR\nBEGIN:VEVENT\n", &"BEGIN:X\n".repeat(15_000), &"END:X\n".repeat(15_000), "END:VEVENT\n"].concat();
    assert!(read(deep.as_bytes()).expect("a calendar").rows.is_empty());
}

#[test]
fn the_same_day_twice_counts_once() {
    let contents = read("Datum;Tid;Titel\n2026-04-23;9-15;Hud\n2026-04-23;9-15;Hud\n".as_bytes()).expect("a table");
    assert_eq!(contents.rows.len(), 1);
    assert_eq!(contents.bad[0].fault, Fault::Repeated(2));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    /// Whatever bytes come: no panic, lines inside the file, days as a day must be.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        check_contents(&bytes)?;
    }

    /// The same of texts that look like the two formats.
    #[test]
    fn any_scrambled_file_is_read_or_refused(
        pieces in proptest::collection::vec(
            prop::sample::select(vec![
                "BEGIN:VCALENDAR\n", "BEGIN:VEVENT\n", "END:VEVENT\n", "BEGIN:VALARM\n", "END:VALARM\n", "DTSTART:20260423T063000Z\n",
                "DTSTART;VALUE=DATE:20260521\n", "DTEND:20260423T140000Z\n", "DTSTART;TZID=:2026\n", "SUMMARY:a\\,b\\n\n", " vikt\n",
                "RRULE:FREQ=DAILY\n", "RRULE:FREQ=YEARLY;UNTIL=å\n", "DURATION:-P1W\n", "UID:1\n", ":\n", ";=:\n", "Datum;Tid;Titel\n",
                "2026-04-23;9-15;Hud\n", "23/4;\"8.30;x\n", "\"", "sep=;\n", "å;ä;ö\n", "9999-12-31;24:00\n", "1/1/1;0\n", "46135,8.30\n", "\t", "\u{feff}",
            ]),
            0..40,
        )
    ) {
        check_contents(pieces.concat().as_bytes())?;
    }

    /// What is written as a row is read as that row, whatever the separator.
    #[test]
    fn a_row_is_read_as_it_was_written(
        days in 0..300_i64, hour in 0..20_u8, minute in 0..60_u8, seats in 1..500_u32, separator in prop::sample::select(vec![";", ",", "\t"]),
    ) {
        let day = stina::language::date::calendar::add_days(date(2026, 3, 10), days);
        let text = format!(
            "Datum{separator}Tid{separator}Titel{separator}Plats{separator}Antal platser\n{day}{separator}{hour:02}.{minute:02}-{:02}.{minute:02}{separator}\"Hud, {separator} och hår\"{separator}Växjö{separator}{seats}\n",
            hour + 3
        );
        let contents = read(text.as_bytes()).expect("a table");
        prop_assert_eq!(&contents.bad, &vec![]);
        let plan = &contents.rows[0].plan;
        prop_assert_eq!(plan.first, day);
        prop_assert_eq!(plan.from.map(|time| time.to_string()), Some(format!("{hour:02}:{minute:02}:00")));
        prop_assert_eq!(plan.seats, Some(seats));
        prop_assert_eq!(plan.place.as_deref(), Some("Växjö"));
    }

    /// No text makes reading days out of it fail, and each that is found has a time or a place.
    #[test]
    fn any_text_is_read(text in "(23 april|8 maj kl 9|i Växjö|, |\\. |\n|anmälan|senast|den|21–22 maj|08\\.30–16|å|ß|İ|\\(|max 30 platser|v\\. 17| ){0,25}") {
        for plan in days_in(&text, &context()) {
            prop_assert!(plan.from.is_some() || plan.place.is_some());
            prop_assert!(plan.last >= plan.first);
            prop_assert!(plan.sign_up_by.is_none_or(|by| by <= plan.first));
        }
    }
}

fn check_contents(bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(contents) = read(bytes) {
        let lines = bytes.split(|byte| *byte == b'\n').count();
        for row in &contents.rows {
            prop_assert!((1..=lines).contains(&row.line));
            prop_assert!(row.plan.last >= row.plan.first);
            prop_assert!(row.plan.last >= date(2026, 3, 10));
        }
        prop_assert!(contents.bad.iter().all(|bad| (1..=lines).contains(&bad.line)), "{:?}", contents.bad);
    }
    Ok(())
}
