"""Small law files and faces for tests of the engine: one instrument of an invented act."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from dueprocess.adapters.texts import sentences
from dueprocess.demand.face import Face, from_plain
from dueprocess.law import build as law
from dueprocess.law.assess import assess
from dueprocess.law.finding import Effect, ItemAssessment
from dueprocess.law.shelf import Shelf

DAY = datetime.date
READ_ON = "2026-01-10"
ON = DAY(2026, 3, 1)


def build(*files: Any, **more: Any) -> Shelf:
    """A shelf of parsed files, with the engine's own sentences."""
    return dataclasses.replace(law.build(*files, **more), sentences=sentences("law"))


class EveryDay:
    def is_working_day(self, calendar: str, day: DAY) -> bool:
        return bool(calendar) and day.weekday() < 5


def cite(status: str = "verified", checked: str | None = READ_ON) -> dict[str, Any]:
    return {"act": "Act", "section": "s. 1", "in_force_from": None, "checked_on": checked, "status": status}


def a_rule(name: str = "X-ACT-1.written", test: Any = None, **more: Any) -> dict[str, Any]:
    base = {"id": name, "test": test or {"flag": "written"}, "effect": "defect", "says": {"en": "In writing."}}
    return {**base, "cite": cite(), **more}


def ground(code: str = "form_missing", **more: Any) -> dict[str, Any]:
    return {"code": code, "says": {"en": "No form.", "de": "Keine Form."}, "cite": cite(), **more}


def secrecy(**more: Any) -> dict[str, Any]:
    base = {"source": "statute", "tell": "no", "admit": "no", "count": "yes", "who_notifies": "authority"}
    return {**base, "until": None, "says": {"en": "Silence."}, "cite": cite(), **more}


def instrument(**more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "id": "X-ACT-1",
        "country": "DE",
        "title": {"en": "A power"},
        "act": "Act",
        "section": "s. 1",
        "aliases": ["section 1 of the Act"],
        "kinds": ["disclosure"],
        "data": ["subscriber"],
        "services": [],
        "in_force": {"from": "2020-01-01", "until": None},
        "checked_on": READ_ON,
        "status": "verified",
        "source": {"title": "the Act"},
        "provider_review": "formal",
        "summary": {"en": "A power."},
        "rules": [a_rule()],
        "grounds": [ground()],
        "wrong_refusal": {"says": {"en": "A fine."}, "cite": cite()},
        "secrecy": secrecy(),
        "clocks": [],
    }
    return {**base, **more}


def face(case: dict[str, Any] | None = None, **item: Any) -> Face:
    given_case = {"country": "DE", "instruments": ["X-ACT-1"], "written": True, "received_on": "2026-02-20"}
    merged = {**given_case, **(case or {})}
    one = {"kind": "disclosure", "data": ["subscriber"], **item}
    return from_plain({"case": merged, "items": [one]})


def judge(shelf: Shelf, a_face: Face, on: DAY = ON, **more: Any) -> ItemAssessment:
    return assess(a_face, shelf, on, EveryDay(), **more).items[0]


def effects(item: ItemAssessment) -> dict[str, Effect]:
    return {one.rule: one.effect for one in item.findings}


def tariff(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    line = {"what": "record", "per": "record", "amount": "18.05", "says": {"en": "one record", "de": "ein Satz"}}
    return {"currency": "EUR", "lines": list(lines or (line,)), "cite": cite(), **more}


def conflict(**more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "id": "Y-BLOCK-1",
        "country": "US",
        "title": {"en": "A bar"},
        "act": "Bar Act",
        "section": "s. 9",
        "kinds": ["disclosure"],
        "data": ["content"],
        "in_force": {"from": "2020-01-01", "until": "2030-12-31"},
        "checked_on": READ_ON,
        "status": "verified",
        "source": {"title": "the Bar Act"},
        "when": {"not": {"is": {"country": "US"}}},
        "rules": [
            a_rule(
                "Y-BLOCK-1.channel",
                {"in": {"route": ["treaty", "agreement"]}},
                recommend="object",
                ground="conflict_of_laws",
            )
        ],
        "channels": [
            {"code": "treaty", "says": {"en": "By treaty.", "de": "Per Vertrag."}, "cite": cite()},
            {"code": "agreement", "when": {"is": {"country": "GB"}}, "says": {"en": "By agreement."}, "cite": cite()},
        ],
    }
    return {**base, **more}


def position(**more: Any) -> dict[str, Any]:
    base = {"id": "P-BILL-1", "country": "PK", "title": {"en": "A bill"}, "act": "Bill", "section": "cl. 3"}
    base |= {"stage": "bill", "on": "2015-04-16", "checked_on": None, "status": "unverified", "position": "oppose"}
    base |= {"source": {"title": "the bill"}, "does": {"en": "It shares."}, "asks": {"en": "Strike it."}}
    return {**base, "standards": [], **more}
