"""Cells: numbers with all marks for thousands, bands, blanks, dashes; a blank is not a zero."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transparency.check import figures
from transparency.check.figures import Is


@pytest.mark.parametrize(
    ("text", "low", "high", "decimals"),
    [
        ("0", 0, 0, 0),
        (" 1,975 ", 1975, 1975, 0),
        ("1.975", 1975, 1975, 0),
        ("1'234'567", 1234567, 1234567, 0),
        ("1\u00a0975", 1975, 1975, 0),
        ("1\u202f975\u202f001", 1975001, 1975001, 0),
        ("83.50", 835, 835, 1),
        ("83,25", 8325, 8325, 2),
        ("1,234.50", 12345, 12345, 1),
        ("-5", -5, -5, 0),
        ("\u22125", -5, -5, 0),
        ("0-249", 0, 249, 0),
        ("11,000 - 12,000", 11000, 12000, 0),
        ("250\u2013499", 250, 499, 0),
        ("0 to 249", 0, 249, 0),
        ("499 - 0", 499, 0, 0),
        ("500+", 500, None, 0),
        ("\u2265 500", 500, None, 0),
        ("<10", 0, 9, 0),
        ("\u2264 10", 0, 10, 0),
    ],
)
def test_numbers_and_bands(text: str, low: int, high: int | None, decimals: int) -> None:
    one = figures.read(text)
    assert (one.low, one.high, one.decimals) == (low, high, decimals)
    assert one.sort is (Is.NUMBER if low == high else Is.BAND)


@pytest.mark.parametrize("text", ["", "  ", "n/a", "N/A", "None", "..", "\u2026"])
def test_a_blank_is_a_blank(text: str) -> None:
    one = figures.read(text)
    assert one.sort is Is.BLANK
    assert not one.known
    assert one.shown == "a blank"


@pytest.mark.parametrize("text", ["-", "\u2013", "\u2014", "--"])
def test_a_dash_is_a_dash(text: str) -> None:
    assert figures.read(text).sort is Is.DASH
    assert figures.read(text).shown == "a dash"


@pytest.mark.parametrize(
    "text",
    [
        "many",
        "1.2.3.4",
        "1,23,4",
        "1,234,5",
        "9" * 16,
        "9" * 70,
        "\u0665\u0666",
        "1-2.5",
        "2.5-3",
        "x-3",
        "3-x",
        "<2.5",
        "<x",
        "2.5+",
        "=1+1",
        "1e9",
        "NaN",
    ],
)
def test_what_is_no_figure_is_kept_and_never_guessed(text: str) -> None:
    one = figures.read(text)
    assert one.sort is Is.UNREADABLE
    assert one.shown.startswith("“")


def test_marks_and_percent_signs() -> None:
    one = figures.read("46*")
    assert (one.low, one.marks) == (46, "*")
    share = figures.read("83.00%", share=True)
    assert (share.low, share.decimals, share.written, share.sign) == (83, 0, 2, True)
    assert figures.read("12.125 %", share=True).low == 12125
    assert figures.read("0%", share=True).written == 0
    assert figures.read("1,000", share=True).decimals == 0
    assert figures.read("about 5 %", share=True).sort is Is.UNREADABLE


def test_how_figures_are_said() -> None:
    assert figures.read("1975").shown == "1,975"
    assert figures.read("83.25").shown == "83.25"
    assert figures.read("-0.5").shown == "-0.5"
    assert figures.read("0-249").shown == "0 to 249"
    assert figures.read("500+").shown == "500 or more"
    assert figures.brief("a\x1b[31m" + "b" * 90) == "a\ufffd[31m" + "b" * 54 + "…"


@pytest.mark.parametrize(
    ("cells", "shown", "exact"),
    [
        (["1", "2", "-"], "3", True),
        (["1", "0-249"], "1 to 250", False),
        (["1", ""], "at least 1", False),
        (["1", "500+"], "at least 501", False),
        (["249-0", "1"], "1 to 250", False),
        (["1.5", "1"], "at least 1", False),
    ],
)
def test_sums_carry_bands_and_blanks(cells: list[str], shown: str, exact: bool) -> None:  # noqa: FBT001
    made = figures.total(figures.read(one) for one in cells)
    assert (made.shown, made.exact) == (shown, exact)


@given(st.integers(-(10**12), 10**12))
def test_what_is_written_is_read(number: int) -> None:
    one = figures.read(f"{number:,}")
    assert (one.low, one.shown) == (number, f"{number:,}")


@given(st.text(max_size=80), st.booleans())
def test_no_text_raises(text: str, share: bool) -> None:  # noqa: FBT001
    one = figures.read(text, share=share)
    assert isinstance(one.shown, str)
    assert one.high is None or abs(one.high) < 10**16
