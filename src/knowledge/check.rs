//! What is wrong or doubtful in a folder of rules that can be loaded all the same: links that lead nowhere, sources
//! and roles that there are none of, questions that stand in two rules, personal numbers; ways to ask that find another
//! rule, rules that nothing tells apart, dates that have passed.

use std::collections::BTreeMap;

use super::KnowledgeBase;
use super::paths::Files;
use super::query::Query;
use super::rank::Context;
use super::rule::{Problem, Rule, Severity, line_of_key};
use crate::language::{personnummer, reading::prepare};

/// From this probability on a second rule is as near to a title as its own.
const NOT_TOLD_APART: f32 = 0.4;

/// So many bytes of a rule are shown. An event on Matrix holds 64 KB; the text stands in it plain and with marks, in an
/// edit twice each, and grows by a third when it is encrypted.
pub const MOST_SHOWN: usize = 8_000;

/// More ways to ask than this that two rules share are told as one thing.
const MANY_SHARED: usize = 3;

/// The roles that a rule can concern, as [`super::understand::Asker::role`] names them.
const ROLES: [&str; 5] = ["st", "handledare", "chef", "hr", "studierektor"];

/// The wrong and the doubtful things in a loaded folder, in order of files.
///
/// `line_of` gives the line on which a text first stands in a file, for pointing at it; 0 where it is not
/// known. `today` is the day on which review dates are looked at.
#[must_use]
pub fn check(knowledge: &KnowledgeBase, today: jiff::civil::Date, line_of: &dyn Fn(&str, &str) -> usize) -> Vec<Problem> {
    let mut problems = Vec::new();
    let with_english = knowledge.rules.iter().any(|rule| rule.english.is_some());
    for rule in &knowledge.rules {
        let file = rule.file.clone();
        let english = rule.english.iter().map(|english| (english_file(&file), &english.body));
        for (file, body) in std::iter::once((file.clone(), &rule.body)).chain(english) {
            for link in links_of(body).filter(|link| !["https://", "http://", "mailto:"].iter().any(|start| link.starts_with(start))) {
                let line = line_of(&file, &format!("]({link}"));
                let message = format!("länken ”{link}” leder ingenstans");
                let remedy = "Skriv hela adressen, med https:// först.".to_owned();
                problems.push(Problem { file: file.clone(), line, message, remedy, severity: Severity::Error });
            }
        }
        let mut tell = |severity: Severity, text: &str, message: String, remedy: &str| {
            let line = line_of(&file, text);
            problems.push(Problem { file: file.clone(), line, message, remedy: remedy.to_owned(), severity });
        };
        for role in rule.audience.iter().filter(|role| !ROLES.contains(&role.as_str())) {
            let remedy = format!("Roller som finns: {}.", ROLES.join(", "));
            tell(Severity::Error, role, format!("rollen ”{role}” i for finns inte"), &remedy);
        }
        let mut warn = |text: &str, message: String, remedy: &str| tell(Severity::Warning, text, message, remedy);
        if let Some(date) = rule.review_by.filter(|date| *date < today) {
            warn("review_by", format!("skulle ha setts över senast {date}"), "Kontrollera att regeln stämmer och sätt ett nytt datum.");
        }
        if with_english && rule.english.is_none() {
            warn("title", "regeln saknar engelsk text".to_owned(), &format!("Skriv {}.en.md bredvid.", stem(&file)));
        }
        let bodies = std::iter::once(&rule.body).chain(rule.english.iter().map(|english| &english.body));
        if let Some(long) = bodies.map(String::len).filter(|length| *length > MOST_SHOWN).max() {
            let message = format!("svaret är {long} byte långt, och mer än {MOST_SHOWN} ryms inte i ett meddelande: resten visas inte");
            warn("", message, "Dela regeln i flera.");
        }
        check_ways(knowledge, rule, &mut warn);
    }
    check_duplicates(knowledge, line_of, &mut problems);
    problems.extend(super::plans::doubts(&knowledge.plans, line_of));
    problems.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
    problems
}

/// What the files of a folder say that nobody may read there, and the documents that they name where no list of them
/// lies beside.
pub(super) fn check_files(files: &Files, knowledge: &KnowledgeBase) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut tell = |file: &str, line: usize, message: String, remedy: String| {
        problems.push(Problem { file: file.to_owned(), line, message, remedy, severity: Severity::Error });
    };
    for (file, text) in files {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let next = lines.get(at + 1).copied().unwrap_or_default();
            let over_two = || !personnummer::contains(next) && personnummer::contains(&format!("{line}\n{next}"));
            if personnummer::contains(line) || over_two() {
                let message = "här står något som ser ut som ett personnummer".to_owned();
                tell(file, at + 1, message, "Ta bort det: reglerna läses av alla.".to_owned());
            }
        }
    }
    if !files.contains_key("sources.toml") {
        let mut naming: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
        for rule in &knowledge.rules {
            if let Some(source) = &rule.source {
                naming.entry(source).or_default().push(rule);
            }
        }
        for (source, rules) in naming {
            let others = match rules.len() - 1 {
                0 => String::new(),
                1 => " (nämns i en regel till)".to_owned(),
                more => format!(" (nämns i {more} regler till)"),
            };
            let file = rules[0].file.as_str();
            let line = files.get(file).map_or(0, |text| line_of_key(text, "source"));
            let remedy = format!("Lägg en sources.toml i mappen med [{source}] och title = \"…\" under, eller ta bort source.");
            tell(file, line, format!("källan ”{source}”{others} beskrivs inte: det finns ingen sources.toml"), remedy);
        }
    }
    problems
}

/// A file's name without folder and ending.
fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The file of a rule's English text.
fn english_file(file: &str) -> String {
    file.rsplit_once('.').map_or_else(String::new, |(stem, ending)| format!("{stem}.en.{ending}"))
}

/// The targets of Markdown links in a text.
fn links_of(body: &str) -> impl Iterator<Item = &str> {
    body.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(link, _)| link.trim()))
}

fn check_ways(knowledge: &KnowledgeBase, rule: &Rule, warn: &mut impl FnMut(&str, String, &str)) {
    let index = &knowledge.index;
    let region = index.region(&rule.region);
    let id_at = |owner: u32| knowledge.rules.get(owner as usize).map_or("", |rule| rule.id.as_str());
    let ways = std::iter::once((true, &rule.title)).chain(rule.ask.iter().map(|ask| (false, ask)));
    // A title that is missing is an error of its own, and what nobody may read is not repeated.
    for (is_title, way) in ways.filter(|(_, way)| !way.trim().is_empty() && !personnummer::contains(way)) {
        let reading = index.read_question(&prepare(way));
        let query = Query::new(index, reading.words.iter(), &reading.years, region);
        let ranking = index.rank(&query, Context { region, ..Context::default() });
        let Some(first) = ranking.rules.first() else {
            warn(way, format!("”{way}” har inget ord att söka på"), "Skriv den med ord ur frågan.");
            continue;
        };
        let other = ranking.rules.iter().find(|candidate| id_at(candidate.owner) != rule.id);
        let found = id_at(first.owner);
        if found != rule.id {
            warn(
                way,
                format!("”{way}” hittar {found} i stället för {}", rule.id),
                "Skriv om den så att skillnaden syns, flytta den till den andra regeln, eller ange easily_confused.",
            );
        } else if let Some(other) = other.filter(|other| is_title && other.score >= NOT_TOLD_APART) {
            warn(
                way,
                format!("inget skiljer titeln från {}", id_at(other.owner)),
                "Lägg det som skiljer dem åt i titlarna, eller slå ihop reglerna.",
            );
        }
    }
}

/// Ways to ask that stand under two rules of one region: each by itself, or, where they are many, once for the pair.
fn check_duplicates(knowledge: &KnowledgeBase, line_of: &dyn Fn(&str, &str) -> usize, problems: &mut Vec<Problem>) {
    let mut seen: BTreeMap<(&str, String), &Rule> = BTreeMap::new();
    let mut pairs: BTreeMap<(&str, &str), (&Rule, Vec<&str>)> = BTreeMap::new();
    for rule in &knowledge.rules {
        for way in std::iter::once(&rule.title).chain(&rule.ask).filter(|way| !way.trim().is_empty() && !personnummer::contains(way)) {
            let key = (rule.region.as_str(), prepare(way).keys.join(" "));
            match seen.get(&key) {
                Some(other) if other.id != rule.id => {
                    pairs.entry((rule.id.as_str(), other.id.as_str())).or_insert((rule, Vec::new())).1.push(way);
                }
                Some(_) => {}
                None => {
                    seen.insert(key, rule);
                }
            }
        }
    }
    for ((id, other), (rule, ways)) in pairs {
        let file = &rule.file;
        let mut tell = |way: &str, message: String, remedy: &str| {
            let line = line_of(file, way);
            problems.push(Problem { line, file: file.clone(), message, remedy: remedy.to_owned(), severity: Severity::Error });
        };
        if ways.len() > MANY_SHARED {
            // What each of them finds says nothing more.
            let own = |message: &str| message.contains(&format!("hittar {other} i stället för {id}"));
            let back = |message: &str| message.contains(&format!("hittar {id} i stället för {other}"));
            let told = format!("{} av {} frågesätt står även i {other}", ways.len(), rule.ask.len() + 1);
            tell(ways[0], told, "Slå ihop reglerna, eller låt varje frågesätt stå hos en av dem.");
            problems.retain(|problem| !own(&problem.message) && !back(&problem.message));
            continue;
        }
        for way in ways {
            tell(way, format!("”{way}” står även i {other}"), "Låt den stå hos en av dem.");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::links_of;

    #[test]
    fn finds_links() {
        let links: Vec<&str> = links_of("Se [ST-forum](https://www.stforum.se) och [mer](sida).").collect();
        assert_eq!(links, ["https://www.stforum.se", "sida"]);
    }
}
