//! Many accounts at once, without a client each: what reached them is counted by what the homeserver
//! shows them.

use std::{
    collections::BTreeMap,
    io::Write,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::synapse::Synapse;

const SCRIPT: &str = include_str!("crowd.py");

/// Accounts, each with its user id and access token.
#[derive(Debug)]
pub struct Crowd {
    url: String,
    python: String,
    accounts: Vec<(String, String)>,
}

/// What one of them has received from somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// The rooms it is in.
    pub rooms: u64,
    /// Events by their type, as the homeserver sees it.
    pub events: BTreeMap<String, u64>,
}

impl Crowd {
    /// Makes `count` accounts called `name` with a number.
    ///
    /// # Errors
    /// When there is one of that name.
    pub fn register(synapse: &Synapse, name: &str, count: usize, password: &str) -> Result<Self> {
        let python = synapse.python().get_program().to_string_lossy().into_owned();
        let mut crowd = Self { url: synapse.url(), python, accounts: Vec::new() };
        let said = crowd.run(&["register", &synapse.url(), synapse.secret(), name, &count.to_string(), password], &json!([]))?;
        crowd.accounts = serde_json::from_value(said)?;
        Ok(crowd)
    }

    /// `count` people who have no account and never come.
    #[must_use]
    pub fn invited(synapse: &Synapse, name: &str, count: usize) -> Self {
        let python = synapse.python().get_program().to_string_lossy().into_owned();
        let accounts = (0..count).map(|number| (format!("@{name}{number}:localhost"), String::new())).collect();
        Self { url: synapse.url(), python, accounts }
    }

    /// Their user ids.
    pub fn users(&self) -> impl Iterator<Item = &str> {
        self.accounts.iter().map(|(user, _)| user.as_str())
    }

    /// Their access tokens.
    pub fn tokens(&self) -> impl Iterator<Item = &str> {
        self.accounts.iter().map(|(_, token)| token.as_str())
    }

    /// Somebody, by an access token, makes a direct chat with each of them, which they enter. Gives the rooms.
    ///
    /// # Errors
    /// When the homeserver refuses.
    pub fn received_by(&self, host: &str, encrypted: bool) -> Result<Vec<String>> {
        let rooms = self.run(&["host", &self.url, host, if encrypted { "yes" } else { "no" }], &json!(self.accounts))?;
        Ok(serde_json::from_value(rooms)?)
    }

    /// Somebody, by an access token, turns on encryption in rooms.
    ///
    /// # Errors
    /// When the homeserver refuses.
    pub fn encrypt(&self, host: &str, rooms: &[String]) -> Result<()> {
        self.run(&["encrypt", &self.url, host], &json!(rooms)).map(drop)
    }

    /// What each has received from somebody, in rooms that it is in or is invited to.
    ///
    /// # Errors
    /// When the homeserver refuses.
    pub fn counts(&self, sender: &str) -> Result<Vec<Counted>> {
        let said = self.run(&["counts", &self.url, sender], &json!(self.accounts))?;
        let counts: Vec<BTreeMap<String, u64>> = serde_json::from_value(said)?;
        Ok(counts.into_iter().map(|mut events| Counted { rooms: events.remove("rooms").unwrap_or(0), events }).collect())
    }

    fn run(&self, arguments: &[&str], given: &Value) -> Result<Value> {
        let mut child = Command::new(&self.python)
            .args(["-c", SCRIPT])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        child.stdin.take().context("no standard input")?.write_all(given.to_string().as_bytes())?;
        let output = child.wait_with_output()?;
        if !output.status.success() {
            bail!("the crowd could not {}: {}", arguments[0], String::from_utf8_lossy(&output.stderr));
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}
