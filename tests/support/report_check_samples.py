"""Made-up reports, and how tests look at what was found in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from transparency.check import audit, mapping
from transparency.check.model import Finding

MAP = """
publisher = "Fennel"
period = "Period"
place = "Country"
kind = "Kind"
[columns]
received = "Asked"
disclosed = "Given"
percent = "Share"
accounts = "Accounts"
"""
HEAD = ("Period", "Country", "Kind", "Asked", "Given", "Share", "Accounts")


def table(rows: Iterable[Sequence[object]], head: Sequence[str] = HEAD) -> bytes:
    """Rows as a CSV file."""
    written = io.StringIO()
    csv.writer(written).writerows([head, *rows])
    return written.getvalue().encode()


def check(*files: tuple[str, bytes], under: str = "") -> audit.Audit:
    """The audit of some files, under a mapping where one is given."""
    return audit.audit(files, mapping.read(under.encode()) if under else None)


def findings(*files: tuple[str, bytes], under: str = "") -> list[Finding]:
    """All findings of files that can be read."""
    done = check(*files, under=under)
    assert done.unreadable == {}
    return [one for report in done.reports for one in report.findings]


def mapped(rows: Iterable[Sequence[object]], under: str = MAP, name: str = "fennel.csv") -> list[Finding]:
    """Findings for rows under the mapping above."""
    return findings((name, table(rows)), under=under)


def of(found: Iterable[Finding], rule: str, holds: bool | None = False) -> list[str]:  # noqa: FBT001, FBT002
    """The sentences of one check with one answer."""
    return [one.says for one in found if one.rule == rule and one.holds is holds]


def broken(found: Iterable[Finding]) -> set[str]:
    """Checks that do not hold."""
    return {one.rule for one in found if one.holds is False}
