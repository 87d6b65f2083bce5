"""``init`` and ``roster``: founding a desk from public cards; signing its first roster and the next ones."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dueprocess.cli import options
from dueprocess.cli.faults import Refused, Wrong

if TYPE_CHECKING:
    from dueprocess.config.home import Home
    from dueprocess.domain.sealed.roster import Person, Roster


@click.command()
@options.unfounded_home
@click.option("--name", required=True, help="The provider's name, as the public knows it.")
@click.option("--country", required=True, help="Country of the provider's seat, as DE.")
@click.option("--timezone", default="UTC", show_default=True, help="IANA name: legal days end there.")
@click.option("--service", "services", multiple=True, metavar="NAME=CLASS", help="telecom, hosting or digital.")
@click.option("--language", "languages", multiple=True, default=("en",), show_default=True)
@click.option("--contact", default="", help="Public contact address of the desk.")
@click.option(
    "--person",
    "people",
    multiple=True,
    required=True,
    metavar="CARD:ROLES",
    help="A card file and roles, as aster.card:clerk,releaser.",
)
@click.option(
    "--recovery", required=True, type=click.Path(path_type=Path), help="Card of the offline recovery identity."
)
@click.option("--worker", type=click.Path(path_type=Path), help="Card of the sending worker's identity.")
@click.option(
    "-k", "quorum", type=int, help="Releasers that a release will need [default: 2, or 0 with fewer than two]."
)
@options.as_json
def init(  # noqa: PLR0913 - one option each
    home: Path | None,
    name: str,
    country: str,
    timezone: str,
    services: tuple[str, ...],
    languages: tuple[str, ...],
    contact: str,
    people: tuple[str, ...],
    recovery: Path,
    worker: Path | None,
    quorum: int | None,
    *,
    json_: bool,
) -> None:
    """Found a desk. Takes public cards only; each person then signs the founding roster on their own machine."""
    from dueprocess.cli.session import place_of
    from dueprocess.config import home as homes

    place = place_of(home)
    if place.desk.exists():
        message = f"There is a desk at {place.path} already. Choose another --home."
        raise Wrong(message)
    try:
        settings = homes.Desk(
            name=name,
            country=country,
            timezone=timezone,
            services=tuple(_service(one) for one in services),
            languages=languages,
            contact=contact,
        )
        homes.parse_desk(homes.format_desk(settings).encode())
    except homes.HomeError as fault:
        raise Wrong(str(fault)) from fault
    roster = make_roster([_person(one) for one in people], card(recovery).age, worker and card(worker).age, quorum)
    found(place, settings, roster)
    signers = [person.name for person in roster.signers]
    if json_:
        options.print_json({"home": str(place.path), "desk": roster.desk_id, "to_sign": signers})
        return
    click.echo(f"The desk of {name} is at {place.path}.", err=True)
    click.echo(f"Its id is {roster.desk_id[:16]}…  Compare it aloud when you sign.", err=True)
    click.echo(f"To sign the founding roster, each on their own machine: {', '.join(signers)}", err=True)
    click.echo("  dueprocess roster sign --as NAME --identity FILE", err=True)


def found(place: "Home", settings: object, roster: "Roster") -> None:
    """Make folder, settings, database and the unsigned founding roster."""
    from dueprocess.config import home as homes

    place.create()
    homes.write_desk(place, settings)  # type: ignore[arg-type]
    homes.boot(place)
    homes.migrate()
    pending(place).write_text(roster.text() + "\n")


def pending(place: "Home") -> Path:
    """The roster that waits for signatures: its text, a blank line, the signatures so far."""
    return place.path / "roster.pending"


def make_roster(people: "list[Person]", recovery: str, worker: str | None, quorum: int | None) -> "Roster":
    """The founding roster. Raises Wrong with the rule that it breaks."""
    from dueprocess.config.wiring import now
    from dueprocess.domain.sealed.refusal import RosterError
    from dueprocess.domain.sealed.roster import founding

    releasers = sum("releaser" in person.roles for person in people)
    default = 2 if releasers >= 2 else 0  # noqa: PLR2004 - k of one does not exist
    k = default if quorum is None else quorum
    try:
        return founding(people, k=k, recovery=recovery, worker=worker, made_at=now())
    except RosterError as fault:
        raise Wrong(fault.reason) from fault


def card(path: Path) -> "object":
    """A card from its file, or of an identity's public half given as one line. Raises Wrong."""
    from dueprocess.adapters import identity

    try:
        return identity.parse_card(path.read_text())
    except (OSError, UnicodeDecodeError, identity.IdentityError) as fault:
        message = f"{path}: {fault}"
        raise Wrong(message) from fault


def _person(text: str) -> "Person":
    path, mark, roles = text.rpartition(":")
    if not mark:
        message = f"{text!r}: say CARD:ROLES, as aster.card:clerk,releaser"
        raise Wrong(message)
    person: Person = card(Path(path)).person(roles.split(","))  # type: ignore[attr-defined]
    return person


def _service(text: str) -> object:
    from dueprocess.config.home import Service
    from dueprocess.domain.demand.codes import ServiceClass

    name, mark, kind = text.partition("=")
    if not mark or kind not in list(ServiceClass):
        message = f"{text!r}: say NAME=CLASS, with a class of {', '.join(ServiceClass)}"
        raise Wrong(message)
    return Service(name, ServiceClass(kind))


@click.group()
def roster() -> None:
    """The signed list of people, roles and keys. Whoever writes the database cannot add a reader."""


@roster.command("show")
@options.home
@options.as_json
def show(home: Path | None, *, json_: bool) -> None:
    """The roster in force."""
    from dueprocess.cli.session import boot

    now_in_force = boot(home).roster
    if json_:
        people = [{"name": p.name, "roles": list(p.roles), "age": p.age, "vkey": p.vkey} for p in now_in_force.people]
        options.print_json(
            {"number": now_in_force.number, "desk": now_in_force.desk_id, "k": now_in_force.k, "people": people}
        )
        return
    click.echo(f"Roster {now_in_force.number} of desk {now_in_force.desk_id[:16]}…")
    for person in now_in_force.people:
        click.echo(f"  {person.name:<16} {', '.join(person.roles)}")
    k = now_in_force.k
    click.echo(f"  A release will need {k} releasers." if k else "  With fewer than two releasers nothing is released.")


@roster.command("sign")
@options.person
def sign(home: Path | None, name: str, identity: Path, passphrase_file: Path | None, desk_url: str | None) -> None:
    """Sign the roster that waits. When all have signed it takes force, and each client pins it."""
    from dueprocess.cli.session import load_identity, place_of

    del desk_url
    place = place_of(home)
    who = load_identity(identity, passphrase_file)
    if who.name != name:
        message = f"The identity is that of {who.name}."
        raise Wrong(message)
    missing = sign_pending(place, who)
    click.echo(
        f"{name} signed." + (f" Still to sign: {', '.join(missing)}." if missing else " The roster is in force.")
    )


def sign_pending(place: "Home", who: object) -> list[str]:
    """Add a signature to the waiting roster; enter the roster when the last one is there. Returns who is missing."""
    from dueprocess.config import home as homes
    from dueprocess.domain.sealed import note as notes
    from dueprocess.domain.sealed.refusal import RosterError
    from dueprocess.domain.sealed.roster import parse

    path = pending(place)
    if not path.exists():
        message = "No roster waits for signatures."
        raise Wrong(message)
    text, _, lines = path.read_text().partition("\n\n")
    body = text + "\n"
    key, signing = who.signer()  # type: ignore[attr-defined]
    signature = notes.signed(body, [(key, signing)]).signatures[0]
    have = {line for line in lines.splitlines() if line} | {signature.line}
    note = (body + "\n" + "".join(line + "\n" for line in sorted(have))).encode()
    try:
        waiting, parsed = parse(note)
    except RosterError as fault:
        raise Refused(fault.rule, fault.reason) from fault
    homes.boot(place)
    listed = (_before(waiting) or waiting).person(key.name)
    if listed is None or listed.vkey != key.vkey:
        message = f"{key.name} is not on the roster that must agree, with this key."
        raise Refused("roster.not-listed", message)
    path.write_bytes(note)
    missing = _missing(waiting, note, {one.name for one in parsed.signatures})
    if not missing:
        _enter(place, waiting, note)
    return missing


def _before(waiting: "Roster") -> "Roster | None":
    """The roster whose people must agree to the next one; None for a founding roster."""
    from dueprocess.services.rosters import newest

    return newest() if waiting.number > 1 else None


def _missing(waiting: "Roster", note: bytes, signed_by: set[str]) -> list[str]:
    """Who may still sign; empty when the roster holds: the founders all, later a majority of the releasers."""
    from dueprocess.config.wiring import now
    from dueprocess.services.rosters import fault_of

    before = _before(waiting)
    if before is not None and fault_of(note, now()) is None:
        return []
    who = waiting.signers if before is None else before.releasers or before.signers
    return [person.name for person in who if person.name not in signed_by]


def _enter(place: "Home", waiting: "Roster", note: bytes) -> None:
    from dueprocess.config.wiring import now
    from dueprocess.services.rosters import enter

    enter(waiting, note, now())
    if waiting.number == 1:
        pin = {"desk": waiting.desk_id, "number": waiting.number, "hash": waiting.hash()}
        place.pin.write_text(json.dumps(pin) + "\n")
    pending(place).unlink()


@roster.command("next")
@options.home
@click.option("--add", "added", multiple=True, metavar="CARD:ROLES", help="Somebody joins, or gets other roles.")
@click.option("--remove", "removed", multiple=True, metavar="NAME", help="Somebody leaves.")
@click.option("-k", "quorum", type=int, help="Releasers that a release will need.")
def propose_next(home: Path | None, added: tuple[str, ...], removed: tuple[str, ...], quorum: int | None) -> None:
    """Propose the next roster. A new releaser or a lower k takes effect 72 hours after it is signed (hazard 9.1)."""
    from dueprocess.cli.session import boot, place_of
    from dueprocess.config.wiring import now
    from dueprocess.domain.sealed.refusal import RosterError
    from dueprocess.services.rosters import successor

    desk = boot(home)
    people = [_person(one) for one in added]
    try:
        proposed = successor(desk.roster, people, removed, quorum, now())
    except RosterError as fault:
        raise Wrong(fault.reason) from fault
    pending(place_of(home)).write_text(proposed.text() + "\n")
    click.echo(f"Roster {proposed.number} waits for signatures; it takes effect at {proposed.effective_at}.")
