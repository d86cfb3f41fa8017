//! Reads question files for `stina eval`: TOML and JSON lines, ours and those of public data.

use std::path::Path;

use anyhow::{Context as _, bail};
use serde::Deserialize;

use crate::knowledge::{KnowledgeBase, Rule};

/// A question with what answers it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Question {
    /// What is asked.
    pub query: String,
    /// The asker's region.
    pub region: Option<String>,
    /// What kind of question it is, for the table.
    pub kind: String,
    /// For each question in the message the ids that answer it; empty where no rule does.
    pub expect: Vec<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionFile {
    question: Vec<TomlQuestion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TomlQuestion {
    query: String,
    region: Option<String>,
    #[serde(default)]
    kind: String,
    expect: Vec<String>,
    #[serde(default)]
    accept: Vec<String>,
}

#[derive(Deserialize)]
struct JsonQuestion {
    query: String,
    region: Option<String>,
    kind: Option<String>,
    id: Option<String>,
    category: Option<String>,
    source: Option<OneOrMany>,
    #[serde(default)]
    answer_must_contain: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
struct JsonRule {
    id: String,
    question: String,
    answer: String,
    category: Option<String>,
}

/// What of a public question-and-answer file is made searchable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Indexed {
    /// Only the questions.
    Question,
    /// Only the answers.
    Answer,
    /// Both.
    Both,
}

/// Reads a question file; `.toml` as ours, anything else as JSON lines.
///
/// # Errors
/// Where the file cannot be read, or something in it is not a question: all that is wrong at once, a line for each.
pub fn read(path: &Path, knowledge: &KnowledgeBase) -> anyhow::Result<Vec<Question>> {
    let name = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("{name} går inte att läsa"))?;
    let mut problems = Vec::new();
    let mut questions = Vec::new();
    let mut take = |place: String, question: anyhow::Result<Question>| match question {
        Ok(question) => questions.push(question),
        Err(cause) => problems.push(format!("{place}: {cause:#}")),
    };
    if path.extension().is_some_and(|ending| ending == "toml") {
        let file: QuestionFile = toml::from_str(&text).with_context(|| format!("{name} är ingen frågefil"))?;
        for question in file.question {
            let line = text.lines().position(|line| line.contains(question.query.lines().next().unwrap_or_default()));
            take(format!("{name}:{}", line.map_or(0, |line| line + 1)), from_toml(question, knowledge));
        }
    } else {
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let read = serde_json::from_str::<JsonQuestion>(line).context("är ingen fråga");
            take(format!("{name}:{}", number + 1), read.and_then(|question| from_json(question, knowledge)));
        }
    }
    if !problems.is_empty() {
        bail!("{}", problems.join("\n"));
    }
    Ok(questions)
}

/// Fails where the rules have regions and this is none of them.
fn check_region(region: Option<&str>, knowledge: &KnowledgeBase) -> anyhow::Result<()> {
    let known = knowledge.regions();
    match region.filter(|region| !known.is_empty() && !known.contains(region)) {
        Some(region) => bail!("regionen ”{region}” finns inte; det finns {}", known.join(", ")),
        None => Ok(()),
    }
}

fn from_toml(question: TomlQuestion, knowledge: &KnowledgeBase) -> anyhow::Result<Question> {
    check_region(question.region.as_deref(), knowledge)?;
    for id in question.expect.iter().chain(&question.accept) {
        if knowledge.rule(id).is_none() {
            bail!("”{id}” är ingen regel (frågan ”{}”)", question.query);
        }
    }
    let expect = question.expect.into_iter().map(|id| std::iter::once(id).chain(question.accept.iter().cloned()).collect()).collect();
    Ok(Question { query: question.query, region: question.region, kind: question.kind, expect })
}

fn from_json(question: JsonQuestion, knowledge: &KnowledgeBase) -> anyhow::Result<Question> {
    check_region(question.region.as_deref().map(slug).as_deref(), knowledge)?;
    let region = question.region.or(question.category);
    // An empty id says that no rule answers it.
    let expect = match (&question.id.filter(|id| !id.is_empty()), &question.source) {
        (Some(id), _) => {
            let found = knowledge
                .rules
                .iter()
                .find(|rule| rule.id == *id || rule.slug == slug(id) && region.as_ref().is_none_or(|region| rule.region == slug(region)));
            let Some(found) = found else { bail!("”{id}” är ingen regel") };
            vec![vec![found.id.clone()]]
        }
        (None, Some(OneOrMany::One(heading))) => vec![under_heading(heading, region.as_deref(), &question.answer_must_contain, knowledge)?],
        (None, Some(OneOrMany::Many(headings))) => {
            // One string for each of the headings, where there are as many; else all for each.
            let own = headings.len() == question.answer_must_contain.len();
            headings
                .iter()
                .enumerate()
                .map(|(at, heading)| {
                    let strings = if own { &question.answer_must_contain[at..=at] } else { &question.answer_must_contain[..] };
                    under_heading(heading, region.as_deref(), strings, knowledge)
                })
                .collect::<anyhow::Result<_>>()?
        }
        (None, None) => Vec::new(),
    };
    Ok(Question { query: question.query, region: region.as_deref().map(slug), kind: question.kind.unwrap_or_default(), expect })
}

/// The rules under a heading whose answers hold the strings, or those that hold most of them.
fn under_heading(heading: &str, region: Option<&str>, strings: &[String], knowledge: &KnowledgeBase) -> anyhow::Result<Vec<String>> {
    let wanted = plain(heading);
    let mut found: Vec<(usize, &Rule)> = knowledge
        .rules
        .iter()
        .filter(|rule| region.is_none_or(|region| rule.region == region))
        .filter(|rule| {
            rule.heading
                .as_deref()
                .map(plain)
                .is_some_and(|own| own == wanted || own.rsplit(": ").next().is_some_and(|last| last == wanted))
        })
        .map(|rule| {
            let body = plain(&rule.body);
            (strings.iter().filter(|string| body.contains(&plain(string))).count(), rule)
        })
        .collect();
    let Some(most) = found.iter().map(|(count, _)| *count).max() else { bail!("ingen regel har rubriken ”{heading}”") };
    found.retain(|(count, _)| *count == most);
    Ok(found.into_iter().map(|(_, rule)| rule.id.clone()).collect())
}

/// A text without what does not count when headings are compared.
fn plain(text: &str) -> String {
    let plain: String = text
        .to_lowercase()
        .chars()
        .filter(|letter| !matches!(letter, '"' | '”' | '“' | '\'' | '*' | '_'))
        .map(|letter| if matches!(letter, '–' | '—') { '-' } else { letter })
        .collect();
    plain.trim().to_owned()
}

/// A name that can be a folder or a file.
fn slug(name: &str) -> String {
    name.to_lowercase().chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect()
}

/// Makes rules of a public question-and-answer file (JSON lines with `id`, `question`, `answer` and perhaps
/// `category`, which takes the region's place).
///
/// # Errors
/// Where the file cannot be read, or a line is no such entry.
pub fn read_rules(path: &Path, indexed: Indexed) -> anyhow::Result<Vec<Rule>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} går inte att läsa", path.display()))?;
    let mut rules = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let entry: JsonRule =
            serde_json::from_str(line).with_context(|| format!("{}:{} är ingen fråga med svar", path.display(), number + 1))?;
        let region = entry.category.as_deref().map_or_else(|| "alla".to_owned(), slug);
        let slug = slug(&entry.id);
        rules.push(Rule {
            id: format!("{region}.{slug}"),
            region,
            slug,
            title: if indexed == Indexed::Answer { String::new() } else { entry.question },
            body: if indexed == Indexed::Question { String::new() } else { entry.answer },
            ..Rule::default()
        });
    }
    Ok(rules)
}
