//! Reads rules, the documents they come from and the names of regions from the texts of a folder's files; every
//! problem is noted, with the line it stands on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::rule::{EnglishFrontMatter, EnglishRule, FrontMatter, Problem, Region, Rule, Severity, Source, line_of, line_of_key, parts_of};
use super::searchable::Searchable;
use crate::language::vocabulary::Vocabulary;

/// The files of a folder, by path relative to it, with `/` between the parts.
pub(super) type Files = BTreeMap<String, String>;

/// Makes searchable what can be used in the files, and notes what cannot. `words` gives the vocabulary of a folder
/// that has none.
pub(super) fn read(files: &Files, problems: &mut Vec<Problem>, words: impl FnOnce() -> Vocabulary) -> Searchable {
    let vocabulary = files.get("vocabulary.toml").map_or_else(words, |text| read_vocabulary(text, problems));
    let sources = read_sources(files, problems);
    let rules = read_rules(files, problems);
    let regions = read_regions(files, problems);
    check_references(files, &rules, &sources, problems);
    Searchable::new(rules, sources, regions, vocabulary)
}

pub(super) fn has_rules(files: &Files) -> bool {
    files.keys().any(|path| has_ending(path, "md") && path.contains('/'))
}

fn read_vocabulary(text: &str, problems: &mut Vec<Problem>) -> Vocabulary {
    Vocabulary::parse(text).unwrap_or_else(|cause| {
        problems.push(toml_problem("vocabulary.toml", text, 0, &cause));
        Vocabulary::default()
    })
}

fn toml_problem(file: &str, text: &str, lines_before: usize, cause: &toml::de::Error) -> Problem {
    let line = cause.span().map_or(0, |span| lines_before + line_of(text, span.start));
    error(file, line, cause.message().to_owned(), "Rätta raden så att den blir giltig TOML med de nycklar som finns.")
}

/// Reads a file of tables, each under its id; an empty one where the file is missing.
fn read_tables<T: serde::de::DeserializeOwned>(name: &str, files: &Files, problems: &mut Vec<Problem>) -> BTreeMap<String, T> {
    let Some(text) = files.get(name) else { return BTreeMap::new() };
    toml::from_str(text).unwrap_or_else(|cause| {
        problems.push(toml_problem(name, text, 0, &cause));
        BTreeMap::new()
    })
}

/// Reads `sources.toml`: a table for each document, under its id.
fn read_sources(files: &Files, problems: &mut Vec<Problem>) -> BTreeMap<String, Source> {
    let mut sources: BTreeMap<String, Source> = read_tables("sources.toml", files, problems);
    for (id, source) in &mut sources {
        id.clone_into(&mut source.id);
        if source.title.trim().is_empty() {
            let text = files.get("sources.toml").map_or("", String::as_str);
            let line = text.lines().position(|line| line.trim() == format!("[{id}]")).map_or(0, |at| at + 1);
            problems.push(error("sources.toml", line, format!("källan ”{id}” saknar titel"), "Skriv title = \"…\" under den."));
        }
    }
    sources
}

/// Reads `regions.toml`: how people name the regions whose rules lie in the folders beside it.
fn read_regions(files: &Files, problems: &mut Vec<Problem>) -> BTreeMap<String, Region> {
    let regions: BTreeMap<String, Region> = read_tables("regions.toml", files, problems);
    let has_rules =
        |id: &str| files.keys().any(|path| has_ending(path, "md") && path.split_once('/').is_some_and(|(region, _)| region == id));
    for id in regions.keys().filter(|id| !has_rules(id)) {
        let text = files.get("regions.toml").map_or("", String::as_str);
        let line = text.lines().position(|line| line.trim() == format!("[{id}]")).map_or(0, |at| at + 1);
        problems.push(error(
            "regions.toml",
            line,
            format!("regionen ”{id}” har ingen mapp med regler"),
            "Stava som mappen, eller ta bort regionen.",
        ));
    }
    regions
}

fn read_rules(files: &Files, problems: &mut Vec<Problem>) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| has_ending(path, "md")) {
        let Some((region, name)) = path.split_once('/') else {
            if !path.eq_ignore_ascii_case("readme.md") {
                problems.push(error(
                    path,
                    0,
                    "regeln ligger inte i en regions mapp".to_owned(),
                    "Flytta filen till en undermapp, till exempel vgr/.",
                ));
            }
            continue;
        };
        let stem = name.strip_suffix(".md").unwrap_or(name);
        if let Some(swedish) = stem.strip_suffix(".en") {
            let original = format!("{region}/{swedish}.md");
            if !files.contains_key(&original) {
                problems.push(error(
                    path,
                    0,
                    "den engelska texten har ingen svensk regel".to_owned(),
                    &format!("Skriv {original} eller ta bort filen."),
                ));
            }
            continue;
        }
        if let Some(rule) = read_rule(path, region, stem, text, problems) {
            let english_path = format!("{region}/{stem}.en.md");
            let english = files.get(&english_path).and_then(|text| read_english(&english_path, text, problems));
            rules.push(Rule { english, ..rule });
        }
    }
    rules
}

const FORMAT: &str = "En regel börjar med en rad +++, sedan title = \"…\", en rad +++ och därefter svaret.";

/// Reads a front matter whose keys may all be missing. Every key that cannot be read is told, not just the first.
fn read_front<T: serde::de::DeserializeOwned>(path: &str, front: &str, problems: &mut Vec<Problem>) -> Option<T> {
    let whole = match toml::from_str(front) {
        Ok(front) => return Some(front),
        Err(cause) => toml_problem(path, front, 1, &cause),
    };
    let alone = front.parse::<toml::Table>().into_iter().flatten().filter_map(|(key, value)| {
        let cause = toml::Table::from_iter([(key.clone(), value)]).try_into::<T>().err()?;
        let message = cause.message();
        // An unknown key is named by the message; a wrong value is not.
        let message = if message.contains(&format!("`{key}`")) { message.to_owned() } else { format!("{key}: {message}") };
        Some(error(path, 1 + line_of_key(front, &key), message, &whole.remedy))
    });
    let before = problems.len();
    problems.extend(alone);
    if problems.len() == before {
        problems.push(whole);
    }
    None
}

fn read_rule(path: &str, region: &str, slug: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Rule> {
    let fine = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte))
    };
    if !fine(slug) || !fine(region) {
        problems.push(error(
            path,
            0,
            format!("”{region}/{slug}” kan inte vara ett id"),
            "Namn på mappar och filer har bara små bokstäver a–z, siffror, bindestreck och understreck.",
        ));
    }
    let Some(parts) = parts_of(text) else {
        problems.push(error(path, 1, "raderna +++ runt inledningen saknas".to_owned(), FORMAT));
        return None;
    };
    let before = problems.len();
    let front: FrontMatter = read_front(path, parts.front, problems)?;
    if front.title.trim().is_empty() {
        problems.push(error(
            path,
            line_of_key(text, "title"),
            "titeln saknas".to_owned(),
            "Skriv frågan som regeln svarar på: title = \"…\".",
        ));
    }
    if parts.body.trim().is_empty() {
        problems.push(error(path, parts.body_line, "svaret är tomt".to_owned(), "Skriv svaret under den andra raden +++."));
    }
    if let Some(year) = front.years.iter().find(|year| !(1..=5).contains(*year)) {
        problems.push(error(path, line_of_key(text, "years"), format!("år {year} finns inte i ST"), "Ange år mellan 1 och 5."));
    }
    for (key, list) in [("ask", &front.ask), ("keywords", &front.keywords)] {
        if list.iter().any(|entry| entry.trim().is_empty()) {
            problems.push(error(path, line_of_key(text, key), format!("en rad i {key} är tom"), "Ta bort den tomma raden."));
        }
    }
    let review_by = front.review_by.and_then(|written| {
        let date = written.date.and_then(|date| {
            let (year, month, day) = (i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
            jiff::civil::Date::new(year, month, day).ok()
        });
        if date.is_none() {
            problems.push(error(
                path,
                line_of_key(text, "review_by"),
                "datumet går inte att läsa".to_owned(),
                "Skriv det som review_by = 2027-10-31.",
            ));
        }
        date
    });
    (problems.len() == before).then(|| Rule {
        id: format!("{region}.{slug}"),
        region: region.to_owned(),
        slug: slug.to_owned(),
        title: front.title.trim().to_owned(),
        ask: front.ask,
        keywords: front.keywords,
        topic: front.topic,
        source: front.source,
        heading: front.heading,
        audience: front.audience,
        review_by,
        years: front.years,
        easily_confused: front.easily_confused,
        remind: front.remind,
        body: parts.body.trim().to_owned(),
        english: None,
    })
}

fn read_english(path: &str, text: &str, problems: &mut Vec<Problem>) -> Option<EnglishRule> {
    let Some(parts) = parts_of(text) else {
        problems.push(error(path, 1, "raderna +++ runt inledningen saknas".to_owned(), FORMAT));
        return None;
    };
    let front: EnglishFrontMatter = read_front(path, parts.front, problems)?;
    if front.title.trim().is_empty() || parts.body.trim().is_empty() {
        problems.push(error(path, 1, "titeln eller svaret saknas".to_owned(), FORMAT));
        return None;
    }
    Some(EnglishRule { title: front.title.trim().to_owned(), ask: front.ask, body: parts.body.trim().to_owned() })
}

/// Whatever one file says about another.
fn check_references(files: &Files, rules: &[Rule], sources: &BTreeMap<String, Source>, problems: &mut Vec<Problem>) {
    // Ids of files, not of rules: one that cannot be read for its own reasons is there all the same.
    let ids: BTreeSet<String> = files.keys().filter_map(|path| Some(path.strip_suffix(".md")?.replacen('/', ".", 1))).collect();
    for rule in rules {
        let path = format!("{}/{}.md", rule.region, rule.slug);
        let text = files.get(&path).map_or("", String::as_str);
        for other in &rule.easily_confused {
            if !ids.contains(other) || *other == rule.id {
                problems.push(error(
                    &path,
                    line_of_key(text, "easily_confused"),
                    format!("”{other}” är ingen annan regel"),
                    "Skriv ett id som finns, med region och punkt: vgr.kursanmalan.",
                ));
            }
        }
        if let Some(source) = rule.source.as_ref().filter(|source| files.contains_key("sources.toml") && !sources.contains_key(*source)) {
            let known: Vec<&str> = sources.keys().map(String::as_str).collect();
            problems.push(error(
                &path,
                line_of_key(text, "source"),
                format!("källan ”{source}” finns inte i sources.toml"),
                &format!("Kända källor: {}.", known.join(", ")),
            ));
        }
    }
}

pub(super) fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending))
}

pub(super) fn error(file: &str, line: usize, message: String, remedy: &str) -> Problem {
    Problem { file: file.to_owned(), line, message, remedy: remedy.to_owned(), severity: Severity::Error }
}
