"""The desk itself, from the vault of one's own machine alone, while it is served: no command with a key, no stop."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_browser_release import CONTACT, House

import recipient_programs as programs
from accessibility import violations
from browser_desk import Vault, own_vault
from dueprocess.adapters import recipients

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.soak]

PHONE = "+49305550100"
THIEF = "thief@evil.example"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A founded desk of three who release and an employee; nothing was verified and nothing waits."""
    from dueprocess.operate.served_home import free_ports

    desk = House(tmp_path_factory.mktemp("itself"), free_ports(["api"])["api"])
    for name in ("aster", "birch", "cedar", "dan", "elm", "eve", "recovery"):
        (desk.folder / f"{name}.card").write_text(desk.do("keys", "new", name, "--no-passphrase"))
    roles = ("aster.card:clerk,releaser", "birch.card:approver,releaser", "cedar.card:counsel", "dan.card:employee")
    roles += ("elm.card:employee",)
    people = [word for one in roles for word in ("--person", one)]
    about = ("--name", "Fennel Mail", "--country", "DE", "--contact", "legal@fennel.example")
    desk.do("init", *about, *people, "--recovery", "recovery.card")
    for name in ("aster", "birch", "cedar"):
        desk.do("roster", "sign", by=name)
    settings = desk.folder / "home" / "desk.toml"
    settings.write_text(f'api_address = "{desk.url}"\n{settings.read_text()}')
    return desk


@pytest.fixture(scope="module")
def local(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A ``dueprocess vault`` of one's own, and the desk served beside it."""
    with house.served(), own_vault(house.url, tmp_path_factory.mktemp("own")) as address:
        yield address


@contextlib.contextmanager
def at(house: House, chromium: Any, local: str, name: str) -> Iterator[Any]:
    """Somebody's window at the page of the desk itself, reached by its link from the list of cases."""
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(60_000)
    window = Vault(house.practice, context, local)
    window.go("/", "#identity")
    window.tab.set_input_files("#identity", house.folder / f"{name}.identity")
    window.tab.press("#passphrase", "Enter")
    window.compares()
    # An answer that is no list of cases (an employee has none) takes the focus when it comes.
    window.tab.wait_for_selector(".result .problem:focus, p:text-is('No case is open.'), .cases")
    link = window.tab.locator("a[href='#/desk']")
    link.press("Enter")
    window.tab.wait_for_selector("h1:text-is('The desk itself')")
    yield window.tab
    assert window.faults == []
    context.close()


def press(tab: Any, words: str) -> None:
    tab.locator(f"button:text-is('{words}')").press("Enter")


def sign(tab: Any) -> str:
    """What was shown before it was signed."""
    tab.wait_for_selector("#sign-title")
    shown = str(tab.inner_text(".signing"))
    tab.locator(".buttons .act").press("Enter")
    tab.wait_for_selector(".done h1")
    return shown


def back(tab: Any) -> None:
    tab.locator("a:text-is('To the desk itself')").press("Enter")
    tab.wait_for_selector("h1:text-is('The desk itself')")


def shoot(tab: Any, name: str) -> None:
    folder = os.environ.get("TESTS_PICTURES")
    if folder:
        tab.screenshot(path=f"{folder}/{name}.png", full_page=True)
        tab.emulate_media(color_scheme="dark")
        tab.set_viewport_size({"width": 380, "height": 800})
        tab.screenshot(path=f"{folder}/{name}-narrow-dark.png", full_page=True)


def told(house: House, *command: str) -> Any:
    return json.loads(house.do(*command, "--json"))


def change(house: House, statement: str, *values: str) -> None:
    """What a writer of the database does."""
    path = house.folder / "home" / "desk.sqlite3"
    with contextlib.closing(sqlite3.connect(path, timeout=60)) as line, line:
        assert line.execute(statement, values).rowcount == 1


def verifies(tab: Any, authority: str, contact: str, key: Path | None = None, phone: str = "") -> None:
    tab.click("summary:has-text('you are the first person')")
    tab.fill("#authority", authority)
    tab.fill("#contact", contact)
    tab.fill("#phone", phone)
    if key is not None:
        tab.set_input_files("#authority-key", key)
    press(tab, "Verify: show what I sign")


def test_nothing_waits_and_then_one_stops_it_and_two_let_it_go_on(house: House, chromium: Any, local: str) -> None:
    with at(house, chromium, local, "dan") as tab:
        text = tab.inner_text("main")
        assert "They go on." in text
        assert "None waits for signatures." in text
        assert "authorities" not in text.lower()  # an employee is shown none of the directory
        assert violations(tab) == []
        press(tab, "Stop everything: show what I sign")
        assert "Stop every production and release, now" in sign(tab)
        back(tab)
        assert "Two people of the house lift it." in tab.inner_text(".warning")
        shoot(tab, "itself-stopped")
    assert len(told(house, "roster", "show")["frozen"]) == 1
    for name in ("birch", "cedar"):
        with at(house, chromium, local, name) as tab:
            press(tab, "Agree to go on: show what I sign")
            assert "Agree to go on after a stop" in sign(tab)
            back(tab)
    assert told(house, "roster", "show")["frozen"] == []


def test_an_authority_and_its_key_are_verified_by_two_at_their_own_machines(
    house: House, chromium: Any, local: str
) -> None:
    certificate = programs.certificate(house.folder, "bka", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    fingerprint = recipients.key_facts("cms", certificate.read_bytes()).fingerprint
    with at(house, chromium, local, "aster") as tab:
        verifies(tab, "DE-BKA", CONTACT, certificate)
        shown = sign(tab)
        assert CONTACT in shown
        assert fingerprint in shown
        assert "DE-BKA" in shown
    with at(house, chromium, local, "birch") as tab:
        assert violations(tab) == []
        assert fingerprint not in tab.inner_text("main")  # what should be heard is not there to copy
        heard = tab.locator("input[id^=heard-]")  # the only row with a key
        confirm = tab.locator("form", has=heard).locator("button")
        heard.fill("00:11:22")
        confirm.press("Enter")
        tab.wait_for_selector(".problem:has-text('authority.key')")
        shoot(tab, "itself-confirm")
        heard.fill(fingerprint.lower().replace(" ", ":"))
        confirm.press("Enter")
        shown = sign(tab)
        assert "What aster proposed and signed" in shown
        assert CONTACT in shown
    row = told(house, "authority", "show", "DE-BKA")
    assert (row["verified"], row["contact"], row["by"]) == (True, CONTACT, ["aster", "birch"])
    assert row["key"]["fingerprint"] == fingerprint


def test_a_hostile_desk_that_swaps_contact_or_number_is_refused_by_name(
    house: House, chromium: Any, local: str
) -> None:
    with at(house, chromium, local, "aster") as tab:
        verifies(tab, "DE-BFV", "post@bfv.example", phone="030 5550100")
        tab.wait_for_selector(".problem:has-text('with its country')")
        tab.fill("#phone", "+49 (30) 555-0100")
        shoot(tab, "itself-number")
        press(tab, "Verify: show what I sign")
        assert PHONE in sign(tab)
    where = "WHERE authority = 'DE-BFV' AND confirmed_by = ''"
    change(house, f"UPDATE data_verification SET contact = ? {where}", THIEF)  # noqa: S608 - a constant
    with at(house, chromium, local, "birch") as tab:
        tab.wait_for_selector(".problem:has-text('authority.contact')")
        assert THIEF not in tab.inner_text("main")
        shoot(tab, "itself-swapped")
    change(house, f"UPDATE data_verification SET contact = ? {where}", "post@bfv.example")  # noqa: S608 - as above
    change(house, f"UPDATE data_verification SET phone = ? {where}", "+49305550199")  # noqa: S608 - as above
    with at(house, chromium, local, "birch") as tab:
        tab.wait_for_selector(".problem:has-text('authority.number')")
        assert "+49305550199" not in tab.inner_text("main")
    change(house, f"UPDATE data_verification SET phone = ? {where}", PHONE)  # noqa: S608 - as above
    with at(house, chromium, local, "birch") as tab:
        assert f"It is called back on\n{PHONE}" in tab.inner_text("main")


def test_the_next_roster_is_agreed_to_and_a_swapped_one_is_refused(house: House, chromium: Any, local: str) -> None:
    proposed = house.folder / "home" / "roster.pending"
    house.do("roster", "next", "--add", "eve.card:clerk")
    text = proposed.read_text()
    number = told(house, "roster", "show")["number"] + 1
    proposed.write_text(text.replace('"k":2', '"k":0').replace('"roles":["clerk"]', '"roles":["releaser"]'))
    with at(house, chromium, local, "aster") as tab:
        tab.wait_for_selector(".problem:has-text('roster.notice')")
    proposed.write_text(text)
    with at(house, chromium, local, "aster") as tab:
        shown = tab.inner_text("main")
        assert f"Roster {number}; it would take effect at" in shown
        assert "eve joins: clerk" in shown
        assert violations(tab) == []
        shoot(tab, "itself-roster")
        press(tab, "Agree to this roster: sign it")
        tab.wait_for_selector("text=Still asked: birch.")
    with at(house, chromium, local, "cedar") as tab:
        assert "You are not asked to sign it." in tab.inner_text("main")
    with at(house, chromium, local, "birch") as tab:
        press(tab, "Agree to this roster: sign it")
        tab.wait_for_selector("text=is complete and entered")
    after = told(house, "roster", "show")
    assert (after["number"], "eve" in [one["name"] for one in after["people"]]) == (number, True)


def test_a_draft_of_the_report_is_read_whole_and_signed(house: House, chromium: Any, local: str) -> None:
    built = told(house, "report", "build", "--period", "2026-H2", "--running")
    with at(house, chromium, local, "cedar") as tab:
        tab.click("summary:has-text('The whole draft')")
        text = tab.locator("pre", has_text="dueprocess/report/1").inner_text()
        assert hashlib.sha256(text.encode()).hexdigest() == built["edition"]
        assert violations(tab) == []
        shoot(tab, "itself-report")
        press(tab, "Sign this draft: show what I sign")
        assert built["edition"] in sign(tab)
    (draft,) = told(house, "report", "list")["drafts"]
    assert [one["role"] for one in draft["signed"]] == ["counsel"]
    with at(house, chromium, local, "dan") as tab:
        assert "Reports that wait" not in tab.inner_text("main")


def test_ones_own_key_is_retired_and_the_window_locks(house: House, chromium: Any, local: str) -> None:
    with at(house, chromium, local, "elm") as tab:  # nobody else's test needs this key
        press(tab, "Retire the own key: show what I sign")
        tab.wait_for_selector("#sign-title")
        tab.locator(".buttons .act").press("Enter")
        tab.wait_for_selector("text=The key is retired: it signs nothing more.")
    assert told(house, "roster", "show")["retired"] == ["elm"]
