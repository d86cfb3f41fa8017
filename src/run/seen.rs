//! What people see of her while she works: that she has read a message, and that she is writing.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::Serving;
use crate::event::{Event, EventKind};

/// How often it is looked whether the answer has left.
const LOOK: Duration = Duration::from_millis(300);
/// How many looks are taken: about a minute. What takes longer is held back by the homeserver.
const LOOKS: usize = 200;

/// The rooms in which she is seen to be writing.
#[derive(Debug, Clone, Default)]
pub(super) struct Writing(Arc<Mutex<HashSet<String>>>);

impl Writing {
    /// Notes a room; false where it was noted already.
    fn begin(&self, room: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(room.to_owned())
    }

    fn end(&self, room: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(room);
    }
}

/// Shows that she is writing, from before a message to her is decided until its answer has left.
pub(super) fn writing(serving: &Serving, event: &Event) {
    let (EventKind::Message(message) | EventKind::Edit { message, .. }) = &event.kind else { return };
    let is_for_her = event.room.direct || message.mentions_me || message.replies_to_me;
    if !is_for_her || !serving.writing.begin(&event.room.id) {
        return;
    }
    let (matrix, store, writing) = (serving.matrix.clone(), serving.store.clone(), serving.writing.clone());
    let room = event.room.id.clone();
    tokio::spawn(async move {
        for _ in 0..LOOKS {
            matrix.typing(&room, true).await;
            tokio::time::sleep(LOOK).await;
            if !store.is_answering(&room).await.unwrap_or(false) {
                break;
            }
        }
        matrix.typing(&room, false).await;
        writing.end(&room);
    });
}

/// Tells the writer of a message that it was read.
pub(super) fn read(serving: &Serving, event: &Event) {
    if matches!(event.kind, EventKind::Message(_) | EventKind::Edit { .. }) {
        let matrix = serving.matrix.clone();
        let (room, id) = (event.room.id.clone(), event.id.clone());
        tokio::spawn(async move { matrix.acknowledge(&room, &id).await });
    }
}
