"""Telling: two say that a person was told, and the duty ends for that person and that item alone (P5)."""

import dataclasses
import datetime
from typing import Any

import pytest

from case_builders import Desk, face, silence
from dueprocess.case import commands as c
from dueprocess.case.notice import ConfirmNotice, RecordNotice, Unreached, untold
from dueprocess.case.outcome import Decided, Rule
from dueprocess.formats.refusal import Denied
from dueprocess.report import report_columns

DAY, MARK = "2026-11-02", "6" * 64


def refused(answer: Decided | Denied) -> str:
    assert isinstance(answer, Denied), answer
    return answer.rule


def owing(targets: int = 1, items: int = 1) -> Desk:
    """A silence was lifted, so that the duty to tell stands; a person answered that the law lets us."""
    desk = Desk(face(items=items, targets=targets))
    for number in range(1, items + 1):
        desk.does("aster", silence(item=number))
        desk.does("birk", desk.agreement(number))
        desk.does("birk", desk.silence_ends("lifted", number))
        desk.does("cedar", c.Answer(number, "tell", "yes", None))
    assert len(desk.open("tell")) == items
    return desk


def said(_desk: Desk, handle: str = "T1", item: int = 1, **more: Any) -> RecordNotice:
    return dataclasses.replace(RecordNotice(item, handle, "post", DAY, MARK), **more)


def agrees(desk: Desk, handle: str = "T1", item: int = 1) -> ConfirmNotice:
    waits = next(notice for notice in desk.item(item).notices if notice.handle == handle)
    return ConfirmNotice(item, handle, waits.statement)


def tells(desk: Desk, handle: str = "T1", item: int = 1) -> None:
    desk.does("aster", said(desk, handle, item))
    desk.does("birk", agrees(desk, handle, item))


def test_two_people_end_the_duty_to_tell() -> None:
    desk = owing()
    desk.does("aster", said(desk))
    assert len(desk.open("tell")) == 1  # one person alone ends nothing
    assert len(desk.open("confirm_notice")) == 1
    assert report_columns.of_item(desk.case, 1)["notice"] == "delayed"
    assert refused(desk.says("aster", agrees(desk))) == Rule.FOUR_EYES
    desk.does("birk", agrees(desk))
    assert desk.open("tell") == desk.open("confirm_notice") == []
    assert report_columns.of_item(desk.case, 1)["notice"] == "told"
    assert refused(desk.says("aster", said(desk))) == Rule.NOTICE  # nobody is left


def test_a_day_is_that_of_where_the_provider_sits() -> None:
    desk = owing()
    desk.at = datetime.datetime.fromisoformat("2026-11-29T23:30:00+00:00")
    assert refused(desk.says("aster", said(desk, on="2026-11-30"))) == Rule.NOTICE
    desk.timezone = "Europe/Berlin"  # half past midnight
    desk.does("aster", said(desk, on="2026-11-30"))
    assert refused(desk.says("aster", Unreached(1, "T1", "post", "2026-11-30"))) == Rule.NOTICE


def test_it_ends_for_that_person_and_that_item_alone() -> None:
    desk = owing(targets=2, items=2)
    tells(desk, "T1")
    assert {duty.item for duty in desk.open("tell")} == {1, 2}
    assert untold(desk.case, desk.item(1)) == {"T2"}
    tells(desk, "T2")
    assert {duty.item for duty in desk.open("tell")} == {2}
    assert untold(desk.case, desk.item(2)) == {"T1", "T2"}


def test_nothing_else_ends_it() -> None:
    desk = owing()
    assert refused(desk.says("aster", c.DoDuty(1, "tell"))) == Rule.DUTY_TELL
    assert refused(desk.says("aster", c.DoDuty(1, "confirm_notice"))) == Rule.DUTY_TELL
    desk.ends("aster", "withdraw")
    assert len(desk.open("tell")) == 1
    tells(desk)
    assert desk.open("tell") == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"handle": "T2"}, Rule.NOTICE),
        ({"on": "2026-11-03"}, Rule.NOTICE),  # it has not come
        ({"how": "spoken"}, Rule.NOTICE),  # and yet something was sent
        ({"mark": ""}, Rule.NOTICE),  # nothing was sent, and it was not spoken
        ({"item": 2}, Rule.NO_ITEM),
    ],
)
def test_what_cannot_be_so_is_refused(changes: dict[str, Any], rule: Rule) -> None:
    desk = owing()
    assert refused(desk.says("aster", said(desk, **changes))) == rule


def test_what_was_spoken_has_no_mark() -> None:
    desk = owing()
    desk.does("aster", said(desk, how="spoken", mark=""))
    desk.does("birk", agrees(desk))
    assert desk.open("tell") == []


def test_nobody_is_told_without_a_yes_or_against_a_silence() -> None:
    desk = owing()
    desk.does("aster", c.Answer(1, "tell", "no", None))
    assert refused(desk.says("aster", said(desk))) == Rule.GATE_CLOSED
    desk.does("aster", c.Answer(1, "tell", "yes", "2026-11-01"))  # its day is over
    assert refused(desk.says("aster", said(desk))) == Rule.GATE_CLOSED
    desk.does("aster", c.Answer(1, "tell", "yes", None))
    desk.does("aster", silence())
    assert refused(desk.says("aster", said(desk))) == Rule.GATE_CLOSED
    assert refused(desk.says("aster", Unreached(1, "T1", "post", "2026-11-20"))) == Rule.GATE_CLOSED


def test_a_confirmation_names_what_stands() -> None:
    desk = owing(targets=2)
    assert refused(desk.says("birk", ConfirmNotice(1, "T1", "0" * 64))) == Rule.NOTICE
    desk.does("aster", said(desk))
    first = agrees(desk)
    desk.does("cedar", said(desk, how="mail"))  # said anew: the first one waits no longer
    assert refused(desk.says("birk", first)) == Rule.NOTICE
    assert refused(desk.says("birk", ConfirmNotice(2, "T1", "0" * 64))) == Rule.NO_ITEM
    desk.does("aster", said(desk, "T2"))
    desk.does("birk", agrees(desk))
    assert len(desk.open("confirm_notice")) >= 1  # the other person's still waits
    desk.does("birk", agrees(desk, "T2"))
    assert desk.open("confirm_notice") == []


def test_who_could_not_be_reached_is_tried_again_and_stays_owed() -> None:
    desk = owing()
    desk.does("aster", Unreached(1, "T1", "post", "2026-11-20"))
    assert [duty.due for duty in desk.open("tell")][-1] == "2026-11-21T00:00Z"
    assert report_columns.of_item(desk.case, 1)["notice"] == "unreached"
    tells(desk)
    assert desk.open("tell") == []
    assert desk.item().missed == ()
    assert report_columns.of_item(desk.case, 1)["notice"] == "told"


def test_the_review_of_one_person_hides_no_other_person() -> None:
    desk = owing(targets=2)
    before = [duty.due for duty in desk.open("tell")]
    decided = desk.does("aster", Unreached(1, "T1", "post", "2026-11-20"))
    assert decided.duties == ()
    assert [duty.due for duty in desk.open("tell")] == before
    decided = desk.does("aster", Unreached(1, "T2", "mail", "2026-11-10"))
    assert [duty.due for duty in decided.duties] == ["2026-11-11T00:00Z"]  # the earlier of the two


@pytest.mark.parametrize("review", ["2026-11-02", "2026-11-01", "2027-02-01", None])
def test_a_review_comes_within_ninety_days(review: str | None) -> None:
    desk = owing()
    assert refused(desk.says("aster", Unreached(1, "T1", "post", review))) == Rule.NOTICE
    assert refused(desk.says("aster", Unreached(2, "T1", "post", review))) == Rule.NO_ITEM


def test_a_case_without_a_duty_gets_none_by_a_failed_try() -> None:
    desk = Desk(face(targets=1))
    desk.does("cedar", c.Answer(1, "tell", "yes", None))
    desk.does("aster", Unreached(1, "T1", "post", "2026-11-20"))
    assert desk.open("tell") == []


def test_a_row_about_a_person_waits_for_them_and_then_is_a_summary() -> None:
    desk = owing(targets=2)
    desk.reach()
    propose = c.ProposePublication(1, "summary")
    desk.does("cedar", c.Answer(1, "admit", "yes", None))
    for _ in range(2):
        assert refused(desk.says("cedar", propose)) == Rule.CLASS, "not each of them was told"
        if not desk.item(1).notices:
            tells(desk, "T1")
    tells(desk, "T2")
    assert isinstance(desk.says("cedar", propose), Decided)
    assert refused(desk.says("cedar", c.ProposePublication(1, "full"))) == Rule.CLASS, "nobody consented to more"
