"""Options that many commands share, and what people type in them."""

import datetime
import functools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import click

from dueprocess.cli.faults import wrong

F = TypeVar("F", bound=Callable[..., Any])
PATH: Final = click.Path(path_type=Path)


class Together:
    """Options that go together; help shows them from the last to the first."""

    def __init__(self, *options: Callable[[Any], Any]) -> None:
        self._options = options

    def __call__(self, function: F) -> F:
        """The function with all of them."""
        for option in self._options:
            function = option(function)
        return function


as_json: Final = click.option("--json", "json_", is_flag=True, help="JSON on standard output, nothing else.")
destroying: Final = Together(
    click.option(
        "--backups",
        "where",
        multiple=True,
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="Another folder in which backups of the home are kept.",
    ),
    click.option("--yes", is_flag=True, help="Sign without being asked again."),
)
"""What commands take by which two people destroy something."""
item: Final = click.option(
    "--item", "number", type=click.IntRange(1), default=1, show_default=True, help="Number of the item."
)
passphrase_file: Final = click.option("--passphrase-file", type=PATH, help="File that holds the passphrase.")
folder: Final = click.option(
    "--home", type=PATH, envvar="DUEPROCESS_HOME", help="The desk's folder [default: ~/.local/share/dueprocess]."
)
"""``--home DIR``: the folder, whether or not a desk stands there yet."""
unfounded_home: Final = Together(as_json, folder)


def home(function: F) -> F:
    """``--home DIR --json``: a founded desk's folder. It is booted before the command runs: tables need it."""
    return _booted(function, of_this_version=True)


def home_of_any_version(function: F) -> F:
    """The same, though its database is older or newer: to back it up, and to upgrade it."""
    return _booted(function, of_this_version=False)


def _booted(function: F, *, of_this_version: bool) -> F:
    @functools.wraps(function)
    def booted(**given: Any) -> Any:
        from dueprocess.cli.homes import boot_home

        boot_home(given["home"], of_this_version=of_this_version)
        return function(**given)

    return unfounded_home(cast("F", booted))


def _who(*, needed: bool) -> Together:
    only = "" if needed else "; for --desk"
    return Together(
        passphrase_file,
        click.option(
            "--identity",
            type=PATH,
            envvar="DUEPROCESS_IDENTITY",
            required=needed,
            help=f"Your identity file, on your own machine{only}.",
        ),
        click.option(
            "--as", "name", required=needed, envvar="DUEPROCESS_AS", help=f"Your pseudonym on the roster{only}."
        ),
        click.option(
            "--desk-id", default="", metavar="HEX", help="At the first time: the desk's id, as colleagues say it."
        ),
        click.option("--ca", type=PATH, help="Certificates to trust for --desk (PEM)."),
        click.option("--desk", "desk_url", metavar="URL", help="A desk's interface; without it an unserved --home."),
        folder,
    )


who_acts: Final = _who(needed=True)
who_looks: Final = _who(needed=False)


def person(function: F) -> F:
    """``--as NAME --identity FILE`` before an unserved home, or with ``--desk URL`` before a desk; and ``--json``."""
    return who_acts(as_json(function))


def looker(function: F) -> F:
    """``--home DIR``, or ``--desk URL --as NAME --identity FILE``: who looks, at a home or a desk; and ``--json``."""
    return who_looks(as_json(function))


def day(text: str) -> datetime.date:
    """A day as people type it. Raises DeniedError."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as fault:
        raise wrong(f"{text!r} is no day; say YYYY-MM-DD.") from fault


def moment(text: str, zone: datetime.tzinfo | None = None) -> datetime.datetime:
    """A moment as people type it; without an offset it is in ``zone``, and refused where there is none.

    Raises DeniedError.
    """
    try:
        at = datetime.datetime.fromisoformat(text)
    except ValueError as fault:
        example = "YYYY-MM-DDTHH:MM" if zone else "YYYY-MM-DDTHH:MM+01:00"
        raise wrong(f"{text!r} is no moment; say {example}.") from fault
    if at.tzinfo is None and zone is None:
        raise wrong(f"{text!r} has no offset from UTC; legal clocks need one, as +01:00")
    return at if at.tzinfo else at.replace(tzinfo=zone)


def nearest(name: str, known: Iterable[str]) -> str:
    """What the person may have meant: `` Near: X, Y.`` or nothing."""
    import difflib

    by_lower = {one.lower(): one for one in known}
    near = [by_lower[one] for one in difflib.get_close_matches(name.lower(), by_lower, 3, 0.5)]
    return f" Near: {', '.join(near)}." if near else ""
