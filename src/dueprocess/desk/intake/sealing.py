"""From bytes to ciphertext: each item goes into a short-lived child that seals it, then into one that reads it.

The first draws the vessel's key, seals the original and parses nothing; the second parses, and knows the public
recipient alone. This process hands bytes over and gets face and ciphertexts back. Several children work at a time;
order is kept.
"""

import base64
import contextlib
import datetime
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, TypeAlias

from dueprocess.adapters.sandbox import SCANNING, SCANS, Died, Handed, Reason, Sandbox, SandboxError
from dueprocess.demand.codes import Channel
from dueprocess.demand.face import from_plain
from dueprocess.desk.intake.budget import SEEING, Budget
from dueprocess.desk.services import senders
from dueprocess.desk.services.arrivals import Received
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.desk import Desk, authority_names
from dueprocess.desk.services.envelopes import readers_of
from dueprocess.formats import ids

WORKERS: Final = 4
AHEAD: Final = WORKERS  # none waits behind those: what comes last, as an emergency may, goes into the next free one
FIRST: Final = 0.5  # seconds of a first look, and of its pages
READING: Final = 20.0  # seconds of the child that reads, where there is time
POLL: Final = 0.1  # seconds until a source that goes on is asked again
DRAWING: Final = 40.0  # seconds of the child that draws pages; it begins no page after 20
MAX_DRAWN: Final = 20 << 20  # bytes of its answer
MAX_ITEM: Final = 64 << 20  # bytes of one arrival; more is refused before acceptance (hazard 1.5)


@dataclass(frozen=True, slots=True)
class Bound:
    """An office whose certificate two people verified, and over whose connection a message came."""

    id: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that arrived, in clear. As an open file its bytes never enter this process (hazard 10.3)."""

    name: str  # as received; sealed with the content
    media: str
    channel: Channel
    received_at: datetime.datetime
    content: bytes | Handed = field(repr=False)  # a file is closed once it is handed over
    practice: bool = False
    arrival: str = ""  # its id, where one stands beside the file already
    again: Callable[[], Handed] | None = field(default=None, repr=False)  # opens it once more, for a second look
    unread: str = ""  # why nobody reads it: the content is a note of ours in its place, or it is restricted
    custodian: str = ""  # who alone opens it: nothing else is made of it (hazard 1.7)
    bound: "Bound | None" = None  # whose connection it came over; None: over none that says who sent it


class NotSealedError(RuntimeError):
    """The child died before it had sealed: nothing was kept, and the sender's copy still stands."""


def seal_all(desk: Desk, incoming: Iterable[Incoming], sandbox: Sandbox) -> Iterator[Received]:
    """Seal arrivals, several at a time. Raises NotSealedError where a child could not even seal.

    In order, but for those that a first look does not finish: they come last. What ``sandbox`` was set up with (see
    ``setup_of``) is not handed over again with every item.
    """
    return (one for one in seal_as_they_come(desk, incoming, sandbox) if one is not None)


def seal_as_they_come(desk: Desk, incoming: Iterable[Incoming | None], sandbox: Sandbox) -> Iterator[Received | None]:
    """The same for a source that goes on: its None says that nothing new is there for now; it is asked again.

    None comes out where what follows takes a while: what came before may be registered now. A first look has half a
    second; what it does not finish waits until no other is there, newest first, one at a time, while the budget of its
    sender lasts (F11).
    """
    options: dict[str, Any] = {"made_at": desk.now.strftime("%Y-%m-%dT%H:%M:%SZ")}
    options |= {name: value for name, value in setup_of(desk).items() if sandbox.setup.get(name) != value}
    source, more, told = iter(incoming), True, time.monotonic()
    first: list[_Waiting] = []
    unfinished: list[_Item] = []
    second: list[_Waiting] = []
    budget = Budget(desk.blobs.folder.parent if desk.blobs else None, desk.today)
    with ThreadPoolExecutor(WORKERS) as pool, ThreadPoolExecutor(1) as later:
        while more or first or unfinished or second:
            while more and len(first) < AHEAD:
                one = next(source, _END)
                more = one is not _END and not (one is None and not (first or unfinished or second))
                if not isinstance(one, Incoming):
                    break
                item = _Item(sandbox, options, one, ids.case_id(desk.draw()), desk.day_of(one.received_at), budget)
                first.append((item, pool.submit(item.look)))
            if unfinished and not first and not second:
                item = unfinished.pop(0)
                second.append((item, later.submit(item.look_again)))
            while first and first[0][1].done():
                item, future = first.pop(0)
                if isinstance(future.result(), Died):
                    unfinished.append(item)
                else:
                    yield _received(desk, item.one, item.case, future.result())
            while second and second[0][1].done():
                item, future = second.pop(0)
                yield _received(desk, item.one, item.case, future.result())
            rests = _Rest(first[:1] + second, POLL if more and len(first) < AHEAD else None)
            if rests.needed:
                if second or time.monotonic() - told > POLL:
                    yield None
                    told = time.monotonic()
                rests.until_done()


_END: Final = object()


def setup_of(desk: Desk) -> dict[str, Any]:
    """Options of every sealing of this desk, for ``Sandbox(setup=…)``: readers, recovery, names, known senders."""
    names, mail = authority_names(desk), desk.house.mail
    return {
        "ours": dict(zip(("local", "domain"), mail.sender.rsplit("@", 1), strict=False)) if mail else {},
        "readers": readers_of(desk),
        "recovery": desk.roster.recovery,
        "aliases": dict(desk.shelf.aliases()),
        "asking": senders.beside(desk),
        "authorities": [
            {
                "id": one.id,
                "canonical_en": one.canonical_en,
                "country": one.country,
                "kind": str(one.kind),
                "names": list(one.names),
                "government_body": one.government_body,
            }
            for one in names
        ],
    }


@dataclass(slots=True)
class _Item:
    """One arrival on its way, in a thread that waits for its children."""

    sandbox: Sandbox
    options: dict[str, Any]
    one: Incoming
    case: str
    day: datetime.date
    budget: Budget
    before: Any = None  # a first look's answer, where only a machine that reads pictures could say more

    @property
    def own(self) -> dict[str, Any]:
        """Options of its own."""
        readers = {"readers": self._alone()} if self.one.custodian else {}
        return {
            **self.options,
            **readers,
            "case": self.case,
            "name": self.one.name,
            "media": self.one.media,
            "channel": str(self.one.channel),
            "received_at": self.one.received_at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%MZ"),
            "received_on": self.day.isoformat(),
            **({"bound": asdict(self.one.bound)} if self.one.bound else {}),
        }

    def _alone(self) -> list[dict[str, str]]:
        everybody = self.options.get("readers") or self.sandbox.setup["readers"]
        return [one for one in everybody if one["name"] == self.one.custodian]

    def look(self) -> Any:  # noqa: ANN401 - an Answer
        """Sealed, read and drawn, half a second each; else why not, and the file is closed until its turn."""
        done = False
        try:
            answer = self._sealed(READING if self.one.unread else FIRST)
            if self.one.unread and not isinstance(answer, Died):
                return self._unread(answer, self.one.unread, draws=False)
            if not isinstance(answer, Died):
                answer = self._read(answer, FIRST, FIRST)
            if self._may_see(answer):
                self.before, answer = answer, Died(Reason.TIMEOUT)
            done = not isinstance(answer, Died)
            return answer
        finally:
            if (done or self.one.again) and isinstance(self.one.content, Handed):
                os.close(self.one.content.handle)

    def look_again(self) -> Any:  # noqa: ANN401 - an Answer
        """With all the time there is, where the budget reaches; else unread."""
        content = self.one.again() if self.one.again else self.one.content
        self.one = replace(self.one, content=content)
        try:
            sealed = self.before or self._sealed(READING)
            if isinstance(sealed, Died):
                return sealed
            if self.one.unread:
                return self._unread(sealed, self.one.unread, draws=False)
            told = self.sandbox.run("sender", {"key": self.budget.key}, content, seconds=FIRST)
            sender = 0 if isinstance(told, Died) else int(told.get("sender", 0))
            if self.before:
                return self._seen(self.before, sender)
            reason = "budget"
            if self.budget.reaches(sender):
                began = time.monotonic()
                answer = self._read(sealed, READING, DRAWING)
                self.budget.spend(sender, time.monotonic() - began)
                if not isinstance(answer, Died):
                    return self._seen(answer, sender)
                reason = answer.reason
            return self._unread(sealed, f"reader-{reason}", draws=reason != "budget")
        finally:
            if isinstance(content, Handed):
                os.close(content.handle)

    @property
    def _most(self) -> int:
        # Ciphertext in base64, twice what came in at most, and the particulars.
        return (4 << 20) + 2 * len(self.one.content)

    def _sealed(self, seconds: float) -> Any:  # noqa: ANN401 - an Answer
        return self.sandbox.run("seal", self.own, self.one.content, seconds=seconds, max_answer=self._most)

    def _read(self, sealed: Any, reading: float, drawing: float) -> Any:  # noqa: ANN401 - an Answer
        own = {**self.own, "recipient": sealed["recipient"]}
        read = self.sandbox.run("parse", own, self.one.content, seconds=reading, max_answer=self._most)
        return read if isinstance(read, Died) else self._with_pages(sealed, read, drawing)

    def _may_see(self, answer: Any) -> bool:  # noqa: ANN401 - an Answer
        return not isinstance(answer, Died) and bool(answer.get("scan")) and "scan" in self.sandbox.jobs

    def _seen(self, answer: Any, sender: int) -> Any:  # noqa: ANN401 - an Answer
        """With what a machine sees on pages that hold no text, while the budget reaches; else as it is.

        In a zygote of its own: the models take a second and 300 MB.
        """
        if not self._may_see(answer) or not self.budget.reaches(SEEING + sender):
            return answer
        began, seen = time.monotonic(), None
        own = {**self.own, "recipient": answer["recipient"]}
        with contextlib.suppress(SandboxError), Sandbox(setup={**self.sandbox.setup, SCANS: True}) as box:
            seen = box.run("scan", own, self.one.content, seconds=SCANNING, max_answer=self._most)
        self.budget.spend(SEEING + sender, time.monotonic() - began)
        if seen is None or isinstance(seen, Died) or not seen["sealed"]:
            return answer
        original, drawn = answer["sealed"][0], answer["drawn"]
        return {**answer, **seen, "sealed": [original, *seen["sealed"], *drawn]}

    def _unread(self, sealed: Any, why: str, *, draws: bool) -> Any:  # noqa: ANN401 - an Answer
        """Whatever arrives is kept: what kills its reader stays unread, and a person looks (P3, hazard 1.5)."""
        if self.one.custodian:
            return {
                **sealed,
                "face": None,
                "answers": None,
                "unreadable": why,
                "sealed": [sealed["sealed"]],
                "docket": "",
            }
        blind = {**self.own, "recipient": sealed["recipient"], "blind": why}
        read = self.sandbox.run("parse", blind, self.one.content, seconds=READING, max_answer=self._most)
        if isinstance(read, Died):
            read = dict.fromkeys(("face", "is_demand", "answers", "returned")) | {
                "unreadable": why,
                "sealed": [],
                "docket": "",
            }
        return self._with_pages(sealed, {**read, "paged": draws and read.get("paged", False)}, DRAWING)

    def _with_pages(self, sealed: Any, read: Any, seconds: float) -> Any:  # noqa: ANN401 - an Answer
        """The answer, with pages as pictures. A child that dies over them costs the pictures, and the vault says so."""
        pages = []
        if read["paged"]:
            own = {"name": self.one.name, "made_at": self.options["made_at"], "recipient": sealed["recipient"]}
            drawn = self.sandbox.run("draw", own, self.one.content, seconds=seconds, max_answer=MAX_DRAWN)
            if isinstance(drawn, Died):
                if seconds <= FIRST:
                    return drawn
                why = "timeout" if drawn.reason is Reason.TIMEOUT else "stopped"
                drawn = self.sandbox.run("draw", {**own, "blind": why}, b"")
            pages = [] if isinstance(drawn, Died) else list(drawn["sealed"])
        return {**read, **sealed, "sealed": [sealed["sealed"], *read["sealed"], *pages], "drawn": pages}


_Waiting: TypeAlias = tuple[_Item, Future[Any]]


@dataclass(frozen=True, slots=True)
class _Rest:
    """A pause until one of some is done, or the source may have something new."""

    of: Sequence[_Waiting]
    seconds: float | None

    @property
    def needed(self) -> bool:
        """Whether there are any, and none is done."""
        return bool(self.of) and not any(future.done() for _, future in self.of)

    def until_done(self) -> None:
        """Wait."""
        wait([future for _, future in self.of], timeout=self.seconds, return_when=FIRST_COMPLETED)


def _received(desk: Desk, one: Incoming, case: str, answer: Any) -> Received:  # noqa: ANN401 - an Answer
    if isinstance(answer, Died):
        message = (
            f"it could not be sealed ({answer.reason}); nothing was kept, your copy stands: try again or seal by hand"
        )
        raise NotSealedError(message)
    # Recovery opens everything else; what is restricted has one key less.
    kept = [each for each in answer["envelopes"] if one.custodian in {"", each["person"]}]
    face = from_plain(answer["face"]) if answer["face"] is not None else None
    return Received(
        channel=one.channel,
        received_at=one.received_at,
        face=face,
        is_demand=answer.get("is_demand"),
        unreadable=answer["unreadable"] or "",
        recipient=answer["recipient"],
        sealed=tuple(
            Attached(ids.sealed_id(desk.draw()), sealed["kind"], "case", base64.b64decode(sealed["bytes"]))
            for sealed in answer["sealed"]
        ),
        envelopes=tuple((each["person"], base64.b64decode(each["bytes"])) for each in kept),
        practice=one.practice,
        case=case,
        docket=base64.b64decode(answer["docket"]),
        arrival=one.arrival,
        answers=answer.get("answers") or "",
        receipt=base64.b64decode(answer.get("receipt") or ""),
        returned=answer.get("returned") or "",
        custodian=one.custodian,
    )
