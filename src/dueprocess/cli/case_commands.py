"""A person at a home and what was done there, and ``split``, which brings the new case's own material."""

from typing import Any

import click

from dueprocess.cli import options
from dueprocess.cli.session import Session

Person = dict[str, Any]


def session(person: Person) -> Session:
    """The person's session from the shared options."""
    return Session(**person)


def report(done: object, *, json_: bool, says: str) -> None:
    """Say what was done: one line for people, one object for machines."""
    if json_:
        case, revision, events = done.case, done.revision, list(done.events)  # type: ignore[attr-defined]
        options.print_json({"case": case, "revision": revision, "events": events})
    else:
        click.secho("✓ ", fg="green", nl=False)
        click.echo(says)


@click.command()
@click.argument("case")
@click.argument("items", nargs=-1, type=int, required=True)
@options.as_json
@options.person
def split(case: str, items: tuple[int, ...], *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """ITEMS leave for a new case, with their clocks; the original is sealed again to the new case's own key."""
    from dueprocess.cli.case_split import split_case

    report_split(split_case(session(person), case, items), json_=json_)


def report_split(new_case: str, *, json_: bool) -> None:
    """Name the new case."""
    if json_:
        options.print_json({"case": new_case})
    else:
        click.echo(f"The items went to {new_case}.")
