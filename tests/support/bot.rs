//! Stina as a process of her own, which can be stopped at a failpoint and killed there. What all of them say
//! is also kept in the file that `STINA_TEST_LOG` names, if it does.
#![expect(dead_code, reason = "each test and benchmark uses its own part of this")]

use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// Her account's password on the test's homeserver.
pub const PASSWORD: &str = "lösenord";

/// Where she lives: a folder with settings, keys and database.
#[derive(Debug, Clone)]
pub struct Home {
    folder: PathBuf,
}

impl Home {
    /// Writes her settings. `database` is a URL; relative SQLite paths lie in the folder.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn new(folder: &Path, homeserver: &str, user_id: &str, database: &str) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let settings = format!(
            "[matrix]\nhomeserver = \"{homeserver}\"\nuser_id = \"{user_id}\"\n[database]\nurl = \"{database}\"\n[access]\nallow = [\"*:localhost\"]\n"
        );
        std::fs::write(folder.join("stina.toml"), settings)?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Her settings file.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.folder.join("stina.toml")
    }

    /// Starts her; with a failpoint she stops there and waits to be killed.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn start(&self, failpoint: Option<(&str, u64)>) -> Result<Running> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stina"));
        command
            .args(["run", "--config"])
            .arg(self.config())
            .env("STINA_MATRIX_PASSWORD", PASSWORD)
            .env_remove("STINA_FAILPOINT")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        if let Some((name, pass)) = failpoint {
            command.env("STINA_FAILPOINT", format!("{name}:{pass}"));
        }
        let mut child = command.spawn().context("stina cannot be started")?;
        let stderr = child.stderr.take().context("no standard error")?;
        let (lines, said) = mpsc::channel();
        let mut kept = std::env::var_os("STINA_TEST_LOG").map(|path| File::options().create(true).append(true).open(path)).transpose()?;
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if let Some(kept) = &mut kept {
                    let _ = writeln!(kept, "{line}");
                }
                if lines.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Running { child, said, log: Vec::new() })
    }
}

/// Stina, running.
#[derive(Debug)]
pub struct Running {
    child: Child,
    said: Receiver<String>,
    log: Vec<String>,
}

impl Running {
    /// Waits until her log holds a piece of text.
    ///
    /// # Errors
    /// When she ends before, or it takes too long; the error has her log.
    pub fn wait_for(&mut self, piece: &str, patience: Duration) -> Result<()> {
        let deadline = Instant::now() + patience;
        loop {
            match self.said.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    let found = line.contains(piece);
                    self.log.push(line);
                    if found {
                        return Ok(());
                    }
                }
                Err(RecvTimeoutError::Timeout) => bail!("\"{piece}\" did not come within {patience:?}; she said:\n{}", self.log.join("\n")),
                Err(RecvTimeoutError::Disconnected) => bail!("she ended before \"{piece}\" came; she said:\n{}", self.log.join("\n")),
            }
        }
    }

    /// Waits until she leaves by herself. False: with an error.
    ///
    /// # Errors
    /// When she stays.
    pub fn leaves_in_peace(mut self, patience: Duration) -> Result<bool> {
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status.success());
            }
            thread::sleep(Duration::from_millis(20));
        }
        bail!("she did not leave; she said:\n{}", self.log())
    }

    /// Her process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What she has said so far.
    pub fn log(&mut self) -> String {
        self.log.extend(self.said.try_iter());
        self.log.join("\n")
    }

    /// Ends her as a power cut would (SIGKILL).
    ///
    /// # Errors
    /// When the system does not let her be killed.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Ends her as an operator would (SIGTERM), and gives what she said.
    ///
    /// # Errors
    /// When she does not leave, or leaves with an error.
    pub fn stop(mut self) -> Result<Vec<String>> {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        if !told.success() {
            bail!("she could not be told to stop");
        }
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            if let Some(status) = self.child.try_wait()? {
                self.log.extend(self.said.try_iter());
                if status.success() {
                    return Ok(std::mem::take(&mut self.log));
                }
                bail!("she left with {status}:\n{}", self.log.join("\n"));
            }
            if Instant::now() > deadline {
                self.child.kill()?;
                self.log.extend(self.said.try_iter());
                bail!("she did not leave within 30 s:\n{}", self.log.join("\n"));
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
