"""An independent Matrix client (matrix-nio), driven by lines of JSON.

Each line on standard input is {"do": ..., ...}; each answer is one line, {"ok": ...} or {"error": ...}.
"""

import asyncio
import binascii
import io
import json
import sys
import threading

import aiohttp
import vodozemac
from nio import AsyncClient, AsyncClientConfig, Event, MegolmEvent, RoomMemberEvent
from nio.crypto.attachments import decrypt_attachment
from nio.exceptions import OlmUnverifiedDeviceError  # noqa: F401


# This client does not page back, so what a limited timeline leaves out would be lost to it.
EVERYTHING = {"room": {"timeline": {"limit": 5000}}}


class Driver:
    def __init__(self):
        self.client = None
        self.http = None
        self.events = []
        self.seen = set()
        self.syncing = None

    async def login(self, homeserver, user, password, store, device="NIODEVICE"):
        config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=False, request_timeout=60)
        self.client = AsyncClient(homeserver, user, device_id=device, store_path=store, config=config)
        answer = await self.client.login(password, device_name="nio")
        if not hasattr(answer, "access_token"):
            raise RuntimeError(f"login failed: {answer}")
        self.http = aiohttp.ClientSession(headers={"Authorization": "Bearer " + answer.access_token})
        self.client.add_event_callback(self.received, Event)
        self.client.add_event_callback(self.received, RoomMemberEvent)
        await self.client.sync(timeout=0, full_state=True, sync_filter=EVERYTHING)
        await self.prepare_keys()
        self.syncing = asyncio.create_task(self.sync())
        return {"user_id": self.client.user_id}

    async def sync(self):
        while True:
            try:
                await self.client.sync(timeout=10000, sync_filter=EVERYTHING)
                await self.prepare_keys()
            except Exception as error:  # the homeserver may be stopped for a while
                print(f"sync: {error!r}", file=sys.stderr)
                await asyncio.sleep(0.3)

    async def prepare_keys(self):
        if self.client.should_upload_keys:
            await self.client.keys_upload()
        if self.client.should_query_keys:
            await self.client.keys_query()
        if self.client.should_claim_keys:
            await self.client.keys_claim(self.client.get_users_for_key_claiming())
        await self.client.send_to_device_messages()

    async def received(self, room, event):
        source = event.source
        if event.event_id in self.seen:
            return
        self.seen.add(event.event_id)
        self.events.append({
            "room_id": room.room_id,
            "event_id": event.event_id,
            "sender": event.sender,
            "type": source.get("type"),
            "state_key": source.get("state_key"),
            "content": source.get("content", {}),
            "redacts": source.get("redacts") or source.get("content", {}).get("redacts"),
            "decrypted": bool(getattr(event, "decrypted", False)),
            "undecryptable": isinstance(event, MegolmEvent),
        })

    async def received_events(self, since=0):
        return self.events[since:]

    async def create_room(self, invite, encrypted=True, direct=False, name=None, extra=None):
        body = {"preset": "trusted_private_chat" if direct else "private_chat", "invite": invite, "is_direct": direct}
        if encrypted:
            body["initial_state"] = [{
                "type": "m.room.encryption", "state_key": "",
                "content": {"algorithm": "m.megolm.v1.aes-sha2"},
            }]
        if name:
            body["name"] = name
        body.update(extra or {})
        answer = await self.raw("POST", "/_matrix/client/v3/createRoom", body)
        room_id = answer["room_id"]
        for _ in range(100):
            if room_id in self.client.rooms and self.client.rooms[room_id].encrypted == encrypted:
                return room_id
            await asyncio.sleep(0.05)
        raise RuntimeError("the new room did not come with the sync")

    async def send(self, room, content, kind="m.room.message", transaction=None):
        # Shared anew each time, so that whoever has come in meanwhile can read it.
        if room in self.client.rooms and self.client.rooms[room].encrypted:
            await self.client.joined_members(room)
            await self.prepare_keys()
        answer = await self.client.room_send(room, kind, content, tx_id=transaction, ignore_unverified_devices=True)
        if not hasattr(answer, "event_id"):
            raise RuntimeError(f"not sent: {answer}")
        return answer.event_id

    async def send_file(self, room, name, mime, base64):
        data = binascii.a2b_base64(base64)
        encrypted = self.client.rooms[room].encrypted
        answer, keys = await self.client.upload(io.BytesIO(data), content_type=mime, filename=name, encrypt=encrypted, filesize=len(data))
        if not hasattr(answer, "content_uri"):
            raise RuntimeError(f"not uploaded: {answer}")
        content = {"msgtype": "m.file", "body": name, "info": {"mimetype": mime, "size": len(data)}}
        if encrypted:
            content["file"] = {"url": answer.content_uri, "mimetype": mime, **keys}
        else:
            content["url"] = answer.content_uri
        return await self.send(room, content)

    async def fetch(self, file):
        """The bytes of an encrypted file, decrypted, as Base64."""
        answer = await self.client.download(mxc=file["url"])
        if not hasattr(answer, "body"):
            raise RuntimeError(f"not fetched: {answer}")
        data = decrypt_attachment(answer.body, file["key"]["k"], file["hashes"]["sha256"], file["iv"])
        return binascii.b2a_base64(data, newline=False).decode()

    async def redact(self, room, event):
        answer = await self.client.room_redact(room, event)
        if not hasattr(answer, "event_id"):
            raise RuntimeError(f"not removed: {answer}")
        return answer.event_id

    async def raw(self, method, path, body=None):
        async with self.http.request(method, self.client.homeserver + path, json=body) as answer:
            value = await answer.json(content_type=None)
            if answer.status >= 400:
                raise RuntimeError(f"{answer.status} {value}")
            return value

    async def devices(self, user):
        """Which devices of a user are signed by an identity of that user, checked signature by signature."""
        keys = await self.raw("POST", "/_matrix/client/v3/keys/query", {"device_keys": {user: []}})
        master = keys.get("master_keys", {}).get(user)
        signing = keys.get("self_signing_keys", {}).get(user)
        devices = {}
        for device, value in keys.get("device_keys", {}).get(user, {}).items():
            own = f"ed25519:{device}"
            devices[device] = {
                "self_signed": verified(value, user, own, value["keys"].get(own)),
                "cross_signed": bool(
                    master and signing
                    and verified(signing, user, *only_key(master))
                    and verified(value, user, *only_key(signing))
                ),
            }
        return {"master_key": only_key(master)[1] if master else None, "devices": devices}

    async def forget_session(self, room):
        """The next message begins a new megolm session."""
        self.client.invalidate_outbound_session(room)
        return True


def only_key(value):
    return next(iter(value["keys"].items()))


def verified(value, user, key_id, key):
    signature = value.get("signatures", {}).get(user, {}).get(key_id)
    if not signature or not key:
        return False
    unsigned = {name: part for name, part in value.items() if name not in ("signatures", "unsigned")}
    text = json.dumps(unsigned, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    try:
        public = vodozemac.Ed25519PublicKey.from_base64(key)
        public.verify_signature(text.encode(), vodozemac.Ed25519Signature.from_base64(signature))
        return True
    except Exception:
        return False


async def main():
    driver = Driver()
    loop = asyncio.get_running_loop()
    lines = asyncio.Queue()

    def read():
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await lines.get()) is not None:
        request = json.loads(line)
        try:
            action = getattr(driver, request.pop("do"))
            answer = {"ok": await action(**request)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
    if driver.syncing:
        driver.syncing.cancel()
    if driver.http:
        await driver.http.close()
    if driver.client:
        await driver.client.close()


asyncio.run(main())
