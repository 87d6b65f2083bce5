"""The shared design tokens: every pair of colours that stand on each other can be read (WCAG 2.2: 1.4.3, 1.4.11)."""

import re
from importlib.resources import files

import pytest

SHEET = (files("dueprocess.desk.web") / "static" / "dueprocess" / "tokens.css").read_text("utf-8")
STATES = ("done", "partly", "refused", "waiting", "late", "unsure")
GROUNDS = ("paper", "sheet", "wash")
LIGHT, DARK, PRINT = "light", "dark", "print"


def _block(start: str) -> dict[str, str]:
    text = SHEET[SHEET.index(start) :]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", text[: text.index("}")]))


def colours(theme: str) -> dict[str, str]:
    first = _block(":root")
    if theme == LIGHT:
        return first
    return first | _block("(prefers-color-scheme: dark)" if theme == DARK else "@media print")


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_is_the_one_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK, PRINT])
def test_text_can_be_read_on_every_ground(theme: str) -> None:
    have = colours(theme)
    poor = [
        (text, ground, round(contrast(have[text], have[ground]), 2))
        for text in ("ink", "soft", "link", *STATES)
        for ground in GROUNDS
        if contrast(have[text], have[ground]) < 4.5
    ]
    assert poor == []


@pytest.mark.parametrize("theme", [LIGHT, DARK, PRINT])
def test_a_state_can_be_read_on_its_own_ground_and_on_a_full_bar(theme: str) -> None:
    have = colours(theme)
    for state in STATES:
        assert contrast(have[state], have[f"{state}-wash"]) >= 4.5, state
        assert contrast(have["ink"], have[f"{state}-wash"]) >= 4.5, state
        assert contrast(have["on-state"], have[state]) >= 4.5, state


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_buttons_borders_and_the_focus_ring_can_be_seen(theme: str) -> None:
    have = colours(theme)
    assert contrast(have["on-act"], have["act"]) >= 4.5
    assert contrast(have["on-act"], have["act-over"]) >= 4.5
    for ground in GROUNDS:
        assert contrast(have["focus"], have[ground]) >= 3, ground
        assert contrast(have["strong-line"], have[ground]) >= 3, ground


def test_dark_names_every_colour_that_light_has() -> None:
    coloured = {name for name, value in colours(LIGHT).items() if value.startswith("#")}
    assert coloured == {name for name, value in _block("(prefers-color-scheme: dark)").items() if value.startswith("#")}


def test_nothing_is_fetched() -> None:
    assert "url(" not in SHEET
    assert "@import" not in SHEET
