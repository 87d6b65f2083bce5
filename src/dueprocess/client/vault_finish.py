"""A release finished for the vault's own page: shares meet in this process, files stand in the person's folder.

The page opens shares and hands over ciphertexts; here everything is checked that ``dueprocess release finish`` checks,
by the same code (ADR 0048). One release at a time; what was begun and not finished goes.
"""

import base64
import binascii
import contextlib
import datetime as dt
import json
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Protocol

from dueprocess.adapters import crypto
from dueprocess.adapters.age_header import AgeError
from dueprocess.case.basis import hash_of
from dueprocess.case.releases import KEYED
from dueprocess.client.outgoing_files import SPOKEN, Outgoing, addressed
from dueprocess.release import asked, checks, contents
from dueprocess.release.desk_client import MAX_PART
from dueprocess.release.evidence import refuse

PATH: Final = "/finish"
BYTES: Final = "application/octet-stream"
WAYS: Final = frozenset({*KEYED, *SPOKEN})
"""Ways that seal: paper is clear text, which a page writes to no disk."""
_PIECE: Final = 1 << 20
_RUN_BYTES: Final = 16


class Body(Protocol):
    """What a request brings."""

    def read(self, size: int, /) -> bytes:
        """So many bytes; fewer at the end."""


@dataclass(slots=True)
class _Whole:
    """A body that is read to its end whatever is answered.

    The rest would be the next request on this line, and it is the desk that made a part's bytes.
    """

    body: Body
    left: int

    def read(self, size: int, /) -> bytes:
        """So many bytes; fewer at the end."""
        data = self.body.read(min(size, self.left))
        self.left -= len(data)
        return data

    def drain(self) -> None:
        """The rest, kept nowhere. Raises OSError where it does not come: then the line ends."""
        while self.left and self.read(_PIECE):
            pass


@dataclass(slots=True)
class _Run:
    """One release that was begun."""

    id: str
    ready: asked.Ready
    key: str  # SHA-256 of the recipient's key, or empty
    outgoing: Outgoing
    told: bool = False  # the page has what it signs: the desk may take it at any moment from now

    def undo(self) -> None:
        """What was made goes, and its folder."""
        self.outgoing.undo()
        with contextlib.suppress(OSError):
            self.outgoing.out.rmdir()


def sent_folder() -> Path:
    """Where releases are put that are finished in the vault, unless the person names another folder."""
    return Path("~/dueprocess-sent").expanduser()


def now() -> dt.datetime:
    """This machine's time, aware UTC, to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


class Finishing:
    """Releases into new folders of ``folder``, which is made when there is something to put there."""

    def __init__(self, folder: Path, clock: Callable[[], dt.datetime] = now) -> None:
        self.folder, self._clock = folder.absolute(), clock
        self._lock = threading.Lock()
        self._run: _Run | None = None

    def ask(self, path: str, body: Body, length: int) -> dict[str, Any]:
        """The answer to what the page asks at ``path``: its result, or the rule by which it is refused."""
        whole = _Whole(body, length)
        with self._lock:
            told = asked.told(lambda: self._asked(path, whole, length))
        whole.drain()
        return told

    def close(self) -> None:
        """The end: what is not finished goes. What the desk may have taken stays."""
        with self._lock:
            self._end()

    def _asked(self, path: str, body: Body, length: int) -> dict[str, Any]:
        _, run, what, number = [*path.removeprefix(PATH).split("/"), "", "", ""][:4]
        try:
            if what == "part":
                with _spooled(self.folder if self._run is None else self._run.outgoing.out, body, length) as cipher:
                    return self._guarded(run, lambda mine: self._part(mine, number, cipher))
            question = _read(body.read(length))
            if what == "end":
                return self._guarded(run, lambda mine: self._whole(mine, question))
            if what == "undo":
                return self._guarded(run, lambda _: self._undone())
            return self._begin(question)
        except AgeError as fault:
            refuse(fault.rule, fault.reason)
        except FileExistsError as fault:
            refuse("vault.folder", f"{fault.filename} stands already: move what was sent; delete what was not")
        except OSError as fault:
            refuse("vault.disk", f"the files cannot be written: {fault.strerror}")

    def _guarded(self, run: str, do: Callable[[_Run], dict[str, Any]]) -> dict[str, Any]:
        """``do`` with the run of that name; where it fails, nothing of the run stays."""
        if self._run is None or self._run.id != run:
            refuse("vault.run", "this release was not begun here, or was begun anew: begin it again")
        try:
            return do(self._run)
        except BaseException:
            self._end()
            raise

    def _begin(self, question: Mapping[str, Any]) -> dict[str, Any]:
        self._end()
        at = self._clock()
        ready = asked.ready(question, crypto.verify, at)
        how, production = str(question["how"]), ready.dealt.command.production
        if how not in WAYS:
            refuse("recipient.way", "there is no such way to send from here")
        to, key = addressed(ready.looked.seen, ready.looked.shown.key, how)
        checks.check_quorum(ready.dealt, ready.looked.me, at, asked.unseen(question))
        secret = _combined(ready, question["shares"])
        out = self.folder / production
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        out.mkdir(mode=0o700)
        command = ready.dealt.command
        outgoing = Outgoing(ready.manifest, command.parts, secret, to, out)
        run = self._run = _Run(crypto.random_bytes(_RUN_BYTES).hex(), ready, key, outgoing)
        self._guarded(run.id, lambda _: _sealed_manifest(outgoing, at))
        return {"folder": str(out), "parts": [sealed for sealed, _ in command.parts], "run": run.id}

    def _part(self, run: _Run, number: str, cipher: IO[bytes]) -> dict[str, Any]:
        made = len(run.outgoing.made) - 1
        if run.told or number != str(made) or made >= len(run.outgoing.parts):
            refuse("release.part", "a part comes out of its turn")
        run.outgoing.add_part(made, cipher)
        return {"parts": made + 1}

    def _whole(self, run: _Run, question: object) -> dict[str, Any]:
        """All is sealed: nobody stopped it meanwhile, the key goes, and the page gets what it signs."""
        again = asked.ready(question, crypto.verify, self._clock())
        dealt, outgoing = run.ready.dealt, run.outgoing
        if again.dealt.hash != dealt.hash or len(outgoing.made) != len(outgoing.parts) + 1:
            refuse("deal.order", "this is another deal than the one that was sealed, or parts are missing")
        outgoing.settle()
        outgoing.secret = ""
        run.told = True
        seen, shown = again.looked.seen, again.looked.shown
        return {
            "basis": hash_of(shown.relied),
            "files": [{"name": path.name, "sha256": hash_} for path, hash_ in outgoing.made],
            "folder": str(outgoing.out),
            "passphrase": outgoing.to.passphrase,
            "revision": shown.revision,
            "says": {
                "deal": dealt.hash,
                "how": outgoing.to.how,
                "item": dealt.command.item,
                "key": run.key,
                "production": dealt.command.production,
                "sent": [hash_ for _, hash_ in outgoing.made],
            },
            "seen": seen.revision,
        }

    def _undone(self) -> dict[str, Any]:
        run, self._run = self._run, None
        if run is not None:
            run.undo()
        return {"undone": True}

    def _end(self) -> None:
        """The run that was begun goes; what the desk may have been told of stays."""
        run, self._run = self._run, None
        if run is not None and not run.told:
            run.undo()


def _read(data: bytes) -> Any:  # noqa: ANN401 - JSON
    """A question's JSON; None where it is none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _sealed_manifest(outgoing: Outgoing, at: dt.datetime) -> dict[str, Any]:
    outgoing.add_manifest(at)
    return {}


def _combined(ready: asked.Ready, given: object) -> str:
    """The production's age identity out of the shares that the page opened. Raises ReleaseError ``release.*``."""
    shares = {}
    for one in given if isinstance(given, list) else []:
        by = str(one["by"])
        if by != ready.looked.me and by not in ready.dealt.approvals:
            refuse("release.share", f"{by} did not agree, and a share of theirs is here")
        shares[by] = _share(one["share"])
        contents.check_share(ready.dealt, by, shares[by])
        contents.check_share_order(ready.dealt, by, str(one["order"]))
    secret = contents.combined(ready.dealt, shares)
    if crypto.recipient_of(secret) != ready.dealt.command.recipient:
        refuse("release.key", "the shares do not give the key that the parts are sealed to")
    return secret


def _share(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except binascii.Error:
        return b""


@contextlib.contextmanager
def _spooled(folder: Path, body: Body, length: int) -> Iterator[IO[bytes]]:
    """What was sent, a ciphertext still, as a file without a name."""
    where = folder if folder.is_dir() else None
    with tempfile.TemporaryFile(dir=where) as cipher:
        left = length
        while left and (piece := body.read(min(left, _PIECE))):
            cipher.write(piece)
            left -= len(piece)
        if left:
            refuse("release.part", "a part broke off on its way")
        cipher.seek(0)
        yield cipher


__all__ = ["BYTES", "MAX_PART", "PATH", "WAYS", "Finishing", "sent_folder"]
