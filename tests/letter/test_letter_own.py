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
from dueprocess.letter.own import (
    MAX_ATTACHED,
    MAX_BESIDE,
    MAX_BYTES,
    MAX_NAME,
    MAX_PARAGRAPHS,
    MAX_WHOLE,
    Attachment,
    OwnWords,
    blanks,
    filled,
    is_block,
    read,
    safe_name,
    sealed,
)
from letter_samples import sample

ORDER = Attachment("order.pdf", 4021, "a" * 64)
MANY = tuple(Attachment("n" * (MAX_NAME - 5) + f"{at}.pdf", 10, "b" * 64) for at in range(MAX_ATTACHED))
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
        (f"{ORDER.line}\n", OwnWords(attached=(ORDER,))),
        (f"Before.\n---\n\n{ORDER.line}", OwnWords((), ("Before.",), attached=(ORDER,))),
        (f"# S\n\nWe write.\n\n{ORDER.line}", OwnWords(("We write.",), subject="S", attached=(ORDER,))),
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
        *(f"{ORDER.line}\n\nAfter.", f"{ORDER.line}\n\n{ORDER.line}", f"# S\n\n{ORDER.line}"),
        *(
            OwnWords(attached=(Attachment("o.pdf", MAX_BYTES + 1, "a" * 64),)).text,
            "x" * (MAX_BESIDE - 143) + f"\n\n{ORDER.line}",
        ),
        *("Until {day}.", "{}", "# Until {day}\n\nWe write."),
        *("x" * (MAX_BESIDE + 1), "# S\n\n" + "x" * (MAX_WHOLE + 1), "a\n\n" * (MAX_PARAGRAPHS + 1), "a\n\n# b"),
    ],
)
def test_what_cannot_stand_in_a_letter_is_nothing(written: str) -> None:
    assert read(written) is None


@given(st.lists(LINE | st.sampled_from(["", "---", "# s", "a", ORDER.line]), max_size=6).map("\n".join))
def test_whatever_is_read_is_read_again_from_its_text(written: str) -> None:
    own = read(written)
    assert own is None or (read(own.text), sealed(own.text.encode())) == (own, own)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("order.pdf", "order.pdf"),
        ("Vollmacht Müller & Söhne.PDF", "Vollmacht-Muller-Sohne.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\aster\\Beschluß.pdf", "Beschluss.pdf"),
        ("a\u202efdp.exe", "a-fdp-exe.pdf"),
        ("order.pdf\r\nBcc: x@y.example", "order-pdf-Bcc-x-y-example.pdf"),
        ("حكم.pdf", "attachment.pdf"),
        ("-rf.pdf", "rf.pdf"),
        ("x" * 300, "x" * (MAX_NAME - 4) + ".pdf"),
    ],
)
def test_a_file_leaves_under_a_safe_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=80))
def test_every_safe_name_stands_in_the_words(name: str) -> None:
    own = OwnWords(attached=(Attachment(safe_name(name), 1, "c" * 64),))
    assert sealed(own.text.encode()) == own


def test_a_text_block_is_filled_in_before_it_is_own_words() -> None:
    block = "Until {day} we wait.\n\nThen {we}."
    assert is_block(block)
    assert blanks(block) == ["{day}", "{we}"]
    assert filled(block, {"day": "3 May", "other": "x"}) == "Until 3 May we wait.\n\nThen {we}."
    assert read(block) is None
    for bad in ("", "# S\n\na", "a\n---\nb", ORDER.line, "x" * (MAX_BESIDE + 1), "a\u202eb"):
        assert not is_block(bad)


def long(count: int, characters: int) -> tuple[str, ...]:
    """So many paragraphs of wide words, so many characters together."""
    words = "Wirkungsmächtig kommunizierende Umwandlungsgesetze " * 80
    return tuple(words[: characters // count].strip() for _ in range(count))


@pytest.mark.parametrize("code", list(SPELLING.languages))
@pytest.mark.parametrize("kind", [one for one in LetterKind if one not in {"acknowledgement", "invoice", "recall"}])
@pytest.mark.parametrize("along", [(), MANY], ids=["alone", "with files"])
def test_the_longest_fit_beside_the_longest_letter(kind: LetterKind, code: str, along: tuple[Attachment, ...]) -> None:
    facts = sample(kind)
    most = MAX_BESIDE - MAX_PARAGRAPHS - (72 * (len(along) + 1) if along else 0)
    own = ((1, OwnWords(long(MAX_PARAGRAPHS, most), (), attached=along)),)
    many = tuple(dataclasses.replace(one, said=one.said * 4) for one in facts.items)
    made = compose(kind, dataclasses.replace(facts, own=own, items=many), [code], SPELLING)
    assert isinstance(made, LetterSet), made
    assert letter_pdf(made)


@pytest.mark.parametrize("along", [(), MANY], ids=["alone", "with files"])
@pytest.mark.parametrize("code", list(SPELLING.languages))
def test_the_longest_letter_of_ones_own_fits_its_page(code: str, along: tuple[Attachment, ...]) -> None:
    most = MAX_WHOLE - MAX_PARAGRAPHS - (72 * (len(along) + 1) if along else 0)
    own = OwnWords(long(MAX_PARAGRAPHS, most), subject="S" * 120, attached=along)
    made = compose(
        LetterKind.NO_DATA, dataclasses.replace(sample(LetterKind.NO_DATA), own=((1, own),)), [code], SPELLING
    )
    assert isinstance(made, LetterSet), made
    assert letter_pdf(made)
