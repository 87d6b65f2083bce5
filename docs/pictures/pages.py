# ruff: noqa: INP001 - a script beside its pictures, no package
"""The pages that a review marked under 8, as they are now: `python docs/pictures/pages.py [LINK…]`.

Walks `dueprocess demo` in Chromium, takes one picture of each page of `pages.toml`, and writes
`docs/reference/pages.md` from that table. With the links that a demo printed it walks that one; else it starts one of
its own. `--list` writes the page alone.
"""

import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, Page, ViewportSize, sync_playwright

HERE = Path(__file__).resolve().parent
TABLE = HERE / "pages.toml"
LIST = HERE.parent / "reference" / "pages.md"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SIZE: ViewportSize = {"width": 1100, "height": 820}
COLOURS = 48
HEAD = """# Pages that were marked under 8, and their faults

A review of 28 November 2026 walked the product and gave each page a mark. This page lists every one under 8, each fault
that was named for it, what became of it, and a picture. It is written by `python docs/pictures/pages.py` from
`docs/pictures/pages.toml`; a test compares. *Gone*: looked for on this picture or in the test named, and not found.
*In part* and *open* say what is left.

"""


def rows() -> list[dict[str, Any]]:
    """Pages of the table, in its order."""
    return list(tomllib.loads(TABLE.read_text("utf-8"))["page"])


def written() -> str:
    """The list as a page."""
    parts = [HEAD]
    for row in rows():
        parts.append(f"## {row['name']} ({row['mark']} of 10)\n\n")
        parts.append("| fault | what it was | state | now |\n|---|---|---|---|\n")
        parts += [f"| {one['id']} | {one['was']} | {one['state']} | {one['now']} |\n" for one in row["fault"]]
        shown = row.get("picture")
        parts.append(f"\n![{row['name']}](../pictures/{shown}.png)\n\n" if shown else f"\n{row['seen']}\n\n")
    return "".join(parts).rstrip() + "\n"


def keep(tab: Page, name: str) -> None:
    """One picture of what the window shows, in few colours."""
    tab.wait_for_timeout(500)
    with Image.open(BytesIO(tab.screenshot())) as drawn:
        drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(HERE / f"page-{name}.png", optimize=True)


def desk(tab: Page) -> None:
    """What aster sees of the staff desk, from the greeting on."""
    home = "/".join(tab.url.split("/")[:3])
    first = tab.locator(".stories a").nth(2).get_attribute("href") or "/cases/"
    tab.evaluate("document.querySelector('.first-minute')?.closest('details')?.removeAttribute('open')")
    keep(tab, "greeting")
    tab.locator("h1:has-text('Due'), h2:has-text('Waits for')").last.scroll_into_view_if_needed()
    tab.evaluate("document.querySelector('.first-minute')?.remove(); scrollTo(0, 0)")
    keep(tab, "due")
    paths = {
        "case": first,
        "cases": "/cases/",
        "arrive": "/arrive/",
        "directory": "/directory/",
        "people": "/people/",
        "settings": "/settings/",
        "reports": "/reports/",
        "law": "/law/",
        "provision": "/law/DE-STPO-100J/",
    }
    tab.set_viewport_size({"width": 390, "height": 700})
    keep(tab, "due-narrow")
    tab.set_viewport_size(SIZE)
    for name, path in paths.items():
        tab.goto(path if path.startswith("http") else home + path)
        keep(tab, name)
    tab.context.clear_cookies()
    tab.goto(home + "/login/")
    keep(tab, "login")


def handled(aster: Page, birch_of: Callable[[str], Page]) -> None:
    """One demand, read and signed by aster, then read by birch."""
    aster.wait_for_selector(".reader iframe")
    aster.wait_for_selector("[data-key] > .tick input")
    aster.wait_for_selector(".law p")
    aster.wait_for_timeout(1500)
    keep(aster, "read")
    for box in aster.locator("[data-key] > .tick input").all():
        if box.is_visible() and box.is_enabled():
            box.check()
    aster.wait_for_timeout(600)
    aster.locator(".silence > .sentence > .tick input").first.check()
    aster.check("[data-question=count] input[value=yes]")
    aster.check(".outcomes input[value='comply ']")
    aster.click("summary:has-text('Account: mark it in the original')")
    aster.fill("#value-own-1-1", "konrad.hasel@fennelmail.example")
    aster.locator(".outcomes").scroll_into_view_if_needed()
    keep(aster, "decide")
    aster.locator(".reply").first.scroll_into_view_if_needed()
    keep(aster, "letter")
    aster.click(".sticky button.act")
    aster.wait_for_selector(".signing .buttons .act")
    keep(aster, "sign")
    aster.click(".signing .buttons .act")
    aster.wait_for_selector(".signing .done")
    birch = birch_of('.guide a:has-text("birch\'s window")')
    birch.wait_for_selector(".reader iframe")
    birch.wait_for_selector("#value-1-1")
    keep(birch, "agree")


def walk(tabs: BrowserContext, links: list[str]) -> None:
    """Every page of the table, by the links that the demo prints."""
    staff, _birch, _given, person, officer, public, larger = links

    def window(tab: Page, control: str) -> Page:
        with tabs.expect_page() as opened:
            tab.click(control)
        return opened.value

    tab = tabs.new_page()
    tab.goto(staff)
    aster = window(tab, ".first-minute .waits a.act")
    handled(aster, lambda control: window(aster, control))
    tab.goto(staff)
    desk(tab)
    tab.goto(person)
    tab.press("input[name=code]", "Enter")
    tab.wait_for_selector("h2")
    keep(tab, "person")
    tab.goto(officer)
    tab.press("#code", "Enter")
    tab.wait_for_timeout(1500)
    keep(tab, "status")
    tab.goto(re.sub("/en/.*", "/en/", officer))
    keep(tab, "portal")
    for name, page in (
        ("report", f"{public}en/report.html"),
        ("public-law", f"{public}en/law-de.html#find"),
        ("charts", larger),
    ):
        tab.goto(page)
        keep(tab, name)


@contextmanager
def demo() -> Iterator[list[str]]:
    """The links of a demo of one's own, while it serves."""
    command = [str(Path(sys.executable).with_name("dueprocess")), "demo", "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        said = []
        for line in running.stdout or ():
            said.append(line)
            if line.startswith("Ctrl-C"):
                break
        yield re.findall(r"^  (http://\S+)", "".join(said), re.MULTILINE)
        running.send_signal(signal.SIGINT)


def main() -> None:
    """Takes the pictures, then writes the page."""
    given = [one for one in sys.argv[1:] if one.startswith("http")]
    if "--list" not in sys.argv:
        with sync_playwright() as play, nullcontext(given) if given else demo() as links:
            browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            tabs = browser.new_context(viewport=SIZE, locale="en-GB")
            tabs.set_default_timeout(40_000)
            walk(tabs, links)
            browser.close()
    LIST.write_text(written(), "utf-8")


if __name__ == "__main__":
    main()
