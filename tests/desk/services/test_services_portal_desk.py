"""What the desk leaves for the holder of a receipt, and what the receipt says of it: nothing before the call back."""

import datetime
import hashlib
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_services_productions import House

from desk_samples import POLICE, Place
from dueprocess.adapters.blobs import BlobError, Blobs
from dueprocess.case.portal import Left, fingerprint
from dueprocess.case.production_events import ReleaseCollected
from dueprocess.desk.data import codec
from dueprocess.desk.data.chain import verify_chain
from dueprocess.desk.data.models import Parcel, Receipt, Sealed
from dueprocess.desk.intake.portal import submissions
from dueprocess.desk.services import portal_desk, row_check
from dueprocess.desk.services.arrivals import Registered
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.portal_desk import Rule
from dueprocess.desk.services.result import Done
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act
from portal_samples import CLAIM, SECRET, Official, leave, seal, submission

OFFICIAL = Official()
PART = b"age-encryption.org/v1\nsealed again to the recipient"
HASH = hashlib.sha256(PART).hexdigest()


def handed_in(place: Place, official: Official = OFFICIAL) -> str:
    done = submissions.submit(place.desk, SECRET, submission(place.desk), CLAIM, official.holder)
    assert isinstance(done, Registered)
    return done.case


def known(place: Place, case: str) -> None:
    """Its authority is confirmed by somebody who read it, verified by two, and called back in this case."""
    place.verify_authority()
    assert isinstance(place.confirm(case, authority=POLICE), Done)
    place.do("aster", Act.AUTHORITY_CALL_BACK, case, {"how": "call_back", "said": "confirmed"})


def letter(text: str = "Which act, which section?", official: Official = OFFICIAL) -> bytes:
    return seal(text, official.recipient, ObjectKind.LETTER)


def word(place: Place, official: Official = OFFICIAL) -> str:
    portal_desk.refresh(place.desk)
    return str(official.reads(submissions.status(place.desk, official.lookup))["word"])


def files(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]


def rule(done: object) -> str:
    assert isinstance(done, Denied), done
    return str(done.rule)


def test_before_the_call_back_nothing_is_left_and_nothing_is_said(place: Place) -> None:
    case = handed_in(place)
    assert rule(leave(place.desk, case, Left.LETTER, letter())) == Rule.NOT_VERIFIED
    place.verify_authority()
    assert isinstance(place.confirm(case, authority=POLICE), Done)
    assert rule(leave(place.desk, case, Left.LETTER, letter())) == Rule.NOT_VERIFIED
    assert word(place) == "received"
    place.do("aster", Act.AUTHORITY_CALL_BACK, case, {"how": "call_back", "said": "confirmed"})
    assert word(place) == "in_review"
    assert not Parcel.objects.exists()
    place.later(days=200)
    assert word(place) == "received", "a verification that ends takes the word back"


def test_a_case_of_another_way_has_no_receipt(place: Place) -> None:
    assert rule(leave(place.desk, place.arrive(), Left.LETTER, b"")) == Rule.NO_RECEIPT
    assert portal_desk.of_case("c-none") is None


def test_a_question_and_its_answer(place: Place) -> None:
    case = handed_in(place)
    known(place, case)
    left = leave(place.desk, case, Left.CORRECTION, letter())
    assert isinstance(left, Parcel)
    assert word(place) == "question"
    (listed,) = OFFICIAL.reads(submissions.status(place.desk, OFFICIAL.lookup))["left"]
    assert (listed["kind"], listed["left_on"], listed["taken"]) == ("correction", "2026-03-09", False)
    data = submissions.take(place.desk, OFFICIAL.lookup, left.pk, 0)
    assert data is not None
    assert hashlib.sha256(data).hexdigest() == Sealed.objects.get(pk=left.sealed).hash
    assert word(place) == "question"
    answered = submissions.answer(place.desk, SECRET, submission(place.desk), OFFICIAL.lookup, left.pk)
    assert isinstance(answered, Registered)
    assert word(place) == "in_review"


def test_the_word_is_written_when_the_case_moved_and_not_on_asking(place: Place) -> None:
    case = handed_in(place)
    assert portal_desk.refresh(place.desk) == 0
    known(place, case)
    assert OFFICIAL.reads(submissions.status(place.desk, OFFICIAL.lookup))["word"] == "received"
    assert portal_desk.refresh(place.desk) == 1
    seen = Receipt.objects.get().seen
    assert portal_desk.refresh(place.desk) == 0
    assert Receipt.objects.get().seen == seen


def test_who_copies_an_order_learns_nothing_about_the_original(place: Place) -> None:
    case, forger = handed_in(place), Official(b"f" * 16)
    known(place, case)
    copy = handed_in(place, forger)
    assert isinstance(place.classify(copy, "duplicate", case), Done)
    assert isinstance(leave(place.desk, case, Left.LETTER, letter()), Parcel)
    assert word(place, forger) == "received"
    assert forger.reads(submissions.status(place.desk, forger.lookup))["left"] == []
    assert rule(leave(place.desk, copy, Left.LETTER, letter())) == Rule.NOT_VERIFIED


def test_what_is_past_its_day_is_deleted_and_its_row_stays(place: Place, tmp_path: Path) -> None:
    place.desk = replace(place.desk, blobs=Blobs(tmp_path))
    case = handed_in(place)
    known(place, case)
    small = leave(place.desk, case, Left.LETTER, letter())
    large = leave(place.desk, case, Left.LETTER, letter("a" * (2 << 20)))
    assert isinstance(small, Parcel)
    assert isinstance(large, Parcel)
    assert portal_desk.sweep(place.desk) == 0
    place.later(days=portal_desk.LETTER_DAYS + 1)
    assert portal_desk.sweep(place.desk) == 2
    assert portal_desk.sweep(place.desk) == 0
    assert files(tmp_path) == []
    assert Parcel.objects.count() == 2


# A release


def released(tmp_path: Path, how: str = "portal") -> House:
    house = House(Place.found(releasing=True))
    house.place.desk = replace(house.place.desk, blobs=Blobs(tmp_path))
    house.case = handed_in(house.place)
    known(house.place, house.case)
    house.grants()
    for by in ("aster", "birch"):
        house.reads(by)
    house.orders()
    house.deals()
    for name in ("aster", "birch"):
        house.agrees(name, way=how)
    house.place.later(hours=25)
    house.releases("birch", how=how, sent=[HASH])
    return house


def over(house: House, data: bytes = PART, number: int = 1, days: int = 30, **more: Any) -> object:
    day = house.place.desk.today + datetime.timedelta(days=days)
    return portal_desk.hand_over(
        house.place.desk, str(more.get("production", house.production)), number, io.BytesIO(data), day
    )


@pytest.mark.usefixtures("db")
def test_a_release_is_left_as_it_was_signed_and_collected(tmp_path: Path) -> None:
    house = released(tmp_path)
    assert rule(over(house, b"planted")) == Rule.NOT_RELEASED
    assert rule(over(house, number=2)) == Rule.NOT_RELEASED
    assert rule(over(house, number=0)) == Rule.NOT_RELEASED
    assert rule(over(house, production="x-none")) == Rule.NOT_RELEASED
    for days in (9, 46):
        assert rule(over(house, days=days)) == Rule.ACCESS
    assert files(tmp_path) == []
    left = over(house)
    assert isinstance(left, Parcel)
    assert not row_check.renew(house.case)  # no event names the part that was left; an upgrade does not take it away
    assert rule(over(house)) == Rule.NOT_RELEASED
    assert word(house.place) == "answered"
    assert submissions.take(house.place.desk, OFFICIAL.lookup, left.pk, 0) == PART
    assert word(house.place) == "answered"
    assert submissions.take(house.place.desk, OFFICIAL.lookup, left.pk, 0) == PART
    collected = [one.body for one in codec.events_of(house.case) if one.kind == "case:release:collected"]
    assert collected == [ReleaseCollected(1, house.production, 1)]
    assert verify_chain(house.case).holds
    house.place.recalls("aster", house.case, "wrong_recipient")
    assert submissions.take(house.place.desk, OFFICIAL.lookup, left.pk, 0) is None
    assert word(house.place) in {"answered", "in_review"}
    assert portal_desk.sweep(house.place.desk) == 1
    assert files(tmp_path) == []


@pytest.mark.usefixtures("db")
def test_only_a_release_through_the_portal_is_left_there(tmp_path: Path) -> None:
    house = released(tmp_path, "passphrase")
    assert rule(over(house)) == Rule.NOT_RELEASED


@pytest.mark.usefixtures("db")
def test_an_office_that_is_verified_no_longer_gets_nothing(tmp_path: Path) -> None:
    house = released(tmp_path)
    assert (
        rule(
            portal_desk.receipt_of(
                replace(house.place.desk, now=house.place.desk.now.replace(year=2027)), state_of(house.case)
            )
        )
        == Rule.NOT_VERIFIED
    )
    Receipt.objects.update(until=house.place.desk.today - datetime.timedelta(days=1))
    assert rule(over(house)) == Rule.NO_RECEIPT
    house.place.desk = replace(house.place.desk, blobs=None)
    Receipt.objects.update(until=house.place.desk.today)
    with pytest.raises(BlobError):
        over(house)


def test_the_number_for_the_call() -> None:
    assert fingerprint(OFFICIAL.recipient) == fingerprint(OFFICIAL.recipient)
    groups = fingerprint(OFFICIAL.recipient).split(" ")
    assert [len(one) for one in groups] == [4] * 8


@pytest.mark.usefixtures("db")
def test_who_takes_a_part_while_the_desk_writes_gets_it_and_the_next_time_is_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = released(tmp_path)
    left = over(house)
    assert isinstance(left, Parcel)
    older = state_of(house.case)
    house.place.do("aster", Act.COST_RECORD, house.case, {"item": 1, "minutes": 5, "tariff": "", "units": 0})
    monkeypatch.setattr(submissions, "state_of", lambda _case: older)
    assert submissions.take(house.place.desk, OFFICIAL.lookup, left.pk, 0) == PART
    left.refresh_from_db()
    assert left.taken_on is None
    monkeypatch.undo()
    assert submissions.take(house.place.desk, OFFICIAL.lookup, left.pk, 0) == PART
    left.refresh_from_db()
    assert left.taken_on == house.place.desk.today
