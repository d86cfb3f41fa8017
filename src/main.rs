//! The program: reads the command line and calls what it names.

#![recursion_limit = "256"]

use std::{io, process::ExitCode};

use clap::{Parser, Subcommand};
use stina::cli;

/// Stina answers ST doctors' questions and keeps their deadlines, on Matrix.
#[derive(Debug, Parser)]
#[command(name = "stina", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(cli::init::InitArgs),
    Run(cli::run::RunArgs),
    Chat(cli::chat::ChatArgs),
    Ask(cli::ask::AskArgs),
    When(cli::when::WhenArgs),
    Plan(cli::plan::PlanArgs),
    Check(cli::check::CheckArgs),
    Eval(cli::eval::EvalArgs),
    Explain(cli::explain::ExplainArgs),
    Doctor(cli::doctor::DoctorArgs),
    Role(cli::people::RoleArgs),
    People(cli::people::PeopleArgs),
    Audit(cli::people::AuditArgs),
    Questions(cli::maintain::QuestionsArgs),
    Backup(cli::maintain::BackupArgs),
    Restore(cli::maintain::RestoreArgs),
    RecoveryKey(cli::maintain::RecoveryKeyArgs),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match dispatch(arguments.command) {
        Ok(code) => code,
        // A reader that has seen enough (`stina … | head`) is no failure.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            cli::complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> anyhow::Result<ExitCode> {
    let input = io::stdin().lock();
    let mut output = io::BufWriter::new(io::stdout().lock());
    let code = match command {
        Command::Init(args) => cli::init::run(&args, &mut output),
        Command::Ask(args) => cli::ask::run(&args, input, &mut output),
        Command::When(args) => Ok(cli::when::run(&args, input, &mut output)?),
        Command::Plan(args) => cli::plan::run(&args, &mut output),
        Command::Check(args) => cli::check::run(&args, &mut output, cli::today()),
        Command::Eval(args) => cli::eval::run(&args, &mut output),
        Command::Explain(args) => cli::explain::run(&args, &mut output),
        Command::Role(args) => wait_for(cli::people::role(&args, &mut output)),
        Command::People(args) => wait_for(cli::people::people(&args, &mut output)),
        Command::Audit(args) => wait_for(cli::people::audit(&args, &mut output)),
        Command::Questions(args) => wait_for(cli::maintain::questions(&args, &mut output)),
        Command::Backup(args) => wait_for(cli::maintain::backup(&args, &mut output)),
        Command::Restore(args) => wait_for(cli::maintain::restore(&args, &mut output)),
        Command::RecoveryKey(args) => wait_for(cli::maintain::recovery_key(&args, &mut output)),
        Command::Doctor(args) => wait_for(cli::doctor::run(&args, &mut output)),
        Command::Run(args) => {
            drop((input, output));
            return wait_for(cli::run::run(&args));
        }
        Command::Chat(args) => {
            drop((input, output));
            return wait_for(cli::chat::run(&args));
        }
    };
    io::Write::flush(&mut output)?;
    code
}

/// Runs something that waits. Two threads are enough: nearly all time goes into waiting.
fn wait_for<T>(task: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(task)
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe))
}
