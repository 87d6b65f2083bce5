"""The counter that a client works against: a home on this machine that is not served, or a desk at its address."""

import datetime
import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import click

from dueprocess.cli.faults import wrong
from dueprocess.formats.refusal import DeniedError
from dueprocess.release.desk_client import Brought, Did, Shown, Work

if TYPE_CHECKING:
    from dueprocess.adapters.desk_api import FarDesk
    from dueprocess.case.events import Happened
    from dueprocess.client.material import FarMaterial, Material
    from dueprocess.client.person import Person
    from dueprocess.desk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class HomeCounter:
    """An unserved home, asked as a served desk is asked: what it hands over is checked all the same."""

    desk: "Desk"
    who: str

    def shown(self, case: str) -> Shown:
        """All about one case that rests on signatures, and its productions."""
        from dueprocess.cli.sealed_objects import check_chain
        from dueprocess.desk.services import evidence
        from dueprocess.desk.services.cases import state_of

        check_chain(case)
        return evidence.shown(self.desk, state_of(case), self.who)

    def events(self, case: str) -> "tuple[Happened, ...]":
        """What happened on the case."""
        from dueprocess.desk.services.cases import happened_on

        return happened_on(case)

    def work(self) -> list[Work]:
        """What waits for this extraction host."""
        from dueprocess.desk.services import evidence

        return [Work(str(one.case_id), str(one.pk)) for one in evidence.work_of(self.who)]

    def piece(self, case: str, production: str, sealed: str, out: IO[bytes]) -> None:
        """One ciphertext, in pieces."""
        from dueprocess.desk.data.models import Production as Row
        from dueprocess.desk.data.models import Sealed
        from dueprocess.desk.services import evidence
        from dueprocess.desk.services.productions import PIECE

        row = Row.objects.filter(pk=production, case_id=case).first()
        mine = evidence.pieces_for(self.desk, row, self.who) if row is not None else []
        kept = Sealed.objects.filter(pk=sealed).first()
        if sealed not in {one.sealed for one in mine} or kept is None:
            rule, message = (
                "access.not-found",
                "The desk has no such ciphertext for you. See `dueprocess release show`.",
            )
            raise DeniedError.because(rule, message)
        if kept.bytes is not None:
            out.write(bytes(kept.bytes))
        elif self.desk.blobs is not None:
            with self.desk.blobs.open(sealed) as file:
                while data := file.read(PIECE):
                    out.write(data)

    def hand_in(self, case: str, production: str, sealed: str, source: IO[bytes]) -> str:
        """Keep one part's ciphertext."""
        from typing import BinaryIO, cast

        from dueprocess.desk.services import productions

        del case, production  # a served desk asks whose it is; here the deal alone does
        return productions.take_part(self.desk, sealed, cast("BinaryIO", source))

    def perform(self, note: bytes, brought: Sequence[Brought]) -> Did:
        """Do what a signed statement says. Raises DeniedError."""
        from dueprocess.cli.session import accepted
        from dueprocess.desk.services import acts
        from dueprocess.desk.services.ciphertexts import Attached

        attached = [Attached(one.id, one.kind, one.reader, one.bytes) for one in brought]
        done = accepted(acts.perform(self.desk, note, attached=attached))
        return Did(done.case, done.revision, done.events)


LEAST = 16
"""Digits of a desk's id that name it."""


@contextmanager
def client(person: Mapping[str, Any]) -> "Iterator[tuple[Person, Material]]":
    """The person's client before the desk that was named, and their way to what is sealed. Raises DeniedError."""
    from dueprocess.client.person import Person

    pin_file = person["identity"].with_name(person["identity"].name + ".desk")
    if not person["desk_url"]:
        from dueprocess.cli.materials import HomeMaterial
        from dueprocess.cli.session import Session
        from dueprocess.cli.session import place_of as home_of
        from dueprocess.operate.desk_of_home import is_served

        if is_served(home_of(person["home"])):
            message = "This home is being served: give --desk with the address of its interface, on your own machine."
            raise wrong(message)
        here = Session(person["home"], person["name"], person["identity"], person["passphrase_file"])
        counter = HomeCounter(here.desk, here.name)
        yield Person(here.identity, counter, pin_file, lambda: here.desk.now), HomeMaterial(here.desk, here.identity)
        return
    from dueprocess.adapters.desk_api import FarDesk, place_of
    from dueprocess.cli.session import load_identity
    from dueprocess.client.material import FarMaterial
    from dueprocess.client.pins import read_pin

    who = load_identity(person["identity"], person["passphrase_file"])
    if who.name != person["name"]:
        message = f"The identity is that of {who.name}, not of {person['name']}."
        raise wrong(message)
    pin = read_pin(pin_file)
    far = FarDesk(place_of(person["desk_url"], person["ca"]), who, now, pin.desk if pin else "")
    if pin is None:
        known(far, person["desk_id"])
    try:
        yield Person(who, far, pin_file, now, far.desk), FarMaterial(far, who)
    finally:
        far.close()


@contextmanager
def far_client(person: Mapping[str, Any]) -> "Iterator[tuple[Person, FarMaterial]]":
    """The same before a desk at its address, for who only looks. Raises DeniedError."""
    from dueprocess.client.material import FarMaterial

    if not person["name"] or person["identity"] is None:
        message = "A desk answers people: say --as NAME --identity FILE."
        raise wrong(message)
    with client(person) as (who, material):
        assert isinstance(material, FarMaterial)  # noqa: S101 - an address was given
        yield who, material


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


def sha256_of(file: IO[bytes]) -> str:
    """SHA-256 (hex) of what is left in ``file``."""
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # a binary file
