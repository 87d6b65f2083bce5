"""Rows that tests of the store begin with."""

from __future__ import annotations

import base64
import datetime
import secrets
from typing import Any

from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Case, Decision, Duty, Effect, Event

DAY = datetime.date(2026, 11, 2)
NOTE = {"by": "aster", "sealed": "s-" + "a" * 24}
NOW = datetime.datetime(2026, 11, 2, 9, 0, tzinfo=datetime.UTC)


def new_id(letter: str) -> str:
    return f"{letter}-{base64.b32encode(secrets.token_bytes(15)).decode().lower()}"


def case_row(**fields: Any) -> Case:
    return Case.objects.create(**{"id": new_id("c"), "recipient": "age1x", "opened_on": DAY, **fields})


def new_event(kind: str = "case:note:added", **fields: Any) -> codec.NewEvent:
    return codec.NewEvent(
        **{"kind": kind, "body": NOTE, "event_id": new_id("e"), "salt": secrets.token_bytes(32), **fields}
    )


def append_one(case: str, revision: int, kind: str = "case:note:added", **fields: Any) -> Event:
    return codec.append_many(DAY, [codec.Batch(case, revision, [new_event(kind, **fields)])])[0]


def decision(**fields: Any) -> Decision:
    case = fields.pop("case", None) or case_row()
    values = {
        "item": 1,
        "revision": Decision.objects.filter(case=case).count() + 1,
        "outcome": "comply",
        "needs_two": True,
        "proposer": "a",
        "basis": "h",
        "proposed_by_statement": "s",
    }
    return Decision.objects.create(case=case, **{**values, **fields})


def duty(**fields: Any) -> Duty:
    return Duty.objects.create(**{"id": new_id("d"), "what": "answer", "rule": "X", "due_at": NOW, **fields})


def effect(**fields: Any) -> Effect:
    return Effect.objects.create(**{"id": new_id("o"), "kind": "send", "due_at": NOW, **fields})
