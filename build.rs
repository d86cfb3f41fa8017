//! Reads the program's own rules and makes them searchable while it is built, so that its start has only to read the
//! result. A rule that cannot be used ends the build, with its file, line and remedy.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[expect(dead_code, reason = "only what reads rules and makes them searchable is needed here")]
#[path = "src/language"]
mod language {
    pub mod compound;
    pub mod english;
    pub mod learning;
    pub mod lexicon;
    pub mod normalize;
    pub mod prepared;
    pub mod question;
    pub mod quick;
    pub mod reading;
    pub mod spelling;
    pub mod stem;
    pub mod token;
    pub mod vocabulary;
    pub mod words;
    pub mod years;
}

#[expect(dead_code, reason = "only what reads rules and makes them searchable is needed here")]
#[path = "src/knowledge"]
mod knowledge {
    mod build;
    pub mod distress;
    pub mod index;
    mod letters;
    pub mod lists;
    pub mod medical;
    mod paths;
    mod read;
    pub mod rule;
    pub mod searchable;
    pub mod small_talk;
    mod statements;
    mod texts;

    use crate::language::vocabulary::Vocabulary;

    /// The rules of some files in the form in which the program reads them, or what is wrong with them.
    pub fn searchable(files: &paths::Files) -> Result<Vec<u8>, Vec<String>> {
        let mut problems = Vec::new();
        let searchable = read::read(files, &mut problems, Vocabulary::default);
        if problems.is_empty() {
            postcard::to_stdvec(&searchable).map_err(|cause| vec![cause.to_string()])
        } else {
            Err(problems.iter().map(ToString::to_string).collect())
        }
    }
}

#[expect(clippy::print_stderr, reason = "this is how a build script tells why it fails")]
fn main() -> ExitCode {
    println!("cargo:rerun-if-changed=knowledge");
    match write() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            eprintln!("{}", problems.join("\n"));
            ExitCode::FAILURE
        }
    }
}

fn write() -> Result<(), Vec<String>> {
    let folder = Path::new("knowledge");
    let told = |path: &Path, cause: std::io::Error| vec![format!("{}: {cause}", path.display())];
    let mut files = std::collections::BTreeMap::new();
    let mut open = vec![PathBuf::new()];
    while let Some(inner) = open.pop() {
        let path = folder.join(&inner);
        for entry in std::fs::read_dir(&path).map_err(|cause| told(&path, cause))?.flatten() {
            let (path, inner) = (entry.path(), inner.join(entry.file_name()));
            if path.is_dir() {
                open.push(inner);
            } else if path.extension().is_some_and(|ending| ending == "md" || ending == "toml") {
                let text = std::fs::read_to_string(&path).map_err(|cause| told(&path, cause))?;
                files.insert(inner.to_string_lossy().replace('\\', "/"), text);
            }
        }
    }
    let bytes = knowledge::searchable(&files)?;
    let to = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default()).join("searchable");
    std::fs::write(&to, bytes).map_err(|cause| told(&to, cause))
}
