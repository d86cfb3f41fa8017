//! A way to the homeserver on which some requests take their time.

use std::time::Duration;

use anyhow::Result;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    task::JoinSet,
};

/// Passes everything on, until it is dropped.
pub struct SlowWay {
    url: String,
    _tasks: JoinSet<()>,
}

impl SlowWay {
    /// Opens a way to an address of this machine on which requests that hold `what` in their first line wait for `pause`.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn open(address: &str, what: &'static str, pause: Duration) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = address.trim_start_matches("http://").to_owned();
        let url = format!("http://{}", listener.local_addr()?);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let address = address.clone();
                connections.spawn(async move {
                    let Ok(server) = TcpStream::connect(address).await else { return };
                    let (from_client, mut to_client) = client.into_split();
                    let (mut from_server, to_server) = server.into_split();
                    let _ = tokio::join!(pass_on(from_client, to_server, what, pause), copy(&mut from_server, &mut to_client));
                });
            }
        });
        Ok(Self { url, _tasks: tasks })
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// Passes a client's requests on; each begins in a piece of its own, since an answer is waited for before the next.
async fn pass_on(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, what: &str, pause: Duration) -> Result<()> {
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut piece).await?;
        if read == 0 {
            return Ok(());
        }
        let line = piece[..read].split(|byte| *byte == b'\r').next().unwrap_or_default();
        if line.windows(what.len()).any(|part| part == what.as_bytes()) {
            tokio::time::sleep(pause).await;
        }
        to.write_all(&piece[..read]).await?;
    }
}
