# ruff: noqa: ANN001, ANN201
"""Signed notes (C2SP signed-note v1.0.0): strict bytes, unknown keys ignored, a wrong known one refused."""

import base64

import pytest

from dueprocess.formats.note import Key, MalformedNoteError, parse, parse_vkey, signed, verified_names

AMY, BOB = Key("amy", bytes(32)), Key("bob", bytes([1] * 32))
NOTE = signed("text\n", [(AMY, lambda _: bytes(64)), (BOB, lambda _: bytes(64))])
DATA = NOTE.encode()


def test_round_trip():
    assert parse(DATA) == NOTE
    assert parse_vkey(AMY.vkey) == AMY


def test_who_signed():
    assert verified_names(NOTE, [AMY], lambda *_: True) == {"amy"}
    with pytest.raises(MalformedNoteError, match="wrong"):
        verified_names(NOTE, [AMY], lambda *_: False)


@pytest.mark.parametrize(
    "data",
    [
        b"x" * ((1 << 20) + 1),
        b"\xff",
        DATA.replace(b"text", b"te\x00xt"),
        b"text\n",
        DATA[:-1],
        DATA + b"more\n",
        DATA.replace("— amy".encode(), b"- amy"),
        "text\n\n— amy AAAA\n".encode(),
        "text\n\n— amy A\n".encode(),
        b"text\n\n" + DATA.split(b"\n\n")[1] * 40,
    ],
)
def test_bytes_that_are_no_note(data):
    with pytest.raises(MalformedNoteError):
        parse(data)


def test_one_signature_has_one_text():
    # 68 bytes leave two spare bits in base64: another spelling would give a statement another hash.
    body = base64.b64encode(AMY.id + bytes(64)).decode()
    other = body[:-2] + chr(ord(body[-2]) + 1) + "="
    assert base64.b64decode(other) == base64.b64decode(body)
    with pytest.raises(MalformedNoteError, match="canonical"):
        parse(f"text\n\n— amy {other}\n".encode())


@pytest.mark.parametrize("text", ["text", "text\n\n", "te\x07xt\n"])
def test_a_text_that_is_not_signed(text):
    with pytest.raises(MalformedNoteError):
        signed(text, [])


@pytest.mark.parametrize("vkey", ["", "amy", AMY.vkey.replace("amy", "eve"), AMY.vkey[:-4], "a b" + AMY.vkey[3:]])
def test_what_is_no_key(vkey):
    with pytest.raises(MalformedNoteError):
        parse_vkey(vkey)
