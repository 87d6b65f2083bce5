"""What this desk knows beside a letter, so that it can be said who asks: offices, their keys, records, lists.

Handed to the child that reads; the facts that it finds are sealed with the reading. Nothing is asked of anybody.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from dueprocess.adapters import senders
from dueprocess.adapters.mail_records import RecordError
from dueprocess.adapters.senders import SendersError
from dueprocess.demand.asking.sender import Office
from dueprocess.desk.data.models import Verification
from dueprocess.desk.services import offices
from dueprocess.desk.services.cases import verification_of
from dueprocess.desk.services.desk import Desk, authority_names
from dueprocess.release.numbers import WAITS

MOST: Final = 3 << 20
"""Bytes of all of it, so that it fits beside one item, too; a folder that holds more counts as empty."""


def beside(desk: Desk) -> dict[str, Any]:
    """The option ``asking`` of the jobs that read. A damaged folder loses no arrival: then nothing is known."""
    held = {one: row for one in _confirmed() if (row := verification_of(desk, one)) is not None}
    mail = desk.house.mail
    known = {
        "offices": [_plain(office) for office in _offices(desk, held)],
        "keys": [
            [base64.b64encode(bytes(row.key_bytes)).decode(), name]
            for name, row in held.items()
            if row.key_kind in {"openpgp", "cms"} and row.key_bytes
        ],
        "ours": [one for one in (mail.sender if mail else "", desk.house.contact) if "@" in one],
        "sealers": list(desk.house.senders.sealers) if desk.house.senders else [],
    }
    try:
        found = senders.beside(folder(desk), desk.today.isoformat())
    except (SendersError, RecordError, OSError):
        found = {}
    return {**known, **found} if len(json.dumps(found)) <= MOST else known


def folder(desk: Desk) -> Path | None:
    """Where the operator puts records and lists; None: this desk stands in no folder."""
    return desk.blobs.folder.parent / senders.FOLDER if desk.blobs else None


def _confirmed() -> set[str]:
    return set(Verification.objects.exclude(confirmed_by="").values_list("authority", flat=True))


def _offices(desk: Desk, held: Mapping[str, Verification]) -> list[Office]:
    made = []
    for one in authority_names(desk):
        row = held.get(one.id)
        given = (
            {"contact": row.contact, "since": row.verified_on.isoformat(), "changed": _changed(desk, one.id)}
            if row
            else {}
        )
        made.append(Office(one.id, one.canonical_en, one.names, one.country, **given))
    return made


def _changed(desk: Desk, authority: str) -> str:
    """The day on which two people signed another number or domain of an office (hazard 2.4); empty: not of late.

    A changed number is rung after it waited.
    """
    found = offices.changed(desk, authority)
    days = [one - WAITS for one in (found.waits_until, found.number_on) if one] + [
        one for one in (found.contact_on,) if one
    ]
    return max(days).isoformat() if days else ""


def _plain(one: Office) -> dict[str, Any]:
    return {**asdict(one), "names": list(one.names)}
