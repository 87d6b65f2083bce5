"""What happens to a case as a whole: it arrives, is read, judged, joined, parted, closed, forgotten; what it cost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from dueprocess.case import fields as f
from dueprocess.case.events import (
    Body,
    Case,
    CaseOrNone,
    Code,
    CodeOrNone,
    EventKind,
    HashOrNone,
    Item,
    Letter,
    Person,
    Sealed,
    copied,
    of,
)
from dueprocess.case.item_records import Called, CostEntry
from dueprocess.case.lists import CONFIRMED, REACHED
from dueprocess.case.questions import Aside
from dueprocess.case.state import CaseState, Deciding, ItemState
from dueprocess.demand.codes import NO_DEMAND, ArrivalIs, Channel
from dueprocess.demand.face import Face, check, from_plain, split
from dueprocess.formats.record import BARE, MAYBE, Check, Day, Hash, Natural, matching


def _is_face(plain: object) -> bool:
    try:
        return isinstance(plain, Mapping) and bool(from_plain(plain))
    except TypeError as fault:
        raise ValueError from fault


class CaseOpened(Body[CaseState], kind=EventKind.CASE_OPENED):
    day: Day
    practice: bool = False
    historic: bool = False

    def begin(self, case_id: str) -> CaseState:
        """The case right after it."""
        return CaseState(
            id=case_id,
            revision=1,
            opened_on=self.day,
            practice=self.practice,
            historic=self.historic,
            face=Face({}, ()),
            items=(),
            day=self.day,
        )


SEALED: Final = "sealed"
"""Why an arrival is unreadable that its sender sealed (``ArrivalReceived.unreadable``; ADR 0102)."""


class ArrivalReceived(Body[CaseState], kind=EventKind.ARRIVAL_RECEIVED):
    """What came, when. A case that was split off has no arrival of its own, and the receipt of the one it left."""

    arrival: Annotated[str, of(f.Text(r"(?:a-[a-z2-7]{24})?"), "an arrival, or empty")]
    channel: Channel
    unreadable: CodeOrNone
    at: Annotated[str, of(f.Text(r"(?:[0-9TZ:-]{17})?"), "a minute, or empty")]  # UTC
    on: Annotated[str, of(f.Text(r"(?:[0-9-]{10})?"), "a day, or empty")]  # that this was where the provider sits
    origin: CaseOrNone = ""  # the case that it was split from
    letter: CaseOrNone = ""  # the case to which its letter came, where that is another one

    def _change(self, case: CaseState) -> CaseState:
        # Clocks count from here.
        return replace(
            case,
            channel=str(self.channel),
            arrival=self.arrival,
            received_at=self.at,
            received_on=self.on,
            origin=self.origin,
            letter=self.letter,
        )


class ArrivalAnswers(Body[CaseState], kind=EventKind.ARRIVAL_ANSWERS):
    """It came to the address of a letter, or names its id. Whoever knows either can say so: it joins nothing (P3)."""

    case: Case  # in which the letter left
    effect: Letter

    def _change(self, case: CaseState) -> CaseState:
        return replace(case, answers=self.case)


class ArrivalAsideProposed(Body[CaseState], kind=EventKind.ARRIVAL_ASIDE_PROPOSED):
    """Until a second person says the same it stays what it is, and its clocks run."""

    by: Person
    says: ArrivalIs
    statement: Hash
    case: CaseOrNone = ""  # where a supplement or duplicate belongs

    def _change(self, case: CaseState) -> CaseState:
        return replace(case, aside=copied(Aside, self))


class ArrivalClassified(Body[CaseState], kind=EventKind.ARRIVAL_CLASSIFIED):
    by: Person
    says: ArrivalIs
    case: CaseOrNone = ""  # where a supplement or duplicate belongs
    custodian: Annotated[str, of(f.PSEUDONYM_OR_NONE, "a pseudonym, or empty")] = ""
    review_on: Day | None = None

    def _change(self, case: CaseState) -> CaseState:
        joins = self.says in {ArrivalIs.SUPPLEMENT, ArrivalIs.DUPLICATE}
        over = self.says in NO_DEMAND
        return replace(
            case,
            says=self.says,
            aside=None,
            merged_into=self.case if joins else "",
            closed_on=case.day if over else "",
            custodian=self.custodian,
            review_on=self.review_on,
        )


class ArrivalRestricted(Body[CaseState], kind=EventKind.ARRIVAL_RESTRICTED):
    """It holds what only a custodian may open. Every other key to it is gone."""

    by: Person
    custodian: Annotated[str, of(f.PSEUDONYM, "a pseudonym")]

    def _change(self, case: CaseState) -> CaseState:
        return replace(case, restricted_to=self.custodian)


class CaseMerged(Body[CaseState], kind=EventKind.CASE_MERGED):
    by: Person
    into: Case

    def _change(self, case: CaseState) -> CaseState:
        return replace(case, merged_into=self.into, closed_on=case.day)


class CaseSplit(Body[CaseState], kind=EventKind.CASE_SPLIT):
    """Items left for another case: a new one, or the one that this case goes into."""

    by: Person
    items: tuple[Item, ...]
    new: Case

    def _change(self, case: CaseState) -> CaseState:
        # They end here without an outcome: they are counted there.
        gone = set(self.items)
        items = (replace(item, deciding=Deciding.ENDED) if item.number in gone else item for item in case.items)
        return replace(case, items=tuple(items))


class CaseRelated(Body[CaseState], kind=EventKind.CASE_RELATED):
    """It is the same demand as another case, filed again."""

    by: Person
    case: Case

    def _change(self, case: CaseState) -> CaseState:
        return replace(case, refiled=self.case)


class CaseClosed(Body[CaseState], kind=EventKind.CASE_CLOSED):
    by: Person

    def _change(self, case: CaseState) -> CaseState:
        return replace(case, closed_on=case.day)


class ForgetProposed(Body[CaseState], kind=EventKind.FORGET_PROPOSED):
    by: Person
    statement: Hash
    how: Annotated[CodeOrNone, MAYBE] = ""  # returned or destroyed, of what is restricted

    def _change(self, case: CaseState) -> CaseState:
        return replace(case, forget_by=self.by, forget_statement=self.statement)


class EnvelopesDestroyed(Body[CaseState], kind=EventKind.ENVELOPES_DESTROYED):
    """The second person agreed with exactly that proposal."""

    by: Person
    proposal: Hash

    def _change(self, case: CaseState) -> CaseState:
        return replace(case, forgotten=True)


class FaceDrafted(Body[CaseState], kind=EventKind.FACE_DRAFTED):
    """A machine read the text: every value is claimed. Of what was split off, those stay confirmed that were."""

    face: Annotated[Any, Check(_is_face, "a face (law/schema/face.json)")]

    def _change(self, case: CaseState) -> CaseState:
        face = from_plain(self.face)
        return replace(case, face=face, items=tuple(ItemState(n) for n in range(1, len(face.items) + 1)))


class FaceConfirmed(Body[CaseState], kind=EventKind.FACE_CONFIRMED):
    """A person who read the original confirmed values. Without fields: who typed before a split."""

    by: Person
    fields: Mapping[str, Any]
    changed: tuple[CodeOrNone, ...]  # paths of those that were another value before

    def _change(self, case: CaseState) -> CaseState:
        face = case.face.confirm(self.fields)
        # A call to one authority confirms nothing of another one; what was denied stays so until a call confirms it
        # (hazard 2.3): else whoever names another office, and the first one again, is rid of it.
        same = face.get("authority") == case.face.get("authority")
        called = case.called if same or case.called is Called.DENIED else Called.NOBODY
        changed = frozenset(item for path in self.fields for item in _uncovered(case, path, face))
        paths = self.fields or (f"{BEFORE}{self.by}",)
        return _typed(replace(case, face=face, called=called, uncalled=case.uncalled | changed), self.by, paths)


COVERED: Final = frozenset({"data", "kind", "period_from", "period_to", "targets"})
"""Facts of an item that a call back confirms as they stand: where one changes, the authority is called again."""


def _uncovered(case: CaseState, path: str, face: Face) -> Iterable[int]:
    """Items that are asked for otherwise than when the authority was called, by what stands at ``path`` now."""
    number, name = split(path)
    if path not in case.face.confirmed or face.get(path) == case.face.get(path):
        return ()  # who reads it first, often in the look that decides, says what the office was asked about
    if number is not None:
        return (number,) if name in COVERED else ()
    return (item.number for item in case.items) if name == "emergency" and face.get(path) else ()


BEFORE: Final = "before:"
"""In place of a path: typed before a split, nobody knows there what. Nobody takes that over."""


def _typed(case: CaseState, by: str, paths: Iterable[str]) -> CaseState:
    """Whose facts stand: each is its last typist's, and who typed none that stands is no typist any more (5.1)."""
    return replace(case, typed={**case.typed, **dict.fromkeys(paths, by)})


def _paths(number: int, fields: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(f"items.{number}.{name}" for name in fields)


def _checked(number: int, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: check(f"items.{number}.{name}", value) for name, value in fields.items()}


class ItemAdded(Body[CaseState], kind=EventKind.ITEM_ADDED):
    """A person added an item, or it came from a case that went into this one."""

    by: Person
    item: Item
    fields: Mapping[str, Any]

    def _change(self, case: CaseState) -> CaseState:
        face = replace(case.face, items=(*case.face.items, _checked(self.item, self.fields)))
        items, uncalled = (*case.items, ItemState(self.item)), case.uncalled | {self.item}
        added = replace(case, face=face, items=items, closed_on="", uncalled=uncalled)
        return _typed(added, self.by, _paths(self.item, self.fields))


class ItemAmended(Body[CaseState], kind=EventKind.ITEM_AMENDED):
    """An order changed an item; an amended value is claimed again until somebody confirms it."""

    by: Person
    item: Item
    fields: Mapping[str, Any]

    def _change(self, case: CaseState) -> CaseState:
        items = list(case.face.items)
        items[self.item - 1] = {**items[self.item - 1], **_checked(self.item, self.fields)}
        confirmed = case.face.confirmed - {f"items.{self.item}.{name}" for name in self.fields}
        face = replace(case.face, items=tuple(items), confirmed=confirmed)
        amended = replace(case, face=face, uncalled=case.uncalled | {self.item})
        return _typed(amended, self.by, _paths(self.item, self.fields))


_STANDING: Final = matching("|unmet|not_asked|met", "unmet, not_asked or met, or empty")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the law says of one item, in codes: unmet requirements by rule, and a recommendation."""

    item: Item
    recommendation: Code
    missing: tuple[CodeOrNone, ...]
    absent: Natural  # how many things the standards ask for, and the demand lacks or nobody asked about
    standards: Annotated[str, _STANDING, MAYBE, BARE] = ""  # empty: not known, or no standard speaks to it


class AssessmentMade(Body[CaseState], kind=EventKind.ASSESSMENT_MADE):
    items: tuple[Judged, ...]
    on: Day
    shelf: Hash

    def _change(self, case: CaseState) -> CaseState:
        # What each act finds is reckoned anew; the shelf says whether the law changed since, and the report counts.
        judged = {one.item: one.standards for one in self.items}
        items = tuple(replace(one, standards=judged[one.number]) if one.number in judged else one for one in case.items)
        return replace(case, shelf=self.shelf, items=items)


class AuthorityCalledBack(Body[CaseState], kind=EventKind.AUTHORITY_CALLED_BACK):
    by: Person
    how: Annotated[str, of(REACHED, "a way to reach an authority")]
    said: Annotated[str, of(CONFIRMED, "confirmed or denied")]
    phone: Annotated[HashOrNone, MAYBE] = ""  # of the number that was rung
    why: Annotated[CodeOrNone, MAYBE] = ""  # not the number in use

    def _change(self, case: CaseState) -> CaseState:
        callers = case.callers | {self.by}
        called = Called(self.said)
        if called is Called.CONFIRMED:
            return replace(case, callers=callers, called=called, uncalled=frozenset())
        # What no office sent comes from no public body, whatever its head says: the law's answer follows.
        face = case.face.confirm(NOT_THEIRS)
        return _typed(replace(case, face=face, callers=callers, called=called), self.by, tuple(NOT_THEIRS))


NOT_THEIRS: Final[Mapping[str, Any]] = {"government_body": False}
"""What is a fact of a demand that its office did not confirm."""


class AuthorityCallCarried(Body[CaseState], kind=EventKind.AUTHORITY_CALL_CARRIED):
    """Who called back in the case that items came from decides no more here; a denial counts here, a yes does not."""

    callers: tuple[Person, ...]
    denied: bool

    def _change(self, case: CaseState) -> CaseState:
        called = Called.DENIED if self.denied else case.called
        return replace(case, callers=case.callers | set(self.callers), called=called)


class ParticularsRead(Body[CaseState], kind=EventKind.PARTICULARS_READ):
    """A person took sealed particulars to their own machine. Attested by the desk."""

    by: Person

    def _change(self, case: CaseState) -> CaseState:
        return replace(case, readers=case.readers | {self.by})


class NoteAdded(Body[CaseState], kind=EventKind.NOTE_ADDED):
    """A sealed note; nothing else follows."""

    by: Person
    sealed: Sealed


class DutyRaised(Body[CaseState], kind=EventKind.DUTY_RAISED):
    """A late duty grew louder. The table of duties has it; the case only remembers."""

    item: Item | None
    what: Code
    rule: CodeOrNone
    raised: Natural


class DutyDone(Body[CaseState], kind=EventKind.DUTY_DONE):
    by: Person
    item: Item | None
    what: Code


class CostRecorded(Body[CaseState], kind=EventKind.COST_RECORDED):
    by: Person
    item: Item
    tariff: CodeOrNone
    units: Natural
    minutes: Natural
    cents: Natural
    currency: Annotated[str, matching(r"(?:[A-Z]{3})?", "a currency (ISO 4217), or empty")]

    def _change(self, case: CaseState) -> CaseState:
        return replace(case, costs=(*case.costs, copied(CostEntry, self, seq=case.revision, statement=case.statement)))


class CostWithdrawn(Body[CaseState], kind=EventKind.COST_WITHDRAWN):
    by: Person
    item: Item
    seq: Natural  # number of the event that recorded it

    def _change(self, case: CaseState) -> CaseState:
        costs = (replace(cost, withdrawn=True) if cost.seq == self.seq else cost for cost in case.costs)
        return replace(case, costs=tuple(costs))
