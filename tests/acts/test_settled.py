"""One answer decides what another can say, by data; what an act rests on names the act of that statement."""

from typing import Any

import pytest

from dueprocess.acts.table import ACTS, ON_CASE
from dueprocess.formats.statement import Act

LINE = {"answer": "granted", "category": "subscriber", "handle": "T1"}


@pytest.mark.parametrize(
    ("act", "said", "settled"),
    [
        (Act.DECISION_PROPOSE, {"outcome": "partial", "lines": [LINE]}, {"lines": [LINE]}),
        (Act.DECISION_PROPOSE, {"outcome": "comply", "lines": [LINE]}, {"lines": []}),
        (Act.ITEM_CHANGE, {"op": "amend", "fields": {"targets": 2}}, {"fields": {"targets": 2}}),
        (Act.ITEM_CHANGE, {"op": "lapse", "fields": {"targets": 2}}, {"fields": {}}),
        (Act.COST_RECORD, {"tariff": "", "units": 7}, {"units": 0}),
        (Act.COST_RECORD, {"tariff": "DE-JVEG.100", "units": 0}, {"units": 1}),
        (Act.COST_RECORD, {"tariff": "DE-JVEG.100", "units": 7}, {"units": 7}),
    ],
)
def test_what_is_not_asked_says_nothing(act: Act, said: dict[str, Any], settled: dict[str, Any]) -> None:
    assert ON_CASE[act].settled(said) == {**said, **settled}


def test_a_statement_rests_on_an_act_of_the_same_place() -> None:
    """On a case what rests on a case's statement; the first person's act is never the second one's own."""
    rests = [(act, field.rests) for act, declared in ACTS.items() for field in declared.fields.values() if field.rests]
    assert len(rests) >= 8
    for act, named in rests:
        assert named is not act
        assert (named in ON_CASE) == (act in ON_CASE)
