"""Rows as lines of JSON and back, the same on both databases; of one moment, while others write."""

import datetime
import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from data_samples import append_one, case_row, decision, duty, effect, new_id
from dueprocess.desk.data import guards, openers, portable
from dueprocess.desk.data.models import Account, DecisionLine, Envelope, Event, Roster, Sealed, Session
from dueprocess.desk.data.transaction import write


def tables() -> dict[str, portable.Model]:
    return portable.tables(portable.applied())


def fill() -> None:
    case = case_row(face='{"kind":"ü"}', emergency=True, closed_on=datetime.date(2026, 11, 3))
    case_row(merged_into=case)
    with write():
        append_one(case.pk, 0)
    one = decision(case=case)
    DecisionLine.objects.create(decision=one, handle="T1", answer="granted")
    type(one).objects.filter(pk=one.pk).update(state="approved", approver="b", approved_by_statement="t")
    duty(case=case, done_at=datetime.datetime(2026, 11, 2, 9, 0, 1, 5, tzinfo=datetime.UTC), done_by="e")
    effect()
    Sealed.objects.create(id=new_id("s"), case=case, kind="original", hash="a" * 64, bytes=bytes(range(256)))
    Sealed.objects.create(id=new_id("s"), case=case, kind="original", hash="b" * 64, bytes=None)
    Envelope.objects.create(case=case, person="recovery", bytes=b"\xff")
    Roster.objects.create(
        number=1, hash="c" * 64, note=b"note", since=datetime.datetime(2026, 3, 9, tzinfo=datetime.UTC)
    )
    Account.objects.create(name="aster", password="x")


def dumped(seen: portable.Seen | None = None) -> dict[str, list[bytes]]:
    return {name: list(portable.dump(model, seen)) for name, model in tables().items()}


@pytest.mark.django_db
def test_all_rows_come_back_as_they_were_decided_ones_too() -> None:
    fill()
    seen = portable.Seen()
    before = dumped(seen)
    event = Event.objects.get()
    assert seen.heads == {event.case: [1, bytes(event.commitment).hex()]} == portable.heads_now()
    found = tables()
    with portable.loading():
        for model in reversed(list(found.values())):
            model._base_manager.all()._raw_delete("default")  # noqa: SLF001
        for name, model in found.items():
            assert portable.load(model, portable.columns(model), before[name]) == len(before[name])
        portable.after_load(found.values())
    guards.install()
    assert dumped() == before
    assert sum(map(len, before.values())) == 13
    Account.objects.create(name="birch", password="x")  # row numbers go on
    staying = portable.sealed_files(found["data_sealed"], openers.staying("data_sealed"))
    assert staying == [(Sealed.objects.get(bytes=None).pk, "b" * 64)]


@pytest.mark.django_db
def test_what_is_left_out_is_left_out_and_all_else_is_there() -> None:
    every = {one._meta.db_table for one in apps.get_models(include_auto_created=True)}  # noqa: SLF001
    assert set(tables()) == every - set(openers.LEFT_OUT)
    assert set(openers.LEFT_OUT) <= every
    assert Session._meta.db_table in openers.LEFT_OUT  # noqa: SLF001
    assert all(openers.LEFT_OUT.values())


@pytest.mark.django_db
def test_values_of_every_kind_are_json() -> None:
    moment = datetime.datetime(2026, 11, 2, 10, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
    given: list[Any] = [b"\0", memoryview(b"\0"), moment, moment.date(), Decimal("1.50"), UUID(int=1), None, True, "ü"]
    assert [portable._plain(one) for one in given] == [  # noqa: SLF001
        "AA==",
        "AA==",
        "2026-11-02T09:00:00+00:00",
        "2026-11-02",
        "1.50",
        "00000000-0000-0000-0000-000000000001",
        None,
        True,
        "ü",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "line", [b"", b"{", b"7", b"[]", b'{"0":1}', b'["x","y"]', b"[" * 100_000, b'[1,"2026-13-01"]', b"\xff"]
)
def test_a_row_that_is_none_is_refused(line: bytes) -> None:
    model = tables()["data_card"]
    with pytest.raises(portable.PortableError, match=r"Row 1 of data_card is none\.") as caught:
        portable.load(model, portable.columns(model), [line])
    assert caught.value.rule == "backup.damaged"


@pytest.mark.django_db
def test_rows_that_the_database_refuses_and_columns_of_another_schema_are_refused() -> None:
    model = tables()["data_roster"]
    row = json.dumps([1, "a" * 64, "AA==", "2026-03-09T00:00:00+00:00"]).encode()
    with pytest.raises(portable.PortableError, match="data_roster does not take"):
        portable.load(model, portable.columns(model), [row, row])
    with pytest.raises(portable.PortableError, match="not those of the schema"):
        portable.load(model, ["number", "hash"], [])


@pytest.mark.django_db
def test_only_envelopes_of_known_cases_are_taken() -> None:
    case, other = case_row(), case_row()
    for one in (case, other):
        Envelope.objects.create(case=one, person="recovery", bytes=b"x")
    model = tables()["data_envelope"]
    lines = list(portable.dump(model))
    Envelope.objects.all().delete()
    assert portable.load(model, portable.columns(model), lines, {case.pk}) == 1
    assert Envelope.objects.get().case_id == case.pk


@pytest.mark.django_db
def test_many_rows_go_in_batches() -> None:
    model: type[models.Model] = tables()["data_account"]
    lines = [json.dumps([number, "x", f"p{number}", True, None, "en"]).encode() for number in range(1, 2 * 64 + 2)]
    assert portable.load(model, portable.columns(model), lines) == portable.count(model) == 129


@pytest.mark.django_db
def test_a_schema_that_nobody_knows_here_is_newer() -> None:
    assert portable.waiting() == []
    assert ("data", "0001_initial") in portable.applied()
    MigrationRecorder(connection).record_applied("data", "0099_later")
    with pytest.raises(portable.PortableError, match=r"data\.0099_later") as caught:
        portable.applied()
    assert caught.value.rule == "store.schema-newer"
