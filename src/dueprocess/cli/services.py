"""``services``: the map of what the provider holds and who can read it. Begin, show, check."""

from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.adapters import durable
from dueprocess.cli import options, output
from dueprocess.cli.faults import NO, wrong
from dueprocess.cli.homes import place_of
from dueprocess.formats import days
from dueprocess.holdings.parse import HoldingsError, parse
from dueprocess.operate import holdings as maps
from dueprocess.operate import home as homes
from dueprocess.operate.desk_of_home import now
from dueprocess.operate.home import quoted

if TYPE_CHECKING:
    from dueprocess.holdings.entry import Holdings, Kept, Service
    from dueprocess.operate.home import Home

TEMPLATES: Final = ("mail", "matrix", "hosting", "vpn", "telecom")
HEAD: Final = """# What this provider holds, how long, who can read it, on whose keys. Public facts; no secrets here.
# The public site shows it; assessments and letters rest on it once somebody has checked it (services check).
# docs/reference/services-map.md says what each word means.
schema = "dueprocess/services/1"
"""


@click.group()
def services() -> None:
    """What each service holds, how long, and who can read it: findings, letters and a public page rest on it."""


@services.command("new")
@click.argument("name")
@click.option("--template", required=True, type=click.Choice(TEMPLATES), help="What sort of service it is.")
@options.home
def new(name: str, template: str, home: Path | None, *, json_: bool) -> None:
    """Begin the entry of NAME, a service of desk.toml. It suggests nothing until somebody checked it."""
    place = place_of(home)
    have = _read(place)
    if have.named(name) is not None:
        raise wrong(f"{maps.FILE} has {name!r} already. Change it there.")
    path = maps.path_of(place)
    before = path.read_text("utf-8") if path.exists() else HEAD
    text = f"{before.rstrip()}\n\n{filled(template, name, now().date().isoformat())}"
    write(place, path, text)
    output.told(
        {"file": str(path), "service": name, "template": template},
        f"{name!r} stands in {path}. Go through each line with whoever runs it, set checked_on and checked_by,",
        "then: dueprocess services check",
        json_=json_,
        err=True,
    )


def filled(template: str, name: str, day: str) -> str:
    """The template of a service, with its name and the day since which it is so."""
    text = files("dueprocess.cli").joinpath("maps", f"{template}.toml").read_text("utf-8")
    return text.replace("{name}", quoted(name)).replace("{since}", day)


def write(place: "Home", path: Path, text: str) -> None:
    """Whole or not at all; what would not be read back is not written."""
    classes = {one.name: one.service_class for one in homes.read_desk(place).services}
    try:
        parse(text.encode(), classes)
    except HoldingsError as fault:
        raise wrong(str(fault)) from fault
    durable.replace(path, text.encode())


def _read(place: "Home") -> "Holdings":
    """The map of a home. Raises DeniedError for the first fault, HomeError where there is no desk."""
    house = homes.read_desk(place)
    try:
        return maps.read_holdings(place, house)
    except HoldingsError as fault:
        raise wrong(f"{fault} `dueprocess services check` names every fault.") from fault


@services.command("show")
@click.argument("name", required=False)
@options.home
def show(name: str | None, home: Path | None, *, json_: bool) -> None:
    """The map, or the entry of one service."""
    have = _read(place_of(home))
    if name and have.named(name) is None:
        raise wrong(f"The map has no {name!r}.{options.nearest(name, (one.name for one in have.services))}")
    for one in have.services:
        if name in {None, one.name}:
            _show(one, json_=json_)
    if not have.services and not json_:
        click.echo("The map is empty: `dueprocess services new mail --template mail` begins an entry.", err=True)


def _show(one: "Service", *, json_: bool) -> None:
    if json_:
        output.print_json(plain(one))
        return
    output.heading(f"{one.name} ({one.service_class})")
    checked = (
        f"checked on {days.spoken(one.checked_on)} by {one.checked_by}"
        if one.checked_on
        else "nobody has checked it yet"
    )
    click.echo(f"  Since {days.spoken(one.since)}; {checked}.")
    for says, code in _transit(one):
        click.echo(f"  {says}: {code}")
    rows = [_row(each) for each in one.kept.values()]
    output.table(("data", "held", "who can read it", "passes through"), rows, empty="It says nothing about any data.")


def _transit(one: "Service") -> list[tuple[str, str]]:
    return [
        ("Between people and us", one.to_us.meaning),
        ("Between us and others", one.to_others.meaning),
        ("Stored", one.at_rest.meaning),
        ("From device to device", one.end_to_end.meaning),
    ]


def _row(one: "Kept") -> tuple[str, str, str, str]:
    held = "no" if not one.held else f"{one.days} days" if one.days else "yes"
    who = ", ".join(output.spoken(each) for each in one.readers)
    readable = f"{who}; {one.unreadable.meaning}" if one.held else ""
    return output.spoken(one.category), held, readable, one.passes.meaning


def plain(one: "Service") -> dict[str, Any]:
    """An entry as ``services show --json`` prints it. Fields never change meaning."""
    told = asdict(one)
    kept = {row.pop("category"): row for row in told.pop("kept").values()}
    return {"class": told.pop("service_class"), **told, "data": kept}


@services.command("check")
@options.home
def check(home: Path | None, *, json_: bool) -> int:
    """Does the map keep its form, is it complete, did somebody look within 12 months? Exit 1 for a fault of form."""
    from dueprocess.operate.doctor_checks import services as lines

    wrong = 0
    for line in lines(place_of(home)):
        wrong += line.mark == "wrong"
        output.check(line.check, line.mark, line.says, line.do, json_=json_)
    return NO if wrong else 0
