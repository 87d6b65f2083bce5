# ruff: noqa: ANN001, ANN002, ANN003, ANN201
"""Whose word still counts who has left: only what somebody who is here was shown while they stood on the roster."""

from dataclasses import replace

import pytest
from test_sealed_roster import R1, T0, after, person, signer, verify
from test_sealed_standing import MINUTE

from dueprocess.formats import links, moment
from dueprocess.formats.chain import Line, Pin
from dueprocess.formats.roster import founding
from dueprocess.formats.statement import Act, Statement, hash_of
from dueprocess.release.gathering import gather
from dueprocess.release.law_told import signatures_of

CASE = "c-" + "a" * 24
PEOPLE = [person("amy", "clerk", "releaser"), person("bob", "clerk", "counsel"), person("cleo", "clerk", "releaser")]
FIRST = founding(PEOPLE, k=2, recovery=R1.recovery, made_at=T0)
HEAD = (1, "b" * 64)


def said(by, act, says=None, *, of=FIRST, case=CASE, at=60, **more):
    made = Statement(FIRST.desk_id, of.mark, case, 0, act, by, moment.write(T0 + at * MINUTE), "0" * 64, says or {})
    return replace(made, **more).sign(*signer(by, None))


FACTS = said("bob", Act.FACE_CONFIRM, {"fields": {"emergency": True}}, seen=(0, "a" * 64))
LAW = said("bob", Act.LAW_SIGN, {"on": "2026-11-24", "rule": "DE-STPO-100J", "text": "c" * 64}, case=None)


def without_bob(shown=0):
    return after(FIRST, people=[one for one in FIRST.people if one.name != "bob"], made=100, seen=(shown, "a" * 64))


def seen(*notes, later=None):
    rosters = (FIRST, later or without_bob())
    return gather(CASE, Line(rosters, replace(Pin.of(rosters[-1]), base=2)), notes, {}, verify, at=T0 + 9000 * MINUTE)


@pytest.mark.parametrize(
    ("by", "under", "shown", "counts"),
    [
        ("amy", 1, 1, True),
        ("amy", 1, 0, False),  # she was not shown it
        ("amy", 2, 1, False),  # shown to her when bob had left: the desk could have made it with his key
        ("bob", 1, 1, False),
    ],
)
def test_what_who_left_said_in_a_case_counts_where_somebody_was_shown_it_in_time(by, under, shown, counts):
    rosters = (FIRST, without_bob())
    witness = said(by, Act.NOTE_ADD, {"sealed": "s-" + "a" * 24}, of=rosters[under - 1], seen=(shown, "a" * 64), at=70)
    found = seen(FACTS, witness)
    assert found.counts(hash_of(FACTS)) is counts
    assert not found.counts(hash_of(FACTS), "amy")  # where she gains by it
    assert found.counts("f" * 64)  # of somebody who is here


@pytest.mark.parametrize(("shown", "counts"), [(1, True), (0, False)])
def test_counsel_who_left_signed_the_law_that_stood_when_the_roster_without_them_was_made(shown, counts):
    assert bool(signatures_of(seen(LAW, later=without_bob(shown)))) is counts


@pytest.mark.parametrize(("desk", "counts"), [(0, True), (1, False), (None, False)])
def test_what_a_retired_key_said_counts_where_the_witness_had_not_been_shown_its_retirement(desk, counts):
    retired = said("bob", Act.KEY_RETIRE, {"key": signer("bob", None)[0].id.hex()}, case=None, seen=(0, "a" * 64))
    beside = ((links.DESK, desk, "a" * 64),) if desk is not None else ()
    witness = said("amy", Act.NOTE_ADD, {"sealed": "s-" + "a" * 24}, seen=HEAD, beside=beside, at=70)
    line = Line((FIRST,), Pin.of(FIRST))
    found = gather(CASE, line, (FACTS, retired, witness), {}, verify, at=T0 + 9000 * MINUTE)
    assert found.counts(hash_of(FACTS)) is counts
