"""Drawn pages in one content: what was packed comes back, and nothing else is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats import page_images
from dueprocess.formats.canonical import encode
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.page_images import File, Page, Why

FILES = [File("order.pdf", 40), File("", 0, Why.LOCKED), File("annex.tif", 1)]
PAGES = [Page(0, 1, True, b"one"), Page(0, 3, False, b"three"), Page(2, 1, False, b"")]
FILE = {"name": "a", "pages": 2, "why": ""}
PAGE = {"bytes": 3, "file": 0, "number": 1, "text": True}


def raw(files: object, drawn: object, body: bytes = b"abc") -> bytes:
    head = encode({"files": files, "pages": drawn})  # type: ignore[dict-item]
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
