"""A founded desk in a folder of its own, and the texts that the benches work on."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dueprocess.adapters import identity
from dueprocess.demand.codes import ServiceClass
from dueprocess.formats import note
from dueprocess.formats.chain import Pin
from dueprocess.formats.roster import founding
from dueprocess.operate import desk_of_home
from dueprocess.operate import home as homes

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from dueprocess.desk.services.desk import Desk

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "tests" / "golden" / "demands"
ROLES = {
    "aster": ("clerk", "releaser"),
    "birch": ("approver", "releaser"),
    "cedar": ("clerk", "approver"),
    "dill": ("counsel",),
}
TEN_KB = 10_000


def found(folder: Path) -> homes.Home:
    """A home with four people and its founding roster in force; this process is set up for it."""
    return founded(folder, desk_of_home.now())[0]


def founded(folder: Path, begin: datetime.datetime) -> tuple[homes.Home, Mapping[str, identity.Identity]]:
    """A home that was founded at ``begin``, and its people with their keys."""
    from dueprocess.cli.founding import found as found_home
    from dueprocess.cli.founding import pending
    from dueprocess.client.pins import write_pin

    made = begin.strftime("%Y-%m-%dT%H:%M:%SZ")
    people = {name: identity.new(name, made) for name in (*ROLES, "recovery")}
    roster = founding(
        [people[name].card().person(roles) for name, roles in ROLES.items()],
        k=2,
        recovery=people["recovery"].card().age,
        worker=None,
        made_at=begin,
    )
    settings = homes.Desk(
        name="Bench",
        country="DE",
        timezone="Europe/Berlin",
        services=(homes.Service("mail", ServiceClass.TELECOM),),
        languages=("en",),
        contact="legal@bench.example",
        practice=True,  # a password alone logs in
    )
    place = homes.Home(folder)
    found_home(place, settings, roster)
    from dueprocess.desk.services.rosters import enter  # tables need the booted home

    signers = [people[person.name].signer() for person in roster.signers]
    enter(roster, note.signed(roster.text(), signers).encode(), begin)
    write_pin(place.pin, Pin.of(roster))
    pending(place).unlink()
    return place, people


def desk(place: homes.Home) -> Desk:
    return desk_of_home.open_desk(place)


_kept: list[tuple[homes.Home, Desk]] = []
_folder = tempfile.TemporaryDirectory(prefix="bench-", dir=os.environ.get("BENCH_FOLDER"))


def shared() -> tuple[homes.Home, Desk]:
    """The one home of this process: Django knows one database a process."""
    if not _kept:
        place = found(Path(_folder.name) / "home")
        _kept.append((place, desk(place)))
    place, one = _kept[0]
    return place, replace(one, now=desk_of_home.now())


def samples() -> list[tuple[str, str]]:
    """(name, text) of the project's own demands."""
    return [(path.name, path.read_text(encoding="utf-8")) for path in sorted(SAMPLES.glob("*.txt"))]


def letters(count: int) -> list[tuple[str, bytes]]:
    """Letters of 10 kB: each begins with another sample of a demand; the prose of the rest asks for nothing."""
    found_ = [pair for pair in samples() if not pair[0].startswith("no-demand")]
    prose = "The minutes of the hearing follow in the order in which the witnesses were heard on that day. "
    made = []
    for number in range(count):
        name, text = found_[number % len(found_)]
        data = f"{text}\n\nRunning number {number}\n\n{prose * 120}".encode()[:TEN_KB]
        made.append((f"{number:04}-{name}", data))
    return made
