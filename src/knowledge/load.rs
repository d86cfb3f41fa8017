//! Reads a folder of rules, or the copy inside the program; all problems at once, all rules or none.
//!
//! The only part of the knowledge base that touches files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::paths::{Files, has_ending, is_rule, normalised, regions_of};
use super::read::{error, read};
use super::rule::Problem;
use super::searchable::Searchable;
use super::{KnowledgeBase, Plans};
use crate::language::vocabulary::Vocabulary;

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/knowledge");

/// The same rules, read and made searchable while the program was built.
static SEARCHABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/searchable"));

/// Loads the rules that were compiled into the program.
///
/// # Errors
/// All problems of the severity [`Severity::Error`](super::Severity::Error), where there are any.
pub fn load_embedded() -> Result<KnowledgeBase, Vec<Problem>> {
    let searchable = Searchable::from_bytes(SEARCHABLE)
        .map_err(|cause| vec![error("", 0, format!("reglerna i programmet går inte att läsa: {cause}"), "Bygg om programmet.")])?;
    // Most of what the program does needs no plan.
    let plans = Plans::new(Box::new(|| super::plans::read_plans(&embedded())));
    Ok(KnowledgeBase::of(searchable, plans))
}

/// The vocabulary that was compiled into the program; empty where it cannot be read.
#[must_use]
pub fn embedded_vocabulary() -> Vocabulary {
    EMBEDDED
        .get_file("vocabulary.toml")
        .and_then(|file| file.contents_utf8())
        .and_then(|text| Vocabulary::parse(text).ok())
        .unwrap_or_default()
}

/// Folders within folders are looked into this deep.
const DEEPEST: usize = 8;

/// Loads the rules of a folder: a subfolder for each region and in it a file for each rule, or all files
/// beside each other where there are no regions.
///
/// `vocabulary.toml` and `sources.toml` may be missing; without a vocabulary the one inside the program
/// lends its abbreviations and synonyms.
///
/// # Errors
/// All problems of the severity [`Severity::Error`](super::Severity::Error), where there are any.
pub fn load_dir(folder: &Path) -> Result<KnowledgeBase, Vec<Problem>> {
    let (files, mut problems) = read_folder(folder);
    let knowledge = load_files(&files, &folder.display().to_string(), &mut problems);
    if problems.is_empty() { Ok(knowledge) } else { Err(problems) }
}

/// The regions in a folder of rules, or inside the program: the subfolders that hold a rule, each by its id
/// ([`region_id`]). Empty where the folder cannot be read.
#[must_use]
pub fn region_names(folder: Option<&Path>) -> BTreeSet<String> {
    regions_of(&folder.map_or_else(embedded, |folder| read_folder(folder).0)).into_keys().collect()
}

/// The id of the region whose folder has a name: `Östergötland` is `ostergotland`.
#[must_use]
pub fn region_id(name: &str) -> String {
    normalised(name)
}

/// Everything wrong or doubtful in a folder of rules, or in the copy inside the program, as of a day.
#[must_use]
pub fn check_all(folder: Option<&Path>, today: jiff::civil::Date) -> Vec<Problem> {
    let (files, mut problems) = folder.map_or_else(|| (embedded(), Vec::new()), read_folder);
    let name = folder.map_or_else(String::new, |folder| folder.display().to_string());
    // What could be read is looked at even when something else could not: everything is told at once.
    let knowledge = load_files(&files, &name, &mut problems);
    problems.extend(super::check::check_files(&files, &knowledge));
    problems.extend(super::check::check(&knowledge, today, &|file, text| {
        let lines = files.get(file).map(String::as_str).unwrap_or_default();
        lines.lines().position(|line| line.contains(text)).map_or(0, |at| at + 1)
    }));
    problems.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
    problems
}

/// The files inside the program.
fn embedded() -> Files {
    let mut files = Files::new();
    collect_embedded(&EMBEDDED, &mut files);
    files
}

fn collect_embedded(folder: &Dir<'_>, files: &mut Files) {
    for file in folder.files() {
        if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            files.insert(path.replace('\\', "/"), text.to_owned());
        }
    }
    for inner in folder.dirs() {
        collect_embedded(inner, files);
    }
}

/// The files of a folder, and what of it could not be read.
fn read_folder(folder: &Path) -> (Files, Vec<Problem>) {
    let mut files = Files::new();
    let mut problems = Vec::new();
    let mut above = Vec::new();
    read_within(folder, "", &mut above, &mut files, &mut problems);
    (files, problems)
}

/// Reads a folder and those in it. `prefix` is its path within the whole, `above` the real paths of those it lies
/// in: a link that leads back into one of them is told and not followed.
fn read_within(folder: &Path, prefix: &str, above: &mut Vec<PathBuf>, files: &mut Files, problems: &mut Vec<Problem>) {
    let shown = if prefix.is_empty() { folder.display().to_string() } else { prefix.to_owned() };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) => {
            problems.push(error(&shown, 0, why_unreadable("mappen", &cause), "Kontrollera sökvägen och rättigheterna."));
            return;
        }
    };
    above.push(folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf()));
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else {
            let name = entry.file_name().to_string_lossy().into_owned();
            problems.push(error(&name, 0, "namnet är inte text i UTF-8".to_owned(), "Byt namn på filen eller mappen."));
            continue;
        };
        if name.starts_with('.') {
            continue;
        }
        let inner = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        let path = entry.path();
        let is_folder = match std::fs::metadata(&path) {
            Ok(metadata) => metadata.is_dir(),
            // A link to nothing may stand for a folder or a file: it has no ending that says so.
            Err(cause) => {
                if path.extension().is_some() && !has_ending(&name, "md") && !has_ending(&name, "toml") {
                    continue;
                }
                let (what, remedy) = if path.is_symlink() {
                    ("länken leder till något som", "Rätta länken eller ta bort den.")
                } else {
                    ("filen", "Kontrollera rättigheterna.")
                };
                problems.push(error(&inner, 0, why_unreadable(what, &cause), remedy));
                continue;
            }
        };
        if is_folder {
            if path.canonicalize().is_ok_and(|real| above.contains(&real)) {
                problems.push(error(&inner, 0, "länken leder tillbaka till en mapp som den ligger i".to_owned(), "Ta bort länken."));
            } else if above.len() > DEEPEST {
                let remedy = format!("Flytta upp den: det läses {DEEPEST} mappar djupt.");
                problems.push(error(&inner, 0, "mappen ligger för djupt".to_owned(), &remedy));
            } else {
                read_within(&path, &inner, above, files, problems);
            }
        } else if has_ending(&name, "md") || has_ending(&name, "toml") {
            match std::fs::read_to_string(&path) {
                Ok(text) => {
                    files.insert(inner, text);
                }
                Err(cause) => {
                    problems.push(error(&inner, 0, why_unreadable("filen", &cause), "Filen ska vara text i UTF-8 som får läsas."));
                }
            }
        }
    }
    above.pop();
}

fn why_unreadable(what: &str, cause: &std::io::Error) -> String {
    match cause.kind() {
        std::io::ErrorKind::NotFound => format!("{what} finns inte"),
        std::io::ErrorKind::NotADirectory => format!("{what} är ingen mapp"),
        std::io::ErrorKind::PermissionDenied => format!("{what} får inte läsas"),
        std::io::ErrorKind::InvalidData => format!("{what} är inte text i UTF-8"),
        _ => format!("{what} går inte att läsa: {cause}"),
    }
}

/// Makes a knowledge base of what can be used in the files of the folder `name`, and notes what cannot.
fn load_files(files: &Files, name: &str, problems: &mut Vec<Problem>) -> KnowledgeBase {
    let readable = problems.is_empty();
    let searchable = read(files, problems, || Vocabulary::default().or_language_of(&embedded_vocabulary()));
    let plans = super::plans::read(files, &searchable.rules, &searchable.sources, problems);
    if readable && !files.iter().any(|(path, text)| is_rule(path, text)) {
        problems.push(error(
            name,
            0,
            "mappen har inga regler".to_owned(),
            "Lägg regler i en undermapp för varje region, till exempel vgr/kursanmalan.md, eller alla direkt i mappen om de inte skiljer sig åt.",
        ));
    }
    KnowledgeBase::of(searchable, Plans::new(Box::new(|| plans)))
}
