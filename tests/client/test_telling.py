"""Whether somebody may be told, by what people signed, at a desk that leaves out what a split took along."""

import datetime
from types import SimpleNamespace
from typing import Any

from dueprocess.client.telling import is_closed
from dueprocess.formats.statement import Act, Statement

TODAY = datetime.datetime(2026, 11, 29, 12, tzinfo=datetime.UTC)
BEFORE, HERE = "c-" + "a" * 24, "c-" + "b" * 24


def stated(number: int, case: str, act: Act, by: str, **says: Any) -> tuple[str, Statement]:
    made = Statement("d", (1, "r"), case, number, act, by, "", "", says, link=number)
    return f"{number}" * 64, made


def looked(*here: tuple[str, Statement], silent: int = 2, until: str | None = None, end: str = "") -> Any:
    """Item 2 of a case left for this one, where it is item 1; ``silent``: of which item there silence was signed."""
    item = {"item": silent}
    rows = [
        stated(1, BEFORE, Act.SECRECY_RECORD, "aster", tell=True, until=until, **item),
        stated(2, BEFORE, Act.SECRECY_AGREE, "birch", record="1" * 64, answer="agreed", **item),
    ]
    if end:
        rows.append(stated(3, BEFORE, Act.SECRECY_END, "birch", how=end, silences=["1" * 64], **item))
    split = {"items": [2], "new": HERE, "house": "age1" + "q" * 58}
    rows.append(stated(4, BEFORE, Act.CASE_SPLIT, "aster", **split))
    yes = stated(5, HERE, Act.GATE_ANSWER, "cedar", item=1, question="tell", answer="yes", until=None)
    seen = SimpleNamespace(case=HERE, past={}, statements=dict([yes, *here]), origins=dict(rows))
    return SimpleNamespace(seen=seen)


def closed(shown: Any) -> bool:
    return is_closed(shown, 1, "2026-11-29", TODAY)


def test_a_silence_that_a_split_took_along_forbids_whatever_the_desk_shows() -> None:
    assert closed(looked())
    assert closed(looked(until="2026-12-24"))
    assert not closed(looked(until="2026-11-28"))
    assert not closed(looked(silent=1))  # it stayed where it was
    assert not closed(looked(end="lifted"))  # before the split


def test_it_is_lifted_here_where_none_is_named_and_not_with_another_one() -> None:
    lift = stated(6, HERE, Act.SECRECY_END, "birch", item=1, how="lifted", silences=[])
    assert not closed(looked(lift))
    assert closed(looked(stated(6, HERE, Act.SECRECY_END, "aster", item=1, how="lifted", silences=[])))  # the recorder
    order = stated(7, HERE, Act.SECRECY_RECORD, "aster", item=1, tell=True, until=None)
    other = stated(8, HERE, Act.SECRECY_END, "birch", item=1, how="lifted", silences=["7" * 64])
    assert closed(looked(order, other))
