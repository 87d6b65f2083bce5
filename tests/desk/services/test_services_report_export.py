"""The facts as a Parquet file, by ADBC out of SQLite and PostgreSQL: the same rows as the view, believed as little."""

from __future__ import annotations

import contextlib
import datetime
import random
import sqlite3
import sys
import threading
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from desk_samples import NOW, SHUTDOWN, Place, forge
from dueprocess.adapters import parquet
from dueprocess.adapters.parquet import Bits, ParquetError
from dueprocess.case.decision_events import GateAnswered
from dueprocess.desk.data import guards
from dueprocess.desk.data.models import Case, Duty, Item
from dueprocess.desk.data.queries import facts as queries
from dueprocess.desk.services import report_facts
from dueprocess.desk.services.publication import ForgedRowError
from dueprocess.desk.services.row_check import renew
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import COLUMNS, Fact

if TYPE_CHECKING:
    from pathlib import Path

pq = pytest.importorskip("pyarrow.parquet")


def uri(folder: Path) -> str:
    """Where another library finds the tables. The tests' SQLite stands in memory: it is copied to a file first."""
    if connection.vendor != "sqlite":
        return ""
    copy = folder / "copy.sqlite3"
    copy.unlink(missing_ok=True)
    connection.ensure_connection()
    with sqlite3.connect(copy) as other:
        connection.connection.backup(other)
    other.close()
    return f"file:{copy}?mode=ro"


def rows(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(file).to_pylist()
    return found


def exported(place: Place, folder: Path) -> list[dict[str, Any]]:
    file = folder / "facts.parquet"
    assert report_facts.export(place.desk, file, uri=uri(folder)) == len(rows(file))
    return rows(file)


def alike(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> None:
    """The same rows, whatever their order and whatever letters are called."""

    def letters(of: list[dict[str, Any]]) -> list[list[tuple[Any, ...]]]:
        found = defaultdict(list)
        for row in of:
            found[row["letter"]].append(tuple(row[name] for name in COLUMNS[1:]))
        return sorted((sorted(each, key=repr) for each in found.values()), key=repr)

    assert letters(one) == letters(other)


def test_the_file_holds_the_facts_and_calls_letters_by_numbers(place: Place, tmp_path: Path) -> None:
    case = place.arrive()
    place.gate(case, "count")
    place.later(hours=80)
    place.confirm(case)
    place.propose(case, "correct")
    place.arrive(SHUTDOWN)
    fields = {"data": ["content"], "kind": "disclosure"}
    from dueprocess.formats.statement import Act

    place.do("aster", Act.ITEM_CHANGE, case, {"fields": fields, "item": 2, "op": "add"})
    place.split(case, 2)
    found = exported(place, tmp_path)
    facts = report_facts.facts(place.desk)
    alike(found, [{name: getattr(fact, name) for name in COLUMNS} for fact in facts])
    assert len({row["letter"] for row in found}) == 2
    assert all(isinstance(row["letter"], int) for row in found)
    assert sum(row["countable"] for row in found) == 1
    assert case not in (tmp_path / "facts.parquet").read_bytes().decode("latin-1")


def test_the_file_says_whose_it_is_and_is_for_its_owner_alone(place: Place, tmp_path: Path) -> None:
    place.arrive()
    exported(place, tmp_path)
    file = tmp_path / "facts.parquet"
    assert tuple(pq.read_schema(file).names) == COLUMNS
    assert pq.read_metadata(file).metadata[b"dueprocess"] == parquet.NOTICE.encode()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir() if "draft" in one.name] == []


def test_an_empty_desk_gives_an_empty_file(place: Place, tmp_path: Path) -> None:
    assert exported(place, tmp_path) == []


def test_a_yes_that_nobody_signed_is_none_in_the_file(place: Place, tmp_path: Path) -> None:
    case = place.arrive()
    forge(place, case, GateAnswered(1, "cedar", "count", "yes", None))
    renew(case)
    assert Item.objects.get(case_id=case).countable
    assert [row["countable"] for row in exported(place, tmp_path)] == [False]


def test_a_forged_row_leaves_the_file_of_before(place: Place, tmp_path: Path) -> None:
    case = place.arrive()
    exported(place, tmp_path)
    before = (tmp_path / "facts.parquet").read_bytes()
    guards.remove()
    Item.objects.filter(case_id=case).update(outcome="refuse")
    with pytest.raises(ForgedRowError, match=case):
        report_facts.export(place.desk, tmp_path / "facts.parquet", uri=uri(tmp_path))
    guards.install()
    assert (tmp_path / "facts.parquet").read_bytes() == before


def test_without_the_packages_the_line_to_type_is_said(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.arrive()
    monkeypatch.setitem(sys.modules, f"adbc_driver_{connection.vendor}", None)
    monkeypatch.setitem(sys.modules, f"adbc_driver_{connection.vendor}.dbapi", None)
    with pytest.raises(ParquetError, match=r"uv sync --extra report"):
        report_facts.export(place.desk, tmp_path / "facts.parquet")


def test_what_cannot_be_written_or_read_is_said(place: Place, tmp_path: Path) -> None:
    place.arrive()
    none = Bits.of([], 0)
    source = report_facts.source(place.desk, uri(tmp_path))
    with pytest.raises(ParquetError, match="cannot be written"):
        parquet.export(source, none, none, tmp_path / "no" / "folder.parquet")
    wrong = replace(source, queries=["SELECT nothing FROM nowhere"], late=source.late[:1])
    with pytest.raises(ParquetError, match="could not be read"):
        parquet.export(wrong, none, none, tmp_path / "facts.parquet")
    assert not (tmp_path / "facts.parquet").exists()


def test_a_moment_that_is_none_ends_it(place: Place, tmp_path: Path) -> None:
    place.arrive()
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no place for it")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE data_case SET received_at = 'soon'")
    none = Bits.of([], 0)
    with pytest.raises(ParquetError, match="could not be read"):
        parquet.export(report_facts.source(place.desk, uri(tmp_path)), none, none, tmp_path / "facts.parquet")


def test_a_code_that_is_none_ends_it(place: Place, tmp_path: Path) -> None:
    case = place.arrive()
    Case.objects.filter(pk=case).update(instrument="A|B")
    none = Bits.of([], 0)
    with pytest.raises(ParquetError, match="a code that is none"):
        parquet.export(report_facts.source(place.desk, uri(tmp_path)), none, none, tmp_path / "facts.parquet")


def test_readers_that_never_see_the_same_moment_give_up(place: Place, tmp_path: Path) -> None:
    place.arrive()
    source = report_facts.source(place.desk, uri(tmp_path))
    restless = "SELECT random()" if connection.vendor == "postgresql" else "SELECT abs(random())"
    twice = replace(source, queries=[source.queries[0]] * 2, late=[source.late[0]] * 2, moment=restless)
    with pytest.raises(ParquetError, match="writes too much"):
        parquet.export(twice, Bits.of([], 0), Bits.of([], 0), tmp_path / "facts.parquet")


# --- random rows, planted past every act: what is reckoned here is what the view reckons ------------------------------


def planted(drawn: random.Random, cases: int) -> None:
    ids = [f"c-{drawn.getrandbits(100):024x}"[:26] for _ in range(cases)]

    def when(after: datetime.datetime) -> datetime.datetime | None:
        at = after + datetime.timedelta(
            minutes=drawn.choice((-90, -30, drawn.randrange(20_000), drawn.randrange(20_000)))
        )
        return drawn.choice((at, at, None))

    for place, name in enumerate(ids):
        received = NOW + datetime.timedelta(minutes=drawn.randrange(500_000))
        Case.objects.create(
            id=name,
            recipient="age1",
            opened_on=received.date(),
            received_on=drawn.choice((received.date(), None)),
            received_at=drawn.choice((received, received, None)),
            receipted=drawn.random() < 0.2,
            letter=ids[0] if place and drawn.random() < 0.1 else "",
            says=drawn.choice(("new_case", "new_case", "new_case", "not_a_demand", "unread")),
            practice=drawn.random() < 0.1,
            historic=drawn.random() < 0.1,
            country=drawn.choice(("DE", "PK", "")),
            authority_kind=drawn.choice(("police", "")),
            instrument=drawn.choice(("", "DE-STPO-100J")),
            emergency=drawn.random() < 0.3,
            informal=drawn.random() < 0.3,
        )
        for number in range(1, drawn.randrange(1, 4)):
            outcome = drawn.choice(("", "comply", "refuse"))
            answered = when(received) if outcome else None
            Item.objects.create(
                case_id=name,
                number=number,
                order=drawn.randrange(1, 3),
                kind=drawn.choice(("disclosure", "content", "outgoing")),
                outcome=outcome,
                decided_on=received.date() + datetime.timedelta(days=drawn.randrange(-1, 9)) if outcome else None,
                answered_on=answered and answered.date(),
                targets=drawn.choice((None, 0, 1, 5)),
                accounts=drawn.choice((None, 0, 2)),
                challenged=drawn.random() < 0.3,
                publication=drawn.choice(("aggregate", "full")),
                countable=drawn.random() < 0.5,
                cents=drawn.choice((0, 10**12)),
                currency=drawn.choice(("", "EUR")),
                decided_at=when(received),
                acknowledged_at=when(received),
                effect_at=when(received),
            )
        for _ in range(drawn.randrange(3)):
            due = NOW + datetime.timedelta(minutes=drawn.randrange(500_000))
            Duty.objects.create(
                id=f"d-{drawn.getrandbits(100):024x}"[:26],
                case_id=name,
                item=drawn.choice((None, 1, 2)),
                what="look",
                rule="P3",
                due_at=due,
                done_at=drawn.choice((None, due + datetime.timedelta(minutes=drawn.randrange(-99, 99)))),
            )


@pytest.mark.parametrize("readers", [1, 3, 50])
def test_what_is_unpacked_is_what_the_view_says(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readers: int
) -> None:
    drawn = random.Random(readers)  # noqa: S311 - rows of a test
    planted(drawn, 120)
    place.later(days=200)
    monkeypatch.setattr(parquet, "BATCH", 17)
    packed = queries.packed(place.desk.now, readers, 7, uri(tmp_path))
    assert len(packed.queries) == readers
    highest, signed = queries.signed_rows({})
    assert signed == {"count": [], "admit": []}
    yes = sorted(number for number in Item.objects.values_list("pk", flat=True) if number % 3)
    file = tmp_path / "facts.parquet"
    written = parquet.export(report_facts.source_of(packed), Bits.of(yes, highest), Bits.of(yes[:5], yes[4]), file)
    expected = []
    for row in queries.rows(place.desk.now):
        own = {"countable": row.number in yes, "admissible": row.number in yes[:5]}
        expected.append({**row.columns, **own})
    assert written == len(expected) > 20
    alike(rows(file), expected)
    engine_counts_the_same(file, expected)


@pytest.mark.usefixtures("place")
def test_late_duties_reach_their_item_and_no_other(tmp_path: Path) -> None:
    """Of a case as a whole: its first item. Of an item that is not there, or of no case: none."""
    cases = [f"c-{number:024x}" for number in range(4)]
    past = NOW - datetime.timedelta(days=2)
    for case in cases:
        Case.objects.create(id=case, recipient="age1", opened_on=NOW.date(), says="new_case")
        for number in (2, 5):
            Item.objects.create(case_id=case, number=number, kind="disclosure", targets=number)
    duties = [(cases[0], 5), (cases[0], 5), (cases[1], None), (cases[2], 1), (cases[2], 9), (None, None)]
    for number, (case, item) in enumerate(duties):
        Duty.objects.create(id=f"d-{number:024x}", case_id=case, item=item, what="look", rule="P3", due_at=past)
    none = Bits.of([], 0)
    packed = queries.packed(NOW, 2, 7, uri(tmp_path))
    assert parquet.export(report_facts.source_of(packed), none, none, tmp_path / "facts.parquet") == 8
    found = sorted((row["targets"], row["late"]) for row in rows(tmp_path / "facts.parquet"))
    assert found == [(2, 0), (2, 0), (2, 0), (2, 1), (5, 0), (5, 0), (5, 0), (5, 2)]


def test_a_row_above_all_that_is_counted_counts_nothing() -> None:
    pa = pytest.importorskip("pyarrow")
    counts = parquet.Counts.of([(3, 2), (None, 7), (1, 1)])
    assert counts.get(pa.array([0, 1, 2, 3, 4, 10**12])).to_pylist() == [0, 1, 0, 2, 0, 0]
    assert parquet.Counts.of([]).get(pa.array([0, 5])).to_pylist() == [0, 0]
    assert Bits.of([2], 2).has(pa.array([0, 2, 3, 10**12])).to_pylist() == [False, True, False, False]


def engine_counts_the_same(file: Path, expected: list[dict[str, Any]]) -> None:
    """DuckDB over the file has the cells that the plain evaluator has over the view."""
    pytest.importorskip("duckdb")
    from dueprocess.adapters import engine

    assert engine.cells(file) == evaluate([Fact(**row) for row in expected])


def test_what_cannot_take_the_place_of_a_file_leaves_nothing(place: Place, tmp_path: Path) -> None:
    place.arrive()
    (tmp_path / "facts.parquet").mkdir()
    none = Bits.of([], 0)
    with pytest.raises(ParquetError, match="cannot be written"):
        parquet.export(report_facts.source(place.desk, uri(tmp_path)), none, none, tmp_path / "facts.parquet")
    assert [one.name for one in tmp_path.iterdir() if "draft" in one.name] == []


def test_who_stops_taking_stops_the_readers(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(random.Random(5), 60)  # noqa: S311 - rows of a test
    monkeypatch.setattr(parquet, "BATCH", 1)
    source, none = report_facts.source(place.desk, uri(tmp_path)), Bits.of([], 0)
    driver = pytest.importorskip(f"adbc_driver_{connection.vendor}.dbapi")
    before = threading.active_count()
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(driver.connect(source.uri)) for _ in source.queries]
        tables = parquet._unpacked(connections, source, none, none)  # noqa: SLF001
        assert next(tables).num_rows
        tables.close()
    assert threading.active_count() == before
