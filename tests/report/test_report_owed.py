"""What a desk has not said of the tables that a law of its country asks for."""

import pytest

from dueprocess.report.owed import unsaid


@pytest.mark.parametrize(
    ("country", "said", "keys"),
    [
        ("DE", (), ["owes"]),
        ("MT", {"us_1874"}, ["owes"]),
        ("DE", {"owes"}, []),
        ("US", (), ["us_1874"]),
        ("US", {"owes"}, ["us_1874"]),
        ("US", {"us_1874"}, []),
        ("PK", (), []),
    ],
)
def test_what_was_not_said(country: str, said: set[str], keys: list[str]) -> None:
    assert [one.key for one in unsaid(country, said)] == keys


def test_it_says_what_follows_and_what_to_write() -> None:
    (union,), (states,) = unsaid("DE", ()), unsaid("US", ())
    assert "could give one away" in union.says
    assert 'owes = ["dsa"]' in union.do
    assert "50 USC 1874" in states.says
    assert "us_1874 = 0 for none" in states.do
