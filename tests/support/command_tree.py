"""Commands of people, by their whole names."""

from __future__ import annotations

import functools

import click

from dueprocess.cli.reference import leaves


def options_of(command: click.Command) -> set[str]:
    """Long names of its options."""
    return {name for one in command.params for name in one.opts if name.startswith("--")}


@functools.cache
def of_people() -> frozenset[str]:
    """Commands that ask a desk for a person: at its address, or in process."""
    return frozenset(name for name, command in leaves() if "--desk" in options_of(command))
