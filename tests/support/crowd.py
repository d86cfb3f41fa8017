"""Many accounts on a Synapse at once: makes them, lets them open chats, counts what reached them.

register URL SECRET NAME COUNT PASSWORD      one line of JSON: [[user id, access token], ...]
host URL TOKEN ENCRYPTED < accounts          somebody makes a direct chat with each, who enter: [room, ...]
encrypt URL TOKEN < rooms                    somebody turns on encryption in each
counts URL SENDER < accounts                 each enters the rooms it is invited to, and tells of all its
                                             rooms what the sender has sent there, by type of event
"""

import hashlib
import hmac
import http.client
import json
import sys
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from threading import local

what, url = sys.argv[1:3]
place = urllib.parse.urlparse(url)
mine = local()


def call(method, path, body=None, token=None):
    for again in (True, False):
        try:
            if getattr(mine, "connection", None) is None:
                mine.connection = http.client.HTTPConnection(place.hostname, place.port, timeout=120)
            headers = {"Content-Type": "application/json"}
            if token:
                headers["Authorization"] = "Bearer " + token
            mine.connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = mine.connection.getresponse()
            said = json.loads(answer.read())
            if answer.status >= 400:
                raise SystemExit(f"{method} {path.split('?')[0]}: {answer.status} {said}")
            return said
        except (http.client.HTTPException, ConnectionError):
            mine.connection = None
            if not again:
                raise


def register(secret, name, password):
    endpoint = "/_synapse/admin/v1/register"
    nonce = call("GET", endpoint)["nonce"]
    mac = hmac.new(secret.encode(), "\0".join([nonce, name, password, "notadmin"]).encode(), hashlib.sha1).hexdigest()
    body = {"nonce": nonce, "username": name, "password": password, "admin": False, "mac": mac}
    account = call("POST", endpoint, body)
    return [account["user_id"], account["access_token"]]


ENCRYPTION = {"algorithm": "m.megolm.v1.aes-sha2"}


def host(token, account, encrypted):
    state = [{"type": "m.room.encryption", "state_key": "", "content": ENCRYPTION}] if encrypted else []
    body = {"invite": [account[0]], "is_direct": True, "preset": "trusted_private_chat", "initial_state": state}
    room = call("POST", "/_matrix/client/v3/createRoom", body, token)["room_id"]
    # Who has no token is invited and does not come.
    if account[1]:
        call("POST", f"/_matrix/client/v3/join/{room}", {}, account[1])
    return room


def encrypt(token, room):
    call("PUT", f"/_matrix/client/v3/rooms/{room}/state/m.room.encryption/", ENCRYPTION, token)


def count(account, sender):
    token = account[1]
    only = urllib.parse.quote(json.dumps({"presence": {"types": []}, "room": {"timeline": {"limit": 1}, "state": {"types": []}}}))
    rooms = call("GET", f"/_matrix/client/v3/sync?timeout=0&filter={only}", None, token)["rooms"]
    for room in rooms.get("invite", {}):
        call("POST", f"/_matrix/client/v3/join/{room}", {}, token)
    counted = {"rooms": 0}
    for room in set(rooms.get("invite", {})) | set(rooms.get("join", {})):
        counted["rooms"] += 1
        path = f"/_matrix/client/v3/rooms/{room}/messages?dir=b&limit=1000"
        for event in call("GET", path, None, token)["chunk"]:
            if event["sender"] == sender and "state_key" not in event:
                counted[event["type"]] = counted.get(event["type"], 0) + 1
    return counted


# Synapse works on one thing at a time; a few at once keep it busy.
with ThreadPoolExecutor(4) as pool:
    if what == "register":
        secret, name, number, password = sys.argv[3:7]
        print(json.dumps(list(pool.map(lambda n: register(secret, f"{name}{n}", password), range(int(number))))))
    else:
        given = json.load(sys.stdin)
        argument = sys.argv[3]
        works = {
            "host": lambda account: host(argument, account, sys.argv[4] == "yes"),
            "encrypt": lambda room: encrypt(argument, room),
            "counts": lambda account: count(account, argument),
        }
        print(json.dumps(list(pool.map(works[what], given))))
