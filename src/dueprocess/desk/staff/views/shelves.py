"""The law and the directory as pages: what counsel must know of a rule, and whom the desk knows to call."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from dueprocess.adapters import names
from dueprocess.desk.data.models import Verification
from dueprocess.desk.services.cases import verification_of
from dueprocess.desk.services.desk import Desk, authority_names, name_of, public_of
from dueprocess.desk.staff import office_page
from dueprocess.desk.web.desk import desk_of
from dueprocess.law.finding import Citation
from dueprocess.law.texts import Instrument, Version, word
from dueprocess.report.positions import ours_since


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence of the law with its citation, and whether it decides for this desk today (P8)."""

    name: str
    says: str
    cite: Citation
    decides: bool


def _spoken() -> str:
    return get_language() or "en"


def law(request: HttpRequest) -> HttpResponse:
    """Every shelf with what decides here today, and the standards that demands are held against."""
    desk = desk_of(request)
    heads: dict[str, list[Shown]] = {}
    for one in desk.shelf.instruments.values():
        heads.setdefault(one.country, []).append(_head(desk, one))
    shelves = _shelves(heads)
    standards: dict[str, list[Citation]] = {}
    for norm in desk.shelf.standards.values():
        standards.setdefault(word(norm.title, _spoken()), []).append(norm.rule.cited.citation)
    context = {
        "tab": "law",
        "deciding": [one for one in shelves if one["decide"] or any(part["decide"] for part in one["parts"])],
        "asking": [one for one in shelves if not one["decide"] and not any(part["decide"] for part in one["parts"])],
        "standards": standards,
        "positions": _positions(desk),
        "digest": desk.shelf.law_digest,
    }
    return render(request, "staff/law.html", context)


def _shelves(heads: Mapping[str, Sequence[Shown]]) -> list[dict[str, Any]]:
    """Each state, or union of states, with the parts that have law of their own; by name."""
    rows: list[dict[str, Any]] = [
        {
            "code": code,
            "name": names.place(code, _spoken()),
            "decide": (decide := sum(one.decides for one in listed)),
            "ask": len(listed) - decide,
        }
        for code, listed in heads.items()
    ]
    rows.sort(key=lambda row: str(row["name"]))
    whole = [row for row in rows if row["code"].partition("-")[0] not in heads or "-" not in row["code"]]
    return [{**row, "parts": [one for one in rows if one["code"].startswith(f"{row['code']}-")]} for row in whole]


def _positions(desk: Desk) -> list[dict[str, Any]]:
    found = [
        {
            "stand": one,
            "title": word(one.title, _spoken()),
            "does": word(one.does, _spoken()),
            "why": word(one.says, _spoken()) if one.says else "",
            "asks": word(one.asks, _spoken()),
            "since": ours_since(desk.shelf, one.id, desk.today),
        }
        for one in desk.shelf.positions.values()
    ]
    return sorted(found, key=lambda one: (one["since"] is None, one["stand"].country, one["stand"].id))


def shelf(request: HttpRequest, code: str) -> HttpResponse:
    """One shelf: each provision with its section, its status, whether it decides here today."""
    desk = desk_of(request)
    here = (one for one in desk.shelf.of_state(code[:2]) if one.country == code)
    listed = [(one, _head(desk, one)) for one in sorted(here, key=lambda each: each.id)]
    if not listed:
        raise Http404
    parts = sorted({one.country for one in desk.shelf.of_state(code[:2])} - {code})
    context = {
        "tab": "law",
        "code": code,
        "name": names.place(code, _spoken()),
        "listed": listed,
        "parts": [(part, names.place(part, _spoken())) for part in parts],
    }
    return render(request, "staff/shelf.html", context)


def _head(desk: Desk, one: Instrument) -> Shown:
    version = one.latest
    return Shown(
        one.id, word(version.summary, _spoken()), version.cited.citation, decides=version.cited.decides(desk.today)
    )


def instrument(request: HttpRequest, name: str) -> HttpResponse:
    """One instrument: what it requires, what we may object, silence, clocks, what a wrong refusal risks."""
    desk = desk_of(request)
    one = desk.shelf.instruments.get(name)
    if one is None:
        raise Http404
    version = one.latest
    context = {
        "tab": "law",
        "one": one,
        "shelf": names.place(one.country, _spoken()),
        "head": _head(desk, one),
        "title": word(one.title, _spoken()),
        "version": version,
        "rules": [
            Shown(rule.id, word(rule.says, _spoken()), rule.cited.citation, decides=rule.cited.decides(desk.today))
            for rule in version.rules
        ],
        "grounds": [(ground.code, word(ground.says, _spoken()), ground.citation) for ground in version.grounds],
        "risks": [
            (title, word(risk.says, _spoken()), risk.citation)
            for title, risk in (
                (gettext("A wrong refusal"), version.wrong_refusal),
                (gettext("A wrong grant"), version.wrong_grant),
                (gettext("How the person can contest it"), version.remedy),
            )
            if risk
        ],
        "silence": (word(version.secrecy.says, _spoken()), version.secrecy.cited.citation) if version.secrecy else None,
        "clocks": [(clock.what, word(clock.says, _spoken()), clock.citation) for clock in version.clocks],
        "who": word(version.who, _spoken()) if version.who else "",
        "short": _short(desk, version),
        "standing": (word(version.standing.says, _spoken()), version.standing.cited.citation)
        if version.standing
        else None,
        "onward": [(one.sharing, word(one.says, _spoken()), one.cited.citation) for one in version.onward],
        "signed": [mark for mark in desk.shelf.signatures if mark.rule.partition(".")[0] == one.id],
    }
    return render(request, "staff/instrument.html", context)


def _short(desk: Desk, version: Version) -> list[str]:
    known = (desk.shelf.standards.get(name) for name in version.falls_short)
    return list(dict.fromkeys(word(one.title, _spoken()) for one in known if one is not None))


def directory(request: HttpRequest) -> HttpResponse:
    """Authorities, and which of them this desk verified. The number in a letter is never the one to call."""
    desk = desk_of(request)
    waiting = {row.authority: row for row in Verification.objects.filter(confirmed_by="").order_by("pk")}
    known = list(authority_names(desk))
    verified = _verified(desk, {one.id for one in known})
    rows = [
        {
            "id": one.id,
            "name": name_of(desk, one.id, [_spoken()]),
            "country": one.country,
            "kind": str(one.kind),
            "own": one.id in desk.own_authorities,
            "verified": verified.get(one.id),
            "office": office_page.shown(desk, one.id) if one.id in verified else None,
            "waiting": waiting.get(one.id),
            "public": public_of(desk, one.id),
            "place": names.place(one.state, _spoken()) if one.state else "",
        }
        for one in known
    ]
    rows.sort(key=lambda row: (row["verified"] is None, row["country"], row["place"], row["id"]))
    groups = (
        (gettext("Verified by two people"), [row for row in rows if row["verified"]]),
        (gettext("Waiting for a second person"), [row for row in rows if row["waiting"] and not row["verified"]]),
        (gettext("Not verified"), [row for row in rows if not row["waiting"] and not row["verified"]]),
    )
    return render(
        request, "staff/directory.html", {"tab": "directory", "groups": groups, "ladder": office_page.ladder()}
    )


def _verified(desk: Desk, names: Iterable[str]) -> dict[str, Verification]:
    """Those that two people signed; only ids that have a confirmed row at all are looked at more closely."""
    candidates = Verification.objects.exclude(confirmed_by="").values_list("authority", flat=True).distinct()
    found = {name: verification_of(desk, name) for name in set(candidates) & set(names)}
    return {name: row for name, row in found.items() if row is not None}
