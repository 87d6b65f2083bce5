import datetime
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from data_samples import NOW, duty, effect
from dueprocess.desk.data import work
from dueprocess.desk.data.models import Duty, Effect
from processes import run, start

LEASE = datetime.timedelta(minutes=5)


@pytest.mark.django_db
@pytest.mark.parametrize(("of", "make"), [(Duty, duty), (Effect, effect)])
def test_claimed_once_and_again_when_the_lease_ran_out(of: Any, make: Any) -> None:
    row = make()
    [mine] = work.claim(of, NOW, 10, LEASE)
    assert (mine.id, mine.attempts) == (row.pk, 1)
    assert work.claim(of, NOW + LEASE - datetime.timedelta(seconds=1), 10, LEASE) == []
    [other] = work.claim(of, NOW + LEASE, 10, LEASE)
    assert other.attempts == 2
    assert not work.done(of, mine, NOW + LEASE)
    assert not work.failed(of, mine, NOW + LEASE, "late")
    assert work.done(of, other, NOW + LEASE)
    assert not work.done(of, other, NOW + LEASE)
    assert work.claim(of, NOW + datetime.timedelta(days=9), 10, LEASE) == []


@pytest.mark.django_db
def test_oldest_first_limit_and_not_before_due() -> None:
    late = [effect(due_at=NOW - datetime.timedelta(minutes=i)) for i in range(3)]
    effect(due_at=NOW + datetime.timedelta(seconds=1))
    assert [one.id for one in work.claim(Effect, NOW, 2, LEASE)] == [late[2].pk, late[1].pk]
    assert [one.id for one in work.claim(Effect, NOW, 9, LEASE)] == [late[0].pk]


@pytest.mark.django_db
def test_failure_waits_longer_each_time_and_keeps_the_due_time() -> None:
    row, now = effect(), NOW
    for attempt, seconds in ((1, 30), (2, 60), (3, 120)):
        [mine] = work.claim(Effect, now, 1, LEASE)
        assert mine.attempts == attempt
        assert work.failed(Effect, mine, now, "smtp.451")
        now += datetime.timedelta(seconds=seconds)
        assert work.claim(Effect, now - datetime.timedelta(seconds=1), 1, LEASE) == []
    row.refresh_from_db()
    assert (row.due_at, row.last_error) == (NOW, "smtp.451")
    assert work.back_off(99) == datetime.timedelta(hours=1)


@pytest.mark.django_db
def test_an_error_is_a_code_never_text() -> None:
    effect()
    [mine] = work.claim(Effect, NOW, 1, LEASE)
    with pytest.raises(ValueError, match="code"):
        work.failed(Effect, mine, NOW, "user a@b.example unknown")


@pytest.mark.django_db
def test_a_failed_duty_and_a_release() -> None:
    duty()
    [mine] = work.claim(Duty, NOW, 1, LEASE)
    assert work.failed(Duty, mine, NOW, "x")
    [mine] = work.claim(Duty, NOW + LEASE, 1, LEASE)
    assert work.release(Duty, [mine]) == 1
    assert len(work.claim(Duty, NOW + LEASE, 1, LEASE)) == 1


@pytest.mark.django_db
def test_the_compare_and_set_alone_stops_a_second_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    effect()
    stale = list(Effect.objects.values_list("pk", "attempts"))
    assert len(work.claim(Effect, NOW, 1, LEASE)) == 1

    class Seen(list[Any]):
        def values_list(self, *_: str) -> "Seen":
            return self

        def __getitem__(self, _: Any) -> Any:
            return self

    monkeypatch.setattr(work, "_free", lambda *_: Seen(stale))
    assert work.claim(Effect, NOW, 1, LEASE) == []
    assert connection.vendor


WORKER = """
name, folder, lease = sys.argv[1], sys.argv[2], datetime.timedelta(seconds=int(sys.argv[3]))
sys.stdin.readline()
performed = 0
while Effect.objects.filter(done_at=None).exists():
    for effect in work.claim(Effect, datetime.datetime.now(datetime.UTC), 2, lease):
        with open(os.path.join(folder, name), 'a') as file:
            file.write(effect.id + chr(10))
        performed += 1
        if name == 'a' and performed == 2:
            print('stuck', flush=True)
            sys.stdin.readline()  # for ever
        assert work.done(Effect, effect, datetime.datetime.now(datetime.UTC))
    time.sleep(0.01)
"""
FILL = """
Effect.objects.bulk_create(Effect(id=f'o-{i}', kind='send', due_at='2026-01-01T00:00Z') for i in range(60))
"""


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_loses_nothing(fresh_database: dict[str, str], tmp_path: Path) -> None:
    run(FILL, fresh_database)
    folder = tmp_path / "performed"
    folder.mkdir()
    # The lease of the one that dies ends soon; that of the others outlasts every slowness of the machine.
    workers = [start(WORKER, fresh_database, name, str(folder), "1" if name == "a" else "3600") for name in "abc"]
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
        if worker is workers[0]:  # the others begin once it holds two and has performed both
            assert worker.stdout.readline() == "stuck\n"
    os.kill(workers[0].pid, signal.SIGKILL)
    for worker in workers:
        worker.communicate(timeout=600)
    assert [worker.returncode for worker in workers] == [-signal.SIGKILL, 0, 0]
    performed = [line for name in "abc" if (folder / name).exists() for line in (folder / name).read_text().split()]
    stuck = (folder / "a").read_text().split()[-1]
    assert set(performed) == {f"o-{i}" for i in range(60)}
    assert {one for one in performed if performed.count(one) > 1} == {stuck}
    assert performed.count(stuck) == 2
    assert run("print(Effect.objects.filter(done_at=None).count())", fresh_database) == "0\n"
