"""``vault``: the vault out of the installed package, on the person's own machine (hazard 10.1)."""

import contextlib
import signal
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.adapters.desk_api import place_of
from dueprocess.cli import options, output
from dueprocess.cli.faults import wrong
from dueprocess.cli.vault_telling import MORE
from dueprocess.client import local_vault
from dueprocess.client.vault_finish import Finishing, sent_folder
from dueprocess.client.vault_memory import Memories, desks_folder
from dueprocess.verify.bundle import BundleError, installed
from dueprocess.verify.policy import FRAME_POLICY, vault_policy

if TYPE_CHECKING:
    from dueprocess.verify.bundle import Bundle


@click.command()
@click.option("--desk", metavar="URL", help="Address of the desk's interface [default: that of the last time].")
@click.option("--port", type=click.IntRange(1, 65535), help="Of bookmark and buttons [default: the desk's last one].")
@click.option(
    "--older", is_flag=True, help="Stand at that port, once: brings over what an older vault kept in a browser."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for releases that you finish in the vault; each gets a new one in it [default: ~/dueprocess-sent].",
)
@click.option(
    "--identity",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The file that you give to commands, if it opens in several ways: both then share what they saw of the desk.",
)
@click.option("--webcat", is_flag=True, help="Print an unsigned WEBCAT manifest for the desk's own vault, and end.")
@options.as_json
def vault(
    desk: str | None,
    port: int | None,
    out: Path | None,
    identity: Path | None,
    *,
    older: bool,
    webcat: bool,
    json_: bool,
) -> None:
    """Serve the vault of this package to your own browser, on this machine alone; prints the address to open.

    Its files are checked before, and are not the desk's: a desk that is made to lie cannot change them. The address is
    a new one each time; a bookmark, or a button of the desk, names a port that stays and leads there. What was seen of
    the desk is remembered in your own configuration, and nothing in the browser. Ends with Ctrl-C.
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
        stays = port or places.ports.get(origin, 0)
        memories = Memories(desks_folder(), finishing.clock, identity and _of_ways(identity))
        ports: Any = {"port": stays} if older else {"door": stays}
        local = local_vault.LocalVault(here, origin, finishing=finishing, more=MORE, memories=memories, **ports)
    except (local_vault.LocalError, BundleError) as fault:
        raise wrong(f"{str(fault)[:1].upper()}{str(fault)[1:]}.") from fault
    places.remember(origin, local.door)
    with _until_told(), local.serving():
        if json_:
            output.print_json({"address": local.address, "desk": origin, "manifest": here.hash, "port": local.door})
        click.echo(f"The vault stands at {local.address} for the desk at {origin}.", err=True)
        click.echo(f"What you release there is put into {finishing.folder}.", err=True)
        click.echo(f"For a bookmark, and for My account at the desk: http://localhost:{local.door}/", err=True)
        click.echo(f"Manifest {here.hash}. Open the first address in your browser. Ctrl-C ends it.", err=True)
        while True:
            signal.pause()


def _of_ways(identity: Path) -> Path:
    from dueprocess.adapters import identity_ways

    if not identity_ways.is_one(identity.read_bytes()):
        message = f"{identity} does not say whose it is before it is opened. Give one that your vault saved."
        raise wrong(message)
    return identity


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
