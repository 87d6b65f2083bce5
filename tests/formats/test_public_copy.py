"""A public copy: what it holds, and that nothing else fits in."""

import dataclasses
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats import public_copy as form
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.public_copy import Copy, Sort

WHITE = b"\xff" * (form.STRIDE * form.HEIGHT)
TEXT = Copy(Sort.DEMAND, "en", "5" * 64, ("To the provider", "", "We ask for [[target]] of [[name]]."))
PICTURE = form.picture(WHITE)
HEAD = PICTURE[16:29]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_what_is_packed_is_read_back() -> None:
    pictures = dataclasses.replace(TEXT, lines=(), pages=(PICTURE, PICTURE))
    for copy in (TEXT, pictures):
        data = form.pack(copy)
        assert form.unpack(data) == copy
        assert len(form.name_of(data)) == 64
    assert form.points(PICTURE) == WHITE
    assert form.blocks(TEXT.lines) == [["To the provider"], ["We ask for [[target]] of [[name]]."]]
    assert form.parts(TEXT.lines[2]) == [("We ask for ", "target"), (" of ", "name"), (".", "")]


@pytest.mark.parametrize(
    "line",
    [
        "mail alice@example.org",
        "see https://example.org",
        "two  blanks",
        "a zero\u200bwidth sign",
        "turned \u202eround",
        "a variation\ufe0f",
        "a fil\u3164ler",
        "an\uffa0other",
        "a vowel\u17b4 that nobody writes",
        "a cell\u2800",
        "a private \ue000 sign",
        "an unknown [[cover]]",
        "half [[name",
        " led by a blank",
    ],
)
def test_no_line_hides_a_sign_or_an_address(line: str) -> None:
    with pytest.raises(ObjectError):
        form.pack(dataclasses.replace(TEXT, lines=(line,)))


@given(st.text(max_size=60))
def test_whatever_is_typed_again_is_a_line_or_holds_an_address(text: str) -> None:
    line = form.typed(text)
    assert form.typed(line) == line
    try:
        assert form.unpack(form.pack(dataclasses.replace(TEXT, lines=(line, "x")))).lines[0] == line
    except ObjectError:
        assert any(sign in line.lower() for sign in ("@", "://", "www.", "[[", "]]"))


@pytest.mark.parametrize(
    "png",
    [
        PICTURE + b"canary",
        PICTURE[:-12] + chunk(b"tEXt", b"Author\0canary") + PICTURE[-12:],
        PICTURE[:33] + chunk(b"eXIf", b"canary") + PICTURE[33:],
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", HEAD)
        + chunk(b"IDAT", zlib.compress(b"\0") + b"canary")
        + chunk(b"IEND", b""),
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", HEAD)
        + chunk(b"IDAT", zlib.compress(b"\1" + WHITE))
        + chunk(b"IEND", b""),
        PICTURE[:-5] + b"\0" + PICTURE[-4:],
        b"",
    ],
)
def test_nothing_stands_beside_the_points_of_a_picture(png: bytes) -> None:
    with pytest.raises(ObjectError):
        form.pack(dataclasses.replace(TEXT, lines=(), pages=(png,)))


def test_it_is_text_or_pictures_and_nothing_behind_it() -> None:
    for copy in (dataclasses.replace(TEXT, pages=(PICTURE,)), dataclasses.replace(TEXT, lines=())):
        with pytest.raises(ObjectError):
            form.pack(copy)
    for data in (form.pack(TEXT) + b"canary", form.pack(TEXT)[:-1], b"DPC1", b""):
        with pytest.raises(ObjectError):
            form.unpack(data)
