"""``receive``: what a mail server hands over, and a mailbox that is emptied as mail comes. Nobody types anything."""

import contextlib
import functools
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import click

from dueprocess.adapters import inbox, locks, machine, smtp
from dueprocess.adapters.mailboxes import MailboxError
from dueprocess.adapters.sandbox import MAX_DATA, Sandbox
from dueprocess.cli import files, options, output
from dueprocess.cli.faults import words_of, wrong
from dueprocess.cli.homes import boot, place_of
from dueprocess.cli.worker_command import until_told
from dueprocess.demand.codes import Channel
from dueprocess.formats.refusal import DeniedError
from dueprocess.operate import keyfile

if TYPE_CHECKING:
    from dueprocess.adapters.sandbox import Handed
    from dueprocess.desk.intake.mailbox import Mailbox
    from dueprocess.desk.services.arrivals import Registered
    from dueprocess.desk.services.house import ArrivalSettings
    from dueprocess.operate.home import Home

F = TypeVar("F", bound=Callable[..., Any])

TRY_AGAIN: Final = 75
"""EX_TEMPFAIL of sysexits(3): Postfix, Exim and Sieve keep the mail and hand it over again."""
EVERY_SECONDS: Final = 3
LATER_SECONDS: Final = 30
"""Until a mailbox that did not answer is asked again."""


def _kept(function: F) -> F:
    """Without --follow every fault ends with 75; any other code sends a bounce to whoever the mail says it is from."""

    @functools.wraps(function)
    def tried(**given: Any) -> Any:
        try:
            return function(**given)
        except Exception as fault:
            if given["follow"] or isinstance(fault, click.ClickException):
                raise
            click.echo(output.safe(words_of(fault).denied.text), err=True)
            return TRY_AGAIN

    return cast("F", tried)


@click.command()
@_kept
@options.home
@click.option(
    "--id", "named", default="", help="The mail server's id of this mail: handed over twice, it is one arrival."
)
@click.option(
    "--follow", is_flag=True, help="Empty the mailbox of [arrivals] in desk.toml as mail comes, until told to end."
)
@click.option("--once", is_flag=True, help="With --follow: what lies there now, then end.")
@click.option(
    "--lmtp", metavar="PLACE", help="Take mail from the mail server of this machine: 127.0.0.1:PORT, or a path."
)
def receive(home: Path | None, named: str, lmtp: str | None, *, follow: bool, once: bool, json_: bool) -> None:
    """One mail on standard input, sealed and registered before this ends; else exit code 75, and the server keeps it.

    With --follow whatever a person drags or a server delivers into the mailbox is sealed, registered, and removed
    there. With --lmtp the mail server delivers to this program, and no mail lies in between. Recipes for Postfix,
    Exim, Sieve and mailboxes: docs/operator/arrivals.md.
    """
    machine.no_dumps()
    if follow:
        _follow(home, once=once, json_=json_)
        return
    if once:
        raise wrong("--once goes with --follow.")
    if lmtp:
        _serve(home, lmtp)
        return
    registered = _registered(home, files.hand_over_input(MAX_DATA + 1), named)
    if registered is None:
        click.echo("It was registered already.", err=True)
    else:
        _say(registered, json_=json_)


def _serve(home: Path | None, place: str) -> None:
    """Until told to end: SIGTERM is Ctrl-C, and children end with what they have begun."""
    from django.db import connections

    from dueprocess.desk.intake import lmtp
    from dueprocess.operate.served_home import hear

    def take(content: "Handed", named: str) -> None:
        connections.close_all()  # nothing is inherited from the listener
        _registered(home, content, named)

    hear()
    try:
        server = lmtp.opened(place, take)
    except OSError as fault:
        raise wrong(
            f"{place}: {fault.strerror}. Name 127.0.0.1:PORT, or a path that this program may write."
        ) from fault
    except ValueError as fault:  # a port that is no number, or another machine's address
        raise wrong(f"{place} is no place of this machine. Name 127.0.0.1:PORT, or a path.") from fault
    with server, contextlib.suppress(KeyboardInterrupt):
        connections.close_all()
        server.serve_forever()


def _registered(home: Path | None, content: "Handed", named: str) -> "Registered | None":
    """One mail; None where the one of that name is registered already."""
    from dueprocess.desk.data import soundness
    from dueprocess.desk.intake.mailbox import MEDIA, NAME, arrival_of
    from dueprocess.desk.intake.sealing import Incoming, seal_all, setup_of
    from dueprocess.desk.services.arrivals import known, register

    if not content.size or content.size > MAX_DATA:
        raise wrong(f"A mail has 1 byte to {MAX_DATA >> 20} MiB; this one has {content.size}.")
    desk, place = boot(home), place_of(home)
    soundness.check(place.path)
    arrival = arrival_of(_key(place), "receive", named) if named else ""
    if arrival and known([arrival]):
        return None
    one = Incoming(NAME, MEDIA, Channel.MAIL, desk.now, content, arrival=arrival)
    with Sandbox(setup=setup_of(desk)) as sandbox:
        (registered,) = register(desk, seal_all(desk, [one], sandbox))
    return registered


def _follow(home: Path | None, *, once: bool, json_: bool) -> None:
    """Until told to end; what cannot be done now is tried again, for the mail lies safely where it is."""
    place, stop = place_of(home), until_told()
    settings = boot(home).house.arrivals
    if settings is None:
        raise wrong('desk.toml names no mailbox: [arrivals], then mailbox = "imaps://desk@mail.example.org/Demands".')
    with _alone(place.path / "receive.lock"):
        while not stop.is_set():
            try:
                _empty(home, settings, stop, once=once, json_=json_)
            except (MailboxError, smtp.MailError, DeniedError) as fault:
                if once:
                    raise wrong(f"{settings.mailbox}: {fault}. What is not registered lies there still.") from fault
                click.echo(output.safe(f"{fault}; tried again in {LATER_SECONDS} s."), err=True)
                stop.wait(LATER_SECONDS)
            if once:
                return


def _empty(home: Path | None, settings: "ArrivalSettings", stop: threading.Event, *, once: bool, json_: bool) -> None:
    """One connection, for as long as it holds. Raises MailboxError, MailError, DeniedError."""
    from dueprocess.desk.intake.mailbox import Mailbox

    key = _key(place_of(home))
    with inbox.opened(settings.mailbox, smtp.read_password(settings.password_file)) as box:
        mailbox = Mailbox(box, key)
        while True:
            if mailbox.fresh():
                _take(home, mailbox, json_=json_)
            if once or stop.wait(EVERY_SECONDS):
                return


def _take(home: Path | None, mailbox: "Mailbox", *, json_: bool) -> None:
    from dueprocess.desk.data import soundness
    from dueprocess.desk.intake.sealing import NotSealedError, seal_as_they_come, setup_of
    from dueprocess.desk.services.arrivals import register_batches

    desk = boot(home)  # anew each time: the roster may have changed
    soundness.check(place_of(home).path)
    try:
        with Sandbox(setup=setup_of(desk)) as sandbox:
            for batch in register_batches(desk, seal_as_they_come(desk, mailbox.incoming(), sandbox)):
                for one in batch:
                    mailbox.registered(one.arrival)
                    _say(one, json_=json_)
    except NotSealedError as fault:
        raise wrong(str(fault)) from fault


def _key(place: "Home") -> str:
    """The home's own key, drawn where it has none: the arrival that it names must be the same after a crash."""
    keyfile.make(place.secret_key)
    return keyfile.read_or_draw(place.secret_key)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    try:
        with locks.of_file(path, wait=False):
            yield
    except BlockingIOError:
        raise wrong("Another `dueprocess receive --follow` empties this mailbox already.") from None


def _say(one: "Registered", *, json_: bool) -> None:
    if json_:
        output.print_json(
            {
                "arrival": one.arrival,
                "case": one.case,
                "says": str(one.says),
                "kinds": list(one.kinds),
                "answers": one.answers or None,
            }
        )
        return
    reply = f" (names a letter of {one.answers[:10]})" if one.answers else ""
    click.echo(f"{one.case[:10]}: {', '.join(one.kinds) or 'a person looks'}{reply}")
