"""Letters as PDF: pages, text as typed, equal bytes, Urdu in logical order."""

import dataclasses
import hashlib
import os
import re
import unicodedata
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueprocess.adapters import pdf
from dueprocess.adapters.dates import SPELLING
from dueprocess.adapters.texts import LANGUAGES
from dueprocess.demand.codes import Kind
from dueprocess.letter import text
from dueprocess.letter.blocks import LetterSet
from dueprocess.letter.compose import compose
from dueprocess.letter.facts import MAX_CITATIONS, ItemFacts, LetterFacts, Said
from dueprocess.letter.kinds import LetterKind
from letter_samples import PROVIDER, PROVISION, cite, sample

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "letters"
CODES = tuple(LANGUAGES)
MARKS = {"\u2066", "\u2067", "\u2069", "\u200e", "\u200f", "\ufeff", "\u200b"}


def made(facts: LetterFacts, kind: LetterKind = LetterKind.CORRECTION, language: str = "en") -> LetterSet:
    letters = compose(kind, facts, [language], SPELLING)
    assert isinstance(letters, LetterSet), letters
    return letters


def pages(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


def squeezed(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and c not in MARKS)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", list(LetterKind))
def test_each_letter_is_one_page_in_each_language(kind: LetterKind, code: str) -> None:
    letters = made(sample(kind), kind, code)
    assert len(pages(pdf.letter_pdf(letters))) == len(letters.sheets)


def full(words: str, count: int) -> LetterFacts:
    """A letter with each field as long as the rules let it be."""
    said = Said(dict.fromkeys(CODES, words), cite())
    return dataclasses.replace(
        sample(LetterKind.CORRECTION),
        provider=dataclasses.replace(PROVIDER, name="N" * 40, lines=("Zeile " * 10,) * 4),
        authority_name="Wort " * 16,
        recipient_lines=("Wort " * 16,) * 5,
        reference="12 " * 26,
        contact="wort " * 24,
        citations=(cite("§ 100j(1) sentence 1", "Ein sehr langes Gesetz " * 4),) * MAX_CITATIONS,
        items=(ItemFacts(1, Kind.DISCLOSURE, (said,) * count), ItemFacts(2, Kind.DISCLOSURE)),
    )


@pytest.mark.parametrize("code", CODES)
def test_eight_asks_are_one_page(code: str) -> None:
    facts = dataclasses.replace(sample(LetterKind.CORRECTION), items=(ItemFacts(1, Kind.DISCLOSURE, (PROVISION,) * 8),))
    letters = made(facts, language=code)
    assert len(pages(pdf.letter_pdf(letters))) == len(letters.sheets)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("words", ["wort " * 20, "wort " * 60])
def test_the_longest_letter_is_one_page_and_an_annex(code: str, words: str) -> None:
    letters = made(full(words, 9), language=code)
    assert len(pages(pdf.letter_pdf(letters))) == 2 * len(letters.sheets)


FIELDS = ("authority_name", "reference", "our_id", "contact")
MARKUP = (
    '#read("/etc/hostname")',
    '#image("x.png")',
    "*bold* _slant_ `raw` $x^2$",
    "<label> @ref // gone /* gone */",
    "= Title",
    "- list + list",
    "\\ \\u{41} ~ --- ...",
    '=HYPERLINK("http://a.example","b")',
    "</p><b>x</b>&amp;",
    "\"quoted\" 'single'",
)


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_comes_out_as_typed_wherever_it_stands(markup: str) -> None:
    facts = dataclasses.replace(
        sample(LetterKind.CORRECTION),
        **dict.fromkeys(FIELDS, markup),
        provider=dataclasses.replace(PROVIDER, name=markup),
        recipient_lines=(markup,),
        items=(ItemFacts(1, Kind.DISCLOSURE, (Said({"en": markup}, cite()),)),),
    )
    assert squeezed(pages(pdf.letter_pdf(made(facts)))[0]).count(squeezed(markup)) >= len(FIELDS) + 3


@settings(max_examples=15)
@given(st.text(alphabet="#$*_`<>@=+-/\\\"'~[](){};:.,!%&|^ aZ09äß§", min_size=1, max_size=60).filter(str.strip))
def test_any_run_of_signs_comes_out_as_typed(typed: str) -> None:
    facts = dataclasses.replace(sample(LetterKind.CORRECTION), reference=typed)
    assert squeezed(typed) in squeezed(pages(pdf.letter_pdf(made(facts)))[0])


@pytest.mark.parametrize("code", CODES)
def test_equal_letters_have_equal_bytes(code: str) -> None:
    letters = made(sample(LetterKind.CORRECTION), language=code)
    assert pdf.letter_pdf(letters) == pdf.letter_pdf(letters)


def test_the_file_is_tagged_and_says_its_language_and_title() -> None:
    data = pdf.letter_pdf(made(sample(LetterKind.CORRECTION), language="ur"))
    assert re.search(rb"/Lang ?\(ur\)", data)
    assert b"pdfuaid:part" in data
    document = pypdfium2.PdfDocument(data)
    assert document.get_metadata_value("Title") == SPELLING.languages["ur"].kinds[LetterKind.CORRECTION].subject
    assert document.get_metadata_value("CreationDate") in {"", "D:19700101000000Z"}
    document.close()


@pytest.mark.parametrize("code", CODES)
def test_the_exact_text_travels_inside_the_file(code: str) -> None:
    letters = made(sample(LetterKind.CORRECTION), language=code)
    document = pypdfium2.PdfDocument(pdf.letter_pdf(letters))
    (attached,) = (document.get_attachment(n) for n in range(document.count_attachments()))
    assert attached.get_name() == "letter.txt"
    assert bytes(attached.get_data()).decode() == text.render(letters)
    assert "براہِ کرم" in text.render(letters) or code != "ur"
    document.close()


def test_urdu_is_shaped_as_in_the_golden_picture() -> None:
    document = pypdfium2.PdfDocument(pdf.letter_pdf(made(sample(LetterKind.CORRECTION), language="ur")))
    bitmap = document[0].render(scale=0.5, grayscale=True)
    shades = [
        byte >> 5
        for row in range(bitmap.height)
        for byte in bytes(bitmap.buffer)[row * bitmap.stride :][: bitmap.width]
    ]
    picture = f"P2\n{bitmap.width} {bitmap.height}\n7\n" + "\n".join(map(str, shades)) + "\n"
    golden = GOLDEN / "correction.ur.sha256"
    digest = hashlib.sha256(picture.encode()).hexdigest() + "\n"
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_text(digest, encoding="ascii")
    document.close()
    assert digest == golden.read_text(encoding="ascii")


def test_a_script_without_a_font_is_refused_loudly() -> None:
    facts = dataclasses.replace(sample(LetterKind.CORRECTION), authority_name="北京市公安局")
    with pytest.raises(pdf.PdfError, match="send it as text"):
        pdf.letter_pdf(made(facts))


def test_a_letter_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_DATA", 100)
    with pytest.raises(pdf.PdfError, match="longer than 100 bytes"):
        pdf.letter_pdf(made(sample(LetterKind.CORRECTION)))
