//! `stina eval`: how often the right rule is found, for any folder of rules and any file of questions.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "counts of questions are small, and shares lie between 0 and 1"
)]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use super::questions::{Indexed, Question, read, read_rules};
use crate::knowledge::KnowledgeBase;
use crate::knowledge::load::{embedded_vocabulary, load_dir, load_embedded};
use crate::knowledge::understand::{Asker, Decision, Understanding, understand};
use crate::language::vocabulary::Vocabulary;

/// Measure how often the right rule is found.
///
/// QUESTION FILES are TOML: a `[[question]]` for each, with `query`, `expect` (the ids of the rules that
/// answer it, more than one for a message with several questions, none where no rule answers), and if you
/// like `region`, `kind` and `accept` (ids that are as right). Or they are JSON lines: `query` with `id`
/// (empty or left out where no rule answers, and perhaps `category`), or with `region`, `source` (a heading)
/// and `answer_must_contain`.
///
/// YOUR OWN RULES: a folder with a subfolder for each region and in it a Markdown file for each rule (`+++`,
/// `title = "…"`, `+++`, the answer) is measured with `--knowledge FOLDER`. A public file of questions and
/// answers in JSON lines (`id`, `question`, `answer`, perhaps `category`) with `--faq FILE --index question`.
#[derive(Debug, clap::Args)]
pub struct EvalArgs {
    /// Files of questions, TOML or JSON lines.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// A folder of rules; without it those inside the program.
    #[arg(long, value_name = "FOLDER")]
    pub knowledge: Option<PathBuf>,
    /// Questions and answers in JSON lines, instead of a folder of rules.
    #[arg(long, value_name = "FILE", conflicts_with = "knowledge")]
    pub faq: Option<PathBuf>,
    /// What of them is searched.
    #[arg(long, value_enum, default_value = "question", requires = "faq")]
    pub index: Indexed,
    /// List every question that was not answered right.
    #[arg(long)]
    pub wrong: bool,
    /// Learn the weights anew from these questions and print them.
    #[arg(long)]
    pub calibrate: bool,
}

/// Counts for one kind of question.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Tally {
    all: usize,
    first: usize,
    third: usize,
    right: usize,
    wrong: usize,
    offered: usize,
    unknown: usize,
}

/// How one question came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of the table")]
struct Outcome {
    in_scope: bool,
    first: bool,
    third: bool,
    right: bool,
    wrong: bool,
    offered: bool,
}

/// Measures and prints the table.
///
/// # Errors
/// Where a file cannot be read, or the output not be written.
pub fn run(args: &EvalArgs, output: &mut impl Write) -> anyhow::Result<ExitCode> {
    let knowledge = match open(args)? {
        Ok(knowledge) => knowledge,
        Err(problems) => {
            for problem in problems {
                writeln!(output, "{problem}")?;
            }
            return Ok(ExitCode::FAILURE);
        }
    };
    let mut questions = Vec::new();
    for file in &args.files {
        questions.extend(read(file, &knowledge)?);
    }
    if args.calibrate {
        super::calibrate::run(&knowledge, &questions, output)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut measured = Vec::with_capacity(questions.len());
    for question in &questions {
        let asker = Asker { region: question.region.as_deref(), ..Asker::default() };
        let understood = understand(&knowledge, &question.query, &asker);
        let outcome = judge(question, &understood);
        measured.push((question, understood, outcome));
    }
    print_table(&measured, output)?;
    print_calibration(&measured, output)?;
    print_confusions(&measured, output)?;
    if args.wrong {
        print_wrong(&measured, output)?;
    }
    Ok(ExitCode::SUCCESS)
}

type Loaded = Result<KnowledgeBase, Vec<crate::knowledge::Problem>>;

fn open(args: &EvalArgs) -> anyhow::Result<Loaded> {
    Ok(match (&args.knowledge, &args.faq) {
        (Some(folder), _) => load_dir(folder),
        (None, Some(file)) => {
            let vocabulary = Vocabulary::default().or_language_of(&embedded_vocabulary());
            Ok(KnowledgeBase::new(read_rules(file, args.index)?, BTreeMap::new(), BTreeMap::new(), vocabulary))
        }
        (None, None) => load_embedded(),
    })
}

fn judge(question: &Question, understood: &Understanding) -> Outcome {
    let in_scope = !question.expect.is_empty();
    let is_expected = |id: &String| question.expect.iter().any(|ids| ids.contains(id));
    let ranked: Vec<&String> = understood.ranking.iter().map(|scored| &scored.id).collect();
    let all_among = |shown: &[&String]| question.expect.iter().all(|ids| shown.iter().any(|id| ids.contains(id)));
    let shown: Vec<&String> = understood.shown.iter().chain(&understood.offered).collect();
    let answered = understood.decision == Decision::Answer;
    let offered = understood.decision == Decision::Choose;
    let several = question.expect.len() > 1;
    let right = if in_scope {
        if several {
            (answered && all_among(&shown)) || (offered && all_among(&shown))
        } else {
            (answered || offered) && shown.iter().any(|id| is_expected(id))
        }
    } else {
        !answered && !offered
    };
    Outcome {
        in_scope,
        first: in_scope && ranked.first().is_some_and(|id| is_expected(id)),
        third: in_scope
            && if several { all_among(&ranked[..ranked.len().min(3)]) } else { ranked.iter().take(3).any(|id| is_expected(id)) },
        right,
        wrong: answered && !shown.iter().any(|id| is_expected(id)),
        offered,
    }
}

type Measured<'a> = (&'a Question, Understanding, Outcome);

fn count(tally: &mut Tally, outcome: Outcome, understood: &Understanding) {
    tally.all += 1;
    tally.first += usize::from(outcome.first);
    tally.third += usize::from(outcome.third);
    tally.right += usize::from(outcome.right);
    tally.wrong += usize::from(outcome.wrong);
    tally.offered += usize::from(outcome.offered);
    tally.unknown += usize::from(matches!(understood.decision, Decision::Unknown(_) | Decision::Other(_)));
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
}

fn print_table(measured: &[Measured<'_>], output: &mut impl Write) -> std::io::Result<()> {
    let mut kinds: BTreeMap<(bool, String), Tally> = BTreeMap::new();
    let mut regions: BTreeMap<String, Tally> = BTreeMap::new();
    let mut whole = Tally::default();
    for (question, understood, outcome) in measured {
        count(kinds.entry((!outcome.in_scope, question.kind.clone())).or_default(), *outcome, understood);
        if outcome.in_scope {
            count(&mut whole, *outcome, understood);
            count(regions.entry(question.region.clone().unwrap_or_default()).or_default(), *outcome, understood);
        }
    }
    writeln!(output, "Questions that a rule answers (percent)")?;
    writeln!(output, "{:<14}{:>6}{:>9}{:>9}{:>8}{:>8}{:>9}{:>9}", "kind", "n", "first", "top 3", "right", "wrong", "offered", "unknown")?;
    let mut line = |name: &str, tally: &Tally| {
        let part = |count| percent(count, tally.all);
        writeln!(
            output,
            "{:<14}{:>6}{:>9.1}{:>9.1}{:>8.1}{:>8.1}{:>9.1}{:>9.1}",
            if name.is_empty() { "–" } else { name },
            tally.all,
            part(tally.first),
            part(tally.third),
            part(tally.right),
            part(tally.wrong),
            part(tally.offered),
            part(tally.unknown)
        )
    };
    for ((_, kind), tally) in kinds.iter().filter(|((outside, _), _)| !outside) {
        line(kind, tally)?;
    }
    if regions.len() <= 5 {
        for (region, tally) in &regions {
            line(region, tally)?;
        }
    }
    line("all", &whole)?;
    if kinds.keys().any(|(outside, _)| *outside) {
        writeln!(output, "\nQuestions that no rule answers (percent)")?;
        writeln!(output, "{:<14}{:>6}{:>10}{:>9}{:>9}", "kind", "n", "answered", "offered", "unknown")?;
        for ((_, kind), tally) in kinds.iter().filter(|((outside, _), _)| *outside) {
            let part = |count| percent(count, tally.all);
            writeln!(
                output,
                "{:<14}{:>6}{:>10.1}{:>9.1}{:>9.1}",
                if kind.is_empty() { "–" } else { kind.as_str() },
                tally.all,
                part(tally.wrong),
                part(tally.offered),
                part(tally.unknown)
            )?;
        }
    }
    Ok(())
}

fn print_calibration(measured: &[Measured<'_>], output: &mut impl Write) -> std::io::Result<()> {
    let mut bins = [(0_usize, 0_usize, 0.0_f64); 10];
    let mut off = 0.0;
    for (_, understood, outcome) in measured {
        let Some(best) = understood.ranking.first() else { continue };
        let at = ((f64::from(best.score) * 10.0) as usize).min(9);
        bins[at].0 += 1;
        bins[at].1 += usize::from(outcome.first);
        bins[at].2 += f64::from(best.score);
    }
    writeln!(output, "\nCalibration: of questions with this score, how many had the right rule first")?;
    writeln!(output, "{:<12}{:>6}{:>10}{:>10}", "score", "n", "mean", "right")?;
    for (at, (all, right, sum)) in bins.iter().enumerate().filter(|(_, (all, _, _))| *all > 0) {
        let (mean, share) = (sum / *all as f64, *right as f64 / *all as f64);
        off += (mean - share).abs() * *all as f64;
        writeln!(output, "{:<12}{all:>6}{mean:>10.2}{share:>10.2}", format!("{:.1}–{:.1}", at as f64 / 10.0, (at + 1) as f64 / 10.0))?;
    }
    writeln!(output, "mean distance {:.3}", off / (measured.len().max(1)) as f64)
}

fn print_confusions(measured: &[Measured<'_>], output: &mut impl Write) -> std::io::Result<()> {
    let mut pairs: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (question, understood, outcome) in measured.iter().filter(|(_, _, outcome)| outcome.in_scope && !outcome.first) {
        let _ = outcome;
        let wanted = question.expect.first().and_then(|ids| ids.first()).cloned().unwrap_or_default();
        let got = understood.ranking.first().map(|scored| scored.id.clone()).unwrap_or_default();
        *pairs.entry((wanted, got)).or_default() += 1;
    }
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    if !pairs.is_empty() {
        writeln!(output, "\nWorst confusions (wanted → ranked first)")?;
    }
    for ((wanted, got), times) in pairs.iter().take(10) {
        writeln!(output, "{times:>4}  {wanted} → {got}")?;
    }
    Ok(())
}

fn print_wrong(measured: &[Measured<'_>], output: &mut impl Write) -> std::io::Result<()> {
    writeln!(output, "\nNot right")?;
    for (question, understood, outcome) in measured {
        if outcome.right && (outcome.first || !outcome.in_scope) {
            continue;
        }
        let ranked: Vec<String> = understood.ranking.iter().take(3).map(|scored| format!("{} {:.2}", scored.id, scored.score)).collect();
        writeln!(
            output,
            "[{}] {}\n    {:?}, wanted {:?}, got {}",
            question.kind,
            question.query,
            understood.decision,
            question.expect,
            ranked.join(", ")
        )?;
    }
    Ok(())
}
