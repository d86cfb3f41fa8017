//! How fast an announcement goes out, and what it costs in memory, beside a bare loop over the same SDK call.
//!
//! `cargo bench --bench broadcast` makes direct chats on a local Synapse without limits, first plain and then
//! encrypted. In turn an announcement goes to all of them, from the yes to the last mark in the database, and a
//! loop with the same concurrency sends as much with the same device: `send_raw` with a transaction id, and
//! nothing else. Memory is the highest resident size of either process.
//!
//! `STINA_BENCH_RECIPIENTS` sets the sizes (`200,2000`), `STINA_BENCH_ROUNDS` how often either is timed (2).

#![recursion_limit = "256"]
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

#[path = "../tests/support/bot.rs"]
mod bot;
#[path = "../tests/support/mod.rs"]
mod support;

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use bot::{Home, PASSWORD};
use futures_util::{StreamExt, stream};
use matrix_sdk::{
    Client, SessionMeta, SessionTokens, SqliteCryptoStore, SqliteStateStore, SqliteStoreConfig,
    authentication::matrix::MatrixSession,
    config::RequestConfig,
    cross_process_lock::CrossProcessLockConfig,
    ruma::{RoomId, TransactionId},
    store::{RoomLoadSettings, StoreConfig},
};
use serde_json::{Value, json};
use stina::{chat::matrix::read_saved, run::AT_ONCE};
use support::{
    crowd::Crowd,
    nio::NioClient,
    synapse::{Options, Synapse},
};

const TEXT: &str = "Terminsstart den 24 augusti, 08.30 i aulan. Ta med legitimation och intyg från förra terminen.";
/// Where the loop is told what to do, when this program is started once more for it.
const LOOP: &str = "STINA_BENCH_LOOP";

/// What sending to everybody took.
struct Run {
    count: usize,
    time: Duration,
    /// The highest resident size, in kilobytes.
    memory: u64,
}

impl Run {
    fn rate(&self) -> f64 {
        f64::from(u32::try_from(self.count).unwrap_or(u32::MAX)) / self.time.as_secs_f64()
    }
}

fn main() -> Result<()> {
    if let Ok(told) = env::var(LOOP) {
        return bare_loop(&serde_json::from_str(&told)?);
    }
    let sizes = env::var("STINA_BENCH_RECIPIENTS").unwrap_or_else(|_| "200,2000".to_owned());
    let rounds = env::var("STINA_BENCH_ROUNDS").map_or(Ok(2), |rounds| rounds.parse())?;
    for size in sizes.split(',') {
        compare(size.trim().parse()?, rounds)?;
    }
    Ok(())
}

fn compare(count: usize, rounds: usize) -> Result<()> {
    let synapse = Synapse::start(&Options::default())?;
    let account = Crowd::register(&synapse, "stina", 1, PASSWORD)?;
    let (stina, token) =
        account.users().zip(account.tokens()).next().map(|(user, token)| (user.to_owned(), token.to_owned())).context("no account")?;
    let director = synapse.register("sr", PASSWORD)?;
    let folder = synapse.folder().join("stina");
    let home = Home::new(&folder, &synapse.url(), &stina, "sqlite:stina.db")?;
    let settings = std::fs::read_to_string(home.config())?;
    std::fs::write(home.config(), format!("{settings}[roles]\nstudierektor = {{ \"{director}\" = [\"vgr\"] }}\n"))?;
    let crowd = Crowd::invited(&synapse, "st", count);
    let rooms = crowd.received_by(&token, false)?;
    let list: Vec<String> =
        std::iter::once("matrix;region;roll".to_owned()).chain(crowd.users().map(|user| format!("{user};vgr;ST-läkare"))).collect();
    let file = synapse.folder().join("lista.csv");
    std::fs::write(&file, list.join("\n"))?;
    let imported =
        Command::new(env!("CARGO_BIN_EXE_stina")).args(["people", "import"]).arg(&file).arg("--config").arg(home.config()).output()?;
    ensure!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    let mut director = NioClient::login(&synapse.url(), &director, PASSWORD)?;
    // The first start makes her device and learns the rooms.
    let mut running = home.start(None)?;
    running.wait_for("caught up", Duration::from_mins(10))?;
    let chat = director.create_direct(&stina)?;
    director.wait_for("her introduction", Duration::from_mins(2), |event| event.sender == stina)?;
    running.stop()?;
    for encrypted in [false, true] {
        if encrypted {
            account.encrypt(&token, &rooms)?;
        }
        let kind = if encrypted { "encrypted" } else { "plain" };
        let place = Place { homeserver: synapse.url(), store: folder.join("data").join("matrix"), rooms: &rooms };
        // In the first round the loop finds the sessions of encrypted rooms unmade, and is not counted.
        place.loop_over("warm")?;
        for round in 0..rounds {
            let hers = announce(&home, &mut director, &chat, &stina, &folder.join("stina.db"), count, &format!("{kind} {round}"))?;
            let bare = place.loop_over(&format!("{kind}-{round}"))?;
            println!(
                "{count} {kind}: she {:.1} a second, {} MB; the bare loop {:.1} a second, {} MB: {:.0} %",
                hers.rate(),
                hers.memory / 1024,
                bare.rate(),
                bare.memory / 1024,
                100.0 * hers.rate() / bare.rate()
            );
        }
    }
    Ok(())
}

/// Lets her send an announcement to everybody. What the loop has sent as the same device is caught up with in a run of
/// its own, since it comes in a single response and is no part of sending.
fn announce(home: &Home, director: &mut NioClient, chat: &str, stina: &str, database: &Path, count: usize, name: &str) -> Result<Run> {
    let mut behind = home.start(None)?;
    behind.wait_for("caught up", Duration::from_mins(5))?;
    behind.stop()?;
    let mut running = home.start(None)?;
    running.wait_for("caught up", Duration::from_mins(5))?;
    director.say(chat, &format!("skicka till alla ST-läkare i VGR: {TEXT} ({name})"))?;
    let wanted = format!("({count} personer)");
    director.wait_for("the readback", Duration::from_mins(2), |event| {
        event.sender == stina && event.body().contains(&wanted) && event.body().contains(name)
    })?;
    director.say(chat, "skicka")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let deadline = Instant::now() + Duration::from_mins(30);
    let time = loop {
        std::thread::sleep(Duration::from_secs(1));
        if let Some(time) = runtime.block_on(delivered(database, count))? {
            break time;
        }
        ensure!(Instant::now() < deadline, "it was not sent in time:\n{}", running.log());
    };
    let memory = highest_memory(running.id())?;
    running.stop()?;
    Ok(Run { count, time, memory })
}

/// How long the newest announcement took from its rows being written to the last mark, if it is sent.
async fn delivered(database: &Path, count: usize) -> Result<Option<Duration>> {
    use sqlx::{ConnectOptions, Row, sqlite::SqliteConnectOptions};
    let mut connection = SqliteConnectOptions::new().filename(database).read_only(true).connect().await?;
    let row = sqlx::query(
        "SELECT COUNT(*) AS count, MAX(o.changed_at) - MIN(o.created_at) AS took FROM delivery d JOIN outbox o ON o.id = d.outbox \
         WHERE o.state = 'sent' AND d.announcement = (SELECT id FROM announcement ORDER BY started_at DESC LIMIT 1)",
    )
    .fetch_one(&mut connection)
    .await?;
    let done = row.get::<i64, _>("count") == i64::try_from(count)?;
    Ok(done.then(|| Duration::from_millis(row.get::<i64, _>("took").unsigned_abs())))
}

/// The highest resident size that a process has had, in kilobytes.
fn highest_memory(process: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmHWM")).context("no VmHWM")?;
    Ok(line.split_whitespace().nth(1).context("no size")?.parse()?)
}

/// Where the loop sends.
struct Place<'a> {
    homeserver: String,
    store: PathBuf,
    rooms: &'a [String],
}

impl Place<'_> {
    /// Starts this program once more for the loop, so that its memory is its own.
    fn loop_over(&self, name: &str) -> Result<Run> {
        let told = json!({ "homeserver": self.homeserver, "store": self.store, "name": name });
        let rooms = self.store.with_extension("rooms");
        std::fs::write(&rooms, serde_json::to_string(self.rooms)?)?;
        let output = Command::new(env::current_exe()?).env(LOOP, told.to_string()).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said: Value = serde_json::from_slice(&output.stdout)?;
        let number = |key: &str| said[key].as_u64().context("no number");
        Ok(Run { count: self.rooms.len(), time: Duration::from_micros(number("time")?), memory: number("memory")? })
    }
}

/// The bare loop: a client on her device's stores that sends one message to every room.
fn bare_loop(told: &Value) -> Result<()> {
    let text = |key: &str| told[key].as_str().context("not told");
    let store = PathBuf::from(text("store")?);
    let name = text("name")?.to_owned();
    let rooms: Vec<String> = serde_json::from_str(&std::fs::read_to_string(store.with_extension("rooms"))?)?;
    let homeserver = text("homeserver")?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let time = runtime.block_on(async {
        let client = client(homeserver, &store).await?;
        // So that no key is waited for that the last sync has asked for.
        client.sync_once(matrix_sdk::config::SyncSettings::new()).await?;
        let begun = Instant::now();
        let mut sent = stream::iter(rooms.iter().enumerate().map(|(number, room)| {
            let (client, name) = (client.clone(), &name);
            async move {
                let room = client.get_room(&RoomId::parse(room)?).context("the room is not known")?;
                let content = json!({ "msgtype": "m.text", "body": TEXT, "m.mentions": {} });
                let id = format!("bare-{name}-{number}");
                room.send_raw("m.room.message", content).with_transaction_id(<&TransactionId>::from(id.as_str())).await?;
                anyhow::Ok(())
            }
        }))
        .buffer_unordered(AT_ONCE);
        while let Some(outcome) = sent.next().await {
            outcome?;
        }
        anyhow::Ok(begun.elapsed())
    })?;
    println!("{}", json!({ "time": time.as_micros(), "memory": highest_memory(std::process::id())? }));
    Ok(())
}

async fn client(homeserver: &str, store: &Path) -> Result<Client> {
    let config = SqliteStoreConfig::new(store).pool_max_size(2).cache_size(500_000).journal_size_limit(2_000_000);
    let stores = StoreConfig::new(CrossProcessLockConfig::SingleProcess)
        .state_store(SqliteStateStore::open_with_config(&config).await?)
        .crypto_store(SqliteCryptoStore::open_with_config(&config).await?);
    let client = Client::builder()
        .homeserver_url(homeserver)
        .store_config(stores)
        .cross_process_store_config(CrossProcessLockConfig::SingleProcess)
        .request_config(RequestConfig::new().disable_retry())
        .build()
        .await?;
    let saved = read_saved(store)?.context("there is no session")?;
    let tokens = SessionTokens { access_token: saved.access_token.context("there is no token")?, refresh_token: None };
    let session = MatrixSession { meta: SessionMeta { user_id: saved.user_id, device_id: saved.device_id }, tokens };
    client.restore_session_with(session, RoomLoadSettings::default()).await?;
    Ok(client)
}
