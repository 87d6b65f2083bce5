"""The lines that change a roster name who signs, in the order in which they work."""

from dataclasses import replace

import pytest

from desk_samples import roster
from dueprocess.desk.services.roster_lines import roster_lines


@pytest.mark.parametrize(
    ("roles", "says"),
    [
        ({"aster": "clerk"}, "# aster, with their own key"),
        ({"aster": "clerk", "birch": "releaser"}, "# aster and birch, each with their own key"),
        ({"aster": "releaser", "birch": "releaser"}, "# aster and birch, each with their own key"),
        (dict.fromkeys(("aster", "birch", "cedar"), "releaser"), "# 2 of aster, birch, cedar, each with their own key"),
    ],
)
def test_who_signs_is_named(roles: dict[str, str], says: str) -> None:
    people = tuple(replace(one, roles=(roles[one.name],)) for one in roster().people if one.name in roles)
    lines = roster_lines(replace(roster(), people=people))
    assert len(lines) == 1
    assert lines[0].startswith("dueprocess roster sign --as NAME --identity FILE")
    assert lines[0].endswith(says)


def test_who_reads_gets_copies_of_the_keys_and_a_releaser_when_the_roster_counts() -> None:
    joins = [("dill", ("auditor",)), ("elder", ("clerk",)), ("fern", ("releaser",))]
    shares = roster_lines(roster(), joins)[1:]
    assert [line.split()[4] for line in shares] == ["elder", "fern"]
    assert ["72 hours" in line for line in shares] == [False, True]
