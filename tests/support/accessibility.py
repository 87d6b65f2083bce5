"""What axe finds on a page, light and dark, and whether it fits its window and a telephone: all in one visit."""

from __future__ import annotations

from typing import Any

import pytest

axe_playwright = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}  # a dark page differs in its colours alone
NARROW = 360


def violations(page: Any, **options: Any) -> list[str]:
    """Of a page or a frame as it stands."""
    result = axe_playwright.Axe().run(page, options={"resultTypes": ["violations"], **options})
    return [f"{one['id']} {one['nodes'][0]['target']}" for one in result.response["violations"]]


def faults_of(tab: Any, *, dark: bool = True) -> list[str]:
    """Everything, of a light page; it stands as before afterwards."""
    tab.emulate_media(reduced_motion="reduce")  # a colour that is still on its way has no contrast to measure
    found = violations(tab)
    if dark:
        tab.emulate_media(color_scheme="dark")
        found += [f"dark: {one}" for one in violations(tab, **CONTRAST)]
        tab.emulate_media(color_scheme="light")
    size = tab.viewport_size
    for width in (size["width"], NARROW):
        tab.set_viewport_size({**size, "width": width})
        if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"wider than a window of {width}")
    tab.set_viewport_size(size)
    return found
