//! The plans of ST that lie beside the rules, one a region: reading them, and checking what they say of rules.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::{Files, normalised};
use super::rule::{Problem, Rule, Severity, Source};
use crate::plan::Plan;

/// The plans of files that are known to be in order.
pub(super) fn read_plans(files: &Files) -> BTreeMap<String, Plan> {
    let readable = |(region, text): (String, &String)| Plan::read(&region, text).ok().map(|plan| (region, plan));
    files.iter().filter_map(|(path, text)| Some((region_of(path)?, text))).filter_map(readable).collect()
}

/// The region whose plan lies at a path.
fn region_of(path: &str) -> Option<String> {
    path.strip_prefix("plans/").and_then(|name| name.strip_suffix(".toml")).map(normalised)
}

/// Reads `plans/<region>.toml` of every region that has one.
pub(super) fn read(
    files: &Files,
    rules: &[Rule],
    sources: &BTreeMap<String, Source>,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Plan> {
    let mut plans = BTreeMap::new();
    for (path, text) in files {
        let Some(region) = region_of(path) else { continue };
        let region = region.as_str();
        let mut report = |line: usize, message: String, remedy: String| {
            problems.push(Problem { file: path.clone(), line, message, remedy, severity: Severity::Error });
        };
        if !rules.iter().any(|rule| rule.region == region) {
            report(0, format!("regionen ”{region}” har ingen mapp med regler"), "Ge filen samma namn som regionens mapp.".to_owned());
        }
        match Plan::read(region, text) {
            Ok(plan) => {
                if !sources.contains_key(&plan.source) {
                    let known: Vec<&str> = sources.keys().map(String::as_str).collect();
                    report(
                        line_of(text, &plan.source),
                        format!("källan ”{}” finns inte i sources.toml", plan.source),
                        format!("Kända källor: {}.", known.join(", ")),
                    );
                }
                let ids: BTreeSet<&str> = rules.iter().filter(|rule| rule.region == region).map(|rule| rule.id.as_str()).collect();
                for rule in rules_of(&plan).filter(|rule| !ids.contains(rule)) {
                    report(
                        line_of(text, rule),
                        format!("”{rule}” är ingen regel i {region}"),
                        format!("Skriv ett id som finns, till exempel {}.", ids.first().unwrap_or(&"vgr.kursanmalan")),
                    );
                }
                plans.insert(region.to_owned(), plan);
            }
            Err(faults) => faults.into_iter().for_each(|fault| report(fault.line, fault.message, fault.remedy)),
        }
    }
    plans
}

/// What is doubtful in plans that can be loaded: texts without English.
pub(super) fn doubts(plans: &BTreeMap<String, Plan>, line_of: &dyn Fn(&str, &str) -> usize) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (region, plan) in plans {
        let file = format!("plans/{region}.toml");
        let texts = (plan.moments.iter().flat_map(|moment| [(&moment.id, &moment.title), (&moment.id, &moment.when)]))
            .chain(plan.moments.iter().filter(|moment| !moment.years.swedish.is_empty()).map(|moment| (&moment.id, &moment.years)))
            .chain(plan.duties.iter().map(|duty| (&duty.id, &duty.title)))
            .chain(plan.suggestions.iter().map(|suggestion| (&suggestion.rule, &suggestion.text)));
        for (id, text) in texts.filter(|(_, text)| text.english.is_none()) {
            problems.push(Problem {
                line: line_of(&file, &text.swedish),
                file: file.clone(),
                message: format!("”{}” ({id}) saknar engelsk text", text.swedish),
                remedy: "Skriv english = \"…\", english_when = \"…\" eller english_years = \"…\" under den.".to_owned(),
                severity: Severity::Warning,
            });
        }
    }
    problems
}

/// The rules that a plan rests on.
fn rules_of(plan: &Plan) -> impl Iterator<Item = &str> {
    (plan.moments.iter().map(|moment| moment.rule.as_str()))
        .chain(plan.duties.iter().map(|duty| duty.rule.as_str()))
        .chain(plan.suggestions.iter().map(|suggestion| suggestion.rule.as_str()))
}

fn line_of(text: &str, word: &str) -> usize {
    let quoted = format!("\"{word}\"");
    text.lines().position(|line| line.contains(&quoted)).map_or(0, |at| at + 1)
}
