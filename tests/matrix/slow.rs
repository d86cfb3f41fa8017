//! A way to the homeserver on which some requests take their time, or are refused for a while.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::Mutex,
    task::JoinSet,
};

/// What happens to the requests that are looked for.
#[derive(Clone)]
enum Hindrance {
    Waits(Duration),
    /// So many are answered with 429, as by a homeserver that limits.
    Limited(Arc<AtomicU32>),
}

/// The answer of a homeserver that limits.
const LIMITED: &str = r#"{"errcode":"M_LIMIT_EXCEEDED","error":"too much","retry_after_ms":100}"#;

/// Passes everything on, until it is dropped.
pub struct SlowWay {
    url: String,
    hindrance: Hindrance,
    _tasks: JoinSet<()>,
}

impl SlowWay {
    /// Opens a way to an address of this machine on which requests that hold `what` in their first line wait for `pause`.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn open(address: &str, what: &'static str, pause: Duration) -> Result<Self> {
        Self::hindered(address, what, Hindrance::Waits(pause)).await
    }

    /// Opens one on which so many requests that hold `what` in their first line are refused for now.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn limited(address: &str, what: &'static str, times: u32) -> Result<Self> {
        Self::hindered(address, what, Hindrance::Limited(Arc::new(AtomicU32::new(times)))).await
    }

    async fn hindered(address: &str, what: &'static str, hindrance: Hindrance) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = address.trim_start_matches("http://").to_owned();
        let url = format!("http://{}", listener.local_addr()?);
        let mut tasks = JoinSet::new();
        let kept = hindrance.clone();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let (address, hindrance) = (address.clone(), hindrance.clone());
                connections.spawn(async move {
                    let Ok(server) = TcpStream::connect(address).await else { return };
                    let (from_client, to_client) = client.into_split();
                    let (from_server, to_server) = server.into_split();
                    let to_client = Mutex::new(to_client);
                    let _ = tokio::join!(pass_on(from_client, to_server, &to_client, what, hindrance), pass_back(from_server, &to_client));
                });
            }
        });
        Ok(Self { url, hindrance: kept, _tasks: tasks })
    }

    /// How many requests are still to be refused.
    #[must_use]
    pub fn left_to_refuse(&self) -> u32 {
        match &self.hindrance {
            Hindrance::Limited(left) => left.load(Ordering::Relaxed),
            Hindrance::Waits(_) => 0,
        }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// Passes a client's requests on; each begins in a piece of its own, since an answer is waited for before the next.
async fn pass_on(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    back: &Mutex<OwnedWriteHalf>,
    what: &str,
    hindrance: Hindrance,
) -> Result<()> {
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut piece).await?;
        if read == 0 {
            return Ok(());
        }
        let line = piece[..read].split(|byte| *byte == b'\r').next().unwrap_or_default();
        if line.windows(what.len()).any(|part| part == what.as_bytes()) {
            match &hindrance {
                Hindrance::Waits(pause) => tokio::time::sleep(*pause).await,
                Hindrance::Limited(left) => {
                    if left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
                        let head = format!(
                            "HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                            LIMITED.len()
                        );
                        let mut back = back.lock().await;
                        back.write_all(format!("{head}{LIMITED}").as_bytes()).await?;
                        return Ok(back.shutdown().await?);
                    }
                }
            }
        }
        to.write_all(&piece[..read]).await?;
    }
}

/// Passes the homeserver's answers back.
async fn pass_back(mut from: OwnedReadHalf, to: &Mutex<OwnedWriteHalf>) -> Result<()> {
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut piece).await?;
        if read == 0 {
            return Ok(());
        }
        to.lock().await.write_all(&piece[..read]).await?;
    }
}
