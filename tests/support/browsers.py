"""Debian's Chromium and Firefox, without a window, as Playwright drives them."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
WITHOUT_MEDIA = Path(__file__).with_name("firefox_media.cjs")


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """A running browser; skips where Playwright or Chromium is not on this machine."""
    with _playing("chromium", "chromium-browser") as (play, found):
        yield from _running(play.chromium.launch(executable_path=found, args=FLAGS))


@contextlib.contextmanager
def firefox() -> Iterator[Any]:
    """Debian's Firefox over WebDriver BiDi, which needs no driver; light or dark cannot be chosen. Skips without it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NODE_OPTIONS", f"--require={WITHOUT_MEDIA}")
        with _playing("firefox-esr", "firefox") as (play, found):
            yield from _running(play.firefox.launch(executable_path=found, channel="moz-firefox"))


@contextlib.contextmanager
def _playing(*names: str) -> Iterator[tuple[Any, str]]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"no {names[0]} on this machine: apt-get install {names[0]}")
    with pytest.MonkeyPatch.context() as patch, sync_api.sync_playwright() as play:
        # Playwright's own loop runs in this thread; nothing here is asynchronous for all that.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield play, found


def _running(browser: Any) -> Iterator[Any]:
    yield browser
    browser.close()
