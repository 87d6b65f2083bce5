"""Maps for tests: written as a provider writes them, read by the real reader."""

import datetime
from importlib.resources import files

from dueprocess.demand.codes import ServiceClass
from dueprocess.holdings.entry import Holdings
from dueprocess.holdings.parse import SCHEMA, parse

ON = datetime.date(2026, 11, 24)
CLASSES = {"mail": "telecom", "rooms": "telecom", "web": "hosting", "tunnel": "telecom", "phone": "telecom"}
TEMPLATES = {"mail": "mail", "rooms": "matrix", "web": "hosting", "tunnel": "vpn", "phone": "telecom"}
SINCE = "2020-01-01"


def template(name: str) -> str:
    """The entry of one service as its template begins it."""
    text = files("dueprocess.cli").joinpath("maps", f"{TEMPLATES[name]}.toml").read_text("utf-8")
    return text.replace("{name}", f'"{name}"').replace("{since}", SINCE)


def written(*names: str, checked: str = "2026-11-01", changes: dict[str, str] | None = None) -> str:
    """A whole services.toml; ``changes`` replaces texts in it."""
    said = "\n\n".join(template(name) for name in names)
    if checked:
        said = said.replace("servers = []", f'servers = ["DE"]\nchecked_on = {checked}\nchecked_by = "birch"')
    text = f'schema = "{SCHEMA}"\n\n{said}'
    for old, new in (changes or {}).items():
        assert old in text
        text = text.replace(old, new)
    return text


def classes(**more: str) -> dict[str, ServiceClass]:
    return {name: ServiceClass(code) for name, code in {**CLASSES, **more}.items()}


def read(*names: str, checked: str = "2026-11-01", **changes: str) -> Holdings:
    return parse(written(*names, checked=checked, changes=changes).encode(), classes())
