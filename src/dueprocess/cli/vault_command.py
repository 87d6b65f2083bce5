"""``vault``: the vault out of the installed package, on the person's own machine (hazard 10.1)."""

import contextlib
import signal
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dueprocess.adapters.desk_api import place_of
from dueprocess.cli import options, output
from dueprocess.cli.faults import wrong
from dueprocess.cli.vault_telling import MORE
from dueprocess.client import local_vault
from dueprocess.client.vault_finish import Finishing, sent_folder
from dueprocess.verify.bundle import BundleError, installed
from dueprocess.verify.policy import FRAME_POLICY, vault_policy

if TYPE_CHECKING:
    from dueprocess.verify.bundle import Bundle


@click.command()
@click.option("--desk", metavar="URL", help="Address of the desk's interface [default: that of the last time].")
@click.option("--port", type=click.IntRange(1, 65535), help="[default: the desk's last one, at first a free one].")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for releases that you finish in the vault; each gets a new one in it [default: ~/dueprocess-sent].",
)
@click.option("--webcat", is_flag=True, help="Print an unsigned WEBCAT manifest for the desk's own vault, and end.")
@options.as_json
def vault(desk: str | None, port: int | None, out: Path | None, *, webcat: bool, json_: bool) -> None:
    """Serve the vault of this package to your own browser, on this machine alone; prints the address to open.

    Its files are checked before, and are not the desk's: a desk that is made to lie cannot change them. A browser keeps
    what it knows of the desk by the port, so each desk keeps its own. Ends with Ctrl-C.
    """
    try:
        places = local_vault.Places.read(local_vault.places_file())
        if not (desk or places.last):
            message = "Say which desk: --desk https://api.desk.example, as whoever runs it tells you. It is remembered."
            raise wrong(message)
        origin = place_of((desk or places.last).strip()).origin
        here = installed()
        if webcat:
            click.echo(_webcat(here, origin), nl=False)
            return
        finishing = Finishing(out or sent_folder())
        local = local_vault.LocalVault(here, origin, port or places.ports.get(origin, 0), finishing, MORE)
    except (local_vault.LocalError, BundleError) as fault:
        raise wrong(f"{str(fault)[:1].upper()}{str(fault)[1:]}.") from fault
    places.remember(origin, local.port)
    with _until_told(), local.serving():
        if json_:
            output.print_json({"address": local.address, "desk": origin, "manifest": here.hash})
        click.echo(f"The vault stands at {local.address} for the desk at {origin}.", err=True)
        click.echo(f"What you release there is put into {finishing.folder}.", err=True)
        click.echo(f"Manifest {here.hash}. Open the address in your browser. Ctrl-C ends it.", err=True)
        while True:
            signal.pause()


def _webcat(here: "Bundle", origin: str) -> str:
    from dueprocess.verify.bundle import webcat

    return webcat(here, version("dueprocess"), vault_policy(origin), FRAME_POLICY)


@contextlib.contextmanager
def _until_told() -> Iterator[None]:
    """Until Ctrl-C, or whoever started it says that it is enough."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("Ended.", err=True)
