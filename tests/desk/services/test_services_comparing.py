"""Rows that say something else than the events of their case are named; doctor says which case."""

from pathlib import Path

import pytest

from desk_samples import NOW, taken_back
from dueprocess.desk.data import guards, rowstore
from dueprocess.desk.data.models import (
    Arrival,
    Case,
    Cost,
    Decision,
    DecisionLine,
    GateAnswer,
    Invoice,
    Item,
    Piece,
    Production,
    RegisterRow,
    Sealed,
    Secrecy,
)
from dueprocess.desk.services.cases import rebuilt
from dueprocess.desk.services.result import UnknownCaseError
from dueprocess.desk.services.row_check import Held, differing, differs, read, renew
from dueprocess.operate import doctor_checks
from dueprocess.operate.home import Home
from release_house import ReleaseHouse


@pytest.fixture
def house(db: None, tmp_path: Path) -> ReleaseHouse:
    """A case with a decision, an answer, a silence and a production that is held."""
    made = ReleaseHouse.built(tmp_path)
    made.place.gate(made.case, "count")
    made.place.silence(made.case, count=False)
    made.place.agree_silence(made.case)
    made.dealt()
    made.agrees("aster")
    return made


def of_chains(house: ReleaseHouse) -> doctor_checks.Line:
    """The first line of ``doctor`` about every chain."""
    (house.folder / "home").mkdir(exist_ok=True)
    return next(doctor_checks.chains(Home(house.folder / "home"), NOW, lambda found, _many: iter(found), every=True))


CHANGES = [
    (lambda case: Case.objects.filter(pk=case).update(country="PK"), "case"),
    (lambda case: Case.objects.filter(pk=case).update(practice=True), "case"),
    (lambda case: Item.objects.filter(case_id=case).update(outcome="refuse"), "items"),
    (lambda case: Item.objects.filter(case_id=case).delete(), "items"),
    (lambda case: Case.objects.filter(pk=case).update(says="unread"), "case"),
    (lambda case: Case.objects.filter(pk=case).update(instrument="XX-LAW-1"), "case"),
    (lambda case: Item.objects.filter(case_id=case).update(secrecy=""), "items"),
    (lambda case: Item.objects.filter(case_id=case).update(countable=False), "items"),
    (lambda case: Item.objects.filter(case_id=case).update(decided_on="2026-02-01"), "items"),
    (lambda case: Item.objects.filter(case_id=case).update(decided_at="2026-02-01T00:00Z"), "items"),
    (lambda case: Item.objects.filter(case_id=case).update(effect_at="2026-03-09T00:00Z"), "items"),
    (lambda case: Decision.objects.filter(case_id=case).update(basis="0" * 64), "decisions"),
    (lambda case: GateAnswer.objects.filter(case_id=case).update(answer="no"), "answers"),
    (lambda case: Secrecy.objects.filter(case_id=case).update(until="2030-01-01"), "silences"),
    (lambda case: Secrecy.objects.filter(case_id=case).update(ended_on="2026-03-09"), "silences"),
    (lambda case: Production.objects.filter(case_id=case).update(k=1), "productions"),
    (lambda case: Piece.objects.filter(production__case_id=case, kind="share").delete(), "pieces"),
    (lambda case: Sealed.objects.filter(case_id=case, kind="part").update(hash="0" * 64), "parts"),
    (lambda case: Case.objects.filter(pk=case).update(closed_on="2026-03-09"), "case"),
    (lambda case: Case.objects.filter(pk=case).update(received_at="2026-01-01T00:00Z"), "case"),
    (lambda case: Arrival.objects.filter(vessel_id=case).update(says="unread"), "arrivals"),
    (lambda case: DecisionLine.objects.filter(decision__case_id=case).update(answer="refused"), "lines"),
    (
        lambda case: RegisterRow.objects.create(
            id="r-x", case_id=case, item=1, detail="full", register="demands", published_on="2026-03-09", row="{}"
        ),
        "register",
    ),
    (lambda case: Cost.objects.create(case_id=case, item=1, seq=90, person="eve", minutes=1), "costs"),
    (
        lambda case: Invoice.objects.create(
            number="x", case_id=case, made_on="2026-03-09", cents=1, currency="EUR", sealed="s-x"
        ),
        "invoices",
    ),
]


def test_each_part_that_differs_is_named(house: ReleaseHouse) -> None:
    assert differs(house.case) == ()
    guards.remove()  # whoever owns the database asks no trigger
    for number, (change, part) in enumerate(CHANGES):
        with taken_back():
            change(house.case)
            assert differs(house.case) == (part,), number
            line = of_chains(house)
            assert f"rows.{part}" in line.says
            assert house.case in line.says


def test_a_case_without_its_row_differs_and_one_that_never_was_is_unknown(house: ReleaseHouse) -> None:
    assert set(read([house.case, "c-none", ""])) == {house.case, "c-none", ""}
    for name in ("c-none", ""):
        with pytest.raises(UnknownCaseError, match="there is no case"):
            differs(name)
    held = read([house.case])[house.case]
    assert differing(held) == ()
    assert differing(Held(held.chain, {**held.stands, "case": {}}, joined=False)) == ("case",)


def test_a_chain_that_begins_with_something_else_makes_no_case(house: ReleaseHouse) -> None:
    held = read([house.case])[house.case]
    with pytest.raises(ValueError, match="does not open a case"):
        rebuilt(house.case, held.chain.events[1:])


def test_open_proposals_and_what_was_never_decided(house: ReleaseHouse) -> None:
    other = house.place.arrive()
    assert differs(other) == ()
    assert house.place.confirm(other, authority="DE-BKA")
    house.place.propose(other, "no_data")
    assert differs(other) == ()
    line = of_chains(house)
    assert "every commitment holds" in line.says


def test_rows_are_written_anew_out_of_the_events_and_minutes_that_stand_are_kept(house: ReleaseHouse) -> None:
    case, whole = house.case, rowstore.read([house.case])[house.case]
    minutes = Item.objects.filter(case_id=case).values_list("decided_at", "effect_at").get()
    Case.objects.filter(pk=case).update(country="", says="unread", received_at=None)
    Item.objects.filter(case_id=case).update(asked="", secrecy="", accounts=None, outcome="")
    assert differs(case) == ("case", "items")
    assert renew(case)
    assert rowstore.read([case])[case] == whole
    assert Item.objects.filter(case_id=case).values_list("decided_at", "effect_at").get() == minutes
    assert not renew(case)
    Item.objects.filter(case_id=case).update(decided_at=None)
    assert renew(case)  # its day is known, its minute is not
    assert Item.objects.get(case_id=case).decided_at == minutes[0].replace(hour=0, minute=0)


def test_every_column_of_a_case_is_told_or_named_as_one_that_no_event_gives(house: ReleaseHouse) -> None:
    told = read([house.case])[house.case].told
    assert set(told) == set(rowstore.TABLES)
    for name, table in rowstore.TABLES.items():
        for key, row in told[name].items():
            assert (len(key), set(row)) == (len(table.key), set(table.columns)), name
