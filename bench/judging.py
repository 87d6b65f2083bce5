"""What is suggested of every scenario's demand, and of the same demand once it must not be followed.

Every rule counts as signed, so that the answer is the engine's and not that of a missing reading.
"""

from __future__ import annotations

import datetime
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from bench.lawshelves import files
from bench.measuring import Row

from dueprocess.adapters import law_cache, law_files
from dueprocess.adapters.calendars import LegalCalendar
from dueprocess.demand.face import Face, check
from dueprocess.law.assess import assess
from dueprocess.law.finding import Recommendation
from dueprocess.law.scenario import Scenario, scenario_of
from dueprocess.law.texts import Signature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dueprocess.law.shelf import Shelf

GIVES = {Recommendation.COMPLY, Recommendation.PARTIAL}
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))
YEARS = range(2013, 2034)


def scenarios() -> list[Scenario]:
    """Those of every shelf."""
    paths = sorted(law_cache.default_root().glob("tests/*/**/*.yaml"))
    found = (scenario_of(law_files.parse(path.read_text(encoding="utf-8"), str(path))) for path in paths)
    return [one for one in found if one.face.items]


def suggested(shelf: Shelf, one: Scenario, facts: Mapping[str, object] | None = None) -> Recommendation:
    """What is suggested of the first item, once these facts of the demand are added and all is confirmed."""
    case = {**one.face.case, **{name: check(name, value) for name, value in (facts or {}).items()}}
    item = one.face.items[0]
    face = Face(case, (item,), frozenset([*case, *(f"items.1.{name}" for name in item)]))
    calendar = LegalCalendar(one.calendar)
    found = assess(face, shelf, one.on, calendar, timezone=one.timezone, provider=one.provider)
    return found.items[0].recommendation


def main() -> list[Row]:
    names = [data["id"] for sort in ("instrument", "conflict") for data in files()[sort]]
    days = [datetime.date(year, 1, 1) for year in YEARS]
    shelf = law_files.load(signatures=tuple(Signature(name, "counsel", day) for name in names for day in days))
    listed = scenarios()
    plain = Counter(suggested(shelf, one) for one in listed)
    rows = [
        Row(f"demands answered with: {code}", count, len(listed), "demands", "all demands of the scenarios")
        for code, count in sorted(plain.items())
    ]
    for what, facts in {
        "withdrawn": {"withdrawn_on": "2026-11-01"},
        "stayed by a court": {"suspended_by_court": True},
        "over by its own text": {"order_until": "1999-12-31", "extended_until": None},
        "whose confirmation was refused": {"confirmation": "refused"},
    }.items():
        wrong = sum(suggested(shelf, one, facts) in GIVES for one in listed)
        rows.append(Row(f"given, though {what}", wrong, len(listed), "demands", "all demands of the scenarios", 0))
    return rows + unseen()


def unseen() -> list[Row]:
    """The figures of demands that those who wrote the law had not seen, beside what they were at first sight."""
    from unseen_demands import FIGURES, FIRST_SIGHT, tally, told

    rows = []
    for name, before in FIRST_SIGHT.items():
        found = tally(told(f"{name}.yaml"))
        rows += [
            Row(
                f"unseen, {name}: {what} ({found.of[what]})",
                found.share(what),
                before[what],
                "",
                "at first sight",
                wanted,
                at_least=True,
            )
            for what, wanted in FIGURES.items()
        ]
    return rows
