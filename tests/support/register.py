"""Makes an account on a Synapse by its registration secret."""

import hashlib
import hmac
import json
import sys
import urllib.request

url, secret, user, password, admin = sys.argv[1:6]
endpoint = url + "/_synapse/admin/v1/register"
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
nonce = json.load(opener.open(endpoint))["nonce"]
parts = [nonce, user, password, "admin" if admin == "yes" else "notadmin"]
mac = hmac.new(secret.encode(), "\0".join(parts).encode(), hashlib.sha1).hexdigest()
body = {"nonce": nonce, "username": user, "password": password, "admin": admin == "yes", "mac": mac}
request = urllib.request.Request(endpoint, json.dumps(body).encode(), {"Content-Type": "application/json"})
print(json.load(opener.open(request))["user_id"])
