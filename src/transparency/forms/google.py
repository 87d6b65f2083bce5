"""The columns of Google's bulk export of requests for user information, from the edition's cells and nothing else.

Header, codes and order of rows are those of the export up to the first half of 2018 (read on 24 November 2026). Legal
process is told apart for the United States; every other state has one row of legal requests. A percent is whole and a
half goes up; for demands to preserve, where nothing is produced, it stands blank and never as zero.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from dueprocess.report.cells import Size, half_up, span_of
from dueprocess.report.edition import Edition
from dueprocess.report.tables import LF, Grid, Namer, Table, Value, finished, package
from dueprocess.report.tables import grid as grid_of
from transparency.forms.columns import columns

NAME: Final = "google-user-data-requests"
SPLIT: Final = "US"
EMERGENCY: Final = "Emergency Disclosure Requests"
OTHER: Final = "Other Legal Requests"
PRESERVATION: Final = "Preservation Requests"
_ELSEWHERE: Final = {EMERGENCY: "emergency", OTHER: "other", PRESERVATION: "preservation"}
_SPLIT: Final = {
    EMERGENCY: "emergency",
    "Other Court Orders": "court_order",
    "Pen Register Orders": "pen_register",
    PRESERVATION: "preservation",
    "Search Warrants": "warrant",
    "Subpoenas": "subpoena",
    "Wiretap Orders": "wiretap",
}
_COLUMNS: Final = columns("google")


def table(edition: Edition, names: Namer) -> Table:
    """One row a half year, state and sort of process, oldest half first, as the export has them."""
    grid = grid_of(edition)
    rows = (row for period in reversed(finished(edition, Size.HALF)) for row in _period(grid, period, names))
    return Table(NAME, _COLUMNS, tuple(rows), LF)


def files(edition: Edition, names: Namer) -> dict[str, bytes]:
    """The export, with a data package over it."""
    made = table(edition, names)
    title = "Requests in the columns of Google's export"
    return {f"{NAME}.csv": made.csv(), "datapackage.json": package(edition, title, [made])}


def _period(grid: Grid, period: str, names: Namer) -> Iterator[tuple[Value, ...]]:
    end = span_of(period)[1].isoformat()
    for code in sorted(grid.countries.get(("google_other_received", period), ()), key=names):
        for says, name in (_SPLIT if code == SPLIT else _ELSEWHERE).items():
            counts = _counts(grid, period, code, name)
            if counts[0] != 0:
                yield (end, names(code), code, says, *counts)


def _counts(grid: Grid, period: str, code: str, name: str) -> tuple[int | None, int | None, int | None]:
    received, given, accounts = (
        grid.whole(f"google_{name}_{part}", period, (("country", code),)) for part in ("received", "given", "accounts")
    )
    share = half_up(Fraction(100 * given, received)) if given is not None and received else None
    return received, share, accounts
