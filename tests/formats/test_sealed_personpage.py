"""DPN2, and DPN1 before it: every page has one length, and bytes that are no page are refused by name."""

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
PAGE = PersonPage("2026-09-30", practice=False, sheets=(SHEET,), opened=True, left=2)


def body(**changes: Any) -> bytes:
    plain = {
        "left": 2,
        "opened": True,
        "practice": False,
        "sheets": [{"language": "en", "parts": [{"folded": False, "heading": "h", "lines": ["l"]}], "title": "t"}],
        "until": "2026-09-30",
    }
    return framed(encode(plain | changes))


def framed(inside: bytes, magic: bytes = b"DPN2") -> bytes:
    return (magic + len(inside).to_bytes(4, "big") + inside).ljust(person_page.SIZE, b"\0")


def test_there_and_back_and_one_length() -> None:
    assert unpack(pack(PAGE)) == PAGE
    longer = replace(PAGE, sheets=(replace(SHEET, parts=(replace(PART, lines=("x" * 2000,) * 5),)),), opened=False)
    assert unpack(pack(longer)) == longer
    assert len(pack(longer)) == len(pack(PAGE)) == person_page.SIZE
    assert unpack(body()).sheets[0].title == "t"


def test_no_word_stands_in_a_repr() -> None:
    assert "asked" not in repr(PAGE) + repr(SHEET) + repr(PART)


def test_an_opening_is_a_bit_and_a_count_and_no_day() -> None:
    page = replace(PAGE, opened=False, left=person_page.USES)
    seen = []
    for _ in range(5):
        page = page.used()
        seen.append((page.opened, page.left))
    assert seen == [(True, 2), (True, 1), (True, 0), (True, 0), (True, 0)]
    assert b"20" not in pack(page).replace(b"2026-09-30", b"")


def old(**changes: Any) -> bytes:
    plain = {
        "opened": ["2026-03-09"],
        "practice": False,
        "sheets": [{"language": "en", "parts": [{"folded": False, "heading": "h", "lines": ["l"]}], "title": "t"}],
        "until": "2026-09-30",
    }
    return framed(encode(plain | changes), b"DPN1")


def test_the_old_form_is_read_opens_as_often_as_its_letter_said_and_loses_its_days() -> None:
    fresh, used = unpack(old(opened=[])), unpack(old())
    assert (fresh.opened, used.opened, used.left) == (False, True, person_page.OFTEN)
    assert used.used() == used
    assert pack(fresh.used()) == pack(used)  # written anew it has the new form
    assert b"2026-03-09" not in pack(used)
    for wrong in (old(opened=["2026-02-30"]), old(left=2), framed(encode({"opened": [1]}), b"DPN1")):
        with pytest.raises(ObjectError):
            unpack(wrong)


@pytest.mark.parametrize(
    "page",
    [
        replace(PAGE, until="2026-9-30"),
        replace(PAGE, until="tomorrow"),
        replace(PAGE, left=4),
        replace(PAGE, left=-1),
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
        body(opened=["2026-03-09"]),
        body(left=4),
        body(left=True),
        body(sheets=["x"]),
        body(sheets=[{"language": "en", "parts": ["x"], "title": "t"}]),
        body(sheets=[{"language": "en", "parts": [{"folded": False, "heading": "h", "lines": [1]}], "title": "t"}]),
        b"DPN2" + (1 << 20).to_bytes(4, "big") + bytes(person_page.SIZE - 8),
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
