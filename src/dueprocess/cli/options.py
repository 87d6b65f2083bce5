"""Options that many commands share, and what people type in them."""

import datetime
import functools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from dueprocess.cli.faults import wrong

F = TypeVar("F", bound=Callable[..., Any])


def home(function: F) -> F:
    """``--home DIR``: a founded desk's folder. It is booted before the command runs: tables need it."""

    @functools.wraps(function)
    def booted(**given: Any) -> Any:
        from dueprocess.cli.homes import boot_home

        boot_home(given["home"])
        return function(**given)

    return unfounded_home(cast("F", booted))


def home_of_any_version(function: F) -> F:
    """``--home DIR``, though its database is older or newer: to back it up, and to upgrade it."""

    @functools.wraps(function)
    def booted(**given: Any) -> Any:
        from dueprocess.cli.homes import boot_home

        boot_home(given["home"], of_this_version=False)
        return function(**given)

    return unfounded_home(cast("F", booted))


def unfounded_home(function: F) -> F:
    """``--home DIR``: the folder, whether or not a desk stands there yet."""
    return click.option(
        "--home",
        type=click.Path(path_type=Path),
        envvar="DUEPROCESS_HOME",
        help="The desk's folder [default: ~/.local/share/dueprocess].",
    )(function)


def person(function: F) -> F:
    """``--as NAME --identity FILE`` before an unserved home, or with ``--desk URL`` before a desk at its address."""
    return unfounded_home(_far(_who(function, needed=True)))


def looker(function: F) -> F:
    """``--home DIR``, or ``--desk URL --as NAME --identity FILE``: who looks, at a home or at a desk's address."""
    return unfounded_home(_far(_who(function, needed=False)))


def _far(function: F) -> F:
    for option in (
        click.option(
            "--desk-id", default="", metavar="HEX", help="At the first time: the desk's id, as colleagues say it."
        ),
        click.option("--ca", type=click.Path(path_type=Path), help="Certificates to trust for --desk (PEM)."),
        click.option("--desk", "desk_url", metavar="URL", help="A desk's interface; without it an unserved --home."),
    ):
        function = option(function)
    return function


def _who(function: F, *, needed: bool) -> F:
    only = "" if needed else "; for --desk"
    for option in (
        click.option("--passphrase-file", type=click.Path(path_type=Path), help="File that holds the passphrase."),
        click.option(
            "--identity",
            type=click.Path(path_type=Path),
            envvar="DUEPROCESS_IDENTITY",
            required=needed,
            help=f"Your identity file, on your own machine{only}.",
        ),
        click.option(
            "--as",
            "name",
            required=needed,
            envvar="DUEPROCESS_AS",
            help=f"Your pseudonym on the roster{only}.",
        ),
    ):
        function = option(function)
    return function


def item(function: F) -> F:
    """``--item N``: which item of the case."""
    return click.option(
        "--item", "number", type=click.IntRange(1), default=1, show_default=True, help="Number of the item."
    )(function)


def as_json(function: F) -> F:
    """``--json``: standard output holds JSON alone."""
    return click.option("--json", "json_", is_flag=True, help="JSON on standard output, nothing else.")(function)


def day(text: str) -> datetime.date:
    """A day as people type it. Raises DeniedError."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as fault:
        raise wrong(f"{text!r} is no day; say YYYY-MM-DD.") from fault


def nearest(name: str, known: Iterable[str]) -> str:
    """What the person may have meant: `` Near: X, Y.`` or nothing."""
    import difflib

    by_lower = {one.lower(): one for one in known}
    near = [by_lower[one] for one in difflib.get_close_matches(name.lower(), by_lower, 3, 0.5)]
    return f" Near: {', '.join(near)}." if near else ""
