//! `stina plan`: the plan of an ST from its dates, as text, JSON or picture.

use std::{fs, io::Write, path::PathBuf, process::ExitCode};

use anyhow::{Context, bail};
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    assistant::{
        markup,
        plan::{board::Board, trouble},
        wording::Language,
    },
    plan::{Period, Tick, Training, Trouble, schedule},
};

use super::{WRONG_USAGE, complain, exit, known_region, today, world};

/// The plan of one's ST: what happens when, from its first day.
#[derive(Debug, clap::Args)]
pub struct PlanArgs {
    /// The region whose plan it is.
    #[arg(long)]
    pub region: String,
    /// The first day of ST, e.g. 2025-09-01.
    #[arg(long, value_name = "DATE")]
    pub start: String,
    /// The day as of which moments are done, near or late [default: today in Sweden].
    #[arg(long, value_name = "DATE")]
    pub today: Option<String>,
    /// The planned length at full time, in months [default: the region's].
    #[arg(long)]
    pub months: Option<u32>,
    /// How much is worked, in percent.
    #[arg(long, value_name = "PERCENT")]
    pub part_time: Option<u32>,
    /// Full leave from the first to the last day, e.g. 2026-03-01/2026-12-31. May be repeated.
    #[arg(long, value_name = "FROM/TO")]
    pub leave: Vec<String>,
    /// A placement: name=first day/last day, e.g. psykiatri=2027-03-08/2027-05-30. May be repeated.
    #[arg(long, value_name = "NAME=FROM/TO")]
    pub placement: Vec<String>,
    /// A moment that is done, by its id. May be repeated.
    #[arg(long, value_name = "ID")]
    pub done: Vec<String>,
    /// Print JSON: [{"id", "title", "state", "from", "to"}].
    #[arg(long)]
    pub json: bool,
    /// Write the picture to this file, as a PNG.
    #[arg(long, value_name = "FILE")]
    pub picture: Option<PathBuf>,
    /// Draw the picture for a dark theme.
    #[arg(long)]
    pub dark: bool,
    /// Answer in English.
    #[arg(long)]
    pub english: bool,
    /// A folder of rules and plans instead of those inside the program.
    #[arg(long, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,
}

/// One moment as JSON.
#[derive(Serialize)]
struct Shown {
    id: String,
    title: String,
    state: &'static str,
    from: Date,
    to: Date,
}

/// Prints the plan, and draws it where asked to.
///
/// # Errors
/// When the rules cannot be loaded, or the picture or the output cannot be written.
pub fn run(args: &PlanArgs, output: &mut impl Write) -> anyhow::Result<ExitCode> {
    let language = if args.english { Language::English } else { Language::Swedish };
    let world = world(args.knowledge.as_deref(), None)?;
    let region = known_region(&args.region, &world).unwrap_or_else(|| args.region.clone());
    let Some(plan) = world.knowledge.plans.get(&region) else {
        let known: Vec<&str> = world.knowledge.plans.keys().map(String::as_str).collect();
        complain(&format!("no plan for \"{}\"; there are plans for: {}", args.region, known.join(", ")));
        return Ok(exit(WRONG_USAGE));
    };
    let today = match args.today.as_deref().map(day).transpose() {
        Ok(day) => day.unwrap_or_else(today),
        Err(error) => return Ok(wrong(&error)),
    };
    let mut training = match training(args, plan.months, today, language) {
        Ok(training) => training,
        Err(error) => return Ok(wrong(&error)),
    };
    for id in &args.done {
        if schedule(plan, &training, today).find(id).is_none() {
            return Ok(wrong(&anyhow::anyhow!("no moment \"{id}\" in this plan; --json shows the ids")));
        }
        training.ticks.insert(id.clone(), Tick::Done { on: today });
    }
    let schedule = schedule(plan, &training, today);
    let region = world.region(&region);
    let board = Board { plan, region: &region.short, training: &training, schedule: &schedule, today, language, whose: None };
    if let Some(path) = &args.picture {
        let png = crate::plan::picture::png(&board.drawing())?;
        fs::write(path, png).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    if args.json {
        let shown: Vec<Shown> = schedule
            .moments
            .iter()
            .map(|placed| Shown {
                id: placed.id.clone(),
                title: crate::assistant::plan::words::title(placed, &training, language),
                state: placed.state.name(),
                from: placed.from,
                to: placed.to,
            })
            .collect();
        serde_json::to_writer(&mut *output, &shown)?;
        output.write_all(b"\n")?;
    } else {
        writeln!(output, "{}", markup::render(&board.whole()).plain)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn wrong(error: &anyhow::Error) -> ExitCode {
    complain(&format!("{error:#}"));
    exit(WRONG_USAGE)
}

/// The person's part, from the arguments. `planned` is the plan's length in months.
fn training(args: &PlanArgs, planned: u16, today: Date, language: Language) -> anyhow::Result<Training> {
    let refused = |trouble: Trouble| anyhow::anyhow!("{}", markup::render(&trouble::say(trouble, language)).plain);
    let start = day(&args.start)?;
    Training::check_start(start, today).map_err(refused)?;
    let mut training = Training { dark: args.dark, ..Training::new(start) };
    if let Some(months) = args.months {
        training.set_months(months).map_err(refused)?;
    }
    if let Some(percent) = args.part_time {
        training.set_percent(percent, None).map_err(refused)?;
    }
    for leave in &args.leave {
        let leave = period(leave)?;
        training.check_within(leave, planned).and_then(|()| training.add_leave(leave)).map_err(refused)?;
    }
    for placement in &args.placement {
        let Some((name, dates)) = placement.split_once('=').filter(|(name, _)| !name.trim().is_empty()) else {
            bail!("\"{placement}\" is no placement; write it like psykiatri=2027-03-08/2027-05-30");
        };
        let dates = period(dates)?;
        training.check_within(dates, planned).and_then(|()| training.add_placement(name.trim(), dates)).map_err(refused)?;
    }
    Ok(training)
}

fn day(text: &str) -> anyhow::Result<Date> {
    text.trim().parse().map_err(|_| anyhow::anyhow!("\"{text}\" is no date; write it like 2025-09-01"))
}

fn period(text: &str) -> anyhow::Result<Period> {
    let Some((from, to)) = text.split_once('/') else { bail!("\"{text}\" is no stretch of days; write it like 2026-03-01/2026-12-31") };
    Ok(Period { from: day(from)?, to: day(to)? })
}
