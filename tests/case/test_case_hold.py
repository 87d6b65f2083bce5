"""The life of data that are kept: until when, kept longer, ended, destroyed as two people or the host say."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from case_builders import CITED, Desk, face
from dueprocess.acts.splits import carried
from dueprocess.acts.turn import House, Other, Owed, turn
from dueprocess.case import commands as c
from dueprocess.case import hold
from dueprocess.case.destruction import decide as forgets
from dueprocess.case.given import later
from dueprocess.case.item_records import Bound
from dueprocess.case.lapses import time_passes
from dueprocess.case.outcome import KEPT, Decided, Rule
from dueprocess.case.state import Preserving
from dueprocess.demand.codes import ArrivalIs, Outcome, Role
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act
from dueprocess.law.finding import Assessment, Citation, DutyDue, Status

SIXTY = "2027-01-01T00:00Z"


def lapse(due: str | None = SIXTY, cite: Citation | None = CITED, item: int | None = 1) -> Assessment:
    return Assessment("2026-11-02", "5" * 64, (), (DutyDue("lapse", due, None, "EU-EPOC-PR", "It ends.", cite, item),))


def kept(law: Assessment | None = None, items: int = 1) -> Desk:
    """A demand to keep data of which two people keep them."""
    desk = Desk(face(kind="preservation", items=items))
    desk.does("aster", c.StartPreservation(1))
    desk.does("cedar", c.CallBack("call_back", "confirmed"))
    desk.does("birk", desk.verification(), **({"assessment": law} if law else {}))
    return desk


def rule(said: Decided | Denied) -> Rule | None:
    return None if isinstance(said, Decided) else Rule(said.rule)


def at(minute: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(minute)


def passes(desk: Desk, minute: str) -> None:
    found = time_passes(desk.case, at(minute), "UTC")
    if found is not None:
        desk.writes(found)


@pytest.mark.parametrize(
    ("law", "bound"),
    [
        (lapse(), Bound(SIXTY, "law", "EU-EPOC-PR")),
        (lapse(item=None), Bound(SIXTY, "law", "EU-EPOC-PR")),
        (lapse(item=2), None),
        (lapse(None), None),
        (lapse(cite=None), None),
        (lapse(cite=Citation("A", "1", None, None, "2026-10-01", Status.UNVERIFIED)), None),
        (lapse(cite=Citation("A", "1", None, None, "2024-10-01", Status.VERIFIED)), None),
        (
            lapse(cite=Citation("A", "1", None, None, "2024-10-01", Status.SECONDARY, "2026-10-05")),
            Bound(SIXTY, "law", "EU-EPOC-PR"),
        ),
    ],
)
def test_what_is_verified_is_kept_until_the_laws_own_day_or_a_review(law: Assessment, bound: Bound | None) -> None:
    """By what nobody verified, or read long ago, no data are destroyed (P8)."""
    desk = kept(law)
    assert desk.item().bound == (bound or Bound(later(desk.at, days=hold.REVIEW_DAYS), "review", ""))
    (owed,) = [one for one in desk.duties if one.what in {"end_hold", "review_hold"}]
    assert (owed.what, owed.due) == ("end_hold" if bound else "review_hold", desk.item().bound.until)  # type: ignore[union-attr]


def test_it_ends_to_the_minute_and_a_duty_to_destroy_stands() -> None:
    desk = kept(lapse())
    passes(desk, "2026-12-31T23:59Z")
    assert desk.item().preserving is Preserving.VERIFIED
    passes(desk, SIXTY)
    assert desk.item().preserving is Preserving.ENDED
    assert [one.what for one in desk.duties if "hold" in one.what] == ["destroy_hold"]
    assert "destroy_hold" in KEPT
    assert rule(desk.says("aster", c.DoDuty(1, "destroy_hold"))) is Rule.DUTY_TELL
    assert rule(desk.says("aster", c.StartPreservation(1))) is Rule.HOLD


def test_what_nothing_ends_is_looked_at_and_not_ended() -> None:
    desk = kept()
    passes(desk, "2028-01-01T00:00Z")
    assert desk.item().preserving is Preserving.VERIFIED
    assert turn(desk.case, Owed("review_hold", 1, late=True), House(desk.roles)).act is Act.PRESERVE_EXTEND
    assert turn(desk.case, Owed("end_hold", 1), House(desk.roles)).other is Other.CLOCK


def test_a_later_day_on_the_face_keeps_it() -> None:
    desk = kept(lapse())
    desk.reads("cedar")
    desk.does("cedar", c.Confirm({"extended_until": "2027-01-30"}))
    passes(desk, SIXTY)
    assert desk.item().bound == Bound("2027-01-31T00:00Z", "demand", "")
    assert [one.due for one in desk.open("end_hold")][-1] == "2027-01-31T00:00Z"
    passes(desk, "2027-01-31T00:00Z")
    assert desk.item().preserving is Preserving.ENDED


def test_somebody_else_keeps_it_longer_and_only_for_a_reason() -> None:
    desk = kept(lapse())

    def says(by: str, why: str, until: str) -> Rule | None:
        return rule(desk.says(by, hold.ExtendPreservation(1, why, until)))

    assert says("aster", "demand", "2027-01-30") is Rule.FOUR_EYES
    assert says("birk", "review", "2027-01-30") is Rule.HOLD
    assert says("birk", "demand", "2026-12-31") is Rule.HOLD  # it is kept so long already
    assert says("birk", "demand", "2026-11-01") is Rule.HOLD
    assert says("birk", "demand", "2028-01-30") is Rule.HOLD
    assert rule(desk.says("birk", hold.ExtendPreservation(9, "demand", "2027-01-30"))) is Rule.NO_ITEM
    desk.does("birk", hold.ExtendPreservation(1, "court", "2027-01-30"))
    assert [(one.what, one.due) for one in desk.duties if "hold" in one.what] == [("end_hold", "2027-01-31T00:00Z")]
    desk.does("birk", hold.ExtendPreservation(1, "production", "2027-02-28"))
    assert [one.what for one in desk.duties if "hold" in one.what] == ["review_hold"]
    passes(desk, "2027-03-01T00:00Z")
    assert desk.item().preserving is Preserving.VERIFIED


def test_what_two_people_granted_is_not_destroyed_before_it_is_handed_over() -> None:
    desk = kept(lapse())
    desk.decides(Outcome.COMPLY, "aster", "birk")
    assert rule(desk.says("aster", hold.EndPreservation(1, "not_needed"))) is Rule.HOLD
    desk.does("aster", hold.EndPreservation(1, "withdrawn"))
    assert rule(desk.says("aster", hold.EndPreservation(1, "withdrawn"))) is Rule.HOLD
    assert not desk.item().undone  # it was kept as long as it had to be


def destroyed(desk: Desk, **given: Any) -> Decided | Denied:
    return desk.tries("aster", hold.SayDestroyed(1, "deleted", desk.at.date().isoformat()), **given)


def test_it_is_destroyed_as_two_people_say() -> None:
    desk = kept()
    assert rule(destroyed(desk)) is Rule.HOLD
    desk.does("birk", hold.EndPreservation(1, "given"))
    assert rule(desk.says("aster", hold.SayDestroyed(1, "deleted", "2199-01-01"))) is Rule.HOLD
    assert rule(destroyed(desk)) is None
    assert desk.item().preserving is Preserving.ENDED
    said = desk.item().destruction
    assert said is not None
    assert desk.open("confirm_destroyed")
    assert rule(desk.says("aster", hold.ConfirmDestroyed(1, said.statement))) is Rule.FOUR_EYES
    assert rule(desk.says("birk", hold.ConfirmDestroyed(1, "0" * 64))) is Rule.HOLD
    desk.does("birk", hold.ConfirmDestroyed(1, said.statement))
    assert desk.item().preserving is Preserving.DESTROYED
    assert not [one for one in desk.duties if one.what in hold.DUTIES]
    assert rule(desk.says("cedar", hold.ConfirmDestroyed(1, said.statement))) is Rule.HOLD


def test_the_extraction_host_says_it_alone_and_a_person_never_does() -> None:
    host, person = kept(), kept()
    for desk in (host, person):
        desk.does("birk", hold.EndPreservation(1, "given"))
    assert rule(destroyed(host, roles=frozenset({Role.PRODUCER}))) is None
    assert host.item().preserving is Preserving.DESTROYED
    destroyed(person, roles=frozenset({Role.PRODUCER, Role.CLERK}))
    assert person.item().preserving is Preserving.ENDED


def test_what_nobody_verified_is_undone_as_two_people_say() -> None:
    desk = Desk(face(kind="preservation"))
    desk.does("aster", c.StartPreservation(1))
    passes(desk, later(desk.at, hours=72))
    assert desk.item().preserving is Preserving.LAPSED
    destroyed(desk)
    said = desk.item().destruction
    assert said is not None
    desk.does("birk", hold.ConfirmDestroyed(1, said.statement))
    assert not desk.open("undo_hold")


def test_with_its_item_and_its_case_what_is_kept_ends_too() -> None:
    withdrawn, aside = kept(), kept()
    withdrawn.ends("aster", "withdraw")
    assert withdrawn.item().preserving is Preserving.ENDED
    assert withdrawn.open("destroy_hold")
    for by in ("aster", "birk"):
        aside.does(by, c.Classify(ArrivalIs.NOT_A_DEMAND, "", "", None, ""))
    assert aside.item().preserving is Preserving.ENDED
    assert aside.open("destroy_hold")


def test_a_case_for_which_data_are_kept_is_not_forgotten() -> None:
    desk = kept()
    desk.duties = []
    given = desk.given("aster", Act.FORGET_PROPOSE, 0)
    closed = replace(desk.case, closed_on="2026-11-02")
    assert rule(forgets(closed, c.ProposeForget(), given)) is Rule.OPEN
    over = replace(closed, items=(replace(desk.item(), preserving=Preserving.DESTROYED),))
    assert rule(forgets(over, c.ProposeForget(), given)) is None


def test_a_split_sheds_no_end_and_no_destruction() -> None:
    desk = kept(lapse(), items=2)
    desk.does("birk", hold.EndPreservation(1, "given"))
    destroyed(desk)
    said = desk.item().destruction
    assert said is not None
    desk.does("birk", hold.ConfirmDestroyed(1, said.statement))
    other = Desk(face(kind="preservation"))
    for event in carried(desk.case, {1: 1}, "aster"):
        other.happens(event)
    assert other.item().preserving is Preserving.DESTROYED
    assert other.item().bound == desk.item().bound
