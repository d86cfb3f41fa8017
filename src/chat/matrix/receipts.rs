//! Who has read a room, as the homeserver tells.

use matrix_sdk::{ruma::RoomId, sync::JoinedRoomUpdate};

use crate::chat::Receipt;

/// Who has read a room, as the homeserver tells beside the timeline.
pub(super) fn receipts(room: &RoomId, update: &JoinedRoomUpdate, me: &str) -> Vec<Receipt> {
    let mut receipts: Vec<Receipt> = Vec::new();
    for raw in &update.ephemeral {
        let Ok(value) = serde_json::from_str::<serde_json::Value>(raw.json().get()) else { continue };
        if value["type"] != "m.receipt" {
            continue;
        }
        let by_kind = value["content"].as_object().into_iter().flat_map(|events| events.values());
        let readers = by_kind.filter_map(|kinds| kinds["m.read"].as_object()).flatten();
        for (person, sign) in readers.filter(|(person, _)| *person != me) {
            let Some(read_at) = sign["ts"].as_i64() else { continue };
            match receipts.iter_mut().find(|known| known.person == *person) {
                Some(known) => known.read_at = known.read_at.max(read_at),
                None => receipts.push(Receipt { person: person.clone(), room: room.to_string(), read_at }),
            }
        }
    }
    receipts
}
