"""A worker that is killed in the middle of a letter: the same Message-ID, never none, written down once."""

import os
import signal
from dataclasses import dataclass
from typing import Any

import pytest

from mail_servers import Mailbox, smtp
from processes import run, start

SETUP = """
sys.path[:0] = PATHS
from desk_samples import *
from post_samples import *
from dueprocess.desk.services import rosters
port = int(sys.argv[1])
"""
QUEUE = """
post = Post.opened(House(port))
case = post.decided()
print(case, post.queue(case).id, post.secret)
"""
WORK = """
desk = Desk(rosters.newest(), shelf(), calendar(), NOW + datetime.timedelta(hours=int(sys.argv[2])), os.urandom,
    'Europe/Berlin', 'DE', house=House(port))
post = Post(desk, [], sys.argv[3])
print('ready', flush=True)
sys.stdin.readline()
post.works()
whole()
(effect,) = Effect.objects.all()
events = [event.kind for event in codec.events_of(effect.case)]
print(events.count('case:letter:sent'), effect.done_at is not None, Sealed.objects.filter(reader='worker').count())
"""


@dataclass
class Killing(Mailbox):
    """Kills the worker when it has said whom the letter is for, or when the server has taken it."""

    worker: int = 0
    at: str = ""

    async def handle_RCPT(self, *given: Any) -> str:  # noqa: N802
        if self.at == "recipient":
            self.strike()
        return await super().handle_RCPT(*given)

    async def handle_DATA(self, *given: Any) -> str:  # noqa: N802
        answer = await super().handle_DATA(*given)
        if self.at == "taken":
            self.strike()
        return answer

    def strike(self) -> None:
        os.kill(self.worker, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.database
def test_a_killed_worker_loses_no_letter(fresh_database: dict[str, str], request: pytest.FixtureRequest) -> None:
    tests = request.config.rootpath / "tests"
    setup = SETUP.replace("PATHS", repr([str(tests / "support")]))
    box = Killing()
    with smtp(box) as port:
        _, effect, secret = run(setup + QUEUE, fresh_database, str(port)).split()[-3:]
        for hour, box.at in enumerate(("recipient", "taken", "")):
            worker = start(setup + WORK, fresh_database, str(port), str(hour), secret)
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
            box.worker = worker.pid
            said, _ = worker.communicate("go\n", timeout=60)
            assert worker.returncode == (-signal.SIGKILL if box.at else 0), box.at
            assert len(box.taken) == hour, "none; one that is not written down; the same once more"
    assert said.strip() == "1 True 0", "one event, the effect done, the worker's ciphertext gone"
    first, again = box.taken
    assert first == again, "same envelope, same bytes"
    assert f"Message-ID: <{effect}@fennel.example>".encode() in first[2]
