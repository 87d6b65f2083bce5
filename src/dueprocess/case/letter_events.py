"""What becomes of a letter after it was signed: it leaves, the sending worker gives it up, or it comes back.

The desk itself records these; nobody signs them, and they grant nothing. A letter is named by the id of its sealed
object, so that what happens to an older one changes nothing that a newer one said.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final

from dueprocess.case.events import EventKind, Happened
from dueprocess.case.given import later
from dueprocess.case.outcome import Decided, EndDuties, NewDuty
from dueprocess.case.state import INVOICE, RECALL, CaseState, Deciding, Writing
from dueprocess.demand.codes import Outcome

BY_WORKER: Final = "rule-worker"
UNDELIVERED: Final = "letter_undelivered"
UNDELIVERED_HOURS: Final = 4
UNDELIVERED_RULE: Final = "house.letter-4h"

TO_ANYBODY: Final = "acknowledgement"
"""The one letter that may go to a sender nobody verified; its bytes are equal whatever the demand says (2.1)."""

ASIDE: Final = frozenset({TO_ANYBODY, INVOICE, RECALL})
"""Letters that answer no decision: none of them makes an item answered, or open again."""

LETTERS: Final[dict[Outcome, frozenset[str]]] = {
    Outcome.CORRECT: frozenset({"correction", "confirm_in_writing", "wrong_addressee"}),
    Outcome.OBJECT: frozenset({"objection", "wrong_addressee"}),
    Outcome.REFUSE: frozenset({"refusal_policy", "confirm_in_writing"}),
    Outcome.NO_DATA: frozenset({"no_data"}),
    Outcome.NOT_EXECUTABLE: frozenset({"not_executable"}),
    Outcome.COMPLY: frozenset({"comply_notice"}),
    Outcome.PARTIAL: frozenset({"partial"}),
}
"""Letters that an outcome allows."""

BESIDE: Final = frozenset({"comply_notice", "partial"})
"""Letters beside a release, before or after it: data answer a grant, and these end no duty to give."""

_ANSWERED: Final = ("send_letter", "respond", "transmit", "inform_authority", "confirm_in_writing", "acknowledge")

Queued = Mapping[str, Any]
"""Body of the event ``case:letter:queued``: by, how, items, kind, language, sealed."""


def answers(kind: str, items: Sequence[int]) -> tuple[EndDuties, ...]:
    """The duties that a letter of ``kind`` on ``items`` ends when it leaves."""
    aside = {TO_ANYBODY: ("acknowledge",), INVOICE: (INVOICE,), RECALL: ("recall_letter",)}
    what = ("acknowledge",) if kind in BESIDE else aside.get(kind, _ANSWERED)
    return tuple(EndDuties(number, (*what, UNDELIVERED)) for number in items)


def still_stands(case: CaseState, queued: Queued) -> bool:
    """Whether the letter may leave: its decision stands, and no other letter took its place since."""
    if queued["kind"] in ASIDE:
        return True
    return all(_says_it(case, number, queued) for number in queued["items"])


def _says_it(case: CaseState, number: int, queued: Queued) -> bool:
    item = case.item(number)
    if item is None or item.deciding is not Deciding.DECIDED or item.outcome is None:
        return False
    waits = item.writing is Writing.QUEUED and item.letter == queued["sealed"]
    return waits and queued["kind"] in LETTERS.get(item.outcome, frozenset())


def left(case: CaseState, queued: Queued, how: str = "mail") -> Decided:
    """The server took it. ``how``: ``mail``, or ``practice`` where a desk for training let it fall."""
    body = {**_named(queued), "by": BY_WORKER, "how": how, "language": queued["language"]}
    # Overtaken in the very minute of sending: it left, and that is recorded, but it answers nothing.
    ended = answers(queued["kind"], queued["items"]) if still_stands(case, queued) else ()
    return Decided((Happened(EventKind.LETTER_SENT, body),), (), ended)


def gave_up(case: CaseState, queued: Queued, code: str, at: datetime.datetime) -> Decided:
    """It will not leave; a person acts within four hours, unless another decision or letter overtook it anyway."""
    happened = Happened(EventKind.LETTER_FAILED, {**_named(queued), "code": code})
    return Decided((happened,), _act(queued, at) if still_stands(case, queued) else ())


def came_back(case: CaseState, queued: Queued, status: str, at: datetime.datetime) -> Decided:
    """It left and was not delivered. ``status``: class of the report, ``4`` (given up for now) or ``5`` (refused)."""
    happened = Happened(EventKind.LETTER_RETURNED, {**_named(queued), "status": status})
    return Decided((happened,), _act(queued, at) if _is_last_word(case, queued) else ())


def _is_last_word(case: CaseState, queued: Queued) -> bool:
    if queued["kind"] in ASIDE:
        return True
    found = [case.item(number) for number in queued["items"]]
    return any(item is not None and item.letter == queued["sealed"] for item in found)


def _act(queued: Queued, at: datetime.datetime) -> tuple[NewDuty, ...]:
    due = later(at, hours=UNDELIVERED_HOURS)
    return tuple(NewDuty(number, UNDELIVERED, UNDELIVERED_RULE, due) for number in queued["items"])


def _named(queued: Queued) -> dict[str, Any]:
    return {name: queued[name] for name in ("items", "kind", "sealed")}
