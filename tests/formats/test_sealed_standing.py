# ruff: noqa: ANN001, ANN002, ANN003, ANN201, ANN202
"""Frozen or not, by which statement, and whose key is retired: out of the chain and the notes alone."""

import datetime as dt
from dataclasses import replace

import pytest
from test_sealed_roster import R1, T0, after, age, by_key, mark, person, public, signer, verify

from dueprocess.acts import access
from dueprocess.acts.table import ACTS
from dueprocess.demand.codes import Role
from dueprocess.formats import links, moment, standing
from dueprocess.formats.errors import StatementError
from dueprocess.formats.roster import Own, Person
from dueprocess.formats.standing import Freeze, Standing, standing_of
from dueprocess.formats.statement import Act, Said, Statement, hash_of
from dueprocess.release import purging

MINUTE = dt.timedelta(minutes=1)
ROSTERS = {1: R1}
LATER = after(R1, people=[one for one in R1.people if one.name != "bob"], made=100)
BOTH = {1: R1, 2: LATER}


def own_key(by):
    return {"key": signer(by, None)[0].id.hex()}


def said(by, act, says=None, at=60, of=R1, secret=None, **changes):
    if act is Act.KEY_RETIRE and says is None:
        says = own_key(by)
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
        note = replace(look, acts=(*look.acts, Said(act, own_key("dan") if act is Act.KEY_RETIRE else {}))).sign(
            key, sign
        )
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


def test_who_left_before_lifts_nothing_whatever_is_dated():
    """A roster names how many notes stood on the desk when it was made; who is not on it signs after none of them."""
    frozen = said("amy", Act.DESK_FREEZE)
    name = hash_of(frozen)
    mine, his = lift("amy", freeze=name), lift("bob", freeze=name)
    for size, stops in ((3, False), (2, True)):
        rosters = {1: R1, 2: replace(LATER, seen=(size, "a" * 64))}
        assert stands(frozen, mine, his, rosters=rosters).frozen is stops


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


def chained(*signed, of=R1):
    """Links of the desk's own chain, one after another: (by, act, says, minute), each signed on what stands so far."""
    notes = []
    for by, act, says, at in signed:
        seen = (
            None if act in {Act.DESK_FREEZE, Act.KEY_RETIRE} else (len(notes), links.heads(R1.desk_id, "", notes)[-1])
        )
        notes.append(said(by, act, says, at, of=of, seen=seen))
    return notes


def test_what_a_retired_key_signed_counts_up_to_what_somebody_else_saw_of_it():
    freeze = ("dan", Act.DESK_FREEZE, {}, 60)
    lifts = [(by, Act.DESK_LIFT, {"freeze": NAME}, 70) for by in ("bob", "amy")]
    retired = ("bob", Act.KEY_RETIRE, own_key("bob"), -400_000)  # dated long before all of it
    found = stands(*chained(freeze, *lifts, retired))  # amy's mark names bob's
    assert not found.frozen
    assert found.retired_since(R1.person("bob")) == T0 - 400_000 * MINUTE
    assert found.retired_since(R1.person("amy")) is None
    assert found.retired_since(None) is None
    assert stands(*chained(freeze, *reversed(lifts), retired)).frozen  # nobody saw bob's
    assert stands(*chained(freeze, retired, *lifts)).frozen  # it stands behind the retirement, whatever its date
    late = chained(freeze, *reversed(lifts), retired, ("cleo", Act.NOTE_ADD, {}, 80))
    assert not stands(*late).frozen  # cleo saw it stand before the retirement


def test_who_witnesses_is_another_person_of_the_roster_in_force_by_a_key_that_stands():
    freeze, mine = ("dan", Act.DESK_FREEZE, {}, 60), ("bob", Act.DESK_LIFT, {"freeze": NAME}, 70)
    other, retired = ("amy", Act.DESK_LIFT, {"freeze": NAME}, 60), ("bob", Act.KEY_RETIRE, own_key("bob"), 90)
    himself = chained(freeze, other, mine, ("bob", Act.NOTE_ADD, {}, 80), retired)
    assert stands(*himself).frozen
    gone = chained(
        freeze, other, mine, ("cleo", Act.NOTE_ADD, {}, 80), retired, ("cleo", Act.KEY_RETIRE, own_key("cleo"), 95)
    )
    assert stands(*gone).frozen
    assert not stands(*gone[:-1]).frozen
    without = after(R1, people=[one for one in R1.people if one.name != "cleo"], made=100)
    assert stands(*gone[:-1], rosters={1: R1, 2: without}).frozen
    forged = [note for note in gone[:-1] if b'"by":"cleo"' not in note]
    other_head = said("cleo", Act.NOTE_ADD, {}, 80, seen=(3, "7" * 64))
    assert stands(*forged, other_head).frozen


def test_nobody_is_a_witness_of_their_own_old_key():
    freeze, mine = ("dan", Act.DESK_FREEZE, {}, 60), ("bob", Act.DESK_LIFT, {"freeze": NAME}, 70)
    notes = chained(
        freeze, ("amy", Act.DESK_LIFT, {"freeze": NAME}, 60), mine, ("bob", Act.KEY_RETIRE, own_key("bob"), 90)
    )
    anew = person("bob", "releaser", "approver", secret="other")
    swapped = after(R1, people=[one for one in R1.people if one.name != "bob"] + [anew], made=100)
    seen = (len(notes), links.heads(R1.desk_id, "", notes)[-1])
    by_new = said("bob", Act.NOTE_ADD, {}, 120, of=swapped, secret="other", seen=seen)
    by_cleo = said("cleo", Act.NOTE_ADD, {}, 95, seen=seen)
    rosters = {1: R1, 2: swapped}
    assert not stands(*notes, by_new, rosters=rosters).witnessed
    assert links.name_of(notes[2]).hex() in stands(*notes, by_cleo, rosters=rosters).witnessed


def test_on_a_case_a_witness_had_not_been_shown_the_retirement():
    case, retire = "c-" + "a" * 24, said("bob", Act.KEY_RETIRE, at=90)
    mine = said("bob", Act.NOTE_ADD, case=case, revision=1, seen=(0, links.first(R1.desk_id, case)))
    on_it = links.heads(R1.desk_id, case, [mine])[-1]

    def seen_by(*desk):
        shown = ("", len(desk), links.heads(R1.desk_id, "", desk)[-1])
        return said("amy", Act.NOTE_ADD, case=case, revision=2, seen=(1, on_it), beside=(shown,))

    name = links.name_of(mine).hex()
    assert stands(mine, seen_by(), retire).witnessed == {name}
    assert stands(mine, seen_by(retire), retire).witnessed == frozenset()
    assert stands(mine, retire).witnessed == frozenset()


def test_a_retired_key_is_refused_by_name_and_stops_all_the_same():
    mine = said("bob", Act.LAW_SIGN)
    late = Statement(R1.desk_id, R1.mark, None, 0, Act.LAW_SIGN, "bob", moment.write(T0 - MINUTE), "0" * 64)
    found = stands(said("bob", Act.KEY_RETIRE, at=65))
    for refuse in (lambda: found.check(late, R1, mine), lambda: found.check_now(late, R1, mine)):
        with pytest.raises(StatementError) as caught:
            refuse()
        assert caught.value.rule == "statement.retired-key"
    replace(found, witnessed=frozenset({links.name_of(mine).hex()})).check(late, R1, mine)
    found.check(replace(late, by="amy"), R1, said("amy", Act.LAW_SIGN))
    daily = replace(late, act=Act.NOTE_ADD)
    found.check(daily, R1, daily.sign(*by_key("bob", "bob")))  # their daily key is another one
    assert stands(*chained(("bob", Act.KEY_RETIRE, own_key("bob"), 65), ("bob", Act.DESK_FREEZE, {}, 80))).frozen


def test_what_is_dated_more_than_an_hour_from_now_is_passed_over_and_a_stop_is_not():
    now = T0 + 10 * MINUTE
    found = standing_of(ROSTERS, [said("dan", Act.DESK_FREEZE, at=500)], verify, at=now)
    assert found.frozen
    for at, ahead in ((70, False), (71, True)):
        one = Statement(R1.desk_id, R1.mark, None, 0, Act.LAW_SIGN, "amy", moment.write(T0 + at * MINUTE), "0" * 64)
        assert found.is_ahead(one) is ahead
        assert not found.is_ahead(replace(one, act=Act.DESK_FREEZE))
        assert not stands().is_ahead(one)  # a desk let nothing in that was dated so
    late = replace(one, says={})
    with pytest.raises(StatementError) as caught:
        found.check(late, R1, late.sign(*signer("amy", None)))
    assert caught.value.rule == "statement.future"
    lifts = chained(
        ("dan", Act.DESK_FREEZE, {}, 60), *((by, Act.DESK_LIFT, {"freeze": NAME}, 75) for by in ("amy", "bob"))
    )
    assert standing_of(ROSTERS, lifts, verify, at=now).frozen
    assert not standing_of(ROSTERS, lifts, verify, at=now + 5 * MINUTE).frozen


def test_nobody_retires_another_ones_key():
    forged = said("bob", Act.KEY_RETIRE, secret="amy")
    assert not stands(forged, said("bob", Act.KEY_RETIRE).replace(b"bob", b"amy")).retired


def test_the_own_key_retires_either_and_the_daily_key_itself_alone():
    bob = R1.person("bob")
    daily, own = ({"key": key.id.hex()} for key in bob.keys)
    made = Statement(R1.desk_id, R1.mark, None, 0, Act.KEY_RETIRE, "bob", moment.write(T0), "0" * 64)
    by_daily, by_own = by_key("bob", "bob"), signer("bob", None)

    def gone(says, key):
        return set(stands(replace(made, says=says).sign(*key)).retired)

    assert gone(daily, by_own) == gone(daily, by_daily) == {bob.vkey}
    assert gone(own, by_own) == {bob.own.vkey}
    assert gone(own, by_daily) == set()  # what a page holds takes away nothing that no page ever had
    assert gone({"key": R1.person("amy").key.id.hex()}, by_own) == gone({}, by_own) == set()


def test_what_the_own_key_signed_stands_after_the_daily_one_was_retired():
    says = {"key": R1.person("bob").key.id.hex()}
    found = stands(FREEZE, said("bob", Act.KEY_RETIRE, says, 65), lift("amy"), lift("bob"))
    assert not found.frozen
    assert found.retired_since(R1.person("bob")) is None
    late = replace(Statement(R1.desk_id, R1.mark, None, 0, Act.NOTE_ADD, "bob", moment.write(T0), "0" * 64))
    found.check_now(late, R1, late.sign(*signer("bob", None)))
    with pytest.raises(StatementError) as caught:
        found.check_now(late, R1, late.sign(*by_key("bob", "bob")))
    assert caught.value.rule == "statement.retired-key"


def test_a_new_key_of_the_same_person_is_not_retired():
    own = Own(age("new"), signer("bob", "new")[0].vkey)
    old = Person("bob", ("approver", "releaser"), R1.people[1].age, R1.people[1].vkey, own)
    assert stands(said("bob", Act.KEY_RETIRE)).retired_since(old) is None
    assert mark(public("bob"), b"") != mark(public("new"), b"")


@pytest.mark.parametrize("role", Role)
def test_the_table_of_access_and_the_reckoning_agree(role):
    roles = ("outside", "releaser") if role is Role.OUTSIDE else (str(role),)
    one = person("zoe", *roles)
    assert standing.may_lift(one) is access.may(access.roles_of(roles), Act.DESK_LIFT)
    assert access.may(access.roles_of(roles), Act.DESK_FREEZE)
    assert access.may(access.roles_of(roles), Act.KEY_RETIRE)
    assert standing.may_lift(one) is (access.may(access.roles_of(roles), Act.STATEMENT_STRIKE))
    assert set(standing.SAYS) == standing.ACTS <= set(ACTS)


@pytest.mark.parametrize(("size", "stands_"), [(0, False), (1, False), (2, True)])
def test_who_left_before_purges_nothing_by_the_roster_on_which_they_stood(size, stands_):
    """Former colleagues whose keys nobody retired, and a desk that puts their notes last: no proof is destroyed."""
    says = {"case": "c-" + "a" * 24, "counted": "1" * 64, "forget": "2" * 64, "mark": "3" * 64}
    notes = [said(by, Act.CASE_PURGE, says) for by in ("amy", "bob")]
    rosters = {1: R1, 2: replace(LATER, seen=(size, "a" * 64))}
    assert bool(purging.purges_in(rosters, notes, standing_of(rosters, notes, verify), verify).stand) is stands_
