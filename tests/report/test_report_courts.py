"""What was given with a court's order and without, against a hand; the lists are made from law/ (test_report_own)."""

from __future__ import annotations

import dataclasses
import datetime
from itertools import product

import pytest

from dueprocess.demand.codes import AuthorityKind, Issuer, Kind, Outcome
from dueprocess.report.asked_by_law import ASKS_NONE, ASKS_ONE
from dueprocess.report.cells import Size
from dueprocess.report.courts import CHOSEN, COURT, GIVEN_BY, OTHERS, VOLUNTARY
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import Fact
from dueprocess.report.metrics import BY_ID

DAY = datetime.date(2026, 3, 2)
GIVEN = Fact(
    letter="A",
    received_on=DAY,
    answered_on=DAY,
    country="DE",
    authority_kind=AuthorityKind.POLICE,
    kind=Kind.DISCLOSURE,
    outcome=Outcome.COMPLY,
    targets=1,
    accounts=1,
    countable=True,
    admissible=True,
)


def test_every_issuer_is_a_court_or_said_to_be_none() -> None:
    assert {*COURT, *OTHERS, "unknown"} == set(Issuer)


@pytest.mark.parametrize(
    ("changes", "metric"),
    [
        ({"issuer": "judge", "instrument": "DE-STPO-100J"}, "data_by_court"),
        ({"issuer": "police", "instrument": "DE-STPO-100J"}, "data_law_asks_none"),
        ({"issuer": "", "instrument": "DE-STPO-100J"}, "data_law_asks_none"),
        ({"issuer": "police", "instrument": "DE-STPO-100G"}, "data_without"),
        ({"issuer": "police", "instrument": "DE-STPO-100G", "emergency": True}, ""),
        ({"issuer": "", "instrument": "DE-STPO-100G"}, ""),
        ({"issuer": "police", "instrument": "US-2702B8", "emergency": True}, "data_voluntary"),
        ({"issuer": "none", "instrument": "", "informal": True}, "data_informal"),
        ({"issuer": "police", "instrument": "XX-UNREAD"}, ""),
        ({"issuer": "judge", "instrument": "DE-STPO-100J", "kind": Kind.CONTENT}, ""),
        ({"issuer": "judge", "instrument": "DE-STPO-100J", "outcome": Outcome.REFUSE}, ""),
    ],
)
def test_a_demand_counts_where_a_reader_would_put_it(changes: dict[str, object], metric: str) -> None:
    assert _places(dataclasses.replace(GIVEN, **changes)) == ([metric] if metric else [])  # type: ignore[arg-type]


def test_no_demand_counts_in_two_of_them() -> None:
    powers = ("", "XX-UNREAD", ASKS_NONE[0], ASKS_ONE[0], VOLUNTARY[0])
    for issuer, power, emergency, informal in product(("", *Issuer), powers, (False, True), (False, True)):
        one = dataclasses.replace(GIVEN, issuer=issuer, instrument=power, emergency=emergency, informal=informal)
        assert len(_places(one)) <= 1, (issuer, power, emergency, informal)


def _places(fact: Fact) -> list[str]:
    names = [name for name, _, _ in GIVEN_BY]
    assert set(CHOSEN) < set(names)
    cells = evaluate([fact], [BY_ID[name] for name in names], (Size.YEAR,))
    return [cell.place.metric for cell in cells if cell.value]
