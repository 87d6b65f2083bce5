"""The page that checks a report, in a real browser: by keyboard, accessible with its findings, narrow and wide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from accessibility import faults_of
from browser_desk import Practice
from report_check_samples import MAP, table

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROWS = table(
    [
        ("2020 H1", "A", "k", 5, 6, "", 7),
        ("2020 H1", "B", "a kind with a long name that goes on", "0-249", 16, "63%", 20),
        ("2020 H1", "TOTAL", "k", 5, 6, "", 8),
    ]
)


@pytest.mark.parametrize("language", ["en", pytest.param("xr", marks=pytest.mark.soak)])
def test_a_report_is_checked_by_keyboard(practice: Practice, chromium: Any, tmp_path: Path, language: str) -> None:
    name = "government-requests-of-a-provider-with-a-long-name-2020-H1.csv"
    (tmp_path / name).write_bytes(ROWS)
    (tmp_path / "map.toml").write_text(MAP)
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900},
        bypass_csp=True,
        extra_http_headers={"Accept-Language": language},
    )
    tab = context.new_page()
    practice.log_in(tab, "birch")
    tab.goto(practice.at("staff", "/report-check/"))
    tab.set_input_files("#file", tmp_path / name)
    tab.set_input_files("#map", tmp_path / "map.toml")
    tab.focus("#file")
    for _ in range(2):
        tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.type") == "submit"
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".finding.defect")
    assert "6 of 5 (A, k)" in tab.inner_text(".finding.defect")
    assert faults_of(tab) == []
    tab.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
    assert not tab.evaluate("document.documentElement.scrollWidth > innerWidth")
    tab.focus("main details summary")
    tab.keyboard.press("Enter")
    assert not tab.locator("main details").first.evaluate("one => one.open"), "a group folds by keyboard"
    context.close()
