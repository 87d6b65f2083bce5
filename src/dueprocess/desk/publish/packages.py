"""The numbers as JSON, a Data Package that says what the columns mean, and ``security.txt`` (RFC 9116)."""

import datetime
from collections.abc import Iterable
from typing import Any, Final

from dueprocess.desk.publish.feed import as_json
from dueprocess.desk.publish.texts import Texts
from dueprocess.desk.publish.told import unseen_json
from dueprocess.report import edition_json, own_form
from dueprocess.report.edition import NUMBERS
from dueprocess.report.snapshot import Snapshot
from dueprocess.report.tables import licences

SECURITY: Final = ".well-known/security.txt"
SECURITY_DAYS: Final = 180  # RFC 9116 section 2.5.5 asks for less than a year

LIMITS: Final = ("limit_secret", "limit_standing", "limit_others", "limit_people", "limit_proof")
"""What the numbers cannot show."""

_REGISTER: Final = {
    "id": "random id of the row; it leads to no case",
    "register": "demands, network or access",
    "published_on": "day of publication",
    "week": "ISO week of receipt: no finer time is given",
    "country": "ISO 3166-1, EU, or ZZ where it is not known",
    "authority_kind": "sort of body that asked",
    "kinds": "what was asked; several are divided by semicolons",
    "instruments": "law relied on, act and section; several are divided by semicolons",
    "outcome": "what the provider did; empty where it has not answered",
    "ground": "objection that the law gives, where the outcome rests on one",
    "publication": "summary or full",
}
_TYPES: Final = {"published_on": "date"}


def numbers_json(snapshot: Snapshot, texts: Texts) -> bytes:
    """The cells of ``data/numbers.csv`` with the meaning of each field and what the numbers cannot show."""
    return as_json(
        {
            "schema": NUMBERS,
            "provider": snapshot.provider.name,
            "as_of": snapshot.made_on.isoformat(),
            "language": texts.language,
            "cannot_show": [texts("numbers", one) for one in LIMITS],
            "standing": unseen_json(snapshot),
            "fields": {one.name: one.means for one in own_form.COLUMNS},
            "cells": [edition_json.plain_cell(cell) for cell in snapshot.numbers],
        }
    )


def data_package(snapshot: Snapshot, further: Iterable[dict[str, Any]] = ()) -> bytes:
    """``data/datapackage.json`` (Data Package, version 1): the CSV files, field by field; ``further`` come last."""
    return as_json(
        {
            "name": "government-demands",
            "title": f"Government demands at {snapshot.provider.name}",
            "created": f"{snapshot.made_on}T00:00:00Z",
            "resources": [own_form.table((), "numbers").resource(), _resource("register", _REGISTER), *further],
        }
        | licences(snapshot.provider.licence)
    )


def _resource(name: str, fields: dict[str, str]) -> dict[str, Any]:
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [
                {"name": field, "type": _TYPES.get(field, "string"), "description": means}
                for field, means in fields.items()
            ]
        },
    }


def security_txt(snapshot: Snapshot, languages: tuple[str, ...]) -> bytes:
    """``/.well-known/security.txt``. Its end hangs on the day of the snapshot: the same snapshot, the same bytes."""
    provider = snapshot.provider
    ends = snapshot.made_on + datetime.timedelta(days=SECURITY_DAYS)
    lines = [
        f"Contact: mailto:{provider.security or provider.contact}",
        f"Expires: {ends}T00:00:00Z",
        f"Preferred-Languages: {', '.join(provider.languages)}",
    ]
    if provider.site:
        lines.append(f"Canonical: {provider.site}/{SECURITY}")
        lines.append(f"Policy: {provider.site}/{languages[0]}/contact.html#security")
    return ("\r\n".join(lines) + "\r\n").encode()
