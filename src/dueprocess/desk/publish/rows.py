"""The registers: one chain of pages a register, by year of publication, with addresses that stay.

Within a year the first page holds the rows that were published first, so a row keeps its page when newer ones come.
``demands.html`` shows what the newest page shows; a row's own address is always the page of its year.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from dueprocess.demand.codes import AuthorityKind, Kind, Outcome
from dueprocess.desk.publish import corrections
from dueprocess.desk.publish.feed import cited
from dueprocess.desk.publish.laws import law_places
from dueprocess.desk.publish.tables import GROUPS, STATES, group_of
from dueprocess.desk.publish.texts import Texts
from dueprocess.formats.ids import RegisterId
from dueprocess.report.cited import Cited
from dueprocess.report.snapshot import Publication, PublicRow, Register, Snapshot

ROWS_A_PAGE: Final = 20
_SHORT: Final = 10  # characters of an id that a reader sees

_SAMPLES: Final = {
    Register.DEMANDS: (Kind.DISCLOSURE, Outcome.OBJECT, "legal_basis_missing", AuthorityKind.POLICE),
    Register.NETWORK: (Kind.SHUTDOWN, Outcome.REFUSE, "", AuthorityKind.REGULATOR),
    Register.ACCESS: (Kind.DIRECT_ACCESS, Outcome.REFUSE, "", AuthorityKind.GOVERNMENT),
}


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    year: int
    number: int  # within its year, from the oldest
    rows: tuple[PublicRow, ...]  # newest first, as a reader sees them


def _sheets(snapshot: Snapshot, register: Register) -> list[_Sheet]:
    """The register's pages, newest first."""
    oldest_first = [row for row in reversed(snapshot.rows) if row.register is register]
    made = []
    for year, group in groupby(oldest_first, key=lambda row: row.published_on.year):
        rows = list(group)
        for number, start in enumerate(range(0, len(rows), ROWS_A_PAGE), start=1):
            name = f"{register}-{year}.html" if number == 1 else f"{register}-{year}-{number}.html"
            made.append(_Sheet(name, year, number, tuple(reversed(rows[start : start + ROWS_A_PAGE]))))
    return made[::-1]


def places(snapshot: Snapshot) -> dict[str, str]:
    """Where each row stands, by its id: file and anchor within a language."""
    return {
        row.id: f"{sheet.name}#{row.id}"
        for register in Register
        for sheet in _sheets(snapshot, register)
        for row in sheet.rows
    }


def page_of(row: str) -> str:
    """The file of a row's own page within a language."""
    return f"demand-{row}.html"


def register_pages(snapshot: Snapshot, texts: Texts, register: Register) -> Iterator[tuple[str, dict[str, Any]]]:
    """File name and content of each page of a register; an empty one has one page, which teaches."""
    sheets = _sheets(snapshot, register)
    if not sheets:
        sample = sample_view(register, snapshot.made_on, texts)
        yield f"{register}.html", _shared(texts, register) | {"rows": [], "example": sample}
        return
    law = law_places(snapshot)
    for at, sheet in enumerate(sheets):
        data = _shared(texts, register) | _sheet_view(sheets, at, texts)
        data["rows"] = [
            row_view(row, texts, law, page_of(row.id)) | {"corrected": corrections.of_row(snapshot, row, texts)}
            for row in sheet.rows
        ]
        if at == 0:
            yield f"{register}.html", data | {"part": ""}
        yield sheet.name, data


def _shared(texts: Texts, register: Register) -> dict[str, Any]:
    return {
        "title": texts("registers", f"{register}_title"),
        "lead": texts("registers", f"{register}_lead"),
        "empty": texts("registers", f"{register}_empty"),
    }


def _sheet_view(sheets: Sequence[_Sheet], at: int, texts: Texts) -> dict[str, Any]:
    sheet = sheets[at]
    of_year = [one for one in sheets if one.year == sheet.year]
    page_of = texts("frame", "page_of", page=of_year.index(sheet) + 1, pages=len(of_year)) if of_year[1:] else ""
    return {
        "part": f"{sheet.year} · {page_of}" if page_of else str(sheet.year),
        "list": texts("registers", "list", year=sheet.year),
        "page_of": page_of,
        "newer": sheets[at - 1].name if at else "",
        "older": sheets[at + 1].name if at + 1 < len(sheets) else "",
        "years": list(_years(sheets, sheet, texts)),
        "many": texts.number(len(sheet.rows)),
        "groups": _groups(sheet.rows, texts),
    }


def _years(sheets: Sequence[_Sheet], here: _Sheet, texts: Texts) -> Iterator[dict[str, Any]]:
    for year, group in groupby(sheets, key=lambda one: one.year):
        same = list(group)
        many = texts.number(sum(len(one.rows) for one in same))
        yield {"year": str(year), "href": same[0].name, "many": many, "here": year == here.year}


def _groups(rows: Sequence[PublicRow], texts: Texts) -> list[dict[str, Any]]:
    """What one can filter by on this page; nothing where all rows are alike."""
    found = [group_of(row.outcome) for row in rows]
    shown = [group for group in GROUPS if group in found]
    if len(shown) < 2:  # noqa: PLR2004 - one group: nothing to choose
        return []
    return [
        {"state": STATES[group], "name": texts("numbers", group), "many": texts.number(found.count(group))}
        for group in shown
    ]


def row_view(row: PublicRow, texts: Texts, law: dict[Cited, dict[str, str]], place: str) -> dict[str, Any]:
    """One row of a register in words. ``law`` leads from a citation to its page, ``place`` to the row itself."""
    return {
        "id": row.id,
        "iso": row.published_on.isoformat(),
        "published": texts.day(row.published_on),
        "week": texts.week(row.week),
        "country": texts.country(row.country),
        "authority": texts("authorities", row.authority_kind),
        "asked": [texts("asked", kind) for kind in row.kinds],
        "state": STATES[group_of(row.outcome)],
        "outcome": texts("outcomes", row.outcome or "open"),
        "did": texts("did", row.outcome or "open"),
        "ground": texts("grounds", row.ground) if row.ground else "",
        "law": [{"href": "", "lang": ""} | law.get(one, {}) | {"text": cited(one)} for one in row.instruments],
        "place": place,
        "corrected": [],
        "name": texts("registers", "row", id=f"\u2066{row.id[:_SHORT]}\u2069"),
    }


def sample_view(register: Register, day: datetime.date, texts: Texts) -> dict[str, Any]:
    """A made-up row for an empty register, labelled as an example on the page."""
    return row_view(_sample(register, day), texts, {}, "") | {"country": texts("registers", "sample_country")}


def _sample(register: Register, day: datetime.date) -> PublicRow:
    kind, outcome, ground, authority = _SAMPLES[register]
    year, week, _ = day.isocalendar()
    return PublicRow(
        id=RegisterId(f"r-{'a' * 24}"),
        register=register,
        published_on=day,
        week=f"{year}-W{week:02}",
        country="ZZ",
        authority_kind=authority,
        kinds=(kind,),
        instruments=(),
        outcome=outcome,
        ground=ground,
        publication=Publication.SUMMARY,
    )
