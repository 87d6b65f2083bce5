"""The file for any browser as a program of others opens it: read by its reference page alone, with no code of ours."""

from __future__ import annotations

import base64
import hashlib
import json
import re

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def opened(page: bytes, words: str) -> dict[str, bytes]:
    """Its files by name, in their order. Raises InvalidTag where the words are not those."""
    head, sealed = (_element(page, name) for name in ("head", "sealed"))
    said = json.loads(head)
    salt, nonce = base64.b64decode(said["salt"]), base64.b64decode(said["nonce"])
    key = hashlib.pbkdf2_hmac("sha256", words.encode("ascii"), salt, said["iterations"], 32)
    inside = AESGCM(key).decrypt(nonce, base64.b64decode(sealed), head)
    long = int.from_bytes(inside[:4], "big")
    files, at = {}, 4 + long
    for row in json.loads(inside[4:at])["files"]:
        files[row["name"]] = inside[at : at + row["size"]]
        at += row["size"]
        assert hashlib.sha256(files[row["name"]]).hexdigest() == row["hash"]
    assert at == len(inside)
    return files


def _element(page: bytes, name: str) -> bytes:
    found = re.search(rb'<script type="[a-z/]+" id="%s">([^<]*)</script>' % name.encode(), page)
    assert found is not None
    return found[1]
