"""A person before a desk: at its address, or at a home on this machine that nobody serves; by the same interface."""

import datetime
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.cli.faults import wrong
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from dueprocess.adapters.desk_api import FarDesk, Line
    from dueprocess.adapters.identity import Identity
    from dueprocess.client.kept_shares import Shares
    from dueprocess.client.material import Material
    from dueprocess.client.person import Person
    from dueprocess.release.looked import Looked

LEAST: Final = 16
"""Digits of a desk's id that name it."""

Options = Mapping[str, Any]
"""What the shared options say: ``home`` or ``desk_url`` (``desk_id``, ``ca``); ``name``, ``identity``."""


@contextmanager
def client(person: Options) -> "Iterator[tuple[Person, Material]]":
    """The person's client before the desk that was named, and their way to what is sealed. Raises DeniedError."""
    from dueprocess.adapters.desk_api import FarDesk
    from dueprocess.client.case_keys import CaseKeys
    from dueprocess.client.material import Material
    from dueprocess.client.person import Person
    from dueprocess.client.pins import read_pin

    if not person["name"] or person["identity"] is None:
        raise wrong("A desk answers people: say --as NAME --identity FILE.")
    line, desk = _way(person)
    who, pin_file = _identity(person)
    pin = read_pin(pin_file)
    far = FarDesk(line, who, now, pin.desk if pin else desk)
    if not far.desk:
        known(far, person["desk_id"])
    try:
        keys = CaseKeys(far, who, Person(who, far, pin_file, now, far.desk).look)
        yield Person(who, far, pin_file, now, far.desk, keys), Material(far, who, keys)
    finally:
        far.close()


@contextmanager
def at_case(person: Options, case: str) -> "Iterator[tuple[Person, Material, Looked]]":
    """The person's client before one case, as they look at it now; ``case`` may be the beginning of its id."""
    with client(person) as (who, material):
        yield who, material, who.look(material.find(case))


@contextmanager
def signer_of_roster(person: Options) -> "Iterator[tuple[Person, FarDesk]]":
    """The client of somebody who signs a roster: at a desk's address with a session, at an unserved home without one.

    A retired key opens no session, and still signs that its person comes back with another: else one lost key would
    lock a desk of two for ever.
    """
    if person["desk_url"]:
        with client(person) as (who, material):
            yield who, material.far
        return
    from dueprocess.adapters.desk_api import FarDesk
    from dueprocess.client.person import Person

    _inside(person["home"])  # a served home takes no key
    line, desk = _inside(person["home"], at_the_machine=True)
    identity, pin_file = _identity(person)
    far = FarDesk(line, None, now, desk)
    yield Person(identity, far, pin_file, now, desk), far


def _identity(person: Options) -> "tuple[Identity, Path]":
    """Somebody's identity, and the file beside it that remembers what they saw of a desk. Raises DeniedError."""
    path = person["identity"]
    return load_identity(path, person["passphrase_file"], person["name"]), pin_of(path)


def pin_of(identity: Path) -> Path:
    """The file beside an identity that remembers what its person saw of a desk; it travels with the identity."""
    return identity.with_name(identity.name + ".desk")


@contextmanager
def keyless(
    desk_url: str | None, ca: Path | None, home: Path | None, identity: Path
) -> "Iterator[tuple[Shares, FarDesk]]":
    """The shares that wait beside an identity file, which stays closed, and their desk without a session."""
    from dueprocess.adapters.desk_api import FarDesk, place_of
    from dueprocess.client.kept_shares import Shares
    from dueprocess.client.pins import read_pin

    shares = Shares.beside(identity)
    pin = read_pin(shares.memory)
    line = place_of(desk_url, ca) if desk_url else _inside(home)[0]
    far = FarDesk(line, None, now, pin.desk if pin else "")
    if pin is not None:
        far.hello()
    yield shares, far


@contextmanager
def looking(person: Options) -> "Iterator[FarDesk]":
    """The desk for who only looks: a person's session at its address; nobody's at the machine where the home lies."""
    if person["desk_url"]:
        with client(person) as (_, material):
            yield material.far
        return
    from dueprocess.adapters.desk_api import FarDesk

    line, desk = _inside(person["home"], at_the_machine=True)
    yield FarDesk(line, None, now, desk)


@contextmanager
def asking(person: Options) -> "Iterator[FarDesk]":
    """The desk for what is asked by a person's session where a name is given, and else by nobody's at the machine."""
    if person["desk_url"] or person["name"]:
        with client(person) as (_, material):
            yield material.far
    else:
        with looking(person) as far:
            yield far


def _way(person: Options) -> "tuple[Line, str]":
    """The way to the desk, and its id where this machine knows it."""
    if not person["desk_url"]:
        return _inside(person["home"])
    from dueprocess.adapters.desk_api import place_of

    return place_of(person["desk_url"], person["ca"]), ""


def _inside(home: Path | None, *, at_the_machine: bool = False) -> "tuple[Line, str]":
    """A home's interface in this process, and the desk's id. Raises DeniedError where it is served.

    Whoever only looks at the machine brings no key, and may look while the desk is served.
    """
    from dueprocess.cli.homes import boot_home
    from dueprocess.client.pins import read_pin
    from dueprocess.operate.desk_of_home import current_desk, is_served
    from dueprocess.operate.home import read_desk
    from dueprocess.operate.ready import check_founded

    place = boot_home(home)
    check_founded(place)
    if not at_the_machine and is_served(place):
        address = read_desk(place).api_address or "https://…"
        raise wrong(
            "This home is being served, and no person's key is taken on a machine that serves a desk: "
            f"give this line with --desk {address} on your own machine."
        )
    from dueprocess.desk.api.in_process import InProcess

    founded = read_pin(place.pin)
    return InProcess(lambda: current_desk(place), at_the_machine=at_the_machine), founded.desk if founded else ""


def load_identity(path: Path, passphrase_file: Path | None, name: str = "") -> "Identity":
    """A person's identity from its file; ``name``: whose it must be. Raises IdentityError, OSError, DeniedError."""
    from dueprocess.adapters import identity

    passphrase = passphrase_of(passphrase_file) if passphrase_file else None
    if passphrase is None and identity.needs_passphrase(path):
        passphrase = click.prompt("Passphrase, or recovery words", hide_input=True, err=True)
    who = identity.load(path, passphrase)
    if name and who.name != name:
        raise wrong(f"The identity is that of {who.name}, not of {name}.")
    return who


def passphrase_of(path: Path) -> str:
    """The first line of a passphrase file. Raises DeniedError for bytes that are no text, OSError."""
    try:
        return path.read_text(encoding="utf-8").split("\n", 1)[0]
    except UnicodeDecodeError as fault:
        raise wrong(f"{path} is no text in UTF-8; it holds the passphrase on its first line.") from fault


def now() -> datetime.datetime:
    """This machine's time, aware UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def known(far: "FarDesk", desk_id: str) -> None:
    """The first time at a desk: people say which one it is. Raises DeniedError."""
    desk, _ = far.hello()
    agreed = len(desk_id) >= LEAST and desk.startswith(desk_id)
    if not desk_id and sys.stdin.isatty():
        click.echo(f"This is desk {desk}. Compare it aloud with a colleague.", err=True)
        agreed = click.confirm("Is it yours?", default=False, err=True)
    if not agreed:
        rule = "counter.another-desk"
        message = f"No desk is known beside your identity. The one that answers is {desk}."
        message += " Ask colleagues for their desk's id, then say --desk-id."
        raise DeniedError.because(rule, message)
    far.desk = desk
