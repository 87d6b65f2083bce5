"""A person contests what was decided of an item; courts; what was taken away is given back."""

from dataclasses import replace
from typing import Annotated

from dueprocess.case import contest_lists as lists
from dueprocess.case import fields as f
from dueprocess.case.contest_records import Again, Contest, CourtStep, Restored
from dueprocess.case.events import EventKind, Handle, HashOrNone, OfItem, Person, copied, of
from dueprocess.case.item_records import Effect
from dueprocess.case.lists import RESTORED
from dueprocess.case.state import CaseState, ItemState
from dueprocess.formats.record import Check, Day, Hash, between

_DayOrNone = Annotated[str, Check(lambda day: not day or f.Day().read(day) == day, "a day, or empty")]
_Outcome = Annotated[str, of(lists.OUTCOME, "what becomes of a contest")]


class _OfContest(OfItem):
    """What happens to one contest; ``record``: the statement that recorded it, empty where a split took it along."""

    by: Person
    record: HashOrNone

    def _alter(self, item: ItemState, case: CaseState) -> ItemState:
        found = next(one for one in item.contested.contests if one.statement == self.record and self._means(one))
        each = tuple(self._to(one, case) if one is found else one for one in item.contested.contests)
        return replace(item, contested=replace(item.contested, contests=each))

    def _means(self, contest: Contest) -> bool:
        return not contest.outcome

    def _to(self, contest: Contest, _case: CaseState) -> Contest:
        return contest


class ContestMade(OfItem, kind=EventKind.CONTEST_MADE):
    """``statement`` is empty where a split took the contest along: it was signed on another case.

    A closed case stays closed: the word that its authority reads must not tell of a contest (hazard 6.6).
    """

    by: Person
    handle: Handle
    who: Annotated[str, of(lists.WHO, "who contests")]
    how: Annotated[str, of(lists.HOW, "a way to contest")]
    on: Day
    due: Day
    stays: Annotated[str, of(f.RULE, "an id of the law data, or empty")]
    first: tuple[Person, ...]
    statement: HashOrNone

    def _alter(self, item: ItemState, case: CaseState) -> ItemState:
        contests = (*item.contested.contests, copied(Contest, self, seq=case.revision))
        return replace(item, contested=replace(item.contested, contests=contests))


class ContestProposed(_OfContest, kind=EventKind.CONTEST_PROPOSED):
    end: _Outcome
    statement: Hash

    def _to(self, contest: Contest, _case: CaseState) -> Contest:
        return replace(contest, again=Again(self.end, self.by, self.statement))


class ContestRefused(_OfContest, kind=EventKind.CONTEST_REFUSED):
    def _to(self, contest: Contest, _case: CaseState) -> Contest:
        return replace(contest, again=None)


class ContestDecided(_OfContest, kind=EventKind.CONTEST_DECIDED):
    end: _Outcome
    same: bool
    restores: bool

    def _to(self, contest: Contest, case: CaseState) -> Contest:
        return replace(
            contest,
            outcome=self.end,
            decided_by=self.by,
            decided_on=case.day,
            same=self.same,
            restores=self.restores,
        )


class ContestAnswered(_OfContest, kind=EventKind.CONTEST_ANSWERED):
    on: Day

    def _means(self, contest: Contest) -> bool:
        return bool(contest.outcome) and not contest.told_on

    def _to(self, contest: Contest, _case: CaseState) -> Contest:
        return replace(contest, told_on=self.on)


class RestoreNamed(_OfContest, kind=EventKind.RESTORE_NAMED):
    """One person says that it was given back."""

    thing: Annotated[str, of(lists.RESTORES, "what was given back")]
    on: Day
    statement: Hash

    def _means(self, contest: Contest) -> bool:
        return contest.owes

    def _to(self, contest: Contest, _case: CaseState) -> Contest:
        return replace(contest, restored=Restored(self.thing, self.on, self.by, self.statement))


class RestoreDone(_OfContest, kind=EventKind.RESTORE_DONE):
    """A second person confirms it; the measure takes effect no longer."""

    def _means(self, contest: Contest) -> bool:
        return contest.owes and contest.restored is not None

    def _to(self, contest: Contest, _case: CaseState) -> Contest:
        given = contest.restored
        return replace(contest, restored=given and replace(given, confirmed_by=self.by))

    def _alter(self, item: ItemState, case: CaseState) -> ItemState:
        after = super()._alter(item, case)
        found = (one for one in item.contested.contests if one.statement == self.record and self._means(one))
        named = next(found).restored
        return replace(after, effect=Effect(RESTORED, named.on if named else case.day, self.by))


class CourtRecorded(OfItem, kind=EventKind.COURT_RECORDED):
    """One step before a court; its name and file number are sealed, in a note of the same look."""

    by: Person
    side: Annotated[str, of(lists.SIDE, "who went to court")]
    step: Annotated[str, of(lists.STEP, "a step")]
    on: Day
    result: Annotated[str, of(lists.COURT_OUTCOME, "what the court decided, or empty")]
    cents: Annotated[int, between(0, f.MAX_CENTS)]
    currency: Annotated[str, of(f.CURRENCY_OR_NONE, "a currency, or empty")]

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        court = (*item.contested.court, copied(CourtStep, self, outcome=self.result))
        return replace(item, contested=replace(item.contested, court=court))
