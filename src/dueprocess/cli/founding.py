"""``init``: founding a desk from public cards. The roster is then signed, each on their own machine."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.adapters import identity
from dueprocess.cli import options, output
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import place_of
from dueprocess.demand.codes import ServiceClass
from dueprocess.formats.errors import RosterError
from dueprocess.formats.roster import founding
from dueprocess.operate import day_heads
from dueprocess.operate import home as homes
from dueprocess.operate.desk_of_home import PROPOSED, now
from dueprocess.operate.home import Service

if TYPE_CHECKING:
    from dueprocess.adapters.identity import Card
    from dueprocess.formats.roster import Person, Roster
    from dueprocess.operate.home import Desk, Home


@click.command()
@options.unfounded_home
@click.option("--name", required=True, help="The provider's name, as the public knows it.")
@click.option("--country", required=True, help="Country of the provider's seat, as DE.")
@click.option("--timezone", default="UTC", show_default=True, help="IANA name: legal days end there.")
@click.option("--service", "services", multiple=True, metavar="NAME=CLASS", help="telecom, hosting or digital.")
@click.option("--language", "languages", multiple=True, default=("en",), show_default=True, help="Of the public site.")
@click.option("--contact", default="", help="Public contact address of the desk.")
@click.option(
    "--person",
    "people",
    multiple=True,
    required=True,
    metavar="CARD:ROLES",
    help="A card file and roles, as aster.card:clerk,releaser.",
)
@click.option("--recovery", required=True, type=options.PATH, help="Card of the offline recovery identity.")
@click.option("--worker", type=options.PATH, help="Card of the sending worker's identity.")
@click.option(
    "-k", "quorum", type=int, help="Releasers that a release will need [default: 2, or 0 with fewer than two]."
)
def init(
    *,
    home: Path | None,
    services: tuple[str, ...],
    people: tuple[str, ...],
    recovery: Path,
    worker: Path | None,
    quorum: int | None,
    json_: bool,
    **house: Any,
) -> None:
    """Found a desk. Takes public cards only; each person then signs the founding roster on their own machine."""
    place = place_of(home)
    if place.desk.exists():
        raise wrong(f"There is a desk at {place.path} already. Choose another --home.")
    try:
        settings = homes.Desk(services=tuple(_service(one) for one in services), **house)
        homes.parse_desk(homes.format_desk(settings).encode())
    except homes.HomeError as fault:
        raise wrong(str(fault)) from fault
    sends = card(worker).age if worker else None
    roster = make_roster([person_of(one) for one in people], card(recovery).age, sends, quorum)
    found(place, settings, roster)
    signers = [person.name for person in roster.signers]
    output.told(
        {"home": str(place.path), "desk": roster.desk_id, "to_sign": signers},
        f"The desk of {settings.name} is at {place.path}.",
        f"Its id is {roster.desk_id[:16]}…  Compare it aloud when you sign.",
        f"To sign the founding roster, each on their own machine: {', '.join(signers)}",
        "  dueprocess roster sign --as NAME --identity FILE",
        json_=json_,
        err=True,
    )


def found(place: "Home", settings: "Desk", roster: "Roster") -> None:
    """Make folder, settings, database and the unsigned founding roster."""
    place.create()
    homes.write_desk(place, settings)
    homes.boot(place)
    homes.migrate()
    pending(place).write_text(roster.text() + "\n")
    day_heads.key_of(place, roster.desk_id)  # from now on the worker signs the head of each day


def pending(place: "Home") -> Path:
    """The roster that waits for signatures: its text, a blank line, the signatures so far."""
    return place.path / PROPOSED


def make_roster(people: "list[Person]", recovery: str, worker: str | None, quorum: int | None) -> "Roster":
    """The founding roster. Raises DeniedError with the rule that it breaks."""
    releasers = sum("releaser" in person.roles for person in people)
    default = 2 if releasers >= 2 else 0  # noqa: PLR2004 - k of one does not exist
    k = default if quorum is None else quorum
    try:
        return founding(people, k=k, recovery=recovery, worker=worker, made_at=now())
    except RosterError as fault:
        raise wrong(fault.reason) from fault


def card(path: Path) -> "Card":
    """A card from its file, or of an identity's public half given as one line. Raises DeniedError."""
    try:
        return identity.parse_card(path.read_text())
    except (OSError, UnicodeDecodeError, identity.IdentityError) as fault:
        raise wrong(f"{path}: {fault}") from fault


def person_of(text: str) -> "Person":
    """A person from CARD:ROLES. Raises DeniedError."""
    path, mark, roles = text.rpartition(":")
    if not mark:
        raise wrong(f"{text!r}: say CARD:ROLES, as aster.card:clerk,releaser")
    return card(Path(path)).person(roles.split(","))


def _service(text: str) -> "Service":
    name, mark, kind = text.partition("=")
    if not mark or kind not in list(ServiceClass):
        raise wrong(f"{text!r}: say NAME=CLASS, with a class of {', '.join(ServiceClass)}")
    return Service(name, ServiceClass(kind))
