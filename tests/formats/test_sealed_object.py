# ruff: noqa: ANN001, ANN002, ANN201
"""The inside of a sealed object: DPS1, header, content, Padmé padding."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats import object as sealed
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.object import Header, ObjectKind, pack, padme, unpack

HEADER = Header(ObjectKind.ORIGINAL, "text/plain", "Beschluss.txt", 5, "2026-11-24T10:00:00Z")
GOLDEN = (
    b'DPS1\x00\x00\x00\x6b{"kind":"original","length":5,"made_at":"2026-11-24T10:00:00Z",'
    b'"media":"text/plain","name":"Beschluss.txt"}hello'
)


def refused(rule, call, *args):
    with pytest.raises(ObjectError) as caught:
        call(*args)
    assert caught.value.rule == f"object.{rule}"


def test_golden(root):
    body = GOLDEN.replace(b"\x00\x00\x00\x6b", (len(GOLDEN) - 13).to_bytes(4, "big"))
    whole = pack(HEADER, b"hello")
    assert whole == body.ljust(padme(len(body)), b"\0")
    assert (root / "tests/golden/sealed/object-1.bin").read_bytes() == whole


@given(st.binary(max_size=3000))
def test_round_trip(content):
    header = replace(HEADER, length=len(content))
    assert unpack(pack(header, content)) == (header, content)


@given(st.data())
def test_a_flipped_bit_is_refused_or_another_content(data):
    whole = bytearray(pack(HEADER, b"hello"))
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << (bit % 8)
    try:
        found = unpack(bytes(whole))
    except ObjectError:
        return
    assert found != (HEADER, b"hello")


@given(st.binary(max_size=80))
def test_any_bytes(data):
    for whole in (data, b"DPS1" + data):
        with pytest.raises(ObjectError):
            unpack(whole)


# Table made by hand from the paper's formula: E = floor(log2 L), S = floor(log2 E) + 1, E - S low bits are zero.
@pytest.mark.parametrize(
    ("length", "padded"), [(0, 0), (1, 1), (2, 2), (9, 10), (100, 104), (1000, 1024), (10000, 10240)]
)
def test_padme(length, padded):
    assert padme(length) == padded


@given(st.integers(1, 1 << 30))
def test_padme_is_small_and_stable(length):
    assert length <= padme(length) <= length * 1.12 + 1
    assert padme(padme(length)) == padme(length)


def test_a_negative_length():
    with pytest.raises(ValueError, match="0"):
        padme(-1)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"length": 4}, "length"),
        ({"media": "text"}, "media"),
        ({"name": "x" * 256}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "\ud800"}, "header"),
        ({"made_at": "now"}, "header"),
    ],
)
def test_what_is_not_packed(change, rule):
    refused(rule, pack, replace(HEADER, **change), b"hello")


def test_too_much():
    class Long(bytes):
        """As long as a content must not be, without the memory for it."""

        def __len__(self) -> int:
            return sealed.MAX_CONTENT + 1

    refused("length", pack, replace(HEADER, length=sealed.MAX_CONTENT + 1), Long())


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (b"DPS1", b"DPS2", "magic"),
        (b"DPS1\x00\x00", b"DPS1\xff\xff", "header"),
        (b'"kind":"original"', b'"kind":"surprise"', "kind"),
        (b'"length":5', b'"length":9', "length"),
        (b'"length":5', b'"length":"', "header"),
        (b'"kind"', b'"kimd"', "header"),
        (b'"name":"Beschluss.txt"', b'"name":123456789012345', "header"),
    ],
)
def test_bytes(old, new, rule):
    whole = pack(HEADER, b"hello").replace(old, new)
    refused(rule, unpack, whole)


def test_lengths():
    whole = pack(HEADER, b"hello")
    refused("length", unpack, whole + b"\0")
    refused("length", unpack, whole[:-1])
    padded = pack(replace(HEADER, length=200), bytes(range(200)))
    assert padded.endswith(b"\0")
    refused("padding", unpack, padded[:-1] + b"\1")
    assert "Beschluss" not in repr(HEADER)
