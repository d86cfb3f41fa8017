//! Secrets from the environment, or from files that the environment names.

use std::{env, fs, path::Path};

use super::Problem;
use crate::secret::Secret;

/// Everything secret that she may be given.
#[derive(Debug, Default, Clone)]
pub struct Secrets {
    /// `STINA_MATRIX_PASSWORD`.
    pub password: Option<Secret>,
    /// `STINA_MATRIX_TOKEN`, for homeservers without passwords.
    pub access_token: Option<Secret>,
    /// `STINA_STORE_PASSPHRASE`.
    pub store_passphrase: Option<Secret>,
    /// `STINA_RECOVERY_KEY`.
    pub recovery_key: Option<Secret>,
    /// `STINA_DATABASE_URL`, in place of the one in the settings file.
    pub database_url: Option<Secret>,
}

impl Secrets {
    /// Reads all of them. Warnings (a secret readable by others in a place where that is usual) are
    /// returned beside.
    ///
    /// # Errors
    /// Every secret that cannot be read or that others on the machine could read, at once.
    pub fn from_environment() -> Result<(Self, Vec<String>), Vec<Problem>> {
        let mut problems = Vec::new();
        let mut warnings = Vec::new();
        let mut read = |name: &str| {
            for variable in [name.to_owned(), format!("{name}_FILE")] {
                if matches!(env::var(&variable), Err(env::VarError::NotUnicode(_))) {
                    problems.push(Problem { line: None, message: format!("{variable} is no text in UTF-8") });
                    return None;
                }
            }
            match read_secret(name, &|key| env::var(key).ok()) {
                Ok((secret, warning)) => {
                    warnings.extend(warning);
                    secret
                }
                Err(problem) => {
                    problems.push(problem);
                    None
                }
            }
        };
        let secrets = Self {
            password: read("STINA_MATRIX_PASSWORD"),
            access_token: read("STINA_MATRIX_TOKEN"),
            store_passphrase: read("STINA_STORE_PASSPHRASE"),
            recovery_key: read("STINA_RECOVERY_KEY"),
            database_url: read("STINA_DATABASE_URL"),
        };
        if problems.is_empty() { Ok((secrets, warnings)) } else { Err(problems) }
    }
}

/// Reads one secret from the variable `name`, or from the file that `<name>_FILE` names.
///
/// # Errors
/// When both are given, when the file cannot be read or is empty, or when everybody on the machine
/// may read it. Under `/run/secrets`, or on a mount that cannot be written, the last is only a
/// warning, since the modes there are not the operator's to choose.
pub fn read_secret(name: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Result<(Option<Secret>, Option<String>), Problem> {
    let file_variable = format!("{name}_FILE");
    let problem = |message: String| Problem { line: None, message };
    match (lookup(name), lookup(&file_variable)) {
        (Some(_), Some(_)) => Err(problem(format!("{name} and {file_variable} are both set; keep one"))),
        (Some(value), None) if !value.is_empty() && value.trim().is_empty() => {
            Err(problem(format!("{name} holds nothing but blanks; give the secret, or leave it out")))
        }
        (Some(value), None) => Ok(((!value.is_empty()).then(|| Secret::new(value)), None)),
        (None, None) => Ok((None, None)),
        (None, Some(path)) => {
            let path = Path::new(&path);
            let text = fs::read_to_string(path)
                .map_err(|error| problem(format!("{file_variable}: {} cannot be read: {error}", path.display())))?;
            let text = text.trim_end_matches(['\n', '\r']).to_owned();
            let empty = text.trim().is_empty().then(|| format!("{file_variable}: {} is empty", path.display()));
            match (empty, check_mode(path, &file_variable)) {
                (None, Ok(warning)) => Ok((Some(Secret::new(text)), warning)),
                (Some(empty), Ok(_)) => Err(problem(empty)),
                (None, Err(open)) => Err(problem(open)),
                (Some(empty), Err(open)) => Err(problem(format!("{empty}, and {open}"))),
            }
        }
    }
}

/// Refuses a secret that the whole machine can read.
#[cfg(unix)]
fn check_mode(path: &Path, variable: &str) -> Result<Option<String>, String> {
    use std::os::unix::fs::PermissionsExt;
    let Ok(metadata) = fs::metadata(path) else { return Ok(None) };
    let read_only =
        || fs::OpenOptions::new().append(true).open(path).is_err_and(|error| error.kind() == std::io::ErrorKind::ReadOnlyFilesystem);
    judged(path, metadata.permissions().mode() & 0o777, variable, read_only)
}

/// What is said of a secret's mode: nothing, a warning where the mode is not the operator's to choose, or a
/// refusal.
#[cfg(unix)]
fn judged(path: &Path, mode: u32, variable: &str, read_only: impl FnOnce() -> bool) -> Result<Option<String>, String> {
    if mode & 0o004 == 0 {
        return Ok(None);
    }
    let told = format!("{variable}: {} (mode {mode:03o}) can be read by everybody on this machine", path.display());
    // What a path leads to counts, not how it is written: "/run/secrets/../../etc/x" lies elsewhere.
    let real = path.canonicalize();
    if real.as_deref().unwrap_or(path).starts_with("/run/secrets") || read_only() {
        Ok(Some(told))
    } else {
        Err(format!("{told}; run: chmod 600 {}", path.display()))
    }
}

#[cfg(not(unix))]
fn check_mode(_path: &Path, _variable: &str) -> Result<Option<String>, String> {
    Ok(None)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_world_readable_file_is_refused_with_the_remedy() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("password");
        fs::write(&path, "hemligt\n").expect("written");
        let lookup = |key: &str| (key == "STINA_X_FILE").then(|| path.display().to_string());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("mode set");
        let problem = read_secret("STINA_X", &lookup).expect_err("refused");
        assert!(problem.message.contains("chmod 600"), "{}", problem.message);
        assert!(!problem.message.contains("hemligt"));
        fs::write(&path, "\n").expect("written");
        let problem = read_secret("STINA_X", &lookup).expect_err("refused");
        assert!(problem.message.contains("is empty, and") && problem.message.contains("chmod 600"), "{}", problem.message);
        fs::write(&path, "hemligt\n").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("mode set");
        let (secret, warning) = read_secret("STINA_X", &lookup).expect("read");
        assert_eq!(secret.map(|secret| secret.expose().to_owned()).as_deref(), Some("hemligt"));
        assert_eq!(warning, None);
    }

    #[test]
    fn where_the_mode_is_not_the_operators_to_choose_it_is_only_warned_of() {
        let judged = |path: &str, mode, read_only| judged(Path::new(path), mode, "STINA_X_FILE", || read_only);
        assert!(judged("/run/secrets/password", 0o644, false).is_ok_and(|told| told.is_some()));
        assert!(judged("/mnt/password", 0o444, true).is_ok_and(|told| told.is_some()));
        assert!(judged("/run/secretsanta", 0o644, false).is_err());
        assert_eq!(judged("/run/secrets/password", 0o640, false), Ok(None));
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("password");
        fs::write(&file, "hemligt").expect("written");
        let around = format!("/run/secrets/../..{}", file.display());
        assert!(!Path::new("/run/secrets").exists() || judged(&around, 0o644, false).is_err());
    }

    #[test]
    fn blanks_are_no_secret() {
        let problem = read_secret("STINA_X", &|key| (key == "STINA_X").then(|| "  ".to_owned())).expect_err("refused");
        assert!(problem.message.contains("nothing but blanks"), "{}", problem.message);
        assert!(read_secret("STINA_X", &|key| (key == "STINA_X").then(String::new)).is_ok_and(|(secret, _)| secret.is_none()));
    }

    #[test]
    fn both_ways_at_once_are_refused() {
        let lookup = |_: &str| Some("x".to_owned());
        assert!(read_secret("STINA_X", &lookup).is_err());
    }
}
