"""The eleven tables of a DSA report, Annex I to Implementing Regulation (EU) 2024/2835, as the Union published them.

Columns, indicators and even the spaces at the end of some are those of the English CSV templates (© European Union,
CC BY 4.0); a test compares every byte.
"""

import csv
import io
from functools import cache
from typing import Final, TypeAlias

from transparency import packaged

Rows: TypeAlias = tuple[tuple[str, ...], ...]

PERIOD: Final = "YYYY-MM-DD/YYYY-MM-DD"
TOTAL: Final = "TOTAL"
STATES: Final = "AT, […], SE"
OPEN: Final = frozenset({STATES, "[...]", "AT", "SE", "bg", "sv"})
"""Scopes by which the template shows that States or languages follow."""
OTHER: Final = "KEYWORD_OTHER"
OTHER_TEXT: Final = 'Text to detail the "Other" keyword.'
CATEGORY: Final = "STATEMENT_CATEGORY_"
NOT_SPECIFIED_ORDER: Final = "STATEMENT_CATEGORY_NOT_SPECIFIED_ORDER"
NOT_SPECIFIED_NOTICE: Final = "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE"
OTHER_TERMS: Final = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
ALL: Final = "All"
HOSTING: Final = "Only for providers of hosting services, including online platforms"

NAMES: Final = {
    1: "summary",
    2: "categories_names",
    3: "member_states_orders",
    4: "notices",
    5: "own_initiative_illegal",
    6: "own_initiative_TC",
    7: "appeals_and_recidivism",
    8: "automated_means",
    9: "human_resources",
    10: "AMAR",
    11: "qualitative",
}
LEAVES_OUT: Final = {
    3: (OTHER_TERMS, NOT_SPECIFIED_NOTICE),
    4: (OTHER_TERMS, NOT_SPECIFIED_ORDER),
    5: (OTHER_TERMS, NOT_SPECIFIED_ORDER, NOT_SPECIFIED_NOTICE),
    6: (NOT_SPECIFIED_ORDER, NOT_SPECIFIED_NOTICE),
}
"""Categories that do not stand in a part: of terms in one of illegal content, of orders in one of notices."""


CATEGORIES: Final = tuple(tuple(line.split("|")) for line in packaged.text("forms", "dsa_categories.txt").splitlines())
"""Label, description and code of each category (part 2)."""


def _read(name: str) -> Rows:
    return tuple(tuple(row) for row in csv.reader(io.StringIO(packaged.text("forms", name), newline="")))


@cache
def _fixed() -> dict[int, Rows]:
    """The rows of parts that are the same for everybody."""
    found: dict[int, list[tuple[str, ...]]] = {}
    for part, *row in _read("dsa_fixed.csv"):
        found.setdefault(int(part), []).append(tuple(row))
    return {part: tuple(rows) for part, rows in found.items()}


@cache
def head(part: int) -> tuple[str, ...]:
    """The columns of a part."""
    return _read("dsa_heads.csv")[part - 1]


@cache
def categories(part: int) -> tuple[tuple[str, str], ...]:
    """Category and code of each row of parts 3 to 6; a category's own row has it twice."""
    rows: list[tuple[str, str]] = []
    category = ""
    for _, _, code in CATEGORIES:
        if code == TOTAL or code.startswith(CATEGORY):
            category = code
        if category not in LEAVES_OUT[part]:
            rows.append((category, code))
    return tuple(rows)


@cache
def rows(part: int) -> Rows:
    """The rows of a part, with the template's own placeholders."""
    if part in _fixed():
        return _fixed()[part]
    if part == 2:  # noqa: PLR2004 - the number of a part
        return tuple((*line, " " if line[0] == "Category 4" else "") for line in CATEGORIES)
    blank = len(head(part)) - (6 if part == 3 else 5)  # noqa: PLR2004 - the number of a part
    scopes = ((TOTAL,), (STATES,)) if part == 3 else ((),)  # noqa: PLR2004 - the number of a part
    who = HOSTING if part == 4 else ALL  # noqa: PLR2004 - the number of a part
    return tuple(
        (who, "", PERIOD, code, OTHER_TEXT if code == OTHER else "", *scope, *[""] * blank)
        for scope in scopes
        for _, code in categories(part)
    )
