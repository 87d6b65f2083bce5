"""The lines that change a roster name who signs, in the order in which they work."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk_samples import roster
from dueprocess.desk.services.roster_lines import START_LINE, STOP_LINE, roster_lines


@pytest.mark.parametrize(
    ("roles", "says"),
    [
        ({"aster": "clerk"}, "# aster, with their own key"),
        ({"aster": "clerk", "birch": "releaser"}, "# aster and birch, each with their own key"),
        ({"aster": "releaser", "birch": "releaser"}, "# aster and birch, each with their own key"),
        (dict.fromkeys(("aster", "birch", "cedar"), "releaser"), "# 2 of aster, birch, cedar, each with their own key"),
    ],
)
def test_who_signs_is_named_and_the_desk_is_stopped_around_it(roles: dict[str, str], says: str) -> None:
    people = tuple(replace(one, roles=(roles[one.name],)) for one in roster().people if one.name in roles)
    lines = roster_lines(replace(roster(), people=people))
    assert (lines[0], lines[-1], len(lines)) == (STOP_LINE, START_LINE, 3)
    assert lines[1].startswith("dueprocess roster sign --as NAME --identity FILE")
    assert lines[1].endswith(says)


def test_who_reads_gets_copies_of_the_keys_and_a_releaser_when_the_roster_counts() -> None:
    joins = [("dill", ("auditor",)), ("elder", ("clerk",)), ("fern", ("releaser",))]
    shares = roster_lines(roster(), joins)[2:-1]
    assert [line.split()[4] for line in shares] == ["elder", "fern"]
    assert ["72 hours" in line for line in shares] == [False, True]
