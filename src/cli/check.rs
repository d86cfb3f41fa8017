//! `stina check`: every problem in a folder of rules at once.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::knowledge::Severity;
use crate::knowledge::load::check_all;

/// Check a folder of rules: every problem with file, line and remedy, all at once.
///
/// Exit code 1 where something is wrong. What may be right (a way to ask that finds another rule, rules that nothing
/// tells apart, a review date that has passed) is warned of and leaves it at 0, unless `--strict` is given.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// The folder; without it the rules inside the program.
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// Count warnings as errors.
    #[arg(long)]
    pub strict: bool,
}

/// Checks and prints; `today` decides which review dates have passed.
///
/// # Errors
/// Where the output cannot be written.
pub fn run(args: &CheckArgs, output: &mut impl Write, today: jiff::civil::Date) -> anyhow::Result<ExitCode> {
    let problems = check_all(args.folder.as_deref(), today);
    for problem in &problems {
        writeln!(output, "{problem}")?;
    }
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = problems.len() - errors;
    writeln!(output, "{errors} fel, {warnings} {}", if warnings == 1 { "varning" } else { "varningar" })?;
    let bad = errors > 0 || (args.strict && warnings > 0);
    Ok(if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
