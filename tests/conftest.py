"""Fixtures that every test may use."""

from __future__ import annotations

import functools
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dueprocess.operate.home import Home
    from postgres_server import Server

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))
pytest_plugins = ["running"]
SHARED = ROOT.parent / "shared"
# Law is compiled once for all processes that tests start, whatever their home (adapters/law_cache.py).
os.environ.setdefault("XDG_CACHE_HOME", str(ROOT / ".pytest_cache" / "xdg"))
_WITHOUT = "TESTS_WITHOUT_POSTGRES"  # the reason, for the workers of xdist too

NAMED = 16  # bytes; what is longer is no name
_PATIENT = [HealthCheck.too_slow]  # how fast examples are drawn depends on what else the machine does
settings.register_profile("fast", max_examples=60, derandomize=True, deadline=None, suppress_health_check=_PATIENT)
settings.register_profile("soak", max_examples=2000, deadline=None, suppress_health_check=_PATIENT, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


@functools.cache
def _says_slow(file: Path) -> bool:
    return re.search(r"mark\.(slow|browser)\b", file.read_text(encoding="utf-8")) is not None


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def shared_vectors() -> Path:
    """Folder of the vectors that others made; skips where it is missing."""
    folder = SHARED / "vectors"
    if not folder.is_dir():
        pytest.skip("the shared vectors are not beside this repository")
    return folder


# The database: SQLite in memory, or with --database=postgres a server of our own, one database a worker.


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgres"], default="sqlite", help="where tables stand")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--database") != "postgres" or hasattr(config, "workerinput"):
        return  # a worker of xdist has the address in its environment
    from postgres_server import NoServerError, Server

    try:
        server = Server()
    except NoServerError as fault:
        os.environ[_WITHOUT] = str(fault)
        return
    config.stash[_SERVER] = server
    os.environ["DUEPROCESS_DATABASE"] = server.url
    _use(server.url)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are named by what they are for: an archive holds the time at which it was made, by each worker anew."""
    return argname if isinstance(val, bytes) and len(val) > NAMED else None


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(_SERVER, None)
    if server is not None:
        from django.db import connections

        connections.close_all()
        server.stop()


_SERVER: pytest.StashKey[Server] = pytest.StashKey()


def _use(address: str) -> None:
    """pytest-django read the settings before this file: point them, and Django's connections, to ``address``."""
    from django.conf import settings as django_settings
    from django.db import connections

    from dueprocess.operate.database import settings_of

    django_settings.DATABASES = {"default": settings_of(address, Path())}
    connections.__dict__.pop("settings", None)
    connections._settings = None  # noqa: SLF001
    if hasattr(connections._connections, "default"):  # noqa: SLF001
        del connections["default"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whatever uses the database is marked so, before -m selects."""
    postgres = config.getoption("--database") == "postgres"
    without = os.environ.get(_WITHOUT, "")
    for item in items:
        if (item.get_closest_marker("slow") or item.get_closest_marker("browser")) and not _says_slow(item.path):
            message = f"{item.path}: .ci/test finds slow tests by the words mark.slow or mark.browser in their file"
            raise pytest.UsageError(message)
        names = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or names & {"db", "transactional_db", "fresh_database"}:
            item.add_marker(pytest.mark.database)
        if postgres and without and (item.get_closest_marker("database") or item.get_closest_marker("postgres")):
            item.add_marker(pytest.mark.skip(reason=without))
        elif not postgres and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason="needs --database=postgres"))


@pytest.fixture(autouse=True)
def _guards_down_before_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """Transactional tests empty all tables at their end; append-only ones let nobody. Flushing brings guards back."""
    marker = request.node.get_closest_marker("django_db")
    transactional = "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction"))
    if not transactional:
        yield
        return
    request.getfixturevalue("transactional_db")
    from dueprocess.desk.data import guards

    yield
    guards.remove()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A desk's home, empty; the database stays the one of the tests."""
    from dueprocess.operate.home import Home

    return Home(tmp_path / "home").create()


@pytest.fixture
def fresh_database(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Environment of other processes with a migrated database of their own: SQLite file or PostgreSQL database."""
    from processes import fresh

    with fresh(tmp_path, request.config.getoption("--database") == "postgres") as environ:
        yield environ
