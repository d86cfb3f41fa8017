//! `stina explain`: how a question was read, and why the first rules scored as they did.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;

use crate::knowledge::explain::{Explained, explain};
use crate::knowledge::load::{load_dir, load_embedded};
use crate::knowledge::understand::Asker;
use crate::language::english::Language;
use crate::language::reading::{Note, Word};

/// Show how a question is read and why rules score as they do.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// The asker's region.
    #[arg(long)]
    pub region: Option<String>,
    /// A folder of rules; without it those inside the program.
    #[arg(long, value_name = "FOLDER")]
    pub knowledge: Option<PathBuf>,
    /// The id of the rule that was answered just before.
    #[arg(long, value_name = "ID")]
    pub previous: Option<String>,
    /// The question.
    #[arg(required = true, value_name = "TEXT")]
    pub text: Vec<String>,
}

/// Explains and prints.
///
/// # Errors
/// Where the region is not known, or the output cannot be written.
pub fn run(args: &ExplainArgs, output: &mut impl Write) -> anyhow::Result<ExitCode> {
    let loaded = args.knowledge.as_ref().map_or_else(load_embedded, |folder| load_dir(folder));
    let knowledge = match loaded {
        Ok(knowledge) => knowledge,
        Err(problems) => {
            for problem in problems {
                writeln!(output, "{problem}")?;
            }
            return Ok(ExitCode::FAILURE);
        }
    };
    if let Some(region) = args.region.as_deref().filter(|region| !knowledge.regions().contains(region)) {
        bail!("regionen ”{region}” finns inte; det finns {}", knowledge.regions().join(", "));
    }
    let text = args.text.join(" ");
    let asker = Asker { region: args.region.as_deref(), previous: args.previous.as_deref(), ..Asker::default() };
    let explained = explain(&knowledge, &text, &asker, 5);

    let language = match explained.reading.language {
        Language::Swedish => "svenska",
        Language::English => "engelska",
    };
    writeln!(output, "Läst som {language}:")?;
    for word in &explained.reading.words {
        write_word(word, output)?;
    }
    if !explained.reading.years.is_empty() {
        let years: Vec<String> = explained.reading.years.iter().map(u8::to_string).collect();
        writeln!(output, "  år av ST: {}", years.join(", "))?;
    }
    if !explained.told.is_empty() {
        writeln!(output, "\nDelar:")?;
        for (text, asks) in &explained.told {
            writeln!(output, "  {} {text}", if *asks { "frågar:  " } else { "berättar:" })?;
        }
    }
    writeln!(output, "\nBeslut: {:?}", explained.understanding.decision)?;
    if !explained.understanding.shown.is_empty() {
        writeln!(output, "  visar: {}", explained.understanding.shown.join(", "))?;
    }
    if let Some(elsewhere) = &explained.understanding.elsewhere {
        writeln!(output, "  nämner från en annan region: {elsewhere}")?;
    }
    let order: Vec<String> = explained.understanding.ranking.iter().map(|rule| format!("{} {:.3}", rule.id, rule.score)).collect();
    writeln!(output, "  ordning: {}", order.join(", "))?;
    writeln!(output, "  ingen regel: {:.2}, medicinskt: {:.1}", explained.none, explained.medical)?;
    writeln!(output, "\nRegler, för meddelandet som helhet:")?;
    for rule in &explained.rules {
        write_rule(rule, output)?;
    }
    let outside: Vec<&Explained> = explained.outside.iter().filter(|matter| matter.score >= 0.01).collect();
    if !outside.is_empty() {
        writeln!(output, "\nUtanför reglerna:")?;
        for matter in outside {
            write_rule(matter, output)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write_word(word: &Word, output: &mut impl Write) -> std::io::Result<()> {
    let kind = if word.derived { "+" } else { " " };
    write!(output, " {kind}{:<24} vikt {:.2}", word.text, word.weight)?;
    for note in &word.notes {
        match note {
            Note::ShortFor(meaning) => write!(output, "  står för {meaning}")?,
            Note::Corrected(known) => write!(output, "  rättat till {known}")?,
            Note::BeginningOf(known) => write!(output, "  början på {known}")?,
            Note::Resembles(known) => write!(output, "  liknar {known}")?,
            Note::Split(parts) => write!(output, "  delat {}", parts.join("|"))?,
            Note::Joined(pieces) => write!(output, "  hopskrivet av {}", pieces.join(" + "))?,
            Note::SynonymOf(name) => write!(output, "  synonym till ”{name}”")?,
            Note::Unknown => write!(output, "  okänt")?,
        }
    }
    writeln!(output)
}

fn write_rule(rule: &Explained, output: &mut impl Write) -> std::io::Result<()> {
    writeln!(output, "{:>6.3}  {}", rule.score, rule.id)?;
    if let Some(nearest) = &rule.nearest {
        writeln!(output, "        närmast: {nearest}")?;
    }
    let told: Vec<String> = rule
        .evidence
        .iter()
        .filter(|(_, value, added)| value.abs() > 0.005 && added.abs() > 0.005)
        .map(|(name, value, added)| format!("{name} {value:.2} (+{added:.2})"))
        .collect();
    writeln!(output, "        {}", told.join(", "))
}
