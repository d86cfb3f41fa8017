//! The only loop, and the only spawn: events in, effects applied, messages out, time passing.
//!
//! Five activities share one store and end together: *syncing* applies what happens, *sending* empties
//! the outbox (as fast as `pace` finds it may), *ticking* looks after time (reminders, keys that arrive late, old data, the database's log, changed rules),
//! *entering* answers invitations, and *renewing* keeps the lease. After a start nothing is sent before syncing has reached the
//! present, since only then it is known what was sent before.

mod apply;
mod pace;
mod rules;
mod seen;
mod send;
mod since;

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{IsTerminal, Write},
    path::{Path, PathBuf},
    sync::{
        Arc, RwLock,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, anyhow};
use jiff::Timestamp;
use tokio::sync::{Mutex, Notify, watch};
use tracing::{error, info, warn};

use crate::{
    assistant::{Health, World},
    chat::matrix::{ConnectError, Matrix, Settings, SyncError, recovery_key_file},
    clock,
    config::{Config, Secrets},
    failpoint,
    store::{Acquired, Store, StoreError},
};

pub use apply::{handle_event, handle_event_by};
pub use pace::AT_ONCE;
pub use rules::load_world;

/// How long one sync waits for something to happen.
const SYNC_TIMEOUT: Duration = Duration::from_secs(30);
/// How long the lease lasts without being renewed; another machine takes over after that.
const LEASE: Duration = Duration::from_mins(1);
/// How long closing the key store may take.
const CLOSING: Duration = Duration::from_secs(8);
/// How often time is looked after when nothing is due earlier.
const TICK: Duration = Duration::from_secs(5);
/// Where the pauses are kept that the homeserver asked for: between messages, and between new rooms.
const MESSAGE_PAUSE: &str = "message_pause";
const ROOM_PAUSE: &str = "room_pause";
/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// What the activities share.
pub struct Serving {
    /// Everything that lasts.
    pub store: Store,
    matrix: Matrix,
    world: RwLock<Arc<World>>,
    config: Config,
    /// The rooms in which she is seen to be writing.
    writing: seen::Writing,
    /// Something new may lie in the outbox.
    outbox: Notify,
    /// A reminder may have become the next one.
    time: Notify,
    /// Whether syncing has reached the present since the start, and since the homeserver was away.
    present: watch::Sender<bool>,
    /// When the homeserver was last heard from, in milliseconds since 1970 UTC.
    last_sync: AtomicI64,
    /// How long the homeserver asked to wait between messages, in milliseconds; 0: it lets any number
    /// pass; below 0: that is not known.
    message_pause: AtomicI64,
    /// How long it asked to wait between new rooms.
    room_pause: AtomicI64,
    /// Held while a file is uploaded that several messages refer to.
    uploading: Mutex<()>,
    stop: watch::Receiver<bool>,
}

impl Serving {
    /// The world as it is now.
    pub(crate) fn world(&self) -> Arc<World> {
        Arc::clone(&self.world.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn set_world(&self, world: World) {
        *self.world.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(world);
    }

    /// Notes how long the homeserver asked to wait, so that it can be said beforehand how long sending
    /// takes: between messages, or between new rooms.
    async fn note_limit(&self, after: Duration, messages: bool) -> anyhow::Result<()> {
        let (seen, key) = if messages { (&self.message_pause, MESSAGE_PAUSE) } else { (&self.room_pause, ROOM_PAUSE) };
        let asked = i64::try_from(after.as_millis()).unwrap_or(i64::MAX);
        // What is left of a pause is shorter than a whole one.
        if asked > seen.fetch_max(asked, Ordering::Relaxed) {
            apply::or_pass(self.store.meta_set(key, &asked.to_string()).await, "a rate limit was not noted")?;
        }
        Ok(())
    }

    fn stopping(&self) -> bool {
        *self.stop.borrow()
    }

    /// Waits until she is asked to leave.
    async fn asked_to_stop(&self) {
        told_to_stop(&self.stop).await;
    }

    /// Waits, but not longer than until she is asked to leave.
    async fn pause(&self, how_long: Duration) {
        sleep_unless(how_long, &self.stop).await;
    }
}

/// Serves an account until `stop` becomes true or going on would lose something.
///
/// # Errors
/// What makes going on impossible, in words for the operator.
pub async fn serve(config: Config, secrets: &Secrets, stop: watch::Receiver<bool>) -> anyhow::Result<()> {
    let mut world = load_world(&config)?;
    let Some(_lock) = lock_store(&config.matrix.store, &stop).await? else { return Ok(()) };
    let url = secrets.database_url.as_ref().map_or(config.database.as_str(), |url| url.expose()).to_owned();
    let store = open_store(&url, &stop).await?;
    store.set_roles(config.roles.clone());
    let Some(()) = take_lease(&store, &config, &stop).await? else { return Ok(()) };
    let key_before = std::fs::read_to_string(recovery_key_file(&config.matrix.store)).ok();
    let Some(matrix) = connect(&settings(&config, secrets)?, &stop, &store).await? else {
        let _ = store.release_lease().await;
        return Ok(());
    };
    show_new_key(&config.matrix.store, key_before.as_deref());
    let signed = matrix.health().await.device_signed;
    world.health = Health { device_signed: Some(signed), ..Health::default() };
    info!(rules = world.knowledge.rules.len(), regions = world.regions.len(), database = store.kind(), signed, "serving");
    let message_pause = AtomicI64::new(seen_limit(&store, MESSAGE_PAUSE).await);
    let room_pause = AtomicI64::new(seen_limit(&store, ROOM_PAUSE).await);
    let serving = Arc::new(Serving {
        store,
        matrix,
        world: RwLock::new(Arc::new(world)),
        config,
        writing: seen::Writing::default(),
        outbox: Notify::new(),
        time: Notify::new(),
        present: watch::Sender::new(false),
        last_sync: AtomicI64::new(0),
        message_pause,
        room_pause,
        uploading: Mutex::default(),
        stop,
    });
    let result = tokio::try_join!(syncing(&serving), send::sending(&serving), ticking(&serving), entering(&serving), renewing(&serving));
    // Everything is durable already; closing is only tidier, and must not keep her from leaving.
    if tokio::time::timeout(CLOSING, serving.matrix.close()).await.is_err() {
        warn!("the key store was not closed in time");
    }
    if !matches!(&result, Err(error) if is_lease_lost(error)) {
        let _ = serving.store.release_lease().await;
    }
    serving.store.close().await;
    result.map(|_| info!("everything in hand is finished; leaving"))
}

/// Shows a recovery key that has just been made to whoever sits at the terminal; it never goes to the log.
fn show_new_key(store: &Path, before: Option<&str>) {
    let file = recovery_key_file(store);
    let mut terminal = std::io::stdout();
    let Ok(key) = std::fs::read_to_string(&file) else { return };
    if before != Some(key.as_str()) && terminal.is_terminal() {
        // Where the terminal is gone, the file holds it.
        let _ = writeln!(terminal, "Her recovery key: {}\nIt stands in {} as well. Keep a copy elsewhere.", key.trim(), file.display());
    }
}

/// A pause that the homeserver asked for at an earlier time, in milliseconds; below 0: that is not known.
async fn seen_limit(store: &Store, key: &str) -> i64 {
    store.meta_get(key).await.ok().flatten().and_then(|text| text.parse().ok()).unwrap_or(-1)
}

fn is_lease_lost(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref::<StoreError>(), Some(StoreError::LeaseLost))
}

/// What the chat needs of the settings.
///
/// # Errors
/// When the user id is none.
pub fn settings(config: &Config, secrets: &Secrets) -> anyhow::Result<Settings> {
    let user_id = matrix_user(&config.matrix.user_id)?;
    Ok(Settings {
        homeserver: config.matrix.homeserver.clone(),
        user_id,
        display_name: config.matrix.display_name.clone(),
        avatar: config.matrix.avatar.clone(),
        store: config.matrix.store.clone(),
        device_name: config.matrix.display_name.clone(),
        allow: config.allow.clone(),
        password: secrets.password.clone(),
        access_token: secrets.access_token.clone(),
        store_passphrase: secrets.store_passphrase.clone(),
        recovery_key: secrets.recovery_key.clone(),
    })
}

fn matrix_user<T: std::str::FromStr>(user: &str) -> anyhow::Result<T> {
    user.parse().map_err(|_| anyhow!("{user} is no user id"))
}

/// Keeps a second process on this machine from serving the same store. The system frees the lock
/// when a process dies, however it dies.
async fn lock_store(store: &Path, stop: &watch::Receiver<bool>) -> anyhow::Result<Option<File>> {
    let mut told = false;
    while !*stop.borrow() {
        if let Some(lock) = try_lock_store(store)? {
            return Ok(Some(lock));
        }
        if !told {
            warn!("another process serves this account from the same store; waiting until it is gone");
            told = true;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    Ok(None)
}

/// Takes the lock of a store, unless another process has it. It is held as long as the file is open.
///
/// # Errors
/// When the lock file cannot be made.
pub fn try_lock_store(store: &Path) -> anyhow::Result<Option<File>> {
    let path = lock_path(store);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    }
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    match file.try_lock() {
        Ok(()) => {
            // What tells this store from others, on machines that have no name of their own (containers): see `holder`.
            if file.metadata()?.len() == 0 {
                file.write_all(format!("{:032x}\n", rand::random::<u128>()).as_bytes())
                    .and_then(|()| file.sync_all())
                    .with_context(|| format!("{} cannot be written", path.display()))?;
            }
            Ok(Some(file))
        }
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(anyhow!("{} cannot be locked: {error}", path.display())),
    }
}

fn lock_path(store: &Path) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

async fn open_store(url: &str, stop: &watch::Receiver<bool>) -> anyhow::Result<Store> {
    let mut pause = Duration::from_secs(1);
    loop {
        match Store::open(url).await {
            Ok(store) => return Ok(store),
            Err(error) if error.passes() && !*stop.borrow() => {
                warn!(%error, ?pause, "waiting for the database");
                sleep_unless(pause, stop).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Waits until nobody else serves the account. `None`: asked to leave before.
async fn take_lease(store: &Store, config: &Config, stop: &watch::Receiver<bool>) -> anyhow::Result<Option<()>> {
    let holder = holder(&config.matrix.store);
    let mut told = false;
    while !*stop.borrow() {
        match store.acquire_lease(&config.matrix.user_id, &holder, LEASE, clock::now()).await {
            Ok(Acquired::Held(_)) => return Ok(Some(())),
            Ok(Acquired::Busy { holder, until }) => {
                if !told {
                    warn!(holder, %until, "another process serves this account; waiting until it is gone");
                    told = true;
                }
            }
            Err(error) if error.passes() => warn!(%error, "waiting for the database"),
            Err(error) => return Err(error.into()),
        }
        sleep_unless(Duration::from_secs(1), stop).await;
    }
    Ok(None)
}

/// Waits until she is asked to leave.
async fn told_to_stop(stop: &watch::Receiver<bool>) {
    // The sender lives as long as the program; losing it means leaving as well.
    let _ = stop.clone().wait_for(|stop| *stop).await;
}

/// Waits, but not longer than until she is asked to leave.
async fn sleep_unless(how_long: Duration, stop: &watch::Receiver<bool>) {
    tokio::select! {
        () = tokio::time::sleep(how_long) => {}
        () = told_to_stop(stop) => {}
    }
}

/// A name for this machine and store: a process that starts again here takes its own lease back.
fn holder(store: &Path) -> String {
    let machine = std::fs::read_to_string("/etc/machine-id").or_else(|_| std::fs::read_to_string("/etc/hostname")).unwrap_or_default();
    let place = std::path::absolute(store).unwrap_or_else(|_| store.to_owned());
    let number = std::fs::read_to_string(lock_path(store)).unwrap_or_default();
    format!("{}:{}:{}", machine.trim(), place.display(), number.trim())
}

/// Connects, patiently. `None`: asked to leave before.
async fn connect(settings: &Settings, stop: &watch::Receiver<bool>, store: &Store) -> anyhow::Result<Option<Matrix>> {
    let mut pause = Duration::from_secs(1);
    while !*stop.borrow() {
        let outcome = tokio::select! {
            // Cut off it is as if she had been killed there, which a start bears anywhere.
            () = told_to_stop(stop) => return Ok(None),
            outcome = Matrix::connect(settings) => outcome,
        };
        match outcome {
            Ok(matrix) => return Ok(Some(matrix)),
            Err(ConnectError::Retry { after, reason }) => {
                let wait = after.unwrap_or(pause);
                warn!(reason, ?wait, "waiting for the homeserver");
                pause = (pause * 2).min(LEASE / 3);
                let until = Instant::now() + wait;
                while !*stop.borrow() && Instant::now() < until {
                    sleep_unless((until - Instant::now()).min(LEASE / 3), stop).await;
                    // The lease is not to run out meanwhile.
                    apply::or_pass(store.renew_lease(LEASE, clock::now()).await, "the lease was not renewed")?;
                }
            }
            Err(error @ ConnectError::GiveUp { .. }) => return Err(error.into()),
        }
    }
    Ok(None)
}

/// Applies what happens, turn by turn.
async fn syncing(serving: &Serving) -> anyhow::Result<()> {
    let first_start = since::first_start(serving).await?;
    let mut token = serving.store.sync_token().await?;
    let mut pause = Duration::from_secs(1);
    while !serving.stopping() {
        // The first turn after a start brings everything since the token at once, so it need not wait.
        let timeout = if *serving.present.borrow() { SYNC_TIMEOUT } else { Duration::ZERO };
        let turn = tokio::select! {
            turn = serving.matrix.sync(token.as_deref(), timeout, &serving.store, first_start) => turn,
            () = serving.asked_to_stop() => break,
        };
        match turn {
            Ok(batch) => {
                pause = Duration::from_secs(1);
                serving.last_sync.store(clock::now().as_millisecond(), Ordering::Relaxed);
                failpoint::pass(failpoint::SYNC_APPLY).await;
                if !apply::batch(serving, &batch).await? {
                    break;
                }
                token = Some(batch.next_token);
                if !serving.present.send_replace(true) {
                    info!("caught up with the homeserver");
                }
            }
            Err(SyncError::Retry { after, reason }) => {
                let wait = after.unwrap_or(pause);
                warn!(reason, ?wait, "the homeserver is not answering");
                serving.present.send_replace(false);
                serving.pause(wait).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            Err(error @ SyncError::Stop { .. }) => return Err(error.into()),
        }
    }
    // Whoever waits for the present shall not wait for ever.
    serving.present.send_replace(true);
    Ok(())
}

/// Answers invitations, and sets name and picture that were refused for now: nobody waits for either.
async fn entering(serving: &Arc<Serving>) -> anyhow::Result<()> {
    let both = async { tokio::join!(serving.matrix.answer_invitations(), serving.matrix.introduce_again()) };
    tokio::select! {
        _ = both => {}
        () = serving.asked_to_stop() => {}
    }
    Ok(())
}

/// Looks after time.
async fn ticking(serving: &Serving) -> anyhow::Result<()> {
    let mut present = serving.present.subscribe();
    let _ = present.wait_for(|present| *present).await;
    let mut rules = rules::Watch::new(serving.config.knowledge.as_deref());
    let mut purged: Option<Timestamp> = None;
    let mut emptied = Instant::now();
    while !serving.stopping() {
        let now = clock::now();
        apply::fire_due(serving, now).await?;
        apply::look_after_announcements(serving, now).await?;
        apply::read_late(serving, now).await?;
        if purged.is_none_or(|last| now.duration_since(last) > jiff::SignedDuration::from_hours(24)) {
            purged = Some(now);
            apply::or_pass(serving.store.purge(now, &serving.config.retention).await.map(|_| ()), "old data was not removed")?;
        }
        rules.reload(serving).await?;
        if emptied.elapsed() >= TICK {
            serving.store.confirm_place().inspect_err(|error| error!(%error, "stopping"))?;
            // Whoever writes next finds out what it means if this fails.
            if let Err(error) = serving.store.empty_log().await {
                warn!(%error, "the database's log was not emptied into its file");
            }
            emptied = Instant::now();
        }
        let next = serving.store.next_due().await.ok().flatten();
        let wait = next.map_or(TICK, |next| Duration::try_from(next.duration_since(clock::now())).unwrap_or_default().min(TICK));
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = serving.time.notified() => {}
            () = serving.asked_to_stop() => {}
        }
    }
    Ok(())
}

/// Keeps the lease. A process that lost it stops at once.
async fn renewing(serving: &Serving) -> anyhow::Result<()> {
    while !serving.stopping() {
        serving.pause(LEASE / 3).await;
        match serving.store.renew_lease(LEASE, clock::now()).await {
            Ok(()) => {}
            Err(error) if error.passes() => warn!(%error, "the lease was not renewed"),
            Err(error) => {
                error!(%error, "stopping");
                return Err(error.into());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_store_has_a_name_that_stays() {
        let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
        let names = || {
            folders.each_ref().map(|folder| {
                let store = folder.path().join("matrix");
                let lock = try_lock_store(&store).expect("a lock file").expect("nobody holds it");
                assert!(try_lock_store(&store).expect("a lock file").is_none());
                drop(lock);
                holder(&store).rsplit(':').next().unwrap_or_default().to_owned()
            })
        };
        let [one, other] = names();
        assert_eq!(one.len(), 32);
        assert_ne!(one, other);
        assert_eq!(names(), [one, other]);
    }
}
