"""What one's own vault remembers, in files of its person and not in the browser (ADR 0101).

A browser files what a page keeps under the page's port, and whoever stands at that port later gets it: reads it, and
takes marks away. So the page keeps nothing there and asks this process, by a note that the person's key signed for this
very address (``formats/session.py``): each key has a memory of its own at each desk, in the form of ``client/pins.py``.
"""

import base64
import binascii
import datetime as dt
import hashlib
import json
import os
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NoReturn

from dueprocess.adapters import crypto, durable, identity_ways, machine
from dueprocess.client import pins
from dueprocess.formats import moment, questions, session
from dueprocess.formats.chain import Pin
from dueprocess.formats.ids import is_id
from dueprocess.formats.links import DESK
from dueprocess.formats.note import MalformedNoteError, parse_vkey
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import HEX

TABLES: Final = frozenset({"drafts", "dockets"})
"""What is sealed to the person by the page, and means nothing here."""
_DRAFTS: Final = "drafts"
_DAYS: Final = dt.timedelta(days=30)
"""For so long a draft is kept to which nobody came back."""
_MOST: Final = 64
"""Sessions of a page that are open at a time; the oldest ends for the next one."""
_MAX_FILE: Final = 64 * 1024
_PREFIX: Final = "dueprocess"
Rows = dict[str, str]


def desks_folder() -> Path:
    """Where memories lie: the person's own configuration."""
    base = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(base).expanduser() / "dueprocess" / "desks"


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory of one key at one desk.

    Attributes:
        desk: id of the desk.
        file: where the sealed identity lies, if its person wants it kept; what is sealed stands beside it.
        path: what was seen of the desk, as a command keeps it beside an identity file.
    """

    desk: str
    file: Path
    path: Path

    @classmethod
    def of(cls, folder: Path, desk: str, name: str, vkey: str) -> "Memory":
        """Of the key ``vkey`` of ``name``, whether or not anything was remembered yet."""
        key = hashlib.sha256(vkey.encode()).hexdigest()[:16]
        file = folder / desk[:16] / f"{name}-{key}.identity"
        return cls(desk, file, _beside(file))

    def rows(self) -> Rows:
        """What was seen, as the page reads it (``frontend/src/desk/pins.ts``), and the pins of this key's other desks.

        Raises DeniedError for a damaged file.
        """
        made: Rows = {}
        others = self.file.parent.parent.glob(f"*/{_beside(self.file).name}")
        for other in {*others, self.path}:
            pin = pins.read_pin(other)
            made |= {} if pin is None else {f"{_PREFIX}.pin.{pin.desk}": _pin_text(pin)}
        made |= {f"{_PREFIX}.mark.{of}": _mark_text(mark) for of, mark in pins.read_marks(self.path).items()}
        kept = pins.remembered(self.path)
        made |= {f"{_PREFIX}.seen.{of}": str(seen) for of, seen in kept.get("seen", {}).items() if seen}
        return made | {f"{_PREFIX}.own.{of}": " ".join(own) for of, own in kept.get("own", {}).items() if own}

    def change(self, changes: list[Any]) -> None:
        """Remember what the page saw: all of it, or nothing. Raises DeniedError; ValueError for what is of no form."""

        def more(kept: Mapping[str, Any]) -> dict[str, Any]:
            made: dict[str, Any] = {}
            for key, before, after in changes:
                made |= _changed(self.desk, {**kept, **made}, str(key), before, after)
            return made

        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        pins.remember(self.path, more)

    def sealed(self, table: str, name: str) -> Path:
        """Where something lies that the page sealed. Raises ValueError for what is no name of it."""
        if table not in TABLES or not HEX.fullmatch(name):
            raise ValueError(table)
        return self.file.with_name(f"{self.file.name}.{table}") / name


def _beside(identity: Path) -> Path:
    return identity.with_name(f"{identity.name}.desk")


def _changed(desk: str, kept: Mapping[str, Any], key: str, before: str | None, after: str | None) -> dict[str, Any]:
    """What one change of the page's makes of what is kept: nothing goes back that another program saw meanwhile."""
    _, what, of = key.split(".", 2)
    if not (of == desk if what == "pin" else of == DESK or is_id(of, "c")):
        raise ValueError(key)
    if what == "pin":
        pin = Pin.read({**json.loads(after or ""), "desk": desk})
        old = Pin.read(kept) if "number" in kept else None
        lower = old is not None and _height(old) > _height(pin)
        return {} if lower or not HEX.fullmatch(pin.hash) else pin.plain()
    if what == "mark":
        now = kept.get("marks", {}).get(of)
        if now is not None and _mark_text(now) not in {before, after}:
            _refuse("vault.meanwhile", "another window or command looked at this at the same time: look again")
        size, head = (after or "").split(" ")
        if not (size.isdecimal() and HEX.fullmatch(head)):
            raise ValueError(key)
        return {"marks": {**kept.get("marks", {}), of: [int(size), head]}}
    if what == "seen":
        seen = kept.get("seen", {})
        return {"seen": {**seen, of: max(int(after), seen.get(of, 0)) if after else 0}}
    if what == "own":
        was, named = set((before or "").split()), set((after or "").split())
        if not all(map(HEX.fullmatch, named)):
            raise ValueError(key)
        own = kept.get("own", {})
        return {"own": {**own, of: sorted({*own.get(of, ()), *named} - (was - named))}}
    raise ValueError(key)


def _height(pin: Pin) -> tuple[int, int, int]:
    return pin.number, pin.base, len(pin.since)


def _mark_text(mark: Any) -> str:  # noqa: ANN401 - JSON
    return f"{mark[0]} {mark[1]}"


def _pin_text(pin: Pin) -> str:
    return json.dumps({name: value for name, value in pin.plain().items() if name != "desk"})


class Memories:
    """Everybody's whose vault this process serves; ``folder`` is made when there is something to remember.

    ``identity``: the file that its person gives to commands, which opens in several ways; what is remembered of its key
    is then what they remember, in one file beside it.
    """

    def __init__(self, folder: Path, clock: Callable[[], dt.datetime], identity: Path | None = None) -> None:
        self.folder, self.clock, self.identity = folder.absolute(), clock, identity
        self._open: dict[str, Memory] = {}
        self._used: dict[str, dt.datetime] = {}
        self._lock = threading.Lock()

    def answer(self, question: object, origin: str) -> dict[str, Any]:
        """What the page at ``origin`` asks, or the rule by which it is refused.

        ``note`` and ``vkey`` open a session: what comes back as ``token`` goes with each further question, ``changes``
        of what was seen, a sealed ``name`` in a ``table``, ``identity`` to keep or to forget. Without either: which
        sealed identities are kept, where the system says whose a line is; else any user of the machine could ask.
        """

        def told() -> dict[str, Any]:
            try:
                with self._lock:
                    return self._answer(question, origin)
            except OSError as fault:
                _refuse("vault.disk", f"what was seen cannot be remembered: {fault.strerror}")

        return questions.told(told, "counter.form")

    def _answer(self, asked: Any, origin: str) -> dict[str, Any]:  # noqa: ANN401 - JSON
        if "note" in asked:
            memory = self._proved(str(asked["note"]).encode(), str(asked["vkey"]), origin)
            token = secrets.token_hex(32)
            self._open[token] = memory
            for old in list(self._open)[:-_MOST]:
                del self._open[old]
            return {"token": token, **_state(memory)}
        if "token" not in asked:
            return {"identities": [*self._identities()]}
        found = self._open.get(asked["token"])
        if found is None:
            _refuse("vault.session", "the program that serves this page was started anew: lock and unlock the vault")
        if "table" in asked:
            return _sealed(found.sealed(str(asked["table"]), str(asked["name"])), asked, self.clock())
        if "identity" in asked:
            _keep(found, asked["identity"])
        if asked.get("changes"):
            found.change(asked["changes"])
        return _state(found)

    def _proved(self, note: bytes, vkey: str, origin: str) -> Memory:
        """The memory of who signed the note, for this address and now, and never before."""
        opening, signed = session.parse(note)
        now = self.clock()
        try:
            key = parse_vkey(vkey)
        except MalformedNoteError as fault:
            raise ValueError from fault
        signature = signed.signatures[0]
        if (signature.name, signature.key_id) != (key.name, key.id) or key.name != opening.by:
            _refuse("session.unknown-key", "the note is signed with another key than it comes with")
        if opening.origin != origin or abs(moment.parse(opening.at) - now) > session.WINDOW:
            _refuse("session.wrong-origin", "the note was made for another address or another time")
        self._used = {nonce: at for nonce, at in self._used.items() if now - at <= 2 * session.WINDOW}
        if opening.nonce in self._used or not crypto.verify(key.public, signed.text.encode(), signature.signature):
            _refuse("session.bad-signature", "the note's signature is wrong, or it was used before")
        self._used[opening.nonce] = now
        memory = Memory.of(self.folder, opening.desk, key.name, vkey)
        if self.identity is None or vkey not in identity_ways.card(self.identity.read_bytes()).split():
            return memory
        path = _beside(self.identity.absolute())
        pin = pins.read_pin(path)
        return memory if pin is not None and pin.desk != opening.desk else replace(memory, path=path)

    def _identities(self) -> Iterator[str]:
        """Each sealed identity once, though it is kept for several desks."""
        if machine.says_whose():
            files = {path.name: path for path in self.folder.glob("*/*.identity")}
            yield from (path.read_text("utf-8") for _, path in sorted(files.items()))


def _state(memory: Memory) -> dict[str, Any]:
    return {"rows": memory.rows(), "kept": memory.file.exists(), "keeps": machine.says_whose()}


def _keep(memory: Memory, identity: str | None) -> None:
    """Keep a sealed identity, which opens in several ways, or none any more."""
    if identity is None:
        memory.file.unlink(missing_ok=True)
        return
    if not machine.says_whose():
        _refuse("vault.no-store", "this system does not say who asks on this machine, so no identity is kept: save it")
    data = identity.encode()
    if len(data) > _MAX_FILE or not identity_ways.is_one(data):
        raise ValueError("no identity")
    memory.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    durable.replace(memory.file, data)


def _sealed(path: Path, asked: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    """Take, put or drop what the page sealed; drafts of long ago go."""
    if path.parent.name.endswith(_DRAFTS) and path.parent.is_dir():
        for old in path.parent.iterdir():
            if now - dt.datetime.fromtimestamp(old.stat().st_mtime, dt.UTC) > _DAYS:
                old.unlink(missing_ok=True)
    if "data" not in asked:
        return {"data": base64.b64encode(path.read_bytes()).decode() if path.exists() else None}
    if asked["data"] is None:
        path.unlink(missing_ok=True)
        return {}
    try:
        data = base64.b64decode(str(asked["data"]), validate=True)
    except binascii.Error as fault:
        raise ValueError from fault
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    durable.replace(path, data)
    return {}


def _refuse(rule: str, reason: str) -> NoReturn:
    raise DeniedError.because(rule, reason)
