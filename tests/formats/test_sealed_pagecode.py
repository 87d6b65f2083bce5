"""The code of a person's page: forty digits, read as people type them, one typing error always found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats import page_code

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
