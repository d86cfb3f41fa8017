//! `stina ask`: one question, or a batch of them as JSON lines.

use std::{
    io::{BufRead, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{UNKNOWN, WRONG_USAGE, exit, unknown_region, world};
use crate::{
    assistant::{World, answer::compose, markup, shortened, wording},
    command::{self, Request},
    config,
    knowledge::understand::{Asker, Decision, Understanding, understand},
    language::{
        date::{Strength, is_reminder_request},
        english::language_of,
        normalize::normalize,
        personnummer,
    },
};

/// Ask one question, or many at once.
#[derive(Debug, clap::Args)]
pub struct AskArgs {
    /// The region whose rules hold: the name of a folder of rules, such as vgr or kronoberg
    #[arg(long)]
    pub region: Option<String>,
    /// Print JSON in place of text
    #[arg(long)]
    pub json: bool,
    /// Read {"query": …, "region": …} lines from standard input and write one JSON line for each
    #[arg(long, conflicts_with = "text")]
    pub batch: bool,
    /// A folder of rules in place of those compiled in
    #[arg(long, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,
    /// The settings file, whose default region holds where none is given
    #[arg(long, default_value = "stina.toml")]
    pub config: PathBuf,
    /// The question
    #[arg(required_unless_present = "batch")]
    pub text: Vec<String>,
}

/// A line of input; other keys are ignored.
#[derive(Debug, Deserialize)]
struct Question {
    query: String,
    region: Option<String>,
}

/// A line of output.
#[derive(Debug, Serialize)]
struct Answered {
    decision: &'static str,
    shown: Vec<String>,
    ids: Vec<String>,
    scores: Vec<f64>,
    text: String,
}

/// Runs the command.
///
/// # Errors
/// When the rules cannot be loaded, or the output cannot be written.
pub fn run(args: &AskArgs, input: impl BufRead, output: &mut impl Write) -> anyhow::Result<ExitCode> {
    let world = world(args.knowledge.as_deref(), args.region.clone().or_else(|| configured_region(&args.config)))?;
    // The program ends with the answer; what it holds goes back to the system at once, not piece by piece.
    let world: &World = Box::leak(Box::new(world));
    if let Some(region) = args.region.as_deref().filter(|region| !is_known(world, region)) {
        super::complain(&unknown_region(region, world));
        return Ok(exit(WRONG_USAGE));
    }
    if args.batch {
        for line in crate::cli::lines(input) {
            let line = line?;
            writeln!(output, "{}", one_line(world, &line))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let answered = answer(world, &args.text.join(" "), world.default_region.as_deref());
    let code = if answered.decision == "unknown" { exit(UNKNOWN) } else { ExitCode::SUCCESS };
    if args.json {
        writeln!(output, "{}", serde_json::to_string(&answered)?)?;
    } else {
        writeln!(output, "{}", answered.text)?;
    }
    Ok(code)
}

/// The default region of a settings file, where there is one. One that is wrong is told of on standard error.
fn configured_region(path: &Path) -> Option<String> {
    if !path.exists() {
        return None;
    }
    config::load(path).map_err(|problems| super::complain(&problems.to_string())).ok().and_then(|config| config.region)
}

fn is_known(world: &World, region: &str) -> bool {
    world.regions.iter().any(|known| known.id == region)
}

fn one_line(world: &World, line: &str) -> serde_json::Value {
    let question: Question = match serde_json::from_str(line) {
        Ok(question) => question,
        Err(error) => return json!({ "error": format!("no valid question: {error}") }),
    };
    let region = question.region.as_deref().or(world.default_region.as_deref());
    if let Some(unknown) = region.filter(|region| !is_known(world, region)) {
        return json!({ "error": unknown_region(unknown, world) });
    }
    serde_json::to_value(answer(world, &question.query, region)).unwrap_or_else(|error| json!({ "error": error.to_string() }))
}

fn answer(world: &World, text: &str, region: Option<&str>) -> Answered {
    if personnummer::contains(text) {
        // Neither the number nor what stands beside it is matched; only the language is heard.
        let words = normalize(text);
        let language = language_of(words.split(' ').filter(|word| !word.contains(|letter: char| letter.is_ascii_digit())));
        let said = markup::render(&wording::personal_number(language)).plain;
        return Answered { decision: "other", shown: Vec::new(), ids: Vec::new(), scores: Vec::new(), text: said };
    }
    let text = shortened(text);
    let understood = understand(&world.knowledge, text, &Asker { region, previous: None, st_year: None, role: None });
    let (ids, scores) = understood.ranking.iter().map(|scored| (scored.id.clone(), f64::from(scored.score))).unzip();
    if let Some(said) = command_reply(world, text, &understood) {
        return Answered { decision: "other", shown: Vec::new(), ids, scores, text: markup::render(&said).plain };
    }
    let decision = match understood.decision {
        Decision::Answer => "answer",
        Decision::Choose => "choose",
        Decision::Unknown(_) => "unknown",
        Decision::Other(_) => "other",
    };
    let shown = if matches!(understood.decision, Decision::Answer | Decision::Choose) { understood.shown.clone() } else { Vec::new() };
    let reply = compose(world, &understood, region, super::today(), false);
    Answered { decision, shown, ids, scores, text: markup::render(&reply.markdown).plain }
}

/// What she says to a command, which the terminal's one question has no conversation for.
fn command_reply(world: &World, text: &str, understood: &Understanding) -> Option<String> {
    let language = understood.language;
    match command::parse(text, &world.regions) {
        Request::Empty | Request::Other => (is_reminder_request(text) == Strength::Strong).then(|| wording::only_in_chat(language)),
        Request::Help => Some(wording::help(&world.name, false, false, false, language)),
        Request::Number(_) | Request::Yes | Request::No => Some(wording::nothing_pending(language)),
        _ => Some(wording::only_in_chat(language)),
    }
}
