"""A release finished for the vault's own page: shares meet in this process, files stand in the person's folder.

The page opens shares and hands over ciphertexts; ``release/looked.py`` and ``client/outgoing_files.py`` judge, combine
and seal, as they do for ``dueprocess release finish`` (ADR 0048). One release at a time; what was begun and not
finished goes.
"""

import contextlib
import datetime as dt
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Protocol

from dueprocess.adapters import crypto
from dueprocess.adapters.age_header import AgeError
from dueprocess.case.releases import KEYED
from dueprocess.client import vault_questions as questions
from dueprocess.client.outgoing_files import SPOKEN, OpenShare, Outgoing
from dueprocess.client.vault_shares import Keeping, shares_folder
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
    """One release that was begun; ``told``: the page has what it signs, and the desk may take it at any moment."""

    id: str
    outgoing: Outgoing
    told: bool = False


def sent_folder() -> Path:
    """Where releases are put that are finished in the vault, unless the person names another folder."""
    return Path("~/dueprocess-sent").expanduser()


def now() -> dt.datetime:
    """This machine's time, aware UTC, to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


class Finishing:
    """Releases into new folders of ``folder``, which is made when there is something to put there."""

    def __init__(self, folder: Path, clock: Callable[[], dt.datetime] = now, keeping: Keeping | None = None) -> None:
        self.folder, self.clock = folder.absolute(), clock
        self.keeping = keeping or Keeping(shares_folder())
        self._lock = threading.Lock()
        self._run: _Run | None = None

    def ask(self, path: str, body: Body, length: int) -> dict[str, Any]:
        """The answer to what the page asks at ``path``: its result, or the rule by which it is refused."""
        whole = _Whole(body, length)
        with self._lock:
            told = questions.told(lambda: self._asked(path, whole, length))
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
            question = questions.parsed(body.read(length))
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

    def _begin(self, question: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        self._end()
        at = self.clock()
        deal = self.keeping.ready(question, crypto.verify, at)
        how, production = str(question["how"]), deal.production.id
        if how not in WAYS:
            refuse("recipient.way", "there is no such way to send from here")
        shares = [_share(given) for given in question["shares"] or ()]
        outgoing = Outgoing.begin(deal, shares, how, self.folder / production, now=at)
        self._run = _Run(crypto.random_bytes(_RUN_BYTES).hex(), outgoing)
        parts = [sealed for sealed, _ in deal.dealt.command.parts]
        return {"folder": str(outgoing.out), "parts": parts, "run": self._run.id}

    def _part(self, run: _Run, number: str, cipher: IO[bytes]) -> dict[str, Any]:
        made, all_ = run.outgoing.parts, len(run.outgoing.deal.dealt.command.parts)
        if run.told or number != str(made) or made >= all_:
            refuse("release.part", "a part comes out of its turn")
        run.outgoing.add_part(cipher)
        return {"parts": made + 1}

    def _whole(self, run: _Run, question: object) -> dict[str, Any]:
        """All is sealed: nobody stopped it meanwhile, the key goes, and the page gets what it signs."""
        again = self.keeping.ready(question, crypto.verify, self.clock())
        outgoing = run.outgoing
        says = outgoing.says(again)
        run.told = True
        return {
            **questions.place(again.looked, again.dealt.command.item),
            "files": outgoing.files,
            "folder": str(outgoing.out),
            "passphrase": outgoing.to.passphrase,
            "says": says,
        }

    def _undone(self) -> dict[str, Any]:
        run, self._run = self._run, None
        if run is not None:
            run.outgoing.undo()
        return {"undone": True}

    def _end(self) -> None:
        """The run that was begun goes; what the desk may have been told of stays."""
        run, self._run = self._run, None
        if run is not None and not run.told:
            run.outgoing.undo()


def _share(given: Mapping[str, Any]) -> OpenShare:
    return OpenShare(str(given["by"]), str(given["order"]), questions.bytes_of(given["share"]))


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
