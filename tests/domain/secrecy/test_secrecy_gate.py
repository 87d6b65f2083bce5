"""No answer means closed; a running silence shuts whatever was answered (P5, P6)."""

from __future__ import annotations

import itertools

import pytest

from dueprocess.domain.case.state import ItemState, Silence
from dueprocess.domain.secrecy import gate


def silence(*forbids: str, ended: bool = False) -> Silence:
    said = {question: question in forbids for question in gate.QUESTIONS}
    return Silence("order", "r", **said, until="2026-12-01", review_on=None, ended=ended)


@pytest.mark.parametrize("question", gate.QUESTIONS)
def test_without_an_answer_it_is_closed(question: str) -> None:
    assert not gate.is_open(ItemState(1), question)
    assert not gate.is_open(ItemState(1, answers={question: "no"}), question)
    assert gate.is_open(ItemState(1, answers={question: "yes"}), question)


@pytest.mark.parametrize(("question", "forbidden"), list(itertools.product(gate.QUESTIONS, repeat=2)))
def test_a_running_silence_forbids_its_own_questions_only(question: str, forbidden: str) -> None:
    item = ItemState(1, answers=dict.fromkeys(gate.QUESTIONS, "yes"), silences=(silence(forbidden),))
    assert gate.silent(item, question) is (question == forbidden)
    assert gate.is_open(item, question) is (question != forbidden)


def test_of_two_silences_the_running_one_counts() -> None:
    yes = dict.fromkeys(gate.QUESTIONS, "yes")
    both = ItemState(1, answers=yes, silences=(silence("tell", ended=True), silence("admit")))
    assert gate.is_open(both, "tell")
    assert not gate.is_open(both, "admit")
    assert not gate.is_open(ItemState(1, answers=yes, silences=(silence("tell"), silence(ended=True))), "tell")


def test_what_nobody_answered() -> None:
    items = (ItemState(1, answers={"tell": "no", "count": "yes"}), ItemState(2))
    assert gate.unanswered(items) == ((1, "admit"), (2, "tell"), (2, "admit"), (2, "count"))


def test_countable_knows_yes_no_and_nobody_said() -> None:
    assert gate.countable(ItemState(1)) is None
    assert gate.countable(ItemState(1, answers={"count": "no"})) is False
    assert gate.countable(ItemState(1, answers={"count": "yes"})) is True
    assert gate.countable(ItemState(1, answers={"count": "yes"}, silences=(silence("count"),))) is False
