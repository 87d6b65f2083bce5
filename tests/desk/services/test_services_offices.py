"""The number on which an office is called back, from the desk's signatures to a call and a release (hazard 2.4)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from called_samples import reads, two_items
from desk_samples import POLICE, Place, denied
from dueprocess.client.fetched_case import about_of, fetch
from dueprocess.desk.data.models import Verification
from dueprocess.desk.services import evidence, offices
from dueprocess.desk.services.acts import perform
from dueprocess.desk.services.desk_acts import Brought
from dueprocess.desk.services.desk_acts import perform as on_desk
from dueprocess.desk.services.pending_desk_acts import authorities
from dueprocess.desk.services.result import Done
from dueprocess.formats.desk_acts import contact_hash, text_hash
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act
from dueprocess.release import checks
from dueprocess.release.evidence import ReleaseError
from in_process import client

pytestmark = pytest.mark.django_db
OLD, NEW, NIGHT = "+49305550100", "+49305550177", "+49305550110"


@pytest.fixture
def place(db: None) -> Place:
    return Place.found(releasing=True)


def changed(place: Place, **more: Any) -> str:
    """A case of an office whose number is changed today."""
    case = two_items(place)
    place.verify_authority(phone=OLD)
    place.later(days=30)
    place.verify_authority(phone=NEW, **more)
    return case


def call(place: Place, case: str, number: str = "", how: str = "call_back", **more: str) -> str:
    """The rule that refuses a call; empty where it counts."""
    says = {"how": how, "said": "confirmed", **({"phone": text_hash(number)} if number else {}), **more}
    done = perform(place.desk, place.note("cedar", Act.AUTHORITY_CALL_BACK, case, says))
    return "" if isinstance(done, Done) else denied(done)


def test_the_old_number_is_rung_for_seven_days(place: Place) -> None:
    case = changed(place)
    assert evidence.shown(place.desk, place.state(case), "cedar").phone == OLD
    assert about_of(fetch(client(place, "cedar")[0], case), None, 1).phone == OLD
    assert call(place, case, NEW) == "authority.number"
    assert call(place, case, OLD) == ""
    place.later(days=7, minutes=1)
    assert evidence.shown(place.desk, place.state(case), "cedar").phone == NEW
    assert call(place, case, OLD) == "authority.number"
    assert call(place, case, NEW) == ""


def test_who_does_not_ring_the_old_number_says_why(place: Place) -> None:
    case = changed(place)
    assert call(place, case, how="contact_point") == "authority.number"
    assert call(place, case, how="contact_point", why="no_answer") == ""
    place.later(days=8)
    assert call(place, case, how="contact_point") == ""  # where nothing waits nobody is asked


def granted(place: Place, case: str) -> str:
    reads(place, case)
    for done in (place.propose(case, "comply", by="aster", item=2), place.approve(case, by="birch", item=2)):
        assert isinstance(done, Done), done
    try:
        checks.standing_grant(client(place, "birch")[0].look(case).seen, 2)
    except ReleaseError as fault:
        return fault.rule
    return ""


@pytest.mark.parametrize(("number", "rule"), [(OLD, ""), (NEW, "authority.no-call-back")])
def test_a_desk_that_shows_the_changed_number_at_once_gets_no_release(
    place: Place, monkeypatch: pytest.MonkeyPatch, number: str, rule: str
) -> None:
    case = changed(place)
    if number == NEW:  # the desk lies to who calls; who releases reckons from what was signed
        monkeypatch.setattr("dueprocess.desk.services.acts.office_of", lambda *asked: lies(*asked, number))
    assert call(place, case, number) == ""
    monkeypatch.undo()
    assert granted(place, case) == rule


def lies(desk: Any, authority: object, number: str) -> offices.Office:
    office = offices.office_of(desk, authority)
    stands = {kind: replace(one, hash=text_hash(number)) for kind, one in office.use.stands.items()}
    return replace(office, use=replace(office.use, stands=stands, waits={}))


def test_who_calls_is_not_shown_the_changed_number_by_a_lying_desk(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, (who, _) = changed(place), client(place, "cedar")
    monkeypatch.setattr(evidence, "rung", lambda *_asked: NEW)
    with pytest.raises(DeniedError, match="another telephone number"):
        about_of(fetch(who, case), None, 1)
    monkeypatch.setattr(evidence, "rung", lambda *_asked: "")
    assert about_of(fetch(who, case), None, 1).phone == ""


def test_a_number_that_somebody_wrote_into_the_database_is_shown_to_nobody(place: Place) -> None:
    place.verify_authority(phone=OLD)
    Verification.objects.update(phone=NEW)
    assert offices.rung(place.desk, POLICE) == ""
    assert offices.office_of(place.desk, POLICE).numbers()[0]["number"] == ""


def test_day_and_night_have_a_number_each(place: Place) -> None:
    case = two_items(place)
    place.verify_authority(phone=OLD, night=NIGHT)
    noon = place.desk.now.replace(hour=11) + dt.timedelta(days=-place.desk.now.weekday() + 7)
    place.desk = replace(place.desk, now=noon)
    assert offices.rung(place.desk, POLICE) == OLD
    place.later(hours=12)
    assert offices.rung(place.desk, POLICE) == NIGHT
    assert about_of(fetch(client(place, "cedar")[0], case), None, 1).phone == NIGHT
    assert call(place, case, NEW) == "authority.number"
    assert call(place, case, NIGHT) == call(place, case, OLD) == ""
    assert granted(place, case) == ""


def test_an_office_tells_what_was_changed_and_by_whom(place: Place) -> None:
    assert offices.changed(place.desk, POLICE) == offices.Changed()
    changed(place, contact="post@lka.example")
    today = place.desk.today
    assert offices.changed(place.desk, POLICE) == offices.Changed(None, today + dt.timedelta(7), today, today)
    row = next(row for row in authorities(place.desk)["rows"] if row["id"] == POLICE)["verified"]
    assert [(one["state"], one["number"], one["by"]) for one in row["rung"]] == [
        ("stands", OLD, ["aster", "birch"]),
        ("waits", NEW, ["aster", "birch"]),
    ]
    assert row["changed"] == today.isoformat()
    place.later(days=8)
    assert offices.changed(place.desk, POLICE).number_on == today + dt.timedelta(7)
    place.later(days=90)
    assert offices.changed(place.desk, POLICE).number_on is None


def verify(place: Place, found_at: str = "https://bka.example/contact", **changes: Any) -> str:
    says = {
        "authority": POLICE,
        "contact": contact_hash("post@bka.example"),
        "how": "call_back",
        "found": "official_page",
        "source": text_hash("https://bka.example/contact"),
        **changes,
    }
    says = {name: value for name, value in says.items() if value is not None}
    note = place.ask("aster", Act.AUTHORITY_VERIFY, says)
    done = on_desk(place.desk, note, Brought("post@bka.example", source=found_at))
    return "" if isinstance(done, Done) else denied(done)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({}, ""),
        ({"found": None}, ""),
        ({"source": None}, "authority.not-verified"),
        ({"source": None, "found": None}, "authority.not-verified"),
        ({"found": "the_letter"}, "authority.not-verified"),
        ({"night": text_hash(NIGHT)}, "authority.not-verified"),
    ],
)
def test_where_a_number_was_found_is_signed_and_can_be_looked_up(
    place: Place, changes: dict[str, Any], rule: str
) -> None:
    assert verify(place, **changes) == rule
    if not rule:
        row = Verification.objects.get()
        assert (row.found, row.source) == (changes.get("found", "official_page") or "", "https://bka.example/contact")


@pytest.mark.parametrize("source", ["two\nlines", " blank", "x" * 201])
def test_a_source_is_one_line(place: Place, source: str) -> None:
    assert verify(place, source, source=text_hash(source)) == "authority.not-verified"
