"""A home on this machine, for commands of whoever runs it: they bring no identity (hazard 9.2)."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk
    from dueprocess.operate.home import Home


def boot(home: Path | None) -> "Desk":
    """The desk of a home, roster checked from the home's pin. Raises NoDeskError or HomeError where there is none."""
    from dueprocess.operate.desk_of_home import open_desk

    return open_desk(boot_home(home))


class Clock(NamedTuple):
    """What a list of rows needs of a desk: the time, aware UTC, and the zone in which people read it."""

    now: datetime.datetime
    timezone: str


def clock_of(home: Path | None) -> Clock:
    """A founded home to read rows of: neither roster nor law is opened. Raises HomeError, NoDeskError as ``boot``."""
    from dueprocess.operate import home as homes
    from dueprocess.operate import ready

    place = boot_home(home)
    ready.check_founded(place)
    return Clock(datetime.datetime.now(datetime.UTC).replace(microsecond=0), homes.read_desk(place).timezone)


def boot_home(home: Path | None, *, of_this_version: bool = True) -> "Home":
    """Set the process up for a founded home; its roster may still wait.

    ``of_this_version``: False for those who back up and upgrade a home of another one.

    Raises:
        HomeError: there is none, or its database is of another version than this program.
    """
    import logging

    from dueprocess.operate import home as homes
    from dueprocess.operate import ready

    place = place_of(home)
    homes.read_desk(place)
    homes.boot(place)
    if of_this_version:
        ready.check_version()
    # Warnings are for the operator's log, not for a person who waits for an answer.
    logging.getLogger("dueprocess").setLevel(logging.ERROR)
    return place


def place_of(home: Path | None) -> "Home":
    """The home that was named, or the environment's. Raises HomeError."""
    from dueprocess.operate import home as homes
    from dueprocess.operate import ownership

    place = homes.current() if home is None else homes.Home(home.expanduser().absolute())
    ownership.watch(place.path)
    return place
