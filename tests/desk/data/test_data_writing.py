import logging
import threading
import time

import pytest
from django.db import connection, transaction

from data_samples import DAY, case_row, new_event, new_id
from dueprocess.case.events import EventError
from dueprocess.desk.data import codec
from dueprocess.desk.data import transaction as writing
from dueprocess.desk.data.models import Case, Event
from dueprocess.desk.data.transaction import NestedWriteError, snapshot, write
from dueprocess.formats.commitment import NO_PREVIOUS
from processes import PRELUDE, run


@pytest.mark.django_db(transaction=True)
def test_all_or_nothing() -> None:
    with pytest.raises(OSError), write():  # noqa: PT011, PT012
        case_row()
        raise OSError
    assert Case.objects.count() == 0
    with write():
        case_row()
    assert Case.objects.count() == 1
    assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_nesting_is_refused_and_the_lock_comes_free() -> None:
    with pytest.raises(NestedWriteError), write(), write():
        pass
    with pytest.raises(NestedWriteError), transaction.atomic(), write():
        pass
    with pytest.raises(NestedWriteError), snapshot(), write():
        pass
    with write():
        case_row()
    assert Case.objects.count() == 1


@pytest.mark.django_db
def test_a_long_write_is_told_by_its_code(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    with caplog.at_level(logging.DEBUG, logger="dueprocess.desk.data"), write("acts.perform"):
        time.sleep(0.06)
    assert "write acts.perform took" in caplog.text
    caplog.clear()
    monkeypatch.setattr(writing, "LONG_WRITE_SECONDS", 60)  # however busy the machine is
    with caplog.at_level(logging.DEBUG, logger="dueprocess.desk.data"), write("quick"):
        pass
    assert not caplog.records


@pytest.mark.django_db
def test_one_thread_writes_at_a_time_on_sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL orders writers itself")
    entered = threading.Event()

    def other() -> None:
        with writing._lock:  # noqa: SLF001
            entered.set()

    with write():
        thread = threading.Thread(target=other)
        thread.start()
        assert not entered.wait(0.05)
    assert entered.wait(60)
    thread.join()


# --- the first events of a new case: hashed before the transaction, inserted with the row that has their head ---


@pytest.mark.django_db
def test_begun_events_are_those_that_appending_makes() -> None:
    events = [new_event(), new_event()]
    one = codec.begin(DAY, case := new_id("c"), events)
    with write():
        case_row(id=case, revision=one.revision, head=one.head)
        rows = codec.insert_begun([one])
    assert [row.seq for row in rows] == [1, 2]
    assert [each.kind for each in codec.events_of(case)] == ["case:note:added"] * 2
    assert bytes(rows[1].previous) == bytes(rows[0].commitment)
    assert one.head == bytes(rows[1].commitment)
    with write():  # the chain goes on from the head that was inserted
        assert codec.append_many(DAY, [codec.Batch(case, 2, [new_event()])])[0].seq == 3


def test_no_events_are_the_head_of_an_empty_chain() -> None:
    assert codec.begin(DAY, new_id("c"), []) == codec.Begun(0, NO_PREVIOUS, ())


@pytest.mark.django_db
def test_more_events_than_a_transaction_takes_are_refused() -> None:
    many = codec.begin(DAY, new_id("c"), [new_event() for _ in range(codec.MAX_BATCH + 1)])
    with pytest.raises(EventError), write():
        codec.insert_begun([many])
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_they_are_inserted_inside_a_transaction_only() -> None:
    with pytest.raises(EventError):
        codec.insert_begun([codec.begin(DAY, new_id("c"), [new_event()])])


@pytest.mark.slow
def test_a_snapshot_is_of_one_moment_and_keeps_nobody_from_writing(fresh_database: dict[str, str]) -> None:
    code = """
import subprocess
from dueprocess.desk.data.transaction import snapshot
with snapshot():
    before = Roster.objects.count()
    row = "number=1, hash='b' * 64, note=b'n', since=datetime.datetime.now(datetime.UTC)"
    add = f"{sys.argv[1]}with write(): Roster.objects.create({row})"
    subprocess.run([sys.executable, "-c", add], check=True)
    with snapshot():
        print(before, Roster.objects.count())
print(Roster.objects.count())
"""
    assert run(code, fresh_database, PRELUDE) == "0 0\n1\n"


@pytest.mark.slow
def test_a_chain_that_moves_while_it_is_read_has_no_fault(fresh_database: dict[str, str]) -> None:
    """Who opens a case while another process adds an event was told that it is not what was committed."""
    code = """
import subprocess
add = sys.argv[1] + "with write(): codec.append(datetime.date(2026, 11, 2), {!r}, {}, codec.NewEvent("
add += "'case:note:added', {{}}, 'e-' + {!r} * 24, os.urandom(32)))"
case = Case.objects.create(id='c-' + 'a' * 24, recipient='age1x', opened_on=datetime.date(2026, 11, 2)).pk
exec(add.format(case, 0, 'a').removeprefix(sys.argv[1]))
def between(execute, sql, *rest):
    if 'data_statement' in sql:
        subprocess.run([sys.executable, "-c", add.format(case, 1, 'b')], check=True)
    return execute(sql, *rest)
with connection.execute_wrapper(between):
    print(chain.verify_chain(case))
print(chain.verify_chain(case).events)
"""
    before, after = run(code, fresh_database, PRELUDE).splitlines()
    assert "events=1" in before
    assert "fault=None" in before
    assert after == "2"
