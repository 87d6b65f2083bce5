"""Whatever arrives is sealed: a name made to deceive, a text that kills its reader (P3, hazard 1.5)."""

import base64
import inspect
import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters import crypto, documents, jobs_parse, jobs_seal, sandbox
from sender_samples import head, mail

TEXT = b"Please hand over the subscriber data of a@example.org."
PDF = Path(__file__).resolve().parents[1] / "golden/demands/us-pdf-subpoena.pdf"


def sealed(data: bytes = TEXT, **more: Any) -> tuple[dict[str, Any], str]:
    secret, recipient = crypto.new_case_key()
    options = {
        "case": "c-" + "a" * 24,
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
    answer = jobs_seal.seal(options, data)
    read = jobs_parse.parse({**options, "recipient": answer["recipient"]}, data)
    return {**read, **answer, "sealed": [answer["sealed"], *read["sealed"]]}, secret


def opened(answer: dict[str, Any], reader: str, at: int = 0) -> Any:
    envelope = base64.b64decode(answer["envelopes"][0]["bytes"])
    key = crypto.unwrap_key(envelope, [reader], answer["recipient"])
    return crypto.unseal(base64.b64decode(answer["sealed"][at]["bytes"]), [key])


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


def test_the_text_of_a_pdf_is_sealed_beside_it_since_no_browser_of_ours_draws_one() -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "police@example.org", "Subpoena"
    mail.set_content("See the annex.")
    mail.add_attachment(PDF.read_bytes(), maintype="application", subtype="pdf", filename="annex.pdf")
    for name, data in (("order.pdf", PDF.read_bytes()), ("order.eml", mail.as_bytes())):
        answer, secret = sealed(data, name=name)
        assert [one["kind"] for one in answer["sealed"]] == ["original", "particulars", "particulars"]
        assert opened(answer, secret, 1)[0].media == "application/json"
        header, content = opened(answer, secret, 2)
        assert (header.media, header.name) == ("text/plain", "")
        assert "subpoena" in content.decode().lower()


def test_what_a_browser_shows_as_text_is_not_sealed_twice() -> None:
    assert [one["kind"] for one in sealed()[0]["sealed"]] == ["original", "particulars"]


def test_whoever_takes_the_parser_over_has_no_key_and_another_original_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a bug of a PDF library could do in the child that parses (review F7): it lies about what was read."""
    their_key = crypto.new_case_key()[1]
    held: list[object] = []

    def taken_over(_data: bytes, _name: str = "") -> documents.Document:
        frame = inspect.currentframe()
        while frame and frame.f_code.co_name != "parse":
            held.extend(frame.f_locals.values())
            frame = frame.f_back
        assert frame
        held.extend(frame.f_locals.values())
        return documents.Document("nothing", "text")

    monkeypatch.setattr(documents, "to_text", taken_over)
    readers_key, reader = crypto.new_case_key()
    answer, _ = sealed(readers=[{"name": "aster", "age": reader}])
    key = crypto.unwrap_key(base64.b64decode(answer["envelopes"][0]["bytes"]), [readers_key], answer["recipient"])
    assert held
    assert key not in repr(held)
    assert crypto.unseal(base64.b64decode(answer["sealed"][0]["bytes"]), [key])[1] == TEXT
    # What it answers is held to its form: no key, no envelope and no original comes from it.
    fine = jobs_parse.parse(
        {
            "case": "c-" + "a" * 24,
            "name": "letter.txt",
            "channel": "file",
            "made_at": "2026-11-24T10:00:00Z",
            "received_at": "2026-11-24T10:00Z",
            "recipient": answer["recipient"],
            "blind": "reader-crash",
        },
        TEXT,
    )
    assert sandbox.fits("parse", fine)
    other = {**answer["sealed"][0]}
    for lie in ({"recipient": their_key}, {"envelopes": answer["envelopes"]}, {"sealed": [other]}):
        assert not sandbox.fits("parse", {**fine, **lie})
    assert not sandbox.fits("draw", {"sealed": [other]})


def test_who_asks_is_sealed_with_the_reading_and_is_said_of_a_scan_too() -> None:
    lines = head(From="Polizei Talbach <kripo@einsatz.example>", Reply_To="x@fastpost.example")
    given = {"ours": ["orders@desk.example"], "offices": [], "records": [], "lists": None}
    answer, secret = sealed(mail(lines, TEXT.decode()), name="a.eml", asking=given)
    codes = [one["code"] for one in json.loads(opened(answer, secret, 1)[1])["asking"]]
    assert codes[0] == "reply-elsewhere"
    assert "date-unlike" in codes  # from when it came here, not from now
    assert "asking" not in json.dumps(answer["face"])
    scan = mail([*lines, ("Content-Type", "image/png")], "nothing to read")
    answer, secret = sealed(scan, name="a.eml", asking=given)
    assert (answer["face"], answer["unreadable"]) == (None, "no-text")
    assert json.loads(opened(answer, secret, 1)[1])["asking"][0]["code"] == "reply-elsewhere"
    bound = {"id": "DE-PP-TALBACH", "name": "Polizei Talbach", "country": "DE"}
    answer, secret = sealed(asking=given, bound=bound)
    assert {"code": "connection", "values": {"office": "Polizei Talbach"}} in json.loads(opened(answer, secret, 1)[1])[
        "asking"
    ]
    assert "asking" not in json.loads(opened(*sealed(), 1)[1])
