//! `stina when`: shows how a message is understood, one from the command line or many as JSON lines.

use std::io::{BufRead, Write};
use std::process::ExitCode;

use jiff::Zoned;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::language::date::{Context, Due, Outcome, read_all, say};

/// How is this message understood?
#[derive(clap::Args, Clone, Debug)]
pub struct WhenArgs {
    /// The local time at which the message counts as written, e.g. 2026-03-10T14:20 [default: the present]
    #[arg(long)]
    pub now: Option<DateTime>,
    /// The time zone of the person
    #[arg(long, default_value = "Europe/Stockholm")]
    pub zone: String,
    /// Read JSON lines {"text": …} from standard input and answer each with one
    #[arg(long, conflicts_with = "text")]
    pub batch: bool,
    /// The message
    #[arg(required_unless_present = "batch")]
    pub text: Vec<String>,
}

#[derive(Deserialize)]
struct Asked {
    text: String,
}

/// One answered line.
#[derive(Serialize)]
struct Answered<'a> {
    decision: &'static str,
    subject: &'a str,
    due: Option<String>,
    recurrence: Option<String>,
    lead: Option<Vec<String>>,
    also: Vec<String>,
    say: String,
}

/// Runs the command.
///
/// # Errors
/// When input or output fails, when the zone or the time is unknown, or a line is no JSON of that form.
pub fn run(args: &WhenArgs, input: impl BufRead, mut output: impl Write) -> std::io::Result<ExitCode> {
    let invalid = |error: &dyn std::fmt::Display| std::io::Error::new(std::io::ErrorKind::InvalidInput, error.to_string());
    let zone = TimeZone::get(&args.zone).map_err(|error| invalid(&error))?;
    let now: Zoned = match args.now {
        Some(local) => local.to_zoned(zone).map_err(|error| invalid(&error))?,
        None => crate::clock::now().to_zoned(zone),
    };
    let context = Context { now };
    if args.batch {
        for line in input.lines() {
            let line = line?;
            if line.trim().is_empty() {
                continue;
            }
            let asked: Asked = serde_json::from_str(&line)?;
            let outcomes = read_all(&asked.text, &context);
            serde_json::to_writer(&mut output, &answered(&outcomes))?;
            output.write_all(b"\n")?;
        }
    } else {
        let outcomes = read_all(&args.text.join(" "), &context);
        let answered = answered(&outcomes);
        writeln!(output, "{}", answered.say)?;
        serde_json::to_writer(&mut output, &answered)?;
        output.write_all(b"\n")?;
    }
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The first request; when the message holds more, their days stand among the other readings and what
/// she would say comes line by line.
fn answered(outcomes: &[Outcome]) -> Answered<'_> {
    let (outcome, rest) = outcomes.split_first().expect("a message is read at least once");
    let shown = |dues: &[Due]| dues.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut answered = Answered {
        decision: "set",
        subject: outcome.subject(),
        due: None,
        recurrence: None,
        lead: None,
        also: Vec::new(),
        say: outcomes.iter().map(say).collect::<Vec<_>>().join("\n"),
    };
    match outcome {
        Outcome::Set(reminder) => {
            answered.due = Some(reminder.due.to_string());
            answered.recurrence = reminder.recurrence.as_ref().map(ToString::to_string);
            answered.lead = reminder.leads.as_ref().map(|leads| leads.iter().map(ToString::to_string).collect());
            answered.also = shown(&reminder.also);
        }
        Outcome::Ask(question) => {
            answered.decision = "ask";
            answered.recurrence = question.recurrence.as_ref().map(ToString::to_string);
            answered.lead = question.leads.as_ref().map(|leads| leads.iter().map(ToString::to_string).collect());
            answered.also = shown(&question.options);
        }
        Outcome::Reject(rejection) => {
            answered.decision = "reject";
            answered.also = shown(&rejection.suggestions);
        }
    }
    let further = rest.iter().filter_map(|outcome| if let Outcome::Set(reminder) = outcome { Some(reminder.due) } else { None });
    answered.also.extend(further.map(|due| due.to_string()));
    answered
}
