"""A small desk, founded by the documented commands, with the tutorial's letters beside it, and served."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import first_hour
import warm
from browser_desk import Practice, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SURFACES = ("staff", "api", "vault", "door")
SET_UP = """
import json, sys
from pathlib import Path
from dueprocess.operate.home import boot, Home
home = boot(Home(Path(sys.argv[1])))
from dueprocess_lab import practice_desk
from dueprocess.operate.served_home import free_ports
ports = free_ports(%r)
print(json.dumps({"ports": ports, "password": practice_desk.set_up(home, sys.argv[2:], ports)}))
"""
KNOWN = 'dueprocess authority add DE-PI-MOORAU --name "Polizeiinspektion Moorau" --country DE --kind police'


def by_(name: str) -> str:
    return f"--as {name} --identity {name}.identity"


def founded(folder: Path, people: dict[str, str], *more: str) -> Practice:
    """A desk of these people by the commands, with the tutorial's two letters beside it."""
    names = [*people, "recovery", "worker"]
    persons = " ".join(f"--person {name}.card:{roles}" for name, roles in people.items())
    letters = next(one for one in first_hour.blocks("bash") if "second.eml" in one)
    script = [
        *(f"dueprocess keys new {name} --no-passphrase > {name}.card" for name in names),
        *(f"dueprocess keys daily {name}.identity --no-passphrase" for name in people),
        f"dueprocess init --name 'Fennel Mail' --country DE {persons} --recovery recovery.card --worker worker.card",
        *(f"dueprocess roster sign {by_(name)}" for name in people),
        *more,
        letters.replace("dueprocess read order.eml", ""),
    ]
    first_hour.run("\n".join(script), folder)
    command = [sys.executable, "-c", SET_UP % (SURFACES,), str(folder / "desk"), *people]
    told = warm.run(command, check=True, capture_output=True, text=True, env={**os.environ, "HOME": str(folder)})
    known = json.loads(told.stdout.splitlines()[-1])
    return Practice(folder / "desk", folder, known["ports"], known["password"])


@contextlib.contextmanager
def opened(practice: Practice, browser: Any, *names: str) -> Iterator[dict[str, first_hour.Colleague]]:
    """The desk served, and its people logged in."""
    with served(practice.home, practice.ports):
        hour = first_hour.Hour(practice.keys, practice.ports, [])
        people = {name: first_hour.Colleague(hour, browser, name) for name in names}
        for name, one in people.items():
            practice.log_in(one.tab, name)
        yield people
