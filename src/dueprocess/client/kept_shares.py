"""Shares that wait on their holder's machine, and the program that hands them over after the hold (ADR 0083).

A share is sealed, at agreeing, to the one who finishes: this machine cannot open it, and needs no key to look, to wait
and to hand it over. One file a production, its owner's alone; what this machine saw of the desk stands beside it.
"""

import base64
import binascii
import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from dueprocess.adapters import crypto, durable, locks
from dueprocess.client.contested import cited
from dueprocess.client.pins import (
    raise_pin,
    read_mark,
    read_own,
    read_pin,
    read_seen,
    saw_own,
    see,
    write_mark,
    write_seen,
)
from dueprocess.formats.chain import Pin
from dueprocess.formats.links import DESK, ENDS
from dueprocess.formats.refusal import DeniedError, wrong
from dueprocess.formats.statement import Act, Said
from dueprocess.release import checks
from dueprocess.release import looked as looks
from dueprocess.release.desk_client import Shown
from dueprocess.release.evidence import refuse
from dueprocess.release.looked import Looked

FORM: Final = "dueprocess.share/1"
MEMORY: Final = "desk"
"""Name of the file that remembers what was seen of the desk."""
OVER: Final = frozenset({"release.vetoed", "release.done", "deal.superseded"})
"""Rules by which a production ended for ever: nothing of it is kept."""
UNKNOWN: Final = "access.not-found"
TAKEN: Final = "release.same-person"
"""What the desk says of a share that it has."""
LAST: Final = dt.timedelta(days=30)
"""How long a share is kept of which the desk says nothing any more."""


class Handing(Protocol):
    """What the program asks of a desk, with no session."""

    def of_deal(self, deal: str) -> Shown:
        """What a deal that waits rests on."""

    def hand_over(self, deal: str, share: bytes) -> object:
        """Leave a share that an agreement on it names."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A deal that this machine follows, and the share that it keeps; without one it only looks.

    Attributes:
        me: who holds the share; ``vkey``: the verifier key by which the roster must know them.
        case: the case, ``item``, ``production`` and ``deal`` (hash of its statement): what is followed.
        shares: the share as it was sealed for each agreement of theirs; the newest that counts says which may go.
        handed: to whom it left this machine, or may have: it goes to nobody else. ``taken``: the desk said that it did.
    """

    me: str
    vkey: str
    case: str
    item: int
    production: str
    deal: str
    handed: str = ""
    taken: bool = False
    shares: tuple[bytes, ...] = ()

    def named(self, hash_: str) -> bytes | None:
        """The ciphertext that an agreement names by its SHA-256 (hex)."""
        return next((one for one in self.shares if hashlib.sha256(one).hexdigest() == hash_), None)


@dataclass(frozen=True, slots=True)
class Step:
    """What a round found of one deal: ``handed``, ``waits`` or ``over``, or the rule by which it was refused."""

    production: str
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """The folder of one person at one desk; ``memory``: the file of what their machine saw of it."""

    folder: Path
    memory: Path

    @classmethod
    def beside(cls, identity: Path) -> "Shares":
        """Beside an identity file, whose client remembers what it saw in the file that it has already."""
        return cls(identity.with_name(identity.name + ".shares"), identity.with_name(identity.name + ".desk"))

    @classmethod
    def within(cls, folder: Path) -> "Shares":
        """In a folder of its own, of the vault on this machine."""
        return cls(folder, folder / MEMORY)

    def keep(self, kept: Kept, finisher: str = "") -> None:
        """On the disk before anything is signed; what was sealed for another agreement stays beside it.

        Raises DeniedError ``release.handed`` where the share went to another finisher already; OSError.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locks.of_folder(self.folder):
            before = self.find(kept.production)
            if before is None or before.deal != kept.deal:
                self._write(kept)
            elif kept.shares:
                if before.handed not in {"", finisher}:
                    rule = "release.handed"
                    says = f"Your share went to {before.handed} already, and goes to nobody else. "
                    says += "Drop the production, and order it again."
                    raise DeniedError.because(rule, says)
                self._write(replace(before, shares=(*before.shares, *kept.shares)))

    def find(self, production: str) -> Kept | None:
        """What is kept of a production. Raises DeniedError for a file that is damaged."""
        path = self._path(production)
        return _read(path) if path.exists() else None

    def all(self) -> Iterator[Kept]:
        """All that is kept here, by production. Raises DeniedError for a file that is damaged."""
        for path in sorted(self.folder.glob("x-*.json")) if self.folder.is_dir() else ():
            yield _read(path)

    def ended(self, case: str, acts: Iterable[Said]) -> None:
        """What is about to be signed on a case, or on the desk itself (``DESK``). It counts here before it is sent.

        Its answer can be withheld. Of a decision that is taken back the item's shares are dropped; of all else those of
        the case, since which production it is, is the desk's word. For another one its person agrees anew.
        """
        for said in acts:
            if said.act in ENDS:
                item = said.says.get("item") if said.act is Act.DECISION_WITHDRAW else None
                self.drop(case, item if isinstance(item, int) else None)

    def drop(self, case: str, item: int | None = None) -> None:
        """No share that waits here of this case, or of any (``DESK``), goes any more, whatever the desk says.

        Nothing here holds up what stops: a damaged file hands nothing over, one that cannot be written is taken away.
        """
        if not self.folder.is_dir():
            return
        with locks.of_folder(self.folder):
            for path in self.folder.glob("x-*.json"):
                with contextlib.suppress(DeniedError):
                    kept = _read(path)
                    if case in {DESK, kept.case} and item in {None, kept.item}:
                        self._write_or_forget(replace(kept, shares=()))

    def forget(self, production: str) -> None:
        """Nothing of it is kept any more."""
        self._path(production).unlink(missing_ok=True)

    def round(self, desk: Handing, now: Callable[[], dt.datetime]) -> list[Step]:
        """Look at each deal that is kept, and hand over what may go. Nothing of it needs a key; what fails waits."""
        return [self._one(kept, desk, now()) for kept in self.all()]

    def _one(self, kept: Kept, desk: Handing, now: dt.datetime) -> Step:
        try:
            looked, dealt = self._look(kept, desk, now)
            since = see(self.memory, dealt.agreements, dealt.hash, looked.seen.lifted, now)
            mine = dealt.agreements.get(kept.me)
            if kept.taken or mine is None or mine.finisher == kept.me:
                return Step(kept.production, "handed" if kept.taken else "waits")
            share = kept.named(mine.share)
            if share is None or kept.handed not in {"", mine.finisher}:
                refuse("release.another-agreement", "your newest agreement names no share that may go from here")
            checks.check_giving(looked.seen, dealt, kept.me, since, now)
            return self._hand_over(kept, mine.finisher, share, desk)
        except DeniedError as fault:
            gone = fault.rule == UNKNOWN and now - self._since(kept.production) > LAST
            if fault.rule in OVER or gone:
                self.forget(kept.production)
                return Step(kept.production, "over", fault.reason)
            return Step(kept.production, fault.rule, fault.reason)

    def _hand_over(self, kept: Kept, finisher: str, share: bytes, desk: Handing) -> Step:
        """Hand it over, unless its person agreed anew meanwhile. That it may have left is written down before."""
        with locks.of_folder(self.folder):
            if self.find(kept.production) != kept:
                return Step(kept.production, "waits")
            self._write(replace(kept, handed=finisher))
            try:
                desk.hand_over(kept.deal, share)
            except DeniedError as fault:
                if fault.rule != TAKEN:
                    raise
            self._write(replace(kept, handed=finisher, taken=True))
        return Step(kept.production, "handed")

    def _look(self, kept: Kept, desk: Handing, now: dt.datetime) -> tuple[Looked, checks.Dealt]:
        shown = desk.of_deal(kept.deal)
        pin = read_pin(self.memory)
        if pin is None:
            refuse("roster.no-pin", f"{self.memory} is gone: open the vault and look at the release again")
        marks = {of: read_mark(self.memory, of) for of in (kept.case, DESK)}
        before = read_seen(self.memory, kept.case)
        own = read_own(self.memory, kept.case, DESK)
        looked = looks.look(kept.me, kept.case, shown, pin, before, crypto.verify, now, marks)
        looks.check_own(looked, own)
        looks.check_me(looked, kept.vkey)
        remember(self.memory, looked)
        with cited():
            dealt = looks.deal_of(looked, kept.production)
        if dealt.hash != kept.deal:
            refuse("deal.order", "the desk names another deal than the one that you looked at")
        return looked, dealt

    def _since(self, production: str) -> dt.datetime:
        return dt.datetime.fromtimestamp(self._path(production).stat().st_mtime, dt.UTC)

    def _path(self, production: str) -> Path:
        return self.folder / f"{production}.json"

    def _write_or_forget(self, kept: Kept) -> None:
        try:
            self._write(kept)
        except OSError:
            self.forget(kept.production)

    def _write(self, kept: Kept) -> None:
        shares = [base64.b64encode(one).decode() for one in kept.shares]
        plain = {name: getattr(kept, name) for name in _TEXTS}
        plain |= {"item": kept.item, "shares": shares, "taken": kept.taken}
        data = json.dumps({"form": FORM, **plain}, indent=1) + "\n"
        durable.replace(self._path(kept.production), data.encode())


def remember(memory: Path, looked: Looked) -> None:
    """Keep what was seen of a desk: roster, revision, marks, which cover what was signed here. Raises DeniedError."""
    case = looked.shown.case
    raise_pin(memory, looked.newest)
    write_seen(memory, case, looked.seen.revision)
    write_mark(memory, case, looked.mark)
    write_mark(memory, DESK, looked.mark_of_desk)
    saw_own(memory, looked.links)


def begin(memory: Path, pin: Pin) -> None:
    """What a page knows of a desk already, for a memory that has nothing yet. Raises DeniedError."""
    memory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    raise_pin(memory, pin)


_TEXTS: Final = ("me", "vkey", "case", "production", "deal", "handed")


def _read(path: Path) -> Kept:
    try:
        data = json.loads(path.read_text())
        texts = {name: data[name] for name in _TEXTS}
        shares = tuple(base64.b64decode(one, validate=True) for one in data["shares"])
        types = [type(data["item"]), type(data["taken"]), *{type(one) for one in texts.values()}]
        if data["form"] != FORM or types != [int, bool, str]:
            raise ValueError(data["form"])  # noqa: TRY301 - every fault of the file ends as one
        return Kept(**texts, item=data["item"], taken=data["taken"], shares=shares)
    except (ValueError, KeyError, TypeError, binascii.Error) as fault:
        raise wrong(f"{path} is damaged: look at the release again, and agree anew.") from fault
