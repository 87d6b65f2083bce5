"""Onward: an assurance is asked where a law lets the receiver pass data on; that they were passed on is told (L10)."""

from dataclasses import replace

import pytest

from case_builders import CITED, Desk, face, judged
from dueprocess.case import onward
from dueprocess.case.outcome import KEPT, Decided, Rule
from dueprocess.demand.codes import Outcome
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act
from dueprocess.law.finding import Use


def desk(*, sharing: bool = True, decides: bool = True, data: tuple[str, ...] = ("content",)) -> Desk:
    made = Desk(face(data=data, kind="disclosure"))
    use = Use("forwarded_abroad", sharing, "It may be passed on.", CITED, decides)
    made.judged[1] = replace(judged(1), conditions=(use,))
    return made


def rule(said: Decided | Denied) -> Rule | None:
    return None if isinstance(said, Decided) else Rule(said.rule)


@pytest.mark.parametrize(
    ("made", "asked"),
    [
        (desk(), True),
        (desk(data=("traffic", "subscriber")), True),
        (desk(data=("subscriber",)), False),
        (desk(sharing=False), False),
        (desk(decides=False), False),
    ],
)
def test_an_assurance_is_asked_where_a_law_that_decides_lets_data_be_passed_on(made: Desk, asked: bool) -> None:  # noqa: FBT001
    assert onward.asks(made.case, 1, made.judged[1]) is asked
    given = made.given("birk", Act.DECISION_APPROVE)
    owed = onward.owed(made.case, 1, Outcome.COMPLY, given)
    assert [one.what for one in owed] == ([onward.ASK] if asked else [])
    assert onward.owed(made.case, 1, Outcome.OBJECT, given) == ()


def test_what_came_of_it_is_recorded_and_the_newest_answer_counts() -> None:
    made = desk()
    made.duties += onward.owed(made.case, 1, Outcome.COMPLY, made.given("birk", Act.DECISION_APPROVE))
    assert made.open(onward.ASK)
    today = made.at.date().isoformat()
    assert rule(made.says("aster", onward.RecordAssurance(9, "none", today))) is Rule.NO_ITEM
    assert rule(made.says("aster", onward.RecordAssurance(1, "none", "2199-01-01"))) is Rule.STATE
    made.does("aster", onward.RecordAssurance(1, "none", today))
    assert not made.open(onward.ASK)
    made.does("aster", onward.RecordAssurance(1, "given", today))
    assert made.item().assured == "given"


def test_that_data_were_passed_on_is_told_once_no_silence_forbids_it() -> None:
    made = desk()
    today = made.at.date().isoformat()
    learned = onward.RecordPassedOn(1, "press", "FR", today)
    assert rule(made.says("aster", learned)) is Rule.STATE  # nothing was given
    given = replace(made.item(), outside_recalled=(object(),))  # type: ignore[arg-type]
    made.case = replace(made.case, items=(given,))
    made.does("aster", learned)
    assert made.item().passed_on == ("FR",)
    (duty,) = made.open(onward.TELL)
    assert duty.due > today
    assert onward.TELL in KEPT
