"""Whatever arrives is sealed: a name made to deceive, a text that kills its reader (P3, hazard 1.5)."""

from __future__ import annotations

import base64
from typing import Any

from dueprocess.adapters import crypto, jobs_seal


def sealed(**more: Any) -> tuple[dict[str, Any], str]:
    secret, recipient = crypto.new_case_key()
    options = {
        "name": "letter.txt",
        "media": "text/plain",
        "channel": "file",
        "made_at": "2026-11-24T10:00:00Z",
        "received_at": "2026-11-24T10:00Z",
        "readers": [{"name": "aster", "age": recipient}],
        "recovery": crypto.new_case_key()[1],
        "aliases": {},
        "authorities": [],
    } | more
    return jobs_seal.seal(options, b"Please hand over the subscriber data of a@example.org."), secret


def opened(answer: dict[str, Any], reader: str) -> Any:
    envelope = base64.b64decode(answer["envelopes"][0]["bytes"])
    key = crypto.unwrap_key(envelope, [reader], answer["recipient"])
    return crypto.unseal(base64.b64decode(answer["sealed"][0]["bytes"]), [key])


def test_a_name_made_to_deceive_a_terminal_keeps_no_file_outside() -> None:
    answer, secret = sealed(name="na\u202eme\x1b[31mfdp.eml" + "x" * 400)
    header, content = opened(answer, secret)
    assert header.name.startswith("na\N{REPLACEMENT CHARACTER}me\N{REPLACEMENT CHARACTER}[31mfdp.eml")
    assert len(header.name) == 255
    assert content.startswith(b"Please")


def test_what_killed_its_reader_is_sealed_unread() -> None:
    answer, secret = sealed(blind="reader-timeout")
    assert (answer["face"], answer["is_demand"], answer["unreadable"]) == (None, None, "reader-timeout")
    assert [one["kind"] for one in answer["sealed"]] == ["original"]
    assert opened(answer, secret)[1].startswith(b"Please")
