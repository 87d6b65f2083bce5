"""How a page of a PDF file becomes lines, paragraphs and columns."""

from pathlib import Path

import typst

from dueprocess.adapters import pdf_words
from dueprocess.adapters.documents import to_text

HINDI = Path(__file__).parents[1] / "golden" / "incoming" / "sixteenth" / "d"


def words(source: str) -> str:
    return to_text(typst.compile(source.encode()), "x.pdf").text


def test_paragraphs_and_cells_are_kept_apart() -> None:
    text = words(
        "District Court\n\nFile no.\n\n#table(columns: (3cm, 6cm), stroke: none, "
        "[Our file], [12 Js 34/26], [Date], [1 May 2026])\n\n"
        + "The provider is ordered to hand over what it holds. " * 6
        + "\n\nSo decided."
    )
    assert "District Court\n\nFile no.\n\nOur file\t12 Js 34/26\n" in text
    assert "Date\t1 May 2026\n\nThe provider" in text
    assert text.endswith("\n\nSo decided.")


def test_the_next_cell_of_a_row_stands_beside_the_first_however_high_it_is() -> None:
    text = words("#table(columns: (5cm, 4cm), align: horizon, [esker_ghost], [the customer record as it stands now])")
    assert text.startswith("esker_ghost\tthe customer")


def test_justified_lines_have_no_columns() -> None:
    assert "\t" not in words(
        "#set par(justify: true)\n#block(width: 5cm)[" + "extraordinary provisions apply hereto " * 9 + "]"
    )


def test_an_address_or_number_that_a_line_cut_is_whole() -> None:
    text = words(
        '#set page(width: 4.2cm, margin: 0.5cm)\n#set text(hyphenate: true, lang: "en")\n'
        'Mail #"info@scooter-shop.example" is asked.\n\nNo. #"KRPC-118204-7/CJ-2026-020271" of it. Telecommunications.'
    )
    assert "info@scooter-shop.example" in text
    assert "KRPC-118204-7/CJ-2026-020271" in text
    assert "Telecommunications" in text


def test_what_stands_on_each_page_counts_once_and_a_sentence_goes_on() -> None:
    text = words(
        "#set page(height: 6cm, header: [Case 7/26], footer: context [Page #counter(page).display() of our letter])\n"
        "#set par(spacing: 0.65em)\nThe provider is ordered\n\n"
        + "\n\n".join(f"to keep box {n} and" for n in range(20))
    )
    assert text.count("Case 7/26") == text.count("of our letter") == 1
    assert "and\nto keep" in text
    assert "and\n\nto keep" not in text


def test_rows_that_differ_by_more_than_the_page_are_kept() -> None:
    pages = [["Account 4711", "text", "Box 1"], ["Account 4712", "other", "Box 3"]]
    assert pdf_words._without_edges(pages) == pages  # noqa: SLF001


def test_words_of_devanagari_are_whole_and_apart() -> None:
    text = to_text((HINDI / "05-hi.pdf").read_bytes(), "x.pdf").text
    assert "साइबर क्राइम थाना, जनपद रामगंज" in text  # none parted behind a vowel
    assert "अभियोग की विवेचना मुझ निरीक्षक द्वारा सम्पादित की जा रही है" in text  # none run together
    assert "दिनांक: 09.10.2026" in text
    assert "प्रकरण में अपराध अन्तर्गत धारा 308(2)" in to_text((HINDI / "06-hi.pdf").read_bytes(), "x.pdf").text
