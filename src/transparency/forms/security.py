"""National-security process as 50 USC 1874 lets it be told: one line a band, with the provision that allows it."""

from typing import Final

from dueprocess.report.edition import Edition
from dueprocess.report.tables import Table
from transparency import packaged
from transparency.forms.columns import columns

NAME: Final = "us-1874"
SAYS: Final = {row["category"]: row["says"] for row in packaged.rows("forms", "security.csv")}
_COLUMNS: Final = columns("1874")


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
