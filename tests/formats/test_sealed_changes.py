"""What one roster changes in another, in words for whoever signs it."""

from dataclasses import replace

from dueprocess.formats.changes import Change, changes
from dueprocess.formats.roster import Person, Roster

AMY = Person("amy", ("clerk", "releaser"), "age-a", "amy+1")
BOB = Person("bob", ("approver", "releaser"), "age-b", "bob+1")
ONE = Roster("d" * 64, 1, None, (AMY, BOB), 2, "age-r", None, "0" * 64, "", "")


def said(**more: object) -> list[str]:
    return [str(one) for one in changes(ONE, replace(ONE, **more))]  # type: ignore[arg-type]


def test_nothing_changed() -> None:
    assert changes(ONE, replace(ONE, number=2, made_at="later")) == ()


def test_people_come_go_and_change() -> None:
    cleo = Person("cleo", ("counsel",), "age-c", "cleo+1")
    assert said(people=(AMY, BOB, cleo)) == ["cleo joins: counsel"]
    assert said(people=(AMY,)) == ["bob leaves (was approver, releaser)"]
    assert said(people=(replace(AMY, roles=("clerk",)), BOB)) == ["amy is clerk instead of clerk, releaser"]
    assert said(people=(AMY, replace(BOB, vkey="bob+2"))) == ["bob has another key: bob+2"]
    assert said(people=(AMY, replace(BOB, age="age-x"))) == ["bob has another key: bob+1"]


def test_the_desks_own_keys_and_k() -> None:
    assert said(k=3) == ["a release needs 3 people instead of 2"]
    assert said(recovery="age-s", worker="age-w") == ["another key of the recovery", "another key of the worker"]
    assert said(authorities="1" * 64) == ["another list of authorities"]
    assert changes(ONE, replace(ONE, k=3))[0] == Change("k", before="2", after="3")
