//! A real homeserver on this machine: Synapse with its embedded database on a free loopback port.

use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use rand::Rng;

use super::python::{Tool, target_folder};

/// The version that everything was tried on.
const REQUIREMENT: &str = "matrix-synapse==1.163.2";
/// How long Synapse may take to answer after its start.
const START_TIMEOUT: Duration = Duration::from_secs(90);

/// How a homeserver is set up.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether Synapse's own default rate limits hold; else nobody is limited.
    pub default_limits: bool,
    /// Where its data lies; `None`: a fresh folder, removed in the end.
    pub folder: Option<PathBuf>,
}

/// A running or stopped homeserver. It ends with this process, however that ends.
#[derive(Debug)]
pub struct Synapse {
    tool: Tool,
    folder: PathBuf,
    keep: bool,
    port: u16,
    secret: String,
    process: Option<(Child, ChildStdin)>,
}

impl Synapse {
    /// Fetches Synapse if need be, and starts one.
    ///
    /// # Errors
    /// When it cannot be fetched or does not start; the error says why.
    pub fn start(options: &Options) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let tool = Tool::fetch(REQUIREMENT)?;
        let keep = options.folder.is_some();
        let folder = match &options.folder {
            Some(folder) => folder.clone(),
            None => {
                target_folder()?.join("test-data").join(format!("synapse-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)))
            }
        };
        fs::create_dir_all(&folder)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let secret = "only for accounts on this machine".to_owned();
        let mut synapse = Self { tool, folder, keep, port, secret, process: None };
        synapse.configure(options.default_limits)?;
        synapse.run()?;
        Ok(synapse)
    }

    /// Its base address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where its data lies.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The Python that it runs in.
    #[must_use]
    pub fn python(&self) -> Command {
        self.tool.python()
    }

    /// What accounts are made with.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// Lets Synapse's own default rate limits hold from the next start on, or nobody's.
    ///
    /// # Errors
    /// When its settings cannot be written.
    pub fn limit(&self, default_limits: bool) -> Result<()> {
        self.configure(default_limits)
    }

    /// Makes an account and gives its user id.
    ///
    /// # Errors
    /// When there is one of that name.
    pub fn register(&self, name: &str, password: &str) -> Result<String> {
        self.register_as(name, password, false)
    }

    /// Makes an administrator's account and gives its user id.
    ///
    /// # Errors
    /// When there is one of that name.
    pub fn register_admin(&self, name: &str, password: &str) -> Result<String> {
        self.register_as(name, password, true)
    }

    fn register_as(&self, name: &str, password: &str, admin: bool) -> Result<String> {
        let source = include_str!("register.py");
        let said = self.tool.script(source, &[&self.url(), &self.secret, name, password, if admin { "yes" } else { "no" }])?;
        Ok(said.trim().to_owned())
    }

    /// The last errors in its log, for a test that fails because of them.
    #[must_use]
    pub fn complaints(&self) -> String {
        let log = fs::read_to_string(self.folder.join("output.log")).unwrap_or_default();
        let from = log.rfind("Traceback").or_else(|| log.rfind("ERROR")).unwrap_or(log.len());
        log[from..].lines().take(60).collect::<Vec<_>>().join("\n")
    }

    /// Ends it as an operator would.
    ///
    /// # Errors
    /// When it does not end.
    pub fn stop(&mut self) -> Result<()> {
        let Some((mut child, _stdin)) = self.process.take() else { return Ok(()) };
        let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status()?;
        if !told.success() {
            bail!("Synapse could not be told to stop");
        }
        let deadline = Instant::now() + Duration::from_secs(30);
        while child.try_wait()?.is_none() {
            if Instant::now() > deadline {
                child.kill()?;
                child.wait()?;
                break;
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Ends it as a power cut would.
    ///
    /// # Errors
    /// When the system does not let it be killed.
    pub fn kill(&mut self) -> Result<()> {
        if let Some((mut child, _stdin)) = self.process.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// Starts it again on the same port with the same data.
    ///
    /// # Errors
    /// When it does not answer in time.
    pub fn resume(&mut self) -> Result<()> {
        if self.process.is_some() {
            return Ok(());
        }
        // Synapse makes this table on PostgreSQL alone, but after some restarts looks into it on SQLite as well,
        // and then answers every sync with 500.
        self.change_database(
            "CREATE TABLE IF NOT EXISTS instance_map (instance_id INTEGER PRIMARY KEY, instance_name TEXT NOT NULL UNIQUE)",
        )?;
        self.run()
    }

    /// Makes it forget which transaction ids it has seen, as it does by itself after a day.
    ///
    /// # Errors
    /// When it is running, or its database cannot be opened.
    pub fn erase_transactions(&self) -> Result<()> {
        if self.process.is_some() {
            bail!("stop Synapse first");
        }
        self.change_database("DELETE FROM event_txn_id_device_id")
    }

    /// Makes it forget all access tokens of a user, while the devices stay.
    ///
    /// # Errors
    /// When it is running, or its database cannot be opened.
    pub fn erase_access_tokens(&self, user_id: &str) -> Result<()> {
        if self.process.is_some() {
            bail!("stop Synapse first");
        }
        self.change_database(&format!("DELETE FROM access_tokens WHERE user_id = '{user_id}'"))
    }

    fn change_database(&self, sql: &str) -> Result<()> {
        let database = self.folder.join("homeserver.db").display().to_string();
        let source = "import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as c: c.execute(sys.argv[2])";
        self.tool.script(source, &[&database, sql]).map(drop)
    }

    fn run(&mut self) -> Result<()> {
        let launcher = self.folder.join("launcher.py");
        fs::write(&launcher, include_str!("synapse_launcher.py"))?;
        let log = fs::File::options().create(true).append(true).open(self.folder.join("output.log"))?;
        let remove = if self.keep { String::new() } else { self.folder.display().to_string() };
        let mut child = self
            .tool
            .python()
            .arg(&launcher)
            .arg(self.folder.join("homeserver.yaml"))
            .arg(remove)
            .current_dir(&self.folder)
            .stdin(Stdio::piped())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("Synapse could not be started")?;
        let stdin = child.stdin.take().context("Synapse has no standard input")?;
        let deadline = Instant::now() + START_TIMEOUT;
        while !self.answers() {
            if child.try_wait()?.is_some() || Instant::now() > deadline {
                child.kill().ok();
                child.wait()?;
                let log = fs::read_to_string(self.folder.join("output.log")).unwrap_or_default();
                let last: Vec<&str> = log.lines().rev().take(20).collect();
                bail!("Synapse did not start:\n{}", last.into_iter().rev().collect::<Vec<_>>().join("\n"));
            }
            thread::sleep(Duration::from_millis(50));
        }
        self.process = Some((child, stdin));
        Ok(())
    }

    fn answers(&self) -> bool {
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        let Ok(mut stream) = TcpStream::connect_timeout(&address, Duration::from_millis(500)) else { return false };
        stream.set_read_timeout(Some(Duration::from_secs(2))).ok();
        let asked = stream.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let mut start = [0_u8; 12];
        asked.is_ok() && stream.read_exact(&mut start).is_ok() && start.ends_with(b" 200")
    }

    fn configure(&self, default_limits: bool) -> Result<()> {
        let folder = self.folder.display();
        let port = self.port;
        let secret = &self.secret;
        let limits = if default_limits { "" } else { NO_LIMITS };
        let config = format!(
            "server_name: localhost
pid_file: {folder}/homeserver.pid
listeners:
  - port: {port}
    type: http
    bind_addresses: ['127.0.0.1']
    resources:
      - names: [client]
database:
  name: sqlite3
  args:
    database: {folder}/homeserver.db
log_config: {folder}/log.yaml
media_store_path: {folder}/media
registration_shared_secret: '{secret}'
report_stats: false
signing_key_path: {folder}/signing.key
trusted_key_servers: []
presence:
  enabled: false
bcrypt_rounds: 4
filter_timeline_limit: 5000
{limits}"
        );
        fs::write(self.folder.join("homeserver.yaml"), config)?;
        fs::write(self.folder.join("log.yaml"), LOG_CONFIG)?;
        let key = self.folder.join("signing.key");
        if !key.exists() {
            fs::write(key, format!("ed25519 a_local {}\n", random_key()))?;
        }
        Ok(())
    }
}

impl Drop for Synapse {
    fn drop(&mut self) {
        self.kill().ok();
        if !self.keep {
            fs::remove_dir_all(&self.folder).ok();
        }
    }
}

/// 32 random bytes in Base64 without padding: 43 letters, the last of which carries four bits.
fn random_key() -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut random = rand::rng();
    let mut key: String = (0..42).map(|_| char::from(LETTERS[random.random_range(0..64)])).collect();
    key.push(char::from(LETTERS[random.random_range(0..16) * 4]));
    key
}

const LOG_CONFIG: &str = "version: 1
formatters:
  brief:
    format: '%(asctime)s %(levelname)s %(name)s %(message)s'
handlers:
  console:
    class: logging.StreamHandler
    formatter: brief
root:
  level: WARNING
  handlers: [console]
disable_existing_loggers: false
";

const NO_LIMITS: &str = "rc_message: {per_second: 10000, burst_count: 10000}
rc_registration: {per_second: 10000, burst_count: 10000}
rc_login:
  address: {per_second: 10000, burst_count: 10000}
  account: {per_second: 10000, burst_count: 10000}
  failed_attempts: {per_second: 10000, burst_count: 10000}
rc_admin_redaction: {per_second: 10000, burst_count: 10000}
rc_joins:
  local: {per_second: 10000, burst_count: 10000}
  remote: {per_second: 10000, burst_count: 10000}
rc_joins_per_room: {per_second: 10000, burst_count: 10000}
rc_invites:
  per_room: {per_second: 10000, burst_count: 10000}
  per_user: {per_second: 10000, burst_count: 10000}
  per_issuer: {per_second: 10000, burst_count: 10000}
rc_room_creation: {per_second: 10000, burst_count: 10000}
rc_key_requests: {per_second: 10000, burst_count: 10000}
rc_presence:
  per_user: {per_second: 10000, burst_count: 10000}
";
