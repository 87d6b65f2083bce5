"""What the law answers of demands that its authors had not seen: what was reached once does not fall again."""

from functools import cache

import pytest

from unseen_demands import FIGURES, Tally, Told, answered, tally, told

FILES = ("first", "second", "third", "fourth", "fifth")
DEMANDS = [one for name in FILES for one in told(f"{name}.yaml")]
REACHED = dict.fromkeys(FIGURES, 1)
"""Floors. They are raised when the law is better, and never lowered."""


@cache
def figures() -> Tally:
    return tally(DEMANDS)


@pytest.mark.parametrize("what", FIGURES)
def test_what_was_reached_is_held(what: str) -> None:
    missed = [line for lines in figures().misses.values() for name, line in lines if line.startswith(f"{what}: ")]
    assert figures().share(what) >= REACHED[what], missed


def test_each_demand_stands_once_and_gives_its_reason() -> None:
    names = [one.name for one in DEMANDS]
    assert len(set(names)) == len(names) >= 400
    assert not [one.name for one in DEMANDS if len(one.why) < 20 or not one.sort]


def test_a_third_is_in_order() -> None:
    clean = [one for one in DEMANDS if one.right == {"comply"}]
    assert 0.25 <= len(clean) / len(DEMANDS) <= 0.5


def test_an_answer_that_is_wrong_is_counted() -> None:
    """The measure itself: a demand in order that is said to lack something is missed under each figure it touches."""
    one = next(one for one in DEMANDS if one.name == "de-password-by-police")
    wrong = Told(
        one.name, one.sort, one.on, one.face, one.timezone, one.calendar, one.provider, {"rec": "comply"}, one.why
    )
    found = tally([wrong])
    assert (found.share("no false defect"), found.share("in order"), found.share("recommendation")) == (0, 0, 0)
    assert answered(one).items[0].recommendation != "comply"
