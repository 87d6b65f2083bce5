"""The memory of one's own vault: who may ask, what may change, and what never goes back."""

from __future__ import annotations

import base64
import datetime as dt
import json
import secrets
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters import identity, machine
from dueprocess.client import pins
from dueprocess.client.vault_memory import Memories, Memory
from dueprocess.formats import moment, session

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
HERE, DESK, OTHER = "http://localhost:4711", "d" * 64, "e" * 64
CASE = f"c-{'a' * 24}"
WHO = identity.new("aster", "2026-11-27T05:00:00Z")
KEY, SIGN = WHO.signer()
LOW, HIGH = f"5 {'1' * 64}", f"7 {'2' * 64}"


class Page:
    def __init__(self, folder: Path) -> None:
        self.memories = Memories(folder, lambda: NOW)
        self.token = self.ask(**self.proof())["token"]

    def proof(self, **other: str) -> dict[str, str]:
        given = {"at": moment.write(NOW), "by": "aster", "desk": DESK, "nonce": secrets.token_hex(16), "origin": HERE}
        return {"note": session.Opening(**(given | other)).sign(KEY, SIGN).decode(), "vkey": KEY.vkey}

    def ask(self, **question: Any) -> dict[str, Any]:
        return self.memories.answer(question, HERE)

    def change(self, *changes: tuple[str, str | None, str | None]) -> dict[str, Any]:
        return self.ask(token=self.token, changes=changes)

    @property
    def path(self) -> Path:
        return Memory.of(self.memories.folder, DESK, "aster", KEY.vkey).path


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return Page(tmp_path / "desks")


def test_a_session_takes_the_keys_own_note_for_this_address_and_now_once(page: Page) -> None:
    once, stranger = page.proof(), identity.new("aster", "2026-11-27T05:00:00Z").signer()[0].vkey
    assert "token" in page.ask(**once)
    late = moment.write(NOW - dt.timedelta(minutes=6))
    for question in (
        once,
        page.proof(origin="http://localhost:4712"),
        page.proof(at=late),
        page.proof() | {"vkey": stranger},
        {"note": page.proof()["note"][:-9] + "AAAAAAA=\n", "vkey": KEY.vkey},
    ):
        assert page.ask(**question)["rule"].startswith("session.")
    for question in ({"token": "0" * 64, "changes": []}, {"token": None}):
        assert page.ask(**question)["rule"] == "vault.session"
    for rubbish in (None, 7, [], {"note": 1}, {"token": {}}):
        assert "rows" not in page.memories.answer(rubbish, HERE)


def test_it_is_the_file_that_a_command_keeps_and_nothing_in_it_goes_back(page: Page) -> None:
    mark, seen, own, pin = (f"dueprocess.{what}.{CASE}" for what in ("mark", "seen", "own", "pin"))
    pin = f"dueprocess.pin.{DESK}"
    newest = json.dumps({"number": 3, "hash": "3" * 64, "base": 2, "since": [moment.write(NOW)]})
    told = page.change((mark, None, LOW), (seen, None, "9"), (own, None, "4" * 64), (pin, None, newest))
    assert told["rows"] == {mark: LOW, seen: "9", own: "4" * 64, pin: newest}
    assert (page.path.stat().st_mode & 0o777, page.path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert (pins.read_mark(page.path, CASE), pins.read_seen(page.path, CASE)) == ((5, "1" * 64), 9)

    pins.write_mark(page.path, CASE, (7, "2" * 64))  # a command looked meanwhile
    pins.write_own(page.path, CASE, "5" * 64)
    assert page.change((mark, LOW, f"6 {'3' * 64}"))["rule"] == "vault.meanwhile"
    older = json.dumps({"number": 2, "hash": "2" * 64, "base": 2, "since": []})
    told = page.change((seen, "9", "4"), (own, "4" * 64, None), (pin, newest, older))
    assert told["rows"] == {mark: HIGH, seen: "9", own: "5" * 64, pin: newest}
    assert page.change((mark, HIGH, LOW), (seen, "9", None))["rows"].get(seen) is None  # another history was accepted
    for key, after in ((f"dueprocess.pin.{OTHER}", newest), (pin, "{}"), (mark, "x"), (own, "x"), ("a.b.c", "1")):
        assert page.change((key, LOW, after))["rule"] == "counter.form"
    shared = page.memories.folder / "aster.identity"
    for vkey, path in ((KEY.vkey, shared.with_name("aster.identity.desk")), ("aster+0+0", page.path)):
        ways = [{"way": "words", "recipient": "age1x", "made_at": "2026-11-27T05:00:00Z"}]
        plain = {"form": "dueprocess.identity/2", "card": f"card {vkey}", "made_at": "", "ways": ways, "sealed": ""}
        shared.write_text(json.dumps(plain))
        page.memories.identity = shared
        note = page.proof()["note"].encode()
        assert page.memories._proved(note, KEY.vkey, HERE).path == path  # noqa: SLF001
    page.path.write_text("[")
    assert "damaged" in page.change()["reason"]


def test_what_is_sealed_is_kept_and_old_drafts_go(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    name, data = "f" * 64, base64.b64encode(b"sealed").decode()
    for table in ("drafts", "dockets"):
        at = {"token": page.token, "table": table, "name": name}
        assert page.ask(**at, data=data) == {}
        assert page.ask(**at) == {"data": data}
    page.memories.clock = lambda: dt.datetime.now(dt.UTC) + dt.timedelta(days=31)
    assert page.ask(**at | {"table": "drafts"}) == {"data": None}
    assert page.ask(**at) == {"data": data}
    page.ask(**at, data=None)
    assert page.ask(**at) == {"data": None}
    for wrong in ({"name": "../x"}, {"table": "shares"}, {"data": "?"}):
        assert page.ask(**at | wrong)["rule"] == "counter.form"

    kept = json.dumps({"form": "dueprocess.identity/2"})
    for says, many in ((True, 1), (False, 0)):
        monkeypatch.setattr(machine, "says_whose", lambda says=says: says)
        told = page.ask(token=page.token, identity=kept)
        assert (told.get("kept"), told.get("rule")) == ((True, None) if says else (None, "vault.no-store"))
        assert len(page.ask()["identities"]) == many
    assert page.ask(token=page.token, identity=None)["kept"] is False
