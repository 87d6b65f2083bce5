"""The finished notice: made with the decision, sealed to the notifier, given out once its person may be told."""

from __future__ import annotations

import base64

import pytest

from desk_samples import SHUTDOWN, Place, denied
from dueprocess.adapters import crypto
from dueprocess.case import page_plan
from dueprocess.case.state import ItemState
from dueprocess.desk.data.models import Duty, Sealed
from dueprocess.desk.services import notices
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.result import Done
from dueprocess.formats import finished_notice, ids
from dueprocess.formats.finished_notice import Finished
from dueprocess.formats.person_page import Part, PersonPage, Sheet, pack
from dueprocess.formats.refusal import Denied, DeniedError
from dueprocess.formats.statement import Act

PAGE = PersonPage("2026-09-30", practice=False, sheets=(Sheet("en", "A message", (Part("What", ("Quirin",)),)),))
PLAN = {"item": 1, "handle": "T1", "role": "target", "to": "themselves", "risk": "sole", "shown": "no", "tried": "none"}
IDENTITY, NOTIFIER = crypto.new_case_key()


@pytest.fixture
def case(place: Place) -> str:
    """A case that two people decided, under an order of silence to which two agreed."""
    made = place.arrive(SHUTDOWN)
    assert isinstance(place.confirm(made), Done)
    place.silence(made)
    assert isinstance(place.agree_silence(made), Done)
    decide(place, made)
    return made


def decide(place: Place, case: str) -> None:
    assert isinstance(place.propose(case, "refuse", ground="policy.shutdown"), Done)
    assert isinstance(place.approve(case), Done)


def item(place: Place, case: str) -> ItemState:
    return place.state(case).items[0]


def planned(place: Place, case: str) -> str:
    place.do("aster", Act.NOTICE_PLAN, case, PLAN | {"mark": "6" * 64})
    plan = item(place, case).pages[-1].statement
    place.do("birch", Act.NOTICE_READ, case, {"item": 1, "plan": plan, "says": "agreed"})
    return plan


def content(case: str) -> bytes:
    data = base64.b64encode(pack(PAGE)).decode()
    codes = ("target", "themselves", "sole")
    return finished_notice.pack(Finished(case, 1, "T1", "quirin@fennel.example", *codes, "2026-03-09", "6" * 64, data))


def seals(place: Place, case: str, plan: str, by: str = "birch") -> str | Denied:
    sealed = crypto.encrypt(content(case), [NOTIFIER])
    one = Attached(ids.sealed_as(sealed), "letter", "notifier", sealed)
    says = {"item": 1, "notifier": "7" * 64, "plan": plan, "sealed": one.id}
    done = place.act(by, Act.NOTICE_SEAL, case, says, [one])
    return done if isinstance(done, Denied) else one.id


def made(place: Place, case: str) -> str:
    sealed = seals(place, case, planned(place, case))
    assert isinstance(sealed, str), sealed
    return sealed


def lies_here(sealed: str) -> bool:
    return Sealed.objects.filter(pk=sealed, reader="notifier").exists()


def test_it_is_made_while_a_silence_runs_and_given_to_nobody_before_its_end(place: Place, case: str) -> None:
    sealed = made(place, case)
    assert lies_here(sealed)
    assert denied(notices.may_hand(place.desk, "aster", case, sealed)) == "gate.closed"
    place.speaks(case)
    assert denied(notices.may_hand(place.desk, "aster", case, sealed)) == "gate.closed"  # a named person answers first
    assert isinstance(place.gate(case, "tell"), Done)
    assert notices.may_hand(place.desk, "aster", case, sealed) is None
    assert denied(notices.may_hand(place.desk, "well", case, sealed)) == "access.role"
    data = bytes(Sealed.objects.get(pk=sealed).bytes)
    assert finished_notice.read(crypto.decrypt(data, [IDENTITY])).account == "quirin@fennel.example"


def test_who_wrote_it_does_not_seal_it_and_nobody_seals_what_nobody_read(place: Place, case: str) -> None:
    place.do("aster", Act.NOTICE_PLAN, case, PLAN | {"mark": "6" * 64})
    plan = item(place, case).pages[-1].statement
    assert denied(seals(place, case, plan)) == "case.four-eyes"
    place.do("birch", Act.NOTICE_READ, case, {"item": 1, "plan": plan, "says": "agreed"})
    assert denied(seals(place, case, plan, by="aster")) == "case.four-eyes"
    assert isinstance(seals(place, case, plan), str)


def test_nothing_is_finished_of_what_nobody_silenced(place: Place) -> None:
    made = place.arrive(SHUTDOWN)
    assert isinstance(place.confirm(made), Done)
    decide(place, made)
    assert denied(place.act("aster", Act.NOTICE_PLAN, made, PLAN | {"mark": "6" * 64})) == "gate.closed"


def test_a_newer_one_destroys_the_one_before(place: Place, case: str) -> None:
    first = made(place, case)
    second = made(place, case)
    assert (lies_here(first), lies_here(second)) == (False, True)
    assert denied(notices.may_hand(place.desk, "aster", case, first)) == "notice.wrong"


def test_a_new_decision_asks_for_a_new_one(place: Place, case: str) -> None:
    made(place, case)
    plan = page_plan.finished(item(place, case))
    assert plan is not None
    assert not page_plan.is_stale(item(place, case), plan)
    place.do("cedar", Act.DECISION_WITHDRAW, case, place.withdraw_says(case))
    decide(place, case)
    assert page_plan.is_stale(item(place, case), plan)
    owed = Duty.objects.filter(case_id=case, what="finish_notice", done_at__isnull=True)
    assert owed.count() == 1
    made(place, case)
    assert not owed.exists()


def test_when_two_say_that_the_person_was_told_it_is_destroyed(place: Place, case: str) -> None:
    sealed = made(place, case)
    place.speaks(case)
    assert isinstance(place.gate(case, "tell"), Done)
    day = place.desk.today.isoformat()
    handle = item(place, case).pages[-1].handle
    place.do(
        "aster", Act.NOTICE_RECORD, case, {"item": 1, "handle": handle, "how": "post", "on": day, "mark": "6" * 64}
    )
    assert lies_here(sealed)
    record = item(place, case).notices[-1].statement
    place.do("birch", Act.NOTICE_CONFIRM, case, {"item": 1, "handle": handle, "record": record})
    assert not lies_here(sealed)


def test_its_bytes_are_of_one_length_and_nothing_else_is_read(case: str) -> None:
    data = content(case)
    assert len(data) == finished_notice.BYTES
    made = finished_notice.read(data)
    assert "Quirin" in finished_notice.text_of(base64.b64decode(made.page))
    assert "quirin" not in repr(made)
    for bad in (data[:-1], data + b"\0", b"XXXX" + data[4:], data[:-1] + b"x", b"DPF1" + b"\xff" * 4 + data[8:]):
        with pytest.raises(DeniedError):
            finished_notice.read(bad)
