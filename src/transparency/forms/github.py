"""The columns of GitHub's published files, each row from the edition's cells and from nothing else.

Header, order of rows and line ends are those of the files of 2023 (github/transparency, data/, read on 24 November
2026). Where a cell is withheld the column stands blank. What the files of other years do differently, as a type with a
space at its end, is not repeated.
"""

from collections.abc import Iterator
from typing import Final, TypeAlias

from dueprocess.report.cells import By, Place, Size
from dueprocess.report.edition import Edition
from dueprocess.report.tables import LF, Column, Grid, Namer, Table, Value, finished, package, total
from dueprocess.report.tables import grid as grid_of
from transparency.forms.columns import columns

Rows: TypeAlias = tuple[tuple[Value, ...], ...]

TYPES: Final = {
    "subpoena": "criminal or government agency subpoena",
    "court_order": "criminal court order",
    "warrant": "criminal search warrant",
    "cross_border": "cross-border request",
    "civil": "civil subpoena",
    "exigent": "exigent circumstances",
}
NOTICES: Final = {"hurried": "exigent circumstances", "notified": "notification", "gagged": "gag order"}
LOCAL_LAW: Final = "Local law"
TERMS: Final = "Terms of service"
_HALVES: Final = "_by_calendar_year_half"
_MONTHS: Final = {"1": "Jan-Jun", "2": "Jul-Dec"}
_YEAR: Final = Column("year", "integer", "calendar year of receipt")
_HALF: Final = Column("half", "integer", "1: January to June; 2: July to December")
_PLACE: Final = columns("github_place")
_REQUESTS: Final = columns("github_requests")


def tables(edition: Edition, names: Namer) -> tuple[Table, ...]:
    """Every file that GitHub publishes on demands, by year and by half."""
    return tuple(_tables(edition, names))


def files(edition: Edition, names: Namer) -> dict[str, bytes]:
    """The files by name, with a data package over them."""
    made = tables(edition, names)
    named = {f"{table.name}.csv": table.csv() for table in made}
    return named | {"datapackage.json": package(edition, "Requests in the columns of GitHub's report", made)}


def _tables(edition: Edition, names: Namer) -> Iterator[Table]:
    grid = grid_of(edition)
    for size, end in ((Size.YEAR, ""), (Size.HALF, _HALVES)):
        periods = finished(edition, size)
        when = (_YEAR,) if size is Size.YEAR else (_YEAR, _HALF)
        yield _requests(grid, periods, when, end)
        yield _accounts(grid, periods, when, end)
        head = (*when, *_PLACE, Column("count", "integer", "orders received straight from that state"))
        rows = _by_state(grid, periods, "github_cross_border_received", names, str)
        yield Table(f"cross_border_data_requests{end}", head, rows)
        head = (*when, *_PLACE, Column("count_received", "integer", "orders to remove, block or suspend"))
        rows = _by_state(grid, periods, "github_takedowns", names, names)
        yield Table(f"government_takedowns_received{end}", head, rows, LF)
        yield _processed(grid, periods, when, end, names)
        if size is Size.HALF:
            yield _notices(grid, periods, when, end)
    if (bands := _bands(edition)).rows:
        yield bands


def _requests(grid: Grid, periods: tuple[str, ...], when: tuple[Column, ...], end: str) -> Table:
    rows = (
        (*_when(period), says, received, grid.whole(f"github_{name}_given", period))
        for period in periods
        for name, says in TYPES.items()
        if (received := grid.whole(f"github_{name}_received", period)) != 0 or name != "exigent"
    )
    return Table(f"requests_received_and_disclosed{end}", (*when, *_REQUESTS), tuple(rows))


def _accounts(grid: Grid, periods: tuple[str, ...], when: tuple[Column, ...], end: str) -> Table:
    head = (*when, Column("count_accounts_affected", "integer", "accounts of which data were given"))
    rows = tuple((*_when(period), grid.whole("github_accounts", period)) for period in periods)
    return Table(f"requests_accounts_affected{end}", head, rows)


def _notices(grid: Grid, periods: tuple[str, ...], when: tuple[Column, ...], end: str) -> Table:
    told = Column("count", "integer", "orders by which data were given, by what the person was told")
    rows = (
        (*_when(period), says, grid.whole(f"github_{name}", period))
        for period in periods
        for name, says in NOTICES.items()
    )
    return Table(f"user_notifications_of_legal_request_disclosures{end}", (*when, _REQUESTS[0], told), tuple(rows), LF)


def _by_state(grid: Grid, periods: tuple[str, ...], metric: str, names: Namer, order: Namer) -> Rows:
    """Orders of each state from which some came, in the order of codes or names."""
    return tuple(
        (*_when(period), names(code), code, count)
        for period in periods
        for code in sorted(grid.countries.get((metric, period), ()), key=order)
        if (count := grid.whole(metric, period, (("country", code),))) != 0
    )


def _processed(grid: Grid, periods: tuple[str, ...], when: tuple[Column, ...], end: str, names: Namer) -> Table:
    rows = (
        (*_when(period), names(code), code, says, *counts)
        for period in periods
        for code in sorted(grid.countries.get(("github_takedowns", period), ()), key=names)
        if grid.whole("github_takedowns", period, (("country", code),)) != 0
        for says, territories in ((TERMS, ("global",)), (LOCAL_LAW, ("country", "place", "unknown", "")))
        if (counts := _counts(grid, period, code, territories)) is not None
    )
    return Table(f"government_takedowns_processed{end}", (*when, *_PLACE, *columns("github_processed")), tuple(rows))


def _counts(grid: Grid, period: str, code: str, territories: tuple[str, ...]) -> tuple[Value, ...] | None:
    """Orders followed, and content, sites and accounts taken down; None where nothing of that sort was asked."""
    metrics = ("github_processed", "github_repositories", "github_pages", "github_suspended")
    places = [(("country", code), ("territory", territory)) for territory in territories]
    there = [by for by in places if _was_asked(grid, period, by)]
    if not there:
        return None
    return tuple(total(grid.whole(metric, period, by) for by in there) for metric in metrics)


def _was_asked(grid: Grid, period: str, by: By) -> bool:
    """Whether such orders came. Demands for data have no territory: that one stands only where something was done."""
    return Place("github_processed", period, by) in grid.cells and (
        by[1][1] != "" or grid.whole("github_processed", period, by) != 0
    )


def _bands(edition: Edition) -> Table:
    """Bands of 250 over half a year: 50 USC 1874(a)(3). Another structure stands in the 1874 table alone."""
    year, _, half = edition.period.partition("-H")
    rows = (
        (int(year), _MONTHS[half], SECURITY.get(one.category, one.category), f"{one.low}-{one.high}")
        for one in edition.security
        if one.structure == BY_250 and half in _MONTHS
    )
    return Table("national_security_letters_and_orders", columns("github_bands"), tuple(rows))


BY_250: Final = 3
SECURITY: Final = {
    "process": "National security letters and orders received",
    "process_selectors": "Affected accounts",
}


def _when(period: str) -> tuple[Value, ...]:
    year, _, half = period.partition("-H")
    return (int(year), int(half)) if half else (int(year),)
