//! Rooms: invitations, direct chats, upgrades.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream::FuturesUnordered};
use matrix_sdk::{
    Client, Room, RoomMemberships, RoomState,
    deserialized_responses::RawAnySyncOrStrippedState,
    ruma::{
        OwnedRoomId, OwnedUserId, RoomId, UserId,
        api::client::{
            membership::joined_rooms,
            room::create_room::v3::{CreationContent, Request as CreateRoom, RoomPreset},
            state::get_state_event_for_key,
        },
        assign,
        events::{
            InitialStateEvent, StateEventType,
            room::{encryption::RoomEncryptionEventContent, member::MembershipState},
        },
        serde::Raw,
    },
    sync::InvitedRoomUpdate,
};
use serde_json::{Value, json, value::to_raw_value};
use tracing::{debug, info, warn};

use super::{Matrix, OUTBOX_FIELD, directs::Made, failure::Failure, lock};
use crate::chat::SendError;

/// How long an invitation that could not be accepted is let be; the pause doubles with each further try.
const JOIN_AGAIN_AFTER: Duration = Duration::from_mins(1);
/// The longest such pause.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// How many rooms are entered at once.
const JOINS_AT_ONCE: usize = 4;
/// How long a new direct chat waits for the sync to bring it before something is sent there.
const SYNC_MAY_TAKE: Duration = Duration::from_secs(5);

/// An invitation that was not answered yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Invitation {
    /// When it may be answered.
    at: Instant,
    /// How often that has failed.
    tries: u32,
}

impl Invitation {
    /// One to be answered now.
    pub(super) fn new() -> Self {
        Self { at: Instant::now(), tries: 0 }
    }
}

/// Whether a room holds, besides her and service members, at most one person, who is in it or
/// invited. A space is a folder of rooms, in which nobody reads: it is none, and she says nothing there of herself.
pub(super) async fn is_direct(room: &Room) -> Result<bool, Failure> {
    if room.is_space() {
        return Ok(false);
    }
    let service = room.service_members().unwrap_or_default();
    let counted = room.active_members_count();
    // Without service members the homeserver's count says it. It is 0 where it was never told.
    if counted > 0 && service.is_empty() {
        return Ok(counted <= 2);
    }
    Ok(others(room, &service).await?.len() <= 1)
}

/// The others in a room or invited to it, service members aside.
pub(super) async fn others(room: &Room, service: &BTreeSet<OwnedUserId>) -> Result<Vec<OwnedUserId>, Failure> {
    let me = room.own_user_id();
    let members = room.members(RoomMemberships::ACTIVE).await?;
    Ok(members.iter().map(|member| member.user_id().to_owned()).filter(|user| user != me && !service.contains(user)).collect())
}

/// The display name of somebody in a room, as far as it is known here.
pub(super) async fn member_name(room: &Room, user: &str) -> Option<String> {
    let user = UserId::parse(user).ok()?;
    let profile = room.client().state_store().get_profile(room.room_id(), &user).await.ok()??;
    profile.content.displayname
}

/// The room that a room has replaced, where the replaced one says so too.
pub(super) fn upgraded_from(client: &Client, room: &Room) -> Option<OwnedRoomId> {
    let old = room.predecessor_room()?.room_id;
    let successor = client.get_room(&old)?.successor_room()?.room_id;
    (successor == room.room_id()).then_some(old)
}

impl Matrix {
    /// Notes invitations, to be answered beside the syncing.
    pub(super) fn note_invitations(&self, invited: &BTreeMap<OwnedRoomId, InvitedRoomUpdate>) {
        if invited.is_empty() {
            return;
        }
        lock(&self.inner.invitations).extend(invited.keys().map(|room| (room.clone(), Invitation::new())));
        self.inner.invited.notify_one();
    }

    /// Accepts the invitations of those who may invite her and declines the others, a few at a time: entering a room of
    /// a homeserver that is slow may take its time, and nobody else is to wait for it. Goes on until it is dropped.
    pub async fn answer_invitations(&self) {
        let mut under_way = FuturesUnordered::new();
        loop {
            while under_way.len() < JOINS_AT_ONCE
                && let Some((room, invitation)) = self.next_invitation()
            {
                under_way.push(async move { self.answer_invitation(&room, invitation).await });
            }
            let next = lock(&self.inner.invitations).values().map(|invitation| invitation.at).min();
            let wait = next.map_or(JOIN_AGAIN_AFTER, |at| at.saturating_duration_since(Instant::now()));
            let is_full = under_way.len() >= JOINS_AT_ONCE;
            tokio::select! {
                Some(()) = under_way.next() => {}
                () = self.inner.invited.notified(), if !is_full => {}
                () = tokio::time::sleep(wait), if !is_full => {}
            }
        }
    }

    /// Takes the invitation that has waited longest out of those whose time has come.
    fn next_invitation(&self) -> Option<(OwnedRoomId, Invitation)> {
        let mut waiting = lock(&self.inner.invitations);
        let (room, _) =
            waiting.iter().filter(|(_, invitation)| invitation.at <= Instant::now()).min_by_key(|(_, invitation)| invitation.at)?;
        let room = room.clone();
        waiting.remove_entry(&room)
    }

    async fn answer_invitation(&self, room_id: &RoomId, invitation: Invitation) {
        let Some(room) = self.client().get_room(room_id).filter(|room| room.state() == RoomState::Invited) else { return };
        let inviter = match room.invite_details().await {
            Ok(invite) => invite.inviter.map(|member| member.user_id().to_owned()),
            Err(error) => {
                debug!(room = %room_id, reason = %Failure::from(error), "an invitation could not be read");
                None
            }
        };
        let client = self.client();
        let allowed = match &inviter {
            Some(inviter) => self.allows(inviter.as_str()) && !client.is_user_ignored(inviter).await,
            None => false,
        };
        let inviter = inviter.map(|inviter| inviter.to_string()).unwrap_or_default();
        let answered = if allowed { client.join_room_by_id(room_id).await.map(drop) } else { room.leave().await };
        match answered.map_err(|error| Failure::from(&error)) {
            Ok(()) if allowed => info!(room = %room_id, %inviter, "accepted an invitation"),
            Ok(()) => info!(room = %room_id, %inviter, "declined an invitation"),
            Err(Failure::Refused { reason, .. }) => info!(room = %room_id, %inviter, %reason, "an invitation does not hold any longer"),
            Err(failure) => {
                let wait = match &failure {
                    Failure::Away { after: Some(after), .. } => *after,
                    _ => (JOIN_AGAIN_AFTER * 2_u32.saturating_pow(invitation.tries.min(10))).min(LONGEST_PAUSE),
                };
                info!(room = %room_id, %inviter, reason = %failure, ?wait, "an invitation will be answered later");
                let again = Invitation { at: Instant::now() + wait, tries: invitation.tries + 1 };
                // A new invitation to the same room may have come meanwhile.
                lock(&self.inner.invitations).entry(room_id.to_owned()).or_insert(again);
            }
        }
    }

    /// Goes over to the room that replaces an old one; its id if she is in it now. Where she may
    /// not enter by herself, somebody's invitation will bring her.
    pub(super) async fn follow_upgrade(&self, old: &Room, replacement: &str, sender: &str) -> Option<String> {
        let new = RoomId::parse(replacement).ok()?;
        let client = self.client();
        if client.get_room(&new).is_some_and(|room| room.state() == RoomState::Joined) {
            return Some(new.to_string());
        }
        let via: Vec<_> = UserId::parse(sender).ok().map(|user| user.server_name().to_owned()).into_iter().collect();
        match client.join_room_by_id_or_alias((&*new).into(), &via).await {
            Ok(_) => {
                info!(old = %old.room_id(), %new, "followed a room upgrade");
                Some(new.to_string())
            }
            Err(error) => {
                info!(old = %old.room_id(), %new, reason = %Failure::from(error), "the room was replaced by one that she may not enter yet");
                None
            }
        }
    }

    /// The direct chats among these rooms, each with its person.
    pub(super) async fn direct_rooms(
        &self,
        rooms: impl Iterator<Item = &OwnedRoomId>,
    ) -> Result<BTreeMap<OwnedRoomId, OwnedUserId>, Failure> {
        let client = self.client();
        let mut found = BTreeMap::new();
        for room_id in rooms {
            let Some(room) = client.get_room(room_id) else { continue };
            lock(&self.inner.directs).learn(&room);
            let Some(person) = direct_person(&room).await? else { continue };
            if self.allows(person.as_str()) {
                found.insert(room_id.clone(), person);
            }
        }
        self.inner.brought.notify_waiters();
        Ok(found)
    }

    /// The direct chat with a person: one that is there, or a new one.
    pub(super) async fn direct_room(&self, person: &str, outbox: &str) -> Result<Room, SendError> {
        let give_up = |reason: String| SendError::GiveUp { reason };
        let user = UserId::parse(person).map_err(|error| give_up(format!("{person} is no user id: {error}")))?;
        let client = self.client();
        if let Some(room) = known_direct_room(&self.perhaps_direct(&client, &user), &user).await? {
            return Ok(room);
        }
        let room = self.made_direct_room(&client, user, outbox).await?;
        // The SDK asks for the keys of those in a new room once the sync has brought them. A message before
        // that would wait five seconds for a person who has none, and let the sync wait with it.
        let brought = async {
            loop {
                let brought = self.inner.brought.notified();
                if lock(&self.inner.directs).knows(room.room_id()) {
                    break;
                }
                brought.await;
            }
        };
        if tokio::time::timeout(SYNC_MAY_TAKE, brought).await.is_err() {
            debug!(room = %room.room_id(), "no sync has brought the new direct chat so far");
        }
        Ok(room)
    }

    /// A direct chat that she has made and that the sync may not have brought yet, or a new one.
    async fn made_direct_room(&self, client: &Client, user: OwnedUserId, outbox: &str) -> Result<Room, SendError> {
        let give_up = |reason: String| SendError::GiveUp { reason };
        let mut made = self.inner.made.lock().await;
        // While it was waited for, another message may have made it.
        if let Some(room) = known_direct_room(&self.perhaps_direct(client, &user), &user).await? {
            return Ok(room);
        }
        let present = made.lately.get(&user).and_then(|room| client.get_room(room)).filter(|room| room.state() == RoomState::Joined);
        if let Some(room) = present.filter(|room| !room.is_synced()) {
            return Ok(room);
        }
        if let Some(room) = begun_direct_room(client, &mut made, &user, outbox).await? {
            lock(&self.inner.directs).made(user.clone(), room.room_id().to_owned());
            made.lately.insert(user, room.room_id().to_owned());
            return Ok(room);
        }
        if let Some(room) = declined_direct_room(&self.perhaps_direct(client, &user), &user).await {
            return Err(give_up(format!("{user} has declined the direct chat {}", room.room_id())));
        }
        let encryption = InitialStateEvent::with_empty_state_key(RoomEncryptionEventContent::with_recommended_defaults());
        let creation = to_raw_value(&json!({ OUTBOX_FIELD: outbox })).map_err(|error| give_up(error.to_string()))?;
        let request = assign!(CreateRoom::new(), {
            creation_content: Some(Raw::<CreationContent>::from_json(creation)),
            initial_state: vec![encryption.to_raw_any()],
            invite: vec![user.clone()],
            is_direct: true,
            preset: Some(RoomPreset::TrustedPrivateChat),
        });
        let room = client.create_room(request).await.map_err(entering)?;
        info!(room = %room.room_id(), "made a direct chat");
        made.purpose.insert(room.room_id().to_owned(), Some(outbox.to_owned()));
        lock(&self.inner.directs).made(user.clone(), room.room_id().to_owned());
        made.lately.insert(user, room.room_id().to_owned());
        Ok(room)
    }

    /// The rooms that may be the direct chat with a person.
    fn perhaps_direct(&self, client: &Client, user: &UserId) -> Vec<Room> {
        let rooms = lock(&self.inner.directs).of(user, || client.joined_rooms());
        rooms.iter().filter_map(|room| client.get_room(room)).collect()
    }
}

/// Why a direct chat could not be made. New rooms and invitations have limits of their own, which say
/// nothing about messages.
fn entering(error: matrix_sdk::Error) -> SendError {
    match Failure::from(error) {
        Failure::Away { after: after @ Some(_), reason } => SendError::Retry { after, reason, everything: false },
        failure => failure.into(),
    }
}

/// The one other person of a direct chat. A room that somebody has given a name is a group that
/// waits for its members.
async fn direct_person(room: &Room) -> Result<Option<OwnedUserId>, Failure> {
    if room.state() != RoomState::Joined || room.is_tombstoned() || !is_direct(room).await? {
        return Ok(None);
    }
    let marked = room.direct_targets_length() > 0;
    if !marked && (room.name().is_some() || room.canonical_alias().is_some()) {
        return Ok(None);
    }
    let service = room.service_members().unwrap_or_default();
    // The homeserver names the others of a small room; asking the store for all members is dearer.
    let mut heroes = room.heroes().into_iter().map(|hero| hero.user_id).filter(|hero| *hero != room.own_user_id());
    if let (2, true, Some(hero), None) = (room.active_members_count(), service.is_empty(), heroes.next(), heroes.next()) {
        return Ok(Some(hero));
    }
    Ok(others(room, &service).await?.into_iter().next())
}

/// A direct chat with the person that she is in; an encrypted one if there is a choice.
async fn known_direct_room(perhaps: &[Room], user: &UserId) -> Result<Option<Room>, SendError> {
    let mut plain = None;
    for room in perhaps {
        if direct_person(room).await?.as_deref() != Some(user) {
            continue;
        }
        if room.encryption_state().is_encrypted() {
            return Ok(Some(room.clone()));
        }
        plain.get_or_insert(room);
    }
    let Some(room) = plain else { return Ok(None) };
    // What others have opened in the clear is theirs; what she makes is encrypted.
    if purpose(&room.client(), room.room_id()).await?.is_some() && !encrypts(room).await? {
        return Ok(None);
    }
    Ok(Some(room.clone()))
}

/// Sees to it that a room which she has made is encrypted, before anybody is let in or anything said: a
/// homeserver that was stopped while it made the room may have left that out. False: it cannot be, so the
/// room is of no use.
async fn encrypts(room: &Room) -> Result<bool, SendError> {
    let is_encrypted = async || room.latest_encryption_state().await.map(|state| state.is_encrypted()).map_err(Failure::from);
    if is_encrypted().await? {
        return Ok(true);
    }
    match room.enable_encryption().await.map_err(Failure::from) {
        Ok(()) if is_encrypted().await? => {
            info!(room = %room.room_id(), "turned encryption on in a room that was left half made");
            Ok(true)
        }
        Ok(()) => {
            let reason = format!("{} is not encrypted yet", room.room_id());
            Err(SendError::Retry { after: None, reason, everything: false })
        }
        Err(Failure::Refused { reason, .. }) => {
            warn!(room = %room.room_id(), %reason, "a room that was left half made cannot be encrypted");
            Ok(false)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// A direct chat of hers that the person has declined without ever coming in. Who does not want to
/// be written to is not invited again and again; inviting her brings the chat back.
async fn declined_direct_room(perhaps: &[Room], user: &UserId) -> Option<Room> {
    for room in perhaps.iter().filter(|room| room.state() == RoomState::Joined) {
        if !room.direct_targets().iter().any(|target| target.as_str() == user.as_str()) {
            continue;
        }
        let Some(member) = stored_state(room, StateEventType::RoomMember, user.as_str()).await else { continue };
        let by_themselves = member["sender"].as_str() == Some(user.as_str());
        let invited_before = member["unsigned"]["prev_content"]["membership"] == "invite";
        if by_themselves && invited_before && member["content"]["membership"] == "leave" {
            return Some(room.clone());
        }
    }
    None
}

/// A direct chat that an earlier try with the same outbox id has made, before a crash or a broken
/// connection hid it from her.
async fn begun_direct_room(client: &Client, made: &mut Made, user: &UserId, outbox: &str) -> Result<Option<Room>, SendError> {
    let joined = client.send(joined_rooms::v3::Request::new()).await.map_err(Failure::from)?.joined_rooms;
    for room_id in &joined {
        if !made.purpose.contains_key(room_id) {
            let purpose = purpose(client, room_id).await?;
            made.purpose.insert(room_id.clone(), purpose);
        }
    }
    let Some(room_id) = joined.into_iter().find(|room| made.purpose.get(room).is_some_and(|purpose| purpose.as_deref() == Some(outbox)))
    else {
        return Ok(None);
    };
    // Joining a room that she is in changes nothing there, and tells the SDK about it.
    let room = match client.get_room(&room_id).filter(Room::is_synced) {
        Some(room) => room,
        None => client.join_room_by_id(&room_id).await.map_err(Failure::from)?,
    };
    if !encrypts(&room).await? {
        made.purpose.insert(room_id, None);
        return Ok(None);
    }
    let membership = room.get_member(user).await.map_err(Failure::from)?.map(|member| member.membership().clone());
    if !matches!(membership, Some(MembershipState::Join | MembershipState::Invite)) {
        room.invite_user_by_id(user).await.map_err(entering)?;
        // Who is in it was asked for just now, without them: a message would be encrypted for nobody.
        room.mark_members_missing();
    }
    if let Err(error) = client.account().mark_as_dm(&room_id, &[user.to_owned()]).await {
        warn!(room = %room_id, reason = %Failure::from(error), "the room was not marked as a direct chat");
    }
    info!(room = %room_id, "found a direct chat that was made before");
    Ok(Some(room))
}

/// The outbox id of the message for which she has made a room, if it is one.
async fn purpose(client: &Client, room_id: &RoomId) -> Result<Option<String>, Failure> {
    let creation = match client.get_room(room_id).filter(Room::is_synced) {
        Some(room) if room.creators().is_none_or(|creators| !creators.iter().any(|creator| *creator == *room.own_user_id())) => None,
        Some(room) => stored_state(&room, StateEventType::RoomCreate, "").await.map(|event| event["content"].clone()),
        None => fetch_creation(client, room_id).await?,
    };
    Ok(creation.and_then(|content| content[OUTBOX_FIELD].as_str().map(str::to_owned)))
}

/// A state event from the local store.
async fn stored_state(room: &Room, kind: StateEventType, key: &str) -> Option<Value> {
    let raw = room.get_state_event(kind, key).await.ok()??;
    let json = match &raw {
        RawAnySyncOrStrippedState::Sync(raw) => raw.json().get(),
        RawAnySyncOrStrippedState::Stripped(raw) => raw.json().get(),
    };
    serde_json::from_str(json).ok()
}

/// The content of the event that made a room, from the homeserver.
async fn fetch_creation(client: &Client, room_id: &RoomId) -> Result<Option<Value>, Failure> {
    let request = get_state_event_for_key::v3::Request::new(room_id.to_owned(), StateEventType::RoomCreate, String::new());
    match client.send(request).await.map_err(Failure::from) {
        Ok(answer) => Ok(serde_json::from_str(answer.event_or_content.get()).ok()),
        Err(Failure::Refused { .. }) => Ok(None),
        Err(failure) => Err(failure),
    }
}
