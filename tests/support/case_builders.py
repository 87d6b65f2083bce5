"""Builders of cases for tests: faces, circumstances, assessments without a shelf, and a desk that keeps its duties."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from collections.abc import Mapping
from typing import Any, TypeVar

from dueprocess.acts.decide import decide
from dueprocess.acts.evolve import evolve, rebuild
from dueprocess.acts.table import ON_CASE
from dueprocess.case import commands as c
from dueprocess.case import letter_events
from dueprocess.case.basis import basis_of, relied_on
from dueprocess.case.case_events import (
    ArrivalClassified,
    ArrivalReceived,
    AssessmentMade,
    CaseOpened,
    FaceDrafted,
    ParticularsRead,
)
from dueprocess.case.events import Body, Happened
from dueprocess.case.given import Given
from dueprocess.case.item_end import EndItem
from dueprocess.case.outcome import KEPT, Decided, NewDuty
from dueprocess.case.publication import SayReach
from dueprocess.case.silence import AgreeSecrecy, named
from dueprocess.case.state import CaseState, ItemState
from dueprocess.demand.codes import ArrivalIs, Channel, Outcome, Role
from dueprocess.demand.face import CASE_FIELDS, ITEM_FIELDS, Face, Form, Spec, to_plain
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act
from dueprocess.law.finding import (
    Allowed,
    Assessment,
    Citation,
    Effect,
    Finding,
    GroundOpen,
    ItemAssessment,
    Layer,
    May,
    Met,
    Recommendation,
    Status,
)

CASE = "c-" + "a" * 24
OTHER = "c-" + "b" * 24
HOUSE_KEY = "age1" + "q" * 58  # of a case that was split off
ARRIVAL = "a-" + "a" * 24
CAME = ("2026-11-02T08:00Z", "2026-11-02")
SEALED = "s-" + "c" * 24
ROW = "r-" + "d" * 24
NOW = datetime.datetime(2026, 11, 2, 9, 0, tzinfo=datetime.UTC)
ALL_ROLES = frozenset({Role.CLERK, Role.APPROVER, Role.RELEASER, Role.COUNSEL})
PEOPLE = ("aster", "birk", "cedar")
CITED = Citation("An Act", "1", None, None, "2026-10-01", Status.VERIFIED)
ACT_OF = {declared.says: act for act, declared in ON_CASE.items()}

_SAMPLES: dict[Form, tuple[Any, Any]] = {
    Form.FLAG: (True, False),
    Form.DAY: ("2026-10-30", "2026-10-29"),
    Form.MOMENT: ("2026-10-30T08:00Z", "2026-10-30T09:00Z"),
    Form.COUNT: (1, 2),
    Form.COUNTRY: ("DE", "PK"),
    Form.REGION: ("DE-NW", "PK-SD"),
    Form.ID: ("DE-LKA", "PK-PTA"),
    Form.IDS: (("DE-STPO-100J",), ("PK-PECA-31",)),
    Form.LANGUAGES: (("de",), ("ur",)),
    Form.SPAN: ("P10D", "PT8H"),
}
_FIRST = {"kind": "disclosure", "data": ("subscriber",), "emergency": False, "secrecy": "none", "ground": "other"}


def samples(spec: Spec) -> tuple[Any, Any]:
    """Two different good values of a field of the face."""
    if spec.of is not None:
        one, two = [str(code) for code in spec.of][:2]
        return ((one,), (two,)) if spec.form is Form.CODES else (one, two)
    return _SAMPLES[spec.form]


def value(spec: Spec) -> Any:
    return _FIRST.get(spec.name, samples(spec)[0])


def another(spec: Spec) -> Any:
    one, two = samples(spec)
    return two if value(spec) == one else one


SAFE: Mapping[str, Any] = {"danger_to_life": False, "person_in_danger": False, "accusation": "other"}


def face(*, items: int = 1, confirmed: bool = True, case: Mapping[str, Any] | None = None, **item: Any) -> Face:
    """A face with every field filled; ``case`` and ``item`` change some of them (None takes one out)."""
    top = {spec.name: value(spec) for spec in CASE_FIELDS} | SAFE | dict(case or {})
    one = {spec.name: value(spec) for spec in ITEM_FIELDS} | item
    paths = [*top, *(f"items.{n}.{name}" for n in range(1, items + 1) for name in one)]
    return Face(
        {name: known for name, known in top.items() if known is not None},
        tuple({name: known for name, known in one.items() if known is not None} for _ in range(items)),
        frozenset(paths) if confirmed else frozenset(),
    )


def may(answer: Allowed = Allowed.YES, **other: Allowed) -> May:
    said = {"tell": answer, "admit": answer, "count": answer} | other
    return May(**said, who_notifies="provider", until=None, source="none", says="So it is.", citation=None)


def judged(
    item: int = 1,
    grounds: tuple[str, ...] = ("g.form",),
    suggests: Recommendation = Recommendation.COMPLY,
    says: May | None = None,
) -> ItemAssessment:
    """An item's assessment that no shelf made."""
    return ItemAssessment(
        item,
        (Finding("POLICY-NETWORK", Met.MET, Effect.INFO, Layer.POLICY, "We say so.", CITED, claimed=False),),
        tuple(GroundOpen(code, "Because.", CITED) for code in grounds),
        None,
        says or may(),
        suggests,
        verbatim_allowed=True,
        provider_review="listed",
    )


def assessment(*items: ItemAssessment) -> Assessment:
    return Assessment("2026-11-02", "5" * 64, items, ())


def opening(a_face: Face | None, **how: Any) -> list[Happened]:
    """Events of a fresh case: opened, received, drafted, said to be ``says``."""
    says = how.pop("says", ArrivalIs.NEW_CASE)
    bodies: list[Body[Any]] = [
        CaseOpened(**{"day": "2026-11-02"} | how),
        ArrivalReceived(ARRIVAL, Channel.MAIL, "", *CAME),
        *([] if a_face is None else [FaceDrafted(to_plain(a_face))]),
        ArrivalClassified("rule-reader", says),
        AssessmentMade((), "2026-11-02", "5" * 64),
    ]
    return [Happened(body) for body in bodies]


class Desk:
    """A case with its law, people and duties: what services keep, without a database."""

    def __init__(self, a_face: Face | None = None, *, empty: bool = False, **how: Any) -> None:
        self.events = opening(None if empty else a_face or face(), **how)
        self.case: CaseState = rebuild(CASE, self.events)
        self.judged = {item.number: judged(item.number) for item in self.case.items}
        self.verified, self.roster, self.refused_before = True, 1, False
        self.law = {"instruments/DE-STPO-100J": "5" * 64}
        self.at, self.timezone = NOW, "UTC"
        self.roles: dict[str, frozenset[Role]] = dict.fromkeys(PEOPLE, ALL_ROLES)
        self.duties: list[NewDuty] = []
        self.count = 0

    def item(self, number: int = 1) -> ItemState:
        item = self.case.item(number)
        assert item is not None
        return item

    def relied(self) -> dict[str, Any]:
        """What acts on the case rely on, all its items together."""
        law = {item.number: self.law for item in self.case.items}
        return relied_on(self.case, recipient="8" * 64, law=law, authority="7" * 64 if self.verified else "")

    def amends(self) -> None:
        """The law by which the demand is judged has other words now."""
        self.law = {path: hashlib.sha256(mark.encode()).hexdigest() for path, mark in self.law.items()}

    def given(self, by: str, act: Act, item: object = 0, **changes: Any) -> Given:
        """Circumstances of an act by ``by`` now, about an item or none, on the case as it stands."""
        self.count += 1
        now = basis_of(self.relied(), item if isinstance(item, int) else 0)
        whole = Given(
            act=act,
            by=by,
            roles=self.roles.get(by, frozenset()),
            at=self.at,
            statement=hashlib.sha256(f"{self.count}".encode()).hexdigest(),
            basis=now,
            basis_now=now,
            assessment=assessment(*self.judged.values()),
            authority_verified=self.verified,
            seconds=frozenset(name for name, held in self.roles.items() if held & {Role.APPROVER, Role.RELEASER}),
            judges=frozenset(
                name for name, held in self.roles.items() if held & {Role.APPROVER, Role.RELEASER, Role.COUNSEL}
            ),
            timezone=self.timezone,
            refused_before=self.refused_before,
            instruments=frozenset({"DE-STPO-95A"}),
            open_duties=frozenset((duty.item, duty.what) for duty in self.duties),
            k=2,
            releasers=frozenset(name for name, held in self.roles.items() if Role.RELEASER in held),
            finishers=frozenset(name for name, held in self.roles.items() if Role.RELEASER in held),
            producers=frozenset(name for name, held in self.roles.items() if Role.PRODUCER in held),
            recipient_key="9" * 64,
        )
        return dataclasses.replace(whole, **changes)

    def says(self, by: str, command: c.Command, **changes: Any) -> Decided | Denied:
        """What the domain answers; nothing is changed."""
        about = getattr(command, "item", None)
        if isinstance(command, c.SendLetter) and command.rests == STANDING:
            rests = letter_events.decisions_of(self.case, command.kind, command.items)
            command = dataclasses.replace(command, rests=rests)
        return decide(self.case, command, self.given(by, ACT_OF[type(command)], about, **changes))

    def tries(self, by: str, command: c.Command, **changes: Any) -> Decided | Denied:
        """Do it where it is allowed: events, duties."""
        decided = self.says(by, command, **changes)
        if isinstance(decided, Decided):
            self.writes(decided, hashlib.sha256(f"{self.count}".encode()).hexdigest())
        return decided

    def does(self, by: str, command: c.Command, **changes: Any) -> Decided:
        """Do it; it must be allowed."""
        decided = self.tries(by, command, **changes)
        assert isinstance(decided, Decided), decided
        return decided

    def writes(self, decided: Decided, statement: str = "") -> None:
        for at, event in enumerate(decided.events):
            self.happens(event, "" if at else statement)
        for end in decided.ended:
            self.duties = [duty for duty in self.duties if not _ends(end.item, end.what, duty)]
        self.duties += decided.duties

    def happens(self, body: Body[Any], statement: str = "") -> None:
        event = Happened(body, statement=statement)
        self.events.append(event)
        self.case = evolve(self.case, event)

    def reads(self, by: str) -> None:
        self.happens(ParticularsRead(by))

    def open(self, what: str) -> list[NewDuty]:
        return [duty for duty in self.duties if duty.what == what]

    def proposes(self, by: str, outcome: Outcome, ground: str | None = None, item: int = 1, **changes: Any) -> Decided:
        return self.does(by, propose(outcome, ground, item), **changes)

    def approves(self, by: str, item: int = 1, **changes: Any) -> Decided:
        return self.does(by, self.approval(item), **changes)

    def approval(self, item: int = 1, differs: str = "") -> c.Approve:
        proposal = self.item(item).proposal
        assert proposal is not None
        return c.Approve(item, proposal.statement, differs)

    def withdrawal(self, item: int = 1) -> c.Withdraw:
        """Of the item's proposal; where there is none, of none."""
        found = self.case.item(item)
        return c.Withdraw(item, found.proposal.statement if found and found.proposal else "0" * 64)

    def ending(self, item: int = 1, answer: str = "ended") -> EndItem:
        """Of what somebody said of the item's end; where nobody did, of nothing."""
        found = self.case.item(item)
        return EndItem(item, found.ending.statement if found and found.ending else "0" * 64, answer)

    def ends(self, by: str, op: str, item: int = 1) -> Decided:
        """``by`` says that the item ended, and a second person agrees."""
        self.does(by, c.ChangeItem(op, item))
        return self.does(next(name for name in PEOPLE if name != by), self.ending(item))

    def agreement(self, item: int = 1, answer: str = "agreed") -> AgreeSecrecy:
        """Of the item's first silence that waits; where none does, of none."""
        found = self.case.item(item)
        waits = [silence.statement for silence in found.running if silence.waits] if found else []
        return AgreeSecrecy(item, waits[0] if waits else "0" * 64, answer)

    def silence_ends(self, how: str, item: int = 1) -> c.EndSecrecy:
        """The end of all silences that run on an item, each by its name."""
        found = self.case.item(item)
        return c.EndSecrecy(item, tuple(named(found)) if found else (), how)

    def unpublished(self, item: int = 1) -> c.Unpublish:
        """An item comes down, by the proposal by which it stands."""
        found = self.case.item(item)
        return c.Unpublish(item, found.publication if found and found.publication else "0" * 64)

    def recall(self, why: str, item: int = 1, production: str = "") -> c.Recall:
        """What was given of an item, by a production or outside, is called back by its name."""
        found = self.case.item(item)
        made = [*(found.productions if found else ())]
        outside = found.outside.done if found and found.outside and not production else ""
        done = next((one.done for one in made if one.id == production), outside)
        return c.Recall(item, done or "0" * 64, why)

    def reach(self, within: str = "nobody", item: int = 1) -> None:
        """Two people answer who is within reach of the state."""
        for by in ("aster", "birk"):
            self.does(by, SayReach(item, within))

    def publication(self, detail: str, item: int = 1) -> c.Publish:
        """Of what was proposed; where nothing was, of nothing."""
        found = self.case.item(item)
        return c.Publish(item, detail, "r-" + "d" * 24, found.publication if found and found.publication else "0" * 64)

    def verification(self, item: int = 1) -> c.VerifyPreservation:
        """Of the item's preservation."""
        found = self.case.item(item)
        return c.VerifyPreservation(item, found.preservation if found else "")

    def decides(self, outcome: Outcome, *people: str) -> None:
        """The whole way to a decision: ``people`` propose and, where needed, approve."""
        self.proposes(people[0], outcome)
        if len(people) > 1:
            self.approves(people[1])


B = TypeVar("B", bound=Body[Any])


def first(kind: type[B], decided: Decided | Denied) -> B:
    """What a verb decided first, which is of this kind."""
    assert isinstance(decided, Decided), decided
    event = decided.events[0]
    assert isinstance(event, kind)
    return event


def _ends(item: int | None, what: tuple[str, ...], duty: NewDuty) -> bool:
    named = duty.what not in KEPT if what == ("*",) else duty.what in what
    return named and item in {None, duty.item}


GROUNDS = {
    Outcome.OBJECT: "g.form",
    Outcome.REFUSE: "counsel",
    Outcome.CHALLENGE: "policy.network",
    Outcome.PARTIAL: "counsel",
}


def propose(outcome: Outcome, ground: str | None = None, item: int = 1, lines: tuple[Any, ...] = ()) -> c.Propose:
    """A proposal with a ground that fits its outcome, unless another is named."""
    from dueprocess.case.state import Line

    if outcome is Outcome.PARTIAL and not lines:
        lines = (Line("T1", "subscriber", "granted"), Line("T1", "traffic", "refused"))
    return c.Propose(item, outcome, GROUNDS.get(outcome, "") if ground is None else ground, lines)


def sends(kind: str, item: int = 1, how: str = "post") -> c.SendLetter:
    return c.SendLetter((item,), kind, "en", how, SEALED, STANDING)


STANDING = ("*",)
"""In place of what a letter names: the decisions that stand on its items."""


def silence(source: str = "order", *, until: str | None = "2026-11-10", **how: Any) -> c.RecordSecrecy:
    said = {"tell": True, "admit": True, "count": True, "review_on": None} | how
    return c.RecordSecrecy(said.pop("item", 1), source, "DE-STPO-95A", until=until, **said)
