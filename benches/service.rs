//! What she costs: from a cold start to an answer, from an event to its answer, a tick with many
//! reminders, reading a reminder, and memory when idle on a real homeserver.
//!
//! `cargo bench --bench service` prints one line for each. `-- --no-homeserver` leaves the last out.

#![recursion_limit = "256"]
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

#[path = "../tests/support/bot.rs"]
mod bot;
#[path = "../tests/support/mod.rs"]
mod support;

use std::{
    hint::black_box,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use stina::{
    assistant::{plan::board::Board, remind, wording::Language},
    chat::Sent,
    cli,
    effect::Effect,
    event::{Event, EventKind, Message, Room},
    facts::Reminder,
    language::date::{Context, read_reminder},
    plan::{Period, Training, picture::png, schedule},
    run::handle_event,
    store::Store,
};

/// How many pending reminders a tick is timed with.
const REMINDERS: usize = 100_000;

fn main() {
    cold_start();
    read_dates();
    plans();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let sqlite = format!("sqlite:{}", folder.path().join("stina.db").display());
    println!("disk: {}", disk(folder.path()));
    for url in [sqlite, support::postgres::empty_database()] {
        runtime.block_on(async {
            let store = Store::open(&url).await.expect("a database");
            // As `run` does beside.
            let beside = store.clone();
            let emptying = tokio::spawn(async move {
                loop {
                    tokio::time::sleep(Duration::from_secs(5)).await;
                    beside.empty_log().await.expect("emptied");
                }
            });
            answers(&store).await;
            emptying.abort();
            ticks(&store).await;
            store.close().await;
        });
    }
    if !std::env::args().any(|argument| argument == "--no-homeserver") {
        idle();
    }
}

/// Sorts times and prints the middle, the 99th percentile and the largest.
fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!("{what}: p50 {:?}, p99 {:?}, max {:?} ({} times)", at(50), at(99), at(100), times.len());
}

/// The file system and device that a folder lies on.
fn disk(folder: &std::path::Path) -> String {
    let output = Command::new("df").args(["--output=fstype,source"]).arg(folder).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).lines().last().unwrap_or_default().to_owned()).unwrap_or_default()
}

/// `stina ask` as a whole process.
fn cold_start() {
    let once = || {
        let start = Instant::now();
        let status = Command::new(env!("CARGO_BIN_EXE_stina"))
            .args(["ask", "--region", "vgr", "får jag anmäla mig till kurs innan studierektorn sagt ja?"])
            .stdout(Stdio::null())
            .status()
            .expect("stina runs");
        assert!(status.success(), "the question is answered");
        start.elapsed()
    };
    once();
    report("stina ask, cold start to answer", (0..50).map(|_| once()).collect());
}

/// Reading one message.
fn read_dates() {
    const MESSAGES: [&str; 6] = [
        "påminn mig om avbokning av kursen 15 april, en vecka innan",
        "varje måndag kl 9 påminn mig planera veckan",
        "sista fredagen i varje månad kl 8.30 har vi läkarmöte, påminn mig dagen före",
        "om en halvtimme påminn mig att ringa",
        "remind me next tuesday at noon to submit the annual report",
        "årsrapporten ska in fredag v 48, påminn mig både två veckor och en dag innan",
    ];
    let zone = TimeZone::get("Europe/Stockholm").expect("the zone is known");
    let now = "2026-03-10T13:20:00Z".parse::<Timestamp>().expect("a time").to_zoned(zone);
    let context = Context { now };
    let times = (0..12_000)
        .map(|turn| {
            let start = Instant::now();
            black_box(read_reminder(MESSAGES[turn % MESSAGES.len()], &context));
            start.elapsed()
        })
        .collect();
    report("reading a reminder", times);
}

/// A plan of five years, and its picture.
fn plans() {
    let world = cli::world(None, None).expect("the rules load");
    let plan = world.knowledge.plans.get("kronoberg").expect("a plan");
    let date = |text: &str| text.parse().expect("a date");
    let (start, today) = (date("2025-09-01"), date("2026-03-10"));
    let mut training = Training::new(start);
    training.add_leave(Period { from: date("2026-03-01"), to: date("2026-12-31") }).expect("leave");
    training.set_percent(80, None).expect("part-time");
    let timed = |work: &dyn Fn()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    report("placing a plan", (0..2_000).map(|_| timed(&|| drop(black_box(schedule(plan, &training, today))))).collect());
    let placed = schedule(plan, &training, today);
    let board =
        Board { plan, region: "Kronoberg", training: &training, schedule: &placed, today, language: Language::Swedish, whose: None };
    let drawing = board.drawing();
    report("drawing a plan", (0..40).map(|_| timed(&|| drop(black_box(png(&drawing))))).collect());
    println!("the picture: {} bytes", png(&drawing).expect("drawn").len());
}

/// From an event to its answer in the hands of whoever sends it.
async fn answers(store: &Store) {
    let world = cli::world(None, Some("vgr".to_owned())).expect("the rules load");
    let start_of_time = Timestamp::from_second(1_800_000_000).expect("a time");
    let mut times = Vec::new();
    for turn in 0..1_000 {
        // One question every ten seconds, so that nobody is taken for a flood.
        let now = start_of_time + (10 * turn).seconds();
        let event = Event {
            id: format!("$question{turn}"),
            room: Room { id: "!room:localhost".into(), direct: true, encrypted: false },
            sender: "@doktor:localhost".into(),
            sender_name: None,
            sent_at: now,
            trusted: true,
            kind: EventKind::Message(Message::text("hur många kurser får jag gå per år?")),
        };
        let start = Instant::now();
        handle_event(store, &world, &event, now).await.expect("handled");
        let queued = store.outgoing(now, 8).await.expect("read");
        times.push(start.elapsed());
        assert!(!queued.is_empty(), "there is an answer");
        for row in queued {
            let sent = Sent { event: format!("$said{}", row.delivery.outbox), room: "!room:localhost".into() };
            store.mark_sent(&row.delivery.outbox, &sent, now).await.expect("marked");
        }
    }
    report(&format!("{}: event to answer in hand", store.kind()), times);
}

/// A tick with many pending reminders, of which none and then a thousand are due.
async fn ticks(store: &Store) {
    let world = cli::world(None, None).expect("the rules load");
    let now = Timestamp::from_second(1_900_000_000).expect("a time");
    let reminder = |number: usize| Reminder {
        id: format!("r{number}"),
        person: format!("@p{}:localhost", number % 2_000),
        room: format!("!r{}:localhost", number % 2_000),
        event: format!("$e{number}"),
        subject: "avboka kursen".into(),
        due: "2030-06-01".into(),
        next_at: Some(if number < 1_000 { now + 1.hour() } else { now + (2 + i64::try_from(number).unwrap_or(0)).hours() }),
        next_lead: Some("P0D".into()),
        next_turn: Some("2030-06-01".into()),
        created_at: now,
        ..Reminder::default()
    };
    let all: Vec<Effect> = (0..REMINDERS).map(|number| Effect::SaveReminder(reminder(number))).collect();
    for (part, effects) in all.chunks(5_000).enumerate() {
        store.carry_out(&format!("fill{part}"), effects, now).await.expect("written");
    }
    let mut times = Vec::new();
    for _ in 0..200 {
        let start = Instant::now();
        assert_eq!(store.due(now, 100, |reminder| remind::fire(&world, reminder, now)).await.expect("looked"), 0);
        times.push(start.elapsed());
    }
    report(&format!("{}: tick, nothing due of {REMINDERS}", store.kind()), times);
    let later = now + 90.minutes();
    let start = Instant::now();
    let mut fired = 0;
    loop {
        match store.due(later, 100, |reminder| remind::fire(&world, reminder, later)).await.expect("fired") {
            0 => break,
            some => fired += some,
        }
    }
    assert_eq!(fired, 1_000, "all that were due");
    println!("{}: tick, 1000 due of {REMINDERS}: {:?}", store.kind(), start.elapsed());
}

/// Memory when idle, connected to a real homeserver with an encrypted chat.
fn idle() {
    use support::{
        nio::NioClient,
        synapse::{Options, Synapse},
    };
    let synapse = Synapse::start(&Options::default()).expect("a homeserver");
    let stina = synapse.register("stina", bot::PASSWORD).expect("an account");
    let home = bot::Home::new(&synapse.folder().join("stina"), &synapse.url(), &stina, "sqlite:stina.db").expect("a home");
    let mut running = home.start(None).expect("she starts");
    running.wait_for("caught up", Duration::from_mins(1)).expect("she serves");
    let user = synapse.register("vera", bot::PASSWORD).expect("an account");
    let mut client = NioClient::login(&synapse.url(), &user, bot::PASSWORD).expect("a client");
    let room = client.create_direct(&stina).expect("a room");
    client
        .wait_for("her introduction", Duration::from_mins(1), |event| event.sender == stina && event.body().contains("Stina"))
        .expect("she answers");
    client.say(&room, "vgr").expect("sent");
    std::thread::sleep(Duration::from_secs(20));
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.id())).expect("the process's status");
    let resident = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("VmRSS: unknown");
    println!("idle on a homeserver: {resident}");
    running.stop().expect("she leaves");
}
