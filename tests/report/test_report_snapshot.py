"""Rows: only what the gate let through, only codes, and never against the numbers."""

import dataclasses
import datetime

import pytest

from dueprocess.demand.codes import AuthorityKind, Ground, Kind, Outcome
from dueprocess.formats.ids import case_id, register_id
from dueprocess.report.cells import Cell, Place, Why
from dueprocess.report.identities import ContradictionError
from dueprocess.report.snapshot import (
    SENSITIVE,
    Cited,
    Provider,
    Publication,
    PublicRow,
    Register,
    RowFact,
    Snapshot,
    SnapshotError,
    Withheld,
    public_ground,
    register_of,
    row_of,
    rows_of,
)

DAY = datetime.date(2026, 11, 24)
HOUSE = Provider("House", "DE", "desk@house.example", ("de",), ("Mail",))
FACT = RowFact(
    id=register_id(bytes(15)),
    published_on=DAY,
    week="2026-W40",
    country="DE",
    authority_kind=AuthorityKind.POLICE,
    kinds=(Kind.DISCLOSURE,),
    instruments=(Cited("StPO", "§ 100j"),),
    outcome=Outcome.OBJECT,
    ground="legal_basis_missing",
    publication=Publication.SUMMARY,
    admit=True,
    count=True,
    reached=True,
)
GERMAN = Place("received", "2026", (("country", "DE"),))
NUMBERS = (Cell(GERMAN, 1),)


def row(**values: object) -> PublicRow:
    made = row_of(dataclasses.replace(FACT, **values))
    assert isinstance(made, PublicRow)
    return made


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"admit": None}, "report.may-not-admit"),
        ({"admit": False}, "report.may-not-admit"),
        ({"count": None}, "report.may-not-count"),
        ({"count": False}, "report.may-not-count"),
        ({"publication": Publication.AGGREGATE}, "report.aggregate"),
        ({"reached": None}, "report.person-not-reached"),
        ({"reached": False}, "report.person-not-reached"),
        ({"kinds": (Kind.DISCLOSURE, Kind.SHUTDOWN), "reached": False}, "report.person-not-reached"),
        ({"kinds": (Kind.CONTENT,), "subject": None}, "report.sensitive-subject"),
        *(({"kinds": (Kind.CONTENT,), "subject": one}, "report.sensitive-subject") for one in sorted(SENSITIVE)),
    ],
)
def test_a_row_is_withheld_by_a_named_rule(values: dict[str, object], rule: str) -> None:
    assert row_of(dataclasses.replace(FACT, **values)) == Withheld(rule)


def test_a_shutdown_needs_nobody_to_be_reached() -> None:
    assert row(kinds=(Kind.SHUTDOWN,), reached=None).register is Register.NETWORK
    assert row(kinds=(Kind.CAPABILITY,), reached=None).register is Register.ACCESS
    assert row(kinds=(Kind.CONTENT,), subject=Ground.OTHER).register is Register.DEMANDS


def test_full_needs_consent() -> None:
    assert row(publication=Publication.FULL).publication is Publication.SUMMARY
    assert row(publication=Publication.FULL, consent=True).publication is Publication.FULL


def test_a_ground_without_a_public_sentence_reads_other() -> None:
    assert (public_ground(""), public_ground("form"), public_ground("Ahmad Khan")) == ("", "form", "other")


def test_every_kind_has_a_register() -> None:
    assert {register_of(kind) for kind in Kind} == set(Register)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": case_id(bytes(15))},
        {"published_on": datetime.datetime(2026, 11, 24, 10, tzinfo=datetime.UTC)},
        {"week": "2026-11-24"},
        {"week": "2026-W54"},
        {"country": "Germany"},
        {"publication": Publication.AGGREGATE},
        {"ground": "named after a person"},
        {"outcome": None},
        {"kinds": ()},
        {"kinds": (Kind.PRESERVATION, Kind.DISCLOSURE)},
        {"kinds": (Kind.SHUTDOWN,)},
    ],
)
def test_a_row_that_may_not_stand_in_public_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SnapshotError):
        dataclasses.replace(row(), **wrong)


def test_kinds_of_two_registers_need_two_rows() -> None:
    for kinds in ((Kind.DISCLOSURE, Kind.SHUTDOWN), ()):
        with pytest.raises(SnapshotError):
            row_of(dataclasses.replace(FACT, kinds=kinds))


def test_rows_stand_by_day_of_publication_then_by_random_id() -> None:
    ids = [register_id(bytes([n] * 15)) for n in (9, 3, 5)]
    days = [DAY, DAY, DAY - datetime.timedelta(days=1)]
    facts = [dataclasses.replace(FACT, id=i, published_on=d) for i, d in zip(ids, days, strict=True)]
    assert [one.id for one in rows_of(facts)] == [ids[1], ids[0], ids[2]]
    assert rows_of(facts) == rows_of(reversed(facts))


def test_a_citation_may_lack_a_section() -> None:
    assert Cited("Act", "").section == ""


def test_a_snapshot_checks_rows_against_numbers() -> None:
    assert Snapshot(HOUSE, DAY, (row(),), NUMBERS).rows == (row(),)
    with pytest.raises(ContradictionError, match="the registers list 1 items from DE, the numbers count 0"):
        Snapshot(HOUSE, DAY, (row(),), ())
    with pytest.raises(ContradictionError, match="received 2026, country DE stands 2 times"):
        Snapshot(HOUSE, DAY, (), NUMBERS * 2)


def test_a_register_beside_withheld_numbers_contradicts_nothing() -> None:
    """Beside a law's table no country has a number; the register may list what it lists."""
    assert Snapshot(HOUSE, DAY, (row(),), (Cell(GERMAN, None, why=Why.BESIDE),)).rows == (row(),)


def test_a_snapshot_refuses_one_id_twice_and_a_row_of_tomorrow() -> None:
    with pytest.raises(SnapshotError, match="one id"):
        Snapshot(HOUSE, DAY, (row(), row()), NUMBERS)
    with pytest.raises(SnapshotError, match="after the day"):
        Snapshot(HOUSE, DAY - datetime.timedelta(days=1), (row(),), NUMBERS)
