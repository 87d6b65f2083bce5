"""``serve``: the desk's surfaces on this machine, behind a proxy that gives names and TLS."""

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dueprocess.adapters import machine
from dueprocess.cli import options
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import place_of
from dueprocess.operate import home as homes
from dueprocess.operate.served_home import PORTS, Serving, hear

if TYPE_CHECKING:
    from dueprocess.desk.services.house import House
    from dueprocess.operate.home import Home

SURFACES = ("public", "staff", "api", "vault", "door", "portal", "person")


@click.command()
@options.folder
@click.option(
    "--surface",
    "surfaces",
    multiple=True,
    type=click.Choice(SURFACES),
    help="Only these [default: all; portal and person where they have an address].",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where they listen; a proxy stands before them.")
@click.option("--port", "ports", multiple=True, metavar="SURFACE:PORT", help="Another port, as staff:9001.")
def serve(home: Path | None, surfaces: tuple[str, ...], host: str, ports: tuple[str, ...]) -> None:
    """Serve the staff desk, the interface, the vault, the door, the public site and the portal, one process each.

    The pages of persons are served where desk.toml gives them an address of their own (person_address).

    While a home is served, no person's identity is taken on it: people act from their vault or their own machine.
    """
    machine.no_dumps()
    place = place_of(home)
    house = homes.read_desk(place)
    _check_version(place)
    if not place.pin.exists():
        click.secho("Not in force: ", fg="yellow", bold=True, err=True, nl=False)
        click.echo(
            "the founding roster still lacks signatures, so no page but the public site answers. Each person signs: "
            "dueprocess roster sign --as NAME --identity FILE, before the desk is served.",
            err=True,
        )
    wanted = _wanted(house, surfaces)
    chosen = {name: PORTS[name] for name in wanted} | _ports(ports)
    serving = Serving(place, host, {name: port for name, port in chosen.items() if name in wanted})
    hear()
    try:
        serving.start()
        for name, port in serving.ports.items():
            outside = getattr(house, "site_address" if name == "public" else f"{name}_address")
            click.echo(f"{name:<7} http://{host}:{port}/" + (f"  as {outside}" if outside else ""), err=True)
        ended = serving.wait()
        raise wrong(f"{ended} ended by itself; see the lines above. All others were ended too.")
    except KeyboardInterrupt:
        click.echo("Ended.", err=True)
    finally:
        serving.stop()


def _check_version(place: "Home") -> None:
    """In a process of its own: the one that watches the surfaces stays small. Raises DeniedError."""
    command = [sys.executable, "-m", "dueprocess.operate.ready"]
    asked = subprocess.run(
        command, env={**os.environ, "DUEPROCESS_HOME": str(place.path)}, stderr=subprocess.PIPE, text=True, check=False
    )
    if asked.returncode:
        raise wrong(asked.stderr.strip())


def _wanted(house: "House", surfaces: tuple[str, ...]) -> tuple[str, ...]:
    """Which surfaces to serve. Raises DeniedError for one that has no address."""
    if "person" in surfaces and not house.person_address:
        raise wrong("desk.toml gives the pages of persons no address. Set person_address (docs/operator/person.md).")
    unoffered = {name for name in ("portal", "person") if not getattr(house, f"{name}_address")}
    return surfaces or tuple(name for name in SURFACES if name not in unoffered)


def _ports(given: tuple[str, ...]) -> dict[str, int]:
    found = {}
    for text in given:
        name, _, port = text.partition(":")
        if name not in SURFACES or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:  # noqa: PLR2004
            raise wrong(f"{text!r}: say SURFACE:PORT, as staff:9001; surfaces are {', '.join(SURFACES)}")
        found[name] = int(port)
    return found
