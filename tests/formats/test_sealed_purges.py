"""Which cases two people purged, by what they signed; and a chain through what a purge left of it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from test_sealed_links import DESK, GOLDEN

from dueprocess.formats import links
from dueprocess.formats.purges import purges_of
from dueprocess.formats.statement import Act, Statement

CASE, OTHER = "c-" + "a" * 24, "c-" + "b" * 24
SAYS = {"case": CASE, "counted": "1" * 64, "forget": "2" * 64, "mark": "3" * 64}


def said(by: str, at: str = "2026-11-27T09:00:00Z", case: str | None = None, **says: Any) -> Statement:
    place = ("d" * 64, (1, "e" * 64), case, 0)
    return Statement(*place, Act.CASE_PURGE, by, at, "f" * 64, {**SAYS, **says})


def test_two_who_say_the_same_purge_a_case() -> None:
    found = purges_of([said("aster"), said("birch", "2026-11-28T09:00:00Z")])
    assert (found.stand[CASE].by, found.stand[CASE].at, dict(found.stand[CASE].says)) == (
        ("aster", "birch"),
        "2026-11-28T09:00:00Z",
        SAYS,
    )
    assert found.wait == {}


@pytest.mark.parametrize(
    "signed",
    [
        [said("aster")],
        [said("aster"), said("aster", "2026-11-28T09:00:00Z")],
        *([said("aster"), said("birch", **{key: "7" * 64})] for key in ("counted", "forget", "mark")),
        [said("aster"), said("birch", counted="7" * 64), said("aster", "2026-11-28T09:00:00Z", counted="8" * 64)],
    ],
)
def test_less_than_two_who_say_the_same_purge_nothing(signed: list[Statement]) -> None:
    found = purges_of(signed)
    assert found.stand == {}
    assert found.wait[CASE].by == (signed[-1].by,)


def test_what_is_another_act_of_a_case_or_of_another_case_counts_for_nothing() -> None:
    rubbish = [
        replace(said("birch"), act=Act.LAW_SIGN),
        said("birch", case=CASE),
        said("birch", mark=7),
        replace(said("birch"), says={**SAYS, "case": OTHER}),
    ]
    assert purges_of([said("aster"), *rubbish]).stand == {}
    assert purges_of([said("aster"), *rubbish, said("birch")]).stand.keys() == {CASE}


def test_what_follows_a_purge_changes_nothing_of_it() -> None:
    found = purges_of([said("aster"), said("birch"), said("cedar", counted="7" * 64), said("dan", counted="7" * 64)])
    assert found.stand[CASE].by == ("aster", "birch")


HISTORIES = [told for told in GOLDEN["histories"] if told["rule"] is None and told["notes"]]


@pytest.mark.parametrize("told", HISTORIES, ids=[told["name"] for told in HISTORIES])
def test_heads_are_reckoned_through_what_a_purge_left(told: dict[str, Any]) -> None:
    notes = [note.encode() for note in told["notes"]]
    names = [hashlib.sha256(note).hexdigest() for note in notes]
    of = told["of"]
    for left in ([], notes[:1], notes):
        chain = links.of_case(of, left, names)
        assert [links.name_of(link).hex() for link in chain] == names
        assert list(links.follow(DESK, of, chain)) == told["mark"]
    with pytest.raises(links.ChainError) as caught:
        links.follow(DESK, of, [*links.of_case(of, [], names), bytes.fromhex(names[0])])
    assert caught.value.rule == "chain.twice"
    if len(notes) > 1:
        more = links.of_case(of, notes, names[:-1])  # one that the purge does not name
        assert [links.name_of(link).hex() for link in more] == names
        kept = (len(notes) - 1, "7" * 64)
        with pytest.raises(links.ChainError) as caught:
            links.follow(DESK, of, links.of_case(of, [], names), kept)
        assert caught.value.rule == "chain.other"
