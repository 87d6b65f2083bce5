"""Real processes that act on one case at the same moment: exactly one wins."""

from __future__ import annotations

import pytest

from processes import run, start

SETUP = """
sys.path[:0] = PATHS
from desk_samples import *
from dueprocess.desk.services import acts
"""
MAKE = """
place = Place.found()
case = place.ready()
place.propose(case)
for number, name in enumerate(NAMES):
    note = place.note(name, ACT, case, SAYS(place, case), at=f"2026-03-09T09:00:0{number}Z")
    print(case, note.hex())
"""
RACE = """
place = Place(Desk(rosters.newest(), shelf(), calendar(), NOW, os.urandom, 'Europe/Berlin', 'DE'))
note = bytes.fromhex(sys.argv[2])
print('ready', flush=True)
sys.stdin.readline()
done = acts.perform(place.desk, note)
print('won' if isinstance(done, Done) else done.rule)
"""
CHECK = """
from dueprocess.desk.data.models import Statement
whole()
print(Decision.objects.filter(state=sys.argv[1]).count(), Statement.objects.filter(act=sys.argv[2]).count())
"""


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.parametrize(
    ("names", "act", "says", "state"),
    [
        (["birch", "birch"], "decision.approve", "lambda place, case: place.approve_says(case)", "approved"),
        (["cedar", "cedar"], "decision.withdraw", "lambda place, case: {'item': 1}", "void"),
    ],
)
def test_exactly_one_of_two_processes_wins(
    fresh_database: dict[str, str], request: pytest.FixtureRequest, names: list[str], act: str, says: str, state: str
) -> None:
    root = request.config.rootpath
    setup = SETUP.replace("PATHS", repr([str(root / "tests" / "support")]))
    made = MAKE.replace("NAMES", repr(names)).replace("ACT", f"Act({act!r})").replace("SAYS", f"({says})")
    lines = run(setup + made, fresh_database).splitlines()[-2:]
    people = [start(setup + RACE, fresh_database, *line.split()) for line in lines]
    for person in people:
        assert person.stdout is not None
        assert person.stdout.readline() == "ready\n"
    for person in people:
        assert person.stdin is not None
        person.stdin.write("go\n")
        person.stdin.flush()
    results = sorted(person.communicate(timeout=60)[0].strip() for person in people)
    assert results == ["case.revision-moved", "won"]
    assert run(setup + CHECK, fresh_database, state, act).strip() == "1 1"
