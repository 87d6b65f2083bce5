"""Debian's Chromium, without a window, as Playwright drives it."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


@contextlib.contextmanager
def launched() -> Iterator[Any]:
    """A running browser; skips where Playwright or Chromium is not on this machine."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with pytest.MonkeyPatch.context() as patch, sync_api.sync_playwright() as play:
        # Playwright's own loop runs in this thread; nothing here is asynchronous for all that.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        running = play.chromium.launch(executable_path=found, args=FLAGS)
        yield running
        running.close()
