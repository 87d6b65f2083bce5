"""``worker`` as a process: its key, its words, its end."""

from __future__ import annotations

import os
import signal

import pytest

import warm
from caches import CACHE
from cli_samples import Desk
from dueprocess.cli import worker_command

BEAT = {"ended": [], "judged_anew": [], "raised": [], "more": False}


@pytest.mark.slow
def test_the_workers_key_is_its_own_and_lies_outside_the_home(cli_desk: Desk) -> None:
    ran = cli_desk.run("worker", "--once", "--identity", "aster.identity")
    assert (ran.code, "[worker.wrong-key]" in ran.err) == (1, True)
    (cli_desk.home / "worker.identity").write_text("{}")
    ran = cli_desk.run("worker", "--once", "--identity", "home/worker.identity")
    (cli_desk.home / "worker.identity").unlink()
    assert ran.code == 2
    assert "backup of the home" in ran.err


@pytest.mark.slow
def test_a_round_in_json_and_a_gentle_end(cli_desk: Desk) -> None:
    done = cli_desk.do("worker", "--once", "--json").json
    assert BEAT.keys() <= done.keys()
    assert done["letters"] == {"sent": [], "failed": [], "waits": "worker.no-identity"}
    assert done["bounces"] == {"returned": [], "waits": None}
    assert done["broken"] == []
    env = {"PATH": os.environ["PATH"], "HOME": str(cli_desk.folder), **CACHE, "DUEPROCESS_HOME": str(cli_desk.home)}
    command = [warm.COMMAND, "worker", "--json"]
    with warm.start(command, cwd=cli_desk.folder, env=env, stdout=warm.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert '"broken": []' in worker.stdout.readline()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0


def test_letters_that_did_not_leave_are_told_with_their_reason(capsys: pytest.CaptureFixture[str]) -> None:
    for waits, says in ((None, False), ("smtp.unreachable", True)):
        did = {"letters": {"sent": [], "failed": ["c-x"], "waits": waits}}
        worker_command._say(did, [], json_=False)  # noqa: SLF001 - what it prints is all that it does
        assert ("smtp.unreachable" in capsys.readouterr().out) is says
