"""What is due, the queue, one case, its form, its letter. Face class."""

import datetime
from collections.abc import Sequence
from typing import Annotated, Any, Final

from django.http import HttpRequest
from django.utils.translation import get_language
from pydantic import Field

from dueprocess.acts.language import no_such
from dueprocess.case.state import CaseState
from dueprocess.demand.codes import Channel
from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import Routes, caller, only
from dueprocess.desk.data import queries
from dueprocess.desk.data.queries import Filter, cases, due, duty_plain, invoices, row_plain
from dueprocess.desk.services import copies, turns
from dueprocess.desk.services.cases import happened_on, state_of
from dueprocess.desk.services.choices import directory_of, form_of
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.envelopes import open_to
from dueprocess.desk.services.letters import (
    SPELLING,
    Merged,
    called_for,
    choose,
    contact_of,
    house_of,
    languages_of,
    write_letter,
)
from dueprocess.desk.services.plain_views import case_plain, invoice_plain
from dueprocess.desk.web.desk import desk_of
from dueprocess.desk.web.templatetags.desk import provision
from dueprocess.desk.web.words import PAGE
from dueprocess.formats import ids
from dueprocess.formats.refusal import Denied, DeniedError, Msg, accepted
from dueprocess.letter import plain
from dueprocess.letter.blocks import MERGED
from dueprocess.letter.kinds import LetterKind
from dueprocess.letter.standard import SILENT
from dueprocess.release import desk_client

router = Routes()
MAX_ROWS: Final = 200
Rows = Annotated[int, Field(ge=1, le=MAX_ROWS)]
Cursor = Annotated[str, Field(max_length=80)]


@router.on("GET /v1/due", shapes.DueList)
def due_list(request: HttpRequest, after: Cursor = "", limit: Rows = 100) -> dict[str, Any]:
    """What is due, when, by which rule; the nearest first. ``turn`` says which act ends it and who is asked for it."""
    desk = desk_of(request)
    key = queries.read_moment_key(after, "d")
    if after and key is None:
        raise _bad_cursor()
    page = due(after=key, limit=limit, among=only(request))
    whose = turns.turns(turns.house_of(desk.roster, desk.day_of(desk.now), desk.now), page.rows, desk.now)
    rows = [duty_plain(row) | {"turn": turns.plain(whose[row.pk])} for row in page.rows]
    return {"rows": rows, "after": _cursor(page.after)}


@router.on("GET /v1/cases", shapes.CaseList)
def case_list(
    request: HttpRequest,
    open: bool | None = None,  # noqa: A002, FBT001 - the contract's name
    country: Annotated[str, Field(max_length=2)] = "",
    kind: Annotated[str, Field(max_length=32)] = "",
    begins: Annotated[str, Field(pattern=r"^(c-[a-z2-7]{4,24})?$")] = "",
    after: Cursor = "",
    limit: Rows = 100,
) -> dict[str, Any]:
    """The queue, the newest first: open cases, closed ones, or without ``open`` both; ``begins``: by an id's start."""
    key = queries.read_day_key(after, "c")
    if after and key is None:
        raise _bad_cursor()
    page = cases(
        Filter(open=open, case=begins, country=country, kind=kind, among=only(request)), after=key, limit=limit
    )
    mine = open_to(caller(request).person, [row.case.id for row in page.rows])
    rows = [{**row_plain(row), "opens": row.case.id in mine} for row in page.rows]
    return {"rows": rows, "after": _cursor(page.after)}


@router.on("GET /v1/cases/{case}", shapes.CaseWhole)
def case_whole(request: HttpRequest, case: str) -> dict[str, Any]:
    """One case without what is encrypted: facts, items, duties, assessment."""
    return case_plain(desk_of(request), state_of(case))


@router.on("GET /v1/cases/{case}/events", shapes.EventList)
def case_events(request: HttpRequest, case: str) -> dict[str, Any]:
    """What happened on a case, oldest first: a client rebuilds the case from it, and checks what it relies on."""
    del request
    return {"case": case, "events": desk_client.events_plain(happened_on(case))}


@router.on("GET /v1/cases/{case}/form", shapes.FormShown)
def case_form(request: HttpRequest, case: str) -> dict[str, Any]:
    """The facts of a case as a form, what is decisive and unconfirmed first."""
    desk, language = desk_of(request), get_language() or "en"
    return {**form_of(desk, state_of(case), language), "directory": directory_of(desk, language)}


@router.on("GET /v1/cases/{case}/letter", shapes.Letter)
def case_letter(
    request: HttpRequest,
    case: str,
    items: Annotated[str, Field(pattern=r"^([1-9][0-9]?(,[1-9][0-9]?){0,98})?$")] = "",
    kind: Annotated[str, Field(max_length=32)] = "",
    lang: Annotated[str, Field(pattern=r"^([a-z]{2}(,[a-z]{2}){0,3})?$")] = "",
    to: Annotated[str, Field(max_length=200)] = "",
    remarks: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> dict[str, Any]:
    """The letter that the case needs, without what is encrypted; the client puts the authority's reference in."""
    if kind and kind not in list(LetterKind):
        raise DeniedError(
            Denied("request.form", "Not of the agreed form: query.kind.", "See docs/reference/letters.md.")
        )
    languages = lang.split(",") if lang else []
    for one in languages:
        if one not in SPELLING.languages:
            raise DeniedError(no_such(one, SPELLING.languages))
    return letter_plain(
        desk_of(request),
        state_of(case),
        [int(one) for one in items.split(",") if one],
        kind,
        languages,
        to,
        remarks=remarks,
    )


IN_THEIR_FORM: Final = Msg("By mail it takes the answer in the form of their message along, written from the decision.")


def letter_plain(
    desk: Desk,
    state: CaseState,
    items: Sequence[int],
    kind: str = "",
    languages: Sequence[str] = (),
    to: str = "",
    *,
    remarks: bool = False,
) -> dict[str, Any]:
    """A letter as the interface answers it. Raises DeniedError where none is needed, or it cannot be written."""
    first, answered = choose(state, list(items), kind or None)
    contact = contact_of(desk, state)
    merged = Merged(house_of(desk), MERGED, (contact,) if contact else (), to, remarks=remarks)
    write = write_letter if kind else called_for
    made = accepted(write(desk, state, first, answered, languages or languages_of(state), merged))
    letter = plain.to_plain(made, answered)
    besides = [copies.silent(desk, state, made, answered, provision)]
    if state.channel == Channel.XML and first not in SILENT:
        besides.append(IN_THEIR_FORM)
    return letter | {
        "no_copy": " ".join(one.text(PAGE) for one in besides if one),
        "merge": {"reference": plain.waits(letter)},
        "worker": desk.roster.worker,
        "contact": contact,
        "sealed_id": ids.sealed_id(desk.draw()),
        "media": plain.MEDIA,
    }


@router.on("GET /v1/invoices", shapes.InvoiceList)
def invoice_list(request: HttpRequest) -> dict[str, Any]:
    """All invoices, for accounting; of who reads their own cases alone, those of these."""
    return {"rows": [invoice_plain(row) for row in invoices(only(request))]}


def _cursor(key: tuple[datetime.date, str] | None) -> str | None:
    return None if key is None else queries.write_key(key)


def _bad_cursor() -> DeniedError:
    return DeniedError(
        Denied("request.form", "Not of the agreed form: query.after.", "Hand in what the page before said.")
    )
