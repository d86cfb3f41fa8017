//! Nothing lost, nothing twice: Stina killed at every step, on a real homeserver, with both databases.
//!
//! `STINA_CRASH_KILLS` sets the number of kills for each database (9 when it is not set), and
//! `STINA_CRASH_REMINDERS` the number of reminders that fall due while she is killed (24). The tests print at which
//! step each kill fell, and fail if one of the steps never came.

#![recursion_limit = "256"]
#![expect(clippy::print_stdout, reason = "it tells where the kills fell")]

#[path = "support/bot.rs"]
mod bot;
#[path = "crash/process.rs"]
mod process;
mod support;

use std::{
    collections::BTreeMap,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use bot::{Home, PASSWORD, Running};
use support::{
    nio::NioClient,
    synapse::{Options, Synapse},
};

const PATIENCE: Duration = Duration::from_secs(90);

/// How long so many messages may take: a debug build on two busy cores manages about one a second.
fn patience_for(messages: usize) -> Duration {
    PATIENCE + Duration::from_secs(messages as u64)
}

/// The steps between which a crash may fall, as failpoints.
const STEPS: [&str; 3] = ["sync-apply", "apply-send", "send-mark"];

/// Somebody who asks, and what was asked.
struct Asker {
    client: NioClient,
    room: String,
    questions: Vec<String>,
}

impl Asker {
    fn arrive(synapse: &Synapse, name: &str, stina: &str) -> Result<Self> {
        let user = synapse.register(name, PASSWORD)?;
        let mut client = NioClient::login(&synapse.url(), &user, PASSWORD)?;
        let room = client.create_direct(stina)?;
        Ok(Self { client, room, questions: Vec::new() })
    }

    /// Tells her the region, so that every question after this has one answer.
    fn settle(&mut self, stina: &str) -> Result<()> {
        let (room, stina) = (self.room.clone(), stina.to_owned());
        self.client.wait_for("her introduction", PATIENCE, |event| event.sender == stina && event.body().contains("Var gör du din ST?"))?;
        self.client.say(&room, "vgr")?;
        self.client
            .wait_for("the region's confirmation", PATIENCE, |event| event.sender == stina && event.body().contains("reglerna för"))?;
        Ok(())
    }

    fn ask(&mut self) -> Result<()> {
        let id = self.client.say(&self.room, "vem kan vara handledare?")?;
        self.questions.push(id);
        Ok(())
    }

    /// How often each question was answered, by messages that reply to it.
    fn answers(&mut self, stina: &str) -> Result<BTreeMap<String, usize>> {
        let mut counts: BTreeMap<String, usize> = self.questions.iter().map(|question| (question.clone(), 0)).collect();
        for event in self.client.received()? {
            let is_answer = event.sender == stina && event.kind == "m.room.message" && event.replaces().is_none();
            if let Some(count) = event.reply_to().filter(|_| is_answer).and_then(|question| counts.get_mut(question)) {
                *count += 1;
            }
        }
        Ok(counts)
    }
}

/// Waits until every question has an answer, then a while for second ones, and fails unless each has exactly one.
fn each_exactly_once(askers: &mut [Asker], stina: &str) -> Result<usize> {
    let deadline = Instant::now() + patience_for(askers.iter().map(|asker| asker.questions.len()).sum());
    loop {
        let mut missing = 0;
        for asker in &mut *askers {
            missing += asker.answers(stina)?.values().filter(|count| **count == 0).count();
        }
        if missing == 0 {
            break;
        }
        if Instant::now() > deadline {
            bail!("{missing} questions have no answer");
        }
        thread::sleep(Duration::from_millis(200));
    }
    thread::sleep(Duration::from_secs(3));
    let mut asked = 0;
    for asker in askers {
        for (question, count) in asker.answers(stina)? {
            asked += 1;
            if count != 1 {
                bail!("question {question} has {count} answers");
            }
        }
    }
    Ok(asked)
}

/// A size from the environment.
fn size(name: &str, otherwise: usize) -> Result<usize> {
    match std::env::var(name) {
        Ok(text) => text.parse().with_context(|| format!("{name} is no number")),
        Err(_) => Ok(otherwise),
    }
}

/// A homeserver, Stina's home on it, and five people who have told her their region.
fn prepare(database: &str) -> Result<(Synapse, String, Home, Vec<Asker>)> {
    let synapse = Synapse::start(&Options::default())?;
    let stina = synapse.register("stina", PASSWORD)?;
    let home = Home::new(&synapse.folder().join("stina"), &synapse.url(), &stina, database)?;
    let mut running = home.start(None)?;
    running.wait_for("caught up", PATIENCE)?;
    let mut askers = Vec::new();
    for asker in ["anna", "bo", "cia", "dag", "eva"] {
        let mut asker = Asker::arrive(&synapse, asker, &stina)?;
        asker.settle(&stina)?;
        askers.push(asker);
    }
    running.stop()?;
    Ok((synapse, stina, home, askers))
}

/// Where the kills of one test fell.
struct Kills<'a> {
    home: &'a Home,
    fell: BTreeMap<&'static str, usize>,
}

impl<'a> Kills<'a> {
    const fn of(home: &'a Home) -> Self {
        Self { home, fell: BTreeMap::new() }
    }

    /// Starts her, and kills her when she passes a step for the `pass`th time; `meanwhile` happens while she runs. Tells
    /// whether she came that far in time.
    fn at(
        &mut self,
        step: &'static str,
        pass: u64,
        patience: Duration,
        meanwhile: impl FnOnce(&mut Running) -> Result<()>,
    ) -> Result<bool> {
        let mut running = self.home.start(Some((step, pass)))?;
        meanwhile(&mut running)?;
        let reached = running.wait_for(&format!("failpoint {step}"), patience).is_ok();
        running.kill()?;
        if reached {
            *self.fell.entry(step).or_default() += 1;
        }
        Ok(reached)
    }

    /// Fails if one of the steps never came.
    fn cover(&self, name: &str, steps: &[&str]) -> Result<()> {
        println!("{name}: kills fell at {:?}", self.fell);
        match steps.iter().find(|step| !self.fell.contains_key(**step)) {
            Some(step) => bail!("no kill fell at {step}"),
            None => Ok(()),
        }
    }
}

fn survives_crashes(name: &str, database: &str) -> Result<()> {
    let begun = Instant::now();
    let (mut synapse, stina, home, mut askers) = prepare(database)?;

    // Killed at each step in turn, with questions written while she was away and while she ran.
    let kills = size("STINA_CRASH_KILLS", 9)?;
    let mut all = Kills::of(&home);
    for kill in 0..kills {
        let step = STEPS[kill % STEPS.len()];
        // The fifth asks all at once in the end; more from one person would be a flood.
        let asker = &mut askers[kill % 4];
        asker.ask()?;
        let twice = kill / 7 % 2 == 1;
        let reached = all.at(step, 1 + u64::from(twice), PATIENCE, |running| {
            if twice {
                // The second pass needs something more to happen.
                running.wait_for("serving", PATIENCE)?;
                asker.ask()?;
            }
            Ok(())
        })?;
        if !reached {
            bail!("she never came to {step}");
        }
        // The homeserver goes away now and then, and once forgets what it was sent.
        if kill % 6 == 4 {
            if kill % 12 == 4 {
                synapse.stop()?;
            } else {
                synapse.kill()?;
            }
            synapse.erase_transactions()?;
            synapse.resume()?;
        }
    }
    all.cover(name, &STEPS)?;

    // Fifty questions in one room while she was down, and the homeserver gone while she answers.
    for _ in 0..50 {
        askers[4].ask()?;
    }
    let mut running = home.start(None)?;
    running.wait_for("caught up", PATIENCE)?;
    synapse.stop()?;
    synapse.erase_transactions()?;
    thread::sleep(Duration::from_secs(1));
    synapse.resume()?;
    let asked = each_exactly_once(&mut askers, &stina).with_context(|| format!("{}\n{}", running.log(), synapse.complaints()))?;
    running.stop()?;
    println!("{name}: {asked} questions, each answered exactly once, in {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}

/// The steps of delivering a reminder, as failpoints.
const DUE_STEPS: [&str; 3] = ["due-fire", "apply-send", "send-mark"];

/// The reminders that somebody received, by subject, with how often each came.
fn received_reminders(askers: &mut [Asker], stina: &str) -> Result<BTreeMap<String, usize>> {
    let mut counts = BTreeMap::new();
    for asker in askers {
        for event in asker.client.received()? {
            let pings = event.sender == stina && event.content["msgtype"] == "m.text";
            let subject = event.body().lines().next().and_then(|line| line.strip_prefix("⏰ ringa nummer "));
            if let Some(subject) = subject.filter(|_| pings) {
                *counts.entry(subject.to_owned()).or_default() += 1;
            }
        }
    }
    Ok(counts)
}

fn reminders_survive_crashes(name: &str, database: &str) -> Result<()> {
    let begun = Instant::now();
    let (mut synapse, stina, home, mut askers) = prepare(database)?;
    let count = size("STINA_CRASH_REMINDERS", 24)?;
    let mut running = home.start(None)?;
    running.wait_for("caught up", PATIENCE)?;
    // All of them fall due at about the same moment, once all of them are set.
    let due = Instant::now() + Duration::from_secs(30 + count as u64);
    for number in 0..count {
        let asker = &mut askers[number % 4];
        let room = asker.room.clone();
        let seconds = due.saturating_duration_since(Instant::now()).as_secs();
        asker.client.say(&room, &format!("påminn mig om {seconds} sekunder att ringa nummer {number}"))?;
    }
    for (number, asker) in askers.iter_mut().take(4).enumerate() {
        let last = format!("ringa nummer {}", (count - 1) / 4 * 4 + number - if (count - 1) % 4 < number { 4 } else { 0 });
        let stina = stina.clone();
        asker
            .client
            .wait_for("the last confirmation", patience_for(count), |event| event.sender == stina && event.body().contains(&last))?;
    }
    running.stop()?;
    thread::sleep(due.saturating_duration_since(Instant::now()).saturating_sub(Duration::from_secs(5)));

    let mut all = Kills::of(&home);
    for kill in 0..10 {
        let step = DUE_STEPS[kill % DUE_STEPS.len()];
        // Towards the end there may be nothing left to fall due.
        all.at(step, if step == "due-fire" { 1 } else { 1 + kill as u64 % 2 }, Duration::from_secs(20), |_| Ok(()))?;
        if kill == 5 {
            synapse.stop()?;
            synapse.erase_transactions()?;
            synapse.resume()?;
        }
    }
    all.cover(name, &DUE_STEPS)?;
    let mut running = home.start(None)?;
    let deadline = Instant::now() + patience_for(count);
    while received_reminders(&mut askers, &stina)?.len() < count {
        if Instant::now() > deadline {
            bail!("only {} of {count} reminders came:\n{}", received_reminders(&mut askers, &stina)?.len(), running.log());
        }
        thread::sleep(Duration::from_millis(200));
    }
    thread::sleep(Duration::from_secs(3));
    let received = received_reminders(&mut askers, &stina)?;
    running.stop()?;
    if let Some((subject, times)) = received.iter().find(|(_, times)| **times != 1) {
        bail!("reminder {subject} came {times} times");
    }
    println!("{name}: {count} reminders, each exactly once, in {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}

#[test]
fn every_reminder_comes_exactly_once_on_sqlite() {
    reminders_survive_crashes("SQLite", "sqlite:stina.db").expect("every reminder comes once");
}

#[test]
fn every_reminder_comes_exactly_once_on_postgresql() {
    let database = support::postgres::empty_database();
    reminders_survive_crashes("PostgreSQL", &database).expect("every reminder comes once");
}

#[test]
fn every_question_has_exactly_one_answer_on_sqlite() {
    survives_crashes("SQLite", "sqlite:stina.db").expect("every question has one answer");
}

#[test]
fn every_question_has_exactly_one_answer_on_postgresql() {
    let database = support::postgres::empty_database();
    survives_crashes("PostgreSQL", &database).expect("every question has one answer");
}
