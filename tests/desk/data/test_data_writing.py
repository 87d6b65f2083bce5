import logging
import threading
import time

import pytest
from django.db import connection, transaction

from data_samples import case_row
from dueprocess.desk.data import transaction as writing
from dueprocess.desk.data.models import Case
from dueprocess.desk.data.transaction import NestedWriteError, write


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
