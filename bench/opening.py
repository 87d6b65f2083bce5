"""A scan of forty pages from the list of cases until its first page and the sentences stand in the vault."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measuring import Row, Skipped, paired

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "support"))

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

PAGES = 40
ROUNDS = 7
DRAWN = "() => (document.querySelector('canvas') ?? {}).width > 100"


def main() -> list[Row | Skipped]:
    name = f"vault: a scan of {PAGES} pages, ready to read"
    if shutil.which("chromium") is None:
        return [Skipped(name, "no Chromium on this machine")]
    import browsers
    from pdf_samples import scanned
    from small_desk import KNOWN, founded, opened

    with tempfile.TemporaryDirectory() as folder:
        place = founded(Path(folder), {"aster": "clerk,approver,counsel", "birch": "clerk,approver"}, KNOWN)
        (Path(folder) / "scan.pdf").write_bytes(scanned(PAGES))
        with browsers.chromium() as browser, opened(place, browser, "aster") as people:
            aster = people["aster"]
            case = aster.drop("scan.pdf")
            aster.open_vault()
            ours, plain = paired(opens(aster.vault, case), draws(browser), ROUNDS)
    return [Row(name, ours, plain, "s", "one such page, drawn by the browser alone", target=1.0)]


def opens(vault: Page, case: str) -> Callable[[], None]:
    """From the list of cases to the page drawn, with everything fetched, opened and checked anew."""

    def ready() -> None:
        vault.evaluate("() => { location.hash = '#/'; }")
        vault.wait_for_selector(".cases")
        vault.evaluate("case_ => { location.hash = `#/case/${case_}`; }", case)
        vault.wait_for_selector(".sentences, .face")
        vault.wait_for_selector("iframe")
        next(frame for frame in vault.frames if frame.parent_frame).wait_for_function(DRAWN, polling=10)

    return ready


def draws(browser: Browser) -> Callable[[], None]:
    """A page of the same size, drawn from its points in an empty window."""
    tab = browser.new_page()
    return lambda: tab.evaluate(
        """() => {
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [1240, 1754];
          const brush = canvas.getContext("2d");
          brush.putImageData(brush.createImageData(1240, 1754), 0, 0);
          document.body.replaceChildren(canvas);
        }"""
    )
