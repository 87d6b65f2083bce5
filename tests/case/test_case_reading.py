"""What a statement of a production says is read strictly, or it says nothing."""

from typing import Any

import pytest

from dueprocess.acts.parse import command_of
from dueprocess.case import commands as c
from dueprocess.case.commands import BadCommandError
from dueprocess.formats.statement import Act

SEALED, PRODUCTION, HASH = "s-" + "a" * 24, "x-" + "b" * 24, "c" * 64
DEAL: dict[str, Any] = {
    "item": 1,
    "production": PRODUCTION,
    "order": HASH,
    "recipient": "age1" + "q" * 58,
    "k": 2,
    "shares": [{"sealed": SEALED, "share": HASH, "to": "aster"}, {"sealed": SEALED, "share": "d" * 64, "to": "birch"}],
    "parts": [{"sealed": SEALED, "hash": HASH}],
    "manifest": SEALED,
    "manifest_hash": HASH,
}
DONE: dict[str, Any] = {
    "item": 1,
    "production": PRODUCTION,
    "deal": HASH,
    "how": "cms",
    "key": HASH,
    "sent": [HASH, "d" * 64],
}


def test_a_deal_and_a_release_are_read() -> None:
    deal = command_of(Act.PRODUCTION_DEAL, DEAL)
    assert isinstance(deal, c.Deal)
    assert deal.shares[0] == ("aster", HASH, SEALED)
    done = command_of(Act.RELEASE_DONE, DONE)
    assert isinstance(done, c.Release)
    assert done.sent == (HASH, "d" * 64)


@pytest.mark.parametrize(
    "change",
    [
        {"k": True},
        {"k": "2"},
        {"k": 0},
        {"k": 10_000},
        {"shares": "all"},
        {"shares": []},
        {"shares": [DEAL["shares"][0]] * 2},
        {"shares": [{"sealed": SEALED, "share": HASH}]},
        {"shares": [{**DEAL["shares"][0], "more": "x"}]},
        {"parts": []},
        {"parts": [{"sealed": SEALED, "hash": "no"}]},
        {"recipient": "age1"},
    ],
)
def test_a_deal_that_says_something_else_is_none(change: dict[str, Any]) -> None:
    with pytest.raises(BadCommandError):
        command_of(Act.PRODUCTION_DEAL, {**DEAL, **change})


@pytest.mark.parametrize("sent", [[], "all", [HASH] * 9000, ["no hash"], [1]])
def test_a_release_names_each_file_that_left(sent: object) -> None:
    with pytest.raises(BadCommandError):
        command_of(Act.RELEASE_DONE, {**DONE, "sent": sent})
