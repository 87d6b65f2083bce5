"""What becomes of a letter: what it ends when it leaves, what is owed when it does not, what overtakes it."""

from dataclasses import replace

import pytest

from case_builders import NOW, SEALED, Desk, first, sends
from dueprocess.case import commands as c
from dueprocess.case.letter_events import UNDELIVERED, LetterQueued, LetterSent, came_back, gave_up, left, still_stands
from dueprocess.demand.codes import Outcome

NEWER = "s-" + "e" * 24


def queued(desk: Desk, kind: str = "correction") -> LetterQueued:
    if kind != "acknowledgement":
        desk.proposes("aster", Outcome.CORRECT)
    return first(LetterQueued, desk.does("aster", sends(kind, how="mail")))


@pytest.mark.parametrize("kind", ["correction", "acknowledgement"])
def test_a_letter_that_does_not_arrive_is_a_persons_matter_within_four_hours(kind: str) -> None:
    for what in (lambda case, body: gave_up(case, body, "smtp.refused", NOW), lambda c, b: came_back(c, b, "5", NOW)):
        desk = Desk()
        body = queued(desk, kind)
        (duty,) = what(desk.case, body).duties
        assert (duty.item, duty.what, duty.due) == (1, UNDELIVERED, "2026-11-02T13:00Z")


def test_leaving_ends_what_an_answer_ends_and_the_worry_about_it() -> None:
    desk = Desk()
    body = queued(desk)
    decided = left(desk.case, body)
    assert decided.events[0] == LetterSent((1,), "correction", SEALED, "rule-worker", "mail", "en")
    assert {"respond", "send_letter", UNDELIVERED} <= set(decided.ended[0].what)
    desk.happens(decided.events[0])
    assert desk.item().writing == "sent"
    assert not still_stands(desk.case, body), "it cannot leave twice"
    desk.does("aster", c.Close())
    desk.happens(came_back(desk.case, body, "5", NOW).events[0])
    assert (desk.case.closed, str(desk.item().writing), desk.item().letter) == (False, "none", "")


def test_of_two_letters_the_newer_is_the_word() -> None:
    desk = Desk()
    old = queued(desk)
    desk.does("aster", c.SendLetter((1,), "correction", "en", "post", NEWER))
    assert not still_stands(desk.case, old)
    assert left(desk.case, old).ended == ()
    assert gave_up(desk.case, old, "letter.overtaken", NOW).duties == ()
    assert came_back(desk.case, old, "5", NOW).duties == ()
    for happened in (left(desk.case, old).events[0], came_back(desk.case, old, "5", NOW).events[0]):
        desk.happens(happened)
        assert (str(desk.item().writing), desk.item().letter) == ("sent", NEWER)


def test_a_letter_does_not_outlive_its_decision() -> None:
    desk = Desk()
    body = queued(desk)
    assert still_stands(desk.case, body)
    assert not still_stands(desk.case, replace(body, kind="no_data"))
    assert not still_stands(desk.case, replace(body, items=(1, 2)))
    desk.reads("cedar")
    desk.does("cedar", c.Confirm({"court_order": "attached"}))
    assert not still_stands(desk.case, body)
    desk.happens(left(desk.case, body).events[0])
    assert desk.item().writing == "none"
    assert body.sealed == SEALED
