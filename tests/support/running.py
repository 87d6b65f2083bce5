"""How a run of the tests goes: in which order, where its homes lie, and how much memory a worker may take."""

from __future__ import annotations

import os
import random
import resource
import shutil
import tempfile
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

SEED: Final = "TESTS_SEED"
"""Environment: a number shuffles files and the tests in each, ``random`` draws one; else the code's order stays."""
_GREW: Final = 200  # MB from which a test is named
_STORY: Final = {"practice", "staged", "kept", "told"}
"""Fixtures that need the story of ``built.told``."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return  # a worker of xdist has both in its environment
    if os.environ.get(SEED) == "random":
        os.environ[SEED] = str(random.randrange(10**6))  # noqa: S311 - an order, no secret
    _in_memory()


def pytest_report_header() -> str:
    return f"order: {SEED}={os.environ.get(SEED, '')}"


def _in_memory() -> None:
    """Homes of the tests lie in memory where that is possible: a commit there waits for no disk."""
    place = Path("/dev/shm")  # noqa: S108 - folders below it are drawn by pytest, 0700
    if "PYTEST_DEBUG_TEMPROOT" in os.environ or not os.access(place, os.W_OK):
        return
    if shutil.disk_usage(place).free < 8 << 30:
        return
    with tempfile.TemporaryDirectory(dir=place) as folder:
        program = Path(folder) / "runs"
        program.write_text("#!/bin/sh\n")
        program.chmod(0o700)
        if os.access(program, os.X_OK):  # not so where it is mounted without exec, as containers do
            os.environ["PYTEST_DEBUG_TEMPROOT"] = str(place)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files stay whole; those that hold slow tests begin, so that small ones fill the end of a run."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    order = list(files.values())
    seed = os.environ.get(SEED)
    if seed:
        draw = random.Random(seed)  # noqa: S311 - an order, no secret
        draw.shuffle(order)
        for tests in order:
            draw.shuffle(tests)
    slow = [tests for tests in order if any(item.get_closest_marker("slow") for item in tests)]
    told = [tests for tests in slow if any(_STORY & set(getattr(item, "fixturenames", ())) for item in tests)]
    # Who needs the demo's story first tells it, and the others wait: so one file begins with it, and behind the two
    # next ones each second.
    other = [one for one in slow if one not in told]
    pairs = zip_longest(other[1:], told[1:])
    begin = [*told[:1], *other[:1], *(tests for two in pairs for tests in two if tests)]
    items[:] = [item for tests in (*begin, *(one for one in order if one not in slow)) for item in tests]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that takes much memory is named at the end. It does not fail: an innocent one could be the last straw."""
    report = yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    before = item.session.stash.get(_PEAK, peak)
    item.session.stash[_PEAK] = peak
    if peak - before > _GREW:
        report.user_properties.append(("memory", f"{before} to {peak} MB"))
    return report


_PEAK: Final = pytest.StashKey[int]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == "memory":
                    terminalreporter.write_line(f"memory grew from {value}: {report.nodeid}")
