"""Debian's Firefox: two people answer a letter in vaults of their own, by the same controls as in Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import test_browser_file as one_file

import browsers
import fifteen_desk
from browser_desk import own_vault, served
from dueprocess.adapters.age_words import new_passphrase
from fifteen_walk import Person, Walk

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_two_people_answer_a_request_in_firefox(tmp_path: Path) -> None:
    with browsers.firefox() as running:
        desk = fifteen_desk.founded(tmp_path)
        with served(desk.home, desk.ports), own_vault(desk.at("api", ""), tmp_path) as address:
            aster, birch = (Person.opened(desk, running, address, name) for name in ("aster", "birch"))
            walk = Walk(desk, 1, {1: ("ottilie.brandt@fennelmail.example",)})
            aster.tab.bring_to_front()  # keys reach the window in front alone
            aster.opens(walk.case)
            walk.reads(aster)
            walk.answers(aster)
            assert walk.waits
            birch.tab.bring_to_front()
            birch.opens(walk.case)
            walk.agrees(birch)
            assert [(one["outcome"], one["letter"]) for one in walk.now()["items"]] == [("comply", "queued")]
            assert [person.complaints + person.window.faults for person in (aster, birch)] == [[], []]


def test_the_one_file_for_any_browser_opens_in_firefox(tmp_path: Path) -> None:
    passphrase = new_passphrase()
    with browsers.firefox() as running:
        tab = running.new_context().new_page()
        tab.goto(one_file.saved(tmp_path, passphrase).as_uri())
        assert "do not open it" in one_file.tries(tab, passphrase[:-1], "#said.problem")
        assert "It is open" in one_file.tries(tab, passphrase, "#opened:not([hidden])")
        assert one_file.RECORD.strip() in tab.inner_text("#opened")
