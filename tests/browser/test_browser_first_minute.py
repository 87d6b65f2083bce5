"""The first minute of ``make demo``: the card, two demands led by the hand, as two people in one browser."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

import built
from accessibility import violations
from dueprocess.adapters import spreadsheets
from transparency.forms import dsa_check

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow
pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

SERVE = """
import re, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where these tests were started in the background
from dataclasses import replace
from pathlib import Path
from dueprocess.operate.home import Home, boot
folder = Path(sys.argv[1])
home = boot(Home(folder / "home"))
from dueprocess.adapters import identity
from dueprocess.desk.data.models import Case
from dueprocess_lab import practice_desk, story
from dueprocess_lab.stage import Stage
people = {one.stem: replace(identity.load(one, None), authenticators=2) for one in (folder / "keys").glob("*.identity")}
begun = re.findall(r"^ ?(\\d+)  \\S.*?sealed as (c-\\w+)", (folder / "said").read_text(), re.MULTILINE | re.DOTALL)
cases = {int(number): Case.objects.get(pk__startswith=case).pk for number, case in begun}
practice_desk.serve(Stage(story.story(), home.path, folder / "keys", people, cases), ["aster", "birch", "cedar"], 0)
"""
ACCOUNT = "konrad.hasel@fennelmail.example"
DONE = ".guide li.is-done"


@pytest.fixture(scope="module")
def links(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The addresses that the demo prints, while it serves."""
    folder, staged = tmp_path_factory.mktemp("first"), built.told(tmp_path_factory)
    shutil.copytree(staged.home, folder / "home")
    shutil.copytree(staged.keys, folder / "keys")
    shutil.copy(staged.printed / "stdout", folder / "said")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DUEPROCESS_")}
    command = [sys.executable, "-c", SERVE, folder]
    running = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout is not None
    said: list[str] = []
    for line in running.stdout:
        said.append(line)
        if line.startswith("Ctrl-C"):
            break
    found = re.findall(r"^  (http://\S+)", "".join(said), re.MULTILINE)
    assert found, running.stderr.read() if running.stderr else ""
    yield found
    running.send_signal(signal.SIGINT)
    _, logged = running.communicate(timeout=60)
    assert logged == ""  # no line of a log beside the story


@pytest.fixture(scope="module")
def tabs(chromium: Any) -> Iterator[Any]:
    # Far from the house: what is shown is its clock, never the browser's.
    view = {"width": 1280, "height": 900}
    context = chromium.new_context(viewport=view, locale="en-GB", timezone_id="America/New_York")
    context.set_default_timeout(20_000)
    yield context
    context.close()


def opened(tabs: Any, tab: Any, control: str) -> Any:
    """The window that a link opens, once its vault shows a letter."""
    with tabs.expect_page() as found:
        tab.click(control)
    found.value.wait_for_selector(".reader iframe")
    return found.value


def ticks(tab: Any) -> list[str]:
    return [str(one) for one in tab.locator(DONE).all_inner_texts()]


def reads_all(tab: Any) -> None:
    tab.wait_for_selector("[data-key] > .tick input")
    tab.wait_for_selector(".law p")
    for box in tab.locator("[data-key] > .tick input").all():
        if box.is_visible() and box.is_enabled():
            box.check()
    tab.wait_for_timeout(600)


def signs(tab: Any) -> None:
    tab.click(".sticky button.act")
    tab.click(".signing .buttons .act")
    tab.wait_for_selector(".signing .done")


def minute(text: str) -> str:
    """The one time of day that a text says with its zone."""
    (found,) = re.findall(r"\d\d:\d\d(?= CES?T)", text)
    return str(found)


def follows_what_a_colleague_did(desk: Any) -> None:
    """What says where things stand follows by itself, also where its person has begun something, which stays."""
    desk.click("details:has(.stories) summary")
    desk.evaluate("dispatchEvent(new Event('focus'))")
    desk.wait_for_selector(".waits li:first-child:has-text('done')")
    assert desk.locator("details[open]:has(.stories)").count() == 1
    assert desk.locator(".fresh p[hidden]").count() == 1


def goes_on_to_the_data(aster: Any, desk: Any) -> None:
    """From the desk's list to the page of the case in one's own vault, and on from there to where data are ordered."""
    with aster.context.expect_page() as found:
        desk.locator("a.button:has-text('Order the data')").first.click()
    # Whatever page of a case the button names, the window whose vault is open shows it, and the new one goes.
    aster.wait_for_function("() => /#.case.c-/.test(location.href)")
    if not found.value.is_closed():
        found.value.wait_for_event("close")
    aster.wait_for_selector(".steps li[aria-current=step]")
    assert aster.inner_text(".steps li[aria-current=step]") == "Give"
    aster.wait_for_selector(".sticky button.plain")  # one button leads on: nothing is left to decide here
    aster.click(".case-head .next a.act:has-text('Order the data')")
    aster.wait_for_selector(".signing h1:has-text('Order the data')")


def says(tab: Any, text: str) -> None:
    """The line asks for one thing, and for this one."""
    tab.wait_for_selector(f'.guide-now:has-text("{text}")')


def line_covers_no_heading(tab: Any) -> None:
    """On a telephone and at a desk: the line is in sight, and a heading that one is led to lies below it."""
    for width in (390, 1280):
        tab.set_viewport_size({"width": width, "height": 844})
        for at in ("first", "last"):
            heads = tab.locator("#main h2:visible")
            (heads.first if at == "first" else heads.last).evaluate("one => one.scrollIntoView()")
            tab.wait_for_function(
                """at => {
                  const line = document.querySelector(".guide-now").getBoundingClientRect();
                  const found = [...document.querySelectorAll("#main h2")].filter(one => one.offsetParent);
                  const head = found.at(at === "first" ? 0 : -1).getBoundingClientRect();
                  return line.top >= 0 && line.bottom <= innerHeight && head.top >= line.bottom;
                }""",
                arg=at,
            )


def guide_stays_within_reach(aster: Any) -> None:
    assert aster.inner_text(".done .next") == "Next, birch reads the original too, and agrees or not."
    assert "May we count it? yes" in aster.inner_text(".signing .done")
    aster.wait_for_selector(".case-head .steps [aria-current=step]:has-text('Second person')")
    after = re.search(r"now revision (\d+)", aster.inner_text(".signing .done"))
    assert after
    assert aster.inner_text(".case-head .revision") == f"Revision {after[1]}"
    for width in (390, 1280):
        aster.set_viewport_size({"width": width, "height": 844})
        aster.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        link = aster.wait_for_selector('.guide-now a:has-text("birch\'s window")').bounding_box()
        assert 0 <= link["y"] < 300, width
    aster.set_viewport_size({"width": 1280, "height": 900})


def agrees(birch: Any) -> None:
    birch.fill("#value-1-1", ACCOUNT)
    birch.check("input[name=data-1][value=subscriber]")
    birch.select_option("select[id^=asker]", "id DE-PP-TALBACH")
    birch.press("form.blanks button[type=submit]", "Enter")
    says(birch, "tick it if you agree")
    assert not birch.is_checked("fieldset.silences input")
    birch.check("fieldset.silences input")
    birch.click(".signing .buttons .act")
    birch.wait_for_selector(".signing .done")


def says_no_for_now(aster: Any) -> None:
    for question in ("tell", "admit"):
        asked = f"[data-question={question}]"
        says(aster, "May we tell the person? Choose no" if question == "tell" else "No, for the same reason")
        aster.check(f"{asked} input[value=no]")
        aster.select_option(f"{asked} select", "open")
    says(aster, "May we count it? The law leaves that open")
    aster.check("[data-question=count] input[value=yes]")


def ends_the_silence_question(birch: Any) -> None:
    # The link names the case alone: it is its page that goes on to the form of what waits for birch.
    birch.wait_for_selector("h1:has-text('Say whether you agree that we keep silent')")
    assert birch.is_visible(".reader iframe")
    says(birch, "choose I agree or I do not agree")
    birch.check("input[name=answer][value=agreed]")
    birch.click("form.card button[type=submit]")
    says(birch, "This is what birch signs")
    birch.click(".signing .buttons .act")
    birch.wait_for_selector(".signing .done")


def card(desk: Any) -> str:
    """The card with which the desk greets, as it is now."""
    desk.reload()
    return str(desk.inner_text(".first-minute"))


def law_says_truly_what_it_rests_on(aster: Any) -> None:
    # What is not in the letter cannot be shown there.
    assert not aster.is_visible("[data-key=silence] button:has-text('where')")
    assert aster.is_visible("[data-key=who] button:has-text('where')")
    assert "say no for now, with the day on which it is asked again" in aster.inner_text(".silence")
    assert "No court has ordered this" in aster.inner_text(".law")
    assert "nobody confirmed" not in aster.inner_text(
        ".law"
    )  # what was ticked decides it, whatever else the rule reads
    assert "No rule that lets or forbids the provider to tell was read" in aster.inner_text(".silence .says >> nth=0")
    for outcome, apart in (("correct ", "they can send it"), ("object ", "a ground against it")):
        assert apart in aster.locator(f".outcomes label:has(input[value^='{outcome}'])").first.inner_text()


def leads_to_a_workbook_of_the_template(tabs: Any, desk: Any) -> None:
    book = tabs.request.get(desk.get_attribute(".first-minute .windows a[href$='.xlsx']", "href")).body()
    parts = {int(name.partition("_")[0]): rows for name, rows in spreadsheets.read(book).items()}
    assert sorted(parts) == list(range(1, 12))  # the template's eleven
    assert not dsa_check.check(parts)


def complies(aster: Any) -> None:
    """The first letter, one thing at a time, as the line says it."""
    reads_all(aster)
    says(aster, "Open the line that begins with Account, and type the address")
    aster.click("summary:has-text('Account: mark it in the original')")
    aster.fill("#value-own-1-1", ACCOUNT)
    says(aster, "tick the silence that the law imposes")
    aster.locator(".silence > .sentence > .tick input").first.check()
    says(aster, "May we count it? Choose yes")
    aster.check("[data-question=count] input[value=yes]")
    says(aster, "choose Comply")
    aster.check(".outcomes input[value='comply ']")
    says(aster, "Press Show what I sign, at the bottom")
    signs(aster)
    says(aster, "Giving data out takes two")


def returns_it(aster: Any) -> None:
    """The second letter, with the fault found."""
    reads_all(aster)
    law_says_truly_what_it_rests_on(aster)
    says_no_for_now(aster)
    says(aster, "choose Return it for correction")
    aster.check(".outcomes input[value='correct ']")
    aster.wait_for_selector("summary:has-text('Account')", state="hidden")  # to return it nobody names one
    aster.wait_for_selector(".reply .sheets .sheet")  # what is ticked stands open above its tick
    says(aster, "Below, read The reply as it will leave")
    aster.check(".reply .tick input")
    says(aster, "Press Show what I sign, at the bottom")
    signs(aster)
    says(aster, "One thing waits for birch")


def shows_what_was_done(desk: Any, left: str) -> None:
    follows_what_a_colleague_did(desk)
    assert "done" in desk.locator(".waits li").first.inner_text()
    assert f", {left}, in " in desk.inner_text("section:has(#leaving-head)")  # one clock in both programs
    counted, acts = (
        desk.locator("summary:has-text('Done today') .count"),
        desk.locator("details:has-text('Done today') li"),
    )
    assert int(counted.inner_text()) == acts.count() > 0


def test_both_people_handle_both_demands_and_the_guide_ticks_what_happened(tabs: Any, links: list[str]) -> None:
    desk = tabs.new_page()
    desk.goto(links[0])
    assert desk.locator(".first-minute .stories a").count() == 15
    assert violations(desk) == []
    leads_to_a_workbook_of_the_template(tabs, desk)
    aster = opened(tabs, desk, ".first-minute .waits a.act")
    aster.wait_for_selector(DONE)
    assert ticks(aster) == ["aster opens the letter"]
    says(aster, "Read the letter. Under What it asks, tick each sentence")
    line_covers_no_heading(aster)
    complies(aster)
    assert ticks(aster) == ["aster opens the letter", "aster checks and signs"]
    guide_stays_within_reach(aster)
    birch = opened(tabs, aster, '.guide-now a:has-text("birch\'s window")')
    says(birch, "Read the letter yourself and fill in what is asked beside it")
    assert birch.title().startswith("birch · ")
    agrees(birch)
    for tab in (birch, aster):
        says(tab, "Two people read the same letter")
        assert len(ticks(tab)) == 5
    shows_what_was_done(desk, minute(birch.inner_text(".done .waiting")))
    aster.click(".guide-now a:has-text('On to the next letter')")
    aster.wait_for_selector(".guide h2:has-text('Exercise 2 of 2')")
    returns_it(aster)
    assert "Both are decided" not in card(desk)
    aster.click('.guide-now a:has-text("birch\'s window")')
    says(aster, "Where it is open already, it shows the case by now")
    ends_the_silence_question(birch)
    for tab in (birch, aster):
        says(tab, "To return it took one person")
        assert len(ticks(tab)) == 4
    birch.wait_for_selector(".done .onward")
    assert birch.locator(".done .next a").count() == 0  # all is answered; what is asked again in months is not next
    with desk.expect_navigation():
        desk.evaluate("dispatchEvent(new Event('focus'))")
    goes_on_to_the_data(aster, desk)
    assert desk.locator(".waits .state.done").count() == 2
    assert "Both are decided" in desk.inner_text(".first-minute .next")
    assert violations(aster) == []


def test_one_browser_is_two_people(tabs: Any, links: list[str]) -> None:
    seen = []
    for link in links[:2]:
        tab = tabs.new_page()
        tab.goto(link)
        seen.append((tab.evaluate("location.hostname"), tab.inner_text(".who a")))
    assert seen == [("127.0.0.1", "aster"), ("localhost", "birch")]


@pytest.mark.parametrize(
    ("at", "press", "shows"),
    [(2, "button", "What we did"), (3, "button", "What we did"), (4, "main button", "In review")],
)
def test_the_person_and_the_officer_find_their_code_filled_in(
    tabs: Any, links: list[str], at: int, press: str, shows: str
) -> None:
    tab = tabs.new_page()
    tab.goto(links[at])
    assert tab.input_value("#code")
    tab.click(press)
    tab.wait_for_selector(f"text={shows}")


def test_a_link_opens_only_at_its_own_name_and_with_its_key(tabs: Any, links: list[str]) -> None:
    for wrong in (
        links[0].replace("127.0.0.1", "localhost"),
        links[0][:-1],
        links[1].replace("localhost", "127.0.0.1"),
    ):
        answer = tabs.request.get(wrong, max_redirects=0)
        assert (answer.status, answer.headers.get("set-cookie")) == (404, None)
