"""What becomes of a letter: it is queued, leaves, is given up by the sending worker, or comes back.

The desk itself records these; nobody signs them, and they grant nothing. A letter is named by the id of its sealed
object, so that what happens to an older one changes nothing that a newer one said.
"""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Annotated, ClassVar, Final

from dueprocess.case import fields as f
from dueprocess.case.desk_events import Authority
from dueprocess.case.events import Body, Code, EventKind, Item, Person, Sealed, copied, of
from dueprocess.case.given import later
from dueprocess.case.item_records import Invoice
from dueprocess.case.outcome import Decided, EndDuties, NewDuty
from dueprocess.case.state import INVOICE, RECALL, CaseState, Deciding, ItemState, Writing
from dueprocess.demand.codes import Outcome

BY_WORKER: Final = "rule-worker"
UNDELIVERED: Final = "letter_undelivered"
UNDELIVERED_HOURS: Final = 4
UNDELIVERED_RULE: Final = "house.letter-4h"

TO_ANYBODY: Final = "acknowledgement"
"""The one letter that may go to a sender nobody verified; its bytes are equal whatever the demand says (2.1)."""

ASIDE: Final = frozenset({TO_ANYBODY, INVOICE, RECALL})
"""Letters that answer no decision: none of them makes an item answered, or open again."""

CARRIED_OUT: Final = "carried_out"
"""The letter that says of a measure what was done, and since when."""

LETTERS: Final[dict[Outcome, frozenset[str]]] = {
    Outcome.CORRECT: frozenset({"correction", "confirm_in_writing", "wrong_addressee"}),
    Outcome.OBJECT: frozenset({"objection", "wrong_addressee"}),
    Outcome.REFUSE: frozenset({"refusal_policy", "confirm_in_writing", "wrong_addressee"}),
    Outcome.NO_DATA: frozenset({"no_data"}),
    Outcome.NOT_EXECUTABLE: frozenset({"not_executable"}),
    Outcome.COMPLY: frozenset({"comply_notice", CARRIED_OUT}),
    Outcome.PARTIAL: frozenset({"partial", CARRIED_OUT}),
    Outcome.UNDER_PROTEST: frozenset({CARRIED_OUT}),
}
"""Letters that an outcome allows; a grant of data is answered beside them, a measure by the last one alone."""

BESIDE: Final = frozenset({"comply_notice", "partial"})
"""Letters beside a release, before or after it: data answer a grant, and these end no duty to give."""

_ANSWERED: Final = ("send_letter", "respond", "transmit", "inform_authority", "confirm_in_writing", "acknowledge")


class _Letter(Body[CaseState]):
    items: tuple[Item, ...]
    kind: Annotated[str, of(f.WORD, "a kind of letter")]
    sealed: Sealed
    WRITING: ClassVar[Writing]

    def _written(self, case: CaseState, *, only: bool = False) -> CaseState:
        """The items whose letter it is now; ``only``: those alone of which it was before."""
        if self.kind == INVOICE:
            return _invoiced(case, self)
        if self.kind in ASIDE:
            return case
        mine = [number for number in self.items if not only or case.items[number - 1].letter == self.sealed]
        if self.WRITING is Writing.NONE:
            return _with_items(case, mine, writing=self.WRITING, letter="", letter_sent="")
        signed = {} if only else {"letter_sent": case.statement}
        return _with_items(case, mine, writing=self.WRITING, letter=self.sealed, **signed)


class _Signed(_Letter):
    by: Person
    how: Code
    language: Annotated[str, of(f.LANGUAGE, "a language")]


class LetterQueued(_Signed, kind=EventKind.LETTER_QUEUED):
    WRITING = Writing.QUEUED

    def _change(self, case: CaseState) -> CaseState:
        return self._written(case)


class LetterTakenBack(Body[CaseState], kind=EventKind.LETTER_TAKEN_BACK):
    """It did not leave: the items that it answers wait for another one."""

    by: Person
    sealed: Sealed

    def _change(self, case: CaseState) -> CaseState:
        mine = [item.number for item in case.items if item.letter == self.sealed]
        return _with_items(case, mine, writing=Writing.NONE, letter="", letter_sent="")


class LetterSent(_Signed, kind=EventKind.LETTER_SENT):
    WRITING = Writing.SENT

    def _change(self, case: CaseState) -> CaseState:
        # The worker tells of a letter that a person signed before: a newer one, or a voided decision, overtakes it.
        after = self._written(case, only=self.by == BY_WORKER)
        # Of a letter that was overtaken while it left, nothing is answered.
        said = {number for number in self.items if after.items[number - 1].letter == self.sealed}
        if self.kind not in ASIDE | BESIDE:  # what was granted is answered on the day of its release
            after = _with_items(after, said, answered_on=case.day)
        confirms = set(self.items) if self.kind == TO_ANYBODY else said if self.kind not in ASIDE else set()
        waiting = {number for number in confirms if after.items[number - 1].acknowledged_at is None}
        return _with_items(after, waiting, acknowledged_at=case.stamp)


class _Undelivered(_Letter):
    WRITING = Writing.NONE

    def _change(self, case: CaseState) -> CaseState:
        after = self._written(case, only=True)
        reopens = after is not case and self.kind != INVOICE
        if self.kind not in ASIDE | BESIDE:
            lost = {number for number in self.items if not after.items[number - 1].letter}
            after = _with_items(after, lost, answered_on="")
        return replace(after, closed_on="") if reopens else after


class LetterFailed(_Undelivered, kind=EventKind.LETTER_FAILED):
    code: Code  # why


class LetterReturned(_Undelivered, kind=EventKind.LETTER_RETURNED):
    """It came back. ``status``: class of the report (RFC 3463), ``4`` or ``5``."""

    status: Annotated[str, of(f.Text("[45]"), "4 or 5")]


class _Copy(Body[CaseState]):
    """Of a letter that left; it changes nothing of the case."""

    items: tuple[Item, ...]
    kind: Annotated[str, of(f.WORD, "a kind of letter")]
    sealed: Sealed
    authority: Authority


class LetterCopied(_Copy, kind=EventKind.LETTER_COPIED):
    pass


class LetterUncopied(_Copy, kind=EventKind.LETTER_UNCOPIED):
    code: Code  # why


def _with_items(case: CaseState, numbers: Collection[int], **changes: object) -> CaseState:
    if not numbers:
        return case
    items = (replace(item, **changes) if item.number in numbers else item for item in case.items)  # type: ignore[arg-type]
    return replace(case, items=tuple(items))


def _invoiced(case: CaseState, letter: _Letter) -> CaseState:
    """An invoice claims what waits on its items, once, though it is queued first and sent later.

    One that never arrived gives back what it claimed: the next invoice, with the next number, can claim it.
    """
    papers = [invoice.sealed for invoice in case.invoices]
    known, lost = letter.sealed in papers, letter.WRITING is Writing.NONE
    if known is not lost:
        return case
    if lost:
        number = papers.index(letter.sealed) + 1
        costs = tuple(replace(cost, invoice=0) if cost.invoice == number else cost for cost in case.costs)
        back = (replace(one, undelivered=True) if one.sealed == letter.sealed else one for one in case.invoices)
        return replace(case, costs=costs, invoices=tuple(back))
    claimed = [cost for cost in case.costs if cost.unclaimed and cost.item in letter.items]
    number = len(papers) + 1
    costs = tuple(replace(cost, invoice=number) if cost in claimed else cost for cost in case.costs)
    currency = next((cost.currency for cost in claimed), "")
    made = Invoice(letter.sealed, case.day, sum(cost.cents for cost in claimed), currency)
    return replace(case, costs=costs, invoices=(*case.invoices, made))


def answers(kind: str, items: Sequence[int]) -> tuple[EndDuties, ...]:
    """The duties that a letter of ``kind`` on ``items`` ends when it leaves."""
    aside = {TO_ANYBODY: ("acknowledge",), INVOICE: (INVOICE,), RECALL: ("recall_letter",)}
    what = ("acknowledge",) if kind in BESIDE else aside.get(kind, _ANSWERED)
    return tuple(EndDuties(number, (*what, UNDELIVERED)) for number in items)


def still_stands(case: CaseState, queued: LetterQueued) -> bool:
    """Whether the letter may leave: its decision stands, and no other letter took its place since."""
    if queued.kind in ASIDE:
        return True
    return all(_says_it(case, number, queued) for number in queued.items)


def _says_it(case: CaseState, number: int, queued: LetterQueued) -> bool:
    item = case.item(number)
    if item is None or item.deciding is not Deciding.DECIDED or item.outcome is None:
        return False
    waits = item.writing is Writing.QUEUED and item.letter == queued.sealed
    return waits and says_it(queued.kind, item)


def says_it(kind: str, item: ItemState) -> bool:
    """Whether a letter of ``kind`` says what was decided on the item."""
    allowed = item.outcome is not None and kind in LETTERS.get(item.outcome, frozenset())
    return allowed and (kind == CARRIED_OUT) is item.measure


def decisions_of(case: CaseState, kind: str, items: Sequence[int]) -> tuple[str, ...]:
    """What a letter names as what it answers: of each item the statement by which it is decided; nothing of one aside.

    Empty stands for an item on which nothing is decided.
    """
    found = [case.item(number) for number in items] if kind not in ASIDE else []
    return tuple(decision_on(item) if item is not None else "" for item in found)


def decision_on(item: ItemState) -> str:
    """The statement by which an item is decided: the second person's, or the proposal where one sufficed."""
    return item.approval or (item.proposal.statement if item.proposal is not None else "")


def left(case: CaseState, queued: LetterQueued, how: str = "mail") -> Decided:
    """The server took it. ``how``: ``mail``, or ``practice`` where a desk for training let it fall."""
    # Overtaken in the very minute of sending: it left, and that is recorded, but it answers nothing.
    ended = answers(queued.kind, queued.items) if still_stands(case, queued) else ()
    return Decided((copied(LetterSent, queued, by=BY_WORKER, how=how),), (), ended)


def gave_up(case: CaseState, queued: LetterQueued, code: str, at: datetime.datetime) -> Decided:
    """It will not leave; a person acts within four hours, unless another decision or letter overtook it anyway."""
    return Decided((copied(LetterFailed, queued, code=code),), _act(queued, at) if still_stands(case, queued) else ())


def came_back(case: CaseState, queued: LetterQueued, status: str, at: datetime.datetime) -> Decided:
    """It left and was not delivered. ``status``: class of the report, ``4`` (given up for now) or ``5`` (refused)."""
    return Decided(
        (copied(LetterReturned, queued, status=status),), _act(queued, at) if _is_last_word(case, queued) else ()
    )


def copy_left(queued: LetterQueued, authority: str) -> Decided:
    """The server took the copy for ``authority``."""
    return Decided((copied(LetterCopied, queued, authority=authority),))


def copy_failed(queued: LetterQueued, authority: str, code: str, at: datetime.datetime) -> Decided:
    """It will not leave, though the letter says so; a person acts within four hours."""
    return Decided((copied(LetterUncopied, queued, authority=authority, code=code),), _act(queued, at))


def _is_last_word(case: CaseState, queued: LetterQueued) -> bool:
    if queued.kind in ASIDE:
        return True
    found = [case.item(number) for number in queued.items]
    return any(item is not None and item.letter == queued.sealed for item in found)


def _act(queued: LetterQueued, at: datetime.datetime) -> tuple[NewDuty, ...]:
    due = later(at, hours=UNDELIVERED_HOURS)
    return tuple(NewDuty(number, UNDELIVERED, UNDELIVERED_RULE, due) for number in queued.items)
