"""From bytes to ciphertext: each item goes into a short-lived child that seals it, then into one that reads it.

The first draws the vessel's key, seals the original and parses nothing; the second parses, and knows the public
recipient alone. This process hands bytes over and gets face and ciphertexts back. Several children work at a time;
order is kept.
"""

import base64
import datetime
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from dueprocess.adapters.sandbox import Died, Handed, Reason, Sandbox
from dueprocess.demand.codes import Channel
from dueprocess.demand.face import from_plain
from dueprocess.desk.services.arrivals import Received
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.desk import Desk, authority_names
from dueprocess.desk.services.envelopes import readers_of
from dueprocess.formats import ids

WORKERS: Final = 4
DRAWING: Final = 40.0  # seconds of the child that draws pages; it begins no page after 20
MAX_DRAWN: Final = 20 << 20  # bytes of its answer
MAX_ITEM: Final = 64 << 20  # bytes of one arrival; more is refused before acceptance (hazard 1.5)


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


class NotSealedError(RuntimeError):
    """The child died before it had sealed: nothing was kept, and the sender's copy still stands."""


def seal_all(desk: Desk, incoming: Iterable[Incoming], sandbox: Sandbox) -> Iterator[Received]:
    """Seal arrivals, several at a time, in order. Raises NotSealedError where a child could not even seal.

    What ``sandbox`` was set up with (see ``setup_of``) is not handed over again with every item.
    """
    options: dict[str, Any] = {"made_at": desk.now.strftime("%Y-%m-%dT%H:%M:%SZ")}
    options |= {name: value for name, value in setup_of(desk).items() if sandbox.setup.get(name) != value}
    with ThreadPoolExecutor(WORKERS) as pool:
        waiting: list[_Waiting] = []
        for one in incoming:
            case, day = ids.case_id(desk.draw()), desk.day_of(one.received_at)
            waiting.append((one, case, pool.submit(_seal, sandbox, options, one, case, day)))
            if len(waiting) > 4 * WORKERS:
                yield _received(desk, *_pop(waiting))
        while waiting:
            yield _received(desk, *_pop(waiting))


_Waiting: TypeAlias = tuple[Incoming, str, Future[Any]]
"""What is being sealed, and the id of its case."""


def _pop(waiting: list[_Waiting]) -> tuple[Incoming, str, Any]:
    one, case, future = waiting.pop(0)
    return one, case, future.result()


def setup_of(desk: Desk) -> dict[str, Any]:
    """Options of every sealing of this desk, for ``Sandbox(setup=…)``: readers, recovery, aliases, authorities."""
    names = authority_names(desk)
    return {
        "readers": readers_of(desk),
        "recovery": desk.roster.recovery,
        "aliases": dict(desk.shelf.aliases()),
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


def _seal(sandbox: Sandbox, options: dict[str, Any], one: Incoming, case: str, day: datetime.date) -> Any:  # noqa: ANN401 - an Answer
    own = {
        "case": case,
        "name": one.name,
        "media": one.media,
        "channel": str(one.channel),
        "received_at": one.received_at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%MZ"),
        "received_on": day.isoformat(),
    }
    # Ciphertext in base64, twice what came in at most, and the particulars.
    most = (4 << 20) + 2 * len(one.content)
    try:
        answer = sandbox.run("seal", {**options, **own}, one.content, max_answer=most)
        if isinstance(answer, Died):
            return answer
        recipient = answer["recipient"]
        read = _parsed(sandbox, {**options, **own, "recipient": recipient}, one, most)
        drawn = _drawn(sandbox, options["made_at"], one, recipient) if read["paged"] else []
        return {**read, **answer, "sealed": [answer["sealed"], *read["sealed"], *drawn]}
    finally:
        if isinstance(one.content, Handed):
            os.close(one.content.handle)


def _parsed(sandbox: Sandbox, options: dict[str, Any], one: Incoming, most: int) -> dict[str, Any]:
    # Whatever arrives is kept: what kills its reader stays unread, and a person looks (P3, hazard 1.5).
    answer = sandbox.run("parse", options, one.content, max_answer=most)
    if not isinstance(answer, Died):
        return dict(answer)
    unreadable = f"reader-{answer.reason}"
    answer = sandbox.run("parse", {**options, "blind": unreadable}, one.content, max_answer=most)
    if not isinstance(answer, Died):
        return dict(answer)
    return {"face": None, "is_demand": None, "unreadable": unreadable, "sealed": [], "docket": "", "paged": False}


def _drawn(sandbox: Sandbox, made_at: str, one: Incoming, recipient: str) -> list[dict[str, str]]:
    # Pages as pictures. A child that dies over them costs the pictures, and the vault says so.
    own = {"name": one.name, "made_at": made_at, "recipient": recipient}
    answer = sandbox.run("draw", own, one.content, seconds=DRAWING, max_answer=MAX_DRAWN)
    if isinstance(answer, Died):
        why = "timeout" if answer.reason is Reason.TIMEOUT else "stopped"
        answer = sandbox.run("draw", {**own, "blind": why}, b"")
    return [] if isinstance(answer, Died) else list(answer["sealed"])


def _received(desk: Desk, one: Incoming, case: str, answer: Any) -> Received:  # noqa: ANN401 - an Answer
    if isinstance(answer, Died):
        message = (
            f"it could not be sealed ({answer.reason}); nothing was kept, your copy stands: try again or seal by hand"
        )
        raise NotSealedError(message)
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
        envelopes=tuple((each["person"], base64.b64decode(each["bytes"])) for each in answer["envelopes"]),
        practice=one.practice,
        case=case,
        docket=base64.b64decode(answer["docket"]),
        arrival=one.arrival,
    )
