"""Files for machines: JSON Feed 1.1, Atom (RFC 4287), CSV, the well-known contact file.

A feed's date is the day of the snapshot, not of its newest row: the rhythm of the site says nothing
about a case (hazard 6.7). Ids are URNs of the register id, so they outlive the site's address.
"""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from dueprocess.desk.publish.texts import Texts
from dueprocess.report.cited import Cited
from dueprocess.report.snapshot import PublicRow, Snapshot
from dueprocess.verify.bundle import published

WELL_KNOWN: Final = ".well-known/government-requests.json"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutral(text: str) -> str:
    """``text`` as a cell that no spreadsheet takes for a formula (CWE-1236)."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _csv(header: list[str], rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")  # RFC 4180
    writer.writerow(header)
    writer.writerows([[neutral(cell) for cell in row] for row in rows])
    return out.getvalue().encode()


def register_csv(snapshot: Snapshot) -> bytes:
    """One line a row of the registers, codes as in the glossary; several values are divided by semicolons."""
    header = "id register published_on week country authority_kind kinds instruments outcome ground publication".split()  # noqa: SIM905 - reads as the header does
    rows = []
    for row in snapshot.rows:
        several = {"kinds": ";".join(row.kinds), "instruments": ";".join(map(cited, row.instruments))}
        rows.append([several.get(name) or str(getattr(row, name) or "") for name in header])
    return _csv(header, rows)


def cited(one: Cited) -> str:
    """A citation as one line."""
    return f"{one.act}, {one.section}" if one.section else one.act


def title(row: PublicRow, texts: Texts) -> str:
    """What the row is called in a feed."""
    return " · ".join([texts.country(row.country), *(texts("kinds", kind) for kind in row.kinds)])


def sentences(row: PublicRow, texts: Texts) -> list[str]:
    """The row's own summary: whole sentences chosen by its codes."""
    chosen = [texts("asked", kind) for kind in row.kinds]
    chosen.append(texts("did", row.outcome or "open"))
    return [*chosen, texts("grounds", row.ground)] if row.ground else chosen


def json_feed(snapshot: Snapshot, texts: Texts, where: dict[str, str], further: Iterable[dict[str, Any]] = ()) -> bytes:
    """JSON Feed 1.1. ``where`` maps a register id to its place below the site's address; ``further`` comes last."""
    site = snapshot.provider.site
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": texts("frame", "register_of", provider=snapshot.provider.name),
        "language": "en",
        "items": [_json_item(row, texts, site, where) for row in snapshot.rows] + list(further),
    }
    if site:
        feed |= {"home_page_url": f"{site}/", "feed_url": f"{site}/feed.json"}
    return as_json(feed)


def _json_item(row: PublicRow, texts: Texts, site: str, where: dict[str, str]) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": f"urn:dueprocess:register:{row.id}",
        "title": title(row, texts),
        "content_text": " ".join(sentences(row, texts)),
        "date_published": f"{row.published_on}T00:00:00Z",
        "tags": [str(row.register), *map(str, row.kinds)],
        "_gov_demand": {
            "about": "One demand by a government as the provider counts it; field by field in the register's CSV.",
            "type": [str(kind) for kind in row.kinds],
            "authority": {"country": row.country, "kind": str(row.authority_kind)},
            "legal_basis": [{"act": one.act, "section": one.section} for one in row.instruments],
            "received": row.week,
            "status": "answered" if row.outcome else "open",
            "action": str(row.outcome or ""),
            "ground": row.ground,
        },
    }
    return item | ({"url": f"{site}/{where[row.id]}"} if site else {})


def atom_feed(snapshot: Snapshot, texts: Texts, where: dict[str, str], further: Iterable[str] = ()) -> bytes:
    """Atom feed with one entry a row (RFC 4287); the lines of ``further`` entries come last."""
    provider = snapshot.provider
    # Without an address the feed is named by its provider; the id then changes once, when the site gets one.
    name = f"{provider.site}/feed.xml" if provider.site else "urn:dueprocess:feed"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
        f"<id>{escape(name)}</id>",
        f"<title>{escape(texts('frame', 'register_of', provider=provider.name))}</title>",
        f"<updated>{snapshot.made_on}T00:00:00Z</updated>",
        f"<author><name>{escape(provider.name)}</name></author>",
    ]
    if provider.site:
        lines.append(f'<link rel="self" href={quoteattr(name)}/>')
    for row in snapshot.rows:
        link = (
            [f'<link rel="alternate" href={quoteattr(f"{provider.site}/{where[row.id]}")}/>'] if provider.site else []
        )
        lines += [
            "<entry>",
            f"<id>urn:dueprocess:register:{row.id}</id>",
            f"<title>{escape(title(row, texts))}</title>",
            f"<updated>{row.published_on}T00:00:00Z</updated>",
            *link,
            *(f"<category term={quoteattr(kind)}/>" for kind in row.kinds),
            f"<content>{escape(' '.join(sentences(row, texts)))}</content>",
            "</entry>",
        ]
    return "\n".join([*lines, *further, "</feed>", ""]).encode()


def well_known(snapshot: Snapshot, languages: tuple[str, ...]) -> bytes:
    """``/.well-known/government-requests.json``: a proposal of ours, since no standard has such a file."""
    provider = snapshot.provider
    base = f"{provider.site}/" if provider.site else "/"
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
            "pages": {language: f"{base}{language}/contact.html" for language in languages},
            "law": {language: f"{base}{language}/law.html" for language in languages},
            "registers": f"{base}data/register.csv",
            "numbers": f"{base}data/numbers.csv",
            "positions": f"{base}data/positions.json",
            "feed": f"{base}feed.json",
            "vault_manifest_sha256": published(),
        }
    )


def as_json(value: object) -> bytes:
    """JSON for people to read as well: indented, in UTF-8."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
