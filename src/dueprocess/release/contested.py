"""A contest that stops what was granted, out of what people signed, whatever events a desk hides (ADR 0121).

The desk stops giving where a contest is open whose record names a law that says so. A desk that lies would not: so each
releaser's machine and the extraction host reckon it themselves. A contest that a desk withholds is a note that it
withholds: it is caught where its chain's mark is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from dueprocess.case import commands as c
from dueprocess.case import contest_lists as lists
from dueprocess.case.contest import AgreeContest, DecideContest, RecordContest
from dueprocess.case.decisions import needs_two
from dueprocess.formats.refusal import Denied, Msg, When
from dueprocess.formats.statement import Act, Statement
from dueprocess.release.evidence import Evidence, ReleaseError, command_in, refuse
from dueprocess.release.origins import came_late, ways_into

RULE: Final = "grant.contested"
DO: Final = (
    "Somebody who was not on the first decision runs `dueprocess contest decide`; where there is nobody else, "
    "two who decided look again."
)
"""What ends it."""
_ACTS: Final = (
    Act.DECISION_PROPOSE,
    Act.DECISION_APPROVE,
    Act.CONTEST_RECORD,
    Act.CONTEST_DECIDE,
    Act.CONTEST_AGREE,
    Act.RELEASE_DONE,
    Act.OUTSIDE_DONE,
)


@dataclass(frozen=True, slots=True)
class Contest:
    """One that is open. ``record``: its statement (SHA-256 in hex); empty where it came along from another case."""

    record: str
    says: RecordContest


class ContestedError(ReleaseError):
    """Nothing is given on an item while a contest of it is open that a law lets stop it."""

    def __init__(self, contest: Contest, cited: str = "") -> None:
        says, self.contest = contest.says, contest
        super().__init__(
            Denied(
                RULE,
                Msg(
                    "{handle} contested it on {day}, and {law} stops the handing over until that is decided.",
                    handle=says.handle,
                    day=When(says.on or ""),
                    law=cited or says.stays,
                ),
                Msg(DO),
            )
        )

    @property
    def law(self) -> str:
        """Id of the law by which it stops, as whoever recorded it signed."""
        return self.contest.says.stays


def check_contest(seen: Evidence, item: int, approval: str) -> None:
    """Whether no contest stops what was granted on ``item``, and none was decided for the person since.

    Raises ContestedError (``grant.contested``) while one is open that stops it; ReleaseError ``grant.withdrawn`` where
    the decision fell with a contest that was decided since: two people decide anew.
    """
    told = _told(seen, item)
    stops = next((one for one in (*told.open, *_merged(seen, item)) if one.says.stays), None)
    if stops is not None:
        raise ContestedError(stops)
    if told.fell_at is not None and seen.statements[approval].place < told.fell_at:
        refuse("grant.withdrawn", "a contest was decided for the person since, and this decision fell with it")


@dataclass(slots=True)
class _Told:
    """What was signed of the contests of one item, followed in its order."""

    seen: Evidence
    open: list[Contest] = field(default_factory=list)
    deciders: set[str] = field(default_factory=set)  # who was on a decision that stood
    proposed: dict[str, str] = field(default_factory=dict)  # statement → by
    waits: dict[str, tuple[str, Contest, str]] = field(default_factory=dict)  # statement → by, contest, what of it
    given: bool = False
    fell_at: tuple[int, int] | None = None  # where the last decision fell, that nothing had been given on

    def follow(self, rows: Iterable[tuple[str, Statement]]) -> None:
        for name, stated in sorted(rows, key=lambda row: row[1].place):
            match command_in(stated):
                case c.Propose(outcome=outcome) as command:
                    self.proposed[name] = stated.by
                    emergency = self.seen.relied["face"]["case"].get("emergency") is True
                    if not needs_two(outcome, emergency=emergency, own=bool(command.point)):
                        self.deciders.add(stated.by)
                case c.Approve(proposal=proposal) if self.proposed.get(proposal, stated.by) != stated.by:
                    self.deciders |= {stated.by, self.proposed[proposal]}
                case RecordContest() as says:
                    self.open.append(Contest(name, says))
                case DecideContest() as says if self.seen.counts(name):
                    self._decided(name, stated, says)
                case AgreeContest(proposal=proposal, answer="agreed") if self.seen.counts(name):
                    self._agreed(stated, *self.waits.get(proposal, ("", None, "")))
            self.given = self.given or stated.act in {Act.RELEASE_DONE, Act.OUTSIDE_DONE}

    def _decided(self, name: str, stated: Statement, says: DecideContest) -> None:
        """Somebody else ends it at once; one who decided first only where there was nobody else, with another one."""
        contest = next((one for one in self.open if one.record == says.record), None)
        if contest is None:
            return
        if stated.by not in self.deciders:
            self._end(stated, contest, says.end)
        elif not self._free(stated):
            self.waits[name] = (stated.by, contest, says.end)

    def _agreed(self, stated: Statement, first: str, contest: Contest | None, end: str) -> None:
        if contest is None or contest not in self.open or stated.by == first:
            return
        if stated.by not in self.deciders or not self._free(stated):
            self._end(stated, contest, end)

    def _end(self, stated: Statement, contest: Contest, end: str) -> None:
        self.open.remove(contest)
        if end in lists.GRANTED and not self.given:
            self.fell_at = stated.place

    def _free(self, stated: Statement) -> frozenset[str]:
        """Who could have decided it in the place of who decided first: on the roster in force, and the newest one.

        Which of the two the desk went by nobody signed: who stands on both counts.
        """
        number = stated.roster[0]
        newest = self.seen.judges.get(number, frozenset())
        return (newest & self.seen.judges.get(number - 1, newest)) - self.seen.retired - self.deciders


def _told(seen: Evidence, item: int) -> _Told:
    """Of an item where it is, after what was said of it where splits took it from."""
    told = _Told(seen)
    for case, left in reversed(list(ways_into(seen))):
        before = ((name, left.here(one, seen.case)) for name, one in seen.origins.items() if one.case == case)
        told.follow((name, one) for name, one in before if one is not None and one.says.get("item") == item)
        told.open = [Contest("", one.says) for one in told.open]
        told.fell_at = None  # what is split off is decided where it goes
    told.follow(_of(seen, item))
    return told


def _of(seen: Evidence, item: int) -> Iterator[tuple[str, Statement]]:
    rows = seen.ever(*_ACTS)
    return ((name, one) for name, one in rows if one.case == seen.case and one.says.get("item") == item)


def _merged(seen: Evidence, item: int) -> list[Contest]:
    """What was open where a merge may have brought the item from. Which item it is there nobody signed.

    So one that came along counts until somebody decides here one that came along, who was on no decision there.
    """
    late = came_late(seen, item) if seen.joined else frozenset()
    found: list[Contest] = []
    for other in (one for one in seen.joined if one.case in late):
        items = {one.says.get("item") for _, one in other.ever(Act.CONTEST_RECORD) if one.case == other.case}
        told = [_told(other, number) for number in sorted(one for one in items if isinstance(one, int))]
        first = {name for one in told for name in one.deciders}
        here = (pair for pair in seen.ever(Act.CONTEST_DECIDE) if pair[1].case == seen.case and seen.counts(pair[0]))
        if not any(one.says.get("record") == "" and one.by not in first for _, one in here):
            found += [Contest("", contest.says) for one in told for contest in one.open]
    return found
