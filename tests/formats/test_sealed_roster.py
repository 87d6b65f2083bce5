# ruff: noqa: ANN001, ANN002, ANN003, ANN201
"""Rosters and their chain: what the people signed, and nothing else (hazard 9.1)."""

import datetime as dt
import hashlib
from dataclasses import replace

import pytest

from dueprocess.demand.codes import Role
from dueprocess.formats import chain, links, note, roster
from dueprocess.formats.chain import Pin, check_founding, check_successor, walk
from dueprocess.formats.changes import Change, changes
from dueprocess.formats.errors import RosterError
from dueprocess.formats.note import Key, signed
from dueprocess.formats.roster import Own, Person, Roster, founding, parse

T0 = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
LETTERS = "023456789acdefghjklmnpqrstuvwxyz"


def age(label):
    digest = hashlib.sha512(label.encode()).digest()
    return "age1" + "".join(LETTERS[byte % 32] for byte in digest[:58])


# A made-up signature scheme beside the port: public = H(name), signature = H(public, message) twice.
def public(name):
    return hashlib.sha256(name.encode()).digest()


def mark(key, message):
    return hashlib.sha512(key + message).digest()


def verify(key, message, signature):
    return mark(key, message) == signature


def signer(name, secret=None):
    """By the own key, which signs rosters."""
    return by_key(name, f"own of {secret or name}")


def by_key(name, secret):
    key = Key(name, public(secret))
    return key, lambda message: mark(key.public, message)


def person(name, *roles, secret=None, daily=None):
    own = None if "producer" in roles else Own(age(f"own of {secret or name}"), signer(name, secret)[0].vkey)
    daily = daily or secret or name
    return Person(name, tuple(sorted(roles)), age(daily), by_key(name, daily)[0].vkey, own)


PEOPLE = [
    person("amy", "releaser", "clerk"),
    person("bob", "releaser", "approver"),
    person("cleo", "releaser"),
    person("dan", "operator"),
]


def first(people=PEOPLE, k=2):
    return founding(people, k=k, recovery=age("recovery"), made_at=T0)


def sign(one, *names):
    return signed(one.text(), [signer(*name.split("/")) for name in names]).encode()


def after(one, *, people=None, made=1, wait=0, **changes):
    when = T0 + made * HOUR
    fields = {"desk": one.desk_id, "number": one.number + 1, "previous": one.hash()}
    fields |= {"made_at": when.strftime(FORM), "notice": wait, "seen": (0, links.first(one.desk_id, links.DESK))}
    chosen = one.people if people is None else tuple(sorted(people, key=lambda p: p.name))
    return replace(one, people=chosen, **{**fields, **changes})


FORM = "%Y-%m-%dT%H:%M:%SZ"
NOW = T0 + 1000 * HOUR
R1 = first()
N1 = sign(R1, "amy", "bob", "cleo")
PIN = Pin.of(R1)


def refused(rule, call, *args, **kwargs):
    with pytest.raises(RosterError) as caught:
        call(*args, **kwargs)
    assert caught.value.rule == f"roster.{rule}"


def test_roles_are_those_of_the_codes():
    assert frozenset(str(role) for role in Role) == roster.ROLES


def test_founding():
    assert check_founding(N1, verify) == R1
    assert R1.desk_id == hashlib.sha256(R1.text().encode()).hexdigest()
    refused("unsigned", check_founding, sign(R1, "amy", "bob"), verify)
    refused("bad-signature", check_founding, N1.replace(b'"k":2', b'"k":3'), verify)
    refused("not-founding", check_founding, sign(after(R1), "amy", "bob"), verify)
    daily = [by_key(name, name) for name in ("amy", "bob", "cleo")]
    refused("unsigned", check_founding, signed(R1.text(), daily).encode(), verify)


def test_a_majority_signs_the_next():
    two = after(R1, worker=age("worker"))
    assert check_successor(R1, sign(two, "amy", "cleo"), verify) == two
    refused("unsigned", check_successor, R1, sign(two, "amy"), verify)
    refused("unsigned", check_successor, R1, sign(two, "amy", "dan"), verify)


def test_the_majority_of_the_wrong_roster():
    strangers = [person("xeno", "releaser"), person("yves", "releaser"), *PEOPLE]
    two = after(R1, people=strangers, wait=72)
    refused("unsigned", check_successor, R1, sign(two, "xeno", "yves"), verify)


def test_what_waits_72_hours():
    more = [*PEOPLE, person("eve", "releaser")]
    for wait, fine in ((0, False), (72, True)):
        two = after(R1, people=more, wait=wait)
        if fine:
            assert check_successor(R1, sign(two, "amy", "bob"), verify) == two
        else:
            refused("notice", check_successor, R1, sign(two, "amy", "bob"), verify)
    three = first(k=3)
    refused("unsigned", check_successor, three, sign(after(three, k=2, wait=72), "amy", "bob"), verify)
    refused("notice", check_successor, three, sign(after(three, k=2), "amy", "bob", "cleo"), verify)
    assert check_successor(three, sign(after(three, k=0), "amy", "bob"), verify).k == 0
    none = first(k=0)
    refused("notice", check_successor, none, sign(after(none, k=2), "amy", "bob"), verify)
    assert chain.needs_notice(none, after(none, k=2, people=more)) == ("lower-k", "new-releaser")


def test_a_swapped_key():
    swapped = [person("amy", "releaser", "clerk", secret="other"), *PEOPLE[1:]]
    behind = after(R1, people=swapped)
    refused("swapped-key", check_successor, R1, sign(behind, "bob", "cleo"), verify)
    assert check_successor(R1, sign(after(R1, people=swapped, wait=72), "bob", "cleo"), verify)
    daily = [person("amy", "releaser", "clerk", daily="other"), *PEOPLE[1:]]
    assert check_successor(R1, sign(after(R1, people=daily), "bob", "cleo"), verify)
    clerk = [*PEOPLE[:3], person("dan", "operator", secret="other")]
    refused("swapped-key", check_successor, R1, sign(after(R1, people=clerk), "amy", "bob"), verify)
    assert check_successor(R1, sign(after(R1, people=clerk), "amy", "bob", "dan"), verify)


def test_links():
    two = after(R1)
    for change, rule in (({"number": 3}, "gap"), ({"desk": "0" * 64}, "wrong-desk"), ({"previous": "0" * 64}, "fork")):
        refused(rule, check_successor, R1, sign(replace(two, **change), "amy", "bob"), verify)
    again = after(R1, worker=age("worker"))
    refused("fork", check_successor, two, sign(again, "amy", "bob"), verify)
    refused("lower-number", check_successor, two, sign(two, "amy", "bob"), verify)
    refused("lower-number", check_successor, two, N1, verify)


def test_the_chain_from_a_pin():
    two = after(R1, worker=age("worker"))
    notes = [N1, sign(two, "amy", "bob")]
    line = walk(PIN, notes, verify, NOW)
    assert (line.in_force, line.waiting, line.until, line.pin) == (two, (), None, Pin.of(two))
    seen = Pin.of(two)
    refused("lower-number", walk, seen, [N1], verify, NOW)
    refused("lower-number", walk, seen, [], verify, NOW)
    other = after(R1, recovery=age("evil"))
    refused("fork", walk, seen, [N1, sign(other, "amy", "bob")], verify, NOW)
    evil = first([*PEOPLE, person("eve", "releaser")])
    refused("wrong-desk", walk, PIN, [sign(evil, "amy", "bob", "cleo", "eve")], verify, NOW)


def test_hours_run_for_each_client_from_its_first_look_whatever_date_is_written():
    """Finding F4: rosters were dated back 72 hours and a minute (poc_roster.py)."""
    more = after(R1, people=[*PEOPLE, person("eve", "releaser")], wait=72, made=-1000)
    notes = [N1, sign(more, "amy", "bob")]
    early = walk(PIN, notes, verify, NOW)
    assert (early.in_force, early.waiting, early.until) == (R1, (more,), NOW + 72 * HOUR)
    assert early.strict == R1
    again = walk(early.pin, notes, verify, NOW + 71 * HOUR)
    assert (again.in_force, again.until, again.pin) == (R1, NOW + 72 * HOUR, early.pin)
    assert walk(early.pin, notes, verify, NOW + 72 * HOUR).in_force == more
    # Who was away, or has no pin, waits; who takes a colleague's word for it does not.
    assert walk(PIN, notes, verify, NOW + 500 * HOUR).in_force == R1
    assert walk(Pin.of(more), notes, verify, NOW).in_force == more
    assert Pin.read(early.pin.plain()) == early.pin


@pytest.mark.parametrize(("n", "k", "few"), [(3, 3, 2), (5, 5, 3), (5, 4, 3), (7, 6, 4)])
def test_fewer_than_k_lower_no_k_and_let_nobody_in(n, k, few):
    """Finding F4: a majority that is less than k did both, at once (poc_roster.py)."""
    people = [person(f"p{at}", "releaser") for at in range(n)]
    begun = first(people, k)
    names = [one.name for one in people]
    founded = sign(begun, *names)
    for change in ({"k": 2}, {"people": [*people, person("zed", "releaser")]}):
        for wait, rule in ((72, "unsigned"), (0, "unsigned")):
            note = sign(after(begun, wait=wait, **change), *names[:few])
            refused(rule, walk, Pin.of(begun), [founded, note], verify, NOW)
        enough = sign(after(begun, wait=72, **change), *names[:k])
        assert walk(Pin.of(begun), [founded, enough], verify, NOW).in_force == begun
    less = sign(after(begun, people=people[:-1], k=k - 1 if k == n else k, wait=72), *names[:few])
    if k < n:
        assert walk(Pin.of(begun), [founded, less], verify, NOW).strict.person(names[-1]) is None  # taken away at once


def test_until_then_a_release_is_reckoned_by_the_stricter_of_both():
    more = [*PEOPLE, person("eve", "releaser"), person("host", "producer")]
    rekeyed = [person("bob", "releaser", "approver", secret="other") if one.name == "bob" else one for one in more]
    two = after(R1, people=[one for one in rekeyed if one.name != "dan"], k=3, wait=72)
    line = walk(PIN, [N1, sign(two, "amy", "cleo")], verify, NOW)
    assert line.strict.k == 3
    assert [one.name for one in line.strict.people] == ["amy", "cleo"]  # bob has another key, dan leaves, eve is new
    none = after(R1, k=0)
    assert walk(PIN, [N1, sign(none, "amy", "cleo")], verify, NOW).strict.k == 0
    back = after(none, k=2, wait=72)
    assert walk(Pin.of(none), [N1, sign(none, "amy", "cleo"), sign(back, "amy", "bob")], verify, NOW).strict.k == 0
    inside = [person("amy", "outside", "releaser") if one.name == "amy" else one for one in PEOPLE]
    third = after(R1, people=inside, wait=72)
    assert walk(PIN, [N1, sign(third, "bob", "cleo")], verify, NOW).strict.person("amy").roles == (
        "outside",
        "releaser",
    )


def test_what_waits_is_taken_back_at_once_by_those_in_force_and_the_newcomers_have_no_say():
    more = after(R1, people=[*PEOPLE, person("eve", "releaser")], wait=72)
    notes = [N1, sign(more, "amy", "bob")]
    back = replace(after(more, made=5), people=R1.people)
    line = walk(walk(PIN, notes, verify, NOW).pin, [*notes, sign(back, "bob", "cleo")], verify, NOW + HOUR)
    assert (line.in_force, line.until) == (back, None)
    # A roster that changes nothing in the one that waits gives no more at once than that one.
    hurried = after(more, made=5)
    waits = walk(PIN, [*notes, sign(hurried, "amy", "bob", "cleo")], verify, NOW)
    assert (waits.in_force, waits.until) == (R1, NOW + 72 * HOUR)
    refused("unsigned", walk, PIN, [*notes, sign(hurried, "amy", "eve")], verify, NOW)
    # Once it counts, those of the one before no longer undo it: two releasers are no majority of four.
    settled = walk(walk(PIN, notes, verify, NOW).pin, notes, verify, NOW + 72 * HOUR).pin
    refused("unsigned", walk, settled, [*notes, sign(back, "bob", "cleo")], verify, NOW + 73 * HOUR)


def test_who_left_long_ago_undoes_nothing_for_who_was_away():
    """The people of an older roster agree only where all that followed it may still wait."""
    gone = after(R1, people=PEOPLE[1:], k=2)
    two, three = sign(gone, "bob", "cleo"), after(gone, worker=age("worker"))
    refused("unsigned", walk, PIN, [N1, two, sign(three, "amy", "bob")], verify, NOW)
    assert walk(PIN, [N1, two, sign(three, "bob", "cleo")], verify, NOW).in_force == three


def test_a_roster_is_signed_first_within_an_hour_and_by_the_others_within_seven_days():
    two = after(R1, made=0)
    for hours, is_first, fine in ((1, True, True), (2, True, False), (2, False, True), (168, False, True)):
        if fine:
            chain.check_age(two, T0 + hours * HOUR, first=is_first)
        else:
            refused("time", chain.check_age, two, T0 + hours * HOUR, first=is_first)
    refused("time", chain.check_age, two, T0 + 169 * HOUR, first=False)
    refused("time", chain.check_age, two, T0 - 2 * HOUR, first=False)


@pytest.mark.parametrize(
    "change", [{"base": 0}, {"base": 3}, {"since": ["x"]}, {"since": ["2026-11-24T10:00:00Z"] * 2}, {"number": "a"}]
)
def test_a_pin_that_is_none(change):
    plain = {"desk": "d" * 64, "number": 2, "hash": "e" * 64, "base": 1, "since": []}
    with pytest.raises((ValueError, KeyError)):
        Pin.read({**plain, **change})


def test_a_desk_without_two_releasers():
    solo = founding([person("amy", "clerk"), person("bob", "counsel")], k=0, recovery=age("r"), made_at=T0)
    two = after(solo, worker=age("worker"))
    assert check_successor(solo, sign(two, "amy", "bob"), verify) == two
    refused("unsigned", check_successor, solo, sign(two, "amy"), verify)


def with_own(one, **changes):
    return replace(one, own=replace(one.own, **changes))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"number": 0}, "malformed"),
        ({"number": 2}, "malformed"),
        ({"desk": "0" * 64}, "malformed"),
        ({"mail": "0"}, "malformed"),
        ({"seen": (0, "a" * 64)}, "malformed"),
        ({"notice": 72}, "malformed"),
        ({"notice": 71}, "malformed"),
        ({"people": ()}, "malformed"),
        ({"people": tuple(reversed(R1.people))}, "malformed"),
        ({"people": (R1.people[0], R1.people[0])}, "name-twice"),
        ({"people": (replace(R1.people[0], name="recovery"),)}, "bad-name"),
        ({"people": (replace(R1.people[0], name="Amy"),)}, "bad-name"),
        ({"people": (replace(R1.people[0], roles=()),)}, "bad-roles"),
        ({"people": (replace(R1.people[0], roles=("releaser", "clerk")),)}, "bad-roles"),
        ({"people": (replace(R1.people[0], roles=("king",)),)}, "bad-roles"),
        ({"people": (R1.people[3],), "k": 0}, "nobody-signs"),
        ({"people": (replace(R1.people[0], roles=("clerk",), own=None),), "k": 0}, "nobody-signs"),
        ({"people": (replace(R1.people[0], own=None), *R1.people[1:])}, "own-key"),
        ({"people": (*R1.people, replace(person("eve", "clerk"), roles=("producer",)))}, "own-key"),
        ({"people": (replace(R1.people[0], own=Own("age1", "x")), *R1.people[1:])}, "bad-key"),
        ({"people": (replace(R1.people[0], own=R1.people[1].own), *R1.people[1:])}, "key-twice"),
        ({"people": (with_own(R1.people[0], vkey=R1.people[0].vkey), *R1.people[1:])}, "key-twice"),
        ({"people": (with_own(R1.people[0], vkey="x"), *R1.people[1:])}, "bad-key"),
        ({"people": (with_own(R1.people[0], age=R1.people[0].age), *R1.people[1:])}, "key-twice"),
        ({"people": (replace(R1.people[0], age="age1"), *R1.people[1:])}, "bad-key"),
        ({"people": (replace(R1.people[0], vkey="x"), *R1.people[1:])}, "bad-key"),
        ({"people": (replace(R1.people[0], vkey=R1.people[1].vkey), *R1.people[1:])}, "bad-key"),
        ({"recovery": R1.people[0].age}, "key-twice"),
        ({"worker": R1.recovery}, "key-twice"),
        ({"people": (*R1.people[:3], person("eve", "clerk", secret="amy"))}, "key-twice"),
        ({"k": 1}, "k-one"),
        ({"k": 4}, "k-range"),
        ({"k": -2}, "k-range"),
        ({"made_at": "today"}, "malformed"),
    ],
)
def test_form(change, rule):
    refused(rule, roster.check_form, replace(R1, **change))


def test_one_ed25519_key_under_two_names():
    twin = Person("eve", ("clerk",), age("eve"), Key("eve", public("amy")).vkey)
    refused("key-twice", roster.check_form, replace(R1, people=(*R1.people, twin)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(roster.MAX_BYTES + 1),
        N1.replace(b"roster/2", b"roster/1"),
        N1.replace(b'"k":2', b'"k":"2"'),
        N1.replace(b'"k":2', b'"k":true'),
        N1.replace(b'"k":2', b'"l":2'),
        N1.replace(b'"worker":null', b'"worker":1'),
        N1.replace(b'"name":"amy"', b'"nom":"amy"'),
        N1.replace(b'"name":"amy"', b'"name":1'),
        N1.replace(b'"roles":["operator"]', b'"roles":"operator"'),
        N1.replace(b'"roles":["operator"]', b'"roles":[1]'),
        N1.replace(b"}\n\n", b"}\nmore\n\n"),
        N1.replace(b'{"desk', b'{ "desk'),
        N1.replace(b'"own":{', b'"own":{"more":1,'),
        N1.replace(b'"mail":null,', b""),
        N1.replace(b'"notice":0', b'"notice":false'),
    ],
)
def test_bytes_that_are_no_roster(data):
    refused("malformed", parse, data)


def test_the_person_and_round_trip():
    assert parse(N1)[0] == R1
    assert R1.person("amy") is R1.people[0]
    assert R1.person("zoe") is None
    assert [one.name for one in R1.signers] == ["amy", "bob", "cleo"]
    assert note.parse(N1).encode() == N1


def test_golden_roster(root):
    golden = (root / "tests/golden/events/roster-2.note").read_bytes()
    assert golden == N1
    assert check_founding(golden, verify).hash() == HASH


HASH = "d5c558b3bf0f3478df5ead934dd4978cee8e4c2fa28714151863526bbcfcb576"


def test_an_extraction_host_holds_no_other_role_and_waits_for_notice():
    host = person("host", "producer")
    two = after(R1, people=[*PEOPLE, host])
    refused("notice", check_successor, R1, sign(two, "amy", "bob"), verify)
    two = after(R1, people=[*PEOPLE, host], wait=72)
    assert check_successor(R1, sign(two, "amy", "bob"), verify).producers == (host,)
    three = after(two, people=[*PEOPLE, person("host", "producer", secret="new")], made=80)
    assert chain.needs_notice(two, three) == ("new-producer",)
    assert chain.needs_notice(two, after(two, people=PEOPLE, made=80)) == ()
    for roles in (("clerk", "producer"), ("producer", "releaser"), ("operator", "producer")):
        refused("bad-roles", first, [*PEOPLE, person("host", *roles)])
    refused("nobody-signs", first, [host], 0)


def test_an_outside_releaser_holds_no_other_role_and_comes_in_with_notice():
    friend = person("fay", "outside", "releaser")
    two = after(R1, people=[*PEOPLE, friend], wait=72)
    assert friend in check_successor(R1, sign(two, "amy", "bob"), verify).releasers
    inside = after(two, people=[*PEOPLE, person("fay", "releaser")], made=80)
    assert chain.needs_notice(two, inside) == ("new-releaser",)
    assert chain.needs_notice(inside, after(inside, people=[*PEOPLE, friend], made=90)) == ()
    for roles in (("outside",), ("outside", "approver"), ("outside", "releaser", "clerk")):
        refused("bad-roles", first, [*PEOPLE, person("fay", *roles)])


# --- what one roster changes in another, in words for whoever signs it ---

AMY = Person("amy", ("clerk", "releaser"), "age-a", "amy+1", Own("age-A", "amy+A"))
BOB = Person("bob", ("approver", "releaser"), "age-b", "bob+1")
ONE = Roster("d" * 64, 1, None, (AMY, BOB), 2, "age-r", None, "")


def said(**more: object) -> list[str]:
    return [str(one) for one in changes(ONE, replace(ONE, **more))]


def test_nothing_changed() -> None:
    assert changes(ONE, replace(ONE, number=2, made_at="later")) == ()


def test_people_come_go_and_change() -> None:
    cleo = Person("cleo", ("counsel",), "age-c", "cleo+1")
    assert said(people=(AMY, BOB, cleo)) == ["cleo joins: counsel"]
    assert said(people=(AMY,)) == ["bob leaves (was approver, releaser)"]
    assert said(people=(replace(AMY, roles=("clerk",)), BOB)) == ["amy is clerk instead of clerk, releaser"]
    assert said(people=(AMY, replace(BOB, vkey="bob+2"))) == ["bob has another daily key: bob+2"]
    assert said(people=(AMY, replace(BOB, age="age-x"))) == ["bob has another daily key: bob+1"]
    assert said(people=(replace(AMY, own=None), BOB)) == ["amy has another own key: none"]
    assert said(people=(replace(AMY, own=Own("age-A", "amy+B")), BOB)) == ["amy has another own key: amy+B"]


def test_the_desks_own_keys_and_k() -> None:
    assert said(k=3) == ["a release needs 3 people instead of 2"]
    assert said(recovery="age-s", worker="age-w") == ["another key of the recovery", "another key of the worker"]
    assert changes(ONE, replace(ONE, k=3))[0] == Change("k", before="2", after="3")
