//! The whole of Stina on this machine: a real homeserver, encryption, and a chat through it.
//!
//! `cargo run --example demo` fetches a local Synapse, makes accounts, starts Stina and opens a chat
//! in the terminal. With `--script`, or without a terminal on standard input, a short conversation
//! is played and printed; the exit code tells whether every answer was as it should be.

#![recursion_limit = "256"]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a demo talks to whoever runs it")]

#[path = "../../tests/support/mod.rs"]
mod support;

mod script;

use std::{
    io::{self, BufRead, IsTerminal, Write},
    process::ExitCode,
    sync::mpsc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow};
use stina::{
    config::{self, Secrets},
    run,
    secret::Secret,
};
use support::{
    nio::{NioClient, Received},
    python::target_folder,
    synapse::{Options, Synapse},
};
use tokio::sync::watch;

/// The password of every account on the demo's homeserver, which only this machine can reach.
const PASSWORD: &str = "demo";
/// How long an answer may take, the first key exchange included.
const PATIENCE: Duration = Duration::from_mins(1);

fn main() -> ExitCode {
    let scripted = std::env::args().any(|argument| argument == "--script") || !io::stdin().is_terminal();
    match demo(scripted) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("demo: an answer was not as it should be");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("demo: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn demo(scripted: bool) -> Result<bool> {
    stina::cli::run::init_log(false, "error,matrix_sdk=off");
    println!("Starting a homeserver of your own (the first time it is fetched, which takes about half a minute) …");
    let synapse = Synapse::start(&Options::default())?;
    for name in ["stina", "vera", "kim", "studierektor"] {
        synapse.register(name, PASSWORD)?;
    }
    println!("Starting Stina …");
    let stina = Running::start(&synapse)?;
    let passed = if scripted { script::play(&synapse.url()) } else { chat(&synapse.url()).map(|()| true) };
    stina.stop()?;
    passed
}

/// Stina, serving in a thread of this process.
struct Running {
    stop: watch::Sender<bool>,
    thread: JoinHandle<Result<()>>,
}

impl Running {
    fn start(synapse: &Synapse) -> Result<Self> {
        let folder = target_folder()?.join("demo");
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        let settings = format!(
            "[matrix]\nhomeserver = \"{}\"\nuser_id = \"@stina:localhost\"\n[access]\nallow = [\"*:localhost\"]\n\
             [roles]\nstudierektor = {{ \"@studierektor:localhost\" = [\"vgr\", \"kronoberg\"] }}\n",
            synapse.url()
        );
        let config = config::parse(&settings, "the demo's settings", &folder)?;
        let secrets = Secrets { password: Some(Secret::new(PASSWORD)), ..Secrets::default() };
        let (stop, stopping) = watch::channel(false);
        let thread = thread::spawn(move || {
            tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run::serve(config, &secrets, stopping))
        });
        Ok(Self { stop, thread })
    }

    fn stop(self) -> Result<()> {
        self.stop.send_replace(true);
        self.thread.join().map_err(|_| anyhow!("Stina panicked"))?
    }
}

/// Somebody at a Matrix client, in an encrypted direct chat with Stina.
struct Person {
    client: NioClient,
    room: String,
    /// Events of Stina's that were shown already.
    seen: usize,
}

impl Person {
    fn arrive(homeserver: &str, name: &str) -> Result<Self> {
        let mut client = NioClient::login(homeserver, &format!("@{name}:localhost"), PASSWORD)?;
        let room = client.create_direct("@stina:localhost")?;
        Ok(Self { client, room, seen: 0 })
    }

    fn say(&mut self, text: &str) -> Result<String> {
        self.client.say(&self.room, text)
    }

    /// Reacts to the last message of hers that holds a piece.
    fn tap(&mut self, key: &str, under: &str) -> Result<String> {
        let holds = |event: &Received| event.replaces().is_none() && event.body().contains(under);
        let message = self.hers()?.into_iter().rev().find(holds).context("there is no such message to react to")?;
        self.client.react(&self.room, &message.event, key)
    }

    /// What she has sent here, oldest first.
    fn hers(&mut self) -> Result<Vec<Received>> {
        let mut received = self.client.received()?;
        received.retain(|event| event.sender == "@stina:localhost" && event.kind == "m.room.message" && event.room == self.room);
        Ok(received)
    }

    /// Her texts that have not been shown yet, oldest first.
    fn news(&mut self) -> Result<Vec<Received>> {
        let hers = self.hers()?;
        let fresh = hers.get(self.seen..).unwrap_or_default().to_vec();
        self.seen = hers.len();
        Ok(fresh)
    }

    /// Waits until she has said something that holds all these pieces, and gives all that was new.
    fn hear(&mut self, pieces: &[String], patience: Duration) -> Result<(String, bool)> {
        let deadline = Instant::now() + patience;
        let mut heard = String::new();
        loop {
            for event in self.news()? {
                if !heard.is_empty() {
                    heard.push_str("\n\n");
                }
                heard.push_str(event.content["m.new_content"]["body"].as_str().unwrap_or(event.body()));
            }
            if !heard.is_empty() && pieces.iter().all(|piece| heard.contains(piece.as_str())) {
                return Ok((heard, true));
            }
            if Instant::now() > deadline {
                return Ok((heard, false));
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// A chat in this terminal, through the homeserver.
fn chat(homeserver: &str) -> Result<()> {
    println!("Opening an encrypted chat …\n");
    let mut person = Person::arrive(homeserver, "vera")?;
    println!("You are @vera:localhost, an ST doctor. Write in Swedish or English; Ctrl-D ends.");
    println!("Any Matrix client works too: homeserver {homeserver}, users vera, kim or studierektor, password \"{PASSWORD}\",");
    println!("then start a chat with @stina:localhost.\n");
    let (lines, typed) = mpsc::channel();
    thread::spawn(move || {
        for line in io::stdin().lock().lines() {
            if lines.send(line).is_err() {
                break;
            }
        }
    });
    loop {
        for event in person.news()? {
            let text = event.content["m.new_content"]["body"].as_str().unwrap_or(event.body());
            println!("\n{text}\n");
            io::stdout().flush()?;
        }
        match typed.recv_timeout(Duration::from_millis(150)) {
            Ok(line) => {
                let line = line.context("the terminal cannot be read")?;
                if !line.trim().is_empty() {
                    person.say(&line)?;
                }
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}
