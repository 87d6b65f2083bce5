"""No answer means closed; a running silence shuts whatever was answered (P5, P6)."""

import itertools

import pytest

from dueprocess.case.item_records import Silence
from dueprocess.case.state import ItemState

QUESTIONS = ("tell", "admit", "count")
DAY = "2026-11-24"


def silence(*forbids: str, ended: bool = False) -> Silence:
    said = {question: question in forbids for question in QUESTIONS}
    return Silence("order", "r", **said, until="2026-12-01", review_on=None, by="aster", ended_on=DAY if ended else "")


@pytest.mark.parametrize("question", QUESTIONS)
def test_without_an_answer_it_is_closed(question: str) -> None:
    assert not ItemState(1).is_open(question, DAY)
    assert not ItemState(1, answers={question: "no"}).is_open(question, DAY)
    assert ItemState(1, answers={question: "yes"}).is_open(question, DAY)


@pytest.mark.parametrize(("question", "forbidden"), list(itertools.product(QUESTIONS, repeat=2)))
def test_a_running_silence_forbids_its_own_questions_only(question: str, forbidden: str) -> None:
    item = ItemState(1, answers=dict.fromkeys(QUESTIONS, "yes"), silences=(silence(forbidden),))
    assert item.silent(question) is (question == forbidden)
    assert item.is_open(question, DAY) is (question != forbidden)


def test_of_two_silences_the_running_one_counts() -> None:
    yes = dict.fromkeys(QUESTIONS, "yes")
    both = ItemState(1, answers=yes, silences=(silence("tell", ended=True), silence("admit")))
    assert both.is_open("tell", DAY)
    assert not both.is_open("admit", DAY)
    assert not ItemState(1, answers=yes, silences=(silence("tell"), silence(ended=True))).is_open("tell", DAY)


def test_a_yes_until_a_day_holds_on_that_day_and_not_after_it() -> None:
    item = ItemState(1, answers={"count": "yes"}, answers_until={"count": DAY})
    assert item.is_open("count", DAY)
    assert not item.is_open("count", "2026-11-25")
