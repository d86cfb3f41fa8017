//! `stina explain`: how a question was read, and why the first rules scored as they did.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::knowledge::calibrate::Spoken;
use crate::knowledge::explain::{Explained, explain};
use crate::knowledge::load::{load_dir, load_embedded};
use crate::knowledge::understand::{Asker, Decision, Reason, SmallTalk};
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
/// Where the output cannot be written.
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
        super::complain(&format!("unknown region \"{region}\"; known: {}", knowledge.regions().join(", ")));
        return Ok(super::exit(super::WRONG_USAGE));
    }
    if let Some(id) = args.previous.as_deref().filter(|id| knowledge.rule(id).is_none()) {
        super::complain(&format!("unknown rule \"{id}\"; rules are named region.rule, as in vgr.kontakt"));
        return Ok(super::exit(super::WRONG_USAGE));
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
    writeln!(output, "\nBeslut: {}", in_words(&explained.understanding.decision))?;
    if !explained.understanding.shown.is_empty() {
        writeln!(output, "  visar: {}", explained.understanding.shown.join(", "))?;
    }
    if let Some(elsewhere) = &explained.understanding.elsewhere {
        writeln!(output, "  nämner från en annan region: {elsewhere}")?;
    }
    let order: Vec<String> = explained.understanding.ranking.iter().map(|rule| format!("{} {:.3}", rule.id, rule.score)).collect();
    writeln!(output, "  ordning: {}", order.join(", "))?;
    write!(output, "  ingen regel: {:.2}, medicinskt: {:.1}", explained.none, explained.medical.degree)?;
    let said = &explained.medical.said;
    writeln!(output, "{}", if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) })?;
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

/// What was decided.
fn in_words(decision: &Decision) -> String {
    match decision {
        Decision::Answer => "svara".to_owned(),
        Decision::Choose => "låta den som frågar välja".to_owned(),
        Decision::Unknown(reason) => match reason {
            Reason::Empty => "inget att läsa".to_owned(),
            Reason::Medical => "medicinsk fråga, besvaras inte".to_owned(),
            Reason::OtherRegion(rules) => format!("bara en annan region har en regel: {}", rules.join(", ")),
            Reason::Elsewhere(place) => format!("gäller {place}, som det inte finns regler för"),
            Reason::Within => "gäller en flytt mellan regioner, som reglerna inte talar om".to_owned(),
            Reason::OutOfScope => "utanför reglerna".to_owned(),
            Reason::OnlyMeaning => "frågar vad en förkortning står för, som ingen regel nämner".to_owned(),
            Reason::Unrelated => "har inte med arbetet att göra".to_owned(),
            Reason::NoMatch => "vet inte".to_owned(),
        },
        Decision::Other(talk) => {
            let kind = match talk {
                SmallTalk::Greeting => "hälsning",
                SmallTalk::Thanks => "tack",
                SmallTalk::Praise => "beröm",
                SmallTalk::Farewell | SmallTalk::Night => "avsked",
                SmallTalk::Who => "om Stina själv",
                SmallTalk::Help => "hjälp",
                SmallTalk::Apology => "ursäkt",
                SmallTalk::Chat | SmallTalk::Mood | SmallTalk::Pity => "småprat",
                SmallTalk::Stop => "hon ska vara tyst",
                SmallTalk::Complaint => "klagomål",
                SmallTalk::Strain | SmallTalk::Despair => "någon mår inte bra",
                SmallTalk::Privacy => "vad hon sparar",
            };
            format!("ingen fråga: {kind}")
        }
    }
}

fn write_word(word: &Word, output: &mut impl Write) -> std::io::Result<()> {
    let kind = if word.derived { "+" } else { " " };
    let text = if word.derived { &word.key } else { &word.text };
    write!(output, " {kind}{text:<24} vikt {:.2}", word.weight)?;
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
    writeln!(output, "        {}", told.join(", "))?;
    let Spoken { kind, missing, beside, .. } = rule.spoken;
    let doubt = rule.spoken.doubt();
    writeln!(output, "        tvivel {doubt:.1}: frågans slag {kind:.2}, saknas i regeln {missing:.2}, i frågesättet {beside:.2}")
}
