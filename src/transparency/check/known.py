"""Names of findings. Each has a code that says which check it is; some are known by a name of their own.

``findings.csv``: every check, its code and what it looks at; codes are for ever. ``known.csv``: what was found by hand
in published reports, under the names it was given then; an empty field fits everything.
"""

import re
from typing import Final

from transparency import packaged
from transparency.check.model import Finding

_HOLDS: Final = {"yes": True, "no": False, "open": None}


# Read at once: the sandbox's child opens no file later.
RULES: Final = {row["rule"]: row["looks_at"] for row in packaged.rows("check", "findings.csv")}
"""Every check: its code, and what it looks at."""
KNOWN: Final = packaged.rows("check", "known.csv")


def _fits(row: dict[str, str], publisher: str, one: Finding) -> bool:
    pairs = (("period", one.period), ("about", one.about), ("measure", one.measure))
    same = (row["publisher"], row["rule"], _HOLDS[row["holds"]]) == (publisher, one.rule, one.holds)
    return same and all(row[name] in {"", its} for name, its in pairs)


def name(publisher: str, one: Finding) -> str:
    """The id of a finding: its known name, else publisher, period and check."""
    known = next((row["id"] for row in KNOWN if _fits(row, publisher, one)), "")
    parts = (re.sub(r"[^a-z0-9]+", "-", publisher.casefold()).strip("-"), one.period.replace(" ", ""), one.rule)
    return known or "-".join(filter(None, parts))
