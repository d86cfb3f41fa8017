//! What holds for every text, every date and every rule.

use std::fs;
use std::path::Path;

use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use jiff::{ToSpan, civil};
use proptest::prelude::*;
use stina::language::date::calendar::{MONTHS, MONTHS_ENGLISH, week_number, weekday_name};
use stina::language::date::{
    Context, Due, Outcome, Recurrence, find_dates, is_reminder_request, local_occurrences, read_moment, read_reminder, say,
};

fn at(now: DateTime) -> Context {
    let zone = TimeZone::get("Europe/Stockholm").expect("the zone is built in");
    Context { now: now.to_zoned(zone).expect("a time within range") }
}

/// Everything that reads text, once.
fn read_all(text: &str, context: &Context) {
    let outcome = read_reminder(text, context);
    assert!(!say(&outcome).is_empty());
    let previous = Due::at(date(2026, 4, 3), civil::time(8, 0, 0, 0));
    let _ = read_moment(text, context, Some(&previous));
    let _ = read_moment(text, context, None);
    let _ = is_reminder_request(text);
    for found in find_dates(text, context) {
        assert!(found.span.start < found.span.end);
    }
    if let Outcome::Set(reminder) = outcome
        && let Some(rule) = &reminder.recurrence
    {
        assert_eq!(rule.to_string().parse::<Recurrence>().as_ref(), Ok(rule), "{text}");
        let start = reminder.due.datetime(civil::time(8, 0, 0, 0));
        assert_eq!(local_occurrences(rule, start).next(), Some(start), "{text}: {rule}");
    }
}

/// The words that phrases are made of, to be thrown together.
const WORDS: &[&str] = &[
    "påminn",
    "mig",
    "om",
    "att",
    "den",
    "15",
    "15:e",
    "31",
    "29",
    "0",
    "99",
    "2026",
    "4/5",
    "15.10",
    "2026-02-30",
    "april",
    "februari",
    "maj",
    "fredag",
    "på",
    "nästa",
    "varje",
    "varannan",
    "var",
    "tredje",
    "sista",
    "första",
    "vardagen",
    "i",
    "månaden",
    "vecka",
    "v",
    "14",
    "53",
    "kl",
    "halv",
    "kvart",
    "över",
    "tre",
    "25",
    "9.75",
    "en",
    "två",
    "dagar",
    "veckor",
    "innan",
    "efter",
    "före",
    "och",
    "eller",
    "till",
    "med",
    "start",
    "t.o.m.",
    "juni",
    "fem",
    "gånger",
    "påsk",
    "dagen",
    "midsommarafton",
    "klämdagen",
    "ikväll",
    "imorgon",
    "idag",
    "igår",
    "slutet",
    "av",
    "kvartal",
    "termin",
    "år",
    "månad",
    "dag",
    "timme",
    "samma",
    "både",
    ",",
    ".",
    "-",
    "–",
    "/",
    ":",
    "remind",
    "me",
    "every",
    "other",
    "Monday",
    "until",
    "week",
    "before",
    "the",
    "of",
    "3pm",
    "noon",
    "100000",
    "999999999",
    "mellan",
    "hela",
    "helgen",
    "udda",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,120}") {
        read_all(&text, &at(date(2026, 3, 10).at(14, 20, 0, 0)));
    }

    #[test]
    fn no_mixture_of_words_makes_it_panic(
        words in proptest::collection::vec(proptest::sample::select(WORDS), 1..14),
        day in 0_i64..4000,
        minute in 0_i64..1440,
    ) {
        let now = date(2024, 1, 1).at(0, 0, 0, 0).checked_add(day.days().minutes(minute)).expect("within range");
        read_all(&words.join(" "), &at(now));
        read_all(&format!("påminn mig {}", words.join(" ")), &at(now));
        read_all(&words.concat(), &at(now));
    }
}

/// Texts of 100 kB, each of one phrase over and over, are read within a time that a chat can wait for, also in a
/// build that isn't optimised, and no nesting overflows the stack.
#[test]
fn long_texts_are_read_in_bounded_time() {
    let context = at(date(2026, 3, 10).at(14, 20, 0, 0));
    for phrase in [
        "påminn mig ",
        "påminn mig imorgon om x. ",
        "efter ",
        "dagen efter ",
        "1 timme ",
        "mån ",
        "3, ",
        "i ",
        "nästa fredag eller ",
        "inte på fredag utan ",
        "en vecka innan och ",
        "\n- ",
        "a",
        "å",
        "9",
    ] {
        let text = phrase.repeat(100_000 / phrase.len());
        let begun = std::time::Instant::now();
        read_all(&text, &context);
        let taken = begun.elapsed();
        assert!(taken.as_secs() < 20, "{phrase:?} took {taken:?}");
    }
}

fn ordinal(day: i8) -> String {
    let ending = if matches!(day, 1 | 2 | 21 | 22 | 31) { "a" } else { "e" };
    format!("{day}:{ending}")
}

/// All forms in which people write a date with its year.
fn written(day: Date) -> Vec<String> {
    let index = usize::try_from(day.month() - 1).expect("a month");
    let (name, english) = (MONTHS[index], MONTHS_ENGLISH[index]);
    let (y, m, d) = (day.year(), day.month(), day.day());
    let weekday = weekday_name(day.weekday());
    let iso = day.iso_week_date();
    vec![
        format!("{d}/{m} {y}"),
        format!("{d}/{m}-{:02}", y % 100),
        format!("{d}/{m}/{y}"),
        format!("{d:02}/{m:02} {y}"),
        format!("{d}.{m}.{y}"),
        format!("{d:02}.{m:02}.{y}"),
        format!("{d:02}-{m:02}-{y}"),
        format!("{y}-{m:02}-{d:02}"),
        format!("{y}/{m:02}/{d:02}"),
        format!("{y}{m:02}{d:02}"),
        format!("{:02}{m:02}{d:02}", y % 100),
        format!("{d} {name} {y}"),
        format!("den {d} {name} {y}"),
        format!("den {} {name} {y}", ordinal(d)),
        format!("{weekday} {d} {name} {y}"),
        format!("{weekday}en den {d}/{m} {y}"),
        format!("{d} {} {y}", &name[..3]),
        format!("{english} {d}, {y}"),
        format!("{d} {english} {y}"),
        format!("{weekday} v {} {}", iso.week(), iso.year()),
        format!("{weekday} vecka {} {}", week_number(day), iso.year()),
    ]
}

#[test]
fn every_date_of_ten_years_is_read_back_in_every_form() {
    let context = at(date(2025, 12, 31).at(12, 0, 0, 0));
    let mut wrong = Vec::new();
    for day in date(2026, 1, 1).series(1.day()).take_while(|day| day.year() < 2036) {
        for form in written(day) {
            let message = format!("påminn mig {form} om mötet");
            match read_reminder(&message, &context) {
                Outcome::Set(reminder) if reminder.due == Due::day(day) => {}
                other => wrong.push(format!("{message}: {other:?}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong, such as\n{}", wrong.len(), wrong[..wrong.len().min(10)].join("\n"));
}

#[test]
fn every_date_of_the_coming_year_is_read_back_without_its_year() {
    let context = at(date(2026, 3, 10).at(14, 20, 0, 0));
    for day in date(2026, 3, 10).series(1.day()).take(330) {
        let index = usize::try_from(day.month() - 1).expect("a month");
        for form in [
            format!("{}/{}", day.day(), day.month()),
            format!("den {} {}", day.day(), MONTHS[index]),
            format!("den {} {}", ordinal(day.day()), MONTHS[index]),
            format!("{} {}/{}", weekday_name(day.weekday()), day.day(), day.month()),
            format!("on {} {}", MONTHS_ENGLISH[index], day.day()),
        ] {
            let message = format!("påminn mig {form} om mötet");
            let Outcome::Set(reminder) = read_reminder(&message, &context) else { panic!("{message} was not set") };
            assert_eq!(reminder.due, Due::day(day), "{message}");
        }
    }
}

#[test]
fn every_minute_of_the_day_is_read_back() {
    let context = at(date(2026, 3, 10).at(14, 20, 0, 0));
    for hour in 0..24_i8 {
        for minute in 0..60_i8 {
            for form in [
                format!("kl {hour:02}:{minute:02}"),
                format!("kl {hour:02}.{minute:02}"),
                format!("{hour:02}:{minute:02}"),
                format!("kl {hour:02}{minute:02}"),
            ] {
                let message = format!("påminn mig 15 april {form} om mötet");
                let Outcome::Set(reminder) = read_reminder(&message, &context) else { panic!("{message} was not set") };
                assert_eq!(reminder.due, Due::at(date(2026, 4, 15), civil::time(hour, minute, 0, 0)), "{message}");
            }
        }
    }
}

#[test]
fn recurrences_expand_as_in_dateutil() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dates/expansions.txt");
    let data = fs::read_to_string(path).expect("the expansions");
    let mut rules = 0;
    for line in data.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (rule, expected) = line.split_once(" => ").expect("a rule and its turns");
        let (start, rule) = rule.split_once(' ').expect("a start and a rule");
        let start: DateTime = start.parse().expect("a local time");
        let rule: Recurrence = rule.parse().expect("a rule");
        let turns: Vec<String> = local_occurrences(&rule, start).take(24).map(|turn| turn.strftime("%Y-%m-%dT%H:%M").to_string()).collect();
        assert_eq!(turns.join(" "), expected, "{start} {rule}");
        rules += 1;
    }
    assert!(rules > 100, "only {rules} rules were found");
}
