# ruff: noqa: ANN001, ANN002, ANN003, ANN201
"""Frozen or not, by which statement, and whose key is retired: out of the chain and the notes alone."""

import datetime as dt
from dataclasses import replace

import pytest
from test_sealed_roster import R1, T0, after, mark, person, public, signer, verify

from dueprocess.acts import access
from dueprocess.acts.table import ACTS
from dueprocess.demand.codes import Role
from dueprocess.formats import moment, standing
from dueprocess.formats.errors import StatementError
from dueprocess.formats.roster import Person
from dueprocess.formats.standing import Freeze, Standing, standing_of
from dueprocess.formats.statement import Act, Said, Statement, hash_of

MINUTE = dt.timedelta(minutes=1)
ROSTERS = {1: R1}
LATER = after(R1, people=[one for one in R1.people if one.name != "bob"], made=100)
BOTH = {1: R1, 2: LATER}


def said(by, act, says=None, at=60, of=R1, secret=None, **changes):
    made = Statement(R1.desk_id, of.mark, None, 0, act, by, moment.write(T0 + at * MINUTE), "0" * 64, says or {})
    key, sign = signer(by, secret)
    return replace(made, **changes).sign(key, sign)


FREEZE = said("dan", Act.DESK_FREEZE)
NAME = hash_of(FREEZE)


def lift(by, at=70, freeze=NAME, **more):
    return said(by, Act.DESK_LIFT, {"freeze": freeze}, at, **more)


def stands(*notes, rosters=ROSTERS, attested=()):
    return standing_of(rosters, notes, verify, attested)


def test_nothing_was_said():
    assert stands() == Standing()
    assert (Standing().frozen, Standing().since, Standing().find(NAME)) == (False, None, None)


def test_anybody_freezes_alone():
    found = stands(FREEZE)
    assert found.frozen
    assert found.since == T0 + 60 * MINUTE
    assert found.find(NAME) == Freeze(NAME, "dan", T0 + 60 * MINUTE)


def test_what_stops_counts_in_whatever_company_it_was_signed_and_what_lifts_stands_alone():
    key, sign = signer("dan", None)
    for act in (Act.DESK_FREEZE, Act.KEY_RETIRE):
        look = Statement(
            R1.desk_id, R1.mark, None, 0, Act.NOTE_ADD, "dan", moment.write(T0 + 60 * MINUTE), "0" * 64
        ).look
        note = replace(look, acts=(*look.acts, Said(act))).sign(key, sign)
        found = stands(note)
        assert (found.find(hash_of(note, 2)) is not None) is (act is Act.DESK_FREEZE)
        assert (found.retired_since(R1.person("dan")) is not None) is (act is Act.KEY_RETIRE)
    key, sign = signer("amy", None)
    lifts = Statement(R1.desk_id, R1.mark, None, 0, Act.DESK_LIFT, "amy", moment.write(T0 + 70 * MINUTE), "0" * 64).look
    both = replace(lifts, acts=(Said(Act.DESK_LIFT, {"freeze": NAME}), Said(Act.NOTE_ADD))).sign(key, sign)
    assert stands(FREEZE, lift("bob"), both).frozen


def test_two_distinct_people_lift():
    assert stands(FREEZE, lift("amy")).find(NAME).agreed == ("amy",)
    assert stands(FREEZE, lift("amy"), lift("amy", 80)).frozen
    assert not stands(FREEZE, lift("amy"), lift("bob")).frozen
    assert not stands(lift("bob"), lift("amy"), FREEZE).frozen  # in whatever order the rows come


@pytest.mark.parametrize(
    "second",
    [
        lift("dan"),  # an operator signs no rosters
        lift("bob", at=50),  # older than the freeze
        lift("bob", freeze="f" * 64),  # of another freeze
        lift("bob", secret="bob's other key"),
        lift("bob", case="c-" + "a" * 24),
        said("bob", Act.DESK_LIFT, {"freeze": NAME, "why": "x"}, 70),
        said("bob", Act.DESK_LIFT, {}, 70),
        said("bob", Act.NOTE_ADD, {"freeze": NAME}, 70),
        lift("bob", desk="d" * 64),
        lift("bob", roster=(9, R1.hash())),
        lift("bob", roster=(1, "0" * 64)),
        lift("bob").replace(b"bob", b"cob"),
        b"rubbish",
    ],
)
def test_a_second_agreement_that_does_not_count(second):
    assert stands(FREEZE, lift("amy"), second).frozen
    assert stands(second, lift("amy"), FREEZE).find(NAME).agreed == ("amy",)


def test_an_outside_releaser_freezes_and_does_not_lift():
    friend = person("fay", "outside", "releaser")
    rosters = {1: R1, 2: after(R1, people=[*R1.people, friend], made=0)}
    frozen = said("fay", Act.DESK_FREEZE, of=rosters[2])
    name = hash_of(frozen)
    first = lift("amy", freeze=name, of=rosters[2])
    assert stands(frozen, first, lift("fay", freeze=name, of=rosters[2]), rosters=rosters).frozen
    assert not stands(frozen, first, lift("bob", freeze=name, of=rosters[2]), rosters=rosters).frozen


def test_who_left_lifts_nothing_by_the_old_roster():
    made = 101 * 60
    frozen = said("amy", Act.DESK_FREEZE, at=made, of=LATER)
    name = hash_of(frozen)
    old = lift("bob", made + 5, freeze=name)
    assert stands(frozen, lift("amy", made + 5, freeze=name, of=LATER), old, rosters=BOTH).frozen
    other = lift("cleo", made + 5, freeze=name, of=LATER)
    assert not stands(frozen, lift("amy", made + 5, freeze=name, of=LATER), other, rosters=BOTH).frozen


def test_a_desk_that_runs_may_be_a_quarter_of_an_hour_behind():
    made = 100 * 60
    frozen = said("amy", Act.DESK_FREEZE, at=made - 30)
    name = hash_of(frozen)
    mine = lift("amy", made - 20, freeze=name)
    assert not stands(frozen, mine, lift("bob", made + 14, freeze=name), rosters=BOTH).frozen
    assert stands(frozen, mine, lift("bob", made + 21, freeze=name), rosters=BOTH).frozen


def test_a_freeze_by_an_old_roster_counts():
    assert stands(said("bob", Act.DESK_FREEZE, at=101 * 60), rosters=BOTH).frozen


def test_an_unsigned_freeze_stops_and_is_lifted_by_its_name():
    asked = Freeze("e-" + "a" * 24, "dan", T0 + 60 * MINUTE, signed=False)
    assert stands(attested=[asked]).freezes == (asked,)
    assert not stands(lift("amy", freeze=asked.name), lift("bob", freeze=asked.name), attested=[asked]).frozen
    forged = replace(asked, signed=True)  # who says that somebody signed must show the note
    assert not stands(attested=[forged]).frozen


def test_the_oldest_freeze_comes_first():
    second = said("amy", Act.DESK_FREEZE, at=90)
    found = stands(second, FREEZE, second)
    assert [one.by for one in found.freezes] == ["dan", "amy"]
    assert found.since == T0 + 60 * MINUTE


def test_a_retired_key_signs_nothing_further():
    retired = said("bob", Act.KEY_RETIRE, at=65)
    again = said("bob", Act.KEY_RETIRE, at=80)
    found = stands(FREEZE, lift("amy"), lift("bob"), again, retired)
    assert found.frozen
    assert found.retired_since(R1.person("bob")) == T0 + 65 * MINUTE
    assert found.retired_since(R1.person("amy")) is None
    assert found.retired_since(None) is None
    assert not stands(FREEZE, lift("amy"), lift("bob", at=64), retired).frozen  # what was done before stands


def test_a_retired_key_is_refused_by_name():
    found = stands(said("bob", Act.KEY_RETIRE, at=65))
    late = Statement(R1.desk_id, R1.mark, None, 0, Act.NOTE_ADD, "bob", moment.write(T0 + 65 * MINUTE), "0" * 64)
    with pytest.raises(StatementError) as caught:
        found.check(late, R1)
    assert caught.value.rule == "statement.retired-key"
    found.check(replace(late, at=moment.write(T0 + 64 * MINUTE)), R1)
    found.check(replace(late, by="amy"), R1)


def test_nobody_retires_another_ones_key():
    forged = said("bob", Act.KEY_RETIRE, secret="amy")
    assert not stands(forged, said("bob", Act.KEY_RETIRE).replace(b"bob", b"amy")).retired


def test_a_new_key_of_the_same_person_is_not_retired():
    old = Person("bob", ("approver", "releaser"), R1.people[1].age, signer("bob", "new")[0].vkey)
    assert stands(said("bob", Act.KEY_RETIRE)).retired_since(old) is None
    assert mark(public("bob"), b"") != mark(public("new"), b"")


@pytest.mark.parametrize("role", Role)
def test_the_table_of_access_and_the_reckoning_agree(role):
    roles = ("outside", "releaser") if role is Role.OUTSIDE else (str(role),)
    one = person("zoe", *roles)
    assert standing.may_lift(one) is access.may(access.roles_of(roles), Act.DESK_LIFT)
    assert access.may(access.roles_of(roles), Act.DESK_FREEZE)
    assert access.may(access.roles_of(roles), Act.KEY_RETIRE)
    assert {Act.DESK_FREEZE, Act.DESK_LIFT, Act.KEY_RETIRE} == standing.ACTS <= set(ACTS)
