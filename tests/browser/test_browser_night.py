"""The night in a real browser: people are called in the demo's home, one sees it and takes it by keyboard."""

from __future__ import annotations

import sys
from typing import Any

import pytest

import warm
from accessibility import violations
from browser_desk import Practice

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RAISE = """
import sys
from pathlib import Path
from dueprocess.operate.home import boot
boot(Path(sys.argv[1]))
from dueprocess.operate.desk_of_home import current_desk
from dueprocess.desk.data.queries import open_pagings
from dueprocess.desk.services import alarms
def never(call):
    raise AssertionError("a practice desk calls nobody")
alarms.page_people(current_desk(), never)
print(next(one.pk for one in open_pagings() if one.reason == "late"))
"""


def raised(practice: Practice) -> str:
    """A page for something late in the demo's story, raised as the worker raises it."""
    command = [sys.executable, "-c", RAISE, str(practice.home)]
    return warm.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]


def test_somebody_who_is_called_sees_it_and_takes_it_by_keyboard(practice: Practice, chromium: Any) -> None:
    page = raised(practice)
    context = chromium.new_context(bypass_csp=True)
    tab = context.new_page()
    practice.log_in(tab, "birch")
    tab.click("nav.tabs a[href='/night/']")
    assert "People are being called" in tab.inner_text("section.calling h2")
    assert "no" in tab.inner_text("section.ready h2")
    assert violations(tab) == []
    # A watch of one's own, planned by its form; then the page is taken, all by keyboard.
    tab.focus("#id_person")
    for _ in range(20):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.innerText") == "Plan it":
            break
    tab.keyboard.press("Enter")
    tab.wait_for_selector("ul.watches")
    assert violations(tab) == []
    tab.focus("section.calling .what a")
    for _ in range(5 * tab.locator("section.calling li").count()):
        tab.keyboard.press("Tab")
        if page in (tab.evaluate("document.activeElement.form?.action") or ""):
            break
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".messages li")
    assert "You have it." in tab.inner_text(".messages")
    assert tab.locator(f"form[action='/night/have/{page}/']").count() == 0
    assert "birch" in tab.inner_text("section[aria-labelledby=answered]")
    tab.goto(practice.at("staff", f"/night/ack/{page}"))
    assert violations(tab) == []
    tab.keyboard.press("Enter")
    tab.wait_for_selector("[role=alert]")  # nobody is called any more
    context.close()
