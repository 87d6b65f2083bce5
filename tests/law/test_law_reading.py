"""Counsel reads law beside its provision (``law.read``): what was read decides, what is marked or unread asks."""

from __future__ import annotations

from typing import Any

import pytest

from dueprocess.law.build import build as built
from dueprocess.law.difference import How, difference
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Signature
from law_builders import DAY, a_rule, cite, instrument

TODAY = DAY(2026, 3, 1)


def law(**more: Any) -> dict[str, Any]:
    """An instrument of two rules; what ``court`` cites says itself that nobody read it."""
    court = a_rule("X-ACT-1.court", cite={**cite("unverified", None), "section": "s. 9, not read"})
    return instrument(status="unverified", rules=[a_rule(cite=cite("unverified", None)), court], **more)


def shelf(data: dict[str, Any], *signed: Signature) -> Shelf:
    return built([data], signatures=signed)


def read(data: dict[str, Any], *names: str, wrong: str = "", on: str = "2026-02-01") -> tuple[Signature, ...]:
    text, day = built([data]).hash_signed, DAY.fromisoformat(on)
    marked = [Signature(wrong, "cedar", day, text(wrong), read=True, wrong="not_so")] if wrong else []
    return (*(Signature(name, "cedar", day, text(name), read=True) for name in names), *marked)


def decides(made: Shelf, name: str) -> bool:
    rule = made.rule(name)
    assert rule is not None
    return rule.cited.decides(TODAY)


def test_a_reading_makes_decisive_what_was_read_and_nothing_that_still_says_that_nobody_read_it() -> None:
    data = law()
    made = shelf(data, *read(data, "X-ACT-1", "X-ACT-1.written"))
    assert decides(made, "X-ACT-1.written")
    assert not decides(made, "X-ACT-1.court")
    unread = made.rule("X-ACT-1.court")
    assert unread is not None
    assert unread.cited.citation.signed_on is None
    assert made.is_unread("X-ACT-1.court")
    assert not made.is_unread("X-ACT-1.written")
    # Even where it is named: the desk refuses that, and each client passes it over.
    assert not decides(shelf(data, *read(data, "X-ACT-1.court")), "X-ACT-1.court")


def test_what_counsel_marked_decides_nothing_until_it_is_signed_by_its_name_or_says_something_else() -> None:
    verified = law()
    verified["rules"][0]["cite"] = cite("verified", "2026-01-01")
    assert decides(shelf(verified), "X-ACT-1.written")
    marked = read(verified, "X-ACT-1", wrong="X-ACT-1.written")
    assert not decides(shelf(verified, *marked), "X-ACT-1.written")  # nor by a reading of whoever wrote the file
    # A later reading of the whole file lifts no mark; one that names the rule does.
    later = read(verified, "X-ACT-1", on="2026-02-20")
    assert not decides(shelf(verified, *marked, *later), "X-ACT-1.written")
    named = read(verified, "X-ACT-1.written", on="2026-02-01")
    assert decides(shelf(verified, *marked, *named), "X-ACT-1.written")
    assert not decides(shelf(verified, *named, *marked), "X-ACT-1.written")  # the last word counts, on one day too
    mended = {**verified, "rules": [{**verified["rules"][0], "says": {"en": "In writing, or by fax."}}]}
    assert decides(shelf(mended, *marked), "X-ACT-1.written")


def test_a_change_of_one_rule_makes_this_one_alone_ask_again() -> None:
    data = law()
    signed = read(data, "X-ACT-1", "X-ACT-1.written")
    other = {**data, "summary": {"en": "Said otherwise."}}
    assert decides(shelf(other, *signed), "X-ACT-1.written")
    softer = {**data, "rules": [{**data["rules"][0], "test": {"always": True}}, data["rules"][1]]}
    assert not decides(shelf(softer, *signed), "X-ACT-1.written")


def test_marks_and_readings_are_in_the_digest_and_older_signatures_keep_theirs() -> None:
    data = law()
    old = Signature("X-ACT-1", "cedar", DAY(2026, 2, 1))
    digests = [shelf(data).digest, shelf(data, old).digest, shelf(data, *read(data, "X-ACT-1")).digest,
               shelf(data, *read(data, wrong="X-ACT-1")).digest]  # fmt: skip
    assert len(set(digests)) == 4


@pytest.mark.parametrize(
    ("change", "named", "how"),
    [
        ({"summary": {"en": "Other."}}, "X-ACT-1.summary", How.CHANGED),
        ({"checked_on": "2026-02-02"}, "X-ACT-1.checked_on", How.READ),
        ({"secrecy": None}, "X-ACT-1.secrecy", How.REMOVED),
        ({"notes": "New."}, "X-ACT-1.notes", How.ADDED),
    ],
)
def test_a_difference_names_the_part_and_what_happened_to_it(change: dict[str, Any], named: str, how: How) -> None:
    data = law()
    found = difference(data, {**data, **change})
    assert [(one.name, one.how) for one in found] == [(named, how)]
    assert found[0].signed_by == ("X-ACT-1.secrecy" if "secrecy" in named else "X-ACT-1")


def test_a_difference_goes_rule_by_rule_and_nothing_differs_from_itself() -> None:
    data = law()
    first, second = data["rules"]
    after = {**data, "rules": [{**first, "says": {"en": "New words."}}, {**second, "id": "X-ACT-1.judge"}]}
    found = {one.name: one for one in difference(data, after)}
    assert {name: one.how for name, one in found.items()} == {
        "X-ACT-1.court": How.REMOVED,
        "X-ACT-1.judge": How.ADDED,
        "X-ACT-1.written": How.CHANGED,
    }
    assert found["X-ACT-1.written"].before[0]["says"] != found["X-ACT-1.written"].after[0]["says"]
    assert {one.signed_by for one in found.values()} == set(found)
    assert difference(data, data) == ()
    assert {one.how for one in difference(None, data)} == {How.ADDED}
    assert {one.how for one in difference(data, None)} == {How.REMOVED}
