"""DPN1: every page has one length, and bytes that are no page are refused by name."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats import page_code, person_page
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
        "sheets": [{"language": "en", "parts": [{"folded": False, "heading": "h", "lines": ["l"]}], "title": "t"}],
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
        b"DPS2" + body()[4:],
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


# --- the code of a person's page: forty digits, read as people type them, one typing error always found ---

SECRETS = st.binary(min_size=16, max_size=16)
URDU = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@given(SECRETS)
def test_what_is_written_is_read_however_it_is_typed(secret: bytes) -> None:
    code = page_code.written(secret)
    assert [len(group) for group in code.split(" ")] == [5] * 8
    for typed in (code, code.replace(" ", ""), code.replace(" ", "-"), f"  {code}\r\n", code.translate(URDU)):
        assert page_code.read(typed) == secret
    assert page_code.read(code.translate(ARABIC).replace(" ", "\u200f ، ")) == secret


@given(SECRETS, st.integers(0, 39), st.integers(1, 9))
def test_one_wrong_digit_is_a_typing_error(secret: bytes, place: int, by: int) -> None:
    digits = page_code.written(secret).replace(" ", "")
    wrong = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    assert page_code.read(wrong) is None


@given(SECRETS, st.integers(0, 38))
def test_two_neighbours_that_changed_places_are_a_typing_error(secret: bytes, place: int) -> None:
    digits = list(page_code.written(secret).replace(" ", ""))
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    same = "".join(digits) == page_code.written(secret).replace(" ", "")
    assert (page_code.read("".join(digits)) is not None) == same


@given(st.text(max_size=500))
def test_any_text_is_a_code_or_none(typed: str) -> None:
    found = page_code.read(typed)
    assert found is None or len(found) == 16


def test_the_edges() -> None:
    assert page_code.read(page_code.written(bytes(16))) == bytes(16)
    assert page_code.read(page_code.written(b"\xff" * 16)) == b"\xff" * 16
    assert page_code.read("") is None
    assert page_code.read("1" * 500) is None
    assert page_code.read("x" * 40) is None
    assert page_code.read("²" * 40) is None
    assert sum(page_code.read("9" * 39 + str(last)) is not None for last in range(10)) == 0  # more than 128 bits
    with pytest.raises(ValueError, match="16 bytes"):
        page_code.written(b"short")
