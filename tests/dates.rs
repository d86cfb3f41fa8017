//! Messages and what they must be read as, from the data in `tests/dates/`.

use std::fs;
use std::path::Path;

use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;
use stina::language::date::{
    Context, DEFAULT_TIME, Due, Moment, Outcome, Recurrence, Strength, answer_question, find_dates, is_reminder_request, local_occurrences,
    occurrences, read_all, read_moment, read_reminder, say, says_when,
};

/// The context of a message said at a local time in Stockholm.
fn at(now: &str) -> Context {
    let local: DateTime = now.parse().expect("a local time");
    let zone = TimeZone::get("Europe/Stockholm").expect("the zone is built in");
    Context { now: local.to_zoned(zone).expect("a time within range") }
}

fn turns(rule: &Recurrence, due: &Due) -> Vec<DateTime> {
    local_occurrences(rule, due.datetime(DEFAULT_TIME)).take(40).collect()
}

/// Reads a message and compares; the answer says what is wrong.
fn check(input: &str, expect: &str, context: &Context) -> Result<(), String> {
    let outcome = read_reminder(input, context);
    let wrong = |got: &str| Err(format!("{input}\n    expected {expect}\n    got      {got}\n    {}", say(&outcome)));
    let (expect, subject) = expect.split_once(" | ").map_or((expect, None), |(expect, subject)| (expect, Some(subject)));
    if subject.is_some_and(|subject| subject != outcome.subject()) {
        return wrong(outcome.subject());
    }
    let mut words = expect.split_whitespace();
    let due = words.next().unwrap_or_default();
    match (&outcome, due) {
        (Outcome::Ask(_), "ask" | "between") | (Outcome::Reject(_), "reject") => Ok(()),
        (Outcome::Set(reminder), "between") => {
            let day = reminder.due.date.to_string();
            let (first, last) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            if first <= day.as_str() && day.as_str() <= last { Ok(()) } else { wrong(&day) }
        }
        (Outcome::Set(reminder), _) => {
            let leads = reminder.leads.iter().flatten().map(ToString::to_string).collect::<Vec<_>>().join(",");
            let rule = reminder.recurrence.as_ref();
            let got = format!("{} {} lead={leads}", reminder.due, rule.map(ToString::to_string).unwrap_or_default());
            let (mut expected_rule, mut expected_leads) = (None, "");
            for word in words {
                match word.strip_prefix("lead=") {
                    Some(list) => expected_leads = list,
                    None => expected_rule = Some(word.parse::<Recurrence>().expect("a rule in the data")),
                }
            }
            let same_turns = rule.map(|rule| turns(rule, &reminder.due)) == expected_rule.as_ref().map(|rule| turns(rule, &reminder.due));
            if reminder.due.to_string() == due && leads == expected_leads && same_turns { Ok(()) } else { wrong(&got) }
        }
        (Outcome::Ask(question), _) => wrong(&format!("ask {:?}", question.kind)),
        (Outcome::Reject(rejection), _) => wrong(&format!("reject {:?}", rejection.reason)),
    }
}

#[test]
fn messages_are_read_as_worked_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dates");
    let (mut cases, mut failures) = (0, Vec::new());
    for entry in fs::read_dir(folder).expect("the data folder") {
        let path = entry.expect("an entry").path();
        if path.file_stem().is_some_and(|name| name == "expansions") {
            continue;
        }
        let data = fs::read_to_string(&path).expect("a text file");
        let mut context = at("2026-03-10T14:20");
        for line in data.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            if let Some(now) = line.strip_prefix("now: ") {
                context = at(now);
                continue;
            }
            let (input, expect) = line.rsplit_once(" => ").expect("a message and what is expected");
            cases += 1;
            if let Err(failure) = check(&input.replace("\\n", "\n"), expect, &context) {
                failures.push(failure);
            }
        }
    }
    assert!(cases > 1_000, "only {cases} cases were found");
    assert!(failures.is_empty(), "{} of {cases} are wrong:\n{}", failures.len(), failures.join("\n"));
}

fn set(message: &str) -> stina::language::date::Reminder {
    match read_reminder(message, &at("2026-03-10T14:20")) {
        Outcome::Set(reminder) => reminder,
        other => panic!("{message}: {other:?}"),
    }
}

#[test]
fn the_subject_is_what_remains_turned_to_the_person() {
    for (message, subject) in [
        ("påminn mig om avbokning av dermakursen 15 april, en vecka innan", "avbokning av dermakursen"),
        ("påminn mig på fredag att ringa min handledare", "ringa din handledare"),
        ("Påminn mig den 30 september om SR-avstämning 2.", "SR-avstämning 2"),
        ("påminn mig den 20 mars om mini-CEX 3", "mini-CEX 3"),
        ("på onsdag 07.45 är det morgonmöte, påminn mig", "morgonmöte"),
        ("torsdag vecka 18 är sista dag att söka hjärtkursen, påminn mig då", "sista dag att söka hjärtkursen"),
        ("påminn mig 1 april om mötet om ST-tiden", "mötet om ST-tiden"),
        ("remind me tomorrow to call my supervisor", "call your supervisor"),
        ("påminn mig på fredag att maila min chef om semestern v 28", "maila din chef om semestern v 28"),
    ] {
        assert_eq!(set(message).subject, subject, "{message}");
    }
}

#[test]
fn several_requests_in_one_message_are_read_apart() {
    let context = at("2026-03-10T14:20");
    for (message, expect) in [
        ("påminn mig på fredag om rapporten och på måndag om mötet", &["2026-03-13 rapporten", "2026-03-16 mötet"][..]),
        ("påminn mig om rapporten på fredag och om mötet på måndag kl 14", &["2026-03-13 rapporten", "2026-03-16T14:00 mötet"]),
        ("Påminn mig 3 maj om kursen. Påminn mig också 1 maj att packa.", &["2026-05-03 kursen", "2026-05-01 packa"]),
        ("Påminn mig om:\n- tandläkare 14 april\n- däckbyte 20 april", &["2026-04-14 tandläkare", "2026-04-20 däckbyte"]),
        ("påminn mig varje måndag om schemat och varje fredag om rapporten", &["2026-03-16 schemat", "2026-03-13 rapporten"]),
        ("remind me on Friday about the report and on Monday to call Eva", &["2026-03-13 the report", "2026-03-16 call Eva"]),
        (
            "påminn mig imorgon att ringa Eva, på fredag att mejla Bo och den 3 april att skriva",
            &["2026-03-11 ringa Eva", "2026-03-13 mejla Bo", "2026-04-03 skriva"],
        ),
        ("påminn mig imorgon kl 9 om provet och kl 10 om salen", &["2026-03-11T09:00 provet", "2026-03-11T10:00 salen"]),
        // What is a last day of one is it of the other.
        (
            "påminn mig om avbokning av hudkursen 10 december och EKG-kursen 15 januari",
            &["2026-12-10 avbokning av hudkursen", "2027-01-15 avbokning av EKG-kursen"],
        ),
        (
            "påminn mig att anmäla mig till kursen i hud 10 maj och kursen i EKG 15 maj",
            &["2026-05-10 anmäla dig till kursen i hud", "2026-05-15 anmäla dig till kursen i EKG"],
        ),
        (
            "påminn mig om avbokning av hudkursen 10 maj och tandläkaren 15 maj",
            &["2026-05-10 avbokning av hudkursen", "2026-05-15 tandläkaren"],
        ),
        (
            "sista avbokningsdag hudkurs 10 maj, sista avbokningsdag EKG 15 maj",
            &["2026-05-10 sista avbokningsdag hudkurs", "2026-05-15 sista avbokningsdag EKG"],
        ),
        // One request, though it names two days.
        ("påminn mig den 24 och 25 december om jour", &["2026-12-24 jour"]),
        ("kursen är 20 april, påminn mig 10 april", &["2026-04-10 kursen är 20 april"]),
        ("påminn mig imorgon att boka tid till 15 april", &["2026-03-11 boka tid till 15 april"]),
        ("påminn mig på fredag kl 9 och på måndag kl 10 om mötet", &["2026-03-13T09:00 mötet"]),
    ] {
        let read: Vec<String> = read_all(message, &context)
            .iter()
            .map(|outcome| match outcome {
                Outcome::Set(reminder) => format!("{} {}", reminder.due, reminder.subject),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(read, expect, "{message}");
    }
}

#[test]
fn the_answer_names_weekday_date_week_and_what_was_left_out() {
    assert_eq!(
        say(&read_reminder("påminn mig om avbokning av dermakursen 15 april, en vecka innan", &at("2026-03-10T14:20"))),
        "Jag påminner dig onsdag 8 april 2026 (v. 15) om avbokning av dermakursen, en vecka före onsdag 15 april 2026 (v. 16)."
    );
    let said = say(&read_reminder("kursen 13 mars, påminn mig en vecka och en dag innan", &at("2026-03-10T14:20")));
    assert!(said.contains("torsdag 12 mars 2026") && said.contains("hoppar jag över (en vecka före)"), "{said}");
    let said = say(&read_reminder("påminn mig 3 april om mötet", &at("2026-03-10T14:20")));
    assert!(said.contains("fredag 3 april 2026 (v. 14)") && said.contains("långfredagen"), "{said}");
    let said = say(&read_reminder("remind me next friday about supervision", &at("2026-03-10T14:20")));
    assert!(said.starts_with("I will remind you on Friday 20 March 2026 (week 12)") && said.contains("13 March"), "{said}");
}

#[test]
fn a_following_message_changes_what_was_said() {
    let context = at("2026-03-10T14:20");
    let previous = Due::at(date(2026, 4, 3), jiff::civil::time(8, 0, 0, 0));
    for (message, expect) in [
        ("kl 10", "2026-04-03T10:00"),
        ("vänta, jag menar halv elva", "2026-04-03T10:30"),
        ("den 13:e", "2026-03-13T08:00"),
        ("torsdagen innan", "2026-04-02T08:00"),
        ("då tar vi torsdagen innan", "2026-04-02T08:00"),
        ("dagen innan", "2026-04-02T08:00"),
        ("dagen efter", "2026-04-04T08:00"),
        ("en vecka senare", "2026-04-10T08:00"),
        ("en timme tidigare", "2026-04-03T07:00"),
        ("till fredag", "2026-03-13T08:00"),
        ("imorgon", "2026-03-11T08:00"),
        ("om två timmar", "2026-03-10T16:20"),
        ("imorgon kl 9", "2026-03-11T09:00"),
        ("fel, det ska vara sista februari", "2027-02-28T08:00"),
        ("menade 3 april", "2026-04-03T08:00"),
    ] {
        match read_moment(message, &context, Some(&previous)) {
            Moment::Set(set) => assert_eq!(set.due.to_string(), expect, "{message}"),
            other => panic!("{message}: {other:?}"),
        }
    }
    assert_eq!(read_moment("tack så mycket", &context, Some(&previous)), Moment::Nothing);
}

#[test]
fn an_answer_completes_the_question() {
    let context = at("2026-03-10T14:20");
    for (message, answer, expect) in [
        ("påminn mig om jouren", "på fredag kl 9", "2026-03-13T09:00"),
        ("påminn mig 3 mars om intyget", "menade 3 april", "2026-04-03"),
        ("påminn mig 3 mars om intyget", "ja", "2027-03-03"),
        ("påminn mig den 5:e eller 6:e om mötet", "den andra", "2026-04-06"),
        ("påminn mig 30 min innan mötet på fredag", "kl 13", "2026-03-13T13:00"),
        ("påminn mig imorgon kl 9", "ringa labbet", "2026-03-11T09:00"),
        ("kan du påminna mig snälla?", "imorgon kl 9 att ringa labbet", "2026-03-11T09:00"),
        ("påminn mig imorgon", "på tisdag kl 10 mejla Bo", "2026-03-17T10:00"),
        ("påminn mig imorgon", "utkastet till 3 maj", "2026-03-11"),
    ] {
        let Outcome::Ask(question) = read_reminder(message, &context) else { panic!("{message} is not asked about") };
        match answer_question(&question, answer, &context) {
            Outcome::Set(reminder) => {
                assert_eq!(reminder.due.to_string(), expect, "{message} / {answer}");
                assert!(!reminder.subject.is_empty(), "{message} / {answer}");
            }
            other => panic!("{message} / {answer}: {other:?}"),
        }
    }
}

#[test]
fn months_that_a_series_leaves_out_are_said() {
    for (message, words) in [
        ("påminn mig varje måndag utom i juli om schemat", "varje måndag utom i juli"),
        ("remind me every Monday except in July about the plan", "every Monday except in July"),
    ] {
        let said = say(&read_reminder(message, &at("2026-03-10T14:20")));
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn another_day_in_the_answer_is_asked_about_anew() {
    let context = at("2026-03-10T14:20");
    for answer in ["på tisdag istället", "nej förresten, på tisdag", "på tisdag"] {
        let Outcome::Ask(question) = read_reminder("påminn mig imorgon", &context) else { panic!("the matter is missing") };
        let Outcome::Ask(again) = answer_question(&question, answer, &context) else { panic!("{answer}: the matter is still missing") };
        assert_eq!(again.options.first().map(ToString::to_string).as_deref(), Some("2026-03-17"), "{answer}");
    }
}

#[test]
fn how_often_is_kept_while_the_times_are_asked_for() {
    let context = at("2026-03-10T14:20");
    for (message, answer, expect) in [
        ("påminn mig två gånger om dagen om ögondropparna", "kl 8 och 20", "2026-03-10T20:00 FREQ=DAILY;BYHOUR=8,20"),
        ("påminn mig två gånger i veckan om träningen", "tis och tors", "2026-03-12 FREQ=WEEKLY;BYDAY=TU,TH"),
    ] {
        let Outcome::Ask(question) = read_reminder(message, &context) else { panic!("{message} is not asked about") };
        match answer_question(&question, answer, &context) {
            Outcome::Set(reminder) => {
                let rule = reminder.recurrence.map(|rule| rule.to_string()).unwrap_or_default();
                assert_eq!(format!("{} {rule}", reminder.due), expect, "{message} / {answer}");
                assert_eq!(reminder.subject, question.subject, "{message}");
            }
            other => panic!("{message} / {answer}: {other:?}"),
        }
    }
}

#[test]
fn what_no_rule_can_hold_is_said() {
    let context = at("2026-03-10T14:20");
    for (message, words) in [
        ("påminn mig varje måndag kl 9 om mötet men inte 24 mars", "men inte 24 mars"),
        ("påminn mig den 24:e varje månad om lönen, men om det är helg så fredagen innan", "men om det är helg så fredagen innan"),
        ("påminn mig varje dag kl 7.45 och 16 om loggen", "16:00"),
    ] {
        let said = say(&read_reminder(message, &context));
        assert!(said.contains(&format!("”{words}”")), "{said}");
    }
    let said = say(&read_reminder("påminn mig varje dag kl 8.30, 12.30 och 16.30 att dricka vatten", &context));
    assert!(said.contains("varje dag kl. 08:30, 12:30 och 16:30"), "{said}");
}

#[test]
fn days_that_a_series_skips_and_weeks_that_turn_are_said() {
    let context = at("2026-03-10T14:20");
    for (message, words) in [
        ("påminn mig varje måndag kl 9 om mötet men inte 23 mars", "Jag hoppar över måndag 23 mars 2026 (v. 13)."),
        ("remind me every Monday at 9 about the plan but not 23 March", "I skip Monday 23 March 2026 (week 13)."),
        ("påminn mig varannan torsdag udda veckor om loggen", "så från torsdag 14 januari 2027 hamnar den i jämna veckor."),
    ] {
        let said = say(&read_reminder(message, &context));
        assert!(said.contains(words), "{said}");
    }
    let said = say(&read_reminder("påminn mig varannan torsdag om loggen", &context));
    assert!(!said.contains("53 veckor"), "{said}");
}

#[test]
fn a_text_is_asked_whether_it_says_when() {
    for text in ["måndag 07:30", "i morgon bitti", "v 14", "varje fredag", "9", "kl 9"] {
        assert!(says_when(text), "{text}");
    }
    for text in ["den nya", "utskicket", "det till Anna", "version två"] {
        assert!(!says_when(text), "{text}");
    }
}

#[test]
fn requests_are_told_from_questions() {
    for message in
        ["påminn mig om jouren", "pamin mig imorgon", "glöm inte att jag ska ringa", "pling om 5 min", "remind me", "säg till på fredag"]
    {
        assert_eq!(is_reminder_request(message), Strength::Strong, "{message}");
    }
    for message in [
        "när ska årsrapporten in?",
        "finns det påminnelser för årsrapport?",
        "hur lång är randningen?",
        "tack!",
        "visa alla mina påminnelser",
    ] {
        assert_eq!(is_reminder_request(message), Strength::None, "{message}");
    }
    assert_eq!(is_reminder_request("möte med HR imorgon kl 9"), Strength::Weak);
}

#[test]
fn the_dates_of_an_announcement_are_found() {
    let context = at("2026-03-10T14:20");
    let text = "ST-dagar våren 2026: torsdag 23 april och onsdag 21 maj kl 08.30–16 i Växjö. Anmälan senast 10 april. Kurs 4-8 maj.";
    let found = find_dates(text, &context);
    let days: Vec<String> = found.iter().map(|found| found.date.to_string()).collect();
    assert_eq!(days, ["2026-04-23", "2026-05-21", "2026-04-10", "2026-05-04"]);
    assert_eq!(found[0].time.map(|time| time.to_string()), Some("08:30:00".to_owned()));
    assert_eq!(found[1].until.map(|time| time.to_string()), Some("16:00:00".to_owned()));
    assert_eq!(found[0].weekday.map(|(_, agrees)| agrees), Some(true));
    assert_eq!(found[1].weekday.map(|(_, agrees)| agrees), Some(false));
    assert_eq!(found[3].last, Some(date(2026, 5, 8)));
    assert_eq!(&text[found[2].span.clone()], "senast 10 april");
}

#[test]
fn the_wall_clock_is_kept_over_the_change_of_time() {
    let zone = TimeZone::get("Europe/Stockholm").expect("the zone is built in");
    let daily: Recurrence = "FREQ=DAILY".parse().expect("a rule");
    let spring: Vec<String> = occurrences(&daily, date(2026, 3, 28).at(2, 30, 0, 0), &zone)
        .take(3)
        .map(|turn| turn.strftime("%m-%d %H:%M %z").to_string())
        .collect();
    assert_eq!(spring, ["03-28 02:30 +0100", "03-29 03:30 +0200", "03-30 02:30 +0200"]);
    let autumn: Vec<String> = occurrences(&daily, date(2026, 10, 24).at(2, 30, 0, 0), &zone)
        .take(3)
        .map(|turn| turn.strftime("%m-%d %H:%M %z").to_string())
        .collect();
    assert_eq!(autumn, ["10-24 02:30 +0200", "10-25 02:30 +0200", "10-26 02:30 +0100"]);
}
