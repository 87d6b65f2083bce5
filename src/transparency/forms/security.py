"""National-security process as 50 USC 1874 lets it be told: one line a band, with the provision that allows it."""

from typing import Final

from dueprocess.report.edition import Edition
from dueprocess.report.tables import Column, Table

NAME: Final = "us-1874"
SAYS: Final = {
    "nsl": "national security letters",
    "nsl_selectors": "selectors that national security letters target",
    "fisa_content": "orders and directives under FISA for content",
    "fisa_content_selectors": "selectors that those orders for content target",
    "fisa_non_content": "orders under FISA for other than content",
    "fisa_non_content_selectors": "selectors that those orders for other than content target",
    "process": "all national-security process",
    "process_selectors": "selectors that all national-security process targets",
}
_COLUMNS: Final = (
    Column("period", "string", "half year or year that the structure asks for"),
    Column("structure", "integer", "1 to 4; a report uses one"),
    Column("provision", "string", "what allows the number"),
    Column("category", "string", "code of what is counted"),
    Column("says", "string", "what is counted"),
    Column("low", "integer", "lowest number of the band; the first band begins with 0"),
    Column("high", "integer", "highest number of the band"),
)


def table(edition: Edition) -> Table:
    """The bands that the edition states; no row where it states none."""
    rows = tuple(
        (
            edition.period,
            one.structure,
            f"50 USC 1874(a)({one.structure})",
            one.category,
            SAYS.get(one.category, one.category),
            one.low,
            one.high,
        )
        for one in edition.security
    )
    return Table(NAME, _COLUMNS, rows)


def files(edition: Edition) -> dict[str, bytes]:
    """The table as CSV."""
    return {f"{NAME}.csv": table(edition).csv()}
