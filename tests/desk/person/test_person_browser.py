"""The person's page in Chromium without scripts: type, read, second click, close; axe; no third party."""

import contextlib
import datetime
import secrets
from typing import Any

import pytest
from test_person_compose import telling

from accessibility import faults_of
from dueprocess.adapters import law_files
from dueprocess.desk.person.compose import compose
from dueprocess.desk.person.texts import load
from dueprocess.desk.services import page_locks
from dueprocess.formats import page_code
from person_samples import HOUSE, Surface

HEAD = "2026-02-01 head1" + " qpzry9x8" * 20
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def code(surface: Surface) -> str:
    """A whole page in three languages, and its code."""
    shelf = law_files.load(signatures=())
    told = telling(shelf, contest_by=datetime.date(2026, 4, 1), head=HEAD)
    page = compose(HOUSE, shelf, told, ["ur", "en", "de"])
    last = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=60)
    secret = secrets.token_bytes(16)
    locked = page_locks.lock(secret, page)
    with contextlib.closing(surface.database()) as database, database:
        row = (locked.id, str(last), locked.bytes, "0" * 64)
        database.execute("INSERT INTO data_personpage (id, until, bytes, bound) VALUES (?,?,?,?)", row)
    return page_code.written(secret)


def opened(tab: Any, surface: Surface, code: str) -> None:
    tab.goto(f"http://127.0.0.1:{surface.port}/")
    tab.keyboard.press("Tab")  # the field is the first thing that a keyboard reaches
    tab.keyboard.type(code)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("input[name=step]", state="attached")


def test_without_scripts_by_keyboard_from_the_code_to_the_second_click(
    surface: Surface, browser: Any, code: str
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    tab = context.new_page()
    asked: list[str] = []
    sent: list[int] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("response", lambda answer: sent.append(int(answer.headers["content-length"])))
    opened(tab, surface, code)
    assert load("ur")("page", "title") in tab.inner_text("h1")
    law = load("en")("law", "heading")
    assert law not in tab.content()
    assert "about:blank" in (tab.locator("a").first.get_attribute("href") or "")
    tab.locator("#en button").click()
    assert tab.locator("#en h2", has_text=law).is_visible()
    assert {url.split("/")[2] for url in asked if not url.startswith("data:")} == {f"127.0.0.1:{surface.port}"}
    assert max(sent) < 30_000
    assert sum(sent) < 48_000  # the form, the page, and what the demand says
    assert context.cookies() == []
    assert code.split(maxsplit=1)[0] not in tab.url
    tab.locator("#en a", has_text=load("en")("page", "close")).click()
    assert tab.url == "about:blank"
    context.close()


def test_a_wrong_code_is_said_and_tried_again(surface: Surface, browser: Any, code: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"http://127.0.0.1:{surface.port}/")
    tab.fill("input", page_code.written(secrets.token_bytes(16)))
    tab.click("button")
    assert load("de")("form", "wrong") in tab.inner_text("main")
    tab.fill("input", code)
    tab.click("button")
    assert tab.locator("input[name=step]").count() == 3  # in each language one way to the rest
    context.close()


def test_axe_finds_nothing_and_nothing_runs_out_of_the_page(surface: Surface, browser: Any, code: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    tab = context.new_page()
    tab.goto(f"http://127.0.0.1:{surface.port}/")
    found = faults_of(tab)
    opened(tab, surface, code)
    found += faults_of(tab)
    context.close()
    assert found == []
