//! The invariants of `src/lib.rs`: what is deliberately absent from the source.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The longest file that a reader can hold in mind.
const LONGEST: usize = 500;

/// Files over that length, each with the reason why it holds one thing.
const LONGER: &[(&str, &str)] = &[];

fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["src", "tests", "examples", "benches"] {
        if root.join(folder).is_dir() {
            walk(&root.join(folder), &mut found);
        }
    }
    found
        .into_iter()
        .filter(|path| !path.components().any(|part| part.as_os_str() == "target"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source file");
            (path.strip_prefix(root).expect("inside the project").display().to_string(), text)
        })
        .collect()
}

/// The lines of a file that are code: without comments, and without its tests at the end.
fn code(text: &str) -> impl Iterator<Item = &str> {
    let end = text.find("#[cfg(test)]").unwrap_or(text.len());
    text[..end].lines().filter(|line| !line.trim_start().starts_with("//"))
}

/// Names `what` in the code of files for which `concerns` holds.
fn offenders(concerns: impl Fn(&str) -> bool, what: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in sources() {
        if concerns(&name) {
            for line in code(&text) {
                if let Some(word) = what.iter().find(|word| line.contains(**word)) {
                    found.push(format!("{name}: {word} in: {}", line.trim()));
                }
            }
        }
    }
    found
}

fn is_pure(name: &str) -> bool {
    [
        "src/event.rs",
        "src/effect.rs",
        "src/effect/",
        "src/facts.rs",
        "src/facts/",
        "src/table.rs",
        "src/command/",
        "src/assistant/",
        "src/language/",
        "src/plan/",
    ]
    .iter()
    .any(|place| name.starts_with(place))
}

#[test]
fn deciding_knows_no_clock_no_database_and_no_network() {
    let found = offenders(is_pure, &["tokio", "sqlx", "matrix_sdk", "std::fs", "::now()", "reqwest", "std::env", "std::net"]);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn language_and_plan_stand_alone() {
    let siblings = [
        "crate::assistant",
        "crate::chat",
        "crate::cli",
        "crate::clock",
        "crate::command",
        "crate::config",
        "crate::effect",
        "crate::event",
        "crate::facts",
        "crate::knowledge",
        "crate::run",
        "crate::secret",
        "crate::store",
        "crate::table",
    ];
    let found = offenders(|name| name.starts_with("src/language/") || name.starts_with("src/plan/"), &siblings);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn only_the_matrix_chat_knows_the_sdk() {
    let found = offenders(|name| name.starts_with("src/") && !name.starts_with("src/chat/matrix"), &["matrix_sdk::"]);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn only_the_loop_spawns() {
    let outside = |name: &str| name.starts_with("src/") && !name.starts_with("src/run/") && !name.starts_with("src/cli/run.rs");
    let found = offenders(outside, &["tokio::spawn", "thread::spawn", "spawn_local"]);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<String> =
        sources().into_iter().filter(|(_, text)| !text.trim_start().starts_with("//!")).map(|(name, _)| name).collect();
    assert!(silent.is_empty(), "no //! line at the top of: {}", silent.join(", "));
}

#[test]
fn no_file_outgrows_a_readers_mind() {
    let long: Vec<String> = sources()
        .into_iter()
        .filter(|(name, _)| !LONGER.iter().any(|(known, _)| known == name))
        .map(|(name, text)| (name, text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(name, lines)| format!("{name}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}
