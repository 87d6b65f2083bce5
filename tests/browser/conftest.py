"""The demo's desk, told once and served for real, and Debian's Chromium to walk through it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

import browsers
import built
import warm
from browser_desk import Practice, own_vault, served

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

SURFACES = ("public", "staff", "api", "vault", "door", "portal")
SET_UP = """
import json, sys
from pathlib import Path
from dueprocess.operate.home import Home, boot
from dueprocess.operate.served_home import free_ports
home = boot(Path(sys.argv[1]))
from dueprocess_lab import practice_desk
from dueprocess.desk.data.models import Case
from dueprocess.cli.publication_commands import provider_of
from dueprocess.operate.desk_of_home import open_desk
from dueprocess.desk.services import reports
# A draft for the pages of the report; the demo's own edition is published.
reports.build(open_desk(home), provider_of(home), reports.Wanted("2026-Q4", running=True))
ports = free_ports(practice_desk.SURFACES)
password = practice_desk.set_up(home, ["aster", "birch", "cedar"], ports)
cases = list(Case.objects.order_by("opened_on", "received_on", "pk").values_list("pk", flat=True))
print(json.dumps({"ports": ports, "password": password, "cases": cases}))
"""


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    folder = tmp_path_factory.mktemp("practice")
    environ = {**os.environ, "HOME": str(folder)}
    staged = built.told(tmp_path_factory)
    shutil.copytree(staged.home, folder / "home")
    shutil.copytree(staged.keys, folder / "keys")
    home = folder / "home"
    told = warm.run([sys.executable, "-c", SET_UP, home], check=True, capture_output=True, text=True, env=environ)
    known = json.loads(told.stdout.splitlines()[-1])
    chosen = os.environ.get("TESTS_SURFACES", ",".join(SURFACES)).split(",")
    with served(home, {name: known["ports"][name] for name in chosen}):
        yield Practice(home, folder / "keys", known["ports"], known["password"], known["cases"])


@pytest.fixture(scope="session")
def local(practice: Practice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a ``dueprocess vault`` for the practice desk: the vault of a person's own machine."""
    with own_vault(practice.at("api", ""), tmp_path_factory.mktemp("own")) as address:
        yield address


@pytest.fixture(scope="module")  # not longer: its loop stands in the way of every later test of the same process
def chromium() -> Iterator[Any]:
    with browsers.chromium() as running:
        yield running
