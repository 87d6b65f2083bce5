# ruff: noqa: ANN001, ANN002, ANN003, ANN201
"""Session notes: one desk, one address, five minutes, one key."""

import datetime as dt
import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats import moment
from dueprocess.formats.canonical import encode
from dueprocess.formats.note import Key, signed
from dueprocess.formats.roster import Own, Person, founding
from dueprocess.formats.session import HEADER, MAX_BYTES, WINDOW, Opening, SessionError, parse, verify

AGE = "age1" + "q" * 57
KEY = Key("amy", bytes(range(32)))
NOW = moment.parse("2026-11-24T10:00:00Z")
OWN_KEY = Key("amy", bytes(range(32, 64)))
OWN = Own(AGE + "r", OWN_KEY.vkey)
ROSTER = founding([Person("amy", ("clerk",), AGE + "p", KEY.vkey, OWN)], k=0, recovery=AGE + "z", made_at=NOW)
ORIGIN = "https://api.desk.example"
FINE = Opening("2026-11-24T10:00:00Z", "amy", ROSTER.desk_id, "0f" * 16, ORIGIN)


def sign(message):
    return hashlib.sha512(KEY.public + message).digest()


def check(public, message, signature):
    return hashlib.sha512(public + message).digest() == signature


NOTE = FINE.sign(KEY, sign)


def opened(note=NOTE, origin=ORIGIN, now=NOW):
    return verify(note, ROSTER, origin, now, check)[0]


def refused(rule, call, *args, **more):
    with pytest.raises(SessionError) as caught:
        call(*args, **more)
    assert caught.value.rule == f"session.{rule}"


def test_round_trip_and_golden(root):
    assert opened() == FINE
    assert parse(NOTE)[0] == FINE
    assert (root / "tests/golden/events/session-1.note").read_bytes() == NOTE


def test_it_counts_at_one_desk_one_address_and_for_five_minutes():
    assert opened(now=NOW + WINDOW) == opened(now=NOW - WINDOW) == FINE
    second = dt.timedelta(seconds=1)
    refused("time", opened, now=NOW + WINDOW + second)
    refused("time", opened, now=NOW - WINDOW - second)
    refused("wrong-origin", opened, origin="https://api.other.example")
    refused("wrong-desk", opened, replace(FINE, desk="ab" * 32).sign(KEY, sign))


def test_it_counts_with_the_key_on_the_roster_alone():
    refused("not-on-roster", opened, replace(FINE, by="eve").sign(KEY, sign))
    refused("unknown-key", opened, FINE.sign(Key("amy", bytes(32)), sign))
    refused("unknown-key", opened, FINE.sign(Key("eve", KEY.public), sign))
    refused("bad-signature", opened, FINE.sign(KEY, lambda _: bytes(64)))


@pytest.mark.parametrize(
    "broken",
    [
        {"desk": "AB" * 32},
        {"by": "Amy Clerk"},
        {"nonce": "0f"},
        {"origin": "https://api.desk.example/path"},
        {"origin": "javascript:x"},
        {"at": "2026-11-24 10:00"},
    ],
)
def test_a_value_out_of_form_is_refused_by_writer_and_reader(broken):
    refused("malformed", replace(FINE, **broken).text)
    plain = {name: getattr(FINE, name) for name in ("at", "by", "desk", "nonce", "origin")} | broken
    refused("malformed", parse, note(encode(plain).decode()))


def note(body, header=HEADER, signers=1, end=""):
    return signed(f"{header}\n{body}\n{end}", [(KEY, sign)] * signers).encode()


BODY = NOTE.decode().split("\n")[1]


@pytest.mark.parametrize(
    "data",
    [
        b"x" * (MAX_BYTES + 1),
        b"",
        b"\xff",
        note(BODY, "dueprocess.statement/1"),
        note(BODY, end="more\n"),
        note(BODY, signers=2),
        note(BODY.replace(":", ": ", 1)),
        note("[]"),
        note("{}"),
        note(BODY.replace('"0f', '"of')),
        note(BODY.replace(f'"{FINE.at}"', "1")),
    ],
)
def test_bytes_that_are_no_session_note(data):
    refused("malformed", parse, data)


def test_a_statement_opens_no_session(root):
    refused("malformed", parse, (root / "tests/golden/events/statement-2.note").read_bytes())


@given(st.integers(0, len(NOTE) - 1), st.integers(1, 255))
def test_no_byte_of_a_note_can_change(at, by):
    broken = bytearray(NOTE)
    broken[at] ^= by
    with pytest.raises(SessionError):
        opened(bytes(broken))
