"""Columns that a report needs: written in the transaction of the act, and made again from events for an older home."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest

from desk_samples import NOW, SHUTDOWN, Place, whole
from dueprocess.data import codec, guards
from dueprocess.data.models import Case, Duty, Event, EventOpening, Item, Statement
from dueprocess.domain.demand.codes import Channel
from dueprocess.domain.report import kept
from dueprocess.domain.sealed.statement import Act
from dueprocess.services import refilling
from dueprocess.services.comparing import differs
from dueprocess.services.result import Done
from release_samples import House

if TYPE_CHECKING:
    from pathlib import Path

OF_CASE = ("says", "letter", "received_at", "receipted", "issuer", "instrument", "origin", "route", "informal")
WHEN = (*kept.DAYS, *kept.MINUTES)


def columns() -> dict[str, Any]:
    cases = {row["id"]: row for row in Case.objects.values("id", *OF_CASE)}
    items = {
        (row["case_id"], row["number"]): row for row in Item.objects.values("case_id", "number", *kept.OF_ITEM, *WHEN)
    }
    return {"cases": cases, "items": items}


def emptied() -> None:
    """As the migration leaves an older home: every new column at its default."""
    fresh = Item(), Case()
    Item.objects.update(**{name: getattr(fresh[0], name) for name in (*kept.OF_ITEM, *kept.MINUTES)})
    Case.objects.update(**{name: getattr(fresh[1], name) for name in OF_CASE})


def sends(place: Place, case: str, kind: str, *items: int) -> None:
    paper = place.sealed("letter", "case")
    says = {"how": "post", "items": list(items or (1,)), "kind": kind, "language": "de", "sealed": paper.id}
    place.do("aster", Act.LETTER_SEND, case, says, [paper])


@pytest.fixture
def house(db: None, tmp_path: Path) -> House:
    """What was asked for was released, thirty hours after it came."""
    del db
    made = House.built(tmp_path)
    place = made.place
    place.later(hours=3)
    sends(place, made.case, "acknowledgement")
    place.later(hours=2)
    made.reads("aster")
    made.reads("birch")
    made.grants()
    made.orders()
    made.deals()
    made.agrees("aster")
    place.later(hours=24)
    made.releases("birch")
    return made


def item(case: str, number: int = 1) -> Item:
    return Item.objects.get(case_id=case, number=number)


def hours(case: str, column: str) -> float | None:
    at, received = getattr(item(case), column), Case.objects.get(pk=case).received_at
    return None if at is None or received is None else (at - received) / datetime.timedelta(hours=1)


def test_what_happened_when_is_kept_in_the_transaction(house: House) -> None:
    assert [hours(house.case, name) for name in kept.MINUTES] == [5, 3, 29]
    row = item(house.case)
    assert (row.asked, row.given, row.accounts, row.outcome) == ("non_content", "non_content", 1, "comply")
    assert Case.objects.get(pk=house.case).says == "new_case"
    whole()


def test_a_decision_that_fell_is_answered_by_nothing_any_more(quick: Place) -> None:
    case = quick.ready()
    assert isinstance(quick.propose(case, "correct"), Done)
    sends(quick, case, "correction")
    assert item(case).answered_on == NOW.date()
    assert isinstance(quick.confirm(case, necessity=True), Done)
    row = item(case)
    assert (row.outcome, row.answered_on, row.decided_on, row.decided_at) == ("", None, None, None)
    assert row.acknowledged_at == NOW
    whole()


def test_what_the_authority_takes_back_was_decided_by_nobody_here(quick: Place) -> None:
    case = quick.arrive()
    quick.do("aster", Act.ITEM_CHANGE, case, {"fields": {}, "item": 1, "op": "withdraw"})
    row = item(case)
    assert (row.outcome, row.decided_on, row.decided_at) == ("withdrawn", NOW.date(), None)
    whole()


def test_a_part_that_was_split_off_counts_with_the_letter_it_came_in(quick: Place) -> None:
    case = quick.arrive()
    for number in (2, 3):
        fields = {"data": ["content"], "kind": "disclosure"}
        quick.do("aster", Act.ITEM_CHANGE, case, {"fields": fields, "item": number, "op": "add"})
    quick.silence(case, item=3)
    quick.later(hours=1)
    _, second = quick.split(case, 2, 3)
    _, third = quick.split(second, 2)
    assert [Case.objects.get(pk=one).letter for one in (case, second, third)] == ["", case, case]
    assert {Case.objects.get(pk=one).received_at for one in (case, second, third)} == {NOW}
    assert (item(third).asked, item(third).secrecy, item(third).notice) == ("content", "order", "delayed")
    whole()
    before = columns()
    emptied()
    assert refilling.refill() == 3
    assert columns() == before


def test_the_first_receipt_counts_when_an_earlier_copy_turns_up(quick: Place) -> None:
    case = quick.arrive()
    earlier = quick.arrive(at=NOW - datetime.timedelta(days=2))
    assert isinstance(quick.classify(earlier, "duplicate", case), Done)
    assert Case.objects.get(pk=case).received_at == NOW - datetime.timedelta(days=2)
    whole()


def test_the_portal_confirms_receipt_at_once(quick: Place) -> None:
    assert Case.objects.get(pk=quick.arrive(channel=Channel.PORTAL)).receipted
    assert not Case.objects.get(pk=quick.arrive()).receipted


def test_filling_an_older_home_gives_the_columns_that_acts_would_have_written(house: House) -> None:
    place = house.place
    other = place.arrive(SHUTDOWN)
    place.gate(other, "count")
    place.silence(other, count=False, source="statute")
    assert isinstance(place.propose(other, "refuse", ground="counsel"), Done)
    place.later(hours=30)
    assert isinstance(place.approve(other), Done)
    before = columns()
    emptied()
    assert differs(house.case) != ()
    assert refilling.refill() == 2
    assert columns() == before
    whole()
    assert refilling.refill() == 0


def test_a_minute_that_nothing_tells_stays_unknown_and_a_day_does_not(house: House) -> None:
    emptied()
    guards.remove()
    Duty.objects.filter(done_by__in=Event.objects.filter(kind="case:release:done").values("event")).update(done_by="")
    Statement.objects.filter(act="release.done").delete()
    guards.install()
    refilling.refill()
    row = item(house.case)
    assert row.effect_at is None
    assert row.answered_on == house.place.desk.today
    assert differs(house.case) == ()


def test_of_a_case_whose_openings_were_purged_only_the_arrival_is_known(house: House) -> None:
    emptied()
    last = Event.objects.filter(case=house.case).order_by("-seq").first()
    EventOpening.objects.filter(event=last).delete()
    assert not all(event.opened for event in codec.events_of(house.case))
    assert refilling.refill() == 1
    assert item(house.case).asked == ""
    case = Case.objects.get(pk=house.case)
    assert (case.says, case.received_at, case.issuer) == ("new_case", NOW, "")


def test_what_an_older_version_kept_as_withdrawn_after_it_was_given_is_kept_as_given(house: House) -> None:
    house.place.later(days=1)
    house.place.do("aster", Act.ITEM_CHANGE, house.case, {"fields": {}, "item": 1, "op": "withdraw"})
    before = columns()
    older = {"outcome": "withdrawn", "given": "", "accounts": 0, "decided_on": house.place.desk.today}
    Item.objects.filter(case_id=house.case).update(**older, decided_at=None)
    assert differs(house.case) == ("items", "days")
    assert refilling.refill() == 1
    assert differs(house.case) == ()
    assert (item(house.case).outcome, columns()) == ("comply", before)
    assert refilling.refill() == 0
