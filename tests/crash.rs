//! Nothing lost, nothing twice: Stina killed at every step, on a real homeserver, with both databases.
//!
//! `STINA_CRASH_KILLS` sets the number of kills for each database (9 when it is not set). The test prints at which
//! step each kill fell, and fails if one of the steps never came.

#![recursion_limit = "256"]

#[path = "support/bot.rs"]
mod bot;
#[path = "support/postgres.rs"]
mod postgres;
#[path = "support/python.rs"]
mod python;
mod support;

use std::{
    collections::BTreeMap,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use bot::{Home, PASSWORD};
use support::{
    nio::NioClient,
    synapse::{Options, Synapse},
};

const PATIENCE: Duration = Duration::from_secs(90);
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
        self.client.wait_for("the region's confirmation", PATIENCE, |event| event.sender == stina && event.body().contains("reglerna för"))?;
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
    let deadline = Instant::now() + PATIENCE;
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

fn kills() -> Result<usize> {
    match std::env::var("STINA_CRASH_KILLS") {
        Ok(text) => text.parse().context("STINA_CRASH_KILLS is no number"),
        Err(_) => Ok(9),
    }
}

fn survives_crashes(name: &str, database: &str) -> Result<()> {
    let begun = Instant::now();
    let mut synapse = Synapse::start(&Options::default())?;
    let stina = synapse.register("stina", PASSWORD)?;
    let folder = synapse.folder().join("stina");
    let home = Home::new(&folder, &synapse.url(), &stina, database)?;

    let mut running = home.start(None)?;
    running.wait_for("caught up", PATIENCE)?;
    let mut askers = Vec::new();
    for asker in ["anna", "bo", "cia", "dag"] {
        let mut asker = Asker::arrive(&synapse, asker, &stina)?;
        asker.settle(&stina)?;
        askers.push(asker);
    }
    running.stop()?;

    // Killed at each step in turn, with questions written while she was away and while she ran.
    let kills = kills()?;
    let mut fell: BTreeMap<&str, usize> = BTreeMap::new();
    for kill in 0..kills {
        let step = STEPS[kill % STEPS.len()];
        let asker = kill % askers.len();
        askers[asker].ask()?;
        let mut running = home.start(Some((step, 1 + (kill / 7 % 2) as u64)))?;
        if kill / 7 % 2 == 1 {
            // The second pass needs something more to happen.
            running.wait_for("serving", PATIENCE)?;
            askers[asker].ask()?;
        }
        running.wait_for(&format!("failpoint {step}"), PATIENCE)?;
        running.kill()?;
        *fell.entry(step).or_default() += 1;
        // The homeserver goes away now and then, and once forgets what it was sent.
        if kill % 6 == 4 {
            if kill % 12 == 4 { synapse.stop()? } else { synapse.kill()? }
            synapse.erase_transactions()?;
            synapse.resume()?;
        }
    }
    println!("{name}: {kills} kills fell at {fell:?}");
    for step in STEPS {
        if fell.get(step).copied().unwrap_or_default() == 0 {
            bail!("no kill fell at {step}");
        }
    }

    // Fifty questions in one room while she was down, and the homeserver gone while she answers.
    for _ in 0..50 {
        askers[3].ask()?;
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

#[test]
fn every_question_has_exactly_one_answer_on_sqlite() {
    survives_crashes("SQLite", "sqlite:stina.db").expect("every question has one answer");
}

#[test]
fn every_question_has_exactly_one_answer_on_postgresql() {
    let database = postgres::empty_database();
    survives_crashes("PostgreSQL", &database).expect("every question has one answer");
}
