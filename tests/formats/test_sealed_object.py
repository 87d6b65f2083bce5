# ruff: noqa: ANN001, ANN002, ANN201
"""The inside of a sealed object: DPS2, header, content, Padmé padding."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats import object as sealed
from dueprocess.formats import page_images
from dueprocess.formats.canonical import encode
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.object import Header, ObjectKind, commitment, pack, padme, unpack
from dueprocess.formats.page_images import File, Page, Why

HEADER = Header(ObjectKind.ORIGINAL, "text/plain", "Beschluss.txt", 5, "2026-11-24T10:00:00Z", "5a" * 32)
GOLDEN = (
    b'DPS2\x00\x00\x00\x6b{"kind":"original","length":5,"made_at":"2026-11-24T10:00:00Z",'
    b'"media":"text/plain","name":"Beschluss.txt","salt":"' + b"5a" * 32 + b'"}hello'
)


def refused(rule, call, *args):
    with pytest.raises(ObjectError) as caught:
        call(*args)
    assert caught.value.rule == f"object.{rule}"


def test_golden(root):
    body = GOLDEN.replace(b"\x00\x00\x00\x6b", (len(GOLDEN) - 13).to_bytes(4, "big"))
    whole = pack(HEADER, b"hello")
    assert whole == body.ljust(padme(len(body)), b"\0")
    assert (root / "tests/golden/sealed/object-2.bin").read_bytes() == whole


@given(st.binary(max_size=200), st.binary(min_size=32, max_size=32))
def test_a_commitment_names_one_inside(content, salt):
    header = replace(HEADER, length=len(content))
    named = commitment(header, content)
    assert named == commitment(*unpack(pack(header, content)))  # whoever it is sealed to, and however often
    assert named != commitment(replace(header, salt=salt.hex()), content)
    assert named != commitment(replace(header, length=len(content) + 1), content + b"\0")


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
    for whole in (data, b"DPS2" + data):
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
        ({"salt": "5A" * 32}, "salt"),
        ({"salt": "5a" * 31}, "salt"),
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
        (b"DPS2", b"DPS1", "magic"),
        (b"DPS2\x00\x00", b"DPS2\xff\xff", "header"),
        (b'"kind":"original"', b'"kind":"surprise"', "kind"),
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
    longer = pack(replace(HEADER, length=100), bytes(100))
    refused("length", unpack, longer.replace(b'"length":100', b'"length":900'))
    padded = pack(replace(HEADER, length=200), bytes(range(200)))
    assert padded.endswith(b"\0")
    refused("padding", unpack, padded[:-1] + b"\1")
    assert "Beschluss" not in repr(HEADER)


# --- drawn pages in one content: what was packed comes back, and nothing else is taken ---

FILES = [File("order.pdf", 40), File("", 0, Why.LOCKED), File("annex.tif", 1)]
PAGES = [Page(0, 1, True, b"one"), Page(0, 3, False, b"three"), Page(2, 1, False, b"")]
FILE = {"name": "a", "pages": 2, "why": ""}
PAGE = {"bytes": 3, "file": 0, "number": 1, "text": True}


def raw(files: object, drawn: object, body: bytes = b"abc") -> bytes:
    head = encode({"files": files, "pages": drawn})
    return page_images.MAGIC + len(head).to_bytes(4, "big") + head + body


def test_what_was_packed_comes_back() -> None:
    assert page_images.unpack(page_images.pack(FILES, PAGES)) == (tuple(FILES), tuple(PAGES))
    assert page_images.unpack(page_images.pack([], [])) == ((), ())
    assert page_images.unpack(raw([FILE], [PAGE])) == ((File("a", 2),), (Page(0, 1, True, b"abc"),))


def test_names_stay_out_of_what_is_printed() -> None:
    assert "order" not in repr(FILES[0]) + repr(PAGES[0])


@pytest.mark.parametrize(
    ("files", "drawn"),
    [
        ([File("a", 1)] * 51, []),
        ([File("a", 1)], [Page(0, number, False, b"") for number in range(201)]),
        ([File("a" * 201, 1)], []),
        ([File("a", -1)], []),
        ([File("a", 1_000_001)], []),
        ([File("a", 1)], [Page(0, 2, False, b"")]),
        ([File("a", 1)], [Page(0, 0, False, b"")]),
        ([File("a", 1)], [Page(1, 1, False, b"")]),
        ([File("a", 1)], [Page(-1, 1, False, b"")]),
        ([File("a", 2)], [Page(0, 2, False, b""), Page(0, 1, False, b"")]),
        ([File("a", 2)], [Page(0, 1, False, b""), Page(0, 1, False, b"")]),
        ([File("\ud800", 1)], []),
    ],
)
def test_what_would_not_come_back_is_not_packed(files: list[File], drawn: list[Page]) -> None:
    with pytest.raises(ObjectError) as refused:
        page_images.pack(files, drawn)
    assert refused.value.rule == "object.pages"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"DPG1",
        b"DPG2" + page_images.pack(FILES, PAGES)[4:],
        b"DPG1\0\0\0\0",
        b"DPG1\0\0\0\x09{}",
        b"DPG1\xff\xff\xff\xff{}",
        b"DPG1\0\0\0\x02{ ",
        b"DPG1\0\0\0\x02{}",
        b"DPG1\0\0\0\x02[]",
        page_images.pack(FILES, PAGES) + b"more",
        page_images.pack(FILES, PAGES)[:-1],
        raw({}, []),
        raw([1], []),
        raw([{**FILE, "more": 1}], []),
        raw([{**FILE, "pages": True}], []),
        raw([{**FILE, "why": "tired"}], []),
        raw([FILE], [{**PAGE, "text": 1}]),
        raw([FILE], [{**PAGE, "bytes": 2}]),
        raw([FILE], [{**PAGE, "bytes": -3}]),
        raw([FILE], [{**PAGE, "bytes": 9}]),
        raw([FILE], [{**PAGE, "file": 1}]),
    ],
)
def test_anything_else_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(ObjectError) as refused:
        page_images.unpack(data)
    assert refused.value.rule == "object.pages"


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    for one in (data, page_images.MAGIC + len(data).to_bytes(4, "big") + data):
        with pytest.raises(ObjectError):
            page_images.unpack(one)
