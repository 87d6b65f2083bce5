"""DPN1: every page has one length, and bytes that are no page are refused by name."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats import person_page
from dueprocess.formats.canonical import encode
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.person_page import Part, PersonPage, Sheet, pack, unpack

PART = Part("What was asked", ("We were asked.", "آپ"), folded=False)
SHEET = Sheet("ur", "A message", (PART, replace(PART, folded=True)))
PAGE = PersonPage("2026-09-30", practice=False, sheets=(SHEET,), opened=("2026-03-09",))


def body(**changes: Any) -> bytes:
    plain = {
        "opened": ["2026-03-09"],
        "practice": False,
        "sheets": [
            {"language": "en", "parts": [{"folded": False, "heading": "h", "lines": ["l"]}], "title": "t"},
        ],
        "until": "2026-09-30",
    }
    return framed(encode(plain | changes))


def framed(inside: bytes) -> bytes:
    return (b"DPN1" + len(inside).to_bytes(4, "big") + inside).ljust(person_page.SIZE, b"\0")


def test_there_and_back_and_one_length() -> None:
    assert unpack(pack(PAGE)) == PAGE
    longer = replace(PAGE, sheets=(replace(SHEET, parts=(replace(PART, lines=("x" * 2000,) * 5),)),), opened=())
    assert unpack(pack(longer)) == longer
    assert len(pack(longer)) == len(pack(PAGE)) == person_page.SIZE
    assert unpack(body()).sheets[0].title == "t"


def test_no_word_stands_in_a_repr() -> None:
    assert "asked" not in repr(PAGE) + repr(SHEET) + repr(PART)


def test_days_are_the_first_and_the_newest_seven() -> None:
    page = replace(PAGE, opened=())
    for day in range(1, 12):
        page = page.opened_on(f"2026-04-{day:02}")
        assert page.opened_on(f"2026-04-{day:02}") is page
    assert page.opened == ("2026-04-01", *(f"2026-04-{day:02}" for day in range(5, 12)))


@pytest.mark.parametrize(
    "page",
    [
        replace(PAGE, until="2026-9-30"),
        replace(PAGE, until="tomorrow"),
        replace(PAGE, opened=("2026-03-09",) * 9),
        replace(PAGE, sheets=()),
        replace(PAGE, sheets=(SHEET,) * 4),
        replace(PAGE, sheets=(replace(SHEET, language="URDU"),)),
        replace(PAGE, sheets=(replace(SHEET, parts=()),)),
        replace(PAGE, sheets=(replace(SHEET, parts=(PART,) * 13),)),
        replace(PAGE, sheets=(replace(SHEET, title=""),)),
        replace(PAGE, sheets=(replace(SHEET, title="a\nb"),)),
        replace(PAGE, sheets=(replace(SHEET, parts=(replace(PART, lines=()),)),)),
        replace(PAGE, sheets=(replace(SHEET, parts=(replace(PART, lines=("x" * 2001,)),)),)),
        replace(PAGE, sheets=(replace(SHEET, parts=(replace(PART, lines=("x" * 2000,) * 9),)),)),
        replace(PAGE, sheets=(replace(SHEET, title="\ud800"),)),
    ],
)
def test_what_is_no_page_is_not_packed(page: PersonPage) -> None:
    with pytest.raises(ObjectError) as refused:
        pack(page)
    assert refused.value.rule == "object.person-page"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        body()[:-1],
        b"DPS1" + body()[4:],
        body()[:-1] + b"x",
        framed(b"{"),
        framed(encode([])),
        framed(encode({"opened": []})),
        body(practice=1),
        body(until=None),
        body(opened=[1]),
        body(opened=["2026-02-30"]),
        body(sheets=["x"]),
        body(sheets=[{"language": "en", "parts": ["x"], "title": "t"}]),
        body(sheets=[{"language": "en", "parts": [{"folded": False, "heading": "h", "lines": [1]}], "title": "t"}]),
        b"DPN1" + (1 << 20).to_bytes(4, "big") + bytes(person_page.SIZE - 8),
    ],
)
def test_what_is_no_page_is_not_read(data: bytes) -> None:
    with pytest.raises(ObjectError) as refused:
        unpack(data)
    assert refused.value.rule == "object.person-page"


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_a_page_or_refused(data: bytes, framing: bool) -> None:  # noqa: FBT001
    rule = "object.person-page"
    try:
        unpack(framed(data) if framing else data)
    except ObjectError as fault:
        rule = fault.rule
    assert rule == "object.person-page"
