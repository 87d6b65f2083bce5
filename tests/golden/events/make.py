"""Writes nothing: prints the golden event's commitment from the page's words alone, to compare with the code."""

import hashlib
import hmac
import json
import pathlib

golden = json.loads((pathlib.Path(__file__).parent / "event-1.json").read_text())
salt, values = bytes.fromhex(golden["salt"]), [bytes.fromhex(v) for v in golden["fields"].values()]
level = []
for i, value in enumerate(values):
    salt_i = hmac.new(salt, b"dueprocess/salt/1\x00" + bytes([i]), hashlib.sha256).digest()
    body = b"dueprocess/field/1\x00" + bytes([i]) + salt_i + len(value).to_bytes(4, "big") + value
    level.append(hashlib.sha256(body).digest())
while len(level) > 1:
    pairs = zip(level[::2], level[1::2], strict=True)
    level = [hashlib.sha256(b"dueprocess/node/1\x00" + a + b).digest() for a, b in pairs]
print(hashlib.sha256(b"dueprocess/event/1\x00" + level[0]).hexdigest())  # noqa: T201 - its only purpose
