"""Whoever brings an identity may bring the address of a desk, too: no command of a person is for one machine alone."""

from __future__ import annotations

from command_tree import options_of
from dueprocess.cli.reference import leaves

WITHOUT_A_DESK = {
    "restore": "the offline recovery identity opens a backup; no desk stands yet",
    "worker": "the sending worker's own identity, on the machine where it runs",
    "law pack": "whoever publishes law signs a package of it; no desk has a part in that",
    **{
        f"notifier {name}": "the notifier's own identity opens its own folder, of which no desk knows (ADR 0120)"
        for name in ("init", "list", "mail", "choices", "helper", "open")
    },
    **{
        f"alert {name}": "the alert list's own identity opens its own folder, beside the public site (ADR 0123)"
        for name in ("init", "challenge", "list", "send")
    },
    "report answer": "a reader from outside signs a file, without a line to any desk",
}
"""Commands that take an identity and ask no desk, and why."""


def test_no_command_of_a_person_lacks_the_address_of_a_desk() -> None:
    found = {name for name, command in leaves() if "--identity" in options_of(command)}
    lacking = {name for name, command in leaves() if name in found and "--desk" not in options_of(command)}
    assert lacking == set(WITHOUT_A_DESK)


def test_whoever_takes_the_address_of_a_desk_takes_an_identity() -> None:
    bare = {name for name, command in leaves() if {"--desk", "--identity"} & options_of(command) == {"--desk"}}
    assert bare == set()
