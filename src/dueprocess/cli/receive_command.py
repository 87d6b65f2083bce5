"""``receive``: what a mail server hands over; a mailbox and folders that are emptied as things come. Nobody types."""

import contextlib
import functools
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import click

from dueprocess.adapters import inbox, locks, machine, smtp
from dueprocess.adapters.mailboxes import MailboxError
from dueprocess.adapters.sandbox import MAX_DATA, Sandbox
from dueprocess.cli import drop, files, options, output
from dueprocess.cli.arrival_commands import How, take_in
from dueprocess.cli.faults import words_of, wrong
from dueprocess.cli.homes import boot, place_of
from dueprocess.cli.worker_command import until_told
from dueprocess.demand.codes import Channel
from dueprocess.formats.refusal import DeniedError
from dueprocess.operate import keyfile

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from dueprocess.adapters.sandbox import Handed
    from dueprocess.desk.intake.mailbox import Mailbox
    from dueprocess.desk.services.arrivals import Registered
    from dueprocess.desk.services.house import ArrivalSettings, FolderSettings
    from dueprocess.operate.home import Home

F = TypeVar("F", bound=Callable[..., Any])

TRY_AGAIN: Final = 75
"""EX_TEMPFAIL of sysexits(3): Postfix and Exim keep the mail and hand it over again; Sieve keeps it in the INBOX."""
EVERY_SECONDS: Final = 3
IDLE_SECONDS: Final = 240
"""For so long a server is listened to before it is asked; it may end a line after 30 minutes (RFC 9051, 5.4)."""
LATER_SECONDS: Final = 30
"""Until a mailbox that did not answer is asked again."""
REST_SECONDS: Final = 5
"""For so long a file in a folder has to be as it was."""


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
    "--follow",
    is_flag=True,
    help="Empty the mailbox and the folders of [arrivals] in desk.toml as things come, until told to end.",
)
@click.option("--once", is_flag=True, help="With --follow: what lies there now, then end.")
@click.option(
    "--lmtp", metavar="PLACE", help="Take mail from the mail server of this machine: 127.0.0.1:PORT, or a path."
)
def receive(home: Path | None, named: str, lmtp: str | None, *, follow: bool, once: bool, json_: bool) -> None:
    """One mail on standard input, sealed and registered before this ends; else exit code 75, and the server keeps it.

    With --follow whatever a person drags or a server delivers into the mailbox, or a scanner or a fax server writes
    into a folder, is sealed, registered, and removed there. With --lmtp the mail server delivers to this program, and
    no mail lies in between. Recipes: docs/operator/arrivals.md.
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
    """Until told to end; what cannot be done now is tried again, for it lies safely where it is."""
    place, stop = place_of(home), until_told()
    settings = boot(home).house.arrivals
    if settings is None or not (settings.mailbox or settings.folders):
        raise wrong('desk.toml names no mailbox: [arrivals], then mailbox = "imaps://desk@mail.example.org/Demands".')
    sources: list[_Post | _Folder] = [_Folder(home, one, json_=json_) for one in settings.folders]
    if settings.mailbox:
        sources.append(_Post(home, settings, json_=json_))
    waits: dict[str, float] = {}
    with _alone(place.path / "receive.lock"), contextlib.ExitStack() as ends:
        for one in sources:
            ends.callback(one.close)
        while not stop.is_set():
            for one in sources:
                if time.monotonic() < waits.get(one.place, 0):
                    continue
                try:
                    one.look()
                except (MailboxError, smtp.MailError, DeniedError, OSError) as fault:
                    one.close()
                    says = words_of(fault).denied.text if isinstance(fault, OSError) else str(fault)
                    if once:
                        raise wrong(f"{one.place}: {says}. What is not registered lies there still.") from fault
                    click.echo(output.safe(f"{one.place}: {says}; tried again in {LATER_SECONDS} s."), err=True)
                    waits[one.place] = time.monotonic() + LATER_SECONDS
            if once and not any(one.rests for one in sources):
                return
            _rest(sources, stop)


def _rest(sources: "Sequence[_Post | _Folder]", stop: "threading.Event") -> None:
    """Until the mailbox says that something came, else for as long as a look may wait."""
    post = next((one for one in sources if isinstance(one, _Post)), None)
    listened = post is not None and post.listen(IDLE_SECONDS if len(sources) == 1 else EVERY_SECONDS, stop)
    if not listened:
        stop.wait(EVERY_SECONDS)


class _Post:
    """The mailbox; its connection stays from look to look, for as long as it holds."""

    rests = False  # nothing in it is unfinished

    def __init__(self, home: Path | None, settings: "ArrivalSettings", *, json_: bool) -> None:
        self.place, self._home, self._json = settings.mailbox, home, json_
        self._settings, self._line = settings, contextlib.ExitStack()
        self._mailbox: Mailbox | None = None

    def look(self) -> None:
        """Take what lies there. Raises MailboxError, MailError, DeniedError; then it is to be closed."""
        from dueprocess.desk.intake.mailbox import Mailbox

        if self._mailbox is None:
            password = smtp.read_password(self._settings.password_file)
            box = self._line.enter_context(inbox.opened(self.place, password))
            self._mailbox = Mailbox(box, _key(place_of(self._home)))
        if self._mailbox.fresh():
            _take(self._home, self._mailbox, json_=self._json)

    def listen(self, seconds: float, stop: "threading.Event") -> bool:
        """Wait for word of the server (IDLE); False at once where it gives none: then it is asked again and again."""
        if self._mailbox is None or not self._mailbox.inbox.idles:
            return False
        try:
            self._mailbox.inbox.wait(seconds, lambda: not stop.is_set())
        except MailboxError:
            self.close()  # the next look says what is wrong
            return False
        return True

    def close(self) -> None:
        """The next look makes a connection of its own."""
        self._mailbox = None
        self._line.close()


class _Folder:
    """A folder of a scanner or a fax server. A file is taken once two looks found it alike and nobody writes to it."""

    def __init__(self, home: Path | None, settings: "FolderSettings", *, json_: bool) -> None:
        self.place, self._home, self._settings, self._json = settings.path, home, settings, json_
        self._since: dict[tuple[Path, tuple[int, ...]], float] = {}
        self._tried: set[tuple[Path, tuple[int, ...]]] = set()  # what was named as one that stays

    @property
    def rests(self) -> bool:
        """Whether something is there that did not rest long enough yet."""
        return not self._since.keys() <= self._tried

    def look(self) -> None:
        """Take what rests. Raises OSError where the folder cannot be read; DeniedError."""
        now = time.monotonic()
        lying = set(drop.resting(Path(self.place)).items())
        self._since = {one: self._since.get(one, now) for one in lying}
        self._tried &= lying
        ready = [one for one in lying - self._tried if now - self._since[one] >= REST_SECONDS]
        whole = [
            one
            for one in ready
            if not locks.is_written(one[0]) and (not drop.is_large(one[0]) or drop.is_settled(one[0]))
        ]
        if not whole:
            return
        how = How(str(self._settings.channel), None, remove=True, json_=self._json, named=False)
        take_in(boot(self._home), place_of(self._home).path, tuple(path for path, _ in whole), how)
        self._tried.update(whole)
        self._since = {one: since for one, since in self._since.items() if one[0].exists()}

    def close(self) -> None:
        """Nothing is kept open."""


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
