# ruff: noqa: INP001 - a script beside its pictures, no package
"""Takes the pictures of README and tutorial: `python docs/pictures/take.py [--desk] [CHROMIUM]`.

The public site is made from the made-up provider of the tests; the desk is walked as docs/tutorial/first-hour.md tells
it, alone with `--desk`. Needs the development packages and a Chromium.
"""

import os
import sys
import tempfile
from pathlib import Path

import django
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "tests" / "support")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dueprocess.operate.settings")
django.setup()

import first_hour  # noqa: E402 - the tests are no package
from dueprocess.desk.publish.site import build  # noqa: E402
from mail_servers import Mailbox, smtp  # noqa: E402
from report_worlds import large, with_report  # noqa: E402
from sample_snapshot import snapshot  # noqa: E402

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
PICTURES = (
    ("public-front-light.png", "en/index.html", "light", 1280, 1120),
    ("public-register-light.png", "en/demands.html", "light", 1280, 900),
    ("public-register-narrow-dark.png", "en/demands.html", "dark", 360, 1100),
    ("public-numbers-dark.png", "en/report.html", "dark", 1280, 1180),
    ("public-law-light.png", "en/law-de.html", "light", 1280, 1000),
    ("public-urdu-narrow.png", "ur/index.html", "light", 390, 1200),
    ("public-urdu-wide-dark.png", "ur/contact.html", "dark", 1280, 900),
)
REPORT = (
    ("public-report-light.png", "en/report.html", "light", 1280, 1180),
    ("public-report-narrow-dark.png", "en/report.html#countries", "dark", 390, 1200),
    ("public-report-urdu.png", "ur/report.html#course", "light", 1280, 1180),
)
PAPER = ("public-paper.png", "en/demands-2026.html", 680, 880)


def take(browser: Browser, site: Path, name: str, page: str, scheme: str, size: tuple[int, int]) -> None:
    """One picture of one page."""
    dark = scheme == "dark"
    tab = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light")
    file, _, figure = page.partition("#")
    tab.goto((site / file).as_uri() + (f"#{figure}" if figure else ""))
    tab.screenshot(path=HERE / name)
    tab.close()


def paper(browser: Browser, site: Path) -> None:
    """One page as it goes to paper: A4 without its margins, in the colours of print."""
    name, page, width, height = PAPER
    tab = browser.new_page(viewport={"width": width, "height": height})
    tab.emulate_media(media="print")
    tab.goto((site / page).as_uri())
    tab.screenshot(path=HERE / name)
    tab.close()


def public(browser: Browser, site: Path) -> None:
    """The public pages, in both lights, narrow and wide, and on paper."""
    build(snapshot(), site)
    for name, page, scheme, width, height in PICTURES:
        take(browser, site, name, page, scheme, (width, height))
    paper(browser, site)
    build(with_report(large()), site)
    for name, page, scheme, width, height in REPORT:
        take(browser, site, name, page, scheme, (width, height))


def desk(browser: Browser) -> None:
    """The first hour of a desk, walked once; a picture wherever the tutorial shows one."""
    shown = first_hour.pictures()

    def shot(name: str, tab: Page) -> None:
        if f"{name}.png" in shown:
            shown.remove(f"{name}.png")  # the first time counts
            tab.evaluate("scrollTo(0, 0)")
            tab.screenshot(path=HERE / f"{name}.png")

    with (
        tempfile.TemporaryDirectory() as folder,
        smtp(Mailbox()) as port,
        first_hour.opened(Path(folder), port) as hour,
    ):
        first_hour.walk(hour, browser, shot)


def main() -> None:
    """Builds the site in a folder of its own and takes every picture."""
    asked = sys.argv[1:]
    alone = "--desk" in asked
    chromium = next((one for one in asked if not one.startswith("-")), "/usr/bin/chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        if not alone:
            public(browser, Path(folder) / "site")
        desk(browser)
        browser.close()


if __name__ == "__main__":
    main()
