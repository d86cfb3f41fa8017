//! `stina doctor`: whether everything she needs is there, a line each.
//!
//! It also works beside a running Stina: it asks the homeserver with the saved session over plain
//! HTTP and never opens the key store.

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::anyhow;
use serde_json::{Value, json};

use super::exit;
use crate::{
    chat::matrix::{Saved, prospect, read_saved, recovery_key_file, unreadable},
    clock,
    config::{self, Config, Secrets},
    run,
    store::{Store, StoreError, missing_file},
};

/// Check everything, a line each; also beside a running Stina.
#[derive(Debug, clap::Args)]
pub struct DoctorArgs {
    /// The settings file
    #[arg(long, default_value = "stina.toml")]
    pub config: PathBuf,
}

/// How far the homeserver's clock may be from this machine's, in seconds.
const CLOCK_MAY_DIFFER: i64 = 60;

/// What an empty `allow` means.
pub(super) const NOBODY: &str = "[access] allow is empty: nobody can invite her or talk to her";

/// What one look found.
enum Finding {
    Good(String),
    Note(String),
    Bad(String),
}

use Finding::{Bad, Good, Note};

/// Runs the command: exit code 1 if anything is bad.
///
/// # Errors
/// When nothing can be printed.
pub async fn run(args: &DoctorArgs, output: &mut impl Write) -> anyhow::Result<ExitCode> {
    let mut report = Report { output, bad: false };
    let config = match config::load(&args.config) {
        Ok(config) => {
            report.line("settings", Good(args.config.display().to_string()))?;
            config
        }
        Err(problems) => {
            for problem in problems.to_string().lines() {
                report.line("settings", Bad(problem.to_owned()))?;
            }
            report.secrets()?;
            return Ok(exit(1));
        }
    };
    let secrets = report.secrets()?;
    if secrets.store_passphrase.is_none() {
        report.line(
            "passphrase",
            Note("STINA_STORE_PASSPHRASE is not set here. Unless she is started with it, her keys lie unencrypted on this disk".to_owned()),
        )?;
    }
    if config.allow.is_empty() {
        report.line("access", Bad(format!("{NOBODY}. Write for example allow = [\"*:example.org\"]")))?;
    }
    report.line("rules", rules(&config))?;
    if let Some(path) = &config.matrix.avatar {
        let seen = fs::File::open(path).and_then(|mut file| file.read(&mut [0]));
        report.line("picture", seen.map_or_else(|error| Bad(unreadable(path, &error)), |_| Good(path.display().to_string())))?;
    }
    for (name, finding) in database(&config, &secrets).await {
        report.line(name, finding)?;
    }
    for (name, finding) in homeserver(&config, &secrets).await {
        report.line(name, finding)?;
    }
    let key = recovery_key_file(&config.matrix.store);
    let finding = if key.exists() {
        Good(format!("{} (keep a copy elsewhere)", key.display()))
    } else {
        Note(format!(
            "not at {}; where she was never set up before, the first start writes it, and `stina recovery-key` makes a new one",
            key.display()
        ))
    };
    report.line("recovery key", finding)?;
    Ok(exit(u8::from(report.bad)))
}

/// Prints findings and remembers whether one was bad.
struct Report<'a, W: Write> {
    output: &'a mut W,
    bad: bool,
}

impl<W: Write> Report<'_, W> {
    /// Reads the secrets and tells what is wrong with them.
    fn secrets(&mut self) -> std::io::Result<Secrets> {
        match Secrets::from_environment() {
            Ok((secrets, warnings)) => {
                for warning in warnings {
                    self.line("secrets", Note(warning))?;
                }
                Ok(secrets)
            }
            Err(problems) => {
                for problem in problems {
                    self.line("secrets", Bad(problem.message))?;
                }
                Ok(Secrets::default())
            }
        }
    }

    fn line(&mut self, what: &str, finding: Finding) -> std::io::Result<()> {
        let (mark, text) = match finding {
            Good(text) => ("ok  ", text),
            Note(text) => ("note", text),
            Bad(text) => {
                self.bad = true;
                ("BAD ", text)
            }
        };
        writeln!(self.output, "{mark} {what}: {text}")
    }
}

fn rules(config: &Config) -> Finding {
    match run::load_world(config) {
        Ok(world) => {
            let regions: Vec<&str> = world.regions.iter().map(|region| region.id.as_str()).collect();
            Good(format!("{} in {}", world.knowledge.rules.len(), regions.join(", ")))
        }
        Err(error) => Bad(format!("{error:#}")),
    }
}

async fn database(config: &Config, secrets: &Secrets) -> Vec<(&'static str, Finding)> {
    let url = secrets.database_url.as_ref().map_or(config.database.as_str(), |url| url.expose());
    if let Some(path) = missing_file(url) {
        return vec![("database", Note(format!("{} is not there yet; the first start makes it", path.display())))];
    }
    let store = match Store::open_to_look(url).await {
        Err(StoreError::Declined(nothing)) => return vec![("database", Note(nothing))],
        Ok(store) => store,
        Err(error) => return vec![("database", Bad(error.to_string()))],
    };
    let mut lines = Vec::new();
    match store.status().await {
        Ok(status) => {
            let (applied, all) = status.migrations;
            let known = format!("{}, {applied} of {all} migrations applied", store.kind());
            lines.push((
                "database",
                match store.try_writing().await {
                    Err(error) => Bad(error.to_string()),
                    Ok(()) if applied < all => {
                        Note(format!("{known}; the next start brings it up to date. Copy it before: `stina backup FILE`"))
                    }
                    Ok(()) => Good(known),
                },
            ));
            lines.push((
                "outbox",
                Good(format!(
                    "{} waiting, {} of them for another try, {} set aside",
                    status.pending, status.waiting_retry, status.parked_count
                )),
            ));
            for row in &status.parked {
                lines.push(("set aside", Note(format!("{}: {}", row.outbox, row.reason))));
            }
            if let Some(next) = status.next_reminder {
                lines.push(("next reminder", Good(next.to_string())));
            }
            if status.faulty_reminders > 0 {
                lines.push(("reminders", Bad(format!("{} cannot be delivered; the log names them", status.faulty_reminders))));
            }
            if status.undelivered_reminders > 0 {
                lines.push((
                    "reminders",
                    Bad(format!("{} reached nobody; the people see them in their lists, the log says why", status.undelivered_reminders)),
                ));
            }
            if status.set_aside > 0 {
                lines.push(("events", Note(format!("{} could not be handled; their senders were told", status.set_aside))));
            }
            if status.undecrypted > 0 {
                lines.push(("keys", Note(format!("{} messages wait for their keys", status.undecrypted))));
            }
        }
        Err(error) => lines.push(("database", Bad(error.to_string()))),
    }
    match store.meta_get("rate_limited").await {
        Ok(Some(seen)) => lines.push((
            "rate limits",
            Note(format!("last met {seen}. A Synapse admin can lift her limit: POST /_synapse/admin/v1/users/{}/override_ratelimit with {{\"messages_per_second\": 0}}", config.matrix.user_id)),
        )),
        Ok(None) => lines.push(("rate limits", Good("none met so far".to_owned()))),
        Err(error) => lines.push(("rate limits", Bad(error.to_string()))),
    }
    store.close().await;
    lines
}

async fn homeserver(config: &Config, secrets: &Secrets) -> Vec<(&'static str, Finding)> {
    let mut lines = Vec::new();
    let web = match reqwest::Client::builder().timeout(Duration::from_secs(10)).build() {
        Ok(web) => web,
        Err(error) => return vec![("homeserver", Bad(error.to_string()))],
    };
    let base = config.matrix.homeserver.as_str().trim_end_matches('/').to_owned();
    match web.get(format!("{base}/_matrix/client/versions")).send().await.and_then(reqwest::Response::error_for_status) {
        Ok(response) => {
            let date = response.headers().get(reqwest::header::DATE).and_then(|date| date.to_str().ok()).map(str::to_owned);
            let told = response.json::<Value>().await.ok().filter(|told| told["versions"].is_array());
            lines.push((
                "homeserver",
                match told {
                    Some(_) => Good(base.clone()),
                    None => Bad(format!(
                        "at {base} something answers that is no Matrix homeserver. The address for clients stands in https://NAME/.well-known/matrix/client, where NAME is what follows the : in user ids"
                    )),
                },
            ));
            lines.push(("clock", clock_differs(date.as_deref())));
        }
        Err(error) => {
            lines.push(("homeserver", Bad(format!("{base} does not answer: {}. Is the address right, and is it up?", root_cause(&error)))));
            lines.push(("clock", Note("not compared with the homeserver's, which does not answer".to_owned())));
            lines.push(("session", unasked_session(config)));
            lines.push(("device signed", Note("not known, since the homeserver does not answer".to_owned())));
            return lines;
        }
    }
    let saved = match read_saved(&config.matrix.store) {
        Ok(Some(saved)) if !saved.unused => saved,
        Ok(_) => {
            lines.push(("session", first_start(config, secrets).await));
            lines.push(("device signed", Note("there is no device yet; the first start makes and signs one".to_owned())));
            return lines;
        }
        Err(error) => {
            lines.push(("session", Bad(unreadable_session(&error))));
            return lines;
        }
    };
    match whoami(&web, &base, &saved).await {
        Ok(()) => {
            lines.push(("session", Good(format!("{} on device {}", saved.user_id, saved.device_id))));
            let signed = match is_signed(&web, &base, &saved).await {
                Ok(true) => Good("yes".to_owned()),
                Ok(false) => Bad("no: other people's apps may refuse her their keys. Start her with STINA_RECOVERY_KEY".to_owned()),
                Err(error) => Bad(format!("{error:#}")),
            };
            lines.push(("device signed", signed));
            if let Some(trouble) = oversized(&web, &base, &saved, config.matrix.avatar.as_deref()).await {
                lines.push(("picture", Bad(trouble)));
            }
        }
        Err(error) => {
            lines.push(("session", Bad(format!("{error:#}"))));
            lines.push(("device signed", Note("not known, since the session is not good".to_owned())));
        }
    }
    lines
}

/// What is known of the session without the homeserver.
fn unasked_session(config: &Config) -> Finding {
    match read_saved(&config.matrix.store) {
        Ok(Some(saved)) if !saved.unused => {
            Note(format!("{} on device {}; whether it is good is not known", saved.user_id, saved.device_id))
        }
        Ok(_) => Note("none yet".to_owned()),
        Err(error) => Bad(unreadable_session(&error)),
    }
}

fn unreadable_session(error: &std::io::Error) -> String {
    format!("the saved session cannot be read: {error}")
}

/// What a first start on this empty disk will meet.
async fn first_start(config: &Config, secrets: &Secrets) -> Finding {
    if secrets.password.is_none() && secrets.access_token.is_none() {
        return Bad("none, and neither STINA_MATRIX_PASSWORD nor STINA_MATRIX_TOKEN is set".to_owned());
    }
    let settings = match run::settings(config, secrets) {
        Ok(settings) => settings,
        Err(error) => return Bad(format!("{error:#}")),
    };
    match prospect(&settings).await {
        Ok(found) => match found.told(&settings) {
            Ok(fine) => Note(fine),
            Err(trouble) => Bad(trouble),
        },
        Err(error) => Bad(error.to_string()),
    }
}

fn clock_differs(date: Option<&str>) -> Finding {
    let Some(theirs) = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok()) else {
        return Note("the homeserver told no time".to_owned());
    };
    let difference = clock::now().duration_since(theirs.timestamp()).as_secs();
    if difference.abs() <= CLOCK_MAY_DIFFER {
        Good(format!("{difference} s from the homeserver's"))
    } else {
        Bad(format!("{difference} s from the homeserver's; reminders would come at the wrong time. Set this machine's clock (NTP)"))
    }
}

/// How a session that has ended is begun again.
fn way_back(saved: &Saved) -> String {
    let device = &saved.device_id;
    format!(
        "`stina run` with STINA_MATRIX_PASSWORD logs in again, or give STINA_MATRIX_TOKEN a new token of the same device (log in with device_id {device})"
    )
}

async fn whoami(web: &reqwest::Client, base: &str, saved: &Saved) -> anyhow::Result<()> {
    let token = saved.access_token.as_deref().ok_or_else(|| anyhow!("the homeserver has ended the session; {}", way_back(saved)))?;
    let response = web.get(format!("{base}/_matrix/client/v3/account/whoami")).bearer_auth(token).send().await?;
    if response.status() == reqwest::StatusCode::UNAUTHORIZED {
        return Err(anyhow!("the homeserver no longer knows the session; {}", way_back(saved)));
    }
    let told: Value = response.error_for_status()?.json().await?;
    if told["user_id"] == saved.user_id.as_str() { Ok(()) } else { Err(anyhow!("the session belongs to {}", told["user_id"])) }
}

/// Whether the device carries a signature of the account's self-signing key, as others see it.
async fn is_signed(web: &reqwest::Client, base: &str, saved: &Saved) -> anyhow::Result<bool> {
    let token = saved.access_token.as_deref().unwrap_or_default();
    let user = saved.user_id.as_str();
    let keys: Value = web
        .post(format!("{base}/_matrix/client/v3/keys/query"))
        .bearer_auth(token)
        .json(&json!({ "device_keys": { user: [] } }))
        .send()
        .await?
        .error_for_status()?
        .json()
        .await?;
    let signing = keys["self_signing_keys"][user]["keys"].as_object().and_then(|keys| keys.keys().next().cloned());
    let signatures = &keys["device_keys"][user][saved.device_id.as_str()]["signatures"][user];
    Ok(signing.is_some_and(|key| signatures.get(&key).is_some()))
}

/// What is wrong with a picture that is larger than what the homeserver takes.
async fn oversized(web: &reqwest::Client, base: &str, saved: &Saved, picture: Option<&Path>) -> Option<String> {
    let path = picture?;
    let size = fs::metadata(path).ok()?.len();
    let url = format!("{base}/_matrix/client/v1/media/config");
    let answer = web.get(url).bearer_auth(saved.access_token.as_deref()?).send().await.ok()?;
    let limit = answer.json::<Value>().await.ok()?["m.upload.size"].as_u64()?;
    (size > limit).then(|| format!("{} has {size} bytes, and the homeserver takes {limit}: use a smaller one", path.display()))
}

fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
