//! `stina ask`: one question, or a batch of them as JSON lines.

use std::{
    io::{BufRead, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{LONGEST_LINE, UNKNOWN, WRONG_USAGE, exit, known_region, unknown_region, world};
use crate::{
    assistant::{World, answer::compose, markup, remarks, shortened, wording},
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
    let mut world = world(args.knowledge.as_deref(), None)?;
    if let Some(region) = args.region.as_deref() {
        let Some(known) = known_region(region, &world) else {
            super::complain(&unknown_region(region, &world));
            return Ok(exit(WRONG_USAGE));
        };
        world.default_region = Some(known);
    } else if let Some(region) = configured_region(&args.config) {
        // The settings' region may be none of a folder given with --knowledge; then all count.
        world.default_region = known_region(&region, &world);
    }
    // The program ends with the answer; what it holds goes back to the system at once, not piece by piece.
    let world: &World = Box::leak(Box::new(world));
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

fn one_line(world: &World, line: &str) -> serde_json::Value {
    let error = |reason: String| json!({ "error": reason });
    if line.len() > LONGEST_LINE {
        return error(format!("no valid question: the line is longer than {LONGEST_LINE} bytes"));
    }
    // A list would be read as the keys in their order; only an object says which is which.
    let object: serde_json::Map<String, serde_json::Value> = match serde_json::from_str(line) {
        Ok(object) => object,
        Err(cause) => return error(format!("no valid question: {cause}; write it like {{\"query\": \"…\", \"region\": \"vgr\"}}")),
    };
    let question: Question = match serde_json::from_value(object.into()) {
        Ok(question) => question,
        Err(cause) => return error(format!("no valid question: {cause}")),
    };
    let region = match &question.region {
        Some(wanted) => match known_region(wanted, world) {
            Some(known) => Some(known),
            None => return error(unknown_region(wanted, world)),
        },
        None => world.default_region.clone(),
    };
    serde_json::to_value(answer(world, &question.query, region.as_deref())).unwrap_or_else(|cause| error(cause.to_string()))
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
    // What is offered on a second question is shown as well, after the answer to the first.
    let given = matches!(understood.decision, Decision::Answer | Decision::Choose);
    let shown = if given { understood.shown.iter().chain(&understood.offered).cloned().collect() } else { Vec::new() };
    let reply = compose(world, &understood, region, super::today(), false);
    Answered { decision, shown, ids, scores, text: markup::render(&reply.markdown).plain }
}

/// What she says to a command, which the terminal's one question has no conversation for.
fn command_reply(world: &World, text: &str, understood: &Understanding) -> Option<String> {
    let language = understood.language;
    match command::parse(text, &world.regions) {
        Request::Empty | Request::Other => (is_reminder_request(text) == Strength::Strong).then(|| wording::only_in_chat(language)),
        Request::Help => Some(wording::help(&world.name, false, false, false, language)),
        Request::Remark(remark) => Some(remarks::alone(remark, language)),
        Request::Number(_) | Request::Yes | Request::No => Some(wording::nothing_pending(language)),
        _ => Some(wording::only_in_chat(language)),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::Value;

    use super::*;

    fn batch(folder: Option<&Path>, input: impl AsRef<[u8]>) -> Vec<Value> {
        let args = AskArgs {
            region: None,
            json: false,
            batch: true,
            knowledge: folder.map(Path::to_owned),
            config: PathBuf::from("there-is-no-such-file.toml"),
            text: Vec::new(),
        };
        let mut output = Vec::new();
        run(&args, input.as_ref(), &mut output).expect("answered");
        let output = String::from_utf8(output).expect("text");
        output.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }

    #[test]
    fn every_line_has_its_answer_or_error_in_its_place() {
        let question = "{\"query\": \"Vem får vara handledare?\", \"region\": \"vgr\"}";
        let long = format!("{{\"query\": \"{}\"}}", "x".repeat(LONGEST_LINE));
        let input = format!(
            "\u{feff}{question}\r\n[\"Vem får vara handledare?\", \"vgr\"]\n7\n\nnull\n{{\"fraga\": 1}}\n{{\"query\": 3}}\n{long}\n{question}"
        );
        let answers = batch(None, input);
        assert_eq!(answers.len(), 9, "{answers:#?}");
        for good in [&answers[0], &answers[8]] {
            assert_eq!(good["decision"], "answer", "{good}");
        }
        assert!(answers[1..8].iter().all(|answer| answer["error"].is_string()), "{answers:#?}");
        assert!(answers[7]["error"].as_str().is_some_and(|error| error.contains("longer")));
    }

    #[test]
    fn any_folder_is_asked_with_its_regions_as_they_are_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let rule = |path: &str, title: &str, body: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, format!("+++\ntitle = \"{title}\"\n+++\n{body}\n")).expect("written");
        };
        rule("Östergötland/Biblioteket.md", "Var ligger biblioteket?", "På torget.");
        rule("Skåne/Badet.md", "När öppnar badhuset?", "Klockan nio.");
        let ask = |region: &str| format!("{{\"query\": \"var ligger biblioteket\", \"region\": \"{region}\"}}\n");
        let answers = batch(Some(folder.path()), [ask("Östergötland"), ask("ostergotland"), ask("Norrland")].concat());
        assert_eq!(answers[0]["shown"], json!(["ostergotland.biblioteket"]), "{answers:#?}");
        assert_eq!(answers[0], answers[1]);
        let error = answers[2]["error"].as_str().expect("an error");
        assert!(error.contains("Östergötland") && error.contains("Skåne"), "{error}");
    }

    #[test]
    fn a_flat_folder_is_asked_without_regions() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("Öppettider.md"), "+++\ntitle = \"När öppnar badhuset?\"\n+++\nKlockan nio.\n").expect("written");
        let answers = batch(Some(folder.path()), "{\"query\": \"när öppnar badhuset\"}\n{\"query\": \"x\", \"region\": \"vgr\"}\n");
        assert_eq!(answers[0]["shown"], json!(["oppettider"]), "{answers:#?}");
        assert_eq!(answers[0]["text"], "Klockan nio.");
        assert!(answers[1]["error"].as_str().is_some_and(|error| error.contains("no regions")), "{answers:#?}");
    }
}
