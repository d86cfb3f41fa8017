//! Fetching the files that she reads, from encrypted rooms too, and placing files that many messages
//! refer to.

use std::{io::Cursor, time::Duration};

use matrix_sdk::{
    Room,
    media::{MediaFormat, MediaRequestParameters},
    ruma::{OwnedEventId, events::room::MediaSource},
};
use mime::Mime;
use tracing::{debug, warn};

use super::{Matrix, content, failure::Failure, rooms, send::decode};
use crate::{
    chat::{Delivery, PlacedFile, SendError},
    effect::SharedFile,
    event::{ATTACHMENT_LIMIT, FILE_LIMIT, FileContent, Media},
};

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

    /// Finds where a file lies for the room of a delivery, and uploads it where it does not lie
    /// there yet: encrypted for an encrypted room, else in the clear.
    ///
    /// # Errors
    /// As [`Matrix::send`].
    pub async fn place_file(&self, delivery: &Delivery, file: &SharedFile) -> Result<PlacedFile, SendError> {
        let (room, _) = self.present_room(self.target(delivery).await?);
        let encrypted = room.latest_encryption_state().await.map_err(Failure::from)?.is_encrypted();
        let (known, other) = if encrypted { (&file.encrypted, &file.plain) } else { (&file.plain, &file.encrypted) };
        let source = match (known, &file.content, other) {
            (Some(source), _, _) => source.clone(),
            (None, Some(base64), _) => self.upload_bytes(encrypted, &file.mime, &decode(base64)?).await?,
            (None, None, Some(other)) => {
                let bytes = self.fetch(other).await?;
                self.upload_bytes(encrypted, &file.mime, &bytes).await?
            }
            (None, None, None) => return Err(SendError::GiveUp { reason: format!("the file {} lies nowhere", file.id) }),
        };
        Ok(PlacedFile { name: file.name.clone(), mime: file.mime.clone(), size: file.size, source, encrypted })
    }

    async fn fetch(&self, source: &str) -> Result<Vec<u8>, SendError> {
        let source = parse(source)?;
        let request = MediaRequestParameters { source, format: MediaFormat::File };
        let client = self.client();
        let bytes = client.media().get_media_content(&request, false).await.map_err(Failure::from)?;
        // What its message said of the size proves nothing.
        if u64::try_from(bytes.len()).is_ok_and(|size| size <= ATTACHMENT_LIMIT) {
            Ok(bytes)
        } else {
            Err(SendError::GiveUp { reason: "the file is too large".to_owned() })
        }
    }

    async fn upload_bytes(&self, encrypted: bool, mime: &str, bytes: &[u8]) -> Result<String, SendError> {
        let client = self.client();
        let source = if encrypted {
            let mut reader = Cursor::new(bytes);
            MediaSource::Encrypted(Box::new(client.upload_encrypted_file(&mut reader).await.map_err(Failure::from)?))
        } else {
            let mime: Mime = mime.parse().unwrap_or(mime::APPLICATION_OCTET_STREAM);
            MediaSource::Plain(client.media().upload(&mime, bytes.to_vec(), None).await.map_err(Failure::from)?.content_uri)
        };
        serde_json::to_string(&source).map_err(|error| SendError::GiveUp { reason: error.to_string() })
    }

    /// Sends a message that refers to a file on the homeserver.
    pub(super) async fn put_shared(&self, room: &Room, file: &PlacedFile, outbox: &str) -> Result<OwnedEventId, SendError> {
        let source = parse(&file.source)?;
        let size = usize::try_from(file.size).unwrap_or(usize::MAX);
        let file = content::File { name: &file.name, mime: &file.mime, size, source: &source, reply_to: None, thread: None };
        self.put(room, "m.room.message", content::file(&file, outbox), outbox).await
    }
}

fn parse(source: &str) -> Result<MediaSource, SendError> {
    serde_json::from_str(source).map_err(|error| SendError::GiveUp { reason: format!("it is not known where the file lies: {error}") })
}
