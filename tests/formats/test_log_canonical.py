# ruff: noqa: ANN001, ANN201, ANN204
"""Canonical bytes: one value, one text; anything else is refused."""

import json
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats.canonical import MAX_BYTES, MAX_DEPTH, MAX_INTEGER, NotCanonicalError, decode, encode

KEYS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
LEAVES = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXTS
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4))


@given(VALUES)
def test_round_trip(value):
    assert decode(encode(value)) == value


@given(st.dictionaries(KEYS, st.integers(0, 9), max_size=6), st.randoms())
def test_order_of_keys_does_not_matter(value, random):
    shuffled = list(value.items())
    random.shuffle(shuffled)
    assert encode(dict(shuffled)) == encode(value)


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_or_canonical(data):
    try:
        value = decode(data)
    except NotCanonicalError:
        return
    assert encode(value) == data


@given(VALUES, st.data())
def test_a_flipped_bit_is_refused_or_another_value(value, data):
    good = bytearray(encode(value))
    bit = data.draw(st.integers(0, len(good) * 8 - 1))
    good[bit // 8] ^= 1 << (bit % 8)
    try:
        other = decode(bytes(good))
    except NotCanonicalError:
        return
    assert encode(other) == bytes(good) != encode(value)


# RFC 8785 section 3.2.2.2 and the table of escapes in section 3.2.2.2 step 2.
@pytest.mark.parametrize(
    ("value", "data"),
    [
        ({}, b"{}"),
        ([], b"[]"),
        (None, b"null"),
        (True, b"true"),
        (0, b"0"),
        (-MAX_INTEGER, b"-9007199254740991"),
        ({"b": 1, "a": [True, None]}, b'{"a":[true,null],"b":1}'),
        ({"aa": 1, "a": 2, "A": 3, "~": 4}, b'{"A":3,"a":2,"aa":1,"~":4}'),
        ('"\\/\b\f\n\r\t', rb'"\"\\/\b\f\n\r\t"'),
        ("\x00\x1f\x7f", b'"\\u0000\\u001f\x7f"'),
        ("€😂", "€😂".encode().join([b'"', b'"'])),
        ((1, (2,)), b"[1,[2]]"),
        (MappingProxyType({"a": 1}), b'{"a":1}'),
    ],
)
def test_golden(value, data):
    assert encode(value) == data


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        MAX_INTEGER + 1,
        -MAX_INTEGER - 1,
        10**5000,
        b"bytes",
        bytearray(b"x"),
        memoryview(b"x"),
        {1, 2},
        range(3),
        object(),
        {1: 2},
        {"": 1},
        {"é": 1},
        {"a\n": 1},
        "\ud800",
        ["x" * MAX_BYTES],
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_canonical_form(value):
    with pytest.raises(NotCanonicalError):
        encode(value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" {}",
        b"{} ",
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b"1.0",
        b"1e2",
        b"-0",
        b"01",
        b"NaN",
        b"Infinity",
        b'"\\u00e9"',
        b'"\\/"',
        b'"\\ud800"',
        b"\xff",
        b"\xef\xbb\xbf{}",
        '{"a":1}'.encode("utf-16"),
        '"\ud800"'.encode("utf-8", "surrogatepass"),
        b"9" * 5000,
        b"[" * 200_000,
        b'"' + b"x" * MAX_BYTES + b'"',
    ],
)
def test_bytes_that_are_not_the_one_way(data):
    with pytest.raises(NotCanonicalError):
        decode(data)


def nested(levels):
    value = []
    for _ in range(levels - 1):
        value = [value]
    return value


def test_depth_is_counted_in_arrays_and_objects():
    assert decode(encode(nested(MAX_DEPTH))) == nested(MAX_DEPTH)
    with pytest.raises(NotCanonicalError, match="deeper"):
        encode(nested(MAX_DEPTH + 1))
    with pytest.raises(NotCanonicalError):
        decode(json.dumps(nested(MAX_DEPTH + 1)).encode())


def test_what_encodes_decodes_at_the_limit():
    longest = "x" * (MAX_BYTES - 2)
    assert decode(encode(longest)) == longest


def test_a_subclass_of_text_is_written_as_its_text():
    class Loud(str):
        __slots__ = ()

        def __str__(self):
            return "LOUD"

    assert encode({Loud("key"): Loud("quiet")}) == b'{"key":"quiet"}'
