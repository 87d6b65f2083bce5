# ruff: noqa: ANN001, ANN201, SLF001
"""Commitments: sixteen fields, one opened at a time, nothing changed afterwards."""

import json
import runpy
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats import commitment
from dueprocess.formats.commitment import FIELDS, MAX_VALUE, BadOpeningError, commit, open_field, verify

SALTS = st.binary(min_size=32, max_size=32)
EVENTS = st.fixed_dictionaries({name: st.binary(max_size=20) for name in FIELDS})


@pytest.fixture
def golden(root):
    return json.loads((root / "tests/golden/events/event-1.json").read_text())


def fields_of(golden):
    return {name: bytes.fromhex(value) for name, value in golden["fields"].items()}


def test_golden_event(golden):
    assert tuple(golden["fields"]) == FIELDS
    assert commit(fields_of(golden), bytes.fromhex(golden["salt"])).hex() == golden["commitment"]


def test_golden_opening(golden):
    opening = open_field(fields_of(golden), bytes.fromhex(golden["salt"]), "outcome")
    assert opening.value == b"object"
    assert [opening.salt.hex(), *(one.hex() for one in opening.path)] == [
        golden["opening"]["salt"],
        *golden["opening"]["path"],
    ]
    assert verify(bytes.fromhex(golden["commitment"]), opening)


def test_the_page_alone_gives_the_same_commitment(root, golden, capsys):
    runpy.run_path(str(root / "tests/golden/events/make.py"))
    assert capsys.readouterr().out.strip() == golden["commitment"]


@given(EVENTS, SALTS, st.sampled_from(FIELDS))
def test_opening_one_field_verifies(fields, salt, name):
    assert verify(commit(fields, salt), open_field(fields, salt, name))


@given(EVENTS, SALTS, st.sampled_from(FIELDS), st.binary(max_size=20), st.data())
def test_any_change_of_an_opening_fails(fields, salt, name, other, data):
    whole, opening = commit(fields, salt), open_field(fields, salt, name)
    if other != opening.value:
        assert not verify(whole, replace(opening, value=other))
    another = data.draw(st.sampled_from([one for one in FIELDS if one != name]))
    assert not verify(whole, replace(opening, field=another))
    bit = data.draw(st.integers(0, 255))
    assert not verify(whole, replace(opening, salt=flipped(opening.salt, bit)))
    step = data.draw(st.integers(0, 3))
    path = list(opening.path)
    path[step] = flipped(path[step], bit)
    assert not verify(whole, replace(opening, path=tuple(path)))
    assert not verify(flipped(whole, bit), opening)


@given(EVENTS, SALTS, st.sampled_from(FIELDS), st.binary(max_size=20))
def test_any_change_of_a_field_or_salt_changes_the_commitment(fields, salt, name, other):
    whole = commit(fields, salt)
    assert commit(fields, flipped(salt, 7)) != whole
    if other != fields[name]:
        assert commit({**fields, name: other}, salt) != whole


@given(EVENTS, SALTS)
def test_moving_a_value_to_the_next_field_changes_the_commitment(fields, salt):
    fields = {**fields, "country": b"DE", "authority_kind": b""}
    assert commit({**fields, "country": b"", "authority_kind": b"DE"}, salt) != commit(fields, salt)


def test_an_opening_shows_no_other_value():
    fields = dict.fromkeys(FIELDS, b"") | {"body": b"a body that stays hidden"}
    opening = open_field(fields, bytes(32), "day")
    same = open_field({**fields, "body": b"another"}, bytes(32), "day")
    assert opening.salt == same.salt
    assert opening.path != same.path
    # With the event's salt gone, a guess of the body needs its own salt: the field's salt does not give it.
    guess = commitment._leaf(FIELDS.index("body"), opening.salt, fields["body"])
    assert guess not in opening.path


def flipped(data, bit):
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << (bit % 8)
    return bytes(changed)


FINE = dict.fromkeys(FIELDS, b"")


@pytest.mark.parametrize(
    ("fields", "salt"),
    [
        (FINE, bytes(31)),
        (FINE, b""),
        ({**FINE, "more": b""}, bytes(32)),
        (dict.fromkeys(FIELDS[:-1], b""), bytes(32)),
        ({**FINE, "body": bytes(MAX_VALUE + 1)}, bytes(32)),
    ],
)
def test_what_is_no_event(fields, salt):
    with pytest.raises(BadOpeningError):
        commit(fields, salt)


def test_what_is_no_opening():
    good = open_field(FINE, bytes(32), "day")
    whole = commit(FINE, bytes(32))
    for bad in (
        replace(good, field="nothing"),
        replace(good, salt=bytes(31)),
        replace(good, path=good.path[:3]),
        replace(good, path=(*good.path[:3], bytes(31))),
        replace(good, value=bytes(MAX_VALUE + 1)),
    ):
        with pytest.raises(BadOpeningError):
            verify(whole, bad)
    with pytest.raises(BadOpeningError):
        open_field(FINE, bytes(32), "nothing")
    assert not verify(b"", good)
