"""Files for machines: JSON Feed 1.1, Atom (RFC 4287), CSV and what its columns mean, contact files (RFC 9116).

A feed's date is the day of the snapshot, not of its newest row: the rhythm of the site says nothing
about a case (hazard 6.7). Ids are URNs of the register id, so they outlive the site's address.
"""

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from dueprocess.desk.publish.texts import Texts
from dueprocess.report import edition_json, own_form
from dueprocess.report.cited import Cited
from dueprocess.report.edition import NUMBERS
from dueprocess.report.snapshot import Snapshot
from dueprocess.report.tables import csv_bytes, licences
from dueprocess.verify.bundle import published

WELL_KNOWN: Final = ".well-known/government-requests.json"


def register_csv(snapshot: Snapshot) -> bytes:
    """One line a row of the registers, codes as in the glossary; several values are divided by semicolons."""
    header = "id register published_on week country authority_kind kinds instruments outcome ground publication".split()  # noqa: SIM905 - reads as the header does
    rows = []
    for row in snapshot.rows:
        several = {"kinds": ";".join(row.kinds), "instruments": ";".join(map(cited, row.instruments))}
        rows.append([several.get(name) or str(getattr(row, name) or "") for name in header])
    return csv_bytes([header, *rows])


def cited(one: Cited) -> str:
    """A citation as one line."""
    return f"{one.act}, {one.section}" if one.section else one.act


@dataclass(frozen=True, slots=True)
class Entry:
    """What both feeds say of one thing. ``place`` is its page below the site's address; ``more``: JSON Feed's alone."""

    urn: str
    title: str
    day: datetime.date
    text: str
    place: str
    categories: Sequence[str]
    tags: Sequence[str]
    more: Mapping[str, Any] = field(default_factory=dict)


def of_rows(snapshot: Snapshot, texts: Texts, where: Mapping[str, str]) -> Iterator[Entry]:
    """Rows of the registers; ``where`` maps the id of each to its place below the site's address."""
    for row in snapshot.rows:
        kinds = [str(kind) for kind in row.kinds]
        # The row's own summary: whole sentences chosen by its codes.
        says = [*(texts("asked", kind) for kind in kinds), texts("did", row.outcome or "open")]
        about = {
            "about": "One demand by a government as the provider counts it; field by field in the register's CSV.",
            "type": kinds,
            "authority": {"country": row.country, "kind": str(row.authority_kind)},
            "legal_basis": [{"act": one.act, "section": one.section} for one in row.instruments],
            "received": row.week,
            "status": "answered" if row.outcome else "open",
            "action": str(row.outcome or ""),
            "ground": row.ground,
        }
        yield Entry(
            f"urn:dueprocess:register:{row.id}",
            " · ".join([texts.country(row.country), *(texts("kinds", kind) for kind in kinds)]),
            row.published_on,
            " ".join([*says, texts("grounds", row.ground)] if row.ground else says),
            where[row.id],
            kinds,
            [str(row.register), *kinds],
            {"_gov_demand": about},
        )


def json_feed(snapshot: Snapshot, texts: Texts, entries: Iterable[Entry]) -> bytes:
    """JSON Feed 1.1."""
    site = snapshot.provider.site
    items = [
        {
            "id": one.urn,
            "title": one.title,
            "content_text": one.text,
            "date_published": f"{one.day}T00:00:00Z",
            "tags": list(one.tags),
            **one.more,
            **({"url": f"{site}/{one.place}"} if site else {}),
        }
        for one in entries
    ]
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": texts("frame", "register_of", provider=snapshot.provider.name),
        "language": "en",
        "items": items,
    }
    return as_json(feed | ({"home_page_url": f"{site}/", "feed_url": f"{site}/feed.json"} if site else {}))


def atom_feed(snapshot: Snapshot, texts: Texts, entries: Iterable[Entry]) -> bytes:
    """Atom (RFC 4287)."""
    provider, site = snapshot.provider, snapshot.provider.site
    # Without an address the feed is named by its provider; the id then changes once, when the site gets one.
    name = f"{site}/feed.xml" if site else "urn:dueprocess:feed"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
        f"<id>{escape(name)}</id>",
        f"<title>{escape(texts('frame', 'register_of', provider=provider.name))}</title>",
        f"<updated>{snapshot.made_on}T00:00:00Z</updated>",
        f"<author><name>{escape(provider.name)}</name></author>",
        *([f'<link rel="self" href={quoteattr(name)}/>'] if site else []),
    ]
    for one in entries:
        lines += [
            "<entry>",
            f"<id>{escape(one.urn)}</id>",
            f"<title>{escape(one.title)}</title>",
            f"<updated>{one.day}T00:00:00Z</updated>",
            *([f'<link rel="alternate" href={quoteattr(f"{site}/{one.place}")}/>'] if site else []),
            *(f"<category term={quoteattr(category)}/>" for category in one.categories),
            f"<content>{escape(one.text)}</content>",
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""]).encode()


def well_known(snapshot: Snapshot, languages: tuple[str, ...]) -> bytes:
    """``/.well-known/government-requests.json``: a proposal of ours, since no standard has such a file."""
    provider = snapshot.provider
    base = f"{provider.site}/" if provider.site else "/"
    us = [one.public for one in snapshot.credentials]
    return as_json(
        {
            "version": "0.1",
            "status": "proposal",
            "provider": provider.name,
            "country": provider.country,
            "contact": f"mailto:{provider.contact}",
            "channels": ["mail"],
            "languages": list(provider.languages),
            "services": list(provider.services),
            **({"to_authorities": us} if us else {}),
            "pages": {language: f"{base}{language}/contact.html" for language in languages},
            "law": {language: f"{base}{language}/law.html" for language in languages},
            "registers": f"{base}data/register.csv",
            "numbers": f"{base}data/numbers.csv",
            "positions": f"{base}data/positions.json",
            "talks": f"{base}data/talks.json",
            "feed": f"{base}feed.json",
            "vault_manifest_sha256": published(),
        }
    )


def as_json(value: object) -> bytes:
    """JSON for people to read as well: indented, in UTF-8."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


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
    "authority_kind": "kind of authority that asked",
    "kinds": "what was asked; several are divided by semicolons",
    "instruments": "law relied on, act and section; several are divided by semicolons",
    "outcome": "what the provider did; empty where it has not answered",
    "ground": "objection that the law gives, where the outcome rests on one",
    "publication": "summary or full",
}
_TYPES: Final = {"published_on": "date"}


def unseen_json(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Access that we cannot see, for ``data/numbers.json``."""
    return [
        {
            "law": one.id,
            "act": one.cited.act,
            "section": one.cited.section,
            "since": one.since.isoformat(),
            "services": list(one.services),
            "opens": dict(one.says),
        }
        for one in snapshot.unseen
    ]


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
