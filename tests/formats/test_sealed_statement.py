# ruff: noqa: ANN001, ANN002, ANN201
"""Statements: one act of one person on one desk, roster, case and revision."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats import moment
from dueprocess.formats.errors import StatementError
from dueprocess.formats.note import Key, signed
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.roster import Own, Person, founding
from dueprocess.formats.statement import (
    MAX_ACTS,
    MAX_BYTES,
    MAX_OPENED,
    OWN_KEY,
    Act,
    LawAnswer,
    Look,
    Reckoner,
    Said,
    Statement,
    bases,
    hash_of,
    named,
    number_of,
    parse,
    parse_look,
    verify,
    verify_parsed,
)

AGE = "age1" + "q" * 57
KEY = Key("amy", bytes(range(32)))
OWN_KEY_OF_AMY = Key("amy", bytes(range(32, 64)))
ROSTER = founding(
    [Person("amy", ("clerk",), AGE + "p", KEY.vkey, Own(AGE + "r", OWN_KEY_OF_AMY.vkey))],
    k=0,
    recovery=AGE + "z",
    made_at=moment.parse("2026-11-24T10:00:00Z"),
)


def sign(message):
    return hashlib.sha512(KEY.public + message).digest()


def sign_own(message):
    return hashlib.sha512(OWN_KEY_OF_AMY.public + message).digest()


def check(public, message, signature):
    return hashlib.sha512(public + message).digest() == signature


FINE = Statement(
    desk=ROSTER.desk_id,
    roster=ROSTER.mark,
    case="c-" + "a" * 24,
    revision=3,
    act=Act.DECISION_PROPOSE,
    by="amy",
    at="2026-11-24T10:00:00Z",
    basis="ab" * 32,
    says={"item": 1, "outcome": "object", "lines": [{"handle": "T1", "answer": "refused"}], "flag": None},
    law=LawAnswer({"1": "cd" * 32}, Reckoner.VAULT),
)
NOTE = FINE.sign(KEY, sign)


def refused(rule, call, *args):
    with pytest.raises(StatementError) as caught:
        call(*args)
    assert caught.value.rule == f"statement.{rule}"


def look_of(*says):
    said = tuple(Said(Act.DECISION_PROPOSE, one) for one in says)
    return Look(FINE.desk, ROSTER.mark, FINE.case, 3, "amy", FINE.at, bases(said, lambda _: FINE.basis), said)


def test_an_act_of_the_own_key_counts_by_no_other_and_whatever_else_by_either():
    """The daily key lies where a page of the desk could take it (finding F4, hazard 10.1)."""
    for act in Act:
        one = replace(FINE, act=act)
        assert verify(one.sign(OWN_KEY_OF_AMY, sign_own), ROSTER, check) == one
        if act in OWN_KEY:
            refused("own-key", verify, one.sign(KEY, sign), ROSTER, check)
        else:
            assert verify(one.sign(KEY, sign), ROSTER, check) == one
    said = tuple(Said(act, {"item": 1}) for act in (Act.DECISION_PROPOSE, Act.TARGET_READ))
    look = replace(FINE.look, acts=said)
    refused("own-key", verify_parsed, *parse_look(look.sign(KEY, sign)), ROSTER, check)
    assert verify_parsed(*parse_look(look.sign(OWN_KEY_OF_AMY, sign_own)), ROSTER, check) == look


def test_a_look_is_one_note_of_several_acts_and_each_has_its_name():
    look = look_of({"item": 1}, {"item": 2})
    note = look.sign(KEY, sign)
    found, signed = parse_look(note)
    assert found == look
    assert verify_parsed(found, signed, ROSTER, check) == look
    first, second = look.statements
    assert (first.says, second.says) == ({"item": 1}, {"item": 2})
    assert (first.number, second.number) == (1, 2)
    assert first.place < second.place < replace(first, link=1).place
    assert named(note, hash_of(note, 2)) == second
    assert named(note, hash_of(note, 3)) is None
    assert named(note[:-2], hash_of(note[:-2])) is None
    # Where one act is meant, a note of two is none; and nothing of a look can be left out of its note.
    refused("several", parse, note)
    refused("several", verify, note, ROSTER, check)
    shorter = note.replace(b',{"act":"decision.propose","says":{"item":2}}', b"")
    refused("malformed", parse_look, shorter)  # it names what an act rests on that is not there
    shorter = shorter.replace(b',[2,"' + b"ab" * 32 + b'"]', b"")
    refused("bad-signature", lambda: verify_parsed(*parse_look(shorter), ROSTER, check))


def test_a_look_says_for_each_item_what_its_acts_rest_on_and_for_nothing_else():
    look = replace(look_of({"item": 2}, {"item": 1}, {}), basis=((0, "0a" * 32), (1, "1a" * 32), (2, "2a" * 32)))
    assert [one.basis[:2] for one in parse_look(look.sign(KEY, sign))[0].statements] == ["2a", "1a", "0a"]
    for basis in (look.basis[:2], look.basis[1:], (*look.basis, (3, "3a" * 32)), look.basis[::-1], look.basis * 2, ()):
        refused("malformed", replace(look, basis=basis).text)


def test_a_look_names_what_its_signer_had_opened():
    look = replace(look_of({"item": 1}), opened=(("ab" * 32, ObjectKind.ORIGINAL), ("cd" * 32, ObjectKind.NOTE)))
    note = look.sign(KEY, sign)
    assert parse(note)[0].opened == look.opened
    assert f'"opened":[["{"ab" * 32}","original"]' in look.text()
    for wrong in (b'["ab","original"]', b'["%b","gossip"]' % (b"ab" * 32), b'["%b"]' % (b"ab" * 32), b"7"):
        refused("malformed", parse, note.replace(b'["%b","original"]' % (b"ab" * 32), wrong))
    refused("malformed", replace(look, opened=look.opened[:1] * (MAX_OPENED + 1)).text)


def test_a_look_has_one_act_to_forty():
    refused("malformed", look_of().text)
    assert len(look_of(*({"item": 1} for _ in range(MAX_ACTS))).statements) == MAX_ACTS
    refused("malformed", look_of(*({"item": 1} for _ in range(MAX_ACTS + 1))).text)


def test_round_trip_and_golden(root):
    assert verify(NOTE, ROSTER, check) == FINE
    assert parse(NOTE)[0] == FINE
    assert (root / "tests/golden/events/statement-2.note").read_bytes() == NOTE
    # Each act of a note has a name of its own: a hash over the note's hash and the act's number.
    inner = hashlib.sha256(NOTE).digest()
    for number in (1, 2, MAX_ACTS):
        spelt = b"dueprocess/act/1\0" + inner + number.to_bytes(4, "big")
        assert hash_of(NOTE, number) == hashlib.sha256(spelt).hexdigest()
        assert number_of(NOTE, hash_of(NOTE, number)) == number
    assert number_of(NOTE + b"x", hash_of(NOTE)) is None
    assert number_of(NOTE, hash_of(NOTE, MAX_ACTS + 1)) is None
    assert replace(FINE, case=None).text().count('"case":null') == 1


@given(st.data())
def test_a_flipped_bit_is_refused(data):
    changed = bytearray(NOTE)
    bit = data.draw(st.integers(0, len(changed) * 8 - 1))
    changed[bit // 8] ^= 1 << (bit % 8)
    with pytest.raises(StatementError):
        verify(bytes(changed), ROSTER, check)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data):
    with pytest.raises(StatementError):
        parse(data)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"desk": "0" * 64}, "wrong-desk"),
        ({"roster": (2, ROSTER.hash())}, "wrong-roster"),
        ({"roster": (1, "0" * 64)}, "wrong-roster"),
        ({"by": "bob"}, "not-on-roster"),
    ],
)
def test_another_place(change, rule):
    other = replace(FINE, **change)
    key = Key(other.by, KEY.public)
    refused(rule, verify, signed(other.text(), [(key, sign)]).encode(), ROSTER, check)


def test_another_signer():
    bob, amy2 = Key("bob", KEY.public), Key("amy", bytes(32))
    refused("wrong-signer", verify, signed(FINE.text(), [(bob, sign)]).encode(), ROSTER, check)
    refused("unknown-key", verify, signed(FINE.text(), [(amy2, sign)]).encode(), ROSTER, check)
    refused("bad-signature", verify, signed(FINE.text(), [(KEY, lambda _: bytes(64))]).encode(), ROSTER, check)
    refused("malformed", verify, signed(FINE.text(), [(KEY, sign), (bob, sign)]).encode(), ROSTER, check)
    refused("wrong-signer", FINE.sign, bob, sign)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"desk": "x"}, "malformed"),
        ({"basis": "AB" * 32}, "malformed"),
        ({"basis": ""}, "malformed"),
        ({"roster": (0, "a" * 64)}, "malformed"),
        ({"roster": (1, "A" * 64)}, "malformed"),
        ({"revision": -1}, "malformed"),
        ({"case": "a-" + "a" * 24}, "malformed"),
        ({"by": "Amy"}, "malformed"),
        ({"at": "2026-11-24"}, "malformed"),
        ({"at": "2026-13-24T10:00:00Z"}, "malformed"),
        ({"says": {"n": 1.5}}, "malformed"),
        ({"says": {"note": "the man from the ministry"}}, "free-text"),
        ({"says": {"to": "max@example.org"}}, "free-text"),
        ({"says": {"in": ["x" * 129]}}, "free-text"),
        ({"says": {"a key": 1}}, "free-text"),
    ],
)
def test_form(change, rule):
    refused(rule, replace(FINE, **change).text)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (b"statement/2", b"statement/1", "malformed"),
        (b'"item":1', b'"item": 1', "malformed"),
        (b'"roster":[1,', b'"roster":["1",', "malformed"),
        (b'"roster":[1,', b'"raster":[1,', "malformed"),
        (b'"roster":[1,"', b'"roster":1,"x":["', "malformed"),
        (b'"revision":3', b'"revision":true', "malformed"),
        (b"decision.propose", b"decision.imagine", "unknown-act"),
        (b"}\n\n", b"}\nmore\n\n", "malformed"),
    ],
)
def test_bytes(old, new, rule):
    refused(rule, parse, NOTE.replace(old, new))


def test_too_long():
    refused("malformed", parse, bytes(MAX_BYTES + 1))


def test_moments():
    when = moment.parse("2026-11-24T10:00:00Z")
    assert moment.write(when) == "2026-11-24T10:00:00Z"
    with pytest.raises(ValueError, match="offset"):
        moment.write(when.replace(tzinfo=None))
