"""A person at a home: identity, roster checked from the person's own pin, and signed acts.

The identity stays in the person's file; the home holds public parts only (hazard 9.2). In this part people's commands
work on a home that is not being served; on a served desk people act by its pages and sign in the vault.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dueprocess.cli.faults import wrong
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from dueprocess.adapters.identity import Identity
    from dueprocess.desk.services.ciphertexts import Attached
    from dueprocess.desk.services.desk import Desk
    from dueprocess.desk.services.result import Done
    from dueprocess.formats.chain import Pin
    from dueprocess.formats.refusal import Denied
    from dueprocess.formats.statement import Act, Statement
    from dueprocess.operate.home import Home


def boot(home: Path | None) -> "Desk":
    """The desk of a home, roster checked from the home's pin. Raises NoDeskError or HomeError where there is none."""
    from dueprocess.operate.desk_of_home import open_desk

    return open_desk(boot_home(home))


class Looked(NamedTuple):
    """What a list of rows needs of a desk: the time, aware UTC, and the zone in which people read it."""

    now: datetime.datetime
    timezone: str


def looked(home: Path | None) -> Looked:
    """A founded home to read rows of: neither roster nor law is opened. Raises HomeError, NoDeskError as ``boot``."""
    from dueprocess.operate import home as homes
    from dueprocess.operate import ready

    place = boot_home(home)
    ready.check_founded(place)
    return Looked(datetime.datetime.now(datetime.UTC).replace(microsecond=0), homes.read_desk(place).timezone)


def boot_home(home: Path | None, *, of_this_version: bool = True) -> "Home":
    """Set the process up for a founded home; its roster may still wait.

    ``of_this_version``: False for those who back up and upgrade a home of another one.

    Raises:
        HomeError: there is none, or its database is of another version than this program.
    """
    import logging

    from dueprocess.operate import home as homes
    from dueprocess.operate import ready

    place = place_of(home)
    homes.read_desk(place)
    homes.boot(place)
    if of_this_version:
        ready.check_version()
    # Warnings are for the operator's log, not for a person who waits for an answer.
    logging.getLogger("dueprocess").setLevel(logging.ERROR)
    return place


def place_of(home: Path | None) -> "Home":
    """The home that was named, or the environment's. Raises HomeError."""
    from dueprocess.operate import home as homes
    from dueprocess.operate import ownership

    place = homes.current() if home is None else homes.Home(home.expanduser().absolute())
    ownership.watch(place.path)
    return place


def refuse_served(place: "Home") -> None:
    """An identity has no business on a machine that serves the desk (hazard 9.2). Raises DeniedError."""
    from dueprocess.desk.services.roster_lines import START, STOP
    from dueprocess.operate.desk_of_home import is_served

    if is_served(place):
        message = (
            "This home is being served, and no person's key is taken where a desk is served. "
            "For an act on a case, `open`, `letter`, `send` and releases: give --desk with the address of the desk's "
            "interface, on your own machine; or act on the desk's pages and sign in the vault. For a stop, "
            "an authority, the next roster, a "
            "report or your own key: `dueprocess vault` on your own machine, page *The desk itself*; for a report also "
            f"`dueprocess report ask`, `answer`, `enter`. For anything else: stop the desk ({STOP}), "
            f"give this line again, then start it ({START})."
        )
        raise wrong(message)


def refuse_desk(url: str | None) -> None:
    """A served desk is not acted on from the command line. Raises DeniedError."""
    if url:
        message = (
            "This command does not take --desk: stop the desk and give it on the desk's own machine. "
            "For a stop, an authority, the next roster, a report or your own key there is also the vault on your own "
            "machine (`dueprocess vault`, page *The desk itself*)."
        )
        raise wrong(message)


class Session:
    """One person acting on one home."""

    def __init__(
        self, home: Path | None, name: str, identity: Path, passphrase_file: Path | None, desk_url: str | None = None
    ) -> None:
        refuse_desk(desk_url)
        refuse_served(place_of(home))
        self.desk = boot(home)
        self.identity = load_identity(identity, passphrase_file)
        self.name = name
        self._check_person(identity)

    def _check_person(self, identity: Path) -> None:
        from dueprocess.client.pins import raise_pin, read_pin
        from dueprocess.formats.chain import Pin

        listed = self.desk.roster.person(self.name)
        if listed is None or self.identity.name != self.name:
            rule = "access.not-on-roster"
            message = f"{self.name} is not on roster {self.desk.roster.number}, or the identity is another person's."
            raise DeniedError.because(rule, message)
        if listed.vkey != self.identity.card().vkey:
            rule = "roster.swapped-key"
            message = f"The roster names another key for {self.name}. Tell the others before you do anything."
            raise DeniedError.because(rule, message)
        since = self.desk.standing.retired_since(listed)
        if since is not None:
            rule, message = "statement.retired-key", f"{self.name} retired this key on {since:%Y-%m-%d}."
            raise DeniedError.because(rule, message)
        pin_file = identity.with_name(identity.name + ".desk")
        self._check_pin(read_pin(pin_file))
        raise_pin(pin_file, Pin.of(self.desk.roster))

    def _check_pin(self, pin: "Pin | None") -> None:
        from dueprocess.operate.desk_of_home import check_roster

        if pin is not None:
            check_roster(pin, self.desk.now)

    def act(
        self,
        act: "Act",
        case: str,
        says: Mapping[str, object],
        *,
        attached: "Sequence[Attached]" = (),
        beside: Callable[[], object] = lambda: None,
    ) -> "Done":
        """Sign and do, and ``beside`` in the same transaction. Raises DeniedError with the rule's name."""
        from dueprocess.desk.services import acts
        from dueprocess.desk.services.cases import state_of

        state = state_of(self.find(case))
        statement = acts.draft(self.desk, state, act, self.name, dict(says))
        return accepted(acts.perform(self.desk, self.sign(statement), attached=attached, beside=beside))

    def sign(self, statement: "Statement") -> bytes:
        """The statement's note, signed with the person's key. Raises DeniedError for free text in a code."""
        from dueprocess.formats.errors import StatementError

        try:
            return statement.sign(*self.identity.signer())
        except StatementError as fault:
            raise wrong(fault.reason) from fault

    def find(self, case: str) -> str:
        """Whole id of a case from the beginning of it."""
        return find(case)


def find(case: str) -> str:
    """Whole id of a case from the beginning of it. Raises DeniedError."""
    from dueprocess.desk.services.cases import find as find_case
    from dueprocess.desk.services.result import UnknownCaseError

    try:
        return find_case(case)
    except UnknownCaseError as fault:
        message = f"{fault}. See `dueprocess cases`."
        raise wrong(message) from fault


def accepted(done: "Done | Denied") -> "Done":
    """The result. Raises DeniedError."""
    from dueprocess.formats.refusal import Denied

    if isinstance(done, Denied):
        raise DeniedError(done)
    return done


def load_identity(path: Path, passphrase_file: Path | None) -> "Identity":
    """A person's identity from its file. Raises IdentityError or OSError."""
    from dueprocess.adapters import identity

    passphrase = passphrase_of(passphrase_file) if passphrase_file else None
    if passphrase is None and identity.needs_passphrase(path):
        import click

        passphrase = click.prompt("Passphrase, or recovery words", hide_input=True, err=True)
    return identity.load(path, passphrase)


def passphrase_of(path: Path) -> str:
    """The first line of a passphrase file. Raises DeniedError for bytes that are no text, OSError."""
    try:
        return path.read_text(encoding="utf-8").split("\n", 1)[0]
    except UnicodeDecodeError as fault:
        message = f"{path} is no text in UTF-8; it holds the passphrase on its first line."
        raise wrong(message) from fault
