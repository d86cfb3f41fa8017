//! Reads rules, the documents they come from and the names of regions from the texts of a folder's files; every
//! problem is noted, with the line it stands on.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::{Files, Place, is_flat, is_rule, normalised, regions_of};
use super::rule::{
    ENGLISH_KEYS, EnglishFrontMatter, EnglishRule, FrontMatter, Problem, REGION_KEYS, RULE_KEYS, Region, Rule, SOURCE_KEYS, Severity,
    Source, line_of, line_of_key, nearest, parts_of,
};
use super::searchable::Searchable;
use super::statements::statements;
use crate::language::vocabulary::Vocabulary;

/// Makes searchable what can be used in the files, and notes what cannot. `words` gives the vocabulary of a folder
/// that has none.
pub(super) fn read(files: &Files, problems: &mut Vec<Problem>, words: impl FnOnce() -> Vocabulary) -> Searchable {
    let mut vocabulary = files.get("vocabulary.toml").map_or_else(words, |text| read_vocabulary(text, problems));
    if files.contains_key("medical.toml") {
        vocabulary.medical = read_whole("medical.toml", files, problems);
    }
    let sources = read_sources(files, problems);
    let rules = read_rules(files, problems);
    let regions = read_regions(files, problems);
    check_references(files, &rules, &sources, problems);
    Searchable::new(rules, sources, regions, vocabulary)
}

/// Reads `vocabulary.toml`. Of a broken one every statement that is no TOML is told, or, where all are, every table
/// that is none of a vocabulary.
fn read_vocabulary(text: &str, problems: &mut Vec<Problem>) -> Vocabulary {
    const NAME: &str = "vocabulary.toml";
    let first = match Vocabulary::parse(text) {
        Ok(vocabulary) => return vocabulary,
        Err(cause) => toml_problem(NAME, text, &cause),
    };
    let before = problems.len();
    let table = table_of(NAME, text, 0, problems);
    if problems.len() == before {
        for (key, value) in table {
            let parts = match value {
                toml::Value::Array(parts) if parts.iter().all(toml::Value::is_table) => {
                    parts.into_iter().map(|part| vec![part].into()).collect()
                }
                whole => vec![whole],
            };
            let header = format!("[[{key}]]");
            let mut headers = text.lines().enumerate().filter(|(_, line)| line.trim() == header).map(|(at, _)| at + 1);
            for part in parts {
                let line = headers.next().unwrap_or_else(|| line_of_key(text, &key));
                if let Err(cause) = toml::Table::from_iter([(key.clone(), part)]).try_into::<Vocabulary>() {
                    problems.push(toml_fault(NAME, line, &cause));
                }
            }
        }
    }
    if problems.len() == before {
        problems.push(first);
    }
    Vocabulary::default()
}

fn toml_problem(file: &str, text: &str, cause: &toml::de::Error) -> Problem {
    toml_fault(file, cause.span().map_or(0, |span| line_of(text, span.start)), cause)
}

fn toml_fault(file: &str, line: usize, cause: &toml::de::Error) -> Problem {
    error(
        file,
        line,
        format!("går inte att läsa: {}", cause.message()),
        "Rätta raden så att den blir giltig TOML med de nycklar som finns.",
    )
}

/// Reads a file of tables, each under its id; an empty one where the file is missing. What is wrong is told key by key.
fn read_tables<T: serde::de::DeserializeOwned>(
    name: &str,
    known: &[&str],
    files: &Files,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, T> {
    let Some(text) = files.get(name) else { return BTreeMap::new() };
    let mut tables = BTreeMap::new();
    for (id, value) in table_of(name, text, 0, problems) {
        let header = text.lines().position(|line| line.trim().trim_matches(['[', ']', '"', ' ']) == id).unwrap_or(0);
        let rest = text.lines().skip(header).collect::<Vec<_>>().join("\n");
        let toml::Value::Table(table) = value else {
            let remedy = format!("Skriv en rad [id] före den. De nycklar som finns där: {}.", known.join(", "));
            problems.push(error(name, line_of_key(text, &id), format!("nyckeln ”{id}” hör inte till något id"), &remedy));
            continue;
        };
        let good = good_keys::<T>(name, table, known, &|key| header + line_of_key(&rest, key), problems);
        if let Ok(read) = good.try_into() {
            tables.insert(id, read);
        }
    }
    tables
}

/// The table that a text is; where something in it is no TOML, that is told, and the rest is read statement by
/// statement.
fn table_of(file: &str, text: &str, lines_before: usize, problems: &mut Vec<Problem>) -> toml::Table {
    if let Ok(table) = toml::from_str(text) {
        return table;
    }
    let mut whole = toml::Table::new();
    // The header that statements stand under; `None` under one that cannot be read.
    let mut header = Some(String::new());
    for (first, statement) in statements(text) {
        let heads = statement.starts_with('[');
        let before = if heads { String::new() } else { header.clone().unwrap_or_default() };
        let read = format!("{before}{statement}");
        match toml::from_str::<toml::Table>(&read) {
            Ok(_) if !heads && header.is_none() => {}
            Ok(table) => {
                if heads {
                    header = statement.lines().next().map(|line| format!("{line}\n"));
                }
                merge(&mut whole, table, &mut |key| {
                    problems.push(error(file, lines_before + first, format!("”{key}” står två gånger"), "Låt den stå en gång."));
                });
            }
            Err(cause) => {
                header = header.filter(|_| !heads);
                let at = cause.span().map_or(0, |span| line_of(&read, span.start.max(before.len())) - line_of(&read, before.len()));
                problems.push(toml_fault(file, lines_before + first + at, &cause));
            }
        }
    }
    whole
}

/// Puts what one table says into another; what it says already is told.
fn merge(into: &mut toml::Table, from: toml::Table, twice: &mut impl FnMut(&str)) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(toml::Value::Table(known)), toml::Value::Table(more)) => merge(known, more, twice),
            (Some(toml::Value::Array(known)), toml::Value::Array(more)) if more.iter().all(toml::Value::is_table) => known.extend(more),
            (Some(_), _) => twice(&key),
            (None, value) => drop(into.insert(key, value)),
        }
    }
}

/// Reads a file as one value; an empty one where the file is missing.
fn read_whole<T: serde::de::DeserializeOwned + Default>(name: &str, files: &Files, problems: &mut Vec<Problem>) -> T {
    let Some(text) = files.get(name) else { return T::default() };
    toml::from_str(text).unwrap_or_else(|cause| {
        problems.push(toml_problem(name, text, &cause));
        T::default()
    })
}

/// Reads `sources.toml`: a table for each document, under its id.
fn read_sources(files: &Files, problems: &mut Vec<Problem>) -> BTreeMap<String, Source> {
    let mut sources: BTreeMap<String, Source> = read_tables("sources.toml", SOURCE_KEYS, files, problems);
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

/// Reads `regions.toml`: how people name the regions whose rules lie in the folders beside it. A folder whose
/// name is no id lends its region that name.
fn read_regions(files: &Files, problems: &mut Vec<Problem>) -> BTreeMap<String, Region> {
    let named: BTreeMap<String, Region> = read_tables("regions.toml", REGION_KEYS, files, problems);
    let folders = regions_of(files);
    for id in named.keys().filter(|id| !folders.contains_key(&normalised(id))) {
        let text = files.get("regions.toml").map_or("", String::as_str);
        let line = text.lines().position(|line| line.trim() == format!("[{id}]")).map_or(0, |at| at + 1);
        problems.push(error(
            "regions.toml",
            line,
            format!("regionen ”{id}” har ingen mapp med regler"),
            "Stava som mappen, eller ta bort regionen.",
        ));
    }
    let mut regions: BTreeMap<String, Region> =
        folders.into_iter().filter(|(id, folder)| id != folder).map(|(id, name)| (id, Region { name, ..Region::default() })).collect();
    regions.extend(named.into_iter().map(|(id, region)| (normalised(&id), region)));
    regions
}

fn read_rules(files: &Files, problems: &mut Vec<Problem>) -> Vec<Rule> {
    let flat = is_flat(files);
    let mut rules: Vec<Rule> = Vec::new();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (path, text) in files.iter().filter(|(path, text)| is_rule(path, text)) {
        let place = Place::of(path, flat);
        if !flat && place.region.is_empty() && !path.contains('/') {
            problems.push(error(
                path,
                0,
                "regeln ligger inte i en regions mapp".to_owned(),
                "Flytta filen till en undermapp, till exempel vgr/, som de andra reglerna.",
            ));
            continue;
        }
        let ending = path.rsplit_once('.').map_or("md", |(_, ending)| ending);
        if place.english {
            let original = path.get(..path.len() - ".en.".len() - ending.len()).map(|stem| format!("{stem}.{ending}")).unwrap_or_default();
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
        if place.slug.split('.').any(str::is_empty) || (path.contains('/') && !flat && place.region.is_empty()) {
            problems.push(error(path, 0, "namnet kan inte bli ett id".to_owned(), "Ge mappen och filen namn med bokstäver eller siffror."));
            continue;
        }
        if let Some(other) = seen.insert(place.id(), path) {
            problems.push(error(
                path,
                0,
                format!("samma id som {other}: ”{}”", place.id()),
                "Byt namn på en av filerna. Stora bokstäver, mellanslag och prickar skiljer dem inte åt.",
            ));
            continue;
        }
        if let Some(rule) = read_rule(path, &place, text, problems) {
            let english_path = format!("{}.en.{ending}", path.rsplit_once('.').map_or(path.as_str(), |(stem, _)| stem));
            let english = files.get(&english_path).and_then(|text| read_english(&english_path, text, problems));
            rules.push(Rule { english, ..rule });
        }
    }
    rules
}

const FORMAT: &str = "En regel börjar med en rad +++, sedan title = \"…\", en rad +++ och därefter svaret.";

/// Reads a front matter whose keys may all be missing. Every key that cannot be read is told, and what the
/// others say counts all the same.
fn read_front<T: serde::de::DeserializeOwned>(path: &str, front: &str, known: &[&str], problems: &mut Vec<Problem>) -> Option<T> {
    let table = table_of(path, front, 1, problems);
    good_keys::<T>(path, table, known, &|key| 1 + line_of_key(front, key), problems).try_into().ok()
}

/// The keys of a table that can be read; the others are told, with the line that `line_of` gives.
fn good_keys<T: serde::de::DeserializeOwned>(
    path: &str,
    table: toml::Table,
    known: &[&str],
    line_of: &dyn Fn(&str) -> usize,
    problems: &mut Vec<Problem>,
) -> toml::Table {
    let mut good = toml::Table::new();
    for (key, value) in table {
        let line = line_of(&key);
        if !known.contains(&key.as_str()) {
            let meant = nearest(&key, known).map(|meant| format!("Menar du {meant}? ")).unwrap_or_default();
            let remedy = format!("{meant}De nycklar som finns: {}.", known.join(", "));
            problems.push(error(path, line, format!("nyckeln ”{key}” finns inte"), &remedy));
            continue;
        }
        match toml::Table::from_iter([(key.clone(), value.clone())]).try_into::<T>() {
            Ok(_) => {
                good.insert(key, value);
            }
            Err(cause) => problems.push(error(path, line, format!("{key}: {}", cause.message()), shape_of(&key))),
        }
    }
    good
}

/// How the value of a key is written.
fn shape_of(key: &str) -> &'static str {
    match key {
        "ask" | "keywords" | "for" | "easily_confused" | "aliases" => "Skriv en lista av texter: [\"…\", \"…\"].",
        "years" => "Skriv en lista av år: [1, 2].",
        "within" => "Skriv within = true.",
        "review_by" => "Skriv det som review_by = 2027-10-31.",
        _ => "Skriv en text inom citattecken: \"…\".",
    }
}

fn read_rule(path: &str, place: &Place, text: &str, problems: &mut Vec<Problem>) -> Option<Rule> {
    let Some(parts) = parts_of(text) else {
        problems.push(error(path, 1, "raderna +++ runt inledningen saknas".to_owned(), FORMAT));
        return None;
    };
    let before = problems.len();
    let front: FrontMatter = read_front(path, parts.front, RULE_KEYS, problems)?;
    // A title that is misspelt is told as such.
    if front.title.trim().is_empty() && problems.len() == before {
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
    // Where something is wrong the folder is refused, but the rest of the rule is looked at too.
    Some(Rule {
        id: place.id(),
        region: place.region.clone(),
        slug: place.slug.clone(),
        file: path.to_owned(),
        title: front.title.trim().to_owned(),
        ask: front.ask,
        keywords: front.keywords,
        topic: front.topic,
        source: front.source,
        heading: front.heading,
        audience: front.audience,
        review_by,
        years: front.years,
        within: front.within,
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
    let before = problems.len();
    let front: EnglishFrontMatter = read_front(path, parts.front, ENGLISH_KEYS, problems)?;
    if problems.len() > before {
        return None;
    }
    if front.title.trim().is_empty() || parts.body.trim().is_empty() {
        problems.push(error(path, 1, "titeln eller svaret saknas".to_owned(), FORMAT));
        return None;
    }
    Some(EnglishRule { title: front.title.trim().to_owned(), ask: front.ask, body: parts.body.trim().to_owned() })
}

/// Whatever one file says about another.
fn check_references(files: &Files, rules: &[Rule], sources: &BTreeMap<String, Source>, problems: &mut Vec<Problem>) {
    // Where the list of documents is broken, what it lacks is no fault of the rules.
    let listed = files.contains_key("sources.toml") && problems.iter().all(|problem| problem.file != "sources.toml");
    // Ids of files, not of rules: one that cannot be read for its own reasons is there all the same.
    let flat = is_flat(files);
    let ids: BTreeSet<String> =
        files.iter().filter(|(path, text)| is_rule(path, text)).map(|(path, _)| Place::of(path, flat).id()).collect();
    for rule in rules {
        let path = &rule.file;
        let text = files.get(path).map_or("", String::as_str);
        for other in &rule.easily_confused {
            if !ids.contains(other) || *other == rule.id {
                problems.push(error(
                    path,
                    line_of_key(text, "easily_confused"),
                    format!("”{other}” är ingen annan regel"),
                    "Skriv ett id som finns, med region och punkt: vgr.kursanmalan.",
                ));
            }
        }
        if let Some(source) = rule.source.as_ref().filter(|source| listed && !sources.contains_key(*source)) {
            let known: Vec<&str> = sources.keys().map(String::as_str).collect();
            problems.push(error(
                path,
                line_of_key(text, "source"),
                format!("källan ”{source}” finns inte i sources.toml"),
                &format!("Kända källor: {}.", known.join(", ")),
            ));
        }
    }
}

pub(super) fn error(file: &str, line: usize, message: String, remedy: &str) -> Problem {
    Problem { file: file.to_owned(), line, message, remedy: remedy.to_owned(), severity: Severity::Error }
}
