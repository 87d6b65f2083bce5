"""The story's desk with its fifteen letters on the day they arrive: nobody has read any of them."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import warm
from browser_desk import Practice

if TYPE_CHECKING:
    from pathlib import Path

SURFACES = ("api", "vault", "door")
FOUND = """
import datetime, json, sys
from dataclasses import replace
from pathlib import Path
from dueprocess.adapters.sandbox import Sandbox
from dueprocess.operate.served_home import free_ports
from dueprocess_lab import practice_desk, story
from dueprocess_lab.stage import Stage
from dueprocess_lab.story_player import Telling
now = datetime.datetime.now(datetime.UTC)
told = story.story()
told = replace(told, chapters=tuple(replace(one, received_at=now) for one in told.chapters))
stage = Stage(told, *map(Path, sys.argv[1:]))
stage.found()
with Sandbox() as sandbox:
    cases = [Telling(stage, one, sandbox).arrive() for one in told.chapters]
ports = free_ports(%r)
password = practice_desk.set_up(stage.place, ["aster", "birch", "cedar"], ports)
print(json.dumps({"ports": ports, "password": password, "cases": cases}))
"""


def founded(folder: Path) -> Practice:
    """Offices and law are verified by the story's people; every letter came just now."""
    command = [sys.executable, "-c", FOUND % (SURFACES,), str(folder / "home"), str(folder / "keys")]
    told = warm.run(command, check=True, capture_output=True, text=True, env={**os.environ, "HOME": str(folder)})
    known = json.loads(told.stdout.splitlines()[-1])
    return Practice(folder / "home", folder / "keys", known["ports"], known["password"], known["cases"])
