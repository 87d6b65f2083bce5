"""Who the house is to authorities: told once somebody signed just that, and due before it ends (hazard 16.2)."""

import datetime
from dataclasses import replace

import pytest

from desk_samples import NOW, Place, denied
from dueprocess.desk.data.models import Duty
from dueprocess.desk.services import contacts, desk_acts, law_days, turns
from dueprocess.desk.services.house import House
from dueprocess.desk.services.result import Done
from dueprocess.formats.statement import Act
from dueprocess.report.provider import Credential, facts_hash

ENDS = NOW.date() + datetime.timedelta(days=40)
POINT = Credential("contact_point", "Legal desk", "legal@fennel.example", "DE", ("de", "en"), "EU-DSA-11")
CERTIFICATE = Credential("certificate", "S/MIME of the mailbox", expires=ENDS, owner="aster")


@pytest.fixture
def place(db: None) -> Place:
    return Place.found(house=House("Fennel Mail", "DE", to_authorities=(POINT, CERTIFICATE)))


def signs(place: Place, facts: str, by: str = "aster") -> object:
    return desk_acts.perform(place.desk, place.ask(by, Act.FACTS_SIGN, {"facts": facts}))


def test_nothing_is_told_that_nobody_signed_and_what_changed_is_told_no_more(place: Place) -> None:
    facts = contacts.shown(place.desk)["facts"]
    assert facts == facts_hash([POINT.public, CERTIFICATE.public])
    assert contacts.told(place.desk) == ()
    assert denied(signs(place, "7" * 64)) == "desk.facts"  # type: ignore[arg-type]
    assert isinstance(signs(place, facts), Done)
    assert contacts.told(place.desk) == (POINT, CERTIFICATE)
    assert "owner" not in CERTIFICATE.public
    other = replace(place.desk, house=replace(place.desk.house, to_authorities=(POINT,)))
    assert contacts.told(other) == ()
    place.later(minutes=1)
    assert isinstance(signs(place, ""), Done)
    assert contacts.told(place.desk) == ()


def test_what_ends_is_due_thirty_days_before_and_stays_until_it_is_renewed(place: Place) -> None:
    def owed() -> list[datetime.datetime]:
        law_days.follow(place.desk)
        return [one.due_at for one in Duty.objects.filter(what=turns.ENDS, done_at__isnull=True)]

    assert owed() == []
    place.later(days=15)
    (due,) = owed()
    assert due.date() >= ENDS
    rows = list(Duty.objects.filter(what=turns.ENDS))
    found = turns.turns(turns.house_of(place.desk.roster, place.desk.today, place.desk.now), rows, place.desk.now)
    assert "cedar" in found[rows[0].pk].people or found[rows[0].pk].people
    place.later(days=60)
    assert len(owed()) == 1  # past its day it is in the due list still
    renewed = replace(CERTIFICATE, expires=ENDS + datetime.timedelta(days=900))
    place.desk = replace(place.desk, house=replace(place.desk.house, to_authorities=(POINT, renewed)))
    assert owed() == []
