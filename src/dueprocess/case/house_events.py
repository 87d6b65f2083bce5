"""The key of a case: drawn by a person of the house, then compared by a second one."""

from dataclasses import replace
from typing import Annotated

from dueprocess.case import fields as f
from dueprocess.case.events import Body, EventKind, Person, of
from dueprocess.case.house_keys import HouseKey
from dueprocess.case.state import CaseState
from dueprocess.formats.record import Hash


class HouseDrawn(Body[CaseState], kind=EventKind.HOUSE_DRAWN):
    """Of a case that was split off: by the statement of the split."""

    by: Person
    key: Hash  # name of the statement that brought it
    house: Annotated[str, of(f.RECIPIENT, "a public age key")]

    def _change(self, case: CaseState) -> CaseState:
        return replace(case, key=HouseKey(self.key, self.by, self.house))


class HouseSeen(Body[CaseState], kind=EventKind.HOUSE_SEEN):
    by: Person
    key: Hash

    def _change(self, case: CaseState) -> CaseState:
        return case if case.key is None else replace(case, key=replace(case.key, seen=self.by))
