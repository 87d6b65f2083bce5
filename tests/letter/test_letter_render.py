"""Runs, directions, provisions, and the three renderers."""

import dataclasses
import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters.dates import SPELLING, UnknownLanguageError, write_day
from dueprocess.adapters.texts import letters as words_of_letters
from dueprocess.demand.codes import Kind
from dueprocess.letter import blocks, page, plain, text
from dueprocess.letter.blocks import Direction, LetterSet, Run, direction_of
from dueprocess.letter.compose import compose
from dueprocess.letter.facts import ItemFacts
from dueprocess.letter.kinds import LetterKind
from dueprocess.letter.language import fill
from dueprocess.letter.provision import provision
from letter_samples import PROVISION, cite, sample

WORDS = words_of_letters()

MARKUP = (
    '#read("/etc/hostname")',
    "*b* _i_ $x$ @y <z>",
    "</p><script>alert(1)</script>",
    '=HYPERLINK("x")',
    "\\u{41} & é",
)


def letters(reference: str = "1/26", language: str = "ur", points: int = 1) -> LetterSet:
    items = (ItemFacts(1, Kind.DISCLOSURE, (PROVISION,) * points),)
    facts = dataclasses.replace(sample(LetterKind.CORRECTION), reference=reference, items=items)
    made = compose(LetterKind.CORRECTION, facts, [language], SPELLING)
    assert isinstance(made, LetterSet)
    return made


class Reader(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_data_comes_out_as_typed(markup: str) -> None:
    made = letters(markup)
    assert markup in text.render(made)
    reader = read(page.render(made))
    assert markup in "".join(reader.words)
    assert set(reader.tags) == set(read(page.render(letters())).tags)
    assert markup in json.dumps(plain.typeset(made), ensure_ascii=False).encode().decode().replace('\\"', '"').replace(
        "\\\\", "\\"
    )


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_table_comes_out_as_typed(markup: str) -> None:
    facts = sample(LetterKind.INVOICE)
    line = dataclasses.replace(facts.charges[0], said=dataclasses.replace(facts.charges[0].said, words={"en": markup}))
    made = compose(LetterKind.INVOICE, dataclasses.replace(facts, charges=(line,)), ["en"], SPELLING)
    assert isinstance(made, LetterSet)
    assert f"\n{markup}" in text.render(made)
    reader = read(page.render(made))
    assert markup in reader.words or markup in "".join(reader.words)
    assert {"table", "thead", "tbody", "tfoot", "tr", "th", "td"} <= set(reader.tags)
    assert not {"script", "link"} & set(reader.tags)
    table = plain.typeset(made)["sheets"][0]["blocks"][2]
    assert table["table"][0][0] == [{"text": markup}]


def test_the_page_stands_alone() -> None:
    html = page.render(letters(points=9))
    reader = read(html)
    assert html.startswith('<!doctype html>\n<html lang="ur" dir="rtl">')
    assert not {"script", "link", "img", "iframe"} & set(reader.tags)
    assert not {name for name, _ in reader.attributes} & {"href", "src", "style", "onclick"}
    assert '<article lang="en" dir="ltr">' in html
    assert '<ol start="9">' in html


def test_latin_ids_and_days_are_isolated_in_urdu() -> None:
    written = text.render_sheet(letters("1/26").sheets[0])
    assert "\u20661/26\u2069" in written
    assert "\u2066c-mzxw6ytb\u2069" in written
    assert "\u206720 نومبر" in written
    assert '<bdi dir="ltr">1/26</bdi>' in page.render(letters("1/26"))


def test_plain_english_carries_no_marks() -> None:
    assert not set(text.render(letters(language="en"))) & {"\u2066", "\u2067", "\u2069"}


def test_urdu_data_in_an_english_letter_is_isolated() -> None:
    assert blocks.given("عدالت 5", Direction.LTR) == Run("عدالت 5", Direction.RTL)
    assert blocks.given("a عدالت", Direction.LTR) == Run("a عدالت", Direction.LTR)
    assert blocks.given("Court 5", Direction.LTR) == Run("Court 5")


@given(st.integers().map(str) | st.sampled_from(["", "2026-17", "(3)"]))
def test_numbers_alone_run_left_to_right(number: str) -> None:
    assert direction_of(number) is Direction.LTR


def test_a_letter_is_made_for_one_page() -> None:
    assert [sheet.pages for sheet in letters().sheets] == [1, 1]


def test_a_sentence_with_an_absent_fact_is_left_out_whole() -> None:
    english = WORDS["en"]
    assert fill("By {day}.", {"day": None}, english) is None
    assert fill("On {laws}.", {"laws": ("§ 1 A", "§ 2 B")}, english) == (
        Run("On "),
        Run("§ 1 A"),
        Run("; "),
        Run("§ 2 B"),
        Run("."),
    )
    with pytest.raises(KeyError):
        fill("{nothing}", {}, english)


@pytest.mark.parametrize(
    ("section", "act", "language", "expected"),
    [
        ("§ 22(2)", "TTDSG", "de", "§ 22 Abs. 2 TTDSG"),
        ("§ 22(2)", "TTDSG", "en", "§ 22(2) TTDSG"),
        ("§ 22(2)", "TTDSG (TDDDG since 14 May 2024)", "en", "§ 22(2) TTDSG, since 14 May 2024 TDDDG"),
        ("§ 22(2)", "TTDSG (TDDDG since 14 May 2024)", "ur", "§ 22(2) TTDSG / TDDDG"),
        ("§ 22(2); TKG § 174(2)", "TDDDG", "de", "§ 22 Abs. 2 TDDDG; § 174 Abs. 2 TKG"),
        ("§ 174(2)", "Telekommunikationsgesetz (TKG 2021)", "de", "§ 174 Abs. 2 TKG"),
        ("§ 20a", "Polizeigesetz des Landes Nordrhein-Westfalen (PolG NRW)", "en", "§ 20a PolG NRW"),
        (
            "§§ 100g, 101a(1) with 100e(1)",
            "Strafprozessordnung (StPO)",
            "de",
            "§§ 100g, 101a Abs. 1 in Verbindung mit § 100e Abs. 1 StPO",
        ),
        ("§ 23, Annex 3", "JVEG", "de", "§ 23 in Verbindung mit Anlage 3 JVEG"),
        ("art. 48", "Regulation (EU) 2016/679 (GDPR)", "de", "Art. 48 DSGVO"),
        ("art. 48", "Regulation (EU) 2016/679 (GDPR)", "en", "art. 48, GDPR"),
        (
            "Article 18(1)",
            "Convention on Cybercrime (Budapest Convention, ETS 185)",
            "de",
            "Art. 18 Abs. 1 des Übereinkommens über Computerkriminalität, SEV Nr. 185",
        ),
        (
            "section 487",
            "Criminal Code (R.S.C. 1985, c. C-46)",
            "en",
            "section 487, Criminal Code, R.S.C. 1985, c. C-46",
        ),
        ("§ 100j(1) sentence 1 no. 2", "Strafprozessordnung (StPO)", "de", "§ 100j Abs. 1 Satz 1 Nr. 2 StPO"),
        ("§ 22(2)", "TDDDG (TTDSG until 13 May 2024)", "de", "§ 22 Abs. 2 TDDDG, bis 13. Mai 2024 TTDSG"),
        ("§ 22(2)", "TDDDG (TTDSG until 13 May 2024)", "en", "§ 22(2) TDDDG, until 13 May 2024 TTDSG"),
        ("§ 22(2)", "TTDSG (TDDDG since 14 May 2024)", "de", "§ 22 Abs. 2 TTDSG, seit 14. Mai 2024 TDDDG"),
        ("Article 5(1)(a)", "Regulation (EU) 2023/1543", "de", "Art. 5 Abs. 1 Buchst. a der Verordnung (EU) 2023/1543"),
        (
            "art. 10(6), Annex III D",
            "Regulation (EU) 2023/1543",
            "de",
            "Art. 10 Abs. 6 in Verbindung mit Anhang III D der Verordnung (EU) 2023/1543",
        ),
        ("art. 17(1) to (3)", "Regulation (EU) 2022/2065", "de", "Art. 17 Abs. 1 bis 3 der Verordnung (EU) 2022/2065"),
        (
            "art. 10(2)(a)(iii)",
            "Regulation (EU) 2022/2065",
            "de",
            "Art. 10 Abs. 2 Buchst. a Ziff. iii der Verordnung (EU) 2022/2065",
        ),
        ("recital 101", "Directive (EU) 2023/1544", "de", "Erwägungsgrund 101 der Richtlinie (EU) 2023/1544"),
        ("Article 5(1)", "Regulation (EU) 2023/1543", "en", "Article 5(1), Regulation (EU) 2023/1543"),
        ("Section 31(1)", "Prevention of Electronic Crimes Act 2016", "de", None),
    ],
)
def test_provisions_are_cited_as_the_language_does(section: str, act: str, language: str, expected: str | None) -> None:
    assert provision(cite(section, act), WORDS[language], write_day) == (expected or f"{section}, {act}")


def test_days_need_a_language_that_is_known() -> None:
    day = sample(LetterKind.NO_DATA).date
    assert [write_day(day, code) for code in ("en", "de", "fr")] == [
        "24 November 2026",
        "24. November 2026",
        "24 novembre 2026",
    ]
    for code in ("xx", "not a code", ""):
        with pytest.raises(UnknownLanguageError, match="ISO 639-1"):
            write_day(day, code)


def test_each_renderer_shows_the_annex() -> None:
    made = letters(language="en", points=9)
    assert "Annex to our letter of 24 November 2026\n\n" in text.render(made)
    assert text.render(made).endswith("9. " + text.render(letters(language="en")).split("1. ")[1].split("\n")[0] + "\n")
    assert "<h2>Annex to our letter of" in page.render(made)
    assert '"annex": {"heading"' in json.dumps(plain.typeset(made))
