//! Whose direct chats are where, so that finding one looks at a few rooms and not at all of them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use matrix_sdk::{
    Room,
    ruma::{OwnedRoomId, OwnedUserId, RoomId, UserId},
};

/// The rooms that may be the direct chat with somebody. They are looked at again before one is used, so
/// a room too many does no harm.
#[derive(Debug, Default)]
pub(super) struct Directs {
    complete: bool,
    rooms: HashMap<OwnedUserId, BTreeSet<OwnedRoomId>>,
    /// Rooms that a sync has brought with somebody else in them or invited. One that is being made comes
    /// without its person at first.
    peopled: HashSet<OwnedRoomId>,
}

impl Directs {
    /// The rooms that may be the direct chat with a person. `all` are her rooms, which are looked through
    /// the first time.
    pub(super) fn of(&mut self, person: &UserId, all: impl FnOnce() -> Vec<Room>) -> Vec<OwnedRoomId> {
        if !self.complete {
            self.complete = true;
            for room in all() {
                self.learn(&room);
            }
        }
        self.rooms.get(person).into_iter().flatten().cloned().collect()
    }

    /// Notes whose direct chat a room may be: the account marks it as theirs, or they are among the few
    /// whom the homeserver names for a small room.
    pub(super) fn learn(&mut self, room: &Room) {
        let me = room.own_user_id();
        let marked = room.direct_targets().into_iter().filter_map(|target| UserId::parse(target.as_str()).ok());
        let named: Vec<OwnedUserId> = room.heroes().into_iter().map(|hero| hero.user_id).filter(|person| person != me).collect();
        if !named.is_empty() {
            self.peopled.insert(room.room_id().to_owned());
        }
        for person in marked.chain(named).filter(|person| person != me) {
            self.rooms.entry(person).or_default().insert(room.room_id().to_owned());
        }
    }

    /// Notes a room that was made for a person.
    pub(super) fn made(&mut self, person: OwnedUserId, room: OwnedRoomId) {
        self.rooms.entry(person).or_default().insert(room);
    }

    /// Whether a sync has brought a room with its person.
    pub(super) fn knows(&self, room: &RoomId) -> bool {
        self.peopled.contains(room)
    }
}

/// What is known of the rooms that she has made. Held while one is made, so that two messages to one
/// person do not make two.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// Direct chats made by this process, which the sync may not have brought back yet.
    pub(super) lately: HashMap<OwnedUserId, OwnedRoomId>,
    /// For which message each of her rooms was made, as far as that was looked at; `None`: for none of hers.
    pub(super) purpose: BTreeMap<OwnedRoomId, Option<String>>,
}
