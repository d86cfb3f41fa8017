//! Python programs at a pinned version, fetched once into the target folder.

use std::{
    env, fs,
    fs::File,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// A Python environment with one program in it.
#[derive(Debug, Clone)]
pub struct Tool {
    python: PathBuf,
}

impl Tool {
    /// Fetches a package, `name[extras]==version`, or finds it where an earlier run has put it.
    ///
    /// # Errors
    /// When Python is missing or the package cannot be fetched; the error says what to do.
    pub fn fetch(requirement: &str) -> Result<Self> {
        let tools = target_folder()?.join("test-tools");
        fs::create_dir_all(&tools)?;
        let name: String = requirement.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
        let folder = tools.join(&name);
        let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
        let complete = folder.join("complete");
        // Several tests start at once; the first one fetches, the others wait here.
        let guard = File::create(tools.join(format!("{name}.lock")))?;
        guard.lock()?;
        if !complete.exists() {
            if folder.exists() {
                fs::remove_dir_all(&folder)?;
            }
            run(Command::new("python3").args(["-m", "venv"]).arg(&folder))
                .context("Python 3.10 or later with its venv module is needed for this (on Debian and Ubuntu: apt install python3-venv)")?;
            run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement]))
                .with_context(|| format!("{requirement} could not be fetched; is there a network?"))?;
            File::create(complete)?;
        }
        Ok(Self { python })
    }

    /// A command that runs the tool's Python.
    #[must_use]
    pub fn python(&self) -> Command {
        let mut command = Command::new(&self.python);
        command.env("PYTHONUNBUFFERED", "1").env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }

    /// Runs a short script with arguments and gives what it prints.
    ///
    /// # Errors
    /// When it fails, with what it says.
    pub fn script(&self, source: &str, arguments: &[&str]) -> Result<String> {
        run(self.python().arg("-c").arg(source).args(arguments))
    }
}

/// The folder that everything built and fetched lies in.
///
/// # Errors
/// When the running program lies somewhere unexpected.
pub fn target_folder() -> Result<PathBuf> {
    // target/debug/deps/<test> or target/debug/examples/<example>
    let program = env::current_exe()?;
    program.ancestors().nth(3).map(Path::to_path_buf).context("the program does not lie in a target folder")
}

fn run(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("{} could not be started", command.get_program().display()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let last: Vec<&str> = said.lines().rev().take(15).collect();
        bail!("{} failed: {}", command.get_program().display(), last.into_iter().rev().collect::<Vec<_>>().join("\n"));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
