"""Pages for persons: put by a signed act whose sealed note alone names the page; opened by a code and nothing else.

The row stands under an id that only the code gives, and links to no case: who takes this server learns how many pages
can be opened until when, not whose (ADR 0032). A page is put when a named person has answered that we may tell (P6).
"""

import contextlib
import datetime
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import DatabaseError, models

from dueprocess.acts import access
from dueprocess.adapters import crypto
from dueprocess.case import page_plan
from dueprocess.case.notice import fault_of
from dueprocess.case.outcome import Rule
from dueprocess.desk.data.models import PersonPage as Row
from dueprocess.desk.data.models import Production
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import acts, evidence
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.page_locks import BYTES, Locked, bound
from dueprocess.desk.services.result import Done
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.person_page import PersonPage, pack, unpack
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.formats.statement import Act, Statement

_NOTHING: Final = bytes(BYTES)
_TRIES: Final = 4
FALSE: Final = 8
"""How often at most a page is changed on a day that nobody opened it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that its code opened, and what marking it needs."""

    page: PersonPage = field(repr=False)
    key: crypto.PageKey = field(repr=False)
    locked: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Named:
    """A page as a case's sealed note names it, with the word that takes it away."""

    id: str
    word: str = field(repr=False)


class NotTold(Exception):  # noqa: N818 - carries a refusal, and is none
    """Nothing is done of what was asked about a page."""

    def __init__(self, denied: Denied) -> None:
        super().__init__(denied.rule)
        self.denied = denied


def released_on(case_id: str, item: int) -> datetime.date | None:
    """The day on which something of the item was handed over last; None where nothing was."""
    rows = Production.objects.filter(case_id=case_id, item=item, state="released").order_by("-released_on")
    return rows.values_list("released_on", flat=True).first()


def put(desk: Desk, note: bytes, attached: Sequence[Attached], item: int, locked: Locked, tied: str) -> Done | Denied:
    """Keep a page that a second person read, and in the case the signed, sealed note that names it; all or nothing.

    Then all pages are written anew, so that none stands beside the event of its case: the worker does it by the hour.

    ``tied``: see ``page_locks.bound``.
    """

    def beside() -> None:
        statement = _teller(desk, note)
        fault = fault_of(state_of(statement.case or ""), item, desk.day_of(desk.now).isoformat())
        if fault is not None:
            raise NotTold(fault)
        planned = state_of(statement.case or "").item(item)
        if planned is None or page_plan.ready(planned) is None:
            raise NotTold(page_plan.unread(item))
        Row.objects.create(id=locked.id, until=locked.until, bytes=locked.bytes, bound=tied)

    done = _noted(desk, note, attached, beside)
    if isinstance(done, Done):
        with contextlib.suppress(DatabaseError):  # it is put; who is in the way now is not within the hour
            rewrite()
    return done


def may_hand(desk: Desk, by: str, case_id: str, sealed: str) -> Denied | None:
    """Why a finished notice does not go to the notifier today; None once we may tell its person (P6).

    Until then the desk, which cannot open it, gives it to nobody, so that the notifier's host has nothing to open. It
    asks for no envelope: who decided may be gone, and the case's keys with them.
    """
    if not access.may(desk.roles_of(by), Act.LETTER_SEND):
        return Denied(Rule.ROLE, "{by} may not tell a person.", "Ask somebody who may.", by=by)
    state = state_of(case_id)
    item = next((one for one in state.items if any(page.sealed == sealed for page in one.pages)), None)
    if item is None:
        return Denied(Rule.NOTICE, "That notice was made anew, or is gone.", "See `dueprocess show CASE`.")
    return fault_of(state, item.number, desk.day_of(desk.now).isoformat())


def withdraw(desk: Desk, note: bytes, attached: Sequence[Attached], pages: Sequence[Named]) -> Done | Denied:
    """Take pages away, and leave the signed, sealed note that says so. A code of theirs is then a wrong one.

    Who may not tell a person may not take it back from them either: counsel, whom somebody asked, reads ids of pages.
    And who may takes away those of this case alone.
    """

    def beside() -> None:
        destroy([_teller(desk, note).case or ""], pages)

    return _noted(desk, note, attached, beside)


def _teller(desk: Desk, note: bytes) -> Statement:
    """The statement of somebody who may tell a person. Raises NotTold."""
    statement = acts.verified(desk, note)
    if not access.may(desk.roles_of(statement.by), Act.LETTER_SEND):
        denied = Denied(Rule.ROLE, "{by} may not tell a person.", "Ask somebody who may.", by=statement.by)
        raise NotTold(denied)
    return statement


def _noted(desk: Desk, note: bytes, attached: Sequence[Attached], beside: Callable[[], None]) -> Done | Denied:
    try:
        return acts.perform(desk, note, attached=attached, beside=beside)
    except NotTold as fault:
        return fault.denied


def destroy(cases: Sequence[str], pages: Sequence[Named]) -> int:
    """Delete pages that were made in these cases, or in those that they came from, inside a transaction.

    Returns how many there were: of one whose day is over nothing is left. Raises NotTold for one of another case.
    """
    words = {page.id: page.word for page in pages}
    made_in = {origin for case in cases for origin in evidence.with_origins(case)}
    rows = Row.objects.filter(pk__in=words)
    for row in rows:
        if row.bound not in {bound(case, row.pk, words[row.pk]) for case in made_in}:
            do = Msg("See `dueprocess notice list`.")
            raise NotTold(Denied(Rule.NOTICE, "A page that is named was not made in this case.", do))
    return rows.delete()[0]


def open_page(code: bytes, today: datetime.date, *, again: bool = False) -> Opened | None:
    """The page that a code opens today. One stretching, one look and one unlocking, whether or not there is one.

    ``again``: the second step of an opening that was counted, so that the last one has it, too.
    """
    key = crypto.page_key(code)
    row = Row.objects.filter(pk=key.id, until__gte=today).first()
    locked = _NOTHING if row is None else bytes(row.bytes)
    inside = crypto.unlock_page(key, locked)
    if inside is None:
        return None
    try:
        page = unpack(inside)
    except ObjectError:
        return None
    return Opened(page, key, locked) if page.left or again else None


def mark_opened(opened: Opened) -> bool:
    """Count the opening inside the page: one bit and what is left, no day (ADR 0120). False: it could not be."""
    if opened.page.used() == opened.page:
        return False  # of the old form, and opened before
    for _ in range(_TRIES):  # of several at a time each counts; while all are written anew, a row goes and stands again
        with write("person-page"):
            row = Row.objects.filter(pk=opened.key.id).first()
            inside = None if row is None else crypto.unlock_page(opened.key, bytes(row.bytes))
            if row is not None and inside is not None:
                locked = crypto.lock_page(opened.key, pack(unpack(inside).used()))
                if Row.objects.filter(pk=row.pk, bytes=bytes(row.bytes)).update(bytes=locked):
                    return True
    return False


def sweep(today: datetime.date) -> int:
    """Delete pages whose last day is over; returns how many."""
    with write("person-pages"):
        return Row.objects.filter(until__lt=today).delete()[0]


def rewrite() -> int:
    """Write all pages anew, by id and in one transaction; returns how many.

    A database tells of a row what no column says: PostgreSQL which transaction wrote it (``xmin``), and so the event of
    a case that stands next to it, or that somebody opened the page since; SQLite the order of writing (hazard 6.6).
    PostgreSQL counts for ever how many rows of a table were changed (``pg_stat_user_tables``), which is how many pages
    were opened: each is changed some more times, how many is drawn each time.
    """
    with write("person-pages.rewrite"):
        for _ in range(1 + secrets.randbelow(FALSE)):
            Row.objects.update(until=models.F("until"))
        rows = list(Row.objects.select_for_update().order_by("pk"))
        Row.objects.filter(pk__in=[row.pk for row in rows]).delete()
        return len(Row.objects.bulk_create(rows))
