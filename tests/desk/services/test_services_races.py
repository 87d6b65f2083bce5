"""Real processes that act on one case at the same moment: exactly one wins."""

import pytest

from processes import run, start

SETUP = """
sys.path[:0] = PATHS
from desk_samples import *
from dueprocess.desk.services import acts, desk_acts
from dueprocess.formats.desk_acts import contact_hash
"""
MAKE = """
place = Place.found()
case = place.ready()
place.propose(case)
for number, name in enumerate(NAMES):
    note = place.note(name, ACT, case, SAYS(place, case), at=f"2026-03-09T09:00:0{number}Z")
    print(case, note.hex())
"""
CONFIRM = """
place = Place.found()
says = {'authority': POLICE, 'contact': contact_hash(CONTACT), 'how': 'call_back'}
first = place.ask('aster', Act.AUTHORITY_VERIFY, says)
desk_acts.perform(place.desk, first, desk_acts.Brought(CONTACT))
for name in NAMES:
    second = {'authority': POLICE, 'verification': hash_of(first)}
    print('-', place.ask(name, Act.AUTHORITY_CONFIRM, second).hex())
"""
RACE = """
place = Place(Desk(rosters.newest(), shelf(), calendar(), NOW, os.urandom, 'Europe/Berlin', 'DE'))
note = bytes.fromhex(sys.argv[2])
print('ready', flush=True)
sys.stdin.readline()
done = (desk_acts if sys.argv[1] == '-' else acts).perform(place.desk, note)
print('won' if isinstance(done, Done) else done.rule)
"""
CHECK = """
from dueprocess.desk.data.models import Statement
whole()
print(Decision.objects.filter(state=sys.argv[1]).count(), Statement.objects.filter(act=sys.argv[2]).count())
"""


TWO_CONFIRM = """
from dueprocess.desk.data.models import Statement, Verification
whole()
print(Verification.objects.exclude(confirmed_by='').count(), Statement.objects.filter(act='authority.confirm').count())
"""


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.parametrize(
    ("names", "act", "says", "state", "loses"),
    [
        (["birch", "birch"], "decision.approve", "lambda place, case: place.approve_says(case)", "approved", "moved"),
        (["cedar", "cedar"], "decision.withdraw", "lambda place, case: place.withdraw_says(case)", "void", "state"),
    ],
)
def test_exactly_one_of_two_processes_wins(
    fresh_database: dict[str, str],
    request: pytest.FixtureRequest,
    names: list[str],
    act: str,
    says: str,
    state: str,
    loses: str,
) -> None:
    made = MAKE.replace("NAMES", repr(names)).replace("ACT", f"Act({act!r})").replace("SAYS", f"({says})")
    results, setup = race(fresh_database, request, made)
    assert results == [{"moved": "case.revision-moved", "state": "case.wrong-state"}[loses], "won"]
    assert run(setup + CHECK, fresh_database, state, act).strip() == "1 1"


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.parametrize(
    ("names", "loses"), [(["birch", "cedar"], "authority.not-verified"), (["birch", "birch"], "case.revision-moved")]
)
def test_of_two_acts_on_the_desk_one_counts_and_the_other_is_told_why(
    fresh_database: dict[str, str], request: pytest.FixtureRequest, names: list[str], loses: str
) -> None:
    results, setup = race(fresh_database, request, CONFIRM.replace("NAMES", repr(names)))
    assert results == sorted([loses, "won"])
    assert run(setup + TWO_CONFIRM, fresh_database).strip() == "1 1"


def race(database: dict[str, str], request: pytest.FixtureRequest, made: str) -> tuple[list[str], str]:
    """What became of two processes that enter a note each at the same moment; and how a process is set up."""
    setup = SETUP.replace("PATHS", repr([str(request.config.rootpath / "tests" / "support")]))
    lines = run(setup + made, database).splitlines()[-2:]
    people = [start(setup + RACE, database, *line.split()) for line in lines]
    for person in people:
        assert person.stdout is not None
        assert person.stdout.readline() == "ready\n"
    for person in people:
        assert person.stdin is not None
        person.stdin.write("go\n")
        person.stdin.flush()
    return sorted(person.communicate(timeout=60)[0].strip() for person in people), setup
