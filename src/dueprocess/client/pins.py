"""What a person's own machine remembers of a desk, in a small file beside their identity.

The newest roster that was seen, the highest revision and the notes of each case, and when an agreement on a deal was
seen first: a desk that was put back, or that dates something back, is refused by them. A damaged file is no reason to
begin anew.
"""

import datetime as dt
import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

from dueprocess.adapters import durable, locks
from dueprocess.formats import moment
from dueprocess.formats.chain import Pin
from dueprocess.formats.refusal import wrong
from dueprocess.formats.roster import Mark
from dueprocess.release import giving
from dueprocess.release.giving import Saw

OPEN_FOR: Final = dt.timedelta(hours=24)
"""How long a machine says that it had an original open, since it was shown."""


def read_pin(path: Path) -> Pin | None:
    """The newest roster that this client has seen; None at its first act on a desk."""
    if not path.exists():
        return None
    try:
        data = json.loads(path.read_text())
        return Pin.read(data)
    except (ValueError, KeyError, TypeError) as fault:
        _damaged(path, fault)


def write_pin(path: Path, pin: Pin) -> None:
    """Remember the newest roster seen; what else is remembered stays."""
    remember(path, lambda _: pin.plain())


def raise_pin(path: Path, pin: Pin) -> None:
    """The same, where no later roster was seen, and since when each is known does not begin anew."""
    kept = read_pin(path)  # a damaged one is no reason to begin anew
    if kept is None or (kept.number, kept.base, len(kept.since)) <= (pin.number, pin.base, len(pin.since)):
        write_pin(path, pin)


def read_seen(path: Path, case: str) -> int:
    """The highest revision of a case that this client saw signed; 0 where it saw none. Raises DeniedError."""
    seen = remembered(path).get("seen", {})
    found = seen.get(case, 0) if isinstance(seen, dict) else None
    if type(found) is not int:
        _damaged(path)
    return found


def write_seen(path: Path, case: str, revision: int) -> None:
    """Remember the revision: a desk that was put back to an earlier state is refused. Raises DeniedError."""
    read_seen(path, case)  # a damaged one is no reason to begin anew

    def more(kept: Mapping[str, Any]) -> dict[str, Any]:
        seen = kept.get("seen", {})
        return {"seen": {**seen, case: max(revision, seen.get(case, 0))}}

    remember(path, more)


def read_mark(path: Path, case: str) -> Mark | None:
    """How far the notes of a case went when this client saw them last; None where it saw none. Raises DeniedError."""
    marks = remembered(path).get("marks", {})
    found: Any = marks.get(case) if isinstance(marks, dict) else ""
    if found is None:
        return None
    if not isinstance(found, list) or [type(part) for part in found] != [int, str] or found[0] < 0:
        _damaged(path)
    return found[0], found[1]


def read_marks(path: Path) -> dict[str, Mark]:
    """How far the notes of each chain went, by case; ``links.DESK`` for the desk's own. Raises DeniedError."""
    marks = remembered(path).get("marks", {})
    found = {case: read_mark(path, case) for case in (marks if isinstance(marks, dict) else ())}
    return {case: mark for case, mark in found.items() if mark is not None}


def write_mark(path: Path, case: str, mark: Mark) -> None:
    """Remember it: a desk that shows fewer notes of the case, or other ones, is refused. Raises DeniedError.

    What another program of the same person saw meanwhile stays, where it went as far: a desk that answers one of two
    late lowers nothing.
    """
    read_mark(path, case)  # a damaged one is no reason to begin anew

    def more(kept: Mapping[str, Any]) -> dict[str, Any]:
        marks = kept.get("marks", {})
        return {"marks": {**marks, case: max(marks.get(case, [-1]), list(mark), key=lambda one: int(one[0]))}}

    remember(path, more)


def read_saw(path: Path, deal: str) -> Saw | None:
    """When this client first saw an agreement on a deal; None where it saw none. Raises DeniedError."""
    saw = remembered(path).get("saw", {})
    try:
        found = saw.get(deal)
        return None if found is None else Saw(moment.parse(found["at"]), frozenset(map(str, found["lifted"])))
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        _damaged(path, fault)


def see(path: Path, agreed: Collection[object], deal: str, lifted: frozenset[str], now: dt.datetime) -> Saw | None:
    """Remember that an agreement on this deal was seen, if one was: from when on a client holds. What it holds from.

    Raises DeniedError.
    """
    kept = read_saw(path, deal)
    found = giving.saw(kept, agreed, lifted, now)
    if found is not None and found != kept:
        plain = {"at": moment.write(found.at), "lifted": sorted(found.lifted)}
        remember(path, lambda before: {"saw": {**before.get("saw", {}), deal: plain}})
    return found


def read_own(path: Path, *cases: str) -> frozenset[str]:
    """SHA-256 (hex) of the notes on these chains that this client signed, the desk took, and no look showed since.

    Raises DeniedError.
    """
    own = remembered(path).get("own", {})
    try:
        return frozenset(str(name) for case in cases for name in own.get(case, ()))
    except (AttributeError, TypeError) as fault:
        _damaged(path, fault)


def write_own(path: Path, case: str, name: str) -> None:
    """Remember a note that was signed here: a desk that keeps it back is refused, above all where it stops something.

    Raises DeniedError.
    """
    kept_so_far = read_own(path, case)  # a damaged one is no reason to begin anew

    def more(kept: Mapping[str, Any]) -> dict[str, Any]:
        return {"own": {**kept.get("own", {}), case: sorted({*kept.get("own", {}).get(case, ()), name})}}

    if name not in kept_so_far:
        remember(path, more)


def saw_own(path: Path, names: Collection[str]) -> None:
    """What a look showed is covered by the mark that is kept of it. Raises DeniedError."""

    def without(kept: Mapping[str, Any]) -> dict[str, Any]:
        left = {case: [one for one in own if one not in names] for case, own in kept["own"].items()}
        return {"own": {case: own for case, own in left.items() if own}}

    if remembered(path).get("own"):
        remember(path, without)


def read_opened(path: Path, case: str, key: str, now: dt.datetime) -> tuple[str, ...]:
    """The originals of a case that were shown whole on this machine within a day, as statements name them.

    ``key``: name of the case's key that stands; under another one they have other names. Raises DeniedError.
    """
    opened = remembered(path).get("opened", {})
    try:
        one = opened.get(case)
        fresh = one is not None and one["key"] == key and dt.timedelta() <= now - moment.parse(one["at"]) < OPEN_FOR
        return tuple(map(str, one["named"])) if fresh else ()
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        _damaged(path, fault)


def write_opened(path: Path, case: str, key: str, named: Collection[str], now: dt.datetime) -> None:
    """Remember that these were shown: what is signed on the case within a day says so, as one's own vault does."""
    one = {"at": moment.write(now), "key": key, "named": sorted(named)}
    remember(path, lambda kept: {"opened": {**kept.get("opened", {}), case: one}})


def accept(path: Path, case: str, mark: Mark) -> None:
    """Remember another history than the one that was kept: its person heard it from a colleague (``chain.accept``)."""
    read_mark(path, case)  # a damaged one is no reason to begin anew
    read_seen(path, case)

    def anew(kept: Mapping[str, Any]) -> dict[str, Any]:
        marks = {"marks": {**kept.get("marks", {}), case: list(mark)}}
        marks |= {"own": {of: own for of, own in kept.get("own", {}).items() if of != case}}
        return marks | {"seen": {**kept.get("seen", {}), case: 0}}  # the next look says how far it goes

    remember(path, anew)


def remembered(path: Path) -> dict[str, Any]:
    """All of it, as JSON. Raises DeniedError."""
    try:
        data = json.loads(path.read_text()) if path.exists() else {}
    except ValueError:
        data = None
    if not isinstance(data, dict):
        _damaged(path)
    return data


def remember(path: Path, more: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
    """Written beside and moved into place: a client that is switched off forgets nothing, and so do two at a time."""
    with locks.of_folder(path.parent):
        kept = remembered(path)
        durable.replace(path, (json.dumps({**kept, **more(kept)}) + "\n").encode())


def _damaged(path: Path, fault: Exception | None = None) -> NoReturn:
    raise wrong(f"{path} is damaged; compare the desk id with your colleagues, then delete the file.") from fault
