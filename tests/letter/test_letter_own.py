"""The house's own words as people write them, as they are sealed, and that the longest fit their page."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters.dates import SPELLING
from dueprocess.adapters.pdf import letter_pdf
from dueprocess.letter.blocks import LetterSet
from dueprocess.letter.compose import compose
from dueprocess.letter.kinds import LetterKind
from dueprocess.letter.own import MAX_BESIDE, MAX_PARAGRAPHS, MAX_WHOLE, OwnWords, read, sealed
from letter_samples import sample

LINE = st.text(st.characters(codec="utf-8"), max_size=40)


@pytest.mark.parametrize(
    ("written", "own"),
    [
        ("One line.", OwnWords(("One line.",))),
        ("  One\r\nparagraph.\n\n\nAnother.\n", OwnWords(("One paragraph.", "Another."))),
        ("Before.\n---\nAfter.", OwnWords(("After.",), ("Before.",))),
        ("Before.\n\n---", OwnWords((), ("Before.",))),
        ("# Your demand\nWe write ourselves.", OwnWords(("We write ourselves.",), subject="Your demand")),
        ("No. # 3 is met.", OwnWords(("No. # 3 is met.",))),
    ],
)
def test_what_people_write_is_read_and_sealed_in_one_form(written: str, own: OwnWords) -> None:
    assert read(written) == own
    assert sealed(own.text.encode()) == own
    assert sealed(f"{own.text} ".encode()) is None


@pytest.mark.parametrize(
    "written",
    [
        *("", "---", "# Subject alone", "# S\n\na\n\n---\n\nb", "a\n\n---\n\nb\n\n---\n\nc", "a\u202eb"),
        *("x" * (MAX_BESIDE + 1), "# S\n\n" + "x" * (MAX_WHOLE + 1), "a\n\n" * (MAX_PARAGRAPHS + 1), "a\n\n# b"),
    ],
)
def test_what_cannot_stand_in_a_letter_is_nothing(written: str) -> None:
    assert read(written) is None


@given(st.lists(LINE | st.sampled_from(["", "---", "# s", "a"]), max_size=6).map("\n".join))
def test_whatever_is_read_is_read_again_from_its_text(written: str) -> None:
    own = read(written)
    assert own is None or (read(own.text), sealed(own.text.encode())) == (own, own)


def long(count: int, characters: int) -> tuple[str, ...]:
    """So many paragraphs of wide words, so many characters together."""
    words = "Wirkungsmächtig kommunizierende Umwandlungsgesetze " * 80
    return tuple(words[: characters // count].strip() for _ in range(count))


@pytest.mark.parametrize("code", list(SPELLING.languages))
@pytest.mark.parametrize("kind", [one for one in LetterKind if one not in {"acknowledgement", "invoice", "recall"}])
def test_the_longest_fit_beside_the_longest_letter(kind: LetterKind, code: str) -> None:
    facts = sample(kind)
    own = ((1, OwnWords(long(MAX_PARAGRAPHS, MAX_BESIDE - MAX_PARAGRAPHS), ())),)
    many = tuple(dataclasses.replace(one, said=one.said * 4) for one in facts.items)
    made = compose(kind, dataclasses.replace(facts, own=own, items=many), [code], SPELLING)
    assert isinstance(made, LetterSet), made
    assert letter_pdf(made)


@pytest.mark.parametrize("code", list(SPELLING.languages))
def test_the_longest_letter_of_ones_own_fits_its_page(code: str) -> None:
    own = OwnWords(long(MAX_PARAGRAPHS, MAX_WHOLE - MAX_PARAGRAPHS), subject="S" * 120)
    made = compose(
        LetterKind.NO_DATA, dataclasses.replace(sample(LetterKind.NO_DATA), own=((1, own),)), [code], SPELLING
    )
    assert isinstance(made, LetterSet), made
    assert letter_pdf(made)
