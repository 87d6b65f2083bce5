"""services.toml of a home: the map of what its provider holds and who can read it."""

from pathlib import Path
from typing import Final

from dueprocess.desk.services.house import House
from dueprocess.holdings.entry import Holdings
from dueprocess.holdings.parse import MAX_BYTES, Fault, HoldingsError, parse
from dueprocess.operate.home import Home, read_desk

FILE: Final = "services.toml"


def path_of(home: Home) -> Path:
    """Where the map stands: beside desk.toml."""
    return home.path / FILE


def read_holdings(home: Home, house: House | None = None) -> Holdings:
    """The map; an empty one where there is none. Raises HoldingsError with every fault, or HomeError for desk.toml."""
    path = path_of(home)
    if not path.exists():
        return Holdings()
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as fault:
        raise HoldingsError((Fault(0, type(fault).__name__, "Check the rights of the file."),)) from fault
    settings = house or read_desk(home)
    return parse(data, {one.name: one.service_class for one in settings.services})


def lenient(home: Home, house: House) -> Holdings:
    """The map as the desk works with it: a broken one stops no clock, suggests nothing, and says why in each case."""
    try:
        return read_holdings(home, house)
    except HoldingsError as fault:
        return Holdings(fault=str(fault))
