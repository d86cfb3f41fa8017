//! Fetching the files that she reads, from encrypted rooms too.

use std::time::Duration;

use matrix_sdk::{
    Room,
    media::{MediaFormat, MediaRequestParameters},
    ruma::events::room::MediaSource,
};
use tracing::{debug, warn};

use super::{Matrix, failure::Failure, rooms};
use crate::event::{FILE_LIMIT, FileContent, Media};

/// How long one try may take; meanwhile nobody else is answered.
const PATIENCE: Duration = Duration::from_secs(8);
/// How often it is tried before its sender is asked to send it again.
const TRIES: u32 = 2;

impl Matrix {
    /// Fetches a file that she reads, where it was sent in a direct chat. One that cannot be had is
    /// no failure: its sender is told, and can send it again.
    pub(super) async fn fetch_file(&self, room: &Room, media: &mut Media) -> Result<(), Failure> {
        if !media.is_read() || !rooms::is_direct(room).await? {
            return Ok(());
        }
        media.content = match media.source.as_deref().map(serde_json::from_str::<MediaSource>) {
            // What the message says of its size is a reason not to begin, but proves nothing.
            _ if media.size.is_some_and(|size| size > FILE_LIMIT) => FileContent::TooLarge,
            Some(Ok(source)) => self.download(source).await,
            _ => FileContent::Unavailable,
        };
        Ok(())
    }

    async fn download(&self, source: MediaSource) -> FileContent {
        let request = MediaRequestParameters { source, format: MediaFormat::File };
        for _ in 0..TRIES {
            let client = self.client();
            let media = client.media();
            match tokio::time::timeout(PATIENCE, media.get_media_content(&request, false)).await {
                Ok(Ok(bytes)) if u64::try_from(bytes.len()).is_ok_and(|size| size <= FILE_LIMIT) => return FileContent::Bytes(bytes),
                Ok(Ok(_)) => return FileContent::TooLarge,
                Ok(Err(error)) => match Failure::from(error) {
                    Failure::Away { reason, .. } => debug!(%reason, "a file was not fetched"),
                    failure => {
                        warn!(reason = %failure, "a file cannot be fetched; its sender is told");
                        return FileContent::Unavailable;
                    }
                },
                Err(_) => debug!("a file was not fetched in time"),
            }
        }
        FileContent::Unavailable
    }
}
