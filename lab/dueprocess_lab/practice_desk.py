"""The demo's desk served: addresses, accounts for the story's people, and where their keys lie."""

import secrets
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dueprocess.operate.home import Home

HOST: Final = "127.0.0.1"
SURFACES: Final = ("public", "staff", "api", "vault", "door", "portal", "person")


def set_up(place: "Home", people: "Sequence[str]", ports: "Mapping[str, int]") -> str:
    """Make the home a practice desk at these ports, with an account for each person. Returns their password."""
    from dueprocess.desk.data.models import Account
    from dueprocess.desk.web import catalogues
    from dueprocess.operate import home as homes

    addresses = {("site" if name == "public" else name) + "_address": f"http://{HOST}:{ports[name]}" for name in ports}
    homes.write_desk(place, replace(homes.read_desk(place), practice=True, **addresses))  # type: ignore[arg-type]  # texts
    catalogues.write_pseudo(place.path / "locale")
    password = f"practice-{secrets.token_hex(3)}"
    for name in people:
        account, _ = Account.objects.get_or_create(name=name)
        account.set_password(password)
        account.save()
    return password


def serve(place: "Home", keys: Path, people: "Sequence[str]", port: int, code: "Callable[[], str]") -> None:
    """Serve every surface of the demo until Ctrl-C, and say where and how to log in.

    ``code`` makes the page of one person, once the desk has its addresses, and gives its code.
    """
    from dueprocess.operate.served_home import Serving, free_ports

    ports = free_ports(SURFACES) | ({"public": port} if port else {})
    password = set_up(place, people, ports)
    opens = code()
    serving = Serving(place, HOST, ports).start()
    try:
        tell(ports, keys, people, password, opens)
        click.echo("Ctrl-C ends it.")
        serving.wait()
    except KeyboardInterrupt:
        click.echo("\nGood night.")
    finally:
        serving.stop()


def tell(ports: "Mapping[str, int]", keys: Path, people: "Sequence[str]", password: str, code: str) -> None:
    """Addresses and the practice log-in."""
    named = {
        "staff": ("Staff desk", f"log in as {', '.join(people[:-1])} or {people[-1]}, password {password}"),
        "vault": ("Vault", f"opens with {keys}/{people[0]}.identity (no passphrase: practice)"),
        "public": ("Public site", "what everybody may know"),
        "api": ("Interface", "v1/openapi.json describes it"),
        "door": ("Door", "takes files and notes from the staff desk's pages"),
        "portal": ("Portal", "what authorities are offered"),
        "person": ("Notice page", f"what the writer of the post in no. 12 reads, with the code {code}"),
    }
    click.echo()
    for name, (title, says) in named.items():
        click.secho(f"{title:<12} http://{HOST}:{ports[name]}/", bold=True, nl=False)
        click.echo(f"   {says}")
