"""The queue: cases by their face, with filters and a search over codes. Particulars are searched in the vault."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dueprocess.demand.codes import AuthorityKind, Kind, Outcome
from dueprocess.desk.data.models import Case, Duty, Item
from dueprocess.desk.data.queries import Filter, read_day_key, write_key
from dueprocess.desk.data.queries import cases as list_cases
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.staff.access import only
from dueprocess.desk.staff.due_page import either, lines_of
from dueprocess.desk.web import dates
from dueprocess.desk.web.desk import desk_of, person_of

PAGE: Final = 50


TYPED: Final = ("case", "authority")
CONDITIONS: Final = (
    *TYPED,
    *("country", "authority_kind", "kind", "outcome", "practice", "emergency", "state"),
)
"""What stands in the address of a list: codes of closed lists, of cases and of authorities, no word of a person."""


def queue(request: HttpRequest) -> HttpResponse:
    """Cases, the newest first. What somebody types is posted: it stands in no address, no history and no log."""
    desk = desk_of(request)
    if request.method == "POST":
        found = read(request.POST.get("q", ""), frozenset(desk.shelf.authorities) | frozenset(desk.own_authorities))
        if found.not_understood:
            # What is no code finds nothing: a list of all cases would be no answer.
            return _shown(request, request.POST, not_understood=found.not_understood)
        return redirect(f"{request.path}?{urlencode(_conditions(request.POST, found.filter))}")
    page = list_cases(_filter(request), after=read_day_key(request.GET.get("after", ""), "c"), limit=PAGE)
    following = ""
    if page.after:
        kept = request.GET.copy()
        kept["after"] = write_key(page.after)
        following = kept.urlencode()
    upcoming = _upcoming(desk, [one.case.pk for one in page.rows], person_of(request))
    rows = [_row(one.case, one.items) | {"next": upcoming.get(one.case.pk)} for one in page.rows]
    return _shown(request, request.GET, rows=rows, following=following)


def _shown(request: HttpRequest, said: QueryDict, **more: object) -> HttpResponse:
    asked = {name: said.get(name, "") for name in CONDITIONS}
    # Of what was posted the words themselves; else the codes that no other field shows.
    asked["q"] = request.POST.get("q", "") or " ".join(filter(None, map(asked.get, TYPED)))
    context: dict[str, Any] = {
        "tab": "cases",
        "asked": asked,
        "kinds": list(Kind),
        "authority_kinds": list(AuthorityKind),
        "outcomes": list(Outcome),
        "filtered": bool(said),
        "narrowed": any(asked[name] for name in CONDITIONS if name not in TYPED),
    }
    return render(request, "staff/cases.html", context | more)


def _conditions(said: QueryDict, found: Filter) -> dict[str, str]:
    """What the form says, over what the words said; as an address says it."""
    country = said.get("country", "").strip().upper()
    outcome = said.get("outcome", "")
    undecided = outcome == "none" or (not outcome and found.outcome == "")
    state = said.get("state", "")
    conditions = {
        "case": found.case,
        "country": country if _COUNTRY.fullmatch(country) else found.country,
        "authority": found.authority,
        "authority_kind": _known(said.get("authority_kind", ""), AuthorityKind) or found.authority_kind,
        "kind": _known(said.get("kind", ""), Kind) or found.kind,
        "outcome": "none" if undecided else _known(outcome, Outcome) or found.outcome,
        "practice": {True: "yes", False: "no", None: ""}[_YES.get(said.get("practice", ""), found.practice)],
        "emergency": "1" if said.get("emergency") or found.emergency else "",
        "state": state if state in {"closed", "all"} else "all" if found.case else "",
    }
    return {name: str(value) for name, value in conditions.items() if value}


def _filter(request: HttpRequest) -> Filter:
    asked = request.GET
    outcome = asked.get("outcome", "")
    return Filter(
        open={"closed": False, "all": None}.get(asked.get("state", ""), True),
        case=case if _CASE.fullmatch(case := asked.get("case", "")) else "",
        country=country if _COUNTRY.fullmatch(country := asked.get("country", "")) else "",
        authority=said if (said := asked.get("authority", "")).isprintable() else "",
        authority_kind=_known(asked.get("authority_kind", ""), AuthorityKind),
        kind=_known(asked.get("kind", ""), Kind),
        outcome="" if outcome == "none" else _known(outcome, Outcome) or None,
        emergency=True if asked.get("emergency") else None,
        among=only(request),
        practice=_YES.get(asked.get("practice", "")),
    )


_YES: Final = {"yes": True, "no": False}


def _upcoming(desk: Desk, cases: Sequence[str], person: str) -> dict[str, dict[str, Any]]:
    """The next duty of each case: who is waited for, what it is, when it is due. What is over counts no more."""
    rows = Duty.objects.filter(case__in=cases, done_at__isnull=True).select_related("case")
    found: dict[str, dict[str, Any]] = {}
    for line in lines_of(desk, list(rows), person):
        if not line.turn.over and line.case not in found:
            who = _("you") if line.mine else _("others") if line.others else either(line.turn.people)
            found[line.case] = {
                "who": _("nobody yet") if line.dated else who,
                "says": "; ".join(line.whats),
                "clock": line.due.clock,
                "far": line.due.far,
                "late": line.due.state == "late" and not line.others,
            }
    return found


def _row(case: Case, items: Sequence[Item]) -> dict[str, Any]:
    return {
        "id": str(case.pk),
        "received": dates.day(case.received_on, "j F Y") if case.received_on else "",
        "country": case.country,
        "authority_kind": case.authority_kind,
        "kinds": tuple(dict.fromkeys(item.kind for item in items)),
        "outcomes": tuple(dict.fromkeys(item.outcome for item in items if item.outcome)),
        "undecided": 0 if case.closed_on or case.merged_into_id else sum(not item.outcome for item in items),
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
