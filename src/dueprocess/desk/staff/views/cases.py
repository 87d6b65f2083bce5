"""The queue: cases by their face, with filters and a search over codes. Particulars are searched in the vault."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dueprocess.demand.codes import AuthorityKind, Kind, Outcome
from dueprocess.desk.data.models import Case, Item
from dueprocess.desk.data.queries import Filter, read_day_key, write_key
from dueprocess.desk.data.queries import cases as list_cases
from dueprocess.desk.staff.access import only
from dueprocess.desk.web import dates
from dueprocess.desk.web.desk import desk_of

PAGE: Final = 50


def queue(request: HttpRequest) -> HttpResponse:
    """Cases, the newest first."""
    desk = desk_of(request)
    found = read(request.GET.get("q", ""), frozenset(desk.shelf.authorities) | frozenset(desk.own_authorities))
    # What the form says, over what the words said.
    asked = request.GET
    state = asked.get("state", "open")
    country = asked.get("country", "").strip().upper()
    outcome = asked.get("outcome", "")
    which = Filter(
        open={"open": True, "closed": False}.get(state),
        case=found.filter.case,
        country=country if len(country) == 2 else found.filter.country,  # noqa: PLR2004 - ISO 3166-1 alpha-2
        authority=found.filter.authority,
        authority_kind=_known(asked.get("authority_kind", ""), AuthorityKind) or found.filter.authority_kind,
        kind=_known(asked.get("kind", ""), Kind) or found.filter.kind,
        outcome="" if outcome == "none" else _known(outcome, Outcome) or found.filter.outcome,
        emergency=True if asked.get("emergency") else found.filter.emergency,
        among=only(request),
        practice={"yes": True, "no": False}.get(asked.get("practice", ""), found.filter.practice),
    )
    page = list_cases(which, after=read_day_key(request.GET.get("after", ""), "c"), limit=PAGE)
    # What is no code finds nothing: a list of all cases would be no answer.
    rows = () if found.not_understood else page.rows
    following = ""
    if page.after and rows:
        kept = request.GET.copy()
        kept["after"] = write_key(page.after)
        following = kept.urlencode()
    context: dict[str, Any] = {
        "tab": "cases",
        "rows": [_row(one.case, one.items) for one in rows],
        "following": following,
        "asked": request.GET,
        "not_understood": found.not_understood,
        "kinds": list(Kind),
        "authority_kinds": list(AuthorityKind),
        "outcomes": list(Outcome),
        "filtered": bool(request.GET),
    }
    return render(request, "staff/cases.html", context)


def _row(case: Case, items: Sequence[Item]) -> dict[str, Any]:
    return {
        "id": str(case.pk),
        "received": dates.day(case.received_on, "j F Y") if case.received_on else "",
        "country": case.country,
        "authority_kind": case.authority_kind,
        "kinds": tuple(dict.fromkeys(item.kind for item in items)),
        "outcomes": tuple(dict.fromkeys(item.outcome for item in items if item.outcome)),
        "undecided": sum(not item.outcome for item in items),
        "emergency": case.emergency,
        "practice": case.practice,
        "closed": case.closed_on is not None,
    }


def _known(value: str, codes: type) -> str:
    """A code of the closed list, or nothing: a made-up one filters nothing."""
    return value if value in {str(code) for code in codes} else ""  # type: ignore[attr-defined]  # an enum


MAX_WORDS: Final = 12
_CASE: Final = re.compile(r"c-[a-z2-7]{1,24}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Found:
    """What a line of search says: conditions, and the words that are none."""

    filter: Filter
    not_understood: tuple[str, ...]


def read(line: str, authorities: Collection[str]) -> Found:
    """Conditions of a line: a case id or its beginning, a country code, a kind, a body, an outcome, ``emergency``.

    Spaces and underscores are one: ``direct_access`` and ``direct-access``.
    """
    which, unknown = Filter(open=None), []
    for word in line.split()[:MAX_WORDS]:
        after = next((found for reads in _READS if (found := reads(which, word, authorities))), None)
        if after is None:
            unknown.append(word)
        else:
            which = after
    return Found(which, tuple(unknown))


def _case(which: Filter, word: str, _: Collection[str]) -> Filter | None:
    return replace(which, case=word.lower()) if _CASE.fullmatch(word.lower()) else None


def _country(which: Filter, word: str, _: Collection[str]) -> Filter | None:
    return replace(which, country=word) if _COUNTRY.fullmatch(word) else None


def _code(which: Filter, word: str, _: Collection[str]) -> Filter | None:
    code = word.lower().replace("-", "_")
    if code in set(Kind):
        return replace(which, kind=code)
    if code in set(AuthorityKind):
        return replace(which, authority_kind=code)
    return replace(which, outcome=code) if code in set(Outcome) else None


def _flag(which: Filter, word: str, _: Collection[str]) -> Filter | None:
    match word.lower():
        case "emergency":
            return replace(which, emergency=True)
        case "practice":
            return replace(which, practice=True)
        case "undecided":
            return replace(which, outcome="")
        case _:
            return None


def _authority(which: Filter, word: str, authorities: Collection[str]) -> Filter | None:
    return replace(which, authority=word.upper()) if word.upper() in authorities else None


_READS: Final[tuple[Callable[[Filter, str, Collection[str]], Filter | None], ...]] = (
    _case,
    _country,
    _flag,
    _code,
    _authority,
)
