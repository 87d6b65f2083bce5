"""Ids tell their kind and nothing else."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats import ids

MAKERS = {
    "c": ids.case_id,
    "a": ids.arrival_id,
    "e": ids.event_id,
    "s": ids.sealed_id,
    "d": ids.duty_id,
    "r": ids.register_id,
}


@pytest.mark.parametrize("letter", MAKERS)
@given(random=st.binary(min_size=15, max_size=15))
def test_an_id_is_letter_and_all_its_random_bits(letter: str, random: bytes) -> None:
    made = MAKERS[letter](random)
    assert base64.b32decode(made[2:].upper()) == random
    assert [kind for kind in MAKERS if ids.is_id(made, kind)] == [letter]
    assert ids.short(made) == made[:10]
    assert made.startswith(ids.short(made))


@pytest.mark.parametrize("letter", MAKERS)
@pytest.mark.parametrize("length", [0, 14, 16])
def test_an_id_needs_exactly_fifteen_bytes(letter: str, length: int) -> None:
    with pytest.raises(ValueError, match=f"15 random bytes, not {length}"):
        MAKERS[letter](b"x" * length)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c-",
        "c-" + "a" * 23,
        "c-" + "a" * 25,
        "c-" + "A" * 24,
        "c-" + "1" * 24,
        "c" + "a" * 24,
        "c-" + "a" * 24 + "\n",
    ],
)
def test_what_is_no_id(text: str) -> None:
    assert not ids.is_id(text, "c")
